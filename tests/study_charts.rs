//! Where everything lies in a chart: ticks, pixels, clipping, shades. None of it needs a browser.

use proptest::prelude::*;
use reverse_diffusion::paint::Colours;
use reverse_diffusion::paint::charts::{
    Level, Named, Names, Plot, Scale, clipped, pieces, shades, variants,
};
use reverse_diffusion::study::{Axis, Chart, Ink, Map, Mark, Series};

fn axis(low: f64, high: f64, log: bool) -> Axis {
    match log {
        true => Axis::log("", low, high),
        false => Axis::linear("", low, high),
    }
}

fn written(axis: &Axis, pixels: f64, apart: f64) -> Vec<String> {
    let ticks = Scale::new(axis, 0.0, pixels).ticks(apart);
    let labels = ticks.into_iter().map(|tick| tick.label);
    labels.filter(|label| !label.is_empty()).collect()
}

#[test]
fn ticks_of_a_linear_axis_are_round_numbers() {
    let three = Axis::linear("x", -3.0, 3.0);
    assert_eq!(written(&three, 300.0, 80.0), ["−2", "0", "2"]);
    assert_eq!(
        written(&Axis::linear("", 0.0, 1.0), 300.0, 50.0),
        ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]
    );
    // The upper end is a tick though 3 · 0.1 is not 0.3.
    assert_eq!(
        written(&Axis::linear("", 0.0, 0.3), 300.0, 90.0),
        ["0", "0.1", "0.2", "0.3"]
    );
    assert_eq!(
        written(&Axis::linear("", 0.0, 2e6), 300.0, 140.0),
        ["0", "1·10⁶", "2·10⁶"]
    );
    assert_eq!(
        written(&Axis::linear("", -3e-7, 0.0), 300.0, 99.0),
        ["−3·10⁻⁷", "−2·10⁻⁷", "−1·10⁻⁷", "0"]
    );
}

#[test]
fn ticks_of_a_logarithmic_axis_are_powers_of_ten() {
    assert_eq!(
        written(&Axis::log("", 1e-3, 1.0), 300.0, 50.0),
        ["10⁻³", "10⁻²", "10⁻¹", "1"]
    );
    assert_eq!(
        written(&Axis::log("", 1.0, 1e4), 400.0, 50.0),
        ["1", "10", "100", "1000", "10000"]
    );
    // Too many decades for each to be written: every fifth, and nothing between.
    let many = Axis::log("", 1e-16, 1.0);
    assert_eq!(written(&many, 200.0, 40.0), ["10⁻¹⁵", "10⁻¹⁰", "10⁻⁵", "1"]);
    assert_eq!(Scale::new(&many, 0.0, 200.0).ticks(40.0).len(), 4);
    // No power of ten, or one, in sight: parts of it.
    assert_eq!(
        written(&Axis::log("", 0.015, 0.08), 300.0, 40.0),
        ["2·10⁻²", "5·10⁻²"]
    );
    assert_eq!(
        written(&Axis::log("", 15.0, 80.0), 300.0, 40.0),
        ["20", "50"]
    );
    // Few decades have unwritten ticks between.
    assert!(
        Scale::new(&Axis::log("", 0.1, 1.0), 0.0, 300.0)
            .ticks(40.0)
            .len()
            == 10
    );
}

