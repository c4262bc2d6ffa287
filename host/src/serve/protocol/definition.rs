//! `/definition`.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::body::OptionalBody;
use crate::happydomain::{self, DefinitionRequest};
use crate::serve::mount::Mount;
use crate::serve::problem::Problem;

/// `GET /definition`.
pub(super) async fn read(State(mount): State<Mount>) -> Result<Json<Value>, Problem> {
    let definition = mount.member()?.definition();
    Ok(Json(happydomain::definition(definition)))
}

/// `POST /definition`: with options, also which rules they leave without
/// anything to look at.
pub(super) async fn precheck(
    State(mount): State<Mount>,
    OptionalBody(asked): OptionalBody<DefinitionRequest>,
) -> Result<Json<Value>, Problem> {
    let member = mount.member()?;
    let precheck = match asked.options.is_empty() {
        true => None,
        false => Some(member.precheck(&asked.options).await?),
    };
    let form = happydomain::precheck(member.definition(), precheck.as_ref());
    Ok(Json(form))
}
