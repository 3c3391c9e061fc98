//! What people bring, and what they are told: histories, ledgers and round trips as they come out
//! of other tools, through the command line.
#![cfg(not(target_arch = "wasm32"))]

#[path = "common/facts.rs"]
mod facts;
#[path = "common/oracles.rs"]
mod logs;

use facts::{rows, table, text};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

struct TextBuf {
    code: i32,
    out: String,
    err: String,
}

fn eventual(folder: &Path, arguments: &[&str]) -> TextBuf {
    let output = Command::new(env!("CARGO_BIN_EXE_eventual"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    TextBuf {
        code: output.status.code().expect("an exit code"),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

#[test]
fn every_row_of_the_table_of_histories_is_answered_as_it_says() {
    let mut wrong = Vec::new();
    for case in rows(&table("histories.json")["cases"]) {
        let name = text(&case["name"]);
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("brought").join(name);
        fs::create_dir_all(&folder).expect("a folder for this row");
        let lines: Vec<&str> = rows(&case["lines"]).iter().map(text).collect();
        let file = text(&case["file"]);
        fs::write(folder.join(file), lines.join("\n") + "\n").expect("a history");
        let options: Vec<&str> = text(&case["options"]).split_whitespace().collect();
        let said = eventual(&folder, &[&["check", file][..], &options].concat());
        let printed: Value = serde_json::from_str(&said.out).unwrap_or_default();
        let why = if said.code == 2 {
            said.err.as_str()
        } else {
            printed["because"]["en"].as_str().unwrap_or_default()
        };
        let pieces = |of: &Value| {
            of.as_array().map(|all| all.iter().map(|it| text(it).to_owned()).collect()).unwrap_or_default()
        };
        let (says, never): (Vec<String>, Vec<String>) = (pieces(&case["says"]), pieces(&case["never"]));
        let as_said = said.code == case["exit"].as_i64().expect("an exit code") as i32
            && says.iter().all(|piece| why.contains(piece.as_str()))
            && !never.iter().any(|piece| why.contains(piece.as_str()))
            && (said.code != 2 || said.err.lines().count() == 1);
        if !as_said {
            wrong.push(format!("{name}: exit {}, {why}", said.code));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The files that other people's tools wrote, each with what is right to say to it.
#[test]
fn every_file_that_others_wrote_is_answered_as_its_manifest_says() {
    let Some(folder) = logs::folder(every_file_that_others_wrote_is_answered_as_its_manifest_says) else {
        return;
    };
    let folder = fs::canonicalize(folder.join("files")).expect("the files");
    let manifest = fs::read_to_string(folder.join("MANIFEST.json")).expect("the manifest");
    let manifest: Value = serde_json::from_str(&manifest).expect("JSON");
    let mut wrong = Vec::new();
    for row in rows(&manifest) {
        let arguments: Vec<&str> = rows(&row["command"]).iter().map(text).collect();
        let said = eventual(&folder, &arguments);
        let right: Vec<i64> = row["exit"]
            .as_i64()
            .map_or_else(|| rows(&row["exit"]).iter().filter_map(Value::as_i64).collect(), |it| vec![it]);
        if !right.contains(&i64::from(said.code)) {
            wrong.push(format!("{}: exit {}, not {right:?}: {}", text(&row["file"]), said.code, said.err));
        }
        let taken: Value = serde_json::from_str(&said.out).unwrap_or_default();
        for (name, wanted) in row["expect"].as_object().into_iter().flatten() {
            if taken[name] != *wanted {
                wrong.push(format!("{}: {name} is {}, not {wanted}", text(&row["file"]), taken[name]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Two updates are lost at once: one of x twice, and a read of what was never written.
const TWO_KINDS: &str = "{:type :invoke :process 0 :f :txn :value [[:r :x nil] [:w :x 1]]}
{:type :invoke :process 1 :f :txn :value [[:r :x nil] [:w :x 2]]}
{:type :ok :process 0 :f :txn :value [[:r :x nil] [:w :x 1]]}
{:type :ok :process 1 :f :txn :value [[:r :x nil] [:w :x 2]]}
{:type :invoke :process 2 :f :txn :value [[:w :y 5]]}
{:type :fail :process 2 :f :txn :value [[:w :y 5]]}
{:type :info :process :nemesis :f :start :value nil}
{:type :invoke :process 2 :f :txn :value [[:r :y nil]]}
{:type :ok :process 2 :f :txn :value [[:r :y 5]]}
";

#[test]
fn every_kind_of_anomaly_is_told_and_explain_says_what_a_file_is_taken_for() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("brought");
    fs::create_dir_all(&folder).expect("a folder for this test");
    fs::write(folder.join("two.edn"), TWO_KINDS).expect("a history");
    let said = eventual(&folder, &["check", "two.edn", "--model", "serializable"]);
    let printed: Value =
        serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {}", said.err));
    assert_eq!(said.code, 1);
    let kinds = |of: &Value| {
        rows(of).iter().map(|it| (text(&it["name"]).to_owned(), it["count"].as_u64())).collect::<Vec<_>>()
    };
    let found = kinds(&printed["anomalies"]);
    assert!(
        found.contains(&("G1a".to_owned(), Some(1))) && found.contains(&("lost-update".to_owned(), Some(1))),
        "{found:?}"
    );
    assert!(rows(&printed["anomalies"]).iter().all(|it| !rows(&it["witness"]).is_empty()));
    assert!(
        found.iter().any(|(name, _)| *name == printed["witness"]["anomaly"]),
        "the headline is among them: {printed}"
    );
    let models = |of: &Value| rows(of).iter().map(|it| text(it).to_owned()).collect::<Vec<_>>();
    let (all, weakest) = (models(&printed["ruled_out"]), models(&printed["weakest_ruled_out"]));
    assert!(
        all.contains(&"serializable".to_owned()) && all.contains(&"snapshot-isolation".to_owned()),
        "{all:?}"
    );
    assert!(
        weakest.contains(&"read-committed".to_owned()) && weakest.iter().all(|it| all.contains(it)),
        "{weakest:?}"
    );

    let said = eventual(&folder, &["check", "--explain", "two.edn"]);
    let printed: Value =
        serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {}", said.err));
    assert_eq!(
        (said.code, &printed["format"], &printed["spec"], &printed["spec_guessed"]),
        (0, &"edn".into(), &"rw-register".into(), &true.into())
    );
    assert_eq!((&printed["processes"], &printed["operations"]), (&3.into(), &4.into()));
    assert_eq!(printed["by_name"]["txn"], serde_json::json!({"ok": 3, "fail": 1, "info": 0}));
    assert_eq!(printed["left_out"][0]["count"], 1);
}

/// A lock that is taken and given back a hundred times, and once is taken by two at once.
#[test]
fn a_witness_of_a_lock_can_be_read() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("brought");
    fs::create_dir_all(&folder).expect("a folder for this test");
    let pair = |process: usize, f: &str| {
        ["invoke", "ok"]
            .map(|kind| format!("{{:type :{kind} :process {process} :f :{f} :value nil}}\n"))
            .concat()
    };
    let turn = |nth: usize| {
        pair(nth % 3, "acquire")
            + &if nth == 60 { pair(1, "acquire") } else { String::new() }
            + &pair(nth % 3, "release")
    };
    fs::write(folder.join("lock.edn"), (0..100).map(turn).collect::<String>()).expect("a history");
    let said = eventual(&folder, &["check", "lock.edn", "--spec", "mutex"]);
    let printed: Value =
        serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {}", said.err));
    let names: Vec<&str> = rows(&printed["witness"]["operations"]).iter().map(|it| text(&it["f"])).collect();
    assert_eq!((said.code, names.as_slice()), (1, &["acquire", "acquire"][..]), "{printed}");
    assert!(text(&printed["because"]["en"]).contains("nothing else touched the lock"), "{printed}");
}
