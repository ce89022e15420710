//! What is shown between the walls: paths over both laws, densities beside histograms, the way to uniform, numbers.

use super::Bounded;
use super::particles::{BINS, Counted, DRAWN};
use crate::measure::chi_square::{ChiSquare, goodness_of_fit};
use crate::study::chance;
use crate::study::{Axis, Chart, Ink, Map, Mark, Report, Row, Series};
use crate::words::short;
use std::f64::consts::PI;

/// Columns and rows of the maps.
const MAP: [usize; 2] = [96, 64];
/// Places of a curve.
const PLACES: usize = 161;
/// The series has terms enough from here on.
const SERIES_FROM: f64 = 2.5e-4;

/// What was found, as far as that goes.
#[derive(Default)]
pub(super) struct Known {
    measured: bool,
    ran: bool,
}

const FORWARD: usize = 0;
const BACK: usize = 1;
const NOW: usize = 2;
const NOW_BACK: usize = 3;

mod row {
    pub(super) const IMAGES: usize = 0;
    pub(super) const MODES: usize = 1;
    pub(super) const ERROR: usize = 2;
    pub(super) const RATE: usize = 3;
    pub(super) const FORWARD: usize = 4;
    pub(super) const BACK: usize = 5;
    pub(super) const RETURNED: usize = 6;
    pub(super) const WEIGHTS: usize = 7;
}

impl Bounded {
    pub(super) fn first_report(&self) -> Report {
        let t_star = self.levels[self.levels.len() - 1];
        let place = || Axis::linear("x", 0.0, 1.0);
        let mut forward = Chart::new(
            "Forward, between the walls",
            "Some particles of the heat flow on [0, 1], folded back at both ends, over u(x, t): the data spread until \
             nothing is left of them.",
            Axis::linear("t", 0.0, t_star),
            place(),
        );
        forward.map = Some(self.map(false));
        let mut back = Chart::new(
            "And back",
            &format!(
                "Reverse particles with ε = {} and the images' score, over q(x, s), s = T* − t: between the same walls they \
                 come back to the data points.",
                self.epsilon
            ),
            Axis::linear("s", 0.0, t_star),
            place(),
        );
        back.map = Some(self.map(true));
        for chart in [&mut forward, &mut back] {
            chart
                .series
                .push(Series::new("", Ink::Soft, Mark::Rule).moving());
        }
        let top = self.top();
        let bars = Mark::Bars {
            width: 1.0 / BINS as f64,
        };
        let mut now = Chart::new(
            "Forward, now",
            "Particles in bins, u in closed form, and the uniform law in which it ends.",
            place(),
            Axis::linear("u(x, t)", 0.0, top),
        );
        let mut now_back = Chart::new(
            "Back, now",
            "Reverse particles in bins, q by finite volumes, and u at the same t.",
            place(),
            Axis::linear("q(x, s)", 0.0, top),
        );
        for (chart, name) in [
            (&mut now, "particles"),
            (&mut now_back, "reverse particles"),
        ] {
            chart
                .series
                .push(Series::new(name, Ink::Soft, bars).moving());
        }
        now.series
            .push(Series::line("u(x, t)", Ink::Forward).moving());
        now.series
            .push(Series::dashed("uniform", Ink::Ink).with([(0.0, 1.0), (1.0, 1.0)]));
        now_back
            .series
            .push(Series::line("q(x, s)", Ink::Reverse).moving());
        now_back
            .series
            .push(Series::dashed("u(x, t)", Ink::Forward).moving());

        let mut uniform = Chart::new(
            "The way to uniform",
            "‖u(·, t) − 1‖₂ in closed form and by finite volumes; dashed its slowest mode, e^{−n²π²t}.",
            Axis::linear("t", 0.0, t_star),
            Axis::log("‖u − 1‖₂", 1e-3, 10.0),
        );
        let exact = (1..=120).map(|k| {
            let t = t_star * f64::from(k) / 120.0;
            (t, self.law.distance_to_uniform(t))
        });
        let exact: Vec<(f64, f64)> = exact
            .filter(|(t, d)| *d > 1e-15 && self.law.age() + t > SERIES_FROM)
            .collect();
        let [low, high] = exact
            .iter()
            .fold([1.0f64, 1.0f64], |[a, b], &(_, d)| [a.min(d), b.max(d)]);
        uniform.y.range = [(0.5 * low).max(1e-12), 2.0 * high];
        uniform
            .series
            .push(Series::line("closed form", Ink::Forward).with(exact));
        let stride = self.rho.len().div_ceil(30);
        let volumes = (0..self.rho.len())
            .step_by(stride.max(1))
            .map(|k| (self.rho.times[k], self.volumes_distance(k)));
        uniform.series.push(
            Series::points("finite volumes", Ink::Ink)
                .with(volumes.filter(|(t, d)| *t > 0.0 && *d > 1e-12)),
        );
        let name;
        if let Some((n, a)) = self.slowest() {
            let k = n as f64 * PI;
            let rate = move |t: f64| std::f64::consts::SQRT_2 * a.abs() * libm::exp(-k * k * t);
            let line = (0..=60)
                .map(|j| t_star * f64::from(j) / 60.0)
                .map(|t| (t, rate(self.law.age() + t)));
            name = if n == 1 {
                "e^{−π²t}".to_owned()
            } else {
                format!("e^{{−{}π²t}}", n * n)
            };
            uniform
                .series
                .push(Series::dashed(&name, Ink::Soft).with(line.filter(|(_, d)| *d > 1e-300)));
        }
        uniform
            .series
            .push(Series::new("", Ink::Soft, Mark::Rule).moving());

        let chi = |name: &str| Row::new(name, "(2.9)–(2.10)");
        let mut rows = vec![
            Row::new(
                "u now: method of images against cosine series, the largest difference over x",
                "derived here",
            ),
            Row::new(
                "finite volumes at T* against their own cosine modes, the largest difference",
                "derived here",
            ),
            Row::new(
                "finite volumes at T*: L¹ distance to the closed form",
                "(2.9)",
            ),
            Row::new(
                "−d ln ‖u − 1‖₂/dt at T*, by finite volumes; predicted for large t",
                "(2.9)",
            ),
            chi("χ² of the forward particles against u, now; predicted is its mean"),
            chi("χ² of the reverse particles against u, now; predicted is its mean"),
            Row::new(
                "reverse particles: the median distance to a data point, at the end",
                "(2.10)",
            ),
            Row::new(
                "χ² of where they end, against the weights that are predicted",
                "(2.10), (3.19)",
            ),
        ];
        rows[row::IMAGES].bound = Some(1e-10);
        rows[row::MODES].bound = Some(1e-10);
        if let Some((n, _)) = self.slowest() {
            rows[row::RATE].predicted = Some((n as f64 * PI) * (n as f64 * PI));
        }
        let mut report = Report {
            charts: vec![forward, back, now, now_back, uniform],
            rows,
            findings: Vec::new(),
            version: 1,
            ..Report::default()
        };
        report.findings = self.findings();
        report
    }

