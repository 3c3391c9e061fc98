//! What files mean beside what they say: steps of a transaction under another name, completions
//! that tell of a failure, drains of a queue.

use super::builder::HistoryEvent;
use super::{Complaint, History, Name, Operation, Outcome};
use crate::check::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// How a file was taken, so that a person can look whether it was meant so.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Taken {
    /// How the file is written.
    pub format: &'static str,
    /// What was left out of it, and why, with how often; what came never is not here.
    pub left_out: Vec<(&'static str, u64)>,
    /// What was understood as something else than it says, with how often.
    pub understood: Vec<(&'static str, u64)>,
}

impl Taken {
    /// Notes what was left out.
    pub(super) fn leave_out(&mut self, what: &'static str, count: u64) {
        if count > 0 {
            self.left_out.push((what, count));
        }
    }

    /// Notes what was taken for something else.
    pub(super) fn understand(&mut self, what: &'static str, count: u64) {
        if count > 0 {
            self.understood.push((what, count));
        }
    }
}

/// Gives every event the name of its operation. A list of steps says by itself that it is a
/// transaction, whatever it is called, and a completion has the name of what it completes where it
/// has none.
///
/// # Errors
///
/// An operation without a name that is no list of steps.
pub(super) fn name(events: &mut [HistoryEvent], taken: &mut Taken) -> Result<(), Complaint> {
    let mut open: BTreeMap<u64, Name> = BTreeMap::new();
    let mut renamed = registers_of_a_map(events);
    let mut broadcasts = 0;
    for heard in events.iter_mut() {
        if heard.f == "broadcast" {
            heard.f = "add".into();
            broadcasts += u64::from(heard.ended.is_none());
        }
        let nameless = heard.f.is_empty();
        if heard.ended.is_none() {
            if heard.f != "txn" && is_steps(&heard.value) {
                heard.f = "txn".into();
                renamed += 1;
            } else if nameless {
                let reason = "is missing; it must be the name of an operation, such as read, unless the value is a list of steps [f key value]";
                return Err(Complaint { place: heard.place, field: "f", reason: reason.to_owned() });
            }
            open.insert(heard.process, heard.f.clone());
        } else if let Some(f) =
            open.get(&heard.process).filter(|f| nameless || (**f == "txn" && is_steps(&heard.value)))
        {
            heard.f = f.clone();
        }
    }
    taken.understand("operations whose value is a list of steps, taken for transactions", renamed);
    taken.understand("broadcasts, taken for additions to a set", broadcasts);
    Ok(())
}

/// Takes reads and writes of several registers at once, `{:x 1, :y 2}`, for transactions, where each
/// read asks with the names of what it reads; says how many operations those are.
fn registers_of_a_map(events: &mut [HistoryEvent]) -> u64 {
    let is_asked = |value: &Value| matches!(value, Value::Map(map) if !map.is_empty() && map.values().all(Value::is_nil));
    let (mut reads, mut all) = (0, 0);
    for heard in events.iter().filter(|it| it.ended.is_none()) {
        let fits = match &*heard.f {
            "read" => is_asked(&heard.value),
            "write" => matches!(heard.value, Value::Map(_)),
            _ => false,
        };
        if !fits || heard.key.is_some() {
            return 0;
        }
        reads += u64::from(heard.f == "read");
        all += 1;
    }
    if reads == 0 {
        return 0;
    }
    for heard in events {
        let step = Value::name(if heard.f == "read" { "r" } else { "w" });
        heard.f = "txn".into();
        if let Value::Map(map) = &heard.value {
            let steps =
                map.iter().map(|(key, value)| Value::from(vec![step.clone(), key.clone(), value.clone()]));
            heard.value = steps.collect();
        }
    }
    all
}

/// A list of steps as maps, `{"f": "r", "key": "x", "value": 1}`, as one of lists; every other value
/// as it is.
pub(super) fn steps(value: Value) -> Value {
    let step = |step: &Value| {
        let Value::Map(map) = step else { return None };
        let mut fields = super::heard::Fields((**map).clone());
        let f = fields.take(&["f", "op", "type"]).filter(|f| f.word().is_some())?;
        let key = fields.take(&["key", "k"])?;
        let value = fields.take(&["value", "val", "v"]).unwrap_or_default();
        fields.0.is_empty().then(|| vec![f, key, value].into())
    };
    let all = value.list().filter(|list| !list.is_empty());
    all.and_then(|list| list.iter().map(step).collect::<Option<Vec<Value>>>()).map_or(value, Value::from)
}

/// Whether a value is a list of steps `[f key value]`.
fn is_steps(value: &Value) -> bool {
    let is_step = |step: &Value| match step.list() {
        Some([f, _, _] | [f, _]) => {
            f.word().is_some_and(|f| matches!(f, "r" | "w" | "read" | "write" | "append"))
        }
        _ => false,
    };
    value.list().is_some_and(|steps| !steps.is_empty() && steps.iter().all(is_step))
}

/// What a keyword says that stands where an answer should.
pub(super) fn meant(word: &str) -> Option<Option<Outcome>> {
    Some(match word {
        "fail" | "failed" | "failure" | "error" | "aborted" | "rejected" | "conflict" => Some(Outcome::Fail),
        "timeout" | "timed-out" | "unknown" | "indeterminate" => Some(Outcome::Info),
        "empty" | "exhausted" | "not-found" | "none" | "missing" => None,
        _ => return None,
    })
}

/// Takes a keyword for failure, told by something that ended well, for what it says: it failed,
/// nobody knows, nothing was there. Not where it is a value that somebody wrote.
pub(super) fn fail(events: &mut [HistoryEvent], taken: &mut Taken) {
    let word = |value: &Value| if let Value::Name(word) = value { Some(word.to_string()) } else { None };
    let asked: BTreeSet<String> =
        events.iter().filter(|it| it.ended.is_none()).filter_map(|it| word(&it.value)).collect();
    let mut counts = [0; 3];
    for heard in events.iter_mut().filter(|it| it.ended == Some(Outcome::Ok)) {
        if matches!(&*heard.f, "acquire" | "lock") && heard.value == Value::Bool(false) {
            heard.ended = Some(Outcome::Fail);
            counts[0] += 1;
            continue;
        }
        let Some(meant) = word(&heard.value).filter(|word| !asked.contains(word)).as_deref().and_then(meant)
        else {
            continue;
        };
        match meant {
            // A compare-and-set that did not match is an answer.
            Some(Outcome::Fail) if heard.f == "cas" => heard.value = Value::Bool(false),
            Some(outcome) => heard.ended = Some(outcome),
            None => heard.value = Value::Nil,
        }
        counts[match meant {
            Some(Outcome::Fail) => 0,
            Some(_) => 1,
            None => 2,
        }] += 1;
    }
    taken.understand("completions as ok that tell of a failure, taken for failed", counts[0]);
    taken.understand("completions as ok that tell of a timeout, taken for unknown", counts[1]);
    taken.understand("answers that say that nothing was there, taken for nil", counts[2]);
}

/// Takes a drain of a queue apart: for every value that it tells, a value was taken while it ran.
///
/// # Errors
///
/// A drain of unknown outcome, which may have taken anything, or one that tells no list.
pub(super) fn drain(history: History, taken: &mut Taken) -> Result<History, Complaint> {
    if history.operations.iter().all(|it| it.f != "drain") {
        return Ok(history);
    }
    let (mut operations, mut drains) = (Vec::with_capacity(history.operations.len()), 0);
    for operation in history.operations {
        if operation.f != "drain" {
            operations.push(operation);
            continue;
        }
        drains += 1;
        let place = operation.place.returned.unwrap_or(operation.place.invoked);
        let bad = |reason: &str| Err(Complaint { place, field: "value", reason: reason.to_owned() });
        match (operation.outcome, &operation.told) {
            (Outcome::Fail, _) => {}
            (Outcome::Info, _) => {
                return bad(
                    "a drain of unknown outcome may have taken anything out of the queue, so that nothing can be judged",
                );
            }
            (Outcome::Ok, Value::List(values)) => operations.extend(values.iter().map(|value| Operation {
                f: "dequeue".into(),
                asked: Value::Nil,
                told: value.clone(),
                ..operation.clone()
            })),
            (Outcome::Ok, _) => return bad("a drain tells no list of what it took out of the queue"),
        }
    }
    taken.understand("drains of a queue, taken for one dequeue of each value while they ran", drains);
    Ok(History::new(operations))
}
