//! What becomes of events between their commit and their effects, as records of the invariants of
//! [`delivery`](crate::check::invariant::delivery). A protocol says in its table of facts which of
//! them tell of events; what is committed, every protocol records.
//!
//! An event's consumers are all services but the owner of its account. Where nobody owns accounts,
//! or no fact tells of events, nothing is heard and nothing is said.

use super::promises;
use super::with_facts::WithFacts;
use crate::base::ids::{AccountId, FactId};
use crate::check::invariant::delivery::{Accounted, KeyOrder, Published, Record, What};
use crate::check::invariant::{Invariant, Names};
use crate::check::value::Value;
use crate::lab::copies::Change;
use crate::lab::experiment::Experiment;
use crate::lab::verdicts::Finding;
use crate::sim::fact::OfEvent;
use crate::sim::run::AnyRun;
use crate::sim::trace::{Fact, FactKind, Layer};

/// Folds what becomes of events.
#[derive(Clone, Debug)]
pub struct Delivery {
    names: Vec<Value>,
    /// Whether the protocol tells of events; not known before the first fact.
    is_told: Option<bool>,
    published: WithFacts<Published>,
    key_order: WithFacts<KeyOrder>,
    accounted: WithFacts<Accounted>,
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
        }
        let FactKind::Noted { fact, a, b } = event.what else { return };
        let of_event = run.own_facts().get(usize::from(fact)).map_or(OfEvent::No, |row| row.of_event);
        let what = match of_event {
            OfEvent::No => return,
            OfEvent::Published => What::Published,
            OfEvent::Processed => What::Processed { consumer: u32::from(event.node.0) },
            OfEvent::SetAside => What::SetAside,
        };
        self.hear(id, AccountId(b), u64::from(a), what);
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
