//! The receipt of a run: what it cost and what it broke, computed from the trace in the same way
//! for every protocol.
//!
//! A figure that cannot be computed is left out, and says why.

use super::copies::Copies;
use super::experiment::Experiment;
use super::goodput::Goodput;
use super::invariants::end::FinalStates;
use super::invariants::quiet::Quiet;
use super::lines::compensates;
use super::outside::{Outside, outside};
use super::ribbon::Ribbon;
use super::transactions::{Isolation, UNTOLD, isolation};
use super::verdicts::{Finding, Verdict, strongest, title, verdicts};
use super::waited::{Waited, waited};
use crate::base::arrange::Arrange;
use crate::base::ids::{AccountId, CommandId, FactId, NodeId, OpId};
use crate::base::text::{Text, TextBuf, text};
use crate::base::time::{Span, Time};
use crate::base::units::{self, Quantity};
use crate::domain::{Amount, Call};
use crate::protocol::catalog::{self, Entry};
use crate::sim::cast::Copies as Who;
use crate::sim::run::{AnyRun, MOST_BYTES, MOST_FACTS, Progress, Target};
use crate::sim::show::Lens;
use crate::sim::trace::{FactKind, Layer, Outcome, Version};
use crate::sim::world::Status;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a run cost and what it broke.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Receipt {
    /// How many operations were asked, and how they ended.
    pub operations: Operations,
    /// How long reads took, in microseconds, where there were any.
    pub read_latency: Option<Latency>,
    /// How long writes took, in microseconds, where there were any.
    pub write_latency: Option<Latency>,
    /// How much got done, window by window.
    pub goodput: Goodput,
    /// Of the operations asked while a fault held, how many of a thousand were done; nothing where
    /// no fault held.
    pub available_under_faults_per_mille: Option<u32>,
    /// Reads that missed a write that was acknowledged before they began.
    pub stale: Stale,
    /// How long replicas disagreed, in microseconds.
    pub apart: Apart,
    /// Acknowledged writes that the group of copies which is meant to keep them does not have at
    /// the end.
    pub acknowledged_writes_lost: u32,
    /// Effects outside that happened more than once.
    pub effects_doubled: u32,
    /// Money that is there and should not be (or, negative, is not there and should be), beyond
    /// what unknown operations explain; nothing where something is still under way at the end.
    pub money_made: Option<Amount>,
    /// What made or lost it, and how that goes together with what clients were told; nothing where
    /// none was made or lost, or nothing explains it.
    pub money_why: Option<MoneyWhy>,
    /// Events that undid others.
    pub compensations: u32,
    /// How long operations waited for others, and nodes were in doubt.
    pub waited: Waited,
    /// What the run took: messages and writes to disk.
    pub costs: Costs,
    /// What the judges say about what clients were told, the strongest promise first.
    pub verdicts: Vec<Finding>,
    /// The strongest consistency that the history satisfies, of those that were judged; nothing
    /// where it satisfies none of them or where that is not known.
    pub strongest: Option<String>,
    /// What the run's transactions show; nothing where the run is too long.
    pub isolation: Option<Isolation>,
    /// Which of what broke lies outside of what the protocol promises, because settings, operators
    /// or machines of this run left a condition of the promise.
    pub outside: Vec<Outside>,
    /// What could not be computed, and why.
    pub left_out: Vec<TextBuf>,
}

/// Why there is money that should not be there, or the other way round.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MoneyWhy {
    /// In a few sentences.
    pub because: TextBuf,
    /// The anomaly of transactions that did it, by its name; nothing where it was none.
    pub anomaly: Option<String>,
    /// What proves it, where it stands in the trace.
    pub proof: Vec<FactId>,
}

/// Operations by how they ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Operations {
    /// Operations asked, each counted once however often its client asked again.
    pub asked: u32,
    /// Operations that surely took effect.
    pub ok: u32,
    /// Operations that surely did not take effect.
    pub refused: u32,
    /// Operations of which no client knows whether they took effect.
    pub unknown: u32,
}

/// How long something took, in microseconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Latency {
    /// Half took no longer.
    pub p50_us: u64,
    /// 99 of 100 took no longer.
    pub p99_us: u64,
    /// The longest of all, in microseconds.
    pub max_us: u64,
}

