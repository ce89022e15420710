//! Random Fourier features, trained in closed form: x̄₀(x, t) ≈ A(x) + Σ_k W_k(t) √2 cos(ω_k·x + b_k), where A is the
//! best affine denoiser ([`Gaussian`]) and W solves a ridge regression of what is left of X₀.
//!
//! No sample is drawn for it: given X₀ = x_i, X_t is N(μ_i, σ² I) with μ_i = αx_i, so that with θ_ik = ω_k·μ_i + b_k
//!
//! E cos(ω_k·X_t + b_k) = e^{−σ²|ω_k|²/2} cos θ_ik,  E X_t cos(…) = e^{−σ²|ω_k|²/2} (μ_i cos θ_ik − σ² ω_k sin θ_ik),
//! E 2 cos(…)_j cos(…)_k = e^{−σ²|ω_j − ω_k|²/2} cos(θ_ij − θ_ik) + e^{−σ²|ω_j + ω_k|²/2} cos(θ_ij + θ_ik)
//!
//! (Rahimi, Recht 2007 for the features; the expectations are derived for this project). It is what a network with one
//! hidden layer would learn if its first layer were left as it was drawn and it were trained for ever, at each t.

use super::gaussian::Gaussian;
use super::posterior_mean::Denoiser;
use crate::budget::Budget;
use crate::cholesky::{Cholesky, dot};
use crate::lane_math::{LANES, cos, load, store};
use crate::law::Law;
use crate::noise::{Noise, Purpose};
use crate::points::Points;
use crate::process::{LEAST_TIME, Process};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::f64::consts::{SQRT_2, TAU};
use std::rc::Rc;
use wide::f32x8;

/// The finest and the coarsest wavelength over 2π, in units of the standard deviation of X_t in a coordinate: features
/// are spread evenly between, on a logarithmic scale.
const LENGTHS: [f64; 2] = [0.12, 1.2];

/// How many numbers of what was learned are kept, 32 MiB; the latest two times always are.
const KEPT_NUMBERS: usize = 4 << 20;

/// What a sine and a cosine take, in operations.
const WAVE: usize = 50;

/// The learner, and what it has learned for the times that it was asked for.
///
/// ```
/// use reverse_diffusion::denoiser::Fourier;
/// use reverse_diffusion::law::Law;
/// use reverse_diffusion::points::Points;
/// use reverse_diffusion::process::Process;
///
/// let law = Law::equal(Points::from_rows(&[-1.0, 0.1, 1.0], 1));
/// let fourier = Fourier::new(Process::Ou, &law, 8, 1e-3, 1);
/// let [affine, learned] = fourier.learned(0.1).losses;
/// assert!(learned < affine);
/// ```
pub struct Fourier {
    process: Process,
    /// b.
    width: f64,
    /// x_i, a row a data point.
    rows: Vec<f64>,
    /// w_i, which sum to 1.
    weights: Vec<f64>,
    baseline: Gaussian,
    /// The mean variance of a coordinate of ρ₀.
    variance: f64,
    /// ω_k in units of 1/√(α²v + σ²), a row a feature, and b_k.
    directions: Vec<f64>,
    phases: Vec<f64>,
    ridge: f64,
    /// By the bits of t, the latest last.
    learned: RefCell<VecDeque<(u64, Rc<Learned>)>>,
    /// What is being learned.
    lesson: RefCell<Option<Lesson>>,
    scratch: RefCell<Vec<f32x8>>,
}

/// What was learned for one t.
pub struct Learned {
    /// ω_k, a row a feature.
    frequencies: Vec<f64>,
    /// √2 W, coordinate after coordinate.
    amplitudes: Vec<f64>,
    /// E|X₀ − x̄₀|² of the affine baseline alone, and with the features.
    pub losses: [f64; 2],
}

/// What is worked out next for one t, the number of the part that is next in it.
#[derive(Clone, Copy, Debug)]
enum Part {
    /// √w_i cos θ_ik and √w_i sin θ_ik of feature k.
    Waves(usize),
    /// Entry j, k of the Gram matrix, k ≤ j.
    Gram(usize, usize),
    /// What the affine baseline leaves of data point i.
    Left(usize),
    /// The right-hand sides of feature k.
    Right(usize),
    Factor,
    /// Coordinate j.
    Solve(usize),
    /// Its share in the loss.
    Loss(usize),
}

