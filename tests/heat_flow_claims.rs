//! What the second page of the article says in numbers, each computed another way than the page computes it: by brute
//! force, or from the study beside the sentence with every button of its figure pressed.

mod support;

use reverse_diffusion::law::preset;
use reverse_diffusion::process::Process;
use std::f64::consts::TAU;
use support::page::{Page, finished};

const PAGE: Page = Page(include_str!("../heat-flow.html"));

/// The figures that sections are about are the page's: their numbers are made when the site is built, their ids stay.
#[test]
fn every_figure_that_is_named_here_is_on_the_page() {
    PAGE.has_the_figures_of(include_str!("heat_flow_claims.rs"));
}

// ---- fig-li-yau -----------------------------------------------------------------------------------------------------

/// tr Cov(X₀ | X_t = x) of atoms, by hand.
fn covariance(points: &[Vec<f64>], weights: &[f64], process: Process, x: &[f64], t: f64) -> f64 {
    let (alpha, variance) = match process {
        Process::Heat => (1.0, 2.0 * t),
        Process::Ou => ((-t).exp(), 1.0 - (-2.0 * t).exp()),
    };
    let square = |a: &[f64], b: &[f64], by: f64| {
        a.iter()
            .zip(b)
            .map(|(a, b)| (a - by * b).powi(2))
            .sum::<f64>()
    };
    let exponents: Vec<f64> = points
        .iter()
        .zip(weights)
        .map(|(y, w)| w.ln() - square(x, y, alpha) / (2.0 * variance))
        .collect();
    let top = exponents.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let lambda: Vec<f64> = exponents.iter().map(|e| (e - top).exp()).collect();
    let sum: f64 = lambda.iter().sum();
    let mut mean = vec![0.0; x.len()];
    for (l, y) in lambda.iter().zip(points) {
        for (m, y) in mean.iter_mut().zip(y) {
            *m += l / sum * y;
        }
    }
    lambda
        .iter()
        .zip(points)
        .map(|(l, y)| l / sum * square(y, &mean, 1.0))
        .sum()
}

/// The largest of it over a line, as a share of D²/4.
fn share_on_a_line(
    points: &[f64],
    weights: &[f64],
    process: Process,
    t: f64,
    places: usize,
) -> f64 {
    let ends = points
        .iter()
        .fold([f64::INFINITY, f64::NEG_INFINITY], |[a, b], &x| {
            [a.min(x), b.max(x)]
        });
    let rows: Vec<Vec<f64>> = points.iter().map(|&x| vec![x]).collect();
    // Where any but the outermost point counts.
    let far = ends[1] - ends[0] + 40.0 * t.min(1.0);
    let place =
        |k: usize| ends[0] - far + (ends[1] - ends[0] + 2.0 * far) * k as f64 / places as f64;
    let largest = (0..=places)
        .map(|k| covariance(&rows, weights, process, &[place(k)], t))
        .fold(0.0, f64::max);
    4.0 * largest / (ends[1] - ends[0]).powi(2)
}

