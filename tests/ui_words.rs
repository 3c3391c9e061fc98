//! The texts of the page: complete by their types; here, that none is empty, that Chinese is
//! Chinese, and that it is written as everywhere else. And the numbers that people type.
#![cfg(target_arch = "wasm32")]

#[path = "common/chinese.rs"]
mod chinese;

use eventual::base::text::Language;
use eventual::ui::controls::exact::{Scale, Unit};
use eventual::ui::words::words;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Every plain text of the catalogue, as `Debug` writes it: `field: "text"`.
fn texts(words: impl core::fmt::Debug) -> Vec<(String, String)> {
    let all = format!("{words:?}");
    let mut texts = Vec::new();
    for piece in all.split("\", ") {
        if let Some((name, text)) = piece.rsplit_once(": \"") {
            let name = name.rsplit([' ', '{', '(']).next().unwrap_or_default();
            texts.push((name.to_owned(), text.trim_end_matches(['"', ' ', '}', ')']).to_owned()));
        }
    }
    texts
}

#[wasm_bindgen_test]
fn no_text_is_empty_in_any_language() {
    let (english, chinese) = (texts(words(Language::En)), texts(words(Language::Zh)));
    assert!(english.len() > 150, "{}", english.len());
    assert_eq!(english.len(), chinese.len());
    for (name, text) in english.iter().chain(&chinese) {
        assert!(!text.trim().is_empty(), "{name}");
    }
}

#[wasm_bindgen_test]
fn chinese_texts_hold_chinese_and_english_ones_do_not() {
    let han = |text: &str| text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter));
    // Each language names the other one in that one's own words.
    let exempt = ["other_language", "other_tag", "p99"];
    for ((name, english), (_, chinese)) in texts(words(Language::En))
        .into_iter()
        .zip(texts(words(Language::Zh)))
        .filter(|((name, _), _)| !exempt.contains(&name.as_str()))
    {
        assert!(!han(&english), "{name}: {english}");
        assert!(
            han(&chinese) || !english.chars().any(|letter| letter.is_ascii_lowercase()),
            "{name}: {chinese}"
        );
    }
}

/// The same rules as for the texts of the sources; here the texts are as the page has them.
#[wasm_bindgen_test]
fn chinese_texts_keep_to_the_rules_of_all_texts() {
    for (name, text) in texts(words(Language::Zh)) {
        assert_eq!(chinese::mistakes(&text), [""; 0], "{name}: {text}");
    }
}

#[wasm_bindgen_test]
fn what_is_typed_is_what_is_run() {
    let read = |unit: Unit, text: &str| unit.read(text);
    assert_eq!(
        [read(Unit::Millis, "40"), read(Unit::Millis, "0.1"), read(Unit::Millis, " 1.2345 ")],
        [Some(40_000), Some(100), Some(1_234)]
    );
    assert_eq!(
        [read(Unit::Percent, "2,5"), read(Unit::Percent, "0.0001"), read(Unit::Millis, "−250")],
        [Some(25_000), Some(1), Some(-250_000)]
    );
    assert_eq!(
        [read(Unit::Count, "ten"), read(Unit::Count, ""), read(Unit::Count, "1e9"), read(Unit::Count, "-")],
        [None; 4]
    );
    for value in [-250_001, -1, 0, 1, 999, 1_000, 40_000, 1_234_567] {
        for unit in [Unit::Count, Unit::Millis, Unit::Seconds, Unit::Percent, Unit::Milli] {
            assert_eq!(unit.read(&unit.write(value)), Some(value), "{unit:?}");
        }
    }
    assert_eq!(
        [Unit::Millis.write(40_500), Unit::Percent.write(20_000), Unit::Seconds.write(-1_200_000)],
        ["40.5", "2", "-1.2"]
    );
}

#[wasm_bindgen_test]
fn a_slider_reaches_both_ends_and_always_moves() {
    for (scale, min, max) in [
        (Scale::Growing(1_000), 0, 60_000_000),
        (Scale::Growing(10_000), 0, 1_000_000),
        (Scale::Even, 2, 7),
        (Scale::Growing(5), 0, 200),
    ] {
        let track = scale.track(min, max);
        assert_eq!((scale.value(track.min, min, max), scale.value(track.max, min, max)), (min, max));
        let values: Vec<i64> = (track.min..=track.max)
            .step_by(track.step as usize)
            .map(|place| scale.value(place, min, max))
            .collect();
        assert!(values.is_sorted());
        let near = |value: i64| (scale.place(value, min, max), track.step);
        for &value in &values {
            let (place, step) = near(value);
            let back = scale.value(place, min, max);
            assert!(
                back == value || (scale.place(back, min, max) - place).abs() <= step,
                "{scale:?}: {value} stands at {place}, which is {back}"
            );
        }
    }
}
