//! Stories through one door: scripts. Three services; alice (500) lives at service 0, bob (300) at
//! 1, carol (200) at 2. A message takes 10 ms, a write 1 ms, and the work on a call nothing.

use super::{OwnFact, Rpc};
use crate::base::distribution::Distribution;
use crate::base::ids::{AccountId, ClientId, NodeId};
use crate::base::time::Time;
use crate::domain::{Accounts, Amount, Call, Refusal, Reply};
use crate::lab::experiment::{Experiment, OneLink, Opening, Pace, Planned};
use crate::lab::script::told::Told as _;
use crate::lab::script::{self, ALICE, BOB, CAROL, Script, deposit, message, read, transfer, withdraw};
use crate::protocol::knob::Setting;
use crate::sim::network::Link;
use crate::sim::run::{AnyRun, Run};
use crate::sim::show::{Section, VisibleState};
use crate::sim::trace::FactKind;

/// A run that is over, or stands at a moment.
struct Played(Run<Rpc>);

/// A story of two seconds.
fn story() -> Script {
    Script::default()
        .lasts(2_000)
        .latency(10)
        .disk(1)
        .patience(1_800, 0)
        .set("work_us", 0_u64)
        .set("call_timeout_us", 100_000_u64)
}

trait Play {
    fn run(&self) -> Played;
}

impl Play for Script {
    fn run(&self) -> Played {
        Played(script::run(&script::experiment("rpc", self), &[]))
    }
}

impl Played {
    fn at(mut self, ms: u64) -> Played {
        self.0.stand_at(ms);
        self
    }

    fn inspect(&self, node: u16) -> VisibleState {
        self.0.shows(node)
    }

    /// What the owner of an account says that it holds.
    fn balance(&self, account: AccountId) -> Amount {
        self.0.shows_balance((account.0 % u32::from(self.0.node_count())) as u16, account)
    }

    /// What clients were told, operation by operation; nothing where nobody was.
    fn replies(&self) -> Vec<Option<Told>> {
        self.0.replies().iter().map(|reply| reply.as_ref().map(told)).collect()
    }

    /// Who told such a fact, and with what figures.
    fn notes(&self, wanted: OwnFact) -> Vec<(u16, u32, u32)> {
        self.0.notes(wanted).into_iter().map(|it| (it.node, it.a, it.b)).collect()
    }

    /// When such facts were told, in microseconds.
    fn times(&self, wanted: OwnFact) -> Vec<u64> {
        self.0.notes(wanted).into_iter().map(|it| it.at_us).collect()
    }

    /// How many messages were sent.
    fn flights(&self) -> usize {
        self.0.trace().facts_from(0).filter(|(_, fact)| matches!(fact.what, FactKind::Sent { .. })).count()
    }

    fn count(&self, fact: OwnFact) -> usize {
        self.notes(fact).len()
    }
}

/// What a client was told.
#[derive(Clone, PartialEq, Debug)]
enum Told {
    Done(Vec<Amount>),
    Refused(Refusal),
    Unknown,
}

fn told(reply: &Reply) -> Told {
    match reply {
        Reply::Done { answer, .. } => Told::Done(answer.balances().to_vec()),
        Reply::Refused(why) => Told::Refused(*why),
        Reply::Unknown => Told::Unknown,
    }
}

fn done(balance: Amount) -> Option<Told> {
    Some(Told::Done(vec![balance]))
}

fn refused(why: Refusal) -> Option<Told> {
    Some(Told::Refused(why))
}

const UNKNOWN: Option<Told> = Some(Told::Unknown);

fn audit(accounts: &[AccountId]) -> Call {
    Call::Audit { accounts: Accounts::new(accounts).expect("a few accounts") }
}

#[test]
fn a_call_goes_to_the_owner_and_comes_back() {
    let run = story()
        .at(100)
        .ask(0, deposit(BOB, 50))
        .at(200)
        .ask(1, read(BOB))
        .at(300)
        .ask(2, withdraw(BOB, 500))
        .run();
    assert_eq!(run.replies(), [done(350), done(350), refused(Refusal::NotEnough)]);
    assert_eq!(run.balance(BOB), 350);
    assert_eq!(run.flights(), 4, "what a service owns itself needs no call");
}

#[test]
fn nobody_holds_what_another_owns() {
    let run = story().at(100).ask(0, deposit(BOB, 50)).run();
    let held = |node| run.inspect(node).balances().map(|held| (held.accounts, held.total));
    assert_eq!([0, 1, 2].map(held), [Some((1, 500)), Some((1, 350)), Some((1, 200))]);
}

