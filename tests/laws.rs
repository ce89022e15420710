//! The ensembles have the laws that theory gives them: forward, bridge, and what reverse diffusion captures.

mod support;

use reverse_diffusion::ensemble::Simulation;
use reverse_diffusion::process::Process;
use reverse_diffusion::sampler::dirac_bridge;
use reverse_diffusion::sampler::exponential::step_coefficients;
use support::{FIVE_SIGMA, KS_1E_6, ks_statistic, moments, normal_cdf, run, scene};

fn axis(simulation: &Simulation, j: usize) -> Vec<f64> {
    let axis = simulation.positions().axis(j).iter();
    axis.map(|&x| f64::from(x)).collect()
}

/// P(X_t,j ≤ x) for the exact law of the forward process.
fn forward_cdf(simulation: &Simulation, process: Process, t: f64, j: usize, x: f64) -> f64 {
    let (alpha, sigma) = (process.alpha(t), process.sigma(t));
    let kernel = simulation.kernel();
    let pairs = kernel.weights().iter().zip(kernel.points().axis(j));
    pairs
        .map(|(w, y)| w * normal_cdf((x - alpha * y) / sigma))
        .sum()
}

#[test]
fn the_forward_process_has_its_exact_law() {
    // Significance 1e-6 for each of 24 samples.
    for (name, process) in [("ou", Process::Ou), ("heat", Process::Heat)] {
        for data in ["three-diracs-line", "penguins"] {
            let mut simulation = Simulation::new(scene(&[
                ("dynamics", "forward"),
                ("data", data),
                ("process", name),
                ("steps", "40"),
                ("t-star", "2"),
                ("particles", "20000"),
                ("seed", "5"),
            ]));
            for index in [1, 3, 17, 40] {
                simulation.seek(index);
                let t = simulation.time();
                for j in 0..simulation.law().points().dim() {
                    let cdf = |x| forward_cdf(&simulation, process, t, j, x);
                    let statistic = ks_statistic(axis(&simulation, j), cdf);
                    assert!(
                        statistic < KS_1E_6,
                        "{name}, {data}, t = {t}, axis {j}: {statistic}"
                    );
                }
            }
        }
    }
}

#[test]
fn forward_particles_start_in_the_data_and_in_proportion() {
    let simulation = Simulation::new(scene(&[
        ("dynamics", "forward"),
        ("data", "-5@0.7;0@0.3;5@0.1"),
        ("particles", "50000"),
    ]));
    let m = 50_000.0;
    for (place, weight) in [(-5.0, 0.7 / 1.1), (0.0, 0.3 / 1.1), (5.0, 0.1 / 1.1)] {
        let there = axis(&simulation, 0).iter().filter(|&&x| x == place).count();
        let z = (there as f64 - m * weight) / (m * weight * (1.0 - weight)).sqrt();
        assert!(z.abs() < FIVE_SIGMA, "{there} at {place}");
    }
}

#[test]
fn the_bridge_has_the_mean_and_variance_of_theorem_2() {
    let m = 20_000.0f64;
    let start = [2.0, -1.5];
    for (process, name) in [(Process::Ou, "ou"), (Process::Heat, "heat")] {
        let mut simulation = Simulation::new(scene(&[
            ("dynamics", "bridge"),
            ("process", name),
            ("start", "2,-1.5"),
            ("target", "3"),
            ("t-star", "1.7"),
            ("steps", "20"),
            ("particles", "20000"),
        ]));
        let target = simulation.law().points().point(3);
        for index in [1, 6, 13, 19] {
            simulation.seek(index);
            let t = simulation.time();
            let [a, b, c] = match process {
                Process::Ou => dirac_bridge(1.7, 1.7 - t),
                Process::Heat => step_coefficients(process, 1.0, 1.7, t),
            };
            for j in 0..2 {
                let (mean, variance) = moments(&axis(&simulation, j));
                let error = mean - (a * start[j] + b * target[j]);
                assert!(error.abs() < FIVE_SIGMA * c / m.sqrt(), "mean at t = {t}");
                // The variance of a normal sample's variance is 2c⁴/m.
                let error = variance / (c * c) - 1.0;
                assert!(
                    error.abs() < FIVE_SIGMA * (2.0 / m).sqrt(),
                    "variance at t = {t}"
                );
            }
        }
        // Both ends exactly.
        simulation.seek(0);
        assert!((0..2).all(|j| axis(&simulation, j).iter().all(|&x| x == start[j])));
        simulation.seek(20);
        for (j, &end) in target.iter().enumerate() {
            let end = f64::from(end as f32);
            assert!(axis(&simulation, j).iter().all(|&x| x == end));
        }
    }
}

/// Pearson's statistic of the captures against Σ λ_i(X, T*) over the starts.
fn chi_squared(simulation: &mut Simulation) -> f64 {
    let n = simulation.law().points().len();
    let mut counts = vec![0.0; n];
    for &captor in simulation.captors() {
        counts[captor as usize] += 1.0;
    }
    let expected = simulation.expected_captures().unwrap();
    let pairs = counts.iter().zip(expected);
    pairs.map(|(c, e)| (c - e) * (c - e) / e).sum()
}

/// A χ² of 4 degrees of freedom exceeds this with probability 1e-6. Given the starts, the counts vary less
/// than multinomially, so the test is on the safe side.
const CHI_SQUARED_4_AT_1E_6: f64 = 33.4;

