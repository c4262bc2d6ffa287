//! `worker`: checks for surveys on a NATS server.

use std::net::SocketAddr;

use clap::Args;

use super::checkers::GuestArguments;
use super::nats::NatsArguments;
use super::value;
use crate::campaign::Name;

#[derive(Debug, Args)]
pub(in crate::cli) struct WorkerArguments {
    #[command(flatten)]
    pub(in crate::cli) nats: NatsArguments,
    /// Work on this campaign, also where it has not begun; by default on all that
    /// there are.
    #[arg(long, value_name = "NAME", value_parser = value::campaign)]
    pub(in crate::cli) campaign: Option<Name>,
    /// How many checks run at once; by default 32 for each processor.
    #[arg(long, value_name = "N", value_parser = value::count)]
    pub(in crate::cli) concurrency: Option<usize>,
    /// A DNS resolver to ask instead of the system's; may be repeated.
    #[arg(short, long, value_name = "IP[:PORT]", value_parser = value::resolver)]
    pub(in crate::cli) resolver: Vec<SocketAddr>,
    #[command(flatten)]
    pub(in crate::cli) guests: GuestArguments,
    /// Work on campaigns of the demo's simulated internet.
    #[arg(long)]
    pub(in crate::cli) demo: bool,
}
