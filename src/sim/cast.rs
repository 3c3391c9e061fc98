//! Who takes part in a run, and who holds copies of what.
//!
//! An experiment has its services, where clients live, and the protocol's own parts beside them: a
//! database, a broker, a coordinator. Services have the first numbers, parts those behind them.

mod names;

use crate::base::ids::{AccountId, NodeId};
use crate::base::text::Text;
use serde::{Deserialize, Serialize};

/// How a part is drawn, so that a person knows what it is before reading its name.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// It stores: a cylinder.
    Database,
    /// It passes messages on: an arrow.
    Broker,
    /// It decides for others: an octagon.
    Coordinator,
}

/// A node beside the services.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    /// What it is called.
    pub name: Text,
    /// How it is drawn.
    pub shape: Shape,
}

/// Who owns an account, of so many services.
pub type OwnerOf = fn(AccountId, u16) -> NodeId;

/// Which nodes hold copies of what.
#[derive(Clone, Copy, Debug)]
pub enum Copies {
    /// Every service holds the whole state.
    Everywhere,
    /// Every account is owned by one service.
    Owned {
        /// The service that owns an account, among so many services.
        owner: OwnerOf,
        /// Whether every service holds a read model of all accounts beside what it owns.
        read_models: bool,
    },
    /// One part holds the whole state, the services hold nothing: the number of the part, counted
    /// from 0.
    At(u16),
    /// Every key is held by so many services: those from a place on a ring on.
    Replicas {
        /// How many services hold each key.
        of_each: u16,
    },
}

/// Nodes that are meant to hold the same.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    /// The nodes, in order. A group of one is the only copy there is.
    pub members: Vec<NodeId>,
    /// Whether what a member shows is exactly what the group holds, so that members can be compared
    /// by their fingerprints. A service that owns some accounts, or is a replica of some keys,
    /// shows those of other groups too.
    pub whole: bool,
}

impl Group {
    /// Whether its members can agree or differ, and anyone can see which.
    pub fn is_compared(&self) -> bool {
        self.whole && self.members.len() > 1
    }
}

/// Who takes part in a run.
#[derive(Clone, Debug)]
pub struct Cast {
    /// The number of services; they have the first numbers.
    pub services: u16,
    /// The parts beside them.
    pub parts: Vec<Part>,
    /// Who holds copies of what.
    pub copies: Copies,
}

impl Cast {
    /// Services alone, each of which holds the whole state.
    pub fn of_services(services: u16) -> Cast {
        Cast { services, parts: Vec::new(), copies: Copies::Everywhere }
    }

    /// How many nodes there are, services and parts.
    pub fn nodes(&self) -> u16 {
        self.services + self.parts.len() as u16
    }

    /// Whether a node is a service.
    pub fn is_service(&self, node: NodeId) -> bool {
        node.0 < self.services
    }

    /// The part that a node is; nothing for a service.
    pub fn part(&self, node: NodeId) -> Option<&Part> {
        self.parts.get(usize::from(node.0.checked_sub(self.services)?))
    }

    /// The node that a part is.
    pub fn node_of(&self, part: u16) -> NodeId {
        NodeId(self.services + part)
    }

    /// The number that a node has now which had this one in another cast: services keep theirs,
    /// parts come behind the services. Nothing where it is gone; parts are kept only where the
    /// protocol is the same.
    pub fn number_now(&self, was: &Cast, keeps_parts: bool, node: NodeId) -> Option<NodeId> {
        if was.is_service(node) {
            return Some(node).filter(|node| self.is_service(*node));
        }
        let now = self.node_of(node.0 - was.services);
        Some(now).filter(|now| keeps_parts && self.part(*now).is_some())
    }

    /// The service that owns an account, where accounts are owned.
    pub fn owner(&self, account: AccountId) -> Option<NodeId> {
        match self.copies {
            Copies::Owned { owner, .. } => Some(owner(account, self.services)),
            _ => None,
        }
    }

