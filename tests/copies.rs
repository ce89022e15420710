//! Exact reversal copies: whatever the data, the grid, the noise, the steps, the sampler or the process, particles end on
//! data points to the last bit, and on each as often as theory says. `cargo test --test copies -- --nocapture` shows the
//! table.

use reverse_diffusion::ensemble::{SHORT, Simulation};
use reverse_diffusion::law::{Law, PRESETS};
use reverse_diffusion::measure::chi_square::goodness_of_fit;
use reverse_diffusion::points::Points;
use reverse_diffusion::process::Process;
use reverse_diffusion::scene::{Scene, Value};
use reverse_diffusion::time_grid::{Grid, LATEST, SEPARATION, time_grid};

type Pairs<'a> = &'a [(&'a str, &'a str)];

/// What is changed of the defaults.
const CHANGES: [Pairs; 9] = [
    &[],
    &[("grid", "log-snr")],
    &[("grid", "geometric")],
    &[("grid", "karras")],
    &[("grid", "cosine")],
    &[("epsilon", "0")],
    &[("steps", "200")],
    &[("sampler", "dpm-solver++")],
    &[("process", "heat")],
];

/// Of 162 tests one or more would be below this once in a thousand times if all hypotheses held.
const SIGNIFICANCE: f64 = 1e-3 / 162.0;

/// A number in [0, 1), the k-th of a low-quality stream, which is all that is needed.
fn uniform(k: u32) -> f64 {
    let mut h = k.wrapping_mul(0x9e37_79b9);
    h = (h ^ (h >> 15)).wrapping_mul(0x85eb_ca6b);
    h = (h ^ (h >> 13)).wrapping_mul(0xc2b2_ae35);
    f64::from(h >> 8) / f64::from(1 << 24)
}

fn random_points(n: u32) -> Vec<String> {
    let place = |k: u32| 3.0 * uniform(k) - 1.5;
    (0..n)
        .map(|k| format!("{:.6},{:.6}", place(2 * k), place(2 * k + 1)))
        .collect()
}

/// What readers bring.
fn own_data() -> Vec<(&'static str, String)> {
    let row = (0..101).map(|k| format!("{},0.3", 0.02 * f64::from(k) - 1.0));
    let mut pair = random_points(12);
    pair.extend(["0.4,0.2".into(), "0.4005,0.2".into()]);
    let repeated = random_points(40).into_iter().flat_map(|p| vec![p; 3]);
    vec![
        ("400 random points", random_points(400).join(";")),
        ("points in a row", row.collect::<Vec<_>>().join(";")),
        ("a pair 0.0005 apart", pair.join(";")),
        ("repeated points", repeated.collect::<Vec<_>>().join(";")),
    ]
}

fn run(data: &str, changes: Pairs, more: Pairs) -> Simulation {
    let pairs = [("data", data)].into_iter();
    let pairs = pairs.chain(changes.iter().chain(more).copied());
    let scene = Scene::from_pairs(pairs.map(|(name, value)| (name, Value::Text(value.into()))));
    let mut simulation = Simulation::new(scene.unwrap());
    simulation.seek(simulation.steps());
    simulation
}

/// p of the counts against Σ λ_i over the starts, (3.18).
fn agreement(simulation: &mut Simulation) -> f64 {
    let expected = simulation.expected_captures().unwrap().to_vec();
    let particles = simulation.positions().len() as f64;
    let mut counts = vec![0.0; expected.len()];
    for &captor in simulation.captors() {
        counts[captor as usize] += 1.0;
    }
    let shares: Vec<f64> = expected.iter().map(|count| count / particles).collect();
    goodness_of_fit(&counts, &shares).p
}

#[test]
fn every_particle_ends_on_a_data_point_to_the_last_bit() {
    let presets = PRESETS
        .iter()
        .map(|preset| (preset.name, preset.name.to_string()));
    let mut refuted = Vec::new();
    let mut runs = 0;
    for (name, data) in presets.chain(own_data()) {
        // In 64 dimensions a particle costs more.
        let particles: Pairs = if name == "digits" {
            &[("particles", "1000")]
        } else {
            &[]
        };
        for changes in CHANGES {
            let mut simulation = run(&data, changes, particles);
            let all = simulation.positions().len();
            let exact = simulation.captured_exactly();
            // (3.18) is about the reverse SDE; for the flow, shares are the weights if it starts from ρ(·, T*).
            let p = if changes.contains(&("epsilon", "0")) {
                let more = [particles, &[("start", "terminal")]].concat();
                agreement(&mut run(&data, changes, &more))
            } else {
                agreement(&mut simulation)
            };
            let last = simulation.times()[simulation.steps() - 1];
            let line = format!(
                "{name:20} {:24} last t = {last:8.1e}: {exact} of {all} on a data point; counts: p = {p:.4}",
                changes
                    .iter()
                    .map(|(name, value)| format!("{name} {value}"))
                    .collect::<String>(),
            );
            println!("{line}");
            runs += 1;
            if exact * 1000 < all * 999 || p < SIGNIFICANCE {
                refuted.push(line);
            }
        }
    }
    assert_eq!(runs, 162);
    assert!(refuted.is_empty(), "{}", refuted.join("\n"));
}

