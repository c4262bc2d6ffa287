//! How long a probe may take.

use std::time::Duration;

use axum::http::HeaderMap;

/// How long Prometheus waits for this scrape.
const SCRAPE_TIMEOUT: &str = "x-prometheus-scrape-timeout-seconds";
/// What is left of that for the way back, in seconds.
const MARGIN: f64 = 0.5;

/// The time until Prometheus gives up, at most `deadline`.
pub(super) fn budget(headers: &HeaderMap, deadline: Duration) -> Duration {
    let scrape = headers
        .get(SCRAPE_TIMEOUT)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<f64>().ok())
        .filter(|seconds| seconds.is_finite() && *seconds > 0.0);
    match scrape {
        Some(seconds) => {
            let seconds = (seconds - MARGIN).max(seconds / 2.0);
            deadline.min(Duration::try_from_secs_f64(seconds).unwrap_or(deadline))
        }
        None => deadline,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(seconds: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(SCRAPE_TIMEOUT, seconds.parse().unwrap());
        headers
    }

    #[test]
    fn the_answer_comes_before_prometheus_gives_up() {
        let deadline = Duration::from_secs(115);
        assert_eq!(
            budget(&headers("10"), deadline),
            Duration::from_millis(9_500)
        );
        assert_eq!(
            budget(&headers("0.6"), deadline),
            Duration::from_millis(300)
        );
        for text in ["nan", "-1", "x", "1e99"] {
            assert_eq!(budget(&headers(text), deadline), deadline, "{text}");
        }
        assert_eq!(budget(&HeaderMap::new(), deadline), deadline);
    }
}
