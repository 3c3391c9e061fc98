//! Carries [scripts](crate::protocol::manifest::script) out: a script becomes an experiment and the inputs of
//! a run, which come to the same digest wherever they are folded.
//!
//! What a script says alone is part of the experiment: what clients ask, what breaks, which message
//! is lost. What has to be looked for in the run, a message by its kind or the moment at which all
//! is quiet, is found by folding what is known so far, and becomes an input. Nothing is searched
//! for by chance.

mod search;
#[cfg(test)]
pub mod told;

use super::experiment::{Experiment, Network, Pace, Planned};
use super::setup;
use crate::base::ids::NodeId;
use crate::base::time::Time;
use crate::protocol::catalog::knob::Settings;
use crate::protocol::catalog::{self, Catalog, Entry};
use crate::sim::fault::Exception;
use crate::sim::input::{Action, Input};
use crate::sim::protocol::Protocol;
use crate::sim::run::{AnyRun, Progress, Run, Target};
use crate::sim::world::Plan;
use std::rc::Rc;

pub use crate::protocol::manifest::script::*;

/// The experiment of a script in which nothing has to be looked for. It is as cheap as writing it
/// down: nothing is folded. The protocol is the one that the script [names itself](Stage::way),
/// where it does.
///
/// # Panics
/// Where the script is not [pinned](Script::is_pinned) or names a protocol or an order that the
/// catalogue does not have.
pub fn experiment(protocol: &str, script: &Script) -> Experiment {
    experiment_with(entry(script.stage.way.unwrap_or(protocol)), script)
}

/// The same, with a protocol of any catalogue, whatever the script says.
///
/// # Panics
/// As [`experiment`].
pub fn experiment_with(entry: &Entry, script: &Script) -> Experiment {
    assert!(script.is_pinned(), "this script has to look for messages or moments in a run: play it");
    let mut experiment = stage(entry, &script.stage);
    script.acts.iter().for_each(|(moment, act)| tell(entry, &mut experiment, Time::ZERO, moment, act));
    experiment
}

fn entry(protocol: &str) -> &'static Entry {
    catalog::find(protocol).unwrap_or_else(|| unreachable!("the catalogue has no protocol {protocol}"))
}

/// The experiment and the inputs of any script. The protocol is the one that the script
/// [names itself](Stage::way), where it does.
///
/// # Panics
/// As [`experiment`]; and where a message that the script speaks of is never sent, or a quiet that
/// it waits for never comes.
pub fn play(protocol: &str, script: &Script) -> (Experiment, Vec<Input>) {
    play_with(entry(script.stage.way.unwrap_or(protocol)), script)
}

/// The same, with a protocol of any catalogue, whatever the script says.
///
/// # Panics
/// As [`play`].
pub fn play_with(entry: &'static Entry, script: &Script) -> (Experiment, Vec<Input>) {
    let (mut experiment, mut inputs, mut began) = (stage(entry, &script.stage), Vec::new(), Time::ZERO);
    for chapter in script.acts.split_inclusive(|(_, act)| *act == Act::Wait) {
        let at = |moment: &Moment| Time(began.0 + moment.us);
        chapter.iter().for_each(|(moment, act)| tell(entry, &mut experiment, began, moment, act));
        let looked_for =
            chapter.iter().filter_map(|(moment, act)| search::Wanted::of(at(moment), act)).collect();
        search::resolve(entry, &experiment, &mut inputs, looked_for);
        if let Some((moment, Act::Wait)) = chapter.last() {
            began = search::quiet_after(entry, &experiment, &inputs, at(moment));
        }
    }
    inputs.sort_by_key(|input| (input.at, input.step));
    (experiment, inputs)
}

/// A run that was played and is folded to its end, with the cursor there. Its type names the
/// protocol, so that tests of a protocol can look into its states.
///
/// # Panics
/// Where the run becomes too long to be folded to its end.
pub fn run<P: Protocol>(experiment: &Experiment, inputs: &[Input]) -> Run<P>
where
    P::Config: for<'a> From<&'a Settings>,
{
    let plan =
        Plan { setup: setup::setup(experiment), config: P::Config::from(&experiment.protocol.settings) };
    let all = experiment.faults.iter().chain(inputs).cloned().collect();
    let mut run = Run::new(Rc::new(plan), all, Time(experiment.duration_us));
    while run.advance(100_000) == Progress::More {}
    assert_eq!(run.progress(), Progress::Done, "a story has an end");
    run.seek(Target::Time(run.until()));
    run
}

/// What is known before anything happens.
fn stage(entry: &Entry, stage: &Stage) -> Experiment {
    let mut experiment = Experiment::first(entry);
    experiment.seed = stage.seed;
    experiment.nodes = stage.nodes;
    experiment.duration_us = stage.lasts_ms * 1_000;
    experiment.network = Network { link: stage.link.clone(), links: Vec::new(), exceptions: Vec::new() };
    experiment.disk = stage.disk.clone();
    let workload = &mut experiment.workload;
    workload.pace = Pace::List { operations: Vec::new() };
    workload.until_us = experiment.duration_us;
    (workload.timeout_us, workload.retries) = (stage.patience_ms * 1_000, stage.retries);
    stage.settings.iter().for_each(|(name, to)| experiment.set(name, to.clone()));
    experiment
}

/// Writes an act into the experiment, unless it has to be looked for. The times of its chapter
/// count from when that `began`.
fn tell(entry: &Entry, experiment: &mut Experiment, began: Time, moment: &Moment, act: &Act) {
    let at = Time(began.0 + moment.us);
    let mut happens = |action: Action| experiment.faults.push(Input { at, step: 0, action });
    match act {
        Act::Do(Action::Cut { cut, heal_at }) => {
            happens(Action::Cut { cut: cut.clone(), heal_at: heal_at.map(|until| Time(began.0 + until.0)) });
        }
        Act::Do(action) => happens(action.clone()),
        Act::Order { node, order, about } => {
            let Some(number) = entry.orders.iter().position(|known| known.name == *order) else {
                unreachable!("there is no order {order}")
            };
            happens(Action::Order { node: *node, order: number as u32, about: about.0 });
        }
        Act::Ask { client, node, call, command } => {
            // There are as many clients as a script speaks of, and no fewer than on the first stage.
            let clients = &mut experiment.workload.clients;
            *clients = (*clients).max(client.0.saturating_add(1));
            if let Pace::List { operations } = &mut experiment.workload.pace {
                operations.push(Planned {
                    at,
                    client: *client,
                    node: Some(*node),
                    call: *call,
                    command: *command,
                });
            }
        }
        Act::Treat { message: Message { from, to, kind: None, nth }, treatment: Fate::Network(then) } => {
            experiment.network.exceptions.push(Exception { from: *from, to: *to, nth: *nth, then: *then });
        }
        Act::Treat { .. } | Act::Wait => {}
    }
}

/// A run of what is known so far, folded to its end.
fn fold(entry: &'static Entry, experiment: &Experiment, inputs: &[Input]) -> Box<dyn AnyRun> {
    let mut run = setup::open_in(Catalog::of(entry), experiment, inputs);
    while run.advance(100_000) == Progress::More {}
    run
}

/// Whether no operation is open and no disk has anything left to write, at the cursor.
fn is_quiet(run: &dyn AnyRun) -> bool {
    let told = run.told();
    let (ok, refused, unknown) = run.returned(told.facts);
    told.operations == ok + refused + unknown
        && (0..run.node_count()).all(|node| run.node(NodeId(node)).unsaved == 0)
}

#[cfg(test)]
mod tests;
