//! The bank as an aggregate: `decide` says which events a command leads to, `evolve` says what an
//! event does to the state. Both are pure and shared by every protocol (after Chassaing,
//! "Functional event sourcing decider").
//!
//! ```
//! use eventual::{base::ids::AccountId, domain::Call};
//! use eventual::domain::bank::{Bank, decide};
//! let mut bank = Bank::with_accounts(&[100]);
//! let account = AccountId(0);
//! let events = decide(&bank, &Call::Withdraw { account, amount: 30 }).unwrap();
//! bank.evolve_all(events.as_slice());
//! assert_eq!(bank.balance(account), Some(70));
//! assert!(decide(&bank, &Call::Withdraw { account, amount: 71 }).is_err());
//! ```

use super::handler::handle;
use crate::base::chance::mix;
use crate::base::digest::{Digest, Stable};
use crate::base::forkvec::ForkVec;
use crate::base::ids::AccountId;
use crate::domain::{Amount, Answer, Call, Event, Refusal};

/// No amount is larger than this, so that sums of a million operations never overflow.
pub const MOST: Amount = 1_000_000_000_000;

/// An account as the bank sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Account {
    /// Whether it was opened.
    pub open: bool,
    /// What is in it.
    pub balance: Amount,
    /// Its version: how many events it is made of, unless somebody [gives](Bank::evolve_to)
    /// versions of his own.
    pub version: u64,
}

/// Accounts are written at random, and the page of one that is written is copied where a snapshot
/// shares it: a small one.
const ACCOUNT_PAGE: usize = 16;

/// The state of the bank: what a fold over its events comes to. Clones share what neither side
/// writes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Bank {
    accounts: ForkVec<Account, ACCOUNT_PAGE>,
    total: Amount,
    fingerprint: u64,
}

impl Stable for Bank {
    fn feed(&self, digest: &mut Digest) {
        self.fingerprint.feed(digest);
    }
}

/// The events of one command: at most two.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Events {
    events: [Event; 2],
    count: usize,
}

impl Events {
    fn one(event: Event) -> Events {
        Events { events: [event; 2], count: 1 }
    }

    /// The events, in order.
    pub fn as_slice(&self) -> &[Event] {
        &self.events[..self.count]
    }
}

/// Whoever knows accounts: the bank, or a few that somebody has looked up.
pub trait Holds {
    /// An account, if it was ever touched.
    fn account(&self, id: AccountId) -> Option<Account>;
}

impl Holds for Bank {
    fn account(&self, id: AccountId) -> Option<Account> {
        Bank::account(self, id)
    }
}

impl Holds for [(AccountId, Account)] {
    fn account(&self, id: AccountId) -> Option<Account> {
        self.iter().find(|(known, _)| *known == id).map(|(_, account)| *account)
    }
}

/// Which events a command leads to, or why it leads to none. A read leads to no event.
///
/// # Errors
/// Says why the command is surely not carried out.
pub fn decide(bank: &(impl Holds + ?Sized), call: &Call) -> Result<Events, Refusal> {
    let open = |account| bank.account(account).filter(|account| account.open).ok_or(Refusal::NoAccount);
    let in_range =
        |amount: Amount| if (1..=MOST).contains(&amount) { Ok(()) } else { Err(Refusal::OutOfRange) };
    match *call {
        Call::Open { account } => match open(account) {
            Ok(_) => Err(Refusal::AlreadyOpen),
            Err(_) => Ok(Events::one(Event::Opened { account })),
        },
        Call::Deposit { account, amount } => {
            in_range(amount)?;
            open(account)?;
            Ok(Events::one(Event::Deposited { account, amount }))
        }
        Call::Withdraw { account, amount } => {
            in_range(amount)?;
            if open(account)?.balance < amount {
                Err(Refusal::NotEnough)
            } else {
                Ok(Events::one(Event::Withdrawn { account, amount }))
            }
        }
        Call::Transfer { from, to, amount } => {
            in_range(amount)?;
            if from == to {
                return Err(Refusal::OutOfRange);
            }
            open(to)?;
            if open(from)?.balance < amount {
                return Err(Refusal::NotEnough);
            }
            let sent = Event::TransferSent { account: from, to, amount };
            Ok(Events { events: [sent, Event::TransferReceived { account: to, from, amount }], count: 2 })
        }
        Call::WithdrawJointly { account, with, amount } => {
            in_range(amount)?;
            if account == with {
                return Err(Refusal::OutOfRange);
            }
            let both = open(account)?.balance.saturating_add(open(with)?.balance);
            if both < amount {
                Err(Refusal::NotEnough)
            } else {
                Ok(Events::one(Event::Withdrawn { account, amount }))
            }
        }
        Call::Read { account } => {
            open(account)?;
            Ok(Events { events: [Event::Opened { account }; 2], count: 0 })
        }
        Call::Audit { accounts } => {
            let account = accounts.first();
            accounts.iter().try_for_each(|account| open(account).map(|_| ()))?;
            Ok(Events { events: [Event::Opened { account }; 2], count: 0 })
        }
    }
}

