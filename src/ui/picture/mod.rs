//! The pictures of a run: each draws the frame at the cursor and sends intents; what is drawn where
//! is worked out in `view`.
//!
//! Every picture takes the same [`Props`]. The page puts them where it likes; each fills the
//! element that it is in.
//!
//! | picture | file |
//! | --- | --- |
//! | [`Stage`]: nodes, links, messages, partitions, and their menus | `stage` |
//! | [`Lanes`]: runs side by side, each with its stage | `lanes` |
//! | [`SpaceTime`]: lanes, arrows, dots, bands | `spacetime` |
//! | [`Logs`]: one node's passbooks, and what else it shows | `logs`, with `tables` |
//! | [`State`]: the replicas side by side | `state` |
//! | [`Clients`]: what clients got | `clients` |
//! | [`Phone`]: what one client sees | `phone` |
//! | [`ReceiptPaper`]: what the run cost and what it broke | `receipt` |
//! | [`Transport`]: play, step, speed, the scrubber with its ribbon, branches | `transport` |
//! | [`LinkSheet`], [`Code`]: the link of the run, with a [code](qr::Qr) for phones | `transport`, `qr` |
//! | [`WhyPanel`]: why something is as it is, and what would have been otherwise | `why` |
//! | [`BreakPanel`]: what breaks the run, by a search | `breaks` |
//! | [`Tried`], [`ChallengePanel`]: how far somebody is who tries a challenge | `tried` |
//! | [`EyesPanel`]: what one node knows, and what it could not know | `eyes` |
//! | [`Narration`]: the last facts as sentences, and the live region | `narrate` |

mod breaks;
mod clients;
mod eyes;
mod isolation;
mod lanes;
mod lights;
mod lit;
mod logs;
mod measure;
mod narrate;
mod parts;
mod phone;
mod popover;
pub mod qr;
mod receipt;
mod spacetime;
mod stage;
mod state;
mod tables;
mod text_alternatives;
mod transport;
mod tried;
mod why;

pub use breaks::BreakPanel;
pub use clients::Clients;
pub use eyes::{EyesPanel, look_through, veiled};
pub use lanes::Lanes;
pub use logs::Logs;
pub use measure::use_size;
pub use narrate::{Narration, Spoken};
pub use parts::Patterns;
pub use phone::{Phone, WhosePhone};
pub use receipt::ReceiptPaper;
pub use spacetime::SpaceTime;
pub use stage::{Stage, StillStage};
pub use state::State;
pub use transport::{Code, Keys, LinkSheet, Transport, slider_keys, sought_as, stretch};
pub use tried::{ChallengePanel, Tried};
pub use why::WhyPanel;

use super::store::{Intent, Model};
use std::rc::Rc;
use yew::prelude::*;

/// What every picture gets.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// What the picture draws.
    pub model: Rc<Model>,
    /// Takes what the person does to the store.
    pub act: Callback<Intent>,
}

impl Props {
    /// How many times as large as usual pictures are drawn: a class sees them from afar.
    pub(super) fn zoom(&self) -> f64 {
        if self.model.presenting { 1.5 } else { 1.0 }
    }

    /// A callback that sends one intent, whatever the event.
    pub(in crate::ui) fn send<E: 'static>(&self, intent: Intent) -> Callback<E> {
        let act = self.act.clone();
        Callback::from(move |_: E| act.emit(intent.clone()))
    }
}
