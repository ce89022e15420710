//! γ-Voronoi cores of the data points and the Voronoi cells around them, on the picture of the plane: where a particle has to
//! come to be caught, Liu & Zuazua figure 4. At time t they are those of the data times α.
//!
//! The cells are the cores of γ = 0, cut by the same half-planes, and not those of `cells.rs`: see there.

use crate::ensemble::Simulation;
use crate::measure::cores;
use crate::scene::StudyKind;

/// The most data points whose cores are drawn: each is cut by all the others.
const MOST: usize = 400;

/// Edges [x0, y0, x1, y1] in the world at t = 0.
#[derive(Default)]
pub(super) struct Cores {
    /// Of which simulation, and how far they reach.
    of: Option<(u64, f64)>,
    /// All around each core, one after the other.
    cores: Vec<[f64; 4]>,
    /// Between cells.
    cells: Vec<[f64; 4]>,
}

impl Cores {
    /// Calls `draw` with the edges of the scene's cores, or of the cells around them, in the world at time t; with none
    /// unless the scene is about cores. `reach` is the largest coordinate that is seen.
    pub(super) fn edges(
        &mut self,
        simulation: &Simulation,
        t: f64,
        reach: f64,
        are_cells: bool,
        mut draw: impl FnMut([f64; 4]),
    ) {
        let scene = simulation.scene();
        let count = simulation.law().points().len();
        if scene.study != StudyKind::Cores || count > MOST {
            return;
        }
        // The data are seen shrunk by α: what is cut off is out of sight at all times.
        let reach = (4.0 * reach / scene.process.alpha(scene.t_star)).min(1e9 * reach);
        if self.of != Some((simulation.serial(), reach)) {
            self.of = Some((simulation.serial(), reach));
            self.cut(simulation, reach);
        }
        let alpha = scene.process.alpha(t);
        let edges = if are_cells { &self.cells } else { &self.cores };
        for edge in edges {
            draw(edge.map(|x| alpha * x));
        }
    }

    fn cut(&mut self, simulation: &Simulation, reach: f64) {
        let points = simulation.law().points();
        self.cores.clear();
        for i in 0..points.len() {
            let corners = cores::core(points, i, simulation.scene().gamma, reach).corners;
            let corner = |k: usize| {
                let corner = corners[k % corners.len()];
                [0, 1].map(|c| points.at(i, c) + corner[c])
            };
            for k in 0..corners.len() {
                let ([x0, y0], [x1, y1]) = (corner(k), corner(k + 1));
                self.cores.push([x0, y0, x1, y1]);
            }
        }
        let cells = cores::voronoi_edges(points, reach).into_iter();
        self.cells.clear();
        self.cells
            .extend(cells.map(|[[x0, y0], [x1, y1]]| [x0, y0, x1, y1]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::cores::holder;
    use crate::scene::Scene;

    fn simulation(gamma: f64) -> Simulation {
        Simulation::new(Scene {
            study: StudyKind::Cores,
            gamma,
            particles: 8,
            ..Scene::default()
        })
    }

    fn edges(simulation: &Simulation, t: f64, are_cells: bool) -> Vec<[f64; 4]> {
        let mut edges = Vec::new();
        Cores::default().edges(simulation, t, 3.0, are_cells, |edge| edges.push(edge));
        edges
    }

    /// A step inside of the middle of an edge is in a core, a step outside is not; at time t all of it times α.
    #[test]
    fn edges_divide_those_in_a_core_from_those_outside() {
        let simulation = simulation(0.4);
        let t = 0.3;
        let alpha = simulation.scene().process.alpha(t);
        let mut in_sight = 0;
        for [x0, y0, x1, y1] in edges(&simulation, t, false) {
            let middle = [0.5 * (x0 + x1), 0.5 * (y0 + y1)].map(|x| x / alpha);
            if middle.iter().any(|x| x.abs() > 3.0) {
                continue;
            }
            in_sight += 1;
            // Around a core corners come counter-clockwise: inside is on the left.
            let length = libm::hypot(x1 - x0, y1 - y0);
            let left = [(y0 - y1) / length, (x1 - x0) / length];
            let holds = |by: f64| {
                let place = [0, 1].map(|c| middle[c] + by * left[c]);
                holder(simulation.law().points(), 0.4, place)
            };
            assert!(holds(1e-6).is_some() && holds(-1e-6).is_none());
        }
        assert!(in_sight >= 4);
    }

    #[test]
    fn cells_are_there_whatever_the_depth_and_nothing_is_where_the_scene_is_about_something_else() {
        assert_eq!(
            edges(&simulation(0.0), 0.1, true),
            edges(&simulation(9.0), 0.1, true)
        );
        let elsewhere = Simulation::new(Scene::default());
        assert!(
            edges(&elsewhere, 0.1, true).is_empty() && edges(&elsewhere, 0.1, false).is_empty()
        );
    }
}
