//! `POST /collect`.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Body, Wanted};
use crate::serve::health::Working;
use crate::serve::reply::Problem;
use crate::serve::routes::Mount;
use crate::serve::service::within;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    key: String,
    // `target` names things of the platform; this worker needs none of them.
    #[serde(flatten)]
    wanted: Wanted,
}

/// Collects.
pub(super) async fn collect(
    State(mount): State<Mount>,
    Body(asked): Body<Asked>,
) -> Result<Json<Value>, Problem> {
    let _working = Working::begin(&mount.shared);
    mount.expect_key(&asked.key)?;
    let (options, rules) = (asked.wanted.options(), asked.wanted.rules());
    let run = mount
        .shared
        .collect(mount.member()?, options, &rules)
        .inspect_err(|_| mount.shared.telemetry.rejected())?;
    let result = within(mount.shared.settings.request_deadline, run.result()).await?;
    let result = result.ok_or(Problem::Broken)?;
    match result.as_ref() {
        Err(error) => Err(error.clone().into()),
        Ok(collection) => {
            let mut answer = json!({ "data": collection.observation });
            if !collection.entries.is_empty() {
                answer["entries"] = json!(collection.entries);
            }
            Ok(Json(answer))
        }
    }
}
