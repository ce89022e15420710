//! The exact laws of the reverse process for three ε at a time, as tables of quantiles, in pieces of work.
//!
//! From ρ(·, T*) there is one law for all, ρ(·, t). From any other start: for ε = 1 Theorem 1, a mixture over the
//! start ([`Mixture::given`]); for ε = 0 the increasing rearrangement ([`generated::flow_cdf`]); for others the
//! reverse equation by finite volumes ([`evolution::reverse_directly`]), which is known down to where its grid can
//! resolve ρ.

use super::evolution::Evolution;
use super::mesh::Mesh;
use super::mixture::Mixture;
use super::quantiles::Quantiles;
use super::start::start_law;
use super::{evolution, generated};
use crate::cost::Piece;
use crate::process::Process;
use crate::scene::{Scene, Start};

/// Components of a law that is not ρ(·, t).
const COMPONENTS: usize = 50;
/// A Gaussian start is a mixture of narrower ones, this share of its deviation wide and apart, which is the same to
/// e^{−2π²} = 3e-9; over each λ_i counts as constant.
const PART: f64 = 0.05;
const REACH: f64 = 6.0;
/// Cells and times of the reverse equation.
const CELLS: usize = 300;
const TIMES: usize = 160;
/// Places of a table that is computed point by point.
const PLACES: usize = 500;

/// The laws at one time.
#[derive(Debug)]
pub struct LawsNow<'a> {
    tables: &'a [Option<Quantiles>],
}

impl LawsNow<'_> {
    /// That of the k-th ε; `None` where nothing is known, because the grid is too coarse there.
    pub fn of(&self, k: usize) -> Option<&Quantiles> {
        self.tables[k.min(self.tables.len() - 1)].as_ref()
    }
}

/// The laws of ε = 1, the scene's ε and ε = 0.
///
/// ```
/// use reverse_diffusion::line::{Mixture, ReverseLaws};
/// use reverse_diffusion::scene::{Scene, Value};
///
/// let pairs = [("data", "-1;1"), ("start", "terminal")];
/// let scene = Scene::from_pairs(pairs.map(|(name, value)| (name, Value::Text(value.into()))))?;
/// // From ρ(·, T*) all ε have the law ρ(·, t).
/// assert!(ReverseLaws::new(&scene, &Mixture::of(&scene.law())).is_shared());
/// # Ok::<(), reverse_diffusion::scene::SceneError>(())
/// ```
pub struct ReverseLaws {
    process: Process,
    t_star: f64,
    epsilons: Vec<f64>,
    law: Mixture,
    start: Mixture,
    mesh: Mesh,
    /// The scene's ε by finite volumes, once it is computed.
    equation: Option<Evolution>,
    tables: Vec<Option<Quantiles>>,
    filling: Option<Filling>,
}

/// A table on its way.
struct Filling {
    of: Filled,
    x: Vec<f64>,
    f: Vec<f64>,
}

enum Filled {
    Law(Mixture),
    Flow(f64),
}

impl ReverseLaws {
    /// From the scene's start at its T*, for ρ₀ = `law`.
    pub fn new(scene: &Scene, law: &Mixture) -> Self {
        let start = start_law(scene, &scene.rho0());
        let shared = scene.start == Start::Terminal;
        let law = if shared {
            law.clone()
        } else {
            law.condensed(COMPONENTS)
        };
        let [low, high] = law.span(scene.process, scene.t_star);
        let [first, last] = start.window(5.0);
        let (low, high) = (low.min(first), high.max(last));
        let margin = 0.1 * (high - low);
        Self {
            process: scene.process,
            t_star: scene.t_star,
            epsilons: if shared {
                vec![1.0]
            } else {
                vec![1.0, scene.epsilon, 0.0]
            },
            law,
            start,
            mesh: Mesh::new(low - margin, high + margin, CELLS),
            equation: None,
            tables: Vec::new(),
            filling: None,
        }
    }

    /// Whether all three have one law.
    pub fn is_shared(&self) -> bool {
        self.epsilons.len() == 1
    }

