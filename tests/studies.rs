//! Every study: measured agrees with predicted, bounds hold, and no scene breaks it.

mod support;

use reverse_diffusion::scene::{STUDIES, Scene, Value};
use reverse_diffusion::study::{Report, Row, Study, caution, study};
use support::{FIVE_SIGMA, is_sound, scene};

/// The study of a scene, its work done, shown at the share `u` of the way from T* to the end.
fn finished(scene: &Scene, u: f64) -> Box<dyn Study> {
    let mut study = worked(scene);
    show(&mut *study, scene, u);
    study
}

/// The study of a scene, its work done.
fn worked(scene: &Scene) -> Box<dyn Study> {
    let mut study = study(scene).expect("a study for every name");
    let mut pieces = 0;
    while study.work() {
        pieces += 1;
        assert!(pieces < 200_000, "the work of {:?} never ends", scene.study);
    }
    study
}

/// Shows it at the share `u` of the way from T* to the end.
fn show(study: &mut dyn Study, scene: &Scene, u: f64) {
    let mut simulation = reverse_diffusion::ensemble::Simulation::new(scene.clone());
    let k = (u * scene.steps as f64) as usize;
    simulation.seek(k);
    let particles = simulation.positions().as_slice().to_vec();
    study.show(simulation.time(), &particles);
}

/// How near a measurement has to be to a prediction where a row states no error of its own: in units of the prediction,
/// and absolutely. What is not here is an identity, and met to rounding.
const STATED: &[(&str, [f64; 2])] = &[
    // A derivative at T* = 3 beside the one for T* → ∞: corrections are e^{−2T*} of it.
    ("forward", [2.5e-3, 0.0]),
    // Read off a march in finite steps, on 400 cells.
    ("instability", [0.05, 0.0]),
    // Sums along a path of 100 steps, beside those of exact steps.
    ("ways-back", [0.02, 0.005]),
    // One sample beside a mean over samples. W₂² is the difference of shares times the modes' squared distance, so W₂ is as
    // √|g|, whose mean is 0.822: at five deviations 2.72 times its mean.
    ("error-budget", [1.72, 0.0]),
    // Remainders of first order at t = 0.001, and differences over it.
    ("errata", [1e-5, 0.0]),
    // A closed form beside finite volumes.
    ("energy", [1e-3, 1e-9]),
    // A derivative at T* by finite volumes beside the one for T* → ∞.
    ("bounded", [0.01, 0.0]),
    // √M times Kolmogorov's distance has mean 0.8687 and deviation 0.2603; five of those.
    ("early-stopping", [0.0, 5.0 * 0.2603]),
];

/// The row of exactly this name.
fn row<'a>(report: &'a Report, name: &str) -> &'a Row {
    let names = || report.rows.iter().map(|row| &row.name).collect::<Vec<_>>();
    let row = report.rows.iter().find(|row| row.name == name);
    row.unwrap_or_else(|| panic!("no row {name:?} among {:?}", names()))
}

/// What a study says that predicts no number: of these rows the first measures more than the second, by more than chance.
const ORDERED: &[(&str, [&str; 2])] = &[
    (
        "memorised",
        ["memorised share, exact", "memorised share, fresh data"],
    ),
    (
        "memorised",
        ["memorised share, exact", "memorised share, smoothed"],
    ),
    (
        "memorised",
        ["memorised share, exact", "memorised share, Gaussian"],
    ),
    (
        "good-error",
        ["memorised share, exact", "memorised share, fresh data"],
    ),
    (
        "good-error",
        ["memorised share, exact", "memorised share, the other"],
    ),
    (
        "generalise",
        [
            "distance of twins, exact, 4 samples each",
            "distance of twins, exact, 1024 samples each",
        ],
    ),
    (
        "generalise",
        [
            "distance of twins, network, 4 samples each",
            "distance of twins, network, 1024 samples each",
        ],
    ),
];

/// How much of a report was held against something.
fn compared(report: &Report, study: &str, at: &str) -> usize {
    let mut count = 0;
    for row in &report.rows {
        if let (Some(measured), Some(bound)) = (row.measured, row.bound) {
            assert!(measured <= bound, "{at}: {row:?}");
            count += 1;
        }
        let (Some(predicted), Some(measured)) = (row.predicted, row.measured) else {
            continue;
        };
        let stated = STATED.iter().find(|stated| stated.0 == study);
        let [relative, absolute] = stated.map_or([1e-9, 1e-12], |stated| stated.1);
        // Samples' errors are one standard deviation: 5 of them are exceeded with probability 6e-7 where the measurement is
        // Gaussian; solvers' errors are their own estimates of first order, met within 5 of them easily.
        let tolerance = match row.error {
            Some(error) => 5.0 * error + 1e-12,
            None if row.bound.is_some() => continue,
            None => relative * predicted.abs() + absolute,
        };
        assert!((measured - predicted).abs() <= tolerance, "{at}: {row:?}");
        count += 1;
    }
    for (_, names) in ORDERED.iter().filter(|ordered| ordered.0 == study) {
        let [more, less] = names.map(|name| row(report, name));
        let variance = |row: &Row| row.error.unwrap().powi(2);
        let chance = FIVE_SIGMA * (variance(more) + variance(less)).sqrt();
        let difference = more.measured.unwrap() - less.measured.unwrap();
        assert!(difference > chance, "{at}: {more:?} beside {less:?}");
        count += 1;
    }
    count
}

