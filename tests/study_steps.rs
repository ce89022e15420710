//! The studies of step count and of the error budget: what they predict against what they measure.

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

#[track_caller]
fn finding<'a>(report: &'a Report, part: &str) -> &'a str {
    let found = report.findings.iter().find(|text| text.contains(part));
    found.unwrap_or_else(|| panic!("nothing about {part} in {:#?}", report.findings))
}

/// [measured, predicted] of every order.
fn orders(report: &Report) -> Vec<(&str, [f64; 2])> {
    let rows = report
        .rows
        .iter()
        .filter(|row| row.name.starts_with("order"));
    let both = rows.filter_map(|row| Some((row.name.as_str(), [row.measured?, row.predicted?])));
    both.collect()
}

#[test]
fn for_one_gaussian_all_orders_are_those_of_theory_within_0_1() {
    // Exact: 3 measures, 4 samplers.
    for process in ["ou", "heat"] {
        for epsilon in ["0", "0.5", "1"] {
            let report = report(&[
                ("study", "step-count"),
                ("data", "dirac-line"),
                ("width", "0.5"),
                ("t-min", "0.01"),
                ("epsilon", epsilon),
                ("process", process),
            ]);
            let orders = orders(&report);
            assert_eq!(orders.len(), 12);
            for (name, [measured, predicted]) in orders {
                assert!(
                    (measured - predicted).abs() < 0.1,
                    "{process}, ε = {epsilon}, {name}: {measured} for {predicted}"
                );
            }
            finding(&report, "Nothing here is sampled");
        }
    }
}

#[test]
fn without_noise_particles_show_the_orders_against_the_exact_flow() {
    // Two blurred points, 2000 particles in f32 by the simulation's own steps. No noise, so no significance: the
    // tolerance is for n = 64 … 1024 not being infinite.
    let report = report(&[
        ("study", "step-count"),
        ("width", "0.3"),
        ("t-min", "0.01"),
        ("epsilon", "0"),
    ]);
    let rows = report
        .rows
        .iter()
        .filter(|row| row.name.starts_with("order"));
    let classical = [1.0, 1.0, 2.0, 2.0].into_iter().cycle();
    for (row, order) in rows.clone().zip(classical) {
        let measured = row.measured.unwrap();
        assert!((measured - order).abs() < 0.1, "{row:?}");
        // Where a few paths have parted from theirs at the coarsest n, nothing is promised.
        assert!(
            row.predicted.is_none_or(|predicted| predicted == order),
            "{row:?}"
        );
    }
    assert_eq!(rows.clone().count(), 12);
    assert!(rows.filter(|row| row.predicted.is_some()).count() >= 6);
}

#[test]
fn at_atoms_the_bridge_lands_and_euler_maruyama_keeps_its_last_noise() {
    let uniform = report(&[("study", "step-count"), ("grid", "uniform")]);
    let log_snr = report(&[("study", "step-count")]);
    for report in [&uniform, &log_snr] {
        let residual = report
            .rows
            .iter()
            .filter(|row| row.name.starts_with("Euler–Maruyama's residual"));
        let residual: Vec<_> = residual.collect();
        assert_eq!(residual.len(), 2);
        for (k, row) in residual.into_iter().enumerate() {
            // At 64 equal steps of 3/64 some particles still stand between the two points, which one atom does not know.
            let Some(predicted) = row.predicted else {
                assert!(k == 0 && std::ptr::eq(report, &uniform), "{row:?}");
                continue;
            };
            let (measured, error) = (row.measured.unwrap(), row.error.unwrap());
            // Three comparisons at five deviations.
            assert!(
                (measured - predicted).abs() < FIVE_SIGMA * error,
                "{}: {measured} ± {error}, not {predicted}",
                row.name
            );
        }
        let text = finding(report, "At atoms the exact-bridge");
        assert!(text.contains("wins"), "{text}");
        let support = &report.charts[2];
        let seen = |name: &str| {
            let mut all = support.series.iter();
            let series = all.find(|series| series.name.starts_with(name));
            series.unwrap().x.iter().filter(|&&n| n > 300.0).count()
        };
        assert_eq!(seen("exponential"), 0, "it lands exactly");
        assert_eq!(seen("Euler–Maruyama"), 2);
    }
    // A multiple of √Δ is the order ½ on equal steps, and no order where the last step is always the same.
    let slope = row(&uniform, "order of √E|x − nearest x_i|²");
    let error = slope.error.unwrap();
    assert!((slope.measured.unwrap() - 0.5).abs() < FIVE_SIGMA * error);
    let slope = row(&log_snr, "order of √E|x − nearest x_i|²");
    assert!(slope.measured.unwrap().abs() < 1e-3 && slope.predicted.is_none());
    // On the path, √P(elsewhere): ½, with the error of a few dozen particles among 2000.
    for report in [&uniform, &log_snr] {
        for name in [
            "order of √E|x − X|² in 1/n: exponential",
            "order of √E|x − X|² in 1/n: 2M",
        ] {
            let row = row(report, name);
            let off = (row.measured.unwrap() - 0.5).abs();
            assert!(off < FIVE_SIGMA * row.error.unwrap(), "{row:?}");
        }
    }
}

