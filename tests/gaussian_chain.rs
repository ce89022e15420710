//! Exact laws of the discrete schemes for Gaussian data, against 60-digit values, against composition, against the
//! orders theory predicts, and against particles.

mod support;

use reverse_diffusion::law::Law;
use reverse_diffusion::line::Mixture;
use reverse_diffusion::line::gaussian_chain::{GaussianChain, Normal, exact_flow, shared_noise};
use reverse_diffusion::line::same_noise::{SameNoise, Sample, Starts, refined, root_mean_square};
use reverse_diffusion::points::Points;
use reverse_diffusion::process::Process;
use reverse_diffusion::sampler::exponential::step_coefficients;
use reverse_diffusion::sampler::{Increment, Sampler, Scheme};
use reverse_diffusion::time_grid::{Grid, time_grid};
use serde_json::Value;
use support::FIVE_SIGMA;

const SAMPLERS: [Sampler; 4] = [
    Sampler::EulerMaruyama,
    Sampler::Exponential,
    Sampler::Heun,
    Sampler::DpmSolver,
];

#[test]
fn the_24_laws_of_the_reference_are_met_to_1e_10() {
    let all: Value = serde_json::from_str(include_str!("reference/reference.json")).unwrap();
    let cases = all["gaussian_laws"].as_array().unwrap();
    assert_eq!(cases.len(), 24);
    for (i, case) in cases.iter().enumerate() {
        let number = |key: &str| case[key].as_f64().unwrap();
        let (sampler, epsilon) = match case["scheme"].as_str().unwrap() {
            "euler-maruyama" => (Sampler::EulerMaruyama, 1.0),
            "bridge" => (Sampler::Exponential, 1.0),
            "ddim" => (Sampler::Exponential, 0.0),
            other => panic!("unknown scheme {other}"),
        };
        let grid = match case["grid"].as_str().unwrap() {
            "uniform" => Grid::Uniform,
            "geometric" => Grid::Geometric,
            other => panic!("unknown grid {other}"),
        };
        let steps = number("steps") as usize;
        let times = time_grid(
            Process::Ou,
            grid,
            number("t_star"),
            number("t_min"),
            f64::INFINITY,
            steps,
        );
        let law = |kind: &str| Normal {
            mean: number(&format!("{kind}_mean")),
            variance: number(&format!("{kind}_variance")),
        };
        let scheme = Scheme {
            process: Process::Ou,
            sampler,
            epsilon,
            times,
        };
        let chain = GaussianChain::new(scheme, law("data"), law("start"));
        let got = chain.run().law();
        let (mean, variance) = (number("mean"), number("variance"));
        assert!(
            (got.mean - mean).abs() <= 1e-10 * mean.abs().max(1.0),
            "case {i}: mean {} for {mean}",
            got.mean
        );
        assert!(
            (got.variance / variance - 1.0).abs() <= 1e-10,
            "case {i}: variance {} for {variance}",
            got.variance
        );
    }
}

/// Steps to try a formula on: both processes, widths from an atom to wide, ε, and steps long and short.
fn steps() -> Vec<(Process, f64, f64, f64, f64)> {
    let mut all = Vec::new();
    for process in [Process::Ou, Process::Heat] {
        for variance in [0.0, 1e-6, 0.09, 1.0, 4.0] {
            for epsilon in [0.2, 1.0, 2.0] {
                for (t, t_next) in [(3.0, 1.0), (20.0, 0.5), (0.5, 1e-6), (0.01, 0.0099)] {
                    all.push((process, variance, epsilon, t, t_next));
                }
            }
        }
    }
    all
}

#[test]
fn the_exact_flow_keeps_the_forward_law_and_composes() {
    for (process, variance, epsilon, t, t_next) in steps() {
        let data = Normal {
            mean: 0.0,
            variance,
        };
        let law = |t: f64| data.forward(process, t).variance;
        let [whole, noise] = exact_flow(process, epsilon, variance, t, t_next);
        let kept = whole * whole * law(t) + noise;
        assert!((kept / law(t_next) - 1.0).abs() < 1e-13);
        let middle = 0.3 * t + 0.7 * t_next;
        let [first, a] = exact_flow(process, epsilon, variance, t, middle);
        let [second, b] = exact_flow(process, epsilon, variance, middle, t_next);
        assert!((first * second / whole - 1.0).abs() < 1e-12);
        assert!(((second * second * a + b) / noise - 1.0).abs() < 1e-12);
    }
    // For an atom it is the exponential step.
    let [flow, noise] = exact_flow(Process::Ou, 0.7, 0.0, 1.3, 0.4);
    let [state, _, z] = step_coefficients(Process::Ou, 0.7, 1.3, 0.4);
    assert!((flow / state - 1.0).abs() < 1e-14 && (noise / (z * z) - 1.0).abs() < 1e-13);
}

