//! What must always be true, judged on runs of the lab: each demo breaks the invariant that it is
//! about, with the facts that prove it, and its protection keeps them all. A run that is watched as
//! it plays is judged as one that is over.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{mixed, protocols, run};
use eventual::base::ids::NodeId;
use eventual::base::text::Language;
use eventual::base::time::{Span, Time};
use eventual::lab::demo;
use eventual::lab::experiment::Experiment;
use eventual::lab::invariants::RunMonitor;
use eventual::lab::verdicts::{Finding, Verdict, is_invariant, is_order, verdicts};
use eventual::protocol::manifest::Rollout;
use eventual::sim::cast::Cast;
use eventual::sim::run::{AnyRun, Progress, Target};
use eventual::sim::trace::{FactKind, Layer};

/// A run at its end, and what is said of it.
fn judged(experiment: &Experiment) -> (Box<dyn AnyRun>, Vec<Finding>) {
    let mut run = run(experiment, &[]);
    run.seek(Target::Time(run.until()));
    let all = verdicts(experiment, run.as_ref()).expect("a short run");
    (run, all)
}

/// The same without the orders, whose judges search for long where many operations overlap.
fn judged_beside_orders(experiment: &Experiment) -> (Box<dyn AnyRun>, Vec<Finding>) {
    let mut run = run(experiment, &[]);
    run.seek(Target::Time(run.until()));
    let mut monitor = RunMonitor::new(experiment);
    monitor.catch_up(run.as_ref(), run.fact_count());
    let all = [monitor.guarantees(), monitor.invariants(run.as_ref())].concat();
    (run, all)
}

fn broken(all: &[Finding]) -> Vec<&str> {
    all.iter()
        .filter(|it| it.verdict == Verdict::Violated && !is_order(it))
        .map(|it| it.model.as_str())
        .collect()
}

