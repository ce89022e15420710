//! What the first page of the article says in numbers, and what it says are errata, each computed another way than the
//! page computes it: by brute force, by quadrature, or from the study beside the sentence with every button of its figure
//! pressed.

mod support;

use reverse_diffusion::denoiser::Kernel;
use reverse_diffusion::ensemble::Simulation;
use reverse_diffusion::law::{Law, preset};
use reverse_diffusion::measure::energy_distance;
use reverse_diffusion::points::Points;
use reverse_diffusion::process::Process;
use reverse_diffusion::scene::{Data, StudyKind};
use reverse_diffusion::study::Report;
use std::f64::consts::{PI, TAU};
use support::page::{Page, finished, with, written};
use support::{FIVE_SIGMA, FOUR_SIGMA, moments, run, scene};

const PAGE: Page = Page(include_str!("../index.html"));

/// The figures that sections are about are the page's: their numbers are made when the site is built, their ids stay.
#[test]
fn every_figure_that_is_named_here_is_on_the_page() {
    PAGE.has_the_figures_of(include_str!("article_claims.rs"));
}

/// ∫ f over [a, b], by Simpson's rule with n (even) intervals.
fn simpson(f: impl Fn(f64) -> f64, a: f64, b: f64, n: usize) -> f64 {
    let h = (b - a) / n as f64;
    let weight = |k: usize| match k {
        0 => 1.0,
        k if k == n => 1.0,
        k if k % 2 == 1 => 4.0,
        _ => 2.0,
    };
    (0..=n)
        .map(|k| weight(k) * f(a + h * k as f64))
        .sum::<f64>()
        * h
        / 3.0
}

fn normal_density(x: f64, variance: f64) -> f64 {
    (-x * x / (2.0 * variance)).exp() / (TAU * variance).sqrt()
}

// ---- fig-moons ------------------------------------------------------------------------------------------------------

/// From noise, from one place and without noise, as the answers set it: whoever starts ends on a data point. Not of one
/// seed only: of several.
#[test]
fn fig_moons_all_2_000_end_on_one_of_300_data_points() {
    let figure = PAGE.figure("fig-moons");
    for label in ["Yes: start in the gap", "Yes: take the noise away", "No"] {
        let own = figure.guess(label).scene();
        for seed in ["1", "2", "3"] {
            let mut simulation = run(&with(&own, [("seed", seed)]));
            assert_eq!(simulation.law().points().len(), 300);
            assert_eq!(simulation.positions().len(), 2000);
            assert_eq!(simulation.captured_exactly(), 2000, "{label}, seed {seed}");
        }
    }
    let gap = figure.guess("Yes: start in the gap");
    gap.says("All 2,000 started at one place between the moons, and all ended on a data point");
    figure.shows("All 2,000 end on one of the 300 data points, to the last bit");
}

// ---- fig-kernel -----------------------------------------------------------------------------------------------------

/// Along the line between both peaks of the density estimate of width 0.8.
#[test]
fn fig_kernel_at_0_8_the_valley_is_at_four_fifths_of_the_lower_peak() {
    let law = preset("faithful").unwrap().law(0, 0);
    let n = law.points().len();
    assert_eq!(n, 272);
    let mean = |x: [f64; 2]| {
        let mut sums = [0.0; 3];
        for i in 0..n {
            let y = [law.points().at(i, 0), law.points().at(i, 1)];
            let weight = (-((x[0] - y[0]).powi(2) + (x[1] - y[1]).powi(2)) / (2.0 * 0.64)).exp();
            sums = [
                sums[0] + weight,
                sums[1] + weight * y[0],
                sums[2] + weight * y[1],
            ];
        }
        (sums[0], [sums[1] / sums[0], sums[2] / sums[0]])
    };
    // Mean shift climbs to the peaks.
    let [a, b] = [[-1.3, -1.2], [0.8, 0.7]].map(|mut x: [f64; 2]| {
        for _ in 0..5000 {
            x = mean(x).1;
        }
        x
    });
    let heights = (0..=400).map(|k| {
        let u = f64::from(k) / 400.0;
        mean([0, 1].map(|j| a[j] + u * (b[j] - a[j]))).0
    });
    let valley = heights.fold(f64::INFINITY, f64::min) / mean(a).0.min(mean(b).0);
    assert!((0.75..0.85).contains(&valley), "{valley}");
    PAGE.says("272 pauses and eruptions of a geyser, and 2,000 samples");
    PAGE.says(
        "At 0.8 the valley between the two clusters has filled up to four fifths of the lower peak",
    );
    // Silverman's width, and the clock of the buttons: h = √(2t) with t a share of 0.32.
    let silverman = written((n as f64).powf(-1.0 / 6.0), 2);
    PAGE.says(&format!(
        "h = N^{{-1/6}} = {silverman} for standardised data"
    ));
    for (share, h) in [(0.031, "0.14"), (0.24, "0.39"), (1.0, "0.80")] {
        // Grids are cut into a hundred steps.
        let t = (f64::round(100.0 * share) / 100.0) * 0.32;
        assert_eq!(format!("{:.2}", (2.0 * t).sqrt()), h);
    }
}

/// Distances from each particle to the nearest data point, shrunk by a factor.
fn distances(simulation: &Simulation, factor: f64) -> Vec<f64> {
    let (x, points) = (simulation.positions(), simulation.law().points());
    let place = |i: usize| [0, 1].map(|j| f64::from(x.at(i, j)));
    let nearest = |i: usize| {
        let apart = |k: usize, j: usize| place(i)[j] - factor * points.at(k, j);
        let all = (0..points.len()).map(|k| apart(k, 0).hypot(apart(k, 1)));
        all.fold(f64::INFINITY, f64::min)
    };
    (0..x.len()).map(nearest).collect()
}

/// The mean of samples as a figure shows it is what the page says; over other seeds too, as far as means of a few of them
/// can tell: within four standard errors of the digits' rounding.
fn is_about(said: &str, of_seeds: &[Vec<f64>]) {
    let decimals = said.split_once('.').unwrap().1.len();
    let (own, _) = moments(&of_seeds[0]);
    assert_eq!(written(own, decimals), said);
    let all = of_seeds.concat();
    let (mean, variance) = moments(&all);
    let error = (variance / all.len() as f64).sqrt();
    let rounding = 0.5 * 0.1f64.powi(i32::try_from(decimals).unwrap());
    assert!(
        (mean - said.parse::<f64>().unwrap()).abs() < rounding + FOUR_SIGMA * error,
        "{said}: {mean} ± {error}"
    );
}

const SEEDS: [&str; 5] = ["1", "2", "3", "4", "5"];

/// 2,000 samples each in five seeds, at h = 0.155 and 0.8: what the page rounds to two digits.
#[test]
fn fig_kernel_how_far_samples_are_from_the_nearest_example() {
    let figure = PAGE.figure("fig-kernel");
    let [mut narrow, mut wide] = [Vec::new(), Vec::new()];
    for seed in SEEDS {
        let mut simulation = Simulation::new(scene(&with(&figure.scene(), [("seed", seed)])));
        assert_eq!(simulation.captured_exactly(), simulation.positions().len());
        while simulation.step() {
            let h = written((2.0 * simulation.time()).sqrt(), 3);
            match (simulation.index(), &*h) {
                // What the buttons go to, 0.0375 and 1 of eighty steps.
                (3, "0.155") => narrow.push(distances(&simulation, 1.0)),
                (80, "0.800") => wide.push(distances(&simulation, 1.0)),
                (3 | 80, other) => panic!("{other}"),
                _ => {}
            }
        }
    }
    is_about("0.07", &narrow);
    is_about("0.39", &wide);
    let [none, middle, much] =
        ["h = 0, no blur", "About 0.155", "About 0.8"].map(|l| figure.guess(l));
    // Of equal ones the ensemble's law knows but one.
    let examples = preset("faithful").unwrap().law(0, 0).points().len();
    none.says(&format!(
        "every sample is one of the {examples} examples again: 100 % are copies"
    ));
    middle.says("is largest at h = 0.155. At that width samples are 0.07 from the nearest example");
    much.says("At h = 0.8 samples are 0.39 from the nearest example on average");
}

// ---- fig-instability ------------------------------------------------------------------------------------------------

