//! What clients were told, as records of the invariants: balances, staleness, deposits and
//! withdrawals, and commands that took effect twice.

use super::with_facts::WithFacts;
use crate::base::ids::{AccountId, CommandId, FactId};
use crate::base::text::{Text, TextBuf, text};
use crate::base::units::{self, Quantity};
use crate::check::invariant::conservation::{self, Conservation};
use crate::check::invariant::covered::{self, Covered};
use crate::check::invariant::effects::{self, Effects};
use crate::check::invariant::non_negative::{self, NonNegative};
use crate::check::invariant::stale_time::{self, StaleTime};
use crate::check::invariant::stale_versions::StaleVersions;
use crate::check::value::Value;
use crate::domain::{Amount, Call, Reply};
use crate::lab::copies::Copies;
use crate::lab::experiment::Experiment;
use crate::lab::verdicts::{Finding, Verdict};
use crate::sim::run::AnyRun;
use crate::sim::trace::{Fact, FactKind, Outcome};
use std::collections::{BTreeMap, BTreeSet};

/// What is known about a command, which may have been asked for more than once.
#[derive(Clone, Copy, Debug)]
struct CommandState {
    /// Where it was asked for first, and what.
    asked: (FactId, Call),
    /// How often it was asked for without being surely refused.
    perhaps: u32,
    /// How often it was asked for and is not answered.
    open: u32,
    /// The version that was answered, once it was surely done.
    done: Option<u64>,
}

/// Folds what clients ask and are told.
#[derive(Clone, Debug)]
pub struct Answers {
    names: Vec<Value>,
    commands: BTreeMap<CommandId, CommandState>,
    /// Commands to take out of an account what another one answers for, too: it may end below
    /// nothing by so much.
    answered_for: BTreeMap<AccountId, Vec<CommandId>>,
    /// The versions that such a command made of the account that it takes from. Where one took
    /// effect more than once, the others answered for it each time; that it did is what
    /// [`effects`](Answers::commands_done) says, and no balance.
    drawn: BTreeMap<CommandId, BTreeSet<u64>>,
    stale_time: WithFacts<StaleTime>,
    stale_versions: WithFacts<StaleVersions>,
    /// Balances that clients were told.
    pub balances: WithFacts<NonNegative>,
    /// What went out of accounts, and for what two of them answered together.
    pub covered: WithFacts<Covered>,
    /// What surely came in and went out.
    pub money: WithFacts<Conservation>,
    /// Commands that were carried out.
    pub commands_done: WithFacts<Effects>,
}

impl Answers {
    /// Nothing was told yet.
    pub fn new(experiment: &Experiment) -> Answers {
        let opening =
            experiment.accounts.iter().fold(0i64, |sum, account| sum.saturating_add(account.opening));
        Answers {
            names: experiment.accounts.iter().map(|account| Value::text(account.name.clone())).collect(),
            commands: BTreeMap::new(),
            answered_for: BTreeMap::new(),
            drawn: BTreeMap::new(),
            stale_time: WithFacts::new(StaleTime::new(0)),
            stale_versions: WithFacts::new(StaleVersions::new(0)),
            balances: WithFacts::default(),
            covered: WithFacts::default(),
            money: WithFacts::new(Conservation::new(Some(opening))),
            commands_done: WithFacts::default(),
        }
    }

    /// The name of an account.
    pub fn name(&self, account: AccountId) -> Value {
        self.names.get(account.index()).cloned().unwrap_or(Value::Int(i64::from(account.0)))
    }

    /// A balance, with the least that it may be.
    pub fn balance(&self, account: AccountId, balance: Amount) -> non_negative::Record {
        let taken = |command: &CommandId| match self.commands.get(command) {
            Some(CommandState {
                asked: (_, Call::WithdrawJointly { amount, .. }), perhaps, done, ..
            }) if *perhaps > 0 || done.is_some() => {
                let times = self.drawn.get(command).map_or(1, |versions| versions.len().max(1));
                amount.saturating_mul(times as Amount)
            }
            _ => 0,
        };
        let least = -self.answered_for.get(&account).into_iter().flatten().map(taken).sum::<Amount>();
        non_negative::Record { account: self.name(account), balance, least }
    }

    /// Takes the next fact.
    pub fn observe(&mut self, id: FactId, event: &Fact, copies: &Copies, run: &dyn AnyRun) {
        match event.what {
            FactKind::Invoked { op, attempt: 0 } => {
                let request = run.operation(op).request;
                let new = CommandState { asked: (id, request.call), perhaps: 0, open: 0, done: None };
                let known = self.commands.entry(request.command).or_insert(new);
                (known.perhaps, known.open) = (known.perhaps + 1, known.open + 1);
                if known.perhaps == 1 {
                    self.goes_out(id, request.command, request.call);
                }
            }
            FactKind::Returned { op, outcome, reply } => {
                let request = run.operation(op).request;
                if outcome != Outcome::Info
                    && let Some(known) = self.commands.get_mut(&request.command)
                {
                    known.open = known.open.saturating_sub(1);
                }
                match (outcome, run.answer(reply).map(|answer| answer.reply)) {
                    (Outcome::Ok, Some(Reply::Done { answer, .. })) => {
                        for (account, &balance) in request.call.accounts().zip(answer.balances()) {
                            let record = self.balance(account, balance);
                            self.balances.observe(id, &record);
                        }
                        let asked = run.fact(run.operation(op).invoked).at;
                        for seen in copies.rests_on(id, op, run) {
                            let (key, version) = (self.name(seen.key), seen.version.0);
                            let stale = if request.call.is_read() {
                                stale_time::Record::Saw { key, version, at: asked }
                            } else if seen.key == request.call.account() {
                                self.done(id, request.command, request.call, version);
                                stale_time::Record::Acknowledged { key, version, at: event.at }
                            } else {
                                continue;
                            };
                            self.stale_time.observe(id, &stale);
                            self.stale_versions.observe(id, &stale);
                        }
                    }
                    (Outcome::Fail, _) => {
                        if let Some(known) = self.commands.get_mut(&request.command) {
                            known.perhaps = known.perhaps.saturating_sub(1);
                        }
                    }
                    _ => {}
                }
                self.is_over(id, request.command);
            }
            FactKind::Installed { write, .. } => {
                let write = run.write(write);
                let of = self.commands.get(&write.command).map(|known| known.asked.1);
                if let Some(Call::WithdrawJointly { account, .. }) = of
                    && account == write.key
                {
                    self.drawn.entry(write.command).or_default().insert(write.version.0);
                }
            }
            _ => {}
        }
    }

