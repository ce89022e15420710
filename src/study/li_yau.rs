//! The Li–Yau estimate for the score, Liu & Zuazua figure 1.

use super::{Report, Study};
use crate::scene::Scene;

pub(super) struct LiYau {
    report: Report,
}

impl LiYau {
    pub(super) fn new(_scene: &Scene) -> Self {
        Self {
            report: Report::default(),
        }
    }
}

impl Study for LiYau {
    fn report(&self) -> &Report {
        &self.report
    }
}
