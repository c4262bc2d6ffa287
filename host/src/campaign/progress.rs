//! How far a campaign has come.

use async_nats::jetstream::consumer::PullConsumer;

use super::error::Error;
use super::link::Link;
use super::name::Name;
use super::registry::WORKERS;

/// How far a campaign has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// How many jobs have a result.
    pub done: u64,
    /// How many are with a worker.
    pub under_way: u64,
    /// How many wait.
    pub waiting: u64,
    /// How many bytes results take on the server.
    pub bytes: u64,
}

impl Progress {
    /// That of this campaign.
    ///
    /// # Errors
    ///
    /// Where the server does not say.
    pub async fn of(link: &Link, name: &Name) -> Result<Self, Error> {
        let doing = "look at the campaign";
        let context = link.context();
        let results = context.get_stream(name.results()).await;
        let results = results.map_err(Error::doing(doing))?;
        let parts = context.get_stream(name.parts()).await;
        let parts = parts.map_err(Error::doing(doing))?;
        let jobs = context.get_stream(name.jobs()).await;
        let jobs = jobs.map_err(Error::doing(doing))?;
        let workers: PullConsumer = jobs
            .get_consumer(WORKERS)
            .await
            .map_err(Error::doing(doing))?;
        // Not what the queue holds: after a crash it may hold what was let go of.
        let workers = workers.cached_info();
        let under_way = u64::try_from(workers.num_ack_pending).unwrap_or(u64::MAX);
        Ok(Self {
            done: results.cached_info().state.messages,
            under_way,
            waiting: workers.num_pending,
            bytes: results.cached_info().state.bytes + parts.cached_info().state.bytes,
        })
    }
}
