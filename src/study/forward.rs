//! How fast does the forward law become noise? Cao et al. (2.1), (2.11)–(2.12), figures 2 and 4.
//!
//! The same law three times: closed form, finite volumes, particles; and its distance to its limit against T*. For OU
//! the limit is N(0, 1); the heat flow has none, and ρ(·, T*) is held against the Gaussian of its own moments.

use super::setting::Setting;
use super::{Axis, Chart, Ink, Mark, Report, Row, Series, Study};
use crate::line::evolution::forward;
use crate::line::{Evolution, Mesh, Mixture, distance};
use crate::measure::kolmogorov_distance;
use crate::process::Process;
use crate::scene::{Dynamics, Scene};

/// Horizons at which distances are computed, spread over the chart.
const HORIZONS: usize = 44;

/// Components for which 1200 quantiles are cheap; see [`Mixture::condensed`].
const FEW: usize = 48;

/// Moments at which the PDE is compared.
const PDE_MOMENTS: usize = 60;

/// The mean of √M times the Kolmogorov–Smirnov distance, √(π/2) ln 2, and its standard deviation.
const KOLMOGOROV: [f64; 2] = [0.868_73, 0.260_33];

pub(super) struct Forward {
    setting: Setting,
    few: Mixture,
    mesh: Mesh,
    pde: Evolution,
    report: Report,
    horizons: Vec<f64>,
    /// Pieces of work that are done: first the numbers at T*, then the PDE's errors, then the horizons.
    done: usize,
    sorted: Vec<f32>,
}

const CURVES: [&str; 3] = ["W₂", "KL", "L¹"];
/// Charts.
const DISTANCES: usize = 0;
const ERRORS: usize = 1;

pub(super) fn new(scene: &Scene) -> Forward {
    let setting = Setting::new(scene);
    let few = setting.rho0.condensed(FEW);
    let longest = (1.4 * scene.t_star).clamp(1.0, 28.0);
    let horizons: Vec<f64> = (0..HORIZONS)
        .map(|k| longest * (k as f64 + 0.5) / HORIZONS as f64)
        .collect();
    let limit = limit_name(setting.process());
    let mut distances = Chart::new(
        "How much of the data is left at T*",
        "Distances of ρ(·, T*) to its limit, each falling exponentially with the horizon.",
        Axis::linear("T*", 0.0, longest),
        Axis::log(&format!("distance to {limit}"), 1e-8, 10.0),
    );
    for (k, name) in CURVES.iter().enumerate() {
        let series = Series::line(name, Ink::Distinct(k as u32));
        distances.series.push(series);
    }
    if setting.process() == Process::Ou {
        for (name, rate) in [("e^{−T*}", 1.0), ("e^{−2T*}", 2.0)] {
            let curve = horizons.iter().map(|&t| (t, libm::exp(-rate * t)));
            distances
                .series
                .push(Series::dashed(name, Ink::Soft).with(curve));
        }
    }
    distances
        .series
        .push(Series::rule("T* now", Ink::Ink, scene.t_star));

    let mesh = setting.mesh();
    let times = setting.times();
    let mut errors = Chart::new(
        "Finite volumes beside the closed form",
        "The L¹ distance between the finite-volume solution of (2.1) and the exact law: of first order in Δt, of second in h.",
        Axis::linear("t", 0.0, scene.t_star),
        Axis::log("‖ρ_PDE − ρ‖₁", 1e-6, 2.0),
    );
    errors
        .series
        .push(Series::line("L¹ error of the PDE", Ink::Forward));
    errors
        .series
        .push(Series::new("", Ink::Soft, Mark::Rule).moving());
    let pde = forward(
        &mesh,
        setting.process(),
        &mesh.averages(&setting.rho0.forward(setting.process(), times[0])),
        &times,
    );
    let report = Report {
        charts: vec![distances, errors],
        rows: Vec::new(),
        findings: Vec::new(),
        version: 1,
    };
    Forward {
        setting,
        few,
        mesh,
        pde,
        report,
        horizons,
        done: 0,
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

    /// [W₂, KL, L¹] of ρ(·, t) to its limit, from the closed form.
    fn exact_distances(&self, t: f64) -> [f64; 3] {
        let law = self.few.forward(self.process(), t);
        let limit = self.limit(&law);
        [
            distance::w2(&law, &limit),
            distance::kl(&law, &limit),
            distance::l1(&law, &limit),
        ]
    }

    /// The same from the finite volumes marched with every `stride`-th of the scene's times.
    fn pde_distances(&self, stride: usize) -> [f64; 3] {
        let last = self.pde.len() - 1;
        let end = self.few.forward(self.process(), self.setting.scene.t_star);
        let limit = self.limit(&end);
        let q = if stride == 1 {
            self.pde.row(last).to_vec()
        } else {
            let times: Vec<f64> = (0..=last)
                .filter(|k| (last - k).is_multiple_of(stride) || *k == 0)
                .map(|k| self.pde.times[k])
                .collect();
            let rho = forward(&self.mesh, self.process(), self.pde.row(0), &times);
            rho.row(rho.len() - 1).to_vec()
        };
        let p = self.mesh.averages(&limit);
        let pairs = q.iter().zip(&p).filter(|(q, p)| **q > 0.0 && **p > 0.0);
        let kl = pairs.map(|(q, p)| self.mesh.h() * (q * libm::log(q / p) - q + p));
        [
            w2_of_cells(&self.mesh, &q, &limit),
            kl.sum(),
            self.mesh.l1(&q, &p),
        ]
    }

    /// Rows and findings at the scene's T*.
    fn at_the_horizon(&mut self) {
        let t_star = self.setting.scene.t_star;
        let ou = self.process() == Process::Ou;
        let name = limit_name(self.process());
        let exact = self.exact_distances(t_star);
        let pde = self.pde_distances(1);
        let coarser = self.pde_distances(2);
        for (k, curve) in CURVES.iter().enumerate() {
            self.report.rows.push(Row {
                predicted: Some(exact[k]),
                measured: Some(pde[k]),
                // The march is of first order: halving its steps changes it by what is left.
                error: Some((pde[k] - coarser[k]).abs()),
                ..Row::new(
                    &format!("{curve} of ρ(·, T*) to {name}: closed form, finite volumes"),
                    "(2.1)",
                )
            });
        }
        let ahead = distance::w2(
            &self.few.forward(self.process(), t_star + 0.05),
            &Mixture::gaussian(0.0, 1.0),
        );
        let (mean, _) = self.few.moments();
        let rate = if mean.abs() > 1e-9 { 1.0 } else { 2.0 };
        if ou {
            self.report.rows.push(Row {
                predicted: Some(rate),
                measured: Some(libm::log(exact[0] / ahead) / 0.05),
                ..Row::new("−d ln W₂/dT*; predicted for large T*", "(2.12)")
            });
        }
        let mass = self.mesh.mass(self.pde.row(self.pde.len() - 1)) - 1.0;
        self.report.rows.push(Row {
            measured: Some(mass.abs()),
            bound: Some(1e-12),
            ..Row::new("mass lost by the finite volumes", "(2.1)")
        });
        self.report.rows.push(Row::new(
            "Kolmogorov–Smirnov distance of the particles to ρ(·, t), now",
            "(2.12)",
        ));
        let w2 = exact[0];
        self.report.findings.push(if ou {
            format!(
                "At T* = {t_star} the law is {} from N(0, 1) in W₂; each further unit of T* divides that by about {}.",
                super::numerals::short(w2),
                if rate > 1.0 { "e², since the data have mean 0" } else { "e" }
            )
        } else {
            let (_, variance) = self.few.forward(self.process(), t_star).moments();
            format!(
                "The heat flow has no limit on the line: ρ(·, T*) only comes to resemble a Gaussian, here of variance {variance:.2}, and not exponentially fast."
            )
        });
        self.report.findings.extend(self.setting.condensed_note());
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
            self.report.charts[ERRORS].series[0].push(t, error);
        }
        true
    }
}

