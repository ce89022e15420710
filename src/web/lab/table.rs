//! Tables of the reader's own data in JavaScript.

use crate::law::{self, LeftOut, Reading, Table, TableError, TableOptions, Understood};
use crate::web::convert::{argument_error, to_js};
use crate::web::simulation::StandardisationInfo;
use js_sys::{Error, Reflect};
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[derive(Serialize)]
struct ReadingInfo<'a> {
    key: &'a str,
    label: &'a str,
}

#[derive(Serialize)]
struct LeftOutInfo<'a> {
    line: u64,
    text: &'a str,
    because: &'a str,
}

/// What a text was taken for, whether it was read or not.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UnderstoodInfo<'a> {
    header: bool,
    columns: &'a [String],
    numeric: &'a [String],
    chosen: &'a [String],
    weight: Option<&'a str>,
    readings: Vec<ReadingInfo<'a>>,
    reading: &'a str,
    notes: &'a [String],
}

impl<'a> From<&'a Understood> for UnderstoodInfo<'a> {
    fn from(understood: &'a Understood) -> Self {
        let info = |Reading { key, label }: &'a Reading| ReadingInfo { key, label };
        Self {
            header: understood.header,
            columns: &understood.columns,
            numeric: &understood.numeric,
            chosen: &understood.chosen,
            weight: understood.weight.as_deref(),
            readings: understood.readings.iter().map(info).collect(),
            reading: &understood.reading,
            notes: &understood.notes,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TableInfo<'a> {
    #[serde(flatten)]
    understood: UnderstoodInfo<'a>,
    rows: usize,
    dim: usize,
    /// How many lines have no value where one is needed, and the first of them.
    missing: usize,
    left_out: Vec<LeftOutInfo<'a>>,
    data: &'a str,
    standardisation: Option<StandardisationInfo<'a>>,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Options {
    columns: Option<Vec<String>>,
    weight: Option<String>,
    standardise: bool,
    reading: Option<String>,
}

fn options(js: &JsValue) -> Result<TableOptions, JsValue> {
    let options: Options = if js.is_undefined() || js.is_null() {
        Options::default()
    } else {
        serde_wasm_bindgen::from_value(js.clone()).map_err(|error| {
            argument_error(
                "options",
                error,
                "{columns: [names], weight: name, standardise: true, reading: key}",
            )
        })?
    };
    Ok(TableOptions {
        columns: options.columns,
        weight: options.weight,
        standardise: options.standardise,
        reading: options.reading,
    })
}

fn table_to_js(table: &Table) -> JsValue {
    let left_out = table.left_out.iter().map(|left: &LeftOut| LeftOutInfo {
        line: left.line,
        text: &left.text,
        because: &left.because,
    });
    to_js(&TableInfo {
        understood: (&table.understood).into(),
        rows: table.law.points().len(),
        dim: table.law.points().dim(),
        missing: table.missing,
        left_out: left_out.collect(),
        data: &table.inline,
        standardisation: StandardisationInfo::of(&table.law),
    })
}

/// A SceneError about data, with what the text was taken for as `understood`.
fn refusal(error: &TableError) -> JsValue {
    let js = Error::new(&error.sentence);
    js.set_name("SceneError");
    let understood = to_js(&UnderstoodInfo::from(&*error.understood));
    for (name, value) in [("field", "data".into()), ("understood", understood)] {
        // Setting a property of an object that was just made cannot fail.
        let _ = Reflect::set(&js, &name.into(), &value);
    }
    js.into()
}

/// Reads a table of points as people have them, CSV or typed lines, into a scene's data.
#[wasm_bindgen(js_name = readTable)]
pub fn read_table(text: &str, options: &JsValue) -> Result<JsValue, JsValue> {
    let options = self::options(options)?;
    let table = law::read_table(text, &options).map_err(|error| refusal(&error))?;
    Ok(table_to_js(&table))
}

/// The same in pieces, for texts that take longer than a page may stand still.
#[wasm_bindgen]
pub struct TableReader {
    inner: law::TableReader,
}

#[wasm_bindgen]
impl TableReader {
    /// With the options of `readTable`.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &JsValue) -> Result<TableReader, JsValue> {
        let inner = law::TableReader::new(self::options(options)?);
        Ok(Self { inner })
    }

    /// The next part of the text; all of it comes before the first call of `advance`.
    pub fn push(&mut self, part: &str) -> Result<(), JsValue> {
        if self.inner.push(part) {
            Ok(())
        } else {
            let allowed = "pushed before the first call of advance";
            Err(argument_error("part", "late", allowed))
        }
    }

    /// The share of the work that is done, from 0 to 1.
    #[wasm_bindgen(getter)]
    pub fn progress(&self) -> f64 {
        self.inner.progress()
    }

    /// Works on about so many cells; what `readTable` gives, once it is done, and nothing before and after that.
    pub fn advance(&mut self, cells: usize) -> Result<JsValue, JsValue> {
        let table = self.inner.advance(cells).map_err(|error| refusal(&error))?;
        Ok(table.as_ref().map_or(JsValue::UNDEFINED, table_to_js))
    }
}
