//! What benches/measure.js times in the browser, natively: the same code and, built as benches/native.mjs builds it, with
//! vectors of the same 128 bits. Prints a line of JSON a work.
//!
//!     native                 milliseconds, medians
//!     native --steps         of single steps only
//!     native --once 0.1      one step at that time and nothing else, for a program that counts instructions

use reverse_diffusion::denoiser::Denoiser;
use reverse_diffusion::denoiser::exact::{ExactLanes, Kernel};
use reverse_diffusion::ensemble::Simulation;
use reverse_diffusion::noise::{Noise, Purpose};
use reverse_diffusion::points::Points;
use reverse_diffusion::process::Process;
use reverse_diffusion::scene::{Scene, Value};
use std::fmt::Write;
use std::hint::black_box;
use std::time::Instant;

const PARTICLES: usize = 10_000;
const POINTS: usize = 1_000;
const RUNS: usize = 9;
const TIMES: [f64; 3] = [1.0, 0.1, 0.001];
const IMAGE_TIMES: [f64; 4] = [1.0, 0.1, 0.03, 0.01];

/// Points on a spiral, no two alike, spread over the plane, as a scene's data.
fn spiral(count: usize) -> String {
    let golden = std::f64::consts::PI * (3.0 - 5f64.sqrt());
    let mut text = String::new();
    for i in 0..count {
        let radius = 2.0 * ((i as f64 + 0.5) / count as f64).sqrt();
        let (sin, cos) = (golden * i as f64).sin_cos();
        let _ = write!(text, "{:.6},{:.6};", radius * cos, radius * sin);
    }
    text
}

fn simulation(pairs: &[(&str, &str)]) -> Simulation {
    let pairs = pairs
        .iter()
        .map(|&(name, value)| (name, Value::Text(value.into())));
    Simulation::new(Scene::from_pairs(pairs).expect("the scenes of the bench are allowed"))
}

/// How many steps at most there are from where [`near`] stands until t is another.
const NEAR: usize = 18;

/// The ensemble near time t, as benches/measure.js has it.
fn near(t: f64) -> Simulation {
    let (data, particles) = (spiral(POINTS), PARTICLES.to_string());
    let mut scene = vec![
        ("data", data),
        ("particles", particles),
        ("start", "terminal".into()),
        ("steps", "400".into()),
    ];
    // A horizon is at least 0.05: a smaller t is where a run ends.
    let is_end = t < 0.05;
    if is_end {
        let end = [("t-star", "0.5"), ("grid", "log-snr")];
        scene.extend(end.map(|(name, value)| (name, value.into())));
        scene.push(("t-min", t.to_string()));
    } else {
        scene.push(("t-star", (1.05 * t).to_string()));
    }
    let pairs: Vec<(&str, &str)> = scene
        .iter()
        .map(|(name, value)| (*name, &value[..]))
        .collect();
    let mut simulation = simulation(&pairs);
    if is_end {
        simulation.seek(simulation.steps() - NEAR - 2);
    }
    // What is made once for a scene.
    simulation.prepare(PARTICLES);
    simulation
}

/// The one function whose instructions are counted: x̄₀ of all particles, with all that is prepared for a time.
#[inline(never)]
fn measured(simulation: &mut Simulation) {
    black_box(simulation.prepare(PARTICLES));
}

