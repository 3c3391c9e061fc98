//! What must be true of a run of the bank at every moment, or whenever it is quiet: the records of the seven [invariants](crate::check::invariant), folded from the trace
//! as the run plays, and from what nodes hold where the cursor stands.
//!
//! | invariant | records come from | file |
//! | --- | --- | --- |
//! | conservation of money | answers; the sums that nodes hold when it is quiet | `answers`, `end` |
//! | no balance below nothing | balances in answers; balances that nodes hold | `answers`, `end` |
//! | convergence when quiet | fingerprints that nodes tell; when nothing is under way | `quiet` |
//! | append-only | what replicas show and take back | `entries` |
//! | prefix | what replicas show; the lines that they hold when it is quiet | `entries`, `end` |
//! | effects per event | events folded, effects outside, commands answered | `entries`, `answers` |
//! | staleness in ms, in versions | versions in answers | `answers` |
//!
//! A run that is watched and a run that is judged when it is over are heard by the same machines in the same order, so they are judged alike.

mod answers;
mod booked;
mod end;
mod entries;
mod promises;
mod quiet;

use self::answers::Answers;
use self::booked::Booked;
use self::end::Held;
use self::entries::Entries;
use self::quiet::Quiet;
use super::experiment::Experiment;
use super::guarantees::{Guarantees, untold};
use super::shown::{Shown, Telling};
use super::verdicts::{Judged, Word};
use crate::base::ids::FactId;
use crate::base::text::Said;
use crate::check::invariant::Invariant;
use crate::check::invariant::convergence::{self, Convergence};
use crate::sim::session::Session;
use crate::sim::trace::{TraceEvent, What};

/// Watches a run: hears every fact once, and can say at any moment what is to be said of what it heard.
#[derive(Clone, Debug)]
pub struct Watching {
    next: u32,
    quiet: Quiet,
    /// Whether the quiet that holds now was noticed already.
    noticed: bool,
    answers: Answers,
    convergence: Booked<Convergence>,
    states: Vec<u64>,
    /// What replicas show, where the protocol tells it.
    shown: Option<(Shown, Entries, Guarantees)>,
}

impl Watching {
    /// Nothing was heard yet.
    pub fn new(experiment: &Experiment) -> Watching {
        let mut convergence = Booked::<Convergence>::default();
        for replica in 0..u32::from(experiment.nodes) {
            convergence.hear(FactId(0), &convergence::Record::Became { replica, state: 0 });
        }
        let told = |telling| (Shown::new(telling, experiment), Entries::new(telling, experiment), Guarantees::new(experiment));
        Watching {
            next: 0,
            quiet: Quiet::new(experiment),
            noticed: false,
            answers: Answers::new(experiment),
            convergence,
            states: vec![0; usize::from(experiment.nodes)],
            shown: Telling::of(experiment).map(told),
        }
    }

    /// Hears the facts that are new, up to this one.
    pub fn catch_up(&mut self, session: &dyn Session, before: u32) {
        for id in (self.next..before).map(FactId) {
            let event = session.fact(id);
            self.hear(id, &event, session);
        }
        self.next = self.next.max(before);
    }

    fn hear(&mut self, id: FactId, event: &TraceEvent, session: &dyn Session) {
        if !self.quiet.is(event.at) {
            self.noticed = false;
        } else if !self.noticed {
            self.noticed = true;
            self.convergence.hear(id, &convergence::Record::Quiet);
        }
        self.quiet.hear(event, session);
        let (replica, node) = (u32::from(event.node.0), event.node.index());
        match event.what {
            What::Became { state } => {
                self.states[node] = state;
                self.convergence.hear(id, &convergence::Record::Became { replica, state });
            }
            What::Crashed { .. } => self.convergence.hear(id, &convergence::Record::Gone { replica }),
            What::Restarted { .. } => self.convergence.hear(id, &convergence::Record::Became { replica, state: self.states[node] }),
            _ => {}
        }
        self.answers.hear(id, event, session);
        if let Some((shown, entries, guarantees)) = &mut self.shown {
            let change = shown.hear(event, session);
            entries.hear(id, event, shown, change);
            guarantees.hear(id, event, shown, change, session);
        }
    }

