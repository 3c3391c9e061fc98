//! What a service does for a client: which calls, in which order, and what the client is told of
//! it.

use super::state::{Done, Work, owner_of};
use crate::base::chance::mix;
use crate::base::ids::{CommandId, NodeId, OpId};
use crate::base::time::Time;
use crate::domain::bank::MOST;
use crate::domain::{Answer, Call, Context, Event, Refusal, Reply};

/// What a service does for a client: one call after the other.
#[derive(Clone, Debug)]
pub struct Job {
    pub op: OpId,
    pub command: CommandId,
    pub call: Call,
    /// What the session has seen.
    pub context: Context,
    /// Nobody waits for it after this.
    pub until: Time,
    /// What came of its steps so far.
    pub done: Vec<Done>,
    /// Why the money of a transfer goes back, once it does.
    pub back: Option<Refusal>,
    /// Whom the present step calls.
    pub to: NodeId,
    /// Since when, and how often it was called before.
    pub since: Time,
    pub attempt: u32,
    /// Whether that call is under way.
    pub flying: bool,
    /// Whether anything that it asked for may have changed something.
    pub wrote: bool,
}

/// What an owner of one half cannot judge: that the amount is one, and that the accounts are two.
pub fn is_sound(call: &Call) -> bool {
    match *call {
        Call::Transfer { amount, .. } | Call::WithdrawJointly { amount, .. } => {
            (1..=MOST).contains(&amount) && call.other() != Some(call.account())
        }
        _ => true,
    }
}

/// What a job does next.
pub enum Next {
    /// It calls the owner.
    Call(Work),
    /// It is over.
    Reply(Reply),
}

impl Job {
    /// What follows from what came of the steps so far.
    pub fn next(&self, services: u16) -> Next {
        let read = |account| Next::Call(Work::Whole(Call::Read { account }));
        let part = |event, covered| Next::Call(Work::Part { event, covered });
        match (self.call, self.done.len()) {
            (Call::Transfer { from, to, amount }, done) if self.is_of_two(services) => {
                match (done, self.back) {
                    (0, _) => part(Event::TransferSent { account: from, to, amount }, true),
                    (1, None) => part(Event::TransferReceived { account: to, from, amount }, false),
                    (1, Some(_)) => part(
                        Event::Compensated { account: from, undoes: self.done[0].version, amount },
                        false,
                    ),
                    (_, Some(why)) => Next::Reply(Reply::Refused(why)),
                    (_, None) => self.tell(Answer::Balance(self.done[0].balance)),
                }
            }
            (Call::Audit { accounts }, done) => match accounts.iter().nth(done) {
                Some(account) => read(account),
                None => self.tell(Answer::Balances(self.done.iter().map(|it| it.balance).collect())),
            },
            (Call::WithdrawJointly { account, .. }, 0) => read(account),
            (Call::WithdrawJointly { with, .. }, 1) => read(with),
            (Call::WithdrawJointly { account, amount, .. }, 2) => {
                let covered = self.done[0].balance.saturating_add(self.done[1].balance) >= amount;
                if covered {
                    part(Event::Withdrawn { account, amount }, false)
                } else {
                    Next::Reply(Reply::Refused(Refusal::NotEnough))
                }
            }
            (call, 0) => Next::Call(Work::Whole(call)),
            (_, done) => self.tell(Answer::Balance(self.done[done - 1].balance)),
        }
    }

    /// It is done. The session remembers the versions that it was told.
    fn tell(&self, answer: Answer) -> Next {
        let accounts = self.call.accounts().chain([self.call.account()]);
        let context = accounts.zip(&self.done).map(|(account, done)| (account.0, done.version)).collect();
        Next::Reply(Reply::Done { answer, context })
    }

    /// Whether it is a transfer between two owners, which no one step can do.
    pub fn is_of_two(&self, services: u16) -> bool {
        matches!(self.call, Call::Transfer { from, to, .. } if owner_of(from, services) != owner_of(to, services))
    }

    /// Whether one half of it is done and the other one is not.
    pub fn is_half(&self, services: u16) -> bool {
        self.is_of_two(services) && self.done.len() == 1 && self.back.is_none()
    }

    /// The number of its present step; giving money back is another one than crediting it.
    pub fn step(&self) -> u32 {
        self.done.len() as u32 + u32::from(self.back.is_some())
    }
}

/// The idempotency key of a step. It follows from the command, so that a retry and a double click
/// have the same one.
pub fn key_of(command: CommandId, step: u32) -> u64 {
    mix(mix(u64::from(command.0) + 1) ^ u64::from(step))
}
