//! The denoisers that are not exact, each against what it should be: closed forms, brute force, finite differences.

mod support;

use reverse_diffusion::denoiser::network::{LEAST_TIME, Perceptron, Recipe, Tape, Training, floor};
use reverse_diffusion::denoiser::{
    Answer, Denoiser, ExactLanes, Fourier, Gaussian, Kernel, Loss, Smoothed,
};
use reverse_diffusion::ensemble::{self, Simulation};
use reverse_diffusion::law::Law;
use reverse_diffusion::noise::{Noise, Purpose};
use reverse_diffusion::points::Points;
use reverse_diffusion::process::Process;
use reverse_diffusion::scene::Scene;
use support::scene;
use wide::f32x8;

const PROCESSES: [Process; 2] = [Process::Ou, Process::Heat];

/// So many points of the plane that are spread but not on a grid.
fn points(n: usize) -> Law {
    let rows: Vec<f64> = (0..2 * n)
        .map(|k| 1.3 * libm::sin(2.1 * k as f64 + 0.4))
        .collect();
    let weights = (0..n).map(|k| 1.0 + 0.5 * libm::cos(k as f64)).collect();
    Law::new(Points::from_rows(&rows, 2), weights)
}

/// As t → 0 the smoothed denoiser of ±a on a line is the mean of sign(x ± sξ_m)·a over the shifts, to be compared with
/// a·erf(x/(s√2)): with 16 pairs that is a histogram of 32 fixed normals, within 1.36/√32·2a of the erf at
/// significance 5 % by Kolmogorov; and it is odd, which the pairs make exact.
#[test]
fn smoothed_between_two_points_is_an_error_function() {
    let law = Law::equal(Points::from_rows(&[-1.0, 1.0], 1));
    let s = 0.7;
    let smoothed = Smoothed::new(ExactLanes::new(Kernel::of(Process::Ou, &law)), s);
    let places: Vec<f64> = (-20..=20).map(|k| 0.1 * f64::from(k) + 1e-3).collect();
    let x: Points<f32> = Points::from_rows(&places, 1);
    let mut mean = Points::zeros(0, 1);
    smoothed.posterior_mean(&x, 1e-7, &mut mean);
    for (&x, &m) in places.iter().zip(mean.axis(0)) {
        let limit = libm::erf(x / (s * std::f64::consts::SQRT_2));
        assert!(
            (f64::from(m) - limit).abs() < 2.0 * 1.36 / libm::sqrt(32.0),
            "{x}: {m}"
        );
    }
    let mirrored: Vec<f64> = places.iter().map(|x| -x).collect();
    let mut other = Points::zeros(0, 1);
    smoothed.posterior_mean(&Points::from_rows(&mirrored, 1), 1e-7, &mut other);
    for (a, b) in mean.axis(0).iter().zip(other.axis(0)) {
        assert!((a + b).abs() < 1e-6);
    }
}

/// Far above the threshold s > a√(2/π) particles go to the barycentre, far below to the points.
#[test]
fn too_much_smoothing_collapses_to_the_barycentre() {
    for (smoothing, at_points) in [("0.05", true), ("1.9", false)] {
        let scene = scene(&[
            ("data", "-1;1"),
            ("denoiser", "smoothed"),
            ("smoothing", smoothing),
            ("grid", "log-snr"),
            ("epsilon", "0"),
            ("steps", "400"),
        ]);
        let mut simulation = Simulation::new(scene);
        while simulation.step() {}
        let x = simulation.positions().axis(0);
        let near = x.iter().filter(|x| (x.abs() - 1.0).abs() < 0.15).count();
        assert_eq!(near > x.len() * 8 / 10, at_points, "{near} of {}", x.len());
    }
}

