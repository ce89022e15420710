//! ρ₀, the law of the data: finitely many points with weights, blurred or not, and where they come from.

mod digits;
mod distinct;
mod finite_law;
mod inline;
mod lemniscate;
mod limits;
mod order;
mod preset;
mod remembered;
mod sample;
mod shipped;
mod spacing;
mod standardise;
mod table;
pub mod truth;
mod weights;

pub use finite_law::Law;
pub use inline::parse_inline;
pub(crate) use inline::{parse_coordinate, shorten};
pub use limits::{
    LARGEST_COORDINATE, LEAST_SIZE, MOST_COORDINATES, MOST_NUMBERS, MOST_POINTS, WEIGHTS,
};
pub(crate) use order::{key, ordered};
pub use preset::{PRESETS, Preset, preset};
pub(crate) use sample::{chosen_numbers, left_numbers};
pub use standardise::Standardisation;
pub use table::{
    LeftOut, Reading, Table, TableError, TableOptions, TableReader, Understood, read_table,
};
pub(crate) use weights::{ByShare, shares};
