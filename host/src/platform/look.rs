//! Looking at a deployment: how long it may take, and what comes of it.

use std::sync::Arc;
use std::time::Duration;

use super::member::Member;
use crate::engine::{Activity, Checker, Error, Limit, Returned};
use crate::model::{Collection, Discovery, Entry, Json, Options, RuleSwitch};
use crate::network::Network;

/// What a check may take longer than the checker says: the processor is not
/// always free.
const MARGIN: Duration = Duration::from_secs(5);

/// The network as one look of a checker uses it.
pub(super) struct Look {
    pub(super) network: Network,
    pub(super) activity: Arc<Activity>,
}

/// What came of a collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collected {
    /// The observation.
    pub observation: Json,
    /// All entries.
    pub entries: Vec<Entry>,
    /// Limits that discovery and collection ran into.
    pub limits_hit: Vec<Limit>,
}

/// A look that has begun: what there is by the DNS.
pub(super) struct Begun {
    pub(super) discovery: Discovery,
    /// The longest that the checker said it would take from the beginning.
    pub(super) at_most: Option<Duration>,
    options: Options,
    limits_hit: Vec<Limit>,
    /// How long the collection may take.
    time: Duration,
}

impl Look {
    /// Finds out by the DNS what there is.
    pub(super) async fn discover(
        &self,
        member: &Member,
        options: &Options,
        rules: &[RuleSwitch],
    ) -> Result<Discovery, Error> {
        Ok(self.begin(member, options, rules).await?.discovery)
    }

    /// Discovers and collects, within the time that the checker says it needs.
    pub(super) async fn collect(
        &self,
        member: &Member,
        options: &Options,
        rules: &[RuleSwitch],
    ) -> Result<Collected, Error> {
        let begun = self.begin(member, options, rules).await?;
        self.complete(member, rules, &begun).await
    }

    /// The checker, when it is loaded.
    pub(super) async fn loaded<'a>(&self, member: &'a Member) -> Result<&'a Checker, Error> {
        let _load = self.activity.load();
        member.checker().await
    }

    /// Discovers.
    pub(super) async fn begin(
        &self,
        member: &Member,
        options: &Options,
        rules: &[RuleSwitch],
    ) -> Result<Begun, Error> {
        let checker = self.loaded(member).await?;
        let options = member.options(options);
        let at_most = at_most(member, &options).await;
        let time = allowed(checker, at_most);
        let context = member.context(&self.network, &self.activity, time);
        let discovered = checker.discover(&context, &options, rules).await;
        let discovered = discovered.map_err(|error| member.without_secrets(error))?;
        Ok(Begun {
            discovery: discovered.value,
            at_most,
            options,
            limits_hit: discovered.limits_hit,
            time: time.saturating_sub(discovered.took),
        })
    }

    /// Collects what was discovered.
    pub(super) async fn complete(
        &self,
        member: &Member,
        rules: &[RuleSwitch],
        begun: &Begun,
    ) -> Result<Collected, Error> {
        let context = member.context(&self.network, &self.activity, begun.time);
        let plan = Some(&begun.discovery.plan);
        let checker = member.checker().await?;
        let collected = checker.collect(&context, &begun.options, rules, plan);
        let collected: Returned<Collection> = collected
            .await
            .map_err(|error| member.without_secrets(error))?;
        let mut limits_hit = begun.limits_hit.clone();
        limits_hit.extend(collected.limits_hit);
        limits_hit.sort_unstable();
        limits_hit.dedup();
        Ok(Collected {
            observation: collected.value.observation,
            entries: collected.value.entries,
            limits_hit,
        })
    }
}

impl Begun {
    /// The same for a collection that begins so much later: its checker is told
    /// how much of its time is left, less what it may take beyond what it is told.
    pub(super) fn later(mut self, member: &Member, late: Duration) -> Self {
        self.time = self.time.saturating_sub(late);
        if let Some((time, at_most)) = member.definition().time().zip(self.at_most) {
            let own = self.options.get(&time.id).and_then(Json::number);
            let left = seconds(at_most.saturating_sub(late + MARGIN), own);
            self.options.set(&time.id, left);
        }
        self
    }
}

/// The seconds that a checker gets: those that are left, or the less that it is
/// to have anyhow. The contract wants at least one.
pub(super) fn seconds(left: Duration, own: Option<f64>) -> f64 {
    let left = left.as_secs_f64().max(1.0);
    own.map_or(left, |own| own.min(left))
}

/// The longest that the checker says it will take.
async fn at_most(member: &Member, options: &Options) -> Option<Duration> {
    // One that cannot say it gets the limit, whatever the reason: what is wrong
    // with its options or with itself, the next call tells.
    member.precheck(options).await.ok()?.at_most
}

/// How long discovery and collection may take together: a little more than the
/// checker says, and never more than its limit.
fn allowed(checker: &Checker, at_most: Option<Duration>) -> Duration {
    let limit = checker.limits().deadline;
    at_most.map_or(limit, |time| time.saturating_add(MARGIN).min(limit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checker_gets_the_rest_of_the_time_or_the_less_that_it_is_to_have() {
        let left = Duration::from_millis(7_500);
        assert_eq!(seconds(left, None), 7.5);
        assert_eq!(seconds(left, Some(60.0)), 7.5);
        assert_eq!(seconds(left, Some(5.0)), 5.0);
        assert_eq!(seconds(Duration::ZERO, Some(60.0)), 1.0);
    }
}
