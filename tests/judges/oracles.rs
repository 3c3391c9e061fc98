//! Histories whose verdicts were published.

use super::common::{ask, history, operation};
use super::facts::{interval, names, rows, table, text, value};
use super::logs;
use eventual::check::history::read::{self, Format};
use eventual::check::spec::Kind;
use eventual::check::value::Value;
use eventual::check::verdict::Verdict;
use serde_json::Value as Json;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// Each published history with its kind, its initial values and whether it is linearizable.
pub fn published(folder: &Path) -> Vec<(String, String, Kind, Vec<Value>, bool)> {
    let rows = fs::read_to_string(folder.join("verdicts.json")).expect("the verdicts");
    let rows: Vec<Json> = serde_json::from_str(&rows).expect("JSON");
    let row = |row: &Json| {
        let path = row["path"].as_str().expect("a path").to_owned();
        let text = fs::read_to_string(folder.join(&path)).expect("a history");
        // To whom published them, nil tells nothing where a register begins with 0. Here nil is an
        // answer, and those registers told it before anybody wrote.
        let told_nil = text
            .lines()
            .any(|line| [":type :ok", ":f :read", ":value nil"].iter().all(|it| line.contains(it)));
        let (kind, initial) = match (row["model"].as_str(), row["initial"].as_str()) {
            (Some("cas-register"), Some("nil")) => (Kind::CasRegister, vec![Value::Nil]),
            (Some("cas-register"), _) if told_nil => (Kind::CasRegister, vec![Value::Nil]),
            (Some("cas-register"), _) => (Kind::CasRegister, vec![Value::Int(0), Value::Nil]),
            _ => (Kind::Kv, vec![Value::from("")]),
        };
        (path, text, kind, initial, row["expected"] == "linearizable")
    };
    rows.iter().map(row).collect()
}

#[test]
fn every_published_verdict_holds() {
    let mut wrong = Vec::new();
    let Some(folder) = logs::folder(every_published_verdict_holds) else { return };
    for (path, text, kind, initials, expected) in published(&folder) {
        let history =
            read::history(&text, Format::Auto).unwrap_or_else(|complaint| panic!("{path}: {complaint:?}"));
        let guessed = Kind::guess(&history);
        // Where nobody compares and sets, a plain register is the same thing.
        assert!(guessed == kind || guessed == Kind::Register, "{path}: {guessed:?}");
        for initial in initials {
            let verdict = ask("linearizable", kind, &initial, &history);
            // A history with nothing to check is published as linearizable and is called by its
            // name here.
            let right = matches!(
                (&verdict, expected),
                (Verdict::Holds | Verdict::Vacuous(_), true) | (Verdict::Violated(_), false)
            );
            if !right {
                wrong.push(format!("{path} from {initial}: {}", verdict.word()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_small_table_row_holds() {
    for case in rows(&table("linearizability.json")["cases"]) {
        let kind = Kind::of(text(&case["model"])).expect("a known model");
        let read = |op: &Json| {
            let (op, told) = text(op).split_once(" = ").unwrap_or((text(op), "nil"));
            let words: Vec<&str> = op.split(' ').collect();
            let (invoked, returned) = interval(words[1]);
            let asked = words.get(3).map_or(Value::Nil, |word| value(word));
            operation(words[0].parse().expect("a client"), words[2], asked, value(told), invoked, returned)
        };
        let history = history(rows(&case["ops"]).iter().map(read).collect());
        for model in ["linearizable", "sequential"] {
            let verdict = ask(model, kind, &value(text(&case["initial"])), &history);
            let expected = if names(&case["holds"]).contains(model) { "holds" } else { "violated" };
            assert_eq!(verdict.word(), expected, "{} {model}: {verdict:?}", case["name"]);
        }
    }
}

/// Run where the logs are not, the tests that read them name themselves as skipped.
#[test]
fn tests_that_do_not_find_the_logs_name_themselves() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("without-logs").join("here");
    fs::create_dir_all(&folder).expect("a folder for this test");
    let names = folder.join("names");
    let _ = fs::remove_file(&names);
    let mut tests = Command::new(env::current_exe().expect("these tests"));
    tests.args([
        "--exact",
        "oracles::every_published_verdict_holds",
        "laws::published_histories_keep_the_laws",
    ]);
    let ran = tests.current_dir(&folder).env("EVENTUAL_SKIPPED", &names).output().expect("tests to run");
    assert!(ran.status.success(), "{ran:?}");
    let named = fs::read_to_string(&names).expect("names");
    let mut named: Vec<&str> = named.lines().collect();
    named.sort_unstable();
    assert_eq!(
        named,
        ["judges::laws::published_histories_keep_the_laws", "judges::oracles::every_published_verdict_holds"]
    );
}
