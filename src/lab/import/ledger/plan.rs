//! How a ledger is read, decided once from all of its rows: which of them count, what the columns
//! are, the currency, the mark before the cents, the order of the dates.

use super::columns::{Columns, Unknown, find};
use super::moments::{self, Times};
use super::names::{NOT_DONE, fold, is_total, without_brackets};
use super::{kinds, money};
use crate::base::arrange::Arrange;
use crate::base::text::{TextBuf, named};
use crate::lab::import::options::{Decimal, Options, Role};
use crate::lab::import::reading::{Answer, Question, Reading};
use crate::lab::import::table::Row;
use crate::lab::problem::Problem;

/// How a ledger is read.
pub(super) struct Plan {
    /// What the columns are.
    pub columns: Columns,
    /// The rows that will be taken, by their places.
    pub kept: Vec<usize>,
    /// What stands before the cents.
    pub decimal: Decimal,
    /// How times are read.
    pub times: Times,
    /// Whether most of what stands in the column of expenses is below zero.
    pub expense_below: bool,
}

/// The columns that hold money.
pub(super) const MONEY: [Role; 3] = [Role::Amount, Role::Income, Role::Expense];

/// Decides how to read the rows; nothing where `reading` says why not.
pub(super) fn decide(rows: &[Row], options: &Options, reading: &mut Reading) -> Option<Plan> {
    let mut columns = Columns::default();
    let found = find(rows, options, &mut columns);
    reading.columns.clone_from(&columns.all);
    reading.header_line = columns.header.map(|at| rows[at].line);
    match found {
        Ok(()) => {}
        Err(Unknown::Question(question)) => {
            reading.question = Some(question);
            return None;
        }
        Err(Unknown::Problem(problem)) => {
            reading.problem(problem);
            return None;
        }
    }
    for row in &rows[..columns.header.unwrap_or(0)] {
        reading.leave_out(row.line, says("it stands before the header", "位于表头之前"));
    }
    let mut kept: Vec<usize> = Vec::new();
    for (at, row) in rows.iter().enumerate().skip(columns.first_row()) {
        match no_row(row, &columns, rows) {
            Some(why) => reading.leave_out(row.line, why),
            None => kept.push(at),
        }
    }
    use_what_says_most(rows, &kept, &mut columns);
    reading.columns.clone_from(&columns.all);
    kept.retain(|at| match moves_nothing(&rows[*at], &columns) {
        Some(why) => {
            reading.leave_out(rows[*at].line, why);
            false
        }
        None => true,
    });
    let currency = match one_currency(rows, &kept, &columns, options) {
        Ok(currency) => currency,
        Err(question) => {
            reading.question = Some(question);
            return None;
        }
    };
    if let Some(chosen) = &options.currency {
        kept.retain(|at| match currency_of(&rows[*at], &columns) {
            Some(other) if other != *chosen => {
                let why = format!("it is in {other}");
                reading.leave_out(rows[*at].line, says(&why, &format!("币种是 {other}")));
                false
            }
            _ => true,
        });
    }
    reading.left_out.arrange_by_key(|out| out.line);
    reading.currency = currency;
    if kept.is_empty() {
        let line = rows.get(columns.first_row()).map_or(1, |row| row.line);
        reading.problem(Problem::new(
            format!("line {line}"),
            "there is no row in this ledger",
            "账本里没有任何一行",
        ));
        return None;
    }
    let cells: Vec<(u64, money::Money)> = kept
        .iter()
        .flat_map(|at| MONEY.map(|role| (rows[*at].line, columns.cell(&rows[*at], role))))
        .filter_map(|(line, cell)| Some((line, money::cell(cell).ok()??)))
        .collect();
    let decimal = match (options.decimal, money::decimal(&cells)) {
        (Some(asked), _) => Some(asked),
        (None, Ok(found)) => found,
        (None, Err(question)) => {
            reading.question = Some(question);
            return None;
        }
    };
    reading.decimal = decimal;
    let times: Vec<(u64, &str)> =
        kept.iter().map(|at| (rows[*at].line, columns.cell(&rows[*at], Role::Time))).collect();
    let times = match moments::find(&times, promises_dates(&columns), options) {
        Ok(found) => {
            reading.dates = found.order;
            found.times
        }
        Err(question) => {
            reading.question = Some(question);
            return None;
        }
    };
    let expense = |at: &&usize| money::cell(columns.cell(&rows[**at], Role::Expense)).ok()?;
    let (below, filled) = kept
        .iter()
        .filter_map(|at| expense(&at))
        .fold((0, 0), |(below, all), money| (below + usize::from(money.below), all + 1));
    let expense_below = below * 2 > filled;
    Some(Plan { columns, kept, decimal: decimal.unwrap_or(Decimal::Point), times, expense_below })
}

