//! Ledgers as they come out of other tools: each export in its real form is taken without an
//! option, and what has become of it on the way is refused in one line, or read as it stands.
//!
//! The files in `tests/data/ledgers` are made up; their headers, text around the table, encodings
//! and ways of writing are those of the exports.
#![cfg(not(target_arch = "wasm32"))]

#[path = "judges/count.rs"]
mod count;

use eventual::base::chance::{Lane, below};
use eventual::lab::import::encoding::by_evidence;
use eventual::lab::import::ledger::{self, Ledger};
use eventual::lab::import::options::{Options, Role};
use eventual::lab::import::reading::Reading;

/// A file, its encoding, its currency, the line of its header, what comes of its rows in hundredths
/// (below zero where money goes out), and the lines behind the header that are left out.
type Export = (&'static str, &'static str, Option<&'static str>, u64, &'static [i64], &'static [u64]);

const EXPORTS: [Export; 20] = [
    ("alipay", "gb18030", None, 19, &[-1_250, -2_000, 28_800, -4_974], &[22, 24]),
    ("alipay-web", "gb18030", Some("CNY"), 5, &[-1_250, 28_800], &[8, 9, 10, 11, 12, 13, 14]),
    ("wechat-pay", "UTF-8", Some("CNY"), 17, &[-2_350, 6_600, -1_300], &[19]),
    ("icbc", "gb18030", Some("CNY"), 7, &[-1_340, 800_000, -123_456], &[11, 12]),
    ("cmb", "UTF-8", None, 8, &[250, 500_000, -20_000, -300_000], &[14, 15]),
    ("cmb-detail", "UTF-8", Some("CNY"), 1, &[123_400, -100_000, -300], &[]),
    ("dkb", "UTF-8", Some("EUR"), 5, &[-450, 210_000, -38_000], &[6]),
    ("dkb-2022", "windows-1252", Some("EUR"), 7, &[-450, 210_000], &[]),
    ("sparkasse", "windows-1252", Some("EUR"), 1, &[-6_120, 210_000], &[2]),
    ("revolut", "UTF-8", Some("EUR"), 1, &[100_000, -450, -25_000], &[4, 6]),
    ("wise", "UTF-8", Some("EUR"), 1, &[-450, 150_000, -8_025], &[]),
    ("wise-history", "UTF-8", Some("EUR"), 1, &[-450, 150_000], &[4, 5]),
    ("ynab", "UTF-8", Some("$"), 1, &[-450, 250_000, 10_000, -10_000], &[6]),
    ("monzo", "UTF-8", Some("GBP"), 1, &[200_000, -450, -10_000], &[]),
    ("gnucash", "UTF-8", Some("EUR"), 1, &[450, -450, 210_000, -210_000], &[]),
    ("hledger-print", "UTF-8", Some("EUR"), 1, &[450, -450], &[4, 5]),
    ("hledger-register", "UTF-8", Some("EUR"), 1, &[450, -450, 210_000, -210_000], &[]),
    ("excel-utf16", "UTF-16LE", Some("CNY"), 1, &[100_000, -450], &[]),
    ("la-banque", "windows-1252", Some("EUR"), 2, &[-450, 195_000], &[]),
    ("el-banco", "windows-1252", Some("EUR"), 1, &[-450, 200_000], &[]),
];

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(format!("tests/data/ledgers/{name}.csv")).expect("an export")
}

/// The text of a file as the command line decodes it; nothing where it is no text.
fn text(bytes: &[u8]) -> Option<(String, &'static str)> {
    let name = by_evidence(bytes);
    let encoding = encoding_rs::Encoding::for_label(name.as_bytes()).expect("a known encoding");
    let (text, _, wrong) = encoding.decode(bytes);
    (!wrong && !text.contains('\0')).then(|| (text.into_owned(), name))
}

fn read(text: &str) -> (Reading, Option<Ledger>) {
    ledger::read(text, &Options::default())
}

fn signed(ledger: &Ledger) -> Vec<i64> {
    let amount = |entry: &ledger::Entry| entry.amount().unwrap_or(0);
    ledger
        .entries
        .iter()
        .map(|entry| if entry.kind() == "withdraw" { -amount(entry) } else { amount(entry) })
        .collect()
}

