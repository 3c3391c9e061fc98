//! Stories of quorums: three services, a message takes 10 ms, a write 2 ms, nothing is left to
//! chance unless a story says so.

use super::versions::{Met, Vector, Version, meet, settle};
use super::{Config, OwnFact, Quorum, Siblings, Wins};
use crate::base::ids::{CommandId, NodeId};
use crate::domain::{Amount, Call};
use crate::lab::script::told::Told as _;
use crate::lab::script::{self, ALICE, BOB, Script, deposit, message, read, transfer, withdraw};
use crate::lab::verdicts::Verdict;
use crate::sim::run::{AnyRun, Run};
use crate::sim::show::{Lens, Section};
use crate::sim::trace::Outcome;
use proptest::prelude::*;

const OK: Outcome = Outcome::Ok;

fn story() -> Script {
    Script::default().lasts(4_000).latency(10).patience(2_000, 0)
}

/// R and W of three copies, with nothing that repairs in the background.
fn quorums(r: u64, w: u64) -> Script {
    let script = story().set("r", r).set("w", w);
    script.set("read_repair", false).set("handoff", false).set("anti_entropy", false)
}

struct Played(Run<Quorum>);

fn play(script: &Script) -> Played {
    Played(script::run(&script::experiment("quorum", script), &[]))
}

impl Played {
    fn ended(&self, op: u32) -> (Outcome, Option<Amount>) {
        self.0.ended(op)
    }

    fn ended_at(&self, op: u32) -> u64 {
        self.0.ended_at(op).expect("it ended")
    }

    fn notes(&self, fact: OwnFact) -> Vec<(u16, u32, u32)> {
        self.0.notes(fact).into_iter().map(|it| (it.node, it.a, it.b)).collect()
    }

    fn balances(&self, node: u16) -> Vec<Amount> {
        let all = self.0.shows(node);
        all.balances().expect("every service shows balances").rows.iter().map(|it| it.balance).collect()
    }
}

#[test]
fn a_write_waits_for_w_copies_and_a_read_for_r() {
    // The first copy is the coordinator's own: 10 ms there, 10 ms back, and a disk of 2 ms.
    let time = |r, w, call| {
        let run = play(&quorums(r, w).at(100).ask(0, call));
        (run.ended(0).0, run.ended_at(0) - 100_000)
    };
    assert_eq!(time(1, 1, read(ALICE)), (OK, 0));
    assert_eq!(time(2, 1, read(ALICE)), (OK, 20_000));
    assert_eq!(time(1, 1, deposit(ALICE, 50)), (OK, 2_000));
    assert_eq!(time(1, 3, deposit(ALICE, 50)), (OK, 22_000));
    assert_eq!(time(3, 3, deposit(ALICE, 50)), (OK, 42_000));
}

#[test]
fn with_fewer_copies_than_it_needs_an_operation_is_not_done_or_unknown() {
    let alone = |r, w, call| play(&quorums(r, w).at(50).crash(1).crash(2).at(100).ask(0, call)).ended(0);
    assert_eq!(alone(1, 1, deposit(ALICE, 50)), (OK, Some(550)));
    assert_eq!(alone(2, 1, deposit(ALICE, 50)).0, Outcome::Fail, "nothing was sent that lasts");
    assert_eq!(alone(1, 2, deposit(ALICE, 50)).0, Outcome::Info, "one copy has it, and it may spread");
}

#[test]
fn a_coordinator_gives_up_when_its_patience_ends_however_far_behind_its_own_disk_is() {
    // Twenty writes by others lie before the disk of the coordinator, 60 ms each.
    let script = quorums(2, 2).disk(60).set("patience_us", 450_000).patience(3_000, 0);
    let busy =
        (0..20).fold(script, |script, nth| script.at(100 + nth).ask_as(nth as u32, 1, deposit(ALICE, 1)));
    // It asks for its patience, which begins when it is asked, not when its disk is free.
    let run = play(&busy.at(200).ask_as(20, 0, read(BOB)));
    assert!(run.ended_at(20) <= 200_000 + 450_000, "{}", run.ended_at(20));
}

#[test]
fn what_was_saved_is_there_after_a_crash() {
    let run = play(
        &quorums(2, 2)
            .at(100)
            .ask(0, transfer(ALICE, BOB, 70))
            .at(300)
            .crash(0)
            .crash(1)
            .crash(2)
            .at(600)
            .restart(0)
            .restart(1)
            .restart(2)
            .at(900)
            .ask(1, read(ALICE))
            .at(1_000)
            .ask(1, read(BOB)),
    );
    assert_eq!(
        [run.ended(0), run.ended(1), run.ended(2)],
        [(OK, Some(430)), (OK, Some(430)), (OK, Some(370))]
    );
}

