//! What studies say of scenes that are not the usual ones: the numbers are those of the scene at hand, a cause is named
//! where it is the cause, and words follow the numbers.

mod support;

use reverse_diffusion::ensemble::Simulation;
use reverse_diffusion::study::{Report, Row, study};
use support::{FOUR_SIGMA, scene};

/// The study of a scene, worked to its end and shown at step `k`.
fn report_at(pairs: &[(&str, &str)], k: usize) -> Report {
    let scene = scene(pairs);
    let mut study = study(&scene).expect("a study");
    while study.work() {}
    let mut simulation = Simulation::new(scene);
    simulation.seek(k);
    study.show(simulation.time(), simulation.positions().as_slice());
    study.report().clone()
}

fn report(pairs: &[(&str, &str)]) -> Report {
    report_at(pairs, usize::MAX)
}

#[track_caller]
fn row<'a>(report: &'a Report, start: &str) -> &'a Row {
    let found = report.rows.iter().find(|row| row.name.starts_with(start));
    found.unwrap_or_else(|| panic!("no row {start} in {:#?}", report.rows))
}

#[track_caller]
fn says(report: &Report, words: &str) {
    let all = &report.findings;
    assert!(
        all.iter().any(|text| text.contains(words)),
        "\"{words}\" is not in {all:#?}"
    );
}

#[track_caller]
fn says_not(report: &Report, words: &str) {
    let all = &report.findings;
    assert!(
        !all.iter().any(|text| text.contains(words)),
        "\"{words}\" is in {all:#?}"
    );
}

#[test]
fn collapse_holds_lambda_against_what_it_comes_to_and_never_the_end_against_itself() {
    // λ is a martingale whatever t_min and the width are: 4 deviations of a mean of 400, in 6 scenes.
    for pairs in [
        &[("samples", "64")][..],
        // Half of all fates are never sealed here: it was the end, 1.0 against 0.7.
        &[("samples", "256")],
        &[("samples", "64"), ("t-min", "0.05")],
        &[("samples", "64"), ("t-min", "0")],
        &[("samples", "64"), ("width", "0.1")],
        &[("data", "-1,0;1,0;1,0.5"), ("samples", "0")],
    ] {
        let report = report(&[&[("study", "collapse")][..], pairs].concat());
        let chance = row(&report, "is λ a chance?");
        let [predicted, measured, error] = [chance.predicted, chance.measured, chance.error]
            .map(|x| x.unwrap_or_else(|| panic!("{pairs:?}: {chance:?}")));
        assert!(
            0.05 < predicted && predicted < 0.97,
            "{pairs:?}: {chance:?}"
        );
        assert!(0.0 < error && error < 0.05, "{pairs:?}: {chance:?}");
        assert!(
            (measured - predicted).abs() < FOUR_SIGMA * error,
            "{pairs:?}: {chance:?}"
        );
    }
    let many = report(&[("study", "collapse"), ("samples", "256")]);
    assert_eq!(row(&many, "time at which half").measured, None);
    says(&many, "Fewer than half of 400 paths");
    let one = report(&[("study", "collapse"), ("data", "0.3,0.1"), ("samples", "0")]);
    says(&one, "belong to the one data point from t = 3.00 on");
}

#[test]
fn the_lighthouse_of_the_heat_flow_leaves_nothing_over() {
    for k in [0, 40, 99] {
        let heat = report_at(&[("study", "lighthouse"), ("process", "heat")], k);
        let rest = row(&heat, "(drift − (4.8))/t");
        assert_eq!(rest.predicted, Some(0.0));
        // Rounding of numbers of the size 1/t, over t.
        assert!(rest.measured.unwrap().abs() < 1e-8, "{rest:?}");
        assert_eq!(heat.rows.len(), 3, "(4.7), (4.10) and (4.11) are OU's");
        says_not(&heat, "/6");
        // For OU it is what is left of (4.10), at any t and not for small ones only.
        let ou = report_at(&[("study", "lighthouse")], k);
        let rest = row(&ou, "(drift − (4.8))/t");
        let off = rest.measured.unwrap() - rest.predicted.unwrap();
        assert!(off.abs() < 1e-8, "{rest:?}");
        says(&ou, "−t(x̄₀ + 2x)/6 for small t");
    }
}

#[test]
fn single_precision_is_held_against_double() {
    // Not the same sum twice: somewhere single precision differs, and nowhere by more than is promised.
    let mut largest = 0.0f64;
    for k in [10, 50, 70, 90] {
        let report = report_at(&[("study", "lighthouse")], k);
        let row = row(&report, "x̄₀ at particle 0");
        let (measured, bound) = (row.measured.unwrap(), row.bound.unwrap());
        assert!(measured <= bound && bound < 3e-5, "{row:?}");
        largest = largest.max(measured);
    }
    assert!(largest > 1e-10, "{largest:e}");
}

