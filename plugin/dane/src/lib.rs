//! The DANE checker: whether the TLSA records of the endpoints that other
//! checkers publish fit what these show (RFC 6698, RFC 7671, RFC 7673).
//!
//! [`collect`] looks the records up, and goes to an endpoint only where there
//! are some that count. [`case`] compares once; the [`rules`] judge that, and
//! [`restate`] puts the verdicts where the checkers that published the endpoints
//! read them.

pub mod case;
pub mod collect;
mod definition;
#[cfg(test)]
mod lab;
pub mod observation;
pub mod restate;
pub mod rules;
pub mod settings;
pub mod summary;
pub mod verdict;

use checker_kit::checker::{Evidence, Summary};
use checker_kit::clock::wall_seconds;
use checker_kit::contract::{ErrorCode, State};
use checker_kit::definition::Definition;
use checker_kit::options::Options;
use checker_kit::rule::Rule;
use checker_kit::switches::Switches;
use checker_kit::{Checker, Collection, Discovery, Precheck, from_json};

use case::Case;
use observation::{Observation, SCHEMA};
use settings::Settings;

/// The checker.
#[derive(Debug)]
pub struct Dane;

impl Checker for Dane {
    type Settings = Settings;
    /// There is nothing to discover: the endpoints are handed over.
    type Plan = ();
    type Observation = Observation;
    type Case = Case;

    const RULES: &'static [Rule<Case>] = rules::ALL;

    fn definition() -> Definition {
        definition::definition()
    }

    fn settings(options: &Options, _switches: Switches<'_>) -> Result<Settings, ErrorCode> {
        Settings::read(options)
    }

    fn precheck(settings: &Settings) -> Precheck {
        let why = "No checker has published an endpoint to look at yet.";
        Precheck {
            ineligible: settings.entries.is_empty().then(|| why.to_owned()),
            failures: Vec::new(),
            at_most: Some(settings.at_most()),
        }
    }

    async fn discover(_settings: &Settings) -> Result<Discovery<()>, ErrorCode> {
        Ok(Discovery {
            entries: Vec::new(),
            plan: (),
        })
    }

    async fn collect(
        settings: &Settings,
        _plan: Option<()>,
    ) -> Result<Collection<Observation>, ErrorCode> {
        let observation = collect::observe(settings).await?;
        Ok(Collection {
            observation: restate::restated(observation, wall_seconds()),
            entries: Vec::new(),
        })
    }

    fn restate(evidence: &Evidence) -> Result<String, ErrorCode> {
        let restated = restate::restated(read(evidence)?, evidence.judged_at);
        serde_json::to_string(&restated).map_err(|error| ErrorCode::Other(Some(error.to_string())))
    }

    fn case(evidence: &Evidence) -> Result<Case, ErrorCode> {
        Ok(Case::new(&read(evidence)?, evidence.judged_at))
    }

    fn summary(case: &Case, states: &[State]) -> Summary {
        summary::summary(case, states)
    }
}

checker_kit::export!(Dane);

fn read(evidence: &Evidence) -> Result<Observation, ErrorCode> {
    let observation: Observation = from_json("observation", &evidence.observation)?;
    if observation.schema != SCHEMA {
        return Err(ErrorCode::InvalidObservation(format!(
            "the observation has version {}, and this checker reads version {SCHEMA}",
            observation.schema
        )));
    }
    Ok(observation)
}
