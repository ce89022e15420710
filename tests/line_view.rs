//! The (time, x) picture of one coordinate: its layout, the laws behind its map, and what follows the clock.

use reverse_diffusion::ensemble::Simulation;
use reverse_diffusion::line::{Mesh, Mixture};
use reverse_diffusion::paint::{Colours, Layers, Part, Picture};
use reverse_diffusion::scene::{Scene, Value};

fn scene(text: &str) -> Scene {
    let pairs = text.split('&').map(|pair| {
        let (name, value) = pair.split_once('=').expect("name=value");
        (name, Value::Text(value.into()))
    });
    Scene::from_pairs(pairs).expect("an allowed scene")
}

fn shown(text: &str) -> (Simulation, Picture) {
    let simulation = Simulation::new(scene(text));
    let mut picture = Picture::new();
    picture.resize(900, 500, 1.5);
    picture.fit(&simulation);
    assert_eq!(picture.dim(), 1);
    (simulation, picture)
}

const EVERYTHING: Layers = Layers {
    density: true,
    particles: true,
    data: true,
    by_captor: false,
    dimmed: false,
};

const SCENES: [&str; 9] = [
    "data=two-diracs-line&width=0.25",
    "data=three-diracs-line",
    "data=eruptions&dynamics=forward",
    "data=three-diracs-line&dynamics=bridge&target=2",
    "data=two-diracs-line&epsilon=0&start=shifted",
    "data=two-diracs-line&epsilon=0.5&start=narrow&width=0.1",
    "data=two-diracs-line&start=terminal&epsilon=0.3",
    "data=two-diracs-line&process=heat&t-star=2",
    "data=two-diracs-line&start=0.7&t-star=0.05&t-min=0.01",
];

#[test]
fn a_pixel_and_its_place_and_time_are_each_others_inverse() {
    for text in SCENES {
        let (_, picture) = shown(text);
        let plan = picture.plan();
        for k in 0..=20 {
            let share = f64::from(k) / 20.0;
            let x = plan.low + share * (plan.high - plan.low);
            // Rounding of a few operations on numbers up to a thousand pixels.
            assert!((plan.place(plan.row(x)) - x).abs() < 1e-9, "{text}");
            let t = share * plan.t_star;
            for (reverse, part) in [(false, Part::Forward), (true, Part::Reverse)] {
                // The very seam is the reverse half's.
                if k == 20 && !reverse {
                    continue;
                }
                let (found, time) = plan.moment(plan.column(t, reverse));
                assert_eq!(found, part, "{text}");
                assert!((time - t).abs() < 1e-9, "{text}");
            }
        }
        assert_eq!(plan.moment(plan.slice_left + 1.0).0, Part::Slice);
        assert!(plan.moment(plan.slice_left + 1.0).1.is_nan());
        // Outside is the nearest edge.
        assert_eq!(plan.moment(-100.0), (Part::Forward, 0.0));
    }
}

#[test]
fn the_halves_mirror_each_other_at_the_seam_and_the_slice_is_beside_them() {
    for size in [
        [1280, 600, 1],
        [390, 300, 1],
        [1170, 900, 3],
        [60, 40, 1],
        [1, 1, 1],
    ] {
        let simulation = Simulation::new(scene("data=two-diracs-line"));
        let mut picture = Picture::new();
        let [width, height, ratio] = size;
        picture.resize(width, height, ratio as f64);
        picture.fit(&simulation);
        let plan = picture.plan();
        for t in [0.0, 0.3, 1.7, 3.0] {
            let (left, right) = (plan.column(t, false), plan.column(t, true));
            // The halves may differ by the pixel to which the seam is rounded.
            let (before, after) = (plan.seam - left, right - plan.seam);
            assert!((before - after).abs() <= 1.0, "{size:?}");
        }
        assert!(plan.left <= plan.seam && plan.seam <= plan.right && plan.right <= plan.slice_left);
        assert!(plan.slice_left < plan.slice_right && plan.top < plan.bottom);
    }
}

#[test]
fn data_noise_and_start_are_in_the_window() {
    for text in SCENES {
        let (simulation, picture) = shown(text);
        let plan = picture.plan();
        for &x in simulation.law().points().axis(0) {
            assert!(plan.low < x && x < plan.high, "{text}");
        }
        assert!(plan.low <= -3.2 || text.contains("heat"), "{text}");
        assert!(plan.high >= 3.2 || text.contains("heat"), "{text}");
    }
    let (_, picture) = shown("data=two-diracs-line&start=normal:20,0.5");
    assert!(picture.plan().high > 21.5);
}