#[test]
fn fig_instability_finer_grids_are_worse_and_a_coarse_one_survives_a_short_horizon_only() {
    // The row of rounding alone: when it has grown to 1 on the grid at hand.
    let blown = |pairs: &[(&str, &str)]| {
        let pairs = [&[("study", "instability")], pairs].concat();
        let report = finished(&pairs);
        report.rows[1].measured
    };
    for precision in ["f64", "f32"] {
        for amplitude in ["0.001", "1e-15"] {
            let of = |cells| {
                blown(&[
                    ("cells", cells),
                    ("precision", precision),
                    ("amplitude", amplitude),
                ])
            };
            let ([coarse, middling, fine], at) =
                (["32", "96", "192"].map(of), (precision, amplitude));
            assert_eq!(coarse, None, "{at:?}");
            assert!(fine.unwrap() < middling.unwrap(), "{at:?}");
            assert!(middling.unwrap() < 0.8, "{at:?}");
        }
    }
    assert!(blown(&[("cells", "32"), ("t-star", "4")]).is_some());
}

// ---- fig-step -------------------------------------------------------------------------------------------------------

/// What Euler–Maruyama (4.19) leaves about one point x₀ from N(0, 1) in each coordinate: a step is
/// x ↦ (1 + Δ − 2Δ/σ²)x + 2Δαx₀/σ² + √(2Δ)z, so that mean and variance follow by hand. The page's numbers are these; the
/// figure's 2,000 particles, two coordinates each, are within five errors of them: of what is left, W = P + o² with a variance
/// P and an offset o, the mean of 4,000 squares has the variance (2P² + 4Po²)/4000, at most 2W²/4000.
#[test]
fn fig_step_what_each_scheme_leaves() {
    const T_STAR: f64 = 3.0;
    let figure = PAGE.figure("fig-step");
    let [euler, exact] = [0, 1].map(|k| figure.scenes().swap_remove(k));
    let mut left = Vec::new();
    for (steps, decimals) in [("1", 0), ("10", 2), ("100", 2)] {
        let simulation = run(&with(&euler, [("steps", steps)]));
        let about = |simulation: &Simulation| {
            let (x, points) = (simulation.positions(), simulation.law().points());
            let square = |i: usize, j: usize| (f64::from(x.at(i, j)) - points.at(0, j)).powi(2);
            let all = (0..x.len()).map(|i| square(i, 0) + square(i, 1));
            all.sum::<f64>() / (2 * x.len()) as f64
        };
        let n: f64 = steps.parse().unwrap();
        let point = simulation.law().points().point(0);
        assert_eq!(simulation.scene().t_star, T_STAR);
        let (mut mean, mut variance, step) = ([0.0; 2], 1.0, T_STAR / n);
        for k in 0..simulation.steps() {
            let t = T_STAR - step * k as f64;
            let spread = 1.0 - (-2.0 * t).exp();
            let factor = 1.0 + step - 2.0 * step / spread;
            for (m, x) in mean.iter_mut().zip(&point) {
                *m = factor * *m + 2.0 * step * (-t).exp() / spread * x;
            }
            variance = factor * factor * variance + 2.0 * step;
        }
        let offset = mean.iter().zip(&point).map(|(m, x)| (m - x).powi(2));
        let whole = variance + offset.sum::<f64>() / 2.0;
        let error = whole * (2.0 / 4000.0f64).sqrt();
        let measured = about(&simulation);
        assert!(
            (measured - whole).abs() < FIVE_SIGMA * error,
            "{steps}: {measured} beside {whole} ± {error}"
        );
        left.push(written(whole, decimals));
        // The exact step leaves nothing, to the last bit.
        assert!(about(&run(&with(&exact, [("steps", steps)]))) == 0.0);
    }
    let factor = 1.0 + T_STAR - 2.0 * T_STAR / (1.0 - (-2.0 * T_STAR).exp());
    // What becomes of the start's variance, 1, and what a step adds.
    let (made, added) = (written(factor * factor, 0), written(2.0 * T_STAR, 0));
    let factor = written(factor, 1).replace('-', "−");
    let [one, ten, hundred] = &left[..] else {
        panic!("three numbers of steps");
    };
    let in_ten = figure.guess("About 0.6");
    assert!(in_ten.scene().contains(&("steps", "10")));
    let (step, noise) = (0.1 * T_STAR, 0.2 * T_STAR);
    in_ten.says(&format!(
        "A step is Δ = {step:.1} long, and the noise of the last one, 2Δ = {noise:.1},"
    ));
    assert_eq!(written(ten.parse().unwrap(), 1), "0.6");
    let more = figure.guess("More than at the start");
    assert!(more.scene().contains(&("steps", "1")));
    more.says(&format!(
        "a step of Δ = {T_STAR} multiplies the start, of variance 1, by {factor}, which makes {made}, and adds 2Δ = {added}: \
         {one} is left"
    ));
    let number = |text: &String| text.parse::<f64>().unwrap();
    assert_eq!(number(&made) + number(&added), number(one));
    figure.guess("None").says("Only the exact step leaves none");
    figure.shows(&format!(
        "leaves {ten} with ten steps and {hundred} with a hundred"
    ));
    // In the formula the sign is TeX's.
    let factor = factor.replace('−', "-");
    figure.shows(&format!("T^*={T_STAR} does not even forget its start"));
    figure.shows(&format!(
        "= {factor}, which makes a variance of {made}, adds 2\\Delta = {added}, and {one} remains"
    ));
    figure.shows("The exact step leaves 0 in every case");
}

// ---- fig-novelty ----------------------------------------------------------------------------------------------------

/// 2,000 samples each: 0.111 ± 0.002 at t_min = 0.02, 0.311 ± 0.007 at 0.2.
#[test]
fn fig_novelty_how_far_samples_are_from_the_nearest_shrunken_example() {
    let figure = PAGE.figure("fig-novelty");
    let of = |label: &str| {
        let own = figure.guess(label).scene();
        SEEDS.map(|seed| run(&with(&own, [("seed", seed)])))
    };
    let shrunken = |runs: [Simulation; 5]| {
        runs.map(|mut simulation| {
            assert_eq!(simulation.captured_exactly(), 0);
            distances(&simulation, (-simulation.time()).exp())
        })
    };
    for mut simulation in of("At 0") {
        assert_eq!(simulation.captured_exactly(), 2000);
    }
    is_about("0.11", &shrunken(of("At 0.02")));
    is_about("0.31", &shrunken(of("At 0.2")));
    figure
        .guess("At 0")
        .says("At 0 all 2,000 samples are examples, to the last bit");
    let early = figure.guess("At 0.02");
    early.says("At 0.02 no sample is an example: they are 0.11 from the nearest on average");
    let noise = written((1.0 - (-0.4f64).exp()).sqrt(), 2);
    figure.guess("At 0.2").says(&format!(
        "At 0.2 the noise is {noise} wide, samples are 0.31 from the nearest shrunken example on average"
    ));
    figure.shows("Stopped at 0, all 2,000 are copies; at 0.02 samples are 0.11 from the nearest (shrunken) example on average, at 0.2 they are 0.31 away.");
}

// ---- fig-cells ------------------------------------------------------------------------------------------------------

/// From one place, with noise λ_i of it end at x_i; without all end in one.
#[test]
fn fig_cells_shares_from_one_place_are_lambda_with_noise_only() {
    let pairs = |epsilon| {
        [
            ("data", "five-points"),
            ("grid", "log-snr"),
            ("particles", "1000"),
            ("start", "2,1"),
            ("steps", "400"),
            ("epsilon", epsilon),
        ]
    };
    let ends = |epsilon| {
        let simulation = run(&pairs(epsilon));
        let (x, points) = (simulation.positions(), simulation.law().points().clone());
        let mut counts = [0.0; 5];
        for i in 0..x.len() {
            let distance = |k: &usize| {
                let apart = |j: usize| f64::from(x.at(i, j)) - points.at(*k, j);
                apart(0).powi(2) + apart(1).powi(2)
            };
            let nearest = (0..5).min_by(|a, b| distance(a).total_cmp(&distance(b)));
            counts[nearest.unwrap()] += 1.0;
        }
        (counts, points)
    };
    let (counts, points) = ends("1");
    let (t, mut weights) = (3.0f64, [0.0; 5]);
    for (i, weight) in weights.iter_mut().enumerate() {
        let apart = |j: usize, x: f64| x - (-t).exp() * points.at(i, j);
        let square = apart(0, 2.0).powi(2) + apart(1, 1.0).powi(2);
        *weight = (-square / (2.0 * (1.0 - (-2.0 * t).exp()))).exp();
    }
    let sum: f64 = weights.iter().sum();
    for (count, weight) in counts.iter().zip(weights) {
        let p = weight / sum;
        // 400 steps leave a bias of about a step's share, 1/400; a standard deviation is 12.
        let allowed = FIVE_SIGMA * (1000.0 * p * (1.0 - p)).sqrt() + 1000.0 / 400.0;
        assert!((count - 1000.0 * p).abs() < allowed, "{count} beside {p}");
    }
    let (counts, _) = ends("0");
    assert!(counts.contains(&1000.0), "{counts:?}");
}

