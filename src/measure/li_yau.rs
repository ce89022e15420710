//! The Li–Yau estimate for the score, div s ≥ −d/(2t), after Liu & Zuazua; its like for OU, and a bound from above.
//!
//! Derived for this project:
//! div s = −d/S + (α²/S²) tr Cov(x_I | X_t = x), with S = σ² for atoms. The covariance is never negative, which is the
//! lower bound −d/σ² (heat: −d/(2t)), and for points of diameter D it is at most D² d/(2(d + 1)), the square of the
//! largest radius that the smallest ball around them can have (Jung; on a line D²/4, Popoviciu): the upper bound.
//!
//! The lower bound is sharp for any data at any time: far enough outside, the outermost data point is the only one that
//! counts. The upper one is met by two points on a line and by an equilateral triangle in the plane, where they are
//! equally likely; two points in the plane come to D²/4 of D²/3.

use crate::denoiser::Kernel;
use crate::process::Process;

/// Places along each axis: on a line, and in the plane.
const PLACES: [usize; 2] = [161, 33];
/// More data points than these, and the places where two of them are in balance are not looked for in pairs.
const MOST_PAIRED: usize = 40;
/// What all other data points together weigh at the place where the outermost one decides alone: e^{−60}.
const ALONE: f64 = 60.0;
/// A direction in which no two points of a regular figure are equally far out.
const OUTWARD: [f64; 2] = [0.8, 0.6];

/// The bounds and what they are held against, in units in which the lower one does not move: t·div s for the heat flow,
/// σ² div s for OU.
///
/// ```
/// use reverse_diffusion::denoiser::Kernel;
/// use reverse_diffusion::measure::li_yau::Bounds;
/// use reverse_diffusion::points::Points;
/// use reverse_diffusion::process::Process;
///
/// let kernel = Kernel::new(Process::Heat, Points::from_rows(&[-1.0, 1.0], 1), &[1.0, 1.0]);
/// let bounds = Bounds::of(kernel);
/// assert_eq!((bounds.diameter, bounds.lower()), (2.0, -0.5));
/// ```
#[derive(Clone, Debug)]
pub struct Bounds {
    /// The kernel of the data, of one or two coordinates.
    pub kernel: Kernel,
    /// D, the largest distance of two data points.
    pub diameter: f64,
}

impl Bounds {
    /// For the data of a kernel, of one or two coordinates.
    pub fn of(kernel: Kernel) -> Self {
        Self {
            diameter: diameter(&kernel),
            kernel,
        }
    }

    /// d, the number of coordinates.
    pub fn dim(&self) -> f64 {
        self.kernel.points().dim() as f64
    }

    /// Whether this is the heat flow.
    pub fn is_heat(&self) -> bool {
        self.kernel.process() == Process::Heat
    }

    /// What the divergence is multiplied by.
    fn unit(&self, t: f64) -> f64 {
        match self.kernel.process() {
            Process::Heat => t,
            Process::Ou => self.kernel.process().variance(t),
        }
    }

    /// What is bounded, as a formula.
    pub fn name(&self) -> &'static str {
        if self.is_heat() {
            "t·div s"
        } else {
            "σ² div s"
        }
    }

    /// The lower bound: −d/2 for the heat flow, −d for OU.
    pub fn lower(&self) -> f64 {
        if self.is_heat() {
            -0.5 * self.dim()
        } else {
            -self.dim()
        }
    }

    /// [lower, upper] bound at t of components of variance S: with a width the lower one is not met.
    pub fn at(&self, t: f64) -> [f64; 2] {
        let d = self.dim();
        [0.0, self.diameter * self.diameter * d / (2.0 * (d + 1.0))].map(|c| self.scaled(c, t))
    }

    /// The divergence in this unit where tr Cov is `indecision`.
    pub fn scaled(&self, indecision: f64, t: f64) -> f64 {
        let (alpha, spread) = (self.kernel.process().alpha(t), self.kernel.spread(t));
        self.unit(t) / spread * (alpha * alpha * indecision / spread - self.dim())
    }
}

/// What was seen at a time, or at all times.
#[derive(Clone, Copy, Debug)]
pub struct Extremes {
    /// The least divergence, in the unit of the bounds.
    pub least: f64,
    /// The largest divergence, in the unit of the bounds.
    pub largest: f64,
    /// The largest tr Cov, as a share of its upper bound.
    pub share: f64,
}

impl Extremes {
    /// Before anything was seen.
    pub const NONE: Self = Self {
        least: f64::INFINITY,
        largest: f64::NEG_INFINITY,
        share: 0.0,
    };

    /// Takes in a place where tr Cov is `indecision`, at time t.
    pub fn see(&mut self, bounds: &Bounds, indecision: f64, t: f64) {
        let here = bounds.scaled(indecision, t);
        self.least = self.least.min(here);
        self.largest = self.largest.max(here);
        let d = bounds.dim();
        let most = bounds.diameter * bounds.diameter * d / (2.0 * (d + 1.0));
        if most > 0.0 {
            // The bound holds for exact arithmetic; the last digits of a sum of λ are not its business.
            self.share = self.share.max((indecision / most).min(1.0));
        }
    }

    /// Takes in what was seen elsewhere.
    pub fn join(&mut self, other: &Self) {
        self.least = self.least.min(other.least);
        self.largest = self.largest.max(other.largest);
        self.share = self.share.max(other.share);
    }
}

