//! A registered checker.

use std::sync::Arc;
use std::time::Duration;

use super::loading::Loading;
use crate::engine::{Activity, Checker, Context, Error, Session};
use crate::model::{
    Definition, Evidence, Json, Metric, Options, Precheck, RuleSwitch, State, Summary,
};
use crate::network::{Network, Policy};

/// A checker on a platform: with the options that hold for all its runs and the
/// policy that holds for its connections.
///
/// Its exports are here with those options filled in, and with secret ones kept
/// from whatever does not look at a deployment. They fail as those of
/// [`Checker`] do.
#[derive(Clone)]
pub struct Member {
    definition: Arc<Definition>,
    checker: Loading,
    standing: Options,
    policy: Arc<Policy>,
}

/// Exports of a member that judge, on one instance while all goes well.
pub(super) struct MemberSession<'a> {
    member: &'a Member,
    session: Session<'a>,
}

impl Member {
    pub(super) fn new(
        definition: Definition,
        checker: Loading,
        standing: Options,
        policy: &Policy,
    ) -> Self {
        let policy = policy.clone();
        let policy = policy.keep_from(definition.denied_ports.iter().copied());
        Self {
            definition: Arc::new(definition),
            checker,
            standing,
            policy: Arc::new(policy),
        }
    }

    /// What it is.
    pub fn definition(&self) -> &Definition {
        &self.definition
    }

    /// The component, when it is loaded.
    ///
    /// # Errors
    ///
    /// Where it cannot be loaded.
    pub async fn checker(&self) -> Result<&Checker, Error> {
        self.checker.checker().await
    }

    /// What can be said of a check before it is made.
    ///
    /// # Errors
    ///
    /// See [`Member`].
    pub async fn precheck(&self, options: &Options) -> Result<Precheck, Error> {
        let checker = self.checker().await?;
        checker.precheck(&self.shown(options)).await
    }

    /// The observation as others are to read it.
    ///
    /// # Errors
    ///
    /// See [`Member`].
    pub async fn restate(&self, evidence: Evidence<'_>) -> Result<Json, Error> {
        let options = self.shown(evidence.options);
        let checker = self.checker().await?;
        checker.restate(with(evidence, &options)).await
    }

    /// Judges an observation.
    ///
    /// # Errors
    ///
    /// See [`Member`].
    pub async fn evaluate(
        &self,
        evidence: Evidence<'_>,
        rules: &[RuleSwitch],
    ) -> Result<Vec<State>, Error> {
        self.session().await?.evaluate(evidence, rules).await
    }

    /// Renders the page.
    ///
    /// # Errors
    ///
    /// See [`Member`].
    pub async fn report(&self, evidence: Evidence<'_>, states: &[State]) -> Result<String, Error> {
        let options = self.shown(evidence.options);
        let checker = self.checker().await?;
        checker.report(with(evidence, &options), states).await
    }

    /// The observation in numbers.
    ///
    /// # Errors
    ///
    /// See [`Member`].
    pub async fn metrics(
        &self,
        evidence: Evidence<'_>,
        states: &[State],
    ) -> Result<Vec<Metric>, Error> {
        self.session().await?.metrics(evidence, states).await
    }

    /// The exports that judge, on one instance.
    pub(super) async fn session(&self) -> Result<MemberSession<'_>, Error> {
        Ok(MemberSession {
            member: self,
            session: self.checker().await?.session(),
        })
    }

    /// The options of a run, completed by those that hold for all.
    pub(super) fn options(&self, given: &Options) -> Options {
        given.over(&self.standing)
    }

    /// The value that an option of a run has.
    pub(super) fn option<'a>(&'a self, given: &'a Options, id: &str) -> Option<&'a Json> {
        given.get(id).or_else(|| self.standing.get(id))
    }

    /// The same as they may be kept and shown.
    pub(super) fn shown(&self, given: &Options) -> Options {
        self.options(given).without_secrets(&self.definition)
    }

    /// An error without the value of a secret option: a checker may repeat it
    /// where it refuses it.
    pub(super) fn without_secrets(&self, error: Error) -> Error {
        match error {
            Error::InvalidOption(mut option) => {
                let field = self.definition.option(&option.id);
                if field.is_some_and(|field| field.secret) {
                    option.value.clear();
                }
                Error::InvalidOption(option)
            }
            error => error,
        }
    }

    /// What is around a call that looks at a deployment.
    pub(super) fn context(
        &self,
        network: &Network,
        activity: &Arc<Activity>,
        at_most: Duration,
    ) -> Context {
        Context {
            network: network.clone(),
            policy: self.policy.clone(),
            activity: activity.clone(),
            at_most: Some(at_most),
        }
    }
}

impl MemberSession<'_> {
    /// Judges an observation.
    pub(super) async fn evaluate(
        &mut self,
        evidence: Evidence<'_>,
        rules: &[RuleSwitch],
    ) -> Result<Vec<State>, Error> {
        let options = self.member.shown(evidence.options);
        self.session.evaluate(with(evidence, &options), rules).await
    }

    /// The observation in numbers.
    pub(super) async fn metrics(
        &mut self,
        evidence: Evidence<'_>,
        states: &[State],
    ) -> Result<Vec<Metric>, Error> {
        let options = self.member.shown(evidence.options);
        self.session.metrics(with(evidence, &options), states).await
    }

    /// What every output for people needs. Fails also where the class is none of
    /// the definition.
    pub(super) async fn summarize(
        &mut self,
        evidence: Evidence<'_>,
        states: &[State],
    ) -> Result<Summary, Error> {
        let options = self.member.shown(evidence.options);
        let summary = self.session.summarize(with(evidence, &options), states);
        let summary = summary.await?;
        let classes = &self.member.definition.classes;
        let is_declared = classes.iter().any(|class| class.name == summary.class);
        match is_declared || summary.class.is_empty() {
            true => Ok(summary),
            false => Err(Error::Malformed(
                "its summary has a class that it does not declare".into(),
            )),
        }
    }
}

fn with<'a>(evidence: Evidence<'a>, options: &'a Options) -> Evidence<'a> {
    Evidence {
        options,
        ..evidence
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::{Availability, Interval, OptionField, OptionType, Rule, Scope, Status};

    /// A definition with one rule, and one option which names the subject.
    pub(in crate::platform) fn definition(id: &str) -> Definition {
        Definition {
            id: id.to_owned(),
            name: "A checker".into(),
            version: "1.0.0".into(),
            availability: Availability::default(),
            options: vec![field("domain", OptionType::Text)],
            subject_option: Some("domain".into()),
            time_option: None,
            rules: vec![Rule {
                name: format!("{id}.rule"),
                description: "It is fine.".into(),
                severity: Status::Ok,
            }],
            classes: Vec::new(),
            facts_schema: None,
            interval: Interval {
                min: Duration::from_secs(60),
                max: Duration::from_secs(3600),
                default: Duration::from_secs(600),
            },
            observation_key: id.to_owned(),
            related_keys: Vec::new(),
            publishes: Vec::new(),
            consumes: Vec::new(),
            denied_ports: Vec::new(),
            has_report: false,
            has_metrics: false,
            build_info: Vec::new(),
        }
    }

    /// An option of a run.
    pub(in crate::platform) fn field(id: &str, value_type: OptionType) -> OptionField {
        OptionField {
            id: id.to_owned(),
            scope: Scope::Run,
            value_type,
            label: String::new(),
            description: String::new(),
            placeholder: String::new(),
            default_value: None,
            choices: Vec::new(),
            required: false,
            textarea: false,
            secret: false,
            auto_fill: String::new(),
        }
    }
}
