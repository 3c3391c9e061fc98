//! What a node's card on the stage says: its name, its role, its log as a strip of cells, and what
//! is out of the ordinary about it.

use super::numbers::{money, skew, speed, whole};
use super::seal::{Standing, standings_of};
use super::standing::{self, balance, reference, telling};
use super::{cut, names, say, tables};
use crate::base::ids::{AccountId, NodeId};
use crate::base::text::{Language, TextBuf};
use crate::lab::experiment::Experiment;
use crate::lab::frame::{Frame, NodeFrame, Status};
use crate::lab::standing::Stands;
use crate::sim::cast::{Cast, Shape};
use crate::sim::show::Log;

/// The face of a card.
#[derive(Clone, PartialEq, Debug)]
pub struct CardView {
    /// The node that the card is about.
    pub node: NodeId,
    /// What it is called.
    pub name: String,
    /// How it is drawn where it is no service.
    pub shape: Option<Shape>,
    /// Whether others are meant to hold the same, so that it wears a seal.
    pub sealed: bool,
    /// Its role, and whether it is down, paused or cut off.
    pub role: String,
    /// Whether it takes part.
    pub status: Status,
    /// Whether it takes writes from others; a card says so by a mark and a word. Of one that only
    /// believes it still does, the word is another one and there is no mark.
    pub leads: bool,
    /// Whether something about it is alarming.
    pub alarm: bool,
    /// Its fingerprint, for the seal.
    pub seal: String,
    /// Which of the others are in the same state.
    pub standing: Option<Standing>,
    /// How its copy stands to the newest one.
    pub stands: Option<Stands>,
    /// The same in a word or two; nothing where it is compared with nobody.
    pub word: String,
    /// Its log's last cells; none where it has no log.
    pub cells: Vec<Cell>,
    /// Whether there are entries before them.
    pub more: bool,
    /// What stands in the place of the log where it has none: what is under way, each thing in a few
    /// words. Empty where nothing is.
    pub glance: Vec<String>,
    /// The account on which copies differ, or else the sum of all balances; nothing where it holds
    /// none.
    pub total: String,
    /// What counts for that account, where it is not what the node says.
    pub newest: String,
    /// The same as a figure alone, for where there is little room.
    pub counts: String,
    /// Whether what it says is below nothing.
    pub overdrawn: bool,
    /// What is out of the ordinary: a wrong clock, slow messages, an epoch, a remark.
    pub foot: String,
    /// All of it, to be read aloud.
    pub said: String,
}

/// One entry of the log.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cell {
    /// Where it was first written; nothing for one that the node only heard of.
    pub origin: Option<NodeId>,
    /// How far it has come.
    pub state: CellState,
}

/// How far an entry has come at a node.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CellState {
    /// It is a part of the state that reads see.
    Applied,
    /// On disk, not replayed yet.
    Waiting,
    /// Received, not on disk yet.
    Unsaved,
    /// Known to exist, not received.
    Elsewhere,
}

/// Never more ghosts than this: that something is missing matters, not how much.
const MOST_GHOSTS: u64 = 2;

/// The faces of all nodes of a frame. `room` is how many cells a card has room for.
pub fn cards(frame: &Frame, experiment: &Experiment, room: usize, language: Language) -> Vec<CardView> {
    let about = telling(frame, experiment);
    frame
        .nodes
        .iter()
        .zip(standings_of(frame))
        .map(|(node, standing)| face(node, standing, (frame, experiment, about), room, language))
        .collect()
}

/// What a node is called: a service has its city, a part its own name.
pub fn name(node: &NodeFrame, language: Language) -> &str {
    match &node.part {
        Some(part) => part.name.in_language(language),
        None => names::node(node.id, &Cast::of_services(node.id.0 + 1), language),
    }
}

