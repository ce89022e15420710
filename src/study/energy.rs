//! L^p norms and relative entropy, Liu & Zuazua Theorem 3.1.

use super::{Report, Study};
use crate::scene::Scene;

pub(super) struct Energy {
    report: Report,
}

impl Energy {
    pub(super) fn new(_scene: &Scene) -> Self {
        Self {
            report: Report::default(),
        }
    }
}

impl Study for Energy {
    fn report(&self) -> &Report {
        &self.report
    }
}
