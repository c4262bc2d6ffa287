//! What can go wrong with the outside world.

use std::io::{Error, ErrorKind};

/// Why a query got no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DnsError {
    /// No answer in time.
    #[error("no answer from the resolver in time")]
    Timeout,
    /// The network says that no resolver can be reached, or there is none.
    #[error("no resolver could be reached")]
    Unreachable,
    /// The bytes are not one query.
    #[error("not a DNS query")]
    InvalidMessage,
    /// The response is no response to the query.
    #[error("the resolver's answer makes no sense")]
    InvalidResponse,
    /// This machine is out of file descriptors, buffers or memory.
    #[error("this machine has no more sockets or memory for a DNS query")]
    InsufficientResources,
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

/// Why a connection could not be opened, or broke.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TcpError {
    /// Nothing listens there.
    #[error("connection refused")]
    Refused,
    /// The peer broke it off.
    #[error("connection reset")]
    Reset,
    /// It was closed on this side.
    #[error("connection closed")]
    Closed,
    /// No answer; the network gave up.
    #[error("connection timed out")]
    TimedOut,
    /// The network says that the peer cannot be reached.
    #[error("host unreachable")]
    Unreachable,
    /// This machine has no route for the address family.
    #[error("no route to this address family")]
    NoRoute,
    /// This machine is out of file descriptors, ports, buffers or memory.
    #[error("this machine has no more sockets, ports or memory for a connection")]
    InsufficientResources,
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

impl From<Error> for TcpError {
    fn from(error: Error) -> Self {
        if is_out_of_resources(&error) {
            return Self::InsufficientResources;
        }
        match error.kind() {
            ErrorKind::ConnectionRefused => Self::Refused,
            ErrorKind::ConnectionReset | ErrorKind::BrokenPipe | ErrorKind::ConnectionAborted => {
                Self::Reset
            }
            ErrorKind::NotConnected | ErrorKind::WriteZero => Self::Closed,
            ErrorKind::TimedOut => Self::TimedOut,
            ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => Self::Unreachable,
            _ => Self::Other(error.to_string()),
        }
    }
}

impl From<&Error> for DnsError {
    fn from(error: &Error) -> Self {
        if is_out_of_resources(error) {
            return Self::InsufficientResources;
        }
        match error.kind() {
            ErrorKind::TimedOut => Self::Timeout,
            ErrorKind::UnexpectedEof | ErrorKind::InvalidData => Self::InvalidResponse,
            _ => Self::Unreachable,
        }
    }
}

/// Whether it is this machine that is short of something.
fn is_out_of_resources(error: &Error) -> bool {
    match error.kind() {
        // A port to send from: what has to do with the address family is told
        // apart where the connection is made.
        ErrorKind::OutOfMemory | ErrorKind::AddrNotAvailable => true,
        _ => error.raw_os_error().is_some_and(is_shortage),
    }
}

#[cfg(unix)]
fn is_shortage(code: i32) -> bool {
    [libc::EMFILE, libc::ENFILE, libc::ENOBUFS, libc::ENOMEM].contains(&code)
}

/// WSAEMFILE and WSAENOBUFS.
#[cfg(windows)]
fn is_shortage(code: i32) -> bool {
    [10024, 10055].contains(&code)
}

#[cfg(not(any(unix, windows)))]
fn is_shortage(_code: i32) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_on_this_side_is_told_from_what_fails_on_the_other() {
        for (kind, meant) in [
            (ErrorKind::ConnectionRefused, TcpError::Refused),
            (ErrorKind::ConnectionReset, TcpError::Reset),
            (ErrorKind::NotConnected, TcpError::Closed),
            (ErrorKind::TimedOut, TcpError::TimedOut),
            (ErrorKind::HostUnreachable, TcpError::Unreachable),
            (ErrorKind::OutOfMemory, TcpError::InsufficientResources),
            (ErrorKind::AddrNotAvailable, TcpError::InsufficientResources),
        ] {
            assert_eq!(TcpError::from(Error::from(kind)), meant, "{kind}");
        }
        let timeout = Error::from(ErrorKind::TimedOut);
        assert_eq!(DnsError::from(&timeout), DnsError::Timeout);
    }

    #[cfg(unix)]
    #[test]
    fn a_machine_that_is_short_of_something_says_nothing_about_the_peer() {
        for code in [libc::EMFILE, libc::ENFILE, libc::ENOBUFS, libc::ENOMEM] {
            let error = Error::from_raw_os_error(code);
            assert_eq!(DnsError::from(&error), DnsError::InsufficientResources);
            assert_eq!(TcpError::from(error), TcpError::InsufficientResources);
        }
    }
}
