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
mod stored;
mod tell;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use args::{Arguments, Command};
use failure::Failure;
use tell::tell;

/// Runs the program with the process' arguments.
pub fn main() -> ExitCode {
    run(std::env::args_os())
}

fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return match error.kind() {
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => ExitCode::SUCCESS,
                _ => ExitCode::from(exit::UNKNOWN),
            };
        }
    };
    match dispatch(&arguments.command) {
        Ok(code) => ExitCode::from(code),
        // The reader went away (`| head`): nobody is left to tell.
        Err(Failure::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => {
            ExitCode::from(exit::UNKNOWN)
        }
        Err(failure) => {
            tell(&failure.to_string(), hints::of_failure(&failure).as_deref());
            ExitCode::from(exit::UNKNOWN)
        }
    }
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
        Command::Definition(arguments) => command::definition::run(arguments),
    }
}
