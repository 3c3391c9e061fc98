//! The stage as a file: what the page draws of a moment, with the moment's name and sentence and what
//! its signs mean.

use super::cards::{self, card, patterns};
use super::flights::HEAD;
use super::legend::legend;
use super::{Sheet, escaped, flights, head, lines, long};
use crate::base::ids::NodeId;
use crate::base::text::Language;
use crate::base::time::Time;
use crate::lab::breaches::Breach;
use crate::lab::experiment::Experiment;
use crate::lab::frame::Frame;
use crate::view::card::{CardView, cards as faces};
use crate::view::flight::said;
use crate::view::layout::{height_needed, layout};
use crate::view::narrate::Narrator;
use crate::view::numbers::{moment as at, whole};
use crate::view::standing::{self, Light};
use crate::view::{moment, names, say, size};
use core::fmt::Write;

/// What is drawn.
#[derive(Clone, Copy)]
pub struct Moment<'a> {
    /// What is there.
    pub frame: &'a Frame,
    /// What it is a moment of.
    pub experiment: &'a Experiment,
    /// What the protocol is called.
    pub way: &'a str,
    /// The promises that the run broke, as far as it is judged.
    pub broken: Option<&'a [Breach]>,
    /// The stretch of time of which it is one moment, where it is a picture of a clip.
    pub within: Option<(Time, Time)>,
}

/// How wide the file is, in CSS pixels.
const WIDTH: f64 = 900.0;
/// How many of them make one unit of the stage.
const SCALE: f64 = 1.25;
/// Where the stage begins. Its own first units are free, and the head stands in them.
const TOP: f64 = 36.0;
/// How far texts keep off the sides.
const EDGE: f64 = 20.0;

const STYLE: &str = ".title{font-size:15px;font-weight:600;fill:#1c2024}.clock{font-size:20px;font-weight:600;fill:#1c2024}.moment{font-size:14px;fill:#1c2024}\
.small{font-size:11px}.way{stroke:#e4e0d8;stroke-width:4;stroke-linecap:round}.gone{stroke:#565d66;stroke-width:4;stroke-linecap:round}.bad{fill:#b42318;font-weight:600}";

/// The stage at a moment.
pub fn stage(shown: &Moment<'_>, language: Language) -> Sheet {
    let Moment { frame, experiment, .. } = *shown;
    let parts = frame.nodes.iter().filter(|node| node.part.is_some()).count();
    let services = frame.nodes.len() - parts;
    let high = height_needed(services, parts, WIDTH / SCALE).max(360.0);
    let layout = layout(services, parts, WIDTH, high * SCALE);
    let faces = faces(frame, experiment, if layout.small { 9 } else { 10 }, language);
    let room = layout.stage.height * layout.scale;
    let below = TOP + room + 26.0;
    let (foot, foot_height) = foot(shown, below, language);
    let whole = size(WIDTH, (below + foot_height + 6.0).ceil());
    let (title, about) = (title(shown, language), about(shown, &faces, language));
    let style = [STYLE, cards::STYLE, flights::STYLE].concat();
    let mut out = head(&title, &about, &style, whole);
    out += &patterns(frame.nodes.iter().map(|node| node.id));
    out += &top(shown, language);
    let _ = write!(
        out,
        r#"<clipPath id="s"><rect y="{HEAD}" width="{:.1}" height="{:.1}"/></clipPath><g transform="translate(0 {TOP}) scale({:.4})"><g clip-path="url(#s)">"#,
        layout.stage.width,
        layout.stage.height - HEAD,
        layout.scale
    );
    out += &flights::below(frame, &layout, language);
    out += "</g>";
    out += &flights::flags(frame, &layout, language);
    let eyes = veiled(frame);
    for (view, &middle) in faces.iter().zip(&layout.middles) {
        out += &card(view, middle, &layout, eyes.is_some_and(|eyes| eyes != view.node));
    }
    out += &flights::told(frame, &layout, experiment, language);
    out += "</g>";
    out += &foot;
    Sheet { text: out + "\n</svg>\n", size: whole }
}

/// The two lines above the stage: what it is and when, how copies stand and how much is on its way.
fn top(shown: &Moment<'_>, language: Language) -> String {
    let Moment { frame, experiment, way, .. } = *shown;
    let seed = experiment.seed;
    let run = say!(language, "{way} · seed {seed}", "{way} · 种子 {seed}");
    let (light, copies) = match veiled(frame).map(|node| names::node(node, &experiment.cast(), language)) {
        Some(node) => (Light::Nothing, say!(language, "Only what {node} knows", "只显示{node}知道的")),
        None => standing::copies(frame, language),
    };
    let flying = match frame.flying {
        _ if veiled(frame).is_some() => String::new(),
        0 => say!(language, "no message in flight", "没有消息在途"),
        1 => say!(language, "1 message in flight", "1 条消息在途"),
        n => say!(language, "{n} messages in flight", "{n} 条消息在途"),
    };
    let end = WIDTH - EDGE;
    format!(
        r#"<text class="title" x="{EDGE}" y="28">{}</text><text class="clock" x="{end}" y="30" text-anchor="end">{}</text><text class="{} strong" x="{EDGE}" y="50">{} {}</text><text x="{end}" y="50" text-anchor="end">{}</text>"#,
        escaped(&run),
        at(frame.at, language),
        light.class(),
        light.sign(),
        escaped(&copies),
        flying
    )
}

