//! The noise is normal, independent, and counted: it depends on seed, step and particle alone.

mod support;

use reverse_diffusion::noise::{Noise, Purpose};
use reverse_diffusion::points::Points;
use support::{FIVE_SIGMA, KS_1E_6, ks_statistic, normal_cdf};

fn normals(seed: u64, purpose: Purpose, first: usize, n: usize, dim: usize) -> Points<f32> {
    let mut z = Points::zeros(n, dim);
    Noise::new(seed).normals(purpose, first, &mut z);
    z
}

fn as_f64(axis: &[f32]) -> Vec<f64> {
    axis.iter().map(|&x| f64::from(x)).collect()
}

#[test]
fn it_is_standard_normal() {
    let n = 1_000_000;
    let z = normals(1, Purpose::Step(7), 0, n, 1);
    let z = as_f64(z.axis(0));
    assert!(ks_statistic(z.clone(), normal_cdf) < KS_1E_6);
    // E z^k = 0, 1, 0, 3, 0, 15; the variance of z^k is E z^{2k} − (E z^k)².
    let moments = [(1, 0.0, 1.0), (2, 1.0, 2.0), (3, 0.0, 15.0), (4, 3.0, 96.0)];
    for (k, mean, variance) in moments {
        let average = z.iter().map(|z| z.powi(k)).sum::<f64>() / n as f64;
        let error = (average - mean) / (variance / n as f64).sqrt();
        assert!(error.abs() < FIVE_SIGMA, "moment {k}: {average}");
    }
    // The tail is there: of a million, 63 ± 8 lie beyond 4.
    let beyond = z.iter().filter(|z| z.abs() > 4.0).count();
    assert!((25..110).contains(&beyond), "{beyond} beyond 4");
}

#[test]
fn neighbours_axes_steps_and_seeds_are_independent() {
    let n = 200_000;
    let z = normals(1, Purpose::Step(7), 0, n, 2);
    let others = [
        ("the next particle", as_f64(&z.axis(0)[1..])),
        ("the particle 8 on", as_f64(&z.axis(0)[8..])),
        ("the other axis", as_f64(z.axis(1))),
        (
            "the next step",
            as_f64(normals(1, Purpose::Step(8), 0, n, 1).axis(0)),
        ),
        (
            "the next seed",
            as_f64(normals(2, Purpose::Step(7), 0, n, 1).axis(0)),
        ),
        (
            "the start",
            as_f64(normals(1, Purpose::Start, 0, n, 1).axis(0)),
        ),
    ];
    let first = as_f64(z.axis(0));
    for (name, other) in others {
        // Correlations of the values and of the squares, each normal with variance 1/n under independence.
        let pairs = || first.iter().zip(&other);
        let m = other.len() as f64;
        let linear = pairs().map(|(a, b)| a * b).sum::<f64>() / m.sqrt();
        let square = pairs()
            .map(|(a, b)| (a * a - 1.0) * (b * b - 1.0))
            .sum::<f64>()
            / (2.0 * m.sqrt());
        assert!(linear.abs() < FIVE_SIGMA, "{name}: {linear}");
        assert!(square.abs() < FIVE_SIGMA, "{name}: squares {square}");
    }
}

#[test]
fn it_depends_on_the_particle_s_number_alone() {
    let all = normals(3, Purpose::Step(5), 0, 100, 3);
    for first in [0, 1, 7, 8, 15, 16, 33, 99] {
        let n = 100 - first;
        let some = normals(3, Purpose::Step(5), first, n, 3);
        for j in 0..3 {
            assert_eq!(some.axis(j), &all.axis(j)[first..], "from {first}");
        }
        // Another dimension does not matter either.
        let fewer = normals(3, Purpose::Step(5), first, n, 1);
        assert_eq!(fewer.axis(0), &all.axis(0)[first..]);
    }
}

#[test]
fn uniform_numbers_are_uniform() {
    let noise = Noise::new(9);
    let n = 50_000;
    let sample = (0..n).map(|i| noise.uniform(Purpose::Origin, i)).collect();
    assert!(ks_statistic(sample, |x| x) < KS_1E_6);
}
