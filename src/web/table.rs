//! Tables of the reader's own data in JavaScript.

use super::convert::{argument_error, to_js};
use crate::law::{self, TableOptions};
use serde::Serialize;
use wasm_bindgen::prelude::*;

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
