//! A bank: accounts that are opened, paid into, paid out of, and read, one or all at once. Money
//! moves in one step.
//!
//! What an account holds before anybody pays may be given. Where it is not, it is any amount, the
//! same for every answer: the first read settles it, and what was paid out before that says what it
//! must have been at least.

use super::{Complaint, Operation, Spec, amount, answered, complain, initially, unknown};
use crate::check::value::{Value, brief};
use std::collections::BTreeMap;

/// A bank, and what its accounts hold at first.
#[derive(Clone, Debug, Default)]
pub struct Bank {
    /// The balances before anybody pays; nothing where they are not known.
    pub initial: Option<BTreeMap<Value, i64>>,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum BankCall {
    /// An account was opened, with nothing in it. Whether that was told.
    Open(Value, bool),
    /// So much was paid in.
    Deposit(Value, i64),
    /// So much was paid out. Whether that was told.
    Withdraw(Value, i64, bool),
    /// So much moved from the first to the second. Whether that was told.
    Transfer(Value, Value, i64, bool),
    /// So much was paid out of the first, covered by both together. Whether that was told.
    Jointly(Value, Value, i64, bool),
    /// An account held so much.
    Read(Value, i64),
    /// All of these held so much at once.
    ReadAll(BTreeMap<Value, i64>),
}

/// What is known of an account: what it held at first, and what came and went since.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Account {
    /// What it held at first; nothing while that is not settled.
    base: Option<i64>,
    /// The least that it can have held at first.
    least: i64,
    /// What came in less what went out.
    change: i64,
}

impl Account {
    /// Nothing is known of it.
    pub(crate) const UNSETTLED: Account = Account { base: None, least: i64::MIN, change: 0 };

    /// It held so much at first.
    pub(crate) fn with(base: i64) -> Account {
        Account { base: Some(base), least: i64::MIN, change: 0 }
    }

    pub(crate) fn pay(self, by: i64) -> Option<Account> {
        Some(Account { change: self.change.checked_add(by)?, ..self })
    }

    /// Pays out, where there is enough.
    pub(crate) fn pay_out(self, amount: i64) -> Option<Account> {
        let after = self.pay(amount.checked_neg()?)?;
        match after.base {
            Some(base) => (base.checked_add(after.change)? >= 0).then_some(after),
            None => Some(Account { least: after.least.max(after.change.checked_neg()?), ..after }),
        }
    }

    /// Pays out, where there is enough in both. Where it is not settled what one of them held at
    /// first, there may have been enough.
    pub(crate) fn pay_out_with(self, other: Account, amount: i64) -> Option<Account> {
        let now = |account: Account| account.base?.checked_add(account.change);
        let both = now(self).zip(now(other)).map(|(one, two)| one.saturating_add(two));
        if both.is_some_and(|both| both < amount) { None } else { self.pay(amount.checked_neg()?) }
    }

    /// Settles what it held at first, from what it holds now.
    pub(crate) fn holds(self, seen: i64) -> Option<Account> {
        let base = seen.checked_sub(self.change)?;
        match self.base {
            Some(known) => (known == base).then_some(self),
            None => (base >= self.least).then_some(Account { base: Some(base), least: i64::MIN, ..self }),
        }
    }

    /// All that is known of it, in words to be hashed; the first one is above 1.
    pub(crate) fn words(self) -> [u64; 4] {
        let base = self.base.map_or((2, 0), |base| (3, base as u64));
        [base.0, base.1, self.least as u64, self.change as u64]
    }
}

impl Bank {
    /// A bank whose accounts hold these at first: a map of balances. Where nothing is given they
    /// are not known.
    ///
    /// # Errors
    ///
    /// An initial value of another shape.
    pub fn new(initial: Option<&Value>) -> Result<Bank, Complaint> {
        match initial {
            None | Some(Value::Nil) => Ok(Bank { initial: None }),
            Some(Value::Map(balances)) => {
                let all: Option<BTreeMap<Value, i64>> = balances
                    .iter()
                    .map(|(account, balance)| Some((account.clone(), balance.int()?)))
                    .collect();
                let initial = Some(
                    all.ok_or_else(|| initially(&Value::Map(balances.clone()), "a map of whole numbers"))?,
                );
                Ok(Bank { initial })
            }
            Some(Value::List(balances)) => {
                let all: Option<BTreeMap<Value, i64>> = in_order(balances);
                let all =
                    all.ok_or_else(|| initially(&Value::List(balances.clone()), "a list of whole numbers"));
                Ok(Bank { initial: Some(all?) })
            }
            Some(other) => Err(initially(other, "a map of balances, or a list of those of 0, 1, 2, ...")),
        }
    }
}

/// Balances of the accounts 0, 1, 2, ... in their order.
fn in_order(balances: &[Value]) -> Option<BTreeMap<Value, i64>> {
    (0..).map(Value::Int).zip(balances).map(|(account, balance)| Some((account, balance.int()?))).collect()
}

impl Spec for Bank {
    type Call = BankCall;
    type State = BTreeMap<Value, Account>;
    const BY_KEY: bool = false;
    const FINITE: bool = false;

    fn initial(&self) -> BTreeMap<Value, Account> {
        let known = self.initial.iter().flatten();
        known.map(|(account, balance)| (account.clone(), Account::with(*balance))).collect()
    }

