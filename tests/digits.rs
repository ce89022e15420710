//! Images as points: the exact denoiser copies them, to the last bit, and it is known which; galleries are sound in every
//! corner.

use reverse_diffusion::denoiser::{Denoiser, ExactLanes, Kernel};
use reverse_diffusion::ensemble::Simulation;
use reverse_diffusion::law::preset;
use reverse_diffusion::paint::{Colours, gallery};
use reverse_diffusion::points::Points;
use reverse_diffusion::scene::{Scene, StudyKind, Value};
use reverse_diffusion::study::{Gallery, Ink, Report, Study, study};

/// The galleries of the study, as a reader is shown them.
const EXACT: usize = 0;
const FORWARD: usize = 1;
const LIKELIEST: usize = 2;
const MEANS: usize = 3;
const OWN: usize = 4;

fn pairs<'a>(pairs: &[(&'a str, &str)]) -> Vec<(&'a str, Value)> {
    let pairs = pairs.iter();
    pairs
        .map(|&(name, value)| (name, Value::Text(value.into())))
        .collect()
}

fn scene(more: &[(&str, &str)]) -> Scene {
    let all = [&[("study", "digits")], more].concat();
    Scene::from_pairs(pairs(&all)).unwrap()
}

/// So many images of side², greys that no two images share, as a scene's data.
fn drawn(count: usize, side: usize) -> String {
    let image = |i: usize| {
        let pixels =
            (0..side * side).map(|j| ((i * 37 + j * 11 + i * j) % 256) as f64 / 128.0 - 1.0);
        let pixels: Vec<String> = pixels.map(|x| x.to_string()).collect();
        pixels.join(",")
    };
    (0..count).map(image).collect::<Vec<_>>().join(";")
}

/// All of a study's work.
fn work(study: &mut dyn Study) {
    let mut pieces = 0;
    while study.work() {
        pieces += 1;
        assert!(pieces < 100_000, "the work never ends");
    }
}

/// Shows the study at the share `u` of the scene's own run, and returns its particles there.
fn show(study: &mut dyn Study, scene: &Scene, u: f64) -> (f64, Points<f32>) {
    let mut simulation = Simulation::new(scene.clone());
    simulation.seek((u * scene.steps as f64) as usize);
    study.show(simulation.time(), simulation.positions().as_slice());
    (simulation.time(), simulation.positions().clone())
}

fn measured(report: &Report, name: &str) -> Option<f64> {
    let row = report.rows.iter().find(|row| row.name == name);
    row.unwrap_or_else(|| panic!("no row {name}")).measured
}

