//! What can be typed.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Checks the XMPP (Jabber) deployment of a domain: what is wrong, for whom,
/// and how to mend it.
#[derive(Debug, Parser)]
#[command(name = "checker-xmpp", version, about, after_help = EXIT_CODES)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

const EXIT_CODES: &str =
    "Exit codes: 0 ok or info, 1 warn, 2 crit, 3 unknown, error or wrong usage.";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check a domain. Private and loopback addresses are allowed.
    #[command(after_help = EXIT_CODES)]
    Check(CheckArguments),
    /// The same check on a built-in simulated internet, offline.
    ///
    /// With a name the exit code is that of the check; without, it is 0.
    Demo(DemoArguments),
    /// Check many domains: one JSON line for each as it ends, and a summary.
    ///
    /// Private and loopback addresses are allowed.
    Survey(SurveyArguments),
    /// A worker for checker platforms (happyDomain), a page for people and a
    /// probe for Prometheus, over HTTP.
    ///
    /// Served checks take their domain from strangers: only global unicast
    /// addresses are connected to, unless --allow-private is given.
    Serve(ServeArguments),
    /// What the checkers are: options, rules, versions, as JSON.
    Definition(DefinitionArguments),
}

#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    /// The XMPP domain: what follows the @ in its addresses.
    pub(super) domain: String,
    #[command(flatten)]
    pub(super) probe: ProbeArguments,
    #[command(flatten)]
    pub(super) output: OutputArguments,
    /// A DNS resolver to ask instead of the system's; may be repeated.
    #[arg(long, value_name = "IP[:PORT]", value_parser = resolver)]
    pub(super) resolver: Vec<SocketAddr>,
    /// Another component to run in place of the built-in XMPP checker.
    #[arg(long, value_name = "FILE.wasm")]
    pub(super) component: Option<PathBuf>,
    /// Leave the TLS checker out: no certificate findings.
    #[arg(long)]
    pub(super) no_tls: bool,
    /// Also trust the certificate authorities in this PEM file.
    #[arg(long, value_name = "FILE")]
    pub(super) ca: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct DemoArguments {
    /// Which domain of the simulated internet; without, they are listed.
    pub(super) domain: Option<String>,
    #[command(flatten)]
    pub(super) probe: ProbeArguments,
    #[command(flatten)]
    pub(super) output: OutputArguments,
}

#[derive(Debug, Args)]
pub(super) struct SurveyArguments {
    /// A file with one domain on each line, comments after #; - for standard
    /// input.
    #[arg(value_name = "FILE")]
    pub(super) list: PathBuf,
    /// How many checks run at once; by default 32 for each processor.
    #[arg(long, value_name = "N", value_parser = count)]
    pub(super) concurrency: Option<usize>,
    /// How many connections to one address at once, over all checks.
    #[arg(long, value_name = "N", default_value = "16", value_parser = count)]
    pub(super) per_address: usize,
    /// Append the lines to a file instead of printing them.
    #[arg(long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Skip the domains that the output file has already.
    #[arg(long, requires = "output")]
    pub(super) resume: bool,
    /// Leave everything out of the lines but the verdicts.
    #[arg(long)]
    pub(super) brief: bool,
    /// Which side to probe.
    #[arg(long, value_name = "c2s|s2s|both", default_value = "both",
        value_parser = ["both", "c2s", "s2s"])]
    pub(super) mode: String,
    /// Seconds for each endpoint, 1 to 60.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(super) timeout: Option<f64>,
    /// A DNS resolver to ask instead of the system's; may be repeated.
    #[arg(long, value_name = "IP[:PORT]", value_parser = resolver)]
    pub(super) resolver: Vec<SocketAddr>,
    /// Leave the TLS checker out: no certificate findings.
    #[arg(long)]
    pub(super) no_tls: bool,
    /// Also trust the certificate authorities in this PEM file.
    #[arg(long, value_name = "FILE")]
    pub(super) ca: Option<PathBuf>,
    /// What a checker may use, such as connections=128; may be repeated.
    #[arg(long, value_name = "NAME=VALUE", value_parser = limit)]
    pub(super) limit: Vec<(String, u64)>,
    /// Check domains of the demo's simulated internet.
    #[arg(long)]
    pub(super) demo: bool,
}

