//! Reports from the stream: what they say, how far they are, what a rebuild and a late question come
//! to, and what is lost with the intent.

use super::beside::sheet;
use super::*;
use crate::sim::show::{Cell, Sheet};

fn busy() -> Script {
    let script = story().lasts(3_000).set("reports", true).set("day_us", 500_000_u64);
    let script = script.at(1).submit(1, deposit(BOB, 50)).at(100).submit(0, withdraw(ALICE, 480));
    let script = script.at(600).submit(2, transfer(CAROL, BOB, 30)).at(1_200).submit(0, deposit(ALICE, 400));
    script.at(1_300).submit(0, withdraw(ALICE, 5)).at(1_350).submit(1, withdraw(ALICE, 6))
}

fn figures(sheet: &Sheet) -> Vec<Vec<i64>> {
    let figure = |cell: &Cell| match cell {
        Cell::Account(account) => Some(i64::from(account.0)),
        Cell::Money(amount) => Some(*amount),
        Cell::Count(count) => i64::try_from(*count).ok(),
        Cell::Moment(at) => i64::try_from(at.0 / 1_000).ok(),
        _ => None,
    };
    sheet.rows.iter().map(|row| row.iter().filter_map(figure).collect()).collect()
}

fn of(run: &Played, node: u16, name: &str) -> Vec<Vec<i64>> {
    figures(&sheet(run, node, name).unwrap_or_else(|| panic!("{name} is shown")))
}

#[test]
fn three_reports_that_are_no_balances_are_folded_by_every_service() {
    let run = busy().run();
    for node in 0..3 {
        let days = [vec![0, 50, 480, 2], vec![500, 0, 0, 0], vec![1_000, 400, 11, 3]];
        assert_eq!(of(&run, node, "daily-totals"), days);
        assert_eq!(of(&run, node, "largest-movers"), [vec![0, 400, 491], vec![1, 80, 0], vec![2, 0, 30]]);
        assert!(of(&run, node, "fraud-rule").is_empty(), "three payments, and too far apart");
    }
    let wide = busy().set("fraud_window_us", 2_000_000_u64).run();
    assert_eq!(of(&wide, 2, "fraud-rule")[0][..2], [0, 1]);
    assert!(sheet(&story().run(), 0, "reports").is_none(), "who keeps none shows none");
}

#[test]
fn each_report_has_a_lag_and_a_version_of_its_own() {
    let slow = busy().set("apply_us", 20_000_u64).at(2_000).order(0, "rebuild_movers").run().at(2_030);
    // Three opening events more than what was written: 6 of 13 take no time, 1 was folded since.
    assert_eq!(of(&slow, 0, "reports"), [vec![0, 0], vec![6, 0], vec![0, 0]]);
    let version = |row: &Vec<Cell>| if let Cell::Sign(sign) = &row[1] { sign.clone() } else { String::new() };
    let reports = sheet(&slow, 0, "reports").expect("there are reports");
    assert_eq!(reports.rows.iter().map(version).collect::<Vec<_>>(), ["v1", "v2", "v1"]);
}

#[test]
fn rebuilt_a_report_says_the_same_if_events_carry_their_time_and_something_else_if_not() {
    let rebuilt = busy().at(2_600).order(1, "rebuild_daily");
    assert_eq!(of(&rebuilt.run(), 1, "daily-totals"), of(&busy().run(), 1, "daily-totals"));
    let by_arrival = rebuilt.set("day_by", "arrival").run();
    assert_eq!(of(&by_arrival, 1, "daily-totals"), [vec![2_500, 450, 491, 5]]);
    assert_eq!(by_arrival.notes(OwnFact::Reported), [(1, 1, 2)]);
}

#[test]
fn what_is_asked_only_afterwards_the_log_can_answer_and_the_table_cannot() {
    let asked = busy().at(2_500).order(2, "ask_lowest");
    let run = asked.run();
    assert_eq!(of(&run, 2, "lowest-balance"), [vec![0, 20, 409], vec![1, 300, 380], vec![2, 170, 170]]);
    assert!(sheet(&run, 0, "lowest-balance").is_none(), "nobody asked there");
    let table = asked.set("answer_from", "table").run();
    assert_eq!(of(&table, 2, "lowest-balance"), [vec![0, 409, 409], vec![1, 380, 380], vec![2, 170, 170]]);
}

#[test]
fn what_was_asked_is_asked_again_after_a_crash() {
    let run = busy().at(2_300).order(2, "ask_lowest").at(2_500).crash(2).at(2_600).restart(2).run();
    assert_eq!(of(&run, 2, "lowest-balance")[0], [0, 20, 409]);
    assert_eq!(of(&run, 2, "daily-totals"), of(&run, 0, "daily-totals"));
}

#[test]
fn with_one_big_update_balances_are_right_and_reports_cannot_tell_what_happened() {
    let run = busy().set("events", "account_updated").run();
    assert!(run.agree());
    assert_eq!(run.balances(BOB), [380; 3]);
    // The 30 that carol sent look like cash.
    assert_eq!(of(&run, 0, "daily-totals")[1], [500, 30, 0, 1]);
}
