//! Bins of the line in which samples are counted and compared with an exact law.

use super::mixture::Mixture;

/// The most bins of a histogram.
const MOST: f64 = 120.0;
/// The fewest.
const FEWEST: f64 = 40.0;
/// The most bins for atoms that are too many to be told apart.
const MOST_OF_ATOMS: f64 = 40.0;
/// Atoms are counted one by one up to so many places.
const MOST_ATOMS: usize = 60;
/// A component with a smaller share does not stretch the histogram.
const LEAST_SHARE: f64 = 1e-5;

/// Consecutive bins that cover the line, with the probability that a law gives to each.
///
/// ```
/// use reverse_diffusion::line::Mixture;
/// use reverse_diffusion::line::histogram::Histogram;
///
/// let histogram = Histogram::of(&Mixture::gaussian(0.0, 1.0));
/// let total: f64 = histogram.probabilities.iter().sum();
/// assert!(!histogram.atoms && (total - 1.0).abs() < 1e-12);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Histogram {
    /// Between one bin and the next.
    boundaries: Vec<f64>,
    /// Where each bin's bar stands; NaN for the two tails of a density's.
    pub centres: Vec<f64>,
    /// The probability of each bin.
    pub probabilities: Vec<f64>,
    /// The width of a bar, in units of x.
    pub width: f64,
    /// Whether heights are probabilities (atoms) and not densities.
    pub atoms: bool,
}

impl Histogram {
    /// Bins that suit a law: one for each atom, or bins finer than the components of a density.
    pub fn of(law: &Mixture) -> Self {
        let pairs = || law.means().iter().zip(law.weights());
        let felt = pairs().filter(|(_, w)| **w > LEAST_SHARE);
        let [low, high] = felt.fold([f64::INFINITY, f64::NEG_INFINITY], |[a, b], (m, _)| {
            [a.min(*m), b.max(*m)]
        });
        let sigma = libm::sqrt(law.component_variance());
        if sigma > 0.0 {
            return Self::bins(law, low - 4.0 * sigma, high + 4.0 * sigma, sigma);
        }
        let mut places: Vec<f64> = law.means().to_vec();
        places.sort_by(f64::total_cmp);
        places.dedup();
        if places.len() > MOST_ATOMS {
            let margin = 0.02 * (places[places.len() - 1] - places[0]);
            return Self::bins(law, low - margin, high + margin, 0.0);
        }
        let gaps = places.windows(2).map(|pair| pair[1] - pair[0]);
        let gap = gaps.fold(f64::INFINITY, f64::min);
        let range = places[places.len() - 1] - places[0];
        let mut bins = Self {
            boundaries: places.windows(2).map(|p| 0.5 * (p[0] + p[1])).collect(),
            probabilities: vec![0.0; places.len()],
            width: if range > 0.0 {
                (0.6 * gap).clamp(0.01 * range, 0.08 * range)
            } else {
                0.1
            },
            centres: places,
            atoms: true,
        };
        for (&m, w) in pairs() {
            let bin = bins.bin(m);
            bins.probabilities[bin] += w;
        }
        bins
    }

    fn bins(law: &Mixture, low: f64, high: f64, sigma: f64) -> Self {
        let range = high - low;
        let least = range / if sigma > 0.0 { MOST } else { MOST_OF_ATOMS };
        let width = (0.4 * sigma).clamp(least, range / FEWEST);
        let count = (range / width).ceil().max(1.0) as usize;
        let boundaries: Vec<f64> = (0..=count).map(|k| low + k as f64 * width).collect();
        let mut probabilities = Vec::with_capacity(count + 2);
        let mut before = 0.0;
        for &x in &boundaries {
            let now = law.cdf(x);
            probabilities.push((now - before).max(0.0));
            before = now;
        }
        probabilities.push((1.0 - before).max(0.0));
        let mut centres = vec![f64::NAN];
        centres.extend((0..count).map(|k| low + (k as f64 + 0.5) * width));
        centres.push(f64::NAN);
        Self {
            boundaries,
            centres,
            probabilities,
            width,
            atoms: false,
        }
    }

    /// How many bins.
    pub fn bin_count(&self) -> usize {
        self.probabilities.len()
    }

    /// The ends of what bars take, with a margin on either side of the outermost centres.
    pub fn ends(&self, margin: f64) -> [f64; 2] {
        let places = self.centres.iter().filter(|x| !x.is_nan());
        let [low, high] = places.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], &x| {
            [low.min(x), high.max(x)]
        });
        [low - margin, high + margin]
    }

    /// The index of the bin that holds x.
    pub fn bin(&self, x: f64) -> usize {
        self.boundaries.partition_point(|&b| b <= x)
    }

    /// Bars as high as `counts`, one a bin, say: (centre, share or density).
    pub fn bars(&self, counts: &[f64]) -> impl Iterator<Item = (f64, f64)> {
        let n: f64 = counts.iter().sum();
        let unit = if self.atoms { n } else { n * self.width };
        let pairs = self.centres.iter().zip(counts);
        let bars = pairs.map(move |(&x, c)| (x, c / unit.max(1e-300)));
        bars.filter(|(x, _)| !x.is_nan())
    }
}

/// [measured, mean, standard deviation]: the total variation ½ Σ |counts/n − p|, and what a perfect sample of the same size would show: mean and
/// standard deviation. The mean is De Moivre's for Poisson counts, E|K − μ| = 2 e^{−μ} μ^{⌊μ⌋+1}/⌊μ⌋!, times
/// √(1 − p) for a binomial one; counts are taken as independent for the deviation.
pub fn total_variation(counts: &[f64], probabilities: &[f64]) -> [f64; 3] {
    let n: f64 = counts.iter().sum::<f64>().max(1.0);
    let [mut measured, mut expected, mut variance] = [0.0; 3];
    for (c, &p) in counts.iter().zip(probabilities) {
        measured += (c - n * p).abs();
        let mu = n * p;
        if mu > 0.0 {
            let whole = libm::floor(mu);
            let log = (whole + 1.0) * libm::log(mu) - mu - libm::lgamma(whole + 1.0);
            let mean = 2.0 * libm::exp(log) * libm::sqrt((1.0 - p).max(0.0));
            expected += mean;
            variance += (mu * (1.0 - p) - mean * mean).max(0.0);
        }
    }
    [measured, expected, libm::sqrt(variance)].map(|sum| 0.5 * sum / n)
}
