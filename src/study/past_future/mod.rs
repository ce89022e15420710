//! Theorem 1 and figure 5: the past of ρ is the future of q.
//!
//! ρ(x, t₁ | y, t₂) = q(x, s₁ | y, s₂), (3.4): forward paths that pass y at t₂ were at t₁ where reverse paths that
//! start in y at t₂ will be. Three ways to the same law on a line: forward paths by the exact transition (2.12),
//! of which those are kept that pass near y (how near: [`passing`]); reverse particles from y; and Bayes' rule,
//! [`Mixture::given`].

mod charts;
mod drawn;
mod report;

use super::condensed::{condensed_note, law_of};
use super::density_map::{DensityMap, Progress};
use super::question::Study;
use super::report::Report;
use crate::cost::{PIECE, Piece};
use crate::ensemble::ReverseRun;
use crate::line::histogram::Histogram;
use crate::line::{ForwardPaths, Mixture, passing};
use crate::points::Points;
use crate::scene::Scene;
use crate::time_grid::log_snr_times;
use charts::Shown;
use drawn::{DRAWN, Drawn};

/// How many forward paths are kept, and how many reverse paths run.
const PATHS: usize = 6000;
/// How many forward paths are tried at most.
const MOST_TRIED: usize = 2_000_000;
/// Steps in λ of the reverse paths: the test measures what it does.
const STEP: f64 = 0.01;
/// The data points that are told apart.
const COMPONENTS: usize = 400;
/// Forward paths tried in one go, and how often in one piece of work.
const BATCH: usize = 4096;
const BATCHES: usize = 4;
/// Reverse paths that run together; fewer at first, so that there is something to see.
const REVERSE_BATCH: usize = 500;
/// The reverse paths' noise is that of steps that no forward path takes.
const REVERSE_STREAM: u64 = 1 << 20;
/// Kinds of pieces of work, taken in turns.
const TASKS: usize = 8;

/// Theorem 1: the past of ρ beside the future of q.
pub(super) struct PastFuture {
    /// The two times, 0 ≤ t₁ < t₂ ≤ T*, and the place that paths pass at t₂.
    t1: f64,
    t2: f64,
    y: f64,
    /// ρ(·, t₁ | y, t₂).
    given: Mixture,
    bins: Histogram,
    /// w: a forward path passes y if it is nearer than this at t₂.
    window: f64,
    /// P(|X_{t₂} − y| < w).
    chance: f64,
    forward: ForwardPaths,
    places: [Points<f32>; 2],
    tried: usize,
    /// How many of the kept ones were in each bin at t₁.
    past: Vec<f64>,
    reverse: ReverseRun,
    started: usize,
    largest_batch: usize,
    /// How many reverse paths are in each bin at t₁.
    future: Vec<f64>,
    /// Σ x of the past and of the future.
    sums: [f64; 2],
    map: DensityMap,
    drawn: Drawn,
    turn: usize,
    pieces: usize,
    note: Option<String>,
    report: Report,
    shown: Shown,
}

impl PastFuture {
    pub(super) fn new(scene: &Scene) -> Self {
        let law = scene.rho0();
        let points = law.points().len();
        let mixture = Mixture::of(&law).condensed(COMPONENTS);
        let (process, y) = (scene.process, scene.place);
        // The scene sees to t₁ < t₂ ≤ T*; a study asked for by other means must not fall over either.
        let t2 = scene.t2.clamp(1e-6, scene.t_star);
        let t1 = scene.t1.clamp(0.0, 0.999 * t2);
        let given = mixture.given(process, t1, y, t2);
        let bins = Histogram::of(&given);
        let terminal = mixture.forward(process, t2);
        let (window, chance) =
            passing::window(process, &given, &terminal, y, t2 - t1, [PATHS, MOST_TRIED]);
        let small = law_of(&mixture);
        let to_zero = t1 == 0.0;
        let last = if to_zero {
            last_time(&bins, law.width(), t2)
        } else {
            t1
        };
        let times = log_snr_times(process, t2, last, STEP, to_zero);
        let zero = last_time(&bins, law.width(), t2);
        let drawn = log_snr_times(process, t2, zero.max(1e-4 * t2), 0.03, true);
        let reverse_run =
            |times, stream| ReverseRun::new(process, &small, times, scene.seed, stream);
        let mut drawn_reverse = reverse_run(drawn, drawn::DRAWN_REVERSE_STREAM);
        drawn_reverse.begin(0, DRAWN, y);
        let map = DensityMap::new(&mixture, process, scene.t_star, false, [y - 0.5, y + 0.5]);
        let mut report = Report::default();
        let (meeting, t_star) = ([t2, y], scene.t_star);
        let paths = charts::paths_chart(&mut report, t1, meeting, t_star, map.span);
        let mut study = Self {
            shown: Shown::new(&mut report, paths, &bins, &given, window),
            t1,
            t2,
            y,
            window,
            chance,
            forward: ForwardPaths::new(process, &mixture, scene.seed),
            places: [0; 2].map(|_| Points::zeros(BATCH, 1)),
            tried: 0,
            past: vec![0.0; bins.bin_count()],
            future: vec![0.0; bins.bin_count()],
            reverse: reverse_run(times, REVERSE_STREAM),
            started: 0,
            largest_batch: (PIECE as usize / (20 * mixture.means().len())).max(64),
            sums: [0.0; 2],
            map,
            // Numbers that the counted paths do not have.
            drawn: Drawn::new(t1, t2, scene.t_star, MOST_TRIED + BATCH, drawn_reverse),
            turn: 0,
            pieces: 0,
            note: condensed_note(points, mixture.means().len()),
            report,
            given,
            bins,
        };
        study.conclude();
        study
    }

