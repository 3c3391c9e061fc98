//! What the transactions of runs show: traces made by hand for each phenomenon, and the runs of the
//! demos.
#![cfg(not(target_arch = "wasm32"))]

mod common;
#[path = "isolation/puppet.rs"]
mod puppet;

use common::run;
use eventual::base::ids::AccountId;
use eventual::domain::{Accounts, Call, Refusal};
use eventual::lab::demo;
use eventual::lab::experiment::Experiment;
use eventual::lab::receipt::receipt;
use eventual::lab::transactions::{Isolation, of_run};
use eventual::lab::verdicts::Verdict;
use eventual::sim::trace::FactKind;
use puppet::Do::{Abort, Ask, Done, Keep, Put, Refuse, See, Write};
use puppet::{Do, told};

const A: u32 = 0;
const B: u32 = 1;

fn deposit(account: u32) -> Call {
    Call::Deposit { account: AccountId(account), amount: 10 }
}

fn read(account: u32) -> Call {
    Call::Read { account: AccountId(account) }
}

fn audit() -> Call {
    Call::Audit { accounts: Accounts::new(&[AccountId(A), AccountId(B)]).expect("two accounts") }
}

fn transfer() -> Call {
    Call::Transfer { from: AccountId(A), to: AccountId(B), amount: 10 }
}

fn jointly(account: u32, with: u32) -> Call {
    Call::WithdrawJointly { account: AccountId(account), with: AccountId(with), amount: 10 }
}

fn names(it: &Isolation) -> Vec<&str> {
    it.anomalies.iter().filter(|it| !it.is_finer).map(|it| it.name.as_str()).collect()
}

fn anomalies(story: &[Do]) -> Vec<String> {
    let (_, isolation) = told(story);
    names(&isolation).into_iter().map(str::to_owned).collect()
}

const NO_MONEY: Refusal = Refusal::NotEnough;

#[test]
fn a_run_in_which_one_thing_happens_after_the_other_is_strictly_serializable() {
    let story = [
        Ask(0, transfer()),
        See(0, A, 0),
        See(0, B, 0),
        Put(0, A, 1),
        Put(0, B, 1),
        Done(0),
        Ask(1, audit()),
        See(1, A, 1),
        See(1, B, 1),
        Done(1),
    ];
    let (_, isolation) = told(&story);
    assert_eq!((isolation.committed, isolation.aborted, isolation.untold), (2, 0, 0));
    assert_eq!(
        (&isolation.anomalies[..], &isolation.strongest[..], &isolation.ruled_out[..]),
        (&[][..], &["strong-serializable".to_owned()][..], &[][..])
    );
}

