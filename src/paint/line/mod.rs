//! The view of one coordinate: a (time, x) picture of both processes, and a slice through it at the present time.

mod axes;
mod closed;
mod companions;
mod geometry;
mod map;
mod plan;
mod slice;
mod table;
pub(super) mod view;

pub use geometry::LineView;
pub use plan::{Part, Plan};
pub(super) use table::csv;
