//! An experiment: everything about a run that is known before it begins. Together with the inputs
//! it *is* the run.
//!
//! These are the types of the file format too (see `read` for how files are checked). Units stand
//! last in every name; nothing is a float.

use crate::base::distribution::{Distribution, LONGEST_US};
use crate::base::ids::{ClientId, CommandId, NodeId};
use crate::base::time::Time;
use crate::domain::{Amount, Call};
use crate::protocol::catalog::knob::{Setting, Settings};
use crate::protocol::catalog::{self, CATALOG, Catalog, Entry};
use crate::sim::cast::Cast;
use crate::sim::fault::Exception;
use crate::sim::input::{Action, Input};
use crate::sim::network::Link;
use serde::{Deserialize, Serialize};

/// What `format` says in a file that holds an experiment.
pub const FORMAT: &str = "eventual/experiment";
/// The version of the format and of the engine's semantics: a run is replayed with the semantics it
/// was made with, or refused.
pub const VERSION: u32 = 1;

/// Everything about a run that is known before it begins.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Experiment {
    /// All chance follows from this.
    pub seed: u64,
    /// [`FORMAT`], by which a reader knows the file.
    pub format: String,
    /// [`VERSION`] of the engine that the experiment is written for.
    pub version: u32,
    /// Which way to share state, and how it is set.
    pub protocol: Choice,
    /// How many services, 2 to 7.
    pub nodes: u16,
    /// How long the run is, in microseconds.
    pub duration_us: u64,
    /// The accounts that are open when it begins.
    pub accounts: Vec<Opening>,
    /// Who asks what, how often and until when.
    pub workload: Workload,
    /// Latency, loss and order of messages, for each link.
    pub network: Network,
    /// How long a write takes to reach a disk.
    pub disk: Distribution,
    /// Clocks that are wrong.
    pub clocks: Vec<WrongClock>,
    /// What happens at a planned time: the same actions that a person has.
    pub faults: Vec<Input>,
}

/// Which protocol, and what its knobs are set to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Choice {
    /// The protocol's name in the catalogue.
    pub name: String,
    /// The knobs that are not at their default.
    #[serde(flatten)]
    pub settings: Settings,
}

impl Choice {
    /// A protocol as it is first shown.
    pub fn defaults(entry: &Entry) -> Choice {
        let settings = entry.knobs.iter().map(|knob| (knob.name.to_owned(), knob.default_setting()));
        Choice { name: entry.name.to_owned(), settings: Settings(settings.collect()) }
    }
}

/// An account that is open when the run begins.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Opening {
    /// What it is called.
    pub name: String,
    /// What is in it.
    pub opening: Amount,
}

/// Who asks what, how often and until when.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Workload {
    /// How many clients; they live at the services in turn.
    pub clients: u32,
    /// Whether a client goes to any service, instead of staying at its own.
    pub roaming: bool,
    /// What decides when a client asks next.
    pub pace: Pace,
    /// How often each kind is asked, by weight.
    pub mix: Mix,
    /// How much more the first accounts are asked for: the exponent of a Zipf law, in thousandths;
    /// 0 for all alike.
    pub skew_milli: u32,
    /// The least amount of a deposit, withdrawal or transfer, in the smallest unit; at least 1.
    pub amount_min: Amount,
    /// The most; at least `amount_min`.
    pub amount_max: Amount,
    /// How long a client waits for an answer, in microseconds.
    pub timeout_us: u64,
    /// How often it asks again before it gives up.
    pub retries: u8,
    /// How many operations of a million are clicked twice.
    pub double_click_ppm: u32,
    /// No operation begins after this moment, so that there is time to converge; in microseconds.
    pub until_us: u64,
}

/// What decides when a client asks next.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Pace {
    /// Whatever happens, with exponential waits.
    Open {
        /// The mean wait of one client, in microseconds.
        every_us: u64,
    },
    /// After the last operation returned.
    Closed {
        /// The mean time to think, in microseconds.
        think_us: u64,
    },
    /// As the list says.
    List {
        /// Every operation with its time, in any order.
        operations: Vec<Planned>,
    },
}

