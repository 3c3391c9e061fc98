//! What copies show and take back, as records of logs and effects.

use super::with_facts::WithFacts;
use crate::base::ids::{AccountId, FactId, NodeId};
use crate::base::text::TextBuf;
use crate::check::invariant::Names;
use crate::check::invariant::effects::{self, Effects};
use crate::check::invariant::logs::{Logs, Promise, Record};
use crate::check::value::Value;
use crate::lab::copies::{Change, Copies, Holding};
use crate::lab::experiment::Experiment;
use crate::sim::cast::{Cast, Copies as Who};
use crate::sim::run::AnyRun;
use crate::sim::trace::{Fact, FactKind, Layer, Write};
use std::collections::{BTreeMap, BTreeSet};

/// Logs by the account that each is about; nothing for the one that is about all.
pub type Streams = BTreeMap<Option<AccountId>, WithFacts<Logs>>;

/// Folds what copies show and take back.
#[derive(Clone, Debug)]
pub struct Entries {
    names: Vec<String>,
    /// Whether anything that was shown is ever taken back: of the one log where every service holds
    /// everything, or else of the log of each account.
    pub append_only: Streams,
    /// Whether what copies show agrees, in the same logs.
    pub prefix: Streams,
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
            append_only: Streams::new(),
            prefix: BTreeMap::new(),
            folded: WithFacts::default(),
            outside: WithFacts::default(),
            left: BTreeSet::new(),
            shows: BTreeMap::new(),
            numbers: Vec::new(),
        }
    }

    /// Takes the next fact, which `copies` has taken already, and what it changed there.
    pub fn observe(
        &mut self,
        id: FactId,
        event: &Fact,
        copies: &Copies,
        change: Option<&Change>,
        run: &dyn AnyRun,
    ) {
        let node = event.node;
        if let FactKind::Outside { effect, .. } = event.what {
            // The trace does not say which events must have an effect outside, so that one is
            // missing is not found.
            if self.left.insert(effect) {
                self.outside.observe(id, &effects::Record::Event(u64::from(effect)));
            }
            self.outside.observe(id, &effects::Record::Effect(u64::from(effect)));
        }
        let one_log = matches!(run.cast().copies, Who::Everywhere);
        let stream = |write: &Write| (!one_log).then_some(write.key);
        match change {
            Some(&Change::Put { layer: Layer::State, place, write, again, ref instead_of }) => {
                let state = copies.of(node, Layer::State);
                let shown = &state.writes()[..place];
                self.took_back(id, node, (shown, state), instead_of, stream);
                if again {
                    return;
                }
                let first = self.folds(id, node, write);
                // Copies that each write may reach in another order are values with versions, and no
                // logs: which came first at which copy is nobody's promise.
                let is_log = !matches!(run.cast().copies, Who::Replicas { .. });
                if is_log && (one_log || first) {
                    let before: BTreeSet<&Write> = shown.iter().filter(|it| it.key == write.key).collect();
                    let index = if one_log { place } else { before.len() } as u64;
                    let record = Record::Put { replica: u32::from(node.0), index, entry: self.entry(&write) };
                    let logs =
                        [(&mut self.append_only, Promise::AppendOnly), (&mut self.prefix, Promise::Prefix)];
                    for (streams, promise) in logs {
                        streams
                            .entry(stream(&write))
                            .or_insert_with(|| {
                                let names = Names::new(&run.cast().names());
                                WithFacts::new(Logs::new(promise).called(names))
                            })
                            .observe(id, &record);
                    }
                }
            }
            Some(Change::Cut { layer: Layer::State, gone }) => {
                let state = copies.of(node, Layer::State);
                self.took_back(id, node, (state.writes(), state), gone, stream);
            }
            _ => {}
        }
    }

    /// A node does not show any more what is gone; of what it still shows, this is what it has come
    /// to already if it replays.
    fn took_back(
        &mut self,
        id: FactId,
        node: NodeId,
        (shown, state): (&[Write], &Holding),
        gone: &[Write],
        stream: impl Fn(&Write) -> Option<AccountId>,
    ) {
        gone.iter().for_each(|write| _ = self.shows.remove(&(node, *write)));
        for key in gone.iter().map(&stream).collect::<BTreeSet<_>>() {
            let left = shown.iter().chain(state.again()).filter(|write| stream(write) == key).count();
            let record = Record::Cut { replica: u32::from(node.0), length: left as u64 };
            let logs = [&mut self.append_only, &mut self.prefix].map(|streams| streams.get_mut(&key));
            logs.into_iter().flatten().for_each(|logs| logs.observe(id, &record));
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

    /// What is to be said of a write that a copy took twice, by the number under which it was heard
    /// of.
    pub fn twice(&self, number: u64, cast: &Cast) -> Option<TextBuf> {
        let (node, write) = self.numbers.get(usize::try_from(number).ok()?)?;
        let node = cast.name(*node);
        let (name, version) =
            (self.names.get(write.key.index()).map_or("?", String::as_str), write.version.words());
        Some(TextBuf {
            en: format!(
                "{} applied {version} of {name} twice: the event was delivered again, and the repetition went unnoticed.",
                node.en
            ),
            zh: format!("{}把 {name} 的 {version} 应用了两次：事件被重复送达，却没有被去重。", node.zh),
        })
    }
}
