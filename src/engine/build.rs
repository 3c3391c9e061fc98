//! Which build page and worker are of: they may only talk when both were built from the same words.

/// Changes whenever anything changes that the two say to each other, and with every version.
pub const BUILD: &str = match core::str::from_utf8(&HEX) {
    Ok(text) => text,
    Err(_) => panic!("hexadecimal digits are text"),
};

const SPOKEN: [&str; 6] = [
    env!("CARGO_PKG_VERSION"),
    include_str!("wire.rs"),
    include_str!("../lab/frame.rs"),
    include_str!("../lab/experiment.rs"),
    include_str!("../sim/input.rs"),
    include_str!("../sim/trace.rs"),
];

const HEX: [u8; 16] = hex(fold());

/// FNV-1a, 64 bits: it only tells two builds apart.
const fn fold() -> u64 {
    let (mut hash, mut file) = (0xcbf2_9ce4_8422_2325_u64, 0);
    while file < SPOKEN.len() {
        let (bytes, mut at) = (SPOKEN[file].as_bytes(), 0);
        while at < bytes.len() {
            hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0000_0100_0000_01b3);
            at += 1;
        }
        file += 1;
    }
    hash
}

const fn hex(number: u64) -> [u8; 16] {
    let (mut digits, mut at) = ([0; 16], 0);
    while at < 16 {
        digits[at] = b"0123456789abcdef"[(number >> (60 - 4 * at) & 15) as usize];
        at += 1;
    }
    digits
}
