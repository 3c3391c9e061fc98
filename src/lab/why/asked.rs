//! What is asked about: which observation a fact is, what was to be expected instead, and what of
//! the trace belongs to it in any case.

use super::lasting::{Lasting, One, asked_by, is_gone, judged, last_of, of_line};
use super::strand::{Strand, root};
use crate::base::ids::{AccountId, FactId, NodeId, OpId};
use crate::base::text::TextBuf;
use crate::domain::{Amount, Refusal, Reply};
use crate::lab::breaches::{Breach, breaches};
use crate::lab::copies::Copies;
use crate::lab::experiment::Experiment;
use crate::lab::lines::{Line, compensates};
use crate::lab::stale::{StaleRead, StaleReads};
use crate::lab::verdicts::{self, Verdict};
use crate::sim::run::{AnyRun, Target};
use crate::sim::trace::{Fact, FactKind, Layer, Outcome};
use serde::{Deserialize, Serialize};

/// What is strange about an observation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A read missed acknowledged writes.
    Stale {
        /// What the client was told.
        told: Amount,
        /// What the newest acknowledged write had left.
        expected: Amount,
        /// How many acknowledged versions it missed.
        versions: u32,
    },
    /// A promise was broken: an acknowledged write is lost, a command took effect twice, ...
    Broken {
        /// The invariant or guarantee, by its name on the command line.
        model: String,
        /// What people call it.
        title: TextBuf,
        /// What the judge says.
        because: Option<TextBuf>,
    },
    /// A request was refused.
    Refused {
        /// The reason that the client was told, where there was one.
        why: Option<Refusal>,
    },
    /// A client stopped waiting, or does not know whether an earlier attempt took effect.
    Unanswered,
    /// Nobody had answered when the run ended.
    Waiting,
    /// What was done was undone by another event.
    Undone,
    /// It took long.
    Lasted {
        /// What took its time.
        what: Lasting,
        /// How long it took, in microseconds.
        took_us: u64,
        /// Up to so many microseconds it is not long any more: half as long as it took, and for an
        /// answer no less than half of its kind took.
        enough_us: u64,
        /// How long half of its kind took at most, where that is known.
        usual_us: Option<u64>,
        /// Whether it had ended when the run did.
        is_over: bool,
    },
    /// Nothing is strange about it: it is asked how it came about.
    Happened,
}

/// As what a fact is asked about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// As whatever is strange about it.
    Anything,
    /// As what broke the promise of this name.
    Promise(String),
    /// As what this line of the receipt counts.
    Line(Line),
}

/// An observation, as far as it is known before anything is tried.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub kind: Kind,
    /// The fact that is asked about.
    pub observed: FactId,
    pub op: Option<OpId>,
    pub account: Option<AccountId>,
    /// What arrives behind this fact came too late for the observation.
    pub deadline: FactId,
    /// The node at which the deadline is.
    pub at: NodeId,
    /// The fact by which the copy that was read got the write later, where it did.
    pub arrived: Option<FactId>,
    /// Where several broke a promise, which one is asked about.
    pub one: Option<One>,
    /// The strands that belong to it in any case. The first one is the news, which some message
    /// should have brought.
    pub strands: Vec<Strand>,
}

/// The observation that a fact is; nothing where there is no such fact, or a line does not count it.
pub(super) fn asked(
    experiment: &Experiment,
    run: &mut dyn AnyRun,
    fact: FactId,
    question: &Question,
) -> Option<Asked> {
    if fact.0 >= run.fact_count() {
        return None;
    }
    let model = match question {
        Question::Anything => None,
        Question::Promise(model) => Some(model.as_str()),
        Question::Line(Line::Money) => Some("conservation"),
        Question::Line(Line::Stale) => return stale_at(run, fact),
        Question::Line(line) => return of_line(experiment, run, *line, fact),
    };
    if model.is_none()
        && let Some(asked) = stale_at(run, fact)
    {
        return Some(asked);
    }
    let broken = breaches(experiment, run).unwrap_or_default();
    let here = broken.iter().find(|it| it.fact == fact && model.is_none_or(|model| it.model == model));
    Some(match (here, model) {
        (Some(breach), _) => about_breach(run, breach),
        // What is stale has its own story.
        (None, Some(model)) if model.starts_with("stale") => {
            stale_at(run, fact).unwrap_or_else(|| about_fact(run, fact))
        }
        (None, Some(model)) => judged(experiment, run, fact, model).unwrap_or_else(|| about_fact(run, fact)),
        (None, None) => about_fact(run, fact),
    })
}

