//! Liu & Zuazua in the plane: figure 3, figure 4 and Theorem 3.4, what theory says against what is measured.

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
    let mut rows = report.rows.iter();
    let found = rows.find(|row| row.name.starts_with(start));
    found.unwrap_or_else(|| panic!("no row {start} in {:#?}", report.rows))
}

#[test]
fn print() {
    for name in ["two-diracs", "cores", "concentration"] {
        let start = std::time::Instant::now();
        let report = report(&[("study", name)]);
        println!("{name} {:?}", start.elapsed());
        for row in &report.rows {
            println!(
                "  {:60} {:?} {:?} ± {:?} bound {:?}",
                row.name, row.predicted, row.measured, row.error, row.bound
            );
        }
        for f in &report.findings {
            println!("  - {f}");
        }
    }
    let _ = (FIVE_SIGMA, row);
}
