//! The part of the plane that is seen, and where its points lie in device pixels.

use crate::ensemble::Simulation;
use crate::process::Process;
use crate::scene::{Start, StudyKind};

/// How many standard deviations of noise are worth showing.
const NOISE_REACH: f64 = 2.5;

/// A window: `centre` is in the middle of `width` × `height` device pixels, `scale` pixels to the unit, y up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Window {
    /// What lies in the middle.
    pub(super) centre: [f64; 2],
    /// Device pixels to the unit.
    pub(super) scale: f64,
    /// Device pixels.
    pub(super) width: usize,
    /// Device pixels.
    pub(super) height: usize,
}

impl Default for Window {
    fn default() -> Self {
        Self {
            centre: [0.0; 2],
            scale: 100.0,
            width: 0,
            height: 0,
        }
    }
}

impl Window {
    /// The same size, so moved and scaled that data, start and noise of the scene are in it.
    pub(super) fn fitted(self, simulation: &Simulation) -> Self {
        let [low, high] = extent(simulation);
        let mut scale = f64::INFINITY;
        let mut centre = [0.0; 2];
        for (j, &size) in [self.width, self.height].iter().enumerate() {
            let length = (high[j] - low[j]).max(1e-9);
            scale = scale.min(size as f64 / (1.08 * length));
            centre[j] = 0.5 * (low[j] + high[j]);
        }
        Self {
            centre,
            scale: scale.max(1e-12),
            ..self
        }
    }

    /// The pixel of a world point.
    pub(super) fn to_pixels(self, x: f64, y: f64) -> [f64; 2] {
        [
            self.x_to_pixels(x),
            0.5 * self.height as f64 - (y - self.centre[1]) * self.scale,
        ]
    }

    /// The pixel column of a world x.
    pub(super) fn x_to_pixels(self, x: f64) -> f64 {
        0.5 * self.width as f64 + (x - self.centre[0]) * self.scale
    }

    /// The world point of a pixel.
    pub(super) fn to_world(self, px: f64, py: f64) -> [f64; 2] {
        [
            self.centre[0] + (px - 0.5 * self.width as f64) / self.scale,
            self.centre[1] - (py - 0.5 * self.height as f64) / self.scale,
        ]
    }
}

/// The corners [low, high] of what should be seen.
fn extent(simulation: &Simulation) -> [[f64; 2]; 2] {
    let scene = simulation.scene();
    let law = simulation.law();
    let mut low = [f64::INFINITY; 2];
    let mut high = [f64::NEG_INFINITY; 2];
    let mut include = |j: usize, x: f64| {
        low[j] = low[j].min(x);
        high[j] = high[j].max(x);
    };
    let (mean, variance) = law.moments();
    for j in 0..law.points().dim().min(2) {
        for x in law.points().bounds(j) {
            include(j, x);
        }
        let (middle, reach) = match scene.process {
            Process::Ou => (0.0, NOISE_REACH),
            Process::Heat => {
                // How deep in its core a particle is can be seen near the data alone.
                let noise = match crate::WHOLE && scene.study == StudyKind::Cores {
                    true => 0.0,
                    false => scene.process.variance(scene.t_star),
                };
                (mean[j], NOISE_REACH * libm::sqrt(variance[j] + noise))
            }
        };
        include(j, middle - reach);
        include(j, middle + reach);
        if let Start::Point(point) = &scene.start {
            include(j, point[j]);
        }
    }
    [low, high]
}
