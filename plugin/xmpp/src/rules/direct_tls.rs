//! `xmpp.direct_tls`: is XEP-0368 there for clients, and does it work?

use std::collections::BTreeSet;

use checker_kit::contract::Status;
use checker_kit::rule::Rule;
use checker_kit::state::Finding;
use checker_kit::text::{count, list};
use checker_stream::method::Method;
use checker_stream::side::Side;

use super::about::about;
use super::remedies;
use crate::case::Case;
use crate::faults::{Fault, Faults, Kind};
use crate::observation::{Endpoint, Observation, Service, SrvLookup};
use crate::standing::{Standing, only_with};
use crate::words::names;

const NAME: &str = "xmpp.direct_tls";

pub(super) const RULE: Rule<Case> = Rule {
    name: NAME,
    description: "Direct TLS (XEP-0368, _xmpps-client) is published and works.",
    severity: Status::Warn,
    part: Some(Side::Client),
    judge,
};

fn judge(case: &Case) -> Vec<Finding> {
    let observation = &case.observation;
    let faults = Faults::of(observation);
    let Some(lookup) = observation.service(Service::XmppsClient) else {
        return Vec::new();
    };
    if let Some(finding) = unanswered(&faults, lookup) {
        return vec![finding];
    }
    if lookup.declares_absence() {
        return not_offered(&faults);
    }
    if lookup.real().next().is_none() {
        return vec![not_published(observation)];
    }
    let endpoints: Vec<&Endpoint> = observation
        .side(Side::Client)
        .filter(|endpoint| endpoint.method == Method::DirectTls)
        .collect();
    if endpoints.is_empty() {
        return vec![leads_nowhere(observation, &faults, lookup)];
    }
    tried(observation, &faults, &endpoints)
}

fn unanswered(faults: &Faults, lookup: &SrvLookup) -> Option<Finding> {
    let failure = lookup.failure()?;
    let status = match failure.is_local() {
        true => Status::Error,
        false => Status::Warn,
    };
    let message = format!(
        "{} could not be looked up: {failure}.",
        lookup.service.labels()
    );
    let finding = Finding::new(status, NAME, "lookup-failed", message);
    Some(finding.cause(faults.service(lookup.service)?.to_string()))
}

/// XEP-0368 §3: a sole `.` switches direct TLS off.
fn not_offered(faults: &Faults) -> Vec<Finding> {
    let side = faults.side(Side::Client);
    if side.is_some_and(|fault| fault.kind == Kind::NotOffered) {
        return vec![Finding::skipped(
            NAME,
            "The domain offers no service to clients.",
        )];
    }
    vec![
        Finding::new(
            Status::Info,
            NAME,
            "not-offered",
            "The domain declares that it offers no direct TLS to clients (target \".\").",
        )
        .cause(Fault::new(Kind::DirectTlsOff).to_string()),
    ]
}

fn not_published(observation: &Observation) -> Finding {
    // Where no client gets anywhere, this is not what has to be mended.
    let hosts: BTreeSet<&str> = observation
        .side(Side::Client)
        .filter(|endpoint| endpoint.secured())
        .filter_map(|endpoint| endpoint.origins.first())
        .map(|origin| origin.host.as_str())
        .collect();
    if hosts.is_empty() {
        return Finding::skipped(NAME, "There is no service for clients to add it to.");
    }
    let lines: Vec<String> = hosts
        .iter()
        .map(|host| {
            let domain = &observation.domain.ascii;
            format!("_xmpps-client._tcp.{domain}. 3600 IN SRV 5 0 5223 {host}.")
        })
        .collect();
    let hosts: Vec<&str> = hosts.into_iter().collect();
    let finding = Finding::new(
        Status::Info,
        NAME,
        "not-published",
        "Direct TLS for clients (XEP-0368) is not published: connections take two round trips \
         more, and fail in networks that let only TLS through.",
    )
    .cause(Fault::new(Kind::NoDirectTls).to_string())
    .fix(format!(
        "Let the server on {} listen with direct TLS on port 5223, open that port in the \
         firewall, and only then add the record below to the zone.",
        list(&hosts)
    ))
    .snippet("DNS zone", lines.join("\n"));
    let listening = (Method::DirectTls, 5223);
    remedies::listener(finding, observation, Side::Client, listening)
}

