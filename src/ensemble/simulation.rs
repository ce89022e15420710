//! A running scene.

use super::digest::digest;
use super::ending::Ending;
use super::fate::Fate;
use super::follow::{Group, LARGEST_PATHS, Path};
use super::history::History;
use super::law_now::LawNow;
use super::motion::Motion;
use super::start::Origin;
use super::walkers::Walkers;
use crate::denoiser::{Kernel, Network};
use crate::law::Law;
use crate::measure::{Captors, Landed};
use crate::points::Points;
use crate::scene::{DenoiserKind, Dynamics, Scene, Start};
use std::sync::atomic::{AtomicU64, Ordering};

/// Numbers simulations, so that pictures can tell them apart.
static SERIAL: AtomicU64 = AtomicU64::new(1);

/// How near to a data point a particle has to be on its way to be said to stand on it, in widths of the data.
const NEAR: f64 = 0.002;

/// The longest side of the box around points.
fn width_of(points: &Points<f64>) -> f64 {
    let sides = (0..points.dim()).map(|j| {
        let [low, high] = points.bounds(j);
        high - low
    });
    sides.fold(0.0, f64::max)
}

/// An ensemble of particles that runs through a scene, step by step, forth and back.
///
/// Index k stands for the k-th time of the grid in the order in which the dynamics passes it. The same
/// scene gives the same bits at the same index on every machine, however that index was reached.
///
/// ```
/// use reverse_diffusion::ensemble::Simulation;
/// use reverse_diffusion::scene::Scene;
///
/// let mut simulation = Simulation::new(Scene::default());
/// simulation.seek(5);
/// let there = simulation.digest();
/// while simulation.step() {}
/// simulation.seek(5);
/// assert_eq!(simulation.digest(), there);
/// ```
pub struct Simulation {
    serial: u64,
    scene: Scene,
    law: Law,
    /// ρ₀ where it is not that of the data points.
    truth: Option<Law>,
    kernel: Kernel,
    motion: Motion,
    origin: Origin,
    walkers: Walkers,
    /// The positions one index before, from which a picture can glide.
    before: Points<f32>,
    history: History,
    paths: Option<Group>,
    launched: Vec<Group>,
    expected_captures: Option<Vec<f64>>,
    /// Σ λ over the first so many starts, while that is being worked out.
    expecting: (Vec<f64>, usize),
    /// Which data point has captured which particle, at the index beside it, and whether all of that is known.
    captors: Captors,
    captors_index: Option<(usize, bool)>,
    landing: Option<Landing>,
}

/// Who stands on which data point, once that was asked for.
struct Landing {
    landed: Landed,
    /// At which index.
    index: usize,
    /// How near is near enough before t = 0.
    reach: f64,
}

impl Simulation {
    /// The scene at index 0. A network is trained for it first.
    pub fn new(scene: Scene) -> Self {
        Self::with_network(scene, None)
    }

    /// The scene at index 0, its network, if it has one, being this one.
    pub fn with_network(scene: Scene, network: Option<&Network>) -> Self {
        Self::begun(scene, network, None)
    }

    /// The scene at index 0, its particles where `other`'s start: the same starts for two denoisers, even where q₀ is
    /// made from the data.
    pub fn beside(scene: Scene, other: &Self) -> Self {
        Self::begun(scene, None, Some(other.origin.clone()))
    }

    fn begun(scene: Scene, network: Option<&Network>, origin: Option<Origin>) -> Self {
        let law = scene.law();
        let knows_truth = crate::WHOLE && scene.denoiser == DenoiserKind::TrueLaw;
        let truth = knows_truth.then(|| scene.rho0());
        let rho0 = truth.as_ref().unwrap_or(&law);
        let motion = Motion::new(&scene, &law, rho0, network);
        let origin = origin.unwrap_or_else(|| match (scene.dynamics, &scene.start) {
            (Dynamics::Forward, Start::Point(point)) => {
                let place = Law::equal(Points::from_rows(point, point.len()));
                Origin::forward(&place, scene.process, motion.scheme.times[0])
            }
            (Dynamics::Forward, _) => Origin::forward(rho0, scene.process, motion.scheme.times[0]),
            _ => Origin::backward(rho0, scene.process, &scene.start, scene.t_star),
        });
        let mut x = Points::zeros(scene.particles, law.points().dim());
        origin.place(&motion.noise, 0, &mut x);
        let walkers = Walkers::new(0, 0, x);
        Self {
            kernel: Kernel::of(scene.process, &law),
            history: History::new(&walkers, motion.scheme.steps(), motion.has_memory()),
            before: walkers.x().clone(),
            scene,
            law,
            truth,
            motion,
            origin,
            walkers,
            paths: None,
            launched: Vec::new(),
            expected_captures: None,
            expecting: (Vec::new(), 0),
            captors: Captors::default(),
            captors_index: None,
            landing: None,
            serial: SERIAL.fetch_add(1, Ordering::Relaxed),
        }
    }

