//! What the page keeps in the browser and says to it: storage, language, theme, downloads.
//! Everything here may be forbidden, and then does nothing.

use super::store::{EngineState, Model, Theme};
use crate::base::text::Language;
use crate::lab::link::{DEMO, PREFIX};
use crate::lesson::predicted::{Kept, MOST};
use crate::lesson::progress::Progress;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Blob, BlobPropertyBag, Element, HtmlAnchorElement, HtmlElement, HtmlInputElement, Storage, Url, Window,
};

/// The window. There always is one where a page runs.
pub fn window() -> Window {
    web_sys::window().expect("a page runs in a window")
}

fn body() -> Option<HtmlElement> {
    window().document()?.body()
}

fn root() -> Option<Element> {
    window().document()?.document_element()
}

thread_local! {
    /// Whether this page is inside another one. Only loading it anew changes that.
    static EMBEDDED: bool = find_embedded();
}

/// Whether this page is inside a page of somebody else, or looks as if it were: the address says
/// `?embed=1`. In a frame it always is, so no page around it can have anything done to what is kept.
pub fn is_embedded() -> bool {
    EMBEDDED.with(|it| *it)
}

fn find_embedded() -> bool {
    let here = window();
    let is_framed = match here.parent() {
        Ok(Some(parent)) => !js_sys::Object::is(&parent, &here),
        _ => true,
    };
    is_framed || in_search("embed").is_some()
}

/// What stands before `#` in the address under a name.
fn in_search(name: &str) -> Option<String> {
    let search = window().location().search().ok()?;
    let parts = search.strip_prefix('?')?.split('&');
    let found = parts.filter_map(|part| part.split_once('=')).find(|(known, _)| *known == name)?;
    Some(found.1.to_owned())
}

/// Storage throws in private windows and sandboxed frames; then nothing is kept. Nor is it where the
/// page is inside another one.
fn storage() -> Option<Storage> {
    if is_embedded() {
        return None;
    }
    window().local_storage().ok().flatten()
}

fn kept(key: &str) -> Option<String> {
    storage()?.get_item(&format!("eventual.{key}")).ok().flatten()
}

fn keep(key: &str, value: &str) {
    if let Some(storage) = storage() {
        // A full storage is no reason to fail.
        let _ = storage.set_item(&format!("eventual.{key}"), value);
    }
}

/// The steps of lessons whose answers were seen on this device, as `lesson/step`.
pub fn seen_steps() -> Vec<String> {
    kept("lessons").unwrap_or_default().split_whitespace().map(str::to_owned).collect()
}

/// How far the person at this device has come in the course.
pub fn progress() -> Progress {
    Progress::new(seen_steps(), kept("lesson").as_deref())
}

/// Keeps which step is open, as `lesson/step`, so that the next visit goes on there.
pub fn keep_open_step(step: &str) {
    keep("lesson", step);
}

/// What was predicted on this device, as it is kept: a line each, the oldest first.
pub fn predictions() -> String {
    kept("predictions").unwrap_or_default()
}

/// Keeps what was predicted on this device.
pub fn keep_predictions(lines: &str) {
    keep("predictions", lines);
}

/// Keeps one more prediction.
pub fn keep_prediction(kept: &Kept) {
    let before = predictions();
    let mut lines: Vec<&str> = before.lines().collect();
    let line = kept.line();
    lines.push(&line);
    let from = lines.len().saturating_sub(MOST);
    keep_predictions(&lines[from..].join("\n"));
}

/// Keeps that a step was seen; a browser that keeps nothing forgets it.
pub fn keep_seen(step: &str) {
    super::embed::seen(step);
    let mut seen = seen_steps();
    if !seen.iter().any(|known| known == step) {
        seen.push(step.to_owned());
        keep("lessons", &seen.join(" "));
    }
}

/// The language that the address asks for (`?lang=zh`), or the one that was chosen, or the one that
/// the browser asks for.
pub fn language() -> Language {
    let name = in_search("lang")
        .or_else(|| kept("language"))
        .or_else(|| window().navigator().language())
        .unwrap_or_default();
    if name.to_lowercase().starts_with("zh") { Language::Zh } else { Language::En }
}

/// Keeps the language for the next visit; a browser that keeps nothing forgets it.
pub fn keep_language(language: Language) {
    keep("language", tag(language));
}

/// The language as browsers write it.
pub const fn tag(language: Language) -> &'static str {
    match language {
        Language::En => "en",
        Language::Zh => "zh-Hans",
    }
}

/// The theme that was chosen.
pub fn theme() -> Theme {
    match kept("theme").as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::Auto,
    }
}

