//! Why can the forward equation not simply be run backwards? Cao et al. (2.3), (2.7), figure 3.
//!
//! The exact end of the forward law, with one eigenmode added: the naive march (2.3) amplifies it like e^{ks} (in the
//! heat flow's box like e^{k²s}) and, on a grid, rounding like e^{4s/Δx²}; the stable equation (2.7), which has the same past as its solution, never lets the
//! perturbation grow in L¹, and keeps q/ρ between its least and its largest value.

use super::chart::{Axis, Chart, Clock, Ink, Series};
use super::question::Study;
use super::report::{Report, Row, RowId, SeriesId};
use super::setting::Setting;
use crate::line::evolution::{forward, reverse_by_ratio};
use crate::line::modes::Mode;
use crate::line::naive::BLOWN_UP;
use crate::line::naive_march::{NaiveMarch, roughness, unit};
use crate::line::{Evolution, Mesh, Mixture};
use crate::process::Process;
use crate::scene::Scene;
use crate::words::short;

/// Moments of the naive march that are kept and drawn.
const MOMENTS: usize = 160;

/// Meshes on which the blow-up is timed, finer and coarser than the scene's.
const REFINEMENTS: [f64; 5] = [0.5, 0.71, 1.0, 1.41, 2.0];

pub(super) struct Instability {
    setting: Setting,
    mesh: Mesh,
    mode: Mode,
    rho: Evolution,
    /// q of (2.7) from the perturbed end.
    stable: Evolution,
    /// The naive march from the perturbed end, from the exact one, and what the first has passed.
    perturbed: NaiveMarch,
    exact: NaiveMarch,
    moments: Vec<f64>,
    snapshots: Vec<Vec<f64>>,
    scratch: [Vec<f64>; 2],
    share0: f64,
    rough0: f64,
    /// The last (s, share) that is linear: before rounding counts.
    linear: Option<(f64, f64)>,
    refined: usize,
    report: Report,
    shown: Shown,
}

/// What of the report is written to.
struct Shown {
    /// Densities now: the exact past, what (2.7) makes, and the naive march.
    exact: SeriesId,
    stable: SeriesId,
    naive: SeriesId,
    /// How they grow: the mode, and rounding alone.
    of_mode: SeriesId,
    of_rounding: SeriesId,
    blow_ups: SeriesId,
    rate: RowId,
    blow_up: RowId,
}

