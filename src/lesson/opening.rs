//! The run that the first page shows: within five seconds something goes wrong that a client sees,
//! and heals. Whatever is said of it is executed, as in a lesson.

use super::check::{self, Checked};
use crate::base::ids::NodeId;
use crate::base::text::{Text, text};
use crate::base::time::Time;
use crate::lab::experiment::Experiment;
use crate::lab::script::{self, ALICE, Script, deposit, read};

/// A moment of the run at which there is something to read.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// When, in milliseconds.
    pub at_ms: u64,
    /// What happens, in a few words.
    pub title: Text,
    /// The same with its reason.
    pub says: Text,
    /// What the phone of the client says by then, for whoever sees no picture.
    pub phone: Text,
    /// What these texts say of the run.
    pub claims: &'static [&'static str],
}

/// The client whose phone stands beside the cluster.
pub const CLIENT: u32 = 0;
/// The name of that client, which is the same in every language.
pub const NAME: &str = "alice";

/// The service that is cut off, and that this client asks.
pub const APART: NodeId = NodeId(2);

/// Where the page begins to show it: shortly before anything happens.
pub const BEGINS: Time = Time(300_000);

/// How fast it is shown, in thousandths of real time: all of it in less than six seconds.
pub const SPEED_MILLI: u32 = 200;

/// The client pays in at Hangzhou and looks again at Shanghai, which the network has left.
fn story(s: Script) -> Script {
    let s = s.lasts(1_400).patience(1_000, 0);
    let s = s.at(330).isolate(2, 1_000).at(400).ask_as(CLIENT, 0, deposit(ALICE, 50));
    s.at(640).ask_as(CLIENT, 2, read(ALICE)).at(1_200).ask_as(CLIENT, 2, read(ALICE))
}

/// What the first page shows.
///
/// # Panics
/// Never: a test plays it.
pub fn experiment() -> Experiment {
    script::experiment("log-shipping", &story(Script::default()))
}

/// Executes every claim about the run.
pub fn check() -> Checked {
    let claims =
        MOMENTS.iter().flat_map(|moment| moment.claims.iter().map(|&claim| (moment.title.en, claim)));
    check::of_run("opening", &experiment(), claims)
}

/// The three moments, in their order.
pub const MOMENTS: [Moment; 3] = [
    Moment {
        at_ms: 450,
        title: text("It is written", "写好了"),
        says: text(
            "At Hangzhou alice pays in 50 and is told \"done\". The line is on its way to the copies, but Shanghai is cut off.",
            "alice 在杭州存入 50，得到“完成”。这条日志正发往各副本，可上海断网了。",
        ),
        phone: text("Hangzhou told her: 550.", "杭州答复：550。"),
        claims: &[
            "asked(1) = 0.4 s",
            "answered(1) < 0.45 s",
            "answer(1) = 550",
            "balance(hangzhou, alice) = 550 at 0.45 s",
            "balance(shanghai, alice) = 500 at 0.45 s",
        ],
    },
    Moment {
        at_ms: 660,
        title: text("It goes wrong", "出错了"),
        says: text(
            "She looks again, and lands at Shanghai. It answers from what it has: 500. Her 50 seem to be gone.",
            "她再查一次，这回连到上海。上海按自己手上的数据答复：500。那 50 好像没了。",
        ),
        phone: text("Shanghai told her: 500.", "上海答复：500。"),
        claims: &[
            "asked(2) = 0.64 s",
            "answered(2) < 0.66 s",
            "answer(2) = 500",
            "balance(beijing, alice) = 550 at 0.66 s",
            "verdict(read-your-writes) = violated",
        ],
    },
    Moment {
        at_ms: 1_250,
        title: text("It heals", "恢复了"),
        says: text(
            "The network is back, Shanghai replays the line it missed, and all three agree: eventual consistency. That her 50 were missing on the way stays true.",
            "网络恢复，上海重放错过的那条日志，三份副本重新一致：这就是最终一致。但她的 50 一度不见，这件事不会改变。",
        ),
        phone: text("Shanghai tells her: 550.", "上海答复：550。"),
        claims: &[
            "asked(3) = 1.2 s",
            "answered(3) < 1.25 s",
            "answer(3) = 550",
            "balance(shanghai, alice) = 500 at 1 s",
            "balance(shanghai, alice) = 550 at 1.19 s",
            "agree() = yes",
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_the_first_page_says_of_its_run_is_true() {
        let Checked { claims, wrong } = check();
        assert_eq!(wrong, []);
        assert_eq!(claims, 16);
    }

    /// Who opens the page sees it go wrong and heal before five seconds are over.
    #[test]
    fn it_goes_wrong_and_heals_within_five_seconds() {
        let shown_ms =
            |at_ms: u64| (Time(at_ms * 1_000).since(BEGINS).0 * 1_000) / u64::from(SPEED_MILLI) / 1_000;
        assert!(MOMENTS.is_sorted_by_key(|moment| moment.at_ms));
        assert!(shown_ms(MOMENTS[1].at_ms) < 2_000, "{}", shown_ms(MOMENTS[1].at_ms));
        assert!(shown_ms(MOMENTS[2].at_ms) < 5_000, "{}", shown_ms(MOMENTS[2].at_ms));
        assert!(experiment().duration_us > MOMENTS[2].at_ms * 1_000);
    }
}
