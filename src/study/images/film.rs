//! A run of images, kept: where every image was at every kept time, and what the exact denoiser said of it there.

use super::view::View;
use crate::ensemble::Simulation;

/// Numbers that the kept positions may be; of longer runs every second, fourth, … state is kept.
const MOST_NUMBERS: usize = 5_000_000;

/// The kept states of a run, image after image in each.
#[derive(Default)]
pub(super) struct Film {
    times: Vec<f64>,
    positions: Vec<f32>,
    /// x̄₀ and the captors, where they were asked for.
    means: Vec<f32>,
    captors: Vec<u32>,
    /// Numbers of a state.
    state: usize,
}

impl Film {
    /// How far apart the states of a run are that are kept.
    pub(super) fn stride(simulation: &Simulation) -> usize {
        let numbers = simulation.positions().as_slice().len() * (simulation.steps() + 1);
        numbers.div_ceil(MOST_NUMBERS).max(1)
    }

    /// Keeps the present state, if its turn has come.
    pub(super) fn record(&mut self, simulation: &mut Simulation, asks: bool) {
        let is_due = simulation.index().is_multiple_of(Self::stride(simulation));
        if !is_due && !simulation.done() {
            return;
        }
        self.state = simulation.positions().as_slice().len();
        self.times.push(simulation.time());
        self.positions.extend(simulation.positions().to_rows());
        if asks {
            self.means.extend(simulation.means().to_rows());
            self.captors.extend_from_slice(simulation.captors());
        }
    }

    /// How many states there are.
    pub(super) fn len(&self) -> usize {
        self.times.len()
    }

    /// The time of state k.
    pub(super) fn time(&self, k: usize) -> f64 {
        self.times[k]
    }

    /// The state that is shown at time t: the last known one that the clock has passed.
    pub(super) fn at(&self, t: f64) -> Option<usize> {
        let times = &self.times;
        let falls = times.len() < 2 || times[0] > times[1];
        let known = if falls {
            times.partition_point(|&time| time >= t * (1.0 - 1e-9))
        } else {
            // A forward run is shown at the times of the reverse one.
            times.partition_point(|&time| time <= t * (1.0 + 1e-9))
        };
        known.checked_sub(1)
    }

    pub(super) fn positions(&self, k: usize) -> &[f32] {
        &self.positions[k * self.state..(k + 1) * self.state]
    }

    /// Image i of state k.
    pub(super) fn place(&self, k: usize, i: usize, view: &View) -> Vec<f64> {
        let pixels = view.pixels();
        let image = &self.positions(k)[i * pixels..(i + 1) * pixels];
        image.iter().map(|&x| f64::from(x)).collect()
    }

    pub(super) fn means(&self, k: usize) -> &[f32] {
        &self.means[k * self.state..(k + 1) * self.state]
    }

    /// The data point with the largest λ, of each image of state k.
    pub(super) fn captors(&self, k: usize) -> &[u32] {
        let count = self.captors.len() / self.len().max(1);
        &self.captors[k * count..(k + 1) * count]
    }
}