#[test]
fn the_shared_noise_is_what_many_small_steps_add_up_to() {
    // The covariance of a composition of m small steps, in each of which ξ and z come from one normal; the error
    // of that is O(m⁻²) with the midpoint's coefficients, here below 2e-5 with m = 4000 steps equal in λ.
    for (process, variance, epsilon, t, t_next) in steps() {
        let m = 4000;
        let scheme = [t, t_next];
        let fine = {
            let h = process.log_snr_step(t, t_next) / m as f64;
            let first = process.log_snr(t);
            let mut times: Vec<f64> = (0..=m)
                .map(|k| process.time_at_log_snr(first + h * k as f64))
                .collect();
            times[0] = scheme[0];
            times[m] = scheme[1];
            times
        };
        for increment in [Increment::Plain, Increment::Bridge] {
            let (mut covariance, mut square) = (0.0, 0.0);
            for pair in fine.windows(2) {
                let [flow, noise] = exact_flow(process, epsilon, variance, pair[0], pair[1]);
                let [state, own] = match increment {
                    Increment::Plain => [1.0, (pair[0] - pair[1]).sqrt()],
                    Increment::Bridge => {
                        let [state, _, own] = step_coefficients(process, epsilon, pair[0], pair[1]);
                        [state, own]
                    }
                };
                covariance = flow * state * covariance + noise.sqrt() * own;
                square = state * state * square + own * own;
            }
            let want = covariance / square.sqrt();
            let got = shared_noise(increment, process, epsilon, variance, t, t_next);
            assert!(
                (got / want - 1.0).abs() < 2e-5,
                "{increment:?} {process:?} v = {variance}, ε = {epsilon}, {t} → {t_next}: {got}, not {want}"
            );
        }
    }
}

#[test]
fn one_dirac_is_exact_on_every_path() {
    let data = Normal {
        mean: 0.7,
        variance: 0.0,
    };
    let start = Normal {
        mean: 1.5,
        variance: 1.0,
    };
    for process in [Process::Ou, Process::Heat] {
        for epsilon in [0.0, 0.3, 1.0] {
            for sampler in [Sampler::Exponential, Sampler::Heun, Sampler::DpmSolver] {
                // Of Heun this holds up to its cap, εh ≤ ½ ln 2 (see its file): here h is at most 0.12.
                let times = match sampler {
                    Sampler::Heun => time_grid(process, Grid::LogSnr, 3.0, 0.02, f64::INFINITY, 40),
                    _ => time_grid(process, Grid::Uniform, 3.0, 0.02, f64::INFINITY, 7),
                };
                let scheme = Scheme {
                    process,
                    sampler,
                    epsilon,
                    times,
                };
                let chain = GaussianChain::new(scheme, data, start).run();
                let error = chain.strong_error();
                // The root of rounding.
                assert!(
                    error < 3e-8,
                    "{process:?} {sampler:?} ε = {epsilon}: {error}"
                );
            }
        }
    }
}

#[derive(Clone, Copy)]
struct Setting {
    data: Normal,
    t_min: f64,
    grid: Grid,
}

/// (|ΔP|, strong error) from q₀ = ρ(·, T*), T* = 3.
fn errors(setting: Setting, sampler: Sampler, epsilon: f64, n: usize) -> (f64, f64) {
    let times = time_grid(
        Process::Ou,
        setting.grid,
        3.0,
        setting.t_min,
        f64::INFINITY,
        n,
    );
    let start = setting.data.forward(Process::Ou, 3.0);
    let scheme = Scheme {
        process: Process::Ou,
        sampler,
        epsilon,
        times,
    };
    let chain = GaussianChain::new(scheme, setting.data, start).run();
    (chain.variance_error(), chain.strong_error())
}

/// The slopes (weak, strong) between n and 4n steps.
fn orders(setting: Setting, sampler: Sampler, epsilon: f64, n: usize) -> (f64, f64) {
    let (a, b) = (
        errors(setting, sampler, epsilon, n),
        errors(setting, sampler, epsilon, 4 * n),
    );
    ((a.0 / b.0).log2() / 2.0, (a.1 / b.1).log2() / 2.0)
}

#[test]
fn the_orders_on_log_snr_grids_are_those_of_theory_within_0_1() {
    // Exact errors: no significance is needed. From 200 to 800 steps; with fewer the slopes still drift.
    for (mean, variance) in [(0.5, 0.3), (0.0, 1.5), (-1.0, 0.05)] {
        let data = Normal { mean, variance };
        for t_min in [1e-2, 1e-3] {
            let setting = Setting {
                data,
                t_min,
                grid: Grid::LogSnr,
            };
            for epsilon in [0.0, 0.3, 1.0] {
                for (sampler, weak) in SAMPLERS.into_iter().zip([1.0, 1.0, 2.0, 2.0]) {
                    // Noise that a step sees only as one number can not be followed better than to order 1.
                    let strong = if epsilon == 0.0 { weak } else { 1.0 };
                    let got = orders(setting, sampler, epsilon, 200);
                    let name = format!("{sampler:?} ε = {epsilon}, v = {variance}, {t_min}");
                    assert!((got.0 - weak).abs() < 0.1, "{name}: weak {}", got.0);
                    assert!((got.1 - strong).abs() < 0.1, "{name}: strong {}", got.1);
                }
            }
        }
    }
}

