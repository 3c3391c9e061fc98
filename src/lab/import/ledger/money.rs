//! Amounts: what stands around the digits, which mark stands before the cents, and the cents.

use crate::base::text::{TextBuf, named};
use crate::domain::Amount;
use crate::domain::bank::MOST;
use crate::lab::import::options::Decimal;
use crate::lab::import::reading::{Answer, Question};
use crate::lab::import::table::digits;

/// A cell of money, taken apart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Money {
    /// Whether it is below zero.
    pub below: bool,
    /// Digits, points, commas, and `_` for a blank or an apostrophe between digits.
    pub digits: String,
    /// The currency, where a sign or a word says one.
    pub currency: Option<String>,
}

/// Letters as wide as Chinese ones and the many blanks and dashes as their plain fellows.
pub(super) fn narrow(text: &str) -> String {
    let plain = |letter: char| match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter),
        '￥' => '¥',
        '−' | '–' | '—' => '-',
        '\u{a0}' | '\u{2009}' | '\u{202f}' | '\u{3000}' => ' ',
        '’' => '\'',
        other => other,
    };
    text.chars().map(plain).collect::<String>().trim().to_owned()
}

/// A cell of money; nothing where it is empty, or a dash for that.
///
/// # Errors
/// It is no money: something else stands in it.
pub(super) fn cell(text: &str) -> Result<Option<Money>, ()> {
    let text = narrow(text);
    if text.chars().all(|letter| "-/ ".contains(letter)) {
        return Ok(None);
    }
    let first = text.find(|letter: char| letter.is_ascii_digit()).ok_or(())?;
    let last = text.rfind(|letter: char| letter.is_ascii_digit()).ok_or(())?;
    // A mark right before the first digit stands for a zero that nobody wrote.
    let bare_mark = text[..first].ends_with(['.', ',']);
    let (before, after) = (&text[..first - usize::from(bare_mark)], &text[last + 1..]);
    let ((minus, open, one), (minus_behind, close, two)) = (around(before)?, around(after)?);
    if open != close || [minus, minus_behind, open].into_iter().filter(|it| *it).count() > 1 {
        return Err(());
    }
    let currency = match (one, two) {
        (Some(one), Some(two)) if one != two => return Err(()),
        (one, two) => one.or(two),
    };
    let mut core = String::from(if bare_mark { "0" } else { "" });
    for letter in text[first - usize::from(bare_mark)..=last].chars() {
        core.push(match letter {
            '0'..='9' | '.' | ',' => letter,
            ' ' | '\'' => '_',
            _ => return Err(()),
        });
    }
    Ok(Some(Money { below: minus || minus_behind || open, digits: core, currency }))
}

/// What stands before or behind the digits: a minus, a bracket, a currency.
fn around(text: &str) -> Result<(bool, bool, Option<String>), ()> {
    let (mut signs, mut brackets, mut rest) = ((0, 0), 0, String::new());
    for letter in text.chars() {
        match letter {
            '-' => signs.0 += 1,
            '+' => signs.1 += 1,
            '(' | ')' => brackets += 1,
            ' ' | '\'' => {}
            other => rest.push(other),
        }
    }
    let currency = match rest.to_uppercase().as_str() {
        "" | "CR" => None,
        "DR" => {
            signs.0 += 1;
            None
        }
        _ => Some(currency(&rest).ok_or(())?),
    };
    if signs.0 + signs.1 > 1 || brackets > 1 {
        return Err(());
    }
    Ok((signs.0 == 1, brackets == 1, currency))
}

/// The currencies that are known however they are written (ISO 4217).
#[rustfmt::skip]
const CURRENCIES: &[&str] = &[
    "AED", "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "IDR", "ILS", "INR",
    "JPY", "KRW", "MXN", "MYR", "NOK", "NZD", "PHP", "PLN", "RON", "RUB", "SEK", "SGD", "THB", "TRY", "TWD",
    "USD", "VND", "ZAR",
];

/// A currency as its three letters, out of a sign, a word or the letters themselves. The bare
/// dollar stays one: nobody knows whose it is.
pub(super) fn currency(text: &str) -> Option<String> {
    let text = text.trim().rsplit("::").next().unwrap_or_default();
    let upper = text.to_uppercase();
    let known = match upper.as_str() {
        "€" | "EURO" | "EUROS" => "EUR",
        "¥" | "￥" | "元" | "人民币" | "人民币元" | "RMB" | "CNH" | "RENMINBI" => "CNY",
        "円" | "日元" | "日圆" | "JP¥" => "JPY",
        "£" | "英镑" => "GBP",
        "$" => "$",
        "US$" | "美元" => "USD",
        "HK$" | "港币" | "港元" => "HKD",
        "NT$" | "新台币" => "TWD",
        "C$" | "CA$" => "CAD",
        "A$" | "AU$" => "AUD",
        "S$" => "SGD",
        "R$" => "BRL",
        "欧元" => "EUR",
        "FR." | "SFR." => "CHF",
        "KR" | "KR." => "kr",
        "ZŁ" => "PLN",
        "₹" => "INR",
        "₩" => "KRW",
        "₽" => "RUB",
        "₺" => "TRY",
        // Other letters are a currency where they are written as one.
        letters if CURRENCIES.contains(&letters) => letters,
        letters
            if letters == text && letters.len() == 3 && letters.bytes().all(|it| it.is_ascii_uppercase()) =>
        {
            letters
        }
        _ => return None,
    };
    Some(known.to_owned())
}