/// What each demo breaks beside the orders, with its protection off.
const BROKEN: &[(&str, &[&str])] = &[
    ("acknowledged-and-lost", &["conservation", "append-only", "stale-time", "stale-versions"]),
    ("semi-sync-degrades", &["stale-time", "stale-versions"]),
    ("phantom-read", &["monotonic-reads", "append-only"]),
    ("split-brain", &["append-only", "prefix"]),
    ("zombie-primary", &["append-only", "prefix", "stale-time", "stale-versions"]),
    ("fast-clocks-break-a-lease", &["append-only", "prefix"]),
    ("reads-go-backwards", &["read-your-writes", "monotonic-reads", "stale-time", "stale-versions"]),
    ("divergent-tail", &["conservation", "convergence", "prefix"]),
    ("torn-record", &["conservation", "convergence", "prefix"]),
    ("double-click", &["conservation", "effects"]),
    ("lost-answer", &["conservation"]),
    ("es-blind-append", &["non-negative"]),
    ("es-conflict", &[]),
    ("es-double-click", &["conservation", "effects"]),
    ("es-retry", &["conservation"]),
    ("es-transfer", &["conservation"]),
    ("es-duplicate", &["conservation", "convergence", "effects"]),
    (
        "es-overtaken",
        &["monotonic-writes", "non-negative", "prefix", "effects", "stale-time", "stale-versions"],
    ),
    ("es-gap", &["monotonic-writes", "conservation", "convergence", "prefix"]),
    ("es-dual-write", &["conservation", "convergence"]),
    ("es-ghost", &["convergence"]),
    ("es-poison", &["conservation"]),
    ("es-stale-session", &["read-your-writes", "stale-time", "stale-versions"]),
    ("es-no-upcaster", &["conservation", "convergence"]),
    ("es-upcaster-order", &["conservation", "convergence"]),
    (
        "es-renamed",
        &["monotonic-writes", "conservation", "non-negative", "convergence", "append-only", "prefix"],
    ),
    ("es-snapshot", &["conservation", "convergence"]),
    ("es-impure-fold", &["conservation", "convergence"]),
    ("es-mails", &["effects"]),
    ("es-erasure", &["conservation", "convergence"]),
    ("es-rebuild-in-place", &["monotonic-reads", "stale-time", "stale-versions"]),
    ("es-unmuted", &["effects"]),
    ("es-switch-with-errors", &["conservation", "non-negative", "convergence"]),
    ("es-start-in-the-middle", &["conservation", "convergence", "append-only"]),
    ("es-wrong-day", &[]),
    ("es-asked-afterwards", &[]),
    ("es-account-updated", &[]),
    ("es-decided-in-the-past", &["non-negative", "stale-time", "stale-versions"]),
    ("es-fact-or-decision", &["non-negative"]),
    ("es-unique-name", &[]),
    ("es-silent-stall", &["conservation", "stale-time", "stale-versions"]),
    ("rpc-reply-lost", &["conservation"]),
    ("rpc-keys-in-memory", &["conservation"]),
    ("rpc-timeout-lie", &["conservation"]),
    ("rpc-half-transfer", &["conservation"]),
    ("rpc-pause", &["conservation"]),
    ("rpc-hasty-breaker", &[]),
    ("rpc-retry-storm", &[]),
    ("rpc-chain", &[]),
    ("rpc-deadline", &[]),
    ("rpc-stale-session", &["read-your-writes", "stale-time", "stale-versions"]),
    ("rpc-stale-decision", &["covered"]),
    ("sd-dirty-write", &["conservation"]),
    ("sd-aborted-read", &[]),
    ("sd-intermediate-read", &[]),
    ("sd-circular-flow", &["conservation"]),
    ("sd-lost-update", &["conservation"]),
    ("sd-read-skew", &[]),
    ("sd-write-skew", &["covered"]),
    ("sd-deadlock", &[]),
    ("sd-slow-service", &[]),
    ("sd-schema", &["conservation", "stale-time", "stale-versions"]),
    ("sd-torn-commit", &["conservation"]),
    ("sd-not-on-disk", &["conservation", "append-only", "stale-time", "stale-versions"]),
    ("sd-clicked-twice", &["conservation", "effects"]),
    ("ae-dual-write", &["conservation", "convergence", "published"]),
    ("ae-ghost", &["convergence", "published"]),
    ("ae-gap", &["conservation", "convergence", "published"]),
    ("ae-relays", &["conservation", "effects"]),
    ("ae-relay-lock", &["conservation", "effects"]),
    ("ae-schema", &["conservation", "convergence"]),
    ("ae-lost-ack", &["conservation", "effects"]),
    ("ae-checkpoint-behind", &["conservation", "effects"]),
    ("ae-checkpoint-ahead", &["conservation", "convergence", "accounted"]),
    ("ae-inbox-after", &["conservation", "convergence", "effects", "accounted"]),
    ("ae-inbox-before", &["conservation", "convergence", "accounted"]),
    ("ae-retention", &["conservation", "convergence", "accounted"]),
    ("ae-reordered", &["conservation", "convergence", "prefix", "key-order"]),
    ("ae-last-arrival", &["conservation", "convergence", "effects"]),
    ("ae-poison", &["stale-time", "stale-versions"]),
    ("ae-redrive", &["monotonic-writes", "conservation", "convergence", "prefix", "key-order"]),
    ("ae-lost-update", &["conservation"]),
    ("ae-optimistic", &["conservation"]),
    ("ae-expired-hold", &["conservation"]),
    ("ae-backlog", &["stale-time", "stale-versions"]),
    ("ae-own-write", &["read-your-writes", "stale-time", "stale-versions"]),
    ("ae-own-write-poll", &["read-your-writes", "stale-time", "stale-versions"]),
    ("ae-own-write-push", &["read-your-writes", "stale-time", "stale-versions"]),
    ("one-copy-is-no-majority", &["append-only", "stale-time", "stale-versions"]),
    (
        "restored-over-others",
        &["read-your-writes", "monotonic-writes", "append-only", "stale-time", "stale-versions"],
    ),
    ("late-copy-is-asked", &["read-your-writes", "stale-time", "stale-versions"]),
    ("gap-behind-the-snapshot", &["conservation", "convergence", "prefix"]),
    ("2pc-lost-acknowledgement", &["conservation"]),
    ("quorums-do-not-meet", &["stale-time", "stale-versions"]),
    ("new-then-old", &[]),
    ("failed-and-still-there", &[]),
    ("sloppy-quorum", &["stale-time", "stale-versions"]),
    ("the-fast-clock-wins", &[]),
    ("a-clock-jumps-back", &[]),
    ("written-at-once", &["conservation"]),
    ("vectors-without-dots", &["conservation"]),
    ("nobody-hands-over", &["stale-time", "stale-versions"]),
    ("seen-and-not-repaired", &["conservation", "convergence"]),
    ("nobody-asks-nobody-notices", &["conservation", "convergence"]),
    ("2pc-blocking", &[]),
    ("2pc-heuristic-abort", &["atomic-commit"]),
    ("2pc-heuristic-commit", &["atomic-commit"]),
    ("2pc-timeout-after-yes", &["conservation", "atomic-commit"]),
    ("2pc-deadlock", &[]),
    ("2pc-read-only", &[]),
    ("2pc-one-phase", &[]),
    ("2pc-unforced-decision", &["conservation", "atomic-commit"]),
    ("2pc-forgotten-vote", &["conservation", "atomic-commit"]),
    ("2pc-forgotten-decision", &["conservation", "atomic-commit"]),
    ("2pc-no-initiation", &["conservation", "atomic-commit"]),
    ("2pc-new-coordinator", &["conservation", "atomic-commit"]),
    ("saga-dirty-read", &[]),
    ("saga-limit-exceeded", &["non-negative"]),
    ("saga-parked", &["non-negative"]),
    ("saga-lost-update", &["conservation"]),
    ("saga-read-then-changed", &["conservation"]),
    ("saga-write-skew", &["covered"]),
    ("saga-half-seen", &[]),
    ("saga-deadlock", &[]),
    ("saga-old-value", &["conservation"]),
    ("saga-step-twice", &["conservation", "all-or-nothing"]),
    ("saga-double-refund", &["conservation", "all-or-nothing"]),
    ("saga-overtaken", &["conservation", "all-or-nothing"]),
    ("saga-redelivered", &["conservation", "all-or-nothing"]),
    ("saga-before-the-log", &["conservation", "all-or-nothing"]),
    ("saga-in-memory", &["all-or-nothing"]),
    ("saga-pivot-first", &["all-or-nothing"]),
    ("saga-timer-after-pivot", &["all-or-nothing"]),
    ("saga-expired", &["conservation", "all-or-nothing"]),
    ("saga-empty-cancel", &["non-negative", "all-or-nothing"]),
    ("saga-hanging-try", &["all-or-nothing"]),
    ("saga-confirmed-twice", &["conservation"]),
];

