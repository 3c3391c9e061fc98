//! What a model says where no anomaly that was seen breaks it.
//!
//! Where what was inferred is all there is, it holds. Else an order is searched that shows it: of
//! commits, or of versions, as the model is defined.

use super::axioms::Level;
use super::examine::{Decision, Examined};
use super::found::Found;
use super::graph::Order;
use super::phenomena::Phenomenon;
use super::txn::{Data, Txns};
use super::version_orders::{self, Outcome as Searched};
use crate::check::model_map::{self, Name};
use crate::check::verdict::{Unknown, Why};

/// Up to so many transactions every order is tried anyway.
const FEW: usize = 32;

/// Decides a model against which no anomaly speaks: where what was inferred is all there is, it
/// holds; else an order of commits is searched.
pub(super) fn undisturbed(
    txns: &Txns,
    examined: &Examined,
    model: Name,
    order: Order,
    exact: &dyn Fn(Level, Order, Name) -> Decision,
    budget: u64,
) -> Decision {
    let (lists, clear) = (txns.data == Data::Append, !txns.ambiguous());
    let whole = lists && !examined.inferred.loose;
    let inside = examined.found.iter().any(|found| found.anomaly == "internal");
    let cyclic = inside || examined.found.iter().any(|found| !found.edges.is_empty());
    // Lists tell every edge that matters to serial orders; what nobody read may be last.
    let serial = |order: Order, anomaly: Name| {
        // Long histories mostly follow real time, and an order that does is found at once.
        let follows_time = || {
            order < Order::Realtime
                && txns.all.len() > FEW
                && exact(Level::Ser, Order::Realtime, anomaly) == Decision::Holds
        };
        if (lists && clear && !cyclic) || follows_time() {
            Decision::Holds
        } else {
            exact(Level::Ser, order, anomaly)
        }
    };
    let snapshot = |order: Order, anomaly: Name| match serial(order, anomaly) {
        Decision::Holds => Decision::Holds,
        _ => exact(Level::Si, order, anomaly),
    };
    let holds_or_unknown = |decision: Decision| match decision {
        Decision::Violated(..) => Decision::Unknown(Unknown::because_of(Why::Undecided, budget)),
        other => other,
    };
    match model {
        "PL-1"
        | "PL-2"
        | "PL-CS"
        | "strong-PL-1"
        | "strong-PL-2"
        | "strong-session-PL-1"
        | "strong-session-PL-2" => {
            if clear {
                Decision::Holds
            } else {
                holds_or_unknown(serial(order, model))
            }
        }
        "PL-2.99" if whole => Decision::Holds,
        "PL-3" | "view-serializable" | "1SR" => serial(Order::Data, "PL-3-cycle-exists"),
        "strong-session-serializable" | "session-serializable" | "sequential" => {
            serial(Order::Process, "strong-session-serializable-cycle-exists")
        }
        "PL-SS" | "linearizable" => serial(Order::Realtime, "PL-SS-cycle-exists"),
        "PL-2+" | "PL-FCV" | "parallel-snapshot-isolation" if whole => Decision::Holds,
        "PL-SI" | "strong-session-snapshot-isolation" | "strong-snapshot-isolation" if whole => {
            Decision::Holds
        }
        "PL-SI" => snapshot(Order::Data, "PL-SI-cycle-exists"),
        "strong-session-snapshot-isolation" => {
            snapshot(Order::Process, "strong-session-snapshot-isolation-cycle-exists")
        }
        "strong-snapshot-isolation" => snapshot(Order::Realtime, "strong-snapshot-isolation-cycle-exists"),
        "prefix" => match snapshot(Order::Data, "PL-SI-cycle-exists") {
            Decision::Holds => Decision::Holds,
            _ => exact(Level::Pc, Order::Data, "prefix-cut"),
        },
        "causal-cerone" => exact(Level::Cc, Order::Data, "causality-cut"),
        "read-atomic" => exact(Level::Ra, Order::Data, "fractured-read"),
        "causal"
        | "PRAM"
        | "monotonic-reads"
        | "monotonic-writes"
        | "read-your-writes"
        | "writes-follow-reads" => holds_or_unknown(serial(Order::Process, model)),
        _ => {
            let stronger = || {
                if model == "PL-2.99" && !inside {
                    serial(Order::Data, "PL-2.99-cycle-exists")
                } else if model_map::contains("PL-SI").contains(model) {
                    holds_or_unknown(snapshot(Order::Data, model))
                } else {
                    holds_or_unknown(serial(Order::Data, model))
                }
            };
            match phenomenon(model).filter(|_| clear) {
                None => stronger(),
                // What is serializable shows nothing of it.
                Some(_) if lists && !cyclic => Decision::Holds,
                Some((phenomenon, anomaly)) => {
                    match version_orders::search(txns, &examined.inferred.happened, phenomenon, budget) {
                        Searched::Holds => Decision::Holds,
                        Searched::Violated(cycle) => {
                            Decision::Violated(anomaly, cycle.map(|edges| Found::cycle(anomaly, &edges)))
                        }
                        Searched::Spent => Decision::Unknown(Unknown::because_of(Why::Spent, budget)),
                        Searched::TooMany => stronger(),
                    }
                }
            }
        }
    }
}

/// The phenomenon that a model forbids beside what read committed forbids, and its name on the map.
fn phenomenon(model: Name) -> Option<(Phenomenon, Name)> {
    Some(match model {
        "PL-2+" | "parallel-snapshot-isolation" => (Phenomenon::Single, "G-single-item"),
        "PL-FCV" => (Phenomenon::Single, "G-SIb"),
        "PL-2L" => (Phenomenon::Monotonic, "G-monotonic"),
        "PL-MSR" => (Phenomenon::Snapshots, "G-MSR"),
        "PL-3U" => (Phenomenon::Update, "G-update"),
        "monotonic-atomic-view" => (Phenomenon::Vanishes, "observed-transaction-vanishes"),
        "update-atomic" => (Phenomenon::Fractured, "fractured-update"),
        "PL-2.99" => (Phenomenon::Any, "G2-item"),
        _ => return None,
    })
}
