//! Forward paths by the exact transition (2.12), from data points drawn by weight.

use super::mixture::{Mixture, normal_score};
use crate::noise::{Noise, Purpose};
use crate::points::Points;
use crate::process::Process;

/// What makes them.
///
/// ```
/// use reverse_diffusion::line::{ForwardPaths, Mixture};
/// use reverse_diffusion::points::Points;
/// use reverse_diffusion::process::Process;
///
/// let mut paths = ForwardPaths::new(Process::Ou, &Mixture::gaussian(2.0, 0.0), 1);
/// let mut x = Points::zeros(3, 1);
/// paths.place(0.0, 0, &mut x);
/// assert_eq!(x.as_slice(), [2.0; 3]);
/// ```
#[derive(Debug)]
pub struct ForwardPaths {
    process: Process,
    law: Mixture,
    /// Normal scores of the cumulative weights: a normal between two of them draws a data point.
    scores: Vec<f32>,
    noise: Noise,
    z: Points<f32>,
}

impl ForwardPaths {
    /// Of ρ₀ = `law`, on the noise of this seed.
    pub fn new(process: Process, law: &Mixture, seed: u64) -> Self {
        let mut sum = 0.0;
        let cumulative = law.weights().iter().map(|w| {
            sum += w;
            normal_score(sum.min(1.0)) as f32
        });
        Self {
            process,
            scores: cumulative.collect(),
            law: law.clone(),
            noise: Noise::new(seed),
            z: Points::zeros(0, 1),
        }
    }

    /// Fills `x` with X_t of the paths numbered `first`, `first` + 1, …
    pub fn place(&mut self, t: f64, first: usize, x: &mut Points<f32>) {
        self.z.reshape_like(x);
        self.noise.normals(Purpose::Origin, first, x);
        self.noise.normals(Purpose::Start, first, &mut self.z);
        let now = self.law.forward(self.process, t);
        let sigma = libm::sqrt(now.component_variance()) as f32;
        let last = self.scores.len() - 1;
        for (x, z) in x.as_mut_slice().iter_mut().zip(self.z.as_slice()) {
            let drawn = self.scores.partition_point(|score| score < x).min(last);
            *x = now.means()[drawn] as f32 + sigma * z;
        }
    }

    /// Moves `x` on by a time, with the noise of step `k`.
    pub fn advance(&mut self, elapsed: f64, k: u64, first: usize, x: &mut Points<f32>) {
        let (a, sigma) = (self.process.alpha(elapsed), self.process.sigma(elapsed));
        let (a, sigma) = (a as f32, sigma as f32);
        self.z.reshape_like(x);
        self.noise.normals(Purpose::Step(k), first, &mut self.z);
        for (x, z) in x.as_mut_slice().iter_mut().zip(self.z.as_slice()) {
            *x = a * *x + sigma * z;
        }
    }
}
