//! The laws from which presets are drawn: their quadrature against rules with ten times as many nodes, their samples
//! against them, and scenes whose denoiser knows them.

mod support;

use reverse_diffusion::denoiser::Kernel;
use reverse_diffusion::law::truth::{closed_curve, composite};
use reverse_diffusion::law::{Law, Standardisation};
use reverse_diffusion::measure::chi_square::goodness_of_fit;
use reverse_diffusion::points::Points;
use reverse_diffusion::process::Process;
use reverse_diffusion::scene::{Scene, Value};
use std::f64::consts::{PI, TAU};
use support::{FIVE_SIGMA, KS_1E_6, ks_statistic, normal_cdf, run, scene};

const PROCESSES: [Process; 2] = [Process::Ou, Process::Heat];
/// The paper's three and others.
const TIMES: [f64; 6] = [2.0, 0.5, 0.1, 0.01, 0.001, 0.0003];
const DRAWN: [&str; 4] = [
    "lemniscate",
    "two-moons",
    "gaussian-mixture",
    "checkerboard",
];
/// What the quadrature promises.
const PROMISED: f64 = 1e-8;

// The laws once more, written from their definitions.

/// Bernoulli's lemniscate.
fn lemniscate(theta: f64) -> [f64; 2] {
    let (sin, cos) = theta.sin_cos();
    [cos / (1.0 + sin * sin), sin * cos / (1.0 + sin * sin)]
}

/// Two half circles, the second upside down and to the right.
fn moon(which: usize, theta: f64) -> [f64; 2] {
    let (y, x) = theta.sin_cos();
    [[x, y], [1.0 - x, 0.5 - y]][which]
}

/// The centres of six Gaussians.
fn centres() -> Vec<[f64; 2]> {
    let angles = (0..6).map(|k| TAU * f64::from(k) / 6.0);
    angles.map(|a| [1.4 * a.cos(), 1.4 * a.sin()]).collect()
}

/// The lower left corners of the black squares, of side 1.
fn squares() -> Vec<[f64; 2]> {
    let all = (0..4).flat_map(|row| (0..4).map(move |column| (row, column)));
    let black = all.filter(|(row, column)| (row + column) % 2 == 0);
    black
        .map(|(row, column)| [f64::from(column) - 2.0, f64::from(row) - 2.0])
        .collect()
}

fn of(data: &str) -> Scene {
    scene(&[("data", data)])
}

fn truth(data: &str) -> Law {
    of(data).truth().expect("a law that is known")
}

/// What was done to a preset's coordinates; nothing to the lemniscate's.
fn placing(data: &str) -> Standardisation {
    let none = Standardisation {
        mean: vec![0.0; 2],
        scale: vec![1.0; 2],
    };
    of(data).law().standardisation().cloned().unwrap_or(none)
}

fn placed(place: [f64; 2], done: &Standardisation) -> [f64; 2] {
    [0, 1].map(|j| (place[j] - done.mean[j]) / done.scale[j])
}

/// x̄₀, the score and ln ρ at a place.
#[derive(Clone, Copy, Debug)]
struct Values {
    mean: [f64; 2],
    score: [f64; 2],
    log_density: f64,
}

fn values(kernel: &Kernel, place: [f64; 2], t: f64) -> Values {
    let mut lambda = Vec::new();
    let posterior = kernel.posterior(&place, t, &mut lambda);
    let [mean, score] = [posterior.mean(), posterior.score()].map(|pair| [pair[0], pair[1]]);
    Values {
        mean,
        score,
        log_density: posterior.log_density(),
    }
}