#[test]
fn each_phenomenon_is_named() {
    let at_once = |one, other| [Ask(0, one), Ask(1, other)];
    let rows: &[(&str, Vec<Do>)] = &[
        // Two transfers write into each other's middle.
        (
            "G0",
            [
                &at_once(transfer(), transfer())[..],
                &[
                    Put(0, A, 1),
                    Put(1, A, 2),
                    Put(1, B, 1),
                    Put(0, B, 2),
                    Done(0),
                    Done(1),
                    Ask(2, read(A)),
                    See(2, A, 2),
                    Done(2),
                ],
            ]
            .concat(),
        ),
        // What a read saw was rolled back.
        (
            "G1a",
            [
                &at_once(deposit(A), read(A))[..],
                &[Put(0, A, 1), See(1, A, 1), Done(1), Keep(0), Refuse(0, Refusal::Conflict)],
            ]
            .concat(),
        ),
        // A read saw a state in the middle of a transaction.
        (
            "G1b",
            [
                &at_once(deposit(A), read(A))[..],
                &[Put(0, A, 1), See(1, A, 1), Put(0, A, 2), Done(0), Done(1)],
            ]
            .concat(),
        ),
        // Each saw what the other one had written.
        (
            "G1c",
            [
                &at_once(deposit(A), deposit(B))[..],
                &[Put(0, A, 1), Put(1, B, 1), See(0, B, 1), See(1, A, 1), Done(0), Done(1)],
            ]
            .concat(),
        ),
        (
            "lost-update",
            [
                &at_once(deposit(A), deposit(A))[..],
                &[See(0, A, 0), See(1, A, 0), Put(0, A, 1), Put(1, A, 2), Done(0), Done(1)],
            ]
            .concat(),
        ),
        // An audit sees half a transfer.
        (
            "G-single-item",
            [
                &at_once(audit(), transfer())[..],
                &[See(0, A, 0), Put(1, A, 1), Put(1, B, 1), See(0, B, 1), Done(0), Done(1)],
            ]
            .concat(),
        ),
        (
            "G-nonadjacent-item",
            vec![
                Ask(0, deposit(A)),
                Ask(1, deposit(B)),
                Ask(2, audit()),
                Ask(3, audit()),
                Put(0, A, 1),
                Put(1, B, 1),
                See(2, A, 1),
                See(2, B, 0),
                See(3, A, 0),
                See(3, B, 1),
                Done(0),
                Done(1),
                Done(2),
                Done(3),
            ],
        ),
        // Each draws on what the other one counts on.
        (
            "G2-item",
            [
                &at_once(jointly(A, B), jointly(B, A))[..],
                &[
                    See(0, A, 0),
                    See(0, B, 0),
                    See(1, A, 0),
                    See(1, B, 0),
                    Put(0, A, 1),
                    Put(1, B, 1),
                    Done(0),
                    Done(1),
                ],
            ]
            .concat(),
        ),
        // A session does not see what it did, or somebody what another one had done.
        (
            "G-single-item-process",
            vec![
                Ask(0, deposit(A)),
                See(0, A, 0),
                Put(0, A, 1),
                Done(0),
                Ask(0, read(A)),
                See(1, A, 0),
                Done(1),
            ],
        ),
        (
            "G-single-item-realtime",
            vec![
                Ask(0, deposit(A)),
                See(0, A, 0),
                Put(0, A, 1),
                Done(0),
                Ask(1, read(A)),
                See(1, A, 0),
                Done(1),
            ],
        ),
    ];
    for (name, story) in rows {
        let (session, isolation) = told(story);
        let found = names(&isolation);
        // Of two updates that know nothing of each other one saw the world before the other, and so
        // did whoever saw a transaction half way; cycles of writes are also cycles of writes and
        // reads.
        let also: &[&str] = match *name {
            "lost-update" | "G1b" => &["G-single-item"],
            "G0" => &["G1c"],
            _ => &[],
        };
        assert!(
            found.contains(name) && found.iter().all(|it| it == name || also.contains(it)),
            "{name}: {found:?}"
        );
        let anomaly = isolation.anomalies.iter().find(|it| it.name == *name).expect("found");
        assert!((2..=4).contains(&anomaly.witness.len()) && !anomaly.title.zh.is_empty(), "{anomaly:?}");
        assert!(
            anomaly.because.en.contains("T1 is client") && anomaly.because.zh.contains("T1 是客户端"),
            "{anomaly:?}"
        );
        assert!(
            !anomaly.proof.is_empty()
                && anomaly
                    .proof
                    .iter()
                    .all(|&fact| matches!(session.fact(fact).what, FactKind::Returned { .. }))
        );
        // The finer names, too, have their count and their witness.
        assert!(isolation.anomalies.iter().all(|it| it.transactions > 0 && !it.witness.is_empty()), "{name}");
        // No model of the map allows dirty writes.
        assert_eq!(isolation.strongest.is_empty(), *name == "G0", "{name}");
        assert!(
            !isolation.ruled_out.is_empty()
                && !isolation.strongest.contains(&"strong-serializable".to_owned()),
            "{name}"
        );
        let judged = isolation.judged(name).expect("a name of the map");
        assert_eq!((judged.verdict, judged.proof), (Verdict::Violated, anomaly.proof.clone()));
    }
}

#[test]
fn the_border_on_the_map_follows_from_what_was_found() {
    let skew = [
        Ask(0, audit()),
        Ask(1, transfer()),
        See(0, A, 0),
        Put(1, A, 1),
        Put(1, B, 1),
        See(0, B, 1),
        Done(0),
        Done(1),
    ];
    let (_, isolation) = told(&skew);
    let word = |model: &str| isolation.judged(model).expect("on the map").verdict;
    assert_eq!(
        [word("read-committed"), word("monotonic-atomic-view"), word("cursor-stability")],
        [Verdict::Holds; 3]
    );
    assert_eq!(
        [word("read-atomic"), word("snapshot-isolation"), word("serializable"), word("strict-serializable")],
        [Verdict::Violated; 4]
    );
    assert!(isolation.judged("no such model").is_none());
    assert!(isolation.ruled_out.contains(&"consistent-view".to_owned()), "{:?}", isolation.ruled_out);
}

