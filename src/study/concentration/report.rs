//! What the study of concentration shows: charts, rows and sentences.

use super::divergence::{Known, best_factor};
use super::fit::curve;
use super::{Concentration, RESOLVED};
use crate::process::Process;
use crate::study::{Axis, Chart, Ink, Mark, Row, Series};
use crate::words::short;

impl Concentration {
    pub(super) fn charts(&self, least: f64) -> Vec<Chart> {
        let (process, blur) = (self.scene.process, self.law.width);
        let most = self.tau(self.scene.t_star);
        let (symbol, place) = match process {
            Process::Heat => ("t", "X_t"),
            Process::Ou => ("τ = (e^{2t} − 1)/2", "X_t/α"),
        };
        let axis = || Axis::log(symbol, least, most);
        let to = if blur > 0.0 {
            "the centres"
        } else {
            "the data"
        };
        let first = self.march.measured[0];
        let typical = first.square[0].max(1e-300);
        let v_least = 2.0 * least + blur * blur;
        let lowest = 0.15 * libm::sqrt(v_least.min(1.0 + typical) * 1.0f64.min(typical / first.v));
        let mut distances = Chart::new(
            "Distance to the support",
            &format!(
                "dist({place}, K), K {to}, with the scene's ε: some paths, the mean, and what it may be at most. On \
                 logarithmic axes √t is a slope of ½."
            ),
            axis(),
            Axis::log(
                &format!("dist({place}, K)"),
                lowest.max(1e-12),
                (6.0 * libm::sqrt(typical)).max(10.0 * lowest.max(1e-12)),
            ),
        );
        distances.series = vec![
            Series::line("", Ink::Reverse),
            Series::dashed("bound on √E dist²", Ink::Ink),
            Series::dashed("slope ½", Ink::Soft),
            Series::line("√E dist²", Ink::Distinct(1)),
            Series::line("E dist", Ink::Ink),
            Series::new("", Ink::Soft, Mark::Rule).moving(),
            Series::points("the particles above, now", Ink::Reverse).moving(),
        ];
        let shrunk = libm::sqrt(v_least / first.v);
        let mut hull = Chart::new(
            "Path by path, without noise",
            &format!(
                "dist({place}, conv K) beside what it was at T*, along paths of the flow, ε = 0, from the same starts: \
                 none lies above the line. Those that end have come into the hull."
            ),
            axis(),
            Axis::log("ratio to that at T*", 0.2 * shrunk, 2.0),
        );
        let ends = [2.0 * least + blur * blur, first.v];
        hull.series = vec![
            Series::line("", Ink::Reverse),
            Series::dashed(if blur > 0.0 { "√(v/v_T)" } else { "√(t/T)" }, Ink::Ink)
                .with(curve(ends).map(|v| (self.abscissa(v), libm::sqrt(v / first.v)))),
            Series::new("", Ink::Soft, Mark::Rule).moving(),
        ];
        if process == Process::Ou && blur == 0.0 {
            hull.series[1].name = "√(τ/τ_T)".into();
        }
        let mut slope = Chart::new(
            "Its slope",
            "The slope of E dist in logarithms, from step to step. Shaded: the times of the fit.",
            axis(),
            Axis::linear(
                match process {
                    Process::Heat => "d ln E dist/d ln t",
                    Process::Ou => "d ln E dist/d ln τ",
                },
                -0.1,
                1.1,
            ),
        );
        let mut window = Series::new("", Ink::Soft, Mark::Band);
        for v in self.fit.into_iter().flatten() {
            window.push(self.abscissa(v), 1.1);
            window.low.push(-0.1);
        }
        slope.series = vec![
            window,
            Series::dashed("½", Ink::Soft).with([(least, 0.5), (most, 0.5)]),
            Series::line("slope of E dist", Ink::Ink),
            Series::new("", Ink::Soft, Mark::Rule).moving(),
        ];
        vec![distances, hull, slope]
    }

