//! Lists the demos, and runs one of them.

use super::catalogue::pretty;
use super::{Stop, quoted, write};
use crate::base::text::{Text, TextBuf};
use crate::lab::demo::{self, Demo};
use crate::lab::read;
use crate::lab::verdicts::Verdict;
use crate::protocol::catalog::knob::Setting;
use crate::sim::run::Progress;
use serde_json::{Map, Value, json};

/// Prints every demo, as JSON.
pub(super) fn demos() -> Result<(), Stop> {
    write::out(&pretty(&demo::all().map(|demo| told(&demo)).collect()))
}

/// What a demo is, as JSON.
fn told(demo: &Demo) -> Value {
    let protection: Map<String, Value> =
        demo.protection.iter().map(|&(name, to)| (name.to_owned(), json!(Setting::from(to)))).collect();
    json!({
        "id": demo.id, "protocol": demo.protocol, "title": both(demo.title), "story": demo.whole(),
        "protection": protection, "checker": demo.checker, "shelf": demo.shelf().name(), "goes_wrong": both(demo.shelf().title()),
        "breaks": demo.breaks(), "expected": {"off": demo::OFF, "on": demo::ON},
    })
}

struct Options<'a> {
    demo: Demo,
    protected: bool,
    export: Option<&'a str>,
}

/// Runs a demo and prints what its checker says, as one JSON object.
pub(super) fn demo(arguments: &[&str]) -> Result<(), Stop> {
    let Options { demo, protected, export } = options(arguments)?;
    let experiment = if protected { demo.protected() } else { demo.experiment() };
    let mut run = demo.open(&experiment);
    while run.advance(1_000_000) == Progress::More {}
    let judged = demo
        .verdict(&experiment, run.as_mut())
        .map_err(|why: TextBuf| given(&format!("eventual demo: {}", why.en)))?;
    if let Some(file) = export {
        write::file(file, &read::write_run(&experiment, &[], Some(run.digest()), run.fact_count()))?;
    }
    let protection: Map<String, Value> = demo
        .protection
        .iter()
        .map(|&(name, _)| (name.to_owned(), json!(experiment.protocol.settings.0.get(name))))
        .collect();
    write::out(&pretty(&json!({
        "id": demo.id, "protocol": demo.protocol, "protected": protected, "settings": protection,
        "checker": demo.checker, "promise": judged.promise, "verdict": judged.verdict, "because": judged.because,
        "proof": judged.proof, "expected": if protected { demo::ON } else { demo::OFF }, "digest": run.digest(),
    })))?;
    match judged.verdict {
        Verdict::Holds => Ok(()),
        Verdict::Violated => Err(Stop::TextBuf(1)),
        Verdict::Unknown => Err(Stop::TextBuf(3)),
        Verdict::Vacuous => Err(Stop::TextBuf(4)),
    }
}

/// The demo and the options, in any order.
fn options<'a>(arguments: &[&'a str]) -> Result<Options<'a>, Stop> {
    let (mut id, mut protected, mut export) = (None, false, None);
    let mut rest = arguments.iter();
    while let Some(&word) = rest.next() {
        match word {
            "--protected" => protected = true,
            "--export" => match rest.next() {
                Some(&file) => export = Some(file),
                None => return Err(given("eventual demo: --export needs a file")),
            },
            option if option.starts_with('-') => {
                return Err(given(&format!(
                    "eventual demo: there is no option {}; known are --protected, --export",
                    quoted(option)
                )));
            }
            word => {
                if let Some(first) = id.replace(word) {
                    return Err(given(&format!(
                        "eventual demo: runs one demo, and was given {} and {}",
                        quoted(first),
                        quoted(word)
                    )));
                }
            }
        }
    }
    let Some(id) = id else {
        return Err(given("eventual demo: needs the id of a demo; eventual demos lists them"));
    };
    let Some(demo) = demo::find(id) else { return Err(given(&unknown(id))) };
    Ok(Options { demo, protected, export })
}

/// That there is no such demo, and which ids are near to what was typed.
fn unknown(id: &str) -> String {
    let near = near(id, demo::all().map(|demo| demo.id));
    let near = if near.is_empty() { String::new() } else { format!("did you mean {}? ", near.join(", ")) };
    format!("eventual demo: there is no demo {}; {near}eventual demos lists them all", quoted(id))
}

/// The names that somebody may have meant, the nearest first, at most three: those that hold the
/// word or are held by it, and those that differ from it in at most a third of its letters.
fn near<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    const LONGEST: usize = 60;
    let word: Vec<char> = word.to_lowercase().chars().take(LONGEST).collect();
    let most = (word.len() / 3).max(2);
    let text: String = word.iter().collect();
    let mut near: Vec<(usize, &str)> = names
        .filter_map(|name| {
            let distance = distance(&word, &name.chars().collect::<Vec<_>>());
            let holds = text.len() > 2 && (name.contains(&text) || text.contains(name));
            (holds || distance <= most).then_some((if holds { 0 } else { distance }, name))
        })
        .collect();
    near.sort();
    near.into_iter().map(|(_, name)| name).take(3).collect()
}

/// How many letters have to be put in, taken out or changed to make one word of another
/// (Levenshtein 1966).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let changed = corner + usize::from(x != y);
            corner = row[j + 1];
            row[j + 1] = changed.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

fn both(text: Text) -> Value {
    json!({"en": text.en, "zh": text.zh})
}

fn given(line: &str) -> Stop {
    Stop::Given(vec![line.to_owned()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_near_to_what_was_typed() {
        let names = ["split-brain", "double-click", "es-double-click", "torn-record"];
        let near = |word| near(word, names.into_iter());
        assert_eq!(near("splitbrain"), ["split-brain"]);
        assert_eq!(near("dobule-click"), ["double-click"]);
        assert_eq!(near("click"), ["double-click", "es-double-click"]);
        assert_eq!(near("TORN"), ["torn-record"]);
        assert_eq!(near("paxos"), [""; 0]);
        assert_eq!(near(""), [""; 0]);
        assert_eq!(distance(&['a', 'b', 'c'], &['b', 'c', 'd', 'd']), 3);
    }
}
