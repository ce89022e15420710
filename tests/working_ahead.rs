//! A long step is worked on in pieces, between which the browser draws: what comes out is the same to the last bit.

use proptest::prelude::*;
use reverse_diffusion::ensemble::Simulation;
use reverse_diffusion::scene::{Scene, Value};

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
