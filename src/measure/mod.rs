//! What is measured on an ensemble, beside what theory predicts.

mod capture;
pub mod chi_square;
pub mod cores;
mod energy_distance;
pub mod half_plane;
pub mod hull;
mod kolmogorov;
mod novelty;

pub use capture::Captors;
pub use chi_square::ChiSquare;
pub use energy_distance::energy_distance;
pub use kolmogorov::kolmogorov_distance;
pub use novelty::{MEMORISED, Novelty, nearest_two};
