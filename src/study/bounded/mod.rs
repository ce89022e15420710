//! The heat flow between reflecting walls at 0 and 1, and its reversal, Cao et al. (2.9)–(2.10).
//!
//! "One needs to introduce a bounded domain with boundary conditions so that the forward dynamics converges to a uniform
//! equilibrium", they say, and leave it at that. Here it is: u in closed form ([`Reflected`], images and cosine series),
//! by finite volumes without flux through the ends, and by particles that are folded back; q by the ratio for ε = 1, by
//! rearrangement for ε = 0, else directly, and by particles that follow the images' score. Distances to the uniform law
//! and the finite volumes' own modes are derived for this project.

mod report;

use super::condensed::{condensed_note, law_of};
use super::setting::Setting;
use super::{Report, Study};
use crate::denoiser::Reflected;
use crate::denoiser::reflected::fold;
use crate::ensemble::between_walls::Particles;
use crate::line::{Evolution, Mesh, Mixture, evolution, reverse_by_flow};
use crate::process::Process;
use crate::scene::{Scene, Start};
use crate::words::counted;
use report::Shown;

/// Data points that are told apart.
const COMPONENTS: usize = 40;

/// What is asked and what is found.
pub(super) struct Solution {
    pub(super) law: Reflected,
    pub(super) start: Start,
    pub(super) epsilon: f64,
    /// Increasing.
    pub(super) levels: Vec<f64>,
    pub(super) mesh: Mesh,
    /// u by finite volumes, and q.
    pub(super) rho: Evolution,
    pub(super) q: Evolution,
    particles: Particles,
    pub(super) notes: Vec<String>,
}

pub(super) struct Bounded {
    solution: Solution,
    /// Whether what needs no particles is measured, and whether all particles are back.
    is_measured: bool,
    has_run: bool,
    now: f64,
    report: Report,
    shown: Shown,
}

impl Bounded {
    pub(super) fn new(scene: &Scene) -> Self {
        let solution = Solution::new(scene);
        let mut report = Report::default();
        let shown = Shown::new(&solution, &mut report);
        let mut study = Self {
            solution,
            is_measured: false,
            has_run: false,
            now: scene.t_star,
            report,
            shown,
        };
        study.show(scene.t_star, &[]);
        study
    }

    /// A step of particles; whether there was one.
    fn run(&mut self) -> bool {
        if self.has_run {
            return false;
        }
        let (shown, report) = (&self.shown, &mut self.report);
        let is_first = self.solution.particles.ends.is_empty();
        self.has_run = !self.solution.particles.work();
        if self.has_run {
            shown.conclude(&self.solution, report);
            shown.show(&self.solution, self.now, report);
        } else if is_first && !self.solution.particles.ends.is_empty() {
            shown.draw_paths(&self.solution, report);
        }
        !self.has_run
    }
}