/// One operation of a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Planned {
    /// When the operation is asked, from the beginning of the run.
    #[serde(rename = "at_us")]
    pub at: Time,
    /// Who; clients are counted from 0.
    #[serde(default)]
    pub client: ClientId,
    /// At which service; at the client's own if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<NodeId>,
    /// The operation, with its accounts and amounts.
    #[serde(flatten)]
    pub call: Call,
    /// Operations with the same command are the same command, sent again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<CommandId>,
}

/// How often each kind of operation is asked, by weight.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Mix {
    /// The weight of deposits.
    pub deposit: u32,
    /// The weight of withdrawals.
    pub withdraw: u32,
    /// The weight of transfers.
    pub transfer: u32,
    /// Reads of one account.
    pub read: u32,
    /// Reads of several accounts as of one moment.
    #[serde(default)]
    pub audit: u32,
    /// Withdrawals that two accounts cover together.
    #[serde(default)]
    pub withdraw_jointly: u32,
}

/// Latency, loss and order of messages, for each link.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Network {
    /// Every link that is not listed.
    pub link: Link,
    /// Links of their own, one direction each.
    pub links: Vec<OneLink>,
    /// Messages that are treated in a way of their own.
    pub exceptions: Vec<Exception>,
}

/// One direction of one link.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OneLink {
    /// The node that sends on this link.
    pub from: NodeId,
    /// The node that receives on it.
    pub to: NodeId,
    /// What its messages meet, instead of what those of other links meet.
    pub link: Link,
}

/// A clock that is off when the run begins, or runs too fast or too slow.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct WrongClock {
    /// The node whose clock it is.
    pub node: NodeId,
    /// How far it is ahead when the run begins, in microseconds; negative for behind.
    pub skew_us: i64,
    /// How much too fast it runs, in parts per million; negative for too slow.
    pub drift_ppm: i32,
}

impl Experiment {
    /// The same experiment after a change of who takes part. What names a node that is gone goes
    /// with it, and a part keeps what was planned for it, whatever its number is now.
    pub fn recast(&mut self, was: &Cast, keeps_parts: bool) {
        let is = self.cast();
        let now = |node: NodeId| is.number_now(was, keeps_parts, node);
        self.clocks.retain_mut(|clock| {
            now(clock.node).is_some_and(|node| {
                clock.node = node;
                true
            })
        });
        self.network.links.retain_mut(|link| match (now(link.from), now(link.to)) {
            (Some(from), Some(to)) => {
                (link.from, link.to) = (from, to);
                true
            }
            _ => false,
        });
        self.network.exceptions.retain_mut(|it| match (now(it.from), now(it.to)) {
            (Some(from), Some(to)) => {
                (it.from, it.to) = (from, to);
                true
            }
            _ => false,
        });
        self.faults.retain(|input| input.action.nodes().all(|node| now(node).is_some()));
        self.faults
            .iter_mut()
            .for_each(|input| input.action = input.action.renamed(&|node| now(node).unwrap_or(node)));
        if let Pace::List { operations } = &mut self.workload.pace {
            operations
                .iter_mut()
                .for_each(|operation| operation.node = operation.node.filter(|node| is.is_service(*node)));
        }
    }

    /// The same world with another protocol at its default settings: same clients, network, faults
    /// and seed, so that the two can be compared. Orders of operators are each protocol's own, and go.
    pub fn switch_to(&mut self, entry: &Entry) {
        let was = self.cast();
        self.protocol = Choice::defaults(entry);
        self.faults.retain(|input| !matches!(input.action, Action::Order { .. }));
        self.recast(&was, false);
    }

