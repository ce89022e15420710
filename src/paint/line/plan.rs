//! Where things lie in the view of one coordinate: time to the right and back again, x upwards, a slice beside them.
//!
//! As in figures 2 and 4 of Cao et al.: the left half runs forward from t = 0 to T*, the right half is its mirror image
//! from T* back to t = 0, which is s from 0 to T*. The slice at the far right shares the vertical axis.

use crate::ensemble::Simulation;
use crate::law::Law;
use crate::line::start_law;
use crate::paint::surface::Surface;
use crate::process::Process;
use crate::scene::Scene;

/// So many standard deviations of a Gaussian are in the window.
const REACH: f64 = 3.2;

/// CSS pixels below which a picture is low.
const LOW: f64 = 330.0;

/// Which part of the picture a pixel belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The left half, where the forward process runs.
    Forward,
    /// The right half, where the reverse process or the bridge runs.
    Reverse,
    /// The slice at one time.
    Slice,
}

/// The layout, in device pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Plan {
    /// The least x in the window.
    pub low: f64,
    /// The largest x in the window.
    pub high: f64,
    /// T*.
    pub t_star: f64,
    /// t = 0 of the forward half.
    pub left: f64,
    /// T*, where the halves meet.
    pub seam: f64,
    /// t = 0 of the reverse half.
    pub right: f64,
    /// The y of `high`.
    pub top: f64,
    /// The y of `low`.
    pub bottom: f64,
    /// Density 0 of the slice.
    pub slice_left: f64,
    /// The largest density of the slice.
    pub slice_right: f64,
    /// Whether there is so little height that headings stand in the map, not above it.
    pub is_low: bool,
}

impl Plan {
    /// For this surface and scene.
    pub(super) fn new(surface: &Surface, simulation: &Simulation) -> Self {
        let [low, high] = extent(simulation.scene(), simulation.rho0());
        let margin = 0.045 * (high - low).max(1e-6);
        let plan = Self {
            low: low - margin,
            high: high + margin,
            t_star: simulation.scene().t_star,
            ..Self::default()
        };
        plan.laid(surface)
    }

    /// The same ranges on a surface.
    fn laid(self, surface: &Surface) -> Self {
        let unit = f64::from(surface.pixel_ratio);
        let (width, height) = (surface.width as f64, surface.height as f64);
        let css = width / unit;
        let narrow = css < 560.0;
        let [before, gap, after] = if narrow {
            [30.0, 19.0, 9.0]
        } else {
            [44.0, 22.0, 16.0]
        };
        let slice = (if css > 900.0 { 0.2 } else { 0.19 } * css).min(320.0);
        let left = (before * unit).min(0.2 * width);
        let slice_right = (width - after * unit).max(left + 3.0);
        let slice_left = (slice_right - slice * unit).max(left + 2.0);
        let right = (slice_left - gap * unit).max(left + 1.0);
        let is_low = height / unit < LOW;
        let above = if is_low { 9.0 } else { 26.0 };
        let top = ((surface.headroom + above) * unit).min(0.4 * height);
        let bottom = (height - 40.0 * unit).max(top + 1.0);
        // Whole pixels, so that the lines along them are sharp.
        Self {
            left: left.round(),
            seam: (0.5 * (left.round() + right.round())).round(),
            right: right.round(),
            top: top.round(),
            bottom: bottom.round().max(top.round() + 1.0),
            is_low,
            slice_left: slice_left.round().max(right.round()),
            slice_right: slice_right.round().max(slice_left.round() + 1.0),
            ..self
        }
    }

    /// The pixel row of x.
    pub fn row(&self, x: f64) -> f64 {
        self.bottom - (x - self.low) * self.scale()
    }

    /// Pixels to the unit of x.
    pub fn scale(&self) -> f64 {
        (self.bottom - self.top) / (self.high - self.low).max(1e-12)
    }

    /// Whether a pixel row lies within the map.
    pub(super) fn holds(&self, py: f32) -> bool {
        let py = f64::from(py);
        py >= self.top && py <= self.bottom
    }

    /// The x of a pixel row.
    pub fn place(&self, py: f64) -> f64 {
        self.low + (self.bottom - py) / self.scale()
    }

    /// The pixel column of time t, 0 … T*, in the reverse half or the forward one.
    pub fn column(&self, t: f64, reverse: bool) -> f64 {
        let share = t / self.t_star.max(1e-12);
        if reverse {
            self.right - share * (self.right - self.seam)
        } else {
            self.left + share * (self.seam - self.left)
        }
    }

    /// The part that a pixel column belongs to and its time, cut to 0 … T*; NaN in the slice, which has the present.
    pub fn moment(&self, px: f64) -> (Part, f64) {
        if px > 0.5 * (self.right + self.slice_left) {
            return (Part::Slice, f64::NAN);
        }
        let (part, share) = if px < self.seam {
            (
                Part::Forward,
                (px - self.left) / (self.seam - self.left).max(1.0),
            )
        } else {
            (
                Part::Reverse,
                (self.right - px) / (self.right - self.seam).max(1.0),
            )
        };
        (part, share.clamp(0.0, 1.0) * self.t_star)
    }
}

/// The ends of what should be seen: the data, the noise, and where particles start.
pub(super) fn extent(scene: &Scene, law: &Law) -> [f64; 2] {
    let (mean, variance) = law.moments();
    let mut ends = [f64::INFINITY, f64::NEG_INFINITY];
    let mut include = |low: f64, high: f64| ends = [ends[0].min(low), ends[1].max(high)];
    let [low, high] = law.points().bounds(0);
    include(low - REACH * law.width(), high + REACH * law.width());
    let noise = match scene.process {
        Process::Ou => [0.0, 1.0],
        Process::Heat => [mean[0], variance[0] + scene.process.variance(scene.t_star)],
    };
    // Terminal starts are within what the data and the noise span.
    let start = start_law(scene, law);
    let [low, high] = start.reach();
    let spread = REACH * libm::sqrt(start.component_variance());
    if start.means().len() == 1 {
        include(low - spread, high + spread);
    }
    let reach = REACH * libm::sqrt(noise[1]);
    include(noise[0] - reach, noise[0] + reach);
    ends
}
