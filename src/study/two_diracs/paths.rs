//! Paths from a grid of starts, by the scene's own steps: Liu & Zuazua figure 3 at ε = 0.

use crate::cost::Piece;
use crate::ensemble::ReverseRun;
use crate::law::Law;
use crate::measure::cores::nearest;
use crate::points::Points;
use crate::scene::Scene;

/// Starts across and up; both odd, so that some lie on the line between two points.
const GRID: [usize; 2] = [11, 7];
/// The grid reaches so many deviations of the noise at T* beyond the data.
const BEYOND: f64 = 1.1;
/// Points kept of a path.
const KEPT: usize = 240;
/// An end is at a data point within so many deviations of what is left of the noise.
const AT_POINT: f64 = 4.0;

/// Paths from a grid of starts in the plane, by the scene's own steps.
pub(super) struct Paths {
    run: ReverseRun,
    pub(super) starts: Vec<[f64; 2]>,
    /// The times at which places are kept, decreasing.
    pub(super) times: Vec<f64>,
    stride: usize,
    last: usize,
    /// Places, path after path at the first of the times, then at the second and so on.
    places: Vec<[f64; 2]>,
    /// The data point at which each ends, if it ends at one; empty until they have arrived.
    pub(super) ends: Vec<Option<usize>>,
}

/// The middle and the half widths of the square of starts.
pub(super) fn square(scene: &Scene, law: &Law) -> [[f64; 2]; 2] {
    let alpha = scene.process.alpha(scene.t_star);
    let deviation = libm::sqrt(scene.process.spread(law.width(), scene.t_star));
    let axes = [0, 1].map(|c| {
        let [low, high] = law.points().bounds(c);
        let middle = 0.5 * alpha * (low + high);
        [middle, 0.5 * alpha * (high - low) + BEYOND * deviation]
    });
    [[axes[0][0], axes[1][0]], [axes[0][1], axes[1][1]]]
}

impl Paths {
    pub(super) fn new(scene: &Scene, law: &Law) -> Self {
        let times = scene.times(law);
        let [middle, half] = square(scene, law);
        // The middle itself for the middle one, to the last bit.
        let share = |k: usize, n: usize| (k as f64 - (n / 2) as f64) / (n / 2) as f64;
        let starts: Vec<[f64; 2]> = (0..GRID[0] * GRID[1])
            .map(|k| {
                let (column, row) = (k / GRID[1], k % GRID[1]);
                [
                    middle[0] + half[0] * share(column, GRID[0]),
                    middle[1] + half[1] * share(row, GRID[1]),
                ]
            })
            .collect();
        let last = times.len() - 1;
        let mut run = ReverseRun::new(scene.process, law, times, scene.seed, 0)
            .with(scene.sampler, scene.epsilon);
        run.begin_at(0, Points::from_rows(starts.as_flattened(), 2));
        let mut paths = Self {
            run,
            starts,
            times: Vec::new(),
            stride: last.div_ceil(KEPT).max(1),
            last,
            places: Vec::new(),
            ends: Vec::new(),
        };
        paths.keep();
        paths
    }

    fn keep(&mut self) {
        let points = self.run.points();
        self.times.push(self.run.time());
        self.places
            .extend((0..points.len()).map(|i| [points.at(i, 0), points.at(i, 1)].map(f64::from)));
    }

    /// A piece of work; true once all have arrived.
    pub(super) fn work(&mut self, law: &Law, scene: &Scene) -> bool {
        let mut piece = Piece::whole();
        while self.ends.is_empty() && piece.is_left() {
            piece.spend(self.run.cost() + 2000.0);
            if self.run.step() && self.run.index().is_multiple_of(self.stride) {
                self.keep();
            }
            if self.run.done() {
                if !self.last.is_multiple_of(self.stride) {
                    self.keep();
                }
                self.ends = self.arrived(law, scene);
            }
        }
        !self.ends.is_empty()
    }

    fn arrived(&self, law: &Law, scene: &Scene) -> Vec<Option<usize>> {
        let t = self.run.time();
        let alpha = scene.process.alpha(t);
        let blur = AT_POINT * libm::sqrt(scene.process.spread(law.width(), t));
        // What coordinates in f32 resolve, and some more.
        let reach = law
            .points()
            .as_slice()
            .iter()
            .fold(0.0f64, |r, x| r.max(x.abs()));
        let near = blur + 1e-5 * reach;
        let ends = (0..self.starts.len()).map(|i| {
            let x = self.end(i).map(|x| x / alpha);
            let (k, distance) = nearest(law.points(), x);
            (alpha * distance <= near).then_some(k)
        });
        ends.collect()
    }

    /// How many paths there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len()
    }

    /// The place of path `i` at the k-th of the kept times.
    pub(super) fn at(&self, i: usize, k: usize) -> [f64; 2] {
        self.places[k * self.len() + i]
    }

    /// Where path `i` is last.
    pub(super) fn end(&self, i: usize) -> [f64; 2] {
        self.at(i, self.times.len() - 1)
    }
}
