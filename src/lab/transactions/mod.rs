//! What isolation a run's clients really got: its operations as transactions, judged by the order
//! that versions really had.
//!
//! Every protocol alike tells where a write is installed and on which versions answers and
//! decisions rest ([`crate::sim::trace`]); [`watched`] says what a transaction is and which order
//! versions have. Nothing is inferred then: the graph has Adya's edges (*Weak Consistency*, 1999),
//! and [`ordered`] names every anomaly in it. So it is seen what clients alone could not prove: a
//! balance says nothing about which writes it is made of.

pub mod watched;
mod words;

pub use words::title;

use super::copies::Copies;
use super::experiment::Experiment;
use super::verdicts::{Finding, MOST_OPERATIONS, Verdict};
use crate::base::ids::{FactId, OpId};
use crate::base::text::{TextBuf, text};
use crate::check::model_map;
use crate::check::transactions::examine::is_vacuous;
use crate::check::transactions::graph::{Edge, Order};
use crate::check::transactions::judges::JUDGES;
use crate::check::transactions::ordered::{self, Seen};
use crate::sim::run::AnyRun;
use serde::{Deserialize, Serialize};
use watched::{Place, Watched, watch};
use words::Words;

/// What the transactions of a run show.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Isolation {
    /// Transactions that happened: operations that read or wrote, and orders of operators.
    pub committed: u32,
    /// Transactions that wrote and did not happen.
    pub aborted: u32,
    /// Operations that were done of which the trace does not tell what they read or wrote. Where
    /// there are any, no model is said to be kept.
    pub untold: u32,
    /// Every kind of anomaly that was found, each with one witness.
    pub anomalies: Vec<Anomaly>,
    /// The strongest models of the whole map that are kept; empty where that is not known, or where
    /// nothing was read.
    pub strongest: Vec<String>,
    /// The weakest models that are not.
    pub ruled_out: Vec<String>,
}

/// A kind of anomaly, and what proves it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Anomaly {
    /// Its name in the literature and on the map of models: `G1a`, `lost-update`,
    /// `G-single-item-realtime`.
    pub name: String,
    /// What people call it.
    pub title: TextBuf,
    /// How many transactions show it: those that are wrong by themselves, or stand in cycles of that
    /// kind.
    pub transactions: u32,
    /// Whether it is a finer name for what another anomaly shows already.
    pub is_finer: bool,
    /// The transactions of the witness, called T1, T2, ... in the sentence.
    pub witness: Vec<Member>,
    /// How they hang together.
    pub relations: Vec<Relation>,
    /// Why that is wrong, in a sentence.
    pub because: TextBuf,
    /// Where they stand in the trace: the return of each operation of the witness, or its
    /// invocation where it never returned.
    pub proof: Vec<FactId>,
}

/// A transaction of a witness.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Member {
    /// The operation; nothing for an order of an operator, and where nobody is known who made a
    /// version.
    pub op: Option<OpId>,
    /// Who it is and what it wanted.
    pub who: TextBuf,
}

/// Why one transaction of a witness comes before another.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Relation {
    /// A place in the witness, counted from 0.
    pub from: u32,
    /// A place in the witness.
    pub to: u32,
    /// `ww`, `wr`, `rw`, `process`, `realtime`.
    pub kind: String,
    /// The same in words.
    pub words: TextBuf,
}

/// Judges the transactions of a run that is folded to its end; `copies` are as at the cursor, which
/// is there.
///
/// # Errors
/// The reason, where the run is too long to be judged while somebody waits.
pub fn isolation(experiment: &Experiment, run: &dyn AnyRun, copies: &Copies) -> Result<Isolation, TextBuf> {
    if run.operation_count() > MOST_OPERATIONS {
        return Err(TextBuf {
            en: format!("transactions: there are more than {MOST_OPERATIONS} operations."),
            zh: format!("事务：操作超过 {MOST_OPERATIONS} 个。"),
        });
    }
    Ok(judge(experiment, run, &watch(experiment, run, copies)))
}

/// The same where copies have not been followed yet.
///
/// # Errors
/// As [`isolation`].
pub fn of_run(experiment: &Experiment, run: &dyn AnyRun) -> Result<Isolation, TextBuf> {
    let mut copies = Copies::new(run.node_count());
    for id in (0..run.fact_count()).map(FactId) {
        copies.observe(id, &run.fact(id), run);
    }
    isolation(experiment, run, &copies)
}

fn judge(experiment: &Experiment, run: &dyn AnyRun, watched: &Watched) -> Isolation {
    let txns = &watched.txns;
    let committed =
        txns.all.iter().filter(|txn| txn.outcome == crate::check::history::Outcome::Ok).count() as u32;
    let known = |place: &Place| !matches!(place, Place::Nobody);
    let aborted = watched.places.iter().filter(|place| known(place)).count() as u32 - committed;
    let (mut anomalies, mut strongest, mut ruled_out) = Default::default();
    if !is_vacuous(txns) {
        let found = ordered::anomalies(txns, Order::Realtime);
        let names = || found.iter().map(|seen| seen.found.anomaly);
        let owned = |names: std::collections::BTreeSet<&str>| names.into_iter().map(str::to_owned).collect();
        ruled_out = owned(model_map::weakest_violated(names()));
        if watched.untold == 0 {
            strongest = owned(model_map::strongest(names()));
        }
        anomalies = found.iter().map(|seen| anomaly(experiment, run, watched, seen)).collect();
    }
    Isolation { committed, aborted, untold: watched.untold, anomalies, strongest, ruled_out }
}

