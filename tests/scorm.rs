//! What goes out to other people's pages: a lesson as a package for learning systems, held to what
//! SCORM 1.2 asks of its manifest; a run as a picture.
#![cfg(not(target_arch = "wasm32"))]

#[path = "common/desk.rs"]
mod desk;

use desk::{Desk, err};
use eventual::lesson::course::COURSE;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

/// An element: its name, its attributes and what is in it.
#[derive(Default, Debug)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    inside: Vec<Element>,
    text: String,
}

impl Element {
    fn of(&self, name: &str) -> Vec<&Element> {
        self.inside.iter().filter(|it| it.name == name).collect()
    }

    fn one(&self, name: &str) -> &Element {
        let found = self.of(name);
        assert_eq!(found.len(), 1, "one <{name}> in <{}>", self.name);
        found[0]
    }

    fn get(&self, name: &str) -> &str {
        self.attributes.get(name).unwrap_or_else(|| panic!("<{}> has no {name}", self.name))
    }

    fn all(&self) -> Vec<&Element> {
        core::iter::once(self).chain(self.inside.iter().flat_map(Element::all)).collect()
    }
}

fn parsed(text: &str) -> Element {
    let mut reader = Reader::from_str(text);
    let mut open = vec![Element::default()];
    loop {
        let event = reader.read_event().expect("the manifest is XML");
        match &event {
            Event::Start(tag) | Event::Empty(tag) => {
                let name = tag.name().as_ref().to_owned();
                let attributes = tag.attributes().map(|it| {
                    let it = it.expect("an attribute");
                    (it.key.as_ref().to_owned(), it.value.to_string())
                });
                open.push(Element { name, attributes: attributes.collect(), ..Element::default() });
                if matches!(event, Event::Empty(_)) {
                    let done = open.pop().expect("it was opened");
                    open.last_mut().expect("the root").inside.push(done);
                }
            }
            Event::End(_) => {
                let done = open.pop().expect("it was opened");
                open.last_mut().expect("the root").inside.push(done);
            }
            Event::Text(text) => {
                open.last_mut().expect("the root").text += text.trim();
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open.len(), 1, "every element is closed");
    open.remove(0).inside.remove(0)
}

/// What is in a package, by name.
fn unpacked(bytes: Vec<u8>) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a ZIP file");
    let mut all = BTreeMap::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).expect("a file");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("its bytes");
        assert!(all.insert(file.name().to_owned(), bytes).is_none(), "no name twice");
    }
    all
}

/// The package of a lesson, held to the structure that SCORM 1.2 asks for.
fn held(package: &BTreeMap<String, Vec<u8>>) {
    let text = |name: &str| String::from_utf8(package[name].clone()).expect("UTF-8");
    // At the root of the package, or no system finds it.
    let manifest = parsed(&text("imsmanifest.xml"));
    assert_eq!(manifest.name, "manifest");
    assert_eq!(manifest.get("xmlns"), "http://www.imsproject.org/xsd/imscp_rootv1p1p2");
    assert_eq!(manifest.get("xmlns:adlcp"), "http://www.adlnet.org/xsd/adlcp_rootv1p2");
    let order: Vec<&str> = manifest.inside.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(order, ["metadata", "organizations", "resources"], "in this order");
    let metadata = manifest.one("metadata");
    assert_eq!(
        (metadata.one("schema").text.as_str(), metadata.one("schemaversion").text.as_str()),
        ("ADL SCORM", "1.2")
    );
    // Identifiers are XML ids: unique, a letter first.
    let ids: Vec<&str> =
        manifest.all().iter().filter_map(|it| it.attributes.get("identifier")).map(String::as_str).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    for id in ids {
        assert!(id.starts_with(|it: char| it.is_ascii_alphabetic()), "{id}");
        assert!(id.chars().all(|it| it.is_ascii_alphanumeric() || "-_.".contains(it)), "{id}");
    }
    let organizations = manifest.one("organizations");
    let organization = organizations.one("organization");
    assert_eq!(organizations.get("default"), organization.get("identifier"));
    assert!(!organization.one("title").text.is_empty());
    let item = organization.one("item");
    assert!(!item.one("title").text.is_empty());
    let resource = manifest.one("resources").one("resource");
    assert_eq!(item.get("identifierref"), resource.get("identifier"));
    assert_eq!((resource.get("type"), resource.get("adlcp:scormtype")), ("webcontent", "sco"));
    let named: BTreeSet<&str> = resource.of("file").iter().map(|it| it.get("href")).collect();
    let there: BTreeSet<&str> =
        package.keys().map(String::as_str).filter(|it| *it != "imsmanifest.xml").collect();
    assert_eq!(named, there, "the manifest names what is in the package");
    assert!(named.contains(resource.get("href")), "and what is started is one of them");
    // What a system asks of a lesson at least: it begins and it ends (Run-Time Environment, 3.3).
    let script = text("scorm.js");
    for call in ["LMSInitialize(\"\")", "LMSFinish(\"\")", "cmi.core.lesson_status"] {
        assert!(script.contains(call), "{call}");
    }
    assert!(!script.contains("score."), "nothing is scored");
}

