//! The letters of a file, whatever wrote it: by its first bytes where they say it, else by
//! evidence.

use super::no;
use crate::cli::{Stop, quoted};
use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The text of a file, and the name of its encoding.
pub(super) fn decode(file: &str, bytes: &[u8], asked: Option<&str>) -> Result<(String, &'static str), Stop> {
    let encoding = match asked {
        Some(label) => Encoding::for_label(label.as_bytes())
            .ok_or_else(|| no(&format!("--encoding: {} is not known", quoted(label))))?,
        None => by_evidence(bytes),
    };
    let (text, encoding, wrong) = encoding.decode(bytes);
    if wrong || text.contains('\0') {
        return Err(no(&format!(
            "{file}: is no text in {}; --encoding names another encoding",
            encoding.name()
        )));
    }
    Ok((text.into_owned(), encoding.name()))
}

fn by_evidence(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    // Half of the bytes of Latin letters in UTF-16 are zero.
    let zeros =
        |from: usize| bytes.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count() * 4 > bytes.len();
    if zeros(1) {
        return UTF_16LE;
    }
    if zeros(0) {
        return UTF_16BE;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    // Chinese letters are pairs of high bytes and stand beside each other; an umlaut stands alone
    // among plain letters.
    let runs: Vec<usize> =
        bytes.split(|byte| *byte < 0x80).map(<[u8]>::len).filter(|length| *length > 0).collect();
    let even = runs.iter().filter(|length| length.is_multiple_of(2)).count();
    let pairs = even * 10 >= runs.len() * 8
        && GB18030.decode_without_bom_handling_and_without_replacement(bytes).is_some();
    if pairs { GB18030 } else { WINDOWS_1252 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_is_known_by_what_the_bytes_are() {
        let bytes = |encoding: &'static Encoding, text: &str| encoding.encode(text).0.into_owned();
        let wide = |text: &str, big: bool| -> Vec<u8> {
            text.encode_utf16()
                .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
                .collect()
        };
        for (bytes, text, name) in [
            (b"plain".to_vec(), "plain", "UTF-8"),
            ("\u{feff}张三".as_bytes().to_vec(), "张三", "UTF-8"),
            (bytes(GB18030, "时间,账户\n0,张三\n"), "时间,账户\n0,张三\n", "gb18030"),
            (bytes(WINDOWS_1252, "Müller;Größe;Café"), "Müller;Größe;Café", "windows-1252"),
            (wide("time,account\n0,mei\n", false), "time,account\n0,mei\n", "UTF-16LE"),
            (wide("time,account\n0,mei\n", true), "time,account\n0,mei\n", "UTF-16BE"),
        ] {
            let (read, by) = decode("f", &bytes, None).unwrap_or_else(|_| panic!("{text}"));
            assert_eq!((read.as_str(), by), (text, name));
        }
        assert!(decode("f", b"\x81\x00\xff", Some("utf-8")).is_err());
        assert!(decode("f", b"plain", Some("klingon")).is_err());
    }
}
