//! The parts of W₂ on the way from ρ₀ to the sample, and the (T*, n) for which they are computed.

use crate::line::Mixture;
use crate::line::gaussian_chain::Normal;

/// The parts of the way from ρ₀ to the sample; NaN while unknown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts {
    /// W₂(ρ₀, ρ(·, t_min)).
    pub(super) stop: f64,
    /// W₂(ρ(·, t_min), q).
    pub(super) start: f64,
    /// W₂(q, q_n).
    pub(super) steps: f64,
    /// Of a measured one, what cannot be told from 0.
    pub(super) resolution: f64,
    /// √E W₂²(q_n, a sample of M).
    pub(super) sample: f64,
}

impl Parts {
    pub(super) const UNKNOWN: Parts = Parts {
        stop: f64::NAN,
        start: f64::NAN,
        steps: f64::NAN,
        resolution: 0.0,
        sample: f64::NAN,
    };

    pub(super) fn of(&self, part: Part) -> f64 {
        match part {
            Part::Stop => self.stop,
            Part::Start => self.start,
            Part::Steps => self.steps,
            Part::Sample => self.sample,
        }
    }

    /// The largest of them.
    pub(super) fn largest(&self) -> Part {
        let larger = |a: Part, b: Part| match self.of(a) > self.of(b) {
            true => a,
            false => b,
        };
        Part::ALL.into_iter().fold(Part::Stop, larger)
    }

    pub(super) fn sum(&self) -> f64 {
        self.stop + self.start + self.steps + self.sample
    }
}

/// One of the parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Part {
    Stop,
    Start,
    Steps,
    Sample,
}

impl Part {
    /// In the order of the way.
    pub(super) const ALL: [Self; 4] = [Self::Stop, Self::Start, Self::Steps, Self::Sample];

    /// What it is called in a chart.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Stop => "stopping at t_min",
            Self::Start => "the start, T*",
            Self::Steps => "the steps, n",
            Self::Sample => "the particles, M",
        }
    }
}

/// A T* at which parts are computed for some n.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) t_star: f64,
    pub(super) ns: Vec<usize>,
    pub(super) parts: Vec<Parts>,
    pub(super) particles: usize,
}

impl Place {
    pub(super) fn new(t_star: f64, ns: Vec<usize>, particles: usize) -> Self {
        Self {
            parts: vec![Parts::UNKNOWN; ns.len()],
            t_star,
            ns,
            particles,
        }
    }
}

/// Every T* at which parts are computed.
#[derive(Clone, Debug)]
pub(super) struct Places {
    /// The scene's own T* and n.
    pub(super) own: Place,
    /// The scene's T*, every n of the chart.
    pub(super) by_n: Place,
    /// The scene's n, every T* of the chart, increasing.
    pub(super) by_t_star: Vec<Place>,
}

impl Places {
    /// Where parts are computed in this turn; in one that is not about a place, the scene's own.
    pub(super) fn at(&self, turn: Turn) -> &Place {
        match turn {
            Turn::Own | Turn::Sample | Turn::Over => &self.own,
            Turn::ByN => &self.by_n,
            Turn::ByTStar(k) => &self.by_t_star[k],
        }
    }

    /// The same, to write to.
    pub(super) fn at_mut(&mut self, turn: Turn) -> &mut Place {
        match turn {
            Turn::Own | Turn::Sample | Turn::Over => &mut self.own,
            Turn::ByN => &mut self.by_n,
            Turn::ByTStar(k) => &mut self.by_t_star[k],
        }
    }

    /// What comes after a turn.
    pub(super) fn after(&self, turn: Turn) -> Turn {
        let next = match turn {
            Turn::Own => return Turn::Sample,
            Turn::Sample => return Turn::ByN,
            Turn::ByN => 0,
            Turn::ByTStar(k) => k + 1,
            Turn::Over => return Turn::Over,
        };
        match next < self.by_t_star.len() {
            true => Turn::ByTStar(next),
            false => Turn::Over,
        }
    }
}

/// What is computed, in this order: the scene's own place, its sample, then the charts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Turn {
    Own,
    Sample,
    ByN,
    ByTStar(usize),
    Over,
}

/// ρ₀, as it is computed with.
#[derive(Clone, Debug)]
pub(super) enum Data {
    Gaussian(Normal),
    Mixture(Mixture),
}