/// A rule with ten times as many nodes along each piece of a curve, as a law.
fn ten_times_finer(data: &str) -> Law {
    let done = placing(data);
    let law = |nodes: Vec<([f64; 2], f64)>, width: f64| {
        let rows: Vec<f64> = nodes.iter().flat_map(|(x, _)| placed(*x, &done)).collect();
        let weights = nodes.iter().map(|node| node.1).collect();
        Law::new(Points::from_rows(&rows, 2), weights).with_width(width / done.scale[0])
    };
    match data {
        "lemniscate" => closed_curve(lemniscate, 10 * truth(data).points().len()),
        "two-moons" => {
            let pieces = truth(data).points().len() / 16;
            let nodes = composite(10 * pieces);
            let arc = |which| {
                nodes
                    .iter()
                    .map(move |[u, w]| (moon(which, PI * u), *w))
                    .collect::<Vec<_>>()
            };
            law([arc(0), arc(1)].concat(), 0.06)
        }
        // A mixture has no finer rule: it is exact. This one is written from its definition.
        _ => law(centres().into_iter().map(|x| (x, 1.0)).collect(), 0.15),
    }
}

/// The checkerboard's, square by square as products of rules with ten times as many nodes on a side.
fn checkerboard(process: Process, place: [f64; 2], t: f64) -> Values {
    let done = placing("checkerboard");
    let per_side = libm::sqrt(truth("checkerboard").points().len() as f64 / 8.0) as usize;
    let nodes = composite(10 * per_side / 8);
    let (alpha, variance) = (process.alpha(t), process.variance(t));
    // ln ∫ and the mean of y under exp(−(x − αy)²/(2σ²)) on a side, the largest exponent taken out.
    let side = |j: usize, corner: f64| {
        let y = |u: f64| (corner + u - done.mean[j]) / done.scale[j];
        let exponent = |u: f64| {
            let d = place[j] - alpha * y(u);
            -d * d / (2.0 * variance)
        };
        let top = nodes
            .iter()
            .map(|[u, _]| exponent(*u))
            .fold(f64::NEG_INFINITY, f64::max);
        let (mut sum, mut first) = (0.0, 0.0);
        for [u, w] in &nodes {
            let term = w * libm::exp(exponent(*u) - top);
            sum += term;
            first += term * y(*u);
        }
        (top + libm::log(sum), first / sum)
    };
    let parts: Vec<(f64, [f64; 2])> = squares()
        .iter()
        .map(|corner| {
            let [(log_x, x), (log_y, y)] = [side(0, corner[0]), side(1, corner[1])];
            (log_x + log_y, [x, y])
        })
        .collect();
    let top = parts
        .iter()
        .map(|part| part.0)
        .fold(f64::NEG_INFINITY, f64::max);
    let (mut sum, mut mean) = (0.0, [0.0; 2]);
    for (log, own) in &parts {
        let share = libm::exp(log - top);
        sum += share;
        (0..2).for_each(|j| mean[j] += share * own[j]);
    }
    let mean = mean.map(|m| m / sum);
    Values {
        mean,
        score: [0, 1].map(|j| (alpha * mean[j] - place[j]) / variance),
        log_density: top + libm::log(sum / 8.0) - libm::log(TAU * variance),
    }
}

/// Places on, near and far from the data, given in the preset's own coordinates.
fn places(data: &str) -> Vec<[f64; 2]> {
    let on: Vec<[f64; 2]> = match data {
        "lemniscate" => [0.0, 0.3, 1.2, 1.57, 1.6, 2.9].map(lemniscate).to_vec(),
        "two-moons" => [(0, 0.0), (0, 1.1), (1, 1.5), (1, 3.1)]
            .map(|(which, theta)| moon(which, theta))
            .to_vec(),
        "gaussian-mixture" => centres(),
        _ => vec![
            [-1.7, -1.4],
            [-1.0, -1.0],
            [0.5, 0.31],
            [2.0, 2.0],
            [1.0, 0.3],
        ],
    };
    let near = on
        .iter()
        .flat_map(|[x, y]| [[x + 0.02, y - 0.013], [x - 0.11, y + 0.2]]);
    let far = [
        [0.0, 0.0],
        [0.6, 0.1],
        [0.02, 0.9],
        [2.5, -1.5],
        [-6.0, 8.0],
    ];
    let all: Vec<[f64; 2]> = on.iter().copied().chain(near).chain(far).collect();
    let done = placing(data);
    all.into_iter().map(|place| placed(place, &done)).collect()
}