/// What a protection does not protect. Cutting back a tail makes logs agree again; where the
/// primary waits for nobody, what is cut back had been shown and acknowledged.
const UNPROTECTED: &[(&str, &[&str])] = &[
    ("divergent-tail", &["conservation", "append-only", "prefix"]),
    // Whoever looks back reads what is old: that is what looking back is for.
    ("es-decided-in-the-past", &["stale-time", "stale-versions"]),
    // An alarm tells of a projection that stands still; it does not move it.
    ("es-silent-stall", &["conservation", "stale-time", "stale-versions"]),
];

#[test]
fn each_demo_breaks_what_it_is_about_and_its_protection_keeps_everything() {
    let find = |table: &'static [(&str, &[&'static str])], name: &str| {
        table.iter().find(|(it, _)| *it == name).map(|(_, broken)| *broken)
    };
    for demo in demo::all() {
        let (_, off) = judged(&demo.experiment());
        assert_eq!(Some(broken(&off).as_slice()), find(BROKEN, demo.id), "{}", demo.id);
        let (_, on) = judged(&demo.protected());
        assert_eq!(broken(&on), find(UNPROTECTED, demo.id).unwrap_or(&[]), "{}, protected", demo.id);
        assert!(on.iter().all(|it| it.verdict != Verdict::Unknown), "{}, protected: {on:?}", demo.id);
        assert!(
            on.iter().any(|it| is_invariant(it) && it.verdict == Verdict::Holds),
            "{}, protected",
            demo.id
        );
    }
    assert_eq!(BROKEN.len(), demo::all().count());
}

