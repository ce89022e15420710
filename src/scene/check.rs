//! Whether the parameters of a scene fit each other.

use super::choice::{DenoiserKind, Dynamics, View};
use super::error::SceneError;
use super::fields::Scene;
use super::parameter::{Parameter, parameter};
use super::start::Start;
use super::study::StudyKind;
use crate::decimal::Decimal;
use crate::time_grid::decreases;
use crate::words::counted;

impl Scene {
    /// Whether the parameters fit each other; if not, which one to give up and why.
    pub(super) fn check(&self) -> Result<(), (&'static Parameter, SceneError)> {
        let law = self.law();
        let dim = law.points().dim();
        let problem = |name: &str, allowed: String| {
            let parameter = parameter(name).expect("a name from the table");
            let error = SceneError {
                field: name.into(),
                value: self.get(name).to_string(),
                allowed,
                because: None,
            };
            Err((parameter, error))
        };
        if self.t_min >= self.t_star {
            return problem(
                "t-min",
                format!(
                    "a number from 0 to less than t-star, {}",
                    Decimal(self.t_star)
                ),
            );
        }
        // What ends so close ends above 0, where data do not matter to a grid.
        if crate::WHOLE && self.ends_close() && !decreases(&self.times_of(1.0)) {
            return problem(
                "t-min",
                format!(
                    "a number from 0 to so much less than t-star, {}, that all times between differ",
                    Decimal(self.t_star)
                ),
            );
        }
        if self.dynamics == Dynamics::Bridge && self.target >= law.points().len() {
            let last = law.points().len() - 1;
            return problem(
                "target",
                format!("a whole number from 0 to {last}, the last data point"),
            );
        }
        match &self.start {
            Start::Point(point) if point.len() != dim => {
                return problem(
                    "start",
                    format!(
                        "normal, terminal or a point of the data's {}",
                        counted(dim, "coordinate")
                    ),
                );
            }
            _ => {}
        }
        // What follows is of parameters that the small module knows by their names alone, and of limits beyond its own.
        if !crate::WHOLE {
            return Ok(());
        }
        if self.denoiser == DenoiserKind::TrueLaw && self.data.truth().is_none() {
            let allowed = "exact for these data: from which law they were drawn is not known";
            return problem("denoiser", allowed.into());
        }
        if self.denoiser.needs_images() && !is_square(dim) {
            let allowed = format!(
                "one that is not made for images, which have side × side pixels: these data have {}",
                counted(dim, "coordinate")
            );
            return problem("denoiser", allowed);
        }
        if let Some((name, allowed)) = self.beyond_limits(law.points().len(), dim) {
            return problem(name, allowed);
        }
        let takes = &self.study.info().dims;
        let is_image = self.study == StudyKind::Digits;
        if !takes.contains(&dim) || (is_image && !is_square(dim)) {
            let needed = match takes.end() {
                1 => "is made on a line",
                _ if is_image => "is made for square images, of 2 × 2 to 32 × 32 pixels",
                _ => "is made in the plane",
            };
            return problem(
                "study",
                format!(
                    "one for data of {} or none; this one {needed}",
                    counted(dim, "coordinate")
                ),
            );
        }
        if self.study == StudyKind::PastFuture {
            if self.t2 > self.t_star {
                return problem(
                    "t2",
                    format!(
                        "a number above t1 and at most t-star, {}",
                        Decimal(self.t_star)
                    ),
                );
            }
            if self.t1 >= self.t2 {
                return problem(
                    "t1",
                    format!("a number from 0 to less than t2, {}", Decimal(self.t2)),
                );
            }
        }
        match self.view {
            View::Line if dim != 1 => {
                problem("view", format!("auto or plane for {dim} coordinates"))
            }
            View::Plane if dim == 1 => problem("view", "auto or line for one coordinate".into()),
            _ => Ok(()),
        }
    }
}

/// Whether so many coordinates can be a square image.
fn is_square(dim: usize) -> bool {
    dim.isqrt() * dim.isqrt() == dim
}