/// What stands below the stage, from a line on, and how high it is. It is as high at every moment of
/// a run, so that the pictures of a clip lie on each other.
fn foot(shown: &Moment<'_>, top: f64, language: Language) -> (String, f64) {
    let Moment { frame, experiment, .. } = *shown;
    let mut out = String::new();
    // Letters of the sentence are larger than those that are measured.
    let told = moment::sentence(frame, experiment, language);
    for (line, y) in lines(&told, (WIDTH - 2.0 * EDGE) * 12.0 / 14.5).iter().take(2).zip([top, top + 19.0]) {
        let _ = write!(out, r#"<text class="moment" x="{EDGE}" y="{y}">{}</text>"#, escaped(line));
    }
    let mut y = top + 42.0;
    let clients = &frame.clients;
    let [ok, refused, unknown, waiting] =
        [clients.ok, clients.refused, clients.unknown, clients.waiting].map(|n| whole(u64::from(n)));
    let clients = say!(
        language,
        "Clients: {ok} succeeded, {refused} rejected, {unknown} outcome unknown, {waiting} waiting",
        "客户端：成功 {ok}，被拒绝 {refused}，结果未知 {unknown}，等待中 {waiting}"
    );
    let _ = write!(out, r#"<text x="{EDGE}" y="{y}">{clients}</text>"#);
    if let Some(broken) = broken(shown, language) {
        let x = EDGE + long(&clients) + 24.0;
        let _ = write!(out, r#"<text class="bad" x="{x:.0}" y="{y}">▲ {}</text>"#, escaped(&broken));
    }
    if let Some((from, to)) = shown.within {
        y += 22.0;
        let (left, right) = (EDGE + 70.0, WIDTH - EDGE - 70.0);
        let share = frame.at.since(from).0 as f64 / to.since(from).0.max(1) as f64;
        let now = left + (right - left) * share.clamp(0.0, 1.0);
        let _ = write!(
            out,
            r#"<text class="small" x="{EDGE}" y="{0}">{1}</text><text class="small" x="{2}" y="{0}" text-anchor="end">{3}</text><path class="way" d="M{left} {y}H{right}"/><path class="gone" d="M{left} {y}H{now:.1}"/>"#,
            y + 4.0,
            at(from, language),
            WIDTH - EDGE,
            at(to, language)
        );
    }
    let (signs, high) = legend(frame, (EDGE, y + 26.0), WIDTH - 2.0 * EDGE, language);
    (out + &signs, y + 12.0 + high - top)
}

/// The node through whose eyes the moment is seen.
fn veiled(frame: &Frame) -> Option<NodeId> {
    frame.eyes.as_ref().filter(|eyes| !eyes.lifted).map(|eyes| eyes.node)
}

/// The first promise that was broken by now. Through one node's eyes nobody can know.
fn broken(shown: &Moment<'_>, language: Language) -> Option<String> {
    if veiled(shown.frame).is_some() {
        return None;
    }
    let broken = shown.broken?.iter().find(|breach| breach.fact.0 < shown.frame.facts)?;
    let (title, when) = (broken.title.in_language(language), at(broken.at, language));
    Some(say!(language, "Promise broken: “{title}”, at {when}", "违背承诺：“{title}”（{when}）"))
}

fn title(shown: &Moment<'_>, language: Language) -> String {
    let (way, at) = (shown.way, at(shown.frame.at, language));
    say!(language, "Stage: {way}, at {at}", "舞台：{way}，{at}")
}

/// What is seen in it, for whoever reads instead.
fn about(shown: &Moment<'_>, faces: &[CardView], language: Language) -> String {
    let Moment { frame, experiment, .. } = *shown;
    let cast = experiment.cast();
    let eyes = veiled(frame);
    let narrator =
        Narrator { language, cast: &cast, orders: &[], timers: &[], facts: &[], cuts: &frame.cuts };
    let stop = say!(language, ". ", "。");
    let mut all = moment::sentence(frame, experiment, language);
    all += &say!(language, " ", "");
    for face in faces.iter().filter(|face| eyes.is_none_or(|eyes| eyes == face.node)) {
        all += &face.said;
        all += &say!(language, " ", "");
    }
    for cut in &frame.cuts {
        all += &narrator.cut(&cut.cut);
        all += &stop;
    }
    for flight in frame.flights.iter().take(crate::view::flight::MOST_TOKENS) {
        all += &said(flight, &cast, language);
        all += &stop;
    }
    if let Some(broken) = broken(shown, language) {
        all += &broken;
        all += &stop;
    }
    all.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::frame::{Camera, Eyes, build};
    use crate::lab::script::{self, ALICE, Script, deposit, read};
    use crate::lab::timeline::Timeline;

    /// One service is cut off, its client reads what is old, and a message is on its way.
    fn drawn(ms: u64, within: Option<(Time, Time)>, language: Language) -> Sheet {
        seen(ms, within, language, None)
    }

    fn seen(ms: u64, within: Option<(Time, Time)>, language: Language, eyes: Option<Eyes>) -> Sheet {
        let story = Script::default().lasts(1_400).at(330).isolate(2, 1_000);
        let story = story.at(400).ask(0, deposit(ALICE, 50)).at(640).ask_as(0, 2, read(ALICE));
        let experiment = script::play(crate::protocol::catalog::ENTRIES[0].name, &story).0;
        let mut timeline = Timeline::open(experiment.clone(), Vec::new());
        while timeline.advance(100_000) {}
        timeline.judge();
        let branch = timeline.look(0);
        branch.seek_time(Time(ms * 1_000));
        let frame = build(&experiment, 0, branch, &Camera { eyes, ..Camera::default() });
        let broken = branch.broken();
        let shown = Moment { frame: &frame, experiment: &experiment, way: "A & B <c>", broken, within };
        stage(&shown, language)
    }

    #[test]
    fn the_file_stands_by_itself_and_says_what_it_shows() {
        let text = drawn(700, None, Language::En).text;
        assert!(text.starts_with("<svg xmlns=") && text.ends_with("</svg>\n"));
        assert!(text.contains("<title id=\"t\">Stage: A &amp; B &lt;c&gt;, at 0.7"), "{}", &text[..400]);
        for seen in [
            "Hangzhou",
            "Shanghai",
            ">partition<",
            "stale read: alice 500, acknowledged 550",
            "0.700 s",
            "newest",
        ] {
            assert!(text.contains(seen), "{seen}: {text}");
        }
        for foreign in ["href", "url(http", "<script", "<image", "NaN", "\"inf", " inf", "var("] {
            assert!(!text.contains(foreign), "{foreign}");
        }
        let count = |what: &str| text.matches(what).count();
        assert_eq!(count("<g"), count("</g>"), "every group is closed");
        assert_eq!(count("class=\"broken\""), 2, "two links are cut");
    }

    #[test]
    fn a_chinese_picture_has_no_english_sentence() {
        let text = drawn(700, None, Language::Zh).text;
        for seen in ["杭州", ">分区<", "过期读：alice 500，已确认 550", "客户端：成功"] {
            assert!(text.contains(seen), "{seen}");
        }
        for foreign in ["Clients", "partition", "newest", "seed", "behind: "] {
            assert!(!text.replace("class=\"behind", "").contains(foreign), "{foreign}");
        }
    }

    #[test]
    fn what_one_node_cannot_know_is_in_no_file() {
        let eyes = Eyes { node: NodeId(2), lifted: false };
        let text = seen(700, None, Language::En, Some(eyes)).text;
        assert!(text.contains("Only what Shanghai knows") && text.matches("class=\"unknown\"").count() == 2);
        for hidden in ["in flight", "partition", "acknowledged 550", "Promise broken", "Copies", "behind"] {
            assert!(
                !text.contains(&format!(">{hidden}")) && !text.contains(&format!(" {hidden}")),
                "{hidden}: {text}"
            );
        }
    }

    #[test]
    fn the_pictures_of_a_clip_lie_on_each_other() {
        let within = Some((Time(300_000), Time(1_300_000)));
        let sizes: Vec<_> = [300, 420, 650, 900, 1_300].map(|ms| drawn(ms, within, Language::En).size).into();
        assert!(sizes.iter().all(|size| *size == sizes[0]), "{sizes:?}");
        assert!(sizes[0].height > drawn(300, None, Language::En).size.height);
    }

    /// Every colour of a file is one of those that a clip has ready.
    #[test]
    fn no_colour_is_used_that_is_not_named() {
        let text = drawn(700, None, Language::En).text;
        for (at, _) in text.match_indices('#') {
            let name: String =
                text[at..].chars().take_while(|c| *c == '#' || c.is_ascii_hexdigit()).collect();
            let known = super::super::INKS.iter().chain(&super::super::NODES).any(|ink| *ink == name);
            assert!(known || name == "#fff" || name.len() < 4 || !matches!(name.len(), 4 | 7), "{name}");
        }
    }
}
