//! What is shown between the walls: paths over both laws, densities beside histograms, the way to uniform, numbers.

use super::solution::{Solution, averages};
use crate::ensemble::between_walls::{BINS, Counted, DRAWN};
use crate::measure::chi_square::goodness_of_fit;
use crate::study::chart::{Axis, Chart, Clock, Ink, Map, Mark, Series, drawn_states};
use crate::study::report::{ChartId, Report, Row, RowId, SeriesId};
use crate::words::short;
use std::f64::consts::PI;

/// Columns and rows of the maps.
const MAP: [usize; 2] = [96, 64];
/// Places of a curve.
const PLACES: usize = 161;
/// The series has terms enough from here on.
const SERIES_FROM: f64 = 2.5e-4;

/// What of the report is written to; of each pair first forward, then back.
pub(super) struct Shown {
    panels: [ChartId; 2],
    /// Particles in bins, now.
    bars: [SeriesId; 2],
    /// u, q and u again, now.
    u: SeriesId,
    q: SeriesId,
    u_back: SeriesId,
    images: RowId,
    modes: RowId,
    error: RowId,
    rate: RowId,
    counts: [RowId; 2],
    returned: RowId,
    weights: RowId,
}

impl Shown {
    pub(super) fn new(solution: &Solution, report: &mut Report) -> Self {
        let t_star = solution.t_star();
        let place = || Axis::linear("x", 0.0, 1.0);
        let back_caption = format!(
            "Reverse particles with ε = {} and the images' score, over q(x, s), s = T* − t: between the same walls they \
             come back to the data points.",
            solution.epsilon
        );
        let panels = [
            (
                "Forward, between the walls",
                "Some particles of the heat flow on [0, 1], folded back at both ends, over u(x, t): the data spread until \
                 nothing is left of them.",
                "t",
                Clock::Time,
            ),
            ("And back", &back_caption, "s", Clock::Reversed { t_star }),
        ]
        .map(|(title, caption, time, clock)| {
            let time = Axis::linear(time, 0.0, t_star);
            let chart = report.chart(Chart::new(title, caption, time, place()));
            report[chart].map = Some(solution.map(clock != Clock::Time));
            report.series(chart, Series::clock(clock));
            chart
        });
        report.led_by_all(panels);
        let top = solution.top();
        let width = 1.0 / BINS as f64;
        let mut now = |title, caption, density, particles| {
            let density = Axis::linear(density, 0.0, top);
            let chart = report.chart(Chart::new(title, caption, place(), density));
            let bars = Series::new(particles, Ink::Soft, Mark::Bars { width });
            (chart, report.series(chart, bars.moving()))
        };
        let (forward, bars) = now(
            "Forward, now",
            "Particles in bins, u in closed form, and the uniform law in which it ends.",
            "u(x, t)",
            "particles",
        );
        let (back, bars_back) = now(
            "Back, now",
            "Reverse particles in bins, q by finite volumes, and u at the same t.",
            "q(x, s)",
            "reverse particles",
        );
        let [u, _] = [
            Series::line("u(x, t)", Ink::Forward).moving(),
            Series::dashed("uniform", Ink::Ink).with([(0.0, 1.0), (1.0, 1.0)]),
        ]
        .map(|series| report.series(forward, series));
        let [q, u_back] = [
            Series::line("q(x, s)", Ink::Reverse),
            Series::dashed("u(x, t)", Ink::Forward),
        ]
        .map(|series| report.series(back, series.moving()));
        uniform_chart(solution, report);

        let [images, modes, error, rate, forward, back, returned, weights] = [
            (
                "u now: method of images against cosine series, the largest difference over x",
                "derived here",
            ),
            (
                "finite volumes at T* against their own cosine modes, the largest difference",
                "derived here",
            ),
            (
                "finite volumes at T*: L¹ distance to the closed form",
                "(2.9)",
            ),
            (
                "−d ln ‖u − 1‖₂/dt at T*, by finite volumes; predicted for large t",
                "(2.9)",
            ),
            (
                "χ² of the forward particles against u, now; predicted is its mean",
                "(2.9)–(2.10)",
            ),
            (
                "χ² of the reverse particles against u, now; predicted is its mean",
                "(2.9)–(2.10)",
            ),
            (
                "reverse particles: the median distance to a data point, at the end",
                "(2.10)",
            ),
            (
                "χ² of where they end, against the weights that are predicted",
                "(2.10), (3.19)",
            ),
        ]
        .map(|(name, reference)| report.row(Row::new(name, reference)));
        report[images].bound = Some(1e-10);
        report[modes].bound = Some(1e-10);
        if let Some((n, _)) = solution.slowest() {
            report[rate].predicted = Some((n as f64 * PI) * (n as f64 * PI));
        }
        report.findings = solution.findings();
        report.changed();
        Self {
            panels,
            bars: [bars, bars_back],
            u,
            q,
            u_back,
            images,
            modes,
            error,
            rate,
            counts: [forward, back],
            returned,
            weights,
        }
    }

