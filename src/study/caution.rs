//! A sentence about data on a scale for which no study is made.

use crate::scene::Scene;

/// The largest coordinate, in deviations of the noise at T*, that grids and steps made for both still resolve.
const FARTHEST: f64 = 40.0;

/// The least distance of two data points beside their size at which they are still told apart.
const CLOSEST: f64 = 1e-9;

/// Why what is measured may be far from what is predicted, whichever the study: data far beyond the noise, or closer to
/// each other than numbers resolve.
pub fn caution(scene: &Scene) -> Option<String> {
    let law = scene.rho0();
    let axis = law.points().axis(0);
    let reach = axis.iter().fold(0.0f64, |reach, x| reach.max(x.abs()));
    let noise = scene.process.sigma(scene.t_star).max(law.width());
    if reach > FARTHEST * noise {
        return Some(format!(
            "The data lie up to {reach} from 0, where the noise has a deviation of {noise:.2}: grids and steps that are \
             made for both resolve neither, and what is measured here may be far from what is predicted. Data of mean 0 \
             and deviation 1 compare well; a file that is opened is brought to that."
        ));
    }
    let [low, high] = law.points().bounds(0);
    let apart = high - low;
    (apart > 0.0 && law.width() == 0.0 && apart < CLOSEST).then(|| {
        format!(
            "The data points lie within {apart:.0e} of each other: particles do not tell them apart, and what is \
             said of each alone means nothing."
        )
    })
}
