//! A check that was begun, to its end: its page is drawn and its result kept
//! whether or not anybody looks.

use std::sync::Arc;

use super::again::again;
use crate::platform::Outcome;
use crate::serve::archive::{Entry, Link, Record, Series, outlines, title};
use crate::serve::deadline::within;
use crate::serve::mount::Mount;
use crate::serve::problem::Problem;
use crate::serve::runs::Run;
use crate::serve::service::Checked;
use crate::serve::settled::{Held, Settled};

/// Follows a run to its end, as long as somebody else holds on to it.
pub(super) fn follow(mount: Mount, link: Link, heading: String, run: &Run<Checked>) {
    let (number, checked) = (run.number(), run.result());
    tokio::spawn(async move {
        let settled = match checked.await.as_deref() {
            None => Settled::Broken,
            Some(Err(error)) => Settled::Failed(error.to_string().into()),
            Some(Ok(outcome)) => match record(&mount, number, &heading, outcome).await {
                Ok(record) => keep(&mount, &link, record).await,
                Err(problem) => Settled::Failed(problem.to_string().into()),
            },
        };
        mount.service.jobs.settle(&link, settled);
    });
}

async fn keep(mount: &Mount, link: &Link, record: Record) -> Settled {
    let reason = match &mount.service.archive {
        None => None,
        Some(archive) => match archive.keep(link.clone(), record.clone()).await {
            Ok(()) => return Settled::Kept,
            Err(error) => Some(error),
        },
    };
    Settled::Held(Arc::new(Held { record, reason }))
}

/// What is to be kept of an outcome.
async fn record(
    mount: &Mount,
    number: u64,
    heading: &str,
    outcome: &Outcome,
) -> Result<Record, Problem> {
    let member = mount.member()?;
    let definition = member.definition();
    let subject = match outcome.subject.is_empty() {
        true => heading,
        false => outcome.subject.as_str(),
    };
    let run = (u128::from(mount.service.process) << 64) | u128::from(number);
    Ok(Record {
        run: run.to_be_bytes(),
        checker: definition.id.clone(),
        series: Series::of(definition, outcome),
        title: title(subject),
        again: again(definition, &outcome.options),
        entry: Entry {
            started_at: outcome.started_at.clone(),
            status: outcome.status,
            verdict: outcome.summary.verdict.clone(),
            version: outcome.version.clone(),
            problems: outlines(&outcome.summary.problems),
        },
        document: outcome.to_json(),
        page: page(mount, outcome).await,
    })
}

/// The page; a plain one where the checker could not render its own.
async fn page(mount: &Mount, outcome: &Outcome) -> String {
    let service = &mount.service;
    let report = service.platform.report(outcome);
    let error = match within(service.settings.request_deadline, report).await {
        Ok(Ok(page)) => return page,
        Ok(Err(error)) => error.to_string(),
        Err(error) => error.to_string(),
    };
    tracing::warn!(checker = outcome.checker, "no page of the checker: {error}");
    service.platform.plain_report(outcome)
}