/// Where a promise was broken: the first moment that broke it, or else where what proves it is
/// complete. Nothing where it was kept, or where nobody judges by that name.
pub fn broken_at(experiment: &Experiment, run: &mut dyn AnyRun, model: &str) -> Option<FactId> {
    let broken = breaches(experiment, run).unwrap_or_default();
    if let Some(breach) = broken.iter().find(|it| it.model == model) {
        return Some(breach.fact);
    }
    run.seek(Target::Time(run.until()));
    let judged = verdicts::one(experiment, run, model).ok()??;
    (judged.verdict == Verdict::Violated).then(|| judged.proof.iter().max().copied())?
}

/// The read that a fact answers, where it was stale.
fn stale_at(run: &dyn AnyRun, fact: FactId) -> Option<Asked> {
    let mut stale = StaleReads::new(run.node_count());
    stale.catch_up(run);
    stale.found().iter().find(|read| read.fact == fact).map(|read| about_stale(run, read))
}

fn about_stale(run: &dyn AnyRun, read: &StaleRead) -> Asked {
    let asked = run.operation(read.op);
    let (mut copies, mut known) = (Copies::new(run.node_count()), StaleReads::new(run.node_count()));
    for id in (0..read.fact.0).map(FactId) {
        copies.observe(id, &run.fact(id), run);
    }
    known.catch_up_to(run, read.fact.0);
    let seen = copies.rests_on(read.fact, read.op, run).into_iter().find(|seen| seen.key == read.account);
    let look = seen.map_or(read.fact, |seen| seen.fact);
    // Of several that were missed the newest is the one that counts.
    let newest = known.newest_before(read.account, run.fact(asked.invoked).at);
    let missed = newest.map_or(read.missed, |(fact, _)| fact);
    let wrote = match run.fact(missed).what {
        FactKind::Returned { op, .. } => run.operation(op).invoked,
        _ => root(run, missed),
    };
    Asked {
        kind: Kind::Stale { told: read.told, expected: read.newest, versions: read.versions },
        observed: read.fact,
        op: Some(read.op),
        account: Some(read.account),
        deadline: look,
        at: run.fact(look).node,
        arrived: arrived(run, look, read.account),
        one: None,
        strands: vec![
            Strand { root: wrote, ends: vec![missed] },
            Strand { root: asked.invoked, ends: vec![look, read.fact] },
        ],
    }
}

/// The first fact behind a look by which its node shows a newer version of the account.
fn arrived(run: &dyn AnyRun, look: FactId, account: AccountId) -> Option<FactId> {
    let FactKind::Observed { observation, .. } = run.fact(look).what else { return None };
    let (seen, node) = (run.observation(observation).version, run.fact(look).node);
    let is_newer = |&id: &FactId| match run.fact(id) {
        Fact { what: FactKind::Installed { write, layer: Layer::State }, node: at, .. } if at == node => {
            let write = run.write(write);
            write.key == account && write.version > seen
        }
        _ => false,
    };
    (look.0..run.fact_count()).map(FactId).find(is_newer)
}

