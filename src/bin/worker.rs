//! The engine in its web worker: questions come in as messages, reports go out as messages.
//! `static/worker_loader.js` starts it.
//!
//! While branches are folded it does a slice at a time and lets messages in between, so that a
//! question never waits for more than one slice.

#[cfg(target_arch = "wasm32")]
mod worker {
    use eventual::engine::Engine;
    use eventual::engine::build::BUILD;
    use eventual::engine::wire::{Ask, Report};
    use std::cell::RefCell;
    use std::rc::Rc;
    use wasm_bindgen::prelude::{Closure, JsCast, JsValue};
    use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

    /// Begins to listen, and says so.
    pub fn start() {
        let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
        let engine = Rc::new(RefCell::new(Engine::new(BUILD)));
        let slices = Slices::new(&scope, Rc::clone(&engine));
        let listen = Closure::<dyn FnMut(MessageEvent)>::new({
            let (scope, engine) = (scope.clone(), Rc::clone(&engine));
            move |event: MessageEvent| {
                let text = event.data().as_string().expect("the page sends text");
                let ask: Ask = serde_json::from_str(&text).expect("page and engine are of the same build");
                let reports = engine.borrow_mut().ask(ask);
                post(&scope, &reports);
                slices.go_on();
            }
        });
        scope.set_onmessage(Some(listen.as_ref().unchecked_ref()));
        listen.forget();
        post(&scope, &[engine.borrow().hello()]);
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
        fn new(scope: &DedicatedWorkerGlobalScope, engine: Rc<RefCell<Engine>>) -> Slices {
            let channel = web_sys::MessageChannel::new().expect("every worker has message channels");
            let slices = Slices { engine, under_way: Rc::new(RefCell::new(false)), bell: channel.port1() };
            let turn = Closure::<dyn FnMut()>::new({
                let (slices, scope) = (slices.clone(), scope.clone());
                move || {
                    *slices.under_way.borrow_mut() = false;
                    let reports = slices.engine.borrow_mut().work();
                    post(&scope, &reports);
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

    fn post(scope: &DedicatedWorkerGlobalScope, reports: &[Report]) {
        for report in reports {
            let text = serde_json::to_string(report).expect("a report can be written as JSON");
            scope.post_message(&JsValue::from_str(&text)).expect("a text can be sent");
        }
    }
}

fn main() {
    #[cfg(target_arch = "wasm32")]
    worker::start();
}
