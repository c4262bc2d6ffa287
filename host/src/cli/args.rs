//! What can be typed.

mod campaigns;
mod check;
mod checkers;
mod color;
mod compile;
mod flag;
mod keeping;
mod lines;
mod nats;
mod options;
mod output;
mod results;
mod serve;
mod shell;
mod stored;
mod survey;
pub(super) mod value;
mod worker;

pub(super) use campaigns::CampaignsArguments;
pub(super) use check::{CheckArguments, DemoArguments, DiscoverArguments};
pub(super) use checkers::{CheckerArguments, PortArguments};
pub(super) use color::ColorArguments;
pub(super) use compile::{CacheArguments, CompileArguments};
pub(super) use flag::{Given, speaking_of, with_flags};
pub(super) use keeping::KeepingArguments;
pub(super) use nats::NatsArguments;
pub(super) use options::OptionArguments;
pub(super) use output::{Format, ListFormat, OutputArguments};
pub(super) use results::{AtlasArguments, CompareArguments};
pub(super) use serve::{LogFormat, LogLevel, ServeArguments};
pub(super) use shell::{CompletionsArguments, ManArguments};
pub(super) use stored::{EvaluateArguments, JudgeArguments, ReportArguments};
pub(super) use survey::SurveyArguments;
pub(super) use worker::WorkerArguments;

use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand};

use super::version;
use crate::components::ABOUT;
use crate::engine::Limit;

const EXIT_CODES: &str =
    "Exit codes: 0 ok or info, 1 warn, 2 crit, 3 unknown, error or wrong usage.";

const COMPARE_CODES: &str = "Exit codes: 0 nothing new at a domain of both surveys, 1 something \
new that is warn, 2 something new that is crit, 3 wrong usage, or a file that cannot be read.";

const FIRST_STEPS: &str = "\
First steps:
  checker-xmpp check example.org                    what is wrong, and how to mend it
  checker-xmpp check example.org -f html -o it.html the same as a page to send around
  checker-xmpp check example.org -f nagios          a plugin for Nagios and Icinga
  checker-xmpp demo                                 the same on a simulated internet, offline
  checker-xmpp serve                                pages, probes for Prometheus, happyDomain

Exit codes: 0 ok or info, 1 warn, 2 crit, 3 unknown, error or wrong usage.";

#[derive(Debug, Parser)]
#[command(name = "checker-xmpp", version = version::short(), long_version = version::long(),
    about = ABOUT, after_help = FIRST_STEPS, after_long_help = FIRST_STEPS)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
    #[command(flatten)]
    pub(super) color: ColorArguments,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check a domain: what is wrong, for whom, and how to mend it.
    ///
    /// Looks up its SRV records, opens a stream to every address, negotiates TLS,
    /// reads what is offered there, and judges certificates. Private and loopback
    /// addresses are allowed.
    #[command(after_help = EXIT_CODES)]
    Check(CheckArguments),
    /// The same check on a built-in simulated internet, offline.
    ///
    /// With a name the exit code is that of the check; without, it is 0.
    Demo(DemoArguments),
    /// What the DNS names for a domain, without connecting to any of it.
    Discover(DiscoverArguments),
    /// Judge a stored result again: at another date, with other authorities.
    #[command(after_help = EXIT_CODES)]
    Evaluate(EvaluateArguments),
    /// The page of a stored result.
    #[command(after_help = EXIT_CODES)]
    Report(ReportArguments),
    /// Check many domains: one JSON line for each as it ends, and a summary.
    ///
    /// Private and loopback addresses are allowed.
    Survey(SurveyArguments),
    /// The picture of a survey: one page of what was found, with charts.
    Atlas(AtlasArguments),
    /// What became of the domains of a survey in a later one: causes that are new
    /// and causes that are gone.
    #[command(after_help = COMPARE_CODES)]
    Compare(CompareArguments),
    /// Check domains of surveys that are spread over many machines by a NATS server
    /// with JetStream.
    ///
    /// Takes jobs of campaigns until it is interrupted, and then ends what it has
    /// begun; interrupted once more it ends at once. Private and loopback addresses
    /// are allowed.
    Worker(WorkerArguments),
    /// What campaigns there are on a NATS server, and how far each has come.
    Campaigns(CampaignsArguments),
    /// A worker for checker platforms (happyDomain), a page for people and a
    /// probe for Prometheus, over HTTP.
    ///
    /// Served checks take their domain from strangers: only global unicast
    /// addresses are connected to, unless --allow-private is given.
    Serve(ServeArguments),
    /// Compile the checkers into a folder, so that no run of the program has to:
    /// for images and packages. For every processor of this machine's kind.
    Compile(CompileArguments),
    /// What the checkers are: options, rules, versions, as JSON.
    Definition(DefinitionArguments),
    /// What makes a shell complete this program's commands and options.
    Completions(CompletionsArguments),
    /// Write the manual pages into a folder.
    #[command(hide = true)]
    Man(ManArguments),
}

#[derive(Debug, Args)]
pub(super) struct DefinitionArguments {
    /// Another component, beside the checkers that come with this program or in
    /// place of the one of its identifier; may be repeated.
    #[arg(long, value_name = "FILE.wasm")]
    pub(super) component: Vec<PathBuf>,
    /// Which checker; by default the first component that can be asked, else the
    /// main one of this program.
    #[arg(long, value_name = "ID")]
    pub(super) checker: Option<String>,
    /// What a checker may use, such as cpu=10 (seconds); may be repeated.
    #[arg(long, value_name = "NAME=VALUE", value_parser = value::limit)]
    pub(super) limit: Vec<(Limit, u64)>,
    #[command(flatten)]
    pub(super) compiled: CacheArguments,
}

/// What is typed to give an option: its flag, or where it has none the flag for
/// all.
pub(super) fn typed(option: &str) -> String {
    flag::typed(&Arguments::command(), option)
}
