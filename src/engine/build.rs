//! Which build page and worker are of: they may only talk when both were built from the same
//! source.

/// Changes whenever anything under `src/` or a dependency changes: 16 hexadecimal digits, made by
/// the build script.
pub const BUILD: &str = env!("EVENTUAL_BUILD");
