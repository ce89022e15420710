//! The laws of both processes over all times, solved once a scene: ρ by (2.1) and q by (2.7), and their image.

use super::plan::{Plan, extent};
use crate::ensemble::Simulation;
use crate::law::Law;
use crate::line::evolution::{forward, reverse_by_ratio, reverse_directly};
use crate::line::{Evolution, Mesh, Mixture, reverse_by_flow, start_law};
use crate::paint::colour::{Rgb, ramp};
use crate::paint::image::Image;
use crate::points::Points;
use crate::process::Process;
use crate::scene::{Dynamics, Scene, Start};

/// The rows of an evolution. They are graded: close together at t = 0, where the law changes fastest.
const LEVELS: usize = 200;

/// Fewer where every row costs logarithms.
const LEVELS_BETWEEN: usize = 120;

/// More cells than these are not seen.
const MOST_CELLS: usize = 640;

/// So many tones a colour map has: enough that the steep end has no bands.
const TONES: usize = 4096;

/// Columns of a half of the image.
const COLUMNS: usize = 260;

/// Which processes the two halves show: everything that their laws depend on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Subject {
    pub(super) points: Points<f64>,
    pub(super) weights: Vec<f64>,
    pub(super) width: f64,
    pub(super) process: Process,
    pub(super) dynamics: Dynamics,
    pub(super) epsilon: f64,
    pub(super) start: Start,
    pub(super) target: usize,
    pub(super) t_star: f64,
    cells: usize,
}

impl Subject {
    pub(super) fn of(scene: &Scene, law: &Law) -> Self {
        let is_bridge = scene.dynamics == Dynamics::Bridge;
        Self {
            points: law.points().clone(),
            weights: law.weights().to_vec(),
            width: law.width(),
            process: scene.process,
            dynamics: scene.dynamics,
            // Theorem 2 knows only one.
            epsilon: if is_bridge { 1.0 } else { scene.epsilon },
            start: scene.start.clone(),
            target: if is_bridge { scene.target } else { 0 },
            t_star: scene.t_star,
            cells: scene.cells,
        }
    }

    /// What the forward half starts from: the data, or the one point that the scene names.
    pub(super) fn data(&self) -> Mixture {
        let one = |x: f64| Mixture::gaussian(x, 0.0);
        match (self.dynamics, &self.start) {
            (Dynamics::Bridge, _) => one(self.points.at(self.target, 0)),
            (Dynamics::Forward, Start::Point(point)) => one(point[0]),
            _ => Mixture::new(
                self.points.axis(0).to_vec(),
                &self.weights,
                self.width * self.width,
            ),
        }
    }

    /// Whether the reverse half starts from the very law in which the forward half ends.
    pub(super) fn is_mirror(&self) -> bool {
        match (self.dynamics, &self.start) {
            (Dynamics::Bridge, _) => false,
            (Dynamics::Forward, Start::Point(_)) | (_, Start::Terminal) => true,
            _ => false,
        }
    }
}

/// Both evolutions and their image.
#[derive(Default)]
pub(super) struct Map {
    pub(super) mesh: Option<Mesh>,
    /// ρ(·, t), rows of increasing t.
    pub(super) rho: Evolution,
    /// q(·, T* − t), rows of increasing t.
    pub(super) q: Evolution,
    /// The density at half of the tone scale's range, before its root is taken.
    half: f64,
    /// The density at which the slice ends.
    pub(super) top: f64,
    image: Image,
    painted: Option<(Plan, [Rgb; 3])>,
}

impl Map {
    /// The image of both halves, as it was painted last.
    pub(super) fn image(&self) -> &Image {
        &self.image
    }

    /// Solves both equations for a scene.
    pub(super) fn solve(&mut self, subject: &Subject, simulation: &Simulation) {
        let (scene, law) = (simulation.scene(), simulation.rho0());
        let [low, high] = extent(scene, law);
        // Beyond the window, so that the closed ends of the mesh are not felt.
        let pad = 0.22 * (high - low);
        let mesh = Mesh::new(low - pad, high + pad, subject.cells.clamp(16, MOST_CELLS));
        let is_between = !subject.is_mirror() && subject.epsilon != 1.0 && subject.epsilon > 0.0;
        let levels = if is_between { LEVELS_BETWEEN } else { LEVELS };
        let times = graded_times(subject.t_star, levels);
        let rho = forward(
            &mesh,
            subject.process,
            &averages(&mesh, &subject.data()),
            &times,
        );
        self.q = if subject.is_mirror() {
            rho.clone()
        } else {
            let start = match subject.start {
                Start::Terminal => averages(
                    &mesh,
                    &Mixture::of(law).forward(scene.process, scene.t_star),
                ),
                _ => averages(&mesh, &start_law(scene, law)),
            };
            if subject.epsilon == 1.0 {
                reverse_by_ratio(&mesh, subject.process, &rho, &start).evolution
            } else if subject.epsilon > 0.0 {
                reverse_directly(&mesh, subject.process, subject.epsilon, &rho, &start)
            } else {
                reverse_by_flow(&rho, &start)
            }
        };
        self.rho = rho;
        self.mesh = Some(mesh);
        self.choose_scales(subject.t_star);
        self.painted = None;
    }

