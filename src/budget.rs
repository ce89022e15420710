//! How much may be worked ahead in one go. Work is counted and not timed, so that pieces are the same everywhere.

/// So many operations, about a nanosecond each, of which those that are done are taken off.
///
/// ```
/// use reverse_diffusion::denoiser::Budget;
///
/// let mut budget = Budget::new(10);
/// // Parts of 6: the second is begun while something is left, the third is not.
/// assert_eq!([0; 3].map(|_| budget.takes(6)), [true, true, false]);
/// assert_eq!(budget.spent(), 12);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    left: usize,
    spent: usize,
}

impl Budget {
    /// So many operations.
    pub const fn new(operations: usize) -> Self {
        Self {
            left: operations,
            spent: 0,
        }
    }

    /// As many as there are to do.
    pub const fn all() -> Self {
        Self::new(usize::MAX)
    }

    /// Whether another part may be begun, one of so many operations: while anything is left, so that each budget does at
    /// least one part and is exceeded by no more than that.
    pub fn takes(&mut self, operations: usize) -> bool {
        if self.left == 0 {
            return false;
        }
        self.left = self.left.saturating_sub(operations);
        self.spent = self.spent.saturating_add(operations);
        true
    }

    /// How many operations were taken off.
    pub fn spent(&self) -> usize {
        self.spent
    }
}
