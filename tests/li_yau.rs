//! The Li–Yau estimate for the score: div s against finite differences, its two bounds, and the study of it.

mod support;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use reverse_diffusion::denoiser::Kernel;
use reverse_diffusion::law::preset;
use reverse_diffusion::points::Points;
use reverse_diffusion::process::Process;
use reverse_diffusion::study::{Mark, Report, study};
use support::scene;

/// Uniform numbers of a seed.
struct Uniform(ChaCha8Rng);

impl Uniform {
    fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    fn count(&mut self, low: usize, high: usize) -> usize {
        low + (self.0.next_u64() % (high - low + 1) as u64) as usize
    }
}

/// Random atoms: their kernel, diameter, and places among and around them.
struct Drawn {
    kernel: Kernel,
    diameter: f64,
    places: Vec<Vec<f64>>,
    t: f64,
}

fn drawn(random: &mut Uniform) -> Drawn {
    let dim = random.count(1, 2);
    let n = random.count(1, 12);
    let process = if random.unit() < 0.5 {
        Process::Heat
    } else {
        Process::Ou
    };
    let reach = random.between(0.2, 6.0);
    let t = libm::pow(10.0, random.between(-5.0, 1.0));
    let rows: Vec<f64> = (0..n * dim)
        .map(|_| random.between(-reach, reach))
        .collect();
    let weights: Vec<f64> = (0..n)
        .map(|_| libm::pow(10.0, random.between(-3.0, 0.0)))
        .collect();
    let points = Points::<f64>::from_rows(&rows, dim);
    let mut diameter = 0.0f64;
    for i in 0..n {
        for j in 0..i {
            let square: f64 = (0..dim)
                .map(|k| (points.at(i, k) - points.at(j, k)).powi(2))
                .sum();
            diameter = diameter.max(square.sqrt());
        }
    }
    let (alpha, sigma) = (process.alpha(t), process.sigma(t));
    let mut places: Vec<Vec<f64>> = (0..20)
        .map(|_| {
            (0..dim)
                .map(|_| alpha * random.between(-reach, reach) + sigma * random.between(-4.0, 4.0))
                .collect()
        })
        .collect();
    // Where two of them are in balance is where the divergence is large.
    for i in 1..n {
        places.push(
            (0..dim)
                .map(|k| 0.5 * alpha * (points.at(i, k) + points.at(i - 1, k)))
                .collect(),
        );
    }
    Drawn {
        kernel: Kernel::new(process, points, &weights),
        diameter,
        places,
        t,
    }
}

#[test]
fn one_dirac_meets_the_bound_everywhere() {
    // Asked for is 1e-6; it is exact to a rounding or two.
    for (row, dim) in [(vec![0.8], 1), (vec![1.0, 0.5], 2)] {
        let kernel = Kernel::new(Process::Heat, Points::from_rows(&row, dim), &[1.0]);
        let mut least = f64::INFINITY;
        for t in [1e-8, 1e-6, 1e-3, 0.1, 1.0, 10.0, 1e3] {
            for k in -40..=40 {
                let x: Vec<f64> = (0..dim).map(|j| f64::from(k) * 0.37 + j as f64).collect();
                let scaled = t * kernel.posterior(&x, t, &mut Vec::new()).score_divergence();
                assert!(
                    (scaled + 0.5 * dim as f64).abs() < 1e-15 * dim as f64,
                    "{scaled} at {x:?}, t = {t}"
                );
                least = least.min(scaled);
            }
        }
        assert!((least + 0.5 * dim as f64).abs() < 1e-6);
    }
}

