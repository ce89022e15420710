//! The forward equation (2.1) and the stable reverse one (2.7) by finite volumes, as rows of densities.
//!
//! Forward: implicit Euler with the Scharfetter–Gummel generator L. Reverse: the ratio r = q/ρ obeys the plain
//! backward equation (2.15) (derived for this project), so one marches r^k = (I − Δt Lᵀ)^{-1} r^{k+1} with the
//! forward march's own matrix, and q^k = ρ^k r^k. Then q is positive and keeps its mass and ρ₀'s support by
//! construction, r stays between the least and the largest of its start (a maximum principle), and from
//! q₀ = ρ(·, T*) it is the forward march read backwards, to rounding.

use super::generator::Generator;
use super::mesh::Mesh;
use crate::points::bounds;
use crate::process::Process;

/// Below this ρ(·, T*) is not divided by: the ratio could leave the range of numbers.
const LEAST_DENSITY: f64 = 1e-290;

/// Densities on a mesh at increasing times; a row a time.
///
/// ```
/// use reverse_diffusion::line::{Mesh, Mixture, evolution};
/// use reverse_diffusion::process::Process;
///
/// let mesh = Mesh::new(-6.0, 6.0, 60);
/// let start = mesh.averages(&Mixture::gaussian(1.0, 0.25));
/// let rho = evolution::forward(&mesh, Process::Ou, &start, &[0.0, 0.5, 1.0]);
/// assert_eq!(rho.len(), 3);
/// assert!((mesh.mass(rho.row(2)) - 1.0).abs() < 1e-12);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Evolution {
    /// The times of the rows, increasing.
    pub times: Vec<f64>,
    cells: usize,
    values: Vec<f64>,
}

impl Evolution {
    /// An evolution of so many cells without rows.
    pub(super) fn new(cells: usize) -> Self {
        Self {
            times: Vec::new(),
            cells,
            values: Vec::new(),
        }
    }

    /// One more row.
    pub(super) fn push(&mut self, t: f64, row: &[f64]) {
        self.times.push(t);
        self.values.extend_from_slice(row);
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.times.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }

    /// The densities at `times[k]`.
    pub fn row(&self, k: usize) -> &[f64] {
        &self.values[k * self.cells..(k + 1) * self.cells]
    }

    /// The density in cell i at time t, linear between rows.
    pub fn at(&self, t: f64, i: usize) -> f64 {
        let (k, u) = self.between(t);
        let here = self.values[k * self.cells + i];
        if u == 0.0 {
            return here;
        }
        here + u * (self.values[(k + 1) * self.cells + i] - here)
    }

    /// The row before t, and the share of the way to the next.
    pub fn between(&self, t: f64) -> (usize, f64) {
        let last = self.len() - 1;
        let after = self.times.partition_point(|&time| time <= t);
        let k = after.saturating_sub(1).min(last);
        if k == last || t <= self.times[k] {
            return (k, 0.0);
        }
        (k, (t - self.times[k]) / (self.times[k + 1] - self.times[k]))
    }

    /// Rows from last to first become first to last.
    fn reverse(&mut self) {
        self.times.reverse();
        let rows = self.len();
        for k in 0..rows / 2 {
            let (head, tail) = self.values.split_at_mut((rows - 1 - k) * self.cells);
            let head = &mut head[k * self.cells..(k + 1) * self.cells];
            head.swap_with_slice(&mut tail[..self.cells]);
        }
    }
}

/// ρ: the forward equation from `start` (densities of the cells at `times[0]`), an implicit Euler step for each
/// of the increasing `times`.
pub fn forward(mesh: &Mesh, process: Process, start: &[f64], times: &[f64]) -> Evolution {
    let mut generator = Generator::forward(mesh, process);
    let mut rho = start.to_vec();
    let mut evolution = Evolution::new(mesh.cells);
    evolution.push(times[0], &rho);
    for pair in times.windows(2) {
        generator.implicit_step(pair[1] - pair[0], &mut rho);
        evolution.push(pair[1], &rho);
    }
    evolution
}

