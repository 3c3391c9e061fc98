//! Which column of a table holds the round trips: by the whole words of its name and by what stands
//! in it.

use super::number::Unit;
use super::rows::{Row, is_lost, words};
use super::taken::{Ask, Asked, Refused};
use super::units::is_number;
use crate::base::text::named;

/// The names of a column of round trips, those that say it best first.
pub(super) const NAMES: [&[&str]; 9] = [
    &["rtt", "roundtrip", "往返", "往返时间", "往返时延"],
    &["latency", "ping", "delay", "延迟", "时延", "latenz", "latence", "latencia", "latenza"],
    &["elapsed", "duration", "耗时", "用时", "dauer", "durée", "duree", "duración", "duracion"],
    &["responsetime", "响应时间", "antwortzeit"],
    &["timetotal", "totaltime"],
    &["response", "响应"],
    &["ms", "us", "msec", "毫秒", "微秒"],
    &["total"],
    &["time", "zeit", "temps", "tiempo", "时间", "s"],
];

/// Names of columns that hold other numbers.
const OTHERS: [&str; 24] = [
    "status",
    "code",
    "id",
    "seq",
    "size",
    "bytes",
    "count",
    "port",
    "timestamp",
    "pid",
    "thread",
    "threads",
    "line",
    "no",
    "nr",
    "ttl",
    "hop",
    "loss",
    "序号",
    "状态码",
    "状态",
    "编号",
    "大小",
    "字节",
];

/// A name that a person gave, and that is not there.
pub(super) fn unknown(name: &str, names: &[String]) -> Refused {
    let there: Vec<String> = names.iter().take(20).map(|name| named(name, 40)).collect();
    let (name, list) = (named(name, 40), named(&there.join(", "), 300));
    Refused::file(
        format!("nothing is called \"{name}\"; there are: {list}"),
        format!("没有名为“{name}”的项；现有：{list}"),
    )
    .asking(Ask::Column { names: there })
}

/// The column of the round trips.
///
/// # Errors
/// None or several may be it.
pub(super) fn choose(rows: &[Row], header: Option<&Row>, asked: &Asked) -> Result<usize, Refused> {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let name = |column: usize| header.map_or("", |row| row.cell(column));
    let shown = |column: usize| match name(column) {
        "" => (column + 1).to_string(),
        name => named(name, 40),
    };
    if let Some(wanted) = &asked.column {
        let exact = (0..width).find(|column| header.is_some() && name(*column) == wanted);
        let alike = || (0..width).find(|column| name(*column).to_lowercase() == wanted.to_lowercase());
        let counted = || wanted.parse::<usize>().ok()?.checked_sub(1).filter(|column| *column < width);
        return exact
            .or_else(|| header.and_then(|_| alike()))
            .or_else(|| header.is_none().then(counted).flatten())
            .ok_or_else(|| unknown(wanted, &(0..width).map(shown).collect::<Vec<_>>()));
    }
    let other = |column: usize| words(name(column)).iter().any(|word| OTHERS.contains(&word.as_str()));
    // Of a list every line is meant, and a bad one is named.
    if width == 1 && !other(0) && rows.iter().any(|row| is_number(row.cell(0))) && !is_of_moments(rows, 0) {
        return Ok(0);
    }
    let is = |column: &usize| is_of_numbers(rows, *column) && !is_of_moments(rows, *column);
    let mut candidates: Vec<usize> = (0..width).filter(is).collect();
    for names in NAMES {
        let called: Vec<usize> =
            candidates.iter().copied().filter(|column| is_called(name(*column), names)).collect();
        match called.as_slice() {
            [] => {}
            [only] => return Ok(*only),
            several => return Err(ask(several.iter().map(|column| shown(*column)).collect())),
        }
    }
    candidates.retain(|column| !other(*column) && !is_a_count(rows, *column));
    match candidates.as_slice() {
        [only] => Ok(*only),
        [] => {
            let names = (0..width).map(shown).collect();
            Err(Refused::file("no column holds round trips", "没有哪一列是往返时间")
                .asking(Ask::Column { names }))
        }
        several => Err(ask(several.iter().map(|column| shown(*column)).collect())),
    }
}

fn ask(names: Vec<String>) -> Refused {
    let list = named(&names.join(", "), 300);
    Refused::file(
        format!("several columns may hold the round trips: {list}"),
        format!("有多列可能是往返时间：{list}"),
    )
    .asking(Ask::Column { names })
}

/// Whether a name has one of these as a whole word, alone or with its unit: `rtt`, `rtt_ms`,
/// `rttms`.
fn is_called(name: &str, names: &[&str]) -> bool {
    let words = words(name);
    let joined = words.concat();
    names.iter().any(|wanted| {
        let with_unit =
            |word: &str| word.strip_prefix(wanted).is_some_and(|rest| Unit::of_word(rest).is_some());
        words.iter().any(|word| word == wanted || (wanted.len() > 2 && with_unit(word)))
            || joined == *wanted
            || (wanted.len() > 2 && with_unit(&joined))
            || (!wanted.is_ascii() && wanted.chars().count() > 1 && name.contains(wanted))
    })
}

/// Most cells are numbers.
fn is_of_numbers(rows: &[Row], column: usize) -> bool {
    let filled = || rows.iter().map(|row| row.cell(column)).filter(|cell| !cell.is_empty() && !is_lost(cell));
    let numbers = filled().filter(|cell| is_number(cell)).count();
    numbers > 0 && numbers * 10 >= filled().count() * 9 && numbers * 2 >= rows.len()
}

/// Moments since 1970, in whichever unit, or numbers too large for a round trip in seconds and
/// milliseconds alike.
fn is_of_moments(rows: &[Row], column: usize) -> bool {
    rows.iter().map(|row| row.cell(column)).filter(|cell| is_number(cell)).all(|cell| {
        let whole = cell.split(['.', ',']).next().unwrap_or_default();
        whole.len() >= 10 && whole.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Whole numbers that count up by one, or codes of HTTP.
fn is_a_count(rows: &[Row], column: usize) -> bool {
    let all: Option<Vec<u64>> = rows.iter().map(|row| row.cell(column).parse().ok()).collect();
    all.is_some_and(|all| {
        all.len() > 1
            && (all.windows(2).all(|pair| pair[0].checked_add(1) == Some(pair[1]))
                || all.iter().all(|code| matches!(code, 200..=208 | 301..=308 | 400..=431 | 500..=511)))
    })
}
