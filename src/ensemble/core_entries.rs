//! Particles that enter cores: when, whether they leave again, and where they end.
//!
//! In each window of time a path counts once, when it first enters a core. That is a stopping time, so for ε = 1 the
//! chance that it ends at the core's point is λ_i where it enters (Cao et al. Theorem 1), and paths are independent.

use super::simulation::Simulation;
use crate::law::Law;
use crate::measure::cores;

/// Windows of time, even in log t.
pub const WINDOWS: usize = 16;

/// A path comes into a core.
#[derive(Clone, Copy, Debug)]
struct Entry {
    path: u32,
    core: u32,
    window: u8,
    index: u32,
    t: f64,
    /// λ_i there and then.
    lambda: f64,
}

/// What was found of entries.
#[derive(Clone, Copy, Debug, Default)]
pub struct Found {
    /// The number of entries.
    pub count: usize,
    /// How many end at the core's point.
    pub caught: usize,
    /// How many never leave the core again.
    pub stay: usize,
    /// Σ λ_i(x, t) over the entries, each in its core i: how many of them are expected to end at its point.
    pub lambda: f64,
    /// Σ λ_i (1 − λ_i) over the entries, the variance of that number.
    pub variance: f64,
}

impl Found {
    fn add(&mut self, lambda: f64, caught: bool, stays: bool) {
        self.count += 1;
        self.caught += usize::from(caught);
        self.stay += usize::from(stays);
        self.lambda += lambda;
        self.variance += lambda * (1.0 - lambda);
    }

    /// The share of the count that `of` is and its standard error, that of the posterior after a flat prior: never 0.
    pub fn share(&self, of: usize) -> [f64; 2] {
        let (n, k) = (self.count as f64, of as f64);
        let p = (k + 1.0) / (n + 2.0);
        [k / n.max(1.0), libm::sqrt(p * (1.0 - p) / (n + 3.0))]
    }
}

/// All entries of an ensemble.
#[derive(Debug)]
pub struct Entries {
    gamma: f64,
    /// The latest and the earliest time of the windows.
    span: [f64; 2],
    entries: Vec<Entry>,
    /// Who is in a core at the first time that is not after this.
    safe: f64,
    held: Option<Vec<Entry>>,
    /// In which core each path is, and in which window it last counted.
    inside: Vec<Option<u32>>,
    counted: Vec<u8>,
    /// The index at which each path was last seen outside of where it had been.
    left: Vec<u32>,
    /// The data point nearest to each at the end.
    ends: Vec<u32>,
}

impl Entries {
    /// Of an ensemble of so many particles into the cores of γ = `gamma`; [latest, earliest] time of the windows, and the time
    /// `safe` from which on who is in a core is held.
    pub fn new(particles: usize, gamma: f64, span: [f64; 2], safe: f64) -> Self {
        Self {
            gamma,
            span,
            entries: Vec::new(),
            safe,
            held: None,
            inside: vec![None; particles],
            counted: vec![u8::MAX; particles],
            left: vec![0; particles],
            ends: Vec::new(),
        }
    }

    /// The window of a time; times below the last window are in it.
    pub fn window(&self, t: f64) -> usize {
        let [latest, earliest] = self.span;
        let share = libm::log(latest / t.max(earliest)) / libm::log(latest / earliest);
        ((share * WINDOWS as f64) as usize).min(WINDOWS - 1)
    }

    /// The time in the middle of a window.
    pub fn middle(&self, window: usize) -> f64 {
        let [latest, earliest] = self.span;
        let share = (window as f64 + 0.5) / WINDOWS as f64;
        latest * libm::exp(share * libm::log(earliest / latest))
    }

    /// Looks where everyone of a simulation in the plane of ρ₀ = `law` is now.
    pub fn follow(&mut self, simulation: &Simulation, law: &Law) {
        let t = simulation.time();
        let index = simulation.index() as u32;
        let process = simulation.scene().process;
        let alpha = process.alpha(t);
        let v = process.scaled_spread(law.width(), t);
        let window = self.window(t) as u8;
        let x = simulation.positions();
        let mut held = (t <= self.safe && self.held.is_none()).then(Vec::new);
        for i in 0..x.len() {
            let y = [0, 1].map(|c| f64::from(x.at(i, c)) / alpha);
            let now = cores::holder(law.points(), self.gamma, y).map(|core| core as u32);
            let enters = now != self.inside[i];
            if enters && self.inside[i].is_some() {
                self.left[i] = index;
            }
            self.inside[i] = now;
            let counts = enters && self.counted[i] != window;
            let Some(core) = now else { continue };
            if v <= 0.0 || !(counts || held.is_some()) {
                continue;
            }
            let k = core as usize;
            let place = [0, 1].map(|c| y[c] - law.points().at(k, c));
            let entry = Entry {
                path: i as u32,
                core,
                window,
                index,
                t,
                lambda: 1.0 / (1.0 + cores::odds_against(law, k, place, v)),
            };
            if counts {
                self.counted[i] = window;
                self.entries.push(entry);
            }
            if let Some(held) = &mut held {
                held.push(entry);
            }
        }
        if held.is_some() {
            self.held = held;
        }
        if simulation.done() {
            let ends = (0..x.len()).map(|i| {
                let y = [0, 1].map(|c| f64::from(x.at(i, c)) / alpha);
                cores::holder(law.points(), 0.0, y).unwrap_or(0) as u32
            });
            self.ends = ends.collect();
        }
    }

    fn fate(&self, entry: &Entry) -> [bool; 2] {
        let path = entry.path as usize;
        let caught = self.ends.get(path) == Some(&entry.core);
        [caught, self.left[path] <= entry.index]
    }

    /// What became of the entries in each window.
    pub fn by_window(&self) -> [Found; WINDOWS] {
        let mut found = [Found::default(); WINDOWS];
        for entry in &self.entries {
            let [caught, stays] = self.fate(entry);
            found[usize::from(entry.window)].add(entry.lambda, caught, stays);
        }
        found
    }

    /// What became of those that were in a core once that was safe.
    pub fn held(&self) -> Found {
        let mut found = Found::default();
        for entry in self.held.iter().flatten() {
            let [caught, stays] = self.fate(entry);
            found.add(entry.lambda, caught, stays);
        }
        found
    }

    /// What became of each path's first entry at a time t ≤ `latest`.
    pub fn first_after(&self, latest: f64) -> Found {
        let mut found = Found::default();
        let mut seen = vec![false; self.inside.len()];
        for entry in self.entries.iter().filter(|entry| entry.t <= latest) {
            if !std::mem::replace(&mut seen[entry.path as usize], true) {
                let [caught, stays] = self.fate(entry);
                found.add(entry.lambda, caught, stays);
            }
        }
        found
    }
}
