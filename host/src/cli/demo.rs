//! `checker-xmpp demo`: the real component on a simulated internet.

pub(super) mod internet;

use std::fmt::Write;
use std::sync::Arc;

use super::args::{DemoArguments, Format};
use super::failure::Failure;
use super::output;
use super::setup;
use crate::bundle::Bundle;
use internet::DOMAINS;

/// The domain that is checked where none is named: the most instructive.
const MOST_INSTRUCTIVE: &str = "trouble.example";

/// Checks a domain of the simulated internet and returns the exit code.
pub(super) fn run(arguments: &DemoArguments) -> Result<u8, Failure> {
    let domain = match &arguments.domain {
        None => MOST_INSTRUCTIVE,
        Some(name) => match DOMAINS.iter().find(|domain| domain.name == name) {
            Some(domain) => domain.name,
            None => return Err(Failure::NoSuchDemo(name.clone())),
        },
    };
    if arguments.domain.is_none() && arguments.output.format == Format::Text {
        output::print(&listing())?;
    }
    let runtime = crate::network::sim::runtime().map_err(Failure::Runtime)?;
    runtime.block_on(async {
        let (network, root) = internet::build();
        let bundle = Bundle {
            roots: Some(root),
            limits: arguments.probe.limit.clone(),
            ..Bundle::default()
        };
        let platform = bundle.platform(Arc::new(network)).await?;
        let platform = bundle.paced(&platform, setup::timeout(&arguments.probe));
        let options = setup::options(domain, &arguments.probe);
        let outcome = platform.check("xmpp", options, &[]).await?;
        let code = output::write(&platform, &outcome, &arguments.output).await?;
        // Without a name this is a show, and the show went well.
        Ok(if arguments.domain.is_some() { code } else { 0 })
    })
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
