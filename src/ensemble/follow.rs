//! Particles whose paths are kept: some of the ensemble, and some that the reader launched.
//!
//! A followed particle is run by itself. It passes through exactly the places of its twin in the ensemble,
//! because its noise depends on its number alone and no lane of the kernel knows of another.

use super::motion::Motion;
use super::walkers::Walkers;
use crate::points::Points;

/// The most particles of the ensemble whose paths are kept at once.
pub const LARGEST_PATHS: usize = 200;

/// The numbers of launched particles begin here, beyond every ensemble.
const FIRST_LAUNCHED: usize = 1 << 30;

/// Particles that are followed together, and all the places they have passed.
pub(super) struct Group {
    walkers: Walkers,
    launched_at: usize,
    /// From `launched_at` on: all coordinates of all walkers, axis after axis, for each index.
    places: Vec<f32>,
}

impl Group {
    pub(super) fn new(first: usize, index: usize, x: Points<f32>, steps: usize) -> Self {
        let mut places = Vec::with_capacity(x.as_slice().len() * (steps + 1 - index));
        places.extend_from_slice(x.as_slice());
        Self {
            walkers: Walkers::new(first, index, x),
            launched_at: index,
            places,
        }
    }

    /// Particle number `launched` of those that the reader launched, at `place` and `index`.
    pub(super) fn launched(launched: usize, index: usize, place: &[f64], steps: usize) -> Self {
        let x = Points::from_rows(place, place.len());
        Self::new(FIRST_LAUNCHED + launched, index, x, steps)
    }

    /// How many are in the group.
    pub(super) fn len(&self) -> usize {
        self.walkers.x().len()
    }

    /// The index that the paths have come to.
    pub(super) fn index(&self) -> usize {
        self.walkers.index()
    }

    /// One step on.
    pub(super) fn extend(&mut self, motion: &Motion) {
        self.walkers.advance(motion);
        self.places.extend_from_slice(self.walkers.x().as_slice());
    }

    /// The path of the group's particle `i`.
    pub(super) fn path(&self, i: usize) -> Path<'_> {
        Path { group: self, i }
    }
}

/// The path of one followed particle.
///
/// ```
/// use reverse_diffusion::ensemble::Simulation;
/// use reverse_diffusion::scene::Scene;
///
/// let mut simulation = Simulation::new(Scene::default());
/// simulation.set_paths(1);
/// simulation.step();
/// let path = simulation.paths().next().expect("one is followed");
/// assert_eq!(path.at(path.last_index(), 0), simulation.positions().at(0, 0));
/// ```
#[derive(Clone, Copy)]
pub struct Path<'a> {
    group: &'a Group,
    i: usize,
}

impl Path<'_> {
    /// The index at which the path begins.
    pub fn first_index(&self) -> usize {
        self.group.launched_at
    }

    /// The last index that is known.
    pub fn last_index(&self) -> usize {
        self.group.walkers.index()
    }

    /// Coordinate `j` at `index`, which lies between the first and the last.
    pub fn at(&self, index: usize, j: usize) -> f32 {
        let x = self.group.walkers.x();
        let step = index - self.group.launched_at;
        self.group.places[step * x.as_slice().len() + j * x.len() + self.i]
    }
}
