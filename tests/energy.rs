//! Theorem 3.1 of Liu & Zuazua: the reverse family in u's mass coordinate against closed forms, and the study of it.

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
    march_through(law, process, start, epsilon, [t_star, last], cells, 120)
}

/// The same by so many levels.
fn march_through(
    law: &Mixture,
    process: Process,
    start: &Mixture,
    epsilon: f64,
    [t_star, last]: [f64; 2],
    cells: usize,
    count: u32,
) -> March {
    let cells = MassCells::new(law, process, start, t_star, cells);
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

impl March {
    fn log_norm(&self, k: usize, p: f64) -> f64 {
        self.cells.log_norm(&self.levels[k], &self.n[k], p)
    }

    fn entropy(&self, k: usize) -> f64 {
        self.cells.relative_entropy(&self.n[k])
    }
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
    // 120 levels of 8 implicit Euler steps: of first order, ln(7e5)/960 = 1.4 % of a unit of ln t each. Seen at 400
    // cells: 3e-3 in ln ‖v‖_p, 6e-3 of KL_T; twice that is allowed.
    let law = Mixture::gaussian(0.3, 0.0);
    for epsilon in [0.0, 0.2, 0.5, 1.0, 2.0] {
        for v in [0.3, 1.0, 4.0] {
            let (t_star, p) = (0.7, 2.5);
            let start = Mixture::gaussian(0.3, v);
            let march = march(&law, Process::Heat, &start, epsilon, [t_star, 1e-6], 400);
            let first = gaussian_kl(v, 2.0 * t_star);
            for k in 0..march.levels.len() {
                let t = march.levels[k].t;
                let exact = variance(epsilon, v, t_star, t);
                let log_ratio = -0.5 * (1.0 - 1.0 / p) * libm::log(exact / v);
                let at = format!("ε = {epsilon}, V = {v}, t = {t}");
                let norm = march.log_norm(k, p) - march.log_norm(0, p) - log_ratio;
                assert!(
                    norm.abs() < if epsilon == 0.0 { 1e-12 } else { 6e-3 },
                    "{at}: {norm}"
                );
                let kl = march.entropy(k) - gaussian_kl(exact, 2.0 * t);
                assert!(kl.abs() < 0.012 * first.max(0.05), "{at}: {kl}");
                let mass: f64 = march.n[k].iter().sum();
                assert!((mass - 1.0).abs() < 1e-12);
            }
        }
    }
}

#[test]
fn for_ou_it_is_the_heat_flow_in_y_at_the_time_of_kappa() {
    // The same Dirac: y = x/α, heat time κ²/2, so V_T/α² and T become those of the formula above.
    let (t_star, v, p, at) = (0.8, 1.4, 3.0, 0.3);
    let process = Process::Ou;
    let law = Mixture::gaussian(at, 0.0);
    let heat_time = |t: f64| 0.5 * process.kappa(t) * process.kappa(t);
    for epsilon in [0.0, 0.4, 1.0] {
        let centre = process.alpha(t_star) * at;
        let march = march(
            &law,
            process,
            &Mixture::gaussian(centre, v),
            epsilon,
            [t_star, 1e-6],
            400,
        );
        let square = |t: f64| process.alpha(t) * process.alpha(t);
        let start = v / square(t_star);
        for k in (0..march.levels.len()).step_by(10) {
            let t = march.levels[k].t;
            let exact = square(t) * variance(epsilon, start, heat_time(t_star), heat_time(t));
            let log_ratio = -0.5 * (1.0 - 1.0 / p) * libm::log(exact / v);
            let norm = march.log_norm(k, p) - march.log_norm(0, p);
            assert!(
                (norm - log_ratio).abs() < 6e-3,
                "ε = {epsilon}, t = {t}: {norm} {log_ratio}"
            );
        }
    }
}

#[test]
fn at_epsilon_1_it_is_the_ratio_formula_and_ends_in_3_19() {
    let (law, start, t_star) = (
        Mixture::new(vec![-1.0, 0.2, 1.3], &[0.5, 0.2, 0.3], 0.0),
        Mixture::gaussian(0.6, 0.5),
        0.9,
    );
    for process in [Process::Heat, Process::Ou] {
        let march = march(&law, process, &start, 1.0, [t_star, 1e-6], 400);
        for k in [10, 30] {
            let level = &march.levels[k];
            let top = (0..march.cells.len())
                .map(|i| libm::exp(march.cells.log_v(level, &march.n[k], i)))
                .fold(0.0, f64::max);
            for i in (0..march.cells.len()).step_by(23) {
                let exact =
                    generated::density(&law, process, &start, t_star, level.t, level.x[2 * i + 1]);
                let here = libm::exp(march.cells.log_v(level, &march.n[k], i));
                // First order in the steps, second in the cells: 1 % of the largest.
                assert!(
                    (here - exact).abs() < 0.01 * top,
                    "{process:?} {k} {i}: {here} {exact}"
                );
            }
        }
        // As t → 0 each atom has r = q(x_i)/w_i, (3.19), and KL is that of the weights.
        let q = generated::weights(&law, process, &start, t_star);
        let limit: f64 = q
            .iter()
            .zip(law.weights())
            .map(|(q, w)| q * libm::log(q / w))
            .sum();
        let end = march.entropy(march.levels.len() - 1);
        assert!(
            (end - limit).abs() < 0.01 * march.entropy(0),
            "{process:?}: {end} {limit}"
        );
    }
}

#[test]
fn at_epsilon_0_nothing_is_lost_and_the_norm_is_the_flow_s() {
    let (law, start, t_star) = (
        Mixture::new(vec![-1.0, 1.0], &[0.35, 0.65], 0.01),
        Mixture::gaussian(0.5, 1.1),
        0.9,
    );
    for process in [Process::Heat, Process::Ou] {
        let march = march(&law, process, &start, 0.0, [t_star, 1e-6], 600);
        let terminal = law.forward(process, t_star);
        // Cells of h = 0.03 standard deviations: KL of their masses differs by h²/24 E(log r)'² < 1e-3.
        assert!((march.entropy(0) - distance::kl(&start, &terminal)).abs() < 1e-3);
        for k in 0..march.levels.len() {
            assert_eq!(march.entropy(k), march.entropy(0));
        }
        // ‖v(t)‖_p^p = ∫ v_T(x)^p (u(X, t)/u_T(x))^{p−1} dx, X where the flow carries x.
        for k in [40, 90] {
            for p in [1.5, 3.0] {
                let now = law.forward(process, march.levels[k].t);
                let [low, high] = start.window(7.0);
                let h = (high - low) / 4000.0;
                let sum: f64 = (0..4000)
                    .map(|j| {
                        let x = low + (f64::from(j) + 0.5) * h;
                        let y = generated::flow(&law, process, t_star, x, march.levels[k].t);
                        let log = p * start.log_density(x)
                            + (p - 1.0) * (now.log_density(y) - terminal.log_density(x));
                        h * libm::exp(log)
                    })
                    .sum();
                let norm = march.log_norm(k, p);
                assert!(
                    (norm - libm::log(sum) / p).abs() < 3e-3,
                    "{process:?} {k} {p}: {norm} {}",
                    libm::log(sum) / p
                );
            }
        }
    }
}

#[test]
fn between_it_is_what_finite_volumes_on_a_fixed_grid_make_of_it() {
    let (law, start, t_star) = (
        Mixture::new(vec![-1.0, 1.0], &[0.35, 0.65], 0.04),
        Mixture::gaussian(0.5, 1.1),
        0.9,
    );
    for epsilon in [0.3, 0.8, 1.5] {
        let end = 0.15;
        let march = march(&law, Process::Heat, &start, epsilon, [t_star, end], 400);
        let mesh = Mesh::new(-9.0, 9.0, 900);
        let times: Vec<f64> = (0..=900)
            .map(|k| end + (t_star - end) * f64::from(k) / 900.0)
            .collect();
        let rho = evolution::forward(
            &mesh,
            Process::Heat,
            &mesh.averages(&law.forward(Process::Heat, end)),
            &times,
        );
        let q = evolution::reverse_directly(
            &mesh,
            Process::Heat,
            epsilon,
            &rho,
            &mesh.averages(&start),
        );
        let (level, n) = (
            &march.levels[march.levels.len() - 1],
            &march.n[march.n.len() - 1],
        );
        let l1: f64 = (0..march.cells.len())
            .map(|i| {
                let width = level.x[2 * i + 2] - level.x[2 * i];
                let there = q.row(0)[mesh.cell(level.x[2 * i + 1])];
                (n[i] - width * there).abs()
            })
            .sum();
        // Both are of first order in time; the fixed grid is read without interpolation, h/2 off: 2 %.
        assert!(l1 < 0.02, "ε = {epsilon}: {l1}");
    }
}

#[test]
fn the_bound_is_never_exceeded_and_entropy_never_grows() {
    let mut random = ChaCha8Rng::seed_from_u64(31);
    let mut unit = move || (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
    let mut closest = 0.0f64;
    for case in 0..200 {
        let n = 1 + (4.0 * unit()) as usize;
        let means: Vec<f64> = (0..n).map(|_| 4.0 * unit() - 2.0).collect();
        let weights: Vec<f64> = (0..n).map(|_| 0.05 + unit()).collect();
        let width = if unit() < 0.5 { 0.0 } else { 0.5 * unit() };
        let law = Mixture::new(means, &weights, width * width);
        let process = if unit() < 0.5 {
            Process::Heat
        } else {
            Process::Ou
        };
        let epsilon = [0.0, 2.0 * unit(), unit(), 1.0][(4.0 * unit()) as usize];
        let p = 1.0 + 7.0 * unit();
        let t_star = libm::pow(10.0, 2.0 * unit() - 1.3);
        let deviation = libm::pow(10.0, 1.6 * unit() - 1.0);
        let start = Mixture::gaussian(3.0 * unit() - 1.5, deviation * deviation);
        let march = march_through(&law, process, &start, epsilon, [t_star, 1e-6], 80, 60);
        for k in 0..march.levels.len() {
            let t = march.levels[k].t;
            // ln κ and ln α.
            let noise = process.log_snr(t) - process.log_snr(t_star);
            let shrunk = if process == Process::Ou {
                t - t_star
            } else {
                0.0
            };
            let bound = (1.0 - 1.0 / p) * ((1.0 + epsilon) * noise + shrunk);
            let share = libm::exp(march.log_norm(k, p) - march.log_norm(0, p) - bound);
            assert!(
                share <= 1.0 + 1e-9,
                "{case}: {share} at t = {t}, ε = {epsilon}, p = {p}, n = {n}"
            );
            if k > 0 {
                closest = closest.max(share);
                let [before, now] = [k - 1, k].map(|k| march.entropy(k));
                assert!(
                    now.is_finite() && now <= before + 1e-13 * (1.0 + before),
                    "{case}: KL from {before} to {now}"
                );
            }
        }
    }
    assert!(closest > 0.999, "no scene came near: {closest}");
}

#[test]
fn the_bound_is_met_where_theory_says_so() {
    // One Dirac, ε = 0: everywhere div s = −d/(2t), and the norm is the bound.
    let law = Mixture::gaussian(0.4, 0.0);
    for process in [Process::Heat, Process::Ou] {
        let march = march(
            &law,
            process,
            &Mixture::gaussian(-0.7, 0.8),
            0.0,
            [1.0, 1e-6],
            300,
        );
        for p in [1.5, 2.0, 6.0] {
            for k in 1..march.levels.len() {
                let t = march.levels[k].t;
                let noise = process.log_snr(t) - process.log_snr(1.0);
                let shrunk = if process == Process::Ou { t - 1.0 } else { 0.0 };
                let log_share = march.log_norm(k, p)
                    - march.log_norm(0, p)
                    - (1.0 - 1.0 / p) * (noise + shrunk);
                assert!(log_share.abs() < 1e-3, "{log_share}");
                assert!(log_share.abs() < 1e-10, "{log_share}");
            }
        }
    }
    // With noise the loss is (p − 1)/(2p) ln(1 + (2T/V)((T/t)^ε − 1)): small for V ≫ T.
    let (t_star, v, epsilon, p) = (0.5, 20.0, 0.1, 1.5);
    let march = march(
        &law,
        Process::Heat,
        &Mixture::gaussian(0.4, v),
        epsilon,
        [t_star, 0.25],
        800,
    );
    for k in 1..march.levels.len() {
        let t = march.levels[k].t;
        let log_bound = (1.0 + epsilon) * (p - 1.0) / (2.0 * p) * libm::log(t_star / t);
        let exact = -(p - 1.0) / (2.0 * p)
            * libm::log1p(2.0 * t_star / v * (libm::pow(t_star / t, epsilon) - 1.0));
        let share = march.log_norm(k, p) - march.log_norm(0, p) - log_bound;
        assert!(
            exact > -1e-3 && share > -1e-3 && share < 1e-9,
            "t = {t}: {share}, exact {exact}"
        );
    }
}
