//! What the browser keeps of a run, so that neither a reload nor a browser that is killed loses it.
//!
//! Each tab keeps its run in a slot of its own: all that was done at once and to the disk, the
//! place a little later. A slot belongs to the tab that holds its lock; the newest one that nobody
//! holds is what a new tab opens with. A run that replaces another goes into another slot, so
//! opening a link never touches one's own work.
//!
//! | question | file |
//! | --- | --- |
//! | what is kept, and when | this one |
//! | whose a slot is | `slots` |
//! | what is there, by name; what a person does to it | `saved` |
//! | how it comes to the disk | `database` |

mod database;
mod saved;
mod slots;

pub use saved::{Saved, Summary, Told, Wish};

use super::store::Unkept;
use super::store_core::Core;
use super::undo::Run;
use crate::lab::experiment::Experiment;
use crate::lab::read::{RunFile, write_whole};
use crate::lab::whole::View;
use database::Database;
use gloo::timers::callback::Timeout;
use gloo::timers::future::TimeoutFuture;
use slots::Head;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

/// What the page begins with.
#[derive(Clone, PartialEq, Debug)]
pub enum Arrival {
    /// Not known yet: storage is being asked.
    Awaited,
    /// The run that the page itself begins with.
    Own,
    /// A run that was kept, as a file, and where the person was in it.
    Kept {
        /// The file of the run.
        text: String,
        /// Where the person was, where that is known.
        view: Option<View>,
        /// Whether the person has made something of it.
        is_own: bool,
    },
    /// A run of a link.
    Link(String),
}

/// What the keeper tells the page.
#[derive(Clone, PartialEq, Debug)]
pub enum Word {
    /// Storage has answered: what the page begins with, and whether another run of the person's own
    /// is kept.
    Arrived(Arrival, bool),
    /// A run of the person's own, to go on with; in the slot where it was kept, where no other tab
    /// shows it.
    Mine(Arrival, Option<String>),
    /// What is kept, or what became of something that was done to it.
    Saved(Told),
    /// Something is to be written now.
    Due,
    /// It was written, or why it was not.
    Written(Option<Unkept>),
}

/// A run is not kept that takes more bytes than this as a file.
const MOST_BYTES: usize = 16_000_000;
/// How long the page waits for storage before it begins without, in milliseconds.
const PATIENCE_MS: u32 = 8_000;
/// How long after a change it is written, in milliseconds: a slider that moves is written once.
const RUN_AFTER_MS: u32 = 150;
/// How long after a movement the place is written.
const PLACE_AFTER_MS: u32 = 600;

/// Keeps the run of this tab.
pub struct Keeper {
    tell: Callback<Word>,
    state: Rc<RefCell<State>>,
    /// The run and the view as they were last written.
    run: Option<(Run, bool)>,
    view: Option<View>,
    due: Option<(u32, Timeout)>,
    /// In which slot each experiment was kept that was on this page: undo brings a run back to where
    /// it was, and never into the place of another one.
    places: Vec<(Rc<Experiment>, String)>,
}

/// No undo goes back farther than this.
const MOST_PLACES: usize = 400;

/// What is found out while the page is already there.
#[derive(Default)]
struct State {
    database: Option<Rc<Database>>,
    slot: String,
    /// What the slot held when it was read, and whether it was the person's own: a run that nobody
    /// has changed since is as old as it was.
    read: Option<(String, bool)>,
    /// Where a run of the person's own is kept besides.
    mine: Option<String>,
    /// The slots whose locks this tab has: it holds them as long as it lives.
    held: Vec<String>,
    /// Whether it is known what storage has, or that there is none.
    has_answered: bool,
    /// What was deleted since the page was opened, the last one last.
    deleted: Vec<saved::Deleted>,
}

impl State {
    fn hold(&mut self, slot: &str) {
        if !self.held.iter().any(|held| held == slot) {
            self.held.push(slot.to_owned());
        }
    }

    /// Goes on in another slot; the one before is given back.
    fn turn_to(&mut self, slot: String) -> String {
        self.hold(&slot);
        core::mem::replace(&mut self.slot, slot)
    }
}

impl Keeper {
    /// Asks storage what is there. `link` is a run that was sent, `lab` whether the page is one
    /// that goes on with what is kept.
    pub fn begin(link: Option<String>, lab: bool, tell: Callback<Word>) -> Keeper {
        let state = Rc::new(RefCell::new(State::default()));
        let keeper = Keeper {
            tell: tell.clone(),
            state: Rc::clone(&state),
            run: None,
            view: None,
            due: None,
            places: Vec::new(),
        };
        spawn_local({
            let (state, tell, link) = (Rc::clone(&state), tell.clone(), link.clone());
            async move {
                TimeoutFuture::new(PATIENCE_MS).await;
                let is_silent = state.borrow().slot.is_empty();
                if is_silent {
                    tell.emit(Word::Arrived(link.map_or(Arrival::Own, Arrival::Link), false));
                }
            }
        });
        spawn_local(async move {
            let (database, found) = match Database::open().await {
                Ok(database) => {
                    let found = slots::find(&database, lab && link.is_none()).await;
                    (Some(Rc::new(database)), found)
                }
                Err(why) => {
                    tell.emit(Word::Written(Some(why)));
                    (None, slots::Found::nothing())
                }
            };
            let is_mine = found.mine.is_some();
            let read = match &found.arrival {
                Arrival::Kept { text, is_own, .. } if found.is_from_it => Some((text.clone(), *is_own)),
                _ => None,
            };
            let held = vec![found.slot.clone()];
            *state.borrow_mut() = State {
                database,
                slot: found.slot,
                read,
                mine: found.mine,
                held,
                has_answered: true,
                deleted: Vec::new(),
            };
            let arrival = link.map_or(found.arrival, Arrival::Link);
            tell.emit(Word::Arrived(arrival, is_mine));
        });
        keeper
    }

