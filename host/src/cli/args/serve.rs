//! `serve`: the server's settings, from flags or the environment.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::checkers::PortArguments;
use super::compile::CacheArguments;
use super::keeping::KeepingArguments;
use super::options::OptionArguments;
use super::value;
use crate::engine::Limit;
use crate::serve::Subnet;

#[derive(Debug, Args)]
pub(in crate::cli) struct ServeArguments {
    /// Where to listen.
    #[arg(short, long, value_name = "ADDR:PORT", env = "CHECKER_LISTEN", default_value = "127.0.0.1:8080",
        value_parser = value::listen)]
    pub(in crate::cli) listen: SocketAddr,
    /// Ask the server that listens there for its health, and exit 0 or 1.
    #[arg(long)]
    pub(in crate::cli) healthcheck: bool,
    /// Another component, beside the checkers that come with this program or in
    /// place of the one of its identifier; may be repeated.
    #[arg(
        long,
        value_name = "FILE.wasm",
        env = "CHECKER_COMPONENT",
        value_delimiter = ','
    )]
    pub(in crate::cli) component: Vec<PathBuf>,
    /// Which checker to serve, by its identifier; by default the first component
    /// that can be asked, else the main one of this program.
    #[arg(long, value_name = "ID", env = "CHECKER_CHECKER")]
    pub(in crate::cli) checker: Option<String>,
    /// Serve all, each below its identifier.
    #[arg(long, env = "CHECKER_ALL", conflicts_with = "checker")]
    pub(in crate::cli) all: bool,
    /// How many checks run at once.
    #[arg(long, value_name = "N", env = "CHECKER_MAX_CHECKS", default_value = "32",
        value_parser = value::count)]
    pub(in crate::cli) max_checks: usize,
    /// How many checks wait for a permit; beyond that the answer is 503.
    #[arg(long, value_name = "N", env = "CHECKER_MAX_QUEUE", default_value = "1024",
        value_parser = value::queue)]
    pub(in crate::cli) max_queue: usize,
    /// How many connections are open at once, if there are open files for them;
    /// beyond that the answer is 503, but for /health.
    #[arg(long, value_name = "N", env = "CHECKER_MAX_CONNECTIONS", default_value = "2048",
        value_parser = value::connections)]
    pub(in crate::cli) max_connections: usize,
    /// A network whose clients may have more than a fair share of connections
    /// and checks, such as a platform's or a proxy's; may be repeated. Without,
    /// it is this machine.
    #[arg(
        long,
        value_name = "CIDR",
        env = "CHECKER_TRUSTED",
        value_delimiter = ','
    )]
    pub(in crate::cli) trusted: Vec<Subnet>,
    /// A proxy that is believed when it says, in X-Forwarded-For, whom it asks
    /// for; may be repeated.
    #[arg(
        long,
        value_name = "CIDR",
        env = "CHECKER_TRUST_PROXY",
        value_delimiter = ','
    )]
    pub(in crate::cli) trust_proxy: Vec<Subnet>,
    #[command(flatten)]
    pub(in crate::cli) keeping: KeepingArguments,
    /// For how many seconds a result answers identical requests.
    #[arg(long, value_name = "SECONDS", env = "CHECKER_CACHE", default_value = "0",
        value_parser = value::seconds)]
    pub(in crate::cli) cache: Duration,
    /// Allow destinations that are not global unicast addresses: for test labs.
    #[arg(long, env = "CHECKER_ALLOW_PRIVATE")]
    pub(in crate::cli) allow_private: bool,
    /// A name under which the server may be asked, besides addresses and names
    /// of one label; may be repeated. Without, only the pages hold to that.
    #[arg(
        long,
        value_name = "NAME",
        env = "CHECKER_ALLOW_HOST",
        value_delimiter = ','
    )]
    pub(in crate::cli) allow_host: Vec<String>,
    /// A DNS resolver to ask instead of the system's; may be repeated.
    #[arg(short, long, value_name = "IP[:PORT]", env = "CHECKER_RESOLVER", value_delimiter = ',',
        value_parser = value::resolver)]
    pub(in crate::cli) resolver: Vec<SocketAddr>,
    #[command(flatten)]
    pub(in crate::cli) options: OptionArguments,
    /// Leave out a checker; may be repeated.
    #[arg(
        long,
        value_name = "ID",
        env = "CHECKER_WITHOUT",
        value_delimiter = ','
    )]
    pub(in crate::cli) without: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) ports: PortArguments,
    /// What a checker may use, such as connections=128; may be repeated.
    #[arg(long, value_name = "NAME=VALUE", env = "CHECKER_LIMIT", value_delimiter = ',',
        value_parser = value::limit)]
    pub(in crate::cli) limit: Vec<(Limit, u64)>,
    #[command(flatten)]
    pub(in crate::cli) compiled: CacheArguments,
    /// Check the simulated internet of the demo instead of the real one.
    #[arg(long, env = "CHECKER_DEMO")]
    pub(in crate::cli) demo: bool,
    /// The form of the log, on standard error.
    #[arg(long, value_enum, env = "CHECKER_LOG", default_value_t = LogFormat::Human)]
    pub(in crate::cli) log: LogFormat,
    /// What is logged: this and what is graver.
    #[arg(long, value_enum, env = "CHECKER_LOG_LEVEL", default_value_t = LogLevel::Info)]
    pub(in crate::cli) log_level: LogLevel,
}

/// How much is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum LogLevel {
    /// What did not work.
    Error,
    /// What may become a trouble.
    Warn,
    /// What was done.
    Info,
    /// How it was done.
    Debug,
    /// Everything.
    Trace,
}

/// The form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum LogFormat {
    /// Lines for reading.
    Human,
    /// One JSON object for each event.
    Json,
}
