//! What the pictures of the Lab say: stage, space-time, logs, state, clients, transport, and the narration.

mod menus;
mod receipt;
mod run;
mod stage;

pub use menus::MenuWords;
pub use receipt::ReceiptWords;
pub use run::{RunWords, SideWords};
pub use stage::{SpaceTimeWords, StageWords};

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
}

impl PictureWords {
    pub const EN: PictureWords = PictureWords {
        stage: stage::EN,
        menu: menus::EN,
        space_time: stage::EN_TIME,
        side: run::EN_SIDE,
        receipt: receipt::EN,
        run: run::EN,
    };
    pub const ZH: PictureWords = PictureWords {
        stage: stage::ZH,
        menu: menus::ZH,
        space_time: stage::ZH_TIME,
        side: run::ZH_SIDE,
        receipt: receipt::ZH,
        run: run::ZH,
    };
}
