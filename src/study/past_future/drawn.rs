//! The paths in the picture: forward ones that pass y, and reverse ones from there.

use crate::cost::Piece;
use crate::ensemble::ReverseRun;
use crate::line::ForwardPaths;
use crate::points::Points;
use crate::study::chart::Series;

/// Paths drawn, of each kind.
pub(super) const DRAWN: usize = 20;
/// Their noise is that of steps that no other path takes.
const DRAWN_STREAM: u64 = 2 << 20;
pub(super) const DRAWN_REVERSE_STREAM: u64 = 3 << 20;
/// Times at which a drawn forward path is known.
const DRAWN_TIMES: usize = 120;
/// Forward paths that are tried for the drawn ones, at most, in batches of so many.
const DRAWN_TRIED: usize = 200_000;
const DRAWN_BATCH: usize = 512;

/// The paths in the picture.
pub(super) struct Drawn {
    times: Vec<f64>,
    /// Where t₂ is among them.
    meeting: usize,
    x: Points<f32>,
    /// Places of the batch that is tried: [`DRAWN_BATCH`] numbers for each time so far.
    rows: Vec<f32>,
    /// The number of the first forward path that is tried, and how many were.
    first: usize,
    tried: usize,
    found: usize,
    reverse: ReverseRun,
    reverse_rows: Vec<(f64, Vec<f32>)>,
}

impl Drawn {
    /// Forward paths have numbers from `first` on.
    pub(super) fn new(t1: f64, t2: f64, t_star: f64, first: usize, reverse: ReverseRun) -> Self {
        let mut times: Vec<f64> = (0..=DRAWN_TIMES)
            .map(|k| t_star * k as f64 / DRAWN_TIMES as f64)
            .chain([t1, t2])
            .collect();
        times.sort_by(f64::total_cmp);
        times.dedup();
        let meeting = times
            .iter()
            .position(|&t| t == t2)
            .unwrap_or(times.len() - 1);
        Self {
            rows: Vec::with_capacity(times.len() * DRAWN_BATCH),
            times,
            meeting,
            x: Points::zeros(DRAWN_BATCH, 1),
            first,
            tried: 0,
            found: 0,
            reverse,
            reverse_rows: Vec::new(),
        }
    }

    /// Tries a batch of forward paths and adds those that pass to `series`; false when there are enough.
    pub(super) fn try_forward(
        &mut self,
        forward: &mut ForwardPaths,
        y: f64,
        w: f64,
        series: &mut Series,
    ) -> bool {
        if self.found >= DRAWN || self.tried >= DRAWN_TRIED {
            return false;
        }
        let first = self.first + self.tried;
        self.tried += DRAWN_BATCH;
        self.rows.clear();
        forward.place(0.0, first, &mut self.x);
        self.rows.extend_from_slice(self.x.as_slice());
        let mut passing = Vec::new();
        for k in 1..self.times.len() {
            let elapsed = self.times[k] - self.times[k - 1];
            forward.advance(elapsed, DRAWN_STREAM + k as u64, first, &mut self.x);
            self.rows.extend_from_slice(self.x.as_slice());
            if k == self.meeting {
                let places = self.x.as_slice().iter().enumerate();
                let near = places.filter(|(_, x)| (f64::from(**x) - y).abs() < w);
                passing = near.map(|(i, _)| i).take(DRAWN - self.found).collect();
                if passing.is_empty() {
                    return true;
                }
            }
        }
        for i in passing {
            for (k, &t) in self.times.iter().enumerate() {
                series.push(t, f64::from(self.rows[k * DRAWN_BATCH + i]));
            }
            series.push(f64::NAN, f64::NAN);
            self.found += 1;
        }
        true
    }

    /// Runs the reverse paths and writes them to `series` in the end; false when there is nothing left to do.
    pub(super) fn run_reverse(&mut self, series: &mut Series) -> bool {
        if !series.x.is_empty() {
            return false;
        }
        let mut piece = Piece::whole();
        while piece.is_left() {
            self.reverse_rows
                .push((self.reverse.time(), self.reverse.positions().to_vec()));
            if self.reverse.done() {
                for i in 0..DRAWN {
                    series.extend(self.reverse_rows.iter().map(|(t, x)| (*t, f64::from(x[i]))));
                    series.push(f64::NAN, f64::NAN);
                }
                self.reverse_rows.clear();
                return true;
            }
            piece.spend(self.reverse.cost());
            self.reverse.step();
        }
        true
    }
}
