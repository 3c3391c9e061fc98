//! Where the clusters of values lie.

use super::part::Part;
use super::returned;
use super::values::{Cluster, NOBODY};
use crate::base::chance::mix;
use crate::check::history::Outcome;
use crate::check::value::Value;

/// What became of a cluster that was put in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Put {
    New,
    /// There was one for that value.
    Twice,
    /// There is no room for that value.
    Far,
}

/// Clusters by the numbers of their values.
pub(super) trait Clusters {
    /// The cluster of the initial value, where that value has a number, and no other one. At most
    /// `most` will be added.
    fn new(initial: Option<i64>, most: usize) -> Self;

    /// Puts a value with its write in, if it is not there yet: by whom, when it was invoked, when
    /// it surely had happened.
    fn put(&mut self, value: i64, by: u32, invoked: u64, first: u64) -> Put;

    /// The cluster of a value; nothing, or one that is not written, where that was not put in.
    fn of(&mut self, value: i64) -> Option<&mut Cluster>;

    /// Takes in plain operations for as long as there are such: reads of whole numbers that are
    /// here, and writes of the next one. The place of the first that is not plain.
    fn plain<'a>(&mut self, _some: impl Part<'a>, from: usize, _no_keys: bool) -> usize {
        from
    }

    /// All of them, more or less in the order in which they were put in; of what was there at first
    /// only where it has a number.
    fn all(&self) -> &[Cluster];
}

/// Each by itself, where values go up from the first one and leave few out.
pub(super) struct Near {
    from: i64,
    clusters: Vec<Cluster>,
    /// How many clusters there will be at most, which bounds how many places may be left empty.
    most: usize,
}

/// How far below the first value others may lie: clients that write at once need not come in the
/// order of their values.
const BELOW: usize = 32;

impl Near {
    /// What is below the first place wraps, and so lies far off as well.
    #[inline(always)]
    fn slot(&self, value: i64) -> u64 {
        value.wrapping_sub(self.from) as u64
    }
}

impl Clusters for Near {
    fn new(initial: Option<i64>, most: usize) -> Near {
        let mut clusters = Vec::with_capacity(most / 2 + BELOW + 2);
        clusters.extend(initial.map(|_| Cluster::INITIAL));
        Near { from: initial.unwrap_or(0), clusters, most }
    }

    fn put(&mut self, value: i64, by: u32, invoked: u64, first: u64) -> Put {
        // The first value says where to begin.
        if self.clusters.is_empty() {
            let below = BELOW.min(self.most);
            self.from = value.wrapping_sub(below as i64);
            self.clusters.resize(below, Cluster::UNWRITTEN);
        }
        let slot = self.slot(value);
        if slot > 2 * (self.most + BELOW) as u64 {
            return Put::Far;
        }
        let slot = slot as usize;
        if slot >= self.clusters.len() {
            self.clusters.resize(slot + 1, Cluster::UNWRITTEN);
        }
        if self.clusters[slot].is_written() {
            return Put::Twice;
        }
        self.clusters[slot] = Cluster::written(by, invoked, first);
        Put::New
    }

    fn of(&mut self, value: i64) -> Option<&mut Cluster> {
        let slot = self.slot(value);
        if slot < self.clusters.len() as u64 { Some(&mut self.clusters[slot as usize]) } else { None }
    }

    /// Nearly every operation is plain. Nothing is called here, so that in wasm too everything
    /// stays in registers.
    #[inline(never)]
    fn plain<'a>(&mut self, some: impl Part<'a>, from: usize, no_keys: bool) -> usize {
        if self.clusters.is_empty() {
            return from;
        }
        let mut at = from;
        while at < some.count() {
            let (operation, name) = some.at(at);
            // Asked together: each by itself would be a branch, and browsers read twice what they
            // branch on.
            let odd = u8::from(operation.returned.is_none())
                | u8::from(operation.outcome != Outcome::Ok)
                | u8::from(no_keys && operation.key.is_some());
            let (0, Some(usual)) = (odd, operation.f.usual()) else { return at };
            let returned = returned(operation);
            if usual.reads() {
                let Value::Int(value) = &operation.told else { return at };
                let slot = self.slot(*value);
                if slot >= self.clusters.len() as u64 {
                    return at;
                }
                let cluster = &mut self.clusters[slot as usize];
                if returned < cluster.invoked {
                    return at;
                }
                cluster.take(operation.invoked, returned);
            } else {
                let (true, Value::Int(value)) = (usual.writes(), &operation.asked) else { return at };
                let next = self.clusters.len();
                if self.slot(*value) != next as u64 || next == self.clusters.capacity() {
                    return at;
                }
                self.clusters.push(Cluster::written(name, operation.invoked, returned));
            }
            at += 1;
        }
        at
    }

    fn all(&self) -> &[Cluster] {
        &self.clusters
    }
}

