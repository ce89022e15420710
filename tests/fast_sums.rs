//! The fast ways to the kernel's sums against brute force in double precision: within the tolerance that is promised,
//! wherever particles stand, and no particle's result depends on another's.

use reverse_diffusion::denoiser::Denoiser;
use reverse_diffusion::denoiser::exact::{ExactLanes, Kernel, Way};
use reverse_diffusion::noise::{Noise, Purpose};
use reverse_diffusion::points::Points;
use reverse_diffusion::process::Process::{self, Heat, Ou};

/// Of the data's diameter: what x̄₀ may err by.
const TOLERANCE: f64 = 1e-5;

/// Data of several shapes: a cloud, clusters with gaps, a curve, points on top of each other, unequal weights, points in
/// a row, two points.
fn shapes(dim: usize) -> Vec<(Vec<f64>, Vec<f64>)> {
    let normals = |seed: u64, n: usize| {
        let mut y: Points<f32> = Points::zeros(n, dim);
        Noise::new(seed).normals(Purpose::Start, 0, &mut y);
        y.to_rows()
            .iter()
            .map(|&x| f64::from(x))
            .collect::<Vec<f64>>()
    };
    let cloud = normals(1, 1500);
    let clusters: Vec<f64> = normals(2, 900)
        .chunks_exact(dim)
        .enumerate()
        .flat_map(|(k, point)| {
            let centre = [[-2.0, -1.0], [1.5, 2.0], [2.5, -2.0]][k % 3];
            let moved = point
                .iter()
                .enumerate()
                .map(move |(j, x)| centre[j] + 0.12 * x);
            moved.collect::<Vec<f64>>()
        })
        .collect();
    let curve: Vec<f64> = (0..600)
        .flat_map(|k| {
            let u = f64::from(k) * std::f64::consts::TAU / 600.0;
            [2.0 * libm::cos(u), libm::sin(2.0 * u)][..dim].to_vec()
        })
        .collect();
    let repeated: Vec<f64> = (0..300)
        .flat_map(|k| vec![f64::from(k % 5) - 2.0; dim])
        .collect();
    let mut all: Vec<(Vec<f64>, Vec<f64>)> = [cloud, clusters, curve, repeated]
        .into_iter()
        .map(|rows| {
            let n = rows.len() / dim;
            (rows, vec![1.0; n])
        })
        .collect();
    // Of weights up to e^18 apart single precision is used, of e^50 not.
    for scale in [1.0, 1.5, 25.0 / 6.0] {
        let weights = (0..700).map(|k| libm::exp(scale * (f64::from(k % 13) - 6.0)));
        all.push((normals(3, 700), weights.collect()));
    }
    // One row of cells.
    let flat = normals(4, 500);
    let flat = flat.into_iter().enumerate();
    let flat: Vec<f64> = flat
        .map(|(k, x)| if k % dim == 0 { x } else { 0.5 })
        .collect();
    all.push((flat, vec![1.0; 500]));
    let two = [vec![-1.0; dim], vec![1.0; dim]].concat();
    all.push((two, vec![1.0, 3.0]));
    all
}

/// Particles where ensembles are (around αx_i), between the data, and far out.
fn particles(process: Process, rows: &[f64], dim: usize, t: f64) -> Points<f32> {
    let n = rows.len() / dim;
    let mut x: Points<f32> = Points::zeros(400, dim);
    Noise::new(9).normals(Purpose::Start, 0, &mut x);
    let (alpha, sigma) = (process.alpha(t), process.sigma(t));
    for i in 0..x.len() {
        for j in 0..dim {
            let z = f64::from(x.at(i, j));
            let place = match i % 8 {
                7 => 6.0 * z,
                6 => 1.5 * z,
                _ => alpha * rows[(i * 7 % n) * dim + j] + sigma * z,
            };
            x.axis_mut(j)[i] = place as f32;
        }
    }
    x
}

