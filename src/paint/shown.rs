//! Which of the two views a picture shows.

use super::line::view::Line;
use super::plane::Plane;
use crate::ensemble::Simulation;

/// The view that is shown.
// There is one to a picture, and it is not moved.
#[allow(clippy::large_enum_variant)]
pub(super) enum Shown {
    /// The plane.
    Plane(Plane),
    /// Time and one coordinate, in the whole module.
    Line(Line),
}

/// What `$call` makes of the view that is shown, `$view` being it.
macro_rules! with_view {
    ($shown:expr, $view:ident => $call:expr) => {
        match $shown {
            $crate::paint::shown::Shown::Plane($view) => $call,
            $crate::paint::shown::Shown::Line($view) => $call,
        }
    };
}
pub(super) use with_view;

impl Default for Shown {
    fn default() -> Self {
        Self::Plane(Plane::default())
    }
}

impl Shown {
    /// Becomes the view that a scene asks for; whether it was the other.
    pub(super) fn turn_to(&mut self, simulation: &Simulation) -> bool {
        let is_line = simulation.scene().is_line(simulation.law().points().dim());
        if is_line == matches!(self, Self::Line(_)) {
            return false;
        }
        *self = if is_line {
            Self::Line(Line::default())
        } else {
            Self::default()
        };
        true
    }
}
