//! What do the formulas do as they are printed? The errors found in Cao et al. (as transcribed), each beside its
//! correction, those that can be computed computed.
//!
//! (4.19) above all: its noise is √(2Δs) ε, not √Δs ε. For ρ₀ = N(m, b²) the scheme's mean and variance are known
//! exactly, step by step, from the sampler's own code; as printed they settle at a variance of 1/(2 − Δ), near ½.
//!
//! All of it is about the paper's process, the Ornstein–Uhlenbeck one.

use super::chart::{Axis, Chart, Ink, Series};
use super::question::Study;
use super::report::{Report, Row};
use super::setting::Setting;
use crate::denoiser::{Denoiser, Gaussian};
use crate::line::simpson;
use crate::points::Points;
use crate::process::Process;
use crate::sampler::{Sampler, Step};
use crate::scene::Scene;
use crate::time_grid::time_grid;
use crate::words::short;

/// Where something is wrong, and what is right: (4.19) first, the others in the paper's order. The article has the same
/// list.
const ERRATA: &[[&str; 2]] = &[
    // "+ √Δs_n ε_n".
    [
        "(4.19)",
        "the noise is √(2Δs) ε, not √Δs ε. Choose the sampler “(4.19) as printed” to see what that does anywhere.",
    ],
    // The remark after (3.2): "the pairwise distribution ρ(·;·) is time-homogeneous while q(·;·) is not"; (3.3), which
    // follows, is about ρ(y, t₂ | x, t₁).
    [
        "Section 3.1",
        "time-homogeneous is the transition law ρ(· | ·), as (3.3) has it, not the law of the pair.",
    ],
    // "(1/t)(x̄₀ − X̃_s) ds + O(1) ds + √2 dB_s", and the same with x_i.
    [
        "(4.8), (4.44)",
        "the remainder is O(t), −t(x̄₀ + 2X)/6 at first: better than the O(1) that is claimed.",
    ],
    // "X̃_s = X̃₀ + (t/T_*)(x̄₀ − X̃₀) + Z_s", t = T_* − s.
    ["(4.9)", "the factor is s/T*, not t/T*."],
    // "where ε ~ N(0, Id) is a standard Gaussian random vector".
    ["Theorem 2", "ε is independent of X̃₀, which has to be said."],
    // "∫₀^s csch²(T_* − s)/csch²(T_*) dr"; the second line has its value right.
    [
        "(4.16)",
        "the integrand is csch²(T* − r), not csch²(T* − s).",
    ],
    // After (4.16), the end of the proof of Theorem 2: "As X̃_s is a d-dimensional Gaussian random vector with
    // independent components (due to the non-randomness of x̄₀)"; and before (4.18): "the independence of components of
    // the d-dimensional Gaussian X̃_s".
    [
        "Before (4.17) and (4.18)",
        "X̃_s is Gaussian, with independent components, only if X̃₀ is; given X̃₀ it always is. (4.12) and (4.17) hold \
         all the same.",
    ],
    // "W₂ → 0 (s → T)", "E[X̃_s] → x₀ (s → T) and Var[X̃_s] → 0 (s → T)", "→ 0 (s → T)". (4.45) has s → T^*.
    ["(4.17), (4.18)", "s → T*, not s → T."],
    // "− E Var[c(t) x̄₀(X_t, t)]".
    [
        "(4.29)",
        "what is subtracted is E[c² tr Cov(X₀ | X_t)], not Var[c x̄₀].",
    ],
    // Under the expectations stand "t ~ U([0, T_*]), X₀ ~ ρ₀"; X_t "is given by the explicit formula (2.12)". Under that
    // of (4.34) stand "X₀ ~ ρ₀, k ∈ [1, m_*]". (4.33) names ε₀.
    [
        "(4.29), (4.30), (4.34)",
        "the expectation is over the noise ε₀ ~ N(0, I) too.",
    ],
    // "t ~ U([0, T_*])" in both. That of (4.33) is said to be singular, and is replaced by (4.34).
    [
        "(4.30), (4.33)",
        "with t uniform on [0, T*] they are infinite if ρ₀ has a density; t has to stop at some t_min.",
    ],
    // "The parametric solution s_θ can only approach the non-parametric solution x̄₀ and, in some sense, x̄₀ is the
    // optimal limit of s_θ".
    [
        "Section 4.5",
        "what approaches x̄₀ is x̄_θ, not the score s_θ; twice.",
    ],
    // "ρ(·, t | y, 0) ~ N(e^{−t}y, β_t² Id) and β_t² = 1 − e^{−2t}"; after (4.5): "β_t = 1 − e^{−2t}".
    ["(4.37), (4.39)", "β² there is the β of (4.5): σ² in both."],
    // "using the kernel formulation in Proposition (4.35)".
    ["Conclusion", "“Proposition (4.35)” is Proposition 4.4."],
    // "using the Markov property and the fact that the numerator is constant in X_{m−1}".
    [
        "(A.5), (A.6)",
        "it is the denominator that is constant in X_{m−1}.",
    ],
    // In the first two lines of "Now we complete the square" and once more after "Thus".
    [
        "Lemma A.2, proof",
        "σ₁²μ₁² + σ₂²μ₂² should be σ₂²|μ₁|² + σ₁²|μ₂|², three times. It goes into the constant, and the lemma is right.",
    ],
];

