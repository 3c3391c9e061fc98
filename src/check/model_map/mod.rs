//! The map of consistency models: which promise contains which, and which anomaly breaks which
//! promise.
//!
//! ```text
//!            strong-serializable ── strong-session-serializable ── serializable ── snapshot-isolation ── ... ── read-committed ── read-uncommitted
//!                    │                                                   └── repeatable-read ── cursor-stability ──┘
//!               linearizable ── sequential ── causal ── PRAM ── the four guarantees of a session
//! ```
//!
//! A model that is written to the left of another one promises everything that the other one does.
//! An anomaly that was seen rules out every model that forbids it, or forbids what it implies, and
//! everything stronger. So a set of anomalies leaves two borders: the weakest models that are
//! violated and the strongest that are not.
//!
//! The relations are those of Elle's map, held equal to it by a test, and a few of ours beside them
//! ([`OURS_IMPLY`], [`OURS_FORBIDDEN`]) for what Elle has no name for.

mod data;
mod titles;

pub use data::{CANONICAL, FRIENDLY, IMPLIES, MODELS, PROSCRIBES};
pub use titles::title;

use std::collections::BTreeSet;

/// A model or an anomaly, by its name on the map.
pub type Name = &'static str;

/// Anomalies that only we name, and what is there too whenever they are.
pub const OURS_IMPLY: &[(Name, &[Name])] = &[
    ("observed-transaction-vanishes", &["fractured-read"]),
    ("fractured-read", &["causality-cut"]),
    ("fractured-update", &["G-single-item"]),
    ("causality-cut", &["prefix-cut", "G-single-item"]),
    ("prefix-cut", &["G-nonadjacent-item"]),
];

/// Models that the map knows and the anomalies of ours that they forbid: the axioms of Cerone,
/// Bernardi & Gotsman 2015, seen as cycles, and what monotonic atomic view forbids beside read
/// committed (Bailis et al., *Highly Available Transactions*, 2013). And no model at all explains
/// the read of a value that nobody ever wrote.
pub const OURS_FORBIDDEN: &[(Name, &[Name])] = &[
    ("PL-1", &["garbage-read"]),
    ("monotonic-atomic-view", &["observed-transaction-vanishes"]),
    ("read-atomic", &["fractured-read"]),
    ("update-atomic", &["fractured-update"]),
    ("causal-cerone", &["causality-cut"]),
    ("prefix", &["prefix-cut"]),
    ("parallel-snapshot-isolation", &["G-single-item"]),
];

