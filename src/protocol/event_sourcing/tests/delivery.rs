//! Events on their way: lost, repeated, reordered, forgotten by a crash; and what readers see meanwhile.

use super::*;
use crate::protocol::event_sourcing::Order;
use crate::protocol::event_sourcing::config::{Publish, ReadFrom};
use crate::sim::client::{Pace, Planned};

fn unchecked() -> Config {
    Config { projection_checkpoint: false, ..Config::default() }
}

#[test]
fn an_event_that_comes_twice_counts_once_with_the_checkpoint_and_twice_without() {
    let twice = [message(1, 0, 0, Then::Duplicate { after_us: 30 * MS })];
    let inputs = [submit(1, 1, deposit(BOB, 50))];
    let run = tell_with(&Config::default(), &twice, &inputs);
    assert_eq!((run.balances(BOB), run.notes(Fact::Ignored)), (vec![350; 3], vec![(0, 1, 1)]));
    let naive = tell_with(&unchecked(), &twice, &inputs);
    assert_eq!((naive.balances(BOB), naive.agree()), (vec![400, 350, 350], false));
}

#[test]
fn an_event_that_overtakes_another_waits_with_the_checkpoint_and_shows_nonsense_without() {
    // Carol has 200. She puts 100 in and takes 250 out; at service 0 the deposit comes last.
    let slow = [message(2, 0, 0, Then::Deliver { after_us: 200 * MS })];
    let inputs = [submit(1, 2, deposit(CAROL, 100)), submit(50, 2, withdraw(CAROL, 250))];
    let naive = tell_with(&unchecked(), &slow, &inputs).at(100);
    assert_eq!(naive.balances(CAROL), [-50, 50, 50]);
    let run = tell_with(&Config::default(), &slow, &inputs);
    assert_eq!(run.notes(Fact::Gap), [(0, 1, 2)]);
    // The gap is asked about at once, so service 0 does not wait for the slow message.
    let run = run.at(100);
    assert_eq!(run.balances(CAROL), [50; 3]);
}

#[test]
fn an_event_that_was_lost_is_asked_for_with_the_checkpoint_and_missed_for_ever_without() {
    let lost = [message(2, 0, 0, Then::Drop)];
    let inputs = [submit(1, 2, deposit(CAROL, 100)), submit(50, 2, deposit(CAROL, 7))];
    let once = Config { publish: Publish::AfterCommit, ..Config::default() };
    let run = tell_with(&once, &lost, &inputs);
    assert_eq!((run.balances(CAROL), run.notes(Fact::Gap)), (vec![307; 3], vec![(0, 1, 2)]));
    let naive = tell_with(&Config { projection_checkpoint: false, ..once }, &lost, &inputs);
    assert_eq!(naive.balances(CAROL), [207, 307, 307]);
}

#[test]
fn a_crash_between_storing_and_sending_loses_the_event_unless_there_is_an_outbox() {
    // The event is on disk at 2 ms; without an outbox, peers would be told at 7 ms.
    let inputs = [submit(1, 1, deposit(BOB, 50)), crash(3, 1), restart(100, 1)];
    let lost = Config { publish: Publish::AfterCommit, ..Config::default() };
    assert_eq!(tell(&lost, &inputs).balances(BOB), [300, 350, 300]);
    // The outbox has told them already, so make the crash fall on the first message, too.
    let gone = [message(1, 0, 0, Then::Drop), message(1, 2, 0, Then::Drop)];
    let run = tell_with(&Config::default(), &gone, &inputs);
    assert_eq!((run.balances(BOB), run.agree()), (vec![350; 3], true));
}

#[test]
fn a_crash_between_sending_and_storing_leaves_a_ghost_unless_there_is_an_outbox() {
    // The write would reach the disk at 2 ms.
    let crash = Input { at: Time(1_500), step: 0, action: Action::Crash { node: NodeId(1), torn: false } };
    let inputs = [submit(1, 1, deposit(BOB, 50)), crash, restart(100, 1)];
    let ghost = tell(&Config { publish: Publish::BeforeCommit, ..Config::default() }, &inputs);
    assert_eq!((ghost.balances(BOB), ghost.replies()), (vec![350, 300, 350], vec![None]));
    let run = tell(&Config::default(), &inputs);
    assert_eq!((run.balances(BOB), run.agree()), (vec![300; 3], true));
}

