//! The promises that a run broke, each with the moment at which it was broken: a light beside
//! agreement, which no healing turns off again.
//!
//! Agreement is about copies, and copies heal. What clients were promised is about answers and
//! money: who once saw a deposit vanish has seen it. Orders of whole histories and staleness are
//! not among them: the receipt judges the first, and a stale read is marked where it happens.

use super::amounts;
use super::copies::{Change, Copies};
use super::experiment::Experiment;
use super::invariants::RunMonitor;
use super::verdicts::{Finding, MOST_OPERATIONS, Verdict, called};
use crate::base::arrange::Arrange;
use crate::base::ids::{AccountId, FactId, NodeId, OpId};
use crate::base::text::{Language, TextBuf, text};
use crate::base::time::Time;
use crate::base::units;
use crate::sim::run::{AnyRun, Target};
use crate::sim::show::Lens;
use crate::sim::trace::{FactKind, Outcome, Write};
use crate::sim::world::Status;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A promise that was broken, where that is first known.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Breach {
    /// The invariant or guarantee, by its name on the command line; `lost` for an acknowledged
    /// write that is gone.
    pub model: String,
    /// What people call it.
    pub title: TextBuf,
    /// The fact that broke it.
    pub fact: FactId,
    /// The moment of that fact.
    pub at: Time,
    /// The node at which it happened.
    pub node: NodeId,
    /// The account that it is about, where it is about one.
    pub account: Option<AccountId>,
    /// What happened, in a sentence or two.
    pub because: Option<TextBuf>,
    /// The facts that prove it, as the judge names them; the last [`MOST_PROOF`] of them.
    pub proof: Vec<FactId>,
}

/// So many facts of a proof are kept: those that a person can follow.
pub const MOST_PROOF: usize = 8;

/// Every promise that a run broke, the first one first; nothing where the run is too long to be
/// judged while somebody waits. Moves the cursor of the run, which is folded to its end.
pub fn breaches(experiment: &Experiment, run: &mut dyn AnyRun) -> Option<Vec<Breach>> {
    if run.operation_count() > MOST_OPERATIONS {
        return None;
    }
    run.seek(Target::Time(run.until()));
    let mut monitor = RunMonitor::new(experiment);
    monitor.catch_up(run, run.fact_count());
    let mut judged = monitor.guarantees();
    judged.extend(monitor.invariants(run));
    judged.retain(|it| it.verdict == Verdict::Violated && !it.model.starts_with("stale"));
    let mut all: Vec<Breach> = Vec::from_iter(lost(experiment, run));
    for finding in judged {
        let Some(&proved) = finding.proof.last() else { continue };
        let (finding, first) = match finding.model.as_str() {
            "non-negative" => {
                let first = below_nothing(run, proved);
                (finding, first)
            }
            "conservation" => match wrong_when_quiet(experiment, run) {
                Some((fact, then)) => (then, (fact, None)),
                None => (finding, (proved, None)),
            },
            _ => (finding, (proved, None)),
        };
        all.push(breach(amounts::in_finding(finding, experiment), first, run));
    }
    all.arrange_by_key(|it| it.fact);
    Some(all)
}

/// What a judge found, as a broken promise: at which fact, and about which account if that is known.
pub fn breach(finding: Finding, (fact, account): (FactId, Option<AccountId>), run: &dyn AnyRun) -> Breach {
    let event = run.fact(fact);
    let of_fact = match event.what {
        FactKind::Returned { op, .. } | FactKind::Invoked { op, .. } => {
            Some(run.operation(op).request.call.account())
        }
        FactKind::Installed { write, .. } => Some(run.write(write).key),
        _ => None,
    };
    Breach {
        title: called(&finding.model),
        model: finding.model,
        fact,
        at: event.at,
        node: event.node,
        account: account.or(of_fact),
        because: finding.because,
        proof: finding.proof[finding.proof.len().saturating_sub(MOST_PROOF)..].to_vec(),
    }
}

/// The first moment at which a node showed less than nothing for an account that is below nothing
/// when the run ends. A balance that only an answer showed is proved by that answer.
fn below_nothing(run: &mut dyn AnyRun, proved: FactId) -> (FactId, Option<AccountId>) {
    let all = Lens { rows: 0..0, accounts: 0..u32::MAX, only: None };
    let below = |run: &dyn AnyRun, node: NodeId| -> Vec<AccountId> {
        let seen = run.inspect(node, &all);
        let rows = seen.balances().map_or(&[][..], |held| held.rows.as_slice());
        rows.iter().filter(|row| row.balance < 0).map(|row| row.account).collect()
    };
    let up: Vec<NodeId> =
        (0..run.node_count()).map(NodeId).filter(|&node| run.node(node).status != Status::Down).collect();
    let at_end: BTreeSet<AccountId> = up.into_iter().flat_map(|node| below(run, node)).collect();
    if at_end.is_empty() {
        return (proved, None);
    }
    let changes = (0..run.fact_count()).map(FactId);
    let changes: Vec<FactId> =
        changes.filter(|&id| matches!(run.fact(id).what, FactKind::Became { .. })).collect();
    for fact in changes {
        run.seek(Target::Fact(fact));
        let node = run.fact(fact).node;
        if let Some(&account) = below(run, node).iter().find(|account| at_end.contains(account)) {
            return (fact, Some(account));
        }
    }
    (proved, None)
}

/// So many quiet moments are looked at: a look at every node costs a seek.
const MOST_LOOKS: usize = 300;

