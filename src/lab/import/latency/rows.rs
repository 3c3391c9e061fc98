//! Rows and cells out of a text, whatever divides them.

use super::found::both;
use super::taken::Refused;
use crate::base::text::TextBuf;

/// A row with its line, from 1.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub line: u64,
    pub cells: Vec<String>,
}

impl Row {
    /// The cell of a column; empty where the row ends before it.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

/// How many lines decide what divides cells.
const LOOKED_AT: usize = 200;

/// The rows of a text, and the comments before the header. Blank lines are read over.
///
/// # Errors
/// A quote that is never closed would swallow lines; it is named.
pub(super) fn rows(text: &str) -> Result<(Vec<Row>, Vec<Row>), Refused> {
    let head: String = text.split_inclusive('\n').take(LOOKED_AT).collect();
    let mut best = (0, ',');
    for divider in ['\t', ';', '|', ','] {
        let Ok(rows) = split(&head, divider) else { continue };
        let mut widths: Vec<usize> = rows.iter().map(|row| row.cells.len()).collect();
        widths.sort_unstable();
        let same = widths.chunk_by(|one, other| one == other).map(|same| same.len() * (same[0].max(1) - 1));
        let usual = same.max().unwrap_or(0);
        if usual > best.0 {
            best = (usual, divider);
        }
    }
    let mut rows = split(text, best.1)?;
    if best.1 == '|' {
        unframe(&mut rows);
    }
    if best.0 == 0 {
        by_spaces(&mut rows);
    }
    let first = rows.iter().position(|row| !row.cell(0).starts_with('#')).unwrap_or(rows.len());
    let comments = rows.drain(..first).collect();
    Ok((rows, comments))
}

/// Rows by one divider, with quotes.
///
/// # Errors
/// A row of several lines in which a quote is not closed: another cell or other rows stand in it.
fn split(text: &str, divider: char) -> Result<Vec<Row>, Refused> {
    // Behind the last line stands one more, so that a quote in the last one swallows something too.
    let text = &format!("{text}\n{END}\n");
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .delimiter(divider as u8)
        .from_reader(text.as_bytes());
    let (mut all, mut line, mut counted) = (Vec::<Row>::new(), 1, 0);
    let several = |line| Refused::at(line, "a quote that opens here is not closed", "此行的引号没有闭合");
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            Refused::at(line, "cannot be read as a row of a table", "无法作为表格的一行读取")
        })?;
        // The reader reads over empty lines, and does not count them where a line ends with CR LF.
        let bytes = text.as_bytes();
        let mut from = record.position().map_or(counted, |at| at.byte() as usize);
        from += bytes[from..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        if let Some(last) = all.last().filter(|last| swallows(last, &text[counted..from], divider)) {
            return Err(several(last.line));
        }
        line += bytes[counted..from].iter().filter(|byte| **byte == b'\n').count() as u64;
        counted = from;
        all.push(Row { line, cells: record.iter().map(str::to_owned).collect() });
    }
    match all.pop() {
        Some(last) if text[counted..].trim() != END => Err(several(last.line)),
        _ => Ok(all),
    }
}

/// The one cell of a line that no file has.
const END: &str = "\u{4}";

/// Whether a row stands on several lines and is none: its quotes are not those of cells, or a cell
/// of several lines is no text.
fn swallows(row: &Row, text: &str, divider: char) -> bool {
    let text = text.trim_matches(['\r', '\n']);
    let is_text = |cell: &String| cell.chars().any(char::is_alphabetic) || cell.is_empty();
    text.contains('\n')
        && !(crate::lab::import::table::is_well_quoted(text, divider)
            && row.cells.iter().filter(|cell| cell.contains('\n')).all(is_text)
            && row.cells.iter().any(|cell| cell.contains('\n')))
}

/// A table of Markdown has a bar at both ends and a row of dashes.
fn unframe(rows: &mut Vec<Row>) {
    for row in rows.iter_mut() {
        if row.cells.len() > 2 && row.cells.first().is_some_and(String::is_empty) {
            row.cells.remove(0);
            if row.cells.last().is_some_and(String::is_empty) {
                row.cells.pop();
            }
        }
        for cell in &mut row.cells {
            *cell = cell.trim_matches('*').trim().to_owned();
        }
    }
    let is_rule = |cell: &String| cell.contains("--") && cell.chars().all(|letter| ":- ".contains(letter));
    rows.retain(|row| !row.cells.iter().all(is_rule));
}

