//! 2^x, ln and the two normals of Box and Muller, eight lanes at a time; 2^x also four.
//!
//! Only additions, multiplications, square roots and integer operations: those give the same bits in every
//! browser and natively, which no library of transcendental functions promises (several fuse multiply and
//! add where the machine can). Polynomials are those of Cephes (Moshier) and Taylor's; the bounds are tested.

use bytemuck::cast;
use std::hint::black_box;
use wide::{f32x4, f32x8, i32x4, i32x8, u32x8};

/// How many lanes there are.
pub const LANES: usize = 8;

/// Lower than any exponent that occurs, and far from overflow when differences are formed.
pub const LOWEST: f32 = -1e30;

/// Exponents of 2 below this count as this: far above the subnormal range, whose arithmetic is several
/// times slower on some machines, and far below anything that a sum of 10⁵ terms notices (2⁻⁸⁶ ≈ 1e-26).
pub const SMALLEST_EXPONENT: f32 = -86.0;

/// 1.5 · 2²³: adding it to a small number rounds that number to an integer in the low bits.
const ROUND: f32 = 12_582_912.0;

/// Eight numbers from `from` on, those past the end repeating the last.
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

/// Four numbers from `from` on, all of which are there.
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
#[cfg(feature = "lab")]
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
pub fn at_hand<T>(constants: &'static T) -> &'static T {
    black_box(constants)
}

/// 2^x, with its constants [`at_hand`].
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
    pub fn at_hand() -> Self {
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
        *at_hand(&CONSTANTS)
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

/// ln x for normal x in (0, 1], absolute error below 3e-7 and relative error below 3e-7 away from 1.
#[inline(always)]
fn ln(x: f32x8) -> f32x8 {
    let bits: i32x8 = cast(x);
    // x = 2^e m with m in [√½, √2): subtracting the bits of √½ first makes the split there.
    let offset = bits - i32x8::splat(0x3f35_04f3);
    let exponent = offset >> 23;
    let mantissa: f32x8 = cast(bits - (exponent << 23));
    let e = f32x8::from_i32x8(exponent);
    let r = mantissa - f32x8::splat(1.0);
    let mut p = f32x8::splat(7.037_683_6e-2);
    for coefficient in [
        -1.151_461e-1,
        1.167_699_9e-1,
        -1.242_014_1e-1,
        1.424_932_3e-1,
        -1.666_805_8e-1,
        2.000_071_5e-1,
        -2.499_999_4e-1,
        3.333_333e-1,
    ] {
        p = p * r + f32x8::splat(coefficient);
    }
    let r2 = r * r;
    let tail = p * r * r2 + e * f32x8::splat(-2.121_944_4e-4) - r2 * f32x8::splat(0.5);
    r + tail + e * f32x8::splat(0.693_359_4)
}

/// Sixteen independent standard normals from sixteen uniform words: the radii from the first eight, the
/// angles from the last eight. Resolution 2⁻³³, so that the largest value possible is 6.76.
#[inline(always)]
pub fn box_muller(radius_words: u32x8, angle_words: u32x8) -> (f32x8, f32x8) {
    let low: i32x8 = cast(radius_words & u32x8::splat(0xffff));
    let high: i32x8 = cast(radius_words >> 16);
    let u = f32x8::from_i32x8(high) * f32x8::splat(1.0 / 65_536.0)
        + (f32x8::from_i32x8(low) + f32x8::splat(0.5)) * f32x8::splat(1.0 / 4_294_967_296.0);
    let radius = (ln(u) * f32x8::splat(-2.0)).sqrt();

    // Two bits choose the quadrant; the other thirty an angle in (−π/4, π/4), from the quadrant's middle.
    let fine: i32x8 = cast((angle_words & u32x8::splat(0x3fff_ffff)) >> 6);
    let a = (f32x8::from_i32x8(fine) - f32x8::splat(8_388_607.5))
        * f32x8::splat(std::f32::consts::FRAC_PI_4 / 8_388_608.0);
    let (sin, cos) = sin_cos(a);
    let radius = radius * f32x8::splat(std::f32::consts::FRAC_1_SQRT_2);
    let sign = u32x8::splat(0x8000_0000);
    let flip_first: u32x8 = angle_words & sign;
    let flip_second: u32x8 = (angle_words << 1) & sign;
    let first: u32x8 = cast(radius * (cos - sin));
    let second: u32x8 = cast(radius * (cos + sin));
    (cast(first ^ flip_first), cast(second ^ flip_second))
}

/// (sin a, cos a) for |a| ≤ π/4, error below 2e-7.
#[inline(always)]
fn sin_cos(a: f32x8) -> (f32x8, f32x8) {
    let q = a * a;
    let sin = ((f32x8::splat(-1.951_529_6e-4) * q + f32x8::splat(8.332_161e-3)) * q
        + f32x8::splat(-1.666_665_5e-1))
        * q
        * a
        + a;
    let cos = ((f32x8::splat(2.443_315_7e-5) * q + f32x8::splat(-1.388_731_6e-3)) * q
        + f32x8::splat(4.166_664_6e-2))
        * q
        * q
        - q * f32x8::splat(0.5)
        + f32x8::splat(1.0);
    (sin, cos)
}

/// cos a for |a| ≤ 10⁴, error below 3e-7 and the rounding of a.
#[cfg(feature = "lab")]
#[inline(always)]
pub fn cos(a: f32x8) -> f32x8 {
    // a = n π/2 + r with |r| ≤ π/4, π/2 in three parts of which the first two have zeros at their end.
    let shifted = a * f32x8::splat(std::f32::consts::FRAC_2_PI) + f32x8::splat(ROUND);
    let n = shifted - f32x8::splat(ROUND);
    let r = a - n * f32x8::splat(1.570_312_5);
    let r = r - n * f32x8::splat(4.837_513e-4);
    let r = r - n * f32x8::splat(7.549_79e-8);
    let (sin, cos) = sin_cos(r);
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

    /// Every representable kind of argument, a few thousand of each, against libm in double precision.
    fn sweep(from: f32, to: f32, count: usize) -> impl Iterator<Item = f32> {
        (0..count).map(move |i| from + (to - from) * (i as f32 / (count - 1) as f32))
    }

    #[test]
    fn exp2_is_good_to_3e_6() {
        let exp2 = Exp2::at_hand();
        for x in sweep(SMALLEST_EXPONENT, 0.0, 100_001) {
            let got = exp2.of(f32x8::splat(x)).to_array()[3];
            let exact = libm::exp2(f64::from(x));
            assert!((f64::from(got) / exact - 1.0).abs() < 3e-6, "2^{x} = {got}");
        }
        assert_eq!(exp2.of(f32x8::splat(0.0)).to_array()[0], 1.0);
        let floor = exp2.of(f32x8::splat(-1e9)).to_array()[0];
        assert!(floor > 1e-27 && floor < 1e-25);
    }

    #[test]
    fn ln_is_good_to_3e_7() {
        for exponent in -33..=0 {
            for m in sweep(0.5, 1.0, 4_001) {
                let x = m * libm::exp2f(exponent as f32);
                let got = f64::from(ln(f32x8::splat(x)).to_array()[0]);
                let exact = libm::log(f64::from(x));
                let bound = 3e-7 * exact.abs().max(1e-3) + 1e-9;
                assert!(
                    (got - exact).abs() < bound.max(3e-7 * exact.abs()),
                    "ln {x} = {got}"
                );
            }
        }
        assert_eq!(ln(f32x8::splat(1.0)).to_array()[0], 0.0);
    }

    #[test]
    fn sine_and_cosine_are_good_to_2e_7() {
        for a in sweep(
            -std::f32::consts::FRAC_PI_4,
            std::f32::consts::FRAC_PI_4,
            20_001,
        ) {
            let (sin, cos) = sin_cos(f32x8::splat(a));
            let (sin, cos) = (f64::from(sin.to_array()[0]), f64::from(cos.to_array()[0]));
            assert!((sin - libm::sin(f64::from(a))).abs() < 2e-7);
            assert!((cos - libm::cos(f64::from(a))).abs() < 2e-7);
        }
    }

    /// Rounding of a: half a unit in the last place of 10⁴ would be 5e-4; the argument itself is exact here, and the
    /// reduction loses about n·2e-11 for its third part.
    #[cfg(feature = "lab")]
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

    #[test]
    fn the_extreme_words_give_finite_normals() {
        for radius in [0, 1, 0xffff, 0x1_0000, u32::MAX] {
            for angle in [0, 0x3fff_ffff, 0x4000_0000, u32::MAX] {
                let (a, b) = box_muller(u32x8::splat(radius), u32x8::splat(angle));
                for z in [a, b] {
                    assert!(z.to_array()[0].abs() < 6.77);
                }
            }
        }
    }
}
