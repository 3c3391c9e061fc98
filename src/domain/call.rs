//! What a client asks for: the intent.

use super::accounts::Accounts;
use super::context::Context;
use crate::base::digest::{Digest, Stable};
use crate::base::ids::{AccountId, ClientId, CommandId, OpId};
use crate::base::text::{Language, Text, text};
use serde::{Deserialize, Serialize};

/// Money in the smallest unit (cents, 分). Never negative in a command; a balance may become
/// negative where a protocol lets it.
pub type Amount = i64;

/// What [`Call::Audit`] is called wherever it can be chosen.
pub const AUDIT: Text = text("Audit (as of one moment)", "汇总查询（同一时刻）");
/// What [`Call::WithdrawJointly`] is called wherever it can be chosen.
pub const WITHDRAW_JOINTLY: Text = text("Withdraw jointly", "联合取款");

/// What a client asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Call {
    /// Opens an account with nothing in it.
    Open {
        /// The account to open.
        account: AccountId,
    },
    /// Adds money to an account.
    Deposit {
        /// The account that gains.
        account: AccountId,
        /// How much, at least 1.
        amount: Amount,
    },
    /// Takes money out, if it is there.
    Withdraw {
        /// The account that pays.
        account: AccountId,
        /// How much, at least 1.
        amount: Amount,
    },
    /// Moves money from one account to another.
    Transfer {
        /// The account that pays.
        from: AccountId,
        /// The account that gains.
        to: AccountId,
        /// How much, at least 1.
        amount: Amount,
    },
    /// Asks for the balance.
    Read {
        /// The account to read.
        account: AccountId,
    },
    /// Asks for the balances of several accounts as of one moment: their sum must be right.
    Audit {
        /// The accounts to read.
        accounts: Accounts,
    },
    /// Takes money out of one account as long as two together cover it, so that the account may end
    /// below nothing. Two such calls that each look at both and change one are the write-skew case.
    WithdrawJointly {
        /// The account that pays.
        account: AccountId,
        /// The account that covers it, too.
        with: AccountId,
        /// How much, at least 1.
        amount: Amount,
    },
}

impl Call {
    /// Whether this only looks.
    pub fn is_read(&self) -> bool {
        matches!(self, Call::Read { .. } | Call::Audit { .. })
    }

    /// The account that it is about: the one that pays, or the first of several that are read.
    pub fn account(&self) -> AccountId {
        match *self {
            Call::Open { account }
            | Call::Deposit { account, .. }
            | Call::Withdraw { account, .. }
            | Call::WithdrawJointly { account, .. }
            | Call::Read { account } => account,
            Call::Transfer { from, .. } => from,
            Call::Audit { accounts } => accounts.first(),
        }
    }

    /// The other account, where it is about two.
    pub fn other(&self) -> Option<AccountId> {
        match *self {
            Call::Transfer { to, .. } => Some(to),
            Call::WithdrawJointly { with, .. } => Some(with),
            _ => None,
        }
    }

    /// All accounts that it is about, each once and [`account`](Call::account) first.
    pub fn accounts(&self) -> impl Iterator<Item = AccountId> + use<> {
        let (first, other) = (self.account(), self.other());
        let audited = if let Call::Audit { accounts } = *self { Some(accounts) } else { None };
        let rest = audited.into_iter().flat_map(|accounts| accounts.iter().skip(1)).chain(other);
        core::iter::once(first).chain(rest.filter(move |&it| it != first))
    }

    /// The accounts whose versions a decision about it rests on. A transfer asks of the account
    /// that gains only whether it is open, and what is open stays open, so that rests on no
    /// version.
    pub fn decided_on(&self) -> impl Iterator<Item = AccountId> + use<> {
        let gains = if let Call::Transfer { from, to, .. } = *self {
            Some(to).filter(|to| *to != from)
        } else {
            None
        };
        self.accounts().filter(move |&it| Some(it) != gains)
    }

    /// What it asks, in a few characters that need no translation: `alice +40`.
    pub fn gist(&self, name: impl Fn(AccountId) -> String) -> String {
        self.gist_in(name, |amount| amount.to_string())
    }

    /// The same, where `money` writes an amount.
    pub fn gist_in(&self, name: impl Fn(AccountId) -> String, money: impl Fn(Amount) -> String) -> String {
        match *self {
            Call::Audit { accounts } => {
                format!("{} ?", accounts.iter().map(name).collect::<Vec<_>>().join(" + "))
            }
            Call::Transfer { from, to, amount } => {
                format!("{} → {} {}", name(from), name(to), money(amount))
            }
            Call::WithdrawJointly { account, with, amount } => {
                format!("{} −{} ({})", name(account), money(amount), name(with))
            }
            _ => format!("{} {}", name(self.account()), self.sign_in(money)),
        }
    }

    /// What it does to its account, without a name: `+40`.
    pub fn sign(&self) -> String {
        self.sign_in(|amount| amount.to_string())
    }

    fn sign_in(&self, money: impl Fn(Amount) -> String) -> String {
        match *self {
            Call::Open { .. } => "+".to_owned(),
            Call::Deposit { amount, .. } => format!("+{}", money(amount)),
            Call::Withdraw { amount, .. } | Call::WithdrawJointly { amount, .. } => {
                format!("−{}", money(amount))
            }
            Call::Transfer { amount, .. } => format!("→{}", money(amount)),
            Call::Read { .. } | Call::Audit { .. } => "?".to_owned(),
        }
    }

