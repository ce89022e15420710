//! Kolmogorov's distance sup_x |F_n(x) − F(x)| of a sample from a law.

/// Sorted samples between two of which F is known before the others are asked for.
const BLOCK: usize = 32;

/// The distance of `sorted` samples, ascending, from the law with the distribution function `cdf`, which must not fall;
/// 0 for none. Exact with few evaluations: between two samples where F is known neither side can be farther off than
/// F at one end and F_n at the other, and only where that exceeds what was found already are the samples between
/// looked at.
pub fn kolmogorov_distance(sorted: &[f32], cdf: impl Fn(f64) -> f64) -> f64 {
    let n = sorted.len();
    if n == 0 {
        return 0.0;
    }
    let at = |k: usize| cdf(f64::from(sorted[k]));
    let share = |k: usize| k as f64 / n as f64;
    // F_n jumps from k/n to (k + 1)/n at sample k.
    let off = |k: usize, f: f64| (f - share(k)).abs().max((f - share(k + 1)).abs());
    let ends = || (0..n).step_by(BLOCK).chain([n - 1]);
    let mut distance = ends().fold(0.0f64, |most, k| most.max(off(k, at(k))));
    // Asked for once more rather than kept: nothing is allocated.
    let (mut first, mut low) = (0, at(0));
    for last in ends().skip(1) {
        let high = at(last);
        let most = (high - share(first + 1)).max(share(last) - low);
        if most > distance {
            for k in first + 1..last {
                distance = distance.max(off(k, at(k)));
            }
        }
        (first, low) = (last, high);
    }
    distance
}

#[cfg(test)]
mod tests {
    use super::kolmogorov_distance;
    use proptest::prelude::*;

    fn by_force(sorted: &[f32], cdf: impl Fn(f64) -> f64) -> f64 {
        let n = sorted.len() as f64;
        let pairs = sorted.iter().enumerate();
        pairs.fold(0.0f64, |most, (k, &x)| {
            let f = cdf(f64::from(x));
            let (below, above) = ((f - k as f64 / n).abs(), (f - (k + 1) as f64 / n).abs());
            most.max(below).max(above)
        })
    }

    proptest! {
        #[test]
        fn nothing_is_missed(
            mut sample in prop::collection::vec(-3.0f32..3.0, 1..400),
            steep in 0.1f64..50.0,
            centre in -2.0f64..2.0,
        ) {
            sample.sort_unstable_by(f32::total_cmp);
            let cdf = |x: f64| 0.5 + 0.5 * libm::tanh(steep * (x - centre));
            prop_assert_eq!(kolmogorov_distance(&sample, cdf), by_force(&sample, cdf));
        }
    }

    #[test]
    fn of_no_sample_nothing_is_known() {
        assert_eq!(kolmogorov_distance(&[], |_| 0.5), 0.0);
    }

    #[test]
    fn of_one_sample_it_is_the_larger_jump() {
        assert_eq!(kolmogorov_distance(&[0.0], |_| 0.3), 0.7);
    }
}
