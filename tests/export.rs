//! A run as a file for other tools, and back.
#![cfg(not(target_arch = "wasm32"))]

#[path = "common/desk.rs"]
mod desk;

use desk::{Desk, err, out};
use eventual::check::history::read::{Format, explained, value};
use eventual::check::judge::{self, Question};
use eventual::check::spec::Kind;
use eventual::lab::demo;
use eventual::lab::experiment::Experiment;
use eventual::lab::export::{Form, REGEX, text};
use eventual::lab::read;
use eventual::lab::setup;
use eventual::lab::verdicts;
use eventual::protocol::catalog::ENTRIES;
use eventual::sim::run::{AnyRun, Progress};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn fold(mut run: Box<dyn AnyRun>) -> Box<dyn AnyRun> {
    while run.advance(100_000) == Progress::More {}
    run
}

/// As EDN and as JSON a history is read as the same operations, of every demo.
#[test]
fn jepsens_form_says_what_ours_says() {
    let mut operations = 0;
    for demo in demo::all() {
        let experiment = demo.experiment();
        let mut run = fold(demo.open(&experiment));
        let [ours, edn] = [Form::History, Form::Edn].map(|form| text(form, &experiment, &[], run.as_mut()));
        assert_eq!(ours.lines().count(), edn.lines().count(), "{}", demo.id);
        let read = |text: &str, format| explained(text, format).expect("a history").0;
        let [ours, edn] = [read(&ours, Format::Auto), read(&edn, Format::Edn)];
        assert_eq!(format!("{ours:?}"), format!("{edn:?}"), "{}", demo.id);
        operations += ours.operations.len();
    }
    assert!(operations > 200, "{operations}");
}

/// The judges of orders, with what the lab lets them spend on a run.
const MODELS: [&str; 2] = ["linearizable", "sequential"];
const BUDGET: u64 = 1_000_000;
const MEMORY: u64 = 64 << 20;

/// What a run says of itself: each order, and how it is kept.
fn own(experiment: &Experiment, run: &dyn AnyRun) -> BTreeMap<String, verdicts::Verdict> {
    let all = verdicts::verdicts(experiment, run).expect("a demo is short");
    all.into_iter().filter(verdicts::is_order).map(|it| (it.model, it.verdict)).collect()
}

/// What `check` calls these verdicts, with the code with which it ends.
fn word(verdict: verdicts::Verdict) -> (&'static str, i32) {
    match verdict {
        verdicts::Verdict::Holds => ("holds", 0),
        verdicts::Verdict::Violated => ("violated", 1),
        verdicts::Verdict::Unknown => ("unknown", 3),
        verdicts::Verdict::Vacuous => ("vacuous", 4),
    }
}

/// The opening balances, as `--initial` takes them.
fn opening(experiment: &Experiment) -> String {
    let accounts = experiment.accounts.iter();
    let all: BTreeMap<String, i64> = accounts.map(|it| (it.name.to_string(), it.opening)).collect();
    serde_json::to_string(&all).expect("a map")
}

/// Of every demo, as it breaks and with its protection on: what the run says of itself is what the
/// judges say about what was exported for Jepsen, read from the text alone.
#[test]
fn every_history_in_jepsens_form_gets_the_verdict_of_its_run() {
    let mut verdicts: BTreeMap<(String, &str), u32> = BTreeMap::new();
    for demo in demo::all() {
        for (kind, experiment) in [("off", demo.experiment()), ("on", demo.protected())] {
            let mut run = fold(demo.open(&experiment));
            let own = own(&experiment, run.as_ref());
            let edn = text(Form::Edn, &experiment, &[], run.as_mut());
            let history = explained(&edn, Format::Edn).expect("a history").0;
            for model in MODELS {
                let question = Question {
                    history: &history,
                    kind: Kind::Bank,
                    initial: Some(value(&opening(&experiment)).expect("balances")),
                    budget: BUDGET,
                    memory: MEMORY,
                };
                let judge = judge::find(model, Kind::Bank).expect("a judge of accounts");
                let answer = (judge.judge)(&question).expect("it can be judged");
                let said = answer.verdict.word();
                assert_eq!(said, word(own[model]).0, "{}, {kind}: {model}", demo.id);
                *verdicts.entry((model.to_owned(), said)).or_default() += 1;
            }
        }
    }
    println!("{verdicts:?}");
    for model in MODELS {
        for said in ["holds", "violated"] {
            assert!(verdicts.contains_key(&(model.to_owned(), said)), "{verdicts:?}");
        }
    }
}

