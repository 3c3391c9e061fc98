//! Writes a lesson as a package for learning systems: SCORM 1.2, which nearly all of them read
//! (ADL, SCORM Version 1.2: Content Aggregation Model and Run-Time Environment, 2001).

use super::{Stop, quoted, write};
use crate::base::text::Language;
use crate::lesson::Lesson;
use crate::lesson::course::{self, COURSE};
use std::io::{Cursor, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Where the lab is that the package shows.
enum Site<'a> {
    /// At an address.
    Address(&'a str),
    /// In the package: the files of a built site, by their names in it.
    Packed(Vec<(String, Vec<u8>)>),
}

/// `eventual export-lesson LESSON --as scorm (--site A | --folder D) --out F [--language L]`.
pub(super) fn export_lesson(arguments: &[&str]) -> Result<(), Stop> {
    let [id, rest @ ..] = arguments else {
        return Err(given("needs a lesson; `eventual lessons` lists them"));
    };
    let Some(lesson) = course::find(id) else {
        let known: Vec<&str> = COURSE.iter().map(|it| it.id).collect();
        return Err(given(&format!("there is no lesson {}; known are {}", quoted(id), known.join(", "))));
    };
    let (mut form, mut site, mut out, mut language) = (None, None, None, Language::En);
    let mut rest = rest.iter();
    while let Some(&option) = rest.next() {
        let Some(&value) = rest.next() else { return Err(given(&format!("{option} needs a value"))) };
        match option {
            "--as" if value == "scorm" => form = Some(()),
            "--as" => {
                return Err(given(&format!("--as: there is no form {}; known is scorm", quoted(value))));
            }
            "--site" => site = Some(Site::Address(address(value)?)),
            "--folder" => site = Some(Site::Packed(files(value)?)),
            "--out" => out = Some(value),
            "--language" => language = super::language("export-lesson", value)?,
            other => {
                let known = "--as, --site, --folder, --out, --language";
                return Err(given(&format!("there is no option {}; known are {known}", quoted(other))));
            }
        }
    }
    let (Some(()), Some(site), Some(out)) = (form, site, out) else {
        return Err(given("needs --as scorm, --site or --folder, and --out"));
    };
    let bytes = package(lesson, &site, language).map_err(|why| given(&format!("{out}: {why}")))?;
    write::bytes(out, &bytes)
}

fn given(line: &str) -> Stop {
    Stop::Given(vec![format!("eventual export-lesson: {line}")])
}

/// An address that a page may show: up to its folder, without what asks for something.
fn address(given_as: &str) -> Result<&str, Stop> {
    let is_web = given_as.starts_with("https://") || given_as.starts_with("http://");
    let is_plain = given_as.chars().all(|it| it.is_ascii_graphic() && !"\"'<>?#\\".contains(it));
    if is_web && is_plain && given_as.len() > "https://".len() {
        return Ok(given_as);
    }
    Err(given(&format!("--site: {} must be an address such as https://example.org/lab/", quoted(given_as))))
}

/// The files of a built site.
fn files(folder: &str) -> Result<Vec<(String, Vec<u8>)>, Stop> {
    let mut all = Vec::new();
    if !Path::new(folder).join("index.html").is_file() {
        return Err(given(&format!(
            "--folder: there is no index.html in {}; ./dev build makes one",
            quoted(folder)
        )));
    }
    walk(Path::new(folder), "lab", &mut all)
        .map_err(|why| given(&format!("--folder: {} cannot be read: {why}", quoted(folder))))?;
    all.sort();
    Ok(all)
}

fn walk(folder: &Path, inside: &str, all: &mut Vec<(String, Vec<u8>)>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{inside}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), &name, all)?;
        } else {
            all.push((name, std::fs::read(entry.path())?));
        }
    }
    Ok(())
}

/// The package as the bytes of a ZIP file. The same lesson and site make the same bytes.
fn package(lesson: &Lesson, site: &Site, language: Language) -> zip::result::ZipResult<Vec<u8>> {
    let (frame, packed): (String, &[(String, Vec<u8>)]) = match site {
        Site::Address(address) => (frame(address, lesson, language, true), &[]),
        Site::Packed(files) => (frame("lab/index.html", lesson, language, false), files),
    };
    let page = page(lesson, &frame, language);
    let own = [("index.html", page.as_bytes()), ("scorm.js", SCRIPT.as_bytes())];
    let all: Vec<(&str, &[u8])> =
        own.into_iter().chain(packed.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()))).collect();
    let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
    let manifest = manifest(lesson, &names, language);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // What a browser needs is small or packed already; and every system reads what is stored.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in core::iter::once(("imsmanifest.xml", manifest.as_bytes())).chain(all) {
        zip.start_file(name, options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn tag(language: Language) -> &'static str {
    match language {
        Language::En => "en",
        Language::Zh => "zh",
    }
}

