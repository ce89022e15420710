//! How fast does the forward law become noise? Cao et al. (2.1), (2.11)–(2.12), figures 2 and 4.
//!
//! The same law three times: closed form, finite volumes, particles; and its distance to its limit against T*. For OU
//! the limit is N(0, 1); the heat flow has none, and ρ(·, T*) is held against the Gaussian of its own moments.

use super::setting::Setting;
use super::{Axis, Chart, Ink, Mark, Report, Row, Series, Study};
use crate::line::evolution::forward;
use crate::line::{Evolution, Mesh, Mixture, distance};
use crate::process::Process;
use crate::scene::Scene;

/// Horizons at which distances are computed, spread over the chart.
const HORIZONS: usize = 44;

/// Components for which 1200 quantiles are cheap; see [`Mixture::condensed`].
const FEW: usize = 48;

/// Places at which the particles' distribution function is compared.
const PLACES: usize = 160;

/// The mean of √M times the Kolmogorov–Smirnov distance, √(π/2) ln 2, and its standard deviation.
const KOLMOGOROV: [f64; 2] = [0.868_73, 0.260_33];

pub(super) struct Forward {
    setting: Setting,
    few: Mixture,
    mesh: Mesh,
    pde: Evolution,
    report: Report,
    horizons: Vec<f64>,
    done: usize,
    sorted: Vec<f32>,
}

const CURVES: [&str; 3] = ["W₂", "KL", "L¹"];
const RULE_CHART: usize = 1;

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
    let first = times[0].max(setting.least_time());
    let mut errors = Chart::new(
        "Finite volumes beside the closed form",
        "The L¹ distance between the finite-volume solution of (2.1) and the exact law, in time: of first order in Δt, of second in h.",
        Axis::linear("t", 0.0, scene.t_star),
        Axis::log("‖ρ_PDE − ρ‖₁", 1e-6, 2.0),
    );
    errors
        .series
        .push(Series::line("L¹ error of the PDE", Ink::Forward));
    errors
        .series
        .push(Series::new("t now", Ink::Soft, Mark::Rule).moving());
    let pde = forward(
        &mesh,
        setting.process(),
        &mesh.averages(&setting.rho0.forward(setting.process(), times[0])),
        &times,
    );
    let stride = pde.len().div_ceil(60);
    let curve: Vec<(f64, f64)> = (0..pde.len())
        .step_by(stride)
        .filter(|&k| pde.times[k] >= first)
        .map(|k| {
            let exact = mesh.averages(&few.forward(setting.process(), pde.times[k]));
            (pde.times[k], mesh.l1(pde.row(k), &exact).max(1e-17))
        })
        .collect();
    errors.series[0].extend(curve);
    let report = Report {
        charts: vec![distances, errors],
        rows: Vec::new(),
        findings: Vec::new(),
        version: 1,
    };
    let mut study = Forward {
        setting,
        few,
        mesh,
        pde,
        report,
        horizons,
        done: 0,
        sorted: Vec::new(),
    };
    study.at_the_horizon();
    study
}

fn limit_name(process: Process) -> &'static str {
    match process {
        Process::Ou => "N(0, 1)",
        Process::Heat => "the Gaussian of the same moments",
    }
}

impl Forward {
    /// What ρ(·, T*) is held against.
    fn limit(&self, law: &Mixture) -> Mixture {
        match self.setting.process() {
            Process::Ou => Mixture::gaussian(0.0, 1.0),
            Process::Heat => {
                let (mean, variance) = law.moments();
                Mixture::gaussian(mean, variance)
            }
        }
    }

    /// [W₂, KL, L¹] of ρ(·, t) to its limit.
    fn distances(&self, t: f64) -> [f64; 3] {
        let law = self.few.forward(self.setting.process(), t);
        let limit = self.limit(&law);
        [
            distance::w2(&law, &limit),
            distance::kl(&law, &limit),
            distance::l1(&law, &limit),
        ]
    }

