//! Geometry of moving things: lines to x̄₀ and paths, as segments [x0, y0, x1, y1] in pixels.

use super::surface::Surface;
use super::view::View;
use crate::ensemble::{Path, Simulation};
use crate::points::Points;

/// The most particles that get a line to their x̄₀; more would cover each other.
const MOST_BEAMS: usize = 300;

/// The most segments that a path is drawn with.
const MOST_SEGMENTS: usize = 400;

/// Lines from particles to their x̄₀, which glides with them; in the small module it does not.
#[derive(Default)]
pub(super) struct Beams {
    /// The simulation and the index that the ends belong to.
    of: Option<(u64, usize)>,
    /// x̄₀ of the particles one index before, and now.
    before: Points<f32>,
    now: Points<f32>,
}

impl Beams {
    /// The lines; x̄₀ lies where t = 0, as in figure 7.
    pub(super) fn draw(
        &mut self,
        view: &impl View,
        surface: &Surface,
        simulation: &mut Simulation,
        fraction: f64,
        geometry: &mut Vec<f32>,
    ) {
        simulation.means();
        if crate::WHOLE {
            self.follow(simulation);
        }
        let simulation = &*simulation;
        let Some(means) = simulation.known_means() else {
            return;
        };
        let u = fraction.min(1.0) as f32;
        let particle = view.particles(surface, simulation, fraction);
        for i in 0..means.len().min(MOST_BEAMS) {
            let from = particle(i);
            let end = |j| {
                let now = means.at(i, j);
                f64::from(if crate::WHOLE {
                    let before = self.before.at(i, j);
                    before + (now - before) * u
                } else {
                    now
                })
            };
            let to = view.at_time(simulation, || 0.0, end);
            geometry.extend([from[0], from[1], to[0] as f32, to[1] as f32]);
        }
    }

    /// Keeps x̄₀ of the present state and of the one before. Where that was not seen, nothing glides.
    fn follow(&mut self, simulation: &Simulation) {
        let (serial, index) = (simulation.serial(), simulation.index());
        let Some(means) = simulation
            .known_means()
            .filter(|_| self.of != Some((serial, index)))
        else {
            return;
        };
        let glides = index > 0 && self.of == Some((serial, index - 1));
        std::mem::swap(&mut self.before, &mut self.now);
        self.now.copy_from(means);
        if !glides {
            self.before.copy_from(means);
        }
        self.of = Some((serial, index));
    }
}

/// A path up to where its gliding particle is.
pub(super) fn path(
    view: &impl View,
    simulation: &Simulation,
    path: Path<'_>,
    fraction: f64,
    geometry: &mut Vec<f32>,
) {
    let index = simulation.index();
    let (first, last) = (path.first_index(), path.last_index().min(index));
    if last <= first {
        return;
    }
    let stride = (last - first).div_ceil(MOST_SEGMENTS).max(1);
    let mut from = place(view, simulation, path, first as f64);
    let mut k = first;
    while k < last {
        k = (k + stride).min(last);
        // The last piece ends where the gliding particle is.
        let end = if k == index {
            (k as f64 - 1.0 + fraction).max(first as f64)
        } else {
            k as f64
        };
        let to = place(view, simulation, path, end);
        geometry.extend([from[0], from[1], to[0], to[1]]);
        from = to;
    }
}

/// Where the particle of a path is now, [x, y]; nothing outside the times of the path.
pub(super) fn head(
    view: &impl View,
    simulation: &Simulation,
    path: Path<'_>,
    fraction: f64,
    geometry: &mut Vec<f32>,
) {
    let index = simulation.index();
    if path.first_index() <= index && index <= path.last_index() {
        let now = (index as f64 - 1.0 + fraction).max(path.first_index() as f64);
        let now = if fraction >= 1.0 { index as f64 } else { now };
        geometry.extend(place(view, simulation, path, now));
    }
}

/// The pixel of a path at index `now`, which may lie between two.
fn place(view: &impl View, simulation: &Simulation, path: Path<'_>, now: f64) -> [f32; 2] {
    let k = now.floor() as usize;
    let u = (now - k as f64) as f32;
    let at = |j: usize| {
        let x = path.at(k, j);
        let x = if u > 0.0 {
            x + (path.at(k + 1, j) - x) * u
        } else {
            x
        };
        f64::from(x)
    };
    let t = || {
        let times = simulation.times();
        times[k] + f64::from(u) * (times[(k + 1).min(times.len() - 1)] - times[k])
    };
    view.at_time(simulation, t, at).map(|x| x as f32)
}
