//! Which column is what: by the names in the header, and by what a person says.

use super::names::{NAMES, fold, without_brackets};
use super::{dates, money};
use crate::base::text::{TextBuf, named};
use crate::lab::import::options::{Choice, Options, Role, Which};
use crate::lab::import::reading::{Answer, Column, Question};
use crate::lab::import::table::Row;
use crate::lab::problem::Problem;

/// A header is looked for in so many rows.
const ROWS_BEFORE: usize = 100;
/// So many rows behind the header show what a column could be.
const ROWS_TO_TRY: usize = 50;

/// The columns of a ledger.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    /// The row that names them; nothing where none does.
    pub header: Option<usize>,
    /// Their names and what they are.
    pub all: Vec<Column>,
}

/// Why the columns are not known.
pub(super) enum Unknown {
    /// A person must say which is which.
    Question(Question),
    /// It cannot be read.
    Problem(Problem),
}

impl Columns {
    /// The place of the column with a role.
    pub fn at(&self, role: Role) -> Option<usize> {
        self.all.iter().position(|column| column.role == Some(role))
    }

    /// The cell that a row has in a role; empty where there is none.
    pub fn cell<'a>(&self, row: &'a Row, role: Role) -> &'a str {
        self.at(role).map_or("", |column| row.cell(column))
    }

    /// Uses the column of a role for nothing.
    pub fn drop(&mut self, role: Role) {
        for column in self.all.iter_mut().filter(|column| column.role == Some(role)) {
            column.role = None;
        }
    }

    /// The first row that is one of the ledger.
    pub fn first_row(&self) -> usize {
        self.header.map_or(0, |header| header + 1)
    }

    fn set(&mut self, at: usize, role: Option<Role>) {
        let role = role.map(|role| match role {
            Role::Main | Role::RoundTrip => Role::Amount,
            other => other,
        });
        if let Some(role) = role {
            self.drop(role);
        }
        self.all[at].role = role;
    }

    fn has_time(&self) -> bool {
        self.at(Role::Time).is_some()
    }

    fn has_money(&self) -> bool {
        [Role::Amount, Role::Income, Role::Expense].iter().any(|role| self.at(*role).is_some())
    }

    fn known(&self) -> usize {
        self.all.iter().filter(|column| column.role.is_some()).count()
    }
}

/// Finds the header and what each column is. As much as was found stands in `columns` even where
/// something is not known.
pub(super) fn find(rows: &[Row], options: &Options, columns: &mut Columns) -> Result<(), Unknown> {
    let names: Vec<(Role, Vec<String>)> =
        NAMES.iter().map(|(role, names)| (*role, names.iter().map(|name| fold(name)).collect())).collect();
    let first = &rows[..rows.len().min(ROWS_BEFORE)];
    let asked: Vec<&String> = options
        .columns
        .iter()
        .filter_map(|choice| match &choice.column {
            Which::Named(name) => Some(name),
            Which::At(_) => None,
        })
        .collect();
    let mut best: Option<Columns> = None;
    for (at, row) in first.iter().enumerate() {
        let mut found = by_names(at, row, &names);
        let says_asked = !asked.is_empty() && asked.iter().all(|name| place(&found, name).is_some());
        if says_asked || (found.has_time() && found.has_money()) {
            // What a person said counts, wherever it is said first.
            choose(&mut found, &options.columns)?;
            best = Some(found);
            break;
        }
        let is_more = found.known() >= 1 && found.all.len() >= 2;
        if is_more && best.as_ref().is_none_or(|best| found.known() > best.known()) {
            best = Some(found);
        }
    }
    let sure = best.take_if(|best| best.known() >= 2);
    let mut found = sure.or_else(|| usual(rows)).or(best).unwrap_or_else(|| widest(first));
    choose(&mut found, &options.columns)?;
    *columns = found;
    missing(rows, columns)
}

/// What the cells of a row would be as names.
fn by_names(at: usize, row: &Row, names: &[(Role, Vec<String>)]) -> Columns {
    let folded: Vec<[String; 2]> = row
        .cells()
        .map(|cell| {
            let plain = fold(without_brackets(cell).0);
            // "Importe EUR" is the amount, in a currency.
            let short = plain.rsplit_once(' ').filter(|(_, last)| money::currency(last).is_some());
            [fold(cell), short.map_or(plain.clone(), |(short, _)| short.to_owned())]
        })
        .collect();
    let all = row.cells().map(|cell| Column { name: cell.to_owned(), role: None }).collect();
    let mut columns = Columns { header: Some(at), all };
    for (role, known) in names {
        let place = known.iter().find_map(|name| {
            let is = |which: usize| {
                folded
                    .iter()
                    .zip(&columns.all)
                    .position(|(cell, column)| column.role.is_none() && cell[which] == *name)
            };
            is(0).or_else(|| is(1))
        });
        if let Some(place) = place {
            columns.all[place].role = Some(*role);
        }
    }
    columns
}

