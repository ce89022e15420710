//! A thousand random legal scenes, over all studies, each worked to its end: what is measured is where theory says,
//! within four errors, as often as chance has it; no number and no word of a report is one that means nothing.
//!
//! Scenes are drawn from the table of parameters by its names, so that a parameter that comes to the table is drawn too.
//! They are drawn from a fixed seed. `STUDY=collapse SCENES=500 SEED=7 cargo test --test legal_scenes` hunts for more.

mod support;

use reverse_diffusion::ensemble::Simulation;
use reverse_diffusion::law;
use reverse_diffusion::scene::{Kind, PARAMETERS, Parameter, STUDIES, Scene, StudyInfo, Value};
use reverse_diffusion::study::{Lead, Report, Row, Study, caution, study};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use support::FOUR_SIGMA;

/// Scenes of each study that are worked, and of those studies of which a scene takes a second or more: together more than
/// a thousand.
const SCENES: usize = 52;
const OF_SLOW: &[(&str, usize)] = &[
    ("error-budget", 5),
    ("concentration", 16),
    ("loss-floor", 12),
    ("digits", 16),
];
/// The largest numbers of what makes a scene dear: nothing else about them is less legal.
const DEAR: &[(&str, f64)] = &[
    ("particles", 400.0),
    ("steps", 60.0),
    ("cells", 160.0),
    ("samples", 60.0),
    ("training", 6.0),
    ("features", 24.0),
    ("target", 4.0),
];

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// In [0, 1).
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    fn among<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[(self.next() % all.len() as u64) as usize]
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// A number in [min, max], its ends more often than they would come by themselves.
    fn number(&mut self, min: f64, max: f64, log: bool) -> f64 {
        match self.unit() {
            u if u < 0.12 => min,
            u if u < 0.16 => max,
            _ if log => {
                let least = if min > 0.0 { min } else { 1e-5 * max };
                self.between(least.ln(), max.ln()).exp()
            }
            _ => self.between(min, max),
        }
    }
}

/// Points of `dim` coordinates as text: one, few, repeated, weighted, close to each other, in a row.
fn points(dice: &mut Dice, dim: usize) -> String {
    let count = *dice.among(&[1, 1, 2, 2, 3, 5, 9, 20]);
    let scale = *dice.among(&[1.0, 1.0, 1.0, 0.05, 3.0]);
    let (in_a_row, weighted) = (dice.chance(0.15), dice.chance(0.35));
    let repeated = if dice.chance(0.3) { 0.5 } else { 0.0 };
    let close = if dice.chance(0.15) { 0.3 } else { 0.0 };
    let mut rows: Vec<Vec<f64>> = Vec::new();
    for _ in 0..count {
        let fresh: Vec<f64> = (0..dim)
            .map(|_| (100.0 * dice.between(-1.6, 1.6)).round() / 100.0 * scale)
            .collect();
        let row = match rows.last() {
            Some(_) if dice.chance(repeated) => dice.among(&rows).clone(),
            Some(last) if dice.chance(close) => last.iter().map(|x| x + 1e-3).collect(),
            Some(_) if in_a_row && dim > 1 => [&fresh[..1], &rows[0][1..]].concat(),
            _ => fresh,
        };
        rows.push(row);
    }
    let texts = rows.iter().map(|row| {
        let numbers: Vec<String> = row.iter().map(f64::to_string).collect();
        let weight = if weighted && dice.chance(0.7) {
            format!("@{}", dice.among(&[0.1, 0.5, 2.0, 7.0]))
        } else {
            String::new()
        };
        numbers.join(",") + &weight
    });
    texts.collect::<Vec<String>>().join(";")
}

/// Data that the study takes, as text, and of how many coordinates.
fn data(dice: &mut Dice, info: &StudyInfo) -> (String, usize) {
    let dims: Vec<usize> = info.dims.clone().take(16).collect();
    let dims: &[usize] = if dims[0] == 4 { &[4, 9] } else { &dims };
    if dice.chance(0.35) {
        let fitting: Vec<(&str, usize)> = (law::PRESETS.iter())
            .map(|preset| (preset.name, preset.law(2, 0).points().dim()))
            .filter(|(_, dim)| info.dims.contains(dim))
            .collect();
        let (name, dim) = *dice.among(&fitting);
        return (name.into(), dim);
    }
    let dim = *dice.among(dims);
    (points(dice, dim), dim)
}

