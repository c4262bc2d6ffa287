//! `worker`: checks for surveys on a NATS server.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::checkers::PortArguments;
use super::compile::CacheArguments;
use super::nats::NatsArguments;
use super::value;
use crate::campaign::Name;
use crate::engine::Limit;

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
    /// Another component, beside the checkers that come with this program or in
    /// place of the one of its identifier; may be repeated.
    #[arg(long, value_name = "FILE.wasm")]
    pub(in crate::cli) component: Vec<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) ports: PortArguments,
    /// What a checker may use, such as connections=128, queries=400, cpu=10
    /// (seconds), memory=134217728 (bytes); may be repeated.
    #[arg(long, value_name = "NAME=VALUE", value_parser = value::limit)]
    pub(in crate::cli) limit: Vec<(Limit, u64)>,
    #[command(flatten)]
    pub(in crate::cli) compiled: CacheArguments,
    /// Work on campaigns of the demo's simulated internet.
    #[arg(long)]
    pub(in crate::cli) demo: bool,
}
