//! Two accounts answer for each other: what is taken out of one of them because both together have
//! it, leaves both together at no less than nothing.
//!
//! One account alone may end below nothing then, and later both may: who takes out of the other one
//! is asked for what that one has, and not what it answers for. So the two may owe, together, what
//! was taken out of either since, and no more. What had ended before the last such withdrawal was
//! asked for comes before it in every order that real time allows; everything else may have come
//! after it.

use super::{Invariant, Notes, named};
use crate::base::text::{TextBuf, text};
use crate::check::value::Value;
use crate::check::verdict::Verdict;
use std::collections::BTreeMap;

/// What happened to accounts. Commands are known by numbers; amounts are in cents.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Record {
    /// Somebody asked to take money out of an account.
    Asked {
        /// The command.
        command: u64,
        /// Out of which account.
        account: Value,
        /// The account that gains it, where one does.
        to: Option<Value>,
        /// The account that answers for it together with the first one, where one does.
        with: Option<Value>,
        /// How much.
        amount: i64,
    },
    /// A command was surely carried out, and will not be once more.
    Done(u64),
    /// A command surely was not carried out and never will be.
    Refused(u64),
    /// An operator took so much back, out of whichever account.
    Undone(i64),
    /// Accounts were counted at one moment at which nothing was under way.
    Counted(Vec<(Value, i64)>),
}

#[derive(Clone, Debug)]
struct Out {
    account: Value,
    to: Option<Value>,
    with: Option<Value>,
    amount: i64,
    asked: usize,
    done: Option<usize>,
}

impl Out {
    /// Whether it is of these two together.
    fn is_of(&self, pair: &(Value, Value)) -> bool {
        self.with.as_ref().is_some_and(|with| ordered(&self.account, with) == *pair)
    }

    /// How much it may have taken from what two accounts hold together.
    fn from(&self, pair: &(Value, Value)) -> i64 {
        let is_one = |account: &Value| *account == pair.0 || *account == pair.1;
        let leaves = is_one(&self.account) && !self.to.as_ref().is_some_and(is_one);
        if leaves && !self.is_of(pair) { self.amount } else { 0 }
    }
}

fn ordered(one: &Value, other: &Value) -> (Value, Value) {
    let (one, other) = (one.clone(), other.clone());
    if one < other { (one, other) } else { (other, one) }
}

/// Hears who took what out of which account, and what accounts came to.
#[derive(Clone, Debug, Default)]
pub struct Covered {
    notes: Notes,
    outs: BTreeMap<u64, Out>,
    undone: i64,
}

impl Covered {
    fn counted(&mut self, place: usize, balances: &[(Value, i64)]) {
        let mut last: BTreeMap<(Value, Value), (usize, usize)> = BTreeMap::new();
        for out in self.outs.values() {
            if let (Some(with), Some(done)) = (&out.with, out.done) {
                let latest = last.entry(ordered(&out.account, with)).or_default();
                *latest = (*latest).max((out.asked, done));
            }
        }
        let held =
            |account: &Value| balances.iter().find(|(it, _)| it == account).map(|(_, balance)| *balance);
        for (pair, (asked, done)) in last {
            let (Some(one), Some(other)) = (held(&pair.0), held(&pair.1)) else { continue };
            self.notes.checked = true;
            let after = |out: &&Out| out.done.is_none_or(|done| done > asked);
            let since: i64 = self.outs.values().filter(after).map(|out| out.from(&pair)).sum();
            let (sum, since) = (one + other, since + self.undone);
            if sum < -since {
                let (one, other) = (named(&pair.0), named(&pair.1));
                let because = TextBuf {
                    en: format!(
                        "{one} and {other} answered together for a withdrawal, which leaves the two at no less than 0, and at most {since} went out of them later; but they hold {sum}."
                    ),
                    zh: format!(
                        "{one} 与 {other} 共同担保了一笔取款，取款后两者合计不应小于 0，此后至多又取出 {since}；而两者现在合计 {sum}。"
                    ),
                };
                self.notes.violate("not-covered", vec![asked, done, place], "counted", because);
                return;
            }
        }
    }
}

