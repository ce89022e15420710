//! How fast does the forward law become noise? Cao et al. (2.1), (2.11)–(2.12), figures 2 and 4.
//!
//! The same law three times: closed form, finite volumes, particles; and its distance to its limit against T*. For OU
//! the limit is N(0, 1); the heat flow has none, and ρ(·, T*) is held against the Gaussian of its own moments.

use super::chart::{Axis, Chart, Clock, Ink, Series};
use super::question::Study;
use super::report::{Report, Row, RowId, SeriesId};
use super::setting::Setting;
use crate::line::evolution::forward;
use crate::line::{Evolution, Mesh, Mixture, Quantiles, distance};
use crate::measure::kolmogorov_distance;
use crate::process::Process;
use crate::scene::{Dynamics, Scene};
use crate::words::short;

/// Horizons at which distances are computed, spread over the chart.
const HORIZONS: usize = 44;

/// Components for which 1200 quantiles are cheap; see [`Mixture::condensed`].
const FEW: usize = 48;

/// Moments at which the PDE is compared.
const PDE_MOMENTS: usize = 60;

/// The mean of √M times the Kolmogorov–Smirnov distance, √(π/2) ln 2; and a quarter of the way from there to what chance
/// exceeds as rarely as a normal number exceeds 4 deviations, 2.276 where 2 e^{−2x²} = 6.3e-5. Its law is not normal: 4 of
/// its own deviations, 0.260, are exceeded in one of 800.
const KOLMOGOROV: [f64; 2] = [0.868_73, 0.351_9];

/// T* is large where the rate at which W₂ falls is within this of its limit.
const LARGE: f64 = 0.03;

/// What lies beyond the window of the mesh, and is kept in its outermost cells.
const BEYOND: f64 = 2e-9;

pub(super) struct Forward {
    setting: Setting,
    few: Mixture,
    mesh: Mesh,
    pde: Evolution,
    report: Report,
    shown: Shown,
    horizons: Vec<f64>,
    /// The distances at T*, from the closed form.
    exact: [f64; 3],
    /// Pieces of work that are done: first the numbers at T*, then the horizons, then the PDE's errors.
    done: usize,
    /// The finite volumes at T* with half the steps in time, and with about twice the cells' width.
    finer: Vec<f64>,
    coarser: Vec<f64>,
    sorted: Vec<f32>,
}

const CURVES: [&str; 3] = ["W₂", "KL", "L¹"];

/// What of the report is written to.
struct Shown {
    /// [`CURVES`] against T*.
    distances: [SeriesId; 3],
    error: SeriesId,
    /// The particles' distance now, once there is a row for it.
    particles: Option<RowId>,
}

pub(super) fn new(scene: &Scene) -> Forward {
    let setting = Setting::new(scene);
    let few = setting.rho0.condensed(FEW);
    let longest = (1.4 * scene.t_star).clamp(1.0, 28.0);
    let horizons: Vec<f64> = (0..HORIZONS)
        .map(|k| longest * (k as f64 + 0.5) / HORIZONS as f64)
        .collect();
    let limit = limit_name(setting.process());
    let mut report = Report::default();
    let distances = report.chart(Chart::new(
        "How much of the data is left at T*",
        match setting.process() {
            Process::Ou => {
                "Distances of ρ(·, T*) to its limit, each falling exponentially with a large horizon."
            }
            Process::Heat => "Distances of ρ(·, T*) to the Gaussian of its own moments.",
        },
        Axis::linear("T*", 0.0, longest),
        Axis::log(&format!("distance to {limit}"), 1e-8, 10.0),
    ));
    report.led_by(distances);
    let curves = std::array::from_fn(|k| {
        report.series(distances, Series::line(CURVES[k], Ink::Distinct(k as u32)))
    });
    if setting.process() == Process::Ou {
        for (name, rate) in [("e^{−T*}", 1.0), ("e^{−2T*}", 2.0)] {
            let curve = horizons.iter().map(|&t| (t, libm::exp(-rate * t)));
            report.series(distances, Series::dashed(name, Ink::Soft).with(curve));
        }
    }
    report.series(distances, Series::rule("T* now", Ink::Ink, scene.t_star));

    let mesh = setting.mesh();
    let times = setting.times();
    let (_, [error, _]) = report.chart_of(Chart::new(
        "Finite volumes beside the closed form",
        "The L¹ distance between the finite-volume solution of (2.1) and the exact law: of first order in Δt, of second in h.",
        Axis::linear("t", 0.0, scene.t_star),
        Axis::log("‖ρ_PDE − ρ‖₁", 1e-6, 2.0),
    ), [
        Series::line("L¹ error of the PDE", Ink::Forward),
        Series::clock(Clock::Time),
    ]);
    report.changed();
    let pde = forward(
        &mesh,
        setting.process(),
        &mesh.averages(&setting.rho0.forward(setting.process(), times[0])),
        &times,
    );
    Forward {
        setting,
        few,
        mesh,
        pde,
        report,
        shown: Shown {
            distances: curves,
            error,
            particles: None,
        },
        horizons,
        exact: [0.0; 3],
        done: 0,
        finer: Vec::new(),
        coarser: Vec::new(),
        sorted: Vec::new(),
    }
}

