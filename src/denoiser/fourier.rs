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

use super::{Denoiser, Gaussian};
use crate::cholesky::{Cholesky, dot};
use crate::lane_math::{LANES, cos, load, store};
use crate::law::Law;
use crate::noise::{Noise, Purpose};
use crate::points::Points;
use crate::process::{LEAST_TIME, Process};
use std::cell::RefCell;
use std::collections::HashMap;
use std::f64::consts::{SQRT_2, TAU};
use std::rc::Rc;
use wide::f32x8;

/// The finest and the coarsest wavelength over 2π, in units of the standard deviation of X_t in a coordinate: features
/// are spread evenly between, on a logarithmic scale.
const LENGTHS: [f64; 2] = [0.12, 1.2];

/// The learner, and what it has learned for the times that it was asked for.
pub struct Fourier {
    process: Process,
    law: Law,
    /// w_i, which sum to 1.
    weights: Vec<f64>,
    baseline: Gaussian,
    /// The mean variance of a coordinate of ρ₀.
    variance: f64,
    /// ω_k in units of 1/√(α²v + σ²), a row a feature, and b_k.
    directions: Vec<f64>,
    phases: Vec<f64>,
    ridge: f64,
    /// By the bits of t.
    learned: RefCell<HashMap<u64, Rc<Learned>>>,
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

impl Fourier {
    /// `features` of them, drawn from `seed`; `ridge` ≥ 0 is what is added to the diagonal of the features' Gram matrix,
    /// whose entries there are 1.
    pub fn new(process: Process, law: Law, features: usize, ridge: f64, seed: u64) -> Self {
        let dim = law.points.dim();
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
        let total: f64 = law.weights.iter().sum();
        Self {
            process,
            weights: law.weights.iter().map(|w| w / total).collect(),
            baseline: Gaussian::of(process, &law),
            variance: variances.iter().sum::<f64>() / dim as f64,
            law,
            directions,
            phases: (0..features).map(phase).collect(),
            ridge,
            learned: RefCell::default(),
            scratch: RefCell::default(),
        }
    }

    /// √2 cos(ω_k·x + b_k) of every feature at (x, t), in `f64`.
    pub fn waves(&self, x: &[f64], t: f64) -> Vec<f64> {
        let learned = self.learned(t);
        let rows = learned.frequencies.chunks_exact(x.len());
        let wave = |(omega, phase): (&[f64], &f64)| SQRT_2 * libm::cos(dot(omega, x) + phase);
        rows.zip(&self.phases).map(wave).collect()
    }

    /// What there is to learn for `t`, computed once.
    pub fn learned(&self, t: f64) -> Rc<Learned> {
        let mut learned = self.learned.borrow_mut();
        let entry = learned.entry(t.to_bits());
        entry.or_insert_with(|| Rc::new(self.learn(t))).clone()
    }