#[test]
fn modes_grow_at_the_rate_of_their_process() {
    let heat = report(&[("study", "instability"), ("process", "heat")]);
    says(&heat, "of wave number k by e^{k²s}");
    let ou = report(&[("study", "instability")]);
    says(&ou, "of the k-th mode by e^{ks}");
    for (report, rule) in [(&heat, "ln(1/δ)/k²"), (&ou, "ln(1/δ)/k")] {
        let charts = format!("{:?}", report.charts[1]);
        assert!(!charts.contains("s* = ") || charts.contains(rule), "{rule}");
    }
}

#[test]
fn the_article_s_table_is_named_where_it_is_of_the_same_scene() {
    let words = "The article's table";
    says(&report(&[("study", "memorised"), ("draw", "2")]), words);
    let quick = [
        ("study", "memorised"),
        ("training", "5"),
        ("features", "16"),
    ];
    for other in [
        ("smoothing", "0.3"),
        ("bandwidth", "0.2"),
        ("data", "checkerboard"),
        ("samples", "32"),
    ] {
        let report = report(&[&quick[..], &[other]].concat());
        says_not(&report, words);
        says(&report, "16 random features and 5 steps of training");
    }
}

#[test]
fn the_last_step_is_blamed_for_what_it_did() {
    let generated = |more: &[(&str, &str)]| {
        let pairs = [&[("study", "generated"), ("start", "normal")][..], more].concat();
        report(&pairs)
    };
    // One step, from T* = 1, where σ² = 1 − e^{−2}: not from t = 0.001, where σ is 0.045.
    says(
        &generated(&[("steps", "1")]),
        "from where σ = 0.930 is not small",
    );
    says(
        &generated(&[("steps", "20"), ("sampler", "euler-maruyama")]),
        "noise of Euler–Maruyama's last step",
    );
    says(
        &generated(&[("steps", "2")]),
        "By how much 2 steps are off is not known",
    );
    says(
        &generated(&[("steps", "1")]),
        "By how much 1 step is off is not known",
    );
    let digits = |more: &[(&str, &str)]| {
        let pairs = [
            ("study", "digits"),
            ("data", "0,0,0,1;1,0,0,0"),
            ("samples", "0"),
            ("features", "8"),
        ];
        report(&[&pairs[..], more].concat())
    };
    let one = digits(&[("particles", "1"), ("steps", "20")]);
    says(
        &one,
        "The one sample of the exact denoiser is a training image",
    );
}

#[test]
fn a_csv_is_empty_where_a_path_breaks() {
    for name in [
        "past-future",
        "bridge",
        "two-diracs",
        "cores",
        "concentration",
        "good-error",
    ] {
        let scene = scene(&[
            ("study", name),
            ("steps", "12"),
            ("training", "3"),
            ("features", "8"),
        ]);
        let mut study = study(&scene).expect("a study");
        while study.work() {}
        study.show(0.4 * scene.t_star, &[]);
        let csv = study.report().csv(&scene);
        assert!(!csv.contains("NaN") && !csv.contains("inf"), "{name}");
        assert!(
            csv.lines().any(|line| line.ends_with("\",,,,,")),
            "{name}: no path breaks"
        );
    }
}

#[test]
fn a_study_of_the_exact_denoiser_does_not_know_of_others() {
    let numbers = |denoiser: &str| {
        let report = report(&[
            ("study", "ways-back"),
            ("steps", "30"),
            ("particles", "200"),
            ("denoiser", denoiser),
        ]);
        report
            .rows
            .iter()
            .map(|row| row.measured)
            .collect::<Vec<_>>()
    };
    assert_eq!(numbers("gaussian"), numbers("exact"));
}

#[test]
fn one_is_said_as_one() {
    let generalise = report(&[
        ("study", "generalise"),
        ("data", "0,0;1,1"),
        ("samples", "0"),
        ("training", "3"),
        ("features", "8"),
    ]);
    says(&generalise, "Networks that saw 1 sample each make twins");
    assert_eq!(
        generalise.rows.len(),
        4,
        "one count, one row of each denoiser"
    );
    let lemniscate = report(&[
        ("study", "lemniscate"),
        ("data", "0,0;1,1"),
        ("particles", "30"),
    ]);
    let captions: Vec<&str> = lemniscate
        .charts
        .iter()
        .map(|chart| &chart.caption[..])
        .collect();
    assert!(captions[1].contains("by the score of"), "{captions:?}");
    let floor = report(&[("study", "loss-floor"), ("training", "1"), ("samples", "8")]);
    says(&floor, "After 1 step the network");
    let cores = report(&[
        ("study", "cores"),
        ("data", "0,0;1,1"),
        ("particles", "1"),
        ("epsilon", "0"),
    ]);
    says_not(&cores, "1 paths");
    says(
        &report(&[("study", "li-yau"), ("data", "0.5")]),
        "One data point",
    );
}
