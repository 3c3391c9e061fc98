//! The receipt: what the whole run of the branch cost and what it broke, figures first, each with a
//! shape and a word where it is bad news.

use super::Props;
use super::isolation::isolation;
use super::lights::promises;
use crate::base::ids::FactId;
use crate::base::text::Language;
use crate::base::time::Span;
use crate::base::units::{self, Quantity};
use crate::engine::wire::Place;
use crate::lab::goodput::Goodput;
use crate::lab::lines::Line as Of;
use crate::lab::promised::promised;
use crate::lab::receipt::{Latency, Receipt};
use crate::lab::verdicts::{Finding, Verdict, is_invariant, is_order, title};
use crate::lab::waited::Lasted;
use crate::lab::why::Question;
use crate::protocol::catalog;
use crate::ui::store::{Intent, Selection};
use crate::ui::words::picture::ReceiptWords;
use crate::ui::words::words;
use crate::view;
use crate::view::goodput::Bar;
use crate::view::names;
use crate::view::numbers::{change, moment, span, whole};
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
    let texts = &words(model.language).picture().receipt;
    let early = use_state(|| false);
    if !model.seen_end && !*early {
        let show = Callback::from(move |_: MouseEvent| early.set(true));
        return so_far(props, show);
    }
    match model.receipt.as_deref() {
        Some((branch, receipt, _)) if *branch == model.current && whole.is_some() => {
            paper(receipt, props, texts)
        }
        _ => html! { <p class="summary">{ texts.soon }</p> },
    }
}

