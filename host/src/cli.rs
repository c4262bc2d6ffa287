//! The command line.

mod args;
mod command;
mod demo;
mod exit;
mod failure;
mod file;
mod hints;
mod output;
mod print;
mod printable;
mod progress;
mod setup;
mod spelling;
mod stored;
mod tell;
mod version;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use args::{Arguments, Command};
use failure::Failure;
use printable::{is_harmful, printable};
use tell::tell;

/// Runs the program with the process' arguments.
pub fn main() -> ExitCode {
    run(std::env::args_os())
}

fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let given = spelling::usual(arguments.into_iter().collect());
    let arguments = match Arguments::try_parse_from(&given) {
        Ok(arguments) => arguments,
        Err(error) => {
            let helps = matches!(
                error.kind(),
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
            );
            if helps {
                tell_usage(error, &given);
                return ExitCode::SUCCESS;
            }
            tell_monitoring(&given, &error.render().to_string());
            tell_usage(error, &given);
            return ExitCode::from(exit::UNKNOWN);
        }
    };
    arguments.color.color.choose();
    match dispatch(&arguments.command) {
        Ok(code) => ExitCode::from(code),
        // The reader went away (`| head`): nobody is left to tell.
        Err(Failure::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => {
            ExitCode::from(exit::UNKNOWN)
        }
        Err(failure) => {
            tell_monitoring(&given, &failure.to_string());
            tell(&failure.to_string(), hints::of_failure(&failure).as_deref());
            ExitCode::from(exit::UNKNOWN)
        }
    }
}

/// A monitoring system reads standard output, and shows what is there.
fn tell_monitoring(arguments: &[OsString], why: &str) {
    if spelling::is_for_monitoring(arguments) {
        // Where that cannot be written either, the exit code tells.
        let _ = print::out(&output::nagios::unknown(why));
    }
}

/// Prints the help that was asked for, or what is wrong with the arguments.
///
/// They are said back, and may hold text that somebody else made: what is wrong
/// is found once more in arguments that are fit for a terminal.
fn tell_usage(error: clap::Error, arguments: &[OsString]) {
    let shown = arguments
        .iter()
        .map(|argument| printable(&argument.to_string_lossy()));
    let error = match error.use_stderr() {
        true => Arguments::try_parse_from(shown).err().unwrap_or(error),
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

fn dispatch(command: &Command) -> Result<u8, Failure> {
    match command {
        Command::Check(arguments) => command::check::run(arguments),
        Command::Demo(arguments) => command::demo::run(arguments),
        Command::Discover(arguments) => command::discover::run(arguments),
        Command::Evaluate(arguments) => command::evaluate::run(arguments),
        Command::Report(arguments) => command::report::run(arguments),
        Command::Survey(arguments) => command::survey::run(arguments),
        Command::Serve(arguments) => command::serve::run(arguments),
        Command::Compile(arguments) => command::compile::run(arguments),
        Command::Definition(arguments) => command::definition::run(arguments),
        Command::Completions(arguments) => command::completions::run(arguments),
        Command::Man(arguments) => command::man::run(arguments),
    }
}
