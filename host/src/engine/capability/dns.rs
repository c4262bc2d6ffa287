//! `checker:plugin/dns`.

use std::sync::Arc;

use wasmtime::component::{Accessor, HasData};

use super::bindings::checker::plugin::dns::{ErrorCode, Host, HostWithStore};
use crate::engine::activity::Activity;
use crate::engine::allowance::Allowance;
use crate::engine::limits::{Limit, Limits};
use crate::network::{DnsError, Resolver};

/// The largest query taken, in bytes: one question fits in far less.
const MAX_QUERY: usize = 1024;

/// The resolver of a guest, and how often it may ask.
pub(in crate::engine) struct DnsCtx {
    resolver: Arc<dyn Resolver>,
    activity: Arc<Activity>,
    queries: Allowance,
}

/// A store that has a resolver.
pub(in crate::engine) trait DnsView: Send {
    fn dns(&mut self) -> &mut DnsCtx;
}

/// The interface.
pub(in crate::engine) struct DnsInterface;

impl DnsCtx {
    pub(in crate::engine) fn new(
        resolver: Arc<dyn Resolver>,
        activity: Arc<Activity>,
        limits: &Limits,
    ) -> Self {
        Self {
            resolver,
            activity,
            queries: Allowance::new(Limit::Queries, limits.queries),
        }
    }

    /// The limits that were hit.
    pub(in crate::engine) fn limits_hit(&self) -> impl Iterator<Item = Limit> {
        self.queries.exceeded().into_iter()
    }
}

impl HasData for DnsInterface {
    type Data<'a> = &'a mut DnsCtx;
}

impl Host for DnsCtx {}

impl<T: Send> HostWithStore<T> for DnsInterface {
    async fn query(
        accessor: &Accessor<T, Self>,
        message: Vec<u8>,
    ) -> wasmtime::Result<Result<Vec<u8>, ErrorCode>> {
        if message.len() > MAX_QUERY {
            return Ok(Err(ErrorCode::InvalidMessage));
        }
        let (allowed, resolver, activity) = accessor.with(|mut access| {
            let dns = access.get();
            (
                dns.queries.take(1),
                dns.resolver.clone(),
                dns.activity.clone(),
            )
        });
        if allowed.is_err() {
            return Ok(Err(ErrorCode::LimitExceeded));
        }
        let asked = activity.query();
        let answer = resolver.query(message).await;
        Ok(answer.map_err(|error| {
            asked.unanswered();
            error.into()
        }))
    }
}

impl From<DnsError> for ErrorCode {
    fn from(error: DnsError) -> Self {
        match error {
            DnsError::Timeout => Self::Timeout,
            DnsError::Unreachable => Self::Unreachable,
            DnsError::InvalidMessage => Self::InvalidMessage,
            DnsError::InvalidResponse => Self::InvalidResponse,
            DnsError::InsufficientResources => Self::InsufficientResources,
            DnsError::Other(why) => Self::Other(Some(why)),
        }
    }
}
