//! Services in series: an operation that needs five services of 0.99 each succeeds in 0.99⁵ of all
//! cases (Trivedi, *Probability and Statistics with Reliability, Queuing, and Computer Science
//! Applications*, 2001, and any other textbook of reliability).

use crate::engine::pinned;

/// Every second one client asks for the balances of five accounts, which five services own; around
/// that moment each service is down with a chance of one in a hundred.
#[test]
fn five_services_in_series_fail_as_often_as_the_product_says() {
    const REQUESTS: f64 = 10_000.0;
    let (found, want) = (pinned("series")[0].value, 0.99f64.powi(5));
    // Four standard errors of a share; four services would be at 0.9606, six at 0.9415.
    let allowed = 4.0 * (want * (1.0 - want) / REQUESTS).sqrt();
    println!("five services in series: {found:.4} ± {allowed:.4} against {want:.5}");
    assert!((found - want).abs() <= allowed, "{found} against {want}");
}
