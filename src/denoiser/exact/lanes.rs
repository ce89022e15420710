//! The exact denoiser for ensembles: four ways to the same sums, chosen by what they cost.
//!
//! | where | how | error of x̄₀ |
//! |---|---|---|
//! | few data points | [`brute`](super::brute), all pairs | below 9e-6 of the data's diameter |
//! | σ wide among many | [`lattice`](super::lattice), one convolution | below 1e-5 of it |
//! | σ narrow among many, or very narrow | [`cells`](super::cells), only the data points within reach | below 8e-6 of it |
//! | more than two coordinates | [`products`](super::products), two matrix products | below 1e-5 of it |
//!
//! The choice depends on the data and on t alone, never on the particles: so a particle's x̄₀ is the same, bit for
//! bit, whatever others are asked for beside it.

use super::brute::Rows;
use super::cells::Cells;
use super::kernel::Kernel;
use super::known_dim::{known_dim, knows_products};
use super::lattice::{self, Lattice};
use super::products::Products;
use super::products::shifted::Tilts;
use super::pyramid::Pyramid;
use crate::denoiser::posterior_mean::Denoiser;
use crate::points::Points;
use std::cell::RefCell;

/// |x_i|²/S above which kernels are so narrow that only data points within reach are summed: √5,000 deviations.
const NARROWEST: f64 = 5e3;

/// Fewer data points than this are summed pair by pair whatever the other ways would cost, while |x_i|²/S is below
/// [`NARROWEST_OF_FEW`], where a coordinate in two parts is still known to 1e-8 of a deviation.
const FEW: usize = 24;
const NARROWEST_OF_FEW: f64 = 1e12;

/// The ensemble for which costs are estimated. Not the true size: see above.
const TYPICAL_PARTICLES: f64 = 10_000.0;

/// A way to the sums.
///
/// ```
/// use reverse_diffusion::denoiser::exact::{ExactLanes, Kernel, Way};
/// use reverse_diffusion::points::Points;
/// use reverse_diffusion::process::Process;
///
/// let data = Points::from_rows(&[-1.0, 1.0], 1);
/// let denoiser = ExactLanes::new(Kernel::new(Process::Ou, data, &[1.0, 1.0]));
/// assert_eq!(denoiser.way(1.0), Way::Brute);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// All pairs.
    Brute,
    /// A convolution on a lattice.
    Lattice,
    /// Only the data points within reach.
    Cells,
    /// All pairs of many coordinates, as matrix products.
    Products,
}

/// The exact denoiser for `f32` ensembles. At the place x that it is given, as single precision has it, it agrees with
/// [`Kernel`] to 1e-5 of the data's diameter and a unit in the last place of the result, at any t.
///
/// The sums depend on x − αx_i alone, so that data far from 0 against their extent are seen from an origin o among them:
/// x̄₀(x) = o + Σ λ_i (x_i − o).
///
/// ```
/// use reverse_diffusion::denoiser::{Denoiser, ExactLanes, Kernel};
/// use reverse_diffusion::points::Points;
/// use reverse_diffusion::process::Process;
///
/// let data = Points::from_rows(&[-0.1, 0.7], 1);
/// let denoiser = ExactLanes::new(Kernel::new(Process::Heat, data, &[1.0, 1.0]));
/// let (x, mut mean) = (Points::from_rows(&[0.6], 1), Points::zeros(0, 1));
/// // A last step from here ends on a data point, to the last bit.
/// denoiser.arrival(&x, 1e-4, &mut mean);
/// assert_eq!(mean.as_slice(), [0.7f32]);
/// ```
#[derive(Debug)]
pub struct ExactLanes {
    kernel: Kernel,
    /// o, and the kernel of x_i − o where that is not x_i.
    origin: Vec<f64>,
    moved: Option<Kernel>,
    /// max |x_i,j − o_j|, the scale of the data.
    radius: f64,
    /// The box of x_i − o, in the first two coordinates.
    ends: [[f64; 2]; 2],
    /// Whether X₀ moves with x inside a blurred data point, as it does; see [`ExactLanes::floored`].
    blurs: bool,
    /// Taken instead of the cheapest, in tests.
    forced: Option<Way>,
    cells: RefCell<Option<Cells>>,
    /// Made when a lattice is first asked for.
    pyramid: RefCell<Option<Pyramid>>,
    /// For more than two coordinates.
    products: RefCell<Option<Products>>,
    tilts: RefCell<Option<Box<Tilts>>>,
    prepared: RefCell<Prepared>,
}

