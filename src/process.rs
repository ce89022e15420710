//! The two forward processes, as the two functions of time on which everything else depends.
//!
//! | | OU, Cao et al. (2.11)–(2.12) | heat flow, Liu & Zuazua (2.9) |
//! |---|---|---|
//! | dX | −X dt + √2 dB | √2 dB |
//! | α(t) | e^{−t} | 1 |
//! | σ²(t) | 1 − e^{−2t} | 2t |
//!
//! X_t given X_0 = y is N(α y, σ² I). The paper writes β for σ² in (4.5)–(4.24) and β² for the same
//! quantity in (4.37)–(4.39); here it is σ² everywhere. The noise-to-signal ratio is κ = σ/α and
//! λ = −ln κ is half the log signal-to-noise ratio.

/// The least positive time: earlier ones are refused where they come from outside, and no grid has one. σ is then 1e-30 or
/// more, so that 1/σ and a coordinate of [`crate::law::LARGEST_COORDINATE`] over σ are numbers of single precision.
pub const LEAST_TIME: f64 = 1e-60;

/// A forward process. All methods take t ≥ 0 and are accurate to a few units in the last place for t from
/// 0 to 10³, small t included.
///
/// ```
/// use reverse_diffusion::process::Process;
///
/// // OU forgets the data and ends in N(0, 1); under the heat flow they stay where they are, and the noise grows.
/// assert_eq!([Process::Ou.alpha(0.0), Process::Ou.variance(0.0)], [1.0, 0.0]);
/// assert_eq!([Process::Heat.alpha(3.0), Process::Heat.variance(3.0)], [1.0, 6.0]);
/// let t = Process::Ou.time_at_kappa(2.0);
/// assert!((Process::Ou.kappa(t) - 2.0).abs() < 1e-14);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Process {
    /// The Ornstein–Uhlenbeck process (2.11) of Cao et al.
    Ou,
    /// The heat flow, (2.9) of Cao et al. and the setting of Liu & Zuazua.
    Heat,
}

impl Process {
    /// α(t): by how much the data have shrunk.
    pub fn alpha(self, t: f64) -> f64 {
        match self {
            Process::Ou => libm::exp(-t),
            Process::Heat => 1.0,
        }
    }

    /// σ²(t): the variance of the noise, in each coordinate.
    pub fn variance(self, t: f64) -> f64 {
        match self {
            Process::Ou => -libm::expm1(-2.0 * t),
            Process::Heat => 2.0 * t,
        }
    }

    /// S(t) = α²b² + σ², the variance at time t of what started as N(y, b²).
    pub fn spread(self, width: f64, t: f64) -> f64 {
        let blurred = self.alpha(t) * width;
        blurred * blurred + self.variance(t)
    }

    /// S/α² = κ² + b², the variance at time t of X/α of what started as N(y, b²).
    pub fn scaled_spread(self, width: f64, t: f64) -> f64 {
        let alpha = self.alpha(t);
        self.spread(width, t) / (alpha * alpha)
    }

    /// σ(t).
    pub fn sigma(self, t: f64) -> f64 {
        libm::sqrt(self.variance(t))
    }

    /// κ(t) = σ/α, the noise-to-signal ratio.
    pub fn kappa(self, t: f64) -> f64 {
        match self {
            Process::Ou => libm::sqrt(libm::expm1(2.0 * t)),
            Process::Heat => libm::sqrt(2.0 * t),
        }
    }

    /// The t at which κ(t) is `kappa` ≥ 0: the inverse of [`Process::kappa`].
    pub fn time_at_kappa(self, kappa: f64) -> f64 {
        match self {
            Process::Ou => 0.5 * libm::log1p(kappa * kappa),
            Process::Heat => 0.5 * kappa * kappa,
        }
    }

    /// λ(t) = −ln κ(t), half the log signal-to-noise ratio; +∞ at t = 0.
    pub fn log_snr(self, t: f64) -> f64 {
        match self {
            // ln κ² = ln(e^{2t} − 1) = 2t + ln σ²; the second form cannot overflow.
            Process::Ou => -t - 0.5 * libm::log(self.variance(t)),
            Process::Heat => -0.5 * libm::log(2.0 * t),
        }
    }

    /// The t at which λ(t) is `lambda`: the inverse of [`Process::log_snr`].
    pub fn time_at_log_snr(self, lambda: f64) -> f64 {
        match self {
            // ½ ln(1 + e^{−2λ}), with the large term taken out when e^{−2λ} is large.
            Process::Ou if lambda < 0.0 => -lambda + 0.5 * libm::log1p(libm::exp(2.0 * lambda)),
            Process::Ou => 0.5 * libm::log1p(libm::exp(-2.0 * lambda)),
            Process::Heat => 0.5 * libm::exp(-2.0 * lambda),
        }
    }

    /// What remains of the noise's variance when a step goes from t down to t′ = `t_next`:
    /// 1 − e^{−2h} with h = λ(t′) − λ(t). For OU this is E(Δ)/E(t) with E(u) = 1 − e^{−2u}, for heat Δ/t;
    /// neither cancels, however small the step.
    pub fn relative_decrease(self, t: f64, t_next: f64) -> f64 {
        self.variance(t - t_next) / self.variance(t)
    }

    /// h = λ(t′) − λ(t) > 0 for a step from t down to t′ = `t_next`; +∞ for t′ = 0.
    pub fn log_snr_step(self, t: f64, t_next: f64) -> f64 {
        if t_next == 0.0 {
            return f64::INFINITY;
        }
        let decrease = self.relative_decrease(t, t_next);
        if decrease < 0.5 {
            -0.5 * libm::log1p(-decrease)
        } else {
            // κ²(t)/κ²(t′) directly: log1p(−decrease) would have lost the digits of a small κ(t′).
            let ratio = self.variance(t) / self.variance(t_next);
            let shrink = match self {
                Process::Ou => t - t_next,
                Process::Heat => 0.0,
            };
            0.5 * libm::log(ratio) + shrink
        }
    }
}
