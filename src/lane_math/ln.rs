//! ln x.

use super::lanes::{eight, opaque_ref};
use bytemuck::cast;
use wide::{f32x4, f32x8, i32x4, i32x8};

/// ln, with its constants behind an [`opaque_ref`].
#[derive(Debug)]
pub struct Ln {
    /// The bits of √½.
    root: i32x4,
    one: f32x4,
    half: f32x4,
    /// Of (ln(1 + r) − r + r²/2)/r³, the highest power first.
    powers: [f32x4; 9],
    /// ln 2 in two parts, of which the first has zeros at its end.
    ln_2: [f32x4; 2],
}

impl Ln {
    pub fn opaque_ref() -> &'static Self {
        static CONSTANTS: Ln = Ln {
            root: i32x4::splat(0x3f35_04f3),
            one: f32x4::splat(1.0),
            half: f32x4::splat(0.5),
            powers: [
                f32x4::splat(7.037_683_6e-2),
                f32x4::splat(-1.151_461e-1),
                f32x4::splat(1.167_699_9e-1),
                f32x4::splat(-1.242_014_1e-1),
                f32x4::splat(1.424_932_3e-1),
                f32x4::splat(-1.666_805_8e-1),
                f32x4::splat(2.000_071_5e-1),
                f32x4::splat(-2.499_999_4e-1),
                f32x4::splat(3.333_333e-1),
            ],
            ln_2: [f32x4::splat(0.693_359_4), f32x4::splat(-2.121_944_4e-4)],
        };
        opaque_ref(&CONSTANTS)
    }

    /// ln x for normal x in (0, 1], absolute error below 3e-7 and relative error below 3e-7 away from 1.
    #[inline(always)]
    pub fn of(&self, x: f32x8) -> f32x8 {
        let bits: i32x8 = cast(x);
        // x = 2^e m with m in [√½, √2): subtracting the bits of √½ first makes the split there.
        let offset = bits - cast::<[i32x4; 2], i32x8>([self.root; 2]);
        let exponent = offset >> 23;
        let mantissa: f32x8 = cast(bits - (exponent << 23));
        let e = f32x8::from_i32x8(exponent);
        let r = mantissa - eight(self.one);
        let [first, rest @ ..] = self.powers;
        let p = rest
            .into_iter()
            .fold(eight(first), |p, power| p * r + eight(power));
        let r2 = r * r;
        let tail = p * r * r2 + e * eight(self.ln_2[1]) - r2 * eight(self.half);
        r + tail + e * eight(self.ln_2[0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lane_math::lanes::sweep;

    #[test]
    fn ln_is_good_to_3e_7() {
        for exponent in -33..=0 {
            for m in sweep(0.5, 1.0, 4_001) {
                let x = m * libm::exp2f(exponent as f32);
                let got = f64::from(Ln::opaque_ref().of(f32x8::splat(x)).to_array()[0]);
                let exact = libm::log(f64::from(x));
                let bound = 3e-7 * exact.abs().max(1e-3) + 1e-9;
                assert!(
                    (got - exact).abs() < bound.max(3e-7 * exact.abs()),
                    "ln {x} = {got}"
                );
            }
        }
        assert_eq!(Ln::opaque_ref().of(f32x8::splat(1.0)).to_array()[0], 0.0);
    }
}
