//! Many domains: checks, so many at a time, and what is written of each.
//!
//! [`run`] makes the checks and hands over each result. [`Lines`] writes one line
//! of a result, in one of the [`LineFormat`]s. [`Reader`] reads such lines, of
//! whatever format, back into [`Record`]s: what all of them say in few words.
//! [`Tally`] counts records for a summary, [`Census`] all that they say.

mod census;
mod columns;
mod comparison;
mod line;
mod names;
mod reader;
mod record;
mod row;
mod run;
#[cfg(test)]
mod schemas;
mod surveyed;
mod tally;

pub use census::{Census, Days, Fact, Frequent, Scale, Taken};
pub use columns::Columns;
#[cfg(feature = "page")]
pub(crate) use columns::part;
pub use comparison::{Comparison, Difference, Seen};
pub use line::{LineFormat, Lines, refused};
pub use names::Names;
pub use reader::{Read, ReadError, Reader};
pub use record::{NotARecord, Record};
pub use run::{check, run};
pub use surveyed::Surveyed;
pub use tally::Tally;
