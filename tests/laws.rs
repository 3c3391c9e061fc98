//! Laws of every run, tried on random experiments with all faults mixed.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{mixed, protocols, run};
use eventual::base::chance::{Lane, below};
use eventual::base::distribution::Distribution;
use eventual::base::ids::{AccountId, CommandId, FactId, NodeId, OpId};
use eventual::base::time::Time;
use eventual::domain::{Call, Reply};
use eventual::lab::experiment::{Experiment, Pace};
use eventual::lab::frame;
use eventual::lab::frame::Camera;
use eventual::lab::read::{self, write_run};
use eventual::lab::timeline::Timeline;
use eventual::sim::fault::Treatment;
use eventual::sim::input::{Action, DiskFault, Input};
use eventual::sim::network::Link;
use eventual::sim::run::{AnyRun, Progress, Target};
use eventual::sim::show::Lens;
use eventual::sim::trace::{Fact, FactKind, Outcome};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn experiments() -> impl Strategy<Value = Experiment> {
    let names: Vec<&'static str> = protocols().collect();
    (0..names.len(), 1_000..1_000_000u64).prop_map(move |(which, n)| mixed(names[which], n))
}

fn facts(run: &dyn AnyRun) -> Vec<Fact> {
    (0..run.fact_count()).map(|id| run.fact(FactId(id))).collect()
}

/// Everything that can be seen of a session at its cursor.
fn seen(run: &dyn AnyRun) -> String {
    let lens = Lens { rows: 0..50, accounts: 0..50, only: None };
    let nodes: Vec<_> = (0..run.node_count())
        .map(|node| (run.node(NodeId(node)), run.inspect(NodeId(node), &lens)))
        .collect();
    format!(
        "{:?} {:?} {:?} {:?} {:?} {nodes:?}",
        run.cursor(),
        run.told(),
        run.flying(),
        run.held(),
        run.cuts()
    )
}

/// An experiment of [`mixed`] faults, and a person who does what is left: holds messages back and
/// lets them go, drops and repeats some, harms disks, sets links, timers and clocks, and asks.
fn meddled(protocol: &str, n: u64) -> Experiment {
    let mut experiment = mixed(protocol, n);
    let undisturbed = run(&experiment, &[]);
    let lane = Lane(n);
    for k in 0..40 {
        let draw = |nth: u64, bound: u64| below(lane.draw(k * 8 + nth), bound);
        let sent = (0..u64::from(undisturbed.fact_count()))
            .map(|skip| {
                undisturbed
                    .fact(FactId(((draw(0, 1 << 31) + skip) % u64::from(undisturbed.fact_count())) as u32))
            })
            .find_map(
                |fact| if let FactKind::Sent { flight } = fact.what { Some((fact.at, flight)) } else { None },
            );
        let (at, flight) = sent.expect("somebody sends something");
        let node = NodeId(draw(1, u64::from(experiment.nodes)) as u16);
        let mut plan = |at: u64, action| experiment.faults.push(Input { at: Time(at), step: 0, action });
        match draw(2, 17) {
            0..4 => {
                plan(at.0 + 1, Action::Hold { flight });
                plan(at.0 + 1 + draw(3, 300_000), Action::Release { flight });
            }
            4 => plan(at.0 + 1, Action::Hold { flight }),
            5 => plan(at.0 + 1, Action::Drop { flight }),
            6 => plan(at.0 + 1, Action::Duplicate { flight, after_us: draw(3, 50_000) }),
            7 => plan(
                at.0,
                Action::CrashAtWrite { node, writes: 1 + draw(3, 3) as u32, torn: draw(4, 2) == 0 },
            ),
            8 => {
                plan(at.0, Action::Disk { node, what: DiskFault::Copy });
                plan(at.0 + 200_000, Action::Disk { node, what: DiskFault::PutBack });
                plan(at.0 + 300_000, Action::Restart { node, version: None });
            }
            9 => {
                plan(at.0, Action::Disk { node, what: DiskFault::Full });
                plan(at.0 + 200_000, Action::Disk { node, what: DiskFault::Free });
            }
            10 => plan(at.0, Action::SetTimers { node, grain_us: draw(3, 20_000) }),
            11 => {
                let link = Link::with_latency(Distribution::Constant { us: draw(3, 90_000) });
                plan(at.0, Action::SetLink { from: node, to: NodeId(0), link });
            }
            // Decided in the very microsecond in which the message is sent, before it is.
            14 => {
                plan(at.0, Action::Treat { flight, then: Treatment::Deliver { after_us: draw(3, 400_000) } })
            }
            15 => plan(at.0, Action::Treat { flight, then: Treatment::Drop }),
            16 => {
                plan(at.0, Action::Spare { node });
                plan(at.0 + draw(3, 200_000), Action::Crash { node, torn: false });
                plan(at.0 + 300_000, Action::Restart { node, version: None });
            }
            12 => plan(at.0, Action::SetClock { node, skew_us: draw(3, 900_000) as i64, drift_ppm: 0 }),
            _ => {
                let call = Call::Deposit { account: AccountId(0), amount: 100 };
                plan(at.0, Action::Submit { node, call, command: None });
            }
        }
    }
    experiment
}

