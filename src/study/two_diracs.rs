//! The probability flow of two points and its separatrix, Liu & Zuazua figure 3.

use super::{Report, Study};
use crate::scene::Scene;

pub(super) struct TwoDiracs {
    report: Report,
}

impl TwoDiracs {
    pub(super) fn new(_scene: &Scene) -> Self {
        Self {
            report: Report::default(),
        }
    }
}

impl Study for TwoDiracs {
    fn report(&self) -> &Report {
        &self.report
    }
}
