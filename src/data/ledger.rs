//! A transaction log: numbered lines, each an event of the bank, that only ever grows at its end
//! and is only ever cut at its end.
//!
//! A transaction is one line or several; all but its last say that there is `more`, so that half of
//! a transfer can be told from a whole one. Every line has a checksum: what a torn write left
//! behind is found when the log is read again, and replay stops there (Gray and Reuter 1993,
//! chapter 9).

use crate::base::digest::{Digest, Stable};
use crate::base::forkvec::{ForkVec, Slice};
use crate::base::ids::{CommandId, NodeId};
use crate::domain::bank::Bank;
use crate::domain::{Amount, Event};

/// The command of lines that no client asked for.
pub const NO_COMMAND: CommandId = CommandId::NOBODY;

/// One line of a transaction log.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Line {
    /// Its place, counted from 1.
    pub index: u32,
    /// The epoch of the primary that wrote it.
    pub epoch: u32,
    /// The node that wrote it first.
    pub origin: NodeId,
    /// Whether the next line belongs to the same transaction.
    pub more: bool,
    /// The command that led to it.
    pub command: CommandId,
    /// The fact that this line records.
    pub event: Event,
    /// Tells a whole line from a damaged one.
    pub checksum: u32,
}

impl Line {
    /// The same line with the checksum that belongs to it.
    pub fn sealed(self) -> Line {
        Line { checksum: self.expected(), ..self }
    }

    /// Whether it is as it was written.
    pub fn is_sound(&self) -> bool {
        self.checksum == self.expected()
    }

    /// Its position among all lines of all epochs.
    pub fn position(&self) -> u64 {
        u64::from(self.epoch) << 32 | u64::from(self.index)
    }

    fn expected(&self) -> u32 {
        let mut digest = Digest::default();
        [self.index, self.epoch, u32::from(self.origin.0), u32::from(self.more), self.command.0]
            .iter()
            .for_each(|&field| digest.word(u64::from(field)));
        self.event.feed(&mut digest);
        digest.sum().0 as u32
    }
}

impl Stable for Line {
    fn feed(&self, digest: &mut Digest) {
        [
            self.index,
            self.epoch,
            u32::from(self.origin.0),
            u32::from(self.more),
            self.command.0,
            self.checksum,
        ]
        .iter()
        .for_each(|field| field.feed(digest));
        self.event.feed(digest);
    }
}

/// How many lines are allocated together.
const PAGE: usize = 32;

/// Lines of a log in order, as a message brings them: a stretch of the sender's log.
pub type Lines = Slice<Line, PAGE>;

/// A transaction log. Clones share their lines, what one of them appends later too.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Ledger {
    lines: ForkVec<Line, PAGE>,
}

impl Ledger {
    /// The log with which every node begins: each account is opened, and what is in it is put in.
    pub fn genesis(balances: &[Amount], epoch: u32) -> Ledger {
        let mut ledger = Ledger::default();
        for (account, &balance) in (0..).map(crate::base::ids::AccountId).zip(balances) {
            let opened = Event::Opened { account };
            match balance {
                0 => ledger.write(epoch, NodeId(0), NO_COMMAND, &[opened]),
                1.. => ledger.write(
                    epoch,
                    NodeId(0),
                    NO_COMMAND,
                    &[opened, Event::Deposited { account, amount: balance }],
                ),
                _ => ledger.write(
                    epoch,
                    NodeId(0),
                    NO_COMMAND,
                    &[opened, Event::Withdrawn { account, amount: balance.saturating_neg() }],
                ),
            }
        }
        ledger
    }

    /// How many lines the log has with which every node begins.
    pub fn genesis_len(balances: &[Amount]) -> u32 {
        balances.iter().map(|&balance| if balance == 0 { 1 } else { 2 }).sum()
    }

    /// The line of the same account before a line.
    pub fn before(&self, line: &Line) -> Option<&Line> {
        (1..line.index)
            .rev()
            .filter_map(|index| self.get(index))
            .find(|it| it.event.account() == line.event.account())
    }

    /// Writes one transaction at the end.
    pub fn write(&mut self, epoch: u32, origin: NodeId, command: CommandId, events: &[Event]) {
        for (nth, &event) in events.iter().enumerate() {
            let line = Line {
                index: self.len() + 1,
                epoch,
                origin,
                more: nth + 1 < events.len(),
                command,
                event,
                checksum: 0,
            };
            self.lines.push(line.sealed());
        }
    }

    /// Adds a line that another log has.
    pub fn push(&mut self, line: Line) {
        debug_assert_eq!(line.index, self.len() + 1, "a log has no gaps");
        self.lines.push(line);
    }

    /// How many lines there are.
    pub fn len(&self) -> u32 {
        self.lines.len() as u32
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The line with this index, counted from 1.
    pub fn get(&self, index: u32) -> Option<&Line> {
        self.lines.get((index as usize).checked_sub(1)?)
    }

    /// The epoch of a line; 0 where there is none.
    pub fn epoch_at(&self, index: u32) -> u32 {
        self.get(index).map_or(0, |line| line.epoch)
    }

    /// The checksum of a line, which tells it from every other line that may have the same index; 0
    /// where there is none.
    pub fn checksum_at(&self, index: u32) -> u32 {
        self.get(index).map_or(0, |line| line.checksum)
    }

    /// The lines with indices from `first` to `last`, cut to what there is.
    pub fn range(&self, first: u32, last: u32) -> impl Iterator<Item = &Line> + Clone + '_ {
        self.lines.range((first as usize).max(1) - 1..last as usize)
    }

