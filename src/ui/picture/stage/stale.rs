//! Stale reads on the stage: a line from the node whose write was missed to the one that answered
//! without it, with what the client was told and what counts.

use crate::base::ids::NodeId;
use crate::base::time::Span;
use crate::lab::frame::Frame;
use crate::lab::stale::StaleRead;
use crate::ui::store::Model;
use crate::ui::words::words;
use crate::view::flight::MOST_TOKENS;
use crate::view::layout::Layout;
use crate::view::{names, numbers, point};
use yew::prelude::*;

/// So long after its answer a stale read is shown.
const SHOWN: Span = Span(400_000);

/// The last stale read of each node, as long as it is news.
fn shown(frame: &Frame) -> Vec<&StaleRead> {
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

/// The lines from missed writes to stale reads. They lie below the cards.
pub fn lines(frame: &Frame, layout: &Layout) -> Html {
    html! { <g class="stale-lines">{ for shown(frame).into_iter().map(|read| line(read, layout)) }</g> }
}

/// What clients were told, and what counts: beside the cards, above everything else.
pub fn labels(frame: &Frame, layout: &Layout, model: &Model) -> Html {
    html! { <g class="stale-reads">{ for shown(frame).into_iter().map(|read| label(read, layout, model)) }</g> }
}

fn line(read: &StaleRead, layout: &Layout) -> Html {
    let middle = |node: NodeId| layout.middles.get(node.index()).copied().unwrap_or_default();
    let (from, to) = (middle(read.missed_node), middle(read.node));
    // Bent to one side, so that it does not lie on the link.
    let way = to.minus(from);
    let bend = from.towards(to, 0.5).plus(way.unit().right().times(way.length() * -0.22));
    html! {
        if read.missed_node != read.node {
            <g class="stale-read"><path d={format!("M{:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}", from.x, from.y, bend.x, bend.y, to.x, to.y)} /></g>
        }
    }
}

fn label(read: &StaleRead, layout: &Layout, model: &Model) -> Html {
    let texts = &words(model.language).picture().standing;
    let middle = |node: NodeId| layout.middles.get(node.index()).copied().unwrap_or_default();
    let to = middle(read.node);
    let said = (texts.told)(
        &names::account(read.account, &model.experiment),
        &numbers::money(read.told, model.experiment.decimals),
        &numbers::money(read.newest, model.experiment.decimals),
    );
    let width = said.chars().map(|c| if c.is_ascii() { 6.1 } else { 12.0 }).sum::<f64>() + 16.0;
    // Below the card where there is room, or else above it.
    let below = to.y + layout.card.height / 2.0 + 15.0;
    let y = if below + 12.0 <= layout.stage.height { below } else { to.y - layout.card.height / 2.0 - 15.0 };
    let x = to.x.clamp(width / 2.0 + 2.0, (layout.stage.width - width / 2.0 - 2.0).max(width / 2.0 + 2.0));
    let at = point(x, y);
    html! {
        <g class="stale-read" data-stale={read.fact.to_string()}>
            <g transform={format!("translate({:.1} {:.1})", at.x, at.y)}>
                <rect x={format!("{:.1}", -width / 2.0)} y="-11" width={format!("{width:.1}")} height="22" rx="6" />
                <text y="4" text-anchor="middle">{ said }</text>
            </g>
        </g>
    }
}
