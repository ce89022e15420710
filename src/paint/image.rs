//! An image that a picture is made of.

/// An image of its own resolution, to be stretched over the place it belongs to.
#[derive(Debug, Default)]
pub struct Image {
    /// Pixels.
    pub width: usize,
    /// Pixels.
    pub height: usize,
    /// Changes whenever the pixels do.
    pub version: u32,
    /// RGBA, `width` × `height` of them, row after row.
    pub pixels: Vec<u8>,
}
