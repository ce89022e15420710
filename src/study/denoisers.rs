//! What the denoisers are called and which colour each has: the same in every study and in every chart.
//!
//! Exact is magenta, as the reverse process is everywhere. Blue belongs to the forward process and amber to x̄₀, so that
//! none of the others is near them.

use super::chart::Ink;
use crate::scene::DenoiserKind;

/// Data that nobody learned from: no denoiser, and so in the text's own colour.
pub(super) const FRESH: Ink = Ink::Ink;

/// What a denoiser is called.
pub(super) fn name(kind: DenoiserKind) -> &'static str {
    match kind {
        DenoiserKind::Exact | DenoiserKind::TrueLaw => "exact",
        DenoiserKind::Smoothed => "smoothed",
        DenoiserKind::Kde => "density estimate",
        DenoiserKind::Floor => "bandwidth floor",
        DenoiserKind::Gaussian => "Gaussian",
        DenoiserKind::Fourier => "random features",
        DenoiserKind::Network => "network",
        DenoiserKind::Halves => "half of the data",
        DenoiserKind::Local => "local",
        DenoiserKind::LocalEquivariant => "local, over all places",
        DenoiserKind::Wiener => "Wiener windows",
    }
}

/// Its colour.
pub(super) fn ink(kind: DenoiserKind) -> Ink {
    match kind {
        DenoiserKind::Exact => Ink::Reverse,
        // What it makes is fresh data.
        DenoiserKind::TrueLaw => FRESH,
        DenoiserKind::Network => Ink::Distinct(1),
        DenoiserKind::Fourier => Ink::Distinct(2),
        DenoiserKind::Gaussian => Ink::Distinct(0),
        DenoiserKind::Kde => Ink::Distinct(11),
        DenoiserKind::Smoothed => Ink::Distinct(6),
        DenoiserKind::Halves => Ink::Distinct(8),
        DenoiserKind::Floor => Ink::Distinct(3),
        DenoiserKind::Local => Ink::Distinct(4),
        DenoiserKind::LocalEquivariant => Ink::Distinct(5),
        DenoiserKind::Wiener => Ink::Distinct(9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paint::Colours;
    use crate::paint::charts::resolved;
    use crate::scene::DenoiserKind::*;

    /// Of two colours, the distance of their channels.
    fn apart(a: Ink, b: Ink) -> i32 {
        let [a, b] = [a, b].map(|ink| resolved(ink, &Colours::default()));
        (0..3)
            .map(|c| (i32::from(a[c]) - i32::from(b[c])).abs())
            .sum()
    }

    #[test]
    fn no_two_denoisers_share_a_colour_and_none_has_the_forward_processs() {
        let all = [
            Exact,
            Halves,
            Smoothed,
            Kde,
            Floor,
            Gaussian,
            Fourier,
            Network,
            TrueLaw,
            Local,
            LocalEquivariant,
            Wiener,
        ];
        for (k, &one) in all.iter().enumerate() {
            assert!(apart(ink(one), Ink::Forward) > 100, "{one:?}");
            for &other in &all[..k] {
                assert!(apart(ink(one), ink(other)) > 25, "{one:?} {other:?}");
            }
        }
    }
}
