//! A saga as plain data: its steps, where it stands, and what comes next. Nothing here knows who
//! calls whom, so the orchestrator and the services of a choreography use the same functions.
//!
//! ```text
//!             ┌── Do: step 0, 1, 2 … ── all done ──▶ Confirm (locks, reservations) ──▶ ended: done
//!   begin ────┤
//!             └── refused, or too late ──▶ Undo: … 2, 1, 0 ──▶ ended: refused, nothing is left
//! ```

use super::config::{Config, Updates};
use super::message::{Done, Order};
use super::steps::{Kind, amount, pivot, steps};
use crate::base::digest::{Digest, Stable};
use crate::base::ids::{AccountId, CommandId, NodeId, OpId};
use crate::base::time::Time;
use crate::domain::{Call, Refusal};
use std::rc::Rc;

/// Which way a step goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Phase {
    /// Forwards.
    Do,
    /// Backwards: it is compensated, or cancelled.
    Undo,
    /// It is made final.
    Confirm,
}

/// A saga that has begun.
#[derive(Clone, PartialEq, Debug)]
pub struct Saga {
    pub op: OpId,
    /// Its name: the same command is the same saga.
    pub command: CommandId,
    pub call: Call,
    /// The service that was asked.
    pub home: NodeId,
    /// By the clock of whoever keeps it.
    pub since: Time,
    /// What came of its steps so far.
    pub done: Vec<Done>,
    pub phase: Phase,
    /// Backwards, how many steps are left; to be confirmed, the next one.
    pub at: u8,
    /// Why it goes backwards.
    pub why: Option<Refusal>,
    /// A compensation cannot be carried out: an operator must help.
    pub parked: bool,
    /// How many orders were answered: the number of its events.
    pub turn: u32,
}

impl Saga {
    /// The order that is outstanding; nothing once it has ended.
    pub fn order(&self, config: &Config) -> Option<Order> {
        let steps = steps(&self.call, config);
        let step = match self.phase {
            Phase::Do => self.done.len(),
            Phase::Undo => usize::from(self.at).checked_sub(1)?,
            Phase::Confirm => usize::from(self.at),
        };
        let &(kind, account) = steps.get(step)?;
        let relies = config.updates == Updates::Value || kind == Kind::Draw || kind == Kind::Look;
        Some(Order {
            op: self.op,
            command: self.command,
            call: self.call,
            account,
            seen: self.seen(&steps, account, step).filter(|_| relies),
            kind,
            step: step as u8,
            phase: self.phase,
            locks: config.locks(amount(&self.call)),
            must: pivot(&steps).is_some_and(|pivot| step > pivot),
        })
    }

    /// What an earlier step saw of an account.
    fn seen(&self, steps: &[(Kind, AccountId)], account: AccountId, before: usize) -> Option<Done> {
        let looked =
            steps.iter().zip(&self.done).take(before).rfind(|(step, _)| **step == (Kind::Look, account));
        looked.map(|(_, done)| *done)
    }

    /// An order of it was answered: what comes next.
    pub fn advance(&mut self, found: Result<Done, Refusal>, config: &Config) {
        let steps = steps(&self.call, config);
        self.turn += 1;
        match (self.phase, found) {
            (Phase::Do, Ok(done)) => {
                self.done.push(done);
                self.decide(&steps);
                if self.phase == Phase::Do && self.done.len() == steps.len() {
                    (self.phase, self.at) = (Phase::Confirm, 0);
                }
            }
            (Phase::Do, Err(why)) => self.turn_back(why, self.done.len()),
            // A copy of the order that came late may find what it needs, though an operator was called.
            (Phase::Undo, Ok(_)) => (self.at, self.parked) = (self.at - 1, false),
            (Phase::Undo, Err(_)) => self.parked = true,
            (Phase::Confirm, found) => {
                // What was reserved is true now, and has a version.
                if let (true, Ok(done)) = (config.reserves(), found) {
                    self.done[usize::from(self.at)] = done;
                }
                self.at += 1;
            }
        }
        self.skip(&steps, config);
    }

    /// It goes backwards from here: the first so many steps are undone, the last one first.
    fn turn_back(&mut self, why: Refusal, steps: usize) {
        (self.phase, self.at, self.why) = (Phase::Undo, steps as u8, Some(why));
    }

