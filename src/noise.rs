//! Counter-based noise: the normal that a particle gets in a step depends on the seed, the step, the
//! coordinate and the particle's number, and on nothing else.
//!
//! So seeking needs no record of the noise, more particles leave the first ones as they were, and two
//! samplers can be compared on the same noise. ChaCha with 8 rounds (rand_chacha) is the counter: its
//! 64-bit stream number says what the noise is for, its position which particle it is for.

use crate::lane_math::{BoxMuller, LANES};
use crate::points::Points;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use wide::u32x8;

/// Normals in one block of ChaCha's output: sixteen words, one for each.
const BLOCK: usize = 2 * LANES;

/// What a stream of noise is for. At most 2³⁶ steps and 2²⁰ coordinates are told apart.
///
/// ```
/// use reverse_diffusion::noise::{Noise, Purpose};
///
/// // Streams have nothing to do with each other.
/// let noise = Noise::new(7);
/// assert_ne!(noise.uniform(Purpose::Times(0), 0), noise.uniform(Purpose::Times(1), 0));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The normals z of step k of a run.
    Step(u64),
    /// Where a particle starts.
    Start,
    /// From which data point a particle starts.
    Origin,
    /// The fixed shifts over which a denoiser is smoothed.
    Shift,
    /// The frequencies of random features.
    Features,
    /// The phases of random features.
    Phases,
    /// The first weights of layer l of a network.
    Weights(u64),
    /// The noise ε₀ of training step k.
    Training(u64),
    /// The data points of training step k.
    Batch(u64),
    /// The times of training step k.
    Times(u64),
}

impl Purpose {
    fn stream(self, axis: usize) -> u64 {
        let (kind, step) = match self {
            Purpose::Step(k) => (0, k),
            Purpose::Start => (1, 0),
            Purpose::Origin => (2, 0),
            Purpose::Shift => (3, 0),
            Purpose::Features => (4, 0),
            Purpose::Weights(layer) => (5, layer),
            Purpose::Training(k) => (6, k),
            Purpose::Batch(k) => (7, k),
            Purpose::Phases => (8, 0),
            Purpose::Times(k) => (9, k),
        };
        kind << 56 | (axis as u64) << 36 | step
    }
}

/// All noise of one seed.
///
/// ```
/// use reverse_diffusion::noise::{Noise, Purpose};
/// use reverse_diffusion::points::Points;
///
/// let noise = Noise::new(7);
/// let (mut few, mut many) = (Points::zeros(10, 2), Points::zeros(100, 2));
/// noise.normals(Purpose::Step(3), 0, &mut few);
/// noise.normals(Purpose::Step(3), 0, &mut many);
/// // More particles leave the first ones as they were.
/// assert_eq!(few.axis(1), &many.axis(1)[..10]);
/// ```
#[derive(Clone, Debug)]
pub struct Noise {
    counter: ChaCha8Rng,
}

impl Noise {
    /// The noise of `seed`.
    pub fn new(seed: u64) -> Self {
        Self {
            counter: ChaCha8Rng::seed_from_u64(seed),
        }
    }

    /// Fills `z` with standard normals for the particles numbered `first`, `first` + 1, …
    pub fn normals(&self, purpose: Purpose, first: usize, z: &mut Points<f32>) {
        for axis in 0..z.dim() {
            self.fill_axis(purpose, axis, first, z.axis_mut(axis));
        }
    }

    fn fill_axis(&self, purpose: Purpose, axis: usize, first: usize, out: &mut [f32]) {
        let mut counter = self.counter.clone();
        counter.set_stream(purpose.stream(axis));
        counter.set_word_pos((first - first % BLOCK) as u128);
        let mut skip = first % BLOCK;
        let mut out = out;
        let box_muller = BoxMuller::opaque_ref();
        while !out.is_empty() {
            let normals = sixteen_normals(&mut counter, box_muller);
            let n = out.len().min(BLOCK - skip);
            let (now, rest) = out.split_at_mut(n);
            now.copy_from_slice(&normals[skip..skip + n]);
            out = rest;
            skip = 0;
        }
    }

    /// Uniform in [0, 1) with 53 bits, for particle `number`.
    pub fn uniform(&self, purpose: Purpose, number: usize) -> f64 {
        self.uniforms(purpose, number)()
    }

    /// The same for the particles numbered `first`, `first` + 1, …, one at every call.
    pub fn uniforms(&self, purpose: Purpose, first: usize) -> impl FnMut() -> f64 + use<> {
        let mut counter = self.counter.clone();
        counter.set_stream(purpose.stream(0));
        counter.set_word_pos(2 * first as u128);
        move || (counter.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }
}

#[inline]
fn sixteen_normals(counter: &mut ChaCha8Rng, box_muller: BoxMuller) -> [f32; BLOCK] {
    // All at once: asking for word after word makes what follows ChaCha a fifth slower.
    let mut bytes = [[[0; 4]; LANES]; 2];
    counter.fill_bytes(bytes.as_flattened_mut().as_flattened_mut());
    let [radius_words, angle_words] = bytes.map(|words| u32x8::from(words.map(u32::from_le_bytes)));
    let (first, second) = box_muller.of(radius_words, angle_words);
    let mut normals = [0.0; BLOCK];
    normals[..LANES].copy_from_slice(&first.to_array());
    normals[LANES..].copy_from_slice(&second.to_array());
    normals
}