    /// Looks whether anything has changed, and writes it soon.
    pub fn look(&mut self, core: &Core) {
        if self.state.borrow().slot.is_empty() || !core.has_arrived() {
            return;
        }
        let run_is_new = self
            .run
            .as_ref()
            .is_none_or(|(run, is_own)| !run.is_same(core.run()) || *is_own != core.is_own());
        let view_is_new = self.view != Some(core.view());
        let after = if run_is_new { RUN_AFTER_MS } else { PLACE_AFTER_MS };
        if (run_is_new || view_is_new) && self.due.as_ref().is_none_or(|(due, _)| *due > after) {
            let tell = self.tell.clone();
            self.due = Some((after, Timeout::new(after, move || tell.emit(Word::Due))));
        }
    }

    /// Writes what has changed since it was last written.
    pub fn write(&mut self, core: &Core) {
        self.due = None;
        if !core.has_arrived() {
            return;
        }
        let Some(database) = self.state.borrow().database.clone() else { return };
        let slot = self.place_of(&core.run().experiment);
        let now = (core.run().clone(), core.is_own());
        let is_new = self.run.as_ref().is_none_or(|(run, own)| !run.is_same(&now.0) || *own != now.1);
        let text = is_new.then(|| write_whole(&core.whole()));
        let read = self.state.borrow_mut().read.take();
        let text = text.filter(|text| read.is_none_or(|it| it != (text.clone(), core.is_own())));
        let view = core.view();
        let place = serde_json::to_string(&view).unwrap_or_default();
        (self.run, self.view) = (Some(now), Some(view));
        let tell = self.tell.clone();
        if text.as_ref().is_some_and(|text| text.len() > MOST_BYTES) {
            return tell.emit(Word::Written(Some(Unkept::Large { most: MOST_BYTES as u64 })));
        }
        let head = Head { saved_ms: js_sys::Date::now(), is_own: core.is_own() };
        spawn_local(async move {
            let written = database.write(&slot, &head.text(), text.as_deref(), &place).await;
            tell.emit(Word::Written(written.err()));
        });
    }

    /// Where an experiment is kept: where it was before, or where this tab keeps what is new.
    fn place_of(&mut self, experiment: &Rc<Experiment>) -> String {
        let mut state = self.state.borrow_mut();
        match self.places.iter().find(|(it, _)| Rc::ptr_eq(it, experiment)) {
            Some((_, slot)) if *slot != state.slot => {
                slots::keep_session(slot);
                state.turn_to(slot.clone());
            }
            Some(_) => {}
            None => {
                self.places.push((Rc::clone(experiment), state.slot.clone()));
                if self.places.len() > MOST_PLACES {
                    self.places.remove(0);
                }
            }
        }
        state.slot.clone()
    }

    /// Goes on in another slot, where the run that was in this one is the person's own: it stays
    /// there. `into` is the slot of the run that comes, where it has one that this tab holds. Returns
    /// whether a run of the person's own is kept besides.
    pub fn leave(&mut self, own: Option<&RunFile>, into: Option<String>) -> bool {
        let mut state = self.state.borrow_mut();
        self.run = None;
        let is_back = into.is_some();
        if let Some(slot) = &into {
            slots::keep_session(slot);
        }
        if let (Some(run), Some(database)) = (own, state.database.clone()) {
            let old = state.turn_to(into.unwrap_or_else(slots::fresh));
            // Who goes back to a run of their own has no other one to go back to.
            state.mine = (!is_back).then(|| old.clone());
            let (text, place) = (write_whole(run), serde_json::to_string(&run.view).unwrap_or_default());
            let head = Head { saved_ms: js_sys::Date::now(), is_own: true };
            let tell = self.tell.clone();
            spawn_local(async move {
                let written = database.write(&old, &head.text(), Some(&text), &place).await;
                tell.emit(Word::Written(written.err()));
            });
        } else if let Some(slot) = into {
            state.turn_to(slot);
        }
        state.mine.is_some()
    }

    /// Storage answered when the person had begun something else: what is kept stays as it is.
    pub fn leave_found(&self) {
        let mut state = self.state.borrow_mut();
        if !state.slot.is_empty() {
            let found = state.turn_to(slots::fresh());
            state.mine = Some(found);
        }
    }

    /// The run of the person's own is the one that is shown again.
    pub fn is_back(&mut self) {
        self.state.borrow_mut().mine = None;
    }

    /// Reads the run of the person's own that is kept besides.
    pub fn mine(&self) {
        let mine = self.state.borrow().mine.clone();
        if let Some(mine) = mine {
            self.open(mine);
        }
    }

    /// Reads a run that is kept, to go on with it. Where another tab shows it, what is made of it here
    /// is kept in another place: no tab writes over what another one did.
    fn open(&self, slot: String) {
        let state = Rc::clone(&self.state);
        let tell = self.tell.clone();
        spawn_local(async move {
            let Some(database) = state.borrow().database.clone() else { return };
            let held = state.borrow().held.contains(&slot);
            let is_ours = held || slots::claim(&slot, 1).await;
            if is_ours {
                state.borrow_mut().hold(&slot);
            }
            match slots::read(&database, &slot, true).await {
                Some(arrival) => tell.emit(Word::Mine(arrival, is_ours.then_some(slot))),
                None => tell.emit(Word::Saved(Told::Gone)),
            }
        });
    }
}
