//! What a claim measures, and how.

use super::{Fails, Value};
use crate::base::ids::{AccountId, FactId, NodeId, OpId};
use crate::base::text::{Text, TextBuf, named, text};
use crate::base::time::Time;
use crate::domain::Reply;
use crate::lab::experiment::Experiment;
use crate::lab::receipt;
use crate::lab::ribbon::Ribbon;
use crate::lab::verdicts::{self, Verdict};
use crate::sim::run::{AnyRun, Target};
use crate::sim::show::{Lens, Section, VisibleState};
use crate::sim::trace::{FactKind, Outcome};
use crate::sim::world::Status;

/// What is measured of a run. Nodes and accounts are kept by name until there is a run.
#[derive(Clone, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the fields are what the module's table names")]
pub enum Measure {
    /// The balance that a node shows.
    Balance { node: String, account: String },
    /// The sum of the balances that a node shows.
    Total { node: String },
    /// How many entries its log has.
    Entries { node: String },
    /// How many of them are in its state.
    Applied { node: String },
    /// Locks that are held there.
    Locks { node: String },
    /// Those who wait for a lock.
    Waiting { node: String },
    /// Transactions that may not end by themselves.
    InDoubt { node: String },
    /// Messages in its queues, and events that its consumers have not settled.
    Queued { node: String },
    /// Dead letters, of whomever they were set aside for.
    Dead { node: String },
    /// Whether it is up.
    Status { node: String },
    /// Whether copies that are meant to be the same are.
    Agree,
    /// The longest time for which such copies differed without a break.
    Apart,
    /// What the N-th operation was told so far.
    Answer { nth: u32 },
    /// When it was asked.
    Asked { nth: u32 },
    /// When it ended.
    Answered { nth: u32 },
    /// How many facts of a kind there are.
    Count { kind: Kind },
    /// When the N-th of a kind happened.
    Nth { kind: Kind, nth: u32 },
    /// What a judge says about the whole run.
    Verdict { model: String },
    /// A number of the receipt, by its path in JSON.
    Receipt { path: String },
}

/// A kind of fact, perhaps of one node alone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kind {
    /// Its name.
    pub name: String,
    /// The node, by name.
    pub node: Option<String>,
}

type IsKind = fn(FactKind) -> bool;

/// What facts that every protocol has are called in claims. No protocol calls a fact of its own so.
const KINDS: &[(&str, Text, IsKind)] = &[
    ("asked", text("a client asks", "客户端提出请求"), |what| {
        matches!(what, FactKind::Invoked { attempt: 0, .. })
    }),
    ("answered", text("a client is answered", "客户端得到答复"), |what| {
        matches!(what, FactKind::Returned { .. })
    }),
    ("done", text("an operation succeeds", "操作成功"), |what| {
        matches!(what, FactKind::Returned { outcome: Outcome::Ok, .. })
    }),
    ("sent", text("a message is sent", "发出消息"), |what| matches!(what, FactKind::Sent { .. })),
    ("arrived", text("a message arrives", "消息到达"), |what| matches!(what, FactKind::Delivered { .. })),
    ("lost", text("a message is lost", "消息丢失"), |what| matches!(what, FactKind::Lost { .. })),
    ("duplicated", text("a message is duplicated", "消息重复"), |what| {
        matches!(what, FactKind::Duplicated { .. })
    }),
    ("saved", text("something is on the disk", "数据落盘"), |what| {
        matches!(what, FactKind::Persisted { .. })
    }),
    ("installed", text("a write is applied", "写入生效"), |what| {
        matches!(what, FactKind::Installed { .. })
    }),
    ("took_back", text("something applied is taken back", "已生效的写入被撤回"), |what| {
        matches!(what, FactKind::Removed { .. })
    }),
    ("left", text("something leaves for the outside world", "外部副作用发生"), |what| {
        matches!(what, FactKind::Outside { .. })
    }),
    ("crashed", text("a node crashes", "节点崩溃"), |what| matches!(what, FactKind::Crashed { .. })),
    ("restarted", text("a node restarts", "节点重启"), |what| matches!(what, FactKind::Restarted { .. })),
    ("paused", text("a node pauses", "节点暂停"), |what| matches!(what, FactKind::Paused)),
    ("resumed", text("a node resumes", "节点恢复运行"), |what| matches!(what, FactKind::Resumed)),
    ("cut", text("a link is cut", "链路断开"), |what| matches!(what, FactKind::Cut { .. })),
    ("healed", text("a cut is healed", "断开的链路恢复"), |what| {
        matches!(what, FactKind::Healed { .. })
    }),
];