#[test]
fn every_study_agrees_with_its_prediction() {
    for (name, _) in STATED {
        assert!(
            STUDIES.iter().any(|info| info.name == *name),
            "no study {name}"
        );
    }
    for info in STUDIES.iter().skip(1) {
        for seed in ["1", "2"] {
            let scene = scene(&[("study", info.name), ("seed", seed)]);
            let mut study = worked(&scene);
            for u in [0.3, 0.8] {
                show(&mut *study, &scene, u);
                let report = study.report();
                is_sound(report, &scene);
                assert!(
                    !report.charts.is_empty()
                        && !report.rows.is_empty()
                        && !report.findings.is_empty()
                );
                let at = format!("{}, seed {seed}, u = {u}", info.name);
                assert!(
                    compared(report, info.name, &at) > 0,
                    "{at}: nothing was compared"
                );
            }
        }
    }
}

#[test]
fn no_scene_breaks_a_study() {
    // The corners of what the controls allow.
    let corners: &[&[(&str, &str)]] = &[
        &[("width", "0")],
        &[("width", "2"), ("process", "heat")],
        &[
            ("t-star", "0.05"),
            ("t2", "0.04"),
            ("t1", "0"),
            ("steps", "1"),
        ],
        &[("t-star", "20"), ("steps", "3"), ("start", "narrow")],
        &[
            ("data", "0"),
            ("target", "0"),
            ("start", "terminal"),
            ("width", "0"),
        ],
        &[("data", "1;1;1"), ("start", "1")],
        &[("data", "-1e6;1e6"), ("cells", "16")],
        &[
            ("data", "eruptions"),
            ("start", "-3.5"),
            ("process", "heat"),
            ("target", "7"),
        ],
        &[
            ("cells", "2000"),
            ("amplitude", "1e-15"),
            ("mode", "12"),
            ("precision", "f32"),
        ],
        &[
            ("particles", "1"),
            ("epsilon", "2"),
            ("grid", "karras"),
            ("sampler", "heun"),
        ],
        &[
            ("particles", "3"),
            ("epsilon", "0"),
            ("sampler", "dpm-solver++"),
            ("t-min", "0.03"),
        ],
        &[("place", "10"), ("t1", "0"), ("t2", "0.5")],
        &[("data", "0,0"), ("start", "terminal"), ("particles", "60")],
        &[
            ("data", "1,1;1,1;1,1"),
            ("start", "1,1"),
            ("particles", "60"),
        ],
        &[("data", "-1e6,1e6;1e6,-1e6"), ("particles", "60")],
        &[
            ("data", "0,0,0,0;1,1,1,1"),
            ("process", "heat"),
            ("particles", "60"),
        ],
        &[("data", "1,2,3,4;1,2,3,4"), ("particles", "60")],
    ];
    let mut runs = vec![0; corners.len()];
    for info in STUDIES.iter().skip(1) {
        let mut ran = 0;
        for (corner, runs) in corners.iter().zip(&mut runs) {
            let mut pairs = vec![("study", info.name)];
            if !corner.iter().any(|pair| pair.0 == "particles") {
                pairs.push(("particles", "300"));
            }
            // What is learned need not be learned well.
            pairs.extend([("training", "30"), ("features", "16")]);
            pairs.extend(corner.iter().copied());
            let pairs = pairs
                .iter()
                .map(|&(name, value)| (name, Value::Text(value.into())));
            let (scene, problems) = Scene::from_pairs_leniently(pairs);
            if scene.study != info.kind {
                // Only for data of a dimension for which it is not made.
                let dim = scene.law().points().dim();
                assert!(
                    !info.dims.contains(&dim) || info.name == "digits",
                    "{corner:?}: {problems:?}"
                );
                assert!(
                    problems.iter().any(|problem| problem.field == "study"),
                    "{corner:?}: {problems:?}"
                );
                continue;
            }
            let study = finished(&scene, 0.6);
            is_sound(study.report(), &scene);
            assert!(!study.report().rows.is_empty(), "{} {corner:?}", info.name);
            ran += 1;
            *runs += 1;
        }
        // All that do not name data, and those of its own dimension.
        assert!(ran >= 9, "{} was tried in {ran} corners", info.name);
    }
    for (corner, runs) in corners.iter().zip(runs) {
        assert!(runs > 0, "no study was tried in {corner:?}");
    }
}

#[test]
fn a_report_s_csv_holds_the_scene_and_every_number() {
    let scene = scene(&[("study", "instability"), ("mode", "2")]);
    let study = finished(&scene, 0.5);
    let csv = study.report().csv(&scene);
    assert!(
        csv.contains("# study=instability\n# mode=2\n"),
        "{}",
        &csv[..200]
    );
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(csv.as_bytes());
    let rows = reader.records().map(|record| record.unwrap().len());
    let series = study.report().charts.iter().flat_map(|chart| &chart.series);
    let points: usize = series.map(|series| series.x.len()).sum();
    let lengths: Vec<usize> = rows.collect();
    assert_eq!(lengths.len(), study.report().rows.len() + points);
    assert!(lengths.iter().all(|&n| n == 7));
}

#[test]
fn data_on_a_scale_for_which_no_study_is_made_are_named() {
    for info in STUDIES.iter().skip(1) {
        assert_eq!(caution(&Scene::of_study(info.kind)), None, "{}", info.name);
    }
    let far = caution(&scene(&[("study", "forward"), ("data", "-1e6;1e6")])).unwrap();
    assert!(
        far.contains("1000000") && far.contains("deviation of 1.00"),
        "{far}"
    );
    let close = caution(&scene(&[("study", "generated"), ("data", "1e-30;-2e-30")])).unwrap();
    assert!(close.contains("within 3e-30"), "{close}");
    // Points that coincide are one point, and an eruption or two is well within sight.
    assert_eq!(
        caution(&scene(&[("study", "generated"), ("data", "1;1")])),
        None
    );
    assert_eq!(
        caution(&scene(&[
            ("study", "forward"),
            ("data", "three-diracs-line")
        ])),
        None
    );
}
