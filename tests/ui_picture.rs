//! The pictures in a real browser, over real frames: the engine runs in the test itself, the
//! intents that components send are collected.
#![cfg(target_arch = "wasm32")]

use eventual::base::ids::NodeId;
use eventual::base::text::Language;
use eventual::base::time::Time;
use eventual::engine::Engine;
use eventual::engine::wire::{Ask, AskWhat, Place, ReportWhat};
use eventual::lab::experiment::Experiment;
use eventual::lab::frame::{BranchFrame, Camera, Frame};
use eventual::lab::until::Sought;
use eventual::sim::fault::Cut;
use eventual::sim::input::{Action, Input};
use eventual::ui::picture::{Clients, Logs, Narration, Props, SpaceTime, Stage, State, Transport};
use eventual::ui::store::{EngineState, Intent, Model, Selection, Theme};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(inline_js = "
export function sleep(ms) { return new Promise((done) => setTimeout(done, ms)); }
export function press(element, key, shift) {
  element.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey: shift, bubbles: true, cancelable: true, composed: true }));
}
export function point(element, kind, x, y) {
  const box = element.getBoundingClientRect();
  const where = { clientX: box.x + x, clientY: box.y + y, button: 0, pointerId: 1, pointerType: 'mouse', bubbles: true, composed: true, cancelable: true };
  element.dispatchEvent(kind === 'click' ? new MouseEvent(kind, where) : new PointerEvent(kind, where));
}
export function styled(element) {
  // A length that is handed to the style sheet through the document is no style in the markup.
  const isHanded = (one) => [...one.style].every((name) => name.startsWith('--'));
  return [...element.querySelectorAll('[style]')].filter((one) => !one.classList.contains('popover') && !isHanded(one)).length;
}
export function give(host, width, height) { host.style.width = width + 'px'; host.style.height = height + 'px'; }
")]
extern "C" {
    fn sleep(ms: u32) -> js_sys::Promise;
    fn press(element: &Element, key: &str, shift: bool);
    fn point(element: &Element, kind: &str, x: f64, y: f64);
    fn styled(element: &Element) -> u32;
    fn give(host: &Element, width: u32, height: u32);
}

/// A run with one service cut off for a while.
fn experiment() -> Experiment {
    let mut experiment = Experiment::of("log-shipping").expect("it is in the catalogue");
    let cut = Action::Cut { cut: Cut::Isolate { node: NodeId(2) }, heal_at: Some(Time(2_600_000)) };
    experiment.faults.push(Input { at: Time(1_200_000), step: 0, action: cut });
    experiment
}

/// The engine's word about a moment.
fn seen(experiment: &Experiment, to: Place) -> (Frame, Vec<BranchFrame>) {
    let mut engine = Engine::new("test");
    let mut reports = engine.ask(Ask {
        generation: 1,
        what: AskWhat::Open { experiment: Box::new(experiment.clone()), inputs: vec![], acts: vec![] },
    });
    for _ in 0..10_000 {
        let more = engine.work();
        if more.is_empty()
            && reports.iter().any(
                |report| matches!(&report.what, ReportWhat::Timeline { branches, .. } if branches[0].done),
            )
        {
            break;
        }
        reports.extend(more);
    }
    let look = AskWhat::Seek { branch: 0, to, camera: Camera::default() };
    reports.extend(engine.ask(Ask { generation: 2, what: look }));
    let mut frame = None;
    let mut branches = Vec::new();
    for report in reports {
        match report.what {
            ReportWhat::Frame(shown) => frame = Some(*shown),
            ReportWhat::Timeline { branches: shown, .. } => branches = shown,
            _ => {}
        }
    }
    (frame.expect("a frame"), branches)
}