    /// One scale for all times, from what is usual for the largest density of a time.
    fn choose_scales(&mut self, t_star: f64) {
        let mut tops: Vec<f64> = Vec::new();
        for evolution in [&self.rho, &self.q] {
            for k in 0..40 {
                let (row, _) = evolution.between((k as f64 + 0.5) / 40.0 * t_star);
                tops.push(evolution.row(row).iter().copied().fold(0.0, f64::max));
            }
        }
        tops.sort_by(f64::total_cmp);
        let middle = tops[tops.len() / 2].max(1e-12);
        self.half = 2.0 * middle;
        // The slice holds nearly all times, but not spikes that would flatten the rest.
        self.top = (1.12 * tops[tops.len() * 15 / 16]).clamp(1.25 * middle, 3.0 * middle);
    }

    /// The averages of the cells at time t, linear between rows.
    pub(super) fn column(&self, t: f64, reverse: bool, out: &mut Vec<f64>) {
        let evolution = if reverse { &self.q } else { &self.rho };
        out.clear();
        if evolution.is_empty() {
            return;
        }
        let (k, u) = evolution.between(t);
        if u == 0.0 {
            out.extend_from_slice(evolution.row(k));
        } else {
            let pairs = evolution.row(k).iter().zip(evolution.row(k + 1));
            out.extend(pairs.map(|(a, b)| a + u * (b - a)));
        }
    }

    /// Paints both halves, if they are not painted so already: colours of no density, of much in each half.
    pub(super) fn paint(&mut self, plan: &Plan, colours: [Rgb; 3]) {
        let Some(mesh) = self.mesh.clone() else {
            return;
        };
        if self.painted == Some((*plan, colours)) {
            return;
        }
        self.painted = Some((*plan, colours));
        let visible = (plan.high - plan.low) / mesh.h();
        let width = 2 * COLUMNS;
        let height = (visible.round() as usize).clamp(16, 2 * MOST_CELLS);
        (self.image.width, self.image.height) = (width, height);
        self.image.pixels.resize(4 * width * height, 0);
        let mut column = Vec::with_capacity(mesh.cells);
        // Between which two cells a pixel row lies, the same in every column.
        let rows: Vec<(usize, f64)> = (0..height)
            .map(|py| {
                let share = (py as f64 + 0.5) / height as f64;
                let x = plan.high - share * (plan.high - plan.low);
                let at = ((x - mesh.low) / mesh.h() - 0.5).clamp(0.0, mesh.cells as f64 - 1.001);
                (at as usize, at - libm::floor(at))
            })
            .collect();
        for (reverse, colour) in [(false, colours[1]), (true, colours[2])] {
            let tones = tones(colours[0], colour);
            for k in 0..COLUMNS {
                let t = (k as f64 + 0.5) / COLUMNS as f64 * plan.t_star;
                self.column(t, reverse, &mut column);
                let px = if reverse { width - 1 - k } else { k };
                for (py, &(cell, u)) in rows.iter().enumerate() {
                    let density = column[cell] + u * (column[cell + 1] - column[cell]);
                    let level = TONES as f64 * (density / (density + self.half));
                    let at = 4 * (py * width + px);
                    let colour = &tones[(level as usize).min(TONES - 1)];
                    self.image.pixels[at..at + 4].copy_from_slice(colour);
                }
            }
        }
        self.image.version = self.image.version.wrapping_add(1);
    }
}

/// The colours of ρ/(ρ + half) in equal steps from 0 to 1, the same for all places and times: increasing, steep where
/// there is little, and never quite at its end, so that both tails and atoms keep their shape.
fn tones(none: Rgb, most: Rgb) -> Vec<[u8; 4]> {
    let ramp = ramp(none, most);
    let level = |k: usize| 255.0 * libm::pow((k as f64 + 0.5) / TONES as f64, 0.62);
    (0..TONES).map(|k| ramp[level(k) as usize]).collect()
}

/// The density at x, linear between the centres of cells; 0 outside the mesh.
pub(super) fn between_centres(mesh: &Mesh, column: &[f64], x: f64) -> f64 {
    let at = (x - mesh.low) / mesh.h() - 0.5;
    let k = libm::floor(at);
    let u = at - k;
    let value = |k: f64| {
        if k >= 0.0 && k < column.len() as f64 {
            column[k as usize]
        } else {
            0.0
        }
    };
    value(k) * (1.0 - u) + value(k + 1.0) * u
}

/// 0 = t₀ < … < T*, steps growing by a constant factor, twenty times in all.
fn graded_times(t_star: f64, levels: usize) -> Vec<f64> {
    let growth = libm::log(20.0);
    (0..=levels)
        .map(|k| t_star * libm::expm1(growth * k as f64 / levels as f64) / libm::expm1(growth))
        .collect()
}

/// The averages of a law over the cells. Many components that blur into each other are put together first.
fn averages(mesh: &Mesh, law: &Mixture) -> Vec<f64> {
    let b = libm::sqrt(law.component_variance());
    if b == 0.0 {
        return mesh.averages(law);
    }
    let [low, high] = law.reach();
    let enough = 4.0 * (high - low) / b;
    mesh.averages(&law.condensed(enough.clamp(32.0, 200.0) as usize))
}
