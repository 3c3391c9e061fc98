//! Where a demo stands in a library: by what goes wrong in it, as whoever it happens to would say.
//! The checker of a demo decides, so a new demo finds its place by itself.

use super::{Demo, PREDICATES};
use crate::base::text::{Text, TextBuf, text};
use crate::lab::promised::said;
use crate::lab::transactions::anomaly_title;
use crate::lab::verdicts;
use crate::protocol::catalog::knob::Setting;

/// What goes wrong, in the order of a library.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Shelf {
    /// Money is made or lost.
    Money,
    /// Somebody spent what was not there.
    Overdrawn,
    /// Something took effect twice, or never.
    Twice,
    /// A part of something happened, and the rest did not.
    Half,
    /// No single order explains the answers: a write is lost, or an old value is read.
    Lost,
    /// Somebody is shown the past.
    Stale,
    /// Copies do not come to agree, or take back what they showed.
    Apart,
    /// What runs at the same time sees or overwrites the unfinished work of the other.
    Mixed,
    /// Events are lost, come in another order, or their reports are wrong.
    Events,
    /// Somebody waits in vain.
    Waiting,
}

/// Which checkers belong to which shelf.
const CHECKERS: &[(Shelf, &[&str])] = &[
    (Shelf::Money, &["conservation"]),
    (Shelf::Overdrawn, &["non-negative", "covered"]),
    (Shelf::Twice, &["effects"]),
    (Shelf::Half, &["all-or-nothing", "atomic-commit"]),
    (Shelf::Lost, &["linearizable", "sequential", "causal", "stale-versions"]),
    (
        Shelf::Stale,
        &["read-your-writes", "monotonic-reads", "monotonic-writes", "writes-follow-reads", "stale-time"],
    ),
    (Shelf::Apart, &["convergence", "append-only", "prefix"]),
    (Shelf::Mixed, &["lost-update", "G1a", "G-single-item", "no-conflicts"]),
    (Shelf::Events, &["published", "key-order", "accounted", "reports", "unique-names"]),
    (Shelf::Waiting, &["answered", "available", "recovers", "no-late-effects", "stalls-are-told"]),
];

impl Shelf {
    /// Every shelf, in order.
    pub const ALL: [Shelf; 10] = [
        Shelf::Money,
        Shelf::Overdrawn,
        Shelf::Twice,
        Shelf::Half,
        Shelf::Lost,
        Shelf::Stale,
        Shelf::Apart,
        Shelf::Mixed,
        Shelf::Events,
        Shelf::Waiting,
    ];

    /// The shelf of what a checker decides; nothing for a checker that no demo names. A model or an
    /// anomaly of transactions stands with what runs at the same time.
    pub fn of(checker: &str) -> Option<Shelf> {
        CHECKERS.iter().find(|(_, checkers)| checkers.contains(&checker)).map(|(shelf, _)| *shelf)
    }

    /// Its name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Shelf::Money => "money",
            Shelf::Overdrawn => "overdrawn",
            Shelf::Twice => "twice",
            Shelf::Half => "half",
            Shelf::Lost => "lost",
            Shelf::Stale => "stale",
            Shelf::Apart => "apart",
            Shelf::Mixed => "mixed",
            Shelf::Events => "events",
            Shelf::Waiting => "waiting",
        }
    }

    /// What goes wrong, as one would say it.
    pub const fn title(self) -> Text {
        match self {
            Shelf::Money => text("Money is made or lost", "钱凭空多出或消失"),
            Shelf::Overdrawn => text("Spent what was not there", "花掉了不存在的钱"),
            Shelf::Twice => text("Done twice, or never", "重复生效，或没有生效"),
            Shelf::Half => text("Half of it happened", "只完成了一半"),
            Shelf::Lost => text("Acknowledged, then lost or not seen", "已确认，却丢失或读不到"),
            Shelf::Stale => text("Shown the past", "读到过去的状态"),
            Shelf::Apart => text("Copies never agree", "副本始终不一致"),
            Shelf::Mixed => text("In each other's way", "并发操作互相干扰"),
            Shelf::Events => text("Events lost, late or misread", "事件丢失、乱序或被误读"),
            Shelf::Waiting => text("Nobody answers", "迟迟得不到答复"),
        }
    }

    /// The same in a sentence, with the terms that engineers look for.
    pub const fn about(self) -> Text {
        match self {
            Shelf::Money => text(
                "The balances no longer add up to what was paid in: retries, lost updates, and state that is not durable.",
                "余额之和与存入的总额对不上：重试、丢失更新、状态没有持久化。",
            ),
            Shelf::Overdrawn => text(
                "A withdrawal was allowed by a balance that was old or held twice: decisions on stale reads, write skew.",
                "依据过期或被重复占用的余额放行了取款：凭过期读做决定、写偏斜。",
            ),
            Shelf::Twice => text(
                "A command or an event came again, and its effect with it: at-least-once delivery without idempotence.",
                "命令或事件再次到达，效果也再次发生：至少一次投递，却没有幂等。",
            ),
            Shelf::Half => text(
                "One part of a transfer committed and the other did not: broken atomicity, missing or doubled compensation.",
                "转账的一部分提交了，另一部分没有：原子性被破坏，补偿缺失或重复。",
            ),
            Shelf::Lost => text(
                "No single order explains what the clients were told: lost writes, failover, reads and writes that do not overlap.",
                "没有任何一种顺序能解释客户端得到的答复：写入丢失、故障切换、读写集合没有交集。",
            ),
            Shelf::Stale => text(
                "Somebody does not see an own write, or sees time go backwards: replication lag, broken session guarantees.",
                "看不到自己的写入，或看到时间倒流：复制延迟，会话保证被破坏。",
            ),
            Shelf::Apart => text(
                "Copies stay different, or take back what they showed: missing events, diverged logs, folds that are not pure.",
                "副本一直不同，或撤回已展示的数据：事件缺失、日志分叉、归约（fold）不纯。",
            ),
            Shelf::Mixed => text(
                "What runs at the same time overwrites, sees or blocks the unfinished work of the other: isolation.",
                "同时进行的操作覆盖、看到或阻挡了对方未完成的工作：隔离性问题。",
            ),
            Shelf::Events => text(
                "A change without its event, an event out of order, a report that cannot be right.",
                "有变更却没有事件，事件顺序颠倒，报表不可能正确。",
            ),
            Shelf::Waiting => text(
                "Locks, doubt and retry storms: clients time out, and nobody can tell them what became of their operation.",
                "锁、未决事务与重试风暴：客户端超时，没有人能说清操作的结果。",
            ),
        }
    }
}

