//! One story for each row of the table of anomalies: seen with the protection off, gone with it on,
//! by the same schedule.

use super::stage::*;
use crate::sim::trace::Outcome;

const OK: Outcome = Outcome::Ok;
const INFO: Outcome = Outcome::Info;

#[test]
fn a_write_is_decided_written_shipped_replayed_and_read_everywhere() {
    let script = story()
        .at(50)
        .submit(0, deposit(ALICE, 50))
        .at(100)
        .submit(1, transfer(ALICE, BOB, 70))
        .at(400)
        .submit(2, read(ALICE))
        .at(400)
        .submit(1, read(BOB));
    let run = script.run();
    assert_eq!(run.ended(0), (OK, Some(550)));
    assert_eq!(run.ended(1), (OK, Some(480)), "asked at a secondary, decided at the primary");
    assert_eq!((run.ended(2), run.ended(3)), ((OK, Some(480)), (OK, Some(370))));
    assert!(run.agree());
    let passbook = run.log(2);
    assert_eq!(
        (passbook.len, passbook.saved, passbook.applied, passbook.known, run.total(2)),
        (9, 9, 9, 9, 1_050)
    );
    let lines: Vec<_> =
        passbook.rows.iter().map(|row| (row.index, row.account.0, row.amount, row.balance)).collect();
    assert_eq!(lines[6..], [(7, 0, 50, 550), (8, 0, -70, 480), (9, 1, 70, 370)]);
}

/// Row 1. K→P w, P→K ok, P→S ✗, P †, promote S, K r → old.
fn acknowledged_and_lost(mode: &str) -> super::stage::Played {
    let script = story()
        .set("mode", mode)
        .at(40)
        .isolate(0, 300)
        .at(50)
        .submit(0, deposit(ALICE, 50))
        .at(200)
        .crash(0);
    script.at(400).order(1, "promote").at(900).submit(1, read(ALICE)).run()
}

#[test]
fn asynchronous_shipping_loses_a_write_that_was_acknowledged() {
    let run = acknowledged_and_lost("async");
    assert_eq!(run.ended(0), (OK, Some(550)));
    assert_eq!(run.ended(1), (OK, Some(500)), "the write was acknowledged and is gone");
}

#[test]
fn synchronous_shipping_acknowledges_nothing_that_it_can_lose() {
    let run = acknowledged_and_lost("sync");
    assert_eq!(run.ended(0), (INFO, None), "no client got an acknowledgement");
    assert_eq!(run.ended(1), (OK, Some(500)));
}

/// Row 2. S slow > timeout, P falls back to async, then as in row 1.
fn slow_secondaries(mode: &str) -> Played {
    let slow = |script: Script, id| script.at(40).slow(id, 100_000);
    let script =
        story().set("mode", mode).set("ack_timeout_us", 300_000_u64).at(50).submit(0, deposit(ALICE, 50));
    let script = slow(slow(script, 1), 2);
    script
        .at(400)
        .isolate(0, 6_000)
        .at(500)
        .crash(0)
        .at(3_000)
        .order(1, "promote")
        .at(5_900)
        .submit(1, read(ALICE))
        .at(2_900)
        .slow(1, 1_000)
        .at(2_900)
        .slow(2, 1_000)
        .lasts(6_000)
        .run()
}

#[test]
fn semi_synchronous_shipping_degrades_and_says_so() {
    let run = slow_secondaries("semi_sync");
    assert_eq!(run.ended(0), (OK, Some(550)));
    assert_eq!(run.notes(OwnFact::Degraded), [(0, 7, 0)], "it is a visible change");
    assert_eq!(run.ended(1), (OK, Some(500)), "and the write is lost as if it were asynchronous");
}

#[test]
fn synchronous_shipping_never_degrades() {
    let run = slow_secondaries("sync");
    assert_eq!(run.ended(0), (INFO, None));
    assert!(run.notes(OwnFact::Degraded).is_empty());
}

#[test]
fn a_degraded_primary_waits_again_when_secondaries_have_caught_up() {
    let script = story()
        .set("mode", "semi_sync")
        .set("ack_timeout_us", 300_000_u64)
        .at(40)
        .isolate(0, 900)
        .at(50)
        .submit(0, deposit(ALICE, 50));
    let run = script.at(2_000).submit(0, deposit(ALICE, 1)).run();
    assert_eq!(
        (run.notes(OwnFact::Degraded), run.notes(OwnFact::Restored)),
        (vec![(0, 7, 0)], vec![(0, 8, 0)])
    );
    assert!(run.ended_at(1).unwrap() > 2_020_000, "the second write waited for an acknowledgement again");
    assert!(run.agree());
}

