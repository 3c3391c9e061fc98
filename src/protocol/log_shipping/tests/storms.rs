//! Storms: every fault at once, from a seed. The strong setting survives them; weaker ones may lose
//! and differ, but never lose track of themselves.

use super::stage::*;
use crate::base::chance::{Lane, below, mix};
use crate::base::distribution::Distribution;
use crate::base::ids::{CommandId, NodeId, OpId};
use crate::domain::bank::Bank;
use crate::lab::experiment::{Experiment, Mix, Pace, Workload};
use crate::protocol::log_shipping::{LogShipping, Role};
use crate::sim::fault::Cut;
use crate::sim::input::Action;
use crate::sim::protocol::StateOf;
use crate::sim::run::{AnyRun, Target};
use crate::sim::trace::{FactKind, Outcome};
use crate::sim::world::World;

const CALM_MS: u64 = 6_000;

/// Small numbers from a seed, one after the other.
struct Dice(Lane, u64);

impl Dice {
    fn new(seed: u64) -> Dice {
        Dice(Lane(mix(seed)), 0)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.1 += 1;
        below(self.0.draw(self.1), bound)
    }
}

/// A run in which everything happens that can happen, and then calm.
fn storm(seed: u64, nodes: u16) -> Script {
    let dice = &mut Dice::new(seed);
    let mut script =
        story().nodes(nodes).set("failover", "automatic").set("failover_after_us", 400_000_u64).lasts(14_000);
    script.stage.seed = seed;
    script.stage.link.latency = Distribution::LogNormal { median_us: 15_000, sigma_milli: 800 };
    script.stage.link.loss_ppm = 20_000;
    script.stage.link.duplicate_ppm = 20_000;
    script.stage.link.duplicate_after = Distribution::Exponential { min_us: 0, mean_us: 500_000 };
    script.stage.disk = Distribution::Exponential { min_us: 500, mean_us: 3_000 };
    for _ in 0..6 + dice.below(10) {
        script = fault(script, dice, nodes);
    }
    // Then the storm is over: whoever was down is up, nothing is cut or slow.
    script = script.at(CALM_MS).heal();
    (0..nodes).fold(script, |script, id| script.at(CALM_MS).slow(id, 1_000))
}

/// A storm with its clients.
fn weather(script: &Script) -> Experiment {
    let mut experiment = script.experiment();
    experiment.workload = Workload {
        clients: u32::from(experiment.nodes),
        pace: Pace::Open { every_us: 120_000 },
        until_us: CALM_MS * 1_000,
        mix: Mix { deposit: 3, withdraw: 3, transfer: 3, read: 2, audit: 1, withdraw_jointly: 0 },
        amount_min: 1,
        amount_max: 90,
        timeout_us: 2_000_000,
        double_click_ppm: 50_000,
        ..experiment.workload
    };
    experiment
}

fn fault(script: Script, dice: &mut Dice, nodes: u16) -> Script {
    let id = dice.below(u64::from(nodes)) as u16;
    let at = 200 + dice.below(CALM_MS - 1_000);
    let end = at + 20 + dice.below((CALM_MS - at - 20).min(1_500));
    let other = (id + 1 + dice.below(u64::from(nodes) - 1) as u16) % nodes;
    match dice.below(8) {
        0 | 1 => if dice.below(2) == 0 { script.at(at).tear(id) } else { script.at(at).crash(id) }
            .at(end)
            .restart(id),
        2 => script.at(at).pause(id).at(end).resume(id),
        3 => script.at(at).isolate(id, end),
        4 => script.at(at).cut_from(id, other, end),
        5 => script.at(at).cut(Cut::Groups { groups: vec![vec![node(id)], vec![node(other)]] }, end),
        6 => {
            let (ahead, drift) =
                (dice.below(2_000_000) as i64 - 1_000_000, dice.below(100_000) as i32 - 50_000);
            script.at(at).act(Action::SetClock { node: node(id), skew_us: ahead, drift_ppm: drift })
        }
        _ => script.at(at).slow(id, 5_000 + dice.below(20_000) as u32),
    }
}

/// What holds in every node at every step, whatever the setting.
fn knows_itself(world: &World<LogShipping>) {
    for id in (0..world.node_count()).map(NodeId) {
        let StateOf::<LogShipping> { volatile, durable } = world.state(id);
        let len = durable.ledger.len();
        if volatile.running.is_empty() {
            continue; // It is down.
        }
        assert!(
            volatile.applied <= volatile.saved && volatile.saved <= len,
            "{id}: {} {} {len}",
            volatile.applied,
            volatile.saved
        );
        assert_eq!(volatile.running.len() as u32, len);
        assert!(volatile.commit <= len);
        assert_eq!(volatile.role == Role::Primary, durable.leader_epoch != 0);
        let whole = durable.ledger.get(volatile.applied).is_none_or(|line| !line.more);
        assert!(whole || !world.config().truncate_divergent, "{id} shows half a transaction");
    }
}

