//! q₀ of a scene on a line, as a [`Mixture`]: the law from which [`crate::ensemble::Simulation`] places its particles.

use super::mixture::Mixture;
use crate::ensemble::gaussian;
use crate::law::Law;
use crate::scene::{Scene, Start};

/// q₀ (3.1) of a reverse process or a bridge over the scene's T*, for data `law` of one coordinate: ρ(·, T*), a point,
/// or a Gaussian. The `normal` start is N(0, 1) for OU and the Gaussian with ρ(·, T*)'s moments for the heat flow.
/// What the forward process starts from is [`Mixture::of`] the law, or its start's point: it is not asked here.
pub fn start_law(scene: &Scene, law: &Law) -> Mixture {
    match &scene.start {
        Start::Terminal => Mixture::of(law).forward(scene.process, scene.t_star),
        Start::Point(point) => Mixture::gaussian(point.first().copied().unwrap_or(0.0), 0.0),
        Start::Normal | Start::Gaussian { .. } => {
            let (mean, variance) = gaussian(law, scene.process, &scene.start, scene.t_star);
            Mixture::gaussian(mean[0], variance[0])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Value;

    fn scene(start: &str, process: &str) -> Scene {
        let pairs = [
            ("data", "-1@1;2@3"),
            ("width", "0.25"),
            ("t-star", "1.5"),
            ("process", process),
            ("start", start),
        ];
        let pairs = pairs.map(|(name, value)| (name, Value::Text(value.into())));
        Scene::from_pairs(pairs).expect("allowed")
    }

    /// Particles of the simulation itself, M of them, against the law: mean within 5 standard errors, variance too
    /// (that of the sample variance is at most √(2/M) for these laws, whose kurtosis is at most a Gaussian's).
    #[test]
    fn it_is_what_particles_start_from() {
        for process in ["ou", "heat"] {
            for start in ["normal", "terminal", "0.7", "shifted", "narrow"] {
                let mut scene = scene(start, process);
                scene.particles = 40_000;
                let law = start_law(&scene, &scene.rho0());
                let simulation = crate::ensemble::Simulation::new(scene);
                let x: Vec<f64> = simulation
                    .positions()
                    .axis(0)
                    .iter()
                    .map(|&x| f64::from(x))
                    .collect();
                let m = x.len() as f64;
                let mean = x.iter().sum::<f64>() / m;
                let variance = x.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / m;
                let (expected, spread) = law.moments();
                let sampling = 5.0 / libm::sqrt(m);
                assert!(
                    (mean - expected).abs() <= sampling * libm::sqrt(spread) + 1e-6,
                    "{start} {process}"
                );
                assert!(
                    (variance - spread).abs() <= 1.42 * sampling * spread + 1e-6,
                    "{start} {process}"
                );
            }
        }
    }
}
