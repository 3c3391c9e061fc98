//! A ledger as a workload: CSV with the columns time, account, kind, amount, counterparty, in any
//! order, named in the first line.
//!
//! | column | what is read |
//! | --- | --- |
//! | time | seconds (`12.5`), or a date with or without a time (`2026-03-01`, `2026-03-01T09:30:00`, `2026-03-01 09:30`, with `Z` or `+08:00`) |
//! | account | its name |
//! | kind | open, deposit, withdraw, transfer, read, or a common other word for one of them; 开户、存入、取出、转账、查询 |
//! | amount | a decimal number with at most two decimals; kept in the smallest unit |
//! | counterparty | for a transfer, who gains |
//!
//! The first row is at time zero. A ledger of months is drawn together evenly: what counts is the
//! order and the crowding of its rows, and no lesson lasts months.

use crate::base::ids::{AccountId, ClientId};
use crate::base::text::{is_hidden, named};
use crate::base::time::Time;
use crate::domain::bank::MOST;
use crate::domain::{Amount, Call};
use crate::lab::experiment::{Experiment, Opening, Pace, Planned};
use crate::lab::problem::Problem;
use crate::lab::read::{MOST_PROBLEMS, Problems};
use std::collections::BTreeMap;
use std::io::Cursor;

/// No ledger has more rows than this.
pub const MOST_ROWS: u64 = 200_000;
/// No ledger has more accounts than this.
pub const MOST_ACCOUNTS: usize = 20_000;
/// A ledger that lasts longer than this is drawn together; in microseconds.
const LONGEST_AS_IS_US: i128 = 600_000_000;
/// How far apart its rows are then, on average; in microseconds.
const DRAWN_TOGETHER_US: i128 = 20_000;

const COLUMNS: [(&str, &[&str]); 5] = [
    ("time", &["time", "date", "datetime", "timestamp", "at", "时间", "日期"]),
    ("account", &["account", "from", "账户", "账号"]),
    ("kind", &["kind", "type", "operation", "类型", "操作"]),
    ("amount", &["amount", "value", "金额"]),
    ("counterparty", &["counterparty", "to", "other", "对方", "对方账户"]),
];

/// A ledger being read.
pub struct LedgerReader {
    rows: csv::Reader<Cursor<Vec<u8>>>,
    size: u64,
    columns: Option<[Option<usize>; 5]>,
    names: BTreeMap<String, AccountId>,
    order: Vec<String>,
    operations: Vec<(i128, Call)>,
    problems: Problems,
    read: u64,
}

/// How far a ledger is read.
pub enum Progress {
    /// There is more: so many bytes of so many.
    More {
        /// Bytes read so far.
        done: u64,
        /// Bytes in the whole file.
        of: u64,
    },
    /// The whole file was read, and this came of it.
    Done,
}

