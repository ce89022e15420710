//! The picture of the plane: rings that fill when they are landed on, faint where there is noise; beams; the window.

use reverse_diffusion::ensemble::Simulation;
use reverse_diffusion::paint::{Colours, Layers, Picture};
use reverse_diffusion::scene::{Scene, Value};

fn scene(text: &str) -> Scene {
    let pairs = text.split('&').map(|pair| {
        let (name, value) = pair.split_once('=').expect("name=value");
        (name, Value::Text(value.into()))
    });
    Scene::from_pairs(pairs).expect("an allowed scene")
}

const WIDTH: usize = 640;
const HEIGHT: usize = 480;

fn shown(text: &str) -> (Simulation, Picture) {
    let simulation = Simulation::new(scene(text));
    let mut picture = Picture::new();
    picture.resize(WIDTH, HEIGHT, 1.0);
    picture.fit(&simulation);
    (simulation, picture)
}

const DATA: Layers = Layers {
    density: false,
    particles: false,
    data: true,
    by_captor: false,
    dimmed: false,
};

const BOTH: Layers = Layers {
    particles: true,
    ..DATA
};

/// RGBA of the pixel that holds a place.
fn pixel(picture: &Picture, [x, y]: [f64; 2]) -> [u8; 4] {
    let at = 4 * (y.floor() as usize * WIDTH + x.floor() as usize);
    picture.marks_pixels()[at..at + 4].try_into().unwrap()
}

/// Where data points are, in pixels.
fn points(simulation: &Simulation, picture: &Picture) -> Vec<[f64; 2]> {
    let points = &simulation.law().points();
    (0..points.len())
        .map(|i| picture.to_pixels(points.at(i, 0), points.at(i, 1)))
        .collect()
}

/// The strongest opacity of a ring: on its way from the middle to the right.
fn strength(picture: &Picture, [x, y]: [f64; 2]) -> u8 {
    let along = (0..8).map(|k| pixel(picture, [x + f64::from(k), y])[3]);
    along.max().unwrap()
}

#[test]
fn data_are_a_fifth_of_the_ink_at_t_star_and_all_of_it_at_the_end() {
    for process in ["ou", "heat"] {
        let (mut simulation, mut picture) =
            shown(&format!("data=five-points&process={process}&grid=log-snr"));
        let at = points(&simulation, &picture)[2];
        let mut last = 0;
        for k in [0, 30, 60, 100] {
            simulation.seek(k);
            picture.paint(&mut simulation, 1.0, DATA);
            let now = strength(&picture, at);
            assert!(now > last, "{process} at {k}: {now} after {last}");
            // A ring of a pixel or so is nowhere quite full: a fifth of the ink is at most that, and more than an eighth.
            assert!(
                k > 0 || (now as f64 <= 0.2 * 255.0 + 4.0 && now > 255 / 8),
                "{now}"
            );
            last = now;
            // It is hollow.
            assert_eq!(pixel(&picture, at)[3], 0);
        }
        assert!(last > 200);
    }
}

#[test]
fn a_ring_fills_when_it_is_landed_on_and_not_before() {
    let (mut simulation, mut picture) = shown("data=five-points&grid=log-snr&particles=2000");
    let colour = Colours::default().reverse;
    let all = points(&simulation, &picture);
    simulation.seek(100);
    assert_eq!(simulation.tally(1.0), Some(2000));
    picture.paint(&mut simulation, 1.0, BOTH);
    let landed = simulation.landed(1.0).on().to_vec();
    assert_eq!(landed.iter().map(|&n| n as usize).sum::<usize>(), 2000);
    let mut full = 0;
    for (point, &count) in all.iter().zip(&landed) {
        if count > 0 {
            assert_eq!(pixel(&picture, *point)[..3], colour);
            full += 1;
        }
    }
    assert_eq!(full, 5);
    assert_eq!(simulation.captured_exactly(), 2000);
}

/// In a long last step nobody has landed before the picture has glided to its end.
#[test]
fn what_glides_has_not_landed() {
    let (mut simulation, mut picture) = shown("data=five-points&grid=log-snr&steps=20");
    simulation.seek(19);
    simulation.step();
    let at = points(&simulation, &picture)[0];
    let full = |picture: &mut Picture, simulation: &mut Simulation, fraction: f64| {
        picture.paint(simulation, fraction, BOTH);
        // Between the middle, where particles come to stand, and the ring.
        pixel(picture, [at[0] + 1.5, at[1] + 1.5])[..3] == Colours::default().reverse
            && pixel(picture, [at[0] - 1.5, at[1] - 1.5])[3] == 255
    };
    assert_eq!(simulation.tally(0.999), None);
    assert!(!full(&mut picture, &mut simulation, 0.999));
    assert_eq!(simulation.tally(1.0), Some(2000));
    assert!(full(&mut picture, &mut simulation, 1.0));
    assert_eq!(simulation.tally(0.5), None);
}

