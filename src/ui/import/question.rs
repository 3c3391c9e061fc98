//! What only the person can say, and what is wrong.

use super::OpenedProps;
use crate::ui::notices::place;
use crate::ui::words::words;
use yew::prelude::*;

/// The question as radio buttons, and the problems as a table.
#[component]
pub fn Questions(props: &OpenedProps) -> Html {
    let words = words(props.language).import();
    let language = props.language;
    let Some(reading) = &props.import.reading else { return html! {} };
    let more = reading.problem_count.saturating_sub(reading.problems.len() as u64);
    html! {
        <>
            if let Some(question) = &reading.question {
                <fieldset class="question">
                    <legend><b>{ (words.question)(&place(&question.place, language)) }</b>{ " " }{ question.asks.in_language(language) }</legend>
                    { for question.answers.iter().map(|answer| {
                        let (props, option, value) = (props.clone(), question.option.clone(), answer.value.clone());
                        let onchange = Callback::from(move |_: Event| props.say(|options| drop(options.set(&option, &value))));
                        html! {
                            <label key={answer.value.clone()}>
                                <input type="radio" name="answer" value={answer.value.clone()} checked={false} {onchange} />
                                <span>{ answer.label.in_language(language) }</span>
                            </label>
                        }
                    }) }
                </fieldset>
            }
            if reading.problem_count > 0 {
                <h3 class="wrong">{ (words.problems)(reading.problem_count) }</h3>
                <div class="problems" tabindex="0" role="region" aria-label={words.reason}>
                    <table>
                        <thead><tr><th scope="col">{ words.place }</th><th scope="col">{ words.reason }</th></tr></thead>
                        <tbody>{ for reading.problems.iter().map(|problem| html! {
                            <tr><td>{ place(&problem.place, language) }</td><td>{ problem.reason.in_language(language) }</td></tr>
                        }) }</tbody>
                    </table>
                    if more > 0 { <p>{ (words.more)(more) }</p> }
                </div>
            }
        </>
    }
}