#[test]
fn a_write_that_was_cut_in_the_middle_is_found_and_ignored() {
    let cut = |node| Input { at: Time(1_500), step: 0, action: Action::Crash { node: NodeId(node), torn: true } };
    let inputs = [submit(1, 1, deposit(BOB, 50)), cut(1), restart(100, 1), submit(200, 1, deposit(BOB, 7))];
    let run = tell(&Config::default(), &inputs);
    assert_eq!(run.notes(Fact::Damaged), [(1, 1, 0)]);
    assert_eq!((run.replies(), run.balances(BOB)), (vec![None, done(1, 307)], vec![307; 3]));
    // The same in a copy: the event arrives at 12 ms and would be on disk at 13 ms.
    let cut = Input { at: Time(12_500), step: 0, action: Action::Crash { node: NodeId(0), torn: true } };
    let run = tell(&Config::default(), &[submit(1, 1, deposit(BOB, 50)), cut, restart(100, 0)]);
    assert_eq!((run.notes(Fact::Damaged), run.balances(BOB)), (vec![(0, 1, 0)], vec![350; 3]));
}

#[test]
fn an_event_that_nobody_can_read_stops_everything_unless_it_is_put_aside() {
    use crate::protocol::event_sourcing::config::Poison;
    let inputs = [order(1, 1, Order::Poison as u32, BOB), submit(100, 0, deposit(ALICE, 50)), submit(200, 1, deposit(BOB, 5))];
    let stop = tell(&Config { poison: Poison::Stop, ..Config::default() }, &inputs);
    assert_eq!(stop.notes(Fact::Stuck).len(), 3);
    assert_eq!((stop.balances(ALICE), stop.balances(BOB)), (vec![500; 3], vec![300; 3]));
    // It was all accepted: only the read models stand still.
    assert_eq!(stop.replies(), [done(1, 550), done(2, 305)]);
    let skip = tell(&Config { poison: Poison::Skip, ..Config::default() }, &inputs);
    assert_eq!((skip.count(Fact::Skipped), skip.balances(ALICE), skip.balances(BOB)), (3, vec![550; 3], vec![305; 3]));
    let park = tell(&Config::default(), &inputs);
    assert_eq!((park.count(Fact::Parked), park.balances(ALICE), park.balances(BOB)), (3, vec![550; 3], vec![305; 3]));
    let shown = park.inspect(2).counters().find(|counter| counter.name.en == "parked events").cloned();
    assert_eq!(shown.map(|counter| (counter.value, counter.alarming)), Some((1, true)));
}

/// A session at service 0 writes to bob's account, which service 1 owns, and reads it at once.
fn write_then_read(read_from: ReadFrom) -> Run {
    let mut setup = setup();
    let planned = |at, call| Planned { at: Time(at), client: crate::base::ids::ClientId(0), node: None, call, command: None };
    // The answer comes at 22 ms, the event at 200 ms.
    let list = [planned(MS, deposit(BOB, 50)), planned(40 * MS, Call::Read { account: BOB })];
    setup.workload = Workload { homes: vec![NodeId(0)], pace: Pace::Listed(list.into()), ..setup.workload };
    setup.exceptions = [message(1, 0, 0, Then::Deliver { after_us: 200 * MS })].into();
    play(setup, &Config { read_from, ..Config::default() }, &[], 2_000)
}

#[test]
fn a_session_reads_its_own_write_if_it_asks_for_at_least_what_it_has_seen() {
    assert_eq!(write_then_read(ReadFrom::Local).replies(), [done(1, 350), done(0, 300)]);
    assert_eq!(write_then_read(ReadFrom::AtLeastSeen).replies(), [done(1, 350), done(1, 350)]);
    assert_eq!(write_then_read(ReadFrom::Owner).replies(), [done(1, 350), done(1, 350)]);
}

#[test]
fn no_reader_sees_what_a_crash_could_take_back() {
    // The write takes 100 ms to reach the disk; a read at the owner in the meantime waits for it.
    let slow = Setup { disk: Distribution::Constant { us: 100 * MS }, ..setup() };
    let config = Config { read_from: ReadFrom::Owner, ..Config::default() };
    let inputs = [submit(1, 1, deposit(BOB, 50)), submit(20, 0, Call::Read { account: BOB }), submit(20, 1, Call::Read { account: BOB })];
    let crashed = play(slow.clone(), &config, &[&inputs[..], &[crash(60, 1)]].concat(), 2_000);
    assert_eq!(crashed.replies(), [None; 3]);
    assert_eq!(play(slow, &config, &inputs, 2_000).replies(), [done(1, 350); 3]);
}