/// Reads that missed acknowledged writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Stale {
    /// Reads that missed at least one acknowledged write.
    pub reads: u32,
    /// The most writes that one of them missed.
    pub versions_max: u32,
    /// The longest time between the first write missed and the read, in microseconds.
    pub age_us_max: u64,
}

/// How long replicas disagreed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Apart {
    /// In all, in microseconds.
    pub total_us: u64,
    /// At a stretch, in microseconds.
    pub longest_us: u64,
    /// Whether they agree at the end.
    pub agree_at_end: bool,
}

/// What the run took: messages and writes to disk.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Costs {
    /// Messages sent, repeated ones left out.
    pub messages: u32,
    /// Of the messages, those that did not arrive.
    pub messages_lost: u32,
    /// Writes that reached a disk.
    pub forced_writes: u32,
    /// Messages an operation that was done, in thousandths.
    pub messages_per_ok_milli: u64,
    /// Forced writes an operation that was done, in thousandths.
    pub writes_per_ok_milli: u64,
}

struct Done {
    command: CommandId,
    call: Call,
    invoked: Time,
    returned: Time,
    outcome: Outcome,
    /// For each account, the version that the answer rests on.
    versions: Vec<(AccountId, Version)>,
}

/// The receipt of a run that is folded to its end. Moves the cursor there.
pub fn receipt(experiment: &Experiment, run: &mut dyn AnyRun) -> Receipt {
    run.seek(Target::Time(run.until()));
    let mut ribbon = Ribbon::new(run.cast());
    ribbon.catch_up(run);
    let (done, asked, copies, quiet) = operations(experiment, run);
    let count = |outcome| done.iter().filter(|it| it.outcome == outcome).count() as u32;
    let (ok, refused) = (count(Outcome::Ok), count(Outcome::Fail));
    let (total_us, longest_us) = ribbon.apart_us();
    let (mut costs, effects_doubled, compensations) = paid(run);
    let each = |total: u32| if ok == 0 { 0 } else { u64::from(total) * 1000 / u64::from(ok) };
    costs.messages_per_ok_milli = each(costs.messages);
    costs.writes_per_ok_milli = each(costs.forced_writes);
    let mut left_out = Vec::from_iter(ended_early(run));
    let verdicts = verdicts(experiment, run).unwrap_or_else(|why| {
        left_out.push(why);
        Vec::new()
    });
    // What an operator undid went out again or came back, and nobody made or lost it.
    let undid = !copies.of_command(CommandId::NOBODY).is_empty();
    let undone: Amount = if undid { FinalStates::look(run).undone(&copies).iter().sum() } else { 0 };
    let counted = total(run, &copies).filter(|_| quiet).map(|total| total - undone);
    let money_made = counted.map(|total| money_made(experiment, total, &done));
    if money_made.is_none() {
        left_out.push(UNDER_WAY.into());
    }
    let strongest = strongest(&verdicts).map(|judged| judged.model.clone());
    let isolation = isolation(experiment, run, &copies).map_err(|why| left_out.push(why)).ok();
    let is_wrong = money_made.is_some_and(|made| made != 0);
    let money_why = if is_wrong { money_why(&verdicts, isolation.as_ref()) } else { None };
    if isolation.as_ref().is_some_and(|it| it.untold > 0) {
        left_out.push(UNTOLD.into());
    }
    let outside = catalog::find(&experiment.protocol.name)
        .map(|entry| outside(entry, experiment, run, broken(entry, &verdicts, isolation.as_ref())));
    Receipt {
        operations: Operations { asked, ok, refused, unknown: asked - ok - refused },
        read_latency: latency(done.iter().filter(|it| it.call.is_read())),
        write_latency: latency(done.iter().filter(|it| !it.call.is_read())),
        goodput: goodput(experiment, &done),
        available_under_faults_per_mille: availability(run, &done),
        stale: stale(&done),
        apart: Apart { total_us, longest_us, agree_at_end: ribbon.agrees_at_end() },
        acknowledged_writes_lost: lost(run, &done, &copies),
        effects_doubled,
        money_made,
        money_why,
        compensations,
        waited: waited(run),
        costs,
        verdicts,
        strongest,
        isolation,
        outside: outside.unwrap_or_default(),
        left_out,
    }
}