/// Through the command line too, of a demo of every protocol.
#[test]
fn a_history_in_jepsens_form_gets_the_same_verdict() {
    let desk = Desk::new("export-edn");
    let mut seen = BTreeSet::new();
    for demo in demo::all().filter(|demo| seen.insert(demo.protocol)) {
        let (id, experiment) = (demo.id, demo.experiment());
        let mut run = fold(demo.open(&experiment));
        let own = own(&experiment, run.as_ref());
        desk.write("run.json", &text(Form::Run, &experiment, &[], run.as_mut()));
        for model in MODELS {
            let judged = ["history", "edn"].map(|form| {
                assert_eq!(err(&desk.eventual(&format!("export run.json --as {form} --out h.{form}"))), "");
                let initial = opening(&experiment);
                let judged = desk.eventual(&format!(
                    "check h.{form} --model {model} --spec bank --budget {BUDGET} --memory 64 --initial {initial}"
                ));
                (judged.status.code(), out(&judged), err(&judged).replace(&format!("h.{form}"), "h"))
            });
            assert_eq!(judged[0], judged[1], "{id}");
            assert_eq!(judged[0].0, Some(word(own[model]).1), "{id}: {model}: {judged:?}");
        }
    }
    assert_eq!(seen.len(), ENTRIES.len(), "{seen:?}");
}

/// What ShiViz asks of a log: its own line says how events are read; a host's own entry is 1 with its
/// first event and grows by one; nobody knows of events that have not been yet.
#[test]
fn shiviz_can_draw_the_log_of_every_demo() {
    for demo in demo::all() {
        let experiment = demo.experiment();
        let mut run = fold(demo.open(&experiment));
        let log = text(Form::Shiviz, &experiment, &[], run.as_mut());
        let body = log.strip_prefix(&format!("{REGEX}\n\n")).expect("the regular expression first");
        let lines: Vec<&str> = body.lines().collect();
        assert_eq!(lines.len() % 2, 0, "{}", demo.id);
        let mut known: BTreeMap<String, u64> = BTreeMap::new();
        let (mut events, mut received) = (0, 0);
        for pair in lines.chunks(2) {
            let (host, clock) = pair[0].split_once(' ').expect("a host and its clock");
            let clock: BTreeMap<String, u64> = serde_json::from_str(clock).expect("a clock is JSON");
            let own = known.entry(host.to_owned()).or_default();
            *own += 1;
            assert_eq!(clock.get(host), Some(&*own), "{}: {}", demo.id, pair[0]);
            for (other, count) in &clock {
                assert!(known.get(other).is_some_and(|so_far| count <= so_far), "{}: {}", demo.id, pair[0]);
            }
            received += usize::from(pair[1].contains(" receives "));
            events += 1;
            assert!(!pair[1].is_empty());
        }
        assert!(events > 0, "{}", demo.id);
        assert!(received == 0 || known.len() > 1, "{}", demo.id);
    }
}

/// What is exported as a run is opened and comes to the same digest; lines are JSON; a table has lines.
#[test]
fn every_form_is_written_and_can_be_read() {
    let desk = Desk::new("export");
    let experiment = demo::find("split-brain").expect("a demo").experiment();
    let run = fold(setup::open(&experiment, &[]));
    desk.write("run.json", &read::write_run(&experiment, &[], Some(run.digest()), run.fact_count()));
    for form in Form::ALL {
        let printed = desk.eventual(&format!("export run.json --as {}", form.name()));
        assert_eq!((printed.status.code(), err(&printed)), (Some(0), String::new()), "{}", form.name());
        let file = format!("out{}", form.ending());
        assert_eq!(
            desk.eventual(&format!("export run.json --as {} --out {file}", form.name())).status.code(),
            Some(0)
        );
        assert_eq!(desk.read(&file), out(&printed));
        match form {
            Form::Trace | Form::History => {
                for line in desk.read(&file).lines() {
                    assert!(serde_json::from_str::<Value>(line).is_ok_and(|it| it.is_object()), "{line}");
                }
            }
            Form::Receipt => assert!(serde_json::from_str::<Value>(&desk.read(&file)).is_ok()),
            Form::ReceiptCsv => assert!(desk.read(&file).lines().count() > 30),
            Form::Run | Form::Edn | Form::Shiviz => {}
        }
    }
    assert!(out(&desk.eventual("replay out.json")).contains("holds"));
    for (line, said) in [
        ("export", "needs a run or an experiment; see eventual --help"),
        (
            "export run.json",
            "needs --as, one of run, trace, history, edn, shiviz, receipt, receipt-csv, space-time-svg, stage-svg",
        ),
        (
            "export run.json --as pdf",
            "--as: there is no form \"pdf\"; known are run, trace, history, edn, shiviz, receipt, receipt-csv, \
             space-time-svg, stage-svg",
        ),
        ("export run.json --as", "--as needs a value"),
        ("export run.json --as trace --at 1s", "--at: only stage-svg is of one moment"),
        (
            "export run.json --as stage-svg --at noon",
            "--at: \"noon\" is no time; it must be such as 2.5s, 800ms or 120us",
        ),
        ("export run.json --as stage-svg --language fr", "--language: \"fr\" is neither en nor zh"),
        ("export run.json --in x", "there is no option \"--in\"; known are --as, --out, --at, --language"),
    ] {
        let failed = desk.eventual(line);
        let said = format!("eventual export: {said}\n");
        assert_eq!((failed.status.code(), err(&failed)), (Some(2), said), "{line}");
    }
}
