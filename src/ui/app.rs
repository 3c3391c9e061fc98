//! The page's root: owns the core and the bridge, carries effects out, and hands one model down.
//! Everything that is decided is decided in `store_core`.

use super::bridge::{Bridge, Heard};
use super::browser;
use super::embed::Height;
use super::files;
use super::header::Header;
use super::kept::{Arrival, Keeper, Told, Wish, Word};
use super::keys::{self, Focus, Pressed};
use super::notices::Notices;
use super::pages::Home;
use super::paint::paint;
use super::pieces::{Fetched, Piece, is_here};
use super::store::{EngineState, Intent, Model, Painted};
use super::store_core::{Core, Effect, PaintTo};
use super::sweeps::{self, After, Shown, Sweeps};
use super::words::words;
use crate::engine::build::BUILD;
use crate::lab::until::Sought;
use gloo::events::{EventListener, EventListenerOptions};
use gloo::render::{AnimationFrame, request_animation_frame};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, KeyboardEvent, MediaQueryListEvent};
use yew::prelude::*;
use yew_router::prelude::*;

/// The pages, by what stands behind `#` in the address.
#[derive(Clone, PartialEq, Debug, Routable)]
pub enum Route {
    /// One sentence and a live cluster.
    #[at("/")]
    Home,
    /// One experiment, everything in reach.
    #[at("/lab")]
    Lab,
    /// The same workday on several ways at once.
    #[at("/compare")]
    Compare,
    /// One experiment under many seeds.
    #[at("/often")]
    Often,
    /// Demos, and the runs that are kept.
    #[at("/library")]
    Library,
    /// Numbers that others published, beside ours.
    #[at("/numbers")]
    Numbers,
    /// The course: its path.
    #[at("/learn")]
    Learn,
    /// Every prediction of this device.
    #[at("/learn/predicted")]
    Predicted,
    /// What is there for a class.
    #[at("/class")]
    Class,
    /// One step of a lesson.
    #[at("/learn/:lesson/:step")]
    Step {
        /// The lesson, by its name in links.
        lesson: AttrValue,
        /// The step, by its name in links.
        step: AttrValue,
    },
    /// An address that leads nowhere leads to the first page.
    #[not_found]
    #[at("/404")]
    Nowhere,
}

/// What the root hears.
#[derive(Debug)]
pub enum Msg {
    /// The person did something.
    Intent(Intent),
    /// The person pressed a key.
    Key(Pressed, Focus),
    /// The engine said something, or is gone.
    Heard(Heard),
    /// An animation frame, at so many milliseconds.
    Tick(f64),
    /// Another page is shown.
    Turned(Route),
    /// Storage said something, or something is to be kept.
    Kept(Word),
    /// Something is to be done with the runs that are kept.
    Wish(Wish),
    /// The page is being hidden, perhaps for ever.
    Hidden,
    /// Something is to be done about a sweep, or was said by its workers.
    Sweep(sweeps::Msg),
    /// A file hangs over the page, or no longer does.
    Hover(bool),
}

/// Owns the store; everything on the page is drawn from its model.
pub struct App {
    core: Core,
    model: Rc<Model>,
    act: Callback<Intent>,
    bridge: Option<Bridge>,
    sweeps: Sweeps,
    keeper: Keeper,
    /// Whether the run on the page is one to be kept: the first page shows its own.
    keeps: bool,
    tick: Option<AnimationFrame>,
    hover: bool,
    _height: Option<Height>,
    /// What was said last about the runs that are kept, and how often something was said.
    told: (Told, u32),
    _listeners: Vec<EventListener>,
}

