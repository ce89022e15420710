//! Theorem 3.1 of Liu & Zuazua: the reverse family in u's mass coordinate against closed forms, and the study of it.

mod support;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use reverse_diffusion::line::{
    Level, MassCells, Mesh, Mixture, Stepper, distance, evolution, generated,
};
use reverse_diffusion::process::Process;

/// n and the levels from T down to `last`, `levels` of them in equal steps of ln t.
struct March {
    cells: MassCells,
    levels: Vec<Level>,
    n: Vec<Vec<f64>>,
}

fn march(
    law: &Mixture,
    process: Process,
    start: &Mixture,
    epsilon: f64,
    [t_star, last]: [f64; 2],
    cells: usize,
) -> March {
    let cells = MassCells::new(law, process, start, t_star, cells);
    let count = 120;
    let levels: Vec<Level> = (0..=count)
        .map(|k| {
            let t = t_star * libm::pow(last / t_star, f64::from(k) / f64::from(count));
            let mut level = Level::at(t);
            while !cells.fill(&mut level, 1000) {}
            level
        })
        .collect();
    let mut n = vec![cells.masses(&levels[0], start)];
    let mut stepper = Stepper::default();
    for pair in levels.windows(2) {
        let mut next = n[n.len() - 1].clone();
        stepper.advance(&mut next, [&pair[0], &pair[1]], epsilon, 8);
        n.push(next);
    }
    March { cells, levels, n }
}

/// P(t) for one Dirac, v_T = N(·, V), the heat flow: P = 2t + (V − 2T)(t/T)^{1+ε}.
fn variance(epsilon: f64, start: f64, t_star: f64, t: f64) -> f64 {
    2.0 * t + (start - 2.0 * t_star) * libm::pow(t / t_star, 1.0 + epsilon)
}

fn gaussian_kl(v: f64, u: f64) -> f64 {
    0.5 * (v / u - 1.0 - libm::log(v / u))
}

#[test]
fn one_dirac_is_a_gaussian_at_all_times_for_every_epsilon() {
    let law = Mixture::gaussian(0.3, 0.0);
    for epsilon in [0.0, 0.2, 0.5, 1.0, 2.0] {
        for v in [0.3, 1.0, 4.0, 30.0] {
            let (t_star, p) = (0.7, 2.5);
            let march = march(
                &law,
                Process::Heat,
                &Mixture::gaussian(0.3, v),
                epsilon,
                [t_star, 1e-6],
                400,
            );
            let norm = |k: usize| march.cells.log_norm(&march.levels[k], &march.n[k], p);
            let mut worst = [0.0f64; 3];
            for k in 0..march.levels.len() {
                let t = march.levels[k].t;
                let exact = variance(epsilon, v, t_star, t);
                let kl = gaussian_kl(exact, 2.0 * t);
                let log_ratio = -0.5 * (1.0 - 1.0 / p) * libm::log(exact / v);
                worst[0] = worst[0].max((norm(k) - norm(0) - log_ratio).abs());
                worst[1] = worst[1]
                    .max((march.cells.relative_entropy(&march.n[k]) - kl).abs() / (kl + 0.01));
                let mass: f64 = march.n[k].iter().sum();
                worst[2] = worst[2].max((mass - 1.0).abs());
            }
            println!(
                "ε = {epsilon}, V = {v}: {worst:?}, cells {}",
                march.cells.len()
            );
        }
    }
}