/// A step back takes back what the step changed. Wherever a walk back and forth comes, everything
/// is as a straight fold finds it: what can be seen, what happens next (which is compared with the
/// recorded facts, one by one), and what becomes of a branch that begins there.
#[test]
fn a_walk_back_and_forth_finds_what_a_straight_fold_found() {
    for (n, protocol) in (7u64..).zip(protocols()) {
        for n in [n, n + 1_000] {
            let experiment = meddled(protocol, n);
            let mut run = run(&experiment, &[]);
            let (_, steps) = run.folded();
            let mut straight = eventual::lab::setup::open(&experiment, &[]);
            for part in 0..2u64 {
                let draw = |k: u64, bound: u64| below(Lane(n).draw(1_000 * part + k), bound.max(1));
                let window = 80.min(steps / 4);
                let first = (steps - window) * (1 + 4 * part + draw(0, 4)) / 10;
                straight.advance(first + window + 1 - straight.folded().1);
                let there: Vec<String> = (first..=first + window)
                    .map(|step| {
                        straight.seek(Target::Step(step));
                        seen(straight.as_ref())
                    })
                    .collect();
                let mut here = first + window;
                run.seek(Target::Step(here));
                for k in 1..150 {
                    let to = match draw(k * 3, 20) {
                        0 => here + draw(k * 3 + 1, 20),
                        1..4 => here + 1,
                        _ => here.saturating_sub(1),
                    };
                    here = if to < first { first + draw(k * 3 + 1, window) } else { to.min(first + window) };
                    run.seek(Target::Step(here));
                    assert!(
                        seen(run.as_ref()) == there[(here - first) as usize],
                        "{protocol} {n}: step {here}"
                    );
                }
                for _ in 0..draw(999, 60).min(here) {
                    here -= 1;
                    run.seek(Target::Step(here));
                }
                let mut branch = run.fork(run.inputs().to_vec());
                while branch.advance(100_000) == Progress::More {}
                assert_eq!(branch.digest(), run.digest(), "{protocol} {n}: a branch at step {here}");
                // Every fact that is told again is compared with the recorded one.
                run.seek(Target::Step(steps));
            }
        }
    }
}

/// Clocks that drift once woke a node a microsecond early, which waited for that microsecond and
/// was woken at once, for ever.
#[test]
fn no_run_stands_still() {
    for n in [1_489, 2_665, 3_091, 4_015, 4_568, 9_649] {
        let mut run = eventual::lab::setup::open(&mixed("log-shipping", n), &[]);
        assert_eq!(run.advance(60_000), Progress::Done, "{n} has more than 60,000 steps");
    }
}

/// Each click of a double click once led to a next operation of its own: one client thought in
/// twice as many threads after each of them.
#[test]
fn a_client_that_clicks_twice_still_asks_one_thing_at_a_time() {
    let (mut twice, mut refused) = (0, 0);
    for (protocol, down) in protocols().flat_map(|protocol| [(protocol, false), (protocol, true)]) {
        let mut experiment = Experiment::of(protocol).expect("a protocol of the catalogue");
        experiment.duration_us = 4_000_000;
        experiment.workload.until_us = 4_000_000;
        experiment.workload.clients = 3;
        experiment.workload.double_click_ppm = 300_000;
        experiment.workload.pace = Pace::Closed { think_us: 100_000 };
        if down {
            // Who asks a node that is down is refused at once, between the two clicks.
            experiment.faults.push(Input {
                at: Time(500_000),
                step: 0,
                action: Action::Crash { node: NodeId(1), torn: false },
            });
        }
        let mut run = eventual::lab::setup::open(&experiment, &[]);
        assert_eq!(run.advance(200_000), Progress::Done, "{protocol}: the run ends");
        let mut open: BTreeMap<OpId, CommandId> = BTreeMap::new();
        for fact in facts(run.as_ref()) {
            match fact.what {
                FactKind::Invoked { op, attempt: 0 } => {
                    let request = run.operation(op).request;
                    let others = open
                        .iter()
                        .filter(|(other, _)| run.operation(**other).request.client == request.client);
                    let same: Vec<bool> = others.map(|(_, command)| *command == request.command).collect();
                    assert!(
                        same.len() <= 1 && same.iter().all(|same| *same),
                        "{protocol}: {op:?} while it waits for another command"
                    );
                    twice += same.len();
                    open.insert(op, request.command);
                }
                FactKind::Returned { op, outcome, .. } => {
                    refused += u32::from(outcome == Outcome::Fail);
                    open.remove(&op);
                }
                _ => {}
            }
        }
        let asked = run.operation_count();
        assert!((20..200).contains(&asked), "{protocol}: {asked} operations of 3 clients in 4 s");
    }
    assert!(twice > 50 && refused > 20, "{twice} double clicks, {refused} refusals");
}

