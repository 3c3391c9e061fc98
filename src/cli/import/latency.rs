//! Round trips: prints what [`latency`](crate::lab::import::latency) would take.

use crate::base::text::named;
use crate::lab::import::latency::{Asked, LeftOut, Made, Regions, Taken, Unit, read as taken};
use crate::lab::import::options::Placed;
use crate::lab::import::samples::objection;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// No more links of a matrix are printed than this; all of them are counted.
const MOST_LINKS: usize = 1_000;

/// An experiment has no more services.
const MOST_SERVICES: usize = 7;

/// Reads round trips; what is taken, or one line about what a person must decide or mend.
pub(super) fn read(text: &str, options: &BTreeMap<&str, &str>, placed: &[Placed]) -> Result<Json, String> {
    let asked = Asked {
        column: options.get("--column").map(|name| (*name).to_owned()),
        unit: options.get("--unit").and_then(|name| Unit::of_word(name)),
        decimal: options.get("--decimal").map(|mark| if *mark == "comma" { ',' } else { '.' }),
    };
    let taken = taken(text, &asked).map_err(objection)?;
    let mut said = said(&taken);
    if let Some(regions) = Regions::of(&taken) {
        said["services"] = services(&regions, placed)?;
    } else if !placed.is_empty() {
        return Err("has no regions in which a service could stand".to_owned());
    }
    Ok(said)
}

/// Which service would stand where: those that a person named, and as many of the others as the
/// file has regions for.
fn services(regions: &Regions, said: &[Placed]) -> Result<Json, String> {
    let unknown =
        said.iter().find_map(|placed| placed.region.as_ref().filter(|name| !regions.names.contains(name)));
    if let Some(name) = unknown {
        let known: Vec<String> = regions.names.iter().take(20).map(|name| named(name, 40)).collect();
        let (name, known) = (named(name, 40), named(&known.join(", "), 300));
        return Err(format!("no region is called \"{name}\"; there are: {known}; --region says it"));
    }
    let most = said.iter().map(|placed| placed.node + 1).max().unwrap_or(0);
    let services = most.max(regions.names.len().min(MOST_SERVICES) as u16);
    let name = |at: Option<u32>| at.and_then(|at| regions.names.get(at as usize));
    let placed = (1..).zip(regions.placed(services, services, said));
    Ok(placed.map(|(service, at): (u16, _)| json!({ "service": service, "region": name(at) })).collect())
}

/// What is taken, as JSON. `samples` counts what was measured; where a file tells percentiles alone
/// and no count, what is drawn from them.
fn said(taken: &Taken) -> Json {
    let drawn = taken.samples_us.len() as u64;
    let samples = if taken.measured > 0 { taken.measured } else { drawn };
    let mut said = json!({
        "format": taken.format,
        "how": taken.how.en,
        "samples": samples,
        "median_us": taken.quantile_us(1, 2),
        "p99_us": taken.quantile_us(99, 100),
        "timeouts": taken.timeouts,
        "loss_ppm": taken.lost_ppm(),
        "column": taken.column,
        "unit": taken.unit,
        "unit_by": taken.unit_by,
        "left_out": taken.left_out.iter().map(left).collect::<Vec<Json>>(),
    });
    if taken.made == Made::Quantiles {
        said["drawn_by_quantile"] = json!(drawn);
    }
    if !taken.targets.is_empty() {
        said[if taken.pairs.is_empty() { "targets" } else { "regions" }] = json!(taken.targets);
    }
    if !taken.pairs.is_empty() {
        said["link_count"] = json!(taken.pairs.len());
        let links = taken.pairs.iter().take(MOST_LINKS).map(|pair| {
            let median = pair.samples_us.get(pair.samples_us.len().div_ceil(2) - 1);
            json!({
                "from": pair.from, "to": pair.to, "samples": pair.samples_us.len(), "median_us": median,
                "timeouts": pair.timeouts,
            })
        });
        said["links"] = links.collect();
    }
    said
}

fn left(left: &LeftOut) -> Json {
    json!({ "reason": left.reason.en, "first_line": left.line, "count": left.count })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_known_is_asked_in_one_line_that_names_the_option() {
        for (text, says) in [
            ("a,b\n1,2\n3,4\n", "--column"),
            ("name\nx\n", "--column"),
            ("rtt_min,rtt_max\n1,2\n3,4\n", "rtt_min, rtt_max; --column"),
            ("0.042\n0.051\n", "--unit"),
            ("rtt\n1,500\n1,750\n", "--decimal"),
            ("Value Percentile TotalCount\n1.0 0.5 1\n2.0 1.0 2\n", "--unit"),
            ("rtt\n5\n6\n7\n8\n9\n1\n2\n3\n4\n5\nsoon\n", "line 12"),
            (
                "rtt\n5\nsoon\nlater\n",
                "line 3: \"soon\" is no round trip; it must be a number from 0 to one hour (and 1 more)",
            ),
        ] {
            let reason = read(text, &BTreeMap::new(), &[]).expect_err(text);
            assert!(reason.contains(says) && !reason.contains('\n'), "{reason}");
        }
        let asked = BTreeMap::from([("--column", "rtt_max"), ("--unit", "us")]);
        let taken = read("rtt_min,rtt_max\n1,2\n3,4\n", &asked, &[]).expect("a column");
        assert_eq!((&taken["median_us"], &taken["unit_by"]), (&json!(2), &json!("option")));
        assert!(
            read("a,b\n1,2\n", &BTreeMap::from([("--column", "c")]), &[]).expect_err("c").contains("a, b")
        );
    }

    #[test]
    fn which_service_would_stand_in_which_region_is_said() {
        let matrix = "ms,a,b,c\na,0,5,6\nb,7,0,8\nc,9,1,0\n";
        let services = |placed: &[Placed]| Ok(read(matrix, &BTreeMap::new(), placed)?["services"].clone());
        let each = |names: &[Option<&str>]| -> Json {
            (1..)
                .zip(names)
                .map(|(service, region)| json!({ "service": service, "region": region }))
                .collect()
        };
        assert_eq!(services(&[]), Ok(each(&[Some("a"), Some("b"), Some("c")])));
        let said = |node, region: Option<&str>| Placed { node, region: region.map(str::to_owned) };
        assert_eq!(
            services(&[said(1, Some("c")), said(2, None), said(3, Some("b"))]),
            Ok(each(&[Some("a"), Some("c"), None, Some("b")]))
        );
        let unknown: Result<Json, String> = services(&[said(0, Some("d"))]);
        assert_eq!(
            unknown,
            Err("no region is called \"d\"; there are: a, b, c; --region says it".to_owned())
        );
        let list = read("5\n6\n", &BTreeMap::new(), &[said(0, Some("a"))]);
        assert!(list.expect_err("no regions").contains("has no regions"));
    }
}