/// The stable reverse equation by the ratio.
///
/// ```
/// use reverse_diffusion::line::{Mesh, Mixture, evolution};
/// use reverse_diffusion::process::Process;
///
/// let mesh = Mesh::new(-6.0, 6.0, 60);
/// let start = mesh.averages(&Mixture::gaussian(1.0, 0.25));
/// let rho = evolution::forward(&mesh, Process::Ou, &start, &[0.0, 0.5, 1.0]);
/// // From ρ(·, T*) it is the forward march read backwards.
/// let back = evolution::reverse_by_ratio(&mesh, Process::Ou, &rho, rho.row(2));
/// assert!(mesh.l1(back.evolution.row(0), rho.row(0)) < 1e-10);
/// ```
#[derive(Clone, Debug)]
pub struct Reversal {
    /// q, on the rows of ρ.
    pub evolution: Evolution,
    /// The least and the largest of r = q/ρ at T* and at the first time: the second pair lies within the first.
    pub bounds: [[f64; 2]; 2],
    /// The share of q₀ that lies where ρ(·, T*) is below 1e-290 and was left out; 0 unless T* is tiny.
    pub left_out: f64,
}

/// q: (2.7) from `start` at the last time of `rho` (any nonnegative densities) back to its first.
pub fn reverse_by_ratio(mesh: &Mesh, process: Process, rho: &Evolution, start: &[f64]) -> Reversal {
    let mut generator = Generator::forward(mesh, process);
    let last = rho.len() - 1;
    let mut left_out = 0.0;
    let mut ratio: Vec<f64> = rho
        .row(last)
        .iter()
        .zip(start)
        .map(|(&rho, &q)| {
            if rho == q {
                1.0
            } else if rho < LEAST_DENSITY {
                left_out += q * mesh.h();
                0.0
            } else {
                q / rho
            }
        })
        .collect();
    let kept = 1.0 - left_out;
    if left_out > 0.0 && kept > 0.0 {
        ratio.iter_mut().for_each(|r| *r /= kept);
    }
    let before = bounds(&ratio);
    let mut q = vec![0.0; mesh.cells];
    let mut evolution = Evolution::new(mesh.cells);
    for k in (0..=last).rev() {
        for ((q, r), rho) in q.iter_mut().zip(&ratio).zip(rho.row(k)) {
            *q = r * rho;
        }
        evolution.push(rho.times[k], &q);
        if k > 0 {
            generator.implicit_step_backward(rho.times[k] - rho.times[k - 1], &mut ratio);
        }
    }
    evolution.reverse();
    Reversal {
        evolution,
        bounds: [before, bounds(&ratio)],
        left_out,
    }
}

/// q: the reverse equation for any ε in (0, 2], (2.7) at ε = 1, by Scharfetter–Gummel directly: with
/// V = −x²/2 − (1+ε) log ρ for OU, and −(1+ε) log ρ for the heat flow. Of first order in Δt, second in h; the
/// cross-check of [`reverse_by_ratio`], and the solver for ε between.
///
/// # Panics
///
/// Unless ε > 0.
pub fn reverse_directly(
    mesh: &Mesh,
    process: Process,
    epsilon: f64,
    rho: &Evolution,
    start: &[f64],
) -> Evolution {
    assert!(epsilon > 0.0);
    let mut generator = Generator::default();
    let mut logs = vec![0.0; mesh.cells];
    let mut q = start.to_vec();
    let mut evolution = Evolution::new(mesh.cells);
    let last = rho.len() - 1;
    evolution.push(rho.times[last], &q);
    for k in (0..last).rev() {
        for (log, &rho) in logs.iter_mut().zip(rho.row(k)) {
            *log = libm::log(rho.max(LEAST_DENSITY));
        }
        generator.set(mesh, epsilon, |i| {
            let confined = match process {
                Process::Ou => mesh.h() * mesh.edge(i + 1),
                Process::Heat => 0.0,
            };
            -confined - (1.0 + epsilon) * (logs[i + 1] - logs[i])
        });
        generator.implicit_step(rho.times[k + 1] - rho.times[k], &mut q);
        evolution.push(rho.times[k], &q);
    }
    evolution.reverse();
    evolution
}
