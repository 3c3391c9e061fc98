//! A table of a protocol's own: it names the columns, and the page draws it like any other.

use super::Section;
use crate::base::ids::AccountId;
use crate::base::text::{Text, TextBuf};
use crate::base::time::Time;
use crate::domain::Amount;
use serde::{Deserialize, Serialize};

/// A table whose columns a protocol names itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Sheet<T = Text> {
    /// What kind of table it is, in a word that judges know and people do not see:
    /// `lowest-balance`. Where no judge asks, any word that no other table of its node has.
    pub name: String,
    /// What it is called.
    pub title: T,
    /// The heads of its columns.
    pub head: Vec<T>,
    /// Its rows, each as long as the head; the first cell names the row.
    pub rows: Vec<Vec<Cell<T>>>,
    /// Whether something in it is a reason to worry.
    pub alarming: bool,
}

/// What stands in a place of a sheet.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell<T = Text> {
    /// An account, shown by its name.
    Account(AccountId),
    /// An amount of money, in the smallest unit.
    Money(Amount),
    /// A number of things, a version or a position.
    Count(u64),
    /// A moment, by the clock of the node that shows it.
    Moment(Time),
    /// Words.
    Words(T),
    /// A few characters that need no translation: `#5`, a line of code.
    Sign(String),
    /// There is nothing to say here.
    Nothing,
}

impl From<Cell> for Cell<TextBuf> {
    fn from(cell: Cell) -> Cell<TextBuf> {
        match cell {
            Cell::Account(account) => Cell::Account(account),
            Cell::Money(amount) => Cell::Money(amount),
            Cell::Count(count) => Cell::Count(count),
            Cell::Moment(at) => Cell::Moment(at),
            Cell::Words(words) => Cell::Words(words.into()),
            Cell::Sign(sign) => Cell::Sign(sign),
            Cell::Nothing => Cell::Nothing,
        }
    }
}

impl From<Sheet> for Sheet<TextBuf> {
    fn from(sheet: Sheet) -> Sheet<TextBuf> {
        let Sheet { name, title, head, rows, alarming } = sheet;
        let rows = rows.into_iter().map(|row| row.into_iter().map(Cell::from).collect()).collect();
        Sheet {
            name,
            title: title.into(),
            head: head.into_iter().map(TextBuf::from).collect(),
            rows,
            alarming,
        }
    }
}

/// The sheets among sections.
pub fn sheets<T>(sections: &[Section<T>]) -> impl Iterator<Item = &Sheet<T>> {
    sections.iter().filter_map(|section| if let Section::Sheet(sheet) = section { Some(sheet) } else { None })
}
