//! Bodies of requests. Options and observations are kept as the text that came;
//! members that are not named here are the platform's own affair.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

use super::fields::Fields;
use super::related::RelatedForm;
use super::state::StateForm;
use crate::model::{Json, Options, RuleSwitch};

/// `POST /definition`.
#[derive(Debug, Default)]
pub struct DefinitionRequest {
    /// The options stored so far.
    pub options: Options,
}

impl<'de> Deserialize<'de> for DefinitionRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut fields = Fields::read(deserializer)?;
        Ok(Self {
            options: fields.or_default("options")?,
        })
    }
}

/// `POST /collect`.
#[derive(Debug)]
pub struct CollectRequest {
    /// The key of the observation that is wanted.
    pub key: String,
    /// The options of the check.
    pub options: Options,
    enabled_rules: BTreeMap<String, bool>,
}

impl<'de> Deserialize<'de> for CollectRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut fields = Fields::read(deserializer)?;
        Ok(Self {
            key: fields.or_default("key")?,
            options: fields.or_default("options")?,
            enabled_rules: fields.or_default("enabledRules")?,
        })
    }
}

/// `POST /evaluate`.
#[derive(Debug)]
pub struct EvaluateRequest {
    observations: BTreeMap<String, Json>,
    /// The options of the check.
    pub options: Options,
    enabled_rules: BTreeMap<String, bool>,
}

impl<'de> Deserialize<'de> for EvaluateRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut fields = Fields::read(deserializer)?;
        Ok(Self {
            observations: fields.or_default("observations")?,
            options: fields.or_default("options")?,
            enabled_rules: fields.or_default("enabledRules")?,
        })
    }
}

/// `POST /report`.
#[derive(Debug)]
pub struct ReportRequest {
    /// The key of the observation.
    pub key: String,
    /// The observation.
    pub data: Json,
    /// What others saw, by the keys of their observations.
    pub related: BTreeMap<String, Option<Vec<RelatedForm>>>,
    /// The verdicts.
    pub states: Vec<StateForm>,
}

impl<'de> Deserialize<'de> for ReportRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut fields = Fields::read(deserializer)?;
        Ok(Self {
            key: fields.or_default("key")?,
            data: fields.required("data")?,
            related: fields.or_default("related")?,
            states: fields.or_default("states")?,
        })
    }
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