/// The largest of the three errors: of x̄₀ and σ × score beside the data's scale, and of ln ρ.
fn error(found: Values, reference: Values, sigma: f64, radius: f64) -> f64 {
    let apart = |a: [f64; 2], b: [f64; 2]| libm::hypot(a[0] - b[0], a[1] - b[1]);
    let mean = apart(found.mean, reference.mean) / radius;
    let score = sigma * apart(found.score, reference.score) / radius;
    let log_density = (found.log_density - reference.log_density).abs();
    mean.max(score).max(log_density)
}

/// Whether the rule on squares promises 1e-8: s at least half a piece, and the exponent changes by at most 6 along one
/// at an edge that is as far off as the place.
fn is_promised(data: &str, process: Process, place: [f64; 2], t: f64) -> bool {
    if data != "checkerboard" {
        return true;
    }
    let done = placing(data);
    let (alpha, variance) = (process.alpha(t), process.variance(t));
    let piece = alpha / 16.0 / done.scale[0];
    let distance = squares().iter().fold(f64::INFINITY, |nearest, corner| {
        let outside = [0, 1].map(|j| {
            let [low, high] =
                [0.0, 1.0].map(|u| alpha * (corner[j] + u - done.mean[j]) / done.scale[j]);
            (low - place[j]).max(place[j] - high).max(0.0)
        });
        nearest.min(outside[0].max(outside[1]))
    });
    variance >= 0.25 * piece * piece && distance * piece <= 6.0 * variance
}

fn radius(law: &Law) -> f64 {
    let all = law.points().as_slice().iter();
    all.fold(0.0, |radius: f64, x| radius.max(x.abs()))
}

#[test]
fn the_quadrature_is_that_of_ten_times_as_many_nodes() {
    let mut promised = 0;
    for data in DRAWN {
        let law = truth(data);
        let finer = (data != "checkerboard").then(|| ten_times_finer(data));
        for process in PROCESSES {
            let kernel = Kernel::of(process, &law);
            let finer = finer.as_ref().map(|law| Kernel::of(process, law));
            for t in TIMES {
                // Where σ is to be seen, and where a blur hides it, the deviation of a component.
                let sigma = libm::sqrt(kernel.spread(t));
                for place in places(data) {
                    let found = values(&kernel, place, t);
                    let reference = match &finer {
                        Some(finer) => values(finer, place, t),
                        None => checkerboard(process, place, t),
                    };
                    if !is_promised(data, process, place, t) {
                        // The node next to an edge is 0.02 of a piece from it.
                        let off = (0..2).map(|j| (found.mean[j] - reference.mean[j]).abs());
                        assert!(off.fold(0.0, f64::max) <= 0.02 / 16.0, "{place:?}, t = {t}");
                        continue;
                    }
                    promised += 1;
                    let error = error(found, reference, sigma, radius(&law));
                    assert!(
                        error <= PROMISED,
                        "{data}, {process:?}, t = {t}, {place:?}: {error:e}\n{found:?}\n{reference:?}"
                    );
                }
            }
        }
    }
    assert!(promised > 930, "{promised} of 996");
}

#[test]
fn the_curve_s_rule_holds_as_long_as_the_noise_is_as_wide_as_its_steps() {
    // e^{−2π²(s/h′)²} is 2.7e-9 at s = h′: near the curve, where nodes lie farthest apart.
    let law = truth("lemniscate");
    let kernel = Kernel::of(Process::Heat, &law);
    let finer = Kernel::of(Process::Heat, &ten_times_finer("lemniscate"));
    let step = TAU / law.points().len() as f64;
    let worst = |s: f64| {
        let t = 0.5 * s * s;
        let nodes = [0, 1, 17, 4096].map(|k| step * (f64::from(k) + 0.37));
        let places = nodes.map(lemniscate);
        let near = places.map(|[x, y]| [x + s, y - 0.5 * s]);
        let errors = places
            .iter()
            .chain(&near)
            .map(|&place| error(values(&kernel, place, t), values(&finer, place, t), s, 1.0));
        errors.fold(0.0, f64::max)
    };
    assert!(worst(1.2 * step) <= PROMISED, "{:e}", worst(1.2 * step));
    // Below that it is seen that there are nodes.
    assert!(worst(0.5 * step) > 1e-3, "{:e}", worst(0.5 * step));
}

