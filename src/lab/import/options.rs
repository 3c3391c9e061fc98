//! What a person can say about a file that the file does not say itself: the options of the
//! command line, and the choices of the page.

use crate::base::text::{TextBuf, named};
use crate::lab::import::encoding::ENCODINGS;
use serde::{Deserialize, Serialize};

/// What stands before the decimals.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decimal {
    /// 1,234.50
    Point,
    /// 1.234,50
    Comma,
}

/// In which order the numbers of a date stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dates {
    /// 31/12/2026
    Dmy,
    /// 12/31/2026
    Mdy,
    /// 2026-12-31
    Ymd,
}

/// The unit of a round trip.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Microseconds.
    Us,
    /// Milliseconds.
    Ms,
    /// Seconds.
    S,
}

/// What a column is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// What the file is read for, whatever it is: the amount of a ledger, a round trip.
    Main,
    /// When, with the day.
    Time,
    /// The time of the day, beside a column of days.
    Clock,
    /// Whose money.
    Account,
    /// What is done: in which direction money goes.
    Kind,
    /// How much; below zero where it goes out.
    Amount,
    /// How much comes in.
    Income,
    /// How much goes out.
    Expense,
    /// Who is on the other side.
    Counterparty,
    /// In which currency.
    Currency,
    /// Whether it came about.
    State,
    /// A round trip.
    RoundTrip,
}

/// The roles that a column of a ledger can have, in the order of a list to choose from.
pub const LEDGER_ROLES: [Role; 10] = [
    Role::Time,
    Role::Clock,
    Role::Account,
    Role::Kind,
    Role::Amount,
    Role::Income,
    Role::Expense,
    Role::Counterparty,
    Role::Currency,
    Role::State,
];

impl Role {
    /// As options and files write it.
    pub const fn name(self) -> &'static str {
        match self {
            Role::Main => "main",
            Role::Time => "time",
            Role::Clock => "clock",
            Role::Account => "account",
            Role::Kind => "kind",
            Role::Amount => "amount",
            Role::Income => "income",
            Role::Expense => "expense",
            Role::Counterparty => "counterparty",
            Role::Currency => "currency",
            Role::State => "state",
            Role::RoundTrip => "round_trip",
        }
    }
}

/// Which column is meant.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// The one that the header calls so.
    Named(String),
    /// The one at this place, from 0.
    At(u32),
}

/// What a person says that a column is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Choice {
    /// The column.
    pub column: Which,
    /// What it is; nothing where it is not to be used.
    pub role: Option<Role>,
}

/// Where a person says that a node stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Placed {
    /// The node, from 0; services have the first numbers.
    pub node: u16,
    /// The region, as the file calls it; nothing where it stands in none of them.
    pub region: Option<String>,
}

/// Everything that a person said about a file.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Options {
    /// What stands before the decimals.
    pub decimal: Option<Decimal>,
    /// In which order the numbers of a date stand.
    pub dates: Option<Dates>,
    /// The zone of dates that name none, in minutes east of Greenwich.
    pub zone_min: Option<i32>,
    /// What columns are; of two choices for one column the later counts.
    pub columns: Vec<Choice>,
    /// The unit of the round trips.
    pub unit: Option<Unit>,
    /// The encoding; a name out of [`ENCODINGS`], or another that the decoder knows.
    pub encoding: Option<String>,
    /// The one currency that is taken of several.
    pub currency: Option<String>,
    /// Where nodes stand, for round trips between regions; of two for one node the later counts.
    pub regions: Vec<Placed>,
}

/// An experiment has no more services.
const MOST_SERVICES: u16 = 7;

/// The options of the command line, with what each may be; nothing where it may be anything.
pub const OPTIONS: [(&str, &[&str]); 8] = [
    ("--decimal", &["comma", "point"]),
    ("--dates", &["dmy", "mdy", "ymd"]),
    ("--zone", &[]),
    ("--column", &[]),
    ("--unit", &["us", "ms", "s"]),
    ("--encoding", &[]),
    ("--currency", &[]),
    ("--region", &[]),
];

