//! Reads a claim.

use super::measure::{Kind, Measure};
use super::{Claim, Compare, MOST_SEEDS, Share, Value};
use crate::base::text::{TextBuf, named};
use crate::base::time::Time;

/// Why a line is no claim: what was expected, and what stands there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Misread {
    /// What should stand there.
    pub expected: &'static str,
    /// The rest of the line from there on.
    pub at: String,
}

impl Misread {
    /// Where it stands in the text that was read: the number of its first character, from 1.
    pub fn place(&self, text: &str) -> usize {
        text.trim_end().chars().count().saturating_sub(self.at.trim_end().chars().count()) + 1
    }

    /// What was expected, in Chinese; the parts of the language itself are the same in all.
    fn expected_zh(&self) -> String {
        let known = [
            ("a measure, such as balance(beijing, alice)", "测量项，例如 balance(beijing, alice)"),
            ("the name of a node", "节点名"),
            ("the name of an account", "账户名"),
            ("a kind of fact", "事实的种类"),
            ("a number, counted from 1", "从 1 开始的序号"),
            ("the name of a model", "模型名"),
            ("a field of the receipt", "运行报告的字段"),
            ("a number, a time or a word", "数字、时间或单词"),
            ("a time, such as 2.1 s or 300 ms", "时间，例如 2.1 s 或 300 ms"),
            ("a share, such as 95 or 90..95", "比例，例如 95 或 90..95"),
            ("the end of the claim", "断言的结尾"),
            ("the end of the condition", "条件的结尾"),
            ("=, !=, <, <=, > or >=", "=、!=、<、<=、> 或 >="),
        ];
        if let Some((_, zh)) = known.iter().find(|(en, _)| *en == self.expected) {
            return (*zh).to_owned();
        }
        let list = |prefix: &str, zh: &str| {
            let names = self.expected.strip_prefix(prefix)?.trim_end_matches(')');
            Some(format!("{zh}（{}）", names.replace(", ", "、")))
        };
        list("a measure of one moment (", "只涉及一个时刻的测量项")
            .or_else(|| list("a measure (", "测量项"))
            .unwrap_or_else(|| self.expected.to_owned())
    }
}

impl From<Misread> for TextBuf {
    fn from(misread: Misread) -> TextBuf {
        let zh = misread.expected_zh();
        let Misread { expected, at } = misread;
        let at = if at.is_empty() { "…".to_owned() } else { named(&at, 40) };
        TextBuf { en: format!("expected {expected} at \"{at}\""), zh: format!("“{at}”处应为{zh}") }
    }
}

/// A time as a claim writes it: `2.1 s`, `300 ms`, `50 us`.
fn time(number: &str, unit: &str) -> Option<Time> {
    let scale: u64 = match unit {
        "s" => 1_000_000,
        "ms" => 1_000,
        "us" => 1,
        _ => return None,
    };
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let digits = u32::try_from(part.len()).ok()?;
    let finest = 10_u64.checked_pow(digits)?;
    if !scale.is_multiple_of(finest) {
        return None;
    }
    let part: u64 = if part.is_empty() { 0 } else { part.parse().ok()? };
    let whole: u64 = whole.parse().ok()?;
    Some(Time(whole.checked_mul(scale)?.checked_add(part * (scale / finest))?))
}

struct Line<'a> {
    rest: &'a str,
}

impl<'a> Line<'a> {
    fn expected<T>(&self, what: &'static str) -> Result<T, Misread> {
        Err(Misread { expected: what, at: self.rest.to_owned() })
    }

    fn takes(&mut self, token: &str) -> bool {
        let Some(rest) = self.rest.strip_prefix(token) else { return false };
        self.rest = rest.trim_start();
        true
    }

    fn needs(&mut self, token: &'static str) -> Result<(), Misread> {
        if self.takes(token) { Ok(()) } else { self.expected(token) }
    }