/// What a read finds.
///
/// # Errors
/// Says why there is nothing to be found.
pub fn look(bank: &(impl Holds + ?Sized), call: &Call) -> Result<Answer, Refusal> {
    let open = |account| bank.account(account).filter(|account| account.open);
    let balance = |account| open(account).map(|account| account.balance).ok_or(Refusal::NoAccount);
    match *call {
        Call::Read { account } => balance(account).map(Answer::Balance),
        Call::Audit { accounts } => {
            accounts.iter().map(balance).collect::<Result<_, _>>().map(Answer::Balances)
        }
        _ => unreachable!("only reads look: {call:?}"),
    }
}

impl Bank {
    /// How many bytes a write copies where a clone shares the account.
    pub const PAGE_BYTES: usize = ACCOUNT_PAGE * size_of::<Account>();

    /// A bank in which these accounts are open, with these balances and no history.
    pub fn with_accounts(balances: &[Amount]) -> Bank {
        Bank::with_some(balances, |_| true)
    }

    /// The same, of which only some accounts are opened: those that whoever keeps this bank owns.
    pub fn with_some(balances: &[Amount], owns: impl Fn(AccountId) -> bool) -> Bank {
        let mut bank = Bank::default();
        for (account, &balance) in (0..).map(AccountId).zip(balances).filter(|&(account, _)| owns(account)) {
            bank.change(account, |it| *it = Account { open: true, balance, version: 0 });
        }
        bank
    }

    /// What an event does. It is total: an event is a fact, and a fact cannot be refused.
    pub fn evolve(&mut self, event: &Event) {
        self.change(event.account(), |account| handle(account, event));
    }

    /// What an event does, where versions are given and not counted.
    pub fn evolve_to(&mut self, event: &Event, version: u64) {
        self.evolve(event);
        self.change(event.account(), |account| account.version = version);
    }

    /// Folds events in their order.
    pub fn evolve_all(&mut self, events: &[Event]) {
        events.iter().for_each(|event| self.evolve(event));
    }

    /// Changes one account in a way that is no event: for broken folds and damaged records, which a
    /// lab must be able to show.
    pub fn change(&mut self, id: AccountId, change: impl FnOnce(&mut Account)) {
        while self.accounts.len() <= id.index() {
            self.accounts.push(Account::default());
        }
        let account = self.accounts.get_mut(id.index()).expect("the account was made a moment ago");
        let before = *account;
        change(account);
        let after = *account;
        self.total = self.total.saturating_add(after.balance.saturating_sub(before.balance));
        self.fingerprint = self.fingerprint.wrapping_sub(print(id, before)).wrapping_add(print(id, after));
    }

    /// An account, if it was ever touched.
    pub fn account(&self, id: AccountId) -> Option<Account> {
        self.accounts.get(id.index()).copied()
    }

    /// The balance of an open account.
    pub fn balance(&self, id: AccountId) -> Option<Amount> {
        self.account(id).filter(|account| account.open).map(|account| account.balance)
    }

    /// The sum of all balances.
    pub fn total(&self) -> Amount {
        self.total
    }

    /// How many accounts it has.
    pub fn len(&self) -> usize {
        self.accounts.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty()
    }

    /// All accounts in order.
    pub fn iter(&self) -> impl Iterator<Item = (AccountId, Account)> + '_ {
        (0..).map(AccountId).zip(self.accounts.iter().copied())
    }

    /// Accounts in a range of numbers.
    pub fn range(&self, range: core::ops::Range<u32>) -> impl Iterator<Item = (AccountId, Account)> + '_ {
        (range.start..)
            .map(AccountId)
            .zip(self.accounts.range(range.start as usize..range.end as usize).copied())
    }

    /// Equal for equal balances, whatever the way to them. Kept up to date by every change, so that
    /// it costs nothing to ask.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }
}