#[test]
fn a_witness_is_the_facts_that_contradict_each_other() {
    let proof = |name: &str, model: &str| {
        let (run, all) = judged(&demo::find(name).expect("a demo").experiment());
        let it = all.into_iter().find(|it| it.model == model).expect("asked about");
        let facts: Vec<(NodeId, FactKind)> =
            it.proof.iter().map(|&id| (run.fact(id).node, run.fact(id).what)).collect();
        (facts, it.because.expect("a reason"))
    };
    let (facts, because) = proof("acknowledged-and-lost", "append-only");
    assert!(
        matches!(
            facts[..],
            [
                (NodeId(0), FactKind::Installed { layer: Layer::State, .. }),
                (NodeId(0), FactKind::Removed { layer: Layer::State, keep: 1 })
            ]
        ),
        "{facts:?}"
    );
    assert!(because.en.contains("lost entry 2") && because.zh.contains("第 2 条"), "{because:?}");

    let (facts, because) = proof("acknowledged-and-lost", "conservation");
    assert_eq!(facts.len(), 3, "two deposits and the count: {facts:?}");
    assert!(because.en.contains("100 is missing") && because.zh.contains("少了 100"), "{because:?}");

    let (facts, _) = proof("es-mails", "effects");
    assert_eq!(
        facts.iter().map(|it| it.1).collect::<Vec<_>>(),
        [1, 2].map(|times| FactKind::Outside { effect: 7, times })
    );

    let (facts, because) = proof("es-duplicate", "effects");
    let installed = |(node, what): &(NodeId, FactKind)| {
        *node == NodeId(0) && matches!(what, FactKind::Installed { layer: Layer::State, .. })
    };
    assert!(facts.len() == 2 && facts.iter().all(installed), "{facts:?}");
    assert!(
        because.en.contains("Hangzhou applied #3 of bob twice") && because.zh.contains("杭州"),
        "{because:?}"
    );

    for (name, model) in [("reads-go-backwards", "monotonic-reads"), ("es-stale-session", "read-your-writes")]
    {
        let (facts, because) = proof(name, model);
        assert!(
            facts.len() == 2 && facts.iter().all(|(_, what)| matches!(what, FactKind::Returned { .. })),
            "{name}: {facts:?}"
        );
        let names = Cast::of_services(3).names();
        let names_one = |said: &str, language| names.iter().any(|it| said.contains(it.in_language(language)));
        assert!(names_one(&because.en, Language::En) && names_one(&because.zh, Language::Zh), "{because:?}");
    }
    let (facts, because) = proof("es-blind-append", "non-negative");
    assert!(facts.len() == 1 && because.en.contains("bob") && because.zh.contains("bob"), "{because:?}");
}

/// Event sourcing with every protection on. Accounts a1 and a4 live at node 1, a2 at node 2. Both
/// a1 and a2 have had a deposit that node 0 knows of, so that node 0 is not behind the version of
/// the payer when its client, told that its transfer is done, reads the account that gains.
fn transfer_and_read(payer: u32, gainer: u32, read_at_us: u64, read_from: &str) -> Finding {
    let text = format!(
        r#"{{"seed": 1, "protocol": {{"name": "event-sourcing", "read_from": "{read_from}", "apply_us": 20000}}, "nodes": 3, "duration_us": 5000000,
            "accounts": [{{"name": "a0", "opening": 100}}, {{"name": "a1", "opening": 100}}, {{"name": "a2", "opening": 100}},
                {{"name": "a3", "opening": 100}}, {{"name": "a4", "opening": 100}}],
            "workload": {{"clients": 3, "timeout_us": 2000000, "pace": {{"kind": "list", "operations": [
                {{"at_us": 100000, "client": 1, "node": 1, "kind": "deposit", "account": 1, "amount": 1}},
                {{"at_us": 100000, "client": 2, "node": 2, "kind": "deposit", "account": 2, "amount": 1}},
                {{"at_us": 1200000, "client": 0, "node": 0, "kind": "transfer", "from": {payer}, "to": {gainer}, "amount": 30}},
                {{"at_us": {read_at_us}, "client": 0, "node": 0, "kind": "read", "account": {gainer}}},
                {{"at_us": {read_at_us}, "client": 0, "node": 0, "kind": "read", "account": {payer}}}]}}}},
            "network": {{"link": {{"latency": {{"kind": "constant", "us": 100000}}}}, "links": [
                {{"from": 1, "to": 0, "link": {{"latency": {{"kind": "constant", "us": 400000}}}}}},
                {{"from": 2, "to": 0, "link": {{"latency": {{"kind": "constant", "us": 900000}}}}}}]}},
            "disk": {{"kind": "constant", "us": 10000}}}}"#
    );
    let experiment = eventual::lab::read::experiment(&text).expect("an experiment");
    let (_, all) = judged_beside_orders(&experiment);
    all.into_iter().find(|it| it.model == "read-your-writes").expect("asked about")
}

/// Money arrives by an event of its own, of which the owner of the payer cannot tell the version.
/// That it happens to be there before the answer reaches the client, or is written together with
/// the event by which the money left, is no promise that the client reads it.
#[test]
fn an_answer_to_a_transfer_is_about_the_account_that_pays() {
    // The answer is on its way from 1,310 to 1,710 ms; the money is there at 1,310 ms within node
    // 1, and at 1,420 ms at node 2.
    for (payer, gainer) in [(4, 1), (1, 2)] {
        let kept = transfer_and_read(payer, gainer, 1_711_000, "at_least_seen");
        assert_eq!(kept.verdict, Verdict::Holds, "a{payer} to a{gainer}: {:?}", kept.because);
        let broken = transfer_and_read(payer, gainer, 1_711_000, "local");
        assert!(
            broken.because.is_some_and(|it| it.en.contains(&format!("to a{payer},"))),
            "the payer's own event is missed"
        );
    }
}