// ---- fig-lemniscate -------------------------------------------------------------------------------------------------

/// Total variation of u(·, t) of the lemniscate and of N points on it, on a grid; the curve by 4,000 nodes.
#[test]
fn fig_lemniscate_how_far_both_laws_are_apart_at_0_1_and_at_0_001() {
    let node = |k: usize| {
        let (sin, cos) = (TAU * k as f64 / 4000.0).sin_cos();
        [cos / (1.0 + sin * sin), sin * cos / (1.0 + sin * sin)]
    };
    let curve: Vec<[f64; 2]> = (0..4000).map(node).collect();
    let sample = |n: usize| {
        let law = preset("lemniscate").unwrap().law(n, 0);
        (0..n)
            .map(|i| [law.points().at(i, 0), law.points().at(i, 1)])
            .collect::<Vec<_>>()
    };
    let variation = |samples: &[Vec<[f64; 2]>], t: f64, share: f64| {
        let s = (2.0 * t).sqrt();
        let h = share * s;
        let (columns, rows) = (((1.0 + 5.0 * s) / h) as i32, ((0.36 + 5.0 * s) / h) as i32);
        let mut totals = vec![0.0; samples.len()];
        for i in -columns..=columns {
            for j in -rows..=rows {
                let x = [f64::from(i) * h, f64::from(j) * h];
                let density = |points: &[[f64; 2]]| {
                    let square = |y: &[f64; 2]| (x[0] - y[0]).powi(2) + (x[1] - y[1]).powi(2);
                    let sum: f64 = points.iter().map(|y| (-square(y) / (4.0 * t)).exp()).sum();
                    sum / points.len() as f64 / (4.0 * PI * t)
                };
                let law = density(&curve);
                for (total, points) in totals.iter_mut().zip(samples) {
                    *total += 0.5 * h * h * (law - density(points)).abs();
                }
            }
        }
        totals
    };
    let two = |x: f64| format!("{x:.2}");
    let samples = [20, 50, 400].map(sample);
    let at = variation(&samples, 0.1, 0.25);
    assert_eq!(
        at.iter().map(|&x| two(x)).collect::<Vec<_>>(),
        ["0.13", "0.08", "0.02"]
    );
    PAGE.says(
        "with 50 points the two laws differ by 0.08 in total variation, with 20 by 0.13, with 400 by 0.02",
    );
    let at = variation(&samples[1..2], 0.001, 0.5);
    assert_eq!(two(at[0]), "0.32");
    PAGE.says("that of 50 points a string of beads: 0.32");
}

// ---- fig-floor ------------------------------------------------------------------------------------------------------

/// Mean square errors of network and exact denoiser at t = 0.001 and at t = 3, [above the floor, weighted by α²/σ²].
fn errors(pairs: &[(&str, &str)]) -> [[f64; 2]; 2] {
    let report = finished(&[&[("study", "loss-floor")], pairs].concat());
    let [_, exact, network] = &report.charts[1].series[..] else {
        panic!("three curves");
    };
    let last = exact.x.len() - 1;
    assert!((exact.x[0] - 0.001).abs() < 1e-12 && (exact.x[last] - 3.0).abs() < 1e-9);
    // The same draws for both, so that what is above the exact denoiser's error is above the floor.
    [0, last].map(|k| {
        let above = network.y[k] - exact.y[k];
        [above, above / (2.0 * exact.x[k]).exp_m1()]
    })
}

#[test]
fn fig_floor_the_network_is_as_good_as_exact_at_large_t_in_the_loss_s_weight_only() {
    for loss in ["discrete", "total"] {
        for answer in ["origin", "noise"] {
            for training in ["200", "2000"] {
                let [[_, early], [_, late]] =
                    errors(&[("loss", loss), ("answer", answer), ("training", training)]);
                assert!(
                    early > 30.0 * late,
                    "{loss} {answer} {training}: {early}, {late}"
                );
            }
        }
    }
    let seeds = ["1", "2", "3", "4", "5", "6", "7", "8"];
    let [mut small, mut large] = [Vec::new(), Vec::new()];
    for seed in seeds {
        let [[a, _], [b, _]] = errors(&[("learning-seed", seed)]);
        small.push(a);
        large.push(b);
    }
    PAGE.says("above the floor by 0.11 ± 0.01 at t=3 and by 0.0022 ± 0.0001 at t=0.001");
    for (values, said, error) in [(large, 0.11, 0.01), (small, 0.0022, 0.0001)] {
        let (mean, variance) = moments(&values);
        let own = (variance / (seeds.len() - 1) as f64).sqrt();
        assert!(own < error * 1.5, "{mean} ± {own}");
        assert!((mean - said).abs() < 2.0 * error, "{mean} ± {own}");
    }
}

// ---- The table of novelty ------------------------------------------------------------------------------------------

/// Fresh data of one law are at a distance of 0 on average. Were they spread evenly over the moons, as the points that
/// are learned are, pairs on one moon would be rarer than by chance, and the distance below 0: −(b − w)/(n − 1), b the
/// mean distance between moons and w within one.
#[test]
fn the_energy_distance_of_fresh_data_to_fresh_data_is_0_on_average() {
    let (n, repeats) = (100, 300);
    let halves = |law: Law| {
        let rows = law.points().to_rows();
        let (a, b) = rows.split_at(2 * n);
        [a, b].map(|rows| Points::<f64>::from_rows(rows, 2))
    };
    for data in [
        "two-moons",
        "gaussian-mixture",
        "checkerboard",
        "lemniscate",
    ] {
        let distances: Vec<f64> = (0..repeats)
            .map(|draw| {
                let draw = draw.to_string();
                let fresh = scene(&[("data", data), ("draw", &draw)])
                    .fresh(2 * n)
                    .unwrap();
                let [a, b] = halves(fresh);
                energy_distance(&a, &b)
            })
            .collect();
        let (mean, variance) = moments(&distances);
        let error = (variance / f64::from(repeats)).sqrt();
        assert!(mean.abs() < 4.0 * error, "{data}: {mean} ± {error}");
    }
    let moons = preset("two-moons").unwrap();
    let mut distances = Vec::new();
    let mut gap = 0.0;
    for draw in 0..repeats {
        let [a, b] = halves(moons.law(2 * n, u64::from(draw as u32)));
        distances.push(energy_distance(&a, &b));
        // Of `a` the points with even numbers are on one moon: b − w, w without pairs of a point with itself.
        for i in 0..n {
            for j in 0..n {
                let apart = |k: usize| a.at(i, k) - a.at(j, k);
                let distance = apart(0).hypot(apart(1));
                let pairs = match i % 2 == j % 2 {
                    true => -(n as f64 * (n as f64 / 2.0 - 1.0)),
                    false => n as f64 * n as f64 / 2.0,
                };
                gap += distance / pairs / f64::from(repeats);
            }
        }
    }
    let (mean, variance) = moments(&distances);
    let (error, bias) = (
        (variance / f64::from(repeats)).sqrt(),
        -gap / (n as f64 - 1.0),
    );
    assert!(
        (mean - bias).abs() < 4.0 * error,
        "{mean} ± {error}, {bias}"
    );
    assert!(mean < -4.0 * error, "{mean} ± {error}");
}

/// The difference that the table shows as −1.70 ± 0.08, of eight of its hundred draws: it differs from draw to draw by
/// 0.8 or so, their mean by 0.3.
#[test]
fn the_density_estimate_is_nearer_to_fresh_data_than_copies_are() {
    PAGE.says("1.70 ± 0.08");
    let differences: Vec<f64> = (0..8)
        .map(|draw| {
            let number = (3 * draw).to_string();
            let common = [
                ("data", "two-moons"),
                ("samples", "64"),
                ("draw", &number),
                ("seed", &number),
                ("start", "terminal"),
                ("grid", "log-snr"),
                ("t-min", "0.0001"),
                ("steps", "60"),
                ("particles", "1000"),
            ];
            let fresh = scene(&common).fresh(2000).unwrap();
            let reference = Points::<f64>::from_rows(&fresh.points().to_rows()[..2000], 2);
            let of = |own: &[(&str, &str)]| {
                energy_distance(&reference, run(&[&common[..], own].concat()).positions())
            };
            1e3 * (of(&[("denoiser", "kde"), ("bandwidth", "0.1")]) - of(&[]))
        })
        .collect();
    let (mean, variance) = moments(&differences);
    let error = (variance / 7.0).sqrt();
    assert!(
        (mean + 1.70).abs() < 4.0 * error.hypot(0.08),
        "{mean} ± {error}"
    );
    assert!(mean < -4.0 * error, "{mean} ± {error}");
}

