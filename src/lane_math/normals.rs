//! Normals from uniform words.

use super::lanes::{eight, opaque_ref};
use super::ln::Ln;
use super::sine::SinCos;
use bytemuck::cast;
use wide::{f32x4, f32x8, i32x8, u32x4, u32x8};

/// The two normals of Box and Muller, with their constants behind an [`opaque_ref`].
#[derive(Clone, Copy, Debug)]
pub struct BoxMuller {
    constants: &'static Constants,
    ln: &'static Ln,
    sin_cos: &'static SinCos,
}

#[derive(Debug)]
struct Constants {
    /// What makes a number in (0, 1) of the upper and the lower half of a word.
    low: u32x4,
    half: f32x4,
    units: [f32x4; 2],
    minus_two: f32x4,
    /// What makes an angle of all but the first two bits of a word.
    fine: u32x4,
    middle: f32x4,
    angle: f32x4,
    root_half: f32x4,
    sign: u32x4,
}

impl BoxMuller {
    /// To be called once, before a loop.
    pub fn opaque_ref() -> Self {
        static CONSTANTS: Constants = Constants {
            low: u32x4::splat(0xffff),
            half: f32x4::splat(0.5),
            units: [
                f32x4::splat(1.0 / 65_536.0),
                f32x4::splat(1.0 / 4_294_967_296.0),
            ],
            minus_two: f32x4::splat(-2.0),
            fine: u32x4::splat(0x3fff_ffff),
            middle: f32x4::splat(8_388_607.5),
            angle: f32x4::splat(std::f32::consts::FRAC_PI_4 / 8_388_608.0),
            root_half: f32x4::splat(std::f32::consts::FRAC_1_SQRT_2),
            sign: u32x4::splat(0x8000_0000),
        };
        Self {
            constants: opaque_ref(&CONSTANTS),
            ln: Ln::opaque_ref(),
            sin_cos: SinCos::opaque_ref(),
        }
    }

    /// Sixteen independent standard normals from sixteen uniform words: the radii from the first eight, the
    /// angles from the last eight. Resolution 2⁻³³, so that the largest value possible is 6.76.
    #[inline(always)]
    pub fn of(self, radius_words: u32x8, angle_words: u32x8) -> (f32x8, f32x8) {
        let by = self.constants;
        let words = |four: u32x4| cast::<[u32x4; 2], u32x8>([four; 2]);
        let low: i32x8 = cast(radius_words & words(by.low));
        let high: i32x8 = cast(radius_words >> 16);
        let u = f32x8::from_i32x8(high) * eight(by.units[0])
            + (f32x8::from_i32x8(low) + eight(by.half)) * eight(by.units[1]);
        let radius = (self.ln.of(u) * eight(by.minus_two)).sqrt();

        // Two bits choose the quadrant; the other thirty an angle in (−π/4, π/4), from the quadrant's middle.
        let fine: i32x8 = cast((angle_words & words(by.fine)) >> 6);
        let a = (f32x8::from_i32x8(fine) - eight(by.middle)) * eight(by.angle);
        let (sin, cos) = self.sin_cos.of(a);
        let radius = radius * eight(by.root_half);
        let flip_first: u32x8 = angle_words & words(by.sign);
        let flip_second: u32x8 = (angle_words << 1) & words(by.sign);
        let first: u32x8 = cast(radius * (cos - sin));
        let second: u32x8 = cast(radius * (cos + sin));
        (cast(first ^ flip_first), cast(second ^ flip_second))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extreme_words_give_finite_normals() {
        for radius in [0, 1, 0xffff, 0x1_0000, u32::MAX] {
            for angle in [0, 0x3fff_ffff, 0x4000_0000, u32::MAX] {
                let (a, b) = BoxMuller::opaque_ref().of(u32x8::splat(radius), u32x8::splat(angle));
                for z in [a, b] {
                    assert!(z.to_array()[0].abs() < 6.77);
                }
            }
        }
    }
}
