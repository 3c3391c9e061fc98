//! Logs whose lines have `key=value`: each key is a column.

use super::rows::Row;

/// More keys than this are not columns of one table.
const MOST_KEYS: usize = 200;
/// So many lines decide what a text is.
const LOOKED_AT: usize = 20;

/// The pairs of a line: `duration=12.3ms msg="took a while"`. What has no `=` is read over.
fn pairs(line: &str) -> Vec<(&str, &str)> {
    let mut all = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        let end = rest.find(|letter: char| letter.is_whitespace() || letter == '=').unwrap_or(rest.len());
        let (key, after) = rest.split_at(end);
        let Some(after) = after.strip_prefix('=') else {
            rest = after.trim_start();
            continue;
        };
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => after.split_at(after.find(char::is_whitespace).unwrap_or(after.len())),
        };
        let inner = |letter: char| letter.is_alphanumeric() || "_.-".contains(letter);
        if key.starts_with(|letter: char| letter.is_alphabetic() || letter == '_') && key.chars().all(inner) {
            all.push((key, value.trim_end_matches([',', ';'])));
        }
        rest = after.trim_start();
    }
    all
}

/// Whether each of the first lines has several pairs.
pub(super) fn is_logfmt(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).take(LOOKED_AT).peekable();
    lines.peek().is_some() && lines.all(|line| pairs(line).len() > 1)
}

/// Its lines as rows under the keys, in the order in which these first appear.
pub(super) fn rows(text: &str) -> Vec<Row> {
    let mut keys: Vec<&str> = Vec::new();
    let lines = || (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    for (_, line) in lines() {
        for (key, _) in pairs(line) {
            if keys.len() < MOST_KEYS && !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    let mut rows = vec![Row { line: 0, cells: keys.iter().map(|key| (*key).to_owned()).collect() }];
    rows.extend(lines().map(|(line, text)| {
        let mut cells = vec![String::new(); keys.len()];
        for (key, value) in pairs(text) {
            if let Some(at) = keys.iter().position(|known| *known == key) {
                cells[at] = value.to_owned();
            }
        }
        Row { line, cells }
    }));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_taken_apart_by_its_keys() {
        let line = "09:00:01 INFO level=info msg=\"took a = while\" url=/a?x=1 duration=12.3ms, 9=1";
        let want = [("level", "info"), ("msg", "took a = while"), ("url", "/a?x=1"), ("duration", "12.3ms")];
        assert_eq!(pairs(line), want);
        let rows = rows("a=1 b=2\n\nb=3 c=4\n");
        let cells: Vec<_> = rows.iter().map(|row| (row.line, row.cells.join(","))).collect();
        assert_eq!(cells, [(0, "a,b,c".to_owned()), (1, "1,2,".to_owned()), (3, ",3,4".to_owned())]);
        assert!(is_logfmt("a=1 b=2\n") && !is_logfmt("a=1\n") && !is_logfmt("a=1 b=2\nnothing\n"));
    }
}
