//! Scenes from outside: every parameter out of range, not a number, of the wrong type, unknown.

use reverse_diffusion::law::{LEAST_SIZE, TableOptions, read_table};
use reverse_diffusion::process::LEAST_TIME;
use reverse_diffusion::scene::{Kind, PARAMETERS, STUDIES, Scene, SceneError, Value, parameter};

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn error(pairs: &[(&str, Value)]) -> SceneError {
    Scene::from_pairs(pairs.iter().map(|(name, value)| (*name, value.clone()))).unwrap_err()
}

#[test]
fn a_scene_of_which_nothing_is_said_has_the_defaults_of_the_table() {
    let scene = Scene::default();
    assert!(scene.differences().is_empty());
    for parameter in PARAMETERS {
        let mut told = scene.clone();
        told.set(parameter.name, &text(parameter.default)).unwrap();
        assert_eq!(told, scene, "{}", parameter.name);
    }
}

#[test]
fn a_study_brings_its_own_defaults_and_they_fit() {
    for info in STUDIES {
        let (scene, problems) =
            Scene::from_pairs_leniently([("study", Value::Text(info.name.into()))]);
        assert!(problems.is_empty(), "{}: {problems:?}", info.name);
        // Written out, the study alone is left, and reading that gives the same scene again.
        let left: Vec<&str> = scene.differences().iter().map(|pair| pair.0).collect();
        assert_eq!(
            left,
            if info.name == "none" {
                vec![]
            } else {
                vec!["study"]
            }
        );
        for name in info.parameters {
            assert!(parameter(name).is_some(), "{}: {name}", info.name);
        }
        // What is asked for stands, before the study or after it.
        for pairs in [["study", "seed"], ["seed", "study"]] {
            let value = |name| match name {
                "study" => Value::Text(info.name.into()),
                _ => Value::Number(7.0),
            };
            let scene = Scene::from_pairs(pairs.map(|name| (name, value(name)))).unwrap();
            assert_eq!((scene.seed, scene.study), (7, info.kind));
        }
    }
}

#[test]
fn a_study_is_refused_where_it_has_no_meaning() {
    let text = |text: &str| Value::Text(text.into());
    let error = error(&[("study", text("forward")), ("data", text("penguins"))]);
    assert_eq!(error.field, "study");
    assert!(error.to_string().contains("2 coordinates"), "{error}");
    let pairs = [
        ("study", text("past-future")),
        ("t-star", text("0.05")),
        ("t1", text("3")),
    ];
    let (scene, problems) = Scene::from_pairs_leniently(pairs);
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(scene.t1 < scene.t2 && scene.t2 <= scene.t_star);
}

#[test]
fn gaussian_starts_are_read_and_written() {
    for text in ["shifted", "narrow", "normal:0.25,2"] {
        let scene = Scene::from_pairs([("start", Value::Text(text.into()))]).unwrap();
        assert_eq!(scene.get("start"), Value::Text(text.into()));
    }
    for bad in [
        "normal:",
        "normal:1",
        "normal:1,0",
        "normal:1,2,3",
        "normal:a,1",
    ] {
        let error = error(&[("start", Value::Text(bad.into()))]);
        assert_eq!(error.field, "start", "{error}");
    }
}

#[test]
fn every_parameter_refuses_what_it_can_not_be() {
    for parameter in PARAMETERS {
        let mut bad = vec![
            text("nonsense"),
            text(""),
            Value::Other("an object".into()),
            Value::Other("null".into()),
            Value::Other("true".into()),
            Value::Number(f64::NAN),
            Value::Number(f64::INFINITY),
            text("NaN"),
            text("-1e999"),
        ];
        match parameter.kind {
            Kind::Number { min, max, .. } => {
                bad.extend([Value::Number(min - 1e-9), Value::Number(max + 1e-9)]);
            }
            Kind::Integer { min, max, .. } => {
                bad.extend([
                    Value::Number(min - 1.0),
                    text("2.5"),
                    Value::Number(min + 0.5),
                ]);
                if max < 1e15 {
                    bad.push(Value::Number(max + 1.0));
                }
            }
            Kind::Choice(_) => bad.push(Value::Number(1.5)),
            Kind::Data => bad.extend([Value::Number(1.0), text("1,2;x"), text("2,3;4")]),
            Kind::Start => bad.extend([text("1,x"), text("1e9,0")]),
        }
        for value in bad {
            let error = error(&[(parameter.name, value.clone())]);
            assert_eq!(error.field, parameter.name, "{value:?}");
            // The sentence names the field, the value and what is allowed.
            let sentence = error.to_string();
            assert!(sentence.starts_with(parameter.name), "{sentence}");
            assert!(sentence.contains(&value.to_string()), "{sentence}");
            assert!(sentence.contains(&error.allowed), "{sentence}");
            assert!(sentence.ends_with('.'), "{sentence}");
        }
    }
}

