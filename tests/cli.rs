//! The command line, as a person types it.
#![cfg(not(target_arch = "wasm32"))]

#[path = "common/desk.rs"]
mod desk;

use desk::{Desk, err, out};

#[test]
fn an_experiment_is_printed_run_and_run_again() {
    let desk = Desk::new("run");
    for (protocol, own_fact) in [("log-shipping", "promoted"), ("event-sourcing", "snapshot")] {
        let printed = desk.eventual(&format!("experiment {protocol}"));
        assert!(out(&printed).starts_with("{\n  \"seed\": "), "the seed is at its top: {}", out(&printed));
        desk.write("e.json", &out(&printed));
        let first = desk.eventual("run e.json --trace t.jsonl --history h.jsonl --receipt r.json");
        assert_eq!(first.status.code(), Some(0), "{}", err(&first));
        let digest =
            out(&first).lines().next().expect("a line").strip_prefix("digest ").expect("a digest").to_owned();
        assert_eq!(digest.len(), 32);
        let trace = desk.read("t.jsonl");
        let named = format!("\"fact\":\"{own_fact}\"");
        assert!(trace.contains(&named), "a fact of the protocol's own has its name in files");
        let facts = trace.lines().count();
        assert!(out(&first).contains(&format!("{facts} facts")), "{}", out(&first));
        assert!(out(&first).contains("simulated 8.000 s, real "));
        let receipt: serde_json::Value =
            serde_json::from_str(&desk.read("r.json")).expect("a receipt in JSON");
        assert!(receipt["operations"]["ok"].as_u64().expect("a count") > 10);
        let history = desk.read("h.jsonl");
        let kinds = |kind: &str| {
            history.lines().filter(|line| line.contains(&format!("\"type\":\"{kind}\""))).count()
        };
        assert_eq!(
            kinds("invoke"),
            kinds("ok") + kinds("fail") + kinds("info"),
            "in a calm run every operation returns"
        );
        let run = format!(
            "{{\"format\":\"eventual/run\",\"version\":1,\"digest\":\"{digest}\",\"experiment\":{},\"inputs\":[]}}",
            out(&printed)
        );
        desk.write("run.json", &run);
        let replayed = desk.eventual("replay run.json");
        assert_eq!((replayed.status.code(), out(&replayed).contains("holds")), (Some(0), true));
        desk.write("run.json", &run.replace(&digest, &"0".repeat(32)));
        let other = desk.eventual("replay run.json");
        assert_eq!((other.status.code(), err(&other).contains("does not hold")), (Some(1), true));
    }
}

#[test]
fn until_ends_a_run_earlier_and_inputs_change_it() {
    let desk = Desk::new("until");
    desk.write("e.json", &out(&desk.eventual("experiment log-shipping")));
    let whole = out(&desk.eventual("run e.json"));
    let part = out(&desk.eventual("run e.json --until 2.5s"));
    assert!(part.contains("simulated 2.500 s") && part != whole);
    desk.write("i.json", r#"[{"at_us": 1000000, "do": "crash", "node": 0}]"#);
    assert_ne!(out(&desk.eventual("run e.json --inputs i.json")).lines().next(), whole.lines().next());
}

#[test]
fn every_bad_field_gets_one_line_exit_2_and_nothing_is_written() {
    let desk = Desk::new("bad");
    let bad = r#"{"seed": -1, "protocol": {"name": "log-shipping", "mode": "fast"}, "nodes": 9, "sed": 1, "network": {"link": {"loss_ppm": 2000000, "latency": {"kind": "gauss"}}},
        "faults": [{"at_us": 0, "do": "explode"}]}"#;
    desk.write("bad.json", bad);
    let output = desk.eventual("run bad.json --trace t.jsonl --receipt r.json");
    assert_eq!(output.status.code(), Some(2));
    let lines: Vec<String> = err(&output).lines().map(str::to_owned).collect();
    let places: Vec<&str> = lines.iter().map(|line| line.split(": ").nth(1).expect("a place")).collect();
    let want = [
        "protocol.mode",
        "nodes",
        "seed",
        "network.link.latency.kind",
        "network.link.loss_ppm",
        "faults[0].do",
        "sed",
    ];
    let sorted = |list: &[&str]| {
        let mut list: Vec<String> = list.iter().map(|place| (*place).to_owned()).collect();
        list.sort();
        list
    };
    assert_eq!(sorted(&places), sorted(&want), "{lines:#?}");
    assert!(
        lines.iter().any(|line| line.contains("\"async\", \"semi_sync\", \"sync\"")),
        "what is allowed is said: {lines:#?}"
    );
    assert_eq!(desk.names(), ["bad.json"]);
    for (line, word) in [
        ("run nowhere.json", "cannot be read"),
        ("run", "needs an experiment"),
        ("fly", "no command"),
        ("run bad.json --speed 3", "no option"),
        ("experiment paxos", "no protocol"),
    ] {
        let output = desk.eventual(line);
        assert_eq!(
            (output.status.code(), err(&output).lines().count(), err(&output).contains(word)),
            (Some(2), 1, true),
            "{line}: {}",
            err(&output)
        );
    }
}