#[test]
fn every_particle_ends_in_a_data_point_and_as_often_as_lambda_says() {
    // On a grid whose last step to 0 begins where σ is far below the points' distances. For ε = 1 from any
    // start; for ε = 0 λ_i is no probability of a single path, but from ρ(·, T*) both give the weights.
    for (epsilon, start, t_star) in [
        ("1", "normal", "3"),
        ("1", "terminal", "1"),
        ("1", "0.4,-0.3", "0.8"),
        ("1", "6,6", "3"),
        ("0", "terminal", "3"),
        ("0", "terminal", "0.7"),
    ] {
        let mut simulation = run(&[
            ("epsilon", epsilon),
            ("start", start),
            ("t-star", t_star),
            ("grid", "log-snr"),
            ("steps", "1500"),
            ("particles", "20000"),
            ("seed", "11"),
        ]);
        let name = format!("ε = {epsilon}, from {start}, T* = {t_star}");
        assert_eq!(simulation.captured_exactly(), 20_000, "{name}");
        let chi_squared = chi_squared(&mut simulation);
        assert!(
            chi_squared < CHI_SQUARED_4_AT_1E_6,
            "{name}: χ² = {chi_squared}"
        );
    }
}

#[test]
fn the_captures_approach_lambda_as_the_steps_grow() {
    // From a place where the fate is open; with 3 steps far off, with 300 within the sampling error.
    let statistic = |steps: &str| {
        chi_squared(&mut run(&[
            ("start", "0.4,-0.3"),
            ("t-star", "0.8"),
            ("grid", "log-snr"),
            ("steps", steps),
            ("particles", "20000"),
        ]))
    };
    assert!(statistic("3") > 5.0 * CHI_SQUARED_4_AT_1E_6);
    assert!(statistic("1500") < CHI_SQUARED_4_AT_1E_6);
}

#[test]
fn from_a_single_start_every_sampler_stays_in_the_hull() {
    // Whatever the steps, the exponential step to t = 0 ends in x̄₀, a mean of data points.
    let simulation = run(&[("data", "-1,0;1,0"), ("steps", "2")]);
    for (&x, &y) in simulation
        .positions()
        .axis(0)
        .iter()
        .zip(simulation.positions().axis(1))
    {
        assert!(x.abs() <= 1.0 && y == 0.0);
    }
}

#[test]
fn euler_maruyama_keeps_the_variance_of_its_last_step() {
    // One data point: the exact recursion of THEORY, P ← g²P + 2Δ with S = σ², ends near 2Δ_last.
    let (steps, t_star, m) = (50, 3.0, 40_000.0);
    let simulation = run(&[
        ("data", "dirac"),
        ("sampler", "euler-maruyama"),
        ("grid", "uniform"),
        ("steps", "50"),
        ("particles", "40000"),
    ]);
    let delta = t_star / f64::from(steps);
    let mut variance = 1.0;
    for k in 0..steps {
        let t = t_star * f64::from(steps - k) / f64::from(steps);
        let g = 1.0 + delta - 2.0 * delta / Process::Ou.variance(t);
        variance = g * g * variance + 2.0 * delta;
    }
    assert!((variance / (2.0 * delta) - 1.0).abs() < 0.1, "{variance}");
    for j in 0..2 {
        let (_, measured) = moments(&axis(&simulation, j));
        let z = (measured / variance - 1.0) / (2.0f64 / m).sqrt();
        assert!(z.abs() < FIVE_SIGMA, "{measured}, not {variance}");
    }
}

#[test]
fn the_heat_flow_starts_from_the_normal_law_with_the_data_s_moments() {
    let simulation = Simulation::new(scene(&[
        ("process", "heat"),
        ("data", "penguins"),
        ("t-star", "0.5"),
        ("particles", "50000"),
    ]));
    let (mean, variance) = simulation.law().moments();
    for j in 0..2 {
        let sigma = (variance[j] + 1.0).sqrt();
        let cdf = |x| normal_cdf((x - mean[j]) / sigma);
        assert!(ks_statistic(axis(&simulation, j), cdf) < KS_1E_6);
    }
}

/// In one step from T* = 3 Euler–Maruyama multiplies its start by 1 + Δ − 2Δ/σ² = −2.01 and leaves more than 2Δ; in a
/// hundred it leaves 2Δ to a tenth; the exact step leaves nothing in any number.
#[test]
fn what_a_scheme_keeps_about_one_point_is_known() {
    for (steps, sampler) in [
        ("1", "euler-maruyama"),
        ("4", "euler-maruyama"),
        ("100", "euler-maruyama"),
        ("4", "exponential"),
    ] {
        let simulation = run(&[
            ("data", "dirac"),
            ("grid", "uniform"),
            ("sampler", sampler),
            ("steps", steps),
            ("particles", "40000"),
        ]);
        let kept = simulation.distance_kept().unwrap();
        let point = simulation.law().points().point(0);
        let squares = (0..2).flat_map(|j| axis(&simulation, j).into_iter().map(move |x| (x, j)));
        let squares: Vec<f64> = squares.map(|(x, j)| (x - point[j]).powi(2)).collect();
        let measured = squares.iter().sum::<f64>() / 80_000.0;
        // The squares of a normal law that is off centre spread at most as those about its own mean square do.
        assert!(
            (measured - kept).abs() <= FIVE_SIGMA * kept * (2.0f64 / 80_000.0).sqrt(),
            "{steps} {sampler}: {measured}, not {kept}"
        );
        let delta = 3.0 / steps.parse::<f64>().unwrap();
        match steps {
            "1" => assert!((kept - 10.3).abs() < 0.3, "{kept}"),
            "100" => assert!((kept / (2.0 * delta) - 1.0).abs() < 0.1, "{kept}"),
            _ => {}
        }
        if sampler == "exponential" {
            assert_eq!(kept, 0.0);
        }
    }
}
