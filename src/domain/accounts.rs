//! A few accounts that one call is about.

use crate::base::ids::AccountId;
use serde::{Deserialize, Serialize};

/// One call is about this many accounts at most.
pub const MOST_ACCOUNTS: usize = 5;

/// One to [`MOST_ACCOUNTS`] accounts, none of them twice, in the order in which they were named.
///
/// ```
/// use eventual::{base::ids::AccountId, domain::Accounts};
/// let two = Accounts::new(&[AccountId(3), AccountId(1)]).unwrap();
/// assert_eq!(two.iter().collect::<Vec<_>>(), [AccountId(3), AccountId(1)]);
/// assert!(Accounts::new(&[]).is_none() && Accounts::new(&[AccountId(1), AccountId(1)]).is_none());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "Vec<AccountId>", into = "Vec<AccountId>")]
pub struct Accounts([AccountId; MOST_ACCOUNTS]);

/// Stands behind the last account.
const NONE: AccountId = AccountId(u32::MAX);

impl Accounts {
    /// These accounts; nothing where there are none, too many, or one of them twice.
    pub fn new(accounts: &[AccountId]) -> Option<Accounts> {
        let twice = accounts.iter().enumerate().any(|(n, account)| accounts[..n].contains(account));
        if accounts.is_empty() || accounts.len() > MOST_ACCOUNTS || twice || accounts.contains(&NONE) {
            return None;
        }
        let mut all = [NONE; MOST_ACCOUNTS];
        all[..accounts.len()].copy_from_slice(accounts);
        Some(Accounts(all))
    }

    /// The account that an error or a route names where there is place for one only.
    pub fn first(&self) -> AccountId {
        self.0[0]
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = AccountId> + use<> {
        self.0.into_iter().take_while(|&account| account != NONE)
    }
}

impl TryFrom<Vec<AccountId>> for Accounts {
    type Error = &'static str;

    fn try_from(accounts: Vec<AccountId>) -> Result<Accounts, &'static str> {
        Accounts::new(&accounts).ok_or("one to five accounts, none of them twice")
    }
}

impl From<Accounts> for Vec<AccountId> {
    fn from(accounts: Accounts) -> Vec<AccountId> {
        accounts.iter().collect()
    }
}
