use reverse_diffusion::denoiser::Denoiser;
use reverse_diffusion::denoiser::exact::{ExactLanes, Kernel, Way};
use reverse_diffusion::noise::{Noise, Purpose};
use reverse_diffusion::points::Points;
use reverse_diffusion::process::Process;
use std::time::Instant;
#[test]
fn speed() {
    for n in [300usize, 1000, 10_000, 100_000] {
        let mut y: Points<f32> = Points::zeros(n, 2);
        Noise::new(3).normals(Purpose::Start, 0, &mut y);
        let rows: Vec<f64> = y.to_rows().iter().map(|&v| v as f64).collect();
        for t in [1.0f64, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001] {
            let m = 10_000;
            let mut x: Points<f32> = Points::zeros(m, 2);
            Noise::new(5).normals(Purpose::Start, 0, &mut x);
            let (a, s) = (Process::Ou.alpha(t) as f32, Process::Ou.sigma(t) as f32);
            for i in 0..m {
                for j in 0..2 {
                    let v = x.at(i, j);
                    x.axis_mut(j)[i] = a * y.at(i % n, j) + s * v;
                }
            }
            let make = |w| {
                ExactLanes::forced(
                    Kernel::new(Process::Ou, Points::from_rows(&rows, 2), &vec![1.0; n]),
                    w,
                )
            };
            let auto = ExactLanes::new(Kernel::new(
                Process::Ou,
                Points::from_rows(&rows, 2),
                &vec![1.0; n],
            ))
            .way(t);

            let k = Kernel::new(Process::Ou, Points::from_rows(&rows, 2), &vec![1.0; n]);
            let few = 200.min(m);
            print!("n {n:6} t {t:6} auto {auto:?}:");

            for w in [Way::Brute, Way::Lattice, Way::Cells] {
                if w == Way::Brute && n > 10_000 {
                    continue;
                }
                let d = make(w);
                let mut mean: Points<f32> = Points::zeros(m, 2);
                d.posterior_mean(&x, t * 1.0001, &mut mean);
                let t0 = Instant::now();
                d.posterior_mean(&x, t, &mut mean);
                let ms = t0.elapsed().as_secs_f64() * 1e3;
                let mut worst = 0.0f64;
                for i in 0..few {
                    let e = k.posterior_mean_at(&[x.at(i, 0) as f64, x.at(i, 1) as f64], t);
                    for j in 0..2 {
                        worst = worst.max((e[j] - mean.at(i, j) as f64).abs());
                    }
                }
                print!("  {w:?} {ms:.2} ms err {worst:.1e}");
            }
            println!();
        }
    }
}
