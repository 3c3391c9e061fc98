//! Small histories, written shortly.

use eventual::check::history::{History, Operation, Outcome, Place};
use eventual::check::judge::{self, Question};
use eventual::check::spec::Kind;
use eventual::check::value::Value;
use eventual::check::verdict::Verdict;

/// One operation; without a return it is of unknown outcome.
pub fn operation(
    process: u64,
    f: &str,
    asked: Value,
    told: Value,
    invoked: u64,
    returned: Option<u64>,
) -> Operation {
    let outcome = if returned.is_some() { Outcome::Ok } else { Outcome::Info };
    Operation {
        process,
        f: f.into(),
        key: None,
        asked,
        told,
        invoked,
        returned,
        outcome,
        place: Place::default(),
    }
}

/// A history of operations, in the order of their invocations.
pub fn history(mut operations: Vec<Operation>) -> History {
    operations.sort_by_key(|operation| operation.invoked);
    History::new(operations)
}

/// Asks a judge with the usual budget.
pub fn ask(model: &str, kind: Kind, initial: &Value, history: &History) -> Verdict {
    let question = Question {
        history,
        kind,
        initial: Some(initial.clone()),
        budget: judge::BUDGET,
        memory: judge::MEMORY,
    };
    let judge = judge::find(model, kind).expect("a judge");
    (judge.judge)(&question).unwrap_or_else(|complaint| panic!("{complaint:?} in {history:#?}")).verdict
}
