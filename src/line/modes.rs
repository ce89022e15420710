//! The eigenmodes of the forward equation: what the naive reversal amplifies.
//!
//! OU (2.1): φ_n(x) = He_n(x) e^{−x²/2}/√(2π n!), n ≥ 1, decays like e^{−nt}; its dual is He_n/√n!, with
//! ∫ φ_m He_n/√n! dx = δ_mn. Heat flow (2.9) on an interval of length W with no flux through its ends:
//! φ_n = cos(nπ(x − low)/W)·√2/W, decays like e^{−k²t}, k = nπ/W; its dual is √2 cos.

use super::mesh::Mesh;
use crate::process::Process;
use std::f64::consts::PI;

/// Mode n ≥ 1 of a process on a mesh.
///
/// ```
/// use reverse_diffusion::line::Mesh;
/// use reverse_diffusion::line::modes::Mode;
/// use reverse_diffusion::process::Process;
///
/// let mode = Mode::new(Process::Ou, 3, &Mesh::new(-5.0, 5.0, 100));
/// assert_eq!(mode.rate(), 3.0);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Mode {
    process: Process,
    n: usize,
    low: f64,
    length: f64,
}

impl Mode {
    /// Mode `n` ≥ 1.
    pub fn new(process: Process, n: usize, mesh: &Mesh) -> Self {
        Self {
            process,
            n,
            low: mesh.low,
            length: mesh.high - mesh.low,
        }
    }

    /// The rate at which it decays forward, and grows backward: n, or (nπ/W)².
    pub fn rate(&self) -> f64 {
        match self.process {
            Process::Ou => self.n as f64,
            Process::Heat => (self.n as f64 * PI / self.length).powi(2),
        }
    }

    /// φ_n(x).
    pub fn value(&self, x: f64) -> f64 {
        match self.process {
            Process::Ou => self.dual(x) * libm::exp(-0.5 * x * x) / libm::sqrt(2.0 * PI),
            Process::Heat => self.dual(x) / self.length,
        }
    }

    /// The function whose integral against a density is its share of the mode.
    pub fn dual(&self, x: f64) -> f64 {
        match self.process {
            // Normalised Hermite polynomials: √(k+1) h_{k+1} = x h_k − √k h_{k−1}.
            Process::Ou => {
                let (mut before, mut here) = (0.0, 1.0);
                for k in 0..self.n {
                    let next =
                        (x * here - libm::sqrt(k as f64) * before) / libm::sqrt(k as f64 + 1.0);
                    (before, here) = (here, next);
                }
                here
            }
            Process::Heat => {
                libm::sqrt(2.0) * libm::cos(self.n as f64 * PI * (x - self.low) / self.length)
            }
        }
    }

    /// The share of the mode in a density on the mesh.
    pub fn share(&self, mesh: &Mesh, q: &[f64]) -> f64 {
        let terms = q.iter().enumerate();
        mesh.h()
            * terms
                .map(|(i, q)| q * self.dual(mesh.centre(i)))
                .sum::<f64>()
    }
}