#[test]
fn a_version_that_nobody_ever_held_is_a_dirty_read() {
    let story = [Ask(0, read(A)), See(0, A, 7), Done(0)];
    let (_, isolation) = told(&story);
    assert_eq!((names(&isolation), isolation.committed, isolation.aborted), (vec!["G1a"], 1, 0));
    let anomaly = &isolation.anomalies[0];
    assert_eq!(anomaly.witness.iter().map(|it| it.op.is_some()).collect::<Vec<_>>(), [true, false]);
    assert!(anomaly.because.en.contains("T1 read #7 of alice"), "{}", anomaly.because.en);
    // Where it is held later on, it was only early.
    assert!(
        anomalies(&[Ask(0, deposit(A)), Ask(1, read(A)), See(1, A, 7), Put(0, A, 7), Done(0), Done(1)])
            .is_empty()
    );
}

#[test]
fn an_operation_that_nobody_was_told_of_happened_if_its_write_is_kept() {
    let kept = [Ask(0, deposit(A)), See(0, A, 0), Put(0, A, 1), Ask(1, read(A)), See(1, A, 1), Done(1)];
    let (_, isolation) = told(&kept);
    assert_eq!((names(&isolation), isolation.committed, isolation.aborted), (vec![], 2, 0));
    let (_, isolation) = told(&[&kept[..], &[Keep(0)]].concat());
    assert_eq!((names(&isolation), isolation.committed, isolation.aborted), (vec!["G1a"], 1, 1));
}

#[test]
fn what_was_acknowledged_and_lost_keeps_its_place_in_the_order() {
    // The second one gets the same number, because nobody knows of the first one any more.
    let story = [
        Ask(0, deposit(A)),
        See(0, A, 0),
        Put(0, A, 1),
        See(0, A, 1),
        Done(0),
        Keep(0),
        Ask(1, deposit(A)),
        See(1, A, 0),
        Put(1, A, 1),
        See(1, A, 1),
        Done(1),
    ];
    assert_eq!(anomalies(&story), ["lost-update", "G-single-item"]);
}

#[test]
fn a_refusal_that_says_something_about_accounts_is_a_transaction_that_only_reads() {
    let story = |why| {
        [
            Ask(0, deposit(A)),
            Ask(1, jointly(A, B)),
            Put(0, A, 1),
            See(1, A, 1),
            See(1, B, 0),
            Refuse(1, why),
            Keep(0),
            Refuse(0, Refusal::Conflict),
        ]
    };
    assert_eq!(anomalies(&story(NO_MONEY)), ["G1a"]);
    // Whoever could not do it has told nothing of what it saw.
    assert!(anomalies(&story(Refusal::Conflict)).is_empty());
    // What a refused operation wrote did not happen, though it is still there.
    let kept = [
        Ask(0, transfer()),
        Put(0, A, 1),
        Refuse(0, Refusal::NoAccount),
        Ask(1, read(A)),
        See(1, A, 1),
        Done(1),
    ];
    assert_eq!(anomalies(&kept), ["G1a"]);
}

#[test]
fn of_several_looks_for_one_decision_only_the_last_one_counts() {
    let story = [
        Ask(0, deposit(A)),
        Ask(1, deposit(A)),
        See(0, A, 0),
        See(1, A, 0),
        Put(1, A, 1),
        Done(1),
        See(0, A, 1),
        Put(0, A, 2),
        Done(0),
    ];
    assert!(anomalies(&story).is_empty());
}

