//! Reasons that are read off the trace of one run: what lasted longest, what was sent most, which
//! way an answer took.

use super::super::told::Asked;
use super::super::{Proof, Side, Why, both, list, plain};
use super::{moment, proof, span};
use crate::base::arrange::Arrange;
use crate::base::ids::{FactId, NodeId};
use crate::base::text::TextBuf;
use crate::base::time::Time;
use crate::base::units::grouped;
use crate::lab::ribbon::Ribbon;
use crate::lab::verdicts::Verdict;
use crate::sim::fact::Waits;
use crate::sim::trace::{CommitStep, FactKind};
use std::collections::BTreeMap;

/// So many nodes of a way are named.
const MOST_NAMED: usize = 7;

/// The first fact at or after a moment.
pub(super) fn fact_at(side: &Side, at: Time) -> Option<(Time, FactId)> {
    let first = FactId(side.run.first_at(at));
    (first.0 < side.run.fact_count()).then(|| (side.run.fact(first).at, first))
}

fn facts<'a>(side: &'a Side) -> impl Iterator<Item = (FactId, crate::sim::trace::Fact)> + 'a {
    (0..side.run.fact_count()).map(|id| (FactId(id), side.run.fact(FactId(id))))
}

fn node(side: &Side, node: NodeId) -> TextBuf {
    side.run.cast().name(node).into()
}

/// The messages that followed each other until an answer was there, as the nodes between which they
/// went.
pub(super) fn way(side: &Side, it: &Asked) -> TextBuf {
    let Some((_, returned)) = it.returned else { return TextBuf::default() };
    let (mut at, mut hops) = (returned, Vec::new());
    // Every step goes back in the trace, so this ends.
    while let Some(before) = side.run.fact(at).cause.known().filter(|before| *before < at) {
        if let FactKind::Delivered { flight } = side.run.fact(at).what {
            let flight = side.run.flight(flight);
            hops.push((flight.from, flight.to));
        }
        at = before;
        if at <= it.fact {
            break;
        }
    }
    hops.reverse();
    let Some(&(first, _)) = hops.first() else {
        return both("answered where it was asked".into(), "由所请求的节点直接答复".into());
    };
    let nodes: Vec<TextBuf> =
        core::iter::once(first).chain(hops.iter().map(|hop| hop.1)).map(|it| node(side, it)).collect();
    // A long way is told by its beginning and its end.
    let join = |pick: fn(&TextBuf) -> &str| {
        let mut names: Vec<&str> = nodes.iter().map(pick).collect();
        if names.len() > MOST_NAMED {
            names.splice(MOST_NAMED - 2..names.len() - 1, ["…"]);
        }
        names.join(" → ")
    };
    let noun = if hops.len() == 1 { "message" } else { "messages" };
    both(
        format!("{} {noun} one after the other ({})", hops.len(), join(|it| &it.en)),
        format!("先后经过 {} 条消息（{}）", hops.len(), join(|it| &it.zh)),
    )
}

/// The longest time in which copies disagreed.
pub(in super::super) fn apart(sides: &[Side], worst: usize, _: usize) -> Option<Why> {
    let side = &sides[worst];
    let mut ribbon = Ribbon::new(side.run.cast());
    ribbon.catch_up(side.run);
    let mut longest: Option<(Time, Time)> = None;
    let mut open: Option<Time> = None;
    for it in ribbon.intervals(u64::MAX) {
        if it.states <= 1 {
            open = None;
            continue;
        }
        let from = *open.get_or_insert(it.from);
        if longest.is_none_or(|(a, b)| it.to.since(from) > b.since(a)) {
            longest = Some((from, it.to));
        }
    }
    let (from, to) = longest?;
    let (a, b, long) = (moment(from), moment(to), span(to.since(from).0));
    Some(Why {
        said: both(
            format!("{}: longest from {} to {}, for {}.", side.name.en, a.en, b.en, long.en),
            format!("{}：最长的一段从 {} 到 {}，持续 {}。", side.name.zh, a.zh, b.zh, long.zh),
        ),
        proof: vec![proof(worst, fact_at(side, from)?)],
    })
}