/// Milliseconds of one evaluation near t, the median of many.
fn step(t: f64) -> f64 {
    let mut times = Vec::new();
    for _ in 0..6 {
        let mut simulation = near(t);
        for _ in 0..NEAR {
            simulation.step();
            times.push(milliseconds(|| measured(&mut simulation)));
        }
    }
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// The median of the milliseconds that `work` says it took.
fn median(runs: usize, mut work: impl FnMut() -> f64) -> f64 {
    let mut times: Vec<f64> = (0..runs).map(|_| work()).collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn milliseconds(work: impl FnOnce()) -> f64 {
    let began = Instant::now();
    work();
    1000.0 * began.elapsed().as_secs_f64()
}

/// All pairs at time t, as benches/measure.js times them: of so few data points no other way is taken. Nanoseconds each.
fn brute(t: f64) -> f64 {
    let (points, particles) = (16, 100_000);
    let (data, count, time) = (spiral(points), particles.to_string(), t.to_string());
    let ends = t < 0.05;
    let scene: &[(&str, &str)] = if ends {
        &[
            ("data", &data),
            ("particles", &count),
            ("t-star", "0.5"),
            ("t-min", &time),
            ("grid", "log-snr"),
            ("steps", "400"),
        ]
    } else {
        &[("data", &data), ("particles", &count), ("t-star", &time)]
    };
    let taken = median(RUNS, || {
        let mut fresh = simulation(scene);
        if ends {
            fresh.seek(fresh.steps() - 1);
        }
        fresh.prepare(8);
        milliseconds(|| {
            black_box(fresh.prepare(particles));
        })
    });
    1e6 * taken / (points * particles) as f64
}

/// 1,797 images of 64 pixels in ten families, as handwritten digits are, and 256 of them with noise of time t: x̄₀ in
/// milliseconds.
fn products(t: f64) -> f64 {
    let (count, dim) = (1797, 64);
    let value = |i: usize, j: usize| {
        let (family, own, u) = ((i % 10) as f64, (i / 10) as f64, j as f64);
        0.5 + 0.4 * (0.3 * u * (1.0 + 0.2 * family) + family).sin()
            + 0.2 * (0.11 * u * (1.0 + 0.01 * own) + 0.37 * own).cos()
    };
    let rows: Vec<f64> = (0..count * dim).map(|k| value(k / dim, k % dim)).collect();
    let kernel = Kernel::new(
        Process::Ou,
        Points::from_rows(&rows, dim),
        &vec![1.0; count],
    );
    let mut x: Points<f32> = Points::zeros(256, dim);
    Noise::new(1).normals(Purpose::Start, 0, &mut x);
    let (alpha, sigma) = (Process::Ou.alpha(t), Process::Ou.sigma(t));
    for j in 0..dim {
        for (i, x) in x.axis_mut(j).iter_mut().enumerate() {
            *x = (alpha * value(7 * i, j) + sigma * f64::from(*x)) as f32;
        }
    }
    let lanes = ExactLanes::new(kernel);
    let mut mean = Points::zeros(x.len(), dim);
    lanes.posterior_mean(&x, t, &mut mean);
    median(RUNS, || {
        milliseconds(|| lanes.posterior_mean(black_box(&x), t, &mut mean))
    })
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(k) = arguments.iter().position(|word| word == "--once") {
        let t = arguments.get(k + 1).and_then(|t| t.parse().ok());
        let mut simulation = near(t.expect("a time follows --once"));
        simulation.step();
        measured(&mut simulation);
        return;
    }
    for t in TIMES {
        println!("{{\"work\":\"step\",\"t\":{t},\"ms\":{}}}", step(t));
    }
    if arguments.iter().any(|word| word == "--steps") {
        return;
    }
    for t in TIMES {
        // As a step of 10,000 particles and 1,000 points.
        let ms = brute(t) * 1e-6 * (PARTICLES * POINTS) as f64;
        println!("{{\"work\":\"brute\",\"t\":{t},\"ms\":{ms}}}");
    }
    for t in IMAGE_TIMES {
        let ms = products(t);
        println!("{{\"work\":\"images\",\"t\":{t},\"ms\":{ms}}}");
    }
    for points in [1_000, 10_000, 100_000] {
        let data = spiral(points);
        let particles = PARTICLES.to_string();
        let mut seed = 1;
        let run = median(3, || {
            seed += 1;
            let mut run = simulation(&[
                ("data", &data),
                ("particles", &particles),
                ("t-star", "3"),
                ("t-min", "0.001"),
                ("grid", "log-snr"),
                ("steps", "100"),
                ("start", "terminal"),
                ("seed", &seed.to_string()),
            ]);
            milliseconds(|| while run.step() {})
        });
        println!("{{\"work\":\"run\",\"points\":{points},\"ms\":{run}}}");
    }
}
