//! Laws of many data points made small enough to be worked with while the reader waits.

use crate::law::Law;
use crate::line::Mixture;
use crate::points::Points;
use crate::scene::{Data, Scene};

/// The law of a scene with one coordinate as a mixture of at most `most` components.
pub(super) fn condensed(law: &Law, most: usize) -> Mixture {
    Mixture::of(law).condensed(most)
}

/// [`Mixture::condensed`] that keeps the variance too: what is lost between the means of a group goes into all
/// components.
pub(super) fn condensed_with_variance(law: &Mixture, most: usize) -> Mixture {
    let few = law.condensed(most);
    let lost = law.moments().1 - few.moments().1;
    if few.component_variance() == 0.0 || lost <= 0.0 {
        return few;
    }
    few.affine(1.0, 0.0, lost)
}

/// A mixture as a law, for what simulates.
pub(super) fn law_of(mixture: &Mixture) -> Law {
    Law {
        points: Points::from_rows(mixture.means(), 1),
        weights: mixture.weights().to_vec(),
        width: libm::sqrt(mixture.component_variance()),
        standardisation: None,
    }
}

/// The scene with at most `most` data points, and whether that is fewer than it had. A bridge's target stays
/// where it was, if need be as a point of its own that the others do not notice.
pub(super) fn condensed_scene(scene: &Scene, most: usize) -> (Scene, bool) {
    let law = scene.law();
    if law.points.len() <= most {
        return (scene.clone(), false);
    }
    let mut small = law_of(&condensed(&law, most));
    small.width = scene.width;
    let mut scene = scene.clone();
    scene.target = scene.target.min(small.points.len() - 1);
    scene.data = Data::Inline(small);
    (scene, true)
}

/// What a finding says of it.
pub(super) fn condensed_note(points: usize, components: usize) -> String {
    format!(
        "The {points} data points are put together in {components} groups of neighbours, each at its mean, \
         so that this can be computed while you wait; the law moves by less than its range over {components}."
    )
}
