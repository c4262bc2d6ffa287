//! A check that was begun: while it runs, and its result.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{Html, IntoResponse, Response};
use futures_util::stream::{self, Stream};

use super::{message, result, running};
use crate::serve::content_policy;
use crate::serve::deadline::within;
use crate::serve::jobs::Job;
use crate::serve::mount::Mount;
use crate::serve::problem::Problem;
use crate::serve::service::Checked;

/// How often a running page is told what happens.
const TELL: Duration = Duration::from_millis(250);

/// `GET /check/{id}`: what is going on, or the result.
pub(super) async fn show(
    State(mount): State<Mount>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let prefix = &mount.prefix;
    let Some(job) = mount.service.jobs.see(&id) else {
        return Ok((Problem::Gone.status(), message::gone(prefix)).into_response());
    };
    let page = match job.run.finished() {
        Some(checked) => match checked.as_ref() {
            Ok(outcome) => {
                let definition = mount.member()?.definition();
                result::result(definition, prefix, &id, &job.title, outcome)
            }
            Err(error) => message::failed(prefix, &job.title, &error.to_string()),
        },
        None if job.run.broken() => message::broken(prefix, &job.title),
        None => running::running(prefix, &id, &job),
    };
    Ok(([(CACHE_CONTROL, "no-store")], page).into_response())
}

/// `GET /check/{id}/events`: what a running check does, until it is done.
pub(super) async fn events(
    State(mount): State<Mount>,
    Path(id): Path<String>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    seen(&mount, &id)?;
    let events = stream::unfold(Some((mount, id, true)), |going| async move {
        let (mount, id, first) = going?;
        if !first {
            tokio::time::sleep(TELL).await;
        }
        let job = mount.service.jobs.see(&id)?;
        if job.is_over() {
            let done = Event::default().event("done").data("done");
            return Some((Ok(done), None));
        }
        let doing = Event::default().data(job.run.activity.describe());
        Some((Ok(doing), Some((mount, id, false))))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}

/// `GET /check/{id}/report`: the checker's page, for the frame.
pub(super) async fn report(
    State(mount): State<Mount>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let checked = seen(&mount, &id)?.run.finished().ok_or(Problem::Gone)?;
    let outcome = checked.as_ref().as_ref().map_err(|_| Problem::Gone)?;
    let page = mount.service.platform.report(outcome);
    let page = within(mount.service.settings.request_deadline, page).await??;
    let headers = [(CONTENT_SECURITY_POLICY, content_policy::REPORT)];
    Ok((headers, Html(page)).into_response())
}

/// `GET /check/{id}/result.json`: the document that the command line prints.
pub(super) async fn document(
    State(mount): State<Mount>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let job = seen(&mount, &id)?;
    let checked = job.run.finished().ok_or(Problem::Gone)?;
    let outcome = checked.as_ref().as_ref().map_err(|_| Problem::Gone)?;
    let name = format!("attachment; filename=\"{}.json\"", file_name(&job.title));
    let headers = [
        (CONTENT_TYPE, "application/json".to_owned()),
        (CONTENT_DISPOSITION, name),
    ];
    Ok((headers, outcome.to_json()).into_response())
}

fn seen(mount: &Mount, id: &str) -> Result<Job<Checked>, Problem> {
    mount.service.jobs.see(id).ok_or(Problem::Gone)
}

/// A name for a file: the title, where it is harmless.
fn file_name(title: &str) -> String {
    title
        .chars()
        .map(|letter| match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '-' => letter,
            _ => '_',
        })
        .collect()
}
