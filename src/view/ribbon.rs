//! The scrubber: one ribbon of agreement and divergence for the branch that is shown, marks for
//! what was done to the run, and a slim lane for every other branch, beginning where it left its
//! parent.

use super::card::wide;
use crate::base::ids::NodeId;
use crate::base::time::Time;
use crate::lab::frame::{BranchFrame, Interval, MarkKind};

/// The scrubber at a width in pixels.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Ribbon {
    /// The time that the whole width stands for: the latest end of all branches.
    pub until: Time,
    /// The branch that is shown, stretch by stretch.
    pub pieces: Vec<Piece>,
    /// From where on nothing is worked out yet; nothing if all is.
    pub unknown_from: Option<f64>,
    /// Where the branch that is shown ends.
    pub end: f64,
    /// How wide the drawing is.
    pub width: f64,
    /// What is worth a mark.
    pub marks: Vec<MarkAt>,
    /// Where reads were stale.
    pub stale: Vec<f64>,
    /// Where promises were broken, by their places in the branch's list.
    pub broken: Vec<f64>,
    /// The moments that those marks stand for: first of stale reads, then of broken promises.
    pub marked: [Vec<Time>; 2],
    /// All branches, where there are several.
    pub lanes: Vec<Lane>,
}

/// A stretch of the ribbon.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Piece {
    /// Its left edge, in the units of the drawing.
    pub x: f64,
    /// How long it is.
    pub width: f64,
    /// How many different states there were at most; 1 is agreement, 0 means that there are no
    /// copies to compare.
    pub states: u16,
    /// For which share of it they differed, from 0 to 1.
    pub apart: f64,
    /// For which share of it one of them had gone another way, from 0 to `apart`.
    pub forked: f64,
}

/// A mark of the ribbon.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct MarkAt {
    /// Its middle, in the units of the drawing.
    pub x: f64,
    /// The moment that it stands for.
    pub at: Time,
    /// What happened.
    pub kind: MarkKind,
    /// The node at which it happened.
    pub node: NodeId,
    /// Whether there is room for its word.
    pub named: bool,
}

/// A branch as a slim lane.
#[derive(Clone, PartialEq, Debug)]
pub struct Lane {
    /// The id of the branch.
    pub branch: u32,
    /// Which row, from the top.
    pub row: usize,
    /// The place among the lanes of the branch that it left; nothing for branch 0.
    pub parent_row: Option<usize>,
    /// Where it left its parent.
    pub start: f64,
    /// The right end, as far as the branch is folded.
    pub end: f64,
    /// Whether it is the one that is shown.
    pub current: bool,
    /// Its own stretches, from where it left.
    pub pieces: Vec<Piece>,
}

/// How wide a letter of a mark's word is, in units of one Latin letter, and how far two words are
/// apart.
const LETTER: f64 = 6.2;
const GAP: f64 = 14.0;
/// A mark is hit by who presses so near to its middle.
const PRESS: f64 = 9.0;
/// Pieces slimmer than this would not be seen: divergence gets at least so much.
const SLIM: f64 = 1.5;

/// The scrubber of these branches. `word` is what a mark is called: it is written only where it lies on
/// no other.
pub fn draw(branches: &[BranchFrame], current: u32, width: f64, word: impl Fn(MarkKind) -> String) -> Ribbon {
    let until = branches.iter().map(|branch| branch.until).max().unwrap_or(Time::ZERO);
    let scale = Scale { until, width };
    let mut ribbon = Ribbon { until, end: width, width, ..Ribbon::default() };
    let Some(shown) = branches.iter().find(|branch| branch.id == current) else { return ribbon };
    ribbon.pieces = pieces(&shown.ribbon, Time::ZERO, scale);
    ribbon.end = scale.x(shown.until);
    ribbon.unknown_from = (!shown.done && shown.folded < shown.until).then(|| scale.x(shown.folded));
    ribbon.stale = shown.stale.iter().map(|&at| scale.x(at)).collect();
    ribbon.marked = [shown.stale.clone(), shown.broken.iter().flatten().map(|breach| breach.at).collect()];
    ribbon.broken = shown.broken.iter().flatten().map(|breach| scale.x(breach.at)).collect();
    let mut room = f64::NEG_INFINITY;
    for mark in &shown.marks {
        let x = scale.x(mark.at);
        let word = wide(&word(mark.kind)) as f64 * LETTER + GAP;
        let named = x >= room && x + word <= width + 20.0;
        if named {
            room = x + word;
        }
        ribbon.marks.push(MarkAt { x, at: mark.at, kind: mark.kind, node: mark.node, named });
    }
    if branches.len() > 1 {
        let row = |id: u32| branches.iter().position(|branch| branch.id == id);
        ribbon.lanes = branches
            .iter()
            .enumerate()
            .map(|(i, branch)| Lane {
                branch: branch.id,
                row: i,
                parent_row: branch.parent.and_then(row),
                start: scale.x(branch.forked),
                end: scale.x(branch.until),
                current: branch.id == current,
                pieces: pieces(&branch.ribbon, branch.forked, scale),
            })
            .collect();
    }
    ribbon
}

#[derive(Clone, Copy)]
struct Scale {
    until: Time,
    width: f64,
}

impl Scale {
    fn x(self, at: Time) -> f64 {
        at.0 as f64 / self.until.0.max(1) as f64 * self.width
    }
}

