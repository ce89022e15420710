//! What is allowed of data: how many points, coordinates and numbers, how large and how small.

/// The most data points a law may have.
pub const MOST_POINTS: usize = 100_000;

/// The most coordinates a data point may have: an image of 32 × 32.
pub const MOST_COORDINATES: usize = 1024;

/// The most numbers that all data points may have together.
pub const MOST_NUMBERS: usize = 500_000;

/// The largest coordinate, in absolute value, that a data point may have.
pub const LARGEST_COORDINATE: f64 = 1e6;

/// The least size that is told from 0: of a coordinate, a width, a time that a reader gives. Its square is
/// [`LEAST_TIME`](crate::process::LEAST_TIME).
pub const LEAST_SIZE: f64 = 1e-30;

/// The least and the largest weight that a data point may have.
pub const WEIGHTS: [f64; 2] = [1e-12, 1e12];
