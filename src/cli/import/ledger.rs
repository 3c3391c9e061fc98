//! A ledger: which column is what, which mark stands before the cents, which number of a date is
//! the day. The whole of a column is the evidence; where it says nothing, a person is asked.

use super::table::{Row, Table, digits, split};
use crate::base::text::named;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// What a column can be, with the names that exports give it. A name is compared without what
/// stands in brackets.
const COLUMNS: [(&str, &[&str]); 9] = [
    (
        "time",
        &[
            "time",
            "date",
            "datetime",
            "timestamp",
            "at",
            "时间",
            "日期",
            "交易时间",
            "交易日期",
            "记账日期",
            "交易创建时间",
            "付款时间",
            "buchungstag",
            "buchungsdatum",
            "datum",
            "completed date",
            "transaction date",
            "booking date",
            "created on",
            "fecha",
            "date de l'opération",
            "date opération",
            "fecha operación",
        ],
    ),
    ("account", &["account", "from", "账户", "账号", "konto", "compte", "cuenta", "account name"]),
    (
        "kind",
        &[
            "kind",
            "type",
            "operation",
            "类型",
            "操作",
            "收/支",
            "收支",
            "借/贷",
            "借贷",
            "借贷标志",
            "soll/haben",
            "debit/credit",
            "direction",
            "sens",
            "tipo",
        ],
    ),
    (
        "amount",
        &[
            "amount",
            "value",
            "金额",
            "交易金额",
            "发生额",
            "betrag",
            "umsatz",
            "montant",
            "importe",
            "cantidad",
            "amount eur",
            "source amount",
        ],
    ),
    (
        "income",
        &[
            "收入",
            "收入金额",
            "贷方发生额",
            "存入金额",
            "credit",
            "haben",
            "gutschrift",
            "paid in",
            "money in",
            "inflow",
            "crédit",
            "abono",
            "deposit",
        ],
    ),
    (
        "expense",
        &[
            "支出",
            "支出金额",
            "借方发生额",
            "支取金额",
            "debit",
            "soll",
            "lastschrift",
            "paid out",
            "money out",
            "outflow",
            "débit",
            "cargo",
            "withdrawal",
        ],
    ),
    (
        "counterparty",
        &[
            "counterparty",
            "to",
            "other",
            "对方",
            "对方账户",
            "交易对方",
            "对方户名",
            "payee",
            "empfänger",
            "zahlungsempfänger",
            "auftraggeber/empfänger",
            "begünstigter/zahlungspflichtiger",
            "beneficiary",
            "bénéficiaire",
            "beneficiario",
            "target name",
        ],
    ),
    ("currency", &["currency", "币种", "währung", "devise", "divisa", "moneda"]),
    ("state", &["state", "status", "交易状态", "当前状态", "statut", "estado"]),
];

/// Whose ledger it is, where no column says it.
const OWN: &str = "me";