    /// What needs no particles.
    pub(super) fn measure(&self, solution: &Solution, report: &mut Report) {
        let (rho, levels, mesh) = (&solution.rho, &solution.levels, &solution.mesh);
        let last = rho.len() - 1;
        report[self.modes].measured = Some(solution.modes_error());
        let exact = averages(mesh, &solution.law, levels[last]);
        report[self.error].measured = Some(mesh.l1(rho.row(last), &exact));
        let [before, after] = [last - 1, last].map(|k| solution.volumes_distance(k));
        if after > 1e-9 && before > after {
            let elapsed = levels[last] - levels[last - 1];
            report[self.rate].measured = Some(libm::log(before / after) / elapsed);
        }
        report.changed();
    }

    /// The first particles' paths, coloured in the order of their numbers.
    pub(super) fn draw_paths(&self, solution: &Solution, report: &mut Report) {
        let (levels, particles) = (&solution.levels, &solution.particles);
        let (last, t_star) = (levels.len() - 1, solution.t_star());
        let forward = |k: usize| levels[k];
        let back = |k: usize| t_star - levels[last - k];
        let kinds: [(&Counted, &dyn Fn(usize) -> f64); 2] =
            [(&particles.forward, &forward), (&particles.reverse, &back)];
        for (panel, (counted, time)) in self.panels.into_iter().zip(kinds) {
            let drawn = counted.paths.len() / levels.len();
            for i in 0..drawn.min(DRAWN) {
                let ramp = i as f32 / (DRAWN - 1) as f32;
                let at = |k: usize| (time(k), f64::from(counted.paths[k * drawn + i]));
                let points = drawn_states(last, 200).map(at);
                report.series(panel, Series::line("", Ink::Ramp(ramp)).with(points));
            }
        }
        report.changed();
    }

    /// What is known when all particles are back.
    pub(super) fn conclude(&self, solution: &Solution, report: &mut Report) {
        let atoms = solution.law.age() + solution.levels[0] == 0.0;
        let ends = &solution.particles.ends;
        let mut median = None;
        if atoms && !ends.is_empty() {
            let ends = ends.iter().map(|&x| solution.nearest(f64::from(x)));
            let (mut far, at): (Vec<f64>, Vec<usize>) = ends.unzip();
            far.sort_by(f64::total_cmp);
            median = Some(far[far.len() / 2]);
            report[self.returned].measured = median;
            report[self.returned].predicted = Some(0.0);
            if let Some(weights) = solution.predicted_weights() {
                let mut counts = vec![0.0; weights.len()];
                at.iter().for_each(|&i| counts[i] += 1.0);
                let test = goodness_of_fit(&counts, &weights);
                report[self.weights].set_chi_square(&test);
            }
        }
        report.findings = solution.findings();
        report.answer = solution.answer(median);
        report.changed();
    }

