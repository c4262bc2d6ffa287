//! Whether servers let the prober in by its own certificate.

use checker_kit::clock::rfc3339;
use checker_kit::contract::Status;
use checker_kit::state::Finding;
use checker_kit::text::list;
use checker_kit::tls::{ClientCertificate, TlsFailure};
use checker_stream::external::External;
use checker_stream::failure::FailureCause;
use checker_stream::side::Side;

use super::name::NAME;
use crate::case::Case;
use crate::faults::{Fault, Kind};
use crate::observation::{Endpoint, Presented};
use crate::rules::about::about;
use crate::trial::{Trial, answer, certificate};
use crate::words::names;

/// What came of the attempts, the best last.
pub(super) fn judge(case: &Case) -> Vec<Finding> {
    let findings = [Trial::Refused, Trial::NotOffered, Trial::Succeeded].map(|trial| {
        let endpoints: Vec<&Endpoint> = case
            .observation
            .side(Side::Server)
            .filter(|endpoint| Trial::of(endpoint) == Some(trial))
            .collect();
        let first = endpoints.first()?;
        let place = names(endpoints.iter().copied());
        let finding = match trial {
            Trial::Succeeded => succeeds(case, &place),
            Trial::Refused => refused(case, first, &place),
            Trial::NotOffered => not_offered(case, first, &place),
        };
        Some(about(finding, &endpoints))
    });
    findings.into_iter().flatten().collect()
}

fn succeeds(case: &Case, place: &str) -> Finding {
    let message = format!(
        "EXTERNAL succeeds for {} (at {place}): other servers can authenticate by certificate.",
        case.observation.from
    );
    Finding::new(Status::Ok, NAME, "external-succeeds", message)
}

fn refused(case: &Case, first: &Endpoint, place: &str) -> Finding {
    let from = &case.observation.from;
    if let Some(External::Succeeded(_) | External::Unanswered(_)) = first.last().external {
        // It said nothing against the certificate.
        let message = format!(
            "EXTERNAL for {from} came to nothing ({}; at {place}).",
            answer(first)
        );
        return Finding::new(Status::Warn, NAME, "external-refused", message)
            .cause(Fault::new(Kind::ExternalRefused).to_string())
            .fix("Look into the server's log for the reason.");
    }
    let reasons = likely(case, first);
    let message = format!(
        "The server refuses the certificate for {from} ({}; at {place}), most likely since {}.",
        answer(first),
        reasons.why
    );
    Finding::new(Status::Warn, NAME, "external-refused", message)
        .cause(Fault::new(Kind::ExternalRefused).to_string())
        .fix(reasons.fix)
}

fn not_offered(case: &Case, first: &Endpoint, place: &str) -> Finding {
    let from = &case.observation.from;
    let reasons = likely(case, first);
    let message = format!(
        "EXTERNAL is not offered to {from} with its certificate (at {place}), most likely since \
         {}: other servers may have to do with dialback.",
        reasons.why
    );
    Finding::new(Status::Info, NAME, "external-not-offered", message)
        .cause(Fault::new(Kind::ExternalNotOffered).to_string())
        .fix(reasons.fix)
}

/// Why a certificate does not do, and what to do about it.
struct Reasons {
    why: String,
    fix: String,
}

/// From what the server says, and else from what is wrong with the certificate.
fn likely(case: &Case, endpoint: &Endpoint) -> Reasons {
    let reasons = |why: &str, fix: &str| Reasons {
        why: why.to_owned(),
        fix: fix.to_owned(),
    };
    match certificate(endpoint) {
        Some(ClientCertificate::NotAskedFor) => {
            return reasons(
                "the server asked for no certificate in the handshake, and has seen none",
                "Have the server, or whatever ends TLS in front of it, ask other servers for their \
                 certificates in the handshake.",
            );
        }
        Some(ClientCertificate::Unsuitable) => {
            return reasons(
                "the server takes no signatures of the key's kind",
                "Probe with a certificate for a P-256 key.",
            );
        }
        Some(ClientCertificate::Presented) | None => {}
    }
    let from = &case.observation.from;
    let doubts = match (by_alert(endpoint), &case.observation.presented) {
        (Some(said), _) => vec![said.to_owned()],
        (None, Some(presented)) => doubts_of(presented, from, case.observation.started_at_seconds),
        (None, None) => Vec::new(),
    };
    if doubts.is_empty() {
        return reasons(
            "it does not trust the authority that issued it, was not given the certificates in \
             between, or knows that it was revoked",
            "Probe with a whole chain to an authority that the server trusts; see in the server's \
             log what it misses.",
        );
    }
    Reasons {
        why: list(&doubts),
        fix: format!("Probe with a certificate for {from} without that fault."),
    }
}

