//! What checkers say of themselves and return, in types of this library's own:
//! independent of the contract's version and of how a component is run.
//!
//! Whatever only one checker understands (observations, plans, payloads) stays
//! JSON text, see [`Json`].

mod check;
mod definition;
mod entry;
mod json;
mod metric;
pub(crate) mod milliseconds;
pub(crate) mod moment;
mod option;
mod options;
mod state;
mod status;
mod summary;

pub use check::{Collection, Discovery, Evidence, Precheck, RuleSwitch};
pub use definition::{Availability, Class, Definition, Interval, Rule};
pub use entry::{Entry, Related};
pub use json::{Json, NotJson};
pub use metric::Metric;
pub use option::{InvalidOption, OptionField, OptionType, Scope};
pub use options::Options;
pub use state::{Meta, Snippet, State};
pub use status::Status;
pub use summary::{Audience, Gauge, Problem, Row, Summary, Table};