#[test]
fn who_has_landed_is_told_on_the_way_back_alone_and_exactly_at_the_end() {
    let tally = |text: &str, k: usize| {
        let mut simulation = Simulation::new(scene(text));
        simulation.seek(k);
        let exactly = simulation.captured_exactly();
        (simulation.tally(1.0), exactly)
    };
    assert_eq!(tally("data=two-moons&dynamics=forward", 0).0, None);
    assert_eq!(tally("data=two-moons&grid=log-snr", 20).0, None);
    assert_eq!(tally("data=two-moons&grid=log-snr&width=0.1", 100).0, None);
    for text in [
        "data=two-moons&grid=uniform",
        "data=two-moons&grid=log-snr&steps=5",
        "data=five-points&t-min=0.01",
        "data=five-points&dynamics=bridge&target=2",
        "data=dirac",
    ] {
        let steps = scene(text).steps;
        let (told, exactly) = tally(text, steps);
        assert_eq!(told, Some(exactly), "{text}");
    }
    // It grows step by step, and is no jump.
    let mut simulation = Simulation::new(scene("data=two-moons&grid=log-snr&epsilon=0"));
    let mut told = Vec::new();
    while simulation.step() {
        told.extend(simulation.tally(1.0));
    }
    assert_eq!(told.last(), Some(&simulation.positions().len()));
    assert!(told.len() > 3 && told.is_sorted(), "{told:?}");
}

#[test]
fn particles_step_back_to_a_quarter() {
    let (mut simulation, mut picture) = shown("data=dirac&particles=1&grid=log-snr");
    simulation.seek(40);
    let x = simulation.positions();
    let at = picture.to_pixels(f64::from(x.at(0, 0)), f64::from(x.at(0, 1)));
    let layers = Layers {
        data: false,
        ..BOTH
    };
    picture.paint(&mut simulation, 1.0, layers);
    let full = pixel(&picture, at)[3];
    picture.paint(
        &mut simulation,
        1.0,
        Layers {
            dimmed: true,
            ..layers
        },
    );
    let dimmed = pixel(&picture, at)[3];
    assert!(
        full > 200 && dimmed.abs_diff(full / 4) <= 1,
        "{full}, {dimmed}"
    );
}

#[test]
fn the_ends_of_beams_glide_with_the_particles() {
    let (mut simulation, mut picture) = shown("data=five-points&particles=24&grid=log-snr");
    simulation.seek(60);
    let ends = |picture: &mut Picture, simulation: &mut Simulation, fraction: f64| -> Vec<f32> {
        picture.beams(simulation, fraction).to_vec()
    };
    let before = ends(&mut picture, &mut simulation, 1.0);
    assert_eq!(before.len(), 4 * 24);
    simulation.step();
    let [from, middle, to] =
        [0.0, 0.5, 1.0].map(|fraction| ends(&mut picture, &mut simulation, fraction));
    for k in 0..before.len() {
        assert!((from[k] - before[k]).abs() < 1e-3);
        assert!((middle[k] - 0.5 * (from[k] + to[k])).abs() < 1e-3);
    }
    assert!(from != to);
    // Where the state before was not seen, they stay where they are.
    simulation.seek(20);
    simulation.step();
    let [from, to] = [0.0, 1.0].map(|fraction| ends(&mut picture, &mut simulation, fraction));
    for k in (0..from.len()).step_by(4) {
        assert_eq!(from[k + 2..k + 4], to[k + 2..k + 4]);
    }
}

#[test]
fn the_window_holds_the_data_and_two_and_a_half_deviations_of_noise_and_not_much_else() {
    for (text, half) in [
        ("data=two-moons&process=ou&t-star=2.5", 2.5),
        ("data=0,0;0.1,0&process=heat&t-star=2", 2.5 * 2.0),
    ] {
        let (_, picture) = shown(text);
        let corner = picture.to_world(WIDTH as f64, 0.0);
        assert!((corner[1] - 1.08 * half).abs() < 1e-9, "{text}: {corner:?}");
    }
}