/// Where steps before the last are as long as `ending` lets pass, also points in a row are met by 99.9 %; where they are
/// four times as long, they are not.
#[test]
fn steps_that_are_called_short_are_short_enough_for_points_in_a_row() {
    let (_, row) = &own_data()[1];
    let share = |steps: &str| {
        let mut simulation = run(row, &[("steps", steps)], &[("particles", "20000")]);
        let step = simulation.ending().last_step;
        (step, simulation.captured_exactly() as f64 / 20_000.0)
    };
    let (step, met) = share("33");
    assert!(0.28 < step && step < SHORT && met > 0.999, "{step} {met}");
    let (step, met) = share("9");
    assert!(step > 4.0 * 0.28 && met < 0.95, "{step} {met}");
}

/// The kind of fault that this test is there for: without the data's spacing nothing ends on these data.
#[test]
fn a_grid_that_stops_early_leaves_averages() {
    let mut simulation = run("two-moons", &[("grid", "uniform")], &[]);
    assert_eq!(simulation.captured_exactly(), 0);
}

#[test]
fn the_last_positive_time_is_where_kappa_is_a_twelfth_of_the_spacing() {
    for process in [Process::Ou, Process::Heat] {
        for grid in [Grid::Geometric, Grid::LogSnr, Grid::Karras, Grid::Cosine] {
            for finest in [1e-6, 3e-4, 0.1] {
                for steps in [2, 3, 10, 100] {
                    let times = time_grid(process, grid, 3.0, 0.0, finest, steps);
                    assert_eq!(times.len(), steps + 1);
                    assert!(times.windows(2).all(|pair| pair[0] > pair[1]), "{times:?}");
                    let kappa = process.kappa(times[steps - 1]);
                    // log1p and expm1 err by an ulp each.
                    assert!((SEPARATION * kappa / finest - 1.0).abs() < 1e-14);
                }
            }
            let coarse = time_grid(process, grid, 3.0, 0.0, 5.0, 10);
            assert_eq!(coarse[9], LATEST);
            let one_point = time_grid(process, grid, 3.0, 0.0, f64::INFINITY, 10);
            assert_eq!(one_point[9], LATEST);
            let short = time_grid(process, grid, 0.005, 0.0, 5.0, 10);
            assert_eq!(short[9], 0.1 * 0.005);
        }
    }
}

#[test]
fn a_cosine_grid_is_one_down_to_a_tenth_and_its_steps_never_jump() {
    let process = Process::Ou;
    let times = time_grid(process, Grid::Cosine, 3.0, 0.0, 1e-5, 100);
    let kappa: Vec<f64> = times[..100].iter().map(|&t| process.kappa(t)).collect();
    let wide: Vec<f64> = kappa
        .iter()
        .copied()
        .filter(|&k| k > 0.1)
        .map(libm::atan)
        .collect();
    let step = wide[0] - wide[1];
    assert!(
        wide.windows(2)
            .all(|pair| (pair[0] - pair[1] - step).abs() < 1e-12)
    );
    let narrow: Vec<f64> = kappa
        .iter()
        .copied()
        .filter(|&k| k < 0.1)
        .map(libm::log)
        .collect();
    let shrink = narrow[0] - narrow[1];
    assert!(narrow.len() > 10);
    assert!(
        narrow
            .windows(2)
            .all(|pair| (pair[0] - pair[1] - shrink).abs() < 1e-9)
    );
    // As long, where one becomes the other: d arctan κ = κ/(1 + κ²) d ln κ.
    assert!((shrink * 0.1 / 1.01 - step).abs() < 1e-12);
}

/// The nearest two by all pairs.
fn brute(points: &Points<f64>) -> f64 {
    let n = points.len();
    let mut least = f64::INFINITY;
    for i in 0..n {
        for k in 0..i {
            let square = (0..points.dim()).map(|j| (points.at(i, j) - points.at(k, j)).powi(2));
            least = least.min(square.sum::<f64>().sqrt());
        }
    }
    least
}

