//! What changed from one timeline to another in which one thing is otherwise: what clients and
//! judges count, and where the two first differ for somebody outside.

use crate::base::ids::FactId;
use crate::base::text::{Text, TextBuf, text};
use crate::base::time::{Span, Time};
use crate::base::units::{self, Quantity};
use crate::lab::beside::first_difference;
use crate::lab::breaches::breaches;
use crate::lab::experiment::Experiment;
use crate::lab::frame::{FactFrame, fact};
use crate::lab::receipt::{Receipt, receipt};
use crate::lab::stale::StaleReads;
use crate::sim::run::{AnyRun, Progress};
use crate::sim::trace::{FactKind, Outcome};
use serde::{Deserialize, Serialize};

/// What is counted in a timeline.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Counted {
    /// Reads that missed acknowledged writes.
    pub stale: u32,
    /// Operations that surely took effect.
    pub ok: u32,
    /// Operations that were refused.
    pub refused: u32,
    /// Operations whose clients do not know the end.
    pub unknown: u32,
    /// The promises that were broken, by what people call them; nothing where the run is too long to
    /// be judged while somebody waits.
    pub broken: Option<Vec<TextBuf>>,
}

/// Two timelines held against each other.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Changed {
    /// What is counted in the one and in the other.
    pub counted: [Counted; 2],
    /// The first moment at which somebody outside sees another thing; nothing where that never
    /// happens.
    pub differs: Option<Time>,
    /// What is seen next in the one and in the other from there on.
    pub facts: [Option<FactFrame>; 2],
    /// What else the receipts count differently; nothing where a run is too long to be judged while
    /// somebody waits.
    pub figures: Vec<Differs>,
}

/// A figure that two receipts do not share.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Differs {
    /// What is counted.
    pub what: TextBuf,
    /// What it came to in the one and in the other, with its unit.
    pub said: [TextBuf; 2],
}

/// What a receipt counts of a run beside the ends of operations and broken promises.
type Figure = (Text, fn(&Receipt) -> Option<TextBuf>);

const FIGURES: &[Figure] = &[
    (text("Requests", "请求数"), |it| count(it.operations.asked)),
    (text("Reads: half take at most", "读：半数不超过"), |it| span(it.read_latency?.p50_us)),
    (text("Reads: 99 of 100 take at most", "读：99% 不超过"), |it| span(it.read_latency?.p99_us)),
    (text("Writes: half take at most", "写：半数不超过"), |it| span(it.write_latency?.p50_us)),
    (text("Writes: 99 of 100 take at most", "写：99% 不超过"), |it| span(it.write_latency?.p99_us)),
    (text("Copies disagreed for", "副本不一致的时间"), |it| span(it.apart.total_us)),
    (text("Acknowledged writes lost", "丢失的已确认写入"), |it| count(it.acknowledged_writes_lost)),
    (text("Effects doubled", "重复生效"), |it| count(it.effects_doubled)),
    (text("Compensations", "补偿"), |it| count(it.compensations)),
    (text("Messages", "消息数"), |it| count(it.costs.messages)),
    (text("Messages lost", "丢失的消息"), |it| count(it.costs.messages_lost)),
    (text("Disk flushes (fsync)", "刷盘次数（fsync）"), |it| count(it.costs.forced_writes)),
];

fn count(count: u32) -> Option<TextBuf> {
    let said = units::grouped(u64::from(count));
    Some(TextBuf { en: said.clone(), zh: said })
}

fn span(us: u64) -> Option<TextBuf> {
    Some(units::text(Quantity::Span(Span(us))))
}

/// The figures that two receipts do not share.
fn figures(receipts: &[Receipt; 2]) -> Vec<Differs> {
    let nothing = || TextBuf { en: "none".to_owned(), zh: "无".to_owned() };
    let differs = |(what, of): &Figure| {
        let said = receipts.each_ref().map(|it| of(it).unwrap_or_else(nothing));
        (said[0] != said[1]).then(|| Differs { what: (*what).into(), said })
    };
    FIGURES.iter().filter_map(differs).collect()
}

/// Holds two runs of one experiment against each other, both folded to their ends. Their cursors
/// move.
pub fn changed(
    experiment: &Experiment,
    left: &mut (dyn AnyRun + 'static),
    right: &mut (dyn AnyRun + 'static),
) -> Changed {
    let counted = [counted(experiment, left), counted(experiment, right)];
    let parting = first_difference(left, right, true);
    let runs: [&dyn AnyRun; 2] = [left, right];
    let facts = [0, 1].map(|side| {
        let id = parting.and_then(|it| it.facts[side])?;
        Some(fact(experiment, runs[side], id))
    });
    let judged = counted.iter().all(|it| it.broken.is_some());
    let figures =
        if judged { figures(&[receipt(experiment, left), receipt(experiment, right)]) } else { Vec::new() };
    Changed { counted, differs: parting.map(|it| it.at), facts, figures }
}

fn counted(experiment: &Experiment, run: &mut dyn AnyRun) -> Counted {
    while run.advance(100_000) == Progress::More {}
    let mut stale = StaleReads::new(run.node_count());
    stale.catch_up(run);
    let mut counted = Counted { stale: stale.found().len() as u32, ..Counted::default() };
    for id in (0..run.fact_count()).map(FactId) {
        if let FactKind::Returned { outcome, .. } = run.fact(id).what {
            *match outcome {
                Outcome::Ok => &mut counted.ok,
                Outcome::Fail => &mut counted.refused,
                Outcome::Info => &mut counted.unknown,
            } += 1;
        }
    }
    counted.broken = breaches(experiment, run).map(|all| all.into_iter().map(|it| it.title).collect());
    counted
}
