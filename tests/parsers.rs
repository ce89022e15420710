//! Whatever text comes from outside, it is read wholly or refused: numbers, points, tables, links. Tried on random texts,
//! with a fixed seed; `CASES=1000000 SEED=7 cargo test --release --test parsers` hunts for more.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use reverse_diffusion::decimal::{self, Decimal};
use reverse_diffusion::law::{Law, TableOptions, parse_inline, read_table};
use reverse_diffusion::scene::{Kind, PARAMETERS, Scene, Value, parameter};

/// The same cases on every run and machine, unless others are asked for.
fn check<S: Strategy>(cases: u32, strategy: S, test: impl Fn(S::Value)) {
    let asked = |name: &str| std::env::var(name).ok()?.parse::<u32>().ok();
    let config = Config {
        cases: asked("CASES").unwrap_or(cases),
        failure_persistence: None,
        max_shrink_iters: 4000,
        ..Config::default()
    };
    let mut seed = [11; 32];
    seed[..4].copy_from_slice(&asked("SEED").unwrap_or(1).to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    TestRunner::new_with_rng(config, rng)
        .run(&strategy, |value| {
            test(value);
            Ok(())
        })
        .unwrap();
}

/// Every finite number alike by its bits, and those of everyday.
fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<u64>()
            .prop_map(f64::from_bits)
            .prop_filter("finite", |x| x.is_finite()),
        (-100_000i32..100_000, 0i32..6)
            .prop_map(|(digits, places)| f64::from(digits) / 10f64.powi(places)),
        prop::sample::select(vec![
            0.0,
            -0.0,
            5e-324,
            f64::MIN_POSITIVE,
            f64::MAX,
            f64::MIN,
            1e22,
            1e23,
            9_007_199_254_740_993.0
        ]),
    ]
}

/// What a point may have: up to a million.
fn any_coordinate() -> impl Strategy<Value = f64> {
    any_number().prop_map(|x| {
        if x.abs() > 1e6 {
            (x % 1e6).clamp(-1e6, 1e6)
        } else {
            x
        }
    })
}

/// Texts of the characters that numbers and tables are made of, and any text at all.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[0-9eE.,;:@#%&=\\-+ \t\r\n\"'xyNaifIT−–⁻\u{feff}\u{a0}]{0,80}",
        "([0-9.\\-]{1,4}[,;\t ]){0,8}(\n([0-9.\\-]{1,4}[,;\t ]){0,8}){0,4}",
        "[+\\-−]?[0-9]{0,25}[.,]?[0-9]{0,25}([eE][+\\-]?[0-9]{0,5})?[a-z ]?",
        "(normal|terminal|two-moons|0,1;2,3|normal:)[0-9.,:;@ -]{0,12}",
    ]
}

/// A text with one character left out, doubled or changed.
fn damaged(text: &str, place: usize, how: u8) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    if characters.is_empty() {
        return String::new();
    }
    let place = place % characters.len();
    match how % 4 {
        0 => drop(characters.remove(place)),
        1 => characters.insert(place, characters[place]),
        2 => {
            characters[place] =
                ['x', ',', ';', '.', '-', '@', '\n', '"', 'e', '\u{0}', '−'][place % 11]
        }
        _ => characters.truncate(place),
    }
    characters.into_iter().collect()
}

// ---- Numbers -------------------------------------------------------------------------------------------------------------

#[test]
fn a_number_is_written_as_it_is_read() {
    check(20_000, any_number(), |x| {
        let text = Decimal(x).to_string();
        let again = decimal::parse(&text).unwrap_or_else(|| panic!("{text} is not read"));
        assert_eq!(again, x, "{text}");
        assert_eq!(decimal::parse(&format!("{x:e}")), Some(x));
        assert_eq!(decimal::parse(&format!("+{}", x.abs())), Some(x.abs()));
    });
}

/// With minus signs as keyboards have them: typographic ones mean the same.
fn plain(text: &str) -> String {
    text.replace(['\u{2212}', '\u{2013}'], "-")
}

