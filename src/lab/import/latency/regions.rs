//! The regions of a file, which service stands in which, and what their links become.

use super::quantiles::quantile;
use super::taken::Taken;
use crate::lab::import::options::Placed;
use serde::{Deserialize, Serialize};

/// The regions of a file of round trips between them.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Regions {
    /// What they are called, in the order of the file.
    pub names: Vec<String>,
    /// What was measured between two of them, in one direction.
    pub links: Vec<Between>,
}

/// What was measured from one region to another.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Between {
    /// Where the round trips begin, by its place among the names.
    pub from: u32,
    /// Where they turn.
    pub to: u32,
    /// The lower median of the round trips, in microseconds.
    pub median_us: u64,
    /// How many were never answered.
    pub timeouts: u64,
}

impl Regions {
    /// The regions of what is taken; nothing where the file is of one link.
    pub fn of(taken: &Taken) -> Option<Regions> {
        let mut regions = Regions::default();
        for pair in &taken.pairs {
            let (from, to) = (regions.number(&pair.from), regions.number(&pair.to));
            let median_us = quantile(&pair.samples_us, 1, 2);
            regions.links.push(Between { from, to, median_us, timeouts: pair.timeouts });
        }
        (!regions.names.is_empty()).then_some(regions)
    }

    fn number(&mut self, name: &str) -> u32 {
        let at = self.names.iter().position(|known| known == name).unwrap_or(self.names.len());
        if at == self.names.len() {
            self.names.push(name.to_owned());
        }
        at as u32
    }

    /// The region of each of so many nodes, of which the first are services, by its place among the
    /// names; nothing where it stands in none. Unless a person says otherwise, the services stand in the regions in the order of the
    /// file, and the parts beside them (a database, a broker) in the first one, with the first
    /// service.
    pub fn placed(&self, services: u16, nodes: u16, said: &[Placed]) -> Vec<Option<u32>> {
        let place = |node: u16| match said.iter().rev().find(|placed| placed.node == node) {
            Some(placed) => {
                let name = placed.region.as_ref()?;
                self.names.iter().position(|known| known == name).map(|at| at as u32)
            }
            None if node < services => Some(u32::from(node)).filter(|at| (*at as usize) < self.names.len()),
            None => Some(0),
        };
        (0..nodes).map(place).collect()
    }

    /// What was measured between two regions, and whether only the other direction was.
    pub fn between(&self, from: u32, to: u32) -> Option<(&Between, bool)> {
        let find = |from, to| self.links.iter().find(|link| (link.from, link.to) == (from, to));
        find(from, to).map(|link| (link, false)).or_else(|| find(to, from).map(|link| (link, true)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Asked, read};
    use super::*;

    #[test]
    fn services_stand_where_a_person_says_else_in_the_order_of_the_file() {
        let taken = read("ms,a,b\na,0,5\nb,6,0\n", &Asked::default()).expect("a matrix");
        let regions = Regions::of(&taken).expect("regions");
        assert_eq!(regions.names, ["a", "b"]);
        assert_eq!(regions.placed(3, 4, &[]), [Some(0), Some(1), None, Some(0)]);
        let said = |node, region: Option<&str>| Placed { node, region: region.map(str::to_owned) };
        let said = [said(0, Some("a")), said(0, Some("b")), said(1, None), said(3, Some("elsewhere"))];
        assert_eq!(regions.placed(3, 4, &said), [Some(1), None, None, None]);
        assert_eq!(regions.between(0, 1).map(|(link, other)| (link.median_us, other)), Some((5_000, false)));
    }
}
