//! A clip of a stretch of a run: picture after picture is drawn as SVG, painted by the page, which
//! has the letters, and written down here. One picture at a time is in memory, and the file.

mod gif;

use super::wire::{CLIP_DELAY, ClipOrder, MOST_CLIP_BYTES, Problem, ReportWhat};
use super::{drawing, refused};
use crate::lab::timeline::Timeline;
use ::gif::EncodingError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// So much longer the last picture stands, in hundredths of a second: then a person sees that it is
/// the last.
const LONGER: u16 = 150;

/// A clip under way.
pub(super) struct Clipping {
    order: ClipOrder,
    /// How many pictures it has.
    of: u32,
    /// How many are written.
    done: u32,
    clip: Option<gif::Clip>,
}

impl Clipping {
    /// Begins a clip of a timeline that is folded.
    pub fn begin(order: ClipOrder, timeline: &Timeline) -> Result<Clipping, Problem> {
        let until = timeline.branch(order.branch).map(|branch| branch.run.until());
        let of = order.pictures(until)?;
        Ok(Clipping { order, of, done: 0, clip: None })
    }

    /// The picture that the page is to paint next.
    pub fn next(&mut self, timeline: &mut Timeline) -> ReportWhat {
        let at = self.order.moment(self.done);
        let within = Some((self.order.from, self.order.to));
        let sheet = drawing::stage_at(timeline, &self.order, at, within);
        let (width, height) = (sheet.size.width as u16, sheet.size.height as u16);
        if self.clip.is_none() {
            match gif::Clip::begin(width, height, self.order.again) {
                Ok(clip) => self.clip = Some(clip),
                Err(why) => return unwritten(&why),
            }
        }
        ReportWhat::Paint { n: self.done, of: self.of, svg: sheet.text, width, height }
    }

    /// Takes a picture as the page painted it. What it is refused for, or the file where it was the
    /// last one.
    pub fn take(&mut self, n: u32, picture: &[u8], timeline: &Timeline) -> Option<ReportWhat> {
        let clip = self.clip.as_mut().filter(|clip| n == self.done && picture.len() == clip.picture_bytes());
        let Some(clip) = clip else {
            return Some(refused(
                "clip",
                "the picture that was painted is not the one that was asked for".to_owned(),
                "绘制的图片不是所要的那一张".to_owned(),
            ));
        };
        if let Err(why) = clip.add(picture, CLIP_DELAY) {
            return Some(unwritten(&why));
        }
        self.done += 1;
        if clip.bytes() > MOST_CLIP_BYTES {
            return Some(refused(
                "clip",
                "the file grows too large: choose a shorter stretch".to_owned(),
                "文件过大：请选择更短的区间".to_owned(),
            ));
        }
        if self.done < self.of {
            return None;
        }
        let file = self.clip.take()?.finish(LONGER);
        Some(match file {
            Ok(file) => ReportWhat::Clipped {
                name: drawing::name_of_clip(timeline, &self.order),
                gif: STANDARD.encode(file),
            },
            Err(why) => unwritten(&why),
        })
    }
}

fn unwritten(why: &EncodingError) -> ReportWhat {
    refused("clip", format!("the clip cannot be written: {why}"), format!("无法写出动图：{why}"))
}
