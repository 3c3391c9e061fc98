//! Reads a fit: `{"W": [...], "A": [...], "R": [...], "S": [...]}`, each a list of parts such as
//! `{"p": 0.38, "pareto": {"xm": 1.05, "alpha": 1.51}}`, and `far_ms` where copies stand far from each
//! other. Every mistake is named by its path.

use super::Fit;
use super::waits::{LONGEST, Shape, Waits};
use crate::lab::problem::Problem;
use crate::lab::read::{Fields, Problems, Reader, parse};
use crate::protocol::catalog::CATALOG;
use core::ops::RangeInclusive;
use serde_json::Value;

/// A list has no more parts than this, and a part no more samples.
const MOST_PARTS: usize = 16;
const MOST_SAMPLES: usize = 1_000_000;
/// By how much shares may miss 1: they are written with so many digits.
const ROUNDED: f64 = 1e-4;

/// Times in milliseconds, and what is above 0 in its own unit.
const MS: RangeInclusive<f64> = 0.0..=LONGEST;
const POSITIVE: RangeInclusive<f64> = 1e-9..=1e9;

/// The fit in a text.
///
/// # Errors
///
/// Everything that is wrong with it, each with its path and what is allowed.
pub fn read(text: &str) -> Result<Fit, Problems> {
    let value = parse(text)?;
    let mut reader = Reader::new(CATALOG);
    let mut fields = reader.object(&value, "");
    let [w, a, r, s] = ["W", "A", "R", "S"].map(|name| {
        let path = fields.path_of(name);
        fields.need(&mut reader, name).map_or_else(nothing, |value| waits(&mut reader, value, &path))
    });
    let path = fields.path_of("far_ms");
    let far = fields.get("far_ms").map_or(0.0, |value| reader.real(value, &path, MS));
    fields.done(&mut reader);
    reader.finish(Fit::of([w, a, r, s], far))
}

/// Stands where something is wrong, and is never used.
fn nothing() -> Waits {
    Waits::of(Shape::Constant { value: 0.0 })
}

/// A list of parts, or one part alone.
fn waits(reader: &mut Reader, value: &Value, path: &str) -> Waits {
    let alone = core::slice::from_ref(value);
    let is_alone = value.is_object();
    let list = if is_alone { alone } else { reader.list(value, path, MOST_PARTS) };
    let before = reader.count();
    let mut parts = Vec::new();
    for (n, value) in list.iter().enumerate() {
        let path = if is_alone { path.to_owned() } else { format!("{path}[{n}]") };
        parts.push(part(reader, value, &path, list.len() == 1));
    }
    if value.as_array().is_some_and(Vec::is_empty) {
        reader.problem(Problem::new(path, "needs at least one part", "至少要有一个部分"));
    }
    let whole: f64 = parts.iter().map(|(share, _)| share).sum();
    if reader.count() == before && !parts.is_empty() && (whole - 1.0).abs() > ROUNDED {
        let (whole, what) = ((whole * 1e6).round() / 1e6, "p");
        reader.problem(Problem::new(
            path,
            format!("has parts whose {what} add up to {whole}; they must add up to 1"),
            format!("各部分的 {what} 之和是 {whole}；应当等于 1"),
        ));
    }
    if reader.count() == before { Waits::new(&parts) } else { nothing() }
}

const SHAPES: [&str; 7] =
    ["pareto", "exponential", "uniform", "constant", "log_normal", "weibull", "samples_ms"];

/// One part: its share, which may be left out where it is the only one, and its shape.
fn part(reader: &mut Reader, value: &Value, path: &str, is_only: bool) -> (f64, Shape) {
    let mut fields = reader.object(value, path);
    let share = match fields.get("p") {
        Some(value) => reader.real(value, &fields.path_of("p"), 0.0..=1.0),
        None if is_only => 1.0,
        None => {
            fields.need(reader, "p");
            0.0
        }
    };
    let named: Vec<(&str, Option<&Value>)> = SHAPES.iter().map(|&name| (name, fields.get(name))).collect();
    let mut shapes = named.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let found = shapes.next();
    let others = shapes.count();
    if others > 0 || found.is_none() && value.is_object() {
        let all = SHAPES.map(|name| format!("\"{name}\"")).join(", ");
        reader.problem(Problem::new(
            path,
            format!("needs one distribution, not {}; known are {all}", others + usize::from(found.is_some())),
            format!("需要恰好一个分布，现在有 {} 个；可用的有 {all}", others + usize::from(found.is_some())),
        ));
    }
    let shape = found.map(|(name, value)| shape(reader, name, value, &fields.path_of(name)));
    fields.done(reader);
    (share, shape.unwrap_or(Shape::Constant { value: 0.0 }))
}

fn shape(reader: &mut Reader, name: &str, value: &Value, path: &str) -> Shape {
    if name == "samples_ms" {
        let list = reader.list(value, path, MOST_SAMPLES);
        let ms =
            list.iter().enumerate().map(|(n, it)| reader.real(it, &format!("{path}[{n}]"), MS)).collect();
        if value.as_array().is_some_and(Vec::is_empty) {
            reader.problem(Problem::new(path, "needs at least one sample", "至少要有一个样本"));
        }
        return Shape::Samples { ms };
    }
    if name == "constant" {
        return Shape::Constant { value: reader.real(value, path, MS) };
    }
    let mut fields = reader.object(value, path);
    let real = |reader: &mut Reader, fields: &mut Fields<'_>, name, range: RangeInclusive<f64>| {
        let path = fields.path_of(name);
        let least = *range.start();
        fields.need(reader, name).map_or(least, |value| reader.real(value, &path, range))
    };
    let shape = match name {
        "pareto" => Shape::Pareto {
            xm: real(reader, &mut fields, "xm", POSITIVE),
            alpha: real(reader, &mut fields, "alpha", 1e-3..=1e6),
        },
        "exponential" => Shape::Exponential { rate: real(reader, &mut fields, "rate", POSITIVE) },
        "uniform" => {
            let min = real(reader, &mut fields, "min", MS);
            Shape::Uniform { min, max: real(reader, &mut fields, "max", min..=LONGEST) }
        }
        "log_normal" => Shape::LogNormal {
            median: real(reader, &mut fields, "median", POSITIVE),
            sigma: real(reader, &mut fields, "sigma", 0.0..=100.0),
        },
        _ => Shape::Weibull {
            scale: real(reader, &mut fields, "scale", POSITIVE),
            shape: real(reader, &mut fields, "shape", 1e-3..=1e6),
        },
    };
    fields.done(reader);
    shape
}