/// The kinds of facts that every protocol has: their names in claims, and what people call them.
pub fn kinds() -> impl Iterator<Item = (&'static str, Text)> {
    KINDS.iter().map(|&(name, title, _)| (name, title))
}

impl Kind {
    /// `lost`, or `lost@beijing`.
    pub fn named(word: &str) -> Kind {
        let (name, node) = word.split_once('@').map_or((word, None), |(name, node)| (name, Some(node)));
        Kind { name: name.to_owned(), node: node.map(str::to_owned) }
    }

    /// The facts of this kind, in order.
    ///
    /// # Errors
    /// The run has no such kind of fact, or no such node.
    pub fn all(&self, run: &dyn AnyRun) -> Result<Vec<FactId>, Fails> {
        let at = self.node.as_deref().map(|node| find_node(node, run)).transpose()?;
        let known = KINDS.iter().find(|(name, ..)| *name == self.name).map(|(_, _, is)| *is);
        let own = run.own_facts().iter().position(|row| row.name == self.name);
        if known.is_none() && own.is_none() {
            let own: Vec<&str> = run.own_facts().iter().map(|row| row.name).collect();
            return Err(not_there("kind of fact", "事实", &self.name, &own));
        }
        let is_it = |id: FactId| {
            let fact = run.fact(id);
            let is_own = matches!(fact.what, FactKind::Noted { fact, .. } if own == Some(usize::from(fact)));
            at.is_none_or(|node| fact.node == node) && known.map_or(is_own, |is| is(fact.what))
        };
        Ok((0..run.fact_count()).map(FactId).filter(|&id| is_it(id)).collect())
    }
}

fn not_there(what: &str, zh: &str, name: &str, known: &[&str]) -> Fails {
    let (name, known) = (named(name, 40), known.join(", "));
    Fails::NotThere(TextBuf {
        en: format!("there is no {what} \"{name}\"; known: {known}"),
        zh: format!("没有名为“{name}”的{zh}；可用：{known}"),
    })
}

/// A node by its English name, in small letters with `-` for a space.
fn find_node(name: &str, run: &dyn AnyRun) -> Result<NodeId, Fails> {
    let cast = run.cast();
    let known = || (0..cast.nodes()).map(|node| cast.slug(NodeId(node))).collect::<Vec<String>>();
    cast.node_named(name).ok_or_else(|| {
        not_there("node", "节点", name, &known().iter().map(String::as_str).collect::<Vec<_>>())
    })
}

fn find_account(name: &str, experiment: &Experiment) -> Result<AccountId, Fails> {
    let place = experiment.accounts.iter().position(|account| account.name == name);
    let known = || experiment.accounts.iter().map(|account| account.name.as_str()).collect::<Vec<_>>();
    place.map(|place| AccountId(place as u32)).ok_or_else(|| not_there("account", "账户", name, &known()))
}

fn count(number: impl TryInto<i64>) -> Value {
    Value::Number(number.try_into().unwrap_or(i64::MAX))
}

fn none() -> Value {
    Value::word("nothing")
}

/// The N-th operation; nothing where fewer were asked.
fn operation(nth: u32, run: &dyn AnyRun) -> Option<OpId> {
    nth.checked_sub(1).filter(|&op| op < run.operation_count()).map(OpId)
}

/// The fact with which an operation ended, up to a moment.
fn returned(op: OpId, run: &dyn AnyRun, at: Time) -> Option<(FactId, u32)> {
    (0..run.fact_count()).map(FactId).take_while(|&id| run.fact(id).at <= at).find_map(|id| {
        match run.fact(id).what {
            FactKind::Returned { op: it, reply, .. } if it == op => Some((id, reply)),
            _ => None,
        }
    })
}

