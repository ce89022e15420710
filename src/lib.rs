//! Reverse diffusion, exactly: the forward, reverse and bridge dynamics of generative diffusion models.

pub mod denoiser;
pub mod ensemble;
pub mod lane_math;
pub mod law;
pub mod measure;
pub mod noise;
pub mod paint;
pub mod points;
pub mod process;
pub mod sampler;
pub mod scene;
pub mod time_grid;

#[cfg(target_arch = "wasm32")]
mod web;
