//! What every copy holds at each moment of a run, and on which versions answers rest: folded from what protocols record where it happens, whatever the protocol.
//!
//! A copy has two layers: what it has stored ([`Layer::Log`]) and what it shows to readers ([`Layer::State`]). Each is a list of writes in the order in which the copy
//! took them; what is taken back is taken from its end.

use crate::base::ids::{AccountId, CommandId, FactId, NodeId, OpId};
use crate::sim::cast::{Cast, Copies as Who};
use crate::sim::run::AnyRun;
use crate::sim::trace::{Fact, FactKind, Layer, Version, Write};
use crate::sim::world::Status;
use std::collections::BTreeMap;

/// One layer of one copy.
#[derive(Clone, Debug, Default)]
pub struct Holding {
    /// The writes that it holds, and behind them those that it will show again while it replays.
    list: Vec<Write>,
    len: usize,
    places: BTreeMap<Write, usize>,
}

impl Holding {
    /// The writes, in its order.
    pub fn writes(&self) -> &[Write] {
        &self.list[..self.len]
    }

    /// Where it holds a write.
    pub fn place(&self, write: &Write) -> Option<usize> {
        self.places.get(write).copied().filter(|&place| self.writes().get(place) == Some(write))
    }

    /// Takes a write; says where, and whether it is one that it held there before it began to replay. What it held instead will not be shown again: it is gone.
    fn put(&mut self, write: Write) -> (usize, bool, Vec<Write>) {
        let place = self.len;
        let again = self.list.get(place) == Some(&write);
        let mut gone = Vec::new();
        if !again {
            gone = self.list.split_off(place);
            self.list.push(write);
        }
        self.len += 1;
        self.places.insert(write, place);
        (place, again, gone)
    }
}

/// What one fact changed in a copy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change {
    /// A write is held from here on.
    Put {
        /// In which layer.
        layer: Layer,
        /// Where.
        place: usize,
        /// Which write.
        write: Write,
        /// Whether the copy held it there before and only replays.
        again: bool,
        /// What a copy that replays had shown from that place on and does not show again.
        instead_of: Vec<Write>,
    },
    /// Writes were taken back from the end.
    Cut {
        /// From which layer.
        layer: Layer,
        /// Those that are gone, in order.
        gone: Vec<Write>,
    },
}

/// What an answer rests on: one account as one node saw it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seen {
    /// The account.
    pub key: AccountId,
    /// Its version.
    pub version: Version,
    /// Who looked.
    pub node: NodeId,
    /// The fact that tells it.
    pub fact: FactId,
}

/// All copies of a run.
#[derive(Clone, Debug)]
pub struct Copies {
    /// For each node its log and its state.
    nodes: Vec<[Holding; 2]>,
    commands: BTreeMap<CommandId, Vec<Write>>,
    seen: BTreeMap<OpId, Vec<Seen>>,
}

impl Copies {
    /// Copies that hold nothing but what the run began with.
    pub fn new(nodes: u16) -> Copies {
        Copies { nodes: vec![Default::default(); usize::from(nodes)], commands: BTreeMap::new(), seen: BTreeMap::new() }
    }

    /// What a node holds in a layer.
    pub fn of(&self, node: NodeId, layer: Layer) -> &Holding {
        &self.nodes[node.index()][layer as usize]
    }

    /// The writes that a command led to anywhere, in the order in which they first appeared.
    pub fn of_command(&self, command: CommandId) -> &[Write] {
        self.commands.get(&command).map_or(&[], Vec::as_slice)
    }

    /// Takes the next fact; says what it changed.
    pub fn observe(&mut self, id: FactId, event: &Fact, run: &dyn AnyRun) -> Option<Change> {
        match event.what {
            FactKind::Installed { write, layer } => {
                let write = run.write(write);
                let of_command = self.commands.entry(write.command).or_default();
                if !of_command.contains(&write) {
                    of_command.push(write);
                }
                let (place, again, instead_of) = self.nodes[event.node.index()][layer as usize].put(write);
                Some(Change::Put { layer, place, write, again, instead_of })
            }
            FactKind::Removed { keep, layer } => {
                let holding = &mut self.nodes[event.node.index()][layer as usize];
                let keep = (keep as usize).min(holding.len);
                let gone = holding.list[keep..holding.len].to_vec();
                holding.list.truncate(keep);
                holding.len = keep;
                (!gone.is_empty()).then_some(Change::Cut { layer, gone })
            }
            FactKind::Rewound { keep } => {
                let state = &mut self.nodes[event.node.index()][Layer::State as usize];
                state.len = state.len.min(keep as usize);
                None
            }
            FactKind::Observed { observation, .. } => {
                let it = run.observation(observation);
                if it.op != OpId::NOBODY {
                    let seen = Seen { key: it.key, version: it.version, node: event.node, fact: id };
                    self.seen.entry(it.op).or_default().push(seen);
                }
                None
            }
            FactKind::Aborted { op } => {
                if let Some(seen) = self.seen.get_mut(&op) {
                    seen.retain(|it| it.node != event.node);
                }
                None
            }
            _ => None,
        }
    }