/// The first moment at which it is certain that money is missing, or came from nowhere: while
/// messages are on their way or clients wait, what one account lacks may still come to another, so
/// nobody can say it before it is quiet. Nothing where it is first known at the end.
fn wrong_when_quiet(experiment: &Experiment, run: &mut dyn AnyRun) -> Option<(FactId, Finding)> {
    let (mut monitor, mut looks) = (RunMonitor::new(experiment), 0);
    for id in (1..run.fact_count()).map(FactId) {
        monitor.catch_up(run, id.0);
        if !monitor.turns_quiet(&run.fact(id), run) {
            continue;
        }
        looks += 1;
        run.seek(Target::Fact(FactId(id.0 - 1)));
        let is_safe = (0..run.node_count()).all(|node| run.node(NodeId(node)).unsaved == 0);
        if is_safe && run.told().facts == id.0 {
            let found = monitor.money(run);
            if found.verdict == Verdict::Violated {
                return Some((id, found));
            }
        }
        if looks == MOST_LOOKS {
            break;
        }
    }
    None
}

/// An acknowledged write that no majority of the copies that are meant to keep it has any more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LostWrite {
    /// The answer by which a client was told that it is done.
    pub told: FactId,
    /// The operation that made it.
    pub op: OpId,
    /// The write.
    pub write: Write,
    /// The fact by which the last of those copies lost it; not before the answer.
    pub gone: FactId,
}

/// The first acknowledged write that its copies do not have at the end, by the moment at which the
/// last of them lost it. The cursor stands at the end.
pub fn first_lost(run: &dyn AnyRun) -> Option<LostWrite> {
    all_lost(run).into_iter().next()
}

/// Every acknowledged write that its copies do not have at the end, by the moment at which the last
/// of them lost it. The cursor stands at the end.
pub fn all_lost(run: &dyn AnyRun) -> Vec<LostWrite> {
    let mut copies = Copies::new(run.node_count());
    let mut acknowledged: Vec<(FactId, OpId, Write)> = Vec::new();
    let mut gone: BTreeMap<Write, FactId> = BTreeMap::new();
    let mut last_crash = None;
    for id in (0..run.fact_count()).map(FactId) {
        let event = run.fact(id);
        match copies.observe(id, &event, run) {
            Some(Change::Cut { gone: writes, .. } | Change::Put { instead_of: writes, .. }) => {
                gone.extend(writes.into_iter().map(|write| (write, id)));
            }
            None => {}
        }
        match event.what {
            FactKind::Crashed { .. } => last_crash = Some(id),
            FactKind::Returned { op, outcome: Outcome::Ok, .. } => {
                let request = run.operation(op).request;
                let account = request.call.account();
                let mut writes = copies.of_command(request.command).iter().filter(|it| it.key == account);
                if !request.call.is_read() {
                    acknowledged.extend(writes.next_back().map(|&write| (id, op, write)));
                }
            }
            _ => {}
        }
    }
    let lost = acknowledged.into_iter().filter(|(.., write)| copies.is_lost(write, run));
    let lost = lost.map(|(told, op, write)| {
        let gone = gone.get(&write).copied().or(last_crash).unwrap_or(told).max(told);
        LostWrite { told, op, write, gone }
    });
    let mut lost: Vec<LostWrite> = lost.collect();
    lost.arrange_by_key(|it| (it.gone, it.write.key, it.write.version));
    lost
}

fn lost(experiment: &Experiment, run: &dyn AnyRun) -> Option<Breach> {
    first_lost(run).map(|lost| of_lost(experiment, run, &lost))
}

/// The promise that a lost write broke.
pub(super) fn of_lost(experiment: &Experiment, run: &dyn AnyRun, lost: &LostWrite) -> Breach {
    let &LostWrite { told, gone: fact, write, op } = lost;
    let event = run.fact(fact);
    let asked = |language| {
        let name = |id: AccountId| {
            experiment
                .accounts
                .get(id.index())
                .map_or_else(|| format!("#{id}"), |account| account.name.clone())
        };
        run.operation(op).request.call.sentence(
            name,
            |amount| units::money(amount, experiment.decimals),
            language,
        )
    };
    Breach {
        model: "lost".to_owned(),
        title: text("What was acknowledged stays", "已确认的不会丢失").into(),
        fact,
        at: event.at,
        node: event.node,
        account: Some(write.key),
        because: Some(TextBuf {
            en: format!(
                "A client's request was acknowledged ({}), and no majority of copies has it any more.",
                asked(Language::En)
            ),
            zh: format!("客户端已得到成功的答复（{}），多数副本上却已经没有这次写入。", asked(Language::Zh)),
        }),
        proof: vec![told, fact],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::{demo, setup};
    use crate::sim::run::Progress;

    fn of(demo: &str, protected: bool) -> Vec<Breach> {
        let demo = demo::find(demo).expect("a demo");
        let experiment = if protected { demo.protected() } else { demo.experiment() };
        let mut run = setup::open(&experiment, &[]);
        while run.advance(100_000) == Progress::More {}
        breaches(&experiment, run.as_mut()).expect("a short run")
    }

    #[test]
    fn every_demo_of_an_invariant_or_a_guarantee_breaks_it_before_the_run_ends() {
        for demo in demo::all() {
            let broken = of(demo.id, false);
            if broken.iter().any(|it| it.model == demo.checker) {
                let first = broken.iter().find(|it| it.model == demo.checker).expect("one");
                let end = demo.experiment().duration_us;
                assert!(first.at.0 <= end, "{}: {first:?}", demo.id);
                assert!(first.because.is_some(), "{}", demo.id);
            }
        }
    }
}