fn face(
    node: &NodeFrame,
    standing: Option<Standing>,
    (frame, experiment, about): (&Frame, &Experiment, Option<AccountId>),
    room: usize,
    language: Language,
) -> CardView {
    let name = name(node, language).to_owned();
    let status = status(node, frame, language);
    let owned = owns(node.id, experiment, language);
    // A part that is called what it is says so once; who owns what tells more of a service than
    // that it is one.
    let own = node.role.in_language(language);
    let own = if own.to_lowercase() == name.to_lowercase() { "" } else { own };
    let replaced = is_replaced(node, frame);
    let believes = say!(language, "thinks it is {own}", "自认{own}");
    let own = if replaced { believes.as_str() } else { own };
    let own = if owned.is_empty() { own } else { owned.as_str() };
    let role = match (own, status.as_str()) {
        (role, "") => role.to_owned(),
        // That it is cut off is drawn; what it believes is not.
        (role, _) if replaced && node.status == Status::Up => role.to_owned(),
        // What it was before it stopped no longer counts.
        (_, status) if node.status == Status::Down => status.to_owned(),
        ("", status) => status.to_owned(),
        (role, status) => say!(language, "{role}, {status}", "{role}，{status}"),
    };
    let log = node.log();
    let cells = log.map_or_else(Vec::new, |log| cells(log, node.status == Status::Down, room));
    let foot = foot(node, replaced, language);
    let glance = if log.is_none() { tables::glance(node, language) } else { Vec::new() };
    // A node that is down has nothing in memory: a total of 0 would look as if its money were gone.
    let balances = node.balances().filter(|_| node.status != Status::Down);
    let about = about.filter(|_| node.group.is_some() && balances.is_some());
    let mine = about.and_then(|account| balance(node, account));
    let overdrawn = balances.is_some_and(|held| held.rows.iter().any(|row| row.balance < 0));
    let below = balances.and_then(|held| held.rows.iter().find(|row| row.balance < 0));
    let money = |amount| money(amount, experiment.decimals);
    let total = match (about, below) {
        (Some(account), _) => {
            let name = names::account(account, experiment);
            format!("{name} {}", mine.map_or_else(|| "–".to_owned(), money))
        }
        (None, Some(row)) => format!("{} {}", names::account(row.account, experiment), money(row.balance)),
        // Said to be a sum: beside a question about one account it would be taken for that account's.
        (None, None) => balances.map_or_else(String::new, |held| {
            let sum = money(held.total);
            say!(language, "total {sum}", "合计 {sum}")
        }),
    };
    let counts = about.and_then(|account| {
        reference(frame, &experiment.cast(), account).and_then(|it| balance(it, account))
    });
    let counts = counts.filter(|_| counts != mine);
    let newest = match counts {
        Some(counts) => {
            let counts = money(counts);
            say!(language, "newest {counts}", "最新 {counts}")
        }
        None => String::new(),
    };
    let word = match node.stands {
        // What a copy that is down holds may be newer: a read that missed it is stale all the same.
        Some(Stands::Newest) if lacks_one(node, frame) => {
            say!(language, "newest of those up", "在线中最新")
        }
        Some(stands) => standing::word(stands, language),
        None => String::new(),
    };
    let same = match (standing, word.as_str()) {
        (None, _) | (_, "") => String::new(),
        (Some(standing), _) if standing.agreed() => {
            say!(language, "Same state as all others. ", "与其他节点状态相同。")
        }
        (_, word) => say!(language, "Copy: {word}. ", "副本：{word}。"),
    };
    let mut said = if role.is_empty() {
        say!(language, "{name}. ", "{name}。")
    } else {
        say!(language, "{name}: {role}. ", "{name}：{role}。")
    };
    if let Some(log) = log {
        let (entries, applied) = (whole(log.len), whole(log.applied));
        said += &say!(
            language,
            "{applied} of {entries} entries replayed. ",
            "已重放 {entries} 条中的 {applied} 条。"
        );
    }
    if !glance.is_empty() {
        let all = glance.join(" · ");
        said += &say!(language, "{all}. ", "{all}。");
    }
    if !total.is_empty() {
        said += &match newest.as_str() {
            "" => say!(language, "{total}. ", "{total}。"),
            newest => say!(language, "{total}, {newest}. ", "{total}，{newest}。"),
        };
    }
    said = said + &same + &foot;
    CardView {
        node: node.id,
        name,
        shape: node.part.as_ref().map(|part| part.shape),
        sealed: node.group.is_some(),
        role,
        status: node.status,
        leads: node.leads && !replaced,
        alarm: node.counters().any(|counter| counter.alarming),
        seal: node.seal.clone(),
        standing,
        stands: node.stands,
        word,
        more: log
            .is_some_and(|log| log.len > cells.iter().filter(|cell| cell.origin.is_some()).count() as u64),
        cells,
        glance,
        total,
        newest,
        counts: counts.map_or_else(String::new, money),
        overdrawn,
        foot,
        said: said.trim_end().to_owned(),
    }
}