    /// What the answer rests on that this fact returned: for each account the last look of whoever answered, or of somebody else whom it asked.
    pub fn rests_on(&self, returned: FactId, op: OpId, run: &dyn AnyRun) -> Vec<Seen> {
        let seen = self.seen.get(&op).map_or(&[][..], Vec::as_slice);
        let who = answerer(returned, run);
        let look = |key| {
            let of_key = || seen.iter().rev().filter(move |it| it.key == key);
            of_key().find(|it| it.node == who).or_else(|| of_key().next()).copied()
        };
        run.operation(op).request.call.accounts().filter_map(look).collect()
    }

    /// The nodes that are meant to keep what is written to an account.
    fn keepers(cast: &Cast, key: AccountId) -> Vec<NodeId> {
        match cast.copies {
            Who::Owned { owner, .. } => vec![owner(key, cast.services)],
            Who::At(part) => vec![cast.node_of(part)],
            Who::Everywhere | Who::Replicas { .. } => (0..cast.services).map(NodeId).collect(),
        }
    }

    /// Whether a write is lost to the group of copies that is meant to keep it, at the cursor: a majority of the group is up and none of it has the write, or a majority
    /// went on without it. Where no majority is up nobody can tell yet.
    pub fn is_lost(&self, write: &Write, run: &dyn AnyRun) -> bool {
        let keepers = Copies::keepers(run.cast(), write.key);
        let up: Vec<&NodeId> = keepers.iter().filter(|&&node| run.node(node).status != Status::Down).collect();
        let layers = |node: NodeId| [self.of(node, Layer::Log), self.of(node, Layer::State)];
        let has = |node: NodeId| layers(node).iter().any(|layer| layer.place(write).is_some());
        let later = |it: &&Write| it.version > write.version && (it.key == write.key || matches!(run.cast().copies, Who::Everywhere));
        let went_on =
            |node: NodeId| !has(node) && layers(node).iter().any(|layer| layer.writes().iter().rev().take(64).any(|it| later(&it)));
        let majority = |count: usize| count * 2 > keepers.len();
        if !majority(up.len()) {
            return false;
        }
        up.iter().all(|&&node| !has(node)) || majority(up.iter().filter(|&&&node| went_on(node)).count())
    }
}

/// Who answered: the node from which the answer came that the asked node handed on, or that node itself.
fn answerer(returned: FactId, run: &dyn AnyRun) -> NodeId {
    let event = run.fact(returned);
    let cause = event.cause.known().map(|cause| run.fact(cause).what);
    if let Some(FactKind::Delivered { flight }) = cause { run.flight(flight).from } else { event.node }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(version: u64) -> Write {
        Write { key: AccountId(0), version: Version(version), command: CommandId(0) }
    }

    #[test]
    fn what_was_taken_back_is_not_held_though_something_else_lies_in_its_place() {
        let mut holding = Holding::default();
        [1, 2].iter().for_each(|&version| _ = holding.put(write(version)));
        holding.list.truncate(1);
        holding.len = 1;
        assert_eq!(holding.put(write(3)), (1, false, vec![]));
        assert_eq!((holding.place(&write(1)), holding.place(&write(2)), holding.place(&write(3))), (Some(0), None, Some(1)));
    }

    #[test]
    fn a_replay_shows_again_what_was_shown_and_notices_what_was_not() {
        let mut holding = Holding::default();
        [1, 2].iter().for_each(|&version| _ = holding.put(write(version)));
        holding.len = 0;
        assert_eq!((holding.put(write(1)), holding.put(write(9))), ((0, true, vec![]), (1, false, vec![write(2)])));
        assert_eq!(holding.writes(), [write(1), write(9)]);
    }
}
