//! `POST /evaluate`.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Body, Wanted};
use crate::happydomain;
use crate::model::{Evidence, Related};
use crate::serve::health::Working;
use crate::serve::reply::Problem;
use crate::serve::routes::Mount;
use crate::serve::service::within;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    observations: BTreeMap<String, Value>,
    #[serde(flatten)]
    wanted: Wanted,
}

/// Judges.
pub(super) async fn evaluate(
    State(mount): State<Mount>,
    Body(mut asked): Body<Asked>,
) -> Result<Json<Value>, Problem> {
    let _working = Working::begin(&mount.shared);
    let member = mount.member()?;
    let key = &member.definition.observation_key;
    let Some(observation) = asked.observations.remove(key) else {
        return Err(Problem::Request(format!(
            "there is no observation under the key \"{key}\""
        )));
    };
    // Observations of others come under their own keys.
    let related: Vec<Related> = asked
        .observations
        .into_iter()
        .filter(|(key, _)| member.definition.related_keys.contains(key))
        .map(|(key, data)| Related {
            checker_id: String::new(),
            key,
            data,
            collected_at: 0,
            reference: String::new(),
        })
        .collect();
    let options = member.merged(asked.wanted.options());
    let evidence = Evidence {
        observation: &observation,
        related: &related,
        options: &options,
    };
    let rules = asked.wanted.rules();
    let around = mount.shared.quiet();
    let evaluation = member.checker().evaluate(&around, evidence, &rules);
    let states = within(mount.shared.settings.request_deadline, evaluation).await??;
    Ok(Json(json!({ "states": happydomain::states(&states) })))
}
