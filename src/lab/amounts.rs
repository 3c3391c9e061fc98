//! Amounts in texts that were written where nobody knows how many of their digits stand behind the
//! decimal point. A message says `+76` and a judge "a balance of -100" in the smallest unit; whoever
//! brought a ledger in euros and cents reads `+0.76` and "a balance of −1.00".
//!
//! Where the smallest unit is the whole unit, texts stay as they are.

use super::experiment::Experiment;
use super::verdicts::Finding;
use crate::base::arrange::Arrange;
use crate::base::text::TextBuf;
use crate::base::units;

/// The judges all of whose figures are amounts, but for those that [`in_sentence`] knows.
const OF_MONEY: [&str; 5] = ["linearizable", "sequential", "conservation", "non-negative", "covered"];

/// What a message says in a few characters. An amount in it stands right behind `+`, `−`, `=` or `→`,
/// or behind the account that gains, `a → b 100`; whatever else is a figure (`#4`, `≤3`, `×2`) is none.
pub fn in_gist(gist: &str, decimals: u8) -> String {
    if decimals == 0 {
        return gist.to_owned();
    }
    let mut out = String::with_capacity(gist.len() + 8);
    let mut rest = gist;
    while let Some(c) = rest.chars().next() {
        let (sign, behind) = rest.split_at(c.len_utf8());
        out.push_str(sign);
        rest = behind;
        if !matches!(c, '+' | '−' | '=' | '→') {
            continue;
        }
        if let Some(gains) = rest.strip_prefix(' ').filter(|_| c == '→') {
            let name = gains.find(' ').map_or(gains.len(), |at| at + 1);
            out.push(' ');
            out.push_str(&gains[..name]);
            rest = &gains[name..];
        }
        if let Some((amount, after)) = figure(rest) {
            out += &units::money(amount, decimals);
            rest = after;
        }
    }
    out
}

/// A whole number at the beginning of a text, and what stands behind it.
fn figure(text: &str) -> Option<(i64, &str)> {
    let minus = ['-', '−'].iter().find_map(|&minus| text.strip_prefix(minus));
    let digits = minus.unwrap_or(text);
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let number: i64 = digits[..end].parse().ok()?;
    Some((if minus.is_some() { -number } else { number }, &digits[end..]))
}

/// A judge's sentence about money. What accounts and clients are called, and how many operations are
/// told of, are no amounts.
pub fn in_sentence(said: &TextBuf, experiment: &Experiment) -> TextBuf {
    if experiment.decimals == 0 {
        return said.clone();
    }
    let mut names: Vec<&str> = experiment.accounts.iter().map(|account| &*account.name).collect();
    names.arrange_by_key(|name| core::cmp::Reverse(name.len()));
    let write = |text: &str| sentence(text, &names, experiment.decimals);
    TextBuf { en: write(&said.en), zh: write(&said.zh) }
}

fn sentence(text: &str, names: &[&str], decimals: u8) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let (mut rest, mut before) = (text, ' ');
    while let Some(c) = rest.chars().next() {
        let begins = !before.is_ascii_alphanumeric() && !matches!(before, '#' | '.');
        let ends = |after: &str| !after.starts_with(|c: char| c.is_ascii_alphanumeric());
        let name = names.iter().find(|name| rest.strip_prefix(**name).is_some_and(ends)).filter(|_| begins);
        let called = ["client ", "客户端 "].iter().find(|word| rest.starts_with(**word));
        let kept = match (name, called, figure(rest)) {
            (Some(name), ..) => name.len(),
            (_, Some(word), _) => {
                word.len() + rest[word.len()..].bytes().take_while(u8::is_ascii_digit).count()
            }
            (_, _, Some((amount, after))) if begins => {
                let counts = [" operation", " 个操作", "个操作"].iter().any(|what| after.starts_with(what));
                if !counts {
                    out += &units::money(amount, decimals);
                    (rest, before) = (after, '0');
                    continue;
                }
                rest.len() - after.len()
            }
            _ => c.len_utf8(),
        };
        out.push_str(&rest[..kept]);
        before = rest[..kept].chars().last().unwrap_or(' ');
        rest = &rest[kept..];
    }
    out
}

/// What a judge of a run says, with its amounts as the run's ledger writes them.
pub fn in_finding(mut finding: Finding, experiment: &Experiment) -> Finding {
    let is_of_money = OF_MONEY.contains(&finding.model.as_str());
    finding.because = finding.because.map(|said| match is_of_money {
        true => in_sentence(&said, experiment),
        false => {
            TextBuf { en: in_gist(&said.en, experiment.decimals), zh: in_gist(&said.zh, experiment.decimals) }
        }
    });
    finding
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_says_its_amounts_as_the_ledger_does_and_its_versions_as_they_are() {
        for (gist, cents) in [
            ("a#4 +1276", "a#4 +12.76"),
            ("a −7 (c)", "a −0.07 (c)"),
            ("=63800 #4", "=638.00 #4"),
            ("@2 =-250", "@2 =−2.50"),
            ("27 → 9 100 ↻1", "27 → 9 1.00 ↻1"),
            ("a#1 −40 …×3", "a#1 −0.40 …×3"),
            ("≤4", "≤4"),
            ("1/3", "1/3"),
            ("+", "+"),
            ("a + b ?", "a + b ?"),
        ] {
            assert_eq!(in_gist(gist, 2), cents);
            assert_eq!(in_gist(gist, 0), gist);
        }
    }

    #[test]
    fn a_judge_speaks_of_amounts_as_the_ledger_does_and_of_clients_and_accounts_by_their_names() {
        let names = ["card 12", "bob"];
        let said = |text| sentence(text, &names, 2);
        assert_eq!(
            said("Account card 12 has a balance of -100: too low."),
            "Account card 12 has a balance of −1.00: too low."
        );
        assert_eq!(
            said("client 0 reads 50000 from bob in these 3 operations, 120."),
            "client 0 reads 500.00 from bob in these 3 operations, 1.20."
        );
        assert_eq!(
            said("所有账户合计 99900，而应有 100000：少了 100。"),
            "所有账户合计 999.00，而应有 1,000.00：少了 1.00。"
        );
    }
}
