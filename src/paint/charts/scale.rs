//! One axis of a chart: where a number lies in pixels, and which numbers are written beside it.

use crate::study::Axis;

/// Beyond this, differences of two numbers of an axis could overflow.
const LARGEST: f64 = 1e300;
/// Numbers from here on are written with a power of ten.
const LONG: f64 = 1e5;

/// An axis laid over pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// The range; of the common logarithm where the axis is logarithmic. Finite, and `low < high`, always.
    low: f64,
    high: f64,
    log: bool,
    /// The pixels of `low` and of `high`.
    from: f64,
    to: f64,
}

/// A mark on an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Its pixel.
    pub at: f64,
    /// What is written there; nothing beside a lesser one.
    pub label: String,
}

impl Scale {
    /// The axis from pixel `from` to pixel `to`. A range in which nothing could be drawn (empty, reversed, not
    /// finite, or not above 0 on a logarithmic axis) is replaced by the nearest one in which something can.
    pub fn new(axis: &Axis, from: f64, to: f64) -> Self {
        let [low, high] = if axis.log {
            logarithms(axis.range)
        } else {
            widened(axis.range)
        };
        Self {
            low,
            high,
            log: axis.log,
            from,
            to,
        }
    }

    /// The pixel of a number; NaN for one that has no place on the axis.
    pub fn to_pixel(&self, x: f64) -> f64 {
        let x = match self.log {
            true if x > 0.0 => libm::log10(x),
            true => return f64::NAN,
            false => x,
        };
        self.from + (x - self.low) / (self.high - self.low) * (self.to - self.from)
    }

    /// The number at a pixel.
    pub fn to_number(&self, pixel: f64) -> f64 {
        let x = self.low + (pixel - self.from) / (self.to - self.from) * (self.high - self.low);
        if self.log { libm::pow(10.0, x) } else { x }
    }

    /// The pixel from which bars rise: that of 0, or of the lower end where 0 is not on the axis.
    pub fn base(&self) -> f64 {
        if self.log || self.low > 0.0 {
            self.from
        } else if self.high < 0.0 {
            self.to
        } else {
            self.to_pixel(0.0)
        }
    }

    /// Ticks in ascending order, written ones no closer than `apart` pixels.
    pub fn ticks(&self, apart: f64) -> Vec<Tick> {
        let length = (self.to - self.from).abs();
        let room = length / apart.max(1.0);
        if room.is_nan() || room < 1.0 {
            return Vec::new();
        }
        if self.log {
            self.log_ticks(room)
        } else {
            self.linear_ticks(room)
        }
    }

    fn linear_ticks(&self, room: f64) -> Vec<Tick> {
        let step = step((self.high - self.low) / room);
        // A little slack: an end that was meant to be a tick may miss it by a rounding.
        let slack = 1e-9 * (self.high - self.low) / step;
        let first = libm::ceil(self.low / step - slack);
        let last = libm::floor(self.high / step + slack);
        let largest = self.low.abs().max(self.high.abs());
        let mut ticks = Vec::new();
        let mut k = first;
        while k <= last && ticks.len() < 200 {
            let x = k * step;
            ticks.push(Tick {
                at: self.to_pixel(x),
                label: written(x, step, largest),
            });
            // Where numbers are so large that a step is lost in them, there is no further tick.
            if k + 1.0 == k {
                break;
            }
            k += 1.0;
        }
        ticks
    }

    fn log_ticks(&self, room: f64) -> Vec<Tick> {
        let slack = 1e-9 * (self.high - self.low);
        let first = libm::ceil(self.low - slack) as i64;
        let last = libm::floor(self.high + slack) as i64;
        let decades = self.high - self.low;
        let each = [1, 2, 3, 5, 10, 20, 50, 100, 200]
            .into_iter()
            .find(|&each| decades / each as f64 <= room);
        let each = each.unwrap_or(500);
        // Few decades: their parts too, and where not even two powers of ten are in sight, written.
        let parts = decades <= 4.0 && each == 1;
        let write_parts = last - first < 1 && room >= 3.0 * decades;
        let plain = first >= 0 && last <= 4 || !write_parts && first >= -1 && last <= 4;
        let mut ticks = Vec::new();
        for k in first - 1..=last {
            if parts {
                for part in 1..10 {
                    let at = k as f64 + libm::log10(f64::from(part));
                    let inside = at >= self.low - slack && at <= self.high + slack;
                    let is_written = part == 1 || (write_parts && (part == 2 || part == 5));
                    if inside {
                        let label = match is_written {
                            true => power(part, k, plain),
                            false => String::new(),
                        };
                        ticks.push(self.log_tick(at, label));
                    }
                }
            } else if k >= first && k.rem_euclid(each) == 0 {
                ticks.push(self.log_tick(k as f64, power(1, k, plain)));
            }
        }
        ticks
    }

