//! What would be taken out of a ledger, as JSON.

use crate::lab::import::ledger;
use crate::lab::import::options::Options;
use serde_json::{Map, Value as Json, json};

/// Reads a ledger; what is taken, or one line about what a person must decide or mend.
pub(super) fn read(text: &str, options: &Options) -> Result<Json, String> {
    let (reading, ledger) = ledger::read(text, options);
    let Some(ledger) = ledger else {
        return Err(reading.objection().unwrap_or_else(|| "there is no row in this ledger".to_owned()));
    };
    let entries = &ledger.entries;
    let kinds: Vec<&str> = entries.iter().map(ledger::Entry::kind).collect();
    let amounts: Vec<_> = entries.iter().map(ledger::Entry::amount).collect();
    let apart: Vec<i64> = entries.windows(2).map(|pair| (pair[1].at - pair[0].at) as i64).collect();
    let columns: Map<String, Json> = (1..)
        .zip(&reading.columns)
        .filter_map(|(at, column)| {
            let name = if column.name.is_empty() { json!(at) } else { json!(column.name) };
            Some((column.role?.name().to_owned(), name))
        })
        .collect();
    let left_out: Vec<Json> =
        reading.left_out.iter().map(|out| json!({"line": out.line, "why": out.why.en})).collect();
    Ok(json!({
        "rows": reading.count,
        "accounts": ledger.accounts,
        "kinds": kinds,
        "amounts": amounts,
        "apart_us": apart,
        "divider": reading.divider,
        "header_line": reading.header_line,
        "columns": columns,
        "decimal": reading.decimal,
        "dates": reading.dates,
        "currency": reading.currency,
        "left_out": left_out,
        "left_out_count": reading.left_out_count,
    }))
}
