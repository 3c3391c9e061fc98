//! The page comes in pieces: what every visit needs is in its program, and the code and the texts
//! of each page but the first come when somebody turns to it. `./dev build` cuts the program at the
//! functions below; a build that is not cut has everything in it, and waits for nothing.

use super::app::{PageProps, Route, Turned};
use super::browser;
use super::import::ImportDialog;
use super::keys::Sheet;
use super::pages::{Class, Compare, Lab, Learn, Library, Numbers, Often, PredictedPage};
use super::picture::LinkSheet;
use super::words::words;
use crate::base::text::Language;
use core::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use yew::prelude::*;

/// A piece of the page.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Piece {
    /// One experiment, everything in reach.
    Lab,
    /// The course, and what is there for a class.
    Learn,
    /// The same workday on several ways at once.
    Compare,
    /// One experiment under many seeds.
    Often,
    /// Demos, and the runs that are kept.
    Library,
    /// Numbers that others published.
    Numbers,
    /// What lies over a page: keys, a link and its code, a file before it is taken.
    Dialogs,
}

/// Draws a page of a piece that is here.
type Draw = fn(&Turned) -> Html;

/// A piece could not be fetched.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct NotHere;

/// A function that is the only way to a piece, so that everything that nothing else needs is in it.
macro_rules! piece {
    ($name:ident, $draw:expr) => {
        #[cfg(not(pieces))]
        async fn $name() -> Result<Draw, NotHere> {
            Ok($draw)
        }

        #[cfg(pieces)]
        #[allow(unsafe_code, reason = "what is written here calls the other piece as C would")]
        #[wasm_split_helpers::wasm_split($name, fallible)]
        fn $name() -> Result<Draw, NotHere> {
            Ok($draw)
        }
    };
}

#[cfg(pieces)]
impl From<wasm_split_helpers::SplitLoaderError> for NotHere {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> NotHere {
        NotHere
    }
}

piece!(lab, |turned| html! { <Lab model={turned.page.model.clone()} act={turned.page.act.clone()} /> });
piece!(
    compare,
    |turned| html! { <Compare model={turned.page.model.clone()} act={turned.page.act.clone()} /> }
);
piece!(often, |turned| {
    let (Turned { sweep, to_sweep, .. }, PageProps { model, act }) = (turned.clone(), turned.page.clone());
    html! { <Often {model} {act} {sweep} {to_sweep} /> }
});
piece!(library, |turned| {
    let Turned { page, told, wish, .. } = turned.clone();
    html! { <Library {page} {told} {wish} /> }
});
piece!(numbers, |turned| html! { <Numbers language={turned.page.model.language} /> });
piece!(dialogs, |turned| {
    let PageProps { model, act } = turned.page.clone();
    let (language, experiment, import) = (model.language, Rc::clone(&model.experiment), model.import.clone());
    html! {
        <>
            <Sheet open={model.help} letters={model.letters} {language} act={act.clone()} />
            <ImportDialog {import} {experiment} {language} act={act.clone()} />
            <LinkSheet {model} {act} />
        </>
    }
});
piece!(learn, |turned| {
    let language = turned.page.model.language;
    match turned.route.clone() {
        Route::Class => html! { <Class {language} /> },
        Route::Predicted => html! { <PredictedPage {language} /> },
        Route::Step { lesson, step } => {
            html! { <Learn page={turned.page.clone()} open={Some((lesson, step))} /> }
        }
        _ => html! { <Learn page={turned.page.clone()} /> },
    }
});

impl Piece {
    /// The piece of a page; nothing where every visit has it.
    pub fn of(route: &Route) -> Option<Piece> {
        match route {
            Route::Home | Route::Nowhere => None,
            Route::Lab => Some(Piece::Lab),
            Route::Compare => Some(Piece::Compare),
            Route::Often => Some(Piece::Often),
            Route::Library => Some(Piece::Library),
            Route::Numbers => Some(Piece::Numbers),
            Route::Class | Route::Predicted | Route::Learn | Route::Step { .. } => Some(Piece::Learn),
        }
    }

    async fn fetch(self) -> Result<Draw, NotHere> {
        match self {
            Piece::Lab => lab().await,
            Piece::Learn => learn().await,
            Piece::Compare => compare().await,
            Piece::Often => often().await,
            Piece::Library => library().await,
            Piece::Numbers => numbers().await,
            Piece::Dialogs => dialogs().await,
        }
    }
}

thread_local! {
    /// The pieces that are here.
    static HERE: RefCell<BTreeMap<Piece, Draw>> = const { RefCell::new(BTreeMap::new()) };
}

/// Whether a piece is here.
pub fn is_here(piece: Piece) -> bool {
    here(piece).is_some()
}

fn here(piece: Piece) -> Option<Draw> {
    HERE.with_borrow(|here| here.get(&piece).copied())
}

/// Fetches a piece ahead of time; somebody is about to turn to it.
pub fn prepare(piece: Piece) {
    if here(piece).is_none() {
        wasm_bindgen_futures::spawn_local(async move {
            let _ = bring(piece).await;
        });
    }
}

async fn bring(piece: Piece) -> Result<(), NotHere> {
    let draw = piece.fetch().await?;
    HERE.with_borrow_mut(|here| here.insert(piece, draw));
    Ok(())
}

/// What a piece needs to be drawn, and which one it is.
#[derive(Clone, PartialEq, Properties)]
pub struct FetchedProps {
    /// The piece.
    pub piece: Piece,
    /// The page that is turned to, and all that any page needs.
    pub turned: Turned,
}

/// A page as soon as its piece is here; until then a word, and where it cannot be fetched the
/// reason and a way to try again.
#[component]
pub fn Fetched(props: &FetchedProps) -> Html {
    let FetchedProps { piece, turned } = props.clone();
    // How often it was tried, and whether the last try failed.
    let tries = use_state(|| 0_u32);
    let failed = use_state(|| false);
    let came = use_force_update();
    {
        let (failed, came) = (failed.clone(), came.clone());
        use_effect_with((piece, *tries), move |&(piece, _)| {
            if here(piece).is_none() {
                failed.set(false);
                wasm_bindgen_futures::spawn_local(async move {
                    match bring(piece).await {
                        Ok(()) => came.force_update(),
                        Err(NotHere) => failed.set(true),
                    }
                });
            }
        });
    }
    let drawn = here(piece);
    if piece != Piece::Dialogs {
        browser::announce_fetching(drawn.is_none());
    }
    if let Some(draw) = drawn {
        return draw(&turned);
    }
    let again = Callback::from(move |_: MouseEvent| tries.set(*tries + 1));
    if piece == Piece::Dialogs {
        return over(turned.page.model.language, *failed, again);
    }
    waiting(turned.page.model.language, *failed, again)
}

/// The same over a page that stays.
fn over(language: Language, failed: bool, again: Callback<MouseEvent>) -> Html {
    let texts = words(language).shell();
    html! {
        if failed {
            <div class="toast fetching" role="alert">{ texts.not_fetched }{ " " }<button type="button" onclick={again}>{ texts.fetch_again }</button></div>
        }
    }
}

fn waiting(language: Language, failed: bool, again: Callback<MouseEvent>) -> Html {
    let texts = words(language).shell();
    html! {
        <main id="main" class="fetching" aria-busy={(!failed).to_string()}>
            if failed {
                <p role="alert">{ texts.not_fetched }</p>
                <button type="button" id="fetch-again" onclick={again}>{ texts.fetch_again }</button>
            } else {
                <p role="status">{ texts.fetching }</p>
            }
        </main>
    }
}