impl Measure {
    /// Whether it is measured of what nodes show at a moment, and of nothing before or after it.
    pub(super) fn is_of_state(&self) -> bool {
        matches!(
            self,
            Measure::Balance { .. }
                | Measure::Total { .. }
                | Measure::Entries { .. }
                | Measure::Applied { .. }
                | Measure::Locks { .. }
                | Measure::Waiting { .. }
                | Measure::InDoubt { .. }
                | Measure::Queued { .. }
                | Measure::Dead { .. }
                | Measure::Status { .. }
        )
    }

    /// What nodes show at the cursor; nothing for a measure that takes more than one moment.
    pub(in crate::lab) fn now(
        &self,
        experiment: &Experiment,
        run: &dyn AnyRun,
    ) -> Option<Result<Value, Fails>> {
        let shown = |node: &str| -> Result<VisibleState, Fails> {
            let node = find_node(node, run)?;
            Ok(run.inspect(node, &Lens { accounts: 0..u32::MAX, ..Lens::outline() }))
        };
        let sum = |node: &str, of: fn(&Section) -> u64| {
            shown(node).map(|state| count(state.sections.iter().map(of).sum::<u64>()))
        };
        Some(match self {
            Measure::Balance { node, account } => find_account(account, experiment).and_then(|account| {
                let state = shown(node)?;
                let rows = state.balances().map(|it| it.rows.as_slice()).unwrap_or_default();
                let row = rows.iter().find(|row| row.account == account);
                Ok(row.map_or_else(none, |row| count(row.balance)))
            }),
            Measure::Total { node } => {
                shown(node).map(|state| state.balances().map_or_else(none, |it| count(it.total)))
            }
            Measure::Entries { node } => {
                shown(node).map(|state| state.log().map_or_else(none, |log| count(log.len)))
            }
            Measure::Applied { node } => {
                shown(node).map(|state| state.log().map_or_else(none, |log| count(log.applied)))
            }
            Measure::Locks { node } => sum(node, |section| match section {
                Section::Locks(locks) => locks.len() as u64,
                _ => 0,
            }),
            Measure::Waiting { node } => sum(node, |section| match section {
                Section::Locks(locks) => locks.iter().map(|lock| lock.waiting.len() as u64).sum(),
                _ => 0,
            }),
            Measure::InDoubt { node } => sum(node, |section| match section {
                Section::Transactions(open) => open.iter().filter(|it| it.in_doubt.is_some()).count() as u64,
                _ => 0,
            }),
            Measure::Queued { node } => sum(node, |section| match section {
                Section::Queue(queue) => queue.waiting + queue.in_flight,
                Section::Consumers(consumers) => consumers.iter().map(|it| it.lag).sum(),
                _ => 0,
            }),
            Measure::Dead { node } => sum(node, |section| match section {
                Section::Queue(queue) => queue.dead,
                Section::Consumers(consumers) => consumers.iter().map(|it| it.dead).sum(),
                _ => 0,
            }),
            Measure::Status { node } => find_node(node, run).map(|node| {
                Value::word(match run.node(node).status {
                    Status::Up => "up",
                    Status::Down => "down",
                    Status::Paused => "paused",
                })
            }),
            _ => return None,
        })
    }