/// The paper's process, which the errata are about.
const PROCESS: Process = Process::Ou;
/// A time at which nothing of the data is left: e^{−40} of their variance.
const FAR: f64 = 20.0;

pub(super) struct Errata {
    report: Report,
}

impl Study for Errata {
    fn report(&self) -> &Report {
        &self.report
    }
}

pub(super) fn new(scene: &Scene) -> Errata {
    let setting = Setting::new(scene);
    let t_star = scene.t_star;
    let (mean, variance) = setting.rho0.moments();
    let data = (mean, variance.max(1e-4));
    let times = time_grid(
        PROCESS,
        scene.grid,
        t_star,
        scene.t_min,
        setting.law.finest(),
        scene.steps,
    );
    let corrected = variances(Sampler::EulerMaruyama, &times, data);
    let printed = variances(Sampler::EulerMaruyamaAsPrinted, &times, data);
    let exact = times.iter().map(|&t| (t_star - t, marginal(t, data.1)));
    let chosen = match scene.sampler {
        Sampler::EulerMaruyamaAsPrinted => "as printed",
        _ => "corrected",
    };
    let high = 1.25
        * corrected
            .iter()
            .map(|p| p.1)
            .fold(data.1.max(1.0), f64::max)
            .min(10.0);
    let mut report = Report::default();
    let noise = report.chart(Chart::new(
        "(4.19): √(2Δs) ε, not √Δs ε",
        "The variance of the state along the way back, exactly, for Gaussian data of the same mean and variance: in many \
         small steps it tends to 1 before the data are felt, with half the noise to ½.",
        Axis::linear("s", 0.0, t_star),
        Axis::linear("Var X_s", 0.0, high),
    ));
    report.led_by(noise);
    report.series(
        noise,
        Series::dashed("ρ(·, T* − s)", Ink::Forward).with(exact),
    );
    for (which, ink, points) in [
        ("corrected", Ink::Reverse, corrected),
        ("as printed", Ink::Soft, printed),
    ] {
        let name = format!("(4.19) {which}");
        let series = match which == chosen {
            true => Series::line(&name, ink),
            false => Series::dashed(&name, ink),
        };
        report.series(noise, series.with(points));
    }

    let path = |share: fn(f64) -> f64| {
        (0..=40)
            .map(move |k| f64::from(k) / 40.0)
            .map(move |u| (t_star * u, 2.0 + share(u) * (0.5 - 2.0)))
    };
    report.chart_of(
        Chart::new(
            "(4.9): s/T*, not t/T*",
            "The mean of the linear bridge from X₀ = 2 to x̄₀ = 0.5. As printed it would begin at x̄₀ and end at the start.",
            Axis::linear("s", 0.0, t_star),
            Axis::linear("E X_s", 0.3, 2.2),
        ),
        [
            Series::line("X₀ + (s/T*)(x̄₀ − X₀)", Ink::Reverse).with(path(|u| u)),
            Series::dashed("as printed, with t/T*", Ink::Soft).with(path(|u| 1.0 - u)),
        ],
    );

    let least = report.chart(Chart::new(
        "(4.30), (4.33): infinite without t_min",
        "The least possible loss, E[c² Var(X₀ | X_t)] averaged over t in [t_min, T*], for data with a density: it grows like ln(1/t_min)/(2T*).",
        Axis::log("t_min", 1e-8, 0.1f64.min(0.5 * t_star)),
        Axis::linear(
            "least loss (4.30)",
            0.0,
            1.1 * least_loss(1e-8, t_star, data.1),
        ),
    ));
    let loss = (0..=40).map(|k| {
        let t_min = 1e-8 * libm::pow(0.1f64.min(0.5 * t_star) / 1e-8, f64::from(k) / 40.0);
        (t_min, least_loss(t_min, t_star, data.1))
    });
    report.series(
        least,
        Series::line("min over θ of (4.30)", Ink::Lighthouse).with(loss),
    );

    let s = 0.5 * t_star;
    let sinh = libm::sinh;
    let exact_variance = 2.0 * sinh(t_star - s) * sinh(s) / sinh(t_star);
    // (4.16) by Simpson's rule with the integrand as it should be, and as it is printed.
    let integral = |f: &dyn Fn(f64) -> f64| {
        let n = 2000;
        let h = s / f64::from(n);
        simpson(n, |k| f(k * h)) * h / 3.0
    };
    let csch2 = |x: f64| 1.0 / (sinh(x) * sinh(x));
    let front = 2.0 * sinh(t_star - s) * sinh(t_star - s);
    // Far from the data a step of Δ is P ← (1 − Δ)² P + cΔ, c = 2 or as printed 1, with the fixed point c/(2 − Δ); steps
    // of 2 and more have none.
    let dt = (t_star - scene.t_min) / scene.steps as f64;
    let stationary = |sampler: Sampler, c: f64| {
        let (state, noise) = slopes(sampler, &[FAR + dt, FAR], 0, data);
        let row = Row::new(
            &format!(
                "stationary variance of (4.19) {}, steps of {}",
                if sampler == Sampler::EulerMaruyama {
                    "corrected"
                } else {
                    "as printed"
                },
                short(dt)
            ),
            "(4.19)",
        );
        match dt < 2.0 {
            true => row
                .predicted(c / (2.0 - dt))
                .measured(noise * noise / ((1.0 - state) * (1.0 + state))),
            false => row,
        }
    };
    let settled = [
        (Sampler::EulerMaruyamaAsPrinted, 1.0),
        (Sampler::EulerMaruyama, 2.0),
    ]
    .map(|(sampler, c)| report.row(stationary(sampler, c)));
    report.answer = match settled.map(|row| report[row].measured) {
        [Some(printed), Some(corrected)] => format!(
            "The sampler as it is printed has half of the noise that it should: before the data are felt its variance \
             tends to {}, not to {}.",
            short(printed),
            short(corrected)
        ),
        _ => format!(
            "The sampler as it is printed has half of the noise that it should; in steps of {} its variance settles nowhere either way.",
            short(dt)
        ),
    };
    // The drift of (4.6) beside the (x̄₀ − X)/t of (4.8), at the start of the bridge below, near t = 0.
    let early = 1e-3;
    let (from, to) = (2.0, 0.5);
    let drift = from + 2.0 * (PROCESS.alpha(early) * to - from) / PROCESS.variance(early);
    let first = 1e-6 * data.1.min(1.0).min(t_star);
    for (name, reference, predicted, measured) in [
        (
            "remainder of (4.8) over t at t = 0.001, from 2 to x̄₀ = 0.5",
            "(4.8)",
            -(to + 2.0 * from) / 6.0,
            (drift - (to - from) / early) / early,
        ),
        (
            "variance at s = T*/2, integrand csch²(T* − r)",
            "(4.16)",
            exact_variance,
            front * integral(&|r| csch2(t_star - r)),
        ),
        (
            "the same as printed, csch²(T* − s)",
            "(4.16)",
            // A constant integrand: 2s.
            t_star,
            front * integral(&|_| csch2(t_star - s)),
        ),
        (
            "growth of the least loss with ln(1/t_min)",
            "(4.30)",
            0.5 / t_star,
            (least_loss(0.1 * first, t_star, data.1) - least_loss(first, t_star, data.1))
                / libm::log(10.0),
        ),
    ] {
        let row = Row::new(name, reference);
        report.row(row.predicted(predicted).measured(measured));
    }
    report.findings = vec![
        "What is read here is a transcription of the paper, so that any of these may be the transcription's.".to_owned(),
    ];
    report.findings.extend(
        ERRATA
            .iter()
            .map(|[place, right]| format!("{place}: {right}")),
    );
    if scene.process != PROCESS {
        report.findings.push("The paper's formulas are those of the Ornstein–Uhlenbeck process, and so is all that is shown.".into());
    }
    report.changed();
    Errata { report }
}