    fn call(&self, operation: &Operation) -> Result<Option<BankCall>, Complaint> {
        let account = || {
            operation
                .key
                .clone()
                .ok_or_else(|| complain(operation, "key", "is missing; it must name an account".to_owned()))
        };
        match &*operation.f {
            "open" => Ok(Some(BankCall::Open(account()?, answered(operation)))),
            "deposit" => Ok(Some(BankCall::Deposit(account()?, amount(operation)?))),
            "withdraw" => Ok(Some(BankCall::Withdraw(account()?, amount(operation)?, answered(operation)))),
            "transfer" => two(operation, "to")
                .map(|(from, to, amount)| Some(BankCall::Transfer(from, to, amount, answered(operation)))),
            "withdraw_jointly" => two(operation, "with").map(|(account, with, amount)| {
                Some(BankCall::Jointly(account, with, amount, answered(operation)))
            }),
            "read" if !answered(operation) => Ok(None),
            "read" => match (&operation.told, &operation.key) {
                (Value::Int(seen), Some(account)) => Ok(Some(BankCall::Read(account.clone(), *seen))),
                (Value::Map(balances), None) => {
                    let all: Option<BTreeMap<Value, i64>> = balances
                        .iter()
                        .map(|(account, balance)| Some((account.clone(), balance.int()?)))
                        .collect();
                    all.map(|all| Some(BankCall::ReadAll(all))).ok_or_else(|| {
                        complain(operation, "value", "a balance is no whole number".to_owned())
                    })
                }
                (Value::List(balances), None) => {
                    let all: Option<BTreeMap<Value, i64>> = in_order(balances);
                    all.map(|all| Some(BankCall::ReadAll(all))).ok_or_else(|| {
                        complain(operation, "value", "a balance is no whole number".to_owned())
                    })
                }
                (other, Some(_)) => {
                    Err(complain(operation, "value", format!("{} is no balance", brief(other))))
                }
                (other, None) => Err(complain(
                    operation,
                    "value",
                    format!("{} is no map of balances, and no key names an account", brief(other)),
                )),
            },
            _ => Err(unknown(operation, "open, deposit, withdraw, withdraw_jointly, transfer, read")),
        }
    }

    fn step(&self, state: &BTreeMap<Value, Account>, call: &BankCall) -> Option<BTreeMap<Value, Account>> {
        let missing = if self.initial.is_some() { Account::with(0) } else { Account::UNSETTLED };
        let at = |account: &Value| state.get(account).copied().unwrap_or(missing);
        let with = |changed: &[(&Value, Account)]| {
            let mut next = state.clone();
            changed.iter().for_each(|(account, now)| {
                next.insert((*account).clone(), *now);
            });
            next
        };
        match call {
            BankCall::Open(account, _) => {
                (!state.contains_key(account)).then(|| with(&[(account, Account::with(0))]))
            }
            BankCall::Deposit(account, amount) => Some(with(&[(account, at(account).pay(*amount)?)])),
            BankCall::Withdraw(account, amount, _) => Some(with(&[(account, at(account).pay_out(*amount)?)])),
            BankCall::Transfer(from, to, amount, _) if from == to => {
                at(from).pay_out(*amount).map(|_| state.clone())
            }
            BankCall::Transfer(from, to, amount, _) => {
                Some(with(&[(from, at(from).pay_out(*amount)?), (to, at(to).pay(*amount)?)]))
            }
            BankCall::Jointly(account, other, amount, _) => {
                Some(with(&[(account, at(account).pay_out_with(at(other), *amount)?)]))
            }
            BankCall::Read(account, seen) => Some(with(&[(account, at(account).holds(*seen)?)])),
            BankCall::ReadAll(balances) => {
                balances.iter().try_fold(state.clone(), |mut next, (account, seen)| {
                    let now = at(account).holds(*seen)?;
                    next.insert(account.clone(), now);
                    Some(next)
                })
            }
        }
    }

    fn observes(&self, call: &BankCall) -> bool {
        match call {
            BankCall::Read(..) | BankCall::ReadAll(_) => true,
            // That there was enough says something where it is known what there was.
            BankCall::Withdraw(_, _, told)
            | BankCall::Transfer(_, _, _, told)
            | BankCall::Jointly(_, _, _, told) => *told && self.initial.is_some(),
            BankCall::Open(..) | BankCall::Deposit(..) => false,
        }
    }

    fn forget(&self, call: &BankCall) -> Option<BankCall> {
        Some(match call.clone() {
            BankCall::Open(account, _) => BankCall::Open(account, false),
            BankCall::Withdraw(account, amount, _) => BankCall::Withdraw(account, amount, false),
            BankCall::Transfer(from, to, amount, _) => BankCall::Transfer(from, to, amount, false),
            BankCall::Jointly(account, with, amount, _) => BankCall::Jointly(account, with, amount, false),
            deposit @ BankCall::Deposit(..) => deposit,
            BankCall::Read(..) | BankCall::ReadAll(_) => return None,
        })
    }
}

/// Who pays, the other account and the amount: `{other, amount}` with the payer as key, or
/// `{from, other, amount}`.
fn two(operation: &Operation, other: &str) -> Result<(Value, Value, i64), Complaint> {
    let bad = |reason: &str| Complaint {
        place: operation.place.invoked,
        field: "value",
        reason: reason.to_owned(),
    };
    let Value::Map(parts) = &operation.asked else {
        return Err(bad(&format!("is no map with {other} and amount")));
    };
    let part =
        |name: &str| parts.iter().find(|(key, _)| key.word() == Some(name)).map(|(_, value)| value.clone());
    let from = part("from")
        .or_else(|| operation.key.clone())
        .ok_or_else(|| bad("names no account in from, and there is no key"))?;
    let second = part(other).ok_or_else(|| bad(&format!("names no account in {other}")))?;
    let amount =
        part("amount").and_then(|amount| amount.int()).ok_or_else(|| bad("has no whole number in amount"))?;
    Ok((from, second, amount))
}
