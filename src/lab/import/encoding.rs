//! In which encoding a file stands: by its first bytes where they say it, else by evidence.
//!
//! Only the evidence is here; the letters themselves are decoded by the `encoding_rs` crate on the
//! command line and by the browser's own decoder on the page, so that nobody loads tables twice.

/// The encodings that can be chosen, by their names in the WHATWG Encoding Standard. Both decoders
/// know each of them.
pub const ENCODINGS: [&str; 10] = [
    "UTF-8",
    "UTF-16LE",
    "UTF-16BE",
    "gb18030",
    "Big5",
    "Shift_JIS",
    "EUC-KR",
    "windows-1252",
    "windows-1250",
    "windows-1251",
];

/// The name of the encoding in which these bytes most likely stand.
///
/// ```
/// use eventual::lab::import::encoding::by_evidence;
/// assert_eq!(by_evidence("张三".as_bytes()), "UTF-8");
/// assert_eq!(by_evidence(b"\xd5\xc5\xc8\xfd"), "gb18030");
/// assert_eq!(by_evidence(b"M\xfcller"), "windows-1252");
/// ```
pub fn by_evidence(bytes: &[u8]) -> &'static str {
    match bytes {
        [0xef, 0xbb, 0xbf, ..] => return "UTF-8",
        [0xff, 0xfe, ..] => return "UTF-16LE",
        [0xfe, 0xff, ..] => return "UTF-16BE",
        _ => {}
    }
    // Half of the bytes of Latin letters in UTF-16 are zero.
    let zeros =
        |from: usize| bytes.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count() * 4 > bytes.len();
    if zeros(1) {
        return "UTF-16LE";
    }
    if zeros(0) {
        return "UTF-16BE";
    }
    if std::str::from_utf8(bytes).is_ok() {
        return "UTF-8";
    }
    // Chinese letters are pairs of high bytes and stand beside each other; an umlaut stands alone
    // among plain letters.
    let runs: Vec<usize> =
        bytes.split(|byte| *byte < 0x80).map(<[u8]>::len).filter(|length| *length > 0).collect();
    let even = runs.iter().filter(|length| length.is_multiple_of(2)).count();
    if even * 10 >= runs.len() * 8 && is_gb18030(bytes) { "gb18030" } else { "windows-1252" }
}

/// Whether bytes have the form of GB 18030: a plain byte, a pair, or four bytes of which every
/// second is a digit (GB 18030-2005, table 1).
fn is_gb18030(mut bytes: &[u8]) -> bool {
    loop {
        bytes = match bytes {
            [] => return true,
            [0..=0x7f, rest @ ..] => rest,
            [0x81..=0xfe, 0x40..=0x7e | 0x80..=0xfe, rest @ ..] => rest,
            [0x81..=0xfe, 0x30..=0x39, 0x81..=0xfe, 0x30..=0x39, rest @ ..] => rest,
            _ => return false,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_is_known_by_what_the_bytes_are() {
        let wide = |text: &str, big: bool| -> Vec<u8> {
            let units = text.encode_utf16();
            units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
        };
        for (bytes, name) in [
            (b"plain".to_vec(), "UTF-8"),
            ("\u{feff}张三".as_bytes().to_vec(), "UTF-8"),
            (b"\xca\xb1\xbc\xe4,\xd5\xcb\xbb\xa7\n0,\xd5\xc5\xc8\xfd\n".to_vec(), "gb18030"),
            (b"M\xfcller;Gr\xf6\xdfe;Caf\xe9".to_vec(), "windows-1252"),
            // Two umlauts side by side are no Chinese letter where the others stand alone.
            (b"Z\xe4\xe4hl;M\xfcller;Gr\xf6sse;\xd6l;\xe4rger".to_vec(), "windows-1252"),
            (wide("time,account\n0,mei\n", false), "UTF-16LE"),
            (wide("time,account\n0,mei\n", true), "UTF-16BE"),
            (wide("\u{feff}时间", false), "UTF-16LE"),
            (Vec::new(), "UTF-8"),
        ] {
            assert_eq!(by_evidence(&bytes), name, "{bytes:?}");
            assert!(ENCODINGS.contains(&name));
        }
    }
}