/// The variance of ρ(·, t) for data of variance v.
fn marginal(t: f64, v: f64) -> f64 {
    let alpha = PROCESS.alpha(t);
    alpha * alpha * v + PROCESS.variance(t)
}

/// (s, variance) of the state along the steps of `sampler` from ρ(·, T*), for ρ₀ = N(mean, variance).
fn variances(sampler: Sampler, times: &[f64], data: (f64, f64)) -> Vec<(f64, f64)> {
    let mut variance = marginal(times[0], data.1);
    let mut points = vec![(0.0, variance)];
    for k in 0..times.len() - 1 {
        let (state, noise) = slopes(sampler, times, k, data);
        variance = state * state * variance + noise * noise;
        points.push((times[0] - times[k + 1], variance));
    }
    points
}

/// What multiplies the state and the noise in the k-th step: it is affine in both, so that two impulses and the origin
/// tell.
fn slopes(sampler: Sampler, times: &[f64], k: usize, data: (f64, f64)) -> (f64, f64) {
    let denoiser = Gaussian::new(PROCESS, vec![data.0], vec![data.1]);
    let step = Step::new(PROCESS, sampler, 1.0, times, k);
    let mut x: Points<f64> = Points::from_rows(&[0.0, 1.0, 0.0], 1);
    let z = Points::from_rows(&[0.0, 0.0, 1.0], 1);
    let (mut mean, mut scratch) = (Points::zeros(3, 1), Points::zeros(3, 1));
    let previous = Points::zeros(3, 1);
    denoiser.posterior_mean(&x, times[k], &mut mean);
    step.advance(&denoiser, &mut x, &mut mean, &previous, &z, &mut scratch);
    (x.at(1, 0) - x.at(0, 0), x.at(2, 0) - x.at(0, 0))
}

/// (1/T*) ∫ c² Var(X₀ | X_t) dt over [t_min, T*] for ρ₀ of variance v, c = e^{−t}/(1 − e^{−2t}): by Simpson's rule in ln t.
fn least_loss(t_min: f64, t_star: f64, v: f64) -> f64 {
    let integrand = |t: f64| {
        let (alpha, noise) = (libm::exp(-t), -libm::expm1(-2.0 * t));
        let c = alpha / noise;
        c * c * v * noise / (alpha * alpha * v + noise)
    };
    let n = 400;
    let h = libm::log(t_star / t_min) / f64::from(n);
    let sum = simpson(n, |k| {
        let t = t_min * libm::exp(k * h);
        t * integrand(t)
    });
    sum * h / (3.0 * t_star)
}