#[test]
fn for_a_density_on_a_uniform_grid_the_bridge_does_not_win() {
    for (data, width) in [("two-diracs-line", "0.3"), ("dirac-line", "0.6")] {
        let report = report(&[
            ("study", "step-count"),
            ("grid", "uniform"),
            ("width", width),
            ("data", data),
        ]);
        let text = finding(&report, "For data with a density");
        // Of particles W₂ shows sampling more than the steps; the variance and the path tell.
        let verdict = if data == "dirac-line" {
            "Euler–Maruyama wins, in law and on the path"
        } else {
            "Euler–Maruyama has the better variance, and wins on the path"
        };
        assert!(text.contains(verdict), "{text}");
    }
    // A narrow one looks like an atom to long steps, and like a density to short ones.
    let narrow = report(&[
        ("study", "step-count"),
        ("grid", "uniform"),
        ("width", "0.2"),
        ("data", "dirac-line"),
    ]);
    let text = finding(&narrow, "For data with a density");
    let (first, later) = text.split_once("In the end").expect("a change");
    assert!(
        first.contains("exact-bridge (exponential) step wins, in law")
            || first.contains("exact-bridge (exponential) step wins in law"),
        "{text}"
    );
    assert!(later.contains("Euler–Maruyama wins, in law"), "{text}");
    // The left-out noise of the last step: order ½ on the path.
    let report = report(&[
        ("study", "step-count"),
        ("grid", "uniform"),
        ("width", "1"),
        ("data", "dirac-line"),
    ]);
    for name in ["exponential", "Heun", "2M"] {
        let row = row(&report, &format!("order of √E|x − X|² in 1/n: {name}"));
        assert_eq!(row.predicted, Some(0.5));
        assert!((row.measured.unwrap() - 0.5).abs() < 0.1, "{row:?}");
    }
    let row = row(&report, "order of √E|x − X|² in 1/n: Euler");
    assert!((row.measured.unwrap() - 1.0).abs() < 0.1, "{row:?}");
}

fn part(report: &Report, name: &str) -> f64 {
    let row = row(report, name);
    row.predicted.or(row.measured).unwrap()
}

const START: &str = "W₂(ρ(·, t_min), q)";
const STEPS: &str = "W₂(q, q_n)";
const SAMPLE: &str = "W₂(q_n, sample)";
const ALL: &str = "W₂(ρ₀, sample)";

#[test]
fn the_budget_of_a_gaussian_is_met_by_the_general_way() {
    // Twice the same point is the same law, but it is computed as a mixture: q by Theorem 1, the flow or finite
    // volumes, and the steps from 20,000 particles on the same noise.
    for (epsilon, tolerance) in [("1", 1e-3), ("0", 1e-3), ("0.5", 0.04)] {
        let common = [
            ("study", "error-budget"),
            ("width", "0.5"),
            ("start", "shifted"),
            ("epsilon", epsilon),
            ("t-min", "0.01"),
        ];
        let with = |data| report(&[&common[..], &[("data", data)]].concat());
        let (exact, general) = (with("0.4"), with("0.4;0.4"));
        let start = [&exact, &general].map(|report| part(report, START));
        assert!(
            (start[1] / start[0] - 1.0).abs() < tolerance,
            "ε = {epsilon}: the start {start:?}"
        );
        let stop = [&exact, &general].map(|report| part(report, "W₂(ρ₀, ρ(·, t_min))"));
        assert!((stop[1] / stop[0] - 1.0).abs() < 1e-2, "{stop:?}");
        // Both samples share their noise; what is left is a few per cent of W₂ = 0.1.
        let steps = [&exact, &general].map(|report| part(report, STEPS));
        assert!(
            (steps[1] / steps[0] - 1.0).abs() < 0.05,
            "ε = {epsilon}: the steps {steps:?}"
        );
        let sample = [&exact, &general].map(|report| part(report, SAMPLE));
        assert!(
            (sample[1] / sample[0] - 1.0).abs() < 0.15,
            "ε = {epsilon}: the sample {sample:?}"
        );
    }
}

