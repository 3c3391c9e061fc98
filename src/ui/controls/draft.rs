//! What a person types into a field is theirs until it counts: the page is drawn anew with every
//! frame of a run that plays, and must not write into a field in which somebody writes.

use web_sys::HtmlInputElement;
use yew::prelude::*;

/// A field's text, and the callbacks that keep it.
#[derive(Clone)]
pub struct Draft {
    text: UseStateHandle<Option<AttrValue>>,
}

/// The draft of one field.
#[hook]
pub fn use_draft() -> Draft {
    Draft { text: use_state(|| None) }
}

impl Draft {
    /// What the field shows: what was typed, or else the value that counts.
    pub fn or(&self, value: String) -> AttrValue {
        self.text.as_ref().cloned().unwrap_or_else(|| value.into())
    }

    /// Keeps what is typed.
    pub fn keep(&self) -> Callback<InputEvent> {
        let text = self.text.clone();
        Callback::from(move |event: InputEvent| {
            text.set(Some(event.target_unchecked_into::<HtmlInputElement>().value().into()));
        })
    }

    /// Escape gives the field back to the page, and means nothing else then.
    pub fn escape(&self) -> Callback<KeyboardEvent> {
        let text = self.text.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" && text.is_some() {
                event.stop_propagation();
                text.set(None);
            }
        })
    }

    /// Gives the field back to the page.
    pub fn drop(&self) {
        self.text.set(None);
    }

    /// Gives the field back to the page when it is left.
    pub fn left(&self) -> Callback<FocusEvent> {
        let text = self.text.clone();
        Callback::from(move |_: FocusEvent| text.set(None))
    }
}
