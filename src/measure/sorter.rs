//! Sorting a large sample in pieces of work, and its halves by themselves: what distances on a line begin with.

/// Numbers in order, and those of even and of odd number by themselves.
#[derive(Debug, Default)]
pub struct Sorted {
    /// All, in increasing order.
    pub whole: Vec<f32>,
    /// Those of even and of odd number, in increasing order.
    pub halves: [Vec<f32>; 2],
}

/// A sort in pieces: runs of 512, merged pass by pass.
///
/// ```
/// use reverse_diffusion::measure::sorter::Sorter;
///
/// let mut sorter = Sorter::new(&[3.0, 1.0, 2.0, 0.0]);
/// while sorter.work() {}
/// let sorted = sorter.sorted();
/// assert_eq!(sorted.whole, [0.0, 1.0, 2.0, 3.0]);
/// assert_eq!(sorted.halves, [[2.0, 3.0], [0.0, 1.0]]);
/// ```
#[derive(Debug)]
pub struct Sorter {
    halves: [Vec<f32>; 2],
    merged: [Vec<f32>; 2],
    /// The length of sorted runs; 0 before there are any.
    run: usize,
    /// How far the present pass has come.
    at: usize,
}

/// Numbers of each half that are sorted or merged in a piece of work.
const SORTED_AT_ONCE: usize = 10_000;

impl Sorter {
    /// Of these numbers.
    pub fn new(values: &[f32]) -> Self {
        let half = |first: usize| values.iter().copied().skip(first).step_by(2).collect();
        Self {
            halves: [half(0), half(1)],
            merged: Default::default(),
            run: 0,
            at: 0,
        }
    }

    /// A part of a pass; false once everything is sorted.
    pub fn work(&mut self) -> bool {
        let len = self.halves[0].len();
        if self.run >= len {
            return false;
        }
        let unit = (2 * self.run).max(512);
        let to = self.at + SORTED_AT_ONCE.div_ceil(unit) * unit;
        for (half, merged) in self.halves.iter_mut().zip(&mut self.merged) {
            let part = self.at.min(half.len())..to.min(half.len());
            if self.run == 0 {
                for chunk in half[part].chunks_mut(512) {
                    chunk.sort_unstable_by(f32::total_cmp);
                }
            } else {
                for pair in half[part].chunks(unit) {
                    let (a, b) = pair.split_at(self.run.min(pair.len()));
                    merge(a, b, merged);
                }
            }
        }
        self.at = to;
        if to >= len {
            if self.run > 0 {
                std::mem::swap(&mut self.halves, &mut self.merged);
                self.merged.iter_mut().for_each(Vec::clear);
            }
            self.run = unit;
            self.at = 0;
        }
        true
    }

    /// What was sorted, once there is no part left.
    pub fn sorted(self) -> Sorted {
        let mut whole = Vec::with_capacity(2 * self.halves[0].len());
        merge(&self.halves[0], &self.halves[1], &mut whole);
        Sorted {
            whole,
            halves: self.halves,
        }
    }
}

fn merge(a: &[f32], b: &[f32], out: &mut Vec<f32>) {
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        if a[i].total_cmp(&b[j]).is_le() {
            out.push(a[i]);
            i += 1;
        } else {
            out.push(b[j]);
            j += 1;
        }
    }
    out.extend_from_slice(&a[i..]);
    out.extend_from_slice(&b[j..]);
}
