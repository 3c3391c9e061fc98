//! What is lost on the way, what a crash leaves, and what clients are told of it.

use super::*;
use crate::lab::script::message;
use crate::lab::transactions::of_run;
use crate::lab::verdicts::Verdict;
use crate::sim::input::Action;

fn unknown() -> Option<Reply> {
    Some(Reply::Unknown)
}

#[test]
fn an_answer_that_is_lost_is_asked_for_again_and_nothing_is_done_twice() {
    for nth in 0..4 {
        // Whether the database remembers commands is beside the point: the steps of one transaction
        // have numbers.
        let run = story()
            .set("command_ids", false)
            .at(100)
            .ask(0, deposit(ALICE, 50))
            .lose(message(3, 0).behind(nth))
            .run();
        assert_eq!((run.told(), run.balance(ALICE)), (vec![Some(550)], 550), "answer {nth}");
        let run = story()
            .set("command_ids", false)
            .at(100)
            .ask(0, deposit(ALICE, 50))
            .lose(message(0, 3).behind(nth))
            .run();
        assert_eq!((run.told(), run.balance(ALICE)), (vec![Some(550)], 550), "step {nth}");
        let run = story()
            .set("command_ids", false)
            .at(100)
            .ask(0, deposit(ALICE, 50))
            .repeat(message(0, 3).behind(nth), 400)
            .run();
        assert_eq!(
            (run.told(), run.balance(ALICE), run.open()),
            (vec![Some(550)], 550, vec![]),
            "step {nth}, twice"
        );
    }
}

#[test]
fn of_a_commit_whose_answer_never_came_nobody_knows() {
    // The commit is sent at 160 ms and comes to the database at 170 ms.
    let deaf = story().at(100).ask(0, deposit(ALICE, 50)).at(165).cut_from(3, 0, 2_500).run();
    assert_eq!(
        (deaf.replies(), deaf.balance(ALICE), deaf.notes(OwnFact::Unknown)),
        (vec![unknown()], 550, vec![(0, 0)])
    );
    let mute = story().at(100).ask(0, deposit(ALICE, 50)).at(161).cut_between(0, 3, 2_500).run();
    assert_eq!((mute.replies(), mute.balance(ALICE)), (vec![unknown()], 500));
}

#[test]
fn what_was_never_asked_to_commit_surely_did_not_happen() {
    let unreachable = || vec![Some(Reply::Refused(Refusal::Unreachable))];
    let run = story().at(100).ask(0, deposit(ALICE, 50)).at(105).cut_between(0, 3, 2_500).run();
    assert_eq!((run.replies(), run.balance(ALICE), run.open()), (unreachable(), 500, vec![]));
    let run = story().at(100).ask(0, read(ALICE)).at(135).cut_between(0, 3, 2_500).run();
    assert_eq!(run.replies(), unreachable(), "a read changes nothing");
}

#[test]
fn a_database_that_starts_again_knows_from_its_log_what_it_committed() {
    // It dies when the record is on its disk, before the answer has reached the service.
    let run = story()
        .set("command_ids", false)
        .at(100)
        .ask(0, deposit(ALICE, 50))
        .at(175)
        .crash(3)
        .at(400)
        .restart(3)
        .run();
    assert_eq!((run.told(), run.balance(ALICE)), (vec![Some(550)], 550));
    assert_eq!((run.notes(OwnFact::Recovered), run.count(OwnFact::Retried)), (vec![(1, 0)], 0));
}

#[test]
fn what_was_open_when_the_database_died_did_not_happen_and_is_begun_anew() {
    let run = story().at(100).ask(0, deposit(ALICE, 50)).at(155).crash(3).at(400).restart(3).run();
    assert_eq!((run.told(), run.balance(ALICE), run.count(OwnFact::Retried)), (vec![Some(550)], 550, 1));
}

