//! Liveness: after a phase of trouble a core is healed, the rest stays broken, and nobody asks for
//! anything new. What the core was asked must be answered and its copies must agree within a bound;
//! then what is asked anew must be done. Where the manifest's needs are not met, it says in a
//! sentence what is waited for.

use super::experiments::{Drawn, TROUBLE_US};
use super::faults::{Draws, Fault};
use crate::base::chance::Lane;
use crate::base::distribution::Distribution;
use crate::base::ids::{AccountId, CommandId, FactId, NodeId, OpId};
use crate::base::text::{Text, TextBuf, text};
use crate::base::time::{Span, Time};
use crate::domain::{Call, Refusal, Reply};
use crate::lab::invariants::quiet::slowest;
use crate::lab::verdicts::{Finding, Verdict};
use crate::protocol::catalog::Entry;
use crate::protocol::manifest::progress::{Need, Progress, Whom};
use crate::sim::cast::Cast;
use crate::sim::fault::Cut;
use crate::sim::input::{Action, DiskFault, Input};
use crate::sim::network::Link;
use crate::sim::run::{AnyRun, Target};
use crate::sim::trace::FactKind;
use std::collections::BTreeMap;

/// When the core heals.
const HEALS: Time = Time(TROUBLE_US + 200_000);
/// How long a message takes in the core from then on, in microseconds.
const CALM_US: u64 = 10_000;
/// The bound: so many times the longest latency and the longest wait of a node.
const TIMES: u64 = 20;
/// Kinds of faults whose harm no healing undoes: a disk that is damaged or went back, and code that
/// cannot read what other code wrote.
pub const FOR_GOOD: [Fault; 3] = [Fault::BitFlip, Fault::OldDisk, Fault::Upgrade];
/// Clients stay where they are, and ask again until they are answered.
const STUBBORN: [Fault; 3] = [Fault::Roaming, Fault::Retry, Fault::Abandon];

/// The kinds of faults that a case of liveness does not have.
pub fn without() -> Vec<Fault> {
    FOR_GOOD.into_iter().chain(STUBBORN).collect()
}

/// What a case of liveness has beside its experiment.
#[derive(Clone, Debug)]
pub struct Ending {
    /// The nodes that heal.
    pub core: Vec<NodeId>,
    /// By when everything must be answered and agreed on.
    pub bound: Time,
    /// What happens from the healing on.
    pub inputs: Vec<Input>,
}

const ANSWERS: Text = text(
    "Everything that a healed core was asked is answered within the bound, and what is asked anew is done.",
    "恢复的核心在时限内答复先前的全部请求，并完成新的请求。",
);
const CONVERGES: Text =
    text("The copies in a healed core agree within the bound.", "恢复的核心中，各副本在时限内达成一致。");

/// Draws who heals and who stays broken, and plans it.
pub fn plan(entry: &Entry, drawn: &mut Drawn, lane: Lane) {
    let experiment = &mut drawn.experiment;
    let cast = entry.cast(experiment.nodes, &experiment.protocol.settings);
    let mut draws = Draws::named(lane, 3);
    let nodes = u64::from(cast.nodes());
    // Half of the time everybody heals; otherwise fewer than half stay broken.
    let broken = if draws.chance(500) { 0 } else { 1 + draws.below((nodes / 2).max(1)) };
    let mut core: Vec<NodeId> = (0..cast.nodes()).map(NodeId).collect();
    let mut frozen = Vec::new();
    for _ in 0..broken.min(nodes - 1) {
        frozen.push(core.remove(draws.below(core.len() as u64) as usize));
    }
    experiment.workload.until_us = HEALS.0;
    experiment.workload.roaming = false;
    experiment.workload.retries = u8::MAX;
    let latency = slowest(&experiment.network.link.latency)
        .saturating_add(experiment.network.link.spike_us)
        .saturating_add(slowest(&experiment.disk));
    let waits = entry.settles(&experiment.protocol.settings).0.max(experiment.workload.timeout_us);
    let bound = HEALS + Span(TIMES * (latency + waits));
    let mut inputs = heal(&core);
    let break_it = |&node: &NodeId, which: u64| match which {
        0 => Action::Crash { node, torn: false },
        1 => Action::Pause { node },
        _ => Action::Cut { cut: Cut::Isolate { node }, heal_at: None },
    };
    inputs.extend(frozen.iter().map(|node| at(HEALS, break_it(node, draws.below(3)))));
    let probes = probes(&cast, &core, (bound, latency + waits), experiment.accounts.len() as u32);
    let last = probes.last().map_or(bound, |probe| probe.at);
    inputs.extend(probes);
    experiment.duration_us = last.0 + TIMES / 4 * (latency + waits);
    drawn.ending = Some(Ending { core, bound, inputs });
}