/// A kernel density estimate is exact for its own law: x̄₀ from the definition, in f64, to the accuracy of ensembles.
#[test]
fn the_density_estimate_and_the_floor_are_their_formulas() {
    let law = points(40);
    let b = 0.25;
    for process in PROCESSES {
        for t in [2.0, 0.3, 0.02, 1e-3] {
            for (name, blurs) in [("kde", 1.0), ("floor", 0.0)] {
                let scene = Scene {
                    process,
                    bandwidth: b,
                    ..scene(&[("denoiser", name)])
                };
                let denoiser = ensemble::denoiser(&scene, &law, &law, None);
                let places = [0.3, -0.7, 1.4, 0.1, -1.0, -1.0];
                let x: Points<f32> = Points::from_rows(&places, 2);
                let mut mean = Points::zeros(0, 2);
                denoiser.posterior_mean(&x, t, &mut mean);
                let alpha = process.alpha(t);
                let spread = process.variance(t) + alpha * alpha * b * b;
                for i in 0..x.len() {
                    let place = x.point(i);
                    let weight = |k: usize| {
                        let y = law.points().point(k);
                        let square: f64 = (0..2).map(|j| (place[j] - alpha * y[j]).powi(2)).sum();
                        law.weights()[k] * libm::exp(-square / (2.0 * spread))
                    };
                    let total: f64 = (0..law.points().len()).map(weight).sum();
                    for (j, &at) in place.iter().enumerate() {
                        let origin = |k: usize| {
                            let y = law.points().at(k, j);
                            y + blurs * alpha * b * b / spread * (at - alpha * y)
                        };
                        let exact: f64 = (0..law.points().len())
                            .map(|k| weight(k) * origin(k))
                            .sum::<f64>()
                            / total;
                        let error = (f64::from(mean.at(i, j)) - exact).abs();
                        assert!(error < 2e-4, "{name} {process:?} {t}: {error}");
                    }
                }
            }
        }
    }
}

/// E|X₀ − A(X_t)|² is least for the Gaussian denoiser among affine ones: its residual is uncorrelated with X_t. With X₀
/// a data point and X_t = αX₀ + σz that is αC − G(α²C + σ²I) = 0.
#[test]
fn the_gaussian_is_the_best_affine_denoiser() {
    let law = points(30);
    let covariance = law.covariance();
    for process in PROCESSES {
        for t in [3.0, 0.5, 1e-2, 1e-6] {
            let gain = Gaussian::of(process, &law).gain(t);
            let (alpha, noise) = (process.alpha(t), process.variance(t));
            for j in 0..2 {
                for k in 0..2 {
                    let with = |l: usize| {
                        alpha * alpha * covariance[l * 2 + k] + if l == k { noise } else { 0.0 }
                    };
                    let product: f64 = (0..2).map(|l| gain[j * 2 + l] * with(l)).sum();
                    assert!((product - alpha * covariance[j * 2 + k]).abs() < 1e-12);
                }
            }
        }
    }
}

/// The closed forms of the features' learner against averages over fresh (X₀, z): its loss is what a Monte Carlo
/// estimate says, within five standard errors of 200,000 samples; seed 3.
#[test]
fn the_loss_of_random_features_is_what_samples_say() {
    for (width, process) in [
        (0.0, Process::Ou),
        (0.15, Process::Ou),
        (0.0, Process::Heat),
    ] {
        let law = points(25).with_width(width);
        let fourier = Fourier::new(process, &law, 48, 1e-6, 5);
        for t in [1.0, 0.1, 0.01] {
            let [affine, learned] = fourier.learned(t).losses;
            assert!(learned < affine && learned > 0.0);
            let samples = 200_000;
            let noise = Noise::new(3);
            let (mut z, mut blur) = (Points::zeros(samples, 2), Points::zeros(samples, 2));
            noise.normals(Purpose::Step(0), 0, &mut z);
            noise.normals(Purpose::Step(1), 0, &mut blur);
            let total: f64 = law.weights().iter().sum();
            let mut cumulative = Vec::new();
            for w in law.weights() {
                cumulative.push(cumulative.last().copied().unwrap_or(0.0) + w / total);
            }
            let mut origin: Points<f32> = Points::zeros(samples, 2);
            for i in 0..samples {
                let u = noise.uniform(Purpose::Origin, i);
                let k = cumulative
                    .partition_point(|&c| c <= u)
                    .min(law.points().len() - 1);
                for j in 0..2 {
                    origin.axis_mut(j)[i] =
                        (law.points().at(k, j) + width * f64::from(blur.at(i, j))) as f32;
                }
            }
            let mut x = origin.clone();
            let (alpha, sigma) = (process.alpha(t) as f32, process.sigma(t) as f32);
            for (x, z) in x.as_mut_slice().iter_mut().zip(z.as_slice()) {
                *x = alpha * *x + sigma * z;
            }
            let mut mean = Points::zeros(0, 2);
            fourier.posterior_mean(&x, t, &mut mean);
            let (mut sum, mut squares) = (0.0, 0.0);
            for i in 0..samples {
                let error: f64 = (0..2)
                    .map(|j| f64::from(mean.at(i, j) - origin.at(i, j)).powi(2))
                    .sum();
                sum += error;
                squares += error * error;
            }
            let n = samples as f64;
            let measured = sum / n;
            let error = libm::sqrt((squares / n - measured * measured) / n);
            assert!(
                (measured - learned).abs() < 5.0 * error,
                "{width} {process:?} {t}: {measured} ± {error}, {learned}"
            );
        }
    }
}

