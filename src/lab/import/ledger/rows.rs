//! What each row does, by the plan that all rows led to.

use super::columns::Columns;
use super::kinds::{self, Kind};
use super::plan::{MONEY, Plan};
use super::workload::{Entry, Ledger, call};
use super::{MOST_ACCOUNTS, dates, moments, money};
use crate::base::ids::AccountId;
use crate::base::text::{TextBuf, is_hidden, named};
use crate::base::time::Time;
use crate::base::units::{self, Quantity};
use crate::domain::{Amount, Call};
use crate::lab::import::options::Role;
use crate::lab::import::reading::{FIRST_ROWS, Reading, Taken};
use crate::lab::import::table::Row;
use crate::lab::problem::Problem;
use std::collections::BTreeMap;

/// Whose ledger it is, where no column says it.
const OWN: &str = "me";
/// No name of an account is longer, in characters.
const LONGEST_NAME: usize = 40;

/// What is wrong with a cell, in both languages.
type Bad = TextBuf;

/// Rows being taken.
pub(super) struct Taking {
    plan: Plan,
    next: usize,
    names: BTreeMap<String, AccountId>,
    ledger: Ledger,
}

impl Taking {
    pub fn new(plan: Plan) -> Taking {
        Taking { plan, next: 0, names: BTreeMap::new(), ledger: Ledger::default() }
    }

    /// Takes so many rows on; how many are done, or nothing when all are.
    pub fn work(&mut self, rows: &[Row], most: u32, reading: &mut Reading) -> Option<usize> {
        if self.next == 0 {
            reading.heads = heads();
        }
        let end = self.plan.kept.len().min(self.next + most as usize);
        for at in self.next..end {
            let row = &rows[self.plan.kept[at]];
            match self.entry(row) {
                Ok(entry) => {
                    self.ledger.entries.push(entry);
                    if reading.first.len() < FIRST_ROWS {
                        reading.first.push(self.shown(&entry, row, reading.currency.as_deref()));
                    }
                }
                Err(bad) => reading.problem(Problem::new(format!("line {}", row.line), bad.en, bad.zh)),
            }
        }
        self.next = end;
        reading.count = self.ledger.entries.len() as u64;
        (end < self.plan.kept.len()).then_some(end)
    }

    pub fn finish(self) -> Ledger {
        self.ledger
    }

    fn entry(&mut self, row: &Row) -> Result<Entry, Bad> {
        let columns = &self.plan.columns;
        let cell = |role: Role| columns.cell(row, role);
        if let Some(more) = (columns.all.len()..row.width()).find(|column| !row.cell(*column).is_empty()) {
            let (has, most, found) = (row.width(), columns.all.len(), named(row.cell(more), 40));
            return Err(bad(
                &format!("has {has} cells, and there are {most} columns: \"{found}\" is one too many"),
                &format!("有 {has} 格，而表只有 {most} 列：多出“{found}”"),
            ));
        }
        let time = cell(Role::Time);
        let at = self.plan.times.us(time, cell(Role::Clock)).ok_or_else(|| {
            let found = named(time, 40);
            match self.plan.times {
                moments::Times::Numbers { .. } => bad(
                    &format!("time: \"{found}\" is no number of seconds, as the others are"),
                    &format!("时间：“{found}”不是秒数，而其他行都是"),
                ),
                moments::Times::Dates { .. } => bad(
                    &format!("time: \"{found}\" is no date such as 2026-03-01 09:30:00"),
                    &format!("时间：“{found}”不是 2026-03-01 09:30:00 这样的日期"),
                ),
            }
        })?;
        let (kind, amount) = self.does(row)?;
        let name = match columns.at(Role::Account) {
            Some(column) => row.cell(column).to_owned(),
            None => OWN.to_owned(),
        };
        let other = cell(Role::Counterparty).to_owned();
        let account = self.account("account", "账户", &name)?;
        let to = if kind == Kind::Transfer {
            let to = self.account("counterparty", "对方账户", &other)?;
            if to == account {
                return Err(bad("counterparty: is the account itself", "对方账户就是该账户自己"));
            }
            to
        } else {
            account
        };
        Ok(Entry { line: row.line, at, call: call(kind, account, to, amount) })
    }

    /// What a row does, and with how much; 0 where no money moves.
    fn does(&self, row: &Row) -> Result<(Kind, Amount), Bad> {
        let columns = &self.plan.columns;
        let mut found: Option<(Role, money::Money, Amount)> = None;
        for role in MONEY {
            let cell = columns.cell(row, role);
            let not_money = || {
                let (name, cell) = (role.name(), named(cell, 40));
                bad(
                    &format!(
                        "{name}: \"{cell}\" is not an amount; it must be a number with at most two decimals"
                    ),
                    &format!("金额：“{cell}”不是有效金额；应为最多两位小数的数字"),
                )
            };
            let Some(money) = money::cell(cell).map_err(|()| not_money())? else { continue };
            let cents = money::cents(&money, self.plan.decimal).ok_or_else(not_money)?;
            match &found {
                Some((_, _, known)) if *known != 0 && cents != 0 => {
                    return Err(bad("both income and expense have an amount", "收入与支出同时有金额"));
                }
                Some(_) if cents == 0 => {}
                _ => found = Some((role, money, cents)),
            }
        }
        let word = columns.cell(row, Role::Kind);
        let said = if columns.at(Role::Kind).is_some() { kinds::word(word) } else { None };
        if columns.at(Role::Kind).is_some() && said.is_none() {
            let word = named(word, 40);
            return Err(bad(
                &format!(
                    "kind: \"{word}\" is not one of open, deposit, withdraw, transfer, read, or their usual other words"
                ),
                &format!("类型：“{word}”不是开户、存入、取出、转账、查询，也不是它们的常用说法"),
            ));
        }
        let Some((role, money, cents)) = found else {
            return match said {
                Some(kind @ (Kind::Open | Kind::Read)) => Ok((kind, 0)),
                _ => Err(bad("amount: is missing", "缺少金额")),
            };
        };
        let by_sign = match (role, money.below) {
            (Role::Amount | Role::Income, false) => Kind::Deposit,
            (Role::Amount | Role::Income, true) => Kind::Withdraw,
            // Some banks write what goes out with a minus in its own column too. What has the other
            // sign than most of the column comes back.
            (_, below) if below == self.plan.expense_below => Kind::Withdraw,
            _ => Kind::Deposit,
        };
        match said {
            Some(kind) if money.below && kind != Kind::Withdraw => Err(bad(
                &format!(
                    "amount: \"{}\" is below zero, and its kind says which way it goes",
                    named(columns.cell(row, role), 40)
                ),
                &format!("金额“{}”为负，而方向已由类型说明", named(columns.cell(row, role), 40)),
            )),
            Some(kind) => Ok((kind, cents)),
            None => Ok((by_sign, cents)),
        }
    }

