//! What clients have got so far.

use crate::base::ids::{FactId, OpId};
use crate::domain::Reply;
use crate::lab::frame::{ClientsFrame, OperationFrame};
use crate::lab::stale::StaleRead;
use crate::sim::client::PERSON;
use crate::sim::run::AnyRun;
use crate::sim::trace::{FactKind, Outcome};
use std::collections::BTreeMap;

/// How many operations are shown.
const SHOWN: u32 = 12;

pub(super) fn so_far(run: &dyn AnyRun, stale: &[StaleRead]) -> ClientsFrame {
    let told = run.told();
    let (ok, refused, unknown) = run.returned(told.facts);
    let waiting = told.operations.saturating_sub(ok + refused + unknown);
    let first = told.operations.saturating_sub(SHOWN);
    let mut shown: BTreeMap<u32, OperationFrame> = BTreeMap::new();
    shown.extend((first..told.operations).map(|op| (op, asked(run, OpId(op)))));
    let from = shown.values().map(|frame| frame.fact.0).min().unwrap_or(told.facts);
    for id in from..told.facts {
        let event = run.fact(FactId(id));
        if let FactKind::Returned { op, .. } = event.what
            && let Some(frame) = shown.get_mut(&op.0)
        {
            frame.stale = stale.iter().rev().find(|read| read.op == op).copied();
            answered(frame, run, FactId(id));
        }
    }
    ClientsFrame { ok, refused, unknown, waiting, last: shown.into_values().collect() }
}

/// An operation as its client saw it, up to its answer, where that fact is given.
pub fn operation(run: &dyn AnyRun, op: OpId, answer: Option<FactId>) -> OperationFrame {
    let mut frame = asked(run, op);
    if let Some(answer) = answer {
        answered(&mut frame, run, answer);
    }
    frame
}

fn asked(run: &dyn AnyRun, op: OpId) -> OperationFrame {
    let asked = run.operation(op);
    OperationFrame {
        fact: asked.invoked,
        client: (asked.request.client != PERSON).then_some(asked.request.client.0),
        node: asked.node,
        at: run.fact(asked.invoked).at,
        returned: None,
        answered: None,
        outcome: None,
        call: asked.request.call,
        balances: Vec::new(),
        refusal: None,
        stale: None,
    }
}

/// What a client was told by the fact of its answer.
fn answered(frame: &mut OperationFrame, run: &dyn AnyRun, answer: FactId) {
    let event = run.fact(answer);
    let FactKind::Returned { outcome, reply, .. } = event.what else { return };
    (frame.returned, frame.answered) = (Some(event.at), Some(answer));
    frame.outcome = Some(outcome);
    match run.answer(reply).map(|answer| answer.reply) {
        Some(Reply::Done { answer, .. }) if outcome == Outcome::Ok => {
            frame.balances = answer.balances().to_vec();
        }
        Some(Reply::Refused(why)) => frame.refusal = Some(why),
        _ => {}
    }
}
