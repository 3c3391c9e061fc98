//! What the judges say about a run: what its clients were promised, held against what they were
//! told, and what must always be true of it.

use super::amounts;
use super::demo::PREDICATES;
use super::experiment::Experiment;
use super::invariants::RunMonitor;
use super::transactions;
use crate::base::ids::FactId;
use crate::base::text::{Text, TextBuf, text};
use crate::check::history::trace::{Clicks, HistoryFromTrace};
use crate::check::history::{History, Operation};
use crate::check::judge::Question;
use crate::check::linear::{self, Order};
use crate::check::model_map;
use crate::check::sessions::Guarantee;
use crate::check::spec::Kind;
use crate::check::value::Value;
use crate::check::verdict;
use crate::sim::client::PERSON;
use crate::sim::run::AnyRun;
use crate::sim::trace::FactKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Up to how many operations a run is judged while somebody waits for the page. Longer ones are
/// exported and judged by the command line.
pub const MOST_OPERATIONS: u32 = 2_000;

/// How many steps a judge of orders may take while somebody waits, and how many more to make its
/// witness small: together less than a fifth of a second.
const BUDGET: u64 = 1_000_000;

/// How many bytes their searches may keep: what a phone can spare.
const MEMORY: u64 = 64 << 20;

/// The judges of orders that are asked about a run, the strongest promise first. After them come
/// the guarantees of sessions and the invariants.
const ASKED: [(&str, Order); 2] = [("linearizable", Order::Time), ("sequential", Order::Program)];

/// What people call the models that are judged, by their names on the command line.
const TITLES: &[(&str, Text)] = &[
    ("linearizable", text("Linearizable", "线性一致")),
    ("sequential", text("Sequentially consistent", "顺序一致")),
    ("sessions", text("Session guarantees", "会话保证")),
    ("causal", text("Causally consistent", "因果一致")),
    ("read-your-writes", text("Read your writes", "读己之写")),
    ("monotonic-reads", text("Monotonic reads", "单调读")),
    ("monotonic-writes", text("Monotonic writes", "单调写")),
    ("writes-follow-reads", text("Writes follow reads", "写跟随读（Writes Follow Reads）")),
    ("conservation", text("No money created or lost", "资金守恒")),
    ("non-negative", text("No balance below zero", "余额不为负")),
    ("covered", text("Joint withdrawals are covered", "联合取款有足额余额担保")),
    ("convergence", text("Replicas converge (eventual consistency)", "副本收敛（最终一致）")),
    ("append-only", text("Visible data is never taken back", "已可见的数据不回退")),
    ("prefix", text("Logs share a prefix", "日志前缀一致")),
    ("all-or-nothing", text("All steps, or none (compensated)", "全部完成，或全部撤销（补偿）")),
    ("effects", text("Each event takes effect once (idempotence)", "每个事件只生效一次（幂等）")),
    ("atomic-commit", text("Atomic commitment", "原子提交")),
    ("stale-time", text("Fresh reads (by time)", "无过期读（按时间）")),
    ("stale-versions", text("Fresh reads (by version)", "无过期读（按版本）")),
    ("published", text("Changes and published events match", "变更与已发布的事件一一对应")),
    ("key-order", text("Events of a key are processed in order", "同一个键的事件按序处理")),
    ("accounted", text("Every event is processed or a dead letter", "每个事件都已处理或成为死信")),
];

/// Those of them that are judged only where a protocol tells of events.
pub const OF_EVENTS: [&str; 3] = ["published", "key-order", "accounted"];

/// What is judged of every run beside orders, with what people call it.
pub fn invariants_and_guarantees() -> impl Iterator<Item = (&'static str, Text)> {
    let is_one = |name: &str| {
        !ASKED.iter().any(|(order, _)| *order == name) && !["sessions", "causal"].contains(&name)
    };
    TITLES.iter().copied().filter(move |(name, _)| is_one(name))
}

