//! Reads experiments and runs out of JSON, and names every bad field by its path, with what is
//! allowed.
//!
//! A derived reader stops at the first mistake and speaks of types. A person who edits a file wants
//! all mistakes at once, in the words of the file. What is left out has the value of the protocol's
//! default experiment; what is not known, and what is null, is a mistake, because it is most likely
//! a slip of the pen.

mod action;
mod experiment;
mod json;
mod network;
mod run;
mod workload;

use super::problem::Problem;
use crate::base::text::{is_hidden, named};
use crate::base::units::{self, Quantity};
use crate::protocol::catalog::Catalog;
use core::ops::RangeInclusive;
use serde_json::{Map, Value};

pub use experiment::experiment;
pub use run::{FORMAT as RUN_FORMAT, RunFile, inputs, run, run_in, write_run, write_whole};

/// No file is read that is larger than this: 64 MB.
pub const LARGEST_FILE: usize = 64_000_000;
/// More problems than this are counted, not listed.
pub const MOST_PROBLEMS: usize = 100;

/// Characters that a message shows of a name out of a file, and of a text.
const LONGEST_NAME: usize = 40;
const LONGEST_VALUE: usize = 60;

/// Collects the problems of one file.
#[derive(Debug)]
pub struct Reader {
    /// The protocols that the file may name.
    catalog: Catalog,
    problems: Vec<Problem>,
    count: u64,
}

/// The problems of a file, and how many there were.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problems {
    /// The first [`MOST_PROBLEMS`] of them.
    pub list: Vec<Problem>,
    /// How many there were.
    pub count: u64,
}

/// An object of the file, and which of its fields were asked for.
pub(crate) struct Fields<'a> {
    map: Option<&'a Map<String, Value>>,
    path: String,
    known: Vec<&'static str>,
}

/// Reads text as JSON.
pub(crate) fn parse(text: &str) -> Result<Value, Problems> {
    let one = |problem| Problems { list: vec![problem], count: 1 };
    if text.len() > LARGEST_FILE {
        let [size, most] = [text.len(), LARGEST_FILE].map(|size| units::text(Quantity::Bytes(size as u64)));
        return Err(one(Problem::new(
            "file",
            format!("has {}; the most is {}", size.en, most.en),
            format!("文件有 {}，最多 {}", size.zh, most.zh),
        )));
    }
    json::value(text).map_err(|bad| {
        one(Problem::new(format!("line {}, column {}", bad.line, bad.column), bad.reason.en, bad.reason.zh))
    })
}

impl Reader {
    /// Reads a file that may name the protocols of this catalogue.
    pub(crate) fn new(catalog: Catalog) -> Reader {
        Reader { catalog, problems: Vec::new(), count: 0 }
    }

    /// What was read, if nothing was wrong.
    pub(crate) fn finish<T>(self, value: T) -> Result<T, Problems> {
        if self.count == 0 { Ok(value) } else { Err(Problems { list: self.problems, count: self.count }) }
    }

    pub(crate) fn problem(&mut self, mut problem: Problem) {
        self.count += 1;
        if problem.place.is_empty() {
            problem.place = "file".to_owned();
        }
        if !self.is_full() {
            self.problems.push(problem);
        }
    }

    /// Whether problems are only counted from here on.
    fn is_full(&self) -> bool {
        self.problems.len() >= MOST_PROBLEMS
    }

    /// Notes that something is not what it may be.
    pub(crate) fn not_allowed(&mut self, path: &str, found: &Value, en: &str, zh: &str) {
        let found = brief(found);
        self.problem(Problem::new(
            path,
            format!("is {found}; it must be {en}"),
            format!("不能是 {found}；应为{zh}"),
        ));
    }

    pub(crate) fn object<'a>(&mut self, value: &'a Value, path: &str) -> Fields<'a> {
        if !value.is_object() {
            self.not_allowed(path, value, "an object", "一个对象");
        }
        Fields { map: value.as_object(), path: path.to_owned(), known: Vec::new() }
    }

    /// A list with at most `most` elements.
    pub(crate) fn list<'a>(&mut self, value: &'a Value, path: &str, most: usize) -> &'a [Value] {
        match value.as_array() {
            Some(list) if list.len() <= most => list,
            Some(list) => {
                let len = list.len();
                self.problem(Problem::new(
                    path,
                    format!("has {len} elements; the most is {most}"),
                    format!("有 {len} 项，最多 {most} 项"),
                ));
                &[]
            }
            None => {
                self.not_allowed(path, value, "a list", "一个列表");
                &[]
            }
        }
    }

    /// A whole number in a range; nothing, and a problem, if it is none.
    pub(crate) fn number(&mut self, value: &Value, path: &str, range: RangeInclusive<i128>) -> Option<i128> {
        let number = value
            .as_u64()
            .map(i128::from)
            .or(value.as_i64().map(i128::from))
            .filter(|number| range.contains(number));
        if number.is_none() {
            let (least, most) = range.into_inner();
            self.not_allowed(
                path,
                value,
                &format!("a whole number from {least} to {most}"),
                &format!("从 {least} 到 {most} 的整数"),
            );
        }
        number
    }

    /// The same, with the least of the range where it is none: what is read then is never used.
    pub(crate) fn whole(&mut self, value: &Value, path: &str, range: RangeInclusive<i128>) -> i128 {
        let least = *range.start();
        self.number(value, path, range).unwrap_or(least)
    }

    /// A number in a range, with or without a fraction; the least of the range where it is none. For
    /// what is only measured: an experiment has whole numbers alone.
    pub(crate) fn real(&mut self, value: &Value, path: &str, range: RangeInclusive<f64>) -> f64 {
        let number = value.as_f64().filter(|number| range.contains(number));
        let (least, most) = range.into_inner();
        if number.is_none() {
            self.not_allowed(
                path,
                value,
                &format!("a number from {least} to {most}"),
                &format!("从 {least} 到 {most} 的数"),
            );
        }
        number.unwrap_or(least)
    }

    /// How many problems there are so far.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// A short text without hidden letters.
    pub(crate) fn text(&mut self, value: &Value, path: &str, longest: usize) -> String {
        match value.as_str() {
            Some(text)
                if !text.is_empty() && text.chars().count() <= longest && !text.chars().any(is_hidden) =>
            {
                text.to_owned()
            }
            _ => {
                self.not_allowed(
                    path,
                    value,
                    &format!("a text of 1 to {longest} visible characters on one line"),
                    &format!("1 到 {longest} 个可见字符的单行文字"),
                );
                "?".to_owned()
            }
        }
    }
}

