//! Stale reads on the stage: a line from the node whose write was missed to the one that answered
//! without it, and beside it what the client was told and what counts.

use super::flight::MOST_TOKENS;
use super::layout::Layout;
use super::{Point, names, numbers, point, say};
use crate::base::ids::NodeId;
use crate::base::text::Language;
use crate::base::time::Span;
use crate::lab::experiment::Experiment;
use crate::lab::frame::Frame;
use crate::lab::stale::StaleRead;

/// So long after its answer a stale read is shown.
const SHOWN: Span = Span(400_000);

/// The last stale read of each node, as long as it is news.
pub fn shown(frame: &Frame) -> Vec<&StaleRead> {
    // In a crowd there is room for the last one only.
    let most = if frame.flights.len() > MOST_TOKENS { 1 } else { 3 };
    let mut shown: Vec<&StaleRead> = Vec::new();
    for read in frame.stale.iter().rev().filter(|read| frame.at.since(read.at) <= SHOWN) {
        if !shown.iter().any(|known| known.node == read.node) {
            shown.push(read);
        }
    }
    shown.truncate(most);
    shown
}

/// The line of a stale read; nothing where a node missed its own write. It lies below the cards.
pub fn line(read: &StaleRead, layout: &Layout) -> Option<String> {
    let middle = |node: NodeId| layout.middles.get(node.index()).copied().unwrap_or_default();
    let (from, to) = (middle(read.missed_node), middle(read.node));
    // Bent to one side, so that it does not lie on the link.
    let way = to.minus(from);
    let bend = from.towards(to, 0.5).plus(way.unit().right().times(way.length() * -0.22));
    (read.missed_node != read.node)
        .then(|| format!("M{:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}", from.x, from.y, bend.x, bend.y, to.x, to.y))
}

/// What the client was told and what counts.
#[derive(Clone, PartialEq, Debug)]
pub struct Label {
    /// In words.
    pub said: String,
    /// How wide they are with their frame.
    pub width: f64,
    /// Where the middle of it is.
    pub at: Point,
}

/// The label of a stale read, beside the card of the node that was read.
pub fn label(read: &StaleRead, layout: &Layout, experiment: &Experiment, language: Language) -> Label {
    let to = layout.middles.get(read.node.index()).copied().unwrap_or_default();
    let said = told(read, experiment, language);
    let width = said.chars().map(|c| if c.is_ascii() { 6.1 } else { 12.0 }).sum::<f64>() + 16.0;
    // Below the card where there is room, or else above it.
    let below = to.y + layout.card.height / 2.0 + 15.0;
    let y = if below + 12.0 <= layout.stage.height { below } else { to.y - layout.card.height / 2.0 - 15.0 };
    let x = to.x.clamp(width / 2.0 + 2.0, (layout.stage.width - width / 2.0 - 2.0).max(width / 2.0 + 2.0));
    Label { said, width, at: point(x, y) }
}

/// A stale read in words.
pub fn told(read: &StaleRead, experiment: &Experiment, language: Language) -> String {
    let account = names::account(read.account, experiment);
    let (told, newest) =
        (numbers::money(read.told, experiment.decimals), numbers::money(read.newest, experiment.decimals));
    // Not "newest": that word is about copies, and the copy that answered may be the newest of those
    // that are left while what was acknowledged is lost.
    say!(
        language,
        "stale read: {account} {told}, acknowledged {newest}",
        "过期读：{account} {told}，已确认 {newest}"
    )
}
