//! The form, and the check that it begins.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};

use super::fields::{Given, options, title};
use super::follow::follow;
use super::form::form;
use crate::serve::archive::Link;
use crate::serve::client::Client;
use crate::serve::jobs::Job;
use crate::serve::load::Working;
use crate::serve::mount::Mount;
use crate::serve::problem::Problem;

/// `GET /check`: the form, filled in from the query, so that a link can carry
/// the options.
pub(super) async fn ask(
    State(mount): State<Mount>,
    Query(given): Query<Given>,
) -> Result<Response, Problem> {
    let definition = mount.member()?.definition();
    Ok(form(&mount, definition, &given, None).into_response())
}

/// `POST /check`: begins a check and leads to its page; what is wrong is told
/// beside the fields.
pub(super) async fn begin(
    State(mount): State<Mount>,
    Extension(client): Extension<Client>,
    Form(given): Form<Given>,
) -> Result<Response, Problem> {
    let _working = Working::begin(&mount.service.load);
    match begun(&mount, client, &given).await {
        Ok(link) => Ok(Redirect::to(&format!("{}/check/{link}", mount.prefix)).into_response()),
        Err(problem) => {
            let definition = mount.member()?.definition();
            let page = form(&mount, definition, &given, Some(&problem.to_string()));
            Ok((problem.status(), problem.headers(), page).into_response())
        }
    }
}

/// The link of the job that was begun.
async fn begun(mount: &Mount, client: Client, given: &Given) -> Result<Link, Problem> {
    let member = mount.member()?;
    let definition = member.definition();
    let options = options(definition, given)?;
    let precheck = member.precheck(&options).await?;
    if precheck.eligible == Some(false) {
        return Err(Problem::Request(precheck.reason));
    }
    let run = mount.service.check(client, member, options)?;
    let heading = title(definition, given);
    let job = Job::new(heading.clone(), run.clone());
    let link = mount.service.jobs.add(client, job)?;
    follow(mount.clone(), link.clone(), heading, &run);
    Ok(link)
}
