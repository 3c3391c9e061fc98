//! The transactions of a run as its trace tells them, with the order that the versions of each
//! account had.
//!
//! | what | is |
//! | --- | --- |
//! | a transaction | one operation of a client: every write that its command led to, and what it observed |
//! | an order of an operator | a transaction of its own, which reads nothing |
//! | committed | an operation that was surely done; or of which nobody knows, when a write of it is kept |
//! | aborted | an operation that was refused, whatever it wrote; and writes that were taken back before anybody acknowledged them |
//! | lost | a write that was acknowledged and is gone: committed all the same, with its place in the order. The receipt counts it by itself, too |
//! | the order of versions | that of their numbers; two writes with the same number, of which only one is kept: the lost one first |
//!
//! **Writes.** A write is kept where the group of copies that is meant to keep it has it, as
//! [`Copies::is_lost`] says. Where a command was asked for by several operations (a double click),
//! a write belongs to the one whose invocation led to it. What an earlier attempt of an operation
//! wrote and a crash took back is an aborted transaction beside the committed one. Writes between
//! two writes of one operation (it was carried out twice, or compensated) are in its middle: that
//! is a dirty write and its first version an intermediate one, as in Elle, where every version
//! counts and not only the last of a transaction (Adya's `x_i:m`).
//!
//! **Steps.** Where a protocol tells what a transaction writes before it is committed (`Wrote`),
//! what it wrote is committed when anything of it is installed, and aborted when it ends without
//! effect (`Aborted`) or its node crashes; what it then wrote again lies in its middle. A write of
//! which the run does not tell the end is left out. What an aborted transaction saw at that node
//! does not count: its operation is carried out by another one, or not at all.
//!
//! **Parts.** An operation is one transaction whether its protocol makes it one or not, because it
//! is what the client asked for and what a serial bank would carry out at once. A transfer between
//! two owners is committed in two parts, one owner after the other (Garcia-Molina and Salem,
//! *Sagas*, 1987: such a chain is atomic in the end, and isolated never). No part writes over what
//! is not committed; but two transfers in opposite directions whose parts meet the other way round
//! have no order between them, and that is G0 as Adya defines it. It is named so, and its words say
//! that it came of parts. What is committed at one moment at one node is one part.
//!
//! **Reads.** A read rests on the last look at each account of the node that answered, or else of
//! any node. A write, and a refusal that says something about accounts, rests on every look of the
//! attempt that led to it: of several looks at one account through the same layer of the same node
//! only on the last one, because those before were made for decisions that were made again. A look
//! at what the operation itself has written is no read. A refusal that says something about
//! accounts is a read-only transaction: its client was told what somebody saw and goes on from
//! there. Every other refusal says only that whoever was asked could not do it, and nothing rests
//! on what an aborted transaction saw.
//!
//! **Which version was seen** is told by its number: of two writes with the same number the one
//! that the node which looked had taken last, or else any node. A version that no copy ever
//! installed is one that somebody saw and nobody kept: a dirty read of a transaction that is known
//! by nothing else. Version 0 is the state before all.
//!
//! **Time** is that of clients: an operation of which nobody knows never returned.

use crate::base::arrange::Arrange;
use crate::base::ids::{AccountId, CommandId, FactId, NodeId, OpId};
use crate::base::time::Time;
use crate::check::history::trace::Processes;
use crate::check::transactions::txn::{Known, Step, Txns};
use crate::check::value::Value;
use crate::domain::Reply;
use crate::lab::attempts::{Attempts, rests_on};
use crate::lab::copies::{Copies, answerer};
use crate::lab::experiment::Experiment;
use crate::sim::run::AnyRun;
use crate::sim::trace::{FactKind, Layer, Outcome, Version, Write};
use std::collections::{BTreeMap, BTreeSet};

/// The transactions of a run.
#[derive(Debug)]
pub struct Watched {
    /// For the judges of transactions.
    pub txns: Txns,
    /// What each of them is.
    pub places: Vec<Place>,
    /// In how many parts each of them was committed: 1 where all of it was at once.
    pub parts: Vec<u32>,
    /// Operations that were done of which the trace does not tell what they read or wrote.
    pub untold: u32,
}