#[test]
fn no_scene_goes_below_the_bound_or_above_the_other_and_differences_agree() {
    let mut random = Uniform::new(6);
    for case in 0..200 {
        let Drawn {
            kernel,
            diameter,
            places,
            t,
        } = drawn(&mut random);
        let d = kernel.points().dim() as f64;
        let (alpha, spread) = (kernel.process().alpha(t), kernel.spread(t));
        let steep = alpha * diameter / spread;
        for x in &places {
            let divergence = kernel.posterior(x, t, &mut Vec::new()).score_divergence();
            // Exactly, in floating point too: −d/σ² plus what is not negative.
            assert!(
                divergence * spread >= -d * (1.0 + f64::EPSILON),
                "{case}: {divergence} at {x:?}, t = {t}"
            );
            let most = steep * steep * d / (2.0 * (d + 1.0)) - d / spread;
            assert!(
                divergence <= most + 1e-12 * (most.abs() + d / spread),
                "{case}: {divergence} above {most}"
            );
            // Central differences of the score, a thousandth of its scale S/(αD) apart. They err by h²/6 times the third
            // derivative, (α/S)⁴κ₄ with |κ₄| ≤ D⁴/4 for λ on points of diameter D; and by rounding: exponents have an
            // error of some ε(W²/S + 4), W the distance to the farthest point, which moves s by that times αD/S.
            if diameter == 0.0 {
                continue;
            }
            let h = 1e-3 / steep;
            let mut differences = 0.0;
            for j in 0..x.len() {
                let moved = |by: f64| {
                    let mut place = x.clone();
                    place[j] += by;
                    (
                        place[j],
                        kernel.posterior(&place, t, &mut Vec::new()).score()[j],
                    )
                };
                let ((a, sa), (b, sb)) = (moved(-h), moved(h));
                differences += (sb - sa) / (b - a);
            }
            let farthest = (0..kernel.points().len())
                .map(|i| {
                    let terms = x
                        .iter()
                        .enumerate()
                        .map(|(j, x)| (x - alpha * kernel.points().at(i, j)).powi(2));
                    terms.sum::<f64>()
                })
                .fold(0.0, f64::max);
            let rounding = 1e3 * 4.0 * f64::EPSILON * (farthest / spread + 4.0);
            // The linear part −x/S: a coordinate's own rounding over the step.
            let own = 4.0
                * f64::EPSILON
                * (farthest.sqrt() + x.iter().fold(0.0, |a: f64, x| a.max(x.abs())))
                / (h * spread);
            let tolerance = d * (steep * steep * (1e-6 / 24.0 + rounding) + own + 1e-12 / spread);
            assert!(
                (divergence - differences).abs() <= tolerance,
                "{case}: {divergence} and {differences} at {x:?}, t = {t}, allowed {tolerance}"
            );
        }
    }
}

#[test]
fn two_points_meet_the_upper_bound_half_way() {
    for process in [Process::Heat, Process::Ou] {
        for t in [1e-4, 0.01, 0.3, 2.0] {
            let kernel = Kernel::new(process, Points::from_rows(&[-1.5, 0.5], 1), &[1.0, 1.0]);
            let (alpha, variance) = (process.alpha(t), process.variance(t));
            let expected = alpha * alpha / (variance * variance) - 1.0 / variance;
            let there = kernel
                .posterior(&[-0.5 * alpha], t, &mut Vec::new())
                .score_divergence();
            assert!((there - expected).abs() <= 1e-12 * (expected.abs() + 1.0 / variance));
            if process == Process::Heat {
                // D²/(16t²) − 1/(2t) with D = 2.
                assert!(
                    (expected - (0.25 / (t * t) - 0.5 / t)).abs()
                        < 1e-12 * (0.25 / (t * t) + 0.5 / t)
                );
            }
        }
    }
}