/// The ridge solution against a long stochastic training of the same features: 600,000 steps of gradient descent on
/// fresh samples, averaged over the second half (Polyak, Ruppert). On the same 100,000 fresh samples its loss is at most
/// 2 % more, and not less by more than five standard errors of the difference; seeds stated.
#[test]
fn random_features_in_closed_form_are_what_long_training_finds() {
    let law = points(12);
    let (process, t) = (Process::Ou, 0.3);
    let fourier = Fourier::new(process, &law, 24, 1e-9, 2);
    let affine = Gaussian::of(process, &law);
    let total: f64 = law.weights().iter().sum();
    let draw = |noise: &Noise, i: usize| {
        let mut u = noise.uniform(Purpose::Origin, i) * total;
        let mut k = 0;
        while k + 1 < law.weights().len() && u > law.weights()[k] {
            u -= law.weights()[k];
            k += 1;
        }
        let mut z = Points::zeros(1, 2);
        noise.normals(Purpose::Start, i, &mut z);
        let origin = law.points().point(k);
        let (alpha, sigma) = (process.alpha(t), process.sigma(t));
        let x: Vec<f64> = (0..2)
            .map(|j| alpha * origin[j] + sigma * f64::from(z.at(0, j)))
            .collect();
        (origin, x)
    };
    let residual = |origin: &[f64], x: &[f64]| {
        let place = Points::from_rows(x, 2);
        let mut mean = Points::<f64>::zeros(0, 2);
        affine.posterior_mean(&place, t, &mut mean);
        [origin[0] - mean.at(0, 0), origin[1] - mean.at(0, 1)]
    };
    let noise = Noise::new(7);
    let steps = 600_000;
    let mut weights = [[0.0; 24]; 2];
    let mut averages = [[0.0; 24]; 2];
    for i in 0..steps {
        let (origin, x) = draw(&noise, i);
        let waves = fourier.waves(&x, t);
        let y = residual(&origin, &x);
        for (j, (weights, averages)) in weights.iter_mut().zip(&mut averages).enumerate() {
            let error = y[j] - weights.iter().zip(&waves).map(|(w, f)| w * f).sum::<f64>();
            for (w, f) in weights.iter_mut().zip(&waves) {
                *w += 0.01 * error * f;
            }
            if i >= steps / 2 {
                for (a, w) in averages.iter_mut().zip(weights.iter()) {
                    *a += w / (steps - steps / 2) as f64;
                }
            }
        }
    }
    let fresh = Noise::new(8);
    let (n, mut exact, mut found, mut squares) = (100_000, 0.0, 0.0, 0.0);
    for i in 0..n {
        let (origin, x) = draw(&fresh, i);
        let place: Points<f32> = Points::from_rows(&x, 2);
        let mut mean = Points::zeros(0, 2);
        fourier.posterior_mean(&place, t, &mut mean);
        let waves = fourier.waves(&x, t);
        let y = residual(&origin, &x);
        let [mut a, mut b] = [0.0; 2];
        for j in 0..2 {
            a += (f64::from(mean.at(0, j)) - origin[j]).powi(2);
            b += (y[j]
                - averages[j]
                    .iter()
                    .zip(&waves)
                    .map(|(w, f)| w * f)
                    .sum::<f64>())
            .powi(2);
        }
        exact += a;
        found += b;
        squares += (b - a) * (b - a);
    }
    let [exact, found, squares] = [exact, found, squares].map(|sum| sum / n as f64);
    let error = libm::sqrt((squares - (found - exact) * (found - exact)).max(0.0) / n as f64);
    assert!(found >= exact - 5.0 * error, "{found} below {exact}");
    assert!(found <= 1.02 * exact, "{found} against {exact}");
}