    pub(super) fn rows(&self) -> Vec<Row> {
        let derived = "derived for this project";
        let slope = if self.is_done { self.slope() } else { None };
        let flow = self.flow().measured.iter().map(|m| m.ratio);
        let mut rows = vec![
            Row {
                predicted: self.fit.map(|_| 0.5),
                measured: slope.map(|s| s[0]),
                error: slope.map(|s| s[1]),
                ..Row::new("slope of E dist for small t", "Liu & Zuazua Theorem 3.4")
            },
            Row {
                measured: self.is_done.then(|| flow.fold(0.0, f64::max)),
                bound: Some(1.0 + 1e-9),
                ..Row::new(
                    "ε = 0: largest dist(·, conv K)/its bound on any path",
                    derived,
                )
            },
            Row::new("E dist²(·, K), now", derived),
        ];
        let factor = self.factor();
        let largest = factor.map(|factor| {
            let all = self
                .march
                .measured
                .iter()
                .map(|m| m.square[0] / (factor * m.v));
            all.fold(0.0, f64::max)
        });
        rows.push(Row {
            measured: largest.filter(|_| self.is_done),
            bound: factor.map(|_| 1.0),
            ..Row::new("largest E dist²/its bound at any t", derived)
        });
        let divergence = match self.known {
            Known::Is(divergence) => Some(divergence),
            _ => None,
        };
        rows.push(Row {
            measured: divergence.map(|d| d[0]),
            error: divergence
                .map(|[_, error]| error)
                .filter(|&error| error > RESOLVED * divergence.unwrap_or_default()[0]),
            ..Row::new("KL(v_T|u_T), by quadrature", derived)
        });
        rows
    }

    pub(super) fn findings(&self) -> Vec<String> {
        let mut findings = Vec::new();
        if let (true, Some([slope, error])) = (self.is_done, self.slope()) {
            let fit = self
                .fit
                .unwrap_or_default()
                .map(|v| short(self.abscissa(v)));
            findings.push(format!(
                "Between {} and {} E dist falls like the power {slope:.4} ± {error:.4} of {}: the rate √t of Theorem 3.4.",
                fit[0],
                fit[1],
                if self.scene.process == Process::Ou { "τ" } else { "t" }
            ));
        }
        if self.is_done {
            let flow = self
                .flow()
                .measured
                .iter()
                .map(|m| m.ratio)
                .fold(0.0, f64::max);
            findings.push(if flow > 0.0 {
                format!(
                    "Without noise it holds for every path: none of {} keeps more than {:.4} of what \
                     the bound allows it. x̄₀ lies in conv K, and a step of the flow goes straight towards it.",
                    self.scene.particles, flow
                )
            } else {
                "Every path of the flow starts in conv K, and none leaves it.".into()
            });
        }
        match (self.known, self.factor()) {
            (Known::Is([divergence, _]), Some(factor)) => {
                let best = best_factor(divergence, self.law.points.dim());
                findings.push(format!(
                    "E dist² ≤ {} t here, whatever ε, since KL(v_T|u_T) = {}; with the best constant in place of 8 the same \
                     argument gives {} t.",
                    short(2.0 * factor),
                    short(divergence),
                    short(best)
                ));
            }
            (Known::Infinite, _) => findings.push(
                "All start in one place, so KL(v_T|u_T) is infinite, and only the bound for each path of the flow is left."
                    .into(),
            ),
            _ => {}
        }
        if self.scene.process == Process::Ou {
            findings.push(
                "For OU, X_t/α at the time τ = κ²/2 = (e^{2t} − 1)/2 is the heat flow exactly, and that is what is shown: \
                 every bound carries over (derived for this project)."
                    .into(),
            );
        }
        if self.law.width > 0.0 {
            findings.push(
                "Blurred data have no compact support, and Theorem 3.4 says nothing of them: K are the centres, of which \
                 the data are the heat flow at b²/2, so that the bounds hold with t + b²/2 for t."
                    .into(),
            );
        }
        findings.push(format!(
            "Both bounds are derived for this project. Measured in double precision on {} particles by exponential steps \
             of its own, 1/20 in log-SNR; those of the picture are the scene's.",
            self.scene.particles
        ));
        findings.extend(self.note.clone());
        findings
    }
}
