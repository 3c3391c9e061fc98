//! The page inside a page of somebody else: it has no header, keeps nothing, and tells the page
//! around it how high it is.

use super::browser;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::ResizeObserver;

type Heard = Closure<dyn FnMut(js_sys::Array)>;

/// Tells the page around this one how high it is, until it is dropped.
pub struct Height {
    observer: ResizeObserver,
    _heard: Heard,
}

impl Height {
    /// Begins to tell; nothing where no page is around, or the browser cannot measure.
    pub fn begin() -> Option<Height> {
        if !browser::is_embedded() {
            return None;
        }
        let body = browser::window().document()?.body()?;
        let heard = Heard::new(|_| {
            tell();
        });
        let observer = ResizeObserver::new(heard.as_ref().unchecked_ref()).ok()?;
        observer.observe(&body);
        Some(Height { observer, _heard: heard })
    }
}

impl Drop for Height {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Tells the page around that the answer of a step was seen, as `lesson/step`: a learning system
/// may want to know. What was predicted is told to nobody.
pub fn seen(step: &str) {
    if browser::is_embedded() {
        say("eventual-seen", "step", &JsValue::from_str(step));
    }
}

/// Says how high the page is, in CSS pixels. Whoever embeds it may be of any origin, and a height
/// is no secret.
fn tell() -> Option<()> {
    let height = browser::window().document()?.body()?.scroll_height();
    say("eventual-height", "height", &JsValue::from(height))
}

fn say(kind: &str, name: &str, value: &JsValue) -> Option<()> {
    let parent = browser::window().parent().ok().flatten()?;
    let message = js_sys::Object::new();
    js_sys::Reflect::set(&message, &"type".into(), &kind.into()).ok()?;
    js_sys::Reflect::set(&message, &name.into(), value).ok()?;
    parent.post_message(&message, "*").ok()
}
