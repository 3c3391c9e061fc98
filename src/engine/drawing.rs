//! Pictures of the open run as files.

use super::wire::{ClipOrder, Drawing, ReportWhat};
use crate::base::text::Language;
use crate::base::time::Time;
use crate::lab::experiment::Experiment;
use crate::lab::frame::{self, Camera};
use crate::lab::timeline::Timeline;
use crate::protocol::catalog;
use crate::view::svg::{Moment, Sheet, space_time, stage};

/// What a branch shows at its cursor; nothing where there is no such branch.
pub(super) fn draw(
    timeline: &Timeline,
    id: u32,
    drawing: Drawing,
    camera: &Camera,
    language: Language,
) -> Option<ReportWhat> {
    let (experiment, branch) = (timeline.experiment(), timeline.branch(id)?);
    let frame = &frame::build(experiment, id, branch, camera);
    let way = way(experiment, language);
    let (sheet, of) = match drawing {
        Drawing::SpaceTime => (space_time(frame, experiment, way, language), "space-time".to_owned()),
        Drawing::Stage => {
            let shown = Moment { frame, experiment, way, broken: branch.broken(), within: None };
            (stage(&shown, language), format!("stage-{}", written(frame.at)))
        }
    };
    let (width, height) = (sheet.size.width as u16, sheet.size.height as u16);
    Some(ReportWhat::Drawn { name: name(experiment, id, &of), svg: sheet.text, width, height })
}

/// The stage of a clip at a moment. Cursors stay where they are.
pub(super) fn stage_at(
    timeline: &mut Timeline,
    order: &ClipOrder,
    at: Time,
    within: Option<(Time, Time)>,
) -> Sheet {
    let experiment = timeline.experiment().clone();
    let way = way(&experiment, order.language);
    // What happened around the moment is not drawn.
    let camera = Camera { before_us: 0, after_us: 0, ..order.camera.clone() };
    timeline.peek(order.branch, at, |branch| {
        let frame = &frame::build(&experiment, order.branch, branch, &camera);
        let shown = Moment { frame, experiment: &experiment, way, broken: branch.broken(), within };
        stage(&shown, order.language)
    })
}

/// What a clip is called: its run and its stretch.
pub(super) fn name_of_clip(timeline: &Timeline, order: &ClipOrder) -> String {
    let of = format!("clip-{}-{}", written(order.from), written(order.to));
    name(timeline.experiment(), order.branch, &of) + ".gif"
}

/// A moment as it stands in the name of a file.
fn written(at: Time) -> String {
    at.to_string().replace(' ', "")
}

fn name(experiment: &Experiment, branch: u32, of: &str) -> String {
    let branch = if branch == 0 { String::new() } else { format!("-branch-{branch}") };
    format!("eventual-{}-{}{branch}-{of}", experiment.protocol.name, experiment.seed)
}

fn way(experiment: &Experiment, language: Language) -> &'static str {
    catalog::find(&experiment.protocol.name).map_or("", |entry| entry.title.in_language(language))
}
