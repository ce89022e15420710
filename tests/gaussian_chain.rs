//! Exact laws of the discrete schemes for Gaussian data.

mod support;

use reverse_diffusion::line::gaussian_chain::{GaussianChain, Increment, Normal, exact_flow, shared_noise};
use reverse_diffusion::process::Process;
use reverse_diffusion::sampler::Sampler;
use reverse_diffusion::time_grid::{Grid, time_grid};

#[test]
fn explore() {
    for (v, tmin) in [(0.3,1e-2),(0.3,1e-3),(1.5,1e-2),(0.3, 0.1),(0.0,1e-2),(0.09,0.0)] {
    for grid in [Grid::LogSnr, Grid::Uniform, Grid::Geometric] {
        for (s, eps) in [(Sampler::EulerMaruyama,1.0),(Sampler::Exponential,1.0),(Sampler::Heun,1.0),(Sampler::DpmSolver,1.0),(Sampler::EulerMaruyama,0.0),(Sampler::Exponential,0.0),(Sampler::Heun,0.0),(Sampler::DpmSolver,0.0)] {
            let data = Normal{mean:0.5,variance:v};
            let start = data.forward(Process::Ou, 3.0);
            let mut w = vec![]; let mut st = vec![];
            for n in [25usize,50,100,200,400,800,1600] {
                let c = GaussianChain::new(Process::Ou,s,eps,data,time_grid(Process::Ou,grid,3.0,tmin,n),start).run();
                w.push(c.variance_error()); st.push(c.strong_error());
            }
            let o = |e:&[f64]| e.windows(2).map(|p| format!("{:.2}",(p[0]/p[1]).log2())).collect::<Vec<_>>().join(" ");
            println!("v={v} tmin={tmin} {grid:?} {s:?} {eps}: weak {} [{:.1e}]  strong {} [{:.1e}]", o(&w), w[6], o(&st), st[6]);
        }
    }}
}
