//! Which experiments stand side by side: the same workday with another protocol or other settings;
//! what is the same in all of them, and what is not.

use super::{Column, both, fairness, list};
use crate::base::text::TextBuf;
use crate::base::time::Span;
use crate::base::units::{self, Quantity, grouped};
use crate::lab::experiment::{Choice, Experiment};
use crate::lab::problem::Problem;
use crate::lab::read;
use crate::lab::settings_presets::SettingsPreset;
use crate::protocol::catalog::knob::{Kind, Setting, Unit};
use crate::protocol::catalog::{self, Entry};
use serde_json::Value;

/// So many columns stand side by side at most.
pub const MOST_COLUMNS: usize = 4;

/// The word behind a protocol that stands for its safest settings.
const SAFEST: &str = "safest";

/// The experiment of a column: the same workday with the protocol that a text names, such as
/// `log-shipping`, `log-shipping:safest` or `log-shipping:mode=sync:read=primary`. The experiment's
/// own protocol keeps its settings but for those that are named; another one begins as it is first
/// shown.
///
/// # Errors
/// What is wrong with the text: a protocol or a setting that is not there, or a value that is not
/// allowed.
pub fn column(base: &Experiment, text: &str) -> Result<Experiment, Problem> {
    let mut parts = text.split(':');
    let name = parts.next().unwrap_or_default().trim();
    let Some(entry) = catalog::find(name) else {
        let known: Vec<&str> = catalog::ENTRIES.iter().map(|entry| entry.name).collect();
        return Err(Problem::new(
            "protocols",
            format!("there is no protocol {name:?}; known are {}", known.join(", ")),
            format!("没有协议 {name:?}；可用的有 {}", known.join("、")),
        ));
    };
    let mut choice = if name == base.protocol.name { base.protocol.clone() } else { Choice::defaults(entry) };
    for part in parts {
        match part.split_once('=') {
            None if part == SAFEST => choice.settings = SettingsPreset::Safest.settings(entry),
            None => {
                return Err(Problem::new(
                    format!("protocols.{name}"),
                    format!(
                        "{part:?} is no setting; write {SAFEST}, or a setting and its value, such as mode=sync"
                    ),
                    format!("{part:?} 不是设置；请写 {SAFEST}，或“设置=值”，例如 mode=sync"),
                ));
            }
            Some((knob, value)) => {
                let setting = match value {
                    "on" | "true" => Setting::Switch(true),
                    "off" | "false" => Setting::Switch(false),
                    _ => value.parse().map_or_else(|_| Setting::from(value), Setting::Number),
                };
                choice.settings.0.insert(knob.to_owned(), setting);
            }
        }
    }
    let wanted = with(base, choice, entry);
    // The reader knows what is allowed, and says it.
    let value: Value = serde_json::to_value(&wanted).unwrap_or_default();
    read::experiment(&value.to_string()).map_err(|problems| {
        let unsaid = || Problem::new("protocols", "cannot be read", "无法读取");
        problems.list.into_iter().next().unwrap_or_else(unsaid)
    })
}

fn with(base: &Experiment, choice: Choice, entry: &Entry) -> Experiment {
    let mut experiment = base.clone();
    if choice.name == base.protocol.name {
        let was = experiment.cast();
        experiment.protocol = choice;
        experiment.recast(&was, true);
    } else {
        experiment.switch_to(entry);
        experiment.protocol = choice;
    }
    experiment
}

/// A column as [`column`] reads it: the protocol, and the settings that are not as the base has
/// them or, for another protocol, as it is first shown.
pub fn written(base: &Experiment, experiment: &Experiment) -> String {
    let protocol = &experiment.protocol;
    let Some(entry) = catalog::find(&protocol.name) else { return protocol.name.clone() };
    let usual = if protocol.name == base.protocol.name { &base.protocol } else { &Choice::defaults(entry) };
    let mut text = protocol.name.clone();
    for knob in entry.knobs {
        let setting = protocol.settings.of(knob);
        if setting != usual.settings.of(knob) {
            let value = match setting {
                Setting::Switch(on) => on.to_string(),
                Setting::Number(number) => number.to_string(),
                Setting::Choice(name) => name,
            };
            text += &format!(":{}={value}", knob.name);
        }
    }
    text
}