fn title(lesson: &Lesson, language: Language) -> String {
    escaped(lesson.title.in_language(language))
}

/// The frame with the first step. A lab at an address has no business in this page, so it is in a
/// sandbox; one in the package is of the package.
fn frame(site: &str, lesson: &Lesson, language: Language, sandboxed: bool) -> String {
    let asks = format!("?embed=1&amp;lang={}#/learn/{}/{}", tag(language), lesson.id, lesson.steps[0].id);
    let sandbox = if sandboxed { r#" sandbox="allow-scripts""# } else { "" };
    format!(
        r#"<iframe src="{}{asks}" title="{}" width="100%" height="900"{sandbox}></iframe>"#,
        escaped(site),
        title(lesson, language)
    )
}

/// The page that a learning system opens.
fn page(lesson: &Lesson, frame: &str, language: Language) -> String {
    let steps: Vec<String> = lesson.steps.iter().map(|step| format!("{}/{}", lesson.id, step.id)).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n<script src=\"scorm.js\" defer></script>\n</head>\n<body data-steps=\"{}\">\n{frame}\n</body>\n</html>\n",
        tag(language),
        title(lesson, language),
        steps.join(" "),
    )
}

/// What the page does: it gives the frame its height, and tells the learning system which steps
/// were seen. A system finds its interface as `API` in one of the windows around (SCORM 1.2
/// Run-Time Environment, 3.3.6).
const SCRIPT: &str = r#"// Tells the learning system that the lesson is completed when the answer of every step was seen. Nothing is scored.
function find(from) {
  for (let it = from, n = 0; it && n < 10; n += 1, it = it.parent === it ? null : it.parent) {
    try {
      if (it.API) return it.API;
    } catch {
      return null;
    }
  }
  return null;
}

const api = find(window) ?? (window.opener ? find(window.opener) : null);
const frame = document.querySelector("iframe");
const steps = document.body.dataset.steps.split(" ");
const seen = new Set();

if (api) {
  api.LMSInitialize("");
  for (const step of api.LMSGetValue("cmi.suspend_data").split(" ")) if (steps.includes(step)) seen.add(step);
  if (api.LMSGetValue("cmi.core.lesson_status") === "not attempted") api.LMSSetValue("cmi.core.lesson_status", "incomplete");
  api.LMSCommit("");
  addEventListener("pagehide", () => api.LMSFinish(""));
}

addEventListener("message", ({ data, source }) => {
  if (source !== frame.contentWindow) return;
  if (data?.type === "eventual-height") frame.height = data.height;
  if (data?.type !== "eventual-seen" || !steps.includes(data.step)) return;
  seen.add(data.step);
  if (!api) return;
  api.LMSSetValue("cmi.suspend_data", [...seen].join(" "));
  if (seen.size === steps.length) api.LMSSetValue("cmi.core.lesson_status", "completed");
  api.LMSCommit("");
});
"#;

/// The manifest: what is in the package and what a learner starts (SCORM 1.2 Content Aggregation
/// Model, 2.3).
fn manifest(lesson: &Lesson, names: &[&str], language: Language) -> String {
    let title = title(lesson, language);
    let files: Vec<String> =
        names.iter().map(|name| format!("      <file href=\"{}\"/>\n", escaped(name))).collect();
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="eventual-{id}" version="1.0"
  xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="http://www.imsproject.org/xsd/imscp_rootv1p1p2 imscp_rootv1p1p2.xsd http://www.adlnet.org/xsd/adlcp_rootv1p2 adlcp_rootv1p2.xsd">
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>1.2</schemaversion>
  </metadata>
  <organizations default="course">
    <organization identifier="course">
      <title>{title}</title>
      <item identifier="lesson" identifierref="page">
        <title>{title}</title>
      </item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="page" type="webcontent" adlcp:scormtype="sco" href="index.html">
{}    </resource>
  </resources>
</manifest>
"#,
        files.concat(),
        id = lesson.id,
    )
}
