//! Where names stand that are written at what they name: beside a dot, at a curve, above a block. Each takes the
//! first of its places that is free of dots, curves and other names; where none is free, the one that covers least.

/// A rectangle in pixels: left, top, right, bottom.
pub type Rect = [f64; 4];

/// The side of a cell of the grid on which it is kept what is taken, in CSS pixels.
const CELL: f64 = 3.0;
/// What is left free between a name and what it names, in CSS pixels.
const GAP: f64 = 8.0;
/// How far a name may be moved away from its place, in its own heights.
const FARTHEST: i32 = 4;

/// What has a name.
#[derive(Clone, Debug, PartialEq)]
pub enum Named {
    /// A dot, at its place.
    Dot([f64; 2]),
    /// A curve, its points in order; it is named at its end, or farther back along it.
    Curve(Vec<[f64; 2]>),
    /// A block with these edges, which is named above or below.
    Block(Rect),
    /// An upright line at this x; it is named beside it.
    Upright(f64),
    /// The part of the chart around this x; its name stands at the upper edge.
    Zone(f64),
    /// A place that is pointed at from a little way off.
    Target([f64; 2]),
}

/// The places of a chart and what is taken of them.
pub struct Names {
    edges: Rect,
    unit: f64,
    columns: usize,
    rows: usize,
    taken: Vec<u8>,
}

impl Names {
    /// Nothing is taken yet; `unit` is the device pixels of a CSS pixel.
    pub fn new(edges: Rect, unit: f64) -> Self {
        let [left, top, right, bottom] = edges;
        let cells = |length: f64| (length / (CELL * unit)).ceil().max(1.0) as usize;
        let (columns, rows) = (cells(right - left), cells(bottom - top));
        Self {
            edges,
            unit,
            columns,
            rows,
            taken: vec![0; columns * rows],
        }
    }

    /// The cells that a rectangle touches.
    fn cells(&self, [left, top, right, bottom]: Rect) -> impl Iterator<Item = usize> + use<> {
        let side = CELL * self.unit;
        let span = |low: f64, high: f64, from: f64, count: usize| {
            let first = ((low - from) / side).floor().clamp(0.0, count as f64) as usize;
            let end = ((high - from) / side).ceil().clamp(0.0, count as f64) as usize;
            first..end
        };
        let columns = span(left, right, self.edges[0], self.columns);
        let rows = span(top, bottom, self.edges[1], self.rows);
        let width = self.columns;
        rows.flat_map(move |row| columns.clone().map(move |column| row * width + column))
    }

    /// Nothing is to stand there.
    pub fn take(&mut self, taken: Rect) {
        for cell in self.cells(taken) {
            self.taken[cell] = 1;
        }
    }

    /// Nor on this line.
    pub fn take_line(&mut self, from: [f64; 2], to: [f64; 2]) {
        let length = libm::hypot(to[0] - from[0], to[1] - from[1]);
        let steps = (length / (CELL * self.unit)).ceil().clamp(1.0, 4096.0);
        for k in 0..=steps as usize {
            let u = k as f64 / steps;
            let [x, y] = [0, 1].map(|j| from[j] + u * (to[j] - from[j]));
            self.take([x - 0.5, y - 0.5, x + 0.5, y + 0.5]);
        }
    }

    /// The place of a name of this size, which is taken then.
    pub fn place(&mut self, named: &Named, size: [f64; 2]) -> Rect {
        let mut best = (usize::MAX, [0.0; 4]);
        for wanted in self.candidates(named, size) {
            let inside = self.inside(wanted);
            let moved = (inside[0] - wanted[0]).abs() + (inside[1] - wanted[1]).abs();
            // A place that would stick out is one of the last.
            let strays = 4 * usize::from(moved > self.unit);
            let covered: usize = self
                .cells(inside)
                .map(|cell| usize::from(self.taken[cell]))
                .sum();
            let cost = covered + strays;
            if cost < best.0 {
                best = (cost, inside);
            }
            if cost == 0 {
                break;
            }
        }
        self.take(best.1);
        best.1
    }

    /// The same rectangle, moved into the chart.
    fn inside(&self, [left, top, right, bottom]: Rect) -> Rect {
        let [from, above, to, below] = self.edges;
        let (width, height) = (right - left, bottom - top);
        let x = left.min(to - width).max(from);
        let y = top.min(below - height).max(above);
        [x, y, x + width, y + height]
    }

    /// Where it may stand, the best first.
    fn candidates(&self, named: &Named, [width, height]: [f64; 2]) -> Vec<Rect> {
        let gap = GAP * self.unit;
        let at = |x: f64, y: f64| [x, y, x + width, y + height];
        let lifts = || {
            (0..=FARTHEST)
                .flat_map(|k| [-k, k])
                .map(|k| f64::from(k) * 0.6 * height)
        };
        match *named {
            Named::Dot([x, y]) => {
                let level = y - 0.5 * height;
                let mut places = vec![at(x + gap, level), at(x - gap - width, level)];
                for y in [y - 0.7 * gap - height, y + 0.7 * gap] {
                    let starts = [x - 0.5 * width, x - gap, x - width + gap];
                    places.extend(starts.map(|x| at(x, y)));
                }
                for lift in lifts() {
                    places.extend([x + gap, x - gap - width].map(|x| at(x, level + lift)));
                }
                places
            }
            Named::Curve(ref points) => {
                let mut places = Vec::new();
                let count = points.len();
                for part in 0..12 {
                    let Some(&[x, y]) = points.get((count - 1) - part * (count - 1) / 14) else {
                        continue;
                    };
                    if part == 0 {
                        places.push(at(x + 0.6 * gap, y - 0.5 * height));
                    }
                    for y in [y - 0.3 * gap - height, y + 0.3 * gap] {
                        places.extend([x - width, x - 0.5 * width, x + gap].map(|x| at(x, y)));
                    }
                }
                places
            }
            Named::Block([left, top, right, bottom]) => {
                let mut places = Vec::new();
                for k in 0..FARTHEST {
                    let away = 0.5 * gap + 1.25 * f64::from(k) * height;
                    for y in [top - away - height, bottom + away] {
                        let middle = 0.5 * (left + right - width);
                        places.extend([middle, left, right - width].map(|x| at(x, y)));
                    }
                }
                places
            }
            Named::Upright(x) => {
                let tops = (0..8).map(|k| self.edges[1] + f64::from(k) * height);
                tops.flat_map(|y| [at(x + 0.6 * gap, y), at(x - 0.6 * gap - width, y)])
                    .collect()
            }
            Named::Zone(x) => {
                let tops = (0..4).map(|k| self.edges[1] + f64::from(k) * height + 0.4 * gap);
                tops.map(|y| at(x - 0.5 * width, y)).collect()
            }
            Named::Target([x, y]) => {
                let mut places = Vec::new();
                for far in [42.0, 58.0, 76.0, 100.0] {
                    for turn in [-1, -2, -3, 1, -4, 2, -5, 3] {
                        let (sine, cosine) = libm::sincos(f64::from(turn) * 0.4);
                        let far = far * self.unit;
                        let (x, y) = (x + far * cosine, y + far * sine);
                        places.push(at(x, y - 0.5 * height));
                    }
                }
                places
            }
        }
    }
}