    /// What a client wants, as the rest of a sentence that begins with "ask Beijing to". `money`
    /// writes an amount.
    pub fn sentence(
        &self,
        name: impl Fn(AccountId) -> String,
        money: impl Fn(Amount) -> String,
        language: Language,
    ) -> String {
        let account = name(self.account());
        let en = language == Language::En;
        match *self {
            Call::Open { .. } if en => format!("open {account}"),
            Call::Open { .. } => format!("开立账户 {account}"),
            Call::Deposit { amount, .. } if en => format!("deposit {} to {account}", money(amount)),
            Call::Deposit { amount, .. } => format!("向 {account} 存入 {}", money(amount)),
            Call::Withdraw { amount, .. } if en => format!("withdraw {} from {account}", money(amount)),
            Call::Withdraw { amount, .. } => format!("从 {account} 取出 {}", money(amount)),
            Call::Transfer { to, amount, .. } if en => {
                format!("transfer {} from {account} to {}", money(amount), name(to))
            }
            Call::Transfer { to, amount, .. } => {
                format!("从 {account} 向 {} 转账 {}", name(to), money(amount))
            }
            Call::Read { .. } if en => format!("read {account}"),
            Call::Read { .. } => format!("查询 {account} 余额"),
            Call::Audit { accounts } => {
                let names: Vec<String> = accounts.iter().map(name).collect();
                match names.split_last() {
                    Some((last, rest)) if en && !rest.is_empty() => {
                        format!("read the balances of {} and {last} as of one moment", rest.join(", "))
                    }
                    _ if en => format!("read the balance of {account} as of one moment"),
                    _ => format!("查询 {} 在同一时刻的余额", names.join("、")),
                }
            }
            Call::WithdrawJointly { with, amount, .. } if en => {
                format!(
                    "withdraw {} from {account}, covered by {account} and {} together",
                    money(amount),
                    name(with)
                )
            }
            Call::WithdrawJointly { with, amount, .. } => {
                format!(
                    "从 {account} 取出 {}（{account} 与 {} 的余额合计足够即可）",
                    money(amount),
                    name(with)
                )
            }
        }
    }

    /// What it is called in histories and files.
    pub fn word(&self) -> &'static str {
        match self {
            Call::Open { .. } => "open",
            Call::Deposit { .. } => "deposit",
            Call::Withdraw { .. } => "withdraw",
            Call::Transfer { .. } => "transfer",
            Call::Read { .. } => "read",
            Call::Audit { .. } => "audit",
            Call::WithdrawJointly { .. } => "withdraw_jointly",
        }
    }
}

/// A call on its way to a node.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// The operation it belongs to; a retry has the same one.
    pub op: OpId,
    /// The session that asks.
    pub client: ClientId,
    /// What makes two requests the same command: equal on a retry and on a double click.
    pub command: CommandId,
    /// What this session has been told so far, for protocols that promise to answer with no less.
    pub context: Context,
    /// The operation, with its accounts and amounts.
    pub call: Call,
}

impl Stable for Call {
    fn feed(&self, digest: &mut Digest) {
        let (kind, other, amount) = match *self {
            Call::Open { .. } => (0, 0, 0),
            Call::Deposit { amount, .. } => (1, 0, amount),
            Call::Withdraw { amount, .. } => (2, 0, amount),
            Call::Transfer { to, amount, .. } => (3, to.0, amount),
            Call::Read { .. } => (4, 0, 0),
            Call::Audit { accounts } => (
                5,
                accounts
                    .iter()
                    .skip(1)
                    .fold(0u32, |sum, other| sum.wrapping_mul(31).wrapping_add(other.0).wrapping_add(1)),
                0,
            ),
            Call::WithdrawJointly { with, amount, .. } => (6, with.0, amount),
        };
        [kind, u64::from(self.account().0), u64::from(other), amount as u64]
            .iter()
            .for_each(|&word| digest.word(word));
    }
}

impl Stable for Request {
    fn feed(&self, digest: &mut Digest) {
        [self.op.0, self.client.0, self.command.0].iter().for_each(|&id| digest.word(u64::from(id)));
        self.context.feed(digest);
        self.call.feed(digest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_said_as_the_rest_of_a_sentence_in_both_languages() {
        let account = |n| AccountId(n);
        let (a, b, c) = (account(0), account(1), account(2));
        let audit =
            |accounts: &[AccountId]| Call::Audit { accounts: Accounts::new(accounts).expect("few accounts") };
        let said = |call: Call, language| {
            call.sentence(|it| ["A", "B", "C"][it.index()].to_owned(), |amount| amount.to_string(), language)
        };
        for (call, en, zh) in [
            (Call::Transfer { from: a, to: b, amount: 5 }, "transfer 5 from A to B", "从 A 向 B 转账 5"),
            (audit(&[a, b]), "read the balances of A and B as of one moment", "查询 A、B 在同一时刻的余额"),
            (
                audit(&[a, b, c]),
                "read the balances of A, B and C as of one moment",
                "查询 A、B、C 在同一时刻的余额",
            ),
            (
                Call::WithdrawJointly { account: a, with: b, amount: 5 },
                "withdraw 5 from A, covered by A and B together",
                "从 A 取出 5（A 与 B 的余额合计足够即可）",
            ),
        ] {
            assert_eq!((said(call, Language::En).as_str(), said(call, Language::Zh).as_str()), (en, zh));
        }
    }
}
