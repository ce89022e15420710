//! How many pairs are out of order: Kendall's distance of two orders, counted while sorting by merging (Knight 1966).

/// Sorts `x` by merging and counts the pairs that were in decreasing order, of n(n − 1)/2; `spare` is memory of the same length.
pub fn sort_counting_inversions(x: &mut [f32], spare: &mut [f32]) -> u64 {
    let n = x.len();
    if n < 2 {
        return 0;
    }
    let (low, high) = x.split_at_mut(n / 2);
    let (spare_low, spare_high) = spare.split_at_mut(n / 2);
    let mut count =
        sort_counting_inversions(low, spare_low) + sort_counting_inversions(high, spare_high);
    spare.copy_from_slice(x);
    let (low, high) = spare.split_at(n / 2);
    let (mut i, mut j) = (0, 0);
    for place in x {
        if j == high.len() || (i < low.len() && low[i] <= high[j]) {
            *place = low[i];
            i += 1;
        } else {
            *place = high[j];
            j += 1;
            count += (low.len() - i) as u64;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::sort_counting_inversions;

    #[test]
    fn pairs_out_of_order_are_counted_and_equal_ones_are_not() {
        let mut x = [3.0, 1.0, 2.0, 2.0, 0.0];
        assert_eq!(sort_counting_inversions(&mut x, &mut [0.0; 5]), 7);
        assert_eq!(x, [0.0, 1.0, 2.0, 2.0, 3.0]);
    }
}
