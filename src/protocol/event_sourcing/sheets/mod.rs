//! Tables of this protocol's own that a service shows beside its log and its read model, each only
//! while there is something in it.

mod names;
mod past;
mod reports;
mod steps;

use super::beside::Errors;
use super::config::{Config, Rebuild};
use super::state::State;
use crate::base::text::{Text, text};
use crate::sim::show::{Cell, Sheet};

/// All of them, in the order in which a person should meet them.
pub fn all(config: &Config, state: &State) -> Vec<Sheet> {
    let newer = state.volatile.newer.as_ref();
    let own = [
        (config.rebuild == Rebuild::Beside).then(|| versions(state)),
        errors(state, "errors", text("Events it could not read", "无法解析的事件"), &state.volatile.errors),
        newer.and_then(|newer| {
            let title = text("Errors of the new version", "新版本的重建错误");
            errors(state, "errors-of-the-new-version", title, &newer.errors)
        }),
    ];
    own.into_iter()
        .flatten()
        .chain(steps::all(state))
        .chain(names::all(state))
        .chain(past::all(state))
        .chain(reports::all(config, state))
        .collect()
}

fn versions(state: &State) -> Sheet {
    let (volatile, switches) = (&state.volatile, state.durable.deployed.switches);
    let row = |version: u32, says: Text, position: u64, errors: &Errors| {
        let sign = Cell::Sign(format!("v{version}"));
        vec![sign, Cell::Words(says), Cell::Count(position), Cell::Count(errors.number)]
    };
    let answers = text("answers readers", "正在应答");
    let mut rows = vec![row(switches + 1, answers, volatile.projection.position, &volatile.errors)];
    rows.extend(volatile.newer.as_ref().map(|newer| {
        let says = if newer.given_up {
            text("stopped: it has errors", "已停止：有错误")
        } else {
            text("being built beside it", "正在旁边重建")
        };
        row(switches + 2, says, newer.projection.position, &newer.errors)
    }));
    Sheet {
        name: "versions".into(),
        title: text("Versions of the projection", "投影的版本"),
        head: vec![
            text("Version", "版本"),
            text("State", "状态"),
            text("Events folded", "已归约的事件"),
            text("Errors", "错误"),
        ],
        rows,
        alarming: volatile.newer.as_ref().is_some_and(|newer| newer.given_up),
    }
}

fn errors(state: &State, name: &str, title: Text, errors: &Errors) -> Option<Sheet> {
    let rows = errors.first.iter().filter_map(|error| {
        let line = state.durable.feed.at(error.place)?.record;
        let place = Cell::Sign(format!("#{}", error.place + 1));
        Some(vec![
            place,
            Cell::Account(line.stream),
            Cell::Count(line.version()),
            Cell::Words(error.because()),
        ])
    });
    let head = [text("Event", "事件"), text("Account", "账户"), text("Version", "版本"), text("Why", "原因")];
    let sheet =
        || Sheet { name: name.to_owned(), title, head: head.to_vec(), rows: rows.collect(), alarming: true };
    (errors.number > 0).then(sheet)
}
