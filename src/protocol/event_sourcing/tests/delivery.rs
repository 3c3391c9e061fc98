//! Events on their way: lost, repeated, reordered, forgotten by a crash; and what readers see
//! meanwhile.

use super::*;

const CHECKPOINT: &str = "projection_checkpoint";

#[test]
fn an_event_that_comes_twice_counts_once_with_the_checkpoint_and_twice_without() {
    let script = story().at(1).submit(1, deposit(BOB, 50)).repeat(message(1, 0), 30);
    let run = script.run();
    assert_eq!((run.balances(BOB), run.notes(OwnFact::Ignored)), (vec![350; 3], vec![(0, 3, 1)]));
    let naive = script.set(CHECKPOINT, false).run();
    assert_eq!((naive.balances(BOB), naive.agree()), (vec![400, 350, 350], false));
}

#[test]
fn an_event_that_overtakes_another_waits_with_the_checkpoint_and_shows_nonsense_without() {
    // Carol has 200. She puts 100 in and takes 250 out; at service 0 the deposit comes last.
    let script = story()
        .at(1)
        .submit(2, deposit(CAROL, 100))
        .delay(message(2, 0), 200)
        .at(50)
        .submit(2, withdraw(CAROL, 250));
    let naive = script.clone().set(CHECKPOINT, false).run().at(100);
    assert_eq!(naive.balances(CAROL), [-50, 50, 50]);
    let run = script.run();
    assert_eq!(run.notes(OwnFact::Gap), [(0, 3, 4)]);
    // The gap is asked about at once, so service 0 does not wait for the slow message.
    let run = run.at(100);
    assert_eq!(run.balances(CAROL), [50; 3]);
}

#[test]
fn an_event_that_was_lost_is_asked_for_with_the_checkpoint_and_missed_for_ever_without() {
    let script =
        story().set("publish", "after_commit").at(1).submit(2, deposit(CAROL, 100)).lose(message(2, 0));
    let script = script.at(50).submit(2, deposit(CAROL, 7));
    let run = script.run();
    assert_eq!((run.balances(CAROL), run.notes(OwnFact::Gap)), (vec![307; 3], vec![(0, 3, 4)]));
    let naive = script.set(CHECKPOINT, false).run();
    assert_eq!(naive.balances(CAROL), [207, 307, 307]);
}

#[test]
fn a_crash_between_storing_and_sending_loses_the_event_unless_there_is_an_outbox() {
    // The event is on disk at 2 ms; without an outbox, peers would be told at 7 ms.
    let script = story().at(1).submit(1, deposit(BOB, 50)).at(3).crash(1).at(100).restart(1);
    assert_eq!(script.clone().set("publish", "after_commit").run().balances(BOB), [300, 350, 300]);
    // The outbox has told them already, so make the crash fall on the first message, too.
    let run = script.lose(message(1, 0)).lose(message(1, 2)).run();
    assert_eq!((run.balances(BOB), run.agree()), (vec![350; 3], true));
}

#[test]
fn a_crash_between_sending_and_storing_leaves_a_ghost_unless_there_is_an_outbox() {
    // The write would reach the disk at 2 ms.
    let script = story().at(1).submit(1, deposit(BOB, 50)).at_us(1_500).crash(1).at(100).restart(1);
    let ghost = script.clone().set("publish", "before_commit").run();
    assert_eq!((ghost.balances(BOB), ghost.replies()), (vec![350, 300, 350], vec![None]));
    let run = script.run();
    assert_eq!((run.balances(BOB), run.agree()), (vec![300; 3], true));
}

#[test]
fn a_write_that_was_cut_in_the_middle_is_found_and_ignored() {
    let script = story().at(1).submit(1, deposit(BOB, 50)).at_us(1_500).tear(1).at(100).restart(1);
    let run = script.at(200).submit(1, deposit(BOB, 7)).run();
    assert_eq!(run.notes(OwnFact::Damaged), [(1, 3, 0)]);
    assert_eq!((run.replies(), run.balances(BOB)), (vec![None, done(3, 307)], vec![307; 3]));
    // The same in a copy: the event arrives at 12 ms and would be on disk at 13 ms.
    let run = story().at(1).submit(1, deposit(BOB, 50)).at_us(12_500).tear(0).at(100).restart(0).run();
    assert_eq!((run.notes(OwnFact::Damaged), run.balances(BOB)), (vec![(0, 7, 0)], vec![350; 3]));
}

