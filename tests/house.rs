//! The map of the house is executed: who may use whom. Its rules are the table in `src/lib.rs` and
//! nothing else.
#![cfg(not(target_arch = "wasm32"))]

#[path = "house/map.rs"]
mod map;
#[path = "house/paths.rs"]
mod paths;

use map::Row;
use paths::Source;
use std::fs;
use std::path::Path;

/// What only the page and the beginnings of the programs may name.
const BROWSER: &[&str] = &[
    "yew",
    "yew_router",
    "gloo",
    "web_sys",
    "js_sys",
    "wasm_bindgen",
    "wasm_bindgen_futures",
    "wasm_split_helpers",
];
const SEE_THE_BROWSER: &[&str] = &["ui", "bin"];

/// What would make a run depend on more than its experiment and its inputs: names, and modules of
/// the standard library.
const AMBIENT: &[&str] =
    &["Instant", "SystemTime", "thread_rng", "HashMap", "HashSet", "RandomState", "Hash", "f32"];
const AMBIENT_MODULES: &[&str] = &["std::env", "std::thread"];
const MAY_BE_AMBIENT: &[&str] = &["ui", "bin", "cli"];
/// Ids may be hashed by whoever wants to; nothing of ours iterates over what they are hashed into.
const HASHED: &[&str] = &["src/base/ids.rs", "src/base/time.rs"];

fn the_map() -> Vec<Row> {
    map::read(&fs::read_to_string("src/lib.rs").expect("the root of the crate"))
        .unwrap_or_else(|bad| panic!("src/lib.rs: {bad}"))
}

/// Every file of a folder, by its name with `/`, in order.
fn files(folder: &str, out: &mut Vec<String>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("a name")).collect();
    names.sort();
    for name in names.iter().map(|name| format!("{folder}/{name}")) {
        if Path::new(&name).is_dir() {
            files(&name, out);
        } else if name.ends_with(".rs") {
            out.push(name);
        }
    }
}

/// A test may look at anything.
fn is_test(file: &str) -> bool {
    file.contains("/tests/") || file.ends_with("/tests.rs")
}

/// Whether one of the rules covers a path.
fn allowed<'a>(path: &str, mut rules: impl Iterator<Item = &'a str>) -> bool {
    rules.any(|rule| path == rule || path.strip_prefix(rule).is_some_and(|rest| rest.starts_with("::")))
}

/// What a file does against the map and against the promise of determinism.
fn breaches(map: &[Row], file: &str, text: &str) -> Vec<String> {
    let inner = file.strip_prefix("src/").expect("a file of the house");
    let module: Vec<&str> =
        inner.trim_end_matches(".rs").split('/').filter(|name| !matches!(*name, "mod" | "lib")).collect();
    let folder = module.first().copied().unwrap_or_default();
    let rules = || {
        map.iter()
            .filter(|row| row.place == folder || row.place == inner)
            .flat_map(|row| &row.may_use)
            .map(String::as_str)
    };
    let source = Source::read(module.clone(), text);
    let mut found = Vec::new();
    for path in source.paths() {
        match path.strip_prefix("crate") {
            Some("" | "::*") => found.push("names the whole house at once".to_owned()),
            Some(used) if used.starts_with("::") => {
                let used = &used[2..];
                if !allowed(used, rules().chain([folder])) {
                    found.push(format!("names {used}"));
                }
            }
            _ => {
                let mut names = path.split("::");
                let ambient = names
                    .clone()
                    .any(|name| AMBIENT.contains(&name) && !(name == "Hash" && HASHED.contains(&file)))
                    || allowed(&path, AMBIENT_MODULES.iter().copied());
                if ambient && !MAY_BE_AMBIENT.contains(&folder) {
                    found.push(format!("depends on {path}, which no run may depend on"));
                }
                if names.next().is_some_and(|first| BROWSER.contains(&first))
                    && !SEE_THE_BROWSER.contains(&folder)
                {
                    found.push(format!("knows the browser: {path}"));
                }
            }
        }
    }
    let words = source.words();
    let takes_in = words.windows(2).any(|pair| pair == ["include", "!"])
        || words.windows(3).any(|three| three == ["#", "[", "path"]);
    if takes_in {
        found.push("takes in another file past the map".to_owned());
    }
    found.dedup();
    found.into_iter().map(|what| format!("{file} {what}")).collect()
}

