//! How each copy stands to the newest one of its group: it is the newest, it is so many versions
//! behind on the same way, or it went another way.
//!
//! Each copy is a list of writes in the order in which it shows them. Where every service holds one
//! log, that is one stream; elsewhere each account has a stream of its own. The reference of a
//! stream is the copy at a node that is up whose last version is the highest; among equals the
//! owner's. A copy that is the beginning of the reference is behind by what it lacks; any other
//! one has a history of its own. So the copy that is ahead of all others is never the odd one out.
//!
//! Beginnings are compared by one number: every write carries the digest of all writes up to it.

use crate::base::ids::{AccountId, FactId, NodeId};
use crate::sim::cast::{Cast, Copies, Group};
use crate::sim::run::AnyRun;
use crate::sim::trace::{Fact, FactKind, Layer, Write};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::rc::Rc;

/// How a copy stands to the newest one of its group.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stands {
    /// Nobody who is up has more.
    Newest,
    /// What it shows is the beginning of what the newest copy shows.
    Behind {
        /// How many versions it lacks, at least 1.
        versions: u32,
    },
    /// It shows something that the newest copy does not, or not in that order.
    Elsewhere,
}

/// A write in a stream: its version, and the digest of the stream up to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Link {
    version: u64,
    chain: u64,
}

/// What one node shows.
#[derive(Clone, Debug, Default)]
struct Shown {
    streams: BTreeMap<u32, Vec<Link>>,
    /// The stream of each write, in the order in which the node shows them.
    order: Vec<u32>,
    /// The streams in which it is not the newest: by how much, or nothing for another way.
    off: BTreeMap<u32, Option<u32>>,
    state: u64,
    is_down: bool,
}

impl Shown {
    fn put(&mut self, stream: u32, write: &Write) {
        let links = self.streams.entry(stream).or_default();
        let before = links.last().map_or(0, |link| link.chain);
        links.push(Link { version: write.version.0, chain: chained(before, write) });
        self.order.push(stream);
    }

    /// Only the first `keep` writes are left; says which streams became shorter.
    fn keep(&mut self, keep: usize) -> Vec<u32> {
        let mut gone = self.order.split_off(keep.min(self.order.len()));
        for stream in &gone {
            self.streams.get_mut(stream).and_then(Vec::pop);
        }
        gone.sort_unstable();
        gone.dedup();
        gone
    }

    fn links(&self, stream: u32) -> &[Link] {
        self.streams.get(&stream).map_or(&[], Vec::as_slice)
    }

    fn stands(&self) -> Stands {
        match self.off.values().copied().try_fold(0u32, |sum, behind| Some(sum.saturating_add(behind?))) {
            None => Stands::Elsewhere,
            Some(0) => Stands::Newest,
            Some(versions) => Stands::Behind { versions },
        }
    }
}

/// The digest of a stream that goes on with a write (the finaliser of SplitMix64 over each word).
fn chained(before: u64, write: &Write) -> u64 {
    let words = [u64::from(write.key.0), write.version.0, u64::from(write.command.0)];
    words.into_iter().fold(before, |sum, word| {
        let mixed = (sum ^ word).wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    })
}

/// Where a copy stands from a fact on.
#[derive(Clone, Copy, Debug)]
struct Turn {
    /// How many facts lie before it.
    facts: u32,
    stands: Option<Stands>,
}

/// How all copies of a run stand, kept up to date fact by fact.
#[derive(Clone, Debug)]
pub struct Standings {
    cast: Rc<Cast>,
    /// The groups whose members can be compared.
    groups: Vec<Group>,
    shown: Vec<Shown>,
    turns: Vec<Vec<Turn>>,
}

impl Standings {
    /// Copies that hold nothing but what the run began with.
    pub fn new(cast: &Cast) -> Standings {
        let groups: Vec<Group> = cast.groups().into_iter().filter(Group::is_compared).collect();
        let nodes = usize::from(cast.nodes());
        let compared = |node| groups.iter().any(|group| group.members.contains(&NodeId(node)));
        let turns = (0..cast.nodes())
            .map(|node| vec![Turn { facts: 0, stands: compared(node).then_some(Stands::Newest) }])
            .collect();
        Standings { cast: Rc::new(cast.clone()), groups, shown: vec![Shown::default(); nodes], turns }
    }

    /// Takes the next fact.
    pub fn observe(&mut self, id: FactId, event: &Fact, run: &dyn AnyRun) {
        if self.groups.is_empty() {
            return;
        }
        let node = event.node.index();
        let changed: Vec<u32> = match event.what {
            FactKind::Installed { write, layer: Layer::State } => {
                let write = run.write(write);
                let stream = self.stream(write.key);
                self.shown[node].put(stream, &write);
                vec![stream]
            }
            FactKind::Removed { keep, layer: Layer::State } | FactKind::Rewound { keep } => {
                self.shown[node].keep(keep as usize)
            }
            FactKind::Became { state } => {
                self.shown[node].state = state;
                Vec::new()
            }
            FactKind::Crashed { .. } | FactKind::Restarted { .. } => {
                self.shown[node].is_down = matches!(event.what, FactKind::Crashed { .. });
                self.shown.iter().flat_map(|shown| shown.streams.keys().copied()).collect()
            }
            _ => return,
        };
        for stream in changed {
            self.compare(stream);
        }
        self.publish(id.0 + 1);
    }

    /// How a node stands before so many facts; nothing where it is down or compared with nobody.
    pub fn of(&self, node: NodeId, facts: u32) -> Option<Stands> {
        let turns = &self.turns[node.index()];
        turns[turns.partition_point(|turn| turn.facts <= facts).saturating_sub(1)].stands
    }

