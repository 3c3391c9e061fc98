//! Which fields of an experiment are worth varying, over which values: a short list of what people
//! ask about. Any other field is varied by its path.

use super::plan::{Vary, set};
use crate::base::text::{Text, TextBuf, text};
use crate::base::time::{Span, Time};
use crate::base::units::{self, Quantity, grouped};
use crate::lab::experiment::{Experiment, Pace};
use crate::lab::read;
use crate::protocol::catalog;
use crate::protocol::catalog::knob;
use crate::sim::cast::Shape;
use crate::sim::input::{Action, Input};
use serde_json::{Value, to_value};

/// A field, and values that show how it matters.
#[derive(Clone, PartialEq, Debug)]
pub struct Field {
    /// What is varied.
    pub vary: Vary,
    /// What people call it.
    pub title: TextBuf,
    kind: Kind,
}

/// What the values of a field count.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Kind {
    /// A span, in microseconds.
    Time,
    /// A moment, told as the span since this one.
    Since(u64),
    /// Parts per million.
    Share,
    /// The time between two, told as how many a second.
    PerSecond,
    /// A number.
    Count,
    /// A switch, a choice, or anything else: it has no order.
    Other(&'static [(&'static str, Text)]),
}

impl Field {
    /// A field that a person named by its path.
    pub fn by_path(vary: Vary) -> Field {
        let named = vary.field.clone();
        let kind = match named.rsplit('_').next() {
            Some("us") => Kind::Time,
            Some("ppm") => Kind::Share,
            _ if vary.values.iter().all(Value::is_u64) => Kind::Count,
            _ => Kind::Other(&[]),
        };
        Field { vary, title: TextBuf { en: named.clone(), zh: named }, kind }
    }

    /// The field that is varied, with the values that were asked for.
    pub fn of(vary: &Vary, experiment: &Experiment) -> Field {
        match fields(experiment).into_iter().find(|field| field.vary.field == vary.field) {
            Some(field) => Field { vary: vary.clone(), ..field },
            None => Field::by_path(vary.clone()),
        }
    }

    /// Where a value stands on an axis; nothing where values have no order.
    pub fn place(&self, value: &Value) -> Option<f64> {
        let number = value.as_u64()?;
        match self.kind {
            Kind::Other(_) => None,
            Kind::Since(zero) => Some(number.saturating_sub(zero) as f64),
            Kind::PerSecond => Some(1e6 / number.max(1) as f64),
            Kind::Time | Kind::Share | Kind::Count => Some(number as f64),
        }
    }

    /// A value in words.
    pub fn say(&self, value: &Value) -> TextBuf {
        let plain = || {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            TextBuf { en: text.clone(), zh: text }
        };
        let Some(number) = value.as_u64() else {
            return match (self.kind, value) {
                (_, Value::Bool(true)) => text("on", "开").into(),
                (_, Value::Bool(false)) => text("off", "关").into(),
                (Kind::Other(options), Value::String(name)) => options
                    .iter()
                    .find(|(option, _)| option == name)
                    .map_or_else(plain, |(_, title)| (*title).into()),
                _ => plain(),
            };
        };
        match self.kind {
            Kind::Time => units::text(Quantity::Span(Span(number))),
            Kind::Since(zero) => units::text(Quantity::Span(Span(number.saturating_sub(zero)))),
            Kind::Share => units::text(Quantity::PerMillion(number)),
            Kind::PerSecond => {
                let tenths = 10_000_000 / number.max(1);
                let rate = match tenths % 10 {
                    0 => grouped(tenths / 10),
                    tenth => format!("{}.{tenth}", grouped(tenths / 10)),
                };
                TextBuf { en: format!("{rate} a second"), zh: format!("每秒 {rate}") }
            }
            Kind::Count | Kind::Other(_) => plain(),
        }
    }
}

