//! How copies stand, in words and shapes: the newest, so many versions behind, or another way. And
//! the two lights of a moment: whether copies agree, which heals, and whether a promise was broken,
//! which stays.

use super::numbers::whole;
use super::{card, names, say};
use crate::base::ids::AccountId;
use crate::base::text::Language;
use crate::domain::Amount;
use crate::lab::breaches::Breach;
use crate::lab::experiment::Experiment;
use crate::lab::frame::{BranchFrame, Frame, NodeFrame, Status};
use crate::lab::standing::Stands;
use crate::sim::cast::{Cast, Copies};

/// What a light shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Light {
    /// There is nothing to compare.
    Nothing,
    /// All copies are the newest.
    Agree,
    /// Some copies are behind, and none went another way.
    Behind,
    /// A copy went another way.
    Elsewhere,
}

impl Light {
    /// The shape that stands for it, so that nobody needs the colour.
    pub fn sign(self) -> &'static str {
        match self {
            Light::Nothing => "○",
            Light::Agree => "●",
            Light::Behind => "◐",
            Light::Elsewhere => "◆",
        }
    }

    /// The class that brings its colour.
    pub fn class(self) -> &'static str {
        match self {
            Light::Nothing => "neutral",
            Light::Agree => "agreed",
            Light::Behind => "behind",
            Light::Elsewhere => "diverged",
        }
    }
}

impl From<Stands> for Light {
    fn from(stands: Stands) -> Light {
        match stands {
            Stands::Newest => Light::Agree,
            Stands::Behind { .. } => Light::Behind,
            Stands::Elsewhere => Light::Elsewhere,
        }
    }
}

/// How a copy stands, in a word or two.
pub fn word(stands: Stands, language: Language) -> String {
    match stands {
        Stands::Newest => say!(language, "newest", "最新"),
        Stands::Behind { versions } => {
            let versions = whole(u64::from(versions));
            say!(language, "{versions} behind", "落后 {versions} 个版本")
        }
        Stands::Elsewhere => say!(language, "went another way", "已分叉"),
    }
}

/// The first light: whether copies agree, and if not, who is behind and who went another way.
pub fn copies(frame: &Frame, language: Language) -> (Light, String) {
    if frame.nodes.iter().all(|node| node.group.is_none()) {
        return (Light::Nothing, say!(language, "no copies to compare", "这种方式没有副本"));
    }
    let stand = |wanted: fn(&Stands) -> bool| -> Vec<&NodeFrame> {
        frame.nodes.iter().filter(|node| node.stands.as_ref().is_some_and(wanted)).collect()
    };
    let elsewhere = stand(|it| *it == Stands::Elsewhere);
    let behind = stand(|it| matches!(it, Stands::Behind { .. }));
    let named = |nodes: &[&NodeFrame]| {
        let all: Vec<&str> = nodes.iter().map(|node| card::name(node, language)).collect();
        names::list(&all, language)
    };
    if !elsewhere.is_empty() {
        let who = named(&elsewhere);
        return (Light::Elsewhere, say!(language, "Copies: {who} went another way", "副本：{who}已分叉"));
    }
    match behind[..] {
        [] => (Light::Agree, agree(frame, language)),
        [one] => {
            let (who, word) = (card::name(one, language), one.stands.map(|it| word(it, language)));
            let word = word.unwrap_or_default();
            (Light::Behind, say!(language, "Copies: {who} {word}", "副本：{who}{word}"))
        }
        _ => {
            let most = behind.iter().map(|node| match node.stands {
                Some(Stands::Behind { versions }) => versions,
                _ => 0,
            });
            let most = whole(u64::from(most.max().unwrap_or(0)));
            // A list of many names says no more than their number.
            let who = match behind.len() {
                count if count > 2 => say!(language, "{count} nodes", " {count} 个节点"),
                _ => named(&behind),
            };
            (
                Light::Behind,
                say!(
                    language,
                    "Copies: {who} behind, by up to {most}",
                    "副本：{who}落后，最多 {most} 个版本"
                ),
            )
        }
    }
}

/// That copies agree. Of a copy that is down nobody knows.
fn agree(frame: &Frame, language: Language) -> String {
    let is_down = |node: &NodeFrame| node.group.is_some() && node.status == Status::Down;
    if frame.nodes.iter().any(is_down) {
        say!(language, "Copies that are up agree", "在线的副本一致")
    } else {
        say!(language, "Copies agree", "副本一致")
    }
}

