//! The XMPP checker: sees a domain's deployment through DNS, TCP and a clock,
//! and judges what it saw.
//!
//! `collect` sees, `rules` judge; between them stands one document, the
//! [`observation`]. `report`, `summary` and `metrics` show it.

pub mod collect;
pub mod definition;
pub mod domain;
pub mod metrics;
pub mod observation;
pub mod precheck;
pub mod related;
pub mod report;
pub mod rules;
pub mod settings;
pub mod summary;

use checker_kit::checker::{CheckerDefinition, Collection, Evidence, Guest, PrecheckResult, Table};
use checker_kit::contract::{ErrorCode, Metric, RuleSwitch, State};

use observation::{Observation, SCHEMA};
use related::TlsFindings;
use rules::Case;

/// The component.
struct Xmpp;

impl Guest for Xmpp {
    fn definition() -> CheckerDefinition {
        definition::definition()
    }

    fn precheck(options: String) -> PrecheckResult {
        precheck::precheck(&options)
    }

    async fn collect(options: String, rules: Vec<RuleSwitch>) -> Result<Collection, ErrorCode> {
        let (observation, entries) = collect::collect(&options, &rules).await?;
        let observation = serde_json::to_string(&observation)
            .map_err(|error| ErrorCode::Other(Some(error.to_string())))?;
        Ok(Collection {
            observation,
            entries,
        })
    }

    fn evaluate(evidence: Evidence, rules: Vec<RuleSwitch>) -> Result<Vec<State>, ErrorCode> {
        let (observation, tls) = read(&evidence)?;
        let case = Case {
            observation: &observation,
            tls: &tls,
        };
        Ok(rules::evaluate(&case, &rules))
    }

    fn report(evidence: Evidence, states: Vec<State>) -> Result<String, ErrorCode> {
        let (observation, tls) = read(&evidence)?;
        report::render(&observation, &tls, &states)
    }

    fn summary(evidence: Evidence) -> Result<Vec<Table>, ErrorCode> {
        let (observation, _) = read(&evidence)?;
        Ok(summary::tables(&observation))
    }

    fn metrics(evidence: Evidence, states: Vec<State>) -> Result<Vec<Metric>, ErrorCode> {
        let (observation, tls) = read(&evidence)?;
        Ok(metrics::metrics(&observation, &tls, &states))
    }
}

fn read(evidence: &Evidence) -> Result<(Observation, TlsFindings), ErrorCode> {
    let observation: Observation = serde_json::from_str(&evidence.observation)
        .map_err(|error| ErrorCode::InvalidObservation(error.to_string()))?;
    if observation.schema != SCHEMA {
        return Err(ErrorCode::InvalidObservation(format!(
            "schema {} where {SCHEMA} is expected",
            observation.schema
        )));
    }
    let tls = TlsFindings::read(&observation, &evidence.related);
    Ok((observation, tls))
}

#[cfg(target_family = "wasm")]
mod export {
    //! The component's exports; generated code.
    #![allow(unsafe_code)]
    use super::Xmpp;
    checker_kit::bindings::export_checker!(Xmpp with_types_in checker_kit::bindings);
}
#[cfg(not(target_family = "wasm"))]
const _: fn() -> CheckerDefinition = <Xmpp as Guest>::definition;