    /// The slowest mode that the data have at all: n and a_n.
    fn slowest(&self) -> Option<(usize, f64)> {
        let mut modes = (1..).zip(self.law.modes());
        modes.find(|(_, a)| a.abs() > 1e-12).map(|(n, a)| (n, *a))
    }

    /// The height of the densities' charts: what u has a little after its beginning.
    fn top(&self) -> f64 {
        let t_star = self.levels[self.levels.len() - 1];
        let t = if self.law.age() > 0.0 {
            0.0
        } else {
            0.03 * t_star
        };
        let heights = self
            .law
            .points()
            .iter()
            .map(|&x| libm::exp(self.law.log_density(x, t)));
        (1.25 * heights.fold(0.0, f64::max)).clamp(1.6, 1e3)
    }

    /// A law over time as shades, full where it is as high as the charts below.
    fn map(&self, back: bool) -> Map {
        let [columns, rows] = MAP;
        let (law, ink) = if back {
            (&self.q, Ink::Reverse)
        } else {
            (&self.rho, Ink::Forward)
        };
        let (first, last) = (self.levels[0], self.levels[self.levels.len() - 1]);
        let top = self.top() as f32;
        let mut values = Vec::with_capacity(columns * rows);
        for column in 0..columns {
            let u = (column as f64 + 0.5) / columns as f64;
            let t = (last * if back { 1.0 - u } else { u }).max(first);
            let from = values.len();
            values.extend((0..rows).map(|row| {
                // All cells of a row, or the one that holds it.
                let [a, b] =
                    [row, row + 1].map(|k| self.mesh.cell((k as f64 + 1e-9) / rows as f64));
                let cells = a..b.max(a + 1).min(self.mesh.cells);
                let count = cells.len().max(1) as f64;
                (cells.map(|i| law.at(t, i)).sum::<f64>() / count) as f32
            }));
            let shade = |value: &mut f32| *value = (*value / top).clamp(0.0, 1.0);
            values[from..].iter_mut().for_each(shade);
        }
        Map {
            ink,
            columns,
            rows,
            values,
        }
    }

