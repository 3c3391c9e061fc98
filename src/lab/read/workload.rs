//! Reads the workload of an experiment, and calls.

use super::{Fields, Reader};
use crate::base::distribution::LONGEST_US;
use crate::base::ids::{AccountId, ClientId, CommandId, NodeId};
use crate::base::time::Time;
use crate::domain::bank::MOST;
use crate::domain::{Accounts, Amount, Call, MOST_ACCOUNTS};
use crate::lab::experiment::{Mix, Pace, Planned, Workload};
use crate::lab::problem::Problem;
use serde_json::Value;

const TIME: core::ops::RangeInclusive<i128> = 0..=LONGEST_US as i128;
/// No list of operations is longer than this.
pub const MOST_OPERATIONS: usize = 200_000;

pub(super) fn workload(
    reader: &mut Reader,
    value: &Value,
    path: &str,
    nodes: u16,
    accounts: u32,
    default: Workload,
) -> Workload {
    let mut fields = reader.object(value, path);
    let clients = fields.whole(reader, "clients", 0..=200, default.clients);
    let amount_min: Amount = fields.whole(reader, "amount_min", 1..=i128::from(MOST), default.amount_min);
    let read = Workload {
        clients,
        roaming: fields.switch(reader, "roaming", default.roaming),
        pace: match fields.get("pace") {
            Some(value) => pace(reader, value, &fields.path_of("pace"), nodes, clients, accounts),
            None => default.pace,
        },
        mix: match fields.get("mix") {
            Some(value) => mix(reader, value, &fields.path_of("mix"), default.mix),
            None => default.mix,
        },
        skew_milli: fields.whole(reader, "skew_milli", 0..=5_000, default.skew_milli),
        amount_min,
        amount_max: fields.whole(
            reader,
            "amount_max",
            i128::from(amount_min)..=i128::from(MOST),
            default.amount_max.max(amount_min),
        ),
        timeout_us: fields.whole(reader, "timeout_us", 1..=i128::from(LONGEST_US), default.timeout_us),
        retries: fields.whole(reader, "retries", 0..=255, default.retries),
        double_click_ppm: fields.whole(reader, "double_click_ppm", 0..=1_000_000, default.double_click_ppm),
        until_us: fields.whole(reader, "until_us", TIME, default.until_us),
    };
    fields.done(reader);
    read
}

fn pace(reader: &mut Reader, value: &Value, path: &str, nodes: u16, clients: u32, accounts: u32) -> Pace {
    let mut fields = reader.object(value, path);
    let read = match fields.one_of(reader, "kind", &["open", "closed", "list"]) {
        "open" => Pace::Open { every_us: fields.need_whole(reader, "every_us", 1..=i128::from(LONGEST_US)) },
        "closed" => {
            Pace::Closed { think_us: fields.need_whole(reader, "think_us", 1..=i128::from(LONGEST_US)) }
        }
        "list" => {
            let path = fields.path_of("operations");
            let list = fields
                .need(reader, "operations")
                .map_or(&[][..], |value| reader.list(value, &path, MOST_OPERATIONS));
            let operations = list.iter().enumerate().filter_map(|(n, value)| {
                planned(reader, value, &format!("{path}[{n}]"), nodes, clients, accounts)
            });
            Pace::List { operations: operations.collect() }
        }
        _ => return Pace::List { operations: Vec::new() },
    };
    fields.done(reader);
    read
}

fn planned(
    reader: &mut Reader,
    value: &Value,
    path: &str,
    nodes: u16,
    clients: u32,
    accounts: u32,
) -> Option<Planned> {
    let mut fields = reader.object(value, path);
    let at = Time(fields.need_whole(reader, "at_us", TIME));
    let client = ClientId(fields.whole(reader, "client", 0..=i128::from(clients.max(1)) - 1, 0));
    let node = fields
        .get("node")
        .map(|value| NodeId(reader.whole(value, &fields.path_of("node"), 0..=i128::from(nodes) - 1) as u16));
    let command = fields
        .get("command")
        .map(|value| CommandId(reader.whole(value, &fields.path_of("command"), 0..=0x7fff_ffff) as u32));
    let call = call(reader, &mut fields, accounts)?;
    fields.done(reader);
    Some(Planned { at, client, node, call, command })
}

fn mix(reader: &mut Reader, value: &Value, path: &str, default: Mix) -> Mix {
    let mut fields = reader.object(value, path);
    let mut weight = |reader: &mut Reader, name, default| fields.whole(reader, name, 0..=1_000, default);
    let read = Mix {
        deposit: weight(reader, "deposit", default.deposit),
        withdraw: weight(reader, "withdraw", default.withdraw),
        transfer: weight(reader, "transfer", default.transfer),
        read: weight(reader, "read", default.read),
        // They came later: a mix that does not name them asks for neither.
        audit: weight(reader, "audit", 0),
        withdraw_jointly: weight(reader, "withdraw_jointly", 0),
    };
    fields.done(reader);
    if [read.deposit, read.withdraw, read.transfer, read.read, read.audit, read.withdraw_jointly] == [0; 6] {
        reader.problem(Problem::new(path, "needs at least one weight above 0", "至少要有一个大于 0 的权重"));
    }
    read
}

/// What is asked, out of fields that hold more than it. Nothing if the kind is not known.
pub(super) fn call(reader: &mut Reader, fields: &mut Fields<'_>, accounts: u32) -> Option<Call> {
    // An account that is not open when the run begins may be opened in it, so that a few more
    // numbers than there are accounts are allowed.
    let account = |reader: &mut Reader, fields: &mut Fields<'_>, name| {
        AccountId(fields.need_whole(reader, name, 0..=i128::from(accounts.saturating_add(1_000))))
    };
    let amount = |reader: &mut Reader, fields: &mut Fields<'_>| {
        fields.need_whole(reader, "amount", 1..=i128::from(MOST))
    };
    Some(
        match fields.one_of(
            reader,
            "kind",
            &["open", "deposit", "withdraw", "transfer", "read", "audit", "withdraw_jointly"],
        ) {
            "open" => Call::Open { account: account(reader, fields, "account") },
            "deposit" => {
                Call::Deposit { account: account(reader, fields, "account"), amount: amount(reader, fields) }
            }
            "withdraw" => {
                Call::Withdraw { account: account(reader, fields, "account"), amount: amount(reader, fields) }
            }
            "transfer" => Call::Transfer {
                from: account(reader, fields, "from"),
                to: account(reader, fields, "to"),
                amount: amount(reader, fields),
            },
            "withdraw_jointly" => Call::WithdrawJointly {
                account: account(reader, fields, "account"),
                with: account(reader, fields, "with"),
                amount: amount(reader, fields),
            },
            "audit" => {
                let path = fields.path_of("accounts");
                let most = i128::from(accounts.saturating_add(1_000));
                let named = fields
                    .need(reader, "accounts")
                    .map_or(&[][..], |value| reader.list(value, &path, MOST_ACCOUNTS));
                let each = named.iter().enumerate().map(|(n, value)| {
                    AccountId(reader.whole(value, &format!("{path}[{n}]"), 0..=most) as u32)
                });
                let accounts: Vec<AccountId> = each.collect();
                let Some(accounts) = Accounts::new(&accounts) else {
                    reader.problem(Problem::new(
                        &path,
                        "must name one to five accounts, none of them twice",
                        "必须列出一到五个互不相同的账户",
                    ));
                    return None;
                };
                Call::Audit { accounts }
            }
            "read" => Call::Read { account: account(reader, fields, "account") },
            _ => return None,
        },
    )
}
