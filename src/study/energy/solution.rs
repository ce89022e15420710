//! What is asked and, level by level, what is found: v in the mass coordinate of u, its norms and entropies.

use crate::line::{Level, MassCells, Mixture, Stepper, generated};
use crate::process::Process;
use crate::scene::Scene;
use crate::study::condensed::condensed_note;
use crate::study::setting::Setting;

/// Levels of time, even in ln t, and steps between two.
const LEVELS: usize = 121;
const STEPS: usize = 8;
/// The earliest time, where the scene does not stop before.
const LAST: f64 = 1e-6;
/// Components of ρ₀ that are told apart.
const COMPONENTS: usize = 24;
/// The most cells.
const MOST_CELLS: usize = 800;
/// Components × places of a piece of work: a millisecond or so.
const EVALUATIONS: usize = 4000;
/// A point has no density: it is started from as a normal of this share of ρ(·, T*)'s deviation.
const POINT: f64 = 0.05;
/// Where v has more than a billionth in a cell wider than so many deviations of u_T, the cells do not resolve them.
const WIDEST: f64 = 8.0;
/// At this level ε = 1 is held against its closed form.
pub(super) const CHECKED: usize = 20;

/// v for one ε, level by level.
pub(super) struct Run {
    pub(super) epsilon: f64,
    /// Steps between two levels.
    steps: usize,
    /// The masses of v in the cells now.
    n: Vec<f64>,
    /// ln ‖v‖_p.
    pub(super) log_norm: Vec<f64>,
    /// KL(v|u).
    pub(super) entropy: Vec<f64>,
    /// ∫v|∇log(v/u)|².
    pub(super) dissipation: Vec<f64>,
}

impl Run {
    fn new(epsilon: f64, steps: usize) -> Self {
        Self {
            epsilon,
            steps,
            n: Vec::new(),
            log_norm: Vec::new(),
            entropy: Vec::new(),
            dissipation: Vec::new(),
        }
    }
}

/// v for each ε that it is computed for.
pub(super) struct Runs {
    /// The scene's ε, and the same in half as many steps.
    pub(super) own: Run,
    pub(super) halved: Run,
    /// ε = 0 and ε = 1.
    pub(super) flow: Run,
    pub(super) full: Run,
}

impl Runs {
    fn new(epsilon: f64) -> Self {
        Self {
            own: Run::new(epsilon, STEPS),
            halved: Run::new(epsilon, STEPS / 2),
            flow: Run::new(0.0, 1),
            full: Run::new(1.0, STEPS),
        }
    }

    fn all(&mut self) -> [&mut Run; 4] {
        [
            &mut self.own,
            &mut self.halved,
            &mut self.flow,
            &mut self.full,
        ]
    }

    /// Those that are drawn and spoken of.
    pub(super) fn shown(&self) -> [&Run; 3] {
        [&self.own, &self.flow, &self.full]
    }
}

/// What is drawn of a level: middles of cells and ln v in them, for the scene's ε.
pub(super) struct Profile {
    pub(super) x: Vec<f64>,
    pub(super) log_v: Vec<f64>,
}

/// v in one place at [`CHECKED`] for ε = 1: in closed form, and by the solver.
pub(super) struct Checked {
    pub(super) exact: f64,
    pub(super) solved: f64,
}

/// What is asked and, level by level, what is found.
pub(super) struct Solution {
    pub(super) process: Process,
    pub(super) t_star: f64,
    pub(super) p: f64,
    /// ρ₀ and v_T.
    pub(super) law: Mixture,
    pub(super) start: Mixture,
    cells: MassCells,
    pub(super) times: Vec<f64>,
    pub(super) runs: Runs,
    before: Level,
    filling: Level,
    stepper: Stepper,
    /// Of each level so far.
    pub(super) profiles: Vec<Profile>,
    pub(super) checked: Option<Checked>,
    pub(super) notes: Vec<String>,
    /// Whether the cells resolve u_T where v_T is.
    pub(super) resolved: bool,
}

