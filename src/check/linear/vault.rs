//! A bank as the searches see it: the accounts that a task names are numbered, and a state is one
//! row of a long table.
//!
//! The specification keeps a state as a map from names to accounts. To copy one and to compare it
//! with others takes far longer than anything else that a search of a bank does.

use super::machine::{Call, Machine, State};
use super::memo::grown;
use super::task::Task;
use crate::base::chance::mix;
use crate::check::spec::{Account, Bank, BankCall};
use crate::check::value::Value;
use std::collections::BTreeMap;

/// What a state knows of an account; nothing where nobody has named it yet.
type Cell = Option<Account>;

/// A call whose accounts are numbers.
#[derive(Clone, Copy)]
enum Compact {
    /// Not in this task.
    Unused,
    Open(u32),
    Deposit(u32, i64),
    Withdraw(u32, i64),
    Transfer(u32, u32, i64),
    Jointly(u32, u32, i64),
    Read(u32, i64),
    /// A part of the list of balances.
    ReadAll(u32, u32),
}

/// A bank: the number of a state is the number of its row.
pub(super) struct Vault {
    width: usize,
    calls: Vec<Compact>,
    /// The balances that reads of all accounts told.
    balances: Vec<(u32, i64)>,
    /// What holds for an account that nobody has named yet.
    missing: Account,
    rows: Vec<Cell>,
    /// The hash of each row.
    hashes: Vec<u64>,
    /// The row, counted from 1 (0: free).
    slots: Vec<u32>,
    /// The row that a step leads to.
    next: Vec<Cell>,
    extra: u64,
}

impl Vault {
    /// The bank in its first state, for the calls of a task.
    pub(super) fn new(bank: &Bank, calls: &[BankCall], task: &Task) -> Vault {
        let mut vault = Vault {
            width: 0,
            calls: vec![Compact::Unused; calls.len()],
            balances: Vec::new(),
            missing: if bank.initial.is_some() { Account::with(0) } else { Account::UNSETTLED },
            rows: Vec::new(),
            hashes: Vec::new(),
            slots: vec![0; 64],
            next: Vec::new(),
            extra: calls.len() as u64 / 16,
        };
        let mut numbers: BTreeMap<&Value, u32> = BTreeMap::new();
        for call in task.calls() {
            if let Compact::Unused = vault.calls[call as usize] {
                vault.calls[call as usize] = vault.compact(&calls[call as usize], &mut numbers);
            }
        }
        vault.width = numbers.len();
        vault.next = vec![None; vault.width];
        for (account, number) in numbers {
            vault.next[number as usize] = bank
                .initial
                .iter()
                .flatten()
                .find_map(|(known, held)| (known == account).then_some(*held))
                .map(Account::with);
        }
        let hash = vault.next.iter().enumerate().fold(0, |hash, (at, cell)| hash ^ hashed(at, cell));
        vault.number(hash);
        vault
    }

    fn compact<'a>(&mut self, call: &'a BankCall, numbers: &mut BTreeMap<&'a Value, u32>) -> Compact {
        let mut number = |account: &'a Value| {
            let next = numbers.len() as u32;
            *numbers.entry(account).or_insert(next)
        };
        match call {
            BankCall::Open(account, _) => Compact::Open(number(account)),
            BankCall::Deposit(account, amount) => Compact::Deposit(number(account), *amount),
            BankCall::Withdraw(account, amount, _) => Compact::Withdraw(number(account), *amount),
            BankCall::Transfer(from, to, amount, _) => Compact::Transfer(number(from), number(to), *amount),
            BankCall::Jointly(account, with, amount, _) => {
                Compact::Jointly(number(account), number(with), *amount)
            }
            BankCall::Read(account, seen) => Compact::Read(number(account), *seen),
            BankCall::ReadAll(balances) => {
                let from = self.balances.len() as u32;
                self.balances.extend(balances.iter().map(|(account, seen)| (number(account), *seen)));
                Compact::ReadAll(from, self.balances.len() as u32)
            }
        }
    }

    fn at(&self, account: u32) -> Account {
        self.next[account as usize].unwrap_or(self.missing)
    }

    /// Puts what is known of an account now into the next row, and returns what that does to its
    /// hash.
    fn put(&mut self, account: u32, now: Account) -> u64 {
        let cell = &mut self.next[account as usize];
        let before = hashed(account as usize, cell);
        *cell = Some(now);
        before ^ hashed(account as usize, cell)
    }

    /// Does a call to the next row. What changes in its hash; nothing where it cannot have been
    /// answered so.
    fn carry_out(&mut self, call: Compact) -> Option<u64> {
        Some(match call {
            Compact::Unused => unreachable!("a search takes only steps of its task"),
            Compact::Open(account) if self.next[account as usize].is_some() => return None,
            Compact::Open(account) => self.put(account, Account::with(0)),
            Compact::Deposit(account, amount) => self.put(account, self.at(account).pay(amount)?),
            Compact::Withdraw(account, amount) => self.put(account, self.at(account).pay_out(amount)?),
            Compact::Transfer(from, to, amount) if from == to => self.at(from).pay_out(amount).map(|_| 0)?,
            Compact::Transfer(from, to, amount) => {
                let (payer, gainer) = (self.at(from).pay_out(amount)?, self.at(to).pay(amount)?);
                self.put(from, payer) ^ self.put(to, gainer)
            }
            Compact::Jointly(account, with, amount) => {
                self.put(account, self.at(account).pay_out_with(self.at(with), amount)?)
            }
            Compact::Read(account, seen) => self.put(account, self.at(account).holds(seen)?),
            Compact::ReadAll(from, to) => {
                self.extra += u64::from(to - from);
                let mut changed = 0;
                for at in from..to {
                    let (account, seen) = self.balances[at as usize];
                    changed ^= self.put(account, self.at(account).holds(seen)?);
                }
                changed
            }
        })
    }

    fn row(&self, state: State) -> &[Cell] {
        &self.rows[state as usize * self.width..][..self.width]
    }

    /// The number of the next row, which may be a new one.
    fn number(&mut self, hash: u64) -> State {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots[at] != 0 {
            let known = self.slots[at] - 1;
            if self.hashes[known as usize] == hash && self.row(known) == self.next {
                return known;
            }
            at = (at + 1) & mask;
        }
        // Room is what a new row takes, and that is counted in steps too.
        self.extra += 1 + self.width as u64 / 3;
        let number = self.hashes.len() as State;
        self.rows.extend_from_slice(&self.next);
        self.hashes.push(hash);
        self.slots[at] = number + 1;
        if self.hashes.len() * 4 > self.slots.len() * 3 {
            self.grow();
        }
        number
    }

    fn grow(&mut self) {
        let mask = self.slots.len() * 2 - 1;
        self.slots = vec![0; mask + 1];
        for (number, hash) in (1..).zip(&self.hashes) {
            let mut at = *hash as usize & mask;
            while self.slots[at] != 0 {
                at = (at + 1) & mask;
            }
            self.slots[at] = number;
        }
    }
}

