//! How the file was read. What can be said otherwise is a list to choose from; its first line is
//! what was found.

use super::OpenedProps;
use crate::lab::import::encoding::ENCODINGS;
use crate::lab::import::options::{Dates, Decimal, Options, Unit};
use crate::ui::controls::Pick;
use crate::ui::words::words;
use yew::prelude::*;

const DECIMALS: [Decimal; 2] = [Decimal::Point, Decimal::Comma];
const DATES: [Dates; 3] = [Dates::Dmy, Dates::Mdy, Dates::Ymd];
const UNITS: [Unit; 3] = [Unit::Us, Unit::Ms, Unit::S];

/// Encoding, divider, header, decimal mark, dates, unit, currency.
#[component]
pub fn How(props: &OpenedProps) -> Html {
    let language = props.language;
    let words = words(language).import();
    let Some(reading) = &props.import.reading else { return html! {} };
    let options = &props.import.options;
    let pick = |id: &'static str,
                label: &'static str,
                names: &[&str],
                found: Option<usize>,
                said: Option<usize>,
                set: fn(&mut Options, Option<usize>)| {
        let asked = reading.question.as_ref().is_some_and(|question| id.ends_with(&question.option[2..]));
        let nothing = if asked { words.not_known } else { words.not_needed };
        let found = found.map_or(nothing, |at| names[at]);
        let first = if said.is_none() { (words.by_itself)(found) } else { (words.by_itself)("…") };
        let list: Vec<AttrValue> =
            std::iter::once(first.into()).chain(names.iter().map(|name| (*name).to_owned().into())).collect();
        let props = props.clone();
        let set = Callback::from(move |place: usize| props.say(|options| set(options, place.checked_sub(1))));
        html! { <Pick {id} {label} options={list} chosen={said.map_or(0, |at| at + 1)} {language} {set} /> }
    };
    let at = |name: &str| ENCODINGS.iter().position(|known| *known == name);
    let place = |of: &[Decimal], it: Option<Decimal>| of.iter().position(|other| Some(*other) == it);
    let is_table = reading.divider.is_some();
    let divider = match reading.divider {
        Some('\t') => words.tab.to_owned(),
        Some(divider) => divider.to_string(),
        None => String::new(),
    };
    html! {
        <section class="how" aria-labelledby="how-title">
            <h3 id="how-title">{ words.how }</h3>
            if let Some(how) = &reading.how { <p>{ how.in_language(language) }</p> }
            <div class="picks">
                { pick("import-encoding", words.encoding, &ENCODINGS, at(&reading.encoding),
                    options.encoding.as_deref().and_then(at),
                    |options, at| options.encoding = at.map(|at| ENCODINGS[at].to_owned())) }
                if reading.round_trips.is_none() {
                    { pick("import-decimal", words.decimal, &[words.point, words.comma], place(&DECIMALS, reading.decimal),
                        place(&DECIMALS, options.decimal), |options, at| options.decimal = at.map(|at| DECIMALS[at])) }
                    { pick("import-dates", words.dates, &[words.dmy, words.mdy, words.ymd],
                        DATES.iter().position(|it| Some(*it) == reading.dates),
                        DATES.iter().position(|it| Some(*it) == options.dates), |options, at| options.dates = at.map(|at| DATES[at])) }
                }
                if reading.unit.is_some() || options.unit.is_some() {
                    { pick("import-unit", words.unit, &[words.us, words.ms, words.s],
                        UNITS.iter().position(|it| Some(*it) == reading.unit),
                        UNITS.iter().position(|it| Some(*it) == options.unit), |options, at| options.unit = at.map(|at| UNITS[at])) }
                }
            </div>
            <dl>
                if is_table {
                    <dt>{ words.divider }</dt><dd>{ divider }</dd>
                    <dt>{ words.header }</dt><dd>{ reading.header_line.map_or(words.no_header.to_owned(), words.header_line) }</dd>
                }
                if let Some(currency) = &reading.currency {
                    <dt>{ words.currency }</dt><dd>{ currency }</dd>
                }
            </dl>
        </section>
    }
}