    /// A piece of work on the laws at time t; the laws when they are complete. Once they were returned the next call is
    /// about another time.
    pub fn work(&mut self, t: f64) -> Option<LawsNow<'_>> {
        let mut piece = Piece::whole();
        if self.tables.len() == self.epsilons.len() && self.filling.is_none() {
            self.tables.clear();
        }
        while self.tables.len() < self.epsilons.len() {
            if !piece.is_left() {
                return None;
            }
            if self.filling.is_some() {
                self.fill(&mut piece);
                continue;
            }
            let epsilon = self.epsilons[self.tables.len()];
            let started = t >= self.t_star;
            if self.is_shared() {
                let law = self.law.forward(self.process, t);
                self.begin(Filled::Law(law), None);
            } else if started {
                let start = self.start.clone();
                self.begin(Filled::Law(start), None);
            } else if epsilon == 1.0 {
                let law = self.generated(t);
                piece.spend(200.0 * (law.means().len() * 40) as f64);
                self.begin(Filled::Law(law), None);
            } else if epsilon == 0.0 {
                self.begin_flow(t);
            } else {
                let table = self.by_equation(epsilon, t);
                piece.spend(1e5);
                self.tables.push(table);
            }
        }
        Some(LawsNow {
            tables: &self.tables,
        })
    }

    /// The law of the ε = 1 process from the start, by Theorem 1.
    fn generated(&self, t: f64) -> Mixture {
        let variance = self.start.component_variance();
        let given = |x: f64| self.law.given(self.process, t, x, self.t_star);
        if variance == 0.0 {
            return given(self.start.means()[0]);
        }
        let sigma = libm::sqrt(variance);
        let part = PART * sigma;
        let rest = Mixture::gaussian(self.start.means()[0], variance - part * part);
        let count = (REACH / PART) as i32;
        let (mut means, mut weights) = (Vec::new(), Vec::new());
        for k in -count..=count {
            let x = self.start.means()[0] + part * f64::from(k);
            let (law, share) = (given(x), rest.density(x));
            means.extend_from_slice(law.means());
            weights.extend(law.weights().iter().map(|w| (share * w).max(1e-300)));
        }
        // In a component X_t is `gain`·X_T* + …: the part's own width passes through.
        let [early, late] =
            [t, self.t_star].map(|t| self.law.forward(self.process, t).component_variance());
        let a = self.process.alpha(self.t_star - t);
        let gain = a * early / late;
        let width = given(self.start.means()[0]).component_variance() + gain * gain * part * part;
        let law = Mixture::new(means, &weights, width);
        let [low, high] = law.reach();
        let groups = (8.0 * (high - low) / libm::sqrt(width).max(1e-12)).clamp(20.0, 600.0);
        law.condensed(groups as usize)
    }

    fn begin(&mut self, of: Filled, ends: Option<[f64; 2]>) {
        if let Filled::Law(law) = &of
            && (law.component_variance() == 0.0 || law.means().len() <= 4)
        {
            // Quick enough to be done at once.
            self.tables.push(Some(Quantiles::of(law)));
            return;
        }
        let [low, high] = match (&of, ends) {
            (_, Some(ends)) => ends,
            (Filled::Law(law), None) => law.window(7.0),
            (Filled::Flow(_), None) => [0.0, 1.0],
        };
        let step = (high - low) / PLACES as f64;
        self.filling = Some(Filling {
            of,
            x: (0..=PLACES).map(|k| low + k as f64 * step).collect(),
            f: Vec::with_capacity(PLACES + 1),
        });
    }

    fn begin_flow(&mut self, t: f64) {
        let flow = |x: f64| generated::flow(&self.law, self.process, self.t_star, x, t);
        let sigma = libm::sqrt(self.start.component_variance());
        let centre = self.start.means()[0];
        let [low, high] = [flow(centre - 6.0 * sigma), flow(centre + 6.0 * sigma)];
        let atoms = self.law.forward(self.process, t).component_variance() == 0.0;
        if sigma == 0.0 || high - low < 1e-9 {
            self.tables
                .push(Some(Quantiles::of(&Mixture::gaussian(flow(centre), 0.0))));
        } else if atoms {
            // Each atom takes what flows to it.
            let mut places = self.law.means().to_vec();
            places.sort_by(f64::total_cmp);
            places.dedup();
            let mut before = 0.0;
            let weights: Vec<f64> = places
                .iter()
                .map(|&x| {
                    let f = if x == places[places.len() - 1] {
                        1.0
                    } else {
                        self.flow_cdf(t, x)
                    };
                    let weight = f - before;
                    before = f;
                    weight.max(1e-300)
                })
                .collect();
            self.tables
                .push(Some(Quantiles::of(&Mixture::new(places, &weights, 0.0))));
        } else {
            self.begin(Filled::Flow(t), Some([low, high]));
        }
    }

    fn flow_cdf(&self, t: f64, x: f64) -> f64 {
        generated::flow_cdf(&self.law, self.process, &self.start, self.t_star, t, x)
    }

    fn fill(&mut self, piece: &mut Piece) {
        let Some(mut filling) = self.filling.take() else {
            return;
        };
        while filling.f.len() < filling.x.len() {
            if !piece.is_left() {
                self.filling = Some(filling);
                return;
            }
            let x = filling.x[filling.f.len()];
            let (value, price) = match &filling.of {
                Filled::Law(law) => (law.cdf(x), 45.0 * law.means().len() as f64),
                Filled::Flow(t) => (self.flow_cdf(*t, x), 1200.0 * self.law.means().len() as f64),
            };
            filling.f.push(value);
            piece.spend(price);
        }
        self.tables
            .push(Some(Quantiles::from_cdf(&filling.x, &filling.f)));
    }

    /// The law of an ε between, where the grid resolves ρ.
    fn by_equation(&mut self, epsilon: f64, t: f64) -> Option<Quantiles> {
        let h = self.mesh.h();
        // σ is two cells wide at the first time of the equation.
        let resolved =
            |t: f64| self.law.forward(self.process, t).component_variance() >= 4.0 * h * h;
        if !resolved(t) || self.start.component_variance() < 4.0 * h * h {
            return None;
        }
        if self.equation.is_none() {
            let mut first = self.t_star;
            while first > 1e-6 && resolved(0.7 * first) {
                first *= 0.7;
            }
            let first = if resolved(0.0) { 0.0 } else { first };
            // Closer together where ρ changes faster.
            let times: Vec<f64> = (0..=TIMES)
                .map(|k| {
                    let u = k as f64 / TIMES as f64;
                    first + (self.t_star - first) * u * (0.15 + 0.85 * u)
                })
                .collect();
            let now = self.mesh.averages(&self.law.forward(self.process, first));
            let rho = evolution::forward(&self.mesh, self.process, &now, &times);
            let start = self.mesh.averages(&self.start);
            let q = evolution::reverse_directly(&self.mesh, self.process, epsilon, &rho, &start);
            self.equation = Some(q);
        }
        let q = self.equation.as_ref()?;
        if t < q.times[0] {
            return None;
        }
        let mut sum = 0.0;
        let mut f = vec![0.0];
        f.extend((0..self.mesh.cells).map(|i| {
            sum += h * q.at(t, i);
            sum
        }));
        let x: Vec<f64> = (0..=self.mesh.cells).map(|i| self.mesh.edge(i)).collect();
        Some(Quantiles::from_cdf(&x, &f))
    }
}
