//! A network as a denoiser: how it sees a place and a time, and what its answer means.

use super::perceptron::{Perceptron, Tape};
use crate::denoiser::learning::Answer;
use crate::denoiser::posterior_mean::Denoiser;
use crate::lane_math::{LANES, load, store};
use crate::law::Law;
use crate::points::Points;
use crate::process::Process;
use std::cell::RefCell;
use wide::f32x8;

/// Units of each hidden layer.
pub const HIDDEN: usize = 64;

/// Where training stops short of t = 0: below, (4.30) grows without bound for data with a density.
pub const LEAST_TIME: f64 = 1e-3;

/// A network as a denoiser.
///
/// ```
/// use reverse_diffusion::denoiser::network::{Network, Recipe, Training};
/// use reverse_diffusion::denoiser::{Answer, Denoiser, Loss};
/// use reverse_diffusion::law::Law;
/// use reverse_diffusion::points::Points;
/// use reverse_diffusion::process::Process;
///
/// let mut training = Training::new(Recipe {
///     process: Process::Ou,
///     law: Law::equal(Points::from_rows(&[-1.0, 1.0], 1)),
///     answer: Answer::Origin,
///     loss: Loss::Discrete,
///     times: vec![2.0, 1.0, 0.5],
///     steps: 2,
///     seed: 1,
/// });
/// while training.advance() {}
/// let network: &Network = training.network();
/// assert_eq!((network.dim(), training.step_count()), (1, 2));
/// ```
#[derive(Clone, Debug)]
pub struct Network {
    pub(super) perceptron: Perceptron,
    pub(super) frame: Frame,
    tape: RefCell<Tape>,
}

/// How a network sees and is understood: the parts that are not learned.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    process: Process,
    answer: Answer,
    /// Mean of ρ₀, and the mean variance of a coordinate.
    pub(super) mean: Vec<f64>,
    variance: f64,
}

/// The frame at one time, in single precision.
pub(super) struct Moment<'a> {
    frame: &'a Frame,
    /// α.
    alpha: f32,
    /// 1/√(α²v + σ²).
    pub(super) scale: f32,
    /// The time as the network sees it.
    pub(super) clock: f32,
    /// x̄₀ = `own` x + `answer` · answer + `rest`.
    own: f32,
    pub(super) answer: f32,
    /// 1 where the rest is the mean, else 0.
    centred: f32,
}

impl Moment<'_> {
    /// α m_j.
    pub(super) fn shift(&self, j: usize) -> f32 {
        self.alpha * self.frame.mean[j] as f32
    }

    pub(super) fn rest(&self, j: usize) -> f32 {
        self.centred * self.frame.mean[j] as f32
    }
}

impl Frame {
    fn of(process: Process, law: &Law, answer: Answer) -> Self {
        let (mean, variances) = law.moments();
        Self {
            process,
            answer,
            // Data that coincide have a size all the same, so that nothing is divided by 0.
            variance: (variances.iter().sum::<f64>() / variances.len() as f64).max(1e-12),
            mean,
        }
    }

    pub(super) fn at(&self, t: f64) -> Moment<'_> {
        let process = self.process;
        // t = 0 has no log-SNR.
        let t = t.max(1e-30);
        let (alpha, noise) = (process.alpha(t), process.variance(t));
        let deviation = libm::sqrt(alpha * alpha * self.variance + noise);
        let (own, answer, centred) = match self.answer {
            Answer::Origin => (0.0, libm::sqrt(self.variance), 1.0),
            Answer::Noise => (1.0 / alpha, -libm::sqrt(noise) / alpha, 0.0),
        };
        Moment {
            frame: self,
            alpha: alpha as f32,
            scale: (1.0 / deviation.max(1e-150)) as f32,
            // What was never trained below is not asked for below.
            clock: (0.5 * process.log_snr(t.max(LEAST_TIME))) as f32,
            own: own as f32,
            answer: answer as f32,
            centred,
        }
    }
}

impl Network {
    /// The perceptron that a scene's network begins with.
    pub(super) fn new(process: Process, law: &Law, answer: Answer, seed: u64) -> Self {
        let d = law.points().dim();
        Self {
            perceptron: Perceptron::new([d + 1, HIDDEN, HIDDEN, d], seed),
            frame: Frame::of(process, law, answer),
            tape: RefCell::default(),
        }
    }

    /// What it has learned.
    pub fn perceptron(&self) -> &Perceptron {
        &self.perceptron
    }
}

/// Samples that are evaluated together: few enough for their activations to stay in fast memory.
const TOGETHER: usize = 4 * LANES;

impl Denoiser<f32> for Network {
    fn dim(&self) -> usize {
        self.frame.mean.len()
    }

    fn posterior_mean(&self, x: &Points<f32>, t: f64, mean: &mut Points<f32>) {
        mean.reshape_like(x);
        let d = self.dim();
        let moment = self.frame.at(t);
        let mut tape = self.tape.borrow_mut();
        for from in (0..x.len()).step_by(TOGETHER) {
            let vectors = (x.len() - from).min(TOGETHER).div_ceil(LANES);
            let inputs = tape.inputs(d + 1, vectors);
            for (v, inputs) in inputs.chunks_exact_mut(d + 1).enumerate() {
                let at = from + v * LANES;
                for (j, input) in inputs[..d].iter_mut().enumerate() {
                    let x = load(x.axis(j), at);
                    *input = (x - f32x8::splat(moment.shift(j))) * f32x8::splat(moment.scale);
                }
                inputs[d] = f32x8::splat(moment.clock);
            }
            self.perceptron.evaluate(&mut tape);
            for (v, answers) in tape.outputs().chunks_exact(d).enumerate() {
                let at = from + v * LANES;
                for (j, &answer) in answers.iter().enumerate() {
                    let x = load(x.axis(j), at);
                    let value = x * f32x8::splat(moment.own)
                        + answer * f32x8::splat(moment.answer)
                        + f32x8::splat(moment.rest(j));
                    store(mean.axis_mut(j), at, value);
                }
            }
        }
    }
}
