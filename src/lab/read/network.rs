//! Reads links, distributions, cuts and exceptions.

use super::{Fields, Reader};
use crate::base::distribution::{Distribution, LONGEST_US, Part};
use crate::base::ids::NodeId;
use crate::lab::experiment::{Network, OneLink};
use crate::lab::problem::Problem;
use crate::sim::fault::{Cut, Exception, Treatment};
use crate::sim::network::Link;
use serde_json::Value;

const SPAN: core::ops::RangeInclusive<i128> = 0..=LONGEST_US as i128;
const PPM: core::ops::RangeInclusive<i128> = 0..=1_000_000;
/// No distribution has more samples than this.
pub const MOST_SAMPLES: usize = 100_000;

/// A node of a cluster of `nodes`.
pub(super) fn node(reader: &mut Reader, fields: &mut Fields<'_>, name: &'static str, nodes: u16) -> NodeId {
    NodeId(fields.need_whole(reader, name, 0..=i128::from(nodes) - 1))
}

pub(super) fn network(
    reader: &mut Reader,
    value: &Value,
    path: &str,
    nodes: u16,
    default: Network,
) -> Network {
    let mut fields = reader.object(value, path);
    let link = match fields.get("link") {
        Some(value) => self::link(reader, value, &fields.path_of("link"), &default.link),
        None => default.link,
    };
    let mut links = Vec::new();
    if let Some(value) = fields.get("links") {
        let path = fields.path_of("links");
        for (n, value) in
            reader.list(value, &path, usize::from(nodes) * usize::from(nodes)).iter().enumerate()
        {
            links.push(one_link(reader, value, &format!("{path}[{n}]"), nodes, &link));
        }
    }
    let mut exceptions = Vec::new();
    if let Some(value) = fields.get("exceptions") {
        let path = fields.path_of("exceptions");
        for (n, value) in reader.list(value, &path, 1_000).iter().enumerate() {
            exceptions.push(exception(reader, value, &format!("{path}[{n}]"), nodes));
        }
    }
    fields.done(reader);
    Network { link, links, exceptions }
}

fn one_link(reader: &mut Reader, value: &Value, path: &str, nodes: u16, default: &Link) -> OneLink {
    let mut fields = reader.object(value, path);
    let (from, to) = (node(reader, &mut fields, "from", nodes), node(reader, &mut fields, "to", nodes));
    let link = match fields.need(reader, "link") {
        Some(value) => link(reader, value, &fields.path_of("link"), default),
        None => default.clone(),
    };
    fields.done(reader);
    OneLink { from, to, link }
}

pub(super) fn link(reader: &mut Reader, value: &Value, path: &str, default: &Link) -> Link {
    let mut fields = reader.object(value, path);
    let time =
        |reader: &mut Reader, fields: &mut Fields<'_>, name, default: &Distribution| match fields.get(name) {
            Some(value) => distribution(reader, value, &fields.path_of(name)),
            None => default.clone(),
        };
    let link = Link {
        latency: time(reader, &mut fields, "latency", &default.latency),
        loss_ppm: fields.whole(reader, "loss_ppm", PPM, default.loss_ppm),
        duplicate_ppm: fields.whole(reader, "duplicate_ppm", PPM, default.duplicate_ppm),
        duplicate_after: time(reader, &mut fields, "duplicate_after", &default.duplicate_after),
        ordered: fields.switch(reader, "ordered", default.ordered),
        spike_ppm: fields.whole(reader, "spike_ppm", PPM, default.spike_ppm),
        spike_us: fields.whole(reader, "spike_us", SPAN, default.spike_us),
        per_second: fields.whole(reader, "per_second", 0..=1_000_000, default.per_second),
        varied: fields.switch(reader, "varied", default.varied),
        queue: fields.whole(reader, "queue", 0..=1_000_000, default.queue),
    };
    fields.done(reader);
    link
}

/// A distribution of spans.
pub(super) fn distribution(reader: &mut Reader, value: &Value, path: &str) -> Distribution {
    const SIMPLE: [&str; 5] = ["constant", "uniform", "exponential", "log_normal", "pareto"];
    const ALL: [&str; 7] =
        ["constant", "uniform", "exponential", "log_normal", "pareto", "mixture", "empirical"];
    shape(reader, value, path, &ALL, &SIMPLE)
}