    /// The lines with indices from `first` to `last`, cut to what there is, to be sent.
    pub fn slice(&self, first: u32, last: u32) -> Lines {
        self.lines.slice((first as usize).max(1) - 1..last as usize)
    }

    /// All lines in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Line> + Clone + '_ {
        self.lines.iter()
    }

    /// Keeps the first `len` lines.
    pub fn truncate(&mut self, len: u32) {
        self.lines.truncate(len as usize);
    }

    /// Damages a line as a write that was cut in the middle does: the checksum is on disk, the
    /// amount is not what it was.
    pub fn tear(&mut self, index: u32) {
        if let Some(line) = (index as usize).checked_sub(1).and_then(|place| self.lines.get_mut(place)) {
            line.event = torn(line.event);
        }
    }

    /// How many lines can be trusted: those before the first that is damaged, out of place, or half
    /// of a transaction.
    pub fn sound_len(&self) -> u32 {
        let mut whole = 0;
        for (line, index) in self.iter().zip(1..) {
            if line.index != index || !line.is_sound() {
                break;
            }
            if !line.more {
                whole = index;
            }
        }
        whole
    }

    /// The index of the first line of the transaction that a line belongs to.
    pub fn transaction_start(&self, index: u32) -> u32 {
        let mut first = index;
        while first > 1 && self.get(first - 1).is_some_and(|line| line.more) {
            first -= 1;
        }
        first
    }

    /// The index of the last line of the transaction that a line belongs to, as far as it is there.
    pub fn transaction_end(&self, index: u32) -> u32 {
        let mut last = index;
        while last < self.len() && self.get(last).is_some_and(|line| line.more) {
            last += 1;
        }
        last
    }

    /// The first line of the unbroken run of lines that have the same epoch as this one.
    pub fn run_start(&self, index: u32) -> u32 {
        let epoch = self.epoch_at(index);
        let mut first = index;
        while first > 1 && self.epoch_at(first - 1) == epoch {
            first -= 1;
        }
        first
    }
}

/// What is left of an event when its write was cut: the same kind of line, with an amount that
/// nobody wrote.
fn torn(event: Event) -> Event {
    let garbled = |amount: Amount| (amount ^ 0x2a5) & 0xfff;
    match event {
        Event::Opened { account } => Event::Deposited { account, amount: 0x2a5 },
        Event::Deposited { account, amount } => Event::Deposited { account, amount: garbled(amount) },
        Event::Withdrawn { account, amount } => Event::Withdrawn { account, amount: garbled(amount) },
        Event::TransferSent { account, to, amount } => {
            Event::TransferSent { account, to, amount: garbled(amount) }
        }
        Event::TransferReceived { account, from, amount } => {
            Event::TransferReceived { account, from, amount: garbled(amount) }
        }
        Event::Compensated { account, undoes, amount } => {
            Event::Compensated { account, undoes, amount: garbled(amount) }
        }
    }
}

/// Takes back what an event did and gives its account the version `before` that it had, so that a
/// state can follow a log that is cut back without reading it from its beginning. No event is
/// removed by this from any log that stands.
pub fn take_back(bank: &mut Bank, event: &Event, before: u64) {
    bank.change(event.account(), |account| {
        account.open &= !matches!(event, Event::Opened { .. });
        account.balance = account.balance.saturating_sub(event.change());
        account.version = before;
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::AccountId;

    fn ledger() -> Ledger {
        let mut ledger = Ledger::genesis(&[100, 0], 1);
        let transfer = [
            Event::TransferSent { account: AccountId(0), to: AccountId(1), amount: 30 },
            Event::TransferReceived { account: AccountId(1), from: AccountId(0), amount: 30 },
        ];
        ledger.write(2, NodeId(1), CommandId(7), &transfer);
        ledger
    }

    #[test]
    fn a_ledger_begins_as_a_passbook_does() {
        let mut bank = Bank::default();
        ledger().iter().for_each(|line| bank.evolve(&line.event));
        assert_eq!(ledger().len(), 5);
        assert_eq!(
            (bank.balance(AccountId(0)), bank.balance(AccountId(1)), bank.total()),
            (Some(70), Some(30), 100)
        );
    }

    #[test]
    fn trust_ends_at_the_first_line_that_is_damaged_or_half() {
        assert_eq!(ledger().sound_len(), 5);
        for (torn, trusted) in [(5, 3), (4, 3), (3, 2), (2, 0), (1, 0)] {
            let mut damaged = ledger();
            damaged.tear(torn);
            assert_eq!(damaged.sound_len(), trusted, "line {torn} is torn");
        }
        let mut half = ledger();
        half.truncate(4);
        assert_eq!(half.sound_len(), 3);
    }

    #[test]
    fn transactions_and_runs_know_where_they_begin() {
        let ledger = ledger();
        assert_eq!([1, 2, 3, 4, 5].map(|index| ledger.transaction_start(index)), [1, 1, 3, 4, 4]);
        assert_eq!([1, 2, 3, 4, 5].map(|index| ledger.transaction_end(index)), [2, 2, 3, 5, 5]);
        assert_eq!([3, 4, 5].map(|index| ledger.run_start(index)), [1, 4, 4]);
    }

    #[test]
    fn what_is_taken_back_was_never_there() {
        let mut bank = Bank::default();
        let mut prints = vec![bank.fingerprint()];
        for line in ledger().iter() {
            bank.evolve(&line.event);
            prints.push(bank.fingerprint());
        }
        for line in ledger().iter().rev() {
            assert_eq!(Some(bank.fingerprint()), prints.pop());
            take_back(&mut bank, &line.event, 0);
        }
        assert_eq!(prints, [bank.fingerprint()]);
    }
}
