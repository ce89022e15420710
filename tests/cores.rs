//! γ-Voronoi cores against their definition, and what is said of 1 − λ_i in them against the kernel in `f64`.

use proptest::prelude::*;
use reverse_diffusion::denoiser::Kernel;
use reverse_diffusion::law::Law;
use reverse_diffusion::measure::cores::{self, Core, core, holder, odds_against, others};
use reverse_diffusion::points::Points;
use reverse_diffusion::process::Process;

/// Above 1 − λ_i everywhere in the core of point `i`.
fn bound(law: &Law, i: usize, gamma: f64, v: f64) -> f64 {
    others(law, i) * libm::exp(-gamma / (2.0 * v))
}

/// |x − x_j|² − |x − x_i|², the least over all j in other places.
fn depth(points: &Points<f64>, i: usize, x: [f64; 2]) -> f64 {
    let square = |k: usize| (x[0] - points.at(k, 0)).powi(2) + (x[1] - points.at(k, 1)).powi(2);
    let others = (0..points.len()).filter(|&j| points.point(j) != points.point(i));
    others
        .map(|j| square(j) - square(i))
        .fold(f64::INFINITY, f64::min)
}

fn absolute(points: &Points<f64>, i: usize, y: [f64; 2]) -> [f64; 2] {
    [points.at(i, 0) + y[0], points.at(i, 1) + y[1]]
}

/// Whether a place, relative to the point, lies in the polygon.
fn holds(core: &Core, y: [f64; 2]) -> bool {
    let n = core.corners.len();
    n > 2
        && (0..n).all(|k| {
            let (p, q) = (core.corners[k], core.corners[(k + 1) % n]);
            (q[0] - p[0]) * (y[1] - p[1]) - (q[1] - p[1]) * (y[0] - p[0]) >= 0.0
        })
}

/// A place in the polygon: the corners' mean with these weights.
fn inside(core: &Core, weights: &[f64]) -> [f64; 2] {
    let pairs = || core.corners.iter().zip(weights.iter().cycle());
    let total: f64 = pairs().map(|(_, w)| w).sum();
    [0, 1].map(|c| pairs().map(|(y, w)| w * y[c]).sum::<f64>() / total)
}

fn points(rows: &[[f64; 2]]) -> Points<f64> {
    Points::from_rows(rows.as_flattened(), 2)
}

fn rows() -> impl Strategy<Value = Vec<[f64; 2]>> {
    prop::collection::vec(prop::array::uniform2(-2.0..2.0f64), 1..9)
}

/// Rounding of a difference of squares of numbers up to 20, with room.
const ROUNDING: f64 = 1e-11;

proptest! {
    #[test]
    fn a_polygon_is_what_the_definition_says(
        rows in rows(),
        gamma in prop_oneof![Just(0.0), 0.0..6.0f64],
        places in prop::collection::vec(prop::array::uniform2(-8.0..8.0f64), 60),
    ) {
        let points = points(&rows);
        for i in 0..points.len() {
            let core = core(&points, i, gamma, 9.0);
            prop_assert_eq!(core.corners.len(), core.is_border.len());
            prop_assert!(core.area() >= 0.0);
            for &y in &places {
                let depth = depth(&points, i, absolute(&points, i, y));
                if (depth - gamma).abs() > ROUNDING {
                    prop_assert_eq!(holds(&core, y), depth > gamma, "{:?} {}", y, depth);
                }
            }
            // Every corner satisfies it, and those of a border with equality.
            for (k, &y) in core.corners.iter().enumerate() {
                let depth = depth(&points, i, absolute(&points, i, y));
                prop_assert!(depth >= gamma - ROUNDING);
                if core.is_border[k] {
                    prop_assert!((depth - gamma).abs() < ROUNDING);
                }
            }
        }
    }

    #[test]
    fn cores_shrink_as_gamma_grows(rows in rows(), gammas in prop::array::uniform2(0.0..6.0f64)) {
        let points = points(&rows);
        let [less, more] = [gammas[0].min(gammas[1]), gammas[0].max(gammas[1])];
        for i in 0..points.len() {
            let [large, small] = [less, more].map(|gamma| core(&points, i, gamma, 9.0));
            prop_assert!(small.area() <= large.area() + ROUNDING);
            for &y in &small.corners {
                prop_assert!(depth(&points, i, absolute(&points, i, y)) >= less - ROUNDING);
            }
        }
    }

    #[test]
    fn one_core_at_most_holds_a_place(
        rows in rows(),
        gamma in 0.0..3.0f64,
        x in prop::array::uniform2(-4.0..4.0f64),
    ) {
        let points = points(&rows);
        let by_definition = (0..points.len()).find(|&i| depth(&points, i, x) >= gamma);
        prop_assert_eq!(holder(&points, gamma, x), by_definition);
    }
}

/// 1 − λ of all data points in the place of the i-th, from the kernel.
fn doubt(kernel: &Kernel, i: usize, x: [f64; 2], t: f64) -> f64 {
    let mut lambda = Vec::new();
    kernel.posterior_weights(&x, t, &mut lambda);
    let own = kernel.points().point(i);
    let others = (0..lambda.len()).filter(|&j| kernel.points().point(j) != own);
    others.map(|j| lambda[j]).sum()
}