/// Where the least and the largest divergence over all places are looked for: on a grid around the data, in the walls
/// between two data points, in the data points' own places and far outside.
#[derive(Clone, Debug)]
pub struct Places {
    /// Pairs of data points of which one may take over from the other.
    pairs: Vec<[usize; 2]>,
    /// The outermost data point, how much farther out it is than the next, and the largest ln (w_j/w_i) of another.
    outermost: (usize, f64, f64),
}

impl Places {
    /// For the data of these bounds.
    pub fn of(bounds: &Bounds) -> Self {
        Self {
            pairs: pairs(bounds),
            outermost: outermost(bounds),
        }
    }

    /// What is seen in all of them at time t; `lambda` is memory.
    pub fn extremes(&self, bounds: &Bounds, t: f64, lambda: &mut Vec<f64>) -> Extremes {
        let kernel = &bounds.kernel;
        let (process, points) = (kernel.process(), kernel.points());
        let (alpha, spread) = (process.alpha(t), kernel.spread(t));
        let dim = points.dim();
        let margin = 3.0 * libm::sqrt(spread);
        let ends: Vec<[f64; 2]> = (0..dim)
            .map(|j| {
                let [low, high] = points.bounds(j);
                [alpha * low - margin, alpha * high + margin]
            })
            .collect();
        let mut found = Extremes::NONE;
        let mut see = |x: &[f64]| {
            let indecision = kernel.posterior(x, t, lambda).indecision();
            found.see(bounds, indecision, t);
        };
        let side = PLACES[usize::from(dim > 1)];
        let mut x = vec![0.0; dim];
        for k in 0..side.pow(dim.min(2) as u32) {
            for (j, x) in x.iter_mut().enumerate() {
                let at = k / side.pow(j as u32) % side;
                let [low, high] = ends[j];
                *x = low + (high - low) * at as f64 / (side - 1) as f64;
            }
            see(&x);
        }
        // On a grid the narrow walls between cells are missed.
        for &[i, j] in &self.pairs {
            let apart: Vec<f64> = (0..dim)
                .map(|k| points.at(j, k) - points.at(i, k))
                .collect();
            let square: f64 = apart.iter().map(|d| d * d).sum();
            let lead = kernel.log_weights()[i] - kernel.log_weights()[j];
            let shift = spread * lead / (alpha * square);
            for (k, x) in x.iter_mut().enumerate() {
                let middle = 0.5 * (points.at(i, k) + points.at(j, k));
                *x = alpha * middle + shift * apart[k];
            }
            if x.iter().all(|x| x.is_finite()) {
                see(&x);
            }
        }
        // And each data point's own place.
        for i in 0..points.len().min(MOST_PAIRED) {
            for (k, x) in x.iter_mut().enumerate() {
                *x = alpha * points.at(i, k);
            }
            see(&x);
        }
        // Far outside, x = αx_i + r n, the others weigh Σ_j (w_j/w_i) e^{−(αr n·(x_i − x_j) + …)/S}, and … is not
        // negative. So far that exponents are not exact any more it is not needed: there α² tr Cov is nothing beside S.
        let (i, ahead, lead) = self.outermost;
        let count = points.len() as f64;
        let far = spread * (ALONE + lead + libm::log(count)) / (alpha * ahead);
        if far * far * f64::EPSILON < spread {
            let outward = if dim == 1 { &[1.0][..] } else { &OUTWARD[..] };
            for (k, x) in x.iter_mut().enumerate() {
                *x = alpha * points.at(i, k) + far * outward[k];
            }
            see(&x);
        }
        found
    }
}

/// See [`Places::outermost`]; of one data point, or of many in one place, one that need not go far.
fn outermost(bounds: &Bounds) -> (usize, f64, f64) {
    let (points, log_weights) = (bounds.kernel.points(), bounds.kernel.log_weights());
    let out = |i: usize| match points.dim() {
        1 => points.at(i, 0),
        _ => OUTWARD[0] * points.at(i, 0) + OUTWARD[1] * points.at(i, 1),
    };
    let all = || 0..points.len();
    let first = all()
        .max_by(|&i, &j| out(i).total_cmp(&out(j)))
        .unwrap_or(0);
    let behind = all().map(|j| out(first) - out(j)).filter(|&by| by > 0.0);
    let ahead = behind.fold(f64::INFINITY, f64::min);
    let lead = all().map(|j| log_weights[j] - log_weights[first]);
    (first, ahead, lead.fold(0.0, f64::max))
}

/// Neighbours on a line; in the plane all pairs of few points.
fn pairs(bounds: &Bounds) -> Vec<[usize; 2]> {
    let points = bounds.kernel.points();
    if points.dim() == 1 {
        let axis = points.axis(0);
        let mut order: Vec<usize> = (0..axis.len()).collect();
        order.sort_by(|&i, &j| axis[i].total_cmp(&axis[j]));
        let pairs = order.windows(2).map(|pair| [pair[0], pair[1]]);
        return pairs.filter(|&[i, j]| axis[i] != axis[j]).collect();
    }
    let count = points.len().min(MOST_PAIRED);
    (0..count)
        .flat_map(|j| (0..j).map(move |i| [i, j]))
        .collect()
}

/// The largest distance of two data points.
fn diameter(kernel: &Kernel) -> f64 {
    let points = kernel.points();
    if points.dim() == 1 {
        let [low, high] = points.bounds(0);
        return high - low;
    }
    let mut largest = 0.0f64;
    for i in 0..points.len() {
        for j in 0..i {
            let difference = |k: usize| points.at(i, k) - points.at(j, k);
            let square = (0..points.dim())
                .map(|k| difference(k) * difference(k))
                .sum();
            largest = largest.max(square);
        }
    }
    libm::sqrt(largest)
}
