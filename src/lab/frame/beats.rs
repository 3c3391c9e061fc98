//! What is sent again and again whatever happens, and drowns what is news.

use crate::sim::protocol::Beat;
use crate::sim::run::{AnyRun, FlightView};
use crate::sim::trace::{FactKind, Loss};

/// Whether a message is a heartbeat, or no more than the answer to one.
pub fn is_beat(run: &dyn AnyRun, flight: &FlightView) -> bool {
    match flight.label.beat {
        Beat::No => false,
        Beat::Yes => true,
        Beat::Echo => {
            let cause = run.fact(flight.sent).cause.known().map(|cause| run.fact(cause).what);
            matches!(cause, Some(FactKind::Delivered { flight }) if run.flight(flight).label.beat == Beat::Yes)
        }
    }
}

/// Whether a fact is about a heartbeat alone: it was sent or arrived, or the timer went off that
/// sends it. One that was lost is news, unless a cut took it: that was told when the cut began.
pub fn is_about_beat(run: &dyn AnyRun, id: crate::base::ids::FactId) -> bool {
    match run.fact(id).what {
        FactKind::Sent { flight }
        | FactKind::Delivered { flight }
        | FactKind::Lost { flight, why: Loss::Cut } => is_beat(run, &run.flight(flight)),
        FactKind::Fired { .. } => {
            let next = crate::base::ids::FactId(id.0 + 1);
            next.0 < run.fact_count()
                && matches!(run.fact(next).what, FactKind::Sent { flight }
                    if run.fact(next).cause == id && is_beat(run, &run.flight(flight)))
        }
        _ => false,
    }
}
