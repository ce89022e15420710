//! What is known of two points by now, in numbers and sentences.

use super::TwoDiracs;
use super::chances::{self, Chance, Chances};
use super::charts::{name, sign};
use crate::denoiser::Kernel;
use crate::measure::chance;
use crate::study::report::Row;
use crate::words::short;

impl TwoDiracs {
    pub(super) fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        if let Some(distance) = self.on_separatrix() {
            let name = "starts on the separatrix: how far from the barycentre they end";
            let row = Row::new(name, "Liu & Zuazua figure 3");
            rows.push(row.predicted(0.0).measured(distance));
        }
        if let Some(u) = self.pair.separatrix(self.scene.process, self.scene.t_star) {
            let jump = self.jump();
            let row = Row::new("ε = 0: where the step is, at T*", "order is kept, derived");
            let row = row.predicted(u).measured(jump.map(|[u, _]| u));
            rows.push(row.within(jump.map(|[_, half]| half)));
        }
        let kernel = Kernel::of(self.scene.process, &self.law);
        let mut lambda = Vec::new();
        let second = name(&self.law, self.pair.of[1]);
        let mut exact = |u: f64| {
            self.pair
                .predicted(&kernel, self.scene.t_star, u, &mut lambda)
        };
        let number = chances::ROW / 2 + chances::ROW / 4;
        let u = self.chances[2].starts[number];
        for chances in &self.chances[1..] {
            let measured = chances.measured.get(number);
            let is_known = chances.epsilon == 1.0;
            let predicted = is_known.then(|| exact(u));
            let m = self.scene.particles as f64;
            let (from, epsilon) = (sign(&short(u)), chances.epsilon);
            let reference = match is_known {
                true => "Cao et al. Theorem 1, (3.18)",
                false => "measured",
            };
            let name = format!("P(to {second}) from {from}, ε = {epsilon}");
            let error = measured.map(|measured| match predicted {
                Some(p) => chance::share(p, m),
                None => measured.error,
            });
            let row = Row::new(&name, reference).predicted(predicted);
            rows.push(
                row.measured(measured.map(|chance| chance.share))
                    .within(error),
            );
        }
        let noisy = &self.chances[2].measured;
        if noisy.len() == chances::ROW {
            let squares = noisy.iter().map(|chance| {
                let p = exact(chance.u);
                let m = self.scene.particles as f64;
                (chance.share - p) * (chance.share - p) * m / (p * (1.0 - p)).max(1.0 / m)
            });
            let n = noisy.len() as f64;
            let name = "ε = 1: Σ (share − λ)²/variance over all starts";
            let row = Row::new(name, "Cao et al. Theorem 1, χ²").predicted(n);
            let error = chance::chi_square(noisy.len());
            rows.push(row.measured(squares.sum::<f64>()).within(error));
        }
        rows
    }

    pub(super) fn findings(&self) -> Vec<String> {
        let mut findings = Vec::new();
        let process = self.scene.process;
        let [first, second] = self.pair.of.map(|i| name(&self.law, i));
        let separatrix = self.pair.separatrix(process, self.scene.t_star);
        let ends = &self.paths.ends;
        if let (Some(distance), true) = (self.on_separatrix(), separatrix.is_some()) {
            let between = ends.iter().filter(|end| end.is_none()).count();
            findings.push(format!(
                "Without noise the line between {first} and {second} is a separatrix: starts on either side end at the \
                 point of that side, and {} at the barycentre, {}.",
                match between {
                    1 => "the one on it ends".into(),
                    _ => format!("the {between} on it end"),
                },
                if distance == 0.0 {
                    "to the last bit".into()
                } else {
                    format!("to {distance:.1e}")
                }
            ));
        } else if separatrix.is_some() && self.scene.epsilon > 0.0 && !ends.is_empty() {
            findings.push(format!(
                "With ε = {} paths cross the separatrix, and none ends on it.",
                self.scene.epsilon
            ));
        }
        match separatrix {
            Some(u) if u != 0.0 => findings.push(
                "The points' weights differ: the flow keeps the order along the line, so its separatrix is where ρ(·, t) \
                 has left the first one's weight behind it, and moves with t (derived for this project)."
                    .into(),
            ),
            Some(_) => {}
            None if self.pair.of[0] == self.pair.of[1] => {
                findings.push("There is one place in the data, and every path ends there.".into());
            }
            None => findings.push(format!(
                "Paths end at data points. The second chart runs along the line through {first} and {second}, the two \
                 that are nearest to each other.",
            )),
        }
        let slopes = self.slopes();
        if let [_, Some(between), Some(noisy)] = slopes {
            findings.push(format!(
                "Noise dissolves the step: from 1 in 4 to 3 in 4 it takes {} along the line with ε = {}, {} with ε = 1, \
                 where the chance is λ(x, T*) exactly, and nothing with ε = 0.",
                short(between),
                self.chances[1].epsilon,
                short(noisy),
            ));
        }
        findings.extend(self.note.clone());
        if findings.is_empty() {
            findings.push("Paths are on their way.".into());
        }
        findings
    }

    /// How wide the way from 1 in 4 to 3 in 4 is, for each ε.
    fn slopes(&self) -> [Option<f64>; 3] {
        self.chances
            .each_ref()
            .map(|chances| rise(&chances.measured))
    }

    /// What noise does to the line between, once all is measured.
    pub(super) fn answer(&self) -> String {
        if !self.chances.iter().all(Chances::is_done) {
            return String::new();
        }
        match self.slopes() {
            _ if self.pair.of[0] == self.pair.of[1] => {
                "There is one place in the data, so there is no line between two to be drawn.".into()
            }
            [Some(flow), _, Some(noisy)] => format!(
                "The chance to go to the second point rises from one in four to three in four within {} along the line \
                 without noise, within {} with full noise.",
                short(flow),
                short(noisy)
            ),
            _ => "On the stretch of the line that is looked at the chance to go to the second point does not rise from \
                  one in four to three in four, so that how wide the border is cannot be said."
                .into(),
        }
    }
}

/// How far it is from where a quarter goes to the second point to where three quarters do, between measured starts.
fn rise(measured: &[Chance]) -> Option<f64> {
    let crossing = |level: f64| {
        measured.windows(2).find_map(|pair| {
            let [a, b] = [pair[0], pair[1]];
            let crosses = a.share < level && b.share >= level;
            crosses.then(|| a.u + (b.u - a.u) * (level - a.share) / (b.share - a.share))
        })
    };
    Some(crossing(0.75)? - crossing(0.25)?)
}
