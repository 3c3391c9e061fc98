//! Space-time as a file.

use super::{Sheet, colour, escaped, head};
use crate::base::text::Language;
use crate::lab::experiment::Experiment;
use crate::lab::frame::{BandKind, DotKind, Frame};
use crate::sim::trace::Outcome;
use crate::view::numbers::moment;
use crate::view::spacetime::{ArrowLine, DotMark, Look, Picture, RADIUS, draw};
use crate::view::{missed, names, say, size, standing};
use core::fmt::Write;

const STYLE: &str = "text{font:12px system-ui,'Segoe UI','PingFang SC','Microsoft YaHei','Noto Sans CJK SC','DejaVu Sans',sans-serif;fill:#565d66}\
.name{font-weight:600;fill:#1c2024}.lane{stroke:#e4e0d8;stroke-width:2}.tick{stroke:#e4e0d8;stroke-dasharray:1 5}\
.down{fill:#6b717a;opacity:.28}.paused{fill:#a04a08;opacity:.16}.cut{fill:#c2410c;opacity:.12}\
.arrow{stroke:#6b717a;stroke-width:1.3}.head{fill:#6b717a}.late{stroke:#a04a08;stroke-dasharray:9 2}.copy{stroke-dasharray:2 2.5}\
.lost{stroke:#b42318;stroke-dasharray:4 3}.open{stroke-dasharray:1 4}.talk{stroke-width:.8;opacity:.42}.cross{stroke:#b42318;stroke-width:1.8;fill:none}\
.in{font-size:10px;font-weight:600;fill:#fff}.client{fill:none;stroke:#565d66;stroke-width:1.4}.ok{fill:#0a7d54;stroke:#0a7d54}.fail{stroke:#b42318;stroke-width:2}\
.info{fill:#fff;stroke:#a04a08}.look{fill:#a04a08;stroke:#fff;stroke-width:1.2}.stale{stroke:#3a5f85;stroke-width:1.8;stroke-dasharray:3 4;fill:none}\
.dense{fill:#6b717a;opacity:.28}.future{opacity:.4}";