/// RFC 8446 §6.2.
fn by_alert(endpoint: &Endpoint) -> Option<&'static str> {
    let Some(FailureCause::Tls(TlsFailure::CertificateRefused(alert))) = endpoint.last().cause()
    else {
        return None;
    };
    match alert.as_str() {
        "unknown_ca" => Some("it does not trust the authority that issued it"),
        "certificate_revoked" => Some("it was revoked"),
        "certificate_expired" => Some("it has expired, or its clock is wrong"),
        "unsupported_certificate" => Some("its kind or its usages do not suit it"),
        _ => None,
    }
}

fn doubts_of(presented: &Presented, from: &str, now: i64) -> Vec<String> {
    let mut doubts = Vec::new();
    let date = |seconds| rfc3339(seconds).unwrap_or_default();
    if now > presented.not_after {
        doubts.push(format!("it expired on {}", date(presented.not_after)));
    }
    if now < presented.not_before {
        doubts.push(format!(
            "it is valid from {} only",
            date(presented.not_before)
        ));
    }
    if !presented.for_sender {
        doubts.push(format!("it is not for {from}"));
    }
    if !presented.for_clients {
        doubts.push("its extended key usage has no clientAuth".to_owned());
    }
    if presented.self_issued {
        doubts.push("it is signed by itself".to_owned());
    }
    doubts
}

#[cfg(test)]
mod tests {
    use checker_kit::contract::State;
    use checker_stream::external::{Refusal, Restart};
    use checker_stream::step::Step;

    use super::super::RULE;
    use super::*;
    use crate::testing::{brief, change, fail, fix, judged, of, port, sound, stream_error};

    fn certified() -> Presented {
        Presented {
            for_sender: true,
            for_clients: true,
            self_issued: false,
            not_before: 0,
            not_after: i64::MAX,
        }
    }

    /// A sound deployment that was shown a certificate.
    fn shown(presented: Presented) -> Case {
        let mut case = sound();
        case.observation.from = "prober.example".into();
        case.observation.presented = Some(presented);
        change(&mut case, of(Side::Server), |endpoint| {
            let tls = endpoint.transcript.tls.as_mut().unwrap();
            tls.client_certificate = Some(ClientCertificate::Presented);
        });
        case
    }

    fn answering(presented: Presented, external: &External) -> Vec<State> {
        let mut case = shown(presented);
        change(&mut case, of(Side::Server), |endpoint| {
            let features = endpoint.transcript.features.as_mut().unwrap();
            features.mechanisms = vec!["EXTERNAL".into()];
            endpoint.transcript.external = Some(external.clone());
        });
        judged(&RULE, &case)
    }

    fn refusal() -> External {
        External::Refused(Refusal {
            condition: "not-authorized".into(),
            text: None,
        })
    }

    fn message(states: &[State], code: &str) -> String {
        let code = format!("{NAME}.{code}");
        let state = states.iter().find(|state| state.code == code);
        state
            .unwrap_or_else(|| panic!("{states:#?}"))
            .message
            .clone()
    }