#[test]
fn an_audit_reads_owner_after_owner_and_may_see_half_a_transfer() {
    // The second call of the audit meets bob's 40 at his owner before the first half leaves alice:
    // it read her before.
    let script =
        story().at(100).ask(2, audit(&[ALICE, BOB, CAROL])).after(5).ask(0, transfer(ALICE, BOB, 40));
    assert_eq!(script.run().replies(), [Some(Told::Done(vec![460, 340, 200])), done(460)], "by luck");
    let script =
        story().at(100).ask(2, audit(&[ALICE, BOB, CAROL])).after(15).ask(0, transfer(ALICE, BOB, 40));
    let sums = script.delay(message(2, 1), 30).run().replies();
    assert_eq!(sums[0], Some(Told::Done(vec![500, 340, 200])), "40 were counted twice");
}

#[test]
fn two_owners_are_one_transfer_and_one_owner_is_one_step() {
    let run = story()
        .at(100)
        .ask(2, transfer(ALICE, BOB, 40))
        .at(300)
        .ask(2, transfer(ALICE, AccountId(9), 40))
        .run();
    assert_eq!(run.replies(), [done(460), refused(Refusal::NoAccount)]);
    assert_eq!((run.balance(ALICE), run.balance(BOB)), (460, 340));
    // Account 9 would be of service 0 as well: nothing had to be written down or given back.
    assert_eq!((run.count(OwnFact::WrittenDown), run.count(OwnFact::Refunded)), (1, 0));
}

#[test]
fn what_cannot_arrive_is_given_back_by_a_new_event() {
    let run = story().at(100).ask(0, transfer(ALICE, AccountId(7), 40)).run();
    assert_eq!((run.replies(), run.balance(ALICE)), (vec![refused(Refusal::NoAccount)], 500));
    assert_eq!(run.notes(OwnFact::Refunded), [(0, 0, 2)]);
    let forgetful =
        story().set("half_done", "forget").at(100).ask(0, transfer(ALICE, AccountId(7), 40)).run();
    assert_eq!((forgetful.replies(), forgetful.balance(ALICE)), (vec![UNKNOWN], 460));
    assert_eq!(forgetful.notes(OwnFact::HalfTransfer), [(0, 0, 7)]);
}

#[test]
fn a_lost_answer_costs_a_retry_and_with_keys_nothing_else() {
    let script = story().at(100).ask(0, withdraw(BOB, 50)).lose(message(1, 0));
    let run = script.run();
    assert_eq!((run.replies(), run.balance(BOB)), (vec![done(250)], 250));
    assert_eq!(
        (run.notes(OwnFact::TimedOut), run.count(OwnFact::Retried), run.notes(OwnFact::Repeated)),
        (vec![(0, 1, 1)], 1, vec![(1, 1, 1)])
    );
    let naive = script.set("keys", "none").run();
    assert_eq!((naive.replies(), naive.balance(BOB)), (vec![done(200)], 200));
}

#[test]
fn a_refusal_is_remembered_so_that_it_stays_one() {
    // The call arrives twice: refused the first time, and there would be enough money the second
    // time.
    let script = story()
        .at(100)
        .ask(0, withdraw(BOB, 400))
        .repeat(message(0, 1), 200)
        .at(200)
        .ask(1, deposit(BOB, 200));
    let run = script.run();
    assert_eq!((run.replies(), run.balance(BOB)), (vec![refused(Refusal::NotEnough), done(500)], 500));
    assert_eq!(
        script.set("keys", "none").run().balance(BOB),
        100,
        "without keys it was carried out after it had been refused"
    );
}

#[test]
fn keys_in_memory_are_gone_with_a_crash() {
    let script =
        story().at(100).ask(0, deposit(BOB, 50)).lose(message(1, 0)).at(130).crash(1).at(150).restart(1);
    assert_eq!(script.run().balance(BOB), 350);
    assert_eq!(script.clone().set("keys", "memory").run().balance(BOB), 400);
    let calm = story().set("keys", "memory").at(100).ask(0, deposit(BOB, 50)).lose(message(1, 0));
    assert_eq!(calm.run().balance(BOB), 350);
}