/// Reads a ledger; what is taken, or one line about what a person must decide or mend.
pub(super) fn read(text: &str, options: &BTreeMap<&str, &str>) -> Result<Json, String> {
    let table = split(text)?;
    let (columns, header) = columns(&table)?;
    let rows = &table.rows[header.map_or(0, |at| at + 1)..];
    let at = |name: &str| columns.get(name).copied();
    let field = |row: &Row, name: &str| {
        at(name).and_then(|column| row.fields.get(column)).map_or("", String::as_str).to_owned()
    };
    let mut left_out: Vec<Json> = table.rows[..header.unwrap_or(0)]
        .iter()
        .map(|row| left(row, "it stands before the header"))
        .collect();
    let mut kept: Vec<&Row> = Vec::new();
    for row in rows {
        let total = row.fields.iter().any(|it| {
            ["total", "合计", "总计", "summe", "saldo"].contains(&it.to_lowercase().trim_end_matches(':'))
        });
        let state = field(row, "state").to_lowercase();
        let pending = [
            "pending",
            "reverted",
            "failed",
            "cancelled",
            "canceled",
            "交易关闭",
            "等待付款",
            "vorgemerkt",
            "declined",
        ];
        if row.fields.iter().all(String::is_empty) || row.fields.len() == 1 && columns.len() > 1 {
            left_out.push(left(row, "it is no row of the table"));
        } else if pending.contains(&state.as_str()) {
            left_out.push(left(row, &format!("it is {state}")));
        } else if total && field(row, "time").is_empty() {
            left_out.push(left(row, "it is a total"));
        } else {
            kept.push(row);
        }
    }
    if kept.is_empty() {
        return Err("there is no row in this ledger".to_owned());
    }
    let mut currencies: Vec<String> =
        kept.iter().map(|row| field(row, "currency").to_uppercase()).filter(|it| !it.is_empty()).collect();
    currencies.sort_unstable();
    currencies.dedup();
    if currencies.len() > 1 {
        return Err(format!(
            "the rows are in several currencies: {}; a ledger is of one",
            currencies.join(", ")
        ));
    }
    let money = ["amount", "income", "expense"];
    let cells: Vec<(u64, String)> =
        kept.iter().flat_map(|row| money.map(|name| (row.line, bare(&field(row, name))))).collect();
    let mark = mark(&cells, options.get("--decimal").copied())?;
    let dates: Vec<(u64, String)> = kept.iter().map(|row| (row.line, field(row, "time"))).collect();
    let order = order(&dates, options.get("--dates").copied())?;
    let compact = dates.iter().all(|(_, date)| date.len() == 8 && micros(date, order, true).is_some());
    let (mut accounts, mut amounts, mut times): (Vec<String>, Vec<Json>, Vec<i128>) =
        (Vec::new(), Vec::new(), Vec::new());
    for row in &kept {
        let bad = |what: &str, found: &str, must: &str| {
            format!("line {}: {what}: \"{}\" is {must}", row.line, named(found, 40))
        };
        let time = field(row, "time");
        times.push(
            micros(&time, order, compact).ok_or_else(|| bad("time", &time, "neither seconds nor a date"))?,
        );
        let cents = |name: &str| -> Result<Option<i64>, String> {
            let cell = bare(&field(row, name));
            if cell.is_empty() {
                return Ok(None);
            }
            amount(&cell, mark)
                .map(Some)
                .ok_or_else(|| bad(name, &cell, "no amount with at most two decimals"))
        };
        let word = field(row, "kind");
        let known = kind(&word);
        if at("kind").is_some() && known.is_none() {
            return Err(bad(
                "kind",
                &word,
                "not one of open, deposit, withdraw, transfer, read, or their usual other words",
            ));
        }
        let found = match (cents("amount")?, cents("income")?, cents("expense")?) {
            (Some(amount), ..) => Some(amount),
            (None, Some(amount), None | Some(0)) | (None, None | Some(0), Some(amount)) => Some(amount),
            (None, Some(_), Some(_)) => {
                return Err(format!("line {}: both income and expense have an amount", row.line));
            }
            (None, None, None) => None,
        };
        let signed = at("kind").is_none();
        match found {
            None if matches!(known, Some("open" | "read")) => amounts.push(Json::Null),
            None => return Err(format!("line {}: amount: is missing", row.line)),
            Some(0) => return Err(format!("line {}: amount: is zero", row.line)),
            Some(amount) if amount < 0 && !signed => {
                return Err(bad(
                    "amount",
                    &field(row, "amount"),
                    "below zero, and its kind says which way it goes",
                ));
            }
            Some(amount) => amounts.push(json!(amount.abs())),
        }
        let mut add = |name: String| {
            if !accounts.contains(&name) {
                accounts.push(name);
            }
        };
        let account = field(row, "account");
        match (at("account").is_some(), account.is_empty()) {
            (true, true) => return Err(format!("line {}: account: is missing", row.line)),
            (true, false) => add(account),
            (false, _) => add(OWN.to_owned()),
        }
        if known == Some("transfer") {
            let other = field(row, "counterparty");
            if other.is_empty() {
                return Err(format!("line {}: counterparty: is missing", row.line));
            }
            add(other);
        }
    }
    let apart: Vec<i64> = times.windows(2).map(|pair| (pair[1] - pair[0]) as i64).collect();
    let named_columns: BTreeMap<&str, Json> = columns
        .iter()
        .map(|(name, column)| {
            (
                *name,
                header
                    .and_then(|at| table.rows[at].fields.get(*column))
                    .map_or(json!(column + 1), |it| json!(it)),
            )
        })
        .collect();
    Ok(json!({
        "rows": kept.len(), "accounts": accounts, "amounts": amounts, "apart_us": apart, "divider": table.divider.to_string(),
        "header_line": header.map(|at| table.rows[at].line), "columns": named_columns, "decimal": if mark == ',' { "comma" } else { "point" },
        "currency": currencies.first(), "left_out": left_out,
    }))
}

