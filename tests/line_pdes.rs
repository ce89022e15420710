//! The finite volumes: what they keep exactly, at which orders they converge, and how the naive march blows up.

use reverse_diffusion::ensemble::Simulation;
use reverse_diffusion::line::evolution::{forward, reverse_by_ratio, reverse_directly};
use reverse_diffusion::line::naive::Naive;
use reverse_diffusion::line::{Evolution, Mesh, Mixture, generated, modes::Mode};
use reverse_diffusion::process::Process::{self, Heat, Ou};
use reverse_diffusion::scene::{Scene, Value};
use reverse_diffusion::time_grid::{Grid, time_grid};

const BOTH: [Process; 2] = [Ou, Heat];
const GRIDS: [Grid; 5] = [
    Grid::Uniform,
    Grid::Geometric,
    Grid::LogSnr,
    Grid::Karras,
    Grid::Cosine,
];

fn times(process: Process, grid: Grid, t_star: f64, steps: usize) -> Vec<f64> {
    let mut times = time_grid(process, grid, t_star, 0.0, f64::INFINITY, steps);
    times.reverse();
    times
}

fn laws() -> [Mixture; 3] {
    [
        Mixture::new(vec![-1.0, 1.0], &[0.35, 0.65], 0.0),
        Mixture::new(vec![-1.0, 1.0], &[0.35, 0.65], 0.0625),
        Mixture::new(vec![-5.0, 0.0, 5.0], &[0.7, 0.3, 0.1], 0.0),
    ]
}

#[test]
fn mass_is_kept_nothing_is_negative_and_the_terminal_law_returns_to_the_data() {
    // Over the corners of what the controls allow; 10,000 steps and 2000 cells are taken one at a time.
    let mut cases = Vec::new();
    for grid in GRIDS {
        for t_star in [0.05, 0.5, 3.0, 20.0] {
            for (cells, steps) in [(16, 1), (16, 300), (301, 7), (400, 100), (2000, 40)] {
                cases.push((grid, t_star, cells, steps));
            }
        }
    }
    cases.push((Grid::Uniform, 3.0, 200, 10_000));
    cases.push((Grid::LogSnr, 20.0, 2000, 1000));
    for process in BOTH {
        for (grid, t_star, cells, steps) in cases.iter().copied() {
            for law in laws() {
                let mesh = Mesh::new(-8.0, 8.5, cells);
                let start = mesh.averages(&law);
                let rho = forward(&mesh, process, &start, &times(process, grid, t_star, steps));
                let last = rho.len() - 1;
                let at =
                    format!("{process:?} {grid:?} T* = {t_star}, {cells} cells, {steps} steps");
                let sound = |evolution: &Evolution, what: &str| {
                    for k in 0..=last {
                        let row = evolution.row(k);
                        let mass = mesh.mass(row);
                        assert!((mass - 1.0).abs() <= 1e-12, "{at}: {what} has mass {mass}");
                        assert!(row.iter().all(|q| *q >= 0.0), "{at}: {what} is negative");
                    }
                };
                sound(&rho, "ρ");
                // From ρ(·, T*) back to ρ₀.
                let back = reverse_by_ratio(&mesh, process, &rho, rho.row(last));
                let error = mesh.l1(back.evolution.row(0), &start);
                assert!(error <= 1e-12, "{at}: L¹ error {error:e}");
                // From N(0, 1), which is not ρ(·, T*): mass, sign, support, maximum principle.
                let other = mesh.averages(&Mixture::gaussian(0.0, 1.0));
                let back = reverse_by_ratio(&mesh, process, &rho, &other);
                sound(&back.evolution, "q");
                let [before, after] = back.bounds;
                let slack = 1e-12 * before[1];
                assert!(
                    after[0] >= before[0] - slack && after[1] <= before[1] + slack,
                    "{at}: {back:?}"
                );
                let outside = back.evolution.row(0).iter().zip(&start);
                assert!(
                    outside
                        .filter(|(_, rho)| **rho == 0.0)
                        .all(|(q, _)| *q == 0.0)
                );
            }
        }
    }
}