/// So many accounts are named; of more, how many there are.
const MOST_NAMED: usize = 2;

/// Which accounts a service owns, where accounts are owned.
fn owns(node: NodeId, experiment: &Experiment, language: Language) -> String {
    let cast = experiment.cast();
    let accounts = (0..experiment.accounts.len() as u32).map(AccountId);
    let mine: Vec<AccountId> = accounts.filter(|&account| cast.owner(account) == Some(node)).collect();
    let named: Vec<String> =
        mine.iter().take(MOST_NAMED).map(|&account| names::account(account, experiment)).collect();
    let list = names::list(&named.iter().map(String::as_str).collect::<Vec<_>>(), language);
    match mine.len() {
        0 => String::new(),
        count if count > MOST_NAMED + 1 => {
            let count = whole(count as u64);
            say!(language, "owns {count} accounts", "负责 {count} 个账户")
        }
        count if count > MOST_NAMED => {
            let all: Vec<String> = mine.iter().map(|&account| names::account(account, experiment)).collect();
            let all = names::list(&all.iter().map(String::as_str).collect::<Vec<_>>(), language);
            say!(language, "owns {all}", "负责 {all}")
        }
        _ => say!(language, "owns {list}", "负责 {list}"),
    }
}

/// Down, paused, cut off from all or from most; nothing for a node that is well.
fn status(node: &NodeFrame, frame: &Frame, language: Language) -> String {
    let others = || frame.nodes.iter().filter(|other| other.id != node.id);
    let lost = others()
        .filter(|other| {
            cut::blocked(&frame.cuts, other.id, node.id) || cut::blocked(&frame.cuts, node.id, other.id)
        })
        .count();
    match node.status {
        Status::Down => say!(language, "down", "已宕机"),
        Status::Paused => say!(language, "paused", "已暂停"),
        Status::Up if lost > 0 && lost == others().count() => say!(language, "cut off", "被隔离"),
        Status::Up if lost * 2 > others().count() => say!(language, "partly cut off", "部分断开"),
        Status::Up => String::new(),
    }
}

fn cells(log: &Log<TextBuf>, down: bool, room: usize) -> Vec<Cell> {
    let ghosts = log.known.saturating_sub(log.len).min(MOST_GHOSTS) as usize;
    let shown = room.saturating_sub(ghosts).min(log.strip.len());
    let first = log.len - (shown as u64).min(log.len) + 1;
    let own = log.strip[log.strip.len() - shown..].iter().zip(first..).map(|(&origin, index)| Cell {
        origin: Some(origin),
        state: match index {
            index if index <= log.applied => CellState::Applied,
            // What a node that is down still has is what was on its disk.
            index if index <= log.saved || down => CellState::Waiting,
            _ => CellState::Unsaved,
        },
    });
    own.chain(core::iter::repeat_n(Cell { origin: None, state: CellState::Elsewhere }, ghosts)).collect()
}

/// Whether another node of its group that is up takes writes in a later epoch: then it takes them
/// only because it has not heard of that one.
fn is_replaced(node: &NodeFrame, frame: &Frame) -> bool {
    let takes = |it: &NodeFrame| it.leads && it.status != Status::Down && it.group.is_some();
    let later = |it: &NodeFrame| takes(it) && it.group == node.group && it.epoch > node.epoch;
    takes(node) && frame.nodes.iter().any(later)
}

/// Whether a copy of its group is down, so that it is compared with those that are left.
fn lacks_one(node: &NodeFrame, frame: &Frame) -> bool {
    frame.nodes.iter().any(|other| other.group == node.group && other.status == Status::Down)
}

