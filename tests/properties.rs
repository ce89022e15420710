//! What holds for every scene, every kernel and every text: tried on random ones, with a fixed seed.

mod support;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use reverse_diffusion::denoiser::{Denoiser, ExactLanes, Kernel};
use reverse_diffusion::ensemble::Simulation;
use reverse_diffusion::law::{TableOptions, parse_inline, read_table};
use reverse_diffusion::measure::Captors;
use reverse_diffusion::points::Points;
use reverse_diffusion::process::Process;
use reverse_diffusion::scene::{Kind, PARAMETERS, Scene, Value};
use reverse_diffusion::time_grid::{Grid, time_grid};

/// The same cases on every run and machine.
fn check<S: Strategy>(cases: u32, strategy: S, test: impl Fn(S::Value)) {
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    runner
        .run(&strategy, |value| {
            test(value);
            Ok(())
        })
        .unwrap();
}

fn any_process() -> impl Strategy<Value = Process> {
    prop_oneof![Just(Process::Ou), Just(Process::Heat)]
}

/// Times over ten powers of ten.
fn any_time() -> impl Strategy<Value = f64> {
    (-8.0..1.6f64).prop_map(|u| 10f64.powf(u))
}

/// (dim, points row-major, weights, a place).
fn any_kernel() -> impl Strategy<Value = (usize, Vec<f64>, Vec<f64>, Vec<f64>)> {
    (1usize..5, 1usize..80).prop_flat_map(|(dim, n)| {
        (
            Just(dim),
            prop::collection::vec(-3.0..3.0f64, n * dim),
            prop::collection::vec(0.01..2.0f64, n),
            prop::collection::vec(-4.0..4.0f64, dim),
        )
    })
}

fn kernel(process: Process, dim: usize, rows: &[f64], weights: &[f64]) -> Kernel {
    Kernel::new(process, Points::from_rows(rows, dim), weights)
}

#[test]
fn weights_are_a_distribution_and_the_mean_lies_in_the_hull() {
    check(
        400,
        (any_kernel(), any_process(), any_time()),
        |((dim, rows, weights, x), process, t)| {
            let kernel = kernel(process, dim, &rows, &weights);
            let mut lambda = Vec::new();
            let log_sum = kernel.posterior_weights(&x, t, &mut lambda);
            assert!(log_sum.is_finite() && log_sum <= 1e-12);
            assert!(lambda.iter().all(|l| (0.0..=1.0).contains(l)));
            assert!((lambda.iter().sum::<f64>() - 1.0).abs() < 1e-13);
            for (j, mean) in kernel.mean_of(&lambda, &x, t).into_iter().enumerate() {
                let axis = kernel.points().axis(j).iter().copied();
                let (low, high) = (
                    axis.clone().fold(f64::INFINITY, f64::min),
                    axis.fold(f64::NEG_INFINITY, f64::max),
                );
                assert!(low - 1e-12 <= mean && mean <= high + 1e-12);
            }
        },
    );
}

#[test]
fn the_order_of_the_data_does_not_matter() {
    check(
        200,
        (any_kernel(), any_process(), any_time()),
        |((dim, rows, weights, x), process, t)| {
            let reversed: Vec<f64> = rows.chunks(dim).rev().flatten().copied().collect();
            let weights_reversed: Vec<f64> = weights.iter().rev().copied().collect();
            let one = kernel(process, dim, &rows, &weights).posterior_mean_at(&x, t);
            let two = kernel(process, dim, &reversed, &weights_reversed).posterior_mean_at(&x, t);
            for (one, two) in one.iter().zip(two) {
                assert!((one - two).abs() < 1e-12);
            }
        },
    );
}

#[test]
fn a_rotation_of_everything_rotates_the_mean() {
    check(
        200,
        (any_kernel(), any_process(), any_time(), 0.0..7.0f64),
        |((dim, rows, weights, x), process, t, angle)| {
            if dim < 2 {
                return;
            }
            let rotate = |row: &[f64]| {
                let (sin, cos) = (libm::sin(angle), libm::cos(angle));
                let mut row = row.to_vec();
                (row[0], row[1]) = (cos * row[0] - sin * row[1], sin * row[0] + cos * row[1]);
                row
            };
            let rotated: Vec<f64> = rows.chunks(dim).flat_map(rotate).collect();
            let one = kernel(process, dim, &rows, &weights).posterior_mean_at(&x, t);
            let two = kernel(process, dim, &rotated, &weights).posterior_mean_at(&rotate(&x), t);
            // The exponents, up to |x|²/σ², move by their rounding: 50/2t ulps, and x̄₀ by as much times
            // the distance of two points.
            let variance = process.variance(t);
            let tolerance = 1e-13 + 1e-13 / variance;
            for (one, two) in rotate(&one).iter().zip(two) {
                assert!((one - two).abs() < tolerance, "{one} {two} at t = {t}");
            }
        },
    );
}