#[test]
fn late_steps_of_a_transaction_that_died_with_the_database_are_not_taken_again() {
    let script = story()
        .set("command_ids", false)
        .at(100)
        .ask(0, deposit(ALICE, 50))
        .at(155)
        .crash(3)
        .at(400)
        .restart(3);
    // All four steps come once more, in their order, when the transaction that was begun anew has
    // long been committed.
    let run = (0..4).fold(script, |script, nth| script.repeat(message(0, 3).behind(nth), 900)).run();
    assert_eq!(
        (run.told(), run.count(OwnFact::Committed), run.count(OwnFact::Retried)),
        (vec![Some(550)], 1, 1)
    );
}

#[test]
fn a_beginning_that_was_on_its_way_for_long_takes_nothing_over() {
    // The database starts again at 400 ms, the service begins anew and thinks for long. At 700 ms
    // its first beginning comes once more, of which the database that started again knows nothing.
    let run = story()
        .set("think_us", 200_000_u64)
        .at(100)
        .ask(0, deposit(ALICE, 50))
        .repeat(message(0, 3), 600)
        .at(155)
        .crash(3)
        .at(400)
        .restart(3)
        .run();
    assert_eq!((run.count(OwnFact::Began), run.count(OwnFact::Superseded)), (3, 0));
    assert_eq!((run.told(), run.balance(ALICE)), (vec![Some(550)], 550));
    assert_eq!(run.count(OwnFact::SessionTimeout), 0, "the late one is over with the operation");
    assert!(run.open().is_empty());
}

#[test]
fn a_beginning_that_comes_again_when_its_transaction_is_over_begins_nothing() {
    let run = story()
        .set("command_ids", false)
        .at(100)
        .ask(0, deposit(ALICE, 50))
        .repeat(message(0, 3), 600)
        .at(300)
        .crash(3)
        .at(400)
        .restart(3)
        .run();
    assert_eq!((run.count(OwnFact::Began), run.told(), run.open()), (1, vec![Some(550)], vec![]));
}

#[test]
fn versions_of_a_later_start_are_later_than_all_before() {
    let script = story()
        .at(100)
        .ask(0, deposit(ALICE, 50))
        .at(500)
        .crash(3)
        .after(50)
        .restart(3)
        .at(1_000)
        .ask(0, deposit(ALICE, 7));
    let run = script.run();
    let writes: Vec<u64> =
        run.0.trace().facts_from(0).filter_map(|(_, fact)| installed(&run, fact.what)).collect();
    assert_eq!(writes, [1, 1, 1 << 32 | 1, 1 << 32 | 1], "in the log and in the state");
    assert_eq!(run.inspect().epoch, 1);
}

fn installed(run: &Played, what: FactKind) -> Option<u64> {
    if let FactKind::Installed { write, .. } = what {
        Some(run.0.trace().write(write).version.0)
    } else {
        None
    }
}

#[test]
fn half_a_transfer_is_recovered_only_by_who_takes_every_row() {
    let torn = |whole: bool| {
        let script = story().disk(20).set("commit_records", whole).at(100).ask(0, transfer(ALICE, BOB, 100));
        // The commit comes to the database at 210 ms.
        script.at(220).tear(3).at(300).restart(3).run()
    };
    let (whole, half) = (torn(true), torn(false));
    assert_eq!(
        (whole.balance(ALICE), whole.balance(BOB), whole.notes(OwnFact::Recovered)),
        (400, 400, vec![(0, 1)])
    );
    assert_eq!(
        (half.balance(ALICE), half.balance(BOB), half.notes(OwnFact::Recovered)),
        (400, 300, vec![(1, 0)])
    );
}

#[test]
fn who_does_not_wait_for_the_disk_takes_back_what_was_shown() {
    let script = story()
        .disk(100)
        .set("flush", false)
        .at(300)
        .ask(0, deposit(ALICE, 50))
        .at(385)
        .crash(3)
        .at(500)
        .restart(3);
    let run = script.run();
    assert_eq!((run.told(), run.balance(ALICE)), (vec![Some(550)], 500));
    let removed = run
        .0
        .trace()
        .facts_from(0)
        .filter(|(_, fact)| matches!(fact.what, FactKind::Removed { keep: 0, .. }))
        .count();
    assert_eq!(removed, 2, "from the log and from the state");
}

