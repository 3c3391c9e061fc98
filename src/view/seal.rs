//! The seal: a small mirrored picture made from the fingerprint of a state. Equal state, equal
//! seal, so anyone sees at a glance who agrees.
//!
//! Thirty-two thousand pictures are few enough for two states to look alike by accident, so nobody
//! has to trust the picture alone: nodes of the same state carry the same letter, and the letter is
//! made from the whole fingerprint.

use crate::base::arrange::Arrange;
use crate::lab::frame::{Frame, NodeFrame, Status};

/// A seal is so many cells wide and high.
pub const CELLS: usize = 5;

/// The cells that are inked, row by row: `cells[row][column]`.
pub type Cells = [[bool; CELLS]; CELLS];

/// The picture of a fingerprint of sixteen hexadecimal digits; any other text has one too.
pub fn cells(fingerprint: &str) -> Cells {
    let bits = u64::from_str_radix(fingerprint, 16)
        .unwrap_or_else(|_| fingerprint.bytes().fold(7, |sum, byte| sum * 31 % 1_000_003 + u64::from(byte)));
    let bits = stir(bits);
    let mut cells = [[false; CELLS]; CELLS];
    for (y, row) in cells.iter_mut().enumerate() {
        for (x, cell) in row.iter_mut().enumerate() {
            // Columns 3 and 4 repeat 1 and 0: a mirrored picture is remembered like a face.
            *cell = (bits >> (y * 3 + x.min(CELLS - 1 - x))) & 1 == 1;
        }
    }
    cells
}

/// Neighbouring fingerprints shall look different, so every bit counts for every cell.
fn stir(bits: u64) -> u64 {
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    // The middle column is drawn once and the others twice; seven of fifteen cells look best, and
    // no seal is empty.
    (bits ^ (bits >> 31)) | 0b100
}

/// The seal as one path of unit squares in a square of [`CELLS`], so that a page draws one element
/// instead of twenty-five.
pub fn path(fingerprint: &str) -> String {
    let mut path = String::new();
    for (y, row) in cells(fingerprint).iter().enumerate() {
        let mut x = 0;
        while x < CELLS {
            let run = row[x..].iter().take_while(|inked| **inked).count();
            if run > 0 {
                path.push_str(&format!("M{x} {y}h{run}v1h-{run}z"));
            }
            x += run.max(1);
        }
    }
    path
}

/// How a node stands to the others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    /// Its group: nodes of the same state have the same number; 0 is the largest group, and among
    /// equals the one of the first node.
    pub group: usize,
    /// How many groups there are: 1 is agreement.
    pub groups: usize,
    /// How many nodes are in its group.
    pub together: usize,
}

impl Standing {
    /// Whether every node that is compared is in the same state.
    pub fn agreed(&self) -> bool {
        self.groups <= 1
    }

    /// The letter of its group: `a`, `b`, `c`.
    pub fn letter(&self) -> char {
        char::from(b'a' + (self.group.min(25)) as u8)
    }
}

/// How each node of a frame stands to the others of its group. A node that holds no copy stands in
/// no group, and neither does one that is down.
pub fn standings_of(frame: &Frame) -> Vec<Option<Standing>> {
    let mut all = vec![None; frame.nodes.len()];
    for group in 0..frame.nodes.iter().filter_map(|node| node.group).max().map_or(0, |last| last + 1) {
        let counts = |node: &NodeFrame| node.group == Some(group) && node.status != Status::Down;
        let seals: Vec<(&str, bool)> =
            frame.nodes.iter().map(|node| (node.seal.as_str(), counts(node))).collect();
        all.iter_mut().zip(standings(&seals)).for_each(|(known, standing)| *known = known.or(standing));
    }
    all
}

/// How many different states there are in the group of a frame in which there are most; 0 where
/// there are no copies to compare.
pub fn states(frame: &Frame) -> usize {
    let most = standings_of(frame).into_iter().flatten().map(|standing| standing.groups).max();
    most.unwrap_or_else(|| usize::from(frame.nodes.iter().any(|node| node.group.is_some())))
}

/// How each node stands to the others, by their seals. A node that is down has a state nobody can
/// ask for: it stands in no group.
pub fn standings(seals: &[(&str, bool)]) -> Vec<Option<Standing>> {
    let mut groups: Vec<(&str, usize)> = Vec::new();
    for (seal, _) in seals.iter().filter(|(_, counts)| *counts) {
        match groups.iter_mut().find(|(known, _)| known == seal) {
            Some((_, count)) => *count += 1,
            None => groups.push((seal, 1)),
        }
    }
    // Stable: among equals the one of the first node stays in front.
    groups.arrange_by_key(|(_, count)| core::cmp::Reverse(*count));
    let count = groups.len();
    let standing = |seal: &str| {
        groups.iter().position(|(known, _)| *known == seal).map(|group| Standing {
            group,
            groups: count,
            together: groups[group].1,
        })
    };
    seals.iter().map(|(seal, counts)| if *counts { standing(seal) } else { None }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_seal_is_mirrored_and_none_is_empty() {
        for n in 0..2_000_u64 {
            let cells = cells(&format!("{n:016x}"));
            assert!(cells.iter().all(|row| (0..CELLS).all(|x| row[x] == row[CELLS - 1 - x])));
            assert!(cells.iter().flatten().any(|inked| *inked));
        }
    }

    #[test]
    fn neighbours_look_different() {
        let pictures: BTreeSet<String> = (0..100_u64).map(|n| path(&format!("{n:016x}"))).collect();
        assert!(pictures.len() >= 98, "{} of 100 pictures differ", pictures.len());
    }

    #[test]
    fn the_path_covers_exactly_the_inked_cells() {
        let fingerprint = "00ff00ff12345678";
        let inked: usize = cells(fingerprint).iter().flatten().filter(|inked| **inked).count();
        let runs: usize = path(fingerprint)
            .split('M')
            .skip(1)
            .map(|run| {
                run.split('h')
                    .nth(1)
                    .and_then(|h| h.split('v').next())
                    .and_then(|n| n.parse::<usize>().ok())
                    .unwrap()
            })
            .sum();
        assert_eq!(inked, runs);
    }

    #[test]
    fn the_largest_group_comes_first_and_the_dead_stand_nowhere() {
        let standings = standings(&[("b", true), ("a", true), ("a", true), ("a", false)]);
        assert_eq!(
            standings.iter().map(|s| s.map(|s| (s.letter(), s.together))).collect::<Vec<_>>(),
            [Some(('b', 1)), Some(('a', 2)), Some(('a', 2)), None]
        );
        assert!(!standings[0].unwrap().agreed());
        let same = super::standings(&[("x", true), ("x", true)]);
        assert!(same.iter().all(|s| s.unwrap().agreed()));
    }
}