fn limit_name(process: Process) -> &'static str {
    match process {
        Process::Ou => "N(0, 1)",
        Process::Heat => "the Gaussian of the same moments",
    }
}

impl Forward {
    fn process(&self) -> Process {
        self.setting.process()
    }

    /// What ρ(·, T*) is held against.
    fn limit(&self, law: &Mixture) -> Mixture {
        match self.process() {
            Process::Ou => Mixture::gaussian(0.0, 1.0),
            Process::Heat => {
                let (mean, variance) = law.moments();
                Mixture::gaussian(mean, variance)
            }
        }
    }

    /// W₂, KL or L¹ of ρ(·, t) to its limit, from the closed form: a piece of work each.
    fn exact_distance(&self, t: f64, which: usize) -> f64 {
        let law = self.few.forward(self.process(), t);
        let distance = [distance::w2, distance::kl, distance::l1][which];
        distance(&law, &self.limit(&law))
    }

    /// The same of densities of the cells of a mesh at T*.
    fn cells_distances(&self, mesh: &Mesh, q: &[f64]) -> [f64; 3] {
        let limit = self.limit(&self.few.forward(self.process(), self.setting.scene.t_star));
        let p = mesh.averages(&limit);
        let pairs = q.iter().zip(&p).filter(|(q, p)| **q > 0.0 && **p > 0.0);
        let kl = pairs.map(|(q, p)| mesh.h() * (q * libm::log(q / p) - q + p));
        [
            distance::w2_of_cells(mesh, q, &limit),
            kl.sum(),
            mesh.l1(q, &p),
        ]
    }

    /// By how much these distances may differ for two solutions on a mesh, `a` and `b`: W₂ and L¹ by their distance from
    /// each other (the triangle inequality), KL by ∫ |δ ln(a/p)| + δ²/a. Differences of the distances themselves can be
    /// small by chance.
    fn apart(&self, mesh: &Mesh, a: &[f64], b: &[f64]) -> [f64; 3] {
        let limit = self.limit(&self.few.forward(self.process(), self.setting.scene.t_star));
        let p = mesh.averages(&limit);
        let edges: Vec<f64> = (0..=mesh.cells).map(|i| mesh.edge(i)).collect();
        let law = |q: &[f64]| Quantiles::from_cdf(&edges, &mesh.below(q));
        let terms = a.iter().zip(b).zip(&p);
        let terms = terms.filter(|((a, _), p)| **a > 0.0 && **p > 0.0);
        let kl = terms.map(|((a, b), p)| {
            let d = (a - b).abs();
            mesh.h() * (d * libm::log(a / p).abs() + d * d / a)
        });
        [law(a).w2(&law(b)), kl.sum(), mesh.l1(a, b)]
    }

    /// The densities at T*, marched on a mesh through these times.
    fn marched(&self, mesh: &Mesh, times: &[f64]) -> Vec<f64> {
        let start = self.setting.rho0.forward(self.process(), times[0]);
        let rho = forward(mesh, self.process(), &mesh.averages(&start), times);
        rho.row(rho.len() - 1).to_vec()
    }

    /// With every step in time cut in two.
    fn march_finer(&mut self) {
        let times = &self.pde.times;
        let mut fine = vec![times[0]];
        for pair in times.windows(2) {
            fine.extend([0.5 * (pair[0] + pair[1]), pair[1]]);
        }
        self.finer = self.marched(&self.mesh, &fine);
    }

    /// On half the cells.
    fn march_coarser(&mut self) {
        self.coarser = self.marched(&self.coarse_mesh(), &self.pde.times);
    }

    fn coarse_mesh(&self) -> Mesh {
        let Mesh { low, high, cells } = self.mesh;
        Mesh::new(low, high, (cells / 2).max(2))
    }

