//! The error budget: how much of W₂ to ρ₀ comes from stopping at t_min, from the start (T*), from the steps (n) and
//! from the sample (M).
//!
//! The way goes ρ₀ → ρ(·, t_min) → q → q_n → sample: q is what the exact reverse process makes of q₀, q_n what the
//! scheme makes of it. Each part is the W₂ of two neighbours, so their sum is a bound (the triangle inequality) and
//! not a decomposition. For one Gaussian every part is in closed form; otherwise q is computed (3.19), (2.7),
//! (2.8) and q_n against q measured on a large sample that shares its noise.

use super::condensed::law_of;
use super::digits::short;
use super::same_noise::{SameNoise, Scheme, Starts, refined};
use super::{Axis, Chart, Ink, Mark, Report, Row, Series, Study};
use crate::law::Law;
use crate::line::gaussian_chain::{GaussianChain, Normal, exact_flow};
use crate::line::quantile_pieces::common_mesh;
use crate::line::{
    Evolution, Mesh, Mixture, QuantilePieces, evolution, generated, normal_score, start_law,
};
use crate::process::Process;
use crate::sampler::Sampler;
use crate::scene::{Scene, Start};
use crate::time_grid::{Grid, time_grid};

/// Data points that everything is computed for at most.
const MOST_POINTS: usize = 60;

/// Components of q at most.
const MOST_COMPONENTS: usize = 120;

/// n in the chart against n.
const POWERS: std::ops::RangeInclusive<u32> = 1..=8;

/// Of the large samples, at the scene's own (T*, n) and in the charts.
const LARGE: usize = 20_000;
const LARGE_IN_CHARTS: usize = 6_000;

/// Evaluations of kernels: what a sample may cost, and a piece of work.
const BUDGET: usize = 600_000_000;
const PIECE: usize = 500_000;

/// Steps of an exact chain in a piece of work.
const CHAIN_PIECE: usize = 2_000;

/// Mesh and times of the equation for ε between 0 and 1.
const CELLS: usize = 300;
const ROWS: usize = 90;

/// Times of the equation in a piece of work.
const ROWS_AT_ONCE: usize = 30;

/// The parts of the way from ρ₀ to the sample; NaN while unknown.
#[derive(Clone, Copy, Debug)]
struct Parts {
    /// W₂(ρ₀, ρ(·, t_min)).
    stop: f64,
    /// W₂(ρ(·, t_min), q).
    start: f64,
    /// W₂(q, q_n).
    steps: f64,
    /// Of a measured one, what can not be told from 0.
    floor: f64,
    /// √E W₂²(q_n, a sample of M).
    sample: f64,
}

impl Parts {
    const UNKNOWN: Parts = Parts {
        stop: f64::NAN,
        start: f64::NAN,
        steps: f64::NAN,
        floor: 0.0,
        sample: f64::NAN,
    };

