//! Many checks, so many at a time, each result handed over as it comes.

use std::ops::ControlFlow;
use std::sync::Arc;

use tokio::task::JoinSet;

use super::surveyed::Surveyed;
use super::tally::Tally;
use crate::engine::Activity;
use crate::model::Options;
use crate::platform::Platform;

/// Checks `subjects` with the checker `id`, at most `concurrency` at once, and
/// hands each result to `take`. When `stop` comes, or `take` breaks off, no
/// further check begins, those running are given up, and what was handed over is
/// all there is.
pub async fn run(
    platform: &Platform,
    id: &str,
    subjects: impl IntoIterator<Item = String>,
    options: &Options,
    concurrency: usize,
    stop: impl Future<Output = ()>,
    mut take: impl FnMut(Surveyed) -> ControlFlow<()>,
) -> Tally {
    let mut tally = Tally::default();
    let mut subjects = subjects.into_iter();
    let mut running: JoinSet<Surveyed> = JoinSet::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        while running.len() < concurrency.max(1) {
            let Some(subject) = subjects.next() else {
                break;
            };
            let check = check(platform.clone(), id.to_owned(), subject, options.clone());
            running.spawn(check);
        }
        let ended = tokio::select! {
            biased;
            () = &mut stop => return tally,
            ended = running.join_next() => ended,
        };
        match ended {
            None => return tally,
            Some(Ok(surveyed)) => {
                tally.count(&surveyed);
                if take(surveyed).is_break() {
                    return tally;
                }
            }
            // A task that panicked: the other checks go on.
            Some(Err(_)) => tally.refused += 1,
        }
    }
}

/// Checks one subject.
pub async fn check(
    platform: Platform,
    id: String,
    subject: String,
    mut options: Options,
) -> Surveyed {
    let member = platform.member(&id);
    if let Some(option) = member.and_then(|member| member.definition().subject()) {
        options.set(&option.id, subject.as_str());
    }
    let activity = Arc::<Activity>::default();
    let mut result = platform.check_observed(&id, options, &[], &activity).await;
    if let Ok(outcome) = &mut result {
        // The line is found again by what the list has.
        outcome.subject.clone_from(&subject);
    }
    Surveyed {
        subject,
        result,
        processor_time: activity.processor_time(),
    }
}
