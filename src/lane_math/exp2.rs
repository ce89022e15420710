//! 2^x.

use super::lanes::{ROUND, opaque_ref};
use bytemuck::cast;
use wide::{f32x4, f32x8, i32x4};

/// Exponents of 2 below this count as this: far above the subnormal range, whose arithmetic is several
/// times slower on some machines, and far below anything that a sum of 10⁵ terms notices (2⁻⁸⁶ ≈ 1e-26).
pub const SMALLEST_EXPONENT: f32 = -86.0;

/// 2^x, with its constants behind an [`opaque_ref`].
///
/// ```
/// use reverse_diffusion::lane_math::Exp2;
/// use wide::f32x8;
///
/// assert_eq!(Exp2::opaque_ref().of(f32x8::splat(3.0)).to_array(), [8.0; 8]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Exp2 {
    smallest: f32x4,
    round: f32x4,
    /// The polynomial of degree 4 that is 1 at 0 and otherwise least in error on [−½, ½], 2.8e-6, the highest power
    /// first. One degree more would be ten times better and a tenth slower; sums of rounded `f32` would hide most of it.
    powers: [f32x4; 5],
}

impl Exp2 {
    /// To be called once, before a loop.
    #[inline(always)]
    pub fn opaque_ref() -> Self {
        #[allow(clippy::approx_constant)] // 0.6931242 is the best fit, which is not ln 2.
        static CONSTANTS: Exp2 = Exp2 {
            smallest: f32x4::splat(SMALLEST_EXPONENT),
            round: f32x4::splat(ROUND),
            powers: [
                f32x4::splat(9.582_853e-3),
                f32x4::splat(5.590_642_6e-2),
                f32x4::splat(2.402_41e-1),
                f32x4::splat(6.931_242e-1),
                f32x4::splat(1.0),
            ],
        };
        *opaque_ref(&CONSTANTS)
    }

    /// 2^x for −126 ≤ x ≤ 127, relative error below 3e-6; exactly 1 at 0. Outside, nonsense.
    #[inline(always)]
    pub fn of_four_in_range(&self, x: f32x4) -> f32x4 {
        let rounded = x + self.round;
        let r = x - (rounded - self.round);
        let [first, rest @ ..] = self.powers;
        let p = rest.into_iter().fold(first, |p, power| p * r + power);
        // The low bits of `rounded` are the integer; shifted into the exponent they multiply by 2^integer.
        let shift: i32x4 = cast::<f32x4, i32x4>(rounded) << 23;
        cast::<i32x4, f32x4>(cast::<f32x4, i32x4>(p) + shift)
    }

    /// 2^x for x ≤ 127, as [`Exp2::of_four_in_range`]; below [`SMALLEST_EXPONENT`] the value there.
    #[inline(always)]
    pub fn of_four(&self, x: f32x4) -> f32x4 {
        self.of_four_in_range(x.fast_max(self.smallest))
    }

    /// [`Exp2::of_four_in_range`] of eight.
    #[inline(always)]
    pub fn in_range(&self, x: f32x8) -> f32x8 {
        cast(cast::<f32x8, [f32x4; 2]>(x).map(|x| self.of_four_in_range(x)))
    }

    /// [`Exp2::of_four`] of eight.
    #[inline(always)]
    pub fn of(&self, x: f32x8) -> f32x8 {
        cast(cast::<f32x8, [f32x4; 2]>(x).map(|x| self.of_four(x)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lane_math::lanes::sweep;

    #[test]
    fn exp2_is_good_to_3e_6() {
        let exp2 = Exp2::opaque_ref();
        for x in sweep(SMALLEST_EXPONENT, 0.0, 100_001) {
            let got = exp2.of(f32x8::splat(x)).to_array()[3];
            let exact = libm::exp2(f64::from(x));
            assert!((f64::from(got) / exact - 1.0).abs() < 3e-6, "2^{x} = {got}");
        }
        assert_eq!(exp2.of(f32x8::splat(0.0)).to_array()[0], 1.0);
        let floor = exp2.of(f32x8::splat(-1e9)).to_array()[0];
        assert!(floor > 1e-27 && floor < 1e-25);
    }
}
