//! Laws of many data points made small enough to be worked with while the reader waits.

use crate::law::Law;
use crate::line::Mixture;
use crate::points::Points;
use crate::scene::{Data, DenoiserKind, Scene};

/// A mixture as a law, for what simulates.
pub(super) fn law_of(mixture: &Mixture) -> Law {
    Law::new(
        Points::from_rows(mixture.means(), 1),
        mixture.weights().to_vec(),
    )
    .with_width(libm::sqrt(mixture.component_variance()))
}

/// The scene with at most `most` data points. A bridge's target stays where it was, if need be as a point of its own
/// that the others do not notice.
pub(super) fn condensed_scene(scene: &Scene, most: usize) -> Scene {
    let mut scene = scene.clone();
    let law = scene.rho0();
    if law.points().len() > most {
        let small = law_of(&Mixture::of(&law).condensed(most)).with_width(scene.width);
        scene.target = scene.target.min(small.points().len() - 1);
        scene.data = Data::Inline(small);
    }
    scene
}

/// The scene of ρ₀ with at most `most` data points, some of those there are, for what looks at every one of them; and
/// a sentence about it, if they are not all. The denoiser is exact for these points.
pub(super) fn chosen_scene(scene: &Scene, most: usize) -> (Scene, Option<String>) {
    let law = scene.rho0();
    let count = law.points().len();
    let law = law.chosen(most, scene.draw);
    let note = (count > most).then(|| {
        format!(
            "Of the {count} data points {most} are chosen here, so that this can be computed while you wait: it is \
             asked of their law."
        )
    });
    let chosen = Scene {
        width: law.width(),
        denoiser: DenoiserKind::Exact,
        data: Data::Inline(law),
        samples: 0,
        target: 0,
        ..scene.clone()
    };
    (chosen, note)
}

/// The scene with at most `most` data points, others drawn where more were asked for; and a sentence that says what is done
/// with no more of them ("learned"), if they are not all.
pub(super) fn thinned_scene(scene: &Scene, most: usize, done: &str) -> (Scene, Option<String>) {
    let mut own = scene.clone();
    let all = scene.law().points().len();
    if all <= most {
        return (own, None);
    }
    own.samples = most;
    let note = format!(
        "Of the {all} data points {most} are {done}, chosen at random, so that this can be computed while you wait."
    );
    (own, Some(note))
}

/// A sentence about data points that were put together, if they were.
pub(super) fn condensed_note(points: usize, components: usize) -> Option<String> {
    (points > components).then(|| {
        format!(
            "The {points} data points are put together in {components} groups of neighbours, each at its mean, \
             so that this can be computed while you wait; the law moves by less than its range over {components}."
        )
    })
}
