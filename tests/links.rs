//! A run as a link: it comes back as it was, it is short, and whatever is done to one is refused
//! with a reason before anything runs.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use common::left::typical;
use common::{mixed, protocols};
use eventual::base::text::TextBuf;
use eventual::lab::experiment::Experiment;
use eventual::lab::link;
use eventual::lab::read::{RunFile, run, write_whole};
use eventual::lab::timeline::Timeline;

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
    assert_eq!(later.en, "is of version 9; this lab reads version 1");
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
    // That a run came out differently shows only when it runs; then nothing is done in its place.
    let mut timeline = Timeline::open(good.experiment.clone(), Vec::new());
    let mut act = good.acts[0].clone();
    act.input.step += 1_000;
    let why = timeline.again(&act).expect_err("there is no such step at this moment");
    assert!(why.en.contains("the run came out differently") && why.zh.contains("与当时不同"), "{why:?}");
    assert_eq!(timeline.branches().len(), 1);
}

/// Links that were made once. Every later version replays them to the same digest, or says why not.
/// `EVENTUAL_BLESS=1` makes them anew where a protocol changed on purpose: links from before then
/// open with the word that their digest does not hold.
#[test]
fn links_of_version_1_replay_the_digest_that_they_were_made_with() {
    const LINKS: &str = "tests/golden/links-1.txt";
    if std::env::var_os("EVENTUAL_BLESS").is_some() {
        let all = protocols().map(|it| typical(Experiment::of(it).expect("its experiment")));
        let all: Vec<String> = all.map(|run| link::write(&run).expect("a short run") + "\n").collect();
        std::fs::write(LINKS, all.concat()).expect("the golden file can be written");
    }
    let links = std::fs::read_to_string(LINKS).expect("the golden file");
    let mut replayed = 0;
    for link in links.lines() {
        match link::read(link) {
            Ok(run) => {
                let timeline = open(&run);
                let shown = timeline.branch(run.view.branch).expect("the branch that was shown");
                assert!(run.digest.is_some());
                assert_eq!(shown.digest(), run.digest, "{}", run.experiment.protocol.name);
                replayed += 1;
            }
            Err(why) => assert!(why.list[0].reason.en.contains("version"), "{why:?}"),
        }
    }
    assert!(replayed > 0 || eventual::lab::experiment::VERSION > 1, "nobody replays version 1");
}

#[test]
fn a_name_that_looks_like_a_script_comes_through_as_the_text_that_it_is() {
    let mut run = first();
    run.experiment.accounts[0].name = "<img src=x onerror=alert(1)></script>".to_owned();
    let read = link::read(&link::write(&run).expect("a short run")).expect("a text like any other");
    assert_eq!(read.experiment.accounts[0].name, run.experiment.accounts[0].name);
}