impl Study for Forward {
    fn work(&mut self) -> bool {
        let k = self.done;
        self.done += 1;
        if k == 0 {
            self.at_the_horizon();
            self.report.version += 1;
            return true;
        }
        if k <= self.horizons.len() {
            let t = self.horizons[k - 1];
            let distances = self.exact_distances(t);
            let chart = &mut self.report.charts[DISTANCES];
            for (series, distance) in chart.series.iter_mut().zip(distances) {
                if distance > 0.0 {
                    series.push(t, distance);
                }
            }
        } else if !self.compare(k - 1 - self.horizons.len()) {
            self.report.version += 1;
            return false;
        }
        if k.is_multiple_of(12) {
            self.report.version += 1;
        }
        true
    }

    fn show(&mut self, t: f64, particles: &[f32]) {
        let rule = &mut self.report.charts[ERRORS].series[1];
        rule.clear();
        rule.push(t, 0.0);
        let runs_forward = self.setting.scene.dynamics == Dynamics::Forward;
        let (Some(row), true) = (self.report.rows.last_mut(), runs_forward) else {
            return;
        };
        let alpha = self.setting.process().alpha(t);
        let spread = self.setting.process().spread(self.setting.law.width, t);
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
        row.measured = Some(kolmogorov_distance(&self.sorted, cdf));
        row.predicted = Some(KOLMOGOROV[0] / libm::sqrt(m));
        row.error = Some(KOLMOGOROV[1] / libm::sqrt(m));
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

/// W₂ of densities of cells to a law: quantiles by linear interpolation of the distribution function, 2000 of them.
fn w2_of_cells(mesh: &Mesh, q: &[f64], law: &Mixture) -> f64 {
    let count = 2000;
    let (mut cell, mut below) = (0, 0.0);
    let mut sum = 0.0;
    for k in 0..count {
        let u = (k as f64 + 0.5) / count as f64;
        while cell + 1 < mesh.cells && below + mesh.h() * q[cell] < u {
            below += mesh.h() * q[cell];
            cell += 1;
        }
        let share = ((u - below) / (mesh.h() * q[cell]).max(f64::MIN_POSITIVE)).clamp(0.0, 1.0);
        let d = mesh.edge(cell) + share * mesh.h() - law.quantile(u);
        sum += d * d;
    }
    libm::sqrt(sum / count as f64)
}
