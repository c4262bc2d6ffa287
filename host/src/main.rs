//! The program `checker-xmpp`.

use std::process::ExitCode;

fn main() -> ExitCode {
    checker_host::cli::main()
}
