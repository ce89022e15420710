//! Tables of points as people have them: what is read, and what is said of what is not.

use reverse_diffusion::law::{MOST_POINTS, PRESETS, Table, TableOptions, parse_inline, read_table};

fn read(text: &str) -> Table {
    read_table(text, &TableOptions::default()).unwrap()
}

fn error(text: &str) -> String {
    read_table(text, &TableOptions::default()).unwrap_err()
}

fn rows(table: &Table) -> Vec<f64> {
    table.law.points.to_rows()
}

#[test]
fn lines_files_and_pasted_columns_are_read_alike() {
    for text in [
        "1,2\n3,4",
        "1, 2\n3, 4\n",
        "1;2\n3;4",
        "1\t2\r\n3\t4\r\n",
        "1 2\n3  4",
        "\u{feff}x,y\n1,2\n3,4\n",
        "# a comment\n1,2\n\n3,4\n\n",
        "1,2;3,4",
        "\"1\",\"2\"\n\"3\",\"4\"",
        "species,x,y\nAdelie,1,2\nGentoo,3,4",
        "Adelie,1,2\nGentoo,3,4",
    ] {
        let table = read(text);
        assert_eq!(rows(&table), [1.0, 2.0, 3.0, 4.0], "{text:?}");
        assert_eq!(table.law.weights, [1.0, 1.0], "{text:?}");
    }
    assert_eq!(read("5\n6\n7").law.points.dim(), 1);
    assert_eq!(rows(&read("1e-3,-2E2")), [1e-3, -200.0]);
}

#[test]
fn weights_come_after_at_or_from_a_column() {
    assert_eq!(read("1,2@3\n4,5").law.weights, [3.0, 1.0]);
    let table = read("x,weight,y\n1,0.5,2\n3,1.5,4");
    assert_eq!(table.law.weights, [0.5, 1.5]);
    assert_eq!(rows(&table), [1.0, 2.0, 3.0, 4.0]);
    assert_eq!(table.weight.as_deref(), Some("weight"));
}

#[test]
fn columns_are_chosen_by_name() {
    let text = "id,a,b,c,n\n1,10,20,30,2\n2,11,21,31,5";
    let options = TableOptions {
        columns: Some(vec!["c".into(), "a".into()]),
        weight: Some("n".into()),
        standardise: false,
    };
    let table = read_table(text, &options).unwrap();
    assert_eq!(rows(&table), [30.0, 10.0, 31.0, 11.0]);
    assert_eq!(table.law.weights, [2.0, 5.0]);
    assert_eq!(table.columns, ["id", "a", "b", "c", "n"]);
    let options = TableOptions {
        columns: Some(vec!["z".into()]),
        ..TableOptions::default()
    };
    let error = read_table(text, &options).unwrap_err();
    assert!(
        error.contains("\"z\"") && error.contains("id, a, b, c, n"),
        "{error}"
    );
}

#[test]
fn a_bad_line_is_named_with_what_is_wrong_and_what_is_expected() {
    for (text, line, what) in [
        (
            "1,2\n3,abc\n5,6",
            "Line 2, column",
            "\"abc\" is not a number",
        ),
        ("x,y\n1,2\n3\n", "Line 3:", "no value in column \"y\""),
        ("1,2\n\n# note\n3,inf", "Line 4,", "\"inf\" is not a number"),
        ("1,2\n3,1e7", "Line 2,", "out of range"),
        ("1,2@0", "Line 1:", "weight \"0\""),
        ("1,2\n3,4@-1", "Line 2:", "weight \"-1\""),
        ("x,y,w\n1,2,heavy", "Line 2:", "weight \"heavy\""),
        ("1,NaN", "Line 1,", "NaN"),
        (
            "x,y\n1,NA\n2,3\n4,5",
            "Line 2, column \"y\"",
            "\"NA\" is not a number",
        ),
    ] {
        let error = error(text);
        assert!(error.starts_with(line), "{error}");
        assert!(error.contains(what), "{error}");
        assert!(
            error.contains("from") || error.contains("expected"),
            "{error}"
        );
    }
    let error = error("1,2\na,b\nc,d\n3,4\n5,6\ne,f");
    assert!(error.contains("2 more lines are bad too"), "{error}");
}

