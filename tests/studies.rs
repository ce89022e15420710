//! Every study: measured agrees with predicted, bounds hold, and no scene breaks it.

mod support;

use reverse_diffusion::scene::{STUDIES, Scene, Value};
use reverse_diffusion::study::{Study, caution, study};
use support::{is_sound, scene};

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

#[test]
fn every_study_agrees_with_its_prediction() {
    // Samples' errors are one standard deviation: 5 of them are exceeded with probability 6e-7 where the
    // measurement is Gaussian; solvers' errors are their own estimates of first order, met within 5 of them easily.
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
                for row in &report.rows {
                    if let Row3(Some(predicted), Some(measured), Some(error)) = Row3::of(row) {
                        assert!(
                            (measured - predicted).abs() <= 5.0 * error + 1e-12,
                            "{}, seed {seed}, u = {u}: {row:?}",
                            info.name
                        );
                    }
                }
            }
        }
    }
}

/// (predicted, measured, error) of a row.
struct Row3(Option<f64>, Option<f64>, Option<f64>);

impl Row3 {
    fn of(row: &reverse_diffusion::study::Row) -> Self {
        Self(row.predicted, row.measured, row.error)
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
    ];
    for info in STUDIES.iter().skip(1) {
        for corner in corners {
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
            let (scene, _) = Scene::from_pairs_leniently(pairs);
            if scene.study != info.kind {
                continue;
            }
            let study = finished(&scene, 0.6);
            is_sound(study.report(), &scene);
        }
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
