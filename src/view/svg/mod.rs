//! Pictures as SVG files that stand by themselves: colours, letters, a title and a description are in
//! them. They are light whatever the page is, as paper and slides are, and use nothing that programs
//! for slides do not know: classes one by one, no variables. The page's own pictures take their
//! colours from the page.
//!
//! | question | file |
//! | --- | --- |
//! | who could have known what, and when | `space_time` |
//! | where everything stands at one moment | `stage`, with its `cards`, its `flights` and its `legend` |

mod cards;
mod flights;
mod legend;
mod space_time;
mod stage;

use super::Size;
use crate::base::ids::NodeId;
pub use space_time::space_time;
pub use stage::{Moment, stage};

/// A picture as a file.
#[derive(Clone, PartialEq, Debug)]
pub struct Sheet {
    /// The file.
    pub text: String,
    /// How large it is drawn, in CSS pixels.
    pub size: Size,
}

/// The colours of nodes by their number, as on the page: Okabe and Ito.
pub const NODES: [&str; 10] = [
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#3d9bd1", "#d55e00", "#9a8700", "#555f6b", "#7a4fb5",
    "#8c5a3c",
];

/// All other colours of the files, as on the page where it is light, from light to dark.
pub const INKS: [&str; 14] = [
    "#ffffff", "#fbfaf7", "#f3f1ec", "#e9f0f7", "#e4e0d8", "#8b8579", "#6b717a", "#565d66", "#1c2024",
    "#0a7d54", "#c2410c", "#3a5f85", "#a04a08", "#b42318",
];

/// The letters of the files: what every system has.
const FONT: &str =
    "system-ui,'Segoe UI','PingFang SC','Microsoft YaHei','Noto Sans CJK SC','DejaVu Sans',sans-serif";

fn colour(node: NodeId) -> &'static str {
    NODES[node.index() % NODES.len()]
}

/// Letters that mean something in XML are written as what they are; those that it does not allow
/// are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            other => out.push(other),
        }
    }
    out
}

/// The beginning of a file of this size, down to its ground: what it is, what is seen in it, and how
/// its classes look.
fn head(title: &str, about: &str, style: &str, Size { width, height }: Size) -> String {
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0} {height:.0}" width="{width:.0}" height="{height:.0}" role="img" aria-labelledby="t d">
<title id="t">{}</title><desc id="d">{}</desc><style>text{{font:12px {FONT};fill:#565d66}}{style}</style>
<rect width="100%" height="100%" fill="#fbfaf7"/>"##,
        escaped(title),
        escaped(about)
    )
}

/// How wide a text is, roughly, in letters of twelve pixels.
fn long(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() { 6.4 } else { 12.0 }).sum()
}

/// A text in lines of at most this width, in letters of twelve pixels: broken at spaces, and between
/// Chinese letters.
fn lines(text: &str, width: f64) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut word = String::new();
    for letter in text.chars().chain([' ']) {
        word.push(letter);
        if letter.is_ascii() && letter != ' ' {
            continue;
        }
        let last = all.last_mut().expect("there is a line");
        // No line begins with what ends a sentence.
        let is_mark = matches!(word.as_str(), " " | "，" | "。" | "：" | "）" | "”" | "、" | "；");
        if last.is_empty() || is_mark || long(last) + long(word.trim_end()) <= width {
            last.push_str(&core::mem::take(&mut word));
        } else {
            all.push(core::mem::take(&mut word));
        }
    }
    all.iter().map(|line| line.trim_end().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_xml_does_not_allow_are_left_out() {
        assert_eq!(escaped("a\u{0}<b> & \"c\"\u{1f}好"), "a&lt;b&gt; &amp; &quot;c&quot;好");
    }

    #[test]
    fn lines_are_broken_where_a_person_would() {
        assert_eq!(lines("one two three", 50.0), ["one two", "three"]);
        assert_eq!(lines("北京答复最新余额。", 84.0), ["北京答复最新余", "额。"]);
        assert_eq!(lines("北京答复最新余额。", 96.0), ["北京答复最新余额。"]);
        assert_eq!(lines("", 50.0), [""]);
    }
}
