//! The parameters of a scene by their names: set from what was written, and written as they would be read.

use super::data::Data;
use super::error::{SceneError, Value};
use super::fields::Scene;
use super::parameter::{ELSEWHERE, Field, PARAMETERS, parameter};
use super::read::{NAMED_STARTS, is_word};
use super::start::Start;
use crate::decimal::Decimal;
use crate::law::shorten;

impl Scene {
    /// Sets one parameter. Whether it fits the others is not looked at.
    ///
    /// # Errors
    ///
    /// If there is no parameter of this name, or it does not take the value: what it takes is in the error.
    pub fn set(&mut self, name: &str, value: &Value) -> Result<(), SceneError> {
        let Some(parameter) = parameter(name) else {
            if ELSEWHERE.contains(&name) {
                self.beyond = true;
                return Ok(());
            }
            let names: Vec<&str> = PARAMETERS.iter().map(|parameter| parameter.name).collect();
            return Err(SceneError {
                field: shorten(name),
                value: value.to_string(),
                allowed: format!("one of the parameters {}", names.join(", ")),
                because: Some("there is no parameter of this name".into()),
            });
        };
        match parameter.field {
            Field::Choice { set, .. } => match value.as_text() {
                Some(name) if set(self, name) => Ok(()),
                // Some names are numbers.
                None if crate::WHOLE && set(self, &value.to_string()) => Ok(()),
                _ => Err(parameter.error(value)),
            },
            Field::Number { set, .. } => parameter.number(value).map(|value| set(self, value)),
            Field::Whole { set, .. } => parameter.integer(value).map(|value| set(self, value)),
            Field::Data => match parameter.data(value) {
                Ok(data) => {
                    self.data = data;
                    Ok(())
                }
                // A name that the small module does not know may be one of the whole module's.
                Err(_) if !crate::WHOLE && value.as_text().is_some_and(is_word) => {
                    self.beyond = true;
                    Ok(())
                }
                Err(problem) => Err(problem),
            },
            Field::Start => parameter.start(value).map(|value| self.start = value),
        }
    }

    /// The value of the parameter called `name`, as [`Scene::set`] reads it.
    pub fn get(&self, name: &str) -> Value {
        let Some(parameter) = parameter(name) else {
            return Value::Other(format!("no parameter {name}"));
        };
        match parameter.field {
            Field::Choice { get, .. } => Value::Text(get(self).into()),
            Field::Number { get, .. } | Field::Whole { get, .. } => Value::Number(get(self)),
            Field::Data => Value::Text(match &self.data {
                Data::Preset(preset) => preset.name.into(),
                Data::Inline(law) => law.to_inline(),
            }),
            Field::Start => Value::Text(self.start.written()),
        }
    }
}

impl Start {
    /// As it is read.
    fn written(&self) -> String {
        match self {
            Start::Normal => "normal".into(),
            Start::Terminal => "terminal".into(),
            Start::Point(point) => {
                let point: Vec<String> = point.iter().map(|&x| Decimal(x).to_string()).collect();
                point.join(",")
            }
            Start::Gaussian { mean, deviation } => {
                let mut named = NAMED_STARTS.iter();
                match named.find(|named| named.1 == [*mean, *deviation]) {
                    Some((name, _)) => (*name).into(),
                    None => format!("normal:{},{}", Decimal(*mean), Decimal(*deviation)),
                }
            }
        }
    }
}