#[test]
fn no_data_and_too_many_are_said() {
    for text in ["", "\n\n", "# only a comment", "x,y", "a,b\nc,d"] {
        assert!(error(text).contains("expected lines such as"), "{text:?}");
    }
    let text = "1,2\n".repeat(MOST_POINTS);
    assert_eq!(read(&text).law.points.len(), MOST_POINTS);
    let error = error(&(text + "1,2\n"));
    assert!(
        error.contains("100001") && error.contains("100000"),
        "{error}"
    );
}

#[test]
fn inline_points_keep_their_bits_and_name_their_faults() {
    let text = "0.1,-0.30000000000000004@2.5;1e-7,3";
    let law = parse_inline(text).unwrap();
    assert_eq!(parse_inline(&law.to_inline()).unwrap(), law);
    for (text, what) in [
        ("1,2;3", "point 2"),
        ("1,2;3,x", "\"x\" is not a number"),
        ("1,2@w", "the weight \"w\""),
        (";;", "no point"),
        ("1,,2", "point 1"),
    ] {
        let error = parse_inline(text).unwrap_err();
        assert!(error.contains(what), "{error}");
    }
}

#[test]
fn standardising_gives_mean_0_and_largest_deviation_1() {
    let options = TableOptions {
        standardise: true,
        ..TableOptions::default()
    };
    let table = read_table("10,1\n20,1.5\n60,9\n", &options).unwrap();
    let (mean, variance) = table.law.moments();
    assert!(mean.iter().all(|m| m.abs() < 1e-14));
    assert!((variance[0].max(variance[1]) - 1.0).abs() < 1e-14);
    // What was done undoes it.
    let done = table.law.standardisation.as_ref().unwrap();
    let x = table.law.points.at(2, 0) * done.scale[0] + done.mean[0];
    assert!((x - 60.0).abs() < 1e-12);
    // Points that all coincide are moved but not scaled.
    let table = read_table("3,4\n3,4\n", &options).unwrap();
    assert_eq!(rows(&table), [0.0; 4]);
}

#[test]
fn presets_are_what_they_say() {
    let sizes: Vec<(&str, usize, usize)> = PRESETS
        .iter()
        .map(|preset| {
            let law = preset.law(0, 0);
            assert!(!preset.source.is_empty() && !preset.licence.is_empty());
            (preset.name, law.points.dim(), law.points.len())
        })
        .collect();
    assert_eq!(
        sizes,
        [
            ("five-points", 2, 5),
            ("dirac", 2, 1),
            ("two-diracs", 2, 2),
            ("dirac-line", 1, 1),
            ("two-diracs-line", 1, 2),
            ("three-diracs-line", 1, 3),
            ("lemniscate", 2, 200),
            ("two-moons", 2, 300),
            ("gaussian-mixture", 2, 300),
            ("checkerboard", 2, 512),
            ("penguins", 2, 342),
            ("faithful", 2, 272),
            ("eruptions", 1, 272),
            ("digits", 64, 1797),
        ]
    );
    // The real data, as published: means over the birds and the eruptions.
    let means = |name: &str| {
        let law = reverse_diffusion::law::preset(name).unwrap().law(0, 0);
        law.standardisation.unwrap().mean
    };
    let penguins = means("penguins");
    assert!((penguins[0] - 43.92193).abs() < 1e-5 && (penguins[1] - 17.15117).abs() < 1e-5);
    let faithful = means("faithful");
    assert!((faithful[0] - 3.487783).abs() < 1e-6 && (faithful[1] - 70.897059).abs() < 1e-6);
    // Bernoulli's lemniscate: (x² + y²)² = x² − y².
    let lemniscate = reverse_diffusion::law::preset("lemniscate")
        .unwrap()
        .law(0, 0);
    for i in 0..lemniscate.points.len() {
        let (x, y) = (lemniscate.points.at(i, 0), lemniscate.points.at(i, 1));
        let square = x * x + y * y;
        assert!((square * square - (x * x - y * y)).abs() < 1e-14);
    }
}
