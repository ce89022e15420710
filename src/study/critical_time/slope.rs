//! Where the reverse drift is steepest, and when its slope there turns from below 0 to above.
//!
//! The drift of dX = (cX + (1 + ε)∇log ρ) ds + √(2ε) dB, c = 1 for OU and 0 for the heat flow, has the slope
//! c + (1 + ε) ∂²log ρ: ε scales the score alone, so it is steepest at one place for all ε. For two points m ± a of equal
//! weight and width b that is the middle αm, at which with S = α²b² + σ² (derived for this project)
//!
//! ∂²log ρ(αm, t) = (α²a²/S − 1)/S,
//!
//! and the slope is 0 where cS² = (1 + ε)(S − α²a²). For OU and q = e^{−2t}, S = 1 − βq with β = 1 − b²:
//!
//! β²q² + ((1 + ε)(β + a²) − 2β) q − ε = 0,
//!
//! of which for atoms (β = 1) one root lies in [0, 1): q = −B + √(B² + ε), B = ((1 + ε)(1 + a²) − 2)/2; and B = ε at a = 1.
//! For the heat flow S = a², t = (a² − b²)/2, whatever ε: there the drift is (1 + ε) times the score, and the middle turns
//! where ρ itself gets a valley there.

use crate::denoiser::Kernel;
use crate::law::Law;
use crate::process::Process;

/// Weights as equal as this are equal.
const EQUAL: f64 = 1e-12;
/// Places that are looked at for the steepest one.
const PLACES: usize = 240;
/// Steps of the search between their neighbours, each 0.62 of the one before.
const SEARCH: usize = 24;
/// (√5 − 1)/2.
const GOLDEN: f64 = 0.618_033_988_749_894_9;
/// The interval that a zero is in is halved until it is this small beside its time, or so often.
const PRECISE: f64 = 1e-8;
const HALVINGS: usize = 60;
/// A slope this small beside the terms that it is the difference of is 0.
const ROUNDING: f64 = 1e-12;

/// Two data points of equal weight.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    /// m, half way between them.
    middle: f64,
    /// a, half of how far they are apart.
    pub(super) half: f64,
}

/// The place at which the drift is steepest.
#[derive(Clone, Copy, Debug)]
pub(super) struct Steepest {
    pub(super) x: f64,
    /// ∂²log ρ there.
    pub(super) curvature: f64,
}

/// What is known of the drift of one law's reverse processes.
pub(super) struct Slope {
    pub(super) kernel: Kernel,
    /// `None` where the data are no such pair.
    pub(super) pair: Option<Pair>,
    sorted: Vec<f64>,
    lambda: Vec<f64>,
}

impl Slope {
    pub(super) fn new(process: Process, law: &Law) -> Self {
        let mut sorted = law.points().axis(0).to_vec();
        sorted.sort_by(f64::total_cmp);
        let shares = law.shares();
        let pair = match sorted[..] {
            [low, high] if (shares[0] - shares[1]).abs() < EQUAL => Some(Pair {
                middle: 0.5 * (low + high),
                half: 0.5 * (high - low),
            }),
            _ => None,
        };
        Self {
            kernel: Kernel::of(process, law),
            pair,
            sorted,
            lambda: Vec::new(),
        }
    }

    /// c.
    fn confinement(&self) -> f64 {
        match self.kernel.process() {
            Process::Ou => 1.0,
            Process::Heat => 0.0,
        }
    }

    /// ∂²log ρ(x, t), t > 0.
    fn curvature(&mut self, x: f64, t: f64) -> f64 {
        let place = [x];
        let posterior = self.kernel.posterior(&place, t, &mut self.lambda);
        posterior.score_divergence()
    }

    /// What looking for the steepest place costs, in nanoseconds or so.
    pub(super) fn cost(&self) -> f64 {
        let n = self.sorted.len() as f64;
        match self.pair {
            Some(_) => 200.0,
            None => 15.0 * n * (PLACES as f64 + n + SEARCH as f64),
        }
    }

