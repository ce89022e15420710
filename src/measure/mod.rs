//! What is measured on an ensemble, beside what theory predicts.

mod capture;
pub mod chance;
pub mod chi_square;
pub mod core_bound;
pub mod cores;
pub mod density_region;
mod energy_distance;
pub mod half_plane;
pub mod hull;
mod inversions;
mod kolmogorov;
mod landed;
pub mod li_yau;
mod nearest_point;
mod novelty;
pub mod sorter;

pub use capture::Captors;
pub use chi_square::ChiSquare;
pub use energy_distance::energy_distance;
pub use inversions::sort_counting_inversions;
pub use kolmogorov::kolmogorov_distance;
pub use landed::Landed;
pub use nearest_point::NearestPoint;
pub use novelty::{MEMORISED, Novelty, nearest_two};