impl LedgerReader {
    /// A reader at the beginning of a file; nothing is read before its first slice.
    pub fn new(text: String) -> LedgerReader {
        let size = text.len() as u64;
        let bytes = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text).into_bytes();
        let rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .comment(Some(b'#'))
            .from_reader(Cursor::new(bytes));
        LedgerReader {
            rows,
            size,
            columns: None,
            names: BTreeMap::new(),
            order: Vec::new(),
            operations: Vec::new(),
            problems: Problems { list: Vec::new(), count: 0 },
            read: 0,
        }
    }

    /// Reads at most so many rows on.
    pub fn work(&mut self, rows: u32) -> Progress {
        let mut record = csv::StringRecord::new();
        for _ in 0..rows {
            match self.rows.read_record(&mut record) {
                Ok(true) => self.row(&record),
                Ok(false) => return Progress::Done,
                Err(error) => {
                    let line = error.position().map_or(0, |position| position.line());
                    self.problem(
                        line,
                        "cannot be read as CSV in UTF-8".to_owned(),
                        "无法按 UTF-8 的 CSV 读取".to_owned(),
                    );
                    return Progress::Done;
                }
            }
            if self.read > MOST_ROWS {
                let line = record.position().map_or(0, |position| position.line());
                self.problem(
                    line,
                    format!("is one more than the {MOST_ROWS} rows that are taken"),
                    format!("行数超过 {MOST_ROWS} 行"),
                );
                return Progress::Done;
            }
        }
        Progress::More { done: self.rows.position().byte(), of: self.size }
    }

    /// The experiment with this ledger as its workload, and how many rows it has.
    ///
    /// # Errors
    /// Every bad row, by its line.
    pub fn finish(self, experiment: &Experiment) -> Result<(Experiment, u64), Problems> {
        let mut problems = self.problems;
        if problems.count == 0 && self.operations.is_empty() {
            problems = Problems {
                list: vec![Problem::new("line 1", "there is no row in this ledger", "账本里没有任何一行")],
                count: 1,
            };
        }
        if problems.count > 0 {
            return Err(problems);
        }
        let mut experiment = experiment.clone();
        let first = self.operations.iter().map(|(at, _)| *at).min().unwrap_or(0);
        let last = self.operations.iter().map(|(at, _)| *at).max().unwrap_or(0);
        let span = last - first;
        let wanted =
            if span > LONGEST_AS_IS_US { self.operations.len() as i128 * DRAWN_TOGETHER_US } else { span };
        let scaled = |at: i128| if span == 0 { 0 } else { (at - first) * wanted / span };
        let clients = experiment.workload.clients.max(u32::from(experiment.nodes)).max(1);
        let operations: Vec<Planned> = self
            .operations
            .iter()
            .map(|&(at, call)| {
                // An account's owner goes to the same service every time.
                let client = ClientId(call.account().0 % clients);
                Planned { at: Time(scaled(at) as u64), client, node: None, call, command: None }
            })
            .collect();
        let count = operations.len() as u64;
        let end = wanted as u64 + 1;
        experiment.workload.clients = clients;
        experiment.workload.until_us = end;
        experiment.workload.pace = Pace::List { operations };
        experiment.accounts =
            self.order.iter().map(|name| Opening { name: name.clone(), opening: 0 }).collect();
        experiment.duration_us = end + 3_000_000;
        Ok((experiment, count))
    }

    fn row(&mut self, record: &csv::StringRecord) {
        let line = record.position().map_or(0, |position| position.line());
        let columns = match self.columns {
            Some(columns) => columns,
            None => {
                let (columns, is_header) = header(record);
                self.columns = Some(columns);
                if is_header {
                    let missing = COLUMNS.iter().zip(columns).take(4).find(|(_, column)| column.is_none());
                    if let Some(((name, _), _)) = missing {
                        self.problem(
                            line,
                            format!("has no column \"{name}\"; needed are time, account, kind, amount (and counterparty for transfers)"),
                            format!("缺少“{name}”列；需要 time、account、kind、amount（转账还要 counterparty）"),
                        );
                    }
                    return;
                }
                columns
            }
        };
        self.read += 1;
        let field = |n: usize| columns[n].and_then(|column| record.get(column)).unwrap_or("");
        match self.operation(field(0), field(1), field(2), field(3), field(4)) {
            Ok(operation) => self.operations.push(operation),
            Err((en, zh)) => self.problem(line, en, zh),
        }
    }

    fn operation(
        &mut self,
        time: &str,
        account: &str,
        kind: &str,
        amount: &str,
        other: &str,
    ) -> Result<(i128, Call), (String, String)> {
        let at = micros(time).ok_or_else(|| {
            let found = brief(time);
            (
                format!("time: \"{found}\" is neither seconds nor a date such as 2026-03-01T09:30:00"),
                format!("时间：“{found}”既不是秒数，也不是 2026-03-01T09:30:00 这样的日期"),
            )
        })?;
        let kind = word(kind).ok_or_else(|| {
            let found = brief(kind);
            (
                format!("kind: \"{found}\" is not one of open, deposit, withdraw, transfer, read"),
                format!("类型：“{found}”不是 开户、存入、取出、转账、查询 之一"),
            )
        })?;
        let account = self.account("account", account)?;
        let cents = |text: &str| {
            minor_units(text).filter(|amount| (1..=MOST).contains(amount)).ok_or_else(|| {
                let found = brief(text);
                (
                    format!("amount: \"{found}\" is not an amount; it must be a number above 0 with at most two decimals"),
                    format!("金额：“{found}”不是有效金额；应为大于 0、最多两位小数的数字"),
                )
            })
        };
        Ok((
            at,
            match kind {
                Kind::Open => Call::Open { account },
                Kind::Read => Call::Read { account },
                Kind::Deposit => Call::Deposit { account, amount: cents(amount)? },
                Kind::Withdraw => Call::Withdraw { account, amount: cents(amount)? },
                Kind::Transfer => {
                    let to = self.account("counterparty", other)?;
                    if to == account {
                        return Err((
                            "counterparty: is the account itself".to_owned(),
                            "对方账户就是该账户自己".to_owned(),
                        ));
                    }
                    Call::Transfer { from: account, to, amount: cents(amount)? }
                }
            },
        ))
    }

    fn account(&mut self, column: &str, name: &str) -> Result<AccountId, (String, String)> {
        if name.is_empty() || name.chars().count() > 40 || name.chars().any(is_hidden) {
            return Err((
                format!("{column}: needs a name of 1 to 40 visible characters"),
                format!("{column}：需要 1 到 40 个可见字符的名称"),
            ));
        }
        if let Some(&id) = self.names.get(name) {
            return Ok(id);
        }
        if self.order.len() >= MOST_ACCOUNTS {
            return Err((
                format!("{column}: is one more than the {MOST_ACCOUNTS} accounts that are taken"),
                format!("{column}：账户数超过 {MOST_ACCOUNTS} 个"),
            ));
        }
        let id = AccountId(self.order.len() as u32);
        self.names.insert(name.to_owned(), id);
        self.order.push(name.to_owned());
        Ok(id)
    }

    fn problem(&mut self, line: u64, en: String, zh: String) {
        self.problems.count += 1;
        if self.problems.list.len() < MOST_PROBLEMS {
            self.problems.list.push(Problem::new(format!("line {line}"), en, zh));
        }
    }
}

