//! What servers say to a dialback key that nobody made.

use checker_kit::contract::Status;
use checker_kit::state::Finding;
use checker_stream::dialback::Verdict;
use checker_stream::failure::FailureCause;

use super::name::NAME;
use crate::case::Case;
use crate::faults::{Fault, Kind};
use crate::observation::Endpoint;
use crate::rules::about::about;
use crate::words::names;

/// What is wrong with the answers, the worst first.
pub(super) fn judge(case: &Case, able: &[&Endpoint]) -> Vec<Finding> {
    let domain = &case.observation.domain.unicode;
    let mut findings = Vec::new();
    for wrong in [Wrong::Anything, Wrong::Nothing, Wrong::Refused] {
        let giving = able.iter().copied();
        let endpoints: Vec<&Endpoint> = giving
            .filter(|endpoint| Wrong::of(endpoint) == Some(wrong))
            .collect();
        let Some(first) = endpoints.first() else {
            continue;
        };
        let (kind, finding) = match wrong {
            Wrong::Anything => (
                Kind::DialbackAcceptsAnything,
                accepts_anything(domain, &endpoints),
            ),
            Wrong::Nothing => (Kind::DialbackSilent, silent(domain, &endpoints)),
            Wrong::Refused => (Kind::DialbackRefused, refused(&endpoints)),
        };
        let fault = Fault::about(kind, first.host());
        findings.push(about(finding.cause(fault.to_string()), &endpoints));
    }
    findings
}

/// Whether every answer there is was right, and there is one.
pub(super) fn is_right(able: &[&Endpoint]) -> bool {
    let asked = |endpoint: &&Endpoint| endpoint.last().dialback.is_some();
    able.iter().any(asked) && able.iter().all(|endpoint| Wrong::of(endpoint).is_none())
}

/// An answer that is none as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    /// The key is its own, which cannot be.
    Anything,
    /// None came.
    Nothing,
    /// The stream was ended for asking.
    Refused,
}

impl Wrong {
    /// `None` where the answer was right, or the server was not asked.
    fn of(endpoint: &Endpoint) -> Option<Self> {
        match endpoint.last().dialback.as_ref()? {
            // Not its own, or it cannot tell (XEP-0220 §2.2.2, §2.5).
            Verdict::Invalid | Verdict::Error(_) => None,
            Verdict::Valid => Some(Self::Anything),
            Verdict::Unanswered(FailureCause::StreamError(_)) => Some(Self::Refused),
            Verdict::Unanswered(_) => Some(Self::Nothing),
        }
    }
}

fn accepts_anything(domain: &str, endpoints: &[&Endpoint]) -> Finding {
    let message = format!(
        "Asked about a dialback key that nobody made, the server says that it is its own (at {}): \
         anybody can send messages in the name of {domain}.",
        names(endpoints.iter().copied())
    );
    Finding::new(Status::Crit, NAME, "accepts-anything", message).fix(
        "Update the server, or repair what answers dialback for it. Until then turn dialback off \
         and let other servers authenticate by certificate.",
    )
}

fn silent(domain: &str, endpoints: &[&Endpoint]) -> Finding {
    let message = format!(
        "Dialback is offered, but a question about a key got no answer ({}; at {}): servers that \
         verify {domain} by dialback refuse what its users send.",
        reason(endpoints[0]),
        names(endpoints.iter().copied())
    );
    Finding::new(Status::Warn, NAME, "silent", message).fix(format!(
        "See that the server answers <db:verify/> for {domain} (XEP-0220): that its dialback \
         module is loaded for this domain, and that nothing in front of it takes such elements out."
    ))
}

fn refused(endpoints: &[&Endpoint]) -> Finding {
    let message = format!(
        "Dialback is offered, and the server ended the stream when it was asked about a key ({}; \
         at {}): whether other servers get an answer could not be confirmed from here.",
        reason(endpoints[0]),
        names(endpoints.iter().copied())
    );
    Finding::new(Status::Info, NAME, "verify-refused", message)
}

fn reason(endpoint: &Endpoint) -> String {
    match &endpoint.last().dialback {
        Some(Verdict::Unanswered(cause)) => cause.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use checker_kit::contract::State;
    use checker_stream::side::Side;
    use checker_stream::stream_error::StreamError;

    use super::super::RULE;
    use super::*;
    use crate::testing::{brief, change, judged, of, port, sound};

    fn answering(verdict: &Verdict) -> Vec<State> {
        let mut case = sound();
        change(&mut case, of(Side::Server), |endpoint| {
            endpoint.transcript.dialback = Some(verdict.clone());
        });
        judged(&RULE, &case)
    }

    fn stream_error() -> FailureCause {
        FailureCause::StreamError(StreamError::of("invalid-from"))
    }

    #[test]
    fn each_answer_has_its_finding() {
        for (verdict, finding, cause) in [
            (Verdict::Invalid, "ok answers", None),
            (Verdict::Error("item-not-found".into()), "ok answers", None),
            (
                Verdict::Valid,
                "crit accepts-anything",
                Some("s2s.dialback-accepts-anything:xmpp.example.org"),
            ),
            (
                Verdict::Unanswered(FailureCause::TimedOut),
                "warn silent",
                Some("s2s.dialback-silent:xmpp.example.org"),
            ),
            (
                Verdict::Unanswered(FailureCause::Closed),
                "warn silent",
                Some("s2s.dialback-silent:xmpp.example.org"),
            ),
            (
                Verdict::Unanswered(stream_error()),
                "info verify-refused",
                Some("s2s.dialback-refused:xmpp.example.org"),
            ),
        ] {
            let states = answering(&verdict);
            assert_eq!(brief(&states), [finding], "{verdict:?}");
            assert_eq!(states[0].cause.as_deref(), cause, "{verdict:?}");
        }
    }

    #[test]
    fn who_was_not_asked_only_offers() {
        assert_eq!(brief(&judged(&RULE, &sound())), ["ok offered"]);
    }

    #[test]
    fn one_endpoint_that_does_not_answer_is_named() {
        let mut case = sound();
        change(&mut case, of(Side::Server), |endpoint| {
            endpoint.transcript.dialback = Some(Verdict::Invalid);
        });
        change(&mut case, port(5270), |endpoint| {
            endpoint.transcript.dialback = Some(Verdict::Unanswered(FailureCause::TimedOut));
        });
        let states = judged(&RULE, &case);
        assert_eq!(brief(&states), ["warn silent"]);
        assert!(states[0].message.contains(":5270"), "{}", states[0].message);
        assert!(
            !states[0].message.contains(":5269"),
            "{}",
            states[0].message
        );
    }
}