#[test]
fn the_squares_are_those_of_the_error_function() {
    // Under the heat flow a side is (Φ((x − a)/σ) − Φ((x − a − 1)/σ)), which no rule has a part in.
    let done = placing("checkerboard");
    let kernel = Kernel::of(Process::Heat, &truth("checkerboard"));
    for t in TIMES {
        let sigma = Process::Heat.sigma(t);
        for place in places("checkerboard") {
            let side = |j: usize, corner: f64| {
                let [low, high] =
                    [corner, corner + 1.0].map(|y| (y - done.mean[j]) / done.scale[j]);
                (normal_cdf((place[j] - low) / sigma) - normal_cdf((place[j] - high) / sigma))
                    / (high - low)
            };
            let density = squares()
                .iter()
                .map(|c| side(0, c[0]) * side(1, c[1]))
                .sum::<f64>()
                / 8.0;
            // Where Φ's tails have digits left.
            if density > 1e-3 {
                let found = libm::exp(kernel.posterior(&place, t, &mut Vec::new()).log_density());
                assert!(
                    (found / density - 1.0).abs() < PROMISED,
                    "t = {t}, {place:?}"
                );
            }
        }
    }
}

/// A sample of so many points.
fn sample(data: &str, count: usize, draw: usize) -> Law {
    let (count, draw) = (count.to_string(), draw.to_string());
    scene(&[("data", data), ("samples", &count), ("draw", &draw)]).given()
}

const SAMPLE: usize = 20_000;
const DRAWS: [usize; 3] = [0, 1, 77];

#[test]
fn samples_have_the_moments_of_their_law() {
    // 60 comparisons of five standard errors. Points are drawn in turn from the parts of a law, so their errors are
    // smaller than those of independent ones, by which they are judged.
    for data in DRAWN {
        let law = truth(data);
        for draw in DRAWS {
            let sample = sample(data, SAMPLE, draw);
            let products: [fn(&[f64]) -> f64; 5] = [
                |x| x[0],
                |x| x[1],
                |x| x[0] * x[0],
                |x| x[0] * x[1],
                |x| x[1] * x[1],
            ];
            for (k, product) in products.into_iter().enumerate() {
                let values: Vec<f64> = (0..SAMPLE)
                    .map(|i| product(&sample.points().point(i)))
                    .collect();
                let (mean, variance) = support::moments(&values);
                let total: f64 = law.weights().iter().sum();
                let nodes = law.weights().iter().enumerate();
                let expected = nodes.map(|(i, w)| w / total * product(&law.points().point(i)));
                // The blur has no part in a mean, nor in E xy.
                let blur = [0.0, 0.0, 1.0, 0.0, 1.0][k] * law.width() * law.width();
                let expected = expected.sum::<f64>() + blur;
                let error = (variance / SAMPLE as f64).sqrt();
                assert!(
                    (mean - expected).abs() <= FIVE_SIGMA * error,
                    "{data}, draw {draw}, moment {k}: {mean} ± {error}, not {expected}"
                );
            }
        }
    }
}

