//! What a row does: by a word, or by the sign of its amount.

use super::names::{MAY_BE_KIND, NEITHER, fold, without_brackets};

/// What a row does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// An account is opened.
    Open,
    /// Money comes in.
    Deposit,
    /// Money goes out.
    Withdraw,
    /// Money goes to another account of the ledger.
    Transfer,
    /// The balance is looked at.
    Read,
}

/// What a word says a row does.
#[rustfmt::skip]
pub(super) fn word(text: &str) -> Option<Kind> {
    Some(match text.trim().to_lowercase().as_str() {
        "open" | "opened" | "开户" => Kind::Open,
        "deposit" | "deposited" | "credit" | "credited" | "cr" | "crdt" | "c" | "in" | "income" | "inflow"
        | "incoming" | "received" | "topup" | "top up" | "存入" | "存款" | "收入" | "收" | "贷" | "贷方"
        | "转入" | "已收入" | "h" | "haben" | "eingang" | "gutschrift" | "einnahme" | "crédit" | "abono"
        | "ingreso" | "+" => Kind::Deposit,
        "withdraw" | "withdrawal" | "withdrawn" | "withdrew" | "debit" | "debited" | "dr" | "dbit" | "d"
        | "out" | "expense" | "outflow" | "outgoing" | "sent" | "payment" | "card_payment" | "取出" | "取款"
        | "支出" | "支" | "借" | "借方" | "已支出" | "s" | "soll" | "ausgang" | "lastschrift" | "ausgabe"
        | "débit" | "cargo" | "gasto" | "-" => Kind::Withdraw,
        "transfer" | "transferred" | "转账" | "转出" => Kind::Transfer,
        "read" | "balance" | "query" | "查询" | "余额" => Kind::Read,
        _ => return None,
    })
}

/// Whether a word says that money goes neither in nor out.
pub(super) fn is_neither(text: &str) -> bool {
    NEITHER.contains(&text.trim().to_lowercase().as_str())
}

/// Whether a column of this name may as well say something else than the direction.
pub(super) fn may_be(name: &str) -> bool {
    let name = fold(without_brackets(name).0);
    MAY_BE_KIND.iter().any(|known| fold(known) == name)
}
