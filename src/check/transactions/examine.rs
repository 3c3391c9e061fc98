//! Everything that is seen in a set of transactions, and what a model says to it.

use super::append::{self, Inferred};
use super::axioms::{self, Answer, Level};
use super::cycles;
use super::found::Found;
use super::graph::{Graph, Order, orders};
use super::ordered;
use super::register;
use super::txn::{Data, Txns};
use super::undisturbed::undisturbed;
use crate::check::history::Outcome;
use crate::check::model_map::{self, Name};
use crate::check::verdict::Unknown;

/// What an examination found, with what it took.
#[derive(Clone, Debug)]
pub struct Examined {
    /// Anomalies: first those that are no cycles, then cycles, each kind in the weakest order that
    /// shows it.
    pub found: Vec<Found>,
    /// What was inferred from the data alone.
    pub inferred: Inferred,
    /// The graph of the strongest order that was asked for.
    pub graph: Graph,
}

/// Looks at transactions, with all orders up to this one.
pub fn examine(txns: &Txns, up_to: Order) -> Examined {
    let infer = |order: Order| {
        if txns.data == Data::Append { append::infer(txns) } else { register::infer(txns, order) }
    };
    let inferred = infer(Order::Data);
    let graph = |order: Order| {
        let told = txns.data == Data::Append || txns.orders.is_some() || order == Order::Data;
        let mut graph = if told { inferred.graph.clone() } else { infer(order).graph };
        orders(txns, &inferred.happened, order, &mut graph);
        graph.sorted()
    };
    let mut found = inferred.found.clone();
    // Lists tell the same whatever the order, and each order contains the weaker ones: where the
    // strongest has no cycle, none has.
    let strongest = (txns.data == Data::Append).then(|| graph(up_to));
    if let Some(graph) = strongest.filter(cycles::none) {
        return Examined { found, inferred, graph };
    }
    let mut last = graph(Order::Data);
    found.extend(cycles::search(&last, Order::Data, &found));
    if found.iter().any(|it| it.anomaly == "G-single-item" || it.anomaly == "G-nonadjacent-item") {
        found.extend(cycles::cuts(&last));
    }
    for order in [Order::Process, Order::Realtime].into_iter().filter(|order| *order <= up_to) {
        last = graph(order);
        found.extend(cycles::search(&last, order, &found));
    }
    Examined { found, graph: last, inferred }
}

/// Whether there is anything that could be wrong: a transaction that happened and read.
pub fn is_vacuous(txns: &Txns) -> bool {
    !txns.all.iter().any(|txn| txn.outcome == Outcome::Ok && txn.reads())
}

/// An isolation level or a phenomenon that can be asked about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Promise {
    /// A model of the map, by the map's own name.
    Model(Name),
    /// A level as Biswas & Enea (2019) define it, with the order of sessions.
    Axiom(Level),
}

impl Promise {
    /// A promise by name: any name of the map, or `RC`, `RR`, `RA`, `CC`, `PC`, `SI`, `SER` for the
    /// levels with sessions.
    pub fn named(name: &str) -> Option<Promise> {
        let level = Level::ALL.into_iter().find(|level| level.word() == name).map(Promise::Axiom);
        level.or_else(|| model_map::canonical(name).map(Promise::Model))
    }

    /// The name a person would say.
    pub fn word(self) -> Name {
        match self {
            Promise::Model(model) => model_map::friendly(model),
            Promise::Axiom(level) => level.word(),
        }
    }

    /// The orders beside the data that it is about.
    pub fn order(self) -> Order {
        match self {
            Promise::Axiom(_) => Order::Process,
            Promise::Model("linearizable" | "PL-SS") => Order::Realtime,
            Promise::Model("sequential" | "session-serializable" | "causal" | "PRAM") => Order::Process,
            Promise::Model(model) => {
                let about = |suffix: &str| {
                    model_map::forbidden(model).iter().any(|anomaly| anomaly.ends_with(suffix))
                };
                if about("-realtime") {
                    Order::Realtime
                } else if about("-process") {
                    Order::Process
                } else {
                    Order::Data
                }
            }
        }
    }

    /// The transactional model whose anomalies break it.
    fn broken_by(self) -> Option<Name> {
        match self {
            Promise::Axiom(_) => None,
            Promise::Model("linearizable") => Some("PL-SS"),
            Promise::Model("sequential" | "session-serializable") => Some("strong-session-serializable"),
            Promise::Model("1SR" | "view-serializable") => Some("PL-3"),
            Promise::Model(model) => Some(model),
        }
    }
}

/// What a promise says to a set of transactions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Decision {
    /// The history keeps the promise.
    Holds,
    /// It was not: an anomaly, and where it is one that can be shown, how.
    Violated(Name, Option<Found>),
    /// The budget is spent, or nothing that is known decides it.
    Unknown(Unknown),
}

/// Decides a promise. The budget is in steps of the search for an order of commits.
pub fn decide(txns: &Txns, promise: Promise, budget: u64) -> Decision {
    if let (Some(_), Promise::Model(model), Some(broken_by)) = (&txns.orders, promise, promise.broken_by()) {
        return ordered::decide(txns, promise, model, broken_by, budget);
    }
    let examined = examine(txns, promise.order());
    // What nobody ever wrote, no promise explains.
    if let Some(found) = examined.found.iter().find(|found| found.anomaly == "garbage-read") {
        return Decision::Violated(found.anomaly, Some(found.clone()));
    }
    if let Some(model) = promise.broken_by()
        && let Some(found) = examined.found.iter().find(|found| model_map::breaks(found.anomaly, model))
    {
        return Decision::Violated(found.anomaly, Some(found.clone()));
    }
    let exact = |level: Level, order: Order, anomaly: Name| match axioms::decide(
        txns,
        &examined.inferred,
        level,
        order,
        budget,
    ) {
        Answer::Holds => Decision::Holds,
        Answer::Violated => Decision::Violated(anomaly, None),
        Answer::Unknown(unknown) => Decision::Unknown(unknown),
    };
    match promise {
        Promise::Axiom(level) => match exact(level, Order::Process, level.word()) {
            Decision::Violated(anomaly, _) => {
                let direct = |found: &&Found| {
                    found.edges.is_empty()
                        && found.anomaly != "lost-update"
                        && found.anomaly != "cyclic-versions"
                };
                let shown = examined.found.iter().find(direct).cloned();
                Decision::Violated(shown.as_ref().map_or(anomaly, |shown| shown.anomaly), shown)
            }
            other => other,
        },
        Promise::Model(model) => undisturbed(txns, &examined, model, promise.order(), &exact, budget),
    }
}
