//! Input from a file can never panic, never hang, and every bad file gets its line.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::mixed;
use common::mutate::mutate;
use eventual::base::chance::Lane;
use eventual::lab::import::options::Options;
use eventual::lab::import::{ledger, samples};
use eventual::lab::read::{self, Problems, write_run};
use eventual::sim::input::{Action, Input};

fn check(problems: &Problems) {
    assert!(problems.count >= 1 && !problems.list.is_empty());
    for problem in &problems.list {
        let line = problem.to_string();
        assert!(!line.contains('\n') && line.contains(": "), "{line:?}");
        assert!(
            !problem.place.is_empty() && !problem.reason.en.is_empty() && !problem.reason.zh.is_empty(),
            "{problem:?}"
        );
    }
}

#[test]
fn ten_thousand_mutated_experiments_and_runs_each_get_their_line_or_run() {
    let (mut bad, mut good) = (0, 0);
    for n in 0..10_000u64 {
        let experiment = mixed(if n % 2 == 0 { "log-shipping" } else { "event-sourcing" }, n % 40);
        let text = if n % 3 == 0 {
            let action = Action::Heal { rule: None };
            write_run(&experiment, &[Input { at: eventual::base::time::Time(n), step: 0, action }], None, 0)
        } else {
            serde_json::to_string_pretty(&experiment).expect("plain values are always JSON")
        };
        match read::run(&mutate(&text, Lane(n))) {
            Ok(file) => {
                good += 1;
                // What is accepted can be run: a few hundred steps of it, and a frame.
                let mut session = eventual::lab::setup::open(&file.experiment, &file.inputs);
                session.advance(300);
            }
            Err(problems) => {
                bad += 1;
                check(&problems);
            }
        }
    }
    assert!(bad > 3_000 && good > 500, "{bad} bad, {good} good: the mutations must try both");
}

#[test]
fn two_thousand_mutated_ledgers_and_samples_each_get_their_line_or_run() {
    let (mut bad, mut good) = (0, 0);
    let experiment = mixed("log-shipping", 1);
    let ledger_text = "time,account,kind,amount,counterparty\n2026-03-01T09:00:00,alice,deposit,100.00,\n2026-03-01T09:00:01,alice,transfer,30.50,bob\n2026-03-02T09:00:01,bob,withdraw,3,\n";
    let sample_text = "rtt_ms\n80.5\n79\n120.25\n";
    for n in 0..2_000u64 {
        let (reading, taken) = ledger::read(&mutate(ledger_text, Lane(n)), &Options::default());
        match taken {
            Some(ledger) => {
                good += 1;
                assert!(reading.count > 0);
                eventual::lab::setup::open(&ledger.into_experiment(&experiment), &[]).advance(50);
            }
            None => {
                bad += 1;
                check(&reading.why_not());
            }
        }
        let (reading, trips) = samples::read(&mutate(sample_text, Lane(n ^ 0xabcd)), &Options::default());
        if trips.is_none() {
            check(&reading.why_not());
        }
    }
    assert!(bad > 200 && good > 200, "{bad} bad, {good} good");
}

#[test]
fn experiments_and_runs_come_back_as_they_were() {
    for protocol in common::protocols() {
        for n in 0..40 {
            let experiment = mixed(protocol, n);
            let inputs = vec![Input {
                at: eventual::base::time::Time(5),
                step: 3,
                action: Action::Heal { rule: Some(1) },
            }];
            let digest = common::run(&experiment, &inputs).digest();
            let file = read::run(&write_run(&experiment, &inputs, Some(digest), 7))
                .expect("what was written can be read");
            assert_eq!((file.experiment, file.inputs, file.digest), (experiment, inputs, Some(digest)));
        }
    }
}

