//! The axes of the line view: x upwards, t to the right and s back, and the density of the slice.

use super::axes::tick_step;
use super::canvas::{area, font, rgb, sentence};
use crate::paint::{Colours, Plan};
use crate::scene::Dynamics;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use web_sys::HtmlCanvasElement;

/// What the axes are of.
pub struct LineAxes<'a> {
    /// The layout.
    pub plan: &'a Plan,
    /// Whose law the slice shows.
    pub dynamics: Dynamics,
    /// The density at which the slice ends.
    pub top: f64,
    /// The page's colours.
    pub colours: &'a Colours,
}

/// A number with as many decimals as its ticks need.
fn written(x: f64, step: f64) -> String {
    let digits = (-libm::floor(libm::log10(step))).clamp(0.0, 6.0) as usize;
    if x.abs() < 0.5 * step {
        return "0".into();
    }
    format!("{x:.digits$}").replace('-', "\u{2212}")
}

/// Frames, ticks and labels in the symbols of the papers.
pub fn line_axes(
    canvas: HtmlCanvasElement,
    axes: &LineAxes<'_>,
    pixel_ratio: f64,
) -> Result<(), String> {
    let area = area(canvas)?;
    let (plan, colours, unit) = (axes.plan, axes.colours, pixel_ratio);
    if plan.right - plan.left < 40.0 * unit || plan.bottom - plan.top < 30.0 * unit {
        return Ok(());
    }
    let thin = (unit.round() as u32).max(1);
    let frame = rgb(colours.ink).mix(0.35).stroke_width(thin);
    let tick = rgb(colours.ink).mix(0.5).stroke_width(thin);
    let line = |from: [f64; 2], to: [f64; 2], style: ShapeStyle| {
        let points = [from, to].map(|[x, y]| (x as i32, y as i32));
        area.draw(&PathElement::new(points, style))
            .map_err(sentence)
    };
    let numbers = font(11.0 * unit, colours.ink, 0.68);
    let names = |colour, strength| {
        ("Georgia, serif", 14.5 * unit)
            .into_font()
            .style(FontStyle::Italic)
            .color(&rgb(colour).mix(strength))
    };
    let write = |text: &str, [x, y]: [f64; 2], style: TextStyle<'_>, across: HPos, up: VPos| {
        let style = style.pos(Pos::new(across, up));
        let at = (x.round() as i32, y.round() as i32);
        area.draw(&Text::new(text.to_owned(), at, style))
            .map_err(sentence)
    };
    let length = 4.0 * unit;
    let (below, named) = (plan.bottom + 7.0 * unit, plan.bottom + 21.0 * unit);

    // The frame of the map, its seam and the slice.
    for [from, to] in [
        [[plan.left, plan.bottom], [plan.right, plan.bottom]],
        [[plan.left, plan.top], [plan.left, plan.bottom]],
        [[plan.right, plan.top], [plan.right, plan.bottom]],
        [[plan.slice_left, plan.top], [plan.slice_left, plan.bottom]],
        [
            [plan.slice_left, plan.bottom],
            [plan.slice_right, plan.bottom],
        ],
    ] {
        line(from, to, frame)?;
    }
    let seam = rgb(colours.ink).mix(0.55).stroke_width(thin);
    line(
        [plan.seam, plan.top],
        [plan.seam, plan.bottom + length],
        seam,
    )?;

    // x.
    // Some four ticks where there is little height.
    let apart = (46.0 * unit).min(((plan.bottom - plan.top) / 4.5).max(16.0 * unit));
    let step = tick_step(apart / plan.scale());
    let (first, last) = (
        libm::ceil(plan.low / step) as i64,
        libm::floor(plan.high / step) as i64,
    );
    for k in first..=last {
        let x = k as f64 * step;
        let y = plan.row(x);
        line([plan.left - length, y], [plan.left, y], tick)?;
        line([plan.slice_left, y], [plan.slice_left + length, y], tick)?;
        write(
            &written(x, step),
            [plan.left - 7.0 * unit, y],
            numbers.clone(),
            HPos::Right,
            VPos::Center,
        )?;
    }
    write(
        "x",
        [
            plan.left - 8.0 * unit,
            plan.top - if plan.is_low { 4.0 } else { 13.0 } * unit,
        ],
        names(colours.ink, 0.9),
        HPos::Right,
        VPos::Center,
    )?;

    // t from the left, s from the seam.
    let wide = plan.seam - plan.left;
    let step = tick_step(52.0 * unit * plan.t_star / wide);
    let count = libm::floor(plan.t_star / step + 1e-9) as i64;
    for k in 0..=count {
        let time = k as f64 * step;
        for x in [
            plan.column(time, false),
            plan.column(plan.t_star - time, true),
        ] {
            if (x - plan.seam).abs() < 18.0 * unit {
                continue;
            }
            line([x, plan.bottom], [x, plan.bottom + length], tick)?;
            write(
                &written(time, step),
                [x, below],
                numbers.clone(),
                HPos::Center,
                VPos::Top,
            )?;
        }
    }
    write(
        "T*",
        [plan.seam, below - 2.0 * unit],
        names(colours.ink, 0.9),
        HPos::Center,
        VPos::Top,
    )?;
    let end = plan.column(0.0, true);
    line([end, plan.bottom], [end, plan.bottom + length], tick)?;
    if (plan.column(plan.t_star - count as f64 * step, true) - end).abs() > 22.0 * unit {
        write(
            "T*",
            [end, below - 2.0 * unit],
            names(colours.ink, 0.9),
            HPos::Center,
            VPos::Top,
        )?;
    }
    let middle = |a: f64, b: f64| 0.5 * (a + b);
    let forward = [middle(plan.left, plan.seam), named];
    write(
        "t",
        forward,
        names(colours.ink, 0.9),
        HPos::Center,
        VPos::Top,
    )?;
    let reverse = [middle(plan.seam, plan.right), named];
    write(
        "s",
        reverse,
        names(colours.ink, 0.9),
        HPos::Center,
        VPos::Top,
    )?;

    // What the halves are.
    let is_bridge = axes.dynamics == Dynamics::Bridge;
    let room = wide / unit;
    let titles = match (is_bridge, room > 190.0) {
        (false, true) => ["forward process, \u{3c1}(x, t)", "reverse process, q(x, s)"],
        (false, false) => ["forward \u{3c1}(x, t)", "reverse q(x, s)"],
        (true, true) => [
            "forward process from x\u{2080}",
            "bridge to x\u{2080}, mean \u{b1} 2\u{3c3}",
        ],
        (true, false) => ["from x\u{2080}", "bridge to x\u{2080}"],
    };
    let heading = |colour| {
        ("system-ui, sans-serif", 12.0 * unit)
            .into_font()
            .color(&rgb(colour))
    };
    let [high, inset] = if plan.is_low {
        [plan.top + 10.0 * unit, 8.0 * unit]
    } else {
        [plan.top - 12.0 * unit, 2.0 * unit]
    };
    write(
        titles[0],
        [plan.left + inset, high],
        heading(colours.forward),
        HPos::Left,
        VPos::Center,
    )?;
    write(
        titles[1],
        [plan.right - inset, high],
        heading(colours.reverse),
        HPos::Right,
        VPos::Center,
    )?;

    // The slice's own axis.
    let room = plan.slice_right - plan.slice_left;
    let step = tick_step((44.0 * unit).min(0.45 * room) * axes.top / room);
    let count = libm::floor(axes.top / step + 1e-9) as i64;
    for k in 0..=count {
        let density = k as f64 * step;
        let x = plan.slice_left + density / axes.top * room;
        line([x, plan.bottom], [x, plan.bottom + length], tick)?;
        write(
            &written(density, step),
            [x.min(plan.slice_right - 2.0 * unit), below],
            numbers.clone(),
            HPos::Center,
            VPos::Top,
        )?;
    }
    let name = match axes.dynamics {
        Dynamics::Forward => "\u{3c1}(x, t)",
        Dynamics::Reverse | Dynamics::Bridge => "q(x, s)",
    };
    let centre = [middle(plan.slice_left, plan.slice_right), named];
    write(
        name,
        centre,
        names(colours.ink, 0.9),
        HPos::Center,
        VPos::Top,
    )
}
