//! From the [`Checker`] trait to the contract's exports.

use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::checker::{
    CheckerDefinition, Collection as ContractCollection, Discovery as ContractDiscovery, Evidence,
    Guest, PrecheckResult, Summary,
};
use crate::contract::{Entry, ErrorCode, InvalidOption, Metric, RuleSwitch, State};
use crate::definition::Definition;
use crate::options::Options;
use crate::rule::{Case, Rule, evaluate};
use crate::switches::Switches;

/// A checker. Implement it and give it to [`export!`](crate::export!).
///
/// `settings` parses, `discover` and `collect` see, `case` and the rules
/// judge, the rest shows. Only `discover` and `collect` may use the network
/// and the clock.
pub trait Checker: 'static {
    /// The options of a check, parsed.
    type Settings;
    /// What `discover` hands to `collect`.
    type Plan: Serialize + DeserializeOwned;
    /// What is seen, in the form in which it is stored.
    type Observation: Serialize + DeserializeOwned;
    /// What the rules judge.
    type Case: Case;

    /// The rules, in the order to show them.
    const RULES: &'static [Rule<Self::Case>];

    /// What the checker is.
    fn definition() -> Definition;

    /// Reads the options.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::InvalidOption`] for a value that cannot be used.
    fn settings(options: &Options, switches: Switches<'_>) -> Result<Self::Settings, ErrorCode>;

    /// What the settings alone tell.
    fn precheck(settings: &Self::Settings) -> Precheck;

    /// Finds out by the DNS alone what there is to look at.
    fn discover(
        settings: &Self::Settings,
    ) -> impl Future<Output = Result<Discovery<Self::Plan>, ErrorCode>>;

    /// Looks at the deployment; without a plan it discovers first.
    fn collect(
        settings: &Self::Settings,
        plan: Option<Self::Plan>,
    ) -> impl Future<Output = Result<Collection<Self::Observation>, ErrorCode>>;

    /// The observation as others are to read it at the evidence's moment and
    /// under its options. By default as it is.
    ///
    /// # Errors
    ///
    /// As for [`case`](Self::case).
    fn restate(evidence: &Evidence) -> Result<String, ErrorCode> {
        Ok(evidence.observation.clone())
    }

    /// What the rules judge.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::InvalidObservation`] for one that is not this checker's.
    fn case(evidence: &Evidence) -> Result<Self::Case, ErrorCode>;

    /// What every output for people needs.
    fn summary(case: &Self::Case, states: &[State]) -> Summary;

    /// The page; only asked for where the definition has one.
    ///
    /// # Errors
    ///
    /// Where the page could not be rendered, or there is none.
    fn report(_case: &Self::Case, _states: &[State]) -> Result<String, ErrorCode> {
        Err(ErrorCode::Other(Some("this checker has no page".into())))
    }

    /// The measured values; only asked for where the definition has some.
    fn metrics(_case: &Self::Case, _states: &[State]) -> Vec<Metric> {
        Vec::new()
    }
}

/// What can be said of a check before it is made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Precheck {
    /// Why the check makes no sense with these settings.
    pub ineligible: Option<String>,
    /// Rules that would have nothing to look at, each with the reason.
    pub failures: Vec<(&'static str, String)>,
    /// The longest that discovery and collection take together.
    pub at_most: Option<std::time::Duration>,
}

/// What `discover` found.
#[derive(Debug, Clone, PartialEq)]
pub struct Discovery<P> {
    /// The entries known so far.
    pub entries: Vec<Entry>,
    /// For `collect`.
    pub plan: P,
}

/// What `collect` saw.
#[derive(Debug, Clone, PartialEq)]
pub struct Collection<O> {
    /// The observation.
    pub observation: O,
    /// All entries.
    pub entries: Vec<Entry>,
}

/// The exports of a checker's component.
pub struct Component<C>(PhantomData<C>);

impl<C: Checker> Guest for Component<C> {
    fn definition() -> CheckerDefinition {
        C::definition().with_rules(C::RULES)
    }

    fn precheck(options: String) -> PrecheckResult {
        let settings =
            Options::parse(&options).and_then(|options| C::settings(&options, Switches::default()));
        match settings {
            Ok(settings) => eligible(C::precheck(&settings)),
            Err(error) => not_eligible::<C>(&error),
        }
    }

    async fn discover(
        options: String,
        rules: Vec<RuleSwitch>,
    ) -> Result<ContractDiscovery, ErrorCode> {
        let settings = C::settings(&Options::parse(&options)?, Switches::new(&rules))?;
        let discovery = C::discover(&settings).await?;
        Ok(ContractDiscovery {
            entries: discovery.entries,
            plan: to_json(&discovery.plan)?,
        })
    }

