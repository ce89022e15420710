//! What needs no running scene: the tables of parameters, presets and studies, and scenes as text.

use super::convert::{argument_error, list, scene, scene_error, scene_to_js, to_js};
use crate::decimal::{self, Decimal};
#[cfg(feature = "lab")]
use crate::law::PRESETS;
#[cfg(feature = "lab")]
use crate::scene::STUDIES;
use crate::scene::{ELSEWHERE, Kind, PARAMETERS, Scene, Value};
use js_sys::Array;
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[derive(Serialize)]
struct Choice {
    value: &'static str,
    label: &'static str,
}

#[derive(Serialize)]
struct ParameterInfo {
    name: &'static str,
    label: &'static str,
    symbol: &'static str,
    kind: &'static str,
    default: serde_value::Scalar,
    #[serde(skip_serializing_if = "Option::is_none")]
    values: Option<Vec<Choice>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scale: Option<&'static str>,
    help: &'static str,
    reference: &'static str,
    allowed: String,
    dynamics: Vec<String>,
    studies: Vec<&'static str>,
    denoisers: Vec<String>,
}

mod serde_value {
    /// A number or a text.
    #[derive(serde::Serialize)]
    #[serde(untagged)]
    pub(super) enum Scalar {
        Number(f64),
        Text(&'static str),
    }
}

/// Every parameter of a scene: name, label, range, default, help, reference.
#[wasm_bindgen(js_name = sceneParameters)]
pub fn scene_parameters() -> JsValue {
    let infos: Vec<ParameterInfo> = PARAMETERS
        .iter()
        .map(|parameter| {
            let (kind, values, range, scale) = match parameter.kind {
                Kind::Choice(choices) => ("choice", Some(choices()), None, None),
                Kind::Number { min, max, log } => ("number", None, Some((min, max)), Some(log)),
                Kind::Integer { min, max, log } => ("integer", None, Some((min, max)), Some(log)),
                Kind::Data => ("data", None, None, None),
                Kind::Start => ("start", None, None, None),
            };
            let mut scene = Scene::default();
            let dynamics = parameter.dynamics.iter().map(|&dynamics| {
                scene.dynamics = dynamics;
                text(scene.get("dynamics"))
            });
            let mut scene = Scene::default();
            let denoisers = parameter.denoisers.iter().map(|&denoiser| {
                scene.denoiser = denoiser;
                text(scene.get("denoiser"))
            });
            ParameterInfo {
                name: parameter.name,
                label: parameter.label,
                symbol: parameter.symbol,
                kind,
                default: match range.and_then(|_| decimal::parse(parameter.default)) {
                    Some(number) => serde_value::Scalar::Number(number),
                    None => serde_value::Scalar::Text(parameter.default),
                },
                values: values.map(|choices| {
                    let choices = choices.into_iter();
                    choices
                        .map(|(value, label)| Choice { value, label })
                        .collect()
                }),
                min: range.map(|range| range.0),
                max: range.map(|range| range.1),
                scale: scale.map(|log| if log { "log" } else { "linear" }),
                help: parameter.help,
                reference: parameter.reference,
                allowed: parameter.allowed(),
                dynamics: dynamics.collect(),
                studies: parameter.studies.iter().map(|s| s.info().name).collect(),
                denoisers: denoisers.collect(),
            }
        })
        .collect();
    to_js(&infos)
}

fn text(value: Value) -> String {
    match value {
        Value::Text(text) | Value::Other(text) => text,
        Value::Number(number) => Decimal(number).to_string(),
    }
}

#[cfg(feature = "lab")]
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

#[cfg(feature = "lab")]
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
                dim: law.points.dim(),
                count: law.points.len(),
                source: preset.source,
                licence: preset.licence,
                note: preset.note,
                standardised: law.standardisation.is_some(),
            }
        })
        .collect();
    to_js(&infos)
}

/// The names of the parameters that this module knows by their names alone.
#[wasm_bindgen(js_name = parametersElsewhere)]
pub fn parameters_elsewhere() -> Array {
    ELSEWHERE.iter().map(|&name| JsValue::from(name)).collect()
}

/// Reads pairs [name, value] of a URL or of attributes: `{scene, problems}`. What is wrong or unknown is a
/// problem, and its default is used.
#[wasm_bindgen(js_name = readScene)]
pub fn read_scene(pairs: &Array) -> Result<JsValue, JsValue> {
    let text = |pair: &Array, k| pair.get(k).as_string();
    let pairs: Option<Vec<(String, Value)>> = list(pairs).and_then(|pairs| {
        let read = |pair: JsValue| {
            let pair = list(&pair)?;
            Some((text(pair, 0)?, Value::Text(text(pair, 1)?)))
        };
        pairs.iter().map(read).collect()
    });
    let Some(pairs) = pairs else {
        let allowed = "a list of pairs of texts such as [[\"steps\", \"200\"]]";
        return Err(argument_error("pairs", "something else", allowed));
    };
    let borrowed = pairs.iter().map(|(name, value)| (&name[..], value.clone()));
    let (scene, problems) = Scene::from_pairs_leniently(borrowed);
    let result = js_sys::Object::new();
    let problems: Array = problems.iter().map(scene_error).collect();
    let _ = js_sys::Reflect::set(&result, &"scene".into(), &scene_to_js(&scene));
    let _ = js_sys::Reflect::set(&result, &"problems".into(), &problems);
    if scene.beyond {
        let _ = js_sys::Reflect::set(&result, &"beyond".into(), &true.into());
    }
    Ok(result.into())
}

/// An encoded text with its commas, semicolons and @ as they were: they are safe in a query and read better.
fn readable(encoded: &str) -> String {
    let mut pieces = encoded.split('%');
    let mut text = String::from(pieces.next().unwrap_or_default());
    for piece in pieces {
        let marks = [("2C", ','), ("3B", ';'), ("40", '@')];
        let known = marks
            .iter()
            .find_map(|&(code, mark)| Some((mark, piece.strip_prefix(code)?)));
        let (mark, rest) = known.unwrap_or(('%', piece));
        text.push(mark);
        text += rest;
    }
    text
}

/// The scene as a URL's query, only what differs from the defaults; "" if nothing does.
#[wasm_bindgen(js_name = sceneQuery)]
pub fn scene_query(js: &JsValue) -> Result<String, JsValue> {
    let scene = scene(js)?;
    let pairs: Vec<String> = scene
        .differences()
        .into_iter()
        .map(|(name, value)| {
            format!(
                "{name}={}",
                readable(&String::from(js_sys::encode_uri_component(&value)))
            )
        })
        .collect();
    Ok(pairs.join("&"))
}

#[cfg(feature = "lab")]
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

#[cfg(feature = "lab")]
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

#[cfg(feature = "lab")]
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
            images: info.kind == crate::scene::StudyKind::Digits,
            parameters: info.parameters,
            has_stage: info.has_stage,
            has_clock: info.has_clock,
            opening: info.opening,
        })
        .collect();
    to_js(&infos)
}
