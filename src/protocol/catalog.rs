//! The closed list of protocols: what each is called, what can be set about it, and how a run of it is opened.

use super::demo::Demo;
use super::knob::{Knob, Order, Settings};
use super::{event_sourcing, log_shipping};
use crate::base::text::Text;
use crate::base::time::Time;
use crate::sim::cast::{Cast, Copies, Part};
use crate::sim::input::Input;
use crate::sim::protocol::Protocol;
use crate::sim::session::{Session, Setup, Tape};
use crate::sim::world::Plan;
use std::rc::Rc;

pub use super::knob;

/// One way to share state, as a person meets it.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Its name in files.
    pub name: &'static str,
    /// What it is called.
    pub title: Text,
    /// What it does, in a sentence or two.
    pub summary: Text,
    /// What can be set about it.
    pub knobs: &'static [Knob],
    /// What an operator can order; the place in this list is the number of the order.
    pub orders: &'static [Order],
    /// What its nodes set timers for; the place in this list is the number of the timer.
    pub timers: &'static [Text],
    /// The nodes that it needs beside so many services.
    pub parts: fn(u16, &Settings) -> Vec<Part>,
    /// Who holds copies of what.
    pub copies: fn(&Settings) -> Copies,
    /// What can go wrong with it, and what removes that.
    pub demos: &'static [Demo],
}

impl Entry {
    /// Who takes part beside so many services, with these settings.
    pub fn cast(&self, services: u16, settings: &Settings) -> Cast {
        Cast { services, parts: (self.parts)(services, settings), copies: (self.copies)(settings) }
    }
}

/// What a protocol of services alone says about its parts.
pub const NO_PARTS: fn(u16, &Settings) -> Vec<Part> = |_, _| Vec::new();

/// Every protocol.
pub const ENTRIES: &[Entry] = &[log_shipping::ENTRY, event_sourcing::ENTRY];

/// The protocol with this name in files.
pub fn find(name: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|entry| entry.name == name)
}

/// Opens a run. Nothing if there is no protocol of this name.
pub fn open(name: &str, settings: &Settings, setup: Setup, inputs: Vec<Input>, until: Time) -> Option<Box<dyn Session>> {
    match name {
        "log-shipping" => Some(tape::<log_shipping::LogShipping>(log_shipping::Config::from(settings), setup, inputs, until)),
        "event-sourcing" => Some(tape::<event_sourcing::EventSourcing>(event_sourcing::Config::from(settings), setup, inputs, until)),
        _ => None,
    }
}

fn tape<P: Protocol>(config: P::Config, setup: Setup, inputs: Vec<Input>, until: Time) -> Box<dyn Session> {
    Box::new(Tape::<P>::new(Rc::new(Plan { setup, config }), inputs, until))
}
