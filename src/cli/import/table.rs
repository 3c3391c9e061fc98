//! Rows and columns out of a text: the divider, the header and what stands before it.

/// A row with its line.
pub(super) struct Row {
    pub line: u64,
    pub fields: Vec<String>,
}

/// A text as rows.
pub(super) struct Table {
    pub divider: char,
    pub rows: Vec<Row>,
}

/// Splits a text by the divider that gives most rows the same number of fields, and the more fields
/// the better.
pub(super) fn split(text: &str) -> Result<Table, String> {
    let mut best: Option<(usize, Table)> = None;
    for divider in ['\t', ';', '|', ','] {
        let rows = rows(text, divider)?;
        let mut widths: Vec<usize> = rows.iter().map(|row| row.fields.len()).collect();
        widths.sort_unstable();
        let usual = widths
            .chunk_by(|one, other| one == other)
            .map(|same| same.len() * (same[0] - 1))
            .max()
            .unwrap_or(0);
        if best.as_ref().is_none_or(|(known, _)| usual > *known) {
            best = Some((usual, Table { divider, rows }));
        }
    }
    Ok(best.map_or(Table { divider: ',', rows: Vec::new() }, |(_, table)| table))
}

fn rows(text: &str, divider: char) -> Result<Vec<Row>, String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .delimiter(divider as u8)
        .from_reader(text.as_bytes());
    let mut all = Vec::new();
    // What the reader calls a line is right for every end of a line, but lines that are empty are
    // read over.
    for record in reader.records() {
        let record = record.map_err(|error| {
            format!("line {}: cannot be read", error.position().map_or(0, csv::Position::line))
        })?;
        let line = record.position().map_or(0, |at| line_at(text, at.byte() as usize));
        all.push(Row { line, fields: record.iter().map(str::to_owned).collect() });
    }
    Ok(all)
}

/// The line of a place in a text, from 1: of the first letter from there on that ends no line.
fn line_at(text: &str, byte: usize) -> u64 {
    let blank = text.as_bytes()[byte..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
    1 + text.as_bytes()[..byte + blank].iter().filter(|byte| **byte == b'\n').count() as u64
}

/// A number of decimal digits with a decimal mark, as digits without it and how many of them stand
/// behind it.
pub(super) fn digits(text: &str, mark: char) -> Option<(String, usize)> {
    let (whole, part) = text.split_once(mark).unwrap_or((text, ""));
    let plain = |of: &str| of.bytes().all(|byte| byte.is_ascii_digit());
    (!whole.is_empty() && whole.len() <= 15 && part.len() <= 15 && plain(whole) && plain(part))
        .then(|| (format!("{whole}{part}"), part.len()))
}