#[test]
fn the_catalogue_lists_every_protocol_with_its_knobs_and_demos() {
    let desk = Desk::new("catalogue");
    let catalogue: serde_json::Value = serde_json::from_str(&out(&desk.eventual("protocols"))).expect("JSON");
    let protocols = catalogue["protocols"].as_array().expect("a list");
    assert_eq!(protocols.len(), eventual::protocol::catalog::ENTRIES.len());
    for protocol in protocols {
        for key in ["name", "title", "title_zh", "summary", "summary_zh"] {
            assert!(!protocol[key].as_str().expect("a text").is_empty());
        }
        assert!(!protocol["knobs"].as_array().expect("a list").is_empty());
        let promises = protocol["promises"].as_array().expect("a list");
        assert!(!promises.is_empty());
        // What is never promised is in neither list of settings.
        for never in protocol["never"].as_array().expect("a list") {
            assert!(promises.iter().all(|promise| promise["name"] != never["name"]), "{never}");
            assert!(never["title_zh"].as_str().is_some_and(|title| !title.is_empty()), "{never}");
        }
        for promise in promises {
            for key in ["name", "title", "title_zh", "because", "because_zh"] {
                assert!(promise[key].as_str().is_some_and(|text| !text.is_empty()), "{promise}");
            }
            let knobs = protocol["knobs"].as_array().expect("a list");
            let is_default = |(name, to): (&String, &serde_json::Value)| {
                knobs.iter().any(|it| it["name"] == **name && it["default"] == *to)
            };
            let ways = promise["under"].as_array().expect("a list");
            let by_default = ways.iter().any(|way| way.as_object().expect("settings").iter().all(is_default));
            assert_eq!(promise["by_default"], by_default, "{promise}");
        }
        for demo in protocol["demos"].as_array().expect("a list") {
            let name = demo["name"].as_str().expect("a name");
            desk.write("demo.json", &out(&desk.eventual(&format!("experiment {name}"))));
            assert_eq!(desk.eventual("run demo.json").status.code(), Some(0), "{name}");
        }
    }
}