#[test]
fn what_a_transaction_writes_before_it_commits_is_judged_by_how_it_ends() {
    let [put, look] = [Ask(0, deposit(A)), Ask(1, read(A))];
    // Undone, and carried out once more; whoever saw the first one saw what was aborted.
    let again = [
        put,
        look,
        See(0, A, 0),
        Write(0, A, 1),
        See(1, A, 1),
        Done(1),
        Abort(0),
        See(0, A, 0),
        Write(0, A, 2),
        Put(0, A, 2),
        Done(0),
    ];
    let (_, isolation) = told(&again);
    assert_eq!((names(&isolation), isolation.committed, isolation.aborted), (vec!["G1a"], 2, 1));
    // Committed under the number that was seen: it was only early.
    assert!(anomalies(&[put, look, Write(0, A, 1), See(1, A, 1), Put(0, A, 1), Done(0), Done(1)]).is_empty());
    // Written twice, seen in between.
    let twice = [put, look, Write(0, A, 1), See(1, A, 1), Write(0, A, 2), Put(0, A, 2), Done(0), Done(1)];
    assert_eq!(anomalies(&twice), ["G1b", "G-single-item"]);
    // Nobody can say how it ends.
    assert!(anomalies(&[put, look, Write(0, A, 1), See(1, A, 1), Done(1)]).is_empty());
    // What an aborted transaction saw does not count.
    let other = [
        put,
        Ask(1, transfer()),
        See(0, A, 0),
        See(1, A, 0),
        See(1, B, 0),
        Write(1, A, 1),
        Write(1, B, 1),
        Put(1, A, 1),
        Put(1, B, 1),
        Done(1),
    ];
    let retried = [&other[..], &[Abort(0), See(0, A, 1), Write(0, A, 2), Put(0, A, 2), Done(0)]].concat();
    assert!(anomalies(&retried).is_empty());
}

#[test]
fn each_level_of_the_shared_database_shows_its_own_anomaly_and_the_next_level_does_not() {
    let rows = [
        ("sd-dirty-write", "G0", "read-uncommitted"),
        ("sd-aborted-read", "G1a", "read-committed"),
        ("sd-intermediate-read", "G1b", "read-committed"),
        ("sd-circular-flow", "G1c", "read-committed"),
        ("sd-lost-update", "lost-update", "cursor-stability"),
        ("sd-read-skew", "G-single-item", "consistent-view"),
        ("sd-write-skew", "G2-item", "serializable"),
        ("sd-not-on-disk", "G-single-item-realtime", "strong-snapshot-isolation"),
    ];
    for (id, anomaly, model) in rows {
        let demo = demo::find(id).expect("a demo");
        let words = |experiment: Experiment| {
            let isolation = of_run(&experiment, run(&experiment, &[]).as_ref()).expect("a short run");
            assert_eq!(isolation.untold, 0, "{id}");
            [anomaly, model].map(|name| isolation.judged(name).expect("a name of the map").verdict)
        };
        assert_eq!(words(demo.experiment()), [Verdict::Violated; 2], "{id}");
        // A protected write skew leaves one transaction, which has read.
        assert_eq!(words(demo.protected()), [Verdict::Holds; 2], "{id}");
    }
    // Write skew is all that snapshots allow.
    let experiment = demo::find("sd-write-skew").expect("a demo").experiment();
    let isolation = of_run(&experiment, run(&experiment, &[]).as_ref()).expect("a short run");
    assert_eq!(
        (names(&isolation), &isolation.strongest[..]),
        (vec!["G2-item"], &["strong-snapshot-isolation".to_owned()][..])
    );
}

#[test]
fn where_nothing_was_read_nothing_is_kept_and_where_reads_tell_nothing_nobody_knows() {
    let (_, blind) = told(&[Ask(0, deposit(A)), Put(0, A, 1), Done(0)]);
    assert_eq!((blind.committed, blind.strongest.len()), (1, 0));
    assert_eq!(blind.judged("serializable").expect("on the map").verdict, Verdict::Vacuous);
    let (_, silent) =
        told(&[Ask(0, deposit(A)), See(0, A, 0), Put(0, A, 1), Done(0), Ask(1, read(A)), Done(1)]);
    assert_eq!((silent.untold, silent.strongest.len()), (1, 0));
    assert_eq!(silent.judged("serializable").expect("on the map").verdict, Verdict::Unknown);
}

