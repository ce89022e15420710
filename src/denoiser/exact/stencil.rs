//! Lagrange's interpolation on twelve equally spaced nodes, the place between the sixth and the seventh.

/// p, the nodes of an interpolation in one coordinate.
pub(super) const NODES: usize = 12;

/// Nodes of a stencil to the left of the interval that holds a place.
pub(super) const BEFORE: i32 = 5;

/// 1/Π_{m≠j}(j − m), the denominators of Lagrange's weights.
pub(super) const DENOMINATORS: [f64; NODES] = {
    let mut inverse = [0.0; NODES];
    let mut j = 0;
    while j < NODES {
        let mut product = 1.0f64;
        let mut m = 0;
        while m < NODES {
            if m != j {
                product *= j as f64 - m as f64;
            }
            m += 1;
        }
        inverse[j] = 1.0 / product;
        j += 1;
    }
    inverse
};

/// The first node of the stencil of a place (in nodes), and the weights on it: products of all distances before a node
/// times all after it.
pub(super) fn stencil(place: f64) -> (i32, [f64; NODES]) {
    let floor = place.floor();
    let u = place - floor;
    let mut weights = [0.0; NODES];
    let distance = |m: usize| u - (m as f64 - f64::from(BEFORE));
    let mut before = 1.0;
    for (m, weight) in weights.iter_mut().enumerate() {
        *weight = before * DENOMINATORS[m];
        before *= distance(m);
    }
    let mut after = 1.0;
    for (m, weight) in weights.iter_mut().enumerate().rev() {
        *weight *= after;
        after *= distance(m);
    }
    (floor as i32 - BEFORE, weights)
}