/// The figure runs eight denoisers; the table has the true law's too, and fresh data.
#[test]
fn fig_memorised_has_eight_denoisers_with_the_exact_ones_at_the_right() {
    PAGE.says("Eight denoisers of the same examples");
    for samples in ["16", "64", "256"] {
        let report = finished(&[("study", "memorised"), ("samples", samples)]);
        let shares: Vec<f64> = report
            .rows
            .iter()
            .filter(|row| row.name.starts_with("memorised share"))
            .map(|row| row.measured.unwrap())
            .collect();
        // Fresh data, exact, half of the data, and six others.
        assert_eq!(shares.len(), 9);
        for other in &shares[3..] {
            assert!(
                shares[1] > *other && shares[2] > *other,
                "{samples}: {shares:?}"
            );
        }
    }
}

/// Names and means with their standard errors, column by column.
fn novelty_table() -> Vec<(String, Vec<[f64; 2]>)> {
    let start = PAGE.0.find("id=\"novelty-table\"").unwrap();
    let table = &PAGE.0[start..start + PAGE.0[start..].find("</table>").unwrap()];
    table
        .split("<tr><th scope=\"row\">")
        .skip(1)
        .map(|row| {
            let (name, cells) = row.split_once("</th>").unwrap();
            let cells = cells.split("<td>").skip(1).map(|cell| {
                let cell = cell
                    .split("</td>")
                    .next()
                    .unwrap()
                    .replace('−', "-")
                    .replace('+', "");
                let (value, error) = cell.split_once(" ± ").unwrap_or((&cell, "0"));
                [value, error].map(|x| x.parse::<f64>().unwrap())
            });
            (name.to_owned(), cells.collect())
        })
        .collect()
}

#[test]
fn the_table_names_every_denoiser_and_the_sentences_below_it_agree_with_it() {
    let rows = novelty_table();
    assert_eq!(rows.len(), 10);
    let row = |name: &str| &rows.iter().find(|row| row.0.starts_with(name)).unwrap().1;
    let apart = |a: [f64; 2], b: [f64; 2]| (a[0] - b[0]) / a[1].hypot(b[1]);
    let (fresh, exact, network) = (row("Fresh"), row("Exact, of the data"), row("Network"));
    // 0 on average, for the true law too.
    for name in ["Fresh", "Exact, of the true"] {
        assert!(apart(row(name)[1], [0.0; 2]).abs() < 3.0);
        assert!(apart(row(name)[0], fresh[0]).abs() < 3.0);
    }
    assert!(apart(network[0], fresh[0]) < -4.0, "less often memorised");
    assert!(network[2][0] > -2.0 * network[2][1], "no nearer");
    let best = row("Density");
    for (name, cells) in &rows {
        let is_plain = !name.starts_with("Fresh") && !name.ends_with("true law");
        assert!(!is_plain || cells[2][0] >= best[2][0], "{name}");
        // The mean of differences is the difference of means, to what is left when both are rounded.
        assert!(
            (cells[1][0] - exact[1][0] - cells[2][0]).abs() < 0.11,
            "{name}"
        );
    }
    let gain = -best[2][0] / exact[1][0];
    assert!((0.08..0.12).contains(&gain), "a tenth: {gain}");
}

// ---- fig-good-error -------------------------------------------------------------------------------------------------

/// The measured number of the row that is so called, and its standard error.
fn row(report: &Report, name: &str) -> [f64; 2] {
    let row = report.rows.iter().find(|row| row.name == name);
    let row = row.unwrap_or_else(|| panic!("no row {name}"));
    [row.measured.unwrap(), row.error.unwrap_or(f64::NAN)]
}

/// Of 600 samples, with the standard error: 7 ± 1 %.
fn share_of(report: &Report, who: &str) -> String {
    let [share, error] = row(report, &format!("memorised share, {who}"));
    format!(
        "{} ± {} %",
        written(100.0 * share, 0),
        written(100.0 * error, 0)
    )
}

/// One draw of data and noise, as the figure shows it.
#[test]
fn fig_good_error_what_each_answer_comes_to() {
    let figure = PAGE.figure("fig-good-error");
    let mut at = Vec::new();
    for (label, is_nearer) in [
        ("A density estimate’s", true),
        ("A smoothed denoiser’s", false),
        ("A Gaussian’s", false),
        ("A network’s", true),
    ] {
        let guess = figure.guess(label);
        let report = finished(&guess.scene());
        let [of, copies] = ["the other", "exact"].map(|who| {
            let [distance, _] = row(&report, &format!("energy distance, {who}"));
            at.push(written(distance, 4));
            distance
        });
        assert_eq!(of < copies, is_nearer, "{label}");
        let [of, copies] = [of, copies].map(|distance| written(distance, 4));
        let (share, fresh) = (
            share_of(&report, "the other"),
            share_of(&report, "fresh data"),
        );
        guess.says(&match label {
            "A density estimate’s" => format!("is {of} where that of copies is {copies}; {share} are memorised, of fresh data {fresh}."),
            "A smoothed denoiser’s" => format!("In this draw of data and noise its law is farther off: an energy distance of {of}, where that of copies is {copies}. {share} are memorised."),
            "A Gaussian’s" => format!("Only {share} are memorised, but its law is no two moons: its energy distance is {of}, that of copies {copies}."),
            _ => format!("By chance: in this draw its energy distance is {of}, that of copies {copies}, but over a hundred draws"),
        });
        if label == "A density estimate’s" {
            let [t, _] = row(&report, "t at which twins are 0.1 apart");
            figure.shows(&format!(
                "With the density estimate, coupled paths are 0.1 apart from t={} on",
                written(t, 3)
            ));
        }
    }
    let [kde, copies, smoothed, _, gaussian, _, network, _] = &at[..] else {
        panic!("four answers");
    };
    figure.shows(&format!("In this draw of data and noise the energy distance of copies to fresh data is {copies}. A density estimate of width 0.15 comes nearer, {kde}, and so does the network, {network}; smoothing, {smoothed}, and the Gaussian, {gaussian}, do not."));
}

/// How much of that is the noise's: standard deviations over sixteen seeds, each known to a sixth of itself or so.
#[test]
fn fig_good_error_other_noise_moves_copies_but_hardly_the_difference() {
    let figure = PAGE.figure("fig-good-error");
    let own = figure.guess("A density estimate’s").scene();
    let [mut copies, mut differences] = [Vec::new(), Vec::new()];
    for seed in 1..=16 {
        let report = finished(&with(&own, [("seed", &*seed.to_string())]));
        let [of, exact] =
            ["the other", "exact"].map(|who| row(&report, &format!("energy distance, {who}"))[0]);
        copies.push(exact);
        differences.push(of - exact);
    }
    let deviation = |values: &[f64]| (moments(values).1 * 16.0 / 15.0).sqrt();
    let [copies, differences] = [copies, differences].map(|values| deviation(&values));
    figure.shows(&format!(
        "Other noise moves that of copies by {} or so, but its difference from the density estimate’s by {} only.",
        written(copies, 3),
        written(differences, 4)
    ));
}

// ---- fig-memorised --------------------------------------------------------------------------------------------------

