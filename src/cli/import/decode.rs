//! The letters of a file, whatever wrote it.

use super::no;
use crate::cli::{Stop, quoted};
use crate::lab::import::encoding::by_evidence;
use encoding_rs::{Encoding, UTF_8};

/// The text of a file, and the name of its encoding.
pub(super) fn decode(file: &str, bytes: &[u8], asked: Option<&str>) -> Result<(String, &'static str), Stop> {
    let encoding = match asked {
        Some(label) => Encoding::for_label(label.as_bytes())
            .ok_or_else(|| no(&format!("--encoding: {} is not known", quoted(label))))?,
        None => Encoding::for_label(by_evidence(bytes).as_bytes()).unwrap_or(UTF_8),
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

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{GB18030, WINDOWS_1252};

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
