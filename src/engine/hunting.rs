//! A search of a branch for the next moment at which something happens, slice by slice.

use super::wire::ReportWhat;
use crate::lab::timeline::Timeline;
use crate::lab::until::{Hunt, Hunted, Sought};

/// A search under way.
pub(super) struct Hunting {
    /// The question that it answers.
    pub generation: u64,
    branch: u32,
    sought: Sought,
    /// Nothing before the branch is folded and judged.
    hunt: Option<Hunt>,
}

impl Hunting {
    pub fn new(generation: u64, branch: u32, sought: Sought) -> Hunting {
        Hunting { generation, branch, sought, hunt: None }
    }

    /// Does a slice of it, of a timeline that is folded to its end. What it reports, and whether that
    /// was the last of it.
    pub fn work(&mut self, timeline: &mut Timeline) -> (ReportWhat, bool) {
        let experiment = timeline.experiment().clone();
        let branch = timeline.look(self.branch);
        let broken = branch.broken().map(<[_]>::to_vec);
        let hunt = match &mut self.hunt {
            Some(hunt) => hunt,
            none => match Hunt::begin(&self.sought, &experiment, branch.run.as_mut(), broken.as_deref()) {
                Ok(hunt) => none.insert(hunt),
                Err(why) => return (ReportWhat::Refused { problems: vec![why], count: 1 }, true),
            },
        };
        match hunt.slice(&experiment, branch.run.as_mut()) {
            Hunted::More { done, of } => (ReportWhat::Progress { done, of }, false),
            Hunted::Found(at) => {
                branch.at = at;
                (ReportWhat::Sought { at: Some(at), stopped: false, held: false }, true)
            }
            Hunted::Never { held } => (ReportWhat::Sought { at: None, stopped: false, held }, true),
        }
    }

    /// Ends it: the cursor is where it was.
    pub fn stop(&self, timeline: Option<&mut Timeline>) -> ReportWhat {
        if let (Some(hunt), Some(timeline)) = (&self.hunt, timeline) {
            hunt.stop(timeline.look(self.branch).run.as_mut());
        }
        ReportWhat::Sought { at: None, stopped: true, held: false }
    }
}
