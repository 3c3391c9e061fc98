//! A calendar queue (Brown 1988): keys lie in the day of their time, so that the earliest is found
//! by turning pages instead of by comparing.
//!
//! A day is 2^n microseconds; there are as many days as make a year that most keys fall into. A
//! day's keys are a ring in order: the calendar knows its last, whose next is its first. What does
//! not fall into the year, or would have to walk too far into a crowded day, waits in a heap beside
//! the days, and the earlier of the two is taken. When too much goes astray, the length of a day
//! and of the year are chosen anew from what is there: nothing else ever depends on them.

use crate::base::undo::{TakenBack, Undo};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Where a key is kept. Small, so that the days of very many keys stay in the processor's cache.
type Slot = u16;

const NOWHERE: Slot = Slot::MAX;

/// No more keys than this lie in days; the latest of more lie beside them.
const MOST_KEYS: usize = NOWHERE as usize;

/// Later than any key.
const NONE: u128 = u128::MAX;

/// The fewest days of a year; a word of [`Calendar::busy`] says which of so many days have a key.
const WORD: usize = u64::BITS as usize;

/// The most days of a year.
const MOST_DAYS: usize = 1 << 18;

/// How many days a year has for each key at least; at most twice as many. Waits without memory make
/// every second day a busy one at its beginning and leave one key of fifty beyond its end.
const DAYS_A_KEY: usize = 6;

/// A key that has to go further into a day than this goes beside it.
const LONGEST_WALK: usize = 16;

/// Where more days than this are turned to find one that is busy, the year has too many days.
const LONGEST_LEAP: u64 = 1024;

/// How many keys go astray before the days are chosen anew, at least.
const PATIENCE: u32 = 64;

/// Keys of 128 bits, the earliest first. The upper 64 bits are a time.
///
/// A copy is folded up: it is no more than its keys, and unfolds when it is first used. Most copies
/// are snapshots, which never are.
#[derive(Debug)]
pub(super) struct Calendar {
    /// The keys; [`NONE`] in a slot that is free.
    keys: Vec<u128>,
    /// The next key of the same day; after the last one comes the first. Of a free slot, the next
    /// free one.
    next: Vec<Slot>,
    free: Slot,
    /// The last key of each day that has one; anything of the others.
    days: Vec<Slot>,
    /// A bit for each day that has a key.
    busy: Vec<u64>,
    /// A day is two to the power of this long.
    length: u32,
    /// The number of the first day of the year.
    today: u64,
    /// How many keys lie in days.
    near: usize,
    /// What lies beside the days.
    far: BinaryHeap<Reverse<u128>>,
    /// The earliest that lies beside the days, or [`NONE`].
    far_first: u128,
    /// How often the days were of little use since they were chosen, and how often they may be.
    astray: u32,
    patience: u32,
    /// Whether there are only keys, without days. No slot is free then and no key lies in a day, so
    /// that every insert and every take unfolds it first. Only keys without room in days lie beside
    /// them.
    folded: bool,
    undo: Undo<Change>,
}

/// What happened to a calendar, to be undone.
///
/// A key goes back to where it was, into the days or beside them. It has to: a key lies in the days
/// only while its day is of this year, and going back makes it an earlier year again.
#[derive(Debug)]
enum Change {
    /// A key came.
    Came(u128),
    /// A key of the first day was taken, on the day with this number.
    Taken(u128, u64),
    /// The same, of one that lay beside the days.
    TakenFar(u128, u64),
    /// The days were chosen anew, or keys taken out of their order. It is the calendar before.
    LaidOut(Box<Calendar>),
}

impl Default for Calendar {
    fn default() -> Self {
        let mut calendar = Calendar::without_keys(10, 0, PATIENCE);
        calendar.unfold();
        calendar
    }
}

impl Clone for Calendar {
    fn clone(&self) -> Self {
        let mut calendar = Calendar::without_keys(self.length, self.today, self.patience);
        calendar.astray = self.astray;
        calendar.keys.reserve_exact(self.len().min(MOST_KEYS));
        if self.fits() {
            calendar.keys.extend(self.iter());
        } else {
            calendar.keys.extend(self.kept());
            calendar.far.clone_from(&self.far);
        }
        calendar
    }