#[test]
fn the_nearest_pair_is_that_of_all_pairs() {
    let mut stream = 0;
    for dim in [1, 2, 3, 7, 8, 9, 40] {
        for n in [1, 2, 3, 5, 9, 64, 200] {
            for coarse in [false, true] {
                let coordinate = |k: u32| {
                    let x = 4.0 * uniform(k) - 2.0;
                    // Many equal coordinates, where nothing is told by one of them.
                    if coarse {
                        (x * 8.0).round() / 8.0 + 1e-3 * uniform(k + 1)
                    } else {
                        x
                    }
                };
                let rows: Vec<f64> = (0..n * dim)
                    .map(|_| {
                        stream += 2;
                        coordinate(stream)
                    })
                    .collect();
                let points = Points::from_rows(&rows, dim);
                let brute = brute(&points);
                let found = Law::equal(points).least_distance().unwrap();
                // The squares are summed in another order.
                assert!(
                    found == brute || (found / brute - 1.0).abs() < 1e-14,
                    "{dim} {n}"
                );
            }
        }
    }
}

#[test]
fn many_points_in_many_dimensions_are_taken_to_be_as_near_as_precision_resolves() {
    let (n, dim) = (8000, 9);
    let rows: Vec<f64> = (0..n * dim).map(uniform).collect();
    let law = Law::equal(Points::from_rows(&rows, dim as usize));
    assert_eq!(law.least_distance(), None);
    assert_eq!(law.finest(), law.resolved());
}

#[test]
fn a_width_is_the_finest_scale_there_is() {
    let law = Law::equal(Points::from_rows(&[0.0, 0.001], 1)).with_width(0.25);
    assert_eq!(law.finest(), 0.25);
}

#[test]
fn equal_points_are_one_with_the_sum_of_their_weights() {
    let rows = [1.0, 2.0, -0.0, 5.0, 1.0, 2.0 + 1e-9, 0.0, 5.0, 1.0, 2.5];
    let weights = vec![1.0, 2.0, 4.0, 8.0, 16.0];
    let law = Law::new(Points::from_rows(&rows, 2), weights);
    let distinct = law.distinct();
    assert_eq!(distinct.points().to_rows(), [1.0, 2.0, -0.0, 5.0, 1.0, 2.5]);
    assert_eq!(distinct.weights(), [5.0, 10.0, 16.0]);
    assert_eq!(distinct.clone().distinct(), distinct);
}

/// Points that single precision can not tell apart are no reason for a smaller time, and every other point is still met.
#[test]
fn a_pair_below_the_precision_stops_nothing_else() {
    let mut points = random_points(30);
    points.extend(["0.4,0.2".into(), "0.4000002,0.2".into()]);
    let mut simulation = run(&points.join(";"), &[], &[]);
    let law = simulation.law().clone();
    assert!(law.least_distance().unwrap() < law.resolved());
    assert_eq!(law.finest(), law.resolved());
    simulation.captors();
    let near_pair = (0..2000)
        .filter(|&i| simulation.known_captor(i) >= 30)
        .count();
    assert!(simulation.captured_exactly() + near_pair >= 2000 - 2);
}

#[test]
fn how_a_grid_ends_is_said_for_the_scene_at_hand() {
    let said = |data: &str, changes: Pairs| {
        let pairs = [("data", data)].into_iter().chain(changes.iter().copied());
        let scene = Scene::from_pairs(pairs.map(|(name, value)| (name, Value::Text(value.into()))));
        Simulation::new(scene.unwrap()).ending()
    };
    let moons = said("two-moons", &[]);
    let spacing = moons.spacing.unwrap();
    assert!((moons.kappa * SEPARATION / spacing - 1.0).abs() < 1e-12);
    assert_eq!(moons.spacing_time, Some(Process::Ou.time_at_kappa(spacing)));
    for (data, changes, expected) in [
        ("two-moons", &[][..], "a twelfth of the distance"),
        ("two-moons", &[("grid", "uniform")], "in their average"),
        ("two-moons", &[("steps", "1")], "in their average"),
        ("two-moons", &[("steps", "10")], "But steps are long"),
        ("two-moons", &[("t-min", "0.1")], "stops at t_min = 0.100"),
        ("two-moons", &[("width", "0.1")], "a width of b = 0.1"),
        (
            "two-moons",
            &[("sampler", "euler-maruyama")],
            "does not land",
        ),
        ("two-moons", &[("denoiser", "gaussian")], "this denoiser"),
        ("two-moons", &[("dynamics", "bridge")], "the bridge's end"),
        (
            "two-moons",
            &[("dynamics", "forward")],
            "first time after 0",
        ),
        ("dirac", &[], "last positive time is t = 1.00e-3; one step"),
        ("0,0;1,0;1,1e-7;1,1", &[], "nearer than single precision"),
    ] {
        let ending = said(data, changes);
        let expected = expected.replace("1.00e-3", "0.00100");
        assert!(
            ending.sentence.contains(&expected),
            "{data} {changes:?}: {}",
            ending.sentence
        );
    }
}