    /// Moves the planned faults as the length of the run was changed, from what it was before, in
    /// microseconds: what lay in the middle lies in the middle.
    pub fn stretch_faults(&mut self, before_us: u64) {
        let (now, before) = (u128::from(self.duration_us), u128::from(before_us.max(1)));
        let moved = |at: Time| {
            let at = u128::from(at.0) * now / before;
            Time(u64::try_from(at).unwrap_or(LONGEST_US).min(LONGEST_US))
        };
        for fault in &mut self.faults {
            fault.at = moved(fault.at);
            if let Action::Cut { heal_at: Some(heal_at), .. } = &mut fault.action {
                *heal_at = moved(*heal_at);
            }
        }
    }

    /// Who takes part: the services, the protocol's own parts, and who holds copies of what.
    pub fn cast(&self) -> Cast {
        self.cast_in(CATALOG)
    }

    /// The same, with a protocol of some catalogue; services alone where the catalogue does not
    /// have it.
    pub fn cast_in(&self, catalog: Catalog) -> Cast {
        let entry = catalog.find(&self.protocol.name);
        entry.map_or_else(
            || Cast::of_services(self.nodes),
            |entry| entry.cast(self.nodes, &self.protocol.settings),
        )
    }

    /// The experiment with which a protocol of the lab is first shown, by its name.
    pub fn of(protocol: &str) -> Option<Experiment> {
        catalog::find(protocol).map(Experiment::first)
    }

    /// The experiment with which a protocol is first shown: three services, a few clients, a
    /// network across a region.
    pub fn first(entry: &Entry) -> Experiment {
        Experiment {
            seed: 31_810,
            format: FORMAT.to_owned(),
            version: VERSION,
            protocol: Choice::defaults(entry),
            nodes: 3,
            duration_us: 8_000_000,
            accounts: [("alice", 500), ("bob", 300), ("carol", 200)]
                .map(|(name, opening)| Opening { name: name.to_owned(), opening })
                .into(),
            workload: Workload {
                clients: 3,
                roaming: false,
                pace: Pace::Open { every_us: 600_000 },
                mix: Mix { deposit: 8, withdraw: 6, transfer: 2, read: 8, audit: 1, withdraw_jointly: 1 },
                skew_milli: 0,
                amount_min: 10,
                amount_max: 90,
                timeout_us: 2_000_000,
                retries: 0,
                double_click_ppm: 0,
                until_us: 6_000_000,
            },
            network: Network {
                link: Link::with_latency(Distribution::LogNormal { median_us: 40_000, sigma_milli: 500 }),
                links: Vec::new(),
                exceptions: Vec::new(),
            },
            disk: Distribution::Constant { us: 2_000 },
            clocks: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// Whether its list of operations is too long for a person to read.
    pub fn is_long(&self) -> bool {
        matches!(&self.workload.pace, Pace::List { operations } if operations.len() > 2_000)
    }

    /// Sets a knob of the protocol.
    pub fn set(&mut self, knob: &str, setting: Setting) {
        self.protocol.settings.0.insert(knob.to_owned(), setting);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::fault::Cut;

    #[test]
    fn planned_faults_keep_their_place_in_a_run_of_another_length() {
        let mut experiment = Experiment::first(&catalog::ENTRIES[0]);
        let cut = Cut::Isolate { node: NodeId(1) };
        let action = Action::Cut { cut, heal_at: Some(Time(4_000_000)) };
        experiment.faults = vec![Input { at: Time(2_000_000), step: 0, action }];
        experiment.duration_us = 80_000_000;
        experiment.stretch_faults(8_000_000);
        let [Input { at, action: Action::Cut { heal_at, .. }, .. }] = experiment.faults.as_slice() else {
            panic!("{:?}", experiment.faults)
        };
        assert_eq!((*at, *heal_at), (Time(20_000_000), Some(Time(40_000_000))));
        // However long, no fault comes later than any run can be.
        experiment.duration_us = LONGEST_US;
        experiment.stretch_faults(1);
        assert_eq!(experiment.faults[0].at, Time(LONGEST_US));
    }
}
