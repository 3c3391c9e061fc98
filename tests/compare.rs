//! Stories of workdays side by side.
#![cfg(not(target_arch = "wasm32"))]

use eventual::base::text::Language;
use eventual::lab::compare::{
    Comparison, Rank, Row, column, compare, csv, json, needs, receipt_csv, text, written,
};
use eventual::lab::demo;
use eventual::lab::experiment::Experiment;
use eventual::lab::first_visit::first_visit;
use eventual::lab::setup;
use eventual::protocol::catalog::{ENTRIES, find};
use eventual::sim::run::Progress;

fn side_by_side(base: &Experiment, columns: &[&str]) -> Comparison {
    let experiments: Vec<Experiment> =
        columns.iter().map(|text| column(base, text).expect("a column")).collect();
    let mut runs: Vec<_> = experiments.iter().map(|it| setup::open(it, &[])).collect();
    for run in &mut runs {
        while run.advance(100_000) == Progress::More {}
    }
    compare(base, experiments.iter().zip(runs.iter_mut().map(Box::as_mut)).collect(), Vec::new())
}

/// A workday across a region with Shanghai cut off for a while.
fn workday() -> Experiment {
    first_visit(find("log-shipping").expect("a protocol"))
}

fn row<'a>(comparison: &'a Comparison, id: &str) -> &'a Row {
    let mut rows = comparison.sections.iter().flat_map(|section| &section.rows);
    rows.find(|row| row.id == id).unwrap_or_else(|| panic!("a row {id}"))
}

/// One protocol beside itself: whatever would differ would be the comparison's own doing.
#[test]
fn a_way_beside_itself_differs_in_nothing() {
    for entry in ENTRIES {
        let base = first_visit(entry);
        let same = side_by_side(&base, &[entry.name, entry.name]);
        assert_eq!(same.difference_count, 0, "{}", entry.name);
        for row in same.sections.iter().flat_map(|section| &section.rows) {
            let [one, other] = &row.cells[..] else { panic!("two columns") };
            assert_eq!(one, other, "{}: {}", entry.name, row.id);
            assert!(!matches!(one.rank, Rank::Best | Rank::Worst), "{}: {}", entry.name, row.id);
        }
    }
}

#[test]
fn every_way_is_asked_the_same_at_the_same_moments() {
    let names: Vec<&str> = ENTRIES.iter().map(|entry| entry.name).collect();
    let comparison = side_by_side(&workday(), &names);
    assert!(comparison.same[0].en.starts_with("Same requests: "), "{}", comparison.same[0].en);
    assert_eq!(comparison.columns.len(), ENTRIES.len());
    // Who brings a node of its own says where it stands.
    for (column, entry) in comparison.columns.iter().zip(ENTRIES) {
        let has_parts = column.nodes.len() > 3;
        assert_eq!(
            column.differs.iter().any(|it| it.en.contains("of its own") || it.en.contains("of their own")),
            has_parts,
            "{}",
            entry.name
        );
    }
}

/// Whatever is best or worst differs, and every reason that points at a fact points at one that is
/// there, at its moment.
#[test]
fn best_and_worst_are_named_only_where_they_differ_and_reasons_stand_in_the_trace() {
    let names: Vec<&str> = ENTRIES.iter().map(|entry| entry.name).collect();
    let base = workday();
    let comparison = side_by_side(&base, &names);
    let mut reasons = 0;
    for row in comparison.sections.iter().flat_map(|section| &section.rows) {
        let ranks = |rank| row.cells.iter().filter(|it| it.rank == rank).count();
        assert_ne!(ranks(Rank::Best), row.cells.len(), "{}", row.id);
        assert_ne!(ranks(Rank::Worst), row.cells.len(), "{}", row.id);
        let Some(why) = &row.why else { continue };
        assert!(!why.said.en.is_empty() && !why.said.zh.is_empty(), "{}", row.id);
        for proof in &why.proof {
            let experiment = column(&base, names[usize::from(proof.column)]).expect("a column");
            let mut run = setup::open(&experiment, &[]);
            while run.advance(100_000) == Progress::More {}
            assert_eq!(run.fact(proof.fact).at, proof.at, "{}", row.id);
            reasons += 1;
        }
    }
    assert!(reasons > 10, "only {reasons} facts are pointed at");
}

