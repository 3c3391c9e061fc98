//! What is to be said of everything that was heard.

use super::answers::Answers;
use super::booked::Booked;
use super::end::Held;
use super::{Watching, promises};
use crate::base::ids::{FactId, NodeId};
use crate::base::text::{Said, Text};
use crate::check::invariant::convergence;
use crate::check::invariant::effects::Record::Done;
use crate::check::invariant::logs::Logs;
use crate::lab::verdicts::{Judged, Word};
use crate::sim::session::Session;

impl Watching {
    /// What is to be said of the sessions.
    pub fn guarantees(&self) -> Vec<Judged> {
        self.guarantees.judged()
    }

    /// What is to be said of the invariants. What nodes hold is looked at where the cursor stands right behind what was heard.
    pub fn invariants(&self, session: &dyn Session) -> Vec<Judged> {
        let here = session.told().facts == self.next;
        let held = here.then(|| Held::look(session));
        let at = FactId(self.next.saturating_sub(1));
        let now = if self.next == session.fact_count() { session.folded().0 } else { session.cursor().0 };
        let quiet = here && self.quiet.is(now, session) && (0..session.node_count()).all(|node| session.node(NodeId(node)).unsaved == 0);

        let mut convergence = self.convergence.clone();
        let mut balances = self.answers.balances.clone();
        if quiet && !self.noticed {
            convergence.hear(at, &convergence::Record::Quiet);
        }
        if let Some(held) = &held {
            held.balances(&self.answers, &mut balances);
        }
        let [time, versions] = self.answers.stale();
        let mut all = vec![
            self.conservation(held.as_ref().filter(|_| quiet), session),
            balances.judged("non-negative", promises::NON_NEGATIVE),
            convergence.judged("convergence", promises::CONVERGENCE),
        ];
        all.push(self.entries.append_only.judged("append-only", promises::APPEND_ONLY));
        all.push(self.prefix(held.filter(|_| quiet).map(|held| held.lines(&self.answers, session)).as_ref()));
        all.extend([self.effects(), time, versions]);
        all
    }

    fn conservation(&self, held: Option<&Held>, session: &dyn Session) -> Judged {
        let (name, promise) = ("conservation", promises::CONSERVATION);
        let money = self.answers.money_with_the_unknown();
        let counts = held.map_or_else(Vec::new, |held| held.counts(&self.copies, session, money.clone()));
        let counts = counts.iter().map(|(node, money)| {
            money.judged_as(name, promise, |witness| match node {
                Some(node) => {
                    Said { en: format!("Node {node}: {}", witness.because.en), zh: format!("节点 {node}：{}", witness.because.zh) }
                }
                None => witness.because.clone(),
            })
        });
        worst(counts.chain([money.judged(name, promise)]), name, promise)
    }

    fn prefix(&self, lines: Option<&Booked<Logs>>) -> Judged {
        let judged = |logs: &Booked<_>| logs.judged("prefix", promises::PREFIX);
        let streams = self.entries.prefix.iter().map(|(account, logs)| {
            let mut judged = judged(logs);
            if let (Some(account), Some(because), Word::Violated) = (account, &mut judged.because, judged.verdict) {
                let name = self.answers.name(*account);
                let name = name.word().unwrap_or_default();
                *because = Said { en: format!("{name}: {}", because.en), zh: format!("{name}：{}", because.zh) };
            }
            judged
        });
        worst(streams.chain(lines.map(judged)), "prefix", promises::PREFIX)
    }

    fn effects(&self) -> Judged {
        let (name, promise) = ("effects", promises::EFFECTS);
        let mut all = vec![self.answers.wishes.judged_as(name, promise, |_| Answers::twice())];
        let entries = &self.entries;
        all.push(entries.folded.judged_as(name, promise, |witness| {
            let number = entries.folded.machine.event(witness.operations[0]);
            number.and_then(|number| entries.twice(number)).unwrap_or_else(|| witness.because.clone())
        }));
        let mut outside = entries.outside.clone();
        outside.hear(FactId(self.next.saturating_sub(1)), &Done);
        all.push(outside.judged(name, promise));
        worst(all.into_iter(), name, promise)
    }
}

/// Of several parts of one promise: broken where one is, kept where one is and none is broken.
fn worst(parts: impl Iterator<Item = Judged>, model: &str, promise: Text) -> Judged {
    let rank = |judged: &Judged| match judged.verdict {
        Word::Violated => 0,
        Word::Unknown => 1,
        Word::Holds => 2,
        Word::Vacuous => 3,
    };
    let nothing = || Judged {
        model: model.to_owned(),
        promise: promise.into(),
        verdict: Word::Vacuous,
        because: Some(promises::NOTHING.into()),
        proof: Vec::new(),
    };
    parts.min_by_key(rank).unwrap_or_else(nothing)
}
