//! What can be seen of a node: a service shows its accounts, its outbox and what it has to process;
//! the broker shows who has come how far, its dead letters, and the ends of its partitions.

use super::config::Config;
use super::message::{Row, What};
use super::state::{Hold, Shelf, Worker};
use super::{State, Volatile};
use crate::base::ids::NodeId;
use crate::base::text::{Text, text};
use crate::data::topics::Place;
use crate::domain::bank::Bank;
use crate::protocol::manifest::consumers::consumers;
use crate::sim::show::{Balance, Balances, Counter, EventRow, Events, Lens, Queue, Section, VisibleState};

/// How many rows of a table of events are shown.
const MOST_ROWS: usize = 8;

/// The only window into a node.
pub fn inspect(_config: &Config, _me: NodeId, state: &State, lens: &Lens) -> VisibleState {
    match &state.durable.shelf {
        Some(shelf) => VisibleState {
            role: text("broker", "消息代理"),
            leads: false,
            epoch: 0,
            sections: broker(shelf, &state.volatile, lens),
        },
        None => VisibleState {
            role: text("service", "服务"),
            leads: true,
            epoch: 0,
            sections: service(state, lens),
        },
    }
}

fn service(state: &State, lens: &Lens) -> Vec<Section> {
    let (volatile, books) = (&state.volatile, &state.durable.books);
    let open = books.bank.range(lens.accounts.clone()).filter(|(_, it)| it.open || it.version > 0);
    let balances = Balances {
        title: text("accounts, own and copies", "账户（自有与副本）"),
        accounts: u32::try_from(books.bank.len()).unwrap_or(u32::MAX),
        total: books.bank.total(),
        rows: open
            .map(|(account, it)| Balance { account, balance: it.balance, version: it.version })
            .collect(),
    };
    let rows = books.outbox.len() as u32;
    let sent = books.sent.max(volatile.sent).min(rows);
    let flying = volatile.relays.iter().filter_map(|relay| relay.flying).map(|(_, to)| to).max();
    let flying = flying.unwrap_or(sent).clamp(sent, rows);
    let queue = |title, waiting: usize, in_flight: usize| {
        let (waiting, in_flight) = (waiting as u64, in_flight as u64);
        Section::Queue(Queue { title, waiting, in_flight, dead: 0 })
    };
    let waiting: usize = volatile.workers.iter().map(|worker| worker.queue.len()).sum();
    let at = volatile.workers.iter().filter(|worker| worker.at.is_some()).count();
    let mut sections = vec![
        Section::Balances(balances),
        queue(text("outbox", "发件箱"), (rows - flying) as usize, (flying - sent) as usize),
        queue(text("events to process", "待处理的事件"), waiting, at),
    ];
    if lens.accounts.is_empty() {
        sections.push(Section::Counters(counters(state)));
        return sections;
    }
    let first = books.outbox.len().saturating_sub(MOST_ROWS);
    let numbered = (first..).zip(books.outbox.range(first..rows as usize));
    let outbox = numbered.map(|(nth, row)| {
        let state = match nth as u32 {
            nth if nth < sent => text("published", "已发布"),
            nth if nth < flying => text("sent, not confirmed", "已发送未确认"),
            _ => text("waits", "等待发布"),
        };
        event(row, format!("{}", row.position), None, state)
    });
    let outbox = outbox.collect();
    let (title, len) = (text("rows of the outbox", "发件箱的行"), u64::from(rows));
    sections.push(Section::Events(Events { title, len, rows: outbox, alarming: false }));
    sections.push(Section::Counters(counters(state)));
    sections
}

fn broker(shelf: &Shelf, volatile: &Volatile, lens: &Lens) -> Vec<Section> {
    let Shelf { topic, positions } = shelf;
    let mut sections = vec![consumers(topic, positions, &volatile.windows)];
    if lens.accounts.is_empty() {
        return sections;
    }
    let name = |place: Place| format!("{}/{}", place.partition, place.offset);
    let letters = (0..).map(NodeId).zip(positions.iter()).flat_map(|(node, position)| {
        position.dead_letters().filter_map(move |(place, letter)| {
            let failed = text("could not be processed by", "无法处理");
            let behind = text("behind a dead letter of", "排在死信之后");
            let state = if letter.failures > 0 { failed } else { behind };
            Some(event(&topic.get(place)?.value, name(place), Some(node), state))
        })
    });
    let rows: Vec<EventRow> = letters.take(MOST_ROWS).collect();
    let len = positions.iter().map(|position| position.dead() as u64).sum();
    sections
        .push(Section::Events(Events { title: text("dead letters", "死信"), len, rows, alarming: true }));
    let newest = (0..topic.partitions()).filter_map(|partition| {
        let place = Place { partition, offset: topic.end(partition).checked_sub(1)? };
        Some(event(
            &topic.get(place)?.value,
            name(place),
            None,
            text("newest of its partition", "分区中最新"),
        ))
    });
    let (title, rows) = (text("events kept", "保存的事件"), newest.collect());
    let len = (0..topic.partitions()).map(|it| topic.end(it) - topic.first(it)).sum();
    sections.push(Section::Events(Events { title, len, rows, alarming: false }));
    sections
}

fn event(row: &Row, place: String, node: Option<NodeId>, state: Text) -> EventRow {
    let amount = if row.what == What::Changed { row.event.change() } else { 0 };
    EventRow { place, account: row.account(), version: row.version, amount, node, state }
}

fn counters(state: &State) -> Vec<Counter> {
    let (volatile, books) = (&state.volatile, &state.durable.books);
    let all: [(Text, usize); 4] = [
        (text("events in the inbox", "收件箱中的事件"), books.inbox.len() as usize),
        (text("open transactions", "未提交的事务"), volatile.open.len()),
        (text("holds", "冻结中的转账"), books.holds.len()),
        (text("operations under way", "进行中的操作"), volatile.jobs.len()),
    ];
    let shown = all.into_iter().filter(|(_, value)| *value > 0);
    shown
        .map(|(name, value)| Counter {
            name,
            value: i64::try_from(value).unwrap_or(i64::MAX),
            alarming: false,
        })
        .collect()
}

/// What a clone does not share, and what it will not when the next few accounts are written.
pub fn weight(state: &State) -> usize {
    const MAP_ROW: usize = 64;
    const EVENT: usize = 128;
    let (volatile, books) = (&state.volatile, &state.durable.books);
    let lists = volatile.jobs.len() * 2 + volatile.open.len() * 2 + books.holds.len();
    let queued = |worker: &Worker| {
        (worker.queue.len() + 1) * EVENT + worker.done.len() * 8 + worker.leaving.len() * 16
    };
    let queued: usize = volatile.workers.iter().map(queued).sum();
    let flying: usize = volatile.windows.iter().map(|window| window.in_flight() + 4).sum();
    let positions = state
        .durable
        .shelf
        .as_ref()
        .map_or(0, |shelf| shelf.positions.len() * (1 + usize::from(shelf.topic.partitions())) * MAP_ROW);
    let holds = size_of::<Hold>() * books.holds.len();
    size_of::<State>() + Bank::PAGE_BYTES + (lists + flying) * MAP_ROW + queued + positions + holds
}