/// What is learned for one t, on its way.
struct Lesson {
    t: f64,
    part: Part,
    gain: Rc<Vec<f64>>,
    frequencies: Vec<f64>,
    /// A row a feature.
    waves: [Vec<f64>; 2],
    gram: Vec<f64>,
    left: Vec<f64>,
    right: Vec<f64>,
    cholesky: Cholesky,
    solution: Vec<f64>,
    losses: [f64; 2],
}

impl Fourier {
    /// `features` of them, drawn from `seed`; `ridge` ≥ 0 is what is added to the diagonal of the features' Gram matrix,
    /// whose entries there are 1.
    pub fn new(process: Process, law: &Law, features: usize, ridge: f64, seed: u64) -> Self {
        let dim = law.points().dim();
        let noise = Noise::new(seed);
        let mut normals = Points::zeros(features, dim);
        noise.normals(Purpose::Features, 0, &mut normals);
        let mut directions: Vec<f64> = normals.to_rows().iter().map(|&z| f64::from(z)).collect();
        let [fine, coarse] = LENGTHS.map(libm::log);
        for (k, row) in directions.chunks_exact_mut(dim).enumerate() {
            let share = (k as f64 + 0.5) / features as f64;
            let length = libm::exp(coarse + share * (fine - coarse));
            // Of many coordinates each takes its share, so that ω·x keeps its size.
            let scale = 1.0 / (length * libm::sqrt(dim as f64));
            row.iter_mut().for_each(|w| *w *= scale);
        }
        let phase = |k| TAU * noise.uniform(Purpose::Phases, k);
        let (_, variances) = law.moments();
        Self {
            process,
            width: law.width(),
            rows: law.points().to_rows(),
            weights: law.shares(),
            baseline: Gaussian::of(process, law),
            variance: variances.iter().sum::<f64>() / dim as f64,
            directions,
            phases: (0..features).map(phase).collect(),
            ridge,
            learned: RefCell::default(),
            lesson: RefCell::default(),
            scratch: RefCell::default(),
        }
    }

    fn coordinates(&self) -> usize {
        self.baseline.mean().len()
    }

    /// √2 cos(ω_k·x + b_k) of every feature at (x, t), in `f64`.
    pub fn waves(&self, x: &[f64], t: f64) -> Vec<f64> {
        let learned = self.learned(t);
        let rows = learned.frequencies.chunks_exact(x.len());
        let wave = |(omega, phase): (&[f64], &f64)| SQRT_2 * libm::cos(dot(omega, x) + phase);
        rows.zip(&self.phases).map(wave).collect()
    }

    /// What there is to learn for `t`.
    pub fn learned(&self, t: f64) -> Rc<Learned> {
        self.learn(t, &mut Budget::all());
        self.known(t).expect("it was learned")
    }

    fn known(&self, t: f64) -> Option<Rc<Learned>> {
        let learned = self.learned.borrow();
        let mut latest_first = learned.iter().rev();
        let known = latest_first.find(|known| known.0 == t.to_bits())?;
        Some(known.1.clone())
    }

    /// Learns for `t` as far as the budget goes; whether that is all.
    fn learn(&self, t: f64, budget: &mut Budget) -> bool {
        if self.known(t).is_some() {
            return true;
        }
        if !Denoiser::<f32>::ready(&self.baseline, t, budget) {
            return false;
        }
        let mut lesson = self.lesson.borrow_mut();
        if lesson.as_ref().is_none_or(|lesson| lesson.t != t) {
            *lesson = Some(self.lesson(t));
        }
        let Some(now) = lesson.as_mut() else {
            return false;
        };
        while let Some(part) = self.part(now, budget) {
            match part {
                Some(next) => now.part = next,
                None => {
                    let learned = lesson.take().map(Lesson::learned);
                    self.keep(t, learned);
                    return true;
                }
            }
        }
        false
    }

    fn keep(&self, t: f64, learned: Option<Learned>) {
        let mut kept = self.learned.borrow_mut();
        kept.extend(learned.map(|learned| (t.to_bits(), Rc::new(learned))));
        let most = KEPT_NUMBERS / (2 * self.phases.len() * self.coordinates());
        while kept.len() > most.max(2) {
            kept.pop_front();
        }
    }