#[test]
fn the_demos_show_the_anomalies_that_they_are_about_and_their_protections_leave_none() {
    let rows: &[(&str, &[&str])] = &[
        ("acknowledged-and-lost", &["G-single-item-realtime"]),
        ("phantom-read", &["G1a"]),
        ("split-brain", &["lost-update", "G-single-item"]),
        ("zombie-primary", &["G-single-item-realtime"]),
        ("reads-go-backwards", &["G-single-item-process"]),
        ("es-blind-append", &["internal", "lost-update", "G-single-item"]),
        ("es-overtaken", &["G-single-item-realtime"]),
        ("es-stale-session", &["G-single-item-process"]),
    ];
    for (id, want) in rows {
        let demo = demo::find(id).expect("a demo");
        let experiment = demo.experiment();
        let isolation = of_run(&experiment, run(&experiment, &[]).as_ref()).expect("a short run");
        assert_eq!(names(&isolation), *want, "{id}");
    }
    for demo in demo::all() {
        let experiment = demo.protected();
        let mut session = run(&experiment, &[]);
        let isolation = receipt(&experiment, session.as_mut()).isolation.expect("a short run");
        // Whoever looks back reads what is old: that is what looking back is for. An alarm about a
        // projection that stands still does not move it.
        if matches!(demo.id, "es-decided-in-the-past" | "es-silent-stall") {
            assert_eq!(names(&isolation), ["G-single-item-realtime"]);
        } else if demo.protocol == "log-shipping" || demo.protocol == "event-sourcing" {
            assert_eq!((names(&isolation), isolation.untold), (vec![], 0), "{}", demo.id);
        }
    }
}

#[test]
fn a_primary_that_everybody_reads_from_is_strictly_serializable_and_streams_of_several_owners_are_not() {
    let shown = |protocol: &str, read_from: &str| {
        let mut experiment = Experiment::of(protocol).expect("a protocol of the catalogue");
        experiment.duration_us = 15_000_000;
        experiment.workload.until_us = 12_000_000;
        (experiment.workload.clients, experiment.workload.roaming) = (6, true);
        experiment.workload.pace = eventual::lab::experiment::Pace::Closed { think_us: 50_000 };
        experiment.set("read_from", eventual::protocol::catalog::knob::Setting::Choice(read_from.to_owned()));
        let session = run(&experiment, &[]);
        of_run(&experiment, session.as_ref()).expect("a short run")
    };
    let primary = shown("log-shipping", "primary");
    assert!(primary.committed > 300, "{}", primary.committed);
    assert_eq!((names(&primary), &primary.strongest[..]), (vec![], &["strong-serializable".to_owned()][..]));
    // One log: what is read may be old, and is what was there at one moment.
    let local = shown("log-shipping", "local");
    assert!(
        names(&local).iter().all(|it| it.ends_with("-process") || it.ends_with("-realtime")),
        "{:?}",
        names(&local)
    );
    assert!(
        !names(&local).is_empty()
            && local.judged("serializable").expect("on the map").verdict == Verdict::Holds
    );
    // Each account has its owner, and nobody sees two of them as of one moment.
    let owner = shown("event-sourcing", "owner");
    assert!(names(&owner).contains(&"G-single-item"), "{:?}", names(&owner));
}

/// Two owners, and two transfers in opposite directions: each takes the money out at its own owner
/// first and brings it to the other one later.
fn opposite(protocol: &str, second_at_us: u64) -> Isolation {
    let text = format!(
        r#"{{"seed": 1, "protocol": {{"name": "{protocol}"}}, "nodes": 2, "duration_us": 4000000,
            "accounts": [{{"name": "alice", "opening": 500}}, {{"name": "bob", "opening": 500}}],
            "workload": {{"clients": 2, "timeout_us": 3000000, "pace": {{"kind": "list", "operations": [
                {{"at_us": 100000, "client": 0, "node": 0, "kind": "transfer", "from": 0, "to": 1, "amount": 10}},
                {{"at_us": {second_at_us}, "client": 1, "node": 1, "kind": "transfer", "from": 1, "to": 0, "amount": 20}}]}}}},
            "network": {{"link": {{"latency": {{"kind": "constant", "us": 50000}}}}}}}}"#
    );
    let experiment = eventual::lab::read::experiment(&text).expect("an experiment");
    of_run(&experiment, run(&experiment, &[]).as_ref()).expect("a short run")
}

