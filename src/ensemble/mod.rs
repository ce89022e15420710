//! Particles, time and noise: a scene that runs.
//!
//! [`Simulation`] steps a whole ensemble through the scene's time grid, forward by the exact transition,
//! in reverse by the sampler, or along Dirac bridges; any step can be revisited, and single particles can
//! be followed or launched anywhere. Everything is determined by the scene, to the last bit.

pub mod approach;
pub mod between_walls;
pub mod core_entries;
mod denoiser_factory;
mod digest;
mod doubt;
mod ending;
mod fate;
mod follow;
mod forward;
mod history;
mod law_now;
mod motion;
mod reverse_run;
mod simulation;
mod start;
pub mod start_divergence;
mod walkers;

pub use denoiser_factory::{denoiser, denoiser_of, recipe};
pub use doubt::Doubt;
pub use ending::{Ending, SHORT};
pub use fate::Fate;
pub use follow::{LARGEST_PATHS, Path};
pub use history::LIMIT_BYTES;
pub use law_now::LawNow;
pub use motion::PIECE;
pub use reverse_run::ReverseRun;
pub use simulation::Simulation;
pub(crate) use start::gaussian;
