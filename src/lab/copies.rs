//! What every copy holds at each moment of a run, and on which versions answers rest: folded from
//! what protocols record where it happens, whatever the protocol.
//!
//! A copy has two layers: what it has stored ([`Layer::Log`]) and what it shows to readers
//! ([`Layer::State`]). Each is a list of writes in the order in which the copy took them; what is
//! taken back is taken from its end.

use crate::base::ids::{AccountId, CommandId, FactId, NodeId, OpId};
use crate::lab::attempts::{Attempts, rests_on};
use crate::sim::cast::{Cast, Copies as Who};
use crate::sim::run::AnyRun;
use crate::sim::trace::{Fact, FactKind, Layer, Version, Write};
use crate::sim::world::Status;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// One layer of one copy.
#[derive(Clone, Debug, Default)]
pub struct Holding {
    /// The writes that it holds.
    list: Vec<Write>,
    /// Those that it held before it began to replay and has not come to again.
    again: VecDeque<Write>,
    places: BTreeMap<Write, usize>,
}

impl Holding {
    /// The writes, in its order.
    pub fn writes(&self) -> &[Write] {
        &self.list
    }

    /// The writes that it held before it began to replay and has not come to again, in their order.
    pub fn again(&self) -> impl Iterator<Item = &Write> {
        self.again.iter()
    }

    /// Where it holds a write.
    pub fn place(&self, write: &Write) -> Option<usize> {
        self.places.get(write).copied().filter(|&place| self.list.get(place) == Some(write))
    }

    /// Takes a write; says where, whether it is one that the replay had to come to, and what will
    /// not be shown again.
    ///
    /// A replay comes to writes in the order in which they were shown, so what it passes over is
    /// gone, and with it what lay behind that in the same log. All accounts are in one log, or each
    /// has a log of its own: then a write that was not shown before takes nothing from other
    /// accounts. Where nobody replays a stream, and each account is told again what it has to do,
    /// accounts do not wait for each other either.
    fn put(&mut self, write: Write, logs: Logs) -> (usize, bool, Vec<Write>) {
        let one_log = logs == Logs::One;
        let place = self.list.len();
        let was = self.again.iter().position(|it| *it == write);
        let (known, mut gone) = (was == Some(0), Vec::new());
        if known {
            self.again.pop_front();
        } else if !self.again.is_empty() {
            let before = self.again.iter().take(was.unwrap_or(0)).map(|it| it.key);
            let passed: BTreeSet<AccountId> =
                before.filter(|&key| logs != Logs::Apart || key == write.key).collect();
            let is_left =
                |it: &Write| !one_log && !passed.contains(&it.key) && (was.is_some() || it.key != write.key);
            gone = self.again.iter().filter(|it| !is_left(it)).copied().collect();
            self.again.retain(is_left);
        }
        let again = known
            || self.again.iter().position(|it| *it == write).and_then(|at| self.again.remove(at)).is_some();
        self.list.push(write);
        self.places.insert(write, place);
        (place, again, gone)
    }

    /// Takes back all but the first `keep` writes, those among them that a replay has yet to come
    /// to; says which are gone.
    fn keep(&mut self, keep: usize) -> Vec<Write> {
        let mut gone = self.list.split_off(keep.min(self.list.len()));
        gone.extend(self.again.drain((keep - self.list.len()).min(self.again.len())..));
        gone
    }

    /// Begins to replay behind the first `keep` writes. They may be more than it showed: a node that
    /// looked back and crashed starts from the state on its disk.
    fn rewind(&mut self, keep: usize) {
        let more = keep.saturating_sub(self.list.len()).min(self.again.len());
        for write in self.again.drain(..more) {
            self.places.insert(write, self.list.len());
            self.list.push(write);
        }
        self.list.drain(keep.min(self.list.len())..).rev().for_each(|write| self.again.push_front(write));
    }
}

/// How the logs of accounts hang together at a copy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Logs {
    /// All accounts are in one log.
    One,
    /// Each has its own, and a copy comes to all of them in one order.
    InOneStream,
    /// Each has its own, and no order holds between them.
    Apart,
}

/// What one fact changed in a copy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change {
    /// A write is held from here on.
    Put {
        /// The layer of the copy, log or state.
        layer: Layer,
        /// Its place in the layer, from 0.
        place: usize,
        /// Key, version and command of the write.
        write: Write,
        /// Whether the copy held it before and only replays.
        again: bool,
        /// What a copy that replays had shown and will not show again.
        instead_of: Vec<Write>,
    },
    /// Writes were taken back from the end.
    Cut {
        /// The layer of the copy, log or state.
        layer: Layer,
        /// Those that are gone, in order.
        gone: Vec<Write>,
    },
}

/// What an answer rests on: one account as one node saw it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seen {
    /// The account that was read or decided about.
    pub key: AccountId,
    /// The version of that account in the copy that was looked at.
    pub version: Version,
    /// The node whose copy was looked at.
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
    /// Operations that their clients asked for again, with every attempt.
    asked_again: BTreeMap<OpId, Attempts>,
}