/// Event sourcing with every protection on while code is rolled out: a0 lives at node 0, a1 at node
/// 1, a2 at node 2. Node 1 runs version 2 from the beginning and writes to a1 what older code
/// cannot read; node 2, which runs version 1, writes to a2 a moment later.
fn rolled_out(then: &str) -> Vec<Finding> {
    let text = format!(
        r#"{{"seed": 1, "protocol": {{"name": "event-sourcing", "read_from": "at_least_seen"}}, "nodes": 3, "duration_us": 6000000,
            "accounts": [{{"name": "a0", "opening": 100}}, {{"name": "a1", "opening": 100}}, {{"name": "a2", "opening": 100}}],
            "workload": {{"clients": 2, "timeout_us": 1000000, "pace": {{"kind": "list", "operations": [
                {{"at_us": 100000, "client": 0, "node": 1, "kind": "withdraw", "account": 1, "amount": 30}},
                {{"at_us": 300000, "client": 1, "node": 2, "kind": "deposit", "account": 2, "amount": 5}},
                {{"at_us": 500000, "client": 0, "node": 0, "kind": "read", "account": 1}}]}}}},
            "faults": [{{"at_us": 1, "do": "restart", "node": 1, "version": 2}}{then}]}}"#
    );
    let experiment = eventual::lab::read::experiment(&text).expect("an experiment");
    judged_beside_orders(&experiment).1
}

#[test]
fn a_roll_out_that_reaches_everybody_breaks_nothing_and_one_that_goes_back_takes_back_what_was_shown() {
    let half = rolled_out("");
    assert_eq!(
        broken(&half),
        ["conservation", "convergence"],
        "older code cannot read what newer code wrote: {half:?}"
    );
    let because =
        half.iter().find(|it| it.model == "convergence").and_then(|it| it.because.clone()).expect("a reason");
    assert!(because.en.contains("by themselves") && because.zh.contains("若无人介入"), "{because:?}");

    // There are seconds between two restarts, in which nothing happens and services differ: the
    // roll-out is under way.
    let restart = |at: u64, node: u16, version: u32| {
        format!(r#", {{"at_us": {at}, "do": "restart", "node": {node}, "version": {version}}}"#)
    };
    let all = [restart(2_000_000, 0, 2), restart(4_000_000, 2, 2)].concat();
    let whole = rolled_out(&all);
    assert_eq!(broken(&whole), [""; 0], "{whole:?}");
    for model in ["read-your-writes", "conservation", "convergence", "append-only", "prefix"] {
        assert!(
            whole.iter().any(|it| it.model == model && it.verdict == Verdict::Holds),
            "{model}: {whole:?}"
        );
    }

    let back = rolled_out(&[all, restart(5_000_000, 2, 1)].concat());
    assert_eq!(broken(&back), ["conservation", "convergence", "append-only"], "{back:?}");
    let because =
        back.iter().find(|it| it.model == "append-only").and_then(|it| it.because.clone()).expect("a reason");
    assert!(because.en.contains("a1: Shanghai ") && because.en.contains("#3"), "{because:?}");
}

#[test]
fn an_event_that_nobody_can_read_was_shown_to_nobody() {
    // The first read is answered by the owner of a0, as node 1 has not folded the deposit yet; the
    // second one by node 1, which has put the unreadable event aside.
    let text = r#"{"seed": 1, "protocol": {"name": "event-sourcing", "read_from": "at_least_seen", "apply_us": 200000}, "nodes": 2, "duration_us": 3000000,
        "workload": {"clients": 1, "timeout_us": 1000000, "pace": {"kind": "list", "operations": [
            {"at_us": 300000, "client": 0, "node": 1, "kind": "deposit", "account": 0, "amount": 5},
            {"at_us": 450000, "client": 0, "node": 1, "kind": "read", "account": 0},
            {"at_us": 1500000, "client": 0, "node": 1, "kind": "read", "account": 0}]}},
        "faults": [{"at_us": 100000, "do": "order", "node": 0, "order": 4}, {"at_us": 2000000, "do": "crash", "node": 0}, {"at_us": 2100000, "do": "restart", "node": 0}]}"#;
    let (_, all) = judged_beside_orders(&eventual::lab::read::experiment(text).expect("an experiment"));
    assert_eq!(broken(&all), [""; 0], "{all:?}");
    assert!(all.iter().any(|it| it.model == "monotonic-reads" && it.verdict == Verdict::Holds), "{all:?}");
}

