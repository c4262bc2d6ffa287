//! The command line.

mod args;
mod check;
mod definition;
mod demo;
mod failure;
mod output;
mod progress;
mod serve;
mod setup;
mod survey;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use args::{Arguments, Command};
use failure::Failure;

/// Exit code for "unknown", "error" and wrong usage, as monitoring plugins
/// have it.
const UNKNOWN: u8 = 3;

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
                _ => ExitCode::from(UNKNOWN),
            };
        }
    };
    let result = match arguments.command {
        Command::Check(arguments) => check::run(&arguments),
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Survey(arguments) => survey::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Definition(arguments) => definition::run(&arguments),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        // The reader went away (`| head`): nobody is left to tell.
        Err(Failure::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => {
            ExitCode::from(UNKNOWN)
        }
        Err(failure) => {
            anstream::eprintln!("checker-xmpp: {}", output::printable(&failure.to_string()));
            ExitCode::from(UNKNOWN)
        }
    }
}
