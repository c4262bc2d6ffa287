//! A check from end to end: discover, collect, let sibling checkers look at the
//! entries, evaluate with what they saw, sum up.
//!
//! Any set of checkers can be registered; publishers and consumers find each
//! other by the type of their entries.

mod admission;
mod beside;
mod builder;
mod error;
mod judgement;
mod loading;
mod look;
mod member;
mod outcome;
mod problems;
mod siblings;
mod together;

pub use admission::InvalidDefinition;
pub use builder::{BuildError, Builder};
pub use error::CheckError;
pub use look::Collected;
pub use member::Member;
pub use outcome::{Failed, HOST_RULE, NotAnOutcome, Outcome};

use std::sync::Arc;

use crate::engine::{Activity, Error};
use crate::model::{Definition, Entry, Options, RuleSwitch};
use crate::network::{CheckConnections, Network};
#[cfg(feature = "page")]
use crate::plain_page::{self, Plain};
use beside::Scene;
use look::Look;
use siblings::Siblings;

/// What can be checked and is not there (RFC 6761 §6.4).
const NO_SUBJECT: &str = "nothing.invalid";

/// Checkers and the network that they share. Clones share both.
#[derive(Clone)]
pub struct Platform {
    network: Network,
    members: Arc<[Member]>,
}

impl Platform {
    /// A platform on this network, to be furnished.
    pub fn builder(network: Network) -> Builder {
        Builder::new(network)
    }

    /// The network that all checkers share.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The registered checkers, in the order in which they were given.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The checker of this identifier.
    pub fn member(&self, id: &str) -> Option<&Member> {
        self.members
            .iter()
            .find(|member| member.definition().id == id)
    }

    /// What the registered checkers are.
    pub fn definitions(&self) -> impl Iterator<Item = &Definition> {
        self.members.iter().map(Member::definition)
    }

    /// Waits until all checkers are loaded: those of a platform that was
    /// [begun](Builder::begin) need not be.
    ///
    /// # Errors
    ///
    /// Where one cannot be loaded.
    pub async fn loaded(&self) -> Result<(), Error> {
        for member in &*self.members {
            member.checker().await?;
        }
        Ok(())
    }

    /// Runs a check.
    ///
    /// # Errors
    ///
    /// Where it could not be begun. What goes wrong later is part of the
    /// outcome.
    pub async fn check(
        &self,
        id: &str,
        options: Options,
        rules: &[RuleSwitch],
    ) -> Result<Outcome, CheckError> {
        self.check_observed(id, options, rules, &Arc::default())
            .await
    }

    /// Runs a check whose activity can be followed.
    ///
    /// # Errors
    ///
    /// As for [`check`](Self::check).
    pub async fn check_observed(
        &self,
        id: &str,
        options: Options,
        rules: &[RuleSwitch],
        activity: &Arc<Activity>,
    ) -> Result<Outcome, CheckError> {
        let member = self.known(id)?;
        // That is no part of what the check takes. What is wrong with it, the look
        // tells.
        let _ = self.look(activity).loaded(member).await;
        let began = self.network.clock.now();
        let moment = self.network.wall_seconds();
        let mut outcome = Outcome::begin(member.definition(), &member.options(&options), moment);
        let scene = Scene {
            siblings: Siblings {
                members: &self.members,
                publisher: member,
                options: &options,
            },
            network: &self.network,
            connections: &CheckConnections::new(&self.network),
            activity,
        };
        match together::look(scene, rules).await {
            Err(Error::InvalidOption(option)) => return Err(option.into()),
            Err(error) => outcome.fail(&error),
            Ok((collected, seen)) => {
                outcome.keep(collected);
                outcome.see(seen);
            }
        }
        outcome.judged_at = self.network.wall_seconds();
        judgement::judge(member, rules, &mut outcome).await;
        outcome.duration = self.network.clock.now().saturating_sub(began);
        Ok(outcome)
    }

    /// Refuses options that no check could begin with, secret ones included:
    /// the checker is given them for a subject that does not exist, on a
    /// network that reaches nothing.
    ///
    /// # Errors
    ///
    /// Where the checker is not registered, or cannot use an option.
    pub async fn refuse_bad(&self, id: &str, options: &Options) -> Result<(), CheckError> {
        let member = self.known(id)?;
        let Some(subject) = member.definition().subject_option.as_deref() else {
            // It looks at what others find, and there is nothing yet.
            return Ok(());
        };
        let options = options.clone().with(subject, NO_SUBJECT);
        let look = Look {
            network: Network::offline(),
            activity: Arc::default(),
        };
        match look.discover(member, &options, &[]).await {
            Err(Error::InvalidOption(option)) if option.id != subject => Err(option.into()),
            // What else is wrong, a check of something that is there tells.
            _ => Ok(()),
        }
    }

