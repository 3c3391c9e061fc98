//! Runs side by side: the same workday with another setting, or shared another way. What their
//! clients do, and what the network does to what they all send, is the same in each.

use crate::base::ids::{FactId, NodeId, OpId};
use crate::base::time::Time;
use crate::domain::Reply;
use crate::sim::run::AnyRun;
use crate::sim::trace::{FactKind, Outcome};

/// What a person outside can see of a run.
#[derive(Clone, PartialEq, Debug)]
enum Seen {
    /// A client was told something, or gave up.
    Told(OpId, Outcome, Option<Reply>),
    /// A node shows other balances from here on.
    Shows(NodeId, u64),
    /// Something left a node for the outside world, for so many times now.
    Left(NodeId, u32, u32),
}

/// The first moment at which two runs differ in what clients were told, or, where both share state
/// the same way, in the balances that a node shows or in what left it for the outside world. Nothing where they never do. Both are looked at
/// as far as they are folded.
pub fn first_difference(left: &dyn AnyRun, right: &dyn AnyRun, same_way: bool) -> Option<Time> {
    let (mut left, mut right) = (seen(left, same_way), seen(right, same_way));
    loop {
        match (left.next(), right.next()) {
            (Some(a), Some(b)) if a == b => {}
            (Some((a, _)), Some((b, _))) => return Some(a.min(b)),
            (Some((at, _)), None) | (None, Some((at, _))) => return Some(at),
            (None, None) => return None,
        }
    }
}

fn seen(run: &dyn AnyRun, states: bool) -> impl Iterator<Item = (Time, Seen)> + '_ {
    (0..run.fact_count()).map(FactId).filter_map(move |id| {
        let event = run.fact(id);
        let seen = match event.what {
            FactKind::Returned { op, outcome, reply } => {
                let reply = run.answer(reply).map(|answer| match answer.reply {
                    // Versions are the protocol's own business.
                    Reply::Done { answer, .. } => Reply::Done { answer, context: Default::default() },
                    other => other,
                });
                Seen::Told(op, outcome, reply)
            }
            FactKind::Became { state } if states => Seen::Shows(event.node, state),
            FactKind::Outside { effect, times } if states => Seen::Left(event.node, effect, times),
            _ => return None,
        };
        Some((event.at, seen))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::demo;
    use crate::lab::setup;
    use crate::sim::run::Progress;

    #[test]
    fn every_demo_differs_from_its_protected_run_and_no_run_from_itself() {
        for demo in demo::all() {
            let run = |experiment| {
                let mut run = setup::open(&experiment, &[]);
                while run.advance(100_000) == Progress::More {}
                run
            };
            let (off, again, on) = (run(demo.experiment()), run(demo.experiment()), run(demo.protected()));
            assert_eq!(first_difference(off.as_ref(), again.as_ref(), true), None, "{}", demo.id);
            let differs = first_difference(off.as_ref(), on.as_ref(), true);
            assert!(differs.is_some_and(|at| at < off.until()), "{}: {differs:?}", demo.id);
        }
    }
}
