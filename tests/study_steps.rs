//! tmp
mod support;
use reverse_diffusion::scene::{Scene, Value};
use reverse_diffusion::study::study;
use std::time::Instant;

#[test]
fn explore() {
    let args = std::env::var("PAIRS").unwrap();
    for line in args.split('|') {
        let pairs: Vec<(&str, Value)> = line
            .split_whitespace()
            .map(|p| {
                let (a, b) = p.split_once('=').unwrap();
                (a, Value::Text(b.into()))
            })
            .collect();
        let scene = Scene::from_pairs(pairs).unwrap();
        let t = Instant::now();
        let mut s = study(&scene).unwrap();
        let made = t.elapsed();
        let mut worst = std::time::Duration::ZERO;
        let mut n = 0;
        loop {
            let t = Instant::now();
            let more = s.work();
            worst = worst.max(t.elapsed());
            n += 1;
            if !more {
                break;
            }
        }
        println!(
            "=== {line}: made {made:?}, total {:?}, pieces {n}, worst {worst:?}",
            t.elapsed()
        );
        for r in &s.report().rows {
            println!(
                "{:60} pred {:?} meas {:?} ± {:?} bound {:?}",
                r.name, r.predicted, r.measured, r.error, r.bound
            );
        }
        for f in &s.report().findings {
            println!("- {f}");
        }
        if std::env::var("CHARTS").is_ok() {
            for c in &s.report().charts {
                println!("## {} x{:?} y{:?}", c.title, c.x.range, c.y.range);
                for s in &c.series {
                    println!(
                        "   {:20} {:?}",
                        s.name,
                        s.x.iter()
                            .zip(&s.y)
                            .map(|(x, y)| format!("{x:.3}:{y:.2e}"))
                            .collect::<Vec<_>>()
                            .join(" ")
                    );
                }
            }
        }
    }
}
