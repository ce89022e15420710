//! The axes of the line view: x upwards, t to the right and s back, and the density of the slice.

use super::plan::Plan;
use crate::paint::axes::{Across, Axes, Face, Label, Pen, Up, tick_step, ticks, written};
use crate::scene::Dynamics;

/// Frames, ticks and labels in the symbols of the papers; `top` is the density at which the slice ends.
pub(super) fn axes(plan: &Plan, dynamics: Dynamics, top: f64, pixel_ratio: f64) -> Axes {
    let mut drawing = Drawing {
        axes: Axes::default(),
        plan,
        unit: pixel_ratio,
        below: plan.bottom + 7.0 * pixel_ratio,
        named: plan.bottom + 21.0 * pixel_ratio,
        length: 4.0 * pixel_ratio,
    };
    let [width, height] = [plan.right - plan.left, plan.bottom - plan.top];
    if width >= 40.0 * pixel_ratio && height >= 30.0 * pixel_ratio {
        drawing.frames();
        drawing.places();
        drawing.times();
        drawing.headings(dynamics == Dynamics::Bridge);
        drawing.densities(dynamics, top);
    }
    drawing.axes
}

struct Drawing<'a> {
    axes: Axes,
    plan: &'a Plan,
    unit: f64,
    /// The rows of numbers and of names below the map.
    below: f64,
    named: f64,
    /// Of a tick.
    length: f64,
}

impl Drawing<'_> {
    fn name(&mut self, text: &str, at: [f64; 2], across: Across, up: Up) {
        self.write(text, at, across, up, Face::Symbol, Pen::Ink, 0.9);
    }

    #[allow(clippy::too_many_arguments)] // A label's fields, in their order.
    fn write(
        &mut self,
        text: &str,
        at: [f64; 2],
        across: Across,
        up: Up,
        face: Face,
        pen: Pen,
        strength: f64,
    ) {
        self.axes.labels.push(Label {
            text: text.into(),
            at,
            across,
            up,
            face,
            pen,
            strength,
        });
    }

    /// A tick below the map.
    fn tick(&mut self, x: f64) {
        let bottom = self.plan.bottom;
        self.axes
            .stroke([x, bottom], [x, bottom + self.length], 0.5);
    }

    /// Around the map and the slice, and the seam where t ends and s begins.
    fn frames(&mut self) {
        let plan = self.plan;
        let (top, bottom) = (plan.top, plan.bottom);
        for x in [plan.left, plan.right, plan.slice_left] {
            self.axes.stroke([x, top], [x, bottom], 0.35);
        }
        for [from, to] in [[plan.left, plan.right], [plan.slice_left, plan.slice_right]] {
            self.axes.stroke([from, bottom], [to, bottom], 0.35);
        }
        let end = bottom + self.length;
        self.axes.stroke([plan.seam, top], [plan.seam, end], 0.55);
    }

    fn places(&mut self) {
        let (plan, unit) = (self.plan, self.unit);
        // Some four ticks where there is little height.
        let apart = (46.0 * unit).min(((plan.bottom - plan.top) / 4.5).max(16.0 * unit));
        let step = tick_step(apart / plan.scale());
        for x in ticks(plan.low, plan.high, step) {
            let y = plan.row(x);
            for left in [plan.left - self.length, plan.slice_left] {
                self.axes.stroke([left, y], [left + self.length, y], 0.5);
            }
            let at = [plan.left - 7.0 * unit, y];
            self.axes
                .number(written(x, step), at, Across::Right, Up::Middle);
        }
        let above = if plan.is_low { 4.0 } else { 13.0 };
        let at = [plan.left - 8.0 * unit, plan.top - above * unit];
        self.name("x", at, Across::Right, Up::Middle);
    }

    /// t from the left, s from the seam.
    fn times(&mut self) {
        let (plan, unit, below) = (self.plan, self.unit, self.below);
        let wide = plan.seam - plan.left;
        let step = tick_step(52.0 * unit * plan.t_star / wide);
        let mut last = 0.0;
        for time in ticks(0.0, plan.t_star, step) {
            last = time;
            for x in [
                plan.column(time, false),
                plan.column(plan.t_star - time, true),
            ] {
                if (x - plan.seam).abs() < 18.0 * unit {
                    continue;
                }
                self.tick(x);
                self.axes
                    .number(written(time, step), [x, below], Across::Center, Up::Top);
            }
        }
        let at = [plan.seam, below - 2.0 * unit];
        self.name("T*", at, Across::Center, Up::Top);
        let end = plan.column(0.0, true);
        self.tick(end);
        if (plan.column(plan.t_star - last, true) - end).abs() > 22.0 * unit {
            let at = [end, below - 2.0 * unit];
            self.name("T*", at, Across::Center, Up::Top);
        }
        for (symbol, from, to) in [("t", plan.left, plan.seam), ("s", plan.seam, plan.right)] {
            let at = [0.5 * (from + to), self.named];
            self.name(symbol, at, Across::Center, Up::Top);
        }
    }

    /// What the halves are.
    fn headings(&mut self, is_bridge: bool) {
        let (plan, unit) = (self.plan, self.unit);
        let has_room = plan.seam - plan.left > 190.0 * unit;
        let [forward, reverse] = match (is_bridge, has_room) {
            (false, true) => ["forward process, \u{3c1}(x, t)", "reverse process, q(x, s)"],
            (false, false) => ["forward \u{3c1}(x, t)", "reverse q(x, s)"],
            (true, true) => [
                "forward process from x\u{2080}",
                "bridge to x\u{2080}, mean \u{b1} 2\u{3c3}",
            ],
            (true, false) => ["from x\u{2080}", "bridge to x\u{2080}"],
        };
        let [y, inset] = if plan.is_low {
            [plan.top + 10.0 * unit, 8.0 * unit]
        } else {
            [plan.top - 12.0 * unit, 2.0 * unit]
        };
        for (text, x, across, pen) in [
            (forward, plan.left + inset, Across::Left, Pen::Forward),
            (reverse, plan.right - inset, Across::Right, Pen::Reverse),
        ] {
            self.write(text, [x, y], across, Up::Middle, Face::Heading, pen, 1.0);
        }
    }

    /// The slice's own axis.
    fn densities(&mut self, dynamics: Dynamics, top: f64) {
        let (plan, unit) = (self.plan, self.unit);
        let room = plan.slice_right - plan.slice_left;
        let step = tick_step((44.0 * unit).min(0.45 * room) * top / room);
        for density in ticks(0.0, top, step) {
            let x = plan.slice_left + density / top * room;
            self.tick(x);
            let at = [x.min(plan.slice_right - 2.0 * unit), self.below];
            self.axes
                .number(written(density, step), at, Across::Center, Up::Top);
        }
        let name = match dynamics {
            Dynamics::Forward => "\u{3c1}(x, t)",
            Dynamics::Reverse | Dynamics::Bridge => "q(x, s)",
        };
        let at = [0.5 * (plan.slice_left + plan.slice_right), self.named];
        self.name(name, at, Across::Center, Up::Top);
    }
}
