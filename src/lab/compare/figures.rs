//! What each row says of one column.

use super::risk::risk;
use super::told::Asked;
use super::{Side, both, plain};
use crate::base::text::{Text, TextBuf, text};
use crate::base::time::{Span, Time};
use crate::base::units::{self, Quantity, grouped};
use crate::lab::receipt::Latency;
use crate::lab::waited::Lasted;
use crate::protocol::catalog;
use crate::sim::cast::Group;
use crate::sim::fact::Waits;
use crate::sim::trace::Outcome;

/// A figure before it is ranked.
#[derive(Default)]
pub(super) struct Figure {
    pub said: TextBuf,
    pub figure: Option<i64>,
    /// What it is ranked by; nothing where it is not.
    pub rank: Option<i64>,
    pub more: Option<TextBuf>,
    /// This way cannot come to it.
    pub cannot: bool,
    pub series: Vec<u32>,
}

impl Figure {
    fn new(said: TextBuf, figure: i64) -> Figure {
        Figure { said, figure: Some(figure), rank: Some(figure), ..Figure::default() }
    }

    fn count(count: u32) -> Figure {
        Figure::new(plain(grouped(u64::from(count))), i64::from(count))
    }

    fn span(us: u64) -> Figure {
        Figure::new(span(us), us as i64)
    }

    fn cannot(why: Text) -> Figure {
        Figure { said: why.into(), cannot: true, ..Figure::default() }
    }

    /// There was nothing to measure.
    fn nothing(why: Text) -> Figure {
        Figure { said: why.into(), ..Figure::default() }
    }

    fn more(self, more: TextBuf) -> Figure {
        Figure { more: Some(more), ..self }
    }
}

pub(super) fn span(us: u64) -> TextBuf {
    units::text(Quantity::Span(Span(us)))
}

const NOBODY_ASKED: Text = text("no requests", "无请求");

pub(super) fn done(side: &Side) -> Figure {
    let it = side.receipt.operations;
    let of = grouped(u64::from(it.asked));
    let business = side.asked.iter().filter(|it| it.outcome == Outcome::Fail && !it.is_turned_down()).count();
    let figure = Figure::new(
        both(
            format!("{} of {of}", grouped(u64::from(it.ok))),
            format!("{} / {of}", grouped(u64::from(it.ok))),
        ),
        i64::from(it.ok),
    );
    if business == 0 {
        return figure;
    }
    figure.more(both(
        format!("{business} more rejected by the rules of the business"),
        format!("另有 {business} 个按业务规则被拒绝"),
    ))
}

pub(super) fn available(side: &Side) -> Figure {
    match side.receipt.available_under_faults_per_mille {
        Some(share) => Figure::new(units::text(Quantity::PerMille(u64::from(share))), i64::from(share)),
        None => Figure::nothing(text("nobody asked while a fault held", "故障期间无人请求")),
    }
}

pub(super) fn rejected(side: &Side) -> Figure {
    Figure::count(side.asked.iter().filter(|it| it.is_turned_down()).count() as u32)
}

pub(super) fn unknown(side: &Side) -> Figure {
    Figure::count(side.receipt.operations.unknown)
}

/// Those who got nothing that is theirs to get.
pub(super) fn got_nothing(it: &Asked) -> bool {
    it.outcome == Outcome::Info || it.is_turned_down()
}

/// How long a client waited.
pub(super) fn waited(it: &Asked, end: Time) -> u64 {
    it.returned.map_or(end, |(at, _)| at).since(it.at).0
}

pub(super) fn in_vain(side: &Side) -> Figure {
    let end = side.run.folded().0;
    let all: Vec<u64> = side.asked.iter().filter(|it| got_nothing(it)).map(|it| waited(it, end)).collect();
    let figure = Figure::span(all.iter().sum());
    let times = all.len();
    if times == 0 { figure } else { figure.more(both(format!("{times}×"), format!("{times} 次"))) }
}

