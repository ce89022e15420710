//! What holds for every scene, every kernel and every text: tried on random ones, with a fixed seed.

mod support;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use reverse_diffusion::denoiser::{Denoiser, ExactLanes, Kernel};
use reverse_diffusion::ensemble::Simulation;
use reverse_diffusion::law::{LEAST_SIZE, PRESETS, TableOptions, parse_inline, read_table};
use reverse_diffusion::measure::Captors;
use reverse_diffusion::points::Points;
use reverse_diffusion::process::{LEAST_TIME, Process};
use reverse_diffusion::scene::{Kind, PARAMETERS, Parameter, Scene, Value, parameter};
use reverse_diffusion::time_grid::{CLOSE, Grid, decreases, time_grid};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

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
    kernel_of(1)
}

/// The same of at least so many dimensions.
fn kernel_of(least: usize) -> impl Strategy<Value = (usize, Vec<f64>, Vec<f64>, Vec<f64>)> {
    (least..5, 1usize..80).prop_flat_map(|(dim, n)| {
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
            for (j, mean) in kernel.posterior_mean_at(&x, t).into_iter().enumerate() {
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
        (kernel_of(2), any_process(), any_time(), 0.0..7.0f64),
        |((dim, rows, weights, x), process, t, angle)| {
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
                (0.0, 1e-45),
                (u * u * u * t_star * (1.0 - CLOSE), 1.0),
                ((t_star * 10f64.powf(-30.0 * u)).max(LEAST_SIZE), 1.0),
            ] {
                let finest = finest.max(1e-45);
                let t_min = t_min.min(t_star * (1.0 - CLOSE));
                let times = time_grid(process, grids[grid], t_star, t_min, finest, steps);
                assert_eq!(times.len(), steps + 1);
                assert_eq!((times[0], times[steps]), (t_star, t_min));
                assert!(decreases(&times), "{:?} {times:?}", grids[grid]);
                assert!(times[steps - 1] >= LEAST_TIME);
            }
        },
    );
}

/// Few enough for a scene to run in a moment: what is drawn of a parameter that would make it long. All others are drawn
/// from the whole of what the table allows, those that come to the table later too.
const SHORT: &[(&str, f64)] = &[
    ("steps", 40.0),
    ("particles", 40.0),
    ("samples", 300.0),
    // What is learned need not be learned well.
    ("training", 4.0),
    ("features", 32.0),
];

/// Data of one to three coordinates and more, among them what is hard: repeated, far away, far apart, close together.
fn any_data() -> impl Strategy<Value = String> {
    let presets: Vec<String> = PRESETS.iter().map(|preset| preset.name.into()).collect();
    let hard = [
        "0,0;0,0;0,0",
        "1e6,-1e6;-1e6,1e6",
        "1,2,3;4,5,6;7,8,10;0,0,0",
        "1,2,3,4;1,2,3,4",
        "1000000,1;999999.9999999,1;1000000,1.0000000001",
        "1e-30,0;-1e-30,0;0,1e-40",
        "5e-324;1e-310",
        "1@1e-12;2@1e12",
        "7",
    ];
    let places = prop::collection::vec((-9.0..9.0f64, -9.0..9.0f64, 0.1..9.0f64), 1..20);
    prop_oneof![
        prop::sample::select(presets),
        prop::sample::select(hard.map(str::to_owned).to_vec()),
        places.prop_map(|rows| {
            let rows: Vec<String> = rows
                .iter()
                .map(|(x, y, w)| format!("{x},{y}@{w}"))
                .collect();
            rows.join(";")
        }),
    ]
}

/// Starts, of which points have to have as many coordinates as the data.
fn any_start() -> impl Strategy<Value = String> {
    let starts = [
        "normal",
        "terminal",
        "shifted",
        "narrow",
        "normal:-2,0.01",
        "normal:1e6,1e6",
        "0.5,-2",
        "-1e6,1e6",
        "3",
        "0,0,0",
        "1e9",
    ];
    prop::sample::select(starts.map(str::to_owned).to_vec())
}

/// A text for a parameter of the table, now and then one that it refuses.
fn any_value(parameter: &'static Parameter) -> BoxedStrategy<String> {
    let most = SHORT.iter().find(|short| short.0 == parameter.name);
    let right: BoxedStrategy<String> = match parameter.kind {
        Kind::Choice(choices) => {
            let names: Vec<String> = choices().iter().map(|choice| choice.0.into()).collect();
            prop::sample::select(names).boxed()
        }
        Kind::Number { min, max, .. } => prop_oneof![
            1 => Just(min),
            1 => Just(max),
            4 => min..max,
            // Small ones, down to the least there is.
            2 => (-30.0..0.0f64).prop_map(move |u| (max * 10f64.powf(u)).max(min).max(LEAST_SIZE)),
        ]
        .prop_map(|number| number.to_string())
        .boxed(),
        Kind::Integer { min, max, .. } => {
            let most = most.map_or(max, |short| short.1);
            prop_oneof![
                1 => Just(min),
                1 => Just(most),
                4 => (min..most).prop_map(f64::floor),
                2 => (0.0..1.0f64).prop_map(move |u| (min + (most - min) * u.powi(6)).floor()),
            ]
            .prop_map(|number| number.to_string())
            .boxed()
        }
        Kind::Data => any_data().boxed(),
        Kind::Start => any_start().boxed(),
    };
    let wrong = match parameter.kind {
        Kind::Number { min, max, .. } | Kind::Integer { min, max, .. } => vec![
            (min - 0.01).to_string(),
            (max * 1.01).to_string(),
            "NaN".into(),
            "inf".into(),
            "1e-31".into(),
        ],
        _ => vec!["nonsense".into(), "".into(), "1;2,3".into(), "0x10".into()],
    };
    prop_oneof![99 => right, 1 => prop::sample::select(wrong)].boxed()
}

type Pairs = Vec<(&'static str, String)>;

/// About a third of the parameters, whichever they are, in any order; the others are left to their defaults, which
/// are made short where those are long.
fn any_scene() -> impl Strategy<Value = Pairs> {
    let all: Vec<_> = PARAMETERS
        .iter()
        .map(|parameter| (0.0..1.0f64, Just(parameter), any_value(parameter)))
        .collect();
    all.prop_map(|drawn| {
        let mut pairs: Vec<(f64, &str, String)> = Vec::new();
        for (u, parameter, value) in drawn {
            let is_long = SHORT.iter().find(|short| short.0 == parameter.name);
            match is_long {
                _ if u < 0.35 => pairs.push((u, parameter.name, value)),
                Some((name, most)) => pairs.push((u, name, most.to_string())),
                None => {}
            }
        }
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let named = pairs.into_iter().map(|(_, name, value)| (name, value));
        named.collect()
    })
}

fn values(pairs: &Pairs) -> impl Iterator<Item = (&'static str, Value)> {
    pairs
        .iter()
        .map(|(name, value)| (*name, Value::Text(value.clone())))
}

/// Counts what is tried, what is refused, and by which fields.
#[derive(Default)]
struct Tally {
    tried: Cell<u32>,
    refused: Cell<u32>,
    fields: RefCell<BTreeSet<String>>,
}

impl Tally {
    /// The scene of these pairs if it is allowed. If not: the error names a parameter, the value that was asked for (or has by
    /// default) and what is allowed, and leniently all that is named wrong is left out and nothing else.
    fn scene(&self, pairs: &Pairs) -> Option<Scene> {
        self.tried.set(self.tried.get() + 1);
        let (lenient, problems) = Scene::from_pairs_leniently(values(pairs));
        let strict = Scene::from_pairs(values(pairs));
        for problem in &problems {
            let sentence = problem.to_string();
            assert!(parameter(&problem.field).is_some(), "{sentence}");
            assert!(
                sentence.starts_with(&format!("{} is {}", problem.field, problem.value)),
                "{sentence}"
            );
            assert!(
                !problem.allowed.is_empty() && sentence.contains(&problem.allowed),
                "{sentence}"
            );
            if let Some((_, value)) = pairs.iter().find(|pair| pair.0 == problem.field) {
                // As it was written where it alone is wrong, else as it was understood.
                let asked = Value::Text(value.clone());
                let mut alone = Scene::default();
                let said = match alone.set(&problem.field, &asked) {
                    Ok(()) => alone.get(&problem.field),
                    Err(_) => asked,
                };
                assert_eq!(problem.value, said.to_string(), "{pairs:?}: {sentence}");
            }
        }
        match strict {
            Err(problem) => {
                assert_eq!(Some(&problem), problems.first(), "{pairs:?}");
                self.refused.set(self.refused.get() + 1);
                self.fields.borrow_mut().insert(problem.field);
                // What is left of it is a scene.
                assert_same(&read_again(&lenient), &lenient);
                None
            }
            Ok(scene) => {
                assert!(problems.is_empty(), "{pairs:?}: {problems:?}");
                assert_same(&lenient, &scene);
                Some(scene)
            }
        }
    }

    /// Not so much is refused that nothing is tried, and something is refused for every reason there is.
    fn check(&self) {
        let (tried, refused) = (self.tried.get(), self.refused.get());
        let share = f64::from(refused) / f64::from(tried);
        assert!(
            tried > 0 && (0.2..0.6).contains(&share),
            "{refused} of {tried} were refused"
        );
        let fields = self.fields.borrow();
        for field in ["t-min", "start", "view", "study", "denoiser", "data"] {
            assert!(fields.contains(field), "nothing was refused for {field}");
        }
    }
}

fn read_again(scene: &Scene) -> Scene {
    let text = scene.differences();
    let again = Scene::from_pairs(
        text.iter()
            .map(|(name, value)| (*name, Value::Text(value.clone()))),
    );
    again.unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

/// Every field of both is the same to the last bit.
fn assert_same(one: &Scene, two: &Scene) {
    assert_eq!(one.differences(), two.differences());
    assert_eq!(format!("{one:?}"), format!("{two:?}"));
}

#[test]
fn every_scene_runs_to_its_end_with_finite_numbers_or_is_refused_by_name() {
    let tally = Tally::default();
    let drawn = RefCell::new(BTreeSet::new());
    check(3000, any_scene(), |pairs| {
        drawn.borrow_mut().extend(pairs.iter().map(|pair| pair.0));
        let Some(scene) = tally.scene(&pairs) else {
            return;
        };
        assert_same(&read_again(&scene), &scene);
        let at = format!("{:?}", scene.differences());
        let steps = scene.steps;
        let mut simulation = Simulation::new(scene);
        let times = simulation.times();
        let runs_down = times[0] > times[steps];
        assert!(
            times.windows(2).all(|pair| if runs_down {
                pair[0] > pair[1]
            } else {
                pair[0] < pair[1]
            }),
            "{at}: {times:?}"
        );
        simulation.set_paths(3);
        loop {
            let positions = simulation.positions().as_slice();
            let is_finite = positions.iter().all(|x| x.is_finite());
            assert!(is_finite, "{at} at {}", simulation.index());
            if !simulation.step() {
                break;
            }
        }
        assert_eq!(simulation.index(), steps, "{at}");
        let means = simulation.means().as_slice();
        assert!(means.iter().all(|x| x.is_finite()), "{at}: x̄₀ at the end");
    });
    tally.check();
    let drawn = drawn.into_inner();
    let all: BTreeSet<&str> = PARAMETERS.iter().map(|parameter| parameter.name).collect();
    assert_eq!(drawn, all);
}

#[test]
fn no_text_makes_anything_panic() {
    let any_text = prop_oneof![
        any::<String>(),
        "[0-9eE.,;@#\\-+ \t\n\"xyNaif]{0,60}",
        "([0-9.\\-]{1,4}[,;\t ]){0,8}(\n([0-9.\\-]{1,4}[,;\t ]){0,8}){0,4}",
        "-?[0-9]{1,3}(\\.[0-9]{1,9})?(,-?[0-9e]{1,4}){1,2}(@[0-9]{1,2})?(;[0-9]{1,3},[0-9.]{1,2}){0,3}",
    ];
    let [tables, inline, accepted, refused] = [const { Cell::new(0u32) }; 4];
    let count = |of: &Cell<u32>| of.set(of.get() + 1);
    check(3000, (any_text, 0..PARAMETERS.len()), |(text, k)| {
        match parse_inline(&text) {
            Ok(law) => {
                count(&inline);
                assert_eq!(parse_inline(&law.to_inline()), Ok(law));
            }
            Err(sentence) => assert!(!sentence.is_empty()),
        }
        for standardise in [false, true] {
            let options = TableOptions {
                standardise,
                ..TableOptions::default()
            };
            match read_table(&text, &options) {
                Ok(table) => {
                    count(&tables);
                    assert!(!table.law.points().is_empty());
                    assert!(table.law.points().as_slice().iter().all(|x| x.is_finite()));
                }
                Err(sentence) => assert!(sentence.sentence.ends_with(['.', ')']), "{sentence}"),
            }
        }
        let name = PARAMETERS[k].name;
        let mut scene = Scene::default();
        match scene.set(name, &Value::Text(text.clone())) {
            Err(error) => {
                count(&refused);
                assert_eq!(error.field, name);
                assert!(error.to_string().starts_with(&format!("{name} is ")));
            }
            // What was understood is what is written, and is understood the same again.
            Ok(()) => {
                count(&accepted);
                let mut again = Scene::default();
                let written = match scene.get(name) {
                    Value::Number(number) => Value::Text(number.to_string()),
                    text => text,
                };
                again.set(name, &written).unwrap();
                assert_eq!(format!("{again:?}"), format!("{scene:?}"), "{text:?}");
            }
        }
    });
    for (of, least) in [
        (&tables, 200),
        (&inline, 40),
        (&accepted, 4),
        (&refused, 1000),
    ] {
        assert!(of.get() >= least, "{} of at least {least}", of.get());
    }
}
