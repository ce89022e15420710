//! The studies of section 3 and of Theorem 2: what theory predicts beside what is measured, each at a stated
//! significance.

mod support;

use reverse_diffusion::ensemble::Simulation;
use reverse_diffusion::line::{Mixture, Quantiles, distance};
use reverse_diffusion::measure::chi_square;
use reverse_diffusion::study::{Report, Row, Study, study};
use support::scene;

/// A study at its end.
fn finished(pairs: &[(&str, &str)]) -> Box<dyn Study> {
    let mut study = study(&scene(pairs)).expect("a study");
    while study.work() {}
    study
}

fn row<'a>(report: &'a Report, name: &str) -> &'a Row {
    let mut rows = report.rows.iter();
    rows.find(|row| row.name.contains(name))
        .unwrap_or_else(|| panic!("no row {name} in {:#?}", report.rows))
}

/// Every number that is drawn is one, but for breaks of lines, and every axis has a length.
fn is_sound(report: &Report) {
    for chart in &report.charts {
        for axis in [&chart.x, &chart.y] {
            let [low, high] = axis.range;
            assert!(
                low.is_finite() && high.is_finite() && low < high,
                "{}: {axis:?}",
                chart.title
            );
            assert!(!axis.log || low > 0.0, "{}: {axis:?}", chart.title);
        }
        for series in &chart.series {
            assert_eq!(series.x.len(), series.y.len(), "{}", series.name);
            let pairs = series.x.iter().zip(&series.y);
            for (x, y) in pairs {
                assert!(
                    !x.is_infinite() && !y.is_infinite(),
                    "{}: {x}, {y}",
                    series.name
                );
                assert!(x.is_nan() == y.is_nan(), "{}: {x}, {y}", series.name);
            }
        }
        if let Some(map) = &chart.map {
            assert_eq!(map.values.len(), map.columns * map.rows);
            assert!(map.values.iter().all(|v| (0.0..=1.0).contains(v)));
        }
    }
    for row in &report.rows {
        let numbers = [row.predicted, row.measured, row.error, row.bound];
        assert!(numbers.iter().flatten().all(|x| x.is_finite()), "{row:?}");
    }
    assert!(!report.findings.is_empty());
}

#[test]
fn the_tail_of_chi_square_is_the_incomplete_gamma_function() {
    // For even degrees Q(m, x) = e^{−x} Σ_{k<m} x^k/k!; for one degree erfc(√x); both to 1e-10, relative.
    for (statistic, half) in [
        (0.3, 1),
        (2.0, 1),
        (7.5, 3),
        (30.0, 3),
        (3.0, 10),
        (80.0, 10),
        (250.0, 60),
    ] {
        let x: f64 = 0.5 * statistic;
        let (mut term, mut sum) = (1.0, 0.0);
        for k in 0..half {
            sum += term;
            term *= x / f64::from(k + 1);
        }
        let exact = (-x).exp() * sum;
        let found = chi_square::tail(statistic, 2 * half as usize);
        assert!(
            (found / exact - 1.0).abs() < 1e-10,
            "{statistic}, {half}: {found}, {exact}"
        );
    }
    for statistic in [0.01, 1.0, 3.841_458_820_694_124, 25.0] {
        let exact = libm::erfc(libm::sqrt(0.5 * statistic));
        let found = chi_square::tail(statistic, 1);
        assert!(
            (found / exact - 1.0).abs() < 1e-10,
            "{statistic}: {found}, {exact}"
        );
    }
    // Three degrees: erfc(√x) + 2√(x/π) e^{−x}.
    let x: f64 = 4.2;
    let exact = libm::erfc(x.sqrt()) + 2.0 * (x / std::f64::consts::PI).sqrt() * (-x).exp();
    assert!((chi_square::tail(2.0 * x, 3) / exact - 1.0).abs() < 1e-10);
    assert_eq!(chi_square::tail(0.0, 5), 1.0);
}