#[test]
fn every_demo_is_listed_and_ends_as_the_list_says_with_its_protection_off_and_on() {
    let desk = Desk::new("demos");
    let json = |text: &str| {
        serde_json::from_str::<serde_json::Value>(text).unwrap_or_else(|error| panic!("{error}: {text}"))
    };
    let list = json(&out(&desk.eventual("demos")));
    let list = list.as_array().expect("a list");
    assert_eq!(list.len(), eventual::lab::demo::all().count());
    for demo in list {
        let id = demo["id"].as_str().expect("a name");
        for key in ["title", "story"] {
            assert!(
                ["en", "zh"]
                    .iter()
                    .all(|language| demo[key][language].as_str().is_some_and(|text| !text.is_empty())),
                "{id}: {key}"
            );
        }
        assert!(
            demo["protocol"].is_string()
                && demo["checker"].is_string()
                && demo["story"].as_object().is_some_and(|it| it.len() == 2)
        );
        let protection = demo["protection"].as_object().expect("settings");
        assert!(!protection.is_empty(), "{id}");
        for (way, expected) in [("", &demo["expected"]["off"]), (" --protected", &demo["expected"]["on"])] {
            let output = desk.eventual(&format!("demo {id}{way} --export run.json"));
            let said = json(&out(&output));
            assert_eq!(
                (&said["id"], &said["checker"], &said["verdict"]),
                (&demo["id"], &demo["checker"], expected),
                "{id}{way}"
            );
            let codes = [("holds", 0), ("violated", 1), ("unknown", 3), ("vacuous", 4)];
            let code = codes.iter().find(|(word, _)| said["verdict"] == *word).map(|(_, code)| *code);
            assert_eq!(output.status.code(), code, "{id}{way}");
            assert_eq!(
                said["because"]["en"].is_string() && said["because"]["zh"].is_string(),
                code == Some(1),
                "{id}{way}: {said}"
            );
            assert_eq!(way.is_empty(), said["settings"].as_object() != Some(protection), "{id}{way}: {said}");
            // What was exported is a run like any other, and comes to the digest that was said.
            let replayed = desk.eventual("replay run.json");
            assert_eq!(replayed.status.code(), Some(0), "{id}{way}: {}", err(&replayed));
            assert!(
                out(&replayed).contains("holds")
                    && out(&replayed).contains(said["digest"].as_str().expect("a digest")),
                "{id}{way}"
            );
            assert_eq!(json(&desk.read("run.json"))["format"], "eventual/run");
        }
    }
}

#[test]
fn a_demo_that_is_not_there_is_refused_with_the_near_ones_and_leaves_nothing_behind() {
    let desk = Desk::new("no-demo");
    for (line, word) in [
        ("demo splitbrain", "did you mean split-brain?"),
        ("demo click --export run.json", "double-click, es-double-click"),
        ("demo paxos", "eventual demos lists them all"),
        ("demo", "needs the id of a demo"),
        ("demo split-brain torn-record", "runs one demo"),
        ("demo split-brain --fast", "there is no option \"--fast\""),
        ("demo split-brain --export", "--export needs a file"),
        ("demo split-brain --export nowhere/run.json", "cannot be written"),
        ("demos all", "wrong arguments"),
    ] {
        let output = desk.eventual(line);
        let said = err(&output);
        assert_eq!(
            (output.status.code(), said.lines().count(), out(&output).as_str()),
            (Some(2), 1, ""),
            "{line}: {said}"
        );
        assert!(said.contains(word), "{line}: {said}");
    }
    assert!(desk.names().is_empty(), "{:?}", desk.names());
    for line in ["demo --help", "demos --help", "demo split-brain --help"] {
        let output = desk.eventual(line);
        assert!(
            output.status.success() && out(&output).contains("eventual demo ID [--protected] [--export F]"),
            "{line}"
        );
    }
}