/// A scene by chance.
#[derive(Clone, Debug)]
struct Chosen {
    law: Law,
    gamma: f64,
    process: Process,
    t: f64,
    inside: Vec<Vec<f64>>,
}

fn chosen() -> impl Strategy<Value = Chosen> {
    let weights = prop::collection::vec(0.01..3.0f64, 9);
    let inside = prop::collection::vec(prop::collection::vec(0.0..1.0f64, 7), 30);
    let process = prop_oneof![Just(Process::Ou), Just(Process::Heat)];
    let width = prop_oneof![Just(0.0), 0.0..1.0f64];
    let t = (-4.0..1.0f64).prop_map(|e| 10f64.powf(e));
    (rows(), weights, width, 0.0..3.0f64, process, t, inside).prop_map(
        |(rows, weights, width, gamma, process, t, inside)| Chosen {
            law: Law::new(points(&rows), weights[..rows.len()].to_vec()).with_width(width),
            gamma,
            process,
            t,
            inside,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// In 200 scenes, at the corners and 30 places of each core: 1 − λ_i is never above its bound, and never above the
    /// largest at a corner. Exponents have errors of a few units in the last place of |d|²/2v ≤ 32/2v.
    #[test]
    fn the_bound_is_never_violated(scene in chosen()) {
        let Chosen { law, gamma, process, t, inside: places } = scene;
        let kernel = Kernel::of(process, &law);
        let alpha = process.alpha(t);
        let v = process.spread(law.width(), t) / (alpha * alpha);
        let slack = 1.0 + 1e3 * f64::EPSILON * (1.0 + 300.0 / (2.0 * v));
        for i in 0..law.points().len() {
            let core = core(law.points(), i, gamma, 9.0);
            let bound = bound(&law, i, gamma, v);
            let corners = core.corners.iter().map(|&y| odds_against(&law, i, y, v));
            let most = corners.fold(0.0, f64::max);
            prop_assert!(most <= bound * slack, "{most} above {bound}");
            let inner = places.iter().filter(|_| !core.corners.is_empty());
            for y in core.corners.iter().copied().chain(inner.map(|weights| inside(&core, weights))) {
                let odds = odds_against(&law, i, y, v);
                prop_assert!(odds <= most * slack);
                let x = absolute(law.points(), i, y).map(|x| alpha * x);
                let doubt = doubt(&kernel, i, x, t);
                prop_assert!((doubt - odds / (1.0 + odds)).abs() <= 1e-3 * (slack - 1.0) + 1e-9 * doubt);
                prop_assert!(doubt <= bound * slack + 1e-300, "{doubt} above {bound}");
            }
        }
    }
}

#[test]
fn the_bound_is_that_of_each_process_and_met_by_two_points() {
    let law = Law::new(points(&[[-1.0, 0.5], [1.0, -0.25]]), vec![2.0, 3.0]);
    let gamma: f64 = 0.7;
    for t in [0.02, 0.3, 2.0] {
        for process in [Process::Heat, Process::Ou] {
            let (alpha, variance) = (process.alpha(t), process.variance(t));
            let exact = match process {
                Process::Heat => 1.5 * (-gamma / (4.0 * t)).exp(),
                Process::Ou => 1.5 * (-alpha * alpha * gamma / (2.0 * variance)).exp(),
            };
            let v = process.kappa(t) * process.kappa(t);
            let stated = bound(&law, 0, gamma, v);
            assert!((stated / exact - 1.0).abs() < 1e-12, "{process:?} {t}");
            // On the border the odds are the bound: two points have no other.
            let core = core(law.points(), 0, gamma, 5.0);
            let border = (0..core.corners.len())
                .find(|&k| core.is_border[k])
                .unwrap();
            let x = absolute(law.points(), 0, core.corners[border]).map(|x| alpha * x);
            let doubt = doubt(&Kernel::of(process, &law), 0, x, t);
            assert!(
                (doubt / (exact / (1.0 + exact)) - 1.0).abs() < 1e-9,
                "{process:?} {t}"
            );
        }
    }
}

#[test]
fn points_in_one_place_are_one() {
    let law = Law::equal(points(&[[0.0, 0.0], [2.0, 0.0], [0.0, 0.0]]));
    let alone = Law::new(points(&[[0.0, 0.0], [2.0, 0.0]]), vec![2.0, 1.0]);
    assert_eq!(
        core(law.points(), 2, 1.0, 5.0),
        core(alone.points(), 0, 1.0, 5.0)
    );
    assert_eq!(bound(&law, 2, 1.0, 0.4), bound(&alone, 0, 1.0, 0.4));
    assert_eq!(
        odds_against(&law, 0, [0.1, 0.2], 0.4),
        odds_against(&alone, 0, [0.1, 0.2], 0.4)
    );
    assert_eq!(holder(law.points(), 1.0, [-1.0, 0.0]), Some(0));
    // One point's core is the plane, as far as it is looked at; a γ beyond all leaves nothing of any.
    let one = points(&[[3.0, 4.0]]);
    assert_eq!(core(&one, 0, 2.0, 5.0).area(), 100.0);
    assert!(core(alone.points(), 0, 1e3, 5.0).corners.is_empty());
    assert_eq!(cores::holder(&one, 9.0, [0.0, 0.0]), Some(0));
}
