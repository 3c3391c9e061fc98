//! The parts of the page on which several ways are seen at once.
//!
//! | part | file |
//! | --- | --- |
//! | which columns there are, and the workday that they share | `choose` |
//! | the stage of each column | `stages` |
//! | the first moment at which clients were told different things | `first` |
//! | the phone of one client in each column | `phones` |
//! | a ribbon each, under one cursor | `ribbons` |
//! | the receipts, row by row | `table` |
//! | which nodes each request needs | `needs` |

mod choose;
mod first;
mod needs;
mod phones;
mod ribbons;
mod stages;
mod table;

pub use choose::{Choose, Save};
pub use first::First;
pub use needs::Needs;
pub use phones::Phones;
pub use ribbons::Ribbons;
pub use stages::Stages;
pub use table::Table;

use super::picture::Props;
use super::store::{Intent, Model};
use crate::base::text::TextBuf;
use crate::base::time::Time;
use crate::engine::wire::Place;
use crate::lab::compare::Comparison;
use std::rc::Rc;
use yew::prelude::*;

/// What every part needs.
#[derive(Clone, PartialEq, Properties)]
pub struct PartProps {
    /// The page.
    pub model: Rc<Model>,
    /// Takes what the person does to the store.
    pub act: Callback<Intent>,
    /// The columns, held against each other.
    pub comparison: Rc<Comparison>,
}

impl PartProps {
    fn inner(&self) -> Props {
        Props { model: Rc::clone(&self.model), act: self.act.clone() }
    }

    fn say<'a>(&self, text: &'a TextBuf) -> &'a str {
        text.in_language(self.model.language)
    }

    /// Moves all columns to a moment.
    fn go(&self, at: Time) -> Callback<MouseEvent> {
        let act = self.act.clone();
        Callback::from(move |_| {
            act.emit(Intent::Pause);
            act.emit(Intent::Seek(Place::Time { at }));
        })
    }

    /// The page about one column, counted from 0: the run that is shown, or one beside it.
    fn column(&self, place: usize) -> Option<Rc<Model>> {
        match place.checked_sub(1) {
            None => Some(Rc::clone(&self.model)),
            Some(place) => self.model.lanes().get(place).map(|lane| Rc::new(self.model.of_lane(lane))),
        }
    }
}