impl Copies {
    /// Copies that hold nothing but what the run began with.
    pub fn new(nodes: u16) -> Copies {
        Copies {
            nodes: vec![Default::default(); usize::from(nodes)],
            commands: BTreeMap::new(),
            seen: BTreeMap::new(),
            asked_again: BTreeMap::new(),
        }
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
                let logs = match run.cast().copies {
                    Who::Everywhere => Logs::One,
                    Who::Owned { read_models: false, .. } => Logs::Apart,
                    _ => Logs::InOneStream,
                };
                let (place, again, instead_of) =
                    self.nodes[event.node.index()][layer as usize].put(write, logs);
                Some(Change::Put { layer, place, write, again, instead_of })
            }
            FactKind::Removed { keep, layer } => {
                let gone = self.nodes[event.node.index()][layer as usize].keep(keep as usize);
                (!gone.is_empty()).then_some(Change::Cut { layer, gone })
            }
            FactKind::Rewound { keep } => {
                self.nodes[event.node.index()][Layer::State as usize].rewind(keep as usize);
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
            FactKind::Invoked { op, attempt: 1.. } => {
                let first = || Attempts::first(run.operation(op).invoked);
                self.asked_again.entry(op).or_insert_with(first).push(id);
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

    /// The versions that an answer rests on: for each account the last one that the answering node
    /// looked at, or that a node which it asked looked at, for the attempt that it answers.
    pub fn rests_on(&self, returned: FactId, op: OpId, run: &dyn AnyRun) -> Vec<Seen> {
        let seen = self.seen.get(&op).map_or(&[][..], Vec::as_slice);
        let who = self.answerer(returned, op, run);
        let request = run.operation(op).request;
        let Some(attempts) = self.asked_again.get(&op) else {
            let look = |key| {
                let of_key = seen.iter().rev().filter(move |it| it.key == key);
                rests_on(of_key, |it| it.node, |_| true, who).copied()
            };
            return request.call.accounts().filter_map(look).collect();
        };
        let led = |fact| led_by(fact, run);
        let asked = attempts.answered(|| led(returned));
        let is_of_attempt = |it: &Seen| Some(attempts.led_to(it.fact, || led(it.fact))) == asked;
        // What was written is told when the disk has it, and a disk that several operations waited for
        // is led to by one of them: such a look may be for any attempt.
        let its_writes = if request.call.is_read() { &[] } else { self.of_command(request.command) };
        let is_told = |it: &&Seen| {
            let is_its_write = |write: &Write| (write.key, write.version) == (it.key, it.version);
            its_writes.iter().any(is_its_write)
                && attempts.answered(|| led(it.fact)).is_none_or(|attempt| Some(attempt) == asked)
        };
        let look = |key| {
            let of_key = seen.iter().rev().filter(move |it| it.key == key);
            let told = of_key.clone().find(is_told);
            told.or_else(|| rests_on(of_key, |it| it.node, is_of_attempt, who)).copied()
        };
        request.call.accounts().filter_map(look).collect()
    }

    /// Who answered an operation.
    pub(super) fn answerer(&self, returned: FactId, op: OpId, run: &dyn AnyRun) -> NodeId {
        let seen = self.seen.get(&op).map_or(&[][..], Vec::as_slice);
        answerer(returned, seen.iter().map(|it| (it.fact, it.node)), run)
    }

    /// Forgets what an operation looked at: it was answered.
    pub(super) fn forget(&mut self, op: OpId) {
        self.seen.remove(&op);
        self.asked_again.remove(&op);
    }

    /// Whose copies tell what a node knew of an account when it looked: its own, or, where it holds
    /// none and only was told a version, those of the keepers. Where several services hold each key,
    /// whoever answers was told by some of them.
    pub fn holders_for(&self, node: NodeId, key: AccountId, cast: &Cast) -> Vec<NodeId> {
        let is_told = matches!(cast.copies, Who::Replicas { .. }) || !cast.holds(node, key);
        if is_told { Copies::keepers(cast, key) } else { vec![node] }
    }

    /// The nodes that are meant to keep what is written to an account.
    fn keepers(cast: &Cast, key: AccountId) -> Vec<NodeId> {
        match cast.copies {
            Who::Owned { owner, .. } => vec![owner(key, cast.services)],
            Who::At(part) => vec![cast.node_of(part)],
            Who::Everywhere | Who::Replicas { .. } => (0..cast.services).map(NodeId).collect(),
        }
    }

    /// Whether a write is lost to the group of copies that is meant to keep it, at the cursor: a
    /// majority of the group is up and none of it has the write, or a majority went on without it.
    /// Where no majority is up nobody can tell yet.
    pub fn is_lost(&self, write: &Write, run: &dyn AnyRun) -> bool {
        let keepers = Copies::keepers(run.cast(), write.key);
        let up: Vec<&NodeId> =
            keepers.iter().filter(|&&node| run.node(node).status != Status::Down).collect();
        let layers = |node: NodeId| [self.of(node, Layer::Log), self.of(node, Layer::State)];
        let has = |node: NodeId| layers(node).iter().any(|layer| layer.place(write).is_some());
        let later = |it: &&Write| {
            it.version > write.version
                && (it.key == write.key || matches!(run.cast().copies, Who::Everywhere))
        };
        let went_on = |node: NodeId| {
            !has(node)
                && layers(node).iter().any(|layer| layer.writes().iter().rev().take(64).any(|it| later(&it)))
        };
        let majority = |count: usize| count * 2 > keepers.len();
        if !majority(up.len()) {
            return false;
        }
        up.iter().all(|&&node| !has(node)) || majority(up.iter().filter(|&&&node| went_on(node)).count())
    }
}

/// The invocation that led to a fact: the nearest among its causes.
fn led_by(mut fact: FactId, run: &dyn AnyRun) -> Option<FactId> {
    loop {
        let event = run.fact(fact);
        if matches!(event.what, FactKind::Invoked { .. }) {
            return Some(fact);
        }
        fact = event.cause.known()?;
    }
}

/// Who answered: the node from which the answer came that the asked node handed on, or that node
/// itself. Not every message that leads to an answer is one: where the asked node looked for itself
/// when the message came, it was an acknowledgement that its own answer waited for. `looks` are
/// those of the operation, each with its node.
pub(super) fn answerer(
    returned: FactId,
    mut looks: impl Iterator<Item = (FactId, NodeId)>,
    run: &dyn AnyRun,
) -> NodeId {
    let event = run.fact(returned);
    match event.cause.known().map(|cause| run.fact(cause).what) {
        Some(FactKind::Delivered { flight })
            if !looks.any(|(look, node)| node == event.node && run.fact(look).cause == event.cause) =>
        {
            run.flight(flight).from
        }
        _ => event.node,
    }
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
        [1, 2].iter().for_each(|&version| _ = holding.put(write(version), Logs::One));
        assert_eq!(holding.keep(1), [write(2)]);
        assert_eq!(holding.put(write(3), Logs::One), (1, false, vec![]));
        assert_eq!(
            (holding.place(&write(1)), holding.place(&write(2)), holding.place(&write(3))),
            (Some(0), None, Some(1))
        );
    }

    #[test]
    fn a_replay_shows_again_what_was_shown_and_notices_what_was_not() {
        let mut holding = Holding::default();
        [1, 2].iter().for_each(|&version| _ = holding.put(write(version), Logs::One));
        holding.rewind(0);
        assert_eq!(holding.put(write(1), Logs::One), (0, true, vec![]));
        assert_eq!(holding.put(write(9), Logs::One), (1, false, vec![write(2)]));
        assert_eq!(holding.writes(), [write(1), write(9)]);
    }

    #[test]
    fn a_node_that_looked_back_and_crashed_starts_with_more_than_it_showed() {
        let mut holding = Holding::default();
        [1, 2].iter().for_each(|&version| _ = holding.put(write(version), Logs::One));
        holding.rewind(0);
        holding.rewind(1);
        assert_eq!(holding.writes(), [write(1)]);
        assert_eq!(
            holding.put(write(2), Logs::One),
            (1, true, vec![]),
            "it comes to the second, not to the first"
        );
    }

    #[test]
    fn where_each_account_has_a_log_of_its_own_a_replay_may_come_to_more_of_one_and_takes_nothing_from_the_others()
     {
        let of = |account, version| Write { key: AccountId(account), ..write(version) };
        let mut shown = Holding::default();
        [of(0, 1), of(1, 1), of(0, 2)].iter().for_each(|&write| _ = shown.put(write, Logs::InOneStream));
        shown.rewind(0);
        let mut more = shown.clone();
        assert_eq!(
            [of(0, 1), of(2, 1), of(1, 1), of(0, 2)].map(|write| more.put(write, Logs::InOneStream).1),
            [true, false, true, true]
        );
        // What it passes over is gone, and so is what lay behind that in the same log, even if it
        // is shown: it has another place there.
        let mut less = shown.clone();
        assert_eq!(less.put(of(1, 1), Logs::InOneStream), (0, true, vec![of(0, 1), of(0, 2)]));
        assert_eq!(less.put(of(0, 2), Logs::InOneStream), (1, false, vec![]));
        // Where accounts are told apart what they have to do, only its own log waits for a write.
        let mut apart = shown.clone();
        assert_eq!(apart.put(of(1, 1), Logs::Apart), (0, true, vec![]));
        assert_eq!(apart.put(of(0, 2), Logs::Apart), (1, false, vec![of(0, 1), of(0, 2)]));
        // Something else in the place of what was shown.
        shown.put(of(0, 1), Logs::InOneStream);
        assert_eq!(shown.put(of(0, 3), Logs::InOneStream), (1, false, vec![of(0, 2)]));
        assert_eq!(shown.put(of(1, 1), Logs::InOneStream), (2, true, vec![]));
    }
}
