//! What happens in order, step by step.

use super::*;
use crate::domain::{Accounts, Call};
use crate::lab::script::{ALICE, BOB, CAROL, deposit, message, read, transfer, withdraw};

#[test]
fn a_transfer_between_two_services_is_one_transaction() {
    let played =
        story().lasts(6_000).at(100).ask(2, transfer(ALICE, BOB, 40)).at(400).ask(2, read(ALICE)).run();
    assert_eq!(played.replies(), [done(460), done(460)]);
    assert_eq!(played.balances(&[ALICE, BOB, CAROL]), [460, 340, 200]);
    // Asked at 100: at the coordinator at 110, worked at 120, found at 130, prepare at 140 and a
    // millisecond for the disk, votes at 151, the decision a millisecond later.
    assert_eq!(played.notes(OwnFact::Prepared), [(0, 141), (1, 141)]);
    assert_eq!(played.notes(OwnFact::DecidedCommit), [(COORDINATOR, 152)]);
    assert_eq!(played.notes(OwnFact::Committed), [(0, 163), (1, 163)]);
    assert_eq!(played.verdict("atomic-commit"), Verdict::Holds);
    assert_eq!(played.verdict("conservation"), Verdict::Holds);
    let open = |node: u16| format!("{:?}", played.inspect(node).sections);
    assert!(!open(0).contains("Operation"), "nothing is left: {}", open(0));
}

#[test]
fn a_participant_against_which_a_rule_of_the_bank_is_votes_no_and_nobody_commits() {
    let played = story()
        .at(100)
        .ask(2, transfer(ALICE, BOB, 900))
        .at(400)
        .ask(2, transfer(ALICE, AccountId(7), 5))
        .run();
    assert_eq!(played.replies(), [refused(Refusal::NotEnough), refused(Refusal::NoAccount)]);
    assert_eq!(played.balances(&[ALICE, BOB, CAROL]), [500, 300, 200]);
    assert_eq!(played.notes(OwnFact::VotedNo), [(0, 140), (1, 440)]);
    assert_eq!(played.verdict("atomic-commit"), Verdict::Holds);
}

#[test]
fn every_call_is_served() {
    let audit = Call::Audit { accounts: Accounts::new(&[ALICE, BOB, CAROL]).expect("three") };
    let dora = AccountId(3);
    let played = story()
        .at(100)
        .ask(0, deposit(BOB, 50))
        .at(400)
        .ask(0, withdraw(ALICE, 100))
        .at(700)
        .ask(1, Call::WithdrawJointly { account: CAROL, with: BOB, amount: 400 })
        .at(1_000)
        .ask(1, audit)
        .at(1_300)
        .ask(1, Call::Open { account: dora })
        .at(1_600)
        .ask(2, transfer(BOB, dora, 5))
        .at(1_900)
        .ask(0, Call::WithdrawJointly { account: CAROL, with: BOB, amount: 400 })
        .run();
    let sums = Some(Told::Done(vec![400, 350, -200]));
    let all = [done(350), done(400), done(-200), sums, done(0), done(345), refused(Refusal::NotEnough)];
    assert_eq!(played.replies(), all);
    assert_eq!(played.verdict("linearizable"), Verdict::Holds);
    assert_eq!(played.verdict("atomic-commit"), Verdict::Holds);
}

#[test]
fn a_service_that_owns_everything_asks_nobody() {
    let played = story().at(100).ask(0, deposit(ALICE, 50)).run();
    assert_eq!((played.replies(), played.receipt.costs.messages), (vec![done(550)], 0));
    let voted = story().set("one_phase", false).at(100).ask(0, deposit(ALICE, 50)).run();
    assert_eq!((voted.replies(), voted.receipt.costs.messages), (vec![done(550)], 2 + 2 + 4));
}

#[test]
fn what_is_in_doubt_stays_locked_until_the_coordinator_is_back() {
    // The coordinator has heard both votes, and crashes before its decision is on the disk.
    let story = story()
        .lasts(9_000)
        .patience(5_000, 0)
        .disk(4)
        .set("deadlock", "wait")
        .at(100)
        .ask(2, transfer(ALICE, BOB, 40));
    let story = story.at(156).crash(COORDINATOR).at(500).ask(0, read(ALICE)).at(2_000).restart(COORDINATOR);
    let blocked = story.run().at(1_000);
    let seen = blocked.inspect(0);
    let table = format!("{:?}", seen.sections);
    assert!(table.contains("in_doubt: Some(Time(140000))"), "since its yes: {table}");
    assert!(table.contains("waiting: [Operation(OpId(1))]"), "who waits: {table}");
    assert!(table.contains("alarming: true"), "a card is marked while something is in doubt: {table}");
    assert!(
        !format!("{:?}", story.run().at(50).inspect(0).sections).contains("alarming: true"),
        "and only then"
    );
    let played = story.run();
    // The coordinator never decided, so it aborts, and the service of the client begins anew.
    assert_eq!(played.replies(), [done(460), done(500)]);
    assert_eq!(played.balances(&[ALICE, BOB]), [460, 340]);
    let waited = played.receipt.waited;
    assert_eq!((waited.blocked.times, waited.in_doubt.times), (3, 4));
    assert!(waited.blocked.longest_us > 1_500_000, "{waited:?}");
    assert_eq!((waited.blocked.at_end, waited.in_doubt.at_end), (0, 0));
    assert_eq!(played.verdict("atomic-commit"), Verdict::Holds);
}