    /// Where the drift is steepest at time t > 0.
    pub(super) fn steepest(&mut self, t: f64) -> Steepest {
        let alpha = self.kernel.process().alpha(t);
        if let Some(pair) = self.pair {
            let spread = self.kernel.spread(t);
            let pulled = alpha * alpha * pair.half * pair.half / spread;
            return Steepest {
                x: alpha * pair.middle,
                curvature: (pulled - 1.0) / spread,
            };
        }
        let deviation = libm::sqrt(self.kernel.spread(t));
        let (first, last) = (self.sorted[0], self.sorted[self.sorted.len() - 1]);
        let [low, high] = [alpha * first - deviation, alpha * last + deviation];
        let evenly = (0..=PLACES).map(|k| low + (high - low) * k as f64 / PLACES as f64);
        let between = self.sorted.windows(2);
        let between = between.map(|two| 0.5 * alpha * (two[0] + two[1]));
        let mut places: Vec<f64> = evenly.chain(between).collect();
        places.sort_by(f64::total_cmp);
        let values: Vec<f64> = places.iter().map(|&x| self.curvature(x, t)).collect();
        let best =
            (0..places.len()).fold(0, |best, k| if values[k] > values[best] { k } else { best });
        let found = Steepest {
            x: places[best],
            curvature: values[best],
        };
        let ends = [best.saturating_sub(1), (best + 1).min(places.len() - 1)];
        self.search(ends.map(|k| places[k]), t, found)
    }

    /// The best of `found` and what golden section finds between the ends.
    fn search(&mut self, [mut low, mut high]: [f64; 2], t: f64, mut found: Steepest) -> Steepest {
        for _ in 0..SEARCH {
            let inner = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
            let [a, b] = inner.map(|x| Steepest {
                x,
                curvature: self.curvature(x, t),
            });
            if a.curvature > b.curvature {
                high = b.x;
            } else {
                low = a.x;
            }
            for one in [a, b] {
                if one.curvature > found.curvature {
                    found = one;
                }
            }
        }
        found
    }

    /// The drift's slope where it is steepest.
    pub(super) fn of(&self, epsilon: f64, steepest: &Steepest) -> f64 {
        self.confinement() + (1.0 + epsilon) * steepest.curvature
    }

    /// −1, 0 or 1 as it is below 0, 0 to rounding, or above.
    fn sign(&self, epsilon: f64, t: f64, steepest: &Steepest) -> i32 {
        let slope = self.of(epsilon, steepest);
        let terms = self.confinement() + (1.0 + epsilon) / self.kernel.spread(t);
        if slope.abs() <= ROUNDING * terms {
            0
        } else if slope > 0.0 {
            1
        } else {
            -1
        }
    }

    /// The first time, of decreasing ones with what is steepest at each, from which on the slope is above 0 after it was
    /// below: when the reverse process comes to it. `None` where there is none.
    pub(super) fn turns(&mut self, epsilon: f64, known: &[(f64, Steepest)]) -> Option<f64> {
        let mut stable = None;
        for (t, steepest) in known {
            match self.sign(epsilon, *t, steepest) {
                -1 => stable = Some(*t),
                1 => return self.zero(epsilon, [*t, stable?]),
                _ => {}
            }
        }
        None
    }

    /// When the slope is 0, between a time at which it is above and a later one at which it is below.
    fn zero(&mut self, epsilon: f64, [mut above, mut below]: [f64; 2]) -> Option<f64> {
        if self.pair.is_some() {
            let closed = self.closed(epsilon);
            return closed.filter(|&t| {
                let rounded = 1e-9 * below;
                above - rounded <= t && t <= below + rounded
            });
        }
        for _ in 0..HALVINGS {
            let t = libm::sqrt(above * below);
            if below - above < PRECISE * below {
                break;
            }
            let steepest = self.steepest(t);
            if self.of(epsilon, &steepest) > 0.0 {
                above = t;
            } else {
                below = t;
            }
        }
        Some(libm::sqrt(above * below))
    }

