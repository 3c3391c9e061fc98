//! What signs, cells and tokens of the stage mean: only of what a run of this cast can show, so that
//! it stays the same from one picture of a clip to the next.

use super::cards::cell_at;
use super::flights::pill;
use super::{escaped, long};
use crate::base::text::Language;
use crate::lab::frame::Frame;
use crate::view::card::{Cell, CellState};
use crate::view::standing::Light;
use crate::view::{Point, point, say};
use core::fmt::Write;

/// How high a line of it is.
const LINE: f64 = 21.0;
/// How wide the picture before a word is.
const SIGN: f64 = 26.0;
/// How large a message is drawn.
const SMALL: Point = point(20.0, 12.0);
/// What is of no node's colour.
const GREY: &str = "#565d66";

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
    if frame.nodes.iter().any(|node| node.log().is_some()) {
        for (state, word) in [
            (
                CellState::Applied,
                say!(
                    language,
                    "log entry in its writer's colour, replayed",
                    "日志条目（颜色为写入节点），已重放"
                ),
            ),
            (CellState::Waiting, say!(language, "not yet replayed", "尚未重放")),
            (CellState::Unsaved, say!(language, "not yet on disk", "尚未落盘")),
            (CellState::Elsewhere, say!(language, "known, not received", "已知，尚未收到")),
        ] {
            // Of no node's colour: that says who wrote it.
            let fill = if state == CellState::Applied { GREY } else { "none" };
            let cell = cell_at(Cell { origin: None, state }, point(-6.0, -8.5), false);
            items.push((format!(r#"<g stroke="{GREY}" fill="{fill}">{cell}</g>"#), word));
        }
    }
    let carries = say!(
        language,
        "message that carries state, in the colour of its sender",
        "携带状态的消息，颜色为发送方"
    );
    items.push((format!(r#"<g stroke="{GREY}">{}</g>"#, pill(false, true, None, SMALL)), carries));
    let other = say!(language, "other message", "其他消息");
    items.push((pill(false, false, None, SMALL), other));
    let (mut out, mut x, mut y) = (String::new(), left, top);
    for (sign, word) in items {
        let wide = SIGN + long(&word) * 11.0 / 12.0 + 14.0;
        if x > left && x + wide > left + width {
            (x, y) = (left, y + LINE);
        }
        let _ = write!(
            out,
            r#"<g transform="translate({:.1} {y:.1})">{sign}<text class="small" x="15" y="4">{}</text></g>"#,
            x + 10.0,
            escaped(&word)
        );
        x += wide;
    }
    (out, y + LINE - top)
}