fn choose(columns: &mut Columns, choices: &[Choice]) -> Result<(), Unknown> {
    for choice in choices {
        let at = match &choice.column {
            Which::At(at) => Some(*at as usize).filter(|at| *at < columns.all.len()),
            Which::Named(name) => place(columns, name),
        };
        match at {
            Some(at) => columns.set(at, choice.role),
            None => {
                let name = match &choice.column {
                    Which::Named(name) => named(name, 40),
                    Which::At(at) => (at + 1).to_string(),
                };
                let all = list(columns);
                return Err(Unknown::Problem(Problem::new(
                    "--column",
                    format!("no column is called \"{name}\"; there are {all}"),
                    format!("没有叫“{name}”的列；现有：{all}"),
                )));
            }
        }
    }
    Ok(())
}

/// The place of a column by its name, or by its number from 1 where no name is a number.
fn place(columns: &Columns, name: &str) -> Option<usize> {
    let named = |is: &dyn Fn(&str) -> bool| columns.all.iter().position(|column| is(&column.name));
    named(&|column| column == name).or_else(|| named(&|column| fold(column) == fold(name))).or_else(|| {
        let number: usize = name.parse().ok()?;
        (1..=columns.all.len()).contains(&number).then(|| number - 1)
    })
}

/// Without a header the columns stand in their usual order, where the first row is one already.
fn usual(rows: &[Row]) -> Option<Columns> {
    let first = rows.iter().find(|row| !row.cell(0).starts_with('#'))?;
    let is_row = first.width() >= 4
        && (dates::parts(first.cell(0)).is_some() || dates::number(first.cell(0)).is_some())
        && super::kinds::word(first.cell(2)).is_some();
    let roles = [Role::Time, Role::Account, Role::Kind, Role::Amount, Role::Counterparty];
    let roles = roles.map(Some).into_iter().chain(std::iter::repeat(None)).take(first.width());
    is_row.then(|| Columns {
        header: None,
        all: roles.map(|role| Column { name: String::new(), role }).collect(),
    })
}

/// Where nothing names a column: as many of them as the widest row has, for a person to say.
fn widest(rows: &[Row]) -> Columns {
    let width = rows.iter().map(Row::width).max().unwrap_or(0);
    Columns { header: None, all: vec![Column { name: String::new(), role: None }; width] }
}

/// Asks for the time or the money where no column is it.
fn missing(rows: &[Row], columns: &Columns) -> Result<(), Unknown> {
    let Some(first) = rows.get(columns.header.unwrap_or(0)) else {
        return Err(Unknown::Problem(Problem::new(
            "line 1",
            "there is no row in this ledger",
            "账本里没有任何一行",
        )));
    };
    let (role, en, zh) = match (columns.has_time(), columns.has_money()) {
        (true, true) => return Ok(()),
        (false, _) => (Role::Time, "the time", "时间"),
        (true, false) => (Role::Amount, "the amount", "金额"),
    };
    let place = format!("line {}", first.line);
    if columns.header.is_none() && columns.known() == 0 {
        return Err(Unknown::Problem(Problem::new(
            place,
            "no line names the columns; needed are a time and an amount (or income and expense)",
            "没有一行写出列名；至少需要时间和金额（或收入与支出）",
        )));
    }
    let could_be = |column: usize| {
        let behind = rows.iter().skip(columns.first_row()).take(ROWS_TO_TRY);
        let cells: Vec<&str> = behind.map(|row| row.cell(column)).filter(|cell| !cell.is_empty()).collect();
        let good = |cell: &&&str| match role {
            Role::Time => dates::parts(cell).is_some() || dates::number(cell).is_some(),
            _ => matches!(money::cell(cell), Ok(Some(_))),
        };
        !cells.is_empty() && cells.iter().filter(good).count() * 2 > cells.len()
    };
    let answers = (0..columns.all.len())
        .filter(|column| columns.all[*column].role.is_none() && could_be(*column))
        .map(|column| {
            let name = &columns.all[column].name;
            let name = if name.is_empty() { (column + 1).to_string() } else { named(name, 40) };
            Answer { value: format!("{}={name}", role.name()), label: TextBuf { en: name.clone(), zh: name } }
        })
        .collect();
    let all = list(columns);
    Err(Unknown::Question(Question {
        place,
        asks: TextBuf {
            en: format!("no column is known to be {en}; the columns are {all}"),
            zh: format!("不知道哪一列是{zh}；现有的列：{all}"),
        },
        option: "--column".to_owned(),
        answers,
    }))
}

fn list(columns: &Columns) -> String {
    let names: Vec<&str> =
        columns.all.iter().map(|column| column.name.as_str()).filter(|name| !name.is_empty()).collect();
    named(&names.join(", "), 200)
}
