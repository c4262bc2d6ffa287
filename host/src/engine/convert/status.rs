//! Statuses.

use crate::engine::capability::bindings::checker::plugin::types;
use crate::model::Status;

impl From<types::Status> for Status {
    fn from(status: types::Status) -> Self {
        match status {
            types::Status::Unknown => Self::Unknown,
            types::Status::Ok => Self::Ok,
            types::Status::Info => Self::Info,
            types::Status::Warn => Self::Warn,
            types::Status::Crit => Self::Crit,
            types::Status::Error => Self::Error,
        }
    }
}

impl From<Status> for types::Status {
    fn from(status: Status) -> Self {
        match status {
            Status::Unknown => Self::Unknown,
            Status::Ok => Self::Ok,
            Status::Info => Self::Info,
            Status::Warn => Self::Warn,
            Status::Crit => Self::Crit,
            Status::Error => Self::Error,
        }
    }
}
