//! The engine in its web worker: questions come in as messages, reports go out as messages.
//! `static/worker_loader.js` starts it.
//!
//! While branches are folded it does a slice at a time and lets messages in between, so that a
//! question never waits for more than one slice. How far something is it says a few times a second
//! at most: each word makes the page draw, and a page that is told more than it can draw hears no
//! button any more.

#[cfg(target_arch = "wasm32")]
mod worker {
    use eventual::engine::Engine;
    use eventual::engine::build::BUILD;
    use eventual::engine::wire::{Ask, Report, ReportWhat};
    use std::cell::{Cell, RefCell};
    use std::rc::Rc;
    use wasm_bindgen::prelude::{Closure, JsCast, JsValue};
    use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

    /// Milliseconds between two words of progress, at least.
    const QUIET_MS: f64 = 100.0;

    /// Begins to listen, and says so.
    pub fn start() {
        let page = Page::new(js_sys::global().unchecked_into());
        let engine = Rc::new(RefCell::new(Engine::new(BUILD)));
        let slices = Slices::new(&page, Rc::clone(&engine));
        let listen = Closure::<dyn FnMut(MessageEvent)>::new({
            let (page, engine) = (page.clone(), Rc::clone(&engine));
            move |event: MessageEvent| {
                let (text, attached) = read(&event.data());
                let ask: Ask = serde_json::from_str(&text).expect("page and engine are of the same build");
                let reports = engine.borrow_mut().ask_with(ask, attached);
                page.hears(&reports);
                slices.go_on();
            }
        });
        page.scope.set_onmessage(Some(listen.as_ref().unchecked_ref()));
        listen.forget();
        page.hears(&[engine.borrow().hello()]);
    }

    /// A question, and what came beside it: a text, or a list of a text and bytes.
    fn read(data: &JsValue) -> (String, Vec<u8>) {
        if let Some(text) = data.as_string() {
            return (text, Vec::new());
        }
        let both: &js_sys::Array = data.unchecked_ref();
        let text = both.get(0).as_string().expect("the page sends text");
        (text, js_sys::Uint8Array::new(&both.get(1)).to_vec())
    }

    /// The loop behind the questions: each slice asks for the next by a message to itself, which
    /// the browser puts behind those that wait. A timer would be slowed down to four milliseconds a
    /// turn.
    #[derive(Clone)]
    struct Slices {
        engine: Rc<RefCell<Engine>>,
        under_way: Rc<RefCell<bool>>,
        bell: web_sys::MessagePort,
    }

    impl Slices {
        fn new(page: &Page, engine: Rc<RefCell<Engine>>) -> Slices {
            let channel = web_sys::MessageChannel::new().expect("every worker has message channels");
            let slices = Slices { engine, under_way: Rc::new(RefCell::new(false)), bell: channel.port1() };
            let turn = Closure::<dyn FnMut()>::new({
                let (slices, page) = (slices.clone(), page.clone());
                move || {
                    *slices.under_way.borrow_mut() = false;
                    let reports = slices.engine.borrow_mut().work();
                    page.hears(&reports);
                    slices.go_on();
                }
            });
            channel.port2().set_onmessage(Some(turn.as_ref().unchecked_ref()));
            turn.forget();
            slices
        }

        fn go_on(&self) {
            if self.engine.borrow().is_busy() && !self.under_way.replace(true) {
                self.bell.post_message(&JsValue::NULL).expect("a message to oneself can be sent");
            }
        }
    }

    /// Where reports go.
    #[derive(Clone)]
    struct Page {
        scope: DedicatedWorkerGlobalScope,
        clock: web_sys::Performance,
        /// When it was last told how far something is.
        told_ms: Rc<Cell<f64>>,
    }

    impl Page {
        fn new(scope: DedicatedWorkerGlobalScope) -> Page {
            let clock = scope.performance().expect("every worker has a clock");
            Page { scope, clock, told_ms: Rc::new(Cell::new(f64::NEG_INFINITY)) }
        }

        fn hears(&self, reports: &[Report]) {
            for report in reports.iter().filter(|report| self.wants(report)) {
                let text = serde_json::to_string(report).expect("a report can be written as JSON");
                self.scope.post_message(&JsValue::from_str(&text)).expect("a text can be sent");
            }
        }

        /// All but a word of progress that follows another too soon; the next one says more.
        fn wants(&self, report: &Report) -> bool {
            let ReportWhat::Progress { done, of } = report.what else { return true };
            let now = self.clock.now();
            let is_due = done >= of || now - self.told_ms.get() >= QUIET_MS;
            if is_due {
                self.told_ms.set(now);
            }
            is_due
        }
    }
}

fn main() {
    #[cfg(target_arch = "wasm32")]
    worker::start();
}
