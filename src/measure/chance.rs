//! Errors by which chance is judged. A reader is told that a number agrees where it is within four errors of what theory
//! says, and a normal law is farther off with probability 6.3e-5. Measurements of few things are not normal: a single
//! hit where a hundredth is expected is ten standard deviations off, and happens once in a hundred times. So errors of
//! such measurements are made as large as four of them are met by chance no more often (derived for this project).

/// How many errors are agreement.
const ERRORS: f64 = 4.0;

/// The error of a share that is found among `n`, independent of each other, where `p` is expected: its standard
/// deviation, and what the skewness of a count adds at four of them. By Cornish & Fisher a count's quantile at z standard
/// deviations s lies (z² − 1)/6 beyond, and a half for it is whole: (15/6 + 1/2)/4.
pub fn share(p: f64, n: f64) -> f64 {
    shares(p * (1.0 - p) * n, n)
}

/// The same of chances that differ from one to the next, whose p(1 − p) sum to `variance`.
pub fn shares(variance: f64, n: f64) -> f64 {
    if variance <= 0.0 || n <= 0.0 {
        return 0.0;
    }
    (libm::sqrt(variance) + 0.75) / n
}

/// The error of χ² with so many degrees of freedom: √(2d) for many, and for few a quarter of the way to where four
/// standard deviations of Wilson & Hilferty's cube root lie.
pub fn chi_square(degrees: usize) -> f64 {
    let d = degrees as f64;
    let part = 2.0 / (9.0 * d);
    let root = 1.0 - part + ERRORS * libm::sqrt(part);
    (d * root * root * root - d) / ERRORS
}

/// By how much a standard deviation that was itself measured on `n` is to be taken larger: Student's law instead of the
/// normal one, by Wallace's approximation t = √(ν(e^{(z/c)²/ν} − 1)), c = (8ν + 1)/(8ν + 3), ν = n − 1, which is never
/// too small here. `None` of fewer than three, of which next to nothing is known.
pub fn student(n: usize) -> Option<f64> {
    if n < 3 {
        return None;
    }
    let v = (n - 1) as f64;
    let z = ERRORS * (8.0 * v + 3.0) / (8.0 * v + 1.0);
    Some(libm::sqrt(v * libm::expm1(z * z / v)) / ERRORS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::chi_square;

    /// Twice the upper tail of N(0, 1) at 4.
    const RARE: f64 = 6.334e-5;

    /// P(|K − np| > 4 n error) of a binomial count, summed up.
    fn beyond(p: f64, n: usize) -> f64 {
        let (log, not) = (p.ln(), (-p).ln_1p());
        let error = share(p, n as f64);
        let size = |k: usize| libm::lgamma(k as f64 + 1.0);
        (0..=n)
            .filter(|&k| (k as f64 / n as f64 - p).abs() > ERRORS * error)
            .map(|k| {
                (size(n) - size(k) - size(n - k) + k as f64 * log + (n - k) as f64 * not).exp()
            })
            .sum()
    }

    #[test]
    fn shares_are_four_errors_off_no_more_often_than_normal_numbers() {
        let mut largest = 0.0f64;
        for n in [1, 2, 3, 5, 10, 30, 100, 400, 2000] {
            for p in [
                1e-4, 1e-3, 0.003, 0.01, 0.03, 0.1, 0.3, 0.5, 0.8, 0.97, 0.999,
            ] {
                largest = largest.max(beyond(p, n));
            }
        }
        // Half as often again at most: where a count's own steps happen to fall.
        assert!(largest < 1.5 * RARE, "{largest:e}");
        // And for many it is the standard deviation.
        assert!((share(0.3, 1e6) / (0.21f64 / 1e6).sqrt() - 1.0).abs() < 2e-3);
    }

    #[test]
    fn chi_square_is_four_errors_off_no_more_often_than_normal_numbers() {
        for degrees in 1..60 {
            let off = degrees as f64 + ERRORS * chi_square(degrees);
            let chance = chi_square::tail(off, degrees);
            // One side of a normal law's two; what is below the mean is never so far.
            assert!(
                (0.3..1.2).contains(&(chance / (0.5 * RARE))),
                "{degrees}: {chance:e}"
            );
        }
        assert!((chi_square(100_000) / 447.2 - 1.0).abs() < 0.02);
    }

    #[test]
    fn student_s_factor_is_that_of_his_law() {
        // Where Student's law has a tail of 3.167e-5, by numerical integration.
        for (n, exact) in [
            (4, 32.62),
            (6, 12.28),
            (11, 6.567),
            (16, 5.480),
            (101, 4.177),
        ] {
            let quantile = ERRORS * student(n).unwrap();
            let ratio = quantile / exact;
            assert!((0.999..1.2).contains(&ratio), "{n}: {quantile}");
            assert!(n < 6 || ratio < 1.05, "{n}: {quantile}");
        }
        assert_eq!(student(2), None);
    }
}
