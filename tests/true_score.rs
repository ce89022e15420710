//! The study of the true score beside the empirical one, Liu & Zuazua figure 2: what it generates, measures and says.

mod support;

use reverse_diffusion::ensemble::Simulation;
use reverse_diffusion::law::truth::closed_curve;
use reverse_diffusion::scene::{Scene, Value};
use reverse_diffusion::study::{Chart, Report, Row, Series, study};
use support::{FIVE_SIGMA, KS_1E_6, scene};

/// The study, worked to its end.
fn report_of(scene: &Scene) -> Report {
    let mut study = study(scene).expect("a study");
    let mut pieces = 0;
    while study.work() {
        pieces += 1;
        assert!(pieces < 200_000, "it never ends");
    }
    study.report().clone()
}

fn report(pairs: &[(&str, &str)]) -> Report {
    report_of(&scene(&[&[("study", "lemniscate")], pairs].concat()))
}

#[track_caller]
fn row<'a>(report: &'a Report, start: &str, end: &str) -> &'a Row {
    let mut rows = report.rows.iter();
    let found = rows.find(|row| row.name.starts_with(start) && row.name.ends_with(end));
    found.unwrap_or_else(|| panic!("no row {start} … {end} in {:#?}", report.rows))
}

fn measured(report: &Report, start: &str, end: &str) -> f64 {
    row(report, start, end).measured.expect("measured")
}

fn series<'a>(chart: &'a Chart, start: &str) -> &'a Series {
    let mut series = chart.series.iter();
    series
        .find(|series| series.name.starts_with(start))
        .expect("a series")
}

fn points(series: &Series) -> Vec<[f64; 2]> {
    series
        .x
        .iter()
        .zip(&series.y)
        .map(|(x, y)| [*x, *y])
        .collect()
}

const NEARER: &str = "nearer";
const COPIES: &str = "exact copies";
const AREA: &str = "area";
const INSIDE: &str = "in the 95 % region";
const OFF: &str = "mean distance";
const TRUE: &str = "true score";

/// Five standard errors, exceeded with probability 6e-7 by a normal law, and by a mean of sixteen batches that estimates
/// its own error with 1.6e-4; seeds 1 and 2.
#[track_caller]
fn agrees(report: &Report) {
    for row in &report.rows {
        if let (Some(predicted), Some(measured), Some(error)) =
            (row.predicted, row.measured, row.error)
        {
            let off = (measured - predicted).abs();
            assert!(off <= FIVE_SIGMA * error, "{row:?}");
        }
    }
}

/// Chart 2 and 3 hold both laws as lines and both runs as dots: their distribution functions differ by no more than
/// Kolmogorov's and Smirnov's bound for two samples, of 10,000 particles and of 40,000 draws, at significance 1e-6.
#[track_caller]
fn distances_have_the_law_s_distribution(chart: &Chart) {
    let bound = KS_1E_6 * (1.0f64 / 10_000.0 + 1.0 / 40_000.0).sqrt();
    for (law, run) in [(0, 2), (1, 3)] {
        let (law, run) = (&chart.series[law], &chart.series[run]);
        for (&x, &share) in run.x.iter().zip(&run.y) {
            let after = law.x.partition_point(|&other| other < x);
            // Between two of 160 quantiles.
            let low = if after == 0 { 0.0 } else { law.y[after - 1] };
            let high = if after == law.x.len() {
                1.0
            } else {
                law.y[after]
            };
            assert!(
                low - bound <= share && share <= high + bound,
                "{}, {}: {share} at {x}, not {low} to {high}",
                chart.title,
                run.name
            );
        }
    }
}

