//! Values computed with 60 digits (tests/reference/reference.json): every formula, t from 1e-8 to 50.

mod support;

use reverse_diffusion::denoiser::{Denoiser, ExactLanes, Gaussian, Kernel};
use reverse_diffusion::points::Points;
use reverse_diffusion::process::Process;
use reverse_diffusion::sampler::dirac_bridge;
use reverse_diffusion::sampler::exponential::step_coefficients;
use reverse_diffusion::sampler::{Sampler, Step};
use reverse_diffusion::time_grid::{Grid, time_grid};
use serde_json::Value;

fn reference(section: &str) -> Vec<Value> {
    let all: Value = serde_json::from_str(include_str!("reference/reference.json")).unwrap();
    all[section].as_array().unwrap().clone()
}

fn number(case: &Value, key: &str) -> f64 {
    case[key].as_f64().unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    let all = value.as_array().unwrap().iter();
    all.map(|x| x.as_f64().unwrap()).collect()
}

fn process(case: &Value) -> Process {
    match case["process"].as_str().unwrap() {
        "ou" => Process::Ou,
        "heat" => Process::Heat,
        other => panic!("unknown process {other}"),
    }
}

fn kernel(case: &Value) -> (Kernel, f64) {
    let points = case["points"].as_array().unwrap();
    let rows: Vec<f64> = points.iter().flat_map(numbers).collect();
    let dim = number(case, "dim") as usize;
    let weights = numbers(&case["weights"]);
    let scale = rows.iter().fold(0.0, |s: f64, x| s.max(x.abs()));
    let kernel = Kernel::new(process(case), Points::from_rows(&rows, dim), &weights);
    (kernel, scale)
}

#[track_caller]
fn close(got: f64, want: f64, tolerance: f64, what: &str, case: usize) {
    let error = (got - want).abs();
    assert!(
        error <= tolerance,
        "case {case}: {what} is {got}, not {want}: off by {error:e}, allowed {tolerance:e}"
    );
}

#[test]
fn the_kernel_is_exact_to_1e_9() {
    let cases = reference("kernel");
    assert_eq!(cases.len(), 60);
    for (i, case) in cases.iter().enumerate() {
        let (kernel, scale) = kernel(case);
        let (x, t) = (numbers(&case["x"]), number(case, "t"));
        let mut lambda = Vec::new();
        let posterior = kernel.posterior(&x, t, &mut lambda);
        for (got, want) in posterior
            .weights()
            .iter()
            .zip(numbers(&case["posterior_weights"]))
        {
            close(*got, want, 1e-9, "λ", i);
        }
        for (got, want) in posterior
            .mean()
            .iter()
            .zip(numbers(&case["posterior_mean"]))
        {
            close(*got, want, 1e-9 * scale, "x̄₀", i);
        }
        // The score's own scale: that of the distances over σ².
        let process = kernel.process();
        let distance = x.iter().fold(scale, |s, x| s.max(x.abs()));
        let score_scale = distance / process.variance(t);
        for (got, want) in posterior.score().iter().zip(numbers(&case["score"])) {
            close(*got, want, 1e-9 * score_scale, "the score", i);
        }
        let log_density = number(case, "log_density");
        let tolerance = 1e-9 * log_density.abs().max(1.0);
        close(posterior.log_density(), log_density, tolerance, "log ρ", i);
        close(
            posterior.entropy(),
            number(case, "entropy"),
            1e-8,
            "the entropy",
            i,
        );
    }
}

#[test]
fn the_f32_kernel_is_exact_to_3e_4() {
    for (i, case) in reference("kernel").iter().enumerate() {
        let (kernel, scale) = kernel(case);
        let lanes = ExactLanes::new(kernel);
        let (x, t) = (numbers(&case["x"]), number(case, "t"));
        // Eleven copies: a full block of lanes and a rest.
        let x: Points<f32> = Points::from_rows(&x.repeat(11), x.len());
        let mut mean = Points::zeros(0, x.dim());
        lanes.posterior_mean(&x, t, &mut mean);
        for copy in [0, 7, 8, 10] {
            for (got, want) in mean
                .point(copy)
                .iter()
                .zip(numbers(&case["posterior_mean"]))
            {
                close(*got, want, 3e-4 * scale, "x̄₀ in f32", i);
            }
        }
    }
}

#[test]
fn the_step_coefficients_are_exact_to_1e_10() {
    let cases = reference("step_coefficients");
    assert_eq!(cases.len(), 60);
    for (i, case) in cases.iter().enumerate() {
        let got = step_coefficients(
            process(case),
            number(case, "epsilon"),
            number(case, "t"),
            number(case, "t_next"),
        );
        for (got, key) in got.iter().zip(["state", "mean", "noise"]) {
            let want = number(case, key);
            close(*got, want, 1e-10 * want.abs(), key, i);
        }
    }
}

#[test]
fn the_dirac_bridge_is_exact_to_1e_10_and_is_a_step_at_epsilon_1() {
    let cases = reference("dirac_bridge");
    assert_eq!(cases.len(), 20);
    for (i, case) in cases.iter().enumerate() {
        let (t_star, s) = (number(case, "t_star"), number(case, "s"));
        let got = dirac_bridge(t_star, s);
        for (got, key) in got.iter().zip(["start", "end", "noise"]) {
            let want = number(case, key);
            close(*got, want, 1e-10 * want.abs(), key, i);
        }
        let step = step_coefficients(Process::Ou, 1.0, t_star, t_star - s);
        for (step, bridge) in step.iter().zip(got) {
            // The step is given t = T* − s, rounded.
            close(*step, bridge, 1e-9 * bridge.abs(), "the step", i);
        }
    }
}

