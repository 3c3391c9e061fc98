//! Which experiments stand side by side: the same workday with another protocol or other settings;
//! what is the same in all of them, and what is not.

use super::{Column, Side, both, list};
use crate::base::text::TextBuf;
use crate::base::time::Span;
use crate::base::units::{self, Quantity, grouped};
use crate::lab::experiment::{Choice, Experiment, Pace};
use crate::lab::problem::Problem;
use crate::lab::read;
use crate::lab::settings_presets::SettingsPreset;
use crate::protocol::catalog::knob::{Kind, Setting, Unit};
use crate::protocol::catalog::{self, Entry};
use crate::sim::input::Action;
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
            let own: Vec<TextBuf> = own_settings(experiments, place);
            let own = if own.is_empty() {
                both("as first shown".into(), "初始设置".into())
            } else {
                list(&own)
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
            differs: differs(base, experiment),
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

/// What of a column is not as in the base, beside the protocol and its settings.
fn differs(base: &Experiment, experiment: &Experiment) -> Vec<TextBuf> {
    let mut all = Vec::new();
    let cast = experiment.cast();
    let parts: Vec<TextBuf> = cast.parts.iter().map(|part| TextBuf::from(part.name)).collect();
    if !parts.is_empty() {
        let (names, one) = (list(&parts), parts.len() == 1);
        let median = units::text(Quantity::Span(Span(experiment.network.link.latency.quantile_us(500))));
        let is = if one { "is a node of its own" } else { "are nodes of their own" };
        let own_links = experiment.network.links.iter().any(|it| !cast.is_service(it.from.max(it.to)));
        let (links_en, links_zh) = if own_links {
            (" Some of its links are set by the experiment.", "其部分链路由实验单独设置。")
        } else {
            ("", "")
        };
        all.push(both(
            format!(
                "{} {is}, beside every service and at none: each link to it is like any link of the network (median {}).{links_en}",
                names.en, median.en
            ),
            format!(
                "{}是独立的节点，不与任何服务同机：到它的每条链路都与网络的一般链路相同（中位延迟 {}）。{links_zh}",
                names.zh, median.zh
            ),
        ));
    }
    let is_order = |action: &Action| matches!(action, Action::Order { .. });
    let count =
        |of: &Experiment, orders: bool| of.faults.iter().filter(|it| is_order(&it.action) == orders).count();
    let orders = count(base, true) - count(experiment, true).min(count(base, true));
    if orders > 0 {
        all.push(both(
            format!("Operators' orders that are planned for another protocol do not exist here: {orders} left out."),
            format!("为另一种协议计划的运维指令在这里不存在：省去 {orders} 条。"),
        ));
    }
    let faults = count(base, false) - count(experiment, false).min(count(base, false));
    if faults > 0 {
        all.push(both(
            format!("Planned faults of a node that is not here: {faults} left out."),
            format!("涉及此处不存在的节点的计划故障：省去 {faults} 个。"),
        ));
    }
    let links = base.network.links.len().saturating_sub(experiment.network.links.len());
    if links > 0 {
        all.push(both(
            format!(
                "Links that are set by themselves and lead to a node that is not here: {links} left out."
            ),
            format!("单独设置、却通往此处不存在的节点的链路：省去 {links} 条。"),
        ));
    }
    all
}

/// What is the same in every column.
pub(super) fn same(base: &Experiment, sides: &[Side]) -> Vec<TextBuf> {
    let mut all = vec![requests(base, sides)];
    all.push(both(
        "Same network: latency, loss and repetition are drawn by seed, link and number, so the n-th message from one service to another meets the same fate in every column that sends one.".into(),
        "网络相同：延迟、丢失和重复由种子、链路和序号决定，所以同一条链路上的第 n 条消息，在每一列中遭遇都相同（只要那一列发了它）。".into(),
    ));
    let median = units::text(Quantity::Span(Span(base.network.link.latency.quantile_us(500))));
    let disk = units::text(Quantity::Span(Span(base.disk.quantile_us(500))));
    all.push(both(
        format!(
            "Same places and disks: median latency of a link {}, median of a disk write {}.",
            median.en, disk.en
        ),
        format!("位置和磁盘相同：链路延迟中位数 {}，写盘耗时中位数 {}。", median.zh, disk.zh),
    ));
    let faults = base.faults.iter().filter(|it| !matches!(it.action, Action::Order { .. })).count();
    all.push(if faults == 0 {
        both("No fault is planned.".into(), "没有计划任何故障。".into())
    } else {
        both(
            format!("Same faults at the same moments: {faults} planned."),
            format!("相同时刻发生相同的故障：共计划 {faults} 个。"),
        )
    });
    all
}

/// Whether clients asked for the same at the same moments: counted, not assumed.
fn requests(base: &Experiment, sides: &[Side]) -> TextBuf {
    let Some((first, others)) = sides.split_first() else { return TextBuf::default() };
    let most = sides.iter().map(|side| side.asked.len()).max().unwrap_or(0);
    let alike = |op: usize| {
        let Some(mine) = first.asked.get(op) else { return false };
        others.iter().all(|other| other.asked.get(op).is_some_and(|it| it.is_same_request(mine)))
    };
    let same = (0..most).filter(|&op| alike(op)).count();
    let (all, clients) = (grouped(most as u64), base.workload.clients);
    if same == most {
        return both(
            format!(
                "Same requests: {all}, from {clients} clients, with the same amounts at the same moments (seed {}).",
                base.seed
            ),
            format!("请求相同：{clients} 个客户端的 {all} 个请求，金额与时刻都一样（种子 {}）。", base.seed),
        );
    }
    let waits = matches!(base.workload.pace, Pace::Closed { .. });
    let (en, zh) = if waits {
        (
            "A client asks again only after its last answer, so a slow way is asked less.",
            "客户端收到答复后才发下一个请求，因此慢的方式收到的请求更少。",
        )
    } else {
        (
            "The others were asked at another moment or place, by the protocol's own doing.",
            "其余请求因协议自身的行为，在另外的时刻或地点提出。",
        )
    };
    both(
        format!(
            "{} of {all} requests are the same, with the same amounts at the same moments (seed {}). {en}",
            grouped(same as u64),
            base.seed
        ),
        format!(
            "{all} 个请求中有 {} 个完全相同，金额与时刻都一样（种子 {}）。{zh}",
            grouped(same as u64),
            base.seed
        ),
    )
}
