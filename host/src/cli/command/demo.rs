//! `checker-xmpp demo`: the real component on a simulated internet.

use std::fmt::Write;

use crate::cli::args::{DemoArguments, Format};
use crate::cli::checkers::Checkers;
use crate::cli::demo::{self, DOMAINS};
use crate::cli::failure::Failure;
use crate::cli::run::Run;
use crate::cli::setup;
use crate::cli::{hints, output, print};
use crate::network::sim;

/// The domain that is checked where none is named: the most instructive.
const MOST_INSTRUCTIVE: &str = "trouble.example";

/// Checks a domain of the simulated internet and returns the exit code.
pub(in crate::cli) fn run(checkers: &Checkers, arguments: &DemoArguments) -> Result<u8, Failure> {
    let domain = match &arguments.domain {
        None => MOST_INSTRUCTIVE,
        Some(name) => match DOMAINS.iter().find(|domain| is_meant(name, domain.name)) {
            Some(domain) => domain.name,
            None => return Err(Failure::NoSuchDemo(name.clone())),
        },
    };
    if arguments.domain.is_none() && arguments.output.format == Format::Text {
        print::out(&listing())?;
    }
    let (network, root) = demo::build();
    let run = Run::new(checkers, &arguments.checkers, Some(&root))?;
    let options = run.about(domain)?;
    sim::runtime().map_err(Failure::Runtime)?.block_on(async {
        let platform = setup::build(run.builder(network)).await?;
        let mut outcome = platform.check(&run.asked.id, options, &[]).await?;
        hints::complete(&mut outcome);
        let code = output::write(&platform, &outcome, &arguments.output).await?;
        // Without a name this is a show, and the show went well.
        Ok(if arguments.domain.is_some() { code } else { 0 })
    })
}

/// Whether somebody who types this means that domain: its first label is enough.
fn is_meant(typed: &str, name: &str) -> bool {
    let typed = typed.trim_end_matches('.');
    let label = name.split('.').next();
    typed.eq_ignore_ascii_case(name) || label.is_some_and(|label| typed.eq_ignore_ascii_case(label))
}

fn listing() -> String {
    let mut text =
        String::from("A simulated internet, no network involved. Try: checker-xmpp demo NAME\n\n");
    for domain in DOMAINS {
        let _ = writeln!(text, "  {:22} {}", domain.name, domain.about);
    }
    text.push('\n');
    text
}
