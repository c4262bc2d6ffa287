//! The pages for people: a form made from the checker's options, the check
//! while it runs, and its result.
//!
//! Everything works without scripts; with them, the running page is told what
//! happens instead of asking again.

mod form;
mod pages;
mod visits;

pub(super) use visits::{Visits, tidy};

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::time::Duration;

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use futures_util::stream::{self, Stream};

use super::health::Working;
use super::reply::Problem;
use super::routes::Mount;
use super::service::within;
use form::Given;
use visits::Visit;

/// What a report may do: show itself, and nothing else.
pub(super) const REPORT_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; \
                                        img-src data:; frame-ancestors 'self'; base-uri 'none'; \
                                        form-action 'none'; sandbox";
/// How often a running page is told what happens.
const TELL: Duration = Duration::from_millis(250);

/// Whether a path is one of these pages.
pub(super) fn is_for_people(path: &str) -> bool {
    path == "/" || path.split('/').any(|part| part == "check")
}

/// The routes of the pages.
pub(super) fn routes() -> Router<Mount> {
    Router::new()
        .route("/check", get(ask).post(begin))
        .route("/check/style.css", get(style))
        .route("/check/running.js", get(script))
        .route("/check/{id}", get(show))
        .route("/check/{id}/events", get(events))
        .route("/check/{id}/report", get(report))
        .route("/check/{id}/result.json", get(document))
}

/// `GET /check`: the form, filled in from the query, so that a link can carry
/// the options.
async fn ask(State(mount): State<Mount>, Query(given): Query<Given>) -> Result<Response, Problem> {
    let definition = &mount.member()?.definition;
    let page = pages::form(definition, &mount.prefix, &given, None);
    Ok(Html(page).into_response())
}

/// `POST /check`: begins a check and leads to its page.
async fn begin(State(mount): State<Mount>, Form(given): Form<Given>) -> Result<Response, Problem> {
    let _working = Working::begin(&mount.shared);
    let member = mount.member()?;
    let definition = &member.definition;
    let refuse = |problem: &Problem| {
        let message = problem.to_string();
        let page = pages::form(definition, &mount.prefix, &given, Some(&message));
        (problem.status(), Html(page)).into_response()
    };
    let options = match form::options(definition, &given) {
        Ok(options) => options,
        Err(problem) => return Ok(refuse(&problem)),
    };
    // Bad values are told here, beside the fields.
    let around = mount.shared.quiet();
    let precheck = member.checker().precheck(&around, &options).await?;
    if precheck.eligible == Some(false) {
        return Ok(refuse(&Problem::Request(precheck.reason)));
    }
    let run = match mount.shared.check(&mount.id, options) {
        Ok(run) => run,
        Err(full) => {
            mount.shared.telemetry.rejected();
            return Ok(refuse(&full.into()));
        }
    };
    let title = form::title(definition, &given);
    let Some(id) = mount.shared.visits.add(Visit::new(title, run)) else {
        return Ok(refuse(&Problem::Busy));
    };
    Ok(Redirect::to(&format!("{}/check/{id}", mount.prefix)).into_response())
}

/// `GET /check/{id}`: what is going on, or the result.
async fn show(State(mount): State<Mount>, Path(id): Path<String>) -> Result<Response, Problem> {
    let Some(visit) = mount.shared.visits.see(&id) else {
        let page = pages::gone(&mount.prefix);
        return Ok((Problem::Gone.status(), Html(page)).into_response());
    };
    let page = match visit.run.finished() {
        Some(result) => pages::result(mount.member()?, &mount.prefix, &id, &visit, &result),
        None if visit.run.broken() => pages::broken(&mount.prefix, &visit),
        None => pages::running(&mount.prefix, &id, &visit),
    };
    let headers = [(CACHE_CONTROL, "no-store")];
    Ok((headers, Html(page)).into_response())
}

/// `GET /check/{id}/events`: what a running check does, until it is done.
async fn events(
    State(mount): State<Mount>,
    Path(id): Path<String>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    mount.shared.visits.see(&id).ok_or(Problem::Gone)?;
    let events = stream::unfold(Some((mount, id, true)), |going| async move {
        let (mount, id, first) = going?;
        if !first {
            tokio::time::sleep(TELL).await;
        }
        let visit = mount.shared.visits.see(&id)?;
        if visit.run.finished().is_some() || visit.run.broken() {
            let done = Event::default().event("done").data("done");
            return Some((Ok(done), None));
        }
        let doing = Event::default().data(visit.run.activity.describe());
        Some((Ok(doing), Some((mount, id, false))))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}

/// `GET /check/{id}/report`: the checker's page, for the frame.
async fn report(State(mount): State<Mount>, Path(id): Path<String>) -> Result<Response, Problem> {
    let visit = mount.shared.visits.see(&id).ok_or(Problem::Gone)?;
    let result = visit.run.finished().ok_or(Problem::Gone)?;
    let Ok(outcome) = result.as_ref() else {
        return Err(Problem::Gone);
    };
    let page = mount.shared.platform.report(outcome);
    let page = within(mount.shared.settings.request_deadline, page).await??;
    let headers = [(CONTENT_SECURITY_POLICY, REPORT_POLICY)];
    Ok((headers, Html(page)).into_response())
}

/// `GET /check/{id}/result.json`: the document that the command line prints.
async fn document(State(mount): State<Mount>, Path(id): Path<String>) -> Result<Response, Problem> {
    let visit = mount.shared.visits.see(&id).ok_or(Problem::Gone)?;
    let result = visit.run.finished().ok_or(Problem::Gone)?;
    let Ok(outcome) = result.as_ref() else {
        return Err(Problem::Gone);
    };
    let name = format!("attachment; filename=\"{}.json\"", visit.file_name());
    Ok(([(CONTENT_DISPOSITION, name)], Json(outcome.to_json())).into_response())
}

async fn style() -> impl IntoResponse {
    (
        [(CONTENT_TYPE, "text/css; charset=utf-8")],
        include_str!("people/assets/style.css"),
    )
}

async fn script() -> impl IntoResponse {
    (
        [(CONTENT_TYPE, "text/javascript; charset=utf-8")],
        include_str!("people/assets/running.js"),
    )
}

/// The fields of a form or of a link.
type Fields = BTreeMap<String, String>;
