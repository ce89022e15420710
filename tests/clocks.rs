//! The two clocks and the critical time: what theory predicts beside what is measured, at stated significances.

mod support;

use reverse_diffusion::study::{Report, Row, study};
use support::{FIVE_SIGMA, scene};

/// A study, worked to its end.
fn report(pairs: &[(&str, &str)]) -> Report {
    let mut study = study(&scene(pairs)).expect("a study");
    while study.work() {}
    study.report().clone()
}

#[track_caller]
fn row<'a>(report: &'a Report, start: &str) -> &'a Row {
    let found = report.rows.iter().find(|row| row.name.starts_with(start));
    found.unwrap_or_else(|| panic!("no row {start} in {:#?}", report.rows))
}

/// Predicted and measured, within five errors of each other.
#[track_caller]
fn agreed(row: &Row) -> [f64; 2] {
    let [predicted, measured, error] = [row.predicted, row.measured, row.error]
        .map(|x| x.unwrap_or_else(|| panic!("not known: {row:?}")));
    assert!(error > 0.0, "{row:?}");
    let off = (measured - predicted).abs();
    assert!(off < FIVE_SIGMA * error, "{row:?}");
    [predicted, measured]
}

#[test]
fn a_critical_time_belongs_to_a_process_and_not_to_a_law() {
    let report = report(&[("study", "critical-time")]);
    let time = |epsilon: &str| row(&report, &format!("critical time, ε = {epsilon};"));
    for (name, epsilon) in [("0.3", 0.3f64), ("1", 1.0)] {
        let q = -epsilon + (epsilon * epsilon + epsilon).sqrt();
        let [predicted, _] = agreed(time(name));
        assert!((predicted + 0.5 * q.ln()).abs() < 1e-12);
        // Told apart by far: 0.563 and 0.441.
        assert!(time(name).error.unwrap() < 1e-3);
    }
    let none = time("0");
    assert_eq!((none.predicted, none.measured), (None, None));
    for epsilon in ["0", "0.3", "1"] {
        let name = format!("variance of particles at one time, ε = {epsilon}");
        // α²a² + σ² = 1 for points at ±1, at every t.
        assert!((agreed(row(&report, &name))[0] - 1.0).abs() < 1e-12);
    }
    assert!(report.answer.contains("t = 0.441"), "{}", report.answer);
}

#[test]
fn critical_times_follow_process_distance_and_width() {
    let at = |pairs: &[(&str, &str)], epsilon: &str| {
        let report = report(&[&[("study", "critical-time")][..], pairs].concat());
        agreed(row(&report, &format!("critical time, ε = {epsilon};")))[0]
    };
    // The heat flow: (a² − b²)/2, whatever ε.
    let heat = [
        ("process", "heat"),
        ("data", "-1;2"),
        ("width", "0.5"),
        ("t-star", "4"),
    ];
    for epsilon in ["0", "0.3", "1"] {
        assert!((at(&heat, epsilon) - 1.0).abs() < 1e-12);
    }
    // Near points turn without noise too, at q = 1 − a².
    let near = at(&[("data", "0.4;1.6")], "0");
    assert!((near + 0.5 * 0.64f64.ln()).abs() < 1e-12);
    // Other data: by a search, and measured all the same.
    at(&[("data", "two-diracs-line")], "1");
    at(&[("data", "eruptions")], "0.3");
}

#[test]
fn what_has_no_critical_time_says_so() {
    let one = report(&[("study", "critical-time"), ("data", "0.3")]);
    assert_eq!(row(&one, "critical time, ε = 1;").predicted, None);
    assert!(
        one.answer.contains("Nowhere do paths part"),
        "{}",
        one.answer
    );
    let short = report(&[("study", "critical-time"), ("t-star", "0.3")]);
    assert!(
        short.answer.contains("from the very start"),
        "{}",
        short.answer
    );
}
