//! Whose a slot is. A tab holds the lock of its slot as long as it lives (the browser's own locks,
//! which end with the tab, however it ends), and finds it again after a reload.

use super::Arrival;
use super::database::Database;
use crate::base::arrange::Arrange;
use crate::lab::whole::View;
use crate::ui::browser;
use gloo::timers::future::TimeoutFuture;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// So many runs are kept that were only looked at; then the oldest one is given up.
const MOST_SEEN: usize = 8;
/// So many runs of the person's own are kept that have no name; then the oldest one is given up. One
/// with a name is kept until somebody deletes it.
const MOST_OWN: usize = 100;
const KEY: &str = "eventual.slot";

/// What is known of a slot without reading its run.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Head {
    /// When it was last written, in milliseconds since 1970.
    pub saved_ms: f64,
    /// Whether the person has made something of the run.
    pub is_own: bool,
}

impl Head {
    pub fn text(self) -> String {
        format!("{} {}", self.saved_ms, if self.is_own { "own" } else { "seen" })
    }

    pub fn read(text: &str) -> Option<Head> {
        let (saved, own) = text.split_once(' ')?;
        Some(Head { saved_ms: saved.parse().ok()?, is_own: own == "own" })
    }
}

/// The slot of this tab and what is in it.
pub(super) struct Found {
    pub slot: String,
    /// Whether what arrives was read from this slot.
    pub is_from_it: bool,
    pub arrival: Arrival,
    pub mine: Option<String>,
}

impl Found {
    /// Where there is no storage.
    pub fn nothing() -> Found {
        Found { slot: String::new(), is_from_it: false, arrival: Arrival::Own, mine: None }
    }
}

/// Finds the slot of this tab. A page that does not go on with what is kept gets a new one.
pub(super) async fn find(database: &Database, goes_on: bool) -> Found {
    let mut heads: Vec<(String, Head)> = database
        .heads()
        .await
        .into_iter()
        .filter_map(|(slot, head)| Some((slot, Head::read(&head)?)))
        .collect();
    heads.arrange_by(|(_, a), (_, b)| {
        (b.is_own, b.saved_ms).partial_cmp(&(a.is_own, a.saved_ms)).unwrap_or(core::cmp::Ordering::Equal)
    });
    give_up_old(database, &mut heads).await;
    let before = session();
    let newest = heads.iter().find(|(_, head)| head.is_own).map(|(slot, _)| slot.clone());
    if !goes_on {
        let is_own = |slot: &String| heads.iter().any(|(it, head)| it == slot && head.is_own);
        let mine = before.filter(is_own).or(newest);
        return Found { slot: fresh(), is_from_it: false, arrival: Arrival::Own, mine };
    }
    if let Some(slot) = before {
        let is_own = heads.iter().any(|(it, head)| *it == slot && head.is_own);
        let arrival = read(database, &slot, is_own).await;
        // After a reload, the page before may be a moment late to let go.
        let is_from_it = claim(&slot, 4).await;
        let slot = if is_from_it { slot } else { fresh() };
        keep_session(&slot);
        let mine = newest.filter(|mine| *mine != slot && !is_own);
        return Found { slot, is_from_it, arrival: arrival.unwrap_or(Arrival::Own), mine };
    }
    for (slot, head) in heads.iter().filter(|(_, head)| head.is_own) {
        if claim(slot, 1).await
            && let Some(arrival) = read(database, slot, head.is_own).await
        {
            keep_session(slot);
            return Found { slot: slot.clone(), is_from_it: true, arrival, mine: None };
        }
    }
    Found { slot: fresh(), is_from_it: false, arrival: Arrival::Own, mine: None }
}

/// Gives up what is too much: the oldest of each kind, where no tab shows it.
async fn give_up_old(database: &Database, heads: &mut Vec<(String, Head)>) {
    let (own, seen) = heads.iter().partition::<Vec<_>, _>(|(_, head)| head.is_own);
    let old = own.into_iter().skip(MOST_OWN).chain(seen.into_iter().skip(MOST_SEEN));
    let old: Vec<String> = old.map(|(slot, _)| slot.clone()).collect();
    for slot in old {
        if database.name(&slot).await.is_none() && claim(&slot, 1).await {
            // One that cannot be removed is tried again at the next visit.
            let _ = database.remove(&slot).await;
            heads.retain(|(it, _)| *it != slot);
        }
    }
}

/// A kept run.
pub(super) async fn read(database: &Database, slot: &str, is_own: bool) -> Option<Arrival> {
    let (text, place) = database.read(slot).await?;
    let view = place.and_then(|place| serde_json::from_str::<View>(&place).ok());
    // It may be of any age: what it says is taken only within what the page can show.
    let view = view.filter(|view| view.speed_milli >= 10 && view.speed_milli <= 1_000_000);
    Some(Arrival::Kept { text, view, is_own })
}

/// The name of a slot that nobody has.
pub(super) fn name() -> String {
    let random = || (js_sys::Math::random() * 4_294_967_296.0) as u32;
    format!("{:08x}{:08x}", random(), random())
}

/// A slot that nobody has, held by this tab from now on.
pub(super) fn fresh() -> String {
    let slot = name();
    keep_session(&slot);
    let held = slot.clone();
    wasm_bindgen_futures::spawn_local(async move {
        claim(&held, 1).await;
    });
    slot
}

/// Takes the lock of a slot, if nobody else has it, and holds it as long as the page lives. Where
/// the browser has no locks, only a tab's own slot can be taken.
pub(super) async fn claim(slot: &str, tries: u32) -> bool {
    let navigator: JsValue = browser::window().navigator().into();
    let locks = Reflect::get(&navigator, &"locks".into()).unwrap_or_default();
    let Some(request) =
        Reflect::get(&locks, &"request".into()).ok().and_then(|it| it.dyn_into::<Function>().ok())
    else {
        return session().as_deref() == Some(slot);
    };
    for n in 0..tries {
        if n > 0 {
            TimeoutFuture::new(120).await;
        }
        let options = Object::new();
        let _ = Reflect::set(&options, &"ifAvailable".into(), &true.into());
        let name = JsValue::from(format!("eventual.slot.{slot}"));
        let answered = Promise::new(&mut |resolve, _| {
            let got = Closure::once_into_js({
                let resolve = resolve.clone();
                move |lock: JsValue| -> JsValue {
                    let _ = resolve.call1(&JsValue::NULL, &(!lock.is_null()).into());
                    // A lock is held until its promise is kept: this one never is.
                    if lock.is_null() { JsValue::NULL } else { Promise::new(&mut |_, _| {}).into() }
                }
            });
            if request.call3(&locks, &name, &options, &got).is_err() {
                let _ = resolve.call1(&JsValue::NULL, &JsValue::FALSE);
            }
        });
        if JsFuture::from(answered).await.is_ok_and(|got| got.is_truthy()) {
            return true;
        }
    }
    false
}

fn session() -> Option<String> {
    browser::window().session_storage().ok().flatten()?.get_item(KEY).ok().flatten()
}

pub(super) fn keep_session(slot: &str) {
    if let Ok(Some(storage)) = browser::window().session_storage() {
        let _ = storage.set_item(KEY, slot);
    }
}
