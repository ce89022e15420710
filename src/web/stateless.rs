//! What needs no running scene: tables of parameters and presets, scenes as text, tables of data, the
//! exact kernel, coefficients and grids.

use super::convert::{argument_error, scene, scene_error, scene_to_js, to_js};
use crate::denoiser;
use crate::law::{self, PRESETS, TableOptions};
use crate::points::Points;
use crate::process::Process;
use crate::sampler::exponential;
use crate::scene::{Kind, PARAMETERS, Scene, Value};
use crate::time_grid;
use js_sys::{Array, Float64Array};
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
            ParameterInfo {
                name: parameter.name,
                label: parameter.label,
                symbol: parameter.symbol,
                kind,
                default: match range.and_then(|_| parameter.default.parse().ok()) {
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
            }
        })
        .collect();
    to_js(&infos)
}

fn text(value: Value) -> String {
    match value {
        Value::Text(text) | Value::Other(text) => text,
        Value::Number(number) => number.to_string(),
    }
}

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
            let law = preset.law();
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

/// Reads pairs [name, value] of a URL or of attributes: `{scene, problems}`. What is wrong or unknown is a
/// problem, and its default is used.
#[wasm_bindgen(js_name = readScene)]
pub fn read_scene(pairs: &Array) -> JsValue {
    let pairs: Vec<(String, String)> = pairs
        .iter()
        .map(|pair| Array::from(&pair))
        .map(|pair| {
            let text = |k| pair.get(k).as_string().unwrap_or_default();
            (text(0), text(1))
        })
        .collect();
    let pairs = pairs
        .into_iter()
        .map(|(name, value)| (name, Value::Text(value)));
    let pairs: Vec<(String, Value)> = pairs.collect();
    let borrowed = pairs.iter().map(|(name, value)| (&name[..], value.clone()));
    let (scene, problems) = Scene::from_pairs_leniently(borrowed);
    let result = js_sys::Object::new();
    let problems: Array = problems.iter().map(scene_error).collect();
    let _ = js_sys::Reflect::set(&result, &"scene".into(), &scene_to_js(&scene));
    let _ = js_sys::Reflect::set(&result, &"problems".into(), &problems);
    result.into()
}

/// The scene as a URL's query, only what differs from the defaults; "" if nothing does.
#[wasm_bindgen(js_name = sceneQuery)]
pub fn scene_query(js: &JsValue) -> Result<String, JsValue> {
    let scene = scene(js)?;
    let pairs: Vec<String> = scene
        .differences()
        .into_iter()
        .map(|(name, value)| {
            let encoded: String = js_sys::encode_uri_component(&value).into();
            // These are safe in a query and read better.
            let encoded = encoded
                .replace("%2C", ",")
                .replace("%3B", ";")
                .replace("%40", "@");
            format!("{name}={encoded}")
        })
        .collect();
    Ok(pairs.join("&"))
}

#[derive(Serialize)]
struct StandardisationInfo<'a> {
    mean: &'a [f64],
    scale: &'a [f64],
}

impl<'a> StandardisationInfo<'a> {
    fn of(law: &'a law::Law) -> Option<Self> {
        law.standardisation.as_ref().map(|done| Self {
            mean: &done.mean,
            scale: &done.scale,
        })
    }
}

#[derive(Serialize)]
struct TableInfo<'a> {
    header: bool,
    columns: &'a [String],
    chosen: &'a [String],
    weight: Option<&'a str>,
    rows: usize,
    dim: usize,
    data: String,
    standardisation: Option<StandardisationInfo<'a>>,
}

