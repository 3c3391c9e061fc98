//! A completion repeats what went in, or says nothing of it. Where it says something else, nobody
//! knows what was done, and somebody innocent would be accused.

use super::{Complaint, Operation};
use crate::check::value::{Value, brief};

/// The calls that are told nothing but that they are done.
const PUTS: &str = " write w put set append add insert enqueue offer push deposit withdraw withdraw_jointly transfer inc increment dec decrement cas ";

/// Looks at an operation that has just completed.
///
/// # Errors
///
/// A completion that says other than what was asked, at its line. What a read tells is an answer,
/// and so is whether a compare-and-set matched.
pub(super) fn check(operation: &Operation) -> Result<(), Complaint> {
    let Operation { asked, told, f, place, .. } = operation;
    let differs = |reason: String| {
        let began = place.invoked;
        let reason = format!(
            "{reason}, which is not what line {began} asked for; a completion repeats what went in, or says nil"
        );
        Err(Complaint { place: place.returned.unwrap_or(began), field: "value", reason })
    };
    let (Some(steps), Some(done)) = (asked.list(), told.list()) else {
        let says_nothing =
            matches!(told, Value::Nil | Value::Bool(true)) || (*f == "cas" && matches!(told, Value::Bool(_)));
        return if says_nothing || asked.is_nil() || told == asked || !PUTS.contains(&format!(" {f} ")) {
            Ok(())
        } else {
            differs(format!("completes as {} {}, and began as {}", brief(f), brief(told), brief(asked)))
        };
    };
    if !steps.iter().chain(done).all(|step| word(step).is_some()) {
        return if told == asked || !PUTS.contains(&format!(" {f} ")) {
            Ok(())
        } else {
            differs(format!("completes as {} {}, and began as {}", brief(f), brief(told), brief(asked)))
        };
    }
    if steps.len() != done.len() {
        return differs(format!(
            "completes a transaction of {} steps, and began one of {}",
            done.len(),
            steps.len()
        ));
    }
    for (nth, (step, done)) in (1..).zip(steps.iter().zip(done)) {
        if !is_same(step, done) {
            return differs(format!(
                "completes step {nth} as {}, and began it as {}",
                brief(done),
                brief(step)
            ));
        }
    }
    Ok(())
}

/// What a step of a transaction does: the name that it begins with.
fn word(step: &Value) -> Option<&str> {
    let step = step.list()?;
    step.first().filter(|_| step.len() > 1).and_then(Value::word)
}

/// Whether one step is the other one with an answer.
fn is_same(step: &Value, done: &Value) -> bool {
    let reads = |it: &Value| word(it).is_some_and(|word| matches!(word, "r" | "read"));
    let writes = |it: &Value| word(it).is_some_and(|word| matches!(word, "w" | "write"));
    let rest = |it: &Value| it.list().map_or_else(Vec::new, |it| it[1..].to_vec());
    match (reads(step), reads(done)) {
        (true, true) => rest(step).first() == rest(done).first(),
        (false, false) if writes(step) && writes(done) => rest(step) == rest(done),
        (false, false) => step == done,
        _ => false,
    }
}