/// What a transaction is in the run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// An operation of a client.
    Operation(OpId),
    /// What an operation wrote that was taken back, or that was refused.
    TakenBack(OpId),
    /// An order of an operator.
    Operator,
    /// Whoever made a version that somebody saw and no copy ever held.
    Nobody,
}

/// One account as one node looked at it.
#[derive(Clone, Copy, Debug)]
struct Look {
    fact: FactId,
    node: NodeId,
    layer: Layer,
    key: AccountId,
    version: Version,
    /// The write that made it; nothing where there is none.
    write: Option<Write>,
}

#[derive(Clone, Debug, Default)]
struct Op {
    process: u64,
    attempts: Attempts,
    looks: Vec<Look>,
    /// Where it returned, how, and whether with a refusal that says something about accounts.
    returned: Option<(FactId, Outcome, bool)>,
    /// Its writes, each with the fact by which it first appeared.
    writes: Vec<(FactId, Write)>,
}

/// What the trace tells.
#[derive(Default)]
struct Told {
    ops: Vec<Op>,
    /// For each fact the invocation that led to it: the nearest among its causes, however many of
    /// them there are. A transaction that its service begins anew again and again has hundreds.
    led_by: Vec<Option<FactId>>,
    commands: BTreeMap<CommandId, Vec<OpId>>,
    /// Every write, and where it first appeared.
    writes: BTreeMap<Write, FactId>,
    /// The write that has a version at a node, and anywhere: the last one that was taken.
    at: BTreeMap<(NodeId, AccountId, Version), Write>,
    anywhere: BTreeMap<(AccountId, Version), Write>,
    /// The operation that each write belongs to.
    owner: BTreeMap<Write, OpId>,
    /// Writes that some copy held, each with where and when it was first held.
    installed: BTreeMap<Write, (NodeId, Time)>,
    /// What a transaction that is open at a node has written.
    open: BTreeMap<(NodeId, OpId), Vec<Write>>,
    /// Where an operation last committed something at a node.
    settled: BTreeMap<(NodeId, OpId), FactId>,
    /// What was written by a transaction that ended without effect, and not again since.
    undone: BTreeSet<Write>,
    /// Those of them whose transaction was aborted, and not cut off by a crash.
    aborted: BTreeSet<Write>,
    /// What was written by a transaction that committed, before it wrote the same account again.
    between: BTreeSet<Write>,
}

/// Reads the transactions out of a run that is folded to its end. `copies` are as at the cursor,
/// which is there.
pub fn watch(experiment: &Experiment, run: &dyn AnyRun, copies: &Copies) -> Watched {
    let mut told = Told { ops: vec![Op::default(); run.operation_count() as usize], ..Told::default() };
    let mut processes = Processes::default();
    for id in (0..run.fact_count()).map(FactId) {
        told.observe(id, run, &mut processes);
    }
    told.attribute(run);
    told.history(experiment, run, copies)
}

impl Told {
    fn observe(&mut self, id: FactId, run: &dyn AnyRun, processes: &mut Processes) {
        let event = run.fact(id);
        self.led_by.push(match event.what {
            FactKind::Invoked { .. } => Some(id),
            _ => event.cause.known().and_then(|cause| self.led_by[cause.index()]),
        });
        match event.what {
            FactKind::Invoked { op, attempt } => {
                self.ops[op.index()].attempts.push(id);
                if attempt == 0 {
                    let request = run.operation(op).request;
                    self.ops[op.index()].process = u64::from(processes.begin(request.client, op));
                    self.commands.entry(request.command).or_default().push(op);
                }
            }
            FactKind::Returned { op, outcome, reply } => {
                let client = run.operation(op).request.client;
                processes.end(client, op, outcome != Outcome::Info);
                let is_answer = matches!(run.answer(reply).map(|it| it.reply), Some(Reply::Refused(why)) if why.is_answer());
                self.ops[op.index()].returned = Some((id, outcome, is_answer));
            }
            FactKind::Installed { write, .. } => {
                let write = run.write(write);
                self.appears(id, event.node, write);
                self.installed.entry(write).or_insert((event.node, event.at));
                // Of several operations of one command the one that carried it out.
                if let Some(op) = self.asked_by(run, &write, id) {
                    self.settled.insert((event.node, op), id);
                    self.between.extend(self.open.remove(&(event.node, op)).into_iter().flatten());
                }
            }
            FactKind::Wrote { write, op } => {
                let write = run.write(write);
                self.appears(id, event.node, write);
                self.owner.insert(write, op);
                self.open.entry((event.node, op)).or_default().push(write);
            }
            FactKind::Aborted { op } => {
                let gone = self.open.remove(&(event.node, op)).unwrap_or_default();
                self.undone.extend(&gone);
                self.aborted.extend(&gone);
                // What it looked at for something that it committed before counts all the same.
                let settled = self.settled.get(&(event.node, op)).copied();
                self.ops[op.index()].looks.retain(|look| {
                    look.node != event.node || settled.is_some_and(|settled| look.fact < settled)
                });
            }
            FactKind::Crashed { .. } => {
                let (gone, left) = core::mem::take(&mut self.open)
                    .into_iter()
                    .partition(|((node, _), _)| *node == event.node);
                self.open = left;
                let gone: BTreeMap<(NodeId, OpId), Vec<Write>> = gone;
                self.undone.extend(gone.into_values().flatten());
            }
            FactKind::Observed { observation, layer } => {
                let it = run.observation(observation);
                if it.op != OpId::NOBODY {
                    let at = self.at.get(&(event.node, it.key, it.version));
                    let write = at.or_else(|| self.anywhere.get(&(it.key, it.version))).copied();
                    let look =
                        Look { fact: id, node: event.node, layer, key: it.key, version: it.version, write };
                    self.ops[it.op.index()].looks.push(look);
                }
            }
            _ => {}
        }
    }

