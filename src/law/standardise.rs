//! Mean 0 and largest standard deviation 1: what is done to data that have units of their own, so that the
//! noise N(0, I) is neither a speck beside them nor a flood.

use crate::points::Points;

/// Coordinates whose spreads differ by more than this factor are taken to have no unit in common (Old
/// Faithful's eruptions last minutes, its pauses hours), and each is scaled to standard deviation 1.
const LARGEST_RATIO: f64 = 5.0;

/// x ↦ (x − mean)/scale, coordinate by coordinate.
///
/// ```
/// use reverse_diffusion::law::Law;
/// use reverse_diffusion::points::Points;
///
/// let law = Law::equal(Points::from_rows(&[3.0, 7.0], 1)).standardised();
/// assert_eq!(law.points().axis(0), [-1.0, 1.0]);
/// let done = law.standardisation().expect("it was standardised");
/// assert_eq!((&done.mean, &done.scale), (&vec![5.0], &vec![2.0]));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Standardisation {
    /// What was subtracted, a number a coordinate.
    pub mean: Vec<f64>,
    /// By what was divided, a number a coordinate: all the same, the largest standard deviation, so that
    /// shapes are kept, unless the spreads are too different. 1 where all points coincide.
    pub scale: Vec<f64>,
}

impl Standardisation {
    /// To mean 0 and largest standard deviation 1, for points of this mean and variance, each of them blurred by `width`.
    pub(super) fn of(
        points: &Points<f64>,
        (mut mean, variance): (Vec<f64>, Vec<f64>),
        width: f64,
    ) -> Self {
        let mut spread: Vec<f64> = variance.iter().map(|&v| libm::sqrt(v)).collect();
        if crate::WHOLE {
            keep_constants(points, width, &mut mean, &mut spread);
        }
        let largest = spread.iter().copied().fold(0.0, f64::max);
        let comparable = spread
            .iter()
            .all(|&s| s == 0.0 || largest <= LARGEST_RATIO * s);
        let scale: Vec<f64> = spread
            .iter()
            .map(|&own| match if comparable { largest } else { own } {
                0.0 => 1.0,
                scale => scale,
            })
            .collect();
        Self { mean, scale }
    }

    /// Moves and scales points.
    pub(super) fn apply(&self, points: &mut Points<f64>) {
        for (j, (&mean, &scale)) in self.mean.iter().zip(&self.scale).enumerate() {
            for x in points.axis_mut(j) {
                *x = (*x - mean) / scale;
            }
        }
    }
}

/// The mean of equal numbers is that number and they have no spread but their blur, whatever their sum rounds to. The
/// presets, all that the small module standardises, have no such coordinate.
fn keep_constants(points: &Points<f64>, width: f64, mean: &mut [f64], spread: &mut [f64]) {
    for j in 0..mean.len() {
        let axis = points.axis(j);
        if axis.iter().all(|x| *x == axis[0]) {
            (mean[j], spread[j]) = (axis[0], width);
        }
    }
}
