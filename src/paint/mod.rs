//! Pictures of a running scene: pixels in RGBA buffers, geometry in device pixels, and charts.
//!
//! Nothing here needs a browser but `charts` (feature `lab`); buffers and geometry are made here and shown by whoever owns
//! a canvas. All of it is written over in place: a frame allocates nothing once the sizes have settled.

mod arrows;
mod axes;
mod cells;
#[cfg(feature = "lab")]
pub mod charts;
mod colour;
mod cores;
mod disc;
mod dots;
mod field;
pub mod gallery;
mod image;
mod layers;
mod line;
mod marks;
mod picture;
mod plane;
mod segments;
mod shown;
mod splats;
mod surface;
mod view;
mod window;

pub use axes::{Across, Axes, Face, Label, Pen, Stroke, Up};
pub use colour::{Colours, Rgb};
pub use image::Image;
pub use layers::Layers;
pub use line::{LineView, Part, Plan};
pub use picture::Picture;