/// The protocols with which one is first compared: those whose typical trouble is another one, as
/// [`column`] reads them.
pub fn suggested(base: &Experiment) -> Vec<String> {
    let trouble = catalog::find(&base.protocol.name).map(|entry| entry.first.trouble);
    let mut seen = Vec::from_iter(trouble);
    let others = catalog::ENTRIES.iter().filter(|entry| {
        let is_new = !seen.contains(&entry.first.trouble);
        seen.push(entry.first.trouble);
        is_new
    });
    others.take(2).map(|entry| entry.name.to_owned()).collect()
}

/// What each column is.
pub(super) fn columns(base: &Experiment, experiments: &[&Experiment]) -> Vec<Column> {
    let settings: Vec<Vec<TextBuf>> = experiments.iter().map(|it| changed(it)).collect();
    let columns = experiments.iter().enumerate().filter_map(|(place, experiment)| {
        let entry = catalog::find(&experiment.protocol.name)?;
        let alike = |other: &&&Experiment| other.protocol.name == experiment.protocol.name;
        let mut name = TextBuf::from(entry.title);
        if experiments.iter().filter(alike).count() > 1 {
            let settings = &experiment.protocol.settings;
            let own = if SettingsPreset::First.is(entry, settings) {
                both("as first shown".into(), "初始设置".into())
            } else if SettingsPreset::Safest.is(entry, settings) {
                both("as safe as it gets".into(), "最安全的设置".into())
            } else {
                list(&own_settings(experiments, place))
            };
            name = both(format!("{} ({})", name.en, own.en), format!("{}（{}）", name.zh, own.zh));
        }
        let cast = experiment.cast();
        Some(Column {
            protocol: entry.name.to_owned(),
            name,
            way: entry.way.title().into(),
            price: entry.cost.into(),
            settings: settings[place].clone(),
            differs: fairness::differs(base, experiment),
            nodes: cast.names().into_iter().map(TextBuf::from).collect(),
            requests: Vec::new(),
        })
    });
    columns.collect()
}

/// The settings in which a column differs from others of its protocol.
fn own_settings(experiments: &[&Experiment], place: usize) -> Vec<TextBuf> {
    let protocol = &experiments[place].protocol;
    let Some(entry) = catalog::find(&protocol.name) else { return Vec::new() };
    let others = || experiments.iter().filter(|it| it.protocol.name == protocol.name);
    let is_own = |knob: &&catalog::knob::Knob| {
        others().any(|other| other.protocol.settings.of(knob) != protocol.settings.of(knob))
    };
    entry.knobs.iter().filter(is_own).map(|knob| setting(knob, &protocol.settings.of(knob))).collect()
}

fn changed(experiment: &Experiment) -> Vec<TextBuf> {
    let protocol = &experiment.protocol;
    let Some(entry) = catalog::find(&protocol.name) else { return Vec::new() };
    let changed = entry.knobs.iter().filter(|knob| protocol.settings.of(knob) != knob.default_setting());
    changed.map(|knob| setting(knob, &protocol.settings.of(knob))).collect()
}

/// A setting as people read it.
fn setting(knob: &catalog::knob::Knob, to: &Setting) -> TextBuf {
    let value = match (to, knob.kind) {
        (Setting::Switch(true), _) => both("on".into(), "开".into()),
        (Setting::Switch(false), _) => both("off".into(), "关".into()),
        (Setting::Choice(name), Kind::Choice { options, .. }) => {
            let found = options.iter().find(|(option, _)| option == name);
            found.map_or_else(|| super::plain(name.as_str()), |(_, title)| TextBuf::from(*title))
        }
        (Setting::Choice(name), _) => super::plain(name.as_str()),
        (Setting::Number(number), Kind::Number { unit: Unit::Microseconds, .. }) => {
            units::text(Quantity::Span(Span(*number)))
        }
        (Setting::Number(number), _) => super::plain(grouped(*number)),
    };
    both(format!("{}: {}", knob.title.en, value.en), format!("{}：{}", knob.title.zh, value.zh))
}
