//! Pairs of reverse paths on the same noise, started close to each other about one place: do they come together or part?
//!
//! The noise of both is the same, so that their difference D grows by the drift's alone: ln(D′/D)/Δ, over a time Δ, tends
//! to the slope of the drift at the place as Δ → 0. Until then it is off by a series in Δ: paths have left the place by
//! √(2εΔ), where the slope is another, and steps are finite. Three Δ, each half of the one before, each in as many steps
//! and with the same normals, take the first two of its terms away (Richardson's extrapolation; derived for this project).
//! With the same normals paths of all three are each other's likeness, and most of chance goes with the first term.

use super::slope::{Slope, Steepest};
use crate::measure::chance;
use crate::noise::{Noise, Purpose};
use crate::points::Points;
use crate::sampler::{Sampler, Scheme, Walk};

/// Steps of each Δ.
const STEPS: usize = 6;
/// How many Δ there are.
const LEVELS: usize = 3;
/// The longest Δ: as a share of the time in which noise comes as far as the slope needs to change, and of t.
const SHARES: [f64; 2] = [0.04, 0.1];
/// Half of how far two paths are apart at first, beside the same length.
const APART: f64 = 1e-4;
/// What a difference of that size keeps of double precision, over the least Δ: an error that no chance shows.
const ROUNDING: f64 = 1e-8;
/// Pairs of paths; fewer for many data points.
const PAIRS: [usize; 2] = [300, 60];
/// More data points are many.
const MANY: usize = 8;
/// The noise is that of steps that no particle takes.
const STREAM: u64 = 6 << 20;

/// How fast pairs part, as paths show it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Growth {
    pub(super) t: f64,
    /// d ln D/ds; below 0 where they come together.
    pub(super) rate: f64,
    pub(super) error: f64,
}

/// How many pairs show it.
pub(super) fn count(epsilon: f64, points: usize) -> usize {
    match epsilon {
        0.0 => 1,
        _ if points > MANY => PAIRS[1],
        _ => PAIRS[0],
    }
}

/// How fast pairs part that start about the steepest place at time t, by their paths. `number` tells measurements of one
/// seed apart.
pub(super) fn growth(
    slope: &Slope,
    epsilon: f64,
    t: f64,
    from: &Steepest,
    [seed, number]: [u64; 2],
) -> Growth {
    let kernel = &slope.kernel;
    let process = kernel.process();
    let pairs = count(epsilon, kernel.points().len());
    // The slope changes over a length of 1/√(α² Var/S²), as far as noise comes in this time.
    let spread = kernel.spread(t);
    let square = 1.0 / (from.curvature + 1.0 / spread).max(1.0 / spread);
    let longest = (SHARES[0] * square).min(SHARES[1] * t);
    let half = APART * libm::sqrt(square);
    let noise = Noise::new(seed);
    let mut one = Points::zeros(pairs, 1);
    // ln(D′/D)/Δ of each pair, Δ after Δ.
    let mut rates = [(); LEVELS].map(|()| Vec::with_capacity(pairs));
    for (level, rates) in rates.iter_mut().enumerate() {
        let span = longest / f64::from(1u32 << level);
        let times = (0..=STEPS).map(|k| t - span * k as f64 / STEPS as f64);
        let scheme = Scheme {
            process,
            sampler: Sampler::Exponential,
            epsilon,
            times: times.collect(),
        };
        let rows: Vec<f64> = (0..2 * pairs)
            .map(|i| from.x + if i < pairs { half } else { -half })
            .collect();
        let apart = rows[0] - rows[pairs];
        let mut walk: Walk<f64> = Walk::new(Points::from_rows(&rows, 1));
        for k in 0..STEPS {
            walk.advance(&scheme.step(k), kernel, |z| {
                let stream = STREAM + number * STEPS as u64 + k as u64;
                noise.normals(Purpose::Step(stream), 0, &mut one);
                let (first, second) = z.axis_mut(0).split_at_mut(pairs);
                for (z, &one) in first.iter_mut().zip(one.axis(0)) {
                    *z = f64::from(one);
                }
                second.copy_from_slice(first);
            });
        }
        let (upper, lower) = walk.x.axis(0).split_at(pairs);
        let both = upper.iter().zip(lower);
        rates.extend(both.map(|(x, y)| libm::log((x - y) / apart) / span));
    }
    let [long, middle, short] = &rates;
    let taken = |i: usize| (8.0 * short[i] - 6.0 * middle[i] + long[i]) / 3.0;
    // With one term of the series taken away, and not two: how much the second is.
    let one_term = |i: usize| 2.0 * short[i] - middle[i];
    let mean = |of: &dyn Fn(usize) -> f64| (0..pairs).map(of).sum::<f64>() / pairs as f64;
    let rate = mean(&taken);
    let left = rate - mean(&one_term);
    // Where that is small by chance, what a third would be: each is smaller than the one before by the share that Δ is.
    let third = SHARES[0] * SHARES[0] * (rate - mean(&|i| short[i]));
    let variance = mean(&|i| (taken(i) - rate) * (taken(i) - rate));
    let chance = chance::student(pairs).unwrap_or(0.0);
    let deviation = libm::sqrt(variance / (pairs - 1).max(1) as f64);
    let rounded = ROUNDING * (1.0 + kernel.points().len() as f64) / spread.min(1.0);
    Growth {
        t,
        rate,
        error: libm::hypot(chance * deviation, left) + third.abs() + rounded,
    }
}

