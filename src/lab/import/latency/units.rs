//! The numbers of a column: the mark before their decimals, and their unit.

use super::columns::NAMES;
use super::number::{Unit, is_ambiguous, micros, with_unit};
use super::quantiles::quantile;
use super::rows::words;
use super::taken::{Ask, Asked, Refused, UnitBy};
use crate::base::text::named;

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
    let median = quantile(&all, 1, 2);
    if cells.iter().all(six) && median < 10_000 {
        return Ok((Unit::S, UnitBy::Format));
    }
    if !(1_000..=10_000_000).contains(&median) {
        let cell = named(cells.first().copied().unwrap_or_default(), 40);
        return Err(Refused::file(
            format!("nothing tells the unit of \"{cell}\", and milliseconds are not likely"),
            format!("“{cell}”没有写明单位，而且不太可能是毫秒"),
        )
        .asking(Ask::Unit));
    }
    Ok((Unit::Ms, UnitBy::Usual))
}

/// The unit that a name says, as a word of its own or behind a name: `rtt_ms`, `latencyMs`,
/// `rttms`.
fn of_name(name: &str) -> Option<Unit> {
    let words = words(name);
    words.iter().find_map(|word| Unit::of_word(word)).or_else(|| {
        let names = NAMES.iter().flat_map(|names| names.iter()).filter(|name| name.len() > 2);
        let behind = |known: &&str| words.iter().find_map(|word| Unit::of_word(word.strip_prefix(*known)?));
        names.copied().find_map(|known| behind(&known))
    })
}
