//! How an old event is read by new code. Events are immutable, code is not: so every reader must be
//! able to read every shape that was ever written.
//!
//! The story of this bank's code:
//!
//! | version | writes | its snapshots hold |
//! | --- | --- | --- |
//! | 1 | a deposit is called `paid_in`; amounts are *changes*: a withdrawal of 40 is `-40` | whole units |
//! | 2 | `paid_in` is renamed `deposited`; amounts are *amounts*: a withdrawal of 40 is `40` | hundredths |
//! | 3 | amounts are in hundredths: a withdrawal of 40 is `4000` | hundredths |
//!
//! So version 2 needs an *alias* for the old name and an *upcaster* from shape 1 to 2, and version
//! 3 needs a second upcaster, **after** the first: an event that meets them in the wrong order
//! comes out half-way.

use crate::base::digest::{Digest, Stable};
use crate::base::ids::{AccountId, CommandId};
use crate::domain::{Amount, Event};

/// The newest version of the code.
pub const NEWEST: u32 = 3;

/// What an event is called where it is stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Name {
    /// `opened`: the account can be used from here on.
    Opened,
    /// `paid_in`: what a deposit was called before version 2.
    PaidIn,
    /// `deposited`: what it has been called since.
    Deposited,
    /// `withdrawn`: money went out.
    Withdrawn,
    /// `transfer_sent`: money left for another account.
    TransferSent,
    /// `transfer_received`: money came from another account.
    TransferReceived,
    /// `compensated`: an earlier event is undone.
    Compensated,
    /// `account_updated`: the account is another one now. What it was that happened, nobody wrote
    /// down; a reader sees only what was added or taken away.
    Updated,
    /// Bytes that no code can read: a poison event.
    Malformed,
}

/// An event as it is stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Raw {
    /// What it is called.
    pub name: Name,
    /// The version of the code whose shape it has.
    pub shape: u8,
    /// The account that the event is about.
    pub account: AccountId,
    /// The other account of a transfer, or the version that is undone.
    pub other: u64,
    /// The number that was written; what it means depends on the shape.
    pub number: i64,
    /// The command that led to it, however many events away; its correlation id.
    pub command: CommandId,
    /// When its owner stored it, in milliseconds of the owner's clock; 0 where owners do not write
    /// that down.
    pub at_ms: u32,
}

impl Stable for Raw {
    fn feed(&self, digest: &mut Digest) {
        digest.word(
            u64::from(self.name as u8) | (u64::from(self.shape) << 8) | (u64::from(self.account.0) << 32),
        );
        digest.word(self.other);
        digest.word(self.number as u64);
        digest.word(u64::from(self.command.0));
        if self.at_ms > 0 {
            digest.word(u64::from(self.at_ms));
        }
    }
}

impl Raw {
    /// The same event with its correlation id.
    pub fn because_of(self, command: CommandId) -> Raw {
        Raw { command, ..self }
    }

    /// The same event with the time at which its owner stored it.
    pub fn stored_at(self, at_ms: u32) -> Raw {
        Raw { at_ms, ..self }
    }

    /// An event that no version of the code can read, for the stories about poison events.
    pub fn malformed(account: AccountId) -> Raw {
        let (name, command) = (Name::Malformed, CommandId::NOBODY);
        Raw { name, shape: 1, account, other: 0, number: 0, command, at_ms: 0 }
    }

    /// The same change without its intent: `account_updated` for a deposit, a withdrawal and a
    /// transfer that arrives. Others stay what they are: a process manager lives on the events of
    /// transfers that leave, and a compensation names what it undoes.
    pub fn without_intent(self) -> Raw {
        let number = match self.name {
            Name::PaidIn | Name::Deposited | Name::TransferReceived => self.number,
            Name::Withdrawn if self.shape == 1 => self.number,
            Name::Withdrawn => self.number.saturating_neg(),
            _ => return self,
        };
        Raw { name: Name::Updated, number, other: 0, ..self }
    }
}

/// Why code cannot read an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unreadable {
    /// It knows no event of this name.
    UnknownName,
    /// The shape is newer than the code.
    FromTheFuture,
    /// Nobody can read it.
    Malformed,
}