    fn volumes_distance(&self, k: usize) -> f64 {
        let terms = self.rho.row(k).iter().map(|q| (q - 1.0) * (q - 1.0));
        libm::sqrt(self.mesh.h() * terms.sum::<f64>())
    }

    /// The finite volumes against what they are exactly: the cosines cos nπx_i at the cells' middles are eigenvectors,
    /// with −μ = −4 sin²(nπh/2)/h², and an implicit step divides each by 1 + Δt μ.
    fn modes_error(&self) -> f64 {
        let cells = self.mesh.cells;
        let h = self.mesh.h();
        let table: Vec<f64> = (0..4 * cells)
            .map(|j| libm::cos(0.5 * PI * j as f64 / cells as f64))
            .collect();
        let cosine = |n: usize, i: usize| table[n * (2 * i + 1) % (4 * cells)];
        let (first, last) = (self.rho.row(0), self.rho.row(self.rho.len() - 1));
        let mut exact = vec![0.0; cells];
        for n in 0..cells {
            let sine = libm::sin(0.5 * n as f64 * PI * h);
            let rate = 4.0 * sine * sine / (h * h);
            let factor: f64 = self
                .levels
                .windows(2)
                .map(|pair| 1.0 / (1.0 + (pair[1] - pair[0]) * rate))
                .product();
            if factor < 1e-18 {
                continue;
            }
            let share: f64 = first
                .iter()
                .enumerate()
                .map(|(i, q)| q * cosine(n, i))
                .sum();
            let share = factor * share * h * if n == 0 { 1.0 } else { 2.0 };
            for (i, exact) in exact.iter_mut().enumerate() {
                *exact += share * cosine(n, i);
            }
        }
        let pairs = exact.iter().zip(last);
        pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
    }

    /// What needs no particles, once; whether there was anything to do.
    pub(super) fn measure(&mut self, report: &mut Report) -> bool {
        if std::mem::replace(&mut self.known.measured, true) {
            return false;
        }
        let last = self.rho.len() - 1;
        report.rows[row::MODES].measured = Some(self.modes_error());
        let exact = super::averages(&self.mesh, &self.law, self.levels[last]);
        report.rows[row::ERROR].measured = Some(self.mesh.l1(self.rho.row(last), &exact));
        let [before, after] = [last - 1, last].map(|k| self.volumes_distance(k));
        if after > 1e-9 && before > after {
            let elapsed = self.levels[last] - self.levels[last - 1];
            report.rows[row::RATE].measured = Some(libm::log(before / after) / elapsed);
        }
        report.version += 1;
        true
    }

    /// A step of particles; whether there was one.
    pub(super) fn run(&mut self, report: &mut Report) -> bool {
        if self.known.ran {
            return false;
        }
        let batches = self.particles.ends.len();
        if !self.particles.work() {
            self.known.ran = true;
            self.conclude(report);
            report.version += 1;
            return false;
        }
        if batches == 0 && !self.particles.ends.is_empty() {
            self.draw_paths(report);
            report.version += 1;
        }
        true
    }

    fn draw_paths(&self, report: &mut Report) {
        let last = self.levels.len() - 1;
        let t_star = self.levels[last];
        for (chart, counted, back) in [
            (FORWARD, &self.particles.forward, false),
            (BACK, &self.particles.reverse, true),
        ] {
            let drawn = counted.paths.len() / self.levels.len();
            let stride = last.div_ceil(200).max(1);
            for i in 0..drawn.min(DRAWN) {
                let ramp = i as f32 / (DRAWN - 1) as f32;
                let mut series = Series::line("", Ink::Ramp(ramp));
                for k in (0..=last).filter(|k| k % stride == 0 || *k == last) {
                    let time = if back {
                        t_star - self.levels[last - k]
                    } else {
                        self.levels[k]
                    };
                    series.push(time, f64::from(counted.paths[k * drawn + i]));
                }
                report.charts[chart].series.push(series);
            }
        }
    }