#[test]
fn transfers_that_are_committed_in_parts_are_no_transactions_and_the_words_say_so() {
    for protocol in ["event-sourcing", "rpc"] {
        let met = opposite(protocol, 100_000);
        let found = met.anomalies.iter().find(|it| it.name == "G0").expect("each account had another first");
        assert!(
            found.title.en.contains("in parts") && found.title.zh.contains("分段"),
            "{protocol}: {:?}",
            found.title
        );
        assert!(
            found.because.en.contains("T1 and T2 were each committed in parts")
                && found.because.zh.contains("T1、T2 是分几段先后提交的"),
            "{protocol}: {:?}",
            found.because
        );
        // One after the other they do not meet, and nobody is accused.
        let apart = opposite(protocol, 1_500_000);
        assert_eq!((names(&apart), apart.committed), (vec![], 2), "{protocol}");
    }
    // Where a transfer is one transaction, it is.
    for protocol in ["shared-database", "log-shipping"] {
        assert_eq!(names(&opposite(protocol, 100_000)), [""; 0], "{protocol}");
    }
    let demo = demo::find("sd-dirty-write").expect("a demo").experiment();
    let dirty = of_run(&demo, run(&demo, &[]).as_ref()).expect("a short run");
    let found = dirty.anomalies.iter().find(|it| it.name == "G0").expect("it is about that");
    assert!(found.title.en == "Dirty write" && !found.because.en.contains("in parts"), "{found:?}");
}

#[test]
fn where_money_was_made_the_receipt_says_how_and_why_no_client_could_tell() {
    // The first run that anybody sees of the shared database: read committed, where updates are
    // lost, and every answer fits some order.
    let mut experiment = Experiment::of("shared-database").expect("a protocol of the catalogue");
    let read = |experiment: &Experiment| receipt(experiment, run(experiment, &[]).as_mut());
    let first = read(&experiment);
    assert!(first.money_made.is_some_and(|made| made != 0), "{:?}", first.money_made);
    assert_eq!(first.strongest.as_deref(), Some("linearizable"));
    let why = first.money_why.expect("it is said why");
    assert_eq!(why.anomaly.as_deref(), Some("lost-update"));
    assert!(
        why.because.en.starts_with("“Linearizable” is kept all the same")
            && why.because.en.contains("Lost update")
            && why.because.zh.contains("丢失更新"),
        "{:?}",
        why.because
    );
    let found = first.isolation.expect("a short run").anomalies;
    let found = found.iter().find(|it| it.name == "lost-update").expect("the same anomaly");
    assert!(!why.proof.is_empty() && why.proof == found.proof);
    experiment.set("isolation", "serializable".into());
    let protected = read(&experiment);
    assert!(protected.money_made.is_none_or(|made| made == 0) && protected.money_why.is_none());
}

#[test]
fn of_a_command_that_was_clicked_twice_only_the_click_that_was_carried_out_has_read() {
    // The first click has read bob when its service stands still. A deposit to bob is committed, then
    // the second click, which has read it. The first one goes on, comes too late, begins anew, and
    // is told what the second one did.
    let text = r#"{"seed": 1, "protocol": {"name": "shared-database", "isolation": "snapshot", "think_us": 100000, "session_timeout_us": 60000000, "socket_timeout_us": 60000000}, "nodes": 3, "duration_us": 6000000,
        "accounts": [{"name": "alice", "opening": 500}, {"name": "bob", "opening": 500}],
        "workload": {"clients": 3, "timeout_us": 5000000, "pace": {"kind": "list", "operations": [
            {"at_us": 100000, "client": 0, "node": 0, "kind": "transfer", "from": 0, "to": 1, "amount": 10, "command": 9},
            {"at_us": 200000, "client": 1, "node": 1, "kind": "deposit", "account": 1, "amount": 5},
            {"at_us": 500000, "client": 0, "node": 2, "kind": "transfer", "from": 0, "to": 1, "amount": 10, "command": 9}]}},
        "faults": [{"at_us": 300000, "do": "pause", "node": 0}, {"at_us": 1500000, "do": "resume", "node": 0}],
        "network": {"link": {"latency": {"kind": "constant", "us": 5000}}}}"#;
    let experiment = eventual::lab::read::experiment(text).expect("an experiment");
    let isolation = of_run(&experiment, run(&experiment, &[]).as_ref()).expect("a short run");
    assert_eq!((names(&isolation), isolation.untold, isolation.committed), (vec![], 0, 3));
}
