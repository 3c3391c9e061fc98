//! What a file of round trips changes in an experiment: a message takes half a round trip, and of
//! requests that were never answered half are lost each way.

use super::quantiles::{lost_ppm, quantile};
use super::regions::Regions;
use super::taken::{Pair, Taken};
use crate::base::distribution::Distribution;
use crate::base::ids::NodeId;
use crate::base::text::TextBuf;
use crate::lab::experiment::{Experiment, OneLink};
use crate::lab::import::options::Placed;
use crate::lab::problem::Problem;
use serde::{Deserialize, Serialize};

/// No link of an experiment gets more samples than this; more are thinned out by quantile.
pub const MOST_SAMPLES: usize = 10_000;

/// Which links get the latency.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "onto", rename_all = "snake_case")]
pub enum Onto {
    /// The link of all that have none of their own.
    EveryLink,
    /// One direction between two nodes.
    OneLink {
        /// Who sends.
        from: NodeId,
        /// Who receives.
        to: NodeId,
    },
    /// Each pair of nodes whose regions the file has.
    Regions {
        /// The region of each node, in the order of their numbers; nothing where it has none.
        regions: Vec<Option<String>>,
    },
}

/// One direction of a link that changes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LinkChange {
    /// Who sends.
    pub from: NodeId,
    /// Who receives.
    pub to: NodeId,
    /// The regions they stand in, if the file is of regions.
    pub regions: Option<(String, String)>,
    /// The lower median of its round trips, in microseconds.
    pub median_us: u64,
    /// How many messages of a million it loses.
    pub loss_ppm: u32,
    /// Whether only the other direction was measured.
    pub by_other_direction: bool,
}

/// An experiment after an import, and what is other than before.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Change {
    /// The experiment as it would be.
    pub experiment: Experiment,
    /// How many samples a link has now, at most [`MOST_SAMPLES`].
    pub samples: u64,
    /// The links of their own that change; none where all change together.
    pub links: Vec<LinkChange>,
    /// What changes, each in one sentence.
    pub said: Vec<TextBuf>,
}

/// Where the round trips of a file go: those between regions to the nodes that stand there (see
/// [`Regions::placed`]), anything else to every link.
pub fn suggested(taken: &Taken, experiment: &Experiment, said: &[Placed]) -> Onto {
    let Some(regions) = Regions::of(taken) else { return Onto::EveryLink };
    let placed = regions.placed(experiment.nodes, experiment.cast().nodes(), said).into_iter();
    Onto::Regions { regions: placed.map(|at| regions.names.get(at? as usize).cloned()).collect() }
}

/// What a file changes in an experiment.
///
/// # Errors
/// A node that is not there, a file of regions for one link, or regions of which no two have a
/// link.
pub fn change(experiment: &Experiment, taken: &Taken, onto: &Onto) -> Result<Change, Problem> {
    let mut now = Change { experiment: experiment.clone(), samples: 0, links: Vec::new(), said: Vec::new() };
    match onto {
        Onto::Regions { regions } => between(&mut now, taken, regions)?,
        _ if !taken.pairs.is_empty() => {
            return Err(Problem::new(
                "file",
                "is of links between regions; each service needs a region",
                "是各地域之间的链路；请为每个服务选择地域",
            ));
        }
        Onto::EveryLink => {
            let (latency, loss) = one_way(&taken.samples_us, taken.lost_ppm());
            now.samples = count(&latency);
            let link = &mut now.experiment.network.link;
            link.latency = latency;
            link.loss_ppm = loss.unwrap_or(link.loss_ppm);
            let median = taken.quantile_us(1, 2);
            now.said.push(TextBuf {
                en: format!(
                    "Every link takes half of these round trips (median {median} µs), unless it has its own."
                ),
                zh: format!("所有没有单独设置的链路，单程延迟取这些往返时间的一半（中位数 {median} 微秒）。"),
            });
        }
        Onto::OneLink { from, to } => {
            let nodes = now.experiment.cast().nodes();
            if from == to || from.0 >= nodes || to.0 >= nodes {
                return Err(Problem::new(
                    "link",
                    "must be between two nodes that are there",
                    "必须在两个现有节点之间",
                ));
            }
            set(&mut now, (*from, *to), &taken.samples_us, taken.lost_ppm(), None, false);
        }
    }
    if taken.timeouts > 0 {
        now.said.push(lost(taken));
    }
    Ok(now)
}