    /// Rows and findings at the scene's T*.
    fn at_the_horizon(&mut self) {
        let t_star = self.setting.scene.t_star;
        let [w2, kl, l1] = self.distances(t_star);
        let law = self.few.forward(self.setting.process(), t_star);
        let limit = self.mesh.averages(&self.limit(&law));
        let pde = self.pde.row(self.pde.len() - 1);
        let error = self.mesh.l1(pde, &self.mesh.averages(&law));
        let h = self.mesh.h();
        let pairs = || {
            pde.iter()
                .zip(&limit)
                .filter(|(p, q)| **p > 0.0 && **q > 0.0)
        };
        let kl_pde: f64 = pairs()
            .map(|(p, q)| h * (p * libm::log(p / q) - p + q))
            .sum();
        let name = limit_name(self.setting.process());
        let rows = &mut self.report.rows;
        rows.push(Row {
            predicted: Some(l1),
            measured: Some(self.mesh.l1(pde, &limit)),
            // Triangle inequality: the two L¹ distances differ by no more than the PDE's own error, here four times that.
            error: Some(0.25 * error),
            ..Row::new(&format!("L¹ of ρ(·, T*) to {name}"), "(2.1)")
        });
        rows.push(Row {
            predicted: Some(kl),
            measured: Some(kl_pde),
            ..Row::new(&format!("KL of ρ(·, T*) to {name}"), "(2.1)")
        });
        let ahead = self.distances(t_star + 0.05);
        let decay = (w2 / ahead[0]).ln() / 0.05;
        let (mean, _) = self.few.moments();
        let rate = if mean.abs() > 1e-9 { 1.0 } else { 2.0 };
        let ou = self.setting.process() == Process::Ou;
        self.report.rows.push(Row {
            predicted: ou.then_some(rate),
            measured: Some(decay),
            ..Row::new("−d ln W₂/dT*, its limit for large T*", "(2.12)")
        });
        self.report.rows.push(Row {
            predicted: Some(w2),
            ..Row::new(&format!("W₂ of ρ(·, T*) to {name}"), "(2.1)")
        });
        let mass = self.mesh.mass(pde) - 1.0;
        self.report.rows.push(Row {
            measured: Some(mass.abs()),
            bound: Some(1e-12),
            ..Row::new("mass lost by the finite volumes", "(2.1)")
        });
        self.report.rows.push(Row::new(
            "Kolmogorov–Smirnov distance of the particles, now",
            "(2.12)",
        ));
        if ou {
            self.report.findings.push(format!(
                "At T* = {t_star} the law is {w2:.2e} from N(0, 1) in W₂; each further unit of T* divides that by about e{}.",
                if rate > 1.0 { "²" } else { "" }
            ));
        } else {
            self.report.findings.push(format!(
                "The heat flow has no limit on the line: ρ(·, T*) only comes to resemble a Gaussian of variance {:.2}, and not exponentially fast.",
                law.moments().1
            ));
        }
        self.report.findings.extend(self.setting.condensed_note());
    }
}

impl Study for Forward {
    fn work(&mut self) -> bool {
        let Some(&t) = self.horizons.get(self.done) else {
            if self.report.rows[3].measured.is_none() {
                // The finite volumes' W₂, by the increasing rearrangement of their distribution function.
                let law = self
                    .few
                    .forward(self.setting.process(), self.setting.scene.t_star);
                let w2 = w2_of_cells(
                    &self.mesh,
                    self.pde.row(self.pde.len() - 1),
                    &self.limit(&law),
                );
                self.report.rows[3].measured = Some(w2);
                return true;
            }
            return false;
        };
        let distances = self.distances(t);
        let chart = &mut self.report.charts[0];
        for (series, distance) in chart.series.iter_mut().zip(distances) {
            if distance > 0.0 {
                series.push(t, distance);
            }
        }
        self.done += 1;
        if self.done.is_multiple_of(8) || self.done == self.horizons.len() {
            self.report.version += 1;
        }
        true
    }

    fn show(&mut self, t: f64, particles: &[f32]) {
        let rule = &mut self.report.charts[RULE_CHART].series[1];
        rule.clear();
        rule.push(t, 0.0);
        if self.setting.scene.dynamics != crate::scene::Dynamics::Forward || particles.is_empty() {
            return;
        }
        self.sorted.clear();
        self.sorted.extend_from_slice(particles);
        self.sorted.sort_unstable_by(f32::total_cmp);
        let m = self.sorted.len() as f64;
        let alpha = self.setting.process().alpha(t);
        let spread =
            self.few.component_variance() * alpha * alpha + self.setting.process().variance(t);
        let distance = if spread > 0.0 {
            let [low, high] = [self.sorted[0], self.sorted[self.sorted.len() - 1]].map(f64::from);
            let scale = std::f64::consts::FRAC_1_SQRT_2 / libm::sqrt(spread);
            let mut largest = 0.0f64;
            for k in 0..PLACES {
                let x = low + (high - low) * (k as f64 + 0.5) / PLACES as f64;
                let pairs = self.few.means().iter().zip(self.few.weights());
                let exact: f64 = pairs
                    .map(|(m, w)| 0.5 * w * libm::erfc((alpha * m - x) * scale))
                    .sum();
                let below = self.sorted.partition_point(|&p| f64::from(p) <= x) as f64 / m;
                largest = largest.max((below - exact).abs());
            }
            Some(largest)
        } else {
            None
        };
        if let Some(row) = self.report.rows.last_mut() {
            row.measured = distance;
            row.predicted = Some(KOLMOGOROV[0] / libm::sqrt(m));
            row.error = Some(KOLMOGOROV[1] / libm::sqrt(m));
        }
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
