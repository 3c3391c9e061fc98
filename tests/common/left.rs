//! A run as a person leaves it: ten acts in branches that leave branches.

use eventual::base::ids::NodeId;
use eventual::base::time::Time;
use eventual::lab::experiment::Experiment;
use eventual::lab::read::RunFile;
use eventual::lab::timeline::Timeline;
use eventual::lab::whole::{Act, Bookmark, BranchName, View};
use eventual::sim::fault::Cut;
use eventual::sim::input::{Action, Input};

/// What a person does in ten minutes: branches that leave branches, with one of everything.
pub fn typical(experiment: Experiment) -> RunFile {
    let node = NodeId(1);
    let actions = [
        Action::Cut { cut: Cut::Link { a: NodeId(0), b: node }, heal_at: None },
        Action::Heal { rule: None },
        Action::Crash { node, torn: false },
        Action::Restart { node, version: None },
        Action::Pause { node },
        Action::Resume { node },
        Action::SetClock { node, skew_us: 250_000, drift_ppm: 0 },
        Action::SetSlow { node, factor_milli: 10_000 },
        Action::Fork,
        Action::Cut { cut: Cut::Isolate { node }, heal_at: None },
    ];
    let mut timeline = Timeline::open(experiment.clone(), Vec::new());
    let mut run = RunFile::new(experiment, Vec::new());
    for (n, action) in actions.into_iter().enumerate() {
        let parent = if n % 3 == 2 { (n as u32).saturating_sub(1) } else { n as u32 };
        let branch = timeline.look(parent);
        branch.seek_time(Time(1_013_417 + 307_129 * n as u64));
        branch.seek_by(-(n as i64 % 2));
        let (at, step) = (branch.at, branch.run.cursor().1);
        let input = Input { at, step, action: action.clone() };
        run.acts.push(Act { branch: parent, input });
        timeline.act(action).expect("there is room");
    }
    while timeline.advance(100_000) {}
    let last = run.acts.len() as u32;
    run.view = View { branch: last, at: Time(3_333_333), tab: 3, speed_milli: 500, ..View::default() };
    run.bookmarks = vec![Bookmark { note: "here it turns".to_owned(), ..Bookmark::new(2, Time(2_100_000)) }];
    run.names = vec![BranchName { branch: 2, name: "cut off".to_owned() }];
    run.digest = timeline.branch(last).and_then(|branch| branch.digest());
    run
}
