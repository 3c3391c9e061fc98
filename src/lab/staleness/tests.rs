use super::*;

fn ssd() -> Fit {
    let one = Waits::new(&[
        (0.9122, Shape::Pareto { xm: 0.235, alpha: 10.0 }),
        (0.0878, Shape::Exponential { rate: 1.66 }),
    ]);
    Fit::of([one.clone(), one.clone(), one.clone(), one], 0.0)
}

#[test]
fn a_tally_of_slices_is_that_of_the_whole() {
    let (fit, copies) = (ssd(), Copies { n: 3, r: 1, w: 1 });
    let mut slices = Tally::new(30_000);
    for from in [0, 10_000, 20_000] {
        Trials::new(&fit, copies, 7).add(from, 10_000, &mut slices);
    }
    assert_eq!(slices.measured(), measure(&fit, copies, 30_000, 7));
    let mut parts = Tally::new(30_000);
    for from in [20_000, 0, 10_000] {
        let mut part = Tally::new(30_000);
        Trials::new(&fit, copies, 7).add(from, 10_000, &mut part);
        parts.merge(&part);
    }
    assert_eq!(parts.measured(), slices.measured());
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

/// Two ways to the same waits: cubics out of a table, and `libm` with the formula of a textbook.
#[test]
fn waits_are_those_of_libm() {
    let alphas = [0.2, 0.75, 1.0, 1.51, 3.5, 10.0, 1e6];
    let waits: Vec<(f64, Waits)> =
        alphas.iter().map(|&alpha| (alpha, Waits::of(Shape::Pareto { xm: 3.0, alpha }))).collect();
    let exponential = Waits::of(Shape::Exponential { rate: 0.5 });
    let mixed =
        Waits::new(&[(0.75, Shape::Constant { value: 7.0 }), (0.25, Shape::Exponential { rate: 2.0 })]);
    let ends = [0, 1, 2, u32::MAX, u32::MAX - 1, 1 << 31, (1 << 31) - 1];
    let drawn = (0..100_000u64).map(|n| (Lane(5).draw(n) >> 32) as u32 >> (n % 32));
    for bits in ends.into_iter().chain(drawn) {
        let left = (f64::from(bits) + 0.5) / (1u64 << 32) as f64;
        let close = |drawn: f64, exact: f64, unit: f64| {
            let exact = exact.min(waits::LONGEST);
            let near = (drawn - exact).abs() <= (exact + unit) * 1e-8;
            assert!(near && drawn >= 0.0, "{bits}: {drawn}, not {exact}");
        };
        for (alpha, waits) in &waits {
            close(waits.draw(bits), 3.0 * libm::pow(left, -1.0 / alpha), 0.0);
        }
        close(exponential.draw(bits), -libm::log(left) * 2.0, 2.0);
        // The last part has the first of the random numbers, and the longest waits at the border.
        let rest = if left > 0.25 { 7.0 } else { -libm::log((0.25 - left) / 0.25) / 2.0 };
        close(mixed.draw(bits), rest, 0.5);
    }
}

/// A trial is the same alone and among others, wherever a block of them begins; and what it comes to
/// is what its own waits say, taken one by one.
#[test]
fn a_trial_does_not_know_its_neighbours() {
    let apart = Fit { far: 75.0, ..ssd() };
    for (fit, copies) in [
        (ssd(), Copies { n: 3, r: 2, w: 2 }),
        (apart.clone(), Copies { n: 3, r: 1, w: 2 }),
        (apart, Copies { n: 5, r: 5, w: 1 }),
    ] {
        let trials = Trials::new(&fit, copies, 9);
        let mut together = Vec::new();
        trials.each(3, 200, |block| {
            let columns = block.read.iter().zip(&block.write).zip(&block.needs).take(block.len);
            together.extend(columns.map(|((&read, &write), &needs)| Trial { read, write, needs }));
        });
        assert_eq!(together.len(), 200);
        for (nth, together) in (3..).zip(together) {
            let n = u64::from(copies.n);
            let places = trials.places.draw(nth);
            let near = [places >> 32, places & 0xffff_ffff].map(|it| (it * n) >> 32);
            let mut copies_of: Vec<[f64; 3]> = (0..n)
                .map(|copy| {
                    let [write, read] = [0, 1].map(|k| trials.lane.draw(nth * 2 * n + 2 * copy + k));
                    let far = near.map(|near| if near == copy { 0.0 } else { fit.far });
                    let w = fit.w.draw((write >> 32) as u32) + far[0];
                    let a = fit.a.draw(write as u32) + far[0];
                    let r = fit.r.draw((read >> 32) as u32) + far[1];
                    [w + a, r + fit.s.draw(read as u32) + far[1], w - r]
                })
                .collect();
            let mut writes: Vec<f64> = copies_of.iter().map(|it| it[0]).collect();
            writes.sort_by(f64::total_cmp);
            copies_of.sort_by(|one, other| one[1].total_cmp(&other[1]));
            let first = &copies_of[..usize::from(copies.r)];
            let write = writes[usize::from(copies.w) - 1];
            let earliest = first.iter().map(|it| it[2]).fold(f64::INFINITY, f64::min);
            let close =
                |one: f64, other: f64| assert!((one - other).abs() < 1e-9, "{nth}: {one} and {other}");
            close(together.read, first[first.len() - 1][1]);
            close(together.write, write);
            close(together.needs, earliest - write);
            assert_eq!(trials.trial(nth), together);
        }
    }
}