#[test]
fn a_command_is_carried_out_once_however_many_services_are_asked() {
    let clicks = |apart_ms: u64| {
        let script =
            story().at(100).click(0, deposit(ALICE, 50), 1).after(apart_ms).click(1, deposit(ALICE, 50), 1);
        script.run()
    };
    for apart in [0, 3, 15, 45, 70, 75, 200] {
        let run = clicks(apart);
        assert_eq!((run.told(), run.balance(ALICE)), (vec![Some(550); 2], 550), "{apart} ms apart");
    }
}

#[test]
fn an_answer_out_of_the_log_says_which_version_it_rests_on() {
    // The commit is on the disk and nobody was told when the database crashes. The service asks again.
    let burn = Action::CrashAtWrite { node: DATABASE, writes: 1, torn: false };
    let script = story().at(0).click(0, deposit(ALICE, 50), 1).at(60).act(burn).at(200).restart(3);
    let experiment = script::experiment("shared-database", &script.at(600).click(1, deposit(ALICE, 50), 1));
    let mut run = experiment.run();
    assert_eq!((run.told(), run.balance(ALICE)), (vec![Some(550); 2], 550));
    let judged = crate::lab::receipt::receipt(&experiment, &mut run.0).verdicts;
    let effects = judged.iter().find(|it| it.model == "effects").expect("judged");
    assert_eq!(effects.verdict, Verdict::Holds, "both answers are about one version: {:?}", effects.because);
}

#[test]
fn what_an_attempt_saw_that_died_with_the_database_is_no_part_of_the_answer() {
    // Service 0 has read both accounts when it is cut off. The other click is carried out, the database
    // crashes, and service 0 is told what the other one did.
    let click = transfer(ALICE, BOB, 40);
    let script = story().set("isolation", "serializable").set("serializable_by", "snapshots");
    let script = script.at(0).submit_click(0, click, 7).at(2).submit_click(1, click, 7);
    let script = script.at(62).isolate(0, 400).at(200).crash(3).at(220).restart(3);
    let experiment = script::experiment("shared-database", &script);
    let run = experiment.run();
    assert_eq!((run.told(), run.balance(ALICE)), (vec![Some(460); 2], 460));
    assert_eq!(run.count(OwnFact::Repeated), 1, "one of them was carried out by the other");
    let judged = of_run(&experiment, &run.0).expect("a short run").judged("snapshot-isolation");
    assert_eq!(judged.map(|it| (it.verdict, it.because)), Some((Verdict::Holds, None)));
}

/// A client that got no answer has moved to another service, which is told what somebody else's click
/// came to. Its first attempt is still open at the database, and its read comes late.
#[test]
fn an_attempt_that_was_left_behind_sees_nothing_more_once_its_operation_is_answered() {
    let click = deposit(ALICE, 50);
    let script = story().patience(100, 1).set("resend_us", 1_000_000_u64).at(0).click(1, click, 1);
    let script = script.at(2).click(0, click, 1).delay(message(0, 3).behind(1), 93);
    let mut experiment = script::experiment("shared-database", &script);
    experiment.workload.roaming = true;
    let mut moved = 0;
    for seed in 0..24 {
        experiment.seed = seed;
        let mut run = experiment.run();
        assert_eq!((run.told(), run.balance(ALICE)), (vec![Some(550); 2], 550), "seed {seed}");
        moved += usize::from(run.count(OwnFact::Repeated) == 1 && run.count(OwnFact::Began) == 2);
        let judged = crate::lab::receipt::receipt(&experiment, &mut run.0).verdicts;
        let effects = judged.iter().find(|it| it.model == "effects").expect("judged");
        assert_eq!(effects.verdict, Verdict::Holds, "seed {seed}: {:?}", effects.because);
    }
    assert!(moved > 3, "it moved to a service that was told {moved} times");
}
