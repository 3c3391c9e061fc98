//! What the pictures of the Lab say: stage, space-time, logs, state, clients, transport, and the
//! narration.

mod menus;
mod receipt;
mod run;
mod stage;
mod standing;
mod why;

pub use menus::MenuWords;
pub use receipt::ReceiptWords;
pub use run::{RunWords, SideWords};
pub use stage::{SpaceTimeWords, StageWords};
pub use standing::StandingWords;
pub use why::WhyWords;

/// The texts of the pictures, one field each, so that a missing translation does not compile.
#[derive(Clone, Copy, Debug)]
pub struct PictureWords {
    pub stage: StageWords,
    /// The menus on the stage.
    pub menu: MenuWords,
    pub space_time: SpaceTimeWords,
    /// Logs, state and clients.
    pub side: SideWords,
    pub receipt: ReceiptWords,
    /// The transport and the narration.
    pub run: RunWords,
    /// Who is newest, what was missed, what was broken.
    pub standing: StandingWords,
    /// Why something is as it is.
    pub why: WhyWords,
}

impl PictureWords {
    pub const EN: PictureWords = PictureWords {
        stage: StageWords::EN,
        menu: MenuWords::EN,
        space_time: SpaceTimeWords::EN,
        side: SideWords::EN,
        receipt: ReceiptWords::EN,
        run: RunWords::EN,
        standing: StandingWords::EN,
        why: WhyWords::EN,
    };
    pub const ZH: PictureWords = PictureWords {
        stage: StageWords::ZH,
        menu: MenuWords::ZH,
        space_time: SpaceTimeWords::ZH,
        side: SideWords::ZH,
        receipt: ReceiptWords::ZH,
        run: RunWords::ZH,
        standing: StandingWords::ZH,
        why: WhyWords::ZH,
    };
}
