//! What each client was told in each column: the same operation side by side.

use super::{Difference, Fate, MOST_DIFFERENCES, MOST_REQUESTS, Shown, Side, Told, both, plain};
use crate::base::arrange::Arrange;
use crate::base::ids::{AccountId, ClientId, FactId, NodeId, OpId};
use crate::base::text::{Language, TextBuf};
use crate::base::time::{Span, Time};
use crate::base::units::{self, Quantity};
use crate::domain::{Amount, Call, Refusal, Reply};
use crate::lab::experiment::Experiment;
use crate::lab::stale::StaleReads;
use crate::sim::client::PERSON;
use crate::sim::run::AnyRun;
use crate::sim::trace::{FactKind, Outcome};

/// One operation of one run.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Asked {
    pub client: ClientId,
    pub node: NodeId,
    pub call: Call,
    /// The fact of asking.
    pub fact: FactId,
    pub at: Time,
    /// When it returned, and by which fact; nothing where it never did.
    pub returned: Option<(Time, FactId)>,
    /// How it ended; unknown where it never did.
    pub outcome: Outcome,
    /// The balances that were told, without versions, which are the protocol's own business.
    pub balances: Vec<Amount>,
    pub refusal: Option<Refusal>,
}

impl Asked {
    /// Whether a client asked for the same at the same moment and place.
    pub fn is_same_request(&self, other: &Asked) -> bool {
        (self.client, self.node, self.at) == (other.client, other.node, other.at) && self.call == other.call
    }

    /// Whether it is the same operation, though perhaps at another moment.
    pub fn is_same_operation(&self, other: &Asked) -> bool {
        self.client == other.client && self.call == other.call
    }

    pub fn is_told_the_same(&self, other: &Asked) -> bool {
        (self.outcome, &self.balances, self.refusal) == (other.outcome, &other.balances, other.refusal)
    }

    /// Whether it was rejected though the rules allow it.
    pub fn is_turned_down(&self) -> bool {
        self.outcome == Outcome::Fail && !self.refusal.is_some_and(Refusal::is_by_rule)
    }

    /// The fact that shows what was told.
    pub fn shown_by(&self) -> (Time, FactId) {
        self.returned.unwrap_or((self.at, self.fact))
    }
}

/// Every operation of a run, by its number.
pub(super) fn asked(run: &dyn AnyRun) -> Vec<Asked> {
    let mut all: Vec<Asked> = (0..run.operation_count())
        .map(|op| {
            let operation = run.operation(OpId(op));
            Asked {
                client: operation.request.client,
                node: operation.node,
                call: operation.request.call,
                fact: operation.invoked,
                at: run.fact(operation.invoked).at,
                returned: None,
                outcome: Outcome::Info,
                balances: Vec::new(),
                refusal: None,
            }
        })
        .collect();
    for id in (0..run.fact_count()).map(FactId) {
        let event = run.fact(id);
        let FactKind::Returned { op, outcome, reply } = event.what else { continue };
        let Some(it) = all.get_mut(op.index()) else { continue };
        (it.returned, it.outcome) = (Some((event.at, id)), outcome);
        match run.answer(reply).map(|answer| answer.reply) {
            Some(Reply::Done { answer, .. }) if outcome == Outcome::Ok => {
                it.balances = answer.balances().to_vec();
            }
            Some(Reply::Refused(why)) => it.refusal = Some(why),
            _ => {}
        }
    }
    all
}

/// Who asked whom for what.
pub(super) fn question(it: &Asked, experiment: &Experiment) -> TextBuf {
    let asked = sentence(it, experiment);
    let at = experiment.cast().name(it.node);
    let (en, zh) = who(it.client);
    both(format!("{en} asks {} to {}", at.en, asked.en), format!("{zh}请求{}：{}", at.zh, asked.zh))
}

fn who(client: ClientId) -> (String, String) {
    if client == PERSON {
        ("a person".to_owned(), "一个人".to_owned())
    } else {
        (format!("client {client}"), format!("客户端 {client} "))
    }
}