/// Keeps the theme for the next visit; a browser that keeps nothing forgets it.
pub fn keep_theme(theme: Theme) {
    keep("theme", theme_name(theme));
}

const fn theme_name(theme: Theme) -> &'static str {
    match theme {
        Theme::Auto => "auto",
        Theme::Light => "light",
        Theme::Dark => "dark",
    }
}

/// Whether single keys act on the page.
pub fn letters() -> bool {
    kept("letters").as_deref() != Some("off")
}

/// Keeps whether they do.
pub fn keep_letters(on: bool) {
    keep("letters", if on { "on" } else { "off" });
}

/// Whether the page is dark now.
pub fn is_dark(theme: Theme) -> bool {
    match theme {
        Theme::Light => false,
        Theme::Dark => true,
        Theme::Auto => prefers("(prefers-color-scheme: dark)"),
    }
}

/// Whether the device asks for less motion.
pub fn is_calm() -> bool {
    prefers("(prefers-reduced-motion: reduce)")
}

fn prefers(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|media| media.matches())
}

/// The run that the address holds as a link. It is taken out of the address, so that a reload goes
/// on with what became of it, and a link that cannot be opened is not opened again.
pub fn take_link() -> Option<String> {
    let hash = window().location().hash().ok()?;
    let (page, query) = hash.split_once('?')?;
    if !["#/lab", "#/compare", OFTEN].contains(&page) {
        return None;
    }
    let link = query.split('&').find_map(|part| part.strip_prefix("s=").or(Some(part).filter(is_demo)))?;
    let link = link.to_owned();
    let is_page_own = |part: &&str| part.starts_with("with=") || (page == OFTEN && !part.starts_with("s="));
    let rest: Vec<&str> = query.split('&').filter(is_page_own).collect();
    let left = if rest.is_empty() { page.to_owned() } else { format!("{page}?{}", rest.join("&")) };
    replace_address(&left);
    Some(link)
}

fn is_demo(part: &&str) -> bool {
    part.starts_with(DEMO)
}

/// The address of a demo, to be sent to somebody.
pub fn address_of_demo(id: &str) -> String {
    let here = window().location().href().unwrap_or_default();
    let page = here.split(['#', '?']).next().unwrap_or_default();
    format!("{page}#/lab?{DEMO}{id}")
}

/// What the address asks of the library: names and values.
pub fn library_in_address() -> Vec<(String, String)> {
    queried(LIBRARY)
}

/// The address of the Lab for whoever goes there from here: a step of a lesson is named in it, so that
/// the way back is there, after a reload too.
pub fn lab_from_here() -> String {
    let hash = window().location().hash().unwrap_or_default();
    let step = hash.strip_prefix("#/learn/").and_then(|rest| rest.split('?').next());
    match step.filter(|step| step.split('/').count() == 2) {
        Some(step) => format!("#/lab?{FROM}{step}"),
        None => "#/lab".to_owned(),
    }
}

/// What stands in the address of the Lab before the step from which somebody came.
pub const FROM: &str = "from=";

