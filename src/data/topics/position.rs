//! How far a consumer has come in a topic: what must survive a crash of the broker.

use super::{Place, Topic};
use std::collections::{BTreeMap, BTreeSet};

/// What a consumer has settled of each partition, and what was set aside for it.
///
/// Settled is a message that the consumer acknowledged, that was set aside, that the consumer does
/// not want, or that retention took away. A position is small: the settled messages behind the
/// first one that is not settled are kept one by one, and no more of them than a
/// [window](super::Rules::window) is wide.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Position {
    partitions: Vec<Settled>,
    pub(super) dead: BTreeMap<Place, DeadLetter>,
    /// Dead letters on their way back, and their keys: they go before everything else.
    pub(super) redriven: BTreeMap<Place, u64>,
    /// How many messages retention took away before the consumer settled them.
    missed: u64,
    /// What was set aside and not asked about.
    new: Vec<Place>,
}

/// The settled messages of one partition.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Settled {
    /// All before this offset.
    below: u64,
    /// And these.
    above: BTreeSet<u64>,
}

/// A message that was set aside for a consumer, because the consumer could not handle it or because
/// it comes behind one with the same key that the consumer could not handle.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DeadLetter {
    /// The key of the message.
    pub key: u64,
    /// How often the consumer failed; 0 where it was never handed out, as it only keeps the order
    /// of its key.
    pub failures: u32,
}

impl Position {
    /// The position of a consumer that begins at the beginning of so many partitions.
    pub fn new(partitions: u16) -> Position {
        Position {
            partitions: vec![Settled::default(); usize::from(partitions.max(1))],
            dead: BTreeMap::new(),
            redriven: BTreeMap::new(),
            missed: 0,
            new: Vec::new(),
        }
    }

    /// Marks a message as settled; says whether it was not settled before. A dead letter that is on
    /// its way back is settled again.
    pub fn settle(&mut self, place: Place) -> bool {
        if self.redriven.remove(&place).is_some() {
            return true;
        }
        let Some(settled) = self.partitions.get_mut(usize::from(place.partition)) else { return false };
        let new = place.offset >= settled.below && settled.above.insert(place.offset);
        while settled.above.remove(&settled.below) {
            settled.below += 1;
        }
        new
    }

    /// Whether a message is settled.
    pub fn is_settled(&self, place: Place) -> bool {
        !self.redriven.contains_key(&place)
            && self
                .partitions
                .get(usize::from(place.partition))
                .is_some_and(|it| place.offset < it.below || it.above.contains(&place.offset))
    }

    /// The offset before which everything of a partition is settled: what a consumer group calls
    /// its committed offset.
    pub fn committed(&self, partition: u16) -> u64 {
        self.partitions.get(usize::from(partition)).map_or(0, |it| it.below)
    }

    /// How many messages of a topic are not settled yet, those that are in flight among them.
    pub fn lag<T: Clone + PartialEq>(&self, topic: &Topic<T>) -> u64 {
        let of = |partition: u16| {
            let settled = &self.partitions[usize::from(partition)];
            let end = topic.end(partition).saturating_sub(settled.below);
            end.saturating_sub(settled.above.len() as u64)
        };
        let partitions = self.partitions.len().min(usize::from(topic.partitions())) as u16;
        (0..partitions).map(of).sum::<u64>() + self.redriven.len() as u64
    }

    /// Sets a message aside: it is settled, and waits among the dead letters until somebody
    /// [redrives](Position::redrive) it.
    pub fn set_aside(&mut self, place: Place, letter: DeadLetter) {
        self.settle(place);
        self.dead.insert(place, letter);
        self.new.push(place);
    }

    /// What was set aside since this was asked the last time, in that order: for whoever reports
    /// it.
    pub fn just_set_aside(&mut self) -> Vec<Place> {
        core::mem::take(&mut self.new)
    }

    /// The dead letters, in the order in which they would be redriven.
    pub fn dead_letters(&self) -> impl Iterator<Item = (Place, DeadLetter)> + '_ {
        self.dead.iter().map(|(&place, &letter)| (place, letter))
    }

    /// How many dead letters there are.
    pub fn dead(&self) -> usize {
        self.dead.len()
    }

    /// Whether a message with this key was set aside and is still there.
    pub fn is_held(&self, key: u64) -> bool {
        self.dead.values().any(|letter| letter.key == key)
    }

    /// Hands all dead letters out again, before everything that was not handed out yet and in the
    /// order of their places; says how many. Whether that is the order of their keys depends on
    /// what was handed out meanwhile: see [`Rules::hold_key`](super::Rules::hold_key).
    pub fn redrive(&mut self) -> usize {
        let back = core::mem::take(&mut self.dead);
        let count = back.len();
        self.redriven.extend(back.into_iter().map(|(place, letter)| (place, letter.key)));
        count
    }

    /// How many messages retention took away before the consumer settled them.
    pub fn missed(&self) -> u64 {
        self.missed
    }

    /// A message is gone before the consumer settled it.
    pub(super) fn miss(&mut self, place: Place) {
        self.missed += u64::from(self.settle(place));
    }

    /// Passes over what retention took away in front of everything that is left.
    pub(super) fn pass_over(&mut self, partition: u16, first: u64) {
        let settled = &mut self.partitions[usize::from(partition)];
        if settled.below < first {
            let handled = settled.above.range(..first).count() as u64;
            self.missed += first - settled.below - handled;
            settled.above = settled.above.split_off(&first);
            settled.below = first;
            while settled.above.remove(&settled.below) {
                settled.below += 1;
            }
        }
    }
}
