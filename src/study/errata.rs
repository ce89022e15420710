//! What do the formulas do as they are printed? The errors found in Cao et al. (as transcribed), each beside its
//! correction, those that can be computed computed.
//!
//! (4.19) above all: its noise is √(2Δs) ε, not √Δs ε. For ρ₀ = N(m, b²) the scheme's mean and variance are known exactly,
//! step by step, from the sampler's own code; as printed they settle at a variance of 0.50.

use super::setting::Setting;
use super::{Axis, Chart, Ink, Report, Row, Series, Study};
use crate::denoiser::{Denoiser, Gaussian};
use crate::points::Points;
use crate::sampler::{Sampler, Step};
use crate::scene::Scene;

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
    let times = scene.times(&setting.law);
    let corrected = variances(scene, Sampler::EulerMaruyama, &times, data);
    let printed = variances(scene, Sampler::EulerMaruyamaAsPrinted, &times, data);
    let exact = times.iter().map(|&t| {
        let alpha = scene.process.alpha(t);
        (
            t_star - t,
            alpha * alpha * data.1 + scene.process.variance(t),
        )
    });
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
    let mut noise = Chart::new(
        "(4.19): √(2Δs) ε, not √Δs ε",
        "The variance of the state along the way back, exactly, for Gaussian data: with half the noise it settles at 0.50.",
        Axis::linear("s", 0.0, t_star),
        Axis::linear("Var X_s", 0.0, high),
    );
    let line = |name: &str, ink, which: &str, points: Vec<(f64, f64)>| {
        let series = if which == chosen {
            Series::line(name, ink)
        } else {
            Series::dashed(name, ink)
        };
        series.with(points)
    };
    noise
        .series
        .push(Series::dashed("ρ(·, T* − s)", Ink::Forward).with(exact));
    noise.series.push(line(
        "(4.19) corrected",
        Ink::Reverse,
        "corrected",
        corrected.clone(),
    ));
    noise.series.push(line(
        "(4.19) as printed",
        Ink::Soft,
        "as printed",
        printed.clone(),
    ));

    let mut bridge = Chart::new(
        "(4.9): s/T*, not t/T*",
        "The mean of the linear bridge from X₀ = 2 to x̄₀ = 0.5. As printed it would begin at x̄₀ and end at the start.",
        Axis::linear("s", 0.0, t_star),
        Axis::linear("E X_s", 0.3, 2.2),
    );
    let path = |share: fn(f64) -> f64| {
        (0..=40)
            .map(move |k| f64::from(k) / 40.0)
            .map(move |u| (t_star * u, 2.0 + share(u) * (0.5 - 2.0)))
    };
    bridge
        .series
        .push(Series::line("X₀ + (s/T*)(x̄₀ − X₀)", Ink::Reverse).with(path(|u| u)));
    bridge
        .series
        .push(Series::dashed("as printed, with t/T*", Ink::Soft).with(path(|u| 1.0 - u)));

    let mut floor = Chart::new(
        "(4.30), (4.33): infinite without t_min",
        "The least possible loss, E[c² Var(X₀ | X_t)] averaged over t in [t_min, T*], for data with a density: it grows like ln(1/t_min)/(2T*).",
        Axis::log("t_min", 1e-8, 0.1f64.min(0.5 * t_star)),
        Axis::linear(
            "least loss (4.30)",
            0.0,
            1.1 * least_loss(1e-8, t_star, data.1),
        ),
    );
    let loss = (0..=40).map(|k| {
        let t_min = 1e-8 * libm::pow(0.1f64.min(0.5 * t_star) / 1e-8, f64::from(k) / 40.0);
        (t_min, least_loss(t_min, t_star, data.1))
    });
    floor
        .series
        .push(Series::line("min over θ of (4.30)", Ink::Lighthouse).with(loss));

    let s = 0.5 * t_star;
    let sinh = libm::sinh;
    let exact_variance = 2.0 * sinh(t_star - s) * sinh(s) / sinh(t_star);
    // (4.16) by Simpson's rule with the integrand as it should be, and as it is printed.
    let integral = |f: &dyn Fn(f64) -> f64| {
        let n = 2000;
        let h = s / f64::from(n);
        let terms = (0..=n).map(|k| {
            let weight = if k == 0 || k == n {
                1.0
            } else if k % 2 == 1 {
                4.0
            } else {
                2.0
            };
            weight * f(f64::from(k) * h)
        });
        terms.sum::<f64>() * h / 3.0
    };
    let csch2 = |x: f64| 1.0 / (sinh(x) * sinh(x));
    let front = 2.0 * sinh(t_star - s) * sinh(t_star - s);
    let settled = |points: &[(f64, f64)]| {
        // Two thirds of the way: long settled, and the data not yet felt.
        let at = points
            .partition_point(|p| p.0 < 0.6 * t_star)
            .min(points.len() - 1);
        points[at].1
    };
    let dt = times[0] - times[1];
    let rows = vec![
        Row {
            // The recursion P ← (1 − Δ)² P + cΔ has the fixed point c/(2 − Δ).
            predicted: Some(1.0 / (2.0 - dt)),
            measured: Some(settled(&printed)),
            ..Row::new("stationary variance of (4.19) as printed", "(4.19)")
        },
        Row {
            predicted: Some(2.0 / (2.0 - dt)),
            measured: Some(settled(&corrected)),
            ..Row::new("stationary variance of (4.19) corrected", "(4.19)")
        },
        Row {
            predicted: Some(exact_variance),
            measured: Some(front * integral(&|r| csch2(t_star - r))),
            ..Row::new("variance at s = T*/2, integrand csch²(T* − r)", "(4.16)")
        },
        Row {
            predicted: Some(exact_variance),
            measured: Some(front * integral(&|_| csch2(t_star - s))),
            ..Row::new(
                "(4.16) as printed, csch²(T* − s), beside what it should be",
                "(4.16)",
            )
        },
        Row {
            predicted: Some(0.5 / t_star),
            measured: Some(
                (least_loss(1e-7, t_star, data.1) - least_loss(1e-6, t_star, data.1))
                    / 10.0f64.ln(),
            ),
            ..Row::new("growth of the least loss with ln(1/t_min)", "(4.30)")
        },
    ];
    let findings = [
        "What is read here is a transcription of the paper, so that any of these may be the transcription's.",
        "(4.9): the factor is s/T*, not t/T*.",
        "(4.16): the integrand is csch²(T* − r), not csch²(T* − s).",
        "(4.19): the noise is √(2Δs) ε, not √Δs ε. Choose the sampler “(4.19) as printed” to see what that does anywhere.",
        "(4.29): what is subtracted is E[c² tr Cov(X₀ | X_t)], not Var[c x̄₀].",
        "(4.30), (4.33): with t uniform on [0, T*] they are infinite if ρ₀ has a density; t has to stop at some t_min.",
        "(4.34): the expectation is over ε₀ ~ N(0, I) too.",
        "(4.37), (4.39): β² there is the β of (4.5): σ² in both.",
        "(4.8): the remainder is O(t), better than the O(1) that is claimed.",
        "(4.17)–(4.18), (4.45): s → T*, not s → T. The conclusion's “Proposition (4.35)” is Proposition 4.4.",
    ];
    Errata {
        report: Report {
            charts: vec![noise, bridge, floor],
            rows,
            findings: findings.map(str::to_owned).to_vec(),
            version: 1,
        },
    }
}

