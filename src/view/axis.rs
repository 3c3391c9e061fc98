//! An axis of values: linear, or logarithmic where the values differ by much.

/// A mark on an axis.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Tick {
    /// Where it stands.
    pub x: f64,
    /// The value that it stands for.
    pub value: f64,
}

/// An axis from left (0) to right, or from the bottom upwards.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Axis {
    /// Whether it is logarithmic.
    pub is_log: bool,
    from: f64,
    to: f64,
    wide: f64,
    /// On a logarithmic axis: how much room zero has at the left.
    zero: f64,
}

/// Values that differ by more than this factor stand on a logarithmic axis.
const MUCH: f64 = 30.0;
/// How much of a logarithmic axis zero has for itself, where it comes up.
const ROOM: f64 = 0.06;

impl Axis {
    /// An axis for values from `least` to `most`, in so much room. `positive` is the least value above
    /// zero, with which a logarithmic axis begins.
    pub fn over(least: f64, most: f64, positive: f64, wide: f64) -> Axis {
        let positive = positive.max(f64::MIN_POSITIVE);
        if least >= 0.0 && most / positive > MUCH {
            let zero = if least <= 0.0 { wide * ROOM } else { 0.0 };
            return Axis { is_log: true, from: positive, to: most, wide, zero };
        }
        // Values that are all the same stand in the middle.
        let (from, to) = if most > least { (least, most) } else { (least - 1.0, most + 1.0) };
        Axis { is_log: false, from, to, wide, zero: 0.0 }
    }

    /// A linear axis that begins with nothing.
    pub fn from_zero(most: f64, wide: f64) -> Axis {
        Axis { is_log: false, from: 0.0, to: if most > 0.0 { most } else { 1.0 }, wide, zero: 0.0 }
    }

    /// Where a value stands.
    pub fn x(&self, value: f64) -> f64 {
        let share = if self.is_log {
            if value < self.from {
                return 0.0;
            }
            (value / self.from).ln() / (self.to / self.from).ln()
        } else {
            (value - self.from) / (self.to - self.from)
        };
        self.zero + share.clamp(0.0, 1.0) * (self.wide - self.zero)
    }

    /// Round values along it, about so many.
    pub fn ticks(&self, most: usize) -> Vec<Tick> {
        let values = if self.is_log { self.decades(most) } else { self.steps(most) };
        values.into_iter().map(|value| Tick { x: self.x(value), value }).collect()
    }

    fn decades(&self, most: usize) -> Vec<f64> {
        let (first, last) = (self.from.log10().ceil() as i32, self.to.log10().floor() as i32);
        let every = ((last - first).max(0) as usize / most.max(1) + 1) as i32;
        let zero = (self.zero > 0.0).then_some(0.0);
        zero.into_iter().chain((first..=last).step_by(every as usize).map(|it| 10f64.powi(it))).collect()
    }

    fn steps(&self, most: usize) -> Vec<f64> {
        let rough = (self.to - self.from) / most.max(1) as f64;
        let power = 10f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|it| it * power).into_iter().find(|it| *it >= rough);
        let step = step.unwrap_or(rough).max(f64::MIN_POSITIVE);
        let first = (self.from / step).ceil() as i64;
        let last = (self.to / step + 1e-9).floor() as i64;
        (first..=last.min(first + 50)).map(|n| n as f64 * step).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_reaches_from_edge_to_edge_and_its_ticks_are_round() {
        let linear = Axis::over(100.0, 180.0, 100.0, 400.0);
        assert_eq!((linear.x(100.0), linear.x(140.0), linear.x(180.0)), (0.0, 200.0, 400.0));
        let values: Vec<f64> = linear.ticks(4).iter().map(|tick| tick.value).collect();
        assert_eq!(values, [100.0, 120.0, 140.0, 160.0, 180.0]);
        let log = Axis::over(1.0, 10_000.0, 1.0, 400.0);
        assert!(log.is_log && (log.x(100.0) - 200.0).abs() < 1e-9);
        assert_eq!(log.ticks(6).len(), 5);
        let zero = Axis::over(0.0, 10_000.0, 1.0, 400.0);
        assert_eq!((zero.x(0.0), zero.ticks(6)[0].value), (0.0, 0.0));
        assert!(zero.x(1.0) > 20.0);
    }

    #[test]
    fn one_value_alone_stands_in_the_middle() {
        let one = Axis::over(7.0, 7.0, 7.0, 400.0);
        assert_eq!(one.x(7.0), 200.0);
        assert!(one.ticks(5).len() <= 5);
    }
}
