//! What a person can set about a protocol. One table a protocol drives the file format, its error
//! messages and the controls on the page.

use crate::base::text::Text;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One thing to set.
#[derive(Clone, Copy, Debug)]
pub struct Knob {
    /// Its name in files.
    pub name: &'static str,
    /// What it is called.
    pub title: Text,
    /// What it does, in a sentence.
    pub help: Text,
    /// Whether it protects against an anomaly (then it stands among the protections).
    pub protects: bool,
    /// What it can be.
    pub kind: Kind,
}

/// What a knob can be.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// `true` or `false` in files.
    Switch {
        /// Unless somebody says otherwise.
        default: bool,
    },
    /// One of several, each with its name in files and what it is called.
    Choice {
        /// At least two, each with its name in files and what it is called.
        options: &'static [(&'static str, Text)],
        /// Which one, unless somebody says otherwise.
        default: usize,
    },
    /// A whole number in a range.
    Number {
        /// The least number that is allowed.
        min: u64,
        /// The greatest number that is allowed.
        max: u64,
        /// Unless somebody says otherwise.
        default: u64,
        /// Whether people see it as a time or as a number.
        unit: Unit,
    },
}

/// What a number counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    /// Microseconds, shown as a time.
    Microseconds,
    /// A number without a unit.
    Count,
}

/// What a knob was set to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Setting {
    /// Of a [`Kind::Switch`].
    Switch(bool),
    /// Of a [`Kind::Number`].
    Number(u64),
    /// A choice, by its name in files.
    Choice(String),
}

impl From<bool> for Setting {
    fn from(on: bool) -> Setting {
        Setting::Switch(on)
    }
}

impl From<u64> for Setting {
    fn from(number: u64) -> Setting {
        Setting::Number(number)
    }
}

impl From<&str> for Setting {
    fn from(choice: &str) -> Setting {
        Setting::Choice(choice.to_owned())
    }
}

/// What all knobs of a protocol were set to. Those left out have their default.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Settings(pub BTreeMap<String, Setting>);

impl Knob {
    /// What it is unless somebody says otherwise.
    pub fn default_setting(&self) -> Setting {
        match self.kind {
            Kind::Switch { default } => Setting::Switch(default),
            Kind::Choice { options, default } => Setting::Choice(options[default].0.to_owned()),
            Kind::Number { default, .. } => Setting::Number(default),
        }
    }

    /// Whether it can be set to this.
    pub fn allows(&self, setting: &Setting) -> bool {
        match (&self.kind, setting) {
            (Kind::Switch { .. }, Setting::Switch(_)) => true,
            (Kind::Choice { options, .. }, Setting::Choice(name)) => {
                options.iter().any(|(option, _)| option == name)
            }
            (Kind::Number { min, max, .. }, Setting::Number(number)) => (min..=max).contains(&number),
            _ => false,
        }
    }

    /// What is allowed, for an error message.
    pub fn allowed(&self) -> String {
        match self.kind {
            Kind::Switch { .. } => "true or false".to_owned(),
            Kind::Choice { options, .. } => {
                options.iter().map(|(name, _)| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
            }
            Kind::Number { min, max, .. } => format!("a whole number from {min} to {max}"),
        }
    }
}

impl Settings {
    /// What a knob is set to: its setting if that is allowed, its default otherwise.
    pub fn of(&self, knob: &Knob) -> Setting {
        self.0
            .get(knob.name)
            .filter(|setting| knob.allows(setting))
            .cloned()
            .unwrap_or_else(|| knob.default_setting())
    }

    /// A switch, by name.
    pub fn switch(&self, knobs: &[Knob], name: &str) -> bool {
        matches!(self.named(knobs, name), Setting::Switch(true))
    }

    /// A number, by name.
    pub fn number(&self, knobs: &[Knob], name: &str) -> u64 {
        match self.named(knobs, name) {
            Setting::Number(number) => number,
            other => unreachable!("the knob {name} is a number, not {other:?}"),
        }
    }

    /// A choice, by name: its place among the options.
    pub fn choice(&self, knobs: &[Knob], name: &str) -> usize {
        let knob = find(knobs, name);
        match (self.of(knob), knob.kind) {
            (Setting::Choice(chosen), Kind::Choice { options, default }) => {
                options.iter().position(|(option, _)| *option == chosen).unwrap_or(default)
            }
            (other, _) => unreachable!("the knob {name} is a choice, not {other:?}"),
        }
    }

    fn named(&self, knobs: &[Knob], name: &str) -> Setting {
        self.of(find(knobs, name))
    }
}

fn find<'a>(knobs: &'a [Knob], name: &str) -> &'a Knob {
    knobs
        .iter()
        .find(|knob| knob.name == name)
        .unwrap_or_else(|| unreachable!("the protocol has no knob {name}"))
}

/// Something an operator can tell a node: a button on the page, an `order` in files.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    /// Its name in the catalogue.
    pub name: &'static str,
    /// What the button says.
    pub title: Text,
    /// What it does, in a sentence.
    pub help: Text,
    /// What its `about` names.
    pub about: About,
}

/// What an order is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum About {
    /// Nothing but the node.
    Node,
    /// One account; the page asks which.
    Account,
}
