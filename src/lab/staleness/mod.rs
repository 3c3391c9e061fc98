//! How stale a read is that asks some copies only, by direct trials: no engine, no protocol, only the
//! four waits of a message to a copy and back.
//!
//! The model is WARS (Bailis, Venkataraman, Franklin, Hellerstein, Stoica: *Probabilistically
//! Bounded Staleness for Practical Partial Quorums*, PVLDB 5(8), 2012, section 4.1). A write goes to
//! all N copies: copy i has it after Wᵢ, and its acknowledgement is back after Aᵢ more. The write is
//! committed with the W-th acknowledgement. A read that begins t later asks all N copies, is there
//! after Rᵢ, and its answer is back after Sᵢ more; it takes the first R answers. It is fresh if one
//! of those copies had the write when the read came. One write, one read, no repair.
//!
//! So every trial has one number, the least t with which its read is fresh: the least Wᵢ − Rᵢ of
//! the first R copies, less the time of the commit. A share of 99.9 % of these numbers is what the
//! paper calls t-visibility.
//!
//! Copies that stand in data centres far from each other are the paper's WAN: a write
//! begins in one of them by chance and a read too, and to all others each message takes longer.
//!
//! Draws are looked up by the number of the trial, so any slice of the trials is the same wherever
//! and whenever it is computed. Nothing here enters a run: it measures, in floats.
//!
//! | question | file |
//! | --- | --- |
//! | how long a message takes | `waits` |
//! | how such a fit is read | `fit` |
//! | which trials there are | here |
//! | what some of them come to at once | `block` |
//! | what is kept of them, and what it says | `tally` |
//! | what others published, with its fits | `published` |

mod block;
mod fit;
pub mod published;
mod tally;
mod waits;

pub use fit::read;
pub use tally::{Measured, Point, Quantile, Tally};
pub use waits::{Shape, Waits};

use crate::base::chance::{Chance, Lane, Purpose};
use block::{BLOCK, Block, Waited};

/// The four waits of the model, in milliseconds.
#[derive(Clone, Debug)]
pub struct Fit {
    /// A write on its way to a copy.
    pub w: Waits,
    /// Its acknowledgement on its way back.
    pub a: Waits,
    /// A read on its way to a copy.
    pub r: Waits,
    /// Its answer on its way back.
    pub s: Waits,
    /// How much longer every message takes to a copy that stands elsewhere, in milliseconds each way.
    /// Each copy has a place of its own; a write begins at one of these places by chance, and so does
    /// a read. 0 where all copies are equally far.
    pub far: f64,
}

impl Fit {
    /// The waits of writes, their acknowledgements, reads and their answers; and how much farther
    /// than one the other copies are, in milliseconds each way. Waits that are alike share what they
    /// are drawn from.
    pub fn of([w, a, r, s]: [Waits; 4], far: f64) -> Fit {
        let a = a.sharing(&[&w]);
        let r = r.sharing(&[&w, &a]);
        let s = s.sharing(&[&w, &a, &r]);
        Fit { w, a, r, s, far }
    }
}

/// How many copies there are at most.
pub const MOST_COPIES: u8 = 9;
/// How many trials there are at most: a minute or two of them.
pub const MOST_TRIALS: u64 = 1_000_000_000;

/// How many copies there are, how many answers a read takes and how many acknowledgements a write
/// needs: both from 1 to `n`, and `n` at most [`MOST_COPIES`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Copies {
    /// How many copies.
    pub n: u8,
    /// How many answers a read takes.
    pub r: u8,
    /// How many acknowledgements a write needs.
    pub w: u8,
}

impl Copies {
    /// Whether every read meets a copy that every write before it has reached.
    ///
    /// ```
    /// use eventual::lab::staleness::Copies;
    /// assert!(Copies { n: 3, r: 2, w: 2 }.meet() && !Copies { n: 3, r: 2, w: 1 }.meet());
    /// ```
    pub fn meet(self) -> bool {
        self.r + self.w > self.n
    }
}

/// What one trial came to, in milliseconds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Trial {
    /// How long the read took.
    pub read: f64,
    /// How long the write took until it was committed.
    pub write: f64,
    /// How much later than the commit the read must begin to be fresh; 0 or less where it always
    /// is.
    pub needs: f64,
}

/// The trials of one fit, each by its number.
#[derive(Clone, Debug)]
pub struct Trials<'a> {
    fit: &'a Fit,
    copies: Copies,
    lane: Lane,
    places: Lane,
}

impl<'a> Trials<'a> {
    /// All trials under a seed.
    pub fn new(fit: &'a Fit, copies: Copies, seed: u64) -> Trials<'a> {
        let [lane, places] = [0, 1].map(|n| Chance::new(seed).lane(Purpose::Latency, n));
        Trials { fit, copies, lane, places }
    }

    /// The trial with a number.
    pub fn trial(&self, nth: u64) -> Trial {
        let mut found = Trial { read: 0.0, write: 0.0, needs: 0.0 };
        self.each(nth, 1, |block| {
            found = Trial { read: block.read[0], write: block.write[0], needs: block.needs[0] };
        });
        found
    }

    /// So many trials from a number on, one after the other, into a tally.
    pub fn add(&self, from: u64, count: u64, tally: &mut Tally) {
        self.each(from, count, |block| tally.add(block));
    }

    fn each(&self, from: u64, count: u64, take: impl FnMut(&Block)) {
        match self.copies.n {
            0 | 1 => self.each_of::<1>(from, count, take),
            2 => self.each_of::<2>(from, count, take),
            3 => self.each_of::<3>(from, count, take),
            4 => self.each_of::<4>(from, count, take),
            5 => self.each_of::<5>(from, count, take),
            6 => self.each_of::<6>(from, count, take),
            7 => self.each_of::<7>(from, count, take),
            8 => self.each_of::<8>(from, count, take),
            _ => self.each_of::<9>(from, count, take),
        }
    }

    /// The number of copies is known to the compiler, which then unrolls everything about them.
    fn each_of<const N: usize>(&self, from: u64, count: u64, mut take: impl FnMut(&Block)) {
        let Fit { w, a, r, s, .. } = self.fit;
        let (mut waited, mut block) = (Waited::<N>::NONE, Block::NONE);
        let end = from.saturating_add(count);
        for first in (from..end).step_by(BLOCK) {
            block.len = (end - first).min(BLOCK as u64) as usize;
            match [w, a, r, s].map(Waits::ready) {
                [Some(w), Some(a), Some(r), Some(s)] => waited.draw(self, first, block.len, |write, read| {
                    [w.draw(write[0]), a.draw(write[1]), r.draw(read[0]), s.draw(read[1])]
                }),
                _ => waited.draw(self, first, block.len, |write, read| {
                    [w.draw(write[0]), a.draw(write[1]), r.draw(read[0]), s.draw(read[1])]
                }),
            }
            if self.fit.far > 0.0 {
                waited.stand_apart(self, first, block.len);
            }
            waited.end(self.copies, &mut block);
            take(&block);
        }
    }
}

/// Measures so many trials at once.
pub fn measure(fit: &Fit, copies: Copies, trials: u64, seed: u64) -> Measured {
    let mut tally = Tally::new(trials);
    Trials::new(fit, copies, seed).add(0, trials, &mut tally);
    tally.measured()
}

#[cfg(test)]
mod tests;
