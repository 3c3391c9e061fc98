//! Which service stands in which region of the file, and what each link becomes by that.

use super::OpenedProps;
use crate::base::ids::NodeId;
use crate::base::time::Span;
use crate::lab::import::latency::Regions;
use crate::lab::import::options::Placed;
use crate::ui::controls::Pick;
use crate::ui::words::words;
use crate::view::{names, numbers};
use yew::prelude::*;

/// The regions of the file, and that of each node of the experiment.
fn placed(props: &OpenedProps) -> Option<(&Regions, Vec<Option<u32>>)> {
    let regions = props.import.reading.as_ref()?.regions.as_ref()?;
    let nodes = props.experiment.cast().nodes();
    Some((regions, regions.placed(props.experiment.nodes, nodes, &props.import.options.regions)))
}

/// The directions between nodes: from, to, and the regions they stand in.
fn directions(places: &[Option<u32>]) -> impl Iterator<Item = (u16, u16, Option<(u32, u32)>)> {
    let all = move || (0u16..).zip(places);
    all().flat_map(move |(from, a)| {
        all().filter(move |(to, _)| *to != from).map(move |(to, b)| (from, to, (*a).zip(*b)))
    })
}

/// Whether the file is of regions, and no link would become another.
pub(super) fn changes_nothing(props: &OpenedProps) -> bool {
    placed(props).is_some_and(|(regions, places)| {
        directions(&places).all(|(.., both)| both.and_then(|(a, b)| regions.between(a, b)).is_none())
    })
}

/// A list of regions for each node, and a table of the links.
#[component]
pub fn Places(props: &OpenedProps) -> Html {
    let language = props.language;
    let words = words(language).import();
    let Some((regions, places)) = placed(props) else { return html! {} };
    let cast = props.experiment.cast();
    let name = |node: u16| names::node(NodeId(node), &cast, language);
    let options: Vec<AttrValue> = std::iter::once(AttrValue::from(words.nowhere))
        .chain(regions.names.iter().map(|name| AttrValue::from(name.clone())))
        .collect();
    let pick = |(node, at): (u16, &Option<u32>)| {
        let (props, known) = (props.clone(), regions.names.clone());
        let set = Callback::from(move |place: usize| {
            let region = place.checked_sub(1).and_then(|at| known.get(at).cloned());
            props.say(|options| {
                options.regions.retain(|placed| placed.node != node);
                options.regions.push(Placed { node, region: region.clone() });
            });
        });
        let chosen = at.map_or(0, |at| at as usize + 1);
        html! { <Pick key={node} id={format!("import-region-{node}")} label={name(node)} options={options.clone()} {chosen} {language} {set} /> }
    };
    let becomes = |both: Option<(u32, u32)>| match both {
        None => words.link_stays.to_owned(),
        Some((a, b)) if a == b => words.link_same.to_owned(),
        Some((a, b)) => match regions.between(a, b) {
            None => words.link_unknown.to_owned(),
            Some((link, other)) => {
                let median = numbers::span(Span(link.median_us), language);
                if other { (words.link_other)(&median) } else { median }
            }
        },
    };
    html! {
        <section class="regions" aria-labelledby="regions-title">
            <h3 id="regions-title">{ words.regions }</h3>
            <p>{ words.regions_note }</p>
            <div class="picks">{ for (0u16..).zip(&places).map(pick) }</div>
            if changes_nothing(props) { <p class="wrong" role="status">{ words.regions_none }</p> }
            <h3 id="links-title">{ words.regions_links }</h3>
            <div class="wide" tabindex="0" role="region" aria-labelledby="links-title">
                <table class="links">
                    <thead><tr>
                        <th scope="col">{ words.link_from }</th>
                        <th scope="col">{ words.link_to }</th>
                        <th scope="col">{ words.link_takes }</th>
                    </tr></thead>
                    <tbody>{ for directions(&places).map(|(from, to, both)| html! {
                        <tr key={format!("{from}-{to}")}><td>{ name(from) }</td><td>{ name(to) }</td><td>{ becomes(both) }</td></tr>
                    }) }</tbody>
                </table>
            </div>
        </section>
    }
}
