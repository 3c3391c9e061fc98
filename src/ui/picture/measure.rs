//! How large an element is, in CSS pixels, kept up to date. Pictures are laid out in real pixels,
//! so letters never shrink with the picture.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlElement, ResizeObserver};
use yew::prelude::*;

/// The width and height of the element behind a reference; zeros before it is on the page.
#[hook]
pub fn use_size(element: &NodeRef) -> (f64, f64) {
    let size = use_state(|| (0.0, 0.0));
    {
        let (element, size) = (element.clone(), size.clone());
        use_effect_with((), move |()| {
            let observed = element.cast::<Element>().and_then(|element| observe(&element, size));
            move || {
                if let Some((observer, _heard)) = &observed {
                    observer.disconnect();
                }
            }
        });
    }
    *size
}

/// Hands a length in CSS pixels to the style sheet, for this element and what is in it. A `style` in
/// the markup would be refused by the page's own policy.
#[hook]
pub fn use_custom_length(element: &NodeRef, name: &'static str, px: f64) {
    let element = element.clone();
    use_effect_with(px as u32, move |px| {
        if let Some(element) = element.cast::<HtmlElement>() {
            let _ = element.style().set_property(name, &format!("{px}px"));
        }
    });
}

type Heard = Closure<dyn FnMut(js_sys::Array)>;

fn observe(element: &Element, size: UseStateHandle<(f64, f64)>) -> Option<(ResizeObserver, Heard)> {
    let measured = element.clone();
    let set = move || {
        let rect = measured.get_bounding_client_rect();
        size.set((rect.width().round(), rect.height().round()));
    };
    set();
    let heard = Closure::<dyn FnMut(js_sys::Array)>::new(move |_| set());
    let observer = ResizeObserver::new(heard.as_ref().unchecked_ref()).ok()?;
    observer.observe(element);
    Some((observer, heard))
}