    /// Letters, digits and what joins them.
    fn word(&mut self, what: &'static str) -> Result<&'a str, Misread> {
        let is_part = |letter: char| letter.is_alphanumeric() || "-_.@".contains(letter);
        let end = self.rest.find(|letter| !is_part(letter)).unwrap_or(self.rest.len());
        if end == 0 {
            return self.expected(what);
        }
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest.trim_start();
        Ok(word)
    }

    fn number<T: core::str::FromStr>(&mut self, what: &'static str) -> Result<T, Misread> {
        let before = self.rest;
        let word = self.word(what)?;
        word.parse().or(Err(Misread { expected: what, at: before.to_owned() }))
    }

    fn time(&mut self) -> Result<Time, Misread> {
        const WHAT: &str = "a time, such as 2.1 s or 300 ms";
        let before = self.rest;
        let read = self.word(WHAT).and_then(|number| Ok(time(number, self.word(WHAT)?)));
        read.ok().flatten().ok_or(Misread { expected: WHAT, at: before.to_owned() })
    }

    /// Two numbers with `..` between them.
    fn range<T: core::str::FromStr + PartialOrd>(&mut self, what: &'static str) -> Result<(T, T), Misread> {
        let before = self.rest;
        let word = self.word(what)?;
        let parts = word.split_once("..").and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
        parts.filter(|(a, b)| a <= b).ok_or(Misread { expected: what, at: before.to_owned() })
    }

    fn measure(&mut self) -> Result<Measure, Misread> {
        let before = self.rest;
        let name = self.word("a measure, such as balance(beijing, alice)")?;
        self.needs("(")?;
        let node = |line: &mut Line<'a>| line.word("the name of a node").map(str::to_owned);
        let kind = |line: &mut Line<'a>| line.word("a kind of fact").map(Kind::named);
        let nth = |line: &mut Line<'a>| line.number::<u32>("a number, counted from 1");
        let measure = match name {
            "balance" => {
                let node = node(self)?;
                self.needs(",")?;
                Measure::Balance { node, account: self.word("the name of an account")?.to_owned() }
            }
            "total" => Measure::Total { node: node(self)? },
            "entries" => Measure::Entries { node: node(self)? },
            "applied" => Measure::Applied { node: node(self)? },
            "locks" => Measure::Locks { node: node(self)? },
            "waiting" => Measure::Waiting { node: node(self)? },
            "in_doubt" => Measure::InDoubt { node: node(self)? },
            "queued" => Measure::Queued { node: node(self)? },
            "dead" => Measure::Dead { node: node(self)? },
            "status" => Measure::Status { node: node(self)? },
            "agree" => Measure::Agree,
            "apart" => Measure::Apart,
            "answer" => Measure::Answer { nth: nth(self)? },
            "asked" => Measure::Asked { nth: nth(self)? },
            "answered" => Measure::Answered { nth: nth(self)? },
            "count" => Measure::Count { kind: kind(self)? },
            "first" => Measure::Nth { kind: kind(self)?, nth: 1 },
            "nth" => {
                let kind = kind(self)?;
                self.needs(",")?;
                Measure::Nth { kind, nth: nth(self)? }
            }
            "verdict" => Measure::Verdict { model: self.word("the name of a model")?.to_owned() },
            "receipt" => Measure::Receipt { path: self.word("a field of the receipt")?.to_owned() },
            _ => {
                let expected = "a measure (balance, total, entries, applied, locks, waiting, in_doubt, queued, dead, \
                                status, agree, apart, answer, asked, answered, count, first, nth, verdict, receipt)";
                return Err(Misread { expected, at: before.to_owned() });
            }
        };
        self.needs(")")?;
        Ok(measure)
    }

    fn value(&mut self) -> Result<Value, Misread> {
        const WHAT: &str = "a number, a time or a word";
        let sign = if self.takes("-") { -1 } else { 1 };
        let before = self.rest;
        let word = self.word(WHAT)?;
        if !word.starts_with(|first: char| first.is_ascii_digit()) && sign > 0 {
            return Ok(Value::word(word));
        }
        let unit = ["s", "ms", "us"].into_iter().find(|unit| {
            self.rest.strip_prefix(unit).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        });
        if let Some(unit) = unit.filter(|_| sign > 0) {
            self.needs(unit)?;
            return time(word, unit)
                .map(Value::Time)
                .ok_or(Misread { expected: WHAT, at: before.to_owned() });
        }
        let number = word.parse::<i64>().ok().and_then(|number| number.checked_mul(sign));
        number.map(Value::Number).ok_or(Misread { expected: WHAT, at: before.to_owned() })
    }

    /// What is measured, and what it is compared with.
    fn condition(&mut self) -> Result<(Measure, Compare, Value), Misread> {
        let measure = self.measure()?;
        let compare = [
            ("!=", Compare::Differs),
            ("<=", Compare::AtMost),
            (">=", Compare::AtLeast),
            ("=", Compare::Equal),
            ("<", Compare::Less),
            (">", Compare::More),
        ];
        let Some((_, compare)) = compare.into_iter().find(|(token, _)| self.takes(token)) else {
            return self.expected("=, !=, <, <=, > or >=");
        };
        Ok((measure, compare, self.value()?))
    }

    /// `95` for at least so many per cent, `90..95` for no more than that either.
    fn percent(&mut self) -> Result<(u32, u32), Misread> {
        const WHAT: &str = "a share, such as 95 or 90..95";
        let before = self.rest;
        let word = self.word(WHAT)?;
        let (least, most) = word.split_once("..").unwrap_or((word, "100"));
        let read = least.parse().ok().zip(most.parse().ok());
        read.filter(|(least, most)| least <= most && *most <= 100)
            .ok_or(Misread { expected: WHAT, at: before.to_owned() })
    }

    fn share(&mut self) -> Result<Share, Misread> {
        let percent = self.percent()?;
        ["%", "of", "seeds"].into_iter().try_for_each(|token| self.needs(token))?;
        let before = self.rest;
        let seeds: (u64, u64) = self.range("seeds, such as 1..200")?;
        if seeds.1 - seeds.0 >= MOST_SEEDS {
            return Err(Misread { expected: "no more than 1,000 seeds", at: before.to_owned() });
        }
        Ok(Share { percent, seeds })
    }
}

impl Claim {
    /// Reads a condition of one moment: a measure of what nodes show, compared with a value, and
    /// nothing behind it. `balance(beijing, alice) < 0` is one.
    ///
    /// # Errors
    /// What was expected, and where.
    pub fn condition(text: &str) -> Result<Claim, Misread> {
        let mut line = Line { rest: text.trim() };
        let (measure, compare, value) = line.condition()?;
        if !measure.is_of_state() {
            let expected = "a measure of one moment (balance, total, entries, applied, locks, waiting, in_doubt, \
                            queued, dead, status)";
            return Err(Misread { expected, at: text.trim().to_owned() });
        }
        if !line.rest.is_empty() {
            return line.expected("the end of the condition");
        }
        Ok(Claim { measure, compare, value, at: None, share: None })
    }

    /// Reads a claim.
    ///
    /// # Errors
    /// What was expected, and where.
    pub fn parse(text: &str) -> Result<Claim, Misread> {
        let mut line = Line { rest: text.trim() };
        let (measure, compare, value) = line.condition()?;
        let at = if line.takes("at the end") || !line.takes("at ") { None } else { Some(line.time()?) };
        let share = if line.takes("on ") { Some(line.share()?) } else { None };
        if line.rest.is_empty() {
            Ok(Claim { measure, compare, value, at, share })
        } else {
            line.expected("the end of the claim")
        }
    }
}
