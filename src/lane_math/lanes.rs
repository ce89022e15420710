//! Eight numbers at once: taken from a slice, put into one, summed.

use bytemuck::cast;
use std::hint::black_box;
use wide::{f32x4, f32x8};

/// How many lanes there are.
pub const LANES: usize = 8;

/// Lower than any exponent that occurs, and far from overflow when differences are formed.
pub const LOWEST: f32 = -1e30;

/// 1.5 · 2²³: adding it to a small number rounds that number to an integer in the low bits.
pub(super) const ROUND: f32 = 12_582_912.0;

/// Eight numbers from `from` on, those past the end repeating the last.
///
/// # Panics
///
/// If `axis` is empty, or `from` lies beyond its end.
#[inline(always)]
pub fn load(axis: &[f32], from: usize) -> f32x8 {
    match axis.get(from..from + LANES) {
        Some(lanes) => f32x8::from(<[f32; LANES]>::try_from(lanes).unwrap()),
        None => {
            let mut lanes = [axis[axis.len() - 1]; LANES];
            lanes[..axis.len() - from].copy_from_slice(&axis[from..]);
            f32x8::from(lanes)
        }
    }
}

/// Four numbers from `from` on.
///
/// # Panics
///
/// If not all of them are there.
#[inline(always)]
pub fn load_four(axis: &[f32], from: usize) -> f32x4 {
    f32x4::from(<[f32; 4]>::try_from(&axis[from..from + 4]).unwrap())
}

/// Writes the lanes to `from` on, as far as there is room.
#[inline(always)]
pub fn store(axis: &mut [f32], from: usize, lanes: f32x8) {
    let to = axis.len().min(from + LANES);
    axis[from..to].copy_from_slice(&lanes.to_array()[..to - from]);
}

/// The sum of all lanes, in an order that does not depend on the machine.
#[inline(always)]
pub fn sum(lanes: f32x8) -> f32 {
    let [a, b, c, d, e, f, g, h] = lanes.to_array();
    ((a + e) + (b + f)) + ((c + g) + (d + h))
}

/// Constants as variables: the same reference, of which the compiler does not know where it points.
///
/// Natively constants are taken from memory or kept in registers. V8 makes each of WebAssembly's vector constants anew
/// wherever it is used, by three instructions or more: in a loop around 2^x those were half of all. What is hidden
/// from the compiler is loaded, by one instruction, or once before the loop.
#[inline(always)]
pub fn opaque_ref<T>(constants: &'static T) -> &'static T {
    black_box(constants)
}

/// Eight lanes of a constant that is kept as four: half as much to load.
#[inline(always)]
pub fn eight(four: f32x4) -> f32x8 {
    cast([four; 2])
}

#[cfg(test)]
/// So many numbers from one to another.
pub(super) fn sweep(from: f32, to: f32, count: usize) -> impl Iterator<Item = f32> {
    (0..count).map(move |i| from + (to - from) * (i as f32 / (count - 1) as f32))
}