#[test]
fn the_digits_are_those_of_the_source() {
    let preset = preset("digits").unwrap();
    let law = preset.law(0, 0);
    assert_eq!([law.points().len(), law.points().dim()], [1797, 64]);
    // Whole numbers from 0 to 16, an eighth each.
    for x in law.points().as_slice() {
        let pixel = 8.0 * (x + 1.0);
        assert!((0.0..=16.0).contains(&pixel) && pixel.fract() == 0.0);
        assert_eq!(f64::from(*x as f32), *x);
    }
    // How often each digit was written, as published.
    let labels = preset.labels().unwrap();
    let counts: Vec<usize> = (0..10)
        .map(|digit| labels.iter().filter(|&&label| label == digit).count())
        .collect();
    assert_eq!(counts, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    let done = law.standardisation().unwrap();
    assert!(done.mean.iter().chain(&done.scale).all(|&x| x == 8.0));
    // The published mean of all pixels: 4.884165.
    let sum: f64 = law
        .points()
        .as_slice()
        .iter()
        .map(|x| 8.0 * (x + 1.0))
        .sum();
    assert!((sum / (1797.0 * 64.0) - 4.884_165).abs() < 1e-6);
    assert!(preset.truth().is_none());
}

#[test]
fn those_that_are_learned_and_those_that_are_left_are_told_of_by_their_own_numbers() {
    let scene = scene(&[("samples", "100"), ("draw", "3")]);
    let all = preset("digits").unwrap().law(0, 0).points().clone();
    let [learned, left] = scene.numbers();
    assert_eq!([learned.len(), left.len()], [100, 1697]);
    let law = scene.law().points().clone();
    let fresh = scene.fresh(10).unwrap().points().clone();
    for (points, numbers) in [(&law, &learned), (&fresh, &left)] {
        for (i, &number) in numbers.iter().enumerate() {
            assert_eq!(points.point(i), all.point(number));
        }
    }
    let mut both = [learned, left].concat();
    both.sort_unstable();
    assert!(both.into_iter().eq(0..1797));
}

/// "Must show": every sample of the exact denoiser is a training digit at distance 0, every pixel being a multiple of 1/8
/// and exact in single precision.
#[test]
fn every_exact_sample_is_a_training_digit_to_the_last_bit() {
    for (process, seed) in [("ou", "1"), ("ou", "2"), ("heat", "1")] {
        let scene = scene(&[("process", process), ("seed", seed), ("denoiser", "exact")]);
        let mut simulation = Simulation::new(scene.clone());
        simulation.seek(scene.steps);
        assert_eq!(simulation.captured_exactly(), 256);
        // The same by comparing all pixels of all images.
        let points = scene.law().points().clone();
        let captors = simulation.captors().to_vec();
        for (i, &captor) in captors.iter().enumerate() {
            assert_eq!(
                simulation.positions().point(i),
                points.point(captor as usize)
            );
        }
    }
}

/// The likeliest digit that the gallery shows is the argmax of |x − αx_i|², by brute force; x̄₀ is the kernel's.
#[test]
fn galleries_show_what_brute_force_finds() {
    let scene = scene(&[
        ("samples", "300"),
        ("particles", "40"),
        ("denoiser", "exact"),
        ("steps", "20"),
    ]);
    let mut study = study(&scene).unwrap();
    // The exact run is the first that is done.
    while study.report().rows[0].measured.is_none() {
        assert!(study.work());
    }
    let kernel = Kernel::of(scene.process, &scene.law());
    let points = kernel.points().clone();
    for u in [0.0, 0.3, 0.6, 0.8, 1.0] {
        let (t, x) = show(&mut *study, &scene, u);
        let alpha = scene.process.alpha(t);
        let galleries = study.galleries().to_vec();
        for i in 0..x.len() {
            let square = |k: usize| -> f64 {
                let place = x.point(i);
                let terms = (0..64).map(|j| (place[j] - alpha * points.at(k, j)).powi(2));
                terms.sum()
            };
            let nearest = (0..points.len()).min_by(|&a, &b| square(a).total_cmp(&square(b)));
            let greys = |x: Vec<f64>| x.into_iter().map(|x| 0.5 + 0.5 * x as f32);
            let expected = greys(points.point(nearest.unwrap()));
            assert!(galleries[LIKELIEST].image(i).iter().copied().eq(expected));
            // A grey is half of a coordinate, whose error is at most 1e-5 of the diameter, 16.
            let expected = greys(kernel.posterior_mean_at(&x.point(i), t));
            for (value, exact) in galleries[MEANS].image(i).iter().zip(expected) {
                assert!((value - exact).abs() < 1e-4);
            }
            // The scene's own run is the exact one here, with the same noise.
            assert_eq!(galleries[OWN].image(i), galleries[EXACT].image(i));
            let sentence = study.about(EXACT, i);
            let number = scene.numbers()[0][nearest.unwrap()];
            assert!(
                sentence.contains(&format!("digit {number}, a")),
                "{sentence}"
            );
        }
    }
    assert!(study.about(EXACT, 3).ends_with("λ = 1.000, at distance 0."));
    // At t = 0 the forward process is at its beginning: training digits.
    let forward = study.galleries()[FORWARD].clone();
    for i in 0..40 {
        let image = forward.image(i);
        let is_digit = |k: usize| {
            image
                .iter()
                .enumerate()
                .all(|(j, &v)| v == 0.5 + 0.5 * points.at(k, j) as f32)
        };
        assert!((0..points.len()).any(is_digit));
    }
    assert_eq!(study.about(EXACT, 40), "");
}

/// The numbers of the issue: 100 % copies, and held-out digits none of which count as memorised.
#[test]
fn the_report_holds_what_must_be_shown() {
    let scene = scene(&[("samples", "600"), ("particles", "64"), ("steps", "40")]);
    let mut study = study(&scene).unwrap();
    work(&mut *study);
    show(&mut *study, &scene, 0.5);
    let report = study.report();
    is_sound(&*study, &scene);
    let row = &report.rows[0];
    assert_eq!([row.predicted, row.measured], [Some(1.0); 2]);
    assert_eq!(measured(report, "memorised share, exact"), Some(1.0));
    assert_eq!(
        measured(report, "median distance to the nearest, exact"),
        Some(0.0)
    );
    let half = measured(report, "t at which half of all fates are sealed").unwrap();
    assert!(half > 0.01 && half < 1.0, "{half}");
    // Copies of a class average of others lie between; noise and blur lie beyond.
    let median =
        |name: &str| measured(report, &format!("median distance to the nearest, {name}")).unwrap();
    let fresh = median("held-out digits");
    assert!(median("smoothed") > 0.0 && median("smoothed") < fresh);
    assert!(median("Gaussian") > 1.2 * fresh && median("random features") > 1.2 * fresh);
    for name in ["held-out digits", "Gaussian", "random features"] {
        let share = measured(report, &format!("memorised share, {name}")).unwrap();
        assert!(share < 0.1, "{name}: {share}");
    }
    let text = report.findings.join(" ");
    assert!(
        text.contains("All 64 samples of the exact denoiser are training digits, at distance 0"),
        "{text}"
    );
}

/// What every gallery and every number has to be.
fn is_sound(study: &dyn Study, scene: &Scene) {
    let at = format!("{:?}", scene.differences())
        .chars()
        .take(300)
        .collect::<String>();
    for gallery in study.galleries() {
        assert!(
            gallery.count() >= 1 && gallery.columns * gallery.rows() >= gallery.count(),
            "{at}"
        );
        assert_eq!(
            gallery.values.len(),
            gallery.count() * gallery.side * gallery.side,
            "{at}"
        );
        assert!(
            gallery.values.iter().all(|v| (0.0..=1.0).contains(v)),
            "{at}"
        );
        assert!(
            !gallery.title.is_empty() && !gallery.caption.is_empty() && !gallery.name.is_empty()
        );
    }
    let report = study.report();
    for row in &report.rows {
        let numbers = [row.predicted, row.measured, row.error, row.bound];
        assert!(
            numbers.into_iter().flatten().all(|x| !x.is_nan()),
            "{at}: {row:?}"
        );
    }
    for chart in &report.charts {
        for axis in [&chart.x, &chart.y] {
            assert!(
                axis.range[0] < axis.range[1] && axis.range[1].is_finite(),
                "{at}: {axis:?}"
            );
        }
        for series in &chart.series {
            assert_eq!(series.x.len(), series.y.len());
        }
    }
}

#[test]
fn no_images_break_it() {
    let one = drawn(1, 2);
    let tiny = drawn(9, 2);
    let equal = ["0.5,-0.25,0.125,-1"; 6].join(";");
    let constant = ["3,3,3,3"; 3].join(";");
    let huge = "-1e6,1e6,0,5;1e6,-1e6,2,1";
    let large = drawn(40, 32);
    let odd = drawn(30, 5);
    let corners: &[&[(&str, &str)]] = &[
        &[("data", &one)],
        &[("data", &tiny), ("samples", "5")],
        &[("data", &equal), ("process", "heat")],
        &[("data", &constant), ("denoiser", "kde")],
        &[("data", huge)],
        &[("data", &large), ("denoiser", "kde"), ("steps", "6")],
        &[
            ("data", &odd),
            ("samples", "20"),
            ("denoiser", "fourier"),
            ("features", "8"),
        ],
        &[
            ("data", &tiny),
            ("t-min", "0.1"),
            ("sampler", "heun"),
            ("epsilon", "0"),
        ],
        &[
            ("data", &tiny),
            ("steps", "1"),
            ("grid", "uniform"),
            ("t-star", "20"),
        ],
        &[
            ("data", &tiny),
            ("steps", "2000"),
            ("particles", "1"),
            ("t-star", "0.05"),
        ],
        &[("data", &tiny), ("dynamics", "forward"), ("width", "2")],
        &[
            ("data", &tiny),
            ("dynamics", "bridge"),
            ("target", "3"),
            ("start", "0,0,0,0"),
        ],
        &[
            ("data", &tiny),
            ("denoiser", "network"),
            ("training", "5"),
            ("particles", "300"),
        ],
        &[
            ("data", &tiny),
            ("denoiser", "halves"),
            ("sampler", "dpm-solver++"),
        ],
    ];
    for corner in corners {
        let all = [
            &[("study", "digits"), ("particles", "20"), ("steps", "12")],
            *corner,
        ]
        .concat();
        let (scene, problems) = Scene::from_pairs_leniently(pairs(&all));
        assert_eq!(problems, [], "{corner:?}");
        let mut study = study(&scene).unwrap();
        is_sound(&*study, &scene);
        for u in [0.0, 0.5, 1.0] {
            show(&mut *study, &scene, u);
        }
        work(&mut *study);
        assert!(!study.report().findings.is_empty(), "{corner:?}");
        for u in [1.0, 0.4, 0.0] {
            let (t, _) = show(&mut *study, &scene, u);
            is_sound(&*study, &scene);
            for k in 0..study.galleries().len() {
                assert!(!study.about(k, 0).contains("NaN"));
            }
            let (name, drawing) = study.example(7).unwrap();
            assert!(!name.is_empty());
            let answer = study.ask(&drawing, t).unwrap();
            assert!(answer.images.values.iter().all(|v| (0.0..=1.0).contains(v)));
            assert!(
                answer
                    .likely
                    .iter()
                    .all(|(_, l)| (0.0..=1.0 + 1e-12).contains(l))
            );
            assert!(answer.effective >= 1.0 - 1e-9);
        }
        assert!(study.ask(&[0.5; 3], 1.0).is_none());
    }
}

#[test]
fn data_that_are_no_square_images_are_refused_by_a_sentence() {
    for (data, dim) in [
        ("1,2;3,4", "2 coordinates"),
        ("1,2,3,4,5", "5 coordinates"),
        ("0.5", "1 coordinate or"),
    ] {
        let all = pairs(&[("study", "digits"), ("samples", "0"), ("data", data)]);
        let error = Scene::from_pairs(all).unwrap_err();
        assert_eq!(error.field, "study");
        let text = error.to_string();
        assert!(
            text.contains(dim) && text.contains("square images"),
            "{text}"
        );
    }
    assert!(StudyKind::Digits.info().dims.contains(&1024));
}

/// A digit that is drawn exactly has itself as its likeliest origin at any t, and at small t nothing else; and the numbers
/// are the kernel's at α times the drawing.
#[test]
fn a_drawing_s_posterior_is_the_kernel_s() {
    let scene = scene(&[("samples", "200")]);
    let mut study = study(&scene).unwrap();
    let kernel = Kernel::of(scene.process, &scene.law());
    let numbers = scene.numbers();
    for k in [0, 17, 150] {
        let x = kernel.points().point(k);
        let drawing: Vec<f32> = x.iter().map(|x| 0.5 + 0.5 * *x as f32).collect();
        for t in [3.0, 0.5, 0.05, 1e-3, 0.0] {
            let alpha = scene.process.alpha(t);
            let place: Vec<f64> = x.iter().map(|x| alpha * x).collect();
            let mut lambda = Vec::new();
            kernel.posterior_weights(&place, t, &mut lambda);
            let answer = study.ask(&drawing, t).unwrap();
            let (name, weight) = &answer.likely[0];
            assert!(
                name.starts_with(&format!("digit {},", numbers[0][k])),
                "{name}"
            );
            assert!((weight - lambda[k]).abs() < 1e-9);
            assert!(answer.likely.windows(2).all(|pair| pair[0].1 >= pair[1].1));
            if t < 0.01 {
                assert!(*weight > 1.0 - 1e-9 && answer.effective < 1.0 + 1e-6);
            }
            assert_eq!(answer.images.image(0), drawing);
            assert_eq!(answer.images.image(2), drawing);
        }
    }
    let (name, image) = study.example(5).unwrap();
    assert!(
        name.starts_with(&format!("held-out digit {},", numbers[1][5])),
        "{name}"
    );
    let fresh = scene.fresh(10).unwrap().points().clone();
    assert!(
        image
            .iter()
            .zip(fresh.point(5))
            .all(|(v, x)| *v == 0.5 + 0.5 * x as f32)
    );
}

#[test]
fn pixels_lie_where_images_do() {
    let gallery = Gallery {
        title: String::new(),
        caption: String::new(),
        place: 0,
        name: String::new(),
        ink: Ink::Ink,
        inked: true,
        columns: 2,
        side: 2,
        // Three images of two columns: the fourth place stays empty.
        values: vec![
            0.0,
            0.25,
            0.5,
            0.75,
            1.0,
            f32::NAN,
            -1.0,
            2.0,
            0.0,
            0.0,
            1.0,
            1.0,
        ],
    };
    let colours = Colours::default();
    let shades = gallery::shades(&gallery, colours.ink, &colours);
    let mut pixels = Vec::new();
    gallery::paint(&gallery, &shades, &mut pixels);
    let at = |x: usize, y: usize| -> [u8; 4] { pixels[4 * (4 * y + x)..][..4].try_into().unwrap() };
    let opaque = |[r, g, b]: [u8; 3]| [r, g, b, 255];
    assert_eq!(pixels.len(), 4 * 4 * 4);
    assert_eq!(
        [at(0, 0), at(2, 0)],
        [opaque(colours.background), opaque(colours.ink)]
    );
    assert_eq!(
        [at(1, 0), at(0, 1), at(1, 1)],
        [shades[64], shades[128], shades[191]]
    );
    // What is no number counts as 0; what is out of range is cut off.
    assert_eq!(
        [at(3, 0), at(2, 1), at(3, 1)],
        [shades[0], shades[0], shades[255]]
    );
    assert_eq!(
        [at(0, 3), at(2, 2), at(3, 3)],
        [shades[255], [0; 4], [0; 4]]
    );
    let (length, memory) = (pixels.len(), pixels.as_ptr());
    gallery::paint(&gallery, &shades, &mut pixels);
    assert_eq!((pixels.len(), pixels.as_ptr()), (length, memory));
    let photograph = Gallery {
        inked: false,
        ..gallery
    };
    let shades = gallery::shades(&photograph, colours.ink, &colours);
    assert_eq!([shades[0], shades[255]], [[0, 0, 0, 255], [255; 4]]);
}

#[test]
fn a_smoothed_scene_is_the_mean_of_thirty_two_exact_ones() {
    // The quick way and thirty-two slow ones, on digits and at a scene's own times.
    let scene = scene(&[("samples", "200"), ("particles", "24"), ("steps", "12")]);
    let mut simulation = Simulation::new(scene.clone());
    let lanes = ExactLanes::new(Kernel::of(scene.process, &scene.law()));
    let mut shifts: Points<f32> = Points::zeros(16, 64);
    let noise = reverse_diffusion::noise::Noise::new(1);
    noise.normals(reverse_diffusion::noise::Purpose::Shift, 0, &mut shifts);
    loop {
        let (t, x) = (simulation.time(), simulation.positions().clone());
        let mut slow = vec![0.0f64; x.as_slice().len()];
        for m in 0..16 {
            for sign in [1.0, -1.0] {
                let mut place = x.clone();
                for j in 0..64 {
                    let shift = sign * 0.5 * shifts.at(m, j);
                    place.axis_mut(j).iter_mut().for_each(|x| *x += shift);
                }
                let mut mean = Points::zeros(0, 64);
                lanes.posterior_mean(&place, t, &mut mean);
                let means = mean.as_slice().iter();
                slow.iter_mut()
                    .zip(means)
                    .for_each(|(sum, &x)| *sum += f64::from(x) / 32.0);
            }
        }
        let quick = simulation.means().as_slice();
        let worst = quick
            .iter()
            .zip(&slow)
            .map(|(&a, b)| (f64::from(a) - b).abs());
        // Each of both errs by at most 1e-5 of the diameter, 16.
        let worst = worst.fold(0.0, f64::max);
        assert!(worst < 3.2e-4, "t = {t}: {worst:e}");
        if !simulation.step() {
            break;
        }
    }
}