#[test]
fn figure_2_at_its_three_stopping_times() {
    let noise = |t: f64| (2.0 * t).sqrt();
    let mut areas = Vec::new();
    for (t_min, t) in [("0.1", 0.1), ("0.01", 0.01), ("0.001", 0.001)] {
        for seed in ["1", "2"] {
            let pairs = [("t-min", t_min), ("seed", seed), ("samples", "50")];
            let report = report(&pairs);
            agrees(&report);
            distances_have_the_law_s_distribution(&report.charts[2]);
            distances_have_the_law_s_distribution(&report.charts[3]);
            // By definition.
            let inside = row(&report, INSIDE, TRUE);
            let draws = 16.0 * 10_000.0f64;
            let error = (0.95f64 * 0.05 / draws).sqrt();
            // And 2e-3 for cells of a sixth of σ or less.
            assert!(
                (inside.predicted.unwrap() - 0.95).abs() < FIVE_SIGMA * error + 2e-3,
                "{inside:?}"
            );
            let half = row(&report, NEARER, TRUE).predicted.unwrap();
            assert!((half - 0.5).abs() < 1e-3, "{half}");
            for side in [TRUE, "50 samples"] {
                assert_eq!(measured(&report, COPIES, side), 0.0);
            }
            areas.push([TRUE, "50 samples"].map(|side| measured(&report, AREA, side)));
            if t < 0.005 {
                // Across a curve noise of deviation σ goes σ√(2/π) on average; a little less where branches cross, 4σ of
                // each of four arms out of 5.24, and inside of bends, by a share σκ.
                let off = row(&report, OFF, TRUE).predicted.unwrap();
                let straight = noise(t) * (2.0 / std::f64::consts::PI).sqrt();
                let crossing = 16.0 * noise(t) / 5.24;
                assert!(
                    off < straight && off > straight * (1.0 - crossing),
                    "{off} {straight}"
                );
            }
        }
    }
    // Less noise, smaller regions; and at the end the empirical one has gaps: it is smaller than the true one.
    assert!(areas[0][0] > areas[2][0] && areas[2][0] > areas[4][0]);
    for [whole, gaps] in &areas[4..] {
        assert!(gaps / whole < 0.9, "{gaps} of {whole}");
    }
    for [whole, other] in &areas[..2] {
        assert!((other / whole - 1.0).abs() < 0.1, "{other} of {whole}");
    }
}

#[test]
fn what_is_copied_is_said() {
    let copied = report(&[("t-min", "0.001"), ("samples", "50")]);
    // Half of fresh data, and many more of what the sample's score makes.
    let share = row(&copied, NEARER, "50 samples");
    assert!(
        share.measured.unwrap() > 0.5 + 20.0 * share.error.unwrap(),
        "{share:?}"
    );
    assert!(
        copied.findings[0].contains("is copied: training points with noise are that near"),
        "{}",
        copied.findings[0]
    );
    let hidden = report(&[("t-min", "0.1"), ("samples", "200")]);
    assert!(
        hidden.findings[0].contains("the noise hides what is copied"),
        "{}",
        hidden.findings[0]
    );
    // Further down, everything is a copy, and x̄₀ is one training point.
    let late = report(&[
        ("t-min", "1e-8"),
        ("samples", "50"),
        ("steps", "300"),
        ("particles", "2000"),
    ]);
    agrees(&late);
    assert!(measured(&late, NEARER, "50 samples") > 0.999);
    assert!(measured(&late, "training points that", "50 samples") < 1.01);
    let half = row(&late, NEARER, TRUE);
    assert!(
        (half.measured.unwrap() - 0.5).abs() < FIVE_SIGMA * half.error.unwrap(),
        "{half:?}"
    );
    // At 0 to the last bit, where the last step comes from near enough.
    let end = report(&[
        ("t-min", "0"),
        ("samples", "2"),
        ("grid", "uniform"),
        ("t-star", "0.5"),
        ("steps", "1000"),
        ("particles", "200"),
    ]);
    assert_eq!(measured(&end, COPIES, "2 samples"), 1.0);
    assert_eq!(measured(&end, COPIES, TRUE), 0.0);
    assert_eq!(row(&end, COPIES, "2 samples").predicted, Some(1.0));
    // And where it does not, that is said.
    let end = report(&[
        ("t-min", "0"),
        ("samples", "200"),
        ("grid", "uniform"),
        ("particles", "500"),
    ]);
    assert!(
        end.findings
            .iter()
            .any(|text| text.contains("still averages several training points"))
    );
}