    /// How far from its nearest data point a place is, and which that is.
    fn nearest(&self, x: f64) -> (f64, usize) {
        let distances = self
            .law
            .points()
            .iter()
            .enumerate()
            .map(|(i, y)| ((x - y).abs(), i));
        distances.fold((f64::INFINITY, 0), |best, here| {
            if here.0 < best.0 { here } else { best }
        })
    }

    /// The weights with which reverse particles should end at the data points: w_i from u(·, T*), (3.19) for ε = 1.
    fn predicted_weights(&self) -> Option<Vec<f64>> {
        if self.is_terminal() {
            return Some(self.law.weights().to_vec());
        }
        if self.epsilon != 1.0 {
            return None;
        }
        let t_star = self.levels[self.levels.len() - 1];
        let last = self.q.len() - 1;
        let mut sums = vec![0.0; self.law.points().len()];
        // q₀ as the finite volumes have it, some hundred pieces of it.
        let stride = self.mesh.cells.div_ceil(200);
        for i in (0..self.mesh.cells).step_by(stride) {
            let cells = i..(i + stride).min(self.mesh.cells);
            let middle = 0.5 * (self.mesh.edge(cells.start) + self.mesh.edge(cells.end));
            let mass = self.mesh.h() * self.q.row(last)[cells].iter().sum::<f64>();
            if mass > 0.0 {
                for (sum, l) in sums
                    .iter_mut()
                    .zip(self.law.posterior_weights(middle, t_star))
                {
                    *sum += mass * l;
                }
            }
        }
        let total: f64 = sums.iter().sum();
        (total > 0.0).then(|| sums.iter().map(|sum| sum / total).collect())
    }

    /// When all particles are back.
    fn conclude(&self, report: &mut Report) {
        let atoms = self.law.age() + self.levels[0] == 0.0;
        if atoms && !self.particles.ends.is_empty() {
            let ends = self
                .particles
                .ends
                .iter()
                .map(|&x| self.nearest(f64::from(x)));
            let (mut far, at): (Vec<f64>, Vec<usize>) = ends.unzip();
            far.sort_by(f64::total_cmp);
            report.rows[row::RETURNED].measured = Some(far[far.len() / 2]);
            report.rows[row::RETURNED].predicted = Some(0.0);
            if let Some(weights) = self.predicted_weights() {
                let mut counts = vec![0.0; weights.len()];
                at.iter().for_each(|&i| counts[i] += 1.0);
                fill(
                    &mut report.rows[row::WEIGHTS],
                    &goodness_of_fit(&counts, &weights),
                );
            }
        }
        report.findings = self.findings();
        self.draw(report);
    }

    fn findings(&self) -> Vec<String> {
        let t_star = self.levels[self.levels.len() - 1];
        let left = self.law.distance_to_uniform(t_star);
        let mut findings = vec![match self.slowest() {
            Some((n, _)) => format!(
                "Between walls the heat flow needs no confining force: it ends in the uniform law, at the rate {}π² = {:.2} of \
                 its slowest mode. At T* = {t_star} there is {} of the data left in L².",
                if n == 1 {
                    String::new()
                } else {
                    format!("{}", n * n)
                },
                (n as f64 * PI) * (n as f64 * PI),
                short(left)
            ),
            None => "The data are spread evenly already.".to_owned(),
        }];
        findings.push(
            "The score is that of the data and all their mirror images, and x̄₀ the mean image (derived for this project): \
             with it every step of the free line holds, folded at the walls."
                .to_owned(),
        );
        findings.push(match (&self.start, self.is_terminal()) {
            (_, true) => "Started from u(·, T*), the way back returns the data with their weights, whatever ε.".to_owned(),
            (crate::scene::Start::Normal, _) => match self.slowest() {
                Some((n, _)) => format!(
                    "The start `normal` is the uniform law here, the end of this forward process: what the data's weights \
                     lose by it falls like e^{{−{}π²T*}}.",
                    if n == 1 { String::new() } else { (n * n).to_string() }
                ),
                None => "The start `normal` is the uniform law here, the end of this forward process.".to_owned(),
            },
            _ => "Started elsewhere, the way back still ends in the data, with other weights where they are points.".to_owned(),
        });
        findings.extend(self.notes.iter().cloned());
        findings
    }

