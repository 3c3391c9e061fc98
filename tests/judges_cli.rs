//! Judges of transactions, sessions and causality, as a person asks them on the command line.
#![cfg(not(target_arch = "wasm32"))]

use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

fn check(name: &str, history: &str, options: &str) -> (Option<i32>, Value, String) {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("judges-cli");
    fs::create_dir_all(&folder).expect("a folder for this test");
    fs::write(folder.join(name), history).expect("a history");
    let mut command = Command::new(env!("CARGO_BIN_EXE_eventual"));
    let output = command
        .args(["check", name])
        .args(options.split_whitespace())
        .current_dir(&folder)
        .output()
        .expect("it runs");
    let printed = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
    (output.status.code(), printed, String::from_utf8_lossy(&output.stderr).into_owned())
}

/// T2 saw what T1 appended to x and not what it appended to y.
const SKEW: &str = "{:type :invoke, :process 0, :f :txn, :value [[:append :x 1] [:append :y 1]]}
{:type :invoke, :process 1, :f :txn, :value [[:r :x nil] [:r :y nil]]}
{:type :ok, :process 0, :f :txn, :value [[:append :x 1] [:append :y 1]]}
{:type :ok, :process 1, :f :txn, :value [[:r :x [1]] [:r :y []]]}
";

/// Write skew: each of two read what the other wrote later.
const WRITE_SKEW: &str = r#"{"type":"invoke","process":0,"f":"txn","value":[["r","x",null],["w","y",1]]}
{"type":"invoke","process":1,"f":"txn","value":[["r","y",null],["w","x",2]]}
{"type":"ok","process":0,"f":"txn","value":[["r","x",null],["w","y",1]]}
{"type":"ok","process":1,"f":"txn","value":[["r","y",null],["w","x",2]]}
"#;

/// The reply without the post.
const REPLY: &str = "{:type :invoke, :process 0, :f :write, :key :post, :value 1}
{:type :ok, :process 0, :f :write, :key :post, :value 1}
{:type :invoke, :process 1, :f :read, :key :post, :value nil}
{:type :ok, :process 1, :f :read, :key :post, :value 1}
{:type :invoke, :process 1, :f :write, :key :reply, :value 2}
{:type :ok, :process 1, :f :write, :key :reply, :value 2}
{:type :invoke, :process 2, :f :read, :key :reply, :value nil}
{:type :ok, :process 2, :f :read, :key :reply, :value 2}
{:type :invoke, :process 2, :f :read, :key :post, :value nil}
{:type :ok, :process 2, :f :read, :key :post, :value nil}
";

#[test]
fn every_model_of_the_map_answers_with_its_exit_code() {
    for (name, history, options, code, word) in [
        ("skew.edn", SKEW, "", 1, "violated"),
        ("skew.edn", SKEW, "--spec list-append --model serializable", 1, "violated"),
        ("skew.edn", SKEW, "--model PL-2.99", 1, "violated"),
        ("skew.edn", SKEW, "--model read-committed", 0, "holds"),
        ("write-skew.jsonl", WRITE_SKEW, "--model serializable", 1, "violated"),
        ("write-skew.jsonl", WRITE_SKEW, "--spec rw-register --model snapshot-isolation", 0, "holds"),
        ("write-skew.jsonl", WRITE_SKEW, "--model SER", 1, "violated"),
        ("write-skew.jsonl", WRITE_SKEW, "--model SI", 0, "holds"),
        ("reply.edn", REPLY, "--spec register --model sessions", 1, "violated"),
        ("reply.edn", REPLY, "--spec register --model writes-follow-reads", 1, "violated"),
        ("reply.edn", REPLY, "--spec register --model monotonic-reads", 0, "holds"),
        ("reply.edn", REPLY, "--spec register --model causal", 1, "violated"),
        ("reply.edn", REPLY, "--spec register --model cc", 1, "violated"),
        ("reply.edn", REPLY, "--spec register --model pram", 0, "holds"),
    ] {
        let (status, printed, err) = check(name, history, options);
        assert_eq!(
            (status, printed["verdict"].as_str()),
            (Some(code), Some(word)),
            "{name} {options}: {err}"
        );
    }
}

/// A deposit that a later read leaves out.
const LEFT_OUT: &str = r#"{"type":"invoke","process":0,"f":"deposit","key":"alice","value":100}
{"type":"ok","process":0,"f":"deposit","key":"alice","value":100}
{"type":"invoke","process":1,"f":"read","key":"alice","value":null}
{"type":"ok","process":1,"f":"read","key":"alice","value":50}
"#;

