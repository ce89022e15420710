//! A smoothed histogram of the plane, and its highest-density regions: the smallest sets that hold a share of it, whose
//! boundaries are level lines (Hyndman 1996), drawn by marching squares.

/// Cells along a side.
pub const SIDE: usize = 192;

/// A kernel is cut off at so many deviations, where it is 3e-4 of its height.
const REACH: f64 = 4.0;

/// [`SIDE`] × [`SIDE`] square cells, column after column; each holds its share of the mass.
///
/// ```
/// use reverse_diffusion::measure::density_region::{Raster, Window};
///
/// let window = Window { middle: [0.0; 2], half: 2.0 };
/// let raster = Raster::new(window, std::iter::once(([0.0; 2], 1.0)), 0.2);
/// // Of a round normal law the smallest region with 90 % has the area 2π ln 10 of its variance.
/// let area = raster.region_of_mass(0.9).area();
/// assert!((area / (2.0 * std::f64::consts::PI * 10f64.ln() * 0.04) - 1.0).abs() < 0.02);
/// ```
#[derive(Clone, Debug)]
pub struct Raster {
    /// The lower left corner.
    low: [f64; 2],
    cell: f64,
    shares: Vec<f64>,
}

/// A region by its boundary.
#[derive(Clone, Debug, Default)]
pub struct Region {
    /// Density at its boundary, in shares of a cell.
    pub level: f64,
    /// Closed lines, the region on their left.
    pub loops: Vec<Vec<[f64; 2]>>,
}

/// The window of a raster: the middle of a square and half its side.
///
/// ```
/// use reverse_diffusion::measure::density_region::{SIDE, Window};
///
/// let window = Window { middle: [0.0, 1.0], half: 2.0 };
/// assert_eq!(window.range(1), [-1.0, 3.0]);
/// assert_eq!(window.cell(), 4.0 / SIDE as f64);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// Its middle.
    pub middle: [f64; 2],
    /// Half its side, above 0.
    pub half: f64,
}

impl Window {
    /// The length of a cell.
    pub fn cell(&self) -> f64 {
        2.0 * self.half / SIDE as f64
    }

    /// From where to where axis 0 or 1 goes.
    pub fn range(&self, axis: usize) -> [f64; 2] {
        [self.middle[axis] - self.half, self.middle[axis] + self.half]
    }
}

impl Raster {
    /// Masses at places, each shared by the four nearest cells and smoothed to a normal law of this deviation, which is
    /// that of a cell at least. What lies outside the window counts, but is not in it.
    pub fn new(
        window: Window,
        masses: impl Iterator<Item = ([f64; 2], f64)>,
        deviation: f64,
    ) -> Self {
        let cell = window.cell();
        let mut raster = Self {
            low: [0, 1].map(|j| window.range(j)[0]),
            cell,
            shares: vec![0.0; SIDE * SIDE],
        };
        let mut total = 0.0;
        for (place, mass) in masses {
            total += mass;
            if let Some((first, weights)) = raster.around(place) {
                for (k, w) in weights.into_iter().enumerate() {
                    raster.shares[first + k / 2 * SIDE + k % 2] += mass * w;
                }
            }
        }
        let deviation = deviation.max(cell);
        // What the sharing out by fourths has blurred already: u(1 − u) of a squared cell, a sixth on average.
        raster.smooth((deviation * deviation / (cell * cell) - 1.0 / 6.0).max(0.0));
        let total = if total > 0.0 { total } else { 1.0 };
        raster.shares.iter_mut().for_each(|share| *share /= total);
        raster
    }

    /// The first of the four cells around a place, and the weights of the first, the one above, and the two to their
    /// right; nothing where one of them is outside.
    fn around(&self, place: [f64; 2]) -> Option<(usize, [f64; 4])> {
        let [u, v] = [0, 1].map(|j| (place[j] - self.low[j]) / self.cell - 0.5);
        let last = (SIDE - 1) as f64;
        if !(0.0..last).contains(&u) || !(0.0..last).contains(&v) {
            return None;
        }
        let (i, j) = (u as usize, v as usize);
        let (right, up) = (u - i as f64, v - j as f64);
        let (left, down) = (1.0 - right, 1.0 - up);
        let weights = [left * down, left * up, right * down, right * up];
        Some((i * SIDE + j, weights))
    }

