//! What is measured on an ensemble, beside what theory predicts.

mod capture;
pub mod chi_square;
#[cfg(feature = "lab")]
pub mod cores;
pub mod half_plane;
#[cfg(feature = "lab")]
pub mod hull;

pub use capture::Captors;
pub use chi_square::ChiSquare;