/// One draw, as the figure shows it, and the table for a hundred.
#[test]
fn fig_memorised_what_each_answer_comes_to() {
    let figure = PAGE.figure("fig-memorised");
    let report = finished(&figure.guess("The network’s").scene());
    let energy = |who: &str| row(&report, &format!("energy distance, {who}"))[0];
    let [network, copies, gaussian] =
        ["network", "exact", "Gaussian"].map(|who| written(energy(who), 4));
    let share = |who: &str| share_of(&report, who);
    figure.guess("The exact one’s").says(&format!(
        "It copies: {} of its samples are memorised here, of fresh data {}.",
        share("exact"),
        share("fresh data")
    ));
    figure.guess("The network’s").says(&format!(
        "In this draw it is, {network} against {copies} of copies."
    ));
    figure.guess("The Gaussian’s").says(&format!(
        "with {} memorised, and far from the law: {gaussian} where copies have {copies}.",
        share("Gaussian")
    ));
    // Of all eight the network is the nearest here.
    for row in &report.rows {
        let is_other = row.name.starts_with("energy distance") && !row.name.contains("fresh");
        assert!(
            !is_other || row.measured.unwrap() >= energy("network"),
            "{row:?}"
        );
    }
    figure
        .guess("The density estimate’s")
        .says("In this draw the network happens to be nearer still");
    figure.shows(&format!(
        "about 70 % of their samples are memorised, of fresh data {}.",
        share("fresh data")
    ));
    for who in ["exact", "half of the data"] {
        let [share, error] = row(&report, &format!("memorised share, {who}"));
        assert!(
            (share - 0.7).abs() < 2.0 * error,
            "{who}: {share} ± {error}"
        );
    }

    // The table, of a hundred draws.
    let rows = novelty_table();
    let gain = |name: &str| rows.iter().find(|row| row.0.starts_with(name)).unwrap().1[2];
    let [kde, _] = gain("Density");
    figure.guess("The density estimate’s").says(&format!(
        "Over a hundred draws it is nearer than copies by {} thousandths, the most of all",
        written(-kde, 1)
    ));
    let [network, error] = gain("Network");
    figure.guess("The network’s").says(&format!(
        "Over a hundred draws it gains {} ± {error} thousandths, which is nothing",
        -network
    ));
    assert!(network.abs() < 2.0 * error);
}

// ---- fig-generalise -------------------------------------------------------------------------------------------------

/// How far apart coupled paths end on average whose denoisers know disjoint halves of 2n data, as the study does it.
fn apart(denoiser: &str, n: usize, draw: u64) -> f64 {
    let ends = [false, true].map(|is_second| {
        let mut own = scene(&[
            ("study", "generalise"),
            ("denoiser", denoiser),
            ("training", "800"),
            ("particles", "300"),
        ]);
        own.study = StudyKind::None;
        own.data = Data::Inline(own.data.law(2 * n, draw).half(is_second, draw));
        (own.samples, own.draw) = (0, draw);
        let mut simulation = Simulation::new(own);
        while simulation.step() {}
        simulation
    });
    let [a, b] = ends.each_ref().map(Simulation::positions);
    let apart = |i: usize, j: usize| f64::from(a.at(i, j) - b.at(i, j));
    let all = (0..a.len()).map(|i| apart(i, 0).hypot(apart(i, 1)));
    all.sum::<f64>() / a.len() as f64
}

/// One draw, as the figure shows it.
#[test]
fn fig_generalise_how_far_apart_coupled_paths_end() {
    let figure = PAGE.figure("fig-generalise");
    let always = figure.guess("From 4, the least tried");
    let report = finished(&always.scene());
    let curve = |name: &str| {
        let all = &report.charts[0].series;
        let one = all.iter().find(|series| series.name == name).unwrap();
        assert_eq!(one.x, [4.0, 16.0, 64.0, 256.0, 1024.0]);
        one.y.clone()
    };
    let (networks, exact, kde) = (curve("network"), curve("exact"), curve("density estimate"));
    assert!(networks.iter().zip(&exact).all(|(a, b)| a < b));
    let at = |k: usize, decimals: usize| {
        let [a, b] = [&networks, &exact].map(|y| written(y[k], decimals));
        (a, b)
    };
    let ((few, few_exact), (some, some_exact), (many, many_exact)) = (at(0, 2), at(2, 2), at(4, 3));
    always.says(&format!("In this draw they do so all along: {few} against {few_exact} apart with 4 examples each, {some} against {some_exact} with 64, {many} against {many_exact} with 1,024."));
    figure.guess("From 1,000 on").says(&format!(
        "with 4 examples each networks end {few} apart, exact denoisers {few_exact}."
    ));
    figure.guess("Never").says(&format!(
        "with 1,024 examples each networks end {many} apart, exact denoisers {many_exact}."
    ));
    figure.shows(&format!("From 4 on in this draw of the moons: networks end {few} apart with 4 examples each where exact denoisers are {few_exact} apart, and {many} with 1,024 where these are {many_exact}."));
    figure.shows(&format!(
        "two density estimates agree about as well, {} here",
        written(kde[4], 3)
    ));
    // The runs below are the study's own.
    for (kind, of) in [("network", &networks), ("exact", &exact)] {
        assert!((apart(kind, 4, 0) - of[0]).abs() < 1e-12);
    }
}

/// Over a dozen draws of the data, with the standard error of their mean.
#[test]
fn fig_generalise_with_4_examples_it_is_so_on_average_with_16_in_every_draw() {
    let gains = |n: usize| -> Vec<f64> {
        let gain = |draw| apart("exact", n, draw) - apart("network", n, draw);
        (0..12).map(gain).collect()
    };
    let said = |gains: &[f64]| {
        let (mean, variance) = moments(gains);
        let error = (variance / 11.0).sqrt();
        assert!(mean > FOUR_SIGMA / 2.0 * error, "{mean} ± {error}");
        format!("{} ± {}", written(mean, 2), written(error, 2))
    };
    let [few, more] = [4, 16].map(gains);
    assert!(few.iter().any(|&gain| gain < 0.0) && more.iter().all(|&gain| gain > 0.0));
    PAGE.figure("fig-generalise").shows(&format!(
        "Over twelve draws they are nearer by {} with 4 examples each, though not in every draw, and by {} with 16, in each of the twelve.",
        said(&few),
        said(&more)
    ));
    // Beside density estimates, of 1,024: nearer in some draws, farther in others.
    let [a, b, c] = [0, 1, 2].map(|draw| apart("network", 1024, draw) / apart("kde", 1024, draw));
    for ratio in [a, b, c] {
        assert!((0.7..1.4).contains(&ratio), "{a} {b} {c}");
    }
    assert!(a > 1.0 && b < 1.0);
}

// ---- fig-digits -----------------------------------------------------------------------------------------------------

/// Nothing but examples: every image is nearer to one of them than a thousandth of the least distance of two.
#[test]
fn fig_digits_every_image_of_the_exact_denoiser_is_a_training_digit() {
    let mut own = scene(&[("study", "digits")]);
    own.study = reverse_diffusion::scene::StudyKind::None;
    own.denoiser = reverse_diffusion::scene::DenoiserKind::Exact;
    let points = own.law().points().clone();
    let mut simulation = Simulation::new(own);
    while simulation.step() {}
    let x = simulation.positions();
    for i in 0..x.len() {
        let is_it = |k: usize| (0..64).all(|j| x.at(i, j) == points.at(k, j) as f32);
        assert!(
            (0..points.len()).any(is_it),
            "image {i} is not one of them to the last bit"
        );
    }
}

// ---- Formulas and errata -------------------------------------------------------------------------------------------

/// Every formula outside the errata has the corrected form and one symbol for the variance.
#[test]
fn formulas_are_the_corrected_ones_in_one_notation() {
    let start = PAGE.0.find("<section id=\"errata\">").unwrap();
    let end = start + PAGE.0[start..].find("</section>").unwrap();
    let rest = format!("{}{}", &PAGE.0[..start], &PAGE.0[end..]);
    // β once, where it is said what it is.
    assert_eq!(rest.matches("\\beta").count(), 1);
    assert!(rest.contains("(the paper’s <span class=\"tex\">\\beta_t</span>)"));
    let formula = |number: &str| {
        let from = rest.find(&format!("data-number=\"{number}\">")).unwrap();
        &rest[from..from + rest[from..].find("</div>").unwrap()]
    };
    for number in ["4.6", "4.19", "4.39"] {
        assert!(
            formula(number).contains("\\sigma_{t_n}^2") || formula(number).contains("\\sigma_t^2")
        );
    }
    assert!(formula("4.8").contains("\\mathcal O(t)") && !rest.contains("\\mathcal O(1)"));
    assert!(formula("4.19").contains("\\sqrt{2\\,\\Delta s_n}"));
    assert!(rest.contains("that is independent of <span class=\"tex\">\\rev{\\tilde X_0}</span>"));
}

/// The page's list and the study's are one.
#[test]
fn the_errata_of_page_and_study_are_the_same() {
    let list = PAGE
        .0
        .split("<dl class=\"errata\">")
        .nth(1)
        .unwrap()
        .split("</dl>")
        .next()
        .unwrap();
    let on_page: Vec<&str> = list
        .split("<dt><span class=\"n\">")
        .skip(1)
        .map(|entry| entry.split("</span>").next().unwrap())
        .collect();
    let report = finished(&[("study", "errata")]);
    let in_study: Vec<&str> = report.findings[1..]
        .iter()
        .map(|finding| finding.split_once(": ").unwrap().0)
        .collect();
    assert_eq!(on_page, in_study);
    assert!(!list.contains("(4.45)"));
}

