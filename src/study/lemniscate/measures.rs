//! What is measured on a sample: how near it comes to the training points and to the support, how much of it lies where
//! the law does, and how large a region it fills. Runs and draws are measured in the same way.

use super::pair::Pair;
use crate::measure::density_region::{Raster, Region, Window};
use crate::points::Points;

/// The share of a sample that a region holds, Liu & Zuazua figure 2.
pub(super) const HELD: f64 = 0.95;
/// Places of which the nearest points are sought at a time.
const SOUGHT: usize = 500;
/// Distances are measured from so many of a batch of draws; there are many batches.
pub(super) const FEW: usize = 2500;

/// What all samples are measured with.
pub(super) struct Gauge {
    pub(super) window: Window,
    /// The deviation to which their histograms are smoothed.
    pub(super) smoothing: f64,
    /// ρ(·, t_min) of the law, and its region.
    law: Raster,
    pub(super) region: Region,
}

impl Gauge {
    pub(super) fn new(pair: &Pair, window: Window) -> Self {
        let law = Raster::new(window, pair.centres(&pair.law), pair.law_s_noise());
        Self {
            window,
            smoothing: (0.5 * pair.noise()).max(window.cell()),
            region: law.region_of_mass(HELD),
            law,
        }
    }

    /// The smoothed histogram of places and the region that holds 95 % of them.
    pub(super) fn shape(&self, x: &Points<f32>) -> (Raster, Region) {
        let masses = places(x).map(|place| (place, 1.0));
        let raster = Raster::new(self.window, masses, self.smoothing);
        let region = raster.region_of_places(places(x), HELD);
        (raster, region)
    }

    /// The share of places in the law's own region.
    fn share_inside(&self, x: &Points<f32>) -> f64 {
        let inside = places(x).filter(|&place| self.law.at(place) >= self.region.level);
        let is_there = self.region.level > 0.0;
        inside.count() as f64 * f64::from(u8::from(is_there)) / x.len() as f64
    }
}

/// Places of the plane.
pub(super) fn places(x: &Points<f32>) -> impl Iterator<Item = [f64; 2]> + '_ {
    let pairs = x.axis(0).iter().zip(x.axis(1));
    pairs.map(|(&x, &y)| [f64::from(x), f64::from(y)])
}

/// A sample that is being measured.
pub(super) struct Tally {
    x: Points<f32>,
    at: usize,
    /// Of how many places distances are sought.
    most: usize,
    /// Distances to the nearest training point, and to the support; none of these if there is none.
    pub(super) distances: [Vec<f32>; 2],
}

/// What was measured of a sample.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measures {
    /// The share in the region of ρ(·, t_min).
    pub(super) inside: f64,
    /// The mean distance to the support.
    pub(super) off_support: Option<f64>,
    /// The share nearer to a training point than half of fresh data; NaN until that is known.
    pub(super) nearer: f64,
    /// The share that stands on a training point.
    pub(super) copies: f64,
    /// How many training points x̄₀ averages, on average: e to the entropy of their weights λ.
    pub(super) averaged: f64,
    /// The area of the region that holds 95 % of it; none where less of it is in the window.
    pub(super) area: Option<f64>,
}

impl Tally {
    /// Of a sample all distances are sought, or at most `most`.
    pub(super) fn new(x: Points<f32>, most: usize) -> Self {
        Self {
            most: x.len().min(most),
            x,
            at: 0,
            distances: Default::default(),
        }
    }

    /// Some more distances; false when there are none left.
    pub(super) fn work(&mut self, pair: &Pair) -> bool {
        let to = self.most.min(self.at + SOUGHT);
        if self.at == to {
            return false;
        }
        let mut some = Points::zeros(to - self.at, 2);
        for j in 0..2 {
            some.axis_mut(j)
                .copy_from_slice(&self.x.axis(j)[self.at..to]);
        }
        let [to_training, to_support] = &mut self.distances;
        pair.to_training(&some, to_training);
        pair.to_support(&some, to_support);
        self.at = to;
        true
    }

    /// Everything, once all distances are there; and the shape, where it is to be seen.
    pub(super) fn measures(&self, pair: &Pair, gauge: &Gauge) -> (Measures, Raster, Region) {
        let (raster, region) = gauge.shape(&self.x);
        let n = self.most as f64;
        let [to_training, to_support] = &self.distances;
        let sum: f64 = to_support.iter().map(|&d| f64::from(d)).sum();
        let copies = to_training.iter().filter(|&&d| d == 0.0).count();
        let measures = Measures {
            inside: gauge.share_inside(&self.x),
            off_support: (!to_support.is_empty()).then_some(sum / n),
            nearer: f64::NAN,
            copies: copies as f64 / n,
            averaged: pair.averaged(&self.x),
            area: (region.level > 0.0).then(|| region.area()),
        };
        (measures, raster, region)
    }
}

/// The share of distances below another.
pub(super) fn share_below(distances: &[f32], median: f32) -> f64 {
    let below = distances.iter().filter(|&&d| d < median).count();
    below as f64 / distances.len().max(1) as f64
}

/// So many quantiles of values, evenly spread: (value, share); none of none. Sorts them.
pub(super) fn quantiles(values: &mut [f32], count: usize) -> Vec<(f64, f64)> {
    values.sort_unstable_by(f32::total_cmp);
    let n = values.len();
    let quantile = |k: usize| {
        let u = (k as f64 + 0.5) / count as f64;
        let value = values.get((u * n as f64) as usize)?;
        Some((f64::from(*value), u))
    };
    (0..count).filter_map(quantile).collect()
}
