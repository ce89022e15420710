//! What needs no running scene: the table of parameters, and scenes as text.

use super::convert::{argument_error, list, scene, scene_error, scene_to_js, to_js};
use crate::decimal::{self, Decimal};
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