/// What broke of all that a protocol promises with some settings, by its name.
fn broken(entry: &Entry, verdicts: &[Finding], isolation: Option<&Isolation>) -> BTreeSet<&'static str> {
    let is_broken = |model: &&str| {
        let judged = verdicts.iter().find(|it| it.model == **model).cloned();
        let judged = judged.or_else(|| isolation?.judged(model));
        judged.is_some_and(|it| it.verdict == Verdict::Violated)
    };
    entry.promises.iter().flat_map(|promise| promise.holds).copied().filter(is_broken).collect()
}

/// The anomalies by which transactions make or lose money, the plainest first.
const WASTEFUL: [&str; 6] = ["G0", "lost-update", "G1a", "G1b", "G1c", "internal"];

/// What made or lost money: an anomaly of transactions, or else what the judge of the money says.
/// Where an order explains all answers nevertheless, that is said, too: its judge hears clients
/// alone, and none of them has looked where it is wrong.
fn money_why(verdicts: &[Finding], isolation: Option<&Isolation>) -> Option<MoneyWhy> {
    let found = isolation.and_then(|isolation| {
        let named = |name: &&str| isolation.anomalies.iter().find(|it| it.name == **name);
        WASTEFUL.iter().find_map(named)
    });
    let (because, anomaly, proof) = match found {
        Some(it) => {
            let TextBuf { en, zh } = &it.because;
            let said = TextBuf {
                en: format!("{} ({}): {en}", it.title.en, it.name),
                zh: format!("{}（{}）：{zh}", it.title.zh, it.name),
            };
            (said, Some(it.name.clone()), it.proof.clone())
        }
        None => {
            let counted =
                verdicts.iter().find(|it| it.model == "conservation" && it.verdict == Verdict::Violated)?;
            (counted.because.clone()?, None, counted.proof.clone())
        }
    };
    let because = match strongest(verdicts) {
        None => because,
        Some(kept) => {
            let title = title(&kept.model);
            TextBuf {
                en: format!(
                    "“{}” is kept all the same: it is about what clients were told, and no answer shows the difference. {}",
                    title.en, because.en
                ),
                zh: format!(
                    "“{}”仍未违反：它只看客户端得到的答复，而没有哪个答复反映出这笔差额。{}",
                    title.zh, because.zh
                ),
            }
        }
    };
    Some(MoneyWhy { because, anomaly, proof })
}

/// That a run ended before its time, and why; nothing where it did not.
pub fn ended_early(run: &dyn AnyRun) -> Option<TextBuf> {
    let at = units::text(Quantity::Moment(run.folded().0));
    let most = units::text(Quantity::Megabytes(MOST_BYTES));
    let facts = units::grouped(MOST_FACTS as u64);
    (run.progress() == Progress::Full).then(|| TextBuf {
        en: format!(
            "the run ended early, at {}: it reached the limit of a run, which is {facts} facts or {}",
            at.en, most.en
        ),
        zh: format!("运行在 {}提前结束：已达到一次运行的上限（{facts} 条事实或 {}）", at.zh, most.zh),
    })
}

/// Why the money is not counted.
const UNDER_WAY: Text = text(
    "money created or destroyed: operations or messages are still under way at the end, so money in transit cannot be counted.",
    "凭空多出或消失的钱：结束时仍有操作或消息在途，在途的钱无法计算。",
);

