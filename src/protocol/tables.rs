//! Tables: an enum, its parser, its numbers and its texts from one row each. A protocol writes the
//! row; nothing else has to be kept in step with it.
//!
//! | table | a row is | what comes of it |
//! | --- | --- | --- |
//! | [`settings!`] | a field of the configuration, what it can be, its title and help | the struct, its reader, the knobs, the enums of choices |
//! | [`messages!`] | a message, its fields, what it is called and says | the enum, its digest, its label |
//! | [`fields!`] | a field of something that messages carry | the struct and its digest |
//! | [`timers!`] | what a timer is for | the enum, its numbers, the texts |
//! | [`orders!`] | something that an operator can order | the enum, its numbers, the buttons |
//! | [`facts!`] | something that a node tells about itself | the enum, its numbers, how it is told and drawn |
//!
//! Every text is a pair in brackets, English and Chinese. The place of a row is its number, in the
//! trace and in files: rows are added at the end.

use crate::base::text::text;
use crate::sim::protocol::{Beat, Label};

/// What can be set about a protocol, from rows such as
///
/// ```text
/// wait_for: tunes number(u16, 1..=6, 1)
///     ["Secondaries to wait for", "等待的从节点数"]
///     ["How many secondaries must have a write on disk …", "确认之前，需要多少个从节点已将写入落盘……"];
/// ```
///
/// A row `protects` against an anomaly or `tunes`. It is a `switch(default)`, a
/// `number(type, least..=most, default)`, a `span(least..=most, default)` in microseconds, or a
/// `choice(enum Name { Variant "name_in_files" [title], … } = Default)`; without the word `enum`
/// the choice is among the variants of an enum that is there already. Its name in files is the
/// field's; that of a span ends in `_us`.
#[macro_export]
macro_rules! settings {
    ($(#[$about:meta])* pub struct $Config:ident, $KNOBS:ident {
        $($field:ident: $group:ident $kind:ident $args:tt [$title:literal, $title_zh:literal] [$help:literal, $help_zh:literal];)+
    }) => {
        $(#[$about])*
        pub struct $Config {
            $(#[doc = $help] pub $field: $crate::protocol::tables::settings!(@type $kind $args),)+
        }

        /// Everything that can be set.
        pub const $KNOBS: &[$crate::protocol::knob::Knob] = &[
            $($crate::protocol::knob::Knob {
                name: $crate::protocol::tables::settings!(@name $kind $field),
                title: $crate::base::text::text($title, $title_zh),
                help: $crate::base::text::text($help, $help_zh),
                protects: $crate::protocol::tables::settings!(@protects $group),
                kind: $crate::protocol::tables::settings!(@kind $kind $args),
            },)+
        ];

        $($crate::protocol::tables::settings! { @enum $kind $args })+

        impl From<&$crate::protocol::knob::Settings> for $Config {
            fn from(settings: &$crate::protocol::knob::Settings) -> $Config {
                $Config {
                    $($field: $crate::protocol::tables::settings!(
                        @read $kind $args settings, $KNOBS, $crate::protocol::tables::settings!(@name $kind $field)
                    ),)+
                }
            }
        }

        impl Default for $Config {
            /// Everything as it is unless somebody says otherwise.
            fn default() -> $Config {
                $Config::from(&$crate::protocol::knob::Settings::default())
            }
        }
    };

    (@name span $field:ident) => { concat!(stringify!($field), "_us") };
    (@name $kind:ident $field:ident) => { stringify!($field) };

    (@protects protects) => { true };
    (@protects tunes) => { false };

    (@type switch $args:tt) => { bool };
    (@type span $args:tt) => { $crate::base::time::Span };
    (@type number ($ty:ty, $($rest:tt)*)) => { $ty };
    (@type choice (enum $Choice:ident $($rest:tt)*)) => { $Choice };
    (@type choice ($Choice:ident $($rest:tt)*)) => { $Choice };

    (@kind switch ($default:literal)) => { $crate::protocol::knob::Kind::Switch { default: $default } };
    (@kind span ($min:literal..=$max:literal, $default:literal)) => {
        $crate::protocol::knob::Kind::Number { min: $min, max: $max, default: $default, unit: $crate::protocol::knob::Unit::Microseconds }
    };
    (@kind number ($ty:ty, $min:literal..=$max:literal, $default:literal)) => {
        $crate::protocol::knob::Kind::Number { min: $min, max: $max, default: $default, unit: $crate::protocol::knob::Unit::Count }
    };
    (@kind choice (enum $($rest:tt)*)) => { $crate::protocol::tables::settings!(@kind choice ($($rest)*)) };
    (@kind choice ($Choice:ident { $($(#[$doc:meta])* $Option:ident $name:literal [$en:literal, $zh:literal],)+ } = $Default:ident)) => {
        $crate::protocol::knob::Kind::Choice {
            options: &[$(($name, $crate::base::text::text($en, $zh)),)+],
            default: $Choice::$Default as usize,
        }
    };

    (@enum choice (enum $Choice:ident { $($(#[$doc:meta])* $Option:ident $name:literal [$en:literal, $zh:literal],)+ } = $Default:ident)) => {
        /// A choice among the settings.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum $Choice {
            $(#[doc = concat!("“", $en, "”.")] $(#[$doc])* $Option,)+
        }
    };
    (@enum choice ($Choice:ident { $($Option:ident $name:literal [$en:literal, $zh:literal],)+ } = $Default:ident)) => {
        // The options stand in the order of the variants, as the default is found by its number.
        const _: () = {
            let mut place = 0;
            $(assert!($Choice::$Option as usize == place); place += 1;)+
            assert!(place > 0);
        };
    };
    (@enum $kind:ident $args:tt) => {};

    (@read switch $args:tt $settings:ident, $KNOBS:ident, $name:expr) => { $settings.switch($KNOBS, $name) };
    (@read span $args:tt $settings:ident, $KNOBS:ident, $name:expr) => { $crate::base::time::Span($settings.number($KNOBS, $name)) };
    (@read number ($ty:ty, $min:literal..=$max:literal, $default:literal) $settings:ident, $KNOBS:ident, $name:expr) => {{
        const { assert!(($max as u64) <= (<$ty>::MAX as u64)) };
        $settings.number($KNOBS, $name) as $ty
    }};
    (@read choice (enum $($rest:tt)*) $settings:ident, $KNOBS:ident, $name:expr) => {
        $crate::protocol::tables::settings!(@read choice ($($rest)*) $settings, $KNOBS, $name)
    };
    (@read choice ($Choice:ident { $($(#[$doc:meta])* $Option:ident $text:literal $title:tt,)+ } = $Default:ident) $settings:ident, $KNOBS:ident, $name:expr) => {
        [$($Choice::$Option),+][$settings.choice($KNOBS, $name)]
    };
}

/// What nodes tell each other: each variant with its fields, and after `=>` its label, made by
/// [`state`], [`talk`], [`beat`] or [`echo`] of the fields. The digest feeds the number of the variant and then its
/// fields in their order.
#[macro_export]
macro_rules! messages {
    ($(#[$about:meta])* pub enum $Message:ident {
        $($(#[$doc:meta])* $Variant:ident
            $({ $($(#[$field_doc:meta])* $field:ident: $Type:ty),+ $(,)? })?
            $(($only:ident: $Only:ty))?
            => $label:expr;)+
    }) => {
        $(#[$about])*
        #[derive(Clone, PartialEq, Debug)]
        pub enum $Message {
            $($(#[$doc])* $Variant $({ $($(#[$field_doc])* $field: $Type),+ })? $(($Only))?,)+
        }

        impl $Message {
            /// What it is called and what it says.
            #[allow(unused_variables, reason = "a label says what matters of a message, not all of it")]
            pub fn label(&self) -> $crate::sim::protocol::Label {
                match self {
                    $($Message::$Variant $({ $($field),+ })? $(($only))? => $label,)+
                }
            }
        }

        impl $crate::base::digest::Stable for $Message {
            fn feed(&self, digest: &mut $crate::base::digest::Digest) {
                enum Number { $($Variant),+ }
                match self {
                    $($Message::$Variant $({ $($field),+ })? $(($only))? => {
                        digest.word(Number::$Variant as u64);
                        $($($crate::base::digest::Stable::feed($field, digest);)+)?
                        $($crate::base::digest::Stable::feed($only, digest);)?
                    })+
                }
            }
        }
    };
}

/// The label of a message that carries state.
pub fn state(en: &'static str, zh: &'static str, gist: impl Into<String>) -> Label {
    Label { name: text(en, zh), gist: gist.into(), carries_state: true, beat: Beat::No }
}

/// The label of a message that is talk about state: an acknowledgement, a question.
pub fn talk(en: &'static str, zh: &'static str, gist: impl Into<String>) -> Label {
    Label { name: text(en, zh), gist: gist.into(), carries_state: false, beat: Beat::No }
}

/// The label of talk that is sent again and again whatever happens: a heartbeat. Pictures fold it
/// away until somebody asks for it.
pub fn beat(en: &'static str, zh: &'static str, gist: impl Into<String>) -> Label {
    Label { beat: Beat::Yes, ..talk(en, zh, gist) }
}

/// The label of talk that answers: where it answers a [`beat`], it is folded away with that.
pub fn echo(en: &'static str, zh: &'static str, gist: impl Into<String>) -> Label {
    Label { beat: Beat::Echo, ..talk(en, zh, gist) }
}

/// Something that messages carry: a struct whose digest feeds its fields in their order.
#[macro_export]
macro_rules! fields {
    ($(#[$about:meta])* pub struct $Struct:ident { $($(#[$doc:meta])* pub $field:ident: $Type:ty,)+ }) => {
        $(#[$about])*
        pub struct $Struct {
            $($(#[$doc])* pub $field: $Type,)+
        }

        impl $crate::base::digest::Stable for $Struct {
            fn feed(&self, digest: &mut $crate::base::digest::Digest) {
                $($crate::base::digest::Stable::feed(&self.$field, digest);)+
            }
        }
    };
}

/// What nodes set timers for. A timer may carry one value, which its number does not tell.
#[macro_export]
macro_rules! timers {
    ($(#[$about:meta])* pub enum $Timer:ident, $TIMERS:ident { $($Variant:ident $(($Only:ty))? [$en:literal, $zh:literal];)+ }) => {
        $(#[$about])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum $Timer {
            $(#[doc = $en] $Variant $(($Only))?,)+
        }

        /// What timers are for, by their numbers.
        pub const $TIMERS: &[$crate::base::text::Text] = &[$($crate::base::text::text($en, $zh)),+];

        impl $Timer {
            /// Its place in the list.
            pub fn number(&self) -> u32 {
                enum Number { $($Variant),+ }
                match self {
                    $($Timer::$Variant { .. } => Number::$Variant as u32,)+
                }
            }
        }
    };
}

/// What an operator can order: the name in the catalogue, what it is
/// [about](crate::protocol::knob::About), its title and what it does.
#[macro_export]
macro_rules! orders {
    ($(#[$about:meta])* pub enum $Order:ident, $ORDERS:ident {
        $($Variant:ident $name:literal $FactKind:ident [$title:literal, $title_zh:literal] [$help:literal, $help_zh:literal];)+
    }) => {
        $(#[$about])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum $Order {
            $(#[doc = $help] $Variant,)+
        }

        /// The buttons, by the numbers of the orders.
        pub const $ORDERS: &[$crate::protocol::knob::Order] = &[
            $($crate::protocol::knob::Order {
                name: $name,
                title: $crate::base::text::text($title, $title_zh),
                help: $crate::base::text::text($help, $help_zh),
                about: $crate::protocol::knob::About::$FactKind,
            },)+
        ];

        impl $Order {
            /// The order with this number, if there is one.
            pub fn of(number: u32) -> Option<$Order> {
                [$($Order::$Variant),+].get(number as usize).copied()
            }
        }
    };
}

/// What a node tells about itself, as a [`FactTable`](crate::sim::fact::FactTable).
///
/// A row is the variant, its name in files, how it is [`Drawn`](crate::sim::fact::Drawn), its
/// sentence, and perhaps other fields of a [`FactRow`](crate::sim::fact::FactRow) in braces.
#[macro_export]
macro_rules! facts {
    ($(#[$about:meta])* pub enum $OwnFact:ident {
        $($(#[$doc:meta])* $Variant:ident $name:literal $Drawn:ident [$en:literal, $zh:literal] $({ $($field:ident: $value:expr),+ })?;)+
    }) => {
        $(#[$about])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u8)]
        pub enum $OwnFact {
            $($(#[$doc])* #[doc = $en] $Variant,)+
        }

        impl $crate::sim::fact::FactTable for $OwnFact {
            const ROWS: &'static [$crate::sim::fact::FactRow] = &[
                $($crate::sim::fact::FactRow {
                    $($($field: $value,)+)?
                    ..$crate::sim::fact::FactRow::new($name, $crate::base::text::text($en, $zh), $crate::sim::fact::Drawn::$Drawn)
                },)+
            ];

            fn number(self) -> u8 {
                self as u8
            }
        }
    };
}
pub use {facts, fields, messages, orders, settings, timers};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::digest::{Digest, Stable};
    use crate::base::time::Span;
    use crate::protocol::knob::{Setting, Settings};

    settings! {
        #[derive(Clone, PartialEq, Eq, Debug)]
        pub struct Config, KNOBS {
            safe: protects switch(true) ["Safe", "安全"] ["Whether it is safe.", "是否安全。"];
            copies: tunes number(u16, 1..=6, 2) ["Copies", "副本数"] ["How many copies there are.", "有几个副本。"];
            wait: tunes span(10..=1_000, 20) ["Wait", "等待"] ["How long it waits.", "等待多久。"];
            order: tunes choice(enum Way { Up "up" ["up", "向上"], Down "down" ["down", "向下"], } = Down) ["Way", "方向"] ["Which way.", "哪个方向。"];
            compare: tunes choice(Known { Less "less" ["less", "小"], More "more" ["more", "大"], } = Less) ["Compare", "比较"] ["How.", "如何。"];
        }
    }

    /// An enum that is there already.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    pub enum Known {
        Less,
        More,
    }

    messages! {
        pub enum Message {
            Put { key: u32, value: Option<u64> } => state("put", "写入", format!("{key}"));
            Got(key: u32) => talk("got", "已收到", "✓");
        }
    }

    #[test]
    fn settings_are_read_by_their_names_and_fall_back_to_their_defaults() {
        let names: Vec<&str> = KNOBS.iter().map(|knob| knob.name).collect();
        assert_eq!(names, ["safe", "copies", "wait_us", "order", "compare"]);
        let default =
            Config { safe: true, copies: 2, wait: Span(20), order: Way::Down, compare: Known::Less };
        assert_eq!(Config::default(), default);
        let set = |name: &str, to| Config::from(&Settings([(name.to_owned(), to)].into()));
        assert_eq!(set("wait_us", Setting::Number(1_000)), Config { wait: Span(1_000), ..default.clone() });
        assert_eq!(
            set("order", Setting::Choice("up".to_owned())),
            Config { order: Way::Up, ..default.clone() }
        );
        assert_eq!(
            set("compare", Setting::Choice("more".to_owned())),
            Config { compare: Known::More, ..default.clone() }
        );
        assert_eq!(set("copies", Setting::Number(7)), default, "what is not allowed is not taken");
        assert_eq!(KNOBS.iter().filter(|knob| knob.protects).count(), 1);
    }

    #[test]
    fn a_digest_tells_messages_apart_by_every_field() {
        let of = |message: &Message| {
            let mut digest = Digest::default();
            message.feed(&mut digest);
            digest.sum()
        };
        let all = [
            Message::Put { key: 1, value: None },
            Message::Put { key: 2, value: None },
            Message::Put { key: 1, value: Some(0) },
            Message::Got(1),
            Message::Got(2),
        ];
        assert!((0..all.len()).all(|i| (0..i).all(|j| of(&all[i]) != of(&all[j]))));
        assert_eq!(
            (all[1].label().gist, all[1].label().carries_state, all[3].label().carries_state),
            ("2".to_owned(), true, false)
        );
    }
}