    fn log_tick(&self, logarithm: f64, label: String) -> Tick {
        let share = (logarithm - self.low) / (self.high - self.low);
        Tick {
            at: self.from + share * (self.to - self.from),
            label,
        }
    }
}

/// A range with something in it.
fn widened([low, high]: [f64; 2]) -> [f64; 2] {
    let bounded = |x: f64| x.clamp(-LARGEST, LARGEST);
    let [low, high] = match (low.is_nan(), high.is_nan()) {
        (true, true) => [0.0, 1.0],
        (true, false) => [high - 1.0, high],
        (false, true) => [low, low + 1.0],
        (false, false) => [low.min(high), low.max(high)],
    }
    .map(bounded);
    let half = 1e-9 * low.abs().max(high.abs());
    if high - low > half {
        [low, high]
    } else if low == 0.0 {
        [-0.5, 0.5]
    } else {
        [low - 0.1 * low.abs(), high + 0.1 * high.abs()]
    }
}

/// The common logarithms of a range with something in it.
fn logarithms([low, high]: [f64; 2]) -> [f64; 2] {
    let usable = |x: f64| x > 0.0 && x.is_finite();
    let (low, high) = match (usable(low), usable(high)) {
        (true, true) => (low.min(high), low.max(high)),
        (true, false) => (low, 1e3 * low),
        (false, true) => (1e-3 * high, high),
        (false, false) => (1e-3, 1.0),
    };
    let [low, high] = [low, high].map(|x| libm::log10(x.clamp(1.0 / LARGEST, LARGEST)));
    if high - low > 1e-3 {
        [low, high]
    } else {
        [low - 0.5, high + 0.5]
    }
}

/// The least of 1, 2 or 5 times a power of ten that is at least `wanted`.
fn step(wanted: f64) -> f64 {
    let power = libm::pow(10.0, libm::floor(libm::log10(wanted)));
    let fitting = [1.0, 2.0, 5.0].map(|step| step * power);
    let fitting = fitting
        .into_iter()
        .find(|&step| step >= wanted * (1.0 - 1e-9));
    fitting.unwrap_or(10.0 * power)
}

/// A tick's number with no more digits than the step needs, and a true minus sign.
fn written(x: f64, step: f64, largest: f64) -> String {
    if x.abs() < 0.5 * step {
        return "0".into();
    }
    if largest >= LONG || step < 1e-4 {
        let power = libm::floor(libm::log10(largest));
        let digits = (power - libm::floor(libm::log10(step) + 1e-9)).clamp(0.0, 6.0) as usize;
        let mantissa = x / libm::pow(10.0, power);
        return format!("{mantissa:.digits$}·10{}", superscript(power as i64))
            .replace('-', "\u{2212}");
    }
    let digits = (-libm::floor(libm::log10(step) + 1e-9)).clamp(0.0, 6.0) as usize;
    format!("{x:.digits$}").replace('-', "\u{2212}")
}

/// `part`·10^k; as a plain number where all powers on the axis are short ones.
fn power(part: i32, k: i64, plain: bool) -> String {
    if plain {
        return match k {
            0.. => (i64::from(part) * 10i64.pow(k as u32)).to_string(),
            _ => format!(
                "{:.*}",
                -k as usize,
                f64::from(part) * libm::pow(10.0, k as f64)
            ),
        };
    }
    match (part, k) {
        (_, 0) => part.to_string(),
        (1, _) => format!("10{}", superscript(k)),
        _ => format!("{part}·10{}", superscript(k)),
    }
}

fn superscript(k: i64) -> String {
    let raised = |digit: char| match digit {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '0' => '⁰',
        other => char::from_u32(0x2070 + (other as u32 - '0' as u32)).unwrap_or(other),
    };
    k.to_string().chars().map(raised).collect()
}