#[test]
fn a_history_is_judged_and_the_answer_is_in_the_exit_code() {
    let desk = Desk::new("check");
    let invoke = |process: u32, f: &str, value: &str| {
        format!("{{:process {process}, :type :invoke, :f :{f}, :value {value}}}\n")
    };
    let ok = |process: u32, f: &str, value: &str| {
        format!("{{:process {process}, :type :ok, :f :{f}, :value {value}}}\n")
    };
    let write = invoke(0, "write", "1") + &ok(0, "write", "1");
    let read = |value: &str| invoke(1, "read", "nil") + &ok(1, "read", value);
    desk.write("holds.edn", &(write.clone() + &read("1")));
    desk.write("violated.edn", &(write.clone() + &read("nil")));
    desk.write("vacuous.edn", &write);
    desk.write("bad.edn", &(write.clone() + "{:process 1, :type :invoke, :f 5}\n"));
    desk.write("type.edn", &(invoke(0, "enqueue", "1") + &invoke(1, "read", "nil")));
    desk.write(
        "json.jsonl",
        "{\"type\":\"invoke\",\"process\":0,\"f\":\"read\",\"value\":null}\n{\"type\":\"ok\",\"process\":0,\"f\":\"read\",\"value\":5}\n",
    );
    for (line, code, verdict) in [
        ("check holds.edn", 0, "holds"),
        ("check violated.edn", 1, "violated"),
        ("check violated.edn --model sequential", 0, "holds"),
        ("check vacuous.edn --spec register", 4, "vacuous"),
        ("check json.jsonl --initial 5", 0, "holds"),
        ("check json.jsonl --initial 4 --format json", 1, "violated"),
        ("check violated.edn --model linearizable --spec cas-register --budget 1", 3, "unknown"),
    ] {
        let output = desk.eventual(line);
        let answer: serde_json::Value =
            serde_json::from_str(&out(&output)).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert_eq!(
            (output.status.code(), answer["verdict"].as_str()),
            (Some(code), Some(verdict)),
            "{line}: {answer}"
        );
        assert!(
            ["model", "spec", "witness", "because", "strongest"].iter().all(|key| answer.get(key).is_some()),
            "{line}: {answer}"
        );
        let said = answer["because"]["en"].is_string() && answer["because"]["zh"].is_string();
        assert_eq!(said, verdict != "holds", "{line}: {answer}");
        if verdict == "violated" {
            assert!(
                !answer["witness"]["operations"].as_array().expect("operations").is_empty(),
                "{line}: {answer}"
            );
        }
    }
    for (line, begins) in [
        ("check bad.edn", "bad.edn:3: f: "),
        ("check type.edn", "type.edn:2: f: "),
        ("check nowhere.edn", "nowhere.edn: cannot be read"),
        ("check holds.edn --model magic", "--model: \"magic\" is not known"),
        ("check holds.edn --spec paxos", "--spec: \"paxos\" is not known"),
        ("check holds.edn --budget 0", "--budget: "),
        ("check holds.edn --speed 3", "eventual check: there is no option"),
        ("check holds.edn --initial ]", "--initial: "),
        ("check", "eventual check: needs a history"),
    ] {
        let output = desk.eventual(line);
        let said = err(&output);
        assert_eq!(
            (output.status.code(), said.lines().count(), out(&output).as_str()),
            (Some(2), 1, ""),
            "{line}: {said}"
        );
        assert!(said.starts_with(begins), "{line}: {said}");
    }
}

#[test]
fn what_a_run_writes_can_be_judged() {
    let desk = Desk::new("check-run");
    desk.write("e.json", &out(&desk.eventual("experiment log-shipping")));
    assert_eq!(desk.eventual("run e.json --until 2s --history h.jsonl").status.code(), Some(0));
    let output = desk.eventual("check h.jsonl --format ours --model sequential --budget 100000");
    let answer: serde_json::Value = serde_json::from_str(&out(&output)).expect("JSON");
    assert_eq!(
        (answer["spec"].as_str(), answer["spec_guessed"].as_bool()),
        (Some("bank"), Some(true)),
        "{answer}"
    );
    assert_ne!(output.status.code(), Some(2), "{answer}");
}

#[test]
fn a_message_is_one_clean_line_whatever_it_names() {
    let desk = Desk::new("rude");
    let long = "a".repeat(100_000);
    let rude = "\u{1b}c\u{202e}evil";
    desk.write(
        "bad.json",
        &format!("{{\"{long}\": 1, \"protocol\": {{\"name\": \"{}\"}}}}", "b".repeat(100_000)),
    );
    desk.write(
        "bad.edn",
        &format!("{{:process 0, :type :invoke, :f :{long}{rude}, :value nil}}\n{{:process 0, :type :invoke, :f :{long}, :value nil}}"),
    );
    desk.write(
        "odd.edn",
        &format!("{{:process 0, :type :invoke, :f :{rude}{long}, :value nil}}\n{{:process 0, :type :ok, :f :{rude}{long}, :value nil}}"),
    );
    for arguments in [
        vec!["run", "bad.json"],
        vec!["check", "bad.edn"],
        vec!["check", "odd.edn"],
        vec![&long],
        vec![rude],
        vec!["run", "bad.json", rude, rude],
        vec!["run", "bad.json", "--until", &long],
        vec!["check", "odd.edn", "--spec", &long],
        vec!["check", "odd.edn", "--model", &long],
        vec!["check", rude],
        vec!["experiment", &long],
    ] {
        let output = desk.run(&arguments);
        let told = err(&output);
        assert_eq!(output.status.code(), Some(2), "{told}");
        for line in told.lines() {
            assert!(line.len() < 1_000 && !line.chars().any(eventual::base::text::is_hidden), "{line:?}");
        }
        assert!(!told.is_empty() && !told.contains("\u{202e}"), "{told:?}");
    }
}