#[test]
fn fig_li_yau_two_points_and_an_equilateral_triangle_reach_the_upper_bound_others_a_part() {
    // Half-way between two: D²/4, the bound on a line, three quarters of it in the plane.
    for process in [Process::Heat, Process::Ou] {
        for t in [1e-3, 0.1, 2.0] {
            let alpha = process.alpha(t);
            let line = [vec![-1.0], vec![2.0]];
            let two = covariance(&line, &[1.0, 1.0], process, &[0.5 * alpha], t);
            assert!((two - 9.0 / 4.0).abs() < 1e-12);
            let plane = [vec![-1.0, 0.0], vec![2.0, 0.0]];
            let two = covariance(&plane, &[1.0, 1.0], process, &[0.5 * alpha, 0.0], t);
            let bound = |d: f64| 9.0 * d / (2.0 * (d + 1.0));
            assert!(
                (two / bound(2.0) - 0.75).abs() < 1e-12 && (two / bound(1.0) - 1.0).abs() < 1e-12
            );
            let corner = |k: f64| {
                vec![
                    3.0f64.sqrt() * (TAU * k / 3.0).cos(),
                    3.0f64.sqrt() * (TAU * k / 3.0).sin(),
                ]
            };
            let triangle = [0.0, 1.0, 2.0].map(corner);
            let three = covariance(&triangle, &[1.0; 3], process, &[0.0, 0.0], t);
            assert!((three / bound(2.0) - 1.0).abs() < 1e-12, "{three}");
        }
    }

    // The figure's three points, the heat flow from t = 10 down: the share grows with t.
    let (points, weights) = ([-5.0, 0.0, 5.0], [0.7, 0.3, 0.1]);
    let three = |t| share_on_a_line(&points, &weights, Process::Heat, t, 60_000);
    for t in [0.1, 0.5, 1.0, 2.0] {
        // At small t two neighbours alone: (D/2)²/4.
        assert!((0.249..0.255).contains(&three(t)), "{t}: {}", three(t));
    }
    assert_eq!(format!("{:.0}", 100.0 * three(10.0)), "49");
    PAGE.says("the three points of the figure to a quarter while t\\le2 and to 49 % by t=10");
    let law = preset("eruptions").unwrap().law(0, 0);
    let geyser = |t| share_on_a_line(law.points().axis(0), law.weights(), Process::Heat, t, 2_000);
    for (a, b) in [(0.1, 0.5), (0.5, 2.0), (2.0, 10.0)] {
        assert!(geyser(a) < geyser(b));
    }
    assert_eq!(format!("{:.0}", 100.0 * geyser(10.0)), "44");
    PAGE.says("the geyser to 44 %");
}

#[test]
fn fig_li_yau_says_what_is_so_for_each_of_its_buttons() {
    for (data, heat, ou) in [
        ("three-diracs-line", Some(49), Some(64)),
        ("dirac-line", None, None),
        ("eruptions", Some(44), Some(44)),
        ("-1;1", Some(100), Some(100)),
        // Two points and an equilateral triangle in the plane.
        ("-1,0;1,0", Some(75), Some(75)),
        ("-1,0;1,0;0,1.7320508075688772", Some(100), Some(100)),
    ] {
        for (process, share) in [("heat", heat), ("ou", ou)] {
            let report = finished(&[("study", "li-yau"), ("data", data), ("process", process)]);
            let is_plane = data.contains(',');
            let dim = if is_plane { 2.0 } else { 1.0 };
            let floor = if process == "heat" { 0.5 * dim } else { dim };
            // The lower bound is met by any data at any time: at infinity one data point is left.
            let least = &report.charts[report.charts.len() - 2].series[0];
            for (t, y) in least.x.iter().zip(&least.y) {
                assert!((y + floor).abs() < 1e-12, "{data} {process} t = {t}: {y}");
            }
            let said = report.findings.join(" ");
            match share {
                Some(share) => {
                    let measured = 100.0 * report.rows[3].measured.unwrap();
                    // Seen at the places of a scan.
                    assert!(
                        (measured - f64::from(share)).abs() < 1.0,
                        "{data} {process}: {measured}"
                    );
                    let who = match is_plane {
                        false => "which two points reach half-way between them",
                        true => "two come to 75 % of it",
                    };
                    assert!(said.contains(who), "{said}");
                }
                None => {
                    assert_eq!(report.rows.len(), 3);
                    assert!(
                        !said.contains("Between") && said.contains("to the last bit"),
                        "{said}"
                    );
                }
            }
        }
    }
    let report = finished(&[("study", "li-yau"), ("width", "0.5")]);
    let said = report.findings.join(" ");
    assert!(
        said.contains("not met") && !said.contains("The bound is met"),
        "{said}"
    );
}

// ---- fig-concentration ----------------------------------------------------------------------------------------------