    /// A normal law of this variance, in squared cells, along both axes.
    fn smooth(&mut self, variance: f64) {
        let reach = libm::ceil(REACH * libm::sqrt(variance)).min(SIDE as f64) as usize;
        if reach == 0 {
            return;
        }
        let half: Vec<f64> = (0..=reach)
            .map(|k| libm::exp(-((k * k) as f64) / (2.0 * variance)))
            .collect();
        let sum = half[0] + 2.0 * half[1..].iter().sum::<f64>();
        let half: Vec<f64> = half.into_iter().map(|w| w / sum).collect();
        // Up and down within a column, then from column to column: long runs of numbers both times.
        let mut padded = vec![0.0; SIDE + 2 * reach];
        let mut out = vec![0.0; SIDE * SIDE];
        for (column, out) in self
            .shares
            .chunks_exact(SIDE)
            .zip(out.chunks_exact_mut(SIDE))
        {
            padded[reach..reach + SIDE].copy_from_slice(column);
            for (r, &w) in half.iter().enumerate() {
                let w = if r == 0 { 0.5 * w } else { w };
                let pairs = padded[reach - r..].iter().zip(&padded[reach + r..]);
                for (out, (below, above)) in out.iter_mut().zip(pairs) {
                    *out += w * (below + above);
                }
            }
        }
        self.shares.fill(0.0);
        for (i, sum) in self.shares.chunks_exact_mut(SIDE).enumerate() {
            let first = i.saturating_sub(reach);
            let columns = out.chunks_exact(SIDE).enumerate().skip(first);
            for (k, column) in columns.take(i + reach + 1 - first) {
                let w = half[k.abs_diff(i)];
                for (sum, share) in sum.iter_mut().zip(column) {
                    *sum += w * share;
                }
            }
        }
    }

    /// The share of a cell at a place, between the middles of cells; 0 outside.
    pub fn at(&self, place: [f64; 2]) -> f64 {
        let Some((first, weights)) = self.around(place) else {
            return 0.0;
        };
        let cells = [0, 1, SIDE, SIDE + 1].map(|k| self.shares[first + k]);
        cells.iter().zip(weights).map(|(c, w)| c * w).sum()
    }

    /// Of each cell, column after column, its share of the largest: from 0 to 1.
    pub fn values(&self) -> impl Iterator<Item = f32> + '_ {
        let top = self
            .shares
            .iter()
            .copied()
            .fold(f64::MIN_POSITIVE, f64::max);
        self.shares.iter().map(move |share| (share / top) as f32)
    }

    /// The highest-density region that holds so much of the mass.
    pub fn region_of_mass(&self, share: f64) -> Region {
        let mut sorted = self.shares.clone();
        sorted.sort_unstable_by(|a, b| b.total_cmp(a));
        let mut sum = 0.0;
        let level = sorted.into_iter().find(|cell| {
            sum += cell;
            sum >= share
        });
        self.region(level.unwrap_or(0.0))
    }

    /// The one that holds so many of the places.
    pub fn region_of_places(&self, places: impl Iterator<Item = [f64; 2]>, share: f64) -> Region {
        let mut densities: Vec<f64> = places.map(|place| self.at(place)).collect();
        densities.sort_unstable_by(f64::total_cmp);
        let outside = ((1.0 - share) * densities.len() as f64) as usize;
        self.region(densities.get(outside).copied().unwrap_or(0.0))
    }

    /// Where the density is at least `level`; nothing for a level of 0.
    fn region(&self, level: f64) -> Region {
        let loops = if level > 0.0 {
            self.loops(level)
        } else {
            Vec::new()
        };
        Region { level, loops }
    }

    /// Marching squares: between the middles of four cells the level is crossed on a straight line. What lies on the
    /// window's rim counts as outside, so that all lines close.
    fn loops(&self, level: f64) -> Vec<Vec<[f64; 2]>> {
        let value = |i: usize, j: usize| {
            let is_rim = i == 0 || j == 0 || i == SIDE - 1 || j == SIDE - 1;
            if is_rim {
                0.0
            } else {
                self.shares[i * SIDE + j]
            }
        };
        // An edge is named by its lower left end and whether it goes up.
        let edge = |i: usize, j: usize, up: usize| 2 * (i * SIDE + j) + up;
        let none = usize::MAX;
        let mut next = vec![none; 2 * SIDE * SIDE];
        for i in 0..SIDE - 1 {
            for j in 0..SIDE - 1 {
                let corners = [
                    value(i, j),
                    value(i + 1, j),
                    value(i + 1, j + 1),
                    value(i, j + 1),
                ];
                let inside = corners.map(|corner| corner >= level);
                let case = (0..4).fold(0, |case, k| case | usize::from(inside[k]) << k);
                let [bottom, right, top, left] = [
                    edge(i, j, 0),
                    edge(i + 1, j, 1),
                    edge(i, j + 1, 0),
                    edge(i, j, 1),
                ];
                let is_joined = corners.iter().sum::<f64>() >= 4.0 * level;
                let segments: &[[usize; 2]] = match (case, is_joined) {
                    (1, _) => &[[bottom, left]],
                    (2, _) => &[[right, bottom]],
                    (3, _) => &[[right, left]],
                    (4, _) => &[[top, right]],
                    (5, true) => &[[bottom, right], [top, left]],
                    (5, false) => &[[bottom, left], [top, right]],
                    (6, _) => &[[top, bottom]],
                    (7, _) => &[[top, left]],
                    (8, _) => &[[left, top]],
                    (9, _) => &[[bottom, top]],
                    (10, true) => &[[left, bottom], [right, top]],
                    (10, false) => &[[right, bottom], [left, top]],
                    (11, _) => &[[right, top]],
                    (12, _) => &[[left, right]],
                    (13, _) => &[[bottom, right]],
                    (14, _) => &[[left, bottom]],
                    _ => &[],
                };
                for &[from, to] in segments {
                    next[from] = to;
                }
            }
        }
        let place = |edge: usize| {
            let (node, up) = (edge / 2, edge % 2);
            let (i, j) = (node / SIDE, node % SIDE);
            let [from, to] = [value(i, j), value(i + 1 - up, j + up)];
            let share = (level - from) / (to - from);
            let at = |k: usize, axis: usize, moves: f64| {
                self.low[axis] + (k as f64 + 0.5 + share * moves) * self.cell
            };
            [at(i, 0, 1.0 - up as f64), at(j, 1, up as f64)]
        };
        let mut loops = Vec::new();
        for first in 0..next.len() {
            let mut line = Vec::new();
            let mut edge = first;
            while next[edge] != none {
                line.push(place(edge));
                edge = std::mem::replace(&mut next[edge], none);
            }
            if !line.is_empty() {
                loops.push(line);
            }
        }
        loops
    }
}

