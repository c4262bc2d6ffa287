//! Putting jobs into the queue.

use async_nats::jetstream::message::PublishMessage;
use futures_util::future::join_all;

use super::error::Error;
use super::job::{Job, JobId};
use super::link::Link;
use super::name::Name;
use super::publish;
use super::registry::{Campaigns, WORKERS};
use super::retry::Pause;

/// How many are on their way to the server at once.
const AT_ONCE: usize = 256;

/// Submits the jobs of these domains; those that are in the queue already stay as
/// they are. A server that is away is waited for.
pub(super) async fn submit(link: &Link, name: &Name, domains: Vec<String>) -> Result<(), Error> {
    drop_finished(link, name).await;
    for some in domains.chunks(AT_ONCE) {
        let mut left: Vec<&String> = some.iter().collect();
        let mut pause = Pause::new();
        loop {
            left = failed(link, name, left).await;
            if left.is_empty() {
                break;
            }
            pause.wait().await;
            // Where that cannot be told either, the server is away.
            if let Ok(None) = Campaigns::on(link).find(name).await {
                return Err(Error::Ended(name.clone()));
            }
        }
    }
    Ok(())
}

/// Takes out of the queue what workers have let go of: a server that crashed may
/// have forgotten that, and would neither hand such a job out nor take it again.
async fn drop_finished(link: &Link, name: &Name) {
    // Where any of this fails, the next survey does it.
    let Ok(jobs) = link.context().get_stream(name.jobs()).await else {
        return;
    };
    let Ok(workers) = jobs.consumer_info(WORKERS).await else {
        return;
    };
    let finished = workers.ack_floor.stream_sequence;
    if finished > 0 {
        let _ = jobs.purge().sequence(finished + 1).await;
    }
}

/// Those whose job the server did not take.
async fn failed<'a>(link: &Link, name: &Name, domains: Vec<&'a String>) -> Vec<&'a String> {
    let jobs = domains.into_iter().map(|domain| async move {
        let id = JobId::of(domain);
        let job = Job {
            domain: domain.clone(),
        };
        let Ok(text) = serde_json::to_vec(&job) else {
            return None;
        };
        let message = PublishMessage::build().payload(text.into());
        let sent = publish::send(link, name.job(id), &id.to_string(), message).await;
        let stored = match sent {
            Ok(sent) => publish::stored(sent).await,
            Err(error) => Err(error),
        };
        stored.is_err().then_some(domain)
    });
    join_all(jobs).await.into_iter().flatten().collect()
}
