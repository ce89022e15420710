//! Studies by their kind: which of the files here answers the question that a scene asks, and what of the scene it is about.

use super::question::Study;
use super::{
    bounded, bridge, collapse, concentration, cores, critical_time, early_stopping, energy, errata,
    error_budget, forward, generalise, generated, good_error, images, instability, lemniscate,
    li_yau, lighthouse, loss_floor, memorised, past_future, step_count, two_clocks, two_diracs,
    ways_back,
};
use crate::denoiser::Network;
use crate::scene::{DenoiserKind, Scene, StudyKind};

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
        StudyKind::TwoClocks => Some(Box::new(two_clocks::TwoClocks::new(scene))),
        StudyKind::CriticalTime => Some(Box::new(critical_time::CriticalTime::new(scene))),
        StudyKind::EarlyStopping => Some(Box::new(early_stopping::EarlyStopping::new(scene))),
    }
}
