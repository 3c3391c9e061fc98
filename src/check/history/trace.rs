//! The history of a run, folded out of its trace.

use super::{History, Operation, Outcome, Place};
use crate::base::ids::{AccountId, ClientId, CommandId, FactId, OpId};
use crate::check::value::Value;
use crate::domain::{Answer, Call, Reply};
use crate::sim::trace::{self, FactKind};
use std::collections::{BTreeMap, BTreeSet};

/// Which operations of a run are one operation of its history: a command takes effect once, however
/// often its client clicks. Of several writes of one command that may have taken effect, the first
/// stands for all: it was asked when the first was, and it is done as soon as any of them is known
/// to be done. What surely did not happen stays by itself, and so do reads: each has an answer of
/// its own.
#[derive(Clone, Debug, Default)]
pub struct Clicks {
    repeated: BTreeSet<OpId>,
    /// The first operation of a command that was done, by the fact that told so; and its operation
    /// otherwise.
    done_at: BTreeMap<FactId, OpId>,
    leads: BTreeSet<OpId>,
}

impl Clicks {
    /// The clicks of a run with these facts; `operation` looks up what a fact names by id.
    pub fn of(
        facts: impl Iterator<Item = (FactId, FactKind)>,
        operation: impl Fn(OpId) -> trace::Operation,
    ) -> Clicks {
        let mut asked: BTreeMap<CommandId, Vec<OpId>> = BTreeMap::new();
        let mut ended: BTreeMap<OpId, (FactId, trace::Outcome)> = BTreeMap::new();
        for (id, what) in facts {
            match what {
                FactKind::Invoked { op, attempt: 0 } => {
                    let request = operation(op).request;
                    if !request.call.is_read() && request.command != CommandId::NOBODY {
                        asked.entry(request.command).or_default().push(op);
                    }
                }
                FactKind::Returned { op, outcome, .. } => _ = ended.insert(op, (id, outcome)),
                _ => {}
            }
        }
        let mut clicks = Clicks::default();
        for mut ops in asked.into_values().filter(|ops| ops.len() > 1) {
            ops.retain(|op| ended.get(op).is_none_or(|(_, outcome)| *outcome != trace::Outcome::Fail));
            let [first, repeated @ ..] = ops.as_slice() else { continue };
            let done = |op: &OpId| ended.get(op).filter(|(_, outcome)| *outcome == trace::Outcome::Ok);
            if !repeated.is_empty()
                && let Some((at, _)) = ops.iter().filter_map(done).min_by_key(|(at, _)| *at)
            {
                clicks.leads.insert(*first);
                clicks.done_at.insert(*at, *first);
            }
            clicks.repeated.extend(repeated);
        }
        clicks
    }

    /// Whether an operation repeats one that stands for it.
    pub fn repeats(&self, op: OpId) -> bool {
        self.repeated.contains(&op)
    }

    /// The operation that a fact, the return of `op`, ends in the history; nothing where it ends
    /// none.
    pub fn ends(&self, at: FactId, op: OpId) -> Option<OpId> {
        let itself = !self.leads.contains(&op) && !self.repeats(op);
        self.done_at.get(&at).copied().or(itself.then_some(op))
    }
}

/// Numbers for processes. A process never asks twice at once, but in an open workload a client may:
/// then its next operation is by another process, which says less about the order of a session and
/// nothing false. A process whose operation ended as `info` is never heard of again.
#[derive(Clone, Debug, Default)]
pub struct Processes {
    free: BTreeMap<ClientId, Vec<u32>>,
    busy: BTreeMap<OpId, u32>,
    next: u32,
}

impl Processes {
    /// The process by which a client asks for this operation.
    pub fn begin(&mut self, client: ClientId, op: OpId) -> u32 {
        let process = self.free.entry(client).or_default().pop().unwrap_or_else(|| {
            self.next += 1;
            self.next - 1
        });
        self.busy.insert(op, process);
        process
    }

    /// The process whose operation this was. It may ask again where its outcome is `known`.
    pub fn end(&mut self, client: ClientId, op: OpId, known: bool) -> Option<u32> {
        let process = self.busy.remove(&op)?;
        if known {
            self.free.entry(client).or_default().push(process);
        }
        Some(process)
    }
}

