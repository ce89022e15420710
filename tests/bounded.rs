//! The heat flow between reflecting walls: images against cosine series, finite volumes against their own modes,
//! particles against both, and the way back.

mod support;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use reverse_diffusion::denoiser::reflected::fold;
use reverse_diffusion::denoiser::{Denoiser, Kernel, Reflected};
use reverse_diffusion::line::{Mesh, evolution};
use reverse_diffusion::measure::chi_square;
use reverse_diffusion::points::Points;
use reverse_diffusion::process::Process;
use reverse_diffusion::study::{Report, Row, study};
use support::scene;

fn random(seed: u64) -> impl FnMut() -> f64 {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    move || (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64
}

fn law(unit: &mut impl FnMut() -> f64) -> Reflected {
    let n = 1 + (6.0 * unit()) as usize;
    let points = (0..n).map(|_| unit()).collect();
    let weights: Vec<f64> = (0..n).map(|_| 0.05 + unit()).collect();
    Reflected::new(points, &weights)
}

#[test]
fn images_and_cosine_series_are_one_law() {
    let mut unit = random(3);
    let mut worst = 0.0f64;
    for _ in 0..60 {
        let law = law(&mut unit);
        // The series has 128 terms: enough from 2.5e-4 on, e^{−128²π²·2.5e-4} = 3e-18.
        for t in [2.5e-4, 1e-3, 0.01, 0.049, 0.05, 0.051, 0.3, 1.0, 5.0] {
            for k in 0..=50 {
                let x = f64::from(k) / 50.0;
                let (images, [series, _]) = (law.images(x, t), law.series(x, t));
                worst = worst.max((images - series).abs());
                // What the studies use is one or the other.
                let used = libm::exp(law.log_density(x, t));
                assert!(
                    (used - images).abs() < 1e-10 * images.max(1.0),
                    "x = {x}, t = {t}: {used} {images}"
                );
            }
        }
    }
    assert!(worst < 1e-10, "{worst}");
}

#[test]
fn its_score_its_distribution_and_its_mean_image_belong_to_it() {
    let mut unit = random(4);
    for _ in 0..30 {
        let law = law(&mut unit);
        for t in [1e-3, 0.02, 0.0499, 0.0501, 0.2, 1.0] {
            let sigma = (2.0f64 * t).sqrt();
            for k in 1..20 {
                let x = f64::from(k) / 20.0;
                // Central differences: log u has a fourth derivative of at most (1/(2t))⁴ times a range of 4.
                let h = 1e-4 * sigma;
                let slope = (law.log_density(x + h, t) - law.log_density(x - h, t)) / (2.0 * h);
                let scale = 1.0 / (2.0 * t);
                let score = law.score(x, t);
                assert!(
                    (score - slope).abs() < 1e-5 * scale + 1e-9 / h,
                    "{score} {slope} at {x}, {t}"
                );
                // Simpson's rule for the mass of a short piece.
                let d = 0.05 * sigma.min(0.2);
                let piece = d / 3.0
                    * (law.images(x - d, t) + 4.0 * law.images(x, t) + law.images(x + d, t));
                let mass = law.cdf(x + d, t) - law.cdf(x - d, t);
                assert!(
                    (mass - piece).abs() < 1e-4 * piece + 1e-13,
                    "{mass} {piece}"
                );
                // (4.4) with the images' x̄₀, and the same from a kernel of data points that are the images.
                let place = Points::<f64>::from_rows(&[x], 1);
                let mut mean = Points::zeros(1, 1);
                law.posterior_mean(&place, t, &mut mean);
                assert!(
                    ((mean.at(0, 0) - x) / (2.0 * t) - score).abs()
                        < 1e-10 * (1.0 + score.abs() + scale)
                );
                let (mut rows, mut weights) = (Vec::new(), Vec::new());
                for (&y, &w) in law.points().iter().zip(law.weights()) {
                    for k in -12..=12 {
                        rows.extend([y + 2.0 * f64::from(k), 2.0 * f64::from(k) - y]);
                        weights.extend([w, w]);
                    }
                }
                let kernel = Kernel::new(Process::Heat, Points::from_rows(&rows, 1), &weights);
                let free = kernel.posterior(&[x], t, &mut Vec::new()).score()[0];
                assert!(
                    (free - score).abs() < 1e-9 * (1.0 + scale),
                    "{free} {score} at {x}, {t}"
                );
            }
            assert!(law.cdf(0.0, t).abs() < 1e-12 && (law.cdf(1.0, t) - 1.0).abs() < 1e-12);
            // No flux through the walls.
            assert!(law.score(0.0, t).abs() < 1e-9 / t && law.score(1.0, t).abs() < 1e-9 / t);
        }
    }
}

#[test]
fn mirrors_fold_the_line() {
    for (x, there) in [
        (0.25, 0.25),
        (-0.25, 0.25),
        (1.25, 0.75),
        (2.25, 0.25),
        (-1.75, 0.25),
        (1.0, 1.0),
        (2.0, 0.0),
    ] {
        assert!((fold(x) - there).abs() < 1e-15, "{x}");
    }
}

/// The study, worked to its end and shown at a time.
fn finished(pairs: &[(&str, &str)], t: f64) -> Report {
    let mut pairs = pairs.to_vec();
    pairs.insert(0, ("study", "bounded"));
    let mut study = study(&scene(&pairs)).unwrap();
    while study.work() {}
    study.show(t, &[]);
    study.report().clone()
}

#[track_caller]
fn row<'a>(report: &'a Report, part: &str) -> &'a Row {
    let found = report.rows.iter().find(|row| row.name.contains(part));
    found.unwrap_or_else(|| panic!("no row {part} in {:#?}", report.rows))
}