    /// What there is to look at, by the DNS alone.
    ///
    /// # Errors
    ///
    /// Where the checker could not tell.
    pub async fn discover(
        &self,
        id: &str,
        options: Options,
        rules: &[RuleSwitch],
        activity: &Arc<Activity>,
    ) -> Result<Vec<Entry>, CheckError> {
        let member = self.known(id)?;
        let look = self.look(activity);
        Ok(look.discover(member, &options, rules).await?.entries)
    }

    /// Looks at a deployment and leaves the judgement to others.
    ///
    /// # Errors
    ///
    /// Where the checker could not look.
    pub async fn collect(
        &self,
        id: &str,
        options: Options,
        rules: &[RuleSwitch],
        activity: &Arc<Activity>,
    ) -> Result<Collected, CheckError> {
        let member = self.known(id)?;
        let look = self.look(activity);
        Ok(look.collect(member, &options, rules).await?)
    }

    /// Judges a stored result again, for another moment (seconds since
    /// 1970-01-01T00:00:00Z) and where `overrides` says so under other options.
    /// What sibling checkers saw is restated by those that are registered, with
    /// the overrides that they declare. What the host had to say about the
    /// check is kept.
    ///
    /// # Errors
    ///
    /// Where the checker is not registered, or cannot read the observation or
    /// use an option.
    pub async fn judge(
        &self,
        stored: &Outcome,
        judged_at: i64,
        overrides: &Options,
    ) -> Result<Outcome, CheckError> {
        let member = self.known(&stored.checker)?;
        let mut outcome = stored.again(member.definition(), judged_at);
        // What others declare alone is none of this checker's options.
        let declared = |id: &str| member.definition().option(id).is_some();
        let own: Options = overrides
            .iter()
            .filter(|(id, _)| declared(id))
            .map(|(id, value)| (id.to_owned(), value.clone()))
            .collect();
        outcome.options = member.shown(&own.over(&stored.options));
        siblings::restate(
            &self.members,
            member,
            &outcome.options,
            overrides,
            judged_at,
            &mut outcome.related,
        )
        .await?;
        judgement::judge(member, &[], &mut outcome).await;
        match outcome.failures.pop() {
            Some(failed) => Err(failed.error.into()),
            None => Ok(outcome),
        }
    }

    /// Renders the page of an outcome: the checker's own, or with the feature
    /// `page` a plain one where it has none or saw nothing.
    ///
    /// # Errors
    ///
    /// Where the checker is not registered, has no page, or could not render it.
    pub async fn report(&self, outcome: &Outcome) -> Result<String, CheckError> {
        let member = self.known(&outcome.checker)?;
        if !member.definition().has_report || outcome.observation.is_null() {
            return plain(self, outcome);
        }
        Ok(member.report(outcome.evidence(), &outcome.states).await?)
    }

    /// A page made of what the outcome says of itself, whatever its checker
    /// renders.
    #[cfg(feature = "page")]
    pub fn plain_report(&self, outcome: &Outcome) -> String {
        let member = self.member(&outcome.checker);
        let name = member.map_or(&outcome.checker, |member| &member.definition().name);
        plain_page::render(&Plain {
            subject: &outcome.subject,
            checker: format!("{name} {}", outcome.version),
            status: outcome.status,
            started_at: &outcome.started_at,
            duration: outcome.duration,
            summary: &outcome.summary,
            states: &outcome.states,
            metrics: &outcome.metrics,
        })
    }

    fn known(&self, id: &str) -> Result<&Member, CheckError> {
        let member = self.member(id);
        member.ok_or_else(|| CheckError::NoSuchChecker(id.to_owned()))
    }

    fn look(&self, activity: &Arc<Activity>) -> Look {
        Look {
            network: self.network.clone(),
            activity: activity.clone(),
        }
    }
}

#[cfg(feature = "page")]
fn plain(platform: &Platform, outcome: &Outcome) -> Result<String, CheckError> {
    Ok(platform.plain_report(outcome))
}

#[cfg(not(feature = "page"))]
fn plain(_: &Platform, outcome: &Outcome) -> Result<String, CheckError> {
    Err(CheckError::NoReport(outcome.checker.clone()))
}
