//! What a learned denoiser is asked to answer, and by what it is judged, Cao et al. section 4.4.

/// What a network's answer means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// x̄₀, (4.27).
    Origin,
    /// ε̄, from which x̄₀ = (x − σε̄)/α, (4.32).
    Noise,
}

/// Which loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// (4.30), (4.33): t even on [t_min, T*], weight c² = α²/σ⁴ on |x̄_θ − X₀|².
    Total,
    /// (4.34): t from the time grid, weight α²/σ² on it, which is 1 on |ε̄_θ − ε₀|².
    Discrete,
}
