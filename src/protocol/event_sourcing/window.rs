//! What a person sees of a service: its feed, its read model, and what it counts.

use super::config::{Config, Publish};
use super::sheets;
use super::state::State;
use crate::base::ids::NodeId;
use crate::base::text::{Text, text};
use crate::data::feed::Entry;
use crate::data::streams::Streams;
use crate::data::upcast::truth;
use crate::domain::bank::Bank;
use crate::domain::{Event, EventKind};
use crate::sim::show::{Balance, Balances, Counter, Lens, Log, Row, RowState, Section, VisibleState};

/// How many of the last entries the strip shows.
const STRIP: u64 = 24;

/// The only window into a service. It costs what it shows, however long the log is.
pub fn inspect(config: &Config, me: NodeId, state: &State, lens: &Lens) -> VisibleState {
    let (volatile, durable) = (&state.volatile, &state.durable);
    let feed = &durable.feed;
    let projection = &volatile.projection;
    let here = |place: u64| lens.only.map_or(place, |account| feed.before(account, place));
    let rows = match lens.only {
        Some(account) => {
            feed.of(account, lens.rows.clone()).map(|(place, entry)| row(state, place, entry)).collect()
        }
        None => feed.range(lens.rows.clone()).map(|(place, entry)| row(state, place, entry)).collect(),
    };
    let others =
        volatile.heard.iter().enumerate().filter(|(node, _)| *node != me.index()).map(|(_, heard)| *heard);
    let log_len = here(feed.len());
    let known = others.sum::<u64>() + durable.store.len();
    let log = Log {
        title: text("event log", "事件日志"),
        len: log_len,
        saved: here(volatile.saved.min(feed.len())),
        applied: here(projection.position),
        known: if lens.only.is_some() { log_len } else { known.max(log_len) },
        rows,
        strip: feed
            .range(feed.len().saturating_sub(STRIP)..feed.len())
            .map(|(_, entry)| volatile.owner(entry.record.stream))
            .collect(),
    };
    let open = projection.bank.range(lens.accounts.clone()).filter(|(_, it)| it.open || it.version > 0);
    let balances = Balances {
        title: text("read model", "读模型"),
        accounts: u32::try_from(projection.bank.len()).unwrap_or(u32::MAX),
        total: projection.bank.total(),
        rows: open
            .map(|(account, it)| Balance { account, balance: it.balance, version: it.version })
            .collect(),
    };
    let mut sections =
        vec![Section::Log(log), Section::Balances(balances), Section::Counters(counters(config, me, state))];
    sections.extend(sheets::all(config, state).into_iter().map(Section::Sheet));
    VisibleState { role: text("service", "服务"), leads: true, epoch: 0, sections }
}

fn row(state: &State, place: u64, entry: &Entry) -> Row {
    let (volatile, line) = (&state.volatile, &entry.record);
    let event = truth(&line.event);
    let other = match event {
        Some(Event::TransferSent { to, .. }) => Some(to),
        Some(Event::TransferReceived { from, .. }) => Some(from),
        _ => None,
    };
    let is_next = place == volatile.projection.position;
    let row_state = if state.durable.parked.contains(&place) || event.is_none() || (volatile.stuck && is_next)
    {
        RowState::Bad
    } else if place < volatile.projection.position {
        RowState::Applied
    } else if place < volatile.saved {
        RowState::Waiting
    } else {
        RowState::Unsaved
    };
    Row {
        index: place + 1,
        term: line.version(),
        origin: volatile.owner(line.stream),
        kind: event.map_or(EventKind::Deposited, |event| event.kind()),
        account: line.stream,
        other,
        amount: event.map_or(0, |event| event.change()),
        balance: entry.balance,
        state: row_state,
    }
}

fn counters(config: &Config, me: NodeId, state: &State) -> Vec<Counter> {
    let (volatile, durable) = (&state.volatile, &state.durable);
    let outbox = if config.publish == Publish::Outbox { durable.waiting(me) } else { 0 };
    let snapshot = durable.snapshot.as_ref().map_or(0, |snapshot| snapshot.at);
    let stuck_at = if volatile.stuck { volatile.projection.position + 1 } else { 0 };
    let stall = if volatile.stall.alarm { volatile.projection.position + 1 } else { 0 };
    let asked = durable.names.asked.len() as u64;
    let all: [(Text, u64, bool); 12] = [
        (text("alarm: stalls at event", "告警：停滞在事件"), stall, true),
        (text("names asked for", "申请中的名称"), asked, false),
        (text("stuck at event", "卡在事件"), stuck_at, true),
        (text("streams it cannot read", "无法解析的事件流"), volatile.locked.len() as u64, true),
        (text("parked events (dead letters)", "搁置的事件（死信）"), durable.parked.len() as u64, true),
        (text("early events, buffered", "早到而暂存的事件"), volatile.inbox.len() as u64, true),
        (text("outbox", "发件箱"), outbox, false),
        (text("transfers in flight", "在途转账"), durable.transfers.len() as u64, false),
        (text("waiting for an owner", "等待所属服务答复"), volatile.pending.len() as u64, false),
        (text("mails sent", "已发邮件"), u64::from(durable.mails), false),
        (text("erased customers", "已抹除客户"), durable.erased.len() as u64, false),
        (text("snapshot at event", "快照位于事件"), snapshot, false),
    ];
    let shown = all.into_iter().filter(|(_, value, _)| *value > 0);
    shown
        .map(|(name, value, alarming)| Counter {
            name,
            value: i64::try_from(value).unwrap_or(i64::MAX),
            alarming,
        })
        .collect()
}

/// What a clone does not share, and what it will not when the next few accounts are written: two
/// folds, and where their streams are.
pub fn weight(state: &State) -> usize {
    let volatile = &state.volatile;
    let banks = 2 + usize::from(volatile.newer.is_some());
    let written = banks * Bank::PAGE_BYTES + 2 * Streams::PAGE_BYTES;
    // A report keeps a few words for each account, and none of them is shared.
    let reports = volatile.reports.iter().flatten().count() * volatile.projection.bank.len() * 64;
    written
        + reports
        + size_of::<State>()
        + volatile.pending.len() * 256
        + volatile.inbox.len() * 96
        + state.durable.transfers.len() * 16
}