#[test]
fn a_text_is_the_number_that_rust_reads_or_none() {
    check(20_000, any_text(), |text| {
        let ours = decimal::parse(&text);
        let theirs = plain(&text).parse::<f64>().ok();
        let theirs = theirs.filter(|x| x.is_finite());
        assert_eq!(ours.map(f64::to_bits), theirs.map(f64::to_bits), "{text:?}");
    });
}

#[test]
fn a_number_with_anything_beside_it_is_none() {
    let beside = prop::sample::select(vec![
        "x", ",", ";", " 1", "e", "-", ".", "..", "_", "%", "\0", "٣", "0x", "@",
    ]);
    check(
        5_000,
        (any_number(), beside, any::<bool>()),
        |(x, beside, before)| {
            let number = Decimal(x).to_string();
            let text = if before {
                format!("{beside}{number}")
            } else {
                format!("{number}{beside}")
            };
            match decimal::parse(&text) {
                None => {}
                // 5. and .5 and −-less -5 are numbers too: then they are those that all of the text says.
                Some(read) => assert_eq!(Some(read), text.parse().ok(), "{text:?}"),
            }
        },
    );
}

// ---- Points --------------------------------------------------------------------------------------------------------------

fn any_points() -> impl Strategy<Value = String> {
    (1usize..6, 1usize..12).prop_flat_map(|(dim, count)| {
        let point = (
            prop::collection::vec(any_coordinate(), dim),
            prop::option::weighted(0.3, 1e-6..1e6f64),
        );
        prop::collection::vec(point, count).prop_map(|points| {
            let texts = points.iter().map(|(point, weight)| {
                let numbers: Vec<String> = point.iter().map(|&x| Decimal(x).to_string()).collect();
                let weight = weight
                    .map(|w| format!("@{}", Decimal(w)))
                    .unwrap_or_default();
                numbers.join(",") + &weight
            });
            texts.collect::<Vec<String>>().join(";")
        })
    })
}

/// That each number of a law stands in the text by itself, whole.
fn stands_in(text: &str, law: &Law) {
    let cells: Vec<f64> = text
        .split([',', ';', '\n', '@', '\t', ' ', '"', '\r'])
        .filter_map(|cell| plain(cell.trim()).parse().ok())
        .collect();
    for x in law.points().as_slice() {
        assert!(cells.contains(x), "{x} is nowhere in {text:?}");
    }
}

