//! Settings of a protocol with a name, made of what its manifest says: as it is first shown, and as
//! it promises most.

use super::promised::promised;
use crate::base::text::{Text, text};
use crate::protocol::catalog::Entry;
use crate::protocol::catalog::knob::{Setting, Settings};
use crate::protocol::manifest::Promise;

/// Settings with a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SettingsPreset {
    /// Every setting is what it is unless somebody says otherwise.
    First,
    /// What has to be set for as many promises as go together.
    Safest,
}

impl SettingsPreset {
    /// Every preset, in the order of a list.
    pub const ALL: [SettingsPreset; 2] = [SettingsPreset::First, SettingsPreset::Safest];

    /// What it is called.
    pub const fn title(self) -> Text {
        match self {
            SettingsPreset::First => text("As first shown", "初始设置"),
            SettingsPreset::Safest => text("As safe as it gets", "最安全的设置"),
        }
    }

    /// Each setting of a protocol.
    pub fn settings(self, entry: &'static Entry) -> Settings {
        let settings: Settings =
            Settings(entry.knobs.iter().map(|knob| (knob.name.to_owned(), knob.default_setting())).collect());
        if self == SettingsPreset::First {
            return settings;
        }
        // Whoever comes first decides where promises need opposite settings, so each may come first.
        let together = |first: &'static Promise| {
            let mut set: Vec<(&str, Setting)> = Vec::new();
            for promise in core::iter::once(first).chain(entry.promises) {
                let wanted = || promise.under.iter().map(|&(name, to)| (name, Setting::from(to)));
                if wanted().all(|(name, to)| set.iter().all(|(other, was)| *other != name || *was == to)) {
                    set.extend(wanted());
                }
            }
            let mut all = settings.clone();
            all.0.extend(set.into_iter().map(|(name, to)| (name.to_owned(), to)));
            all
        };
        let most = |settings: &Settings| promised(entry, settings).iter().filter(|it| it.is_given()).count();
        entry.promises.iter().map(together).max_by_key(most).unwrap_or_else(|| settings.clone())
    }

    /// Whether these settings are this preset; a setting that is left out has its default.
    pub fn is(self, entry: &'static Entry, settings: &Settings) -> bool {
        let own = self.settings(entry);
        entry.knobs.iter().all(|knob| own.of(knob) == settings.of(knob))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::catalog::ENTRIES;
    use crate::protocol::manifest::Rollout;

    #[test]
    fn the_safest_settings_promise_at_least_what_any_single_promise_does() {
        for entry in ENTRIES {
            let count = |settings: &Settings| {
                let mut all: Vec<&str> = entry.promised(settings, Rollout::Whole).collect();
                all.sort_unstable();
                all.dedup();
                all.len()
            };
            let (first, safest) =
                (SettingsPreset::First.settings(entry), SettingsPreset::Safest.settings(entry));
            assert!(SettingsPreset::First.is(entry, &Settings::default()), "{}", entry.name);
            assert!(count(&safest) >= count(&first), "{}", entry.name);
            for knob in entry.knobs {
                assert!(knob.allows(&safest.of(knob)), "{}: {}", entry.name, knob.name);
            }
            for promise in entry.promises {
                let mut alone = first.clone();
                let wanted = promise.under.iter().map(|&(name, to)| (name.to_owned(), Setting::from(to)));
                alone.0.extend(wanted);
                assert!(count(&safest) >= count(&alone), "{}: {:?}", entry.name, promise.holds);
            }
        }
    }
}
