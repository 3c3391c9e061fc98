//! What a sweep found as rows, for a spreadsheet: one row a figure, of every point.

use super::interval::wilson;
use super::plan::Plan;
use super::tally::Tally;
use super::words;
use crate::base::text::{Language, TextBuf};
use serde_json::Value;

/// The columns, before those of the fields that are varied.
const HEAD: [&str; 10] =
    ["protocol", "kind", "name", "title", "count", "of", "figure", "low", "high", "seed"];
/// Quantiles that are told, in thousandths.
const TOLD: [u64; 5] = [500, 900, 990, 999, 1_000];

/// The rows. Shares are parts per million with their 95 % interval, quantiles have the unit that
/// their name ends with.
pub fn csv(plan: &Plan, tallies: &[Tally], language: Language) -> String {
    let fields: Vec<&String> = plan.points.first().map_or_else(Vec::new, |it| it.varied.keys().collect());
    let mut out = csv::Writer::from_writer(Vec::new());
    let mut write = |row: Vec<String>| out.write_record(row).expect("memory takes everything");
    write(HEAD.iter().map(|it| (*it).to_owned()).chain(fields.iter().map(|it| (*it).clone())).collect());
    for (point, tally) in plan.points.iter().zip(tallies) {
        let mut row = |kind: &str, name: &str, title: TextBuf, rest: [String; 6]| {
            let first = [point.protocol.clone(), kind.to_owned(), name.to_owned()];
            let title = title.in_language(language).to_owned();
            let varied = fields.iter().map(|field| plain(point.varied.get(*field)));
            write(first.into_iter().chain([title]).chain(rest).chain(varied).collect());
        };
        let seed = |seed: Option<u64>| seed.map_or_else(String::new, |it| it.to_string());
        let shares = tally.happened.iter().map(|(name, rate)| {
            ("runs", name, words::happened(name).into(), rate, wilson(rate.count, rate.of))
        });
        let anomalies = tally
            .anomalies
            .iter()
            .map(|(name, rate)| ("anomaly", name, words::anomaly(name), rate, wilson(rate.count, rate.of)));
        let operations = tally
            .operations
            .iter()
            .map(|(name, rate)| ("operations", name, words::operation(name).into(), rate, tally.share(name)));
        for (kind, name, title, rate, found) in shares.chain(anomalies).chain(operations) {
            let Some(found) = found else { continue };
            let [figure, low, high] =
                [found.rate_ppm, found.low_ppm, found.high_ppm].map(|it| it.to_string());
            let [count, of] = [rate.count, rate.of].map(|it| it.to_string());
            row(kind, name, title, [count, of, figure, low, high, seed(rate.first_seed)]);
        }
        for (name, histogram) in &tally.values {
            for per_mille in TOLD {
                let Some((value, of_seed)) = histogram.quantile(per_mille) else { continue };
                let (low, high) = histogram.quantile_interval(per_mille).unwrap_or((value, value));
                let kind = format!("quantile-{per_mille}");
                let [value, low, high] = [value, low, high].map(|it| it.to_string());
                let rest =
                    [histogram.count().to_string(), String::new(), value, low, high, seed(Some(of_seed))];
                row(&kind, name, words::value(name).into(), rest);
            }
        }
    }
    let bytes = out.into_inner().expect("memory takes everything");
    // Spreadsheets take a file for UTF-8 if it says so.
    format!("\u{feff}{}", String::from_utf8(bytes).expect("texts are UTF-8"))
}

/// A value as a cell; a text without quotation marks.
fn plain(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}
