//! How fast particles come to the support, Liu & Zuazua Theorem 3.4.

use super::{Report, Study};
use crate::scene::Scene;

pub(super) struct Concentration {
    report: Report,
}

impl Concentration {
    pub(super) fn new(_scene: &Scene) -> Self {
        Self {
            report: Report::default(),
        }
    }
}

impl Study for Concentration {
    fn report(&self) -> &Report {
        &self.report
    }
}
