//! The map of the house is executed: who may use whom. See the table in `src/lib.rs`.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Folder, and what its files may name of the crate: `a` for all of `a`, `a::b` for one module of it.
const TABLE: &[(&str, &[&str])] = &[
    ("base", &["base"]),
    ("data", &["base", "data"]),
    // What protocols are told by clients and tell the world are words of the bank and of the trace.
    ("sim", &["base", "sim"]),
    ("protocol", &["base", "data", "protocol", "sim::protocol", "sim::trace::Word"]),
    ("check", &["base", "check", "sim::trace"]),
    ("lab", &["base", "data::bank", "check", "sim", "lab", "protocol::catalog"]),
    ("view", &["base", "lab", "view", "sim::trace", "sim::fault", "sim::protocol", "sim::network::Link"]),
    ("engine", &["base", "lab", "engine", "sim::input", "sim::session"]),
    (
        "ui",
        &[
            "base",
            "view",
            "lab",
            "engine::build",
            "engine::watchdog",
            "engine::wire",
            "ui",
            "sim::input",
            "sim::fault",
            "sim::network",
            "sim::protocol",
            "sim::trace",
            "protocol::catalog",
            "protocol::knob",
        ],
    ),
    ("cli", &["base", "check", "lab", "cli", "sim::session", "protocol::catalog"]),
];

/// The files that see more than their folder, each with its reason.
const EXCEPTIONS: &[(&str, &[&str])] = &[
    // The closed list opens runs: it is the one file that joins protocols and sessions.
    ("src/protocol/catalog.rs", &["sim::session", "sim::input", "sim::world"]),
];

/// What only the page may name.
const BROWSER: &[&str] = &["yew", "yew_router", "gloo", "web_sys", "js_sys", "wasm_bindgen", "wasm_bindgen_futures"];

/// What would make a run depend on more than its experiment and its inputs.
const AMBIENT: &[&str] =
    &["Instant::now", "SystemTime", "thread_rng", "HashMap", "HashSet", "derive(Hash", "std::env", "std::thread", "f32"];

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder of the house").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push(path);
        }
    }
}

/// The code of a file, without comments and without its tests: a test may look at anything.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("a source file");
    let end = text.find("#[cfg(test)]").unwrap_or(text.len());
    text[..end].lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn is_test(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "tests") || path.file_name().is_some_and(|name| name == "tests.rs")
}

/// Every path of the crate that a text names: `crate::a::b::c` as `a::b::c`, and each member of `crate::a::{b::c, d}` as one of its own.
fn named(code: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for (start, _) in code.match_indices("crate::") {
        walk("", &code[start + "crate::".len()..], &mut out);
    }
    out
}

fn walk(prefix: &str, rest: &str, out: &mut BTreeSet<String>) {
    let end = rest.find(|letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == ':')).unwrap_or(rest.len());
    let here = format!("{prefix}{}", &rest[..end]);
    if !here.ends_with("::") || !rest[end..].starts_with('{') {
        out.insert(here.trim_end_matches(':').to_owned());
        return;
    }
    let (mut depth, mut from) = (0, end + 1);
    for (at, letter) in rest[end..].char_indices() {
        match letter {
            '{' => depth += 1,
            '}' | ',' if depth == 1 => {
                let member = rest[from..end + at].trim();
                if !member.is_empty() {
                    walk(&here, member, out);
                }
                from = end + at + 1;
                if letter == '}' {
                    return;
                }
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
}

fn allowed(path: &str, rules: &[&str]) -> bool {
    rules.iter().any(|rule| path == *rule || path.strip_prefix(rule).is_some_and(|rest| rest.starts_with("::")))
}

#[test]
fn every_folder_uses_only_what_the_map_says() {
    let mut broken = Vec::new();
    for (folder, rules) in TABLE {
        let mut all = Vec::new();
        files(&Path::new("src").join(folder), &mut all);
        assert!(!all.is_empty(), "the folder {folder} is empty");
        for path in all.iter().filter(|path| !is_test(path)) {
            let name = path.to_string_lossy().replace('\\', "/");
            let more = EXCEPTIONS.iter().find(|(file, _)| *file == name).map_or(&[][..], |(_, more)| more);
            for used in named(&code(path)) {
                if !allowed(&used, rules) && !allowed(&used, more) {
                    broken.push(format!("{name} names {used}"));
                }
            }
        }
    }
    assert!(broken.is_empty(), "against the map of src/lib.rs:\n{}", broken.join("\n"));
}

#[test]
fn only_the_page_knows_the_browser() {
    let mut broken = Vec::new();
    for (folder, _) in TABLE.iter().filter(|(folder, _)| *folder != "ui") {
        let mut all = Vec::new();
        files(&Path::new("src").join(folder), &mut all);
        for path in all.iter().filter(|path| !is_test(path)) {
            let code = code(path);
            broken.extend(
                BROWSER.iter().filter(|name| code.contains(&format!("{name}::"))).map(|name| format!("{} names {name}", path.display())),
            );
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn nothing_under_the_page_is_ambient() {
    let mut broken = Vec::new();
    for folder in ["base", "data", "sim", "protocol", "check", "lab", "engine"] {
        let mut all = Vec::new();
        files(&Path::new("src").join(folder), &mut all);
        for path in all.iter().filter(|path| !is_test(path)) {
            let code = code(path);
            // Ids may be hashed by whoever wants to; nothing of ours iterates over what they are hashed into.
            let hit = |name: &&&str| code.contains(**name) && !(path.ends_with("base/ids.rs") || path.ends_with("base/time.rs"));
            broken.extend(AMBIENT.iter().filter(hit).map(|name| format!("{} names {name}", path.display())));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_map_reads_nested_lists_of_names() {
    let found = named("use crate::a::{b::{C, D}, e};\nuse crate::f::G;\nlet x = crate::h::i();");
    let want = ["a::b::C", "a::b::D", "a::e", "f::G", "h::i"];
    assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), want);
}
