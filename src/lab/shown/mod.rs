//! What each replica showed to clients at each moment of a run, as far as the trace tells it, and which operation each entry of it came from.
//!
//! Protocols tell what they append, apply and take back in the field's standard words. So nobody has to look into a node, and the fold goes on as the run plays.
//!
//! | protocol | an entry | is told by | what a client is shown |
//! | --- | --- | --- | --- |
//! | log shipping | a line: its epoch and its index | `Appended(index, epoch)` | the lines that are applied |
//! | event sourcing | an event: its number in the whole bank | `Appended(position)`, `Applied(place, number)` | the events that are folded; at the owner, its streams |

mod origin;
mod replica;

pub use origin::Origin;
pub use replica::{Entry, Replica};

use super::experiment::Experiment;
use crate::base::ids::{FactId, FlightId, NodeId};
use crate::sim::fact::Meaning;
use crate::sim::session::Session;
use crate::sim::trace::{TraceEvent, What};
use origin::Origins;
use std::collections::BTreeMap;
use std::rc::Rc;

/// What messages are called that carry the answer to a read from one node to another.
const ANSWERS: [&str; 2] = ["answer", "balance"];

/// How a protocol tells what it shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Telling {
    /// One log for all, as in log shipping.
    Log,
    /// Streams with an owner each, which everybody folds in an order of his own, as in event sourcing.
    Feed,
}

impl Telling {
    /// How the protocol of an experiment tells it; nothing where its words are not known here.
    pub fn of(experiment: &Experiment) -> Option<Telling> {
        match experiment.protocol.name.as_str() {
            "log-shipping" => Some(Telling::Log),
            "event-sourcing" => Some(Telling::Feed),
            _ => None,
        }
    }
}

/// How many entries every replica shows when the run begins: in a shared log each account is opened, and what is in it is paid in.
pub fn genesis(telling: Telling, experiment: &Experiment) -> usize {
    match telling {
        Telling::Log => experiment.accounts.iter().map(|account| if account.opening == 0 { 1 } else { 2 }).sum(),
        Telling::Feed => 0,
    }
}

/// What one fact changed in what a replica shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// An entry that was not there before is shown, at this place.
    Put(usize, Entry),
    /// An entry is shown again that had been shown at this place before: a replay.
    Again(usize, Entry),
    /// Only so many entries are shown any more.
    Cut(usize),
}

/// What all replicas show.
#[derive(Clone, Debug)]
pub struct Shown {
    telling: Telling,
    replicas: Vec<Rc<Replica>>,
    /// Who wrote what.
    pub origins: Origins,
    /// What the sender showed when it sent an answer that is still on its way.
    answering: BTreeMap<FlightId, Rc<Replica>>,
}

impl Shown {
    /// Replicas as they are before the run begins.
    pub fn new(telling: Telling, experiment: &Experiment) -> Shown {
        let replica = Rc::new(Replica::with_genesis(genesis(telling, experiment)));
        let replicas = vec![replica; usize::from(experiment.cast().nodes())];
        Shown { telling, replicas, origins: Origins::new(experiment.nodes, telling == Telling::Feed), answering: BTreeMap::new() }
    }

    /// Takes the next fact; says what it changed in what its node shows.
    pub fn hear(&mut self, event: &TraceEvent, session: &dyn Session) -> Option<Change> {
        let node = event.node;
        match event.what {
            What::Noted { .. } => self.noted(node, session.meaning(&event.what)?, event, session),
            What::Restarted { .. } | What::Ordered { .. } if self.telling == Telling::Feed => {
                // A projection that begins again shows less than before until it has folded its next event, and nobody is told how much less.
                self.replica(node).sure = false;
                None
            }
            What::Sent { flight } => {
                if ANSWERS.contains(&session.flight(flight).label.name.en) {
                    self.answering.insert(flight, Rc::clone(&self.replicas[node.index()]));
                }
                None
            }
            What::Duplicated { flight, copy } => {
                if let Some(replica) = self.answering.get(&flight).cloned() {
                    self.answering.insert(copy, replica);
                }
                None
            }
            _ => None,
        }
    }

    fn replica(&mut self, node: NodeId) -> &mut Replica {
        Rc::make_mut(&mut self.replicas[node.index()])
    }

    fn noted(&mut self, node: NodeId, note: (Meaning, u32, u32), event: &TraceEvent, session: &dyn Session) -> Option<Change> {
        let telling = self.telling;
        let place = (note.1 as usize).saturating_sub(1);
        match (note.0, telling) {
            (Meaning::Appended, _) => {
                let entry = match telling {
                    Telling::Log => Entry::line(note.2, note.1),
                    Telling::Feed => Entry::event(self.origins.number(node, note.1)),
                };
                self.origins.learn(entry, node, event, session);
                let replica = self.replica(node);
                if telling == Telling::Log {
                    replica.append(place, entry)
                } else {
                    replica.store(place, entry)
                }
                None
            }
            (Meaning::Applied, Telling::Log) => self.replica(node).apply(place),
            (Meaning::Applied, Telling::Feed) => self.replica(node).fold(place, Entry::event(note.2)),
            (Meaning::PassedOver, Telling::Feed) => {
                self.replica(node).pass_over();
                None
            }
            (Meaning::Truncated, _) => self.replica(node).truncate(note.1 as usize),
            (Meaning::Rebuilt, _) => {
                self.replica(node).rebuilt(note.1 as usize);
                None
            }
            _ => None,
        }
    }

    /// What a node shows now.
    pub fn at(&self, node: NodeId) -> &Replica {
        &self.replicas[node.index()]
    }

    /// Who answered what was returned by this fact, and what it showed when it did.
    pub fn answered(&self, returned: FactId, session: &dyn Session) -> (NodeId, Rc<Replica>) {
        let event = session.fact(returned);
        if let Some(cause) = event.cause.known()
            && let What::Delivered { flight } = session.fact(cause).what
            && let Some(replica) = self.answering.get(&flight)
        {
            return (session.flight(flight).from, Rc::clone(replica));
        }
        (event.node, Rc::clone(&self.replicas[event.node.index()]))
    }

    /// How many replicas there are.
    pub fn count(&self) -> usize {
        self.replicas.len()
    }

    /// How the protocol tells it.
    pub fn telling(&self) -> Telling {
        self.telling
    }
}
