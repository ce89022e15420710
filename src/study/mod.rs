//! Questions asked on a line or in the plane: what theory predicts beside what is measured.
//!
//! A study is a file here that implements [`Study`], and an entry in [`crate::scene::STUDIES`]. It writes plain
//! data, a [`Report`]: charts, rows of numbers and sentences, and which of them answers the question. Nothing here paints.

mod bounded;
mod bridge;
mod caution;
pub mod chart;
mod collapse;
mod concentration;
mod condensed;
mod contestant;
mod cores;
mod denoisers;
mod density_map;
mod early_stopping;
mod energy;
mod errata;
mod error_budget;
mod forward;
mod fresh;
pub mod gallery;
mod generalise;
mod generated;
mod good_error;
mod half_steps;
mod images;
mod instability;
mod lemniscate;
mod li_yau;
mod lighthouse;
mod loss_floor;
mod memorised;
mod past_future;
pub mod report;
mod setting;
mod step_count;
mod two_diracs;
mod ways_back;

pub use caution::caution;
pub use chart::{Axis, Chart, Clock, Ink, Map, Mark, Note, Series};
pub use gallery::{Answer, Gallery};
pub use report::{ChartId, Lead, Report, Row, RowId, SeriesId};

use crate::denoiser::Network;
use crate::scene::{DenoiserKind, Scene, StudyKind};

/// A question that is being answered.
pub trait Study {
    /// Does one more piece of work, of a few milliseconds at most; false when there is nothing left to do.
    /// The report is worth showing after any piece.
    fn work(&mut self) -> bool {
        false
    }

    /// Moves what moves to time t; `particles` are the positions of the scene's own ensemble at that time, axis
    /// after axis, or empty. Called in every frame in which the clock has moved: it allocates nothing once it has run.
    fn show(&mut self, t: f64, particles: &[f32]) {
        let _ = (t, particles);
    }

    /// Galleries of images, where data are images: they move with [`Study::show`].
    fn galleries(&self) -> &[Gallery] {
        &[]
    }

    /// What is known of image `i` of gallery `k` as it is shown, in a sentence.
    fn about(&mut self, k: usize, i: usize) -> String {
        let _ = (k, i);
        String::new()
    }

    /// What is known at time t of an image that the reader has drawn, values from 0 to 1 row after row; `None` where it
    /// is none, or the study is not about images.
    fn ask(&mut self, drawing: &[f32], t: f64) -> Option<&Answer> {
        let _ = (drawing, t);
        None
    }

    /// An image to begin a drawing with, and what it is called: the k-th that was not learned, if there is any.
    fn example(&self, k: usize) -> Option<(String, Vec<f32>)> {
        let _ = k;
        None
    }

    /// What there is to show so far.
    fn report(&self) -> &Report;
}

/// The study of a scene, or nothing for [`StudyKind::None`]. Where it needs a network, that is trained for it first.
pub fn study(scene: &Scene) -> Option<Box<dyn Study>> {
    study_with(scene, None)
}

/// The scene that a study is about: one that does not ask for denoisers is about the exact one, of the data points or of
/// the law they were drawn from.
fn asked(scene: &Scene) -> Scene {
    let is_exact = matches!(scene.denoiser, DenoiserKind::Exact | DenoiserKind::TrueLaw);
    let denoiser = match scene.study.info().parameters.contains(&"denoiser") {
        false if !is_exact => DenoiserKind::Exact,
        _ => scene.denoiser,
    };
    Scene {
        denoiser,
        ..scene.clone()
    }
}

/// What of the scene has no say in its study, in a sentence; `None` where all has.
pub fn set_aside(scene: &Scene) -> Option<String> {
    (asked(scene).denoiser != scene.denoiser).then(|| {
        "The scene's own denoiser has no say in this study: it is about the exact one, or compares several whichever the \
         scene has."
            .into()
    })
}

/// The same, the scene's network, if it has one, being this one.
pub fn study_with(scene: &Scene, network: Option<&Network>) -> Option<Box<dyn Study>> {
    let scene = &asked(scene);
    match scene.study {
        StudyKind::None => None,
        StudyKind::ErrorBudget => Some(Box::new(error_budget::new(scene))),
        StudyKind::StepCount => Some(Box::new(step_count::new(scene))),
        StudyKind::Forward => Some(Box::new(forward::new(scene))),
        StudyKind::Instability => Some(Box::new(instability::new(scene))),
        StudyKind::Lighthouse => Some(Box::new(lighthouse::new(scene))),
        StudyKind::Errata => Some(Box::new(errata::new(scene))),
        StudyKind::PastFuture => Some(Box::new(past_future::PastFuture::new(scene))),
        StudyKind::Generated => Some(Box::new(generated::Generated::new(scene))),
        StudyKind::WaysBack => Some(Box::new(ways_back::WaysBack::new(scene))),
        StudyKind::Bridge => Some(Box::new(bridge::Bridge::new(scene))),
        StudyKind::LiYau => Some(Box::new(li_yau::LiYau::new(scene))),
        StudyKind::Lemniscate => Some(Box::new(lemniscate::Lemniscate::new(scene))),
        StudyKind::TwoDiracs => Some(Box::new(two_diracs::TwoDiracs::new(scene))),
        StudyKind::Cores => Some(Box::new(cores::Cores::new(scene))),
        StudyKind::Concentration => Some(Box::new(concentration::Concentration::new(scene))),
        StudyKind::Energy => Some(Box::new(energy::Energy::new(scene))),
        StudyKind::Bounded => Some(Box::new(bounded::Bounded::new(scene))),
        StudyKind::Memorised => Some(Box::new(memorised::Memorised::new(scene))),
        StudyKind::GoodError => Some(Box::new(good_error::GoodError::new(scene, network))),
        StudyKind::LossFloor => Some(Box::new(loss_floor::LossFloor::new(scene))),
        StudyKind::Generalise => Some(Box::new(generalise::Generalise::new(scene))),
        StudyKind::Collapse => Some(Box::new(collapse::Collapse::new(scene))),
        StudyKind::Digits => Some(Box::new(images::Images::new(scene, network))),
        StudyKind::EarlyStopping => Some(Box::new(early_stopping::EarlyStopping::new(scene))),
    }
}
