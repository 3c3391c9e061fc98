//! Conservation of money: whenever all accounts are counted, the sum is what was there at first, plus what came in, minus what went out.

use super::{Invariant, Notes};
use crate::base::text::{Said, text};
use crate::check::verdict::Verdict;

/// What happened to the money.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Record {
    /// Money came in from outside; in cents.
    In(i64),
    /// Money went out; in cents.
    Out(i64),
    /// All accounts were counted at one moment; in cents.
    Counted(Vec<i64>),
}

/// Hears what happened to the money.
#[derive(Clone, Debug, Default)]
pub struct Conservation {
    notes: Notes,
    expected: Option<i128>,
    /// The last count, and what came and went since.
    since: Vec<usize>,
}

impl Conservation {
    /// From this sum on; from the first count on where nothing is given.
    pub fn new(initial: Option<i64>) -> Conservation {
        Conservation { expected: initial.map(i128::from), ..Conservation::default() }
    }
}

impl Invariant for Conservation {
    type Record = Record;

    fn hear(&mut self, record: &Record) {
        let place = self.notes.next();
        match record {
            Record::In(amount) => self.expected = self.expected.map(|sum| sum + i128::from(*amount)),
            Record::Out(amount) => self.expected = self.expected.map(|sum| sum - i128::from(*amount)),
            Record::Counted(balances) => {
                let sum: i128 = balances.iter().map(|it| i128::from(*it)).sum();
                if let Some(expected) = self.expected {
                    self.notes.checked = true;
                    if sum != expected {
                        let operations = [self.since.as_slice(), &[place]].concat();
                        let (en, zh) = if sum < expected {
                            (format!("{} is missing", expected - sum), format!("少了 {}", expected - sum))
                        } else {
                            (format!("{} came from nowhere", sum - expected), format!("凭空多出 {}", sum - expected))
                        };
                        let because = Said {
                            en: format!("All accounts together hold {sum}, but {expected} should be there: {en}."),
                            zh: format!("所有账户合计 {sum}，而应有 {expected}：{zh}。"),
                        };
                        self.notes.violate("money", operations, "counted", because);
                    }
                }
                self.expected = Some(sum);
                self.since.clear();
            }
        }
        self.since.push(place);
    }

    fn verdict(&self) -> Verdict {
        self.notes.verdict(text("The accounts were never counted against a known sum.", "从未与已知总额核对过账户。"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_in_must_be_there() {
        let fine = [Record::Counted(vec![100, 0]), Record::In(50), Record::Counted(vec![30, 120])];
        assert_eq!(Conservation::default().judge(&fine), Verdict::Holds);
        let lost = [Record::Counted(vec![100, 0]), Record::Counted(vec![100, 0]), Record::Out(10), Record::Counted(vec![60, 40])];
        let Verdict::Violated(witness) = Conservation::default().judge(&lost) else { panic!("money was made") };
        assert_eq!(witness.operations, [1, 2, 3]);
        assert_eq!(Conservation::default().judge(&[Record::In(5)]).word(), "vacuous");
        assert_eq!(Conservation::new(Some(100)).judge(&[Record::Counted(vec![90])]).word(), "violated");
    }
}
