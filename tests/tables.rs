//! Tables of points as people have them: what is read, and what is said of what is not.

use reverse_diffusion::law::{
    MOST_POINTS, PRESETS, Table, TableOptions, TableReader, parse_inline, read_table,
};

fn read(text: &str) -> Table {
    read_table(text, &TableOptions::default()).unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

fn error(text: &str) -> String {
    read_table(text, &TableOptions::default())
        .unwrap_err()
        .sentence
}

/// Read in the way whose label begins so.
fn read_as(text: &str, label: &str) -> Table {
    let readings = read(text).understood.readings;
    let reading = readings.iter().find(|one| one.label.starts_with(label));
    let reading =
        reading.unwrap_or_else(|| panic!("{text:?} is not offered as {label}: {readings:?}"));
    let options = TableOptions {
        reading: Some(reading.key.clone()),
        ..TableOptions::default()
    };
    read_table(text, &options).unwrap()
}

/// Whether a note says this.
fn says(table: &Table, what: &str) -> bool {
    table
        .understood
        .notes
        .iter()
        .any(|note| note.contains(what))
}

fn rows(table: &Table) -> Vec<f64> {
    table.law.points().to_rows()
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
        assert_eq!(table.law.weights(), [1.0, 1.0], "{text:?}");
    }
    assert_eq!(read("5\n6\n7").law.points().dim(), 1);
    assert_eq!(rows(&read("1e-3,-2E2")), [1e-3, -200.0]);
}

#[test]
fn weights_come_after_at_or_from_a_column() {
    assert_eq!(read("1,2@3\n4,5").law.weights(), [3.0, 1.0]);
    let table = read("x,weight,y\n1,0.5,2\n3,1.5,4");
    assert_eq!(table.law.weights(), [0.5, 1.5]);
    assert_eq!(rows(&table), [1.0, 2.0, 3.0, 4.0]);
    assert_eq!(table.understood.weight.as_deref(), Some("weight"));
}