fn foot(node: &NodeFrame, replaced: bool, language: Language) -> String {
    let mut parts: Vec<String> =
        node.counters().filter(|it| it.alarming).map(|it| it.name.in_language(language).to_owned()).collect();
    if node.ahead_us != 0 {
        let ahead = skew(node.ahead_us, language);
        parts.push(say!(language, "clock {ahead}", "时钟 {ahead}"));
    }
    if node.slow_milli != 1_000 {
        let slow = speed(node.slow_milli);
        parts.push(say!(language, "slow {slow}", "变慢 {slow}"));
    }
    if node.version != 1 {
        let version = node.version;
        parts.push(say!(language, "version {version}", "版本 {version}"));
    }
    if node.epoch > 1 || replaced {
        let epoch = node.epoch;
        parts.push(say!(language, "epoch {epoch}", "任期 {epoch}"));
    }
    parts.join(" · ")
}

/// Things in as many lines as a card has for them: each line takes what fits on it. What fits on none
/// is left out whole, because half of it would be taken for something else.
///
/// What is longer than a line is taken apart at its commas first: "2 locks, 1 waiting".
pub fn in_lines(things: &[String], room: usize, lines: usize) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let parts = things.iter().flat_map(|thing| {
        let whole = wide(thing) <= room;
        let comma = move |letter: char| !whole && matches!(letter, ',' | '，');
        thing.split(comma).map(|part| part.trim().to_owned()).collect::<Vec<_>>()
    });
    let things: Vec<String> = parts.collect();
    for (place, thing) in things.iter().enumerate() {
        let full = all.len() == lines;
        let more = if full && place + 1 < things.len() { 2 } else { 0 };
        match all.last_mut() {
            Some(last) if wide(last) + 3 + wide(thing) + more <= room => *last += &format!(" · {thing}"),
            Some(last) if full => {
                *last += if wide(last) + 2 <= room { " …" } else { "" };
                break;
            }
            _ => all.push(clip_name(thing, room)),
        }
    }
    all
}

/// How wide a text is, in units of one Latin letter; a Chinese character takes two.
pub fn wide(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() || c == '·' { 1 } else { 2 }).sum()
}

/// The same for a text that ends with a figure, `operations under way: 1`: the name is cut, and the
/// figure, which is the news, stays.
pub fn clip_name(text: &str, room: usize) -> String {
    let colon = text.rfind([':', '：']).filter(|&at| text[at..].chars().skip(1).all(|c| !c.is_alphabetic()));
    let (name, figure) = text.split_at(colon.unwrap_or(text.len()));
    clip(name, room.saturating_sub(figure.chars().count())) + figure
}

/// A text cut to a width, in units of one Latin letter; a Chinese character takes two.
pub fn clip(text: &str, room: usize) -> String {
    let wide = |c: char| if c.is_ascii() { 1 } else { 2 };
    if text.chars().map(wide).sum::<usize>() <= room {
        return text.to_owned();
    }
    let mut left = room.saturating_sub(1);
    let mut clipped: String = text
        .chars()
        .take_while(|&c| {
            let fits = wide(c) <= left;
            left = left.saturating_sub(wide(c));
            fits
        })
        .collect();
    clipped.truncate(clipped.trim_end_matches([' ', ',', '，']).len());
    clipped + "…"
}

