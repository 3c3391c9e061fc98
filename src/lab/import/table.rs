//! Rows and columns out of a text: the divider, and each row with the line in which it begins.
//!
//! | question | answer |
//! | --- | --- |
//! | which divider | the one of tab, semicolon, bar and comma by which most rows of the beginning have the same number of cells, and the more cells the better |
//! | where a row begins | its line in the file, from 1, whatever ends its lines; empty lines count |
//! | a quote that nobody closes | is told at the line where it opens, instead of swallowing the rest |

use crate::lab::problem::Problem;
use std::io::Cursor;

/// How much of a text the divider is looked for in; in bytes.
const HEAD: usize = 128 * 1024;
/// A cell with more lines than this was opened by a quote that nobody closes.
const LONGEST_CELL_LINES: u64 = 200;

/// A row with its line. A cell has no blanks around it.
#[derive(Clone, Debug)]
pub struct Row {
    /// The line of the file in which it begins, from 1.
    pub line: u64,
    cells: csv::StringRecord,
}

impl Row {
    /// A row of one cell.
    pub fn of_one(line: u64, cell: &str) -> Row {
        Row { line, cells: csv::StringRecord::from(vec![cell]) }
    }

    /// The cell of a column, from 0; empty where the row is too short.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).unwrap_or("")
    }

    /// All cells in their order.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        self.cells.iter()
    }

    /// How many cells there are; at least one.
    pub fn width(&self) -> usize {
        self.cells.len()
    }
}

/// The rows of a text, one after the other.
pub struct Rows {
    reader: csv::Reader<Cursor<Vec<u8>>>,
    divider: char,
    /// Up to which byte lines were counted, and which line that is.
    counted: (usize, u64),
}

impl Rows {
    /// A reader at the beginning of a text. A byte order mark is passed over.
    pub fn new(text: String) -> Rows {
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        let divider = divider(&text);
        Rows { reader: reader(divider, text.into_bytes()), divider, counted: (0, 1) }
    }

    /// What stands between two cells.
    pub fn divider(&self) -> char {
        self.divider
    }

    /// How many bytes were read.
    pub fn position(&self) -> u64 {
        self.reader.position().byte()
    }

    /// The next row; nothing at the end. Empty lines are no rows.
    ///
    /// # Errors
    /// A quote that nobody closes, at the line where it opens.
    pub fn read(&mut self) -> Result<Option<Row>, Problem> {
        let mut cells = csv::StringRecord::new();
        let from = self.reader.position().byte() as usize;
        let read = self.reader.read_record(&mut cells);
        let line = cells.position().map_or(0, |at| self.line_at(at.byte() as usize));
        match read {
            Ok(false) => return Ok(None),
            Ok(true) => {}
            Err(_) => return Err(Problem::new(format!("line {line}"), "cannot be read", "无法读取")),
        }
        let to = self.reader.position().byte() as usize;
        let row = self.reader.get_ref().get_ref().get(from..to).unwrap_or_default();
        let row = row.trim_ascii();
        let lines = row.iter().filter(|byte| **byte == b'\n').count() as u64;
        let is_well_quoted = || str::from_utf8(row).is_ok_and(|row| is_well_quoted(row, self.divider));
        if lines > LONGEST_CELL_LINES || (lines > 0 && !is_well_quoted()) {
            return Err(Problem::new(
                format!("line {line}"),
                "a quote is opened here, and nobody closes it",
                "此处的引号没有闭合",
            ));
        }
        Ok(Some(Row { line, cells }))
    }

    /// The line of a place that is not before the last one, of its first letter that ends no line.
    fn line_at(&mut self, byte: usize) -> u64 {
        let bytes = self.reader.get_ref().get_ref();
        let blank = bytes[byte..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        let (from, line) = self.counted;
        let to = (byte + blank).max(from);
        let ends = bytes[from..to].iter().enumerate().filter(|(at, byte)| match byte {
            b'\n' => true,
            b'\r' => bytes.get(from + at + 1) != Some(&b'\n'),
            _ => false,
        });
        self.counted = (to, line + ends.count() as u64);
        self.counted.1
    }
}

/// A whole text as rows.
pub struct Table {
    /// What stands between two cells.
    pub divider: char,
    /// All rows that are not empty.
    pub rows: Vec<Row>,
}

/// Reads a whole text at once, for what is small.
///
/// # Errors
/// What [`Rows::read`] refuses.
pub fn split(text: &str) -> Result<Table, Problem> {
    let mut rows = Rows::new(text.to_owned());
    let mut table = Table { divider: rows.divider(), rows: Vec::new() };
    while let Some(row) = rows.read()? {
        table.rows.push(row);
    }
    Ok(table)
}

fn reader(divider: char, bytes: Vec<u8>) -> csv::Reader<Cursor<Vec<u8>>> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .delimiter(divider as u8)
        .from_reader(Cursor::new(bytes))
}