/// Rows with a prediction meet it, for any scene.
#[test]
fn the_study_of_errata_is_right_for_other_scenes_too() {
    for pairs in [
        &[][..],
        &[("steps", "5000")],
        &[("grid", "log-snr")],
        &[("grid", "karras"), ("t-min", "0.1")],
        &[("process", "heat")],
        &[("t-star", "0.05"), ("steps", "1")],
        &[("t-star", "20"), ("steps", "1")],
        &[("data", "two-diracs-line"), ("width", "0")],
        &[("data", "eruptions"), ("width", "0.1")],
    ] {
        let report = finished(&[&[("study", "errata")], pairs].concat());
        support::is_sound(&report, &scene(&[&[("study", "errata")], pairs].concat()));
        for row in &report.rows {
            if let (Some(predicted), Some(measured)) = (row.predicted, row.measured) {
                // The remainder of (4.8) and the growth of the loss are limits, met to a part in a thousand.
                let allowed = 1e-3 * predicted.abs().max(1e-9);
                assert!((measured - predicted).abs() < allowed, "{pairs:?}: {row:?}");
            }
        }
    }
}

/// (4.8): x + 2(αx̄ − x)/σ² = (x̄ − x)/t − t(x̄ + 2x)/6 + O(t³).
#[test]
fn erratum_4_8_the_remainder_is_of_order_t() {
    for (x, origin) in [(2.0, 0.5), (-1.0, 3.0), (0.3, 0.0)] {
        let left = |t: f64| {
            let drift = x + 2.0 * ((-t).exp() * origin - x) / -(-2.0 * t).exp_m1();
            drift - (origin - x) / t + t * (origin + 2.0 * x) / 6.0
        };
        // The next coefficients are t³(x/45 + 7x̄/360).
        for t in [0.1, 0.05, 0.02] {
            assert!(
                left(t).abs() < t * t * t * (x.abs() + origin.abs()) / 30.0,
                "{}",
                left(t)
            );
        }
    }
}

/// (4.9): from X̃₀ at s = 0 to x̄₀ at s = T*, with the variance 2ts/T* that is printed below it.
#[test]
fn erratum_4_9_the_linear_bridge_goes_from_the_start_to_the_light() {
    let (horizon, start, light) = (2.0, -1.0, 0.5);
    // dm/ds = (x̄₀ − m)/t and dP/ds = −2P/t + 2, by the midpoint rule.
    let (n, mut m, mut p) = (20_000, start, 0.0);
    let h = 0.9 * horizon / f64::from(n);
    for k in 0..n {
        let slopes =
            |m: f64, p: f64, s: f64| [(light - m) / (horizon - s), 2.0 - 2.0 * p / (horizon - s)];
        let s = h * f64::from(k);
        let half = slopes(m, p, s);
        let whole = slopes(m + 0.5 * h * half[0], p + 0.5 * h * half[1], s + 0.5 * h);
        (m, p) = (m + h * whole[0], p + h * whole[1]);
    }
    let (s, t) = (0.9 * horizon, 0.1 * horizon);
    assert!((m - (start + s / horizon * (light - start))).abs() < 1e-6);
    assert!((m - (start + t / horizon * (light - start))).abs() > 1.0);
    assert!((p - 2.0 * t * s / horizon).abs() < 1e-6);
}

/// (4.12), (4.16): the variance of the bridge by its equation dP/ds = −2 coth(T* − s) P + 2, and the two integrands.
#[test]
fn erratum_4_16_the_integrand_has_the_variable_of_integration() {
    let (horizon, s) = (1.5f64, 0.9f64);
    let csch2 = |x: f64| 1.0 / (x.sinh() * x.sinh());
    let front = 2.0 * (horizon - s).sinh().powi(2);
    let right = front * simpson(|r| csch2(horizon - r), 0.0, s, 2000);
    let printed = front * simpson(|_| csch2(horizon - s), 0.0, s, 2000);
    let closed = 2.0 * (horizon - s).sinh() * s.sinh() / horizon.sinh();
    let (n, mut p) = (20_000, 0.0);
    let h = s / f64::from(n);
    for k in 0..n {
        let slope = |p: f64, s: f64| 2.0 - 2.0 * p / (horizon - s).tanh();
        let at = h * f64::from(k);
        let half = slope(p, at);
        p += h * slope(p + 0.5 * h * half, at + 0.5 * h);
    }
    assert!((p - closed).abs() < 1e-7 && (right - closed).abs() < 1e-9);
    assert!((printed - 2.0 * s).abs() < 1e-9 && (printed - closed).abs() > 0.1);
}

/// Theorem 2 and what stands before (4.17): from two places, X̃_s has a fourth cumulant, and so is not Gaussian; were ε
/// not independent of X̃₀, its variance would be another.
#[test]
fn errata_of_theorem_2() {
    let (horizon, s) = (2.0f64, 0.5f64);
    let shrunk = (horizon - s).sinh() / horizon.sinh();
    let noise = 2.0 * (horizon - s).sinh() * s.sinh() / horizon.sinh();
    // X̃₀ = ±2: cumulants 4 and −2·16 times powers of what is left of it.
    let (second, fourth) = (4.0 * shrunk * shrunk + noise, -32.0 * shrunk.powi(4));
    assert!(fourth / (second * second) < -0.1);
    let moment = |power: i32| {
        let density = |x: f64| {
            0.5 * (normal_density(x - 2.0 * shrunk, noise)
                + normal_density(x + 2.0 * shrunk, noise))
        };
        simpson(|x| x.powi(power) * density(x), -12.0, 12.0, 4000)
    };
    assert!((moment(2) - second).abs() < 1e-9);
    assert!((moment(4) - 3.0 * moment(2).powi(2) - fourth).abs() < 1e-8);
    // With ε = X̃₀/2, which is standard too in mean and variance.
    let tied = (2.0 * shrunk + noise.sqrt()).powi(2);
    assert!((tied - second).abs() > 0.5);
}

/// (4.29) for ±1 with equal weights and any guess x̄_θ: what is left of the total loss is E Var(X₀ | X_t), not Var x̄₀.
#[test]
fn erratum_4_29_what_is_subtracted() {
    let t = 0.8f64;
    let (alpha, variance) = ((-t).exp(), 1.0 - (-2.0 * t).exp());
    let best = |x: f64| (alpha * x / variance).tanh();
    let guess = |x: f64| 0.3 * x - 0.1;
    let joint = |x: f64, origin: f64| 0.5 * normal_density(x - alpha * origin, variance);
    let over = |f: &dyn Fn(f64) -> f64| simpson(f, -9.0, 9.0, 4000);
    let law = |x: f64| joint(x, 1.0) + joint(x, -1.0);
    let total = over(&|x| {
        [1.0, -1.0]
            .map(|y| joint(x, y) * (guess(x) - y).powi(2))
            .iter()
            .sum()
    });
    let loss = over(&|x| law(x) * (guess(x) - best(x)).powi(2));
    let unknown = over(&|x| law(x) * (1.0 - best(x).powi(2)));
    let printed = over(&|x| law(x) * best(x).powi(2));
    assert!((total - loss - unknown).abs() < 1e-10);
    assert!((unknown - printed).abs() > 0.1, "{unknown} {printed}");
}

/// (4.30), (4.33): the least loss grows without bound as t_min → 0 for a density, and does not for points.
#[test]
fn erratum_4_30_infinite_for_a_density() {
    let c = |t: f64| (-t).exp() / (1.0 - (-2.0 * t).exp());
    let from = |t_min: f64, unknown: &dyn Fn(f64) -> f64| {
        simpson(
            |u: f64| u.exp() * c(u.exp()).powi(2) * unknown(u.exp()),
            t_min.ln(),
            0.0,
            4000,
        )
    };
    let gaussian = |t: f64| 1.0 - (-2.0 * t).exp();
    // Each tenth of t_min adds ln(10)/2.
    for t_min in [1e-4, 1e-6] {
        let added = from(0.1 * t_min, &gaussian) - from(t_min, &gaussian);
        assert!((added - 0.5 * 10.0f64.ln()).abs() < 2e-4, "{added}");
    }
    // ±1: E Var = ∫ sech²(αx/σ²) dρ.
    let points = |t: f64| {
        let (alpha, variance) = ((-t).exp(), 1.0 - (-2.0 * t).exp());
        let density = |x: f64| normal_density(x - alpha, variance);
        simpson(
            |z| (alpha * z / variance).cosh().powi(-2) * density(z),
            alpha - 12.0 * variance.sqrt(),
            alpha + 12.0 * variance.sqrt(),
            600,
        )
    };
    assert!(from(1e-4, &points) - from(1e-2, &points) < 1e-6);
}