/// What an account adds to the fingerprint. The sum does not depend on the order, so one change
/// costs one subtraction and one addition.
fn print(id: AccountId, account: Account) -> u64 {
    if account == Account::default() {
        return 0;
    }
    mix(mix(u64::from(id.0).wrapping_add(1))
        ^ (account.balance as u64).wrapping_add(u64::from(account.open) << 63))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const A: AccountId = AccountId(0);
    const B: AccountId = AccountId(1);

    fn given(events: &[Event]) -> Bank {
        let mut bank = Bank::default();
        bank.evolve_all(events);
        bank
    }

    #[test]
    fn given_an_open_account_when_money_is_there_then_it_can_leave() {
        let bank = given(&[Event::Opened { account: A }, Event::Deposited { account: A, amount: 50 }]);
        assert_eq!(
            decide(&bank, &Call::Withdraw { account: A, amount: 50 }).unwrap().as_slice(),
            [Event::Withdrawn { account: A, amount: 50 }]
        );
        assert_eq!(decide(&bank, &Call::Withdraw { account: A, amount: 51 }), Err(Refusal::NotEnough));
        assert_eq!(decide(&bank, &Call::Withdraw { account: B, amount: 1 }), Err(Refusal::NoAccount));
        assert_eq!(decide(&bank, &Call::Open { account: A }), Err(Refusal::AlreadyOpen));
        assert_eq!(decide(&bank, &Call::Deposit { account: A, amount: 0 }), Err(Refusal::OutOfRange));
        assert_eq!(decide(&bank, &Call::Deposit { account: A, amount: MOST + 1 }), Err(Refusal::OutOfRange));
    }

    #[test]
    fn given_two_accounts_when_money_moves_then_none_is_made_or_lost() {
        let mut bank = Bank::with_accounts(&[100, 5]);
        bank.evolve_all(decide(&bank, &Call::Transfer { from: A, to: B, amount: 60 }).unwrap().as_slice());
        assert_eq!((bank.balance(A), bank.balance(B), bank.total()), (Some(40), Some(65), 105));
        assert_eq!(decide(&bank, &Call::Transfer { from: A, to: A, amount: 1 }), Err(Refusal::OutOfRange));
    }

    #[test]
    fn given_two_accounts_that_cover_each_other_then_one_may_pay_more_than_it_has_but_no_more_than_both() {
        let mut bank = Bank::with_accounts(&[100, 5]);
        let draw = |amount| Call::WithdrawJointly { account: B, with: A, amount };
        bank.evolve_all(decide(&bank, &draw(80)).unwrap().as_slice());
        assert_eq!((bank.balance(A), bank.balance(B)), (Some(100), Some(-75)));
        assert_eq!(decide(&bank, &draw(26)), Err(Refusal::NotEnough));
        assert_eq!(
            decide(&bank, &Call::WithdrawJointly { account: A, with: A, amount: 1 }),
            Err(Refusal::OutOfRange)
        );
        assert_eq!(
            decide(&bank, &Call::WithdrawJointly { account: A, with: AccountId(9), amount: 1 }),
            Err(Refusal::NoAccount)
        );
    }

    #[test]
    fn an_audit_changes_nothing_and_needs_every_account() {
        let bank = Bank::with_accounts(&[100, 5]);
        let audit = |accounts: &[AccountId]| {
            decide(&bank, &Call::Audit { accounts: crate::domain::Accounts::new(accounts).unwrap() })
        };
        assert_eq!(audit(&[B, A]).unwrap().as_slice(), []);
        assert_eq!(audit(&[B, AccountId(7)]), Err(Refusal::NoAccount));
    }

    #[test]
    fn a_compensation_undoes_without_editing() {
        let before = given(&[Event::Opened { account: A }, Event::Deposited { account: A, amount: 50 }]);
        let mut after = before.clone();
        after.evolve_all(&[
            Event::Withdrawn { account: A, amount: 20 },
            Event::Compensated { account: A, undoes: 3, amount: 20 },
        ]);
        assert_eq!(after.fingerprint(), before.fingerprint());
        assert_eq!(after.account(A).unwrap().version, 4);
    }

    fn events() -> impl Strategy<Value = Vec<Event>> {
        let account = (0..40u32).prop_map(AccountId);
        let event = (account, 0..3u8, 1..1000i64).prop_map(|(account, kind, amount)| match kind {
            0 => Event::Opened { account },
            1 => Event::Deposited { account, amount },
            _ => Event::Withdrawn { account, amount },
        });
        prop::collection::vec(event, 0..120)
    }

    proptest! {
        #[test]
        fn the_fingerprint_is_that_of_the_balances(events in events()) {
            let folded = given(&events);
            let mut direct = Bank::default();
            for (id, account) in folded.iter() {
                direct.change(id, |it| *it = account);
            }
            prop_assert_eq!(folded.fingerprint(), direct.fingerprint());
            prop_assert_eq!(folded.total(), folded.iter().map(|(_, account)| account.balance).sum::<Amount>());
        }

        #[test]
        fn folding_a_prefix_and_the_rest_is_folding_all(events in events()) {
            let all = given(&events);
            for cut in 0..=events.len() {
                let mut bank = given(&events[..cut]);
                bank.evolve_all(&events[cut..]);
                prop_assert_eq!(&bank, &all);
            }
        }
    }
}
