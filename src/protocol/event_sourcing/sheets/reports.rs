//! The reports of a service as tables.

use super::super::beside::reports::{Content, Report};
use super::super::config::Config;
use super::super::state::State;
use crate::base::text::{Text, text};
use crate::base::time::Time;
use crate::data::reports::{Daily, Lowest, Movers, OFTEN, Watch};
use crate::sim::show::{Cell, Sheet};

/// How many days, and how many accounts, a report shows at most.
const MOST: usize = 8;

/// The table of all reports, and each of them.
pub fn all(config: &Config, state: &State) -> Vec<Sheet> {
    let reports = || (0..).zip(&state.volatile.reports).filter_map(|(nth, it)| Some((nth, it.as_ref()?)));
    let overview = || Sheet {
        name: "reports".into(),
        title: text("Reports", "报表"),
        head: vec![
            text("Report", "报表"),
            text("Version", "版本"),
            text("Lag (events)", "滞后（事件）"),
            text("Errors", "错误"),
        ],
        rows: reports().map(|(nth, report)| row(state, nth, report)).collect(),
        alarming: reports().any(|(_, report)| report.errors.number > 0),
    };
    let first = reports().next().map(|_| overview());
    first.into_iter().chain(reports().map(|(_, report)| sheet(config, report))).collect()
}

fn row(state: &State, nth: usize, report: &Report) -> Vec<Cell> {
    let lag = state.volatile.saved.saturating_sub(report.position);
    let version = state.durable.deployed.reports[nth] + 1;
    vec![
        Cell::Words(title(&report.content)),
        Cell::Sign(format!("v{version}")),
        Cell::Count(lag),
        Cell::Count(report.errors.number),
    ]
}

const fn title(content: &Content) -> Text {
    match content {
        Content::Daily(_) => text("Daily totals", "每日合计"),
        Content::Movers(_) => text("Largest movers", "变动最大的账户"),
        Content::Watch(_) => {
            text("Fraud rule: three payments within the window", "反欺诈规则：时间窗内支出三次")
        }
        Content::Lowest(_) => text("The least that each account ever held", "每个账户余额的历史最低值"),
    }
}

fn sheet(config: &Config, report: &Report) -> Sheet {
    let (name, head, rows, alarming) = match &report.content {
        Content::Daily(daily) => ("daily-totals", DAILY, days(daily, config.day.0), false),
        Content::Movers(movers) => ("largest-movers", MOVERS, moved(movers), false),
        Content::Watch(watch) => {
            let rows = suspicious(watch);
            ("fraud-rule", SUSPICIOUS, rows.clone(), !rows.is_empty())
        }
        Content::Lowest(lowest) => ("lowest-balance", LOWEST, lows(lowest), false),
    };
    Sheet { name: name.into(), title: title(&report.content), head: head.to_vec(), rows, alarming }
}

const DAILY: &[Text] = &[
    text("Day begins", "一天开始于"),
    text("Came in", "存入"),
    text("Went out", "取出"),
    text("Operations", "笔数"),
];
const MOVERS: &[Text] = &[text("Account", "账户"), text("Gained", "增加"), text("Paid", "减少")];
const SUSPICIOUS: &[Text] = &[text("Account", "账户"), text("Times", "次数"), text("First at", "首次")];
const LOWEST: &[Text] = &[text("Account", "账户"), text("Lowest", "最低"), text("Now", "现在")];

/// Every day from the first one on which something happened to the last, the last few of them.
fn days(daily: &Daily, day_us: u64) -> Vec<Vec<Cell>> {
    let Some((first, last)) = daily.span() else { return Vec::new() };
    let from = first.max(last.saturating_sub(MOST as u64 - 1));
    let row = |number: u64| {
        let day = daily.day(number);
        let begins = Cell::Moment(Time(number.saturating_mul(day_us)));
        vec![begins, Cell::Money(day.came_in), Cell::Money(day.went_out), Cell::Count(day.number)]
    };
    (from..=last).map(row).collect()
}

fn moved(movers: &Movers) -> Vec<Vec<Cell>> {
    let largest = movers.largest(MOST).into_iter();
    largest
        .map(|(account, moved)| {
            vec![Cell::Account(account), Cell::Money(moved.gained), Cell::Money(moved.paid)]
        })
        .collect()
}

fn suspicious(watch: &Watch) -> Vec<Vec<Cell>> {
    let row = |(account, times, since): (_, u64, u64)| {
        vec![Cell::Account(account), Cell::Count(times), Cell::Moment(Time(since.saturating_mul(1_000)))]
    };
    watch.suspicious().take(MOST).map(row).collect()
}

fn lows(lowest: &Lowest) -> Vec<Vec<Cell>> {
    let row = |(account, low): (_, crate::data::reports::Low)| {
        vec![Cell::Account(account), Cell::Money(low.lowest), Cell::Money(low.balance)]
    };
    lowest.all().map(row).collect()
}

/// How many payments make an account suspicious is part of the rule's title.
const _: () = assert!(OFTEN == 3);