#[test]
fn every_column_of_the_map_is_a_law() {
    for text in SCENES {
        let (simulation, mut picture) = shown(text);
        let t_star = simulation.scene().t_star;
        for k in 0..=30 {
            let t = t_star * f64::from(k) / 30.0;
            for reverse in [false, true] {
                let (mesh, column) = picture.line(&simulation).unwrap().map_column(t, reverse);
                // 1e-10: two hundred implicit steps of rounding, on cells of densities up to hundreds.
                let mass = mesh.mass(&column);
                assert!((mass - 1.0).abs() < 1e-10, "{text} at {t}: {mass}");
                assert!(column.iter().all(|&q| q >= 0.0), "{text} at {t}");
            }
        }
    }
}

/// L¹ on the mesh against the closed forms. Implicit Euler is of first order: 3 % is twice what is seen for these
/// smooth laws on the map's own times.
#[test]
fn the_map_shows_the_laws_of_the_papers() {
    let against = |mesh: &Mesh, column: &[f64], law: &Mixture| mesh.l1(column, &mesh.averages(law));
    let (simulation, mut picture) = shown("data=two-diracs-line&width=0.25&start=terminal");
    let (process, data) = (simulation.scene().process, Mixture::of(simulation.law()));
    for t in [0.2, 0.9, 2.0] {
        for reverse in [false, true] {
            let (mesh, column) = picture.line(&simulation).unwrap().map_column(t, reverse);
            assert!(
                against(&mesh, &column, &data.forward(process, t)) < 0.03,
                "{t}"
            );
        }
    }
    // The bridge is the reverse process of one data point: Theorem 2.
    let (simulation, mut picture) = shown("data=two-diracs-line&dynamics=bridge&start=shifted");
    let mut law = reverse_diffusion::ensemble::LawNow::default();
    for t in [0.3, 1.0, 2.0] {
        let (mesh, column) = picture.line(&simulation).unwrap().map_column(t, true);
        simulation.law_at(t, &mut law);
        let exact = Mixture::gaussian(law.offset[0], law.variance[0]);
        assert!(against(&mesh, &column, &exact) < 0.03, "{t}");
    }
}

/// The distance of finite volumes and closed form as they are drawn, in units of the slice: curves that agree lie
/// within 4 % of its width of each other wherever neither is cut.
#[test]
fn finite_volumes_and_closed_form_are_drawn_on_top_of_each_other() {
    for text in SCENES.iter().filter(|text| !text.contains("narrow")) {
        // Half-way in t: near the data σ is less than a cell.
        let (mut simulation, mut picture) = shown(&format!("{text}&grid=uniform"));
        simulation.seek(simulation.steps() / 2);
        picture.paint(&mut simulation, 1.0, EVERYTHING);
        let plan = picture.plan();
        let pde = picture
            .line(&simulation)
            .unwrap()
            .pde(&simulation, 1.0)
            .to_vec();
        let closed = picture
            .line(&simulation)
            .unwrap()
            .closed(&simulation, 1.0)
            .to_vec();
        assert!(!closed.is_empty() && !pde.is_empty(), "{text}");
        let width = plan.slice_right - plan.slice_left;
        let mut compared = 0;
        for point in closed.chunks_exact(2) {
            // Polylines go upwards, so rows fall.
            let after = pde.chunks_exact(2).position(|p| p[1] <= point[1]);
            let Some(after) = after.filter(|&k| k > 0) else {
                continue;
            };
            let (a, b) = (
                &pde[2 * after - 2..2 * after],
                &pde[2 * after..2 * after + 2],
            );
            compared += 1;
            let u = (a[1] - point[1]) / (a[1] - b[1]).max(1e-6);
            let column = a[0] + u * (b[0] - a[0]);
            assert!(
                f64::from((column - point[0]).abs()) < 0.04 * width,
                "{text}: {column} and {} at row {}",
                point[0],
                point[1]
            );
        }
        // All but what lies beyond the ends of the other.
        assert!(
            4 * compared >= closed.len() / 2 * 3,
            "{text}: {compared} of {}",
            closed.len() / 2
        );
    }
}