/// A value of a parameter, as text.
fn value(dice: &mut Dice, parameter: &Parameter, dim: usize) -> String {
    match parameter.kind {
        Kind::Choice(choices) => dice.among(&choices()).0.into(),
        Kind::Number { min, max, log } => {
            let x = dice.number(min, max, log);
            // As a reader would write it; where that leaves the range, as it is.
            let written: f64 = format!("{x:.3e}").parse().unwrap();
            if (min..=max).contains(&written) {
                written
            } else {
                x
            }
            .to_string()
        }
        Kind::Integer { min, max, log } => {
            let dear = DEAR.iter().find(|dear| dear.0 == parameter.name);
            let max = dear.map_or(max, |dear| dear.1);
            dice.number(min, max, log).round().to_string()
        }
        Kind::Data => unreachable!("data are drawn first"),
        Kind::Start => match *dice.among(&[
            "normal", "terminal", "shifted", "narrow", "gaussian", "point",
        ]) {
            "gaussian" => format!(
                "normal:{:.2},{:.2}",
                dice.between(-2.0, 2.0),
                dice.between(0.05, 2.0)
            ),
            "point" => {
                let numbers: Vec<String> = (0..dim)
                    .map(|_| format!("{:.2}", dice.between(-2.0, 2.0)))
                    .collect();
                numbers.join(",")
            }
            named => named.into(),
        },
    }
}

/// A scene of the study, legal or not.
fn pairs(dice: &mut Dice, info: &StudyInfo) -> Vec<(&'static str, String)> {
    let (data, dim) = data(dice, info);
    let mut pairs = vec![("study", info.name.to_owned())];
    // Half of what the study is about, some of what it is not.
    let bold = *dice.among(&[0.2, 0.5, 0.8]);
    for parameter in PARAMETERS {
        let name = parameter.name;
        let own = ["t-star", "t-min", "steps"].contains(&name) || info.parameters.contains(&name);
        let is_dear = DEAR.iter().any(|dear| dear.0 == name);
        let drawn = match name {
            "study" => false,
            "data" => dice.chance(0.8),
            _ if is_dear => true,
            _ => dice.chance(if own { bold } else { 0.12 }),
        };
        if !drawn {
            continue;
        }
        let value = if name == "data" {
            data.clone()
        } else {
            value(dice, parameter, dim)
        };
        pairs.push((name, value));
    }
    pairs
}

/// A legal scene of the study, and how many were refused before it.
fn legal(dice: &mut Dice, info: &StudyInfo) -> (Scene, usize) {
    for refused in 0..200 {
        let pairs = pairs(dice, info);
        let values = pairs
            .iter()
            .map(|(name, value)| (*name, Value::Text(value.clone())));
        if let Ok(scene) = Scene::from_pairs(values) {
            return (scene, refused);
        }
    }
    panic!("of 200 scenes of {} none is legal", info.name);
}

/// Whether the page would say of a row that it agrees; `None` where it says nothing.
fn agrees(row: &Row) -> Option<bool> {
    let measured = row.measured?;
    let error = row.error.unwrap_or(0.0);
    if let Some(bound) = row.bound {
        return Some(measured <= bound + FOUR_SIGMA * error);
    }
    let predicted = row.predicted?;
    (error > 0.0).then(|| (measured - predicted).abs() <= FOUR_SIGMA * error)
}

/// What must not be in any report.
fn faults(report: &Report, scene: &Scene) -> Vec<String> {
    let mut faults = Vec::new();
    let mut texts: Vec<&str> = report.findings.iter().map(String::as_str).collect();
    texts.push(&report.answer);
    faults.extend(is_no_answer(&report.answer).map(|why| format!("{why}: {:?}", report.answer)));
    for row in &report.rows {
        texts.extend([&row.name[..], &row.reference[..]]);
        let numbers = [row.predicted, row.measured, row.error, row.bound];
        if numbers.into_iter().flatten().any(|x| !x.is_finite()) {
            faults.push(format!("not finite: {row:?}"));
        }
        if row.error.is_some_and(|error| error < 0.0) {
            faults.push(format!("an error below 0: {row:?}"));
        }
    }
    for chart in &report.charts {
        texts.extend([
            &chart.title[..],
            &chart.caption,
            &chart.x.label,
            &chart.y.label,
        ]);
        texts.extend(chart.series.iter().map(|series| &series.name[..]));
        for axis in [&chart.x, &chart.y] {
            let [low, high] = axis.range;
            if !(low.is_finite() && high.is_finite() && low < high && (!axis.log || low > 0.0)) {
                faults.push(format!("no range: {axis:?} of {}", chart.title));
            }
        }
        for series in &chart.series {
            let numbers = [&series.x, &series.y, &series.low];
            if numbers.into_iter().flatten().any(|x| x.is_infinite()) {
                faults.push(format!("infinite: {:?} of {:?}", series.name, chart.title));
            }
            // A path breaks where both coordinates are missing, not where a value is unknown.
            let broken = |k: usize| series.x[k].is_nan() != series.y[k].is_nan();
            let unknown = |(x, low): (&f64, &f64)| low.is_nan() && !x.is_nan();
            if (0..series.x.len()).any(broken) || series.x.iter().zip(&series.low).any(unknown) {
                faults.push(format!(
                    "a value that is none: {:?} of {:?}",
                    series.name, chart.title
                ));
            }
        }
    }
    let csv = report.csv(scene);
    for line in csv.lines().filter(|line| !line.starts_with('#')) {
        let cells = line.rsplit(',').take(5);
        if cells
            .into_iter()
            .any(|cell| !(cell.is_empty() || cell.parse::<f64>().is_ok_and(f64::is_finite)))
            && !line.starts_with("table,")
        {
            faults.push(format!("in the CSV: {line}"));
            break;
        }
    }
    for text in texts {
        if let Some(fault) = bad_words(text) {
            faults.push(format!("\"{fault}\" in: {text}"));
        }
    }
    faults
}