proptest! {
    /// Whatever the range, even one in which nothing can be drawn, ticks ascend, lie within the pixels, are never
    /// dense, and the mapping is finite and undone by its inverse.
    #[test]
    fn any_range_gives_an_axis(
        low in prop_oneof![any::<f64>(), -1e3..1e3f64, Just(0.0)],
        width in prop_oneof![any::<f64>(), 1e-9..1e9f64, Just(0.0)],
        log: bool,
        pixels in 30.0..2000.0f64,
        apart in 10.0..90.0f64,
    ) {
        let scale = Scale::new(&axis(low, low + width, log), 0.0, pixels);
        let ticks = scale.ticks(apart);
        let labelled: Vec<f64> = ticks.iter().filter(|tick| !tick.label.is_empty()).map(|tick| tick.at).collect();
        for tick in &ticks {
            prop_assert!(tick.at >= -1e-6 * pixels && tick.at <= pixels * (1.0 + 1e-6), "{tick:?}");
        }
        for pair in ticks.windows(2) {
            prop_assert!(pair[0].at < pair[1].at);
        }
        // Parts of one decade are written at 1, 2 and 5, unevenly; all others are at least `apart` from each other.
        prop_assert!(labelled.len() as f64 <= 1.0 + 3.0 * pixels / apart);
        prop_assert!(ticks.len() <= 200);
        let middle = scale.to_number(0.5 * pixels);
        prop_assert!(middle.is_finite());
        let back = scale.to_pixel(middle);
        // A range as narrow as 1e-9 of its numbers leaves 7 of their 16 digits.
        prop_assert!((back - 0.5 * pixels).abs() < 1e-5 * pixels, "{back} for {middle}");
        prop_assert!(scale.base().is_finite());
    }

    /// The part of a segment that is kept lies in the rectangle and on the segment, and nothing inside is lost.
    #[test]
    fn clipping_keeps_what_is_inside(points in prop::array::uniform4(-50.0..150.0f64)) {
        let edges = [0.0, 0.0, 100.0, 100.0];
        let (from, to) = ([points[0], points[1]], [points[2], points[3]]);
        let kept = clipped(edges, from, to);
        for k in 0..=200 {
            let u = f64::from(k) / 200.0;
            let at: [f64; 2] = std::array::from_fn(|j| from[j] + u * (to[j] - from[j]));
            let inside = at.iter().all(|p| (1e-9..=100.0 - 1e-9).contains(p));
            if inside {
                let Some([a, b]) = kept else { return Err(TestCaseError::fail("lost")) };
                // Between both ends in each coordinate.
                for j in 0..2 {
                    prop_assert!(at[j] >= a[j].min(b[j]) - 1e-9 && at[j] <= a[j].max(b[j]) + 1e-9);
                }
            }
        }
        if let Some(ends) = kept {
            for [x, y] in ends {
                prop_assert!((0.0..=100.0).contains(&x) && (0.0..=100.0).contains(&y));
                let cross = (x - from[0]) * (to[1] - from[1]) - (y - from[1]) * (to[0] - from[0]);
                prop_assert!(cross.abs() < 1e-6, "off the line by {cross}");
            }
        }
    }

    /// No series, whatever is in it, is drawn outside the area, and none makes the painter panic.
    #[test]
    fn nothing_is_drawn_outside(
        values in prop::collection::vec(prop_oneof![any::<f64>(), -3.0..3.0f64], 0..40),
        mark in prop_oneof![
            Just(Mark::Line { dashed: false }), Just(Mark::Points), Just(Mark::Bars { width: 0.3 }),
            Just(Mark::Outline { width: 0.3 }), Just(Mark::Band), Just(Mark::Rule)
        ],
        log: bool,
    ) {
        let edges = [10.0, 20.0, 310.0, 220.0];
        let y = axis(if log { 0.01 } else { -1.0 }, 2.0, log);
        let plot = Plot::new(&Axis::linear("", -1.0, 1.0), &y, edges);
        let mut series = Series::new("", Ink::Ink, mark);
        for three in values.chunks_exact(3) {
            series.push(three[0], three[1]);
            series.low.push(three[2]);
        }
        let mut trace = vec![1.0; 7];
        plot.trace(&series, &mut trace);
        let within = |p: f32, low: f64, high: f64| {
            p.is_nan() || (f64::from(p) >= low - 0.51 && f64::from(p) <= high + 0.51)
        };
        match mark {
            Mark::Points => for dot in trace.chunks_exact(4) {
                prop_assert!(within(dot[0], 10.0, 310.0) && dot[1..].iter().all(|&p| within(p, 20.0, 220.0)));
                prop_assert!(dot.iter().all(|p| p.is_finite()));
            },
            Mark::Bars { .. } => for bar in trace.chunks_exact(4) {
                prop_assert!(within(bar[0], 10.0, 310.0) && within(bar[0] + bar[2], 10.0, 310.0));
                prop_assert!(within(bar[1], 20.0, 220.0) && within(bar[1] + bar[3], 20.0, 220.0));
            },
            _ => for point in trace.chunks_exact(2) {
                prop_assert!(within(point[0], 10.0, 310.0) && within(point[1], 20.0, 220.0), "{point:?}");
            },
        }
    }
}

/// x from 0 to 1 over 100 pixels, y from 0 to 1 over 100 pixels upwards.
fn square() -> Plot {
    let unit = Axis::linear("", 0.0, 1.0);
    Plot::new(&unit, &unit, [0.0, 0.0, 100.0, 100.0])
}

