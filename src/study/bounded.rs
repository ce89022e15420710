//! The heat flow between reflecting walls, Cao et al. (2.9)–(2.10).

use super::{Report, Study};
use crate::scene::Scene;

pub(super) struct Bounded {
    report: Report,
}

impl Bounded {
    pub(super) fn new(_scene: &Scene) -> Self {
        Self {
            report: Report::default(),
        }
    }
}

impl Study for Bounded {
    fn report(&self) -> &Report {
        &self.report
    }
}
