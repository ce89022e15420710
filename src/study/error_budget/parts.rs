//! The parts of W₂ on the way from ρ₀ to the sample, and the (T*, n) for which they are computed.

/// The parts of the way from ρ₀ to the sample; NaN while unknown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts {
    /// W₂(ρ₀, ρ(·, t_min)).
    pub(super) stop: f64,
    /// W₂(ρ(·, t_min), q).
    pub(super) start: f64,
    /// W₂(q, q_n).
    pub(super) steps: f64,
    /// Of a measured one, what can not be told from 0.
    pub(super) floor: f64,
    /// √E W₂²(q_n, a sample of M).
    pub(super) sample: f64,
}

impl Parts {
    pub(super) const UNKNOWN: Parts = Parts {
        stop: f64::NAN,
        start: f64::NAN,
        steps: f64::NAN,
        floor: 0.0,
        sample: f64::NAN,
    };

    pub(super) fn named(&self) -> [(&'static str, f64); 4] {
        [
            ("stopping at t_min", self.stop),
            ("the start, T*", self.start),
            ("the steps, n", self.steps),
            ("the sample, M", self.sample),
        ]
    }

    pub(super) fn sum(&self) -> f64 {
        self.stop + self.start + self.steps + self.sample
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