/// Something that began at a fact and ended by another one, or with the run.
struct Stretch {
    from: (Time, FactId),
    to: Time,
    node: NodeId,
}

fn longest(all: impl Iterator<Item = Stretch>) -> Option<Stretch> {
    all.max_by_key(|it| (it.to.since(it.from.0).0, core::cmp::Reverse(it.from.1)))
}

fn stretch_why(side: &Side, column: usize, it: &Stretch, en: &str, zh: &str) -> Why {
    let (at, long, node) = (moment(it.from.0), span(it.to.since(it.from.0).0), node(side, it.node));
    Why {
        said: both(
            format!("{}: from {}, {} {en} for {}.", side.name.en, at.en, node.en, long.en),
            format!("{}：从 {} 起，{}{zh}，持续 {}。", side.name.zh, at.zh, node.zh, long.zh),
        ),
        proof: vec![proof(column, it.from)],
    }
}

pub(in super::super) fn in_doubt(sides: &[Side], worst: usize, _: usize) -> Option<Why> {
    let side = &sides[worst];
    let mut open: BTreeMap<(NodeId, u64), (Time, FactId)> = BTreeMap::new();
    let mut all = Vec::new();
    for (id, event) in facts(side) {
        match event.what {
            FactKind::Commitment { step: CommitStep::Yes, txn } => {
                open.entry((event.node, txn)).or_insert((event.at, id));
            }
            FactKind::Commitment { step: CommitStep::Committed | CommitStep::Aborted, txn } => {
                if let Some(from) = open.remove(&(event.node, txn)) {
                    all.push(Stretch { from, to: event.at, node: event.node });
                }
            }
            _ => {}
        }
    }
    let end = side.run.folded().0;
    all.extend(open.into_iter().map(|((node, _), from)| Stretch { from, to: end, node }));
    let it = longest(all.into_iter())?;
    Some(stretch_why(
        side,
        worst,
        &it,
        "had voted yes and was not told the decision",
        "投了赞成票，却不知道决定",
    ))
}

pub(in super::super) fn blocked(sides: &[Side], worst: usize, _: usize) -> Option<Why> {
    let side = &sides[worst];
    let own = side.run.own_facts();
    let mut open: BTreeMap<(NodeId, u32), (Time, FactId)> = BTreeMap::new();
    let mut all = Vec::new();
    for (id, event) in facts(side) {
        match event.what {
            FactKind::Noted { fact, a, .. } => match own[usize::from(fact)].waits {
                Waits::No => {}
                Waits::Begins => _ = open.entry((event.node, a)).or_insert((event.at, id)),
                Waits::Ends => {
                    if let Some(from) = open.remove(&(event.node, a)) {
                        all.push(Stretch { from, to: event.at, node: event.node });
                    }
                }
            },
            FactKind::Crashed { .. } => {
                let gone: Vec<_> = open.keys().copied().filter(|(node, _)| *node == event.node).collect();
                all.extend(gone.into_iter().filter_map(|key| {
                    Some(Stretch { from: open.remove(&key)?, to: event.at, node: event.node })
                }));
            }
            _ => {}
        }
    }
    let end = side.run.folded().0;
    all.extend(open.into_iter().map(|((node, _), from)| Stretch { from, to: end, node }));
    let it = longest(all.into_iter())?;
    Some(stretch_why(
        side,
        worst,
        &it,
        "had an operation waiting for what another one held",
        "有一个操作在等另一个操作占用的资源",
    ))
}

/// Which messages were sent most, in the worst and in the best column.
pub(in super::super) fn messages(sides: &[Side], worst: usize, best: usize) -> Option<Why> {
    let (a, first) = sent(&sides[worst])?;
    let mut all = vec![proof(worst, first)];
    let mut said =
        both(format!("{}: {}.", sides[worst].name.en, a.en), format!("{}：{}。", sides[worst].name.zh, a.zh));
    if let Some((b, first)) = sent(&sides[best]) {
        said.en += &format!(" {}: {}.", sides[best].name.en, b.en);
        said.zh += &format!("{}：{}。", sides[best].name.zh, b.zh);
        all.push(proof(best, first));
    }
    Some(Why { said, proof: all })
}

