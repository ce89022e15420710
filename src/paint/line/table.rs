//! The line view as numbers: the map, the slice and the paths, as CSV.

use super::closed::Rows;
use super::geometry::LineView;
use super::map::between_centres;
use super::view::runs_in_reverse;
use crate::ensemble::{Path, Simulation};
use std::fmt::Write;

/// Times of the map, and places in it and in the slice.
const TIMES: usize = 60;
const PLACES: usize = 120;

/// Everything in the line view: the scene as comment lines `# name=value`, then a line a number:
/// `table,name,t,x,value`. The map's densities are those of the finite volumes, ρ(x, t) and q(x, T* − t); the
/// slice is at the present time, its histogram as densities; a path has its place as x and no value. Without a view
/// there are the scene and the names of the columns.
pub(in crate::paint) fn csv(view: Option<LineView<'_>>, simulation: &Simulation) -> String {
    let mut text = String::from("# reverse-diffusion line\n");
    for (name, value) in simulation.scene().differences() {
        let _ = writeln!(text, "# {name}={value}");
    }
    let _ = writeln!(text, "# t={}", simulation.time());
    text += "table,name,t,x,value\n";
    let Some(view) = view else {
        return text;
    };
    let plan = view.line.plan;
    let rows = Rows {
        low: plan.low,
        step: (plan.high - plan.low) / PLACES as f64,
        count: PLACES + 1,
    };
    for (name, reverse) in [("ρ", false), ("q", true)] {
        for k in 0..=TIMES {
            let t = plan.t_star * k as f64 / TIMES as f64;
            let values = cells_at(&view, t, reverse, rows);
            line_by_line(&mut text, "map", name, t, rows, &values);
        }
    }
    let t = simulation.time();
    let values = cells_at(&view, t, runs_in_reverse(simulation), rows);
    line_by_line(&mut text, "slice", "finite volumes", t, rows, &values);
    let line = view.line;
    if line.closed.write(simulation, t, rows, &mut line.values) {
        line_by_line(&mut text, "slice", "closed form", t, rows, &line.values);
    }
    let values = histogram(simulation, rows);
    line_by_line(&mut text, "slice", "particles", t, rows, &values);
    for (i, path) in simulation.paths().enumerate() {
        path_by_step(&mut text, &format!("particle {i}"), simulation, &path);
    }
    for (i, path) in simulation.launched().enumerate() {
        path_by_step(&mut text, &format!("launched {i}"), simulation, &path);
    }
    text
}

/// The finite volumes' densities at time t.
fn cells_at(view: &LineView<'_>, t: f64, reverse: bool, rows: Rows) -> Vec<f64> {
    let (mesh, column) = view.map_column(t, reverse);
    let place = |k: usize| rows.low + k as f64 * rows.step;
    let value = |k: usize| between_centres(&mesh, &column, place(k));
    (0..rows.count).map(value).collect()
}

/// The share of particles nearest to each place, over the places' distance.
fn histogram(simulation: &Simulation, rows: Rows) -> Vec<f64> {
    let mut values = vec![0.0; rows.count];
    let particles = simulation.positions().axis(0);
    let unit = 1.0 / (particles.len() as f64 * rows.step);
    for &x in particles {
        let k = libm::round((f64::from(x) - rows.low) / rows.step);
        if k >= 0.0 && k < rows.count as f64 {
            values[k as usize] += unit;
        }
    }
    values
}

fn line_by_line(text: &mut String, table: &str, name: &str, t: f64, rows: Rows, values: &[f64]) {
    for (k, value) in values.iter().enumerate() {
        let x = rows.low + k as f64 * rows.step;
        let _ = writeln!(text, "{table},{name},{t},{x},{value}");
    }
}

fn path_by_step(text: &mut String, name: &str, simulation: &Simulation, path: &Path) {
    let last = path.last_index().min(simulation.index());
    for k in path.first_index()..=last {
        let _ = writeln!(
            text,
            "path,{name},{},{},",
            simulation.times()[k],
            path.at(k, 0)
        );
    }
}
