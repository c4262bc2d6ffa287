//! `xmpp.s2s_dialback`: can other servers authenticate?

mod external;
mod name;
mod verification;

use checker_kit::contract::Status;
use checker_kit::rule::Rule;
use checker_kit::state::Finding;
use checker_kit::text::list;
use checker_stream::side::Side;

use super::about::about;
use super::remedies;
use crate::case::Case;
use crate::faults::{Fault, Faults, Kind};
use crate::observation::Endpoint;
use crate::standing::{Standing, ways};
use crate::trial::Trial;
use crate::words::names;
use name::NAME;

pub(super) const RULE: Rule<Case> = Rule {
    name: NAME,
    description: "Server-to-server endpoints offer dialback or SASL EXTERNAL after TLS, and answer \
                  for dialback keys.",
    severity: Status::Crit,
    part: Some(Side::Server),
    judge,
};

fn judge(case: &Case) -> Vec<Finding> {
    let with = |wanted: &[Standing]| -> Vec<&Endpoint> {
        let side = case.observation.side(Side::Server);
        side.filter(|endpoint| wanted.contains(&Standing::of(endpoint)))
            .collect()
    };
    let able = with(&[Standing::Usable]);
    let neither = with(&[Standing::NoLogin, Standing::TlsInFront]);
    let strict = with(&[Standing::CertificateOnly]);
    // What the prober's own certificate came to is told below.
    let untried: Vec<&Endpoint> = strict
        .iter()
        .copied()
        .filter(|endpoint| Trial::of(endpoint).is_none())
        .collect();
    let stuck = with(&[Standing::Stuck]);

    let mut findings = Vec::new();
    findings.extend(none_offered(case, &neither));
    if able.is_empty() && strict.is_empty() {
        findings.extend(leads_nowhere(case, &stuck));
    }
    findings.extend(certificate_required(&untried));
    let answers = verification::judge(case, &able);
    if neither.is_empty() && answers.is_empty() && !able.is_empty() {
        findings.push(offered(&able));
    }
    findings.extend(answers);
    findings.extend(external::judge(case));
    if findings.is_empty() {
        findings.push(Finding::skipped(
            NAME,
            "No server-to-server endpoint got as far as its features under TLS.",
        ));
    }
    findings
}

fn none_offered(case: &Case, neither: &[&Endpoint]) -> Vec<Finding> {
    let faults = Faults::of(&case.observation);
    let groups = faults.group(neither.iter().copied());
    let findings = groups.iter().map(|(fault, endpoints)| {
        let finding = Finding::new(
            Status::Crit,
            NAME,
            "none",
            format!(
                "Neither dialback nor SASL EXTERNAL is offered after TLS (at {}): other servers \
                 cannot authenticate, so nobody there can exchange messages with this domain.",
                names(endpoints.iter().copied())
            ),
        );
        let finding = about(finding, endpoints).cause(fault.to_string());
        remedies::attach(finding, &case.observation, fault, endpoints[0])
    });
    findings.collect()
}

/// TLS completes, and then nothing is offered anywhere.
fn leads_nowhere(case: &Case, stuck: &[&Endpoint]) -> Vec<Finding> {
    let faults = Faults::of(&case.observation);
    let groups = faults.group(stuck.iter().copied());
    let findings = groups.iter().map(|(fault, endpoints)| {
        let reason = endpoints[0]
            .stuck_after_tls()
            .map_or("", |failure| failure.message.as_str());
        let finding = match fault.kind {
            Kind::NoServerAuthentication => Finding::new(
                Status::Crit,
                NAME,
                "nothing-offered",
                format!(
                    "After TLS the server has nothing to offer to another server without a \
                     certificate ({reason}; at {}): there is no dialback, and servers get in by \
                     certificate at best.",
                    names(endpoints.iter().copied())
                ),
            ),
            _ => Finding::new(
                Status::Crit,
                NAME,
                "no-features",
                format!(
                    "TLS completes and leads nowhere ({reason}; at {}): other servers cannot \
                     authenticate.",
                    names(endpoints.iter().copied())
                ),
            ),
        };
        let finding = about(finding, endpoints).cause(fault.to_string());
        remedies::attach(finding, &case.observation, fault, endpoints[0])
    });
    findings.collect()
}

fn certificate_required(strict: &[&Endpoint]) -> Option<Finding> {
    let reason = &strict.first()?.last().failure.as_ref()?.message;
    let finding = Finding::new(
        Status::Info,
        NAME,
        "certificate-required",
        format!(
            "The server refuses peers without a valid certificate before it says more ({reason}): \
             federation works by certificate and could not be confirmed from here."
        ),
    );
    Some(about(finding, strict).cause(Fault::new(Kind::StrangersRefused).to_string()))
}

fn offered(able: &[&Endpoint]) -> Finding {
    let mut offered: Vec<&str> = able.iter().flat_map(|endpoint| ways(endpoint)).collect();
    offered.sort_unstable();
    offered.dedup();
    let offered = list(&offered);
    match verification::is_right(able) {
        false => {
            let message = format!("Other servers can authenticate by {offered}.");
            Finding::new(Status::Ok, NAME, "offered", message)
        }
        true => {
            let message = format!(
                "Other servers can authenticate by {offered}; a dialback key that nobody made was \
                 refused, as it should be."
            );
            Finding::new(Status::Ok, NAME, "answers", message)
        }
    }
}

