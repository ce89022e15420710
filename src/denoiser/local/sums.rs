//! Sums over windows of a row of numbers, without a subtraction, so that no digit is lost.
//!
//! For short windows they are added one by one. For longer ones (van Herk 1992, Gil & Werman 1993, there for maxima) the
//! row is cut into runs as long as a window: a window is the end of one run and the beginning of the next, and both are
//! summed up once, so that windows of any length cost the same.

use std::ops::Add;

/// Windows of up to so many cells are added one by one.
const SHORT: usize = 7;

/// Memory that is used again.
#[derive(Clone, Debug)]
pub(super) struct Sliding<L> {
    ends: Vec<L>,
    beginnings: Vec<L>,
}

// Derived, it would ask for a default number.
impl<L> Default for Sliding<L> {
    fn default() -> Self {
        let (ends, beginnings) = Default::default();
        Self { ends, beginnings }
    }
}

impl<L: Copy + Add<Output = L>> Sliding<L> {
    /// For each of the cells from `first` on, as many as `sums` has, the sum of those at most `radius` from it: a cell is
    /// `width` numbers that are summed side by side. `zero` is what lies beyond the ends.
    pub(super) fn sum(
        &mut self,
        values: &[L],
        [width, first, radius]: [usize; 3],
        zero: L,
        sums: &mut [L],
    ) {
        let count = values.len() / width;
        if (2 * radius + 1).min(count) <= SHORT {
            for (k, sum) in sums.chunks_exact_mut(width).enumerate() {
                let from = (first + k).saturating_sub(radius);
                let to = (first + k + radius + 1).min(count);
                let mut cells = values[from * width..to * width].chunks_exact(width);
                sum.copy_from_slice(cells.next().expect("a cell is in its own window"));
                for cell in cells {
                    add(sum, cell);
                }
            }
            return;
        }
        let run = 2 * radius + 1;
        // The cell k stands at k + radius, with zeros on both sides.
        let long = count + 2 * radius;
        for memory in [&mut self.ends, &mut self.beginnings] {
            memory.clear();
            memory.resize(long * width, zero);
            memory[radius * width..][..values.len()].copy_from_slice(values);
        }
        for k in 1..long {
            if k % run != 0 {
                let (before, at) = self.beginnings.split_at_mut(k * width);
                add(&mut at[..width], &before[(k - 1) * width..]);
            }
        }
        for k in (0..long - 1).rev() {
            if (k + 1) % run != 0 {
                let (at, after) = self.ends.split_at_mut((k + 1) * width);
                add(&mut at[k * width..], &after[..width]);
            }
        }
        for (k, sum) in sums.chunks_exact_mut(width).enumerate() {
            let from = first + k;
            sum.copy_from_slice(&self.ends[from * width..][..width]);
            if from % run != 0 {
                add(
                    sum,
                    &self.beginnings[(from + 2 * radius) * width..][..width],
                );
            }
        }
    }
}

fn add<L: Copy + Add<Output = L>>(sum: &mut [L], cell: &[L]) {
    for (sum, &one) in sum.iter_mut().zip(cell) {
        *sum = *sum + one;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_summed_as_one_by_one() {
        let mut sliding = Sliding::default();
        for (count, width, radius) in [
            (8, 1, 0),
            (8, 3, 1),
            (8, 1, 3),
            (5, 2, 4),
            (13, 2, 3),
            (9, 1, 20),
            (13, 2, 6),
            (20, 1, 5),
            (11, 3, 9),
        ] {
            let values: Vec<i64> = (0..count * width).map(|k| (k * k % 17) as i64).collect();
            for first in 0..count {
                let mut sums = vec![0; (count - first) * width];
                sliding.sum(&values, [width, first, radius], 0, &mut sums);
                for (k, &sum) in sums.iter().enumerate() {
                    let (cell, j) = (first + k / width, k % width);
                    let near = (0..count).filter(|other| other.abs_diff(cell) <= radius);
                    let brute: i64 = near.map(|other| values[other * width + j]).sum();
                    assert_eq!(sum, brute, "{count} {width} {radius}: {cell}");
                }
            }
        }
    }
}