fn hashed(at: usize, cell: &Cell) -> u64 {
    let words = cell.map_or([1, 0, 0, 0], |account| account.words());
    words.into_iter().fold(at as u64, |hash, word| mix(hash ^ word))
}

impl Machine for Vault {
    fn step(&mut self, state: State, call: Call) -> Option<State> {
        self.extra += self.width as u64 / 16;
        let from = state as usize * self.width;
        self.next.copy_from_slice(&self.rows[from..from + self.width]);
        let changed = self.carry_out(self.calls[call as usize])?;
        Some(self.number(self.hashes[state as usize] ^ changed))
    }

    fn memory(&self) -> u64 {
        let rows = grown(self.rows.capacity(), self.rows.len() + self.width + 1) * size_of::<Cell>() as u64;
        let hashes = grown(self.hashes.capacity(), self.hashes.len() + 1) * 8;
        rows + hashes + grown(self.slots.len(), self.hashes.len() * 4 / 3 + 2) * 4
    }

    fn looks(&self, call: Call) -> bool {
        matches!(self.calls[call as usize], Compact::Read(..) | Compact::ReadAll(..))
    }

    fn extra(&mut self) -> u64 {
        core::mem::take(&mut self.extra)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::chance::{Lane, below};
    use crate::check::linear::machine::Table;
    use crate::check::linear::task::{Entry, NEVER};

    /// Walks at random and holds every step against the specification.
    #[test]
    fn the_rows_of_a_vault_are_the_states_of_the_specification() {
        for round in 0..60 {
            let draw = |n: u64, most: u64| below(Lane(round).draw(n), most);
            let account = |n: u64| Value::text(format!("a{n}"));
            let initial = (round % 2 == 0)
                .then(|| BTreeMap::from([(account(0), 50), (account(1), 0), (account(9), 7)]));
            let call = |n: u64| {
                let (one, other, amount) =
                    (account(draw(n * 8 + 1, 4)), account(draw(n * 8 + 2, 4)), draw(n * 8 + 3, 60) as i64);
                match draw(n * 8, 7) {
                    0 => BankCall::Open(one, draw(n * 8 + 4, 2) == 0),
                    1 => BankCall::Deposit(one, amount),
                    2 => BankCall::Withdraw(one, amount, true),
                    3 => BankCall::Transfer(one, other, amount, true),
                    4 => BankCall::Read(one, amount),
                    5 => BankCall::Jointly(one, other, amount, true),
                    _ => BankCall::ReadAll(BTreeMap::from([(one, amount), (other, amount + 1)])),
                }
            };
            let calls: Vec<BankCall> = (0..24).map(call).collect();
            let entry = |call| Entry { name: 0, process: 0, invoked: 0, returned: NEVER, call, object: 0 };
            let task = Task { entries: (0..20).map(entry).collect(), free: vec![20, 21, 22, 23] };
            let bank = Bank { initial };
            let (mut vault, mut table) =
                (Vault::new(&bank, &calls, &task), Table::new(&bank, &calls, task.calls()));
            let mut states = vec![0];
            for n in 0..400 {
                let (from, call) = (
                    states[draw(1_000 + n * 2, states.len() as u64) as usize],
                    draw(1_001 + n * 2, 24) as Call,
                );
                let found = vault.step(from, call);
                assert_eq!(found, table.step(from, call), "round {round}, step {n}");
                states.extend(found);
            }
            assert!(states.len() > 20 && (0..24).all(|call| vault.looks(call) == table.looks(call)));
        }
    }
}
