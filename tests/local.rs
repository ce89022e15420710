//! Local denoisers (Kamb & Ganguli 2025): values with 40 digits, the exact denoiser where a window holds the image, their
//! symmetries, and what ensembles use beside sums as they are defined.

mod support;

use reverse_diffusion::denoiser::local::{Local, Reach, SHARE, Windows};
use reverse_diffusion::denoiser::{Denoiser, Kernel};
use reverse_diffusion::ensemble::Simulation;
use reverse_diffusion::law::{Law, preset};
use reverse_diffusion::noise::{Noise, Purpose};
use reverse_diffusion::points::Points;
use reverse_diffusion::process::Process;
use reverse_diffusion::scene::parameter;
use serde_json::Value;
use support::scene;

fn numbers(value: &Value) -> Vec<f64> {
    let all = value.as_array().unwrap().iter();
    all.map(|number| number.as_f64().unwrap()).collect()
}

/// A case of tests/reference/local_scores.json.
struct Case {
    process: Process,
    t: f64,
    patch: usize,
    law: Law,
    x: Vec<f64>,
    /// x̂, of the own place alone and of all places.
    answers: [Vec<f64>; 2],
}

fn cases() -> Vec<Case> {
    let all: Value = serde_json::from_str(include_str!("reference/local_scores.json")).unwrap();
    let case = |case: &Value| {
        let images = case["images"].as_array().unwrap().iter();
        let rows: Vec<f64> = images.flat_map(numbers).collect();
        let side = case["side"].as_u64().unwrap() as usize;
        Case {
            process: match case["process"].as_str().unwrap() {
                "ou" => Process::Ou,
                "heat" => Process::Heat,
                other => panic!("no process {other}"),
            },
            t: case["t"].as_f64().unwrap(),
            patch: case["patch"].as_u64().unwrap() as usize,
            law: Law::new(
                Points::from_rows(&rows, side * side),
                numbers(&case["weights"]),
            ),
            x: numbers(&case["x"]),
            answers: ["local", "local_equivariant"].map(|name| numbers(&case[name])),
        }
    };
    all.as_array().unwrap().iter().map(case).collect()
}