/// The space-time of a frame as an SVG file. `way` is what the protocol is called.
pub fn space_time(frame: &Frame, experiment: &Experiment, way: &str, language: Language) -> Sheet {
    let cast = experiment.cast();
    let (width, height) = (1_280.0, 90.0 + 78.0 * frame.nodes.len() as f64);
    let names_width = if frame.nodes.iter().any(|node| node.part.is_some()) { 104.0 } else { 84.0 };
    let drawn = draw(&frame.space_time, frame.nodes.len(), frame.at, (width, height), names_width, language);
    let (title, about) = said(frame, way, language);
    let mut out = String::new();
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    line(head(&title, &about, STYLE, size(width, height)));
    line(format!(r#"<text class="name" x="14" y="20">{}</text>"#, escaped(&title)));
    for (node, y) in frame.nodes.iter().zip(&drawn.lanes) {
        let name = escaped(names::node(node.id, &cast, language));
        line(format!(
            r#"<text class="name" x="14" y="{:.1}">{name}</text><line class="lane" x1="{:.1}" x2="{:.1}" y1="{y:.1}" y2="{y:.1}"/>"#,
            y + 4.0,
            drawn.left,
            drawn.right
        ));
    }
    let (left, window) = (drawn.left - 12.0, drawn.right - drawn.left + 36.0);
    line(format!(
        r#"<clipPath id="w"><rect x="{left:.1}" y="0" width="{window:.1}" height="{height:.0}"/></clipPath>"#
    ));
    for (x, tick) in &drawn.ticks {
        let x = x + drawn.shift;
        line(format!(
            r#"<line class="tick" x1="{x:.1}" x2="{x:.1}" y1="30" y2="{:.1}"/><text x="{x:.1}" y="{:.1}" text-anchor="middle">{}</text>"#,
            drawn.bottom,
            drawn.bottom + 17.0,
            escaped(&tick.label)
        ));
    }
    line(format!(r#"<g clip-path="url(#w)"><g transform="translate({:.1})">"#, drawn.shift));
    line(bands(&drawn, language));
    drawn.arrows.iter().for_each(|it| {
        let carries = frame.space_time.arrows.get(it.index).is_some_and(|arrow| arrow.carries_state);
        line(arrow(it, carries));
    });
    drawn.dots.iter().for_each(|it| line(dot(it)));
    for (it, read) in drawn.stale.iter().filter_map(|it| Some((it, frame.space_time.stale.get(it.index)?))) {
        let told = missed::told(read, experiment, language);
        let (from, to) = (it.start, it.end);
        line(format!(
            r#"<g class="{}"><path class="stale" d="M{:.1} {:.1}L{:.1} {:.1}"/><path class="stale" d="M{:.1} {:.1}l7 9-7 9-7-9z"/><title>{}</title></g>"#,
            if it.future { "future" } else { "" },
            from.x,
            from.y,
            to.x,
            to.y,
            to.x,
            to.y - 9.0,
            escaped(&told)
        ));
    }
    line("</g></g>\n</svg>".to_owned());
    Sheet { text: out, size: size(width, height) }
}

/// What the picture is, and what is seen in it, for whoever reads instead.
fn said(frame: &Frame, way: &str, language: Language) -> (String, String) {
    let (from, to) = (moment(frame.space_time.from, language), moment(frame.space_time.to, language));
    let (_, copies) = standing::copies(frame, language);
    let (arrows, dots) = (frame.space_time.arrows.len(), frame.space_time.dots.len());
    let lost = frame.space_time.arrows.iter().filter(|it| it.lost.is_some()).count();
    let at = moment(frame.at, language);
    (
        say!(language, "Space-time: {way}, {from} to {to}", "时空图：{way}，{from} 至 {to}"),
        say!(
            language,
            "One lane a node, time to the right, an arrow a message: {arrows} messages, {lost} of them lost, {dots} facts. At {at}: {copies}.",
            "每个节点一行，时间向右，每支箭头一条消息：共 {arrows} 条消息，丢失 {lost} 条，{dots} 个事实。{at}：{copies}。"
        ),
    )
}

fn bands(drawn: &Picture, language: Language) -> String {
    let mut out = String::new();
    for band in &drawn.bands {
        let (class, name) = match band.kind {
            BandKind::Down => ("down", say!(language, "down", "宕机")),
            BandKind::Paused => ("paused", say!(language, "paused", "暂停")),
            BandKind::Cut => ("cut", say!(language, "cut off", "被隔离")),
            BandKind::Own { .. } => {
                let y = band.y + band.height / 2.0 - 2.5;
                let _ = write!(
                    out,
                    r#"<rect x="{:.1}" y="{y:.1}" width="{:.1}" height="5" rx="3" fill="{}" opacity=".35"/>"#,
                    band.x,
                    band.width,
                    colour(band.node)
                );
                continue;
            }
        };
        let _ = write!(
            out,
            r#"<rect class="{class}" x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}" rx="3"/>"#,
            band.x, band.y, band.width, band.height
        );
        if let Some(x) = band.name_x {
            let _ = write!(out, r#"<text x="{x:.1}" y="{:.1}">{name}</text>"#, band.y + band.height - 5.0);
        }
    }
    for bar in &drawn.dense {
        let _ = write!(
            out,
            r#"<rect class="dense" x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}"/>"#,
            bar.x, bar.y, bar.width, bar.height
        );
    }
    out
}

fn arrow(it: &ArrowLine, carries_state: bool) -> String {
    let look = match it.look {
        Look::Arrived => "",
        Look::Late => " late",
        Look::Copy => " copy",
        Look::Lost => " lost",
        Look::Open => " open",
    };
    let talk = if carries_state { "" } else { " talk" };
    let future = if it.future { r#" class="future""# } else { "" };
    let mut out = format!(
        r#"<g{future}><line class="arrow{look}{talk}" x1="{:.1}" y1="{:.1}" x2="{:.1}" y2="{:.1}"/>"#,
        it.start.x, it.start.y, it.end.x, it.end.y
    );
    if !it.head.is_empty() {
        let _ = write!(out, r#"<path class="head{talk}" d="{}"/>"#, it.head);
    }
    if it.look == Look::Lost {
        let _ = write!(
            out,
            r#"<path class="cross" d="M{:.1} {:.1}l8 8m0 -8l-8 8"/>"#,
            it.end.x - 4.0,
            it.end.y - 4.0
        );
    }
    out + "</g>"
}

fn dot(it: &DotMark) -> String {
    let own = colour(it.node);
    let shape = match (it.kind, &it.label) {
        (DotKind::Appended, Some(label)) => format!(
            r#"<circle r="{RADIUS}" fill="{own}"/><text class="in" y="3.5" text-anchor="middle">{}</text>"#,
            escaped(label)
        ),
        (DotKind::Appended, None) => format!(r#"<circle r="4.5" fill="{own}"/>"#),
        (DotKind::Applied, _) => {
            format!(r#"<rect x="-1.5" y="-5" width="3" height="10" rx="1" fill="{own}"/>"#)
        }
        (DotKind::Asked, _) => r#"<path class="client" d="M-4.5 -4h9L0 4z"/>"#.to_owned(),
        (DotKind::Answered { outcome: Outcome::Ok }, _) => {
            r#"<path class="client ok" d="M-4.5 4h9L0 -4z"/>"#.to_owned()
        }
        (DotKind::Answered { outcome: Outcome::Fail }, _) => {
            r#"<path class="client fail" d="M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0M-3.5 3.5l7 -7"/>"#.to_owned()
        }
        (DotKind::Answered { outcome: Outcome::Info }, _) => {
            r#"<circle class="client info" r="6"/><text y="3.5" text-anchor="middle">?</text>"#.to_owned()
        }
        (DotKind::Remarkable, _) => r#"<path class="look" d="M0 -6.5L6.5 0 0 6.5-6.5 0z"/>"#.to_owned(),
    };
    let future = if it.future { r#" class="future""# } else { "" };
    format!(r#"<g{future} transform="translate({:.1} {:.1})">{shape}</g>"#, it.at.x, it.at.y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::Time;
    use crate::lab::frame::{Camera, build};
    use crate::lab::script::{self, ALICE, Script, deposit, read};
    use crate::lab::timeline::Timeline;

    /// One service is cut off, its client reads what is old, and a message is lost.
    fn drawn(language: Language) -> String {
        let story = Script::default().lasts(1_400).at(330).isolate(2, 1_000);
        let story = story.at(400).ask(0, deposit(ALICE, 50)).at(640).ask_as(0, 2, read(ALICE));
        let experiment = script::play(crate::protocol::catalog::ENTRIES[0].name, &story).0;
        let mut timeline = Timeline::open(experiment.clone(), Vec::new());
        while timeline.advance(100_000) {}
        let branch = timeline.look(0);
        branch.seek_time(Time(1_400_000));
        let camera = Camera { before_us: 1_400_000, after_us: 0, ..Camera::default() };
        let frame = build(&experiment, 0, branch, &camera);
        space_time(&frame, &experiment, "A & B <c>", language).text
    }

    #[test]
    fn the_file_stands_by_itself_and_says_what_it_shows() {
        let text = drawn(Language::En);
        assert!(text.starts_with("<svg xmlns=") && text.ends_with("</svg>\n"));
        assert!(text.contains("<title id=\"t\">Space-time: A &amp; B &lt;c&gt;, 0"), "{}", &text[..400]);
        assert!(text.contains("of them lost") && text.contains("stale read: alice 500, acknowledged 550"));
        assert!(drawn(Language::Zh).contains("时空图"));
        // Nothing is fetched, and nothing runs.
        for foreign in ["href", "url(http", "<script", "<image", "NaN", "\"inf", " inf"] {
            assert!(!text.contains(foreign), "{foreign}");
        }
        let count = |what: &str| text.matches(what).count();
        assert!(
            count("class=\"cross\"") > 0 && count("class=\"client ok\"") == 2,
            "{}",
            count("class=\"client ok\"")
        );
        assert_eq!(count("<g"), count("</g>"), "every group is closed");
    }
}