#[test]
fn what_timed_out_is_unknown_unless_the_caller_lies() {
    let lost = |s: Script| (0..3).fold(s, |s, nth| s.lose(message(1, 0).behind(nth)));
    let script = lost(story().at(100).ask(0, withdraw(BOB, 50)));
    let run = script.run();
    assert_eq!((run.replies(), run.balance(BOB), run.count(OwnFact::GaveUp)), (vec![UNKNOWN], 250, 1));
    let liar = script.set("honest_timeouts", false).run();
    assert_eq!((liar.replies(), liar.balance(BOB)), (vec![refused(Refusal::Unavailable)], 250));
    // A read that nobody answered surely changed nothing, and who says so does not lie.
    let read = lost(story().at(100).ask(0, read(BOB))).run();
    assert_eq!((read.replies(), read.count(OwnFact::GaveUp)), (vec![refused(Refusal::Unavailable)], 0));
}

#[test]
fn a_transfer_that_was_written_down_is_finished_by_whoever_wrote_it() {
    let half = story().lasts(4_000).at(100).ask(2, transfer(ALICE, BOB, 40));
    let sums = |run: &Played| (run.balance(ALICE), run.balance(BOB));
    // Bob's owner is away for longer than the caller waits.
    let away = half.clone().at(115).crash(1).at(2_000).restart(1);
    let run = away.run();
    assert_eq!((run.replies(), sums(&run)), (vec![UNKNOWN], (460, 340)));
    assert_eq!(run.notes(OwnFact::Finished), [(2, 0, 1)]);
    for naive in ["forget", "refund"] {
        let run = away.clone().set("half_done", naive).run();
        assert_eq!(sums(&run), if naive == "forget" { (460, 300) } else { (500, 300) }, "{naive}");
    }
    // The caller itself dies between the halves.
    let dies = half.at(115).crash(2).at(500).restart(2);
    assert_eq!(sums(&dies.run()), (460, 340));
    assert_eq!(sums(&dies.set("half_done", "forget").run()), (460, 300));
}

#[test]
fn money_given_back_to_one_who_was_only_slow_is_there_twice() {
    let script = story()
        .set("retries", 0_u64)
        .at(100)
        .ask(0, transfer(ALICE, BOB, 40))
        .at(105)
        .pause(1)
        .at(600)
        .resume(1);
    let hasty = script.clone().set("half_done", "refund").run();
    assert_eq!(
        (hasty.replies(), hasty.balance(ALICE), hasty.balance(BOB)),
        (vec![refused(Refusal::Unavailable)], 500, 340)
    );
    let patient = script.run();
    assert_eq!((patient.replies(), patient.balance(ALICE), patient.balance(BOB)), (vec![UNKNOWN], 460, 340));
}

#[test]
fn a_double_click_is_one_wish() {
    let twice = |node, call| story().at(100).click(node, call, 1).after(5).click(node, call, 1);
    let run = twice(0, deposit(BOB, 50)).run();
    assert_eq!((run.replies(), run.balance(BOB)), (vec![done(350); 2], 350));
    let run = twice(2, transfer(ALICE, BOB, 40)).run();
    assert_eq!((run.replies(), run.balance(ALICE), run.balance(BOB)), (vec![done(460); 2], 460, 340));
}

#[test]
fn a_breaker_opens_tries_once_and_closes() {
    let down = |s: Script| {
        s.set("retries", 0_u64)
            .set("breaker_failures", 2_u64)
            .set("breaker_open_us", 300_000_u64)
            .at(90)
            .crash(1)
    };
    let asks = [100, 250, 400, 700, 850, 1_150, 1_300].into_iter();
    let script = asks.fold(down(story()), |s, ms| s.at(ms).ask(0, deposit(BOB, 1))).at(1_050).restart(1);
    let run = script.run();
    // Two time out, one is turned away; the one that is let through times out; one is turned away;
    // the next one brings the owner back.
    let (shut, maybe) = (refused(Refusal::Unavailable), UNKNOWN);
    assert_eq!(
        run.replies(),
        [maybe.clone(), maybe.clone(), shut.clone(), maybe, shut, done(301), done(302)]
    );
    assert_eq!((run.notes(OwnFact::Opened), run.count(OwnFact::Closed)), (vec![(0, 1, 2), (0, 1, 3)], 1));
    let states = |ms| tables(&script.run().at(ms).inspect(0)).1;
    assert_eq!(
        [200, 420, 660, 1_200].map(|ms| states(ms)[0]),
        ["breaker closed", "breaker open", "breaker half-open", "breaker closed"]
    );
}

