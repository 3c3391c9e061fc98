//! What could have been known where: from one moment at one node, the past that could have led to
//! it and the future it can lead to. News travels in messages only, so both follow from the arrows.

use crate::base::ids::NodeId;
use crate::base::time::Time;
use crate::lab::frame::{Arrow, SpaceTime};

/// Past and future of one moment at one node, as far as the arrows of a picture tell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cone {
    /// For each node: what happened there up to this moment can have led to it.
    pub past: Vec<Option<Time>>,
    /// For each node: what happens there from this moment on can follow from it.
    pub future: Vec<Option<Time>>,
}

/// Where something lies, seen from the moment of the cone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tense {
    /// It can have led to it.
    Past,
    /// It can follow from it.
    Future,
    /// Neither knows of the other.
    Apart,
}

/// The cone of a moment at a node among so many nodes.
pub fn cone(picture: &SpaceTime, nodes: usize, node: NodeId, at: Time) -> Cone {
    let mut past = vec![None; nodes];
    let mut future = vec![None; nodes];
    if node.index() < nodes {
        past[node.index()] = Some(at);
        future[node.index()] = Some(at);
    }
    let news: Vec<(usize, Time, usize, Time)> = picture
        .arrows
        .iter()
        .filter(|arrow| arrow.from.index() < nodes && arrow.to.index() < nodes)
        .filter_map(carries)
        .collect();
    // Each round follows every message once; news passes each node at most once, so the rounds are
    // few.
    for _ in 0..=nodes {
        let mut moved = false;
        for &(from, sent, to, arrived) in &news {
            if future[from].is_some_and(|known| sent >= known)
                && future[to].is_none_or(|known| arrived < known)
            {
                future[to] = Some(arrived);
                moved = true;
            }
            if past[to].is_some_and(|known| arrived <= known) && past[from].is_none_or(|known| sent > known) {
                past[from] = Some(sent);
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    Cone { past, future }
}

/// The cone of a message: what can have led to its being sent, and what can follow from its
/// arrival.
pub fn cone_of(picture: &SpaceTime, nodes: usize, arrow: &Arrow) -> Cone {
    let past = cone(picture, nodes, arrow.from, arrow.sent).past;
    let future = match carries(arrow) {
        Some((_, _, _, arrived)) => cone(picture, nodes, arrow.to, arrived).future,
        None => vec![None; nodes],
    };
    Cone { past, future }
}

fn carries(arrow: &Arrow) -> Option<(usize, Time, usize, Time)> {
    let arrived = arrow.ended.filter(|_| arrow.lost.is_none())?;
    Some((arrow.from.index(), arrow.sent, arrow.to.index(), arrived))
}

impl Cone {
    /// Where a moment at a node lies. The moment of the cone itself belongs to both; it counts as
    /// past.
    pub fn tense(&self, node: NodeId, at: Time) -> Tense {
        let of = |times: &[Option<Time>]| times.get(node.index()).copied().flatten();
        if of(&self.past).is_some_and(|until| at <= until) {
            Tense::Past
        } else if of(&self.future).is_some_and(|from| at >= from) {
            Tense::Future
        } else {
            Tense::Apart
        }
    }

    /// Where a message lies: in the past if it arrived in time, in the future if it was sent
    /// afterwards.
    pub fn tense_of(&self, arrow: &Arrow) -> Tense {
        match (arrow.ended, self.tense(arrow.from, arrow.sent)) {
            (Some(ended), Tense::Past)
                if arrow.lost.is_none() && self.tense(arrow.to, ended) == Tense::Past =>
            {
                Tense::Past
            }
            (_, Tense::Future) => Tense::Future,
            _ => match arrow.ended {
                // The very message that carried the news away.
                Some(_) if self.future.get(arrow.from.index()).copied().flatten() == Some(arrow.sent) => {
                    Tense::Future
                }
                _ => Tense::Apart,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::FlightId;
    use crate::sim::trace::Loss;

    fn arrow(from: u16, sent: u64, to: u16, ended: Option<u64>, lost: bool) -> Arrow {
        Arrow {
            flight: FlightId(0),
            from: NodeId(from),
            to: NodeId(to),
            sent: Time(sent),
            ended: ended.map(Time),
            lost: lost.then_some(Loss::Chance),
            copy: false,
            carries_state: true,
            gist: String::new(),
        }
    }

    #[test]
    fn news_travels_in_messages_that_arrive() {
        let arrows = vec![
            arrow(0, 10, 1, Some(20), false),
            arrow(1, 25, 2, Some(40), false),
            arrow(0, 12, 2, Some(15), true),  // lost
            arrow(1, 18, 2, Some(30), false), // left before the news came
            arrow(0, 50, 1, None, false),     // never arrives
        ];
        let picture = SpaceTime {
            from: Time(0),
            to: Time(100),
            arrows,
            dots: vec![],
            bands: vec![],
            ..SpaceTime::default()
        };
        let from_start = cone(&picture, 3, NodeId(0), Time(10));
        assert_eq!(from_start.future, [Some(Time(10)), Some(Time(20)), Some(Time(40))]);
        assert_eq!(from_start.past, [Some(Time(10)), None, None]);
        let at_end = cone(&picture, 3, NodeId(2), Time(40));
        assert_eq!(at_end.past, [Some(Time(10)), Some(Time(25)), Some(Time(40))]);
        assert_eq!(at_end.tense(NodeId(1), Time(26)), Tense::Apart);
        assert_eq!(at_end.tense_of(&picture.arrows[1]), Tense::Past);
        assert_eq!(at_end.tense_of(&picture.arrows[2]), Tense::Apart);
        assert_eq!(from_start.tense_of(&picture.arrows[1]), Tense::Future);
        assert_eq!(from_start.tense_of(&picture.arrows[3]), Tense::Apart);
        let second = cone_of(&picture, 3, &picture.arrows[1]);
        assert_eq!((second.past[0], second.future[2]), (Some(Time(10)), Some(Time(40))));
        assert_eq!(cone_of(&picture, 3, &picture.arrows[2]).future, [None; 3]);
    }
}
