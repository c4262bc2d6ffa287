//! `xmpp.starttls_required`: nobody must be able to stay in clear.

use checker_kit::contract::Status;
use checker_kit::rule::Rule;
use checker_kit::state::Finding;
use checker_stream::failure::FailureCause;
use checker_stream::method::Method;
use checker_stream::side::Side;
use checker_stream::step::Step;

use super::about::about;
use super::remedies;
use crate::case::Case;
use crate::faults::{Fault, Faults, Kind};
use crate::observation::Endpoint;
use crate::standing::has_no_features;
use crate::words::names;

const NAME: &str = "xmpp.starttls_required";

pub(super) const RULE: Rule<Case> = Rule {
    name: NAME,
    description: "STARTTLS is advertised and required on every reachable endpoint.",
    severity: Status::Crit,
    part: None,
    judge,
};

fn judge(case: &Case) -> Vec<Finding> {
    // What is something else than its record says speaks for nothing else.
    let meant: Vec<&Endpoint> = case
        .observation
        .endpoints
        .iter()
        .filter(|endpoint| case.mode.covers(endpoint.side) && endpoint.diagnosis.is_none())
        .collect();
    let answering: Vec<&Endpoint> = meant
        .iter()
        .filter(|endpoint| endpoint.method == Method::StartTls)
        .filter(|endpoint| speaks(endpoint))
        .copied()
        .collect();
    if answering.is_empty() {
        return vec![Finding::skipped(
            NAME,
            "No STARTTLS endpoint could be reached.",
        )];
    }
    let mut findings: Vec<Finding> = answering
        .iter()
        .filter_map(|one| fault(case, one))
        .collect();
    findings.extend(answering.iter().filter_map(|endpoint| injection(endpoint)));
    if findings.is_empty() {
        findings.push(required(answering.len()));
    }
    findings.extend(offered_again(case, &meant));
    findings
}

/// Whether the server said what it offers in clear, if only that it is nothing.
fn speaks(endpoint: &Endpoint) -> bool {
    endpoint.transcript.features_before_tls.is_some() || has_nothing_in_clear(endpoint)
}

fn has_nothing_in_clear(endpoint: &Endpoint) -> bool {
    match &endpoint.transcript.failure {
        Some(failure) if failure.step == Step::Stream => match &failure.cause {
            FailureCause::StreamError(error) => has_no_features(error),
            _ => false,
        },
        _ => false,
    }
}

fn required(endpoints: usize) -> Finding {
    let message = match endpoints {
        1 => "The STARTTLS endpoint requires STARTTLS.".to_owned(),
        _ => format!("All {endpoints} STARTTLS endpoints require STARTTLS."),
    };
    Finding::new(Status::Ok, NAME, "required", message)
}

fn fault(case: &Case, endpoint: &Endpoint) -> Option<Finding> {
    let (code, message) = match &endpoint.transcript.failure {
        Some(failure) if failure.cause == FailureCause::NotOffered => (
            "not-offered",
            match endpoint.side {
                Side::Client => {
                    "does not offer STARTTLS: everything, passwords included, would travel in clear"
                }
                Side::Server => "does not offer STARTTLS: everything would travel in clear",
            }
            .to_owned(),
        ),
        Some(failure) if has_nothing_in_clear(endpoint) => (
            "not-offered",
            format!(
                "does not offer STARTTLS, nor anything else ({})",
                failure.message
            ),
        ),
        Some(failure) if failure.cause == FailureCause::StartTlsRefused => (
            "refused",
            "offers STARTTLS but refuses to start it".to_owned(),
        ),
        // What the prober could not go on with says nothing of the server.
        Some(failure) if failure.step == Step::StartTls && endpoint.not_checked().is_none() => (
            "failed",
            format!("offers STARTTLS but does not start it: {}", failure.message),
        ),
        _ => return not_required(case, endpoint),
    };
    let finding = finding(endpoint, code, &message);
    let fault = Fault::of_side(Kind::NoStartTls, endpoint.side);
    let finding = finding.cause(fault.to_string());
    Some(remedies::attach(
        finding,
        &case.observation,
        &fault,
        endpoint,
    ))
}

