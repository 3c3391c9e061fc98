//! The first page shows a run of its own. The run that was shown before waits meanwhile, and is
//! there again when another page is turned to: nobody loses a place by looking at the first page.

use super::kept::Arrival;
use super::store_core::{Core, Effect};
use super::undo::Run;
use crate::lesson::opening;
use std::rc::Rc;

/// The run that waits while the first page shows its own.
#[derive(Clone, Debug)]
pub(super) struct Aside {
    /// The run itself, at its place.
    run: Run,
    /// The run that it was opened as.
    opened: Run,
    /// How fast time passed in it.
    speed_milli: u32,
}

impl Core {
    /// The first page is shown: its run begins, and the one that was shown waits.
    pub fn show_opening(&mut self) -> Vec<Effect> {
        if self.aside.is_none() {
            // Whoever does not wait for storage finds what it kept where it was.
            if self.awaits() {
                self.arrival = Arrival::Own;
            }
            self.set_aside();
            self.begin(self.run.clone());
            self.model.playing = !self.model.calm;
            (self.ticked_ms, self.owed_us) = (None, 0.0);
        }
        self.send_next()
    }

    /// The same, of a page that begins with it: the engine is not there yet.
    pub fn with_opening(mut self) -> Core {
        self.set_aside();
        self.model.experiment = Rc::clone(&self.run.experiment);
        self
    }

    fn set_aside(&mut self) {
        if self.fresh {
            self.note_place();
        }
        let first = Run { at: opening::BEGINS, ..Run::new(opening::experiment(), Vec::new()) };
        let run = core::mem::replace(&mut self.run, first.clone());
        let opened = core::mem::replace(&mut self.opened_run, first);
        self.aside = Some(Aside { run, opened, speed_milli: self.model.speed_milli });
        self.model.speed_milli = opening::SPEED_MILLI;
    }

    /// Another page is shown: the run that waited is there again.
    pub fn leave_opening(&mut self) -> Vec<Effect> {
        if let Some(Aside { run, opened, speed_milli }) = self.aside.take() {
            self.opened_run = opened;
            self.model.speed_milli = speed_milli;
            self.model.playing = false;
            self.begin(run);
        }
        self.tell_unkept();
        self.send_next()
    }

    /// The run of the first page comes along to another page; the one that waited stays kept, and
    /// undo brings it again.
    pub(super) fn take_opening(&mut self) {
        if self.aside.is_some() {
            self.note_place();
            let opening = self.run.clone();
            self.before_another(None);
            (self.opened_run, self.run) = (opening.clone(), opening);
        }
    }

    /// Remembers the run that another one takes the place of, and leaves it kept. What waits is the
    /// person's; the run of the first page is nobody's. `into` is the place of the run that comes,
    /// where it has one already.
    pub(super) fn before_another(&mut self, into: Option<String>) {
        match self.aside.take() {
            Some(Aside { run, opened, speed_milli }) => {
                self.undo_stack.keep(&run, false);
                self.model.speed_milli = speed_milli;
                (self.run, self.opened_run) = (run, opened);
            }
            None => self.remember(false),
        }
        // What was looked for in the run before is not found in this one.
        self.leave_search();
        (self.model.breaking, self.model.challenged) = (None, None);
        self.leave(into);
    }
}
