//! Which runs a sweep has: every point (a protocol, with some fields varied) under every seed.

use crate::lab::experiment::Experiment;
use crate::lab::problem::Problem;
use crate::lab::read;
use crate::protocol::catalog;
use core::fmt;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// No sweep has more points than this.
pub const MOST_POINTS: usize = 1_000;

/// The seeds of a sweep, both ends included.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seeds {
    /// The first.
    pub from: u64,
    /// The last; at least `from`.
    pub to: u64,
}

impl Seeds {
    /// Reads `A..B`, both included, or one seed alone.
    pub fn parse(text: &str) -> Option<Seeds> {
        let (from, to) = text.split_once("..").unwrap_or((text, text));
        let (from, to) = (from.parse().ok()?, to.parse().ok()?);
        (from <= to && to < u64::MAX).then_some(Seeds { from, to })
    }

    /// How many there are.
    pub fn count(self) -> u64 {
        self.to - self.from + 1
    }
}

/// The part of a sweep that one machine does: every `of`-th seed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shard {
    /// Which part, from 1 on.
    pub index: u32,
    /// Of how many.
    pub of: u32,
}

impl Shard {
    /// All of it.
    pub const WHOLE: Shard = Shard { index: 1, of: 1 };

    /// Reads `I/N`.
    pub fn parse(text: &str) -> Option<Shard> {
        let (index, of) = text.split_once('/')?;
        let (index, of) = (index.parse().ok()?, of.parse().ok()?);
        (1..=of).contains(&index).then_some(Shard { index, of })
    }

    /// Its seeds, in order.
    pub fn seeds(self, seeds: Seeds) -> impl Iterator<Item = u64> + Clone {
        (seeds.from..=seeds.to).skip(self.index as usize - 1).step_by(self.of as usize)
    }
}

/// A field and the values that it takes in turn.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Vary {
    /// The path of the field, with dots: `network.link.loss_ppm`, `network.links.0.to`.
    pub field: String,
    /// The values, in order.
    pub values: Vec<Value>,
}

impl Vary {
    /// Reads `FIELD=V1,V2,...`; what is no JSON is a text.
    pub fn parse(text: &str) -> Option<Vary> {
        let (field, values) = text.split_once('=')?;
        let value = |text: &str| serde_json::from_str(text).unwrap_or_else(|_| text.into());
        let all = !field.is_empty() && !values.is_empty();
        all.then(|| Vary { field: field.to_owned(), values: values.split(',').map(value).collect() })
    }
}

impl fmt::Display for Vary {
    /// As [`Vary::parse`] reads it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let values: Vec<String> = self.values.iter().map(text).collect();
        write!(f, "{}={}", self.field, values.join(","))
    }
}

/// One setting of everything, run under each seed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Point {
    /// The protocol, by its name in the catalogue.
    pub protocol: String,
    /// The fields that are varied, with their values here.
    pub varied: Map<String, Value>,
    /// The experiment; its seed is replaced.
    pub experiment: Experiment,
}

/// What somebody wants swept.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Order {
    /// The experiment that everything starts from.
    pub experiment: Experiment,
    /// The seeds.
    pub seeds: Seeds,
    /// The protocols, by their names in the catalogue; that of the experiment, if none is named.
    pub protocols: Vec<String>,
    /// The fields that are varied.
    pub vary: Vec<Vary>,
}

impl Order {
    /// The runs that it comes to.
    ///
    /// # Errors
    /// As [`Plan::new`].
    pub fn plan(self) -> Result<Plan, Vec<Problem>> {
        let protocols: Vec<&str> = self.protocols.iter().map(String::as_str).collect();
        Plan::new(self.experiment, self.seeds, &protocols, &self.vary)
    }
}

/// All points of a sweep, in order.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Plan {
    /// The experiment that everything starts from.
    pub experiment: Experiment,
    /// The seeds.
    pub seeds: Seeds,
    /// The points.
    pub points: Vec<Point>,
}

impl Plan {
    /// Every protocol (that of the experiment, if none is named) with every combination of values.
    ///
    /// # Errors
    /// A problem for each protocol that is unknown, field that is not there and value that is not
    /// allowed.
    pub fn new(
        experiment: Experiment,
        seeds: Seeds,
        protocols: &[&str],
        vary: &[Vary],
    ) -> Result<Plan, Vec<Problem>> {
        let own = [experiment.protocol.name.clone()];
        let names: Vec<&str> = if protocols.is_empty() { vec![own[0].as_str()] } else { protocols.to_vec() };
        let combinations = vary.iter().try_fold(names.len(), |all, it| all.checked_mul(it.values.len()));
        if combinations.is_none_or(|all| all > MOST_POINTS) {
            return Err(vec![Problem::new(
                "vary",
                format!("the protocols and values make more than {MOST_POINTS} combinations"),
                format!("协议与取值的组合超过 {MOST_POINTS} 种"),
            )]);
        }
        let (mut points, mut problems) = (Vec::new(), Vec::new());
        for name in names {
            let Some(entry) = catalog::find(name) else {
                let known: Vec<&str> = catalog::ENTRIES.iter().map(|entry| entry.name).collect();
                problems.push(Problem::new(
                    "protocols",
                    format!("there is no protocol {name:?}; known are {}", known.join(", ")),
                    format!("没有协议 {name:?}；可选：{}", known.join("、")),
                ));
                continue;
            };
            let mut base = experiment.clone();
            if entry.name != experiment.protocol.name {
                base.switch_to(entry);
            }
            let base = serde_json::to_value(&base).expect("an experiment is always JSON");
            match points_of(name, &base, vary) {
                Ok(some) => points.extend(some),
                Err(some) => problems.extend(some),
            }
        }
        if problems.is_empty() { Ok(Plan { experiment, seeds, points }) } else { Err(problems) }
    }
}