/// A perceptron in f64, the plain way: outputs and the gradient of Σ c·outputs by the chain rule.
struct Plain {
    sizes: [usize; 4],
    parameters: Vec<f64>,
}

impl Plain {
    fn outputs(&self, input: &[f64]) -> (Vec<Vec<f64>>, Vec<Vec<f64>>) {
        let (mut activations, mut sums) = (vec![input.to_vec()], Vec::new());
        let mut at = 0;
        for l in 0..3 {
            let (n, m) = (self.sizes[l], self.sizes[l + 1]);
            let before = &activations[l];
            let sum: Vec<f64> = (0..m)
                .map(|o| {
                    let row = &self.parameters[at + o * n..at + (o + 1) * n];
                    row.iter().zip(before).map(|(w, x)| w * x).sum::<f64>()
                        + self.parameters[at + n * m + o]
                })
                .collect();
            let after = if l < 2 {
                sum.iter().map(|a| a / (1.0 + libm::exp(-a))).collect()
            } else {
                sum.clone()
            };
            sums.push(sum);
            activations.push(after);
            at += (n + 1) * m;
        }
        (activations, sums)
    }

    fn value(&self, input: &[f64], c: &[f64]) -> f64 {
        self.outputs(input).0[3]
            .iter()
            .zip(c)
            .map(|(o, c)| o * c)
            .sum()
    }

    fn gradient(&self, input: &[f64], c: &[f64]) -> Vec<f64> {
        let (activations, sums) = self.outputs(input);
        let mut gradient = vec![0.0; self.parameters.len()];
        let mut here = c.to_vec();
        let mut at = self.parameters.len();
        for l in (0..3).rev() {
            let (n, m) = (self.sizes[l], self.sizes[l + 1]);
            at -= (n + 1) * m;
            for o in 0..m {
                for i in 0..n {
                    gradient[at + o * n + i] += here[o] * activations[l][i];
                }
                gradient[at + n * m + o] += here[o];
            }
            if l > 0 {
                here = (0..n)
                    .map(|i| {
                        let back: f64 = (0..m)
                            .map(|o| here[o] * self.parameters[at + o * n + i])
                            .sum();
                        let a = sums[l - 1][i];
                        let s = 1.0 / (1.0 + libm::exp(-a));
                        back * s * (1.0 + a * (1.0 - s))
                    })
                    .collect();
            }
        }
        gradient
    }
}

/// The chain rule against central differences in f64: with h = 1e-5 their error is h²/6 of third derivatives and 1e-16/h
/// of rounding, together below 1e-9 here; 1e-6 of the gradient's size is asked.
#[test]
fn the_gradient_is_that_of_finite_differences() {
    let perceptron = Perceptron::new([3, 9, 7, 2], 11);
    let mut plain = Plain {
        sizes: [3, 9, 7, 2],
        parameters: perceptron
            .parameters()
            .iter()
            .map(|&p| f64::from(p))
            .collect(),
    };
    let (input, c) = ([0.4, -1.1, 0.8], [0.7, -1.3]);
    let gradient = plain.gradient(&input, &c);
    let size = gradient.iter().map(|g| g.abs()).fold(0.0, f64::max);
    for (k, &derivative) in gradient.iter().enumerate() {
        let h = 1e-5;
        let kept = plain.parameters[k];
        let mut at = |p: f64| {
            plain.parameters[k] = p;
            plain.value(&input, &c)
        };
        let difference = (at(kept + h) - at(kept - h)) / (2.0 * h);
        plain.parameters[k] = kept;
        assert!(
            (difference - derivative).abs() < 1e-6 * size,
            "{k}: {difference} {}",
            derivative
        );
    }
}