#[test]
fn the_house_keeps_to_its_map() {
    let (map, mut all) = (the_map(), Vec::new());
    files("src", &mut all);
    let read = |file: &String| fs::read_to_string(file).expect("a source file");
    let broken: Vec<String> =
        all.iter().filter(|file| !is_test(file)).flat_map(|file| breaches(&map, file, &read(file))).collect();
    assert!(broken.is_empty(), "against the map of src/lib.rs:\n{}", broken.join("\n"));
}

/// What stands beside the protocols and serves all of them.
const SHARED: &[&str] = &["catalog", "knob", "manifest", "mod", "tables"];

/// The protocols that a file names which does not belong to them, in its code: tests, and examples
/// in documentation, may name any.
fn names_of_protocols(file: &str, text: &str, protocols: &[String]) -> Vec<String> {
    let code = text
        .split("#[cfg(test)]")
        .next()
        .unwrap_or_default()
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let code: Vec<&str> = code.collect();
    let named = |name: &&String| {
        code.iter().any(|line| line.contains(name.as_str()) || line.contains(&name.replace('_', "-")))
    };
    protocols.iter().filter(named).map(|name| format!("{file} names {name}")).collect()
}

#[test]
fn nothing_outside_its_folder_names_a_protocol_but_one_line_of_the_catalogue() {
    let entries =
        fs::read_dir("src/protocol").expect("the protocols").map(|entry| entry.expect("an entry").path());
    let mut protocols: Vec<String> =
        entries.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect();
    protocols.retain(|name| !SHARED.contains(&name.as_str()));
    assert!(protocols.len() >= 2, "{protocols:?}");
    let mut all = Vec::new();
    files("src", &mut all);
    let outside = all.iter().filter(|file| {
        !is_test(file) && !file.starts_with("src/protocol/") && !file.starts_with("src/lesson/")
    });
    let named: Vec<String> = outside
        .flat_map(|file| {
            names_of_protocols(file, &fs::read_to_string(file).expect("a source file"), &protocols)
        })
        .collect();
    assert!(named.is_empty(), "{}", named.join("\n"));
    let catalog = fs::read_to_string("src/protocol/catalog.rs").expect("the catalogue");
    for protocol in &protocols {
        let lines = catalog
            .lines()
            .filter(|line| !line.trim_start().starts_with("//") && line.contains(protocol.as_str()))
            .count();
        assert_eq!(lines, 1, "{protocol} costs one line of the catalogue");
    }
}

/// The one place where the page is cut into pieces: what the cut writes calls the other piece as C
/// would.
#[test]
fn what_is_not_safe_is_allowed_in_one_file_and_for_one_macro() {
    let mut all = Vec::new();
    files("src", &mut all);
    let allows = |file: &String| {
        let text = fs::read_to_string(file).expect("a source file");
        (file.clone(), text.matches("unsafe").count())
    };
    let with: Vec<(String, usize)> = all.iter().map(allows).filter(|(_, count)| *count > 0).collect();
    assert_eq!(with, [("src/ui/pieces.rs".to_owned(), 1)]);
}

#[test]
fn a_protocol_named_outside_its_folder_is_refused_in_either_spelling() {
    let protocols = ["log_shipping".to_owned()];
    let named = |text| names_of_protocols("src/lab/x.rs", text, &protocols);
    assert_eq!(named("fn f() { door(\"log-shipping\") }"), ["src/lab/x.rs names log_shipping"]);
    assert_eq!(named("use crate::protocol::log_shipping::Fact;"), ["src/lab/x.rs names log_shipping"]);
    assert!(named("/// As log-shipping does.\nfn f() {}\n#[cfg(test)]\nmod tests { const WAY: &str = \"log-shipping\"; }").is_empty());
}

