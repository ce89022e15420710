//! The denoisers that are compared: who they are, and what becomes of each.

use crate::measure::{Novelty, energy_distance, nearest_two};
use crate::points::Points;
use crate::scene::{DenoiserKind, Scene, StudyKind};
use crate::study::chart::Ink;
use crate::study::contestant::Contestant;
use crate::study::denoisers;

/// Waves of the random features, unless they are the scene's own.
const FEATURES: usize = 32;
/// Of more pixels than this no matrix is inverted at every time while the reader waits.
const MOST_PIXELS: usize = 256;

/// One of them on its way.
pub(super) struct Rival {
    pub(super) name: &'static str,
    pub(super) ink: Ink,
    pub(super) kind: DenoiserKind,
    /// Given up once all is measured.
    pub(super) contestant: Option<Contestant>,
    /// Distances to the nearest and the second nearest data point, of the samples that were looked at so far.
    pairs: Vec<[f64; 2]>,
    /// How its samples differ from the data points, and their energy distance to fresh images; `None` before they are measured.
    pub(super) novelty: Option<Novelty>,
    pub(super) energy: Option<f64>,
}

/// Whether it has to invert a matrix of pixels.
fn inverts(kind: DenoiserKind) -> bool {
    matches!(kind, DenoiserKind::Gaussian | DenoiserKind::Fourier)
}

/// All that are compared in a scene: the exact one, its own, others. With those that are left out.
pub(super) fn all(scene: &Scene, dim: usize, count: usize) -> (Vec<Rival>, bool) {
    let others = [
        DenoiserKind::Smoothed,
        DenoiserKind::Kde,
        DenoiserKind::Gaussian,
        DenoiserKind::Fourier,
    ];
    let mut kinds = vec![DenoiserKind::Exact];
    for kind in [scene.denoiser].into_iter().chain(others) {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    let before = kinds.len();
    kinds.retain(|&kind| dim <= MOST_PIXELS || !inverts(kind));
    let is_short = kinds.len() < before;
    let rivals = kinds.into_iter().map(|kind| {
        let is_own = kind == scene.denoiser;
        let mut own = scene.clone();
        if !is_own {
            own.features = own.features.min(FEATURES);
        }
        own.study = StudyKind::None;
        Rival {
            name: denoisers::name(kind),
            ink: denoisers::ink(kind),
            kind,
            contestant: Some(Contestant::of(&own, kind, count)),
            pairs: Vec::new(),
            novelty: None,
            energy: None,
        }
    });
    (rivals.collect(), is_short)
}

impl Rival {
    /// Learns or goes on, for at most so many more images; false once it has arrived.
    pub(super) fn work(&mut self, images: usize) -> bool {
        let Some(contestant) = &mut self.contestant else {
            return false;
        };
        if contestant.learn() {
            return true;
        }
        let simulation = contestant.simulation();
        if !simulation.prepare(images) {
            return true;
        }
        simulation.step()
    }

    /// Looks at so many more samples; false once all are measured, and the run is let go.
    pub(super) fn measure(
        &mut self,
        training: &Points<f64>,
        reference: Option<&Points<f64>>,
        images: usize,
    ) -> bool {
        let Some(contestant) = &mut self.contestant else {
            return false;
        };
        let samples = contestant.positions();
        let from = self.pairs.len();
        let to = samples.len().min(from + images);
        let places = (from..to).map(|i| nearest_two(training, &samples.point(i)));
        self.pairs.extend(places);
        if to < samples.len() {
            return true;
        }
        self.energy = reference.map(|reference| energy_distance(reference, samples));
        self.novelty = Some(Novelty::from_pairs(&self.pairs));
        self.contestant = None;
        false
    }
}