fn divider(text: &str) -> char {
    let end = text.floor_char_boundary(HEAD.min(text.len()));
    let end = if end < text.len() { text[..end].rfind('\n').map_or(end, |at| at + 1) } else { end };
    let head = &text.as_bytes()[..end];
    let score = |divider: char| {
        let mut widths: Vec<usize> =
            reader(divider, head.to_vec()).records().flatten().map(|row| row.len()).collect();
        widths.sort_unstable();
        widths.chunk_by(|one, other| one == other).map(|same| same.len() * (same[0] - 1)).max().unwrap_or(0)
    };
    // Of equals the comma is what is meant; it is last, and the last of the largest is taken.
    ['|', '\t', ';', ','].into_iter().max_by_key(|divider| score(*divider)).unwrap_or(',')
}

/// Whether the quotes of a row that stands on several lines are those of the format: a cell has
/// them at both of its ends, and a quote inside is doubled. A quote that nobody closes ends at the
/// first one of another cell, and what follows is no divider.
pub fn is_well_quoted(row: &str, divider: char) -> bool {
    let (mut quoted, mut begins) = (false, true);
    let mut letters = row.trim_matches(['\r', '\n']).chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.next_if_eq(&'"').is_some() => {}
            '"' if quoted => {
                quoted = false;
                while letters.next_if(|next| *next == ' ' && divider != ' ').is_some() {}
                if letters.peek().is_some_and(|next| *next != divider) {
                    return false;
                }
            }
            '"' if begins => quoted = true,
            '\n' | '\r' if !quoted => return false,
            _ => {}
        }
        begins = letter == divider && !quoted;
    }
    !quoted
}

/// The words of the name of a column: letters and digits, small.
pub fn words(name: &str) -> Vec<String> {
    name.to_lowercase()
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A number of decimal digits with a decimal mark, as digits without it and how many of them stand
/// behind it. At most 15 digits on each side.
pub fn digits(text: &str, mark: char) -> Option<(String, usize)> {
    let (whole, part) = text.split_once(mark).unwrap_or((text, ""));
    let plain = |of: &str| of.bytes().all(|byte| byte.is_ascii_digit());
    (!whole.is_empty() && whole.len() <= 15 && part.len() <= 15 && plain(whole) && plain(part))
        .then(|| (format!("{whole}{part}"), part.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_know_their_lines_whatever_ends_them() {
        for (text, divider, lines) in [
            ("a,b\n\n\n1,2\n", ',', vec![1, 4]),
            ("a;b\r\n\r\n1;2\r\n3;4", ';', vec![1, 3, 4]),
            ("a\tb\r1\t2\r\r3\t4\r", '\t', vec![1, 2, 4]),
            ("a|b\n\"1\n2\"|3\n4|5\n", '|', vec![1, 2, 4]),
            ("\u{feff}\n\na,b\n", ',', vec![3]),
            ("only one cell\n", ',', vec![1]),
            ("", ',', vec![]),
            // Decimal commas do not make a comma the divider.
            ("a;b;c\n1,5;2,5;3\n1,5;2,5;3\n", ';', vec![1, 2, 3]),
        ] {
            let table = split(text).unwrap_or_else(|problem| panic!("{problem} in {text:?}"));
            assert_eq!(
                (table.divider, table.rows.iter().map(|row| row.line).collect()),
                (divider, lines),
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_row_of_several_lines_has_its_quotes_at_the_ends_of_cells() {
        for row in ["1,\"a\nb\",2", "\"a\n\"\"b\"\"\n\",1\r\n", "1,\"a\nb\" ", "1,\"\n\",\"\n\""] {
            assert!(is_well_quoted(row, ','), "{row:?}");
        }
        for row in ["1,\"a\n2,\"b\"", "1,\"a\nb", "1,\"a\nb\"c", "1,\"a\nb\"c\"", "1,a\nb"] {
            assert!(!is_well_quoted(row, ','), "{row:?}");
        }
    }

    #[test]
    fn a_quote_that_nobody_closes_is_told_where_it_opens() {
        let text = format!("a,b\n1,2\n3,\"open\n{}", "4,5\n".repeat(300));
        let Err(problem) = split(&text) else { panic!("it swallowed the rest") };
        assert_eq!(problem.place, "line 3");
        // Another quote is no end of it.
        let Err(problem) = split("a,b\n1,\"open\n2,3\n4,\"shut\"\n") else { panic!("it swallowed a row") };
        assert_eq!(problem.place, "line 2");
    }
}
