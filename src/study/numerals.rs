//! Numbers in sentences.

/// Three digits.
pub(super) fn short(x: f64) -> String {
    if x == 0.0 {
        "0".into()
    } else if (1e-3..1e3).contains(&x.abs()) {
        let digits = (2 - libm::floor(libm::log10(x.abs())) as i32).max(0) as usize;
        format!("{x:.digits$}")
    } else {
        format!("{x:.2e}")
    }
}