impl Region {
    /// Its area: that within its outer lines without its holes.
    pub fn area(&self) -> f64 {
        let twice = |line: &Vec<[f64; 2]>| {
            let ends = line.iter().zip(line.iter().cycle().skip(1));
            ends.map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum::<f64>()
        };
        0.5 * self.loops.iter().map(twice).sum::<f64>()
    }

    /// Its boundary as one line of places: each loop closed, and ended by NaN.
    pub fn boundary(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.loops.iter().flat_map(|line| {
            let closed = line.iter().chain(line.first()).map(|&[x, y]| (x, y));
            closed.chain([(f64::NAN, f64::NAN)])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Window = Window {
        middle: [0.3, -0.2],
        half: 4.0,
    };

    #[test]
    fn a_normal_law_has_its_ellipse() {
        // 95 % of N(0, s² I) lie within s √(2 ln 20). The lattice errs by a share of its cell, 0.042, squared.
        for s in [0.3, 0.8] {
            let raster = Raster::new(WINDOW, [([0.31, -0.17], 2.0)].into_iter(), s);
            let region = raster.region_of_mass(0.95);
            let radius = s * libm::sqrt(2.0 * libm::log(20.0));
            let area = std::f64::consts::PI * radius * radius;
            assert_eq!(region.loops.len(), 1);
            assert!(
                (region.area() / area - 1.0).abs() < 0.02,
                "{} {area}",
                region.area()
            );
            for [x, y] in &region.loops[0] {
                let r = libm::hypot(x - 0.31, y + 0.17);
                assert!((r / radius - 1.0).abs() < 0.02, "{r} {radius}");
            }
            let share: f64 = raster.shares.iter().sum();
            assert!((share - 1.0).abs() < 2e-3, "{share}");
        }
    }

    #[test]
    fn holes_and_islands_are_what_cells_say() {
        // The area within lines is the number of cells above the level to half the cells on the boundary.
        let ring = (0..400).map(|k| {
            let a = f64::from(k) * 0.0157;
            ([1.7 * libm::cos(a), 1.1 * libm::sin(a)], 1.0)
        });
        let islands = [[2.9, 2.9], [-2.8, 2.2]].map(|place| (place, 9.0));
        let raster = Raster::new(WINDOW, ring.chain(islands), 0.15);
        for share in [0.3, 0.6, 0.95] {
            let region = raster.region_of_mass(share);
            let above = raster.shares.iter().filter(|s| **s >= region.level).count() as f64;
            let cells: usize = region.loops.iter().map(Vec::len).sum();
            let cell = WINDOW.cell();
            let off = (region.area() - above * cell * cell).abs();
            assert!(off <= 0.5 * cells as f64 * cell * cell, "{share}: {off}");
        }
        assert_eq!(raster.region_of_mass(0.95).loops.len(), 4);
        let signs: Vec<bool> = raster
            .region_of_mass(0.95)
            .loops
            .into_iter()
            .map(|line| {
                Region {
                    level: 0.0,
                    loops: vec![line],
                }
                .area()
                    > 0.0
            })
            .collect();
        assert_eq!(signs.iter().filter(|is_outer| **is_outer).count(), 3);
    }

    #[test]
    fn so_many_places_are_in_their_region() {
        let places: Vec<[f64; 2]> = (0..1000)
            .map(|k| [libm::sin(1.7 * f64::from(k)), libm::cos(0.9 * f64::from(k))])
            .collect();
        let raster = Raster::new(WINDOW, places.iter().map(|&place| (place, 1.0)), 0.1);
        let region = raster.region_of_places(places.iter().copied(), 0.95);
        let inside = places
            .iter()
            .filter(|&&place| raster.at(place) >= region.level)
            .count();
        assert_eq!(inside, 950);
    }

    #[test]
    fn nothing_in_sight_is_no_region() {
        let raster = Raster::new(WINDOW, [([50.0, f64::NAN], 1.0)].into_iter(), 0.0);
        let region = raster.region_of_mass(0.95);
        assert!(region.loops.is_empty() && region.area() == 0.0);
        assert!(raster.values().all(|value| value == 0.0));
    }
}
