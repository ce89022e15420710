//! One scene as plain data. Controls, attributes, URLs, JSON, CSV headers and error messages are all made
//! from its table of parameters, [`PARAMETERS`].

mod by_name;
mod check;
mod choice;
mod data;
mod error;
mod fields;
mod from_pairs;
mod laws;
pub mod limits;
mod parameter;
mod read;
mod start;
mod study;

pub use choice::{Choices, DenoiserKind, Dynamics, Half, Patch, Precision, RelayOrder, View};
pub use data::Data;
pub use error::{SceneError, Value};
pub use fields::Scene;
pub use parameter::{ELSEWHERE, Kind, PARAMETERS, Parameter, parameter};
pub use start::Start;
pub use study::{STUDIES, StudyInfo, StudyKind};
