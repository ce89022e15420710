//! Kolmogorov's distance sup_x |F_n(x) − F(x)| of a sample from a law.

/// The distance is looked for from so many samples on, evenly spread.
const STARTS: usize = 64;

/// The distance of `sorted` samples, ascending, from the law with the distribution function `cdf`, which must not fall;
/// 0 for none. Exact with few evaluations: between two samples where F is known neither side can be farther off than
/// F at one end and F_n at the other, and only where that exceeds what was found already is F asked for in the middle.
pub fn kolmogorov_distance(sorted: &[f32], cdf: impl Fn(f64) -> f64) -> f64 {
    let n = sorted.len();
    if n == 0 {
        return 0.0;
    }
    let at = |k: usize| cdf(f64::from(sorted[k]));
    let step = n.div_ceil(STARTS);
    let starts = || (0..n).step_by(step).chain([n - 1]);
    let mut found = 0.0;
    for k in starts() {
        found = off(k, at(k), n).max(found);
    }
    // Asked for once more rather than kept: nothing is allocated.
    let mut before = (0, at(0));
    for k in starts().skip(1) {
        let here = (k, at(k));
        between(before, here, n, &at, &mut found);
        before = here;
    }
    found
}

/// How far F is from F_n where that jumps from k/n to (k + 1)/n, at sample k.
fn off(k: usize, f: f64, n: usize) -> f64 {
    (f - share(k, n)).abs().max((f - share(k + 1, n)).abs())
}

fn share(k: usize, n: usize) -> f64 {
    k as f64 / n as f64
}

/// Raises `found` to the largest distance at the samples between two, where F is known.
fn between(
    (first, low): (usize, f64),
    (last, high): (usize, f64),
    n: usize,
    at: &impl Fn(usize) -> f64,
    found: &mut f64,
) {
    let most = (high - share(first + 1, n)).max(share(last, n) - low);
    if last < first + 2 || most <= *found {
        return;
    }
    let k = first.midpoint(last);
    let middle = (k, at(k));
    *found = off(k, middle.1, n).max(*found);
    between((first, low), middle, n, at, found);
    between(middle, (last, high), n, at, found);
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
    fn of_a_sample_of_the_law_few_samples_are_asked_for() {
        let places = (0..2000).map(|k| ((k as f32 + 0.5) / 2000.0 * 9.7).fract());
        let mut sorted: Vec<f32> = places.collect();
        sorted.sort_unstable_by(f32::total_cmp);
        let asked = std::cell::Cell::new(0);
        let cdf = |x: f64| {
            asked.set(asked.get() + 1);
            x.clamp(0.0, 1.0)
        };
        assert_eq!(
            kolmogorov_distance(&sorted, cdf),
            by_force(&sorted, |x| x.clamp(0.0, 1.0))
        );
        assert!(asked.get() < 700, "{} evaluations", asked.get());
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