/// The chance of a χ² as large.
fn p_value(row: &Row) -> f64 {
    match row.predicted {
        Some(degrees) if degrees > 0.0 => chi_square::tail(row.measured.unwrap(), degrees as usize),
        _ => 1.0,
    }
}

#[test]
fn finite_volumes_are_their_own_cosines() {
    // Sums of a few hundred numbers of size at most 1/h: 1e-16 · 400 · 400 is 2e-11; seen 1e-12.
    for grid in ["uniform", "geometric", "log-snr"] {
        for cells in ["50", "400"] {
            let report = finished(&[("grid", grid), ("cells", cells), ("particles", "1")], 0.1);
            let error = row(&report, "own cosine modes").measured.unwrap();
            assert!(error < 1e-10, "{grid}, {cells}: {error}");
            let images = row(&report, "method of images");
            assert!(images.measured.unwrap() < 1e-10);
        }
    }
}

#[test]
fn finite_volumes_come_to_the_closed_form() {
    // First order in time: four times the steps, a quarter of the error, within 40 %.
    let error = |steps: &str| {
        let report = finished(
            &[
                ("grid", "uniform"),
                ("steps", steps),
                ("cells", "400"),
                ("particles", "1"),
                ("t-star", "0.1"),
                // In the middle of a cell each: where in a cell an atom is, finite volumes do not know.
                ("data", "0.20125@0.35;0.75125@0.65"),
            ],
            0.1,
        );
        row(&report, "L¹ distance").measured.unwrap()
    };
    let (coarse, fine) = (error("50"), error("200"));
    assert!(fine < 0.4 * coarse && fine < 2e-3, "{coarse} {fine}");
    // And uniform at the rate of the slowest mode that the data have: π², or 4π² for data symmetric about ½.
    for (data, rate) in [("0.2@0.35;0.75@0.65", 1.0), ("0.30125;0.69875", 4.0)] {
        let report = finished(
            &[
                ("data", data),
                ("t-star", "0.5"),
                ("steps", "400"),
                ("grid", "uniform"),
                ("particles", "1"),
            ],
            0.1,
        );
        let row = row(&report, "−d ln");
        let pi2 = std::f64::consts::PI * std::f64::consts::PI;
        assert!((row.predicted.unwrap() - rate * pi2).abs() < 1e-9);
        // An implicit step of Δ = 1/800 loses ln(1 + μΔ)/Δ, less by μΔ/2.
        assert!(
            (row.measured.unwrap() / (rate * pi2) - 1.0).abs() < 0.5 * rate * pi2 / 800.0 + 2e-3,
            "{row:?}"
        );
    }
}