#[test]
fn columns_are_chosen_by_name() {
    let text = "id,a,b,c,n\n1,10,20,30,2\n2,11,21,31,5";
    let options = TableOptions {
        columns: Some(vec!["c".into(), "a".into()]),
        weight: Some("n".into()),
        ..TableOptions::default()
    };
    let table = read_table(text, &options).unwrap();
    assert_eq!(rows(&table), [30.0, 10.0, 31.0, 11.0]);
    assert_eq!(table.law.weights(), [2.0, 5.0]);
    assert_eq!(table.understood.columns, ["id", "a", "b", "c", "n"]);
    let options = TableOptions {
        columns: Some(vec!["z".into()]),
        ..TableOptions::default()
    };
    let error = read_table(text, &options).unwrap_err().sentence;
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
        ("1,2\n\n# note\n3,inf", "Line 4,", "\"inf\" is not a number"),
        ("1,2\n3,1e7", "Line 2,", "out of range"),
        ("1,2@0", "Line 1:", "weight \"0\""),
        ("1,2\n3,4@-1", "Line 2:", "weight \"-1\""),
        ("x,y,w\n1,2,heavy", "Line 2:", "weight \"heavy\""),
        ("1,NaN", "Line 1:", "NaN"),
        (
            "x,y\n1,2\n3,4,5\n6,7",
            "Line 3 has 3 values",
            "header names 2",
        ),
        ("x,y\n1,2\n\"3,4\n5,6", "Line 3:", "quotation mark"),
        (
            "x,y\n1.5,2\n3,Infinity",
            "Line 3,",
            "\"Infinity\" is not a number",
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
    assert_eq!(read(&text).law.points().len(), MOST_POINTS);
    let error = error(&(text + "1,2\n"));
    assert!(
        error.contains("100001") && error.contains("100000"),
        "{error}"
    );
}

#[test]
fn decimal_commas_are_read_as_such_and_said() {
    let cases: &[(&str, &[f64])] = &[
        ("id;x;y\n1;0,5;1,25\n2;1,5;2,5", &[0.5, 1.25, 1.5, 2.5]),
        ("x;y\n0,5;1,25\n-1,75;0", &[0.5, 1.25, -1.75, 0.0]),
        ("120,5\t50,3\n118\t49,9", &[120.5, 50.3, 118.0, 49.9]),
        ("x,y\n\"0,5\",\"1,25\"\n\"1,5\",2", &[0.5, 1.25, 1.5, 2.0]),
        ("1,5 2,5\n3,5 4", &[1.5, 2.5, 3.5, 4.0]),
        ("x;y\n1.234,5;2\n1,5;0", &[1234.5, 2.0, 1.5, 0.0]),
        ("x;y\n1 234,5;2\n1,5;0", &[1234.5, 2.0, 1.5, 0.0]),
        ("x;w\n1,5;0,5\n2,5;1,5", &[1.5, 2.5]),
        ("sep=;\nx;y\n1,5;2\n3;4", &[1.5, 2.0, 3.0, 4.0]),
    ];
    for (text, expected) in cases {
        let table = read(text);
        assert_eq!(rows(&table), *expected, "{text:?}");
        assert!(
            says(&table, "commas are decimal commas"),
            "{:?}",
            table.understood.notes
        );
        assert_eq!(
            table.understood.readings.len(),
            1,
            "{:?}",
            table.understood.readings
        );
    }
    assert_eq!(read("x;w\n1,5;0,5\n2,5;1,5").law.weights(), [0.5, 1.5]);
    assert_eq!(read("1,5;2@0,5\n1;2").law.weights(), [0.5, 1.0]);
    let grouped = read("x;y\n1,234.5;2\n1.5;0");
    assert_eq!(rows(&grouped), [1234.5, 2.0, 1.5, 0.0]);
    assert!(says(&grouped, "commas group thousands"));
}

#[test]
fn where_two_readings_are_possible_both_are_offered() {
    // One column of decimals, or two of whole numbers.
    assert_eq!(rows(&read("1,5\n2,25")), [1.0, 5.0, 2.0, 25.0]);
    assert_eq!(
        rows(&read_as(
            "1,5\n2,25",
            "There is one column, commas are decimal"
        )),
        [1.5, 2.25]
    );
    // A header of one name speaks for the former.
    assert_eq!(rows(&read("x\n1,5\n2,25")), [1.5, 2.25]);
    assert_eq!(
        rows(&read_as("x\n1,5\n2,25", "Commas separate")),
        [1.0, 5.0, 2.0, 25.0]
    );
    // A scene's own points, or decimal commas.
    assert_eq!(rows(&read("1,2;3,4")), [1.0, 2.0, 3.0, 4.0]);
    assert_eq!(
        rows(&read_as(
            "1,2;3,4",
            "Semicolons separate columns, commas are"
        )),
        [1.2, 3.4]
    );
    assert_eq!(rows(&read("1,2;3,4\n5,6;7,8")), [1.2, 3.4, 5.6, 7.8]);
    let points = read_as("1,2;3,4\n5,6;7,8", "Semicolons separate points");
    assert_eq!(rows(&points), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]);
    // Thousands, or decimals.
    assert_eq!(rows(&read("1,234\t5,678")), [1.234, 5.678]);
    assert_eq!(
        rows(&read_as(
            "1,234\t5,678",
            "Tabs separate columns, commas group"
        )),
        [1234.0, 5678.0]
    );
    // And nothing is offered where there is but one.
    for text in [
        "x,y\n1,2\n3,4",
        "1.5,2\n3,4",
        "0, 1\n2, -1 @ 3",
        "1;2\n3;4",
        "a,1,2\nb,3,4",
        "Doe, John;1.5;2\nRoe, Jo;3;4",
    ] {
        let readings = read(text).understood.readings;
        assert_eq!(readings.len(), 1, "{text:?}: {readings:?}");
    }
}

#[test]
fn no_cell_is_cut_in_two() {
    for text in ["x,y\n1,5,2,5\n3,5,4,5", "x,y\n1,5,2\n3,5,4"] {
        let error = error(text);
        assert!(error.contains("names 2 columns"), "{error}");
        assert!(error.contains("decimal commas"), "{error}");
    }
    // Both marks at once are no convention.
    assert!(error("x;y\n0,5;1\n2,5;1\n3,5;2\n1.5;1").starts_with("Line 5, column \"x\""));
}

