//! A run as a link: it comes back as it was, it is short, and whatever is done to one is refused
//! with a reason before anything runs.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use common::left::typical;
use common::{mixed, protocols};
use eventual::base::text::TextBuf;
use eventual::base::time::Time;
use eventual::lab::experiment::Experiment;
use eventual::lab::link;
use eventual::lab::read::{RunFile, run, write_whole};
use eventual::lab::timeline::Timeline;
use eventual::lab::whole::{Bookmark, without};

fn open(run: &RunFile) -> Timeline {
    let mut timeline = Timeline::open(run.experiment.clone(), run.inputs.clone());
    for act in &run.acts {
        timeline.again(act).expect("what was done can be done again");
    }
    while timeline.advance(100_000) {}
    timeline
}

#[test]
fn the_default_run_of_each_protocol_with_ten_acts_is_a_short_link_and_replays_every_branch() {
    for protocol in protocols() {
        let run = typical(Experiment::of(protocol).expect("a protocol of the catalogue"));
        let link = link::write(&run).unwrap_or_else(|length| panic!("{protocol}: {length} characters"));
        println!("{protocol}: {} characters of {} bytes", link.len(), write_whole(&run).len());
        assert!(
            link.len() <= link::LONGEST
                && link.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-' || it == b'_')
        );
        let read = link::read(&link).expect("what was written can be read");
        assert_eq!(read, run, "{protocol}");
        let timeline = open(&read);
        assert_eq!(timeline.branches().len(), 11);
        let shown = timeline.branch(read.view.branch).expect("the branch that was shown");
        assert_eq!(shown.digest(), run.digest, "{protocol}");
        // The same run without its other branches: what the command line folds.
        let mut alone = Timeline::open(read.experiment.clone(), read.shown());
        while alone.advance(100_000) {}
        assert_eq!(alone.branches()[0].digest(), run.digest, "{protocol}");
    }
}

#[test]
fn any_experiment_comes_back_as_it_was() {
    for protocol in protocols() {
        for n in 0..20 {
            let run = RunFile::new(mixed(protocol, n), Vec::new());
            let link = link::write(&run).expect("a few faults fit");
            assert_eq!(link::read(&link), Ok(run), "{protocol} {n}");
        }
    }
}

fn first() -> RunFile {
    typical(Experiment::of(protocols().next().expect("a protocol")).expect("its experiment"))
}

/// Why a link is refused.
fn refusal(link: &str) -> TextBuf {
    let problems = link::read(link).expect_err("a link that cannot be read");
    assert_eq!((problems.count, problems.list[0].place.as_str()), (1, "link"), "{problems:?}");
    problems.list[0].reason.clone()
}

