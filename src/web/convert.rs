//! JavaScript's values to ours and back.

use crate::scene::{Scene, SceneError, Value};
use js_sys::{Array, Error, Object, Reflect};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// A plain JavaScript object for anything serialisable.
pub(super) fn to_js(value: &impl Serialize) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value
        .serialize(&serializer)
        .expect("plain data can always be written")
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
        // Setting a property of an object that was just made can not fail.
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

/// What a JavaScript value is, as a scene's value.
fn value(js: &JsValue) -> Value {
    if let Some(text) = js.as_string() {
        Value::Text(text)
    } else if let Some(number) = js.as_f64() {
        Value::Number(number)
    } else if js.is_null() {
        Value::Other("null".into())
    } else if let Some(truth) = js.as_bool() {
        Value::Other(truth.to_string())
    } else if Array::is_array(js) {
        Value::Other("a list".into())
    } else {
        Value::Other("an object".into())
    }
}

/// The scene of a plain object; undefined values count as missing.
pub(super) fn scene(js: &JsValue) -> Result<Scene, JsValue> {
    if js.is_undefined() || js.is_null() {
        return Ok(Scene::default());
    }
    if !js.is_object() || Array::is_array(js) {
        return Err(argument_error(
            "scene",
            value(js),
            "an object such as {data: \"penguins\", steps: 200}",
        ));
    }
    let entries = Object::entries(js.unchecked_ref());
    let pairs: Vec<(String, Value)> = entries
        .iter()
        .map(|entry| Array::from(&entry))
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
