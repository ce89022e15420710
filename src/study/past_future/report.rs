//! What is known by now of both laws at t₁, their tests, and sentences.

use super::charts::Fit;
use super::{MOST_TRIED, PastFuture};
use crate::line::histogram::total_variation;
use crate::line::passing::WINDOW_BIAS;
use crate::measure::chance;
use crate::measure::chi_square::{ChiSquare, goodness_of_fit, two_samples};
use crate::study::report::Report;
use crate::words::{counted, short};

/// Fewer paths make no histogram.
const FEWEST_DRAWN: f64 = 20.0;

/// Of so many the mean is good to a thirtieth of their deviation.
const ENOUGH: f64 = 1000.0;

impl PastFuture {
    /// What is known by now.
    pub(super) fn conclude(&mut self) {
        let shown = &self.shown;
        let p = &self.bins.probabilities;
        let fits = [&self.past, &self.future].map(|counts| goodness_of_fit(counts, p));
        let both = two_samples(&self.past, &self.future);
        let variance = self.given.moments().1;
        for (k, counts) in [&self.past, &self.future].into_iter().enumerate() {
            let n: f64 = counts.iter().sum();
            let histogram = &mut self.report[shown.histograms[k]];
            histogram.clear();
            if n >= FEWEST_DRAWN {
                histogram.extend(self.bins.bars(counts));
            }
            let known = n > 0.0;
            let [measured, expected, deviation] = total_variation(counts, p);
            let row = &mut self.report[shown.distances[k]];
            row.predicted = known.then_some(expected);
            row.set(known.then_some(measured), known.then_some(deviation));
            set_fit(&mut self.report, shown.fits[k], &fits[k], known);
            // Of few draws the mean is far from normal.
            let error = (n >= FEWEST_DRAWN).then(|| libm::sqrt(variance / n));
            let mean = known.then(|| self.sums[k] / n);
            self.report[shown.means[k]].set(mean, error);
        }
        let known = self.kept() > 0.0 && self.future.iter().sum::<f64>() > 0.0;
        set_fit(&mut self.report, shown.both, &both, known);
        let tried = self.tried as f64;
        let (share, error) = (self.kept() / tried, chance::share(self.chance, tried));
        let is_tried = tried > 0.0;
        let row = &mut self.report[shown.kept];
        row.predicted = Some(self.chance);
        row.set(is_tried.then_some(share), is_tried.then_some(error));
        self.report.findings = self.findings(&fits, &both);
        self.report.answer = self.answer();
        self.report.changed();
    }

    /// Where both kinds of paths are at t₁, as soon as there are enough of them.
    fn answer(&self) -> String {
        let [kept, arrived] = [&self.past, &self.future].map(|counts| counts.iter().sum::<f64>());
        if arrived < ENOUGH || (kept < ENOUGH && !self.has_tried()) {
            return String::new();
        }
        let [past, future] = [self.sums[0] / kept, self.sums[1] / arrived].map(short);
        if kept >= FEWEST_DRAWN {
            return format!(
                "In the same places: the forward paths were at {past} on average, and reverse paths go to {future} on \
                 average."
            );
        }
        format!(
            "Reverse paths from there go to {future} on average, and the few forward paths that pass there come from the \
             same places, {} on average.",
            short(self.given.moments().0)
        )
    }

    fn findings(&self, fits: &[ChiSquare; 2], both: &ChiSquare) -> Vec<String> {
        let kept = self.kept();
        let (y, t1, t2) = (self.y, self.t1, self.t2);
        let mut findings = Vec::new();
        if self.chance * MOST_TRIED as f64 <= 50.0 {
            findings.push(format!(
                "Hardly a forward path passes y = {y} at t₂ = {t2} (one in {:.1e}): the past of such a path is \
                 known from Bayes' rule and from the reverse paths alone.",
                1.0 / self.chance.max(1e-300)
            ));
        }
        let arrived: f64 = self.future.iter().sum();
        if kept > 0.0 && arrived > 0.0 && both.degrees > 0 {
            findings.push(format!(
                "The past of ρ is the future of q: where forward paths that pass y = {y} at t₂ = {t2} were at t₁ = {t1}, \
                 and where reverse paths from y will be, is one law. Of {kept} of these and {arrived} of those: χ² = {:.1} \
                 with {} of freedom between the two (p = {:.2}), {:.1}/{} (p = {:.2}) and {:.1}/{} (p = {:.2}) between each \
                 and the exact law.",
                both.statistic, counted(both.degrees, "degree"), both.p,
                fits[0].statistic, fits[0].degrees, fits[0].p,
                fits[1].statistic, fits[1].degrees, fits[1].p,
            ));
        } else if self.given.component_variance() == 0.0 && self.bins.bin_count() == 1 {
            findings.push("There is one data point: every path was there, and will be.".into());
        }
        if self.tried > 0 {
            findings.push(format!(
            "The window w = {:.3} around y adds at most {WINDOW_BIAS} to the first χ²; {} forward paths were tried.",
            self.window, self.tried
        ));
        }
        findings.extend(self.note.clone());
        if findings.is_empty() {
            findings.push("The paths are on their way.".into());
        }
        findings
    }
}

/// Writes a test into its two rows, where both have been counted.
fn set_fit(report: &mut Report, rows: Fit, fit: &ChiSquare, known: bool) {
    if known {
        report[rows.statistic].set_chi_square(fit);
    } else {
        report[rows.statistic].clear();
    }
    report[rows.p].measured = (known && fit.degrees > 0).then_some(fit.p);
}