/// (A.5)–(A.6): over X_{m−1} the denominator stays and the numerator moves; and (A.3), (A.4), to which it leads.
#[test]
fn errata_of_appendix_a() {
    let (origin, here, t, dt) = (0.7, -0.4, 0.9f64, 0.3f64);
    let transition =
        |y: f64, x: f64, t: f64| normal_density(y - (-t).exp() * x, 1.0 - (-2.0 * t).exp());
    let numerator = |z: f64| transition(here, z, dt) * transition(z, origin, t - dt);
    let denominator = transition(here, origin, t);
    assert!((simpson(numerator, -8.0, 8.0, 2000) - denominator).abs() < 1e-12);
    assert!(numerator(0.0) > 1.5 * numerator(1.0));
    let gap = |t: f64| 1.0 - (-2.0 * t).exp();
    let mean = ((-dt).exp() * gap(t - dt) * here + (dt - t).exp() * gap(dt) * origin) / gap(t);
    let measured = simpson(|z| z * numerator(z), -8.0, 8.0, 2000) / denominator;
    assert!((measured - mean).abs() < 1e-12);

    // Lemma A.2: f g = (2πσ₁σ₂)^{−1} e^{−A/(2σ₁²σ₂²)}, A = s²|z − μ̄|² − s²|μ̄|² + σ₂²μ₁² + σ₁²μ₂².
    let ([m1, m2], [v1, v2]) = ([0.8, -1.5], [0.5, 2.0]);
    let (s2, z) = (v1 + v2, 0.25);
    let middle = (v2 * m1 + v1 * m2) / s2;
    let product = normal_density(z - m1, v1) * normal_density(z - m2, v2);
    let with = |constant: f64| {
        let a = s2 * (z - middle) * (z - middle) - s2 * middle * middle + constant;
        (-a / (2.0 * v1 * v2)).exp() / (TAU * (v1 * v2).sqrt())
    };
    assert!((with(v2 * m1 * m1 + v1 * m2 * m2) / product - 1.0).abs() < 1e-12);
    assert!((with(v1 * m1 * m1 + v2 * m2 * m2) / product - 1.0).abs() > 0.5);
}

/// Section 3.1: of two times t₁ < t₂ the law of the pair moves when both are later, the transition law does not; for
/// X₀ = 2 the first coordinate's mean is 2e^{−t₁}.
#[test]
fn erratum_of_section_3_1_the_pair_is_not_homogeneous() {
    let kernel = Kernel::new(Process::Ou, Points::from_rows(&[2.0], 1), &[1.0]);
    let mut lambda = Vec::new();
    let mut density = |x: f64, t: f64| {
        let log = kernel.posterior_weights(&[x], t, &mut lambda);
        (log - 0.5 * (TAU * kernel.spread(t)).ln()).exp()
    };
    let transition =
        |y: f64, x: f64, t: f64| normal_density(y - (-t).exp() * x, 1.0 - (-2.0 * t).exp());
    // ρ(x, t₁; y, t₂) = ρ(y, t₂ | x, t₁) ρ(x, t₁): the first factor depends on t₂ − t₁ alone.
    let [early, late] = [0.3, 1.3].map(|t| density(1.0, t) * transition(0.5, 1.0, 0.4));
    assert!((early / late - 1.0).abs() > 0.2, "{early} {late}");
}

// ---- What came out for an answer, and what was to be seen ----------------------------------------------------------

/// What sentences quote of the figures' rows: scene, how the row's name begins, which number, as it is written.
const QUOTED: &str = "
            # fig-lemniscate
            study=lemniscate | nearer to a training point than half of fresh data, true | measured | 0.49
            study=lemniscate | nearer to a training point than half of fresh data, score | measured | 0.73
            # fig-noise
            study=forward t-star=0.5 | W₂ | predicted | 0.186
            study=forward | W₂ | predicted | 0.0149
            study=forward t-star=6 | W₂ | predicted | 0.00074
            # fig-instability
            study=instability | s of blow-up | measured | 0.34
            study=instability amplitude=1e-15 | s of blow-up | measured | 0.34
            study=instability cells=192 | s of blow-up | measured | 0.08
            study=instability cells=32 | s of blow-up | predicted | 3.1
            study=instability | stable, perturbed | measured | 0.00006
            # fig-ways
            study=ways-back | ε = 1: W₂ | measured | 0.03
            study=ways-back | ε = 0.3: W₂ | measured | 0.05
            study=ways-back | ε = 0: W₂ | measured | 0.07
            study=ways-back | ε = 0.3: share of pairs | measured | 0.38
            # fig-budget
            study=error-budget | W₂(q, q_n) | measured | 0.126
            study=error-budget steps=200 | W₂(q, q_n) | measured | 0.039
            study=error-budget t-star=5 | W₂(q, q_n) | measured | 0.285
            study=error-budget | W₂(ρ(·, t_min), q) | predicted | 0.047
            study=error-budget t-star=5 | W₂(ρ(·, t_min), q) | predicted | 0.00005
            study=error-budget t-star=0.3 | W₂(ρ(·, t_min), q) | predicted | 0.323
            study=error-budget | W₂(q_n, sample) | predicted | 0.045
            study=error-budget particles=20000 | W₂(q_n, sample) | predicted | 0.014
            study=error-budget | W₂(ρ₀, sample) | predicted | 0.218
            # fig-generated
            study=generated | total variation of q(·, T*) | predicted | 0.236
            study=generated steps=4000 | total variation of q(·, T*) | predicted | 0.236
            study=generated t-star=4 | total variation of q(·, T*) | predicted | 0.012
            study=generated t-star=0.3 | total variation of q(·, T*) | predicted | 0.423
            study=generated start=normal | total variation of q(·, T*) | predicted | 0.007
            study=generated start=normal t-star=4 | total variation of q(·, T*) | predicted | 0.00002
            # fig-early
            study=early-stopping t-min=0.004 | best time to stop | measured | 0.00405
            study=early-stopping t-min=0.004 | bandwidth | predicted | 0.09
            study=early-stopping t-min=0.0005 | bandwidth | predicted | 0.03
            study=early-stopping t-min=0.2 | bandwidth | predicted | 0.7
            # fig-collapse
            study=collapse particles=600 samples=16 | time at which half | measured | 0.0020
            study=collapse particles=600 | time at which half | measured | 0.0003
            # fig-floor
            study=loss-floor | loss of the network | measured | 0.776
            study=loss-floor | loss of the exact denoiser | predicted | 0.583
            # fig-digits
            study=digits denoiser=gaussian | median distance to the nearest, Gaussian | measured | 3.45
            study=digits denoiser=gaussian | median distance to the nearest, held-out | measured | 1.92
            study=digits denoiser=gaussian | median distance to the nearest, smoothed | measured | 0.89
            study=digits denoiser=gaussian | memorised share, smoothed | measured | 0.32
            # fig-errata
            study=errata | stationary variance of (4.19) as printed | predicted | 0.505
            study=errata steps=5000 | stationary variance of (4.19) as printed | predicted | 0.5005
            study=errata | stationary variance of (4.19) corrected | predicted | 1.010
            study=errata steps=5000 | stationary variance of (4.19) corrected | predicted | 1.001
";

#[test]
fn the_numbers_quoted_are_those_of_the_figures() {
    PAGE.quotes(QUOTED);
}

/// What explanations quote of the studies' own sentences: scene, what stands there, as the page writes it.
const FOUND: &str = "
            study=step-count | end 0 from the data points | at distance 0
            study=step-count | Euler–Maruyama's 0.0438 | 0.044
            study=step-count width=0.3 grid=uniform | √E|x − X|² 0.156 and 0.281 | 0.16 off and those of the exact step 0.28
            study=past-future place=0.5 | (p = 0.55) | p = 0.55
            study=past-future place=2 | (p = 0.06) | p = 0.06
            study=past-future place=0 | (p = 0.48) | p = 0.48
            study=bridge | 2.422 | 2.42
            study=bridge start=normal:-4,0.2 | 4.810 | 4.81
            study=bridge start=normal:3,2 | 2.928 | 2.93
            study=bridge steps=3 | 2.422 | 2.42
            study=lemniscate | nearer than 0.0609 | nearer than 0.061
            study=collapse particles=600 samples=256 | Fewer than half | fewer than half
            study=loss-floor | 0.249 of its loss | 0.25 of the loss
            study=loss-floor training=8000 | 0.149 of its loss | 0.15 of the loss
";

#[test]
fn what_explanations_quote_is_what_the_studies_say() {
    PAGE.repeats(FOUND);
}

