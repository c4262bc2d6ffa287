//! What all requests share, and the two kinds of work: a collection for the
//! platform, a whole check for people and probes.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::desk::{Desk, Origin, Run};
use super::health::Load;
use super::people::Visits;
use super::slots::{Full, Slots};
use super::telemetry::{Ending, Telemetry, Watched};
use super::{Settings, StartError};
use crate::bundle::Bundle;
use crate::engine::{Activity, Error, Surroundings};
use crate::model::{Collection, RuleSwitch};
use crate::platform::{CheckError, Member, Outcome, Platform};

/// What a collection ended with.
pub(super) type Collected = Result<Collection, Error>;
/// What a check ended with.
pub(super) type Checked = Result<Outcome, CheckError>;

/// Everything that requests share.
pub(super) struct Shared {
    pub(super) platform: Platform,
    pub(super) settings: Settings,
    pub(super) load: Load,
    pub(super) telemetry: Arc<Telemetry>,
    pub(super) slots: Slots,
    pub(super) visits: Visits,
    bundle: Bundle,
    collections: Desk<Collected>,
    checks: Desk<Checked>,
}

impl Shared {
    pub(super) fn new(
        bundle: Bundle,
        platform: Platform,
        settings: Settings,
    ) -> Result<Self, StartError> {
        let slots = Slots::new(settings.max_checks, settings.max_queue);
        Ok(Self {
            load: Load::new(),
            telemetry: Arc::new(Telemetry::new()?),
            visits: Visits::default(),
            collections: Desk::new(slots.clone(), settings.cache),
            checks: Desk::new(slots.clone(), settings.cache),
            slots,
            bundle,
            platform,
            settings,
        })
    }

    /// Collects for the platform.
    pub(super) fn collect(
        &self,
        member: &Member,
        options: Value,
        rules: &[RuleSwitch],
    ) -> Result<Arc<Run<Collected>>, Full> {
        let id = member.definition.id.clone();
        let key = key("collect", &id, &options, rules);
        let watched = self.watched("collect", &id, &options);
        let platform = self.bundle.paced(&self.platform, timeout(&options));
        let rules = rules.to_vec();
        let run = self.collections.run(key, |activity| async move {
            let watched = watched.begin();
            let collected = collect(&platform, &id, options, &rules, &activity).await;
            watched.end(&match &collected {
                Ok(collection) => Ending::Collected(&collection.limits_hit),
                Err(error) => Ending::Failed(error),
            });
            collected
        });
        Ok(self.noted(run?))
    }

    /// Makes a whole check.
    pub(super) fn check(&self, id: &str, options: Value) -> Result<Arc<Run<Checked>>, Full> {
        let key = key("check", id, &options, &[]);
        let watched = self.watched("check", id, &options);
        let platform = self.bundle.paced(&self.platform, timeout(&options));
        let id = id.to_owned();
        let run = self.checks.run(key, |activity| async move {
            let watched = watched.begin();
            let checked = platform.check_observed(&id, options, &[], &activity).await;
            watched.end(&match &checked {
                Ok(outcome) => Ending::Checked(outcome),
                Err(error) => Ending::Refused(error),
            });
            checked
        });
        Ok(self.noted(run?))
    }

    /// What surrounds a call that needs no network.
    pub(super) fn quiet(&self) -> Surroundings {
        self.platform.surroundings(&Arc::default())
    }

    fn watched(&self, kind: &'static str, id: &str, options: &Value) -> Watched {
        let target = options.get("domain").and_then(Value::as_str);
        Watched::new(&self.telemetry, kind, id, target.unwrap_or_default())
    }

    fn noted<T>(&self, (run, origin): (Arc<Run<T>>, Origin)) -> Arc<Run<T>> {
        self.telemetry.origin(origin);
        run
    }
}

/// The checker alone, with its own options.
async fn collect(
    platform: &Platform,
    id: &str,
    options: Value,
    rules: &[RuleSwitch],
    activity: &Arc<Activity>,
) -> Collected {
    let Some(member) = platform.member(id) else {
        return Err(Error::Checker(format!("there is no checker {id}")));
    };
    let around = platform.surroundings(activity);
    let options = member.merged(options);
    member.checker().collect(&around, &options, rules).await
}

/// What makes two requests identical: maps are sorted, so their text is one.
fn key(kind: &str, id: &str, options: &Value, rules: &[RuleSwitch]) -> String {
    let rules: BTreeMap<&String, bool> = rules.iter().map(|(name, on)| (name, *on)).collect();
    json!([kind, id, options, rules]).to_string()
}

/// The timeout of an endpoint, where the options give one that is a number.
fn timeout(options: &Value) -> Option<f64> {
    let value = options.get("timeout")?;
    value
        .as_f64()
        .or_else(|| value.as_str()?.trim().parse().ok())
}

/// How long ago, in seconds.
pub(super) fn seconds_since(start: Instant) -> f64 {
    start.elapsed().as_secs_f64()
}

/// A request that does not end by then is given up.
pub(super) async fn within<T>(
    deadline: Duration,
    work: impl Future<Output = T>,
) -> Result<T, super::reply::Problem> {
    tokio::time::timeout(deadline, work)
        .await
        .map_err(|_| super::reply::Problem::TimedOut)
}