/// Why a text is no answer: it has to be one sentence with at most two numbers.
fn is_no_answer(text: &str) -> Option<&'static str> {
    let numbers = text.split_whitespace();
    let numbers = numbers.filter(|word| word.contains(|c: char| c.is_ascii_digit()));
    if text.is_empty() {
        Some("no answer")
    } else if !text.ends_with(['.', '!']) || text.contains(". ") {
        Some("not one sentence")
    } else if numbers.count() > 2 {
        Some("more than two numbers in an answer")
    } else {
        None
    }
}

#[test]
fn an_answer_is_one_sentence_with_two_numbers_at_most() {
    assert_eq!(
        is_no_answer("Half of 400 paths end in one of the 3 points."),
        None
    );
    for none in [
        "",
        "Half of them",
        "It is. It was.",
        "From 1 to 2 in 3 steps.",
    ] {
        assert!(is_no_answer(none).is_some(), "{none}");
    }
}

/// Whether what is said to answer the question is there.
fn leads(study: &dyn Study, info: &StudyInfo) -> bool {
    let report = study.report();
    match report.lead {
        Lead::Stage => info.has_stage,
        Lead::Gallery(k) => k < study.galleries().len(),
        // Panels of one picture are few, and none stands there twice.
        Lead::Chart(_) => {
            let leading: BTreeSet<usize> = report.leading_charts().collect();
            leading.len() == 1 + report.beside.len()
                && leading.len() <= 3
                && leading.iter().all(|&k| k < report.charts.len())
        }
    }
}

/// A plural after 1, a "the 1", a number that is none.
fn bad_words(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    for (k, word) in words.iter().enumerate() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '-' && c != '−');
        if ["NaN", "inf", "-inf", "−inf"].contains(&bare) || bare.contains("NaN") {
            return Some((*word).into());
        }
        if *word != "1" {
            continue;
        }
        let before = k.checked_sub(1).map_or("", |k| words[k]);
        // A value: "ε = 1", "p ≥ 1", "mass 1".
        if [
            "=", "≠", "≤", "≥", "<", ">", "+", "−", "·", "|", "∪", "under", "mass",
        ]
        .contains(&before)
        {
            continue;
        }
        if ["the", "The", "all", "All", "both", "only", "these", "those"].contains(&before) {
            return Some(format!("{before} 1"));
        }
        // Of what 1 % is a share may be many.
        if words.get(k + 1) == Some(&"%") {
            continue;
        }
        // "1 data points", "1 of the paths belong".
        for next in words[k + 1..].iter().take(2) {
            let end = next.ends_with([',', '.', ';', ':', ')']);
            let next = next.trim_matches(|c: char| !c.is_alphanumeric());
            let singular = [
                "is", "was", "has", "does", "as", "its", "this", "less", "axis", "lies", "ends",
                "class", "of", "enters", "belongs",
            ];
            if next.len() > 2 && next.ends_with('s') && !singular.contains(&next) {
                return Some(format!("1 … {next}"));
            }
            if end || singular.contains(&next) || !next.chars().all(char::is_alphabetic) {
                break;
            }
        }
    }
    None
}

/// What was found wrong with one scene.
#[derive(Default)]
struct Found {
    scenes: usize,
    refused: usize,
    judged: usize,
    at_odds: Vec<String>,
    faults: Vec<String>,
}