/// Records without an endpoint.
fn leads_nowhere(observation: &Observation, faults: &Faults, lookup: &SrvLookup) -> Finding {
    let service = Some(lookup.service);
    if observation.left_out_of(service).next().is_some() {
        return Finding::skipped(
            NAME,
            "Its endpoints were not looked at; there were too many.",
        );
    }
    let mut hosts = lookup.real().map(|record| record.target.as_str());
    let fault = hosts
        .find_map(|host| faults.host(host))
        .or(faults.side(Side::Client));
    let finding = Finding::new(
        Status::Warn,
        NAME,
        "broken",
        "Direct TLS is published, but its targets have no address: clients that prefer it fail or \
         lose time.",
    );
    match fault {
        Some(fault) if fault.kind == Kind::Resolver => {
            Finding::skipped(NAME, "The addresses of its targets could not be looked up.")
        }
        Some(fault) => finding.cause(fault.to_string()),
        None => finding
            .cause(Fault::about(Kind::TargetUnresolvable, lookup.service.labels()).to_string()),
    }
}

fn tried(observation: &Observation, faults: &Faults, endpoints: &[&Endpoint]) -> Vec<Finding> {
    let standing = |wanted: Standing| {
        let matching = endpoints
            .iter()
            .filter(move |one| Standing::of(one) == wanted);
        matching.copied().collect::<Vec<&Endpoint>>()
    };
    let usable = standing(Standing::Usable);
    let untried = standing(Standing::Untried);
    let outdated = standing(Standing::Outdated);
    let nothing_works = usable.is_empty() && outdated.is_empty();
    let broken: Vec<&Endpoint> = endpoints
        .iter()
        .filter(|one| {
            !matches!(
                Standing::of(one),
                Standing::Usable | Standing::Untried | Standing::Outdated
            )
        })
        .copied()
        .collect();
    if broken.is_empty() && nothing_works {
        let why = match untried.first().and_then(|endpoint| endpoint.not_checked()) {
            Some(reason) => format!("No direct-TLS endpoint could be tried: {reason}."),
            None => "No direct-TLS endpoint could be tried.".to_owned(),
        };
        return vec![Finding::skipped(NAME, why)];
    }
    if broken.is_empty() && outdated.is_empty() {
        return vec![Finding::new(
            Status::Ok,
            NAME,
            "works",
            format!("Direct TLS works at {}.", count(usable.len(), "endpoint")),
        )];
    }
    // What does not work for several reasons is several things to mend.
    let groups = faults.group(broken);
    let findings = groups.iter().map(|(fault, endpoints)| {
        let names = names(endpoints.iter().copied());
        let message = match nothing_works {
            true => format!(
                "Direct TLS is published but does not work ({names}): clients that prefer it fail \
                 or lose time."
            ),
            false => format!(
                "Direct TLS does not work at {names}: clients that try there first lose time."
            ),
        };
        let finding = Finding::new(Status::Warn, NAME, "broken", message);
        let finding = about(finding, endpoints).cause(fault.to_string());
        remedies::attach(finding, observation, fault, endpoints[0])
    });
    let findings = findings.chain(only_outdated(observation, faults, outdated));
    findings.collect()
}

/// What works for those who do not insist on more.
fn only_outdated(
    observation: &Observation,
    faults: &Faults,
    endpoints: Vec<&Endpoint>,
) -> Vec<Finding> {
    let groups = faults.group(endpoints);
    let findings = groups.iter().map(|(fault, endpoints)| {
        let message = format!(
            "Direct TLS works at {} only with {}.",
            names(endpoints.iter().copied()),
            only_with(endpoints[0])
        );
        let finding = Finding::new(Status::Warn, NAME, "outdated-cryptography", message);
        let finding = about(finding, endpoints).cause(fault.to_string());
        remedies::attach(finding, observation, fault, endpoints[0])
    });
    findings.collect()
}

#[cfg(test)]
mod tests {
    use checker_kit::contract::State;
    use checker_kit::dns::Failure;
    use checker_kit::tcp::{Denial, TcpError};
    use checker_kit::tls::{Outdated, OutdatedVersion, TlsFailure};
    use checker_stream::failure::FailureCause;
    use checker_stream::step::Step;

    use super::*;
    use crate::mode::Mode;
    use crate::observation::{Diagnosis, LeftOut, LeftOutWhat, LookupStatus};
    use crate::testing::{
        DOMAIN, HOST, V4, all, brief, change, empty, fail, fallen_back, fix, judged, only, port,
        publish, refuse, serve, snippets, sound, starttls, swallow, unanswered, unresolvable, v6,
        withdraw,
    };

