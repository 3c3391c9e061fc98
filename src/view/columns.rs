//! Columns side by side: what the phone of a client shows at a moment, and where each request stands
//! on a ribbon.

use crate::base::time::Time;
use crate::lab::compare::{Column, Fate, Shown};

/// What a phone shows.
#[derive(Clone, PartialEq, Debug)]
pub struct Screen<'a> {
    /// The last request before the moment.
    pub request: &'a Shown,
    /// Whether its client still waits for an answer.
    pub waits: bool,
}

/// What the phone of a client shows at a moment: its last request, and the answer where it is there.
/// Nothing before its first request.
pub fn screen(column: &Column, client: Option<u32>, at: Time) -> Option<Screen<'_>> {
    let mine = column.requests.iter().filter(|it| it.client == client && it.at <= at);
    let request = mine.max_by_key(|it| it.at)?;
    Some(Screen { request, waits: request.until.is_none_or(|until| until > at) })
}

/// The clients that asked for anything, in order; the person at the page last.
pub fn clients(column: &Column) -> Vec<Option<u32>> {
    let mut all: Vec<Option<u32>> = column.requests.iter().map(|it| it.client).collect();
    all.sort_unstable_by_key(|client| client.unwrap_or(u32::MAX));
    all.dedup();
    all
}

/// The sign of a fate, which needs no colour.
pub const fn sign(fate: Fate) -> &'static str {
    match fate {
        Fate::Done => "|",
        Fate::Stale => "◐",
        Fate::No => "–",
        Fate::Rejected => "✕",
        Fate::Unknown => "?",
    }
}

/// The class of a fate in the style sheet.
pub const fn class(fate: Fate) -> &'static str {
    match fate {
        Fate::Done => "done",
        Fate::Stale => "stale",
        Fate::No => "no",
        Fate::Rejected => "rejected",
        Fate::Unknown => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::FactId;

    fn request(client: u32, at: u64, until: Option<u64>) -> Shown {
        Shown {
            client: Some(client),
            node: 0,
            at: Time(at),
            until: until.map(Time),
            fact: FactId(0),
            asked: Default::default(),
            account: "alice".to_owned(),
            balance: None,
            told: Default::default(),
            fate: Fate::Done,
            missed: None,
            reads: true,
        }
    }

    #[test]
    fn a_phone_shows_its_own_last_request_and_waits_until_it_is_answered() {
        let column = Column {
            protocol: String::new(),
            name: Default::default(),
            way: Default::default(),
            price: Default::default(),
            settings: Vec::new(),
            differs: Vec::new(),
            nodes: Vec::new(),
            requests: vec![request(0, 10, Some(20)), request(1, 12, None), request(0, 30, Some(45))],
        };
        let seen = |client, at| screen(&column, Some(client), Time(at)).map(|it| (it.request.at.0, it.waits));
        assert_eq!(seen(0, 9), None);
        assert_eq!(
            [seen(0, 10), seen(0, 20), seen(0, 44), seen(0, 45)],
            [Some((10, true)), Some((10, false)), Some((30, true)), Some((30, false))]
        );
        assert_eq!(seen(1, 99), Some((12, true)));
        assert_eq!(clients(&column), [Some(0), Some(1)]);
    }
}
