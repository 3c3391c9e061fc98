//! Prints the course, or executes everything that it claims.

use super::catalogue::pretty;
use super::{Stop, quoted, write};
use crate::base::text::Text;
use crate::lesson::course::COURSE;
use crate::lesson::{Answer, Asked, Challenge, Lesson, Says, Step, check};
use serde_json::{Value, json};

/// `eventual lessons [--check]`.
pub(super) fn lessons(arguments: &[&str]) -> Result<(), Stop> {
    match arguments {
        [] => write::out(&pretty(&COURSE.iter().map(lesson).collect())),
        ["--check"] => checked(),
        [other, ..] => Err(Stop::Given(vec![format!(
            "eventual lessons: there is no option {}; known is --check",
            quoted(other)
        )])),
    }
}

/// Executes every claim; each that does not stand has one line.
fn checked() -> Result<(), Stop> {
    let (mut claims, mut wrong) = (0, Vec::new());
    for lesson in COURSE {
        let checked = check::lesson(lesson);
        claims += checked.claims;
        wrong.extend(checked.wrong);
    }
    write::out(&format!("{} lessons, {claims} claims, {} do not stand\n", COURSE.len(), wrong.len()))?;
    for it in &wrong {
        write::out(&format!("{}: {}: {}\n", it.place, it.claim, it.why))?;
    }
    if wrong.is_empty() { Ok(()) } else { Err(Stop::TextBuf(1)) }
}

fn both(text: Text) -> Value {
    json!({"en": text.en, "zh": text.zh})
}

fn lesson(it: &Lesson) -> Value {
    json!({
        "id": it.id, "number": it.number, "title": both(it.title), "protocol": it.protocol,
        "watch": both(it.watch), "know": both(it.know), "minutes": it.minutes,
        "steps": it.steps.iter().map(step).collect::<Vec<_>>(),
        "practice": both(it.practice), "sources": it.sources,
    })
}

fn step(it: &Step) -> Value {
    let question = &it.question;
    let (kind, unit, items) = match question.kind {
        Asked::Choice => ("choice", Value::Null, Value::Null),
        Asked::Number(unit) => ("number", both(unit), Value::Null),
        Asked::Node => ("node", Value::Null, Value::Null),
        Asked::Order(items) => ("order", Value::Null, items.iter().map(|&item| both(item)).collect()),
    };
    let others: Vec<Value> =
        it.others.iter().map(|other| json!({"name": other.name, "title": both(other.title)})).collect();
    let stops: Vec<Value> =
        it.stops.iter().map(|stop| json!({"at_ms": stop.at_ms, "says": both(stop.says)})).collect();
    json!({
        "id": it.id, "title": both(it.title), "prose": both(it.prose), "asks_at_ms": it.asks_at_ms, "others": others,
        "question": {
            "asks": both(question.asks), "kind": kind, "unit": unit, "items": items,
            "answers": question.answers.iter().map(answer).collect::<Vec<_>>(),
        },
        "stops": stops, "explain": both(it.explain), "claims": it.claims,
        "meets": it.meets.iter().map(|belief| both(belief.says())).collect::<Vec<_>>(),
        "challenge": it.challenge.as_ref().map(challenge),
    })
}

fn answer(it: &Answer) -> Value {
    let says = match it.says {
        Says::Text(text) => both(text),
        Says::Number(number) => json!(number),
        Says::Node(node) => json!(node),
        Says::Order(places) => json!(places),
    };
    json!({"says": says, "right": it.right, "why": both(it.why), "claims": it.claims})
}

fn challenge(it: &Challenge) -> Value {
    json!({
        "goal": both(it.goal), "reached": it.reached,
        "budget": {"drops": it.budget.drops, "crashes": it.budget.crashes, "pauses": it.budget.pauses},
        "hints": it.hints.map(both), "protected": both(it.protected),
    })
}
