//! The XMPP checker: sees a domain's deployment through DNS, TCP and a clock,
//! and judges what it saw.
//!
//! [`discovery`] and [`collect`] see, [`rules`] judge; between them stands one
//! document, the [`observation`]. [`summary`], [`report`] and [`metrics`] show
//! it. This file puts them together and nothing leans on it.

pub mod case;
pub mod certificates;
pub mod collect;
pub mod definition;
pub mod discovery;
pub mod domain;
pub mod entries;
pub mod faults;
pub mod metrics;
pub mod mode;
pub mod observation;
pub mod own_certificate;
pub mod recognition;
pub mod related;
pub mod report;
pub mod rules;
pub mod sasl;
pub mod schedule;
pub mod settings;
pub mod standing;
pub mod summary;
pub mod targets;
pub mod timer;
pub mod trial;
pub mod words;

use checker_kit::checker::{Evidence, Summary};
use checker_kit::contract::{ErrorCode, Metric, State};
use checker_kit::definition::Definition;
use checker_kit::options::Options;
use checker_kit::rule::Rule;
use checker_kit::switches::Switches;
use checker_kit::{Checker, Collection, Discovery, Precheck, from_json};
use checker_stream::side::Side;

use case::Case;
use discovery::plan::Plan;
use observation::{Observation, SCHEMA};
use related::TlsFindings;
use settings::Settings;

/// The checker.
pub struct Xmpp;

impl Checker for Xmpp {
    type Settings = Settings;
    type Plan = Plan;
    type Observation = Observation;
    type Case = Case;

    const RULES: &'static [Rule<Case>] = rules::RULES;

    fn definition() -> Definition {
        definition::definition()
    }

    fn settings(options: &Options, switches: Switches<'_>) -> Result<Settings, ErrorCode> {
        Settings::parse(options, |side| is_wanted(side, switches))
    }

    fn precheck(settings: &Settings) -> Precheck {
        let left_out = Self::RULES
            .iter()
            .filter(|rule| rule.part.is_some_and(|side| !settings.mode.covers(side)));
        Precheck {
            ineligible: None,
            failures: left_out
                .map(|rule| {
                    (
                        rule.name,
                        "The option mode leaves this side out.".to_owned(),
                    )
                })
                .collect(),
            at_most: Some(settings.schedule.at_most()),
        }
    }

    async fn discover(settings: &Settings) -> Result<Discovery<Plan>, ErrorCode> {
        let plan = discovery::discover(settings).await;
        Ok(Discovery {
            entries: discovery::entries(settings, &plan),
            plan,
        })
    }

    async fn collect(
        settings: &Settings,
        plan: Option<Plan>,
    ) -> Result<Collection<Observation>, ErrorCode> {
        let plan = match plan {
            Some(plan) => plan.fitting(settings)?,
            None => discovery::discover(settings).await,
        };
        let (observation, entries) = collect::collect(settings, plan).await?;
        Ok(Collection {
            observation,
            entries,
        })
    }

    fn case(evidence: &Evidence) -> Result<Case, ErrorCode> {
        let observation: Observation = from_json("observation", &evidence.observation)?;
        if observation.schema != SCHEMA {
            return Err(ErrorCode::InvalidObservation(format!(
                "schema {} where {SCHEMA} is expected",
                observation.schema
            )));
        }
        let tls = TlsFindings::read(&observation, &evidence.related);
        let case = Case::new(observation, tls, evidence.judged_at);
        Ok(match settings::mode(&Options::parse(&evidence.options)?)? {
            Some(mode) => case.narrowed(mode),
            None => case,
        })
    }

    fn summary(case: &Case, states: &[State]) -> Summary {
        summary::summary(case, states)
    }

    fn report(case: &Case, states: &[State]) -> Result<String, ErrorCode> {
        report::render(case, states)
    }

    fn metrics(case: &Case, states: &[State]) -> Vec<Metric> {
        metrics::metrics(case, states)
    }
}

checker_kit::export!(Xmpp);

/// Whether any rule that is on could use what is seen of a side: a rule that
/// belongs to no side in particular keeps both.
fn is_wanted(side: Side, switches: Switches<'_>) -> bool {
    let wanted = rules::RULES.iter().filter(|rule| switches.wants(rule.name));
    wanted
        .map(|rule| rule.part)
        .any(|part| part.is_none_or(|part| part == side))
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
