//! Why a column is the worst of a row and another one the best: one sentence, made of facts of the
//! two runs. Where both were asked the same, it is about the same request.

mod facts;

use super::figures::{self, got_nothing, span, waited};
use super::risk::risk;
use super::told::{Asked, answer, question};
use super::{Proof, Side, Why, both};
use crate::base::ids::FactId;
use crate::base::text::TextBuf;
use crate::base::time::Time;
use crate::base::units::{self, Quantity};
use crate::lab::breaches::first_lost;
use crate::lab::stale::StaleReads;
use crate::sim::trace::Outcome;

pub(super) use facts::{apart, blocked, doubled, flushes, in_doubt, messages, money_made};

fn moment(at: Time) -> TextBuf {
    units::text(Quantity::Moment(at))
}

fn proof(column: usize, (at, fact): (Time, FactId)) -> Proof {
    Proof { column: column as u16, fact, at }
}

/// Nothing can be pointed at.
pub(super) fn none(_: &[Side], _: usize, _: usize) -> Option<Why> {
    None
}

/// The first request that ended so in one column and otherwise in the other; else the first that
/// ended so at all.
fn same_request(sides: &[Side], worst: usize, best: usize, ended: impl Fn(&Asked) -> bool) -> Option<Why> {
    let (bad, good) = (&sides[worst], &sides[best]);
    let pair = bad.asked.iter().zip(&good.asked);
    let mut apart = pair.filter(|(b, g)| b.is_same_operation(g) && ended(b) && !ended(g));
    // One that succeeded elsewhere says most.
    let found = apart.clone().find(|(_, g)| g.outcome == Outcome::Ok).or_else(|| apart.next());
    if let Some((b, g)) = found {
        return Some(Why {
            said: side_by_side(sides, (worst, b), (best, g)),
            proof: vec![proof(worst, b.shown_by()), proof(best, g.shown_by())],
        });
    }
    let b = bad.asked.iter().find(|it| ended(it))?;
    let (asked, told) = (question(b, bad.experiment), answer(b, bad.experiment.decimals));
    let at = moment(b.at);
    Some(Why {
        said: both(
            format!("{}: {}. {}: {}.", at.en, asked.en, bad.name.en, told.en),
            format!("{}，{}。{}：{}。", at.zh, asked.zh, bad.name.zh, told.zh),
        ),
        proof: vec![proof(worst, b.shown_by())],
    })
}

fn side_by_side(sides: &[Side], (worst, b): (usize, &Asked), (best, g): (usize, &Asked)) -> TextBuf {
    let (bad, good) = (&sides[worst], &sides[best]);
    let (at, asked) = (moment(b.at), question(b, bad.experiment));
    let told = |it: &Asked, side: &Side| answer(it, side.experiment.decimals);
    let (t, u) = (told(b, bad), told(g, good));
    both(
        format!("{}: {}. {}: {}. {}: {}.", at.en, asked.en, bad.name.en, t.en, good.name.en, u.en),
        format!("{}，{}。{}：{}。{}：{}。", at.zh, asked.zh, bad.name.zh, t.zh, good.name.zh, u.zh),
    )
}

pub(super) fn not_done(sides: &[Side], worst: usize, best: usize) -> Option<Why> {
    same_request(sides, worst, best, |it| it.outcome != Outcome::Ok)
}

pub(super) fn rejected(sides: &[Side], worst: usize, best: usize) -> Option<Why> {
    same_request(sides, worst, best, Asked::is_turned_down)
}

pub(super) fn unknown(sides: &[Side], worst: usize, best: usize) -> Option<Why> {
    same_request(sides, worst, best, |it| it.outcome == Outcome::Info)
}

pub(super) fn in_vain(sides: &[Side], worst: usize, best: usize) -> Option<Why> {
    let end = sides[worst].run.folded().0;
    let longest = sides[worst].asked.iter().filter(|it| got_nothing(it)).map(|it| waited(it, end)).max()?;
    same_request(sides, worst, best, |it| got_nothing(it) && waited(it, end) == longest)
}

pub(super) fn slowest_read(sides: &[Side], worst: usize, best: usize) -> Option<Why> {
    slowest(sides, worst, best, true)
}

pub(super) fn slowest_write(sides: &[Side], worst: usize, best: usize) -> Option<Why> {
    slowest(sides, worst, best, false)
}

/// The slowest answer of the worst column, and the same request in the best one.
fn slowest(sides: &[Side], worst: usize, best: usize, reads: bool) -> Option<Why> {
    let (bad, good) = (&sides[worst], &sides[best]);
    let counts = |it: &Asked| it.outcome == Outcome::Ok && it.call.is_read() == reads;
    let took = |it: &Asked| waited(it, Time::NEVER);
    let p99 = if reads { bad.receipt.read_latency } else { bad.receipt.write_latency }?.p99_us;
    let nth = bad.asked.iter().position(|it| counts(it) && took(it) == p99)?;
    let (b, g) = (&bad.asked[nth], good.asked.get(nth));
    let (at, asked, long) = (moment(b.at), question(b, bad.experiment), span(took(b)));
    let way = facts::way(bad, b);
    let mut said = both(
        format!("{}: {}. {}: {}, {}.", at.en, asked.en, bad.name.en, long.en, way.en),
        format!("{}，{}。{}：{}，{}。", at.zh, asked.zh, bad.name.zh, long.zh, way.zh),
    );
    let mut all = vec![proof(worst, b.shown_by())];
    if let Some(g) = g.filter(|g| g.is_same_operation(b) && counts(g)) {
        let (long, way) = (span(took(g)), facts::way(good, g));
        said.en += &format!(" {}: {}, {}.", good.name.en, long.en, way.en);
        said.zh += &format!("{}：{}，{}。", good.name.zh, long.zh, way.zh);
        all.push(proof(best, g.shown_by()));
    }
    Some(Why { said, proof: all })
}

