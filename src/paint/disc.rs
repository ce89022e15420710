//! How a disc covers pixels: what marks and splats have in common.

/// Whether a disc of radius `outer` around (x, y) can touch an image of this size; written so that NaN and infinities
/// do not.
#[inline(always)]
pub(super) fn reaches(x: f32, y: f32, outer: f32, [width, height]: [usize; 2]) -> bool {
    x > -outer && y > -outer && x < width as f32 + outer && y < height as f32 + outer
}

/// How a disc covers pixels, in 1/255: full up to radius − ½, none beyond radius + ½, and between them linear in the
/// squared distance: no square root, and no difference that is seen.
pub(super) struct Rim {
    outer: f32,
    pub(super) opaque: f32,
    slope: f32,
}

impl Rim {
    /// `alpha` in 0 … 1; with a negative radius it covers nothing.
    pub(super) fn new(radius: f32, alpha: f32) -> Self {
        let opaque = 255.0 * alpha;
        let inner = (radius - 0.5).max(0.0);
        let outer = (radius + 0.5).max(0.0);
        let (inner, outer) = (inner * inner, outer * outer);
        Self {
            outer,
            opaque,
            slope: if outer > inner {
                opaque / (outer - inner)
            } else {
                0.0
            },
        }
    }

    /// 0 … 255 `alpha` at this offset from the centre.
    pub(super) fn cover(&self, dx: f32, dy: f32) -> f32 {
        let cover = self.slope * (self.outer - dy * dy - dx * dx);
        cover.min(self.opaque).max(0.0)
    }
}
