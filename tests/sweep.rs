//! How often: sweeps over many seeds, on the command line.
#![cfg(not(target_arch = "wasm32"))]

#[path = "common/desk.rs"]
mod desk;

use desk::{Desk, err, out};
use serde_json::Value;

/// A desk with a small experiment on it.
fn desk(name: &str) -> Desk {
    let desk = Desk::new(name);
    let printed = out(&desk.eventual("experiment log-shipping"));
    let mut experiment: Value = serde_json::from_str(&printed).expect("an experiment");
    experiment["duration_us"] = 1_500_000.into();
    experiment["workload"]["until_us"] = 1_000_000.into();
    desk.write("e.json", &experiment.to_string());
    desk
}

#[test]
fn shards_of_a_sweep_add_up_to_the_very_bytes_of_the_whole_in_any_order_and_grouping() {
    let desk = desk("sweep-shards");
    let sweep = "sweep e.json --seeds 1..20 --protocols log-shipping,event-sourcing --vary network.link.loss_ppm=0,50000";
    let whole = desk.eventual(&format!("{sweep} --jobs 2 --out whole.json"));
    assert_eq!((whole.status.code(), err(&whole).as_str()), (Some(0), ""));
    for index in 1..=3 {
        let part = desk.eventual(&format!("{sweep} --jobs 1 --shard {index}/3 --out part-{index}.json"));
        assert_eq!(part.status.code(), Some(0), "{}", err(&part));
    }
    let some = desk.eventual("merge part-3.json part-1.json --out some.json");
    assert_eq!(err(&some), "1 shards are missing: 2\n");
    let all = desk.eventual("merge some.json part-2.json");
    assert_eq!((all.status.code(), err(&all).as_str()), (Some(0), ""));
    assert_eq!(out(&all), desk.read("whole.json"));
    // The same part twice would count its runs twice.
    let twice = desk.eventual("merge some.json part-1.json");
    assert_eq!(twice.status.code(), Some(2));
    assert_eq!(err(&twice), "part-1.json: has shard 1/3, which is there already\n");
}

#[test]
fn a_sweep_says_how_often_and_names_a_seed_that_shows_it() {
    let desk = desk("sweep-rates");
    let swept = desk.eventual("sweep e.json --seeds 1..40");
    let report: Value = serde_json::from_str(&out(&swept)).expect("a report");
    let point = &report["points"][0];
    let stale = &point["sums"]["happened"]["stale-reads"];
    let (count, seed) = (stale["count"].as_u64(), stale["first_seed"].as_u64());
    assert_eq!((stale["of"].as_u64(), point["sums"]["runs"].as_u64()), (Some(40), Some(40)));
    assert!(count.is_some_and(|count| (1..40).contains(&count)), "{stale}");
    let told = &point["summary"]["happened"]["stale-reads"];
    let ppm = |name: &str| told[name].as_u64().expect("a number");
    assert_eq!(ppm("rate_ppm"), count.map_or(0, |count| count * 1_000_000 / 40));
    assert!(ppm("low_ppm") < ppm("rate_ppm") && ppm("rate_ppm") < ppm("high_ppm"));
    // The run of that seed shows it, run by itself.
    let mut experiment: Value = serde_json::from_str(&desk.read("e.json")).expect("an experiment");
    experiment["seed"] = seed.expect("it happened").into();
    desk.write("one.json", &experiment.to_string());
    desk.eventual("run one.json --receipt receipt.json");
    let receipt: Value = serde_json::from_str(&desk.read("receipt.json")).expect("a receipt");
    assert!(receipt["stale"]["reads"].as_u64().is_some_and(|reads| reads > 0));
    // The worst seed comes first, and everything that is in its list happened.
    let worst = point["sums"]["worst"].as_array().expect("a list");
    assert!(worst.len() > 1);
    assert!(worst.iter().all(|it| it["broken"].as_array().is_some_and(|broken| !broken.is_empty())));
    let median = &point["summary"]["values"]["write_latency_us"];
    assert!(median["p50"].as_u64() <= median["p99"].as_u64() && median["count"].as_u64() > Some(40));
}

#[test]
fn what_a_sweep_cannot_do_is_one_line_that_names_it() {
    let desk = desk("sweep-slips");
    for (line, said) in [
        ("sweep", "eventual sweep: needs an experiment; see eventual --help"),
        ("sweep e.json", "eventual sweep: needs --seeds A..B"),
        ("sweep e.json --seeds 9..1", "--seeds: \"9..1\" is not such as 1..1000, both included"),
        ("sweep e.json --seeds 1..2 --shard 3/2", "--shard: \"3/2\" is not such as 2/8, the second of eight"),
        ("sweep e.json --seeds 1..2 --jobs 0", "--jobs: \"0\" is not a whole number from 1 to 1024"),
        (
            "sweep e.json --seeds 1..2 --vary nodes",
            "--vary: \"nodes\" is not such as network.link.loss_ppm=0,1000",
        ),
        (
            "sweep e.json --seeds 1..2 --vary nodes=9",
            "log-shipping: nodes: is 9; it must be a whole number from 2 to 7",
        ),
        ("merge", "eventual merge: needs the files of a sweep; see eventual --help"),
    ] {
        let failed = desk.eventual(line);
        assert_eq!((failed.status.code(), err(&failed)), (Some(2), format!("{said}\n")), "{line}");
        assert_eq!(out(&failed), "");
    }
    let other = desk.eventual("merge e.json");
    assert_eq!(other.status.code(), Some(2));
    assert!(err(&other).starts_with("e.json: "), "{}", err(&other));
}
