//! What a protocol promises with the settings of an experiment, and which settings the rest would
//! take.

use super::verdicts::{OF_EVENTS, invariants_and_guarantees, title};
use crate::base::text::{Text, TextBuf};
use crate::base::time::Span;
use crate::base::units::{self, Quantity};
use crate::protocol::catalog::Entry;
use crate::protocol::catalog::knob::{Kind, Knob, Setting, Settings, Unit};
use crate::protocol::manifest::Rollout;
use crate::sim::fact::OfEvent;

/// An invariant, a guarantee or a model of transactions that a protocol promises with some settings.
#[derive(Clone, PartialEq, Debug)]
pub struct Promised {
    /// Its name on the command line.
    pub model: &'static str,
    /// What people call it.
    pub title: Text,
    /// What has to be set before it is promised; empty where it is promised already.
    pub lacks: Vec<(&'static str, TextBuf)>,
    /// Why it holds then.
    pub because: Text,
    /// How much it bears of operators who start nodes again with other code.
    pub rollout: Rollout,
}

impl Promised {
    /// What operators must not do to it, where that is anything.
    pub fn provided(&self) -> Option<Text> {
        self.rollout.provided()
    }

    /// Whether it is promised with the settings as they are.
    pub fn is_given(&self) -> bool {
        self.lacks.is_empty()
    }
}

/// Everything that a protocol promises with some settings, in the order of its table. Where several
/// promises hold the same, the one that lacks least is named.
pub fn promised(entry: &'static Entry, settings: &Settings) -> Vec<Promised> {
    let mut all: Vec<Promised> = Vec::new();
    for promise in entry.promises {
        let lacks = |&(name, to): &(&'static str, _)| {
            let knob = entry.knobs.iter().find(|knob| knob.name == name)?;
            let to = Setting::from(to);
            (settings.of(knob) != to).then(|| (knob.name, said(knob, &to)))
        };
        let lacks: Vec<(&'static str, TextBuf)> = promise.under.iter().filter_map(lacks).collect();
        for &model in promise.holds {
            let one = Promised {
                model,
                title: title(model),
                lacks: lacks.clone(),
                because: promise.because,
                rollout: promise.rollout,
            };
            match all.iter_mut().find(|known| known.model == model) {
                Some(known) if known.lacks.len() > one.lacks.len() => *known = one,
                Some(_) => {}
                None => all.push(one),
            }
        }
    }
    all
}

/// What is judged of every run and a protocol never promises, whatever is set.
pub fn never(entry: &'static Entry) -> impl Iterator<Item = (&'static str, Text)> {
    let is_promised = |model: &str| entry.promises.iter().any(|promise| promise.holds.contains(&model));
    let tells_of_events = entry.facts.iter().any(|row| row.of_event != OfEvent::No);
    let is_judged = move |model: &str| tells_of_events || !OF_EVENTS.contains(&model);
    invariants_and_guarantees().filter(move |(model, _)| is_judged(model) && !is_promised(model))
}

/// A setting as a person reads it: the title of the knob, and what it is set to.
pub(super) fn said(knob: &Knob, to: &Setting) -> TextBuf {
    let to = match (to, knob.kind) {
        (Setting::Switch(true), _) => TextBuf { en: "on".to_owned(), zh: "开".to_owned() },
        (Setting::Switch(false), _) => TextBuf { en: "off".to_owned(), zh: "关".to_owned() },
        (Setting::Choice(name), Kind::Choice { options, .. }) => options
            .iter()
            .find(|(option, _)| option == name)
            .map_or_else(TextBuf::default, |(_, title)| TextBuf::from(*title)),
        (Setting::Choice(name), _) => TextBuf { en: name.clone(), zh: name.clone() },
        (Setting::Number(number), Kind::Number { unit: Unit::Microseconds, .. }) => {
            units::text(Quantity::Span(Span(*number)))
        }
        // The most is more than a small cluster may have: then it means all that there are.
        (Setting::Number(number), Kind::Number { max, .. }) if *number == max => {
            TextBuf { en: "as many as possible".to_owned(), zh: "尽可能多".to_owned() }
        }
        (Setting::Number(number), _) => TextBuf { en: number.to_string(), zh: number.to_string() },
    };
    TextBuf { en: format!("{}: {}", knob.title.en, to.en), zh: format!("{}：{}", knob.title.zh, to.zh) }
}
