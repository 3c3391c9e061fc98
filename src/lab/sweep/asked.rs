//! What a person asks of a sweep, as an address holds it: everything but the experiment.

use super::plan::{Order, Seeds, Vary};
use crate::lab::experiment::Experiment;

/// What is asked of the experiment that is open.
#[derive(Clone, PartialEq, Debug)]
pub struct Asked {
    /// The seeds.
    pub seeds: Seeds,
    /// The protocols; that of the experiment, if none is named.
    pub protocols: Vec<String>,
    /// A field that is varied, if one is.
    pub vary: Option<Vary>,
}

impl Default for Asked {
    fn default() -> Self {
        Asked { seeds: Seeds { from: 1, to: 100 }, protocols: Vec::new(), vary: None }
    }
}

impl Asked {
    /// Reads the parts of an address, each a name and a value. What is not understood is as if it
    /// was not there, and is named: the page says so.
    pub fn read<'a>(parts: impl Iterator<Item = (&'a str, &'a str)>) -> (Asked, Vec<String>) {
        let (mut asked, mut odd) = (Asked::default(), Vec::new());
        for (name, value) in parts {
            match name {
                "seeds" => match seeds(value) {
                    Some(seeds) => asked.seeds = seeds,
                    None => odd.push(format!("seeds={value}")),
                },
                "protocols" => {
                    asked.protocols =
                        value.split(',').filter(|it| !it.is_empty()).map(str::to_owned).collect();
                }
                "vary" => match Vary::parse(value) {
                    Some(vary) => asked.vary = Some(vary),
                    None => odd.push(format!("vary={value}")),
                },
                _ => {}
            }
        }
        (asked, odd)
    }

    /// The parts of an address that hold it.
    pub fn write(&self) -> Vec<(&'static str, String)> {
        let mut parts = vec![("seeds", format!("{}..{}", self.seeds.from, self.seeds.to))];
        if !self.protocols.is_empty() {
            parts.push(("protocols", self.protocols.join(",")));
        }
        parts.extend(self.vary.as_ref().map(|vary| ("vary", vary.to_string())));
        parts
    }

    /// The same question as options of the command line.
    pub fn options(&self) -> String {
        let parts = self.write().into_iter().map(|(name, value)| {
            let plain = |letter: char| letter.is_ascii_alphanumeric() || "._-,=".contains(letter);
            if value.chars().all(plain) { format!("--{name} {value}") } else { format!("--{name} '{value}'") }
        });
        parts.collect::<Vec<_>>().join(" ")
    }

    /// What is to be run of an experiment.
    pub fn order(&self, experiment: Experiment) -> Order {
        let vary = self.vary.iter().cloned().collect();
        Order { experiment, seeds: self.seeds, protocols: self.protocols.clone(), vary }
    }
}

/// Reads seeds as a person writes them: `1..1000`, or how many, counted from 1 on.
pub fn seeds(text: &str) -> Option<Seeds> {
    let text = text.trim().replace([',', ' '], "");
    if text.contains("..") {
        return Seeds::parse(&text);
    }
    let count: u64 = text.parse().ok()?;
    (1..u64::MAX).contains(&count).then_some(Seeds { from: 1, to: count })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Asked, Vec<String>) {
        Asked::read(text.split('&').filter_map(|part| part.split_once('=')))
    }

    #[test]
    fn an_address_holds_everything_that_is_asked() {
        let text = "seeds=5..1004&protocols=one,other&vary=network.link.loss_ppm=0,1000";
        let (asked, odd) = read(text);
        assert_eq!((asked.seeds.count(), asked.protocols.len(), odd), (1_000, 2, Vec::new()));
        let again: Vec<String> =
            asked.write().iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(again.join("&"), text);
        assert_eq!(
            asked.options(),
            "--seeds 5..1004 --protocols one,other --vary network.link.loss_ppm=0,1000"
        );
    }

    #[test]
    fn what_an_address_does_not_say_is_the_usual_and_what_nobody_understands_is_named() {
        assert_eq!(read("with=other"), (Asked::default(), Vec::new()));
        let (asked, odd) = read("seeds=9..3&vary=nodes");
        assert_eq!((asked, odd), (Asked::default(), vec!["seeds=9..3".to_owned(), "vary=nodes".to_owned()]));
    }

    #[test]
    fn seeds_are_a_range_or_how_many() {
        let range = |text| seeds(text).map(|it| (it.from, it.to));
        assert_eq!(range("1,000"), Some((1, 1_000)));
        assert_eq!(range(" 7 .. 9 "), Some((7, 9)));
        assert!(["", "0", "-3", "9..3", "many", "18446744073709551615"].iter().all(|it| range(it).is_none()));
    }
}
