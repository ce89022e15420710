//! Simpson's rule: a parabola through every three neighbouring places.

/// f(0) + 4f(1) + 2f(2) + 4f(3) + … + f(n) for an even number n of pieces: times a third of the distance of two places it
/// is the integral, up to its fourth power.
pub fn simpson(pieces: u32, f: impl Fn(f64) -> f64) -> f64 {
    let terms = (0..=pieces).map(|k| {
        let weight = if k == 0 || k == pieces {
            1.0
        } else if k % 2 == 1 {
            4.0
        } else {
            2.0
        };
        weight * f(f64::from(k))
    });
    terms.sum()
}

#[cfg(test)]
mod tests {
    use super::simpson;

    /// It is exact up to third powers.
    #[test]
    fn a_cube_is_integrated_exactly() {
        assert_eq!(simpson(4, |x| x * x * x) / 3.0, 64.0);
    }
}