/// Reads a table of points as people have them, CSV or typed lines, into a scene's data.
#[wasm_bindgen(js_name = readTable)]
pub fn read_table(text: &str, options: &JsValue) -> Result<JsValue, JsValue> {
    #[derive(serde::Deserialize, Default)]
    #[serde(default)]
    struct Options {
        columns: Option<Vec<String>>,
        weight: Option<String>,
        standardise: bool,
    }
    let options: Options = if options.is_undefined() || options.is_null() {
        Options::default()
    } else {
        serde_wasm_bindgen::from_value(options.clone()).map_err(|error| {
            argument_error(
                "options",
                error,
                "{columns: [names], weight: name, standardise: true}",
            )
        })?
    };
    let options = TableOptions {
        columns: options.columns,
        weight: options.weight,
        standardise: options.standardise,
    };
    let table = law::read_table(text, &options).map_err(|sentence| {
        let js = js_sys::Error::new(&sentence);
        js.set_name("SceneError");
        let _ = js_sys::Reflect::set(&js, &"field".into(), &"data".into());
        JsValue::from(js)
    })?;
    Ok(to_js(&TableInfo {
        header: table.header,
        columns: &table.columns,
        chosen: &table.chosen,
        weight: table.weight.as_deref(),
        rows: table.law.points.len(),
        dim: table.law.points.dim(),
        data: table.law.to_inline(),
        standardisation: StandardisationInfo::of(&table.law),
    }))
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

/// The named process.
fn process(name: &str) -> Result<Process, JsValue> {
    let mut scene = Scene::default();
    scene
        .set("process", &Value::Text(name.into()))
        .map_err(|error| scene_error(&error))?;
    Ok(scene.process)
}

/// A time, finite and at least 0.
fn time(field: &str, t: f64) -> Result<f64, JsValue> {
    if (0.0..=300.0).contains(&t) {
        Ok(t)
    } else {
        Err(argument_error(field, t, "a number from 0 to 300"))
    }
}

/// A time above 0, where a density or a first step is meant.
fn positive_time(field: &str, t: f64) -> Result<f64, JsValue> {
    if t > 0.0 && t <= 300.0 {
        Ok(t)
    } else {
        Err(argument_error(field, t, "a number above 0 and at most 300"))
    }
}

/// [state, mean, noise] of one exponential step from t down to tNext.
#[wasm_bindgen(js_name = stepCoefficients)]
pub fn step_coefficients(
    process_name: &str,
    epsilon: f64,
    t: f64,
    t_next: f64,
) -> Result<Float64Array, JsValue> {
    let process = process(process_name)?;
    let t = positive_time("t", t)?;
    if !(0.0..=t).contains(&t_next) {
        return Err(argument_error(
            "tNext",
            t_next,
            &format!("a number from 0 to t, {t}"),
        ));
    }
    if !(0.0..=2.0).contains(&epsilon) {
        return Err(argument_error("epsilon", epsilon, "a number from 0 to 2"));
    }
    let coefficients = exponential::step_coefficients(process, epsilon, t, t_next);
    Ok(Float64Array::from(&coefficients[..]))
}

/// [start, end, noise] of Theorem 2, (4.12).
#[wasm_bindgen(js_name = diracBridge)]
pub fn dirac_bridge(t_star: f64, s: f64) -> Result<Float64Array, JsValue> {
    let t_star = positive_time("tStar", t_star)?;
    if !(0.0..=t_star).contains(&s) {
        return Err(argument_error(
            "s",
            s,
            &format!("a number from 0 to tStar, {t_star}"),
        ));
    }
    Ok(Float64Array::from(
        &exponential::dirac_bridge(t_star, s)[..],
    ))
}

/// The steps + 1 times of a grid, decreasing from tStar to tMin.
#[wasm_bindgen(js_name = timeGrid)]
pub fn time_grid(
    process_name: &str,
    grid: &str,
    t_star: f64,
    t_min: f64,
    steps: f64,
) -> Result<Float64Array, JsValue> {
    let pairs = [
        ("process", Value::Text(process_name.into())),
        ("grid", Value::Text(grid.into())),
        ("t-star", Value::Number(t_star)),
        ("t-min", Value::Number(t_min)),
        ("steps", Value::Number(steps)),
    ];
    let scene = Scene::from_pairs(pairs).map_err(|error| scene_error(&error))?;
    let times = time_grid::time_grid(
        scene.process,
        scene.grid,
        scene.t_star,
        scene.t_min,
        scene.steps,
    );
    Ok(Float64Array::from(&times[..]))
}

/// The exact kernel of weighted points: x̄₀, λ, score and log-density at any place and time.
#[wasm_bindgen]
pub struct Kernel {
    kernel: denoiser::Kernel,
}

#[wasm_bindgen]
impl Kernel {
    /// Points row-major, `dim` numbers each; weights positive, of any sum, equal if missing.
    #[wasm_bindgen(constructor)]
    pub fn new(
        process_name: &str,
        points: &[f64],
        dim: usize,
        weights: Option<Vec<f64>>,
    ) -> Result<Kernel, JsValue> {
        let process = process(process_name)?;
        if dim == 0 || points.is_empty() || !points.len().is_multiple_of(dim) {
            return Err(argument_error(
                "points",
                format!("{} numbers for dim {dim}", points.len()),
                "a list of N·dim numbers, N and dim at least 1",
            ));
        }
        if let Some(bad) = points.iter().find(|x| !x.is_finite()) {
            return Err(argument_error("points", bad, "finite numbers"));
        }
        let points = Points::from_rows(points, dim);
        let weights = weights.unwrap_or_else(|| vec![1.0; points.len()]);
        if weights.len() != points.len() {
            return Err(argument_error(
                "weights",
                format!("{} numbers", weights.len()),
                &format!("one for each of the {} points", points.len()),
            ));
        }
        if let Some(bad) = weights.iter().find(|&&w| !(w > 0.0 && w.is_finite())) {
            return Err(argument_error("weights", bad, "positive numbers"));
        }
        Ok(Self {
            kernel: denoiser::Kernel::new(process, points, &weights),
        })
    }

    fn each(
        &self,
        x: &[f64],
        mut write: impl FnMut(&[f64], &mut Vec<f64>),
    ) -> Result<Float64Array, JsValue> {
        let dim = self.kernel.points().dim();
        if !x.len().is_multiple_of(dim) {
            return Err(argument_error(
                "x",
                format!("{} numbers", x.len()),
                &format!("a list of m·{dim} numbers"),
            ));
        }
        if let Some(bad) = x.iter().find(|x| !x.is_finite()) {
            return Err(argument_error("x", bad, "finite numbers"));
        }
        let mut out = Vec::new();
        for place in x.chunks_exact(dim) {
            write(place, &mut out);
        }
        Ok(Float64Array::from(&out[..]))
    }

    /// x̄₀(x, t), m·dim numbers.
    #[wasm_bindgen(js_name = posteriorMean)]
    pub fn posterior_mean(&self, x: &[f64], t: f64) -> Result<Float64Array, JsValue> {
        let t = time("t", t)?;
        self.each(x, |place, out| {
            out.extend(self.kernel.posterior_mean_at(place, t));
        })
    }

    /// λ_i(x, t), m·N numbers.
    #[wasm_bindgen(js_name = posteriorWeights)]
    pub fn posterior_weights(&self, x: &[f64], t: f64) -> Result<Float64Array, JsValue> {
        let t = time("t", t)?;
        let mut lambda = Vec::new();
        self.each(x, |place, out| {
            self.kernel.posterior_weights(place, t, &mut lambda);
            out.extend_from_slice(&lambda);
        })
    }

    /// ∇log ρ(x, t), m·dim numbers.
    pub fn score(&self, x: &[f64], t: f64) -> Result<Float64Array, JsValue> {
        let t = positive_time("t", t)?;
        self.each(x, |place, out| out.extend(self.kernel.score(place, t)))
    }

    /// log ρ(x, t), m numbers.
    #[wasm_bindgen(js_name = logDensity)]
    pub fn log_density(&self, x: &[f64], t: f64) -> Result<Float64Array, JsValue> {
        let t = positive_time("t", t)?;
        self.each(x, |place, out| out.push(self.kernel.log_density(place, t)))
    }
}