/// A link of the same bytes, some of which are changed.
fn changed(link: &str, change: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut bytes = URL_SAFE_NO_PAD.decode(link).expect("a link");
    change(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A link whose checksum holds, whatever is packed in it.
fn sealed(packed: &[u8]) -> String {
    let head = [link::VERSION, eventual::lab::experiment::VERSION as u8];
    let sum = crc32fast::hash(&[&head, packed].concat());
    URL_SAFE_NO_PAD.encode([&head, &sum.to_le_bytes()[..], packed].concat())
}

#[test]
fn what_is_wrong_is_told_in_the_order_length_version_checksum_size_meaning() {
    let link = link::write(&first()).expect("a short run");
    assert!(refusal(&"x".repeat(5_000)).en.starts_with("has 5000 characters; the most is 1900"));
    assert!(refusal("").en.contains("cut off"));
    assert!(refusal("not a link, that's for sure").en.contains("cut off"));
    // A version that nobody here knows is told even where nothing else can be understood.
    let later = refusal(&changed(&link, |bytes| {
        bytes[0] = 9;
        bytes.truncate(40);
    }));
    assert_eq!(later.en, "is of version 9; this lab reads versions 1 to 2");
    let engine = refusal(&changed(&link, |bytes| bytes[1] = 7));
    assert!(engine.en.starts_with("was made with version 7 of the engine; this one replays version 1"));
    assert!(engine.zh.contains("引擎版本 7"), "{}", engine.zh);
    for cut in 1..link.len().min(40) {
        assert!(refusal(&link[..link.len() - cut]).en.contains("cut off"), "{cut} characters short");
    }
    assert!(refusal(&changed(&link, |bytes| bytes[30] ^= 4)).en.contains("checksum"));
    // A bomb: it would unpack to more than a megabyte.
    let bomb = miniz_oxide::deflate::compress_to_vec(&vec![b' '; 1_300_000], 9);
    assert!(bomb.len() < 1_400, "{} bytes", bomb.len());
    let bombed = refusal(&sealed(&bomb)).en;
    assert!(bombed.starts_with("does not unpack to a text of at most 256,000 bytes"), "{bombed}");
    let text = |text: &str| sealed(&miniz_oxide::deflate::compress_to_vec(text.as_bytes(), 9));
    let deep = link::read(&text(&"[".repeat(200_000))).expect_err("too deep");
    assert!(deep.list[0].reason.en.contains("more than 32 deep"), "{deep:?}");
    let meaning =
        link::read(&text(r#"{"format": "eventual/run", "experiment": {"protocol": {"name": "none"}}}"#));
    assert_eq!(meaning.expect_err("no such protocol").list[0].place, "experiment.protocol.name");
}

#[test]
fn an_act_stands_in_a_branch_that_is_there_and_a_place_that_is_there() {
    let good = first();
    let told = |change: fn(&mut RunFile), place: &str| {
        let mut bad = good.clone();
        change(&mut bad);
        let problems = run(&write_whole(&bad)).expect_err(place);
        assert_eq!(problems.list[0].place, place, "{problems:?}");
    };
    told(|bad| bad.acts[3].branch = 4, "acts[3].branch");
    told(|bad| bad.view.branch = 11, "view.branch");
    told(|bad| bad.view.speed_milli = 0, "view.speed_milli");
    told(|bad| bad.view.tab = 200, "view.tab");
    told(|bad| bad.bookmarks[0].branch = 11, "bookmarks[0].branch");
    told(|bad| bad.bookmarks[0].note = "x".repeat(201), "bookmarks[0].note");
    told(|bad| bad.bookmarks[0].note = "two\nlines".to_owned(), "bookmarks[0].note");
    told(|bad| bad.names[0].branch = 11, "names[0].branch");
    told(|bad| bad.names[0].name = "名".repeat(41), "names[0].name");
    // That a run came out differently shows only when it runs; then nothing is done in its place.
    let mut timeline = Timeline::open(good.experiment.clone(), Vec::new());
    let mut act = good.acts[0].clone();
    act.input.step += 1_000;
    let why = timeline.again(&act).expect_err("there is no such step at this moment");
    assert!(why.en.contains("the run came out differently") && why.zh.contains("与当时不同"), "{why:?}");
    assert_eq!(timeline.branches().len(), 1);
}

/// The links of each version that were made once.
const LINKS: [(u8, &str); 2] = [(1, "tests/golden/links-1.txt"), (2, "tests/golden/links-2.txt")];

/// A link as a version wrote it: version 1 knew neither notes nor names.
fn written_by(version: u8, mut run: RunFile) -> String {
    if version == 1 {
        run.bookmarks.iter_mut().for_each(|mark| mark.note.clear());
        run.names.clear();
    }
    changed(&link::write(&run).expect("a short run"), |bytes| {
        bytes[0] = version;
        let sum = crc32fast::hash(&[&bytes[..2], &bytes[6..]].concat());
        bytes[2..6].copy_from_slice(&sum.to_le_bytes());
    })
}

/// Links that were made once. Every later version replays them to the same digest, or says why not.
/// `EVENTUAL_BLESS=1` makes them anew where a protocol changed on purpose: links from before then
/// open with the word that their digest does not hold.
#[test]
fn links_of_every_version_replay_the_digest_that_they_were_made_with() {
    if std::env::var_os("EVENTUAL_BLESS").is_some() {
        let all: Vec<RunFile> =
            protocols().map(|it| typical(Experiment::of(it).expect("its experiment"))).collect();
        for (version, file) in LINKS {
            let links: Vec<String> = all.iter().map(|run| written_by(version, run.clone()) + "\n").collect();
            std::fs::write(file, links.concat()).expect("the golden file can be written");
        }
    }
    for (version, file) in LINKS {
        let links = std::fs::read_to_string(file).expect("the golden file");
        let mut replayed = 0;
        for link in links.lines() {
            let bytes = URL_SAFE_NO_PAD.decode(link).expect("a link");
            assert_eq!(bytes[0], version, "{file}");
            match link::read(link) {
                Ok(run) => {
                    let timeline = open(&run);
                    let shown = timeline.branch(run.view.branch).expect("the branch that was shown");
                    assert!(run.digest.is_some());
                    assert_eq!(shown.digest(), run.digest, "{}", run.experiment.protocol.name);
                    assert_eq!(run.bookmarks[0].note.is_empty(), version == 1);
                    assert_eq!(run.names.is_empty(), version == 1);
                    replayed += 1;
                }
                Err(why) => assert!(why.list[0].reason.en.contains("version"), "{why:?}"),
            }
        }
        assert!(replayed > 0 || eventual::lab::experiment::VERSION > 1, "nobody replays version {version}");
    }
}

#[test]
fn a_branch_that_is_deleted_takes_what_began_in_it_and_the_others_replay_as_before() {
    let run = first();
    let timeline = open(&run);
    for branch in 1..=run.acts.len() as u32 {
        let left = without(&run.acts, branch).expect("it is there");
        let after = open(&RunFile { acts: left.acts.clone(), ..run.clone() });
        assert_eq!(after.branches().len() + left.gone(), timeline.branches().len());
        for (old, new) in left.numbers.iter().enumerate() {
            let Some(new) = new else { continue };
            let digest = |of: &Timeline, id: u32| of.branch(id).and_then(|branch| branch.digest());
            assert_eq!(digest(&timeline, old as u32), digest(&after, *new), "{old} without {branch}");
        }
    }
}

#[test]
fn the_link_of_a_demo_is_its_name_and_one_that_is_not_there_is_refused() {
    for demo in eventual::lab::demo::all().take(3) {
        let read = link::read(&format!("demo={}", demo.id)).expect("a demo of this version");
        assert_eq!(read.experiment, demo.experiment(), "{}", demo.id);
    }
    let why = refusal("demo=\u{202e}no such demo");
    assert!(why.en.starts_with("names the demo \"\u{fffd}no such demo\""), "{}", why.en);
    assert!(why.zh.contains("没有这个演示"), "{}", why.zh);
}

#[test]
fn bookmarks_of_a_file_are_put_in_order_and_a_moment_is_marked_once() {
    let mut run = first();
    let mark = |branch, at, note: &str| Bookmark { note: note.to_owned(), ..Bookmark::new(branch, Time(at)) };
    run.bookmarks = vec![mark(2, 9, "late"), mark(0, 5, "first"), mark(0, 5, "again")];
    let read = eventual::lab::read::run(&write_whole(&run)).expect("it is in order");
    assert_eq!(read.bookmarks, [mark(0, 5, "first"), mark(2, 9, "late")]);
}

#[test]
fn a_name_that_looks_like_a_script_comes_through_as_the_text_that_it_is() {
    let mut run = first();
    run.experiment.accounts[0].name = "<img src=x onerror=alert(1)></script>".to_owned();
    let read = link::read(&link::write(&run).expect("a short run")).expect("a text like any other");
    assert_eq!(read.experiment.accounts[0].name, run.experiment.accounts[0].name);
}