fn model(at_us: u64, language: Language) -> Model {
    let experiment = experiment();
    let (frame, branches) = seen(&experiment, Place::Time { at: Time(at_us) });
    Model {
        experiment: Rc::new(experiment),
        frame: Some(Rc::new(frame)),
        branches: Rc::new(branches),
        current: 0,
        playing: false,
        speed_milli: 100,
        camera: Camera::default(),
        selected: None,
        language,
        theme: Theme::Light,
        calm: false,
        engine: EngineState::Ready,
        receipt: None,
        import: None,
        seen_end: false,
        notice: None,
        problems: Vec::new(),
        problem_count: 0,
        can_undo: false,
        can_redo: false,
        help: false,
        presenting: false,
        letters: true,
        tab: 0,
        marks: Rc::default(),
        writing: None,
        names: Rc::default(),
        sought: None,
        sought_last: Sought::Verdict,
        link: None,
        link_open: false,
        mine: false,
        unkept: None,
        beside: Rc::default(),
        pairs: true,
        columns: None,
        comparison: None,
        why: None,
        changed: None,
        breaking: None,
        challenged: None,
        clip: Rc::default(),
    }
}

/// A picture on the page, and the intents that it sent.
struct Shown {
    host: Element,
    intents: Rc<RefCell<Vec<Intent>>>,
    app: Option<Box<dyn FnOnce()>>,
}

impl Shown {
    async fn of<C: BaseComponent<Properties = Props>>(model: Model) -> Shown {
        let document = web_sys::window().and_then(|window| window.document()).expect("a document");
        let host = document.create_element("div").expect("an element");
        document.body().expect("a body").append_child(&host).expect("room");
        give(&host, 800, 460);
        let intents = Rc::new(RefCell::new(Vec::new()));
        let act = {
            let intents = Rc::clone(&intents);
            Callback::from(move |intent: Intent| intents.borrow_mut().push(intent))
        };
        let handle =
            yew::Renderer::<C>::with_root_and_props(host.clone(), Props { model: Rc::new(model), act })
                .render();
        let shown = Shown { host, intents, app: Some(Box::new(move || handle.destroy())) };
        // Once to draw, once for the sizes that are known by then.
        for _ in 0..2 {
            settle().await;
        }
        shown
    }

    fn all(&self, selector: &str) -> Vec<Element> {
        let found = self.host.query_selector_all(selector).expect("a selector");
        (0..found.length()).filter_map(|i| found.item(i)).filter_map(|node| node.dyn_into().ok()).collect()
    }

    fn one(&self, selector: &str) -> Element {
        self.all(selector)
            .into_iter()
            .next()
            .unwrap_or_else(|| panic!("there is no {selector} in {}", self.host.inner_html()))
    }

    fn button(&self, text: &str) -> HtmlElement {
        let found =
            self.all("button").into_iter().find(|button| button.text_content().as_deref() == Some(text));
        found.unwrap_or_else(|| panic!("no button says {text}: {}", self.host.inner_html())).unchecked_into()
    }

    fn text(&self) -> String {
        self.host.text_content().unwrap_or_default()
    }

    fn took(&self) -> Vec<Intent> {
        self.intents.borrow_mut().drain(..).collect()
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        if let Some(end) = self.app.take() {
            end();
        }
        self.host.remove();
    }
}

async fn settle() {
    JsFuture::from(sleep(40)).await.expect("time passes");
}

#[wasm_bindgen_test]
async fn every_picture_draws_in_both_languages_without_a_style_attribute() {
    for language in [Language::En, Language::Zh] {
        let drawn = [
            Shown::of::<Stage>(model(2_000_000, language)).await,
            Shown::of::<SpaceTime>(model(2_000_000, language)).await,
            Shown::of::<Logs>(model(2_000_000, language)).await,
            Shown::of::<State>(model(2_000_000, language)).await,
            Shown::of::<Clients>(model(2_000_000, language)).await,
            Shown::of::<Transport>(model(2_000_000, language)).await,
            Shown::of::<Narration>(model(2_000_000, language)).await,
        ];
        let city = if language == Language::En { "Hangzhou" } else { "杭州" };
        for (i, shown) in drawn.iter().enumerate() {
            assert_eq!(styled(&shown.host), 0, "picture {i}");
            assert!(!shown.text().is_empty(), "picture {i}");
        }
        for i in [0, 1, 2, 3] {
            assert!(drawn[i].text().contains(city), "picture {i}: {}", drawn[i].text());
        }
    }
}

