//! Questions asked on a line or in the plane: what theory predicts beside what is measured.
//!
//! A study is a file here that implements [`Study`], a line of `by_name.rs`, and an entry in [`crate::scene::STUDIES`]. It writes plain
//! data, a [`Report`]: charts, rows of numbers and sentences, and which of them answers the question. Nothing here paints.

mod bounded;
mod bridge;
mod by_name;
mod caution;
pub mod chart;
mod collapse;
mod concentration;
mod condensed;
mod contestant;
mod cores;
mod critical_time;
mod denoisers;
mod density_map;
mod early_stopping;
mod energy;
mod errata;
mod error_budget;
mod forward;
mod fresh;
pub mod gallery;
mod generalise;
mod generated;
mod good_error;
mod half_steps;
mod images;
mod instability;
mod lemniscate;
mod li_yau;
mod lighthouse;
mod loss_floor;
mod memorised;
mod past_future;
mod question;
pub mod report;
mod setting;
mod step_count;
mod two_clocks;
mod two_diracs;
mod ways_back;

pub use by_name::{set_aside, study, study_with};
pub use caution::caution;
pub use chart::{Axis, Chart, Clock, Ink, Map, Mark, Note, Series};
pub use gallery::{DrawingPosterior, Gallery};
pub use question::Study;
pub use report::{ChartId, Lead, Report, Row, RowId, SeriesId};