fn kernel(process: Process, rows: &[f64], weights: &[f64], dim: usize) -> Kernel {
    Kernel::new(process, Points::from_rows(rows, dim), weights)
}

fn diameter(rows: &[f64], dim: usize) -> f64 {
    let side = |j: usize| {
        let axis = rows.iter().skip(j).step_by(dim);
        let ends = axis.fold([f64::INFINITY, f64::NEG_INFINITY], |[a, b], &x| {
            [a.min(x), b.max(x)]
        });
        ends[1] - ends[0]
    };
    (0..dim).map(|j| side(j).powi(2)).sum::<f64>().sqrt()
}

/// The largest error of `lanes` at `x`, beyond what the rounding of x itself explains: x̄₀ is asked for at the rounded
/// place, so none is.
fn worst(lanes: &ExactLanes, x: &Points<f32>, t: f64) -> f64 {
    let dim = x.dim();
    let mut mean = Points::zeros(x.len(), dim);
    lanes.posterior_mean(x, t, &mut mean);
    let mut worst = 0.0f64;
    for i in 0..x.len() {
        let place: Vec<f64> = (0..dim).map(|j| f64::from(x.at(i, j))).collect();
        let exact = lanes.kernel().posterior_mean_at(&place, t);
        for (j, exact) in exact.iter().enumerate() {
            let error = (f64::from(mean.at(i, j)) - exact).abs();
            assert!(
                error.is_finite(),
                "{:?} at {place:?}, t = {t:e}: {}",
                lanes.way(t),
                mean.at(i, j)
            );
            worst = worst.max(error);
        }
    }
    worst
}

