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

impl Layers {
    /// From a sum of 1 density, 2 particles, 4 data, 8 coloured by captor, 16 dimmed, which `paintMask` on the page writes.
    pub fn from_bits(bits: u32) -> Self {
        Self {
            density: bits & 1 != 0,
            particles: bits & 2 != 0,
            data: bits & 4 != 0,
            by_captor: bits & 8 != 0,
            dimmed: bits & 16 != 0,
        }
    }
}