    /// Before the first part.
    fn lesson(&self, t: f64) -> Lesson {
        let (n, d, features) = (self.weights.len(), self.coordinates(), self.phases.len());
        let alpha = self.process.alpha(t);
        // No less than frequencies of single precision need.
        let variance = alpha * alpha * self.variance + self.process.variance(t);
        // And none so fine that places of single precision do not tell its waves apart: of one data point there is no other.
        let farthest = self
            .baseline
            .mean()
            .iter()
            .fold(0.0, |far: f64, x| far.max(x.abs()));
        let deviation = libm::sqrt(variance.max(LEAST_TIME)).max(1e-6 * alpha * farthest);
        Lesson {
            t,
            part: Part::Waves(0),
            gain: self.baseline.gain(t),
            frequencies: self.directions.iter().map(|w| w / deviation).collect(),
            waves: [vec![0.0; features * n], vec![0.0; features * n]],
            gram: vec![0.0; features * features],
            left: vec![0.0; n * d],
            right: vec![0.0; features * d],
            cholesky: Cholesky::default(),
            solution: Vec::new(),
            losses: [0.0; 2],
        }
    }

    /// Works one part out and says which is next, if any; `None` where the budget is spent.
    fn part(&self, lesson: &mut Lesson, budget: &mut Budget) -> Option<Option<Part>> {
        let (n, d, features) = (self.weights.len(), self.coordinates(), self.phases.len());
        let alpha = self.process.alpha(lesson.t);
        let noise = self.process.spread(self.width, lesson.t);
        let omega = |k: usize| k * d..(k + 1) * d;
        let of = |k: usize| k * n..(k + 1) * n;
        let frequencies = &lesson.frequencies;
        let next = match lesson.part {
            Part::Waves(k) => {
                budget.takes(n * (d + WAVE)).then_some(())?;
                let [cosines, sines] = &mut lesson.waves;
                let both = cosines[of(k)].iter_mut().zip(&mut sines[of(k)]);
                let data = self.rows.chunks_exact(d).zip(&self.weights);
                for ((cosine, sine), (x, weight)) in both.zip(data) {
                    let terms = frequencies[omega(k)]
                        .iter()
                        .zip(x)
                        .map(|(w, x)| w * alpha * x);
                    let theta = terms.sum::<f64>() + self.phases[k];
                    let root = libm::sqrt(*weight);
                    *cosine = root * libm::cos(theta);
                    *sine = root * libm::sin(theta);
                }
                following(k, features, Part::Waves, Part::Gram(0, 0))
            }
            Part::Gram(j, k) => {
                budget.takes(2 * n + 2 * d + WAVE).then_some(())?;
                let [cosines, sines] = &lesson.waves;
                let cc = dot(&cosines[of(j)], &cosines[of(k)]);
                let ss = dot(&sines[of(j)], &sines[of(k)]);
                let (mut less, mut more) = (0.0, 0.0);
                for (u, v) in frequencies[omega(j)].iter().zip(&frequencies[omega(k)]) {
                    less += (u - v) * (u - v);
                    more += (u + v) * (u + v);
                }
                let [less, more] = [less, more].map(|square| libm::exp(-0.5 * noise * square));
                lesson.gram[j * features + k] = less * (cc + ss) + more * (cc - ss);
                if k < j {
                    Part::Gram(j, k + 1)
                } else {
                    following(j, features, |j| Part::Gram(j, 0), Part::Left(0))
                }
            }
            // y = X₀ − A(X_t): E[√2 cos(…)_k y] = Σ_i w_i √2 e^{−σ²|ω_k|²/2} (cos θ (x_i − m − αG(x_i − m)) + σ² sin θ Gω).
            // With a width, X₀ moves with X_t: E[X₀ | X_t, i] = x_i + (αb²/S)(X_t − αx_i) adds −αb² ω sin θ to E[X₀ cos].
            Part::Left(i) => {
                budget.takes(d * d + d).then_some(())?;
                let x = self.rows[i * d..(i + 1) * d].iter();
                let centred = x.zip(self.baseline.mean()).map(|(x, m)| x - m);
                let centred: Vec<f64> = centred.collect();
                for (j, left) in lesson.left[i * d..(i + 1) * d].iter_mut().enumerate() {
                    *left = centred[j] - alpha * dot(&lesson.gain[j * d..(j + 1) * d], &centred);
                }
                following(i, n, Part::Left, Part::Right(0))
            }
            Part::Right(k) => {
                budget.takes(n * (d + 5) + d * d).then_some(())?;
                let omega = &frequencies[omega(k)];
                let square = dot(omega, omega);
                let decay = SQRT_2 * libm::exp(-0.5 * noise * square);
                let mut sine = 0.0;
                let mut sums = vec![0.0; d];
                let [cosines, sines] = &lesson.waves;
                let both = cosines[of(k)].iter().zip(&sines[of(k)]);
                let data = lesson.left.chunks_exact(d).zip(&self.weights);
                for ((cosine, sin), (left, weight)) in both.zip(data) {
                    let root = libm::sqrt(*weight);
                    let (cosine, sin) = (root * cosine, root * sin);
                    sine += sin;
                    for (sum, left) in sums.iter_mut().zip(left) {
                        *sum += cosine * left;
                    }
                }
                let blur = alpha * self.width * self.width;
                for (j, sum) in sums.into_iter().enumerate() {
                    let turned = dot(&lesson.gain[j * d..(j + 1) * d], omega);
                    lesson.right[j * features + k] =
                        decay * (sum + sine * (noise * turned - blur * omega[j]));
                }
                if k + 1 == features {
                    let mut system = lesson.gram.clone();
                    for k in 0..features {
                        system[k * features + k] += self.ridge;
                    }
                    lesson.cholesky.begin(&system, features, 1e-14);
                    lesson.solution = lesson.right.clone();
                }
                following(k, features, Part::Right, Part::Factor)
            }
            Part::Factor => {
                lesson.cholesky.work(budget).then_some(())?;
                Part::Solve(0)
            }
            Part::Solve(j) => {
                budget.takes(features * features).then_some(())?;
                let side = &mut lesson.solution[j * features..(j + 1) * features];
                lesson.cholesky.solve(side);
                following(j, d, Part::Solve, Part::Loss(0))
            }
            Part::Loss(j) => {
                budget
                    .takes(features * features / 2 + features + d)
                    .then_some(())?;
                // E|y|² = tr C − α tr(G C), for the affine function that is best.
                let covariance = self.baseline.covariance();
                let row = j * d..(j + 1) * d;
                lesson.losses[0] += covariance[j * d + j]
                    - alpha * dot(&lesson.gain[row.clone()], &covariance[row]);
                let side = j * features..(j + 1) * features;
                let (w, r) = (&lesson.solution[side.clone()], &lesson.right[side]);
                let mut quadratic = 0.0;
                for j in 0..features {
                    let row = &lesson.gram[j * features..j * features + j];
                    let own = lesson.gram[j * features + j];
                    quadratic += w[j] * (2.0 * dot(row, &w[..j]) + own * w[j]);
                }
                lesson.losses[1] += quadratic - 2.0 * dot(w, r);
                if j + 1 == d {
                    return Some(None);
                }
                Part::Loss(j + 1)
            }
        };
        Some(Some(next))
    }
}