/// Row 3. P commits in its engine, another client reads w, P † before S acknowledges, promote S → w
/// is gone.
fn read_before_acknowledged(commit_point: &str) -> Played {
    let script = story().set("mode", "sync").set("commit_point", commit_point).at(40).isolate(0, 300);
    script
        .at(50)
        .submit(0, deposit(ALICE, 50))
        .at(100)
        .submit(0, read(ALICE))
        .at(200)
        .crash(0)
        .at(400)
        .order(1, "promote")
        .at(900)
        .submit(1, read(ALICE))
        .run()
}

#[test]
fn what_is_shown_before_it_is_safe_can_turn_out_a_phantom() {
    let run = read_before_acknowledged("after_commit");
    assert_eq!(
        (run.ended(1), run.ended(2)),
        ((OK, Some(550)), (OK, Some(500))),
        "somebody has read money that never was"
    );
    let run = read_before_acknowledged("after_sync");
    assert_eq!((run.ended(1), run.ended(2)), ((OK, Some(500)), (OK, Some(500))));
}

/// Row 4. P ‖ S, S promoted, both accept; heal.
fn two_primaries(guard: &str) -> Played {
    let script =
        story().set("mode", "sync").set("guard", guard).at(100).isolate(0, 1_000).at(200).order(1, "promote");
    script
        .at(500)
        .submit(0, deposit(ALICE, 50))
        .at(500)
        .submit(1, deposit(BOB, 7))
        .at(2_500)
        .submit(0, read(BOB))
        .at(2_500)
        .submit(1, read(ALICE))
        .run()
}

#[test]
fn without_a_guard_both_sides_of_a_partition_accept_writes() {
    let run = two_primaries("none");
    assert_eq!((run.ended(0), run.ended(1)), ((OK, Some(550)), (OK, Some(307))), "both were acknowledged");
    assert!(run.look(0).leads && run.look(1).leads, "and both lead");
    assert_eq!(
        (run.ended(2), run.ended(3)),
        ((OK, Some(300)), (OK, Some(500))),
        "neither has what the other promised"
    );
    assert!(!run.agree());
}

#[test]
fn with_fencing_the_old_primary_is_refused_and_follows() {
    let run = two_primaries("fence");
    assert_eq!(
        (run.ended(0), run.ended(1)),
        ((INFO, None), (OK, Some(307))),
        "only the new primary's write was acknowledged"
    );
    assert!(run.notes(OwnFact::Fenced).contains(&(2, 1, 2)), "the third node refuses epoch 1 in epoch 2");
    assert_eq!(run.notes(OwnFact::Demoted), [(0, 2, 1)]);
    assert_eq!(run.notes(OwnFact::Truncated), [(0, 6, 1)]);
    assert!(run.agree());
    assert_eq!(run.ended(2), (OK, Some(307)));
}

/// Row 5. P stands still after it checked its lease; S is elected; P wakes up and writes.
fn zombie(guard: &str) -> Played {
    let script = story()
        .set("mode", "sync")
        .set("guard", guard)
        .set("failover", "automatic")
        .set("failover_after_us", 600_000_u64);
    let script = script.at(50).submit(0, deposit(ALICE, 50)).at(51).pause(0);
    // Node 1 takes over after 0.75 s and writes with the help of node 2. The zombie wakes up,
    // finishes what it had begun, and is killed.
    let script = script.at(1_500).submit(1, deposit(BOB, 7)).at(2_000).resume(0).at(2_001).crash(0);
    // Node 1 dies too, before it can repair anything; node 2 takes over, and node 1 comes back.
    script
        .at(2_005)
        .crash(1)
        .at(3_500)
        .restart(1)
        .at(5_500)
        .submit(2, read(BOB))
        .at(5_500)
        .submit(2, read(ALICE))
        .lasts(6_000)
        .run()
}

#[test]
fn a_zombie_that_checked_its_lease_overwrites_what_was_acknowledged() {
    let run = zombie("lease");
    assert_eq!(
        run.ended(1),
        (OK, Some(307)),
        "the new primary acknowledged this, and the third node had it on disk"
    );
    assert!(
        run.notes(OwnFact::Truncated).contains(&(2, 6, 1)),
        "the third node's storage took the zombie's write instead"
    );
    assert_eq!(
        (run.ended(2), run.balance(1, BOB)),
        ((OK, Some(300)), 300),
        "so it is gone, even where it was written"
    );
}

#[test]
fn a_zombie_meets_the_fence_at_the_storage() {
    let run = zombie("fence");
    assert_eq!(run.ended(1), (OK, Some(307)));
    assert!(run.notes(OwnFact::Fenced).contains(&(2, 1, 2)));
    assert!(!run.notes(OwnFact::Truncated).iter().any(|&(at, ..)| at == 2));
    assert_eq!((run.ended(2), run.ended(3)), ((OK, Some(307)), (OK, Some(500))));
}