#[test]
fn while_an_operator_is_still_to_come_it_is_not_quiet() {
    // Node 2 is cut off while a deposit is made, and when it is back nobody leads any more who
    // could tell it.
    let convergence = |then: &str| {
        let text = format!(
            r#"{{"seed": 1, "protocol": {{"name": "log-shipping", "failover": "manual"}}, "nodes": 3, "duration_us": 6000000,
                "workload": {{"clients": 1, "pace": {{"kind": "list", "operations": [
                    {{"at_us": 100000, "client": 0, "node": 0, "kind": "deposit", "account": 1, "amount": 30}}]}}}},
                "faults": [{{"at_us": 50000, "do": "cut", "shape": "isolate", "node": 2, "heal_at_us": 500000}},
                    {{"at_us": 300000, "do": "order", "node": 0, "order": 1}}{then}]}}"#
        );
        let experiment = eventual::lab::read::experiment(&text).expect("an experiment");
        let (_, all) = judged_beside_orders(&experiment);
        all.into_iter().find(|it| it.model == "convergence").expect("asked about")
    };
    let left = convergence("");
    assert_eq!(left.verdict, Verdict::Violated);
    assert!(left.because.is_some_and(
        |it| it.en.contains("they will stay different by themselves") && it.zh.contains("若无人介入")
    ));
    let promoted = convergence(r#", {"at_us": 4000000, "do": "order", "node": 0, "order": 0}"#);
    assert_eq!(promoted.verdict, Verdict::Holds, "{:?}", promoted.because);
}

/// Judges a run while it plays, a few steps at a time.
fn watched(
    experiment: &Experiment,
    steps: u64,
    mut each: impl FnMut(&RunMonitor, &dyn AnyRun),
) -> Vec<Finding> {
    let mut run = eventual::lab::setup::open(experiment, &[]);
    let mut monitor = RunMonitor::new(experiment);
    let mut violated = false;
    while run.advance(steps) == Progress::More {
        run.seek(Target::Step(run.folded().1));
        monitor.catch_up(run.as_ref(), run.fact_count());
        assert!(!violated || monitor.is_violated(), "what is violated stays violated");
        violated = monitor.is_violated();
        each(&monitor, run.as_ref());
    }
    run.seek(Target::Time(run.until()));
    monitor.catch_up(run.as_ref(), run.fact_count());
    [monitor.guarantees(), monitor.invariants(run.as_ref())].concat()
}

#[test]
fn a_run_that_is_watched_is_judged_as_one_that_is_over() {
    let demos = demo::all().map(|demo| demo.experiment());
    let runs = protocols().flat_map(|protocol| (0..15).map(move |n| mixed(protocol, n)));
    let (mut checked, mut looked) = (0, 0);
    for experiment in demos.chain(runs) {
        let (run, whole) = judged_beside_orders(&experiment);
        let mut step = 0;
        let live = watched(&experiment, 41, |monitor, run| {
            step += 1;
            if step % 10 == 0 {
                // At any moment it says what would be said of a run that ended here.
                let mut fresh = RunMonitor::new(&experiment);
                fresh.catch_up(run, run.fact_count());
                assert_eq!(fresh.guarantees(), monitor.guarantees());
                assert_eq!(fresh.invariants(run), monitor.invariants(run));
                looked += 1;
            }
        });
        assert_eq!(live, whole, "{:?}", experiment.protocol);
        checked += run.fact_count();
    }
    assert!(checked > 50_000 && looked > 50, "{checked} {looked}");
}

#[test]
fn what_is_called_quiet_is_quiet_and_what_is_called_broken_for_good_stays_so() {
    let (mut quiet, mut differ) = (0, 0);
    for protocol in protocols() {
        for n in 0..40 {
            let mut experiment = mixed(protocol, n);
            experiment.duration_us = 12_000_000;
            let (run, all) = judged_beside_orders(&experiment);
            let it = all.iter().find(|it| it.model == "convergence").expect("asked about");
            quiet += u32::from(it.verdict != Verdict::Vacuous);
            if it.verdict != Verdict::Violated {
                continue;
            }
            differ += 1;
            let noticed = run.fact(*it.proof.last().expect("a proof")).at;
            let mut later = run.with_end(run.until() + Span(10_000_000));
            while later.advance(100_000) == Progress::More {}
            later.seek(Target::Time(Time(u64::MAX)));
            let mut states: Vec<u64> =
                (0..later.node_count()).map(|node| later.node(NodeId(node)).fingerprint).collect();
            states.dedup();
            assert!(
                states.len() > 1,
                "{protocol} {n}: called broken for good at {noticed:?}, and they agree later"
            );
        }
    }
    assert!(quiet > 20 && differ > 5, "{quiet} {differ}");
}

