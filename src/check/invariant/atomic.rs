//! Atomic commitment: all who take part commit, or none does.
//!
//! What Gray and Lamport call `TPConsistent` (*Consensus on Transaction Commit*, TODS 2006), and
//! what makes it last over crashes:
//!
//! | rule | broken by |
//! | --- | --- |
//! | agreement | a node that commits where another one aborts |
//! | all have said yes | a commit while somebody who takes part has not voted |
//! | a decision is for good | the other decision, or who tells it to somebody in doubt |
//! | on disk before it is said | a yes without its prepared record, a commit that is told and not logged |
//! | a yes binds | who ends by itself what it had said yes to |
//!
//! Who alone takes part may decide alone. Who gave up before it had said yes has written nothing down;
//! a crash makes it forget that, so it may take part anew, from the beginning: it is a participant
//! that hears of the transaction for the first time.

use super::{Invariant, Names, Notes, capital};
use crate::base::text::{TextBuf, text};
use crate::check::verdict::Verdict;
use crate::sim::trace::CommitStep;
use std::collections::BTreeMap;

/// Somebody took a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Record {
    /// Who, by a number below 32.
    pub node: u16,
    /// The transaction.
    pub txn: u64,
    /// Which step.
    pub step: CommitStep,
}

/// What is known of one transaction: nodes as sets of bits, steps by their places.
#[derive(Clone, Debug, Default)]
struct Seen {
    joined: u32,
    prepared: u32,
    yes: u32,
    voted: u32,
    /// Who has ended it.
    ended: u32,
    /// Who has given it up.
    aborted: u32,
    /// Who has told others to commit, and who to abort.
    told: [u32; 2],
    /// The first decision of each kind, the first that was told, the first that took effect: its
    /// node and its place.
    decided: [Option<(u16, usize)>; 2],
    first_told: [Option<(u16, usize)>; 2],
    done: [Option<(u16, usize)>; 2],
}

/// Finds the first step that breaks the rules.
#[derive(Clone, Debug, Default)]
pub struct Atomic {
    notes: Notes,
    names: Names,
    txns: BTreeMap<u64, Seen>,
}

impl Atomic {
    /// What nodes are called in sentences.
    pub fn call(&mut self, names: Names) {
        self.names = names;
    }

    /// A node crashes: of what it gave up by itself, before it had said yes, it knows nothing any
    /// more.
    pub fn crashed(&mut self, node: u16) {
        let me = 1u32 << (node % 32);
        let told = |seen: &Seen| seen.decided[1].is_some() || seen.first_told[1].is_some();
        for seen in self.txns.values_mut().filter(|seen| seen.aborted & !seen.yes & me != 0 && !told(seen)) {
            seen.aborted &= !me;
            seen.ended &= !me;
            if seen.aborted == 0 {
                seen.done[1] = None;
            }
        }
    }
}

impl Invariant for Atomic {
    type Record = Record;