    fn account(&mut self, column: &str, zh: &str, name: &str) -> Result<AccountId, Bad> {
        let is_good = !name.is_empty() && !name.chars().any(is_hidden);
        if !is_good || name.contains(char::REPLACEMENT_CHARACTER) {
            let found = named(name, 40);
            return Err(if name.is_empty() {
                bad(&format!("{column}: is missing"), &format!("缺少{zh}"))
            } else {
                bad(
                    &format!(
                        "{column}: \"{found}\" has letters that cannot be shown; perhaps the encoding is another"
                    ),
                    &format!("{zh}：“{found}”含有无法显示的字符；编码可能不对"),
                )
            });
        }
        // Of a long name the end tells most: accounts stand in trees.
        let length = name.chars().count();
        let short: String = if length > LONGEST_NAME {
            std::iter::once('…').chain(name.chars().skip(length + 1 - LONGEST_NAME)).collect()
        } else {
            name.to_owned()
        };
        if let Some(&id) = self.names.get(name) {
            return Ok(id);
        }
        if length > LONGEST_NAME && self.ledger.accounts.contains(&short) {
            return Err(bad(
                &format!(
                    "{column}: \"{short}\" is how two names end that are longer than {LONGEST_NAME} characters"
                ),
                &format!("{zh}：有两个超过 {LONGEST_NAME} 个字符的名称都以“{short}”结尾"),
            ));
        }
        if self.ledger.accounts.len() >= MOST_ACCOUNTS {
            return Err(bad(
                &format!("{column}: is one more than the {MOST_ACCOUNTS} accounts that are taken"),
                &format!("{zh}：账户数超过 {MOST_ACCOUNTS} 个"),
            ));
        }
        let id = AccountId(self.ledger.accounts.len() as u32);
        self.names.insert(name.to_owned(), id);
        self.ledger.accounts.push(short);
        Ok(id)
    }

    fn shown(&self, entry: &Entry, row: &Row, currency: Option<&str>) -> Taken {
        let same = |text: String| TextBuf { en: text.clone(), zh: text };
        let name = |id: AccountId| same(self.ledger.accounts[id.0 as usize].clone());
        let at = match self.plan.times {
            moments::Times::Numbers { .. } => {
                units::text(Quantity::Moment(Time(u64::try_from(entry.at).unwrap_or_default())))
            }
            moments::Times::Dates { .. } => same(dates::written(entry.at)),
        };
        let (kind, other) = match entry.call {
            Call::Open { .. } => (bad("open", "开户"), None),
            Call::Deposit { .. } => (bad("comes in", "收入"), None),
            Call::Withdraw { .. } => (bad("goes out", "支出"), None),
            Call::Transfer { to, .. } => (bad("transfer", "转账"), Some(to)),
            _ => (bad("read", "查询"), None),
        };
        let amount = entry.amount().map(|amount| money::written(amount, currency)).unwrap_or_default();
        let other =
            other.map_or_else(|| same(named(self.plan.columns.cell(row, Role::Counterparty), 40)), name);
        let cells = vec![at, name(entry.call.account()), kind, same(amount), other];
        Taken { line: entry.line, cells }
    }
}

fn bad(en: &str, zh: &str) -> TextBuf {
    TextBuf { en: en.to_owned(), zh: zh.to_owned() }
}

fn heads() -> Vec<TextBuf> {
    vec![
        bad("Time", "时间"),
        bad("Account", "账户"),
        bad("What", "收支"),
        bad("Amount", "金额"),
        bad("Other side", "对方"),
    ]
}

/// Where the rows cannot be taken yet, the first of them as they stand in the file.
pub(super) fn as_they_stand(rows: &[Row], reading: &mut Reading) {
    let header = rows.iter().position(|row| Some(row.line) == reading.header_line);
    let columns = Columns { header, all: reading.columns.clone() };
    let same = |text: &str| {
        let text = named(text, 40);
        TextBuf { en: text.clone(), zh: text }
    };
    let head = |(at, name): (usize, &str)| if name.is_empty() { same(&at.to_string()) } else { same(name) };
    reading.heads = (1..).zip(columns.all.iter().map(|column| column.name.as_str())).map(head).collect();
    reading.first = rows
        .iter()
        .skip(columns.first_row())
        .take(FIRST_ROWS)
        .map(|row| Taken {
            line: row.line,
            cells: (0..columns.all.len()).map(|column| same(row.cell(column))).collect(),
        })
        .collect();
}