    /// What takes room keeps the room it has.
    fn clone_from(&mut self, other: &Self) {
        self.undo.keep(false);
        self.keys.clone_from(&other.keys);
        self.far.clear();
        if other.fits() {
            self.keys.extend(other.far.iter().map(|Reverse(key)| key));
        } else {
            self.far.clone_from(&other.far);
        }
        (self.folded, self.free, self.near, self.far_first) = (true, NOWHERE, 0, NONE);
        (self.length, self.today, self.astray, self.patience) =
            (other.length, other.today, other.astray, other.patience);
    }
}

#[inline]
fn time(key: u128) -> u64 {
    (key >> 64) as u64
}

impl Calendar {
    /// A calendar without keys, folded up.
    fn without_keys(length: u32, today: u64, patience: u32) -> Calendar {
        Calendar {
            keys: Vec::new(),
            next: Vec::new(),
            free: NOWHERE,
            days: Vec::new(),
            busy: Vec::new(),
            length,
            today,
            near: 0,
            far: BinaryHeap::new(),
            far_first: NONE,
            astray: 0,
            patience,
            folded: true,
            undo: Undo::default(),
        }
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        if self.folded { self.iter().count() } else { self.near + self.far.len() }
    }

    /// The keys, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = u128> + '_ {
        self.kept().chain(self.far.iter().map(|Reverse(key)| *key))
    }

    /// The keys that lie in days.
    fn kept(&self) -> impl Iterator<Item = u128> + '_ {
        self.keys.iter().copied().filter(|&key| key != NONE)
    }

    /// Whether all keys have room in days.
    fn fits(&self) -> bool {
        self.keys.len() + self.far.len() <= MOST_KEYS
    }

    pub fn first(&mut self) -> Option<u128> {
        if self.folded {
            self.unfold();
        }
        let near = self.near_first().map_or(NONE, |(_, last)| self.keys[self.next[last as usize] as usize]);
        Some(near.min(self.far_first)).filter(|&key| key != NONE)
    }

    /// Takes the earliest key, if its time is `until` at most. A key whose time is the largest
    /// number is never taken.
    #[inline(always)]
    pub fn take_until(&mut self, until: u64) -> Option<u128> {
        let until = until.min(u64::MAX - 1);
        let Some((day, last)) = self.near_first() else { return self.take_far(until) };
        let first = self.next[last as usize];
        let key = self.keys[first as usize];
        if self.far_first < key {
            return self.take_far(until);
        }
        if time(key) > until {
            return None;
        }
        self.undo.note(|| Change::Taken(key, self.today));
        let leap = day - self.today;
        self.today = day;
        self.near -= 1;
        // Without a branch, which would often be guessed wrong: of the only key of a day the next
        // is itself.
        self.next[last as usize] = self.next[first as usize];
        let at = self.place(day);
        self.busy[at / WORD] &= !(u64::from(first == last) << (at % WORD));
        self.release(first);
        if leap > LONGEST_LEAP {
            self.go_astray();
        }
        Some(key)
    }

    /// Puts a key in.
    #[inline(always)]
    pub fn insert(&mut self, key: u128) {
        self.undo.note(|| Change::Came(key));
        match self.keep(key) {
            Some(slot) if self.enter(slot, key) => {}
            Some(slot) => {
                self.release(slot);
                self.insert_far(key);
            }
            None => self.insert_far(key),
        }
    }

    /// Enters a key that is kept into its day, if it has one this year and that is not crowded.
    #[inline(always)]
    fn enter(&mut self, slot: Slot, key: u128) -> bool {
        let day = time(key) >> self.length;
        if day.wrapping_sub(self.today) >= self.days.len() as u64 {
            return false;
        }
        let at = self.place(day);
        let bit = 1 << (at % WORD);
        let word = &mut self.busy[at / WORD];
        if *word & bit == 0 {
            *word |= bit;
            self.next[slot as usize] = slot;
            self.days[at] = slot;
        } else {
            let last = self.days[at];
            let is_last = key > self.keys[last as usize];
            let Some(before) = (if is_last { Some(last) } else { self.place_among(last, key) }) else {
                return false;
            };
            self.next[slot as usize] = self.next[before as usize];
            self.next[before as usize] = slot;
            if is_last {
                self.days[at] = slot;
            }
        }
        self.near += 1;
        true
    }

    /// After which key of a day another one comes that is not its last.
    #[inline]
    fn place_among(&self, last: Slot, key: u128) -> Option<Slot> {
        let mut before = last;
        for _ in 0..LONGEST_WALK {
            let next = self.next[before as usize];
            if key < self.keys[next as usize] {
                return Some(before);
            }
            before = next;
        }
        None
    }

    /// Keeps a key in a free slot, if there is room.
    #[inline(always)]
    fn keep(&mut self, key: u128) -> Option<Slot> {
        let slot = self.free;
        let Some(place) = self.keys.get_mut(slot as usize) else { return self.keep_more(key) };
        *place = key;
        self.free = self.next[slot as usize];
        Some(slot)
    }

    #[cold]
    fn keep_more(&mut self, key: u128) -> Option<Slot> {
        if self.folded {
            self.unfold();
            return self.keep(key);
        }
        if self.keys.len() == MOST_KEYS {
            return None;
        }
        self.keys.push(key);
        self.next.push(NOWHERE);
        Some((self.keys.len() - 1) as Slot)
    }

    #[inline(always)]
    fn release(&mut self, slot: Slot) {
        self.keys[slot as usize] = NONE;
        self.next[slot as usize] = self.free;
        self.free = slot;
    }

    /// Where in the year a day is. A year has as many days as a power of two.
    #[inline]
    fn place(&self, day: u64) -> usize {
        day as usize & (self.days.len().wrapping_sub(1))
    }

    /// The first day that has a key, and its last key.
    #[inline]
    fn near_first(&self) -> Option<(u64, Slot)> {
        if self.near == 0 {
            return None;
        }
        let mut day = self.today;
        loop {
            let word = self.busy[self.place(day) / WORD] >> (day % WORD as u64);
            if word != 0 {
                day += u64::from(word.trailing_zeros());
                return Some((day, self.days[self.place(day)]));
            }
            day = (day | (WORD as u64 - 1)) + 1;
        }
    }

    /// Takes what lies beside the days, which is earlier than the first in them.
    #[cold]
    #[inline(never)]
    fn take_far(&mut self, until: u64) -> Option<u128> {
        if self.folded {
            self.unfold();
            return self.take_until(until);
        }
        let first = time(self.far_first);
        if first > until {
            return None;
        }
        let Reverse(key) = self.far.pop()?;
        self.undo.note(|| Change::TakenFar(key, self.today));
        self.far_first = self.far.peek().map_or(NONE, |Reverse(next)| *next);
        self.today = self.today.max(first >> self.length);
        Some(key)
    }

    /// Puts a key beside the days.
    #[cold]
    #[inline(never)]
    fn insert_far(&mut self, key: u128) {
        self.lay_beside(key);
        self.go_astray();
    }

    /// Once more the days were of little use. From time to time that is a reason to choose them
    /// anew.
    #[cold]
    #[inline(never)]
    fn go_astray(&mut self) {
        self.astray += 1;
        if self.astray > self.patience {
            let keys: Vec<u128> = self.iter().collect();
            let before = (self.length, self.days.len());
            self.lay_out(keys);
            // What no choice of days can help is not tried again so soon.
            let same = before == (self.length, self.days.len());
            self.patience =
                if same { self.patience.saturating_mul(2) } else { PATIENCE.max(self.len() as u32) };
        }
    }

    fn lay_beside(&mut self, key: u128) {
        self.far.push(Reverse(key));
        self.far_first = self.far_first.min(key);
    }

    /// Replaces all keys, and chooses the length of a day for them: half of what the nearer half of
    /// them lies apart.
    pub fn lay_out(&mut self, mut keys: Vec<u128>) {
        if self.undo.is_kept() {
            let fresh = Calendar::without_keys(self.length, self.today, self.patience);
            let mut former = core::mem::replace(self, fresh);
            core::mem::swap(&mut self.undo, &mut former.undo);
            let days = (former.days.len() + former.next.len()) * size_of::<Slot>();
            let bytes = days + (former.keys.len() + former.far.len()) * size_of::<u128>();
            self.undo.note_large(bytes, || Change::LaidOut(Box::new(former)));
        }
        let half = keys.len() / 2;
        if half > 0 {
            let first = keys.iter().copied().min().map_or(0, time);
            let middle = time(*keys.select_nth_unstable(half).1);
            let begins = self.today << self.length;
            self.length = ((middle - first) / half as u64).max(1).ilog2().saturating_sub(1);
            self.today = begins >> self.length;
        }
        self.far.clear();
        if keys.len() > MOST_KEYS {
            keys.select_nth_unstable(MOST_KEYS);
            self.far.extend(keys.drain(MOST_KEYS..).map(Reverse));
        }
        self.keys = keys;
        self.unfold();
    }

    /// Makes days and enters all keys where they are kept.
    #[cold]
    #[inline(never)]
    fn unfold(&mut self) {
        let days = (self.keys.len() * DAYS_A_KEY).next_power_of_two().clamp(WORD, MOST_DAYS);
        self.days.resize(days, NOWHERE);
        self.busy.clear();
        self.busy.resize(days / WORD, 0);
        self.next.resize(self.keys.len(), NOWHERE);
        self.far_first = self.far.peek().map_or(NONE, |Reverse(key)| *key);
        (self.folded, self.free, self.near, self.astray) = (false, NOWHERE, 0, 0);
        for slot in 0..self.keys.len() as Slot {
            let key = self.keys[slot as usize];
            if key == NONE || !self.enter(slot, key) {
                self.release(slot);
                if key != NONE {
                    self.lay_beside(key);
                }
            }
        }
    }
}

