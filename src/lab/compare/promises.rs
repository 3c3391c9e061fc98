//! Which promises were broken in each column, and which its protocol makes.

use super::{Cell, Proof, Rank, Row, Section, Side, Why, both, list};
use crate::base::text::{Text, TextBuf, text};
use crate::lab::promised::promised;
use crate::lab::verdicts::{Finding, Verdict, is_order, title};
use crate::protocol::catalog;

const VERDICTS: [(Verdict, Text); 4] = [
    (Verdict::Holds, text("not violated in this run", "本次未违反")),
    (Verdict::Violated, text("violated", "已违反")),
    (Verdict::Unknown, text("unknown", "无法判定")),
    (Verdict::Vacuous, text("nothing to check", "未涉及")),
];

/// One row a model that was judged in any column.
pub(super) fn promises(sides: &[Side]) -> Section {
    let mut models: Vec<&str> = Vec::new();
    for finding in sides.iter().flat_map(|side| &side.receipt.verdicts) {
        if !models.contains(&finding.model.as_str()) {
            models.push(&finding.model);
        }
    }
    let judged = |model: &&str| {
        sides.iter().any(|side| found(side, model).is_some_and(|it| it.verdict != Verdict::Vacuous))
    };
    Section {
        id: "promises".to_owned(),
        title: both("Promises".into(), "承诺".into()),
        note: both(
            "One run can break a promise and never proves one: below each verdict stands what the protocol promises with these settings.".into(),
            "一次运行可以违反承诺，却不能证明承诺：每个判定之下写着协议在这些设置下承诺什么。".into(),
        ),
        rows: models.into_iter().filter(judged).map(|model| row(model, sides)).collect(),
    }
}

fn found<'a>(side: &'a Side, model: &str) -> Option<&'a Finding> {
    side.receipt.verdicts.iter().find(|it| it.model == model)
}

fn row(model: &str, sides: &[Side]) -> Row {
    let is_broken = |side: &Side| found(side, model).is_some_and(|it| it.verdict == Verdict::Violated);
    let differ = sides.iter().any(is_broken) && !sides.iter().all(is_broken);
    let cells = sides.iter().map(|side| {
        let said = match found(side, model) {
            Some(it) => word(it),
            None => both("not judged".into(), "未判定".into()),
        };
        let rank = if differ && is_broken(side) { Rank::Worst } else { Rank::Neither };
        Cell { said, figure: None, more: made(model, side), rank, series: Vec::new() }
    });
    let cells = cells.collect();
    let why = sides.iter().enumerate().find(|(_, side)| is_broken(side)).and_then(|(column, side)| {
        let it = found(side, model)?;
        let proof = it.proof.iter().take(3).map(|&fact| Proof {
            column: column as u16,
            fact,
            at: side.run.fact(fact).at,
        });
        Some(Why { said: it.because.clone()?, proof: proof.collect() })
    });
    Row { id: model.to_owned(), title: title(model).into(), note: None, cells, why }
}

fn word(it: &Finding) -> TextBuf {
    VERDICTS
        .iter()
        .find(|(verdict, _)| *verdict == it.verdict)
        .map(|(_, word)| (*word).into())
        .unwrap_or_default()
}

/// What the protocol promises of a model with its settings; nothing of orders, which no protocol
/// promises by that name.
fn made(model: &str, side: &Side) -> Option<TextBuf> {
    let protocol = &side.experiment.protocol;
    let entry = catalog::find(&protocol.name)?;
    let made = promised(entry, &protocol.settings).into_iter().find(|it| it.model == model);
    match made {
        Some(it) if it.is_given() => Some(both("promised".into(), "协议承诺".into())),
        Some(it) => {
            let lacks: Vec<TextBuf> = it.lacks.iter().map(|(_, said)| said.clone()).collect();
            let lacks = list(&lacks);
            Some(both(format!("promised only with {}", lacks.en), format!("须设置{}才承诺", lacks.zh)))
        }
        None if side.receipt.verdicts.iter().any(|it| it.model == model && is_order(it)) => None,
        None => Some(both("never promised".into(), "从不承诺".into())),
    }
}
