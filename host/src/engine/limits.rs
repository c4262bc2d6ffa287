//! What a guest may use.

use std::fmt;
use std::time::Duration;

const MIB: u64 = 1024 * 1024;
/// Longer than this nothing is waited for, in seconds: a day.
const MAX_SECONDS: u64 = 24 * 60 * 60;

/// The one table of limits: variant, name, how a value counts, the field with
/// its type and how it is made of a number, the default, the most that can be
/// set, and what is bounded, in words.
macro_rules! limits {
    ($(
        $(#[$doc:meta])*
        $variant:ident $name:literal, $unit:ident,
        $field:ident: $type:ty = $make:path,
        default $default:expr, most $most:expr,
        $describe:literal;
    )+) => {
        /// What one call of a guest may use. The defaults suit a platform that
        /// runs components it did not write.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct Limits {
            $($(#[$doc])* pub $field: $type,)+
        }

        /// A limit.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Limit {
            $($(#[$doc])* $variant,)+
        }

        impl Default for Limits {
            fn default() -> Self {
                Self { $($field: $make($default),)+ }
            }
        }

        impl Limits {
            /// Sets a limit: seconds for times, bytes for sizes, else a number.
            /// What is more than a host can give is cut to that.
            pub fn set(&mut self, limit: Limit, value: u64) {
                match limit {
                    $(Limit::$variant => self.$field = $make(value.min($most)),)+
                }
            }
        }

        impl Limit {
            /// All limits.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Its name, for states and settings.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What it bounds, in words.
            pub fn describe(self) -> &'static str {
                match self { $(Self::$variant => $describe,)+ }
            }

            /// In what its value is counted.
            pub fn unit(self) -> Unit {
                match self { $(Self::$variant => Unit::$unit,)+ }
            }

            /// The most that it can be set to: what a machine can give.
            pub fn most(self) -> u64 {
                match self { $(Self::$variant => $most,)+ }
            }

            /// Its value where nothing else is set.
            pub fn default_value(self) -> u64 {
                match self { $(Self::$variant => $default,)+ }
            }
        }
    };
}

limits! {
    /// Linear memory, in bytes. Default 64 MiB.
    Memory "memory", Bytes,
        memory_bytes: usize = size, default 64 * MIB, most 4096 * MIB,
        "memory of one check";
    /// Elements of each table. Default 20,000.
    Table "table", Count,
        table_elements: usize = size, default 20_000, most 10_000_000,
        "table size of one check";
    /// The guest's call stack, in bytes: one for all guests of an engine.
    /// Default 512 KiB.
    Stack "stack", Bytes,
        stack_bytes: usize = size, default MIB / 2, most 64 * MIB,
        "call depth of one check";
    /// Core instances, tables and memories of the component, each. A component
    /// of Rust has some ten, one of a language that brings its runtime along a
    /// few dozen. Default 100.
    Instances "instances", Count,
        instances: usize = size, default 100, most 10_000,
        "instances of one check";
    /// Open handles. Default 512.
    Handles "handles", Count,
        handles: usize = size, default 512, most 1_000_000,
        "handles of one check";
    /// Bytes that one call of an import or a result may carry. Default 16 MiB.
    HostcallBytes "hostcall-bytes", Bytes,
        hostcall_bytes: usize = size, default 16 * MIB, most 4096 * MIB,
        "bytes handed over in one call";
    /// Bytes taken of standard error. Default 16 KiB.
    StderrBytes "stderr-bytes", Bytes,
        stderr_bytes: usize = size, default 16 * 1024, most 64 * MIB,
        "standard error of one check";
    /// Time on the processor. Default 5 s.
    Cpu "cpu", Seconds,
        cpu: Duration = Duration::from_secs, default 5, most MAX_SECONDS,
        "processor time of one check";
    /// Time by the clock. A check ends sooner where the checker says how long
    /// it can take at most. Default 300 s.
    Deadline "deadline", Seconds,
        deadline: Duration = Duration::from_secs, default 300, most MAX_SECONDS,
        "duration of one check";
    /// Connections opened. Default 64.
    Connections "connections", Count,
        connections: u64 = identity, default 64, most u64::MAX,
        "connections of one check";
    /// DNS queries asked. Default 200.
    Queries "queries", Count,
        queries: u64 = identity, default 200, most u64::MAX,
        "DNS queries of one check";
    /// Bytes received over all connections. Default 8 MiB.
    ReceivedBytes "received-bytes", Bytes,
        received_bytes: u64 = identity, default 8 * MIB, most u64::MAX,
        "bytes received by one check";
    /// Bytes sent over all connections. Default 8 MiB.
    SentBytes "sent-bytes", Bytes,
        sent_bytes: u64 = identity, default 8 * MIB, most u64::MAX,
        "bytes sent by one check";
}

/// In what a limit is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A plain number.
    Count,
    /// Bytes.
    Bytes,
    /// Seconds.
    Seconds,
}

/// No limit has this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no limit \"{name}\"; there are {known}", known = Limit::names())]
pub struct UnknownLimit {
    name: String,
}

impl Limit {
    /// The names of all limits, separated by commas.
    fn names() -> String {
        let names: Vec<&str> = Self::ALL.iter().map(|limit| limit.name()).collect();
        names.join(", ")
    }
}

impl std::str::FromStr for Limit {
    type Err = UnknownLimit;

    fn from_str(name: &str) -> Result<Self, UnknownLimit> {
        let of_name = |limit: &&Self| limit.name() == name;
        let limit = Self::ALL.iter().find(of_name).copied();
        limit.ok_or_else(|| UnknownLimit {
            name: name.to_owned(),
        })
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.describe())
    }
}

fn size(value: u64) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

fn identity(value: u64) -> u64 {
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_has_a_name_of_its_own_and_can_be_set_by_it() {
        for limit in Limit::ALL {
            assert_eq!(limit.name().parse(), Ok(*limit));
        }
        let unknown = "patience".parse::<Limit>().unwrap_err().to_string();
        assert!(
            unknown.contains("patience") && unknown.contains("sent-bytes"),
            "{unknown}"
        );
    }

    #[test]
    fn setting_the_default_changes_nothing_and_setting_another_value_does() {
        for limit in Limit::ALL {
            let mut limits = Limits::default();
            limits.set(*limit, limit.default_value());
            assert_eq!(limits, Limits::default(), "{limit}");
            limits.set(*limit, 1);
            assert_ne!(limits, Limits::default(), "{limit}");
        }
    }

    #[test]
    fn no_value_is_too_great_to_be_reckoned_with() {
        let mut limits = Limits::default();
        for limit in Limit::ALL {
            limits.set(*limit, u64::MAX);
        }
        let now = Duration::from_secs(u64::from(u32::MAX));
        assert!(now.checked_add(limits.deadline).is_some());
        assert!(now.checked_add(limits.cpu).is_some());
        assert!(limits.memory_bytes <= 4 << 30);
    }
}