#[test]
fn no_number_is_so_small_that_it_is_lost() {
    // As the sentences say it, and the variance of the least width is that of the least time.
    assert_eq!((LEAST_SIZE, LEAST_TIME), (1e-30, 1e-60));
    const { assert!(LEAST_SIZE * LEAST_SIZE >= LEAST_TIME) };
    let mut with_zero = Vec::new();
    for parameter in PARAMETERS {
        let Kind::Number { min, .. } = parameter.kind else {
            continue;
        };
        if min > 0.0 {
            assert!(min > LEAST_SIZE, "{}", parameter.name);
            continue;
        }
        with_zero.push(parameter.name);
        for tiny in [5e-324, 1e-310, 1e-200, 1e-70, 0.999 * LEAST_SIZE] {
            for value in [Value::Number(tiny), Value::Text(format!("{tiny:e}"))] {
                let error = error(&[(parameter.name, value.clone())]);
                assert_eq!(error.field, parameter.name);
                assert_eq!(error.value, value.to_string());
                assert!(error.allowed.contains("0, or 1e-30 or more"), "{error}");
            }
        }
        // Alone, so that nothing else has to fit it.
        let mut scene = Scene::default();
        scene
            .set(parameter.name, &Value::Number(LEAST_SIZE))
            .unwrap();
        assert_eq!(scene.get(parameter.name), Value::Number(LEAST_SIZE));
        // Both zeros are one.
        scene.set(parameter.name, &Value::Number(-0.0)).unwrap();
        let Value::Number(zero) = scene.get(parameter.name) else {
            panic!("{} is a number", parameter.name);
        };
        assert_eq!(zero.to_bits(), 0, "{}", parameter.name);
    }
    assert!(
        with_zero.contains(&"t-min") && with_zero.contains(&"width"),
        "{with_zero:?}"
    );
}

#[test]
fn what_is_no_finite_decimal_is_no_coordinate() {
    for bad in [
        "inf", "-inf", "nan", "NaN", "infinity", "Infinity", "0x10", "1e999", "-1e999", "1_000",
        "1e", "2e6",
    ] {
        let data = format!("1,2;{bad},3");
        let error = error(&[("data", text(&data))]);
        let sentence = error.to_string();
        assert_eq!(error.field, "data", "{sentence}");
        assert!(sentence.contains("point 2"), "{sentence}");
        let table = read_table(&format!("1,2\n{bad},3\n4,5\n"), &TableOptions::default());
        // In a table it is how a missing value is written: the line is left out, and that is said.
        if bad.eq_ignore_ascii_case("nan") {
            assert_eq!(table.expect(bad).missing, 1);
            continue;
        }
        let sentence = table.expect_err(bad).to_string();
        assert!(
            sentence.contains("Line 2") && sentence.contains("column 1"),
            "{sentence}"
        );
        if bad != "2e6" {
            assert!(sentence.contains(bad), "{sentence}");
        }
    }
}

#[test]
fn times_that_double_precision_can_not_tell_apart_are_refused() {
    let Kind::Choice(grids) = parameter("grid").unwrap().kind else {
        panic!("grid is a choice");
    };
    for process in ["ou", "heat"] {
        for (grid, _) in grids() {
            let pairs = |t_min: f64, steps: &str| {
                [
                    ("process", text(process)),
                    ("grid", text(grid)),
                    ("t-min", Value::Number(t_min)),
                    ("steps", text(steps)),
                ]
            };
            let error = error(&pairs(2.999_999_999_999_999_6, "5"));
            assert_eq!(error.field, "t-min", "{grid}");
            assert!(
                error.value.starts_with("2.999999999999999")
                    && error.allowed.contains("t-star, 3")
                    && error.allowed.contains("all times between differ"),
                "{error}"
            );
            // One step has no times between its ends.
            for (t_min, steps) in [
                (2.999_999_999_999_999_6, "1"),
                (2.99, "10000"),
                (2.9999, "5"),
            ] {
                let scene = Scene::from_pairs(pairs(t_min, steps)).unwrap();
                let times = scene.times(&scene.law());
                assert!(
                    times.windows(2).all(|pair| pair[0] > pair[1]),
                    "{grid} {t_min}"
                );
            }
        }
    }
}

#[test]
fn unknown_parameters_are_named_with_the_known_ones() {
    let error = error(&[("tstar", text("3"))]);
    assert_eq!(error.field, "tstar");
    assert!(error.to_string().contains("t-star"));
}

#[test]
fn parameters_have_to_fit_each_other() {
    for (pairs, field) in [
        (vec![("t-star", text("1")), ("t-min", text("1"))], "t-min"),
        (
            vec![("dynamics", text("bridge")), ("target", text("5"))],
            "target",
        ),
        (vec![("start", text("1,2,3"))], "start"),
        (vec![("view", text("line"))], "view"),
        (
            vec![("data", text("three-diracs-line")), ("view", text("plane"))],
            "view",
        ),
    ] {
        assert_eq!(error(&pairs).field, field);
        let (scene, problems) =
            Scene::from_pairs_leniently(pairs.iter().map(|(name, value)| (*name, value.clone())));
        assert_eq!(problems.len(), 1);
        let default = parameter(field).unwrap().default;
        let kept = match scene.get(field) {
            Value::Text(text) => text,
            Value::Number(number) => number.to_string(),
            Value::Other(other) => other,
        };
        assert_eq!(kept, default);
    }
}

#[test]
fn a_lenient_reading_keeps_what_is_right_and_names_the_rest() {
    let (scene, problems) = Scene::from_pairs_leniently([
        ("steps", text("40")),
        ("t-star", text("99")),
        ("colour", text("red")),
        ("seed", text("12")),
        ("data", text("nowhere")),
    ]);
    assert_eq!((scene.steps, scene.seed, scene.t_star), (40, 12, 3.0));
    let fields: Vec<&str> = problems.iter().map(|p| p.field.as_str()).collect();
    assert_eq!(fields, ["t-star", "colour", "data"]);
}

#[test]
fn numbers_come_as_numbers_or_as_text() {
    for value in [
        Value::Number(7.0),
        text("7"),
        text(" 7 "),
        text("7.0"),
        text("7e0"),
    ] {
        let scene = Scene::from_pairs([("steps", value)]).unwrap();
        assert_eq!(scene.steps, 7);
    }
    let largest = Value::Number(9_007_199_254_740_991.0);
    let scene = Scene::from_pairs([("seed", largest)]).unwrap();
    assert_eq!(scene.seed, (1 << 53) - 1);
}