#[test]
fn both_runs_are_the_scene_s_own_steps_on_the_same_noise_from_the_same_starts() {
    for sampler in ["dpm-solver++", "exponential", "heun"] {
        let own = [
            ("sampler", sampler),
            ("particles", "300"),
            ("samples", "60"),
            ("steps", "30"),
        ];
        let report = report(&own);
        let of = |denoiser: &str| {
            let mut scene = scene(&[&[("study", "lemniscate")], &own[..]].concat());
            scene
                .set("denoiser", &Value::Text(denoiser.into()))
                .unwrap();
            scene
        };
        let mut left = Simulation::new(of("true-law"));
        let mut right = Simulation::beside(of("exact"), &left);
        assert_eq!(left.digest(), right.digest(), "not the same starts");
        for (simulation, chart) in [&mut left, &mut right].into_iter().zip(&report.charts) {
            simulation.seek(simulation.steps());
            let drawn = points(series(chart, "generated"));
            assert_eq!(drawn.len(), 300);
            for (i, place) in drawn.iter().enumerate() {
                assert_eq!(
                    place[..],
                    simulation.positions().point(i)[..],
                    "{sampler}, {i}"
                );
            }
        }
        assert_ne!(left.digest(), right.digest());
    }
}

/// Whether a place lies within a boundary of closed lines broken by NaN: an odd number of edges to its right.
fn is_within(boundary: &Series, [x, y]: [f64; 2]) -> bool {
    let points = points(boundary);
    let crossed = points.windows(2).filter(|edge| {
        let [[x0, y0], [x1, y1]] = [edge[0], edge[1]];
        (y0 > y) != (y1 > y) && x < x0 + (y - y0) / (y1 - y0) * (x1 - x0)
    });
    crossed.count() % 2 == 1
}

#[test]
fn what_is_measured_is_what_all_pairs_say() {
    let nearest = |place: [f64; 2], others: &[[f64; 2]]| {
        let squares = others.iter().map(|other| {
            let [x, y] = [0, 1].map(|j| other[j] - place[j]);
            x * x + y * y
        });
        squares.fold(f64::INFINITY, f64::min).sqrt()
    };
    let curve = closed_curve(
        |theta| {
            let r = 1.0 + libm::sin(theta) * libm::sin(theta);
            [
                libm::cos(theta) / r,
                libm::sin(theta) * libm::cos(theta) / r,
            ]
        },
        16_384,
    );
    let curve: Vec<[f64; 2]> = (0..16_384)
        .map(|i| [curve.points().at(i, 0), curve.points().at(i, 1)])
        .collect();
    for (process, t_min, alpha) in [("heat", "0.01", 1.0), ("ou", "0.02", libm::exp(-0.02))] {
        let report = report(&[
            ("particles", "1500"),
            ("samples", "80"),
            ("process", process),
            ("t-min", t_min),
        ]);
        let shrunk: Vec<[f64; 2]> = curve.iter().map(|place| place.map(|x| alpha * x)).collect();
        for (side, name) in [TRUE, "80 samples"].into_iter().enumerate() {
            let chart = &report.charts[side];
            let generated = points(series(chart, "generated"));
            let training = points(series(chart, "training points"));
            assert_eq!((generated.len(), training.len()), (1500, 80));
            let mut distances: Vec<f64> = generated
                .iter()
                .map(|&place| nearest(place, &training))
                .collect();
            distances.sort_by(f64::total_cmp);
            // In single precision: places of about 1.
            for (&x, &share) in report.charts[2].series[2 + side]
                .x
                .iter()
                .zip(&report.charts[2].series[2 + side].y)
            {
                let expected = distances[(share * 1500.0) as usize];
                assert!(
                    (x - expected).abs() < 1e-6,
                    "{name}: {x} not {expected} at {share}"
                );
            }
            let off = generated
                .iter()
                .map(|&place| nearest(place, &shrunk))
                .sum::<f64>()
                / 1500.0;
            assert!((measured(&report, OFF, name) - off).abs() < 1e-6, "{name}");
            // Of 1500, 1425 lie where the density is above the level: bilinear there, on straight lines here, which
            // differ by less than a hundredth of a cell, and so by less than a sample in a hundred.
            let within = generated
                .iter()
                .filter(|&&place| is_within(series(chart, "95 % of what"), place))
                .count();
            assert!(
                (1425 - 15..=1425 + 15).contains(&within),
                "{name}: {within}"
            );
            let inside = generated
                .iter()
                .filter(|&&place| is_within(series(chart, "95 % of ρ"), place))
                .count();
            let share = measured(&report, INSIDE, name);
            assert!(
                (inside as f64 / 1500.0 - share).abs() < 0.01,
                "{name}: {inside} {share}"
            );
        }
    }
}

