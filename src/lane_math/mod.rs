//! 2^x, ln and the two normals of Box and Muller, eight lanes at a time; 2^x also four.
//!
//! Only additions, multiplications, square roots and integer operations: those give the same bits in every
//! browser and natively, which no library of transcendental functions promises (several fuse multiply and
//! add where the machine can). Polynomials are those of Cephes (Moshier) and Taylor's; the bounds are tested.

mod exp2;
mod lanes;
mod ln;
mod normals;
mod sine;

pub use exp2::{Exp2, SMALLEST_EXPONENT};
pub use lanes::{LANES, LOWEST, eight, load, load_four, opaque_ref, store, sum};
pub use normals::BoxMuller;
pub use sine::cos;
