//! The last steps of the projection as a table: what each event changed, and which line did it.

use super::super::project::step::Step;
use super::super::state::State;
use crate::base::text::{Text, text};
use crate::domain::handler::line_of;
use crate::sim::show::{Cell, Sheet};

/// The steps, the last one first, if any is kept.
pub fn all(state: &State) -> Option<Sheet> {
    let steps = &state.volatile.steps;
    let sheet = || Sheet {
        name: "steps".into(),
        title: text("The last events folded", "最近归约的事件"),
        head: vec![
            text("Event", "事件"),
            text("Account", "账户"),
            text("What changed", "改变了什么"),
            text("Before", "之前"),
            text("After", "之后"),
            text("By line of handler.rs", "由 handler.rs 的哪一行"),
        ],
        rows: steps.iter().rev().flat_map(rows).collect(),
        alarming: false,
    };
    (!steps.is_empty()).then(sheet)
}

/// A row for each field that is another one after the event.
fn rows(step: &Step) -> Vec<Vec<Cell>> {
    let Step { place, account, before, after } = *step;
    let yes = |open: bool| Cell::Words(if open { text("yes", "是") } else { text("no", "否") });
    let fields: [(&str, Text, Cell, Cell); 3] = [
        ("open", text("open", "已开户"), yes(before.open), yes(after.open)),
        ("balance", text("balance", "余额"), Cell::Money(before.balance), Cell::Money(after.balance)),
        ("version", text("version", "版本"), Cell::Count(before.version), Cell::Count(after.version)),
    ];
    let changed = fields.into_iter().filter(|(_, _, before, after)| before != after);
    changed
        .map(|(field, called, before, after)| {
            let line = line_of(field)
                .map_or(Cell::Nothing, |(number, line)| Cell::Sign(format!("{number}: {line}")));
            let event = Cell::Sign(format!("#{}", place + 1));
            vec![event, Cell::Account(account), Cell::Words(called), before, after, line]
        })
        .collect()
}
