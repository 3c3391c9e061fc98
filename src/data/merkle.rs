//! A hash tree over keys (Merkle, *A Digital Signature Based on a Conventional Encryption
//! Function*, 1987): two who hold the same keys find out what differs by comparing a few numbers
//! (Dynamo 2007, section 4.7). Whoever differs at a place compares its two children, down to a leaf.
//!
//! ```
//! use eventual::data::merkle::{ROOT, Tree};
//! let one = Tree::of([(1, 10), (2, 20)]);
//! let other = Tree::of([(1, 10), (2, 21)]);
//! assert_ne!(one.at(ROOT), other.at(ROOT));
//! let differ: Vec<u32> = (1..32).filter(|&place| one.at(place) != other.at(place)).collect();
//! assert_eq!(differ.len(), 5, "the leaf of key 2 and what is above it");
//! assert_eq!(differ.last(), Some(&Tree::leaf_of(2)));
//! ```

use crate::base::chance::mix;

/// The place of the root. The children of a place are twice the place, and one more.
pub const ROOT: u32 = 1;
const LEAVES: u32 = 16;

/// A hash tree of sixteen leaves. It is made when it is needed, not kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tree([u64; 2 * LEAVES as usize]);

impl Tree {
    /// The tree of keys and a fingerprint of what each holds, in any order.
    pub fn of(keys: impl IntoIterator<Item = (u32, u64)>) -> Tree {
        let mut nodes = [0; 2 * LEAVES as usize];
        for (key, print) in keys {
            nodes[Tree::leaf_of(key) as usize] ^= mix(mix(u64::from(key) + 1) ^ print);
        }
        for place in (1..LEAVES as usize).rev() {
            nodes[place] = mix(nodes[2 * place] ^ mix(nodes[2 * place + 1].wrapping_add(1)));
        }
        Tree(nodes)
    }

    /// The hash at a place; 0 outside of the tree.
    pub fn at(&self, place: u32) -> u64 {
        self.0.get(place as usize).copied().unwrap_or(0)
    }

    /// The leaf in which a key is.
    pub fn leaf_of(key: u32) -> u32 {
        LEAVES + key % LEAVES
    }

    /// Whether a place has no children.
    pub fn is_leaf(place: u32) -> bool {
        (LEAVES..2 * LEAVES).contains(&place)
    }

    /// The children of a place, with their hashes.
    pub fn children(&self, place: u32) -> [(u32, u64); 2] {
        let left = place.saturating_mul(2);
        [(left, self.at(left)), (left.saturating_add(1), self.at(left.saturating_add(1)))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_are_the_same_where_what_is_in_them_is() {
        let keys = [(3, 7), (19, 8), (4, 0)];
        let mut reversed = keys;
        reversed.reverse();
        assert_eq!(Tree::of(keys), Tree::of(reversed));
        assert_ne!(
            Tree::of(keys).at(ROOT),
            Tree::of([(3, 8), (19, 7), (4, 0)]).at(ROOT),
            "not who holds what"
        );
        assert_ne!(
            Tree::of(keys).at(ROOT),
            Tree::of(keys[..2].iter().copied()).at(ROOT),
            "nothing is something"
        );
        assert_eq!(Tree::of(keys).at(99), 0);
    }
}
