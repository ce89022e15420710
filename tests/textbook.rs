//! The same steps in the field's own words: DDPM and DDIM from alphas_cumprod.

use reverse_diffusion::process::Process;
use reverse_diffusion::sampler::exponential::step_coefficients;

/// ᾱ_k of Ho et al. (2020): a thousand β from 1e-4 to 0.02.
fn alphas_cumprod() -> Vec<f64> {
    let mut product = 1.0;
    (0..1000)
        .map(|k| {
            let beta = 1e-4 + (0.02 - 1e-4) * f64::from(k) / 999.0;
            product *= 1.0 - beta;
            product
        })
        .collect()
}

/// t with e^{−2t} = ᾱ.
fn time(alpha_cumprod: f64) -> f64 {
    -0.5 * alpha_cumprod.ln()
}

/// Going through t = −½ ln ᾱ costs a rounding of ᾱ ≈ 1, 1e-16, relative to 1 − ᾱ ≥ 1e-4: 1e-12.
const TOLERANCE: f64 = 4e-12;

fn assert_close(got: [f64; 3], want: [f64; 3], k: usize) {
    for (got, want) in got.iter().zip(want) {
        let error = (got - want).abs();
        assert!(
            error <= TOLERANCE * want.abs().max(1e-12),
            "step {k}: {got} against {want}"
        );
    }
}

#[test]
fn a_ddpm_step_is_ours_at_epsilon_1() {
    let bars = alphas_cumprod();
    for k in 1..bars.len() {
        let (bar, bar_next) = (bars[k], bars[k - 1]);
        // Ho et al. (2020), equations (6) and (7).
        let alpha = bar / bar_next;
        let beta = 1.0 - alpha;
        let want = [
            alpha.sqrt() * (1.0 - bar_next) / (1.0 - bar),
            bar_next.sqrt() * beta / (1.0 - bar),
            (beta * (1.0 - bar_next) / (1.0 - bar)).sqrt(),
        ];
        let got = step_coefficients(Process::Ou, 1.0, time(bar), time(bar_next));
        assert_close(got, want, k);
    }
}

#[test]
fn a_ddim_step_is_ours_at_epsilon_0() {
    let bars = alphas_cumprod();
    for stride in [1, 7, 100] {
        for k in (stride..bars.len()).step_by(stride) {
            let (bar, bar_next) = (bars[k], bars[k - stride]);
            // Song et al. (2021), equation (12) with σ = 0, written for the predicted x₀.
            let state = ((1.0 - bar_next) / (1.0 - bar)).sqrt();
            let want = [state, bar_next.sqrt() - state * bar.sqrt(), 0.0];
            let got = step_coefficients(Process::Ou, 0.0, time(bar), time(bar_next));
            // The textbook's difference of square roots cancels; compare on the scale of its terms.
            for (got, want) in got.iter().zip(want) {
                assert!(
                    (got - want).abs() < TOLERANCE,
                    "step {k}: {got} against {want}"
                );
            }
        }
    }
}