impl Invariant for Covered {
    type Record = Record;

    fn observe(&mut self, record: &Record) {
        let place = self.notes.next();
        match record.clone() {
            Record::Asked { command, account, to, with, amount } => {
                let new = Out { account, to, with, amount, asked: place, done: None };
                self.outs.entry(command).or_insert(new).done = None;
            }
            Record::Done(command) => {
                if let Some(out) = self.outs.get_mut(&command) {
                    out.done = Some(place);
                }
            }
            // A withdrawal that was refused is one that was checked.
            Record::Refused(command) => {
                self.notes.checked |= self.outs.remove(&command).is_some_and(|out| out.with.is_some());
            }
            Record::Undone(amount) => self.undone += amount,
            Record::Counted(balances) => self.counted(place, &balances),
        }
    }

    fn verdict(&self) -> Verdict {
        self.notes.verdict(text(
            "No withdrawal for which two accounts answer was refused, or followed by a count of the two.",
            "没有共同担保的取款被拒绝，也没有在其后清点过这两个账户。",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(command: u64, account: i64, with: Option<i64>, amount: i64) -> Record {
        let (account, with) = (Value::Int(account), with.map(Value::Int));
        Record::Asked { command, account, to: None, with, amount }
    }

    fn counted(one: i64, other: i64) -> Record {
        Record::Counted(vec![(Value::Int(1), one), (Value::Int(2), other)])
    }

    #[test]
    fn one_may_owe_what_the_other_one_has_and_no_more() {
        let taken = |one, other| [asked(1, 1, Some(2), 700), Record::Done(1), counted(one, other)];
        assert_eq!(Covered::default().judge(&taken(-200, 300)), Verdict::Holds);
        assert_eq!(Covered::default().judge(&taken(-200, 200)), Verdict::Holds);
        let Verdict::Violated(witness) = Covered::default().judge(&taken(-200, 0)) else { panic!("a debt") };
        assert_eq!((witness.anomaly, &witness.operations[..]), ("not-covered", &[0, 1, 2][..]));
        assert!(witness.because.en.contains("they hold -200"), "{}", witness.because.en);
    }

    #[test]
    fn what_the_other_one_had_paid_before_does_not_answer_and_what_it_pays_later_may() {
        let other = |first: bool| {
            let (paid, joint) =
                ([asked(1, 2, None, 300), Record::Done(1)], [asked(2, 1, Some(2), 700), Record::Done(2)]);
            let both = if first { [paid, joint] } else { [joint, paid] };
            [both.concat(), vec![counted(-200, 0)]].concat()
        };
        assert_eq!(Covered::default().judge(&other(true)).word(), "violated");
        assert_eq!(Covered::default().judge(&other(false)), Verdict::Holds);
        // Asked for at the same time: there is an order in which all was well.
        let at_once = [
            asked(1, 2, None, 300),
            asked(2, 1, Some(2), 700),
            Record::Done(1),
            Record::Done(2),
            counted(-200, 0),
        ];
        assert_eq!(Covered::default().judge(&at_once), Verdict::Holds);
    }

    #[test]
    fn of_two_that_each_count_on_the_same_money_one_is_not_covered() {
        let skew = [
            asked(1, 1, Some(2), 500),
            asked(2, 2, Some(1), 500),
            Record::Done(1),
            Record::Done(2),
            counted(-200, -200),
        ];
        assert_eq!(Covered::default().judge(&skew).word(), "violated");
        let refused = [&skew[..3], &[Record::Refused(2), counted(-200, 300)]].concat();
        assert_eq!(Covered::default().judge(&refused), Verdict::Holds);
        assert_eq!(Covered::default().judge(&[asked(1, 1, None, 5), counted(0, 0)]).word(), "vacuous");
    }
}