    /// What the finite volumes' distances err by: in time, of first order, so that half the steps take away half of it;
    /// in space what twice the width changes, in the solution and in what cells show of it; and what cells make of the
    /// start, which atoms feel to first order in h.
    fn errors(&self) -> [f64; 3] {
        let q = self.pde.row(self.pde.len() - 1);
        let coarse = self.coarse_mesh();
        let seen = self.mesh.carried(q, &coarse);
        let in_time = self.apart(&self.mesh, q, &self.finer);
        let in_space = self.apart(&coarse, &seen, &self.coarser);
        let [fine_view, coarse_view] = [
            self.cells_distances(&self.mesh, q),
            self.cells_distances(&coarse, &seen),
        ];
        let (process, first) = (self.process(), self.pde.times[0]);
        let t_star = self.setting.scene.t_star;
        let start = self.setting.rho0.forward(process, first);
        let moved = process.alpha(t_star - first)
            * distance::w2_of_cells(&self.mesh, &self.mesh.averages(&start), &start);
        // A displacement, in deviations of a component at T*.
        let share = moved / libm::sqrt(self.few.forward(process, t_star).component_variance());
        let of_start = [
            moved,
            share * (libm::sqrt(2.0 * fine_view[1].max(0.0)) + share),
            share,
        ];
        std::array::from_fn(|k| {
            let view = (fine_view[k] - coarse_view[k]).abs();
            let beyond = if k == 0 { 0.0 } else { BEYOND };
            2.0 * in_time[k] + in_space[k] + view + of_start[k] + beyond
        })
    }

    /// The limit of −d ln W₂/dT* to N(0, 1) as T* grows, and whether it is reached. With the mean m and the cumulants
    /// κ₂ … κ₄ of ρ₀ and a = e^{−T*}, by Cornish and Fisher's expansion of quantiles (to first order in each),
    ///
    /// W₂² ≈ (am)² + (√S − 1)² + 2 (a³κ₃/6)² + 6 (a⁴κ₄/24)², S = 1 + a²(κ₂ − 1).
    fn rate(&self) -> Option<(usize, bool)> {
        let a = libm::exp(-self.setting.scene.t_star);
        let (mean, variance) = self.few.moments();
        let width = self.few.component_variance();
        let pairs = self.few.means().iter().zip(self.few.weights());
        let (third, fourth) = pairs.fold((0.0, 0.0), |(third, fourth), (m, w)| {
            let d = m - mean;
            (
                third + w * d * d * d,
                fourth + w * d * d * (d * d + 6.0 * width),
            )
        });
        let fourth = fourth + 3.0 * width * width - 3.0 * variance * variance;
        let excess = a * a * (variance - 1.0);
        let root = libm::sqrt(1.0 + excess);
        let terms = [
            a * mean,
            root - 1.0,
            std::f64::consts::SQRT_2 * a * a * a * third / 6.0,
            libm::sqrt(6.0) * a * a * a * a * fourth / 24.0,
        ];
        // Moments of 0 are so to rounding only.
        let size = 1.0 + mean.abs() + variance;
        let least = |k: usize| 1e-9 * libm::pow(a * size, (k + 1) as f64);
        let first = (0..4).find(|&k| terms[k].abs() > least(k))?;
        // At which each of the terms falls.
        let second = excess / (root * (root - 1.0));
        let rates = [1.0, if second.is_finite() { second } else { 2.0 }, 3.0, 4.0];
        let squares = terms.map(|term| term * term);
        let limit = first + 1;
        let off = squares.iter().zip(rates);
        let off = off.map(|(square, rate)| square * (rate - limit as f64).abs());
        let off = off.sum::<f64>() / squares.iter().sum::<f64>();
        Some((limit, off <= LARGE))
    }