#[test]
fn every_lesson_becomes_a_package_of_scorm_1_2_in_both_languages() {
    let desk = Desk::new("scorm");
    for lesson in COURSE {
        for language in ["en", "zh"] {
            let line = format!(
                "export-lesson {} --as scorm --site https://example.org/lab/ --language {language} --out l.zip",
                lesson.id
            );
            let done = desk.eventual(&line);
            assert_eq!(done.status.code(), Some(0), "{}", err(&done));
            let package = unpacked(desk.bytes("l.zip"));
            held(&package);
            let page = String::from_utf8(package["index.html"].clone()).expect("UTF-8");
            let first = format!(
                "https://example.org/lab/?embed=1&amp;lang={language}#/learn/{}/{}",
                lesson.id, lesson.steps[0].id
            );
            assert!(page.contains(&first) && page.contains("sandbox=\"allow-scripts\""), "{page}");
            for step in lesson.steps {
                assert!(page.contains(&format!("{}/{}", lesson.id, step.id)), "{}", step.id);
            }
        }
    }
}

#[test]
fn a_built_lab_goes_into_the_package_whole() {
    let desk = Desk::new("scorm-folder");
    desk.write("dist/index.html", "<p>the lab</p>");
    desk.write("dist/examples/a & b.csv", "1,2");
    let done = desk.eventual("export-lesson ask-the-owner --as scorm --folder dist --out l.zip");
    assert_eq!(done.status.code(), Some(0), "{}", err(&done));
    let package = unpacked(desk.bytes("l.zip"));
    let text = String::from_utf8(package["imsmanifest.xml"].clone()).expect("UTF-8");
    assert!(text.contains("lab/examples/a &amp; b.csv"), "{text}");
    assert_eq!(package["lab/examples/a & b.csv"], b"1,2");
    assert!(!String::from_utf8_lossy(&package["index.html"]).contains("sandbox"));
}

#[test]
fn what_cannot_be_packed_is_refused_with_the_way_out_and_nothing_is_written() {
    let desk = Desk::new("scorm-refused");
    for (line, says) in [
        ("export-lesson", "needs a lesson"),
        (
            "export-lesson no-such --as scorm --site https://a.b/ --out l.zip",
            "known are a-balance-is-a-story",
        ),
        ("export-lesson ask-again --as pdf --site https://a.b/ --out l.zip", "known is scorm"),
        ("export-lesson ask-again --as scorm --site javascript:alert(1) --out l.zip", "must be an address"),
        ("export-lesson ask-again --as scorm --site https://a.b/?x --out l.zip", "must be an address"),
        ("export-lesson ask-again --as scorm --folder nowhere --out l.zip", "there is no index.html"),
        ("export-lesson ask-again --as scorm --out l.zip", "needs --as scorm, --site or --folder, and --out"),
        (
            "export-lesson ask-again --as scorm --site https://a.b/ --language fr --out l.zip",
            "neither en nor zh",
        ),
    ] {
        let done = desk.eventual(line);
        assert_eq!(done.status.code(), Some(2), "{line}");
        assert!(err(&done).contains(says), "{line}: {}", err(&done));
        assert!(!desk.has("l.zip"), "{line}");
    }
}

#[test]
fn a_run_becomes_a_picture_that_stands_by_itself() {
    let desk = Desk::new("picture");
    desk.write("e.json", &desk::out(&desk.eventual("experiment log-shipping")));
    let done = desk.eventual("export e.json --as space-time-svg --out p.svg");
    assert_eq!(done.status.code(), Some(0), "{}", err(&done));
    let picture = parsed(&desk.read("p.svg"));
    assert_eq!(picture.name, "svg");
    assert!(picture.one("title").text.contains("Transaction log shipping"), "{:?}", picture.one("title"));
    assert!(picture.one("desc").text.contains("messages"));
    assert!(
        picture.all().iter().filter(|it| it.attributes.get("class").is_some_and(|it| it == "lane")).count()
            >= 3
    );
    let done = desk.eventual("export e.json --as stage-svg --at 1.5s --language zh --out s.svg");
    assert_eq!(done.status.code(), Some(0), "{}", err(&done));
    let stage = parsed(&desk.read("s.svg"));
    assert_eq!(stage.one("title").text, "舞台：事务日志复制，1.500 秒");
    let all = stage.all();
    let plates = all.iter().filter(|it| it.attributes.get("class").is_some_and(|it| it.starts_with("plate")));
    assert_eq!(plates.count(), 3);
}
