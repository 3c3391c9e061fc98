//! Whether what broke in a run lies outside of what its protocol promises: a promise has conditions,
//! and operators or machines of this run may have left one.
//!
//! The fault matrix asks the same of the same conditions: it holds a run to every promise whose
//! conditions the run met.

use super::experiment::Experiment;
use super::promised::said;
use crate::base::ids::{FactId, NodeId};
use crate::base::text::{Text, TextBuf};
use crate::base::units::{self, Quantity};
use crate::protocol::catalog::{Entry, knob::Setting, knob::Settings};
use crate::protocol::manifest::condition::Condition;
use crate::protocol::manifest::{Promise, To};
use crate::sim::fact::Lasts;
use crate::sim::run::AnyRun;
use crate::sim::trace::{FactKind, Harm};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Something that broke where nobody promised that it holds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Outside {
    /// The invariant, guarantee or model that broke, by its name on the command line.
    pub model: String,
    /// Which condition was left, and when.
    pub because: TextBuf,
    /// The fact that left it; nothing where a setting did.
    pub fact: Option<FactId>,
}

/// Which of the models that broke in a run are promised under conditions that it left, and how it
/// left them. What is never promised is not among them; nor is what had to hold and did not.
pub fn outside<'a>(
    entry: &Entry,
    experiment: &Experiment,
    run: &dyn AnyRun,
    broken: impl IntoIterator<Item = &'a str>,
) -> Vec<Outside> {
    let of_model = |model: &str| {
        let ways = ways(entry).filter(|(promise, _)| promise.holds.contains(&model));
        let lacks = |promise: &Promise| lacking(entry, promise, &experiment.protocol.settings);
        let (lacks, conditions) = ways
            .map(|(promise, conditions)| (lacks(promise), conditions))
            .min_by_key(|(lacks, conditions)| (lacks.len(), first_left(conditions, run).is_some()))?;
        let (because, fact) = match first_left(&conditions, run) {
            _ if !lacks.is_empty() => (settings(&lacks), None),
            Some((fact, how)) => (at(run, fact, &how), Some(fact)),
            None => return None,
        };
        Some(Outside { model: model.to_owned(), because, fact })
    };
    broken.into_iter().filter_map(of_model).collect()
}

/// Everything that a protocol promises in a run with these settings, by the conditions that the run
/// met; one of them may be `spared`.
pub fn promised_in(
    entry: &Entry,
    settings: &Settings,
    run: &dyn AnyRun,
    spared: Option<Condition>,
) -> BTreeSet<&'static str> {
    let asks = |conditions: &[Condition]| {
        conditions.iter().copied().filter(|&it| Some(it) != spared).collect::<Vec<Condition>>()
    };
    ways(entry)
        .filter(|(promise, _)| lacking(entry, promise, settings).is_empty())
        .filter(|(_, conditions)| first_left(&asks(conditions), run).is_none())
        .flat_map(|(promise, _)| promise.holds.iter().copied())
        .collect()
}

/// Every promise of a protocol with its conditions.
fn ways(entry: &Entry) -> impl Iterator<Item = (&'static Promise, Vec<Condition>)> {
    let more = entry.conditional.iter().map(|it| (&it.promise, Some(it.condition)));
    let all = entry.promises.iter().map(|promise| (promise, None)).chain(more);
    all.map(|(promise, more)| (promise, promise.rollout.conditions().iter().copied().chain(more).collect()))
}

/// The settings that a promise takes and an experiment does not have.
fn lacking(entry: &Entry, promise: &Promise, settings: &Settings) -> Vec<TextBuf> {
    let lacks = |&(name, to): &(&str, To)| {
        let (knob, to) = (entry.knobs.iter().find(|knob| knob.name == name)?, Setting::from(to));
        (settings.of(knob) != to).then(|| said(knob, &to))
    };
    promise.under.iter().filter_map(lacks).collect()
}

fn settings(lacks: &[TextBuf]) -> TextBuf {
    let join =
        |of: fn(&TextBuf) -> &str, between: &str| lacks.iter().map(of).collect::<Vec<&str>>().join(between);
    TextBuf {
        en: format!("Outside of what is promised; that takes other settings: {}.", join(|it| &it.en, ", ")),
        zh: format!("不在承诺范围内；承诺需要另外的设置：{}。", join(|it| &it.zh, "、")),
    }
}