impl Component for App {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        // Whoever opens the Lab goes on where the last visit ended; the first page always begins
        // with its own run.
        let lab = ["#/lab", "#/compare", "#/often"].into_iter().any(browser::is_at);
        let keeper = Keeper::begin(browser::take_link(), lab, ctx.link().callback(Msg::Kept));
        let core = Core::new(first_model());
        let core = if lab {
            core.waiting()
        } else if browser::is_first_page() {
            core.with_opening()
        } else {
            core
        };
        let model = core.model();
        let act = ctx.link().callback(Msg::Intent);
        let _listeners = listeners(ctx);
        let (bridge, tick, hover, _height) = (None, None, false, Height::begin());
        let sweeps = Sweeps::new(ctx.link().callback(Msg::Sweep));
        let told = (Told::Awaited, 0);
        let mut app = App {
            core,
            model,
            act,
            bridge,
            sweeps,
            keeper,
            keeps: lab,
            tick,
            hover,
            _height,
            told,
            _listeners,
        };
        app.carry_out(ctx, vec![Effect::Respawn]);
        app
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        let effects = match msg {
            Msg::Intent(intent) => self.core.intent(intent),
            Msg::Key(pressed, focus) => match keys::intent(&pressed, focus, &self.model) {
                Some(intent) => self.core.intent(intent),
                None => return false,
            },
            Msg::Heard(Heard::Report(report)) => self.core.heard(*report, BUILD),
            Msg::Heard(Heard::Died(why)) => {
                // A new engine takes over; what was seen of the old one's end is for whoever looks
                // into it.
                web_sys::console::warn_1(&format!("the engine is gone: {why}").into());
                self.bridge = None;
                self.core.died(now_ms())
            }
            Msg::Tick(now_ms) => {
                self.tick = None;
                let before = self.core.is_playing();
                let effects = self.core.tick(now_ms);
                self.carry_out(ctx, effects);
                self.go_on(ctx);
                // Nothing that is shown changes before the engine has answered.
                if before == self.core.is_playing() {
                    return false;
                }
                Vec::new()
            }
            Msg::Turned(route) => {
                self.keeps = matches!(route, Route::Lab | Route::Compare | Route::Often);
                let mut effects = if matches!(route, Route::Home | Route::Nowhere) {
                    self.core.show_opening()
                } else {
                    self.core.leave_opening()
                };
                if route != Route::Compare && self.model.columns.is_some() {
                    effects.extend(self.core.intent(Intent::Columns(None)));
                }
                effects
            }
            Msg::Kept(word) => match self.kept(word) {
                Some(effects) => effects,
                None => return false,
            },
            Msg::Wish(wish) => {
                self.keeper.wish(wish, &self.core.whole());
                return false;
            }
            Msg::Sweep(msg) => {
                let after = match msg {
                    sweeps::Msg::Start(asked) => self.sweeps.start(asked.order(self.core.workday())),
                    other => self.sweeps.update(other),
                };
                match after {
                    After::Nothing => return false,
                    After::Shown => return true,
                    After::OpenRun(experiment, bad) => {
                        let effects = self.core.intent(Intent::OpenSeed(experiment, bad));
                        browser::turn_page("#/lab");
                        effects
                    }
                }
            }
            Msg::Hidden => {
                if self.keeps {
                    self.keeper.write(&self.core);
                }
                return false;
            }
            Msg::Hover(hover) => {
                let changed = self.hover != hover;
                self.hover = hover;
                return changed;
            }
        };
        self.carry_out(ctx, effects);
        let before = Rc::clone(&self.model);
        self.model = self.core.model();
        keep(&before, &self.model);
        if self.keeps {
            self.keeper.look(&self.core);
        }
        self.go_on(ctx);
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let (model, act) = (Rc::clone(&self.model), self.act.clone());
        let turned = ctx.link().callback(Msg::Turned);
        let (sweep, to_sweep) = (self.sweeps.shown(), ctx.link().callback(Msg::Sweep));
        let (told, wish) = (self.told.clone(), ctx.link().callback(Msg::Wish));
        html! {
            <HashRouter>
                <Header model={Rc::clone(&model)} act={act.clone()} {turned} />
                <Notices model={Rc::clone(&model)} act={act.clone()} />
                <Page page={PageProps { model, act }} {sweep} {to_sweep} {told} {wish} />
                if self.hover { <div class="drop-here" aria-hidden="true"><p>{ words(self.model.language).files().drop_now }</p></div> }
            </HashRouter>
        }
    }

    fn rendered(&mut self, _ctx: &Context<Self>, _first: bool) {
        browser::announce(&self.model);
    }
}

