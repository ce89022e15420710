//! Scenes from names and values, and back: what is not said has its default, what is wrong is named.

use super::choice::Named;
use super::error::{SceneError, Value};
use super::fields::Scene;
use super::limits;
use super::parameter::{PARAMETERS, Parameter};
use super::study::StudyKind;
use crate::decimal::Decimal;

impl Default for Scene {
    fn default() -> Self {
        let mut scene = Self::blank();
        for parameter in PARAMETERS {
            scene.reset(parameter);
        }
        scene
    }
}

impl Scene {
    /// A scene from pairs of names and values; what is missing has its default.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong: an unknown name, a value out of range, or two that do not fit each other.
    pub fn from_pairs<'a>(
        pairs: impl IntoIterator<Item = (&'a str, Value)>,
    ) -> Result<Self, SceneError> {
        let (scene, problems) = Self::from_pairs_leniently(pairs);
        match problems.into_iter().next() {
            Some(problem) => Err(problem),
            None => Ok(scene),
        }
    }

    /// A scene from pairs of names and values; what is missing, unknown or wrong has its default, and each
    /// such pair is named.
    pub fn from_pairs_leniently<'a>(
        pairs: impl IntoIterator<Item = (&'a str, Value)>,
    ) -> (Self, Vec<SceneError>) {
        let pairs: Vec<(&str, Value)> = pairs.into_iter().collect();
        let mut scene = Self::default();
        let mut problems = Vec::new();
        // A study brings its own defaults.
        for (name, value) in &pairs {
            if *name == "study" && scene.set(name, value).is_ok() {
                scene = Self::of_study(scene.study);
            }
        }
        for (name, value) in pairs {
            if let Err(problem) = scene.set(name, &value) {
                problems.push(problem);
            }
        }
        // What only the whole module knows, only that can check.
        while !scene.beyond
            && let Err((parameter, problem)) = scene.check()
        {
            scene.reset(parameter);
            problems.push(problem);
        }
        // Whether there is room for its times the whole module finds out.
        if !crate::WHOLE && scene.ends_close() {
            scene.beyond = true;
        }
        (scene, problems)
    }

    /// The scene with which a study begins.
    pub fn of_study(study: StudyKind) -> Self {
        let mut scene = Self {
            study,
            ..Self::default()
        };
        for (name, value) in study.defaults() {
            if let Err(error) = scene.set(name, &Value::Text((*value).into())) {
                unreachable!(
                    "a default of the study {} is not allowed: {error}",
                    study.name()
                );
            }
        }
        scene
    }

    /// What differs from the defaults (a study brings its own), as (name, text), in the order of the table.
    pub fn differences(&self) -> Vec<(&'static str, String)> {
        let default = Self::of_study(self.study);
        let plain = |value| match value {
            Value::Text(text) | Value::Other(text) => text,
            Value::Number(number) => Decimal(number).to_string(),
        };
        PARAMETERS
            .iter()
            .map(|parameter| (parameter.name, plain(self.get(parameter.name))))
            .filter(|(name, value)| match *name {
                "study" => self.study != StudyKind::None,
                name => *value != plain(default.get(name)),
            })
            .collect()
    }

    fn reset(&mut self, parameter: &Parameter) {
        let mut own = self.study.defaults().iter();
        let own = own.find(|(name, _)| *name == parameter.name);
        let default = Value::Text(own.map_or(parameter.default, |(_, value)| value).into());
        let set = self.set(parameter.name, &default);
        // Defaults are the same in both modules, so that one need not look.
        if let (true, Err(error)) = (crate::WHOLE, set) {
            unreachable!("the default of {} is not allowed: {error}", parameter.name);
        }
        // Where a default itself does not fit what else is asked for, the nearest that does.
        match parameter.name {
            "t2" => self.t2 = self.t2.min(self.t_star),
            "t1" if self.t1 >= self.t2 => self.t1 = 0.0,
            "features" if crate::WHOLE => {
                let law = self.law();
                let points = law.points();
                let most = limits::most_features(points.len(), points.dim());
                self.features = self.features.min(most);
            }
            "target" if self.target >= self.law().points().len() => self.target = 0,
            _ => {}
        }
    }
}
