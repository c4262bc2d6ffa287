//! The TLS checker: looks at the endpoints that other checkers publish, and
//! judges certificates and handshakes.
//!
//! `collect` probes and writes the issues it finds into its observation, where
//! the checkers that published the endpoints can read them; the rules only
//! sort them.

pub mod collect;
pub mod definition;
pub mod judge;
pub mod observation;
pub mod rules;
pub mod settings;

use checker_kit::checker::{
    CheckerDefinition, Collection, Evidence, Guest, PrecheckResult, Row, Table,
};
use checker_kit::contract::{ErrorCode, Metric, RuleSwitch, State, Status};

use checker_kit::rules::{explain, ineligible};
use observation::Observation;
use settings::Settings;

/// The component.
struct Tls;

impl Guest for Tls {
    fn definition() -> CheckerDefinition {
        definition::definition()
    }

    fn precheck(options: String) -> PrecheckResult {
        let all = rules::ALL.iter().map(|rule| rule.name);
        match Settings::parse(&options) {
            Err(error) => ineligible(&explain(&error), all),
            Ok(settings) if settings.endpoints.is_empty() => {
                ineligible("No checker has published an endpoint to look at yet.", all)
            }
            Ok(_) => PrecheckResult {
                eligible: Some(true),
                reason: String::new(),
                failures: Vec::new(),
            },
        }
    }

    async fn collect(options: String, _rules: Vec<RuleSwitch>) -> Result<Collection, ErrorCode> {
        let observation = collect::collect(&options).await?;
        let observation = serde_json::to_string(&observation)
            .map_err(|error| ErrorCode::Other(Some(error.to_string())))?;
        Ok(Collection {
            observation,
            entries: Vec::new(),
        })
    }

    fn evaluate(evidence: Evidence, rules: Vec<RuleSwitch>) -> Result<Vec<State>, ErrorCode> {
        Ok(rules::evaluate(&read(&evidence)?, &rules))
    }

    fn report(_evidence: Evidence, _states: Vec<State>) -> Result<String, ErrorCode> {
        Err(ErrorCode::Other(Some("this checker has no page".into())))
    }

    fn summary(evidence: Evidence) -> Result<Vec<Table>, ErrorCode> {
        let observation = read(&evidence)?;
        let rows = observation.probes.values().map(|probe| Row {
            status: probe
                .issues
                .iter()
                .map(|issue| issue.severity.status())
                .max_by_key(|s| *s as u8)
                .unwrap_or(Status::Ok),
            cells: vec![
                probe.endpoint.clone(),
                probe.tls_version.clone().unwrap_or_else(|| "-".into()),
                probe.cipher_suite.clone().unwrap_or_else(|| "-".into()),
                probe.not_after.clone().unwrap_or_else(|| "-".into()),
            ],
        });
        Ok(vec![Table {
            title: "TLS endpoints".into(),
            columns: ["Endpoint", "TLS", "Cipher suite", "Valid until"]
                .map(String::from)
                .to_vec(),
            rows: rows.collect(),
        }])
    }

    fn metrics(evidence: Evidence, _states: Vec<State>) -> Result<Vec<Metric>, ErrorCode> {
        let observation = read(&evidence)?;
        let metrics = observation.probes.iter().flat_map(|(reference, probe)| {
            let labels = vec![("ref".to_owned(), reference.clone())];
            [
                (
                    "tls_endpoint_chain_valid",
                    "Whether the certificate chain leads to a trusted root.",
                    probe.chain_valid,
                ),
                (
                    "tls_endpoint_hostname_match",
                    "Whether the certificate is for the endpoint's name.",
                    probe.hostname_match,
                ),
            ]
            .into_iter()
            .filter_map(move |(name, description, value)| {
                Some(Metric {
                    name: name.to_owned(),
                    description: description.to_owned(),
                    value: f64::from(u8::from(value?)),
                    unit: String::new(),
                    labels: labels.clone(),
                })
            })
        });
        Ok(metrics.collect())
    }
}

fn read(evidence: &Evidence) -> Result<Observation, ErrorCode> {
    serde_json::from_str(&evidence.observation)
        .map_err(|error| ErrorCode::InvalidObservation(error.to_string()))
}

#[cfg(target_family = "wasm")]
mod export {
    //! The component's exports; generated code.
    #![allow(unsafe_code)]
    use super::Tls;
    checker_kit::bindings::export_checker!(Tls with_types_in checker_kit::bindings);
}
#[cfg(not(target_family = "wasm"))]
const _: fn() -> CheckerDefinition = <Tls as Guest>::definition;