/// How the upcasters are set up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Upcasters {
    /// Oldest first, as it must be.
    InOrder,
    /// Newest first: an old event meets the one it needs too late.
    WrongOrder,
    /// Events of older shapes are not read at all.
    None,
}

/// Code that reads events.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reader {
    /// Its version, 1 to [`NEWEST`].
    pub code: u32,
    /// Whether it knows the old name of what was renamed.
    pub alias: bool,
    /// How its upcasters are set up.
    pub upcasters: Upcasters,
}

fn leaves(name: Name) -> bool {
    matches!(name, Name::Withdrawn | Name::TransferSent)
}

/// From shape 1 to 2: a change becomes an amount.
fn change_to_amount(raw: &mut Raw) {
    raw.number = if leaves(raw.name) { raw.number.saturating_neg() } else { raw.number };
    raw.shape = 2;
}

/// From shape 2 to 3: units become hundredths.
fn units_to_hundredths(raw: &mut Raw) {
    raw.number = raw.number.saturating_mul(100);
    raw.shape = 3;
}

/// One upcaster: the shape it takes, and what it does to it.
type Step = (u8, fn(&mut Raw));

const STEPS: [Step; 2] = [(1, change_to_amount), (2, units_to_hundredths)];

impl Reader {
    /// Reads an event.
    ///
    /// # Errors
    /// Says why this code cannot read it.
    pub fn read(&self, raw: &Raw) -> Result<Event, Unreadable> {
        if raw.name == Name::Malformed {
            return Err(Unreadable::Malformed);
        }
        if u32::from(raw.shape) > self.code {
            return Err(Unreadable::FromTheFuture);
        }
        if (raw.name == Name::PaidIn && self.code >= 2 && !self.alias)
            || (raw.name == Name::Deposited && self.code < 2)
        {
            return Err(Unreadable::UnknownName);
        }
        let mut raw = *raw;
        let needed = STEPS.iter().filter(|(from, _)| u32::from(*from) < self.code);
        let run = |raw: &mut Raw, (from, step): &Step| {
            if raw.shape == *from {
                step(raw)
            }
        };
        match self.upcasters {
            Upcasters::InOrder => needed.for_each(|step| run(&mut raw, step)),
            Upcasters::WrongOrder => needed.rev().for_each(|step| run(&mut raw, step)),
            Upcasters::None => {}
        }
        Ok(shaped(&raw, self.code))
    }

    /// Whether the event has an older shape than this code writes.
    pub fn is_older(&self, raw: &Raw) -> bool {
        u32::from(raw.shape) < self.code
    }
}

/// What an event says to code that takes it to be of its own shape, whether it is or not.
fn shaped(raw: &Raw, code: u32) -> Event {
    let amount: Amount = match code {
        1 if leaves(raw.name) => raw.number.saturating_neg(),
        1 | 2 => raw.number,
        _ => raw.number / 100,
    };
    let account = raw.account;
    let other = AccountId(u32::try_from(raw.other).unwrap_or(u32::MAX));
    match raw.name {
        Name::Opened => Event::Opened { account },
        Name::PaidIn | Name::Deposited => Event::Deposited { account, amount },
        Name::Withdrawn => Event::Withdrawn { account, amount },
        Name::TransferSent => Event::TransferSent { account, to: other, amount },
        Name::TransferReceived => Event::TransferReceived { account, from: other, amount },
        // What a reader can guess: money came in or went out.
        Name::Updated if amount >= 0 => Event::Deposited { account, amount },
        Name::Updated => Event::Withdrawn { account, amount: amount.saturating_neg() },
        Name::Compensated | Name::Malformed => Event::Compensated { account, undoes: raw.other, amount },
    }
}

/// How code of a version writes an event.
pub fn write(event: &Event, code: u32) -> Raw {
    let (name, other, amount) = match *event {
        Event::Opened { .. } => (Name::Opened, 0, 0),
        Event::Deposited { amount, .. } => (if code < 2 { Name::PaidIn } else { Name::Deposited }, 0, amount),
        Event::Withdrawn { amount, .. } => (Name::Withdrawn, 0, amount),
        Event::TransferSent { to, amount, .. } => (Name::TransferSent, u64::from(to.0), amount),
        Event::TransferReceived { from, amount, .. } => (Name::TransferReceived, u64::from(from.0), amount),
        Event::Compensated { undoes, amount, .. } => (Name::Compensated, undoes, amount),
    };
    let number = match code {
        1 if leaves(name) => amount.saturating_neg(),
        1 | 2 => amount,
        _ => amount.saturating_mul(100),
    };
    Raw {
        name,
        shape: code.min(NEWEST) as u8,
        account: event.account(),
        other,
        number,
        command: CommandId::NOBODY,
        at_ms: 0,
    }
}