/// The part after the k-th of so many, and after the last.
fn following(k: usize, count: usize, part: fn(usize) -> Part, then: Part) -> Part {
    if k + 1 < count { part(k + 1) } else { then }
}

impl Lesson {
    fn learned(self) -> Learned {
        let [baseline, change] = self.losses;
        Learned {
            frequencies: self.frequencies,
            amplitudes: self.solution.iter().map(|w| SQRT_2 * w).collect(),
            losses: [baseline, baseline + change],
        }
    }
}

impl Denoiser<f32> for Fourier {
    fn dim(&self) -> usize {
        self.coordinates()
    }

    fn ready(&self, t: f64, budget: &mut Budget) -> bool {
        // What is learned may be kept longer than the baseline's gain.
        self.learn(t, budget) && Denoiser::<f32>::ready(&self.baseline, t, budget)
    }

    fn posterior_mean(&self, x: &Points<f32>, t: f64, mean: &mut Points<f32>) {
        self.baseline.posterior_mean(x, t, mean);
        let learned = self.learned(t);
        let (d, features) = (self.coordinates(), self.phases.len());
        let resolved = f32x8::splat(1.0 / f32::EPSILON);
        let mut scratch = self.scratch.borrow_mut();
        for from in (0..x.len()).step_by(LANES) {
            scratch.clear();
            scratch.extend((0..d).map(|j| load(x.axis(j), from)));
            scratch.resize(2 * d, f32x8::ZERO);
            let (place, sums) = scratch.split_at_mut(d);
            for k in 0..features {
                let omega = &learned.frequencies[k * d..(k + 1) * d];
                let mut angle = f32x8::splat(self.phases[k] as f32);
                for (x, &w) in place.iter().zip(omega) {
                    angle += *x * f32x8::splat(w as f32);
                }
                // Where places are too coarse for a wave it says nothing.
                let wave = angle
                    .abs()
                    .simd_lt(resolved)
                    .select(cos(angle), f32x8::ZERO);
                for (j, sum) in sums.iter_mut().enumerate() {
                    *sum += wave * f32x8::splat(learned.amplitudes[j * features + k] as f32);
                }
            }
            for (j, &sum) in sums.iter().enumerate() {
                let with = load(mean.axis(j), from) + sum;
                store(mean.axis_mut(j), from, with);
            }
        }
    }
}
