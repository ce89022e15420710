//! A digest of positions: 64 bits that differ as soon as one bit of one coordinate does (FNV-1a).
//!
//! It is there to compare machines and shared links, not to withstand anyone.

use crate::points::Points;

/// FNV-1a over the little-endian bytes of the coordinates, particle after particle.
pub(super) fn digest(positions: &Points<f32>) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for i in 0..positions.len() {
        for j in 0..positions.dim() {
            for byte in positions.at(i, j).to_le_bytes() {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
            }
        }
    }
    hash
}