    fn observe(&mut self, record: &Record) {
        let place = self.notes.next();
        let Record { node, txn, step } = *record;
        let (me, seen) = (1u32 << (node % 32), self.txns.entry(txn).or_default());
        let here = Some((node, place));
        let mut broken: Option<(&'static str, Option<(u16, usize)>)> = None;
        match step {
            CommitStep::Joined => seen.joined |= me,
            CommitStep::Prepared => seen.prepared |= me,
            CommitStep::ReadOnly => seen.voted |= me,
            CommitStep::No => {}
            CommitStep::Yes => {
                if seen.prepared & me == 0 {
                    broken = Some(("vote-not-logged", None));
                }
                seen.yes |= me;
                seen.voted |= me;
            }
            CommitStep::DecidedCommit | CommitStep::DecidedAbort => {
                let which = usize::from(step == CommitStep::DecidedAbort);
                if let Some(other) = seen.decided[1 - which] {
                    broken = Some(("decision-changed", Some(other)));
                } else if which == 0 && seen.joined & !seen.voted != 0 {
                    broken = Some(("not-all-voted", None));
                }
                seen.decided[which] = seen.decided[which].or(here);
            }
            CommitStep::ToldCommit | CommitStep::ToldAbort => {
                let which = usize::from(step == CommitStep::ToldAbort);
                // Where nobody is in doubt any more, a question that comes late may be answered by
                // what is presumed.
                let is_asked = seen.yes & !seen.ended != 0;
                if let Some(other) = seen.decided[1 - which].or(seen.first_told[1 - which]) {
                    broken = is_asked.then_some(("decision-changed", Some(other)));
                } else if which == 0 && seen.decided[0].is_none() {
                    broken = Some(("decision-not-logged", None));
                }
                seen.told[which] |= me;
                seen.first_told[which] = seen.first_told[which].or(here);
            }
            // Who has only read is out, however often it hears of it again.
            CommitStep::Committed | CommitStep::Aborted if seen.voted & !seen.yes & me != 0 => {}
            CommitStep::Committed | CommitStep::Aborted => {
                let which = usize::from(step == CommitStep::Aborted);
                self.notes.checked = true;
                if let Some(other) = seen.done[1 - which] {
                    broken = Some(("split-outcome", Some(other)));
                } else if seen.yes & me != 0 && seen.told[which] & !me == 0 {
                    broken = Some(("decided-alone", None));
                } else if which == 0 && seen.joined != me && seen.joined & !seen.voted != 0 {
                    broken = Some(("not-all-voted", None));
                }
                seen.ended |= me;
                seen.aborted |= if which == 1 { me } else { 0 };
                seen.done[which] = seen.done[which].or(here);
            }
        }
        if let Some((anomaly, other)) = broken {
            let because = because(anomaly, node, other.map(|(node, _)| node), step, &self.names);
            let operations = other.map(|(_, place)| place).into_iter().chain([place]).collect();
            self.notes.violate(anomaly, operations, "", because);
        }
    }

    fn verdict(&self) -> Verdict {
        self.notes.verdict(text(
            "No transaction of several nodes came to its end anywhere.",
            "没有跨节点事务在任何节点结束。",
        ))
    }
}

fn because(anomaly: &str, node: u16, other: Option<u16>, step: CommitStep, names: &Names) -> TextBuf {
    let me = names.of(u32::from(node));
    let other = other.map(|other| names.of(u32::from(other))).unwrap_or_default();
    let commits = matches!(step, CommitStep::Committed | CommitStep::DecidedCommit | CommitStep::ToldCommit);
    let (a_commit, an_abort) = (("commit", "committed", "提交"), ("abort", "aborted", "中止"));
    let ((en, ended, zh), (not_en, not_ended, not_zh)) =
        if commits { (a_commit, an_abort) } else { (an_abort, a_commit) };
    let (said, said_zh) = match anomaly {
        "split-outcome" => (
            format!("{} {not_ended} a transaction, and {} {ended} it.", other.en, me.en),
            format!("同一个事务，{}{not_zh}了，{}却{zh}了。", other.zh, me.zh),
        ),
        "decided-alone" => (
            format!("{} had voted yes and decided to {en} alone: nobody had told it to.", me.en),
            format!("{}投了赞成票之后自行决定{zh}，没有任何节点通知它。", me.zh),
        ),
        "not-all-voted" => (
            format!("{} committed a transaction although not everybody who takes part had voted yes.", me.en),
            format!("{}提交了事务，而参与者并没有全部投赞成票。", me.zh),
        ),
        "vote-not-logged" => (
            format!("{} voted yes before its prepared record was on its disk.", me.en),
            format!("{}在准备（prepared）记录落盘之前就投了赞成票。", me.zh),
        ),
        "decision-not-logged" => (
            format!("{} told others to commit before that decision was on a disk.", me.en),
            format!("{}在提交决定落盘之前就通知了其他节点。", me.zh),
        ),
        _ => (
            format!("{} says {en}, where {} had said {not_en} before.", me.en, other.en),
            format!("{}说{zh}，而{}此前说的是{not_zh}。", me.zh, other.zh),
        ),
    };
    TextBuf { en: capital(said), zh: said_zh }
}

#[cfg(test)]
mod tests {
    use super::*;
    use CommitStep::*;

    fn judged(steps: &[(u16, CommitStep)]) -> Result<bool, &'static str> {
        let records = steps.iter().map(|&(node, step)| Record { node, txn: 7, step });
        match Atomic::default().judge(&records.collect::<Vec<_>>()) {
            Verdict::Violated(witness) => Err(witness.anomaly),
            verdict => Ok(verdict == Verdict::Holds),
        }
    }

