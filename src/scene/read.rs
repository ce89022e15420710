//! Values as they come from outside, held against what a parameter allows.

use super::data::Data;
use super::error::{SceneError, Value};
use super::parameter::{Kind, Parameter};
use super::start::Start;
use crate::decimal::Decimal;
use crate::law::{self, LEAST_SIZE, parse_inline, preset};

/// Gaussian starts that have a name: [mean, standard deviation] of each coordinate.
pub(super) const NAMED_STARTS: &[(&str, [f64; 2])] =
    &[("shifted", [1.5, 1.0]), ("narrow", [0.0, 0.3])];

/// "mean,deviation".
fn gaussian(text: &str) -> Result<Start, String> {
    let mut numbers = text.split(',').map(law::parse_coordinate);
    let (Some(mean), Some(deviation), None) = (numbers.next(), numbers.next(), numbers.next())
    else {
        return Err(
            "after \"normal:\" two numbers are expected, mean and standard deviation".into(),
        );
    };
    let (mean, deviation) = (mean?, deviation?);
    if deviation < 0.01 {
        return Err(format!(
            "the standard deviation {} is less than 0.01",
            Decimal(deviation)
        ));
    }
    Ok(Start::Gaussian { mean, deviation })
}

/// Whether data were meant as a name: points have at least one digit.
pub(super) fn is_word(text: &str) -> bool {
    !text.contains(|c: char| c.is_ascii_digit())
}

impl Parameter {
    /// What values are allowed, as the end of a sentence.
    pub fn allowed(&self) -> String {
        match self.kind {
            Kind::Choice(choices) => {
                let names: Vec<&str> = choices().iter().map(|choice| choice.0).collect();
                format!("one of {}", names.join(", "))
            }
            Kind::Number { min, max, .. } => {
                format!("a number from {} to {}", Decimal(min), Decimal(max))
            }
            Kind::Integer { min, max, .. } => {
                format!("a whole number from {} to {}", Decimal(min), Decimal(max))
            }
            Kind::Data => {
                let names: Vec<&str> = law::PRESETS.iter().map(|preset| preset.name).collect();
                format!(
                    "a preset ({}) or points such as 0,1;2,0.5@3",
                    names.join(", ")
                )
            }
            Kind::Start => {
                "normal, terminal, shifted, narrow, normal:mean,deviation or a point such as 0.5,-1"
                    .into()
            }
        }
    }

    /// The parameter's whole number, or why `value` is none in its range.
    pub(super) fn integer(&self, value: &Value) -> Result<u64, SceneError> {
        let number = self.number(value)?;
        if number.fract() == 0.0 {
            Ok(number as u64)
        } else {
            Err(self.error(value))
        }
    }

    pub(super) fn number(&self, value: &Value) -> Result<f64, SceneError> {
        let (Kind::Number { min, max, .. } | Kind::Integer { min, max, .. }) = self.kind else {
            unreachable!("only numeric parameters are read as numbers");
        };
        match value.as_number() {
            Some(number) if (min..=max).contains(&number) => {
                if number != 0.0 && number.abs() < LEAST_SIZE {
                    return Err(SceneError {
                        allowed: "0, or 1e-30 or more".into(),
                        ..self.error(value)
                    });
                }
                // Both zeros are one number.
                Ok(number + 0.0)
            }
            _ => Err(self.error(value)),
        }
    }

    // Once in the module, not once for each parameter.
    #[inline(never)]
    pub(super) fn error(&self, value: &Value) -> SceneError {
        SceneError {
            field: self.name.into(),
            value: value.to_string(),
            allowed: self.allowed(),
            because: None,
        }
    }

    pub(super) fn data(&self, value: &Value) -> Result<Data, SceneError> {
        let Some(text) = value.as_text() else {
            return Err(self.error(value));
        };
        if let Some(preset) = preset(text) {
            return Ok(Data::Preset(preset));
        }
        if is_word(text) {
            return Err(self.error(value));
        }
        parse_inline(text)
            .map(Data::Inline)
            .map_err(|because| SceneError {
                because: Some(because),
                ..self.error(value)
            })
    }

    pub(super) fn start(&self, value: &Value) -> Result<Start, SceneError> {
        match value.as_text() {
            Some("normal") => Ok(Start::Normal),
            Some("terminal") => Ok(Start::Terminal),
            Some(text) => {
                let named = NAMED_STARTS.iter().find(|named| named.0 == text);
                let start = if let Some(&(_, [mean, deviation])) = named {
                    Ok(Start::Gaussian { mean, deviation })
                } else if let Some(numbers) = text.strip_prefix("normal:") {
                    gaussian(numbers)
                } else {
                    let point = text.split(',').map(law::parse_coordinate);
                    point.collect::<Result<_, _>>().map(Start::Point)
                };
                start.map_err(|because| SceneError {
                    because: Some(because),
                    ..self.error(value)
                })
            }
            // A single number is a point on a line.
            None => match value.as_number() {
                Some(x) if x.abs() <= law::LARGEST_COORDINATE => Ok(Start::Point(vec![x])),
                _ => Err(self.error(value)),
            },
        }
    }
}