pub(super) fn about_breach(run: &dyn AnyRun, breach: &Breach) -> Asked {
    let op = match run.fact(breach.fact).what {
        FactKind::Returned { op, .. } | FactKind::Invoked { op, .. } => Some(op),
        _ => None,
    };
    // The last facts of the proof are the nearest to what was observed.
    let mut proof: Vec<FactId> = breach.proof.clone();
    proof.push(breach.fact);
    proof.extend(first_effect(run, breach.fact));
    proof.sort_unstable();
    proof.dedup();
    let proof = &proof[proof.len().saturating_sub(3)..];
    Asked {
        kind: Kind::Broken {
            model: breach.model.clone(),
            title: breach.title.clone(),
            because: breach.because.clone(),
        },
        observed: breach.fact,
        op,
        account: breach.account,
        deadline: breach.fact,
        at: breach.node,
        arrived: None,
        one: None,
        strands: by_root(run, proof),
    }
}

/// Where something happened for another time, the fact of the first time.
fn first_effect(run: &dyn AnyRun, fact: FactId) -> Option<FactId> {
    let is_same = |other: &Fact| match (run.fact(fact).what, other.what) {
        (FactKind::Outside { effect, .. }, FactKind::Outside { effect: same, times: 1 }) => effect == same,
        (FactKind::Installed { write, layer }, FactKind::Installed { write: same, layer: where_ }) => {
            let (write, same) = (run.write(write), run.write(same));
            layer == where_
                && (write.command, write.key) == (same.command, same.key)
                && write.version != same.version
        }
        _ => false,
    };
    (0..fact.0).map(FactId).find(|&id| is_same(&run.fact(id)))
}

/// One strand for each beginning that led to some of the ends.
pub(super) fn by_root(run: &dyn AnyRun, ends: &[FactId]) -> Vec<Strand> {
    let mut strands: Vec<Strand> = Vec::new();
    for &end in ends {
        let root = root(run, end);
        match strands.iter_mut().find(|strand| strand.root == root) {
            Some(strand) => strand.ends.push(end),
            None => strands.push(Strand { root, ends: vec![end] }),
        }
    }
    strands
}

pub(super) fn about_fact(run: &dyn AnyRun, fact: FactId) -> Asked {
    let event = run.fact(fact);
    let (kind, op) = match event.what {
        FactKind::Returned { op, outcome: Outcome::Fail, reply } => {
            let why = run.answer(reply).and_then(|answer| match answer.reply {
                Reply::Refused(why) => Some(why),
                _ => None,
            });
            (Kind::Refused { why }, Some(op))
        }
        FactKind::Returned { op, outcome: Outcome::Info, .. } => (Kind::Unanswered, Some(op)),
        FactKind::Returned { op, .. } => (Kind::Happened, Some(op)),
        FactKind::Invoked { op, .. } if super::answer_of(run, op).is_none() => return waiting(run, op),
        ref what if compensates(run, what) => (Kind::Undone, asked_by(run, fact)),
        _ => (Kind::Happened, None),
    };
    let root = op.map_or_else(|| root(run, fact), |op| run.operation(op).invoked);
    let mut ends = vec![fact];
    ends.extend(event.cause.known().filter(|&cause| cause != root));
    Asked {
        kind,
        observed: fact,
        op,
        account: op.map(|op| run.operation(op).request.call.account()),
        deadline: fact,
        at: event.node,
        arrived: None,
        one: None,
        strands: vec![Strand { root, ends }],
    }
}

/// A request that nobody had answered when the run ended.
fn waiting(run: &dyn AnyRun, op: OpId) -> Asked {
    let asked = run.operation(op);
    let invoked = asked.invoked;
    let last = last_of(run, invoked);
    Asked {
        kind: Kind::Waiting,
        observed: invoked,
        op: Some(op),
        account: Some(asked.request.call.account()),
        deadline: FactId(run.fact_count() - 1),
        at: run.fact(last).node,
        arrived: None,
        one: None,
        strands: vec![Strand { root: invoked, ends: vec![last] }],
    }
}

/// The same operation in another run of the same workday: of the same client, as many before it,
/// and the same call.
pub(super) fn same_operation(run: &dyn AnyRun, op: OpId, other: &dyn AnyRun) -> Option<OpId> {
    let asked = run.operation(op).request;
    let of_client = |run: &dyn AnyRun, id: u32| {
        let request = run.operation(OpId(id)).request;
        (request.client == asked.client).then_some(request)
    };
    let nth = (0..op.0).filter(|&id| of_client(run, id).is_some()).count();
    let mut all = (0..other.operation_count()).filter_map(|id| of_client(other, id).map(|it| (OpId(id), it)));
    all.nth(nth).filter(|(_, request)| request.call == asked.call).map(|(op, _)| op)
}

