//! The handler of events: what an event does to its account. A file of its own, so that whoever steps
//! through a fold can be shown the very line that did it.

use super::bank::Account;
use super::event::Event;

/// What an event does to its account. It is total: an event is a fact, and a fact cannot be refused.
#[inline]
pub fn handle(account: &mut Account, event: &Event) {
    account.open |= matches!(event, Event::Opened { .. });
    account.balance = account.balance.saturating_add(event.change());
    account.version += 1;
}

/// This file.
const SOURCE: &str = include_str!("handler.rs");

/// The line of the handler that changes a field of the account (`open`, `balance` or `version`): its
/// number in `handler.rs`, counted from 1, and what stands there.
pub fn line_of(field: &str) -> Option<(usize, &'static str)> {
    let changes = |line: &str| {
        let rest = line.strip_prefix("account.").and_then(|rest| rest.strip_prefix(field));
        rest.is_some_and(|rest| rest.starts_with(" =") || rest.starts_with(" +=") || rest.starts_with(" |="))
    };
    (1..).zip(SOURCE.lines().map(str::trim)).find(|(_, line)| changes(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_that_an_event_changes_has_its_line() {
        assert_eq!(line_of("version").map(|(_, line)| line), Some("account.version += 1;"));
        assert!(
            line_of("balance").is_some_and(|(_, line)| line.ends_with("saturating_add(event.change());"))
        );
        assert!(
            line_of("open").is_some_and(|(number, _)| Some(number + 1) == line_of("balance").map(|it| it.0))
        );
        assert_eq!(line_of("owner"), None);
    }
}
