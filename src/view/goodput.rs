//! Goodput as bars, and the same as a sentence for whoever does not see them.

use super::numbers::{span, whole};
use super::say;
use crate::base::text::Language;
use crate::base::time::Span;
use crate::lab::goodput::Goodput;

/// One window: what was asked for in it, and what was done.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Bar {
    /// Its left edge.
    pub x: f64,
    /// Its width.
    pub width: f64,
    /// How high what was asked for stands.
    pub asked: f64,
    /// How high what was done stands. It may be more: what was asked for earlier is done later.
    pub ok: f64,
}

/// The windows in a box of this size, the highest as high as the box.
pub fn bars(goodput: &Goodput, width: f64, height: f64) -> Vec<Bar> {
    let highest = goodput.asked.iter().chain(&goodput.ok).copied().max().unwrap_or(0).max(1);
    let each = width / goodput.ok.len().max(1) as f64;
    let tall = |count: u32| height * f64::from(count) / f64::from(highest);
    let all = goodput.asked.iter().zip(&goodput.ok).enumerate();
    all.map(|(n, (&asked, &ok))| Bar {
        x: n as f64 * each,
        width: each * 0.8,
        asked: tall(asked),
        ok: tall(ok),
    })
    .collect()
}

/// What the bars say, in figures.
pub fn sentence(goodput: &Goodput, language: Language) -> String {
    let list = |counts: &[u32]| {
        let all: Vec<String> = counts.iter().map(|&count| whole(u64::from(count))).collect();
        all.join(say!(language, ", ", "、").as_str())
    };
    let (window, ok, asked) =
        (span(Span(goodput.window_us), language), list(&goodput.ok), list(&goodput.asked));
    say!(
        language,
        "Operations completed in each {window}, from the beginning: {ok}. Requested: {asked}.",
        "自开始起，每 {window} 完成的操作数：{ok}。发出的操作数：{asked}。"
    )
}

/// The same in a few words: how long a window is, the least and the most that was done where
/// something was asked for.
pub fn glance(goodput: &Goodput, language: Language) -> String {
    let window = span(Span(goodput.window_us), language);
    match goodput.range() {
        Some((least, most)) => {
            say!(language, "per {window}: {least} to {most}", "每 {window}：{least} 至 {most}")
        }
        None => say!(language, "per {window}: no requests", "每 {window}：无请求"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn storm() -> Goodput {
        Goodput { window_us: 500_000, asked: vec![10, 10, 0], ok: vec![10, 0, 5] }
    }

    #[test]
    fn bars_stand_side_by_side_and_the_highest_fills_the_box() {
        let all = bars(&storm(), 300.0, 20.0);
        assert_eq!(
            all.iter().map(|bar| (bar.x, bar.asked, bar.ok)).collect::<Vec<_>>(),
            [(0.0, 20.0, 20.0), (100.0, 20.0, 0.0), (200.0, 0.0, 10.0)]
        );
        assert!(all.iter().all(|bar| bar.width > 0.0 && bar.width < 100.0));
        let nothing = Goodput { window_us: 1, asked: vec![0], ok: vec![0] };
        assert_eq!(bars(&nothing, 10.0, 10.0)[0].ok, 0.0);
    }

    #[test]
    fn whoever_does_not_see_the_bars_hears_every_figure() {
        assert_eq!(
            sentence(&storm(), Language::En),
            "Operations completed in each 500 ms, from the beginning: 10, 0, 5. Requested: 10, 10, 0."
        );
        assert!(sentence(&storm(), Language::Zh).contains("10、0、5"));
        assert_eq!(glance(&storm(), Language::En), "per 500 ms: 0 to 10");
    }
}