#[test]
fn where_there_is_no_closed_form_none_is_drawn() {
    let (simulation, mut picture) = shown("data=two-diracs-line&epsilon=0.5&start=narrow");
    assert!(
        picture
            .line(&simulation)
            .unwrap()
            .closed(&simulation, 1.0)
            .is_empty()
    );
    assert!(
        !picture
            .line(&simulation)
            .unwrap()
            .pde(&simulation, 1.0)
            .is_empty()
    );
}

#[test]
fn bars_hold_every_particle_in_the_window() {
    let (mut simulation, mut picture) = shown("data=two-diracs-line&particles=5000");
    // Where bars are cut at the end of the slice they can not be counted: at the start none is.
    picture.paint(&mut simulation, 1.0, EVERYTHING);
    let plan = picture.plan();
    let top = picture.line(&simulation).unwrap().slice_top();
    let bars = picture.line(&simulation).unwrap().bars(&simulation, 1.0);
    let area: f64 = bars
        .chunks_exact(4)
        .map(|bar| {
            f64::from(bar[2]) / (plan.slice_right - plan.slice_left) * top * f64::from(bar[3])
                / plan.scale()
        })
        .sum();
    // N(0,1) beyond ±3.4 holds 7e-4, three particles or four; 1e-2 would be fifty.
    assert!((area - 1.0).abs() < 1e-2, "{area}");
}

#[test]
fn the_cursor_and_the_paths_end_at_the_present() {
    for text in [
        "data=two-diracs-line",
        "data=two-diracs-line&dynamics=forward",
    ] {
        let (mut simulation, mut picture) = shown(text);
        simulation.set_paths(3);
        simulation.seek(40);
        let plan = picture.plan();
        let [running, other] = picture.line(&simulation).unwrap().cursor(&simulation, 1.0);
        assert!(((running - plan.seam) + (other - plan.seam)).abs() <= 1.0);
        let path = picture.paths(&simulation, 1.0);
        assert_eq!(path.len(), 4 * 3 * 40);
        let first = f64::from(path[0]);
        let last = f64::from(path[path.len() - 2]);
        let begin = if text.contains("forward") {
            plan.left
        } else {
            plan.seam
        };
        // Pixels as f32.
        assert!(
            (first - begin).abs() < 1e-3 && (last - running).abs() < 1e-3,
            "{text}"
        );
        // The other half's paths are complete and keep to it.
        let companions = picture.line(&simulation).unwrap().companions(5).to_vec();
        assert_eq!(companions.len(), 4 * 5 * 100);
        let columns: Vec<f64> = companions
            .chunks_exact(2)
            .map(|p| f64::from(p[0]))
            .collect();
        let least = columns.iter().copied().fold(f64::INFINITY, f64::min);
        let most = columns.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (from, to) = if text.contains("forward") {
            (plan.seam, plan.right)
        } else {
            (plan.left, plan.seam)
        };
        assert!(
            (least - from).abs() < 1e-3 && (most - to).abs() < 1e-3,
            "{text}"
        );
    }
}

#[test]
fn a_particle_launched_in_a_run_that_was_seen_to_its_end_has_its_whole_path() {
    let (mut simulation, mut picture) = shown("data=two-diracs-line");
    simulation.seek(100);
    simulation.seek(30);
    simulation.launch(&[0.5]);
    simulation.seek(80);
    assert_eq!(picture.launched_paths(&simulation, 1.0).len(), 4 * 50);
    assert_eq!(picture.launched_heads(&simulation, 1.0).len(), 2);
}

#[test]
fn the_image_is_painted_once_for_a_scene_and_again_for_other_colours() {
    let (mut simulation, mut picture) = shown("data=two-diracs-line");
    picture.paint(&mut simulation, 1.0, EVERYTHING);
    let version = picture.field().version;
    assert_eq!(
        picture.field().pixels.len(),
        4 * picture.field().width * picture.field().height
    );
    for _ in 0..5 {
        simulation.step();
        picture.paint(&mut simulation, 0.5, EVERYTHING);
    }
    assert_eq!(picture.field().version, version);
    // The same laws by another seed and other steps are not solved again.
    let mut other = Simulation::new(scene("data=two-diracs-line&seed=5&steps=30&particles=10"));
    picture.fit(&other);
    picture.paint(&mut other, 1.0, EVERYTHING);
    assert_eq!(picture.field().version, version);
    picture.set_colours(Colours {
        background: [0, 0, 0],
        ..Colours::default()
    });
    picture.paint(&mut other, 1.0, EVERYTHING);
    assert_ne!(picture.field().version, version);
}

