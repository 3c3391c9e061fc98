//! A partition is a line that one draws: from anywhere to anywhere across the stage. While it is
//! drawn, each card shows on which side it would stand.

use crate::base::ids::NodeId;
use crate::sim::fault::Cut;
use crate::sim::input::Action;
use crate::ui::store::Intent;
use crate::view::cut::sides;
use crate::view::layout::Layout;
use crate::view::{Point, point};
use std::rc::Rc;
use web_sys::{Element, PointerEvent};
use yew::prelude::*;

/// A line that is being drawn, and what hears the pointer.
#[derive(Clone, PartialEq)]
pub struct Draw {
    line: Option<(Point, Point)>,
    sides: Option<(Vec<NodeId>, Vec<NodeId>)>,
    /// The pointer went down on the floor.
    pub began: Callback<PointerEvent>,
    pub moved: Callback<PointerEvent>,
    pub ended: Callback<PointerEvent>,
    /// The browser took it away.
    pub cancelled: Callback<PointerEvent>,
}

/// Hears the pointer on the stage. A finger scrolls, unless it was told to draw; mouse and pen
/// always draw.
#[hook]
pub fn use_draw(host: &NodeRef, layout: &Rc<Layout>, by_finger: bool, act: &Callback<Intent>) -> Draw {
    let line = use_state(|| None::<(Point, Point)>);
    let sides = line.and_then(|(start, end)| sides(start, end, layout));
    let at = {
        let (host, scale) = (host.clone(), layout.scale);
        move |event: &PointerEvent| {
            let rect = host.cast::<Element>().map(|host| host.get_bounding_client_rect());
            let (x, y) = rect.map_or((0.0, 0.0), |rect| (rect.x(), rect.y()));
            point((f64::from(event.client_x()) - x) / scale, (f64::from(event.client_y()) - y) / scale)
        }
    };
    let began = {
        let (line, at) = (line.clone(), at.clone());
        Callback::from(move |event: PointerEvent| {
            if event.button() != 0 || (event.pointer_type() == "touch" && !by_finger) {
                return;
            }
            let target: Option<Element> = event.target_dyn_into();
            // Without it the line would end where the pointer leaves the floor.
            if let Some(svg) = target.and_then(|target| target.closest("svg").ok().flatten()) {
                let _ = svg.set_pointer_capture(event.pointer_id());
            }
            let here = at(&event);
            line.set(Some((here, here)));
        })
    };
    let moved = {
        let line = line.clone();
        Callback::from(move |event: PointerEvent| {
            if let Some((start, _)) = *line {
                line.set(Some((start, at(&event))));
            }
        })
    };
    let ended = {
        let (line, act, sides) = (line.clone(), act.clone(), sides.clone());
        Callback::from(move |_: PointerEvent| {
            let Some((start, end)) = *line else { return };
            line.set(None);
            match &sides {
                Some((left, right)) => {
                    let groups = vec![left.clone(), right.clone()];
                    act.emit(Intent::Act(Action::Cut { cut: Cut::Groups { groups }, heal_at: None }));
                }
                None if end.minus(start).length() < 4.0 => act.emit(Intent::Select(None)),
                None => {}
            }
        })
    };
    let cancelled = {
        let line = line.clone();
        Callback::from(move |_: PointerEvent| line.set(None))
    };
    Draw { line: *line, sides, began, moved, ended, cancelled }
}

impl Draw {
    /// On which side of the line a node would stand: left or not.
    pub fn side(&self, node: NodeId) -> Option<bool> {
        self.sides.as_ref().map(|(left, _)| left.contains(&node))
    }

    pub fn line(&self) -> Html {
        let Some((start, end)) = self.line.filter(|(start, end)| end.minus(*start).length() > 4.0) else {
            return Html::default();
        };
        let class = if self.sides.is_some() { "stroke parts" } else { "stroke" };
        // As long as it needs to be: who is where is told by the whole line.
        let far = end.minus(start).unit().times(2_000.0);
        let whole = format!(
            "M{:.1} {:.1}L{:.1} {:.1}",
            start.x - far.x,
            start.y - far.y,
            start.x + far.x,
            start.y + far.y
        );
        let [x1, y1, x2, y2] = [start.x, start.y, end.x, end.y].map(|v| format!("{v:.1}"));
        html! { <g {class} aria-hidden="true"><path class="whole" d={whole} /><line {x1} {y1} {x2} {y2} /></g> }
    }
}
