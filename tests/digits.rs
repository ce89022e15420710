//! Images as points: the exact denoiser copies them, to the last bit, and says which; galleries are sound in every corner.

mod support;

use reverse_diffusion::denoiser::Kernel;
use reverse_diffusion::ensemble::Simulation;
use reverse_diffusion::law::preset;
use reverse_diffusion::paint::{Colours, gallery};
use reverse_diffusion::scene::{Scene, StudyKind, Value};
use reverse_diffusion::study::{Report, Study, study};

fn scene(pairs: &[(&str, &str)]) -> Scene {
    let pairs = [("study", "digits")].iter().chain(pairs);
    let pairs = pairs.map(|&(name, value)| (name, Value::Text(value.into())));
    Scene::from_pairs(pairs).unwrap()
}

/// The study of a scene after all its work, at the share `u` of the run.
fn finished(scene: &Scene, u: f64) -> Box<dyn Study> {
    let mut study = study(scene).unwrap();
    let mut pieces = 0;
    while study.work() {
        pieces += 1;
        assert!(pieces < 200_000, "the work never ends");
    }
    let mut simulation = Simulation::new(scene.clone());
    simulation.seek((u * scene.steps as f64) as usize);
    let particles = simulation.positions().as_slice().to_vec();
    study.show(simulation.time(), &particles);
    study
}

fn measured(report: &Report, name: &str) -> f64 {
    let row = report.rows.iter().find(|row| row.name == name);
    let row = row.unwrap_or_else(|| panic!("no row {name}"));
    row.measured.unwrap_or(f64::NAN)
}

#[test]
fn look() {
    let own = scene(&[
        (
            "denoiser",
            &std::env::var("DEN").unwrap_or("gaussian".into()),
        ),
        ("steps", "60"),
        ("smoothing", &std::env::var("SM").unwrap_or("0.3".into())),
        ("bandwidth", &std::env::var("BW").unwrap_or("0.2".into())),
        ("features", &std::env::var("FE").unwrap_or("128".into())),
    ]);
    let begun = std::time::Instant::now();
    let mut one = study(&own).unwrap();
    let mut last = std::time::Instant::now();
    let mut worst = 0.0f64;
    while one.work() {
        let now = std::time::Instant::now();
        let took = (now - last).as_secs_f64() * 1e3;
        if took > worst {
            worst = took;
        }
        if took > 20.0 {
            println!("piece {took:.1} ms at {:?}", begun.elapsed());
        }
        last = now;
    }
    println!("all {:?}, worst piece {worst:.1} ms", begun.elapsed());
    for row in &one.report().rows {
        println!(
            "{:?} {:?} {:?} {}",
            row.predicted, row.measured, row.error, row.name
        );
    }
    for f in &one.report().findings {
        println!("- {f}");
    }
    let mut sim = Simulation::new(own.clone());
    let mut tiles: Vec<Vec<u8>> = vec![];
    let mut size = (0, 0);
    for u in [0.0, 0.3, 0.45, 0.6, 0.75, 1.0] {
        sim.seek((u * 60.0) as usize);
        one.show(sim.time(), sim.positions().as_slice());
        println!("t={} {}", sim.time(), one.about(0, 12));
        let g = one.galleries();
        for k in [0, 1, 2, 3, 4] {
            let sh = gallery::shades(&g[k], [20, 20, 20], &Colours::default());
            let mut px = vec![];
            gallery::paint(&g[k], &sh, &mut px);
            size = (g[k].columns * g[k].side, g[k].rows() * g[k].side);
            tiles.push(px);
        }
    }
    // PPM mosaic
    let (w, h) = size;
    let mut out = format!("P6\n{} {}\n255\n", 5 * (w + 4), 6 * (h + 4)).into_bytes();
    for r in 0..6 {
        for y in 0..h + 4 {
            for c in 0..5 {
                for x in 0..w + 4 {
                    if x < w && y < h {
                        out.extend(&tiles[r * 5 + c][4 * (y * w + x)..][..3]);
                    } else {
                        out.extend([255, 0, 0]);
                    }
                }
            }
        }
    }
    std::fs::write(
        format!(
            "/tmp/w/dig-{}{}.ppm",
            std::env::var("DEN").unwrap_or("gaussian".into()),
            std::env::var("SM").unwrap_or_default()
        ),
        out,
    )
    .unwrap();
    let _ = (
        measured(one.report(), "t at which half of all fates are sealed"),
        preset("digits"),
        StudyKind::Digits,
        Kernel::score,
    );
}
