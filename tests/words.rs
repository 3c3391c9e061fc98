//! The texts of the lab, as they stand in its sources: what a machine can check of them. The
//! compiler proves that no translation is missing; here, that Chinese is written the same way
//! everywhere, and that a thing has one name.
#![cfg(not(target_arch = "wasm32"))]

#[path = "common/chinese.rs"]
mod chinese;

use chinese::{is_han, mistakes};
use eventual::base::text::Text;
use eventual::protocol::catalog::ENTRIES;
use std::fs;
use std::path::{Path, PathBuf};

/// English words that stood in texts once. The right side says what stands there now.
const OLD: &[(&str, &str)] = &[
    ("no film", "not a video"),
    ("surely done", "succeeded"),
    ("surely not done", "rejected"),
    ("nobody knows", "outcome unknown"),
    ("Reads are 0", "Fresh reads"),
    ("Patience of", "timeout"),
    ("append, please", "append request"),
    ("what came after?", "catch-up request"),
    ("got it", "acknowledged"),
    ("told that it is done", "acknowledged"),
    ("got a better name", "renamed"),
    ("turned away", "rejected"),
    ("As measured", "Network preset"),
    ("Choose another of", "Change"),
    ("Where does it first differ", "First difference"),
    ("stands still", "paused, or stuck"),
    ("in everybody's way", "block"),
    ("puts aside", "parks"),
    ("the first service", "Hangzhou"),
    ("the second service", "Beijing"),
    ("the third service", "Shanghai"),
];

/// Every file of a folder, and of the folders in it, that ends in `.rs`.
fn sources(folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            sources(&entry, all);
        } else if entry.extension().is_some_and(|end| end == "rs") {
            all.push(entry);
        }
    }
}

/// The texts between quotation marks in a source, with the line on which each begins.
fn literals(source: &str) -> Vec<(usize, String)> {
    let letters: Vec<char> = source.chars().collect();
    let (mut at, mut line, mut all) = (0, 1, Vec::new());
    let here = |at: usize| letters.get(at).copied().unwrap_or('\0');
    while at < letters.len() {
        match here(at) {
            '/' if here(at + 1) == '/' => {
                while at < letters.len() && here(at) != '\n' {
                    at += 1;
                }
            }
            // A letter between apostrophes; what has only one apostrophe is a lifetime.
            '\'' if here(at + 1) == '\\' => {
                at += 3 + letters[at + 3..].iter().position(|it| *it == '\'').unwrap_or(0) + 1;
            }
            '\'' if here(at + 2) == '\'' => at += 3,
            'r' if here(at + 1) == '"' || (here(at + 1) == '#' && "#\"".contains(here(at + 2))) => {
                let hashes = letters[at + 1..].iter().take_while(|it| **it == '#').count();
                let end: String = core::iter::once('"').chain(core::iter::repeat_n('#', hashes)).collect();
                let from = at + 2 + hashes;
                let rest: String = letters[from..].iter().collect();
                let text = rest.split(&end).next().unwrap_or_default().to_owned();
                at = from + text.chars().count() + end.len();
                let begins = line;
                line += text.matches('\n').count();
                all.push((begins, text));
            }
            '"' => {
                let (begins, mut text) = (line, String::new());
                at += 1;
                while at < letters.len() && here(at) != '"' {
                    match (here(at), here(at + 1)) {
                        ('\\', '\n') => {
                            line += 1;
                            at += 2;
                            while here(at) == ' ' {
                                at += 1;
                            }
                            continue;
                        }
                        ('\\', 'u') => {
                            text.push('\u{fffd}');
                            while here(at) != '}' {
                                at += 1;
                            }
                        }
                        ('\\', escaped) => {
                            text.push(if escaped == 'n' { '\n' } else { escaped });
                            at += 1;
                        }
                        (letter, _) => {
                            line += usize::from(letter == '\n');
                            text.push(letter);
                        }
                    }
                    at += 1;
                }
                at += 1;
                all.push((begins, text));
            }
            letter => {
                line += usize::from(letter == '\n');
                at += 1;
            }
        }
    }
    all
}

