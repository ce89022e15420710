//! Scharfetter–Gummel finite volumes for ∂_t q = ∂_x(V′ q) + ε ∂_xx q with no flux through the ends.
//!
//! The flux from cell i to i + 1 is J = (ε/h)(B(δ) q_i − B(−δ) q_{i+1}), B(z) = z/(e^z − 1), δ = (V_{i+1} − V_i)/ε
//! (Scharfetter & Gummel 1969; Chang & Cooper 1970): the exact flux of a stationary problem between two cell
//! centres. So the discrete e^{−V/ε} is an exact steady state, mass is exact, and I − Δt L is an M-matrix: an
//! implicit step keeps a density positive however long it is.

use super::mesh::Mesh;
use crate::process::Process;

/// B(z) = z/(e^z − 1), B(0) = 1, without overflow.
pub fn bernoulli(z: f64) -> f64 {
    if z.abs() < 1e-5 {
        // The next term is z⁴/720.
        1.0 - 0.5 * z + z * z / 12.0
    } else if z > 700.0 {
        0.0
    } else {
        z / libm::expm1(z)
    }
}

/// The tridiagonal matrix L of dq/dt = L q: its columns sum to 0.
///
/// ```
/// use reverse_diffusion::line::{Generator, Mesh};
/// use reverse_diffusion::process::Process;
///
/// let mesh = Mesh::new(-4.0, 4.0, 80);
/// let mut rate = vec![0.0; 80];
/// Generator::forward(&mesh, Process::Heat).apply(&[1.0; 80], &mut rate);
/// // The heat flow leaves what is even as it is.
/// assert_eq!(rate, [0.0; 80]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Generator {
    /// right[i]: from cell i to i + 1, a rate.
    right: Vec<f64>,
    /// left[i]: from cell i + 1 to i, a rate.
    left: Vec<f64>,
    /// Memory of the elimination.
    scratch: Vec<f64>,
}

impl Generator {
    /// From the rise of V from cell i to i + 1, for each of the cells − 1 inner edges, and the diffusion ε > 0.
    pub fn new(mesh: &Mesh, diffusion: f64, rise: impl Fn(usize) -> f64) -> Self {
        let mut generator = Self::default();
        generator.set(mesh, diffusion, rise);
        generator
    }

    /// The same, written over what was here.
    pub fn set(&mut self, mesh: &Mesh, diffusion: f64, rise: impl Fn(usize) -> f64) {
        let rate = diffusion / (mesh.h() * mesh.h());
        self.right.clear();
        self.left.clear();
        for i in 0..mesh.cells - 1 {
            let delta = rise(i) / diffusion;
            self.right.push(rate * bernoulli(delta));
            self.left.push(rate * bernoulli(-delta));
        }
    }

    /// The forward process's generator L* (2.16): V = x²/2 for OU (2.1), V = 0 for the heat flow (2.9).
    pub fn forward(mesh: &Mesh, process: Process) -> Self {
        Self::new(mesh, 1.0, |i| match process {
            // (x + h)²/2 − x²/2, without cancellation: h times the edge between the two.
            Process::Ou => mesh.h() * mesh.edge(i + 1),
            Process::Heat => 0.0,
        })
    }

    /// The largest rate out of a cell: eigenvalues lie between −2 of it and 0.
    pub fn largest_rate(&self) -> f64 {
        let n = self.right.len();
        let out = |i: usize| {
            let to_left = if i > 0 { self.left[i - 1] } else { 0.0 };
            let to_right = if i < n { self.right[i] } else { 0.0 };
            to_left + to_right
        };
        (0..=n).map(out).fold(0.0, f64::max)
    }

    /// q ← (I − Δt L)^{-1} q: an implicit Euler step of dq/dt = L q, for densities. Mass is kept to rounding.
    pub fn implicit_step(&mut self, dt: f64, q: &mut [f64]) {
        let [right, left] = [&self.right, &self.left];
        eliminate(right, left, [right, left], dt, q, &mut self.scratch);
    }

    /// r ← (I − Δt Lᵀ)^{-1} r: an implicit Euler step of the backward equation (2.15), for ratios and expectations.
    /// Each new value is an average of old ones, so that they stay between the least and the largest.
    pub fn implicit_step_backward(&mut self, dt: f64, r: &mut [f64]) {
        let [right, left] = [&self.right, &self.left];
        eliminate(right, left, [left, right], dt, r, &mut self.scratch);
    }

    /// out = L q.
    pub fn apply<T: crate::points::Real>(&self, q: &[T], out: &mut [T]) {
        let n = q.len();
        out.fill(T::from_f64(0.0));
        for i in 0..n - 1 {
            let flux = T::from_f64(self.right[i]) * q[i] - T::from_f64(self.left[i]) * q[i + 1];
            out[i] = out[i] - flux;
            out[i + 1] = out[i + 1] + flux;
        }
    }
}

/// Solves with I − Δt L or its transpose, whose pivots are the same; `below` and `above` are the rates under and over
/// the diagonal.
///
/// Elimination without subtraction: the pivot of row i is 1 + Δt·(rate to the right) + what is left of the rate to
/// the left, so that every number is positive and correct to a few units in the last place, whatever Δt.
pub(super) fn eliminate(
    right: &[f64],
    left: &[f64],
    [below, above]: [&Vec<f64>; 2],
    dt: f64,
    x: &mut [f64],
    pivots: &mut Vec<f64>,
) {
    let n = x.len();
    // `rest` is pivot − Δt·right: 1 + Δt·left_{i−1}·rest_{i−1}/pivot_{i−1}.
    pivots.clear();
    let mut rest = 1.0;
    for i in 0..n - 1 {
        let pivot = rest + dt * right[i];
        pivots.push(pivot);
        x[i + 1] += dt * below[i] / pivot * x[i];
        rest = 1.0 + dt * left[i] * (rest / pivot);
    }
    x[n - 1] /= rest;
    for i in (0..n - 1).rev() {
        x[i] = (x[i] + dt * above[i] * x[i + 1]) / pivots[i];
    }
}
