//! A campaign as one worker has it: what it checks with, and where its jobs come
//! from.

use std::time::Duration;

use async_nats::jetstream::Message;
use async_nats::jetstream::consumer::PullConsumer;
use futures_util::StreamExt;

use crate::campaign::error::Error;
use crate::campaign::link::Link;
use crate::campaign::name::Name;
use crate::campaign::plan::Plan;
use crate::campaign::registry::WORKERS;
use crate::platform::Platform;
use crate::survey::Lines;

/// The most jobs that are asked for at once.
const BATCH: usize = 64;
/// How long an answer may take. What comes later is somebody else's, in time.
const PATIENCE: Duration = Duration::from_secs(2);

/// A campaign as one worker has it.
pub(super) struct Crew {
    pub(super) link: Link,
    pub(super) name: Name,
    pub(super) plan: Plan,
    pub(super) platform: Platform,
    pub(super) lines: Lines,
    jobs: PullConsumer,
}

impl Crew {
    pub(super) async fn new(
        link: &Link,
        name: &Name,
        plan: Plan,
        platform: Platform,
    ) -> Result<Self, Error> {
        let Some(member) = platform.member(&plan.checker) else {
            return Err(Error::NoSuchChecker(plan.checker));
        };
        let lines = Lines::new(plan.form.format(), member.definition());
        let jobs = link.context();
        let jobs = jobs.get_consumer_from_stream(WORKERS, name.jobs()).await;
        Ok(Self {
            link: link.clone(),
            name: name.clone(),
            plan,
            platform,
            lines,
            jobs: jobs.map_err(Error::doing("find the campaign's jobs"))?,
        })
    }

    /// Takes jobs that wait, at most so many, and hands each over as it comes; how
    /// many there were. None where the server is away.
    pub(super) async fn take(&self, most: usize, mut each: impl FnMut(Message)) -> usize {
        let mut taken = 0;
        let request = self.jobs.fetch().max_messages(most.min(BATCH));
        let Ok(mut batch) = request.messages().await else {
            return taken;
        };
        while let Ok(Some(Ok(message))) = tokio::time::timeout(PATIENCE, batch.next()).await {
            each(message);
            taken += 1;
        }
        taken
    }
}
