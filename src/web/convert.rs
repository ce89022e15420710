//! JavaScript's values to ours and back.

use crate::scene::{Scene, SceneError, Value};
use js_sys::{Array, Error, Object, Reflect};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// A plain JavaScript object for anything serialisable.
pub(super) fn to_js(value: &impl Serialize) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    // Not `expect`, which would bring the code that describes any JavaScript value.
    let Ok(js) = value.serialize(&serializer) else {
        unreachable!("plain data can always be written");
    };
    js
}

/// The error as JavaScript sees it: an Error named SceneError with field, value and allowed.
pub(super) fn scene_error(error: &SceneError) -> JsValue {
    let js = Error::new(&error.to_string());
    js.set_name("SceneError");
    let fields = [
        ("field", &error.field),
        ("value", &error.value),
        ("allowed", &error.allowed),
    ];
    for (key, text) in fields {
        // Setting a property of an object that was just made cannot fail.
        let _ = Reflect::set(&js, &key.into(), &text.as_str().into());
    }
    js.into()
}

/// An error about one argument.
pub(super) fn argument_error(field: &str, value: impl ToString, allowed: &str) -> JsValue {
    scene_error(&SceneError {
        field: field.into(),
        value: value.to_string(),
        allowed: allowed.into(),
        because: None,
    })
}

#[wasm_bindgen]
extern "C" {
    /// As js-sys has it, but caught: an exception that passes through the module leaves its stack as it stood.
    #[wasm_bindgen(catch, js_namespace = Object, js_name = entries)]
    fn entries(object: &JsValue) -> Result<Array, JsValue>;
    /// The same: it throws for a proxy that was revoked.
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn is_array(value: &JsValue) -> Result<bool, JsValue>;
}

/// A list, if it is one.
pub(super) fn list(js: &JsValue) -> Option<&Array> {
    is_array(js).unwrap_or(false).then(|| js.unchecked_ref())
}

/// What else a value may be; the small module is asked by the page, which hands over nothing else.
fn kind(js: &JsValue) -> &'static str {
    match js {
        _ if !crate::WHOLE => "an object",
        js if js.is_bigint() => "a BigInt",
        js if js.is_symbol() => "a symbol",
        js if js.is_function() => "a function",
        _ => "an object",
    }
}

/// What a JavaScript value is, as a scene's value.
fn value(js: &JsValue) -> Value {
    let other = |what: &str| Value::Other(what.into());
    if let Some(text) = js.as_string() {
        Value::Text(text)
    } else if let Some(number) = js.as_f64() {
        Value::Number(number)
    } else if let Some(truth) = js.as_bool() {
        other(if truth { "true" } else { "false" })
    } else if js.is_null() {
        other("null")
    } else if list(js).is_some() {
        other("a list")
    } else {
        other(kind(js))
    }
}

/// The scene of a plain object; undefined values count as missing.
pub(super) fn scene(js: &JsValue) -> Result<Scene, JsValue> {
    if js.is_undefined() || js.is_null() {
        return Ok(Scene::default());
    }
    if !js.is_object() || list(js).is_some() {
        return Err(argument_error(
            "scene",
            value(js),
            "an object such as {data: \"penguins\", steps: 200}",
        ));
    }
    let entries = entries(js)?;
    let pairs: Vec<(String, Value)> = entries
        .iter()
        .map(|entry| entry.unchecked_into::<Array>())
        .filter(|entry| !entry.get(1).is_undefined())
        .map(|entry| {
            (
                entry.get(0).as_string().unwrap_or_default(),
                value(&entry.get(1)),
            )
        })
        .collect();
    let pairs = pairs.iter().map(|(name, value)| (&name[..], value.clone()));
    Scene::from_pairs(pairs).map_err(|error| scene_error(&error))
}

/// A scene as a plain object with every parameter.
pub(super) fn scene_to_js(scene: &Scene) -> JsValue {
    let object = Object::new();
    for parameter in crate::scene::PARAMETERS {
        let value: JsValue = match scene.get(parameter.name) {
            Value::Number(number) => number.into(),
            Value::Text(text) | Value::Other(text) => text.into(),
        };
        let _ = Reflect::set(&object, &parameter.name.into(), &value);
    }
    object.into()
}