fn says(en: &str, zh: &str) -> TextBuf {
    TextBuf { en: en.to_owned(), zh: zh.to_owned() }
}

/// Why a row behind the header is none of the ledger; nothing where it is one.
fn no_row(row: &Row, columns: &Columns, rows: &[Row]) -> Option<TextBuf> {
    if row.cells().all(str::is_empty) {
        return Some(says("it is empty", "空行"));
    }
    let is_header = columns.header.is_some_and(|at| row.width() > 1 && row.cells().eq(rows[at].cells()));
    if is_header {
        return Some(says("it is the header again", "重复的表头"));
    }
    let no_money = MONEY.iter().all(|role| matches!(money::cell(columns.cell(row, *role)), Ok(None)));
    let time = columns.cell(row, Role::Time);
    let no_time = super::dates::parts(time).is_none() && super::dates::number(time).is_none();
    if no_time && row.cells().any(is_total) {
        return Some(says("it is a total", "合计行"));
    }
    // Fewer cells than half of the columns are no row with something missing.
    let is_text = no_time && no_money && row.width() * 2 <= columns.all.len();
    if is_text || (row.width() == 1 && columns.all.len() > 1) {
        return Some(says("it is no row of the table", "不是表中的行"));
    }
    let state = columns.cell(row, Role::State);
    if NOT_DONE.contains(&state.to_lowercase().as_str()) {
        let state = named(state, 40);
        return Some(says(&format!("it is \"{state}\""), &format!("状态为“{state}”")));
    }
    None
}

/// Why a row that is one moves no money; nothing where it does, or where that is a mistake.
fn moves_nothing(row: &Row, columns: &Columns) -> Option<TextBuf> {
    let word = columns.cell(row, Role::Kind);
    if kinds::is_neither(word) && columns.at(Role::Kind).is_some() {
        let word = named(word, 40);
        return Some(says(
            &format!("\"{word}\" is neither income nor expense"),
            &format!("“{word}”既非收入也非支出"),
        ));
    }
    let cells: Vec<money::Money> =
        MONEY.iter().filter_map(|role| money::cell(columns.cell(row, *role)).ok()?).collect();
    let is_zero = |money: &money::Money| money.digits.bytes().all(|byte| !(b'1'..=b'9').contains(&byte));
    let is_read = matches!(kinds::word(word), Some(kinds::Kind::Open | kinds::Kind::Read));
    (!cells.is_empty() && !is_read && cells.iter().all(is_zero))
        .then(|| says("its amount is zero", "金额为零"))
}

