//! Siblings that look at the first entries while the checker that found them is
//! still looking, and at the rest when it has done.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::task::JoinSet;

use super::look::Look;
use super::siblings::{Seen, Siblings, Task};
use crate::engine::{Activity, Limit};
use crate::model::Entry;
use crate::network::{CheckConnections, CheckConnector, Network};

/// What is around all looks of one check.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) siblings: Siblings<'a>,
    pub(super) network: &'a Network,
    pub(super) connections: &'a CheckConnections,
    pub(super) activity: &'a Arc<Activity>,
}

/// Siblings that look beside the leader, by their positions. Dropping this ends
/// them.
pub(super) struct Beside(BTreeMap<usize, Early>);

/// A look at what was known first.
struct Early {
    entries: Vec<Entry>,
    connector: Arc<CheckConnector>,
    looking: Looking,
}

/// A look on a task of its own, which ends when this is dropped. There is nothing
/// to see where it was given up.
struct Looking(JoinSet<Option<Seen>>);

impl Scene<'_> {
    /// A look through this connector.
    pub(super) fn look(self, connector: Arc<CheckConnector>) -> Look {
        Look {
            network: Network {
                connector,
                ..self.network.clone()
            },
            activity: self.activity.clone(),
        }
    }

    /// What is left until then.
    fn left(self, ends: Option<Duration>) -> Option<Duration> {
        let now = self.network.clock.now();
        ends.map(|ends| ends.saturating_sub(now))
    }
}

impl Beside {
    /// Lets all siblings begin that these entries are for. The check is to end at
    /// `ends`, where that is known.
    pub(super) fn begin(scene: Scene<'_>, entries: &[Entry], ends: Option<Duration>) -> Self {
        let early = scene.siblings.positions().filter_map(|position| {
            let entries = scene.siblings.consumed(position, entries);
            if entries.is_empty() {
                return None;
            }
            let task = scene.siblings.task(position, &entries, scene.left(ends))?;
            let connector = scene.connections.beside();
            let looking = Looking::begin(scene, task, connector.clone());
            let early = Early {
                entries,
                connector,
                looking,
            };
            Some((position, early))
        });
        Self(early.collect())
    }

    /// Waits until none looks any more.
    pub(super) async fn over(&mut self) {
        for early in self.0.values_mut() {
            early.looking.over().await;
        }
    }

    /// What siblings saw of all these entries, when the leader has done: what
    /// they saw before, if it still holds, and what they see now of the rest.
    pub(super) async fn complete(
        mut self,
        scene: Scene<'_>,
        entries: &[Entry],
        ends: Option<Duration>,
    ) -> Vec<Seen> {
        let looks = scene.siblings.positions().map(|position| {
            let early = self.0.remove(&position);
            let all = scene.siblings.consumed(position, entries);
            sibling(scene, position, early, all, ends)
        });
        join_all(looks).await.into_iter().flatten().collect()
    }
}

/// What one sibling saw of all its entries.
async fn sibling(
    scene: Scene<'_>,
    position: usize,
    early: Option<Early>,
    all: Vec<Entry>,
    ends: Option<Duration>,
) -> Vec<Seen> {
    let mut seen = Vec::new();
    let mut rest = all;
    if let Some(early) = early
        && let Some(news) = news(&early.entries, &rest)
        && let Some(mut first) = early.seen().await
    {
        if first.error.is_some() {
            // Who failed at some is not asked for the rest.
            first.entries = rest.len();
            return vec![first];
        }
        seen.push(first);
        rest = news;
    }
    if !rest.is_empty()
        && let Some(task) = scene.siblings.task(position, &rest, scene.left(ends))
        && let Some(mut last) = Looking::begin(scene, task, scene.connections.alone())
            .seen()
            .await
    {
        let is_told = |limit: &Limit| seen.iter().any(|one: &Seen| one.limits_hit.contains(limit));
        last.limits_hit.retain(|limit| !is_told(limit));
        seen.push(last);
    }
    seen
}

/// What there is beyond what was looked at; `None` where that is not true any more.
fn news(before: &[Entry], all: &[Entry]) -> Option<Vec<Entry>> {
    let stands = before.iter().all(|entry| all.contains(entry));
    let new = all.iter().filter(|entry| !before.contains(entry));
    stands.then(|| new.cloned().collect())
}

impl Early {
    /// What was seen, if it counts.
    async fn seen(self) -> Option<Seen> {
        let seen = self.looking.seen().await?;
        (!self.connector.is_spoilt()).then_some(seen)
    }
}

impl Looking {
    fn begin(scene: Scene<'_>, task: Task, connector: Arc<CheckConnector>) -> Self {
        let look = scene.look(connector.clone());
        let mut looking = JoinSet::new();
        looking.spawn(async move {
            tokio::select! {
                biased;
                () = connector.spoilt() => None,
                seen = task.look(&look) => seen,
            }
        });
        Self(looking)
    }

    async fn seen(mut self) -> Option<Seen> {
        match self.0.join_next().await? {
            Ok(seen) => seen,
            Err(error) => match error.try_into_panic() {
                // A bug of ours, not of the component.
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => None,
            },
        }
    }

    async fn over(&mut self) {
        while self.0.join_next().await.is_some() {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Json;

    fn entries(payloads: &[(&str, u64)]) -> Vec<Entry> {
        let entry = |(reference, payload): &(&str, u64)| Entry {
            entry_type: "t".into(),
            reference: (*reference).to_owned(),
            payload: Json::from(*payload),
        };
        payloads.iter().map(entry).collect()
    }

    #[test]
    fn only_what_is_new_is_left_where_all_that_was_known_still_stands() {
        let before = entries(&[("a", 1), ("b", 2)]);
        let same = entries(&[("b", 2), ("a", 1)]);
        assert_eq!(news(&before, &same), Some(Vec::new()));
        let more = entries(&[("a", 1), ("b", 2), ("c", 3)]);
        assert_eq!(news(&before, &more), Some(entries(&[("c", 3)])));
        assert_eq!(news(&before, &entries(&[("a", 1)])), None);
        let changed = entries(&[("a", 1), ("b", 3)]);
        assert_eq!(news(&before, &changed), None);
    }
}