    /// What is to be said of the sessions.
    pub fn guarantees(&self) -> Vec<Judged> {
        self.shown.as_ref().map_or_else(untold, |(shown, _, guarantees)| guarantees.judged(shown))
    }

    /// What is to be said of the invariants. What nodes hold is looked at where the cursor stands right behind what was heard.
    pub fn invariants(&self, session: &dyn Session) -> Vec<Judged> {
        let here = session.told().facts == self.next;
        let held = here.then(|| Held::look(session));
        let at = FactId(self.next.saturating_sub(1));
        let is_over = self.next == session.fact_count() && session.cursor().0 <= session.until();
        let now = if is_over { session.folded().0 } else { session.cursor().0 };
        let quiet =
            here && self.quiet.is(now) && (0..session.node_count()).all(|node| session.node(crate::base::ids::NodeId(node)).unsaved == 0);

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
        if let Some((shown, entries, _)) = &self.shown {
            let lines = held.filter(|_| quiet).map(|held| held.lines(shown.telling(), &self.answers));
            all.push(entries.append_only.judged("append-only", promises::APPEND_ONLY));
            all.push(self.prefix(entries, lines.as_ref()));
        }
        all.extend([self.effects(), time, versions]);
        all
    }

    fn conservation(&self, held: Option<&Held>, session: &dyn Session) -> Judged {
        let (name, promise) = ("conservation", promises::CONSERVATION);
        let money = self.answers.money_with_the_unknown();
        let counts = held.map_or_else(Vec::new, |held| held.counts(session, money.clone()));
        let counts = counts.iter().map(|(node, money)| {
            money.judged_as(name, promise, |witness| Said {
                en: format!("Node {node}: {}", witness.because.en),
                zh: format!("节点 {node}：{}", witness.because.zh),
            })
        });
        worst(counts.chain([money.judged(name, promise)]), name, promise)
    }

    fn prefix(&self, entries: &Entries, lines: Option<&Booked<crate::check::invariant::logs::Logs>>) -> Judged {
        let judged = |logs: &Booked<_>| logs.judged("prefix", promises::PREFIX);
        let streams = entries.prefix.iter().map(|(account, logs)| {
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
        if let Some((_, entries, _)) = &self.shown {
            all.push(entries.folded.judged_as(name, promise, |witness| {
                let number = entries.folded.machine.event(witness.operations[0]);
                number.map_or_else(|| witness.because.clone(), Entries::twice)
            }));
            let mut outside = entries.outside.clone();
            outside.hear(FactId(self.next.saturating_sub(1)), &crate::check::invariant::effects::Record::Done);
            all.push(outside.judged(name, promise));
        }
        worst(all.into_iter(), name, promise)
    }

    /// Whether something is known to be violated already, whatever comes next.
    pub fn is_violated(&self) -> bool {
        let entries = self.shown.as_ref().is_some_and(|(_, entries, guarantees)| {
            entries.append_only.machine.is_violated()
                || entries.prefix.values().any(|logs| logs.machine.is_violated())
                || entries.folded.machine.is_violated()
                || entries.outside.machine.is_violated()
                || crate::check::sessions::Guarantee::ALL.into_iter().any(|it| guarantees.is_broken(it))
        });
        entries
            || self.convergence.machine.is_violated()
            || self.answers.balances.machine.is_violated()
            || self.answers.wishes.machine.is_violated()
    }
}

/// Of several parts of one promise: broken where one is, kept where one is and none is broken.
fn worst(parts: impl Iterator<Item = Judged>, model: &str, promise: crate::base::text::Text) -> Judged {
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
