//! How many coordinates data have, as far as the compiler may know it.

/// How many coordinates data have, said so that the compiler knows: the small module shows the plane alone, and what is
/// made for a line or for images is left out of it.
pub(super) const fn known_dim(dim: usize) -> usize {
    if crate::WHOLE { dim } else { 2 }
}

/// Whether there is a way for more than two coordinates.
pub(super) const fn knows_products() -> bool {
    known_dim(3) > 2
}