#[test]
fn points_are_read_as_they_are_written() {
    check(3_000, any_points(), |text| {
        let law = parse_inline(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(law.points().len(), text.split(';').count());
        stands_in(&text, &law);
        assert_eq!(parse_inline(&law.to_inline()).unwrap(), law, "{text}");
    });
}

#[test]
fn damaged_points_are_what_the_text_says_or_refused() {
    check(
        6_000,
        (any_points(), any::<usize>(), any::<u8>()),
        |(text, place, how)| {
            let text = damaged(&text, place, how);
            match parse_inline(&text) {
                Ok(law) => {
                    stands_in(&text, &law);
                    let entries = text
                        .split([';', '\n'])
                        .filter(|entry| !entry.trim().is_empty());
                    assert_eq!(law.points().len(), entries.count(), "{text:?}");
                }
                Err(sentence) => assert!(sentence.contains(' '), "{text:?}: {sentence}"),
            }
        },
    );
}

// ---- Tables --------------------------------------------------------------------------------------------------------------

/// Cells that begin, end or look as a number does and are none.
const NO_NUMBERS: &[&str] = &[
    "7777.5abc",
    "abc7777.5",
    "7777.5.5",
    "77-77",
    "--7777",
    "7777e",
    "0x7777",
    "7777_5",
    "7777%",
    "$7777",
    "7777 kg",
    "inf",
    "nan",
    "1e999",
    "٧",
];

/// Rows of numbers that come out of a file, with a cell that is none.
fn any_table() -> impl Strategy<Value = (Vec<Vec<f64>>, char, bool)> {
    (1usize..5, 1usize..9).prop_flat_map(|(columns, rows)| {
        (
            prop::collection::vec(
                prop::collection::vec(
                    (-9999i32..9999, 0i32..4).prop_map(|(n, p)| f64::from(n) / 10f64.powi(p)),
                    columns,
                ),
                rows,
            ),
            prop::sample::select(vec![',', ';', '\t']),
            any::<bool>(),
        )
    })
}

fn table_text(rows: &[Vec<String>], separator: char, header: bool) -> String {
    let columns = rows[0].len();
    let names: Vec<String> = (0..columns)
        .map(|k| ["x", "y", "z", "u"][k].to_owned())
        .collect();
    let lines = header
        .then_some(names)
        .into_iter()
        .chain(rows.iter().cloned());
    lines
        .map(|row| row.join(&separator.to_string()) + "\n")
        .collect()
}

#[test]
fn a_table_of_numbers_is_read_whole() {
    check(3_000, any_table(), |(rows, separator, header)| {
        let texts: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.iter().map(f64::to_string).collect())
            .collect();
        let text = table_text(&texts, separator, header);
        let table = read_table(&text, &TableOptions::default())
            .unwrap_or_else(|error| panic!("{text:?}: {error}"));
        assert_eq!(
            (table.understood.header, table.understood.columns.len()),
            (header, rows[0].len()),
            "{text:?}"
        );
        assert_eq!(table.law.points().len(), rows.len(), "{text:?}");
        let dim = table.law.points().dim();
        assert_eq!(dim, rows[0].len().min(2), "{text:?}");
        for (i, row) in rows.iter().enumerate() {
            assert_eq!(table.law.points().point(i), row[..dim], "{text:?}");
        }
        assert_eq!(
            parse_inline(&table.law.to_inline()).unwrap().points(),
            table.law.points()
        );
    });
}

#[test]
fn a_cell_is_wholly_a_number_or_none() {
    let cell = (
        any::<usize>(),
        any::<usize>(),
        prop::sample::select(NO_NUMBERS),
    );
    check(
        6_000,
        (any_table(), cell),
        |((rows, separator, header), (row, column, bad))| {
            let mut texts: Vec<Vec<String>> = rows
                .iter()
                .map(|row| row.iter().map(f64::to_string).collect())
                .collect();
            let (row, column) = (row % rows.len(), column % rows[0].len());
            // By itself it is two cells, with a space between.
            if bad.contains(' ') && (rows[0].len() == 1 && rows.len() == 1) {
                return;
            }
            texts[row][column] = bad.into();
            let text = table_text(&texts, separator, header);
            let Ok(table) = read_table(&text, &TableOptions::default()) else {
                return;
            };
            // What was read are numbers of the other cells, and no piece of the bad one.
            let good = |x: &f64| {
                rows.iter().enumerate().any(|(i, cells)| {
                    cells
                        .iter()
                        .enumerate()
                        .any(|(j, y)| (i, j) != (row, column) && x == y)
                })
            };
            for x in table.law.points().as_slice() {
                assert!(good(x), "{x} was read out of {text:?}");
            }
            assert!(table.law.points().len() <= rows.len());
        },
    );
}

#[test]
fn a_quoted_cell_is_the_same_cell() {
    check(2_000, any_table(), |(rows, separator, header)| {
        let with = |quote: &str| {
            let texts: Vec<Vec<String>> = rows
                .iter()
                .map(|row| row.iter().map(|x| format!("{quote}{x}{quote}")).collect())
                .collect();
            read_table(
                &table_text(&texts, separator, header),
                &TableOptions::default(),
            )
            .unwrap()
            .law
        };
        assert_eq!(with("\""), with(""));
    });
}