    /// Whether a node holds a copy of an account, as far as accounts are told apart: what another
    /// one answers from, it was told.
    pub fn holds(&self, node: NodeId, account: AccountId) -> bool {
        match self.copies {
            Copies::Everywhere | Copies::Owned { read_models: true, .. } | Copies::Replicas { .. } => {
                self.is_service(node)
            }
            Copies::Owned { owner, read_models: false } => owner(account, self.services) == node,
            Copies::At(part) => self.node_of(part) == node,
        }
    }

    /// Which nodes are meant to hold the same. Every node that holds state is in at least one
    /// group.
    pub fn groups(&self) -> Vec<Group> {
        let services = || (0..self.services).map(NodeId);
        let all = || vec![Group { members: services().collect(), whole: true }];
        match self.copies {
            Copies::Everywhere | Copies::Owned { read_models: true, .. } => all(),
            Copies::Owned { read_models: false, .. } => {
                services().map(|node| Group { members: vec![node], whole: true }).collect()
            }
            Copies::At(part) => vec![Group { members: vec![self.node_of(part)], whole: true }],
            Copies::Replicas { of_each } if of_each >= self.services => all(),
            Copies::Replicas { of_each } => {
                let ring = |first: u16| {
                    let mut members: Vec<NodeId> =
                        (0..of_each).map(|n| NodeId((first + n) % self.services)).collect();
                    members.sort_unstable();
                    Group { members, whole: false }
                };
                (0..self.services).map(ring).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::text;

    const DATABASE: Part = Part { name: text("Database", "数据库"), shape: Shape::Database };

    fn groups(copies: Copies, parts: &[Part]) -> Vec<(Vec<u16>, bool)> {
        let cast = Cast { services: 3, parts: parts.to_vec(), copies };
        cast.groups()
            .iter()
            .map(|group| (group.members.iter().map(|node| node.0).collect(), group.is_compared()))
            .collect()
    }

    fn by_number(account: AccountId, services: u16) -> NodeId {
        NodeId((account.0 % u32::from(services)) as u16)
    }

    #[test]
    fn only_those_who_hold_the_same_are_compared() {
        let all = vec![(vec![0, 1, 2], true)];
        assert_eq!(groups(Copies::Everywhere, &[]), all);
        assert_eq!(groups(Copies::Owned { owner: by_number, read_models: true }, &[]), all);
        let alone = [(vec![0], false), (vec![1], false), (vec![2], false)];
        assert_eq!(groups(Copies::Owned { owner: by_number, read_models: false }, &[]), alone);
        assert_eq!(groups(Copies::At(0), &[DATABASE]), [(vec![3], false)]);
        assert_eq!(groups(Copies::Replicas { of_each: 3 }, &[]), all);
        assert_eq!(
            groups(Copies::Replicas { of_each: 2 }, &[]),
            [(vec![0, 1], false), (vec![1, 2], false), (vec![0, 2], false)]
        );
    }

    #[test]
    fn parts_have_the_numbers_behind_the_services() {
        let cast = Cast {
            services: 3,
            parts: vec![DATABASE],
            copies: Copies::Owned { owner: by_number, read_models: false },
        };
        assert_eq!(
            (cast.nodes(), cast.node_of(0), cast.is_service(NodeId(2)), cast.is_service(NodeId(3))),
            (4, NodeId(3), true, false)
        );
        assert_eq!(
            (cast.part(NodeId(2)), cast.part(NodeId(3)), cast.part(NodeId(4))),
            (None, Some(&DATABASE), None)
        );
        let smaller = Cast { services: 2, ..cast.clone() };
        assert_eq!(
            [0, 2, 3].map(|node| smaller.number_now(&cast, true, NodeId(node))),
            [Some(NodeId(0)), None, Some(NodeId(2))]
        );
        assert_eq!(smaller.number_now(&cast, false, NodeId(3)), None);
        assert_eq!(cast.owner(AccountId(4)), Some(NodeId(1)));
        assert_eq!(Cast::of_services(2).owner(AccountId(4)), None);
        let holders =
            |cast: &Cast| (0..4).filter(|&node| cast.holds(NodeId(node), AccountId(4))).collect::<Vec<_>>();
        assert_eq!((holders(&cast), holders(&Cast::of_services(2))), (vec![1], vec![0, 1]));
        assert_eq!(holders(&Cast { copies: Copies::At(0), ..cast }), [3]);
    }
}
