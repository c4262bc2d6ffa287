//! `imap.greeting`: whether clients find a server that takes them.

use checker_kit::contract::Status;
use checker_kit::rule::Rule;
use checker_kit::state::Finding;

use super::Case;
use crate::collect::Visit;

pub(super) const RULE: Rule<Case> = Rule {
    name: NAME,
    description: "A server is published, and greets under TLS at every address.",
    severity: Status::Crit,
    part: None,
    judge: |case| match case.seen.visits.as_slice() {
        [] => vec![nowhere(case)],
        visits => visits.iter().map(at).collect(),
    },
};

const NAME: &str = "imap.greeting";

/// Whether it is a server of IMAP that takes clients (RFC 9051 §7.1).
pub(crate) fn greets(visit: &Visit) -> bool {
    let greeting = visit.greeting.as_deref().unwrap_or_default();
    ["* OK", "* PREAUTH"]
        .iter()
        .any(|ok| greeting.starts_with(ok))
}

fn nowhere(case: &Case) -> Finding {
    match case.seen.found.lookup.failure() {
        // What lies between us and the resolver is no fault of the domain's.
        Some(why) if why.is_local() => {
            Finding::new(Status::Error, NAME, "no-answer", format!("{why}."))
        }
        Some(why) => Finding::new(Status::Crit, NAME, "failed", format!("{why}.")),
        None => Finding::new(Status::Warn, NAME, "none", "No server is published.")
            .fix("Publish the server.")
            .snippet("DNS zone", "_imaps._tcp IN SRV 0 1 993 imap.example.org."),
    }
    .cause("imap.nowhere")
}

fn at(visit: &Visit) -> Finding {
    let line = visit.greeting.as_deref().unwrap_or_default();
    let finding = match &visit.failure {
        None if greets(visit) => return Finding::new(Status::Ok, NAME, "ok", "It greets."),
        None => Finding::new(
            Status::Crit,
            NAME,
            "other",
            format!("Not IMAP: \"{line}\"."),
        ),
        Some((why, true)) => Finding::new(Status::Unknown, NAME, "not-tried", format!("{why}.")),
        Some((why, false)) => Finding::new(Status::Crit, NAME, "silent", format!("{why}.")),
    };
    let remote = visit.remote.to_string();
    finding
        .cause(format!("imap.greeting:{remote}"))
        .subject(remote)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(greeting: &str, failure: Option<(&str, bool)>) -> Status {
        let visit = Visit {
            remote: ([192, 0, 2, 1], 993).into(),
            greeting: failure.is_none().then(|| greeting.to_owned()),
            failure: failure.map(|(why, local)| (why.to_owned(), local)),
        };
        at(&visit).status()
    }

    #[test]
    fn a_server_greets_or_not_and_what_was_not_tried_is_unknown() {
        assert_eq!(judged("* OK ready", None), Status::Ok);
        assert_eq!(judged("* BYE full", None), Status::Crit);
        assert_eq!(judged("", Some(("refused", false))), Status::Crit);
        assert_eq!(judged("", Some(("no route", true))), Status::Unknown);
    }
}