    fn named(&self) -> [(&'static str, f64); 4] {
        [
            ("stopping at t_min", self.stop),
            ("the start, T*", self.start),
            ("the steps, n", self.steps),
            ("the sample, M", self.sample),
        ]
    }

    fn sum(&self) -> f64 {
        self.stop + self.start + self.steps + self.sample
    }
}

/// ρ₀, as it is computed with.
#[derive(Clone, Debug)]
enum Data {
    Gaussian(Normal),
    Mixture(Mixture),
}

/// A T* at which parts are computed for some n.
#[derive(Clone, Debug)]
struct Place {
    t_star: f64,
    ns: Vec<usize>,
    parts: Vec<Parts>,
    particles: usize,
}

impl Place {
    fn new(t_star: f64, ns: Vec<usize>, particles: usize) -> Self {
        Self {
            parts: vec![Parts::UNKNOWN; ns.len()],
            t_star,
            ns,
            particles,
        }
    }
}

/// What is under way at a place.
enum Stage {
    Begin,
    Tabulate(Box<Table>),
    March(Box<March>),
    Chain(usize, Box<GaussianChain>, Normal),
    Run(Box<SameNoise>),
    /// Sorting and comparing the ends: q's, if they are a sample, and those of scheme k.
    Compare(Box<SameNoise>, Option<Sorted>, usize, Sorter),
}

/// The study.
pub(super) struct ErrorBudget {
    report: Report,
    scene: Scene,
    law: Law,
    data: Data,
    /// The scene's own, the chart against n, then those against T*.
    places: Vec<Place>,
    place: usize,
    stage: Stage,
    /// The parts that do not depend on T* and n.
    common: Parts,
    /// The scheme's law at the scene's own place.
    generated: Option<QuantilePieces>,
    /// The scene's own sample.
    own: Own,
    notes: Vec<String>,
}

/// The sample of M that is measured.
enum Own {
    Ready,
    Run(Box<SameNoise>),
    Sort(Sorter),
    Done(Measured),
}

#[derive(Clone, Copy, Debug)]
struct Measured {
    /// W₂(sample, ρ₀).
    total: f64,
    /// W₂(sample, q_n).
    sampling: f64,
}

pub(super) fn new(scene: &Scene) -> ErrorBudget {
    let law = scene.law();
    let whole = Mixture::of(&law);
    let few = condensed(&whole, MOST_POINTS);
    let law = law_of(&few);
    let mut notes = Vec::new();
    let is_gaussian = whole.means().len() == 1 && start_law(scene, &law).means().len() == 1;
    let data = if is_gaussian {
        notes.push(
            "ρ₀ and q₀ are Gaussian: the parts are exact, no sample is taken for them.".into(),
        );
        Data::Gaussian(normal(&whole))
    } else {
        if few.means().len() < whole.means().len() {
            notes.push(format!(
                "The {} data points are put together into {} neighbourhoods here.",
                whole.means().len(),
                few.means().len()
            ));
        }
        notes.push(which_law(scene));
        Data::Mixture(few)
    };
    // A grid with a fixed last step nests in one with twice the steps before it.
    let last = usize::from(scene.t_min == 0.0 && scene.grid != Grid::Uniform);
    let ns = POWERS.map(|power| (1 << power) + last).collect();
    let mut places = vec![
        Place::new(scene.t_star, vec![scene.steps], LARGE),
        Place::new(scene.t_star, ns, LARGE_IN_CHARTS),
    ];
    let lowest = f64::max(0.1, 2.0 * scene.t_min).min(10.0);
    let count = 12;
    for k in 0..count {
        let t_star = lowest * libm::pow(12.0 / lowest, k as f64 / (count - 1) as f64);
        if t_star > scene.t_min {
            places.push(Place::new(t_star, vec![scene.steps], LARGE_IN_CHARTS));
        }
    }
    let mut budget = ErrorBudget {
        report: Report::default(),
        scene: scene.clone(),
        law,
        data,
        places,
        place: 0,
        stage: Stage::Begin,
        common: Parts::UNKNOWN,
        generated: None,
        own: Own::Ready,
        notes,
    };
    budget.write();
    budget
}

fn which_law(scene: &Scene) -> String {
    let how = if scene.epsilon == 1.0 {
        "by Theorem 1 (at t_min = 0 it is (3.19))".to_string()
    } else if scene.epsilon == 0.0 {
        "by the monotone rearrangement that the flow (2.8) is".to_string()
    } else {
        format!(
            "by finite volumes for ε = {} ({CELLS} cells, good to a few per cent), beside the same from ρ(·, T*), so \
             that their own errors cancel",
            scene.epsilon
        )
    };
    format!("q, what the exact reverse process makes of q₀, is computed {how}.")
}

/// [`Mixture::condensed`] that keeps the variance too: what is lost between the means of a group goes into all
/// components.
fn condensed(law: &Mixture, most: usize) -> Mixture {
    let few = law.condensed(most);
    let lost = law.moments().1 - few.moments().1;
    if few.component_variance() == 0.0 || lost <= 0.0 {
        return few;
    }
    few.affine(1.0, 0.0, lost)
}

/// The only component.
fn normal(law: &Mixture) -> Normal {
    Normal {
        mean: law.means()[0],
        variance: law.component_variance(),
    }
}

impl ErrorBudget {
    /// The scene at another T*.
    fn at(&self, t_star: f64) -> Scene {
        Scene {
            t_star,
            ..self.scene.clone()
        }
    }

    fn times(&self, t_star: f64, n: usize) -> Vec<f64> {
        let scene = &self.scene;
        time_grid(scene.process, scene.grid, t_star, scene.t_min, n)
    }

