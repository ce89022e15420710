//! The parameters of a scene by their names: set from what was written, and written as they would be read.

use super::choice::Named;
use super::read::{NAMED_STARTS, is_word};
use super::{Data, ELSEWHERE, PARAMETERS, Parameter, Scene, SceneError, Start, Value, parameter};
use crate::decimal::Decimal;
use crate::law::shorten;

impl Scene {
    /// Sets one parameter. Whether it fits the others is not looked at.
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
        match name {
            "dynamics" => parameter.choice(value).map(|value| self.dynamics = value),
            "data" => match parameter.data(value) {
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
            "process" => parameter.choice(value).map(|value| self.process = value),
            "sampler" => parameter.choice(value).map(|value| self.sampler = value),
            "epsilon" => parameter.number(value).map(|value| self.epsilon = value),
            "grid" => parameter.choice(value).map(|value| self.grid = value),
            "t-star" => parameter.number(value).map(|value| self.t_star = value),
            "t-min" => parameter.number(value).map(|value| self.t_min = value),
            "steps" => parameter
                .integer(value)
                .map(|value| self.steps = value as usize),
            "start" => parameter.start(value).map(|value| self.start = value),
            "target" => parameter
                .integer(value)
                .map(|value| self.target = value as usize),
            "particles" => parameter
                .integer(value)
                .map(|value| self.particles = value as usize),
            "seed" => parameter.integer(value).map(|value| self.seed = value),
            "width" => parameter.number(value).map(|value| self.width = value),
            _ => self.set_elsewhere(parameter, value),
        }
    }

    #[cfg(feature = "lab")]
    fn set_elsewhere(&mut self, parameter: &Parameter, value: &Value) -> Result<(), SceneError> {
        match parameter.name {
            "samples" => parameter
                .integer(value)
                .map(|value| self.samples = value as usize),
            "draw" => parameter.integer(value).map(|value| self.draw = value),
            "denoiser" => parameter.choice(value).map(|value| self.denoiser = value),
            "view" => parameter.choice(value).map(|value| self.view = value),
            "study" => parameter.choice(value).map(|value| self.study = value),
            "cells" => parameter
                .integer(value)
                .map(|value| self.cells = value as usize),
            "mode" => parameter
                .integer(value)
                .map(|value| self.mode = value as usize),
            "amplitude" => parameter.number(value).map(|value| self.amplitude = value),
            "precision" => parameter.choice(value).map(|value| self.precision = value),
            "place" => parameter.number(value).map(|value| self.place = value),
            "t1" => parameter.number(value).map(|value| self.t1 = value),
            "t2" => parameter.number(value).map(|value| self.t2 = value),
            "gamma" => parameter.number(value).map(|value| self.gamma = value),
            "norm" => parameter.number(value).map(|value| self.norm = value),
            "smoothing" => parameter.number(value).map(|value| self.smoothing = value),
            "bandwidth" => parameter.number(value).map(|value| self.bandwidth = value),
            "features" => parameter
                .integer(value)
                .map(|value| self.features = value as usize),
            "ridge" => parameter.number(value).map(|value| self.ridge = value),
            "half" => parameter.choice(value).map(|value| self.half = value),
            "answer" => parameter.choice(value).map(|value| self.answer = value),
            "loss" => parameter.choice(value).map(|value| self.loss = value),
            "training" => parameter
                .integer(value)
                .map(|value| self.training = value as usize),
            "learning-seed" => parameter
                .integer(value)
                .map(|value| self.learning_seed = value),
            name => unreachable!("{name} is in the table but can not be set"),
        }
    }

    #[cfg(not(feature = "lab"))]
    fn set_elsewhere(&mut self, _: &Parameter, _: &Value) -> Result<(), SceneError> {
        unreachable!("every parameter of the plane can be set")
    }

    /// The value of the parameter called `name`, as [`Scene::set`] reads it.
    pub fn get(&self, name: &str) -> Value {
        let text = |text: &str| Value::Text(text.into());
        match name {
            "dynamics" => text(self.dynamics.name()),
            "data" => match &self.data {
                Data::Preset(preset) => text(preset.name),
                Data::Inline(law) => Value::Text(law.to_inline()),
            },
            "process" => text(self.process.name()),
            "sampler" => text(self.sampler.name()),
            "epsilon" => Value::Number(self.epsilon),
            "grid" => text(self.grid.name()),
            "t-star" => Value::Number(self.t_star),
            "t-min" => Value::Number(self.t_min),
            "steps" => Value::Number(self.steps as f64),
            "start" => match &self.start {
                Start::Normal => text("normal"),
                Start::Terminal => text("terminal"),
                Start::Point(point) => {
                    let point: Vec<String> =
                        point.iter().map(|&x| Decimal(x).to_string()).collect();
                    Value::Text(point.join(","))
                }
                Start::Gaussian { mean, deviation } => {
                    let named = NAMED_STARTS
                        .iter()
                        .find(|named| named.1 == [*mean, *deviation]);
                    match named {
                        Some((name, _)) => text(name),
                        None => {
                            let [mean, deviation] = [mean, deviation].map(|&x| Decimal(x));
                            Value::Text(format!("normal:{mean},{deviation}"))
                        }
                    }
                }
            },
            "target" => Value::Number(self.target as f64),
            "particles" => Value::Number(self.particles as f64),
            "seed" => Value::Number(self.seed as f64),
            "width" => Value::Number(self.width),
            _ => self.get_elsewhere(name),
        }
    }

    #[cfg(feature = "lab")]
    fn get_elsewhere(&self, name: &str) -> Value {
        let text = |text: &str| Value::Text(text.into());
        match name {
            "samples" => Value::Number(self.samples as f64),
            "draw" => Value::Number(self.draw as f64),
            "denoiser" => text(self.denoiser.name()),
            "view" => text(self.view.name()),
            "study" => text(self.study.name()),
            "cells" => Value::Number(self.cells as f64),
            "mode" => Value::Number(self.mode as f64),
            "amplitude" => Value::Number(self.amplitude),
            "precision" => text(self.precision.name()),
            "place" => Value::Number(self.place),
            "t1" => Value::Number(self.t1),
            "t2" => Value::Number(self.t2),
            "gamma" => Value::Number(self.gamma),
            "norm" => Value::Number(self.norm),
            "smoothing" => Value::Number(self.smoothing),
            "bandwidth" => Value::Number(self.bandwidth),
            "features" => Value::Number(self.features as f64),
            "ridge" => Value::Number(self.ridge),
            "half" => text(self.half.name()),
            "answer" => text(self.answer.name()),
            "loss" => text(self.loss.name()),
            "training" => Value::Number(self.training as f64),
            "learning-seed" => Value::Number(self.learning_seed as f64),
            _ => Value::Other(format!("no parameter {name}")),
        }
    }

    #[cfg(not(feature = "lab"))]
    fn get_elsewhere(&self, _: &str) -> Value {
        Value::Other(String::new())
    }
}