/// What is known up to the cursor: the receipt of the whole run would give away its end.
fn so_far(props: &Props, show: Callback<MouseEvent>) -> Html {
    let model = &props.model;
    let Some(frame) = &model.frame else { return Html::default() };
    let language = model.language;
    let (texts, standing) = (&words(language).picture().receipt, &words(language).picture().standing);
    let clients = &frame.clients;
    let stale = Line::count(texts.stale, frame.stale_count).bad(frame.stale_count > 0).of(Of::Stale);
    let lines = vec![
        Line::count(texts.asked, clients.ok + clients.refused + clients.unknown + clients.waiting),
        Line::count(texts.ok, clients.ok).part(),
        Line::count(texts.refused, clients.refused).part().of(Of::Refused),
        Line::count(texts.unknown, clients.unknown).part().of(Of::Unknown),
        stale,
        Line::new(texts.apart, span(Span(frame.apart_us), language)),
    ];
    html! {
        <div class="receipt so-far">
            <p class="summary">{ (standing.so_far)(&moment(frame.at, language)) }</p>
            <button type="button" class="tool" id="whole-receipt" onclick={show}>{ standing.whole_now }</button>
            { table("so-far", texts.service, lines, props, texts) }
            <p class="lights">{ promises(props, frame) }</p>
        </div>
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
    /// As what it can be asked why.
    of: Option<Of>,
}

impl Line {
    fn new(what: &'static str, value: String) -> Line {
        Line { what, value, more: None, bad: false, part: false, of: None }
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

    fn of(self, of: Of) -> Line {
        Line { of: Some(of), ..self }
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
            <p class="save">
                <button type="button" class="tool" id="receipt-csv" onclick={props.send(Intent::SaveReceipt { csv: true })}>{ texts.save.0 }</button>
                <button type="button" class="tool" id="receipt-json" onclick={props.send(Intent::SaveReceipt { csv: false })}>{ texts.save.1 }</button>
                <a class="tool" href="#/often">{ words(language).often().title }</a>
            </p>
            if !receipt.left_out.is_empty() {
                <h3>{ texts.left_out }</h3>
                <ul class="remarks">{ for receipt.left_out.iter().map(|why| html! { <li>{ why.in_language(language) }</li> }) }</ul>
            }
            { violated(receipt, props, texts) }
            { table("service", texts.service, service(receipt, language, texts), props, texts) }
            { goodput(&receipt.goodput, language, texts) }
            { table("broken", texts.broken, broken(receipt, props.model.experiment.decimals, language, texts), props, texts) }
            if let Some(why) = &receipt.money_why {
                <div data-part="money-why">
                    <p class="help">{ why.because.in_language(language) }</p>
                    { proof(&why.proof, texts.moment, props, texts) }
                </div>
            }
            { table("paid", texts.paid, paid(receipt, texts, language), props, texts) }
            { others(receipt, props, texts) }
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

/// What was violated, first of all.
fn violated(receipt: &Receipt, props: &Props, texts: &ReceiptWords) -> Html {
    let broken = || receipt.verdicts.iter().filter(|it| it.verdict == Verdict::Violated);
    html! {
        if broken().next().is_some() {
            <ul class="verdicts" data-part="violated">{ for broken().map(|it| verdict(it, receipt, props, texts)) }</ul>
        }
    }
}

/// What else the judges say, folded into one line: that nothing was violated once proves nothing.
fn others(receipt: &Receipt, props: &Props, texts: &ReceiptWords) -> Html {
    let others: Vec<&Finding> =
        receipt.verdicts.iter().filter(|it| it.verdict != Verdict::Violated).collect();
    let (clients, always): (Vec<&Finding>, Vec<&Finding>) =
        others.iter().copied().partition(|it| !is_invariant(it));
    let list = |title: &'static str, judged: Vec<&Finding>| {
        html! {
            if !judged.is_empty() {
                <>
                    <h3>{ title }</h3>
                    <ul class="verdicts">{ for judged.into_iter().map(|it| verdict(it, receipt, props, texts)) }</ul>
                </>
            }
        }
    };
    html! {
        if !others.is_empty() {
            <details class="others">
                <summary>{ (words(props.model.language).picture().standing.others)(others.len()) }</summary>
                { list(texts.verdicts, clients) }
                { list(texts.invariants, always) }
            </details>
        }
    }
}

/// What the protocol promises of a model with its settings.
fn promise(model: &str, props: &Props) -> String {
    let language = props.model.language;
    let texts = &words(language).picture().standing;
    let protocol = &props.model.experiment.protocol;
    let all = catalog::find(&protocol.name).map(|entry| promised(entry, &protocol.settings));
    let found = all.into_iter().flatten().find(|it| it.model == model);
    match found {
        None => texts.never.to_owned(),
        Some(it) if it.is_given() => it
            .provided()
            .map_or_else(|| texts.always.to_owned(), |given| (texts.always_if)(given.in_language(language))),
        Some(it) => {
            let lacks: Vec<&str> = it.lacks.iter().map(|(_, what)| what.in_language(language)).collect();
            (texts.only_if)(&names::list(&lacks, language))
        }
    }
}

/// The most places of a proof that are listed: a sum is proved by everything that was added to it.
const MOST_PLACES: usize = 8;

/// What one judge says: a shape and a word, the promise, and for a broken one the reason and the
/// way to what proves it.
fn verdict(judged: &Finding, receipt: &Receipt, props: &Props, texts: &ReceiptWords) -> Html {
    let language = props.model.language;
    let (class, sign) = match judged.verdict {
        // Dotted: not seen is not proved.
        Verdict::Holds => ("ok", "◌"),
        Verdict::Violated => ("fail", "▲"),
        Verdict::Unknown => ("info", "?"),
        Verdict::Vacuous => ("wait", "–"),
    };
    let place = if is_order(judged) { texts.proof } else { texts.moment };
    let model = title(&judged.model).in_language(language);
    let standing = &words(language).picture().standing;
    let said = match judged.verdict {
        Verdict::Holds => (standing.not_violated)(&whole(u64::from(receipt.operations.asked))),
        Verdict::Violated => standing.violated.to_owned(),
        other => texts.verdict[other as usize].to_owned(),
    };
    html! {
        <li {class} data-model={judged.model.clone()}>
            <b><span class="sign" aria-hidden="true">{ sign }</span>{ " " }{ model }{ texts.colon }{ said }</b>
            <p class="promise">{ promise(&judged.model, props) }</p>
            if let Some(it) = receipt.outside.iter().find(|it| it.model == judged.model) {
                <p class="outside" data-part="outside">{ it.because.in_language(language) }</p>
                { proof(it.fact.as_slice(), texts.moment, props, texts) }
            }
            <p class="help">{ judged.promise.in_language(language) }</p>
            if let Some(because) = &judged.because { <p>{ because.in_language(language) }</p> }
            { proof(&judged.proof, place, props, texts) }
            { why_broken(judged, props) }
        </li>
    }
}

/// Asks why a promise was broken: at the moment that broke it, or else where what proves it is complete.
fn why_broken(judged: &Finding, props: &Props) -> Html {
    let broken = props.model.branch().and_then(|branch| branch.broken.as_deref());
    let found = broken.and_then(|all| all.iter().find(|it| it.model == judged.model)).map(|it| it.fact);
    if judged.verdict != Verdict::Violated {
        return Html::default();
    }
    let of = title(&judged.model).in_language(props.model.language);
    ask_why(&judged.model, of, found.or_else(|| judged.proof.iter().max().copied()), props)
}

/// The button that asks why what a judge names is so.
pub(super) fn ask_why(model: &str, of: &str, about: Option<FactId>, props: &Props) -> Html {
    let Some(about) = about else { return Html::default() };
    let ask = words(props.model.language).picture().why.ask;
    let question = Question::Promise(model.to_owned());
    let label = format!("{ask} {of}");
    html! {
        <p><button type="button" class="quiet why-ask" data-why={about.to_string()} aria-label={label}
            onclick={props.send(Intent::Why { about, question })}>{ ask }</button></p>
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

fn table(
    name: &'static str,
    title: &'static str,
    lines: Vec<Line>,
    props: &Props,
    texts: &ReceiptWords,
) -> Html {
    html! {
        <table class="figures" data-part={name}>
            <caption>{ title }</caption>
            <thead class="unseen"><tr><th scope="col">{ texts.columns.0 }</th><th scope="col">{ texts.columns.1 }</th><th scope="col">{ words(props.model.language).picture().why.ask }</th></tr></thead>
            <tbody>
                { for lines.into_iter().map(|line| html! {
                    <tr class={classes!(line.bad.then_some("bad"), line.part.then_some("part"))}>
                        <th scope="row">{ line.what }</th>
                        <td class="n">
                            if line.bad { <span aria-hidden="true">{ "◆ " }</span> }
                            { line.value }
                            if let Some(more) = line.more { <small>{ more }</small> }
                        </td>
                        <td class="ask">{ line.of.map(|of| ask(of, line.what, props)) }</td>
                    </tr>
                }) }
            </tbody>
        </table>
    }
}

/// Asks why of the first or the worst that a line counts, where it counts something.
fn ask(line: Of, what: &str, props: &Props) -> Html {
    let Some(shown) = props.model.shown(line) else { return Html::default() };
    let ask = words(props.model.language).picture().why.ask;
    let about = shown.facts[0];
    html! {
        <button type="button" class="quiet why-ask" data-line={line.name()} data-why={about.to_string()} aria-label={format!("{ask} {what}")}
            onclick={props.send(Intent::Why { about, question: Question::Line(line) })}>{ ask }</button>
    }
}

/// What a line is called that can be asked why.
pub(super) fn called(line: Of, texts: &ReceiptWords) -> &'static str {
    match line {
        Of::Refused => texts.refused,
        Of::Unknown => texts.unknown,
        Of::WriteLatency => texts.writes,
        Of::ReadLatency => texts.reads,
        Of::UnderFaults => texts.available,
        Of::Stale => texts.stale,
        Of::Apart => texts.apart,
        Of::Lost => texts.lost,
        Of::Doubled => texts.doubled,
        Of::Money => texts.money,
        Of::Compensations => texts.compensations,
        Of::Blocked => texts.blocked,
        Of::InDoubt => texts.in_doubt,
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
    let percent = available.map_or_else(
        || texts.nothing.to_owned(),
        |share| units::write(Quantity::PerMille(u64::from(share)), language),
    );
    vec![
        Line::count(texts.asked, operations.asked),
        Line::count(texts.ok, operations.ok).part(),
        Line::count(texts.refused, operations.refused).part().of(Of::Refused),
        Line::count(texts.unknown, operations.unknown).part().of(Of::Unknown),
        took(texts.writes, &receipt.write_latency).of(Of::WriteLatency),
        took(texts.reads, &receipt.read_latency).of(Of::ReadLatency),
        Line::new(texts.available, percent).of(Of::UnderFaults),
    ]
}

fn broken(receipt: &Receipt, decimals: u8, language: Language, texts: &ReceiptWords) -> Vec<Line> {
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
        reads.of(Of::Stale),
        Line::new(texts.apart, span(Span(apart.total_us), language))
            .more(format!("{longest} · {together}"))
            .bad(!apart.agree_at_end)
            .of(Of::Apart),
        Line::count(texts.lost, receipt.acknowledged_writes_lost)
            .bad(receipt.acknowledged_writes_lost > 0)
            .of(Of::Lost),
        Line::count(texts.doubled, receipt.effects_doubled).bad(receipt.effects_doubled > 0).of(Of::Doubled),
        Line::new(
            texts.money,
            receipt.money_made.map_or_else(|| "—".to_owned(), |made| change(made, decimals)),
        )
        .bad(receipt.money_made.is_some_and(|made| made != 0))
        .of(Of::Money),
    ]
}

/// How long something lasted: all of it, how often, the longest, and what had not ended.
fn lasted(what: &'static str, it: &Lasted, texts: &ReceiptWords, language: Language) -> Line {
    let line = Line::new(what, span(Span(it.total_us), language)).bad(it.at_end > 0);
    if it.times == 0 {
        return line;
    }
    let mut more = (texts.lasted)(&whole(u64::from(it.times)), &span(Span(it.longest_us), language));
    if it.at_end > 0 {
        more = format!("{more} · {}", (texts.lasts_at_end)(&whole(u64::from(it.at_end))));
    }
    line.more(more)
}

fn paid(receipt: &Receipt, texts: &ReceiptWords, language: Language) -> Vec<Line> {
    let costs = &receipt.costs;
    let each = |milli: u64| (texts.each)(&format!("{}.{:02}", milli / 1000, milli % 1000 / 10));
    vec![
        Line::count(texts.messages, costs.messages).more(each(costs.messages_per_ok_milli)),
        Line::count(texts.messages_lost, costs.messages_lost).part(),
        Line::count(texts.forced, costs.forced_writes).more(each(costs.writes_per_ok_milli)),
        Line::count(texts.compensations, receipt.compensations).of(Of::Compensations),
        lasted(texts.blocked, &receipt.waited.blocked, texts, language).of(Of::Blocked),
        lasted(texts.in_doubt, &receipt.waited.in_doubt, texts, language).of(Of::InDoubt),
    ]
}
