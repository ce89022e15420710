//! Everything that can be known exactly about one coordinate: closed forms, and the PDEs beside their particles.
//!
//! [`Mixture`] is a law on a line; [`Mesh`], [`Generator`] and [`evolution`] solve the forward equation (2.1) and
//! the stable reverse one (2.7) by finite volumes; [`naive`] runs (2.3) into its blow-up; [`generated`] holds what
//! section 3 says of the reverse process from any start; [`gaussian_chain`] the exact laws of the discrete schemes.

pub mod distance;
pub mod evolution;
mod forward_paths;
pub mod gaussian_chain;
pub mod generated;
mod generated_weights;
mod generator;
pub mod histogram;
mod mass_coordinate;
mod mesh;
mod mixture;
pub mod modes;
pub mod naive;
pub mod naive_march;
mod nearest_pair;
pub mod passing;
pub mod perfect_samples;
mod quantiles;
mod rearrangement;
pub mod reverse_distance;
mod reverse_laws;
pub mod reverse_march;
pub mod reverse_paths;
pub mod same_noise;
mod simpson;
mod start;

pub use evolution::Evolution;
pub use forward_paths::ForwardPaths;
pub use generated_weights::GeneratedWeights;
pub use generator::Generator;
pub use mass_coordinate::{Level, MassCells, Stepper};
pub use mesh::Mesh;
pub use mixture::{Mixture, log_erfc, log_normal_tail, normal_score, normal_score_of_log};
pub use nearest_pair::NearestPair;
pub use quantiles::Quantiles;
pub use rearrangement::reverse_by_flow;
pub use reverse_laws::{LawsNow, ReverseLaws};
pub use simpson::simpson;
pub use start::start_law;