/// Folds facts into a history of the bank, one fact at a time, as the run plays. Its moments and
/// its places are ids of facts.
#[derive(Clone, Debug, Default)]
pub struct HistoryFromTrace {
    history: History,
    processes: Processes,
    open: BTreeMap<OpId, usize>,
    clicks: Clicks,
}

impl HistoryFromTrace {
    /// The history of a run with these clicks, of which nothing was heard yet.
    pub fn new(clicks: Clicks) -> HistoryFromTrace {
        HistoryFromTrace { clicks, ..HistoryFromTrace::default() }
    }

    /// Takes the next fact; says which operation of the history it began or ended, if it did.
    /// `operation` and `answer` look up what the fact names by id.
    pub fn observe(
        &mut self,
        id: FactId,
        what: FactKind,
        operation: impl Fn(OpId) -> trace::Operation,
        answer: impl Fn(u32) -> Option<trace::Answer>,
    ) -> Option<usize> {
        match what {
            FactKind::Invoked { op, attempt: 0 } if !self.clicks.repeats(op) => {
                let request = operation(op).request;
                let (f, key, asked) = asked(&request.call);
                let next = self.history.operations.len();
                self.open.insert(op, next);
                self.history.operations.push(Operation {
                    process: u64::from(self.processes.begin(request.client, op)),
                    f: f.into(),
                    key,
                    asked,
                    told: Value::Nil,
                    invoked: u64::from(id.0),
                    returned: None,
                    outcome: Outcome::Info,
                    place: Place { invoked: id.0, returned: None },
                });
                Some(next)
            }
            FactKind::Returned { op, outcome, reply } => {
                self.processes.end(operation(op).request.client, op, outcome != trace::Outcome::Info);
                let at = self.open.remove(&self.clicks.ends(id, op)?)?;
                let entry = &mut self.history.operations[at];
                entry.place.returned = Some(id.0);
                entry.outcome = match outcome {
                    trace::Outcome::Ok => Outcome::Ok,
                    trace::Outcome::Fail => Outcome::Fail,
                    trace::Outcome::Info => Outcome::Info,
                };
                if entry.outcome != Outcome::Info {
                    entry.returned = Some(u64::from(id.0));
                }
                if let (Outcome::Ok, Some(Reply::Done { answer, .. })) =
                    (entry.outcome, answer(reply).map(|answer| answer.reply))
                {
                    entry.told =
                        told(&operation(op).request.call, &answer).unwrap_or_else(|| entry.asked.clone());
                }
                Some(at)
            }
            _ => None,
        }
    }

    /// What was heard so far.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// What was heard, when there is no more to come.
    pub fn close(self) -> History {
        self.history
    }
}

/// A call of the bank as an operation of a history: its name, the account, and what goes in.
pub fn asked(call: &Call) -> (&'static str, Option<Value>, Value) {
    let account = |id: AccountId| Value::Int(i64::from(id.0));
    let two = |name, other, amount| {
        [(name, account(other)), ("amount", Value::Int(amount))]
            .map(|(name, value)| (Value::from(name), value))
    };
    let value = match *call {
        Call::Open { .. } | Call::Read { .. } | Call::Audit { .. } => Value::Nil,
        Call::Deposit { amount, .. } | Call::Withdraw { amount, .. } => Value::Int(amount),
        Call::Transfer { to, amount, .. } => two("to", to, amount).into_iter().collect(),
        Call::WithdrawJointly { with, amount, .. } => two("with", with, amount).into_iter().collect(),
    };
    match call {
        // A read of several accounts names no key: its answer is a map.
        Call::Audit { .. } => ("read", None, value),
        _ => (call.word(), Some(account(call.account())), value),
    }
}

/// What a read found, as a value; nothing for a write, whose answer says no more than that it is
/// done.
fn told(call: &Call, answer: &Answer) -> Option<Value> {
    match call {
        Call::Read { .. } => answer.balances().first().map(|&balance| Value::Int(balance)),
        Call::Audit { accounts } => {
            let accounts = accounts.iter().map(|account| Value::Int(i64::from(account.0)));
            Some(accounts.zip(answer.balances().iter().map(|&balance| Value::Int(balance))).collect())
        }
        _ => None,
    }
}