#[test]
fn what_can_not_be_divided_by_is_left_out_and_said() {
    // At T* = 0.05 from an atom at −12, ρ(·, T*) is 0 in double precision where half of this start lies.
    let mesh = Mesh::new(-14.0, 14.0, 1400);
    let law = Mixture::gaussian(-12.0, 0.0);
    let rho = forward(
        &mesh,
        Heat,
        &mesh.averages(&law),
        &times(Heat, Grid::Uniform, 0.05, 400),
    );
    let start = Mixture::new(vec![-12.0, 12.0], &[0.5, 0.5], 0.04);
    let back = reverse_by_ratio(&mesh, Heat, &rho, &mesh.averages(&start));
    assert!((back.left_out - 0.5).abs() < 1e-6, "{}", back.left_out);
    let mass = mesh.mass(back.evolution.row(0));
    assert!((mass - 1.0).abs() < 1e-12, "{mass}");
}

/// L¹ of ρ against the closed form at T*.
fn forward_error(process: Process, cells: usize, steps: usize) -> f64 {
    let law = &laws()[1];
    let mesh = Mesh::new(-8.0, 8.0, cells);
    let times = times(process, Grid::Uniform, 1.0, steps);
    let rho = forward(&mesh, process, &mesh.averages(law), &times);
    mesh.l1(rho.row(steps), &mesh.averages(&law.forward(process, 1.0)))
}

fn order(coarse: f64, fine: f64) -> f64 {
    (coarse / fine).log2()
}

#[test]
fn the_forward_march_is_of_first_order_in_time_and_second_in_space() {
    // Orders from one doubling, within 0.1 of theory: the other error is 30 times smaller or more.
    for process in BOTH {
        let in_time = order(
            forward_error(process, 1600, 40),
            forward_error(process, 1600, 80),
        );
        assert!(
            (in_time - 1.0).abs() < 0.1,
            "{process:?}: order {in_time} in Δt"
        );
        let in_space = order(
            forward_error(process, 60, 40_000),
            forward_error(process, 120, 40_000),
        );
        assert!(
            (in_space - 2.0).abs() < 0.1,
            "{process:?}: order {in_space} in h"
        );
    }
}

/// L¹ distances at t = 0.1 of the ratio march to the ratio formula, and of the direct solve to the same.
fn reverse_errors(process: Process, cells: usize, steps: usize) -> [f64; 2] {
    let law = &laws()[1];
    let (t_star, t_min) = (1.0, 0.1);
    let mesh = Mesh::new(-8.0, 8.0, cells);
    let mut times = time_grid(process, Grid::Uniform, t_star, t_min, f64::INFINITY, steps);
    times.reverse();
    let start = Mixture::gaussian(0.4, 0.8);
    let rho = forward(
        &mesh,
        process,
        &mesh.averages(&law.forward(process, t_min)),
        &times,
    );
    let q0 = mesh.averages(&start);
    let by_ratio = reverse_by_ratio(&mesh, process, &rho, &q0).evolution;
    let directly = reverse_directly(&mesh, process, 1.0, &rho, &q0);
    // Cell averages of the exact density by Simpson's rule: error h⁴.
    let exact = |x: f64| generated::density(law, process, &start, t_star, t_min, x);
    let averages: Vec<f64> = (0..cells)
        .map(|i| {
            (exact(mesh.edge(i)) + 4.0 * exact(mesh.centre(i)) + exact(mesh.edge(i + 1))) / 6.0
        })
        .collect();
    [by_ratio, directly].map(|q| mesh.l1(q.row(0), &averages))
}

#[test]
fn both_reverse_marches_converge_to_the_ratio_formula() {
    for process in BOTH {
        for which in [0, 1] {
            let at = |cells, steps| reverse_errors(process, cells, steps)[which];
            let in_time = order(at(1600, 40), at(1600, 80));
            assert!(
                (in_time - 1.0).abs() < 0.1,
                "{process:?} {which}: order {in_time} in Δt"
            );
            let in_space = order(at(64, 30_000), at(128, 30_000));
            assert!(
                (in_space - 2.0).abs() < 0.15,
                "{process:?} {which}: order {in_space} in h"
            );
        }
    }
}

