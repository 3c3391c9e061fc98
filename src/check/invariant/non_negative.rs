//! No account may hold less than nothing, or than what others answer for.

use super::{Invariant, Notes, named};
use crate::base::text::{TextBuf, text};
use crate::check::value::Value;
use crate::check::verdict::Verdict;

/// An account was seen to hold this.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    /// The account that has this balance.
    pub account: Value,
    /// What it holds; in cents.
    pub balance: i64,
    /// The least that it may hold, in cents: 0, or less by what was taken out of it because another
    /// account answered for that.
    pub least: i64,
}

/// Finds the first balance below the least that it may be.
#[derive(Clone, Debug, Default)]
pub struct NonNegative {
    notes: Notes,
}

impl Invariant for NonNegative {
    type Record = Record;

    fn observe(&mut self, record: &Record) {
        let place = self.notes.next();
        self.notes.checked = true;
        if record.balance < record.least {
            let (account, balance) = (named(&record.account), record.balance);
            let answered = -record.least;
            let because = if answered == 0 {
                TextBuf {
                    en: format!(
                        "Account {account} has a balance of {balance}: more was withdrawn than it held."
                    ),
                    zh: format!("账户 {account} 的余额为 {balance}：取出的比账上的多。"),
                }
            } else {
                TextBuf {
                    en: format!(
                        "Account {account} has a balance of {balance}: more was withdrawn than it held and the {answered} that others covered."
                    ),
                    zh: format!(
                        "账户 {account} 的余额为 {balance}：取出的超过了账上的金额与其他账户担保的 {answered} 之和。"
                    ),
                }
            };
            self.notes.violate("negative-balance", vec![place], "", because);
        }
    }

    fn verdict(&self) -> Verdict {
        self.notes.verdict(text("No balance was ever seen.", "从未看到过任何余额。"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_debt_is_the_witness() {
        let records = [3, 0, -1, -5].map(|balance| Record { account: Value::Int(1), balance, least: 0 });
        let Verdict::Violated(witness) = NonNegative::default().judge(&records) else { panic!("a debt") };
        assert_eq!(witness.operations, [2]);
        assert_eq!(NonNegative::default().judge(&records[..2]), Verdict::Holds);
        let answered = [-1, -5, -6].map(|balance| Record { account: Value::Int(1), balance, least: -5 });
        let Verdict::Violated(witness) = NonNegative::default().judge(&answered) else { panic!("a debt") };
        assert_eq!(witness.operations, [2]);
    }
}
