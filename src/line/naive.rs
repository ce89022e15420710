//! The unstable reversal (2.3): ∂_s q = −L* q, marched until it blows up.
//!
//! Discretised in space alone it is dq/ds = −L q with the forward march's own L, whose eigenvalues reach −4/h²:
//! the finest mode grows like e^{4s/h²}, so rounding of size u is as large as the density after s ≈ ln(1/u) h²/4.
//! The march here follows that equation faithfully (classical Runge–Kutta, a fifth of the fastest time scale a
//! step), so that what blows up is the equation and not the integrator.

use super::generator::Generator;
use super::mesh::Mesh;
use crate::points::Real;
use crate::process::Process;

/// When the largest density has grown to this, the march has blown up.
pub const BLOWN_UP: f64 = 1e3;

/// A naive reversal that is under way, in the arithmetic T.
///
/// ```
/// use reverse_diffusion::line::naive::Naive;
/// use reverse_diffusion::line::{Mesh, Mixture};
/// use reverse_diffusion::process::Process;
///
/// let mesh = Mesh::new(-5.0, 5.0, 100);
/// let start = mesh.averages(&Mixture::gaussian(0.5, 0.8));
/// let mut naive = Naive::<f64>::new(&mesh, Process::Ou, &start);
/// assert!(!naive.advance(2.0) && naive.blown_up().is_some());
/// ```
#[derive(Clone, Debug)]
pub struct Naive<T> {
    generator: Generator,
    q: Vec<T>,
    stages: [Vec<T>; 4],
    probe: Vec<T>,
    /// s, the time that has been undone.
    s: f64,
    largest_step: f64,
    blown_up: Option<f64>,
}

impl<T: Real> Naive<T> {
    /// From the densities `start` at s = 0.
    pub fn new(mesh: &Mesh, process: Process, start: &[f64]) -> Self {
        let generator = Generator::forward(mesh, process);
        let zeros = || vec![T::from_f64(0.0); start.len()];
        Self {
            // Eigenvalues reach −2 times the largest rate.
            largest_step: 0.2 / (2.0 * generator.largest_rate()),
            generator,
            q: start.iter().map(|&q| T::from_f64(q)).collect(),
            stages: [zeros(), zeros(), zeros(), zeros()],
            probe: zeros(),
            s: 0.0,
            blown_up: None,
        }
    }

    /// The densities.
    pub fn densities(&self) -> impl Iterator<Item = f64> {
        self.q.iter().map(|q| q.to_f64())
    }

    /// s = T* − t, how far it has come.
    pub fn s(&self) -> f64 {
        self.s
    }

    /// The s at which the largest density passed [`BLOWN_UP`], if it has.
    pub fn blown_up(&self) -> Option<f64> {
        self.blown_up
    }

    /// Marches on to `s`, or until it has blown up; false then.
    pub fn advance(&mut self, s: f64) -> bool {
        while self.s < s && self.blown_up.is_none() {
            let dt = self.largest_step.min(s - self.s);
            self.step(dt);
            self.s = if dt < self.largest_step {
                s
            } else {
                self.s + dt
            };
            let largest = self.densities().fold(0.0, |l: f64, q| l.max(q.abs()));
            if largest.is_nan() || largest > BLOWN_UP {
                self.blown_up = Some(self.s);
            }
        }
        self.blown_up.is_none()
    }

    /// One step of the classical Runge–Kutta method.
    fn step(&mut self, dt: f64) {
        let minus = |x: f64| T::from_f64(-x);
        for k in 0..4 {
            let ahead = [0.0, 0.5, 0.5, 1.0][k] * dt;
            if k == 0 {
                self.probe.copy_from_slice(&self.q);
            } else {
                let stage = &self.stages[k - 1];
                for ((probe, &q), &slope) in self.probe.iter_mut().zip(&self.q).zip(stage) {
                    *probe = q + minus(ahead) * slope;
                }
            }
            self.generator.apply(&self.probe, &mut self.stages[k]);
        }
        let weights = [1.0, 2.0, 2.0, 1.0].map(|w| minus(w * dt / 6.0));
        for (weight, stage) in weights.into_iter().zip(&self.stages) {
            for (q, &slope) in self.q.iter_mut().zip(stage) {
                *q = *q + weight * slope;
            }
        }
    }
}
