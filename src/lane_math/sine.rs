//! Sine and cosine.

use super::lanes::{ROUND, eight, opaque_ref};
use bytemuck::cast;
use wide::{f32x4, f32x8, i32x8};

/// Sine and cosine, with their constants behind an [`opaque_ref`].
#[derive(Debug)]
pub struct SinCos {
    /// Of (sin a − a)/a³ and (cos a − 1 + a²/2)/a⁴ in a², the highest power first.
    sine: [f32x4; 3],
    cosine: [f32x4; 3],
    half: f32x4,
    one: f32x4,
}

impl SinCos {
    pub fn opaque_ref() -> &'static Self {
        static CONSTANTS: SinCos = SinCos {
            sine: [
                f32x4::splat(-1.951_529_6e-4),
                f32x4::splat(8.332_161e-3),
                f32x4::splat(-1.666_665_5e-1),
            ],
            cosine: [
                f32x4::splat(2.443_315_7e-5),
                f32x4::splat(-1.388_731_6e-3),
                f32x4::splat(4.166_664_6e-2),
            ],
            half: f32x4::splat(0.5),
            one: f32x4::splat(1.0),
        };
        opaque_ref(&CONSTANTS)
    }

    /// (sin a, cos a) for |a| ≤ π/4, error below 2e-7.
    #[inline(always)]
    pub fn of(&self, a: f32x8) -> (f32x8, f32x8) {
        let q = a * a;
        let [first, second, third] = self.sine.map(eight);
        let sin = ((first * q + second) * q + third) * q * a + a;
        let [first, second, third] = self.cosine.map(eight);
        let cos =
            ((first * q + second) * q + third) * q * q - q * eight(self.half) + eight(self.one);
        (sin, cos)
    }
}

/// cos a for |a| ≤ 10⁴, error below 3e-7 and the rounding of a.
#[inline(always)]
pub fn cos(a: f32x8) -> f32x8 {
    // a = n π/2 + r with |r| ≤ π/4, π/2 in three parts of which the first two have zeros at their end.
    let shifted = a * f32x8::splat(std::f32::consts::FRAC_2_PI) + f32x8::splat(ROUND);
    let n = shifted - f32x8::splat(ROUND);
    let r = a - n * f32x8::splat(1.570_312_5);
    let r = r - n * f32x8::splat(4.837_513e-4);
    let r = r - n * f32x8::splat(7.549_79e-8);
    let (sin, cos) = SinCos::opaque_ref().of(r);
    // cos(r + nπ/2): cos, −sin, −cos, sin for n mod 4.
    let quadrant: i32x8 = cast::<f32x8, i32x8>(shifted) & i32x8::splat(3);
    let odd: f32x8 = cast((quadrant & i32x8::splat(1)).simd_eq(i32x8::splat(1)));
    let magnitude = odd.bitselect(sin, cos);
    let flip: i32x8 = ((quadrant + i32x8::splat(1)) & i32x8::splat(2)) << 30;
    cast(cast::<f32x8, i32x8>(magnitude) ^ flip)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lane_math::lanes::sweep;

    #[test]
    fn sine_and_cosine_are_good_to_2e_7() {
        for a in sweep(
            -std::f32::consts::FRAC_PI_4,
            std::f32::consts::FRAC_PI_4,
            20_001,
        ) {
            let (sin, cos) = SinCos::opaque_ref().of(f32x8::splat(a));
            let (sin, cos) = (f64::from(sin.to_array()[0]), f64::from(cos.to_array()[0]));
            assert!((sin - libm::sin(f64::from(a))).abs() < 2e-7);
            assert!((cos - libm::cos(f64::from(a))).abs() < 2e-7);
        }
    }

    /// Rounding of a: half a unit in the last place of 10⁴ would be 5e-4; the argument itself is exact here, and the
    /// reduction loses about n·2e-11 for its third part.
    #[test]
    fn cosine_of_any_angle_is_good_to_a_millionth() {
        for a in sweep(-100.0, 100.0, 100_001).chain(sweep(-10_000.0, 10_000.0, 100_001)) {
            let got = f64::from(cos(f32x8::splat(a)).to_array()[0]);
            let bound = 3e-7 + f64::from(a.abs()) * 1e-9;
            assert!(
                (got - libm::cos(f64::from(a))).abs() < bound,
                "cos {a} = {got}"
            );
        }
    }
}
