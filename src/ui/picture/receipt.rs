//! The receipt: what the whole run of the branch cost and what it broke, figures first, each with a
//! shape and a word where it is bad news.

use super::Props;
use super::isolation::isolation;
use crate::base::ids::FactId;
use crate::base::text::Language;
use crate::base::time::Span;
use crate::engine::wire::Place;
use crate::lab::goodput::Goodput;
use crate::lab::receipt::{Latency, Receipt};
use crate::lab::verdicts::{Finding, Verdict, is_invariant, is_order, title};
use crate::ui::store::{Intent, Selection};
use crate::ui::words::picture::ReceiptWords;
use crate::ui::words::words;
use crate::view;
use crate::view::goodput::Bar;
use crate::view::numbers::{change, span, whole};
use yew::prelude::*;

/// The receipt. It is asked for when it is shown, and again when the run became another one.
#[component]
pub fn ReceiptPaper(props: &Props) -> Html {
    let Props { model, act } = props.clone();
    // A branch that ended early has no digest, but a receipt of what there is of it.
    let whole = model.branch().filter(|branch| branch.done).map(|branch| (branch.digest, branch.facts));
    use_effect_with((model.current, whole), move |(_, whole)| {
        if whole.is_some() {
            act.emit(Intent::Receipt);
        }
    });
    let texts = &words(model.language).picture.receipt;
    match model.receipt.as_deref() {
        Some((branch, receipt)) if *branch == model.current && whole.is_some() => {
            paper(receipt, props, texts)
        }
        _ => html! { <p class="summary">{ texts.soon }</p> },
    }
}

/// One line of the receipt.
struct Line {
    what: &'static str,
    value: String,
    /// What explains or qualifies the figure.
    more: Option<String>,
    /// Whether it is bad news.
    bad: bool,
    /// Whether it is a part of the line above.
    part: bool,
}

impl Line {
    fn new(what: &'static str, value: String) -> Line {
        Line { what, value, more: None, bad: false, part: false }
    }

    fn count(what: &'static str, count: u32) -> Line {
        Line::new(what, whole(u64::from(count)))
    }

    fn more(self, more: String) -> Line {
        Line { more: Some(more), ..self }
    }

    fn bad(self, bad: bool) -> Line {
        Line { bad, ..self }
    }

    fn part(self) -> Line {
        Line { part: true, ..self }
    }
}

fn paper(receipt: &Receipt, props: &Props, texts: &ReceiptWords) -> Html {
    let language = props.model.language;
    html! {
        <div class="receipt">
            <p class="summary">{ texts.whole }</p>
            if !receipt.left_out.is_empty() {
                <h3>{ texts.left_out }</h3>
                <ul class="remarks">{ for receipt.left_out.iter().map(|why| html! { <li>{ why.in_language(language) }</li> }) }</ul>
            }
            { table("service", texts.service, service(receipt, language, texts), texts) }
            { goodput(&receipt.goodput, language, texts) }
            { table("broken", texts.broken, broken(receipt, language, texts), texts) }
            if let Some(why) = &receipt.money_why {
                <div data-part="money-why">
                    <p class="help">{ why.because.in_language(language) }</p>
                    { proof(&why.proof, texts.moment, props, texts) }
                </div>
            }
            { table("paid", texts.paid, paid(receipt, texts), texts) }
            { verdicts(texts.verdicts, receipt.verdicts.iter().filter(|it| !is_invariant(it)), props, texts) }
            { verdicts(texts.invariants, receipt.verdicts.iter().filter(|it| is_invariant(it)), props, texts) }
            if let Some(it) = &receipt.isolation { { isolation(it, props, texts) } }
        </div>
    }
}

/// How much got done, window by window: bars, and the same in figures for whoever does not see
/// them.
fn goodput(goodput: &Goodput, language: Language, texts: &ReceiptWords) -> Html {
    const SIZE: (f64, f64) = (240.0, 28.0);
    let bar = |class: &'static str, bar: &Bar, tall: f64| {
        html! { <rect {class} x={px(bar.x)} y={px(SIZE.1 - tall)} width={px(bar.width)} height={px(tall)} /> }
    };
    html! {
        <figure class="goodput">
            <figcaption>{ texts.goodput }{ " " }<small>{ view::goodput::glance(goodput, language) }</small></figcaption>
            <svg role="img" viewBox={format!("0 0 {} {}", SIZE.0, SIZE.1)} aria-label={view::goodput::sentence(goodput, language)}>
                { for view::goodput::bars(goodput, SIZE.0, SIZE.1).iter().map(|it| html! {
                    <>{ bar("asked", it, it.asked) }{ bar("done", it, it.ok) }</>
                }) }
            </svg>
        </figure>
    }
}

fn px(length: f64) -> String {
    format!("{length:.1}")
}

/// What judges say about one thing, under its heading; nothing where none was asked.
fn verdicts<'a>(
    title: &'static str,
    judged: impl Iterator<Item = &'a Finding>,
    props: &Props,
    texts: &ReceiptWords,
) -> Html {
    let mut judged = judged.peekable();
    if judged.peek().is_none() {
        return Html::default();
    }
    html! {
        <>
            <h3>{ title }</h3>
            <ul class="verdicts">{ for judged.map(|judged| verdict(judged, props, texts)) }</ul>
        </>
    }
}

/// The most places of a proof that are listed: a sum is proved by everything that was added to it.
const MOST_PLACES: usize = 8;