    /// The level nearest to the clock.
    fn level(&self) -> usize {
        let after = self
            .levels
            .partition_point(|&t| t < self.now)
            .min(self.levels.len() - 1);
        let before = after.saturating_sub(1);
        if self.now - self.levels[before] < self.levels[after] - self.now {
            before
        } else {
            after
        }
    }

    /// What follows the clock; allocates nothing once it has run.
    pub(super) fn draw(&self, report: &mut Report) {
        let (k, t_star) = (self.level(), self.levels[self.levels.len() - 1]);
        let t = self.now.clamp(self.levels[0], t_star);
        for (chart, time) in [(FORWARD, t), (BACK, t_star - t), (NOW_BACK + 1, t)] {
            for series in report.charts[chart]
                .series
                .iter_mut()
                .filter(|series| series.moving)
            {
                series.clear();
                series.push(time, 0.0);
            }
        }
        for (chart, counted) in [
            (NOW, &self.particles.forward),
            (NOW_BACK, &self.particles.reverse),
        ] {
            let bars = &mut report.charts[chart].series[0];
            bars.clear();
            let counts = counts_at(counted, k);
            let all: f64 = counts.clone().sum();
            if all > 0.0 {
                let height =
                    |(b, n): (usize, f64)| ((b as f64 + 0.5) / BINS as f64, n * BINS as f64 / all);
                bars.extend(counts.enumerate().map(height));
            }
        }
        // Atoms are drawn as they are a moment later.
        let drawn = if self.law.age() > 0.0 { t } else { t.max(1e-7) };
        let place = |j: usize| j as f64 / (PLACES - 1) as f64;
        let density = |x: f64| libm::exp(self.law.log_density(x, drawn));
        let [_, curve, ..] = &mut report.charts[NOW].series[..] else {
            return;
        };
        curve.clear();
        curve.extend((0..PLACES).map(|j| (place(j), density(place(j)))));
        let [_, q, u] = &mut report.charts[NOW_BACK].series[..] else {
            return;
        };
        q.clear();
        q.extend((0..self.mesh.cells).map(|i| (self.mesh.centre(i), self.q.at(t, i))));
        u.clear();
        u.extend((0..PLACES).map(|j| (place(j), density(place(j)))));

        let rows = &mut report.rows;
        let series = self.law.age() + t >= SERIES_FROM;
        rows[row::IMAGES].measured = series.then(|| {
            let difference = |j: usize| {
                let x = j as f64 / 40.0;
                (self.law.images(x, t) - self.law.series(x, t)[0]).abs()
            };
            (0..=40).map(difference).fold(0.0, f64::max)
        });
        for (which, counted) in [
            (row::FORWARD, &self.particles.forward),
            (row::BACK, &self.particles.reverse),
        ] {
            // Where there is a density, and for the way back only where u is the law.
            let known = self.law.age() + self.levels[k] > 0.0
                && (which == row::FORWARD || self.is_terminal());
            if !known || counted.count == 0 {
                rows[which].measured = None;
                rows[which].predicted = None;
                rows[which].error = None;
                continue;
            }
            let mut counts = [0.0; BINS];
            let mut shares = [0.0; BINS];
            let mut before = 0.0;
            for (b, count) in counts_at(counted, k).enumerate() {
                counts[b] = count;
                let below = self.law.cdf((b + 1) as f64 / BINS as f64, self.levels[k]);
                shares[b] = (below - before).max(0.0);
                before = below;
            }
            fill(&mut rows[which], &goodness_of_fit(&counts, &shares));
        }
    }
}

/// χ², its mean and its error; none where there is but one bin to count in.
fn fill(row: &mut Row, test: &ChiSquare) {
    let is_test = test.degrees > 0;
    row.measured = is_test.then_some(test.statistic);
    row.predicted = is_test.then_some(test.degrees as f64);
    row.error = is_test.then(|| chance::chi_square(test.degrees));
}

/// How many particles are in each bin at level k.
fn counts_at(counted: &Counted, k: usize) -> impl Iterator<Item = f64> + Clone + '_ {
    counted.bins[k * BINS..(k + 1) * BINS]
        .iter()
        .map(|&n| f64::from(n))
}