/// What an event says, as the version of the code that wrote it understands it; nothing where no
/// version does.
pub fn truth(raw: &Raw) -> Option<Event> {
    Reader { code: u32::from(raw.shape), alias: true, upcasters: Upcasters::None }.read(raw).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const A: AccountId = AccountId(0);

    fn reader(code: u32) -> Reader {
        Reader { code, alias: true, upcasters: Upcasters::InOrder }
    }

    fn any_event() -> impl Strategy<Value = Event> {
        let ids = (0..1_000_000u32).prop_map(AccountId);
        (ids.clone(), ids, 0..6u8, 1..1_000_000_000_000i64, any::<bool>()).prop_map(
            |(account, other, kind, amount, back)| match kind {
                0 => Event::Opened { account },
                1 => Event::Deposited { account, amount },
                2 => Event::Withdrawn { account, amount },
                3 => Event::TransferSent { account, to: other, amount },
                4 => Event::TransferReceived { account, from: other, amount },
                _ => Event::Compensated {
                    account,
                    undoes: u64::from(other.0),
                    amount: if back { -amount } else { amount },
                },
            },
        )
    }

    proptest! {
        /// Upcasting is total: every version reads what every earlier one wrote, and reads the same
        /// in it.
        #[test]
        fn every_version_reads_what_every_earlier_one_wrote(event in any_event(), writer in 1..=NEWEST, later in 0..NEWEST) {
            let code = (writer + later).min(NEWEST);
            let raw = write(&event, writer);
            prop_assert_eq!(reader(code).read(&raw), Ok(event));
            prop_assert_eq!(truth(&raw), Some(event));
        }

        /// Whatever version wrote it: the balance is the same without the intent, and nothing else
        /// is known.
        #[test]
        fn an_event_without_its_intent_changes_the_balance_as_much(event in any_event(), writer in 1..=NEWEST) {
            let bare = truth(&write(&event, writer).without_intent());
            prop_assert_eq!(bare.map(|it| (it.account(), it.change())), Some((event.account(), event.change())));
        }

        #[test]
        fn no_version_pretends_to_read_the_future(event in any_event(), writer in 2..=NEWEST, code in 1..NEWEST) {
            prop_assume!(code < writer);
            prop_assert_eq!(reader(code).read(&write(&event, writer)), Err(Unreadable::FromTheFuture));
        }
    }

    #[test]
    fn without_the_upcaster_money_that_left_comes_back() {
        let raw = write(&Event::Withdrawn { account: A, amount: 40 }, 1);
        let careless = Reader { upcasters: Upcasters::None, ..reader(2) };
        assert_eq!(reader(2).read(&raw).map(|event| event.change()), Ok(-40));
        assert_eq!(careless.read(&raw).map(|event| event.change()), Ok(40));
    }

    #[test]
    fn in_the_wrong_order_an_old_event_comes_out_half_way() {
        let (old, newer) = (
            write(&Event::Withdrawn { account: A, amount: 40 }, 1),
            write(&Event::Withdrawn { account: A, amount: 40 }, 2),
        );
        let wrong = Reader { upcasters: Upcasters::WrongOrder, ..reader(3) };
        assert_eq!(reader(3).read(&old).map(|event| event.change()), Ok(-40));
        assert_eq!(wrong.read(&newer).map(|event| event.change()), Ok(-40));
        assert_eq!(wrong.read(&old).map(|event| event.change()), Ok(0));
    }

    #[test]
    fn a_renamed_event_is_unknown_without_its_alias() {
        let raw = write(&Event::Deposited { account: A, amount: 40 }, 1);
        assert_eq!(raw.name, Name::PaidIn);
        assert_eq!(Reader { alias: false, ..reader(2) }.read(&raw), Err(Unreadable::UnknownName));
        assert_eq!(reader(1).read(&Raw::malformed(A)), Err(Unreadable::Malformed));
    }
}