/// (s, variance) of the state along the steps of `sampler` from ρ(·, T*), for ρ₀ = N(mean, variance).
fn variances(scene: &Scene, sampler: Sampler, times: &[f64], data: (f64, f64)) -> Vec<(f64, f64)> {
    let denoiser = Gaussian::new(scene.process, vec![data.0], vec![data.1]);
    let alpha = scene.process.alpha(scene.t_star);
    let mut variance = alpha * alpha * data.1 + scene.process.variance(scene.t_star);
    let mut points = vec![(0.0, variance)];
    for k in 0..times.len() - 1 {
        // A step is affine in x and z: its two slopes, from two impulses and the origin.
        let step = Step::new(scene.process, sampler, 1.0, times, k);
        let mut x: Points<f64> = Points::from_rows(&[0.0, 1.0, 0.0], 1);
        let z = Points::from_rows(&[0.0, 0.0, 1.0], 1);
        let (mut mean, mut scratch) = (Points::zeros(3, 1), Points::zeros(3, 1));
        let previous = Points::zeros(3, 1);
        denoiser.posterior_mean(&x, times[k], &mut mean);
        step.advance(&denoiser, &mut x, &mut mean, &previous, &z, &mut scratch);
        let (state, noise) = (x.at(1, 0) - x.at(0, 0), x.at(2, 0) - x.at(0, 0));
        variance = state * state * variance + noise * noise;
        points.push((times[0] - times[k + 1], variance));
    }
    points
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
    let terms = (0..=n).map(|k| {
        let t = t_min * libm::exp(f64::from(k) * h);
        let weight = if k == 0 || k == n {
            1.0
        } else if k % 2 == 1 {
            4.0
        } else {
            2.0
        };
        weight * t * integrand(t)
    });
    terms.sum::<f64>() * h / (3.0 * t_star)
}
