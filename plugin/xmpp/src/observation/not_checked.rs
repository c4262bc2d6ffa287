//! Why nothing is known about an endpoint.

use checker_kit::tcp::{Denial, TcpError};
use serde::{Deserialize, Serialize};

/// Why nothing is known about an endpoint, for reasons on the prober's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "detail")]
pub enum NotChecked {
    /// The time of the whole check was up before that of the endpoint.
    #[error("the time for the whole check was up")]
    OutOfTime,
    /// The prober has no route for the address family.
    #[error("the prober has no route to this address family")]
    NoRoute,
    /// The host's policy forbids the destination. A denied
    /// [port](Denial::Port) is denied to whoever looks: the record is wrong.
    #[error("blocked by policy: {0}")]
    Blocked(Denial),
    /// The prober's machine is out of descriptors, ports or memory.
    #[error("the prober's machine is out of file descriptors, ports or memory")]
    NoResources,
    /// The host's budget for this check is used up.
    #[error("a limit of the host was reached")]
    Limit,
}

impl NotChecked {
    /// The reason in an error of the connection, if it lies on our side.
    pub fn of(error: &TcpError) -> Option<Self> {
        match error {
            TcpError::NoRoute => Some(Self::NoRoute),
            TcpError::Blocked(denial) => Some(Self::Blocked(*denial)),
            TcpError::NoResources => Some(Self::NoResources),
            TcpError::Limit => Some(Self::Limit),
            TcpError::Refused
            | TcpError::Reset
            | TcpError::TimedOut
            | TcpError::Unreachable
            | TcpError::Other(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_local_is_not_checked_and_nothing_else() {
        for error in [
            TcpError::Refused,
            TcpError::Reset,
            TcpError::TimedOut,
            TcpError::Unreachable,
            TcpError::NoRoute,
            TcpError::Blocked(Denial::Port),
            TcpError::NoResources,
            TcpError::Limit,
            TcpError::Other("strange".into()),
        ] {
            assert_eq!(
                NotChecked::of(&error).is_some(),
                error.is_local(),
                "{error}"
            );
        }
    }
}