fn at(at: Time, action: Action) -> Input {
    Input { at, step: 0, action }
}

/// What heals a core.
fn heal(core: &[NodeId]) -> Vec<Input> {
    let link = Link::with_latency(Distribution::Constant { us: CALM_US });
    let mut inputs = vec![at(HEALS, Action::Heal { rule: None })];
    for &node in core {
        inputs.extend(
            [
                Action::SetSlow { node, factor_milli: 1_000 },
                Action::SetClock { node, skew_us: 0, drift_ppm: 0 },
                Action::SetTimers { node, grain_us: 0 },
                Action::Disk { node, what: DiskFault::Free },
                Action::Resume { node },
            ]
            .map(|action| at(HEALS, action)),
        );
        let others = core.iter().filter(|&&other| other != node);
        inputs.extend(others.map(|&to| at(HEALS, Action::SetLink { from: node, to, link: link.clone() })));
    }
    inputs
}

/// How often a service is asked anew: a disk may be slow just then, or a lock held.
const TRIES: u32 = 3;

/// What is asked anew from the bound on, one after the other: deposits at each service of the core,
/// for an account whose owner is in the core, where accounts are owned. And one that has to wait
/// for an owner which is not there.
fn probes(cast: &Cast, core: &[NodeId], (bound, apart): (Time, u64), accounts: u32) -> Vec<Input> {
    let is_there = |account: &AccountId| cast.owner(*account).is_none_or(|owner| core.contains(&owner));
    let mut asked = Vec::new();
    let mut ask = |node: NodeId, account: AccountId| {
        let nth = asked.len() as u32;
        let call = Call::Deposit { account, amount: 1 };
        let action = Action::Submit { node, call, command: Some(CommandId(nth)) };
        asked.push(at(bound + Span(u64::from(nth) * apart), action));
    };
    let services = || core.iter().copied().filter(|&node| cast.is_service(node));
    for node in services() {
        let mut all = (0..accounts).map(|nth| AccountId((u32::from(node.0) + nth) % accounts));
        if let Some(account) = all.find(is_there) {
            (0..TRIES).for_each(|_| ask(node, account));
        }
    }
    let gone = (0..accounts).map(AccountId).find(|account| !is_there(account));
    if let (Some(account), Some(node)) = (gone, services().next()) {
        ask(node, account);
    }
    asked
}

/// The first need of a claim that a core does not meet. A need of owners is met for each account by
/// itself.
fn unmet<'a>(claim: &'a Progress, cast: &Cast, core: &[NodeId]) -> Option<&'a Need> {
    let services = core.iter().filter(|&&node| cast.is_service(node)).count();
    let met = |need: &&Need| match need.whom {
        Whom::EveryService => services == usize::from(cast.services),
        Whom::MostServices => services * 2 > usize::from(cast.services),
        Whom::Part(part) => core.contains(&cast.node_of(part)),
        Whom::EveryPart => (cast.services..cast.nodes()).all(|node| core.contains(&NodeId(node))),
        Whom::Owner => true,
    };
    claim.needs.iter().find(|need| !met(need))
}

/// What a claim of progress came to.
#[derive(Clone, Debug)]
pub struct Judged {
    /// What is said of the core, if the claim covers it.
    pub found: Vec<Finding>,
    /// What it waits for, if the claim does not cover it and it did not go on.
    pub waits: Option<&'static Need>,
}

/// Judges a run of liveness by a claim of its protocol.
pub fn judge(claim: &'static Progress, ending: &Ending, run: &mut dyn AnyRun) -> Judged {
    let unmet = unmet(claim, run.cast(), &ending.core);
    let owner = claim.needs.iter().find(|need| need.whom == Whom::Owner);
    let (answered, without_owner) = answers(ending, owner.is_some(), run);
    let mut found = vec![answered];
    if claim.converges {
        found.push(converges(ending, run));
    }
    let goes_on = found.iter().all(|it| it.verdict != Verdict::Violated);
    match unmet {
        None => Judged { found, waits: owner.filter(|_| without_owner) },
        Some(need) => Judged { found: Vec::new(), waits: Some(need).filter(|_| !goes_on) },
    }
}