    /// One piece of work at the present place; true once the place is done.
    fn advance(&mut self) -> bool {
        let stage = std::mem::replace(&mut self.stage, Stage::Begin);
        let next = match stage {
            Stage::Begin => self.begin(),
            Stage::March(mut march) => {
                if march.work() {
                    Some(Stage::March(march))
                } else {
                    self.run(march.extrapolated())
                }
            }
            Stage::Tabulate(mut table) => {
                if table.work() {
                    Some(Stage::Tabulate(table))
                } else {
                    self.run(table.w2())
                }
            }
            Stage::Chain(k, mut chain, exact) => {
                let mut more = true;
                for _ in 0..CHAIN_PIECE {
                    more = chain.advance();
                    if !more {
                        break;
                    }
                }
                if more {
                    Some(Stage::Chain(k, chain, exact))
                } else {
                    self.keep_exact(k, &chain, exact);
                    self.chain(k + 1)
                }
            }
            Stage::Run(mut run) => Some(if run.work(PIECE) {
                Stage::Run(run)
            } else {
                let is_sampled = self.scene.epsilon > 0.0;
                let first = if is_sampled {
                    Sorter::new(run.reference())
                } else {
                    Sorter::new(run.ends(0))
                };
                Stage::Compare(run, None, 0, first)
            }),
            Stage::Compare(run, exact, k, mut sorter) => {
                if sorter.work() {
                    Some(Stage::Compare(run, exact, k, sorter))
                } else {
                    self.compare(run, exact, k, sorter)
                }
            }
        };
        match next {
            Some(stage) => {
                self.stage = stage;
                false
            }
            None => true,
        }
    }

    /// Begins with W₂(ρ(·, t_min), q), which needs no steps.
    fn begin(&mut self) -> Option<Stage> {
        let Data::Mixture(data) = &self.data else {
            return self.chain(0);
        };
        let t_star = self.places[self.place].t_star;
        let (process, t_min) = (self.scene.process, self.scene.t_min);
        let early = data.forward(process, t_min);
        if self.place == 0 {
            self.common = Parts {
                stop: if t_min == 0.0 {
                    0.0
                } else {
                    QuantilePieces::of(data).w2(&QuantilePieces::of(&early))
                },
                sample: QuantilePieces::of(&early).expected_w2(self.scene.particles),
                ..Parts::UNKNOWN
            };
        }
        let start = start_law(&self.at(t_star), &self.law);
        let at_atoms = early.component_variance() == 0.0;
        let epsilon = self.scene.epsilon;
        let distance = if self.scene.start == Start::Terminal {
            0.0
        } else if epsilon == 1.0 && at_atoms {
            let weights = generated::weights(data, process, &start, t_star);
            QuantilePieces::atoms(data.means(), &weights).w2(&QuantilePieces::of(data))
        } else if epsilon == 1.0 {
            let made = reversed(data, &self.scene, &start, t_star);
            let made = condensed(&made, MOST_COMPONENTS);
            return Some(Stage::Tabulate(Box::new(Table::of(made, early))));
        } else if epsilon == 0.0 {
            let terminal = data.forward(process, t_star);
            let table = Table::flowed(data, early, terminal, start);
            return Some(Stage::Tabulate(Box::new(table)));
        } else {
            let march = March::new(data, &self.scene, &start, t_star);
            return Some(Stage::March(Box::new(march)));
        };
        self.run(distance)
    }

    /// Begins the large sample, now that W₂(ρ(·, t_min), q) is known.
    fn run(&mut self, distance: f64) -> Option<Stage> {
        let Place {
            t_star,
            ref ns,
            particles,
            ..
        } = self.places[self.place];
        let (process, epsilon) = (self.scene.process, self.scene.epsilon);
        let start = start_law(&self.at(t_star), &self.law);
        let common = Parts {
            start: distance,
            ..self.common
        };
        let schemes: Vec<Scheme> = ns
            .iter()
            .map(|&n| Scheme {
                sampler: self.scene.sampler,
                times: self.times(t_star, n),
            })
            .collect();
        let longest = &schemes[schemes.len() - 1].times;
        let reference = if epsilon > 0.0 {
            Scheme {
                sampler: Sampler::DpmSolver,
                times: refined(process, longest, 4),
            }
        } else {
            Scheme {
                sampler: Sampler::Exponential,
                times: longest.clone(),
            }
        };
        let evaluations = reference.times.len() * (self.law.points.len() + 12);
        let particles = particles.min((BUDGET / evaluations).max(1000));
        let run = SameNoise::new(
            process,
            epsilon,
            &self.law,
            start,
            if epsilon > 0.0 {
                Starts::Random
            } else {
                Starts::Quantiles
            },
            // Not the particles of the scene's own sample.
            self.scene.seed ^ 0x5eed_1a26_e5a3_b1e5,
            particles,
            reference,
            &schemes,
        );
        let place = &mut self.places[self.place];
        place.particles = particles;
        place.parts.fill(common);
        Some(Stage::Run(Box::new(run)))
    }