#[test]
fn other_laws_and_data_of_which_nobody_knows_the_law() {
    for data in ["two-moons", "gaussian-mixture", "checkerboard"] {
        let report = report(&[("data", data), ("t-min", "0.002")]);
        agrees(&report);
        distances_have_the_law_s_distribution(&report.charts[2]);
        // A law with a density has the plane for its support.
        assert_eq!(
            report.charts.len(),
            if data == "checkerboard" { 4 } else { 3 }
        );
        assert!(
            report.findings[0].contains("is copied"),
            "{}",
            report.findings[0]
        );
    }
    // 272 eruptions, one half against the other; and 50 of them against the rest.
    for (samples, training, other) in [("0", 136, 136), ("50", 50, 222), ("100000", 271, 1)] {
        let pairs = [
            ("study", "lemniscate"),
            ("data", "faithful"),
            ("samples", samples),
            ("t-min", "0.005"),
        ];
        let scene = scene(&pairs);
        let report = report_of(&scene);
        // One point has no starts that suit the law of the others.
        if other > 1 {
            agrees(&report);
        }
        let note = report
            .findings
            .iter()
            .find(|text| text.starts_with("Nobody knows"))
            .expect("a note");
        let rest = match other {
            1 => "the other stands".into(),
            _ => format!("the other {other} stand"),
        };
        assert!(
            note.contains(&format!("So {training} of them")) && note.contains(&rest),
            "{note}"
        );
        assert_eq!(report.charts[0].title, "The score of the rest");
        // They are of the data, and no two of them are one.
        let all = scene.data.law(0, 0);
        let mut left: Vec<Vec<f64>> = (0..all.points().len())
            .map(|i| all.points().point(i))
            .collect();
        let shown = points(series(&report.charts[0], "training points"));
        let repeated = training - shown.len();
        for place in shown {
            let at = left
                .iter()
                .position(|row| row.iter().zip(place).all(|(a, b)| (a - b).abs() < 1e-12));
            left.swap_remove(at.expect("a point of the data"));
        }
        // Observations in one place are one point of the picture.
        assert_eq!(left.len(), other + repeated);
    }
    // Points that are all of their law.
    let whole = report(&[("data", "five-points")]);
    agrees(&whole);
    assert!(
        whole
            .findings
            .iter()
            .any(|text| text.contains("the whole law"))
    );
    let some = report(&[("data", "five-points"), ("samples", "3")]);
    agrees(&some);
    assert!(
        some.findings[0].contains("is copied"),
        "{}",
        some.findings[0]
    );
}

#[test]
fn the_same_scene_gives_the_same_numbers() {
    let csv = || {
        let scene = scene(&[
            ("study", "lemniscate"),
            ("particles", "400"),
            ("draw", "4"),
            ("steps", "20"),
        ]);
        report_of(&scene).csv(&scene)
    };
    assert_eq!(csv(), csv());
}

