//! The resolvers of the system, or others.

mod configuration;
mod health;
mod patience;
mod server;
mod socket;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use hickory_proto::op::{DnsResponse, Message, ResponseCode};

use crate::network::error::DnsError;
use crate::network::traits::Resolver;
use health::Health;
use patience::Patience;

/// How long all resolvers together get.
const TOTAL: Duration = Duration::from_millis(7_000);

/// Asks recursive resolvers, in order, until one answers.
///
/// One that cannot be reached or refuses is passed over at once. One that says
/// nothing for half a second is not waited for: the next one is asked beside it,
/// and for two minutes it is asked last.
#[derive(Debug, Clone)]
pub struct SystemResolver {
    servers: Vec<SocketAddr>,
    patience: Patience,
    /// Whether the servers take turns.
    rotate: bool,
    health: Arc<Health>,
}

/// Why there is no resolver.
#[derive(Debug, thiserror::Error)]
#[error("the system's resolver configuration cannot be used: {0}")]
pub struct ResolverError(String);

impl SystemResolver {
    /// Those of `/etc/resolv.conf`, with its options `timeout`, `attempts` and
    /// `rotate`.
    ///
    /// # Errors
    ///
    /// Where that cannot be read, or names none.
    pub fn from_system() -> Result<Self, ResolverError> {
        configuration::read()
    }

    /// These.
    pub fn new(servers: Vec<SocketAddr>) -> Self {
        Self {
            health: Arc::new(Health::new(servers.len())),
            servers,
            patience: Patience::default(),
            rotate: false,
        }
    }

    async fn ask(&self, bytes: &[u8]) -> Result<Vec<u8>, DnsError> {
        let message = &Message::from_vec(bytes).map_err(|_| DnsError::InvalidMessage)?;
        if message.queries.len() != 1 {
            return Err(DnsError::InvalidMessage);
        }
        let answer = self.first_answer(message).await?;
        Ok(with_id(answer.into_buffer(), message.metadata.id))
    }

    async fn first_answer(&self, message: &Message) -> Result<DnsResponse, DnsError> {
        let mut order = self.health.order(self.rotate).into_iter();
        let mut asked = FuturesUnordered::new();
        let mut waiting: Vec<(usize, Instant)> = Vec::new();
        let mut best = Err(DnsError::Unreachable);
        loop {
            if let Some((index, server)) = order
                .next()
                .and_then(|index| Some((index, *self.servers.get(index)?)))
            {
                waiting.push((index, Instant::now()));
                let answer = server::exchange(server, message, self.patience);
                asked.push(answer.map(move |answer| (index, answer)));
            }
            let is_last = order.len() == 0;
            let ended = tokio::select! {
                biased;
                ended = asked.next() => ended,
                () = tokio::time::sleep(self.patience.first), if !is_last => continue,
            };
            let Some((index, answer)) = ended else {
                return best;
            };
            waiting.retain(|(other, _)| *other != index);
            match answer {
                Ok(response) if !declines(&response) => {
                    let silent = waiting
                        .iter()
                        .filter(|(_, since)| since.elapsed() >= self.patience.first);
                    silent.for_each(|(index, _)| self.health.failed(*index));
                    self.health.answered(index);
                    return Ok(response);
                }
                Ok(response) => best = Ok(response),
                Err(error) => {
                    if is_dead(&error) {
                        self.health.failed(index);
                    }
                    // Whatever else one server did says more than that another
                    // one is not there.
                    if matches!(best, Err(DnsError::Unreachable)) {
                        best = Err(error);
                    }
                }
            }
        }
    }
}

impl Resolver for SystemResolver {
    fn query(&self, message: Vec<u8>) -> BoxFuture<'_, Result<Vec<u8>, DnsError>> {
        async move {
            match tokio::time::timeout(TOTAL, self.ask(&message)).await {
                Ok(answer) => answer,
                Err(_) => Err(DnsError::Timeout),
            }
        }
        .boxed()
    }
}

/// Whether a server will not answer such queries at all, whatever the name. A
/// SERVFAIL speaks of the name: another server would fail as well.
fn declines(response: &DnsResponse) -> bool {
    // RFC 1035 §4.1.1.
    matches!(
        response.metadata.response_code,
        ResponseCode::Refused | ResponseCode::NotImp
    )
}

/// Whether it says that nobody is there to answer.
fn is_dead(error: &DnsError) -> bool {
    matches!(error, DnsError::Timeout | DnsError::Unreachable)
}

/// The response under the identifier of the guest's query.
fn with_id(mut response: Vec<u8>, id: u16) -> Vec<u8> {
    if let Some(field) = response.get_mut(..2) {
        field.copy_from_slice(&id.to_be_bytes());
    }
    response
}

#[cfg(test)]
mod tests;