/// Whether everything was answered that the core was asked; and, where accounts are asked of their
/// owners, whether anything waits for an owner that is not in the core.
fn answers(ending: &Ending, by_owner: bool, run: &dyn AnyRun) -> (Finding, bool) {
    let mut ended: Vec<Option<(Time, u32)>> = vec![None; run.operation_count() as usize];
    for id in (0..run.fact_count()).map(FactId) {
        let fact = run.fact(id);
        if let FactKind::Returned { op, reply, .. } = fact.what {
            ended[op.index()] = Some((fact.at, reply));
        }
    }
    let (mut asked, mut without_owner) = (0, false);
    // What each service was asked anew, and whether any of it was done.
    let mut anew: BTreeMap<NodeId, (OpId, bool)> = BTreeMap::new();
    let mut open = None;
    for op in (0..run.operation_count()).map(OpId) {
        let operation = run.operation(op);
        let end = ended[op.index()];
        if end.is_some_and(|(at, _)| at < HEALS) || !ending.core.contains(&operation.node) {
            continue;
        }
        let reply = end.and_then(|(at, reply)| Some((at, run.answer(reply)?.reply)));
        let is_settled = match &reply {
            Some((_, Reply::Refused(why))) => !is_of_the_network(*why),
            Some((_, reply)) => *reply != Reply::Unknown,
            None => false,
        };
        let mut owners = operation.request.call.accounts().filter_map(|account| run.cast().owner(account));
        if by_owner && !owners.all(|owner| ending.core.contains(&owner)) {
            without_owner |= !is_settled;
            continue;
        }
        asked += 1;
        if run.fact(operation.invoked).at >= ending.bound {
            anew.entry(operation.node).or_insert((op, false)).1 |= is_settled;
        } else if reply.is_none_or(|(at, _)| at > ending.bound) {
            open = open.or(Some(op));
        }
    }
    let open = open.or_else(|| anew.values().find(|(_, done)| !done).map(|(op, _)| *op));
    let verdict = match (asked, open) {
        (_, Some(_)) => Verdict::Violated,
        (0, None) => Verdict::Vacuous,
        _ => Verdict::Holds,
    };
    let mut finding = finding("answers", ANSWERS, verdict, Vec::new());
    if let Some(op) = open {
        let operation = run.operation(op);
        let (call, at) = (operation.request.call, run.fact(operation.invoked).at);
        let reply = ended[op.index()].and_then(|(_, reply)| run.answer(reply));
        let said = reply.map_or("nothing".to_owned(), |reply| format!("{:?}", reply.reply));
        finding.proof = vec![operation.invoked];
        finding.because = Some(TextBuf {
            en: format!("{call:?}, asked at {at}, was answered with {said}, or too late."),
            zh: format!("{at} 时请求的 {call:?} 得到的答复是 {said}，或答复太迟。"),
        });
    }
    (finding, without_owner)
}

fn is_of_the_network(why: Refusal) -> bool {
    use Refusal::{Conflict, Down, NotPrimary, Unavailable, Unreachable};
    matches!(why, Unavailable | Unreachable | Down | NotPrimary | Conflict)
}

/// Whether the copies in the core agree at the bound. Moves the cursor there.
fn converges(ending: &Ending, run: &mut dyn AnyRun) -> Finding {
    run.seek(Target::Time(Time(ending.bound.0 - 1)));
    let groups = run.cast().groups().into_iter().filter(|group| group.is_compared());
    let mut compared = false;
    let mut differ = false;
    for group in groups.collect::<Vec<_>>() {
        let members = group.members.iter().filter(|node| ending.core.contains(node));
        let states: Vec<u64> = members.map(|&node| run.node(node).fingerprint).collect();
        compared |= states.len() > 1;
        differ |= states.windows(2).any(|two| two[0] != two[1]);
    }
    let last = FactId(run.told().facts.saturating_sub(1));
    let verdict = match (compared, differ) {
        (false, _) => Verdict::Vacuous,
        (_, true) => Verdict::Violated,
        _ => Verdict::Holds,
    };
    finding("converges", CONVERGES, verdict, vec![last])
}

fn finding(model: &str, promise: Text, verdict: Verdict, proof: Vec<FactId>) -> Finding {
    Finding { model: model.to_owned(), promise: promise.into(), verdict, because: None, proof }
}