/// A refusal speaks of one attempt. Where an earlier one got no answer, nobody knows whether the
/// write took effect.
#[test]
fn no_write_that_was_asked_twice_is_said_to_have_failed() {
    for protocol in protocols() {
        let mut unknown = 0;
        // Where refusals are rare it takes more runs until one follows a timeout.
        for n in 0..600 {
            if n >= 60 && unknown > 0 {
                break;
            }
            let run = run(&mixed(protocol, n), &[]);
            let mut asked_again = BTreeSet::new();
            for fact in facts(run.as_ref()) {
                match fact.what {
                    FactKind::Invoked { op, attempt: 1.. } if !run.operation(op).request.call.is_read() => {
                        asked_again.insert(op);
                    }
                    FactKind::Returned { op, outcome, reply } => {
                        let refused =
                            run.answer(reply).is_some_and(|answer| matches!(answer.reply, Reply::Refused(_)));
                        let again = asked_again.contains(&op);
                        assert!(
                            !refused || outcome == if again { Outcome::Info } else { Outcome::Fail },
                            "{protocol} {n}: {op}"
                        );
                        unknown += u32::from(refused && again);
                    }
                    _ => {}
                }
            }
        }
        assert!(unknown > 0, "{protocol}: nobody was refused after a timeout");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Folding a prefix and going on is folding all, whatever the sizes of the slices.
    #[test]
    fn a_fold_in_slices_is_the_fold(experiment in experiments(), slice in 1..500u64) {
        let mut sliced = eventual::lab::setup::open(&experiment, &[]);
        while sliced.advance(slice) == Progress::More {}
        prop_assert_eq!(sliced.digest(), run(&experiment, &[]).digest());
    }

    /// Snapshot and replay is the straight run: what is seen after a seek is what is seen when the
    /// fold stops there.
    #[test]
    fn a_seek_shows_what_the_fold_showed(experiment in experiments(), places in prop::collection::vec(0..1000u64, 1..12)) {
        let mut run = run(&experiment, &[]);
        let (_, steps) = run.folded();
        for place in places {
            let step = steps * place / 1000;
            run.seek(Target::Step(step));
            let mut straight = eventual::lab::setup::open(&experiment, &[]);
            straight.advance(step);
            straight.seek(Target::Step(step));
            prop_assert_eq!(seen(run.as_ref()), seen(straight.as_ref()));
        }
    }

    /// Step by step back is step by step forward, backwards.
    #[test]
    fn stepping_back_undoes_stepping_forward(experiment in experiments(), start in 0..1000u64) {
        let mut run = run(&experiment, &[]);
        let first = run.folded().1 * start / 1000;
        run.seek(Target::Step(first));
        let mut views = Vec::new();
        for step in first..(first + 90).min(run.folded().1) {
            run.seek(Target::Step(step));
            views.push((step, seen(run.as_ref())));
        }
        for (step, view) in views.into_iter().rev() {
            run.seek(Target::Step(step));
            prop_assert_eq!(seen(run.as_ref()), view);
        }
    }

    /// Nothing that happened ever changes or moves: the trace of a shorter run is a prefix of the
    /// longer one's.
    #[test]
    fn the_trace_is_append_only(experiment in experiments(), cut in 1..1000u64) {
        let all = facts(run(&experiment, &[]).as_ref());
        let mut run = eventual::lab::setup::open(&experiment, &[]);
        run.advance(1 + cut);
        let part = facts(run.as_ref());
        prop_assert_eq!(&all[..part.len()], &part[..]);
    }

    /// Every fact but those of the person and of the beginning names a cause that lies before it.
    #[test]
    fn causes_lie_before_their_effects(experiment in experiments()) {
        let run = run(&experiment, &[]);
        for (id, event) in facts(run.as_ref()).into_iter().enumerate() {
            if let Some(cause) = event.cause.known() {
                prop_assert!(cause.index() < id);
                prop_assert!(run.fact(cause).at <= event.at);
            }
            if matches!(event.what, FactKind::Delivered { .. }) {
                let sent = run.fact(event.cause);
                prop_assert!(matches!(sent.what, FactKind::Sent { .. }), "a delivery is caused by its sending, not by {:?}", sent);
            }
        }
    }

    /// A branch leaves unrelated draws alone: a message that both runs send as the n-th of its link
    /// takes the same time in both.
    #[test]
    fn a_branch_leaves_unrelated_draws_alone(n in 0..2_000u64) {
        let mut experiment = mixed("log-shipping", n);
        // Without what makes a message wait for another one, its time is the link's draw alone.
        (experiment.network.link.per_second, experiment.network.link.ordered) = (0, false);
        experiment.faults.clear();
        let base = run(&experiment, &[]);
        let sent = facts(base.as_ref()).into_iter().find(|event| matches!(event.what, FactKind::Sent { .. }) && event.at > Time(500_000));
        let Some(Fact { at, what: FactKind::Sent { flight }, .. }) = sent else { return Ok(()) };
        let drop = Input { at: at + eventual::base::time::Span(1), step: 0, action: Action::Drop { flight } };
        let branch = run(&experiment, &[drop]);
        let times = |run: &dyn AnyRun| {
            let mut links = std::collections::BTreeMap::<_, Vec<Option<u64>>>::new();
            let mut starts = std::collections::BTreeMap::new();
            for event in facts(run) {
                match event.what {
                    FactKind::Sent { flight } => {
                        let view = run.flight(flight);
                        let list = links.entry((view.from, view.to)).or_default();
                        starts.insert(flight, (event.at, (view.from, view.to), list.len()));
                        list.push(None);
                    }
                    FactKind::Delivered { flight } => {
                        if let Some((at, link, nth)) = starts.get(&flight) {
                            links.get_mut(link).expect("a link that was used")[*nth] = Some(event.at.since(*at).0);
                        }
                    }
                    _ => {}
                }
            }
            links
        };
        let (left, right) = (times(base.as_ref()), times(branch.as_ref()));
        let mut compared = 0;
        for (link, left) in &left {
            for (a, b) in left.iter().zip(right.get(link).into_iter().flatten()) {
                if let (Some(a), Some(b)) = (a, b) {
                    prop_assert_eq!(a, b, "on {:?}", link);
                    compared += 1;
                }
            }
        }
        prop_assert!(compared > 0);
    }

    /// Acting at the cursor gives the run that its inputs say: exported and folded from the
    /// beginning it has the same digest. And the old branch is as it was.
    #[test]
    fn a_branch_is_its_inputs(experiment in experiments(), acts in prop::collection::vec((0..1000u64, 0..7u8, 0..7u16, any::<bool>()), 1..6)) {
        let mut timeline = Timeline::open(experiment.clone(), Vec::new());
        while timeline.advance(10_000) {}
        let first = timeline.branches()[0].digest();
        for (place, what, node, by_step) in acts {
            let parent = timeline.current();
            let branch = timeline.look(parent);
            if by_step {
                let (_, steps) = branch.run.folded();
                let (_, now) = branch.run.cursor();
                branch.seek_by((steps * place / 1000) as i64 - now as i64);
            } else {
                branch.seek_time(Time(experiment.duration_us * place / 1000));
            }
            let node = NodeId(node % experiment.nodes);
            let flight = branch.run.flying().first().map(|(flight, _)| *flight).unwrap_or_default();
            let action = match what {
                0 => Action::Crash { node, torn: false },
                1 => Action::Cut { cut: eventual::sim::fault::Cut::Isolate { node }, heal_at: None },
                2 => Action::Hold { flight },
                3 => Action::Drop { flight },
                4 => Action::Duplicate { flight, after_us: 700_000 },
                5 => Action::Fork,
                _ => Action::Heal { rule: None },
            };
            let forked = action == Action::Fork;
            prop_assert!(timeline.act(action).is_ok());
            while timeline.advance(10_000) {}
            if forked {
                let (from, to) = (&timeline.branches()[parent as usize], &timeline.branches()[timeline.current() as usize]);
                // What the person did after the cursor stays in the other future.
                if from.inputs.len() + 1 == to.inputs.len() {
                prop_assert_eq!(facts(from.run.as_ref()), facts(to.run.as_ref()), "a branch alone changes nothing");
                }
            }
        }
        for branch in timeline.branches() {
            let text = write_run(&experiment, &branch.inputs, branch.digest(), branch.run.fact_count());
            let file = read::run(&text).expect("what was exported can be read");
            prop_assert_eq!(&file.experiment, &experiment);
            let again = run(&file.experiment, &file.inputs);
            prop_assert_eq!(Some(again.digest()), branch.digest());
        }
        prop_assert_eq!(timeline.branches()[0].digest(), first);
        let camera = Camera::default();
        let current = timeline.current();
        let frame = frame::build(&experiment, current, &timeline.branches()[current as usize], &camera);
        prop_assert_eq!(frame.nodes.len(), usize::from(experiment.cast().nodes()));
    }
}