#[test]
fn a_participant_that_crashed_in_doubt_locks_again_what_it_promised() {
    for presumes in ["nothing", "abort", "commit"] {
        let story = story().lasts(5_000).set("presumes", presumes).set("cooperative", false);
        let story = story.at(100).ask(2, transfer(ALICE, BOB, 40)).at(145).crash(0).at(700).restart(0);
        let story = story.at(705).ask(0, read(ALICE));
        let played = story.run();
        assert_eq!(played.replies(), [done(460), done(460)], "{presumes}");
        assert_eq!(played.balances(&[ALICE, BOB]), [460, 340], "{presumes}");
        assert_eq!(played.verdict("atomic-commit"), Verdict::Holds);
        assert_eq!(played.verdict("effects"), Verdict::Holds, "{presumes}");
    }
}

#[test]
fn a_lost_message_is_made_up_for_in_every_phase() {
    let kinds = [
        (2, 3, "transaction"),
        (3, 0, "work"),
        (0, 3, "locked"),
        (3, 1, "prepare"),
        (1, 3, "vote"),
        (3, 0, "commit"),
        (0, 3, "acknowledged"),
        (3, 2, "outcome"),
    ];
    for presumes in ["nothing", "abort", "commit"] {
        for (from, to, kind) in kinds {
            if (presumes, kind) == ("commit", "acknowledged") {
                // Nobody acknowledges what is presumed.
                continue;
            }
            let story = story().lasts(8_000).patience(7_000, 0).set("presumes", presumes);
            let story = story.lose(message(from, to).of(kind)).at(100).ask(2, transfer(ALICE, BOB, 40));
            let played = story.run();
            assert_eq!(played.replies(), [done(460)], "{presumes}, {kind}");
            assert_eq!(played.balances(&[ALICE, BOB]), [460, 340], "{presumes}, {kind}");
            assert_eq!(played.receipt.waited.in_doubt.at_end, 0);
            assert_eq!(played.verdict("atomic-commit"), Verdict::Holds);
        }
    }
}

#[test]
fn two_transfers_the_other_way_round_do_not_wait_for_each_other_for_ever() {
    for (deadlock, died) in [("wait_die", OwnFact::Died), ("timeout", OwnFact::TimedOut)] {
        let story = story().lasts(5_000).patience(4_500, 0).set("deadlock", deadlock);
        let story = story.delay(message(3, 1), 30).delay(message(3, 0).behind(1), 30);
        let story = story.at(100).ask(2, transfer(ALICE, BOB, 40)).at(101).ask(2, transfer(BOB, ALICE, 10));
        let played = story.run();
        assert_eq!(played.balances(&[ALICE, BOB]), [470, 330], "{deadlock}");
        assert!(!played.notes(died).is_empty(), "{deadlock}");
        assert_eq!(played.verdict("linearizable"), Verdict::Holds);
    }
}

/// Two stories: the coordinator had its commit on disk and told nobody, or it had not decided. Until
/// it recovers, the very same facts are told of both participants: whatever rule they follow, they do
/// the same in both, and one of them is wrong. So there is no safe choice but to wait.
#[test]
fn in_doubt_nobody_can_tell_whether_the_coordinator_has_decided() {
    let facts = |demo: &str| {
        let demo = crate::lab::demo::find(demo).expect("a demo");
        let run = {
            let mut run = demo.open(&demo.protected());
            while run.advance(100_000) == crate::sim::run::Progress::More {}
            run
        };
        let told = |id: u32| {
            let fact = run.fact(crate::base::ids::FactId(id));
            // What a node sees of a message is its payload, not the number of its flight.
            let what = match fact.what {
                FactKind::Sent { flight } | FactKind::Delivered { flight } => {
                    let flight = run.flight(flight);
                    format!("{:?} {:?}: {:?}", flight.from, flight.to, flight.label)
                }
                what => format!("{what:?}"),
            };
            (fact.at, fact.node, what)
        };
        let all = (0..run.fact_count()).map(told);
        let of_participants: Vec<_> =
            all.filter(|(_, node, _)| [NodeId(0), NodeId(1)].contains(node)).collect();
        let ends = |fact: &&(Time, NodeId, String)| {
            fact.2.contains("step: Committed") || fact.2.contains("step: Aborted")
        };
        let ends: Vec<String> = of_participants.iter().filter(ends).map(|it| it.2.clone()).collect();
        let before = of_participants.into_iter().filter(|(at, ..)| *at < Time(3_000_000)).collect::<Vec<_>>();
        (before, ends)
    };
    let (decided, undecided) = (facts("2pc-heuristic-abort"), facts("2pc-heuristic-commit"));
    assert!(decided.0.len() > 40, "{}", decided.0.len());
    assert_eq!(decided.0, undecided.0);
    assert!(decided.1.iter().all(|it| it.contains("Committed")) && decided.1.len() >= 2, "{:?}", decided.1);
    assert!(undecided.1[..2].iter().all(|it| it.contains("Aborted")), "{:?}", undecided.1);
}