#[test]
fn chi_square_merges_bins_that_expect_too_few() {
    // 100 counts: bins that expect 2, 7, 40, 48, 3 become 9, 40, 51.
    let fit =
        chi_square::goodness_of_fit(&[3.0, 8.0, 37.0, 50.0, 2.0], &[0.02, 0.07, 0.4, 0.48, 0.03]);
    assert_eq!(fit.degrees, 2);
    let exact = 4.0 / 9.0 + 9.0 / 40.0 + 1.0 / 51.0;
    assert!((fit.statistic - exact).abs() < 1e-12, "{fit:?}");
    // One bin says nothing.
    assert_eq!(chi_square::goodness_of_fit(&[5.0], &[1.0]).p, 1.0);
    assert_eq!(chi_square::two_samples(&[0.0, 0.0], &[3.0, 9.0]).degrees, 0);
}

/// y, t₁, t₂ and the scenes of Theorem 1's test.
const PASTS: &[&[(&str, &str)]] = &[
    &[],
    &[("place", "-0.4"), ("t1", "0.5"), ("t2", "1.5")],
    &[("place", "1.8"), ("t1", "0")],
    &[("width", "0"), ("t1", "0"), ("place", "0.1"), ("t2", "0.8")],
    &[
        ("width", "0"),
        ("t1", "0.05"),
        ("place", "-0.2"),
        ("t2", "0.3"),
    ],
    &[
        ("process", "heat"),
        ("place", "1"),
        ("t1", "0.1"),
        ("t2", "1.2"),
    ],
    &[
        ("process", "heat"),
        ("width", "0"),
        ("data", "three-diracs-line"),
        ("t1", "0"),
        ("t2", "2"),
        ("place", "-2"),
    ],
    &[
        ("data", "eruptions"),
        ("width", "0.05"),
        ("t1", "0.02"),
        ("t2", "0.4"),
        ("place", "0.2"),
    ],
];

#[test]
fn theorem_1_the_past_of_rho_is_the_future_of_q() {
    // Three χ² tests for each of eight scenes, each at 1e-6.
    for pairs in PASTS {
        let study = finished(&[&[("study", "past-future")], *pairs].concat());
        let report = study.report();
        is_sound(report);
        for name in [
            "forward paths against the exact law: p",
            "reverse paths against the exact law: p",
            "forward against reverse paths: p",
        ] {
            let p = row(report, name).measured.expect("a p-value");
            assert!(p > 1e-6, "{pairs:?}: {name}: {p}");
        }
        // Means and shares to five standard errors.
        for name in [
            "forward paths: mean",
            "reverse paths: mean",
            "share of forward paths kept",
        ] {
            let row = row(report, name);
            let z = (row.measured.unwrap() - row.predicted.unwrap()) / row.error.unwrap();
            assert!(z.abs() < 5.0, "{pairs:?}: {row:?}");
        }
    }
}

#[test]
fn theorem_1_s_window_and_steps_bias_nothing() {
    // Forty runs of 6000 paths each: a bias of a fifth of one run's sampling error would stand at 1.3 standard
    // errors of all; five is the bound, so that what is excluded is a bias of 0.8 of one run's error. The χ² of all
    // runs add up to a normal sum: bound five deviations, on either side.
    for pairs in [PASTS[0], PASTS[3]] {
        let mut means = [0.0, 0.0];
        let mut fits = [[0.0; 2]; 2];
        for seed in 100..140 {
            let seed = seed.to_string();
            let study = finished(&[&[("study", "past-future"), ("seed", &seed)], pairs].concat());
            for (k, name) in ["forward paths", "reverse paths"].into_iter().enumerate() {
                let mean = row(study.report(), &format!("{name}: mean"));
                means[k] +=
                    (mean.measured.unwrap() - mean.predicted.unwrap()) / mean.error.unwrap();
                let fit = row(study.report(), &format!("{name} against the exact law: χ²"));
                fits[k][0] += fit.measured.unwrap() - fit.predicted.unwrap();
                fits[k][1] += fit.error.unwrap().powi(2);
            }
        }
        for k in 0..2 {
            let z = means[k] / 40f64.sqrt();
            assert!(z.abs() < 5.0, "{pairs:?}: {means:?}");
            let z = fits[k][0] / fits[k][1].sqrt();
            assert!(z.abs() < 5.0, "{pairs:?}: {fits:?}");
        }
    }
}