#[test]
fn every_folder_has_a_row_and_every_row_has_a_place_and_names_places() {
    let map = the_map();
    for entry in fs::read_dir("src").expect("the house") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        assert!(!path.is_dir() || map.iter().any(|row| row.place == name), "the map forgets {name}");
    }
    for row in &map {
        assert!(
            Path::new("src").join(&row.place).exists(),
            "the map knows {}, which is not there",
            row.place
        );
        for path in &row.may_use {
            // The last name may be an item of its module.
            let names: Vec<&str> = path.split("::").collect();
            let is_there = |names: &[&str]| {
                let place = names.join("/");
                [format!("src/{place}"), format!("src/{place}.rs")]
                    .iter()
                    .any(|place| Path::new(place).exists())
            };
            assert!(
                is_there(&names) || names.len() > 1 && is_there(&names[..names.len() - 1]),
                "{} may use {path}, which is not there",
                row.place
            );
        }
    }
}

#[test]
fn the_readme_tells_no_map_of_its_own() {
    let readme = fs::read_to_string("README.md").expect("the README");
    assert!(
        readme.contains("`src/lib.rs`") && !readme.contains("| may use"),
        "who may use whom is told in src/lib.rs alone"
    );
    let folders: Vec<String> = the_map().iter().map(|row| format!("| `src/{}`", row.place)).collect();
    assert!(
        !folders.iter().any(|folder| readme.contains(folder)),
        "what is in a folder is told in src/lib.rs alone"
    );
}

/// A small house of two rooms, a cellar and a page.
const SMALL: &str = "//! | folder | what | may use |\n//! | --- | --- | --- |\n//! | [`low`] | x | nothing of ours |\n\
    //! | `high` | x | low, `mid::open` |\n//! | `mid` | x | low |\n//! | `high/door.rs` | x | mid::lock |\n//! | `ui` | x | high |\n//!\n//! more | may use |\n";

#[test]
fn every_spelling_of_a_forbidden_use_is_refused() {
    let map = map::read(SMALL).expect("a map");
    for (text, names) in [
        ("use crate::mid::lock::Key;", "mid::lock::Key"),
        ("use crate::{low::A, mid::{open::B, lock::{Key}}};", "mid::lock::Key"),
        ("pub use crate :: mid /* here */ :: lock as other;", "mid::lock"),
        ("use crate::mid::{open as o, lock as l};", "mid::lock"),
        ("use super::super::mid::lock;", "mid::lock"),
        ("use super::{super::mid::lock, b};", "mid::lock"),
        ("use self::super::super::mid::lock;", "mid::lock"),
        ("fn f() { let x = super::super::mid::lock::Key::new(); }", "mid::lock::Key::new"),
        ("fn f(x: &mut Vec<crate::mid::lock::Key>) {}", "mid::lock::Key"),
        ("impl<T> low::Like for <crate::mid::lock::Key as low::Of<T>>::Out {}", "mid::lock::Key"),
        ("mod inner { mod more { use super::super::super::super::mid::lock; } } mod next {}", "mid::lock"),
        ("macro_rules! m { () => { $crate::mid::lock::key() } }", "mid::lock::key"),
        ("use ::eventual::mid::lock;", "mid::lock"),
        ("use crate::r#mid::r#lock;", "mid::lock"),
        (
            "const T: &str = \"// {\"; const C: char = '\"'; const R: &str = r#\"\"}\"#; fn f<'a>(x: &'a str) { crate::mid::lock::f() }",
            "mid::lock::f",
        ),
        (
            "#[cfg(test)]\nuse crate::mid::{lock, open};\n#[cfg(test)]\nmod tests { use crate::mid::lock; }\nuse crate::mid::x;",
            "mid::x",
        ),
        ("struct S { #[cfg(test)] a: crate::mid::lock::Key, b: crate::mid::y::Key }", "mid::y::Key"),
        ("#[cfg(not(test))]\nuse crate::mid::lock;", "mid::lock"),
        ("use crate::mid;", "mid"),
        ("use crate::ui::App;", "ui::App"),
        ("use crate::mid::*;", "mid::*"),
    ] {
        assert_eq!(breaches(&map, "src/high/a.rs", text), [format!("src/high/a.rs names {names}")], "{text}");
    }
    for text in [
        "use crate::*;",
        "use crate as house;",
        "use super::super::*;",
        "use crate::{self as house};",
        "extern crate self as house;",
    ] {
        assert_eq!(
            breaches(&map, "src/high/a.rs", text),
            ["src/high/a.rs names the whole house at once"],
            "{text}"
        );
    }
    for text in ["include!(\"../mid/lock.rs\");", "#[path = \"../mid/lock.rs\"]\nmod lock;"] {
        assert_eq!(
            breaches(&map, "src/high/a.rs", text),
            ["src/high/a.rs takes in another file past the map"],
            "{text}"
        );
    }
}

