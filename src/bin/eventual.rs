//! The command line. It speaks for the library; everything it can do is in `eventual::cli`.

use std::process::ExitCode;

#[cfg(not(target_arch = "wasm32"))]
fn main() -> ExitCode {
    eventual::cli::main(std::env::args().skip(1).collect())
}

/// Browser tests build every binary; a browser has no command line.
#[cfg(target_arch = "wasm32")]
fn main() -> ExitCode {
    ExitCode::SUCCESS
}
