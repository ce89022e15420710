//! The closed forms on a line against quadrature, to 1e-10 and better.

use reverse_diffusion::denoiser::Kernel;
use reverse_diffusion::law::Law;
use reverse_diffusion::line::generated::{self, flow, flow_origin};
use reverse_diffusion::line::{Mesh, Mixture, distance, modes::Mode};
use reverse_diffusion::points::Points;
use reverse_diffusion::process::Process::{self, Heat, Ou};

const BOTH: [Process; 2] = [Ou, Heat];

/// ∫ f over [low, high] by Gauss–Legendre with five nodes on each of `panels` equal panels.
fn quadrature(low: f64, high: f64, panels: usize, f: impl Fn(f64) -> f64) -> f64 {
    let a = (5.0 - 2.0 * (10.0f64 / 7.0).sqrt()).sqrt() / 3.0;
    let b = (5.0 + 2.0 * (10.0f64 / 7.0).sqrt()).sqrt() / 3.0;
    let wa = (322.0 + 13.0 * 70.0f64.sqrt()) / 900.0;
    let wb = (322.0 - 13.0 * 70.0f64.sqrt()) / 900.0;
    let rule = [(0.0, 128.0 / 225.0), (a, wa), (-a, wa), (b, wb), (-b, wb)];
    let half = 0.5 * (high - low) / panels as f64;
    let panel = |k: usize| {
        let middle = low + (2 * k + 1) as f64 * half;
        rule.map(|(x, w)| w * f(middle + half * x))
            .iter()
            .sum::<f64>()
            * half
    };
    (0..panels).map(panel).sum()
}

fn three() -> Mixture {
    Mixture::new(vec![-1.4, 0.3, 1.1], &[0.5, 0.3, 0.4], 0.09)
}

fn atoms() -> Mixture {
    Mixture::new(vec![-1.2, -0.3, 0.6, 1.4], &[0.2, 0.4, 0.1, 0.3], 0.0)
}

#[track_caller]
fn close(got: f64, want: f64, tolerance: f64, what: &str) {
    let error = (got - want).abs();
    assert!(
        error <= tolerance,
        "{what} is {got}, not {want}: off by {error:e}"
    );
}

#[test]
fn a_mixture_is_consistent_with_itself() {
    for law in [
        three(),
        three().forward(Ou, 0.4),
        three().forward(Heat, 0.4),
    ] {
        let all = |f: &dyn Fn(f64) -> f64| quadrature(-14.0, 14.0, 1400, f);
        let (mean, variance) = law.moments();
        close(all(&|x| law.density(x)), 1.0, 1e-12, "the mass");
        close(all(&|x| x * law.density(x)), mean, 1e-12, "the mean");
        close(
            all(&|x| (x - mean).powi(2) * law.density(x)),
            variance,
            1e-11,
            "the variance",
        );
        for x in [-2.5, -0.7, 0.0, 1.9] {
            let below = quadrature(-14.0, x, 1400, |x| law.density(x));
            close(law.cdf(x), below, 1e-12, "the distribution function");
            close(law.survival(x), 1.0 - below, 1e-12, "its complement");
            let h = 1e-4;
            let slope = (law.log_density(x + h) - law.log_density(x - h)) / (2.0 * h);
            // The difference quotient errs by h²/6 of the third derivative, below 500 here.
            close(law.score(x), slope, 1e-6, "the score");
        }
        for u in [1e-9, 1e-3, 0.2, 0.5, 0.77, 0.999] {
            close(
                law.cdf(law.quantile(u)) / u,
                1.0,
                1e-12,
                "the quantile's own level",
            );
        }
        // Far in the upper tail the level is known by its complement.
        let z = 7.0;
        let level = 0.5 * libm::erfc(z / std::f64::consts::SQRT_2);
        close(
            law.survival(law.quantile_at_score(z)) / level,
            1.0,
            1e-9,
            "the upper tail",
        );
    }
}

