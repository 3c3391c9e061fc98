//! The table as text for a terminal, as CSV for a spreadsheet, and as JSON for a program; and the
//! receipt of one run as CSV.

use super::{Cell, Comparison, Need, Rank, Row};
use crate::base::text::{Language, TextBuf};
use crate::base::units::{self, Quantity};
use serde::Serialize;
use serde_json::Value;

/// Everything as JSON.
pub fn json(comparison: &impl Serialize) -> String {
    serde_json::to_string_pretty(comparison).unwrap_or_default() + "\n"
}

/// One line a row: its section and name, and for each column the figure as a program reads it, as
/// people read it, and how it stands; then the reason. What each node of the coupling is needed for
/// follows as rows of their own.
pub fn csv(comparison: &Comparison, language: Language) -> String {
    let text = |text: &TextBuf| text.in_language(language).to_owned();
    let mut lines = Vec::new();
    let mut head = vec!["section".to_owned(), "row".to_owned(), "title".to_owned()];
    for column in &comparison.columns {
        let name = text(&column.name);
        head.extend([format!("{name}: figure"), name.clone(), format!("{name}: rank")]);
    }
    head.push("why".to_owned());
    lines.push(record(&head));
    for section in &comparison.sections {
        for row in &section.rows {
            let mut line = vec![section.id.clone(), row.id.clone(), text(&row.title)];
            for cell in &row.cells {
                line.push(cell.figure.map(|figure| figure.to_string()).unwrap_or_default());
                line.push(with_more(cell, language));
                line.push(word(cell.rank).to_owned());
            }
            line.push(row.why.as_ref().map(|why| text(&why.said)).unwrap_or_default());
            lines.push(record(&line));
        }
    }
    for need in &comparison.needs {
        let mut line = vec!["needs".to_owned(), String::new(), text(&need.what)];
        for (column, needed) in need.needed.iter().enumerate() {
            line.extend([
                String::new(),
                needs_said(comparison, column, needed.as_deref(), language),
                String::new(),
            ]);
        }
        line.push(String::new());
        lines.push(record(&line));
    }
    lines.concat()
}

fn with_more(cell: &Cell, language: Language) -> String {
    let said = cell.said.in_language(language);
    match &cell.more {
        Some(more) => format!("{said} ({})", more.in_language(language)),
        None => said.to_owned(),
    }
}

fn word(rank: Rank) -> &'static str {
    match rank {
        Rank::Best => "best",
        Rank::Worst => "worst",
        Rank::Neither => "",
        Rank::Cannot => "cannot",
    }
}

/// One line of CSV (RFC 4180). A cell that a spreadsheet would take for a formula is quoted by an
/// apostrophe, unless it is a number.
fn record(cells: &[String]) -> String {
    let cells: Vec<String> = cells
        .iter()
        .map(|cell| {
            let is_formula =
                cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
            let cell = if is_formula { format!("'{cell}") } else { cell.clone() };
            if cell.contains(['"', ',', '\n', '\r']) {
                format!("\"{}\"", cell.replace('"', "\"\""))
            } else {
                cell
            }
        })
        .collect();
    cells.join(",") + "\r\n"
}

/// The receipt of a run, or anything else that is JSON, as lines of name and value; the name is the
/// path of the field.
pub fn receipt_csv(receipt: &impl Serialize) -> String {
    let value = serde_json::to_value(receipt).unwrap_or_default();
    let mut lines = vec![record(&["figure".to_owned(), "value".to_owned()])];
    flat(&value, String::new(), &mut lines);
    lines.concat()
}

fn flat(value: &Value, path: String, lines: &mut Vec<String>) {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| flat(value, below(name), lines)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, value)| flat(value, below(&n.to_string()), lines));
        }
        Value::Null => lines.push(record(&[path, String::new()])),
        Value::String(text) => lines.push(record(&[path, text.clone()])),
        other => lines.push(record(&[path, other.to_string()])),
    }
}

