//! Lists of numbers, and tables with a column of round trips.

use super::columns::choose;
use super::found::{Found, Read, both};
use super::json::{self, Entry};
use super::rows::{Row, empty, is_lost, is_total, rows};
use super::taken::{Asked, Format, LeftOut, Refused, Taken};
use super::units::{Mark, cell_us, is_number, mark, unit};
use super::{jmeter, k6, matrix, mtr};
use crate::base::text::named;

/// Reads rows as what wrote them, or by their columns.
///
/// # Errors
/// A row that cannot be read, and what its columns, units and regions leave open.
pub(super) fn text(text: &str, asked: &Asked) -> Result<Taken, Refused> {
    let (mut rows, comments) = rows(text)?;
    // Numbers with a decimal comma and nothing else are one column.
    let whole = |line: &str| {
        let line = line.trim();
        line.is_empty() || is_number(line) || is_lost(line)
    };
    let lines = || (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let first = text.lines().next().unwrap_or_default();
    let begin = usize::from(!is_number(first.trim()) && !first.contains(','));
    if text.lines().skip(begin).all(whole) && rows.iter().any(|row| row.cells.len() > 1) {
        rows = lines().map(|(line, text)| Row { line, cells: vec![text.trim().to_owned()] }).collect();
    }
    let mut taken = self::rows_of_any_tool(rows, asked)?;
    if let Some(first) = comments.first() {
        let reason = both("a comment before the table", "表格之前的注释");
        let count = comments.len() as u64;
        taken.left_out.insert(0, LeftOut { reason, line: first.line, count });
    }
    Ok(taken)
}

/// Reads rows as the tool that wrote them does, or by their columns.
fn rows_of_any_tool(rows: Vec<Row>, asked: &Asked) -> Result<Taken, Refused> {
    let header = rows.first().map(|row| row.cells.as_slice()).unwrap_or_default();
    if header.first().is_some_and(|name| name == "Mtr_Version") {
        return mtr::csv(&rows);
    }
    if k6::is_csv(header) {
        return k6::csv(&rows, asked);
    }
    if jmeter::is_csv(header) {
        return jmeter::csv(&rows, asked);
    }
    self::rows_of_any(rows, asked)
}

/// Reads a list of numbers, or of objects that are rows by name.
///
/// # Errors
/// An entry that is neither, and what [`text`] refuses.
pub(super) fn json(entries: &[Entry], asked: &Asked) -> Result<Taken, Refused> {
    let mut names: Vec<String> = Vec::new();
    for (_, entry) in entries {
        for key in entry.as_object().into_iter().flat_map(|map| map.keys()) {
            if !names.contains(key) && names.len() < 200 {
                names.push(key.clone());
            }
        }
    }
    let mut rows = Vec::new();
    if !names.is_empty() {
        rows.push(Row { line: 0, cells: names.clone() });
    }
    for (number, entry) in entries {
        let cells = match entry.as_object() {
            Some(map) if !names.is_empty() => {
                let cell = |name: &String| map.get(name).map(|value| json::text(value).unwrap_or_default());
                names.iter().map(|name| cell(name).unwrap_or_default()).collect()
            }
            None if names.is_empty() && json::text(entry).is_some() => {
                vec![json::text(entry).unwrap_or_default()]
            }
            None if names.is_empty() && entry.is_null() => vec!["null".to_owned()],
            _ => {
                return Err(Refused::at(
                    *number,
                    "is neither a number nor an object of numbers",
                    "既不是数字，也不是由数字组成的对象",
                ));
            }
        };
        rows.push(Row { line: *number, cells });
    }
    rows_of_any(rows, asked)
}

/// Reads rows by their columns.
///
/// # Errors
/// What the columns, units and regions of the table leave open, and a cell that is no round trip.
pub(super) fn rows_of_any(mut rows: Vec<Row>, asked: &Asked) -> Result<Taken, Refused> {
    let mut found = Found::default();
    // What has fewer cells than most rows and stands before all of them is a title; a spreadsheet
    // fills it up with empty cells.
    let mut widths: Vec<usize> = rows.iter().map(|row| row.cells.len()).collect();
    widths.sort_unstable();
    let usual =
        widths.chunk_by(|one, other| one == other).max_by_key(|same| same.len()).map_or(0, |same| same[0]);
    let titles = rows.iter().take_while(|row| row.cells.len() < usual || is_title(row)).count();
    for row in rows.drain(..titles) {
        found.leave(row.line, both("stands before the table", "位于表格之前"));
    }
    even(&mut rows, usual, &mut found)?;
    let header = rows.first().filter(|row| is_header(row)).cloned();
    let all = &rows[usize::from(header.is_some())..];
    if asked.column.is_none()
        && let Some(pairs) = matrix::find(header.as_ref(), all)
    {
        return matrix::read(pairs, found, asked);
    }
    let column = choose(all, header.as_ref(), asked)?;
    let name = header.as_ref().map_or("", |row| row.cell(column)).to_owned();
    let is_told = |row: &&Row| {
        let cell = row.cell(column);
        !cell.is_empty() && !is_lost(cell) && !total(row, column)
    };
    let told: Vec<&Row> = all.iter().filter(is_told).collect();
    let cells: Vec<&str> = told.iter().map(|row| row.cell(column)).collect();
    let mark: Mark = mark(&cells, asked)?;
    let (unit, unit_by) = unit(&name, &cells, mark, asked)?;
    let mut bad = told.iter().filter(|row| cell_us(row.cell(column), unit, mark).is_none());
    if let Some(row) = bad.next() {
        let count = 1 + bad.count() as u64;
        return Err(Refused { count, ..Refused::no_round_trip(row.line, row.cell(column)) });
    }
    for row in all {
        let cell = row.cell(column);
        if total(row, column) {
            found.leave(row.line, both("a row that sums up others", "汇总行"));
        } else if cell.is_empty() {
            found.leave(row.line, empty());
        } else if let Some(us) = cell_us(cell, unit, mark) {
            found.samples.push(us);
        } else {
            found.timeouts += 1;
        }
    }
    let shown = if header.is_some() { name } else { (column + 1).to_string() };
    let how = if header.is_none() && rows.iter().all(|row| row.cells.len() == 1) {
        both("a list: one round trip a line", "列表：每行一个往返时间")
    } else {
        let shown = named(&shown, 40);
        both(format!("a table: the column {shown}"), format!("表格：{shown} 列"))
    };
    found.taken(Read { format: Format::Table, column: Some(named(&shown, 60)), unit, unit_by }, how)
}

/// Whether all cells of a row but the first are empty, where there are several.
fn is_title(row: &Row) -> bool {
    row.cells.len() > 1 && !row.cell(0).is_empty() && row.cells[1..].iter().all(String::is_empty)
}

/// Whether a row names columns: no cell of it is a number, is one with a slip in it, or says that
/// no answer came.
fn is_header(row: &Row) -> bool {
    let is_name = |cell: &String| {
        let letters = cell.chars().filter(|letter| letter.is_alphabetic()).count();
        let has_digits = cell.chars().any(|letter| letter.is_ascii_digit());
        let begins = cell.starts_with(|letter: char| letter.is_ascii_digit() || "+-.".contains(letter));
        let is_percentile = cell.strip_prefix(['p', 'P']).is_some_and(is_number);
        !begins && (letters >= 3 || !has_digits || is_percentile)
    };
    row.cells.iter().all(|cell| cell.is_empty() || (is_name(cell) && !is_lost(cell)))
}

/// Holds every row to the width of the table. What is a single cell behind the last whole row is
/// left out.
///
/// # Errors
/// A row with more or fewer cells: its columns cannot be known.
pub(super) fn even(rows: &mut Vec<Row>, width: usize, found: &mut Found) -> Result<(), Refused> {
    let whole = rows.iter().rposition(|row| row.cells.len() == width).map_or(0, |last| last + 1);
    for row in rows.drain(whole..) {
        if row.cells.len() > 1 {
            return Err(uneven(&row, width));
        }
        found.leave(row.line, both("stands behind the table", "位于表格之后"));
    }
    rows.iter().find(|row| row.cells.len() != width).map_or(Ok(()), |row| Err(uneven(row, width)))
}

/// A row with other than the usual number of cells.
pub(super) fn uneven(row: &Row, width: usize) -> Refused {
    let cells = row.cells.len();
    Refused::at(
        row.line,
        format!("has {cells} cells where the table has {width} columns"),
        format!("有 {cells} 个单元格，而表格有 {width} 列"),
    )
}

/// Whether a row sums up others: it says so in another cell than the round trip's.
fn total(row: &Row, column: usize) -> bool {
    column != 0 && is_total(row.cell(0))
}