    #[test]
    fn each_answer_has_its_finding() {
        let success = External::Succeeded(Restart::default());
        let states = answering(certified(), &success);
        assert_eq!(brief(&states), ["ok offered", "ok external-succeeds"]);
        let told = message(&states, "external-succeeds");
        assert!(
            told.starts_with("EXTERNAL succeeds for prober.example"),
            "{told}"
        );

        let ended = External::Succeeded(Restart {
            features: None,
            failure: Some(FailureCause::Closed),
        });
        let challenged = External::Unexpected("challenge".into());
        let silent = External::Unanswered(FailureCause::TimedOut);
        for (external, words) in [
            (refusal(), "not-authorized"),
            (ended, "and then: the server closed the connection"),
            (challenged, "<challenge/>"),
            (silent, "timed out"),
        ] {
            let states = answering(certified(), &external);
            assert_eq!(brief(&states), ["ok offered", "warn external-refused"]);
            assert_eq!(states[1].cause.as_deref(), Some("s2s.external-refused"));
            let told = message(&states, "external-refused");
            assert!(told.contains(words), "{told}");
            // A reason is given where the server has said no.
            let has_said_no = !told.contains("let the prober in") && !told.contains("timed out");
            assert_eq!(told.contains("most likely since"), has_said_no, "{told}");
        }
    }

    #[test]
    fn without_an_offer_it_is_a_note() {
        let states = judged(&RULE, &shown(certified()));
        assert_eq!(brief(&states), ["ok offered", "info external-not-offered"]);
        assert_eq!(states[1].cause.as_deref(), Some("s2s.external-not-offered"));
    }

    #[test]
    fn what_is_wrong_with_the_certificate_is_the_likely_reason() {
        let why = |spoil: fn(&mut Presented)| {
            let mut presented = certified();
            spoil(&mut presented);
            message(&answering(presented, &refusal()), "external-refused")
        };
        for (told, words) in [
            (why(|one| one.not_after = 0), "it expired on 1970-01-01"),
            (
                why(|one| one.not_before = 4_000_000_000),
                "it is valid from 2096",
            ),
            (
                why(|one| one.for_sender = false),
                "it is not for prober.example",
            ),
            (why(|one| one.for_clients = false), "no clientAuth"),
            (why(|one| one.self_issued = true), "signed by itself"),
            (why(|_| {}), "does not trust the authority"),
            (why(|_| {}), "revoked"),
        ] {
            assert!(told.contains(words), "{told}");
        }
    }

    #[test]
    fn a_server_that_did_not_ask_has_seen_none() {
        let mut case = shown(certified());
        for (became, words) in [
            (ClientCertificate::NotAskedFor, "asked for no certificate"),
            (ClientCertificate::Unsuitable, "the key's kind"),
        ] {
            change(&mut case, of(Side::Server), |endpoint| {
                let tls = endpoint.transcript.tls.as_mut().unwrap();
                tls.client_certificate = Some(became);
            });
            let states = judged(&RULE, &case);
            let told = message(&states, "external-not-offered");
            assert!(told.contains(words), "{told}");
            assert!(!fix(&states[1]).is_empty());
        }
    }

    #[test]
    fn a_server_that_refuses_it_before_it_says_more_is_no_unknown_any_more() {
        let mut case = shown(certified());
        let ended = stream_error(Step::Features, "not-authorized", "");
        change(&mut case, of(Side::Server), ended);
        assert_eq!(brief(&judged(&RULE, &case)), ["warn external-refused"]);

        let alert = FailureCause::Tls(TlsFailure::CertificateRefused("certificate_revoked".into()));
        let mut case = shown(certified());
        change(&mut case, of(Side::Server), fail(Step::Tls, alert));
        let states = judged(&RULE, &case);
        assert_eq!(brief(&states), ["warn external-refused"]);
        assert!(
            states[0].message.ends_with("since it was revoked."),
            "{}",
            states[0].message
        );
    }

    #[test]
    fn endpoints_that_differ_are_told_apart() {
        let mut case = shown(certified());
        change(&mut case, port(5270), |endpoint| {
            let success = External::Succeeded(Restart::default());
            endpoint.transcript.external = Some(success);
        });
        let states = judged(&RULE, &case);
        assert_eq!(
            brief(&states),
            [
                "ok offered",
                "info external-not-offered",
                "ok external-succeeds"
            ]
        );
        assert!(states[1].message.contains(":5269") && !states[1].message.contains(":5270"));
    }
}