#[derive(Debug, Args)]
pub(super) struct ServeArguments {
    /// Where to listen.
    #[arg(long, value_name = "ADDR:PORT", env = "CHECKER_LISTEN", default_value = "127.0.0.1:8080",
        value_parser = listen)]
    pub(super) listen: SocketAddr,
    /// Ask the server that listens there for its health, and exit 0 or 1.
    #[arg(long)]
    pub(super) healthcheck: bool,
    /// Which checker to serve, xmpp or tls.
    #[arg(
        long,
        value_name = "ID",
        env = "CHECKER_CHECKER",
        default_value = "xmpp"
    )]
    pub(super) checker: String,
    /// Serve both, below /xmpp/ and /tls/.
    #[arg(long, env = "CHECKER_ALL", conflicts_with = "checker")]
    pub(super) all: bool,
    /// How many checks run at once.
    #[arg(long, value_name = "N", env = "CHECKER_MAX_CHECKS", default_value = "32",
        value_parser = count)]
    pub(super) max_checks: usize,
    /// How many checks wait for a place; beyond that the answer is 503.
    #[arg(
        long,
        value_name = "N",
        env = "CHECKER_MAX_QUEUE",
        default_value_t = 1024
    )]
    pub(super) max_queue: usize,
    /// For how many seconds a result answers identical requests.
    #[arg(
        long,
        value_name = "SECONDS",
        env = "CHECKER_CACHE",
        default_value_t = 0
    )]
    pub(super) cache: u64,
    /// Allow destinations that are not global unicast addresses: for test labs.
    #[arg(long, env = "CHECKER_ALLOW_PRIVATE")]
    pub(super) allow_private: bool,
    /// A name under which people may ask for the pages, besides addresses and
    /// localhost; may be repeated.
    #[arg(
        long,
        value_name = "NAME",
        env = "CHECKER_ALLOW_HOST",
        value_delimiter = ','
    )]
    pub(super) allow_host: Vec<String>,
    /// A DNS resolver to ask instead of the system's; may be repeated.
    #[arg(long, value_name = "IP[:PORT]", env = "CHECKER_RESOLVER", value_delimiter = ',',
        value_parser = resolver)]
    pub(super) resolver: Vec<SocketAddr>,
    /// Also trust the certificate authorities in this PEM file.
    #[arg(long, value_name = "FILE", env = "CHECKER_CA")]
    pub(super) ca: Option<PathBuf>,
    /// What a checker may use, such as connections=128; may be repeated.
    #[arg(long, value_name = "NAME=VALUE", env = "CHECKER_LIMIT", value_delimiter = ',',
        value_parser = limit)]
    pub(super) limit: Vec<(String, u64)>,
    /// Check the simulated internet of the demo instead of the real one.
    #[arg(long, env = "CHECKER_DEMO")]
    pub(super) demo: bool,
    /// The form of the log, on standard error.
    #[arg(long, value_enum, env = "CHECKER_LOG", default_value_t = LogFormat::Human)]
    pub(super) log: LogFormat,
    /// What is logged: error, warn, info, debug or trace.
    #[arg(
        long,
        value_name = "LEVEL",
        env = "CHECKER_LOG_LEVEL",
        default_value = "info"
    )]
    pub(super) log_level: String,
}

/// The form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    /// Lines for reading.
    Human,
    /// One JSON object for each event.
    Json,
}

#[derive(Debug, Args)]
pub(super) struct DefinitionArguments {
    /// Which checker.
    #[arg(long, value_name = "ID", default_value = "xmpp")]
    pub(super) checker: String,
}

#[derive(Debug, Args)]
pub(super) struct ProbeArguments {
    /// Which side to probe.
    #[arg(long, value_name = "c2s|s2s|both")]
    pub(super) mode: Option<String>,
    /// Seconds for each endpoint, 1 to 60.
    #[arg(long, value_name = "SECONDS")]
    pub(super) timeout: Option<String>,
    /// The domain to present on server-to-server streams.
    #[arg(long, value_name = "DOMAIN")]
    pub(super) from: Option<String>,
    /// What a checker may use, such as connections=128, queries=400, cpu=10
    /// (seconds), memory=134217728 (bytes); may be repeated.
    #[arg(long, value_name = "NAME=VALUE", value_parser = limit)]
    pub(super) limit: Vec<(String, u64)>,
}

#[derive(Debug, Args)]
pub(super) struct OutputArguments {
    /// The form of the result.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
    /// Write the result to a file.
    #[arg(long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For reading.
    Text,
    /// One JSON document.
    Json,
    /// A self-contained page.
    Html,
    /// For Nagios, Icinga and their like.
    Nagios,
}

fn resolver(text: &str) -> Result<SocketAddr, String> {
    if let Ok(address) = text.parse::<SocketAddr>() {
        return Ok(address);
    }
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>() {
        Ok(address) => Ok(SocketAddr::new(address, 53)),
        Err(_) => Err("give an IP address, with a port if it is not 53".into()),
    }
}

/// `:8080` is every address, as other servers have it.
fn listen(text: &str) -> Result<SocketAddr, String> {
    let full = match text.strip_prefix(':') {
        Some(port) => format!("[::]:{port}"),
        None => text.to_owned(),
    };
    full.parse()
        .map_err(|_| "give an address and a port, such as 127.0.0.1:8080 or :8080".into())
}

fn seconds(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(seconds) if (1.0..=60.0).contains(&seconds) => Ok(seconds),
        _ => Err("give a number from 1 to 60".into()),
    }
}

fn count(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count @ 1..=1_000) => Ok(count),
        _ => Err("give a number from 1 to 1000".into()),
    }
}

fn limit(text: &str) -> Result<(String, u64), String> {
    let form = || "give a name and a whole number: connections=128".to_owned();
    let (name, value) = text.split_once('=').ok_or_else(form)?;
    let value = value.parse().map_err(|_| form())?;
    // Only to learn whether there is such a limit.
    crate::engine::Limits::default()
        .set(name, value)
        .map_err(|error| error.to_string())?;
    Ok((name.to_owned(), value))
}
