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
    /// The stage.
    pub stage: StageWords,
    /// The menus on the stage.
    pub menu: MenuWords,
    /// Space-time.
    pub space_time: SpaceTimeWords,
    /// Logs, state and clients.
    pub side: SideWords,
    /// The receipt.
    pub receipt: ReceiptWords,
    /// The transport and the narration.
    pub run: RunWords,
}

impl PictureWords {
    /// English.
    pub const EN: PictureWords = PictureWords {
        stage: stage::EN,
        menu: menus::EN,
        space_time: stage::EN_TIME,
        side: run::EN_SIDE,
        receipt: receipt::EN,
        run: run::EN,
    };
    /// 简体中文.
    pub const ZH: PictureWords = PictureWords {
        stage: stage::ZH,
        menu: menus::ZH,
        space_time: stage::ZH_TIME,
        side: run::ZH_SIDE,
        receipt: receipt::ZH,
        run: run::ZH,
    };
}