    fn with(how: impl Fn(&mut Endpoint)) -> Vec<State> {
        let mut case = sound();
        change(&mut case, port(5223), how);
        judged(&RULE, &case)
    }

    fn cause(state: &State) -> &str {
        state.cause.as_deref().unwrap_or_default()
    }

    #[test]
    fn ok_when_published_and_working() {
        let states = judged(&RULE, &sound());
        assert_eq!(brief(&states), ["ok works"]);
        assert_eq!(states[0].message, "Direct TLS works at 2 endpoints.");
    }

    #[test]
    fn info_when_not_published_with_what_to_set_up_first() {
        let mut case = sound();
        withdraw(&mut case, Service::XmppsClient);
        let states = judged(&RULE, &case);
        assert_eq!(brief(&states), ["info not-published"]);
        assert_eq!(cause(&states[0]), "direct-tls.none");
        assert!(fix(&states[0]).contains("only then"), "{}", fix(&states[0]));
        assert_eq!(
            snippets(&states[0])[..2],
            [
                "DNS zone: _xmpps-client._tcp.example.org. 3600 IN SRV 5 0 5223 xmpp.example.org.",
                "Prosody 0.12: -- above the first VirtualHost; where there is such a line \
                 already,\n-- only add 5223 to it\nc2s_direct_tls_ports = { 5223 }",
            ]
        );
    }

    #[test]
    fn nobody_is_told_to_add_direct_tls_to_what_is_not_there() {
        let mut case = fallen_back(&[]);
        unresolvable(&mut case, DOMAIN, LookupStatus::NoName);
        assert_eq!(brief(&judged(&RULE, &case)), ["unknown skipped"]);

        let mut case = fallen_back(&[V4]);
        change(&mut case, all, refuse);
        assert_eq!(brief(&judged(&RULE, &case)), ["unknown skipped"]);
    }

    #[test]
    fn info_when_declared_not_offered() {
        let mut case = only(sound(), Mode::C2s);
        withdraw(&mut case, Service::XmppsClient);
        publish(&mut case, Service::XmppsClient, 0, ".");
        let states = judged(&RULE, &case);
        assert_eq!(brief(&states), ["info not-offered"]);
        // Where the whole side is, that is all there is to say.
        let mut case = empty();
        publish(&mut case, Service::XmppClient, 0, ".");
        publish(&mut case, Service::XmppsClient, 0, ".");
        assert_eq!(brief(&judged(&RULE, &case)), ["unknown skipped"]);
    }

    #[test]
    fn warn_when_published_and_broken_with_the_port_that_is_published() {
        let states = with(refuse);
        assert_eq!(brief(&states), ["warn broken"]);
        assert_eq!(cause(&states[0]), "port.dead:xmpp.example.org:5223");
        assert!(
            states[0].message.contains("does not work ("),
            "{}",
            states[0].message
        );
        assert!(snippets(&states[0])[0].ends_with("\nc2s_direct_tls_ports = { 5223 }"));
        // Nobody depends on direct TLS alone.
        assert!(fix(&states[0]).contains("or remove that record"));
        let mut case = sound();
        let one = |endpoint: &Endpoint| endpoint.name() == format!("{V4}:5223");
        change(&mut case, one, refuse);
        let states = judged(&RULE, &case);
        assert_eq!(brief(&states), ["warn broken 192.0.2.1:5223"]);
    }

    #[test]
    fn outdated_cryptography_works_for_most() {
        for (cipher_suite, what) in [
            ("TLS_RSA_WITH_AES_128_CBC_SHA", "outdated cryptography"),
            (
                "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                "a key-exchange group that few clients offer, such as P-521",
            ),
        ] {
            let agreed = TlsFailure::Outdated(Outdated {
                version: OutdatedVersion::Tls12,
                cipher_suite: cipher_suite.into(),
            });
            let states = with(fail(Step::Tls, FailureCause::Tls(agreed)));
            assert_eq!(brief(&states), ["warn outdated-cryptography"]);
            assert_eq!(cause(&states[0]), "tls.outdated:xmpp.example.org");
            let only = format!(" only with {what}.");
            assert!(states[0].message.ends_with(&only), "{}", states[0].message);
        }
    }

