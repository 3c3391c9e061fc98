//! The bridge between the page and its engine: a web worker that can be ended and started anew.
//!
//! Ask and report travel as JSON text. The bridge hears errors of the worker, messages that cannot
//! be read, and silence, which the engine's `watchdog` judges. What then happens is the owner's
//! business (`store_core`).

use crate::engine::build::BUILD;
use crate::engine::watchdog::{LOOK_EVERY_MS, Watchdog};
use crate::engine::wire::{Ask, Report};
use gloo::events::EventListener;
use gloo::timers::callback::Interval;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, MessageEvent, Worker};
use yew::Callback;

/// What comes over the bridge.
#[derive(Clone, PartialEq, Debug)]
pub enum Heard {
    /// An answer of the engine, or progress on the way to one.
    Report(Box<Report>),
    /// The engine is gone; the text says what was seen of it, for the console.
    Died(String),
}

/// The page's end of the bridge. Dropping it ends the engine.
pub struct Bridge {
    worker: Worker,
    watchdog: Rc<RefCell<Watchdog>>,
    _listeners: Vec<EventListener>,
    _looks: Interval,
}

impl Bridge {
    /// Starts an engine.
    ///
    /// # Errors
    /// The browser has no workers, or does not let us have one.
    pub fn start(hear: Callback<Heard>) -> Result<Bridge, JsValue> {
        // The build goes along, so that no cache mixes an old engine with a new page.
        let loader = format!("worker_loader.js?v={BUILD}");
        let worker = Worker::new(&format!("./{loader}")).or_else(|_| sandboxed(&loader))?;
        let watchdog = Rc::new(RefCell::new(Watchdog::start(now_ms())));
        let died = {
            let (hear, dead) = (hear.clone(), Cell::new(false));
            // One death is told once, whatever follows from it.
            Rc::new(move |why: String| {
                if !dead.replace(true) {
                    hear.emit(Heard::Died(why));
                }
            })
        };
        let listeners = vec![
            EventListener::new(&worker, "message", {
                let (died, watchdog) = (Rc::clone(&died), Rc::clone(&watchdog));
                move |event| match read(event) {
                    Some(report) => {
                        watchdog.borrow_mut().hear(&report.what, now_ms());
                        hear.emit(Heard::Report(Box::new(report)));
                    }
                    None => died("it said something that the page cannot read".to_owned()),
                }
            }),
            EventListener::new(&worker, "messageerror", {
                let died = Rc::clone(&died);
                move |_| died("a message was damaged on its way".to_owned())
            }),
            EventListener::new_with_options(
                &worker,
                "error",
                gloo::events::EventListenerOptions::enable_prevent_default(),
                {
                    let died = Rc::clone(&died);
                    move |event| {
                        // The page deals with it, so the browser need not.
                        event.prevent_default();
                        died(event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).unwrap_or_default());
                    }
                },
            ),
        ];
        let looks = Interval::new(LOOK_EVERY_MS as u32, {
            let watchdog = Rc::clone(&watchdog);
            move || {
                let dead = watchdog.borrow_mut().look(now_ms());
                if dead {
                    died("it does not answer".to_owned());
                }
            }
        });
        Ok(Bridge { worker, watchdog, _listeners: listeners, _looks: looks })
    }

    /// Sends a question. Its answer comes later, to the callback.
    pub fn ask(&self, ask: &Ask) {
        let text = self.written(ask);
        // A worker that is gone says nothing; the watchdog notices.
        let _ = self.worker.post_message(&text);
    }

    /// Sends a question with bytes beside it. They are given away, not copied a second time.
    pub fn ask_with(&self, ask: &Ask, attached: &[u8]) {
        let bytes = js_sys::Uint8Array::from(attached);
        let (both, given) =
            (js_sys::Array::of2(&self.written(ask), &bytes), js_sys::Array::of1(&bytes.buffer()));
        let _ = self.worker.post_message_with_transfer(&both, &given);
    }

    fn written(&self, ask: &Ask) -> JsValue {
        let text = serde_json::to_string(ask).expect("a question can be written as JSON");
        self.watchdog.borrow_mut().ask(&ask.what, now_ms());
        JsValue::from_str(&text)
    }
}

impl Drop for Bridge {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// A worker in a sandboxed frame, which has no origin of its own and so may not name the site's: a
/// small script of the frame loads the same files.
fn sandboxed(loader: &str) -> Result<Worker, JsValue> {
    let here = web_sys::window().ok_or("no window")?.location().href()?;
    let folder = web_sys::Url::new_with_base(".", &here)?.href();
    let script = format!("self.SITE = {folder:?}; importScripts(self.SITE + {loader:?});");
    let kind = web_sys::BlobPropertyBag::new();
    kind.set_type("text/javascript");
    let parts = js_sys::Array::of1(&JsValue::from_str(&script));
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &kind)?;
    Worker::new(&web_sys::Url::create_object_url_with_blob(&blob)?)
}

fn now_ms() -> u64 {
    js_sys::Date::now() as u64
}

fn read(event: &web_sys::Event) -> Option<Report> {
    let text = event.dyn_ref::<MessageEvent>()?.data().as_string()?;
    serde_json::from_str(&text).ok()
}
