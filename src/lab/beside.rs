//! Runs side by side: the same workday with another setting, or shared another way. What their
//! clients do, and what the network does to what they all send, is the same in each.

use crate::base::ids::{FactId, NodeId, OpId};
use crate::base::text::Text;
use crate::base::time::Time;
use crate::domain::Reply;
use crate::sim::run::{AnyRun, Target};
use crate::sim::show::{Lens, Sheet, sheets};
use crate::sim::trace::{FactKind, Layer, Outcome};

/// What a person outside can see of a run.
#[derive(Clone, PartialEq, Debug)]
enum Seen {
    /// A client was told something, or gave up.
    Told(OpId, Outcome, Option<Reply>),
    /// A node shows other balances from here on.
    Shows(NodeId, u64),
    /// A node reports something that is worth a mark.
    Marked(NodeId, u8, u32, u32),
    /// Something left a node for the outside world, for so many times now.
    Left(NodeId, u32, u32),
}

/// Where two runs part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Parting {
    /// The first moment at which they differ.
    pub at: Time,
    /// What is seen next in the one run from there on, and in the other; nothing where nothing more
    /// is seen.
    pub facts: [Option<FactId>; 2],
}

/// Where two runs first differ in what clients were told, or, where both share state the same way, in
/// the balances that a node shows, in what left it for the outside world or in what it reports that
/// is worth a mark. Nothing where they never do. Both are looked at as far as they are folded.
pub fn first_difference(left: &dyn AnyRun, right: &dyn AnyRun, same_way: bool) -> Option<Parting> {
    let (mut ours, mut theirs) = (seen(left, same_way), seen(right, same_way));
    loop {
        let (a, b) = (ours.next(), theirs.next());
        let is_same = match (&a, &b) {
            (Some((at, _, seen)), Some((other, _, same))) => (at, seen) == (other, same),
            (None, None) => return None,
            _ => false,
        };
        if !is_same {
            let at = a.iter().chain(&b).map(|(at, ..)| *at).min()?;
            let told = |run: &dyn AnyRun, found: Option<(Time, FactId, Seen)>| {
                found.map(|(_, id, _)| told_by(run, id))
            };
            return Some(Parting { at, facts: [told(left, a), told(right, b)] });
        }
    }
}

/// A table that two runs of one protocol fill differently.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SheetParting {
    /// A moment from which on they do; the first one, where they differ for good once they do.
    pub at: Time,
    /// The node that shows it.
    pub node: NodeId,
    /// What it is called.
    pub title: Text,
}

/// Which table of a node differs at the end of two runs, and since when. No client reads a table, so
/// runs may be the same from outside and still not be the same. The cursors of both runs move.
pub fn first_different_sheet(left: &mut dyn AnyRun, right: &mut dyn AnyRun) -> Option<SheetParting> {
    let end = left.until().min(right.until());
    let (node, title) = different_sheet(left, right, end)?;
    let (mut same, mut differs) = (0, end.0);
    while same + 1 < differs {
        let middle = same + (differs - same) / 2;
        match different_sheet(left, right, Time(middle)) {
            Some(_) => differs = middle,
            None => same = middle,
        }
    }
    Some(SheetParting { at: Time(differs), node, title })
}

fn different_sheet(left: &mut dyn AnyRun, right: &mut dyn AnyRun, at: Time) -> Option<(NodeId, Text)> {
    left.seek(Target::Time(at));
    right.seek(Target::Time(at));
    (0..left.node_count().min(right.node_count())).map(NodeId).find_map(|node| {
        let (ours, theirs) = (sheets_of(left, node), sheets_of(right, node));
        let differs = |sheet: &&Sheet| theirs.iter().find(|it| it.name == sheet.name) != Some(*sheet);
        ours.iter().find(differs).map(|sheet| (node, sheet.title))
    })
}

fn sheets_of(run: &dyn AnyRun, node: NodeId) -> Vec<Sheet> {
    let everything = Lens { rows: 0..u64::MAX, accounts: 0..u32::MAX, only: None };
    sheets(&run.inspect(node, &everything).sections).cloned().collect()
}

/// The fact that tells a person of this one: that balances changed is told by the write that changed
/// them, which stands beside it.
fn told_by(run: &dyn AnyRun, id: FactId) -> FactId {
    let event = run.fact(id);
    if !matches!(event.what, FactKind::Became { .. }) {
        return id;
    }
    let before = (0..id.0).rev().take(LOOKED_BACK);
    let after = (id.0 + 1..run.fact_count()).take(LOOKED_BACK);
    let near = |ids: &mut dyn Iterator<Item = u32>| {
        let facts = ids.map(|id| (FactId(id), run.fact(FactId(id))));
        let here = facts.take_while(|(_, other)| other.at == event.at);
        here.filter(|(_, other)| other.node == event.node).find(|(_, other)| changes(other.what))
    };
    near(&mut { before }).or_else(|| near(&mut { after })).map_or(id, |(id, _)| id)
}

/// Whether it says how balances changed.
fn changes(what: FactKind) -> bool {
    matches!(
        what,
        FactKind::Installed { layer: Layer::State, .. }
            | FactKind::Removed { layer: Layer::State, .. }
            | FactKind::Wrote { .. }
            | FactKind::Aborted { .. }
    )
}

/// So many facts before a change, and after it, are looked through for the one that tells of it.
const LOOKED_BACK: usize = 64;

fn seen(run: &dyn AnyRun, states: bool) -> impl Iterator<Item = (Time, FactId, Seen)> + '_ {
    (0..run.fact_count()).map(FactId).filter_map(move |id| {
        let event = run.fact(id);
        let has_mark =
            |fact: u8| run.own_facts().get(usize::from(fact)).is_some_and(|row| row.mark.is_some());
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
            FactKind::Noted { fact, a, b } if states && has_mark(fact) => {
                Seen::Marked(event.node, fact, a, b)
            }
            _ => return None,
        };
        Some((event.at, id, seen))
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
            if demo.id == "2pc-heuristic-abort" {
                // One node decides by itself: that is where the runs part, and not where the damage is
                // noticed.
                let guess = differs.and_then(|it| it.facts[0]).map(|id| off.fact(id).what);
                assert!(matches!(guess, Some(FactKind::Noted { .. })), "{guess:?}");
            }
            // Only a sheet differs, which no client reads and no fact tells the content of.
            if differs.is_none() {
                let (mut off, mut again, mut on) = (off, again, on);
                assert_eq!(first_different_sheet(off.as_mut(), again.as_mut()), None, "{}", demo.id);
                let sheet = first_different_sheet(off.as_mut(), on.as_mut());
                assert!(sheet.is_some_and(|it| it.at > Time::ZERO && it.at < off.until()), "{}", demo.id);
                continue;
            }
            assert!(differs.is_some_and(|it| it.at < off.until()), "{}: {differs:?}", demo.id);
            let told = differs.map_or([None; 2], |it| it.facts);
            assert!(told.iter().any(Option::is_some), "{}: {differs:?}", demo.id);
        }
    }
}
