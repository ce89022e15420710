//! How new are the samples of each denoiser? The table of the article's last chapter: the memorised share and the energy
//! distance to fresh data over a hundred draws of the data, means and standard errors; and how much larger either is
//! than for the exact denoiser of the same draw, so that what both have in common (the examples, the noise, the fresh data)
//! does not hide a difference. It takes five minutes or so.
//!
//!     cargo bench --bench novelty [-- data [samples [draws]]]
//!
//! Every draw has its own data, its own noise, features and networks, and fresh data of its own. 1000 particles each, 60
//! steps uniform in log-SNR from ρ(·, 3) to t = 1e-4.

use reverse_diffusion::ensemble::Simulation;
use reverse_diffusion::measure::{Novelty, energy_distance};
use reverse_diffusion::points::Points;
use reverse_diffusion::scene::{Scene, Value};

const PARTICLES: usize = 1000;

const DENOISERS: &[(&str, &[(&str, &str)])] = &[
    ("exact, of the data points", &[]),
    ("exact, of half of them", &[("denoiser", "halves")]),
    (
        "smoothed, s = 0.1",
        &[("denoiser", "smoothed"), ("smoothing", "0.1")],
    ),
    (
        "density estimate, b = 0.1",
        &[("denoiser", "kde"), ("bandwidth", "0.1")],
    ),
    (
        "bandwidth floor, b = 0.1",
        &[("denoiser", "floor"), ("bandwidth", "0.1")],
    ),
    ("Gaussian", &[("denoiser", "gaussian")]),
    ("random features, K = 256", &[("denoiser", "fourier")]),
    ("network, 2000 steps", &[("denoiser", "network")]),
    ("exact, of the true law", &[("denoiser", "true-law")]),
];

/// Where the exact denoiser stands, after fresh data.
const EXACT: usize = 1;

/// Mean and standard error.
fn summary(values: &[f64]) -> [f64; 2] {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0).max(1.0);
    [mean, (variance / n).sqrt()]
}

/// The same of the differences, draw by draw.
fn beyond(values: &[f64], exact: &[f64]) -> [f64; 2] {
    let differences: Vec<f64> = values.iter().zip(exact).map(|(a, b)| a - b).collect();
    summary(&differences)
}

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| !a.starts_with("--"))
        .collect();
    let argument =
        |k: usize, default: &str| arguments.get(k).map_or(default.to_owned(), Clone::clone);
    let (data, samples) = (argument(0, "two-moons"), argument(1, "64"));
    let draws: usize = argument(2, "100").parse().expect("a number of draws");
    let mut shares: Vec<Vec<f64>> = vec![Vec::new(); DENOISERS.len() + 1];
    let mut distances: Vec<Vec<f64>> = vec![Vec::new(); DENOISERS.len() + 1];
    for draw in 0..draws {
        // Two draws further on nobody learns from.
        let number = (3 * draw).to_string();
        let scene = |own: &[(&str, &str)]| {
            let common = [
                ("data", data.as_str()),
                ("samples", samples.as_str()),
                ("draw", number.as_str()),
                ("seed", number.as_str()),
                ("learning-seed", number.as_str()),
                ("start", "terminal"),
                ("grid", "log-snr"),
                ("t-min", "0.0001"),
                ("steps", "60"),
                ("particles", "1000"),
            ];
            let pairs = common.iter().chain(own);
            Scene::from_pairs(pairs.map(|&(name, value)| (name, Value::Text(value.into()))))
                .expect("allowed")
        };
        let training = scene(&[]).law().points().clone();
        let fresh = scene(&[])
            .fresh(2 * PARTICLES)
            .expect("a law that can be drawn from");
        let rows = fresh.points().to_rows();
        let (a, b) = rows.split_at(2 * PARTICLES);
        let [reference, other] = [a, b].map(|rows| Points::<f64>::from_rows(rows, 2));
        shares[0].push(Novelty::of(&training, &other).memorised[0]);
        distances[0].push(energy_distance(&reference, &other));
        for (k, (_, own)) in DENOISERS.iter().enumerate() {
            let mut simulation = Simulation::new(scene(own));
            while simulation.step() {}
            let x = simulation.positions();
            shares[k + 1].push(Novelty::of(&training, x).memorised[0]);
            distances[k + 1].push(energy_distance(&reference, x));
        }
        eprintln!("draw {} of {draws}", draw + 1);
    }
    println!(
        "{data}, {samples} samples, {draws} draws: memorised share, and larger than exact by; 1000 × energy distance to \
         fresh data, and larger than exact by"
    );
    let names = ["fresh data"]
        .into_iter()
        .chain(DENOISERS.iter().map(|d| d.0));
    for ((name, share), distance) in names.zip(&shares).zip(&distances) {
        let columns = [
            (summary(share), 1.0, 3),
            (beyond(share, &shares[EXACT]), 1.0, 3),
            (summary(distance), 1e3, 1),
            (beyond(distance, &distances[EXACT]), 1e3, 2),
        ];
        let columns = columns.map(|([mean, error], unit, digits)| {
            let [mean, error] = [unit * mean, unit * error];
            format!("{mean:>8.digits$} ± {error:.digits$}")
        });
        println!("{name:<28}{}", columns.join("  "));
    }
}