/// What was computed for one t.
#[derive(Debug, Default)]
struct Prepared {
    /// For which t and which way.
    of: Option<(f64, Way)>,
    rows: Rows,
    lattice: Lattice,
    /// Particles for whom the way that is taken is not precise enough.
    far: Vec<usize>,
    /// x − αo, for the lattice.
    places: Points<f32>,
}

impl ExactLanes {
    /// The ensemble's version of `kernel`.
    pub fn new(kernel: Kernel) -> Self {
        let origin: Vec<f64> = (0..kernel.points().dim())
            .map(|j| origin(kernel.points().bounds(j)))
            .collect();
        let is_moved = origin.iter().any(|&o| o != 0.0);
        let moved = is_moved.then(|| kernel.seen_from(&origin));
        let points = moved.as_ref().unwrap_or(&kernel).points();
        let radius = points
            .as_slice()
            .iter()
            .fold(0.0, |r: f64, x| r.max(x.abs()));
        let ends = [0, 1].map(|j| {
            if j >= points.dim() {
                return [0.0; 2];
            }
            points.bounds(j)
        });
        Self {
            kernel,
            origin,
            moved,
            radius,
            ends,
            blurs: true,
            forced: None,
            cells: RefCell::default(),
            pyramid: RefCell::default(),
            products: RefCell::default(),
            tilts: RefCell::default(),
            prepared: RefCell::default(),
        }
    }

    /// The same, always going one way: where that is possible at all.
    pub fn forced(kernel: Kernel, way: Way) -> Self {
        Self {
            forced: Some(way),
            ..Self::new(kernel)
        }
    }

    /// The weights of the blurred law on the data points themselves, x̄₀ = Σ λ_i x_i with S in place of σ²: a bandwidth
    /// floor. As t → 0 particles then come to the modes of the density estimate (derived for this project).
    pub fn floored(kernel: Kernel) -> Self {
        Self {
            blurs: false,
            ..Self::new(kernel)
        }
    }

    /// The same law in `f64`.
    pub fn kernel(&self) -> &Kernel {
        &self.kernel
    }

    /// That of x_i − o.
    fn seen(&self) -> &Kernel {
        self.moved.as_ref().unwrap_or(&self.kernel)
    }

    /// Which way is taken at time t.
    pub fn way(&self, t: f64) -> Way {
        let points = self.seen().points();
        if known_dim(points.dim()) > 2 {
            return Way::Products;
        }
        let spread = self.kernel.spread(t);
        let narrow = self.radius * self.radius / spread.max(f64::MIN_POSITIVE);
        let n = points.len();
        if n < FEW && self.forced.is_none() && narrow <= NARROWEST_OF_FEW {
            return Way::Brute;
        }
        if narrow > NARROWEST {
            return Way::Cells;
        }
        if let Some(way) = self.forced {
            return way;
        }
        let cells = self.cells();
        let Some(cells) = &*cells else {
            return Way::Brute;
        };
        let alpha = self.kernel.process().alpha(t);
        let s = libm::sqrt(spread);
        let extent = self.ends.map(|[low, high]| alpha * (high - low));
        // In nanoseconds a particle, as measured natively with vectors of 128 bits; only ratios matter, and those are much
        // the same in WebAssembly.
        let brute = 0.75 * n as f64;
        let by_cells = 45.0 + 4.5 * cells.vectors(points, alpha, s);
        let stencil = lattice::stencil_work(points.dim());
        let convolution = 0.079 * lattice::convolution_work(points.dim(), extent, s);
        let preparation = 0.45 * lattice::preparation_work(points.dim(), extent, s, n);
        let by_lattice = 0.095 * stencil + (convolution + preparation) / TYPICAL_PARTICLES;
        let too_fine = extent[0].max(extent[1]) > s * lattice::finest_kernel(points.dim(), n);
        if !too_fine && by_lattice < brute.min(by_cells) {
            Way::Lattice
        } else if by_cells < brute {
            Way::Cells
        } else {
            Way::Brute
        }
    }

