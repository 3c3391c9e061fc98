//! Two values that exclude each other, among all of them.
//!
//! The zone of a value lies between the first return `f` among its operations and the last
//! invocation `s`. It is forward where `f < s`: the value was there all the time between. Else it
//! is backward: the value need only have been there for one moment between `s` and `f`. Two values
//! exclude each other exactly when two forward zones overlap, or a backward one lies inside a
//! forward one (Gibbons & Korach 1997, section 4). So only forward zones need to be sorted, and
//! they do not overlap.

use super::values::Cluster;
use crate::check::nearly_sorted;

#[derive(Clone, Copy)]
struct Forward {
    first: u64,
    last: u64,
    at: u32,
}

/// Two values that exclude each other, that of the value that was there at first among them;
/// nothing where there are none.
///
/// What did not surely happen returned never, so that its zone is backward and ends in no other.
#[inline(never)]
pub(super) fn overlap(initial: &Cluster, written: &[Cluster]) -> Option<[Cluster; 2]> {
    // Many histories have no forward zones, so these are looked for first: a loop that does nothing
    // else is a short one.
    let (mut begun, mut any) = (false, false);
    for cluster in written {
        begun |= cluster.first < initial.last;
        any |= cluster.first < cluster.last;
    }
    // Nothing is before what was there at first.
    if begun {
        return written.iter().find(|it| it.first < initial.last).map(|it| [*initial, *it]);
    }
    if !any {
        return None;
    }
    let zones = written.iter().zip(0..).filter(|(it, _)| it.first < it.last);
    let mut forward: Vec<Forward> =
        zones.map(|(it, at)| Forward { first: it.first, last: it.last, at }).collect();
    // Zones come in the order of their writes.
    nearly_sorted::sort(&mut forward, |it| it.first);
    let of = |zone: &Forward| written[zone.at as usize];
    if let Some([one, other]) = forward.array_windows().find(|[one, other]| other.first < one.last) {
        return Some([of(one), of(other)]);
    }
    let mut next = 0;
    for cluster in written.iter().filter(|cluster| cluster.first >= cluster.last) {
        // Of the forward zones that begin before this one, only the last can go on until after it.
        // It is mostly the same as the one before.
        next = begin_before(&forward, cluster.last, next);
        if let Some(zone) = next.checked_sub(1).map(|zone| &forward[zone])
            && cluster.first < zone.last
        {
            return Some([of(zone), *cluster]);
        }
    }
    None
}

/// How many forward zones begin before a moment; it is probably so many, or one more.
fn begin_before(forward: &[Forward], moment: u64, probably: usize) -> usize {
    let fits = |count: usize| {
        count.checked_sub(1).and_then(|at| forward.get(at)).is_none_or(|it| it.first < moment)
            && forward.get(count).is_none_or(|it| it.first >= moment)
    };
    match [probably, probably + 1].into_iter().find(|count| *count <= forward.len() && fits(*count)) {
        Some(count) => count,
        None => forward.partition_point(|it| it.first < moment),
    }
}

#[cfg(test)]
mod tests {
    use super::super::NEVER;
    use super::*;
    use crate::base::chance::{Lane, below};

    /// By definition: each comes before the other.
    fn exclude(one: &Cluster, other: &Cluster) -> bool {
        one.first < other.last && other.first < one.last
    }

    #[test]
    fn whatever_excludes_each_other_is_found_and_nothing_else() {
        let mut found = 0;
        for seed in 0..20_000 {
            let draw = |k: u64, most: u64| below(Lane(seed).draw(k), most);
            let (count, width, jump) = (1 + draw(0, 8), 1 + draw(1, 12), 1 + draw(2, 4));
            let cluster = |n: u64| {
                let from =
                    draw(4 * n + 3, 3) + if seed.is_multiple_of(3) { draw(4 * n + 4, 40) } else { n * jump };
                let first = if draw(4 * n + 5, 9) == 0 { NEVER } else { 1 + from + draw(4 * n + 6, width) };
                Cluster { invoked: from, first, last: from + draw(4 * n + 7, 3 * width), write: n as u32 }
            };
            let initial = Cluster { last: draw(3, 3), ..Cluster::INITIAL };
            let clusters: Vec<Cluster> = [initial].into_iter().chain((1..=count).map(cluster)).collect();
            // What never happened excludes nothing, and what was there at first is before
            // everything.
            let begun = clusters[1..].iter().any(|it| it.first < initial.last);
            let pair = |at: usize| clusters[at + 1..].iter().any(|other| exclude(&clusters[at], other));
            let any = begun || (1..clusters.len()).any(pair);
            let seen = overlap(&clusters[0], &clusters[1..]);
            assert_eq!(seen.is_some(), any, "{seed}: {clusters:?}");
            if let Some([one, other]) = seen {
                assert!(
                    exclude(&one, &other) || (one.write == Cluster::INITIAL.write && other.first < one.last),
                    "{seed}: {one:?} {other:?}"
                );
            }
            found += u32::from(any);
        }
        assert!((4_000..16_000).contains(&found), "{found}");
    }
}