pub(super) fn new(scene: &Scene) -> Instability {
    let setting = Setting::new(scene);
    let process = setting.process();
    let [low, high] = setting.window(match process {
        // Mode n lives within √(4n) + 2 or so.
        Process::Ou => 8.5,
        Process::Heat => 4.0,
    });
    let mesh = Mesh::new(low, high, scene.cells);
    let mode = Mode::new(process, scene.mode, &mesh);
    let times = {
        let mut times = setting.times();
        times[0] = 0.0f64.max(times[0]);
        times
    };
    let begin = setting.rho0.forward(process, times[0]);
    let rho = forward(&mesh, process, &mesh.averages(&begin), &times);
    let end = rho.row(rho.len() - 1);
    let start: Vec<f64> = end
        .iter()
        .enumerate()
        .map(|(i, q)| q + scene.amplitude * mode.value(mesh.centre(i)))
        .collect();
    let unperturbed = reverse_by_ratio(&mesh, process, &rho, end);
    let perturbed = reverse_by_ratio(&mesh, process, &rho, &start);
    let returned = mesh.l1(unperturbed.evolution.row(0), rho.row(0));

    let top = end.iter().copied().fold(0.0, f64::max).max(1e-12);
    let mut report = Report::default();
    let (laws, [exact, stable, naive]) = report.chart_of(Chart::new(
        "The law, run backwards",
        "The same start under the naive equation (2.3) and the stable one (2.7), beside the exact past.",
        Axis::linear("x", setting.window(3.2)[0], setting.window(3.2)[1]),
        Axis::linear("q(x, s)", -0.5 * top, 2.5 * top),
    ), [
        Series::line("exact past ρ(·, T* − s)", Ink::Forward),
        Series::line("stable (2.7)", Ink::Reverse),
        Series::line("naive (2.3)", Ink::Soft),
    ]
    .map(Series::moving));

    let rate = mode.rate();
    let fastest = 4.0 / (mesh.h() * mesh.h());
    let u = unit(scene.precision);
    let by_rounding = (BLOWN_UP / u).ln() / fastest;
    let by_mode = (1.0 / scene.amplitude).ln() / rate;
    let horizon = scene
        .t_star
        .min(1.5 * by_rounding.max(0.05 * scene.t_star))
        .max(1e-6);
    let moments: Vec<f64> = (0..=MOMENTS)
        .map(|k| horizon * k as f64 / MOMENTS as f64)
        .collect();
    let low = (0.1 * scene.amplitude.min(u)).max(1e-18);
    // OU multiplies the k-th mode by e^{ks}, the heat flow in its box a cosine of wave number k by e^{k²s}.
    let (which, factor, exponent) = match process {
        Process::Ou => ("the k-th mode", "e^{ks}", "k"),
        Process::Heat => ("wave number k", "e^{k²s}", "k²"),
    };
    let growth = report.chart(Chart::new(
        "How the perturbation grows",
        &format!(
            "Naively the mode grows like {factor} and rounding like e^{{4s/Δx²}}; under (2.7) nothing grows."
        ),
        Axis::linear("s", 0.0, horizon),
        Axis::log("size", low, BLOWN_UP),
    ));
    report.led_by_all([laws, growth]);
    let name = match process {
        Process::Ou => format!("δ e^{{{}s}}", scene.mode),
        Process::Heat => format!("δ e^{{k²s}}, k² = {rate:.3}"),
    };
    let curve = |f: &dyn Fn(f64) -> f64| moments.iter().map(|&s| (s, f(s))).collect::<Vec<_>>();
    let of_mode = report.series(growth, Series::points("mode, naive", Ink::Ink));
    let grown = curve(&|s| scene.amplitude * libm::exp(rate * s));
    report.series(growth, Series::dashed(&name, Ink::Ink).with(grown));
    let of_rounding = report.series(growth, Series::line("rounding alone, naive", Ink::Soft));
    let name = "e^{4s/Δx²} times the unit roundoff";
    let grown = curve(&|s| u * libm::exp((fastest * s).min(80.0)));
    report.series(growth, Series::dashed(name, Ink::Soft).with(grown));
    let mut calm = Series::line("L¹ of the perturbation under (2.7)", Ink::Reverse);
    for &s in &moments {
        let (k, _) = rho.between(scene.t_star - s);
        let k = (k + 1).min(rho.len() - 1);
        let distance = mesh.l1(perturbed.evolution.row(k), rho.row(k));
        if distance > 0.0 {
            calm.push(s, distance);
        }
    }
    report.series(growth, calm);
    if by_mode < horizon {
        let name = format!("s* = ln(1/δ)/{exponent}");
        report.series(growth, Series::rule(&name, Ink::Ink, by_mode).labelled());
    }
    let t_star = scene.t_star;
    report.series(growth, Series::clock(Clock::Reversed { t_star }));

    let h = mesh.h();
    let spread = REFINEMENTS.map(|factor| h / factor);
    let blow_up = |h: f64| (BLOWN_UP / u).ln() * h * h / 4.0;
    let curve = spread.iter().map(|&h| (h, blow_up(h)));
    let (_, [blow_ups, _]) = report.chart_of(
        Chart::new(
            "A finer grid is worse",
            "The moment at which rounding alone has grown to 1000, against the width of a cell: ln(1000/u) h²/4.",
            Axis::log("h", 0.8 * spread[4], 1.25 * spread[0]),
            Axis::log(
                "s of blow-up",
                0.4 * blow_up(spread[4]),
                3.0 * blow_up(spread[0]),
            ),
        ),
        [
            Series::points("naive march from the exact end", Ink::Ink),
            Series::dashed("ln(1000/u) h²/4", Ink::Soft).with(curve),
        ],
    );

    let [before, after] = perturbed.bounds;
    let last = rho.len() - 1;
    let rate = report.row(Row::new("growth rate of the mode, naive", "(2.3)").predicted(rate));
    let blow_up =
        report.row(Row::new("s of blow-up by rounding alone", "(2.3)").predicted(by_rounding));
    // Bounds hold up to rounding.
    let end_l1 = mesh.l1(perturbed.evolution.row(0), rho.row(0));
    let lost = (mesh.mass(unperturbed.evolution.row(0)) - 1.0).abs();
    for (name, measured, bound) in [
        (
            "stable, exact start: L¹ error of the return to ρ₀",
            returned,
            1e-12,
        ),
        (
            "stable, perturbed: L¹ of the perturbation at the end",
            end_l1,
            mesh.l1(&start, rho.row(last)) + 1e-12,
        ),
        (
            "stable: largest q/ρ at the end",
            after[1],
            before[1] * (1.0 + 1e-12),
        ),
        ("stable: mass lost", lost, 1e-12),
    ] {
        report.row(Row::new(name, "(2.7)").measured(measured).bounded(bound));
    }
    report.answer = format!(
        "Because every error grows exponentially, the finest ones fastest: on this grid rounding alone {} over after a \
         time of {}, and the way back is {t_star} long.",
        match by_rounding < t_star {
            true => "takes",
            false => "would take",
        },
        short(by_rounding)
    );
    report.findings = vec![
        "Exact data reversed exactly is not wrong, it is unstable.".to_owned(),
        format!(
            "The naive equation keeps the exact past as a solution, but multiplies every error of {which} by {factor}: {:.0e} of mode {} would be as large as the law itself after s* = {by_mode:.2}; on this grid rounding is there at s = {by_rounding:.2}.",
            scene.amplitude, scene.mode
        ),
        format!(
            "The stable equation returns ρ₀ from the exact end to {} in L¹.",
            short(returned)
        ),
    ];
    report.findings.extend(setting.condensed_note());
    report.changed();
    let perturbed_march = NaiveMarch::new(scene.precision, &mesh, process, &start);
    let exact_march = NaiveMarch::new(scene.precision, &mesh, process, end);
    let mut study = Instability {
        share0: 0.0,
        rough0: 0.0,
        mesh,
        mode,
        rho,
        stable: perturbed.evolution,
        perturbed: perturbed_march,
        exact: exact_march,
        moments,
        snapshots: Vec::new(),
        scratch: [Vec::new(), Vec::new()],
        linear: None,
        refined: 0,
        report,
        shown: Shown {
            exact,
            stable,
            naive,
            of_mode,
            of_rounding,
            blow_ups,
            rate,
            blow_up,
        },
        setting,
    };
    study.show(study.setting.scene.t_star, &[]);
    study
}

