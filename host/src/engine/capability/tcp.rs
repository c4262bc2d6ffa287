//! `checker:plugin/tcp`.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use wasmtime::component::{Accessor, HasData, Resource, ResourceTable};

use super::bindings::checker::plugin::tcp::{
    self as contract, ErrorCode, Host, HostConnection, HostConnectionWithStore, IpAddress,
    SocketAddress,
};
use super::connection::{Connection, MAX_READ};
use crate::engine::activity::Activity;
use crate::engine::allowance::Allowance;
use crate::engine::limits::{Limit, Limits};
use crate::network::{AddressClass, Connector, Denial, Policy, TcpError};

/// The connector of a guest, where it may go and how much it may do there.
pub(in crate::engine) struct TcpCtx {
    connector: Arc<dyn Connector>,
    policy: Arc<Policy>,
    activity: Arc<Activity>,
    connections: Allowance,
    received: Allowance,
    sent: Allowance,
}

/// A store that has connections.
pub(in crate::engine) trait TcpView: Send {
    fn tcp(&mut self) -> TcpCtxView<'_>;
}

/// What a store shows of itself.
pub(in crate::engine) struct TcpCtxView<'a> {
    pub(in crate::engine) ctx: &'a mut TcpCtx,
    pub(in crate::engine) table: &'a mut ResourceTable,
}

/// The interface.
pub(in crate::engine) struct TcpInterface;

impl TcpCtx {
    pub(in crate::engine) fn new(
        connector: Arc<dyn Connector>,
        policy: Arc<Policy>,
        activity: Arc<Activity>,
        limits: &Limits,
    ) -> Self {
        Self {
            connector,
            policy,
            activity,
            connections: Allowance::new(Limit::Connections, limits.connections),
            received: Allowance::new(Limit::ReceivedBytes, limits.received_bytes),
            sent: Allowance::new(Limit::SentBytes, limits.sent_bytes),
        }
    }

    /// The limits that were hit.
    pub(in crate::engine) fn limits_hit(&self) -> impl Iterator<Item = Limit> {
        let allowances = [&self.connections, &self.received, &self.sent];
        allowances.into_iter().filter_map(Allowance::exceeded)
    }

    /// The policy first: what is not allowed costs nothing.
    fn admit(&mut self, remote: SocketAddr) -> Result<(), ErrorCode> {
        if remote.port() == 0 {
            return Err(ErrorCode::InvalidArgument);
        }
        self.policy.check(remote)?;
        self.connections.take(1)?;
        Ok(())
    }
}

impl HasData for TcpInterface {
    type Data<'a> = TcpCtxView<'a>;
}

impl Host for TcpCtxView<'_> {}

impl HostConnection for TcpCtxView<'_> {
    fn drop(&mut self, connection: Resource<Connection>) -> wasmtime::Result<()> {
        self.table.delete(connection)?;
        Ok(())
    }
}

impl<T: Send> HostConnectionWithStore<T> for TcpInterface {
    async fn connect(
        accessor: &Accessor<T, Self>,
        remote: SocketAddress,
    ) -> wasmtime::Result<Result<Resource<Connection>, ErrorCode>> {
        let remote = socket_address(remote);
        let (admitted, connector, activity) = accessor.with(|mut access| {
            let tcp = access.get().ctx;
            (
                tcp.admit(remote),
                tcp.connector.clone(),
                tcp.activity.clone(),
            )
        });
        if let Err(code) = admitted {
            return Ok(Err(code));
        }
        let attempt = activity.connection(remote);
        let stream = match connector.connect(remote).await {
            Ok(stream) => stream,
            Err(error) => return Ok(Err(error.into())),
        };
        let connection = Connection::new(stream, attempt.established());
        let handle = accessor.with(|mut access| access.get().table.push(connection))?;
        Ok(Ok(handle))
    }

    async fn read(
        accessor: &Accessor<T, Self>,
        connection: Resource<Connection>,
        max: u32,
    ) -> wasmtime::Result<Result<Vec<u8>, ErrorCode>> {
        if max == 0 {
            return Ok(Err(ErrorCode::InvalidArgument));
        }
        let connection = held(accessor, &connection)?;
        let max = usize::try_from(max).unwrap_or(MAX_READ);
        let data = match connection.read(max).await {
            Ok(data) => data,
            Err(error) => return Ok(Err(TcpError::from(error).into())),
        };
        let within = accessor.with(|mut access| {
            let received = &mut access.get().ctx.received;
            received.take(data.len() as u64)
        });
        Ok(within.map(|()| data).map_err(ErrorCode::from))
    }

    async fn write(
        accessor: &Accessor<T, Self>,
        connection: Resource<Connection>,
        data: Vec<u8>,
    ) -> wasmtime::Result<Result<(), ErrorCode>> {
        let connection = held(accessor, &connection)?;
        let within = accessor.with(|mut access| {
            let sent = &mut access.get().ctx.sent;
            sent.take(data.len() as u64)
        });
        if let Err(limit) = within {
            return Ok(Err(limit.into()));
        }
        let written = connection.write(&data).await;
        Ok(written.map_err(|error| TcpError::from(error).into()))
    }
}

fn held<T: Send>(
    accessor: &Accessor<T, TcpInterface>,
    connection: &Resource<Connection>,
) -> wasmtime::Result<Connection> {
    accessor.with(|mut access| Ok(access.get().table.get(connection)?.clone()))
}

fn socket_address(remote: SocketAddress) -> SocketAddr {
    match remote.address {
        IpAddress::Ipv4((a, b, c, d)) => (Ipv4Addr::new(a, b, c, d), remote.port).into(),
        IpAddress::Ipv6((a, b, c, d, e, f, g, h)) => {
            (Ipv6Addr::new(a, b, c, d, e, f, g, h), remote.port).into()
        }
    }
}

impl From<Limit> for ErrorCode {
    fn from(_limit: Limit) -> Self {
        Self::LimitExceeded
    }
}

impl From<Denial> for ErrorCode {
    fn from(denial: Denial) -> Self {
        Self::AccessDenied(match denial {
            Denial::Port => contract::Denial::Port,
            Denial::Address(AddressClass::Unspecified) => contract::Denial::Unspecified,
            Denial::Address(AddressClass::Loopback) => contract::Denial::Loopback,
            Denial::Address(AddressClass::Private) => contract::Denial::Private,
            Denial::Address(AddressClass::Shared) => contract::Denial::Shared,
            Denial::Address(AddressClass::LinkLocal) => contract::Denial::LinkLocal,
            Denial::Address(AddressClass::Metadata) => contract::Denial::Metadata,
            Denial::Address(AddressClass::Documentation) => contract::Denial::Documentation,
            Denial::Address(AddressClass::Benchmarking) => contract::Denial::Benchmarking,
            Denial::Address(AddressClass::Multicast) => contract::Denial::Multicast,
            Denial::Address(AddressClass::Reserved) => contract::Denial::Reserved,
        })
    }
}

impl From<TcpError> for ErrorCode {
    fn from(error: TcpError) -> Self {
        match error {
            TcpError::Refused => Self::ConnectionRefused,
            TcpError::Reset => Self::ConnectionReset,
            TcpError::Closed => Self::ConnectionClosed,
            TcpError::TimedOut => Self::Timeout,
            TcpError::Unreachable => Self::RemoteUnreachable,
            TcpError::NoRoute => Self::NoRoute,
            TcpError::InsufficientResources => Self::InsufficientResources,
            TcpError::Other(why) => Self::Other(Some(why)),
        }
    }
}
