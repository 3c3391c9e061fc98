//! Every kind of fault that the matrix draws, in one table. Which of them a run has is drawn by its
//! seed, each kind by a key of its own, so a new kind does not change what is drawn of the others.

use crate::base::chance::{Lane, below};

macro_rules! faults {
    ($($Fault:ident $field:ident $name:literal $often:literal [$what:literal];)+) => {
        /// A kind of fault.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        #[repr(u8)]
        pub enum Fault {
            $(#[doc = concat!($name, ": ", $what, ".")] $Fault,)+
        }

        impl Fault {
            /// All, in the order of their names.
            pub const ALL: &'static [Fault] = &[$(Fault::$Fault),+];

            /// Its short name.
            pub const fn name(self) -> &'static str {
                match self { $(Fault::$Fault => $name,)+ }
            }

            /// What it is.
            pub const fn what(self) -> &'static str {
                match self { $(Fault::$Fault => $what,)+ }
            }
        }

        /// How often a run has each kind of fault, in thousandths.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub struct Faults {
            $(#[doc = concat!($name, ": ", $what, ".")] pub $field: u16,)+
        }

        impl Faults {
            /// A mix in which most runs have several kinds, and some hardly any.
            pub const USUAL: Faults = Faults { $($field: $often,)+ };
            /// Nothing goes wrong.
            pub const NONE: Faults = Faults { $($field: 0,)+ };

            /// These kinds alone, each so often, in thousandths.
            pub fn only(kinds: impl Iterator<Item = Fault>, often: u16) -> Faults {
                let mut all = Faults::NONE;
                for fault in kinds {
                    match fault { $(Fault::$Fault => all.$field = often,)+ }
                }
                all
            }

            /// How often a run has this kind, in thousandths.
            pub const fn often(&self, fault: Fault) -> u16 {
                match fault { $(Fault::$Fault => self.$field,)+ }
            }
        }
    };
}

faults! {
    Loss loss "F1" 450 ["messages are lost"];
    Repeat repeat "F2" 450 ["messages are repeated, perhaps much later"];
    Reorder reorder "F3" 600 ["messages overtake each other"];
    Latency latency "F4" 600 ["latency varies: uniform, exponential, log-normal, Pareto, mixtures"];
    Spike spike "F5" 250 ["some messages meet a spike"];
    Capacity capacity "F6" 150 ["links carry so many messages a second, and drop what does not fit"];
    Partition partition "F7" 350 ["partitions: one node, halves, a bridge, a ring of majorities, one way"];
    Swizzle swizzle "F8" 120 ["nodes are cut off one after the other and come back in another order"];
    Slow slow "F9" 200 ["a node's messages are slow"];
    Crash crash "F10" 350 ["a node crashes and starts again"];
    CrashAtWrite crash_at_write "F11" 250 ["a node crashes between two writes to its disk"];
    Pause pause "F12" 250 ["a node is paused for a while"];
    Upgrade upgrade "F13" 250 ["nodes start again with other code"];
    LostTail lost_tail "F14" 200 ["a slow disk loses what was on its way when the power goes"];
    Torn torn "F15" 200 ["the write under way is cut in the middle"];
    BitFlip bit_flip "F16" 60 ["a bit on a disk flips"];
    FullDisk full_disk "F17" 150 ["a disk is full for a while"];
    OldDisk old_disk "F18" 60 ["an old copy of a disk is put back"];
    Skew skew "F19" 350 ["a clock is wrong"];
    Drift drift "F20" 250 ["a clock runs too fast or too slow"];
    Backward backward "F21" 200 ["a clock jumps back"];
    Coarse coarse "F22" 150 ["timers go off together, late"];
    Retry retry "F23" 500 ["clients ask again"];
    Roaming roaming "F24" 300 ["sessions move between services"];
    DoubleClick double_click "F25" 350 ["clients click twice"];
    Abandon abandon "F26" 150 ["clients give up while their operation goes on"];
    Order order "O" 300 ["operators give orders"];
    Clog clog "F5 of a link" 250 ["one link, one way, is much slower for a while and its latency varies otherwise"];
}

/// The kinds that a run has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Dealt(u32);

impl Dealt {
    /// Draws which kinds a run has.
    pub fn draw(often: &Faults, lane: Lane) -> Dealt {
        let has = |fault: &&Fault| {
            below(Draws::of(lane, **fault).lane.draw(0), 1000) < u64::from(often.often(**fault))
        };
        Dealt(Fault::ALL.iter().filter(has).fold(0, |bits, &fault| bits | 1 << fault as u32))
    }

    /// Whether it has this kind.
    pub fn has(self, fault: Fault) -> bool {
        self.0 & (1 << fault as u32) != 0
    }

    /// Those that it has.
    pub fn all(self) -> impl Iterator<Item = Fault> {
        Fault::ALL.iter().copied().filter(move |&fault| self.has(fault))
    }

    /// The same without one kind.
    #[must_use]
    pub fn without(self, fault: Fault) -> Dealt {
        Dealt(self.0 & !(1 << fault as u32))
    }
}

/// Draws that follow each other, of one purpose.
#[derive(Clone, Debug)]
pub struct Draws {
    lane: Lane,
    drawn: u64,
}

impl Draws {
    /// The draws about one kind of fault.
    pub fn of(lane: Lane, fault: Fault) -> Draws {
        Draws::named(lane, 100 + fault as u64)
    }

    /// The draws of some other purpose.
    pub fn named(lane: Lane, purpose: u64) -> Draws {
        Draws { lane: Lane(lane.draw(purpose)), drawn: 0 }
    }

    /// The next one, below `bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.drawn += 1;
        below(self.lane.draw(self.drawn), bound.max(1))
    }

    /// Whether something happens that happens so often of a thousand times.
    pub fn chance(&mut self, per_mille: u64) -> bool {
        self.below(1000) < per_mille
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_drawn_as_often_as_the_table_says_whatever_the_others_are() {
        let lanes = || (0..4_000).map(|n| Lane(Lane(5).draw(n)));
        for &fault in Fault::ALL {
            let often = Faults::USUAL.often(fault);
            let times = lanes().filter(|&lane| Dealt::draw(&Faults::USUAL, lane).has(fault)).count() as i64;
            assert!((times / 4 - i64::from(often)).abs() < 40, "{}: {times}", fault.name());
        }
        assert!(lanes().all(|lane| Dealt::draw(&Faults::NONE, lane).all().count() == 0));
        let without = Faults { loss: 0, ..Faults::USUAL };
        assert!(lanes().all(
            |lane| Dealt::draw(&without, lane) == Dealt::draw(&Faults::USUAL, lane).without(Fault::Loss)
        ));
    }
}