/// All operations with what their answers rest on, how many were asked, what copies hold at the
/// end, and whether nothing is under way then.
fn operations(experiment: &Experiment, run: &dyn AnyRun) -> (Vec<Done>, u32, Copies, bool) {
    let mut done = Vec::new();
    let mut waiting: BTreeSet<u32> = (0..run.operation_count()).collect();
    let mut copies = Copies::new(run.node_count());
    let mut quiet = Quiet::new(experiment);
    let describe = |op: OpId, returned, outcome, versions| {
        let asked = run.operation(op);
        Done {
            command: asked.request.command,
            call: asked.request.call,
            invoked: run.fact(asked.invoked).at,
            returned,
            outcome,
            versions,
        }
    };
    for id in (0..run.fact_count()).map(FactId) {
        let event = run.fact(id);
        copies.observe(id, &event, run);
        quiet.observe(&event, run);
        if let FactKind::Returned { op, outcome, .. } = event.what {
            waiting.remove(&op.0);
            let versions = copies.rests_on(id, op, run).iter().map(|seen| (seen.key, seen.version)).collect();
            done.push(describe(op, event.at, outcome, versions));
        }
    }
    // Who still waits at the end does not know either.
    done.extend(waiting.into_iter().map(|op| describe(OpId(op), Time::NEVER, Outcome::Info, Vec::new())));
    let saved = (0..run.node_count()).all(|node| run.node(NodeId(node)).unsaved == 0);
    let quiet = quiet.is(run.until(), run) && saved;
    (done, run.operation_count(), copies, quiet)
}

fn latency<'a>(done: impl Iterator<Item = &'a Done>) -> Option<Latency> {
    let mut took: Vec<u64> =
        done.filter(|it| it.outcome == Outcome::Ok).map(|it| it.returned.since(it.invoked).0).collect();
    took.sort_unstable();
    let at = |per_mille: usize| took[(took.len() * per_mille).div_ceil(1000).max(1) - 1];
    (!took.is_empty()).then(|| Latency { p50_us: at(500), p99_us: at(990), max_us: at(1000) })
}

fn goodput(experiment: &Experiment, done: &[Done]) -> Goodput {
    let mut goodput = Goodput::new(Span(experiment.duration_us));
    for it in done {
        goodput.asked(it.invoked);
        if it.outcome == Outcome::Ok {
            goodput.done(it.returned);
        }
    }
    goodput
}

fn availability(run: &dyn AnyRun, done: &[Done]) -> Option<u32> {
    let faults = Faults::of(run);
    let (mut all, mut ok) = (0u64, 0u64);
    for it in done.iter().filter(|it| faults.held_at(it.invoked)) {
        all += 1;
        ok += u64::from(it.outcome == Outcome::Ok);
    }
    (all > 0).then(|| (ok * 1000 / all) as u32)
}

/// When a link was cut, a node down or paused.
pub(super) struct Faults(Vec<(Time, i32)>);

impl Faults {
    /// Those of a run that is folded to its end.
    pub(super) fn of(run: &dyn AnyRun) -> Faults {
        let mut holding: i32 = 0;
        let mut times = vec![(Time::ZERO, 0)];
        for &id in run.turning_points() {
            let event = run.fact(id);
            holding += match event.what {
                FactKind::Cut { .. } | FactKind::Crashed { .. } | FactKind::Paused => 1,
                FactKind::Healed { .. } | FactKind::Restarted { .. } | FactKind::Resumed => -1,
                _ => 0,
            };
            times.push((event.at, holding));
        }
        Faults(times)
    }

    /// Whether one held at a moment.
    pub(super) fn held_at(&self, at: Time) -> bool {
        self.0[self.0.partition_point(|(when, _)| *when <= at) - 1].1 > 0
    }
}

/// A read is stale if a write to its account had been acknowledged, with a higher version, before
/// the read began.
fn stale(done: &[Done]) -> Stale {
    let mut accounts: BTreeMap<AccountId, (Vec<Look>, Vec<Look>)> = BTreeMap::new();
    for (nth, it) in done.iter().enumerate().filter(|(_, it)| it.outcome == Outcome::Ok) {
        for &(account, Version(version)) in &it.versions {
            let (reads, writes) = accounts.entry(account).or_default();
            let look = Look { nth, invoked: it.invoked, returned: it.returned, version };
            // A write is known by the version of the account that its answer is about.
            if it.call.is_read() {
                reads.push(look);
            } else if account == it.call.account() {
                writes.push(look);
            }
        }
    }
    let mut stale = Stale::default();
    let mut reads_that_missed = BTreeSet::new();
    for (mut reads, mut writes) in accounts.into_values() {
        reads.arrange_by_key(|read| read.invoked);
        writes.arrange_by_key(|write| write.returned);
        let mut acknowledged = Acknowledged::of(&writes);
        let mut writes = writes.into_iter().peekable();
        for read in reads {
            while let Some(write) = writes.next_if(|write| write.returned < read.invoked) {
                acknowledged.add(write.version, write.returned);
            }
            if let Some((missed, since)) = acknowledged.above(read.version) {
                reads_that_missed.insert(read.nth);
                stale.versions_max = stale.versions_max.max(missed);
                stale.age_us_max = stale.age_us_max.max(read.invoked.since(since).0);
            }
        }
    }
    stale.reads = reads_that_missed.len() as u32;
    stale
}