#[test]
fn corollary_3_3_only_data_are_generated_and_as_often_as_predicted() {
    // Six χ² tests at 1e-6, of 20,000 particles each; steps so many that their error is far below that.
    for pairs in [
        &[][..],
        &[("start", "normal"), ("t-star", "0.4")],
        &[
            ("start", "narrow"),
            ("t-star", "0.2"),
            ("data", "two-diracs-line"),
        ],
        &[("start", "terminal"), ("t-star", "0.1")],
        &[("start", "1.1"), ("t-star", "0.5")],
        &[
            ("process", "heat"),
            ("start", "normal:-1,0.5"),
            ("t-star", "0.7"),
        ],
    ] {
        let study = finished(&[&[("study", "generated"), ("steps", "1000")], pairs].concat());
        let report = study.report();
        is_sound(report);
        let p = row(report, "p, uniform").measured.unwrap();
        assert!(p > 1e-6, "{pairs:?}: {p}");
        // Never off the support, to the last bit of f32.
        let largest = row(report, "largest distance").measured.unwrap();
        assert_eq!(largest, 0.0, "{pairs:?}");
        // What the simulation shows of the gap: five deviations.
        let gap = row(report, "sampling adds to it");
        let z = (gap.measured.unwrap() - gap.predicted.unwrap()) / gap.error.unwrap();
        assert!(z.abs() < 5.0, "{pairs:?}: {gap:?}");
    }
}

#[test]
fn with_a_width_the_weights_are_those_of_components() {
    for pairs in [&[][..], &[("start", "narrow")], &[("process", "heat")]] {
        let own = [("study", "generated"), ("width", "0.2"), ("steps", "1000")];
        let study = finished(&[&own[..], pairs].concat());
        is_sound(study.report());
        for name in ["sampling adds to it", "sampling alone"] {
            let row = row(study.report(), name);
            let z = (row.measured.unwrap() - row.predicted.unwrap()) / row.error.unwrap();
            // Sums of folded normals have a heavier tail upwards than a normal; five deviations of a half-normal
            // are 4e-5, and six of two or more are below 1e-6.
            assert!(z < 6.0, "{pairs:?}: {row:?}");
        }
    }
}

#[test]
fn the_gap_falls_as_its_leading_term_says() {
    // At T* = 6 what is left out is e^{−6} = 0.25 % relative times a number of order 1.
    for (start, rate) in [
        ("shifted", "c e^{−T*}"),
        ("normal", "c e^{−2T*}"),
        ("narrow", "c e^{−2T*}"),
    ] {
        let study = finished(&[("study", "generated"), ("start", start), ("steps", "2")]);
        let chart = &study.report().charts[1];
        assert!(
            chart.series[1].name.starts_with(rate),
            "{}",
            chart.series[1].name
        );
        let [exact, leading] = [0, 1].map(|k| *chart.series[k].y.last().unwrap());
        assert!(
            (exact / leading - 1.0).abs() < 0.02,
            "{start}: {exact}, {leading}"
        );
    }
    // From ρ(·, T*) there is no gap to draw.
    let study = finished(&[
        ("study", "generated"),
        ("start", "terminal"),
        ("steps", "2"),
    ]);
    assert!(study.report().charts[1].series[0].x.is_empty());
    assert_eq!(
        row(study.report(), "total variation of q").predicted,
        Some(0.0)
    );
}

#[test]
fn fates_are_a_martingale() {
    // E λ_i(X_t, t) is (3.19) at every t. The simulation's own particles, 400 of them as the study takes: each mean
    // of a number between 0 and 1 errs by at most ½/√400 = 0.025; five of these.
    let mut study = finished(&[("study", "generated")]);
    let mut simulation = Simulation::new(scene(&[("study", "generated")]));
    let predicted: Vec<f64> = study.report().charts[0].series[2]
        .y
        .chunks(3)
        .map(|y| y[0])
        .collect();
    for index in [0, 100, 300, 400] {
        simulation.seek(index);
        study.show(simulation.time(), simulation.positions().axis(0));
        let now = &study.report().charts[0].series[4].y;
        for (now, predicted) in now.iter().zip(&predicted) {
            assert!(
                (now - predicted).abs() < 5.0 * 0.025,
                "{index}: {now}, {predicted}"
            );
        }
    }
}

/// (measured − predicted)/error of the row at each of these times.
fn deviations(study: &mut dyn Study, name: &str, times: &[f64]) -> Vec<f64> {
    let times = times.iter().map(|&t| {
        study.show(t, &[]);
        let row = row(study.report(), name);
        (row.measured.unwrap() - row.predicted.unwrap()) / row.error.unwrap()
    });
    times.collect()
}

