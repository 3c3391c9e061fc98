//! Tables: an enum, its numbers, its names in files and its texts from one row each. A protocol writes the row; nothing else has to be kept in step with it.

/// The facts that a protocol tells about itself: the enum, and its rows as a [`FactTable`](crate::sim::fact::FactTable).
///
/// A row is the variant, its name in files, how it is [`Drawn`](crate::sim::fact::Drawn), the sentence in English and in Chinese, and perhaps other fields of a
/// [`FactRow`](crate::sim::fact::FactRow) in braces.
macro_rules! facts {
    ($(#[$about:meta])* pub enum $Fact:ident {
        $($(#[$doc:meta])* $Variant:ident $name:literal $Drawn:ident [$en:literal, $zh:literal] $({ $($field:ident: $value:expr),+ })?;)+
    }) => {
        $(#[$about])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u8)]
        pub enum $Fact {
            $($(#[$doc])* #[doc = $en] $Variant,)+
        }

        impl $crate::sim::fact::FactTable for $Fact {
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
pub(crate) use facts;
