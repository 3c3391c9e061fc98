//! Clients: what they ask, when, and of which service. A client is a session: it lives at a service
//! or roams, and carries the context that its replies add up to.

use crate::base::chance::{Chance, Purpose, below};
use crate::base::distribution::Distribution;
use crate::base::ids::{AccountId, ClientId, CommandId, NodeId, OpId};
use crate::base::time::{Span, Time};
use crate::base::undo::{TakenBack, Undo};
use crate::domain::{Accounts, Amount, Call, Context, MOST_ACCOUNTS, Reply};
use crate::sim::trace::Outcome;
use std::collections::BTreeMap;
use std::rc::Rc;

/// When a client asks next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Pace {
    /// Whatever happens: waits between two operations are exponential with this mean (a Poisson
    /// process).
    Open {
        /// The mean wait of one client.
        mean: Span,
    },
    /// This long after its last operation returned.
    Closed {
        /// The time to think; its mean where it varies.
        think: Span,
    },
    /// As a list says.
    Listed(Rc<[Planned]>),
}

/// One operation of a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Planned {
    /// When the operation is asked.
    pub at: Time,
    /// The client who asks it.
    pub client: ClientId,
    /// Where; at the client's home if left out.
    pub node: Option<NodeId>,
    /// The operation, with its accounts and amounts.
    pub call: Call,
    /// The command it stands for; a new one if left out.
    pub command: Option<CommandId>,
}

/// How often each kind of operation is asked, by weight.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Mix {
    /// The weight of deposits.
    pub deposit: u32,
    /// The weight of withdrawals.
    pub withdraw: u32,
    /// The weight of transfers.
    pub transfer: u32,
    /// Reads of one account.
    pub read: u32,
    /// Reads of several accounts as of one moment.
    pub audit: u32,
    /// Withdrawals that two accounts cover together.
    pub withdraw_jointly: u32,
}

/// All that clients do in a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Workload {
    /// The home of each client.
    pub homes: Vec<NodeId>,
    /// Whether a client asks another service each time.
    pub roaming: bool,
    /// What decides when a client asks next.
    pub pace: Pace,
    /// No new operation begins at or after this moment.
    pub until: Time,
    /// How often each kind of operation is asked.
    pub mix: Mix,
    /// For each account, the sum of the weights up to it: how skewed the load is.
    pub account_weights: Rc<[u64]>,
    /// The least and the most of an amount.
    pub amounts: (Amount, Amount),
    /// How long a client waits for an answer.
    pub timeout: Span,
    /// How often it asks again before it gives up.
    pub retries: u8,
    /// How many operations of a million are clicked twice.
    pub double_click_ppm: u32,
}

/// An operation nobody has answered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pending {
    pub client: ClientId,
    pub attempt: u8,
    pub node: NodeId,
}

impl Pending {
    /// What a reply says about the whole operation. A refusal speaks of one attempt only: where
    /// there were several, the end of the others is unknown, and a write may take effect by any of
    /// them, whatever the protocol. A read has no effect, so its refusal is final.
    pub fn outcome(&self, call: &Call, reply: &Reply) -> Outcome {
        match Outcome::from(reply) {
            Outcome::Fail if self.attempt > 0 && !call.is_read() => Outcome::Info,
            outcome => outcome,
        }
    }
}

#[derive(Clone, Debug, Default)]
struct Session {
    asked: u32,
    /// How many of its operations are not answered yet.
    waits_for: u32,
    context: Context,
}

/// The clients of a run, as they are now.
#[derive(Debug)]
pub(crate) struct Clients {
    sessions: Vec<Session>,
    listed: u32,
    commands: u32,
    pending: BTreeMap<OpId, Pending>,
    undo: Undo<Change>,
}

/// What changed of the clients, to be undone: what was there before.
#[derive(Debug)]
enum Change {
    /// The session with this number.
    Session(u32, Session),
    /// Who waited for an answer to an operation, if somebody did.
    Pending(OpId, Option<Pending>),
}

impl Clone for Clients {
    fn clone(&self) -> Self {
        Clients {
            sessions: self.sessions.clone(),
            pending: self.pending.clone(),
            undo: Undo::default(),
            ..*self
        }
    }

    /// What takes room keeps the room it has.
    fn clone_from(&mut self, other: &Self) {
        let Clients { sessions, listed, commands, pending, undo: _ } = other;
        self.undo.keep(false);
        self.sessions.clone_from(sessions);
        (self.listed, self.commands) = (*listed, *commands);
        if !(self.pending.is_empty() && pending.is_empty()) {
            self.pending.clone_from(pending);
        }
    }
}

/// What a client does next.
pub(crate) struct Next {
    pub client: ClientId,
    pub node: NodeId,
    pub call: Call,
    pub command: CommandId,
    pub twice: bool,
}

/// The number that stands for the list instead of one client.
pub(crate) const LIST: ClientId = ClientId(u32::MAX);

/// The client that is the person at the page.
pub const PERSON: ClientId = ClientId(u32::MAX - 1);

