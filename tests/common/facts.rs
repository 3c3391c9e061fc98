//! Published facts that the lab is held to, out of `tests/data`: each table names its source and
//! says how its rows are read.
#![allow(dead_code, reason = "each test file takes what it needs")]

use eventual::check::value::Value;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A table of `tests/data`. It belongs to the repository, so a test that does not find it fails.
pub fn table(name: &str) -> Json {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The rows of a list; a table without rows would hold nobody to anything.
pub fn rows(of: &Json) -> &[Json] {
    let rows = of.as_array().expect("a list");
    assert!(!rows.is_empty());
    rows
}

pub fn text(of: &Json) -> &str {
    of.as_str().unwrap_or_else(|| panic!("{of} is not a text"))
}

/// Names with a space between them.
pub fn names(of: &Json) -> BTreeSet<&str> {
    let all: Vec<&str> = text(of).split_whitespace().collect();
    let set: BTreeSet<&str> = all.iter().copied().collect();
    assert_eq!(set.len(), all.len(), "{of} repeats a name");
    set
}

/// Rows of names, by the name of the row.
pub fn relation(of: &Json) -> BTreeMap<&str, BTreeSet<&str>> {
    of.as_object().expect("rows").iter().map(|(name, row)| (name.as_str(), names(row))).collect()
}

/// `nil`, a whole number, a list like `[1,2]`, or else a text.
pub fn value(word: &str) -> Value {
    if let Some(members) = word.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return members.split(',').filter(|it| !it.is_empty()).map(value).collect();
    }
    match word.parse() {
        Ok(number) => Value::Int(number),
        Err(_) if word == "nil" => Value::Nil,
        Err(_) => Value::text(word),
    }
}

/// Steps with `;` between them, each of several words: `w x 1; r y [1,2]`.
pub fn steps(of: &str) -> Vec<Vec<&str>> {
    of.split(';').map(|step| step.split_whitespace().collect()).collect()
}

/// The steps of a transaction, as a history has them.
pub fn transaction(of: &str) -> Vec<Value> {
    steps(of).into_iter().map(|step| step.into_iter().map(value).collect()).collect()
}

/// When something was invoked and when it returned, if it did: `3-5`, or `3-`.
pub fn interval(of: &str) -> (u64, Option<u64>) {
    let (invoked, returned) = of.split_once('-').unwrap_or_else(|| panic!("{of} is not an interval"));
    let number = |of: &str| of.parse().unwrap_or_else(|_| panic!("{of} is not a time"));
    (number(invoked), (!returned.is_empty()).then(|| number(returned)))
}