/// What people call a model.
///
/// # Panics
/// Where nobody judges by that name.
pub fn title(model: &str) -> Text {
    known_title(model).unwrap_or_else(|| unreachable!("nobody judges by {model}"))
}

/// The same; nothing where nobody judges by that name.
pub fn known_title(model: &str) -> Option<Text> {
    let found = TITLES.iter().find(|(name, _)| *name == model).map(|(_, title)| *title);
    found.or_else(|| model_map::title(model))
}

/// What people call a model, or an anomaly that breaks some.
pub fn called(name: &str) -> TextBuf {
    known_title(name).map_or_else(|| transactions::title(name), Into::into)
}

/// What one judge says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Finding {
    /// The model, by its name on the command line.
    pub model: String,
    /// What the model promises.
    pub promise: TextBuf,
    /// What the judge says.
    pub verdict: Verdict,
    /// Why, where there is something to say.
    pub because: Option<TextBuf>,
    /// What proves a violation, where it stands in the trace. For orders these are answers: the
    /// return of each operation of the witness, or its invocation where it never returned.
    pub proof: Vec<FactId>,
}

/// The four things a judge can say.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The promise was kept.
    Holds,
    /// The promise was broken; the proof names the facts.
    Violated,
    /// The judge's budget was spent before it knew.
    Unknown,
    /// There was nothing to check.
    Vacuous,
}

/// What the judges say about a run that is folded to its end, or why they are not asked. What nodes
/// hold is looked at where the cursor stands at the end.
///
/// # Errors
///
/// The reason, where the run is too long to be judged while somebody waits.
pub fn verdicts(experiment: &Experiment, run: &dyn AnyRun) -> Result<Vec<Finding>, TextBuf> {
    if run.operation_count() > MOST_OPERATIONS {
        let asked = run.operation_count();
        return Err(TextBuf {
            en: format!(
                "every verdict (orders, session guarantees, invariants): the run has {asked} operations, and above {MOST_OPERATIONS} judging would keep the page waiting. Save its history with the command line and check it there."
            ),
            zh: format!(
                "全部判定（顺序、会话保证、不变量）：这次运行有 {asked} 个操作，超过 {MOST_OPERATIONS} 个时在页面上判定太慢。请用命令行保存操作历史，再用命令行检查。"
            ),
        });
    }
    let mut monitor = RunMonitor::new(experiment);
    monitor.catch_up(run, run.fact_count());
    let mut all = orders(experiment, run);
    all.extend(monitor.guarantees());
    all.extend(monitor.invariants(run));
    Ok(all.into_iter().map(|it| amounts::in_finding(it, experiment)).collect())
}

/// What one judge says about a run that is folded to its end, with the cursor there; nothing where
/// nobody judges by that name. Only what that judge needs is worked out.
///
/// # Errors
///
/// As [`verdicts`].
pub fn one(experiment: &Experiment, run: &dyn AnyRun, model: &str) -> Result<Option<Finding>, TextBuf> {
    if let Some(predicate) = PREDICATES.iter().find(|predicate| predicate.name == model) {
        return Ok(Some(predicate.judge(run)));
    }
    if ASKED.iter().any(|(name, _)| *name == model) || run.operation_count() > MOST_OPERATIONS {
        return Ok(verdicts(experiment, run)?.into_iter().find(|judged| judged.model == model));
    }
    let mut monitor = RunMonitor::new(experiment);
    monitor.catch_up(run, run.fact_count());
    let mut judged = monitor.guarantees().into_iter().chain(monitor.invariants(run));
    if let Some(own) = judged.find(|judged| judged.model == model) {
        return Ok(Some(amounts::in_finding(own, experiment)));
    }
    Ok(transactions::of_run(experiment, run)?.judged(model))
}