#[test]
fn a_sloppy_quorum_keeps_what_it_took_and_hands_it_over() {
    let script = quorums(1, 2).nodes(5).set("sloppy", true).set("handoff", true).at(50).isolate(1, 1_500);
    let run =
        play(&script.isolate(2, 1_500).at(100).ask(0, deposit(ALICE, 50)).at(3_000).ask(2, read(ALICE)));
    assert_eq!((run.ended(0), run.ended(1)), ((OK, Some(550)), (OK, Some(550))));
    let hints = run.notes(OwnFact::Hinted);
    assert_eq!(hints, [(3, 0, 1), (4, 0, 2)], "the next two on the ring, each for one");
    assert_eq!(run.notes(OwnFact::HandedOver), hints);
}

#[test]
fn a_change_that_is_overridden_is_counted_and_told() {
    let run = play(&quorums(2, 2).at(100).ask(0, deposit(ALICE, 50)).ask(2, deposit(ALICE, 30)));
    assert_eq!([run.ended(0).0, run.ended(1).0], [OK; 2], "both were acknowledged");
    let mut told = run.notes(OwnFact::Overridden);
    told.sort_unstable();
    assert_eq!(
        told,
        [(0, 0, 2), (1, 0, 2), (2, 0, 2)],
        "each copy drops the change of alice for that of service 2"
    );
    let shown = run.0.inspect(NodeId(1), &Lens::outline());
    assert!(shown.counters().any(|it| it.value == 1 && it.alarming));
}

#[test]
fn siblings_are_shown_with_their_authors_and_come_to_their_sum() {
    let both =
        quorums(2, 2).set("wins", "dotted").at(100).ask(0, deposit(ALICE, 50)).ask(2, withdraw(ALICE, 30));
    let run = play(&both);
    let shown = run.0.inspect(NodeId(1), &Lens { rows: 0..0, accounts: 0..9, only: None });
    let versions = shown.sections.iter().find_map(|it| match it {
        Section::Versions(versions) => Some(versions.rows[0].siblings.clone()),
        _ => None,
    });
    let versions: Vec<String> =
        versions.expect("there are").into_iter().map(|it| format!("{} {}", it.value, it.version)).collect();
    assert_eq!(versions, ["550 (0, 1) 0", "470 (2, 1) 0"]);
    assert_eq!(run.balances(1)[0], 520);
    let run = play(&both.at(1_000).ask(1, deposit(ALICE, 1)));
    assert_eq!(run.ended(2), (OK, Some(521)), "the next write takes the place of both");
    assert_eq!([0, 1, 2].map(|node| run.balances(node)[0]), [521; 3]);
}

#[test]
fn a_lost_write_comes_by_repair_or_by_a_hash() {
    let lost = |script: Script| script.at(100).lose(message(0, 2).behind(1)).ask(0, deposit(ALICE, 50));
    assert_eq!(play(&lost(quorums(2, 2))).balances(2)[0], 500);
    let run = play(&lost(quorums(2, 2).set("read_repair", true)).at(1_000).ask(1, read(ALICE)));
    assert_eq!((run.notes(OwnFact::Repaired), run.balances(2)[0]), (vec![(1, 0, 2)], 550));
    let run = play(&lost(quorums(2, 2).set("anti_entropy", true)));
    assert_eq!(run.balances(2)[0], 550);
    assert_eq!(run.notes(OwnFact::Synced).len(), 1);
}

fn version(author: u16, dot: u32, past: [u32; 3], stamp: u64) -> Version {
    let [a, b, c] = past;
    let past = Vector([a, b, c, 0, 0, 0, 0]);
    Version {
        stamp,
        author: NodeId(author),
        dot,
        past,
        change: 10,
        command: CommandId(dot),
        ..Version::opening(510)
    }
}

/// Two clients of one coordinator, neither of which has seen the other's write.
#[test]
fn a_vector_without_a_dot_takes_two_clients_for_one_after_the_other() {
    let (one, other) = (version(0, 1, [0, 0, 0], 1 << 32), version(0, 2, [0, 0, 0], 2 << 32));
    let served = one.with_vector(&[], Wins::Server);
    let mut row = vec![served];
    assert_eq!(
        meet(&mut row, other.with_vector(&[served], Wins::Server), Wins::Server),
        Met::Kept(1),
        "the first is lost"
    );
    let mut row = vec![one];
    assert_eq!(meet(&mut row, other, Wins::Dotted), Met::Kept(0));
    assert_eq!(row.len(), 2);
    let config = Config { siblings: Siblings::Add, ..Config::default() };
    assert_eq!(settle(&row, None, &config), Some(520));
}

