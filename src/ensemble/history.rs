//! Revisiting: states kept every `stride` steps, the stride doubled whenever they outgrow their memory.
//!
//! Between two kept states the steps are run again, which gives the same bits because noise is counted,
//! not drawn. A state is M·d coordinates of four bytes, twice that for the sampler that remembers x̄₀.

use super::walkers::Walkers;
use crate::points::Points;

/// How much memory the kept states may take, in bytes. The first state is kept even if it alone is larger.
pub const LIMIT_BYTES: usize = 64 << 20;

/// The kept states of one run.
pub(super) struct History {
    /// Numbers in a state.
    state_len: usize,
    with_previous: bool,
    /// Every `stride`-th index is kept, up to the last that was reached.
    stride: usize,
    /// The kept states, one after the other; reserved at once, so that stepping allocates nothing.
    states: Vec<f32>,
    count: usize,
}

impl History {
    /// For a run of `steps` steps of particles like `start`.
    pub(super) fn new(start: &Walkers, steps: usize, with_previous: bool) -> Self {
        let coordinates = start.x().as_slice().len();
        let state_len = coordinates * if with_previous { 2 } else { 1 };
        let most = (LIMIT_BYTES / 4 / state_len).max(1);
        let mut history = Self {
            state_len,
            with_previous,
            stride: 1,
            states: Vec::with_capacity(state_len * most.min(steps + 1)),
            count: 0,
        };
        history.record(start);
        history
    }

    /// How many steps lie between two kept states.
    pub(super) fn stride(&self) -> usize {
        self.stride
    }

    /// How much memory the states take, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.states.len() * 4
    }

    /// Keeps the state if its turn has come and it is not kept yet.
    pub(super) fn record(&mut self, walkers: &Walkers) {
        if walkers.index() != self.count * self.stride {
            return;
        }
        let full = (self.states.len() + self.state_len) * 4 > LIMIT_BYTES;
        if full && self.count > 0 {
            self.thin();
            // The new state may have lost its turn.
            if walkers.index() != self.count * self.stride {
                return;
            }
        }
        self.states.extend_from_slice(walkers.x().as_slice());
        if self.with_previous {
            self.states
                .extend_from_slice(walkers.walk.previous.as_slice());
        }
        self.count += 1;
    }

    /// Drops every second state.
    fn thin(&mut self) {
        let kept = self.count.div_ceil(2);
        for k in 1..kept {
            let from = 2 * k * self.state_len;
            self.states
                .copy_within(from..from + self.state_len, k * self.state_len);
        }
        self.states.truncate(kept * self.state_len);
        self.count = kept;
        self.stride *= 2;
    }

    /// The index of the latest kept state at or before `index`.
    pub(super) fn latest(&self, index: usize) -> usize {
        (index / self.stride).min(self.count - 1) * self.stride
    }

    /// Takes the walkers back (or ahead) to the latest kept state at or before `index`.
    pub(super) fn restore(&self, index: usize, walkers: &mut Walkers) {
        let kept = self.latest(index);
        let from = kept / self.stride * self.state_len;
        let state = &self.states[from..from + self.state_len];
        let write = |points: &mut Points<f32>, values: &[f32]| {
            points.as_mut_slice().copy_from_slice(values);
        };
        walkers.restore(kept, |walk| {
            let (x, previous) = state.split_at(walk.x.as_slice().len());
            write(&mut walk.x, x);
            if self.with_previous {
                write(&mut walk.previous, previous);
            }
        });
    }
}