impl Instability {
    /// The next moment of the naive march, unless it has blown up.
    fn march(&mut self) -> bool {
        let k = self.snapshots.len();
        let blown_up = self.perturbed.blown_up().is_some() || self.exact.blown_up().is_some();
        if k == self.moments.len() || blown_up {
            return false;
        }
        let s = self.moments[k];
        // Both marches have the same rounding errors to begin with, but not the same ones for long.
        self.perturbed.advance(s);
        self.exact.advance(s);
        let [with, without] = &mut self.scratch;
        self.perturbed.write(with);
        self.exact.write(without);
        self.snapshots.push(with.clone());
        let rough = roughness(without);
        if k == 0 {
            self.rough0 = rough;
        }
        for (with, without) in with.iter_mut().zip(without.iter()) {
            *with -= without;
        }
        let share = self.mode.share(&self.mesh, with);
        if k == 0 {
            self.share0 = share;
        }
        if share > 0.0 && share.is_finite() {
            self.report[self.shown.of_mode].push(s, share);
        }
        // What the smooth law itself has of it is not rounding.
        if rough > 3.0 * self.rough0 && rough.is_finite() {
            self.report[self.shown.of_rounding].push(s, rough);
        }
        // Linear while what rounding has grown to is a hundredth of the mode.
        let rate = 4.0 / (self.mesh.h() * self.mesh.h());
        let noise = unit(self.setting.scene.precision) * libm::exp((rate * s).min(700.0));
        if s > 0.0 && noise < 0.01 * share {
            self.linear = Some((s, share));
        }
        if let Some((s, share)) = self.linear {
            self.report[self.shown.rate].measured = Some((share / self.share0).ln() / s);
        }
        if k.is_multiple_of(16) {
            self.report.changed();
        }
        true
    }

    /// The blow-up by rounding alone on one more mesh.
    fn refine(&mut self) -> bool {
        let Some(&factor) = REFINEMENTS.get(self.refined) else {
            return false;
        };
        self.refined += 1;
        let scene = &self.setting.scene;
        let cells = ((self.mesh.cells as f64 * factor).round() as usize).clamp(8, 4000);
        let mesh = Mesh::new(self.mesh.low, self.mesh.high, cells);
        let process = self.setting.process();
        let terminal: Mixture = self.setting.rho0.forward(process, scene.t_star);
        let mut march = NaiveMarch::new(scene.precision, &mesh, process, &mesh.averages(&terminal));
        march.advance(scene.t_star);
        if let Some(s) = march.blown_up() {
            self.report[self.shown.blow_ups].push(mesh.h(), s);
            if factor == 1.0 {
                self.report[self.shown.blow_up].measured = Some(s);
            }
        }
        self.report.changed();
        true
    }
}

impl Study for Instability {
    fn work(&mut self) -> bool {
        self.march() || self.refine()
    }

    fn show(&mut self, t: f64, _particles: &[f32]) {
        self.report.tick(t);
        let s = (self.setting.scene.t_star - t).max(0.0);
        let mesh = &self.mesh;
        let moment = self
            .moments
            .partition_point(|&moment| moment <= s)
            .saturating_sub(1);
        let naive = self.snapshots.get(moment).or(self.snapshots.last());
        let shown = &self.shown;
        for series in [shown.exact, shown.stable, shown.naive] {
            self.report[series].clear();
        }
        for i in 0..mesh.cells {
            let x = mesh.centre(i);
            self.report[shown.exact].push(x, self.rho.at(t, i));
            self.report[shown.stable].push(x, self.stable.at(t, i));
            if let Some(naive) = naive {
                self.report[shown.naive].push(x, naive[i]);
            }
        }
    }

    fn report(&self) -> &Report {
        &self.report
    }
}
