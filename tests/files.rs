//! Input from a file can never panic, never hang, and every bad file gets its line.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::mixed;
use eventual::base::chance::{Lane, below};
use eventual::lab::import::{ledger, samples};
use eventual::lab::read::{self, Problems, write_run};
use eventual::sim::input::{Action, Input};

/// A text with some bytes, words or numbers changed.
fn mutate(text: &str, lane: Lane) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut n = 0;
    let mut draw = |bound: usize| {
        n += 1;
        below(lane.draw(n), bound.max(1) as u64) as usize
    };
    for _ in 0..1 + draw(3) {
        let at = draw(bytes.len());
        match draw(8) {
            0 => bytes[at] = draw(256) as u8,
            1 => drop(bytes.drain(at..(at + draw(40)).min(bytes.len()))),
            2 => bytes.truncate(at),
            3 => {
                let copy: Vec<u8> = bytes[at..(at + 30).min(bytes.len())].to_vec();
                bytes.splice(at..at, copy);
            }
            4 => {
                let odd: [&[u8]; 10] =
                    [b"-1", b"1e99", b"null", b"\"\\u0000\"", b"[]", b"{}", b"99999999999999999999", b"3.5", b"true", "\"长\"".as_bytes()];
                // A value is what stands between a colon and the next comma or line break.
                if let Some(colon) = bytes[at..].iter().position(|&byte| byte == b':').map(|found| at + found + 1) {
                    let end =
                        bytes[colon..].iter().position(|&byte| matches!(byte, b',' | b'\n')).map_or(bytes.len(), |found| colon + found);
                    bytes.splice(colon..end, odd[draw(odd.len())].iter().copied());
                }
            }
            5 => {
                if let Some(digit) = bytes[at..].iter().position(u8::is_ascii_digit) {
                    bytes[at + digit] = b'0' + draw(10) as u8;
                }
            }
            6 => {
                if let Some(letter) = bytes[at..].iter().position(u8::is_ascii_lowercase) {
                    bytes[at + letter] = b'a' + draw(26) as u8;
                }
            }
            _ => {
                let deep = "[".repeat(200);
                bytes.splice(at..at, deep.into_bytes());
            }
        }
        if bytes.is_empty() {
            break;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn check(problems: &Problems) {
    assert!(problems.count >= 1 && !problems.list.is_empty());
    for problem in &problems.list {
        let line = problem.to_string();
        assert!(!line.contains('\n') && line.contains(": "), "{line:?}");
        assert!(!problem.place.is_empty() && !problem.reason.en.is_empty() && !problem.reason.zh.is_empty(), "{problem:?}");
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
    let ledger_text = "time,account,kind,amount,counterparty\n2026-03-01T09:00:00,alice,deposit,100.00,\n2026-03-01T09:00:01,alice,transfer,30.50,bob\n12.5,bob,withdraw,3,\n";
    let sample_text = "rtt_ms\n80.5\n79\n120.25\n";
    for n in 0..2_000u64 {
        let mut reader = ledger::LedgerReader::new(mutate(ledger_text, Lane(n)));
        while let ledger::Progress::More { .. } = reader.work(2) {}
        match reader.finish(&experiment) {
            Ok((experiment, rows)) => {
                good += 1;
                assert!(rows > 0);
                eventual::lab::setup::open(&experiment, &[]).advance(50);
            }
            Err(problems) => {
                bad += 1;
                check(&problems);
            }
        }
        if let Err(problems) = samples::read(&mutate(sample_text, Lane(n ^ 0xabcd))) {
            check(&problems);
        }
    }
    assert!(bad > 200 && good > 200, "{bad} bad, {good} good");
}

#[test]
fn experiments_and_runs_come_back_as_they_were() {
    for protocol in common::protocols() {
        for n in 0..40 {
            let experiment = mixed(protocol, n);
            let inputs = vec![Input { at: eventual::base::time::Time(5), step: 3, action: Action::Heal { rule: Some(1) } }];
            let digest = common::run(&experiment, &inputs).digest();
            let file = read::run(&write_run(&experiment, &inputs, Some(digest), 7)).expect("what was written can be read");
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
    let mut reader = ledger::LedgerReader::new(text);
    let mut slices = 0;
    while let ledger::Progress::More { done, of } = reader.work(4_000) {
        assert!(done <= of);
        slices += 1;
    }
    let (experiment, rows) = reader.finish(&mixed("event-sourcing", 1)).expect("a good ledger");
    assert_eq!((rows, experiment.accounts.len()), (100_000, 500));
    assert!(slices >= 20, "an import goes on in slices: {slices}");
}
