//! A law's quantiles as a table, for distances to samples that have to be quick.
//!
//! [`super::distance::w2_sample`] solves an equation a particle; here the distribution function is tabulated once
//! and read backwards, piece by piece linear: the error is (table step)²/8 · |p′/p|, about 1e-5 of a standard
//! deviation, far below any sampling error that is shown.

use super::Mixture;

/// Points of a table: at least, and at most.
const LENGTH: [f64; 2] = [600.0, 3000.0];

/// A distribution function F at increasing places, or the steps of atoms.
#[derive(Clone, Debug, Default)]
pub struct Quantiles {
    x: Vec<f64>,
    /// F at the places, from 0 to 1.
    f: Vec<f64>,
    atoms: bool,
}

impl Quantiles {
    /// Of a law of this form.
    pub fn of(law: &Mixture) -> Self {
        if law.component_variance() == 0.0 {
            let pairs = law.means().iter().zip(law.weights());
            let mut pairs: Vec<(f64, f64)> = pairs.map(|(&m, &w)| (m, w)).collect();
            pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
            let mut sum = 0.0;
            let (x, f) = pairs
                .iter()
                .map(|&(m, w)| {
                    sum += w;
                    (m, sum)
                })
                .unzip();
            return Self { x, f, atoms: true };
        }
        let sigma = libm::sqrt(law.component_variance());
        let [low, high] = law.reach();
        let (low, high) = (low - 7.0 * sigma, high + 7.0 * sigma);
        let count = ((high - low) / (sigma / 40.0)).clamp(LENGTH[0], LENGTH[1]) as usize;
        let place = |k: usize| low + (high - low) * k as f64 / count as f64;
        let x: Vec<f64> = (0..=count).map(place).collect();
        Self::from_cdf(x.iter().map(|&x| law.cdf(x)).collect(), x)
    }

    /// From F at increasing places; between them the law is taken to be uniform.
    pub fn from_cdf(mut f: Vec<f64>, x: Vec<f64>) -> Self {
        let mut top: f64 = 0.0;
        for f in &mut f {
            top = top.max(*f);
            *f = top;
        }
        Self { x, f, atoms: false }
    }

    /// F(x).
    pub fn cdf(&self, x: f64) -> f64 {
        let k = self.x.partition_point(|&place| place <= x);
        if self.atoms {
            return if k == 0 { 0.0 } else { self.f[k - 1] };
        }
        if k == 0 {
            return 0.0;
        }
        if k == self.x.len() {
            return 1.0;
        }
        let share = (x - self.x[k - 1]) / (self.x[k] - self.x[k - 1]);
        self.f[k - 1] + share * (self.f[k] - self.f[k - 1])
    }

    /// F⁻¹(u).
    pub fn at(&self, u: f64) -> f64 {
        self.read(self.f.partition_point(|&f| f < u), u)
    }

    /// F⁻¹(u), where k is the first place with F ≥ u.
    fn read(&self, k: usize, u: f64) -> f64 {
        let last = self.x.len() - 1;
        if self.atoms || k == 0 || k > last {
            return self.x[k.min(last)];
        }
        let rise = self.f[k] - self.f[k - 1];
        self.x[k - 1] + (u - self.f[k - 1]) / rise * (self.x[k] - self.x[k - 1])
    }

    /// W₂ of a sample, in increasing order, and this law: the k-th of n against F⁻¹((k + ½)/n).
    pub fn w2(&self, sorted: &[f32]) -> f64 {
        let mut levels = Reader::new(self);
        let n = sorted.len() as f64;
        let terms = sorted.iter().enumerate().map(|(k, &x)| {
            let d = f64::from(x) - levels.at((k as f64 + 0.5) / n);
            d * d
        });
        libm::sqrt(terms.sum::<f64>() / n.max(1.0))
    }

    /// The same for the sample F⁻¹(u), u in increasing order.
    pub fn w2_of_uniforms(&self, u: &[f64]) -> f64 {
        let mut levels = Reader::new(self);
        let mut sample = Reader::new(self);
        let n = u.len() as f64;
        let terms = u.iter().enumerate().map(|(k, &u)| {
            let d = sample.at(u) - levels.at((k as f64 + 0.5) / n);
            d * d
        });
        libm::sqrt(terms.sum::<f64>() / n.max(1.0))
    }
}

/// Reads quantiles in increasing order.
struct Reader<'a> {
    law: &'a Quantiles,
    place: usize,
}

impl<'a> Reader<'a> {
    fn new(law: &'a Quantiles) -> Self {
        Self { law, place: 0 }
    }

    fn at(&mut self, u: f64) -> f64 {
        while self.law.f.get(self.place).is_some_and(|f| *f < u) {
            self.place += 1;
        }
        self.law.read(self.place, u)
    }
}
