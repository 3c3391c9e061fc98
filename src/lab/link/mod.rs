//! A whole run as a text that an address can hold: `#/lab?s=...`.
//!
//! The text is base64url over: the link's version, the engine's version (a byte each), a checksum
//! of what follows and of both versions (CRC-32, little endian), and the file of the run, packed.
//!
//! Whoever sends a link may be anybody. So it is read in an order in which each step is safe
//! because of those before it: length, version, checksum, a bounded unpacking, and then what any
//! file goes through: depth, ranges, meaning. Nothing runs before all of that has passed.

mod squeeze;

use super::demo;
use super::problem::Problem;
use super::read::{self, Problems, RunFile};
use crate::base::text::named;
use crate::base::units::{self, Quantity};
use crate::lab::experiment;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A link has no more characters than this behind its `s=`: with the address before it, it stays
/// below the 2,000 that mail, chats and school portals leave whole.
pub const LONGEST: usize = 1_900;
/// The version of the format that is written. Version 2 also holds notes of bookmarks and names of
/// branches; the dictionary is the same.
pub const VERSION: u8 = 2;
/// The first version of the format: it is still read.
pub const OLDEST: u8 = 1;
/// A link unpacks to no more bytes than this. Those that fit have some thousand.
pub const MOST_UNPACKED: usize = 256_000;
/// What stands in an address before the link.
pub const PREFIX: &str = "#/lab?s=";

/// What stands before the name of a demo, in a link and behind `#/lab?`: a link that a person can
/// read, and that shows the demo as this version of the lab has it.
pub const DEMO: &str = "demo=";

/// The engine's version as a link says it.
const ENGINE: u8 = experiment::VERSION as u8;
const HEAD: usize = 6;

/// Writes a run as a link.
///
/// # Errors
/// How many characters it would have, where that is more than [`LONGEST`]: such a run is a file.
pub fn write(run: &RunFile) -> Result<String, usize> {
    let text = read::write_whole(run);
    if text.len() > MOST_UNPACKED {
        return Err(text.len());
    }
    let mut bytes = vec![VERSION, ENGINE, 0, 0, 0, 0];
    bytes.extend(squeeze::pack(text.as_bytes()));
    let sum = checksum(&bytes);
    bytes[2..HEAD].copy_from_slice(&sum.to_le_bytes());
    let link = URL_SAFE_NO_PAD.encode(bytes);
    if link.len() > LONGEST { Err(link.len()) } else { Ok(link) }
}

/// Reads a link: what stands behind `s=`.
///
/// # Errors
/// What is wrong with it, in the order in which it is checked.
pub fn read(link: &str) -> Result<RunFile, Problems> {
    let link = link.trim();
    if let Some(id) = link.strip_prefix(DEMO) {
        return demo(id);
    }
    if link.len() > LONGEST {
        let length = link.len();
        return Err(bad(
            format!("has {length} characters; the most is {LONGEST}"),
            format!("有 {length} 个字符，最多 {LONGEST} 个"),
        ));
    }
    let bytes = URL_SAFE_NO_PAD.decode(link).ok().filter(|bytes| bytes.len() > HEAD).ok_or_else(|| {
        bad(
            "is cut off or changed: it is not what the lab writes".to_owned(),
            "被截断或改动过：实验台写不出这样的链接".to_owned(),
        )
    })?;
    versions(bytes[0], bytes[1])?;
    if checksum(&bytes).to_le_bytes() != bytes[2..HEAD] {
        return Err(bad(
            "is cut off or changed: its checksum does not hold. Copy the whole link again".to_owned(),
            "被截断或改动过：校验和不符。请重新复制完整的链接".to_owned(),
        ));
    }
    let text = squeeze::unpack(&bytes[HEAD..], MOST_UNPACKED)
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| {
            let most = units::text(Quantity::Bytes(MOST_UNPACKED as u64));
            bad(
                format!("does not unpack to a text of at most {}", most.en),
                format!("解压后不是 {}以内的文本", most.zh),
            )
        })?;
    read::run(&text)
}

/// The run of a demo, with its protection off.
fn demo(id: &str) -> Result<RunFile, Problems> {
    let found = demo::find(id).map(|demo| RunFile::new(demo.experiment(), Vec::new()));
    found.ok_or_else(|| {
        let name = named(id, 40);
        bad(
            format!("names the demo \"{name}\", which this version of the lab does not have"),
            format!("指向演示“{name}”，当前版本的实验台没有这个演示"),
        )
    })
}

/// A run is replayed with the semantics it was made with, or refused with both numbers.
fn versions(link: u8, engine: u8) -> Result<(), Problems> {
    if !(OLDEST..=VERSION).contains(&link) {
        return Err(bad(
            format!("is of version {link}; this lab reads versions {OLDEST} to {VERSION}"),
            format!("的版本是 {link}；本实验台只读取版本 {OLDEST} 到 {VERSION}"),
        ));
    }
    if engine != ENGINE {
        return Err(bad(
            format!(
                "was made with version {engine} of the engine; this one replays version {ENGINE}, and would come to something else"
            ),
            format!("由引擎版本 {engine} 生成；本引擎只能重放版本 {ENGINE}，否则结果会不一样"),
        ));
    }
    Ok(())
}

fn checksum(bytes: &[u8]) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    sum.update(&bytes[..2]);
    sum.update(&bytes[HEAD..]);
    sum.finalize()
}

fn bad(en: String, zh: String) -> Problems {
    Problems { list: vec![Problem::new("link", en, zh)], count: 1 }
}
