//! ln Σ e^l and softmax weights of numbers l that are themselves logarithms, without overflow and without underflow of all.
//!
//! Everything is taken relative to the largest l, the top: Σ e^l = e^top Σ e^{l − top}, whose largest term is 1.

/// Σ e^l as e^top · sum.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LogSum {
    /// The largest l; −∞ of none.
    pub(crate) top: f64,
    /// Σ e^{l − top}: from 1 to the number of terms.
    pub(crate) sum: f64,
}

impl LogSum {
    /// Of these l, gone through twice and not kept.
    pub(crate) fn of(logs: impl Iterator<Item = f64> + Clone) -> Self {
        let top = largest(logs.clone());
        let sum = logs.map(|l| libm::exp(l - top)).sum();
        Self { top, sum }
    }

    /// The same, and Σ e^{l − top} f, of pairs (l, f).
    pub(crate) fn with_average(pairs: impl Iterator<Item = (f64, f64)> + Clone) -> (Self, f64) {
        let top = largest(pairs.clone().map(|(l, _)| l));
        let (mut sum, mut weighted) = (0.0, 0.0);
        for (l, f) in pairs {
            let weight = libm::exp(l - top);
            sum += weight;
            weighted += weight * f;
        }
        (Self { top, sum }, weighted)
    }

    /// Of these l, the largest of which is `top`; each becomes e^{l − top}.
    pub(crate) fn take(logs: &mut [f64], top: f64) -> Self {
        let mut sum = 0.0;
        for l in logs {
            *l = libm::exp(*l - top);
            sum += *l;
        }
        Self { top, sum }
    }

    /// ln Σ e^l.
    pub(crate) fn ln(self) -> f64 {
        self.top + libm::log(self.sum)
    }
}

/// The largest of these l; −∞ of none.
pub(crate) fn largest(logs: impl Iterator<Item = f64>) -> f64 {
    logs.fold(f64::NEG_INFINITY, f64::max)
}

/// Each l, the largest of which is `top`, becomes e^l / Σ e^l, which sum to 1. Returns ln Σ e^l.
pub(crate) fn softmax(logs: &mut [f64], top: f64) -> f64 {
    let whole = LogSum::take(logs, top);
    for share in logs {
        *share /= whole.sum;
    }
    whole.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_far_from_0_neither_overflow_nor_vanish() {
        for far in [-5000.0, 0.0, 5000.0] {
            let logs = [far, far + libm::log(3.0)];
            let want = far + libm::log(4.0);
            // One rounding of the exponent and one of the sum, at the size of `far`.
            let tolerance = 4.0 * f64::EPSILON * (1.0 + far.abs());
            assert!((LogSum::of(logs.into_iter()).ln() - want).abs() <= tolerance);
            let mut shares = logs;
            assert!((softmax(&mut shares, logs[1]) - want).abs() <= tolerance);
            assert!((shares[0] - 0.25).abs() <= tolerance && (shares[1] - 0.75).abs() <= tolerance);
        }
    }
}
