//! `n` points in R^d, struct of arrays: all first coordinates, then all second ones, and so on.
//!
//! A coordinate of all points is one contiguous slice, so that a SIMD lane is a particle and nothing is
//! gathered. Ensembles hold `f32`, everything that is computed once holds `f64`.

use std::fmt::Debug;
use std::ops::{Add, Mul, Sub};

/// The two floating-point types an ensemble can have. Only arithmetic that IEEE 754 rounds exactly is
/// asked for, so that results do not depend on a mathematics library.
///
/// ```
/// use reverse_diffusion::points::Real;
///
/// assert_eq!(f32::from_f64(0.1).to_f64(), f64::from(0.1f32));
/// ```
pub trait Real:
    Copy
    + Debug
    + Default
    + PartialOrd
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + 'static
{
    /// The nearest value of this type.
    fn from_f64(x: f64) -> Self;
    /// The same value in `f64`, exactly.
    fn to_f64(self) -> f64;
}

impl Real for f32 {
    fn from_f64(x: f64) -> Self {
        x as f32
    }
    fn to_f64(self) -> f64 {
        f64::from(self)
    }
}

impl Real for f64 {
    fn from_f64(x: f64) -> Self {
        x
    }
    fn to_f64(self) -> f64 {
        self
    }
}

/// The least and the largest of some values. What is no number does not count; of none they are ∞ and −∞.
pub fn bounds<T: Real>(values: &[T]) -> [T; 2] {
    let none = [f64::INFINITY, f64::NEG_INFINITY].map(T::from_f64);
    // Not `min` and `max`: those are calls where the machine's own treat NaN otherwise.
    values.iter().fold(none, |[low, high], &x| {
        [
            if x < low { x } else { low },
            if x > high { x } else { high },
        ]
    })
}

/// `len` points of dimension `dim ≥ 1`.
///
/// ```
/// use reverse_diffusion::points::Points;
///
/// let points: Points<f64> = Points::from_rows(&[1.0, 2.0, 3.0, 4.0], 2);
/// assert_eq!((points.len(), points.dim()), (2, 2));
/// assert_eq!(points.point(0), [1.0, 2.0]);
/// assert_eq!(points.axis(1), [2.0, 4.0]);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Points<T> {
    dim: usize,
    len: usize,
    /// `dim` runs of `len` coordinates.
    coordinates: Vec<T>,
}

impl<T: Real> Points<T> {
    /// `len` points at the origin of R^dim.
    ///
    /// # Panics
    ///
    /// If `dim` is 0.
    pub fn zeros(len: usize, dim: usize) -> Self {
        assert!(dim >= 1, "points need a dimension of at least 1");
        Self {
            dim,
            len,
            coordinates: vec![T::default(); len * dim],
        }
    }

    /// From rows: `rows` holds x₁ … x_d of the first point, then of the second, and so on. A remainder
    /// shorter than a row is ignored.
    pub fn from_rows(rows: &[f64], dim: usize) -> Self {
        let mut points = Self::zeros(rows.len() / dim, dim);
        for (i, row) in rows.chunks_exact(dim).enumerate() {
            for (j, &value) in row.iter().enumerate() {
                points.coordinates[j * points.len + i] = T::from_f64(value);
            }
        }
        points
    }

    /// The inverse of [`Points::from_rows`].
    pub fn to_rows(&self) -> Vec<T> {
        let mut rows = Vec::with_capacity(self.coordinates.len());
        for i in 0..self.len {
            rows.extend((0..self.dim).map(|j| self.coordinates[j * self.len + i]));
        }
        rows
    }

    /// The same points in another precision.
    pub fn cast<U: Real>(&self) -> Points<U> {
        Points {
            dim: self.dim,
            len: self.len,
            coordinates: self
                .coordinates
                .iter()
                .map(|&x| U::from_f64(x.to_f64()))
                .collect(),
        }
    }

    /// d, the number of coordinates of a point.
    pub fn dim(&self) -> usize {
        self.dim
    }

    /// n, the number of points.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no point.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Coordinate `j` of every point.
    pub fn axis(&self, j: usize) -> &[T] {
        &self.coordinates[j * self.len..(j + 1) * self.len]
    }

    /// Coordinate `j` of every point, to write to.
    pub fn axis_mut(&mut self, j: usize) -> &mut [T] {
        &mut self.coordinates[j * self.len..(j + 1) * self.len]
    }

    /// The least and the largest of coordinate `j`, as [`bounds`] has them.
    pub fn bounds(&self, j: usize) -> [T; 2] {
        bounds(self.axis(j))
    }

    /// Every coordinate, axis after axis.
    pub fn as_slice(&self) -> &[T] {
        &self.coordinates
    }

    /// Every coordinate, axis after axis, to write to.
    pub fn as_mut_slice(&mut self) -> &mut [T] {
        &mut self.coordinates
    }

    /// Coordinate `j` of point `i`.
    pub fn at(&self, i: usize, j: usize) -> T {
        self.coordinates[j * self.len + i]
    }

    /// Point `i`, in `f64`.
    pub fn point(&self, i: usize) -> Vec<f64> {
        (0..self.dim).map(|j| self.at(i, j).to_f64()).collect()
    }

    /// Overwrites point `i`.
    pub fn set(&mut self, i: usize, point: &[f64]) {
        for (j, &value) in point.iter().enumerate().take(self.dim) {
            self.coordinates[j * self.len + i] = T::from_f64(value);
        }
    }

    /// Becomes a copy of `other` without giving up the memory it has.
    pub fn copy_from(&mut self, other: &Self) {
        self.dim = other.dim;
        self.len = other.len;
        self.coordinates.clear();
        self.coordinates.extend_from_slice(&other.coordinates);
    }

    /// Takes the shape of `other`; the coordinates are whatever they were.
    pub fn reshape_like<U: Real>(&mut self, other: &Points<U>) {
        self.reshape(other.len, other.dim);
    }

    /// Takes a shape; what the coordinates are then is not said.
    pub fn reshape(&mut self, len: usize, dim: usize) {
        (self.len, self.dim) = (len, dim);
        self.coordinates.resize(len * dim, T::default());
    }
}

#[cfg(test)]
mod tests {
    use super::{Points, bounds};

    #[test]
    fn bounds_are_the_least_and_the_largest_of_what_is_a_number() {
        let points: Points<f32> = Points::from_rows(&[3.0, 0.5, -2.0, 0.5, 1.0, f64::NAN], 2);
        assert_eq!(points.bounds(0), [-2.0, 3.0]);
        assert_eq!(points.bounds(1), [0.5, 0.5]);
        assert_eq!(bounds::<f64>(&[]), [f64::INFINITY, f64::NEG_INFINITY]);
    }
}
