//! `checker:plugin/dns`.

use wasmtime::component::{Accessor, HasSelf};

use crate::bindings::checker::plugin::dns::{ErrorCode, Host, HostWithStore};
use crate::engine::Guest;
use crate::network::DnsError;

/// The largest query taken, in bytes: one question fits in far less.
const MAX_QUERY: usize = 1024;

impl Host for Guest {}

impl<T: Send> HostWithStore<T> for HasSelf<Guest> {
    async fn query(
        accessor: &Accessor<T, Self>,
        message: Vec<u8>,
    ) -> wasmtime::Result<Result<Vec<u8>, ErrorCode>> {
        if message.len() > MAX_QUERY {
            return Ok(Err(ErrorCode::InvalidMessage));
        }
        let (allowed, network, activity) = accessor.with(|mut access| {
            let guest = access.get();
            let allowed = guest.budget.query(&guest.limits);
            (allowed, guest.network.clone(), guest.activity.clone())
        });
        if allowed.is_err() {
            return Ok(Err(ErrorCode::LimitExceeded));
        }
        activity.query_begins();
        let answer = network.query(message).await;
        activity.query_ends();
        Ok(answer.map_err(ErrorCode::from))
    }
}

impl From<DnsError> for ErrorCode {
    fn from(error: DnsError) -> Self {
        match error {
            DnsError::Timeout => Self::Timeout,
            DnsError::Unreachable => Self::Unreachable,
            DnsError::InvalidMessage => Self::InvalidMessage,
            DnsError::InvalidResponse => Self::InvalidResponse,
            DnsError::Other(why) => Self::Other(Some(why)),
        }
    }
}
