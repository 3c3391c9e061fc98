//! Reads and writes files, and says which file it was that could not be.

use super::Stop;
use std::io::Write;

/// Prints to standard output. A reader that went away is no error.
pub(super) fn out(text: &str) -> Result<(), Stop> {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
    Ok(())
}

/// The text of a file.
pub(super) fn read(file: &str) -> Result<String, Stop> {
    let bytes =
        std::fs::read(file).map_err(|error| Stop::Given(vec![format!("{file}: cannot be read: {error}")]))?;
    String::from_utf8(bytes).map_err(|_| Stop::Given(vec![format!("{file}: is not text in UTF-8")]))
}

/// Writes a file as a whole: beside it first, so that what was there is never half gone.
pub(super) fn file(name: &str, text: &str) -> Result<(), Stop> {
    bytes(name, text.as_bytes())
}

/// The same with any bytes.
pub(super) fn bytes(name: &str, bytes: &[u8]) -> Result<(), Stop> {
    let beside = format!("{name}.part");
    let result = std::fs::write(&beside, bytes).and_then(|()| std::fs::rename(&beside, name));
    result.map_err(|error| Stop::Given(vec![format!("{name}: cannot be written: {error}")]))
}
