//! The least and the largest divergence over all places, time by time.

use super::Bounds;
use crate::study::chart::Clock;
use crate::study::{Axis, Chart, Ink, Report, Series, SeriesId};
use crate::words::short;

/// Times, evenly spread in their logarithms.
const TIMES: usize = 61;
/// Places along each axis: on a line, and in the plane.
const PLACES: [usize; 2] = [161, 33];
/// More data points than these, and the places where two of them are in balance are not looked for in pairs.
const MOST_PAIRED: usize = 40;
/// What all other data points together weigh at the place where the outermost one decides alone: e^{−60}.
const ALONE: f64 = 60.0;
/// A direction in which no two points of a regular figure are equally far out.
const OUTWARD: [f64; 2] = [0.8, 0.6];

/// What was seen at a time, or at all times.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extremes {
    /// The least divergence, in the unit of the bounds.
    pub(super) least: f64,
    /// The largest.
    pub(super) largest: f64,
    /// The largest tr Cov, as a share of its upper bound.
    pub(super) share: f64,
}

impl Extremes {
    pub(super) const NONE: Self = Self {
        least: f64::INFINITY,
        largest: f64::NEG_INFINITY,
        share: 0.0,
    };

    pub(super) fn see(&mut self, bounds: &Bounds, indecision: f64, t: f64) {
        let here = bounds.scaled(indecision, t);
        self.least = self.least.min(here);
        self.largest = self.largest.max(here);
        let d = bounds.dim();
        let most = bounds.diameter * bounds.diameter * d / (2.0 * (d + 1.0));
        if most > 0.0 {
            // The bound holds for exact arithmetic; the last digits of a sum of λ are not its business.
            self.share = self.share.max((indecision / most).min(1.0));
        }
    }

    fn join(&mut self, other: &Self) {
        self.least = self.least.min(other.least);
        self.largest = self.largest.max(other.largest);
        self.share = self.share.max(other.share);
    }
}

pub(super) struct Scan {
    times: [f64; TIMES],
    found: Vec<Extremes>,
    all: Extremes,
    /// The least over x, and how far the largest is above the lower bound.
    least: SeriesId,
    above: SeriesId,
    /// Pairs of data points of which one may take over from the other.
    pairs: Vec<[usize; 2]>,
    /// The outermost data point, how much farther out it is than the next, and the largest ln (w_j/w_i) of another.
    outermost: (usize, f64, f64),
}

impl Scan {
    pub(super) fn new(report: &mut Report, bounds: &Bounds, t_star: f64, t_min: f64) -> Self {
        let last = if t_min > 0.0 {
            t_min
        } else {
            (1e-4 * t_star).min(1e-3)
        };
        let times = std::array::from_fn(|k| {
            let u = k as f64 / (TIMES - 1) as f64;
            last * libm::pow(t_star / last, u)
        });
        let [least, above] = charts(report, bounds, &times);
        Self {
            times,
            found: Vec::new(),
            all: Extremes::NONE,
            least,
            above,
            pairs: pairs(bounds),
            outermost: outermost(bounds),
        }
    }

    pub(super) fn is_complete(&self) -> bool {
        self.found.len() == self.times.len()
    }

    /// At all times so far; `None` before the first.
    pub(super) fn seen(&self) -> Option<Extremes> {
        (!self.found.is_empty()).then_some(self.all)
    }

    /// One more time; false if there is none.
    pub(super) fn work(
        &mut self,
        bounds: &Bounds,
        lambda: &mut Vec<f64>,
        report: &mut Report,
    ) -> bool {
        let Some(&t) = self.times.get(self.found.len()) else {
            return false;
        };
        let kernel = &bounds.kernel;
        let (process, points) = (kernel.process(), kernel.points());
        let (alpha, spread) = (process.alpha(t), kernel.spread(t));
        let dim = points.dim();
        let margin = 3.0 * libm::sqrt(spread);
        let ends: Vec<[f64; 2]> = (0..dim)
            .map(|j| {
                let [low, high] = points.bounds(j);
                [alpha * low - margin, alpha * high + margin]
            })
            .collect();
        let mut found = Extremes::NONE;
        let mut see = |x: &[f64]| {
            let indecision = kernel.posterior(x, t, lambda).indecision();
            found.see(bounds, indecision, t);
        };
        let side = PLACES[usize::from(dim > 1)];
        let mut x = vec![0.0; dim];
        for k in 0..side.pow(dim.min(2) as u32) {
            for (j, x) in x.iter_mut().enumerate() {
                let at = k / side.pow(j as u32) % side;
                let [low, high] = ends[j];
                *x = low + (high - low) * at as f64 / (side - 1) as f64;
            }
            see(&x);
        }
        // On a grid the narrow walls between cells are missed.
        for &[i, j] in &self.pairs {
            let apart: Vec<f64> = (0..dim)
                .map(|k| points.at(j, k) - points.at(i, k))
                .collect();
            let square: f64 = apart.iter().map(|d| d * d).sum();
            let lead = kernel.log_weights()[i] - kernel.log_weights()[j];
            let shift = spread * lead / (alpha * square);
            for (k, x) in x.iter_mut().enumerate() {
                let middle = 0.5 * (points.at(i, k) + points.at(j, k));
                *x = alpha * middle + shift * apart[k];
            }
            if x.iter().all(|x| x.is_finite()) {
                see(&x);
            }
        }
        // And each data point's own place.
        for i in 0..points.len().min(MOST_PAIRED) {
            for (k, x) in x.iter_mut().enumerate() {
                *x = alpha * points.at(i, k);
            }
            see(&x);
        }
        // Far outside, x = αx_i + r n, the others weigh Σ_j (w_j/w_i) e^{−(αr n·(x_i − x_j) + …)/S}, and … is not
        // negative. So far that exponents are not exact any more it is not needed: there α² tr Cov is nothing beside S.
        let (i, ahead, lead) = self.outermost;
        let count = points.len() as f64;
        let far = spread * (ALONE + lead + libm::log(count)) / (alpha * ahead);
        if far * far * f64::EPSILON < spread {
            let outward = if dim == 1 { &[1.0][..] } else { &OUTWARD[..] };
            for (k, x) in x.iter_mut().enumerate() {
                *x = alpha * points.at(i, k) + far * outward[k];
            }
            see(&x);
        }
        self.all.join(&found);
        self.found.push(found);
        report[self.least].push(t, found.least);
        let above = found.largest - bounds.at(t)[0];
        if above > 0.0 {
            report[self.above].push(t, above);
        }
        true
    }
}