#[test]
fn samples_have_their_law() {
    // Significance 1e-6 for each: the lemniscate's parameter by Kolmogorov and Smirnov, the others by χ² in cells of the
    // plane. Points that are drawn in turn from the parts of a law fit a little better than χ² says.
    for draw in DRAWS {
        let points = sample("lemniscate", SAMPLE, draw).points().clone();
        let parameters = (0..SAMPLE).map(|i| {
            let (x, sin) = (points.at(i, 0), points.at(i, 1) / points.at(i, 0));
            sin.atan2(x * (1.0 + sin * sin)).rem_euclid(TAU) / TAU
        });
        let statistic = ks_statistic(parameters.collect(), |u| u);
        assert!(statistic < KS_1E_6, "lemniscate, draw {draw}: {statistic}");

        for data in ["two-moons", "gaussian-mixture"] {
            let law = truth(data);
            let edges: Vec<f64> = (0..=20).map(|k| -2.5 + 0.25 * f64::from(k)).collect();
            let cell = |x: f64| ((x + 2.5) / 0.25).floor();
            let inside = |x: f64, y: f64| {
                let [x, y] = [cell(x), cell(y)];
                let all = 0.0..20.0;
                (all.contains(&x) && all.contains(&y)).then_some((20.0 * y + x) as usize)
            };
            let mut probabilities = vec![0.0; 401];
            let total: f64 = law.weights().iter().sum();
            for (i, w) in law.weights().iter().enumerate() {
                let shares = [0, 1].map(|j| {
                    let below = edges
                        .iter()
                        .map(|e| normal_cdf((e - law.points().at(i, j)) / law.width()));
                    let below: Vec<f64> = below.collect();
                    below
                        .windows(2)
                        .map(|pair| pair[1] - pair[0])
                        .collect::<Vec<_>>()
                });
                for (y, up) in shares[1].iter().enumerate() {
                    for (x, across) in shares[0].iter().enumerate() {
                        probabilities[20 * y + x] += w / total * up * across;
                    }
                }
            }
            probabilities[400] = (1.0 - probabilities.iter().sum::<f64>()).max(0.0);
            let points = sample(data, SAMPLE, draw).points().clone();
            let mut counts = vec![0.0; 401];
            for i in 0..SAMPLE {
                counts[inside(points.at(i, 0), points.at(i, 1)).unwrap_or(400)] += 1.0;
            }
            let test = goodness_of_fit(&counts, &probabilities);
            assert!(
                test.degrees > 50 && test.p > 1e-6,
                "{data}, draw {draw}: {test:?}"
            );
        }

        let done = placing("checkerboard");
        let points = sample("checkerboard", SAMPLE, draw).points().clone();
        let mut counts = vec![0.0; 16 * 16];
        for i in 0..SAMPLE {
            let [x, y] = [0, 1].map(|j| points.at(i, j) * done.scale[j] + done.mean[j] + 2.0);
            let [column, row] = [x, y].map(|x| (4.0 * x).floor().clamp(0.0, 15.0) as usize);
            counts[16 * row + column] += 1.0;
        }
        let black = |k: usize| (k / 16 / 4 + k % 16 / 4).is_multiple_of(2);
        let probabilities: Vec<f64> = (0..256)
            .map(|k| if black(k) { 1.0 / 128.0 } else { 0.0 })
            .collect();
        assert!(
            (0..256).all(|k| black(k) || counts[k] == 0.0),
            "a point on a white square"
        );
        let test = goodness_of_fit(&counts, &probabilities);
        assert!(
            test.degrees == 127 && test.p > 1e-6,
            "checkerboard, draw {draw}: {test:?}"
        );
    }
}

#[test]
fn more_samples_leave_the_first_where_they_are() {
    for data in DRAWN {
        let own = of(data).given();
        for draw in ["0", "5"] {
            let many = sample(data, 700, draw.parse().unwrap());
            for count in [1, 2, 63, 512] {
                let few = sample(data, count, draw.parse().unwrap());
                assert_eq!(few.points().len(), count);
                // What moves and scales them are the points that the preset comes with, whatever their number.
                assert_eq!(few.standardisation(), own.standardisation(), "{data}");
                for i in 0..count {
                    assert_eq!(
                        few.points().point(i),
                        many.points().point(i),
                        "{data}, {i} of {count}"
                    );
                }
            }
            // As many as the preset comes with, unless told.
            let default = scene(&[("data", data), ("draw", draw)]).given();
            let as_many = sample(data, own.points().len(), draw.parse().unwrap());
            assert_eq!(default, as_many, "{data}, draw {draw}");
        }
        let (first, second) = (sample(data, 300, 0), sample(data, 300, 1));
        for i in 0..300 {
            assert_ne!(first.points().point(i), second.points().point(i), "{data}");
        }
    }
}