#[test]
fn what_a_read_left_out_is_said_in_the_words_of_each_language() {
    let (status, printed, err) =
        check("left-out.jsonl", LEFT_OUT, r#"--spec bank --model linearizable --initial {"alice":50}"#);
    assert_eq!(status, Some(1), "{err}");
    let because = &printed["because"];
    assert_eq!(
        because["en"],
        "“read alice → 50” by process 1 is impossible: “deposit alice 100” by process 0 had returned before that read began, and whatever else happened, no later read can return this."
    );
    assert_eq!(
        because["zh"],
        "进程 1 的“读取 alice → 50”不可能成立：在它开始之前，进程 0 的“存入 alice 100”已经返回；无论其他操作如何，在那之后都读不到这个结果。"
    );
}

#[test]
fn the_answer_says_what_is_left_and_why() {
    let (_, printed, _) = check("left.edn", SKEW, "--model serializable");
    assert_eq!(printed["witness"]["anomaly"], "G-single-item");
    assert_eq!(printed["witness"]["operations"].as_array().map(Vec::len), Some(2));
    assert!(
        printed["because"]["en"].as_str().expect("a sentence").contains("T2 read 1 of :x, which T1 wrote"),
        "{printed}"
    );
    assert!(printed["because"]["zh"].as_str().expect("一句话").contains("排在它自己之前"), "{printed}");
    let strongest: Vec<&str> = match &printed["strongest"] {
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        only => only.as_str().into_iter().collect(),
    };
    assert!(strongest.contains(&"strong-read-committed"), "{strongest:?}");
    let (_, printed, _) = check("left.jsonl", WRITE_SKEW, "--model snapshot-isolation");
    let strongest = printed["strongest"].to_string();
    assert!(
        strongest.contains("strong-snapshot-isolation") && !strongest.contains("serializable"),
        "{strongest}"
    );
}

#[test]
fn what_is_no_transaction_is_said_with_its_line() {
    let (status, _, err) =
        check("bad.edn", &SKEW.replace("[[:r :x [1]] [:r :y []]]", "[[:r :x 1] [:r :y []]]"), "");
    assert_eq!(status, Some(2));
    assert!(err.contains("bad.edn:4: value: a read of a list returned 1"), "{err}");
    let (status, _, err) = check(
        "steps.edn",
        &SKEW.replace("[[:append :x 1] [:append :y 1]]", "[[:cas :x 1] [:append :y 1]]"),
        "",
    );
    assert_eq!(status, Some(2));
    assert!(err.contains(": value: a step named \"cas\""), "{err}");
}

#[test]
fn who_does_not_know_says_why() {
    let twice = "{:type :invoke, :process 0, :f :write, :key :x, :value 1}
{:type :ok, :process 0, :f :write, :key :x, :value 1}
{:type :invoke, :process 1, :f :write, :key :x, :value 1}
{:type :ok, :process 1, :f :write, :key :x, :value 1}
{:type :invoke, :process 2, :f :read, :key :x, :value nil}
{:type :ok, :process 2, :f :read, :key :x, :value 1}
";
    for model in ["causal", "sessions"] {
        let (code, printed, errors) = check("twice.edn", twice, &format!("--spec register --model {model}"));
        assert_eq!((code, printed["verdict"].as_str()), (Some(3), Some("unknown")), "{model}: {errors}");
        let because = &printed["because"];
        assert!(because["en"].as_str().is_some_and(|why| why.contains("written twice")), "{because}");
        assert!(because["zh"].as_str().is_some_and(|why| why.contains("两次")), "{because}");
    }
}

#[test]
fn the_file_stands_where_a_person_puts_it_and_help_is_there_for_who_asks() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("judges-cli");
    fs::create_dir_all(&folder).expect("a folder for this test");
    fs::write(folder.join("order.edn"), SKEW).expect("a history");
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_eventual"))
            .args(arguments)
            .current_dir(&folder)
            .output()
            .expect("it runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let first = run(&["check", "order.edn", "--model", "serializable"]);
    assert_eq!(first.0, Some(1));
    assert_eq!(run(&["check", "--model", "serializable", "order.edn"]), first);
    let (status, printed, err) = run(&["check", "order.edn", "other.edn"]);
    assert_eq!((status, printed.as_str(), err.lines().count()), (Some(2), "", 1));
    assert!(err.contains("\"order.edn\" and \"other.edn\""), "{err}");
    let (status, _, err) = run(&["check", "--model", "serializable"]);
    assert_eq!((status, err.as_str()), (Some(2), "eventual check: needs a history; see eventual --help\n"));
    for command in ["check", "run", "replay"] {
        let (status, printed, err) = run(&[command, "--help"]);
        assert_eq!((status, err.as_str()), (Some(0), ""), "{command}");
        assert!(printed.contains("eventual check FILE"), "{command}");
    }
}