fn latency(latency: Option<Latency>) -> Figure {
    let Some(it) = latency else { return Figure::nothing(NOBODY_ASKED) };
    let (p50, p99) = (span(it.p50_us), span(it.p99_us));
    Figure::new(
        both(format!("{} / {}", p50.en, p99.en), format!("{} / {}", p50.zh, p99.zh)),
        it.p99_us as i64,
    )
}

pub(super) fn reads(side: &Side) -> Figure {
    latency(side.receipt.read_latency)
}

pub(super) fn writes(side: &Side) -> Figure {
    latency(side.receipt.write_latency)
}

/// The longest time in which nothing succeeded though somebody waited, with its bounds: it begins
/// with the last success, or with the first request after it, and ends with the next success.
pub(super) fn standstill(side: &Side) -> Option<(Time, Time)> {
    let end = side.run.folded().0;
    let until = |it: &Asked| it.returned.map_or(end, |(at, _)| at);
    let mut done: Vec<Time> = side.asked.iter().filter(|it| it.outcome == Outcome::Ok).map(until).collect();
    done.sort_unstable();
    let gaps =
        core::iter::once(Time::ZERO).chain(done.iter().copied()).zip(done.iter().copied().chain([end]));
    let waited = gaps.filter_map(|(from, to)| {
        let waits = side.asked.iter().filter(|it| it.at < to && until(it) > from);
        // Who gave up waits no longer.
        let last = waits.clone().map(until).max()?;
        let first = waits.map(|it| it.at.max(from)).min()?;
        Some((first, to.min(last)))
    });
    waited.max_by_key(|(from, to)| to.since(*from).0)
}

pub(super) fn goodput(side: &Side) -> Figure {
    let Some((from, to)) = standstill(side) else { return Figure::nothing(NOBODY_ASKED) };
    let it = &side.receipt.goodput;
    let window = span(it.window_us);
    let range = it.range().unwrap_or_default();
    let more = both(
        format!("{} to {} in each {}", range.0, range.1, window.en),
        format!("每 {} 完成 {} 到 {} 个", window.zh, range.0, range.1),
    );
    Figure { series: it.ok.clone(), ..Figure::span(to.since(from).0).more(more) }
}

pub(super) fn stale(side: &Side) -> Figure {
    let it = side.receipt.stale;
    let is_read = |asked: &&Asked| asked.call.is_read() && asked.outcome == Outcome::Ok;
    let reads = grouped(side.asked.iter().filter(is_read).count() as u64);
    let (count, versions) = (grouped(u64::from(it.reads)), it.versions_max);
    let figure =
        Figure::new(both(format!("{count} of {reads}"), format!("{count} / {reads}")), i64::from(it.reads));
    if it.reads == 0 {
        return figure;
    }
    let age = span(it.age_us_max);
    let noun = if versions == 1 { "version" } else { "versions" };
    figure.more(both(
        format!("up to {versions} {noun}, {}", age.en),
        format!("最多落后 {versions} 个版本、{}", age.zh),
    ))
}

/// Whether there are copies that are meant to be alike and can be held against each other.
fn has_copies(side: &Side) -> bool {
    side.run.cast().groups().iter().any(Group::is_compared)
}

pub(super) fn apart(side: &Side) -> Figure {
    if !has_copies(side) {
        return Figure::cannot(text(
            "cannot happen: no two nodes are meant to show the same",
            "不会发生：没有两个节点本应显示同样的状态",
        ));
    }
    let it = side.receipt.apart;
    let figure = Figure::span(it.total_us);
    if it.total_us == 0 {
        return figure;
    }
    let longest = span(it.longest_us);
    let (en, zh) = if it.agree_at_end {
        ("", "")
    } else {
        ("; they still differ at the end", "；结束时仍不一致")
    };
    figure.more(both(format!("longest {}{en}", longest.en), format!("最长一段 {}{zh}", longest.zh)))
}