impl Options {
    /// Takes an option by its name on the command line. `--column NAME` is the column that the file
    /// is read for; `--column ROLE=NAME` says what another is. `--region 2=NAME` says where the
    /// second service stands, and `--region 2=` that it stands in no region of the file.
    ///
    /// # Errors
    /// What the option may be instead.
    ///
    /// ```
    /// use eventual::lab::import::options::{Dates, Options};
    /// let mut options = Options::default();
    /// options.set("--dates", "dmy").unwrap();
    /// assert_eq!(options.dates, Some(Dates::Dmy));
    /// assert_eq!(options.set("--zone", "noon").unwrap_err().en,
    ///     "--zone: \"noon\" is no zone; it must be Z or such as +08:00");
    /// ```
    pub fn set(&mut self, option: &str, value: &str) -> Result<(), TextBuf> {
        let may = OPTIONS.iter().find(|(name, _)| *name == option).map_or(&[][..], |(_, may)| may);
        let refused = |en: &str, zh: &str| {
            let value = named(value, 40);
            TextBuf { en: format!("{option}: \"{value}\" {en}"), zh: format!("{option}：“{value}”{zh}") }
        };
        if !may.is_empty() && !may.contains(&value) {
            let list = may.join(", ");
            return Err(refused(
                &format!("is not known; it must be one of {list}"),
                &format!("不认识；应为其中之一：{list}"),
            ));
        }
        match option {
            "--decimal" => {
                self.decimal = Some(if value == "comma" { Decimal::Comma } else { Decimal::Point });
            }
            "--dates" => {
                self.dates = Some(match value {
                    "dmy" => Dates::Dmy,
                    "mdy" => Dates::Mdy,
                    _ => Dates::Ymd,
                });
            }
            "--unit" => {
                self.unit = Some(match value {
                    "us" => Unit::Us,
                    "ms" => Unit::Ms,
                    _ => Unit::S,
                });
            }
            "--zone" => {
                let zone = zone_min(value).ok_or_else(|| {
                    refused(
                        "is no zone; it must be Z or such as +08:00",
                        "不是时区；应为 Z，或 +08:00 这样的写法",
                    )
                })?;
                self.zone_min = Some(zone);
            }
            "--column" => {
                let role = value.split_once('=').and_then(|(role, name)| {
                    LEDGER_ROLES.iter().find(|known| known.name() == role).map(|role| (*role, name))
                });
                let (role, name) = role.unwrap_or((Role::Main, value));
                self.columns.push(Choice { column: Which::Named(name.to_owned()), role: Some(role) });
            }
            "--region" => {
                let placed = value.split_once('=').and_then(|(service, name)| {
                    let number: u16 = service.trim().parse().ok()?;
                    Some((number.checked_sub(1).filter(|node| *node < MOST_SERVICES)?, name.trim()))
                });
                let (node, name) = placed.ok_or_else(|| {
                    refused(
                        "is no place of a service; it must be such as 2=eu-west-1, with a number from 1 to 7",
                        "不是服务的位置；应为 2=eu-west-1 这样的写法，编号为 1 到 7",
                    )
                })?;
                let region = (!name.is_empty()).then(|| name.to_owned());
                self.regions.push(Placed { node, region });
            }
            "--currency" => self.currency = Some(value.to_uppercase()),
            "--encoding" => {
                let known = ENCODINGS.iter().find(|name| name.eq_ignore_ascii_case(value));
                self.encoding = Some(known.map_or(value, |name| name).to_owned());
            }
            _ => return Err(refused("is of an option that is not known", "属于不认识的选项")),
        }
        Ok(())
    }
}

/// A zone in minutes east of Greenwich: `Z`, `UTC`, `+08:00`, `+0800`, `+8`; up to 18 hours.
pub fn zone_min(text: &str) -> Option<i32> {
    if matches!(text, "Z" | "z" | "UTC" | "GMT") {
        return Some(0);
    }
    let text = text.strip_prefix("UTC").or_else(|| text.strip_prefix("GMT")).unwrap_or(text);
    let (sign, rest) = match text.chars().next()? {
        '+' => (1, &text[1..]),
        '-' => (-1, &text[1..]),
        '−' => (-1, &text['−'.len_utf8()..]),
        _ => return None,
    };
    let two = |text: &str| {
        (matches!(text.len(), 1 | 2) && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| text.parse::<i32>().ok())
            .flatten()
    };
    let (hours, minutes) = match rest.split_once(':') {
        Some((hours, minutes)) => (two(hours)?, two(minutes)?),
        None if rest.len() == 4 && rest.is_ascii() => (two(&rest[..2])?, two(&rest[2..])?),
        None => (two(rest)?, 0),
    };
    (hours <= 18 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}
