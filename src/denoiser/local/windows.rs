//! What a pixel sees of an image, and which patches of an image are its like.

use std::ops::Range;

/// Which pixels of an image of `side` × `side` each of them sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Windows {
    /// The square of (2r + 1)² pixels around it, cut at the border: r.
    Square(usize),
    /// A list for each pixel, row after row.
    Listed(Vec<Vec<u16>>),
}

/// Where patches lie that count for some pixels: so far from the pixel, for the pixels of a rectangle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Displacement {
    /// By so many rows and columns.
    pub by: [isize; 2],
    /// The rows and the columns of the pixels.
    pub rows: Range<usize>,
    pub columns: Range<usize>,
}

/// Windows, and where patches lie that count.
#[derive(Clone, Debug)]
pub(super) struct Sight {
    pub(super) windows: Windows,
    pub(super) displacements: Vec<Displacement>,
}

impl Windows {
    /// Squares of `patch` × `patch` pixels, `patch` odd.
    pub fn square(patch: usize) -> Self {
        Windows::Square(patch / 2)
    }

    /// The pixels that pixel u = row · side + column sees.
    pub fn seen(&self, side: usize, u: usize) -> Vec<usize> {
        match self {
            Windows::Square(radius) => {
                let [rows, columns] = [u / side, u % side]
                    .map(|at| at.saturating_sub(*radius)..(at + radius + 1).min(side));
                let row = |y: usize| columns.clone().map(move |x| y * side + x);
                rows.flat_map(row).collect()
            }
            Windows::Listed(lists) => lists[u].iter().map(|&v| usize::from(v)).collect(),
        }
    }

    /// The most pixels that any pixel sees.
    pub fn area(&self, side: usize) -> usize {
        match self {
            Windows::Square(radius) => (2 * radius + 1).min(side).pow(2),
            Windows::Listed(lists) => lists.iter().map(Vec::len).max().unwrap_or(0),
        }
    }
}

/// The displacements at which a patch has as much border as the pixel's own window: of squares of radius r, patches whose
/// window is cut in the same way. A pixel at least r from all borders has all such places for its like, one nearer to an
/// edge those along the edge, one near a corner its own place alone. Only the own place unless they are `equivariant`.
pub fn displacements(side: usize, radius: usize, equivariant: bool) -> Vec<Displacement> {
    let inner = radius..side.saturating_sub(radius);
    let reach = if equivariant {
        inner.len().saturating_sub(1) as isize
    } else {
        0
    };
    let along = |by: isize| match by {
        0 => 0..side,
        _ if by > 0 => inner.start..inner.end - by as usize,
        _ => inner.start + by.unsigned_abs()..inner.end,
    };
    let mut all = Vec::new();
    for down in -reach..=reach {
        for right in -reach..=reach {
            let (rows, columns) = (along(down), along(right));
            all.push(Displacement {
                by: [down, right],
                rows,
                columns,
            });
        }
    }
    all
}

/// How many pairs of a pixel and a place there are whose windows of radius r are cut alike.
pub fn likenesses(side: usize, radius: usize) -> usize {
    let inner = side.saturating_sub(2 * radius);
    // Along one axis: all pairs of inner places, and each of the others with itself.
    (inner * inner + side - inner).pow(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How a window is cut, above, below, left and right.
    fn cut(side: usize, radius: usize, u: usize) -> [usize; 4] {
        let [y, x] = [u / side, u % side];
        [y, side - 1 - y, x, side - 1 - x].map(|far| far.min(radius))
    }

    #[test]
    fn displacements_are_all_places_whose_window_is_cut_alike_and_no_others() {
        for (side, radius) in [(1, 0), (3, 0), (4, 1), (5, 1), (5, 2), (6, 4), (8, 2)] {
            let mut found = vec![vec![false; side * side]; side * side];
            for one in displacements(side, radius, true) {
                for y in one.rows.clone() {
                    for x in one.columns.clone() {
                        let [down, right] = one.by;
                        let like = [y as isize + down, x as isize + right];
                        let like = like[0] as usize * side + like[1] as usize;
                        assert!(!std::mem::replace(&mut found[y * side + x][like], true));
                    }
                }
            }
            let pairs = found.iter().flatten().filter(|&&found| found).count();
            assert_eq!(pairs, likenesses(side, radius));
            for (u, likes) in found.iter().enumerate() {
                for (v, &found) in likes.iter().enumerate() {
                    let alike = cut(side, radius, u) == cut(side, radius, v);
                    assert_eq!(found, alike, "side {side}, radius {radius}: {u} and {v}");
                }
            }
        }
    }
}
