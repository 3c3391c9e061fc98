//! What becomes of events between their commit and their effects, as records of the invariants of
//! [`delivery`](crate::check::invariant::delivery) and of effects per event. A protocol says in its table of facts which of
//! them tell of events; what is committed, every protocol records.
//!
//! Of an event that a node processes, its effect is what the node commits to accounts of its own for
//! the same command: a credit for a debit elsewhere. A copy that is set once more to the same
//! version is no second effect.
//!
//! An event's consumers are all services but the owner of its account. Where nobody owns accounts,
//! or no fact tells of events, nothing is heard and nothing is said.

use super::promises;
use super::with_facts::WithFacts;
use crate::base::ids::{AccountId, CommandId, FactId, NodeId};
use crate::base::text::TextBuf;
use crate::check::invariant::delivery::{Accounted, KeyOrder, Published, Record, What};
use crate::check::invariant::effects::{self, Effects};
use crate::check::invariant::{Invariant, Names};
use crate::check::value::Value;
use crate::lab::copies::Change;
use crate::lab::experiment::Experiment;
use crate::lab::verdicts::Finding;
use crate::sim::cast::Cast;
use crate::sim::fact::OfEvent;
use crate::sim::run::AnyRun;
use crate::sim::trace::{Fact, FactKind, Layer, Write};
use std::collections::BTreeMap;

/// Folds what becomes of events.
#[derive(Clone, Debug)]
pub struct Delivery {
    names: Vec<Value>,
    /// Whether the protocol tells of events; not known before the first fact.
    is_told: Option<bool>,
    published: WithFacts<Published>,
    key_order: WithFacts<KeyOrder>,
    accounted: WithFacts<Accounted>,
    /// Whether a node carries an event out more than once.
    pub applied: WithFacts<Effects>,
    /// By what number each event was heard of that had an effect at a node, with that effect; and
    /// what each stands for.
    numbers: BTreeMap<(NodeId, AccountId, u64), (u64, Write)>,
    events: Vec<(NodeId, AccountId, u64)>,
    /// For which command each version was committed.
    commands: BTreeMap<(AccountId, u64), CommandId>,
    /// What a node committed since it last processed an event.
    since: BTreeMap<NodeId, Vec<Write>>,
}

impl Delivery {
    /// Nothing was heard yet.
    pub fn new(experiment: &Experiment) -> Delivery {
        Delivery {
            names: experiment.accounts.iter().map(|account| Value::text(account.name.clone())).collect(),
            is_told: None,
            published: WithFacts::default(),
            key_order: WithFacts::default(),
            accounted: WithFacts::default(),
            applied: WithFacts::default(),
            numbers: BTreeMap::new(),
            events: Vec::new(),
            commands: BTreeMap::new(),
            since: BTreeMap::new(),
        }
    }

    /// Takes the next fact, and what it changed in a copy.
    pub fn observe(&mut self, id: FactId, event: &Fact, change: Option<&Change>, run: &dyn AnyRun) {
        let is_told = *self.is_told.get_or_insert_with(|| {
            self.key_order.machine.call(Names::new(&run.cast().names()));
            run.own_facts().iter().any(|row| row.of_event != OfEvent::No)
        });
        if !is_told {
            return;
        }
        if let Some(Change::Put { layer: Layer::State, write, again: false, .. }) = change
            && run.cast().owner(write.key) == Some(event.node)
        {
            self.hear(id, write.key, write.version.0, What::Committed);
            self.commands.insert((write.key, write.version.0), write.command);
            self.since.entry(event.node).or_default().push(*write);
        }
        if let Some(Change::Cut { layer: Layer::State, gone }) = change {
            // What a disk has lost was no effect: the event may have it once more.
            self.numbers.retain(|(node, ..), (_, effect)| *node != event.node || !gone.contains(effect));
        }
        let FactKind::Noted { fact, a, b } = event.what else { return };
        let of_event = run.own_facts().get(usize::from(fact)).map_or(OfEvent::No, |row| row.of_event);
        let what = match of_event {
            OfEvent::No => return,
            OfEvent::Published => What::Published,
            OfEvent::Processed => {
                self.processed(id, (event.node, AccountId(b), u64::from(a)));
                What::Processed { consumer: u32::from(event.node.0) }
            }
            OfEvent::SetAside => What::SetAside,
        };
        self.hear(id, AccountId(b), u64::from(a), what);
    }

    /// A node has processed an event, and what it committed for the same command came with it.
    fn processed(&mut self, id: FactId, event: (NodeId, AccountId, u64)) {
        let (node, key, version) = event;
        let own = self.since.remove(&node).unwrap_or_default();
        let command = self.commands.get(&(key, version));
        let Some(&effect) = own.iter().find(|write| Some(&write.command) == command) else { return };
        let new = self.events.len() as u64;
        let (number, _) = *self.numbers.entry(event).or_insert((new, effect));
        if number == new {
            self.events.push(event);
            self.applied.observe(id, &effects::Record::Event(number));
        }
        self.applied.observe(id, &effects::Record::Effect(number));
    }

    /// What is to be said of an event that a node carried out twice, by the number under which it
    /// was heard of.
    pub fn twice(&self, number: u64, cast: &Cast) -> Option<TextBuf> {
        let &(node, key, version) = self.events.get(usize::try_from(number).ok()?)?;
        let (node, name) = (cast.name(node), self.names.get(key.index())?.word()?);
        Some(TextBuf {
            en: format!(
                "{} carried out event #{version} of {name} twice: it was delivered again, and the repetition went unnoticed.",
                node.en
            ),
            zh: format!("{}把 {name} 的事件 #{version} 执行了两次：它被重复送达，却没有被去重。", node.zh),
        })
    }

    fn hear(&mut self, id: FactId, key: AccountId, number: u64, what: What) {
        let name = self.names.get(key.index()).cloned().unwrap_or(Value::Int(i64::from(key.0)));
        self.record(id, &Record { event: (name, number), what });
    }

    fn record(&mut self, id: FactId, record: &Record) {
        self.published.observe(id, record);
        self.key_order.observe(id, record);
        self.accounted.observe(id, record);
    }

    /// Nothing is under way any more.
    pub fn quiet(&mut self, id: FactId, run: &dyn AnyRun) {
        if self.is_told == Some(true) {
            self.record(id, &Record::quiet(u32::from(run.cast().services.saturating_sub(1))));
        }
    }

    /// Whether something is known to be violated already, whatever comes next.
    pub fn is_violated(&self) -> bool {
        self.published.machine.is_violated()
            || self.key_order.machine.is_violated()
            || self.accounted.machine.is_violated()
            || self.applied.machine.is_violated()
    }

    /// What is to be said; nothing where no fact tells of events.
    pub fn judged(&self) -> Vec<Finding> {
        if self.is_told != Some(true) {
            return Vec::new();
        }
        vec![
            self.published.judged("published", promises::PUBLISHED),
            self.key_order.judged("key-order", promises::KEY_ORDER),
            self.accounted.judged("accounted", promises::ACCOUNTED),
        ]
    }
}
