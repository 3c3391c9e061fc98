//! What people bring: `eventual import ledger FILE` and `eventual import latency FILE` print what
//! would be taken out of a file, and how it was read. Where a person must decide, they end with 2
//! and one line that names the option.

mod decode;
mod latency;
mod ledger;

use super::{Stop, quoted, write};
use crate::lab::import::options::{OPTIONS, Options};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// Reads a file as what is named first and prints what it would be.
pub(super) fn import(arguments: &[&str]) -> Result<(), Stop> {
    let [what, rest @ ..] = arguments else {
        return Err(no("eventual import: needs ledger or latency, and a file; see eventual --help"));
    };
    let (mut file, mut options, mut said) = (None, BTreeMap::new(), Options::default());
    let mut rest = rest.iter();
    while let Some(&word) = rest.next() {
        if !word.starts_with("--") {
            if let Some(first) = file.replace(word) {
                return Err(no(&format!(
                    "eventual import: reads one file at a time, and was given {} and {}",
                    quoted(first),
                    quoted(word)
                )));
            }
            continue;
        }
        let Some((name, _)) = OPTIONS.iter().find(|(name, _)| *name == word) else {
            let known: Vec<&str> = OPTIONS.iter().map(|(name, _)| *name).collect();
            return Err(no(&format!(
                "eventual import: there is no option {}; known are {}",
                quoted(word),
                known.join(", ")
            )));
        };
        let Some(&value) = rest.next() else {
            return Err(no(&format!("eventual import: {name} needs a value")));
        };
        said.set(name, value).map_err(|reason| no(&reason.en))?;
        options.insert(*name, value);
    }
    let Some(file) = file else { return Err(no("eventual import: needs a file; see eventual --help")) };
    let bytes = std::fs::read(file).map_err(|error| no(&format!("{file}: cannot be read: {error}")))?;
    let (text, encoding) = decode::decode(file, &bytes, options.get("--encoding").copied())?;
    let text = text.trim_start_matches('\u{feff}');
    let mut taken: Json = match *what {
        "ledger" => ledger::read(text, &Options { encoding: Some(encoding.to_owned()), ..said }),
        "latency" => latency::read(text, &options, &said.regions),
        other => {
            return Err(no(&format!("eventual import: {} is neither ledger nor latency", quoted(other))));
        }
    }
    // What is wrong with the whole file is told of it by its name.
    .map_err(|reason| no(&format!("{file}: {}", reason.strip_prefix("file: ").unwrap_or(&reason))))?;
    taken["encoding"] = encoding.into();
    write::out(&(serde_json::to_string_pretty(&taken).expect("plain values are always JSON") + "\n"))
}

fn no(line: &str) -> Stop {
    Stop::Given(vec![line.to_owned()])
}
