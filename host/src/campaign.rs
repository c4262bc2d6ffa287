//! A survey over many machines: jobs and results on a NATS server with
//! JetStream, workers that take jobs, and one who follows the results.
//!
//! What has to survive is on the server, each in one place:
//!
//! - the bucket `checker-campaigns` says which campaigns there are, and what is
//!   checked with ([`Plan`]);
//! - a work queue holds the jobs, each until its result is stored;
//! - a stream holds the results, one for each job: its subject is the job, and a
//!   second message of one subject is refused. So it decides what is done,
//!   however long somebody was away;
//! - the bucket `checker-leases` shares the connections to one address among all
//!   workers.
//!
//! Everything else can be stopped, killed and begun anew anywhere.

mod access;
mod bucket;
mod error;
mod follow;
mod job;
mod lease;
mod link;
mod missing;
mod name;
mod plan;
mod progress;
mod publish;
mod registry;
mod retry;
mod submit;
mod survey;
mod worker;

pub use access::Access;
pub use error::Error;
pub use job::JobId;
pub use lease::{LeasedConnector, Leases};
pub use link::{Link, Notice};
pub use name::{InvalidName, Name};
pub use plan::{Difference, Form, Plan};
pub use progress::Progress;
pub use registry::Campaigns;
pub use survey::survey;
pub use worker::{MAX_DEATHS, Said, Settings, work};