/// What became of the observation in another run of the same workday, which is folded as far as it
/// has to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Outcomes {
    /// Whether what is strange about it is gone.
    pub gone: bool,
    /// What the client was told there, where it was told one balance.
    pub told: Option<Amount>,
}

const STILL: Outcomes = Outcomes { gone: false, told: None };

impl Asked {
    /// What became of it in another run of the same workday.
    pub fn in_other(&self, experiment: &Experiment, run: &dyn AnyRun, other: &mut dyn AnyRun) -> Outcomes {
        match (&self.kind, self.op) {
            _ if self.one.is_some() => self.at_end(experiment, run, other),
            (Kind::Broken { model, .. }, _) => {
                while other.advance(50_000) == crate::sim::run::Progress::More {}
                other.seek(Target::Time(other.until()));
                let at = run.fact(self.observed).at;
                let broken = breaches(experiment, other).unwrap_or_default();
                // What is quiet later is judged later: the same account counts whenever that is.
                let is_it = |it: &Breach| it.at <= at || it.account == self.account;
                let still = broken.iter().any(|it| it.model == *model && is_it(it));
                Outcomes { gone: !still, told: None }
            }
            (
                Kind::Stale { .. }
                | Kind::Refused { .. }
                | Kind::Unanswered
                | Kind::Waiting
                | Kind::Lasted { what: Lasting::Read | Lasting::Write, .. },
                Some(op),
            ) => self.of_operation(run, op, other),
            (Kind::Undone | Kind::Lasted { .. }, _) => self.at_end(experiment, run, other),
            _ => STILL,
        }
    }

    fn at_end(&self, experiment: &Experiment, run: &dyn AnyRun, other: &mut dyn AnyRun) -> Outcomes {
        Outcomes { gone: is_gone(self, experiment, run, other), told: None }
    }

    fn of_operation(&self, run: &dyn AnyRun, op: OpId, other: &mut dyn AnyRun) -> Outcomes {
        let mut stale = StaleReads::new(other.node_count());
        let mut looked = 0;
        loop {
            let more = other.advance(500) == crate::sim::run::Progress::More;
            let facts = (looked..other.fact_count()).map(FactId);
            let same = same_operation(run, op, other);
            let returned = facts.into_iter().find_map(|id| match other.fact(id).what {
                FactKind::Returned { op: ended, outcome, reply } if Some(ended) == same => {
                    Some((id, outcome, reply))
                }
                _ => None,
            });
            if let Some((id, outcome, reply)) = returned {
                let answer = other.answer(reply).map(|answer| answer.reply);
                let told = match answer {
                    Some(Reply::Done { answer, .. }) => {
                        let call = other.operation(op).request.call;
                        let place = self.account.and_then(|it| call.accounts().position(|key| key == it));
                        place.and_then(|place| answer.balances().get(place).copied())
                    }
                    _ => None,
                };
                stale.catch_up_to(other, id.0 + 1);
                let is_stale = stale.found().iter().any(|read| read.fact == id);
                let gone = match self.kind {
                    Kind::Unanswered | Kind::Waiting => outcome != Outcome::Info,
                    Kind::Lasted { enough_us, .. } => {
                        let asked = other.fact(other.operation(same.unwrap_or(op)).invoked).at;
                        outcome == Outcome::Ok && other.fact(id).at.since(asked).0 <= enough_us
                    }
                    Kind::Refused { .. } => outcome == Outcome::Ok,
                    _ => outcome == Outcome::Ok && !is_stale,
                };
                return Outcomes { gone, told };
            }
            looked = if same.is_some() { other.fact_count() } else { looked };
            if !more {
                return STILL;
            }
        }
    }
}