impl Solution {
    pub(super) fn new(scene: &Scene) -> Self {
        let setting = Setting::new(scene);
        let process = scene.process;
        let law = setting.rho0.condensed_with_variance(COMPONENTS);
        let mut notes: Vec<String> = condensed_note(setting.law.points().len(), law.means().len())
            .into_iter()
            .collect();
        let terminal = law.forward(process, scene.t_star);
        let start = if scene.start == crate::scene::Start::Terminal {
            terminal.clone()
        } else if setting.start.component_variance() == 0.0 {
            let spread = POINT * POINT * terminal.component_variance();
            notes.push(format!(
                "A point has no norm and no entropy: v_T is a normal law of deviation {} around it.",
                crate::words::short(libm::sqrt(spread))
            ));
            setting.start.affine(1.0, 0.0, spread)
        } else {
            setting.start.clone()
        };
        let last = if scene.t_min > 0.0 { scene.t_min } else { LAST };
        let times = (0..LEVELS)
            .map(|k| {
                let u = k as f64 / (LEVELS - 1) as f64;
                if k == LEVELS - 1 {
                    last
                } else {
                    scene.t_star * libm::pow(last / scene.t_star, u)
                }
            })
            .collect();
        let cells = MassCells::new(
            &law,
            process,
            &start,
            scene.t_star,
            scene.cells.min(MOST_CELLS),
        );
        let mut solution = Self {
            process,
            t_star: scene.t_star,
            p: scene.norm,
            cells,
            times,
            runs: Runs::new(scene.epsilon),
            before: Level::at(scene.t_star),
            filling: Level::at(scene.t_star),
            stepper: Stepper::default(),
            profiles: Vec::new(),
            checked: None,
            notes,
            resolved: true,
            law,
            start,
        };
        // The first level at once: there is something to show from the beginning.
        while solution.profiles.is_empty() {
            solution.level();
        }
        solution
    }

    /// ln of the bound on ‖v(t)‖_p/‖v_T‖_p.
    pub(super) fn log_bound(&self, epsilon: f64, t: f64) -> f64 {
        let noise = self.process.log_snr(t) - self.process.log_snr(self.t_star);
        let shrunk = match self.process {
            // ln(α_T/α_t).
            Process::Ou => t - self.t_star,
            Process::Heat => 0.0,
        };
        (1.0 - 1.0 / self.p) * ((1.0 + epsilon) * noise + shrunk)
    }

    /// One piece of a level; when it is complete, one step of each v and what is measured of it.
    pub(super) fn level(&mut self) {
        let count = EVALUATIONS / self.law.means().len();
        if !self.cells.fill(&mut self.filling, count.max(1)) {
            return;
        }
        let level = &self.filling;
        let start = self
            .profiles
            .is_empty()
            .then(|| self.cells.masses(level, &self.start));
        if let Some(start) = &start {
            let spread = self.law.forward(self.process, level.t).component_variance();
            let most = WIDEST * libm::sqrt(spread);
            let mut cells = start.iter().enumerate();
            self.resolved =
                cells.all(|(i, n)| *n < 1e-9 || level.x[2 * i + 2] - level.x[2 * i] < most);
        }
        for run in self.runs.all() {
            if let Some(start) = &start {
                run.n.clone_from(start);
            } else {
                self.stepper
                    .advance(&mut run.n, [&self.before, level], run.epsilon, run.steps);
            }
            run.log_norm
                .push(self.cells.log_norm(level, &run.n, self.p));
            run.entropy.push(self.cells.relative_entropy(&run.n));
            run.dissipation.push(self.cells.dissipation(level, &run.n));
        }
        let n = &self.runs.own.n;
        let log_v = |i: usize| self.cells.log_v(level, n, i).clamp(-700.0, 700.0);
        self.profiles.push(Profile {
            x: level.x.iter().skip(1).step_by(2).copied().collect(),
            log_v: (0..n.len()).map(log_v).collect(),
        });
        if self.profiles.len() == CHECKED + 1 {
            self.check();
        }
        std::mem::swap(&mut self.before, &mut self.filling);
        if let Some(&t) = self.times.get(self.profiles.len()) {
            self.filling.restart(t);
        }
    }

    /// v for ε = 1 where it is largest, against the ratio formula.
    fn check(&mut self) {
        let (n, level) = (&self.runs.full.n, &self.filling);
        let log_v = |i: usize| self.cells.log_v(level, n, i);
        let Some(i) = (0..n.len()).max_by(|&i, &j| log_v(i).total_cmp(&log_v(j))) else {
            return;
        };
        let x = level.x[2 * i + 1];
        let exact = generated::density(
            &self.law,
            self.process,
            &self.start,
            self.t_star,
            level.t,
            x,
        );
        let solved = libm::exp(log_v(i));
        let is_known = x.is_finite() && exact.is_finite() && solved.is_finite();
        self.checked = is_known.then_some(Checked { exact, solved });
    }

    pub(super) fn is_complete(&self) -> bool {
        self.profiles.len() == self.times.len()
    }
}
