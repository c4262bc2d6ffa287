//! The rules, and what they judge.

mod greeting;

use std::convert::Infallible;

use checker_kit::contract::Status;
use checker_kit::rule::Rule;
use checker_kit::shared::tls_probes::Probe;

use crate::collect::Observation;
pub(crate) use greeting::greets;

/// All of them, in the order to show them.
pub(crate) const ALL: &[Rule<Case>] = &[greeting::RULE, TLS];

/// What the TLS checker says of the servers, under the causes that it gives.
const TLS: Rule<Case> = Rule {
    name: "imap.tls",
    description: "Certificates and cryptography of the servers are sound.",
    severity: Status::Crit,
    part: None,
    judge: |case| {
        let probes = case.probes.iter();
        probes
            .flat_map(|probe| probe.findings("imap.tls"))
            .collect()
    },
};

/// What was seen, and what another checker saw of it.
#[derive(Debug)]
pub struct Case {
    pub(crate) seen: Observation,
    pub(crate) probes: Vec<Probe>,
}

impl checker_kit::rule::Case for Case {
    /// No part of it can be left out.
    type Part = Infallible;
}
