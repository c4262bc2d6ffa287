//! Bodies of requests. Options and observations are kept as the text that came;
//! members that are not named here are the platform's own affair.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::lenient::null_as_default;
use super::related::RelatedForm;
use super::state::StateForm;
use crate::model::{Json, Options, RuleSwitch};

/// `POST /definition`.
#[derive(Debug, Default, Deserialize)]
pub struct DefinitionRequest {
    /// The options stored so far.
    #[serde(default, deserialize_with = "null_as_default")]
    pub options: Options,
}

/// `POST /collect`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CollectRequest {
    /// The key of the observation that is wanted.
    #[serde(default, deserialize_with = "null_as_default")]
    pub key: String,
    /// The options of the check.
    #[serde(default, deserialize_with = "null_as_default")]
    pub options: Options,
    #[serde(default, deserialize_with = "null_as_default")]
    enabled_rules: BTreeMap<String, bool>,
}

/// `POST /evaluate`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EvaluateRequest {
    #[serde(default, deserialize_with = "null_as_default")]
    observations: BTreeMap<String, Json>,
    /// The options of the check.
    #[serde(default, deserialize_with = "null_as_default")]
    pub options: Options,
    #[serde(default, deserialize_with = "null_as_default")]
    enabled_rules: BTreeMap<String, bool>,
}

/// `POST /report`.
#[derive(Debug, Deserialize)]
pub struct ReportRequest {
    /// The key of the observation.
    #[serde(default, deserialize_with = "null_as_default")]
    pub key: String,
    /// The observation.
    pub data: Json,
    /// What others saw, by the keys of their observations.
    #[serde(default, deserialize_with = "null_as_default")]
    pub related: BTreeMap<String, Option<Vec<RelatedForm>>>,
    /// The verdicts.
    #[serde(default, deserialize_with = "null_as_default")]
    pub states: Vec<StateForm>,
}

impl CollectRequest {
    /// The rules switched on and off; those not named are on.
    pub fn rules(&self) -> Vec<RuleSwitch> {
        switches(&self.enabled_rules)
    }
}

impl EvaluateRequest {
    /// The rules switched on and off; those not named are on.
    pub fn rules(&self) -> Vec<RuleSwitch> {
        switches(&self.enabled_rules)
    }

    /// The observations by their keys.
    pub fn observations(&self) -> BTreeMap<String, Json> {
        let all = self.observations.iter();
        all.filter(|(_, observation)| !observation.is_null())
            .map(|(key, observation)| (key.clone(), observation.clone()))
            .collect()
    }
}

fn switches(enabled: &BTreeMap<String, bool>) -> Vec<RuleSwitch> {
    enabled
        .iter()
        .map(|(name, on)| (name.clone(), *on))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_is_the_same_as_nothing() {
        for text in ["{}", r#"{"key":null,"options":null,"enabledRules":null}"#] {
            let request: CollectRequest = serde_json::from_str(text).unwrap();
            assert!(request.key.is_empty() && request.options.is_empty());
            assert!(request.rules().is_empty());
        }
        for text in [
            "{}",
            r#"{"observations":null}"#,
            r#"{"observations":{"probe":null}}"#,
        ] {
            let request: EvaluateRequest = serde_json::from_str(text).unwrap();
            assert!(request.observations().is_empty(), "{text}");
        }
        let text = r#"{"data":{},"related":{"probes":null},"states":null}"#;
        let request: ReportRequest = serde_json::from_str(text).unwrap();
        assert!(request.states.is_empty() && request.related["probes"].is_none());
    }

    #[test]
    fn rules_are_switched_by_name() {
        let text = r#"{"target":{"userId":"u"},"enabledRules":{"b":false,"a":true}}"#;
        let request: CollectRequest = serde_json::from_str(text).unwrap();
        assert_eq!(
            request.rules(),
            [("a".to_owned(), true), ("b".to_owned(), false)]
        );
    }
}