    /// Two who take part and have said yes, with 9 who decides.
    const VOTED: [(u16, CommitStep); 6] =
        [(0, Joined), (1, Joined), (0, Prepared), (0, Yes), (1, Prepared), (1, Yes)];

    #[test]
    fn all_or_none() {
        let ends =
            |more: &[(u16, CommitStep)]| judged(&VOTED.iter().chain(more).copied().collect::<Vec<_>>());
        let commit = [(9, DecidedCommit), (9, ToldCommit), (0, Committed)];
        assert_eq!(ends(&commit), Ok(true));
        assert_eq!(ends(&[&commit[..], &[(1, Committed)]].concat()), Ok(true));
        assert_eq!(ends(&[(9, ToldAbort), (0, Aborted), (1, Aborted)]), Ok(true));
        assert_eq!(ends(&[&commit[..], &[(1, Aborted)]].concat()), Err("split-outcome"));
        assert_eq!(ends(&[(0, Aborted)]), Err("decided-alone"));
        assert_eq!(ends(&[(0, ToldAbort), (0, Aborted)]), Err("decided-alone"), "its own word is none");
        assert_eq!(ends(&[(9, ToldCommit)]), Err("decision-not-logged"));
        assert_eq!(ends(&[(9, DecidedCommit), (9, DecidedAbort)]), Err("decision-changed"));
        assert_eq!(ends(&[(9, DecidedCommit), (9, ToldAbort)]), Err("decision-changed"));
        let late = [&commit[..], &[(1, Committed), (9, ToldAbort)]].concat();
        assert_eq!(ends(&late), Ok(true), "nobody is in doubt any more");
        assert_eq!(ends(&[]), Ok(false), "nothing has ended");
    }

    #[test]
    fn a_crash_forgets_what_was_given_up_before_a_yes_and_nothing_else() {
        let judged = |before: &[(u16, CommitStep)], after: &[(u16, CommitStep)]| {
            let mut atomic = Atomic::default();
            let observe = |steps: &[(u16, CommitStep)], atomic: &mut Atomic| {
                steps.iter().for_each(|&(node, step)| atomic.observe(&Record { node, txn: 7, step }));
            };
            observe(before, &mut atomic);
            atomic.crashed(0);
            observe(after, &mut atomic);
            match atomic.verdict() {
                Verdict::Violated(witness) => Some(witness.anomaly),
                _ => None,
            }
        };
        let anew = [(0, Joined), (0, Committed)];
        assert_eq!(judged(&[(0, Joined), (0, Aborted)], &anew), None);
        assert_eq!(judged(&[(1, Joined), (1, Aborted)], &anew), Some("split-outcome"), "another one knows");
        let decided = [(0, Joined), (0, Aborted), (9, DecidedAbort)];
        assert_eq!(judged(&decided, &anew), Some("split-outcome"), "who decides knows");
        let said_yes = [&VOTED[..], &[(9, DecidedAbort), (9, ToldAbort), (0, Aborted)]].concat();
        assert_eq!(judged(&said_yes, &[(0, Committed)]), Some("split-outcome"));
    }

    #[test]
    fn who_has_not_voted_is_not_committed_and_who_is_alone_need_not_vote() {
        let some = &VOTED[..4];
        assert_eq!(judged(&[some, &[(9, DecidedCommit)]].concat()), Err("not-all-voted"));
        let read = [some, &[(1, ReadOnly), (9, DecidedCommit)]].concat();
        assert_eq!(judged(&read), Ok(false));
        let again = [&read[..], &[(9, ToldCommit), (0, Committed), (1, Joined), (1, Aborted)]].concat();
        assert_eq!(judged(&again), Ok(true), "who is out is out");
        assert_eq!(judged(&[(0, Joined), (0, Committed)]), Ok(true));
        assert_eq!(judged(&[(0, Joined), (1, Joined), (0, Committed)]), Err("not-all-voted"));
        assert_eq!(judged(&[(0, Joined), (0, Yes)]), Err("vote-not-logged"));
        assert_eq!(judged(&[(0, Joined), (1, Joined), (1, Aborted), (0, Aborted)]), Ok(true));
    }
}
