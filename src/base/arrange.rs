//! Sorting that is compiled once. The sort of the standard library is compiled anew for every type and
//! every order, some seven kilobytes each time; most lists here are short, and everybody loads the
//! program that sorts them. Where many are sorted, or often, the standard one stands.

use core::cmp::Ordering;

/// Sorts a list by a small program; what is equal keeps its order.
///
/// ```
/// use eventual::base::arrange::Arrange;
///
/// let mut all = [(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd')];
/// all.arrange_by_key(|(number, _)| *number);
/// assert_eq!(all, [(1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')]);
/// ```
pub trait Arrange<T> {
    /// In the order of a comparison.
    fn arrange_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

    /// In the order of what is worked out of each, as often as it is compared.
    fn arrange_by_key<K: Ord>(&mut self, mut key: impl FnMut(&T) -> K) {
        self.arrange_by(|one, other| key(one).cmp(&key(other)));
    }
}

impl<T> Arrange<T> for [T] {
    fn arrange_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        let items = &*self;
        let mut places = places(items.len(), &mut |one, other| compare(&items[one], &items[other]));
        // Along each cycle: what belongs to a place comes there, and what was there goes on.
        for first in 0..self.len() {
            let mut at = first;
            loop {
                let next = core::mem::replace(&mut places[at], at);
                if next == first {
                    break;
                }
                self.swap(at, next);
                at = next;
            }
        }
    }
}

/// For each place of the sorted list, where its item is.
fn places(len: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..len).collect();
    places.sort_by(|&one, &other| compare(one, other));
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_the_order_of_the_standard_sort(items in proptest::collection::vec((0u8..8, any::<u32>()), 0..200)) {
            let (mut ours, mut theirs) = (items.clone(), items);
            ours.arrange_by_key(|item| item.0);
            theirs.sort_by_key(|item| item.0);
            prop_assert_eq!(ours, theirs);
        }
    }
}