/// The fields of an experiment that are worth varying.
pub fn fields(experiment: &Experiment) -> Vec<Field> {
    let json = to_value(experiment).expect("an experiment is always JSON");
    let mut all = Vec::new();
    let mut add = |path: &str, title: TextBuf, kind: Kind, values: Vec<Value>| {
        if at(&json, path).is_some() && values.len() > 1 {
            all.push(Field { vary: Vary { field: path.to_owned(), values }, title, kind });
        }
    };
    let latency = text("Latency of the network (median)", "网络延迟（中位数）").into();
    let times: Vec<Value> = [1_000u64, 5_000, 20_000, 50_000, 100_000, 200_000].map(Value::from).into();
    for part in ["median_us", "us", "mean_us"] {
        let path = format!("network.link.latency.{part}");
        if at(&json, &path).is_some() {
            add(&path, latency, Kind::Time, times);
            break;
        }
    }
    let losses = [0u64, 1_000, 10_000, 50_000, 100_000, 200_000].map(Value::from).into();
    add("network.link.loss_ppm", text("Messages that are lost", "丢失的消息").into(), Kind::Share, losses);
    let pace = text("Operations asked for by each client", "每个客户端请求的操作").into();
    if matches!(experiment.workload.pace, Pace::Open { .. }) {
        let every = [1u64, 2, 5, 10, 20, 50].map(|each| Value::from(1_000_000 / each)).into();
        add("workload.pace.every_us", pace, Kind::PerSecond, every);
    }
    for (n, input) in experiment.faults.iter().enumerate() {
        let longer = |zero: Time, path: String| {
            let spans = [50_000u64, 200_000, 500_000, 1_000_000, 2_000_000, 4_000_000];
            let ends = spans.map(|span| zero.0 + span).into_iter();
            let values = ends.filter(|end| *end < experiment.duration_us).map(Value::from).collect();
            (path, Kind::Since(zero.0), values)
        };
        let found = match &input.action {
            Action::Cut { .. } => {
                let (path, kind, values) = longer(input.at, format!("faults.{n}.heal_at_us"));
                let at = units::text(Quantity::Moment(input.at));
                let en = format!("How long the cut at {} lasts", at.en);
                Some((path, TextBuf { en, zh: format!("{} 开始的断网持续多久", at.zh) }, kind, values))
            }
            Action::Restart { node, .. } => {
                let is_its =
                    |it: &&Input| matches!(it.action, Action::Crash { node: down, .. } if down == *node);
                let crash = experiment.faults.iter().filter(|it| it.at < input.at).rfind(is_its);
                crash.map(|crash| {
                    let (path, kind, values) = longer(crash.at, format!("faults.{n}.at_us"));
                    let name = experiment.cast().name(*node);
                    let en = format!("How long {} is down", name.en);
                    (path, TextBuf { en, zh: format!("{}停机多久", name.zh) }, kind, values)
                })
            }
            _ => None,
        };
        if let Some((path, title, kind, values)) = found {
            add(&path, title, kind, values);
        }
    }
    // Where anything names a node, the same number would be another node, or none, with more or
    // fewer services.
    let names_none = experiment.faults.iter().all(|it| it.action.nodes().next().is_none());
    if names_none && experiment.network.links.is_empty() && experiment.clocks.is_empty() {
        let values = (2..=7u64).map(Value::from).filter(|value| is_allowed(&json, "nodes", value)).collect();
        add("nodes", text("Services", "服务的个数").into(), Kind::Count, values);
    }
    let clients = [1u64, 2, 5, 10, 20].map(Value::from).into();
    add("workload.clients", text("Clients", "客户端的个数").into(), Kind::Count, clients);
    let entry = catalog::find(&experiment.protocol.name);
    for knob in entry.iter().flat_map(|entry| entry.knobs) {
        let (kind, values) = match knob.kind {
            knob::Kind::Switch { .. } => (Kind::Other(&[]), vec![Value::from(false), Value::from(true)]),
            knob::Kind::Choice { options, .. } => {
                (Kind::Other(options), options.iter().map(|(name, _)| Value::from(*name)).collect())
            }
            knob::Kind::Number { min, max, default, unit } => {
                let kind = if unit == knob::Unit::Microseconds { Kind::Time } else { Kind::Count };
                let around = [default / 4, default / 2, default, default * 2, default * 4];
                let mut values: Vec<u64> = around.map(|it| it.clamp(min, max)).into();
                values.dedup();
                (kind, values.into_iter().map(Value::from).collect())
            }
        };
        add(&format!("protocol.{}", knob.name), knob.title.into(), kind, values);
    }
    all
}