    /// The cells, sorted when they are first asked for; none for more than two coordinates.
    fn cells(&self) -> std::cell::RefMut<'_, Option<Cells>> {
        let mut cells = self.cells.borrow_mut();
        if cells.is_none() && self.kernel.points().dim() <= 2 {
            *cells = Some(Cells::new(self.seen(), &self.origin));
        }
        cells
    }

    /// Σ λ_i (x_i − o) of all particles.
    fn sums(&self, x: &Points<f32>, t: f64, mean: &mut Points<f32>) {
        let way = self.way(t);
        let mut cells = self.cells();
        let mut prepared = self.prepared.borrow_mut();
        let prepared = &mut *prepared;
        let is_new = prepared.of != Some((t, way));
        prepared.of = Some((t, way));
        let (alpha, spread) = (self.kernel.process().alpha(t), self.kernel.spread(t));
        if let Some(cells) = &mut *cells {
            cells.prepare(alpha, spread.max(1e-200));
        }
        match (way, &mut *cells) {
            (Way::Products, _) if knows_products() => {
                let mut products = self.products.borrow_mut();
                let products =
                    products.get_or_insert_with(|| Products::new(&self.kernel, &self.origin));
                if is_new {
                    products.prepare(&self.kernel, alpha, spread.max(1e-200));
                }
                products.read(&self.kernel, x, mean);
            }
            (Way::Lattice, Some(cells)) => {
                let Prepared {
                    lattice,
                    far,
                    places,
                    ..
                } = prepared;
                if is_new {
                    let (points, weights) = (self.seen().points(), self.kernel.weights());
                    let s = libm::sqrt(spread);
                    let mut pyramid = self.pyramid.borrow_mut();
                    let pyramid = pyramid.get_or_insert_with(|| {
                        let side = |[low, high]: [f64; 2]| high - low;
                        let side = self.ends.map(side).into_iter().fold(1e-300, f64::max);
                        Pyramid::new(
                            points,
                            weights,
                            self.ends,
                            side / lattice::finest(points.len()),
                        )
                    });
                    lattice.prepare(points, weights, self.ends, pyramid, [alpha, s]);
                }
                let x_seen = if self.moved.is_some() {
                    self.see(x, alpha, places);
                    &*places
                } else {
                    x
                };
                lattice.read(x_seen, mean, far);
                for &i in far.iter() {
                    cells.read(x, i, mean);
                }
            }
            (Way::Cells, Some(cells)) => {
                for i in 0..x.len() {
                    cells.read(x, i, mean);
                }
            }
            (_, Some(cells)) => {
                let Prepared { rows, far, .. } = prepared;
                if is_new {
                    rows.prepare(self.seen(), &self.origin, [alpha, spread, self.radius]);
                }
                rows.read(x, mean, far);
                for &i in far.iter() {
                    cells.read(x, i, mean);
                }
            }
            _ => unreachable!("more than two coordinates are a matrix product"),
        }
    }

    /// x − αo.
    fn see(&self, x: &Points<f32>, alpha: f64, seen: &mut Points<f32>) {
        seen.copy_from(x);
        for (j, &o) in self.origin.iter().enumerate() {
            let from = alpha * o;
            for x in seen.axis_mut(j) {
                *x = (f64::from(*x) - from) as f32;
            }
        }
    }

    /// From Σ λ_i (x_i − o) to x̄₀, also where each data point is blurred: see [`Kernel::mean_of`]. The shares of x_i and of
    /// x/α sum to 1, so that o is added once.
    fn finish(&self, x: &Points<f32>, t: f64, mean: &mut Points<f32>) {
        let [kept, pull] = self.kernel.blend(t).map(|share| share as f32);
        let blurs = pull != 0.0 && self.blurs;
        for (j, &o) in self.origin.iter().enumerate() {
            let from = self.kernel.process().alpha(t) * o;
            if blurs {
                for (mean, &x) in mean.axis_mut(j).iter_mut().zip(x.axis(j)) {
                    *mean = kept * *mean + pull * (f64::from(x) - from) as f32;
                }
            }
            if o != 0.0 {
                for mean in mean.axis_mut(j) {
                    *mean += o as f32;
                }
            }
        }
    }
}

