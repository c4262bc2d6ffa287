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

use super::bar::with_bar;
use super::view::{Seen, see};
use super::{message, running, view};
use crate::serve::archive::{Body, Link};
use crate::serve::content_policy;
use crate::serve::jobs::Stage;
use crate::serve::mount::Mount;
use crate::serve::problem::Problem;

/// How often a running page is told what happens.
const TELL: Duration = Duration::from_millis(250);

/// `GET /check/{id}`: what is going on, or the result.
pub(super) async fn show(
    State(mount): State<Mount>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let prefix = &mount.prefix;
    let page = match see(&mount, &id).await {
        Err(Problem::Gone) => {
            return Ok((Problem::Gone.status(), message::gone(&mount)).into_response());
        }
        Err(problem) => return Err(problem),
        Ok(Seen::Going(job)) => match &job.stage {
            Stage::Going(run) => running::running(&mount, &id, &job, run),
            Stage::Over(_) => message::broken(prefix, &job.title),
        },
        Ok(Seen::Failed { title, why }) => match why {
            Some(why) => message::failed(prefix, &title, &why),
            None => message::broken(prefix, &title),
        },
        Ok(Seen::Result(view)) => {
            let page = view.body(&mount, Body::Page).await?;
            let page = Html(with_bar(&mount, &id, &view, &page));
            let policy = [(CONTENT_SECURITY_POLICY, content_policy::REPORT)];
            return Ok((policy, [(CACHE_CONTROL, "no-store")], page).into_response());
        }
    };
    Ok(([(CACHE_CONTROL, "no-store")], page).into_response())
}

/// `GET /check/{id}/events`: what a running check does, until it is done.
pub(super) async fn events(
    State(mount): State<Mount>,
    Path(id): Path<String>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let link = Link::parse(&id).ok_or(Problem::Gone)?;
    mount.service.jobs.see(&link).ok_or(Problem::Gone)?;
    let events = stream::unfold(Some((mount, link, true)), |going| async move {
        let (mount, link, first) = going?;
        if !first {
            tokio::time::sleep(TELL).await;
        }
        let job = mount.service.jobs.see(&link)?;
        let Stage::Going(run) = &job.stage else {
            let done = Event::default().event("done").data("done");
            return Some((Ok(done), None));
        };
        let doing = Event::default().data(running::doing(run));
        Some((Ok(doing), Some((mount, link, false))))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}

/// `GET /check/{id}/report.html`: the checker's page alone, to be sent around.
pub(super) async fn report(
    State(mount): State<Mount>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let view = view::result(&mount, &id).await?;
    let page = view.body(&mount, Body::Page).await?;
    let headers = [
        (CONTENT_SECURITY_POLICY, content_policy::REPORT.to_owned()),
        (CONTENT_DISPOSITION, attachment(&view.title, "html")),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, Html(page)).into_response())
}

/// `GET /check/{id}/result.json`: the document that the command line prints.
pub(super) async fn document(
    State(mount): State<Mount>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let view = view::result(&mount, &id).await?;
    let document = view.body(&mount, Body::Document).await?;
    let headers = [
        (CONTENT_TYPE, "application/json".to_owned()),
        (CONTENT_DISPOSITION, attachment(&view.title, "json")),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, document).into_response())
}

/// A file to be saved, named after what was checked, as far as that is harmless.
fn attachment(title: &str, ending: &str) -> String {
    let harmless = |letter| match letter {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '-' => letter,
        _ => '_',
    };
    let name: String = title.chars().map(harmless).collect();
    format!("attachment; filename=\"{name}.{ending}\"")
}
