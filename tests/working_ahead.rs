//! A long step is worked on in pieces, between which the browser draws: what comes out is the same to the last bit.

use proptest::prelude::*;
use reverse_diffusion::denoiser::{Budget, Denoiser, Fourier, Gaussian};
use reverse_diffusion::ensemble::{Doubt, Simulation};
use reverse_diffusion::law::Law;
use reverse_diffusion::points::Points;
use reverse_diffusion::process::Process;
use reverse_diffusion::scene::{Scene, SceneError, Value, limits, parameter};

fn simulation(data: &str, sampler: &str, dynamics: &str, particles: usize) -> Simulation {
    let text = |text: &str| Value::Text(text.into());
    let pairs = [
        ("data", text(data)),
        ("sampler", text(sampler)),
        ("dynamics", text(dynamics)),
        ("grid", text("log-snr")),
        ("particles", Value::Number(particles as f64)),
        ("steps", Value::Number(12.0)),
    ];
    Simulation::new(Scene::from_pairs(pairs).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn pieces_make_the_same_step(
        data in prop::sample::select(vec!["five-points", "penguins", "checkerboard", "two-diracs-line"]),
        sampler in prop::sample::select(vec!["exponential", "euler-maruyama", "heun", "dpm-solver++"]),
        dynamics in prop::sample::select(vec!["forward", "reverse", "bridge"]),
        particles in 1usize..200,
        piece in 1usize..70,
        abandoned in 0usize..12,
    ) {
        let mut whole = simulation(data, sampler, dynamics, particles);
        let mut pieces = simulation(data, sampler, dynamics, particles);
        while whole.step() {
            // One step is begun, left for an earlier state, and begun again.
            if pieces.index() == abandoned {
                pieces.prepare(piece);
                pieces.seek(abandoned / 2);
                pieces.seek(abandoned);
            }
            let mut calls = 1;
            while !pieces.prepare(piece) {
                calls += 1;
            }
            // Twice over all particles for a sampler that asks twice, and once to begin.
            prop_assert!(calls <= 2 * particles.div_ceil(piece) + 3);
            prop_assert!(pieces.step());
            prop_assert_eq!(pieces.digest(), whole.digest());
        }
        prop_assert!(pieces.prepare(piece), "at the end there is nothing to do ahead");
    }
}

fn scene(pairs: &[(&'static str, &str)]) -> Result<Scene, SceneError> {
    let pairs = pairs.iter();
    Scene::from_pairs(pairs.map(|(name, text)| (*name, Value::Text((*text).into()))))
}

/// How often a step has to be prepared until it can be taken, eight particles at a time.
fn calls(simulation: &mut Simulation) -> usize {
    let mut calls = 1;
    while !simulation.prepare(8) {
        calls += 1;
    }
    calls
}

/// What a denoiser learns before it answers is learned in pieces too, and the same comes out.
#[test]
fn denoisers_work_ahead_in_pieces() {
    // Operations over those of a piece: features of 300 points 128² (300 + 131/3 …) = 5.8e6 a time, the gaussian's d³ at 64
    // coordinates 0.6e6 and its covariance 1,797 · 64² · 2 = 1.5e7 once, 40 training steps 0.8e6 each.
    for (pairs, least) in [
        (
            &[
                ("denoiser", "fourier"),
                ("data", "two-moons"),
                ("features", "128"),
            ][..],
            2,
        ),
        (&[("denoiser", "gaussian"), ("data", "digits")], 5),
        (
            &[
                ("denoiser", "network"),
                ("data", "five-points"),
                ("training", "40"),
            ],
            8,
        ),
    ] {
        for sampler in ["exponential", "heun"] {
            let settings = [("particles", "16"), ("steps", "3"), ("sampler", sampler)];
            let scene = scene(&[pairs, &settings].concat()).unwrap();
            let (mut whole, mut pieces) = (Simulation::new(scene.clone()), Simulation::new(scene));
            let first = calls(&mut pieces);
            assert!(first >= 2 + least, "{pairs:?} {sampler}: {first} calls");
            while whole.step() {
                calls(&mut pieces);
                assert!(pieces.step());
                assert_eq!(pieces.digest(), whole.digest(), "{pairs:?} {sampler}");
            }
        }
    }
}

/// A budget is exceeded by one part at most, and a part is a row, a column or a pass over the data.
#[test]
fn a_piece_is_no_longer_than_its_budget_and_one_part() {
    let (n, d, features) = (200, 9, 40);
    let rows: Vec<f64> = (0..n * d).map(|k| libm::sin(1.7 * k as f64)).collect();
    let law = Law::equal(Points::from_rows(&rows, d));
    let gaussian = Gaussian::of(Process::Ou, &law);
    let fourier = Fourier::new(Process::Ou, &law, features, 1e-6, 3);
    let largest_part = n * (d + 60) + d * d;
    let denoisers: [&dyn Denoiser<f32>; 2] = [&gaussian, &fourier];
    for denoiser in denoisers {
        for budget in [1, 1000, 100_000] {
            let t = 0.1 + 1e-6 * budget as f64;
            let mut pieces = 0;
            loop {
                let mut left = Budget::new(budget);
                let done = denoiser.ready(t, &mut left);
                pieces += 1;
                assert!(left.spent() < budget + largest_part);
                if done {
                    break;
                }
            }
            assert!(pieces > 3 || budget > 1, "{pieces}");
            let mut again = Budget::new(1);
            assert!(denoiser.ready(t, &mut again), "it is kept");
            assert_eq!(again.spent(), 0);
        }
    }
}

/// Which data point has captured whom is found in pieces, and so is how far steps lead from λ.
#[test]
fn captures_and_doubt_are_found_in_pieces() {
    let scene = scene(&[("data", "two-moons"), ("particles", "500")]).unwrap();
    let (mut whole, mut pieces) = (Simulation::new(scene.clone()), Simulation::new(scene));
    for _ in 0..3 {
        // Some of an index that is left again.
        pieces.find_captors(20_000);
        whole.seek(whole.index() + 20);
        pieces.seek(whole.index());
        let mut calls = 1;
        while !pieces.find_captors(20_000) {
            calls += 1;
        }
        assert!(calls > 10, "{calls}");
        assert_eq!(pieces.captors(), whole.captors());
    }
    let mut doubt = Doubt::of(&whole);
    let mut calls = 1;
    while !doubt.work(&whole, &mut Budget::new(1)) {
        calls += 1;
    }
    // At least one place at each of the 100 positive times.
    assert!(calls > 100, "{calls}");
    assert_eq!(doubt.found(), whole.doubt());
    assert!(doubt.found().is_some());
}

/// What asks for more than can be done in time or memory is refused by the sentence that names the limit.
#[test]
fn what_is_too_large_is_refused() {
    let points = |n: usize, d: usize| vec![vec!["0.5"; d].join(","); n].join(";");
    let refused = |pairs: &[(&'static str, &str)], field: &str, part: &str| {
        let error = scene(pairs).unwrap_err();
        assert_eq!(error.field, field);
        assert!(error.to_string().contains(part), "{error}");
    };
    refused(
        &[("data", &points(2, 1025))],
        "data",
        "1025 coordinates; at most 1024",
    );
    refused(
        &[("data", &points(1000, 501))],
        "data",
        "more than 500000 numbers",
    );
    assert!(scene(&[("data", &points(1, 1024)), ("particles", "2000")]).is_ok());
    refused(
        &[("data", &points(1, 1024)), ("particles", "2001")],
        "particles",
        "from 1 to 2000, for data of 1024 coordinates",
    );
    let features = [
        ("data", "two-moons"),
        ("denoiser", "fourier"),
        ("samples", "20000"),
    ];
    let most = limits::most_features(20_000, 2).to_string();
    refused(
        &[&features[..], &[("features", "1024")]].concat(),
        "features",
        &most,
    );
    assert!(scene(&[&features[..], &[("features", &most)]].concat()).is_ok());
    // A link that asks for more gets as many as there may be, and is told.
    let pairs = [&features[..], &[("features", "1024")]].concat();
    let pairs = pairs
        .iter()
        .map(|(name, text)| (*name, Value::Text((*text).into())));
    let (scene, problems) = Scene::from_pairs_leniently(pairs);
    assert_eq!(scene.features, limits::most_features(20_000, 2).min(256));
    assert_eq!(problems.len(), 1);
}

/// The help says the numbers that are the limits.
#[test]
fn help_names_the_limits() {
    let limits = [
        ("particles", limits::MOST_PARTICLE_NUMBERS),
        ("data", limits::MOST_POINTS),
        ("data", limits::MOST_COORDINATES),
        ("data", limits::MOST_NUMBERS),
    ];
    for (name, limit) in limits {
        let help = parameter(name).unwrap().help;
        let plain: String = help.chars().filter(|&c| c != ',').collect();
        let mut words = plain.split(|c: char| !c.is_ascii_digit());
        assert!(
            words.any(|word| word == limit.to_string()),
            "{name}: {help}"
        );
    }
}