/// The two folds of a node are folds of its log.
fn folds_its_log(world: &World<LogShipping>) {
    for id in (0..world.node_count()).map(NodeId) {
        let StateOf::<LogShipping> { volatile, durable } = world.state(id);
        let mut fold = Bank::default();
        for line in durable.ledger.iter() {
            fold.evolve_to(&line.event, line.position());
            if line.index == volatile.applied {
                assert_eq!(
                    fold.fingerprint(),
                    volatile.bank.fingerprint(),
                    "what {id} shows is the fold of what it has replayed"
                );
            }
        }
        if !volatile.running.is_empty() {
            assert_eq!(fold.fingerprint(), volatile.whole.fingerprint());
        }
    }
}

/// What holds between nodes at every step in the strong setting: what may be shown is the same
/// everywhere and stays.
#[derive(Default)]
struct Shared {
    lines: Vec<(u32, CommandId)>,
    checked: Vec<(u32, u32)>,
}

impl Shared {
    fn check(&mut self, world: &World<LogShipping>) {
        self.checked.resize(usize::from(world.node_count()), (0, 0));
        let mut changed = false;
        for id in (0..world.node_count()).map(NodeId) {
            let StateOf::<LogShipping> { volatile, durable } = world.state(id);
            let now = (durable.ledger.len(), volatile.commit);
            if core::mem::replace(&mut self.checked[id.index()], now) == now {
                continue;
            }
            changed = true;
            for line in durable.ledger.range(1, volatile.commit) {
                let known = (line.epoch, line.command);
                match self.lines.get(line.index as usize - 1) {
                    Some(&before) => assert_eq!(
                        before,
                        known,
                        "line {} was shown as another one, at {id}, {}",
                        line.index,
                        world.now()
                    ),
                    None => self.lines.push(known),
                }
            }
            let own = durable.ledger.iter().all(|line| {
                line.epoch == 1
                    || (line.epoch - 1) % u32::from(world.node_count()) == u32::from(line.origin.0)
            });
            assert!(own, "an epoch has one writer");
            assert!(
                durable.ledger.iter().zip(durable.ledger.iter().skip(1)).all(|(a, b)| a.epoch <= b.epoch),
                "epochs only rise along a log"
            );
            assert!(
                durable.ledger.iter().last().is_none_or(|line| line.epoch <= durable.epoch),
                "no storage has a write of an epoch it has not heard of"
            );
        }
        if changed {
            self.same_line_same_past(world);
            self.nothing_is_received_that_is_not_durable(world);
            self.what_is_acknowledged_is_the_same_line(world);
        }
    }

    /// What counts as acknowledged by a node is in its log as it is in the primary's, as long as
    /// the node knows of no later epoch.
    fn what_is_acknowledged_is_the_same_line(&self, world: &World<LogShipping>) {
        let nodes = || (0..world.node_count()).map(|id| world.state(NodeId(id)));
        for primary in nodes().filter(|it| it.volatile.role == Role::Primary) {
            for (node, &acked) in nodes().zip(&primary.volatile.leading.acked) {
                let follows =
                    node.durable.epoch == primary.durable.leader_epoch && !node.volatile.running.is_empty();
                assert!(
                    !follows || node.durable.ledger.get(acked) == primary.durable.ledger.get(acked),
                    "line {acked} is two lines"
                );
            }
        }
    }

    /// No secondary has a line of the primary's epoch that is not on the primary's disk, or on its
    /// way to it.
    fn nothing_is_received_that_is_not_durable(&self, world: &World<LogShipping>) {
        let nodes = || (0..world.node_count()).map(|id| world.state(NodeId(id)));
        for primary in nodes().filter(|it| it.volatile.role == Role::Primary) {
            let durable = primary.volatile.saved.max(primary.volatile.saving.unwrap_or(0));
            for secondary in nodes().filter(|it| it.volatile.role == Role::Secondary) {
                let ledger = &secondary.durable.ledger;
                assert!(
                    ledger.epoch_at(ledger.len()) != primary.durable.leader_epoch || ledger.len() <= durable
                );
            }
        }
    }

    /// Two logs that have a line of the same epoch at the same place are the same up to there, but
    /// for what a torn write damaged.
    fn same_line_same_past(&self, world: &World<LogShipping>) {
        let logs: Vec<_> =
            (0..world.node_count()).map(|id| &world.state(NodeId(id)).durable.ledger).collect();
        for (nth, a) in logs.iter().enumerate() {
            for b in &logs[..nth] {
                let meet = (1..=a.len().min(b.len()))
                    .rev()
                    .find(|&index| a.epoch_at(index) == b.epoch_at(index))
                    .unwrap_or(0);
                let same = a
                    .range(meet.saturating_sub(20), meet)
                    .zip(b.range(meet.saturating_sub(20), meet))
                    .all(|(x, y)| x == y || !x.is_sound() || !y.is_sound());
                assert!(same, "two logs meet at {meet} and have not the same past");
            }
        }
    }
}