fn left(row: &Row, why: &str) -> Json {
    json!({"line": row.line, "why": why})
}

/// The name of a column without what stands in brackets.
fn plain(name: &str) -> String {
    let end = name.find(['(', '（', '[']).unwrap_or(name.len());
    name[..end].trim().trim_matches('"').to_lowercase()
}

/// Which column is what, and the row that says so. What stands before that row is text.
fn columns(table: &Table) -> Result<(BTreeMap<&'static str, usize>, Option<usize>), String> {
    for (at, row) in table.rows.iter().take(60).enumerate() {
        let mut found: BTreeMap<&'static str, usize> = BTreeMap::new();
        for (column, name) in row.fields.iter().enumerate() {
            let name = plain(name);
            if let Some((known, _)) = COLUMNS.iter().find(|(_, names)| names.contains(&name.as_str())) {
                found.entry(known).or_insert(column);
            }
        }
        if found.len() < 2 {
            continue;
        }
        let money =
            found.contains_key("amount") || found.contains_key("income") || found.contains_key("expense");
        if !found.contains_key("time") || !money {
            let missing = if money { "time" } else { "amount" };
            return Err(format!(
                "line {}: no column is known to be the {missing}; the columns are {}",
                row.line,
                named(&row.fields.join(", "), 120)
            ));
        }
        return Ok((found, Some(at)));
    }
    let first = table.rows.first().ok_or_else(|| "there is no row in this ledger".to_owned())?;
    // Without a header the columns stand in their usual order, and the first row is one already.
    if first.fields.len() >= 4
        && first.fields[0].starts_with(|letter: char| letter.is_ascii_digit())
        && kind(&first.fields[2]).is_some()
    {
        let usual = [("time", 0), ("account", 1), ("kind", 2), ("amount", 3), ("counterparty", 4)];
        return Ok((usual.into_iter().collect(), None));
    }
    Err(format!(
        "line {}: no line names the columns; needed are a time and an amount (or income and expense)",
        first.line
    ))
}

/// What a row does.
fn kind(word: &str) -> Option<&'static str> {
    Some(match word.to_lowercase().as_str() {
        "open" | "opened" | "开户" => "open",
        "deposit" | "deposited" | "credit" | "in" | "存入" | "存款" | "收入" | "贷" | "h" | "haben"
        | "topup" => "deposit",
        "withdraw" | "withdrawal" | "withdrawn" | "withdrew" | "debit" | "payment" | "out" | "取出"
        | "取款" | "支出" | "借" | "s" | "soll" | "card_payment" => "withdraw",
        "transfer" | "transferred" | "转账" | "转出" => "transfer",
        "read" | "balance" | "query" | "查询" | "余额" => "read",
        _ => return None,
    })
}

/// A cell of money without currency, blanks and full width: digits, marks and a sign before them.
fn bare(cell: &str) -> String {
    let narrow = cell.chars().map(|letter| match letter {
        '０'..='９' => char::from(b'0' + (letter as u32 - '０' as u32) as u8),
        '，' => ',',
        '．' => '.',
        '－' | '−' => '-',
        other => other,
    });
    let kept: String = narrow
        .filter(|letter| letter.is_ascii_digit() || matches!(letter, ',' | '.' | '-' | '(' | '\''))
        .collect();
    let below = kept.contains('-') || kept.starts_with('(');
    let digits: String =
        kept.chars().filter(|letter| letter.is_ascii_digit() || matches!(letter, ',' | '.')).collect();
    if below && !digits.is_empty() { format!("-{digits}") } else { digits }
}