#[test]
fn exports_are_taken_without_an_option() {
    for (name, encoding, currency, header, amounts, left_out) in EXPORTS {
        let (text, by) = text(&bytes(name)).unwrap_or_else(|| panic!("{name} is no text"));
        assert_eq!(by, encoding, "{name}");
        let (reading, ledger) = read(&text);
        let ledger = ledger.unwrap_or_else(|| panic!("{name}: {:?}", reading.objection()));
        assert_eq!(signed(&ledger), amounts, "{name}");
        assert_eq!((reading.currency.as_deref(), reading.header_line), (currency, Some(header)), "{name}");
        let left: Vec<u64> =
            reading.left_out.iter().map(|out| out.line).filter(|line| *line > header).collect();
        assert_eq!(left, left_out, "{name}: {:?}", reading.left_out);
        assert!(!text.contains('\u{fffd}'), "{name}");
        let apart = ledger.entries.windows(2).map(|pair| (pair[1].at - pair[0].at).abs()).max();
        assert!(apart.is_none_or(|us| us < 60 * 86_400_000_000), "{name}: no row is months from the next");
    }
}

#[test]
fn names_and_times_come_out_as_they_were_written() {
    let named = |name: &str| {
        let (reading, _) = read(&text(&bytes(name)).expect("text").0);
        let cells = |row: usize| -> Vec<String> {
            reading.first[row].cells.iter().map(|cell| cell.en.clone()).collect()
        };
        [cells(0), cells(1)]
    };
    assert_eq!(named("alipay")[0], ["2026-01-28 21:32:14", "me", "goes out", "12.50", "早点铺"]);
    assert_eq!(named("cmb")[0], ["2026-01-15 10:30:00", "me", "comes in", "2.50", ""]);
    assert_eq!(named("dkb")[0], ["2026-01-27 00:00:00", "me", "goes out", "4.50 EUR", "Bäckerei Müller"]);
    assert_eq!(
        named("sparkasse")[0],
        ["2026-01-27 00:00:00", "DE02120300000000202051", "goes out", "61.20 EUR", "Stadtwerke Köln"]
    );
    assert_eq!(named("monzo")[1], ["2026-01-16 14:00:05", "me", "goes out", "4.50 GBP", "Coffee Shop"]);
    assert_eq!(named("excel-utf16")[1], ["2026-01-06 00:00:00", "李四", "goes out", "4.50 CNY", ""]);
}

/// What stands in cells that nobody wants.
const ODD: [&str; 24] = [
    "",
    "-",
    "0",
    "-1",
    "1e5",
    "1,500",
    "1.500",
    "1,5,0",
    "１２３",
    "¥",
    "$5",
    "5 EUR",
    "NaN",
    "2026-02-30",
    "03/04/2026",
    "20260101",
    "45292",
    "1767225600000",
    "\"",
    "\"\"",
    "总计",
    "\u{202e}x",
    "#",
    "99999999999999999999",
];

/// A file as an editor, a mail program or a cat on the keyboard leaves it.
fn mutate(bytes: &[u8], lane: Lane) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let mut n = 0;
    let mut draw = |bound: usize| {
        n += 1;
        below(lane.draw(n), bound.max(1) as u64) as usize
    };
    for _ in 0..1 + draw(3) {
        let at = draw(bytes.len());
        let is_divider = |byte: &u8| matches!(byte, b',' | b';' | b'\t' | b'\n');
        match draw(9) {
            0 => bytes[at] = draw(256) as u8,
            1 => drop(bytes.drain(at..(at + draw(60)).min(bytes.len()))),
            2 => bytes.truncate(at),
            3 => {
                let copy: Vec<u8> = bytes[at..(at + 80).min(bytes.len())].to_vec();
                bytes.splice(at..at, copy);
            }
            4 | 5 => {
                // Another cell.
                if let Some(from) = bytes[at..].iter().position(is_divider).map(|found| at + found + 1) {
                    let end = bytes[from..].iter().position(is_divider).map_or(bytes.len(), |len| from + len);
                    bytes.splice(from..end, ODD[draw(ODD.len())].bytes());
                }
            }
            6 => {
                // Another divider everywhere.
                let to = [b',', b';', b'\t', b'|'][draw(4)];
                let from = [b',', b';', b'\t', b'"'][draw(4)];
                bytes.iter_mut().filter(|byte| **byte == from).for_each(|byte| *byte = to);
            }
            7 => {
                // A line is gone, and may be the header.
                let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
                let gone = draw(lines.len());
                let kept = lines.iter().enumerate().filter(|(line, _)| *line != gone);
                bytes = kept.flat_map(|(_, line)| line.iter().copied()).collect();
            }
            _ => {
                let digit = bytes[at..].iter().position(u8::is_ascii_digit);
                if let Some(digit) = digit {
                    bytes[at + digit] = b'0' + draw(10) as u8;
                }
            }
        }
        if bytes.is_empty() {
            break;
        }
    }
    bytes
}