fn lost(taken: &Taken) -> TextBuf {
    let (timeouts, round, way) = (taken.timeouts, taken.lost_ppm(), each_way(taken.lost_ppm()));
    TextBuf {
        en: format!("{timeouts} requests were never answered ({round} ppm): each way loses {way} ppm."),
        zh: format!("有 {timeouts} 次请求没有应答（{round} ppm）：每个方向丢包 {way} ppm。"),
    }
}

/// Gives one direction a link of its own.
fn set(
    now: &mut Change,
    (from, to): (NodeId, NodeId),
    samples: &[u64],
    lost: u32,
    regions: Option<(String, String)>,
    by_other_direction: bool,
) {
    let network = &mut now.experiment.network;
    let own = network.links.iter().position(|one| (one.from, one.to) == (from, to));
    let mut link = own.map_or(&network.link, |at| &network.links[at].link).clone();
    let (latency, loss) = one_way(samples, lost);
    now.samples = now.samples.max(count(&latency));
    link.latency = latency;
    link.loss_ppm = loss.unwrap_or(link.loss_ppm);
    let (loss_ppm, median_us) = (link.loss_ppm, quantile(samples, 1, 2));
    match own {
        Some(at) => network.links[at].link = link,
        None => network.links.push(OneLink { from, to, link }),
    }
    now.said.push(match &regions {
        Some((a, b)) => TextBuf {
            en: format!("From {a} to {b}: half of a round trip of {median_us} µs (median)."),
            zh: format!("{a} 到 {b}：往返中位数 {median_us} 微秒的一半。"),
        },
        None => TextBuf {
            en: format!("This link takes half of these round trips (median {median_us} µs)."),
            zh: format!("该链路的单程延迟取这些往返时间的一半（中位数 {median_us} 微秒）。"),
        },
    });
    now.links.push(LinkChange { from, to, regions, median_us, loss_ppm, by_other_direction });
}

/// A link for each pair of nodes whose regions are measured, in one direction or both.
fn between(now: &mut Change, taken: &Taken, regions: &[Option<String>]) -> Result<(), Problem> {
    let find = |from: &str, to: &str| taken.pairs.iter().find(|pair| pair.from == from && pair.to == to);
    let nodes = regions.iter().take(usize::from(now.experiment.cast().nodes())).zip(0..);
    let placed: Vec<(&String, NodeId)> =
        nodes.filter_map(|(region, n)| region.as_ref().map(|region| (region, NodeId(n)))).collect();
    for (a, from) in &placed {
        for (b, to) in placed.iter().filter(|(_, to)| to != from) {
            let there: Option<&Pair> = find(a, b);
            let Some(pair) = there.or_else(|| find(b, a)) else { continue };
            let lost = lost_ppm(pair.samples_us.len() as u64, pair.timeouts);
            let names = Some(((*a).clone(), (*b).clone()));
            set(now, (*from, *to), &pair.samples_us, lost, names, there.is_none());
        }
    }
    if now.links.is_empty() {
        return Err(Problem::new(
            "file",
            "no two of these services stand in regions between which it has a round trip",
            "这些服务所在的地域之间，文件里没有任何往返时间",
        ));
    }
    Ok(())
}

/// The latency one way, and the loss one way where there is any.
fn one_way(round_trips: &[u64], lost: u32) -> (Distribution, Option<u32>) {
    let all = round_trips.len() as u64;
    let most = MOST_SAMPLES as u64;
    let samples: Vec<u64> = if all <= most {
        round_trips.iter().map(|us| us / 2).collect()
    } else {
        (1..=most).map(|n| quantile(round_trips, n, most) / 2).collect()
    };
    (Distribution::Empirical { samples_us: samples.into() }, (lost > 0).then(|| each_way(lost)))
}

/// The loss each way that gives this loss of round trips: both ways must arrive. In parts of a
/// million, rounded to the nearest.
fn each_way(round: u32) -> u32 {
    let arrives = u64::from(1_000_000 - round.min(1_000_000)) * 1_000_000;
    let root = arrives.isqrt();
    let nearest = root + u64::from(arrives - root * root > root);
    (1_000_000 - nearest) as u32
}

fn count(latency: &Distribution) -> u64 {
    if let Distribution::Empirical { samples_us } = latency { samples_us.len() as u64 } else { 0 }
}
