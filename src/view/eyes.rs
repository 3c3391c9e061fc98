//! What one node knows of the others, and what it could not know, in sentences.

use super::names;
use super::numbers::{moment, span, whole};
use crate::base::text::Language;
use crate::base::time::Time;
use crate::lab::frame::{EyesFrame, OtherFrame, Status, TruthFrame};
use crate::sim::cast::Cast;

/// Of the nodes that something was sent to and that have not answered, the one that has been silent
/// for longest; where nobody owes an answer, the one that was heard least lately.
pub fn silent(eyes: &EyesFrame) -> Option<&OtherFrame> {
    let owes = |other: &&OtherFrame| other.first.is_some();
    let owing = eyes.others.iter().filter(owes).min_by_key(|other| other.first);
    owing.or_else(|| eyes.others.iter().min_by_key(|other| other.heard.as_ref().map(|heard| heard.at)))
}

/// For how long another node has been silent, and what was sent to it meanwhile.
pub fn silence(other: &OtherFrame, at: Time, cast: &Cast, language: Language) -> String {
    let name = names::node(other.node, cast, language);
    let since = other.heard.as_ref().map_or(Time::ZERO, |heard| heard.at);
    let (long, sent) = (span(at.since(since), language), whole(u64::from(other.sent)));
    match (language, &other.heard, other.sent) {
        (Language::En, None, 0) => format!("{name} has never been heard, and nothing was sent to it."),
        (Language::En, None, 1) => format!("{name} has never been heard. 1 message was sent to it."),
        (Language::En, None, _) => format!("{name} has never been heard. {sent} messages were sent to it."),
        (Language::En, Some(_), 0) => {
            format!("{name} has been silent for {long}; nothing was sent to it since.")
        }
        (Language::En, Some(_), 1) => {
            format!("{name} has been silent for {long}; 1 message was sent to it since.")
        }
        (Language::En, Some(_), _) => {
            format!("{name} has been silent for {long}; {sent} messages were sent to it since.")
        }
        (Language::Zh, None, 0) => format!("从未收到{name}的消息，也没有给它发过消息。"),
        (Language::Zh, None, _) => format!("从未收到{name}的消息；给它发过 {sent} 条。"),
        (Language::Zh, Some(_), 0) => format!("{name}已沉默 {long}；其间没有给它发过消息。"),
        (Language::Zh, Some(_), _) => format!("{name}已沉默 {long}；其间给它发过 {sent} 条消息。"),
    }
}

/// When another node was heard last, and what it said, for a cell of a table.
pub fn heard(other: &OtherFrame, language: Language) -> Option<(String, String)> {
    let heard = other.heard.as_ref()?;
    let said = format!("{} {}", heard.name.in_language(language), heard.gist);
    Some((moment(heard.at, language), said.trim().to_owned()))
}

/// What there was to know, once the veil is lifted.
pub fn truth(other: &OtherFrame, node: &str, cast: &Cast, language: Language) -> Option<Vec<String>> {
    let TruthFrame { status, arrived, lost, under_way, coming, coming_lost } = other.truth?;
    let name = names::node(other.node, cast, language);
    let [arrived_n, lost_n, way_n, coming_n, gone_n] =
        [arrived, lost, under_way, coming, coming_lost].map(|n| whole(u64::from(n)));
    let mut all = Vec::new();
    all.push(match (status, language) {
        (Status::Up, Language::En) => format!("{name} is up."),
        (Status::Paused, Language::En) => format!("{name} is paused. It is not dead: it will go on."),
        (Status::Down, Language::En) => format!("{name} is down."),
        (Status::Up, Language::Zh) => format!("{name}正常运行。"),
        (Status::Paused, Language::Zh) => format!("{name}停顿着，但没有宕机，之后会继续。"),
        (Status::Down, Language::Zh) => format!("{name}已宕机。"),
    });
    if arrived + lost + under_way > 0 {
        all.push(match language {
            Language::En => format!(
                "Of what {node} sent to it since, {arrived_n} arrived, {lost_n} got lost, {way_n} on the way."
            ),
            Language::Zh => {
                format!("{node}其间发给它的消息：{arrived_n} 条到达，{lost_n} 条丢失，{way_n} 条在路上。")
            }
        });
    }
    if coming + coming_lost > 0 {
        all.push(match language {
            Language::En => format!("From it to {node}: {coming_n} on the way, {gone_n} lost."),
            Language::Zh => format!("它发给{node}的消息：{coming_n} 条在路上，{gone_n} 条丢失。"),
        });
    }
    Some(all)
}

/// What somebody may think of a silence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Guess {
    /// The other node is down.
    Dead,
    /// It is up, or will go on: it is slow, or cannot be reached.
    Slow,
    /// Nobody at this end can know.
    Unknowable,
}

/// Whether a guess is what there was; nothing where it cannot be said, because it guessed nothing.
pub fn is_right(guess: Guess, truth: &TruthFrame) -> Option<bool> {
    match guess {
        Guess::Dead => Some(truth.status == Status::Down),
        Guess::Slow => Some(truth.status != Status::Down),
        Guess::Unknowable => None,
    }
}

/// What comes of asking once more, by what became of what was sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Again {
    /// Nothing of it arrived: nothing was done yet.
    Needed,
    /// It arrived: asked once more, it is done twice, unless it is recognised.
    Twice,
    /// Nothing was sent.
    Nothing,
}

/// What asking once more comes to.
pub fn again(truth: &TruthFrame) -> Again {
    match (truth.arrived, truth.lost + truth.under_way) {
        (1.., _) => Again::Twice,
        (0, 1..) => Again::Needed,
        (0, 0) => Again::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::NodeId;
    use crate::base::text::text;
    use crate::lab::frame::HeardFrame;

    fn other(heard: bool, sent: u32) -> OtherFrame {
        let name = text("Reply", "答复").into();
        OtherFrame {
            node: NodeId(1),
            heard: heard.then(|| HeardFrame { at: Time(800_000), name, gist: "350".to_owned() }),
            sent,
            first: (sent > 0).then_some(Time(900_000)),
            truth: None,
        }
    }

    #[test]
    fn a_silence_is_told_in_both_languages() {
        let cast = Cast::of_services(3);
        let said = |it: OtherFrame, language| silence(&it, Time(2_000_000), &cast, language);
        assert_eq!(
            said(other(true, 2), Language::En),
            "Beijing has been silent for 1.20 s; 2 messages were sent to it since."
        );
        assert_eq!(said(other(true, 2), Language::Zh), "北京已沉默 1.20 秒；其间给它发过 2 条消息。");
        assert_eq!(
            said(other(false, 0), Language::En),
            "Beijing has never been heard, and nothing was sent to it."
        );
    }

    #[test]
    fn dead_and_slow_look_alike_and_only_the_truth_tells_them_apart() {
        let truth = |status, arrived| TruthFrame {
            status,
            arrived,
            lost: 1,
            under_way: 0,
            coming: 0,
            coming_lost: 0,
        };
        assert_eq!(is_right(Guess::Dead, &truth(Status::Paused, 0)), Some(false));
        assert_eq!(is_right(Guess::Slow, &truth(Status::Paused, 0)), Some(true));
        assert_eq!(is_right(Guess::Unknowable, &truth(Status::Down, 0)), None);
        assert_eq!(
            [again(&truth(Status::Up, 1)), again(&truth(Status::Up, 0))],
            [Again::Twice, Again::Needed]
        );
    }
}