impl App {
    fn carry_out(&mut self, ctx: &Context<Self>, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Ask(ask) => {
                    if let Some(bridge) = &self.bridge {
                        bridge.ask(&ask);
                    }
                }
                Effect::Respawn => {
                    // The old one must be gone before the new one is there.
                    self.bridge = None;
                    let link = ctx.link().clone();
                    match Bridge::start(ctx.link().callback(Msg::Heard)) {
                        Ok(bridge) => self.bridge = Some(bridge),
                        Err(why) => link.send_message(Msg::Heard(Heard::Died(format!("{why:?}")))),
                    }
                }
                Effect::AskWith(ask, attached) => {
                    if let Some(bridge) = &self.bridge {
                        bridge.ask_with(&ask, &attached);
                    }
                }
                Effect::Download { name, text } => drop(browser::download(&name, &text)),
                Effect::DownloadBytes { name, base64 } => drop(browser::download_gif(&name, &base64)),
                Effect::Paint { svg, width, height, to } => {
                    let act = self.act.clone();
                    wasm_bindgen_futures::spawn_local(async move {
                        act.emit(painted(&svg, (width, height), to).await);
                    });
                }
                Effect::Copy(link) => {
                    let link_to = ctx.link().clone();
                    let columns = self.core.columns();
                    wasm_bindgen_futures::spawn_local(async move {
                        let address = browser::address_of(&link, columns.as_deref().map(Vec::as_slice));
                        let length = address.chars().count() as u64;
                        let done = browser::copy(&address).await;
                        link_to.send_message(Msg::Intent(if done {
                            Intent::Copied(length)
                        } else {
                            Intent::NotCopied
                        }));
                    });
                }
                Effect::Leave { own, into } => {
                    let mine = self.keeper.leave(own.as_deref(), into);
                    ctx.link().send_message(Msg::Intent(Intent::Mine(mine)));
                }
                Effect::LeaveFound => self.keeper.leave_found(),
                Effect::Mine => self.keeper.mine(),
            }
        }
    }

    /// What storage said; nothing where nothing follows from it.
    fn kept(&mut self, word: Word) -> Option<Vec<Effect>> {
        match word {
            Word::Arrived(arrival, mine) => {
                let is_kept = matches!(arrival, Arrival::Kept { .. });
                let mut effects = self.core.intent(Intent::Mine(mine));
                // Storage may answer when the page has begun without: then what is kept comes as long
                // as nobody has begun anything else.
                if self.core.awaits() || (self.keeps && !self.core.is_own() && is_kept) {
                    effects.extend(self.core.arrive(arrival));
                } else if is_kept {
                    self.keeper.leave_found();
                    effects.extend(self.core.intent(Intent::Mine(true)));
                }
                Some(effects)
            }
            Word::Mine(kept, slot) => {
                self.keeper.is_back();
                let mut effects = self.core.back(kept, slot);
                effects.extend(self.core.intent(Intent::Mine(false)));
                Some(effects)
            }
            Word::Saved(Told::File(name, text)) => {
                let saved = browser::download(&name, &text);
                saved.map(|()| self.core.intent(Intent::Saved(name)))
            }
            Word::Saved(told) => {
                self.told = (told, self.told.1 + 1);
                Some(Vec::new())
            }
            Word::Due => {
                self.keeper.write(&self.core);
                None
            }
            Word::Written(why) => (why != self.model.unkept).then(|| self.core.intent(Intent::Unkept(why))),
        }
    }

    /// Asks for the next animation frame while time passes.
    fn go_on(&mut self, ctx: &Context<Self>) {
        if self.core.is_playing() && self.tick.is_none() {
            let link = ctx.link().clone();
            self.tick = Some(request_animation_frame(move |now_ms| link.send_message(Msg::Tick(now_ms))));
        }
    }
}

/// What a page needs that is one of several.
#[derive(Clone, PartialEq, Properties)]
pub struct PageProps {
    /// What the page draws.
    pub model: Rc<Model>,
    /// Takes what the person does to the store.
    pub act: Callback<Intent>,
}

/// The page that is turned to, and what any page needs.
#[derive(Clone, PartialEq)]
pub struct Turned {
    /// The page.
    pub route: Route,
    /// What every page needs.
    pub page: PageProps,
    /// The sweep that is under way or over.
    pub sweep: Option<Rc<Shown>>,
    /// Takes what is to be done about a sweep.
    pub to_sweep: Callback<sweeps::Msg>,
    /// What was said last about the runs that are kept, and how often something was said.
    pub told: (Told, u32),
    /// Takes what is to be done with the runs that are kept.
    pub wish: Callback<Wish>,
}

#[derive(Clone, PartialEq, Properties)]
struct AllProps {
    page: PageProps,
    sweep: Option<Rc<Shown>>,
    to_sweep: Callback<sweeps::Msg>,
    told: (Told, u32),
    wish: Callback<Wish>,
}

#[component]
fn Page(props: &AllProps) -> Html {
    let AllProps { page, sweep, to_sweep, told, wish } = props.clone();
    let route = use_route::<Route>().unwrap_or(Route::Home);
    let piece = Piece::of(&route);
    if piece.is_none() {
        browser::announce_fetching(false);
    }
    let turned = Turned { route, page: page.clone(), sweep, to_sweep, told, wish };
    let has_dialog = page.model.help || page.model.link_open || page.model.import.is_some();
    html! {
        <>
            if let Some(piece) = piece {
                <Fetched {piece} turned={turned.clone()} />
            } else {
                <Home model={page.model} act={page.act} />
            }
            // Whoever opened one may open another, and one that closes says so to the page below.
            if has_dialog || is_here(Piece::Dialogs) {
                <Fetched piece={Piece::Dialogs} {turned} />
            }
        </>
    }
}