#[test]
fn the_forward_law_solves_the_forward_equation() {
    // ∂_t ρ = ∂_x(xρ) + ∂_xx ρ (2.1), by central differences: errors of order h² ~ 1e-6 times derivatives.
    let (law, t, h) = (three(), 0.3, 1e-3);
    for (process, drift) in [(Ou, 1.0), (Heat, 0.0)] {
        let rho = |x: f64, t: f64| law.forward(process, t).density(x);
        for x in [-2.0, -0.6, 0.1, 1.7] {
            let in_time = (rho(x, t + h) - rho(x, t - h)) / (2.0 * h);
            let flux = |x: f64| drift * x * rho(x, t);
            let advection = (flux(x + h) - flux(x - h)) / (2.0 * h);
            let diffusion = (rho(x + h, t) - 2.0 * rho(x, t) + rho(x - h, t)) / (h * h);
            close(in_time, advection + diffusion, 1e-4, "∂_t ρ");
        }
    }
}

#[test]
fn the_conditional_law_is_bayes_rule() {
    // Theorem 1's ρ(x, t₁ | y, t₂) against the quotient of densities.
    for process in BOTH {
        for (t1, t2, y) in [(0.1, 0.8, 0.4), (0.5, 0.6, -2.0), (0.0, 1.5, 1.0)] {
            let law = three();
            let given = law.given(process, t1, y, t2);
            let (early, late) = (law.forward(process, t1), law.forward(process, t2));
            for x in [-1.5, 0.0, 0.9, 2.0] {
                let step = Mixture::gaussian(process.alpha(t2 - t1) * x, process.variance(t2 - t1));
                let want = early.density(x) * step.density(y) / late.density(y);
                close(given.density(x), want, 1e-12, "ρ(x, t₁ | y, t₂)");
            }
        }
        // For atoms at t₁ = 0 these are the kernel's λ_i.
        let law = atoms();
        let points = Points::from_rows(law.means(), 1);
        let kernel = Kernel::new(process, points, law.weights());
        let mut lambda = Vec::new();
        kernel.posterior_weights(&[0.37], 0.7, &mut lambda);
        let given = law.given(process, 0.0, 0.37, 0.7);
        for (got, want) in given.weights().iter().zip(&lambda) {
            close(*got, *want, 1e-14, "λ_i");
        }
    }
}

#[test]
fn a_blurred_kernel_is_the_mixture_s_own_posterior() {
    for process in BOTH {
        let points = Points::from_rows(&[-1.4, 0.3, 1.1], 1);
        let law = Law::new(points, vec![0.5, 0.3, 0.4]).with_width(0.3);
        let kernel = Kernel::of(process, &law);
        for (x, t) in [(0.2, 1e-6), (-1.0, 0.05), (2.0, 0.9), (0.5, 4.0)] {
            let given = three().given(process, 0.0, x, t);
            let (place, mut lambda) = ([x], Vec::new());
            let posterior = kernel.posterior(&place, t, &mut lambda);
            close(posterior.mean()[0], given.moments().0, 1e-13, "x̄₀");
            let now = three().forward(process, t);
            close(
                posterior.score()[0],
                now.score(x),
                1e-10 * (1.0 + now.score(x).abs()),
                "score",
            );
            close(posterior.log_density(), now.log_density(x), 1e-12, "log ρ");
        }
    }
}

#[test]
fn what_is_generated_agrees_with_quadrature() {
    for process in BOTH {
        for (start, t_star) in [
            (Mixture::gaussian(0.0, 1.0), 1.0),
            (Mixture::gaussian(1.5, 1.0), 0.3),
            (Mixture::gaussian(0.0, 0.09), 2.0),
            (Mixture::gaussian(0.0, 1.0), 0.05),
        ] {
            let law = atoms();
            let sigma = start.component_variance().sqrt();
            let middle = start.means()[0];
            let (low, high) = (middle - 10.0 * sigma, middle + 10.0 * sigma);
            let got = generated::weights(&law, process, &start, t_star);
            for (i, got) in got.iter().enumerate() {
                let want = quadrature(low, high, 4000, |x| {
                    start.density(x) * law.given(process, 0.0, x, t_star).weights()[i]
                });
                close(*got, want, 1e-10, "q(x_i, T*) (3.19)");
            }
            // The density on the way, by the ratio formula, against Theorem 1's mixture integrated over q₀.
            for t in [0.2 * t_star, 0.9 * t_star, 0.999 * t_star] {
                for y in [-1.3, 0.1, 1.0, 2.5] {
                    let got = generated::density(&law, process, &start, t_star, t, y);
                    let want = quadrature(low, high, 20_000, |x| {
                        start.density(x) * law.given(process, t, x, t_star).density(y)
                    });
                    close(
                        got,
                        want,
                        1e-10,
                        &format!("q({y}) at t = {t} of T* = {t_star}"),
                    );
                }
            }
        }
    }
}