#[test]
fn an_event_that_nobody_can_read_stops_everything_unless_it_is_put_aside() {
    let script = story()
        .at(1)
        .order_about(1, "poison", BOB)
        .at(100)
        .submit(0, deposit(ALICE, 50))
        .at(200)
        .submit(1, deposit(BOB, 5));
    let stop = script.clone().set("poison", "stop").run();
    assert_eq!(stop.notes(OwnFact::Stuck).len(), 3);
    assert_eq!((stop.balances(ALICE), stop.balances(BOB)), (vec![500; 3], vec![300; 3]));
    // It was all accepted: only the read models stand still.
    assert_eq!(stop.replies(), [done(3, 550), done(4, 305)]);
    let skip = script.clone().set("poison", "skip").run();
    assert_eq!(
        (skip.count(OwnFact::Skipped), skip.balances(ALICE), skip.balances(BOB)),
        (3, vec![550; 3], vec![305; 3])
    );
    let park = script.run();
    assert_eq!(
        (park.count(OwnFact::Parked), park.balances(ALICE), park.balances(BOB)),
        (3, vec![550; 3], vec![305; 3])
    );
    let shown =
        park.inspect(2).counters().find(|counter| counter.name.en == "parked events (dead letters)").cloned();
    assert_eq!(shown.map(|counter| (counter.value, counter.alarming)), Some((1, true)));
}

/// A session at service 0 writes to bob's account, which service 1 owns, and reads it at once.
fn write_then_read(read_from: &str) -> Played {
    // The answer comes at 22 ms, the event at 200 ms.
    let script = story().set("read_from", read_from).delay(message(1, 0), 200);
    script.at(1).ask(0, deposit(BOB, 50)).at(40).ask(0, read(BOB)).run()
}

#[test]
fn a_session_reads_its_own_write_if_it_asks_for_at_least_what_it_has_seen() {
    assert_eq!(write_then_read("local").replies(), [done(3, 350), done(2, 300)]);
    assert_eq!(write_then_read("at_least_seen").replies(), [done(3, 350), done(3, 350)]);
    assert_eq!(write_then_read("owner").replies(), [done(3, 350), done(3, 350)]);
}

#[test]
fn no_reader_sees_what_a_crash_could_take_back() {
    // The write takes 100 ms to reach the disk; a read at the owner in the meantime waits for it.
    let script = story()
        .disk(100)
        .set("read_from", "owner")
        .at(1)
        .submit(1, deposit(BOB, 50))
        .at(20)
        .submit(0, read(BOB))
        .at(20)
        .submit(1, read(BOB));
    assert_eq!(script.clone().at(60).crash(1).run().replies(), [None; 3]);
    assert_eq!(script.run().replies(), [done(3, 350); 3]);
}

#[test]
fn what_is_sent_again_waits_for_a_disk_that_is_slower_than_the_tick() {
    // The first event is on the disk at 701 ms, and from then on the service sends every 100 ms
    // what peers have not acknowledged. The second is stored at 800 ms, would be on the disk at
    // 1,500 ms, and the service dies before that.
    let script = story()
        .lasts(6_000)
        .disk(700)
        .set("resend_us", 100_000)
        .at(1)
        .submit(1, deposit(BOB, 50))
        .at(800)
        .submit(1, deposit(BOB, 7));
    let run = script.at(1_400).crash(1).at(1_450).restart(1).run();
    assert_eq!(run.replies(), [done(3, 350), None]);
    assert_eq!(
        (run.balances(BOB), run.agree()),
        (vec![350; 3], true),
        "nobody has heard of what the crash took back"
    );
}

/// A slow disk, and many who ask its service about what is on its way there: they wait for that
/// one write. If each of them had it written once more, the disk would be busy for as long as
/// anybody asks, and a client that asks again would never be answered.
#[test]
fn who_waits_for_what_is_on_its_way_to_the_disk_makes_the_disk_no_slower() {
    let script = story().disk(250).set("read_from", "owner").at(100).submit(0, deposit(ALICE, 10));
    let script = (0..20).fold(script, |script, n| script.at(110 + n * 5).submit(1, read(ALICE)));
    let run = script.run();
    assert!(run.replies()[1..].iter().all(|reply| *reply == done(3, 510)), "{:?}", run.replies());
    let last = run.0.trace().facts_from(0).filter(|(_, it)| matches!(it.what, FactKind::Returned { .. }));
    let last = last.map(|(_, it)| it.at.0).max();
    assert_eq!(last, Some(360_000), "the deposit is on the disk at 350 ms, and one message takes 10");
}

/// A service that starts takes away half a record, and nothing tells the disk before its next write. If
/// that is cut as well, there is still one half record, and not one behind the other.
#[test]
fn a_write_that_is_cut_where_one_was_cut_before_leaves_half_a_record() {
    let script = story().disk(5).at(1).submit(1, deposit(BOB, 50)).at(18).tear(0).at(100).restart(0);
    let script = script.at(120).submit(1, deposit(BOB, 7));
    let mut cut = 0;
    for at in 125..180 {
        let run = script.clone().at(at).tear(0).at(300).restart(0).run();
        assert_eq!((run.balances(BOB), run.agree()), (vec![357; 3], true), "cut at {at} ms");
        assert_eq!(run.verdict("effects"), Verdict::Holds, "cut at {at} ms");
        cut += usize::from(run.count(OwnFact::Damaged) == 2);
    }
    assert!(cut > 3, "two writes were cut {cut} times");
}