#[test]
fn every_way_keeps_the_tolerance() {
    for dim in [1, 2] {
        for process in [Ou, Heat] {
            for (shape, (rows, weights)) in shapes(dim).iter().enumerate() {
                for t in [4.0, 1.0, 0.3, 0.1, 0.03, 0.01, 3e-3, 1e-3] {
                    let x = particles(process, rows, dim, t);
                    for way in [Way::Lattice, Way::Cells] {
                        let lanes = ExactLanes::forced(kernel(process, rows, weights, dim), way);
                        let error = worst(&lanes, &x, t);
                        assert!(
                            error <= TOLERANCE * diameter(rows, dim),
                            "{way:?}, {process:?}, dim {dim}, shape {shape}, t = {t}: {error:e}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn the_way_that_is_chosen_keeps_the_tolerance_at_every_t() {
    // Also where one way hands over to the next: no jump is larger than the tolerance, since neither errs by more.
    for dim in [1, 2] {
        for (shape, (rows, weights)) in shapes(dim).iter().enumerate() {
            let lanes = ExactLanes::new(kernel(Ou, rows, weights, dim));
            let mut ways = Vec::new();
            for k in 0..80 {
                let t = 1e-13 * libm::pow(5e13, f64::from(k) / 79.0);
                let x = particles(Ou, rows, dim, t);
                ways.push(lanes.way(t));
                let error = worst(&lanes, &x, t);
                assert!(
                    error <= TOLERANCE * diameter(rows, dim),
                    "dim {dim}, shape {shape}, t = {t:e}, {:?}: {error:e}",
                    lanes.way(t)
                );
            }
            // The choice has something to choose from, if only there are data.
            let wide = if weights.len() > 2 {
                Way::Lattice
            } else {
                Way::Brute
            };
            assert!(
                ways.contains(&wide) && ways.contains(&Way::Cells),
                "{ways:?}"
            );
        }
    }
}

#[test]
fn no_particle_s_result_depends_on_another() {
    let (rows, weights) = &shapes(2)[0];
    for t in [1.0, 0.1, 0.01, 1e-3] {
        for way in [Way::Lattice, Way::Cells] {
            let x = particles(Ou, rows, 2, t);
            let all = ExactLanes::forced(kernel(Ou, rows, weights, 2), way);
            let mut together = Points::zeros(x.len(), 2);
            all.posterior_mean(&x, t, &mut together);
            let alone = ExactLanes::forced(kernel(Ou, rows, weights, 2), way);
            for i in (0..x.len()).step_by(13) {
                let one = Points::from_rows(&[x.at(i, 0), x.at(i, 1)].map(f64::from), 2);
                let mut mean = Points::zeros(1, 2);
                alone.posterior_mean(&one, t, &mut mean);
                for j in 0..2 {
                    assert_eq!(
                        mean.at(0, j).to_bits(),
                        together.at(i, j).to_bits(),
                        "{way:?}, {t}, {i}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_data_point_that_counts_alone_comes_out_exactly() {
    let (rows, weights) = &shapes(2)[0];
    let lanes = ExactLanes::forced(kernel(Ou, rows, weights, 2), Way::Cells);
    let t = 1e-9;
    let x: Vec<f64> = rows.iter().map(|x| x * (1.0 - 1e-9)).collect();
    let x: Points<f32> = Points::from_rows(&x, 2);
    let mut mean = Points::zeros(x.len(), 2);
    lanes.posterior_mean(&x, t, &mut mean);
    let exact = (0..x.len())
        .filter(|&i| (0..2).all(|j| mean.at(i, j) == rows[2 * i + j] as f32))
        .count();
    assert_eq!(exact, x.len());
}

/// Images in a few families: common to a family a smooth pattern, its own to each image a smaller one and a little
/// noise, as in handwritten digits of as many pixels.
fn images(count: usize, dim: usize) -> (Vec<f64>, Vec<f64>) {
    let mut noise: Points<f32> = Points::zeros(count, dim);
    Noise::new(12).normals(Purpose::Start, 0, &mut noise);
    let mut rows = Vec::new();
    for i in 0..count {
        let (family, phase) = ((i % 10) as f64, (i / 10) as f64);
        rows.extend((0..dim).map(|j| {
            let u = j as f64;
            let pattern = 0.4 * libm::sin(0.3 * u * (1.0 + 0.2 * family) + family);
            let own = 0.2 * libm::cos(0.11 * u * (1.0 + 0.01 * phase) + 0.37 * phase);
            0.5 + pattern + own + 0.05 * f64::from(noise.at(i, j))
        }));
    }
    let weights = (0..count).map(|i| 1.0 + (i % 3) as f64).collect();
    (rows, weights)
}

#[test]
fn matrix_products_keep_the_tolerance_at_every_t() {
    for (dim, count) in [(3, 203), (5, 97), (64, 600)] {
        let (rows, weights) = images(count, dim);
        for process in [Ou, Heat] {
            let lanes = ExactLanes::new(kernel(process, &rows, &weights, dim));
            // From wide to so narrow that no exponent has a digit left in single precision.
            for t in [
                4.0, 1.0, 0.5, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01, 1e-3, 1e-5, 1e-8, 1e-40, 0.0,
            ] {
                assert_eq!(lanes.way(t), Way::Products);
                let x = particles(process, &rows, dim, t);
                let error = worst(&lanes, &x, t) / diameter(&rows, dim);
                assert!(error <= TOLERANCE, "{dim} coordinates, t = {t}: {error:e}");
            }
        }
    }
}

#[test]
fn matrix_products_give_each_particle_its_own_bits() {
    let dim = 20;
    let (rows, weights) = images(300, dim);
    for t in [1.0, 0.1, 0.01, 1e-5] {
        let x = particles(Ou, &rows, dim, t);
        let lanes = ExactLanes::new(kernel(Ou, &rows, &weights, dim));
        let mut together = Points::zeros(x.len(), dim);
        lanes.posterior_mean(&x, t, &mut together);
        for i in (0..x.len()).step_by(7) {
            let mut mean = Points::zeros(1, dim);
            lanes.posterior_mean(&Points::from_rows(&x.point(i), dim), t, &mut mean);
            for j in 0..dim {
                let [one, many] = [mean.at(0, j), together.at(i, j)].map(f32::to_bits);
                assert_eq!(one, many, "{t}, {i}");
            }
        }
    }
}

#[test]
fn an_image_that_counts_alone_comes_out_exactly() {
    let dim = 64;
    let (rows, weights) = images(300, dim);
    let lanes = ExactLanes::new(kernel(Ou, &rows, &weights, dim));
    for t in [1e-4, 1e-9, 0.0] {
        let shrunk: Vec<f64> = rows.iter().map(|x| x * Ou.alpha(t)).collect();
        let x: Points<f32> = Points::from_rows(&shrunk, dim);
        let mut mean = Points::zeros(x.len(), dim);
        lanes.posterior_mean(&x, t, &mut mean);
        let given: Points<f32> = Points::from_rows(&rows, dim);
        assert_eq!(mean, given, "t = {t}");
    }
}

#[test]
fn where_a_particle_stands_on_a_data_point_that_point_is_its_origin_at_t_0() {
    // Coordinates that single precision holds, so that the distance is exactly 0 and its exponent 0 · ∞.
    for (dim, rows) in [
        (1, vec![1.0]),
        (2, vec![1.0, 1.0]),
        (2, vec![1.0, 1.0, -0.5, 2.0, 3.0, 0.25]),
        (2, vec![0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0]),
    ] {
        let weights: Vec<f64> = (1..=rows.len() / dim).map(|k| k as f64).collect();
        for process in [Ou, Heat] {
            let lanes = ExactLanes::new(kernel(process, &rows, &weights, dim));
            let x: Points<f32> = Points::from_rows(&rows, dim);
            for t in [0.0, 1e-60, 1e-40] {
                let mut mean = Points::zeros(x.len(), dim);
                lanes.posterior_mean(&x, t, &mut mean);
                assert_eq!(mean, x, "{process:?}, t = {t}, {rows:?}");
            }
        }
    }
}

/// The mean of x̄₀ over x ± δ in double precision. The place x ± δ is asked for as it is, while the slow way rounds it to
/// single precision first; no such rounding is in the tilts.
fn mean_over(kernel: &Kernel, place: &[f64], shifts: &[f32], t: f64) -> Vec<f64> {
    let dim = place.len();
    let mut mean = vec![0.0; dim];
    let places = 2.0 * (shifts.len() / dim) as f64;
    for shift in shifts.chunks_exact(dim) {
        for sign in [1.0, -1.0] {
            let shifted = place.iter().zip(shift);
            let shifted: Vec<f64> = shifted.map(|(x, &d)| x + sign * f64::from(d)).collect();
            let exact = kernel.posterior_mean_at(&shifted, t);
            for (mean, x) in mean.iter_mut().zip(exact) {
                *mean += x / places;
            }
        }
    }
    mean
}

#[test]
fn a_mean_over_shifted_places_keeps_the_tolerance_and_gives_each_particle_its_own_bits() {
    for (dim, count) in [(3, 203), (64, 300)] {
        let (rows, weights) = images(count, dim);
        let mut shifts: Points<f32> = Points::zeros(4, dim);
        Noise::new(3).normals(Purpose::Shift, 0, &mut shifts);
        let shifts: Vec<f32> = shifts.to_rows().iter().map(|z| 0.3 * z).collect();
        for process in [Ou, Heat] {
            let lanes = ExactLanes::new(kernel(process, &rows, &weights, dim));
            for t in [4.0, 1.0, 0.3, 0.1, 0.02, 1e-3, 1e-5, 1e-40, 0.0] {
                let x = particles(process, &rows, dim, t);
                let mut mean = Points::zeros(0, dim);
                assert!(lanes.mean_over(&x, t, &shifts, &mut mean));
                for i in (0..x.len()).step_by(5) {
                    let exact = mean_over(lanes.kernel(), &x.point(i), &shifts, t);
                    for (j, exact) in exact.iter().enumerate() {
                        let error = (f64::from(mean.at(i, j)) - exact).abs();
                        let bound = TOLERANCE * diameter(&rows, dim);
                        assert!(error <= bound, "{dim}, t = {t}, {i}: {error:e}");
                    }
                    let mut alone = Points::zeros(0, dim);
                    let place = Points::from_rows(&x.point(i), dim);
                    assert!(lanes.mean_over(&place, t, &shifts, &mut alone));
                    assert_eq!(alone.point(0), mean.point(i), "{dim}, t = {t}, {i}");
                }
            }
        }
    }
}

/// What one unit in the last place is.
fn unit_of(x: f64) -> f64 {
    let x = (x as f32).abs();
    f64::from(f32::from_bits(x.to_bits() + 1)) - f64::from(x)
}

/// Data on which single precision is put to the test: few and many, one far from 0 against their extent, pairs and clusters
/// close together, points in one place, points on one side of 0.
fn hard_shapes(dim: usize) -> Vec<(&'static str, Vec<f64>)> {
    let cloud = |centre: f64, scale: f64, n: usize| -> Vec<f64> {
        let mut y: Points<f32> = Points::zeros(n, dim);
        Noise::new(5).normals(Purpose::Start, 0, &mut y);
        let rows = y.to_rows().into_iter();
        rows.map(|z| centre + scale * f64::from(z)).collect()
    };
    let each = |n: usize, x: fn(usize) -> f64| -> Vec<f64> {
        (0..n).flat_map(|k| vec![x(k); dim]).collect()
    };
    let mut clusters = cloud(0.0, 1e-5, 600);
    for (k, x) in clusters.iter_mut().enumerate() {
        if k % dim == 0 {
            *x += (k / dim % 2) as f64 * 1e-3;
        }
    }
    let moved = |by: f64, rows: &[f64]| rows.iter().map(|x| by + x).collect::<Vec<f64>>();
    let pairs = [cloud(0.0, 1.0, 200), moved(1e-3, &cloud(0.0, 1.0, 200))].concat();
    vec![
        ("two points", each(2, |k| 2.0 * k as f64 - 1.0)),
        ("five points", cloud(0.0, 1.0, 5)),
        ("twenty points", cloud(0.0, 1.0, 20)),
        ("two at 30 ± 0.01", each(2, |k| 29.99 + 0.02 * k as f64)),
        ("five at 30 ± 0.01", cloud(30.0, 0.01, 5)),
        ("1,500 at 30 ± 0.01", cloud(30.0, 0.01, 1500)),
        ("five at −10⁴ ± 1", cloud(-1e4, 1.0, 5)),
        ("1,500 at 10⁴ ± 1", cloud(1e4, 1.0, 1500)),
        ("five from 0 to 8", each(5, |k| 2.0 * k as f64)),
        ("pairs", pairs),
        ("ten in clusters", clusters[..10 * dim].to_vec()),
        ("clusters at 1", moved(1.0, &clusters)),
        ("clusters", clusters),
        ("ten in three places", each(10, |k| (k % 3) as f64 - 1.0)),
        ("600 in two places", each(600, |k| (k % 2) as f64)),
        (
            "1,500 in three places",
            each(1500, |k| (k % 3) as f64 - 1.0),
        ),
    ]
}

/// Where x̄₀ wavers most: around data points, and on the bisectors of pairs of them, also far from both.
fn bisectors(process: Process, rows: &[f64], dim: usize, t: f64) -> Points<f32> {
    let n = rows.len() / dim;
    let mut z: Points<f32> = Points::zeros(240, dim);
    Noise::new(9).normals(Purpose::Start, 0, &mut z);
    let (alpha, sigma) = (process.alpha(t), process.sigma(t));
    let mut x = Vec::new();
    for i in 0..z.len() {
        let point = |k: usize| &rows[k % n * dim..][..dim];
        let (a, b, z) = (point(i * 7), point(i * 13 + 1), z.point(i));
        if i % 4 < 2 {
            let far = (1 + 2 * (i % 4)) as f64;
            x.extend((0..dim).map(|j| alpha * a[j] + far * sigma * z[j]));
            continue;
        }
        let across: Vec<f64> = (0..dim).map(|j| a[j] - b[j]).collect();
        let square = across.iter().map(|d| d * d).sum::<f64>().max(1e-300);
        // So far from the bisector that ln(λ_a/λ_b) is about 1 in size.
        let odds = 0.7 * z[0] * sigma * sigma / (alpha * square);
        let along = if i % 4 == 3 && dim > 1 { z[1] } else { 0.0 };
        x.extend((0..dim).map(|j| {
            let beside = match j {
                0 => -across[1 % dim],
                1 => across[0],
                _ => 0.0,
            };
            0.5 * alpha * (a[j] + b[j]) + odds * across[j] + along * beside
        }));
    }
    Points::from_rows(&x, dim)
}

#[test]
fn the_promise_holds_on_bisectors_far_from_0_and_for_close_and_repeated_points() {
    // 1e-5 of the diameter and a unit in the last place of the result, which is all of it where data lie at 10⁴ ± 1. The
    // place that is meant is x as single precision has it.
    for dim in [1, 2, 3] {
        for (name, rows) in hard_shapes(dim) {
            let d = diameter(&rows, dim);
            let weights = vec![1.0; rows.len() / dim];
            for process in [Ou, Heat] {
                let lanes = ExactLanes::new(kernel(process, &rows, &weights, dim));
                for k in 0..24 {
                    let t = d * d * 1e-9 * libm::pow(1e10, f64::from(k) / 23.0);
                    let t = if process == Ou { t.min(8.0) } else { t };
                    let x = bisectors(process, &rows, dim, t);
                    let mut mean = Points::zeros(x.len(), dim);
                    lanes.posterior_mean(&x, t, &mut mean);
                    for i in 0..x.len() {
                        let exact = lanes.kernel().posterior_mean_at(&x.point(i), t);
                        for (j, &exact) in exact.iter().enumerate() {
                            let error = (f64::from(mean.at(i, j)) - exact).abs();
                            assert!(
                                error <= TOLERANCE * d + unit_of(exact),
                                "{name}, {process:?}, {dim} coordinates, t = {t:e}, {:?} at {:?}: {error:e}",
                                lanes.way(t),
                                x.point(i)
                            );
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn far_from_0_too_each_particle_has_its_own_bits_and_a_data_point_alone_comes_out_exactly() {
    for (count, scale) in [(5, 0.01), (300, 0.01), (1500, 3.0)] {
        // Coordinates that single precision does not hold.
        let rows: Vec<f64> = shapes(2)[0].0[..2 * count]
            .iter()
            .map(|z| 30.1 + scale * z)
            .collect();
        let lanes = ExactLanes::new(kernel(Ou, &rows, &vec![1.0; count], 2));
        for t in [1.0, 0.1, 1e-2, 1e-4, 1e-6, 1e-9] {
            let t = t * scale;
            let x = particles(Ou, &rows, 2, t);
            let mut together = Points::zeros(x.len(), 2);
            lanes.posterior_mean(&x, t, &mut together);
            for i in (0..x.len()).step_by(7) {
                let mut alone = Points::zeros(1, 2);
                lanes.posterior_mean(&Points::from_rows(&x.point(i), 2), t, &mut alone);
                assert_eq!(
                    alone.point(0),
                    together.point(i),
                    "{count} points, t = {t}, {i}"
                );
            }
        }
        let given: Points<f32> = Points::from_rows(&rows, 2);
        let mut mean = Points::zeros(count, 2);
        lanes.posterior_mean(&given, 1e-14 * scale * scale, &mut mean);
        let same = (0..count)
            .filter(|&i| mean.point(i) == given.point(i))
            .count();
        assert_eq!(same, count, "{count} points");
    }
}