/// The same where there is little room: how far, without names.
pub fn copies_briefly(frame: &Frame, language: Language) -> (Light, String) {
    let (light, _) = copies(frame, language);
    let stands = || frame.nodes.iter().filter_map(|node| node.stands);
    let said = match light {
        Light::Nothing => say!(language, "nothing to compare", "无副本可比"),
        Light::Agree => agree(frame, language),
        Light::Behind => {
            let versions = |it| if let Stands::Behind { versions } = it { versions } else { 0 };
            let most = whole(u64::from(stands().map(versions).max().unwrap_or(0)));
            say!(language, "Copies: up to {most} behind", "副本：最多落后 {most} 个版本")
        }
        Light::Elsewhere => {
            let count = stands().filter(|it| *it == Stands::Elsewhere).count();
            say!(language, "Copies: {count} went another way", "副本：{count} 个已分叉")
        }
    };
    (light, said)
}

/// The second light: the promises that were broken up to the cursor, the first one first; nothing
/// where the run is not judged.
pub fn broken<'a>(branch: Option<&'a BranchFrame>, frame: &Frame) -> Option<Vec<&'a Breach>> {
    let all = branch?.broken.as_ref()?;
    Some(all.iter().filter(|breach| breach.fact.0 < frame.facts).collect())
}

/// Whose balance of an account counts, at the cursor: the owner's, or that of a copy which is the
/// newest. Nothing where nobody who is up knows.
pub fn reference<'a>(frame: &'a Frame, cast: &Cast, account: AccountId) -> Option<&'a NodeFrame> {
    let up = |node: &&NodeFrame| node.status != Status::Down;
    match cast.copies {
        Copies::Owned { .. } => {
            frame.nodes.iter().filter(up).find(|node| Some(node.id) == cast.owner(account))
        }
        _ => {
            let newest = |node: &&NodeFrame| node.stands == Some(Stands::Newest);
            let all = || frame.nodes.iter().filter(up).filter(newest);
            all().find(|node| node.leads).or_else(|| all().next())
        }
    }
}

/// What a node holds for an account, as far as the frame carries it.
pub fn balance(node: &NodeFrame, account: AccountId) -> Option<Amount> {
    node.balances()?.rows.iter().find(|row| row.account == account).map(|row| row.balance)
}

/// The account that tells best how the copies of a frame differ: one that is below nothing, or else
/// the first on which two of them do not say the same. Nothing where they say the same.
pub fn telling(frame: &Frame, experiment: &Experiment) -> Option<AccountId> {
    let cast = experiment.cast();
    let compared = || frame.nodes.iter().filter(|node| node.group.is_some() && node.status != Status::Down);
    let mut accounts: Vec<AccountId> = compared()
        .filter_map(NodeFrame::balances)
        .flat_map(|held| held.rows.iter().map(|row| row.account))
        .collect();
    accounts.sort_unstable();
    accounts.dedup();
    accounts.into_iter().find(|&account| {
        let counts = reference(frame, &cast, account).and_then(|node| balance(node, account));
        compared().any(|node| node.balances().is_some() && balance(node, account) != counts)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::card::frame;
    use crate::view::passbook::tests::node;

    fn stands(all: [Stands; 3]) -> Frame {
        let nodes = (0..).zip(all).map(|(id, stands)| NodeFrame { stands: Some(stands), ..node(id) });
        frame(nodes.collect(), vec![])
    }

    #[test]
    fn the_newest_copy_is_never_named_as_the_one_that_differs() {
        let behind = Stands::Behind { versions: 2 };
        let said = |all| copies(&stands(all), Language::En);
        assert_eq!(said([Stands::Newest; 3]), (Light::Agree, "Copies agree".to_owned()));
        assert_eq!(
            said([Stands::Newest, behind, Stands::Behind { versions: 1 }]),
            (Light::Behind, "Copies: Beijing and Shanghai behind, by up to 2".to_owned())
        );
        assert_eq!(
            said([Stands::Newest, Stands::Newest, behind]),
            (Light::Behind, "Copies: Shanghai 2 behind".to_owned())
        );
        assert_eq!(
            said([Stands::Elsewhere, Stands::Newest, behind]),
            (Light::Elsewhere, "Copies: Hangzhou went another way".to_owned())
        );
        let mut down = stands([Stands::Newest; 3]);
        (down.nodes[2].status, down.nodes[2].stands) = (Status::Down, None);
        assert_eq!(
            copies(&down, Language::Zh),
            (Light::Agree, "在线的副本一致".to_owned()),
            "a copy that is down agrees with nobody"
        );
        let briefly = |all| copies_briefly(&stands(all), Language::En).1;
        assert_eq!(
            [
                briefly([Stands::Newest; 3]),
                briefly([Stands::Newest, behind, Stands::Behind { versions: 1 }]),
                briefly([Stands::Elsewhere, Stands::Newest, behind])
            ],
            ["Copies agree", "Copies: up to 2 behind", "Copies: 1 went another way"]
        );
    }
}