/// Names in the address what is looked for in the library, so that a reload and a link find the same.
pub fn keep_library(parts: &[(&'static str, String)]) {
    let parts = parts.iter().filter(|(_, value)| !value.is_empty());
    let asked = in_address(parts.map(|(name, value)| (*name, value.as_str())));
    replace_address(&if asked.is_empty() { LIBRARY.to_owned() } else { format!("{LIBRARY}?{asked}") });
}

fn replace_address(fragment: &str) {
    if let Ok(history) = window().history() {
        // A browser that does not let us keeps the address as it was.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(fragment));
    }
}

/// The page of sweeps.
const OFTEN: &str = "#/often";
/// The page with demos and the runs that are kept.
const LIBRARY: &str = "#/library";

/// What the address asks of a sweep: names and values.
pub fn asked_in_address() -> Vec<(String, String)> {
    queried(OFTEN)
}

/// The names and values behind the address of a page, where it is the one that is shown.
fn queried(page: &str) -> Vec<(String, String)> {
    let hash = window().location().hash().unwrap_or_default();
    let query = hash.strip_prefix(page).and_then(|rest| rest.strip_prefix('?')).unwrap_or_default();
    let read = |part: &str| {
        let (name, value) = part.split_once('=')?;
        Some((name.to_owned(), js_sys::decode_uri_component(value).ok()?.as_string()?))
    };
    query.split('&').filter_map(read).collect()
}

/// Names in the address what is asked of a sweep, so that a reload and a link ask the same.
pub fn keep_asked(parts: &[(&'static str, String)]) {
    let parts = parts.iter().map(|(name, value)| (*name, value.as_str()));
    replace_address(&format!("{OFTEN}?{}", in_address(parts)));
}

fn in_address<'a>(parts: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    // What an address may hold as it is stays as it is, so that a person can read it.
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "._-,=".contains(letter);
    let one = |(name, value): (&str, &str)| {
        if value.chars().all(plain) {
            format!("{name}={value}")
        } else {
            format!("{name}={}", js_sys::encode_uri_component(value))
        }
    };
    parts.map(one).collect::<Vec<_>>().join("&")
}

/// Turns to another page of this site.
pub fn turn_page(fragment: &str) {
    // A browser that does not let us stays where it is.
    let _ = window().location().set_hash(fragment);
}

/// The whole address of a link; of a comparison with these other columns, where there are any.
pub fn address_of(link: &str, columns: Option<&[String]>) -> String {
    let here = window().location().href().unwrap_or_default();
    let page = here.split(['#', '?']).next().unwrap_or_default();
    match columns {
        _ if is_at(OFTEN) => {
            let asked = asked_in_address();
            let kept = asked.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let kept = in_address(kept.filter(|(name, _)| *name != "s"));
            [page, OFTEN, "?", &kept, "&s=", link].concat()
        }
        Some(columns) => format!("{page}#/compare?with={}&s={link}", columns.join(",")),
        None => format!("{page}{PREFIX}{link}"),
    }
}

/// The whole address of a page of this site; what stands before `#` may ask for something, as
/// `?embed=1`.
pub fn whole_address(asks: &str, fragment: &str) -> String {
    let here = window().location().href().unwrap_or_default();
    let page = here.split(['#', '?']).next().unwrap_or_default();
    [page, asks, fragment].concat()
}

/// The HTML with which another page shows an address in a sandbox, and follows its height.
pub fn frame_code(address: &str, title: &str) -> String {
    let quoted = |text: &str| text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    let (address, title) = (quoted(address), quoted(title));
    let follow = "addEventListener(\"message\", ({ data, source }) => { for (const it of document.querySelectorAll(\"iframe.eventual\")) if (it.contentWindow === source && data?.type === \"eventual-height\") it.height = data.height; });";
    format!(
        "<iframe class=\"eventual\" src=\"{address}\" title=\"{title}\" width=\"100%\" height=\"900\" sandbox=\"allow-scripts\"></iframe>\n<script>{follow}</script>"
    )
}

/// The other columns of a comparison, as the address names them.
pub fn columns() -> Option<Vec<String>> {
    let hash = window().location().hash().ok()?;
    let (_, query) = hash.strip_prefix("#/compare")?.split_once('?')?;
    let named = query.split('&').find_map(|part| part.strip_prefix("with="))?;
    let named = js_sys::decode_uri_component(named).ok()?.as_string()?;
    Some(named.split(',').filter(|it| !it.is_empty()).map(str::to_owned).collect())
}

/// Names the other columns of a comparison in the address, so that a reload shows them again.
pub fn keep_columns(columns: &[String]) {
    replace_address(&format!("#/compare?with={}", columns.join(",")));
}

/// Puts a text into the clipboard; whether the browser let us.
pub async fn copy(text: &str) -> bool {
    // Without a secure connection there is no clipboard at all.
    let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into());
    let Some(clipboard) = clipboard.ok().filter(JsValue::is_object) else { return false };
    let clipboard: web_sys::Clipboard = clipboard.unchecked_into();
    wasm_bindgen_futures::JsFuture::from(clipboard.write_text(text)).await.is_ok()
}

/// Whether the address has this fragment.
pub fn is_at(fragment: &str) -> bool {
    window().location().hash().is_ok_and(|hash| hash.starts_with(fragment))
}

/// Whether the address is that of the first page.
pub fn is_first_page() -> bool {
    let hash = window().location().hash().unwrap_or_default();
    matches!(hash.split('?').next(), Some("" | "#" | "#/"))
}

/// Puts an address right that the router cannot read: its fragment must begin with `#/`.
pub fn mend_address() {
    let location = window().location();
    if let (Ok(hash), Ok(history)) = (location.hash(), window().history())
        && !hash.starts_with("#/")
    {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some("#/"));
    }
}

/// Says on `<html>` and `<body>` how the page is: for style sheets, screen readers and tests.
pub fn announce(model: &Model) {
    if let Some(root) = root() {
        set(&root, "lang", Some(tag(model.language)));
        set(&root, "data-theme", Some(theme_name(model.theme)));
        set(&root, "data-calm", model.calm.then_some(""));
    }
    let Some(body) = body() else { return };
    set(&body, "data-embed", is_embedded().then_some(""));
    let engine = match model.engine {
        EngineState::Starting => "starting",
        EngineState::Ready => "ready",
        EngineState::Working { .. } => "working",
        EngineState::Restarting => "restarting",
    };
    let digest =
        model.branch().and_then(|branch| branch.digest).filter(|_| model.engine == EngineState::Ready);
    set(&body, "data-engine", Some(engine));
    set(&body, "data-digest", digest.map(|sum| sum.to_string()).as_deref());
    set(&body, "data-branch", Some(&model.current.to_string()));
    set(&body, "data-branches", Some(&model.branches.len().to_string()));
    set(&body, "data-marks", Some(&model.marks.len().to_string()));
    set(&body, "data-playing", model.playing.then_some(""));
    if let Some(frame) = &model.frame {
        set(&body, "data-step", Some(&frame.step.to_string()));
        set(&body, "data-at-us", Some(&frame.at.0.to_string()));
    }
}

/// Says whether a part of the page is on its way, for tests and for whoever looks.
pub fn announce_fetching(is_fetching: bool) {
    if let Some(body) = body() {
        set(&body, "data-fetching", is_fetching.then_some(""));
    }
}

fn set(element: &Element, name: &str, value: Option<&str>) {
    // Writing what is there already would wake observers sixty times a second.
    if element.get_attribute(name).as_deref() == value {
        return;
    }
    let _ = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

/// Sets the title of the page.
pub fn title(text: &str) {
    if let Some(document) = window().document()
        && document.title() != text
    {
        document.set_title(text);
    }
}

/// A field of the page.
pub fn field(id: &str) -> Option<HtmlInputElement> {
    window().document()?.get_element_by_id(id)?.dyn_into().ok()
}

/// Moves the focus to an element, without changing the address.
pub fn focus(id: &str) {
    let element = window().document().and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Moves the focus to what another page begins with. The header stays in view above it.
pub fn turn_to(id: &str) {
    focus(id);
    window().scroll_to_with_x_and_y(0.0, 0.0);
}

/// What lies further than this below what is seen is more to see; less is a margin.
const MORE_PX: f64 = 24.0;
/// So much of the window a page is scrolled by: the last lines are seen again.
const PAGE: f64 = 0.85;

/// The room of the button that stands at the bottom edge of a narrow page.
const STANDING_PX: f64 = 76.0;

/// Scrolls the page by nearly a window where there is more to see in that direction; whether there
/// was.
pub fn scroll_on(forward: bool) -> bool {
    let window = window();
    let number = |value: Result<JsValue, JsValue>| value.ok().and_then(|it| it.as_f64()).unwrap_or(0.0);
    let (height, at) = (number(window.inner_height()), window.scroll_y().unwrap_or(0.0));
    let root = window.document().and_then(|it| it.document_element());
    let whole = root.map_or(0.0, |it| f64::from(it.scroll_height()));
    let more = if forward { whole - at - height } else { at };
    let is_more = more > MORE_PX;
    if is_more {
        let way = height * PAGE;
        window.scroll_by_with_x_and_y(0.0, if forward { way } else { -way });
    }
    is_more
}

/// Whether the page stands in one column, so that what belongs together may be out of sight.
fn is_narrow() -> bool {
    window().match_media("(max-width: 900px)").ok().flatten().is_some_and(|it| it.matches())
}

/// Brings an element into sight where the page stands in one column, by as little as is needed: what
/// is above it stays in sight as far as there is room. The button at the bottom edge covers nothing
/// of it. Whether the page glides there is for the style sheet to say, which knows who wants no
/// motion.
pub fn show(selector: &str, to_top: bool) {
    let element = window().document().and_then(|it| it.query_selector(selector).ok()?);
    let Some(element) = element.filter(|_| is_narrow()) else { return };
    let rect = element.get_bounding_client_rect();
    let height = window().inner_height().ok().and_then(|it| it.as_f64()).unwrap_or(0.0);
    let to_bottom = rect.bottom() - (height - STANDING_PX);
    let top = rect.top() - 8.0;
    let way = if to_top || top < 0.0 { top } else { to_bottom.clamp(0.0, top) };
    window().scroll_by_with_x_and_y(0.0, way);
}

/// Presses what comes next where a step is shown to a class; whether there was such a button.
pub fn press_next() -> bool {
    let next =
        window().document().and_then(|it| it.query_selector("main.step.presenting [data-next]").ok()?);
    let next = next.and_then(|it| it.dyn_into::<HtmlElement>().ok());
    next.map(|it| it.click()).is_some()
}

/// Whether the keys of a clicker scroll before they go on: not while time passes in a step, where
/// nobody reads, and not where a slider of the lab takes them.
pub fn scrolls_first(in_field: bool) -> bool {
    let is = |selector: &str| {
        window().document().is_some_and(|it| it.query_selector(selector).ok().flatten().is_some())
    };
    if is("main.step.presenting") { !is("main.step.presenting [data-next][hidden]") } else { !in_field }
}

/// Whether the page is shown to a class now.
pub fn is_presenting() -> bool {
    let document = window().document();
    document.is_some_and(|document| document.query_selector("main.presenting").ok().flatten().is_some())
}

/// The panes of the lab, in the order in which the focus goes through them.
const PANES: &str =
    ".lab > .left, .lab .stage, .lab .space-time, .lab > .right, .lab > .narration, .lab > .bottom";
/// What can have the focus.
const FOCUSABLE: &str = "button:not(:disabled), a[href], input, select, summary, [tabindex='0']";

/// Moves the focus to the next pane that is shown, or the one before.
pub fn next_pane(forward: bool) {
    let Some(document) = window().document() else { return };
    let Ok(all) = document.query_selector_all(PANES) else { return };
    let active = document.active_element();
    let pane = |n: u32| all.item(n).and_then(|node| node.dyn_into::<Element>().ok());
    let shown: Vec<Element> =
        (0..all.length()).filter_map(pane).filter(|pane| pane.client_height() > 0).collect();
    if shown.is_empty() {
        return;
    }
    let here = shown.iter().position(|pane| pane.contains(active.as_deref()));
    let next = match (here, forward) {
        (None, true) => 0,
        (None, false) => shown.len() - 1,
        (Some(n), true) => (n + 1) % shown.len(),
        (Some(n), false) => (n + shown.len() - 1) % shown.len(),
    };
    // A pane may say what most people come for.
    let first = shown[next].query_selector("[data-first]").ok().flatten();
    if let Some(first) = first.and_then(|first| first.dyn_into::<HtmlElement>().ok()) {
        let _ = first.focus();
        return;
    }
    let inside = shown[next].query_selector_all(FOCUSABLE).ok();
    let inside = inside.iter().flat_map(|all| (0..all.length()).filter_map(|n| all.item(n)));
    // The first that can be seen takes the focus.
    for node in inside {
        let seen = node.dyn_ref::<Element>().is_some_and(|it| it.get_bounding_client_rect().height() > 0.0);
        if seen {
            let _ = match node.dyn_into::<HtmlElement>() {
                Ok(element) => element.focus(),
                Err(node) => node.dyn_into::<web_sys::SvgElement>().map_or(Ok(()), |element| element.focus()),
            };
            return;
        }
    }
}

/// Opens a group of controls and brings it into view.
pub fn reveal(id: &str) {
    let element = window().document().and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element {
        let _ = element.set_attribute("open", "");
        element.scroll_into_view();
    }
}

/// Goes over to the newer version of the lab that waits; what holds the files hears it.
pub fn use_update() {
    if let Ok(event) = web_sys::Event::new("eventual-update-now") {
        let _ = window().dispatch_event(&event);
    }
}

/// Hands the person a file.
pub fn download(name: &str, text: &str) -> Option<()> {
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let kind = BlobPropertyBag::new();
    kind.set_type(if name.ends_with(".svg") { "image/svg+xml" } else { "application/json" });
    download_blob(name, &Blob::new_with_str_sequence_and_options(&parts, &kind).ok()?)
}

/// Hands the person a GIF that came in base 64.
pub fn download_gif(name: &str, base64: &str) -> Option<()> {
    let letters = window().atob(base64).ok()?;
    let bytes: Vec<u8> = letters.chars().map(|letter| letter as u8).collect();
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes.as_slice()));
    let kind = BlobPropertyBag::new();
    kind.set_type("image/gif");
    download_blob(name, &Blob::new_with_u8_array_sequence_and_options(&parts, &kind).ok()?)
}

/// Hands the person a file that the browser holds already.
pub fn download_blob(name: &str, blob: &Blob) -> Option<()> {
    let url = Url::create_object_url_with_blob(blob).ok()?;
    let link: HtmlAnchorElement = window().document()?.create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser has taken the file by then; without this it would stay in memory.
    gloo::timers::callback::Timeout::new(10_000, move || drop(Url::revoke_object_url(&url))).forget();
    Some(())
}

/// Prints the page.
pub fn print() {
    // A browser that cannot print says so itself.
    let _ = window().print();
}