/// Blue to the left and magenta to the right, each along its own line from the background.
#[test]
fn the_halves_have_their_colours() {
    let (mut simulation, mut picture) = shown("data=two-diracs-line");
    picture.paint(&mut simulation, 1.0, EVERYTHING);
    let (width, height) = (picture.field().width, picture.field().height);
    let pixels = &picture.field().pixels;
    let middle = |column: usize| {
        let at = 4 * (height / 2 * width + column);
        [pixels[at], pixels[at + 1], pixels[at + 2]].map(i32::from)
    };
    let ([r, g, b], [s, h, c]) = (middle(width / 3), middle(2 * width / 3));
    assert!(b > r && b > g, "{r} {g} {b}");
    assert!(s > h && c > h && s >= c, "{s} {h} {c}");
}

/// Nothing panics and nothing is NaN at the edges of what a scene may be.
#[test]
fn odd_scenes_are_drawn_too() {
    for text in [
        "data=0&t-star=20&steps=1",
        "data=0&dynamics=bridge&t-star=0.05&start=100",
        "data=-1000000;1000000&cells=16",
        "data=1;1;1&width=2&cells=2000&epsilon=2",
        "data=0;1e-9&epsilon=0&start=normal:0,0.01",
        "data=5&dynamics=forward&start=-5&process=heat&t-star=20",
        "data=-3;3&t-star=0.05&epsilon=0&start=0.1",
        "data=-3;3&t-star=0.05&epsilon=0.01&steps=10000&particles=1",
    ] {
        let (mut simulation, mut picture) = shown(text);
        simulation.set_paths(4);
        for k in [0, 1, simulation.steps()] {
            simulation.seek(k.min(simulation.steps()));
            picture.paint(&mut simulation, 0.5, EVERYTHING);
            let finite = |numbers: &[f32]| numbers.iter().all(|x| x.is_finite());
            assert!(
                finite(picture.line(&simulation).unwrap().pde(&simulation, 0.5)),
                "{text}"
            );
            assert!(
                finite(picture.line(&simulation).unwrap().closed(&simulation, 0.5)),
                "{text}"
            );
            assert!(
                finite(picture.line(&simulation).unwrap().bars(&simulation, 0.5)),
                "{text}"
            );
            assert!(
                finite(picture.line(&simulation).unwrap().companions(24)),
                "{text}"
            );
            assert!(finite(picture.paths(&simulation, 0.5)), "{text}");
            assert!(
                finite(picture.line(&simulation).unwrap().band(&simulation)),
                "{text}"
            );
            assert!(finite(picture.arrows(&simulation, 0.5)), "{text}");
            assert!(finite(picture.cells(&simulation, 0.5)), "{text}");
            assert!(finite(picture.beams(&mut simulation, 0.5)), "{text}");
            assert!(
                picture.line(&simulation).unwrap().slice_top() > 0.0,
                "{text}"
            );
        }
    }
}

#[test]
fn the_table_holds_what_is_seen() {
    let (mut simulation, mut picture) = shown("data=two-diracs-line&width=0.3&particles=500");
    simulation.set_paths(3);
    simulation.seek(40);
    let csv = picture.line_csv(&simulation);
    assert!(csv.starts_with("# reverse-diffusion line\n# data=two-diracs-line\n# width=0.3\n"));
    let lines = csv.lines().filter(|line| !line.starts_with('#')).skip(1);
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    assert!(rows.iter().all(|row| row.len() == 5));
    let named = |table: &str, name: &str| {
        let chosen = rows.iter().filter(|row| row[0] == table && row[1] == name);
        chosen
            .map(|row| [2, 3, 4].map(|k| row[k].parse::<f64>().unwrap_or(0.0)))
            .collect::<Vec<_>>()
    };
    // 61 times, 121 places; each time's densities have nearly all the mass in the window (2 % may lie outside it).
    let map = named("map", "q");
    assert_eq!(map.len(), 61 * 121);
    for time in map.chunks(121) {
        let step = time[1][1] - time[0][1];
        let mass: f64 = time.iter().map(|row| row[2] * step).sum();
        assert!((mass - 1.0).abs() < 0.02, "{mass} at {}", time[0][0]);
    }
    for name in ["particles", "finite volumes", "closed form"] {
        assert_eq!(named("slice", name).len(), 121, "{name}");
    }
    assert_eq!(named("path", "particle 2").len(), 41);
}
