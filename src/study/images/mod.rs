//! Images as points: what the exact denoiser makes of noise, and what others make of the same (Cao et al. (4.36); the
//! question is that of sections 4.5 and 5; measured for this project).
//!
//! Every image is a point in as many dimensions as it has pixels, and nothing else is different from the plane: reversed
//! exactly, every sample is one of the training images.

mod charts;
mod fates;
mod film;
mod report;
mod rivals;
mod view;

use super::chart::Ink;
use super::fresh::fresh;
use super::gallery::{DrawingPosterior, Gallery};
use super::question::Study;
use super::report::Report;
use crate::denoiser::{Kernel, Network};
use crate::ensemble::Simulation;
use crate::law::Law;
use crate::measure::{Novelty, energy_distance};
use crate::points::Points;
use crate::scene::{Dynamics, Scene, StudyKind};
use crate::words::short;
use charts::{Shown, Wall};
use fates::Fates;
use film::Film;
use rivals::Rival;
use view::View;

/// Numbers that the data may be; of more the data points are thinned.
const MOST_NUMBERS: usize = 1_000_000;
/// Every step is kept, and the comparison should end while the reader waits.
const MOST_STEPS: usize = 250;
/// Coordinates of all data points that a piece of work goes through: a few milliseconds.
const COORDINATES: usize = 2_000_000;
/// Fresh images to begin a drawing with.
const MOST_FRESH: usize = 2000;
/// Data points that a posterior names.
const NAMED: usize = 5;

/// What is done next.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Task {
    /// The run of the exact denoiser, and the forward process beside it.
    Exact,
    /// When its fates were sealed.
    Fates,
    /// The numbers of fresh images.
    Fresh,
    /// Rival k, the exact one's samples included.
    Rival(usize),
    Done,
}

pub(super) struct Images {
    scene: Scene,
    view: View,
    kernel: Kernel,
    training: Law,
    /// By which number each data point is told of, and each that is not learned.
    numbers: [Vec<usize>; 2],
    held: Option<Law>,
    /// Fresh images in two parts: what samples are compared with, and what is compared as if it were samples.
    fresh: Option<[Points<f64>; 2]>,
    rivals: Vec<Rival>,
    film: Film,
    forward: Option<Simulation>,
    forward_film: Film,
    fates: Fates,
    task: Task,
    /// What is not as the scene asks, in sentences.
    remarks: Vec<String>,
    /// The state of the exact run that is shown, and the scene's own time and particles.
    state: Option<usize>,
    own: Own,
    /// What is known of the reader's last drawing.
    drawing: Option<DrawingPosterior>,
    lambda: Vec<f64>,
    galleries: Vec<Gallery>,
    shown: Shown,
    report: Report,
}

/// The scene's own images, as they were shown last.
#[derive(Default)]
struct Own {
    t: f64,
    rows: Vec<f32>,
}

impl Images {
    pub(super) fn new(scene: &Scene, network: Option<&Network>) -> Self {
        let mut own = scene.clone();
        own.study = StudyKind::None;
        own.dynamics = Dynamics::Reverse;
        let whole = scene.law();
        let (all, dim) = (whole.points().len(), whole.points().dim());
        let most = (MOST_NUMBERS / dim).max(1);
        if all > most {
            own.samples = most;
        }
        own.steps = own.steps.min(MOST_STEPS);
        let training = own.law();
        let view = View::new(scene, &training);
        own.particles = view.count;
        let (mut rivals, is_short) = rivals::all(&own, dim, view.count);
        for rival in &mut rivals {
            let contestant = rival.contestant.take();
            rival.contestant = contestant.map(|one| match network {
                Some(network) if rival.kind == scene.denoiser => one.with_network(Some(network)),
                _ => one,
            });
        }
        let mut remarks = Vec::new();
        if all > most {
            remarks.push(format!(
                "Of the {all} images {most} are learned here, chosen at random, so that this can be computed while you wait."
            ));
        }
        if scene.steps > MOST_STEPS {
            remarks.push(format!(
                "The exact run is compared in {MOST_STEPS} steps, so that its noise is not that of the scene's own run."
            ));
        }
        if is_short {
            remarks.push("Gaussian and random features are left out of the numbers: for so many pixels they take too long.".into());
        }
        let forward = Simulation::new(Scene {
            dynamics: Dynamics::Forward,
            ..own.clone()
        });
        let kernel = Kernel::of(own.process, &training);
        let (report, shown) = charts::new(scene, &view, &rivals);
        let galleries = charts::galleries(scene, &view);
        let mut study = Self {
            fresh: fresh(&own, view.count.max(2)),
            held: own.fresh(MOST_FRESH),
            numbers: own.numbers(),
            scene: own,
            view,
            kernel,
            training,
            rivals,
            film: Film::default(),
            forward: Some(forward),
            forward_film: Film::default(),
            fates: Fates::default(),
            task: Task::Exact,
            remarks,
            state: None,
            own: Own::default(),
            drawing: None,
            lambda: Vec::new(),
            galleries,
            shown,
            report,
        };
        study.conclude();
        study
    }