impl Solution {
    fn new(scene: &Scene) -> Self {
        let mut notes = Vec::new();
        let mut scene = scene.clone();
        if scene.process != Process::Heat {
            notes.push("Walls are for the heat flow, which has no end without them: it is taken in place of OU.".to_owned());
            scene.process = Process::Heat;
        }
        let setting = Setting::new(&scene);
        let (placed, note) = between_walls(&setting.rho0);
        notes.extend(note);
        let few = placed.condensed(COMPONENTS);
        notes.extend(condensed_note(
            setting.law.points().len(),
            few.means().len(),
        ));
        // Rounding must not put a mean outside.
        let means = few.means().iter().map(|&m| fold(m)).collect();
        let law =
            Reflected::new(means, law_of(&few).weights()).aged(0.5 * scene.width * scene.width);
        let mut levels = setting.times();
        levels.dedup();
        let mesh = Mesh::new(0.0, 1.0, scene.cells);
        let first = averages(&mesh, &law, levels[0]);
        let rho = evolution::forward(&mesh, Process::Heat, &first, &levels);
        let started = match &scene.start {
            Start::Terminal => rho.row(rho.len() - 1).to_vec(),
            Start::Normal => vec![1.0; mesh.cells],
            Start::Point(point) => {
                let place = fold(point.first().copied().unwrap_or(0.5));
                averages(&mesh, &Reflected::new(vec![place], &[1.0]), 0.0)
            }
            Start::Gaussian { mean, deviation } => {
                let folded = Reflected::new(vec![fold(*mean)], &[1.0]);
                averages(&mesh, &folded, 0.5 * deviation * deviation)
            }
        };
        let q = match scene.epsilon {
            1.0 => evolution::reverse_by_ratio(&mesh, Process::Heat, &rho, &started).evolution,
            0.0 => reverse_by_flow(&rho, &started),
            epsilon => evolution::reverse_directly(&mesh, Process::Heat, epsilon, &rho, &started),
        };
        let particles = Particles::new(
            &law,
            &scene.start,
            scene.epsilon,
            scene.seed,
            &levels,
            scene.particles,
        );
        if particles.most < scene.particles {
            notes.push(format!(
                "{} of the scene's {} run here, so that they are back while you wait.",
                particles.most,
                counted(scene.particles, "particle")
            ));
        }
        Self {
            law,
            start: scene.start.clone(),
            epsilon: scene.epsilon,
            levels,
            mesh,
            rho,
            q,
            particles,
            notes,
        }
    }

    /// T*.
    pub(super) fn t_star(&self) -> f64 {
        self.levels[self.levels.len() - 1]
    }

    /// Whether particles start from the law that the forward process ends in.
    pub(super) fn is_terminal(&self) -> bool {
        self.start == Start::Terminal
    }
}

/// The data with all points in [0, 1], and a sentence if they were moved for that.
fn between_walls(law: &Mixture) -> (Mixture, Option<String>) {
    let [low, high] = law.reach();
    if low >= 0.0 && high <= 1.0 {
        return (law.clone(), None);
    }
    // Room to either side, as a fifth of the interval.
    let scale = if high > low { 0.8 / (high - low) } else { 0.0 };
    let shift = if high > low { 0.1 - scale * low } else { 0.5 };
    let means = law.means().iter().map(|m| scale * m + shift).collect();
    let moved = Mixture::new(means, law.weights(), law.component_variance());
    let note = if high > low {
        format!(
            "The data reach from {} to {}: they are brought between the walls, that range to 0.1 … 0.9. The width stays \
             as given.",
            crate::words::short(low),
            crate::words::short(high)
        )
    } else {
        "The data's one place lies outside the walls: it is put half-way between them.".to_owned()
    };
    (moved, Some(note))
}

/// The average density over each cell.
fn averages(mesh: &Mesh, law: &Reflected, t: f64) -> Vec<f64> {
    if law.age() + t <= 0.0 {
        let mut q = vec![0.0; mesh.cells];
        for (&x, w) in law.points().iter().zip(law.weights()) {
            q[mesh.cell(x)] += w / mesh.h();
        }
        return q;
    }
    let mut before = 0.0;
    let mut q: Vec<f64> = (0..mesh.cells)
        .map(|i| {
            let now = law.cdf(mesh.edge(i + 1), t);
            let mass = (now - before).max(0.0);
            before = now;
            mass / mesh.h()
        })
        .collect();
    // The last digits, so that the mass is 1.
    let mass = mesh.mass(&q);
    q.iter_mut().for_each(|q| *q /= mass);
    q
}

impl Study for Bounded {
    fn work(&mut self) -> bool {
        if !self.is_measured {
            self.is_measured = true;
            self.shown.measure(&self.solution, &mut self.report);
            return true;
        }
        self.run()
    }

    fn show(&mut self, t: f64, _particles: &[f32]) {
        self.now = t;
        self.shown.show(&self.solution, t, &mut self.report);
    }

    fn report(&self) -> &Report {
        &self.report
    }
}
