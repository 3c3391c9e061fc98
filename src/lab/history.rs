//! A run as lines of JSON, for other tools: every fact, or what clients asked and got.

use super::experiment::Experiment;
use crate::base::ids::{AccountId, FactId, OpId};
use crate::check::history::trace::{Clicks, Processes};
use crate::domain::{Call, Reply};
use crate::sim::client::PERSON;
use crate::sim::run::AnyRun;
use crate::sim::trace::{FactKind, Outcome};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Every fact, one JSON object a line: `id`, `at_us`, `node`, `cause`, `what`. A fact of the
/// protocol's own has its name in files; what a fact names by its place in the run (a flight, a
/// write, what was looked at) stands beside it.
pub fn facts(run: &dyn AnyRun) -> String {
    let mut text = String::new();
    for id in 0..run.fact_count() {
        let event = run.fact(FactId(id));
        let mut line = json!({"id": id, "at_us": event.at.0, "node": event.node, "cause": event.cause.known(), "what": event.what});
        if let FactKind::Sent { flight } = event.what {
            let flight = run.flight(flight);
            line["to"] = json!(flight.to);
            line["message"] = json!(format!("{} {}", flight.label.name.en, flight.label.gist));
        }
        if let FactKind::Noted { fact, .. } = event.what {
            line["what"]["noted"]["fact"] = json!(run.own_facts()[usize::from(fact)].name);
        }
        match event.what {
            FactKind::Installed { write, .. } | FactKind::Wrote { write, .. } => {
                let write = run.write(write);
                line["key"] = json!(write.key);
                line["version"] = json!(write.version.0);
                line["command"] = json!(write.command);
            }
            FactKind::Observed { observation, .. } => {
                let seen = run.observation(observation);
                line["key"] = json!(seen.key);
                line["version"] = json!(seen.version.0);
                line["op"] = json!((seen.op != OpId::NOBODY).then_some(seen.op));
            }
            FactKind::Invoked { op, attempt: 0 } => {
                line["command"] = json!(run.operation(op).request.command);
            }
            _ => {}
        }
        text += &line.to_string();
        text.push('\n');
    }
    text
}

/// What clients asked and got, one JSON object a line, with the keys that Jepsen uses: `type`
/// (invoke, ok, fail, info), `process`, `f`, `key`, `value`, `time` (in nanoseconds), `index`; and
/// with `client` and `node`. Several clicks of one command are one operation.
pub fn operations(experiment: &Experiment, run: &dyn AnyRun) -> String {
    let mut text = String::new();
    let mut index = 0u64;
    let mut processes = Processes::default();
    let mut asked_by: BTreeMap<OpId, u32> = BTreeMap::new();
    let facts = (0..run.fact_count()).map(|id| (FactId(id), run.fact(FactId(id)).what));
    let clicks = Clicks::of(facts, |op| run.operation(op));
    for id in (0..run.fact_count()).map(FactId) {
        let event = run.fact(id);
        let (op, kind, answer) = match event.what {
            FactKind::Invoked { op, attempt: 0 } if !clicks.repeats(op) => {
                asked_by.insert(op, processes.begin(run.operation(op).request.client, op));
                (op, "invoke", None)
            }
            FactKind::Returned { op, outcome, reply } => {
                processes.end(run.operation(op).request.client, op, outcome != Outcome::Info);
                let Some(ended) = clicks.ends(id, op) else { continue };
                (ended, name(outcome), run.answer(reply).map(|answer| answer.reply))
            }
            _ => continue,
        };
        let asked = run.operation(op);
        let (client, process) = (asked.request.client, asked_by.get(&op));
        let (f, key, value) = what(experiment, &asked.request.call, answer.as_ref());
        let mut line = json!({"index": index, "type": kind, "process": process, "client": (client != PERSON).then_some(client), "f": f, "key": key, "value": value, "time": event.at.0 * 1000, "node": asked.node});
        match answer {
            Some(Reply::Done { .. }) => {}
            Some(Reply::Refused(why)) => line["error"] = json!(why),
            Some(Reply::Unknown) => line["error"] = json!("unknown"),
            None if kind == "info" => line["error"] = json!("timeout"),
            None => {}
        }
        text += &line.to_string();
        text.push('\n');
        index += 1;
    }
    text
}

fn name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Ok => "ok",
        Outcome::Fail => "fail",
        Outcome::Info => "info",
    }
}

/// What was asked, as a file has it: what it is called, the account by its name, and the value that
/// went in or came out.
fn what(experiment: &Experiment, call: &Call, answer: Option<&Reply>) -> (&'static str, Value, Value) {
    let account = |id: AccountId| {
        experiment.accounts.get(id.index()).map_or_else(|| json!(id), |account| json!(account.name))
    };
    let balances = match answer {
        Some(Reply::Done { answer, .. }) => answer.balances(),
        _ => &[],
    };
    let value = match *call {
        Call::Open { .. } => Value::Null,
        Call::Deposit { amount, .. } | Call::Withdraw { amount, .. } => json!(amount),
        Call::Transfer { to, amount, .. } => json!({"to": account(to), "amount": amount}),
        Call::WithdrawJointly { with, amount, .. } => json!({"with": account(with), "amount": amount}),
        Call::Read { .. } => balances.first().map_or(Value::Null, |balance| json!(balance)),
        Call::Audit { accounts } if !balances.is_empty() => {
            let named = |id: AccountId| account(id).as_str().map_or_else(|| id.to_string(), str::to_owned);
            accounts
                .iter()
                .map(named)
                .zip(balances.iter().map(|balance| json!(balance)))
                .collect::<serde_json::Map<_, _>>()
                .into()
        }
        Call::Audit { .. } => Value::Null,
    };
    match call {
        // A read of several accounts has no key: its value is a map.
        Call::Audit { .. } => ("read", Value::Null, value),
        _ => (call.word(), account(call.account()), value),
    }
}
