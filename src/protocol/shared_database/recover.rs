//! How the database begins: with the accounts of the run, or after a crash with what its log says.

use super::log::{Log, Row};
use super::{Database, Node, Out, OwnFact, Timer, installed};
use crate::base::ids::AccountId;
use crate::base::time::Span;
use crate::data::rows::Versioned;
use crate::data::transactions::{Level, Transactions};
use crate::sim::protocol::Layer;

/// The database starts. It serves when it is on its disk that it did: the versions that it gives
/// from now on are later than all that it ever gave.
pub(super) fn start(node: &mut Node, out: &mut Out<'_>) {
    let is_first = node.durable.starts == 0;
    let log = &mut node.durable.log;
    let cut = log.whole;
    if !is_first {
        let found = log.len();
        let keep = if out.config().commit_records { log.complete() } else { found };
        log.truncate(keep);
        out.note(OwnFact::Recovered, keep, found - keep);
        if !out.config().flush {
            [Layer::Log, Layer::State].into_iter().for_each(|layer| out.removed(layer, keep));
        }
        log.whole = keep;
    }
    node.volatile.database = read(log, node.durable.starts, out);
    node.durable.starts += 1;
    out.persist();
    if out.config().flush {
        // What was cut in the middle had been shown to nobody. It is held from here on, and the
        // disk says so.
        node.durable.log.behind(cut).for_each(|(_, record)| installed(record, out));
    }
    out.set_timer(Timer::Recovered, Span::ZERO);
}

/// What the log comes to.
fn read(log: &Log, starts: u32, out: &Out<'_>) -> Database {
    let mut rules = out.config().rules();
    rules.long_write_locks &= !out.mutant("write-locks-are-released-early");
    if rules.level == Level::Locking && out.mutant("reads-take-no-locks") {
        rules.level = Level::ReadCommitted;
    }
    let mut database = Database {
        table: Transactions::under(rules),
        flushed: log.len(),
        recovered: log.len(),
        ..Database::default()
    };
    for (key, &balance) in (0..).map(AccountId).zip(out.genesis()) {
        database.table.load(key, Versioned { version: 0, value: Row::opened_with(balance) });
        database.show(key);
    }
    for (place, record) in log.behind(0) {
        database.table.load(record.key, Versioned { version: record.version, value: record.row });
        database.show(record.key);
        if record.answers {
            if !out.mutant("commands-are-forgotten-on-restart") {
                database.commands.set(record.command.0, place);
            }
            database.ended.set(record.txn.0, place);
        }
    }
    if !out.mutant("versions-are-given-again-after-a-restart") {
        database.table.give_after(u64::from(starts) << 32);
    }
    database.first_step = starts << 16;
    database
}