/// The same workday in which the node that most depends on fails for a while: the part that decides
/// for others, or else any part, or the first service. Nothing where some node is planned to
/// restart already, which can be varied as it is.
pub fn with_outage(experiment: &Experiment) -> Option<(Experiment, TextBuf)> {
    if experiment.faults.iter().any(|it| matches!(it.action, Action::Restart { .. })) {
        return None;
    }
    let cast = experiment.cast();
    let decides = cast.parts.iter().position(|part| part.shape == Shape::Coordinator);
    let part = decides.or((!cast.parts.is_empty()).then_some(0));
    let node = part.map_or(crate::base::ids::NodeId(0), |part| cast.node_of(part as u16));
    let at = Time(experiment.duration_us / 4);
    let mut with = experiment.clone();
    with.faults.push(Input { at, step: 0, action: Action::Crash { node, torn: false } });
    let up = Time(at.0 + experiment.duration_us / 8);
    with.faults.push(Input { at: up, step: 0, action: Action::Restart { node, version: None } });
    Some((with, cast.name(node).into()))
}

fn is_allowed(json: &Value, path: &str, value: &Value) -> bool {
    let mut other = json.clone();
    set(&mut other, path, value).is_ok() && read::experiment(&other.to_string()).is_ok()
}

fn at<'a>(json: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(json, |json, part| match json {
        Value::Array(list) => list.get(part.parse::<usize>().ok()?),
        other => other.get(part),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::first_visit::first_visit;
    use crate::lab::sweep::{Asked, Seeds};
    use crate::protocol::catalog::ENTRIES;

    #[test]
    fn every_field_of_the_list_can_be_varied_as_it_stands_there_and_its_values_have_words() {
        for entry in ENTRIES {
            let (experiment, _) =
                with_outage(&first_visit(entry)).expect("no node restarts on a first visit");
            let all = fields(&experiment);
            let has = |path: &str| all.iter().any(|field| field.vary.field == path);
            let usual = ["network.link.loss_ppm", "workload.pace.every_us", "faults.0.heal_at_us"];
            assert!(usual.into_iter().all(has), "{}", entry.name);
            assert!(
                has("network.link.latency.median_us") || has("network.link.latency.us"),
                "{}",
                entry.name
            );
            assert!(has("faults.2.at_us"), "{}: the outage", entry.name);
            assert!(!has("nodes"), "{}: a fault names a node", entry.name);
            let plain = fields(&Experiment::first(entry));
            let nodes = plain.into_iter().find(|field| field.vary.field == "nodes");
            assert!(nodes.is_some_and(|nodes| nodes.vary.values.len() > 3), "{}", entry.name);
            for field in all {
                let asked = Asked { vary: Some(field.vary.clone()), ..Asked::default() };
                let asked = Asked { seeds: Seeds { from: 1, to: 1 }, ..asked };
                let plan = asked.order(experiment.clone()).plan().unwrap_or_else(|all| panic!("{all:?}"));
                assert_eq!(plan.points.len(), field.vary.values.len(), "{}", field.vary);
                assert_eq!(Vary::parse(&field.vary.to_string()), Some(field.vary.clone()));
                let said: Vec<TextBuf> = field.vary.values.iter().map(|it| field.say(it)).collect();
                assert!(said.iter().all(|it| !it.zh.is_empty()));
                assert_ne!(said[0], said[1], "{}", field.vary);
            }
        }
    }

    #[test]
    fn values_are_told_as_people_count() {
        let field = |text: &str| Field::by_path(Vary::parse(text).expect("a field and values"));
        assert_eq!(field("network.link.spike_us=5000").say(&Value::from(5_000)).en, "5 ms");
        assert_eq!(field("network.link.spike_ppm=10000").say(&Value::from(10_000)).zh, "1%");
        assert_eq!(field("nodes=3").place(&Value::from(3)), Some(3.0));
        assert_eq!(field("protocol.presumes=abort").place(&Value::from("abort")), None);
        let kind = Kind::PerSecond;
        let rate = Field { kind, ..field("workload.pace.every_us=400000") };
        assert_eq!(rate.say(&Value::from(400_000)).en, "2.5 a second");
    }
}
