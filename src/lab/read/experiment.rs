//! Reads an experiment.

use super::network::{distribution, network};
use super::workload::workload;
use super::{Problems, Reader, action, parse};
use crate::base::distribution::LONGEST_US;
use crate::base::ids::NodeId;
use crate::domain::bank::MOST;
use crate::lab::experiment::{Choice, Experiment, FORMAT, Opening, Pace, VERSION, WrongClock};
use crate::lab::problem::Problem;
use crate::protocol::catalog::CATALOG;
use crate::protocol::catalog::knob::{Setting, Settings};
use crate::sim::run::MOST_FACTS;
use serde_json::Value;

/// No experiment has more accounts than this.
pub const MOST_ACCOUNTS: usize = 20_000;

/// Reads an experiment out of JSON.
///
/// # Errors
/// Every bad field, by its path, with what is allowed.
///
/// ```
/// use eventual::lab::read::experiment;
/// let problems = experiment(r#"{"protocol": {"name": "log-shipping"}, "nodes": 9}"#).unwrap_err();
/// assert_eq!(problems.list[0].to_string(), "nodes: is 9; it must be a whole number from 2 to 7");
/// ```
pub fn experiment(text: &str) -> Result<Experiment, Problems> {
    let value = parse(text)?;
    let mut reader = Reader::new(CATALOG);
    let read = from_value(&mut reader, &value, "");
    reader.finish(read)
}

/// Checks a format and a version.
pub(super) fn format(reader: &mut Reader, fields: &mut super::Fields<'_>, format: &'static str) {
    if let Some(value) = fields.get("format")
        && value.as_str() != Some(format)
    {
        reader.not_allowed(
            &fields.path_of("format"),
            value,
            &format!("\"{format}\""),
            &format!("\"{format}\""),
        );
    }
    if let Some(value) = fields.get("version")
        && value.as_u64() != Some(u64::from(VERSION))
    {
        let (en, zh) = (
            format!("{VERSION}, the one version that this engine replays"),
            format!(" {VERSION}：本引擎只能重放这一版本"),
        );
        reader.not_allowed(&fields.path_of("version"), value, &en, &zh);
    }
}

pub(super) fn from_value(reader: &mut Reader, value: &Value, path: &str) -> Experiment {
    let mut fields = reader.object(value, path);
    format(reader, &mut fields, FORMAT);
    let choice =
        fields.need(reader, "protocol").map(|value| choice(reader, value, &fields.path_of("protocol")));
    let catalog = reader.catalog;
    let chosen = choice.as_ref().and_then(|choice| catalog.find(&choice.name));
    let default = Experiment::first(chosen.unwrap_or(&catalog.0[0]));
    let services = fields.whole(reader, "nodes", 2..=7, default.nodes);
    let protocol = choice.unwrap_or(default.protocol);
    // Whatever can be done to a node can be done to a part; clients live at services only.
    let nodes = catalog
        .find(&protocol.name)
        .map_or(services, |entry| entry.cast(services, &protocol.settings).nodes());
    let accounts = match fields.get("accounts") {
        Some(value) => accounts(reader, value, &fields.path_of("accounts")),
        None => default.accounts,
    };
    let count = accounts.len() as u32;
    let read = Experiment {
        seed: fields.whole(reader, "seed", 0..=i128::from(u64::MAX), default.seed),
        format: FORMAT.to_owned(),
        version: VERSION,
        protocol,
        nodes: services,
        duration_us: fields.whole(reader, "duration_us", 1..=i128::from(LONGEST_US), default.duration_us),
        decimals: fields.whole(reader, "decimals", 0..=6, 0),
        accounts,
        workload: match fields.get("workload") {
            Some(value) => {
                workload(reader, value, &fields.path_of("workload"), services, count, default.workload)
            }
            None => default.workload,
        },
        network: match fields.get("network") {
            Some(value) => network(reader, value, &fields.path_of("network"), nodes, default.network),
            None => default.network,
        },
        disk: match fields.get("disk") {
            Some(value) => distribution(reader, value, &fields.path_of("disk")),
            None => default.disk,
        },
        clocks: match fields.get("clocks") {
            Some(value) => clocks(reader, value, &fields.path_of("clocks"), nodes),
            None => default.clocks,
        },
        faults: match fields.get("faults") {
            Some(value) => action::inputs(reader, value, &fields.path_of("faults"), (services, nodes), count),
            None => default.faults,
        },
    };
    too_much(reader, &read, &fields.path_of("workload.pace.every_us"));
    fields.done(reader);
    read
}