    /// A number that no other simulation of this program has.
    pub fn serial(&self) -> u64 {
        self.serial
    }

    /// The scene.
    pub fn scene(&self) -> &Scene {
        &self.scene
    }

    /// The law of the data points.
    pub fn law(&self) -> &Law {
        &self.law
    }

    /// ρ₀: that of the data points, or that from which they were drawn where the denoiser knows it.
    pub fn rho0(&self) -> &Law {
        self.truth.as_ref().unwrap_or(&self.law)
    }

    /// The exact kernel of the data points, in `f64`.
    pub fn kernel(&self) -> &Kernel {
        &self.kernel
    }

    /// The mean square distance, a coordinate, from one data point at the end of a reverse run, exactly: x̄₀ is that point m
    /// whatever x, so each step is affine, M ← aM + bm and P ← a²P + c². `None` for other scenes, and for samplers whose
    /// steps are more than that.
    pub fn distance_kept(&self) -> Option<f64> {
        let normal = matches!(self.scene.start, Start::Normal | Start::Gaussian { .. });
        let is_reverse = self.scene.dynamics == Dynamics::Reverse;
        if self.law.points().len() != 1 || self.law.width() > 0.0 || !normal || !is_reverse {
            return None;
        }
        let scene = &self.scene;
        let (means, variances) =
            super::start::gaussian(&self.law, scene.process, &scene.start, scene.t_star);
        let mut sum = 0.0;
        for (j, (mut mean, mut variance)) in means.into_iter().zip(variances).enumerate() {
            let point = self.law.points().at(0, j);
            for k in 0..self.steps() {
                let [state, pull, noise] = self.motion.affine(k)?;
                mean = state * mean + pull * point;
                variance = state * state * variance + noise * noise;
            }
            sum += variance + (mean - point) * (mean - point);
        }
        Some(sum / self.law.points().dim() as f64)
    }

    /// How the scene's grid ends.
    pub fn ending(&self) -> Ending {
        Ending::of(&self.scene, &self.law, &self.motion.scheme.times)
    }

    /// k, from 0 to [`Simulation::steps`].
    pub fn index(&self) -> usize {
        self.walkers.index()
    }

    /// The number of steps.
    pub fn steps(&self) -> usize {
        self.motion.scheme.steps()
    }

    /// The times t_k in the order of k.
    pub fn times(&self) -> &[f64] {
        &self.motion.scheme.times
    }

    /// t_k.
    pub fn time(&self) -> f64 {
        self.motion.scheme.times[self.index()]
    }

    /// Whether the last time is reached.
    pub fn done(&self) -> bool {
        self.index() == self.steps()
    }

    /// The positions of all particles.
    pub fn positions(&self) -> &Points<f32> {
        self.walkers.x()
    }

    /// The positions one index before; the present ones if nothing has been stepped since the last seek.
    pub fn positions_before(&self) -> &Points<f32> {
        &self.before
    }

    /// The time between t_{k−1} (`fraction` = 0) and t_k (`fraction` = 1) at which a gliding picture is.
    pub fn time_at(&self, fraction: f64) -> f64 {
        match self.index().checked_sub(1) {
            Some(before) if fraction < 1.0 => {
                self.motion.scheme.times[before] * (1.0 - fraction) + self.time() * fraction
            }
            _ => self.time(),
        }
    }

    /// x̄₀ of every particle, here and now.
    pub fn means(&mut self) -> &Points<f32> {
        self.walkers.means(&self.motion)
    }

    /// The same, if it was computed for the present state already.
    pub fn known_means(&self) -> Option<&Points<f32>> {
        self.walkers.known_means()
    }

    /// x̄₀(x, t) at other places and times, from the denoiser that drives the scene.
    pub fn denoise(&self, x: &Points<f32>, t: f64, mean: &mut Points<f32>) {
        self.motion.denoiser.posterior_mean(x, t, mean);
    }

    /// Which data point has captured which particle, here and now: see [`Captors`].
    pub fn captors(&mut self) -> &[u32] {
        let index = self.index();
        if self.captors_index != Some((index, true)) {
            let t = self.time();
            self.captors.find(&self.kernel, self.walkers.x(), t);
            self.captors_index = Some((index, true));
        }
        self.captors.points()
    }

    /// Works on that, comparing about so many numbers at most; whether it is known then.
    pub fn find_captors(&mut self, numbers: usize) -> bool {
        let (index, t) = (self.index(), self.time());
        if self.captors_index == Some((index, true)) {
            return true;
        }
        if self.captors_index != Some((index, false)) {
            self.captors.begin(&self.kernel, self.walkers.x(), t);
        }
        let known = self.captors.work(self.walkers.x(), numbers);
        self.captors_index = Some((index, known));
        known
    }