    /// The exact chain for the k-th n, if there is one.
    fn chain(&mut self, k: usize) -> Option<Stage> {
        let Data::Gaussian(data) = self.data else {
            return None;
        };
        let place = &self.places[self.place];
        let &n = place.ns.get(k)?;
        let scene = &self.scene;
        let start = normal(&start_law(&self.at(place.t_star), &self.law));
        let (process, epsilon, t_min) = (scene.process, scene.epsilon, scene.t_min);
        let [flow, noise] = exact_flow(process, epsilon, data.variance, place.t_star, t_min);
        let off = start.mean - process.alpha(place.t_star) * data.mean;
        let exact = Normal {
            mean: process.alpha(t_min) * data.mean + flow * off,
            variance: flow * flow * start.variance + noise,
        };
        let times = self.times(place.t_star, n);
        let chain = GaussianChain::new(process, scene.sampler, epsilon, data, times, start);
        Some(Stage::Chain(k, Box::new(chain), exact))
    }

    fn keep_exact(&mut self, k: usize, chain: &GaussianChain, exact: Normal) {
        let Data::Gaussian(data) = self.data else {
            return;
        };
        let early = data.forward(self.scene.process, self.scene.t_min);
        let made = chain.law();
        let law = Mixture::gaussian(made.mean, made.variance);
        self.places[self.place].parts[k] = Parts {
            stop: data.w2(early),
            start: early.w2(exact),
            steps: exact.w2(made),
            floor: 0.0,
            sample: if made.variance > 0.0 {
                crate::line::distance::expected_w2(&law, self.scene.particles)
            } else {
                0.0
            },
        };
        if self.place == 0 {
            self.generated = Some(QuantilePieces::of(&law));
        }
    }

    /// After the ends of one scheme (or of the reference) were sorted.
    fn compare(
        &mut self,
        run: Box<SameNoise>,
        exact: Option<Sorted>,
        k: usize,
        sorter: Sorter,
    ) -> Option<Stage> {
        let sorted = sorter.sorted();
        let exact = match exact {
            // The reference is there now: the schemes come next.
            None if self.scene.epsilon > 0.0 => {
                let next = Sorter::new(run.ends(0));
                return Some(Stage::Compare(run, Some(sorted), 0, next));
            }
            None => Sorted {
                whole: self.flowed_sample(&run),
                halves: Default::default(),
            },
            Some(exact) => exact,
        };
        let whole = root_mean_square(&exact.whole, &sorted.whole);
        let mut floor = 0.0;
        if self.scene.epsilon > 0.0 {
            // What sampling adds to W₂² falls at least like 1/√M: half the sample shows it times √2.
            let halves = [0, 1].map(|i| {
                let d = root_mean_square(&exact.halves[i], &sorted.halves[i]);
                d * d
            });
            let excess = 0.5 * (halves[0] + halves[1]) - whole * whole;
            floor = libm::sqrt(excess.max(0.0) / (std::f64::consts::SQRT_2 - 1.0));
        }
        let made = QuantilePieces::sample(&sorted.whole);
        let parts = &mut self.places[self.place].parts[k];
        parts.steps = whole;
        parts.floor = floor;
        parts.sample = made.expected_w2(self.scene.particles);
        if self.place == 0 {
            self.generated = Some(made);
        }
        if k + 1 == self.places[self.place].ns.len() {
            return None;
        }
        let next = Sorter::new(run.ends(k + 1));
        Some(Stage::Compare(run, Some(exact), k + 1, next))
    }

    /// Where the exact flow takes the particles of a run without noise, in order.
    fn flowed_sample(&self, run: &SameNoise) -> Vec<f32> {
        let Data::Mixture(data) = &self.data else {
            return Vec::new();
        };
        let process = self.scene.process;
        let terminal = data.forward(process, self.places[self.place].t_star);
        let early = data.forward(process, self.scene.t_min);
        let (from, to) = (QuantilePieces::of(&terminal), QuantilePieces::of(&early));
        let starts = run.starts(0, run.arrived());
        let ends = starts
            .axis(0)
            .iter()
            .map(|&x| to.at(from.below(x.into())) as f32);
        let mut ends: Vec<f32> = ends.collect();
        ends.sort_unstable_by(f32::total_cmp);
        ends
    }