#[test]
fn calls_in_flight_are_bounded() {
    let crowd = (0..5).fold(story().set("in_flight", 2_u64), |s, n| s.at(100 + n).ask(0, deposit(BOB, 1)));
    let told = crowd.run().replies();
    assert_eq!(
        (told.iter().filter(|it| **it == refused(Refusal::Unavailable)).count(), told[0].clone()),
        (3, done(301))
    );
    assert_eq!(
        tables(&crowd.run().at(105).inspect(0)).0,
        [(1, 1), (1, 1)],
        "to service 1, the first attempt"
    );
    assert_eq!(tables(&crowd.run().at(300).inspect(0)).0, []);
}

#[test]
fn retries_are_paid_from_a_budget() {
    // Nobody answers; each of fifteen operations may be retried twice, and the budget pays for ten
    // and what they earn.
    let script = (0..15)
        .fold(story().set("breaker", false).isolate(1, 2_000), |s, n| s.at(100 + n).ask(0, deposit(BOB, 1)));
    let run = script.run();
    assert_eq!(
        (run.count(OwnFact::Retried), run.replies().iter().filter(|it| **it == UNKNOWN).count()),
        (10, 15)
    );
    assert_eq!(script.set("retry_budget", false).run().count(OwnFact::Retried), 30);
}

#[test]
fn backoff_pauses_are_random_and_double_at_most() {
    let waits = |s: Script| {
        let script = s
            .set("retries", 4_u64)
            .set("retry_budget", false)
            .set("deadline_us", 5_000_000_u64)
            .isolate(1, 9_000);
        let run = script.lasts(9_000).patience(8_000, 0).at(100).ask(0, deposit(BOB, 1)).run();
        let at = |wanted: OwnFact| run.times(wanted);
        at(OwnFact::TimedOut)
            .iter()
            .zip(at(OwnFact::Retried))
            .map(|(late, again)| again - late)
            .collect::<Vec<u64>>()
    };
    let drawn = waits(story());
    assert!(drawn.iter().zip([100, 200, 400, 800]).all(|(wait, most)| *wait < most * 1_000), "{drawn:?}");
    assert!(drawn.len() == 4 && drawn.iter().any(|&wait| wait > 0));
    assert_eq!(waits(story().set("backoff", false)), [0; 4]);
}

#[test]
fn an_owner_drops_what_nobody_waits_for() {
    let script = story()
        .set("work_us", 100_000_u64)
        .set("deadline_us", 150_000_u64)
        .set("call_timeout_us", 1_000_000_u64);
    let script = script.at(100).ask(0, deposit(BOB, 1)).ask(2, deposit(BOB, 2)).ask(0, deposit(BOB, 4));
    let run = script.run();
    assert_eq!((run.replies(), run.balance(BOB)), (vec![done(301), UNKNOWN, UNKNOWN], 301));
    assert_eq!(run.notes(OwnFact::Expired), [(1, 1, 0); 2]);
    let ignorant = script.set("propagate_deadline", false).run();
    assert_eq!((ignorant.replies(), ignorant.balance(BOB)), (vec![done(301), UNKNOWN, UNKNOWN], 307));
}

#[test]
fn a_cache_answers_until_it_is_too_old_or_the_session_knows_better() {
    let cached = story().set("cache_us", 500_000_u64).at(100).ask(0, read(BOB));
    let stale =
        cached.at(200).ask(1, deposit(BOB, 50)).at(300).ask(0, read(BOB)).at(700).ask(0, read(BOB)).run();
    assert_eq!(stale.replies(), [done(300), done(350), done(300), done(350)]);
    assert_eq!(stale.notes(OwnFact::Cached), [(0, 1, 0)]);
    let cached = story().set("cache_us", 500_000_u64).at(100).ask(0, read(BOB));
    let mine = cached.at(200).ask_as(0, 2, deposit(BOB, 50)).at(300).ask(0, read(BOB));
    assert_eq!(mine.run().replies()[2], done(350));
    assert_eq!(mine.set("cache_checks_session", false).run().replies()[2], done(300));
}

