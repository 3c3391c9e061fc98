//! How the face of a card is laid out: where each line of it stands, what of it has room, and the
//! shape of the card. The page and files draw the same.

use super::card::{CardView, clip, in_lines, wide};
use super::standing::Light;
use super::{Size, names};
use crate::base::ids::NodeId;
use crate::sim::cast::Shape;

/// A card whose texts have their places.
#[derive(Clone, PartialEq, Debug)]
pub struct Face {
    /// How far texts keep off the sides.
    pub pad: f64,
    /// Where the line of the name stands, from the top.
    pub name_y: f64,
    /// Where the line of the role stands.
    pub role_y: f64,
    /// Where the log begins.
    pub strip_y: f64,
    /// Where the line stands that says how the copy is.
    pub word_y: f64,
    /// Where the last line stands.
    pub foot_y: f64,
    /// Where the lines begin that stand in the place of the log.
    pub inset: f64,
    /// How wide the name is drawn, where it has to be drawn narrower.
    pub name_length: Option<f64>,
    /// How the copy stands, in words.
    pub word: String,
    /// How wide they are drawn, where they have to be drawn narrower.
    pub word_length: Option<f64>,
    /// What is under way, in as many lines as there is room for.
    pub glance: Vec<String>,
    /// Its role, as far as there is room.
    pub role: String,
    /// The figure that counts, where there is room for it.
    pub counts: String,
    /// What is out of the ordinary, as far as there is room.
    pub foot: String,
}

/// How wide a text is, roughly, whose Latin letters have this width.
fn long(text: &str, letter: f64) -> f64 {
    text.chars().map(|c| if c.is_ascii() { letter } else { letter * 1.75 }).sum()
}

/// What stands at the foot, in a card of so many letters. What is said above already is left out
/// rather than cut.
fn foot(face: &CardView, letters: usize) -> String {
    // A figure of the total is wider than a letter of the foot.
    let room = letters.saturating_sub(face.total.chars().count() * 4 / 3 + 2);
    let said = face.glance.iter().any(|it| it.contains(&face.foot));
    if said && wide(&face.foot) > room { String::new() } else { clip(&face.foot, room) }
}

/// A role as a small card has room for it.
fn brief(role: &str, small: bool) -> String {
    if small { role.replace("thinks it is ", "thinks: ") } else { role.to_owned() }
}

/// Places the texts of a card of this size.
pub fn place(face: &CardView, card: Size, small: bool) -> Face {
    let w = card.width;
    let pad = if small { 10.0 } else { 14.0 };
    let lines = if small { [19.0, 33.0, 39.0, 69.0, 85.0] } else { [24.0, 40.0, 47.0, 82.0, 99.0] };
    let [name_y, role_y, strip_y, word_y, foot_y] = lines;
    let letters = |size: f64| ((w - pad * 2.0) / size) as usize;
    // What is longer than its room is drawn narrower: cut off a name would be another node's.
    let room = w - pad * 2.0 - 17.0 - if face.sealed { 26.0 } else { 0.0 };
    let name_length = (long(&face.name, 7.4) > room).then_some(room);
    let word = if small { face.word.trim_end_matches(" 个版本") } else { &face.word };
    let word_length = (long(word, 6.6) > w - pad * 2.0 - 14.0).then_some(w - pad * 2.0);
    // The total is as long as it is; what is out of the ordinary gets the rest.
    // Where there is no room for its word, the figure that counts stands behind the sign of the
    // newest; where there is none for that, how far behind the copy is says enough.
    let sign = format!("{} {}", Light::Agree.sign(), face.counts);
    let left = letters(6.6)
        .saturating_sub(face.word.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>() + 3);
    let counts = match face.counts.as_str() {
        "" => "",
        _ if !small && face.newest.chars().count() <= left => face.newest.as_str(),
        _ if sign.chars().count() <= left => sign.as_str(),
        _ => "",
    };
    Face {
        pad,
        name_y,
        role_y,
        strip_y,
        word_y,
        foot_y,
        // An arrow has a notch where the text begins.
        inset: if face.shape == Some(Shape::Broker) { pad + 7.0 } else { pad },
        name_length,
        word: word.to_owned(),
        word_length,
        // Where no copy is compared, the line of its word is free.
        glance: in_lines(&face.glance, letters(6.2), if face.stands.is_some() { 1 } else { 2 }),
        role: clip(&brief(&face.role, small), ((w - pad - 42.0) / 5.9) as usize),
        counts: counts.to_owned(),
        foot: foot(face, letters(6.0)),
    }
}