#[test]
fn a_hundred_thousand_rows_come_in() {
    let mut text = String::from("time,account,kind,amount,counterparty\n");
    for n in 0..100_000u64 {
        text += &format!(
            "{}.{:03},account-{},{},{},\n",
            n / 50,
            n % 50 * 20,
            n % 500,
            if n % 3 == 0 { "deposit" } else { "withdraw" },
            1 + n % 90
        );
    }
    let mut reader = ledger::LedgerReader::new(text, Options::default());
    let (mut slices, mut last) = (0, 0);
    while let ledger::Progress::More { done, of } = reader.work(4_000) {
        assert!(last <= done && done <= of, "{last} {done} {of}");
        (slices, last) = (slices + 1, done);
    }
    let (reading, ledger) = reader.finish();
    let experiment = ledger.expect("a good ledger").into_experiment(&mixed("event-sourcing", 1));
    assert_eq!((reading.count, experiment.accounts.len()), (100_000, 500));
    assert!(slices >= 40, "an import goes on in slices: {slices}");
}

/// Every place of a JSON value at which a field or an element stands, as a pointer.
fn places(value: &serde_json::Value, here: &str, out: &mut Vec<String>) {
    let inner: Vec<(String, &serde_json::Value)> = match value {
        serde_json::Value::Object(map) => map.iter().map(|(name, value)| (name.clone(), value)).collect(),
        serde_json::Value::Array(list) => {
            list.iter().enumerate().map(|(n, value)| (n.to_string(), value)).collect()
        }
        _ => Vec::new(),
    };
    for (name, value) in inner {
        let here = format!("{here}/{name}");
        out.push(here.clone());
        places(value, &here, out);
    }
}