fn row(tables: [&[(Name, &'static [Name])]; 2], name: &str) -> impl Iterator<Item = Name> {
    let find = |table: &[(Name, &'static [Name])]| {
        table.iter().find(|(it, _)| *it == name).map_or(&[][..], |(_, row)| row)
    };
    let [first, second] = tables.map(find);
    first.iter().chain(second).copied()
}

fn closure(from: impl IntoIterator<Item = Name>, next: impl Fn(Name) -> Vec<Name>) -> BTreeSet<Name> {
    let mut found = BTreeSet::new();
    let mut open: Vec<Name> = from.into_iter().collect();
    while let Some(name) = open.pop() {
        if found.insert(name) {
            open.extend(next(name));
        }
    }
    found
}

/// Every model of the map, by the map's own names, in alphabetical order.
pub fn models() -> BTreeSet<Name> {
    MODELS.iter().flat_map(|(model, weaker)| std::iter::once(model).chain(*weaker)).copied().collect()
}

/// Every anomaly of the map and of ours, in alphabetical order.
pub fn anomalies() -> BTreeSet<Name> {
    let tables = [IMPLIES, OURS_IMPLY]
        .into_iter()
        .flatten()
        .flat_map(|(anomaly, more)| std::iter::once(anomaly).chain(*more));
    tables
        .chain([PROSCRIBES, OURS_FORBIDDEN].into_iter().flatten().flat_map(|(_, forbidden)| *forbidden))
        .copied()
        .collect()
}

/// The map's own name of a model that is given by any of its names; nothing where the map has no
/// such model.
pub fn canonical(name: &str) -> Option<Name> {
    let known = models().into_iter().find(|model| *model == name);
    known.or_else(|| CANONICAL.iter().find(|(friendly, _)| *friendly == name).map(|(_, model)| *model))
}

/// The name a person would say.
pub fn friendly(model: Name) -> Name {
    FRIENDLY.iter().find(|(it, _)| *it == model).map_or(model, |(_, friendly)| friendly)
}

/// A model and all that every history of it satisfies too. Names as on the map.
pub fn contains(model: Name) -> BTreeSet<Name> {
    closure([model], |model| row([MODELS, &[]], model).collect())
}

/// Anomalies, and all those that are there too because these are.
pub fn implied(anomalies: impl IntoIterator<Item = Name>) -> BTreeSet<Name> {
    closure(anomalies, |anomaly| row([IMPLIES, OURS_IMPLY], anomaly).collect())
}

/// What a model forbids, by itself or because a weaker one does.
pub fn forbidden(model: Name) -> BTreeSet<Name> {
    contains(model).into_iter().flat_map(|model| row([PROSCRIBES, OURS_FORBIDDEN], model)).collect()
}

/// Whether an anomaly breaks a model: the model forbids it or something that it implies.
pub fn breaks(anomaly: Name, model: Name) -> bool {
    let forbidden = forbidden(model);
    implied([anomaly]).iter().any(|anomaly| forbidden.contains(anomaly))
}

/// The models, by the map's own names, that a history with these anomalies does not satisfy.
pub fn ruled_out(anomalies: impl IntoIterator<Item = Name>) -> BTreeSet<Name> {
    let seen = implied(anomalies);
    models().into_iter().filter(|model| !forbidden(model).is_disjoint(&seen)).collect()
}

/// The weakest models that a history with these anomalies violates, by the names people use: each
/// of them is ruled out, and nothing that it contains is. This border is drawn as published;
/// [`OURS_FORBIDDEN`] counts only where nothing else was seen.
pub fn weakest_violated(anomalies: impl IntoIterator<Item = Name>) -> BTreeSet<Name> {
    let seen = implied(anomalies);
    let published = |model: Name| {
        contains(model)
            .into_iter()
            .flat_map(|model| row([PROSCRIBES, &[]], model))
            .any(|it| seen.contains(it))
    };
    let mut out: BTreeSet<Name> = models().into_iter().filter(|model| published(model)).collect();
    if out.is_empty() {
        out = ruled_out(seen);
    }
    let weakest = |model: &Name| contains(model).intersection(&out).count() == 1;
    out.iter().copied().filter(weakest).map(friendly).collect()
}

/// The strongest models that a history with these anomalies may still satisfy, by the names people
/// use: none of them is ruled out, and everything that contains one of them is. Models that forbid
/// no anomaly are left out, because nothing that is seen could speak against them.
pub fn strongest(anomalies: impl IntoIterator<Item = Name>) -> BTreeSet<Name> {
    strongest_but(anomalies, &BTreeSet::new()).into_iter().map(friendly).collect()
}

/// The same by the map's own names, where it is known of some models that they are violated
/// although no anomaly shows it: they and all that contain them are out too.
pub fn strongest_but(anomalies: impl IntoIterator<Item = Name>, refuted: &BTreeSet<Name>) -> BTreeSet<Name> {
    let out = ruled_out(anomalies);
    let stands = |model: &Name| {
        !out.contains(model) && !forbidden(model).is_empty() && contains(model).is_disjoint(refuted)
    };
    let left: Vec<Name> = models().into_iter().filter(stands).collect();
    let maximal = |model: &Name| left.iter().all(|other| other == model || !contains(other).contains(model));
    left.iter().copied().filter(maximal).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_anomaly_leaves_two_borders() {
        assert_eq!(
            weakest_violated(["G-single-item"]),
            BTreeSet::from(["consistent-view", "repeatable-read"])
        );
        assert_eq!(
            strongest(["G-single-item-realtime"]),
            BTreeSet::from(["strong-read-committed", "strong-session-serializable"])
        );
        assert_eq!(strongest([]), BTreeSet::from(["strong-serializable"]));
        assert!(weakest_violated([]).is_empty());
        assert!(
            breaks("lost-update", canonical("snapshot-isolation").expect("on the map"))
                || !breaks("lost-update", "PL-2")
        );
    }

    #[test]
    fn names_go_both_ways() {
        assert_eq!(canonical("strict-serializable"), Some("PL-SS"));
        assert_eq!(canonical("PL-SS"), Some("PL-SS"));
        assert_eq!(friendly("PL-2"), "read-committed");
        assert_eq!(canonical("eventual"), None);
    }
}