pub(super) struct Far {
    slots: Vec<(i64, u32)>,
    clusters: Vec<Cluster>,
}

const NONE: u32 = u32::MAX;

impl Far {
    fn slot(&self, value: i64) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = mix(value as u64) as usize & mask;
        while self.slots[slot].1 != NONE && self.slots[slot].0 != value {
            slot = (slot + 1) & mask;
        }
        slot
    }
}

impl Clusters for Far {
    fn new(initial: Option<i64>, most: usize) -> Far {
        let mut far = Far {
            slots: vec![(0, NONE); (2 * most + 4).next_power_of_two()],
            clusters: Vec::with_capacity(most / 2 + 2),
        };
        if let Some(value) = initial {
            far.put(value, NOBODY, 0, 0);
        }
        far
    }

    fn put(&mut self, value: i64, by: u32, invoked: u64, first: u64) -> Put {
        let slot = self.slot(value);
        if self.slots[slot].1 != NONE {
            return Put::Twice;
        }
        self.slots[slot] = (value, self.clusters.len() as u32);
        self.clusters.push(Cluster::written(by, invoked, first));
        Put::New
    }

    fn of(&mut self, value: i64) -> Option<&mut Cluster> {
        let at = self.slots[self.slot(value)].1;
        self.clusters.get_mut(at as usize)
    }

    fn all(&self) -> &[Cluster] {
        &self.clusters
    }
}

#[cfg(test)]
mod tests {
    use super::super::NEVER;
    use super::*;
    use crate::base::chance::{Lane, below};
    use std::collections::BTreeMap;

    /// Puts drawn values in and holds what is found against a map; whether there was room for all
    /// of them.
    fn agrees<C: Clusters>(seed: u64, width: u64, from: i64) -> bool {
        const MOST: usize = 200;
        let initial = seed.is_multiple_of(2).then_some(from);
        let (mut clusters, mut model) = (C::new(initial, MOST), BTreeMap::new());
        model.extend(initial.map(|value| (value, NOBODY)));
        for n in 0..MOST as u32 {
            let value = from.wrapping_add(below(Lane(seed).draw(u64::from(n)), width) as i64);
            match clusters.put(value, n, 0, NEVER) {
                Put::New => assert_eq!(model.insert(value, n), None),
                Put::Twice => assert!(model.contains_key(&value)),
                Put::Far => return false,
            }
        }
        let near = (0..width.min(1_000) as i64).flat_map(|it| [from.wrapping_add(it), from.wrapping_sub(it)]);
        for value in near.chain([i64::MIN, i64::MAX, 0, -1]) {
            assert_eq!(
                clusters.of(value).filter(|it| it.is_written()).map(|it| it.write),
                model.get(&value).copied(),
                "{value}"
            );
        }
        let written: Vec<u32> =
            clusters.all().iter().filter(|it| it.is_written()).map(|it| it.write).collect();
        assert_eq!(written.len(), model.len());
        assert!(model.values().all(|write| written.contains(write)));
        true
    }

    #[test]
    fn what_was_put_in_is_found_and_nothing_else() {
        let mut far = 0;
        for seed in 0..60 {
            for (width, from) in
                [(300, 0), (300, -150), (30, i64::MAX - 20), (300, i64::MIN), (u64::MAX / 2, 7)]
            {
                assert!(agrees::<Far>(seed, width, from), "a hash has room for everything");
                far += usize::from(!agrees::<Near>(seed, width, from));
            }
        }
        assert!((60..240).contains(&far), "{far}");
    }
}