fn pieces(intervals: &[Interval], from: Time, scale: Scale) -> Vec<Piece> {
    intervals
        .iter()
        .filter(|stretch| stretch.to > from)
        .map(|stretch| {
            let x = scale.x(stretch.from.max(from));
            let width = scale.x(stretch.to) - x;
            let whole = stretch.to.since(stretch.from).0;
            let share = |us: u64| if whole == 0 { 0.0 } else { us as f64 / whole as f64 };
            Piece {
                x,
                width: if stretch.states > 1 { width.max(SLIM) } else { width },
                states: stretch.states,
                apart: share(stretch.apart_us),
                forked: share(stretch.forked_us),
            }
        })
        .collect()
}

impl Ribbon {
    /// The moment of the mark that was pressed there, on a ribbon of this width: one is pressed beside
    /// its middle, and its moment is what is meant. Stale reads have their marks below the ribbon,
    /// broken promises above it.
    pub fn pressed(&self, x: f64, width: f64, below: bool) -> Option<Time> {
        let (marks, moments) =
            if below { (&self.stale, &self.marked[0]) } else { (&self.broken, &self.marked[1]) };
        let scale = width.max(1.0) / self.width.max(1.0);
        let off = |mark: f64| (mark * scale - x).abs();
        let near = marks.iter().zip(moments).filter(|(mark, _)| off(**mark) <= PRESS);
        near.min_by(|(a, _), (b, _)| off(**a).total_cmp(&off(**b))).map(|(_, &at)| at)
    }

    /// Which moment stands there, on a ribbon of this width.
    pub fn time(&self, x: f64, width: f64) -> Time {
        Time(((x / width.max(1.0)).clamp(0.0, 1.0) * self.until.0 as f64).round() as u64)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::lab::frame::Mark;

    /// A branch that agrees, differs and agrees again.
    pub(crate) fn branch(id: u32, parent: Option<u32>, forked: u64) -> BranchFrame {
        let stretch = |from, to, states| Interval {
            from: Time(from),
            to: Time(to),
            states,
            apart_us: if states > 1 { to - from } else { 0 },
            forked_us: 0,
        };
        let mark = |at, kind| Mark { at: Time(at), kind, node: NodeId(2) };
        BranchFrame {
            id,
            parent,
            forked: Time(forked),
            until: Time(1_000),
            folded: Time(1_000),
            done: true,
            ended_early: None,
            steps: 40,
            facts: 90,
            digest: None,
            ribbon: vec![stretch(0, 400, 1), stretch(400, 700, 2), stretch(700, 1_000, 1)],
            stale_count: 1,
            stale: vec![Time(500)],
            broken: Some(vec![]),
            marks: vec![mark(390, MarkKind::Cut), mark(400, MarkKind::Crash), mark(650, MarkKind::Heal)],
        }
    }

    fn named(kind: MarkKind) -> String {
        if kind == MarkKind::Heal { "heal".to_owned() } else { "compensation".to_owned() }
    }

    #[test]
    fn the_ribbon_covers_the_run() {
        let ribbon = draw(&[branch(0, None, 0)], 0, 500.0, named);
        let pieces: Vec<(f64, f64, u16)> =
            ribbon.pieces.iter().map(|piece| (piece.x, piece.width, piece.states)).collect();
        assert_eq!(pieces, [(0.0, 200.0, 1), (200.0, 150.0, 2), (350.0, 150.0, 1)]);
        assert_eq!(ribbon.marks.iter().map(|mark| mark.named).collect::<Vec<_>>(), [true, false, true]);
        assert!(ribbon.lanes.is_empty() && ribbon.unknown_from.is_none());
        assert_eq!(ribbon.time(250.0, 500.0), Time(500));
        // The stale read at 500 has its mark at 250: who presses near it means it.
        assert_eq!(ribbon.pressed(246.0, 500.0, true), Some(Time(500)));
        assert_eq!(ribbon.pressed(492.0, 1_000.0, true), Some(Time(500)));
        assert_eq!((ribbon.pressed(230.0, 500.0, true), ribbon.pressed(246.0, 500.0, false)), (None, None));
    }

    #[test]
    fn a_branch_begins_where_it_left() {
        let ribbon = draw(&[branch(0, None, 0), branch(1, Some(0), 500)], 1, 100.0, named);
        assert_eq!(
            ribbon
                .lanes
                .iter()
                .map(|lane| (lane.row, lane.parent_row, lane.start, lane.current))
                .collect::<Vec<_>>(),
            [(0, None, 0.0, false), (1, Some(0), 50.0, true)]
        );
        assert_eq!(
            ribbon.lanes[1].pieces[0],
            Piece { x: 50.0, width: 20.0, states: 2, apart: 1.0, forked: 0.0 }
        );
    }

    #[test]
    fn what_is_not_worked_out_says_so() {
        let half = BranchFrame {
            folded: Time(400),
            done: false,
            ribbon: vec![Interval { from: Time(0), to: Time(400), states: 1, apart_us: 0, forked_us: 0 }],
            ..branch(0, None, 0)
        };
        assert_eq!(draw(core::slice::from_ref(&half), 0, 100.0, named).unknown_from, Some(40.0));
    }

    #[test]
    fn a_column_in_which_copies_differed_for_a_while_is_not_drawn_as_if_they_always_had() {
        let merged = Interval { from: Time(0), to: Time(1_000), states: 3, apart_us: 40, forked_us: 10 };
        let ribbon = draw(&[BranchFrame { ribbon: vec![merged], ..branch(0, None, 0) }], 0, 100.0, named);
        assert_eq!(ribbon.pieces, [Piece { x: 0.0, width: 100.0, states: 3, apart: 0.04, forked: 0.01 }]);
    }
}