    /// What is measured of a run that is folded to its end. The cursor is moved.
    pub(super) fn of(&self, experiment: &Experiment, run: &mut dyn AnyRun, at: Time) -> Result<Value, Fails> {
        if self.is_of_state() {
            run.seek(Target::Time(at));
            return self.now(experiment, run).unwrap_or_else(|| unreachable!("{self:?} is of state"));
        }
        match self {
            Measure::Agree => {
                let mut ribbon = Ribbon::new(run.cast());
                ribbon.catch_up(run);
                let agree = if at >= run.until() {
                    ribbon.agrees_at_end()
                } else {
                    ribbon.apart_until_us(at) == ribbon.apart_until_us(Time(at.0 + 1))
                };
                Ok(Value::word(if agree { "yes" } else { "no" }))
            }
            Measure::Apart => {
                let mut ribbon = Ribbon::new(run.cast());
                ribbon.catch_up(run);
                Ok(Value::Time(Time(ribbon.apart_us().1)))
            }
            Measure::Answer { nth } => {
                let told = operation(*nth, run).and_then(|op| returned(op, run, at));
                Ok(told.map_or_else(none, |(_, reply)| match run.answer(reply).map(|answer| answer.reply) {
                    Some(Reply::Done { answer, .. }) => {
                        answer.balances().first().map_or_else(none, |&it| count(it))
                    }
                    Some(Reply::Refused(_)) => Value::word("refused"),
                    Some(Reply::Unknown) | None => Value::word("unknown"),
                }))
            }
            Measure::Asked { nth } => {
                let op = operation(*nth, run).map(|op| run.operation(op).invoked);
                Ok(op.map_or_else(none, |id| Value::Time(run.fact(id).at)))
            }
            Measure::Answered { nth } => {
                let told = operation(*nth, run).and_then(|op| returned(op, run, at));
                Ok(told.map_or_else(none, |(id, _)| Value::Time(run.fact(id).at)))
            }
            Measure::Count { kind } => {
                let all = kind.all(run)?;
                Ok(count(all.iter().filter(|&&id| run.fact(id).at <= at).count()))
            }
            Measure::Nth { kind, nth } => {
                let all = kind.all(run)?;
                let it = nth.checked_sub(1).and_then(|nth| all.get(nth as usize));
                Ok(it.map_or_else(none, |&id| Value::Time(run.fact(id).at)))
            }
            Measure::Verdict { model } => verdict(model, experiment, run),
            Measure::Receipt { path } => field(path, experiment, run),
            other => unreachable!("{other:?} is of state"),
        }
    }
}

/// What a judge of any kind says.
fn verdict(model: &str, experiment: &Experiment, run: &mut dyn AnyRun) -> Result<Value, Fails> {
    run.seek(Target::Time(run.until()));
    let word = |verdict: Verdict| {
        Value::word(match verdict {
            Verdict::Holds => "holds",
            Verdict::Violated => "violated",
            Verdict::Unknown => "unknown",
            Verdict::Vacuous => "vacuous",
        })
    };
    if let Some(own) = verdicts::one(experiment, run, model).map_err(Fails::NotThere)? {
        return Ok(word(own.verdict));
    }
    let all = verdicts::verdicts(experiment, run).map_err(Fails::NotThere)?;
    let known: Vec<&str> = all.iter().map(|judged| judged.model.as_str()).collect();
    Err(not_there("model", "模型", model, &known))
}

/// A field of the receipt.
fn field(path: &str, experiment: &Experiment, run: &mut dyn AnyRun) -> Result<Value, Fails> {
    let whole = serde_json::to_value(receipt::receipt(experiment, run)).unwrap_or_default();
    let found = path.split('.').try_fold(&whole, |value, name| value.get(name));
    match found {
        Some(serde_json::Value::Null) => Ok(none()),
        Some(serde_json::Value::Bool(is)) => Ok(Value::word(if *is { "yes" } else { "no" })),
        Some(serde_json::Value::Number(number)) if number.is_i64() || number.is_u64() => {
            Ok(count(number.as_i64().unwrap_or(i64::MAX)))
        }
        Some(serde_json::Value::String(word)) => Ok(Value::word(word)),
        _ => {
            let known: Vec<&str> =
                whole.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
            Err(not_there("number of the receipt", "收据项目", path, &known))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::KINDS;
    use crate::lab::experiment::Experiment;
    use crate::lab::setup;
    use crate::protocol::catalog::ENTRIES;

    #[test]
    fn no_fact_of_a_protocol_hides_behind_one_that_all_have() {
        for entry in ENTRIES {
            let run = setup::open(&Experiment::first(entry), &[]);
            for own in run.own_facts() {
                assert!(KINDS.iter().all(|(name, ..)| *name != own.name), "{}: {}", entry.name, own.name);
            }
        }
    }
}
