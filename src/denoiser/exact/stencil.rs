//! Lagrange's interpolation on twelve equally spaced nodes, the place between the sixth and the seventh.

use wide::{f32x4, f64x2};

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

/// The first node of the stencil of a place (in nodes), and the weights on it.
pub(super) fn stencil(place: f64) -> (i32, [f64; NODES]) {
    let ([first, _], weights) = stencils([place; 2]);
    (first, weights.map(|[weight, _]| weight))
}

/// The same for two coordinates at once, a lane each: products of all distances before a node times all after it.
pub(super) fn stencils(place: [f64; 2]) -> ([i32; 2], [[f64; 2]; NODES]) {
    let floor = place.map(f64::floor);
    let u = f64x2::new(place) - f64x2::new(floor);
    let distance = |m: usize| u - f64x2::splat(m as f64 - f64::from(BEFORE));
    let mut weights = [f64x2::ZERO; NODES];
    let mut before = f64x2::ONE;
    for (m, weight) in weights.iter_mut().enumerate() {
        *weight = before * f64x2::splat(DENOMINATORS[m]);
        before *= distance(m);
    }
    let mut after = f64x2::ONE;
    for (m, weight) in weights.iter_mut().enumerate().rev() {
        *weight *= after;
        after *= distance(m);
    }
    (
        floor.map(|floor| floor as i32 - BEFORE),
        weights.map(f64x2::to_array),
    )
}

/// Twelve numbers as three vectors.
#[inline(always)]
pub(super) fn quarters(numbers: &[f32; NODES]) -> [f32x4; 3] {
    let [a, b, c, d, e, f, g, h, i, j, k, l] = *numbers;
    [[a, b, c, d], [e, f, g, h], [i, j, k, l]].map(f32x4::new)
}