    /// A write is there from here on, for those who look. One that was aborted before rests on what
    /// its operation saw since.
    fn appears(&mut self, id: FactId, node: NodeId, write: Write) {
        self.undone.remove(&write);
        if self.aborted.remove(&write) {
            self.writes.insert(write, id);
        }
        self.writes.entry(write).or_insert(id);
        self.at.insert((node, write.key, write.version), write);
        self.anywhere.insert((write.key, write.version), write);
    }

    /// Finds for each write the operation that it belongs to, and for each look the write that it
    /// saw where that was installed only later.
    fn attribute(&mut self, run: &dyn AnyRun) {
        for (&write, &fact) in &self.writes {
            let Some(op) = self.asked_by(run, &write, fact) else { continue };
            self.owner.insert(write, op);
            self.ops[op.index()].writes.push((fact, write));
        }
        for look in self.ops.iter_mut().flat_map(|op| &mut op.looks) {
            look.write = look.write.or_else(|| self.anywhere.get(&(look.key, look.version)).copied());
        }
    }

    /// The operation that a write belongs to, which is told by this fact; nothing where an operator
    /// ordered it.
    fn asked_by(&self, run: &dyn AnyRun, write: &Write, fact: FactId) -> Option<OpId> {
        let ops = self.commands.get(&write.command)?;
        let led = || self.invoked(run, fact).filter(|op| ops.contains(op)).unwrap_or(ops[0]);
        Some(match ops[..] {
            [only] => only,
            _ => self.owner.get(write).copied().unwrap_or_else(led),
        })
    }

    /// The operation whose invocation led to a fact.
    fn invoked(&self, run: &dyn AnyRun, fact: FactId) -> Option<OpId> {
        match run.fact(self.led_by[fact.index()]?).what {
            FactKind::Invoked { op, .. } => Some(op),
            _ => None,
        }
    }

    /// The attempt of an operation that led to a fact.
    fn attempt(&self, op: OpId, fact: FactId) -> usize {
        self.ops[op.index()].attempts.led_to(fact, || self.led_by[fact.index()])
    }

    /// Whether nobody can say whether it will ever happen.
    fn is_open(&self, write: &Write) -> bool {
        let is_decided =
            self.installed.contains_key(write) || self.undone.contains(write) || self.between.contains(write);
        !is_decided
    }

    fn is_own(&self, op: OpId, look: &Look) -> bool {
        look.write.is_some_and(|write| self.owner.get(&write) == Some(&op))
    }

