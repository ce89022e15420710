//! The error of the steps themselves. Theory speaks of exact processes; what is run in n steps is off by what n steps
//! are off. So it is run in half as many too: an error of order p grows by 2^p, and what is measured moves by 2^p − 1
//! times as much as it is off. That much is part of the error of what is measured (derived for this project).

use crate::sampler::Sampler;
use crate::scene::Scene;
use crate::time_grid::time_grid;
use crate::words::{counted, either};

/// Of fewer steps nothing is known: halving them tells nothing, and then no error is given.
const FEWEST: usize = 16;

/// Whether halving the steps tells by how much they are off.
pub(super) fn is_known(scene: &Scene) -> bool {
    scene.steps >= FEWEST && scene.sampler != Sampler::EulerMaruyamaAsPrinted
}

/// The scene in half as many steps, if that tells anything.
pub(super) fn halved(scene: &Scene) -> Option<Scene> {
    is_known(scene).then(|| Scene {
        steps: scene.steps.div_ceil(2),
        ..scene.clone()
    })
}

/// Of so many times of a grid every other, counted from its end, and the first: numbers of those that are kept.
pub(super) fn halved_times(count: usize) -> Vec<usize> {
    let mut kept: Vec<usize> = (0..count).rev().step_by(2).collect();
    if kept.last() != Some(&0) {
        kept.push(0);
    }
    kept.reverse();
    kept
}

/// The last time above 0 that the scene passes: where its last step to 0 begins, if it ends there.
pub(super) fn last_time(scene: &Scene) -> f64 {
    let (grid, steps) = (scene.grid, scene.steps);
    let times = time_grid(scene.process, grid, scene.t_star, scene.t_min, steps);
    let above = times.iter().copied().filter(|&t| t > 0.0);
    above.fold(scene.t_star, f64::min)
}

/// The error of a measurement, given chance's and by how much it moves when the steps are halved.
pub(super) fn with_steps(chance: Option<f64>, moves: Option<f64>) -> Option<f64> {
    Some(libm::hypot(chance?, moves?)).filter(|error| error.is_finite())
}

/// What is said where the steps' own error is not known.
pub(super) fn unknown(scene: &Scene) -> Option<String> {
    if scene.sampler == Sampler::EulerMaruyamaAsPrinted {
        return Some(
            "(4.19) as it is printed has half of the noise that it should: however small its steps, nothing of this is \
             predicted for it, and what is measured is not judged."
                .into(),
        );
    }
    let counted = counted(scene.steps, "step");
    (scene.steps < FEWEST).then(|| {
        format!(
            "By how much {counted} {} off is not known here, so what is measured is not judged.",
            either(scene.steps, "is", "are")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_times_begin_and_end_where_all_do() {
        assert_eq!(halved_times(9), [0, 2, 4, 6, 8]);
        assert_eq!(halved_times(10), [0, 1, 3, 5, 7, 9]);
    }
}
