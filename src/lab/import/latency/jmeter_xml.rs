//! JTL files of Apache JMeter, as XML: `t` is the time of a sample in milliseconds.
//!
//! A library reads the XML, so that what is no XML is refused where it stands: a tag that is read
//! by hand to the first mark that fits loses a sample in silence.

use super::found::{Found, both};
use super::jmeter::{sample, taken};
use super::taken::{Asked, Refused, Taken};
use quick_xml::errors::{Error, IllFormedError};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// The element that holds all samples.
const RESULTS: &str = "testResults";

/// Whether a text is a JTL file of XML.
pub(super) fn is_xml(text: &str) -> bool {
    text.trim_start().starts_with('<') && text.contains("<testResults")
}

/// Whether an element is a sample.
fn is_sample(name: &str) -> bool {
    matches!(name, "httpSample" | "sample" | "sampleResult")
}

/// Reads a JTL file of XML. What stands inside of another sample is a part of it.
///
/// # Errors
/// A sample without a time, text or elements where samples must stand, a file that ends before its
/// results do, and whatever is no XML.
pub(super) fn read(text: &str, asked: &Asked) -> Result<Taken, Refused> {
    let wanted = asked.column.as_deref().unwrap_or("t");
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_comments = true;
    let (mut found, mut lines) = (Found::default(), Lines { text, byte: 0, line: 1 });
    // The elements that are open; and whether the results were closed.
    let (mut open, mut ended) = (Vec::<String>::new(), false);
    loop {
        let from = reader.buffer_position();
        let event = reader.read_event().map_err(|bad| {
            let line = lines.at(reader.error_position());
            not_xml(line, &bad)
        })?;
        let line = lines.at(from);
        let inside = open.iter().any(|name| is_sample(name));
        let may_have_text = open.last().is_some_and(|name| !is_sample(name) && name != RESULTS);
        match event {
            Event::Start(tag) => {
                ended |= element(&mut found, line, &tag, (&open, inside, ended), wanted)?;
                open.push(tag.name().as_ref().to_owned());
            }
            Event::Empty(tag) => ended |= element(&mut found, line, &tag, (&open, inside, ended), wanted)?,
            Event::End(_) => drop(open.pop()),
            Event::Text(text) if !may_have_text => {
                let text = text.into_inner();
                if !text.trim().is_empty() {
                    let blank = text.len() - text.trim_start().len();
                    return Err(no_sample(lines.at(from + blank as u64)));
                }
            }
            Event::CData(_) | Event::GeneralRef(_) if !may_have_text => return Err(no_sample(line)),
            Event::Eof if open.is_empty() => break,
            Event::Eof => {
                return Err(Refused::at(
                    line,
                    "the file ends before its results do",
                    "文件在结果结束之前就结束了",
                ));
            }
            _ => {}
        }
    }
    taken(found, wanted)
}

/// Lines of places in a text, which are asked for in order.
struct Lines<'a> {
    text: &'a str,
    byte: usize,
    line: u64,
}

impl Lines<'_> {
    fn at(&mut self, byte: u64) -> u64 {
        let byte = usize::try_from(byte).map_or(self.text.len(), |byte| byte.min(self.text.len()));
        let bytes = self.text.as_bytes();
        if byte > self.byte {
            self.line += bytes[self.byte..byte].iter().filter(|byte| **byte == b'\n').count() as u64;
            self.byte = byte;
        }
        self.line
    }
}

/// Takes an element that begins; whether it is the one that holds all others.
fn element(
    found: &mut Found,
    line: u64,
    tag: &BytesStart,
    (open, inside, ended): (&[String], bool, bool),
    wanted: &str,
) -> Result<bool, Refused> {
    let name = tag.name();
    let name = name.as_ref();
    let tag = Tag::read(line, tag)?;
    match open {
        [] if name == RESULTS && !ended => return Ok(true),
        [results] if results == RESULTS && is_sample(name) => {
            let key = if name == "sampleResult" && wanted == "t" { "time" } else { wanted };
            let time = tag.get(key).ok_or_else(|| {
                Refused::at(line, format!("a sample has no attribute {key}"), format!("样本缺少属性 {key}"))
            })?;
            let either = |one, other| tag.get(one).or_else(|| tag.get(other)).unwrap_or_default();
            let code = (either("rc", "responseCode"), either("rm", "responseMessage"));
            sample(found, line, time, code, either("lb", "label"))?;
        }
        _ if !inside => return Err(no_sample(line)),
        _ if is_sample(name) || tag.get(wanted).is_some() => {
            found.leave(line, both("a part of another sample", "另一个样本的一部分"));
        }
        _ => {}
    }
    Ok(false)
}

/// The attributes of an element.
struct Tag(Vec<(String, String)>);

impl Tag {
    /// # Errors
    /// A name that is none, an attribute that is not written as `name="value"`.
    fn read(line: u64, tag: &BytesStart) -> Result<Tag, Refused> {
        let bad_name = |name: &str| {
            let name = crate::base::text::named(name, 40);
            Refused::at(
                line,
                format!("\"{name}\" is no name of an element or attribute"),
                format!("“{name}”不是元素或属性的名称"),
            )
        };
        if !is_name(tag.name().as_ref()) {
            return Err(bad_name(tag.name().as_ref()));
        }
        let bad = || {
            Refused::at(
                line,
                "has an attribute that is not written as name=\"value\"",
                "有一个属性没有按“名称等于带引号的值”来写",
            )
        };
        let mut all = Vec::new();
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|_| bad())?;
            let name = attribute.key.as_ref();
            if !is_name(name) {
                return Err(bad_name(name));
            }
            // A quote that is not closed reaches into the next tag.
            if attribute.value.contains('<') {
                return Err(bad());
            }
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| bad())?;
            all.push((name.to_owned(), value.into_owned()));
        }
        Ok(Tag(all))
    }

    fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }
}

/// Whether a name may be one in XML; the library takes every letter but blanks.
fn is_name(name: &str) -> bool {
    let is_letter = |letter: char| letter.is_alphabetic() || matches!(letter, '_' | ':');
    name.starts_with(is_letter)
        && name.chars().all(|letter| is_letter(letter) || letter.is_numeric() || ".-·".contains(letter))
}

fn no_sample(line: u64) -> Refused {
    Refused::at(line, "is no sample", "不是样本")
}

fn not_xml(line: u64, bad: &Error) -> Refused {
    match bad {
        Error::Syntax(_) => Refused::at(line, "a tag does not end", "标签没有结束"),
        Error::IllFormed(IllFormedError::MismatchedEndTag { .. } | IllFormedError::UnmatchedEndTag(_)) => {
            Refused::at(line, "closes what is not open", "结束了没有打开的元素")
        }
        _ => Refused::at(line, "is not well-formed XML", "不是格式正确的 XML"),
    }
}
