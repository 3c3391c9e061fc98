//! The folder of logs that other projects published. They are large and keep their licences, so
//! they lie beside this repository, and not everywhere: a test that does not find them is skipped,
//! and says so.

use std::any::type_name;
use std::env;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The folder, where it is. Where it is not, `test`, which is the test itself and lends its name,
/// is named as skipped: on stderr, and in a line of its own in the file that `EVENTUAL_SKIPPED`
/// names, which `./dev test` counts.
pub fn folder<Test>(_test: Test) -> Option<PathBuf> {
    let folder = Path::new("../shared/oracles");
    if folder.is_dir() {
        return Some(folder.to_owned());
    }
    let test = type_name::<Test>();
    eprintln!("{test} is skipped: {} is not there", folder.display());
    if let Some(file) = env::var_os("EVENTUAL_SKIPPED") {
        let file = OpenOptions::new().create(true).append(true).open(&file);
        // In one piece, because tests run side by side.
        let written = file.and_then(|mut file| file.write_all(format!("{test}\n").as_bytes()));
        written.unwrap_or_else(|error| panic!("{test} is skipped, which cannot be noted: {error}"));
    }
    None
}