#[test]
fn who_reads_a_shorter_log_than_it_wrote_is_found_not_to_read_its_writes() {
    use eventual::domain::Reply;
    let (mut found, mut kept) = (0, 0);
    for n in 0..150 {
        let experiment = mixed("log-shipping", n);
        let (run, all) = judged_beside_orders(&experiment);
        // A write that was acknowledged as line v of the log is not among the first v - 1 lines,
        // whatever log they are of.
        let mut wrote = Vec::new();
        let mut missed = false;
        for id in (0..run.fact_count()).map(eventual::base::ids::FactId) {
            let FactKind::Returned { op, reply, .. } = run.fact(id).what else { continue };
            let Some(Reply::Done { context, .. }) = run.answer(reply).map(|answer| answer.reply) else {
                continue;
            };
            let version = context.newest() & u64::from(u32::MAX);
            let operation = run.operation(op);
            let (client, account) = (operation.request.client, operation.request.call.account());
            if operation.request.call.is_read() {
                missed |= wrote.iter().any(|&(by, of, line, at)| {
                    by == client && of == account && line > version && at < operation.invoked
                });
            } else {
                wrote.push((client, account, version, id));
            }
        }
        let verdict = all.iter().find(|it| it.model == "read-your-writes").expect("asked about").verdict;
        assert!(!missed || verdict == Verdict::Violated, "{n}: {verdict:?}");
        found += u32::from(missed);
        kept += u32::from(verdict == Verdict::Holds);
    }
    assert!(found > 10 && kept > 10, "{found} {kept}");
}

#[test]
fn what_sessions_may_rely_on_follows_from_whom_they_read() {
    use eventual::lab::experiment::Pace;
    use eventual::protocol::catalog::knob::Setting;
    let words = |protocol: &str, read_from: &str| -> Vec<Verdict> {
        let mut experiment = Experiment::of(protocol).expect("a protocol of the catalogue");
        experiment.duration_us = 15_000_000;
        experiment.workload.until_us = 12_000_000;
        (experiment.workload.clients, experiment.workload.roaming) = (6, true);
        experiment.workload.pace = Pace::Closed { think_us: 50_000 };
        experiment.set("read_from", Setting::Choice(read_from.to_owned()));
        let (run, all) = judged_beside_orders(&experiment);
        assert!(run.operation_count() > 300, "{}", run.operation_count());
        all.into_iter().take(4).map(|it| it.verdict).collect()
    };
    use Verdict::{Holds, Violated};
    // Read your writes, monotonic reads, monotonic writes, writes follow reads. One log keeps
    // writes in order whoever is read from.
    assert_eq!(words("log-shipping", "local"), [Violated, Violated, Holds, Holds]);
    assert_eq!(words("log-shipping", "at_least_seen"), [Holds, Holds, Holds, Holds]);
    assert_eq!(words("log-shipping", "primary"), [Holds, Holds, Holds, Holds]);
    // Streams of several owners reach everybody in an order of his own.
    assert_eq!(words("event-sourcing", "local"), [Violated, Violated, Violated, Violated]);
    assert_eq!(words("event-sourcing", "owner"), [Holds, Holds, Violated, Violated]);
}

#[test]
fn where_each_account_is_held_by_its_owner_alone_a_session_loses_something_only_to_a_cache() {
    use eventual::lab::experiment::Pace;
    use eventual::protocol::catalog::knob::Setting;
    let words = |cache_us: u64, checks: bool| -> Vec<Verdict> {
        let mut experiment = Experiment::of("rpc").expect("a protocol of the catalogue");
        experiment.duration_us = 15_000_000;
        experiment.workload.until_us = 12_000_000;
        (experiment.workload.clients, experiment.workload.roaming) = (6, true);
        experiment.workload.pace = Pace::Closed { think_us: 50_000 };
        experiment.set("cache_us", Setting::Number(cache_us));
        experiment.set("cache_checks_session", Setting::Switch(checks));
        let (_, all) = judged_beside_orders(&experiment);
        all.into_iter().take(4).map(|it| it.verdict).collect()
    };
    use Verdict::{Holds, Violated};
    // What a session wrote to an account of another owner is held there, and nobody expects it
    // elsewhere.
    assert_eq!(words(0, true), [Holds; 4]);
    assert_eq!(words(1_000_000, true), [Holds; 4]);
    assert_eq!(words(1_000_000, false), [Violated, Violated, Holds, Holds]);
}

