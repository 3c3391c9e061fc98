//! Topics, as a broker keeps them: partitioned logs, the position that each consumer has reached in
//! them, what is in flight to it, and its dead letters. Pure: no network, no clock, and nothing of
//! the bank. A message has a key and any value.
//!
//! ```text
//!                     partition 0   ▢ ▢ ▢ ▢ ▢ ▢ ▢ ▢            append: by key, or round robin
//!   retention: gone ──────┘         │   │     │
//!                           settled ┘   │     └ not handed out yet
//!                   (the position)      └ in flight until acknowledged; else again after a while
//!                                         failed too often → dead letters → redriven, in order
//! ```
//!
//! | question | answered by |
//! | --- | --- |
//! | where is a message, and which ones are gone | [`Topic`], here |
//! | what has a consumer settled, and what was set aside: durable | [`Position`] |
//! | what is handed out next, and what comes again: gone after a crash | [`Window`] |
//!
//! A broker keeps a [`Topic`] and one [`Position`] for each consumer on its disk, and one
//! [`Window`] for each consumer in its memory. After a crash it begins with empty windows, so that
//! everything behind the positions is handed out again: at least once. Nothing here makes delivery
//! exactly once; that takes a consumer that knows the ids of what it has handled.
//!
//! ```
//! use eventual::base::time::{Span, Time};
//! use eventual::data::topics::{Order, Position, Rules, Spread, Topic, Window};
//! let (mut topic, rules) = (Topic::new(2), Rules { order: Order::Partition, ..Rules::default() });
//! let (mut position, mut window) = (Position::new(2), Window::new(2));
//! let place = topic.append(7, Spread::Key, Time(0), "credit");
//! let first = window.next(&topic, &mut position, &rules, Time(10), |_| true).unwrap();
//! assert_eq!((first.place, first.deliveries, position.lag(&topic)), (place, 1, 1));
//! // Nobody acknowledged it, so it comes again when its visibility timeout is over.
//! let later = Time(10) + rules.visibility;
//! assert_eq!(window.next(&topic, &mut position, &rules, later, |_| true).unwrap().deliveries, 2);
//! window.acknowledge(&mut position, place);
//! assert_eq!(position.lag(&topic), 0);
//! ```
//!
//! Sources: Kreps, Narkhede and Rao, "Kafka: a Distributed Messaging System for Log Processing"
//! (NetDB 2011), for partitions, offsets and retention; Hohpe and Woolf, "Enterprise Integration
//! Patterns" (2003), for dead letters, selective consumers and competing consumers; the developer
//! guides of Amazon SQS (visibility timeout, message groups, redrive) and Apache Pulsar
//! (acknowledgement one by one, order by key).

mod position;
mod window;

pub use position::{DeadLetter, Position};
pub use window::{Delivery, Order, Rules, Window};

use crate::base::chance::mix;
use crate::base::forkvec::ForkVec;
use crate::base::time::Time;

/// Where a message is in a topic. Places of one partition lie in the order of their offsets;
/// between partitions there is no order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place {
    /// The partition, from 0.
    pub partition: u16,
    /// The number of the message in its partition, from 0. It never changes and is never used
    /// again.
    pub offset: u64,
}

/// A message in a topic.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message<T> {
    /// What it is about. Messages with one key are in one partition where they are spread by key.
    pub key: u64,
    /// When it was appended, by the broker's clock.
    pub at: Time,
    /// What its producer said.
    pub value: T,
}

/// How messages are spread over partitions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spread {
    /// By a hash of the key: messages with one key keep their order.
    Key,
    /// In turn: partitions are equally long, and messages with one key may overtake each other.
    RoundRobin,
}

/// A topic: logs side by side. A clone costs nothing that grows with the number of messages.
#[derive(Clone, Debug)]
pub struct Topic<T: Clone> {
    partitions: Vec<Partition<T>>,
    /// How many messages were ever appended.
    appended: u64,
}

#[derive(Clone, Debug)]
struct Partition<T: Clone> {
    messages: ForkVec<Message<T>, 16>,
    /// The first offset that retention has left.
    first: u64,
}

impl<T: Clone + PartialEq> Topic<T> {
    /// An empty topic with so many partitions, at least one.
    pub fn new(partitions: u16) -> Topic<T> {
        let empty = Partition { messages: ForkVec::default(), first: 0 };
        Topic { partitions: vec![empty; usize::from(partitions.max(1))], appended: 0 }
    }

    /// How many partitions there are.
    pub fn partitions(&self) -> u16 {
        self.partitions.len() as u16
    }

    /// How many messages were ever appended, to all partitions.
    pub fn appended(&self) -> u64 {
        self.appended
    }

    /// Adds a message at the end of a partition; says where.
    pub fn append(&mut self, key: u64, spread: Spread, at: Time, value: T) -> Place {
        let by = match spread {
            Spread::Key => mix(key.wrapping_add(1)),
            Spread::RoundRobin => self.appended,
        };
        let partition = (by % self.partitions.len() as u64) as u16;
        let messages = &mut self.partitions[usize::from(partition)].messages;
        let place = Place { partition, offset: messages.len() as u64 };
        messages.push(Message { key, at, value });
        self.appended += 1;
        place
    }

    /// The message at a place; nothing where none was appended, or where it is gone.
    pub fn get(&self, place: Place) -> Option<&Message<T>> {
        let partition = self.partitions.get(usize::from(place.partition))?;
        let offset = usize::try_from(place.offset).ok()?;
        partition.messages.get(offset).filter(|_| place.offset >= partition.first)
    }

    /// The first offset of a partition that is still there.
    pub fn first(&self, partition: u16) -> u64 {
        self.partitions.get(usize::from(partition)).map_or(0, |it| it.first)
    }

    /// The offset that the next message of a partition will have.
    pub fn end(&self, partition: u16) -> u64 {
        self.partitions.get(usize::from(partition)).map_or(0, |it| it.messages.len() as u64)
    }

    /// Retention: lets go of what was appended before a time, whether anybody has consumed it or
    /// not; says how many messages those are.
    pub fn forget_before(&mut self, at: Time) -> u64 {
        let mut gone = 0;
        for partition in &mut self.partitions {
            while partition.messages.get(partition.first as usize).is_some_and(|it| it.at < at) {
                partition.first += 1;
                gone += 1;
            }
        }
        gone
    }
}

#[cfg(test)]
mod tests;