/// Paints a picture; what comes of it.
async fn painted(svg: &str, size: (u16, u16), to: PaintTo) -> Intent {
    match to {
        PaintTo::Png(name) => {
            let made = async { paint(svg, size, 2).await?.png().await };
            match made.await {
                Ok(blob) if browser::download_blob(&name, &blob).is_some() => Intent::Saved(name),
                _ => Intent::Unpainted,
            }
        }
        PaintTo::Clip { generation, n } => {
            let points = paint(svg, size, 1).await.and_then(|canvas| canvas.points());
            Intent::Painted(Painted { generation, n, points: points.ok().map(Into::into) })
        }
    }
}

/// The model before the engine is there.
fn first_model() -> Model {
    let calm = browser::is_calm();
    Model {
        experiment: Rc::new(super::pages::first_experiment()),
        frame: None,
        branches: Rc::default(),
        current: 0,
        playing: !calm,
        speed_milli: 100,
        camera: Default::default(),
        selected: None,
        language: browser::language(),
        theme: browser::theme(),
        calm,
        engine: EngineState::Starting,
        notice: None,
        problems: Vec::new(),
        problem_count: 0,
        can_undo: false,
        can_redo: false,
        help: false,
        presenting: false,
        receipt: None,
        import: None,
        seen_end: false,
        letters: browser::letters(),
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

/// Keeps what the next visit should find.
fn keep(before: &Model, now: &Model) {
    if before.language != now.language {
        browser::keep_language(now.language);
    }
    if before.theme != now.theme {
        browser::keep_theme(now.theme);
    }
    if before.letters != now.letters {
        browser::keep_letters(now.letters);
    }
}

/// What the page hears besides its components: keys, the device's wish for less motion, files
/// dropped anywhere.
fn listeners(ctx: &Context<App>) -> Vec<EventListener> {
    let window = browser::window();
    let active = EventListenerOptions::enable_prevent_default();
    let link = ctx.link().clone();
    let mut listeners = vec![EventListener::new_with_options(&window, "keydown", active, move |event| {
        if let Some(event) = event
            .dyn_ref::<KeyboardEvent>()
            .filter(|event| !event.default_prevented() && !event.alt_key() && !event.is_composing())
        {
            let pressed = Pressed {
                key: event.key(),
                shift: event.shift_key(),
                control: event.ctrl_key() || event.meta_key(),
            };
            let focus = keys::focus_of(event);
            if pressed.key == "F6" {
                event.prevent_default();
                browser::next_pane(!pressed.shift);
                return;
            }
            if matches!(pressed.key.as_str(), "PageDown" | "PageUp") && browser::is_presenting() {
                event.prevent_default();
                // A clicker sends these keys. What is below the window is read before it goes on.
                let first = browser::scrolls_first(focus == keys::Focus::Field);
                if first && browser::scroll_on(pressed.key == "PageDown") {
                    return;
                }
            }
            if pressed.key == "PageDown" && browser::press_next() {
                return;
            }
            if keys::is_taken(&pressed, focus) {
                event.prevent_default();
            }
            link.send_message(Msg::Key(pressed, focus));
        }
    })];
    for (name, hover) in [("dragover", true), ("dragleave", false), ("drop", false)] {
        let link = ctx.link().clone();
        listeners.push(EventListener::new_with_options(&window, name, active, move |event| {
            let Some(event) = event.dyn_ref::<DragEvent>() else { return };
            let files = event.data_transfer().filter(|data| data.types().includes(&"Files".into(), 0));
            let Some(data) = files else { return };
            // Without this the browser would leave the page and show the file.
            event.prevent_default();
            link.send_message(Msg::Hover(hover));
            if event.type_() == "drop" {
                files::send_first(data.files(), None, &link.callback(Msg::Intent));
            }
        }));
    }
    let link = ctx.link().clone();
    listeners.push(EventListener::new(&window, "hashchange", move |_| {
        if let Some(run) = browser::take_link() {
            link.send_message(Msg::Intent(Intent::OpenLink(run)));
        }
    }));
    let link = ctx.link().clone();
    listeners.push(EventListener::new(&window, "pagehide", move |_| link.send_message(Msg::Hidden)));
    let link = ctx.link().clone();
    listeners.push(EventListener::new(&window, "eventual-update", move |_| {
        link.send_message(Msg::Intent(Intent::Update));
    }));
    if let Some(media) = window.match_media("(prefers-reduced-motion: reduce)").ok().flatten() {
        let link = ctx.link().clone();
        listeners.push(EventListener::new(&media, "change", move |event| {
            if let Some(event) = event.dyn_ref::<MediaQueryListEvent>() {
                link.send_message(Msg::Intent(Intent::Calm(event.matches())));
            }
        }));
    }
    listeners
}

fn now_ms() -> f64 {
    js_sys::Date::now()
}
