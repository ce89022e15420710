//! (3.19) in pieces: what the exact reverse process gives to each data point.

use super::generated;
use super::mixture::Mixture;
use super::start::start_law;
use crate::cost::Piece;
use crate::process::Process;
use crate::scene::{Scene, Start};

/// Σ over nodes of q₀ of λ_i, a few nodes at a time: `generated::weights` in pieces. From ρ(·, T*) itself it is w.
///
/// ```
/// use reverse_diffusion::cost::Piece;
/// use reverse_diffusion::line::{GeneratedWeights, Mixture};
/// use reverse_diffusion::scene::{Scene, Value};
///
/// let scene = Scene::from_pairs([("data", Value::Text("-1;1".into()))])?;
/// let mut generated = GeneratedWeights::new(&Mixture::of(&scene.law()), &scene, scene.t_star);
/// while !generated.work(&mut Piece::whole()) {}
/// assert!((generated.weights()[0] - 0.5).abs() < 1e-12);
/// # Ok::<(), reverse_diffusion::scene::SceneError>(())
/// ```
pub struct GeneratedWeights {
    law: Mixture,
    process: Process,
    t_star: f64,
    nodes: Vec<(f64, f64)>,
    next: usize,
    sums: Vec<f64>,
}

impl GeneratedWeights {
    /// For ρ₀ = `law`, from the scene's start at `t_star`.
    pub fn new(law: &Mixture, scene: &Scene, t_star: f64) -> Self {
        let scene_then = Scene {
            t_star,
            ..scene.clone()
        };
        let process = scene.process;
        let is_terminal = scene.start == Start::Terminal;
        let nodes = if is_terminal {
            Vec::new()
        } else {
            let start = start_law(&scene_then, &scene_then.law());
            generated::nodes(law, process, &start, t_star)
        };
        Self {
            sums: if is_terminal {
                law.weights().to_vec()
            } else {
                vec![0.0; law.means().len()]
            },
            law: law.clone(),
            process,
            t_star,
            nodes,
            next: 0,
        }
    }

    /// Some nodes more, as long as anything is left of a piece of work; whether that was all.
    pub fn work(&mut self, piece: &mut Piece) -> bool {
        while self.next < self.nodes.len() {
            if !piece.is_left() {
                return false;
            }
            let node = self.nodes[self.next];
            generated::add_node(&self.law, self.process, self.t_star, node, &mut self.sums);
            self.next += 1;
            piece.spend(150.0 * self.sums.len() as f64 + 300.0);
        }
        true
    }

    /// q(x_i, T*), one a component, of sum 1; once all nodes are worked through.
    pub fn weights(&self) -> Vec<f64> {
        generated::shares(&self.sums)
    }
}