#[wasm_bindgen_test]
async fn the_stage_shows_every_node_with_its_seal() {
    let stage = Shown::of::<Stage>(model(2_400_000, Language::En)).await;
    let cards = stage.all("[data-node]");
    assert_eq!(cards.len(), 3);
    let seal = |i: usize| cards[i].get_attribute("data-seal").expect("a seal");
    assert_eq!(seal(0), seal(1), "those who hear each other agree");
    assert_ne!(seal(0), seal(2), "the one that is cut off does not");
    // It is behind, which is no other history: nothing on the stage is orange but the cut.
    assert_eq!((stage.all(".seal.behind").len(), stage.all(".seal.odd").len()), (1, 0));
    assert!(
        stage.text().contains("Copies: Shanghai") && stage.text().contains("secondary, cut off"),
        "{}",
        stage.text()
    );
    assert_eq!(stage.all(".wall").len(), 1, "the partition is a line");
}

#[wasm_bindgen_test]
async fn a_node_is_crashed_by_its_menu_and_escape_gives_the_focus_back() {
    let stage = Shown::of::<Stage>(model(2_000_000, Language::En)).await;
    let card = stage.one("#node-0");
    point(&card, "click", 20.0, 20.0);
    settle().await;
    assert_eq!(stage.took(), [Intent::Select(Some(Selection::Node(NodeId(0))))]);
    let active = || {
        web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.active_element())
            .expect("a focus")
    };
    assert!(stage.one(".popover").contains(Some(&active())), "the menu has the focus");
    press(&active(), "Escape", false);
    settle().await;
    assert!(stage.all(".popover").is_empty());
    assert_eq!(active().id(), "node-0");
    press(&card, "Enter", false);
    settle().await;
    stage.took();
    stage.button("Crash").click();
    settle().await;
    assert_eq!(stage.took(), [Intent::Act(Action::Crash { node: NodeId(0), torn: false })]);
    assert!(stage.all(".popover").is_empty(), "what was chosen closes the menu");
}

#[wasm_bindgen_test]
async fn a_link_is_cut_by_its_menu() {
    let stage = Shown::of::<Stage>(model(500_000, Language::En)).await;
    press(&stage.one("#link-0-1"), "Enter", false);
    settle().await;
    stage.took();
    stage.button("Cut both ways").click();
    settle().await;
    assert_eq!(
        stage.took(),
        [Intent::Act(Action::Cut { cut: Cut::Link { a: NodeId(0), b: NodeId(1) }, heal_at: None })]
    );
}

#[wasm_bindgen_test]
async fn a_partition_is_a_line_that_one_draws() {
    let stage = Shown::of::<Stage>(model(500_000, Language::En)).await;
    let floor = stage.one(".floor");
    let picture = stage.one(".stage-picture");
    let size = picture.get_bounding_client_rect();
    // From above, between the first and the last, down to the lower edge.
    let x = size.width() * 0.66;
    point(&floor, "pointerdown", x, 8.0);
    settle().await;
    point(&picture, "pointermove", x, size.height() - 8.0);
    settle().await;
    assert_eq!(
        stage.all(".card.side-left").len() + stage.all(".card.side-right").len(),
        3,
        "every card says where it stands"
    );
    point(&picture, "pointerup", x, size.height() - 8.0);
    settle().await;
    let intents = stage.took();
    let Some(Intent::Act(Action::Cut { cut: Cut::Groups { groups }, .. })) = intents.last() else {
        panic!("{intents:?}")
    };
    let mut sizes: Vec<usize> = groups.iter().map(Vec::len).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [1, 2]);
    assert!(groups.contains(&vec![NodeId(2)]), "{groups:?}");
}