/// o of one coordinate with these ends, a number of single precision: amid the data where the largest is at most twice the least, else 0.
/// No difference from it is rounded then, of any data point or of its rounded value (Sterbenz), and |x_i − o| is at most
/// twice what the data extend.
pub(in crate::denoiser) fn origin(ends: [f64; 2]) -> f64 {
    let [near, far] = if ends[0] > 0.0 {
        ends
    } else {
        [-ends[1], -ends[0]]
    };
    if near > 0.0 && far <= 2.0 * near {
        f64::from((0.5 * (ends[0] + ends[1])) as f32)
    } else {
        0.0
    }
}

impl Denoiser<f32> for ExactLanes {
    fn dim(&self) -> usize {
        self.kernel.points().dim()
    }

    fn posterior_mean(&self, x: &Points<f32>, t: f64, mean: &mut Points<f32>) {
        mean.reshape_like(x);
        self.sums(x, t, mean);
        self.finish(x, t, mean);
    }

    fn arrival(&self, x: &Points<f32>, t: f64, mean: &mut Points<f32>) {
        // Blurred data points are no places to arrive at.
        if self.kernel.spread(0.0) > 0.0 {
            return self.posterior_mean(x, t, mean);
        }
        if known_dim(self.dim()) > 2 {
            self.posterior_mean(x, t, mean);
            for i in 0..x.len() {
                if let Some(captor) = self.kernel.only(&x.point(i), t, &mean.point(i)) {
                    mean.set(i, &self.kernel.points().point(captor));
                }
            }
            return;
        }
        if let Some(cells) = &mut *self.cells() {
            let (alpha, spread) = (self.kernel.process().alpha(t), self.kernel.spread(t));
            cells.prepare(alpha, spread.max(1e-200));
            mean.reshape_like(x);
            for i in 0..x.len() {
                cells.arrive(x, i, mean);
            }
        }
        self.finish(x, t, mean);
    }

    fn mean_over(&self, x: &Points<f32>, t: f64, shifts: &[f32], mean: &mut Points<f32>) -> bool {
        if !knows_products() || self.way(t) != Way::Products {
            return false;
        }
        mean.reshape_like(x);
        let mut products = self.products.borrow_mut();
        let products = products.get_or_insert_with(|| Products::new(&self.kernel, &self.origin));
        let mut tilts = self.tilts.borrow_mut();
        let tilts = tilts.get_or_insert_with(Box::default);
        let mut prepared = self.prepared.borrow_mut();
        if prepared.of != Some((t, Way::Products)) || !tilts.are_of(t, shifts) {
            prepared.of = Some((t, Way::Products));
            let (alpha, spread) = (self.kernel.process().alpha(t), self.kernel.spread(t));
            products.prepare(&self.kernel, alpha, spread.max(1e-200));
            products.prepare_tilts(t, shifts, tilts);
        }
        products.read_shifted(&self.kernel, x, tilts, mean);
        // The mean of x ± δ is x.
        self.finish(x, t, mean);
        true
    }
}