    /// How many images a piece of work may ask the exact denoiser about.
    fn images(&self) -> usize {
        let numbers = self.training.points().as_slice().len();
        (COORDINATES / numbers).clamp(1, 64)
    }

    /// A step of the exact run, and of the forward process, both kept.
    fn run(&mut self) {
        let images = self.images();
        if let Some(forward) = &mut self.forward {
            self.forward_film.record(forward, false);
            if !forward.step() {
                self.forward = None;
            }
        }
        let Some(contestant) = &mut self.rivals[0].contestant else {
            self.task = Task::Fates;
            return;
        };
        let simulation = contestant.simulation();
        // Nothing of a state is kept before all of its images are known.
        if !simulation.prepare(images) {
            return;
        }
        self.film.record(simulation, true);
        if simulation.step() {
            return;
        }
        let copies = simulation.captured_exactly() as f64 / self.view.count as f64;
        let row = &mut self.report[self.shown.copies];
        row.measured = Some(copies);
        row.predicted = charts::is_sharp(&self.scene, simulation).then_some(1.0);
        charts::draw_ends(&mut self.report[self.shown.ends], &self.film);
        self.report.changed();
        self.task = Task::Fates;
        self.conclude();
    }

    fn seal(&mut self) {
        let places = self.images();
        if self
            .fates
            .work(&self.film, &self.kernel, &self.view, places)
        {
            return;
        }
        let sealed = &mut self.report[self.shown.sealed];
        charts::draw_seals(sealed, &self.film, &self.fates);
        let half = self.fates.half(&self.film);
        self.report[self.shown.half].measured = half.map(|k| self.film.time(k));
        self.report.changed();
        self.task = Task::Fresh;
        self.conclude();
    }

    fn measure_fresh(&mut self) {
        self.task = Task::Rival(0);
        let Some([reference, other]) = &self.fresh else {
            return;
        };
        let novelty = Novelty::of(self.training.points(), other);
        let energy = energy_distance(reference, other);
        let samples = self.shown.of_fresh;
        self.shown
            .record(&mut self.report, samples, &novelty, Some(energy));
        self.conclude();
    }

    fn run_rival(&mut self, k: usize) {
        let images = self.images();
        let count = self.rivals.len();
        if self.rivals[k].work(images) {
            return;
        }
        let reference = self.fresh.as_ref().map(|[reference, _]| reference);
        if self.rivals[k].measure(self.training.points(), reference, images) {
            return;
        }
        let rival = &self.rivals[k];
        if let Some(novelty) = &rival.novelty {
            let samples = self.shown.of_each[k];
            self.shown
                .record(&mut self.report, samples, novelty, rival.energy);
        }
        self.task = if k + 1 < count {
            Task::Rival(k + 1)
        } else {
            Task::Done
        };
        self.conclude();
    }

    /// What a data point is called.
    fn name(&self, point: usize) -> String {
        let numbers = &self.numbers[0];
        self.view.name(numbers.get(point).copied().unwrap_or(point))
    }

    /// The likeliest data point of an image at time t, with its λ and the image's distance to it.
    fn likeliest(&mut self, place: &[f64], t: f64) -> (usize, f64, f64) {
        self.kernel.posterior_weights(place, t, &mut self.lambda);
        let pairs = self.lambda.iter().copied().zip(0..);
        let (lambda, point) = pairs.fold(
            (0.0, 0),
            |best, next| if next.0 > best.0 { next } else { best },
        );
        let squares = place.iter().enumerate().map(|(j, x)| {
            let difference = x - self.training.points().at(point, j);
            difference * difference
        });
        (point, lambda, libm::sqrt(squares.sum()))
    }

    fn conclude(&mut self) {
        let mut findings = self.findings();
        findings.extend(self.remarks.iter().cloned());
        self.report.findings = findings;
        self.report.answer = self.answer();
    }
}

impl Study for Images {
    fn work(&mut self) -> bool {
        match self.task {
            Task::Exact => self.run(),
            Task::Fates => self.seal(),
            Task::Fresh => self.measure_fresh(),
            Task::Rival(k) => self.run_rival(k),
            Task::Done => {}
        }
        self.task != Task::Done
    }

    fn show(&mut self, t: f64, particles: &[f32]) {
        let Self {
            view,
            film,
            galleries,
            report,
            ..
        } = self;
        report.tick(t);
        let pixels = view.pixels();
        let dim = pixels.max(1);
        // The scene's own particles come axis after axis.
        let m = particles.len() / dim;
        self.own.t = t;
        self.own.rows.resize(view.count.min(m) * pixels, 0.0);
        for (i, image) in self.own.rows.chunks_exact_mut(pixels).enumerate() {
            for (j, x) in image.iter_mut().enumerate() {
                *x = particles[j * m + i];
            }
        }
        view.grey(
            self.own.rows.iter().copied(),
            t,
            &mut galleries[Wall::Own as usize].values,
        );
        if let Some(k) = self.forward_film.at(t) {
            let time = self.forward_film.time(k);
            let positions = self.forward_film.positions(k).iter();
            view.grey(
                positions.copied(),
                time,
                &mut galleries[Wall::Forward as usize].values,
            );
        }
        self.state = film.at(t);
        let Some(k) = self.state else {
            return;
        };
        let positions = film.positions(k).iter().copied();
        view.grey(
            positions,
            film.time(k),
            &mut galleries[Wall::Exact as usize].values,
        );
        view.grey(
            film.means(k).iter().copied(),
            0.0,
            &mut galleries[Wall::Means as usize].values,
        );
        let images = galleries[Wall::Likeliest as usize]
            .values
            .chunks_exact_mut(pixels);
        for (image, &captor) in images.zip(film.captors(k)) {
            let points = self.training.points();
            let x = (0..pixels).map(|j| points.at(captor as usize, j) as f32);
            view.grey(x, 0.0, image);
        }
    }