    /// The critical time of a pair in closed form, see this file's head; `None` where there is none. Of the two roots in q one
    /// at most is positive, and the slope is below 0 before it, where q is less.
    pub(super) fn closed(&self, epsilon: f64) -> Option<f64> {
        let (square, width) = (self.pair?.half * self.pair?.half, self.kernel.width());
        match self.kernel.process() {
            Process::Heat => Some(0.5 * (square - width * width)).filter(|&t| t > 0.0),
            Process::Ou => {
                let beta = 1.0 - width * width;
                // β²q² + 2Bq − ε = 0: the root next to 0 first, in the form that does not cancel.
                let b = 0.5 * ((1.0 + epsilon) * (beta + square) - 2.0 * beta);
                let root = libm::sqrt(b * b + beta * beta * epsilon);
                let q = if b > 0.0 {
                    epsilon / (b + root)
                } else if beta != 0.0 {
                    (root - b) / (beta * beta)
                } else {
                    return None;
                };
                (q > 0.0 && q < 1.0).then(|| -0.5 * libm::log(q))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::points::Points;

    fn pair(process: Process, half: f64, middle: f64, width: f64) -> Slope {
        let rows = [middle - half, middle + half];
        let law = Law::equal(Points::from_rows(&rows, 1)).with_width(width);
        Slope::new(process, &law)
    }

    #[test]
    fn critical_times_are_where_a_finite_difference_of_the_kernel_s_drift_is_zero() {
        let mut seen = 0;
        for process in [Process::Ou, Process::Heat] {
            for half in [0.3, 0.7, 1.0, 2.5] {
                for width in [0.0, 0.2, 0.9] {
                    for epsilon in [0.0, 0.2, 1.0, 2.0] {
                        let slope = pair(process, half, 0.4, width);
                        let Some(t) = slope.closed(epsilon) else {
                            continue;
                        };
                        let c = slope.confinement();
                        let drift = |x: f64| {
                            let (place, mut lambda) = ([x], Vec::new());
                            let posterior = slope.kernel.posterior(&place, t, &mut lambda);
                            c * x + (1.0 + epsilon) * posterior.score()[0]
                        };
                        // A symmetric difference: its error is h²/6 times the third derivative, which is below 2(α a/S)⁴(1 + ε),
                        // and the rounding of the drift's terms over h.
                        let (alpha, s) = (process.alpha(t), slope.kernel.spread(t));
                        let h = 1e-4 * libm::sqrt(s);
                        let middle = 0.4 * alpha;
                        let difference = (drift(middle + h) - drift(middle - h)) / (2.0 * h);
                        let third = 2.0 * (1.0 + epsilon) * libm::pow(alpha * half / s, 4.0);
                        let size = (middle.abs() + h + alpha * half) * (c + (1.0 + epsilon) / s);
                        let error = h * h / 6.0 * third + 16.0 * f64::EPSILON * size / h;
                        assert!(
                            difference.abs() < error,
                            "{process:?}, a = {half}, b = {width}, ε = {epsilon}: {difference:e} at {t}"
                        );
                        seen += 1;
                    }
                }
            }
        }
        assert!(seen > 60, "{seen}");
    }

    #[test]
    fn at_one_the_root_is_that_of_the_formula_and_without_noise_there_is_none() {
        let slope = pair(Process::Ou, 1.0, 0.0, 0.0);
        for epsilon in [1e-6f64, 0.2, 1.0, 2.0] {
            let q = -epsilon + (epsilon * epsilon + epsilon).sqrt();
            let t = slope.closed(epsilon).unwrap();
            // −ε + √(ε² + ε) as it is written cancels up to half of the digits of a small ε.
            assert!((t + 0.5 * q.ln()).abs() < 1e-9, "{epsilon}: {t}");
        }
        assert_eq!(slope.closed(0.0), None);
        // As ε grows the time falls to that at which ρ gets a valley in the middle.
        assert!((slope.closed(1e9).unwrap() - 0.5 * 2f64.ln()).abs() < 1e-8);
        // Nearer points have a critical time without noise too: q = 1 − a².
        let near = pair(Process::Ou, 0.6, 0.0, 0.0).closed(0.0).unwrap();
        assert!((near + 0.5 * 0.64f64.ln()).abs() < 1e-15);
    }

    #[test]
    fn the_heat_flow_s_critical_time_is_one_for_all() {
        for epsilon in [0.0, 0.3, 1.0] {
            let t = pair(Process::Heat, 1.5, -2.0, 0.5).closed(epsilon);
            assert_eq!(t, Some(1.0));
        }
        assert_eq!(pair(Process::Heat, 0.5, 0.0, 0.5).closed(1.0), None);
    }

    #[test]
    fn a_search_finds_the_middle_and_the_time_of_a_pair() {
        // The same two points, one of them given twice with half of its weight: no pair by count.
        let rows = [-1.0, 1.0, 1.0];
        let law = Law::new(Points::from_rows(&rows, 1), vec![2.0, 1.0, 1.0]);
        for process in [Process::Ou, Process::Heat] {
            let (mut general, closed) = (Slope::new(process, &law), pair(process, 1.0, 0.0, 0.0));
            let times = (0..40).map(|k| 2.0 * libm::pow(0.9, f64::from(k)));
            let known: Vec<_> = times.map(|t| (t, general.steepest(t))).collect();
            for epsilon in [0.3, 1.0] {
                let t = general.turns(epsilon, &known).unwrap();
                // The interval is halved down to 1e-8 of the time, and a maximum is found to second order.
                let exact = closed.closed(epsilon).unwrap();
                assert!((t / exact - 1.0).abs() < 1e-8, "{t} for {exact}");
            }
        }
    }
}
