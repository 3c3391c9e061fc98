//! What the pictures of the Lab say: stage, space-time, logs, state, clients, transport, and the narration.

/// The texts of the pictures, one field each, so that a missing translation does not compile.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PictureWords {
    /// The heading of the stage.
    pub cluster: &'static str,
}

impl PictureWords {
    /// English.
    pub const EN: PictureWords = PictureWords { cluster: "Cluster" };
    /// 简体中文.
    pub const ZH: PictureWords = PictureWords { cluster: "集群" };
}