fn anomaly(experiment: &Experiment, run: &dyn AnyRun, watched: &Watched, seen: &Seen) -> Anomaly {
    let found = &seen.found;
    let mut members: Vec<usize> = Vec::new();
    let in_edges = found.edges.iter().flat_map(|edge| [edge.from as usize, edge.to as usize]);
    for at in found.txns.iter().copied().chain(in_edges) {
        if !members.contains(&at) {
            members.push(at);
        }
    }
    let words = Words { experiment, run, watched, members: &members };
    let number = |at: u32| members.iter().position(|&it| it == at as usize).unwrap_or_default() as u32;
    let relation = |edge: &Edge| Relation {
        from: number(edge.from),
        to: number(edge.to),
        kind: words::kind(edge.kind).to_owned(),
        words: words.edge(edge),
    };
    let member = |&at: &usize| Member { op: words.op(at), who: words.who(at) };
    let mut proof: Vec<FactId> =
        members.iter().filter_map(|&at| words.op(at)).map(|op| answered(op, run)).collect();
    proof.sort_unstable();
    proof.dedup();
    Anomaly {
        name: found.anomaly.to_owned(),
        title: if found.anomaly == "G0" && words.is_in_parts() {
            words::G0_OF_PARTS.into()
        } else {
            words::title(found.anomaly)
        },
        transactions: seen.transactions,
        is_finer: seen.is_finer,
        witness: members.iter().map(member).collect(),
        relations: found.edges.iter().map(relation).collect(),
        because: words.because(found),
        proof,
    }
}

/// Where an operation returned, or else where it was asked.
fn answered(op: OpId, run: &dyn AnyRun) -> FactId {
    let asked = run.operation(op).invoked;
    let is_return = |id: &FactId| matches!(run.fact(*id).what, crate::sim::trace::FactKind::Returned { op: of, .. } if of == op);
    (asked.0..run.fact_count()).map(FactId).find(is_return).unwrap_or(asked)
}

/// What people call an anomaly; its name where it has no other.
pub fn anomaly_title(name: &str) -> TextBuf {
    words::title(name)
}

/// What people call a model of the map; its name where it has no other.
pub fn model_title(name: &str) -> TextBuf {
    let named = || TextBuf { en: name.to_owned(), zh: name.to_owned() };
    model_map::title(name).map_or_else(named, TextBuf::from)
}

impl Isolation {
    /// What is to be said of a model of the map or of an anomaly, by its name; nothing where the
    /// map knows no such name. An anomaly that is there breaks the promise of its own name: a run
    /// keeps `G1a` that has no aborted read. One that another one implies is there with it.
    pub fn judged(&self, name: &str) -> Option<Finding> {
        let model = model_map::canonical(name);
        let anomalies = model_map::anomalies();
        let anomaly = anomalies.iter().find(|anomaly| **anomaly == name);
        let promise: TextBuf = match (model, anomaly) {
            (Some(_), _) => JUDGES.iter().find(|judge| judge.name == name).map(|judge| judge.title.into())?,
            (None, Some(anomaly)) => {
                let title = words::title(anomaly);
                TextBuf {
                    en: format!("Not found: {}.", title.en), zh: format!("没有出现：{}。", title.zh)
                }
            }
            (None, None) => return None,
        };
        let breaks = |it: &&Anomaly| {
            let known = anomalies.iter().find(|anomaly| **anomaly == it.name).copied();
            known.is_some_and(|known| match model {
                Some(model) => model_map::breaks(known, model),
                None => (known, name) == WRITE_SKEW || model_map::implied([known]).contains(name),
            })
        };
        let said =
            |verdict, because, proof| Finding { model: name.to_owned(), promise, verdict, because, proof };
        Some(match self.anomalies.iter().find(breaks) {
            Some(found) => said(Verdict::Violated, Some(found.because.clone()), found.proof.clone()),
            None if self.untold > 0 => said(Verdict::Unknown, Some(UNTOLD.into()), Vec::new()),
            None if self.strongest.is_empty() && self.anomalies.is_empty() => {
                said(Verdict::Vacuous, Some(NOTHING.into()), Vec::new())
            }
            None => said(Verdict::Holds, None, Vec::new()),
        })
    }
}

/// The judge calls it by Adya's name; everybody else calls it by that of Berenson et al., "A
/// Critique of ANSI SQL Isolation Levels" (1995), A5B.
const WRITE_SKEW: (&str, &str) = ("G2-item", "write-skew");

/// Why nothing is said to be kept.
pub const UNTOLD: crate::base::text::Text = text(
    "For some operations the trace does not say what they read or wrote, so nobody can say which models hold.",
    "部分操作读写了什么，从记录中看不出来，因此不能断定满足哪个模型。",
);

const NOTHING: crate::base::text::Text = text(
    "No committed transaction read anything, so nothing can contradict a promise.",
    "没有已提交的事务读取过数据，因此没有什么会与承诺矛盾。",
);
