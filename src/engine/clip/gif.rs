//! Pictures as one animated GIF, which every browser, chat and program for slides plays. The file is
//! written by the crate `gif`; here is which colours it has and what changed from one picture to the
//! next.

use crate::view::svg::{INKS, NODES};
use gif::{DisposalMethod, Encoder, EncodingError, Frame, Repeat};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The last colour is none: what did not change.
const UNCHANGED: u8 = 255;
/// So many mixed colours are remembered at most.
const MOST_KNOWN: usize = 1 << 16;

/// A clip that is being written.
pub(super) struct Clip {
    encoder: Encoder<Vec<u8>>,
    width: usize,
    height: usize,
    colours: Vec<[u8; 3]>,
    /// Colours that were looked up.
    known: BTreeMap<[u8; 3], u8>,
    /// The picture before, in colours of the file; none before the first.
    before: Vec<u8>,
    /// The picture that stands until another one comes.
    waits: Option<Frame<'static>>,
}

impl Clip {
    /// A clip of pictures of this size, that plays once or again and again.
    pub fn begin(width: u16, height: u16, again: bool) -> Result<Clip, EncodingError> {
        let colours = colours();
        let mut table: Vec<u8> = colours.iter().flatten().copied().collect();
        table.resize(256 * 3, 0);
        let mut encoder = Encoder::new(Vec::new(), width, height, &table)?;
        if again {
            encoder.set_repeat(Repeat::Infinite)?;
        }
        Ok(Clip {
            encoder,
            width: usize::from(width),
            height: usize::from(height),
            colours,
            known: BTreeMap::new(),
            before: Vec::new(),
            waits: None,
        })
    }

    /// How many bytes it has so far.
    pub fn bytes(&self) -> usize {
        self.encoder.get_ref().len()
    }

    /// How many bytes a picture has: red, green, blue and how opaque, for each point.
    pub fn picture_bytes(&self) -> usize {
        self.width * self.height * 4
    }

    /// Adds a picture that stands for so many hundredths of a second. One that shows the same as the
    /// one before lets that stand longer.
    pub fn add(&mut self, picture: &[u8], delay: u16) -> Result<(), EncodingError> {
        let now = self.indexed(picture);
        let Some((left, top, width, height)) = self.changed(&now) else {
            if let Some(waits) = &mut self.waits {
                waits.delay = waits.delay.saturating_add(delay);
            }
            return Ok(());
        };
        let is_first = self.before.is_empty();
        let mut buffer = Vec::with_capacity(width * height);
        for y in top..top + height {
            let row = y * self.width + left..y * self.width + left + width;
            if is_first {
                buffer.extend_from_slice(&now[row]);
            } else {
                let both = now[row.clone()].iter().zip(&self.before[row]);
                buffer.extend(both.map(|(now, before)| if now == before { UNCHANGED } else { *now }));
            }
        }
        self.before = now;
        let frame = Frame {
            delay,
            dispose: DisposalMethod::Keep,
            transparent: Some(UNCHANGED),
            left: left as u16,
            top: top as u16,
            width: width as u16,
            height: height as u16,
            buffer: Cow::Owned(buffer),
            ..Frame::default()
        };
        match self.waits.replace(frame) {
            Some(frame) => self.encoder.write_frame(&frame),
            None => Ok(()),
        }
    }

    /// The file. Its last picture stands for so many hundredths of a second longer.
    pub fn finish(mut self, longer: u16) -> Result<Vec<u8>, EncodingError> {
        if let Some(mut last) = self.waits.take() {
            last.delay = last.delay.saturating_add(longer);
            self.encoder.write_frame(&last)?;
        }
        self.encoder.into_inner()
    }

    /// The rectangle in which something changed: left, top, width, height.
    fn changed(&self, now: &[u8]) -> Option<(usize, usize, usize, usize)> {
        if self.before.is_empty() {
            return Some((0, 0, self.width, self.height));
        }
        let (mut left, mut right, mut top, mut bottom) = (self.width, 0, self.height, 0);
        let rows = now.chunks_exact(self.width).zip(self.before.chunks_exact(self.width));
        for (y, (now, before)) in rows.enumerate() {
            let differs = |(now, before): (&u8, &u8)| now != before;
            let Some(first) = now.iter().zip(before).position(differs) else { continue };
            let last = now.iter().zip(before).rposition(differs).unwrap_or(first);
            (left, right) = (left.min(first), right.max(last + 1));
            (top, bottom) = (top.min(y), y + 1);
        }
        (right > left).then(|| (left, top, right - left, bottom - top))
    }

    /// The picture in colours of the file.
    fn indexed(&mut self, picture: &[u8]) -> Vec<u8> {
        let mut last = ([0; 3], self.nearest([0; 3]));
        let mut indexed = Vec::with_capacity(picture.len() / 4);
        for point in picture.chunks_exact(4) {
            let colour = [point[0], point[1], point[2]];
            if colour != last.0 {
                last = (colour, self.nearest(colour));
            }
            indexed.push(last.1);
        }
        indexed
    }

