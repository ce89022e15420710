//! What comes from outside, and the sentence that says what is wrong with it.

use crate::decimal::{self, Decimal};
use crate::law::shorten;
use std::fmt;

/// A value as it comes from outside.
///
/// ```
/// use reverse_diffusion::scene::Value;
///
/// assert_eq!(Value::Text("ou".into()).to_string(), "\"ou\"");
/// assert_eq!(Value::Number(0.5).to_string(), "0.5");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text, from an attribute, a URL or JSON.
    Text(String),
    /// A number, from JSON.
    Number(f64),
    /// Anything else, described.
    Other(String),
}

impl Value {
    pub(super) fn as_number(&self) -> Option<f64> {
        match self {
            Value::Number(number) => Some(*number),
            Value::Text(text) => decimal::parse(text.trim()),
            Value::Other(_) => None,
        }
    }

    pub(super) fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text.trim()),
            _ => None,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) => write!(f, "\"{}\"", shorten(text)),
            Value::Number(number) => Decimal(*number).fmt(f),
            Value::Other(what) => f.write_str(&shorten(what)),
        }
    }
}

/// What is wrong with a scene: the field, the value, and what is allowed.
///
/// ```
/// use reverse_diffusion::scene::{Scene, Value};
///
/// let error = Scene::from_pairs([("epsilon", Value::Number(3.0))]).unwrap_err();
/// assert_eq!((error.field.as_str(), error.value.as_str()), ("epsilon", "3"));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct SceneError {
    /// The parameter's name.
    pub field: String,
    /// The value, as it was given.
    pub value: String,
    /// What would have been allowed.
    pub allowed: String,
    /// More about what is wrong, where the range alone does not say it.
    pub because: Option<String>,
}

impl fmt::Display for SceneError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            field,
            value,
            allowed,
            because,
        } = self;
        match because {
            Some(because) => write!(f, "{field} is {value}: {because}; it must be {allowed}."),
            None => write!(f, "{field} is {value}; it must be {allowed}."),
        }
    }
}

impl std::error::Error for SceneError {}