/// The lanes against that plain perceptron: outputs and summed gradients of a whole batch, to the rounding of f32 sums
/// and of 2^x (3e-6 relative).
#[test]
fn lanes_differentiate_like_the_plain_perceptron() {
    for sizes in [[3, 64, 64, 2], [2, 5, 3, 1], [3, 8, 8, 4]] {
        let perceptron = Perceptron::new(sizes, 4);
        let plain = Plain {
            sizes,
            parameters: perceptron
                .parameters()
                .iter()
                .map(|&p| f64::from(p))
                .collect(),
        };
        let vectors = 3;
        let mut tape = Tape::default();
        let input =
            |v: usize, lane: usize, j: usize| libm::sin((17 * v + 5 * lane + 3 * j) as f64) as f32;
        let c = |v: usize, lane: usize, j: usize| libm::cos((7 * v + 3 * lane + j) as f64) as f32;
        let inputs = tape.inputs(sizes[0], vectors);
        for v in 0..vectors {
            for j in 0..sizes[0] {
                inputs[v * sizes[0] + j] =
                    f32x8::from(std::array::from_fn::<f32, 8, _>(|lane| input(v, lane, j)));
            }
        }
        perceptron.evaluate(&mut tape);
        let outputs = tape.outputs().to_vec();
        let (_, gradients) = tape.ends();
        for v in 0..vectors {
            for j in 0..sizes[3] {
                gradients[v * sizes[3] + j] =
                    f32x8::from(std::array::from_fn::<f32, 8, _>(|lane| c(v, lane, j)));
            }
        }
        let mut gradient = vec![0.0f32; perceptron.parameters().len()];
        perceptron.differentiate(&mut tape, &mut gradient);
        let mut exact = vec![0.0; gradient.len()];
        for v in 0..vectors {
            for lane in 0..8 {
                let x: Vec<f64> = (0..sizes[0])
                    .map(|j| f64::from(input(v, lane, j)))
                    .collect();
                let weights: Vec<f64> = (0..sizes[3]).map(|j| f64::from(c(v, lane, j))).collect();
                let (activations, _) = plain.outputs(&x);
                for (j, &o) in activations[3].iter().enumerate() {
                    let got = f64::from(outputs[v * sizes[3] + j].to_array()[lane]);
                    assert!((got - o).abs() < 2e-5, "{got} {o}");
                }
                for (sum, g) in exact.iter_mut().zip(plain.gradient(&x, &weights)) {
                    *sum += g;
                }
            }
        }
        let size = exact.iter().map(|g| g.abs()).fold(0.0, f64::max);
        for (&got, &g) in gradient.iter().zip(&exact) {
            assert!((f64::from(got) - g).abs() < 2e-5 * size, "{got} {g}");
        }
    }
}

fn trained(law: Law, answer: Answer, loss: Loss, steps: usize) -> Training {
    let times = reverse_diffusion::time_grid::time_grid(
        Process::Ou,
        reverse_diffusion::time_grid::Grid::LogSnr,
        3.0,
        LEAST_TIME,
        f64::INFINITY,
        1000,
    );
    let mut training = Training::new(Recipe {
        process: Process::Ou,
        law,
        answer,
        loss,
        times,
        steps,
        seed: 1,
    });
    while training.advance() {}
    training
}

/// No denoiser's loss is below E[weight tr Cov(X₀ | X_t)], the corrected (4.29): not the network's, and the exact
/// denoiser's is it. On the same draws, so that the sampling error is that of their difference: four standard errors of
/// either bound it from above.
#[test]
fn no_loss_falls_below_the_floor_and_the_exact_denoiser_stands_on_it() {
    for (answer, loss) in [
        (Answer::Origin, Loss::Discrete),
        (Answer::Noise, Loss::Discrete),
        (Answer::Noise, Loss::Total),
    ] {
        let law = points(30);
        let mut training = trained(law.clone(), answer, loss, 600);
        let kernel = Kernel::of(Process::Ou, &law);
        let (first, batches) = (1 << 20, 40);
        let [least, error] = floor(&mut training, &kernel, first, batches);
        let network = training.network().clone();
        let [reached, _] = training.loss_of(&network, first, batches);
        assert!(
            reached > least,
            "{answer:?} {loss:?}: {reached} below {least}"
        );
        let exact = ExactLanes::new(kernel);
        let [best, best_error] = training.loss_of(&exact, first, batches);
        assert!(
            (best - least).abs() < 4.0 * (error + best_error),
            "{best} ± {best_error} against {least} ± {error}"
        );
        assert!(reached > best - 4.0 * best_error);
    }
}