#[test]
fn two_who_look_at_both_accounts_can_draw_more_than_is_there() {
    let draw = |account, with| Call::WithdrawJointly { account, with, amount: 700 };
    let script = story().at(100).ask(0, draw(ALICE, BOB)).ask(1, draw(BOB, ALICE));
    let run = script.run();
    assert_eq!(run.replies(), [done(-200), done(-400)], "each saw 800 in both accounts");
    let later = story().at(100).ask(0, draw(ALICE, BOB)).at(300).ask(1, draw(BOB, ALICE)).run();
    assert_eq!(later.replies(), [done(-200), refused(Refusal::NotEnough)]);
}

#[test]
fn nobody_is_told_what_a_crash_could_take_back() {
    // The write takes 300 ms to reach the disk; the read that comes meanwhile waits for it, and the
    // crash takes both.
    let script = story()
        .disk(300)
        .at(100)
        .ask(1, deposit(BOB, 50))
        .at(150)
        .ask(1, read(BOB))
        .at(200)
        .crash(1)
        .at(300)
        .restart(1);
    let run = script.at(400).ask(1, read(BOB)).run();
    assert_eq!(run.replies(), [None, None, done(300)]);
}

/// The calls in flight of a service, as whom and which attempt, and what it takes the others to be.
type Tables = (Vec<(u16, u32)>, Vec<&'static str>);

fn tables(seen: &VisibleState) -> Tables {
    let (mut calls, mut peers) = (Vec::new(), Vec::new());
    for section in &seen.sections {
        match section {
            Section::Calls(open) => calls.extend(open.iter().map(|call| (call.to.0, call.attempt))),
            Section::Peers(all) => peers.extend(all.iter().map(|peer| peer.state.en)),
            _ => {}
        }
    }
    (calls, peers)
}

/// A chain of five calls, each of which arrives with a chance of 99 %, is there with a chance of
/// 0.99^5 = 0.951: that lies within the 95 % interval (Wilson 1927) around what 1,000 runs come to.
#[test]
fn a_chain_of_five_calls_is_as_available_as_the_product_of_its_links() {
    let chain = 0.99f64.powi(5);
    assert!((chain - 0.951).abs() < 0.000_01, "{chain}");
    let available = |retries: u64| {
        let mut experiment = Experiment::of("rpc").expect("a protocol of the catalogue");
        (experiment.nodes, experiment.duration_us) = (6, 3_000_000);
        experiment.accounts = (0..5).map(|n| Opening { name: format!("a{n}"), opening: 100 }).collect();
        experiment.network.link = Link::with_latency(Distribution::Constant { us: 10_000 });
        let link = Link { loss_ppm: 10_000, ..experiment.network.link.clone() };
        experiment.network.links =
            (0..5).map(|to| OneLink { from: NodeId(5), to: NodeId(to), link: link.clone() }).collect();
        let call = audit(&[0, 1, 2, 3, 4].map(AccountId));
        experiment.workload.clients = 1;
        experiment.workload.pace = Pace::List {
            operations: vec![Planned {
                at: Time(1_000),
                client: ClientId(0),
                node: Some(NodeId(5)),
                call,
                command: None,
            }],
        };
        experiment.set("retries", Setting::Number(retries));
        // The seed with which the lab begins, and those behind it.
        let first = experiment.seed;
        let ok = |seed: u64| {
            experiment.seed = seed;
            let run: Run<Rpc> = script::run(&experiment, &[]);
            run.returned(run.fact_count()).0
        };
        (first..first + 1_000).map(ok).sum::<u32>()
    };
    let (n, z, ok) = (1_000.0, 1.96f64, f64::from(available(0)));
    let middle = (ok + z * z / 2.0) / (n + z * z);
    let radius = z / (n + z * z) * (ok * (n - ok) / n + z * z / 4.0).sqrt();
    assert!((middle - radius..middle + radius).contains(&chain), "{ok} of 1,000: {middle} ± {radius}");
    assert!(available(2) >= 999, "a link that is tried three times is there 999,999 times of a million");
}

/// Two clicks on one transfer, and a crash before it is written down: the second click finds it in the
/// memory, and must not call anybody before the disk has it either.
#[test]
fn a_second_click_calls_nobody_before_the_transfer_is_written_down() {
    let click = transfer(CAROL, ALICE, 38);
    let script = story().disk(5).set("half_done", "finish").at(100).submit_click(0, click, 7);
    let run = script.submit_click(0, click, 7).at(102).crash(0).at(300).restart(0).run();
    let total: Amount = [ALICE, BOB, CAROL].into_iter().map(|account| run.balance(account)).sum();
    assert_eq!(total, 1_000);
}