    fn learn(&self, t: f64) -> Learned {
        let (n, d, features) = (
            self.law.points.len(),
            self.law.points.dim(),
            self.phases.len(),
        );
        let alpha = self.process.alpha(t);
        let noise = self.process.spread(self.law.width, t);
        // No less than frequencies of single precision need.
        let variance = alpha * alpha * self.variance + self.process.variance(t);
        let deviation = libm::sqrt(variance.max(LEAST_TIME));
        let frequencies: Vec<f64> = self.directions.iter().map(|w| w / deviation).collect();
        let omega = |k: usize| &frequencies[k * d..(k + 1) * d];
        let data: Vec<Vec<f64>> = (0..n).map(|i| self.law.points.point(i)).collect();
        // √w_i cos θ_ik and √w_i sin θ_ik, a row a feature.
        let mut waves = [vec![0.0; features * n], vec![0.0; features * n]];
        for k in 0..features {
            for (i, x) in data.iter().enumerate() {
                let terms = omega(k).iter().zip(x).map(|(w, x)| w * alpha * x);
                let theta = terms.sum::<f64>() + self.phases[k];
                let root = libm::sqrt(self.weights[i]);
                waves[0][k * n + i] = root * libm::cos(theta);
                waves[1][k * n + i] = root * libm::sin(theta);
            }
        }
        let [cosines, sines] = &waves;
        let mut gram = vec![0.0; features * features];
        for j in 0..features {
            for k in 0..=j {
                let (a, b) = (j * n..(j + 1) * n, k * n..(k + 1) * n);
                let cc = dot(&cosines[a.clone()], &cosines[b.clone()]);
                let ss = dot(&sines[a], &sines[b]);
                let (mut less, mut more) = (0.0, 0.0);
                for (u, v) in omega(j).iter().zip(omega(k)) {
                    less += (u - v) * (u - v);
                    more += (u + v) * (u + v);
                }
                let [less, more] = [less, more].map(|square| libm::exp(-0.5 * noise * square));
                gram[j * features + k] = less * (cc + ss) + more * (cc - ss);
            }
        }
        // y = X₀ − A(X_t): E[√2 cos(…)_k y] = Σ_i w_i √2 e^{−σ²|ω_k|²/2} (cos θ (x_i − m − αG(x_i − m)) + σ² sin θ Gω).
        // With a width, X₀ moves with X_t: E[X₀ | X_t, i] = x_i + (αb²/S)(X_t − αx_i) adds −αb² ω sin θ to E[X₀ cos].
        let gain = self.baseline.gain(t);
        let mean = self.baseline.mean();
        let blur = alpha * self.law.width * self.law.width;
        let left: Vec<Vec<f64>> = data
            .iter()
            .map(|x| {
                let centred: Vec<f64> = x.iter().zip(mean).map(|(x, m)| x - m).collect();
                (0..d)
                    .map(|j| centred[j] - alpha * dot(&gain[j * d..(j + 1) * d], &centred))
                    .collect()
            })
            .collect();
        let mut right = vec![0.0; features * d];
        for k in 0..features {
            let square = dot(omega(k), omega(k));
            let decay = SQRT_2 * libm::exp(-0.5 * noise * square);
            let mut sine = 0.0;
            for i in 0..n {
                let root = libm::sqrt(self.weights[i]);
                let (cosine, sin) = (root * cosines[k * n + i], root * sines[k * n + i]);
                sine += sin;
                for j in 0..d {
                    right[j * features + k] += cosine * left[i][j];
                }
            }
            for j in 0..d {
                let turned = dot(&gain[j * d..(j + 1) * d], omega(k));
                let entry = &mut right[j * features + k];
                *entry = decay * (*entry + sine * (noise * turned - blur * omega(k)[j]));
            }
        }
        let mut system = gram.clone();
        for k in 0..features {
            system[k * features + k] += self.ridge;
        }
        let mut cholesky = Cholesky::default();
        cholesky.factorise(&system, features, 1e-14);
        let mut solution = right.clone();
        cholesky.solve(&mut solution);
        // E|y|² = tr C − α tr(G C), for the affine function that is best.
        let covariance = self.law.covariance();
        let baseline: f64 = (0..d)
            .map(|j| {
                covariance[j * d + j]
                    - alpha * dot(&gain[j * d..(j + 1) * d], &covariance[j * d..(j + 1) * d])
            })
            .sum();
        let mut loss = baseline;
        for (w, r) in solution
            .chunks_exact(features)
            .zip(right.chunks_exact(features))
        {
            let mut quadratic = 0.0;
            for j in 0..features {
                let row = &gram[j * features..j * features + j];
                quadratic += w[j] * (2.0 * dot(row, &w[..j]) + gram[j * features + j] * w[j]);
            }
            loss += quadratic - 2.0 * dot(w, r);
        }
        Learned {
            frequencies,
            amplitudes: solution.iter().map(|w| SQRT_2 * w).collect(),
            losses: [baseline, loss],
        }
    }
}

impl Denoiser<f32> for Fourier {
    fn dim(&self) -> usize {
        self.law.points.dim()
    }

    fn posterior_mean(&self, x: &Points<f32>, t: f64, mean: &mut Points<f32>) {
        self.baseline.posterior_mean(x, t, mean);
        let learned = self.learned(t);
        let (d, features) = (self.dim(), self.phases.len());
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
                let wave = cos(angle);
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