/// What one judge says: a shape and a word, the promise, and for a broken one the reason and the
/// way to what proves it.
fn verdict(judged: &Finding, props: &Props, texts: &ReceiptWords) -> Html {
    let language = props.model.language;
    let (class, sign) = match judged.verdict {
        Verdict::Holds => ("ok", "✓"),
        Verdict::Violated => ("fail", "✕"),
        Verdict::Unknown => ("info", "?"),
        Verdict::Vacuous => ("wait", "–"),
    };
    let place = if is_order(judged) { texts.proof } else { texts.moment };
    let model = title(&judged.model).in_language(language);
    html! {
        <li {class} data-model={judged.model.clone()}>
            <b><span class="sign" aria-hidden="true">{ sign }</span>{ " " }{ model }{ texts.colon }{ texts.verdict[judged.verdict as usize] }</b>
            <p class="help">{ judged.promise.in_language(language) }</p>
            if let Some(because) = &judged.because { <p>{ because.in_language(language) }</p> }
            { proof(&judged.proof, place, props, texts) }
        </li>
    }
}

/// The way to the facts that prove something.
pub(super) fn proof(
    facts: &[FactId],
    place: fn(usize) -> String,
    props: &Props,
    texts: &ReceiptWords,
) -> Html {
    let go = |fact: FactId| {
        let act = props.act.clone();
        Callback::from(move |_: MouseEvent| {
            act.emit(Intent::Seek(Place::Fact { fact }));
            act.emit(Intent::Select(Some(Selection::Fact(fact))));
        })
    };
    // The last places are those that show what is wrong.
    let skipped = facts.len().saturating_sub(MOST_PLACES);
    html! {
        if !facts.is_empty() {
            <p class="proof">
                { texts.show_why }
                if skipped > 0 { { "… " } }
                { for facts.iter().zip(1..).skip(skipped).map(|(&fact, n)| html! {
                    <button type="button" class="quiet" onclick={go(fact)}>{ place(n) }</button>
                }) }
            </p>
        }
    }
}

fn table(name: &'static str, title: &'static str, lines: Vec<Line>, texts: &ReceiptWords) -> Html {
    html! {
        <table class="figures" data-part={name}>
            <caption>{ title }</caption>
            <thead class="unseen"><tr><th scope="col">{ texts.columns.0 }</th><th scope="col">{ texts.columns.1 }</th></tr></thead>
            <tbody>
                { for lines.into_iter().map(|line| html! {
                    <tr class={classes!(line.bad.then_some("bad"), line.part.then_some("part"))}>
                        <th scope="row">{ line.what }</th>
                        <td class="n">
                            if line.bad { <span aria-hidden="true">{ "◆ " }</span> }
                            { line.value }
                            if let Some(more) = line.more { <small>{ more }</small> }
                        </td>
                    </tr>
                }) }
            </tbody>
        </table>
    }
}

fn service(receipt: &Receipt, language: Language, texts: &ReceiptWords) -> Vec<Line> {
    let operations = &receipt.operations;
    let took = |what, latency: &Option<Latency>| {
        let text = |us| span(Span(us), language);
        Line::new(
            what,
            latency.as_ref().map_or_else(
                || texts.nothing.to_owned(),
                |it| (texts.took)(&text(it.p50_us), &text(it.p99_us)),
            ),
        )
    };
    let available = receipt.available_under_faults_per_mille;
    let percent =
        available.map_or_else(|| texts.nothing.to_owned(), |share| format!("{}.{}%", share / 10, share % 10));
    vec![
        Line::count(texts.asked, operations.asked),
        Line::count(texts.ok, operations.ok).part(),
        Line::count(texts.refused, operations.refused).part(),
        Line::count(texts.unknown, operations.unknown).part(),
        took(texts.writes, &receipt.write_latency),
        took(texts.reads, &receipt.read_latency),
        Line::new(texts.available, percent),
    ]
}

fn broken(receipt: &Receipt, language: Language, texts: &ReceiptWords) -> Vec<Line> {
    let (stale, apart) = (&receipt.stale, &receipt.apart);
    let mut reads = Line::count(texts.stale, stale.reads).bad(stale.reads > 0);
    if stale.reads > 0 {
        reads = reads.more((texts.stale_by)(
            &whole(u64::from(stale.versions_max)),
            &span(Span(stale.age_us_max), language),
        ));
    }
    let together = if apart.agree_at_end { texts.agree } else { texts.disagree };
    let longest = (texts.longest)(&span(Span(apart.longest_us), language));
    vec![
        reads,
        Line::new(texts.apart, span(Span(apart.total_us), language))
            .more(format!("{longest} · {together}"))
            .bad(!apart.agree_at_end),
        Line::count(texts.lost, receipt.acknowledged_writes_lost).bad(receipt.acknowledged_writes_lost > 0),
        Line::count(texts.doubled, receipt.effects_doubled).bad(receipt.effects_doubled > 0),
        Line::new(texts.money, receipt.money_made.map_or_else(|| "—".to_owned(), change))
            .bad(receipt.money_made.is_some_and(|made| made != 0)),
    ]
}

fn paid(receipt: &Receipt, texts: &ReceiptWords) -> Vec<Line> {
    let costs = &receipt.costs;
    let each = |milli: u64| (texts.each)(&format!("{}.{:02}", milli / 1000, milli % 1000 / 10));
    vec![
        Line::count(texts.messages, costs.messages).more(each(costs.messages_per_ok_milli)),
        Line::count(texts.messages_lost, costs.messages_lost).part(),
        Line::count(texts.forced, costs.forced_writes).more(each(costs.writes_per_ok_milli)),
        Line::count(texts.compensations, receipt.compensations),
    ]
}
