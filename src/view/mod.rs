//! From a frame to plain geometry and plain text: what the page draws, worked out without a page.
//!
//! Nothing here names Yew or the browser, so all of it is tested natively. Floats are welcome: a
//! picture is no part of a run.
//!
//! | question | file |
//! | --- | --- |
//! | what a node is called, which letter and pattern is its own | `names` |
//! | how a number, an amount, a time is written | `numbers` |
//! | where the nodes stand | `layout` |
//! | what a card on the stage says | `card` |
//! | where each line of a card stands, and its shape | `face` |
//! | where a message is, and what it is called | `flight` |
//! | the stale reads that are news | `missed` |
//! | where a partition runs | `cut`, over `contour` |
//! | what is needed to change a link | `link` |
//! | the small picture of a state, and who agrees with whom | `seal` |
//! | who is newest, behind or elsewhere, in words; the two lights | `standing` |
//! | lanes, arrows, dots and bands | `spacetime` |
//! | stage and space-time as files that stand by themselves | `svg` |
//! | a time axis that reads well | `ticks` |
//! | what could have been known where, and when | `cone` |
//! | the scrubber: stretches, marks, branch lanes | `ribbon` |
//! | a node's log as a passbook | `passbook` |
//! | the replicas' balances side by side | `compare` |
//! | what a client of a column saw last | `columns` |
//! | what the phone of a client shows | `phone` |
//! | what else a node shows: locks, queues, versions, calls in flight | `tables` |
//! | every fact as a sentence | `narrate` |
//! | one sentence for a moment | `moment` |
//! | why something is as it is, as a story | `why` |
//! | a claim as a sentence | `claimed` |
//! | what breaks in a schedule, and what of a budget is spent | `broken` |
//! | what one node knows of the others, and what it could not know | `eyes` |
//! | how much got done, window by window | `goodput` |
//! | how the values of many runs are spread, and how a measure changes with a field | `spread`, `curve`, over `axis` |

pub mod axis;
pub mod broken;
pub mod card;
pub mod claimed;
pub mod columns;
pub mod compare;
pub mod cone;
pub mod contour;
pub mod curve;
pub mod cut;
pub mod eyes;
pub mod face;
pub mod flight;
pub mod goodput;
pub mod layout;
pub mod link;
pub mod missed;
pub mod moment;
pub mod names;
pub mod narrate;
pub mod numbers;
pub mod passbook;
pub mod phone;
pub mod ribbon;
pub mod seal;
pub mod spacetime;
pub mod spread;
pub mod standing;
pub mod svg;
pub mod tables;
pub mod ticks;
pub mod why;

/// A place in a picture, in its own units: x to the right, y downwards.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Point {
    /// To the right, in the units of the drawing.
    pub x: f64,
    /// Downwards, in the units of the drawing.
    pub y: f64,
}

/// A [`Point`], in fewer words.
pub const fn point(x: f64, y: f64) -> Point {
    Point { x, y }
}

impl Point {
    /// This place, moved by another.
    pub fn plus(self, other: Point) -> Point {
        point(self.x + other.x, self.y + other.y)
    }

    /// The way from another place to this one.
    pub fn minus(self, other: Point) -> Point {
        point(self.x - other.x, self.y - other.y)
    }

    /// This way, so many times as long.
    pub fn times(self, factor: f64) -> Point {
        point(self.x * factor, self.y * factor)
    }

    /// The dot product: 0 where the two are at right angles.
    pub fn dot(self, other: Point) -> f64 {
        self.x * other.x + self.y * other.y
    }

    /// How long this way is.
    pub fn length(self) -> f64 {
        self.dot(self).sqrt()
    }

    /// This way with length 1; itself where it has none.
    pub fn unit(self) -> Point {
        let length = self.length();
        if length > 0.0 { self.times(1.0 / length) } else { self }
    }

    /// This way, turned to the right as one walks (y points down).
    pub fn right(self) -> Point {
        point(-self.y, self.x)
    }

    /// The place a share of the way from here to another.
    pub fn towards(self, other: Point, share: f64) -> Point {
        self.plus(other.minus(self).times(share))
    }
}

/// How large something is.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Size {
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
}

/// A [`Size`], in fewer words.
pub const fn size(width: f64, height: f64) -> Size {
    Size { width, height }
}

/// The place among the languages: takes one of two texts, both of which must be written, and
/// formats only that one.
macro_rules! say {
    ($language:expr, $en:literal, $zh:literal $(,)?) => {
        match $language {
            $crate::base::text::Language::En => format!($en),
            $crate::base::text::Language::Zh => format!($zh),
        }
    };
}
pub(crate) use say;