/// The scenes of a story are lines of one text. What has more lines than this is no text of the lab
/// but a file.
const MOST_LINES: usize = 6;

/// Every text of the sources but those of their tests: `path:line`, and the text.
fn texts() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    sources(&root.join("src"), &mut files);
    let of_file = |file: &PathBuf| {
        let source = fs::read_to_string(file).expect("a source in UTF-8");
        let name = file.strip_prefix(root).expect("a source of ours").display().to_string();
        let ours = source.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        let texts = literals(ours).into_iter().filter(|(_, text)| text.lines().count() <= MOST_LINES);
        texts.map(move |(line, text)| (format!("{name}:{line}"), text))
    };
    files.retain(|file| !file.iter().any(|part| part == "tests" || part == "tests.rs"));
    // What others call the columns of their ledgers, letter by letter.
    files.retain(|file| !file.ends_with("import/ledger/names.rs"));
    files.iter().flat_map(of_file).collect()
}

#[test]
fn texts_are_found_in_sources_as_the_compiler_finds_them() {
    let source = "// \"no\" comment\nlet a = 'x'; let b: &'static str = \"one \\\"two\\\" \\\n      three\";\nlet c = r#\"raw \"text\"\"#; '\\''; \"四\"";
    assert_eq!(
        literals(source),
        [(2, "one \"two\" three".to_owned()), (4, "raw \"text\"".to_owned()), (4, "四".to_owned())]
    );
    // Every text that the catalogue has is among those that were found.
    let all = texts();
    let is_there = |text: &str| all.iter().any(|(_, it)| it == text);
    for entry in ENTRIES {
        for Text { en, zh } in entry.demos.iter().flat_map(|demo| [demo.title, demo.story]) {
            assert!(is_there(en) && is_there(zh), "{en}");
        }
    }
}

#[test]
fn chinese_is_written_the_same_way_everywhere() {
    let all = texts();
    assert!(all.iter().filter(|(_, text)| text.contains(is_han)).count() > 1_000);
    let wrong: Vec<String> = all
        .iter()
        .flat_map(|(place, text)| {
            mistakes(text).into_iter().map(move |mistake| format!("{place}: {mistake}: {text}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} mistakes\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn each_rule_finds_what_it_is_for() {
    for wrong in [
        "您好",
        "账单",
        "第1 次",
        "第 1次",
        "是,",
        "(是)",
        "“是” 吗",
        "是 是",
        "是  a",
        "是…",
        "是...",
        "是「否」",
        "是\"否\"",
        "是%",
    ] {
        assert!(!mistakes(wrong).is_empty(), "{wrong}");
    }
    for right in
        ["第 1 次", "第 {n} 次，共 {all} 次", "{node}把 {n} 条日志", "正在读取……{percent}%", "a, b (c)"]
    {
        assert_eq!(mistakes(right), [""; 0], "{right}");
    }
}

#[test]
fn an_english_text_does_not_bring_an_old_word_back() {
    let wrong: Vec<String> = texts()
        .iter()
        .flat_map(|(place, text)| {
            let old = OLD.iter().filter(|(old, _)| text.contains(old));
            old.map(move |(old, new)| format!("{place}: “{old}” is not used any more, but “{new}”"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A story names nodes as the page does, and a fact names accounts.
#[test]
fn no_demo_numbers_its_nodes_and_no_fact_its_accounts() {
    for entry in ENTRIES {
        for row in entry.facts {
            let numbers = ["account {", "stream {"].iter().any(|word| row.sentence.en.contains(word));
            assert!(!numbers, "{}: {}", row.name, row.sentence.en);
        }
        for demo in entry.demos {
            for text in [demo.title.en, demo.title.zh, demo.story.en, demo.story.zh] {
                for word in ["node ", "nodes ", "service ", "process ", "节点 ", "服务 ", "进程 "] {
                    let mut behind = text.split(word).skip(1);
                    assert!(
                        !behind.any(|rest| rest.starts_with(|letter: char| letter.is_ascii_digit())),
                        "{}: {text}",
                        demo.id
                    );
                }
            }
        }
    }
}