#[test]
fn the_three_ways_have_the_laws_that_theory_gives_them() {
    // From ρ(·, T*) one law for all; from other starts each its own. The level and its deviation are those of twelve
    // perfect samples; W₂² is a weighted sum of squares, led by one or two terms, so that its root exceeds mean plus
    // eight deviations with probability below 1e-6. There are twelve ensembles at nine times.
    for pairs in [
        &[][..],
        &[("start", "shifted")],
        &[("start", "narrow"), ("t-star", "1.5")],
        &[
            ("start", "normal"),
            ("process", "heat"),
            ("epsilon", "0.6"),
            ("t-star", "1"),
        ],
    ] {
        let own = [
            ("study", "ways-back"),
            ("steps", "600"),
            ("particles", "3000"),
        ];
        let mut study = finished(&[&own[..], pairs].concat());
        is_sound(study.report());
        let t_star = study.report().charts[0].x.range[1];
        let times = [0.99, 0.9, 0.7, 0.5, 0.3, 0.2, 0.1, 0.05, 0.0].map(|u| u * t_star);
        let names: Vec<String> = study
            .report()
            .rows
            .iter()
            .map(|row| row.name.clone())
            .collect();
        for name in names.iter().filter(|name| name.contains("W₂")) {
            for z in deviations(&mut *study, name, &times) {
                assert!(z < 8.0, "{pairs:?}: {name}: {z}");
            }
        }
    }
}

#[test]
fn the_paths_of_the_three_ways_differ_as_predicted() {
    // Under ε = 1 the share of swapped pairs and Σ |Δx|² to five deviations at eight times; the deviation of the share
    // is an upper bound. Steps so many that their own error is below a tenth of these.
    for pairs in [
        &[][..],
        &[("width", "0"), ("t-star", "0.8")],
        &[
            ("process", "heat"),
            ("data", "three-diracs-line"),
            ("width", "0.5"),
        ],
    ] {
        let own = [("study", "ways-back"), ("steps", "2000")];
        let mut study = finished(&[&own[..], pairs].concat());
        let t_star = study.report().charts[0].x.range[1];
        let times = [0.9, 0.7, 0.5, 0.3, 0.2, 0.1, 0.05, 0.0].map(|u| u * t_star);
        for name in ["ε = 1: share of pairs", "ε = 1: Σ"] {
            for z in deviations(&mut *study, name, &times) {
                assert!(z.abs() < 5.0, "{pairs:?}: {name}: {z}");
            }
        }
        // Without noise no pair changes its order, but for those that f32 can not tell apart: fewer than one in 10⁵.
        study.show(0.0, &[]);
        let flow = row(study.report(), "ε = 0: share of pairs")
            .measured
            .unwrap();
        assert!(flow < 1e-5, "{flow}");
        let some = row(study.report(), "ε = 0.3: share of pairs")
            .measured
            .unwrap();
        let all = row(study.report(), "ε = 1: share of pairs")
            .measured
            .unwrap();
        assert!(0.0 < some && some < all, "{some}, {all}");
    }
}

#[test]
fn theorem_2_the_bridge_has_its_law_from_any_start() {
    // Mean, deviation and W₂ at seven times for each of five scenes, to five standard errors; from the study's own
    // particles and from a simulation's.
    for pairs in [
        &[][..],
        &[("start", "terminal"), ("width", "0.2"), ("target", "0")],
        &[("start", "2.5"), ("t-star", "0.3")],
        &[("process", "heat"), ("start", "narrow"), ("steps", "7")],
        &[("start", "normal"), ("t-min", "0.2"), ("grid", "log-snr")],
    ] {
        let scene = scene(&[&[("study", "bridge")], pairs].concat());
        let mut study = finished(&[&[("study", "bridge")], pairs].concat());
        is_sound(study.report());
        let mut simulation = Simulation::new(scene);
        for u in [0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0] {
            simulation.seek((u * simulation.steps() as f64) as usize);
            for own in [true, false] {
                let particles = simulation.positions().axis(0);
                study.show(simulation.time(), if own { &[] } else { particles });
                for row in &study.report().rows {
                    let [predicted, measured, error] =
                        [row.predicted, row.measured, row.error].map(Option::unwrap);
                    // Positions are f32.
                    let error = error + 1e-7;
                    assert!(
                        (measured - predicted).abs() < 5.0 * error,
                        "{pairs:?} at {u}: {row:?}"
                    );
                }
            }
        }
        let t_min = simulation.time();
        study.show(t_min, &[]);
        if t_min == 0.0 {
            assert_eq!(row(study.report(), "W₂").measured, Some(0.0), "{pairs:?}");
        }
    }
}