#[test]
fn particles_have_the_law_forward_and_back() {
    // 3 ε's, 2 widths, 2 seeds, 4 times, 2 ways and the weights: 108 tests, each failed by chance once in 10⁷.
    for epsilon in ["0", "0.4", "1"] {
        for width in ["0", "0.08"] {
            for seed in ["1", "2"] {
                let pairs = [
                    ("epsilon", epsilon),
                    ("width", width),
                    ("seed", seed),
                    ("particles", "4000"),
                    ("grid", "log-snr"),
                ];
                for t in [0.002, 0.01, 0.05, 0.2] {
                    let report = finished(&pairs, t);
                    for part in ["forward particles", "reverse particles against"] {
                        let row = row(&report, part);
                        assert!(row.measured.is_some());
                        assert!(
                            p_value(row) > 1e-7,
                            "ε = {epsilon}, b = {width}, t = {t}: {row:?}"
                        );
                    }
                    let ends = row(&report, "where they end");
                    assert!(p_value(ends) > 1e-7, "ε = {epsilon}, b = {width}: {ends:?}");
                    assert_eq!(ends.measured.is_some(), width == "0");
                }
            }
        }
    }
}

#[test]
fn the_way_back_ends_in_the_data() {
    for (start, epsilon) in [
        ("terminal", "1"),
        ("normal", "1"),
        ("0.4", "1"),
        ("normal:0.9,0.2", "1"),
        ("normal", "0.3"),
        ("terminal", "0"),
    ] {
        let report = finished(
            &[
                ("start", start),
                ("epsilon", epsilon),
                ("particles", "3000"),
                ("t-star", "0.1"),
            ],
            0.0,
        );
        let far = row(&report, "median distance").measured.unwrap();
        // f32, and a mean over two data points for the few that are undecided at 1e-7.
        assert!(far < 1e-6, "{start}: {far}");
        let ends = row(&report, "where they end");
        if epsilon == "1" || start == "terminal" {
            // Six tests at 10⁻⁷.
            assert!(p_value(ends) > 1e-7, "{start}, ε = {epsilon}: {ends:?}");
        } else {
            assert_eq!(ends.predicted, None);
        }
    }
}

#[test]
fn by_the_ratio_the_equation_returns_what_it_came_from() {
    let mesh = Mesh::new(0.0, 1.0, 300);
    let mut first = vec![0.0; 300];
    (first[60], first[225]) = (0.35 * 300.0, 0.65 * 300.0);
    let times: Vec<f64> = (0..=200)
        .map(|k| 0.3 * (f64::from(k) / 200.0).powi(3))
        .collect();
    let rho = evolution::forward(&mesh, Process::Heat, &first, &times);
    let back = evolution::reverse_by_ratio(&mesh, Process::Heat, &rho, rho.row(200));
    assert!(mesh.l1(back.evolution.row(0), &first) < 1e-12);
    // From the uniform law it ends on the same two points.
    let back = evolution::reverse_by_ratio(&mesh, Process::Heat, &rho, &[1.0; 300]);
    let elsewhere: f64 = (0..300)
        .filter(|i| ![60, 225].contains(i))
        .map(|i| back.evolution.row(0)[i])
        .sum();
    assert!(elsewhere < 1e-12);
}

#[test]
fn data_outside_are_brought_between_the_walls_and_it_is_said() {
    let report = finished(&[("data", "-3;1;5"), ("particles", "50")], 0.1);
    assert!(
        report
            .findings
            .iter()
            .any(|text| text.contains("0.1 … 0.9")),
        "{:?}",
        report.findings
    );
    let report = finished(&[("data", "7"), ("particles", "50")], 0.1);
    assert!(
        report.findings.iter().any(|text| text.contains("half-way")),
        "{:?}",
        report.findings
    );
    let report = finished(
        &[("data", "0;1"), ("particles", "50"), ("process", "ou")],
        0.1,
    );
    assert!(
        report
            .findings
            .iter()
            .any(|text| text.contains("in place of OU")),
        "{:?}",
        report.findings
    );
}