    /// The writes of an operation that happened, and those that did not.
    fn fates(&self, run: &dyn AnyRun, copies: &Copies, op: OpId) -> [Vec<(FactId, Write)>; 2] {
        let it = &self.ops[op.index()];
        let outcome = it.returned.map(|(_, outcome, _)| outcome);
        // The attempts whose writes the answer names; where it names none, whatever was written is
        // meant.
        let own = it.looks.iter().filter(|look| self.is_own(op, look)).filter_map(|look| look.write);
        let named: BTreeSet<usize> = own.map(|write| self.attempt(op, self.writes[&write])).collect();
        let acknowledged = |fact: FactId| {
            outcome == Some(Outcome::Ok) && (named.is_empty() || named.contains(&self.attempt(op, fact)))
        };
        let happened = |(fact, write): &(FactId, Write)| {
            let committed =
                self.installed.contains_key(write) && (!copies.is_lost(write, run) || acknowledged(*fact));
            outcome != Some(Outcome::Fail)
                && (committed || self.between.contains(write) && !self.installed.contains_key(write))
        };
        let (yes, no) =
            it.writes.iter().copied().filter(|(_, write)| !self.is_open(write)).partition(happened);
        [yes, no]
    }

    /// In how many parts writes were committed.
    fn parts(&self, happened: &[(FactId, Write)]) -> u32 {
        let moments: BTreeSet<_> =
            happened.iter().filter_map(|(_, write)| self.installed.get(write)).collect();
        moments.len().max(1) as u32
    }

    /// What an operation read whose writes `happened` did.
    fn reads(&self, run: &dyn AnyRun, op: OpId, happened: &[(FactId, Write)]) -> Vec<Look> {
        let it = &self.ops[op.index()];
        let call = run.operation(op).request.call;
        match it.returned {
            Some((returned, Outcome::Ok, _)) if call.is_read() => {
                let who = answerer(returned, it.looks.iter().map(|look| (look.fact, look.node)), run);
                let before = || it.looks.iter().rev().filter(move |look| look.fact < returned);
                let asked = it.attempts.answered(|| self.led_by[returned.index()]);
                let of = |key| {
                    let of_key = before().filter(move |look| look.key == key);
                    let is_of_attempt = |look: &Look| Some(self.attempt(op, look.fact)) == asked;
                    rests_on(of_key, |look| look.node, is_of_attempt, who).copied()
                };
                call.accounts().filter_map(of).collect()
            }
            returned => {
                let mut attempts: BTreeSet<usize> =
                    happened.iter().map(|(fact, _)| self.attempt(op, *fact)).collect();
                let answer = returned.filter(|(_, outcome, is_answer)| match outcome {
                    Outcome::Ok => true,
                    Outcome::Fail => *is_answer && it.writes.is_empty(),
                    Outcome::Info => false,
                });
                if let (true, Some((returned, ..))) = (attempts.is_empty(), answer) {
                    attempts.insert(self.attempt(op, returned));
                }
                let mut last: BTreeMap<(usize, AccountId, NodeId, Layer), Look> = BTreeMap::new();
                for look in it.looks.iter().filter(|look| !self.is_own(op, look)) {
                    let attempt = self.attempt(op, look.fact);
                    if attempts.contains(&attempt) {
                        last.insert((attempt, look.key, look.node, look.layer), *look);
                    }
                }
                last.into_values().collect()
            }
        }
    }

    fn history(&self, experiment: &Experiment, run: &dyn AnyRun, copies: &Copies) -> Watched {
        let mut made = Made::new(experiment);
        let mut untold = 0;
        for op in (0..self.ops.len() as u32).map(OpId) {
            let it = &self.ops[op.index()];
            let [happened, aborted] = self.fates(run, copies, op);
            let mut reads = self.reads(run, op, &happened);
            reads.retain(|look| look.write.is_none_or(|write| !self.is_open(&write)));
            let call = run.operation(op).request.call;
            let done = matches!(it.returned, Some((_, Outcome::Ok, _)));
            let told = if call.is_read() {
                reads.len() == call.accounts().count()
            } else {
                !(happened.is_empty() && reads.is_empty())
            };
            untold += u32::from(done && !told);
            let invoked = run.operation(op).invoked;
            let returned = it
                .returned
                .filter(|(_, outcome, _)| *outcome != Outcome::Info)
                .map(|(fact, ..)| u64::from(fact.0));
            let known = Known {
                process: it.process,
                invoked: u64::from(invoked.0),
                returned,
                committed: true,
                steps: Vec::new(),
            };
            if !reads.is_empty() || !happened.is_empty() {
                made.add(Place::Operation(op), known.clone(), &reads, &happened);
                made.parts.push(self.parts(&happened));
            }
            if !aborted.is_empty() {
                made.add(
                    Place::TakenBack(op),
                    Known { committed: false, returned: None, ..known },
                    &[],
                    &aborted,
                );
                made.parts.push(1);
            }
        }
        for (&write, &fact) in self.writes.iter().filter(|(write, _)| !self.owner.contains_key(write)) {
            let process = u64::MAX - made.all.len() as u64;
            let committed = !copies.is_lost(&write, run);
            let known =
                Known { process, invoked: u64::from(fact.0), returned: None, committed, steps: Vec::new() };
            made.add(Place::Operator, known, &[], &[(fact, write)]);
            made.parts.push(1);
        }
        made.done(|write| !copies.is_lost(write, run), untold)
    }
}

