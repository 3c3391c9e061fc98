//! Examples of every format, mutilated: each is taken or refused in one line, nothing is invented,
//! and nothing vanishes.

use super::{asked, example, formats::EXAMPLES};
use eventual::base::chance::{Lane, below};
use eventual::base::text::is_hidden;
use eventual::lab::import::latency::{LONGEST_US, Made, Refused, Taken, Unit, micros, read};

/// As many as usual, or what `EVENTUAL_FILES` says: a hundred thousand take a minute or two.
fn files(usual: u64) -> u64 {
    let said = std::env::var("EVENTUAL_FILES").ok();
    said.map_or(usual, |said| said.parse().expect("EVENTUAL_FILES is a whole number"))
}

/// Other files each time that `EVENTUAL_SEED` is another number.
fn seed() -> u64 {
    std::env::var("EVENTUAL_SEED").map_or(0, |said| said.parse().expect("EVENTUAL_SEED is a whole number"))
}

/// Letters that mean something in one format or another.
const LETTERS: [char; 30] = [
    '0', '1', '5', '9', '.', ',', '-', '=', '<', '"', '\'', ' ', '\t', ';', '|', ':', '{', '}', '[', ']',
    '%', 'e', 'm', 's', 'n', '*', '#', '时', '\u{fffd}', '\u{202e}',
];

/// What was done to an example.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Done {
    /// One letter is another one; no line begins or ends.
    Letter,
    /// Anything else.
    Other,
}

/// An example with one or several things wrong.
fn mutate(text: &str, other: &str, lane: Lane) -> (String, Done) {
    let mut drawn = 0;
    let mut draw = |below_what: usize| {
        drawn += 1;
        below(lane.draw(drawn), below_what.max(1) as u64) as usize
    };
    let mut letters: Vec<char> = text.chars().collect();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let (at, letter) = (draw(letters.len()), LETTERS[draw(LETTERS.len())]);
    let (line, another) = (draw(lines.len()), draw(lines.len()));
    match draw(10) {
        0..=3 => {
            if letters[at] == '\n' {
                return (text.to_owned(), Done::Letter);
            }
            letters[at] = letter;
            let after: String = letters.into_iter().collect();
            // A mark that stood alone on its line, and is gone, leaves no trace.
            let filled = |text: &str| text.lines().filter(|line| !line.trim().is_empty()).count();
            let done = if filled(&after) == filled(text) { Done::Letter } else { Done::Other };
            return (after, done);
        }
        4 => drop(letters.remove(at)),
        5 => letters.insert(at, letter),
        6 => letters.truncate(at),
        7 => {
            if draw(2) == 0 {
                lines.remove(line);
            } else {
                lines.insert(another, lines[line].clone());
            }
            return (lines.join("\n") + "\n", Done::Other);
        }
        8 => {
            lines.swap(line, another);
            return (lines.join("\r\n"), Done::Other);
        }
        _ => {
            lines.truncate(line);
            return (lines.join("\n") + "\n" + other, Done::Other);
        }
    }
    (letters.into_iter().collect(), Done::Other)
}

/// How many points are accounted for.
fn points(taken: &Taken) -> u64 {
    taken.measured + taken.timeouts + taken.left_out_count()
}

/// Every span that is written in a text, as a number in any unit, in order.
fn written(text: &str) -> Vec<u64> {
    let is_part = |letter: char| letter.is_ascii_digit() || ".,eE+-".contains(letter);
    let mut all = Vec::new();
    for part in text.split(|letter: char| !is_part(letter)).filter(|part| !part.is_empty()) {
        let trimmed = part.trim_matches(|letter: char| ".,eE+-".contains(letter));
        for number in [part, trimmed].into_iter().chain(part.split(',')) {
            for unit in [Unit::Ns, Unit::Us, Unit::Ms, Unit::S] {
                all.extend(['.', ','].iter().filter_map(|mark| micros(number, unit, *mark)));
            }
        }
    }
    all.sort_unstable();
    all
}

fn check_refused(refused: &Refused, text: &str) {
    let line = refused.problem.to_string();
    assert!(line.chars().count() < 600 && !line.chars().any(is_hidden), "{line} of {text}");
    let place = refused.problem.place.as_str();
    if let Some(number) = place.strip_prefix("entry ") {
        assert!(
            number.parse::<usize>().is_ok() && text.trim_start().starts_with(['[', '{']),
            "{line} of {text}"
        );
        return;
    }
    match place.strip_prefix("line ") {
        Some(number) => {
            let number: usize = number.parse().expect("a line is a number");
            assert!(number <= text.lines().count().max(1) + 1, "{line} of {text}");
        }
        None => assert_eq!(place, "file", "{line} of {text}"),
    }
    assert!(refused.problem.reason.zh.chars().any(|letter| letter > '\u{2e80}'), "{line}");
}

fn check_taken(taken: &Taken, text: &str) {
    assert!(!taken.samples_us.is_empty() && taken.samples_us.is_sorted());
    assert!(taken.samples_us.iter().all(|us| *us <= LONGEST_US));
    assert!(taken.lost_ppm() <= 1_000_000);
    if taken.made == Made::Samples {
        assert_eq!(taken.measured, taken.samples_us.len() as u64);
        let written = written(text);
        for us in &taken.samples_us {
            assert!(written.binary_search(us).is_ok(), "{us} µs is nowhere in\n{text}");
        }
    }
    if let Some(column) = taken.column.as_ref().filter(|_| !text.contains(['\\', '\u{fffd}', '\u{202e}'])) {
        for name in column.split('–') {
            assert!(
                text.replace("\t", " ").contains(name.trim_end_matches('…')) || name.parse::<usize>().is_ok(),
                "no column {name} in\n{text}"
            );
        }
    }
}

#[test]
fn mutilated_files_of_every_format_are_taken_or_refused_in_one_line() {
    let all: Vec<(String, _, u64)> = EXAMPLES
        .iter()
        .map(|(name, ..)| {
            let text = example(name);
            // The first lines of a long one are enough.
            let text: String = text.split_inclusive('\n').take(40).collect();
            let asked = asked(name);
            let points = points(&read(&text, &asked).expect("an example"));
            (text, asked, points)
        })
        .collect();
    let (mut good, mut bad, mut lost) = (0u64, 0u64, Vec::new());
    for n in 0..files(3_000) {
        let (example, asked, before) = &all[n as usize % all.len()];
        let other = &all[below(Lane(n).draw(99), all.len() as u64) as usize].0;
        let lane = Lane(n.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ seed() << 32);
        let (text, done) = mutate(example, other, lane);
        match read(&text, asked) {
            Ok(taken) => {
                good += 1;
                check_taken(&taken, &text);
                if done == Done::Letter && taken.made == Made::Samples {
                    let now = points(&taken);
                    if now < *before {
                        let line = text.lines().zip(example.lines()).find(|(now, was)| now != was);
                        let format = taken.format;
                        lost.push(format!("file {n}: {now} of {before} points of {format:?}: {line:?}"));
                    }
                }
            }
            Err(refused) => {
                bad += 1;
                check_refused(&refused, &text);
            }
        }
    }
    let first = lost.iter().take(30).map(String::as_str).collect::<Vec<&str>>().join("\n");
    assert!(lost.is_empty(), "{} of them lose points in silence:\n{first}", lost.len());
    println!("{good} taken, {bad} refused");
    assert!(good * 10 > bad && bad * 10 > good, "{good} taken, {bad} refused: both must be tried");
}