/// The outline of a card of a part: a database is a cylinder, a broker an arrow, a coordinator an
/// octagon.
pub fn outline(shape: Shape, card: Size) -> String {
    let (w, h) = (card.width, card.height);
    let half = w / 2.0;
    match shape {
        Shape::Database => {
            format!("M0 2A{half} 6 0 0 1 {w} 2V{0}A{half} 6 0 0 1 0 {0}zM0 2A{half} 6 0 0 0 {w} 2", h - 2.0)
        }
        Shape::Broker => format!("M0 0H{w}l8 {0}-8 {0}H0l8 -{0}z", h / 2.0),
        Shape::Coordinator => format!("M12 0H{0}l12 12V{1}l-12 12H12l-12 -12V12z", w - 12.0, h - 12.0),
    }
}

/// How large an entry of the log is drawn; two units lie between two of them.
pub const fn entry(small: bool) -> Size {
    if small { super::size(10.0, 14.0) } else { super::size(13.0, 17.0) }
}

/// The frame of the seal of a copy that went another way: angular, so that no one needs the colour.
pub const ANGULAR: &str = "M-13 -7 -7 -13H7L13 -7V7L7 13H-7L-13 7z";

/// What the pattern of each kind of node is drawn with, on a ground of eight by eight. Colour tells
/// nodes apart for most eyes, the pattern for all.
pub const GRAINS: [&str; names::KINDS as usize] = [
    "",
    "M-2 6 6 -2M0 8 8 0M2 10 10 2",
    "M2 2h2v2h-2zM6 6h2v2h-2z",
    "M0 0 8 8M8 0 0 8",
    "M0 2h8M0 6h8",
    "M2 0v8M6 0v8",
    "M0 0h4v4h-4zM4 4h4v4h-4z",
    "M0 4h8M4 0v8",
    "M4 1 7 4 4 7 1 4z",
    "M0 6 4 2 8 6",
];

/// Whether the pattern of a kind is made of areas rather than of lines.
pub const fn is_full(kind: usize) -> bool {
    matches!(kind, 2 | 6)
}

/// The pattern's number of what comes from a node.
pub fn kind(node: NodeId) -> usize {
    usize::from(names::kind(node))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::Language;
    use crate::view::card::{cards, frame};
    use crate::view::passbook::tests::{experiment, node};
    use crate::view::size;

    #[test]
    fn a_long_name_is_drawn_narrower_and_what_is_said_twice_is_not_cut() {
        let frame = frame(vec![node(0), node(1)], vec![]);
        let mut card = cards(&frame, &experiment(), 8, Language::En).remove(0);
        assert_eq!(place(&card, size(190.0, 108.0), false).name_length, None);
        card.name = "A name that no card has room for".to_owned();
        let narrow = place(&card, size(120.0, 94.0), true).name_length;
        card.foot = "in doubt".to_owned();
        card.total = "total 300".to_owned();
        assert_eq!(place(&card, size(142.0, 94.0), true).foot, "in do…");
        card.glance = vec!["1 in doubt".to_owned()];
        assert_eq!(place(&card, size(142.0, 94.0), true).foot, "", "it is said above, whole");
        assert_eq!(place(&card, size(190.0, 108.0), false).foot, "in doubt");
        assert!(narrow.is_some_and(|room| room < 100.0), "{narrow:?}");
    }
}