/// Which column is where, and whether the first line says so.
fn header(record: &csv::StringRecord) -> ([Option<usize>; 5], bool) {
    let place =
        |names: &[&str]| record.iter().position(|field| names.contains(&field.to_lowercase().as_str()));
    let named = COLUMNS.map(|(_, names)| place(names));
    let is_header = named.iter().flatten().count() >= 2;
    if is_header { (named, true) } else { ([0, 1, 2, 3, 4].map(Some), false) }
}

#[derive(Clone, Copy)]
enum Kind {
    Open,
    Deposit,
    Withdraw,
    Transfer,
    Read,
}

fn word(text: &str) -> Option<Kind> {
    Some(match text.to_lowercase().as_str() {
        "open" | "opened" | "开户" => Kind::Open,
        "deposit" | "deposited" | "credit" | "in" | "存入" | "存款" | "收入" => Kind::Deposit,
        "withdraw" | "withdrawal" | "withdrawn" | "withdrew" | "debit" | "payment" | "out" | "取出"
        | "取款" | "支出" => Kind::Withdraw,
        "transfer" | "transferred" | "转账" | "转出" => Kind::Transfer,
        "read" | "balance" | "query" | "查询" | "余额" => Kind::Read,
        _ => return None,
    })
}

/// Microseconds since some fixed moment, out of seconds or a date.
fn micros(text: &str) -> Option<i128> {
    if let Some(us) = decimal(text, 6) {
        return Some(i128::from(us));
    }
    if let Ok(moment) = text.parse::<jiff::Timestamp>() {
        return Some(i128::from(moment.as_microsecond()));
    }
    let civil: jiff::civil::DateTime = text.parse().ok()?;
    let zoneless = civil.duration_since(jiff::civil::DateTime::constant(1970, 1, 1, 0, 0, 0, 0));
    Some(zoneless.as_micros())
}