    fn nearest(&mut self, colour: [u8; 3]) -> u8 {
        if let Some(known) = self.known.get(&colour) {
            return *known;
        }
        let far = |other: &[u8; 3]| -> i32 {
            // An eye sees green better than red, and red better than blue.
            let apart = |at: usize| i32::from(colour[at]) - i32::from(other[at]);
            3 * apart(0).pow(2) + 6 * apart(1).pow(2) + apart(2).pow(2)
        };
        let nearest = (0..).zip(&self.colours).min_by_key(|(_, other)| far(other)).map_or(0, |(at, _)| at);
        if self.known.len() >= MOST_KNOWN {
            self.known.clear();
        }
        self.known.insert(colour, nearest);
        nearest
    }
}

/// Every colour of the pictures, and between those and their ground what letters and edges are
/// smoothed with. The same for all pictures of all clips: nothing flickers.
fn colours() -> Vec<[u8; 3]> {
    let named: Vec<[u8; 3]> = INKS.iter().chain(&NODES).map(|name| read(name)).collect();
    let mut all = named.clone();
    let white = [255; 3];
    for &colour in named.iter().filter(|colour| colour[1] < 200) {
        // Grey letters are most of what is read.
        let is_grey =
            colour.iter().max().zip(colour.iter().min()).is_some_and(|(most, least)| most - least < 24);
        let steps = if is_grey { 14 } else { 8 };
        all.extend((1..steps).map(|step| mixed(white, colour, step, steps)));
    }
    let [tint, on_tint] = ["#e9f0f7", "#3a5f85"].map(read);
    all.extend((1..6).map(|step| mixed(tint, on_tint, step, 6)));
    all.sort_unstable();
    all.dedup();
    all.truncate(usize::from(UNCHANGED));
    all
}

fn mixed(ground: [u8; 3], colour: [u8; 3], step: u32, steps: u32) -> [u8; 3] {
    core::array::from_fn(|at| {
        ((u32::from(ground[at]) * (steps - step) + u32::from(colour[at]) * step) / steps) as u8
    })
}

/// A colour as `#rrggbb`.
fn read(name: &str) -> [u8; 3] {
    let bits = u32::from_str_radix(name.trim_start_matches('#'), 16).unwrap_or(0);
    [bits >> 16, bits >> 8, bits].map(|part| (part & 255) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use gif::{ColorOutput, DecodeOptions};

    /// A picture of 20 by 10 whose points are this colour, but for one.
    fn picture(colour: [u8; 3], other: Option<(usize, [u8; 3])>) -> Vec<u8> {
        let mut points = vec![colour; 200];
        if let Some((at, colour)) = other {
            points[at] = colour;
        }
        points.iter().flat_map(|[r, g, b]| [*r, *g, *b, 255]).collect()
    }

    #[test]
    fn every_picture_comes_back_and_only_what_changed_is_written() {
        let (paper, ink) = (read("#fbfaf7"), read("#1c2024"));
        let mut clip = Clip::begin(20, 10, true).expect("a clip");
        assert_eq!(clip.picture_bytes(), 800);
        for picture in [
            picture(paper, None),
            picture(paper, Some((45, ink))),
            picture(paper, Some((45, ink))),
            picture(paper, Some((47, ink))),
        ] {
            clip.add(&picture, 8).expect("it is written");
        }
        let file = clip.finish(150).expect("a file");
        assert!(file.starts_with(b"GIF89a") && file.ends_with(&[0x3b]));
        let mut options = DecodeOptions::new();
        options.set_color_output(ColorOutput::Indexed);
        let mut decoder = options.read_info(file.as_slice()).expect("it is a GIF");
        assert_eq!((decoder.width(), decoder.height(), decoder.repeat()), (20, 10, Repeat::Infinite));
        let mut frames = Vec::new();
        while let Some(frame) = decoder.read_next_frame().expect("a whole frame") {
            frames.push((frame.left, frame.top, frame.width, frame.height, frame.delay));
        }
        assert_eq!(frames, [(0, 0, 20, 10, 8), (5, 2, 1, 1, 16), (5, 2, 3, 1, 158)]);
    }

    #[test]
    fn the_colours_of_the_pictures_stay_what_they_are() {
        let all = colours();
        assert!(all.len() <= 255, "{}", all.len());
        let mut clip = Clip::begin(1, 1, false).expect("a clip");
        for name in INKS.iter().chain(&NODES) {
            let colour = read(name);
            let at = clip.nearest(colour);
            assert_eq!(clip.colours[usize::from(at)], colour, "{name}");
        }
    }
}