impl Demo {
    /// Where it stands in a library.
    ///
    /// # Panics
    /// Where its checker belongs to no shelf, which a test rules out.
    pub fn shelf(&self) -> Shelf {
        Shelf::of(self.checker).unwrap_or_else(|| unreachable!("{} is on no shelf", self.checker))
    }

    /// The promise that is broken with the protection off, as people call it.
    pub fn breaks(&self) -> TextBuf {
        if let Some(predicate) = PREDICATES.iter().find(|predicate| predicate.name == self.checker) {
            return predicate.sentence.into();
        }
        match verdicts::known_title(self.checker) {
            Some(title) => title.into(),
            None => {
                let title = anomaly_title(self.checker);
                TextBuf { en: format!("No {}", lower_first(&title.en)), zh: format!("不出现{}", title.zh) }
            }
        }
    }

    /// What protects: each setting by its title, and what it is set to.
    pub fn protected_by(&self) -> Vec<TextBuf> {
        let known = |&(name, to): &(&str, _)| {
            let knob = self.entry.knobs.iter().find(|knob| knob.name == name)?;
            Some(said(knob, &Setting::from(to)))
        };
        self.protection.iter().filter_map(known).collect()
    }

    /// Everything by which it can be found, in small letters: what is said of it, in every language.
    pub fn words(&self) -> String {
        let mut all = vec![self.id.to_owned(), self.protocol.to_owned(), self.checker.to_owned()];
        for text in [self.title, self.story, self.entry.title, self.shelf().title(), self.shelf().about()] {
            all.extend([text.en.to_owned(), text.zh.to_owned()]);
        }
        for text in self.protected_by().into_iter().chain([self.breaks()]) {
            all.extend([text.en, text.zh]);
        }
        all.join("\n").to_lowercase()
    }
}

/// Whether something is found that has these [words](Demo::words): each word of the query stands in
/// them somewhere, in whatever case. An empty query finds everything.
pub fn is_found(words: &str, query: &str) -> bool {
    query.to_lowercase().split_whitespace().all(|word| words.contains(word))
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::super::all;
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_demo_stands_on_a_shelf_and_no_shelf_is_empty() {
        let homeless: Vec<_> = all()
            .filter(|demo| Shelf::of(demo.checker).is_none())
            .map(|demo| (demo.id, demo.checker))
            .collect();
        assert_eq!(homeless, []);
        let filled: BTreeSet<Shelf> = all().map(|demo| demo.shelf()).collect();
        assert_eq!(filled.into_iter().collect::<Vec<_>>(), Shelf::ALL);
    }

    #[test]
    fn no_checker_stands_on_two_shelves_and_names_and_titles_differ() {
        let checkers: Vec<&str> =
            CHECKERS.iter().flat_map(|(_, checkers)| checkers.iter().copied()).collect();
        assert_eq!(checkers.iter().collect::<BTreeSet<_>>().len(), checkers.len());
        for of in [|it: Shelf| it.name(), |it: Shelf| it.title().en, |it: Shelf| it.title().zh] {
            assert_eq!(Shelf::ALL.map(of).into_iter().collect::<BTreeSet<_>>().len(), Shelf::ALL.len());
        }
    }

    #[test]
    fn every_demo_says_what_it_breaks_and_what_protects_in_both_languages() {
        for demo in all() {
            let (breaks, protects) = (demo.breaks(), demo.protected_by());
            assert!(!breaks.en.is_empty() && !breaks.zh.is_empty(), "{}", demo.id);
            assert_eq!(protects.len(), demo.protection.len(), "{}: a protection is no setting", demo.id);
            assert!(!protects.is_empty(), "{}", demo.id);
        }
    }

    #[test]
    fn a_demo_is_found_by_any_of_its_words_in_either_language_and_by_nothing_else() {
        let found = |query: &str| -> Vec<&str> {
            all().filter(|demo| is_found(&demo.words(), query)).map(|demo| demo.id).collect()
        };
        assert_eq!(found("").len(), all().count());
        for demo in all() {
            for query in [demo.id, demo.title.en, demo.title.zh] {
                assert!(found(query).contains(&demo.id), "{query}");
            }
        }
        assert!(found("SPLIT brain").contains(&"split-brain"));
        assert!(found("脑裂").contains(&"split-brain"));
        assert_eq!(found("split brain xyzzy"), [""; 0]);
    }
}