#[test]
fn the_bridge_s_mean_and_variance_are_those_of_4_12() {
    // At s = T*/2, T* = 2: sinh(1)/sinh(2) = 1/(2 cosh 1), and 2 sinh²(1)/sinh(2) = tanh 1.
    let mut study = finished(&[
        ("study", "bridge"),
        ("start", "normal:3,0.5"),
        ("t-star", "2"),
        ("data", "-0.7"),
        ("grid", "uniform"),
        ("target", "0"),
    ]);
    study.show(1.0, &[]);
    let [mean, deviation, w2] = &study.report().rows[..] else {
        panic!("three rows");
    };
    let a = 0.5 / 1f64.cosh();
    let exact = a * (3.0 - 0.7);
    let variance = a * a * 0.25 + 1f64.tanh();
    assert!((mean.predicted.unwrap() - exact).abs() < 1e-12);
    assert!((deviation.predicted.unwrap() - variance.sqrt()).abs() < 1e-12);
    let square = (exact + 0.7).powi(2) + variance;
    assert!((w2.predicted.unwrap() - square.sqrt()).abs() < 1e-12);
}

#[test]
fn nothing_that_a_scene_may_hold_breaks_a_study() {
    let many: Vec<String> = (0..1500)
        .map(|k| format!("{}", (k * k % 977) as f64 * 0.003))
        .collect();
    let many = many.join(";");
    let extremes: &[&[(&str, &str)]] = &[
        &[("data", "0")],
        &[("data", "0.5;0.5;0.5@0.001")],
        &[("data", "1000000;-1000000;3")],
        &[("data", "-1;-1.0000001;1@0.000000000001")],
        &[("data", &many)],
        &[("data", &many), ("width", "0.01")],
        &[("t-star", "0.05"), ("t2", "0.04"), ("t1", "0.0399")],
        &[("t-star", "20"), ("t2", "20"), ("t1", "19")],
        &[
            ("t-star", "20"),
            ("process", "heat"),
            ("grid", "karras"),
            ("t2", "20"),
            ("t1", "0"),
        ],
        &[
            ("t-min", "0.04"),
            ("t-star", "0.05"),
            ("t2", "0.05"),
            ("t1", "0.001"),
        ],
        &[("steps", "1")],
        &[("particles", "1")],
        &[("particles", "1"), ("start", "-3"), ("steps", "2")],
        &[("start", "1000000"), ("place", "-10")],
        &[("start", "normal:0,0.01")],
        &[("width", "2"), ("start", "narrow"), ("process", "heat")],
        &[("width", "0.000001"), ("t1", "0")],
        &[
            ("sampler", "euler-maruyama"),
            ("steps", "3"),
            ("grid", "cosine"),
        ],
        &[("sampler", "heun"), ("epsilon", "2"), ("start", "shifted")],
        &[("dynamics", "forward")],
        &[("place", "10"), ("t2", "0.01"), ("t1", "0"), ("width", "0")],
    ];
    for study_name in ["past-future", "generated", "ways-back", "bridge"] {
        for pairs in extremes {
            let own = [
                ("study", study_name),
                ("steps", "30"),
                ("particles", "300"),
                ("target", "0"),
            ];
            let mut study = study(&scene(&[&own[..], pairs].concat())).expect("a study");
            is_sound(study.report());
            study.show(0.03, &[]);
            let mut pieces = 0;
            while study.work() {
                pieces += 1;
                // Far more than any of these needs.
                assert!(pieces < 1_000_000, "{study_name}: {pairs:?}");
            }
            for t in [0.0, 0.02, 0.05, 20.0] {
                study.show(t, &[0.1, -0.3, 1e6]);
                is_sound(study.report());
                study.show(t, &[]);
                is_sound(study.report());
            }
        }
    }
}