fn farthest(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    let pairs = a.iter().zip(b);
    pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

fn single(local: &Local, x: &[f64], t: f64) -> Vec<f64> {
    let (x, mut mean) = (
        Points::<f32>::from_rows(x, x.len()),
        Points::zeros(0, x.len()),
    );
    local.posterior_mean(&x, t, &mut mean);
    mean.point(0)
}

/// To 1e-9 in `f64`, and to 3e-4 as ensembles have it, of pixels between −1 and 1.
#[test]
fn values_are_those_computed_with_40_digits() {
    let all = cases();
    assert_eq!(all.len(), 24);
    for case in all {
        for (equivariant, answer) in [false, true].into_iter().zip(&case.answers) {
            let local = Local::new(
                case.process,
                &case.law,
                Reach::Patch(case.patch),
                equivariant,
            );
            let off = farthest(&local.posterior_mean_at(&case.x, case.t), answer);
            assert!(off < 1e-9, "patch {}, t {}: {off}", case.patch, case.t);
            let off = farthest(&single(&local, &case.x, case.t), answer);
            assert!(
                off < 3e-4,
                "single, patch {}, t {}: {off}",
                case.patch,
                case.t
            );
        }
    }
}

fn digits(n: usize) -> Law {
    preset("digits").unwrap().law(n, 0)
}

/// x_t of the k-th image.
fn noised(law: &Law, process: Process, t: f64, k: usize) -> Vec<f64> {
    let d = law.points().dim();
    let mut noise = Points::<f32>::zeros(1, d);
    Noise::new(k as u64).normals(Purpose::Start, 0, &mut noise);
    let (alpha, sigma) = (process.alpha(t), process.variance(t).sqrt());
    let pairs = law.points().point(k).into_iter().zip(noise.point(0));
    pairs.map(|(x, z)| alpha * x + sigma * z).collect()
}

#[test]
fn a_window_that_holds_the_image_makes_the_exact_denoiser() {
    for case in cases() {
        let side = case.x.len().isqrt();
        let kernel = Kernel::of(case.process, &case.law);
        let exact = kernel.posterior_mean_at(&case.x, case.t);
        for (patch, equivariant) in [
            (2 * side - 1, false),
            (2 * side + 5, false),
            (2 * side - 1, true),
        ] {
            let local = Local::new(case.process, &case.law, Reach::Patch(patch), equivariant);
            let off = farthest(&local.posterior_mean_at(&case.x, case.t), &exact);
            assert!(off < 1e-12, "patch {patch}: {off}");
        }
    }
}

#[test]
fn ensembles_have_what_is_defined_for_every_window_and_time() {
    let law = digits(60);
    for reach in [1, 3, 5, 7, 9, 15]
        .map(Reach::Patch)
        .into_iter()
        .chain([Reach::Auto, Reach::Wiener])
    {
        for (process, width) in [(Process::Ou, 0.0), (Process::Heat, 0.0), (Process::Ou, 0.1)] {
            let law = law.clone().with_width(width);
            for equivariant in [false, true] {
                if equivariant && (reach == Reach::Wiener || width > 0.0) {
                    continue;
                }
                let local = Local::new(process, &law, reach, equivariant);
                for t in [3.0, 0.3, 0.03, 0.003, 1e-4, 1e-8] {
                    // Five images of one, so that the eight lanes are not filled.
                    let rows: Vec<f64> = (0..5).flat_map(|k| noised(&law, process, t, k)).collect();
                    let x = Points::<f32>::from_rows(&rows, 64);
                    let (mut got, mut defined) =
                        (Points::<f32>::zeros(0, 64), Points::<f64>::zeros(0, 64));
                    local.posterior_mean(&x, t, &mut got);
                    local.posterior_mean(&x.cast::<f64>(), t, &mut defined);
                    for i in 0..x.len() {
                        let off = farthest(&got.point(i), &defined.point(i));
                        assert!(
                            off < 3e-4,
                            "{reach:?} {equivariant} {process:?} b = {width}, t = {t}: {off}"
                        );
                    }
                }
            }
        }
    }
}

/// Alone or among others, a particle has the same answer to the last bit; also one so far out that its exponents are formed
/// in double precision.
#[test]
fn an_answer_does_not_depend_on_company() {
    let law = digits(40);
    for (patch, equivariant) in [(3, false), (5, true), (7, false)] {
        let local = Local::new(Process::Ou, &law, Reach::Patch(patch), equivariant);
        for t in [1.0, 0.1, 0.004] {
            let mut rows: Vec<f64> = (0..19)
                .flat_map(|k| noised(&law, Process::Ou, t, k))
                .collect();
            rows[3 * 64 + 5] = 40.0;
            let x = Points::<f32>::from_rows(&rows, 64);
            let mut together = Points::zeros(0, 64);
            local.posterior_mean(&x, t, &mut together);
            for i in 0..x.len() {
                assert_eq!(
                    single(&local, &x.point(i), t),
                    together.point(i),
                    "{patch} {t} {i}"
                );
            }
        }
    }
}

/// The order of images does not matter, up to the rounding of sums: 2⁻⁵³ times the images.
#[test]
fn images_may_be_permuted() {
    let law = digits(50);
    let rows: Vec<f64> = (0..50).rev().flat_map(|i| law.points().point(i)).collect();
    let backwards = Law::equal(Points::from_rows(&rows, 64));
    for equivariant in [false, true] {
        let both = [&law, &backwards]
            .map(|law| Local::new(Process::Ou, law, Reach::Patch(5), equivariant));
        for t in [1.0, 0.1] {
            let x = noised(&law, Process::Ou, t, 7);
            let [a, b] = both.each_ref().map(|local| local.posterior_mean_at(&x, t));
            assert!(farthest(&a, &b) < 1e-12);
        }
    }
}

/// What an equivariant denoiser makes of a moved image is moved as well, for pixels whose window is uncut before and after;
/// one that is only local does not move.
#[test]
fn in_the_interior_an_equivariant_answer_moves_with_the_image() {
    let (law, side, t) = (digits(30), 8, 0.2);
    let x = noised(&law, Process::Ou, t, 3);
    let moved: Vec<f64> = (0..64)
        .map(|u| if u % side == 0 { 0.3 } else { x[u - 1] })
        .collect();
    let inner = |u: &usize| (1..7).contains(&(u / side)) && (2..7).contains(&(u % side));
    let off = |equivariant: bool| {
        let local = Local::new(Process::Ou, &law, Reach::Patch(3), equivariant);
        let [here, there] = [&x, &moved].map(|x| local.posterior_mean_at(x, t));
        let pixels = (0..64).filter(inner);
        pixels
            .map(|u| (there[u] - here[u - 1]).abs())
            .fold(0.0, f64::max)
    };
    assert!(off(true) < 1e-12);
    assert!(off(false) > 0.1);
}

/// A pixel sees no more than its window.
#[test]
fn what_lies_outside_a_window_does_not_matter() {
    let law = digits(30);
    for reach in [Reach::Patch(3), Reach::Auto, Reach::Wiener] {
        let local = Local::new(Process::Ou, &law, reach, false);
        let t = 0.1;
        let x = noised(&law, Process::Ou, t, 3);
        let windows = local.windows(t);
        let answer = local.posterior_mean_at(&x, t);
        for v in [0, 9, 27, 63] {
            let mut other = x.clone();
            other[v] += 1.0;
            let moved = local.posterior_mean_at(&other, t);
            for u in (0..64).filter(|&u| !windows.seen(8, u).contains(&v)) {
                assert_eq!(moved[u], answer[u], "{reach:?}: {u} sees {v}");
            }
        }
    }
}

/// A relay: an exact last stretch copies, to the last bit, however short; and a hand-over that comes too early or never
/// changes nothing.
#[test]
fn an_exact_last_stretch_copies_however_short_it_is() {
    let of = |own: &[(&'static str, &'static str)]| {
        let digits = [
            ("data", "digits"),
            ("samples", "40"),
            ("denoiser", "local"),
            ("patch", "3"),
            ("particles", "24"),
            ("steps", "30"),
            ("grid", "log-snr"),
            ("epsilon", "0"),
        ];
        let mut simulation = Simulation::new(scene(&[&digits[..], own].concat()));
        while simulation.step() {}
        simulation
    };
    for hand_over in ["1", "0.1", "0.01"] {
        let mut simulation = of(&[("relay", hand_over), ("relay-order", "exact-last")]);
        assert_eq!(simulation.captured_exactly(), 24, "{hand_over}");
    }
    let mut alone = of(&[]);
    assert_eq!(alone.captured_exactly(), 0);
    // From T* = 3 down no time is as large as 4.
    let never = of(&[("relay", "4"), ("relay-order", "exact-first")]);
    assert_eq!(never.positions().as_slice(), alone.positions().as_slice());
    let early = of(&[("relay", "1"), ("relay-order", "exact-first")]);
    assert_ne!(early.positions().as_slice(), alone.positions().as_slice());
    let exact = of(&[("denoiser", "exact")]);
    let last = of(&[("relay", "4"), ("relay-order", "exact-last")]);
    assert_eq!(last.positions().as_slice(), exact.positions().as_slice());
}

/// Theorem 4.1 of Kamb & Ganguli on their own ground: of an image all dark and one all bright, seen through 3 × 3, every pixel
/// ends in the colour that most of its window had in the end (windows are cut at the border here).
#[test]
fn of_two_flat_pictures_every_pixel_ends_in_the_colour_of_most_of_its_window() {
    let side = 8;
    let flat = |value: &str| vec![value; side * side].join(",");
    let data = [flat("-1"), flat("1")].join(";");
    let data: &'static str = data.leak();
    for (seed, denoiser) in [("1", "local"), ("2", "local-equivariant"), ("3", "local")] {
        let mut simulation = Simulation::new(scene(&[
            ("data", data),
            ("denoiser", denoiser),
            ("patch", "3"),
            ("particles", "50"),
            ("steps", "400"),
            ("grid", "log-snr"),
            ("epsilon", "0"),
            // The theorem is about what has settled: σ = 1e-4 here.
            ("t-min", "5e-9"),
            ("seed", seed),
        ]));
        while simulation.step() {}
        let x = simulation.positions();
        let windows = Windows::square(3);
        let (mut mixed, mut settled) = (0, 0);
        for i in 0..x.len() {
            let colours: Vec<f32> = (0..side * side).map(|u| x.at(i, u).signum()).collect();
            let has_settled = |&v: &usize| (x.at(i, v) - colours[v]).abs() < 1e-3;
            for (u, &colour) in colours.iter().enumerate() {
                let seen = windows.seen(side, u);
                if !seen.iter().all(has_settled) {
                    continue;
                }
                settled += 1;
                let sum: f32 = seen.iter().map(|&v| colours[v]).sum();
                // Where as many are dark as bright, at edges and in corners, both are as near.
                assert!(
                    colour * sum >= 0.0,
                    "{denoiser}: pixel {u} of {i}, {sum} around it"
                );
            }
            mixed += usize::from(colours.iter().any(|&c| c != colours[0]));
        }
        let share = f64::from(settled) / (x.len() * side * side) as f64;
        // Where a window holds as many dark as bright nothing need ever settle.
        assert!(share > 0.8, "{share} of all windows have settled");
        assert!(mixed > 10, "{mixed} of 50 pictures have both colours");
    }
}

/// Where noise is wide a pixel looks far, where it is slight not beyond itself and its neighbours.
#[test]
fn the_reach_of_the_filter_shrinks_with_noise() {
    let local = Local::new(Process::Ou, &digits(0), Reach::Auto, false);
    let radius = |t: f64| match local.windows(t) {
        Windows::Square(radius) => radius,
        Windows::Listed(_) => panic!("auto is a square"),
    };
    let radii = [3.0, 1.0, 0.5, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01, 0.001].map(radius);
    assert!(radii.is_sorted_by(|a, b| a >= b), "{radii:?}");
    assert!(radii[0] > 3 && radii[9] < 2, "{radii:?}");
    let said = format!("holds {:.0} % of", 100.0 * SHARE);
    assert!(parameter("patch").unwrap().help.contains(&said), "{said}");
}
