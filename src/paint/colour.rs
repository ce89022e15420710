//! Colours: those of the page, and perceptually uniform ramps between two of them.
//!
//! A ramp is a straight line in OKLab (Ottosson 2020), where equal distances look equally different.

/// Red, green, blue, each 0 … 255.
pub type Rgb = [u8; 3];

/// The page's colours, one meaning each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Colours {
    /// What everything stands on.
    pub background: Rgb,
    /// Data points.
    pub ink: Rgb,
    /// The forward process.
    pub forward: Rgb,
    /// The reverse process and the bridge.
    pub reverse: Rgb,
    /// x̄₀, the lighthouse.
    pub lighthouse: Rgb,
}

impl Default for Colours {
    fn default() -> Self {
        Self {
            background: [255, 255, 255],
            ink: [34, 34, 34],
            forward: [31, 96, 196],
            reverse: [190, 24, 120],
            lighthouse: [217, 139, 0],
        }
    }
}

/// A share `u` of the way from one colour to another.
pub(super) fn mix(from: Rgb, to: Rgb, u: f64) -> Rgb {
    let (from, to) = (to_oklab(from), to_oklab(to));
    from_oklab(std::array::from_fn(|c| from[c] * (1.0 - u) + to[c] * u))
}

/// 256 colours from `from` to `to`, as RGBA words in memory order.
pub(super) fn ramp(from: Rgb, to: Rgb) -> [[u8; 4]; 256] {
    let (from, to) = (to_oklab(from), to_oklab(to));
    std::array::from_fn(|i| {
        let u = i as f64 / 255.0;
        let mixed = std::array::from_fn(|c| from[c] * (1.0 - u) + to[c] * u);
        let [r, g, b] = from_oklab(mixed);
        [r, g, b, 255]
    })
}

/// A colour for the number `i`, different from its neighbours': hues a golden angle apart, at a lightness
/// and chroma that are read on light and dark.
pub(super) fn distinct(i: u32) -> Rgb {
    let hue = f64::from(i) * 2.399_963_229_728_653 + 0.6;
    from_oklab([0.66, 0.13 * libm::cos(hue), 0.13 * libm::sin(hue)])
}

fn to_oklab(rgb: Rgb) -> [f64; 3] {
    let [r, g, b] = rgb.map(|c| {
        let c = f64::from(c) / 255.0;
        if c <= 0.040_45 {
            c / 12.92
        } else {
            libm::pow((c + 0.055) / 1.055, 2.4)
        }
    });
    // By the power that is needed anyway.
    let cbrt = |x: f64| libm::pow(x, 1.0 / 3.0);
    let l = cbrt(0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b);
    let m = cbrt(0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b);
    let s = cbrt(0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b);
    [
        0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
        1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s,
        0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s,
    ]
}

/// The colour of a lightness and of a and b in Oklab, as sRGB.
pub(super) fn from_oklab([lightness, a, b]: [f64; 3]) -> Rgb {
    let cube = |x: f64| x * x * x;
    let l = cube(lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b);
    let m = cube(lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b);
    let s = cube(lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b);
    [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
    ]
    .map(|c| {
        let c = if c <= 0.003_130_8 {
            12.92 * c
        } else {
            1.055 * libm::pow(c, 1.0 / 2.4) - 0.055
        };
        (c * 255.0 + 0.5).clamp(0.0, 255.0) as u8
    })
}
