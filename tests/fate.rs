//! What λ is in a scene, and how far the chances of few steps are from it: against brute force.

use reverse_diffusion::ensemble::{Fate, Simulation};
use reverse_diffusion::process::Process::Ou;
use reverse_diffusion::sampler::exponential;
use reverse_diffusion::scene::{Scene, Value};

fn scene(pairs: &[(&str, &str)]) -> Scene {
    let pairs = pairs.iter().map(|&(n, v)| (n, Value::Text(v.into())));
    Scene::from_pairs(pairs).expect("an allowed scene")
}

/// λ at the one place where all start, and the shares that end at each data point.
fn chances(run: &mut Simulation) -> (Vec<f64>, Vec<f64>) {
    let mut lambda = Vec::new();
    let place = run.positions().point(0);
    run.kernel()
        .posterior_weights(&place, run.time(), &mut lambda);
    while run.step() {}
    let mut shares = vec![0.0; lambda.len()];
    let share = 1.0 / run.positions().len() as f64;
    for &captor in run.captors() {
        shares[captor as usize] += share;
    }
    (lambda, shares)
}

/// The distribution function of N(0, 1).
fn normal(x: f64) -> f64 {
    0.5 * libm::erfc(-x / 2f64.sqrt())
}

#[test]
fn lambda_is_the_chance_of_an_end_only_where_theorem_1_says_so() {
    for (pairs, fate) in [
        (&[][..], Fate::Chance),
        (
            &[
                ("process", "heat"),
                ("start", "1.5,0.2"),
                ("data", "five-points"),
            ],
            Fate::Chance,
        ),
        (&[("epsilon", "0")], Fate::Flow),
        (&[("epsilon", "0.5")], Fate::Noise),
        (&[("sampler", "euler-maruyama-as-printed")], Fate::Noise),
        (&[("width", "0.1")], Fate::Width),
        (&[("t-min", "0.01")], Fate::Stopped),
        (&[("denoiser", "smoothed")], Fate::Denoiser),
        (&[("denoiser", "kde"), ("epsilon", "0")], Fate::Denoiser),
        (&[("dynamics", "bridge")], Fate::Bridge),
    ] {
        let scene = scene(pairs);
        assert_eq!(Fate::of(&scene, false), fate, "{pairs:?}");
        assert_eq!(Fate::of(&scene, true), Fate::Origin);
    }
    // Of a forward run the other half is looked at as a reverse one.
    assert_eq!(
        Fate::of(&scene(&[("dynamics", "forward")]), false),
        Fate::Chance
    );
}

#[test]
fn captures_are_expected_only_where_they_can_be() {
    for (pairs, is_expected) in [
        (&[][..], true),
        (&[("start", "0.3,0.4")], true),
        // Every ε keeps the law of the starts, but not what becomes of one.
        (&[("epsilon", "0")], true),
        (&[("epsilon", "0"), ("start", "0.3,0.4")], false),
        (&[("epsilon", "2"), ("start", "normal:1,0.5")], false),
        (&[("denoiser", "gaussian")], false),
        (&[("dynamics", "forward")], false),
    ] {
        let pairs = [&[("data", "five-points")][..], pairs].concat();
        let expected = Simulation::new(scene(&pairs));
        assert_eq!(
            { expected }.expected_captures().is_some(),
            is_expected,
            "{pairs:?}"
        );
    }
}

#[test]
fn two_steps_have_another_chance_which_is_known() {
    // One exponential step is Gaussian, and the next one goes to x̄₀, which is nearer to the right point from x* on, where
    // both λ are ½: Φ((Ax + Bx̄₀ − x*)/√V). 40,000 particles: five standard errors are 0.0125, a false alarm has
    // probability 6e-7.
    let x = -3.66;
    let mut run = Simulation::new(scene(&[
        ("data", "two-diracs-line"),
        ("t-star", "3"),
        ("grid", "uniform"),
        ("steps", "2"),
        ("start", "-3.66"),
        ("particles", "40000"),
    ]));
    assert_eq!(run.doubt(), None);
    let right = run.law().points().axis(0).iter().position(|&y| y > 0.0);
    let right = right.expect("a point on either side");
    let mean = run.kernel().posterior_mean_at(&[x], 3.0)[0];
    let [a, b, noise] = exponential::step_coefficients(Ou, 1.0, 3.0, 1.5);
    let odds = run.kernel().weights()[right] / run.kernel().weights()[1 - right];
    let turn = -0.5 * libm::log(odds) * Ou.variance(1.5) / Ou.alpha(1.5);
    let known = normal((a * x + b * mean - turn) / noise);
    let (lambda, shares) = chances(&mut run);
    assert!(
        (shares[right] - known).abs() < 0.0125,
        "{} {known}",
        shares[right]
    );
    assert!((lambda[right] - 0.563).abs() < 2e-3, "{}", lambda[right]);
    assert!((known - 0.724).abs() < 2e-3, "{known}");
}

#[test]
fn the_doubt_says_how_far_the_chances_of_a_run_are_from_lambda() {
    // 20,000 particles; five standard errors beside the doubt. 330 differences and more: a false alarm has
    // probability 2e-4, were the doubt all the difference.
    let mut told = 0;
    for (data, starts) in [
        ("two-diracs-line", ["0.5", "2.5"]),
        ("three-diracs-line", ["0.1", "1.5"]),
        ("five-points", ["0.1,0.2", "1.2,0.3"]),
    ] {
        for start in starts {
            for grid in ["uniform", "log-snr", "karras"] {
                for steps in ["4", "8", "16", "32", "64"] {
                    for sampler in ["exponential", "euler-maruyama", "heun", "dpm-solver++"] {
                        let mut run = Simulation::new(scene(&[
                            ("data", data),
                            ("t-star", "3"),
                            ("grid", grid),
                            ("steps", steps),
                            ("start", start),
                            ("sampler", sampler),
                            ("particles", "20000"),
                        ]));
                        let Some(doubt) = run.doubt() else { continue };
                        let (lambda, shares) = chances(&mut run);
                        for (share, l) in shares.iter().zip(&lambda) {
                            told += 1;
                            let error = (l * (1.0 - l) / 20_000.0).sqrt();
                            assert!(
                                (share - l).abs() <= doubt + 5.0 * error,
                                "{data} {start} {grid} {steps} {sampler}: {share}, λ = {l}, doubt {doubt}"
                            );
                        }
                    }
                }
            }
        }
    }
    assert!(told >= 330, "{told}");
}

#[test]
fn finer_steps_leave_less_doubt() {
    for data in ["two-diracs-line", "three-diracs-line", "five-points"] {
        let doubts = ["50", "100", "200", "400"].map(|steps| {
            let run = Simulation::new(scene(&[
                ("data", data),
                ("grid", "log-snr"),
                ("steps", steps),
            ]));
            run.doubt().unwrap()
        });
        for pair in doubts.windows(2) {
            // As 1/n, up to the last step and the sample: by a factor of 1.6 at least.
            assert!(pair[1] < pair[0] / 1.6, "{data}: {doubts:?}");
        }
    }
}