fn traced(series: &Series) -> Vec<f32> {
    let mut trace = Vec::new();
    square().trace(series, &mut trace);
    trace
}

/// As text, since NaN is not equal to itself.
fn points(series: &Series) -> String {
    format!("{:?}", traced(series))
}

#[test]
fn a_line_is_broken_by_what_is_no_number_and_by_the_edge() {
    let line = Series::line("", Ink::Ink).with([
        (0.0, 0.0),
        (0.5, 0.5),
        (0.6, f64::NAN),
        (0.7, 0.2),
        (0.8, 0.2),
    ]);
    assert_eq!(
        points(&line),
        "[0.0, 100.0, 50.0, 50.0, NaN, NaN, 70.0, 80.0, 80.0, 80.0]"
    );
    let out_and_in =
        Series::line("", Ink::Ink).with([(0.0, 0.5), (0.25, 1.5), (0.75, 1.5), (1.0, 0.5)]);
    assert_eq!(
        points(&out_and_in),
        "[0.0, 50.0, 12.5, 0.0, NaN, NaN, 87.5, 0.0, 100.0, 50.0]"
    );
}

#[test]
fn a_line_to_where_numbers_end_keeps_its_slope_at_the_edge() {
    let steep = Series::line("", Ink::Ink).with([(0.5, 0.0), (0.5, 1e300)]);
    assert_eq!(points(&steep), "[50.0, 100.0, 50.0, 0.0]");
}

#[test]
fn bars_rise_from_zero_and_outlines_are_staircases() {
    let mut bars = Series::new("", Ink::Ink, Mark::Bars { width: 0.2 });
    bars.extend([(0.1, 0.5), (0.3, 0.25)]);
    let expected = [0.0, 50.0, 20.0, 50.0, 20.0, 75.0, 20.0, 25.0f32];
    for (got, want) in traced(&bars).iter().zip(expected) {
        assert!((got - want).abs() < 1e-4, "{got} is not {want}");
    }
    let mut outline = Series::new("", Ink::Ink, Mark::Outline { width: 0.2 });
    outline.extend([(0.1, 0.5), (0.3, 0.25), (0.9, 0.5)]);
    let runs = traced(&outline);
    // Two that touch are one run, one apart is another.
    assert_eq!(runs.iter().filter(|p| p.is_nan()).count(), 2);
}

#[test]
fn error_bars_end_at_the_edge_where_the_lower_end_has_no_logarithm() {
    let log = Axis::log("", 0.01, 1.0);
    let plot = Plot::new(&Axis::linear("", 0.0, 1.0), &log, [0.0, 0.0, 100.0, 100.0]);
    let mut dots = Series::points("", Ink::Ink);
    dots.push(0.5, 0.1);
    dots.low.push(0.2);
    let mut trace = Vec::new();
    plot.trace(&dots, &mut trace);
    assert_eq!(trace.len(), 4);
    assert_eq!([trace[0], trace[2], trace[3]], [50.0, 100.0, 50.0]);
    // 0.3 lies log₁₀(30)/2 of the way up.
    assert!((f64::from(trace[1]) - 100.0 * (1.0 - 30f64.log10() / 2.0)).abs() < 1e-4);
}

#[test]
fn a_trace_is_written_over_and_keeps_its_memory() {
    let line = Series::line("", Ink::Ink).with((0..100).map(|k| (f64::from(k) / 100.0, 0.5)));
    let mut trace = Vec::new();
    square().trace(&line, &mut trace);
    let (length, memory) = (trace.len(), trace.as_ptr());
    square().trace(&line, &mut trace);
    assert_eq!((trace.len(), trace.as_ptr()), (length, memory));
}

#[test]
fn a_density_is_shaded_from_the_background_to_its_ink_upwards() {
    let colours = Colours::default();
    let map = Map {
        ink: Ink::Forward,
        columns: 2,
        rows: 2,
        // Column after column, the lowest first: the upper right corner alone is full.
        values: vec![0.0, 0.0, 0.0, 1.0],
    };
    let bytes = shades(&map, 40, 20, &colours);
    let at = |x: usize, y: usize| &bytes[4 * (y * 40 + x)..][..4];
    let opaque = |[r, g, b]: [u8; 3]| [r, g, b, 255];
    assert_eq!(at(39, 0), opaque(colours.forward));
    for (x, y) in [(0, 0), (0, 19), (39, 19)] {
        assert_eq!(at(x, y), opaque(colours.background));
    }
    // Bilinear: nothing jumps.
    for y in 0..20 {
        for x in 1..40 {
            let step = at(x, y)[0].abs_diff(at(x - 1, y)[0]);
            assert!(step < 20, "{step} at {x}, {y}");
        }
    }
    for broken in [
        Map {
            values: vec![f32::NAN; 4],
            ..map.clone()
        },
        Map {
            values: Vec::new(),
            ..map
        },
    ] {
        assert_eq!(
            &shades(&broken, 3, 2, &colours)[..4],
            opaque(colours.background)
        );
    }
}

