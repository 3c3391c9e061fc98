//! Who bears the name that only one account may bear, as a table.

use super::super::state::State;
use crate::base::text::{Text, text};
use crate::sim::show::{Cell, Sheet};

/// What the name is.
const NAME: Text = text("Lucky", "吉祥");

/// The accounts of this service that bear the name, if any does.
pub fn all(state: &State) -> Option<Sheet> {
    let names = &state.durable.names;
    let rows: Vec<Vec<Cell>> =
        names.borne.iter().map(|&account| vec![Cell::Words(NAME), Cell::Account(account)]).collect();
    let sheet = || Sheet {
        name: "unique-names".into(),
        title: text("Names that only one account may bear", "只允许一个账户使用的名称"),
        head: vec![text("Name", "名称"), text("Borne by", "使用者")],
        rows,
        alarming: names.borne.len() + names.heard.len() > 1,
    };
    (!names.borne.is_empty()).then(sheet)
}