#[test]
fn the_parts_are_a_chain_that_bounds_the_whole() {
    // The triangle inequality with the sampling part as measured, so that chance has no say; 2 % and 1e-3 for the
    // large sample standing for q_n.
    for pairs in [
        &[("data", "dirac-line")][..],
        &[("start", "shifted")],
        &[("width", "0"), ("grid", "log-snr")],
        &[("epsilon", "0")],
        &[("epsilon", "0.5"), ("process", "heat")],
        &[("sampler", "euler-maruyama"), ("t-min", "0.02")],
    ] {
        let report = report(&[&[("study", "error-budget")][..], pairs].concat());
        let stop = report
            .rows
            .iter()
            .find(|row| row.name.starts_with("W₂(ρ₀, ρ"));
        let stop = stop.and_then(|row| row.predicted).unwrap_or(0.0);
        let sampling = row(&report, SAMPLE).measured.unwrap();
        let chain = stop + part(&report, START) + part(&report, STEPS) + sampling;
        let whole = row(&report, ALL).measured.unwrap();
        assert!(
            whole <= 1.02 * chain + 1e-3,
            "{pairs:?}: {whole} above {chain}"
        );
        assert!(row(&report, ALL).predicted.unwrap() > 0.0);
        finding(&report, "need not equal it");
    }
}

#[test]
fn the_start_part_follows_epsilon_and_t_star() {
    let with = |epsilon, t_star| {
        let pairs = [("study", "error-budget"), ("start", "shifted")];
        let own = [("epsilon", epsilon), ("t-star", t_star)];
        part(&report(&[pairs, own].concat()), START)
    };
    // Finite volumes for ε between meet the closed forms at its ends.
    let (noisy, nearly) = (with("1", "2"), with("0.98", "2"));
    assert!((nearly / noisy - 1.0).abs() < 0.06, "{nearly} {noisy}");
    let (flow, nearly) = (with("0", "2"), with("0.02", "2"));
    assert!((nearly / flow - 1.0).abs() < 0.06, "{nearly} {flow}");
    // Noise forgets the start.
    assert!(noisy < flow);
    assert!(with("1", "4") < 0.4 * noisy);
    // From ρ(·, T*) the start costs nothing.
    let terminal = report(&[("study", "error-budget"), ("start", "terminal")]);
    assert_eq!(part(&terminal, START), 0.0);
}

#[test]
fn the_budget_says_what_to_change() {
    let short = report(&[
        ("study", "error-budget"),
        ("t-star", "0.3"),
        ("steps", "300"),
    ]);
    finding(&short, "T* is too small");
    let coarse = report(&[("study", "error-budget"), ("t-star", "4"), ("steps", "5")]);
    finding(&coarse, "too few steps");
    let few = report(&[
        ("study", "error-budget"),
        ("t-star", "4"),
        ("steps", "300"),
        ("particles", "100"),
    ]);
    finding(&few, "too few particles");
}

#[test]
fn no_scene_makes_a_study_fail() {
    let odd: &[&[(&str, &str)]] = &[
        &[("process", "heat"), ("t-star", "0.05"), ("start", "normal")],
        &[
            ("t-star", "20"),
            ("data", "-1000000;1000000"),
            ("particles", "1"),
        ],
        &[("epsilon", "2"), ("start", "5"), ("width", "2")],
        &[
            ("epsilon", "0.001"),
            ("start", "narrow"),
            ("width", "0.001"),
        ],
        &[
            ("epsilon", "0"),
            ("start", "5"),
            ("width", "0"),
            ("data", "0;0;0;1"),
        ],
        &[
            ("epsilon", "0.5"),
            ("start", "5"),
            ("width", "0"),
            ("steps", "1"),
        ],
        &[("t-star", "0.05"), ("t-min", "0.0499"), ("grid", "karras")],
        &[
            ("data", "3"),
            ("width", "0"),
            ("start", "3"),
            ("grid", "cosine"),
        ],
        &[
            ("sampler", "euler-maruyama-as-printed"),
            ("steps", "2"),
            ("grid", "geometric"),
        ],
        &[
            ("data", "1@1e-12;2@1e12;-7"),
            ("sampler", "heun"),
            ("process", "heat"),
        ],
        &[
            ("sampler", "dpm-solver++"),
            ("t-star", "20"),
            ("t-min", "15"),
            ("particles", "3"),
        ],
    ];
    for pairs in odd {
        for name in ["step-count", "error-budget"] {
            let report = report(&[&[("study", name)][..], pairs].concat());
            for chart in &report.charts {
                for axis in [&chart.x, &chart.y] {
                    let [low, high] = axis.range;
                    let is_fine = low.is_finite() && high.is_finite() && low < high;
                    assert!(
                        is_fine && (!axis.log || low > 0.0),
                        "{pairs:?} {name}: {axis:?}"
                    );
                }
                for series in &chart.series {
                    assert_eq!(series.x.len(), series.y.len());
                    let all = series.x.iter().chain(&series.y);
                    assert!(
                        all.clone().all(|v| v.is_finite()),
                        "{pairs:?} {name} {}",
                        series.name
                    );
                }
            }
            assert!(!report.findings.is_empty());
            assert!(!report.csv(&scene(&[("study", name)])).is_empty());
        }
    }
}
