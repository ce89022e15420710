//! Which parts of a picture are painted pixel by pixel.

/// Which pixel layers are painted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layers {
    /// The density of the scene's law.
    pub density: bool,
    /// The particles.
    pub particles: bool,
    /// The data points.
    pub data: bool,
    /// Whether a particle has the colour of the data point that captured it.
    pub by_captor: bool,
    /// Whether particles step back behind a few that are looked at.
    pub dimmed: bool,
}