#[test]
fn from_the_terminal_law_the_data_come_back() {
    for process in BOTH {
        for t_star in [0.05, 0.7, 3.0] {
            let law = atoms();
            let start = law.forward(process, t_star);
            let got = generated::weights(&law, process, &start, t_star);
            for (got, want) in got.iter().zip(law.weights()) {
                close(*got, *want, 1e-11, "q(x_i, T*) from ρ(·, T*)");
            }
            let t = 0.3 * t_star;
            let got = generated::density(&law, process, &start, t_star, t, 0.2);
            let want = law.forward(process, t).density(0.2);
            close(got, want, 1e-10 * (1.0 + want), "q from ρ(·, T*)");
        }
    }
}

#[test]
fn the_gap_of_what_is_generated_falls_exponentially_with_the_horizon() {
    // q(x_i) − w_i = ∫ (q₀ − ρ_{T*}) λ_i. λ_i differs from w_i by O(e^{−T*}), and q₀ from ρ_{T*} by O(1) in general,
    // by m e^{−T*} for N(0, 1), where m is the data's mean, by e^{−2T*} if that is 0 too.
    let gap = |law: &Mixture, mean: f64, t_star: f64| {
        let q = generated::weights(law, Ou, &Mixture::gaussian(mean, 1.0), t_star);
        generated::total_variation(&q, law.weights())
    };
    let centred = Mixture::new(vec![-1.0, 0.5], &[1.0, 2.0], 0.0);
    for (law, mean, rate) in [
        (atoms(), 1.5, 1.0f64),
        (atoms(), 0.0, 2.0),
        (centred, 0.0, 4.0),
    ] {
        let t_star = 4.5;
        // The next term is smaller by e^{−T*} ≈ 0.01.
        let ratio = gap(&law, mean, t_star + 0.5) / gap(&law, mean, t_star);
        close(ratio, (-0.5 * rate).exp(), 0.01, "the ratio of gaps");
    }
}

#[test]
fn the_flow_is_monotone_and_undoes_itself() {
    for process in BOTH {
        let law = three();
        let mut before = f64::NEG_INFINITY;
        for x in [-2.9, -1.0, 0.0, 0.4, 1.3, 2.8] {
            let y = flow(&law, process, 1.2, x, 0.1);
            assert!(y > before);
            before = y;
            close(
                flow_origin(&law, process, 1.2, 0.1, y),
                x,
                1e-9,
                "the way there and back",
            );
            // It is the differential equation (2.8), dX = (X + ∂log ρ) ds: a thousand Runge–Kutta steps.
            let (mut z, steps) = (x, 1000);
            let dt = (1.2 - 0.1) / steps as f64;
            let speed = |z: f64, t: f64| {
                let own = if process == Ou { z } else { 0.0 };
                own + law.forward(process, t).score(z)
            };
            for k in 0..steps {
                let t = 1.2 - k as f64 * dt;
                let k1 = speed(z, t);
                let k2 = speed(z + 0.5 * dt * k1, t - 0.5 * dt);
                let k3 = speed(z + 0.5 * dt * k2, t - 0.5 * dt);
                let k4 = speed(z + dt * k3, t - dt);
                z += dt / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4);
            }
            close(y, z, 1e-8, "the end of the flow");
        }
    }
}