/// The mark before the cents, by what all cells say; nothing where no cell has a mark.
///
/// # Errors
/// What a person must say.
pub(super) fn decimal(cells: &[(u64, Money)]) -> Result<Option<Decimal>, Question> {
    let (mut says, mut open): ([Option<u64>; 2], Option<(u64, &str)>) = ([None; 2], None);
    for (line, money) in cells {
        let cell = money.digits.as_str();
        let Some(last) = cell.rfind([',', '.']) else { continue };
        let which = usize::from(cell.as_bytes()[last] == b',');
        let same = cell.bytes().filter(|byte| *byte == cell.as_bytes()[last]).count();
        let both = cell.contains(',') && cell.contains('.');
        let groups = cell.contains('_') || (both && same == 1);
        match () {
            // Of two marks the last one stands before the cents; one that comes again groups
            // thousands.
            () if groups => says[which] = says[which].or(Some(*line)),
            () if same > 1 => says[1 - which] = says[1 - which].or(Some(*line)),
            () if cell.len() - last != 4 || last > 3 || cell.starts_with('0') => {
                says[which] = says[which].or(Some(*line));
            }
            () => open = open.or(Some((*line, cell))),
        }
    }
    match (says, open) {
        ([Some(point), Some(comma)], _) => Err(ask(
            point.max(comma),
            format!("a point stands before the cents in line {point}, and a comma in line {comma}"),
            format!("第 {point} 行的小数点是“.”，第 {comma} 行却是“,”"),
        )),
        ([Some(_), None], _) => Ok(Some(Decimal::Point)),
        ([None, Some(_)], _) => Ok(Some(Decimal::Comma)),
        ([None, None], Some((line, cell))) => {
            let cell = named(cell, 40);
            Err(ask(
                line,
                format!("amount: \"{cell}\" may be thousands or decimals, and no other row says which"),
                format!("金额“{cell}”可能是千位分隔，也可能是小数，其他行也无法说明"),
            ))
        }
        ([None, None], None) => Ok(None),
    }
}

fn ask(line: u64, en: String, zh: String) -> Question {
    let answer = |value: &str, en: &str, zh: &str| Answer {
        value: value.to_owned(),
        label: TextBuf { en: en.to_owned(), zh: zh.to_owned() },
    };
    Question {
        place: format!("line {line}"),
        asks: TextBuf { en, zh },
        option: "--decimal".to_owned(),
        answers: vec![
            answer("comma", "A comma stands before the cents: 1.234,50", "小数点用逗号：1.234,50"),
            answer("point", "A point stands before the cents: 1,234.50", "小数点用句点：1,234.50"),
        ],
    }
}

/// An amount in the smallest unit, without its sign, at most [`MOST`].
pub(super) fn cents(money: &Money, mark: Decimal) -> Option<Amount> {
    let (mark, other) = match mark {
        Decimal::Comma => (',', '.'),
        Decimal::Point => ('.', ','),
    };
    let (whole, part) = money.digits.split_once(mark).unwrap_or((&money.digits, ""));
    let group = if whole.contains('_') { '_' } else { other };
    let groups: Vec<&str> = whole.split(group).collect();
    if groups.len() > 1 && (groups[1..].iter().any(|it| it.len() != 3) || groups[0].len() > 3) {
        return None;
    }
    // Nothing is lost with zeros behind the cents.
    let part = if part.len() > 2 { part.trim_end_matches('0') } else { part };
    let (digits, places) = digits(&format!("{}.{part}", groups.concat()), '.')?;
    let cents: Amount = format!("{digits}{}", "0".repeat(2usize.checked_sub(places)?)).parse().ok()?;
    (cents <= MOST).then_some(cents)
}

/// An amount as a person reads it.
pub(super) fn written(cents: Amount, currency: Option<&str>) -> String {
    let number = format!("{}.{:02}", cents / 100, cents % 100);
    currency.map_or(number.clone(), |currency| format!("{number} {currency}"))
}
