//! What is in flight to a consumer, what comes again, and what is handed out next. Nothing here
//! survives a crash of the broker, and nothing has to.

use super::{DeadLetter, Message, Place, Position, Topic};
use crate::base::time::{Span, Time};
use std::collections::{BTreeMap, BTreeSet};

/// What is kept in order while messages are handed out, fail and come again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// Nothing: whatever is not settled is handed out.
    Any,
    /// Messages with one key: none is handed out before the one in front of it is settled or in the
    /// same batch. A message that cannot be handled blocks its key.
    Key,
    /// A partition: nothing is handed out before what is in front of it is settled or in the same
    /// batch. A message that cannot be handled blocks its partition.
    Partition,
}

/// How a consumer is served.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rules {
    /// What is kept in order.
    pub order: Order,
    /// How many messages of a partition are looked at beyond the settled ones, so how many are in
    /// flight at most; at least 1. Where a key is blocked, what is behind it with the same key
    /// fills the window, and then the partition is blocked, too.
    pub window: u32,
    /// How long a message that is not acknowledged stays invisible before it is handed out again.
    pub visibility: Span,
    /// Whether messages behind a dead letter with the same key are set aside, too. Otherwise they
    /// are handed out, and the dead letter comes back too late.
    pub hold_key: bool,
}

impl Default for Rules {
    /// In order of the keys, eight at a time, again after half a second, dead letters in order.
    fn default() -> Rules {
        Rules { order: Order::Key, window: 8, visibility: Span::from_ms(500), hold_key: true }
    }
}

/// A message that is handed out now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Delivery {
    /// Where it is.
    pub place: Place,
    /// How often it was handed out, this time included; the broker's crashes are not counted.
    pub deliveries: u32,
    /// How often the consumer failed to handle it, as far as it said so.
    pub failures: u32,
}

/// What is in flight to one consumer.
#[derive(Clone, Debug)]
pub struct Window {
    partitions: Vec<Open>,
}

/// What of a partition was looked at and is not settled.
#[derive(Clone, Debug, Default)]
struct Open {
    /// Everything before this offset was looked at.
    next: u64,
    flying: BTreeMap<u64, Flying>,
}

#[derive(Clone, Copy, Debug)]
struct Flying {
    key: u64,
    deliveries: u32,
    failures: u32,
    /// It is not handed out before this time.
    again: Time,
}

impl Window {
    /// Nothing is in flight: so it is at first, and after a crash of the broker.
    pub fn new(partitions: u16) -> Window {
        Window { partitions: vec![Open::default(); usize::from(partitions.max(1))] }
    }

    /// Hands out the next message that may go to the consumer now, if there is one. What is not
    /// `wanted` is settled without being handed out, and so is what retention took away.
    pub fn next<T: Clone + PartialEq>(
        &mut self,
        topic: &Topic<T>,
        position: &mut Position,
        rules: &Rules,
        now: Time,
        wanted: impl Fn(&Message<T>) -> bool,
    ) -> Option<Delivery> {
        (0..topic.partitions())
            .find_map(|it| self.next_batch(it, topic, position, (rules, 1), now, &wanted).pop())
    }

    /// Hands out up to `most` messages of a partition at once, in their order. What lies in one
    /// batch may follow each other within a key, as the consumer handles a batch in its order; a
    /// message of a key of which anything was handed out before waits until that is settled.
    pub fn next_batch<T: Clone + PartialEq>(
        &mut self,
        partition: u16,
        topic: &Topic<T>,
        position: &mut Position,
        (rules, most): (&Rules, usize),
        now: Time,
        wanted: impl Fn(&Message<T>) -> bool,
    ) -> Vec<Delivery> {
        self.look_at(partition, topic, position, rules, wanted);
        let (mut blocked, mut batch) = (BTreeSet::new(), Vec::new());
        for (&offset, flying) in &mut self.partitions[usize::from(partition)].flying {
            if batch.len() == most {
                break;
            }
            if flying.again <= now && !blocked.contains(&flying.key) {
                flying.deliveries = flying.deliveries.saturating_add(1);
                flying.again = now + rules.visibility;
                let Flying { deliveries, failures, .. } = *flying;
                batch.push(Delivery { place: Place { partition, offset }, deliveries, failures });
                continue;
            }
            match rules.order {
                Order::Any => {}
                Order::Key => _ = blocked.insert(flying.key),
                Order::Partition => break,
            }
        }
        batch
    }