#[test]
fn of_given_points_some_are_chosen() {
    let all = of("penguins").given();
    let rows = |law: &Law| -> Vec<Vec<f64>> {
        (0..law.points().len())
            .map(|i| law.points().point(i))
            .collect()
    };
    let (few, more) = (sample("penguins", 40, 3), sample("penguins", 120, 3));
    assert_eq!(few.points().len(), 40);
    assert_eq!(rows(&few)[..], rows(&more)[..40]);
    assert_eq!(few.standardisation(), all.standardisation());
    // Chosen and not drawn with repetition: as often as they are there.
    let mut left = rows(&all);
    for row in rows(&more) {
        let at = left
            .iter()
            .position(|other| *other == row)
            .expect("one that is there, and left");
        left.swap_remove(at);
    }
    assert_ne!(rows(&few), rows(&sample("penguins", 40, 4)));
    // All of them, in their own order, for 0 and where there are not more.
    for count in [0, all.points().len(), 100_000] {
        assert_eq!(sample("penguins", count, 9), all);
    }
    // Weights stay with their points.
    let pairs = [
        ("data", "0,0@1;1,0@2;2,0@3;3,0@4"),
        ("samples", "3"),
        ("draw", "2"),
    ];
    let law = scene(&pairs).given();
    assert_eq!(law.points().len(), 3);
    for (i, w) in law.weights().iter().enumerate() {
        assert_eq!(*w, law.points().at(i, 0) + 1.0);
    }
    // Finitely many points are their own law, also where some of them are left out.
    let few = scene(&[("data", "five-points"), ("samples", "2")]);
    assert_eq!(few.truth(), Some(of("five-points").law()));
    assert_eq!(few.law().points().len(), 2);
}

#[test]
fn a_law_that_nobody_knows_is_refused_and_what_is_wrong_is_named() {
    let refused = |pairs: &[(&str, &str)]| {
        let pairs = pairs
            .iter()
            .map(|&(name, value)| (name, Value::Text(value.into())));
        Scene::from_pairs(pairs).expect_err("not allowed")
    };
    for data in ["penguins", "faithful", "eruptions", "1,2;3,4", "0.5"] {
        let error = refused(&[("data", data), ("denoiser", "true-law")]);
        assert_eq!(error.field, "denoiser");
        let sentence = error.to_string();
        assert!(
            sentence.contains("denoiser") && sentence.contains("exact for these data"),
            "{sentence}"
        );
    }
    for (name, value) in [
        ("samples", "-1"),
        ("samples", "100001"),
        ("samples", "2.5"),
        ("draw", "1e7"),
    ] {
        let error = refused(&[("data", "lemniscate"), (name, value)]);
        assert_eq!(error.field, name);
        assert!(error.to_string().contains(name), "{error}");
    }
    // A scene that changes to such data gives the denoiser up, and says so.
    let pairs = [
        ("data", "penguins"),
        ("denoiser", "true-law"),
        ("samples", "50"),
    ];
    let pairs = pairs.map(|(name, value)| (name, Value::Text(value.into())));
    let (scene, problems) = Scene::from_pairs_leniently(pairs);
    assert_eq!(problems.len(), 1);
    assert_eq!(
        (problems[0].field.as_str(), scene.law().points().len()),
        ("denoiser", 50)
    );
}

/// The distance to the lemniscate, seen at 163,840 places of it: exact to half their distance, 2e-5.
fn distance(finer: &Law, place: [f64; 2]) -> f64 {
    let [xs, ys] = [0, 1].map(|j| finer.points().axis(j));
    let squares = xs.iter().zip(ys).map(|(x, y)| {
        let [x, y] = [x - place[0], y - place[1]];
        x * x + y * y
    });
    libm::sqrt(squares.fold(f64::INFINITY, f64::min))
}