/// What was told, in words.
pub(super) fn answer(it: &Asked, decimals: u8) -> TextBuf {
    let balances: Vec<String> = it.balances.iter().map(|&balance| units::money(balance, decimals)).collect();
    match (it.outcome, it.refusal) {
        (Outcome::Ok, _) if it.call.is_read() => plain(balances.join(" + ")),
        (Outcome::Ok, _) => {
            let balance = balances.first().cloned().unwrap_or_default();
            both(format!("succeeded, balance {balance}"), format!("成功，余额 {balance}"))
        }
        (Outcome::Fail, Some(why)) => {
            let why = why.because();
            both(format!("rejected: {}", why.en), format!("被拒绝：{}", why.zh))
        }
        (Outcome::Fail, None) => both("rejected".into(), "被拒绝".into()),
        (Outcome::Info, _) => match it.returned {
            Some((at, _)) => {
                let took = units::text(Quantity::Span(at.since(it.at)));
                both(format!("no answer, gave up after {}", took.en), format!("没有答复，{}后放弃", took.zh))
            }
            None => both("no answer until the end".into(), "直到结束都没有答复".into()),
        },
    }
}

/// What clients asked and were told, as it is shown.
pub(super) fn shown(side: &Side) -> Vec<Shown> {
    let mut reads = StaleReads::new(side.run.node_count());
    reads.catch_up(side.run);
    let decimals = side.experiment.decimals;
    let show = |(op, it): (usize, &Asked)| {
        let stale = reads.found().iter().find(|read| read.op.index() == op);
        let fate = match (it.outcome, stale) {
            (Outcome::Ok, Some(_)) => Fate::Stale,
            (Outcome::Ok, None) => Fate::Done,
            (Outcome::Fail, _) if it.is_turned_down() => Fate::Rejected,
            (Outcome::Fail, _) => Fate::No,
            (Outcome::Info, _) => Fate::Unknown,
        };
        let balances: Vec<String> = it.balances.iter().map(|&it| units::money(it, decimals)).collect();
        Shown {
            client: (it.client != PERSON).then_some(it.client.0),
            node: it.node.0,
            at: it.at,
            until: it.returned.map(|(at, _)| at),
            fact: it.shown_by().1,
            asked: sentence(it, side.experiment),
            account: account(it.call.account(), side.experiment),
            balance: (!balances.is_empty()).then(|| balances.join(" + ")),
            told: answer(it, decimals),
            fate,
            reads: it.call.is_read(),
            missed: stale.map(|read| {
                let age = units::text(Quantity::Span(Span(read.age_us)));
                let newest = units::money(read.newest, decimals);
                let (n, noun) = (read.versions, if read.versions == 1 { "version" } else { "versions" });
                both(
                    format!("Stale: {n} {noun} behind, {} old. Newest is {newest}.", age.en),
                    format!("过期：落后 {n} 个版本、{}。最新为 {newest}。", age.zh),
                )
            }),
        }
    };
    side.asked.iter().enumerate().take(MOST_REQUESTS).map(show).collect()
}

fn account(id: AccountId, experiment: &Experiment) -> String {
    let known = experiment.accounts.get(id.index());
    known.map_or_else(|| format!("#{id}"), |known| known.name.clone())
}

fn sentence(it: &Asked, experiment: &Experiment) -> TextBuf {
    let of = |language| {
        let money = |amount: Amount| units::money(amount, experiment.decimals);
        it.call.sentence(|id| account(id, experiment), money, language)
    };
    both(of(Language::En), of(Language::Zh))
}

/// The operations about which clients were told different things, and how many they are.
pub(super) fn differences(sides: &[Side]) -> (Vec<Difference>, u32) {
    let Some((first, others)) = sides.split_first() else { return (Vec::new(), 0) };
    let most = sides.iter().map(|side| side.asked.len()).min().unwrap_or(0);
    let differs = |op: &usize| {
        let mine = &first.asked[*op];
        let of = || others.iter().map(|other| &other.asked[*op]);
        of().all(|it| it.is_same_operation(mine)) && of().any(|it| !it.is_told_the_same(mine))
    };
    let mut all: Vec<usize> = (0..most).filter(differs).collect();
    all.arrange_by_key(|&op| (first.asked[op].at, op));
    let describe = |&op: &usize| Difference {
        at: first.asked[op].at,
        asked: question(&first.asked[op], first.experiment),
        told: sides
            .iter()
            .map(|side| {
                let it = &side.asked[op];
                let (at, fact) = it.shown_by();
                Told { said: answer(it, side.experiment.decimals), fact, at }
            })
            .collect(),
    };
    (all.iter().take(MOST_DIFFERENCES).map(describe).collect(), all.len() as u32)
}
