//! What the lab keeps beside a running scene.

use crate::cost::Piece;
use crate::ensemble::start_divergence::{Known, StartDivergence};
use crate::ensemble::{Doubt, Simulation};
use crate::web::convert::to_js;
use js_sys::Reflect;
use serde::Serialize;
use std::cell::OnceCell;
use wasm_bindgen::prelude::*;

/// What was found of a scene so far.
#[derive(Default)]
pub(in crate::web) struct Beside {
    known: OnceCell<AtRest>,
    /// By how much chances may differ from λ, once that is asked for.
    pub(super) doubt: Option<Doubt>,
    /// How far the start is from ρ(·, T*), once that is asked for.
    pub(super) gap: Option<StartGap>,
}

impl Beside {
    /// Adds to what is said of a scene, `info`, how many points were given and how its grid ends.
    pub(in crate::web) fn add_to(&self, info: &JsValue, simulation: &Simulation) {
        let known = self.known.get_or_init(|| AtRest::of(simulation));
        let fields = [
            ("given", (known.given as f64).into()),
            ("ending", to_js(&known.ending)),
        ];
        for (name, value) in fields {
            let _ = Reflect::set(info, &name.into(), &value);
        }
    }
}

/// KL(q₀ | ρ(·, T*)), in the making.
pub(super) struct StartGap {
    left: Option<StartDivergence>,
    known: Known,
}

impl StartGap {
    /// Of a scene's start.
    pub(super) fn of(simulation: &Simulation) -> Self {
        match StartDivergence::of(simulation.scene(), simulation.rho0()) {
            Ok(divergence) => Self {
                left: Some(divergence),
                known: Known::NotYet,
            },
            Err(known) => Self { left: None, known },
        }
    }

    /// Some milliseconds of it; what it is, once that is known.
    pub(super) fn work(&mut self) -> Option<f64> {
        let mut piece = Piece::whole();
        while let Some(divergence) = &mut self.left
            && piece.is_left()
        {
            self.known = divergence.work();
            piece.spend(divergence.cost());
            if self.known != Known::NotYet {
                self.left = None;
            }
        }
        match self.known {
            Known::Is([divergence, _]) => Some(divergence),
            Known::Infinite => Some(f64::INFINITY),
            Known::NotYet => None,
        }
    }
}

/// What does not change while a scene runs and takes a while to find.
struct AtRest {
    /// How many points were given, before equal ones were put together.
    given: usize,
    ending: Ending,
}

impl AtRest {
    fn of(simulation: &Simulation) -> Self {
        let ending = simulation.ending();
        Self {
            given: simulation.scene().given().points().len(),
            ending: Ending {
                last_time: ending.last_time,
                kappa: ending.kappa,
                spacing: ending.spacing,
                spacing_time: ending.spacing_time,
                resolved: ending.resolved,
                sentence: ending.sentence,
            },
        }
    }
}

/// See [`crate::ensemble::Ending`].
#[derive(Serialize)]
struct Ending {
    #[serde(rename = "lastTime")]
    last_time: f64,
    kappa: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    spacing: Option<f64>,
    #[serde(rename = "spacingTime", skip_serializing_if = "Option::is_none")]
    spacing_time: Option<f64>,
    resolved: f64,
    sentence: String,
}