    /// The captor of particle `i` as of the last call of [`Simulation::captors`], or 0.
    pub fn known_captor(&self, i: usize) -> u32 {
        self.captors.points().get(i).copied().unwrap_or(0)
    }

    /// How many particles stand exactly on a data point, here and now.
    pub fn captured_exactly(&mut self) -> usize {
        self.captors();
        self.captors
            .captured_exactly(&self.kernel, self.walkers.x())
    }

    /// Who stands on a data point in a picture that has glided a `fraction` of the way from the index before to this one:
    /// at the end to the last bit, before that to within a five-hundredth of the data's width, which is half a pixel or
    /// so of a picture.
    pub fn landed(&mut self, fraction: f64) -> &Landed {
        // What glides has not landed yet.
        let (index, before) = (self.index(), self.index().checked_sub(1));
        let shown = before.filter(|_| fraction < 1.0).unwrap_or(index);
        let landing = self.landing.get_or_insert_with(|| Landing {
            landed: Landed::new(self.law.points()),
            index: usize::MAX,
            reach: NEAR * width_of(self.law.points()),
        });
        if landing.index != shown {
            landing.index = shown;
            let t = self.motion.scheme.times[shown];
            let x = match shown < index {
                true => &self.before,
                false => self.walkers.x(),
            };
            let reach = if shown < self.motion.scheme.steps() {
                landing.reach
            } else {
                0.0
            };
            // As long as noise is wider, who is near a point is on the way.
            let is_near = libm::sqrt(self.scene.process.variance(t)) <= 3.0 * reach;
            if is_near || reach == 0.0 {
                landing.landed.count(self.law.points(), x, reach as f32);
            } else {
                landing.landed.clear();
            }
        }
        &landing.landed
    }

    /// How many particles stand on a data point in such a picture, where that is something to say: on the way back, once the
    /// first has landed, and at the end. The small module does not count them.
    pub fn tally(&mut self, fraction: f64) -> Option<usize> {
        if !crate::WHOLE || self.scene.dynamics == Dynamics::Forward || self.law.width() > 0.0 {
            return None;
        }
        let total = self.landed(fraction).total();
        (total > 0 || self.done() && fraction >= 1.0).then_some(total)
    }

    /// Whether somebody stood on data point `i` when [`Simulation::landed`] was last asked.
    pub fn known_landed(&self, i: usize) -> bool {
        let landing = self.landing.as_ref();
        landing.is_some_and(|landing| landing.landed.on()[i] > 0)
    }

    /// 64 bits (FNV-1a) that differ as soon as a bit of a position does: equal on all machines.
    pub fn digest(&self) -> u64 {
        digest(self.walkers.x())
    }

    /// Works ahead on the next step, for at most so many more particles; true once nothing is left that can be done
    /// ahead. Changes nothing that can be seen: it makes a long step short.
    pub fn prepare(&mut self, particles: usize) -> bool {
        self.done() || self.walkers.prepare(&self.motion, particles)
    }

    /// Works on the next step for at most so many particles, and takes it once nothing is left to do ahead; false if there
    /// is no step left.
    pub fn work(&mut self, particles: usize) -> bool {
        !self.prepare(particles) || self.step()
    }

    /// One step; false if there is none left.
    pub fn step(&mut self) -> bool {
        if self.done() {
            return false;
        }
        let from = self.index();
        self.before.copy_from(self.walkers.x());
        self.walkers.advance(&self.motion);
        self.history.record(&self.walkers);
        for group in self.paths.iter_mut().chain(&mut self.launched) {
            if group.index() == from {
                group.extend(&self.motion);
            }
        }
        true
    }

    /// Runs followed particles on that have not come so far as the ensemble, for about so many steps of a particle; whether
    /// all of them have then.
    pub fn catch_up(&mut self, steps: usize) -> bool {
        let (index, mut left) = (self.index(), steps);
        for group in self.paths.iter_mut().chain(&mut self.launched) {
            while group.index() < index {
                if left == 0 {
                    return false;
                }
                group.extend(&self.motion);
                left = left.saturating_sub(group.len());
            }
        }
        true
    }

    /// Goes to index `k`, at most [`Simulation::steps`]: to the latest kept state, and on from there, with the followed ones.
    pub fn seek(&mut self, k: usize) {
        let k = k.min(self.steps());
        self.rewind(k);
        while self.index() < k {
            self.step();
        }
        self.catch_up(usize::MAX);
        self.before.copy_from(self.walkers.x());
    }