/// Every combination of values for one protocol, the last field changing first.
fn points_of(name: &str, base: &Value, vary: &[Vary]) -> Result<Vec<Point>, Vec<Problem>> {
    let of = |it: Problem| Problem { place: format!("{name}: {}", it.place), ..it };
    let mut all = vec![(Map::new(), base.clone())];
    for Vary { field, values } in vary {
        let mut next = Vec::new();
        for (varied, experiment) in &all {
            for value in values {
                let (mut varied, mut experiment) = (varied.clone(), experiment.clone());
                set(&mut experiment, field, value).map_err(|why| vec![of(why)])?;
                varied.insert(field.clone(), value.clone());
                next.push((varied, experiment));
            }
        }
        all = next;
    }
    let read = |(varied, experiment): (Map<String, Value>, Value)| {
        let experiment = read::experiment(&experiment.to_string())
            .map_err(|problems| problems.list.into_iter().map(of).collect::<Vec<_>>())?;
        Ok(Point { protocol: name.to_owned(), varied, experiment })
    };
    all.into_iter().map(read).collect()
}

/// Sets a field that is there. A field that is not there is a slip of the pen, and is not made.
pub(super) fn set(experiment: &mut Value, field: &str, to: &Value) -> Result<(), Problem> {
    let mut at = experiment;
    let mut walked = String::new();
    for part in field.split('.') {
        let known = || match &*at {
            Value::Object(map) => map.keys().cloned().collect::<Vec<_>>().join(", "),
            Value::Array(list) => format!("the numbers below {}", list.len()),
            _ => "nothing".to_owned(),
        };
        let known = known();
        let next = match at {
            Value::Object(map) => map.get_mut(part),
            Value::Array(list) => part.parse().ok().and_then(|place: usize| list.get_mut(place)),
            _ => None,
        };
        let Some(next) = next else {
            let (en, zh) = if walked.is_empty() {
                ("the experiment", "实验")
            } else {
                (walked.as_str(), walked.as_str())
            };
            return Err(Problem::new(
                field,
                format!("there is no {part:?} in {en}; there is {known}"),
                format!("{zh} 里没有 {part:?}；有的是 {known}"),
            ));
        };
        at = next;
        walked = if walked.is_empty() { part.to_owned() } else { format!("{walked}.{part}") };
    }
    *at = to.clone();
    Ok(())
}

impl fmt::Display for Point {
    /// `log-shipping, network.link.loss_ppm=1000`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.protocol)?;
        self.varied.iter().try_for_each(|(field, value)| write!(f, ", {field}={value}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(protocols: &[&str], vary: &[&str]) -> Result<Plan, Vec<Problem>> {
        let experiment = Experiment::first(&catalog::ENTRIES[0]);
        let vary: Vec<Vary> =
            vary.iter().map(|text| Vary::parse(text).expect("a field and values")).collect();
        Plan::new(experiment, Seeds { from: 1, to: 10 }, protocols, &vary)
    }

    #[test]
    fn shards_share_the_seeds_among_them() {
        let seeds = Seeds::parse("5..14").expect("two numbers");
        assert_eq!((seeds.count(), Seeds::parse("7").map(Seeds::count)), (10, Some(1)));
        let of = |text| Shard::parse(text).map(|shard| shard.seeds(seeds).collect::<Vec<_>>());
        assert_eq!(of("1/3"), Some(vec![5, 8, 11, 14]));
        assert_eq!(of("3/3"), Some(vec![7, 10, 13]));
        assert_eq!(of("12/12"), Some(vec![]));
        assert!(["0/3", "4/3", "3", "a/b"].iter().all(|text| Shard::parse(text).is_none()));
        assert!(["9..3", "..", "x", "1..18446744073709551615"].iter().all(|it| Seeds::parse(it).is_none()));
    }

    #[test]
    fn every_protocol_meets_every_combination() {
        let names: Vec<&str> = catalog::ENTRIES.iter().map(|entry| entry.name).collect();
        let vary = ["network.link.loss_ppm=0,1000", "nodes=3,5"];
        let points = plan(&names, &vary).expect("all of them can be").points;
        assert_eq!(points.len(), names.len() * 4);
        assert_eq!(points[1].to_string(), format!("{}, network.link.loss_ppm=0, nodes=5", names[0]));
        assert!(points.iter().all(|it| it.experiment.protocol.name == it.protocol));
        assert_eq!(points[3].experiment.network.link.loss_ppm, 1_000);
    }

    #[test]
    fn a_slip_of_the_pen_is_said_and_not_run() {
        let problem = |protocols: &[&str], vary: &[&str]| {
            let all: Vec<String> =
                plan(protocols, vary).expect_err("a slip").iter().map(Problem::to_string).collect();
            all.join("\n")
        };
        assert!(problem(&["log"], &[]).starts_with("protocols: there is no protocol \"log\"; known are "));
        assert!(problem(&[], &["network.lnk=1"]).contains("there is no \"lnk\" in network; there is "));
        assert!(problem(&[], &["nodes=9"]).contains("nodes: is 9; it must be a whole number from 2 to 7"));
        assert!(problem(&[], &["nodes.x=9"]).contains("there is no \"x\" in nodes; there is nothing"));
        let many = format!("seed={}", (0..1_001).map(|n| n.to_string()).collect::<Vec<_>>().join(","));
        assert!(problem(&[], &[&many]).contains("more than 1000 combinations"));
    }
}
