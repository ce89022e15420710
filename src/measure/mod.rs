//! What is measured on an ensemble, beside what theory predicts.

mod capture;

pub use capture::Captors;
