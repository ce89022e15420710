//! Points in the order of a key. Not `sort_unstable`, which for each type that is sorted brings more code into a module for
//! the browser than all of `law/spacing.rs`; this is a merge sort of some lines.

/// (key, number of a point), by key and then by number.
pub(crate) fn ordered(keys: impl Iterator<Item = u64>) -> Vec<(u64, u32)> {
    let mut from: Vec<(u64, u32)> = keys.zip(0..).collect();
    sort(&mut from);
    from
}

/// Sorts pairs, from runs of one to runs of all.
#[inline(never)]
fn sort(pairs: &mut Vec<(u64, u32)>) {
    let n = pairs.len();
    let mut to = pairs.clone();
    let mut run = 1;
    while run < n {
        for (from, to) in pairs.chunks(2 * run).zip(to.chunks_mut(2 * run)) {
            let (mut left, mut right) = from.split_at(run.min(from.len()));
            for place in to {
                let takes_left = match (left.first(), right.first()) {
                    (Some(a), Some(b)) => a <= b,
                    (left, _) => left.is_some(),
                };
                let source = if takes_left { &mut left } else { &mut right };
                if let [first, rest @ ..] = *source {
                    *place = *first;
                    *source = rest;
                }
            }
        }
        std::mem::swap(pairs, &mut to);
        run *= 2;
    }
}

/// A key in the order of numbers: their bits, once the sign bit of the positive ones is set and all bits of the negative
/// ones are turned.
pub(crate) fn key(x: f64) -> u64 {
    let bits = x.to_bits();
    bits ^ if bits >> 63 == 1 { u64::MAX } else { 1 << 63 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_that_of_the_numbers() {
        for n in 0..70u32 {
            let numbers: Vec<f64> = (0..n).map(|k| f64::from(k * 7919 % 31) - 15.0).collect();
            let found = ordered(numbers.iter().map(|&x| key(x)));
            let mut sorted: Vec<(f64, u32)> = numbers.into_iter().zip(0..).collect();
            sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let order = |pairs: &[(u64, u32)]| pairs.iter().map(|pair| pair.1).collect::<Vec<_>>();
            assert_eq!(
                order(&found),
                sorted.iter().map(|pair| pair.1).collect::<Vec<_>>()
            );
        }
    }
}
