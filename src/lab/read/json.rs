//! Reads text as JSON, and refuses at once what no file of ours can hold: an object of very many
//! fields, a field that is there twice, and what lies very deep.

use crate::base::text::{TextBuf, named};
use core::cell::RefCell;
use core::fmt;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// No object of a file has more fields than this.
pub const MOST_FIELDS: usize = 1_000;
/// No value of a file lies deeper than this in lists and objects.
pub const MOST_DEPTH: u32 = 32;

/// What is wrong with a text that is no JSON of ours, and where.
pub(super) struct Bad {
    /// From 1; columns count bytes.
    pub line: usize,
    pub column: usize,
    pub reason: TextBuf,
}

/// The value of a text.
pub(super) fn value(text: &str) -> Result<Value, Bad> {
    let reason = RefCell::new(None);
    let mut source = serde_json::Deserializer::from_str(text);
    let read = Bounded(&reason, 0).deserialize(&mut source).and_then(|value| source.end().map(|()| value));
    read.map_err(|error| {
        let what = error.to_string();
        let what = what.split(" at line ").next().unwrap_or_default();
        let is_not_json =
            || TextBuf { en: format!("is not JSON: {what}"), zh: format!("不是合法的 JSON：{what}") };
        Bad { line: error.line(), column: error.column(), reason: reason.take().unwrap_or_else(is_not_json) }
    })
}

/// Reads one value. Why one is refused that is JSON is left in the cell, in both languages: an
/// error of serde has room for one.
#[derive(Clone, Copy)]
struct Bounded<'a>(&'a RefCell<Option<TextBuf>>, u32);

impl Bounded<'_> {
    fn refuse<E: Error>(self, en: String, zh: String) -> E {
        let error = E::custom(&en);
        *self.0.borrow_mut() = Some(TextBuf { en, zh });
        error
    }

    /// What reads the values inside of this one.
    fn inside<E: Error>(self) -> Result<Self, E> {
        if self.1 == MOST_DEPTH {
            let en = format!("has lists and objects that lie more than {MOST_DEPTH} deep in each other");
            return Err(self.refuse(en, format!("列表与对象的嵌套超过 {MOST_DEPTH} 层")));
        }
        Ok(Bounded(self.0, self.1 + 1))
    }
}

impl<'de> DeserializeSeed<'de> for Bounded<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Value, D::Error> {
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Bounded<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, it: bool) -> Result<Value, E> {
        Ok(it.into())
    }

    fn visit_i64<E>(self, it: i64) -> Result<Value, E> {
        Ok(it.into())
    }

    fn visit_u64<E>(self, it: u64) -> Result<Value, E> {
        Ok(it.into())
    }

    fn visit_f64<E>(self, it: f64) -> Result<Value, E> {
        Ok(it.into())
    }

    fn visit_str<E>(self, it: &str) -> Result<Value, E> {
        Ok(it.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let mut list = Vec::new();
        while let Some(value) = members.next_element_seed(inside)? {
            list.push(value);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let mut map = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if map.len() == MOST_FIELDS {
                let en =
                    format!("is an object of more than {MOST_FIELDS} fields; no object here has so many");
                return Err(
                    self.refuse(en, format!("一个对象的字段超过 {MOST_FIELDS} 个；这里没有这么多字段的对象"))
                );
            }
            if map.contains_key(&name) {
                let name = named(&name, 40);
                return Err(
                    self.refuse(format!("has the field \"{name}\" twice"), format!("字段“{name}”出现了两次"))
                );
            }
            let value = members.next_value_seed(inside)?;
            map.insert(name, value);
        }
        Ok(map.into())
    }
}