/// The three kinds of messages that were sent most, and the first of the most frequent kind.
fn sent(side: &Side) -> Option<(TextBuf, (Time, FactId))> {
    let mut kinds: BTreeMap<&'static str, (u32, TextBuf, (Time, FactId))> = BTreeMap::new();
    for (id, event) in facts(side) {
        let FactKind::Sent { flight } = event.what else { continue };
        let name = side.run.flight(flight).label.name;
        kinds.entry(name.en).or_insert((0, name.into(), (event.at, id))).0 += 1;
    }
    let mut kinds: Vec<_> = kinds.into_values().collect();
    kinds.arrange_by_key(|(count, name, _)| (core::cmp::Reverse(*count), name.en.clone()));
    let first = kinds.first()?.2;
    let some: Vec<TextBuf> = kinds
        .iter()
        .take(3)
        .map(|(count, name, _)| {
            both(
                format!("{} × {}", grouped(u64::from(*count)), name.en),
                format!("{} × {}", name.zh, grouped(u64::from(*count))),
            )
        })
        .collect();
    Some((list(&some), first))
}

/// Where disks were written, in the worst column.
pub(in super::super) fn flushes(sides: &[Side], worst: usize, _: usize) -> Option<Why> {
    let side = &sides[worst];
    let mut nodes: BTreeMap<NodeId, (u32, (Time, FactId))> = BTreeMap::new();
    for (id, event) in facts(side) {
        if let FactKind::Persisted { .. } = event.what {
            nodes.entry(event.node).or_insert((0, (event.at, id))).0 += 1;
        }
    }
    let first = nodes.values().map(|it| it.1).min()?;
    let each: Vec<TextBuf> = nodes
        .iter()
        .map(|(&at, (count, _))| {
            let (name, count) = (node(side, at), plain(grouped(u64::from(*count))));
            both(format!("{} {}", name.en, count.en), format!("{} {} 次", name.zh, count.zh))
        })
        .collect();
    let each = list(&each);
    Some(Why {
        said: both(format!("{}: {}.", side.name.en, each.en), format!("{}：{}。", side.name.zh, each.zh)),
        proof: vec![proof(worst, first)],
    })
}

pub(in super::super) fn doubled(sides: &[Side], worst: usize, _: usize) -> Option<Why> {
    let side = &sides[worst];
    let (id, event) =
        facts(side).find(|(_, event)| matches!(event.what, FactKind::Outside { times: 2.., .. }))?;
    let (at, node) = (moment(event.at), node(side, event.node));
    Some(Why {
        said: both(
            format!("{}: at {}, an effect left {} for the second time.", side.name.en, at.en, node.en),
            format!("{}：在 {}，同一外部效果从{}第二次发出。", side.name.zh, at.zh, node.zh),
        ),
        proof: vec![proof(worst, (event.at, id))],
    })
}

/// What made or lost the money, as the receipt says it.
pub(in super::super) fn money_made(sides: &[Side], worst: usize, _: usize) -> Option<Why> {
    let side = &sides[worst];
    let (because, facts) = match &side.receipt.money_why {
        Some(it) => (it.because.clone(), it.proof.clone()),
        None => {
            let broken = |it: &&crate::lab::verdicts::Finding| it.verdict == Verdict::Violated;
            let it = side.receipt.verdicts.iter().filter(broken).find(|it| it.model == "conservation")?;
            (it.because.clone()?, it.proof.clone())
        }
    };
    let proof = |&fact: &FactId| Proof { column: worst as u16, fact, at: side.run.fact(fact).at };
    Some(Why {
        said: both(format!("{}: {}", side.name.en, because.en), format!("{}：{}", side.name.zh, because.zh)),
        proof: facts.iter().take(3).map(proof).collect(),
    })
}
