//! The tables of presets and studies, and seeds.

use crate::law::PRESETS;
use crate::scene::{STUDIES, StudyKind};
use crate::web::convert::to_js;
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[derive(Serialize)]
struct PresetInfo {
    name: &'static str,
    title: &'static str,
    dim: usize,
    count: usize,
    source: &'static str,
    licence: &'static str,
    note: &'static str,
    standardised: bool,
}

/// Every preset: name, title, size, source, licence.
#[wasm_bindgen]
pub fn presets() -> JsValue {
    let infos: Vec<PresetInfo> = PRESETS
        .iter()
        .map(|preset| {
            let law = preset.law(0, 0);
            PresetInfo {
                name: preset.name,
                title: preset.title,
                dim: law.points().dim(),
                count: law.points().len(),
                source: preset.source,
                licence: preset.licence,
                note: preset.note,
                standardised: law.standardisation().is_some(),
            }
        })
        .collect();
    to_js(&infos)
}

/// A seed that nobody has had before.
#[wasm_bindgen(js_name = freshSeed)]
pub fn fresh_seed() -> Result<f64, JsValue> {
    let seed = getrandom::u64().map_err(|error| {
        JsValue::from(js_sys::Error::new(&format!(
            "The browser gives no random numbers: {error}"
        )))
    })?;
    Ok((seed >> 32) as f64)
}

#[derive(Serialize)]
struct StudyInfo {
    name: &'static str,
    title: &'static str,
    question: &'static str,
    reference: &'static str,
    /// Of how many coordinates its data may be, at least and at most.
    dims: [usize; 2],
    /// Whether its data are images, so many coordinates being a square number.
    images: bool,
    parameters: &'static [&'static str],
    #[serde(rename = "hasStage")]
    has_stage: bool,
    #[serde(rename = "hasClock")]
    has_clock: bool,
    opening: f64,
}

/// Every study: name, title, question, reference, the parameters that matter to it.
#[wasm_bindgen]
pub fn studies() -> JsValue {
    let infos: Vec<StudyInfo> = STUDIES
        .iter()
        .map(|info| StudyInfo {
            name: info.name,
            title: info.title,
            question: info.question,
            reference: info.reference,
            dims: [*info.dims.start(), (*info.dims.end()).min(1024)],
            images: info.kind == StudyKind::Digits,
            parameters: info.parameters,
            has_stage: info.has_stage,
            has_clock: info.has_clock,
            opening: info.opening,
        })
        .collect();
    to_js(&infos)
}