    /// Looks at as many messages of a partition as the window is wide: dead letters on their way
    /// back, and what was not looked at before.
    fn look_at<T: Clone + PartialEq>(
        &mut self,
        partition: u16,
        topic: &Topic<T>,
        position: &mut Position,
        rules: &Rules,
        wanted: impl Fn(&Message<T>) -> bool,
    ) {
        let at = |offset| Place { partition, offset };
        position.pass_over(partition, topic.first(partition));
        let open = &mut self.partitions[usize::from(partition)];
        open.next = open.next.max(position.committed(partition));
        for (place, &key) in position.redriven.range(at(0)..=at(u64::MAX)) {
            open.flying.entry(place.offset).or_insert(Flying::new(key));
        }
        let gone = open.flying.range(..topic.first(partition)).map(|(&offset, _)| offset);
        for offset in gone.collect::<Vec<u64>>() {
            open.flying.remove(&offset);
            position.miss(at(offset));
        }
        while open.flying.len() < rules.window.max(1) as usize
            && let Some(message) = topic.get(at(open.next))
        {
            let place = at(open.next);
            open.next += 1;
            if position.is_settled(place) {
                continue;
            } else if !wanted(message) {
                position.settle(place);
            } else if rules.hold_key && position.is_held(message.key) {
                position.set_aside(place, DeadLetter { key: message.key, failures: 0 });
            } else {
                open.flying.insert(place.offset, Flying::new(message.key));
            }
        }
    }

    /// The consumer has handled a message. Says whether that is news: of a message that comes again
    /// although it was handled, each time is acknowledged.
    pub fn acknowledge(&mut self, position: &mut Position, place: Place) -> bool {
        self.close(place);
        position.settle(place)
    }

    /// The consumer could not handle a message: it comes again after a while, and with it what is
    /// kept in order behind it.
    pub fn failed(&mut self, place: Place, rules: &Rules, now: Time, wait: Span) {
        let Some(open) = self.partitions.get_mut(usize::from(place.partition)) else { return };
        let Some(flying) = open.flying.get_mut(&place.offset) else { return };
        flying.failures = flying.failures.saturating_add(1);
        let (key, again) = (flying.key, now + wait);
        for (&offset, behind) in open.flying.range_mut(place.offset..) {
            let waits = match rules.order {
                Order::Any => offset == place.offset,
                Order::Key => behind.key == key,
                Order::Partition => true,
            };
            behind.again = if waits { again } else { behind.again };
        }
    }

    /// The consumer will not handle a message however often it comes: it is set aside, and with it
    /// what is in flight behind it with the same key, where rules hold the key. Says whether it was
    /// in flight.
    pub fn reject(&mut self, position: &mut Position, place: Place, rules: &Rules) -> bool {
        let Some(Flying { key, failures, .. }) = self.close(place) else { return false };
        position.set_aside(place, DeadLetter { key, failures: failures.saturating_add(1) });
        let Some(open) = self.partitions.get_mut(usize::from(place.partition)) else { return true };
        let behind = open.flying.range(place.offset..).filter(|(_, it)| it.key == key);
        for offset in behind.map(|(&offset, _)| offset).collect::<Vec<u64>>() {
            if rules.hold_key {
                open.flying.remove(&offset);
                position.set_aside(Place { offset, ..place }, DeadLetter { key, failures: 0 });
            } else if let Some(flying) = open.flying.get_mut(&offset) {
                flying.again = Time::ZERO;
            }
        }
        true
    }

    /// How often the consumer failed to handle a message that is in flight to it.
    pub fn failures(&self, place: Place) -> u32 {
        let open = self.partitions.get(usize::from(place.partition));
        open.and_then(|open| open.flying.get(&place.offset)).map_or(0, |flying| flying.failures)
    }

    /// When something becomes visible again for the first time after now.
    pub fn next_due(&self, now: Time) -> Option<Time> {
        let all = self.partitions.iter().flat_map(|open| open.flying.values());
        all.map(|flying| flying.again).filter(|&again| again > now).min()
    }

    /// The messages that the consumer has, or failed to handle and will get again, by their places.
    pub fn flying(&self) -> impl Iterator<Item = Place> + '_ {
        (0..).zip(&self.partitions).flat_map(|(partition, open)| {
            let out = open.flying.iter().filter(|(_, it)| it.deliveries > 0);
            out.map(move |(&offset, _)| Place { partition, offset })
        })
    }

    /// How many messages the consumer has and did not acknowledge, or failed to handle and will get
    /// again.
    pub fn in_flight(&self) -> usize {
        self.flying().count()
    }

    fn close(&mut self, place: Place) -> Option<Flying> {
        self.partitions.get_mut(usize::from(place.partition))?.flying.remove(&place.offset)
    }
}

impl Flying {
    /// It was not handed out yet.
    fn new(key: u64) -> Flying {
        Flying { key, deliveries: 0, failures: 0, again: Time::ZERO }
    }
}