    /// Goes to the nearest state at or before `k` that is there without a step, and returns its index.
    pub fn rewind(&mut self, k: usize) -> usize {
        if self.index() > k || self.history.latest(k) > self.index() {
            self.history.restore(k, &mut self.walkers);
            self.before.copy_from(self.walkers.x());
        }
        self.index()
    }

    /// How many steps lie between two kept states, and how much memory they take in bytes.
    pub fn history(&self) -> (usize, usize) {
        (self.history.stride(), self.history.bytes())
    }

    /// The law of the scene at time `t`.
    pub fn law_at(&self, t: f64, law: &mut LawNow) {
        law.update(&self.scene, &self.law, self.rho0(), t);
    }

    /// Follows the particles 0 … n − 1 of the ensemble, at most [`LARGEST_PATHS`], instead of those before. Their paths begin
    /// at the start and are as long as [`Simulation::catch_up`], or steps from there on, have made them.
    pub fn set_paths(&mut self, n: usize) {
        let n = n.min(LARGEST_PATHS).min(self.scene.particles);
        if self.paths.as_ref().map_or(0, Group::len) != n {
            self.paths = (n > 0).then(|| self.at_start(0, n));
        }
    }

    /// Follows particle `i` of the ensemble too, as [`Simulation::set_paths`] does.
    pub fn follow(&mut self, i: usize) {
        if i < self.scene.particles {
            let group = self.at_start(i, 1);
            self.launched.push(group);
        }
    }

    fn at_start(&self, first: usize, n: usize) -> Group {
        let mut x = Points::zeros(n, self.law.points().dim());
        self.origin.place(&self.motion.noise, first, &mut x);
        Group::new(first, 0, x, self.steps())
    }

    /// Launches a particle at `place` and the present index, and follows it.
    pub fn launch(&mut self, place: &[f64]) {
        let group = Group::launched(self.launched.len(), self.index(), place, self.steps());
        self.launched.push(group);
    }

    /// Forgets launched and singly followed particles.
    pub fn clear_launched(&mut self) {
        self.launched.clear();
    }

    /// How many particles are launched or singly followed.
    pub fn launched_count(&self) -> usize {
        self.launched.len()
    }

    /// The paths of followed particles of the ensemble.
    pub fn paths(&self) -> impl Iterator<Item = Path<'_>> {
        let groups = self.paths.iter();
        groups.flat_map(|group| (0..group.len()).map(|i| group.path(i)))
    }

    /// The paths of launched and singly followed particles.
    pub fn launched(&self) -> impl Iterator<Item = Path<'_>> {
        self.launched.iter().map(|group| group.path(0))
    }

    /// How many particles should end in each data point: Σ λ_i(X, T*) over their starts, from (3.18). Where
    /// that would be felt (M·N above 2·10⁶) it is estimated from the first particles. `None` unless
    /// the scene is a reverse one with the exact denoiser of the data points; and for another ε than 1, where λ is no
    /// chance ([`Fate`]), unless starts are of ρ's law: the means of both are w_i M then all the same, since every ε keeps
    /// that law.
    pub fn expected_captures(&mut self) -> Option<&[f64]> {
        self.find_expected_captures(usize::MAX);
        self.expected_captures.as_deref()
    }

    /// Works on that, for about so many pairs of a start and a data point at most; whether there is no more to be done.
    pub fn find_expected_captures(&mut self, pairs: usize) -> bool {
        let is_expected = match Fate::of(&self.scene, self.scene.dynamics == Dynamics::Forward) {
            Fate::Chance | Fate::Width | Fate::Stopped => true,
            Fate::Flow | Fate::Noise => {
                matches!(self.scene.start, Start::Normal | Start::Terminal)
            }
            Fate::Origin | Fate::Bridge | Fate::Denoiser => false,
        };
        if !is_expected || self.expected_captures.is_some() {
            return true;
        }
        let n = self.law.points().len();
        let sample = (2_000_000 / n).clamp(1, self.scene.particles);
        let (sums, first) = &mut self.expecting;
        sums.resize(n, 0.0);
        let some = (pairs / n).clamp(1, sample - *first);
        let mut x = Points::zeros(some, self.law.points().dim());
        self.origin.place(&self.motion.noise, *first, &mut x);
        let mut lambda = Vec::new();
        for i in 0..some {
            self.kernel
                .posterior_weights(&x.point(i), self.scene.t_star, &mut lambda);
            for (sum, l) in sums.iter_mut().zip(&lambda) {
                *sum += l;
            }
        }
        *first += some;
        if *first < sample {
            return false;
        }
        let factor = self.scene.particles as f64 / sample as f64;
        sums.iter_mut().for_each(|sum| *sum *= factor);
        self.expected_captures = Some(std::mem::take(sums));
        true
    }
}