#[cfg(test)]
mod tests {
    use checker_kit::contract::State;
    use checker_kit::tls::TlsFailure;
    use checker_stream::failure::FailureCause;
    use checker_stream::features::Features;
    use checker_stream::step::Step;

    use super::*;
    use crate::mode::Mode;
    use crate::observation::Diagnosis;
    use crate::testing::{
        brief, change, empty, fail, fix, judged, of, only, port, snippets, sound, starttls,
        stream_error,
    };

    fn offering(header: bool, feature: bool, mechanisms: &[&str]) -> Vec<State> {
        let mut case = sound();
        change(&mut case, of(Side::Server), |endpoint| {
            let seen = &mut endpoint.transcript;
            seen.header.as_mut().unwrap().dialback = header;
            seen.features = Some(Features {
                dialback: feature,
                mechanisms: mechanisms.iter().map(|name| (*name).to_owned()).collect(),
                ..Features::default()
            });
        });
        judged(&RULE, &case)
    }

    fn ended(condition: &str, text: &str) -> Vec<State> {
        let mut case = sound();
        change(
            &mut case,
            of(Side::Server),
            stream_error(Step::Features, condition, text),
        );
        judged(&RULE, &case)
    }

    fn cause(state: &State) -> &str {
        state.cause.as_deref().unwrap_or_default()
    }

    #[test]
    fn ok_with_dialback_in_header_or_features_or_with_external() {
        for states in [
            offering(true, false, &[]),
            offering(false, true, &[]),
            offering(false, false, &["EXTERNAL"]),
        ] {
            assert_eq!(brief(&states), ["ok offered"]);
        }
        let message = offering(true, true, &["EXTERNAL"]).remove(0).message;
        assert_eq!(
            message,
            "Other servers can authenticate by EXTERNAL and dialback."
        );
    }

    #[test]
    fn crit_with_neither_and_what_was_said_in_clear_proves_nothing() {
        let states = offering(false, false, &[]);
        assert_eq!(brief(&states), ["crit none"]);
        assert_eq!(cause(&states[0]), "s2s.no-authentication");
        // One line more, never a list that replaces another.
        assert!(
            snippets(&states[0])
                .iter()
                .all(|text| !text.contains('{') || text.contains("{}"))
        );
    }

    #[test]
    fn info_when_the_server_wants_a_certificate_before_it_says_more() {
        let states = ended("not-authorized", "");
        assert_eq!(brief(&states), ["info certificate-required"]);
        assert_eq!(cause(&states[0]), "s2s.strangers-refused");
    }

    #[test]
    fn info_when_a_certificate_is_demanded_in_the_handshake() {
        let mut case = sound();
        let demanded = FailureCause::Tls(TlsFailure::CertificateDemanded);
        change(&mut case, of(Side::Server), fail(Step::Tls, demanded));
        let states = judged(&RULE, &case);
        assert_eq!(brief(&states), ["info certificate-required"]);
        assert_eq!(cause(&states[0]), "s2s.strangers-refused");
    }

    #[test]
    fn crit_when_there_is_nothing_to_offer_to_a_stranger() {
        let states = ended("undefined-condition", "No stream features to offer");
        assert_eq!(brief(&states), ["crit nothing-offered"]);
        assert_eq!(cause(&states[0]), "s2s.no-authentication");
        assert!(
            fix(&states[0]).contains("certificates"),
            "{}",
            fix(&states[0])
        );
    }

    #[test]
    fn too_many_connections_are_no_want_of_a_certificate() {
        let states = ended("policy-violation", "Too many connections");
        assert_eq!(brief(&states), ["crit no-features"]);
        assert_eq!(cause(&states[0]), "server.rate-limited:xmpp.example.org");
    }

    #[test]
    fn crit_when_tls_leads_nowhere() {
        let states = ended("internal-server-error", "");
        assert_eq!(brief(&states), ["crit no-features"]);
    }

    #[test]
    fn tls_that_ends_in_front_is_the_proxys_fault() {
        let mut case = sound();
        change(&mut case, of(Side::Server), |endpoint| {
            endpoint.transcript.features = Some(starttls());
        });
        let states = judged(&RULE, &case);
        assert_eq!(brief(&states), ["crit none"]);
        assert!(
            cause(&states[0]).starts_with("tls.ended-in-front:"),
            "{}",
            cause(&states[0])
        );
    }

    #[test]
    fn an_endpoint_that_is_something_else_speaks_for_nothing() {
        let mut case = sound();
        change(&mut case, of(Side::Server), |endpoint| {
            endpoint.diagnosis = Some(Diagnosis::OtherSide { side: Side::Client });
        });
        assert_eq!(brief(&judged(&RULE, &case)), ["unknown skipped"]);
    }

    #[test]
    fn one_endpoint_that_works_is_enough() {
        let mut case = sound();
        let gone = stream_error(Step::Features, "internal-server-error", "");
        change(&mut case, port(5270), gone);
        assert_eq!(brief(&judged(&RULE, &case)), ["ok offered"]);
    }

    #[test]
    fn skipped_when_no_endpoint_got_that_far_or_the_side_was_left_out() {
        assert_eq!(brief(&judged(&RULE, &empty())), ["unknown skipped"]);
        assert_eq!(
            brief(&judged(&RULE, &only(sound(), Mode::C2s))),
            ["unknown skipped"]
        );
    }
}
