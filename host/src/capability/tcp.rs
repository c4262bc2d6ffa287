//! `checker:plugin/tcp`.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::sync::Mutex;
use wasmtime::component::{Accessor, HasSelf, Resource};

use crate::bindings::checker::plugin::tcp::{
    ErrorCode, Host, HostConnection, HostConnectionWithStore, IpAddress, SocketAddress,
};
use crate::engine::{Activity, Guest};
use crate::network::{BoxStream, TcpError};

/// The most bytes that one read hands over.
const MAX_READ: usize = 64 * 1024;

/// A connection in a guest's hands.
#[expect(unreachable_pub, reason = "named by the generated bindings")]
pub struct Connection(Arc<Inner>);

struct Inner {
    reader: Mutex<ReadHalf<BoxStream>>,
    writer: Mutex<Writer>,
    activity: Arc<Activity>,
}

struct Writer {
    half: WriteHalf<BoxStream>,
    /// What a cancelled write left behind.
    pending: Vec<u8>,
}

impl Writer {
    /// Sends everything that is pending. What is sent is forgotten at once, so
    /// being cancelled neither loses nor repeats a byte.
    async fn flush(&mut self) -> std::io::Result<()> {
        while !self.pending.is_empty() {
            let sent = self.half.write(&self.pending).await?;
            if sent == 0 {
                return Err(std::io::ErrorKind::WriteZero.into());
            }
            self.pending.drain(..sent);
        }
        self.half.flush().await
    }
}

impl Inner {
    async fn read(&self, max: usize) -> std::io::Result<Vec<u8>> {
        let mut buffer = Vec::with_capacity(max.min(MAX_READ));
        let mut reader = self.reader.lock().await;
        let mut reading = std::pin::pin!(reader.read_buf(&mut buffer));
        let flushing = async {
            // A write may be going on beside the read; then that one flushes.
            let Ok(mut writer) = self.writer.try_lock() else {
                return std::future::pending().await;
            };
            if writer.pending.is_empty() {
                return std::future::pending().await;
            }
            writer.flush().await
        };
        tokio::select! {
            biased;
            count = &mut reading => { count?; }
            flushed = flushing => {
                flushed?;
                reading.await?;
            }
        }
        Ok(buffer)
    }

    async fn write(&self, data: &[u8]) -> std::io::Result<()> {
        let mut writer = self.writer.lock().await;
        writer.pending.extend_from_slice(data);
        writer.flush().await
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.activity.connection_ends();
    }
}

impl Host for Guest {}

impl HostConnection for Guest {
    fn drop(&mut self, connection: Resource<Connection>) -> wasmtime::Result<()> {
        self.table.delete(connection)?;
        Ok(())
    }
}

impl<T: Send> HostConnectionWithStore<T> for HasSelf<Guest> {
    async fn connect(
        accessor: &Accessor<T, Self>,
        remote: SocketAddress,
    ) -> wasmtime::Result<Result<Resource<Connection>, ErrorCode>> {
        let remote = socket_address(remote);
        if remote.port() == 0 {
            return Ok(Err(ErrorCode::InvalidArgument));
        }
        let admitted = accessor.with(|mut access| {
            let guest = access.get();
            // The policy first: what is not allowed costs nothing.
            guest
                .policy
                .check(remote)
                .map_err(ErrorCode::AccessDenied)?;
            let budget = guest.budget.connection(&guest.limits);
            budget.map_err(|_| ErrorCode::LimitExceeded)?;
            Ok((guest.network.clone(), guest.activity.clone()))
        });
        let (network, activity) = match admitted {
            Ok(admitted) => admitted,
            Err(code) => return Ok(Err(code)),
        };
        activity.connection_begins();
        let attempt = Attempt(Some(activity.clone()));
        let stream = match network.connect(remote).await {
            Ok(stream) => stream,
            Err(error) => return Ok(Err(error.into())),
        };
        attempt.succeed();
        activity.connection_established();
        let (reader, half) = tokio::io::split(stream);
        let connection = Connection(Arc::new(Inner {
            reader: Mutex::new(reader),
            writer: Mutex::new(Writer {
                half,
                pending: Vec::new(),
            }),
            activity,
        }));
        Ok(Ok(
            accessor.with(|mut access| access.get().table.push(connection))?
        ))
    }

    async fn read(
        accessor: &Accessor<T, Self>,
        connection: Resource<Connection>,
        max: u32,
    ) -> wasmtime::Result<Result<Vec<u8>, ErrorCode>> {
        if max == 0 {
            return Ok(Err(ErrorCode::InvalidArgument));
        }
        let inner = inner(accessor, &connection)?;
        let max = usize::try_from(max).unwrap_or(MAX_READ);
        let data = match inner.read(max).await {
            Ok(data) => data,
            Err(error) => return Ok(Err(TcpError::from(error).into())),
        };
        inner.activity.bytes_received(data.len());
        let within = accessor.with(|mut access| {
            let guest = access.get();
            guest.budget.receive(data.len(), &guest.limits)
        });
        Ok(match within {
            Ok(()) => Ok(data),
            Err(_) => Err(ErrorCode::LimitExceeded),
        })
    }

    async fn write(
        accessor: &Accessor<T, Self>,
        connection: Resource<Connection>,
        data: Vec<u8>,
    ) -> wasmtime::Result<Result<(), ErrorCode>> {
        let inner = inner(accessor, &connection)?;
        let within = accessor.with(|mut access| {
            let guest = access.get();
            guest.budget.send(data.len(), &guest.limits)
        });
        if within.is_err() {
            return Ok(Err(ErrorCode::LimitExceeded));
        }
        inner.activity.bytes_sent(data.len());
        Ok(inner
            .write(&data)
            .await
            .map_err(|error| TcpError::from(error).into()))
    }
}

/// Counts a connection as finished unless it was established.
struct Attempt(Option<Arc<Activity>>);

impl Attempt {
    fn succeed(mut self) {
        self.0 = None;
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        if let Some(activity) = &self.0 {
            activity.connection_ends();
        }
    }
}

fn inner<T: Send>(
    accessor: &Accessor<T, HasSelf<Guest>>,
    connection: &Resource<Connection>,
) -> wasmtime::Result<Arc<Inner>> {
    accessor.with(|mut access| {
        let connection = access.get().table.get(connection)?;
        Ok(connection.0.clone())
    })
}

fn socket_address(remote: SocketAddress) -> SocketAddr {
    match remote.address {
        IpAddress::Ipv4((a, b, c, d)) => (Ipv4Addr::new(a, b, c, d), remote.port).into(),
        IpAddress::Ipv6((a, b, c, d, e, f, g, h)) => {
            (Ipv6Addr::new(a, b, c, d, e, f, g, h), remote.port).into()
        }
    }
}

impl From<TcpError> for ErrorCode {
    fn from(error: TcpError) -> Self {
        match error {
            TcpError::Refused => Self::ConnectionRefused,
            TcpError::Reset => Self::ConnectionReset,
            TcpError::TimedOut => Self::Timeout,
            TcpError::Unreachable => Self::RemoteUnreachable,
            TcpError::NoRoute => Self::NoRoute,
            TcpError::Other(why) => Self::Other(Some(why)),
        }
    }
}