impl<'a> Fields<'a> {
    /// The path of a field.
    pub fn path_of(&self, name: &str) -> String {
        let name = if name.is_empty() { "\"\"".to_owned() } else { named(name, LONGEST_NAME) };
        if self.path.is_empty() { name } else { format!("{}.{name}", self.path) }
    }

    /// A field, if it is there. Null is a value like any other, and a bad one everywhere.
    pub fn get(&mut self, name: &'static str) -> Option<&'a Value> {
        self.known.push(name);
        self.map?.get(name)
    }

    /// A field that must be there.
    pub fn need(&mut self, reader: &mut Reader, name: &'static str) -> Option<&'a Value> {
        let value = self.get(name);
        if value.is_none() && self.map.is_some() {
            reader.problem(Problem::new(self.path_of(name), "is missing", "缺少这一项"));
        }
        value
    }

    /// A whole number in a range; its default where it is left out.
    pub fn whole<T: TryFrom<i128> + Copy>(
        &mut self,
        reader: &mut Reader,
        name: &'static str,
        range: RangeInclusive<i128>,
        default: T,
    ) -> T {
        match self.get(name) {
            Some(value) => reader
                .number(value, &self.path_of(name), range)
                .and_then(|number| T::try_from(number).ok())
                .unwrap_or(default),
            None => default,
        }
    }

    /// A whole number that must be there.
    pub fn need_whole<T: TryFrom<i128> + Default>(
        &mut self,
        reader: &mut Reader,
        name: &'static str,
        range: RangeInclusive<i128>,
    ) -> T {
        let path = self.path_of(name);
        let number = self.need(reader, name).and_then(|value| reader.number(value, &path, range));
        number.and_then(|number| T::try_from(number).ok()).unwrap_or_default()
    }

    /// A switch; its default where it is left out.
    pub fn switch(&mut self, reader: &mut Reader, name: &'static str, default: bool) -> bool {
        match self.get(name) {
            Some(Value::Bool(on)) => *on,
            Some(other) => {
                reader.not_allowed(&self.path_of(name), other, "true or false", " true 或 false");
                default
            }
            None => default,
        }
    }

    /// One of several names, which must be there; the empty text if it is none of them.
    pub fn one_of(
        &mut self,
        reader: &mut Reader,
        name: &'static str,
        names: &[&'static str],
    ) -> &'static str {
        let Some(value) = self.need(reader, name) else { return "" };
        match value.as_str().and_then(|text| names.iter().find(|&&name| name == text)) {
            Some(found) => found,
            None => {
                let all = names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>();
                reader.not_allowed(
                    &self.path_of(name),
                    value,
                    &format!("one of {}", all.join(", ")),
                    &format!("其中之一：{}", all.join("、")),
                );
                ""
            }
        }
    }

    /// Every field that nobody asked for is a mistake.
    pub fn done(self, reader: &mut Reader) {
        for name in self.map.into_iter().flat_map(Map::keys) {
            if !self.known.iter().any(|known| known == name) {
                if reader.is_full() {
                    reader.count += 1;
                    continue;
                }
                let known = self.known.join(", ");
                let path = self.path_of(name);
                reader.problem(Problem::new(
                    path,
                    format!("is not known here; known are {known}"),
                    format!("此处没有这一项；可用的有 {known}"),
                ));
            }
        }
    }
}

/// A value as it stands in the file, cut to what fits into a line.
fn brief(value: &Value) -> String {
    match value {
        Value::Array(list) => format!("a list of {}", list.len()),
        Value::Object(_) => "an object".to_owned(),
        // Quoted after it is cut, so that a quote and an escape stay whole.
        Value::String(text) => Value::from(named(text, LONGEST_VALUE)).to_string(),
        other => other.to_string(),
    }
}
