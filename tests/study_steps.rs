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
        let mut best: Vec<u128> = vec![];
        let mut totals = vec![];
        let mut s = study(&scene).unwrap();
        let mut made = u128::MAX;
        for _ in 0..4 {
            let t0 = Instant::now();
            s = study(&scene).unwrap();
            made = made.min(t0.elapsed().as_micros());
            let mut n = 0;
            loop {
                let t = Instant::now();
                let more = s.work();
                let d = t.elapsed().as_micros();
                if n < best.len() {
                    best[n] = best[n].min(d)
                } else {
                    best.push(d)
                }
                n += 1;
                if !more {
                    break;
                }
            }
            totals.push(t0.elapsed().as_millis());
        }
        let mut times: Vec<(u128, usize)> = best.iter().copied().zip(0..).collect();
        let n = times.len();
        times.sort();
        times.reverse();
        println!(
            "=== {line}: made {made}us, total {} ms, pieces {n}, longest us {:?}",
            best.iter().sum::<u128>() / 1000,
            &times[..times.len().min(14)]
        );
        if std::env::var("QUIET").is_ok() {
            continue;
        }
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