#[wasm_bindgen_test]
async fn a_message_can_be_held_and_the_keyboard_finds_it() {
    // Somewhere in a second of this run a message is on its way.
    let busy = (0..50)
        .map(|i| model(400_000 + i * 20_000, Language::En))
        .find(|model| model.frame.as_ref().is_some_and(|frame| !frame.flights.is_empty()));
    let stage = Shown::of::<Stage>(busy.expect("a message in flight")).await;
    let token = stage.one("[data-flight]");
    assert_eq!(token.get_attribute("tabindex").as_deref(), Some("0"));
    press(&token, "Enter", false);
    settle().await;
    assert_eq!(stage.took()[0], Intent::Pause, "whoever takes hold of a message wants it to stay");
    stage.button("Hold").click();
    settle().await;
    assert!(matches!(stage.took()[..], [Intent::Act(Action::Hold { .. })]));
}

#[wasm_bindgen_test]
async fn a_passbook_marks_where_replay_stands_and_mounts_few_rows() {
    let logs = Shown::of::<Logs>(model(7_000_000, Language::En)).await;
    assert_eq!(logs.all("tr[aria-current]").len(), 1);
    assert!((1..=64).contains(&logs.all(".book tbody tr").len()));
    logs.button("Beijing").click();
    settle().await;
    assert_eq!(logs.took(), [Intent::Select(Some(Selection::Node(NodeId(1))))]);
    assert!(logs.text().contains("Beijing has replayed"));
}

#[wasm_bindgen_test]
async fn the_scrubber_is_a_slider_that_says_where_it_is() {
    let transport = Shown::of::<Transport>(model(2_000_000, Language::En)).await;
    let slider = transport.one("[role=slider]");
    let said = slider.get_attribute("aria-valuetext").expect("a text");
    assert!(said.starts_with("2.000 s of 8.000 s; Copies: Shanghai "), "{said}");
    assert_ne!(slider.get_attribute("data-ribbon").as_deref(), Some("0"));
    for (key, shift, intent) in [
        ("ArrowRight", false, Intent::Seek(Place::By { steps: 1 })),
        ("ArrowLeft", true, Intent::Seek(Place::By { steps: -10 })),
        ("End", false, Intent::Seek(Place::Time { at: Time(8_000_000) })),
    ] {
        press(&slider, key, shift);
        settle().await;
        assert_eq!(transport.took(), [intent]);
    }
    let width = slider.get_bounding_client_rect().width();
    point(&slider, "pointerdown", width / 2.0, 30.0);
    settle().await;
    let intents = transport.took();
    assert!(
        matches!(intents[..], [Intent::Seek(Place::Time { at })] if at.0.abs_diff(4_000_000) < 30_000),
        "{intents:?}"
    );
}

#[wasm_bindgen_test]
async fn clicking_near_a_dot_selects_it_and_its_past_lights_up() {
    let plain = model(2_000_000, Language::En);
    let fact = plain
        .frame
        .as_ref()
        .and_then(|frame| frame.space_time.dots.last().map(|dot| dot.fact))
        .expect("a dot");
    let time = Shown::of::<SpaceTime>(Model { selected: Some(Selection::Fact(fact)), ..plain }).await;
    assert_eq!(time.all(".dot.is-selected").len(), 1);
    assert!(!time.all(".dot.in-past").is_empty() && !time.all(".cone").is_empty());
    let room = time.one(".time-room").get_bounding_client_rect();
    let dot = time.one(".dot:not(.is-selected):not(.sample)").get_bounding_client_rect();
    let middle = (dot.x() + dot.width() / 2.0 - room.x(), dot.y() + dot.height() / 2.0 - room.y());
    point(&time.one(".time-picture"), "click", middle.0, middle.1);
    settle().await;
    assert!(matches!(time.took()[..], [Intent::Select(Some(Selection::Fact(_)))]));
}

#[wasm_bindgen_test]
async fn facts_lead_to_their_moment() {
    let narration = Shown::of::<Narration>(model(2_000_000, Language::En)).await;
    let first: HtmlElement = narration.one("[data-fact]").unchecked_into();
    first.click();
    settle().await;
    assert!(matches!(
        narration.took()[..],
        [Intent::Seek(Place::Fact { .. }), Intent::Select(Some(Selection::Fact(_)))]
    ));
    assert_eq!(narration.all("[aria-live=polite]").len(), 1);
}