/// What is taken out of a file stands in it: each used column under the name that its header gives
/// it, and each amount in its own line.
fn stands_there(text: &str, reading: &Reading, ledger: &Ledger) {
    let lines: Vec<&str> = text
        .trim_start_matches('\u{feff}')
        .split('\n')
        .flat_map(|line| {
            let line = line.strip_suffix('\r').unwrap_or(line);
            line.split('\r')
        })
        .collect();
    let from =
        |line: u64| lines[line as usize - 1..].iter().take(250).copied().collect::<Vec<_>>().join("\n");
    if let Some(header) = reading.header_line {
        // A quote in the middle of a cell is read in one way or the other.
        let bare = |text: &str| text.replace(['"', '\r', '\n'], "");
        let header = bare(&from(header));
        for column in reading.columns.iter().filter(|column| column.role.is_some()) {
            assert!(
                !column.name.is_empty() && header.contains(&bare(&column.name)),
                "{column:?} of {header}"
            );
        }
    }
    let has = |role: Role| reading.columns.iter().any(|column| column.role == Some(role));
    assert!(has(Role::Time) && (has(Role::Amount) || has(Role::Income) || has(Role::Expense)));
    for entry in &ledger.entries {
        let Some(amount) = entry.amount() else { continue };
        let digits: String = from(entry.line)
            .chars()
            .map(|letter| match letter {
                '０'..='９' => char::from(b'0' + (letter as u32 - '０' as u32) as u8),
                other => other,
            })
            .filter(|letter| !" ,.'’_\u{a0}\u{202f}\u{2009}\u{3000}，．".contains(*letter))
            .collect();
        let whole = (amount / 100).to_string();
        assert!(
            amount > 0 && (whole == "0" || digits.contains(&whole)),
            "{amount} is not in line {}",
            entry.line
        );
    }
}

#[test]
fn mutated_exports_are_refused_in_one_line_or_read_as_they_stand() {
    let each = count::histories(600) / EXPORTS.len() as u64;
    // Other files each time that it is another number.
    let seed: u64 = std::env::var("EVENTUAL_SEED").map_or(0, |said| said.parse().expect("a whole number"));
    let (mut refused, mut taken, mut no_text) = (0u64, 0u64, 0u64);
    for (at, (name, ..)) in (0..).zip(EXPORTS) {
        let original = bytes(name);
        for n in 0..each {
            let Some((text, _)) = text(&mutate(&original, Lane(seed << 48 | at << 40 | n))) else {
                no_text += 1;
                continue;
            };
            let (reading, ledger) = read(&text);
            match ledger {
                Some(ledger) => {
                    taken += 1;
                    stands_there(&text, &reading, &ledger);
                }
                None => {
                    refused += 1;
                    let line = reading.objection().expect("a reason");
                    assert!(!line.contains('\n') && line.contains(": ") && line.len() < 2_500, "{line:?}");
                }
            }
        }
    }
    println!("{taken} taken, {refused} refused in one line, {no_text} no text");
    assert!(taken * 10 > each && refused * 10 > each, "{taken} taken, {refused} refused");
}