/// The commands that were acknowledged, and those that were refused and that nobody asked for a
/// second time.
fn acked_and_refused(run: &Played) -> (Vec<CommandId>, Vec<CommandId>) {
    let (mut acked, mut refused) = (Vec::new(), Vec::new());
    let asked = |command| {
        (0..run.0.operation_count())
            .filter(|&op| run.0.operation(OpId(op)).request.command == command)
            .count()
    };
    for (_, fact) in run.0.trace().facts_from(0) {
        let FactKind::Returned { op, outcome, .. } = fact.what else { continue };
        let request = &run.0.trace().operation(op).request;
        match outcome {
            _ if request.call.is_read() => {}
            Outcome::Ok => acked.push(request.command),
            Outcome::Fail if asked(request.command) == 1 => refused.push(request.command),
            Outcome::Fail | Outcome::Info => {}
        }
    }
    (acked, refused)
}

fn transactions(run: &Played, command: CommandId) -> usize {
    let ledger = &run.0.world().state(NodeId(0)).durable.ledger;
    ledger.iter().filter(|line| line.command == command && !line.more).count()
}

#[test]
fn synchronous_shipping_with_fencing_survives_every_storm() {
    let (mut acks, mut takeovers) = (0, 0);
    for seed in 0..60 {
        let nodes = [3, 3, 4, 5][seed as usize % 4];
        let mode = if seed % 5 == 4 { "semi_sync" } else { "sync" };
        let script = storm(seed, nodes)
            .set("mode", mode)
            .set("wait_for", [1_u64, 1, 1, 2][seed as usize % 4])
            .set("ack_timeout_us", 600_000_000_u64);
        let mut run = weather(&script).run().0;
        let (mut shared, (_, last)) = (Shared::default(), run.folded());
        for step in 0..=last {
            run.seek(Target::Step(step));
            knows_itself(run.world());
            shared.check(run.world());
            if step % 500 == 0 {
                folds_its_log(run.world());
            }
        }
        let run = Played(run);
        assert!(
            run.agree(),
            "seed {seed}: all is calm, and they differ: {:?}",
            (0..nodes)
                .map(|id| (run.look(id).role.en, run.look(id).epoch, run.log(id).len, run.log(id).applied))
                .collect::<Vec<_>>()
        );
        let (acked, refused) = acked_and_refused(&run);
        for command in &acked {
            assert_eq!(transactions(&run, *command), 1, "seed {seed}: {command:?} was acknowledged");
        }
        for command in refused {
            assert_eq!(transactions(&run, command), 0, "seed {seed}: {command:?} was refused");
        }
        acks += acked.len();
        takeovers += run.notes(crate::protocol::log_shipping::OwnFact::Promoted).len() - 1;
    }
    assert!(
        acks > 2_000 && takeovers > 40,
        "the storms were storms: {acks} acknowledged writes, {takeovers} takeovers"
    );
}

#[test]
fn fencing_makes_logs_agree_after_every_storm_in_every_mode() {
    for seed in 100..150 {
        let mode = ["async", "semi_sync", "sync"][seed as usize % 3];
        let point = ["after_sync", "after_commit"][seed as usize % 2];
        let read = ["local", "primary", "at_least_seen"][seed as usize / 2 % 3];
        let script = storm(seed, 2 + (seed % 4) as u16)
            .set("mode", mode)
            .set("commit_point", point)
            .set("read_from", read);
        let script = script.set("wait_for", 6_u64).set("ack_timeout_us", 200_000_u64);
        let run = weather(&script).run();
        assert!(
            run.agree(),
            "seed {seed}: {:?}",
            (0..run.0.node_count())
                .map(|id| (run.look(id).role.en, run.look(id).epoch, run.log(id).len, run.log(id).applied))
                .collect::<Vec<_>>()
        );
    }
}

#[test]
fn weak_settings_lose_and_differ_but_never_lose_track() {
    for seed in 200..240u64 {
        let dice = &mut Dice::new(seed ^ 77);
        let mut pick = |options: &[&'static str]| options[dice.below(options.len() as u64) as usize];
        let mut script = storm(seed, 2 + (seed % 4) as u16);
        for (knob, options) in [
            ("guard", &["none", "lease"][..]),
            ("mode", &["async", "semi_sync", "sync"]),
            ("commit_point", &["after_sync", "after_commit"]),
            ("read_from", &["local", "primary", "at_least_seen"]),
        ] {
            script = script.set(knob, pick(options));
        }
        for knob in ["truncate_divergent", "command_ids"] {
            script = script.set(knob, dice.below(2) == 0);
        }
        let mut run = weather(&script).run().0;
        for step in (0..run.folded().1).step_by(3) {
            run.seek(Target::Step(step));
            knows_itself(run.world());
            if step % 300 == 0 {
                folds_its_log(run.world());
            }
        }
        let again = weather(&script).run();
        assert_eq!(again.0.digest(), run.digest(), "the same run twice");
    }
}
