//! What replicas show, as records of logs and effects.

use super::booked::Booked;
use crate::base::ids::{AccountId, FactId, NodeId};
use crate::base::text::Said;
use crate::check::invariant::effects::{self, Effects};
use crate::check::invariant::logs::{Logs, Promise, Record};
use crate::check::value::Value;
use crate::lab::experiment::Experiment;
use crate::lab::shown::{Change, Entry, Shown, Telling, genesis};
use crate::sim::trace::{TraceEvent, What, Word};
use std::collections::{BTreeMap, BTreeSet};

/// Hears what replicas show and take back.
#[derive(Clone, Debug)]
pub struct Entries {
    /// Whether anything that was shown is ever taken back.
    pub append_only: Booked<Logs>,
    /// Whether the logs agree: one for all, or one for each account's stream.
    pub prefix: BTreeMap<Option<AccountId>, Booked<Logs>>,
    /// Whether a replica folds an event more than once.
    pub folded: Booked<Effects>,
    /// Whether an event has an effect outside more than once.
    pub outside: Booked<Effects>,
    /// For each node what it folded, and how many entries of each stream.
    fold: BTreeMap<NodeId, BTreeMap<Entry, usize>>,
    length: BTreeMap<(NodeId, Option<AccountId>), u64>,
    written: BTreeSet<u64>,
}

impl Entries {
    /// Replicas that show nothing but how the run begins.
    pub fn new(telling: Telling, experiment: &Experiment) -> Entries {
        let mut entries = Entries {
            append_only: Booked::new(Logs::new(Promise::AppendOnly)),
            prefix: BTreeMap::new(),
            folded: Booked::default(),
            outside: Booked::default(),
            fold: BTreeMap::new(),
            length: BTreeMap::new(),
            written: BTreeSet::new(),
        };
        for node in 0..experiment.nodes {
            for index in 0..genesis(telling, experiment) as u64 {
                let record = Record::Put { replica: u32::from(node), index, entry: Value::text(format!("#{}", index + 1)) };
                entries.append_only.hear(FactId(0), &record);
            }
        }
        entries
    }

    /// Takes the next fact and what it changed.
    pub fn hear(&mut self, id: FactId, event: &TraceEvent, shown: &Shown, change: Option<Change>) {
        let node = event.node;
        match event.what {
            // The trace does not say which events must have an effect outside, so that one is missing is not found.
            What::Outside { effect: a, .. } => {
                if self.written.remove(&u64::from(a)) {
                    self.outside.hear(id, &effects::Record::Event(u64::from(a)));
                }
                self.outside.hear(id, &effects::Record::Effect(u64::from(a)));
            }
            What::Noted { word: Word::Appended, a, b: 0 } if shown.telling() == Telling::Feed => {
                self.written.insert(u64::from(shown.origins.number(node, a)));
            }
            _ => {}
        }
        match (change, shown.telling()) {
            (Some(Change::Put(place, entry)), Telling::Log) => self.line(id, node, place as u64, entry),
            (Some(Change::Put(_, entry)), Telling::Feed) => self.event(id, node, entry, shown),
            (Some(Change::Cut(length)), _) => {
                let record = Record::Cut { replica: u32::from(node.0), length: length as u64 };
                self.append_only.hear(id, &record);
                self.prefix.values_mut().for_each(|logs| logs.hear(id, &record));
            }
            (Some(Change::Again(..)) | None, _) => {}
        }
    }

    fn line(&mut self, id: FactId, node: NodeId, index: u64, entry: Entry) {
        let record = Record::Put { replica: u32::from(node.0), index, entry: Value::text(entry.words()) };
        self.append_only.hear(id, &record);
        self.logs(None).hear(id, &record);
    }

    fn event(&mut self, id: FactId, node: NodeId, entry: Entry, shown: &Shown) {
        let times = self.fold.entry(node).or_default().entry(entry).or_insert(0);
        *times += 1;
        let first = *times == 1;
        let number = u64::from(node.0) << 32 | entry.number();
        if first {
            self.folded.hear(id, &effects::Record::Event(number));
        }
        self.folded.hear(id, &effects::Record::Effect(number));
        let account = shown.origins.of(entry).map(|origin| origin.account);
        for stream in [None, account] {
            let length = self.length.entry((node, stream)).or_insert(0);
            let record = Record::Put { replica: u32::from(node.0), index: *length, entry: Value::text(entry.words()) };
            // Everybody folds the streams in an order of his own; only each stream has one order.
            if stream.is_none() {
                *length += 1;
                self.append_only.hear(id, &record);
            } else if first {
                *length += 1;
                self.logs(stream).hear(id, &record);
            }
            if account.is_none() {
                break;
            }
        }
    }

    fn logs(&mut self, stream: Option<AccountId>) -> &mut Booked<Logs> {
        self.prefix.entry(stream).or_insert_with(|| Booked::new(Logs::new(Promise::Prefix)))
    }

    /// What is to be said of an event that was folded twice, by the number under which it was heard of.
    pub fn twice(number: u64) -> Said {
        let (node, event) = (number >> 32, number & u64::from(u32::MAX));
        Said {
            en: format!("Node {node} folded event #{event} twice: it was delivered again and nobody noticed."),
            zh: format!("节点 {node} 把事件 #{event} 折叠了两次：它被重复送达而没有被发现。"),
        }
    }
}