/// One account as one operation saw it.
#[derive(Clone, Copy)]
struct Look {
    nth: usize,
    invoked: Time,
    returned: Time,
    version: u64,
}

/// The writes that were acknowledged so far, by version: how many are above one, and when the first
/// of them was acknowledged. Two sums over a binary indexed tree (Fenwick 1994), so that a receipt
/// of 100,000 operations takes no longer than it should.
struct Acknowledged {
    versions: Vec<u64>,
    sums: Vec<(u32, Time)>,
}

impl Acknowledged {
    fn of(writes: &[Look]) -> Acknowledged {
        let mut versions: Vec<u64> = writes.iter().map(|write| write.version).collect();
        versions.sort_unstable();
        versions.dedup();
        let sums = vec![(0, Time::NEVER); versions.len() + 1];
        Acknowledged { versions, sums }
    }

    fn add(&mut self, version: u64, returned: Time) {
        // Places count from the highest version down, so that all above one are a prefix.
        let mut place = self.versions.len() - self.versions.partition_point(|&known| known < version);
        while place < self.sums.len() {
            let (count, first) = &mut self.sums[place];
            (*count, *first) = (*count + 1, returned.min(*first));
            place += place & place.wrapping_neg();
        }
    }

    fn above(&self, version: u64) -> Option<(u32, Time)> {
        let mut place = self.versions.len() - self.versions.partition_point(|&known| known <= version);
        let (mut all, mut first) = (0, Time::NEVER);
        while place > 0 {
            all += self.sums[place].0;
            first = first.min(self.sums[place].1);
            place &= place - 1;
        }
        (all > 0).then_some((all, first))
    }
}

/// Acknowledged writes that the group of copies which is meant to keep them does not have at the
/// end.
fn lost(run: &dyn AnyRun, done: &[Done], copies: &Copies) -> u32 {
    let is_lost = |it: &&Done| {
        let account = it.call.account();
        let mut writes = copies.of_command(it.command).iter().filter(|write| write.key == account).peekable();
        it.outcome == Outcome::Ok
            && !it.call.is_read()
            && writes.peek().is_some()
            && writes.all(|write| copies.is_lost(write, run))
    };
    done.iter().filter(is_lost).count() as u32
}

/// What all accounts hold together at the cursor, as those count it who are meant to know: a node
/// that holds everything and has the latest write of all that are up, or each owner for what it
/// owns. Nothing where nobody who should know is up.
fn total(run: &dyn AnyRun, copies: &Copies) -> Option<Amount> {
    let all = Lens { rows: 0..0, accounts: 0..u32::MAX, only: None };
    let held = |node: NodeId| run.inspect(node, &all).balances().cloned();
    let up = |node: &NodeId| run.node(*node).status != Status::Down;
    let cast = run.cast();
    match cast.copies {
        Who::Owned { owner, .. } => {
            let services = (0..cast.services).map(NodeId);
            let mine = |node: NodeId| {
                let rows = held(node).filter(|_| up(&node))?.rows;
                Some(
                    rows.iter()
                        .filter(|it| owner(it.account, cast.services) == node)
                        .map(|it| it.balance)
                        .sum::<Amount>(),
                )
            };
            services.map(mine).sum()
        }
        Who::At(part) => held(cast.node_of(part)).filter(|_| up(&cast.node_of(part))).map(|it| it.total),
        Who::Everywhere | Who::Replicas { .. } => {
            let latest =
                |node: &NodeId| copies.of(*node, Layer::State).writes().last().map(|write| write.version);
            (0..cast.services)
                .map(NodeId)
                .filter(up)
                .max_by_key(|node| (latest(node), core::cmp::Reverse(node.0)))
                .and_then(held)
                .map(|it| it.total)
        }
    }
}