/// Commands of the person and of lists are counted from here, so that they never meet those of the
/// workload.
const NAMED_COMMANDS: u32 = 1 << 31;

impl Clients {
    pub fn new(workload: &Workload) -> Clients {
        Clients {
            sessions: vec![Session::default(); workload.homes.len()],
            listed: 0,
            commands: 0,
            pending: BTreeMap::new(),
            undo: Undo::default(),
        }
    }

    /// The session of a client, to write to; nothing of the person, who has none.
    fn session(&mut self, client: ClientId) -> Option<&mut Session> {
        let session = self.sessions.get_mut(client.index())?;
        self.undo.note(|| Change::Session(client.0, session.clone()));
        Some(session)
    }

    /// Who waits for the answer to an operation.
    pub fn waits_for(&self, op: OpId) -> Option<Pending> {
        self.pending.get(&op).copied()
    }

    /// How many operations nobody has answered.
    pub fn waiting(&self) -> usize {
        self.pending.len()
    }

    /// From now on somebody waits for the answer to an operation, in this attempt.
    pub fn wait_for(&mut self, op: OpId, pending: Pending) {
        let before = self.pending.insert(op, pending);
        self.undo.note(|| Change::Pending(op, before));
    }

    /// Nobody waits for the answer to an operation any longer. Says who did.
    pub fn wait_no_longer(&mut self, op: OpId) -> Option<Pending> {
        let before = self.pending.remove(&op)?;
        self.undo.note(|| Change::Pending(op, Some(before)));
        Some(before)
    }

    /// When each client, or the list, begins.
    pub fn beginnings(&self, workload: &Workload, chance: Chance) -> Vec<(Time, ClientId)> {
        match &workload.pace {
            Pace::Listed(list) => list.first().map(|first| (first.at, LIST)).into_iter().collect(),
            Pace::Open { mean } | Pace::Closed { think: mean } => {
                let clients = (0..workload.homes.len() as u32).map(ClientId);
                clients
                    .map(|client| (Time::ZERO + wait(chance, client, 0, *mean), client))
                    .filter(|(at, _)| *at < workload.until)
                    .collect()
            }
        }
    }

    /// What a client does now.
    pub fn next(&mut self, workload: &Workload, services: u16, chance: Chance, client: ClientId) -> Next {
        if let Pace::Listed(list) = &workload.pace {
            let planned = list[self.listed as usize];
            self.listed += 1;
            let node = planned.node.unwrap_or_else(|| workload.homes[planned.client.index()]);
            let command = self.command(planned.command);
            if let Some(session) = self.session(planned.client) {
                session.waits_for += 1;
            }
            return Next { client: planned.client, node, call: planned.call, command, twice: false };
        }
        let n = u64::from(self.sessions[client.index()].asked);
        let lane = chance.lane(Purpose::Operation, u64::from(client.0));
        let draw = |k: u64, bound: u64| below(lane.draw(n * 8 + k), bound.max(1));
        let home = workload.homes[client.index()];
        let node = if workload.roaming {
            NodeId(below(chance.lane(Purpose::Roam, u64::from(client.0)).draw(n), u64::from(services)) as u16)
        } else {
            home
        };
        let account = workload.account(draw(0, u64::MAX));
        let (least, most) = workload.amounts;
        let amount = least + draw(1, (most - least + 1).unsigned_abs()) as Amount;
        let call = workload.mix.call(
            draw(2, workload.mix.total()),
            account,
            || workload.others(account, draw(3, u64::MAX)),
            amount,
        );
        let twice = !call.is_read() && draw(4, 1_000_000) < u64::from(workload.double_click_ppm);
        let command = self.command(None);
        if let Some(session) = self.session(client) {
            session.asked += 1;
            session.waits_for += 1 + u32::from(twice);
        }
        Next { client, node, call, command, twice }
    }

    /// An operation of a client ended. Says whether that was the last one that the client waited
    /// for: both clicks of a double click have to end before it thinks of what it asks next. Nobody
    /// knows what the person waits for.
    pub fn ended(&mut self, client: ClientId) -> bool {
        let Some(session) = self.session(client) else { return false };
        session.waits_for -= 1;
        session.waits_for == 0
    }

    /// When a client comes again, after it asked (open, listed) or after all that it asked was
    /// answered (closed).
    pub fn again(
        &self,
        workload: &Workload,
        chance: Chance,
        client: ClientId,
        now: Time,
        answered: bool,
    ) -> Option<(Time, ClientId)> {
        let at = match (&workload.pace, answered) {
            (Pace::Listed(list), false) => {
                return list.get(self.listed as usize).map(|next| (next.at.max(now), LIST));
            }
            (Pace::Open { mean }, false) => {
                now + wait(chance, client, self.sessions[client.index()].asked, *mean)
            }
            (Pace::Closed { think }, true) => {
                now + wait(chance, client, self.sessions.get(client.index())?.asked, *think)
            }
            _ => return None,
        };
        (at < workload.until).then_some((at, client))
    }

    /// What a session was told so far.
    pub fn context(&self, client: ClientId) -> Context {
        self.sessions.get(client.index()).map_or_else(Context::default, |session| session.context.clone())
    }

