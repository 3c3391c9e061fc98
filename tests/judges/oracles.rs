//! Histories whose verdicts were published.

use super::common::{ask, history, operation};
use eventual::check::history::read::{self, Format};
use eventual::check::spec::Kind;
use eventual::check::value::Value;
use eventual::check::verdict::Verdict;
use serde_json::Value as Json;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the published verdicts, where it is.
pub fn folder() -> Option<PathBuf> {
    let folder = Path::new("../shared/oracles");
    if folder.is_dir() {
        return Some(folder.to_owned());
    }
    eprintln!("skipped: {} is not there", folder.display());
    None
}

/// Each published history with its kind, its initial values and whether it is linearizable.
pub fn published() -> Vec<(String, String, Kind, Vec<Value>, bool)> {
    let Some(folder) = folder() else { return Vec::new() };
    let rows = fs::read_to_string(folder.join("verdicts.json")).expect("the verdicts");
    let rows: Vec<Json> = serde_json::from_str(&rows).expect("JSON");
    let row = |row: &Json| {
        let path = row["path"].as_str().expect("a path").to_owned();
        let (kind, initial) = match (row["model"].as_str(), row["initial"].as_str()) {
            (Some("cas-register"), Some("nil")) => (Kind::CasRegister, vec![Value::Nil]),
            (Some("cas-register"), _) => (Kind::CasRegister, vec![Value::Int(0), Value::Nil]),
            _ => (Kind::Kv, vec![Value::from("")]),
        };
        let text = fs::read_to_string(folder.join(&path)).expect("a history");
        (path, text, kind, initial, row["expected"] == "linearizable")
    };
    rows.iter().map(row).collect()
}

#[test]
fn every_published_verdict_holds() {
    let mut wrong = Vec::new();
    for (path, text, kind, initials, expected) in published() {
        let history = read::history(&text, Format::Auto).unwrap_or_else(|complaint| panic!("{path}: {complaint:?}"));
        let guessed = Kind::guess(&history);
        // Where nobody compares and sets, a plain register is the same thing.
        assert!(guessed == kind || guessed == Kind::Register, "{path}: {guessed:?}");
        for initial in initials {
            let verdict = ask("linearizable", kind, &initial, &history);
            // A history with nothing to check is published as linearizable and is called by its name here.
            let right = matches!((&verdict, expected), (Verdict::Holds | Verdict::Vacuous(_), true) | (Verdict::Violated(_), false));
            if !right {
                wrong.push(format!("{path} from {initial}: {}", verdict.word()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_small_table_row_holds() {
    let Some(folder) = folder() else { return };
    let table: Json = serde_json::from_str(&fs::read_to_string(folder.join("micro/linearizability.json")).expect("a table")).expect("JSON");
    for case in table["cases"].as_array().expect("cases") {
        let kind = Kind::of(case["model"].as_str().expect("a model")).expect("a known model");
        let operations = case["ops"].as_array().expect("operations").iter();
        let read = |op: &Json| {
            let number = |at: usize| op[at].as_u64();
            operation(
                number(0).expect("a client"),
                op[3].as_str().expect("a name"),
                value(&op[4]),
                value(&op[5]),
                number(1).expect("a call"),
                number(2),
            )
        };
        let history = history(operations.map(read).collect());
        for (model, field) in [("linearizable", "linearizable"), ("sequential", "sequentially_consistent")] {
            let verdict = ask(model, kind, &value(&case["initial"]), &history);
            let expected = if case[field] == true { "holds" } else { "violated" };
            assert_eq!(verdict.word(), expected, "{} {model}: {verdict:?}", case["name"]);
        }
    }
}

fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Nil,
        Json::Number(number) => Value::Int(number.as_i64().expect("a whole number")),
        Json::String(text) => Value::text(text.clone()),
        Json::Array(members) => members.iter().map(value).collect(),
        other => panic!("{other} is not in the table"),
    }
}