impl Calendar {
    /// Takes out a key, wherever it lies.
    fn take_out(&mut self, key: u128) {
        if !self.leave(key) {
            self.far.retain(|&Reverse(other)| other != key);
            self.far_first = self.far.peek().map_or(NONE, |Reverse(first)| *first);
        }
    }

    /// Takes a key out of its day, if it lies in one.
    fn leave(&mut self, key: u128) -> bool {
        let day = time(key) >> self.length;
        if day.wrapping_sub(self.today) >= self.days.len() as u64 {
            return false;
        }
        let at = self.place(day);
        if self.busy[at / WORD] & (1 << (at % WORD)) == 0 {
            return false;
        }
        let last = self.days[at];
        let mut before = last;
        loop {
            let slot = self.next[before as usize];
            if self.keys[slot as usize] == key {
                self.next[before as usize] = self.next[slot as usize];
                if before == slot {
                    self.busy[at / WORD] &= !(1 << (at % WORD));
                } else if slot == last {
                    self.days[at] = before;
                }
                self.near -= 1;
                self.release(slot);
                return true;
            }
            if slot == last {
                return false;
            }
            before = slot;
        }
    }
}

impl TakenBack for Calendar {
    type Mark = u32;

    fn keep(&mut self, noted: bool) {
        self.undo.keep(noted);
    }

    #[inline]
    fn mark(&mut self) -> u32 {
        self.undo.mark()
    }

    fn back_to(&mut self, mark: u32) {
        while let Some(change) = self.undo.pop_after(mark) {
            match change {
                Change::Came(key) => self.take_out(key),
                Change::Taken(key, today) => {
                    self.today = today;
                    // It left a slot free and is the first of its day again.
                    let kept = self.keep(key).is_some_and(|slot| self.enter(slot, key));
                    debug_assert!(kept, "a key goes back to where it was");
                }
                Change::TakenFar(key, today) => {
                    self.today = today;
                    self.lay_beside(key);
                }
                Change::LaidOut(mut former) => {
                    core::mem::swap(&mut self.undo, &mut former.undo);
                    *self = *former;
                }
            }
        }
    }

    fn noted_bytes(&self) -> usize {
        self.undo.bytes()
    }
}