/// A frame of these nodes with these cuts, in which nothing happens.
#[cfg(test)]
pub(crate) fn frame(nodes: Vec<NodeFrame>, cuts: Vec<crate::lab::frame::CutFrame>) -> Frame {
    use crate::base::time::Time;
    use crate::lab::frame::{ClientsFrame, SpaceTime};
    let space_time = SpaceTime { to: Time(1), ..SpaceTime::default() };
    Frame {
        branch: 0,
        at: Time(0),
        step: 0,
        steps: 0,
        facts: 0,
        nodes,
        flights: vec![],
        flying: 0,
        beats: 0,
        cuts,
        recent: vec![],
        recent_beats: 0,
        space_time,
        states: 1,
        apart_us: 0,
        clients: ClientsFrame::default(),
        stale_count: 0,
        stale: vec![],
        eyes: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::frame::{CutFrame, PartFrame};
    use crate::sim::fault::Cut;
    use crate::sim::show::{Counter, Section};
    use crate::view::passbook::tests::{experiment, node};

    #[test]
    fn cells_say_how_far_each_entry_has_come() {
        // Nine entries, four applied, six on disk, three more elsewhere; the strip holds the last
        // six.
        let log = node(0).log().cloned().expect("a log");
        let states: Vec<CellState> = cells(&log, false, 8).iter().map(|cell| cell.state).collect();
        use CellState::{Applied, Elsewhere, Unsaved, Waiting};
        assert_eq!(states, [Applied, Waiting, Waiting, Unsaved, Unsaved, Unsaved, Elsewhere, Elsewhere]);
        assert_eq!(cells(&log, false, 4).len(), 4);
        assert_eq!(cells(&Log { strip: vec![], len: 0, known: 0, ..log }, false, 4), []);
    }

    #[test]
    fn a_card_says_what_is_out_of_the_ordinary() {
        let odd =
            NodeFrame { ahead_us: 250_000, slow_milli: 10_000, seal: "00000000000000bb".into(), ..node(2) };
        let mut odd = NodeFrame { stands: Some(Stands::Behind { versions: 2 }), ..odd };
        odd.sections.iter_mut().for_each(|section| {
            if let Section::Balances(held) = section {
                held.rows[0].balance = 40;
            }
        });
        let frame = frame(
            vec![node(0), node(1), odd],
            vec![CutFrame { rule: 0, cut: Cut::Isolate { node: NodeId(2) } }],
        );
        let cards = cards(&frame, &experiment(), 8, Language::En);
        assert_eq!(cards[2].role, "primary, cut off");
        assert_eq!(cards[0].role, "primary", "it still hears half of the others");
        assert_eq!(cards[2].foot, "clock +250 ms · slow 10×");
        assert_eq!(
            cards[2].said,
            "Shanghai: primary, cut off. 4 of 9 entries replayed. alice 40, newest 70. Copy: 2 behind. clock +250 ms · slow 10×"
        );
        assert_eq!(cards[0].standing.map(|standing| standing.letter()), Some('a'));
        // What differs is shown, and not a total that may be the same everywhere.
        let shown = |card: &CardView| (card.word.clone(), card.total.clone(), card.newest.clone());
        assert_eq!(shown(&cards[0]), ("newest".into(), "alice 70".into(), String::new()));
        assert_eq!(shown(&cards[2]), ("2 behind".into(), "alice 40".into(), "newest 70".into()));
    }

    /// A primary that came back has not heard of the one that replaced it.
    #[test]
    fn who_was_replaced_is_said_to_think_that_it_is_the_primary() {
        let leads = |id, epoch| NodeFrame { leads: true, epoch, ..node(id) };
        let (old, new) = (leads(0, 1), leads(1, 2));
        let both = frame(vec![old.clone(), new.clone()], vec![]);
        let card = |frame: &Frame, place: usize, language| {
            let card = cards(frame, &experiment(), 8, language).remove(place);
            (card.role, card.leads, card.foot)
        };
        let is = |role: &str, leads, foot: &str| (role.to_owned(), leads, foot.to_owned());
        assert_eq!(card(&both, 0, Language::En), is("thinks it is primary", false, "epoch 1"));
        assert_eq!(card(&both, 1, Language::En), is("primary", true, "epoch 2"));
        assert_eq!(card(&both, 0, Language::Zh), is("自认主节点", false, "任期 1"));
        // Where all take writes in one epoch, that is how it is meant.
        let equal = frame(vec![old.clone(), NodeFrame { epoch: 1, ..new.clone() }], vec![]);
        assert_eq!(card(&equal, 0, Language::En), is("primary", true, ""));
        // Small cards have room for it as well.
        let face = cards(&both, &experiment(), 8, Language::En).remove(0);
        let small = crate::view::face::place(&face, crate::view::size(142.0, 94.0), true);
        assert_eq!((small.role.as_str(), small.foot.as_str()), ("thinks: primary", "epoch 1"));
        // Who is down replaces nobody.
        let down = frame(vec![old, NodeFrame { status: Status::Down, ..new }], vec![]);
        assert_eq!(card(&down, 0, Language::En), is("primary", true, ""));
    }

    /// "Newest" is said of the copies that can be compared.
    #[test]
    fn the_newest_of_those_that_are_up_is_not_called_the_newest() {
        let newest = |id| NodeFrame { stands: Some(Stands::Newest), ..node(id) };
        let down = NodeFrame { status: Status::Down, stands: None, ..node(2) };
        let word = |nodes: Vec<NodeFrame>, language| {
            cards(&frame(nodes, vec![]), &experiment(), 8, language).remove(0).word
        };
        assert_eq!(word(vec![newest(0), newest(1), newest(2)], Language::En), "newest");
        let left = vec![newest(0), newest(1), down];
        assert_eq!(word(left.clone(), Language::En), "newest of those up");
        assert_eq!(word(left, Language::Zh), "在线中最新");
    }

    #[test]
    fn a_figure_is_shown_whatever_its_name_has_room_for() {
        assert_eq!(clip_name("operations under way: 12", 20), "operations unde…: 12");
        assert_eq!(clip_name("1 个在途调用 · 待处理的调用：0", 24), "1 个在途调用 · 待处…：0");
        assert_eq!(clip_name("2 locks, 1 waiting", 10), "2 locks…");
        let things =
            ["1 lock, 1 waiting".to_owned(), "2 open transactions".to_owned(), "calls: 3".to_owned()];
        assert_eq!(in_lines(&things, 40, 2), ["1 lock, 1 waiting · 2 open transactions", "calls: 3"]);
        assert_eq!(in_lines(&things, 22, 2), ["1 lock, 1 waiting", "2 open transactions …"]);
        assert_eq!(in_lines(&things[..2], 20, 2), ["1 lock, 1 waiting", "2 open transactions"]);
        assert_eq!(in_lines(&things, 22, 1), ["1 lock, 1 waiting …"]);
        assert_eq!(in_lines(&[], 20, 2), [""; 0]);
        // In a card that is small, what is in doubt stays whole, and so does each part of the rest.
        let doubt = ["1 in doubt".to_owned(), "12 locks, 10 waiting".to_owned()];
        assert_eq!(in_lines(&doubt, 19, 2), ["1 in doubt", "12 locks …"]);
        assert_eq!(in_lines(&doubt, 21, 2), ["1 in doubt", "12 locks, 10 waiting"]);
        assert_eq!(clip_name("calls: 3", 20), "calls: 3");
    }

    #[test]
    fn a_node_that_is_down_is_not_said_to_have_no_money() {
        let down = NodeFrame { status: Status::Down, ..node(2) };
        let card = &cards(&frame(vec![node(0), node(1), down], vec![]), &experiment(), 8, Language::En)[2];
        assert_eq!((card.total.as_str(), card.role.as_str()), ("", "down"));
        assert!(!card.said.contains("Total"), "{}", card.said);
    }

    #[test]
    fn a_part_that_is_called_what_it_is_says_so_once() {
        let said = |en: &str, zh: &str| TextBuf { en: en.into(), zh: zh.into() };
        let part = PartFrame { name: said("Database", "数据库"), shape: Shape::Database };
        let database = NodeFrame { part: Some(part), role: said("database", "数据库"), ..node(2) };
        for (language, is) in [(Language::En, "Database. "), (Language::Zh, "数据库。")] {
            let frame = frame(vec![node(0), node(1), database.clone()], vec![]);
            let card = &cards(&frame, &experiment(), 8, language)[2];
            assert_eq!(card.role, "");
            assert!(card.said.starts_with(is), "{}", card.said);
        }
        let down = NodeFrame { status: Status::Down, ..database };
        let card = &cards(&frame(vec![node(0), node(1), down], vec![]), &experiment(), 8, Language::En)[2];
        assert_eq!((card.name.as_str(), card.role.as_str()), ("Database", "down"));
    }

    #[test]
    fn a_card_says_only_what_its_node_has() {
        let counter =
            Counter {
                name: TextBuf { en: "balance".into(), zh: "余额".into() }, value: 40, alarming: false
            };
        let plain = NodeFrame { sections: vec![Section::Counters(vec![counter])], ..node(0) };
        let face = &cards(&frame(vec![plain, node(1)], vec![]), &experiment(), 8, Language::En)[0];
        assert_eq!(
            (face.cells.len(), face.more, face.total.as_str(), face.glance.join(" · ").as_str()),
            (0, false, "", "balance: 40")
        );
        assert_eq!(face.said, "Hangzhou: primary. balance: 40. Same state as all others.");
    }

    #[test]
    fn long_texts_are_cut_by_what_they_show() {
        assert_eq!(clip("secondary, no primary known", 12), "secondary…");
        assert_eq!(clip("从节点（主节点未知）", 9), "从节点（…");
        assert_eq!(clip("primary", 7), "primary");
    }
}
