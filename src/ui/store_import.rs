//! The one owner, third part: a file that a person brings. A run is opened at once; a ledger or
//! round trips lie open first, as they were read, and are taken when the person says so.

use super::decode::decode;
use super::store::{EngineState, Import, Notice};
use super::store_core::{Brought, Core, Importing};
use crate::engine::wire::{AskWhat, ImportKind, Problem};
use crate::lab::import::ledger;
use crate::lab::import::options::Options;
use crate::lab::import::reading::Reading;
use std::rc::Rc;

impl Core {
    /// What the page shows of the file that lies open.
    pub(super) fn import_shown(&self) -> Option<Rc<Import>> {
        let brought = self.brought.as_ref()?;
        let percent = match self.engine() {
            _ if self.importing.is_none() => None,
            EngineState::Working { done, of } => Some(done.saturating_mul(100) / of.max(1)),
            _ => Some(0),
        };
        Some(Rc::new(Import {
            name: brought.name.clone(),
            kind: brought.kind,
            options: brought.options.clone(),
            reading: brought.reading.clone(),
            percent,
        }))
    }

    pub(super) fn import(&mut self, kind: Option<ImportKind>, name: String, bytes: Rc<[u8]>) {
        self.dismiss();
        let Some((text, _)) = decode(&bytes, None) else {
            self.model.notice = Some(Notice::Unreadable { name });
            return;
        };
        let kind = kind.unwrap_or_else(|| guess(&text));
        if matches!(kind, ImportKind::Run | ImportKind::Link) {
            let generation = self.ask(AskWhat::Read { kind, text, options: Options::default() });
            self.importing =
                Some(Importing { generation, name, kind, quiet: false, own: false, view: None, slot: None });
            return;
        }
        self.brought = Some(Brought { name, kind, bytes, options: Options::default(), reading: None });
        self.read_import();
    }

    pub(super) fn import_again(&mut self, options: Options) {
        if let Some(brought) = &mut self.brought {
            brought.options = options;
            self.read_import();
        }
    }

    /// Has the file that lies open read, with what the person said about it.
    pub(super) fn read_import(&mut self) {
        let Some(brought) = &mut self.brought else { return };
        let Some((text, encoding)) = decode(&brought.bytes, brought.options.encoding.as_deref()) else {
            let asked = brought.options.encoding.clone().unwrap_or_default();
            let mut reading = Reading { encoding: asked.clone(), ..Reading::default() };
            reading.problem(Problem::new(
                "file",
                format!("is no text in {asked}; another encoding may be right"),
                format!("不是 {asked} 编码的文本；可以换一种编码"),
            ));
            brought.reading = Some(Rc::new(reading));
            return;
        };
        let (kind, name) = (brought.kind, brought.name.clone());
        let options = Options { encoding: Some(encoding), ..brought.options.clone() };
        let generation = self.ask(AskWhat::Read { kind, text, options });
        self.importing =
            Some(Importing { generation, name, kind, quiet: false, own: false, view: None, slot: None });
    }

    /// A file was read; what is late is of no use.
    pub(super) fn was_read(&mut self, generation: u64, reading: Reading) {
        if self.importing.take_if(|importing| importing.generation == generation).is_none() {
            return;
        }
        self.progress = None;
        if let Some(brought) = &mut self.brought {
            brought.reading = Some(Rc::new(reading));
        }
    }

    pub(super) fn use_import(&mut self) {
        let can_be = |brought: &Brought| brought.reading.as_ref().is_some_and(|it| it.can_be_used());
        let Some(brought) = self.brought.as_ref().filter(|brought| can_be(brought)) else { return };
        if self.importing.is_some() {
            return;
        }
        let (kind, name) = (brought.kind, brought.name.clone());
        let experiment = Box::new(self.run.experiment.as_ref().clone());
        let generation = self.ask(AskWhat::Take { experiment });
        self.importing =
            Some(Importing { generation, name, kind, quiet: false, own: false, view: None, slot: None });
    }

    pub(super) fn cancel_import(&mut self) {
        if self.brought.take().is_some() {
            self.importing = None;
            self.progress = None;
            self.ask(AskWhat::Forget);
        }
    }
}

/// What a file is, by its content.
fn guess(text: &str) -> ImportKind {
    let head = text.trim_start_matches('\u{feff}').trim_start();
    // Other tools write JSON too; a run names a protocol.
    if head.starts_with('{') && head.contains("\"protocol\"") {
        ImportKind::Run
    } else if ledger::looks_like_one(text) {
        ImportKind::Ledger
    } else {
        ImportKind::Samples { link: None }
    }
}
