//! A multilayer perceptron: affine layers with the activation a·σ(a) (SiLU) between them, evaluated and differentiated
//! for eight samples at a time.
//!
//! A batch is a row of vectors: the unit's values for eight samples each, unit after unit, then the next eight samples.

use crate::lane_math::{Exp2, sum};
use crate::noise::{Noise, Purpose};
use crate::points::Points;
use wide::f32x8;

/// Units of each layer, from the input to the output.
pub type Sizes = [usize; 4];

/// The weights of all layers.
///
/// ```
/// use reverse_diffusion::denoiser::network::Perceptron;
///
/// let perceptron = Perceptron::new([3, 8, 8, 2], 1);
/// assert_eq!(perceptron.parameters().len(), 4 * 8 + 9 * 8 + 9 * 2);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Perceptron {
    sizes: Sizes,
    /// Layer after layer: a row of weights an output, then the biases.
    pub(super) parameters: Vec<f32>,
}

/// Where a layer's parameters stand.
#[derive(Clone, Copy)]
struct Layer {
    inputs: usize,
    outputs: usize,
    at: usize,
}

/// What evaluation leaves for differentiation: the inputs of each layer and its sums, for eight samples each.
#[derive(Clone, Debug, Default)]
pub struct Tape {
    /// Inputs of layer l, for all samples; the last are the outputs.
    activations: [Vec<f32x8>; 4],
    /// Sums of layer l before the activation.
    sums: [Vec<f32x8>; 3],
    /// ∂loss/∂sums of the layer at work, and of the one before.
    gradients: [Vec<f32x8>; 2],
}

impl Tape {
    /// The inputs of `vectors` × 8 samples, to be written.
    pub fn inputs(&mut self, inputs: usize, vectors: usize) -> &mut [f32x8] {
        self.activations[0].resize(inputs * vectors, f32x8::ZERO);
        &mut self.activations[0]
    }

    /// The outputs of the last evaluation.
    pub fn outputs(&self) -> &[f32x8] {
        &self.activations[3]
    }

    /// The outputs, and ∂loss/∂outputs to be written.
    pub fn ends(&mut self) -> (&[f32x8], &mut [f32x8]) {
        let outputs = &self.activations[3];
        self.gradients[0].resize(outputs.len(), f32x8::ZERO);
        (outputs, &mut self.gradients[0])
    }
}

impl Perceptron {
    /// Weights N(0, 2/inputs), of the last layer a tenth of that deviation; biases 0.
    pub fn new(sizes: Sizes, seed: u64) -> Self {
        let noise = Noise::new(seed);
        let mut parameters = Vec::new();
        for (l, pair) in sizes.windows(2).enumerate() {
            let (inputs, outputs) = (pair[0], pair[1]);
            let mut weights = Points::zeros(inputs * outputs, 1);
            noise.normals(Purpose::Weights(l as u64), 0, &mut weights);
            let last = if l + 2 == sizes.len() { 0.1 } else { 1.0 };
            let deviation = (last * libm::sqrt(2.0 / inputs as f64)) as f32;
            parameters.extend(weights.as_slice().iter().map(|z| deviation * z));
            parameters.extend(std::iter::repeat_n(0.0, outputs));
        }
        Self { sizes, parameters }
    }

    /// Units of each layer.
    pub fn sizes(&self) -> Sizes {
        self.sizes
    }

    /// All weights: of each layer a row an output, then the biases.
    pub fn parameters(&self) -> &[f32] {
        &self.parameters
    }

    fn layers(&self) -> [Layer; 3] {
        let mut at = 0;
        std::array::from_fn(|l| {
            let (inputs, outputs) = (self.sizes[l], self.sizes[l + 1]);
            let layer = Layer {
                inputs,
                outputs,
                at,
            };
            at += (inputs + 1) * outputs;
            layer
        })
    }

    /// Evaluates the samples whose inputs are written on the tape.
    pub fn evaluate(&self, tape: &mut Tape) {
        let vectors = tape.activations[0].len() / self.sizes[0];
        let exp2 = Exp2::opaque_ref();
        for (l, layer) in self.layers().into_iter().enumerate() {
            let (before, after) = tape.activations.split_at_mut(l + 1);
            let (inputs, outputs) = (&before[l], &mut after[0]);
            let sums = &mut tape.sums[l];
            sums.resize(layer.outputs * vectors, f32x8::ZERO);
            outputs.resize(layer.outputs * vectors, f32x8::ZERO);
            for v in 0..vectors {
                let inputs = &inputs[v * layer.inputs..(v + 1) * layer.inputs];
                let sums = &mut sums[v * layer.outputs..(v + 1) * layer.outputs];
                self.affine(layer, inputs, sums);
                let outputs = &mut outputs[v * layer.outputs..(v + 1) * layer.outputs];
                if l + 1 < 3 {
                    for (out, &a) in outputs.iter_mut().zip(sums.iter()) {
                        *out = a * logistic(a, &exp2);
                    }
                } else {
                    outputs.copy_from_slice(sums);
                }
            }
        }
    }