    fn galleries(&self) -> &[Gallery] {
        &self.galleries
    }

    fn about(&mut self, gallery: usize, i: usize) -> String {
        let pixels = self.view.pixels();
        let known = self.state.filter(|_| i < self.view.count);
        let Some(k) = known else {
            return String::new();
        };
        let wall = Wall::of(gallery);
        let (place, t) = match wall {
            Some(Wall::Own) => {
                let Some(image) = self.own.rows.chunks_exact(pixels).nth(i) else {
                    return String::new();
                };
                (image.iter().map(|&x| f64::from(x)).collect(), self.own.t)
            }
            Some(Wall::Forward) => {
                let Some(k) = self.forward_film.at(self.film.time(k)) else {
                    return String::new();
                };
                let time = self.forward_film.time(k);
                (self.forward_film.place(k, i, &self.view), time)
            }
            _ => (self.film.place(k, i, &self.view), self.film.time(k)),
        };
        let (point, lambda, distance) = self.likeliest(&place, t);
        let name = self.name(point);
        let at = if t > 0.0 {
            format!(" at t = {}", short(t))
        } else {
            String::new()
        };
        let lambda = format!("λ = {lambda:.3}");
        let who = match wall {
            Some(Wall::Own) => format!("Sample {i}, {}", self.galleries[Wall::Own as usize].name),
            Some(Wall::Forward) => format!("Forward path {i}"),
            _ => format!("Sample {i}"),
        };
        match wall {
            Some(Wall::Forward) => {
                let first = self.forward_film.place(0, i, &self.view);
                let origin = self.likeliest(&first, 0.0).0;
                let from = self.name(origin);
                format!("{who}{at}: began as training {from}; the likeliest is {name}, {lambda}.")
            }
            _ if t > 0.0 => format!("{who}{at}: most likely training {name}, {lambda}."),
            _ if distance == 0.0 => format!("{who}: training {name}, {lambda}, at distance 0."),
            _ => format!(
                "{who}: nearest is training {name}, at distance {}.",
                short(distance)
            ),
        }
    }

    fn ask(&mut self, drawing: &[f32], t: f64) -> Option<&DrawingPosterior> {
        let pixels = self.view.pixels();
        if drawing.len() != pixels {
            return None;
        }
        let place = self.view.place(drawing, t);
        let posterior = self.kernel.posterior(&place, t, &mut self.lambda);
        let (mean, effective) = (posterior.mean(), posterior.effective());
        // What cannot be is not named.
        let mut order = posterior.likeliest(NAMED);
        order.retain(|&i| self.lambda[i] > 0.0);
        let likely = order.iter().map(|&i| (self.name(i), self.lambda[i]));
        let likely: Vec<(String, f64)> = likely.collect();
        let mut values = vec![0.0; (2 + order.len()) * pixels];
        let (first, others) = values.split_at_mut(2 * pixels);
        first[..pixels].copy_from_slice(drawing);
        let mean = mean.iter().map(|&x| x as f32);
        self.view.grey(mean, 0.0, &mut first[pixels..]);
        for (image, &i) in others.chunks_exact_mut(pixels).zip(&order) {
            let x = (0..pixels).map(|j| self.training.points().at(i, j) as f32);
            self.view.grey(x, 0.0, image);
        }
        self.drawing = Some(DrawingPosterior {
            images: Gallery {
                title: "Your drawing, x̄₀ and the likeliest".into(),
                caption: "What is known of your drawing.".into(),
                place: 0,
                name: String::new(),
                ink: Ink::Ink,
                inked: self.view.inked,
                columns: 2 + order.len(),
                side: self.view.side,
                values,
            },
            likely,
            effective,
        });
        self.drawing.as_ref()
    }

    fn example(&self, k: usize) -> Option<(String, Vec<f32>)> {
        // Fresh ones if there are any: of those that were learned the answer is known.
        let (points, which, numbers) = match &self.held {
            Some(held) => (held.points(), "held-out", &self.numbers[1]),
            None => (self.training.points(), "training", &self.numbers[0]),
        };
        let i = k % points.len();
        let image = points.point(i);
        let mut values = vec![0.0; image.len()];
        let image = image.iter().map(|&x| x as f32);
        self.view.grey(image, 0.0, &mut values);
        let number = numbers.get(i).copied().unwrap_or(i);
        Some((format!("{which} {}", self.view.name(number)), values))
    }

    fn report(&self) -> &Report {
        &self.report
    }
}