/// The whole comparison for a terminal: a table whose columns are as wide as what stands in them,
/// and below it why.
pub fn text(comparison: &Comparison, language: Language) -> String {
    let say = |text: &TextBuf| text.in_language(language).to_owned();
    let en = language == Language::En;
    let mut out = String::new();
    let mut line = |text: String| {
        out += text.trim_end();
        out.push('\n');
    };
    comparison.same.iter().for_each(|it| line(say(it)));
    for column in &comparison.columns {
        for it in column.settings.iter().chain(&column.differs) {
            line(format!("{}: {}", say(&column.name), say(it)));
        }
    }
    line(String::new());
    match comparison.differences.first() {
        None if en => line("Clients are told the same in every column.".into()),
        None => line("各列中客户端得到的答复都相同。".into()),
        Some(first) => {
            let at = units::write(Quantity::Moment(first.at), language);
            let count = comparison.difference_count;
            line(if en {
                format!(
                    "First moment they differ: {at}. {} ({count} requests differ in all)",
                    say(&first.asked)
                )
            } else {
                format!("首次出现差异：{at}。{}（共有 {count} 个请求的答复不同）", say(&first.asked))
            });
            for (column, told) in comparison.columns.iter().zip(&first.told) {
                line(format!("  {}: {}", say(&column.name), say(&told.said)));
            }
        }
    }
    for section in &comparison.sections {
        line(String::new());
        line(format!("{} · {}", say(&section.title), say(&section.note)));
        table(comparison, &section.rows, language).into_iter().for_each(&mut line);
    }
    if !comparison.needs.is_empty() {
        line(String::new());
        line(if en {
            "Who must be up? Measured: each node was taken away in turn and the request made. Listed: without it the request did not succeed.".into()
        } else {
            "谁必须在线？实测：逐个移走节点，再发出请求。列出的节点缺一不可。".into()
        });
        needs(comparison, language).into_iter().for_each(&mut line);
    }
    out
}

fn table(comparison: &Comparison, rows: &[Row], language: Language) -> Vec<String> {
    let say = |text: &TextBuf| text.in_language(language).to_owned();
    let mut grid = vec![head(comparison, language)];
    for row in rows {
        let mut line = vec![say(&row.title)];
        for cell in &row.cells {
            let mark = match cell.rank {
                Rank::Best if language == Language::En => " [best]",
                Rank::Worst if language == Language::En => " [worst]",
                Rank::Best => " [最好]",
                Rank::Worst => " [最差]",
                Rank::Neither | Rank::Cannot => "",
            };
            line.push(format!("{}{mark}", say(&cell.said)));
        }
        grid.push(line);
    }
    let mut lines = aligned(&grid);
    // Reasons stand below their row.
    for (n, row) in rows.iter().enumerate().rev() {
        if let Some(why) = &row.why {
            lines.insert(n + 2, format!("    {}", say(&why.said)));
        }
    }
    lines
}

fn head(comparison: &Comparison, language: Language) -> Vec<String> {
    let names = comparison.columns.iter().map(|it| it.name.in_language(language).to_owned());
    core::iter::once(String::new()).chain(names).collect()
}

fn needs(comparison: &Comparison, language: Language) -> Vec<String> {
    let mut grid = vec![head(comparison, language)];
    for Need { what, needed } in &comparison.needs {
        let mut line = vec![what.in_language(language).to_owned()];
        let cell = |(column, it): (usize, &Option<Vec<bool>>)| {
            needs_said(comparison, column, it.as_deref(), language)
        };
        line.extend(needed.iter().enumerate().map(cell));
        grid.push(line);
    }
    aligned(&grid)
}

/// The nodes that are needed, by name.
fn needs_said(comparison: &Comparison, column: usize, needed: Option<&[bool]>, language: Language) -> String {
    let Some(needed) = needed else {
        return if language == Language::En { "does not succeed" } else { "不能成功" }.to_owned();
    };
    let nodes = comparison.columns[column].nodes.iter().zip(needed).filter(|(_, needed)| **needed);
    let names: Vec<&str> = nodes.map(|(name, _)| name.in_language(language)).collect();
    names.join(if language == Language::En { ", " } else { "、" })
}

/// Lines in which every column begins at the same place; a Chinese character takes two.
fn aligned(grid: &[Vec<String>]) -> Vec<String> {
    let columns = grid.iter().map(Vec::len).max().unwrap_or(0);
    let widest =
        |n: usize| grid.iter().filter_map(|line| line.get(n)).map(|cell| width(cell)).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(widest).collect();
    let write = |line: &Vec<String>| {
        let cells =
            line.iter().zip(&widths).map(|(cell, wide)| format!("{cell}{}", " ".repeat(wide - width(cell))));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    grid.iter().map(write).collect()
}

fn width(text: &str) -> usize {
    text.chars().map(|letter| if ('\u{2e80}'..='\u{ffef}').contains(&letter) { 2 } else { 1 }).sum()
}
