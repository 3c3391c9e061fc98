//! A small window with one message of every fate.

use super::*;
use crate::sim::trace::Loss;

fn arrow(id: u32, sent: u64, ended: Option<u64>, lost: Option<Loss>, copy: bool) -> Arrow {
    Arrow {
        flight: FlightId(id),
        from: NodeId(0),
        to: NodeId(1),
        sent: Time(sent),
        ended: ended.map(Time),
        lost,
        copy,
        carries_state: true,
        gist: "#1".into(),
    }
}

fn dot(at: u64, kind: DotKind, gist: &str) -> Dot {
    Dot { fact: FactId(1), at: Time(at), node: NodeId(0), kind, gist: gist.into() }
}

fn sample() -> SpaceTime {
    let arrows = vec![
        arrow(1, 100, Some(200), None, false),
        arrow(2, 100, Some(600), None, false),
        arrow(3, 300, Some(400), None, true),
        arrow(4, 500, Some(500), Some(Loss::Chance), false),
        arrow(5, 900, None, None, false),
    ];
    let dots = vec![
        dot(100, DotKind::Appended, "#7"),
        dot(101, DotKind::Appended, "#8"),
        dot(700, DotKind::Appended, "#9"),
        dot(700, DotKind::Applied, "#9"),
    ];
    let bands = vec![Band { node: NodeId(1), from: Time(0), to: Time(2_000), kind: BandKind::Cut }];
    SpaceTime { from: Time(0), to: Time(1_000), arrows, dots, bands, ..SpaceTime::default() }
}

#[test]
fn every_fate_has_its_look() {
    let picture = draw(&sample(), 2, Time(450), (700.0, 300.0), 90.0, Language::En);
    let looks: Vec<Look> = picture.arrows.iter().map(|arrow| arrow.look).collect();
    assert_eq!(looks, [Look::Arrived, Look::Late, Look::Copy, Look::Lost, Look::Open]);
    assert_eq!(
        picture.arrows.iter().map(|arrow| arrow.future).collect::<Vec<_>>(),
        [false, false, false, true, true]
    );
    let lost = &picture.arrows[3];
    assert!(lost.end.x > lost.start.x && lost.head.is_empty() && lost.end.y < picture.lanes[1]);
    assert_eq!(picture.arrows[0].end, point(picture.x(Time(200)), picture.lanes[1]));
}

/// A lost message comes to nobody: however many lanes it crosses and however low the picture is,
/// its cross lies on no lane, and before the one that it was meant for.
#[test]
fn the_cross_of_a_lost_message_lies_on_no_lane() {
    for (from, to) in [(0, 1), (1, 0), (1, 3), (0, 3), (3, 0), (4, 0)] {
        let mut lost = arrow(1, 100, Some(300), Some(Loss::Chance), false);
        (lost.from, lost.to) = (NodeId(from), NodeId(to));
        let sample = SpaceTime { arrows: vec![lost], ..sample() };
        let picture = draw(&sample, 5, Time(450), (700.0, 150.0), 90.0, Language::En);
        let (gap, end) = (picture.lanes[1] - picture.lanes[0], picture.arrows[0].end);
        for lane in &picture.lanes {
            assert!((lane - end.y).abs() > gap * 0.45, "{from} to {to}: {end:?} lies on {lane}");
        }
        assert!((picture.lanes[usize::from(to)] - end.y).abs() < gap * 0.55, "{from} to {to}: {end:?}");
    }
}

#[test]
fn labels_give_way_where_it_is_crowded() {
    let picture = draw(&sample(), 2, Time(450), (700.0, 300.0), 90.0, Language::En);
    let labels: Vec<Option<&str>> = picture.dots.iter().map(|dot| dot.label.as_deref()).collect();
    assert_eq!(labels, [None, None, Some("9"), None]);
    assert!(picture.dots[3].at.y > picture.dots[2].at.y, "state stands below the log");
}

#[test]
fn a_place_and_its_moment_are_one() {
    let picture = draw(&sample(), 2, Time(450), (700.0, 300.0), 90.0, Language::En);
    for at in [0, 1, 450, 999, 1_000] {
        assert_eq!(picture.time(picture.x(Time(at)) + picture.shift), Time(at));
    }
    assert_eq!(picture.now, picture.x(Time(450)));
    assert_eq!(picture.x(Time(0)) + picture.shift, picture.left);
    assert!((picture.x(Time(1_000)) + picture.shift - picture.right).abs() < 1e-9);
}

#[test]
fn an_empty_window_draws_its_lanes() {
    let empty = SpaceTime::default();
    let picture = draw(&empty, 7, Time(0), (280.0, 200.0), 60.0, Language::Zh);
    assert_eq!(picture.lanes.len(), 7);
    assert!(picture.lanes.windows(2).all(|pair| pair[1] > pair[0]) && picture.right > picture.left);
}

#[test]
fn while_time_passes_the_lines_stay_as_they_are() {
    let first = draw(&sample(), 2, Time(450), (700.0, 300.0), 90.0, Language::En);
    let later = SpaceTime { from: Time(100), to: Time(1_100), ..sample() };
    let second = draw(&later, 2, Time(550), (700.0, 300.0), 90.0, Language::En);
    assert_eq!(first.arrows[1], second.arrows[1]);
    assert!(second.shift < first.shift);
}

#[test]
fn pointing_finds_what_is_near() {
    let picture = draw(&sample(), 2, Time(450), (700.0, 300.0), 90.0, Language::En);
    let on = |place: Point| point(place.x + picture.shift, place.y);
    assert_eq!(picture.hit(on(picture.dots[2].at)), Some(Hit::Dot(2)));
    let late = &picture.arrows[1];
    assert_eq!(picture.hit(on(late.start.towards(late.end, 0.5))), Some(Hit::Arrow(1)));
    assert_eq!(picture.hit(point(picture.right, 5.0)), None);
}

#[test]
fn words_of_bands_that_hold_at_once_stand_beside_one_another() {
    let band = |from, to, kind| Band { node: NodeId(1), from: Time(from), to: Time(to), kind };
    let bands = vec![
        band(0, 900, BandKind::Cut),
        band(0, 800, BandKind::Down),
        band(0, 120, BandKind::Paused),
        band(0, 900, BandKind::Own { fact: 0 }),
    ];
    let picture = draw(&SpaceTime { bands, ..sample() }, 2, Time(450), (700.0, 300.0), 90.0, Language::En);
    let [cut, down, paused, leads] = [0, 1, 2, 3].map(|n: usize| picture.bands[n].name_x);
    let (Some(cut), Some(down)) = (cut, down) else { panic!("{cut:?} {down:?}") };
    assert!(down - cut >= BAND_NAME, "{cut} {down}");
    assert_eq!((paused, leads), (None, None), "no room beside the two, and a slim band has no word");
}