/// Mean and variance of the reverse process for Gaussian data, by running the sampler itself in `f64`: it
/// is affine in the start and in each step's noise, so one particle carries the mean and one more each
/// source of variance.
fn law_of_the_sampler(
    sampler: Sampler,
    epsilon: f64,
    times: &[f64],
    (data_mean, data_variance): (f64, f64),
    (start_mean, start_variance): (f64, f64),
) -> (f64, f64) {
    let steps = times.len() - 1;
    let denoiser = Gaussian::new(Process::Ou, vec![data_mean], vec![data_variance]);
    let mut x: Points<f64> = Points::from_rows(&vec![start_mean; steps + 2], 1);
    x.axis_mut(0)[1] += start_variance.sqrt();
    let mut mean = Points::zeros(steps + 2, 1);
    let mut previous = Points::zeros(steps + 2, 1);
    let mut scratch = Points::zeros(steps + 2, 1);
    for k in 0..steps {
        let step = Step::new(Process::Ou, sampler, epsilon, times, k);
        if step.asks_at_own_time() {
            denoiser.posterior_mean(&x, times[k], &mut mean);
        }
        let mut z = Points::zeros(steps + 2, 1);
        z.axis_mut(0)[2 + k] = 1.0;
        step.advance(&denoiser, &mut x, &mut mean, &previous, &z, &mut scratch);
        std::mem::swap(&mut mean, &mut previous);
    }
    let mean = x.at(0, 0);
    let deviations = x.axis(0)[1..].iter().map(|x| (x - mean) * (x - mean));
    (mean, deviations.sum())
}

#[test]
fn the_samplers_have_the_exact_laws_for_gaussian_data() {
    let cases = reference("gaussian_laws");
    assert_eq!(cases.len(), 24);
    for (i, case) in cases.iter().enumerate() {
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
        let times = time_grid(
            Process::Ou,
            grid,
            number(case, "t_star"),
            number(case, "t_min"),
            f64::INFINITY,
            number(case, "steps") as usize,
        );
        let (mean, variance) = law_of_the_sampler(
            sampler,
            epsilon,
            &times,
            (number(case, "data_mean"), number(case, "data_variance")),
            (number(case, "start_mean"), number(case, "start_variance")),
        );
        let want = (number(case, "mean"), number(case, "variance"));
        close(mean, want.0, 1e-10 * want.0.abs().max(1.0), "the mean", i);
        close(variance, want.1, 1e-10 * want.1, "the variance", i);
    }
}

/// The order at which the variance converges as the steps double, from exact laws.
fn order(sampler: Sampler, epsilon: f64, grid: Grid) -> f64 {
    let data = (0.5, 0.3);
    let (t_star, t_min) = (3.0, 1e-2);
    let law_at = |t: f64| {
        let alpha = Process::Ou.alpha(t);
        let variance = alpha * alpha * data.1 + Process::Ou.variance(t);
        (alpha * data.0, variance)
    };
    let error = |steps: usize| {
        let times = time_grid(Process::Ou, grid, t_star, t_min, f64::INFINITY, steps);
        let (_, variance) = law_of_the_sampler(sampler, epsilon, &times, data, law_at(t_star));
        (variance - law_at(t_min).1).abs()
    };
    (error(200) / error(400)).log2()
}

#[test]
fn the_samplers_converge_at_their_orders() {
    // Weak orders on a grid uniform in log-SNR. The observed order still drifts by a few hundredths at
    // 200 and 400 steps; 0.1 tells 1 from 2 with room on both sides.
    for (sampler, epsilon, want) in [
        (Sampler::EulerMaruyama, 1.0, 1.0),
        (Sampler::Exponential, 1.0, 1.0),
        (Sampler::Exponential, 0.0, 1.0),
        (Sampler::Heun, 0.0, 2.0),
        (Sampler::DpmSolver, 0.0, 2.0),
        (Sampler::DpmSolver, 1.0, 2.0),
    ] {
        let got = order(sampler, epsilon, Grid::LogSnr);
        assert!(
            (got - want).abs() < 0.1,
            "{sampler:?} at ε = {epsilon}: order {got}, not {want}"
        );
    }
}

#[test]
fn for_one_data_point_every_exponential_sampler_is_exact() {
    // Data of variance 0: the law at t_min is N(α m, σ²) whatever the steps, ε and (exponential) sampler.
    // Heun's cap binds in these three steps: that leaves the law as it is.
    let m = 0.7;
    for t_min in [0.3, 0.02] {
        for epsilon in [0.0, 0.2, 1.0, 2.0] {
            for sampler in [Sampler::Exponential, Sampler::Heun, Sampler::DpmSolver] {
                let times = time_grid(Process::Ou, Grid::Uniform, 3.0, t_min, f64::INFINITY, 3);
                let alpha = Process::Ou.alpha(3.0);
                let start = (alpha * m, Process::Ou.variance(3.0));
                let (mean, variance) =
                    law_of_the_sampler(sampler, epsilon, &times, (m, 0.0), start);
                let want = (Process::Ou.alpha(t_min) * m, Process::Ou.variance(t_min));
                let name = format!("{sampler:?}, ε = {epsilon}, t_min = {t_min}");
                assert!((mean - want.0).abs() < 1e-12, "{name}: mean {mean}");
                assert!(
                    (variance / want.1 - 1.0).abs() < 1e-7,
                    "{name}: variance {variance}, not {}",
                    want.1
                );
            }
        }
    }
}