#[test]
fn figure_1_s_weights_need_not_sum_to_1() {
    let law = preset("three-diracs-line").unwrap().law(0, 0);
    assert_eq!(law.weights(), [0.7, 0.3, 0.1]);
    let sum: f64 = law.weights().iter().sum();
    let given = Kernel::of(Process::Heat, &law);
    let normal: Vec<f64> = law.weights().iter().map(|w| w / sum).collect();
    let normalised = Kernel::new(Process::Heat, law.points().clone(), &normal);
    for k in -20..=20 {
        let x = [0.5 * f64::from(k)];
        for t in [0.1, 1.0, 10.0] {
            let [a, b] = [&given, &normalised]
                .map(|kernel| kernel.posterior(&x, t, &mut Vec::new()).score()[0]);
            assert!((a - b).abs() <= 1e-14 * a.abs().max(1.0));
            // By hand, from the sum as printed: Σ w_i e^{−(x − x_i)²/4t}, not normalised.
            let pairs = || [(-5.0, 0.7), (0.0, 0.3), (5.0, 0.1)].into_iter();
            let u: f64 = pairs()
                .map(|(y, w)| w * (-(x[0] - y) * (x[0] - y) / (4.0 * t)).exp())
                .sum();
            let du: f64 = pairs()
                .map(|(y, w)| {
                    w * (y - x[0]) / (2.0 * t) * (-(x[0] - y) * (x[0] - y) / (4.0 * t)).exp()
                })
                .sum();
            if u > 1e-250 {
                assert!(
                    (a - du / u).abs() <= 1e-11 * (1.0 + a.abs()),
                    "{x:?} {t}: {a}, {}",
                    du / u
                );
            }
        }
    }
    let report = finished(&[("study", "li-yau")], 0.5);
    assert!(
        report
            .findings
            .iter()
            .any(|text| text.contains("sum to 1.10")),
        "{:?}",
        report.findings
    );
}

/// The study, worked to its end and shown at a time.
fn finished(pairs: &[(&str, &str)], t: f64) -> Report {
    let mut study = study(&scene(pairs)).unwrap();
    while study.work() {}
    study.show(t, &[]);
    study.report().clone()
}

#[test]
fn the_study_never_shows_anything_below_the_bound() {
    let mut random = Uniform::new(7);
    for case in 0..24 {
        let dim = 1 + case % 2;
        let n = random.count(1, 6);
        let row = |random: &mut Uniform| {
            let place: Vec<String> = (0..dim)
                .map(|_| random.between(-3.0, 3.0).to_string())
                .collect();
            format!("{}@{}", place.join(","), random.between(0.05, 1.0))
        };
        let data: Vec<String> = (0..n).map(|_| row(&mut random)).collect();
        let process = if case % 4 < 2 { "heat" } else { "ou" };
        let floor = if process == "heat" { -0.5 } else { -1.0 } * dim as f64;
        let t = random.between(0.001, 2.0);
        let report = finished(
            &[
                ("study", "li-yau"),
                ("data", &data.join(";")),
                ("process", process),
            ],
            t,
        );
        for row in &report.rows {
            let (measured, bound) = (row.measured.unwrap(), row.bound.unwrap());
            assert!(measured <= bound, "{case}: {row:?}");
        }
        assert!(report.rows[2].measured.unwrap() <= -floor);
        let lower = &report.charts[report.charts.len() - 2];
        let curve = &lower.series[0];
        assert_eq!(curve.mark, Mark::Line { dashed: false });
        assert!(curve.y.iter().all(|&y| y >= floor), "{case}: below {floor}");
        // And at every t it is met: far enough outside, the outermost data point is as if it were alone.
        let most = curve.y.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        assert!(most < floor + 1e-9, "{case}: {most} does not touch {floor}");
        if n == 1 {
            assert!(curve.y.iter().all(|&y| y == floor));
        }
    }
}

#[test]
fn a_width_keeps_away_from_the_bound() {
    let report = finished(
        &[("study", "li-yau"), ("width", "0.5"), ("data", "-1;1")],
        0.1,
    );
    // Components of variance S = 2t + b²: t·div s is no less than −t/S.
    let most = 0.1 / (0.2 + 0.25);
    assert!(report.rows[0].measured.unwrap() <= most + 1e-15);
    assert!(report.rows[0].measured.unwrap() > 0.9 * most);
}
