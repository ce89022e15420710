//! How a scene's grid ends, and what that means for what it ends in: the rule of [`crate::time_grid`] for the scene at
//! hand, as numbers and as a sentence.

use crate::decimal::Decimal;
use crate::law::Law;
use crate::process::Process;
use crate::scene::{DenoiserKind, Dynamics, Scene};
use crate::time_grid::SEPARATION;
use crate::words::short;

/// How long the last step to a positive time may be, in λ, for particles to stand there as in ρ(·, t). Measured: for points in a
/// row, where every particle is beside a middle, 99.9 % then still end on a data point; see tests/copies.rs.
pub const SHORT: f64 = 0.3;

/// Numbers about the end of a grid.
///
/// ```
/// use reverse_diffusion::ensemble::Ending;
/// use reverse_diffusion::scene::{Scene, Value};
///
/// let scene = Scene::from_pairs([("data", Value::Text("-1;1".into()))])?;
/// let law = scene.law();
/// let ending = Ending::of(&scene, &law, &scene.times(&law));
/// assert_eq!(ending.spacing, Some(2.0));
/// assert!(ending.kappa < 2.0);
/// # Ok::<(), reverse_diffusion::scene::SceneError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Ending {
    /// The last positive time, t_ℓ or t_min or the last of a uniform grid; T* itself in a run of one step to 0.
    pub last_time: f64,
    /// κ = σ/α at that time.
    pub kappa: f64,
    /// The last step to a positive time, in λ: ln of how many times smaller κ is after it; 0 where there is none.
    pub last_step: f64,
    /// The distance of the two nearest distinct data points; ∞ for one, `None` where it was not looked for.
    pub spacing: Option<f64>,
    /// The time at which κ is that distance, where there is one.
    pub spacing_time: Option<f64>,
    /// The least distance that single precision resolves among them.
    pub resolved: f64,
    /// What these numbers mean, as a sentence for the reader.
    pub sentence: String,
}

impl Ending {
    /// Of a scene with these times, in either order; `law` is that of its data points.
    pub fn of(scene: &Scene, law: &Law, times: &[f64]) -> Self {
        let first = times[0].max(times[times.len() - 1]);
        let positive = times.iter().copied().filter(|&t| t > 0.0);
        let last_time = positive.clone().fold(first, f64::min);
        let others = positive.filter(|&t| t > last_time);
        let before = others.fold(f64::INFINITY, f64::min);
        let last_step = if before < f64::INFINITY {
            scene.process.log_snr_step(before, last_time)
        } else {
            0.0
        };
        let spacing = law.least_distance();
        let mut ending = Self {
            last_time,
            kappa: scene.process.kappa(last_time),
            last_step,
            spacing,
            spacing_time: spacing
                .filter(|spacing| spacing.is_finite() && law.width() == 0.0)
                .map(|spacing| scene.process.time_at_kappa(spacing)),
            resolved: law.resolved(),
            sentence: String::new(),
        };
        ending.sentence = ending.said(scene, law);
        ending
    }

    /// Whether κ at the last positive time is small enough for the posterior to be one-hot.
    fn separates(&self) -> bool {
        let spacing = self.spacing.unwrap_or(0.0).max(self.resolved);
        // A rounding more.
        self.kappa <= spacing / SEPARATION * (1.0 + 1e-9)
    }

    fn said(&self, scene: &Scene, law: &Law) -> String {
        let t = short(self.last_time);
        let ratio = match scene.process {
            Process::Ou => "σ/α",
            Process::Heat => "σ",
        };
        if scene.t_min > 0.0 {
            return format!(
                "The grid stops at t_min = {t}, where {ratio} is {}: what is there is ρ(·, t_min), not the data.",
                short(self.kappa)
            );
        }
        match scene.dynamics {
            Dynamics::Forward => return format!("The first time after 0 is t = {t}."),
            Dynamics::Bridge => {
                return format!(
                    "The last positive time is t = {t}; one step to 0 follows, onto the bridge's end."
                );
            }
            Dynamics::Reverse => {}
        }
        if !scene.sampler.facts().lands {
            return format!(
                "The last step goes from t = {t} to 0. Euler–Maruyama's does not land on x̄₀: of what {ratio} is there, {}, \
                 some is left.",
                short(self.kappa)
            );
        }
        if !matches!(
            scene.denoiser,
            DenoiserKind::Exact | DenoiserKind::Halves | DenoiserKind::TrueLaw
        ) {
            return format!(
                "The last positive time is t = {t}, where {ratio} is {}; one step to 0 follows, onto what this denoiser \
                 takes for x̄₀ there.",
                short(self.kappa)
            );
        }
        if law.width() > 0.0 {
            return format!(
                "The last positive time is t = {t}, where {ratio} is {}, beside a width of b = {}; one step to 0 follows.",
                short(self.kappa),
                Decimal(law.width())
            );
        }
        let spacing = match self.spacing {
            Some(f64::INFINITY) => {
                return format!("The last positive time is t = {t}; one step to 0 follows.");
            }
            Some(spacing) if spacing >= self.resolved => {
                format!(
                    "the distance of the two nearest data points, {}",
                    short(spacing)
                )
            }
            Some(spacing) => {
                return format!(
                    "The two nearest data points are {} apart, nearer than single precision resolves here ({}): which of \
                     such points a particle ends on, or whether between them, is rounding. The last positive time is t = {t}.",
                    short(spacing),
                    short(self.resolved)
                );
            }
            None => format!(
                "what single precision resolves, {}: for so many points in so many dimensions the nearest two are not \
                 looked for",
                short(self.resolved)
            ),
        };
        if self.separates() && self.last_step > SHORT {
            format!(
                "The last positive time is t = {t}, where {ratio} is {} and a twelfth of {spacing}, or less; one step to 0 \
                 follows. But steps are long, the one before makes {ratio} {:.1} times smaller: who arrives between data \
                 points ends in their average.",
                short(self.kappa),
                libm::exp(self.last_step)
            )
        } else if self.separates() {
            format!(
                "The last positive time is t = {t}, where {ratio} is {} and a twelfth of {spacing}, or less; one step to 0 \
                 follows, onto data points.",
                short(self.kappa)
            )
        } else {
            format!(
                "The last step goes from t = {t} to 0. There {ratio} is {}, more than a twelfth of {spacing}: who is \
                 undecided between data points then ends in their average.",
                short(self.kappa)
            )
        }
    }
}
