//! W₂(ρ(·, t_min), q) of what the exact reverse process makes of q₀, for ε other than 0 and 1: by finite volumes, in
//! pieces of work.

use super::evolution;
use super::evolution::Evolution;
use super::mesh::Mesh;
use super::mixture::Mixture;
use super::quantiles::Quantiles;
use crate::process::Process;
use crate::scene::Scene;

/// Cells of the mesh, and times of the equation.
pub const CELLS: usize = 300;
const ROWS: usize = 90;

/// Times of the equation in a piece of work.
const ROWS_AT_ONCE: usize = 30;

/// The reverse equation from q₀ and from ρ(·, T*), so that what its solution errs by is common to both; twice, with
/// twice the times, and extrapolated, since the march is of first order in time. At atoms the shares of their cells
/// are compared.
pub struct March {
    data: Mixture,
    process: Process,
    epsilon: f64,
    at_atoms: bool,
    mesh: Mesh,
    /// q₀ on the mesh.
    start: Vec<f64>,
    first: f64,
    t_star: f64,
    /// The times of the present march, increasing, and ρ on pieces of them.
    times: Vec<f64>,
    forward: Vec<Evolution>,
    /// How many pieces the reverse marches have still to go, and where they are: from ρ(·, T*), from q₀.
    left: Option<usize>,
    reverse: [Vec<f64>; 2],
    distances: Vec<f64>,
}

impl March {
    /// From q₀ = `start` at `t_star` for ρ₀ = `data`; of the scene process, ε and t_min are asked.
    pub fn new(data: &Mixture, scene: &Scene, start: &Mixture, t_star: f64) -> Self {
        let at_atoms = data
            .forward(scene.process, scene.t_min)
            .component_variance()
            == 0.0;
        let terminal = data.forward(scene.process, t_star);
        let [low, high] = Mixture::common_window([data, &terminal, start], 6.0);
        let mesh = Mesh::new(low, high.max(low + 1e-6), CELLS);
        let mut march = Self {
            data: data.clone(),
            process: scene.process,
            epsilon: scene.epsilon,
            at_atoms,
            start: mesh.averages(start),
            mesh,
            first: if at_atoms {
                (1e-2 * t_star).min(2e-3)
            } else {
                scene.t_min
            },
            t_star,
            times: Vec::new(),
            forward: Vec::new(),
            left: None,
            reverse: Default::default(),
            distances: Vec::new(),
        };
        march.begin(ROWS);
        march
    }

    /// A march over so many times, of equal ratios.
    fn begin(&mut self, rows: usize) {
        let low = self.first.max(1e-3 * self.t_star);
        let time = |k: usize| low * libm::pow(self.t_star / low, k as f64 / rows as f64);
        let mut times: Vec<f64> = (0..=rows).map(time).collect();
        times[rows] = self.t_star;
        if self.first < low {
            times.insert(0, self.first);
        }
        self.times = times;
        self.forward.clear();
        self.left = None;
    }

    /// A piece; false once both marches are done.
    pub fn work(&mut self) -> bool {
        let from = self.forward.len() * ROWS_AT_ONCE;
        let last = self.times.len() - 1;
        if from < last {
            let rho = match self.forward.last() {
                Some(before) => before.row(before.len() - 1).to_vec(),
                None => {
                    let law = self.data.forward(self.process, self.times[0]);
                    self.mesh.averages(&law)
                }
            };
            let times = &self.times[from..=(from + ROWS_AT_ONCE).min(last)];
            let piece = evolution::forward(&self.mesh, self.process, &rho, times);
            self.forward.push(piece);
            return true;
        }
        let left = self.left.unwrap_or(self.forward.len());
        if left == self.forward.len() {
            let end = &self.forward[left - 1];
            self.reverse = [end.row(end.len() - 1).to_vec(), self.start.clone()];
        }
        let rho = &self.forward[left - 1];
        for q in &mut self.reverse {
            let made = evolution::reverse_directly(&self.mesh, self.process, self.epsilon, rho, q);
            q.copy_from_slice(made.row(0));
        }
        self.left = Some(left - 1);
        if left > 1 {
            return true;
        }
        self.distances.push(self.distance());
        if self.distances.len() == 1 {
            self.begin(2 * ROWS);
        }
        self.distances.len() < 2
    }

    /// W₂(ρ(·, t_min), q), once both marches are done: good to a few per cent.
    pub fn extrapolated(&self) -> f64 {
        (2.0 * self.distances[1] - self.distances[0]).max(0.0)
    }

    fn distance(&self) -> f64 {
        let mass = |q: &f64| q.max(0.0) * self.mesh.h();
        let [right, made] = &self.reverse;
        if !self.at_atoms {
            let edges: Vec<f64> = (0..=CELLS).map(|i| self.mesh.edge(i)).collect();
            let law = |q: &[f64]| Quantiles::from_cdf(&edges, &self.mesh.below(q));
            return law(made).w2(&law(right));
        }
        // Each atom's share: its weight, times what its cell gained.
        let means = self.data.means();
        let mut gained = vec![[0.0; 2]; means.len()];
        for (i, (q, rho)) in made.iter().zip(right).enumerate() {
            let x = self.mesh.centre(i);
            let distance = |k: &usize| (means[*k] - x).abs();
            let owner = (0..means.len()).min_by(|a, b| distance(a).total_cmp(&distance(b)));
            if let Some(owner) = owner {
                gained[owner][0] += mass(q);
                gained[owner][1] += mass(rho);
            }
        }
        let pairs = gained.iter().zip(self.data.weights());
        let weights: Vec<f64> = pairs
            .map(|([q, rho], w)| if *rho > 0.0 { w * q / rho } else { *w })
            .collect();
        Quantiles::atoms(means, &weights).w2(&Quantiles::of(&self.data))
    }
}