/// Cells divided by spaces, if that gives every row the same number of several.
fn by_spaces(rows: &mut [Row]) {
    let parts = |row: &Row| row.cell(0).split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let width = rows.first().map_or(0, |row| parts(row).len());
    // `12 ms` is one cell.
    let is_unit = |word: &String| super::number::Unit::of_word(word).is_some();
    if width > 1
        && rows.iter().all(|row| row.cells.len() == 1 && parts(row).len() == width)
        && !rows.iter().all(|row| parts(row)[1..].iter().all(is_unit))
    {
        rows.iter_mut().for_each(|row| row.cells = parts(row));
    }
}

/// The words of the name of a column, small: letters and digits, `responseTimeMs` in three.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut small = false;
    for letter in name.chars() {
        if !letter.is_alphanumeric() || (letter.is_uppercase() && small) {
            words.push(String::new());
        }
        small = letter.is_lowercase();
        if let (true, Some(word)) = (letter.is_alphanumeric(), words.last_mut()) {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether a cell says that no answer came.
pub(super) fn is_lost(cell: &str) -> bool {
    const LOST: [&str; 18] = [
        "-",
        "--",
        "*",
        "nan",
        "-nan",
        "null",
        "none",
        "n/a",
        "na",
        "u",
        "inf",
        "timeout",
        "timed out",
        "lost",
        "time out",
        "超时",
        "丢失",
        "丢包",
    ];
    LOST.contains(&cell.trim().to_lowercase().as_str())
}

/// Whether a row sums up others: its first cell says so.
pub(super) fn is_total(cell: &str) -> bool {
    const TOTALS: [&str; 22] = [
        "total",
        "sum",
        "average",
        "avg",
        "mean",
        "median",
        "min",
        "max",
        "minimum",
        "maximum",
        "stdev",
        "summe",
        "gesamt",
        "mittelwert",
        "moyenne",
        "promedio",
        "合计",
        "总计",
        "平均",
        "平均值",
        "最大",
        "最小",
    ];
    TOTALS.contains(&cell.trim().to_lowercase().as_str())
}

/// Why an empty cell is no round trip.
pub(super) fn empty() -> TextBuf {
    both("the cell is empty", "单元格为空")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_lines_whatever_divides_them() {
        for (text, second) in [
            ("a,b\n1,2\n", &["1", "2"][..]),
            ("# exported\n\n\"a\";\"b\"\r\n\r\n1,5;\"x;y\"\r\n", &["1,5", "x;y"]),
            ("| ms | b |\n| :--- | --- |\n| **b** | 2 |\n", &["b", "2"]),
            ("a b\n1  2\n", &["1", "2"]),
            ("12 ms\n13 ms\n", &["13 ms"]),
        ] {
            let (rows, _) = rows(text).expect(text);
            assert_eq!(rows[1].cells, second, "{text}");
            let line = text.lines().nth(rows[1].line as usize - 1).expect("a line");
            assert!(line.contains(&rows[1].cells[0]), "{text}: {line}");
        }
        let (kept, _) = rows("a,b\n\"on two\nlines, it is\",2\n\"x\",4\n").expect("a row of two lines");
        assert_eq!((kept[1].cells[0].as_str(), kept[2].line), ("on two\nlines, it is", 4));
        for (text, line) in [
            ("a,b\n1,\"x\n3,\"y\"\n", "line 2"),
            ("a,b\n1,\"2\n3,4\n", "line 2"),
            ("a,b\n1,2\n\"3,4", "line 3"),
            ("a,b\n1,2\n3,\"4\n\n", "line 3"),
            ("5\n\"", "line 2"),
            ("a,b\r\n1,\"\r\n2\"\r\n", "line 2"),
        ] {
            assert_eq!(rows(text).expect_err(text).problem.place, line, "{text}");
        }
        assert_eq!(rows("# exported\n#.145\n20\n").expect("a list").1.len(), 2);
    }

    #[test]
    fn the_words_of_a_name_are_whole() {
        assert_eq!(words("responseTimeMs"), ["response", "time", "ms"]);
        assert_eq!(words("latency (us)"), ["latency", "us"]);
        assert_eq!(words("RTT_ms"), ["rtt", "ms"]);
        assert_eq!(words("响应时间(毫秒)"), ["响应时间", "毫秒"]);
    }
}
