//! How long a request may take.

use std::time::Duration;

use super::problem::Problem;

/// Work that does not end by then is given up.
pub(super) async fn within<T>(
    deadline: Duration,
    work: impl Future<Output = T>,
) -> Result<T, Problem> {
    tokio::time::timeout(deadline, work)
        .await
        .map_err(|_| Problem::TimedOut)
}