#[test]
fn no_text_makes_a_table_panic_or_says_nothing() {
    let options = || {
        let columns = prop::option::of(prop::collection::vec(
            prop_oneof![Just("x".to_owned()), Just("column 1".to_owned()), ".{0,4}"],
            0..4,
        ));
        (
            columns,
            prop::option::of(prop_oneof![
                Just("w".to_owned()),
                Just(String::new()),
                ".{0,3}"
            ]),
            any::<bool>(),
        )
    };
    check(
        6_000,
        (any_text(), options()),
        |(text, (columns, weight, standardise))| {
            let options = TableOptions {
                columns,
                weight,
                standardise,
                ..TableOptions::default()
            };
            match read_table(&text, &options) {
                Ok(table) => {
                    assert!(
                        !table.law.points().is_empty()
                            && table.law.points().as_slice().iter().all(|x| x.is_finite()),
                        "{text:?}"
                    );
                    assert_eq!(table.law.weights().len(), table.law.points().len());
                    assert!(
                        table
                            .law
                            .weights()
                            .iter()
                            .all(|&w| w > 0.0 && w.is_finite()),
                        "{text:?}"
                    );
                    assert_eq!(
                        table.law.points().dim(),
                        table.understood.chosen.len(),
                        "{text:?}"
                    );
                }
                Err(sentence) => assert!(
                    sentence.sentence.ends_with(['.', ')']) && sentence.sentence.contains(' '),
                    "{text:?}: {sentence}"
                ),
            }
        },
    );
}

// ---- Links ---------------------------------------------------------------------------------------------------------------

/// A parameter of the table, whichever there are, and a value in its range or not.
fn any_pair() -> impl Strategy<Value = (&'static str, String)> {
    (
        0..PARAMETERS.len(),
        any_text(),
        any_points(),
        0.0..=1.0f64,
        any::<usize>(),
        0u8..4,
    )
        .prop_map(|(k, text, points, share, choice, how)| {
            let parameter = &PARAMETERS[k];
            let value = match parameter.kind {
                _ if how == 0 => text,
                Kind::Choice(choices) => choices()[choice % choices().len()].0.to_owned(),
                Kind::Number { min, max, .. } => Decimal(min + share * (max - min)).to_string(),
                Kind::Integer { min, max, .. } => {
                    Decimal((min + share * (max - min)).round()).to_string()
                }
                Kind::Data | Kind::Start => points,
            };
            (parameter.name, value)
        })
}

#[test]
fn what_a_link_says_is_taken_or_named_and_the_scene_says_itself_again() {
    check(6_000, prop::collection::vec(any_pair(), 0..6), |pairs| {
        let values = || {
            pairs
                .iter()
                .map(|(name, value)| (*name, Value::Text(value.clone())))
        };
        let (scene, problems) = Scene::from_pairs_leniently(values());
        for problem in &problems {
            assert!(parameter(&problem.field).is_some(), "{problem}");
            assert!(problem.to_string().contains(&problem.field), "{problem}");
        }
        // Strictly it is the same scene or the first of the problems.
        match Scene::from_pairs(values()) {
            Ok(strict) => assert_eq!(
                (strict.differences(), problems.len()),
                (scene.differences(), 0),
                "{pairs:?}"
            ),
            Err(error) => assert!(!problems.is_empty(), "{error}"),
        }
        let said = scene.differences();
        let again = Scene::from_pairs(
            said.iter()
                .map(|(name, value)| (*name, Value::Text(value.clone()))),
        );
        let again = again.unwrap_or_else(|error| panic!("{said:?}: {error}"));
        assert_eq!(again.differences(), said);
    });
}

#[test]
fn a_name_that_is_none_is_named() {
    check(3_000, (any_text(), any_text()), |(name, value)| {
        if parameter(&name).is_some() {
            return;
        }
        let error = Scene::default()
            .set(&name, &Value::Text(value))
            .unwrap_err();
        assert!(
            error
                .to_string()
                .contains("there is no parameter of this name"),
            "{error}"
        );
    });
}