/// The longest time without a success.
pub(super) fn standstill(sides: &[Side], worst: usize, _: usize) -> Option<Why> {
    let side = &sides[worst];
    let (from, to) = figures::standstill(side)?;
    let waits = |it: &&Asked| it.at < to && it.returned.is_none_or(|(at, _)| at > from);
    let waited = side.asked.iter().filter(waits).count();
    let (a, b) = (moment(from), moment(to));
    Some(Why {
        said: both(
            format!(
                "{}: nothing succeeded from {} to {}, while requests waited ({waited}).",
                side.name.en, a.en, b.en
            ),
            format!("{}：从 {} 到 {} 没有一次成功，其间有 {waited} 个请求在等。", side.name.zh, a.zh, b.zh),
        ),
        proof: vec![proof(worst, facts::fact_at(side, from)?)],
    })
}

/// The first acknowledged write that is gone, and what became of the same request elsewhere.
pub(super) fn lost(sides: &[Side], worst: usize, best: usize) -> Option<Why> {
    let (bad, good) = (&sides[worst], &sides[best]);
    let it = first_lost(bad.run)?;
    let b = bad.asked.get(it.op.index())?;
    let gone = (bad.run.fact(it.gone).at, it.gone);
    let (at, asked, told) = (moment(b.at), question(b, bad.experiment), answer(b, bad.experiment.decimals));
    let (when, node) = (moment(gone.0), TextBuf::from(bad.run.cast().name(bad.run.fact(it.gone).node)));
    let mut said = both(
        format!(
            "{}: {}. {}: {}; but at {} it was lost at {}, and no majority of the copies has it at the end.",
            at.en, asked.en, bad.name.en, told.en, when.en, node.en
        ),
        format!(
            "{}，{}。{}：{}；但在 {}，{}丢失了它，到结束时多数副本上都没有它。",
            at.zh, asked.zh, bad.name.zh, told.zh, when.zh, node.zh
        ),
    );
    let mut all = vec![proof(worst, b.shown_by()), proof(worst, gone)];
    if let Some(g) = good.asked.get(it.op.index()).filter(|g| g.is_same_operation(b)) {
        let told = answer(g, good.experiment.decimals);
        said.en += &format!(" {}: {}.", good.name.en, told.en);
        said.zh += &format!("{}：{}。", good.name.zh, told.zh);
        all.push(proof(best, g.shown_by()));
    }
    Some(Why { said, proof: all })
}

/// The oldest answer that was given.
pub(super) fn stale(sides: &[Side], worst: usize, best: usize) -> Option<Why> {
    let (bad, good) = (&sides[worst], &sides[best]);
    let mut reads = StaleReads::new(bad.run.node_count());
    reads.catch_up(bad.run);
    let read = reads.found().iter().max_by_key(|it| (it.age_us, it.versions))?;
    let b = bad.asked.get(read.op.index())?;
    let decimals = bad.experiment.decimals;
    let (at, asked, age) = (moment(b.at), question(b, bad.experiment), span(read.age_us));
    let money = |amount| units::money(amount, decimals);
    let mut said = both(
        format!(
            "{}: {}. {}: told {}, though {} had been acknowledged {} before.",
            at.en,
            asked.en,
            bad.name.en,
            money(read.told),
            money(read.newest),
            age.en
        ),
        format!(
            "{}，{}。{}：答 {}，而 {} 早在 {}之前就已确认。",
            at.zh,
            asked.zh,
            bad.name.zh,
            money(read.told),
            money(read.newest),
            age.zh
        ),
    );
    let mut all = vec![proof(worst, (read.at, read.fact)), proof(worst, (read.missed_at, read.missed))];
    if let Some(g) = good.asked.get(read.op.index()).filter(|g| g.is_same_operation(b)) {
        let told = answer(g, decimals);
        said.en += &format!(" {}: {}.", good.name.en, told.en);
        said.zh += &format!("{}：{}。", good.name.zh, told.zh);
        all.push(proof(best, g.shown_by()));
    }
    Some(Why { said, proof: all })
}

pub(super) fn at_risk(sides: &[Side], worst: usize, _: usize) -> Option<Why> {
    let side = &sides[worst];
    let it = risk(side.run);
    let (at, fact) = it.at?;
    let (most, when) = (units::money(it.most, side.experiment.decimals), moment(at));
    Some(Why {
        said: both(
            format!(
                "{}: at {}, clients had been told of {most} that no second node held. It is gone if that node's disk is.",
                side.name.en, when.en
            ),
            format!(
                "{}：在 {}，已向客户端确认的 {most} 还没有第二个节点持有。那个节点的磁盘一坏，这些钱就没了。",
                side.name.zh, when.zh
            ),
        ),
        proof: vec![proof(worst, (at, fact))],
    })
}