#[test]
fn the_figures_of_the_receipt_and_its_verdicts_say_the_same() {
    use eventual::lab::receipt::receipt;
    let mut stale = 0;
    for experiment in demo::all().flat_map(|demo| [demo.experiment(), demo.protected()]) {
        let mut run = run(&experiment, &[]);
        let receipt = receipt(&experiment, run.as_mut());
        let violated = |model: &str| {
            receipt.verdicts.iter().any(|it| it.model == model && it.verdict == Verdict::Violated)
        };
        for model in ["stale-time", "stale-versions"] {
            assert_eq!(violated(model), receipt.stale.reads > 0, "{model}: {experiment:?}");
        }
        stale += u32::from(receipt.stale.reads > 0);
        assert!(!violated("convergence") || !receipt.apart.agree_at_end, "{experiment:?}");
        assert!(receipt.effects_doubled == 0 || violated("effects"), "{experiment:?}");
        // Where replicas never came to rest, the judge does not count what they hold; where they
        // did, the two agree.
        let conserved =
            receipt.verdicts.iter().any(|it| it.model == "conservation" && it.verdict == Verdict::Holds);
        assert!(receipt.money_made.is_none_or(|made| made == 0) || !conserved, "{experiment:?}");
    }
    // A command that was clicked twice is meant once: done twice it makes money, refused the second
    // time it makes none.
    for name in ["double-click", "es-double-click"] {
        let demo = demo::find(name).expect("a demo");
        let made = [demo.experiment(), demo.protected()]
            .map(|experiment| receipt(&experiment, run(&experiment, &[]).as_mut()).money_made);
        assert_eq!(made, [Some(50), Some(0)], "{name}");
    }
    assert!(stale >= 5, "{stale}");
}

#[test]
fn a_promise_is_given_only_with_each_of_its_settings() {
    use eventual::protocol::catalog::{ENTRIES, knob::Kind, knob::Setting};
    for entry in ENTRIES {
        for promise in entry.promises {
            let mut experiment = Experiment::of(entry.name).expect("a protocol of the catalogue");
            promise.under.iter().for_each(|(name, to)| experiment.set(name, (*to).into()));
            let given = entry.promised(&experiment.protocol.settings, Rollout::Whole).count();
            for (name, to) in promise.under {
                let knob = entry.knobs.iter().find(|knob| knob.name == *name).expect("a setting of its own");
                let (is, mut without) = (Setting::from(*to), experiment.clone());
                assert!(knob.allows(&is), "{}: {name}", entry.name);
                let other = match knob.kind {
                    Kind::Switch { .. } => {
                        [true, false].map(Setting::Switch).into_iter().find(|other| *other != is)
                    }
                    Kind::Choice { options, .. } => options
                        .iter()
                        .map(|(option, _)| Setting::Choice((*option).to_owned()))
                        .find(|other| *other != is),
                    Kind::Number { min, max, .. } => {
                        [min, max].map(Setting::Number).into_iter().find(|other| *other != is)
                    }
                };
                without.set(name, other.expect("another setting"));
                assert!(
                    entry.promised(&without.protocol.settings, Rollout::Whole).count() < given,
                    "{}: {name}",
                    entry.name
                );
            }
        }
    }
}

/// A command takes effect once, however often its client clicks: both clicks were answered as done,
/// and no order could explain two deposits of which one is in the ledger.
#[test]
fn a_command_that_was_clicked_twice_is_one_operation_of_the_history() {
    use eventual::lab::experiment::Pace;
    use eventual::protocol::catalog::knob::Setting;
    let clicked = |deduplicated: bool| {
        let mut experiment = Experiment::of("log-shipping").expect("a protocol of the catalogue");
        experiment.workload.clients = 1;
        experiment.workload.double_click_ppm = 300_000;
        experiment.workload.pace = Pace::Closed { think_us: 100_000 };
        experiment.set("command_ids", Setting::Switch(deduplicated));
        let (run, all) = judged(&experiment);
        let verdict = |model: &str| all.iter().find(|it| it.model == model).map(|it| it.verdict);
        let history = eventual::lab::history::operations(&experiment, run.as_ref());
        let asked = history.lines().filter(|line| line.contains("\"type\":\"invoke\"")).count();
        let clicks = run.operation_count() as usize - asked;
        assert!(clicks > 5, "{clicks} of {asked} operations were clicked twice");
        ["linearizable", "sequential", "effects"].map(|model| verdict(model).expect("judged"))
    };
    assert_eq!(clicked(true), [Verdict::Holds; 3]);
    assert_eq!(clicked(false), [Verdict::Violated; 3]);
}
