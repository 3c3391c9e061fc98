//! Conservation of money: whenever all accounts are counted, the sum is what was there at first,
//! plus what came in, minus what went out.
//!
//! Of some money nobody knows whether it came or went: its operation was never answered. It may be
//! in any later count or in none, so the sum need only lie between the least and the most that this
//! allows.

use super::{Invariant, Notes};
use crate::base::text::{TextBuf, text};
use crate::check::verdict::Verdict;

/// What happened to the money.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Record {
    /// Money came in from outside; in cents.
    In(i64),
    /// Money went out; in cents.
    Out(i64),
    /// Money may have come in, or may still; in cents.
    MaybeIn(i64),
    /// Money may have gone out, or may still; in cents.
    MaybeOut(i64),
    /// All accounts were counted at one moment; in cents.
    Counted(Vec<i64>),
}

/// Hears what happened to the money.
#[derive(Clone, Debug, Default)]
pub struct Conservation {
    notes: Notes,
    /// What surely should be there, without what is uncertain.
    expected: Option<i128>,
    /// All that may have come, and all that may have gone.
    maybe: (i128, i128),
    /// The last count, and what came and went since.
    since: Vec<usize>,
}

impl Conservation {
    /// From this sum on; from the first count on where nothing is given.
    pub fn new(initial: Option<i64>) -> Conservation {
        Conservation { expected: initial.map(i128::from), ..Conservation::default() }
    }

    fn counted(&mut self, place: usize, balances: &[i64]) {
        let sum: i128 = balances.iter().map(|it| i128::from(*it)).sum();
        if let Some(expected) = self.expected {
            self.notes.checked = true;
            let (least, most) = (expected - self.maybe.1, expected + self.maybe.0);
            if sum < least || sum > most {
                let operations = [self.since.as_slice(), &[place]].concat();
                let (en, zh) = if sum < least {
                    (format!("{} is missing", least - sum), format!("少了 {}", least - sum))
                } else {
                    (format!("{} came from nowhere", sum - most), format!("凭空多出 {}", sum - most))
                };
                let should = if sum < least { least } else { most };
                let (at_all, zh_at_all) = match (least == most, sum < least) {
                    (true, _) => ("", ""),
                    (false, true) => (" at least", "至少"),
                    (false, false) => (" at most", "至多"),
                };
                let because = TextBuf {
                    en: format!("All accounts together hold {sum} but should hold{at_all} {should}: {en}."),
                    zh: format!("所有账户合计 {sum}，而{zh_at_all}应有 {should}：{zh}。"),
                };
                self.notes.violate("money", operations, "counted", because);
            }
        }
        self.expected = Some(sum);
        self.since.clear();
    }
}

impl Invariant for Conservation {
    type Record = Record;

    fn observe(&mut self, record: &Record) {
        let place = self.notes.next();
        match record {
            Record::In(amount) => self.expected = self.expected.map(|sum| sum + i128::from(*amount)),
            Record::Out(amount) => self.expected = self.expected.map(|sum| sum - i128::from(*amount)),
            Record::MaybeIn(amount) => self.maybe.0 += i128::from(*amount),
            Record::MaybeOut(amount) => self.maybe.1 += i128::from(*amount),
            Record::Counted(balances) => self.counted(place, balances),
        }
        self.since.push(place);
    }

    fn verdict(&self) -> Verdict {
        self.notes.verdict(text(
            "The total of the accounts was never compared with a known sum.",
            "账户总额从未与已知总额核对过。",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_in_must_be_there() {
        let fine = [Record::Counted(vec![100, 0]), Record::In(50), Record::Counted(vec![30, 120])];
        assert_eq!(Conservation::default().judge(&fine), Verdict::Holds);
        let lost = [
            Record::Counted(vec![100, 0]),
            Record::Counted(vec![100, 0]),
            Record::Out(10),
            Record::Counted(vec![60, 40]),
        ];
        let Verdict::Violated(witness) = Conservation::default().judge(&lost) else {
            panic!("money was made")
        };
        assert_eq!(witness.operations, [1, 2, 3]);
        assert_eq!(Conservation::default().judge(&[Record::In(5)]).word(), "vacuous");
        assert_eq!(Conservation::new(Some(100)).judge(&[Record::Counted(vec![90])]).word(), "violated");
    }

    #[test]
    fn what_nobody_knows_of_may_be_there_or_not_and_no_more_than_that() {
        let counted = |sum| [Record::MaybeIn(50), Record::MaybeOut(20), Record::Counted(vec![sum])];
        for (sum, want) in
            [(79, "violated"), (80, "holds"), (100, "holds"), (150, "holds"), (151, "violated")]
        {
            assert_eq!(Conservation::new(Some(100)).judge(&counted(sum)).word(), want, "{sum}");
        }
        let later = [Record::MaybeIn(50), Record::Counted(vec![100]), Record::Counted(vec![150])];
        assert_eq!(Conservation::new(Some(100)).judge(&later), Verdict::Holds);
    }
}
