//! Particles, time and noise: a scene that runs.
//!
//! [`Simulation`] steps a whole ensemble through the scene's time grid, forward by the exact transition,
//! in reverse by the sampler, or along Dirac bridges; any step can be revisited, and single particles can
//! be followed or launched anywhere. Everything is determined by the scene, to the last bit.

#[cfg(feature = "lab")]
pub mod approach;
#[cfg(feature = "lab")]
pub mod between_walls;
#[cfg(feature = "lab")]
pub mod core_entries;
mod denoiser_factory;
mod digest;
#[cfg(feature = "lab")]
mod ending;
mod fate;
mod follow;
mod forward;
mod history;
mod law_now;
mod motion;
#[cfg(feature = "lab")]
mod reverse_run;
mod simulation;
mod start;
#[cfg(feature = "lab")]
pub mod start_divergence;
mod walkers;

#[cfg(feature = "lab")]
pub use denoiser_factory::recipe;
pub use denoiser_factory::{Learned, denoiser};
#[cfg(feature = "lab")]
pub use ending::{Ending, SHORT};
#[cfg(feature = "lab")]
pub use fate::Doubt;
pub use fate::Fate;
pub use follow::{LARGEST_PATHS, Path};
pub use history::LIMIT_BYTES;
pub use law_now::LawNow;
#[cfg(feature = "lab")]
pub use motion::PIECE;
#[cfg(feature = "lab")]
pub use reverse_run::ReverseRun;
pub use simulation::Simulation;
pub(crate) use start::gaussian;
