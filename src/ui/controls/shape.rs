//! A distribution of times, set by hand: its shape, and the few numbers of each shape. Another
//! shape keeps the median and, where it can, the tail.

use super::exact::{Scale, Unit};
use super::fields::{Given, Pick, Slider};
use crate::base::distribution::{Distribution, LONGEST_US, Part};
use crate::base::text::Language;
use crate::ui::words::words;
use crate::view::numbers;
use yew::prelude::*;

/// The longest time that a slider reaches: one minute. A file may say more.
const SLIDER_US: i64 = 60_000_000;
const MIXTURE: usize = 5;
const SAMPLES: usize = 6;

/// What the editor of a distribution needs.
#[derive(Clone, PartialEq, Properties)]
pub struct ShapeProps {
    /// Unique on the page.
    pub id: AttrValue,
    /// What takes that long.
    pub label: AttrValue,
    pub value: Distribution,
    /// Whether it is a part of a mixture, and so no mixture itself.
    #[prop_or_default]
    pub nested: bool,
    pub language: Language,
    /// The person gave another.
    pub on: Callback<Given<Distribution>>,
}

/// The place of a shape among their names.
fn place(distribution: &Distribution) -> usize {
    match distribution {
        Distribution::Constant { .. } => 0,
        Distribution::Uniform { .. } => 1,
        Distribution::Exponential { .. } => 2,
        Distribution::LogNormal { .. } => 3,
        Distribution::Pareto { .. } => 4,
        Distribution::Mixture { .. } => MIXTURE,
        Distribution::Empirical { .. } => SAMPLES,
    }
}

/// The same times in another shape, as far as that shape can have them.
pub fn reshaped(from: &Distribution, to: usize) -> Distribution {
    let [median_us, p99_us] = [500, 990].map(|share| from.quantile_us(share).max(1));
    // Constants have no tail; then one that can be seen.
    let tail = if p99_us > median_us + median_us / 50 { p99_us as f64 / median_us as f64 } else { 3.0 };
    match to {
        0 => Distribution::Constant { us: median_us },
        1 => Distribution::Uniform { min_us: median_us / 2, max_us: median_us + median_us.div_ceil(2) },
        2 => Distribution::Exponential {
            min_us: median_us / 2,
            mean_us: ((median_us - median_us / 2) as f64 / core::f64::consts::LN_2) as u64,
        },
        3 => Distribution::LogNormal {
            median_us,
            sigma_milli: (tail.ln() / 2.326 * 1000.0).clamp(10.0, 4_000.0) as u32,
        },
        4 => {
            let alpha = (50_f64.ln() / tail.ln()).clamp(0.5, 20.0);
            Distribution::Pareto {
                min_us: (median_us as f64 / 2_f64.powf(1.0 / alpha)) as u64,
                alpha_milli: (alpha * 1000.0) as u32,
            }
        }
        MIXTURE => {
            let slow = Distribution::Exponential {
                min_us: median_us,
                mean_us: median_us.saturating_mul(10).min(LONGEST_US),
            };
            let usual = if place(from) < MIXTURE { from.clone() } else { reshaped(from, 3) };
            Distribution::Mixture {
                parts: vec![Part { weight: 90, of: usual }, Part { weight: 10, of: slow }],
            }
        }
        _ => from.clone(),
    }
}

#[component]
pub fn Shape(props: &ShapeProps) -> Html {
    let words = words(props.language).network();
    let ShapeProps { id, value, on, nested, language, .. } = props.clone();
    let chosen = place(&value);
    let options = words.shapes.iter().enumerate().map(|(place, name)| {
        // Samples come from a file; a mixture holds no mixture.
        let offered = match place {
            MIXTURE => !nested,
            SAMPLES => chosen == SAMPLES,
            _ => true,
        };
        AttrValue::from(if offered { *name } else { "" })
    });
    let set = {
        let (on, value) = (on.clone(), value.clone());
        Callback::from(move |to: usize| on.emit(Given { value: reshaped(&value, to), settled: true }))
    };
    html! {
        <div class={classes!("shape", nested.then_some("nested"))}>
            <Pick id={format!("{id}-shape")} label={props.label.clone()} options={options.collect::<Vec<_>>()} {chosen} {set} {language} />
            { numbers_of(props) }
        </div>
    }
}

