//! The runs that are kept, by name, and what a person does to one: open it, name it, keep a copy of
//! the run that is open, delete one and have it again.

use super::database::Database;
use super::slots::{self, Head};
use super::{Keeper, Word};
use crate::base::arrange::Arrange;
use crate::lab::demo::recognise;
use crate::lab::read::{self, RunFile, write_whole};
use crate::ui::store::Unkept;
use gloo::timers::future::TimeoutFuture;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// A name is no longer than this, in characters.
pub const LONGEST_NAME: usize = 80;

/// A run that is kept in this browser.
#[derive(Clone, PartialEq, Debug)]
pub struct Saved {
    /// Where it is kept.
    pub slot: String,
    /// What the person called it.
    pub name: Option<String>,
    /// When it was last written, in milliseconds since 1970.
    pub saved_ms: f64,
    /// Whether it is the one that this tab shows.
    pub is_here: bool,
    /// What it is; nothing where this version of the lab cannot open it.
    pub summary: Option<Summary>,
}

/// What a run is, in short.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Summary {
    /// The protocol, by its name in files.
    pub protocol: String,
    /// The demo that it is, by its name.
    pub demo: Option<&'static str>,
    /// Its seed.
    pub seed: u64,
    /// How many branches it has.
    pub branches: usize,
    /// How many moments are marked.
    pub marks: usize,
}

/// What a person wants done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wish {
    /// To know what is kept.
    List,
    /// To go on with the run of a slot.
    Open(String),
    /// To call the run of a slot something; an empty name takes its name away.
    Rename(String, String),
    /// To keep a copy of the run that is open, under a name.
    Copy(String),
    /// To have a slot deleted.
    Delete(String),
    /// To have the slot again that was deleted last.
    Restore,
    /// To have the run of a slot as a file.
    Export(String),
}

/// What the page is told about the runs that are kept.
#[derive(Clone, PartialEq, Debug)]
pub enum Told {
    /// Nobody has asked yet.
    Awaited,
    /// What is kept, the newest first; nothing where this browser keeps nothing.
    List(Option<Vec<Saved>>),
    /// A run was deleted, and can be had again: what it was called.
    Deleted(Option<String>),
    /// The run that was deleted is here again.
    Restored,
    /// A run is shown in another tab, so it is not deleted.
    Shown,
    /// There is no such run any more.
    Gone,
    /// The browser did not do it.
    Failed(Unkept),
    /// A run as a file: what to call it, and its text.
    File(String, String),
}

/// A slot that was deleted, with all that was in it.
#[derive(Debug)]
pub(super) struct Deleted {
    slot: String,
    head: Head,
    run: String,
    place: String,
    name: Option<String>,
}