/// What is there at the end, against what clients were told. A command that was sent twice is meant
/// once; one of which nobody knows may have happened or not.
fn money_made(experiment: &Experiment, total: Amount, done: &[Done]) -> Amount {
    let told: Amount = experiment.accounts.iter().map(|account| account.opening).sum();
    let (mut least, mut most) = (told, told);
    let mut commands: BTreeMap<CommandId, (Amount, Outcome)> = BTreeMap::new();
    for it in done {
        let change = match it.call {
            Call::Deposit { amount, .. } => amount,
            Call::Withdraw { amount, .. } | Call::WithdrawJointly { amount, .. } => -amount,
            _ => continue,
        };
        let (_, outcome) = commands.entry(it.command).or_insert((change, it.outcome));
        *outcome = match (*outcome, it.outcome) {
            (Outcome::Ok, _) | (_, Outcome::Ok) => Outcome::Ok,
            (Outcome::Info, _) | (_, Outcome::Info) => Outcome::Info,
            _ => Outcome::Fail,
        };
    }
    for (change, outcome) in commands.into_values() {
        match outcome {
            Outcome::Ok => (least, most) = (least + change, most + change),
            Outcome::Info => (least, most) = (least + change.min(0), most + change.max(0)),
            Outcome::Fail => {}
        }
    }
    (total - most).max(0) + (total - least).min(0)
}

fn paid(run: &dyn AnyRun) -> (Costs, u32, u32) {
    let (mut costs, mut doubled, mut compensations) = (Costs::default(), 0, 0);
    for id in 0..run.fact_count() {
        let what = run.fact(FactId(id)).what;
        match what {
            FactKind::Sent { .. } => costs.messages += 1,
            FactKind::Lost { .. } => costs.messages_lost += 1,
            FactKind::Persisted { .. } => costs.forced_writes += 1,
            FactKind::Outside { times: 2.., .. } => doubled += 1,
            FactKind::Noted { .. } => compensations += u32::from(compensates(run, &what)),
            _ => {}
        }
    }
    (costs, doubled, compensations)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::chance::{Lane, below};

    fn done(call: Call, invoked: u64, took: u64, version: u64) -> Done {
        let command = CommandId(invoked as u32);
        let versions = vec![(call.account(), Version(version))];
        Done {
            command,
            call,
            invoked: Time(invoked),
            returned: Time(invoked + took),
            outcome: Outcome::Ok,
            versions,
        }
    }

    /// The same, as its definition says it: every read against every write.
    fn by_definition(all: &[Done]) -> Stale {
        let mut stale = Stale::default();
        for read in all.iter().filter(|it| it.call.is_read()) {
            let missed = all.iter().filter(|write| {
                let same = !write.call.is_read() && write.call.account() == read.call.account();
                same && write.returned < read.invoked && write.versions[0].1 > read.versions[0].1
            });
            let returned: Vec<Time> = missed.map(|write| write.returned).collect();
            if let Some(&first) = returned.iter().min() {
                stale.reads += 1;
                stale.versions_max = stale.versions_max.max(returned.len() as u32);
                stale.age_us_max = stale.age_us_max.max(read.invoked.since(first).0);
            }
        }
        stale
    }

    #[test]
    fn stale_reads_are_counted_as_they_are_defined() {
        let mut seen_stale = false;
        for round in 0..200 {
            let draw = |n: u64, most: u64| below(Lane(round).draw(n), most);
            let one = |n: u64| {
                let account = AccountId(draw(n * 8, 3) as u32);
                let call = if draw(n * 8 + 1, 2) == 0 {
                    Call::Read { account }
                } else {
                    Call::Deposit { account, amount: 1 }
                };
                done(call, draw(n * 8 + 2, 60), draw(n * 8 + 3, 20), draw(n * 8 + 4, 12))
            };
            let all: Vec<Done> = (0..draw(7_000, 40)).map(one).collect();
            let found = stale(&all);
            assert_eq!(found, by_definition(&all), "round {round}");
            seen_stale |= found.reads > 0;
        }
        assert!(seen_stale);
    }
}