#[test]
fn null_is_a_bad_value_of_every_field_and_is_told_by_its_path() {
    let mut tried = 0;
    for protocol in common::protocols() {
        for n in 0..12 {
            let action = Action::Submit {
                node: eventual::base::ids::NodeId(0),
                call: eventual::domain::Call::Read { account: eventual::base::ids::AccountId(0) },
                command: Some(eventual::base::ids::CommandId(3)),
            };
            let inputs = [Input { at: eventual::base::time::Time(7), step: 1, action }];
            let digest = eventual::base::digest::Sum(5);
            let whole: serde_json::Value =
                serde_json::from_str(&write_run(&mixed(protocol, n), &inputs, Some(digest), 9))
                    .expect("JSON");
            let mut all = Vec::new();
            places(&whole, "", &mut all);
            for place in all {
                let mut changed = whole.clone();
                *changed.pointer_mut(&place).expect("a place") = serde_json::Value::Null;
                let problems = read::run(&changed.to_string()).expect_err(&place);
                let path = place.trim_start_matches('/').split('/').fold(String::new(), |path, name| {
                    match name.parse::<u32>() {
                        Ok(_) => format!("{path}[{name}]"),
                        Err(_) if path.is_empty() => name.to_owned(),
                        Err(_) => format!("{path}.{name}"),
                    }
                });
                let told = problems.list.iter().any(|problem| {
                    problem.place == path && problem.reason.en.starts_with("is null; it must be ")
                });
                assert!(told, "{path}: {:?}", problems.list);
                tried += 1;
            }
        }
    }
    assert!(tried > 1_000, "{tried}");
    let seed = read::experiment(r#"{"seed": null, "protocol": {"name": "log-shipping"}}"#)
        .expect_err("null is no seed");
    assert_eq!(
        seed.list[0].to_string(),
        "seed: is null; it must be a whole number from 0 to 18446744073709551615"
    );
}

#[test]
fn a_field_that_is_there_twice_is_a_mistake() {
    let problems = read::experiment(r#"{"seed": 1, "protocol": {"name": "log-shipping"}, "seed": 2}"#)
        .expect_err("which one?");
    assert_eq!(problems.list[0].reason.en, "has the field \"seed\" twice");
    assert!(problems.list[0].place.starts_with("line 1, column "), "{:?}", problems.list);
}

/// What nobody wants to read in a message: very long, with letters that a terminal obeys, and with
/// letters that turn the direction of writing.
fn rude() -> [String; 4] {
    [
        "a".repeat(100_000),
        "长".repeat(100_000),
        "a\0b\u{1b}[2J\n\rc".to_owned(),
        "\u{202e}evil\u{2066}\u{200f}\u{feff}".to_owned(),
    ]
}

#[test]
fn long_names_nul_and_letters_that_turn_the_line_are_cleaned_and_cut_in_every_message() {
    for rude in rude() {
        let quoted = serde_json::to_string(&rude).expect("JSON");
        let files = [
            format!(
                r#"{{{quoted}: 1, "protocol": {{"name": "log-shipping", {quoted}: {quoted}, "mode": {quoted}}}, "nodes": {quoted}}}"#
            ),
            format!(
                r#"{{"protocol": {{"name": {quoted}}}, "format": {quoted}, "version": {quoted}, "disk": {{"kind": {quoted}}}}}"#
            ),
            format!(
                r#"{{"protocol": {{"name": "log-shipping"}}, "accounts": [{{"name": {quoted}}}], "faults": [{{"do": {quoted}, "at_us": 0}}]}}"#
            ),
            format!(
                r#"{{"protocol": {{"name": "log-shipping"}}, "network": {{"link": {{{quoted}: 1}}}}, {quoted}: 1, {quoted}: 1}}"#
            ),
            format!(
                r#"{{"format": "eventual/run", "digest": {quoted}, "experiment": {quoted}, "inputs": [{quoted}]}}"#
            ),
            format!("{{{rude}"),
        ];
        let mut all: Vec<Problems> = files.iter().map(|file| read::run(file).expect_err(file)).collect();
        let csv = format!(
            "time,account,kind,amount,counterparty\n\"{rude}\",a,deposit,1,\n1,\"{rude}\",deposit,1,\n1,a,\"{rude}\",1,\n1,a,deposit,\"{rude}\",\n"
        );
        let (reading, taken) = ledger::read(&csv, &Options::default());
        assert!(taken.is_none(), "a bad ledger");
        all.push(reading.why_not());
        let (reading, taken) = samples::read(&format!("1\n{rude}\n2"), &Options::default());
        assert!(taken.is_none(), "bad samples");
        all.push(reading.why_not());
        for problem in all.iter().flat_map(|problems| &problems.list) {
            for text in [&problem.place, &problem.reason.en, &problem.reason.zh] {
                assert!(
                    text.chars().count() <= 1_000 && !text.chars().any(eventual::base::text::is_hidden),
                    "{problem:?}"
                );
            }
            assert!(!problem.reason.en.ends_with('…'), "what is allowed is still said: {problem:?}");
        }
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "how long a refusal takes is what is asked")]
fn two_million_unknown_fields_are_refused_within_a_second() {
    let fields: String = (0..2_000_000).map(|n| format!("\"f{n}\":{n},")).collect();
    let flat = format!("{{{fields}\"protocol\":{{\"name\":\"log-shipping\"}}}}");
    // As many, but no object has too many of them. Without optimisation a tenth of them has to do.
    let rows = if cfg!(debug_assertions) { 1_000 } else { 10_000 };
    let some: String = (0..200).map(|n| format!("\"f{n}\":0,")).collect();
    let row = format!("{{{some}\"at_us\":0,\"do\":\"heal\"}}");
    let spread =
        format!("{{\"protocol\":{{\"name\":\"log-shipping\"}},\"faults\":[{}]}}", vec![row; rows].join(","));
    for (text, least) in [(flat, 1), (spread, 200 * rows as u64)] {
        let began = std::time::Instant::now();
        let problems = read::run(&text).expect_err("nobody knows these fields");
        let took = began.elapsed();
        assert!(took.as_millis() < if cfg!(debug_assertions) { 10_000 } else { 1_000 }, "{took:?}");
        assert!(problems.count >= least && problems.list.len() <= read::MOST_PROBLEMS, "{}", problems.count);
    }
}
