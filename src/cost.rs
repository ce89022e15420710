//! What work costs, in nanoseconds or so, and what is left of a piece of it: a study works in pieces of a millisecond or
//! two, so that none holds the page up. Costs are estimated and not timed, so that pieces are the same everywhere.

/// Nanoseconds, or so, of a piece of work.
pub const PIECE: f64 = 1.2e6;

/// What is left of a piece of work, in nanoseconds or so.
///
/// ```
/// use reverse_diffusion::cost::{PIECE, Piece};
///
/// let mut piece = Piece::whole();
/// piece.spend(0.5 * PIECE);
/// assert!(piece.is_left());
/// piece.spend(0.5 * PIECE);
/// assert!(!piece.is_left());
/// ```
#[derive(Debug)]
pub struct Piece {
    left: f64,
}

impl Piece {
    /// A whole one.
    pub fn whole() -> Self {
        Self { left: PIECE }
    }

    /// Whether anything is left: what is begun then is finished, whatever it costs.
    pub fn is_left(&self) -> bool {
        self.left > 0.0
    }

    /// That much less.
    pub fn spend(&mut self, nanoseconds: f64) {
        self.left -= nanoseconds;
    }
}

/// As many particles as a piece of work has room for where each takes so many nanoseconds: 200 at least, so that there is
/// something to be seen, and `most` at most.
pub fn particles(nanoseconds: usize, most: usize) -> usize {
    (PIECE as usize / nanoseconds).clamp(200, most)
}

/// One evaluation of x̄₀ for each of so many particles, at a time when components of ρ have the variance `spread`,
/// and the step with it: in nanoseconds or so.
pub fn step(particles: usize, components: usize, spread: f64) -> f64 {
    // Where σ is small exponents are formed in f64, particle by particle.
    let pair = if spread < 1e-3 { 12.0 } else { 1.5 };
    particles as f64 * (20.0 + pair * components as f64)
}
