//! Looking at a deployment: how long it may take, and what comes of it.

use std::sync::Arc;
use std::time::Duration;

use super::member::Member;
use crate::engine::{Activity, Error, Limit, Returned};
use crate::model::{Collection, Discovery, Entry, Json, Options, RuleSwitch};
use crate::network::Network;

/// What a check may take longer than the checker says: the processor is not
/// always free.
const MARGIN: Duration = Duration::from_secs(5);

/// The network as one check uses it.
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
    /// The longest that the checker said it would take.
    pub(super) at_most: Option<Duration>,
}

impl Look {
    /// Finds out by the DNS what there is.
    pub(super) async fn discover(
        &self,
        member: &Member,
        options: &Options,
        rules: &[RuleSwitch],
    ) -> Result<Discovery, Error> {
        let options = member.options(options);
        let at_most = at_most(member, &options).await;
        let time = allowed(member, at_most);
        Ok(self.first(member, &options, rules, time).await?.value)
    }

    /// Discovers and collects, within the time that the checker says it needs.
    pub(super) async fn collect(
        &self,
        member: &Member,
        options: &Options,
        rules: &[RuleSwitch],
    ) -> Result<Collected, Error> {
        let options = member.options(options);
        let at_most = at_most(member, &options).await;
        let time = allowed(member, at_most);
        let discovered = self.first(member, &options, rules, time).await?;
        let left = time.saturating_sub(discovered.took);
        let context = member.context(&self.network, &self.activity, left);
        let plan = Some(&discovered.value.plan);
        let collected = member.checker().collect(&context, &options, rules, plan);
        let collected: Returned<Collection> = collected
            .await
            .map_err(|error| member.without_secrets(error))?;
        let mut limits_hit = discovered.limits_hit;
        limits_hit.extend(collected.limits_hit);
        limits_hit.sort_unstable();
        limits_hit.dedup();
        Ok(Collected {
            observation: collected.value.observation,
            entries: collected.value.entries,
            limits_hit,
            at_most,
        })
    }

    async fn first(
        &self,
        member: &Member,
        options: &Options,
        rules: &[RuleSwitch],
        time: Duration,
    ) -> Result<Returned<Discovery>, Error> {
        let context = member.context(&self.network, &self.activity, time);
        let discovered = member.checker().discover(&context, options, rules).await;
        discovered.map_err(|error| member.without_secrets(error))
    }
}

/// The longest that the checker says it will take.
async fn at_most(member: &Member, options: &Options) -> Option<Duration> {
    // One that cannot say it gets the limit, whatever the reason: what is wrong
    // with its options or with itself, the next call tells.
    member.precheck(options).await.ok()?.at_most
}

/// How long discovery and collection may take together: a little more than the
/// checker says, and never more than its limit.
fn allowed(member: &Member, at_most: Option<Duration>) -> Duration {
    let limit = member.checker().limits().deadline;
    at_most.map_or(limit, |time| time.saturating_add(MARGIN).min(limit))
}