    /// Rows, findings and the answer: what is known at the scene's T*.
    fn conclude(&mut self) {
        let t_star = self.setting.scene.t_star;
        let ou = self.process() == Process::Ou;
        let name = limit_name(self.process());
        let exact = self.exact;
        let pde = self.cells_distances(&self.mesh, self.pde.row(self.pde.len() - 1));
        let errors = self.errors();
        for (k, curve) in CURVES.iter().enumerate() {
            let name = format!("{curve} of ρ(·, T*) to {name}: closed form, finite volumes");
            let row = Row::new(&name, "(2.1)").predicted(exact[k]);
            self.report.row(row.measured(pde[k]).within(errors[k]));
        }
        let rate = self.rate().filter(|_| ou);
        let ahead = distance::w2(
            &self.few.forward(self.process(), t_star + 0.05),
            &Mixture::gaussian(0.0, 1.0),
        );
        let falls = libm::log(exact[0] / ahead) / 0.05;
        // W₂ is good to 1e-10.
        let is_seen = ahead > 1e-8;
        if ou {
            let row = Row::new("−d ln W₂/dT*; predicted where T* is large", "(2.12)");
            let row = row.predicted(rate.filter(|rate| rate.1).map(|rate| rate.0 as f64));
            self.report
                .row(row.measured(Some(falls).filter(|_| is_seen)));
        }
        let mass = self.mesh.mass(self.pde.row(self.pde.len() - 1)) - 1.0;
        let lost = Row::new("mass lost by the finite volumes", "(2.1)");
        self.report.row(lost.measured(mass.abs()).bounded(1e-12));
        self.shown.particles = Some(self.report.row(Row::new(
            "Kolmogorov–Smirnov distance of the particles to ρ(·, t), now",
            "(2.12)",
        )));
        let w2 = exact[0];
        self.report.answer = match rate {
            Some(_) => format!(
                "Something is left at every T*, but ever less: at T* = {t_star} the law is {} from pure noise (in W₂).",
                short(w2)
            ),
            None if ou => format!(
                "Any T* will do, since these data are as good as noise: at T* = {t_star} their law is {} from it (in W₂).",
                short(w2)
            ),
            None => format!(
                "No T* is enough, since the heat flow has no limit on the line: at T* = {t_star} the law is {} from the \
                 Gaussian with its own mean and variance (in W₂).",
                short(w2)
            ),
        };
        self.report.findings.push(if ou {
            let then = match rate {
                Some((rate, true)) => format!(
                    "each further unit of T* divides that by about {}",
                    ["e", "e²", "e³", "e⁴"][rate - 1]
                ),
                Some((rate, false)) if is_seen => format!(
                    "it falls at a rate of {} there, not yet at that of large T*, {rate}",
                    short(falls)
                ),
                _ => "it is N(0, 1) itself".into(),
            };
            let why = match rate {
                Some((2, _)) => ", since the data have mean 0",
                Some((3 | 4, _)) => ", since the data have mean 0 and variance 1",
                _ => "",
            };
            format!(
                "At T* = {t_star} the law is {} from N(0, 1) in W₂; {then}{why}.",
                short(w2)
            )
        } else {
            let (_, variance) = self.few.forward(self.process(), t_star).moments();
            format!(
                "The heat flow has no limit on the line: ρ(·, T*) only comes to resemble a Gaussian, here of variance {variance:.2}, and not exponentially fast."
            )
        });
        self.report.findings.extend(self.setting.condensed_note());
        self.report.changed();
    }

    /// One more point of the PDE's error in time; false at its end.
    fn compare(&mut self, k: usize) -> bool {
        let stride = self.pde.len().div_ceil(PDE_MOMENTS);
        let row = k * stride;
        if row >= self.pde.len() {
            return false;
        }
        let t = self.pde.times[row];
        if t >= self.setting.least_time() {
            let exact = self.mesh.averages(&self.few.forward(self.process(), t));
            let error = self.mesh.l1(self.pde.row(row), &exact).max(1e-17);
            self.report[self.shown.error].push(t, error);
        }
        true
    }
}

impl Study for Forward {
    fn work(&mut self) -> bool {
        let k = self.done;
        self.done += 1;
        match k {
            0 => self.march_finer(),
            1 => self.march_coarser(),
            2..5 => self.exact[k - 2] = self.exact_distance(self.setting.scene.t_star, k - 2),
            5 => self.conclude(),
            _ => {}
        }
        let Some(k) = k.checked_sub(6) else {
            return true;
        };
        let horizons = CURVES.len() * self.horizons.len();
        if k < horizons {
            let (t, which) = (self.horizons[k / CURVES.len()], k % CURVES.len());
            let distance = self.exact_distance(t, which);
            if distance > 0.0 {
                self.report[self.shown.distances[which]].push(t, distance);
            }
        } else if !self.compare(k - horizons) {
            self.report.changed();
            return false;
        }
        if k.is_multiple_of(12) {
            self.report.changed();
        }
        true
    }

    fn show(&mut self, t: f64, particles: &[f32]) {
        self.report.tick(t);
        let runs_forward = self.setting.scene.dynamics == Dynamics::Forward;
        let Some(row) = self.shown.particles.filter(|_| runs_forward) else {
            return;
        };
        let row = &mut self.report[row];
        let alpha = self.setting.process().alpha(t);
        let spread = self.setting.process().spread(self.setting.law.width(), t);
        if particles.is_empty() || spread <= 0.0 {
            row.measured = None;
            return;
        }
        self.sorted.clear();
        self.sorted.extend_from_slice(particles);
        self.sorted.sort_unstable_by(f32::total_cmp);
        let m = self.sorted.len() as f64;
        let scale = std::f64::consts::FRAC_1_SQRT_2 / libm::sqrt(spread);
        let cdf = |x: f64| {
            let pairs = self.few.means().iter().zip(self.few.weights());
            pairs
                .map(|(m, w)| 0.5 * w * libm::erfc((alpha * m - x) * scale))
                .sum()
        };
        row.predicted = Some(KOLMOGOROV[0] / libm::sqrt(m));
        let error = KOLMOGOROV[1] / libm::sqrt(m);
        row.set(kolmogorov_distance(&self.sorted, cdf), error);
    }

    fn report(&self) -> &Report {
        &self.report
    }
}