/// Of several columns that say how much and in which direction, keeps those that say it for all
/// rows.
fn use_what_says_most(rows: &[Row], kept: &[usize], columns: &mut Columns) {
    let below = |at: &usize| matches!(money::cell(columns.cell(&rows[*at], Role::Amount)), Ok(Some(money)) if money.below);
    let signed = kept.iter().any(below);
    let in_two = columns.at(Role::Income).is_some() || columns.at(Role::Expense).is_some();
    let word = |at: &usize| columns.cell(&rows[*at], Role::Kind);
    let known = kept.iter().filter(|at| kinds::word(word(at)).is_some()).count();
    let neither = kept.iter().filter(|at| kinds::is_neither(word(at))).count();
    let has_amount = columns.at(Role::Amount).is_some();
    if let Some(at) = columns.at(Role::Kind) {
        let doubtful = kinds::may_be(&columns.all[at].name);
        let says_nothing = known == 0 || known * 2 < kept.len() - neither;
        if (doubtful && (signed || in_two))
            || (says_nothing && (doubtful || signed))
            || (in_two && !has_amount)
        {
            columns.drop(Role::Kind);
        }
    }
    if has_amount && in_two {
        let says_how = signed || columns.at(Role::Kind).is_some();
        for role in if says_how { &MONEY[1..] } else { &MONEY[..1] } {
            columns.drop(*role);
        }
    }
    // A time of the day stands beside the day; where all of it stands in one column, it is none.
    let of_day = |at: &usize| {
        let cell = columns.cell(&rows[*at], Role::Clock);
        cell.is_empty() || super::dates::clock(cell).is_some()
    };
    let day_only = |at: &usize| {
        super::dates::parts(columns.cell(&rows[*at], Role::Time)).is_none_or(|read| read.clock_us == 0)
    };
    if !kept.iter().all(|at| of_day(at) && day_only(at)) {
        columns.drop(Role::Clock);
    }
}

/// The currency of a row, where it says one.
fn currency_of(row: &Row, columns: &Columns) -> Option<String> {
    let said = columns.cell(row, Role::Currency);
    if !said.is_empty() && said != "-" {
        return Some(money::currency(said).unwrap_or_else(|| named(said, 20).to_uppercase()));
    }
    MONEY.iter().find_map(|role| money::cell(columns.cell(row, *role)).ok()??.currency)
}

/// The one currency of the rows, or that of the header. Of several a person must choose one.
fn one_currency(
    rows: &[Row],
    kept: &[usize],
    columns: &Columns,
    options: &Options,
) -> Result<Option<String>, Question> {
    let mut all: Vec<(String, u64)> = Vec::new();
    for row in kept.iter().map(|at| &rows[*at]) {
        if let Some(currency) = currency_of(row, columns)
            && !all.iter().any(|(known, _)| *known == currency)
        {
            all.push((currency, row.line));
        }
    }
    let from_header = MONEY.iter().find_map(|role| {
        let name = &columns.all[columns.at(*role)?].name;
        let (plain, inner) = without_brackets(name);
        inner.and_then(money::currency).or_else(|| money::currency(fold(plain).rsplit_once(' ')?.1))
    });
    match (all.as_slice(), &options.currency) {
        (_, Some(chosen)) => Ok(Some(chosen.clone())),
        ([], None) => Ok(from_header),
        ([(one, _)], None) => Ok(Some(one.clone())),
        ([_, (_, line), ..], None) => {
            let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
            let list = named(&names.join(", "), 120);
            Err(Question {
                place: format!("line {line}"),
                asks: TextBuf {
                    en: format!("the rows are in several currencies ({list}), and a ledger is of one"),
                    zh: format!("各行的币种不同（{list}），而账本只能有一种"),
                },
                option: "--currency".to_owned(),
                answers: names
                    .iter()
                    .map(|name| Answer {
                        value: (*name).to_owned(),
                        label: says(&format!("Only the rows in {name}"), &format!("只取币种为 {name} 的行")),
                    })
                    .collect(),
            })
        }
    }
}

/// Whether the name of the column of times promises dates.
fn promises_dates(columns: &Columns) -> bool {
    let name = columns.at(Role::Time).map(|at| fold(&columns.all[at].name)).unwrap_or_default();
    let says = |word: &str| name.contains(word);
    ["date", "日期", "datum", "fecha", "buchung", "valuta"].into_iter().any(says)
        && !["datetime", "date time"].contains(&name.as_str())
}
