//! One number as it was published and as it is here, one below the other.

use crate::base::text::Language;
use crate::base::time::Span;
use crate::base::units::{Quantity, write};
use crate::lab::numbers::Found;
use crate::ui::words::words;
use yew::prelude::*;

/// What a number counts, and how it is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Milliseconds.
    Ms,
    /// A share, from 0 to 1.
    Share,
    /// A plain number.
    Times,
}

impl Unit {
    /// A number with its unit.
    pub fn write(self, value: f64, language: Language) -> String {
        match self {
            // In the unit of the paper, with three digits as there.
            Unit::Ms => write(Quantity::Digits(Span((value * 1e3).round().max(0.0) as u64)), language),
            // A hundredth of a per cent is more than any of the numbers is good for.
            Unit::Share => write(Quantity::PerMillion((value * 1e4).round().max(0.0) as u64 * 100), language),
            Unit::Times => format!("{value:.2}"),
        }
    }
}

/// A number beside another. Without what was published, ours stands alone and is not judged.
pub fn figure(
    unit: Unit,
    published: Option<f64>,
    note: Option<String>,
    found: Option<&Found>,
    language: Language,
) -> Html {
    let texts = words(language).numbers();
    html! {
        <div class="figure">
            if let Some(published) = published {
                <p><small>{ texts.published }</small><b>{ unit.write(published, language) }</b>if let Some(note) = note { <small class="beside">{ note }</small> }</p>
            }
            if let Some(found) = found { { ours(unit, published, found, language) } } else { <p class="not-yet"><small>{ texts.not_yet }</small></p> }
        </div>
    }
}

fn ours(unit: Unit, published: Option<f64>, found: &Found, language: Language) -> Html {
    let texts = words(language).numbers();
    let (low, high) = (unit.write(found.low, language), found.high.map(|high| unit.write(high, language)));
    let interval = high.map_or_else(|| (texts.more_than)(&low), |high| (texts.between)(&low, &high));
    let verdict = published.map(|published| match found.agrees(published) {
        true => ("agrees", "✓", texts.agrees),
        false => ("differs", "✗", texts.differs),
    });
    html! {
        <p><small>{ texts.ours }</small><b>{ unit.write(found.value, language) }</b>
            if let Some((class, sign, word)) = verdict { <span class={classes!("verdict", class)}><span aria-hidden="true">{ sign }</span>{ " " }{ word }</span> }
            if found.low < found.value || found.high != Some(found.value) { <small class="interval">{ interval }</small> }
        </p>
    }
}
