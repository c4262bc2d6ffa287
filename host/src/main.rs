//! `checker-xmpp`: checks the XMPP deployment of a domain.

use std::process::ExitCode;

fn main() -> ExitCode {
    checker_host::cli::main()
}
