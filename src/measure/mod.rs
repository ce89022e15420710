//! What is measured on an ensemble, beside what theory predicts.

mod capture;
pub mod chi_square;

pub use capture::Captors;
pub use chi_square::ChiSquare;