    async fn collect(
        options: String,
        rules: Vec<RuleSwitch>,
        plan: Option<String>,
    ) -> Result<ContractCollection, ErrorCode> {
        let settings = C::settings(&Options::parse(&options)?, Switches::new(&rules))?;
        let plan = match plan.as_deref() {
            None => None,
            Some(plan) => Some(from_json("plan", plan)?),
        };
        let collection = C::collect(&settings, plan).await?;
        Ok(ContractCollection {
            observation: to_json(&collection.observation)?,
            entries: collection.entries,
        })
    }

    fn restate(evidence: Evidence) -> Result<String, ErrorCode> {
        C::restate(&evidence)
    }

    fn evaluate(evidence: Evidence, rules: Vec<RuleSwitch>) -> Result<Vec<State>, ErrorCode> {
        let case = C::case(&evidence)?;
        Ok(evaluate(C::RULES, &case, Switches::new(&rules)))
    }

    fn summarize(evidence: Evidence, states: Vec<State>) -> Result<Summary, ErrorCode> {
        Ok(C::summary(&C::case(&evidence)?, &states))
    }

    fn report(evidence: Evidence, states: Vec<State>) -> Result<String, ErrorCode> {
        C::report(&C::case(&evidence)?, &states)
    }

    fn metrics(evidence: Evidence, states: Vec<State>) -> Result<Vec<Metric>, ErrorCode> {
        Ok(C::metrics(&C::case(&evidence)?, &states))
    }
}

/// Reads a document that a host kept for this checker.
///
/// # Errors
///
/// [`ErrorCode::InvalidObservation`], with what is wrong.
pub fn from_json<T: DeserializeOwned>(what: &str, text: &str) -> Result<T, ErrorCode> {
    serde_json::from_str(text)
        .map_err(|error| ErrorCode::InvalidObservation(format!("the {what}: {error}")))
}

fn to_json<T: Serialize>(value: &T) -> Result<String, ErrorCode> {
    serde_json::to_string(value).map_err(|error| ErrorCode::Other(Some(error.to_string())))
}

fn eligible(precheck: Precheck) -> PrecheckResult {
    PrecheckResult {
        eligible: Some(precheck.ineligible.is_none()),
        reason: precheck.ineligible.unwrap_or_default(),
        failures: precheck
            .failures
            .into_iter()
            .map(|(rule, reason)| (rule.to_owned(), reason))
            .collect(),
        at_most: precheck
            .at_most
            .map(|time| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)),
    }
}

/// A platform asks before it fills in what it fills in by itself: that such an
/// option is missing says nothing yet.
fn not_eligible<C: Checker>(error: &ErrorCode) -> PrecheckResult {
    let nothing_yet = PrecheckResult {
        eligible: None,
        reason: String::new(),
        failures: Vec::new(),
        at_most: None,
    };
    if let ErrorCode::InvalidOption(InvalidOption { id, value, .. }) = error
        && value.is_empty()
        && C::definition()
            .options
            .iter()
            .any(|field| field.id == *id && !field.auto_fill.is_empty())
    {
        return nothing_yet;
    }
    let reason = explain(error);
    PrecheckResult {
        eligible: Some(false),
        failures: C::RULES
            .iter()
            .map(|rule| (rule.name.to_owned(), reason.clone()))
            .collect(),
        reason,
        ..nothing_yet
    }
}

/// What an error of the options says to a person.
fn explain(error: &ErrorCode) -> String {
    match error {
        ErrorCode::InvalidOption(option) if option.value.is_empty() => {
            format!("Option {} is missing: give {}.", option.id, option.allowed)
        }
        ErrorCode::InvalidOption(option) => format!(
            "Option {}: \"{}\" cannot be used; give {}.",
            option.id, option.value, option.allowed
        ),
        ErrorCode::InvalidObservation(why) => format!("The observation cannot be read: {why}."),
        ErrorCode::Other(why) => why.clone().unwrap_or_else(|| "It gave no reason.".into()),
    }
}

/// Exports a [`Checker`] as a component; natively it only makes sure that the
/// checker could be exported.
#[macro_export]
macro_rules! export {
    ($checker:ty) => {
        #[cfg(target_family = "wasm")]
        mod export {
            #![allow(unsafe_code, reason = "generated by wit-bindgen")]
            use super::*;
            type Exported = $crate::Component<$checker>;
            $crate::bindings::export_checker!(Exported with_types_in $crate::bindings);
        }
        #[cfg(not(target_family = "wasm"))]
        const _: fn() -> $crate::checker::CheckerDefinition =
            <$crate::Component<$checker> as $crate::checker::Guest>::definition;
    };
}