/// A reply is lost and the client calls again: with one dropped message a deposit is made twice.
#[test]
fn a_search_finds_what_breaks_a_run_and_writes_one_that_replays() {
    let desk = Desk::new("search");
    out(&desk.eventual("demo rpc-reply-lost --protected --export run.json"));
    let mut run: serde_json::Value = serde_json::from_str(&desk.read("run.json")).expect("JSON");
    run["experiment"]["network"]["exceptions"] = serde_json::json!([]);
    run["experiment"]["protocol"]["keys"] = "none".into();
    run.as_object_mut().expect("a run").remove("digest");
    desk.write("whole.json", &run.to_string());
    let found = desk.eventual("search whole.json --goal conservation --budget drops=1 --out broken.json");
    assert_eq!(found.status.code(), Some(0), "{found:?}");
    let said: serde_json::Value = serde_json::from_str(&out(&found)).expect("JSON");
    assert_eq!((&said["found"], &said["smallest"], &said["spent"]), (&true.into(), &true.into(), &1.into()));
    assert_eq!(said["faults"][0]["kind"], "drop");
    let replayed = desk.eventual("replay broken.json");
    assert_eq!(replayed.status.code(), Some(0), "{replayed:?}");
    assert!(out(&replayed).contains(said["digest"].as_str().expect("a digest")));
    // With nothing to break, with too few tries, and with what is no goal or no budget.
    for (line, code) in [
        ("search whole.json --goal non-negative --budget repeats=1", 1),
        ("search whole.json --goal non-negative --budget drops=3 --tries 5", 3),
        ("search whole.json --goal nonsense --budget drops=1", 2),
        ("search whole.json --goal effects --budget floods=1", 2),
        ("search whole.json --goal effects --budget drops=1 --tries 0", 2),
        ("search whole.json --goal effects --budget drops=1 --seed", 2),
        ("search whole.json --goal effects", 2),
        ("search whole.json --budget drops=1", 2),
        ("search", 2),
    ] {
        let output = desk.eventual(line);
        assert_eq!(output.status.code(), Some(code), "{line}: {output:?}");
        assert_eq!(output.stderr.is_empty(), code != 2, "{line}: {output:?}");
    }
}

#[test]
fn why_is_told_of_a_line_of_the_receipt_and_what_is_not_there_is_said() {
    let desk = Desk::new("why-line");
    assert_eq!(err(&desk.eventual("demo es-conflict --export run.json")), "");
    let told = desk.eventual("why run.json --line refused");
    assert_eq!(told.status.code(), Some(0), "{told:?}");
    let said = out(&told);
    assert!(said.starts_with("Why was this rejected?\n(refused: the only one)\n1. "), "{said}");
    assert!(said.contains("Had “append request b@2 −100” arrived by "), "{said}");
    assert!((4..=9).contains(&said.lines().count()), "{said}");
    let zh = out(&desk.eventual("why run.json --line refused --nth 1 --language zh"));
    assert!(zh.starts_with("为什么被拒绝？\n(refused: 只有这一个)\n"), "{zh}");
    let json = out(&desk.eventual("why run.json --line refused --json"));
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((&json["line"]["name"], &json["line"]["count"]), (&"refused".into(), &1.into()));
    assert_eq!(json["line"]["facts"][0], json["about"]);
    for (line, code, because) in [
        ("--line doubled", 1, "the line doubled of the receipt counts nothing in this run; lines that do: "),
        ("--line refused --nth 2", 2, "--nth: 2 is not there; the line refused shows 1 to 1"),
        ("--line refused --nth 0", 2, "--nth: 0 is not there"),
        ("--line messages", 2, "\"messages\" is no line that can be asked why; known are refused, unknown, "),
        ("--line refused --fact 3", 2, "--line asks by itself"),
        ("--nth 2", 2, "it needs --line"),
        ("--fact 999999", 2, "there is no fact 999999"),
    ] {
        let output = desk.eventual(&format!("why run.json {line}"));
        assert_eq!(output.status.code(), Some(code), "{line}: {output:?}");
        let said = out(&output) + &err(&output);
        assert!(said.contains(because), "{line}: {said}");
    }
}
