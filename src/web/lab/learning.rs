//! Networks that are trained while the page goes on: a few steps at a time, kept beside the scenes that ask for them.
//!
//! A scene's network depends on the scene alone. What is kept is work already done, nothing else: a network that nobody
//! has begun to train is trained in pieces, or whole, when a simulation needs it ([`crate::denoiser::network::Trainee`]).

use crate::denoiser::network::{BATCH, Floor, Network, Recipe, Training};
use crate::denoiser::{Budget, Kernel};
use crate::ensemble::recipe;
use crate::scene::{DenoiserKind, Scene};
use crate::web::convert::{argument_error, scene, to_js};
use js_sys::Float32Array;
use serde::Serialize;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

/// So many trainings are kept, the latest used first.
const KEPT: usize = 4;
/// The batches numbered from here on are drawn for the floor alone.
const FLOOR_BATCHES: u64 = 1 << 32;
/// How many at most, and how many pairs of a sample and a data point they may cost.
const FLOOR_COUNT: usize = 16;
const FLOOR_PAIRS: usize = 4_000_000;
/// Operations of it that go with a training step: some milliseconds.
const FLOOR_PIECE: usize = 3_000_000;

struct Kept {
    training: Training,
    floor: FloorWork,
}

/// What no denoiser can fall below: being worked out beside the training, or known.
enum FloorWork {
    Unbegun,
    Begun(Box<(Kernel, Floor)>),
    Known([f64; 2]),
}

impl FloorWork {
    /// Goes on for a piece.
    fn work(&mut self, training: &mut Training, budget: &mut Budget) {
        if let FloorWork::Unbegun = self {
            let recipe = training.recipe();
            let kernel = Kernel::of(recipe.process, &recipe.law);
            let batches = FLOOR_PAIRS / (BATCH * kernel.points().len());
            let floor = Floor::new(FLOOR_BATCHES, batches.clamp(2, FLOOR_COUNT));
            *self = FloorWork::Begun(Box::new((kernel, floor)));
        }
        if let FloorWork::Begun(begun) = self {
            let (kernel, floor) = &mut **begun;
            if let Some(found) = floor.work(training, kernel, budget) {
                *self = FloorWork::Known(found);
            }
        }
    }

    fn known(&self) -> Option<[f64; 2]> {
        match self {
            FloorWork::Known(found) => Some(*found),
            _ => None,
        }
    }
}

thread_local! {
    static TRAININGS: RefCell<Vec<Kept>> = const { RefCell::new(Vec::new()) };
}

/// Hands the training of a recipe to `action`, begun if it was not, and puts it first.
fn with<T>(recipe: Recipe, action: impl FnOnce(&mut Kept) -> T) -> T {
    TRAININGS.with_borrow_mut(|all| {
        let known = all
            .iter()
            .position(|kept| *kept.training.recipe() == recipe);
        let kept = match known {
            Some(k) => all.remove(k),
            None => Kept {
                training: Training::new(recipe),
                floor: FloorWork::Unbegun,
            },
        };
        all.insert(0, kept);
        all.truncate(KEPT);
        action(&mut all[0])
    })
}

/// The network of a scene as far as it is trained; `None` if it needs none or nobody has begun to train it.
pub(in crate::web) fn network(scene: &Scene) -> Option<Network> {
    if scene.denoiser != DenoiserKind::Network {
        return None;
    }
    let recipe = recipe(scene, &scene.law());
    TRAININGS.with_borrow(|all| {
        let known = all.iter().find(|kept| *kept.training.recipe() == recipe);
        known.map(|kept| kept.training.network().clone())
    })
}

#[derive(Serialize)]
struct Progress {
    /// Steps done, and of how many.
    step: usize,
    steps: usize,
    /// Whether all steps are, and the floor is known.
    done: bool,
    /// The mean loss of the last 64 batches; null before the first.
    loss: Option<f64>,
    /// What no denoiser can fall below, and its standard error; null until it is known: it is worked out
    /// beside the first steps.
    floor: Option<[f64; 2]>,
}

/// Trains the network of a scene for so many more steps and says how far it is. Throws a SceneError where the scene is
/// not allowed or has no network.
#[wasm_bindgen]
pub fn learn(js: &JsValue, steps: usize) -> Result<JsValue, JsValue> {
    with_scene(js, |kept| {
        for _ in 0..steps {
            if !kept.training.advance() {
                break;
            }
        }
        let Kept { training, floor } = kept;
        if steps > 0 {
            let piece = FLOOR_PIECE.saturating_mul(steps);
            floor.work(training, &mut Budget::new(piece));
        }
        let losses = training.losses();
        let last = &losses[losses.len().saturating_sub(64)..];
        let mean = last.iter().map(|&loss| f64::from(loss)).sum::<f64>() / last.len().max(1) as f64;
        to_js(&Progress {
            step: training.step_count(),
            steps: training.recipe().steps,
            done: training.done() && floor.known().is_some(),
            loss: (!last.is_empty()).then_some(mean),
            floor: floor.known(),
        })
    })
}

/// Begins the training of a scene's network afresh.
#[wasm_bindgen]
pub fn unlearn(js: &JsValue) -> Result<(), JsValue> {
    with_scene(js, |kept| {
        kept.training = Training::new(kept.training.recipe().clone());
    })
}

/// The loss of every batch so far.
#[wasm_bindgen(js_name = lossCurve)]
pub fn loss_curve(js: &JsValue) -> Result<Float32Array, JsValue> {
    with_scene(js, |kept| Float32Array::from(kept.training.losses()))
}

fn with_scene<T>(js: &JsValue, action: impl FnOnce(&mut Kept) -> T) -> Result<T, JsValue> {
    let scene = scene(js)?;
    if scene.denoiser != DenoiserKind::Network {
        let named = scene.get("denoiser").to_string();
        return Err(argument_error(
            "denoiser",
            named,
            "network, which alone is trained",
        ));
    }
    Ok(with(recipe(&scene, &scene.law()), action))
}
