//! What a guest may use.

use std::fmt;
use std::time::Duration;

/// What one call of a guest may use. The defaults suit a platform that runs
/// components it did not write.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Limits {
    /// Linear memory, in bytes. Default 64 MiB.
    pub memory_bytes: usize,
    /// Elements of each table. Default 20,000.
    pub table_elements: usize,
    /// The guest's call stack, in bytes. Default 512 KiB.
    pub stack_bytes: usize,
    /// Core instances, tables and memories of the component, each. Default 32.
    pub instances: usize,
    /// Open handles. Default 512.
    pub handles: usize,
    /// Bytes that one call of an import or a result may carry. Default 16 MiB.
    pub hostcall_bytes: usize,
    /// Bytes taken of standard error. Default 16 KiB.
    pub stderr_bytes: usize,
    /// Time on the processor. Default 5 s.
    pub cpu: Duration,
    /// Time by the clock. Default 60 s.
    pub deadline: Duration,
    /// Connections opened. Default 64.
    pub connections: u32,
    /// DNS queries asked. Default 200.
    pub queries: u32,
    /// Bytes received over all connections. Default 8 MiB.
    pub received_bytes: u64,
    /// Bytes sent over all connections. Default 8 MiB.
    pub sent_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: usize = 1024 * 1024;
        Self {
            memory_bytes: 64 * MIB,
            table_elements: 20_000,
            stack_bytes: MIB / 2,
            instances: 32,
            handles: 512,
            hostcall_bytes: 16 * MIB,
            stderr_bytes: 16 * 1024,
            cpu: Duration::from_secs(5),
            deadline: Duration::from_secs(60),
            connections: 64,
            queries: 200,
            received_bytes: 8 * MIB as u64,
            sent_bytes: 8 * MIB as u64,
        }
    }
}

impl Limits {
    /// Sets the limit of this name (see [`Limit::name`]): seconds for times,
    /// bytes for sizes, else a number.
    pub fn set(&mut self, name: &str, value: u64) -> Result<(), UnknownLimit> {
        let size = usize::try_from(value).unwrap_or(usize::MAX);
        let count = u32::try_from(value).unwrap_or(u32::MAX);
        match name {
            "memory" => self.memory_bytes = size,
            "table" => self.table_elements = size,
            "instances" => self.instances = size,
            "handles" => self.handles = size,
            "hostcall-bytes" => self.hostcall_bytes = size,
            "stderr-bytes" => self.stderr_bytes = size,
            "cpu" => self.cpu = Duration::from_secs(value),
            "deadline" => self.deadline = Duration::from_secs(value),
            "connections" => self.connections = count,
            "queries" => self.queries = count,
            "received-bytes" => self.received_bytes = value,
            "sent-bytes" => self.sent_bytes = value,
            _ => return Err(UnknownLimit(name.to_owned())),
        }
        Ok(())
    }
}

/// No limit that can be set has this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no limit \"{0}\"; there are memory, table, instances, handles, hostcall-bytes, \
     stderr-bytes, cpu, deadline, connections, queries, received-bytes and sent-bytes"
)]
pub struct UnknownLimit(String);

/// A limit that was hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Limit {
    /// Linear memory.
    Memory,
    /// Table elements.
    Table,
    /// Core instances, tables or memories.
    Instances,
    /// Open handles.
    Handles,
    /// Bytes of one call of an import, or of a result.
    HostcallBytes,
    /// Bytes of standard error.
    StderrBytes,
    /// The call stack.
    Stack,
    /// Time on the processor.
    Cpu,
    /// Time by the clock.
    Deadline,
    /// Connections.
    Connections,
    /// DNS queries.
    Queries,
    /// Bytes received.
    ReceivedBytes,
    /// Bytes sent.
    SentBytes,
}

impl Limit {
    /// The name used in states and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Table => "table",
            Self::Instances => "instances",
            Self::Handles => "handles",
            Self::HostcallBytes => "hostcall-bytes",
            Self::StderrBytes => "stderr-bytes",
            Self::Stack => "stack",
            Self::Cpu => "cpu",
            Self::Deadline => "deadline",
            Self::Connections => "connections",
            Self::Queries => "queries",
            Self::ReceivedBytes => "received-bytes",
            Self::SentBytes => "sent-bytes",
        }
    }

    /// What it bounds, in words.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Memory => "memory of one check",
            Self::Table => "table size of one check",
            Self::Instances => "instances of one check",
            Self::Handles => "handles of one check",
            Self::HostcallBytes => "bytes handed over in one call",
            Self::StderrBytes => "standard error of one check",
            Self::Stack => "call depth of one check",
            Self::Cpu => "processor time of one check",
            Self::Deadline => "duration of one check",
            Self::Connections => "connections of one check",
            Self::Queries => "DNS queries of one check",
            Self::ReceivedBytes => "bytes received by one check",
            Self::SentBytes => "bytes sent by one check",
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.describe())
    }
}
