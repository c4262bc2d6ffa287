//! `POST /collect`.

use axum::extract::State;
use axum::{Extension, Json};
use serde::Serialize;

use super::body::Body;
use crate::happydomain::CollectRequest;
use crate::model::{self, Entry};
use crate::serve::client::Client;
use crate::serve::deadline::within;
use crate::serve::load::Working;
use crate::serve::mount::Mount;
use crate::serve::problem::Problem;

#[derive(Serialize)]
pub(super) struct Answer {
    data: model::Json,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    entries: Vec<Entry>,
}

/// Collects.
pub(super) async fn collect(
    State(mount): State<Mount>,
    Extension(client): Extension<Client>,
    Body(asked): Body<CollectRequest>,
) -> Result<Json<Answer>, Problem> {
    let service = &mount.service;
    let _working = Working::begin(&service.load);
    mount.expect_key(&asked.key)?;
    let rules = asked.rules();
    let run = service.collect(client, mount.member()?, asked.options, rules)?;
    let result = within(service.settings.request_deadline, run.result()).await?;
    let result = result.ok_or(Problem::Broken)?;
    let collected = result.as_ref().as_ref().map_err(Clone::clone)?;
    Ok(Json(Answer {
        data: collected.observation.clone(),
        entries: collected.entries.clone(),
    }))
}