/// An amount in the smallest unit; a thousands comma and a currency sign before it are passed over.
fn minor_units(text: &str) -> Option<Amount> {
    let plain: String = text
        .trim_start_matches(['¥', '￥', '$', '€', '£', '+', ' '])
        .chars()
        .filter(|&letter| letter != ',')
        .collect();
    decimal(&plain, 2)
}

/// A decimal number times `10 ^ places`, exactly; nothing if it has more decimals than that.
fn decimal(text: &str, places: usize) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 12 || !digits(whole) || !digits(part) || part.len() > places {
        return None;
    }
    format!("{whole}{part:0<places$}").parse().ok()
}

fn brief(text: &str) -> String {
    named(text, 40)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(Experiment, u64), Problems> {
        let mut reader = LedgerReader::new(text.to_owned());
        while let Progress::More { .. } = reader.work(3) {}
        reader.finish(&Experiment::of("log-shipping").unwrap())
    }

    fn operations(experiment: &Experiment) -> &[Planned] {
        match &experiment.workload.pace {
            Pace::List { operations } => operations,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_ledger_becomes_the_workload() {
        let (experiment, rows) =
            read("time,account,kind,amount,counterparty\n0,alice,deposit,12.50,\n1.5,alice,transfer,\"1,000\",bob\n2,bob,read,,\n")
                .unwrap();
        let (a, b) = (AccountId(0), AccountId(1));
        let calls: Vec<(u64, Call)> =
            operations(&experiment).iter().map(|planned| (planned.at.0, planned.call)).collect();
        let want = [
            (0, Call::Deposit { account: a, amount: 1_250 }),
            (1_500_000, Call::Transfer { from: a, to: b, amount: 100_000 }),
            (2_000_000, Call::Read { account: b }),
        ];
        assert_eq!((rows, calls.as_slice()), (3, &want[..]));
        assert_eq!(
            experiment.accounts.iter().map(|account| account.name.as_str()).collect::<Vec<_>>(),
            ["alice", "bob"]
        );
    }

    #[test]
    fn dates_chinese_and_other_orders_of_columns_are_read() {
        let (experiment, _) =
            read("类型,金额,账户,时间\n存入,¥10,张三,2026-03-01 09:30\n取出,3.5,张三,2026-03-01T09:30:02\n")
                .unwrap();
        let ats: Vec<u64> = operations(&experiment).iter().map(|planned| planned.at.0).collect();
        assert_eq!(ats, [0, 2_000_000]);
    }

    #[test]
    fn a_ledger_of_months_is_drawn_together_evenly() {
        let (experiment, _) =
            read("time,account,kind,amount\n2026-01-01,a,deposit,1\n2026-02-01,a,deposit,1\n2026-03-04,a,deposit,1\n").unwrap();
        let ats: Vec<u64> = operations(&experiment).iter().map(|planned| planned.at.0).collect();
        assert_eq!(ats, [0, 30_000, 60_000]);
    }

    #[test]
    fn every_bad_row_is_named_by_line_and_reason() {
        let problems = read("time,account,kind,amount,counterparty\nsoon,a,deposit,1,\n1,a,steal,1,\n2,,deposit,1,\n3,a,deposit,-1,\n4,a,transfer,1,a\n5,a,deposit,1.234,\n").unwrap_err();
        let lines: Vec<String> = problems.list.iter().map(ToString::to_string).collect();
        assert_eq!(problems.count, 6);
        assert!(lines[0].starts_with("line 2: time: \"soon\""), "{lines:?}");
        assert!(lines[1].starts_with("line 3: kind: \"steal\""), "{lines:?}");
        assert!(lines[4].starts_with("line 6: counterparty"), "{lines:?}");
        assert!(read("").is_err());
        assert!(read("time,account\n1,a\n").is_err());
    }
}
