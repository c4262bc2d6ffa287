//! The platform's protocol, as happyDomain's checker SDK has it.

mod collect;
mod definition;
mod evaluate;
mod report;

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Bytes;
use axum::extract::FromRequest;
use axum::http::StatusCode;
use axum::routing::{get, post};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::reply::Problem;
use super::routes::Mount;
use crate::model::RuleSwitch;
use crate::platform::Member;

/// The routes of the protocol.
pub(super) fn routes() -> Router<Mount> {
    Router::new()
        .route(
            "/definition",
            get(definition::read).post(definition::precheck),
        )
        .route("/collect", post(collect::collect))
        .route("/evaluate", post(evaluate::evaluate))
        .route("/report", post(report::report))
}

/// A JSON body.
struct Body<T>(T);

impl<T, S> FromRequest<S> for Body<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request(
        request: axum::extract::Request,
        state: &S,
    ) -> Result<Self, Self::Rejection> {
        let bytes =
            Bytes::from_request(request, state)
                .await
                .map_err(|rejection| match rejection.status() {
                    StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
                    _ => Problem::Body("it did not arrive whole".into()),
                })?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|error| Problem::Body(error.to_string()))
    }
}

/// Options and rules, as several requests have them.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Wanted {
    options: Option<Map<String, Value>>,
    enabled_rules: Option<BTreeMap<String, bool>>,
}

impl Wanted {
    /// The options as one object.
    fn options(&self) -> Value {
        Value::Object(self.options.clone().unwrap_or_default())
    }

    /// The switches; null means that all rules are on.
    fn rules(&self) -> Vec<RuleSwitch> {
        let rules = self.enabled_rules.iter().flatten();
        rules.map(|(name, on)| (name.clone(), *on)).collect()
    }
}

impl Mount {
    /// The checker of these paths.
    pub(super) fn member(&self) -> Result<&Member, Problem> {
        self.shared
            .platform
            .member(&self.id)
            .ok_or_else(|| Problem::Request(format!("there is no checker {}", self.id)))
    }

    /// Refuses an observation key that is not the checker's: the request was
    /// meant for another one.
    fn expect_key(&self, key: &str) -> Result<(), Problem> {
        let own = &self.member()?.definition.observation_key;
        match key.is_empty() || key == own {
            true => Ok(()),
            false => Err(Problem::Request(format!(
                "this checker makes observations under the key \"{own}\", not \"{key}\""
            ))),
        }
    }
}
