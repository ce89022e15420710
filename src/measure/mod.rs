//! What is measured on an ensemble, beside what theory predicts.

mod capture;
pub mod chance;
pub mod chi_square;
#[cfg(feature = "lab")]
pub mod core_bound;
#[cfg(feature = "lab")]
pub mod cores;
#[cfg(feature = "lab")]
pub mod density_region;
#[cfg(feature = "lab")]
mod energy_distance;
pub mod half_plane;
#[cfg(feature = "lab")]
pub mod hull;
#[cfg(feature = "lab")]
mod inversions;
#[cfg(feature = "lab")]
mod kolmogorov;
#[cfg(feature = "lab")]
pub mod li_yau;
#[cfg(feature = "lab")]
mod nearest_point;
#[cfg(feature = "lab")]
mod novelty;
#[cfg(feature = "lab")]
pub mod sorter;

pub use capture::Captors;
pub use chi_square::ChiSquare;
#[cfg(feature = "lab")]
pub use energy_distance::energy_distance;
#[cfg(feature = "lab")]
pub use inversions::sort_counting_inversions;
#[cfg(feature = "lab")]
pub use kolmogorov::kolmogorov_distance;
#[cfg(feature = "lab")]
pub use nearest_point::NearestPoint;
#[cfg(feature = "lab")]
pub use novelty::{MEMORISED, Novelty, nearest_two};