    /// Records what a session was told.
    pub fn told(&mut self, client: ClientId, reply: &Reply) {
        if let Reply::Done { context, .. } = reply
            && let Some(session) = self.session(client)
        {
            session.context.join(context);
        }
    }

    /// A command with this name, or a new one.
    pub fn command(&mut self, named: Option<CommandId>) -> CommandId {
        self.commands += 1;
        named.map_or(CommandId(self.commands - 1), |CommandId(name)| CommandId(NAMED_COMMANDS | name))
    }

    pub fn weight(&self) -> usize {
        self.sessions.len() * size_of::<Session>() + self.pending.len() * 2 * size_of::<Pending>()
    }
}

impl TakenBack for Clients {
    /// The changes, the operations of a list and the commands before it.
    type Mark = (u32, u32, u32);

    fn keep(&mut self, noted: bool) {
        self.undo.keep(noted);
    }

    #[inline]
    fn mark(&mut self) -> (u32, u32, u32) {
        (self.undo.mark(), self.listed, self.commands)
    }

    fn back_to(&mut self, (changes, listed, commands): (u32, u32, u32)) {
        (self.listed, self.commands) = (listed, commands);
        while let Some(change) = self.undo.pop_after(changes) {
            match change {
                Change::Session(client, before) => self.sessions[client as usize] = before,
                Change::Pending(op, Some(before)) => {
                    self.pending.insert(op, before);
                }
                Change::Pending(op, None) => {
                    self.pending.remove(&op);
                }
            }
        }
    }

    fn noted_bytes(&self) -> usize {
        self.undo.bytes()
    }
}

fn wait(chance: Chance, client: ClientId, nth: u32, mean: Span) -> Span {
    Distribution::Exponential { min_us: 0, mean_us: mean.0 }
        .sample(chance.lane(Purpose::Arrival, u64::from(client.0)), u64::from(nth))
}

impl Workload {
    /// No client at all.
    pub fn none() -> Workload {
        Workload {
            homes: Vec::new(),
            roaming: false,
            pace: Pace::Listed([].into()),
            until: Time::NEVER,
            mix: Mix { deposit: 1, ..Mix::default() },
            account_weights: [].into(),
            amounts: (1, 1),
            timeout: Span::from_s(1),
            retries: 0,
            double_click_ppm: 0,
        }
    }

    fn account(&self, bits: u64) -> AccountId {
        let total = self.account_weights.last().copied().unwrap_or(1);
        let drawn = below(bits, total);
        AccountId(self.account_weights.partition_point(|&upto| upto <= drawn) as u32)
    }

    /// All other accounts, from a drawn one on.
    fn others(&self, account: AccountId, bits: u64) -> Vec<AccountId> {
        let count = self.account_weights.len().max(2) as u64;
        let first = below(bits, count - 1);
        let nth = |n: u64| AccountId(((u64::from(account.0) + 1 + (first + n) % (count - 1)) % count) as u32);
        (0..(count - 1).min(MOST_ACCOUNTS as u64)).map(nth).collect()
    }
}

impl Mix {
    fn weights(&self) -> [u32; 6] {
        [self.deposit, self.withdraw, self.transfer, self.read, self.audit, self.withdraw_jointly]
    }

    fn total(&self) -> u64 {
        self.weights().iter().map(|&weight| u64::from(weight)).sum()
    }

    /// The call that was drawn. `others` are the accounts that a call about several takes beside
    /// the first one, each once.
    fn call(
        &self,
        drawn: u64,
        account: AccountId,
        others: impl Fn() -> Vec<AccountId>,
        amount: Amount,
    ) -> Call {
        let mut upto = 0;
        let kind = self.weights().iter().position(|&weight| {
            upto += u64::from(weight);
            drawn < upto
        });
        let other = || others().first().copied().unwrap_or(account);
        match kind {
            Some(0) => Call::Deposit { account, amount },
            Some(1) => Call::Withdraw { account, amount },
            Some(2) => Call::Transfer { from: account, to: other(), amount },
            Some(4) => {
                let all: Vec<AccountId> =
                    core::iter::once(account).chain(others()).take(MOST_ACCOUNTS).collect();
                Accounts::new(&all).map_or(Call::Read { account }, |accounts| Call::Audit { accounts })
            }
            Some(5) => Call::WithdrawJointly { account, with: other(), amount },
            _ => Call::Read { account },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_client_that_roams_goes_to_every_service_however_few_clients_there_are() {
        let workload = Workload {
            homes: vec![NodeId(0)],
            roaming: true,
            pace: Pace::Open { mean: Span(1) },
            account_weights: [1].into(),
            ..Workload::none()
        };
        let mut clients = Clients::new(&workload);
        let mut next = || clients.next(&workload, 3, Chance::new(1), ClientId(0)).node.0;
        let seen: BTreeSet<u16> = (0..60).map(|_| next()).collect();
        assert_eq!(seen, BTreeSet::from([0, 1, 2]));
    }
}