#[test]
fn no_scene_breaks_it() {
    let many: String = (0..3000)
        .map(|k| {
            format!(
                "{},{}@{};",
                libm::sin(f64::from(k)),
                f64::from(k % 7),
                1 + k % 5
            )
        })
        .collect();
    let corners: &[&[(&str, &str)]] = &[
        &[("t-star", "0.05"), ("steps", "1"), ("t-min", "0.049")],
        &[
            ("t-star", "20"),
            ("steps", "3"),
            ("process", "ou"),
            ("t-min", "19"),
        ],
        &[
            ("t-min", "0"),
            ("steps", "1"),
            ("sampler", "euler-maruyama"),
            ("epsilon", "2"),
        ],
        &[("t-min", "0"), ("data", "0.3,0.3"), ("start", "terminal")],
        &[("data", "1,2;1,2;1,2"), ("t-min", "0"), ("start", "0,0")],
        &[("data", "1,1;2,2"), ("samples", "1")],
        &[("data", "-1e6,3;1e6,-1e6"), ("process", "ou")],
        &[("data", "-1e6,3;1e6,-1e6;5,5"), ("t-min", "0")],
        &[
            ("data", "0,0@1e-12;1,0@1e12"),
            ("sampler", "heun"),
            ("grid", "karras"),
        ],
        &[("data", "dirac"), ("grid", "cosine")],
        &[("data", "two-diracs"), ("samples", "1"), ("epsilon", "0")],
        &[("width", "2"), ("process", "ou"), ("grid", "uniform")],
        &[
            ("width", "0.001"),
            ("t-min", "0"),
            ("data", "checkerboard"),
            ("steps", "3"),
        ],
        &[("particles", "1"), ("epsilon", "0"), ("t-min", "1e-12")],
        &[
            ("particles", "1"),
            ("steps", "2"),
            ("data", "penguins"),
            ("samples", "341"),
        ],
        &[("samples", "100000"), ("steps", "2"), ("particles", "20")],
        &[
            ("particles", "200000"),
            ("steps", "1"),
            ("data", "two-diracs"),
        ],
        &[
            ("sampler", "euler-maruyama-as-printed"),
            ("steps", "4"),
            ("t-star", "20"),
            ("start", "1e6,1e6"),
        ],
        &[
            ("dynamics", "forward"),
            ("denoiser", "true-law"),
            ("steps", "2"),
        ],
        &[("dynamics", "bridge"), ("target", "3"), ("steps", "2")],
        &[("data", &many), ("steps", "5")],
    ];
    for corner in corners {
        let mut pairs = vec![("study", "lemniscate"), ("particles", "200")];
        pairs.extend(corner.iter().copied());
        let shown: Vec<_> = corner
            .iter()
            .map(|(n, v)| (*n, &v[..v.len().min(40)]))
            .collect();
        let report = report(&pairs);
        for chart in &report.charts {
            for axis in [&chart.x, &chart.y] {
                let [low, high] = axis.range;
                assert!(
                    low.is_finite() && high.is_finite() && low < high,
                    "{shown:?}: {axis:?}"
                );
                assert!(!axis.log || low > 0.0, "{shown:?}: {axis:?}");
            }
            for series in &chart.series {
                assert_eq!(series.x.len(), series.y.len());
                // Boundaries are broken by NaN, nothing else is.
                let is_line = series.name.starts_with("95 %");
                assert!(
                    is_line || series.x.iter().chain(&series.y).all(|v| v.is_finite()),
                    "{shown:?}: {}",
                    series.name
                );
            }
            if let Some(map) = &chart.map {
                assert!(map.values.len() == map.columns * map.rows);
                assert!(
                    map.values.iter().all(|v| (0.0..=1.0).contains(v)),
                    "{shown:?}"
                );
            }
        }
        for row in &report.rows {
            let numbers = [row.predicted, row.measured, row.error, row.bound];
            assert!(
                numbers.into_iter().flatten().all(|x| x.is_finite()),
                "{shown:?}: {row:?}"
            );
        }
        assert!(!report.findings.is_empty());
    }
}
