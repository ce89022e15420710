//! Laws as piecewise linear quantile functions: W₂ and what a sample adds to it, against closed forms and brute force.

mod support;

use reverse_diffusion::line::{Mixture, Quantiles, distance};
use reverse_diffusion::noise::{Noise, Purpose};
use reverse_diffusion::points::Points;
use support::scene;

#[test]
fn quantile_functions_have_the_distances_of_their_laws() {
    let p = Mixture::new(vec![-1.0, 0.5, 2.0], &[0.3, 0.3, 0.4], 0.2);
    let q = Mixture::new(vec![-0.8, 1.0], &[0.6, 0.4], 0.3);
    let got = Quantiles::of(&p).w2(&Quantiles::of(&q));
    assert!((got - distance::w2(&p, &q)).abs() < 2e-4);
    let atoms = |weights: &[f64]| Mixture::new(vec![0.0, 1.0, 3.0], weights, 0.0);
    let (p, q) = (atoms(&[0.2, 0.3, 0.5]), atoms(&[0.3, 0.3, 0.4]));
    let got = Quantiles::of(&p).w2(&Quantiles::of(&q));
    // 0.1 of the mass goes two up, 0.1 one up.
    assert!((got - 0.5f64.sqrt()).abs() < 1e-12);
    assert!((got - distance::w2(&p, &q)).abs() < 1e-12);
    let law = Quantiles::of(&Mixture::gaussian(1.0, 4.0));
    for u in [0.01, 0.3, 0.8] {
        assert!((law.cdf(law.at(u)) - u).abs() < 1e-9);
    }
}

#[test]
fn the_expected_distance_of_a_sample_holds_across_gaps() {
    // √ of the mean of W₂² of 400 samples of 500. W₂² scatters by about its own size, so the root errs by 2.5 %: five
    // deviations are 12.5 %, and 2.5 % are left for what the formula neglects.
    let noise = Noise::new(3);
    for (means, weights, width) in [
        (vec![-1.0, 1.0], vec![0.5, 0.5], 0.02),
        (vec![-1.0, 1.0], vec![0.5, 0.5], 0.5),
        (vec![-2.0, 0.0, 1.0], vec![0.2, 0.5, 0.3], 0.05),
        (vec![-2.0, 0.0, 1.0], vec![0.2, 0.5, 0.3], 0.0),
        (vec![0.0], vec![1.0], 1.0),
    ] {
        let law = Mixture::new(means.clone(), &weights, width * width);
        let table = Quantiles::of(&law);
        let (samples, n) = (400, 500);
        let mut z = Points::zeros(samples * n, 1);
        noise.normals(Purpose::Start, 0, &mut z);
        let mut sum = 0.0;
        for sample in 0..samples {
            let mut x: Vec<f64> = (sample * n..(sample + 1) * n)
                .map(|i| {
                    let mut left = noise.uniform(Purpose::Origin, i);
                    let drawn = weights.iter().position(|w| {
                        left -= w;
                        left < 0.0
                    });
                    means[drawn.unwrap_or(means.len() - 1)] + width * f64::from(z.at(i, 0))
                })
                .collect();
            x.sort_by(f64::total_cmp);
            let w2 = Quantiles::sample(&x).w2(&table);
            sum += w2 * w2;
        }
        let measured = (sum / samples as f64).sqrt();
        let expected = table.expected_w2(n);
        assert!(
            (measured / expected - 1.0).abs() < 0.15,
            "{means:?} {width}: {measured}, not {expected}"
        );
    }
}

#[test]
fn the_expected_distance_needs_no_finer_places_for_large_samples() {
    // The same average over 400,000 equal parts of [0, 1]. For 100,000 draws of a Gaussian the tails beyond 1/3000 are
    // a seventh of W₂², and a gap is felt over 0.002 only: 2 % of W₂ are left for the places.
    // Gauss' rule for |z|, [|z|, weight], and both signs.
    const NORMALS: [[f64; 2]; 4] = [
        [0.189188, 0.367065],
        [0.882928, 0.475168],
        [1.898635, 0.150574],
        [3.199891, 0.007193],
    ];
    let gap = Mixture::new(vec![-1.0, 1.0], &[0.37, 0.63], 1e-4);
    for law in [Mixture::gaussian(0.0, 1.0), gap] {
        let table = Quantiles::of(&law);
        for n in [100, 10_000, 100_000] {
            let (count, m) = (400_000, f64::from(n));
            let squares = (0..count).map(|k| {
                let u = (f64::from(k) + 0.5) / f64::from(count);
                let square = |z: f64| {
                    let moved = u + (u * (1.0 - u) / m).sqrt() * z;
                    let d = table.at(moved.clamp(0.5 / m, 1.0 - 0.5 / m)) - table.at(u);
                    d * d
                };
                let terms = NORMALS.map(|[z, weight]| 0.5 * weight * (square(z) + square(-z)));
                terms.iter().sum::<f64>()
            });
            let want = (squares.sum::<f64>() / f64::from(count)).sqrt();
            let got = table.expected_w2(n as usize);
            assert!((got / want - 1.0).abs() < 0.02, "{n}: {got}, not {want}");
        }
    }
}

#[test]
fn a_table_of_quantiles_is_as_good_as_solving_for_each() {
    // The table's error is (σ/40)²/8 times the slope of ln p, some 1e-4 σ in the tails; W₂ to a sample of 500.
    for scene in [
        scene(&[("data", "two-diracs-line"), ("width", "0.3")]),
        scene(&[("data", "eruptions"), ("width", "0.2")]),
    ] {
        let law = Mixture::of(&scene.rho0());
        let table = Quantiles::of(&law);
        let sample: Vec<f32> = (0..500)
            .map(|k| 2.5 * ((k as f32 + 0.5) / 250.0 - 1.0))
            .collect();
        let (quick, exact) = (table.w2_sample(&sample), distance::w2_sample(&sample, &law));
        assert!((quick / exact - 1.0).abs() < 1e-4, "{quick}, {exact}");
        for u in [1e-5, 0.01, 0.35, 0.5, 0.9, 0.9999] {
            assert!((table.at(u) - law.quantile(u)).abs() < 1e-3, "{u}");
            assert!((table.cdf(law.quantile(u)) - u).abs() < 1e-4, "{u}");
        }
    }
    let atoms = Quantiles::of(&Mixture::new(vec![2.0, -1.0, 0.5], &[0.5, 0.2, 0.3], 0.0));
    assert_eq!(
        [0.1, 0.2, 0.3, 0.5, 0.6, 1.0].map(|u| atoms.at(u)),
        [-1.0, -1.0, 0.5, 0.5, 2.0, 2.0]
    );
    assert_eq!(
        atoms.w2_sample(&[-1.0, -1.0, 0.5, 0.5, 0.5, 2.0, 2.0, 2.0, 2.0, 2.0]),
        0.0
    );
}
