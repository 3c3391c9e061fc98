//! What signs, cells and tokens of the stage mean: only of what a run of this cast can show, so that
//! it stays the same from one picture of a clip to the next.

use super::cards::cell_at;
use super::flights::pill;
use super::{escaped, long};
use crate::base::ids::NodeId;
use crate::base::text::Language;
use crate::lab::frame::Frame;
use crate::view::card::{Cell, CellState};
use crate::view::standing::Light;
use crate::view::{point, say};
use core::fmt::Write;

/// How high a line of it is.
const LINE: f64 = 21.0;
/// How wide the picture before a word is.
const SIGN: f64 = 22.0;

/// The legend from a place on, in lines of this width, and how high it is.
pub(super) fn legend(
    frame: &Frame,
    (left, top): (f64, f64),
    width: f64,
    language: Language,
) -> (String, f64) {
    let mut items: Vec<(String, String)> = Vec::new();
    if frame.nodes.iter().any(|node| node.group.is_some()) {
        for (light, word) in [
            (Light::Agree, say!(language, "newest", "最新")),
            (
                Light::Behind,
                say!(language, "behind: same history, not all of it yet", "落后：历史相同，尚未收全"),
            ),
            (Light::Elsewhere, say!(language, "went another way: two histories", "已分叉：出现两份历史")),
        ] {
            let sign = format!(r#"<text class="{}" x="-5" y="4">{}</text>"#, light.class(), light.sign());
            items.push((sign, word));
        }
    }
    let first = frame.nodes.first().map(|node| node.id);
    if frame.nodes.iter().any(|node| node.log().is_some()) {
        for (state, word) in [
            (CellState::Applied, say!(language, "entry of the log, replayed", "日志条目，已重放")),
            (CellState::Waiting, say!(language, "not yet replayed", "尚未重放")),
            (CellState::Unsaved, say!(language, "not yet on disk", "尚未落盘")),
            (CellState::Elsewhere, say!(language, "known, not received", "已知，尚未收到")),
        ] {
            let origin = first.filter(|_| state != CellState::Elsewhere);
            items.push((cell_at(Cell { origin, state }, point(-6.0, -8.5), false), word));
        }
    }
    for (carries_of, word) in [
        (first, say!(language, "message with state of its sender", "携带发送方状态的消息")),
        (None::<NodeId>, say!(language, "other message", "其他消息")),
    ] {
        items.push((pill(false, carries_of, point(20.0, 12.0)), word));
    }
    let (mut out, mut x, mut y) = (String::new(), left, top);
    for (sign, word) in items {
        let wide = SIGN + long(&word) * 11.0 / 12.0 + 14.0;
        if x > left && x + wide > left + width {
            (x, y) = (left, y + LINE);
        }
        let _ = write!(
            out,
            r#"<g transform="translate({:.1} {y:.1})">{sign}<text class="small" x="15" y="4">{}</text></g>"#,
            x + 8.0,
            escaped(&word)
        );
        x += wide;
    }
    (out, y + LINE - top)
}