/// Works a scene to its end and looks at it at both ends of the clock and between.
fn look(scene: &Scene, found: &mut Found) {
    let mut study = study(scene).expect("a study for every name");
    let mut pieces = 0;
    while study.work() {
        pieces += 1;
        assert!(pieces < 200_000, "the work never ends");
    }
    let mut simulation = Simulation::new(scene.clone());
    let careful = caution(scene).is_none();
    let mut texts = Vec::new();
    if !leads(&*study, scene.study.info()) {
        texts.push(format!(
            "nothing answers its question: {:?}",
            study.report().lead
        ));
    }
    for k in [0, scene.steps * 3 / 5, scene.steps] {
        simulation.seek(k);
        study.show(simulation.time(), simulation.positions().as_slice());
        let report = study.report();
        texts.extend(faults(report, scene));
        for gallery in study.galleries() {
            texts.extend(
                [&gallery.title, &gallery.caption, &gallery.name]
                    .into_iter()
                    .filter_map(|text| bad_words(text)),
            );
            if gallery.values.iter().any(|x| !x.is_finite()) {
                texts.push(format!("not finite: {}", gallery.title));
            }
        }
        let rows = report.rows.iter().filter(|_| careful);
        for (row, agrees) in rows.filter_map(|row| Some((row, agrees(row)?))) {
            found.judged += 1;
            if !agrees {
                let odd = format!("{row:?}");
                if !found.at_odds.contains(&odd) {
                    found.at_odds.push(odd);
                }
            }
        }
    }
    for (k, i) in (0..study.galleries().len()).map(|k| (k, 0)) {
        if study.galleries()[k].count() > 0 {
            let said = study.about(k, i);
            texts.extend(bad_words(&said).map(|fault| format!("\"{fault}\" in: {said}")));
        }
    }
    texts.dedup();
    found.faults.extend(texts);
}

/// Of what was found, each with the scene it was found in.
fn told(found: &mut Found, scene: &Scene, before: [usize; 2]) {
    let differences: Vec<String> = (scene.differences().iter())
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let at = differences.join(" ");
    for odd in &mut found.at_odds[before[0]..] {
        *odd += &format!("\n      {at}");
    }
    for fault in &mut found.faults[before[1]..] {
        *fault += &format!("\n      {at}");
    }
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name)
        .ok()
        .map_or(default, |text| text.parse().expect("a number"))
}

/// Many scenes of one study.
fn hunt(info: &StudyInfo, scenes: usize, seed: u64) -> Found {
    let name = info.name.bytes().fold(0u64, |hash, byte| {
        hash.wrapping_mul(131).wrapping_add(byte.into())
    });
    let mut dice = Dice(seed ^ name.wrapping_mul(0x2545_f491_4f6c_dd1d));
    let mut found = Found::default();
    for _ in 0..scenes {
        let (scene, refused) = legal(&mut dice, info);
        found.refused += refused;
        found.scenes += 1;
        let before = [found.at_odds.len(), found.faults.len()];
        let outcome = catch_unwind(AssertUnwindSafe(|| look(&scene, &mut found)));
        if outcome.is_err() {
            found.faults.push("it panics".into());
        }
        told(&mut found, &scene, before);
    }
    found
}

#[test]
fn a_thousand_legal_scenes_agree_with_theory_and_say_nothing_that_means_nothing() {
    let scenes_of = |info: &StudyInfo| {
        let slow = OF_SLOW.iter().find(|slow| slow.0 == info.name);
        number("SCENES", slow.map_or(SCENES, |slow| slow.1) as u64) as usize
    };
    let seed = number("SEED", 1);
    let only = std::env::var("STUDY").ok();
    let studies: Vec<&StudyInfo> = (STUDIES.iter().skip(1))
        .filter(|info| {
            only.as_deref()
                .is_none_or(|only| only.split(',').any(|name| name == info.name))
        })
        .collect();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let found: Vec<(&StudyInfo, Found, f64)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    let mut found = Vec::new();
                    loop {
                        let k = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                        let Some(info) = studies.get(k) else {
                            return found;
                        };
                        let begin = std::time::Instant::now();
                        found.push((
                            *info,
                            hunt(info, scenes_of(info), seed),
                            begin.elapsed().as_secs_f64(),
                        ));
                    }
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().expect("a worker"))
            .collect()
    });
    let (mut failures, mut odd) = (0, 0);
    let (mut judged, mut worked) = (0, 0);
    for (info, found, seconds) in &found {
        println!(
            "{}: {} scenes ({} refused), {} rows judged, {} at odds, {} faults, {seconds:.1} s",
            info.name,
            found.scenes,
            found.refused,
            found.judged,
            found.at_odds.len(),
            found.faults.len()
        );
        for text in found.at_odds.iter().chain(&found.faults) {
            println!("    {text}");
        }
        worked += found.scenes;
        judged += found.judged;
        odd += found.at_odds.len();
        failures += found.faults.len();
    }
    assert_eq!(failures, 0, "faults, listed above");
    // A normal number is four deviations off once in 15,800 times. Of some 10,000 rows, many of which are the same one at
    // three times, 0.6 are expected: four or more with probability 0.003.
    let expected = 6.33e-5 * judged as f64;
    let allowed = expected + 4.0 * expected.sqrt();
    assert!(
        odd as f64 <= allowed,
        "{odd} rows at odds of {judged}, listed above; {expected:.2} are expected"
    );
    if only.is_none() && std::env::var("SCENES").is_err() {
        assert!(
            worked >= 1000 && judged >= 5000,
            "{worked} scenes, {judged} rows"
        );
    }
}