#[test]
fn quoted_cells_may_go_on_and_what_is_not_closed_takes_no_lines_with_it() {
    let text = "name,x,y\n\"Doe, \"\"Jo\"\"\nJohn\",1,2\n\"Roe\" ,3,4\n5\",5,6";
    assert_eq!(rows(&read(text)), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    assert!(error("name,x,y\n\"a,1,2\n\"b,3,4\nc,5,6").starts_with("Line 2: a quotation mark"));
    assert_eq!(read("a,x\n\"one\ntwo\",1\nb,\n").left_out[0].line, 4);
}

#[test]
fn a_typographic_minus_is_a_minus() {
    assert_eq!(
        rows(&read("\u{2212}1.75,0\n\u{2013}0.5,1\n-2,3")),
        [-1.75, 0.0, -0.5, 1.0, -2.0, 3.0]
    );
    assert_eq!(
        rows(&read("x;y\n\u{2212}1,5;0\n1;\u{2212}2e\u{2212}1")),
        [-1.5, 0.0, 1.0, -0.2]
    );
    let law = parse_inline("\u{2212}1.75,0;\u{2013}0.123456789012345678,1").unwrap();
    assert_eq!(
        law,
        parse_inline("-1.75,0;-0.123456789012345678,1").unwrap()
    );
}

#[test]
fn rows_without_a_value_are_left_out_counted_and_named() {
    let text =
        "x,y\n1,2\n3,\n,4\nNA,5\n#N/A,6\n7\n8,n/a\n9,10\n#DIV/0!,1\n# a comment\n11,NaN\n,\n";
    let table = read(text);
    assert_eq!(rows(&table), [1.0, 2.0, 9.0, 10.0]);
    let lines: Vec<u64> = table.left_out.iter().map(|left| left.line).collect();
    assert_eq!(lines, [3, 4, 5, 6, 7, 8, 10, 12]);
    assert_eq!(table.missing, 8);
    assert_eq!(
        table.left_out[2].because,
        "there is no value in column \"x\" (NA)"
    );
    assert_eq!(table.left_out[0].text, "3,");
    assert!(says(&table, "1 line among the data begins with #"));
    // What is not asked for may be missing.
    assert_eq!(read("name,x,y\n,1,2\nb,3,4").missing, 0);
    // A weight may not.
    let weighted = read("x,w\n1,2\n3,\n4,5");
    assert_eq!((rows(&weighted), weighted.missing), (vec![1.0, 4.0], 1));
    // Between spaces nothing says where it is missing.
    let spaces = read("a b c\n1 2 3\n4 5\n6 7 8");
    assert_eq!(rows(&spaces), [1.0, 2.0, 6.0, 7.0]);
    assert_eq!(spaces.left_out[0].because, "it has 2 of 3 values");
    let error = error("x,y\nNA,1\n2,NA");
    assert!(
        error.starts_with("Line 2: there is no value in column \"x\" (NA)"),
        "{error}"
    );
    // However many there are, the first are listed.
    let many = read(&("1,2\n".to_owned() + &"NA,1\n".repeat(1000) + &"1,2\n".repeat(1000)));
    assert_eq!(
        (many.missing, many.left_out.len(), many.law.points().len()),
        (1000, 200, 1001)
    );
}

#[test]
fn columns_are_what_their_names_say() {
    let chosen = |text: &str| read(text).understood.chosen;
    assert_eq!(chosen("id,y,x\n1,2,3"), ["x", "y"]);
    assert_eq!(chosen("id,height,mass\n1,2,3"), ["height", "mass"]);
    assert_eq!(chosen(",x,y\n0,1.5,2\n1,2.5,3"), ["x", "y"]);
    assert_eq!(chosen(",a,b\n0,1.5,2\n1,2.5,3"), ["a", "b"]);
    assert_eq!(rows(&read(",0,1\n0,1.5,2\n1,2.5,3")), [1.5, 2.0, 2.5, 3.0]);
    assert_eq!(
        rows(&read("\"a\" \"b\"\n\"1\" 1.5 2\n\"2\" 2.5 3")),
        [1.5, 2.0, 2.5, 3.0]
    );
    assert_eq!(chosen("id\n1\n2"), ["id"]);
    assert!(says(&read("id,x,y,kind\n1,2,3,a"), "“id” numbers the rows"));
    assert!(says(
        &read("id,x,y,kind\n1,2,3,a"),
        "“kind” holds no numbers"
    ));
    // Columns of one name are told apart.
    let table = read("a,a,\n1,2,3");
    assert_eq!(table.understood.columns, ["a", "a (column 2)", "column 3"]);
    assert_eq!(rows(&table), [1.0, 2.0]);
    // Images are written out with a name for each of their pixels.
    let names: Vec<String> = (1..=64).map(|k| format!("x{k}")).collect();
    let values: Vec<String> = (1..=64).map(|k| k.to_string()).collect();
    let images = read(&format!(
        "# scene\n{},weight\n{},1\n",
        names.join(","),
        values.join(",")
    ));
    assert_eq!(images.understood.chosen, names);
    assert_eq!(images.law.points().dim(), 64);
    // Without such names they are offered, not taken.
    let bare = read(&values.join(","));
    assert_eq!(
        (bare.law.points().dim(), bare.understood.numeric.len()),
        (2, 64)
    );
}

#[test]
fn lines_above_the_header_are_passed_over_and_said() {
    for text in [
        "Exported by Foo, version 2\n\nx;y\n1,5;2\n3;4",
        "My measurements\nof May\nx,y\n1.5,2\n3,4",
        "Date;2024\nPlace;Bonn\nx;y\n1.5;2\n3;4",
    ] {
        let table = read(text);
        assert_eq!(rows(&table), [1.5, 2.0, 3.0, 4.0], "{text:?}");
        assert_eq!(table.understood.columns, ["x", "y"], "{text:?}");
        assert!(says(&table, "above the data"), "{text:?}");
    }
    assert_eq!(rows(&read("sep=;\r\nx;y\r\n1;2\r\n")), [1.0, 2.0]);
}

#[test]
fn what_is_no_table_is_named() {
    for (text, what) in [
        ("[[1, 2], [3, 4]]", "JSON"),
        ("{\"x\": [1, 2]}", "JSON"),
        ("<!DOCTYPE html>\n<p>1,2", "HTML"),
        ("PK\u{3}\u{4}\u{14}\0", "zipped"),
        ("\u{1}\0\0\u{7}1,2", "binary"),
        ("", "no data"),
        ("x,y\n", "no data follow"),
    ] {
        let error = error(text);
        assert!(
            error.contains(what) && error.contains("expected lines such as"),
            "{error}"
        );
    }
}

#[test]
fn in_pieces_a_table_is_the_same() {
    let text: String = (0..5000)
        .map(|k| {
            format!(
                "{},{}\n",
                k as f64 / 7.0,
                if k % 100 == 99 { "NA" } else { "-0.25" }
            )
        })
        .collect();
    let whole = read(&text);
    for (bytes, cells) in [(1, 1000), (777, 7), (100_000, 1)] {
        let mut reader = TableReader::new(TableOptions::default());
        for part in text.as_bytes().chunks(bytes) {
            reader.push(std::str::from_utf8(part).unwrap());
        }
        let mut progress = reader.progress();
        let table = loop {
            if let Some(table) = reader.advance(cells).unwrap() {
                break table;
            }
            assert!(reader.progress() >= progress && reader.progress() <= 1.0);
            progress = reader.progress();
        };
        assert_eq!(table.inline, whole.inline);
        assert_eq!(table.left_out, whole.left_out);
        assert_eq!(table.missing, 50);
        assert_eq!(parse_inline(&table.inline).unwrap(), table.law);
    }
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
        ("1,2;inf,0", "\"inf\" is not a number"),
        ("1,nan", "\"nan\" is not a number"),
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
    let done = table.law.standardisation().unwrap();
    let x = table.law.points().at(2, 0) * done.scale[0] + done.mean[0];
    assert!((x - 60.0).abs() < 1e-12);
    // Points that all coincide are moved but not scaled, and so is a column of one value, whatever its sum rounds to.
    let table = read_table("3,4\n3,4\n", &options).unwrap();
    assert_eq!(rows(&table), [0.0; 4]);
    let table = read_table("-0.087,1\n-0.087,2\n-0.087,4\n", &options).unwrap();
    let done = table.law.standardisation().unwrap();
    assert_eq!(
        (done.mean[0], table.law.points().axis(0)),
        (-0.087, &[0.0; 3][..])
    );
    assert_eq!(done.scale[0], done.scale[1]);
    let table = read_table("-0.087\n-0.087\n-0.087\n", &options).unwrap();
    assert_eq!(
        (rows(&table), &table.law.standardisation().unwrap().scale),
        (vec![0.0; 3], &vec![1.0])
    );
}

#[test]
fn presets_are_what_they_say() {
    let sizes: Vec<(&str, usize, usize)> = PRESETS
        .iter()
        .map(|preset| {
            let law = preset.law(0, 0);
            assert!(!preset.source.is_empty() && !preset.licence.is_empty());
            (preset.name, law.points().dim(), law.points().len())
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
        law.standardisation().unwrap().mean.clone()
    };
    let penguins = means("penguins");
    assert!((penguins[0] - 43.92193).abs() < 1e-5 && (penguins[1] - 17.15117).abs() < 1e-5);
    let faithful = means("faithful");
    assert!((faithful[0] - 3.487783).abs() < 1e-6 && (faithful[1] - 70.897059).abs() < 1e-6);
    // Bernoulli's lemniscate: (x² + y²)² = x² − y².
    let lemniscate = reverse_diffusion::law::preset("lemniscate")
        .unwrap()
        .law(0, 0);
    for i in 0..lemniscate.points().len() {
        let (x, y) = (lemniscate.points().at(i, 0), lemniscate.points().at(i, 1));
        let square = x * x + y * y;
        assert!((square * square - (x * x - y * y)).abs() < 1e-14);
    }
}
