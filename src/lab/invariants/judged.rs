//! The findings of guarantees and invariants about the facts so far.

use super::answers::Answers;
use super::end::FinalStates;
use super::entries::Streams;
use super::with_facts::WithFacts;
use super::{RunMonitor, promises};
use crate::base::ids::{FactId, NodeId};
use crate::base::text::{Text, TextBuf};
use crate::check::invariant::convergence;
use crate::check::invariant::effects::Record::Done;
use crate::check::invariant::logs::Logs;
use crate::lab::verdicts::{Finding, Verdict};
use crate::sim::cast::Cast;
use crate::sim::run::AnyRun;
use crate::sim::trace::Fact;

impl RunMonitor {
    /// What is to be said of the sessions.
    pub fn guarantees(&self) -> Vec<Finding> {
        self.guarantees.judged()
    }

    /// What is to be said of the invariants. What nodes hold is looked at where the cursor stands
    /// right behind what was heard.
    pub fn invariants(&self, run: &dyn AnyRun) -> Vec<Finding> {
        let cast = run.cast();
        let here = run.told().facts == self.next;
        let held = here.then(|| FinalStates::look(run));
        let at = FactId(self.next.saturating_sub(1));
        let now = if self.next == run.fact_count() { run.folded().0 } else { run.cursor().0 };
        let quiet = here
            && self.quiet.is(now, run)
            && (0..run.node_count()).all(|node| run.node(NodeId(node)).unsaved == 0);

        let (mut convergence, mut delivery) = (self.convergence.clone(), self.delivery.clone());
        let mut balances = self.answers.balances.clone();
        if quiet && !self.noticed {
            convergence.observe(at, &convergence::Record::Quiet);
            delivery.quiet(at, run);
        }
        if let Some(held) = &held {
            held.balances(&self.answers, &mut balances);
        }
        let covered = held.as_ref().filter(|_| quiet).map(|it| it.covered(&self.answers, &self.copies, run));
        let covered = covered.unwrap_or_else(|| self.answers.covered.clone());
        let [time, versions] = self.answers.stale();
        let mut all = vec![
            self.conservation(held.as_ref().filter(|_| quiet), run),
            balances.judged("non-negative", promises::NON_NEGATIVE),
            covered.judged("covered", promises::COVERED),
            convergence.judged("convergence", promises::CONVERGENCE),
        ];
        all.push(self.logs(&self.entries.append_only, None, "append-only", promises::APPEND_ONLY, cast));
        let lines = held.filter(|_| quiet).map(|held| held.lines(&self.answers, run));
        all.push(self.logs(&self.entries.prefix, lines.as_ref(), "prefix", promises::PREFIX, cast));
        all.extend(self.steps.judged(quiet.then_some(at), run));
        all.extend([self.effects(run), time, versions]);
        all.extend(delivery.judged());
        all.push(self.atomic.judged("atomic-commit", promises::ATOMIC));
        all
    }

    /// Whether quiet begins right before this fact, which comes next: what was under way has come to
    /// its end, so what nodes hold now will stay.
    pub fn turns_quiet(&self, event: &Fact, run: &dyn AnyRun) -> bool {
        !self.noticed && self.quiet.is(event.at, run)
    }

    /// What is to be said of the money where the cursor stands, right behind what was heard. It is
    /// sound when it is [quiet](RunMonitor::turns_quiet) and everything is on disks.
    pub fn money(&self, run: &dyn AnyRun) -> Finding {
        self.conservation(Some(&FinalStates::look(run)), run)
    }

    fn conservation(&self, held: Option<&FinalStates>, run: &dyn AnyRun) -> Finding {
        let (name, promise) = ("conservation", promises::CONSERVATION);
        let money = self.answers.money_with_the_unknown();
        let counts = held.map_or_else(Vec::new, |held| held.counts(&self.copies, run, money.clone()));
        let counts = counts.iter().map(|(node, money)| {
            money.judged_as(name, promise, |witness| match node {
                Some(node) => {
                    let name = run.cast().name(*node);
                    TextBuf {
                        en: format!("{}: {}", name.en, witness.because.en),
                        zh: format!("{}：{}", name.zh, witness.because.zh),
                    }
                }
                None => witness.because.clone(),
            })
        });
        worst(counts.chain([money.judged(name, promise)]), name, promise)
    }

    fn logs(
        &self,
        streams: &Streams,
        lines: Option<&WithFacts<Logs>>,
        name: &str,
        promise: Text,
        cast: &Cast,
    ) -> Finding {
        let judged = |logs: &WithFacts<_>| logs.judged(name, promise);
        let streams = streams.iter().map(|(account, logs)| {
            let mut judged = judged(logs);
            if let (Some(account), Some(because), Verdict::Violated) =
                (account, &mut judged.because, judged.verdict)
            {
                let name = self.answers.name(*account);
                let name = name.word().unwrap_or_default();
                *because =
                    TextBuf { en: format!("{name}: {}", because.en), zh: format!("{name}：{}", because.zh) };
            }
            judged
        });
        let lines = lines.map(judged).map(|finding| Finding {
            because: finding.because.map(|because| super::end::spelled(&because, cast)),
            ..finding
        });
        worst(streams.chain(lines), name, promise)
    }

    fn effects(&self, run: &dyn AnyRun) -> Finding {
        let (name, promise) = ("effects", promises::EFFECTS);
        let mut all = vec![self.answers.commands_done.judged_as(name, promise, |_| Answers::twice())];
        let entries = &self.entries;
        all.push(entries.folded.judged_as(name, promise, |witness| {
            let number = entries.folded.machine.event(witness.operations[0]);
            number
                .and_then(|number| entries.twice(number, run.cast()))
                .unwrap_or_else(|| witness.because.clone())
        }));
        let delivery = &self.delivery;
        all.push(delivery.applied.judged_as(name, promise, |witness| {
            let number = delivery.applied.machine.event(witness.operations[0]);
            let said = number.and_then(|number| delivery.twice(number, run.cast()));
            said.unwrap_or_else(|| witness.because.clone())
        }));
        let mut outside = entries.outside.clone();
        outside.observe(FactId(self.next.saturating_sub(1)), &Done);
        all.push(outside.judged(name, promise));
        worst(all.into_iter(), name, promise)
    }
}

/// Of several parts of one promise: broken where one is, kept where one is and none is broken.
fn worst(parts: impl Iterator<Item = Finding>, model: &str, promise: Text) -> Finding {
    let rank = |judged: &Finding| match judged.verdict {
        Verdict::Violated => 0,
        Verdict::Unknown => 1,
        Verdict::Holds => 2,
        Verdict::Vacuous => 3,
    };
    let nothing = || Finding {
        model: model.to_owned(),
        promise: promise.into(),
        verdict: Verdict::Vacuous,
        because: Some(promises::NOTHING.into()),
        proof: Vec::new(),
    };
    parts.min_by_key(rank).unwrap_or_else(nothing)
}