#[test]
fn the_lanes_agree_with_the_scalar_twin() {
    // The twin takes the same f32 places and data. The exponents of the lanes err by at most 6e-4 (their
    // file), a mean of two points then by a quarter of that times their distance, here up to 12; rounding
    // of up to 80 terms adds 1e-5.
    check(
        400,
        (any_kernel(), any_process(), any_time()),
        |((dim, rows, weights, x), process, t)| {
            let rows: Vec<f64> = rows.iter().map(|&x| f64::from(x as f32)).collect();
            let places: Vec<f64> = (0..19)
                .flat_map(|k| {
                    x.iter()
                        .map(move |&x| f64::from((x * (1.0 - f64::from(k) / 9.0)) as f32))
                })
                .collect();
            let kernel = kernel(process, dim, &rows, &weights);
            let lanes = ExactLanes::new(kernel.clone());
            let mut mean = Points::zeros(0, dim);
            lanes.posterior_mean(&Points::from_rows(&places, dim), t, &mut mean);
            for (i, place) in places.chunks(dim).enumerate() {
                let exact = kernel.posterior_mean_at(place, t);
                for (got, want) in mean.point(i).iter().zip(exact) {
                    assert!((got - want).abs() < 2e-3, "{got} {want} at t = {t}");
                }
            }
        },
    );
}

#[test]
fn a_lane_knows_of_no_other() {
    check(
        50,
        (any_kernel(), any_time()),
        |((dim, rows, weights, x), t)| {
            let lanes = ExactLanes::new(kernel(Process::Ou, dim, &rows, &weights));
            let alone: Points<f32> = Points::from_rows(&x, dim);
            let mut crowd: Points<f32> = Points::from_rows(&vec![0.3; 13 * dim], dim);
            crowd.set(11, &x);
            let (mut one, mut two) = (Points::zeros(0, dim), Points::zeros(0, dim));
            lanes.posterior_mean(&alone, t, &mut one);
            lanes.posterior_mean(&crowd, t, &mut two);
            assert_eq!(one.point(0), two.point(11));
        },
    );
}

#[test]
fn the_captor_has_the_largest_weight() {
    check(
        200,
        (any_kernel(), any_process(), any_time()),
        |((dim, rows, weights, x), process, t)| {
            let kernel = kernel(process, dim, &rows, &weights);
            let mut lambda = Vec::new();
            let mut captors = Captors::default();
            kernel.posterior_weights(&x, t, &mut lambda);
            captors.find(&kernel, &Points::from_rows(&x, dim), t);
            // In f32, so of two that are nearly equal either may be named: |x|² 2⁻²² / 2σ² in the exponent.
            let slack = 64.0 * 4.8e-7 / kernel.process().variance(t);
            let top = lambda.iter().copied().fold(0.0, f64::max);
            let named = lambda[captors.points()[0] as usize];
            assert!(named >= top * (-slack).exp() * 0.999, "{named} {top}");
        },
    );
}

#[test]
fn grids_decrease_from_t_star_to_t_min() {
    let grids = [
        Grid::Uniform,
        Grid::Geometric,
        Grid::LogSnr,
        Grid::Karras,
        Grid::Cosine,
    ];
    check(
        400,
        (
            any_process(),
            0usize..5,
            0.05..20.0f64,
            0.0..1.0f64,
            1usize..300,
        ),
        |(process, grid, t_star, u, steps)| {
            for (t_min, finest) in [
                (0.0, f64::INFINITY),
                (0.0, u.powi(12)),
                (u * u * u * t_star * 0.99, 1.0),
            ] {
                let finest = finest.max(1e-9);
                let times = time_grid(process, grids[grid], t_star, t_min, finest, steps);
                assert_eq!(times.len(), steps + 1);
                assert_eq!((times[0], times[steps]), (t_star, t_min));
                for pair in times.windows(2) {
                    assert!(pair[0] > pair[1], "{:?} {pair:?}", grids[grid]);
                }
            }
        },
    );
}