#[test]
fn series_of_one_chart_differ_in_more_than_colour() {
    let unit = || Axis::linear("", 0.0, 1.0);
    let mut chart = Chart::new("", "", unit(), unit());
    for name in ["a", "b"] {
        chart.series.push(Series::points(name, Ink::Ink));
        chart.series.push(Series::dashed(name, Ink::Ink));
        chart.series.push(Series::points("", Ink::Ink));
        chart.series.push(Series::line(name, Ink::Ink));
    }
    assert_eq!(
        variants(&chart).collect::<Vec<_>>(),
        [0, 0, 0, 0, 1, 1, 0, 0]
    );
}

#[test]
fn labels_fall_into_pieces() {
    use Level::{High, Line, Low};
    assert_eq!(
        pieces("‖ρ_PDE − ρ‖₁"),
        [(Line, "‖ρ"), (Low, "PDE"), (Line, " − ρ‖₁")]
    );
    assert_eq!(pieces("e^{−T*}"), [(Line, "e"), (High, "−T*")]);
    assert_eq!(pieces("ρ_T*(x)"), [(Line, "ρ"), (Low, "T*"), (Line, "(x)")]);
    assert_eq!(pieces("x"), [(Line, "x")]);
    assert_eq!(pieces("a _ b^"), [(Line, "a _ b^")]);
    assert_eq!(pieces(""), []);
}

#[test]
fn names_stand_beside_what_they_name_inside_the_chart_and_apart_from_each_other() {
    let edges = [0.0, 0.0, 400.0, 300.0];
    let mut names = Names::new(edges, 1.0);
    // Dots on top of each other, at an edge, and in a row; a curve; a narrow block.
    let dots = [
        [200.0, 150.0],
        [200.0, 150.0],
        [396.0, 4.0],
        [100.0, 296.0],
        [120.0, 296.0],
    ];
    for [x, y] in dots {
        names.take([x - 4.0, y - 4.0, x + 4.0, y + 4.0]);
    }
    let curve: Vec<[f64; 2]> = (0..40).map(|k| [10.0 * f64::from(k), 60.0]).collect();
    for pair in curve.windows(2) {
        names.take_line(pair[0], pair[1]);
    }
    let mut named: Vec<Named> = dots.map(Named::Dot).into();
    named.extend([
        Named::Curve(curve),
        Named::Block([10.0, 200.0, 20.0, 230.0]),
        Named::Upright(300.0),
        Named::Zone(50.0),
        Named::Target([200.0, 220.0]),
    ]);
    let placed: Vec<[f64; 4]> = named
        .iter()
        .map(|one| names.place(one, [60.0, 15.0]))
        .collect();
    for (i, [left, top, right, bottom]) in placed.iter().copied().enumerate() {
        assert!((right - left - 60.0).abs() < 1e-9 && (bottom - top - 15.0).abs() < 1e-9);
        assert!(left >= 0.0 && top >= 0.0 && right <= 400.0 && bottom <= 300.0);
        for other in &placed[..i] {
            let apart =
                right <= other[0] || other[2] <= left || bottom <= other[1] || other[3] <= top;
            assert!(apart, "{:?} stands on another name", named[i]);
        }
    }
    // Where nothing is in the way, to the right and level.
    let mut free = Names::new(edges, 2.0);
    let [left, top, _, bottom] = free.place(&Named::Dot([100.0, 100.0]), [50.0, 20.0]);
    assert_eq!([left, 0.5 * (top + bottom)], [116.0, 100.0]);
}

#[test]
fn what_is_labelled_keeps_its_name() {
    let series = Series::line("exact", Ink::Reverse).labelled();
    assert_eq!(
        (series.name.as_str(), series.label.as_deref()),
        ("exact", Some("exact"))
    );
}
