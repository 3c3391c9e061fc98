//! The left side: everything about the experiment, in reach and in the order in which people ask.
//! What a protocol can be set to comes from its own table of knobs, so a new protocol needs nothing
//! here.

mod clocks;
mod curve;
mod demos;
pub mod draft;
pub mod exact;
pub mod fault_list;
mod faults;
mod fields;
mod knobs;
mod links;
mod picker;
mod promised;
mod protocol;
mod run;
mod shape;
pub use shape::reshaped;
mod workload;

use crate::base::distribution::Distribution;
use crate::base::ids::NodeId;
use crate::base::text::Language;
use crate::lab::experiment::Experiment;
use crate::ui::files::Files;
use crate::ui::store::{Intent, Model, Selection};
use crate::ui::words::words;
use fields::Given;
pub use fields::{Group, Pick, Switch};
use std::rc::Rc;
use yew::prelude::*;

/// What every panel of controls gets: the experiment and a way to change it.
#[derive(Clone, PartialEq, Properties)]
pub struct Bench {
    /// The experiment as it is set now.
    pub experiment: Rc<Experiment>,
    /// The language of labels and helps.
    pub language: Language,
    /// Which link the settings of the network are for.
    pub target: Target,
    /// Chooses the link that settings of the network are for.
    pub aim: Callback<Target>,
    /// Takes what the person does to the store.
    pub act: Callback<Intent>,
    /// Whether the end of the run was seen: before that nobody tells what comes of it.
    pub seen_end: bool,
    /// Whether a demo is seen with and without its protection at once.
    pub pairs: bool,
}

/// One direction of one link, or every link.
pub type Target = Option<(NodeId, NodeId)>;

impl Bench {
    /// What to show of a model. The link that is selected on stage is the one that settings are
    /// for.
    pub fn of(model: &Model, act: Callback<Intent>) -> Bench {
        let target = match model.selected {
            Some(Selection::Link(from, to)) => Some((from, to)),
            _ => None,
        };
        let aim = {
            let act = act.clone();
            Callback::from(move |target: Target| {
                act.emit(Intent::Select(target.map(|(from, to)| Selection::Link(from, to))))
            })
        };
        Bench {
            experiment: Rc::clone(&model.experiment),
            language: model.language,
            target,
            aim,
            act,
            seen_end: model.seen_end,
            pairs: model.pairs,
        }
    }

    /// A callback that changes one thing of the experiment.
    fn edit<T: 'static>(&self, change: impl Fn(&mut Experiment, T) + 'static) -> Callback<T> {
        let Bench { experiment, act, .. } = self.clone();
        Callback::from(move |value| {
            let mut changed = experiment.as_ref().clone();
            change(&mut changed, value);
            act.emit(Intent::Edit(Box::new(changed)));
        })
    }

    /// The same for what a slider gives: while it moves, it all is one change.
    fn given<T: 'static>(&self, change: impl Fn(&mut Experiment, T) + 'static) -> Callback<Given<T>> {
        let Bench { experiment, act, .. } = self.clone();
        Callback::from(move |given: Given<T>| {
            let mut changed = experiment.as_ref().clone();
            change(&mut changed, given.value);
            let changed = Box::new(changed);
            act.emit(if given.settled { Intent::Edit(changed) } else { Intent::Tune(changed) });
        })
    }

    /// The same for a number.
    fn tune(&self, change: impl Fn(&mut Experiment, i64) + 'static) -> Callback<Given<i64>> {
        self.given(change)
    }

    /// The same for a distribution.
    fn shape(
        &self,
        change: impl Fn(&mut Experiment, Distribution) + 'static,
    ) -> Callback<Given<Distribution>> {
        self.given(change)
    }
}

/// What the left side gets.
#[derive(Clone, PartialEq, Properties)]
pub struct ControlsProps {
    /// What the panels get.
    pub bench: Bench,
    /// Whether there is something to undo.
    pub can_undo: bool,
    /// Whether an undone change can be done again.
    pub can_redo: bool,
}

/// Every panel of controls, from the protocol down to files.
#[component]
pub fn Controls(props: &ControlsProps) -> Html {
    let bench = &props.bench;
    let shell = words(bench.language).shell();
    let send = |intent: Intent| {
        let act = bench.act.clone();
        Callback::from(move |_: MouseEvent| act.emit(intent.clone()))
    };
    html! {
        <>
            <div class="undo">
                <button type="button" class="tool" disabled={!props.can_undo} onclick={send(Intent::Undo)}><span aria-hidden="true">{ "↶ " }</span>{ shell.undo }</button>
                <button type="button" class="tool" disabled={!props.can_redo} onclick={send(Intent::Redo)}><span aria-hidden="true">{ "↷ " }</span>{ shell.redo }</button>
            </div>
            <protocol::Protocol ..bench.clone() />
            <links::Links ..bench.clone() />
            <faults::Faults ..bench.clone() />
            <clocks::Clocks ..bench.clone() />
            <workload::Clients ..bench.clone() />
            <run::RunPanel ..bench.clone() />
            <Files bench={bench.clone()} />
        </>
    }
}