#[test]
fn ddpm_on_a_uniform_grid_shows_0_7_until_a_step_is_shorter_than_t_min() {
    let data = Normal {
        mean: 0.5,
        variance: 0.3,
    };
    let setting = |t_min: f64| Setting {
        data,
        t_min,
        grid: Grid::Uniform,
    };
    // Steps of 15 to 4 times t_min: the order that is seen in practice.
    let (seen, _) = orders(setting(1e-3), Sampler::Exponential, 1.0, 200);
    assert!((seen - 0.7).abs() < 0.1, "{seen}");
    // Steps of a fifteenth of t_min: the asymptotic one.
    let (asymptotic, _) = orders(setting(1e-2), Sampler::Exponential, 1.0, 5000);
    assert!((asymptotic - 1.0).abs() < 0.02, "{asymptotic}");
    // Euler–Maruyama has its order 1 at once, and the smaller error, weak and strong; on a log-SNR grid the two
    // are within a factor of 2.
    for n in [100, 200, 1000] {
        let em = errors(setting(1e-3), Sampler::EulerMaruyama, 1.0, n);
        let ddpm = errors(setting(1e-3), Sampler::Exponential, 1.0, n);
        assert!(
            2.0 * em.0 < ddpm.0 && 2.0 * em.1 < ddpm.1,
            "{n}: {em:?} {ddpm:?}"
        );
    }
}

#[test]
fn for_atoms_euler_maruyama_keeps_a_multiple_of_its_last_step_and_the_others_nothing() {
    // On equal steps of Δ: 2Δ Γ(1+ε)/Γ((1+ε)/2)², up to terms of relative order Δ; see tests/scheme_errors.rs.
    let data = Normal {
        mean: 0.4,
        variance: 0.0,
    };
    for (epsilon, over_step) in [
        (0.0, 2.0 / std::f64::consts::PI),
        (1.0, 2.0),
        (2.0, 16.0 / std::f64::consts::PI),
    ] {
        for n in [64, 256, 1024] {
            let setting = Setting {
                data,
                t_min: 0.0,
                grid: Grid::Uniform,
            };
            let (kept, _) = errors(setting, Sampler::EulerMaruyama, epsilon, n);
            let last = 3.0 / n as f64;
            assert!(
                (kept / (over_step * last) - 1.0).abs() < 4.0 * last,
                "ε = {epsilon}, {n}: {kept}"
            );
            for sampler in [Sampler::Exponential, Sampler::Heun, Sampler::DpmSolver] {
                assert_eq!(errors(setting, sampler, epsilon, n), (0.0, 0.0));
            }
        }
    }
}

#[test]
fn the_strong_error_is_that_of_particles_on_the_same_noise() {
    // 20,000 particles by the simulation's own steps in f32, against the exact value. The mean square of a Gaussian
    // has relative deviation √(2/M), its root half of that: 0.5 %, five of which are 2.5 %. The reference's
    // own error (it is finer by a factor of 20 at least, and errors add in squares) is allowed 0.3 %. 24 comparisons at
    // five deviations: a false alarm has probability 2e-5.
    let width: f64 = 0.5;
    let law = Law::equal(Points::from_rows(&[0.8], 1)).with_width(width);
    let data = Normal {
        mean: 0.8,
        variance: width * width,
    };
    let start = Normal {
        mean: 0.0,
        variance: 1.0,
    };
    let particles = 20_000;
    for (process, grid, t_min, epsilon) in [
        (Process::Ou, Grid::LogSnr, 1e-2, 1.0),
        (Process::Ou, Grid::Uniform, 0.0, 0.5),
        (Process::Heat, Grid::Uniform, 1e-2, 1.0),
    ] {
        let mut schemes = Vec::new();
        for n in [8, 16] {
            let times = time_grid(process, grid, 3.0, t_min, f64::INFINITY, n);
            schemes.extend(SAMPLERS.map(|sampler| Scheme {
                process,
                sampler,
                epsilon,
                times: times.clone(),
            }));
        }
        let reference = Scheme {
            process,
            sampler: Sampler::DpmSolver,
            epsilon,
            times: refined(process, &schemes[7].times, 20),
        };
        let sample = Sample {
            start: Mixture::gaussian(start.mean, start.variance),
            starts: Starts::Random,
            seed: 7,
            particles,
        };
        let mut particles = SameNoise::new(&law, sample, reference, &schemes);
        while particles.work(1_000_000) {}
        for (k, scheme) in schemes.iter().enumerate() {
            let chain = GaussianChain::new(scheme.clone(), data, start).run();
            let got = root_mean_square(particles.ends(k), particles.reference());
            let want = chain.strong_error();
            let deviation = 0.5 * (2.0 / particles.arrived() as f64).sqrt();
            assert!(
                (got / want - 1.0).abs() < FIVE_SIGMA * deviation + 0.003,
                "{process:?} {grid:?} {:?}: {got}, not {want}",
                scheme.sampler
            );
        }
    }
}
