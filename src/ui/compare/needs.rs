//! Which nodes each request needs, measured.

use super::PartProps;
use crate::ui::words::words;
use yew::prelude::*;

/// A table of requests and columns, in which every node is needed or not.
#[component]
pub fn Needs(props: &PartProps) -> Html {
    let texts = words(props.model.language).compare();
    let columns = &props.comparison.columns;
    html! {
        <section class="receipts needs" aria-labelledby="needs-title">
            <h2 id="needs-title">{ texts.needs }</h2>
            <p class="note">{ texts.needs_about }</p>
            <table aria-labelledby="needs-title">
                <thead><tr>
                    <th scope="col"><span class="unseen">{ texts.what }</span></th>
                    { for columns.iter().map(|column| html! { <th scope="col">{ props.say(&column.name) }</th> }) }
                </tr></thead>
                <tbody>
                    { for props.comparison.needs.iter().map(|need| html! {
                        <tr>
                            <th scope="row">{ props.say(&need.what) }</th>
                            { for need.needed.iter().zip(columns).map(|(needed, column)| html! {
                                <td data-column={props.say(&column.name).to_owned()}>
                                    if let Some(needed) = needed {
                                        <ul>{ for column.nodes.iter().zip(needed).map(|(node, needed)| html! {
                                            <li class={if *needed { "needed" } else { "free" }}><span class="unseen">{ if *needed { texts.needed } else { texts.not_needed } }{ " " }</span>{ props.say(node) }</li>
                                        }) }</ul>
                                    } else { { texts.not_possible } }
                                </td>
                            }) }
                        </tr>
                    }) }
                </tbody>
            </table>
        </section>
    }
}
