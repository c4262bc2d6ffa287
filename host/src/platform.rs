//! A check from end to end: collect, publish the entries, let sibling checkers
//! look at them, evaluate with what they saw.
//!
//! Any set of checkers can be registered; publishers and consumers find each
//! other by the type of their entries.

mod outcome;

pub use outcome::{Failed, Outcome};

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use futures_util::future::join_all;
use serde_json::{Map, Value, json};

use crate::engine::{Activity, Checker, Error, Limits, Surroundings};
use crate::model::{Collection, Definition, Entry, OptionType, Related, RuleSwitch, State};
use crate::network::{Network, Policy};

/// The longest identifier of a checker, in characters.
const MAX_IDENTIFIER: usize = 64;

/// The rule under which the host reports on itself.
pub const HOST_RULE: &str = "host.limits";

/// Checkers and the network that they share.
#[derive(Clone)]
pub struct Platform {
    network: Arc<dyn Network>,
    policy: Arc<Policy>,
    members: Vec<Member>,
}

/// A registered checker.
#[derive(Clone)]
pub struct Member {
    /// What it is.
    pub definition: Arc<Definition>,
    checker: Checker,
    options: Map<String, Value>,
}

/// Why a check could not be begun.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckError {
    /// No checker has this identifier.
    #[error("there is no checker \"{0}\"")]
    NoSuchChecker(String),
    /// An option cannot be used.
    #[error(transparent)]
    InvalidOption(Error),
}

impl Platform {
    /// A platform without checkers that may connect to every address.
    pub fn new(network: Arc<dyn Network>) -> Self {
        Self {
            network,
            policy: Arc::new(Policy::allow_private()),
            members: Vec::new(),
        }
    }