    /// Whether some copy went another way, as far as the run is known.
    pub fn is_forked(&self) -> bool {
        self.turns.iter().any(|turns| turns.last().is_some_and(|it| it.stands == Some(Stands::Elsewhere)))
    }

    fn stream(&self, key: AccountId) -> u32 {
        if matches!(self.cast.copies, Copies::Everywhere) { 0 } else { key.0 }
    }

    /// Holds every copy of a stream against the reference of its group.
    fn compare(&mut self, stream: u32) {
        for group in &self.groups {
            let up = || group.members.iter().copied().filter(|node| !self.shown[node.index()].is_down);
            let owner = self.cast.owner(AccountId(stream));
            let rank = |node: &NodeId| {
                let links = self.shown[node.index()].links(stream);
                let last = links.last().map_or(0, |link| link.version);
                (last, Some(*node) == owner, links.len(), core::cmp::Reverse(node.0))
            };
            let Some(newest) = up().max_by_key(rank) else { continue };
            let off: Vec<(NodeId, Option<u32>)> = up()
                .map(|node| {
                    let (mine, theirs) =
                        (self.shown[node.index()].links(stream), self.shown[newest.index()].links(stream));
                    (node, self.lacks(mine, theirs))
                })
                .collect();
            for (node, lacks) in off {
                let known = &mut self.shown[node.index()].off;
                if lacks == Some(0) {
                    known.remove(&stream);
                } else {
                    known.insert(stream, lacks);
                }
            }
        }
    }

    /// How many versions a copy lacks; nothing where it is no beginning of the other one.
    fn lacks(&self, mine: &[Link], theirs: &[Link]) -> Option<u32> {
        let Some(last) = mine.last() else { return Some(theirs.len() as u32) };
        if theirs.get(mine.len() - 1).is_some_and(|link| link.chain == last.chain) {
            return Some((theirs.len() - mine.len()) as u32);
        }
        // A replica of some keys may pass over versions that others replaced before it heard.
        let replaces = matches!(self.cast.copies, Copies::Replicas { .. });
        let place = theirs.iter().rposition(|link| link.version == last.version).filter(|_| replaces)?;
        Some((theirs.len() - 1 - place) as u32)
    }

    fn publish(&mut self, facts: u32) {
        for group in &self.groups {
            let up: Vec<NodeId> =
                group.members.iter().copied().filter(|node| !self.shown[node.index()].is_down).collect();
            let state = |node: NodeId| self.shown[node.index()].state;
            // Who is in the same state has nothing to catch up with, whatever led there.
            let is_one = up.windows(2).all(|pair| state(pair[0]) == state(pair[1]));
            let full: Vec<NodeId> =
                up.iter().copied().filter(|node| self.shown[node.index()].off.is_empty()).collect();
            let usual = full.iter().copied().max_by_key(|&node| {
                let alike = full.iter().filter(|&&other| state(other) == state(node)).count();
                (alike, core::cmp::Reverse(node.0))
            });
            for &node in &group.members {
                let shown = &self.shown[node.index()];
                let stands = match shown.stands() {
                    _ if shown.is_down => None,
                    _ if is_one => Some(Stands::Newest),
                    // The same writes, and another state: they were not understood in the same way.
                    Stands::Newest if usual.is_some_and(|usual| state(usual) != shown.state) => {
                        Some(Stands::Elsewhere)
                    }
                    stands => Some(stands),
                };
                let turns = &mut self.turns[node.index()];
                match turns.last_mut() {
                    Some(last) if last.stands == stands => {}
                    Some(last) if last.facts == facts => last.stands = stands,
                    _ => turns.push(Turn { facts, stands }),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::{demo, setup};
    use crate::sim::run::Progress;

    /// How all copies stood, whenever that changed, as `newest · 1 behind · another way`.
    fn story(demo: &str) -> Vec<String> {
        let experiment = demo::find(demo).expect("a demo").experiment();
        let mut run = setup::open(&experiment, &[]);
        while run.advance(100_000) == Progress::More {}
        let mut standings = Standings::new(run.cast());
        let mut told: Vec<String> = Vec::new();
        for id in (0..run.fact_count()).map(FactId) {
            standings.observe(id, &run.fact(id), run.as_ref());
            // Within one moment a node takes several facts: what counts is how it ends.
            let ends = id.0 + 1 == run.fact_count() || run.fact(FactId(id.0 + 1)).at > run.fact(id).at;
            let word = |node| match standings.of(NodeId(node), id.0 + 1) {
                None => "down".to_owned(),
                Some(Stands::Newest) => "newest".to_owned(),
                Some(Stands::Behind { versions }) => format!("{versions} behind"),
                Some(Stands::Elsewhere) => "another way".to_owned(),
            };
            let now = (0..run.node_count()).map(word).collect::<Vec<_>>().join(" · ");
            if ends && told.last() != Some(&now) {
                told.push(now);
            }
        }
        told
    }

    #[test]
    fn after_a_write_the_others_are_behind_and_the_one_that_took_it_is_the_newest() {
        let told = story("phantom-read");
        assert_eq!(told[..2], ["newest · newest · newest", "newest · 1 behind · 1 behind"]);
    }

    #[test]
    fn a_primary_that_went_on_alone_went_another_way_once_another_one_leads() {
        let told = story("divergent-tail");
        assert!(told.iter().any(|it| it.contains("another way")), "{told:?}");
    }
}
