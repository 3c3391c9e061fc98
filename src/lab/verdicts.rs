//! What the judges say about a run: what its clients were promised, held against what they were told, and what must always be true of it.

use super::experiment::Experiment;
use super::invariants::Watching;
use crate::base::ids::FactId;
use crate::base::text::Said;
use crate::check::history::Operation;
use crate::check::history::trace::Fold;
use crate::check::judge::Question;
use crate::check::linear::{self, Order};
use crate::check::sessions::Guarantee;
use crate::check::spec::Kind;
use crate::check::value::Value;
use crate::check::verdict::Verdict;
use crate::sim::session::Session;
use serde::{Deserialize, Serialize};

/// Up to how many operations a run is judged while somebody waits for the page. Longer ones are exported and judged by the command line.
pub const MOST_OPERATIONS: u32 = 2_000;

/// How many steps a judge of orders may take while somebody waits, and how many more to make its witness small: together less than a fifth of a second.
const BUDGET: u64 = 1_000_000;

/// The judges of orders that are asked about a run, the strongest promise first. After them come the guarantees of sessions and the invariants.
const ASKED: [(&str, Order); 2] = [("linearizable", Order::Time), ("sequential", Order::Program)];

/// What one judge says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Judged {
    /// The model, by its name on the command line.
    pub model: String,
    /// What the model promises.
    pub promise: Said,
    /// What the judge says.
    pub verdict: Word,
    /// Why, where there is something to say.
    pub because: Option<Said>,
    /// What proves a violation, where it stands in the trace. For orders these are answers: the return of each operation of the witness, or its invocation where it
    /// never returned.
    pub proof: Vec<FactId>,
}

/// The four things a judge can say.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// The promise was kept.
    Holds,
    /// It was broken.
    Violated,
    /// The judge's budget was spent before it knew.
    Unknown,
    /// There was nothing to check.
    Vacuous,
}

/// What the judges say about a run that is folded to its end, or why they are not asked. What nodes hold is looked at where the cursor stands at the end.
///
/// # Errors
///
/// The reason, where the run is too long to be judged while somebody waits.
pub fn verdicts(experiment: &Experiment, session: &dyn Session) -> Result<Vec<Judged>, Said> {
    if session.operation_count() > MOST_OPERATIONS {
        return Err(Said {
            en: format!(
                "verdicts: there are more than {MOST_OPERATIONS} operations. Save the history with the command line and let it check that."
            ),
            zh: format!("判定：操作超过 {MOST_OPERATIONS} 个。请用命令行保存历史后再检查。"),
        });
    }
    let mut watching = Watching::new(experiment);
    watching.catch_up(session, session.fact_count());
    let mut all = orders(experiment, session);
    all.extend(watching.guarantees());
    all.extend(watching.invariants(session));
    Ok(all)
}

/// What the judges of orders say.
fn orders(experiment: &Experiment, session: &dyn Session) -> Vec<Judged> {
    let mut fold = Fold::default();
    for id in (0..session.fact_count()).map(FactId) {
        fold.hear(id, session.fact(id).what, |op| session.operation(op), |reply| session.answer(reply));
    }
    let mut history = fold.close();
    history.operations.iter_mut().for_each(|operation| name_accounts(operation, experiment));
    let opening = (0..).zip(&experiment.accounts).map(|(id, account)| (name(&Value::Int(id), experiment), Value::Int(account.opening)));
    let initial = Some(opening.collect());
    let question = Question { history: &history, kind: Kind::Bank, initial, budget: BUDGET };
    let fact = |&operation: &usize| {
        let place = history.operations[operation].place;
        FactId(place.returned.unwrap_or(place.invoked))
    };
    let asked = ASKED.map(|(model, order)| {
        let (verdict, because, proof) = match linear::bank(&question, order) {
            Ok(Verdict::Holds) => (Word::Holds, None, Vec::new()),
            Ok(Verdict::Violated(witness)) => (Word::Violated, Some(witness.because), witness.operations.iter().map(fact).collect()),
            Ok(Verdict::Unknown(unknown)) => (Word::Unknown, Some(unknown.because(history.operations.len())), Vec::new()),
            Ok(Verdict::Vacuous(why)) => (Word::Vacuous, Some(why), Vec::new()),
            Err(complaint) => unreachable!("a run's own history can be read: {complaint:?}"),
        };
        Judged { model: model.to_owned(), promise: order.promise().into(), verdict, because, proof }
    });
    asked.into()
}

/// Whether it is about an order of all operations.
pub fn is_order(judged: &Judged) -> bool {
    ASKED.iter().any(|(model, _)| *model == judged.model)
}

/// Whether it is about what must always be true of the run, and not about what clients were promised.
pub fn is_invariant(judged: &Judged) -> bool {
    !is_order(judged) && !Guarantee::ALL.iter().any(|guarantee| guarantee.word() == judged.model)
}

/// The strongest order that was kept, of those that were asked about; nothing where none was, or where a judge did not know.
pub fn strongest(judged: &[Judged]) -> Option<&Judged> {
    let mut orders = judged.iter().filter(|it| is_order(it));
    orders.find(|it| it.verdict != Word::Violated).filter(|it| it.verdict == Word::Holds)
}

/// Witnesses speak of accounts by their names.
fn name_accounts(operation: &mut Operation, experiment: &Experiment) {
    operation.key = operation.key.as_ref().map(|key| name(key, experiment));
    for value in [&mut operation.asked, &mut operation.told] {
        let Value::Map(parts) = value else { continue };
        for other in ["to", "with"] {
            if let Some(other) = parts.get_mut(&Value::from(other)) {
                *other = name(other, experiment);
            }
        }
        if operation.key.is_none() {
            *value = core::mem::take(parts).into_iter().map(|(account, balance)| (name(&account, experiment), balance)).collect();
        }
    }
}

fn name(account: &Value, experiment: &Experiment) -> Value {
    let known = account.int().and_then(|id| experiment.accounts.get(usize::try_from(id).ok()?));
    known.map_or_else(|| account.clone(), |account| Value::text(account.name.to_string()))
}
