//! DNS answers used again within their time to live: for many checks whose
//! domains share hosts.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use hickory_proto::op::{Message, ResponseCode};

use super::composed::Network;
use super::error::DnsError;
use super::traits::{Clock, Resolver};

/// The most answers kept.
const MAX_ANSWERS: usize = 50_000;
/// The longest that an answer is kept, in seconds, whatever it says of itself.
const MAX_TTL: u32 = 3_600;
/// The longest that the absence of a name is kept, in seconds (RFC 2308 §5
/// allows hours; a survey gains nothing from that).
const MAX_NEGATIVE_TTL: u32 = 300;

/// A resolver that remembers answers.
pub struct CachedResolver {
    inner: Arc<dyn Resolver>,
    clock: Arc<dyn Clock>,
    answers: Mutex<Answers>,
}

/// By question: until when it holds, and the answer.
type Answers = HashMap<Vec<u8>, (Duration, Vec<u8>)>;

impl CachedResolver {
    /// Remembers the answers of `inner`, by this clock.
    pub fn new(inner: Arc<dyn Resolver>, clock: Arc<dyn Clock>) -> Self {
        Self {
            inner,
            clock,
            answers: Mutex::default(),
        }
    }

    /// A kept answer, under the identifier of the query.
    fn kept(&self, query: &[u8]) -> Option<Vec<u8>> {
        let (id, question) = query.split_at_checked(2)?;
        let answers = self.lock();
        let (until, answer) = answers.get(question)?;
        if *until <= self.clock.now() {
            return None;
        }
        let mut answer = answer.clone();
        answer.get_mut(..2)?.copy_from_slice(id);
        Some(answer)
    }

    fn keep(&self, query: &[u8], answer: &[u8]) {
        let Some(ttl) = time_to_live(answer) else {
            return;
        };
        let now = self.clock.now();
        let mut answers = self.lock();
        if answers.len() >= MAX_ANSWERS {
            answers.retain(|_, (until, _)| *until > now);
        }
        if answers.len() < MAX_ANSWERS
            && let Some(question) = query.get(2..)
        {
            let until = now + Duration::from_secs(ttl.into());
            answers.insert(question.to_vec(), (until, answer.to_vec()));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Answers> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Network {
    /// The same with answers of the DNS kept for their time to live.
    #[must_use]
    pub fn cached(mut self) -> Self {
        self.resolver = Arc::new(CachedResolver::new(self.resolver, self.clock.clone()));
        self
    }
}

impl Resolver for CachedResolver {
    fn query(&self, message: Vec<u8>) -> BoxFuture<'_, Result<Vec<u8>, DnsError>> {
        async move {
            if let Some(answer) = self.kept(&message) {
                return Ok(answer);
            }
            let answer = self.inner.query(message.clone()).await?;
            self.keep(&message, &answer);
            Ok(answer)
        }
        .boxed()
    }
}

/// For how many seconds an answer holds; `None` for what must not be kept.
fn time_to_live(answer: &[u8]) -> Option<u32> {
    let message = Message::from_vec(answer).ok()?;
    let positive = message.answers.iter().map(|record| record.ttl).min();
    match (message.metadata.response_code, positive) {
        (ResponseCode::NoError, Some(ttl)) => Some(ttl.min(MAX_TTL)),
        // RFC 2308 §5: the SOA record in the authority section tells.
        (ResponseCode::NoError | ResponseCode::NXDomain, None) => {
            let soa = message.authorities.first()?;
            Some(soa.ttl.min(MAX_NEGATIVE_TTL))
        }
        _ => None,
    }
}
