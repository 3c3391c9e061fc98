//! Claims about runs, and the search for faults that make one true.
#![cfg(not(target_arch = "wasm32"))]

use eventual::lab::claim::{Claim, Fails};
use eventual::lab::demo;
use eventual::lab::script::{self, ALICE, BOB, Script, deposit, message, transfer};

fn checked(claim: &str, script: &Script) -> Result<(), Fails> {
    let (experiment, inputs) = script::play("rpc", script);
    let claim = Claim::parse(claim).unwrap_or_else(|misread| panic!("{claim}: {misread:?}"));
    claim.check(&experiment, &inputs)
}

/// Hangzhou owns alice, Beijing owns bob; 40 ms a message, 300 ms until a caller calls again.
fn a_lost_answer() -> Script {
    Script::default().set("keys", "none").at(200).ask(0, deposit(BOB, 50)).lose(message(1, 0))
}

#[test]
fn true_claims_stand_and_false_ones_say_what_was_found() {
    let found = |claim: &str| checked(claim, &a_lost_answer());
    for claim in [
        "balance(beijing, bob) = 400",
        "balance(beijing, bob) = 300 at 0.2 s",
        "total(beijing) >= 400 at the end",
        "answer(1) = 400",
        "answer(1) = nothing at 250 ms",
        "asked(1) = 0.2 s",
        "answered(1) > 500 ms",
        "count(lost) = 1",
        "count(lost@beijing) != 7",
        "first(lost) < 0.4 s",
        "nth(arrived@beijing, 2) > 0.4 s",
        "status(shanghai) = up at 1 s",
        "verdict(conservation) = violated",
        "receipt(operations.ok) = 1",
        "receipt(money_made) = 50",
        "locks(hangzhou) = 0",
        "count(done) = 1",
        "first(saved@beijing) < 0.25 s",
        "apart() = 0 s",
    ] {
        assert_eq!(found(claim), Ok(()), "{claim}");
    }
    assert_eq!(found("balance(beijing, bob) = 350"), Err(Fails::Found("400".to_owned())));
    assert_eq!(found("asked(1) = 0.3 s"), Err(Fails::Found("0.2 s".to_owned())));
    assert_eq!(found("answer(1) = refused"), Err(Fails::Found("400".to_owned())));
    assert_eq!(found("answer(2) = 400"), Err(Fails::Found("nothing".to_owned())));
}

/// Dead letters lie at the broker, one for each consumer that could not process the event.
#[test]
fn what_a_broker_keeps_for_its_consumers_is_counted() {
    let script = Script::default().set("attempts", 2_u64).set("malformed", 1_u64);
    let script = script.at(200).ask(0, deposit(ALICE, 50)).at(300).ask(0, deposit(ALICE, 30));
    let (experiment, inputs) = script::play("async-events", &script);
    for claim in [
        "dead(broker) = 0 at 0.2 s",
        "queued(broker) = 0 at 0.2 s",
        "queued(broker) > 0 at 0.4 s",
        "dead(broker) = 4",
        "queued(broker) = 0",
    ] {
        let read = Claim::parse(claim).unwrap_or_else(|misread| panic!("{claim}: {misread:?}"));
        assert_eq!(read.check(&experiment, &inputs), Ok(()), "{claim}");
    }
}

/// A message that the network duplicates is not what a node recognises as repeated; and a coordinator that
/// goes on with its decisions is not a machine that was paused.
#[test]
fn a_protocol_s_own_facts_are_counted_whatever_they_are_called() {
    let script = Script::default().at(200).ask(0, transfer(ALICE, BOB, 40)).lose(message(1, 3));
    let (experiment, inputs) = script::play("async-events", &script);
    for claim in ["count(lost) = 1", "count(duplicated) = 0", "count(repeated@beijing) = 1"] {
        let read = Claim::parse(claim).unwrap_or_else(|misread| panic!("{claim}: {misread:?}"));
        assert_eq!(read.check(&experiment, &inputs), Ok(()), "{claim}");
    }
    let script =
        Script::default().at(200).ask(0, transfer(ALICE, BOB, 40)).at(420).crash(3).at(600).restart(3);
    let (experiment, inputs) = script::play("two-phase-commit", &script);
    for claim in ["count(resumed) = 0", "count(took_up_again) = 1", "count(restarted) = 1"] {
        let read = Claim::parse(claim).unwrap_or_else(|misread| panic!("{claim}: {misread:?}"));
        assert_eq!(read.check(&experiment, &inputs), Ok(()), "{claim}");
    }
}

#[test]
fn what_is_not_there_is_no_false_claim_but_a_mistake() {
    let found = |claim: &str| checked(claim, &a_lost_answer());
    for claim in [
        "balance(paris, bob) = 300",
        "balance(beijing, dave) = 300",
        "count(voted) = 0",
        "verdict(niceness) = holds",
        "receipt(costs.love) = 0",
        "receipt(costs) = 0",
    ] {
        assert!(matches!(found(claim), Err(Fails::NotThere(_))), "{claim}: {:?}", found(claim));
    }
}

