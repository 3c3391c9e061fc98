//! Texts with a few mistakes in them, the same ones every time.

use eventual::base::chance::{Lane, below};

/// A text with some bytes, words or numbers changed.
pub fn mutate(text: &str, lane: Lane) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut n = 0;
    let mut draw = |bound: usize| {
        n += 1;
        below(lane.draw(n), bound.max(1) as u64) as usize
    };
    for _ in 0..1 + draw(3) {
        let at = draw(bytes.len());
        match draw(8) {
            0 => bytes[at] = draw(256) as u8,
            1 => drop(bytes.drain(at..(at + draw(40)).min(bytes.len()))),
            2 => bytes.truncate(at),
            3 => {
                let copy: Vec<u8> = bytes[at..(at + 30).min(bytes.len())].to_vec();
                bytes.splice(at..at, copy);
            }
            4 => {
                let odd: [&[u8]; 10] = [
                    b"-1",
                    b"1e99",
                    b"null",
                    b"\"\\u0000\"",
                    b"[]",
                    b"{}",
                    b"99999999999999999999",
                    b"3.5",
                    b"true",
                    "\"长\"".as_bytes(),
                ];
                // A value is what stands between a colon and the next comma or line break.
                if let Some(colon) =
                    bytes[at..].iter().position(|&byte| byte == b':').map(|found| at + found + 1)
                {
                    let end = bytes[colon..]
                        .iter()
                        .position(|&byte| matches!(byte, b',' | b'\n'))
                        .map_or(bytes.len(), |found| colon + found);
                    bytes.splice(colon..end, odd[draw(odd.len())].iter().copied());
                }
            }
            5 => {
                if let Some(digit) = bytes[at..].iter().position(u8::is_ascii_digit) {
                    bytes[at + digit] = b'0' + draw(10) as u8;
                }
            }
            6 => {
                if let Some(letter) = bytes[at..].iter().position(u8::is_ascii_lowercase) {
                    bytes[at + letter] = b'a' + draw(26) as u8;
                }
            }
            _ => {
                let deep = "[".repeat(200);
                bytes.splice(at..at, deep.into_bytes());
            }
        }
        if bytes.is_empty() {
            break;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