#[test]
fn fig_concentration_the_bound_s_root_has_slope_one_half() {
    PAGE.says("the first bound, and the root of the second, are lines of slope ½");
    for epsilon in ["0", "0.2", "1"] {
        for data in ["five-points", "penguins", "eruptions"] {
            let report = finished(&[
                ("study", "concentration"),
                ("epsilon", epsilon),
                ("data", data),
            ]);
            let mut found = 0;
            for chart in &report.charts {
                let bounds = ["bound on √E dist²", "√(t/T)"];
                for series in chart.series.iter().filter(|s| bounds.contains(&&*s.name)) {
                    let (a, b) = (0, series.x.len() - 1);
                    let slope = (series.y[b] / series.y[a]).ln() / (series.x[b] / series.x[a]).ln();
                    assert!(
                        (slope - 0.5).abs() < 1e-9,
                        "{epsilon} {data} {}: {slope}",
                        series.name
                    );
                    found += 1;
                }
            }
            assert!(found > 0);
        }
    }
}

// ---- What came out for an answer, and what was to be seen ----------------------------------------------------------

/// What sentences quote of the figures' rows: scene, how the row's name begins, which number, as it is written.
const QUOTED: &str = "
            # fig-li-yau
            study=li-yau width=0.5 | −t·div s, the largest over x and all t | measured | 0.494
            # fig-energy
            study=energy epsilon=0 | KL(v|u) now | measured | 0.112
            study=energy epsilon=0.2 | KL(v|u) now | measured | 0.0490
            study=energy epsilon=1 | KL(v|u) now | measured | 0.0079
            study=energy epsilon=2 | KL(v|u) now | measured | 0.0024
            # fig-concentration
            study=concentration | slope of E dist | measured | 0.5000
            study=concentration epsilon=1 | slope of E dist | measured | 0.505
            study=concentration | ε = 0: largest dist | measured | 0.9988
            # fig-cores
            study=cores | enter a core | measured | 0.59
            study=cores epsilon=0 | enter a core | measured | 0.08
";

#[test]
fn the_numbers_quoted_are_those_of_the_figures() {
    PAGE.quotes(QUOTED);
}

/// The chance of one of two points is λ where ε = 1: along the line through both it goes from ¼ to ¾ within 2 ln 3.
#[test]
fn by_the_corollary_the_strip_is_2_20_wide() {
    let scene = PAGE.figure("fig-separatrix").scene();
    let scene = support::scene(&scene);
    let (points, t) = (scene.law().points().clone(), scene.t_star);
    let [a, b] = [points.point(0), points.point(1)];
    let chance = |u: f64| {
        let place: Vec<f64> = (0..2)
            .map(|j| 0.5 * (a[j] + b[j]) + u * (b[j] - a[j]))
            .collect();
        let square = |p: &[f64]| (0..2).map(|j| (place[j] - p[j]).powi(2)).sum::<f64>();
        1.0 / (1.0 + ((square(&b) - square(&a)) / (4.0 * t)).exp())
    };
    let length = (b[0] - a[0]).hypot(b[1] - a[1]);
    // λ = ¾ where its logarithm is ln 3: half the strip, as a share of the distance of the points.
    let half = 3.0f64.ln() * 2.0 * t / (length * length);
    assert!((chance(half) - 0.75).abs() < 1e-12);
    let width = 2.0 * half * length;
    assert_eq!(format!("{width:.2}"), "2.20");
    assert!((width - 2.0 * 3.0f64.ln()).abs() < 1e-12);
    PAGE.says("by which it is 2\\ln 3, or 2.20");
}

/// What explanations quote of the studies' own sentences: scene, what stands there, as the page writes it.
const FOUND: &str = "
            study=energy epsilon=0.2 | forgot 56 % | 56, 93 and 98 %
            study=energy epsilon=1 | forgot 93 % | 56, 93 and 98 %
            study=energy epsilon=2 | forgot 98 % | 56, 93 and 98 %
            study=two-diracs epsilon=0.2 | 0.882 along the line with ε = 0.2 | 0.88 along the line
            study=two-diracs epsilon=0.2 | 2.28 with ε = 1 | 2.28 with ε = 1
            study=cores | From t = 0.0209 on | in a core at t = 0.0209
            study=bounded t-star=0.05 | 0.154 of the data | 0.154 left
            study=bounded | 0.0347 of the data | 0.0347 left
            study=bounded t-star=0.6 | 6.69e-4 of the data | 0.00067 left
";

#[test]
fn what_explanations_quote_is_what_the_studies_say() {
    PAGE.repeats(FOUND);
}
