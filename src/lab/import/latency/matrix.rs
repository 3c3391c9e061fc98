//! Round trips between regions: a table of regions by regions, or a list of from, to and time. Each
//! becomes the link between two services.

use super::found::{Found, Read, both};
use super::rows::{Row, is_lost, words};
use super::taken::{Asked, Format, Pair, Refused, Taken};
use super::units::{Mark, cell_us, is_number, mark, unit};
use crate::base::text::named;
use std::collections::{BTreeMap, BTreeSet};

/// A round trip between two regions, as it is written.
#[derive(Debug)]
pub(super) struct Cell {
    line: u64,
    from: String,
    to: String,
    text: String,
}

/// The cells of a matrix, and the name that may say their unit.
#[derive(Debug)]
pub(super) struct Cells {
    all: Vec<Cell>,
    name: String,
    is_list: bool,
}

/// Finds a matrix in rows, if they are one.
pub(super) fn find(header: Option<&Row>, rows: &[Row]) -> Option<Cells> {
    square(header?, rows).or_else(|| list(header, rows)).or_else(|| list(None, rows))
}

/// Regions by regions: the names of the rows are those of the columns.
fn square(header: &Row, rows: &[Row]) -> Option<Cells> {
    let names: Vec<&str> = header.cells.iter().skip(1).map(String::as_str).collect();
    let known = rows.iter().filter(|row| !row.cell(0).is_empty() && names.contains(&row.cell(0))).count();
    if names.len() < 2 || known < 2 || known * 2 < rows.len() {
        return None;
    }
    let mut all = Vec::new();
    for row in rows {
        for (to, text) in names.iter().zip(row.cells.iter().skip(1)) {
            let (from, to) = (row.cell(0).to_owned(), (*to).to_owned());
            all.push(Cell { line: row.line, from, to, text: text.clone() });
        }
    }
    let numbers = all.iter().filter(|cell| is_number(&cell.text)).count();
    (numbers * 2 >= all.len()).then(|| Cells { all, name: header.cell(0).to_owned(), is_list: false })
}

/// From, to and time: two columns of names that share some, and one of numbers.
fn list(header: Option<&Row>, rows: &[Row]) -> Option<Cells> {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let numbers: Vec<usize> =
        (0..width).filter(|column| rows.iter().any(|row| is_number(row.cell(*column)))).collect();
    let (from, to) = match header {
        Some(header) => {
            let called = |names: &[&str]| {
                let is = |column: &usize| {
                    words(header.cell(*column)).iter().any(|word| names.contains(&word.as_str()))
                };
                (0..width).find(is)
            };
            (
                called(&["from", "source", "src", "origin", "起点", "源", "von", "desde", "origen"])?,
                called(&["to", "target", "dst", "dest", "destination", "终点", "目标", "nach", "destino"])?,
            )
        }
        None if width == 3 => (0, 1),
        None => return None,
    };
    let [time] = numbers.as_slice() else { return None };
    let pairs: Vec<(&str, &str)> = rows.iter().map(|row| (row.cell(from), row.cell(to))).collect();
    let is_other = pairs.iter().any(|pair| *pair != pairs[0] && *pair != (pairs[0].1, pairs[0].0));
    let begins: BTreeSet<&str> = pairs.iter().map(|(from, _)| *from).collect();
    let shares = pairs.iter().any(|(_, to)| begins.contains(to));
    if [from, to].contains(time) || !is_other || (header.is_none() && !shares) {
        return None;
    }
    let cell = |row: &Row| Cell {
        line: row.line,
        from: row.cell(from).to_owned(),
        to: row.cell(to).to_owned(),
        text: row.cell(*time).to_owned(),
    };
    Some(Cells {
        all: rows.iter().map(cell).collect(),
        name: header.map_or("", |row| row.cell(*time)).to_owned(),
        is_list: true,
    })
}

/// Reads the cells of a matrix.
///
/// # Errors
/// A cell that is neither empty nor a round trip, and a unit that nothing tells.
pub(super) fn read(cells: Cells, mut found: Found, asked: &Asked) -> Result<Taken, Refused> {
    let is_told = |cell: &&Cell| !cell.text.is_empty() && !is_lost(&cell.text) && cell.from != cell.to;
    let texts: Vec<&str> = cells.all.iter().filter(is_told).map(|cell| cell.text.as_str()).collect();
    let mark: Mark = mark(&texts, asked)?;
    let (unit, unit_by) = unit(&cells.name, &texts, mark, asked)?;
    let mut known: BTreeMap<(String, String), usize> = BTreeMap::new();
    for cell in &cells.all {
        let (from, to) = (named(&cell.from, 60), named(&cell.to, 60));
        if from.is_empty() || to.is_empty() {
            return Err(Refused::at(cell.line, "does not name both regions", "没有写明两端的地域"));
        }
        if from == to {
            found.leave(
                cell.line,
                both("within one region: no link between two", "同一地域之内，不是两者之间的链路"),
            );
            continue;
        }
        if cell.text.is_empty() || (is_lost(&cell.text) && !cells.is_list) {
            found.leave(cell.line, both("was not measured", "没有测量"));
            continue;
        }
        let at = *known.entry((from.clone(), to.clone())).or_insert(found.pairs.len());
        if at == found.pairs.len() {
            let (from, to) = (from.clone(), to.clone());
            found.pairs.push(Pair { from, to, samples_us: Vec::new(), timeouts: 0 });
        }
        let pair = &mut found.pairs[at];
        if is_lost(&cell.text) {
            pair.timeouts += 1;
            found.timeouts += 1;
        } else {
            let us = cell_us(&cell.text, unit, mark)
                .ok_or_else(|| Refused::no_round_trip(cell.line, &cell.text))?;
            pair.samples_us.push(us);
            found.samples.push(us);
        }
        for name in [&from, &to] {
            found.target(name);
        }
    }
    found.pairs.retain(|pair| !pair.samples_us.is_empty());
    let (many, regions) = (found.pairs.len(), found.targets.len());
    let how = both(
        format!("round trips between {regions} regions: {many} links, one a pair and direction"),
        format!("{regions} 个地域之间的往返时间：共 {many} 条链路，每对每个方向一条"),
    );
    let column = cells.is_list.then(|| named(&cells.name, 60)).filter(|name| !name.is_empty());
    found.taken(Read { format: Format::Matrix, column, unit, unit_by }, how)
}
