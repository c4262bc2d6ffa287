//! `/definition`.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::happydomain;
use crate::serve::reply::Problem;
use crate::serve::routes::Mount;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    options: Option<Map<String, Value>>,
}

/// `GET /definition`.
pub(super) async fn read(State(mount): State<Mount>) -> Result<Json<Value>, Problem> {
    Ok(Json(happydomain::definition(&mount.member()?.definition)))
}

/// `POST /definition`: with options, also which rules they leave without
/// anything to look at.
pub(super) async fn precheck(
    State(mount): State<Mount>,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    let asked: Asked = match body.trim_ascii().is_empty() {
        true => Asked::default(),
        false => serde_json::from_slice(&body).map_err(|error| Problem::Body(error.to_string()))?,
    };
    let member = mount.member()?;
    let mut definition = happydomain::definition(&member.definition);
    let options = asked.options.unwrap_or_default();
    if options.is_empty() {
        definition["precheck_failures"] = json!({});
        return Ok(Json(definition));
    }
    let options = member.merged(Value::Object(options));
    let checker = member.checker();
    let precheck = checker.precheck(&mount.shared.quiet(), &options).await?;
    let failures: Map<String, Value> = precheck
        .failures
        .into_iter()
        .map(|(rule, why)| (rule, Value::String(why)))
        .collect();
    definition["precheck_failures"] = Value::Object(failures);
    if let Some(eligible) = precheck.eligible {
        definition["eligible"] = json!(eligible);
    }
    if !precheck.reason.is_empty() {
        definition["eligibility_reason"] = json!(precheck.reason);
    }
    Ok(Json(definition))
}