    /// A piece of the scene's own sample of M; false once it is measured.
    fn measure(&mut self) -> bool {
        let own = std::mem::replace(&mut self.own, Own::Ready);
        let scene = &self.scene;
        self.own = match own {
            Own::Ready => {
                let law = &self.law;
                let scheme = Scheme {
                    sampler: scene.sampler,
                    times: self.times(scene.t_star, scene.steps),
                };
                let evaluations = scheme.times.len() * (law.points.len() + 12);
                let affordable = (BUDGET / evaluations).max(1000);
                let particles = scene.particles.min(affordable);
                if particles < scene.particles {
                    self.notes.push(format!(
                        "The measured bar is that of {particles} particles, not {}.",
                        scene.particles
                    ));
                }
                Own::Run(Box::new(SameNoise::new(
                    scene.process,
                    scene.epsilon,
                    law,
                    start_law(scene, law),
                    Starts::Random,
                    scene.seed,
                    particles,
                    scheme,
                    &[],
                )))
            }
            Own::Run(mut run) => {
                if run.work(PIECE) {
                    Own::Run(run)
                } else {
                    Own::Sort(Sorter::new(run.reference()))
                }
            }
            Own::Sort(mut sorter) => {
                if sorter.work() {
                    Own::Sort(sorter)
                } else {
                    let sample = QuantilePieces::sample(&sorter.sorted().whole);
                    let data = Mixture::of(&self.law);
                    let made = self.generated.as_ref();
                    Own::Done(Measured {
                        total: sample.w2(&QuantilePieces::of(&data)),
                        sampling: made.map_or(f64::NAN, |made| sample.w2(made)),
                    })
                }
            }
            Own::Done(measured) => Own::Done(measured),
        };
        !matches!(self.own, Own::Done(_))
    }
}

/// W₂(ρ(·, t_min), q) for ε other than 0 and 1, by the finite volumes of the reverse equation from q₀ and from
/// ρ(·, T*), so that what they err by is common to both; twice, with twice the times, and extrapolated, since the
/// march is of first order in time. At atoms the shares of their cells are compared.
struct March {
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
    fn new(data: &Mixture, scene: &Scene, start: &Mixture, t_star: f64) -> Self {
        let at_atoms = data
            .forward(scene.process, scene.t_min)
            .component_variance()
            == 0.0;
        let terminal = data.forward(scene.process, t_star);
        let wide = |law: &Mixture| {
            let (sigma, [low, high]) = (libm::sqrt(law.component_variance()), law.reach());
            [low - 6.0 * sigma, high + 6.0 * sigma]
        };
        let ends = [data, &terminal, start].map(wide);
        let low = ends.iter().fold(f64::INFINITY, |low, e| low.min(e[0]));
        let high = ends
            .iter()
            .fold(f64::NEG_INFINITY, |high, e| high.max(e[1]));
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
    fn work(&mut self) -> bool {
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

    fn extrapolated(&self) -> f64 {
        (2.0 * self.distances[1] - self.distances[0]).max(0.0)
    }

    fn distance(&self) -> f64 {
        let mass = |q: &f64| q.max(0.0) * self.mesh.h();
        let [right, made] = &self.reverse;
        if !self.at_atoms {
            let edges: Vec<f64> = (0..=CELLS).map(|i| self.mesh.edge(i)).collect();
            let law = |q: &[f64]| {
                let mut sum = 0.0;
                let mut below = vec![0.0];
                below.extend(q.iter().map(|q| {
                    sum += mass(q);
                    sum
                }));
                QuantilePieces::knots(&edges, &below)
            };
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
        QuantilePieces::atoms(means, &weights).w2(&QuantilePieces::of(&self.data))
    }
}

/// Two laws, tabulated piece by piece: q and ρ(·, t_min).
struct Table {
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

    fn of(made: Mixture, early: Mixture) -> Self {
        let nodes = common_mesh([&early, &made]);
        let few = 20_000 / (made.means().len() + early.means().len());
        Self::new(TableOf::Mixtures { made, early }, nodes, few)
    }

    fn flowed(data: &Mixture, early: Mixture, terminal: Mixture, start: Mixture) -> Self {
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
    fn work(&mut self) -> bool {
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

    /// W₂(ρ(·, t_min), q).
    fn w2(&self) -> f64 {
        let is_atoms = match &self.kind {
            TableOf::Mixtures { early, .. } | TableOf::Flow { early, .. } => {
                early.component_variance() == 0.0
            }
        };
        let law = |below: &[f64]| {
            if !is_atoms {
                return QuantilePieces::knots(&self.places, below);
            }
            let mut before = 0.0;
            let last = below.len() - 1;
            let weights = below.iter().enumerate().map(|(k, &below)| {
                let below = if k == last { 1.0 } else { below };
                let weight = (below - before).max(0.0);
                before = below;
                weight
            });
            QuantilePieces::atoms(&self.places, &weights.collect::<Vec<f64>>())
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

fn root_mean_square(a: &[f32], b: &[f32]) -> f64 {
    super::same_noise::root_mean_square(a, b)
}

/// Numbers in order, and those of even and of odd number by themselves.
#[derive(Debug, Default)]
struct Sorted {
    whole: Vec<f32>,
    halves: [Vec<f32>; 2],
}

/// A sort in pieces: runs of 512, merged pass by pass.
struct Sorter {
    halves: [Vec<f32>; 2],
    merged: [Vec<f32>; 2],
    /// The length of sorted runs; 0 before there are any.
    run: usize,
    /// How far the present pass has come.
    at: usize,
}

/// Numbers of each half that are sorted or merged in a piece of work.
const SORTED_AT_ONCE: usize = 10_000;

impl Sorter {
    fn new(values: &[f32]) -> Self {
        let half = |first: usize| values.iter().copied().skip(first).step_by(2).collect();
        Self {
            halves: [half(0), half(1)],
            merged: Default::default(),
            run: 0,
            at: 0,
        }
    }

    /// A part of a pass; false once everything is sorted.
    fn work(&mut self) -> bool {
        let len = self.halves[0].len();
        if self.run >= len {
            return false;
        }
        let unit = (2 * self.run).max(512);
        let to = self.at + SORTED_AT_ONCE.div_ceil(unit) * unit;
        for (half, merged) in self.halves.iter_mut().zip(&mut self.merged) {
            let part = self.at.min(half.len())..to.min(half.len());
            if self.run == 0 {
                for chunk in half[part].chunks_mut(512) {
                    chunk.sort_unstable_by(f32::total_cmp);
                }
            } else {
                for pair in half[part].chunks(unit) {
                    let (a, b) = pair.split_at(self.run.min(pair.len()));
                    merge(a, b, merged);
                }
            }
        }
        self.at = to;
        if to >= len {
            if self.run > 0 {
                std::mem::swap(&mut self.halves, &mut self.merged);
                self.merged.iter_mut().for_each(Vec::clear);
            }
            self.run = unit;
            self.at = 0;
        }
        true
    }

    fn sorted(self) -> Sorted {
        let mut whole = Vec::with_capacity(2 * self.halves[0].len());
        merge(&self.halves[0], &self.halves[1], &mut whole);
        Sorted {
            whole,
            halves: self.halves,
        }
    }
}

fn merge(a: &[f32], b: &[f32], out: &mut Vec<f32>) {
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        if a[i].total_cmp(&b[j]).is_le() {
            out.push(a[i]);
            i += 1;
        } else {
            out.push(b[j]);
            j += 1;
        }
    }
    out.extend_from_slice(&a[i..]);
    out.extend_from_slice(&b[j..]);
}

/// What is drawn of a part: nothing below this.
const LEAST: f64 = 1e-9;

/// The inks of the four parts, in the order of [`Parts::named`].
const INKS: [Ink; 4] = [Ink::Forward, Ink::Lighthouse, Ink::Reverse, Ink::Soft];

impl ErrorBudget {
    fn write(&mut self) {
        let scene = &self.scene;
        let by_t_star: Vec<(f64, Parts)> = self.places[2..]
            .iter()
            .map(|place| (place.t_star, place.parts[0]))
            .collect();
        let by_n: Vec<(f64, Parts)> = {
            let place = &self.places[1];
            let ns = place.ns.iter().map(|&n| n as f64);
            ns.zip(place.parts.iter().copied()).collect()
        };
        self.report.charts = vec![
            self.bars(),
            chart(
                "The parts against T*",
                &format!(
                    "With n = {} steps. Before the crossing T* is too small, behind it the same steps have a longer \
                     way to go.",
                    scene.steps
                ),
                "T*",
                scene.t_star,
                &by_t_star,
            ),
            chart(
                "The parts against n",
                &format!(
                    "With T* = {}. Only one part falls with n: where it meets the next, more steps are wasted.",
                    scene.t_star
                ),
                "steps n",
                scene.steps as f64,
                &by_n,
            ),
        ];
        self.report.rows = self.rows();
        self.report.findings = self.findings();
        self.report.version += 1;
    }

    /// The parts on top of each other, beside what is measured.
    fn bars(&self) -> Chart {
        let parts = self.places[0].parts[0];
        let mut edges = vec![0.0];
        let mut tops = Vec::new();
        for (name, part) in parts.named() {
            if part > LEAST {
                let base = edges[edges.len() - 1];
                edges.push(base + part);
                tops.push((name, base + part));
            } else {
                tops.push((name, f64::NAN));
            }
        }
        let measured = match self.own {
            Own::Done(measured) => measured.total,
            _ => f64::NAN,
        };
        let highest = edges[edges.len() - 1].max(measured);
        let highest = if highest > 0.0 { highest } else { 1.0 };
        let mut chart = Chart::new(
            "The budget",
            "Left, the parts of W₂ along ρ₀ → ρ(·, t_min) → q → q_n → sample on top of each other: a bound by the \
             triangle inequality. Right, W₂ of the sample to ρ₀ as measured, which is at most about as high.",
            Axis::linear("1: the parts · 2: measured", 0.4, 2.6),
            Axis::linear("W₂", 0.0, 1.1 * highest),
        );
        // The tallest first, so that every part shows above the one below it.
        for (k, (name, top)) in tops.iter().enumerate().rev() {
            if top.is_nan() {
                continue;
            }
            let mut series = Series::new(name, INKS[k], Mark::Bars { width: 0.7 });
            series.push(1.0, *top);
            chart.series.push(series);
        }
        if !measured.is_nan() {
            let mut series = Series::new("measured", Ink::Ink, Mark::Outline { width: 0.7 });
            series.push(2.0, measured);
            chart.series.push(series);
        }
        chart
    }

    fn rows(&self) -> Vec<Row> {
        let scene = &self.scene;
        let parts = self.places[0].parts[0];
        let known = |x: f64| Some(x).filter(|x| !x.is_nan());
        let measured = match self.own {
            Own::Done(measured) => Some(measured),
            _ => None,
        };
        let mut rows = Vec::new();
        if scene.t_min > 0.0 {
            let mut row = Row::new("W₂(ρ₀, ρ(·, t_min)): stopping", "(2.12)");
            row.predicted = known(parts.stop);
            rows.push(row);
        }
        let mut row = Row::new("W₂(ρ(·, t_min), q): the start", "(3.19)");
        row.predicted = known(parts.start);
        rows.push(row);
        let mut row = Row::new("W₂(q, q_n): the steps", "section 4.3");
        if matches!(self.data, Data::Gaussian(_)) {
            row.predicted = known(parts.steps);
        } else {
            row.measured = known(parts.steps);
            row.error = known(parts.floor).filter(|&f| f > 0.0 && row.measured.is_some());
        }
        rows.push(row);
        let mut row = Row::new("W₂(q_n, sample): the sample, M", "(4.17)");
        row.predicted = known(parts.sample);
        row.measured = measured.and_then(|m| known(m.sampling));
        rows.push(row);
        // The parts' sum bounds the expectation; one small sample may lie farther out.
        let mut row = Row::new(
            "W₂(ρ₀, sample): all of it, on average at most the sum",
            "(4.17)",
        );
        row.predicted = known(parts.sum());
        row.measured = measured.and_then(|m| known(m.total));
        rows.push(row);
        rows
    }

    fn findings(&self) -> Vec<String> {
        let mut findings = Vec::new();
        let parts = self.places[0].parts[0];
        if !parts.sum().is_nan() {
            findings.push(self.largest(parts));
            let measured = match self.own {
                Own::Done(measured) => format!("; measured: {}", short(measured.total)),
                _ => String::new(),
            };
            findings.push(format!(
                "The parts are {} (stopping), {} (start), {} (steps), {} (sample). They are a chain of distances: \
                 their sum {} bounds W₂(ρ₀, sample) and need not equal it{measured}.",
                short(parts.stop),
                short(parts.start),
                short(parts.steps),
                short(parts.sample),
                short(parts.sum()),
            ));
            if parts.floor > 0.5 * parts.steps {
                findings.push(format!(
                    "The part of the steps is measured on {} particles, and {} of it may be sampling.",
                    self.places[0].particles,
                    short(parts.floor),
                ));
            }
        }
        findings.extend(self.notes.iter().cloned());
        findings
    }

    /// Which part dominates, and what to change.
    fn largest(&self, parts: Parts) -> String {
        let scene = &self.scene;
        let named = parts.named();
        let worst = (0..4).max_by(|&a, &b| named[a].1.total_cmp(&named[b].1));
        match worst {
            Some(0) => format!(
                "t_min is too large: stopping at {} alone costs W₂ = {}.",
                scene.t_min,
                short(parts.stop)
            ),
            Some(1) => {
                let better = self.places[2..].iter().find(|place| {
                    let own = place.parts[0];
                    place.t_star > scene.t_star
                        && own.start < own.steps.max(own.sample).max(own.stop)
                });
                let advice = match better {
                    Some(place) => format!(
                        "; from T* ≈ {} on it is no longer the largest part",
                        short(place.t_star)
                    ),
                    None => String::new(),
                };
                format!(
                    "T* is too small for this start: at T* = {} q₀ alone costs W₂ = {}, whatever the steps{advice}.",
                    scene.t_star,
                    short(parts.start)
                )
            }
            Some(2) => {
                let better = self.places[1].ns.iter().zip(&self.places[1].parts);
                let better = better
                    .filter(|(n, _)| **n > scene.steps)
                    .find(|(_, own)| own.steps < own.start.max(own.sample).max(own.stop));
                let advice = match better {
                    Some((n, own)) => format!(
                        "; with n = {n} it is {}, and no longer the largest part",
                        short(own.steps)
                    ),
                    None => String::new(),
                };
                format!(
                    "There are too few steps: n = {} cost W₂ = {}{advice}.",
                    scene.steps,
                    short(parts.steps)
                )
            }
            _ => format!(
                "There are too few particles to see anything else: with M = {} a perfect sample shows W₂ = {}.",
                scene.particles,
                short(parts.sample)
            ),
        }
    }
}

/// All parts against T* or n, and where the scene is.
fn chart(title: &str, caption: &str, label: &str, current: f64, rows: &[(f64, Parts)]) -> Chart {
    let (first, last) = match (rows.first(), rows.last()) {
        (Some(first), Some(last)) => (first.0.min(current), last.0.max(current)),
        _ => (0.5 * current, 2.0 * current),
    };
    let values = rows
        .iter()
        .flat_map(|(_, parts)| parts.named().map(|(_, v)| v));
    let [mut low, mut high] = values
        .filter(|&v| v > LEAST)
        .fold([f64::INFINITY, 0.0], |[a, b]: [f64; 2], v| {
            [a.min(v), b.max(v)]
        });
    if low > high {
        (low, high) = (1e-3, 1.0);
    }
    // Six decades are enough to see which is the largest.
    low = low.max(1e-6 * high);
    let mut chart = Chart::new(
        title,
        caption,
        Axis::log(label, 0.9 * first, 1.1 * last),
        Axis::log("W₂", 0.6 * low, 1.7 * high),
    );
    chart.series.push(Series::rule("now", Ink::Soft, current));
    for (k, ink) in INKS.into_iter().enumerate() {
        let name = Parts::UNKNOWN.named()[k].0;
        let mut series = if k == 3 {
            Series::dashed(name, ink)
        } else {
            Series::line(name, ink)
        };
        for (x, parts) in rows {
            let value = parts.named()[k].1;
            if value > LEAST {
                series.push(*x, value);
            }
        }
        if !series.x.is_empty() {
            chart.series.push(series);
        }
    }
    let floor = rows.iter().filter(|(_, parts)| parts.floor > LEAST);
    let floor = Series::points("what sampling may add to the steps", INKS[2])
        .with(floor.map(|(x, parts)| (*x, parts.floor)));
    if !floor.x.is_empty() {
        chart.series.push(floor);
    }
    chart
}

impl Study for ErrorBudget {
    fn work(&mut self) -> bool {
        // The scene's own place first, then its sample, then the charts.
        if self.place == 1 && !matches!(self.own, Own::Done(_)) {
            if !self.measure() {
                self.write();
            }
            return true;
        }
        if self.place >= self.places.len() {
            return false;
        }
        if self.advance() {
            self.place += 1;
            self.write();
        }
        self.place < self.places.len()
    }

    fn report(&self) -> &Report {
        &self.report
    }
}