    /// Whether not even one path would be kept.
    fn is_hopeless(&self) -> bool {
        self.chance * (MOST_TRIED as f64) < 0.01
    }

    /// Whether no more forward paths are tried.
    fn has_tried(&self) -> bool {
        self.kept() >= PATHS as f64 || self.tried >= MOST_TRIED || self.is_hopeless()
    }

    fn kept(&self) -> f64 {
        self.past.iter().sum()
    }

    /// Tries more forward paths; false when there are enough.
    fn try_forward(&mut self) -> bool {
        let elapsed = self.t2 - self.t1;
        for _ in 0..BATCHES {
            if self.has_tried() {
                return false;
            }
            let [early, late] = &mut self.places;
            self.forward.place(self.t1, self.tried, early);
            late.copy_from(early);
            self.forward.advance(elapsed, 0, self.tried, late);
            let (y, w) = (self.y, self.window);
            for (&x, &end) in early.as_slice().iter().zip(late.as_slice()) {
                if (f64::from(end) - y).abs() < w {
                    self.past[self.bins.bin(f64::from(x))] += 1.0;
                    self.sums[0] += f64::from(x);
                }
            }
            self.tried += BATCH;
        }
        true
    }

    /// Takes more reverse steps; false when all have arrived.
    fn run_reverse(&mut self) -> bool {
        let mut piece = Piece::whole();
        while piece.is_left() {
            if self.reverse.done() {
                if self.started >= PATHS {
                    return false;
                }
                let most = if self.started == 0 {
                    REVERSE_BATCH / 2
                } else {
                    REVERSE_BATCH
                };
                let count = most.min(PATHS - self.started).min(self.largest_batch);
                self.reverse.begin(self.started, count, self.y);
                self.started += count;
            }
            piece.spend(self.reverse.cost());
            self.reverse.step();
            if self.reverse.done() {
                for &x in self.reverse.positions() {
                    self.future[self.bins.bin(f64::from(x))] += 1.0;
                    self.sums[1] += f64::from(x);
                }
            }
        }
        true
    }
}

/// Where the reverse paths take their last step to t = 0: the share of variance that it loses is felt by no test.
fn last_time(bins: &Histogram, width: f64, t2: f64) -> f64 {
    let least = if width > 0.0 {
        5e-4 * width * width
    } else if bins.atoms {
        // Until σ is a twentieth of the smallest distance.
        let gaps = bins.centres.windows(2).map(|pair| pair[1] - pair[0]);
        let gap = gaps.fold(1.0, f64::min);
        gap * gap / 800.0
    } else {
        bins.width * bins.width / 800.0
    };
    least.clamp(1e-9, 1e-3).min(0.1 * t2)
}

impl Study for PastFuture {
    fn work(&mut self) -> bool {
        // By turns, so that there is early something of everything.
        let (y, w) = (self.y, self.window);
        let hopeless = self.is_hopeless();
        let mut busy = false;
        for _ in 0..TASKS {
            let task = self.turn % TASKS;
            self.turn += 1;
            busy = match task {
                0 | 3 => self.try_forward(),
                1 | 4 | 6 => self.run_reverse(),
                2 => {
                    let past = &mut self.report[self.shown.paths[0]];
                    !hopeless && self.drawn.try_forward(&mut self.forward, y, w, past)
                }
                5 => self
                    .drawn
                    .run_reverse(&mut self.report[self.shown.paths[1]]),
                _ => match self.map.work() {
                    Progress::Working => true,
                    Progress::Complete(map) => {
                        self.report[self.shown.picture].map = Some(map);
                        true
                    }
                    Progress::Idle => false,
                },
            };
            if busy {
                break;
            }
        }
        self.pieces += 1;
        // Often at first, then as often as something can be seen to change.
        if !busy || self.pieces < 2 * TASKS || self.pieces.is_multiple_of(TASKS) {
            self.conclude();
        }
        busy
    }

    fn report(&self) -> &Report {
        &self.report
    }
}
