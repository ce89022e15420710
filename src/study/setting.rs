//! What most studies need of a scene: its law, its start and its window on the line.

use super::condensed::condensed_note;
use crate::law::Law;
use crate::line::{Mesh, Mixture, start_law};
use crate::process::Process;
use crate::scene::Scene;

/// The most components that closed forms are summed over; more data points are put together, see
/// [`Mixture::condensed`].
pub(super) const MOST_COMPONENTS: usize = 400;

/// The most time levels of a finite-volume march.
const MOST_LEVELS: usize = 400;

/// A scene on a line, prepared.
pub(super) struct Setting {
    /// The scene as it was given, and its ρ₀ with all data points.
    pub(super) scene: Scene,
    pub(super) law: Law,
    /// ρ₀, of at most [`MOST_COMPONENTS`] components.
    pub(super) rho0: Mixture,
    /// q₀, of at most [`MOST_COMPONENTS`] components.
    pub(super) start: Mixture,
}

impl Setting {
    pub(super) fn new(scene: &Scene) -> Self {
        let law = scene.rho0();
        let rho0 = Mixture::of(&law).condensed(MOST_COMPONENTS);
        let whole = start_law(scene, &law);
        Self {
            start: whole.condensed(MOST_COMPONENTS),
            rho0,
            law,
            scene: scene.clone(),
        }
    }

    pub(super) fn process(&self) -> Process {
        self.scene.process
    }

    /// A sentence about condensed data, if they are.
    pub(super) fn condensed_note(&self) -> Option<String> {
        condensed_note(self.law.points().len(), self.rho0.means().len())
    }

    /// [low, high] of x that hold ρ₀, ρ(·, T*), q₀ and `deviations` standard deviations around each.
    pub(super) fn window(&self, deviations: f64) -> [f64; 2] {
        let terminal = self.rho0.forward(self.process(), self.scene.t_star);
        let laws = [&self.rho0, &terminal, &self.start];
        let mut window = Mixture::common_window(laws, deviations);
        if self.process() == Process::Ou {
            // N(0, 1) too.
            window = [window[0].min(-deviations), window[1].max(deviations)];
        }
        // A window of no width, for data that all coincide with a start at one point.
        if window[1] - window[0] < 1e-6 * (1.0 + window[0].abs()) {
            let middle = 0.5 * (window[0] + window[1]);
            return [middle - 1.0, middle + 1.0];
        }
        window
    }

    /// The finite-volume mesh: six standard deviations, beyond which is 1e-9.
    pub(super) fn mesh(&self) -> Mesh {
        let [low, high] = self.window(6.0);
        Mesh::new(low, high, self.scene.cells)
    }

    /// The scene's times from 0 (or t_min) up to T*, at most [`MOST_LEVELS`] of them.
    pub(super) fn times(&self) -> Vec<f64> {
        let scene = &self.scene;
        let steps = scene.steps;
        let mut times = scene.times(&scene.law());
        times.reverse();
        if steps <= MOST_LEVELS {
            return times;
        }
        let kept = (0..=MOST_LEVELS).map(|k| times[k * steps / MOST_LEVELS]);
        kept.collect()
    }

    /// The least time at which ρ has a density worth drawing.
    pub(super) fn least_time(&self) -> f64 {
        if self.rho0.component_variance() > 0.0 {
            0.0
        } else {
            1e-4f64.min(0.01 * self.scene.t_star)
        }
    }
}
