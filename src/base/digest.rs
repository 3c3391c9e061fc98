//! The stable digest: our own fixed-width little-endian encoding, the same on every machine and for
//! ever.
//!
//! `derive(Hash)` is never used for this: its bytes depend on widths and on the standard library.
//! This is no cryptographic hash: it tells runs apart that differ by accident, not runs that
//! somebody built to collide.

use super::chance::mix;
use core::fmt;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::rc::Rc;

/// What a digest came to: 128 bits, written as 32 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Sum(pub u128);

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl Sum {
    /// Reads the 32 hexadecimal digits back.
    pub fn parse(text: &str) -> Option<Sum> {
        let plain = text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit());
        plain.then(|| u128::from_str_radix(text, 16).ok().map(Sum)).flatten()
    }
}

impl Serialize for Sum {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Sum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Sum, D::Error> {
        let text = String::deserialize(deserializer)?;
        Sum::parse(&text).ok_or_else(|| serde::de::Error::custom("a digest has 32 hexadecimal digits"))
    }
}

/// A digest being made, word by word. Order matters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Digest {
    left: u64,
    right: u64,
    words: u64,
}

impl Default for Digest {
    fn default() -> Self {
        Digest { left: 0x243f_6a88_85a3_08d3, right: 0x1319_8a2e_0370_7344, words: 0 }
    }
}

impl Digest {
    /// Feeds one 64-bit word.
    #[inline]
    pub fn word(&mut self, word: u64) {
        self.left = mix(self.left ^ word);
        self.right = self.right.rotate_left(23).wrapping_add(word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.words = self.words.wrapping_add(1);
    }

    /// Feeds bytes: their count, then eight at a time, little end first.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.word(bytes.len() as u64);
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.word(u64::from_le_bytes(word));
        }
    }

    /// What the words so far come to.
    pub fn sum(&self) -> Sum {
        let high = mix(self.left.wrapping_add(self.words));
        let low = mix(self.right ^ high);
        Sum((u128::from(high) << 64) | u128::from(low))
    }
}

/// What can be fed to a digest in a way that never changes.
pub trait Stable {
    /// Feeds every field, in a fixed order and in fixed widths.
    fn feed(&self, digest: &mut Digest);
}

impl Stable for () {
    fn feed(&self, _: &mut Digest) {}
}

macro_rules! stable_integers {
    ($($int:ty),*) => {$(impl Stable for $int {
        #[inline]
        fn feed(&self, digest: &mut Digest) {
            digest.word(*self as u64);
        }
    })*};
}
stable_integers!(u8, u16, u32, u64, i64, bool);

/// Whether there is one, and then it.
impl<T: Stable> Stable for Option<T> {
    fn feed(&self, digest: &mut Digest) {
        digest.word(u64::from(self.is_some()));
        if let Some(it) = self {
            it.feed(digest);
        }
    }
}

/// Which of the two it is, and then it.
impl<T: Stable, E: Stable> Stable for Result<T, E> {
    fn feed(&self, digest: &mut Digest) {
        digest.word(u64::from(self.is_err()));
        match self {
            Ok(it) => it.feed(digest),
            Err(why) => why.feed(digest),
        }
    }
}

impl<A: Stable, B: Stable> Stable for (A, B) {
    fn feed(&self, digest: &mut Digest) {
        self.0.feed(digest);
        self.1.feed(digest);
    }
}

impl<T: Stable> Stable for Box<T> {
    fn feed(&self, digest: &mut Digest) {
        (**self).feed(digest);
    }
}

impl<T: Stable> Stable for Rc<T> {
    fn feed(&self, digest: &mut Digest) {
        (**self).feed(digest);
    }
}

/// How many there are, and then each.
impl<T: Stable> Stable for Rc<[T]> {
    fn feed(&self, digest: &mut Digest) {
        digest.word(self.len() as u64);
        self.iter().for_each(|it| it.feed(digest));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_of_known_words_never_changes() {
        let mut digest = Digest::default();
        assert_eq!(digest.sum().to_string(), "e9e0033e3badaf360c342374724801c1");
        digest.word(1);
        digest.bytes("终将一致".as_bytes());
        assert_eq!(digest.sum().to_string(), "756aec5ad11972761de62cf0257551f1");
        assert_eq!(Sum::parse(&digest.sum().to_string()), Some(digest.sum()));
        assert_eq!(Sum::parse("+0000000000000000000000000000000"), None);
    }

    #[test]
    fn order_and_length_matter() {
        let of = |words: &[u64]| {
            let mut digest = Digest::default();
            words.iter().for_each(|&w| digest.word(w));
            digest.sum()
        };
        let all = [of(&[]), of(&[0]), of(&[0, 0]), of(&[1, 2]), of(&[2, 1])];
        assert!((0..all.len()).all(|i| (0..i).all(|j| all[i] != all[j])));
    }
}