#[test]
fn a_number_never_stands_for_a_time() {
    let found = |claim: &str| checked(claim, &a_lost_answer());
    assert!(found("asked(1) = 200").is_err());
    assert!(found("balance(beijing, bob) > 0.1 s").is_err());
    assert!(found("status(beijing) > down").is_err(), "words have no order");
}

#[test]
fn a_claim_over_seeds_counts_the_runs_in_which_it_is_true() {
    let script = Script::default().at(200).ask(0, transfer(ALICE, BOB, 40));
    assert_eq!(checked("verdict(conservation) = holds on 100..100 % of seeds 1..20", &script), Ok(()));
    let none = checked("balance(beijing, bob) = 300 on 50..100 % of seeds 1..20", &script);
    assert_eq!(none, Err(Fails::Found("0 of 20".to_owned())));
}

/// Half of all messages are lost, and nobody calls again: a deposit needs two of them to arrive.
#[test]
fn a_share_is_at_least_so_much_and_as_a_range_no_more_either() {
    let script = Script::default().loses(500_000).set("retries", 0_u64).at(200).ask(0, deposit(BOB, 50));
    let found = |claim: &str| checked(claim, &script);
    let Err(Fails::Found(all)) = found("answer(1) = 350 on 100 % of seeds 1..40") else {
        panic!("it may fail")
    };
    let done: u64 = all.strip_suffix(" of 40").and_then(|count| count.parse().ok()).expect("a count");
    assert!((4..20).contains(&done), "about a quarter: {done}");
    let percent = done * 100 / 40;
    assert_eq!(found(&format!("answer(1) = 350 on {percent} % of seeds 1..40")), Ok(()));
    assert_eq!(found(&format!("answer(1) = 350 on {percent}..{} % of seeds 1..40", percent + 1)), Ok(()));
    assert!(found(&format!("answer(1) = 350 on {} % of seeds 1..40", percent + 1)).is_err());
    assert!(found(&format!("answer(1) = 350 on 0..{} % of seeds 1..40", percent - 1)).is_err());
}

#[test]
fn a_claim_over_seeds_is_about_an_experiment_and_never_leaves_inputs_out_in_silence() {
    let held = a_lost_answer().hold(message(0, 1).of("call"));
    let found = checked("answer(1) = 400 on 50 % of seeds 1..2", &held);
    assert!(matches!(found, Err(Fails::NotThere(_))), "{found:?}");
}

#[test]
fn copies_are_apart_as_long_as_a_message_takes() {
    let script = Script::default().latency(70).disk(0).set("apply_us", 0_u64);
    let script = script.at(500).ask(0, deposit(ALICE, 50));
    let (experiment, inputs) = script::play("log-shipping", &script);
    let claim = Claim::parse("apart() = 70 ms").expect("a claim");
    assert_eq!(claim.check(&experiment, &inputs), Ok(()));
}

/// What people call write skew is Adya's G2-item, and a claim may call it so.
#[test]
fn an_anomaly_is_found_under_the_name_that_people_use() {
    let skew = demo::find("sd-write-skew").expect("a demo");
    let says =
        |claim: &str, experiment: &Experiment| Claim::parse(claim).expect("a claim").check(experiment, &[]);
    for name in ["G2-item", "write-skew", "G2"] {
        assert_eq!(says(&format!("verdict({name}) = violated"), &skew.experiment()), Ok(()), "{name}");
        assert_eq!(says(&format!("verdict({name}) = holds"), &skew.protected()), Ok(()), "{name}");
    }
    let read_skew = demo::find("sd-read-skew").expect("a demo").experiment();
    assert_eq!(says("verdict(write-skew) = holds", &read_skew), Ok(()));
}

#[test]
fn what_is_no_claim_is_refused_where_it_goes_wrong() {
    let misread = |text: &str| Claim::parse(text).expect_err(text).at;
    for (text, at) in [
        ("", ""),
        ("wealth(beijing) = 1", "wealth(beijing) = 1"),
        ("balance(beijing) = 1", ") = 1"),
        ("balance(beijing, bob)", ""),
        ("balance(beijing, bob) ~ 1", "~ 1"),
        ("balance(beijing, bob) = ", ""),
        ("balance(beijing, bob) = 1 at noon", "noon"),
        ("balance(beijing, bob) = 1 at 1.0000001 s", "1.0000001 s"),
        ("balance(beijing, bob) = 99999999999999999999", "99999999999999999999"),
        ("asked(0.5) = 1 s", "0.5) = 1 s"),
        ("answer(1) = 1 on 100..95 % of seeds 1..2", "100..95 % of seeds 1..2"),
        ("answer(1) = 1 on 95..101 % of seeds 1..2", "95..101 % of seeds 1..2"),
        ("answer(1) = 1 on some % of seeds 1..2", "some % of seeds 1..2"),
        ("answer(1) = 1 on 95 % of seeds 1..1001", "1..1001"),
        ("answer(1) = 1 on 95 % of seeds 0..18446744073709551615", "0..18446744073709551615"),
        ("answer(1) = 1 and more", "and more"),
    ] {
        assert_eq!(misread(text), at, "{text}");
    }
}