/// Transactions in the numbers of the judges.
struct Made {
    keys: Vec<Value>,
    all: Vec<Known>,
    places: Vec<Place>,
    parts: Vec<u32>,
    versions: Vec<Value>,
    numbers: BTreeMap<Write, u32>,
    /// Versions that nobody ever held.
    nowhere: BTreeMap<(AccountId, Version), u32>,
    /// What was committed of each account.
    committed: Vec<Vec<(FactId, Write)>>,
}

impl Made {
    fn new(experiment: &Experiment) -> Made {
        let keys: Vec<Value> =
            experiment.accounts.iter().map(|account| Value::text(account.name.clone())).collect();
        let committed = vec![Vec::new(); keys.len()];
        let (all, places, parts, versions) = Default::default();
        Made {
            keys,
            all,
            places,
            parts,
            versions,
            numbers: BTreeMap::new(),
            nowhere: BTreeMap::new(),
            committed,
        }
    }

    /// The number of an account; those that were opened in the run are named by theirs.
    fn key(&mut self, account: AccountId) -> u32 {
        while self.keys.len() <= account.index() {
            self.keys.push(Value::Int(self.keys.len() as i64));
            self.committed.push(Vec::new());
        }
        account.0
    }

    fn number(&mut self, write: Write) -> u32 {
        let versions = &mut self.versions;
        *self.numbers.entry(write).or_insert_with(|| {
            versions.push(Value::text(write.version.words()));
            versions.len() as u32 - 1
        })
    }

    fn add(&mut self, place: Place, known: Known, reads: &[Look], writes: &[(FactId, Write)]) {
        let mut steps = Vec::new();
        for look in reads {
            let version = match look.write {
                Some(write) => Some(self.number(write)),
                None if look.version == Version(0) => None,
                None => {
                    let versions = &mut self.versions;
                    Some(*self.nowhere.entry((look.key, look.version)).or_insert_with(|| {
                        versions.push(Value::text(look.version.words()));
                        versions.len() as u32 - 1
                    }))
                }
            };
            steps.push((look.fact, Step::Read(self.key(look.key), version)));
        }
        for &(fact, write) in writes {
            let key = self.key(write.key);
            steps.push((fact, Step::Write(key, self.number(write))));
            if known.committed {
                self.committed[write.key.index()].push((fact, write));
            }
        }
        steps.arrange_by_key(|(fact, _)| *fact);
        self.all.push(Known { steps: steps.into_iter().map(|(_, step)| step).collect(), ..known });
        self.places.push(place);
    }

    fn done(mut self, is_kept: impl Fn(&Write) -> bool, untold: u32) -> Watched {
        for ((account, _), version) in core::mem::take(&mut self.nowhere) {
            let steps = vec![Step::Write(account.0, version)];
            self.all.push(Known { process: u64::MAX, invoked: 0, returned: None, committed: false, steps });
            self.places.push(Place::Nobody);
            self.parts.push(1);
        }
        let order = |writes: &Vec<(FactId, Write)>| {
            let mut writes: Vec<(Version, bool, FactId, Write)> =
                writes.iter().map(|(fact, write)| (write.version, is_kept(write), *fact, *write)).collect();
            writes.sort_unstable();
            writes.into_iter().map(|(.., write)| self.numbers[&write]).collect()
        };
        let orders = self.committed.iter().map(order).collect();
        let (places, parts) = (self.places, self.parts);
        Watched { txns: Txns::known(self.all, self.keys, self.versions, orders), places, parts, untold }
    }
}
