//! The command line.

mod args;
mod checkers;
mod command;
mod demo;
mod exit;
mod failure;
mod file;
mod hints;
mod nats;
mod output;
mod pace;
mod print;
mod printable;
mod progress;
mod results;
mod run;
mod setup;
mod signal;
mod spelling;
mod stored;
mod tell;
mod told;
mod version;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches};

use crate::model::Definition;
use args::{Arguments, Command};
use checkers::Checkers;
use failure::Failure;
use printable::{is_harmful, printable};
use tell::tell;

/// Runs the program with the process' arguments.
pub fn main() -> ExitCode {
    follow(std::env::args_os())
}

/// The command line, with the flags of the checkers that come with the program.
pub fn command() -> clap::Command {
    with_checkers(&Checkers::bundled(), None, None)
}

fn follow(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let given = spelling::usual(arguments.into_iter().collect());
    let checkers = match Checkers::of(&given) {
        Ok(checkers) => checkers,
        Err(failure) => return fail(&failure, &given, None),
    };
    let asked = checkers::named(&given);
    let asked = checkers.asked(asked.as_deref()).ok();
    let typed = spelling::command_at(&given).and_then(|place| given[place].to_str());
    let mut command = with_checkers(&checkers, asked, typed);
    let matches = command.try_get_matches_from_mut(&given);
    let arguments = matches.and_then(|matches| {
        Arguments::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
    });
    let arguments = match arguments {
        Ok(arguments) => arguments,
        Err(error) => {
            let helps = matches!(
                error.kind(),
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
            );
            if helps {
                tell_usage(error, command, &given);
                return ExitCode::SUCCESS;
            }
            tell_monitoring(&given, asked, &error.render().to_string());
            tell_usage(error, command, &given);
            return ExitCode::from(exit::UNKNOWN);
        }
    };
    arguments.color.color.choose();
    match dispatch(&checkers, &arguments.command) {
        Ok(code) => ExitCode::from(code),
        // The reader went away (`| head`): nobody is left to tell.
        Err(Failure::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => {
            ExitCode::from(exit::UNKNOWN)
        }
        Err(failure) => fail(&failure, &given, asked),
    }
}

/// Says why the program could not do its work.
fn fail(failure: &Failure, given: &[OsString], asked: Option<&Definition>) -> ExitCode {
    tell_monitoring(given, asked, &failure.to_string());
    tell(&failure.to_string(), hints::of_failure(failure).as_deref());
    ExitCode::from(exit::UNKNOWN)
}

/// The command line as it is with these checkers at hand, for this command or all:
/// with their flags, and in the words of the one that is asked.
fn with_checkers(
    checkers: &Checkers,
    asked: Option<&Definition>,
    typed: Option<&str>,
) -> clap::Command {
    let command = args::with_flags(Arguments::command(), checkers.definitions(), typed);
    match asked {
        Some(asked) => args::speaking_of(command, asked),
        None => command,
    }
}

/// A monitoring system reads standard output, and shows what is there.
fn tell_monitoring(arguments: &[OsString], checker: Option<&Definition>, why: &str) {
    if spelling::is_for_monitoring(arguments) {
        // Where that cannot be written either, the exit code tells.
        let _ = print::out(&output::nagios::unknown(checker, why));
    }
}

/// Prints the help that was asked for, or what is wrong with the arguments.
///
/// They are said back, and may hold text that somebody else made: what is wrong
/// is found once more in arguments that are fit for a terminal.
fn tell_usage(error: clap::Error, command: clap::Command, arguments: &[OsString]) {
    let shown = arguments
        .iter()
        .map(|argument| printable(&argument.to_string_lossy()));
    let error = match error.use_stderr() {
        true => command.try_get_matches_from(shown).err().unwrap_or(error),
        false => error,
    };
    // Colours could not be told from those of a value in the environment.
    match error.use_stderr() && has_harmful_environment() {
        true => error
            .render()
            .to_string()
            .lines()
            .for_each(|line| anstream::eprintln!("{}", printable(line))),
        false => {
            let _ = error.print();
        }
    }
}

fn has_harmful_environment() -> bool {
    std::env::vars_os().any(|(name, value)| {
        name.to_string_lossy().starts_with("CHECKER_")
            && value.to_string_lossy().chars().any(is_harmful)
    })
}

fn dispatch(checkers: &Checkers, command: &Command) -> Result<u8, Failure> {
    match command {
        Command::Check(arguments) => command::check::run(checkers, arguments),
        Command::Demo(arguments) => command::demo::run(checkers, arguments),
        Command::Discover(arguments) => command::discover::run(checkers, arguments),
        Command::Evaluate(arguments) => command::evaluate::run(checkers, arguments),
        Command::Report(arguments) => command::report::run(checkers, arguments),
        Command::Survey(arguments) => command::survey::run(checkers, arguments),
        Command::Atlas(arguments) => command::atlas::run(checkers, arguments),
        Command::Compare(arguments) => command::compare::run(arguments),
        Command::Worker(arguments) => command::worker::run(checkers, arguments),
        Command::Campaigns(arguments) => command::campaigns::run(arguments),
        Command::Serve(arguments) => command::serve::run(checkers, arguments),
        Command::Compile(arguments) => command::compile::run(arguments),
        Command::Definition(arguments) => command::definition::run(checkers, arguments),
        Command::Completions(arguments) => command::completions::run(arguments),
        Command::Man(arguments) => command::man::run(arguments),
    }
}
