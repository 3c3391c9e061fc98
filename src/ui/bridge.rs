//! The bridge between the page and its engine: a web worker that can be ended and started anew.
//!
//! Ask and report travel as JSON text. The bridge hears errors of the worker, messages that cannot be read, and silence: a question that stays without any word
//! for too long means that the engine is gone. What then happens is the owner's business (`store_core`).

use crate::engine::build::BUILD;
use crate::engine::wire::{Ask, AskWhat, Report};
use gloo::events::EventListener;
use gloo::timers::callback::Interval;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, MessageEvent, Worker};
use yew::Callback;

/// What comes over the bridge.
#[derive(Clone, PartialEq, Debug)]
pub enum Heard {
    /// The engine reports.
    Report(Box<Report>),
    /// The engine is gone; the text says what was seen of it, for the console.
    Died(String),
}

/// The page's end of the bridge. Dropping it ends the engine.
pub struct Bridge {
    worker: Worker,
    watch: Rc<Watch>,
    _listeners: Vec<EventListener>,
    _watchdog: Interval,
}

/// What the watchdog looks at.
#[derive(Default)]
struct Watch {
    /// Questions without an answer, and when anything was heard last.
    open: Cell<u32>,
    heard_ms: Cell<f64>,
    patience_ms: Cell<f64>,
    /// How often in a row it looked too late. Once is no proof: a page that was asleep finds the time gone and the answer in its letter box.
    late: Cell<u32>,
    dead: Cell<bool>,
}

/// How long an engine may be silent: to start, to answer, and to read a file.
const TO_START_MS: f64 = 30_000.0;
const TO_ANSWER_MS: f64 = 6_000.0;
const TO_READ_MS: f64 = 60_000.0;

impl Bridge {
    /// Starts an engine.
    ///
    /// # Errors
    /// The browser has no workers, or does not let us have one.
    pub fn start(hear: Callback<Heard>) -> Result<Bridge, JsValue> {
        // The build goes along, so that no cache mixes an old engine with a new page.
        let worker = Worker::new(&format!("./worker_loader.js?v={BUILD}"))?;
        let watch = Rc::new(Watch::default());
        watch.expect(TO_START_MS);
        let died = {
            let (hear, watch) = (hear.clone(), Rc::clone(&watch));
            // One death is told once, whatever follows from it.
            Rc::new(move |why: String| {
                if !watch.dead.replace(true) {
                    hear.emit(Heard::Died(why));
                }
            })
        };
        let listeners = vec![
            EventListener::new(&worker, "message", {
                let (died, watch) = (Rc::clone(&died), Rc::clone(&watch));
                move |event| match read(event) {
                    Some(report) => {
                        watch.hears(&report);
                        hear.emit(Heard::Report(Box::new(report)));
                    }
                    None => died("it said something that the page cannot read".to_owned()),
                }
            }),
            EventListener::new(&worker, "messageerror", {
                let died = Rc::clone(&died);
                move |_| died("a message was damaged on its way".to_owned())
            }),
            EventListener::new_with_options(&worker, "error", gloo::events::EventListenerOptions::enable_prevent_default(), {
                let died = Rc::clone(&died);
                move |event| {
                    // The page deals with it, so the browser need not.
                    event.prevent_default();
                    died(event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).unwrap_or_default());
                }
            }),
        ];
        let watchdog = Interval::new(500, {
            let watch = Rc::clone(&watch);
            move || {
                if watch.is_too_late() {
                    died("it does not answer".to_owned());
                }
            }
        });
        Ok(Bridge { worker, watch, _listeners: listeners, _watchdog: watchdog })
    }

    /// Asks the engine.
    pub fn ask(&self, ask: &Ask) {
        let text = serde_json::to_string(ask).expect("a question can be written as JSON");
        let long = matches!(ask.what, AskWhat::Import { .. } | AskWhat::Open { .. } | AskWhat::Export { .. } | AskWhat::Receipt { .. });
        self.watch.expect(if long { TO_READ_MS } else { TO_ANSWER_MS });
        // A worker that is gone says nothing; the watchdog notices.
        let _ = self.worker.post_message(&JsValue::from_str(&text));
    }
}

impl Drop for Bridge {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

impl Watch {
    fn expect(&self, patience_ms: f64) {
        if self.open.get() == 0 {
            self.heard_ms.set(js_sys::Date::now());
            self.patience_ms.set(patience_ms);
        }
        self.open.set(self.open.get() + 1);
        self.patience_ms.set(self.patience_ms.get().max(patience_ms));
    }

    /// Every word is a sign of life. Which question it answers is not looked at: when nothing is asked any more, nothing is expected.
    fn hears(&self, report: &Report) {
        self.heard_ms.set(js_sys::Date::now());
        if self.is_last_word(report) {
            self.open.set(0);
        }
    }

    fn is_last_word(&self, report: &Report) -> bool {
        use crate::engine::wire::ReportWhat::{Difference, Exported, Frame, Imported, Ready, Refused};
        matches!(report.what, Ready { .. } | Frame(_) | Difference { .. } | Exported { .. } | Imported { .. } | Refused { .. })
    }

    fn is_too_late(&self) -> bool {
        let late = self.open.get() > 0 && js_sys::Date::now() - self.heard_ms.get() > self.patience_ms.get();
        self.late.set(if late { self.late.get() + 1 } else { 0 });
        self.late.get() > 2
    }
}

fn read(event: &web_sys::Event) -> Option<Report> {
    let text = event.dyn_ref::<MessageEvent>()?.data().as_string()?;
    serde_json::from_str(&text).ok()
}
