//! Which data points particles stand on: to the last bit, or to within a reach.

use crate::law::{key, ordered};
use crate::points::Points;

/// The key of a number.
fn of(x: f32) -> u64 {
    key(f64::from(x))
}

/// How many particles stand on each data point.
#[derive(Clone, Debug)]
pub struct Landed {
    /// The first coordinate of the data points as `f32` has it, as a key from the least on, and whose it is.
    order: Vec<(u64, u32)>,
    on: Vec<u32>,
    total: usize,
}

impl Landed {
    /// Nobody stands on any of these points yet.
    pub fn new(data: &Points<f64>) -> Self {
        Self {
            order: ordered(data.axis(0).iter().map(|&x| of(x as f32))),
            on: vec![0; data.len()],
            total: 0,
        }
    }

    /// Nobody stands anywhere.
    pub fn clear(&mut self) {
        if self.total > 0 {
            self.on.fill(0);
            self.total = 0;
        }
    }

    /// Counts the particles of `x` that are in no coordinate farther than `reach` from a data point, which is as `f32` has
    /// it; with reach 0 they stand on it to the last bit.
    pub fn count(&mut self, data: &Points<f64>, x: &Points<f32>, reach: f32) {
        self.clear();
        for i in 0..x.len() {
            let (low, high) = (of(x.at(i, 0) - reach), of(x.at(i, 0) + reach));
            let mut k = self.order.partition_point(|&(at, _)| at < low);
            while let Some(&(at, point)) = self.order.get(k)
                && at <= high
            {
                let point = point as usize;
                let is_near = |j| (x.at(i, j) - data.at(point, j) as f32).abs() <= reach;
                if (0..x.dim()).all(is_near) {
                    self.on[point] += 1;
                    self.total += 1;
                    break;
                }
                k += 1;
            }
        }
    }

    /// How many stand on each data point.
    pub fn on(&self) -> &[u32] {
        &self.on
    }

    /// How many stand on one.
    pub fn total(&self) -> usize {
        self.total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_within_reach_of_a_point_is_counted_there_and_once() {
        let data = Points::from_rows(&[0.1, 0.2, 0.1, -0.4, -3.0, 0.2, 0.1000001, 0.9], 2);
        let at = |rows: &[f64]| Points::<f64>::from_rows(rows, 2).cast::<f32>();
        let x = at(&[
            0.1, 0.2, 0.1, -0.4, 0.1, -0.399, -3.0, 0.2, 0.1, 0.2, 7.0, 7.0,
        ]);
        let mut landed = Landed::new(&data);
        landed.count(&data, &x, 0.0);
        assert_eq!((landed.on(), landed.total()), (&[2, 1, 1, 0][..], 4));
        landed.count(&data, &x, 0.002);
        assert_eq!((landed.on(), landed.total()), (&[2, 2, 1, 0][..], 5));
        landed.clear();
        assert_eq!((landed.on(), landed.total()), (&[0, 0, 0, 0][..], 0));
        // A place that is none is on no point.
        landed.count(&data, &at(&[f64::NAN, f64::NAN]), 1.0);
        assert_eq!(landed.total(), 0);
    }
}