    /// Its timer went off. What was asked and not answered is undone as well. Says whether it goes
    /// backwards now.
    pub fn cancel(&mut self, config: &Config) -> bool {
        let steps = steps(&self.call, config);
        let asked = self.done.len();
        let is_final = pivot(&steps).is_some_and(|pivot| asked >= pivot);
        if self.phase != Phase::Do || is_final && config.only_forward {
            return false;
        }
        self.turn_back(Refusal::Unreachable, (asked + 1).min(steps.len()));
        self.turn += 1;
        self.skip(&steps, config);
        true
    }

    /// Two accounts must cover what is drawn.
    fn decide(&mut self, steps: &[(Kind, AccountId)]) {
        let Call::WithdrawJointly { account, with, amount } = self.call else { return };
        let next = self.done.len();
        if steps.get(next).is_some_and(|(kind, _)| *kind == Kind::Draw) {
            let held = [account, with].map(|it| self.seen(steps, it, next).unwrap_or_default().balance);
            if held[0].saturating_add(held[1]) < amount {
                self.turn_back(Refusal::NotEnough, next);
            }
        }
    }

    /// Passes over steps that need no order: a look that locked nothing has nothing to undo.
    fn skip(&mut self, steps: &[(Kind, AccountId)], config: &Config) {
        let locks = config.locks(amount(&self.call));
        loop {
            let is_idle = match self.phase {
                Phase::Do => false,
                Phase::Undo => usize::from(self.at).checked_sub(1).is_some_and(|step| match steps[step].0 {
                    Kind::Debit | Kind::Credit => false,
                    Kind::Look | Kind::Draw => !locks,
                    Kind::Ship | Kind::Whole => true,
                }),
                Phase::Confirm => steps.get(usize::from(self.at)).is_some_and(|&(kind, account)| {
                    let later = &steps[usize::from(self.at) + 1..];
                    match kind {
                        Kind::Ship | Kind::Whole => true,
                        Kind::Debit | Kind::Credit if config.needs_confirmation() => false,
                        // An account is freed once, after the last step about it.
                        _ => !locks || later.iter().any(|it| it.1 == account && it.0 != Kind::Ship),
                    }
                }),
            };
            match self.phase {
                _ if !is_idle => return,
                Phase::Undo => self.at -= 1,
                _ => self.at += 1,
            }
        }
    }

    /// Whether all of it has come to its end.
    pub fn is_over(&self, config: &Config) -> bool {
        self.order(config).is_none()
    }

    /// What its client can be told by now. A reservation is told when it is made true.
    pub fn outcome(&self, config: &Config) -> Option<Result<Rc<[Done]>, Refusal>> {
        match (self.phase, self.why) {
            (Phase::Undo, Some(why)) if self.at == 0 => Some(Err(why)),
            (Phase::Confirm, _) if !config.reserves() || self.is_over(config) => {
                Some(Ok(self.answer(config)))
            }
            _ => None,
        }
    }

    /// The accounts that the answer is about, in the order of the call.
    fn answer(&self, config: &Config) -> Rc<[Done]> {
        let steps = steps(&self.call, config);
        let of = |account: AccountId| {
            let mut all = steps.iter().zip(&self.done).rev();
            all.find(|(step, _)| step.1 == account && step.0 != Kind::Ship).map(|(_, done)| *done)
        };
        match self.call {
            Call::Audit { accounts } => accounts.iter().filter_map(of).collect(),
            _ => of(self.call.account()).into_iter().collect(),
        }
    }

    /// How many steps there are.
    pub fn len(&self, config: &Config) -> usize {
        steps(&self.call, config).len()
    }
}

impl Config {
    /// Whether a service must hear of the end of a saga even where nothing is locked.
    fn needs_confirmation(&self) -> bool {
        self.reserves() || self.holds == super::config::Holds::Expire
    }
}

impl Stable for Phase {
    fn feed(&self, digest: &mut Digest) {
        digest.word(*self as u64);
    }
}

impl Stable for Saga {
    fn feed(&self, digest: &mut Digest) {
        [u64::from(self.op.0), u64::from(self.command.0), self.since.0, u64::from(self.home.0)]
            .iter()
            .for_each(|&word| digest.word(word));
        self.call.feed(digest);
        digest.word(self.done.len() as u64);
        self.done.iter().for_each(|done| done.feed(digest));
        self.phase.feed(digest);
        self.why.feed(digest);
        [u64::from(self.at), u64::from(self.parked), u64::from(self.turn)]
            .iter()
            .for_each(|&word| digest.word(word));
    }
}