#[test]
fn at_t_0_the_true_law_s_denoiser_is_the_nearest_place_of_the_curve() {
    let law = truth("lemniscate");
    let spacing = TAU / law.points().len() as f64;
    let finer = ten_times_finer("lemniscate");
    let kernel = Kernel::of(Process::Heat, &law);
    for place in places("lemniscate") {
        let end = kernel.posterior_mean_at(&place, 0.0);
        // Two nodes that are equally near share: their middle is off by less than the spacing.
        let is_centre = place[1] == 0.0 && place[0].abs() < 1.0 && place[0] != 0.0;
        if !is_centre {
            assert!(distance(&finer, [end[0], end[1]]) <= spacing, "{place:?}");
        }
    }
}

#[test]
fn reverse_particles_with_the_true_law_end_on_the_curve() {
    let law = truth("lemniscate");
    let spacing = TAU / law.points().len() as f64;
    let finer = ten_times_finer("lemniscate");
    for (process, grid, steps, t_star) in [
        ("heat", "log-snr", "100", "2"),
        ("ou", "karras", "60", "3"),
        ("heat", "uniform", "2000", "0.05"),
    ] {
        for epsilon in ["0", "0.2", "1"] {
            let common = [
                ("data", "lemniscate"),
                ("process", process),
                ("denoiser", "true-law"),
                ("grid", grid),
                ("steps", steps),
                ("t-star", t_star),
                ("epsilon", epsilon),
                ("particles", "200"),
                ("seed", "11"),
            ];
            let mut simulation = run(&common);
            let digest = simulation.digest();
            // The last step goes from t_{n−1} to x̄₀(x, t_{n−1}), an average over as much of the curve as σ/α sees. On
            // one branch that is an arc, whose average lies E dist² κ/2 ≤ 3σ²/2 inside of it, and a little more, for the
            // curve is not a circle; where both branches are seen it lies between them, nearer than x itself.
            let before = simulation.times()[simulation.steps() - 1];
            let kappa = simulation.scene().process.kappa(before);
            let on_an_arc = spacing + 2.0 * kappa * kappa;
            let mut off: Vec<f64> = (0..200)
                .map(|i| {
                    let place = simulation.positions().point(i);
                    distance(&finer, [place[0], place[1]])
                })
                .collect();
            off.sort_by(f64::total_cmp);
            // Both branches are seen within 4κ of the centre, 16κ of the curve's 5.24, where the parameter goes by at
            // speed 1/√2 of the mean's: on average 200 · 16κ/(2π · 0.7), and five deviations more.
            let expected = 200.0 * 16.0 * kappa / (TAU * 0.7);
            let between = (expected + FIVE_SIGMA * expected.sqrt()).ceil() as usize;
            let last = off[200 - 1 - between.min(199)];
            assert!(last <= on_an_arc, "{common:?}: {last} above {on_an_arc}");
            assert!(off[199] <= 4.0 * kappa, "{common:?}: {}", off[199]);

            // The same bits again, and from the middle.
            assert_eq!(run(&common).digest(), digest);
            simulation.seek(simulation.steps() / 2);
            simulation.seek(simulation.steps());
            assert_eq!(simulation.digest(), digest);
            // What was captured is asked of the data points, and none of them is copied.
            let captors = simulation.captors().to_vec();
            assert!(
                captors
                    .iter()
                    .all(|&point| (point as usize) < simulation.law().points().len())
            );
            assert_eq!(simulation.captured_exactly(), 0);
            assert!(simulation.expected_captures().is_none());
        }
    }
}

#[test]
fn with_the_true_law_no_sample_matters_but_that_of_the_captors() {
    // The denoiser's law is the same however many data points there are, and whichever. To t_min > 0: the last positive
    // time before 0 comes from the data points whatever the denoiser, so that runs beside each other have one grid.
    let digest = |samples: &str, draw: &str, denoiser: &str| {
        let pairs = [
            ("data", "two-moons"),
            ("denoiser", denoiser),
            ("samples", samples),
            ("draw", draw),
            ("steps", "20"),
            ("t-min", "0.001"),
            ("particles", "64"),
        ];
        run(&pairs).digest()
    };
    let first = digest("0", "0", "true-law");
    assert_eq!(digest("7", "3", "true-law"), first);
    assert_ne!(digest("7", "3", "exact"), digest("7", "4", "exact"));
    assert_ne!(digest("0", "0", "exact"), first);
}
