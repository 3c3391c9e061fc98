//! The owner's part in pictures and clips: what is drawn, painted and handed out.

use super::store::{ClipState, Notice, Painted};
use super::store_core::{Core, Effect, PaintTo};
use crate::base::time::Time;
use crate::engine::wire::{Ask, AskWhat, ClipOrder, Drawing, Report, ReportWhat};
use std::rc::Rc;

impl Core {
    /// Asks for what is shown as a picture.
    pub(super) fn save_picture(&mut self, drawing: Drawing, png: bool) {
        let (branch, camera) = (self.model.current, self.model.camera.clone());
        let generation = self.ask(AskWhat::Draw { branch, drawing, camera, language: self.model.language });
        self.asked_pictures.push((generation, png));
    }

    /// Begins a clip.
    pub(super) fn clip(&mut self, from: Time, to: Time, speed_milli: u32, again: bool) {
        let order = ClipOrder {
            branch: self.model.current,
            from,
            to,
            speed_milli,
            again,
            camera: self.model.camera.clone(),
            language: self.model.language,
        };
        self.asked_clip = self.ask(AskWhat::Clip(Box::new(order)));
        self.model.clip = Rc::new(ClipState::Going { n: 0, of: 0 });
    }

    /// Leaves the clip that is under way.
    pub(super) fn stop_clip(&mut self) {
        if matches!(*self.model.clip, ClipState::Going { .. }) {
            self.ask(AskWhat::StopClip);
        }
        self.lost_clip();
    }

    /// The clip that was under way is gone with its run or its engine.
    pub(super) fn lost_clip(&mut self) {
        self.asked_pictures.clear();
        self.asked_clip = 0;
        self.model.clip = Rc::default();
    }

    /// Sends a picture of a clip to be written down. One of a clip that was left is of no use.
    pub(super) fn painted(&mut self, painted: Painted) {
        if painted.generation != self.asked_clip {
            return;
        }
        let Some(points) = painted.points else {
            self.stop_clip();
            self.model.clip = Rc::new(ClipState::Unpainted);
            return;
        };
        self.generation += 1;
        self.asked_clip = self.generation;
        let ask = Ask { generation: self.generation, what: AskWhat::Painted { n: painted.n } };
        self.out.push(Effect::AskWith(ask, points));
    }

    /// Hears what the engine says about pictures and clips. Whether it was about one.
    pub(super) fn heard_picture(&mut self, report: &Report) -> bool {
        let generation = report.generation;
        let is_clip = generation == self.asked_clip;
        match &report.what {
            ReportWhat::Drawn { name, svg, width, height } => {
                let asked = self.asked_pictures.iter().position(|(asked, _)| *asked == generation);
                match asked.map(|at| self.asked_pictures.remove(at)) {
                    Some((_, true)) => self.out.push(Effect::Paint {
                        svg: svg.clone(),
                        width: *width,
                        height: *height,
                        to: PaintTo::Png(format!("{name}.png")),
                    }),
                    Some((_, false)) => {
                        let name = format!("{name}.svg");
                        self.model.notice = Some(Notice::Saved { name: name.clone() });
                        self.out.push(Effect::Download { name, text: svg.clone() });
                    }
                    None => {}
                }
            }
            ReportWhat::Paint { n, of, svg, width, height } if is_clip => {
                self.model.clip = Rc::new(ClipState::Going { n: *n, of: *of });
                let to = PaintTo::Clip { generation, n: *n };
                self.out.push(Effect::Paint { svg: svg.clone(), width: *width, height: *height, to });
            }
            ReportWhat::Clipped { name, gif } if is_clip => {
                self.model.clip = Rc::new(ClipState::Made);
                self.model.notice = Some(Notice::Saved { name: name.clone() });
                self.asked_clip = 0;
                self.out.push(Effect::DownloadBytes { name: name.clone(), base64: gif.clone() });
            }
            ReportWhat::Refused { problems, .. } if is_clip => {
                self.model.clip = Rc::new(ClipState::Refused(problems.clone()));
                self.asked_clip = 0;
            }
            ReportWhat::Paint { .. } | ReportWhat::Clipped { .. } => {}
            _ => return false,
        }
        true
    }
}