    #[test]
    fn the_lines_for_the_listener_have_the_port_that_is_published() {
        let mut case = sound();
        withdraw(&mut case, Service::XmppsClient);
        publish(&mut case, Service::XmppsClient, 5443, HOST);
        serve(&mut case);
        change(&mut case, port(5443), refuse);
        let states = judged(&RULE, &case);
        let lines = snippets(&states[0]).concat();
        assert!(lines.contains("c2s_direct_tls_ports = { 5443 }"), "{lines}");
        assert!(lines.contains("port: 5443"), "{lines}");
        assert!(!lines.contains("5223"), "{lines}");
    }

    #[test]
    fn a_name_that_the_server_does_not_know_is_no_matter_of_a_listener() {
        let unknown = FailureCause::Tls(TlsFailure::Alert("unrecognized_name".into()));
        let states = with(fail(Step::Tls, unknown));
        assert_eq!(brief(&states), ["warn broken"]);
        assert!(
            cause(&states[0]).starts_with("server.host-unknown"),
            "{}",
            cause(&states[0])
        );
        assert!(
            snippets(&states[0])
                .iter()
                .all(|lines| !lines.contains("direct_tls_ports"))
        );
    }

    #[test]
    fn what_does_not_work_for_two_reasons_is_two_things_to_mend() {
        let mut case = sound();
        change(&mut case, v6, swallow);
        let one = |endpoint: &Endpoint| endpoint.name() == format!("{V4}:5223");
        change(&mut case, one, |endpoint| {
            endpoint.diagnosis = Some(Diagnosis::StartTls)
        });
        let causes: Vec<String> = judged(&RULE, &case)
            .iter()
            .map(|state| cause(state).to_owned())
            .collect();
        assert_eq!(
            causes,
            [
                "family.dead:ipv6",
                "record.wrong-service:_xmpps-client._tcp:xmpp.example.org:5223",
            ]
        );
    }

    #[test]
    fn a_port_for_starttls_is_not_to_be_turned_into_one_for_direct_tls() {
        let states = with(|endpoint| endpoint.diagnosis = Some(Diagnosis::StartTls));
        assert!(fix(&states[0]).starts_with("Move this record to _xmpp-client._tcp"));
        assert!(snippets(&states[0]).is_empty());
    }

    #[test]
    fn tls_that_ends_in_front_of_a_starttls_port_is_not_direct_tls() {
        let states = with(|endpoint| endpoint.transcript.features = Some(starttls()));
        assert_eq!(brief(&states), ["warn broken"]);
        assert_eq!(
            cause(&states[0]),
            "tls.ended-in-front:xmpp.example.org:5223"
        );
    }

    #[test]
    fn warn_where_its_targets_have_no_address_and_unknown_where_they_were_left_out() {
        let mut case = sound();
        withdraw(&mut case, Service::XmppsClient);
        publish(&mut case, Service::XmppsClient, 5223, "gone.example.org");
        unresolvable(&mut case, "gone.example.org", LookupStatus::NoName);
        let states = judged(&RULE, &case);
        assert_eq!(brief(&states), ["warn broken"]);
        assert_eq!(cause(&states[0]), "target.unresolvable:gone.example.org");

        unresolvable(
            &mut case,
            "gone.example.org",
            LookupStatus::Failed(Failure::TimedOut),
        );
        assert_eq!(brief(&judged(&RULE, &case)), ["unknown skipped"]);

        case.observation.left_out.push(LeftOut {
            what: LeftOutWhat::Hosts {
                service: Some(Service::XmppsClient),
            },
            count: 1,
            bound: 32,
        });
        let states = judged(&RULE, &case);
        assert_eq!(brief(&states), ["unknown skipped"]);
        assert!(
            states[0].message.contains("too many"),
            "{}",
            states[0].message
        );
    }

    #[test]
    fn error_when_it_could_not_be_looked_up_and_warn_when_the_zone_is_at_fault() {
        for (failure, expected) in [
            (Failure::TimedOut, "error lookup-failed"),
            (Failure::ServerFailure, "warn lookup-failed"),
        ] {
            let mut case = sound();
            unanswered(&mut case, Service::XmppsClient, failure);
            let states = judged(&RULE, &case);
            assert_eq!(brief(&states), [expected]);
            assert!(states[0].cause.is_some());
        }
    }

    #[test]
    fn skipped_where_none_could_be_tried() {
        let blocked = FailureCause::Tcp(TcpError::Blocked(Denial::Private));
        assert_eq!(
            brief(&with(fail(Step::Connect, blocked))),
            ["unknown skipped"]
        );
    }
}