fn not_required(case: &Case, endpoint: &Endpoint) -> Option<Finding> {
    let features = endpoint.transcript.features_before_tls.as_ref()?;
    // RFC 6120 §5.3.1: mandatory by flag, or as the only feature.
    if features.starttls.is_some_and(|starttls| starttls.mandatory) {
        return None;
    }
    let message = "offers STARTTLS but does not require it: connections may stay in clear, and an \
                   attacker on the way can make them";
    let finding = finding(endpoint, "not-required", message)
        .cause(Fault::of_side(Kind::Cleartext, endpoint.side).to_string())
        .fix("Require encryption in the server's configuration.");
    Some(remedies::with_encryption(
        finding,
        &case.observation,
        endpoint.side,
    ))
}

fn finding(endpoint: &Endpoint, code: &str, message: &str) -> Finding {
    let message = format!("{} ({}) {message}.", endpoint.name(), endpoint.side.word());
    Finding::new(Status::Crit, NAME, code, message).subject(endpoint.name())
}

fn injection(endpoint: &Endpoint) -> Option<Finding> {
    let bytes = endpoint.transcript.after_proceed.as_ref()?;
    let host = endpoint
        .origins
        .first()
        .map_or("", |origin| origin.host.as_str());
    Some(
        Finding::new(
            Status::Crit,
            NAME,
            "bytes-after-proceed",
            format!(
                "{} sent bytes in clear between <proceed/> and TLS (\"{bytes}\"): they were \
                 discarded. Software that takes them for protected data can be attacked \
                 (CVE-2011-0411).",
                endpoint.name()
            ),
        )
        .subject(endpoint.name())
        .cause(Fault::about(Kind::Injection, host).to_string())
        .fix("Update the server, and look for a proxy on the way that writes into the stream."),
    )
}

/// RFC 6120 §5.4.3.3: not a feature any more once TLS is there.
fn offered_again(case: &Case, meant: &[&Endpoint]) -> Option<Finding> {
    let again: Vec<&Endpoint> = meant
        .iter()
        .filter(|endpoint| {
            let features = endpoint.last().features.as_ref();
            features.is_some_and(|features| features.starttls.is_some())
        })
        .copied()
        .collect();
    if again.is_empty() {
        return None;
    }
    let finding = Finding::new(
        Status::Info,
        NAME,
        "offered-again",
        format!(
            "STARTTLS is offered although TLS is already there (at {}); clients ignore it, but \
             RFC 6120 §5.4.3.3 forbids it.",
            names(again.iter().copied())
        ),
    );
    let behind = Faults::of(&case.observation).endpoint(again[0]).cloned();
    let in_front = behind.filter(|fault| fault.kind == Kind::TlsInFront);
    let fault = in_front.unwrap_or(Fault::new(Kind::StartTlsAgain));
    Some(about(finding, &again).cause(fault.to_string()).fix(
        "Update the server, or see whether a proxy in front of it ends TLS before a \
                  port that expects STARTTLS.",
    ))
}

#[cfg(test)]
mod tests {
    use checker_kit::contract::State;
    use checker_kit::state::Meta;
    use checker_kit::tcp::TcpError;

    use super::*;
    use crate::observation::{Diagnosis, Product, Sign, Software};
    use crate::testing::{
        brief, change, empty, fail, judged, optional_starttls, port, snippets, sound, starttls,
    };

    fn with(select: u16, how: impl Fn(&mut Endpoint)) -> Vec<State> {
        let mut case = sound();
        change(&mut case, port(select), how);
        judged(&RULE, &case)
    }

    fn optional(endpoint: &mut Endpoint) {
        endpoint.transcript.features_before_tls = Some(optional_starttls());
    }

    fn cause(state: &State) -> &str {
        state.cause.as_deref().unwrap_or_default()
    }

    #[test]
    fn the_lines_for_the_software_that_was_seen_are_open_alone() {
        let open = |name: Option<Product>| {
            let states = with(5222, |endpoint| {
                optional(endpoint);
                endpoint.software = name.map(|name| Software {
                    name,
                    told_by: Sign::Caps,
                    said: "node".into(),
                });
            });
            let snippets = Meta::read(&states[0]).snippets.into_iter();
            let open = snippets.filter(|one| !one.folded);
            open.map(|one| one.label).collect::<Vec<String>>()
        };
        assert_eq!(open(None), ["Prosody", "ejabberd"]);
        assert_eq!(open(Some(Product::Ejabberd)), ["ejabberd"]);
        assert_eq!(open(Some(Product::Tigase)), ["Tigase (not tried)"]);
        assert_eq!(open(Some(Product::Other)), ["Prosody", "ejabberd"]);
    }