pub(super) fn lost(side: &Side) -> Figure {
    Figure::count(side.receipt.acknowledged_writes_lost)
}

pub(super) fn doubled(side: &Side) -> Figure {
    Figure::count(side.receipt.effects_doubled)
}

pub(super) fn money_made(side: &Side) -> Figure {
    match side.receipt.money_made {
        Some(made) => {
            let sign = if made > 0 { "+" } else { "" };
            let said = format!("{sign}{}", units::money(made, side.experiment.decimals));
            Figure { rank: Some(made.abs()), ..Figure::new(plain(said), made) }
        }
        None => Figure::nothing(text(
            "not counted: something is still under way at the end",
            "未计算：结束时仍有操作在途",
        )),
    }
}

pub(super) fn at_risk(side: &Side) -> Figure {
    let it = risk(side.run);
    let figure = Figure::new(plain(units::money(it.most, side.experiment.decimals)), it.most);
    if it.most == 0 {
        return figure;
    }
    let longest = span(it.longest_us);
    let end = units::money(it.at_end, side.experiment.decimals);
    let (en, zh) = if it.at_end > 0 {
        (format!("; {end} still at the end"), format!("；结束时仍有 {end}"))
    } else {
        (String::new(), String::new())
    };
    figure.more(both(
        format!("one change for {} at most{en}", longest.en),
        format!("单笔最长 {}{zh}", longest.zh),
    ))
}

fn each(total: u32, milli: u64, ok: u32) -> Figure {
    if ok == 0 {
        return Figure::nothing(text("nothing succeeded", "没有成功的操作")).more(both(
            format!("{} in all", grouped(u64::from(total))),
            format!("共 {}", grouped(u64::from(total))),
        ));
    }
    let said = format!("{}.{:02}", milli / 1000, milli % 1000 / 10);
    let all = grouped(u64::from(total));
    Figure::new(plain(said), milli as i64).more(both(format!("{all} in all"), format!("共 {all}")))
}

pub(super) fn messages(side: &Side) -> Figure {
    let it = side.receipt.costs;
    each(it.messages, it.messages_per_ok_milli, side.receipt.operations.ok)
}

pub(super) fn flushes(side: &Side) -> Figure {
    let it = side.receipt.costs;
    each(it.forced_writes, it.writes_per_ok_milli, side.receipt.operations.ok)
}

fn lasted(it: Lasted) -> Figure {
    let figure = Figure::span(it.total_us);
    if it.times == 0 {
        return figure;
    }
    let longest = span(it.longest_us);
    let (en, zh) = if it.at_end > 0 {
        (format!("; {} not over at the end", it.at_end), format!("；结束时还有 {} 个未了", it.at_end))
    } else {
        (String::new(), String::new())
    };
    figure.more(both(
        format!("{}×, longest {}{en}", it.times, longest.en),
        format!("{} 次，最长 {}{zh}", it.times, longest.zh),
    ))
}

pub(super) fn blocked(side: &Side) -> Figure {
    let entry = catalog::find(&side.experiment.protocol.name);
    if entry.is_some_and(|entry| entry.facts.iter().all(|row| row.waits == Waits::No)) {
        return Figure::cannot(text("cannot happen: it holds no locks", "不会发生：它不加锁"));
    }
    lasted(side.receipt.waited.blocked)
}

pub(super) fn in_doubt(side: &Side) -> Figure {
    if !side.votes() {
        return Figure::cannot(text("did not happen: nobody voted", "没有发生：无人投票"));
    }
    lasted(side.receipt.waited.in_doubt)
}

pub(super) fn compensations(side: &Side) -> Figure {
    let entry = catalog::find(&side.experiment.protocol.name);
    if entry.is_some_and(|entry| !entry.facts.iter().any(|row| row.compensates)) {
        return Figure::cannot(text("it has none", "它没有补偿"));
    }
    Figure::count(side.receipt.compensations)
}