/// The mark before the cents, by what all cells say.
fn mark(cells: &[(u64, String)], asked: Option<&str>) -> Result<char, String> {
    if let Some(asked) = asked {
        return Ok(if asked == "comma" { ',' } else { '.' });
    }
    let (mut says, mut open): ([Option<u64>; 2], Option<(u64, &str)>) = ([None; 2], None);
    for (line, cell) in cells {
        let Some(last) = cell.rfind([',', '.']) else { continue };
        let which = usize::from(cell.as_bytes()[last] == b',');
        let behind = cell.len() - last - 1;
        let same = cell.bytes().filter(|byte| *byte == cell.as_bytes()[last]).count();
        let both = cell.contains(',') && cell.contains('.');
        match () {
            // Of two marks the last one stands before the cents; one that comes again groups
            // thousands.
            () if both && same == 1 => says[which] = says[which].or(Some(*line)),
            () if same > 1 => says[1 - which] = says[1 - which].or(Some(*line)),
            () if behind != 3 || last > 3 + usize::from(cell.starts_with('-')) => {
                says[which] = says[which].or(Some(*line))
            }
            () => open = open.or(Some((*line, cell))),
        }
    }
    match (says, open) {
        ([Some(point), Some(comma)], _) => Err(format!(
            "line {}: a point stands before the cents in line {point}, and a comma in line {comma}; --decimal says which",
            point.max(comma)
        )),
        ([Some(_), None], _) => Ok('.'),
        ([None, Some(_)], _) => Ok(','),
        ([None, None], Some((line, cell))) => Err(format!(
            "line {line}: amount: \"{}\" may be thousands or decimals, and no other row says which; --decimal comma or --decimal point does",
            named(cell, 40)
        )),
        ([None, None], None) => Ok('.'),
    }
}

/// An amount in the smallest unit.
fn amount(cell: &str, mark: char) -> Option<i64> {
    let (below, cell) = cell.strip_prefix('-').map_or((false, cell), |rest| (true, rest));
    let group = if mark == ',' { '.' } else { ',' };
    let (whole, part) = cell.split_once(mark).unwrap_or((cell, ""));
    let groups: Vec<&str> = whole.split(group).collect();
    if groups.len() > 1
        && (groups[1..].iter().any(|it| it.len() != 3) || groups[0].len() > 3 || part.contains(group))
    {
        return None;
    }
    let (digits, places) = digits(&format!("{}.{part}", groups.concat()), '.')?;
    let cents: i64 = format!("{digits}{}", "0".repeat(2usize.checked_sub(places)?)).parse().ok()?;
    Some(if below { -cents } else { cents })
}

/// In which order the numbers of a date stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dates {
    Dmy,
    Mdy,
    Ymd,
}

/// The numbers of a date, its divider, and the time of the day that follows.
fn parts(text: &str) -> Option<([u32; 3], char, &str)> {
    let (date, rest) = text.split_once([' ', 'T']).unwrap_or((text, ""));
    let divider = date.chars().find(|letter| !letter.is_ascii_digit())?;
    let numbers: Vec<u32> = date.split(divider).map(str::parse).collect::<Result<_, _>>().ok()?;
    Some((numbers.try_into().ok()?, divider, rest.trim()))
}

/// In which order day, month and year stand, by what all dates say.
fn order(dates: &[(u64, String)], asked: Option<&str>) -> Result<Dates, String> {
    match asked {
        Some("dmy") => return Ok(Dates::Dmy),
        Some("mdy") => return Ok(Dates::Mdy),
        Some(_) => return Ok(Dates::Ymd),
        None => {}
    }
    let (mut first, mut second, mut open) = (false, false, None);
    for (line, date) in dates {
        let Some(([one, two, _], divider, _)) = parts(date) else { continue };
        if one > 31 {
            return Ok(Dates::Ymd);
        }
        // Points stand between days, months and years only where the day comes first.
        first |= one > 12 || divider == '.';
        second |= two > 12;
        open = open.or(Some((line, date)));
    }
    match (first, second, open) {
        (true, true, Some((line, _))) => Err(format!(
            "line {line}: time: in some dates the first number is no month, in others the second"
        )),
        (true, ..) => Ok(Dates::Dmy),
        (_, true, _) => Ok(Dates::Mdy),
        (_, _, Some((line, date))) => Err(format!(
            "line {line}: time: \"{}\" may begin with the day or with the month; --dates dmy or --dates mdy says which",
            named(date, 40)
        )),
        _ => Ok(Dates::Ymd),
    }
}