fn shape(
    reader: &mut Reader,
    value: &Value,
    path: &str,
    kinds: &[&'static str],
    inner: &[&'static str],
) -> Distribution {
    let mut fields = reader.object(value, path);
    let read = match fields.one_of(reader, "kind", kinds) {
        "constant" => Distribution::Constant { us: fields.need_whole(reader, "us", SPAN) },
        "uniform" => {
            let min_us = fields.need_whole(reader, "min_us", SPAN);
            Distribution::Uniform {
                min_us,
                max_us: fields.need_whole(reader, "max_us", i128::from(min_us)..=i128::from(LONGEST_US)),
            }
            .ordered()
        }
        "exponential" => Distribution::Exponential {
            min_us: fields.whole(reader, "min_us", SPAN, 0),
            mean_us: fields.need_whole(reader, "mean_us", SPAN),
        },
        "log_normal" => Distribution::LogNormal {
            median_us: fields.need_whole(reader, "median_us", SPAN),
            sigma_milli: fields.need_whole(reader, "sigma_milli", 0..=10_000),
        },
        "pareto" => Distribution::Pareto {
            min_us: fields.need_whole(reader, "min_us", SPAN),
            alpha_milli: fields.need_whole(reader, "alpha_milli", 1..=1_000_000),
        },
        "mixture" => mixture(reader, &mut fields, inner),
        "empirical" => empirical(reader, &mut fields),
        // What is wrong was said; what fields it has cannot be judged.
        _ => return Distribution::Constant { us: 0 },
    };
    fields.done(reader);
    read
}

fn mixture(reader: &mut Reader, fields: &mut Fields<'_>, inner: &[&'static str]) -> Distribution {
    let path = fields.path_of("parts");
    let Some(value) = fields.need(reader, "parts") else { return Distribution::Constant { us: 0 } };
    let parts: Vec<Part> = reader
        .list(value, &path, 16)
        .iter()
        .enumerate()
        .map(|(n, value)| {
            let path = format!("{path}[{n}]");
            let mut part = reader.object(value, &path);
            let weight = part.need_whole(reader, "weight", 0..=1_000_000);
            let of =
                part.need(reader, "of").map(|value| shape(reader, value, &part.path_of("of"), inner, inner));
            part.done(reader);
            Part { weight, of: of.unwrap_or(Distribution::Constant { us: 0 }) }
        })
        .collect();
    if parts.iter().all(|part| part.weight == 0) {
        reader.problem(Problem::new(
            path,
            "needs at least one part with a weight above 0",
            "至少要有一个权重大于 0 的部分",
        ));
    }
    Distribution::Mixture { parts }
}

fn empirical(reader: &mut Reader, fields: &mut Fields<'_>) -> Distribution {
    let path = fields.path_of("samples_us");
    let Some(value) = fields.need(reader, "samples_us") else { return Distribution::Constant { us: 0 } };
    let list = reader.list(value, &path, MOST_SAMPLES);
    let mut samples: Vec<u64> = list
        .iter()
        .enumerate()
        .map(|(n, value)| reader.whole(value, &format!("{path}[{n}]"), SPAN) as u64)
        .collect();
    if samples.is_empty() {
        reader.problem(Problem::new(path, "needs at least one sample", "至少要有一个样本"));
    }
    samples.sort_unstable();
    Distribution::Empirical { samples_us: samples.into() }
}

fn exception(reader: &mut Reader, value: &Value, path: &str, nodes: u16) -> Exception {
    let mut fields = reader.object(value, path);
    let (from, to) = (node(reader, &mut fields, "from", nodes), node(reader, &mut fields, "to", nodes));
    let nth = fields.need_whole(reader, "nth", 0..=i128::from(u32::MAX));
    let then = treatment(reader, &mut fields);
    fields.done(reader);
    Exception { from, to, nth, then }
}

/// What becomes of one message, out of fields that hold more than it.
pub(super) fn treatment(reader: &mut Reader, fields: &mut Fields<'_>) -> Treatment {
    match fields.one_of(reader, "then", &["drop", "deliver", "duplicate"]) {
        "deliver" => Treatment::Deliver { after_us: fields.need_whole(reader, "after_us", SPAN) },
        "duplicate" => Treatment::Duplicate { after_us: fields.need_whole(reader, "after_us", SPAN) },
        _ => Treatment::Drop,
    }
}

/// The shape of a cut, out of fields that hold more than it.
pub(super) fn cut(reader: &mut Reader, fields: &mut Fields<'_>, nodes: u16) -> Cut {
    match fields.one_of(reader, "shape", &["isolate", "groups", "one_way", "link"]) {
        "groups" => {
            let path = fields.path_of("groups");
            let groups = fields.need(reader, "groups").map_or(&[][..], |value| reader.list(value, &path, 7));
            let mut read = Vec::new();
            for (n, group) in groups.iter().enumerate() {
                let path = format!("{path}[{n}]");
                let members = reader.list(group, &path, usize::from(nodes)).iter().enumerate();
                let members: Vec<NodeId> = members
                    .map(|(k, value)| {
                        NodeId(reader.whole(value, &format!("{path}[{k}]"), 0..=i128::from(nodes) - 1) as u16)
                    })
                    .collect();
                read.push(members);
            }
            Cut::Groups { groups: read }
        }
        "one_way" => {
            Cut::OneWay { from: node(reader, fields, "from", nodes), to: node(reader, fields, "to", nodes) }
        }
        "link" => Cut::Link { a: node(reader, fields, "a", nodes), b: node(reader, fields, "b", nodes) },
        _ => Cut::Isolate { node: node(reader, fields, "node", nodes) },
    }
}