/// The copy in Shanghai answers from what it has, the owner cannot be reached from there.
#[test]
fn under_a_cut_a_copy_answers_and_a_call_does_not() {
    let comparison = side_by_side(&workday(), &["log-shipping", "rpc"]);
    let first = comparison.differences.first().expect("a difference");
    assert_eq!(first.told.len(), 2);
    assert_ne!(first.told[0].said, first.told[1].said);
    let unlike = |id: &str| {
        let [one, other] = &row(&comparison, id).cells[..] else { panic!("two columns") };
        (one.figure, other.figure)
    };
    let (stale, fresh) = unlike("stale-reads");
    assert!(stale > fresh, "{stale:?} {fresh:?}");
    let apart = row(&comparison, "apart-us");
    assert_eq!((apart.cells[0].rank, apart.cells[1].rank), (Rank::Worst, Rank::Cannot));
    assert!(apart.why.is_some());
}

/// A carrier outside that takes no parcel above its limit is a rule, and no trouble of a node.
#[test]
fn what_a_partner_refuses_is_not_counted_as_technical() {
    let base = Experiment::of("saga").expect("a protocol");
    let comparison = side_by_side(&base, &["saga:carrier_limit=0", "saga:carrier_limit=1000000"]);
    let figures = |id: &str| row(&comparison, id).cells.iter().map(|it| it.figure).collect::<Vec<_>>();
    assert!(figures("done")[0] < figures("done")[1], "{:?}", figures("done"));
    assert_eq!(figures("rejected")[0], figures("rejected")[1]);
}

/// What nobody has a second copy of is at risk from its acknowledgement to the end.
#[test]
fn money_that_one_node_holds_is_at_risk_until_the_end_and_money_that_all_hold_is_not() {
    let comparison = side_by_side(&workday(), &["rpc", "log-shipping:safest"]);
    let cells = &row(&comparison, "money-at-risk").cells;
    assert!(cells[0].figure > Some(0), "{:?}", cells[0]);
    assert_eq!(cells[1].figure, Some(0), "{:?}", cells[1]);
}

#[test]
fn a_call_needs_the_owner_and_a_copy_only_itself() {
    let base = workday();
    let columns = ["rpc", "log-shipping"].map(|text| column(&base, text).expect("a column"));
    let comparison = Comparison {
        needs: needs(&columns.iter().collect::<Vec<_>>()),
        ..side_by_side(&base, &["rpc", "log-shipping"])
    };
    let needed = |what: &str| {
        let need = comparison.needs.iter().find(|it| it.what.en == what).expect("measured");
        [0, 1].map(|column| {
            let needed = need.needed[column].as_ref().expect("it succeeds where all are up");
            let nodes = comparison.columns[column].nodes.iter().zip(needed).filter(|(_, it)| **it);
            nodes.map(|(name, _)| name.en.clone()).collect::<Vec<_>>().join(", ")
        })
    };
    assert_eq!(needed("Read, at Shanghai"), ["Hangzhou, Shanghai", "Shanghai"]);
    assert_eq!(needed("Deposit, at Shanghai"), ["Hangzhou, Shanghai", "Hangzhou, Shanghai"]);
    let lines = text(&comparison, Language::En);
    assert!(lines.contains("Read, at Shanghai"), "{lines}");
}

#[test]
fn a_column_is_read_as_it_is_written_and_a_mistake_is_named() {
    let base = workday();
    for text in ["rpc", "log-shipping", "log-shipping:safest", "two-phase-commit:safest"] {
        let experiment = column(&base, text).expect("a column");
        let again = column(&base, &written(&base, &experiment)).expect("what was written");
        assert_eq!(again, experiment, "{text}: {}", written(&base, &experiment));
    }
    for wrong in
        ["", "carrier-pigeon", "rpc:fast", "rpc:wings=2", "log-shipping:mode=best", ":::", "rpc:=", "乙"]
    {
        assert!(column(&base, wrong).is_err(), "{wrong}");
    }
}

