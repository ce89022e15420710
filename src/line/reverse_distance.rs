//! W₂(ρ(·, t_min), q) of what the exact reverse process makes of q₀, for ε = 1 and ε = 0, where q is known in closed form;
//! in pieces of work.

use super::generated;
use super::mixture::{Mixture, normal_score};
use super::quantiles::Quantiles;
use crate::scene::Scene;

/// Components of q at most.
const MOST_COMPONENTS: usize = 120;

/// Two laws, tabulated piece by piece: q and ρ(·, t_min).
pub struct Table {
    kind: TableOf,
    /// Where q and ρ(·, t_min) are tabulated: places, or for a flow normal scores of ρ(·, t_min).
    nodes: Vec<f64>,
    places: Vec<f64>,
    made: Vec<f64>,
    own: Vec<f64>,
    /// How many nodes a piece of work is.
    few: usize,
}

enum TableOf {
    /// Two mixtures on one mesh, so that what a mesh errs by is common to both.
    Mixtures { made: Mixture, early: Mixture },
    /// The flow (2.8): q's mass below F_{t_min}⁻¹(u) is that of q₀ below F_{T*}⁻¹(u).
    Flow {
        early: Mixture,
        terminal: Mixture,
        start: Mixture,
    },
}

impl Table {
    fn new(kind: TableOf, nodes: Vec<f64>, few: usize) -> Self {
        Self {
            kind,
            nodes,
            places: Vec::new(),
            made: Vec::new(),
            own: Vec::new(),
            few: few.max(4),
        }
    }

    /// Of q by Theorem 1, from q₀ = `start` at `t_star`, beside ρ(·, t_min) = `early`, for ρ₀ = `data`. Of the scene process
    /// and t_min are asked.
    pub fn reversed(
        data: &Mixture,
        early: Mixture,
        scene: &Scene,
        start: &Mixture,
        t_star: f64,
    ) -> Self {
        let made = reversed(data, scene, start, t_star);
        let made = made.condensed_with_variance(MOST_COMPONENTS);
        let nodes = Quantiles::mesh(&[&early, &made]);
        let few = 20_000 / (made.means().len() + early.means().len());
        Self::new(TableOf::Mixtures { made, early }, nodes, few)
    }

    /// Of q by the flow from q₀ = `start` at T*, for ρ₀ = `data`, ρ(·, t_min) = `early` and ρ(·, T*) = `terminal`.
    pub fn flowed(data: &Mixture, early: Mixture, terminal: Mixture, start: Mixture) -> Self {
        let nodes = if early.component_variance() == 0.0 {
            // The scores up to each atom are all there is.
            let mut order: Vec<usize> = (0..data.means().len()).collect();
            order.sort_by(|&a, &b| data.means()[a].total_cmp(&data.means()[b]));
            let mut u = 0.0;
            let scores = order.iter().map(|&i| {
                u += data.weights()[i];
                normal_score(u.min(1.0))
            });
            scores.collect()
        } else {
            let count = if data.means().len() > 8 { 300 } else { 1200 };
            let scores = (0..=count).map(|k| 17.0 * k as f64 / count as f64 - 8.5);
            scores.collect()
        };
        let few = 300 / data.means().len();
        let kind = TableOf::Flow {
            early,
            terminal,
            start,
        };
        Self::new(kind, nodes, few)
    }

    /// Some more nodes; false once there are none left.
    pub fn work(&mut self) -> bool {
        let next = self.made.len();
        for &node in &self.nodes[next..(next + self.few).min(self.nodes.len())] {
            match &self.kind {
                TableOf::Mixtures { made, early } => {
                    self.places.push(node);
                    self.made.push(made.cdf(node));
                    self.own.push(early.cdf(node));
                }
                TableOf::Flow {
                    early,
                    terminal,
                    start,
                } => {
                    self.places.push(early.quantile_at_score(node));
                    self.made.push(start.cdf(terminal.quantile_at_score(node)));
                    self.own.push(generated::normal_cdf(node));
                }
            }
        }
        self.made.len() < self.nodes.len()
    }

    /// W₂(ρ(·, t_min), q), once there are no nodes left.
    pub fn w2(&self) -> f64 {
        let is_atoms = match &self.kind {
            TableOf::Mixtures { early, .. } | TableOf::Flow { early, .. } => {
                early.component_variance() == 0.0
            }
        };
        let law = |below: &[f64]| {
            if !is_atoms {
                return Quantiles::from_cdf(&self.places, below);
            }
            let mut before = 0.0;
            let last = below.len() - 1;
            let weights = below.iter().enumerate().map(|(k, &below)| {
                let below = if k == last { 1.0 } else { below };
                let weight = (below - before).max(0.0);
                before = below;
                weight
            });
            Quantiles::atoms(&self.places, &weights.collect::<Vec<f64>>())
        };
        law(&self.made).w2(&law(&self.own))
    }
}

/// The law of X_{t_min} given X_{T*} ~ q₀ (Theorem 1): all components of all nodes.
fn reversed(data: &Mixture, scene: &Scene, start: &Mixture, t_star: f64) -> Mixture {
    let (mut means, mut weights) = (Vec::new(), Vec::new());
    let mut variance = 0.0;
    for (x, share) in generated::nodes(data, scene.process, start, t_star) {
        let given = data.given(scene.process, scene.t_min, x, t_star);
        variance = given.component_variance();
        for (&mean, &weight) in given.means().iter().zip(given.weights()) {
            if share * weight > 1e-16 {
                means.push(mean);
                weights.push(share * weight);
            }
        }
    }
    Mixture::new(means, &weights, variance)
}
