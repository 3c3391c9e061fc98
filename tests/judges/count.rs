//! How many histories a comparison with brute force takes.

/// As many as usual, or what `EVENTUAL_HISTORIES` says: a hundred thousand take minutes.
pub fn histories(usual: u64) -> u64 {
    let said = std::env::var("EVENTUAL_HISTORIES").ok();
    said.map_or(usual, |said| said.parse().expect("EVENTUAL_HISTORIES is a whole number"))
}