/// What the judges of orders say.
fn orders(experiment: &Experiment, run: &dyn AnyRun) -> Vec<Finding> {
    let facts = || (0..run.fact_count()).map(|id| (FactId(id), run.fact(FactId(id)).what));
    let mut fold = HistoryFromTrace::new(Clicks::of(facts(), |op| run.operation(op)));
    for (id, what) in facts() {
        fold.observe(id, what, |op| run.operation(op), |reply| run.answer(reply));
    }
    let mut history = fold.close();
    history.operations.iter_mut().for_each(|operation| name_accounts(operation, experiment));
    history.callers = callers(&history, run);
    let opening = (0..)
        .zip(&experiment.accounts)
        .map(|(id, account)| (name(&Value::Int(id), experiment), Value::Int(account.opening)));
    let initial = Some(opening.collect());
    let question = Question { history: &history, kind: Kind::Bank, initial, budget: BUDGET, memory: MEMORY };
    let fact = |&operation: &usize| {
        let place = history.operations[operation].place;
        FactId(place.returned.unwrap_or(place.invoked))
    };
    let asked = ASKED.map(|(model, order)| {
        let (verdict, because, proof) = match linear::bank(&question, order) {
            Ok(verdict::Verdict::Holds) => (Verdict::Holds, None, Vec::new()),
            Ok(verdict::Verdict::Violated(witness)) => {
                (Verdict::Violated, Some(witness.because), witness.operations.iter().map(fact).collect())
            }
            Ok(verdict::Verdict::Unknown(unknown)) => {
                (Verdict::Unknown, Some(unknown.because(history.operations.len())), Vec::new())
            }
            Ok(verdict::Verdict::Vacuous(why)) => (Verdict::Vacuous, Some(why), Vec::new()),
            Err(complaint) => unreachable!("a run's own history can be read: {complaint:?}"),
        };
        Finding { model: model.to_owned(), promise: order.promise().into(), verdict, because, proof }
    });
    asked.into()
}

/// Whether it is about an order of all operations.
pub fn is_order(judged: &Finding) -> bool {
    ASKED.iter().any(|(model, _)| *model == judged.model)
}

/// Whether it is about what must always be true of the run, and not about what clients were
/// promised.
pub fn is_invariant(judged: &Finding) -> bool {
    !is_order(judged) && !Guarantee::ALL.iter().any(|guarantee| guarantee.word() == judged.model)
}

/// The strongest order that was kept, of those that were asked about; nothing where none was, or
/// where a judge did not know.
pub fn strongest(judged: &[Finding]) -> Option<&Finding> {
    let mut orders = judged.iter().filter(|it| is_order(it));
    orders.find(|it| it.verdict != Verdict::Violated).filter(|it| it.verdict == Verdict::Holds)
}

/// Witnesses speak of clients, each of which may be several processes.
fn callers(history: &History, run: &dyn AnyRun) -> BTreeMap<u64, TextBuf> {
    let client = |operation: &Operation| match run.fact(FactId(operation.place.invoked)).what {
        FactKind::Invoked { op, .. } => Some((operation.process, run.operation(op).request.client)),
        _ => None,
    };
    let called = |client| {
        if client == PERSON {
            text("you", "你").into()
        } else {
            TextBuf { en: format!("client {client}"), zh: format!("客户端 {client} ") }
        }
    };
    history.operations.iter().filter_map(client).map(|(process, client)| (process, called(client))).collect()
}

/// Witnesses speak of accounts by their names.
fn name_accounts(operation: &mut Operation, experiment: &Experiment) {
    operation.key = operation.key.as_ref().map(|key| name(key, experiment));
    for value in [&mut operation.asked, &mut operation.told] {
        let Value::Map(parts) = value else { continue };
        for other in ["to", "with"] {
            if let Some(other) = parts.get_mut(&Value::from(other)) {
                *other = name(other, experiment);
            }
        }
        if operation.key.is_none() {
            *value = core::mem::take(parts)
                .into_iter()
                .map(|(account, balance)| (name(&account, experiment), balance))
                .collect();
        }
    }
}

fn name(account: &Value, experiment: &Experiment) -> Value {
    let known = account.int().and_then(|id| experiment.accounts.get(usize::try_from(id).ok()?));
    known.map_or_else(|| account.clone(), |account| Value::text(account.name.to_string()))
}
