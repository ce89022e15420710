//! Paths of the other dynamics, which make the other half of the picture: complete, and the same all the time.

use super::plan::Plan;
use crate::ensemble::Simulation;
use crate::law::Law;
use crate::points::Points;
use crate::scene::{Data, Dynamics, Scene, Start};

/// The most paths.
pub(super) const MOST: usize = 24;

/// A run of more pairs of particle, data point and step than these would be felt.
const MOST_WORK: usize = 3_000_000;

/// Copying more data points than these at every change would be felt.
const MOST_POINTS: usize = 5_000;

/// The most places of a path.
const MOST_PLACES: usize = 240;

/// The paths, as time and place.
#[derive(Default)]
pub(super) struct Companions {
    key: String,
    /// [t, x] of all paths, one after the other.
    places: Vec<[f32; 2]>,
    /// How many places each path has.
    each: usize,
    pub(super) reverse: bool,
}

impl Companions {
    /// Runs them, if they do not belong to this scene yet.
    pub(super) fn update(&mut self, scene: &Scene, law: &Law) {
        let n = law.points().len();
        if n > MOST_POINTS {
            self.places.clear();
            self.key.clear();
            return;
        }
        let other = other(scene, law);
        let mut key = String::new();
        for (name, text) in other.differences() {
            key.push_str(name);
            key.push('=');
            key.push_str(&text);
            key.push(' ');
        }
        if key == self.key {
            return;
        }
        self.key = key;
        self.reverse = other.dynamics != Dynamics::Forward;
        self.places.clear();
        self.each = 0;
        let kernels = if self.reverse { n } else { 1 };
        if MOST * kernels * other.steps > MOST_WORK {
            return;
        }
        let mut simulation = Simulation::new(other);
        simulation.set_paths(MOST);
        simulation.seek(simulation.steps());
        let (steps, times) = (simulation.steps(), simulation.times());
        let stride = steps.div_ceil(MOST_PLACES).max(1);
        for path in simulation.paths() {
            let before = self.places.len();
            let mut k = 0;
            loop {
                self.places.push([times[k] as f32, path.at(k, 0)]);
                if k == steps {
                    break;
                }
                k = (k + stride).min(steps);
            }
            self.each = self.places.len() - before;
        }
    }

    /// The first `count` paths as segments in pixels.
    pub(super) fn segments(&self, plan: &Plan, count: usize, out: &mut Vec<f32>) {
        for path in self.places.chunks_exact(self.each.max(1)).take(count) {
            for pair in path.windows(2) {
                for [t, x] in pair {
                    let px = plan.column(f64::from(*t), self.reverse);
                    out.extend([px as f32, plan.row(f64::from(*x)) as f32]);
                }
            }
        }
    }
}

/// The scene of the other half: the forward process beside a reverse one, and the other way round.
fn other(scene: &Scene, law: &Law) -> Scene {
    let mut other = Scene {
        particles: MOST,
        ..scene.clone()
    };
    match (scene.dynamics, &scene.start) {
        (Dynamics::Forward, Start::Point(point)) => {
            // From one point and back to it.
            other.data = Data::Inline(Law::equal(Points::from_rows(&point[..1], 1)));
            other.width = 0.0;
            other.start = Start::Terminal;
            other.dynamics = Dynamics::Reverse;
        }
        (Dynamics::Forward, _) => other.dynamics = Dynamics::Reverse,
        (Dynamics::Reverse, _) => {
            other.dynamics = Dynamics::Forward;
            other.start = Start::Normal;
        }
        (Dynamics::Bridge, _) => {
            other.dynamics = Dynamics::Forward;
            other.start = Start::Point(vec![law.points().at(scene.target, 0)]);
        }
    }
    other
}
