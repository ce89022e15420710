//! The true score of a law beside that of a sample of it, Liu & Zuazua figure 2.

use super::{Report, Study};
use crate::scene::Scene;

pub(super) struct Lemniscate {
    report: Report,
}

impl Lemniscate {
    pub(super) fn new(_scene: &Scene) -> Self {
        Self {
            report: Report::default(),
        }
    }
}

impl Study for Lemniscate {
    fn report(&self) -> &Report {
        &self.report
    }
}