#[test]
fn what_the_map_allows_is_not_refused() {
    let map = map::read(SMALL).expect("a map");
    for text in [
        "use crate::{low::A, mid::open::{B, C}};\nuse super::b;\nuse crate::high::c;",
        "// use crate::mid::lock;\n/* crate::mid /* nested */ ::lock */ const T: &str = \"crate::mid::lock\"; const R: &[u8] = br#\"crate::mid\"#;",
        "pub(crate) fn f() {} pub(in crate::high) struct S; impl S { pub(super) fn g(&self) { self.x() } }",
        "#[cfg(test)]\nmod tests { use crate::mid::lock; fn f() { [crate::mid::lock::X; 3] } }",
        "fn f() { a::<u8>::mid::lock(); let c = b'\\''; let mid = '\\u{41}'; mid::lock() }",
        "/// [`crate::mid::lock`]\nfn f() {}",
    ] {
        assert_eq!(breaches(&map, "src/high/a.rs", text), [""; 0], "{text}");
    }
    assert_eq!(
        breaches(&map, "src/high/door.rs", "use crate::mid::lock::Key; use crate::low::A;"),
        [""; 0],
        "a file may have a row of its own"
    );
    assert_eq!(breaches(&map, "src/low/mod.rs", "use crate::high::a;"), ["src/low/mod.rs names high::a"]);
}

#[test]
fn the_browser_and_what_is_ambient_are_refused_in_every_spelling() {
    let map = map::read(SMALL).expect("a map");
    for text in
        ["use web_sys::Window;", "fn f() { ::js_sys::Date::now() }", "use {yew::Html};", "extern crate gloo;"]
    {
        assert!(
            breaches(&map, "src/low/a.rs", text)[0].starts_with("src/low/a.rs knows the browser: "),
            "{text}"
        );
        assert_eq!(breaches(&map, "src/ui/a.rs", text), [""; 0]);
    }
    for text in [
        "use std::collections::HashMap;",
        "use std::{collections::{BTreeMap, hash_map::{self, HashMap as Map}}};",
        "use std::{env, fmt};",
        "fn f() { ::std::thread::sleep(d) }",
        "fn f() { std::time::Instant::now() }",
        "#[derive(Clone, Hash)] struct S;",
        "fn f(x: f32) {}",
    ] {
        let found = breaches(&map, "src/low/a.rs", text);
        assert!(found.len() == 1 && found[0].ends_with("which no run may depend on"), "{text}: {found:?}");
        assert_eq!(breaches(&map, "src/ui/a.rs", text), [""; 0]);
    }
}

#[test]
fn a_map_that_cannot_be_executed_is_refused() {
    let row = |text: &str| map::read(&format!("//! | folder | may use |\n//! | --- | --- |\n//! {text}\n"));
    assert_eq!(
        row("| base | nothing of ours |"),
        Ok(vec![Row { place: "base".to_owned(), may_use: Vec::new() }])
    );
    assert!(
        row("| lab | base, lab's plain types |")
            .unwrap_err()
            .contains("\"lab's plain types\", which is no path")
    );
    assert!(row("| lab | base, |").is_err());
    assert!(row("| lab |").unwrap_err().contains("no cell"));
    assert!(row("| lab | base |\n//! | `lab` | sim |").unwrap_err().contains("two rows"));
    assert!(map::read("//! | module | what |\n").is_err());
}