#[test]
fn distances_agree_with_quadrature() {
    let normal = Mixture::gaussian(0.0, 1.0);
    for t in [0.2, 1.0, 3.0] {
        let law = three().forward(Ou, t);
        let l1 = quadrature(-9.5, 9.5, 200_000, |x| {
            (law.density(x) - normal.density(x)).abs()
        });
        // The integrand has kinks; their panels err by slope·h², 1e-9, a few times.
        close(distance::l1(&law, &normal), l1, 1e-8, "L¹");
        let kl = quadrature(-9.5, 9.5, 4000, |x| {
            law.density(x) * (law.log_density(x) - normal.log_density(x))
        });
        close(distance::kl(&law, &normal), kl, 1e-10, "KL");
        let w2 = quadrature(-8.5, 8.5, 4000, |z| {
            let d = law.quantile_at_score(z) - z;
            d * d * normal.density(z)
        });
        close(distance::w2(&law, &normal), w2.sqrt(), 1e-10, "W₂");
    }
    // Gaussians: closed forms.
    let (a, b) = (Mixture::gaussian(0.3, 1.44), Mixture::gaussian(-0.2, 0.81));
    close(
        distance::w2(&a, &b),
        (0.25f64 + 0.09).sqrt(),
        1e-12,
        "W₂ of Gaussians",
    );
    let kl = (0.9f64 / 1.2).ln() + (1.44 + 0.25) / (2.0 * 0.81) - 0.5;
    close(distance::kl(&a, &b), kl, 1e-12, "KL of Gaussians");
    // A shift by d small: L¹ = 2(2Φ(d/2) − 1), relative digits kept where the distance is tiny.
    let d = 1e-7;
    let shifted = Mixture::gaussian(d, 1.0);
    let want = 2.0 * libm::erf(d / 8.0f64.sqrt());
    close(
        distance::l1(&shifted, &normal) / want,
        1.0,
        1e-6,
        "L¹ of a small shift",
    );
    close(
        distance::kl(&shifted, &normal) / (0.5 * d * d),
        1.0,
        1e-6,
        "KL of a small shift",
    );
    close(
        distance::w2(&shifted, &normal) / d,
        1.0,
        1e-6,
        "W₂ of a small shift",
    );
    // Atoms: 0.3 of the mass goes from 1 to −1.
    let p = Mixture::new(vec![-1.0, 1.0], &[0.5, 0.5], 0.0);
    let q = Mixture::new(vec![1.0, -1.0], &[0.2, 0.8], 0.0);
    close(
        distance::w2(&p, &q),
        (0.3f64 * 4.0).sqrt(),
        1e-14,
        "W₂ of atoms",
    );
}

#[test]
fn cell_averages_keep_mass_and_law() {
    let mesh = Mesh::new(-6.0, 7.0, 130);
    for law in [three(), atoms(), Mixture::gaussian(6.9, 4.0)] {
        let q = mesh.averages(&law);
        close(mesh.mass(&q), 1.0, 1e-13, "the mass");
        assert!(q.iter().all(|q| *q >= 0.0));
    }
    let q = mesh.averages(&three());
    for i in [20, 64, 65, 100] {
        let want =
            quadrature(mesh.edge(i), mesh.edge(i + 1), 20, |x| three().density(x)) / mesh.h();
        close(q[i], want, 1e-13, "a cell's average");
    }
}

#[test]
fn modes_are_eigenfunctions_with_their_duals() {
    let mesh = Mesh::new(-11.0, 11.0, 3000);
    for process in BOTH {
        for n in 1..=8 {
            let mode = Mode::new(process, n, &mesh);
            for m in 1..=8 {
                let other = Mode::new(process, m, &mesh);
                let overlap = quadrature(-11.0, 11.0, 2000, |x| other.value(x) * mode.dual(x));
                close(overlap, f64::from(u8::from(m == n)), 1e-10, "∫ φ_m φ*_n");
            }
            // L* φ = −rate φ by central differences.
            let (h, x) = (1e-3, 0.7);
            let f = |x: f64| mode.value(x);
            let drift = |x: f64| if process == Ou { x * f(x) } else { 0.0 };
            let image = (drift(x + h) - drift(x - h)) / (2.0 * h)
                + (f(x + h) - 2.0 * f(x) + f(x - h)) / (h * h);
            close(image, -mode.rate() * f(x), 2e-3, "L*φ");
        }
    }
}