fn numbers_of(props: &ShapeProps) -> Html {
    let words = words(props.language).network();
    let ShapeProps { id, language, on, .. } = props.clone();
    // One slider for one number of the shape.
    let slider = |name: &str,
                  label: &'static str,
                  value: u64,
                  (min, max): (i64, i64),
                  unit: Unit,
                  change: Box<dyn Fn(u64) -> Distribution>| {
        let on = on.clone();
        let on = Callback::from(move |given: Given<i64>| {
            on.emit(Given { value: change(given.value.unsigned_abs()), settled: given.settled })
        });
        let scale = if unit == Unit::Millis { Scale::Growing(1_000) } else { Scale::Growing(200) };
        let value = i64::try_from(value).unwrap_or(max);
        html! { <Slider id={format!("{id}-{name}")} {label} {value} {min} max={max.max(value)} {unit} {scale} {language} {on} /> }
    };
    let time = |name, label, value: u64, change: Box<dyn Fn(u64) -> Distribution>| {
        slider(name, label, value, (0, SLIDER_US), Unit::Millis, change)
    };
    match props.value.clone() {
        Distribution::Constant { us } => {
            time("us", words.latency, us, Box::new(|us| Distribution::Constant { us }))
        }
        Distribution::Uniform { min_us, max_us } => html! { <>
            { time("min", words.least, min_us, Box::new(move |us| Distribution::Uniform { min_us: us, max_us: max_us.max(us) })) }
            { time("max", words.most, max_us, Box::new(move |us| Distribution::Uniform { min_us: min_us.min(us), max_us: us })) }
        </> },
        Distribution::Exponential { min_us, mean_us } => html! { <>
            { time("min", words.least, min_us, Box::new(move |us| Distribution::Exponential { min_us: us, mean_us })) }
            { time("mean", words.mean_rest, mean_us, Box::new(move |us| Distribution::Exponential { min_us, mean_us: us })) }
        </> },
        Distribution::LogNormal { median_us, sigma_milli } => html! { <>
            { time("median", words.typical, median_us, Box::new(move |us| Distribution::LogNormal { median_us: us, sigma_milli })) }
            { slider("sigma", words.spread, u64::from(sigma_milli), (0, 3_000), Unit::Milli,
                Box::new(move |sigma| Distribution::LogNormal { median_us, sigma_milli: sigma as u32 })) }
        </> },
        Distribution::Pareto { min_us, alpha_milli } => html! { <>
            { time("min", words.least, min_us, Box::new(move |us| Distribution::Pareto { min_us: us, alpha_milli })) }
            { slider("alpha", words.tail, u64::from(alpha_milli), (500, 20_000), Unit::Milli,
                Box::new(move |alpha| Distribution::Pareto { min_us, alpha_milli: (alpha as u32).max(1) })) }
            <p class="help">{ words.tail_help }</p>
        </> },
        Distribution::Mixture { parts } => mixture(props, parts),
        Distribution::Empirical { samples_us } => {
            html! { <p class="help">{ (words.sample_count)(&numbers::whole(samples_us.len() as u64)) }</p> }
        }
    }
}

/// What a button does to the parts of a mixture.
type ChangeParts = Box<dyn Fn(&mut Vec<Part>)>;
/// What a slider does to one part of a mixture.
type ChangePart = Box<dyn Fn(&mut Part, Distribution)>;

fn mixture(props: &ShapeProps, parts: Vec<Part>) -> Html {
    let words = words(props.language).network();
    let send = |change: ChangeParts| {
        let (on, parts) = (props.on.clone(), parts.clone());
        Callback::from(move |_: MouseEvent| {
            let mut parts = parts.clone();
            change(&mut parts);
            on.emit(Given { value: Distribution::Mixture { parts }, settled: true });
        })
    };
    let part = |(n, part): (usize, &Part)| {
        let replace = |change: ChangePart| {
            let (on, parts) = (props.on.clone(), parts.clone());
            Callback::from(move |given: Given<Distribution>| {
                let mut parts = parts.clone();
                change(&mut parts[n], given.value);
                on.emit(Given { value: Distribution::Mixture { parts }, settled: given.settled });
            })
        };
        let weigh = {
            let (on, parts) = (props.on.clone(), parts.clone());
            Callback::from(move |given: Given<i64>| {
                let mut parts = parts.clone();
                parts[n].weight = given.value as u32;
                on.emit(Given { value: Distribution::Mixture { parts }, settled: given.settled });
            })
        };
        // At least one part has a weight: the last one cannot lose it.
        let least = i64::from(parts.iter().enumerate().all(|(other, part)| other == n || part.weight == 0));
        html! {
            <fieldset class="part" key={n}>
                <legend>{ (words.part)(n + 1) }</legend>
                <Slider id={format!("{}-weight-{n}", props.id)} label={words.weight} value={i64::from(part.weight)} min={least} max={i64::from(part.weight).max(1_000)}
                    scale={Scale::Growing(20)} language={props.language} on={weigh} />
                <Shape id={format!("{}-part-{n}", props.id)} label={words.shape} value={part.of.clone()} nested=true language={props.language}
                    on={replace(Box::new(|part, of| part.of = of))} />
                if parts.len() > 1 {
                    <button type="button" class="quiet" onclick={send(Box::new(move |parts| {
                        parts.remove(n);
                        // What is left must be able to happen.
                        if parts.iter().all(|part| part.weight == 0) {
                            parts[0].weight = 1;
                        }
                    }))}>{ words.remove_part }</button>
                }
            </fieldset>
        }
    };
    html! { <>
        { for parts.iter().enumerate().map(part) }
        if parts.len() < 16 {
            <button type="button" class="quiet" onclick={send(Box::new(|parts| parts.push(Part { weight: 1, of: Distribution::Constant { us: 100_000 } })))}>{ words.add_part }</button>
        }
    </> }
}