/// Microseconds since some fixed moment. `compact` is whether eight digits are a date.
fn micros(text: &str, order: Dates, compact: bool) -> Option<i128> {
    let zero = jiff::civil::DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
    if text.len() == 8 && compact && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let number = |from: usize, to: usize| text[from..to].parse::<i16>().ok();
        let date = jiff::civil::Date::new(number(0, 4)?, number(4, 6)? as i8, number(6, 8)? as i8).ok()?;
        return Some(date.at(0, 0, 0, 0).duration_since(zero).as_micros());
    }
    if text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let day = micros(&text[..8], order, true)?;
        let two = |from: usize| text[from..from + 2].parse::<i128>().ok();
        return Some(day + ((two(8)? * 60 + two(10)?) * 60 + two(12)?) * 1_000_000);
    }
    if let Some((digits, places)) = digits(text, '.') {
        let whole: i128 = digits.parse().ok()?;
        return Some(whole * 10i128.pow(6u32.checked_sub(places as u32)?));
    }
    if let Ok(moment) = text.parse::<jiff::Timestamp>() {
        return Some(i128::from(moment.as_microsecond()));
    }
    let ([one, two, three], divider, rest) = parts(text)?;
    if !"-/.".contains(divider) {
        return None;
    }
    let (year, month, day) = match order {
        Dates::Dmy => (three, two, one),
        Dates::Mdy => (three, one, two),
        Dates::Ymd => (one, two, three),
    };
    let year = if year < 100 { year + 2000 } else { year };
    let date =
        jiff::civil::Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    let time: jiff::civil::Time =
        if rest.is_empty() { jiff::civil::Time::midnight() } else { rest.parse().ok()? };
    Some(date.to_datetime(time).duration_since(zero).as_micros())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(text: &str) -> Result<Json, String> {
        read(text, &BTreeMap::new())
    }

    #[test]
    fn exports_are_taken_as_their_columns_say() {
        for (text, rows, amounts) in [
            (
                "time,account,kind,amount\n0,mei,deposit,\"1,50\"\n1,mei,deposit,\"17,28\"\n",
                2,
                vec![150, 1728],
            ),
            (
                "time;account;kind;amount\r\n0;mei;deposit;1.234,50\r\n1;mei;withdraw;4,50\r\n",
                2,
                vec![123_450, 450],
            ),
            (
                "time,account,kind,amount\n0,mei,deposit,\"1,500\"\n1,mei,deposit,2.25\n",
                2,
                vec![150_000, 225],
            ),
            (
                "Buchungstag;Auftraggeber/Empfänger;Betrag (€);Währung\n05.01.2026;Bäcker;-4,50;EUR\n06.01.2026;Lohn;1.000,00;EUR\n",
                2,
                vec![450, 100_000],
            ),
            (
                "导出说明\n\n交易时间,交易对方,收/支,金额(元),交易状态\n2026-01-05 08:00:00,王五,支出,¥12.50,交易成功\n2026-01-06 08:00:00,王五,支出,¥9,交易关闭\n",
                1,
                vec![1_250],
            ),
            (
                "Date,Payee,Outflow,Inflow\n13/01/2026,Shop,4.50,\n14/01/2026,Job,,100.00\n",
                2,
                vec![450, 10_000],
            ),
        ] {
            let taken = taken(text).unwrap_or_else(|reason| panic!("{reason} in {text}"));
            assert_eq!((&taken["rows"], &taken["amounts"]), (&json!(rows), &json!(amounts)), "{text}");
        }
        assert_eq!(
            taken("time,account,kind,amount\n20230531,a,deposit,1\n20230601,a,deposit,1\n")
                .map(|it| it["apart_us"].clone()),
            Ok(json!([86_400_000_000u64]))
        );
    }

    #[test]
    fn what_a_file_does_not_say_is_asked_in_one_line() {
        for (text, says) in [
            ("time,account,kind,amount\n0,a,deposit,\"1,500\"\n", "--decimal"),
            ("time,account,kind,amount\n0,a,deposit,\"1,50\"\n0,a,deposit,1.5\n", "--decimal"),
            ("date,account,kind,amount\n03/04/2026,a,deposit,1\n", "--dates"),
            ("time,account,kind,amount\r\n0,a,deposit,1\r\n1,a,steal,1\r\n", "line 3: kind"),
            ("time,account,kind,amount,currency\n0,a,deposit,1,EUR\n1,a,deposit,1,USD\n", "currencies"),
            ("time,account,kind,amount\n\nsoon,a,deposit,1\n", "line 3: time"),
            ("name,colour\na,red\n", "line 1"),
            ("", "no row"),
        ] {
            let reason = taken(text).expect_err(text);
            assert!(reason.contains(says) && !reason.contains('\n'), "{reason}");
        }
    }
}
