//! By how much chances of an end may differ from λ because steps are few.

use super::simulation::Simulation;
use crate::budget::Budget;
use crate::denoiser::Kernel;
use crate::noise::{Noise, Purpose};
use crate::points::Points;

/// Places at which it is measured how undecided they are, and kernels that may be summed for all of them.
const PLACES: usize = 400;
const MOST_PAIRS: usize = 1_000_000;

/// Beyond this steps are too few for λ to be called a chance.
const LARGEST_DOUBT: f64 = 0.2;

impl Simulation {
    /// By how much the chances of this run's steps may differ from λ: 2.5 Σ_k (U(t_k) − U(t_{k+1}))², where U(t) = 1 − E Σ λ_i² is
    /// how undecided the forward process is at t, the chance that two origins drawn for X_t differ; 0 at t = 0. `None` where
    /// that is so much that chances are others than λ altogether.
    ///
    /// A step with frozen x̄₀ lets a particle go on as if it knew the mean of its possible ends alone. What it gets wrong is of
    /// second order in what is decided during the step, so that n equal steps err by about 1/n (derived for this project as
    /// a measure, and no bound: by brute force the difference is at most this for every sampler and grid, see
    /// tests/fate.rs).
    ///
    /// U is measured at a fixed sample of the forward law, moved along with t so that its chance is no difference.
    pub fn doubt(&self) -> Option<f64> {
        let mut doubt = Doubt::of(self);
        doubt.work(self, &mut Budget::all());
        doubt.found()
    }
}

/// [`Simulation::doubt`] on its way, place by place.
///
/// ```
/// use reverse_diffusion::budget::Budget;
/// use reverse_diffusion::ensemble::{Doubt, Simulation};
/// use reverse_diffusion::scene::Scene;
///
/// let simulation = Simulation::new(Scene::default());
/// let mut doubt = Doubt::of(&simulation);
/// while !doubt.work(&simulation, &mut Budget::all()) {}
/// assert_eq!(doubt.found(), simulation.doubt());
/// ```
pub struct Doubt {
    times: Vec<f64>,
    z: Points<f32>,
    /// U at the first times, and the sum over places for the next.
    undecided: Vec<f64>,
    sum: f64,
    place: usize,
    /// Which data point that place belongs to, and the weight of all up to it.
    origin: usize,
    weight_to: f64,
    lambda: Vec<f64>,
}

impl Doubt {
    /// Before anything of it is known.
    pub fn of(simulation: &Simulation) -> Self {
        let (kernel, mut times) = (simulation.kernel(), simulation.times().to_vec());
        times.sort_by(|a, b| b.total_cmp(a));
        let n = kernel.points().len();
        let places = (MOST_PAIRS / (n * times.len())).clamp(1, PLACES);
        let mut z: Points<f32> = Points::zeros(places, kernel.points().dim());
        Noise::new(0).normals(Purpose::Start, 0, &mut z);
        Self {
            undecided: Vec::with_capacity(times.len()),
            times,
            z,
            sum: 0.0,
            place: 0,
            origin: 0,
            weight_to: kernel.weights()[0],
            lambda: Vec::new(),
        }
    }

    /// What was found once all is done, see [`Simulation::doubt`].
    pub fn found(&self) -> Option<f64> {
        let steps = self.undecided.windows(2).map(|u| u[0] - u[1]);
        let doubt = 2.5 * steps.map(|decided| decided * decided).sum::<f64>();
        (doubt <= LARGEST_DOUBT).then_some(doubt)
    }

    /// Goes on as far as the budget goes; whether all is done. `simulation` is the one it is of.
    pub fn work(&mut self, simulation: &Simulation, budget: &mut Budget) -> bool {
        let kernel = simulation.kernel();
        let (n, d) = (kernel.points().len(), kernel.points().dim());
        while let Some(&t) = self.times.get(self.undecided.len()) {
            if t > 0.0 && self.place < self.z.len() {
                if !budget.takes(n * (2 * d + 20)) {
                    return false;
                }
                self.look(kernel, t);
                continue;
            }
            self.undecided.push(self.sum / self.z.len() as f64);
            (self.sum, self.place, self.origin) = (0.0, 0, 0);
            self.weight_to = kernel.weights()[0];
        }
        true
    }

    /// Adds the next place to U(t): at αx_i + σz for data points that are spread evenly over all weight.
    fn look(&mut self, kernel: &Kernel, t: f64) {
        let (alpha, sigma) = (kernel.process().alpha(t), kernel.process().sigma(t));
        let u = (self.place as f64 + 0.5) / self.z.len() as f64;
        while self.weight_to < u && self.origin + 1 < kernel.weights().len() {
            self.origin += 1;
            self.weight_to += kernel.weights()[self.origin];
        }
        let origin = kernel.points().point(self.origin).into_iter();
        let pairs = origin.zip(self.z.point(self.place));
        let x: Vec<f64> = pairs.map(|(y, z)| alpha * y + sigma * z).collect();
        kernel.posterior_weights(&x, t, &mut self.lambda);
        self.sum += 1.0 - self.lambda.iter().map(|l| l * l).sum::<f64>();
        self.place += 1;
    }
}