    #[test]
    fn ok_when_flagged_or_when_it_is_all_there_is() {
        let states = judged(&RULE, &sound());
        assert_eq!(brief(&states), ["ok required"]);
        assert_eq!(
            states[0].message,
            "All 4 STARTTLS endpoints require STARTTLS."
        );
        // RFC 6120 §5.3.1.
        let sole = with(5222, |endpoint| {
            let before = endpoint.transcript.features_before_tls.as_mut().unwrap();
            before.starttls.as_mut().unwrap().required_flag = false;
        });
        assert_eq!(brief(&sole), ["ok required"]);
    }

    #[test]
    fn one_endpoint_is_not_counted() {
        let mut case = sound();
        case.observation.endpoints.truncate(3);
        let message = judged(&RULE, &case).remove(0).message;
        assert_eq!(message, "The STARTTLS endpoint requires STARTTLS.");
    }

    #[test]
    fn crit_for_each_endpoint_that_does_not_require_it() {
        let states = with(5222, optional);
        assert_eq!(
            brief(&states),
            [
                "crit not-required [2001:db8::1]:5222",
                "crit not-required 192.0.2.1:5222"
            ]
        );
        assert_eq!(cause(&states[0]), "starttls.optional:c2s");
        assert_eq!(
            snippets(&states[0])[0],
            "Prosody: -- replaces lines of this name; else above the first VirtualHost\n\
             c2s_require_encryption = true"
        );
    }

    #[test]
    fn the_other_side_is_judged_by_itself() {
        let states = with(5269, optional);
        assert_eq!(cause(&states[0]), "starttls.optional:s2s");
        assert!(states[0].message.contains("(s2s)"), "{}", states[0].message);
        assert_eq!(
            snippets(&states[0])[1],
            "ejabberd: # replaces the line of this name; else first in the file\n\
             s2s_use_starttls: required"
        );
    }

    #[test]
    fn crit_when_it_is_not_advertised_or_refused_or_fails() {
        for (cause_seen, finding) in [
            (FailureCause::NotOffered, "not-offered"),
            (FailureCause::StartTlsRefused, "refused"),
            (FailureCause::Unexpected("message".into()), "failed"),
            (FailureCause::TimedOut, "failed"),
        ] {
            let states = with(5222, fail(Step::StartTls, cause_seen));
            assert_eq!(
                brief(&states[1..]),
                [format!("crit {finding} 192.0.2.1:5222")]
            );
            assert_eq!(cause(&states[0]), "starttls.missing:c2s");
        }
    }

    #[test]
    fn what_the_prober_could_not_go_on_with_says_nothing_of_the_server() {
        let limit = FailureCause::Tcp(TcpError::Limit);
        let states = with(5222, fail(Step::StartTls, limit));
        assert_eq!(brief(&states), ["ok required"]);
    }

    #[test]
    fn crit_when_bytes_come_in_clear_after_proceed() {
        let states = with(5222, |endpoint| {
            endpoint.transcript.after_proceed = Some("<stream:features>".into());
        });
        assert_eq!(
            brief(&states[..1]),
            ["crit bytes-after-proceed [2001:db8::1]:5222"]
        );
        assert_eq!(cause(&states[0]), "starttls.injection:xmpp.example.org");
    }

    #[test]
    fn info_when_it_is_offered_again_under_tls() {
        let again = |endpoint: &mut Endpoint| {
            endpoint.transcript.features.as_mut().unwrap().starttls = starttls().starttls;
        };
        let states = with(5222, again);
        assert_eq!(brief(&states), ["ok required", "info offered-again"]);
        assert_eq!(cause(&states[1]), "starttls.offered-again");
        // On a port for direct TLS it shows where TLS ends.
        let states = with(5223, again);
        assert_eq!(
            cause(&states[1]),
            "tls.ended-in-front:xmpp.example.org:5223"
        );
    }

    #[test]
    fn skipped_when_no_endpoint_was_reached_or_none_is_what_it_should_be() {
        assert_eq!(brief(&judged(&RULE, &empty())), ["unknown skipped"]);
        let mut case = sound();
        change(
            &mut case,
            |_| true,
            |endpoint| {
                optional(endpoint);
                endpoint.diagnosis = Some(Diagnosis::OtherSide { side: Side::Client });
            },
        );
        assert_eq!(brief(&judged(&RULE, &case)), ["unknown skipped"]);
    }
}
