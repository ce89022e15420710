//! The local denoisers themselves: in `f64` sum by sum as they are defined, for ensembles by [`lanes`](super::lanes).

use super::lanes::Lanes;
use super::reach::Reach;
use super::windows::{Sight, Windows, displacements};
use crate::budget::Budget;
use crate::denoiser::exact::{Kernel, LEAST_VARIANCE};
use crate::denoiser::gaussian::Gaussian;
use crate::denoiser::posterior_mean::Denoiser;
use crate::law::Law;
use crate::log_sum_exp::{largest, softmax};
use crate::points::Points;
use crate::process::Process;
use std::cell::RefCell;

/// The posterior mean of each pixel, of which only a window is seen; data points are square images, row after row.
///
/// ```
/// use reverse_diffusion::denoiser::Denoiser;
/// use reverse_diffusion::denoiser::local::{Local, Reach};
/// use reverse_diffusion::law::Law;
/// use reverse_diffusion::points::Points;
/// use reverse_diffusion::process::Process;
///
/// // One image all dark and one all bright. Who sees one pixel alone follows that pixel.
/// let law = Law::equal(Points::from_rows(&[-1.0, -1.0, -1.0, -1.0, 1.0, 1.0, 1.0, 1.0], 4));
/// let local = Local::new(Process::Ou, &law, Reach::Patch(1), false);
/// let (x, mut mean) = (Points::from_rows(&[0.9, -0.8, 0.7, -0.9], 4), Points::<f64>::zeros(0, 4));
/// local.posterior_mean(&x, 0.01, &mut mean);
/// let signs: Vec<f64> = mean.point(0).iter().map(|x| x.round()).collect();
/// assert_eq!(signs, [1.0, -1.0, 1.0, -1.0]);
/// ```
pub struct Local {
    kernel: Kernel,
    side: usize,
    reach: Reach,
    equivariant: bool,
    /// Whose gain is the Wiener filter, where the reach follows it.
    wiener: Option<Gaussian>,
    /// What is seen at the time that was asked for last.
    sight: RefCell<Option<(u64, Sight)>>,
    lanes: RefCell<Lanes>,
}

impl Local {
    /// Of a law whose points are images of side × side pixels, side² coordinates; `equivariant` for patches of all places
    /// that are cut by the border alike, which has a meaning for square windows alone.
    ///
    /// # Panics
    ///
    /// If the number of coordinates is no square.
    pub fn new(process: Process, law: &Law, reach: Reach, equivariant: bool) -> Self {
        let kernel = Kernel::of(process, law);
        let d = law.points().dim();
        let side = d.isqrt();
        assert_eq!(side * side, d, "images are square");
        Self {
            lanes: RefCell::new(Lanes::new(&kernel)),
            kernel,
            side,
            reach,
            equivariant: equivariant && reach != Reach::Wiener,
            wiener: (!matches!(reach, Reach::Patch(_))).then(|| Gaussian::of(process, law)),
            sight: RefCell::new(None),
        }
    }

    /// The windows at time `t`.
    pub fn windows(&self, t: f64) -> Windows {
        self.reach.windows(
            self.side,
            self.wiener.as_ref().map(|gaussian| (gaussian, t)),
        )
    }

    fn see(&self, t: f64) -> std::cell::Ref<'_, Sight> {
        let is_known = self
            .sight
            .borrow()
            .as_ref()
            .is_some_and(|known| known.0 == t.to_bits());
        if !is_known {
            let windows = self.windows(t);
            let displacements = match &windows {
                Windows::Square(radius) => displacements(self.side, *radius, self.equivariant),
                Windows::Listed(_) => displacements(self.side, 0, false),
            };
            let sight = Sight {
                windows,
                displacements,
            };
            *self.sight.borrow_mut() = Some((t.to_bits(), sight));
        }
        std::cell::Ref::map(self.sight.borrow(), |known| {
            &known.as_ref().expect("it was seen").1
        })
    }

    /// x̂(x, t) of one image.
    pub fn posterior_mean_at(&self, x: &[f64], t: f64) -> Vec<f64> {
        let sight = self.see(t);
        let (points, side) = (self.kernel.points(), self.side);
        let alpha = self.kernel.process().alpha(t);
        let twice = 2.0 * self.kernel.spread(t).max(LEAST_VARIANCE);
        let [kept, pull] = self.kernel.blend(t);
        let mut logits = Vec::new();
        let mut sources = Vec::new();
        let pixel = |u: usize| {
            let (row, column) = (u / side, u % side);
            let seen = sight.windows.seen(side, u);
            logits.clear();
            sources.clear();
            for one in &sight.displacements {
                if !(one.rows.contains(&row) && one.columns.contains(&column)) {
                    continue;
                }
                let offset = one.by[0] * side as isize + one.by[1];
                let there = |v: usize| (v as isize + offset) as usize;
                for (i, log_weight) in self.kernel.log_weights().iter().enumerate() {
                    let square = |&v: &usize| (x[v] - alpha * points.at(i, there(v))).powi(2);
                    logits.push(log_weight - seen.iter().map(square).sum::<f64>() / twice);
                    sources.push(points.at(i, there(u)));
                }
            }
            let top = largest(logits.iter().copied());
            softmax(&mut logits, top);
            let mean: f64 = logits.iter().zip(&sources).map(|(w, x)| w * x).sum();
            kept * mean + pull * x[u]
        };
        (0..side * side).map(pixel).collect()
    }
}

impl Denoiser<f64> for Local {
    fn dim(&self) -> usize {
        self.kernel.points().dim()
    }

    fn ready(&self, t: f64, budget: &mut Budget) -> bool {
        match &self.wiener {
            Some(gaussian) => Denoiser::<f64>::ready(gaussian, t, budget),
            None => true,
        }
    }

    fn posterior_mean(&self, x: &Points<f64>, t: f64, mean: &mut Points<f64>) {
        mean.reshape_like(x);
        for i in 0..x.len() {
            mean.set(i, &self.posterior_mean_at(&x.point(i), t));
        }
    }
}

impl Denoiser<f32> for Local {
    fn dim(&self) -> usize {
        self.kernel.points().dim()
    }

    fn ready(&self, t: f64, budget: &mut Budget) -> bool {
        Denoiser::<f64>::ready(self, t, budget)
    }

    fn posterior_mean(&self, x: &Points<f32>, t: f64, mean: &mut Points<f32>) {
        let sight = self.see(t);
        let mut lanes = self.lanes.borrow_mut();
        lanes.read(&self.kernel, &sight, x, t, mean);
    }
}
