//! Reverse diffusion, exactly: the forward, reverse and bridge dynamics of generative diffusion models.
//!
//! The playable companion to two papers:
//! * F. Cao, K. Johnston, T. Laurent, J. Le, S. Motsch, *Generative diffusion models from a PDE
//!   perspective* (2025), "Cao et al." below; equation numbers without a name are theirs;
//! * K. Liu, E. Zuazua, *A PDE perspective on generative diffusion models* (2025).
//!
//! Every dynamics in both is driven by one function, x̄₀(x, t) = E[X₀ | X_t = x], so the code has one
//! central trait, [`denoiser::Denoiser`], and data flow one way:
//!
//! law ρ₀ → denoiser x̄₀ → time grid and sampler → ensemble of particles → measures and pictures
//!
//! Two numbers, sampler and ε, cover both papers' reverse processes, and two processes both forward ones.
//!
//! ```
//! use reverse_diffusion::ensemble::Simulation;
//! use reverse_diffusion::scene::{Scene, Value};
//!
//! let scene = Scene::from_pairs([
//!     ("data", Value::Text("-1,0;1,0".into())),
//!     ("grid", Value::Text("log-snr".into())),
//! ])?;
//! let mut simulation = Simulation::new(scene);
//! while simulation.step() {}
//! // Exact reversal only copies: every one of the 2000 particles is one of the two data points.
//! assert_eq!(simulation.captured_exactly(), 2000);
//! # Ok::<(), reverse_diffusion::scene::SceneError>(())
//! ```
//!
//! # Symbols
//!
//! | paper | here |
//! |---|---|
//! | ρ₀, x_i, the samples (4.35) | [`law::Law`], `points`, `weights` |
//! | e^{−t}, α_t (4.5) | [`process::Process::alpha`] |
//! | 1 − e^{−2t}, σ_t² (2.12), β_t (4.5), β_t² (4.37) | [`process::Process::variance`] |
//! | L, the forward process (2.11); ∂_t ρ = Δρ (2.9) | [`process::Process`] |
//! | T*, s = T* − t | `t_star`; times are always t |
//! | 0 = s₀ < … < s_n = T* (4.19) | [`time_grid::time_grid`] |
//! | x̄₀ (4.2), (4.36) | [`denoiser::Denoiser::posterior_mean`] |
//! | λ_i (4.37), (4.39) | [`denoiser::Kernel::posterior_weights`]; all that follows from them, [`denoiser::Posterior`] |
//! | ∇log ρ, the score (4.4) | [`denoiser::Posterior::score`] |
//! | Euler–Maruyama (4.19) | [`sampler::Sampler::EulerMaruyama`] |
//! | "stable diffusion" (4.21)–(4.24), (A.3)–(A.4) | [`sampler::Sampler::Exponential`] at ε = 1 |
//! | the probability flow (2.8) | any sampler at ε = 0 |
//! | Theorem 2, (4.12) | [`sampler::dirac_bridge`](sampler::dirac_bridge()), `dynamics = bridge` |
//! | q₀ (3.1) | [`scene::Start`] |
//! | (3.18)–(3.19), what is generated | [`ensemble::Simulation::expected_captures`] |
//! | C_i, the Voronoi cells (4.42) | [`measure::Captors`] |
//! | ρ(x, t) on a line (2.1) | [`line::Mixture::forward`], [`line::evolution::forward`] |
//! | ρ(x, t₁ \| y, t₂) = q(x, s₁ \| y, s₂), Theorem 1 | [`line::Mixture::given`] |
//! | q(x, s), the stable reverse equation (2.7) | [`line::evolution::reverse_by_ratio`] |
//! | the unstable one (2.3) | [`line::naive::Naive`] |
//! | q(y, T*) (3.19) | [`line::generated::weights`] |
//! | div s, the Li–Yau estimate of Liu & Zuazua | [`denoiser::Posterior::score_divergence`] |
//! | v against u, every ε, their Theorem 3.1 | [`line::MassCells`] |
//! | (2.9) between walls | [`denoiser::reflected`] |
//! | figures 2–9 | [`scene::STUDIES`], [`study`] |
//!
//! # Bits
//!
//! The same scene gives the same bits on every machine: on the path of an ensemble there are only
//! operations that IEEE 754 rounds exactly, and `libm` for transcendental functions.

/// Whether this build is everything. Without the feature `lab` it is what a scene in the plane needs in someone else's
/// page: no line, no study, no tables, and what only they need is left out by the compiler.
pub(crate) const WHOLE: bool = cfg!(feature = "lab");

/// A text that is shown in the lab only.
pub(crate) const fn lab(text: &'static str) -> &'static str {
    if WHOLE { text } else { "" }
}

/// What there is in the whole module alone: a type with such a field has no value in the small one, and the compiler
/// leaves out of it all that would be done with one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InWhole {
    /// An array of nothing, or of one thing that cannot be.
    _is: [std::convert::Infallible; if WHOLE { 0 } else { 1 }],
}

impl Default for InWhole {
    // In the small module all of it is.
    #[allow(unreachable_code)]
    fn default() -> Self {
        Self {
            _is: std::array::from_fn(|_| unreachable!("the small module makes none")),
        }
    }
}

pub mod budget;
pub mod cholesky;
pub mod cost;
pub mod decimal;
pub mod denoiser;
pub mod ensemble;
pub mod lane_math;
pub mod law;
pub mod line;
mod log_sum_exp;
pub mod measure;
pub mod noise;
pub mod paint;
pub mod points;
pub mod process;
pub mod sampler;
pub mod scene;
pub mod study;
pub mod time_grid;
mod words;

#[cfg(target_arch = "wasm32")]
mod web;