#[test]
fn one_protocol_twice_is_told_apart_by_the_settings_in_which_it_differs() {
    let comparison = side_by_side(&workday(), &["log-shipping", "log-shipping:safest"]);
    let [one, other] = &comparison.columns[..] else { panic!("two columns") };
    assert_ne!(one.name, other.name);
    assert!(other.name.zh.contains('（'), "{}", other.name.zh);
}

/// A spreadsheet opens it: every line has as many cells as the first one.
#[test]
fn the_table_is_csv_and_json_and_text_in_both_languages() {
    let comparison = side_by_side(&workday(), &["rpc", "log-shipping", "saga"]);
    for language in [Language::En, Language::Zh] {
        let csv = csv(&comparison, language);
        let mut reader = ::csv::ReaderBuilder::new().from_reader(csv.as_bytes());
        let width = reader.headers().expect("a head").len();
        assert_eq!(width, 3 + 3 * 3 + 1);
        assert!(reader.records().collect::<Result<Vec<_>, _>>().expect("lines of the same width").len() > 30);
        let text = text(&comparison, language);
        assert!(text.lines().all(|line| line.trim_end() == line));
        assert!(text.contains(if language == Language::En { "[worst]" } else { "[最差]" }));
    }
    let again: Comparison = serde_json::from_str(&json(&comparison)).expect("its own JSON");
    assert_eq!(again, comparison);
}

#[test]
fn no_cell_of_csv_is_a_formula() {
    let csv =
        receipt_csv(&serde_json::json!({ "money": -5, "because": "=cmd|' /C calc'!A0", "list": ["a,b"] }));
    assert!(csv.contains("money,-5\r\n") && csv.contains("list.0,\"a,b\"\r\n"), "{csv}");
    assert!(csv.contains("because,'=cmd"), "{csv}");
}

/// Every row in which somebody is best or worst says why, by facts of the runs. Held to all
/// protocols beside each other on each one's first day, and to every demo beside itself with its
/// protection on.
#[test]
fn no_row_names_a_best_or_a_worst_without_a_fact() {
    let mut said = std::collections::BTreeMap::new();
    let mut hold = |what: &str, comparison: &Comparison| {
        for row in comparison.sections.iter().flat_map(|section| &section.rows) {
            if row.cells.iter().all(|it| !matches!(it.rank, Rank::Best | Rank::Worst)) {
                continue;
            }
            let is_told = row.why.as_ref().is_some_and(|why| {
                !why.said.en.is_empty() && !why.said.zh.is_empty() && !why.proof.is_empty()
            });
            let (times, untold) = said.entry(row.id.clone()).or_insert((0, Vec::new()));
            *times += 1;
            if !is_told {
                untold.push(what.to_owned());
            }
        }
    };
    let names: Vec<&str> = ENTRIES.iter().map(|entry| entry.name).collect();
    for entry in ENTRIES {
        hold(entry.name, &side_by_side(&first_visit(entry), &names));
    }
    for demo in demo::all() {
        let both = [demo.experiment(), demo.protected()];
        let mut runs: Vec<_> = both.iter().map(|it| setup::open(it, &[])).collect();
        for run in &mut runs {
            while run.advance(100_000) == Progress::More {}
        }
        let runs = both.iter().zip(runs.iter_mut().map(Box::as_mut)).collect();
        hold(demo.id, &compare(&both[0], runs, Vec::new()));
    }
    let untold: Vec<_> = said.iter().filter(|(_, (_, untold))| !untold.is_empty()).collect();
    assert!(untold.is_empty(), "{untold:#?}");
    println!("{:?}", said.iter().map(|(id, (times, _))| (id, times)).collect::<Vec<_>>());
    for id in [
        "lost",
        "stale-reads",
        "blocked-us",
        "in-doubt-us",
        "money-made",
        "money-at-risk",
        "doubled",
        "standstill-us",
    ] {
        assert!(said.contains_key(id), "nobody was best or worst at {id}");
    }
}
