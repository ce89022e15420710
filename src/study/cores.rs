//! γ-Voronoi cores, Liu & Zuazua figure 4.

use super::{Report, Study};
use crate::scene::Scene;

pub(super) struct Cores {
    report: Report,
}

impl Cores {
    pub(super) fn new(_scene: &Scene) -> Self {
        Self {
            report: Report::default(),
        }
    }
}

impl Study for Cores {
    fn report(&self) -> &Report {
        &self.report
    }
}
