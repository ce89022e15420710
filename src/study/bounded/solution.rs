//! What is asked between the walls and what is found: u and q by finite volumes, and the particles.

use crate::denoiser::Reflected;
use crate::denoiser::reflected::fold;
use crate::ensemble::between_walls::Particles;
use crate::line::{Evolution, Mesh, Mixture, evolution, reverse_by_flow};
use crate::process::Process;
use crate::scene::{Scene, Start};
use crate::study::condensed::{condensed_note, law_of};
use crate::study::setting::Setting;
use crate::words::counted;

/// Data points that are told apart.
const COMPONENTS: usize = 40;

/// What is asked and what is found.
pub(super) struct Solution {
    /// ρ₀ between the walls, and from where the reverse process starts.
    pub(super) law: Reflected,
    pub(super) start: Start,
    pub(super) epsilon: f64,
    /// Times from 0 to T*, increasing.
    pub(super) levels: Vec<f64>,
    pub(super) mesh: Mesh,
    /// u by finite volumes, and q.
    pub(super) rho: Evolution,
    pub(super) q: Evolution,
    pub(super) particles: Particles,
    pub(super) notes: Vec<String>,
}

impl Solution {
    pub(super) fn new(scene: &Scene) -> Self {
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
pub(super) fn averages(mesh: &Mesh, law: &Reflected, t: f64) -> Vec<f64> {
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