    /// The same with another policy on destinations.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = Arc::new(policy);
        self
    }

    /// The same with every member changed.
    #[must_use]
    pub fn adjusted(&self, change: impl FnMut(&mut Member)) -> Self {
        let mut platform = self.clone();
        platform.members.iter_mut().for_each(change);
        platform
    }

    /// The network that all checkers share.
    pub fn network(&self) -> &Arc<dyn Network> {
        &self.network
    }

    /// Registers a checker; its definition is asked for once, here.
    pub async fn with(self, checker: Checker) -> Result<Self, Error> {
        self.with_options(checker, Map::new()).await
    }

    /// Registers a checker with options that hold for all its runs unless a
    /// run gives others.
    pub async fn with_options(
        mut self,
        checker: Checker,
        options: Map<String, Value>,
    ) -> Result<Self, Error> {
        let around = self.surroundings(&Arc::default());
        let definition = checker.definition(&around).await?;
        self.admit(&definition)?;
        self.members.push(Member {
            definition: Arc::new(definition),
            checker,
            options,
        });
        Ok(self)
    }

    /// Whether a checker may say of itself what it says.
    fn admit(&self, definition: &Definition) -> Result<(), Error> {
        let malformed = |why: String| Err(Error::Malformed(why));
        let of_identifier =
            |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        let id = &definition.id;
        if id.is_empty() || id.len() > MAX_IDENTIFIER || !id.chars().all(of_identifier) {
            return malformed(
                "the definition's identifier is not made of a-z, 0-9 and hyphens".into(),
            );
        }
        if self.member(id).is_some() {
            return malformed(format!("there is a checker \"{id}\" already"));
        }
        if definition.observation_key.is_empty() {
            return malformed("the definition names no observation key".into());
        }
        let mut names = BTreeSet::new();
        for rule in &definition.rules {
            if rule.name.is_empty() || !names.insert(&rule.name) {
                return malformed("the definition has a rule without a name, or twice".into());
            }
        }
        Ok(())
    }

    /// The registered checkers.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The checker of this identifier.
    pub fn member(&self, id: &str) -> Option<&Member> {
        self.members
            .iter()
            .find(|member| member.definition.id == id)
    }

    /// Runs a check.
    pub async fn check(
        &self,
        id: &str,
        options: Value,
        rules: &[RuleSwitch],
    ) -> Result<Outcome, CheckError> {
        self.check_observed(id, options, rules, &Arc::default())
            .await
    }

    /// Runs a check whose activity can be followed.
    pub async fn check_observed(
        &self,
        id: &str,
        options: Value,
        rules: &[RuleSwitch],
        activity: &Arc<Activity>,
    ) -> Result<Outcome, CheckError> {
        let Some(member) = self.member(id) else {
            return Err(CheckError::NoSuchChecker(id.to_owned()));
        };
        let around = self.surroundings(activity);
        let options = member.merged(options);
        let started = self.network.now();
        let mut outcome = Outcome::begin(&member.definition, &options, self.wall_seconds());

        match member.checker.collect(&around, &options, rules).await {
            Err(error @ Error::InvalidOption { .. }) => {
                return Err(CheckError::InvalidOption(error));
            }
            Err(error) => outcome.fail(&error),
            Ok(collection) => {
                let Collection {
                    observation,
                    entries,
                    limits_hit,
                } = collection;
                outcome.observation = observation;
                outcome.related = self.relate(member, &entries, &around).await;
                outcome.entries = entries;
                outcome.options = options;
                self.judge(member, rules, &around, &mut outcome).await;
                for limit in limits_hit {
                    outcome.hit(limit);
                }
            }
        }
        outcome.finish(self.network.now().saturating_sub(started));
        Ok(outcome)
    }

    /// Renders the page of an outcome.
    pub async fn report(&self, outcome: &Outcome) -> Result<String, Error> {
        let Some(member) = self.member(&outcome.checker) else {
            return Err(Error::Checker(format!(
                "there is no checker {}",
                outcome.checker
            )));
        };
        let around = self.surroundings(&Arc::default());
        member
            .checker
            .report(&around, outcome.evidence(), &outcome.states)
            .await
    }

    /// What surrounds a call on this platform.
    pub fn surroundings(&self, activity: &Arc<Activity>) -> Surroundings {
        Surroundings {
            network: self.network.clone(),
            policy: self.policy.clone(),
            activity: activity.clone(),
        }
    }

    /// Lets every sibling that consumes such entries look at them, all at once.
    async fn relate(
        &self,
        publisher: &Member,
        entries: &[Entry],
        around: &Surroundings,
    ) -> Vec<Related> {
        let runs = self.members.iter().filter_map(|sibling| {
            let wanted = sibling.wanted(publisher, entries)?;
            Some(async move {
                let options = sibling.merged(wanted);
                let data = match sibling.checker.collect(around, &options, &[]).await {
                    Ok(collection) => collection.observation,
                    // It costs its own findings and nothing else, and the
                    // reader learns why they are missing.
                    Err(error) => json!({ "error": error.to_string() }),
                };
                Related {
                    checker_id: sibling.definition.id.clone(),
                    key: sibling.definition.observation_key.clone(),
                    data,
                    collected_at: self.wall_seconds(),
                    reference: String::new(),
                }
            })
        });
        join_all(runs).await
    }

    async fn judge(
        &self,
        member: &Member,
        rules: &[RuleSwitch],
        around: &Surroundings,
        outcome: &mut Outcome,
    ) {
        match member
            .checker
            .evaluate(around, outcome.evidence(), rules)
            .await
        {
            Ok(states) => {
                let declared = |state: &State| {
                    let rules = &member.definition.rules;
                    rules.iter().any(|rule| rule.name == state.rule)
                };
                let (own, others): (Vec<State>, Vec<State>) =
                    states.into_iter().partition(declared);
                outcome.states = own;
                if let Some(state) = others.first() {
                    outcome.fail(&Error::Malformed(format!(
                        "it judged by a rule that it does not declare, \"{}\"",
                        state.rule.chars().take(MAX_IDENTIFIER).collect::<String>()
                    )));
                }
            }
            Err(error) => outcome.fail(&error),
        }
        if member.definition.has_metrics {
            let metrics = member
                .checker
                .metrics(around, outcome.evidence(), &outcome.states)
                .await;
            match metrics {
                Ok(metrics) => outcome.metrics = metrics,
                Err(error) => outcome.fail(&error),
            }
        }
        match member.checker.summary(around, outcome.evidence()).await {
            Ok(tables) => outcome.tables = tables,
            Err(error) => outcome.fail(&error),
        }
    }

    fn wall_seconds(&self) -> i64 {
        let since = self
            .network
            .wall()
            .duration_since(UNIX_EPOCH)
            .unwrap_or(Duration::ZERO);
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    }
}

impl Member {
    /// The component.
    pub fn checker(&self) -> &Checker {
        &self.checker
    }

    /// Changes the limits of its calls.
    pub fn limit(&mut self, change: impl FnOnce(&mut Limits)) {
        let mut limits = self.checker.limits().clone();
        change(&mut limits);
        self.checker = self.checker.clone().with_limits(limits);
    }

    /// Sets an option that holds unless a run gives another value.
    pub fn set_option(&mut self, id: &str, value: Value) {
        self.options.insert(id.to_owned(), value);
    }

    /// The options of this checker's run on what `publisher` found; `None`
    /// where there is nothing for it.
    fn wanted(&self, publisher: &Self, entries: &[Entry]) -> Option<Value> {
        if self.definition.id == publisher.definition.id {
            return None;
        }
        let field = self
            .definition
            .options
            .iter()
            .find(|field| matches!(field.value_type, OptionType::Entries))?;
        let consumed: Vec<&Entry> = entries
            .iter()
            .filter(|entry| self.definition.consumes.contains(&entry.entry_type))
            .collect();
        (!consumed.is_empty()).then(|| json!({ field.id.clone(): consumed }))
    }

    /// The options of a run, completed by those that hold for all.
    pub fn merged(&self, options: Value) -> Value {
        let mut merged = self.options.clone();
        match options {
            Value::Object(given) => {
                merged.extend(given);
                Value::Object(merged)
            }
            Value::Null => Value::Object(merged),
            // Not ours to mend: the checker says what is wrong with it.
            other => other,
        }
    }
}