impl Keeper {
    /// Does what a person wants done with the runs that are kept, and tells it.
    pub fn wish(&mut self, wish: Wish, open: &RunFile) {
        let wish = match wish {
            Wish::Open(slot) => return self.open(slot),
            other => other,
        };
        let (state, tell) = (Rc::clone(&self.state), self.tell.clone());
        let copy = matches!(wish, Wish::Copy(_)).then(|| write_whole(open));
        let place = serde_json::to_string(&open.view).unwrap_or_default();
        spawn_local(async move {
            // Who comes here first waits until storage has answered.
            while !state.borrow().has_answered {
                TimeoutFuture::new(40).await;
            }
            let Some(database) = state.borrow().database.clone() else {
                return tell.emit(Word::Saved(Told::List(None)));
            };
            let here = state.borrow().slot.clone();
            let told = match wish {
                Wish::Rename(slot, name) => failed(database.rename(&slot, &short(&name)).await),
                Wish::Copy(name) => {
                    let head = Head { saved_ms: js_sys::Date::now(), is_own: true };
                    let slot = slots::name();
                    let text = copy.unwrap_or_default();
                    let written = database.write(&slot, &head.text(), Some(&text), &place).await;
                    match written {
                        Ok(()) => failed(database.rename(&slot, &short(&name)).await),
                        Err(why) => Some(Told::Failed(why)),
                    }
                }
                Wish::Delete(slot) if slot == here => Some(Told::Shown),
                Wish::Delete(slot) => {
                    let held = state.borrow().held.contains(&slot);
                    if held || slots::claim(&slot, 1).await {
                        state.borrow_mut().hold(&slot);
                        let deleted = take(&database, &slot).await;
                        if let Some(Ok(deleted)) = deleted {
                            let name = deleted.name.clone();
                            let mut state = state.borrow_mut();
                            state.mine.take_if(|mine| *mine == deleted.slot);
                            state.deleted.push(deleted);
                            Some(Told::Deleted(name))
                        } else {
                            deleted.map_or(Some(Told::Gone), |why| why.err().map(Told::Failed))
                        }
                    } else {
                        Some(Told::Shown)
                    }
                }
                Wish::Restore => {
                    let last = state.borrow_mut().deleted.pop();
                    match last {
                        Some(last) => Some(put_back(&database, last).await),
                        None => Some(Told::Gone),
                    }
                }
                Wish::Export(slot) => Some(match database.read(&slot).await {
                    Some((text, _)) => Told::File(file_name(database.name(&slot).await.as_deref()), text),
                    None => Told::Gone,
                }),
                Wish::List | Wish::Open(_) => None,
            };
            if let Some(told) = told {
                tell.emit(Word::Saved(told));
            }
            let list = list(&database, &here).await;
            tell.emit(Word::Saved(Told::List(Some(list))));
        });
    }
}

fn failed(done: Result<(), Unkept>) -> Option<Told> {
    done.err().map(Told::Failed)
}

/// A name as it is kept.
fn short(name: &str) -> String {
    name.trim().chars().take(LONGEST_NAME).collect()
}

/// What a run is called as a file.
fn file_name(name: Option<&str>) -> String {
    let plain = |letter: char| if letter.is_alphanumeric() || letter == '-' { letter } else { '-' };
    let name: String = name.unwrap_or("run").chars().map(plain).collect();
    format!("eventual-{}.json", name.trim_matches('-'))
}

/// Reads all that is in a slot and deletes it.
async fn take(database: &Database, slot: &str) -> Option<Result<Deleted, Unkept>> {
    let heads = database.heads().await;
    let head = heads.into_iter().find(|(it, _)| it == slot).and_then(|(_, head)| Head::read(&head))?;
    let (run, place) = database.read(slot).await?;
    let name = database.name(slot).await;
    let deleted = Deleted { slot: slot.to_owned(), head, run, place: place.unwrap_or_default(), name };
    Some(database.remove(slot).await.map(|()| deleted))
}

async fn put_back(database: &Database, it: Deleted) -> Told {
    let written = database.write(&it.slot, &it.head.text(), Some(&it.run), &it.place).await;
    let named = match (&written, &it.name) {
        (Ok(()), Some(name)) => database.rename(&it.slot, name).await,
        _ => written,
    };
    named.map_or_else(Told::Failed, |()| Told::Restored)
}

/// Every run of the person's own, the newest first.
async fn list(database: &Database, here: &str) -> Vec<Saved> {
    let mut all = Vec::new();
    for (slot, head) in database.heads().await {
        let Some(head) = Head::read(&head).filter(|head| head.is_own) else { continue };
        let Some((text, _)) = database.read(&slot).await else { continue };
        let name = database.name(&slot).await;
        let (summary, is_here) = (summary(&text), slot == here);
        all.push(Saved { slot, name, saved_ms: head.saved_ms, is_here, summary });
    }
    all.arrange_by(|a, b| b.saved_ms.total_cmp(&a.saved_ms));
    all
}

fn summary(text: &str) -> Option<Summary> {
    let run = read::run(text).ok()?;
    Some(Summary {
        demo: recognise(&run.experiment, None).map(|(demo, _)| demo.id),
        protocol: run.experiment.protocol.name,
        seed: run.experiment.seed,
        branches: run.acts.len() + 1,
        marks: run.bookmarks.len(),
    })
}
