//! Any index can be revisited, any particle followed, and the ensemble enlarged: the bits stay the same.

mod support;

use reverse_diffusion::ensemble::{LIMIT_BYTES, Simulation};
use support::scene;

const SAMPLERS: [&str; 4] = ["euler-maruyama", "exponential", "heun", "dpm-solver++"];

fn digests(simulation: &mut Simulation) -> Vec<u64> {
    let mut digests = vec![simulation.digest()];
    while simulation.step() {
        digests.push(simulation.digest());
    }
    digests
}

#[test]
fn seeking_gives_the_bits_of_stepping() {
    for sampler in SAMPLERS {
        for dynamics in ["forward", "reverse", "bridge"] {
            let mut simulation = Simulation::new(scene(&[
                ("dynamics", dynamics),
                ("sampler", sampler),
                ("data", "two-moons"),
                ("particles", "37"),
                ("steps", "30"),
            ]));
            let stepped = digests(&mut simulation);
            for k in [30, 0, 17, 16, 29, 3, 30, 1] {
                simulation.seek(k);
                assert_eq!(simulation.index(), k);
                assert_eq!(
                    simulation.digest(),
                    stepped[k],
                    "{dynamics}, {sampler}, {k}"
                );
            }
        }
    }
}

#[test]
fn seeking_works_beyond_the_memory_and_stays_within_it() {
    // A state of 200,000 × 2 × 2 numbers is 3.2 MB; 64 MiB hold 20 of the 41.
    let mut simulation = Simulation::new(scene(&[
        ("data", "two-diracs"),
        ("sampler", "dpm-solver++"),
        ("particles", "200000"),
        ("steps", "40"),
    ]));
    let mut kept = Vec::new();
    for k in 0..=40 {
        if [0, 7, 21, 22, 40].contains(&k) {
            kept.push((k, simulation.digest()));
        }
        let (_, bytes) = simulation.history();
        assert!(bytes <= LIMIT_BYTES, "{bytes} bytes");
        simulation.step();
    }
    assert_eq!(simulation.history().0, 4, "the stride");
    for (k, digest) in kept.into_iter().rev() {
        simulation.seek(k);
        assert_eq!(simulation.digest(), digest, "index {k}");
    }
}

#[test]
fn more_particles_leave_the_first_ones_as_they_were() {
    for sampler in SAMPLERS {
        let end = |particles: &str| {
            let mut simulation = Simulation::new(scene(&[
                ("data", "penguins"),
                ("sampler", sampler),
                ("particles", particles),
                ("steps", "10"),
            ]));
            simulation.seek(10);
            simulation.positions().clone()
        };
        let (few, many) = (end("13"), end("50"));
        for i in 0..13 {
            assert_eq!(few.point(i), many.point(i), "{sampler}, particle {i}");
        }
    }
}

#[test]
fn a_followed_particle_is_its_twin() {
    for dynamics in ["forward", "reverse", "bridge"] {
        for sampler in SAMPLERS {
            let mut simulation = Simulation::new(scene(&[
                ("dynamics", dynamics),
                ("data", "lemniscate"),
                ("sampler", sampler),
                ("particles", "40"),
                ("steps", "12"),
            ]));
            simulation.seek(5);
            simulation.set_paths(10);
            simulation.follow(33);
            simulation.seek(12);
            simulation.seek(8);
            for (i, path) in simulation.paths().enumerate().chain(
                // The one that was followed singly has its own number.
                simulation.launched().map(|path| (33, path)),
            ) {
                assert_eq!((path.first_index(), path.last_index()), (0, 12));
                for j in 0..2 {
                    let (got, want) = (path.at(8, j), simulation.positions().at(i, j));
                    assert_eq!(got, want, "{dynamics}, {sampler}, particle {i}");
                }
            }
        }
    }
}

#[test]
fn followed_particles_catch_up_in_pieces_to_the_same_path() {
    let run = || {
        let settings = [("data", "lemniscate"), ("particles", "40"), ("steps", "30")];
        let mut simulation = Simulation::new(scene(&settings));
        simulation.seek(30);
        simulation.set_paths(10);
        simulation.follow(33);
        simulation
    };
    let (mut whole, mut pieces) = (run(), run());
    assert!(whole.catch_up(usize::MAX));
    // Ten together and one alone, thirty steps each: 330 steps of a particle, and no piece is longer than it may be by
    // more than a step of the ten.
    let mut calls = 1;
    while !pieces.catch_up(25) {
        calls += 1;
        // The picture asks for what there is; a step that is taken meanwhile does not wait for them.
        pieces.step();
    }
    assert!((10..=14).contains(&calls), "{calls} pieces");
    for (a, b) in whole
        .paths()
        .chain(whole.launched())
        .zip(pieces.paths().chain(pieces.launched()))
    {
        assert_eq!((a.last_index(), b.last_index()), (30, 30));
        assert!((0..=30).all(|k| (0..2).all(|j| a.at(k, j) == b.at(k, j))));
    }
    // To where the ensemble is, and no farther.
    let mut early = run();
    early.rewind(12);
    early.set_paths(3);
    while !early.catch_up(1) {}
    assert!(early.paths().all(|path| path.last_index() == 12));
}

#[test]
fn a_launched_particle_starts_where_it_was_put_and_ends_in_the_data() {
    let mut simulation = Simulation::new(scene(&[("grid", "log-snr")]));
    simulation.seek(40);
    simulation.launch(&[0.25, 0.5]);
    simulation.launch(&[0.25, 0.5]);
    simulation.seek(100);
    let ends: Vec<[f32; 2]> = simulation
        .launched()
        .map(|path| {
            assert_eq!(path.first_index(), 40);
            assert_eq!([path.at(40, 0), path.at(40, 1)], [0.25, 0.5]);
            [path.at(100, 0), path.at(100, 1)]
        })
        .collect();
    let points = simulation.law().points();
    for end in &ends {
        let is_data = (0..5).any(|i| {
            let point = [points.at(i, 0) as f32, points.at(i, 1) as f32];
            point == *end
        });
        assert!(is_data, "{end:?}");
    }
    // Each has its own noise.
    let middle: Vec<f32> = simulation.launched().map(|path| path.at(60, 0)).collect();
    assert_ne!(middle[0], middle[1]);
}

#[test]
fn the_same_noise_drives_every_sampler() {
    // With many steps the paths of two samplers of the same ε stay together; with other noise they would
    // part by about σ. Strong error: a few hundredths at 2000 steps.
    let end = |sampler: &str| {
        let mut simulation = Simulation::new(scene(&[
            ("data", "lemniscate"),
            ("sampler", sampler),
            ("steps", "2000"),
            ("t-min", "0.1"),
            ("particles", "50"),
        ]));
        simulation.seek(2000);
        simulation.positions().clone()
    };
    let (a, b) = (end("exponential"), end("euler-maruyama"));
    let squares = a.as_slice().iter().zip(b.as_slice());
    let mean_square: f32 = squares.map(|(a, b)| (a - b) * (a - b)).sum::<f32>() / 100.0;
    assert!(mean_square.sqrt() < 0.05, "{}", mean_square.sqrt());
}