/// Two charts of all times, and what is measured in them: the least, and how far the largest is above the lower bound.
fn charts(report: &mut Report, bounds: &Bounds, times: &[f64; TIMES]) -> [SeriesId; 2] {
    let name = bounds.name();
    let (first, last) = (times[0], times[TIMES - 1]);
    let floor = bounds.floor();
    let (below, symbol) = if bounds.is_heat() {
        ("−d/2", "−d/(2t)")
    } else {
        ("−d", "−d/σ²")
    };
    let time = || Axis::log("t", first, last);
    let (lower, [least, _]) = report.chart_of(
        Chart::new(
            "The lower bound, time by time",
            &format!(
                "The least {name} over all x: the bound is {below}, that is div s ≥ {symbol}. {}",
                if bounds.kernel.spread(0.0) > 0.0 {
                    "With a width it is not met."
                } else {
                    "It is met far outside the data at every t, and never passed."
                }
            ),
            time(),
            Axis::linear(&format!("min over x of {name}"), 1.4 * floor, -0.4 * floor),
        ),
        [
            Series::line("the least over x", Ink::Forward),
            Series::dashed(&format!("bound {below}"), Ink::Ink)
                .with([first, last].map(|t| (t, floor))),
        ],
    );
    if bounds.kernel.spread(0.0) > 0.0 {
        let curve = times.iter().map(|&t| (t, bounds.at(t)[0]));
        let series = Series::dashed("with the width (derived here)", Ink::Soft);
        report.series(lower, series.with(curve));
    }
    report.series(lower, Series::clock(Clock::Time));
    let upper_of = |t: f64| (bounds.at(t)[1] - bounds.at(t)[0]).max(1e-12);
    let tops = times.iter().map(|&t| upper_of(t));
    let [low, high] = tops.fold([f64::INFINITY, 0.0f64], |[a, b], x| [a.min(x), b.max(x)]);
    let label = if bounds.kernel.spread(0.0) > 0.0 {
        format!("max over x of {name}, above its least")
    } else if bounds.is_heat() {
        "max over x of t·div s + d/2".into()
    } else {
        "max over x of σ² div s + d".into()
    };
    let (_, [above, _, _]) = report.chart_of(Chart::new(
            "The upper bound, time by time",
            &if bounds.diameter == 0.0 {
                "One data point: nothing rises above the lower bound.".to_owned()
            } else {
                format!(
                    "How far {name} rises above the lower bound, at most over x; dashed the bound for points of diameter \
                     D, D = {}. Derived for this project.",
                    short(bounds.diameter)
                )
            },
            time(),
            Axis::log(&label, 0.3 * low, 3.0 * high),
        ),
        [
            Series::line("the largest over x", Ink::Forward),
            Series::dashed("upper bound", Ink::Ink).with(times.iter().map(|&t| (t, upper_of(t)))),
            Series::clock(Clock::Time),
        ]);
    [least, above]
}

/// See [`Scan::outermost`]; of one data point, or of many in one place, one that need not go far.
fn outermost(bounds: &Bounds) -> (usize, f64, f64) {
    let (points, log_weights) = (bounds.kernel.points(), bounds.kernel.log_weights());
    let out = |i: usize| match points.dim() {
        1 => points.at(i, 0),
        _ => OUTWARD[0] * points.at(i, 0) + OUTWARD[1] * points.at(i, 1),
    };
    let all = || 0..points.len();
    let first = all()
        .max_by(|&i, &j| out(i).total_cmp(&out(j)))
        .unwrap_or(0);
    let behind = all().map(|j| out(first) - out(j)).filter(|&by| by > 0.0);
    let ahead = behind.fold(f64::INFINITY, f64::min);
    let lead = all().map(|j| log_weights[j] - log_weights[first]);
    (first, ahead, lead.fold(0.0, f64::max))
}

/// Neighbours on a line; in the plane all pairs of few points.
fn pairs(bounds: &Bounds) -> Vec<[usize; 2]> {
    let points = bounds.kernel.points();
    if points.dim() == 1 {
        let axis = points.axis(0);
        let mut order: Vec<usize> = (0..axis.len()).collect();
        order.sort_by(|&i, &j| axis[i].total_cmp(&axis[j]));
        let pairs = order.windows(2).map(|pair| [pair[0], pair[1]]);
        return pairs.filter(|&[i, j]| axis[i] != axis[j]).collect();
    }
    let count = points.len().min(MOST_PAIRED);
    (0..count)
        .flat_map(|j| (0..j).map(move |i| [i, j]))
        .collect()
}
