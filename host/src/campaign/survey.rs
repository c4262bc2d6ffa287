//! Whoever wants the lines: submits what has none yet, and follows the results.

use std::collections::HashSet;
use std::ops::ControlFlow;

use bytes::Bytes;

use super::error::Error;
use super::follow::Results;
use super::job::JobId;
use super::link::Link;
use super::name::Name;
use super::submit::submit;

/// Has these domains checked by the campaign's workers, and hands over the line of
/// each once, as they come. Returns how many are left where `stop` came, or `take`
/// broke off.
///
/// Nothing of this has to be remembered: domains that have a line somewhere
/// already are not given here, and the results of all others are handed over from
/// the first on, whoever submitted them and whenever.
///
/// # Errors
///
/// Where the campaign was ended, or the server refuses. One that is away is
/// waited for.
pub async fn survey(
    link: &Link,
    name: &Name,
    domains: Vec<String>,
    stop: impl Future<Output = ()>,
    mut take: impl FnMut(Bytes) -> ControlFlow<()>,
) -> Result<usize, Error> {
    let mut missing: HashSet<JobId> = domains.iter().map(|domain| JobId::of(domain)).collect();
    let mut results = Results::of(link, name);
    let mut stop = std::pin::pin!(stop);
    // What is done needs no job: results that are there come first.
    let last = results.last().await?;
    let mut read = 0;
    let mut domains = Some(domains);
    let mut submitting = std::pin::pin!(futures_util::future::OptionFuture::from(None));
    while !missing.is_empty() {
        if read >= last
            && let Some(mut domains) = domains.take()
        {
            domains.retain(|domain| missing.contains(&JobId::of(domain)));
            submitting.set(Some(submit(link, name, domains)).into());
        }
        let found = tokio::select! {
            biased;
            () = &mut stop => break,
            Some(submitted) = &mut submitting => {
                submitted?;
                submitting.set(None.into());
                continue;
            }
            found = results.next() => found?,
        };
        read = found.sequence;
        if missing.remove(&found.id) && take(found.line).is_break() {
            break;
        }
    }
    Ok(missing.len())
}