/// The likelihood of each eruption under the density estimate from all others.
#[test]
fn the_best_width_for_the_geyser_is_0_155() {
    let law = preset("faithful").unwrap().law(0, 0);
    let n = law.points().len();
    let likelihood = |h: f64| {
        let kernel = |i: usize, j: usize| {
            let apart = |k: usize| law.points().at(i, k) - law.points().at(j, k);
            (-(apart(0).powi(2) + apart(1).powi(2)) / (2.0 * h * h)).exp()
        };
        let others = |i: usize| {
            let all: f64 = (0..n).filter(|&j| j != i).map(|j| kernel(i, j)).sum();
            (all / (h * h)).ln()
        };
        (0..n).map(others).sum::<f64>()
    };
    let widths = (8..=100).map(|k| 0.005 * f64::from(k));
    let best = widths.max_by(|a, b| likelihood(*a).total_cmp(&likelihood(*b)));
    assert_eq!(written(best.unwrap(), 3), "0.155");
    PAGE.says("At 0.155 they are new and the valley stays");
}

/// With noise nearly half of those that start left end right, without none does.
#[test]
fn of_305_particles_left_of_the_line_144_end_right_with_noise() {
    for (epsilon, crossed) in [("1", 144), ("0", 0)] {
        let pairs = [
            ("data", "two-diracs"),
            ("epsilon", epsilon),
            ("grid", "log-snr"),
            ("particles", "600"),
        ];
        let mut simulation = Simulation::new(scene(&pairs));
        let left: Vec<usize> = (0..600)
            .filter(|&i| simulation.positions().at(i, 0) < 0.0)
            .collect();
        while simulation.step() {}
        let ends = simulation.positions();
        assert_eq!(left.len(), 305);
        assert_eq!(
            left.iter().filter(|&&i| ends.at(i, 0) > 0.0).count(),
            crossed
        );
    }
    PAGE.says("144 of the 305 particles that start left end right");
}

/// When one weight is above 0.9, and from when on a particle is where it ends.
#[test]
fn minds_are_made_up_between_0_3_and_0_03_and_cells_kept_from_0_019_on() {
    let own = |particles| {
        [
            ("data", "five-points"),
            ("grid", "log-snr"),
            ("particles", particles),
        ]
    };
    let mut simulation = Simulation::new(scene(&own("2000")));
    let mut lambda = Vec::new();
    let mut decided = Vec::new();
    while simulation.step() {
        let (t, k) = (simulation.time(), simulation.index());
        if [50, 60, 70].contains(&k) {
            let x = simulation.positions();
            let sure = (0..x.len()).filter(|&i| {
                let place = [0, 1].map(|j| f64::from(x.at(i, j)));
                simulation
                    .kernel()
                    .posterior_weights(&place, t, &mut lambda);
                lambda.iter().any(|&one| one > 0.9)
            });
            let share = sure.count() as f64 / x.len() as f64;
            decided.push((written(100.0 * share, 0), format!("{t:.3}")));
        }
    }
    let now: Vec<(&str, &str)> = decided.iter().map(|(a, b)| (&**a, &**b)).collect();
    assert_eq!(now, [("12", "0.306"), ("63", "0.110"), ("98", "0.035")]);
    PAGE.says("for 12 % at t=0.31, for 63 % at 0.11, for 98 % at 0.035, counted over 2,000");

    // At time t in the cells shrunk by e^{−t}.
    let mut simulation = Simulation::new(scene(&own("1000")));
    let points = scene(&own("1000")).law().points().clone();
    let cells = |simulation: &Simulation| {
        let (x, shrunk) = (simulation.positions(), (-simulation.time()).exp());
        let nearest = |i: usize| {
            let square = |k: &usize| {
                let apart = |j: usize| f64::from(x.at(i, j)) - shrunk * points.at(*k, j);
                apart(0).powi(2) + apart(1).powi(2)
            };
            (0..5)
                .min_by(|a, b| square(a).total_cmp(&square(b)))
                .unwrap()
        };
        (0..x.len()).map(nearest).collect::<Vec<usize>>()
    };
    let mut seen = Vec::new();
    while simulation.step() {
        seen.push(cells(&simulation));
    }
    let end = seen.last().unwrap();
    let same = |k: usize| seen[k - 1].iter().zip(end).filter(|(a, b)| a == b).count();
    assert_eq!([50, 60].map(same), [645, 892]);
    assert!((75..=100).all(|k| same(k) == 1000));
    PAGE.says("645 of the 1,000 particles stand in the cell in which they end, at 0.11 it is 892");
}

/// The steepest place of x̄₀ of −1.5, 0.2 and 1.2.
#[test]
fn the_staircase_has_slope_7_2_at_0_05_and_18_at_0_02() {
    let kernel = Kernel::new(
        Process::Ou,
        Points::from_rows(&[-1.5, 0.2, 1.2], 1),
        &[1.0; 3],
    );
    for (t, decimals, said) in [(0.05, 1, "7.2"), (0.02, 0, "18")] {
        let slope = |k: i32| {
            let x = 0.001 * f64::from(k);
            let at = |x: f64| kernel.posterior_mean_at(&[x], t)[0];
            (at(x + 1e-5) - at(x - 1e-5)) / 2e-5
        };
        let steepest = (-2000..2000).map(slope).fold(0.0, f64::max);
        assert_eq!(written(steepest, decimals), said);
    }
    PAGE.says("its slope is 7.2 at t=0.05 and 18 at 0.02");
}

/// Four steps to 0 leave some between the thirty-two examples, a hundred none.
#[test]
fn with_four_steps_318_of_2000_end_beside_the_examples() {
    let figure = PAGE.figure("fig-new");
    let beside = |own: &[(&str, &str)]| 2000 - run(own).captured_exactly();
    let own = figure.scene();
    assert_eq!((beside(&own), scene(&own).steps), (0, 100));
    figure.shows("With 100 steps every particle stands on an example, to the last bit");
    for (label, ends) in [
        ("A start at one place", 0),
        ("No noise", 0),
        ("Four steps only", 318),
    ] {
        assert_eq!(beside(&figure.guess(label).scene()), ends, "{label}");
    }
    // A standard deviation of the count is 17; the largest of a few hundred distances differs from seed to seed.
    let four = figure.guess("Four steps only").scene();
    let farthest = |seed: u32| {
        let ends = run(&with(&four, [("seed", &*seed.to_string())]));
        distances(&ends, 1.0).into_iter().fold(0.0, f64::max)
    };
    let own = written(farthest(1), 2);
    let all: Vec<f64> = (1..=20).map(farthest).collect();
    let least = all.iter().copied().fold(f64::INFINITY, f64::min);
    let most = all.iter().copied().fold(0.0, f64::max);
    let n = 200_000;
    let mut many = run(&with(&four, [("particles", &*n.to_string())]));
    let share = 1.0 - many.captured_exactly() as f64 / f64::from(n);
    let (count, error) = (2000.0 * share, (2000.0 * share * (1.0 - share)).sqrt());
    figure.guess("Four steps only").says(&format!(
        "318 of 2,000 end beside the examples, the farthest of them {own} away"
    ));
    figure.shows(&format!(
        "318 of 2,000 end beside them, the farthest {own} away; with other noise it is {} ± {}, and in twenty runs the farthest is {} to {} away.",
        written(count, 0), written(error, 0), written(least, 2), written(most, 2)
    ));
    figure
        .guess("A start at one place")
        .says("all 2,000 end on an example, to the last bit");
    figure
        .guess("No noise")
        .says("all 2,000 end on an example, to the last bit");
}

/// Five dots at 1 to 5: themselves, moved by a half, and the middle one alone.
#[test]
fn the_energy_distances_of_five_dots() {
    let dots = [1.0, 2.0, 3.0, 4.0, 5.0];
    let mean = |a: &[f64], b: &[f64]| {
        let pairs = a
            .iter()
            .flat_map(|x| b.iter().map(move |y| f64::abs(x - y)));
        pairs.sum::<f64>() / (a.len() * b.len()) as f64
    };
    let distance = |b: &[f64]| 2.0 * mean(&dots, b) - mean(&dots, &dots) - mean(b, b);
    let moved = dots.map(|x| x + 0.5);
    for (other, said) in [(&dots[..], 0.0), (&moved[..], 0.2), (&[3.0][..], 0.8)] {
        assert!((distance(other) - said).abs() < 1e-12);
    }
    PAGE.says(
        "it is 0 to itself, 0.2 to the dots moved by a half, and 0.8 to the middle dot alone",
    );
}
