//! Sorting what is nearly sorted, as nearly everything in a history is.

/// Sorts by moving each one to its place, which takes no longer the longer the list is; what is in
/// no order is sorted as everything is.
pub(super) fn sort<T: Copy, K: Ord>(list: &mut [T], key: impl Fn(&T) -> K) {
    if !insert(list, &key) {
        list.sort_unstable_by_key(key);
    }
}

/// Moves each one to its place, unless that takes too long. Nothing is called here, so that in wasm
/// too everything stays in registers.
#[inline(never)]
fn insert<T: Copy, K: Ord>(list: &mut [T], key: impl Fn(&T) -> K) -> bool {
    let mut moves = 8 * list.len();
    for at in 1..list.len() {
        let (it, mut to) = (list[at], at);
        while to > 0 && key(&list[to - 1]) > key(&it) {
            list[to] = list[to - 1];
            to -= 1;
        }
        list[to] = it;
        // One may go all the way before this is asked.
        moves = moves.saturating_sub(at - to);
        if moves == 0 {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::sort;
    use crate::base::chance::{Lane, below};

    #[test]
    fn it_sorts_what_is_nearly_sorted_and_what_is_not() {
        for (width, seed) in [(3, 1), (50, 2), (u64::MAX, 3)] {
            let mut list: Vec<(u64, u64)> =
                (0..500).map(|n| (n * 10 + below(Lane(seed).draw(n), width) / 2, n)).collect();
            let mut expected = list.clone();
            expected.sort_unstable();
            sort(&mut list, |it| *it);
            assert_eq!(list, expected, "{width}");
        }
    }
}