/// A value for every parameter, most of them allowed.
fn any_scene() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let data = prop_oneof![
        Just("five-points".to_owned()),
        Just("dirac".to_owned()),
        Just("three-diracs-line".to_owned()),
        Just("lemniscate".to_owned()),
        prop::collection::vec((-9.0..9.0f64, -9.0..9.0f64, 0.1..9.0f64), 1..20).prop_map(|rows| {
            let rows: Vec<String> = rows
                .iter()
                .map(|(x, y, w)| format!("{x},{y}@{w}"))
                .collect();
            rows.join(";")
        }),
        Just("0,0;0,0;0,0".to_owned()),
        Just("1e6,-1e6;-1e6,1e6".to_owned()),
        Just("1,2,3;4,5,6;7,8,10;0,0,0".to_owned()),
    ];
    (
        data,
        prop::sample::select(vec!["normal", "terminal", "0.5,-2", "3", "0,0,0"]),
        prop::collection::vec(0.0..1.0f64, PARAMETERS.len()),
    )
        .prop_map(|(data, start, u)| {
            PARAMETERS
                .iter()
                .zip(u)
                .map(|(parameter, u)| {
                    let value = match parameter.kind {
                        Kind::Choice(choices) => {
                            let choices = choices();
                            choices[(u * choices.len() as f64) as usize].0.to_owned()
                        }
                        Kind::Number { min, max, .. } => {
                            // Both ends now and then, and small values often.
                            (min + (max - min) * (1.1 * u - 0.05).clamp(0.0, 1.0).powi(4))
                                .to_string()
                        }
                        Kind::Integer { min, max, .. } => {
                            let most = match parameter.name {
                                "steps" | "particles" => 40.0,
                                // What is learned need not be learned well.
                                "training" => 4.0,
                                "features" => 32.0,
                                _ => max,
                            };
                            (min + (most - min) * u).floor().to_string()
                        }
                        Kind::Data => data.clone(),
                        Kind::Start => start.to_owned(),
                    };
                    (parameter.name, value)
                })
                .collect()
        })
}

#[test]
fn every_scene_runs_to_its_end_with_finite_numbers() {
    check(600, any_scene(), |pairs| {
        let pairs = pairs
            .iter()
            .map(|(name, value)| (*name, Value::Text(value.clone())));
        let (scene, _) = Scene::from_pairs_leniently(pairs);
        let mut simulation = Simulation::new(scene.clone());
        simulation.set_paths(3);
        loop {
            let finite = simulation
                .positions()
                .as_slice()
                .iter()
                .all(|x| x.is_finite());
            assert!(
                finite,
                "{:?} at {}",
                scene.differences(),
                simulation.index()
            );
            if !simulation.step() {
                break;
            }
        }
        assert_eq!(simulation.index(), scene.steps);
    });
}

#[test]
fn a_scene_s_text_gives_the_scene_again() {
    check(300, any_scene(), |pairs| {
        let pairs = pairs
            .iter()
            .map(|(name, value)| (*name, Value::Text(value.clone())));
        let (scene, _) = Scene::from_pairs_leniently(pairs);
        let text = scene.differences();
        let again = text
            .iter()
            .map(|(name, value)| (*name, Value::Text(value.clone())));
        let again = Scene::from_pairs(again).unwrap();
        assert_eq!(text, again.differences());
    });
}

#[test]
fn no_text_makes_anything_panic() {
    let any_text = prop_oneof![
        any::<String>(),
        "[0-9eE.,;@#\\-+ \t\n\"xyNaif]{0,60}",
        "([0-9.\\-]{1,4}[,;\t ]){0,8}(\n([0-9.\\-]{1,4}[,;\t ]){0,8}){0,4}",
    ];
    check(3000, (any_text, 0usize..15), |(text, k)| {
        let _ = parse_inline(&text);
        for standardise in [false, true] {
            let options = TableOptions {
                standardise,
                ..TableOptions::default()
            };
            if let Ok(table) = read_table(&text, &options) {
                assert!(!table.law.points.is_empty());
                assert!(table.law.points.as_slice().iter().all(|x| x.is_finite()));
            }
        }
        let mut scene = Scene::default();
        if let Err(error) = scene.set(PARAMETERS[k].name, &Value::Text(text)) {
            assert!(error.to_string().contains(PARAMETERS[k].name));
        }
    });
}