#[test]
fn every_epsilon_keeps_the_marginals() {
    // From ρ(·, T*) the reverse equation with any ε has the solution ρ: errors fall as Δt does.
    let law = &laws()[1];
    for epsilon in [0.2, 1.0, 2.0] {
        let error = |steps: usize| {
            let mesh = Mesh::new(-7.0, 7.0, 700);
            let times = times(Ou, Grid::Uniform, 1.5, steps);
            let rho = forward(&mesh, Ou, &mesh.averages(law), &times);
            let back = reverse_directly(&mesh, Ou, epsilon, &rho, rho.row(steps));
            mesh.l1(back.row(0), rho.row(0))
        };
        // The order is 1 in the limit; at these steps the next term still shows.
        let (coarse, fine) = (error(400), error(800));
        let order = order(coarse, fine);
        assert!(
            (order - 1.0).abs() < 0.15 && fine < 0.03,
            "ε = {epsilon}: {coarse}, {fine}"
        );
    }
}

#[test]
fn the_l1_distance_of_two_reversals_never_grows() {
    let mesh = Mesh::new(-8.0, 8.0, 320);
    let law = &laws()[1];
    let rho = forward(
        &mesh,
        Ou,
        &mesh.averages(law),
        &times(Ou, Grid::Uniform, 2.0, 200),
    );
    let other = mesh.averages(&Mixture::gaussian(0.7, 0.5));
    let q = reverse_by_ratio(&mesh, Ou, &rho, &other).evolution;
    let mut before = f64::INFINITY;
    for k in (0..=200).rev() {
        let distance = mesh.l1(q.row(k), rho.row(k));
        assert!(
            distance <= before * (1.0 + 1e-12),
            "at row {k}: {distance} after {before}"
        );
        before = distance;
    }
}

#[test]
fn the_naive_march_grows_each_mode_like_its_exponential() {
    // Within 2 % of e^{ks} while linear: until rounding, which grows like e^{4s/h²} from 1e-17, is a hundredth of
    // the mode. The mode is measured by its dual in the difference to the exact past.
    let law = &laws()[1];
    let t_star = 2.0;
    for process in BOTH {
        for (n, cells) in [(1, 100), (2, 100), (3, 120), (4, 160), (6, 200), (8, 240)] {
            let mesh = Mesh::new(-9.0, 9.0, cells);
            let mode = Mode::new(process, n, &mesh);
            let amplitude = 1e-4;
            // The end of a forward march: on a bounded interval it has no kink at the ends, as a cut law has.
            let times = times(process, Grid::Uniform, t_star, 200);
            let rho = forward(&mesh, process, &mesh.averages(law), &times);
            let unperturbed = rho.row(200);
            let start: Vec<f64> = unperturbed
                .iter()
                .enumerate()
                .map(|(i, q)| q + amplitude * mode.value(mesh.centre(i)))
                .collect();
            let mut with = Naive::<f64>::new(&mesh, process, &start);
            let mut without = Naive::<f64>::new(&mesh, process, unperturbed);
            let share = |with: &Naive<f64>, without: &Naive<f64>| {
                let difference: Vec<f64> = with
                    .densities()
                    .zip(without.densities())
                    .map(|(a, b)| a - b)
                    .collect();
                mode.share(&mesh, &difference)
            };
            let before = share(&with, &without);
            // ln(1e-2·1e-4/1e-17) h²/4.
            let s = (1e11f64).ln() * mesh.h() * mesh.h() / 4.0;
            assert!(
                with.advance(s) && without.advance(s),
                "{process:?} {n} {cells}: {with:?}"
            );
            let rate = (share(&with, &without) / before).ln() / s;
            let error = rate / mode.rate() - 1.0;
            assert!(
                error.abs() < 0.02,
                "{process:?}, mode {n}, {cells} cells: {error}"
            );
        }
    }
}

#[test]
fn refining_makes_the_naive_march_worse_and_single_precision_worse_still() {
    let law = &laws()[1];
    let blow_up = |cells: usize, single: bool| {
        let mesh = Mesh::new(-8.0, 8.0, cells);
        let start = mesh.averages(&law.forward(Ou, 3.0));
        if single {
            let mut naive = Naive::<f32>::new(&mesh, Ou, &start);
            naive.advance(3.0);
            naive.blown_up()
        } else {
            let mut naive = Naive::<f64>::new(&mesh, Ou, &start);
            naive.advance(3.0);
            naive.blown_up()
        }
        .expect("it blows up")
    };
    for cells in [64, 128, 256, 512] {
        let h = 16.0 / cells as f64;
        for (single, unit) in [(false, 1e-16f64), (true, 6e-8)] {
            // From rounding of the given size to 1e3 at the rate 4/h², and half as long again at most: the
            // first rounding errors are smaller than the unit, and not all of it is the finest mode.
            let predicted = (1e3 / unit).ln() * h * h / 4.0;
            let seen = blow_up(cells, single);
            assert!(
                seen > 0.8 * predicted && seen < 1.5 * predicted,
                "{cells} cells, single {single}: {seen}, predicted {predicted}"
            );
        }
        assert!(blow_up(2 * cells, false) < 0.3 * blow_up(cells, false));
    }
}

