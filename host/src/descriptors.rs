//! File descriptors: each connection takes one, and where there are none left,
//! sound peers look dead.

/// What the process itself has open: the runtime, the standard streams, the
/// system's configuration, what it listens on.
pub(crate) const OWN: u64 = 64;
/// Sockets for DNS that a check has open beside its connections.
const DNS: u64 = 8;

/// How many descriptors the process may have; `None` where there is no limit,
/// or the system does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Descriptors {
    /// Before anything was asked for.
    pub(crate) before: Option<u64>,
    /// Now.
    pub(crate) now: Option<u64>,
    /// The most that could be asked for.
    pub(crate) hard: Option<u64>,
}

/// What a check within these connections may have open.
pub(crate) fn of_a_check(connections: u64) -> u64 {
    connections.saturating_add(DNS)
}

/// Lets the process have as many descriptors as it may ask for.
#[cfg(unix)]
pub(crate) fn raise() -> Descriptors {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    let before = limit.current;
    let hard = limit.maximum;
    let now = match before != hard && setrlimit(Resource::Nofile, raised).is_ok() {
        true => hard,
        false => before,
    };
    Descriptors { before, now, hard }
}

/// How many there are is not known here.
#[cfg(not(unix))]
pub(crate) fn raise() -> Descriptors {
    Descriptors {
        before: None,
        now: None,
        hard: None,
    }
}