#[test]
fn a_table_of_quantiles_is_as_good_as_solving_for_each() {
    // The table's error is (σ/40)²/8 times the slope of ln p, some 1e-4 σ in the tails; W₂ to a sample of 500.
    for scene in [
        scene(&[("data", "two-diracs-line"), ("width", "0.3")]),
        scene(&[("data", "eruptions"), ("width", "0.2")]),
    ] {
        let law = Mixture::of(&scene.law());
        let table = Quantiles::of(&law);
        let sample: Vec<f32> = (0..500)
            .map(|k| 2.5 * ((k as f32 + 0.5) / 250.0 - 1.0))
            .collect();
        let (quick, exact) = (table.w2(&sample), distance::w2_sample(&sample, &law));
        assert!((quick / exact - 1.0).abs() < 1e-4, "{quick}, {exact}");
        for u in [1e-5, 0.01, 0.35, 0.5, 0.9, 0.9999] {
            assert!((table.at(u) - law.quantile(u)).abs() < 1e-3, "{u}");
            assert!((table.cdf(law.quantile(u)) - u).abs() < 1e-4, "{u}");
        }
    }
    let atoms = Quantiles::of(&Mixture::new(vec![2.0, -1.0, 0.5], &[0.5, 0.2, 0.3], 0.0));
    assert_eq!(
        [0.1, 0.2, 0.3, 0.5, 0.6, 1.0].map(|u| atoms.at(u)),
        [-1.0, -1.0, 0.5, 0.5, 2.0, 2.0]
    );
    assert_eq!(
        atoms.w2(&[-1.0, -1.0, 0.5, 0.5, 0.5, 2.0, 2.0, 2.0, 2.0, 2.0]),
        0.0
    );
}

/// The least-squares slope of ln y over ln x.
fn slope(pairs: &[(f64, f64)]) -> f64 {
    let n = pairs.len() as f64;
    let logs = || pairs.iter().map(|(x, y)| (x.ln(), y.ln()));
    let (mx, my) = logs().fold((0.0, 0.0), |(a, b), (x, y)| (a + x / n, b + y / n));
    let (xy, xx) = logs().fold((0.0, 0.0), |(a, b), (x, y)| {
        (a + (x - mx) * (y - my), b + (x - mx) * (x - mx))
    });
    xy / xx
}

#[test]
fn the_residual_of_particles_shrinks_like_one_over_the_root_of_their_number() {
    // Root mean square over 24 seeds of W₂ to the exact law, for M = 250, 1000, 4000, 16,000. W₂² is a weighted sum of
    // squares led by two terms or more, so its relative deviation is below 1, that of its mean 1/√24 = 0.2 and of the
    // root 0.1; with Σ(ln M − mean)² = 9.6 the slope's is 0.1/√9.6 = 0.033. For Gaussian tails E W₂² is of order
    // ln ln M/M, which turns the slope by 1/(2 ln M ln ln M) = 0.03. So −0.5 within 0.03 + 4 × 0.033: that is 6e-5 for
    // each of four; a residual that does not shrink (slope 0) or shrinks like M^{−1/4} fails.
    let forward = [("dynamics", "forward"), ("steps", "8")];
    let reverse = [("start", "terminal"), ("steps", "400"), ("t-min", "0.1")];
    for pairs in [&forward[..], &reverse[..]] {
        for share in [0.5, 1.0] {
            let mut residuals = Vec::new();
            for particles in ["250", "1000", "4000", "16000"] {
                let mut sum = 0.0;
                for seed in 0..24 {
                    let seed = (seed * 7 + 3).to_string();
                    let own = [
                        ("data", "two-diracs-line"),
                        ("width", "0.4"),
                        ("t-star", "2"),
                        ("grid", "log-snr"),
                        ("particles", particles),
                        ("seed", &seed),
                    ];
                    let mut simulation = Simulation::new(scene(&[&own[..], pairs].concat()));
                    simulation.seek((share * simulation.steps() as f64) as usize);
                    let law = Mixture::of(simulation.law());
                    let law = law.forward(simulation.scene().process, simulation.time());
                    let mut x = simulation.positions().axis(0).to_vec();
                    x.sort_by(f32::total_cmp);
                    sum += Quantiles::of(&law).w2(&x).powi(2);
                }
                residuals.push((particles.parse().unwrap(), (sum / 24.0).sqrt()));
            }
            let slope = slope(&residuals);
            println!("{pairs:?} at {share}: slope {slope}");
            assert!(
                (slope + 0.5).abs() < 0.03 + 4.0 * 0.033,
                "{pairs:?}: {slope}, {residuals:?}"
            );
        }
    }
}
