//! The results of a campaign from the first one on, in the order in which they
//! were stored.

use std::time::Duration;

use async_nats::HeaderValue;
use async_nats::jetstream::consumer::pull::{self, Batch};
use async_nats::jetstream::consumer::{AckPolicy, Consumer, DeliverPolicy};
use async_nats::jetstream::stream::Stream;
use bytes::Bytes;
use futures_util::StreamExt;

use super::error::Error;
use super::job::JobId;
use super::link::Link;
use super::missing;
use super::name::Name;
use super::publish::{PARTS, named_parts};
use super::retry::Pause;

/// How many results are asked for at once.
const BATCH: usize = 200;
/// How many bytes of them at most.
const BATCH_BYTES: usize = 16 * 1024 * 1024;
/// How long the server waits for the first of them.
const WAIT: Duration = Duration::from_secs(2);
/// When it would have said that there is none.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long it keeps our place where nobody asks.
const FORGET: Duration = Duration::from_secs(60);

/// Reads results. It has no memory on the server that would matter: what was
/// read is known here.
pub(super) struct Results {
    link: Link,
    name: Name,
    /// The last one that was read, by its place in the stream.
    read: u64,
    place: Option<Place>,
}

/// One result.
pub(super) struct Found {
    /// Its place in the stream.
    pub(super) sequence: u64,
    pub(super) id: JobId,
    pub(super) line: Bytes,
}

/// Where the server sends from.
struct Place {
    consumer: Consumer<pull::Config>,
    batch: Option<Batch>,
    /// How many came, by the server's count: one that is left out is noticed.
    came: u64,
}

/// What one look came to.
enum Next {
    Found(Found),
    Nothing,
    /// The place is gone, or something was left out.
    Lost,
}

impl Results {
    /// From the first one.
    pub(super) fn of(link: &Link, name: &Name) -> Self {
        Self {
            link: link.clone(),
            name: name.clone(),
            read: 0,
            place: None,
        }
    }

    /// The place of the last result that there is now.
    pub(super) async fn last(&self) -> Result<u64, Error> {
        let mut pause = Pause::new();
        loop {
            if let Some(stream) = self.stream().await? {
                return Ok(stream.cached_info().state.last_sequence);
            }
            pause.wait().await;
        }
    }

    /// The next one, whenever it comes; a server that is away is waited for.
    ///
    /// Giving this future up loses nothing.
    pub(super) async fn next(&mut self) -> Result<Found, Error> {
        let mut pause = Pause::new();
        loop {
            let next = match &mut self.place {
                Some(_) => self.look().await,
                None => self.settle().await?,
            };
            match next {
                Next::Found(found) => {
                    self.read = found.sequence;
                    return Ok(found);
                }
                Next::Nothing => {}
                Next::Lost => {
                    self.place = None;
                    pause.wait().await;
                }
            }
        }
    }

    /// Has the server send from where we are.
    async fn settle(&mut self) -> Result<Next, Error> {
        let Some(stream) = self.stream().await? else {
            return Ok(Next::Lost);
        };
        let config = pull::Config {
            deliver_policy: DeliverPolicy::ByStartSequence {
                start_sequence: self.read + 1,
            },
            ack_policy: AckPolicy::None,
            inactive_threshold: FORGET,
            memory_storage: true,
            ..pull::Config::default()
        };
        let Ok(consumer) = stream.create_consumer(config).await else {
            return Ok(Next::Lost);
        };
        self.place = Some(Place {
            consumer,
            batch: None,
            came: 0,
        });
        Ok(Next::Nothing)
    }

    async fn look(&mut self) -> Next {
        let Some(place) = &mut self.place else {
            return Next::Lost;
        };
        if place.batch.is_none() {
            let request = place.consumer.batch();
            let request = request.max_messages(BATCH).max_bytes(BATCH_BYTES);
            match request.expires(WAIT).messages().await {
                Ok(batch) => place.batch = Some(batch),
                Err(_) => return Next::Lost,
            }
        }
        let next = match &mut place.batch {
            Some(batch) => tokio::time::timeout(PATIENCE, batch.next()).await,
            None => Ok(None),
        };
        let message = match next {
            Ok(Some(Ok(message))) => message,
            // Nobody answers for a place that the server has forgotten.
            Err(_) | Ok(Some(Err(_))) => return Next::Lost,
            Ok(None) => {
                place.batch = None;
                return Next::Nothing;
            }
        };
        let Ok(info) = message.info() else {
            return Next::Lost;
        };
        let (sequence, came) = (info.stream_sequence, info.consumer_sequence);
        if came != place.came + 1 {
            return Next::Lost;
        }
        let id = message.subject.rsplit('.').next();
        let Some(id) = id.and_then(|id| id.parse().ok()) else {
            place.came = came;
            self.read = sequence;
            return Next::Nothing;
        };
        let parts = message.headers.as_ref().and_then(|all| all.get(PARTS));
        let line = match parts.map(HeaderValue::as_str) {
            None => Some(message.payload.clone()),
            Some(header) => whole(&self.link, &self.name, id, header).await,
        };
        // Counted only now: a look that is given up is made again.
        let Some(line) = line else {
            return Next::Lost;
        };
        place.came = came;
        Next::Found(Found { sequence, id, line })
    }

    /// The stream; `None` where the server is away.
    async fn stream(&self) -> Result<Option<Stream>, Error> {
        match self.link.context().get_stream(self.name.results()).await {
            Ok(stream) => Ok(Some(stream)),
            Err(error) if missing::is_stream(&error) => Err(Error::Ended(self.name.clone())),
            Err(_) => Ok(None),
        }
    }
}

/// A result that is in parts.
async fn whole(link: &Link, name: &Name, id: JobId, header: &str) -> Option<Bytes> {
    let (attempt, count) = named_parts(header)?;
    let stream = link.context().get_stream(name.parts()).await.ok()?;
    let mut line = Vec::new();
    for number in 0..count {
        let subject = name.part(id, attempt, number);
        let part = stream.direct_get_last_for_subject(subject).await.ok()?;
        line.extend_from_slice(&part.payload);
    }
    Some(line.into())
}