    /// Money may go out of an account from here on.
    fn goes_out(&mut self, id: FactId, command: CommandId, call: Call) {
        let (account, amount) = match call {
            Call::Withdraw { account, amount } | Call::WithdrawJointly { account, amount, .. } => {
                (account, amount)
            }
            Call::Transfer { from, amount, .. } => (from, amount),
            Call::Open { .. } | Call::Deposit { .. } | Call::Read { .. } | Call::Audit { .. } => return,
        };
        let other = call.other().map(|other| self.name(other));
        let (to, with) = if let Call::WithdrawJointly { .. } = call {
            self.answered_for.entry(account).or_default().push(command);
            (None, other)
        } else {
            (other, None)
        };
        let (command, account) = (u64::from(command.0), self.name(account));
        self.covered.observe(id, &covered::Record::Asked { command, account, to, with, amount });
    }

    /// An operation of a command has ended, and perhaps with it all that the command will ever do.
    fn is_over(&mut self, id: FactId, command: CommandId) {
        let Some(known) = self.commands.get(&command) else { return };
        let number = u64::from(command.0);
        match (known.open, known.perhaps, known.done) {
            (0, _, Some(_)) => self.covered.observe(id, &covered::Record::Done(number)),
            (_, 0, None) => self.covered.observe(id, &covered::Record::Refused(number)),
            _ => {}
        }
    }

    fn done(&mut self, id: FactId, command: CommandId, call: Call, version: u64) {
        let number = u64::from(command.0);
        let before = self.commands.get_mut(&command).and_then(|known| known.done.replace(version));
        if before.is_none() {
            self.commands_done.observe(id, &effects::Record::Event(number));
        }
        if before != Some(version) {
            self.commands_done.observe(id, &effects::Record::Effect(number));
        }
        if before.is_some() {
            return;
        }
        match call {
            Call::Deposit { amount, .. } => self.money.observe(id, &conservation::Record::In(amount)),
            Call::Withdraw { amount, .. } | Call::WithdrawJointly { amount, .. } => {
                self.money.observe(id, &conservation::Record::Out(amount))
            }
            Call::Open { .. } | Call::Transfer { .. } | Call::Read { .. } | Call::Audit { .. } => {}
        }
    }

    /// The money, with what nobody knows of: commands that were asked for and neither surely done
    /// nor surely not.
    pub fn money_with_the_unknown(&self) -> WithFacts<Conservation> {
        let mut money = self.money.clone();
        for known in self.commands.values().filter(|known| known.done.is_none() && known.perhaps > 0) {
            let (fact, call) = known.asked;
            match call {
                Call::Deposit { amount, .. } => money.observe(fact, &conservation::Record::MaybeIn(amount)),
                Call::Withdraw { amount, .. } | Call::WithdrawJointly { amount, .. } => {
                    money.observe(fact, &conservation::Record::MaybeOut(amount))
                }
                Call::Open { .. } | Call::Transfer { .. } | Call::Read { .. } | Call::Audit { .. } => {}
            }
        }
        money
    }

    /// What is stale, in time and in versions.
    pub fn stale(&self) -> [Finding; 2] {
        let mut time = self.stale_time.judged("stale-time", FRESH);
        let mut versions = self.stale_versions.judged("stale-versions", NEWEST);
        let (us, most) = (self.stale_time.machine.worst_us, self.stale_versions.machine.worst);
        let behind = units::text(Quantity::Millis(us.div_ceil(1_000) * 1_000));
        worst(
            &mut time,
            format!("The worst read was {} behind.", behind.en),
            format!("最严重的一次读取落后 {}。", behind.zh),
        );
        worst(
            &mut versions,
            format!("The worst read was {most} {} behind.", if most == 1 { "version" } else { "versions" }),
            format!("最严重的一次读取落后 {most} 个版本。"),
        );
        [time, versions]
    }

    /// What is to be said of a command that took effect twice.
    pub fn twice() -> TextBuf {
        WISH.into()
    }
}

fn worst(judged: &mut Finding, en: String, zh: String) {
    if let (Verdict::Violated, Some(because)) = (judged.verdict, &mut judged.because) {
        because.en = format!("{} {en}", because.en);
        because.zh = format!("{}{zh}", because.zh);
    }
}

const FRESH: Text = text(
    "A read includes every write that was acknowledged before the read was asked.",
    "读取包含它发出之前已确认的每一次写入。",
);
const NEWEST: Text = text(
    "A read includes every version of its account that was acknowledged before the read was asked.",
    "读取包含它发出之前该账户已确认的每一个版本。",
);
const WISH: Text = text(
    "One command was carried out twice: its two answers name different versions.",
    "同一个命令执行了两次（未做到幂等）：两次答复的版本不同。",
);