/// Refuses beforehand what would surely end early: an open workload that asks more than a run can
/// hold. Each operation is asked and answered or given up, and somewhere in between something
/// happens: three facts at least.
fn too_much(reader: &mut Reader, experiment: &Experiment, path: &str) {
    let workload = &experiment.workload;
    let Pace::Open { every_us } = workload.pace else { return };
    let most = u64::from(MOST_FACTS / 3);
    let asked = u128::from(workload.clients) * u128::from(workload.until_us.min(experiment.duration_us))
        / u128::from(every_us.max(1));
    if asked > u128::from(most) {
        let clients = workload.clients;
        reader.problem(Problem::new(
            path,
            format!("is {every_us}, at which {clients} clients ask some {asked} operations; a run holds no more than {most}"),
            format!("是 {every_us}：{clients} 个客户端将发出约 {asked} 个操作，而一次运行最多容纳 {most} 个"),
        ));
    }
}

fn choice(reader: &mut Reader, value: &Value, path: &str) -> Choice {
    let catalog = reader.catalog;
    let names: Vec<&'static str> = catalog.0.iter().map(|entry| entry.name).collect();
    let mut fields = reader.object(value, path);
    let name = fields.one_of(reader, "name", &names);
    let mut settings = Settings::default();
    let Some(entry) = catalog.find(name) else { return Choice { name: names[0].to_owned(), settings } };
    for knob in entry.knobs {
        let Some(value) = fields.get(knob.name) else { continue };
        let setting = match value {
            Value::Bool(on) => Some(Setting::Switch(*on)),
            Value::String(choice) => Some(Setting::Choice(choice.clone())),
            other => other.as_u64().map(Setting::Number),
        };
        match setting.filter(|setting| knob.allows(setting)) {
            Some(setting) => {
                settings.0.insert(knob.name.to_owned(), setting);
            }
            None => reader.not_allowed(
                &fields.path_of(knob.name),
                value,
                &knob.allowed(),
                &format!(" {}", knob.allowed()),
            ),
        }
    }
    fields.done(reader);
    // An experiment is complete: what was left out is written out, so that a later default cannot
    // change an old run.
    for knob in entry.knobs {
        settings.0.entry(knob.name.to_owned()).or_insert_with(|| knob.default_setting());
    }
    Choice { name: entry.name.to_owned(), settings }
}

fn accounts(reader: &mut Reader, value: &Value, path: &str) -> Vec<Opening> {
    let list = reader.list(value, path, MOST_ACCOUNTS);
    let read = list.iter().enumerate().map(|(n, value)| {
        let mut fields = reader.object(value, &format!("{path}[{n}]"));
        let path = fields.path_of("name");
        let name = fields.need(reader, "name").map(|value| reader.text(value, &path, 40)).unwrap_or_default();
        let opening = fields.whole(reader, "opening", 0..=i128::from(MOST), 0);
        fields.done(reader);
        Opening { name, opening }
    });
    let read: Vec<Opening> = read.collect();
    if read.is_empty() {
        reader.problem(Problem::new(path, "needs at least one account", "至少要有一个账户"));
    }
    read
}

fn clocks(reader: &mut Reader, value: &Value, path: &str, nodes: u16) -> Vec<WrongClock> {
    let list = reader.list(value, path, usize::from(nodes));
    let read = list.iter().enumerate().map(|(n, value)| {
        let mut fields = reader.object(value, &format!("{path}[{n}]"));
        let clock = WrongClock {
            node: NodeId(fields.need_whole(reader, "node", 0..=i128::from(nodes) - 1)),
            skew_us: fields.whole(reader, "skew_us", -i128::from(LONGEST_US)..=i128::from(LONGEST_US), 0),
            drift_ppm: fields.whole(reader, "drift_ppm", -900_000..=1_000_000, 0),
        };
        fields.done(reader);
        clock
    });
    read.collect()
}
