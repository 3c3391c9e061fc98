//! The letters of a file, by the browser's own decoder.

use crate::lab::import::encoding::by_evidence;
use web_sys::{TextDecoder, TextDecoderOptions};

/// The text of a file and the name of its encoding: the one that a person says, else by evidence.
/// Nothing where it is no text in that encoding.
pub fn decode(bytes: &[u8], asked: Option<&str>) -> Option<(String, String)> {
    let name = asked.unwrap_or_else(|| by_evidence(bytes));
    let options = TextDecoderOptions::new();
    options.set_fatal(true);
    let decoder = TextDecoder::new_with_label_and_options(name, &options).ok()?;
    let text = decoder.decode_with_u8_array(bytes).ok()?;
    (!text.contains('\0')).then(|| (text, name.to_owned()))
}
