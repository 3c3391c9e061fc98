//! What copies show and take back, as records of logs and effects.

use super::with_facts::WithFacts;
use crate::base::ids::{AccountId, FactId, NodeId};
use crate::base::text::TextBuf;
use crate::check::invariant::effects::{self, Effects};
use crate::check::invariant::logs::{Logs, Promise, Record};
use crate::check::value::Value;
use crate::lab::copies::{Change, Copies};
use crate::lab::experiment::Experiment;
use crate::sim::cast::Copies as Who;
use crate::sim::run::AnyRun;
use crate::sim::trace::{Fact, FactKind, Layer, Write};
use std::collections::{BTreeMap, BTreeSet};

/// Folds what copies show and take back.
#[derive(Clone, Debug)]
pub struct Entries {
    names: Vec<String>,
    /// Whether anything that was shown is ever taken back.
    pub append_only: WithFacts<Logs>,
    /// Whether what copies show agrees: in one order where every service holds everything, or else in one order for each account.
    pub prefix: BTreeMap<Option<AccountId>, WithFacts<Logs>>,
    /// Whether a copy takes a write more than once.
    pub folded: WithFacts<Effects>,
    /// Whether something leaves for the outside world more than once.
    pub outside: WithFacts<Effects>,
    left: BTreeSet<u32>,
    /// By what number each write was heard of that a node shows, and what each number stands for.
    shows: BTreeMap<(NodeId, Write), u64>,
    numbers: Vec<(NodeId, Write)>,
}

impl Entries {
    /// Copies that show nothing but what the run began with.
    pub fn new(experiment: &Experiment) -> Entries {
        Entries {
            names: experiment.accounts.iter().map(|account| account.name.clone()).collect(),
            append_only: WithFacts::new(Logs::new(Promise::AppendOnly)),
            prefix: BTreeMap::new(),
            folded: WithFacts::default(),
            outside: WithFacts::default(),
            left: BTreeSet::new(),
            shows: BTreeMap::new(),
            numbers: Vec::new(),
        }
    }

    /// Takes the next fact, which `copies` has taken already, and what it changed there.
    pub fn observe(&mut self, id: FactId, event: &Fact, copies: &Copies, change: Option<&Change>, run: &dyn AnyRun) {
        let node = event.node;
        if let FactKind::Outside { effect, .. } = event.what {
            // The trace does not say which events must have an effect outside, so that one is missing is not found.
            if self.left.insert(effect) {
                self.outside.observe(id, &effects::Record::Event(u64::from(effect)));
            }
            self.outside.observe(id, &effects::Record::Effect(u64::from(effect)));
        }
        match change {
            Some(&Change::Put { layer: Layer::State, place, write, again: false, ref instead_of }) => {
                if !instead_of.is_empty() {
                    self.took_back(id, node, &copies.of(node, Layer::State).writes()[..place], instead_of);
                }
                let first = self.folds(id, node, write);
                let put = |index, entry| Record::Put { replica: u32::from(node.0), index, entry };
                self.append_only.observe(id, &put(place as u64, self.entry(&write)));
                if matches!(run.cast().copies, Who::Everywhere) {
                    let record = put(place as u64, self.entry(&write));
                    self.logs(None).observe(id, &record);
                } else if first {
                    let shown = copies.of(node, Layer::State).writes();
                    let before: BTreeSet<&Write> = shown[..place].iter().filter(|it| it.key == write.key).collect();
                    let record = put(before.len() as u64, self.entry(&write));
                    self.logs(Some(write.key)).observe(id, &record);
                }
            }
            Some(Change::Cut { layer: Layer::State, gone }) => {
                self.took_back(id, node, copies.of(node, Layer::State).writes(), gone);
            }
            _ => {}
        }
    }

    /// A node does not show any more what is gone; this is what it still shows.
    fn took_back(&mut self, id: FactId, node: NodeId, shown: &[Write], gone: &[Write]) {
        gone.iter().for_each(|write| _ = self.shows.remove(&(node, *write)));
        let cut = |length: usize| Record::Cut { replica: u32::from(node.0), length: length as u64 };
        self.append_only.observe(id, &cut(shown.len()));
        for (key, logs) in &mut self.prefix {
            let left = shown.iter().filter(|write| key.is_none_or(|key| write.key == key)).count();
            logs.observe(id, &cut(left));
        }
    }

    /// A write as a witness names it.
    pub fn entry(&self, write: &Write) -> Value {
        let name = self.names.get(write.key.index()).map_or("?", String::as_str);
        Value::text(format!("{name} {}", write.version.words()))
    }

    /// A node takes a write; says whether for the first time.
    fn folds(&mut self, id: FactId, node: NodeId, write: Write) -> bool {
        let new = self.numbers.len() as u64;
        let number = *self.shows.entry((node, write)).or_insert(new);
        let first = number == new;
        if first {
            self.numbers.push((node, write));
            self.folded.observe(id, &effects::Record::Event(number));
        }
        self.folded.observe(id, &effects::Record::Effect(number));
        first
    }

    fn logs(&mut self, stream: Option<AccountId>) -> &mut WithFacts<Logs> {
        self.prefix.entry(stream).or_insert_with(|| WithFacts::new(Logs::new(Promise::Prefix)))
    }

    /// What is to be said of a write that a copy took twice, by the number under which it was heard of.
    pub fn twice(&self, number: u64) -> Option<TextBuf> {
        let (node, write) = self.numbers.get(usize::try_from(number).ok()?)?;
        let (name, version) = (self.names.get(write.key.index()).map_or("?", String::as_str), write.version.words());
        Some(TextBuf {
            en: format!("Node {node} folded {version} of {name} twice: it was delivered again and nobody noticed."),
            zh: format!("节点 {node} 把 {name} 的 {version} 重放了两次：它被重复送达而没有被发现。"),
        })
    }
}