/// Training makes the loss smaller, and for (4.34) on a log-SNR grid the network comes near the floor.
#[test]
fn training_learns() {
    let law = points(12);
    let mut training = trained(law.clone(), Answer::Origin, Loss::Discrete, 1500);
    let losses = training.losses();
    let mean = |range: std::ops::Range<usize>| losses[range].iter().sum::<f32>() / 100.0;
    let (early, late) = (mean(0..100), mean(1400..1500));
    assert!(late < 0.7 * early, "{early} {late}");
    let kernel = Kernel::of(Process::Ou, &law);
    let [least, _] = floor(&mut training, &kernel, 1 << 20, 20);
    assert!(f64::from(late) < 1.6 * least, "{late} against {least}");
}

/// On times uniform in log-SNR, (4.34) is (4.33) up to a factor: dt = −σ²·(dλ) for OU (λ′ = −1/σ²), so that
/// ∫ |ε̄ − ε|²/σ² dt = ∫ |ε̄ − ε|² dλ. By both losses of one denoiser, within five standard errors.
#[test]
fn the_discrete_loss_is_the_total_one_on_a_log_snr_grid() {
    let law = points(20);
    let kernel = ExactLanes::new(Kernel::of(Process::Ou, &law.clone().with_width(0.3)));
    let mut discrete = trained(law.clone(), Answer::Noise, Loss::Discrete, 0);
    let mut total = trained(law, Answer::Noise, Loss::Total, 0);
    let [a, a_error] = discrete.loss_of(&kernel, 0, 200);
    let [b, b_error] = total.loss_of(&kernel, 0, 200);
    let (process, latest) = (Process::Ou, 3.0);
    let span = process.log_snr(LEAST_TIME) - process.log_snr(latest);
    let factor = span / (latest - LEAST_TIME);
    let error = 5.0 * (factor * a_error + b_error) + 2e-3 * b;
    assert!(
        (factor * a - b).abs() < error,
        "{} against {b} ± {error}",
        factor * a
    );
}

/// Halves are disjoint and together everything; the same scene gives the same bits, trained or not.
#[test]
fn halves_and_seeds() {
    let law = scene(&[("data", "two-moons")]).law();
    let (first, second) = (law.clone().half(false, 0), law.clone().half(true, 0));
    assert_eq!(
        first.points().len() + second.points().len(),
        law.points().len()
    );
    let all = |law: &Law| {
        (0..law.points().len())
            .map(|i| law.points().point(i))
            .collect::<Vec<_>>()
    };
    assert!(
        all(&first)
            .iter()
            .all(|point| !all(&second).contains(point))
    );
    let run = |seed: &str| {
        let mut simulation = Simulation::new(scene(&[
            ("data", "two-moons"),
            ("denoiser", "network"),
            ("training", "50"),
            ("learning-seed", seed),
            ("particles", "100"),
            ("steps", "20"),
        ]));
        while simulation.step() {}
        simulation.digest()
    };
    assert_eq!(run("1"), run("1"));
    assert_ne!(run("1"), run("2"));
}

/// Every denoiser in scenes at the corners: one point, equal points, one coordinate, three, a width; no NaN anywhere.
#[test]
fn no_denoiser_gives_nonsense_anywhere() {
    let denoisers = [
        "smoothed", "kde", "floor", "gaussian", "fourier", "network", "halves",
    ];
    for data in [
        "0.5,1",
        "1,1;1,1;1,1",
        "-2;0.5;3",
        "0,0,1;1,0,0;0,2,0",
        "-1e6,0;1e6,1",
        "five-points",
    ] {
        for denoiser in denoisers {
            for (width, t_star, process) in [
                ("0", "0.05", "ou"),
                ("0.5", "20", "heat"),
                ("0", "20", "ou"),
            ] {
                let mut simulation = Simulation::new(scene(&[
                    ("data", data),
                    ("denoiser", denoiser),
                    ("width", width),
                    ("t-star", t_star),
                    ("process", process),
                    ("features", "16"),
                    ("training", "3"),
                    ("particles", "20"),
                    ("steps", "12"),
                ]));
                while simulation.step() {}
                let all = simulation.positions().as_slice();
                assert!(
                    all.iter().all(|x| x.is_finite()),
                    "{data} {denoiser} {t_star}"
                );
            }
        }
    }
}