/// Versions as services make them by a rule: each was made of some that were there before it, with
/// all that came along with those.
fn history(draws: &[(u16, u8, u64)], rule: Wins) -> Vec<Version> {
    let mut rows: Vec<Vec<Version>> = Vec::new();
    let mut mine: [Vec<Version>; 3] = Default::default();
    for (nth, &(author, read, clock)) in draws.iter().enumerate() {
        let is_read = |(other, _): &(usize, &Vec<Version>)| read >> other & 1 == 1;
        let mut found = Vec::new();
        rows.iter().enumerate().filter(is_read).flat_map(|(_, row)| row).for_each(|it| {
            meet(&mut found, *it, rule);
        });
        let own = &mut mine[usize::from(author)];
        let dot =
            rows.iter().flatten().filter(|it| it.author.0 == author).map(|it| it.dot).max().unwrap_or(0) + 1;
        let mut new = version(author, dot, [0; 3], clock << 32 | (nth as u64) << 3 | u64::from(author));
        new.past = super::state::seen(&found);
        new = new.with_vector(own, rule);
        own.retain(|it| !new.replaces(it, rule));
        own.push(new);
        rows.push(own.clone());
    }
    rows.into_iter().filter_map(|row| row.last().copied()).collect()
}

proptest! {
    /// The law behind convergence: in whichever order versions come, the same ones stay.
    #[test]
    fn the_same_versions_stay_whichever_order_they_come_in(
        draws in prop::collection::vec((0..3u16, any::<u8>(), 0..4u64), 1..8),
        shuffle in any::<u64>(),
    ) {
        for rule in [Wins::Clock, Wins::Hybrid, Wins::Server, Wins::Dotted] {
            let all = history(&draws, rule);
            let mut other = all.clone();
            for place in (1..other.len()).rev() {
                let with = crate::base::chance::mix(shuffle ^ place as u64) % (place as u64 + 1);
                other.swap(place, with as usize);
            }
            let kept = |versions: &[Version]| {
                let mut row = Vec::new();
                versions.iter().for_each(|it| _ = meet(&mut row, *it, rule));
                row
            };
            prop_assert_eq!(kept(&all), kept(&other), "{:?}", rule);
        }
    }
}

/// What is said of an invariant in a story.
fn finding(script: &Script, model: &str) -> (Verdict, Option<String>) {
    let experiment = script::experiment("quorum", script);
    let mut run: Run<Quorum> = script::run(&experiment, &[]);
    let receipt = crate::lab::receipt::receipt(&experiment, &mut run);
    let found = receipt.verdicts.into_iter().find(|it| it.model == model).expect("judged");
    (found.verdict, found.because.map(|because| because.en))
}

/// A joint withdrawal is carried out, others write over it, and the same click comes once more: nothing
/// shows that it came before. That it took effect twice is one thing; each time the other account
/// answered for it, so nobody's balance is too low.
#[test]
fn others_answer_for_a_joint_withdrawal_as_often_as_it_is_carried_out() {
    let joint = Call::WithdrawJointly { account: BOB, with: ALICE, amount: 380 };
    let script = quorums(2, 2).at(100).click(0, joint, 7).at(300).ask(1, deposit(BOB, 5));
    let script = script.at(500).click(0, joint, 7).at(700).ask(2, read(BOB));
    assert_eq!(play(&script).balances(0)[1], 300 - 380 + 5 - 380, "it was carried out twice");
    assert_eq!(finding(&script, "effects").0, Verdict::Violated);
    assert_eq!(finding(&script, "non-negative"), (Verdict::Holds, None));
}

/// Who is told that a joint withdrawal failed, and it did not, has nobody who answers for it.
#[test]
fn a_failure_that_was_none_leaves_a_balance_that_nobody_answers_for() {
    let joint = Call::WithdrawJointly { account: BOB, with: ALICE, amount: 380 };
    let told = |honest: bool| {
        let script =
            quorums(1, 3).set("honest", honest).set("patience_us", 400_000u64).set("anti_entropy", true);
        finding(&script.at(50).isolate(2, 2_000).at(100).ask(0, joint), "non-negative").0
    };
    assert_eq!((told(true), told(false)), (Verdict::Holds, Verdict::Violated));
}

/// One service has the second half of a transfer and not the first one, and the click comes once more.
#[test]
fn a_transfer_of_which_one_half_is_seen_is_finished_and_its_answer_is_about_the_payer() {
    let half = quorums(1, 1).at(100).lose(message(0, 2).behind(2)).click(0, transfer(ALICE, BOB, 70), 7);
    let seen = play(&half);
    assert_eq!(
        (seen.balances(0)[..2].to_vec(), seen.balances(2)[..2].to_vec()),
        (vec![430, 370], vec![500, 370])
    );
    let again = play(&half.clone().at(300).click(2, transfer(ALICE, BOB, 70), 7));
    assert_eq!(again.ended(1), (OK, Some(430)), "not the balance of the one who was paid");
    assert_eq!(again.balances(2)[..2], [430, 370], "and nobody is paid twice");
    let spent = half.at(200).ask(2, withdraw(ALICE, 480)).at(300).click(2, transfer(ALICE, BOB, 70), 7);
    assert_eq!(play(&spent).ended(2).0, Outcome::Info, "half of it is done, so it did not surely fail");
}
