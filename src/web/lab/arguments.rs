//! Arguments of single formulas as JavaScript hands them over: whatever they are, read without an exception of JavaScript's
//! and without a conversion that nobody asked for, or refused with a sentence.

use crate::decimal::Decimal;
use crate::scene::Value;
use crate::web::convert::argument_error;
use crate::words::counted;
use js_sys::{Array, ArrayBuffer, Float64Array, Function, Reflect};
use wasm_bindgen::prelude::*;

/// The most numbers of a list, in or out: 80 MB.
pub(super) const MOST_NUMBERS: usize = 10_000_000;

/// What it is, in a sentence.
pub(super) fn described(js: &JsValue) -> String {
    if let Some(number) = js.as_f64() {
        Decimal(number).to_string()
    } else if let Some(text) = js.as_string() {
        Value::Text(text).to_string()
    } else if let Some(truth) = js.as_bool() {
        truth.to_string()
    } else if js.is_undefined() {
        "undefined".into()
    } else if js.is_null() {
        "null".into()
    } else if js.is_bigint() {
        "a BigInt".into()
    } else if js.is_symbol() {
        "a symbol".into()
    } else if js.is_function() {
        "a function".into()
    } else {
        "an object".into()
    }
}

/// A text or a number as a scene takes it.
pub(super) fn value(js: &JsValue) -> Value {
    match (js.as_string(), js.as_f64()) {
        (Some(text), _) => Value::Text(text),
        (_, Some(number)) => Value::Number(number),
        _ => Value::Other(described(js)),
    }
}

/// A number for which `is_allowed` holds.
pub(super) fn number(
    field: &str,
    js: &JsValue,
    allowed: &str,
    is_allowed: impl Fn(f64) -> bool,
) -> Result<f64, JsValue> {
    match js.as_f64() {
        Some(number) if is_allowed(number) => Ok(number),
        _ => Err(argument_error(field, described(js), allowed)),
    }
}

/// A list of numbers from -`largest` to `largest`, an array or a typed one.
pub(super) fn numbers(field: &str, js: &JsValue, largest: f64) -> Result<Vec<f64>, JsValue> {
    let refused = |value: String| {
        let largest = Decimal(largest);
        let allowed = format!("a list of finite numbers from -{largest} to {largest}");
        Err(argument_error(field, value, &allowed))
    };
    // What throws here would also throw where exceptions are not caught.
    let length = if js.is_object() {
        Reflect::get(js, &"length".into()).ok()
    } else {
        None
    };
    let Some(length) = length.and_then(|length| length.as_f64()) else {
        return refused(described(js));
    };
    if length > MOST_NUMBERS as f64 {
        let allowed = format!("a list of at most {MOST_NUMBERS} numbers");
        let length = format!("{} numbers", Decimal(length));
        return Err(argument_error(field, length, &allowed));
    }
    // Of an array whose memory was given away nothing is left, and nothing can be copied.
    if length == 0.0 {
        return Ok(Vec::new());
    }
    let list = if Array::is_array(js) {
        let mut list = Vec::new();
        for k in 0..length as u32 {
            let entry = Reflect::get_u32(js.unchecked_ref(), k).unwrap_or(JsValue::UNDEFINED);
            match entry.as_f64() {
                Some(number) => list.push(number),
                None => return refused(format!("a list with {} in it", described(&entry))),
            }
        }
        list
    } else if ArrayBuffer::is_view(js) {
        match typed(js) {
            Some(list) => list,
            None => return refused("a list of other things".into()),
        }
    } else {
        return refused(described(js));
    };
    // Not a number is not within either.
    match list.iter().find(|x| !(-largest..=largest).contains(*x)) {
        Some(&bad) => refused(format!(
            "{} with {} among them",
            counted(list.len(), "number"),
            Decimal(bad)
        )),
        None => Ok(list),
    }
}

/// The numbers of a typed array of any kind but of BigInts.
fn typed(js: &JsValue) -> Option<Vec<f64>> {
    if let Some(list) = js.dyn_ref::<Float64Array>() {
        return Some(list.to_vec());
    }
    let constructor = Reflect::get(&js_sys::global(), &"Float64Array".into()).ok()?;
    let list = Reflect::construct(constructor.dyn_ref::<Function>()?, &Array::of1(js)).ok()?;
    Some(list.dyn_ref::<Float64Array>()?.to_vec())
}
