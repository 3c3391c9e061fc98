//! Coupling, measured: each node is taken away in turn, and the same request is made. Without
//! which nodes does it not succeed?

use super::{Need, both};
use crate::base::ids::{AccountId, ClientId, FactId, NodeId, OpId};
use crate::base::text::TextBuf;
use crate::base::time::Time;
use crate::domain::Call;
use crate::lab::experiment::{Experiment, Pace, Planned};
use crate::lab::setup;
use crate::sim::input::{Action, Input};
use crate::sim::run::{AnyRun, Progress};
use crate::sim::trace::{FactKind, Outcome};

/// When a node is taken away, when the request is made, and how long is waited for an answer.
const GONE: Time = Time(200_000);
const ASKED: Time = Time(1_200_000);
const PATIENCE_US: u64 = 2_000_000;

/// What is asked: in English, in Chinese, and the call.
type Asked = (&'static str, &'static str, Call);

/// The requests that are made at each service: in English and Chinese, and the call.
const CALLS: [Asked; 3] = [
    ("Read", "读", Call::Read { account: AccountId(0) }),
    ("Deposit", "存款", Call::Deposit { account: AccountId(0), amount: 1 }),
    ("Transfer", "转账", Call::Transfer { from: AccountId(0), to: AccountId(1), amount: 1 }),
];

/// For each request at each service, which nodes it needs in each experiment: without them it did
/// not succeed within two seconds, asked one second after the node had crashed, on a network
/// without loss. Requests that name an account that is not there are left out.
pub fn needs(experiments: &[&Experiment]) -> Vec<Need> {
    together(experiments, experiments.iter().map(|it| needs_of(it)).collect())
}

/// What each request at each service needs in one experiment, in the order of [`together`].
pub fn needs_of(experiment: &Experiment) -> Vec<Option<Vec<bool>>> {
    requests(experiment).map(|(call, service)| needed(experiment, service, call.2)).collect()
}

/// What was measured by [`needs_of`] for each experiment, as one table.
pub fn together(experiments: &[&Experiment], measured: Vec<Vec<Option<Vec<bool>>>>) -> Vec<Need> {
    let Some(first) = experiments.first() else { return Vec::new() };
    let need = |(n, (call, service)): (usize, (&Asked, NodeId))| Need {
        what: what(first, service, call.0, call.1),
        needed: measured.iter().map(|column| column.get(n).cloned().flatten()).collect(),
    };
    requests(first).enumerate().map(need).collect()
}

fn requests(experiment: &Experiment) -> impl Iterator<Item = (&'static Asked, NodeId)> {
    let (nodes, accounts) = (experiment.nodes, experiment.accounts.len());
    let exists = move |call: &&Asked| call.2.accounts().all(|account| account.index() < accounts);
    CALLS.iter().filter(exists).flat_map(move |call| (0..nodes).map(move |node| (call, NodeId(node))))
}

fn what(experiment: &Experiment, service: NodeId, en: &str, zh: &str) -> TextBuf {
    let at = experiment.cast().name(service);
    both(format!("{en}, at {}", at.en), format!("{zh}，在{}", at.zh))
}

/// Whether each node is needed; nothing where it does not succeed with all of them up.
fn needed(experiment: &Experiment, service: NodeId, call: Call) -> Option<Vec<bool>> {
    let calm = calm(experiment, service, call);
    let nodes = calm.cast().nodes();
    succeeds(&calm).then(|| (0..nodes).map(|node| !succeeds(&without(&calm, NodeId(node)))).collect())
}

/// The experiment with one request and without trouble.
fn calm(experiment: &Experiment, service: NodeId, call: Call) -> Experiment {
    let mut calm = experiment.clone();
    calm.faults.clear();
    calm.clocks.clear();
    calm.network.exceptions.clear();
    let links = calm.network.links.iter_mut().map(|it| &mut it.link);
    for link in links.chain([&mut calm.network.link]) {
        (link.loss_ppm, link.duplicate_ppm, link.spike_ppm) = (0, 0, 0);
    }
    calm.duration_us = ASKED.0 + PATIENCE_US + 100_000;
    let asked = Planned { at: ASKED, client: ClientId(0), node: Some(service), call, command: None };
    let workload = &mut calm.workload;
    workload.pace = Pace::List { operations: vec![asked] };
    workload.clients = 1;

    (workload.timeout_us, workload.retries, workload.double_click_ppm) = (PATIENCE_US, 0, 0);
    workload.until_us = calm.duration_us;
    calm
}

fn without(calm: &Experiment, node: NodeId) -> Experiment {
    let mut less = calm.clone();
    less.faults.push(Input { at: GONE, step: 0, action: Action::Crash { node, torn: false } });
    less
}

fn succeeds(experiment: &Experiment) -> bool {
    let mut run = setup::open(experiment, &[]);
    while run.advance(100_000) == Progress::More {}
    is_done(run.as_ref())
}

fn is_done(run: &dyn AnyRun) -> bool {
    (0..run.fact_count())
        .map(FactId)
        .any(|id| matches!(run.fact(id).what, FactKind::Returned { op: OpId(0), outcome: Outcome::Ok, .. }))
}
