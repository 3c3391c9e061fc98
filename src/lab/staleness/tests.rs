use super::*;

fn ssd() -> Fit {
    let one = Waits::new(&[
        (0.9122, Shape::Pareto { xm: 0.235, alpha: 10.0 }),
        (0.0878, Shape::Exponential { rate: 1.66 }),
    ]);
    Fit { w: one.clone(), a: one.clone(), r: one.clone(), s: one }
}

#[test]
fn a_tally_of_slices_is_that_of_the_whole() {
    let (fit, copies) = (ssd(), Copies { n: 3, r: 1, w: 1 });
    let mut slices = Tally::new(30_000);
    for from in [0, 10_000, 20_000] {
        Trials::new(&fit, copies, 7).add(from, 10_000, &mut slices);
    }
    assert_eq!(slices.measured(), measure(&fit, copies, 30_000, 7));
}

/// Every figure once more, by sorting everything.
#[test]
fn quantiles_and_curve_are_those_of_all_trials_in_order() {
    let fit = ssd();
    for (copies, count) in [
        (Copies { n: 3, r: 1, w: 1 }, 20_000),
        (Copies { n: 5, r: 2, w: 3 }, 999),
        (Copies { n: 1, r: 1, w: 1 }, 1),
    ] {
        let trials = Trials::new(&fit, copies, 3);
        let all: Vec<Trial> = (0..count).map(|n| trials.trial(n)).collect();
        let measured = measure(&fit, copies, count, 3);
        let p999 = |of: &dyn Fn(&Trial) -> f64| {
            let mut values: Vec<f64> = all.iter().map(of).collect();
            values.sort_by(f64::total_cmp);
            let at = values[(count * 999).div_ceil(1000) as usize - 1];
            (at * 1e6).round() / 1e6
        };
        assert_eq!(measured.read.at, p999(&|it| it.read));
        assert_eq!(measured.write.at, p999(&|it| it.write));
        assert_eq!(measured.visible.at, p999(&|it| it.needs.max(0.0)));
        for point in &measured.curve {
            let fresh = all.iter().filter(|it| it.needs <= point.t_ms).count();
            assert_eq!(point.fresh, fresh as f64 / count as f64, "{}", point.t_ms);
        }
        assert_eq!(measured.fresh_at_0, measured.curve[0].fresh);
        assert!(
            measured.read.low <= measured.read.at
                && measured.read.high.is_none_or(|it| it >= measured.read.at)
        );
    }
}

/// Two ways to the same waits: tables and series, and `libm` with the formula of a textbook.
#[test]
fn waits_are_those_of_libm() {
    let alphas = [0.2, 0.99, 1.0, 1.01, 1.51, 3.5, 10.0, 1e6];
    for n in 0..100_000u64 {
        let bits = Lane(5).draw(n) >> (n % 50);
        let left = ((bits >> 11) + 1) as f64 / (1u64 << 53) as f64;
        let close = |waits: &Waits, exact: f64| {
            let drawn = waits.draw(bits);
            let exact = exact.min(waits::LONGEST);
            assert!(
                (drawn - exact).abs() <= exact * 1e-10 + 1e-14,
                "{waits:?} at {left}: {drawn}, not {exact}"
            );
        };
        let alpha = alphas[n as usize % alphas.len()];
        close(&Waits::of(Shape::Pareto { xm: 3.0, alpha }), 3.0 * libm::pow(left, -1.0 / alpha));
        close(&Waits::of(Shape::Exponential { rate: 0.5 }), -libm::log(left) * 2.0);
    }
}