fn at(run: &dyn AnyRun, fact: FactId, how: &TextBuf) -> TextBuf {
    let moment = units::text(Quantity::Moment(run.fact(fact).at));
    TextBuf {
        en: format!("Outside of what is promised since {}: {}.", moment.en, how.en),
        zh: format!("自 {}起不在承诺范围内：{}。", moment.zh, how.zh),
    }
}

fn first_left(conditions: &[Condition], run: &dyn AnyRun) -> Option<(FactId, TextBuf)> {
    conditions.iter().find_map(|&condition| left(condition, run))
}

/// The fact with which a run that is folded to its end left a condition, and how: a clause without
/// a full stop. Nothing where it met it.
pub fn left(condition: Condition, run: &dyn AnyRun) -> Option<(FactId, TextBuf)> {
    match condition {
        Condition::NoOldDisk => put_back(run),
        Condition::NoOlderCode => older_code(run),
        Condition::SameCode => different_code(run),
        Condition::InCharge { begins, nobody } => nobody_in_charge(begins, run).map(|it| (it, nobody.into())),
    }
}

fn put_back(run: &dyn AnyRun) -> Option<(FactId, TextBuf)> {
    let mut facts = (0..run.fact_count()).map(FactId);
    let fact =
        facts.find(|&id| matches!(run.fact(id).what, FactKind::Harmed { harm: Harm::DiskPutBack, .. }))?;
    let Text { en, zh } = run.cast().name(run.fact(fact).node);
    let how = TextBuf {
        en: format!("the disk of {en} was put back to an older copy"),
        zh: format!("{zh}的磁盘被恢复成了旧备份"),
    };
    Some((fact, how))
}

/// Each time a node starts with other code: the fact, the node, the version before and after.
fn changes_of_code(run: &dyn AnyRun) -> Vec<(FactId, NodeId, u32, u32)> {
    let mut versions = vec![1; usize::from(run.node_count())];
    let change = |&id: &FactId| {
        let event = run.fact(id);
        let FactKind::Restarted { version } = event.what else { return None };
        let was = core::mem::replace(&mut versions[event.node.index()], version);
        (was != version).then_some((id, event.node, was, version))
    };
    run.turning_points().iter().filter_map(change).collect()
}

fn older_code(run: &dyn AnyRun) -> Option<(FactId, TextBuf)> {
    let (fact, node, was, is) = changes_of_code(run).into_iter().find(|&(_, _, was, is)| is < was)?;
    let Text { en, zh } = run.cast().name(node);
    let how = TextBuf {
        en: format!("{en} went back from version {was} of its code to version {is}"),
        zh: format!("{zh}的代码从版本 {was} 退回版本 {is}"),
    };
    Some((fact, how))
}

fn different_code(run: &dyn AnyRun) -> Option<(FactId, TextBuf)> {
    let changes = changes_of_code(run);
    let last = changes.last().map(|&(fact, ..)| fact)?;
    let mut versions = vec![1; usize::from(run.node_count())];
    changes.iter().for_each(|&(_, node, _, is)| versions[node.index()] = is);
    let versions = BTreeSet::from_iter(versions);
    let all = |between: &str| versions.iter().map(u32::to_string).collect::<Vec<_>>().join(between);
    let how = || TextBuf {
        en: format!("nodes run different versions of the code ({}) and still do at the end", all(", ")),
        zh: format!("各节点运行着不同版本的代码（{}），直到结束", all("、")),
    };
    (versions.len() > 1).then(|| (last, how()))
}

/// The fact with which the last node left a period of the protocol's own, if no node is in it at the
/// end; the first fact of the run where none ever was.
fn nobody_in_charge(begins: &str, run: &dyn AnyRun) -> Option<FactId> {
    let rows = run.own_facts();
    let period = rows.iter().find(|row| row.name == begins).map(|row| row.lasts);
    let Some(Lasts::Begins(period)) = period else { unreachable!("nothing lasts from {begins} on") };
    let (mut inside, mut since) = (BTreeSet::new(), FactId(0));
    for &id in run.turning_points() {
        let event = run.fact(id);
        let leaves = match event.what {
            FactKind::Crashed { .. } => true,
            FactKind::Noted { fact, .. } => match rows[usize::from(fact)].lasts {
                Lasts::Begins(name) if name == period => {
                    inside.insert(event.node);
                    false
                }
                Lasts::Ends(name) => name == period,
                _ => false,
            },
            _ => false,
        };
        if leaves && inside.remove(&event.node) && inside.is_empty() {
            since = id;
        }
    }
    inside.is_empty().then_some(since)
}

#[cfg(test)]
mod tests;