    /// sums = W inputs + b, four outputs at a time, so that an input is read once for them.
    #[inline(always)]
    fn affine(&self, layer: Layer, inputs: &[f32x8], sums: &mut [f32x8]) {
        let n = layer.inputs;
        let weights = &self.parameters[layer.at..][..n * layer.outputs];
        let biases = &self.parameters[layer.at + n * layer.outputs..][..layer.outputs];
        for (block, sums) in sums.chunks_mut(4).enumerate() {
            let rows = &weights[4 * block * n..][..sums.len() * n];
            if let &mut [ref mut s0, ref mut s1, ref mut s2, ref mut s3] = sums {
                let (r0, rest) = rows.split_at(n);
                let (r1, rest) = rest.split_at(n);
                let (r2, r3) = rest.split_at(n);
                let start = |k: usize| f32x8::splat(biases[4 * block + k]);
                let mut totals = [start(0), start(1), start(2), start(3)];
                for ((((&x, &w0), &w1), &w2), &w3) in
                    inputs.iter().zip(r0).zip(r1).zip(r2).zip(&r3[..n])
                {
                    totals[0] += x * f32x8::splat(w0);
                    totals[1] += x * f32x8::splat(w1);
                    totals[2] += x * f32x8::splat(w2);
                    totals[3] += x * f32x8::splat(w3);
                }
                [*s0, *s1, *s2, *s3] = totals;
            } else {
                for (k, (slot, row)) in sums.iter_mut().zip(rows.chunks_exact(n)).enumerate() {
                    let mut total = f32x8::splat(biases[4 * block + k]);
                    for (&x, &w) in inputs.iter().zip(row) {
                        total += x * f32x8::splat(w);
                    }
                    *slot = total;
                }
            }
        }
    }

    /// Adds ∂loss/∂parameters to `gradient`, from the output gradients on the tape of the last evaluation.
    pub fn differentiate(&self, tape: &mut Tape, gradient: &mut [f32]) {
        let vectors = tape.activations[0].len() / self.sizes[0];
        for (l, layer) in self.layers().into_iter().enumerate().rev() {
            let (n, m) = (layer.inputs, layer.outputs);
            let [here, before] = &mut tape.gradients;
            let inputs = &tape.activations[l];
            let slots = &mut gradient[layer.at..][..(n + 1) * m];
            let (weights, biases) = slots.split_at_mut(n * m);
            for o in 0..m {
                let row = &mut weights[o * n..(o + 1) * n];
                let mut total = f32x8::ZERO;
                for v in 0..vectors {
                    total += here[v * m + o];
                }
                biases[o] += sum(total);
                // Four inputs at a time, so that a gradient is read once for them.
                for (block, row) in row.chunks_mut(4).enumerate() {
                    let mut totals = [f32x8::ZERO; 4];
                    for v in 0..vectors {
                        let g = here[v * m + o];
                        let inputs = &inputs[v * n + 4 * block..][..row.len()];
                        for (total, &x) in totals.iter_mut().zip(inputs) {
                            *total += g * x;
                        }
                    }
                    for (slot, total) in row.iter_mut().zip(totals) {
                        *slot += sum(total);
                    }
                }
            }
            if l == 0 {
                break;
            }
            let parameters = &self.parameters[layer.at..][..n * m];
            before.resize(n * vectors, f32x8::ZERO);
            let exp2 = Exp2::opaque_ref();
            for v in 0..vectors {
                let (here, before) = (&here[v * m..(v + 1) * m], &mut before[v * n..(v + 1) * n]);
                before.fill(f32x8::ZERO);
                for (&g, row) in here.iter().zip(parameters.chunks_exact(n)) {
                    for (slot, &w) in before.iter_mut().zip(row) {
                        *slot += g * f32x8::splat(w);
                    }
                }
                let sums = &tape.sums[l - 1][v * n..(v + 1) * n];
                for (g, &a) in before.iter_mut().zip(sums) {
                    // (a σ(a))′ = σ(a) (1 + a (1 − σ(a))).
                    let s = logistic(a, &exp2);
                    let one = f32x8::splat(1.0);
                    *g *= s * (one + a * (one - s));
                }
            }
            std::mem::swap(here, before);
        }
    }
}

/// σ(a) = 1/(1 + e^{−a}).
#[inline(always)]
fn logistic(a: f32x8, exp2: &Exp2) -> f32x8 {
    // Beyond ±80 it is 0 or 1 to the last bit, and 2^x would leave its range.
    let exponent = (a * f32x8::splat(-std::f32::consts::LOG2_E)).fast_min(f32x8::splat(120.0));
    f32x8::splat(1.0) / (f32x8::splat(1.0) + exp2.of(exponent))
}
