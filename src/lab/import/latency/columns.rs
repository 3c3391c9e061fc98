//! Which column of a table holds the round trips: by the whole words of its name and by what stands
//! in it, and in which unit.

use super::number::{Unit, is_ambiguous, micros, with_unit};
use super::rows::{Row, is_lost, words};
use super::taken::{Ask, Asked, Refused, UnitBy};
use crate::base::text::named;

/// The names of a column of round trips, those that say it best first.
const NAMES: [&[&str]; 9] = [
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

/// The numbers of a column in the mark that all of its cells agree on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark(pub char);

/// A cell as microseconds in a unit, which the cell itself may say.
pub(super) fn cell_us(cell: &str, unit: Unit, mark: Mark) -> Option<u64> {
    let (number, word) = with_unit(cell);
    let unit = if word.is_empty() { unit } else { Unit::of_word(word)? };
    micros(number, unit, mark.0)
}

/// Whether a cell is a number, whatever its unit.
pub(super) fn is_number(cell: &str) -> bool {
    let (number, word) = with_unit(cell);
    (word.is_empty() || Unit::of_word(word).is_some())
        && (micros(number, Unit::Ns, '.').is_some() || micros(number, Unit::Ns, ',').is_some())
}

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

/// Whether a name has one of these as a whole word, alone or with its unit: `rtt`, `rtt_ms`, `rttms`.
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

/// The mark before the decimals, by all cells of a column.
///
/// # Errors
/// Every comma may as well divide thousands.
pub(super) fn mark(cells: &[&str], asked: &Asked) -> Result<Mark, Refused> {
    if let Some(mark) = asked.decimal {
        return Ok(Mark(mark));
    }
    let commas: Vec<&str> =
        cells.iter().map(|cell| with_unit(cell).0).filter(|cell| cell.contains(',')).collect();
    if commas.is_empty() {
        return Ok(Mark('.'));
    }
    let both = |first: char, then: char| {
        commas.iter().any(|cell| cell.rfind(first).is_some_and(|at| cell[at..].contains(then)))
    };
    if both(',', '.') {
        return Ok(Mark('.'));
    }
    let many = |cell: &&str| cell.matches(',').count() > 1;
    if commas.iter().any(many) {
        return Ok(Mark('.'));
    }
    if both('.', ',') || commas.iter().any(|cell| !is_ambiguous(cell)) {
        return Ok(Mark(','));
    }
    if cells.iter().any(|cell| with_unit(cell).0.contains('.')) {
        return Ok(Mark('.'));
    }
    let cell = named(commas[0], 40);
    Err(Refused::file(
        format!("\"{cell}\" may be a thousand times as much: every comma may divide thousands or decimals"),
        format!("“{cell}”有两种读法：逗号可能是千位分隔，也可能是小数点"),
    )
    .asking(Ask::Decimal))
}

/// The unit of a column: said, in its name, beside its numbers, or the usual one if the numbers are
/// what round trips are in it.
///
/// # Errors
/// Nothing tells it, and as milliseconds the numbers would be no usual round trips.
pub(super) fn unit(name: &str, cells: &[&str], mark: Mark, asked: &Asked) -> Result<(Unit, UnitBy), Refused> {
    let in_cells: Vec<Unit> = cells.iter().filter_map(|cell| Unit::of_word(with_unit(cell).1)).collect();
    if in_cells.len() == cells.len()
        && let Some(unit) = in_cells.first()
    {
        return Ok((*unit, UnitBy::Cells));
    }
    if let Some(unit) = asked.unit {
        return Ok((unit, UnitBy::Option));
    }
    if let Some(unit) = of_name(name) {
        return Ok((unit, UnitBy::Header));
    }
    // curl prints seconds, with six places.
    let six = |cell: &&str| cell.split_once(['.', ',']).is_some_and(|(_, part)| part.len() == 6);
    let mut all: Vec<u64> = cells.iter().filter_map(|cell| cell_us(cell, Unit::Ms, mark)).collect();
    all.sort_unstable();
    let median = super::taken::quantile(&all, 1, 2);
    if cells.iter().all(six) && median < 10_000 {
        return Ok((Unit::S, UnitBy::Format));
    }
    if median < 1_000 || median > 10_000_000 {
        let cell = named(cells.first().copied().unwrap_or_default(), 40);
        return Err(Refused::file(
            format!("nothing tells the unit of \"{cell}\", and milliseconds are not likely"),
            format!("“{cell}”没有写明单位，而且不太可能是毫秒"),
        )
        .asking(Ask::Unit));
    }
    Ok((Unit::Ms, UnitBy::Usual))
}

/// The unit that a name says, as a word of its own or behind a name: `rtt_ms`, `latencyMs`, `rttms`.
fn of_name(name: &str) -> Option<Unit> {
    let words = words(name);
    words.iter().find_map(|word| Unit::of_word(word)).or_else(|| {
        let names = NAMES.iter().flat_map(|names| names.iter()).filter(|name| name.len() > 2);
        let behind = |known: &&str| words.iter().find_map(|word| Unit::of_word(word.strip_prefix(*known)?));
        names.copied().find_map(|known| behind(&known))
    })
}
