//! What a session has seen, as an opaque token that it carries from each reply to its next request.

use crate::base::digest::{Digest, Stable};
use std::rc::Rc;

/// For each slot the highest number that the session was told: the position in a log is one slot, a
/// version vector has one for each replica, versions of keys one for each key. What a slot stands
/// for is the protocol's business; a session only joins what it is told, slot by slot.
///
/// ```
/// use eventual::domain::Context;
/// let mut seen = Context::at(0, 7);
/// seen.join(&Context::at(2, 1));
/// seen.join(&Context::at(0, 5));
/// assert_eq!((seen.of(0), seen.of(1), seen.of(2)), (7, 0, 1));
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Context(Slots);

#[derive(Clone, PartialEq, Eq, Debug, Default)]
enum Slots {
    #[default]
    None,
    One(u32, u64),
    /// At least two, by slot. Shared, because a session hands out the same token again and again.
    Many(Rc<Vec<(u32, u64)>>),
}

impl Context {
    /// The context that knows one number, kept at this slot, and nothing else.
    pub fn at(slot: u32, number: u64) -> Context {
        Context(Slots::One(slot, number))
    }

    /// The number of a slot; 0 where nothing is known of it.
    pub fn of(&self, slot: u32) -> u64 {
        match &self.0 {
            Slots::One(only, number) if *only == slot => *number,
            Slots::None | Slots::One(..) => 0,
            Slots::Many(slots) => {
                slots.binary_search_by_key(&slot, |&(slot, _)| slot).map_or(0, |place| slots[place].1)
            }
        }
    }

    /// The highest number of any slot; 0 where nothing is known.
    pub fn newest(&self) -> u64 {
        let mut newest = 0;
        self.each(|_, number| newest = newest.max(number));
        newest
    }

    /// Whether nothing was seen.
    pub fn is_empty(&self) -> bool {
        self.0 == Slots::None
    }

    /// Knows from now on what the other one knows, too.
    pub fn join(&mut self, other: &Context) {
        match (&mut self.0, &other.0) {
            (_, Slots::None) => {}
            (Slots::None, _) => *self = other.clone(),
            (Slots::One(mine, number), Slots::One(theirs, other)) if mine == theirs => {
                *number = (*number).max(*other)
            }
            _ => other.each(|slot, number| self.raise(slot, number)),
        }
    }

    /// Calls with each slot, in order.
    fn each(&self, mut with: impl FnMut(u32, u64)) {
        match &self.0 {
            Slots::None => {}
            Slots::One(slot, number) => with(*slot, *number),
            Slots::Many(slots) => slots.iter().for_each(|&(slot, number)| with(slot, number)),
        }
    }

    fn raise(&mut self, slot: u32, number: u64) {
        if self.of(slot) >= number {
            return;
        }
        let mut slots = Vec::new();
        self.each(|slot, number| slots.push((slot, number)));
        match slots.binary_search_by_key(&slot, |&(slot, _)| slot) {
            Ok(place) => slots[place].1 = number,
            Err(place) => slots.insert(place, (slot, number)),
        }
        self.0 = if let [(slot, number)] = slots[..] {
            Slots::One(slot, number)
        } else {
            Slots::Many(Rc::new(slots))
        };
    }
}

impl FromIterator<(u32, u64)> for Context {
    fn from_iter<I: IntoIterator<Item = (u32, u64)>>(slots: I) -> Context {
        let mut context = Context::default();
        slots.into_iter().for_each(|(slot, number)| context.raise(slot, number));
        context
    }
}

impl Stable for Context {
    fn feed(&self, digest: &mut Digest) {
        let mut count = 0;
        self.each(|_, _| count += 1);
        digest.word(count);
        self.each(|slot, number| {
            digest.word(u64::from(slot));
            digest.word(number);
        });
    }
}