    /// What follows the clock; allocates nothing once it has run.
    pub(super) fn show(&self, solution: &Solution, now: f64, report: &mut Report) {
        let (law, mesh, levels) = (&solution.law, &solution.mesh, &solution.levels);
        let k = solution.level(now);
        let t = now.clamp(levels[0], solution.t_star());
        report.tick(t);
        let counted = [&solution.particles.forward, &solution.particles.reverse];
        for (bars, counted) in self.bars.into_iter().zip(counted) {
            let bars = &mut report[bars];
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
        let drawn = if law.age() > 0.0 { t } else { t.max(1e-7) };
        let place = |j: usize| j as f64 / (PLACES - 1) as f64;
        let density = |x: f64| libm::exp(law.log_density(x, drawn));
        for u in [self.u, self.u_back] {
            report[u].redraw((0..PLACES).map(|j| (place(j), density(place(j)))));
        }
        let q = &mut report[self.q];
        q.redraw((0..mesh.cells).map(|i| (mesh.centre(i), solution.q.at(t, i))));

        let series = law.age() + t >= SERIES_FROM;
        report[self.images].measured = series.then(|| {
            let difference = |j: usize| {
                let x = j as f64 / 40.0;
                (law.images(x, t) - law.series(x, t)[0]).abs()
            };
            (0..=40).map(difference).fold(0.0, f64::max)
        });
        // Where there is a density, and for the way back only where u is the law.
        let is_density = law.age() + levels[k] > 0.0;
        let is_law = [is_density, is_density && solution.is_terminal()];
        for ((row, counted), is_law) in self.counts.into_iter().zip(counted).zip(is_law) {
            let row = &mut report[row];
            if !is_law || counted.count == 0 {
                row.clear();
                continue;
            }
            let mut counts = [0.0; BINS];
            let mut shares = [0.0; BINS];
            let mut before = 0.0;
            for (b, count) in counts_at(counted, k).enumerate() {
                counts[b] = count;
                let below = law.cdf((b + 1) as f64 / BINS as f64, levels[k]);
                shares[b] = (below - before).max(0.0);
                before = below;
            }
            row.set_chi_square(&goodness_of_fit(&counts, &shares));
        }
    }
}

/// How u becomes uniform.
fn uniform_chart(solution: &Solution, report: &mut Report) {
    let t_star = solution.t_star();
    let exact = (1..=120).map(|k| {
        let t = t_star * f64::from(k) / 120.0;
        (t, solution.law.distance_to_uniform(t))
    });
    let exact: Vec<(f64, f64)> = exact
        .filter(|(t, d)| *d > 1e-15 && solution.law.age() + t > SERIES_FROM)
        .collect();
    let [low, high] = exact
        .iter()
        .fold([1.0f64, 1.0f64], |[a, b], &(_, d)| [a.min(d), b.max(d)]);
    let chart = report.chart(Chart::new(
        "The way to uniform",
        "‖u(·, t) − 1‖₂ in closed form and by finite volumes; dashed its slowest mode, e^{−n²π²t}.",
        Axis::linear("t", 0.0, t_star),
        Axis::log("‖u − 1‖₂", (0.5 * low).max(1e-12), 2.0 * high),
    ));
    report.series(chart, Series::line("closed form", Ink::Forward).with(exact));
    let stride = solution.rho.len().div_ceil(30);
    let volumes = (0..solution.rho.len())
        .step_by(stride.max(1))
        .map(|k| (solution.rho.times[k], solution.volumes_distance(k)));
    let volumes = volumes.filter(|(t, d)| *t > 0.0 && *d > 1e-12);
    report.series(
        chart,
        Series::points("finite volumes", Ink::Ink).with(volumes),
    );
    if let Some((n, a)) = solution.slowest() {
        let k = n as f64 * PI;
        let rate = |t: f64| std::f64::consts::SQRT_2 * a.abs() * libm::exp(-k * k * t);
        let line = (0..=60)
            .map(|j| t_star * f64::from(j) / 60.0)
            .map(|t| (t, rate(solution.law.age() + t)));
        let name = if n == 1 {
            "e^{−π²t}".to_owned()
        } else {
            format!("e^{{−{}π²t}}", n * n)
        };
        let line = line.filter(|(_, d)| *d > 1e-300);
        report.series(chart, Series::dashed(&name, Ink::Soft).with(line));
    }
    report.series(chart, Series::clock(Clock::Time));
}

impl Solution {
    /// The slowest mode that the data have at all: n and a_n.
    fn slowest(&self) -> Option<(usize, f64)> {
        let mut modes = (1..).zip(self.law.modes());
        modes.find(|(_, a)| a.abs() > 1e-12).map(|(n, a)| (n, *a))
    }

    /// The height of the densities' charts: what u has a little after its beginning.
    fn top(&self) -> f64 {
        let t_star = self.t_star();
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
        let t_star = self.t_star();
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

    /// Where it ends, and where particles come back to, given the median distance of those from the data points.
    fn answer(&self, median: Option<f64>) -> String {
        let end = match self.slowest() {
            Some(_) => format!(
                "In the uniform law, from which it is {} away at T* (in L²)",
                short(self.law.distance_to_uniform(self.t_star()))
            ),
            None => "In the uniform law, which these data have already".into(),
        };
        let back = match median {
            Some(0.0) => "reversed, at least half of the particles end on a data point".into(),
            Some(median) => format!(
                "reversed, half of the particles end within {} of a data point",
                short(median)
            ),
            None if self.is_terminal() => "reversed from there it comes back to the data".into(),
            None => {
                "reversed from another start it comes back to the data in other proportions".into()
            }
        };
        format!("{end}; {back}.")
    }

    fn findings(&self) -> Vec<String> {
        let t_star = self.t_star();
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
    fn level(&self, now: f64) -> usize {
        let after = self
            .levels
            .partition_point(|&t| t < now)
            .min(self.levels.len() - 1);
        let before = after.saturating_sub(1);
        if now - self.levels[before] < self.levels[after] - now {
            before
        } else {
            after
        }
    }
}

/// How many particles are in each bin at level k.
fn counts_at(counted: &Counted, k: usize) -> impl Iterator<Item = f64> + Clone + '_ {
    counted.bins[k * BINS..(k + 1) * BINS]
        .iter()
        .map(|&n| f64::from(n))
}
