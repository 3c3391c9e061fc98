//! Demos: pinned experiments, each of which shows one anomaly every time, and the protection that removes it.

mod event_sourcing;
mod log_shipping;

use super::experiment::Experiment;
use super::receipt::Receipt;
use crate::base::text::Text;
use crate::protocol::catalog::knob::Setting;
use crate::sim::session::Session;

/// A pinned experiment that shows one anomaly every time.
#[derive(Clone, Copy, Debug)]
pub struct Demo {
    /// Its name in files and links.
    pub name: &'static str,
    /// The protocol it belongs to.
    pub protocol: &'static str,
    /// What it is called.
    pub title: Text,
    /// What is seen, in two or three sentences.
    pub story: Text,
    /// What to set so that the anomaly is gone: knobs and what they are set to.
    pub protection: &'static [(&'static str, To)],
    /// The experiment, with the protection off.
    pub experiment: fn() -> Experiment,
    /// Whether a run that is folded to its end, with its receipt, shows the anomaly. True with the protection off, false with it on.
    pub shows: fn(&Receipt, &dyn Session) -> bool,
}

/// What a protection is set to, known while compiling.
#[derive(Clone, Copy, Debug)]
pub enum To {
    /// A switch.
    Switch(bool),
    /// A choice.
    Choice(&'static str),
    /// A number.
    Number(u64),
}

impl To {
    /// The same as a setting.
    pub fn setting(self) -> Setting {
        match self {
            To::Switch(on) => Setting::Switch(on),
            To::Choice(name) => Setting::Choice(name.to_owned()),
            To::Number(number) => Setting::Number(number),
        }
    }
}

impl Demo {
    /// The same experiment with the protection on.
    pub fn protected(&self) -> Experiment {
        let mut experiment = (self.experiment)();
        for (knob, to) in self.protection {
            experiment.set(knob, to.setting());
        }
        experiment
    }
}

/// Every demo.
pub fn all() -> impl Iterator<Item = &'static Demo> {
    log_shipping::DEMOS.iter().chain(event_sourcing::DEMOS)
}

/// The demo with this name.
pub fn find(name: &str) -> Option<&'static Demo> {
    all().find(|demo| demo.name == name)
}
