//! On which look an answer rests, when its client asked more than once: which attempt led to what.

use crate::base::ids::{FactId, NodeId};

/// The attempts at an operation: the facts of their invocations, in order.
#[derive(Clone, Default, Debug)]
pub struct Attempts(Vec<FactId>);

impl Attempts {
    /// One attempt, which is the first.
    pub fn first(invoked: FactId) -> Attempts {
        Attempts(vec![invoked])
    }

    /// The client asks (again).
    pub fn push(&mut self, invoked: FactId) {
        self.0.push(invoked);
    }

    /// Which attempt an answer is for, counted from 0: the one whose invocation is the nearest among
    /// its causes, which `led` finds. Nothing where something else led to the answer.
    pub fn answered(&self, led: impl FnOnce() -> Option<FactId>) -> Option<usize> {
        if self.0.len() < 2 {
            return Some(0);
        }
        let led = led()?;
        self.0.iter().position(|invoked| *invoked == led)
    }

    /// Which attempt led to a fact, likewise. What something else led to, such as a disk that several
    /// operations waited for, counts to the last attempt that had begun by then.
    pub fn led_to(&self, fact: FactId, led: impl FnOnce() -> Option<FactId>) -> usize {
        let last = || self.0.partition_point(|invoked| *invoked <= fact).saturating_sub(1);
        self.answered(led).unwrap_or_else(last)
    }
}

/// The look at one account on which an answer rests, of `looks` from the last one back.
///
/// A client that asks again may be answered by what it had asked for before, while the second
/// attempt is still looking: so the last look of the attempt that was answered counts first. An earlier attempt may have been answered by the node that it went to
/// while the client waits at another one: so what the answering node `who` saw counts first, and then
/// what any other one did.
pub fn rests_on<'a, T>(
    looks: impl Iterator<Item = &'a T> + Clone,
    node: impl Fn(&T) -> NodeId,
    is_of_attempt: impl Fn(&T) -> bool,
    who: NodeId,
) -> Option<&'a T> {
    let of_attempt = || looks.clone().filter(|look| is_of_attempt(look));
    let at_who = |look: &&T| node(look) == who;
    of_attempt()
        .find(at_who)
        .or_else(|| of_attempt().next())
        .or_else(|| looks.clone().find(at_who))
        .or_else(|| looks.clone().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asked at 10 and again at 20.
    fn twice() -> Attempts {
        let mut attempts = Attempts::first(FactId(10));
        attempts.push(FactId(20));
        attempts
    }

    #[test]
    fn what_an_attempt_led_to_is_its_own_however_late_it_happens() {
        assert_eq!(twice().led_to(FactId(30), || Some(FactId(10))), 0);
        assert_eq!(twice().answered(|| Some(FactId(20))), Some(1));
    }

    #[test]
    fn what_something_else_led_to_counts_to_the_attempt_before_it_and_answers_none() {
        let else_led = || Some(FactId(3));
        assert_eq!([15, 30].map(|fact| twice().led_to(FactId(fact), else_led)), [0, 1]);
        assert_eq!(twice().answered(else_led), None);
        assert_eq!(twice().answered(|| None), None);
    }

    #[test]
    fn an_answer_rests_on_the_last_look_of_its_attempt_at_the_answering_node_if_there_is_one() {
        // Node and attempt of each look, the last one first.
        let looks = [(2, 1), (1, 1), (1, 0), (2, 0)];
        let rests = |who, attempt| {
            rests_on(looks.iter(), |it| NodeId(it.0), |it| it.1 == attempt, NodeId(who)).copied()
        };
        assert_eq!(rests(1, 0), Some((1, 0)));
        assert_eq!(rests(3, 0), Some((1, 0)), "of its attempt, at another node");
        assert_eq!(rests(1, 7), Some((1, 1)), "nothing is known of its attempt");
        assert_eq!(rests(3, 7), Some((2, 1)));
    }
}