/// The root of Σ (count/M − mass)² over sixteen bins: for a sample of the law its mean square is Σ p(1 − p)/M.
fn residual(particles: &[f32], mesh: &Mesh, q: &[f64], bins: usize) -> f64 {
    let (low, high) = (-3.2, 3.2);
    let bin =
        |x: f64| (((x - low) / (high - low) * bins as f64).clamp(0.0, bins as f64 - 0.5)) as usize;
    let mut counts = vec![0.0; bins];
    for &x in particles {
        counts[bin(f64::from(x))] += 1.0 / particles.len() as f64;
    }
    for (i, q) in q.iter().enumerate() {
        counts[bin(mesh.centre(i))] -= q * mesh.h();
    }
    counts.iter().map(|d| d * d).sum::<f64>().sqrt()
}

#[test]
fn the_residual_of_particles_against_the_pde_shrinks_like_one_over_the_root_of_their_number() {
    // M = 500 and 32,000, twelve seeds each. A residual of 16 bins has a relative deviation of about 1/√(2·15), the
    // mean of twelve 0.053, so the slope over ln 64 one of 0.053 √2/ln 64 = 0.018: five of them are 0.09. The solver's
    // own error, below 1e-3 in L¹, is a tenth of the smallest residual, and the sampler's with 400 steps too.
    let bins = 16;
    for dynamics in ["forward", "reverse"] {
        let mean_residual = |m: usize| {
            let residuals = (1..=12).map(|seed| {
                let (m, seed) = (m.to_string(), seed.to_string());
                let pairs = [
                    ("dynamics", dynamics),
                    ("data", "two-diracs-line"),
                    ("width", "0.25"),
                    ("start", "shifted"),
                    ("grid", "log-snr"),
                    ("t-star", "1"),
                    ("t-min", "0.2"),
                    ("steps", "400"),
                    ("particles", &m),
                    ("seed", &seed),
                ];
                let pairs = pairs.map(|(name, value)| (name, Value::Text(value.into())));
                let mut simulation = Simulation::new(Scene::from_pairs(pairs).unwrap());
                simulation.seek(simulation.steps());
                let t = simulation.time();
                let q = solution(dynamics, t);
                residual(simulation.positions().axis(0), &q.0, &q.1, bins)
            });
            residuals.sum::<f64>() / 12.0
        };
        let (few, many) = (mean_residual(500), mean_residual(32_000));
        let slope = (many / few).ln() / 64f64.ln();
        assert!(
            (slope + 0.5).abs() < 0.09,
            "{dynamics}: {few} then {many}, slope {slope}"
        );
        // And it is as large as it should be: Σ p(1 − p) is between 0.8 and 1 here.
        let scaled = many * 32_000f64.sqrt();
        assert!(scaled > 0.6 && scaled < 1.3, "{dynamics}: {scaled}");
    }
}

/// The finite volumes at time t of the scene above.
fn solution(dynamics: &str, t: f64) -> (Mesh, Vec<f64>) {
    let law = &laws()[1];
    let mesh = Mesh::new(-8.0, 9.0, 1360);
    let times: Vec<f64> = (0..=2000)
        .map(|k| 0.2 + 0.8 * f64::from(k) / 2000.0)
        .collect();
    let rho = forward(&mesh, Ou, &mesh.averages(&law.forward(Ou, 0.2)), &times);
    if dynamics == "forward" {
        assert_eq!(t, 1.0);
        return (mesh, rho.row(2000).to_vec());
    }
    assert_eq!(t, 0.2);
    let start = mesh.averages(&Mixture::gaussian(1.5, 1.0));
    let q = reverse_by_ratio(&mesh, Ou, &rho, &start)
        .evolution
        .row(0)
        .to_vec();
    (mesh, q)
}
