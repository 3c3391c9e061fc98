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
    for op in first..told.operations {
        let asked = run.operation(OpId(op));
        let client = (asked.request.client != PERSON).then_some(asked.request.client.0);
        let at = run.fact(asked.invoked).at;
        let frame = OperationFrame {
            fact: asked.invoked,
            client,
            node: asked.node,
            at,
            returned: None,
            outcome: None,
            call: asked.request.call,
            balances: Vec::new(),
            refusal: None,
            stale: None,
        };
        shown.insert(op, frame);
    }
    let from = shown.values().map(|frame| frame.fact.0).min().unwrap_or(told.facts);
    for id in from..told.facts {
        let event = run.fact(FactId(id));
        if let FactKind::Returned { op, outcome, reply } = event.what
            && let Some(frame) = shown.get_mut(&op.0)
        {
            frame.stale = stale.iter().rev().find(|read| read.op == op).copied();
            frame.returned = Some(event.at);
            frame.outcome = Some(outcome);
            match run.answer(reply).map(|answer| answer.reply) {
                Some(Reply::Done { answer, .. }) if outcome == Outcome::Ok => {
                    frame.balances = answer.balances().to_vec()
                }
                Some(Reply::Refused(why)) => frame.refusal = Some(why),
                _ => {}
            }
        }
    }
    ClientsFrame { ok, refused, unknown, waiting, last: shown.into_values().collect() }
}