/// When the rate of growth is 0, of measurements at decreasing times, and its error: the first time at which pairs part
/// after they have come together, by a cubic in ln t through the four measurements about it. `None` where there is none.
pub(super) fn zero(measured: &[Growth]) -> Option<[f64; 2]> {
    let sign = |growth: &Growth| match growth.rate.abs() > 4.0 * growth.error {
        true if growth.rate > 0.0 => 1,
        true => -1,
        false => 0,
    };
    let first = measured.iter().position(|growth| sign(growth) == -1)?;
    let above = first
        + measured[first..]
            .iter()
            .position(|growth| sign(growth) == 1)?;
    // The last that comes together before it.
    let below = first
        + measured[first..above]
            .iter()
            .rposition(|growth| sign(growth) == -1)?;
    let ends = [measured[above].t, measured[below].t].map(libm::log);
    let last = measured.len().min(above + 2);
    let near = &measured[below.saturating_sub(1)..last];
    let root = |of: &[Growth]| {
        let [mut high, mut low] = ends;
        // Where it is above 0, and where below.
        for _ in 0..60 {
            let place = 0.5 * (low + high);
            if through(of, place) > 0.0 {
                high = place;
            } else {
                low = place;
            }
        }
        0.5 * (low + high)
    };
    let place = root(near);
    // The same without one or the other of the outer ones: what the interpolation errs by, or more.
    let fewer = [&near[1..], &near[..near.len() - 1]];
    let spans = |of: &&&[Growth]| {
        let [first, last] = [of[0].t, of[of.len() - 1].t];
        last <= measured[above].t && first >= measured[below].t
    };
    let moved = fewer.iter().filter(spans);
    let moved = moved.map(|of| (root(of) - place).abs());
    let moved = moved.reduce(f64::max).unwrap_or(0.5 * (ends[1] - ends[0]));
    let slope = (through(near, ends[0]) - through(near, ends[1])) / (ends[0] - ends[1]);
    let variance = (0..near.len()).map(|k| {
        let share = lagrange(near, k, place) * near[k].error / slope;
        share * share
    });
    let t = libm::exp(place);
    Some([t, t * libm::hypot(libm::sqrt(variance.sum()), moved)])
}

/// The polynomial through these measurements, as a function of ln t.
fn through(of: &[Growth], place: f64) -> f64 {
    let terms = of.iter().enumerate();
    terms
        .map(|(k, growth)| growth.rate * lagrange(of, k, place))
        .sum()
}

/// Lagrange's polynomial that is 1 at the k-th of them and 0 at the others.
fn lagrange(of: &[Growth], k: usize, place: f64) -> f64 {
    let places = of.iter().map(|growth| libm::log(growth.t)).enumerate();
    let own = libm::log(of[k].t);
    let others = places.filter(|&(j, _)| j != k);
    others.map(|(_, x)| (place - x) / (own - x)).product()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::Law;
    use crate::process::Process;

    #[test]
    fn pairs_part_at_the_drift_s_slope() {
        // 36 comparisons at five errors, most of which are not chance's.
        let law = Law::equal(Points::from_rows(&[-1.0, 1.0], 1));
        for process in [Process::Ou, Process::Heat] {
            let mut slope = Slope::new(process, &law);
            for epsilon in [0.0, 0.3, 1.0] {
                for t in [0.05, 0.2, 0.44, 0.6, 1.0, 2.5] {
                    let from = slope.steepest(t);
                    let exact = slope.of(epsilon, &from);
                    let measured = growth(&slope, epsilon, t, &from, [5, 3]);
                    let off = (measured.rate - exact).abs();
                    assert!(
                        off < 5.0 * measured.error,
                        "{process:?}, ε = {epsilon}, t = {t}: {measured:?} for {exact}"
                    );
                    assert!(
                        measured.error < 0.02 * (1.0 + exact.abs()),
                        "{measured:?} for {exact}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_zero_is_interpolated_with_its_error() {
        let of = |f: &dyn Fn(f64) -> f64, error: f64| {
            let times = (0..12).map(|k| 3.0 * libm::pow(0.8, f64::from(k)));
            let measured: Vec<Growth> = times
                .map(|t| Growth {
                    t,
                    rate: f(t),
                    error,
                })
                .collect();
            zero(&measured)
        };
        let [t, error] = of(&|t| 1.0 - t, 1e-9).unwrap();
        assert!((t - 1.0).abs() < error && error < 0.01, "{t} ± {error}");
        // An error of the measurements, over the slope.
        let [_, error] = of(&|t| 1.0 - t, 1e-2).unwrap();
        assert!((0.005..0.02).contains(&error), "{error}");
        assert!(of(&|_| 1.0, 1e-9).is_none());
        assert!(of(&|_| -1.0, 1e-9).is_none());
        // What parts first and then comes together has no such time.
        assert!(of(&|t| t - 1.0, 1e-9).is_none());
        assert!(of(&|t| 1e-3 * (1.0 - t), 1.0).is_none());
    }
}
