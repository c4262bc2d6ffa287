//! `xmpp.srv_c2s` and `xmpp.srv_s2s`, state by state.

#![allow(clippy::unwrap_used)]

use checker_kit::contract::{State, Status};
use checker_kit::dns::Failure;
use checker_kit::rule::Rule;
use checker_kit::tcp::{Denial, TcpError};
use checker_stream::failure::FailureCause;
use checker_stream::side::Side;
use checker_stream::step::Step;

use super::super::{srv_c2s, srv_s2s};
use crate::case::Case;
use crate::mode::Mode;
use crate::observation::{LeftOut, LeftOutWhat, LookupStatus, Service};
use crate::testing::{
    DOMAIN, HOST, V4, all, brief, change, empty, fail, fallen_back, fix, found, judged, lookup, of,
    only, port, publish, refuse, resolve, serve, snippets, sound, unanswered, unresolvable,
    withdraw,
};

const C2S: Rule<Case> = srv_c2s::RULE;
const S2S: Rule<Case> = srv_s2s::RULE;

fn states(rule: &Rule<Case>, case: &Case) -> Vec<String> {
    brief(&judged(rule, case))
}

fn one(rule: &Rule<Case>, case: &Case) -> State {
    let states = judged(rule, case);
    assert_eq!(states.len(), 1, "{states:#?}");
    states.into_iter().next().unwrap()
}

fn cause(state: &State) -> &str {
    state.cause.as_deref().unwrap_or_default()
}

#[test]
fn ok_when_published_and_resolving() {
    assert_eq!(states(&C2S, &sound()), ["ok published"]);
    assert_eq!(states(&S2S, &sound()), ["ok published"]);
    let text = one(&C2S, &sound()).message;
    assert_eq!(
        text,
        "_xmpp-client._tcp and _xmpps-client._tcp published, 2 targets, all resolving."
    );
}

#[test]
fn skipped_for_a_side_that_was_not_looked_at() {
    assert_eq!(states(&S2S, &only(sound(), Mode::C2s)), ["unknown skipped"]);
}

#[test]
fn crit_when_none_is_published_and_the_message_says_whether_the_fallback_worked() {
    let mut case = fallen_back(&[V4]);
    change(&mut case, of(Side::Server), refuse);
    let state = one(&C2S, &case);
    assert_eq!(brief(std::slice::from_ref(&state)), ["crit none-published"]);
    assert!(
        state.message.contains("do get through"),
        "{}",
        state.message
    );
    let state = one(&S2S, &case);
    assert!(
        state.message.contains("does not work either"),
        "{}",
        state.message
    );
    assert_eq!(cause(&state), "records.none");
}

#[test]
fn a_fallback_that_was_never_tried_is_not_said_to_fail() {
    let mut case = fallen_back(&[V4]);
    let blocked = FailureCause::Tcp(TcpError::Blocked(Denial::Private));
    change(&mut case, all, fail(Step::Connect, blocked));
    let message = one(&C2S, &case).message;
    assert!(message.contains("could not be tried"), "{message}");
    assert!(!message.contains("either"), "{message}");

    let mut case = fallen_back(&[]);
    unresolvable(&mut case, DOMAIN, LookupStatus::Failed(Failure::TimedOut));
    let message = one(&C2S, &case).message;
    assert!(message.contains("is not known"), "{message}");

    let message = one(&C2S, &fallen_back(&[])).message;
    assert!(message.contains("no address of its own"), "{message}");
}

#[test]
fn the_records_to_publish_name_what_answers_today() {
    let mut case = fallen_back(&[V4]);
    let state = one(&C2S, &case);
    assert!(
        fix(&state).starts_with("Add the records below"),
        "{}",
        fix(&state)
    );
    assert_eq!(
        snippets(&state),
        [
            "DNS zone: _xmpp-client._tcp.example.org. 3600 IN SRV 5 0 5222 example.org.\n\
             _xmpp-server._tcp.example.org. 3600 IN SRV 5 0 5269 example.org.",
            "DNS zone, if it is not offered: _xmpp-client._tcp.example.org. 3600 IN SRV 0 0 0 .\n\
             _xmpp-server._tcp.example.org. 3600 IN SRV 0 0 0 .",
        ]
    );
    // Nothing answers: the advice tells to set up what the lines name.
    change(&mut case, all, refuse);
    let state = one(&C2S, &case);
    assert!(fix(&state).contains("xmpp.example.org"), "{}", fix(&state));
    assert!(snippets(&state)[0].contains("5222 xmpp.example.org."));
}

#[test]
fn the_records_of_one_side_name_the_host_of_the_other() {
    let mut case = sound();
    withdraw(&mut case, Service::XmppServer);
    withdraw(&mut case, Service::XmppsServer);
    case.observation.fallback = vec![Side::Server];
    let state = one(&S2S, &case);
    assert_eq!(cause(&state), "records.none:s2s");
    let advice = fix(&state);
    assert!(
        advice.starts_with(
            "Let the server on xmpp.example.org listen for other servers on port 5269"
        )
    );
    assert!(advice.contains("option mode"), "{advice}");
    assert_eq!(
        snippets(&state),
        [
            "DNS zone: _xmpp-server._tcp.example.org. 3600 IN SRV 5 0 5269 xmpp.example.org.",
            "DNS zone, if it is not offered: _xmpp-server._tcp.example.org. 3600 IN SRV 0 0 0 .",
        ]
    );
    assert_eq!(states(&C2S, &case), ["ok published"]);
}

#[test]
fn crit_when_the_domain_does_not_exist() {
    let mut case = fallen_back(&[]);
    unresolvable(&mut case, DOMAIN, LookupStatus::NoName);
    for rule in [C2S, S2S] {
        let state = one(&rule, &case);
        assert_eq!(brief(std::slice::from_ref(&state)), ["crit no-such-domain"]);
        assert_eq!(cause(&state), "domain.nonexistent");
    }
}

#[test]
fn crit_when_no_target_resolves_and_warn_when_some_do_not() {
    let mut case = sound();
    unresolvable(&mut case, HOST, LookupStatus::NoName);
    assert_eq!(
        states(&C2S, &case),
        ["crit target-unresolvable xmpp.example.org"]
    );
    assert_eq!(
        states(&S2S, &case),
        ["crit target-unresolvable xmpp.example.org"]
    );

    let mut case = sound();
    publish(&mut case, Service::XmppClient, 5222, "gone.example.org");
    unresolvable(&mut case, "gone.example.org", LookupStatus::NoData);
    let state = one(&C2S, &case);
    assert_eq!(
        brief(std::slice::from_ref(&state)),
        ["warn target-unresolvable gone.example.org"]
    );
    assert_eq!(cause(&state), "target.unresolvable:gone.example.org");
    assert_eq!(states(&S2S, &case), ["ok published"]);
}

#[test]
fn a_target_whose_zone_or_resolver_fails_is_told_apart() {
    let with = |failure| {
        let mut case = sound();
        publish(&mut case, Service::XmppClient, 5222, "b.example.net");
        unresolvable(&mut case, "b.example.net", LookupStatus::Failed(failure));
        let state = one(&C2S, &case);
        (
            brief(std::slice::from_ref(&state)).remove(0),
            cause(&state).to_owned(),
        )
    };
    assert_eq!(
        with(Failure::ServerFailure),
        (
            "warn target-broken b.example.net".into(),
            "zone.failing:b.example.net".into()
        )
    );
    assert_eq!(
        with(Failure::TimedOut),
        (
            "error lookup-failed b.example.net".into(),
            "resolver.no-answer:b.example.net".into()
        )
    );
}

#[test]
fn warn_when_a_target_is_an_alias() {
    let mut case = sound();
    case.observation.hosts[0].a.aliases = vec!["real.example.org".into()];
    let state = one(&C2S, &case);
    assert_eq!(
        brief(std::slice::from_ref(&state)),
        ["warn target-is-alias xmpp.example.org"]
    );
    assert!(fix(&state).contains("Put real.example.org in the place of xmpp.example.org"));
}

#[test]
fn warn_when_records_repeat_or_contradict_each_other() {
    let mut case = sound();
    publish(&mut case, Service::XmppClient, 5222, HOST);
    assert_eq!(
        states(&C2S, &case),
        ["warn repeated _xmpp-client._tcp.example.org"]
    );

    let mut case = sound();
    publish(&mut case, Service::XmppServer, 0, ".");
    assert_eq!(
        states(&S2S, &case),
        ["warn root-beside-records _xmpp-server._tcp.example.org"]
    );
}

#[test]
fn targets_that_are_addresses_or_private_or_port_zero_are_named() {
    let mut case = sound();
    publish(&mut case, Service::XmppClient, 5222, "192.0.2.7");
    publish(&mut case, Service::XmppClient, 5222, "inside.example.org");
    publish(&mut case, Service::XmppClient, 0, HOST);
    resolve(&mut case, "inside.example.org", &["10.0.0.1"]);
    assert_eq!(
        states(&C2S, &case),
        [
            "warn target-is-address 192.0.2.7",
            "warn private-address inside.example.org",
            "warn port-zero xmpp.example.org",
        ]
    );
}

#[test]
fn a_lab_where_all_addresses_are_private_is_no_mistake() {
    let mut case = sound();
    resolve(&mut case, HOST, &["10.0.0.1", "fd00::1"]);
    assert_eq!(states(&C2S, &case), ["ok published"]);
}

#[test]
fn crit_when_every_target_is_an_address() {
    let mut case = only(empty(), Mode::C2s);
    publish(&mut case, Service::XmppClient, 5222, "192.0.2.7");
    assert_eq!(states(&C2S, &case), ["crit target-is-address 192.0.2.7",]);
}

#[test]
fn a_port_of_another_protocol_is_the_records_fault_whoever_looks() {
    let mut case = sound();
    publish(&mut case, Service::XmppServer, 22, HOST);
    serve(&mut case);
    let denied = FailureCause::Tcp(TcpError::Blocked(Denial::Port));
    change(&mut case, port(22), fail(Step::Connect, denied));
    let state = one(&S2S, &case);
    assert_eq!(
        brief(std::slice::from_ref(&state)),
        ["warn denied-port xmpp.example.org:22"]
    );
    assert_eq!(
        cause(&state),
        "record.denied-port:_xmpp-server._tcp:xmpp.example.org:22"
    );
    assert!(!fix(&state).contains("policy"), "{}", fix(&state));
}

#[test]
fn info_when_the_side_is_declared_not_offered() {
    let mut case = empty();
    for service in [Service::XmppClient, Service::XmppsClient] {
        publish(&mut case, service, 0, ".");
    }
    let state = one(&C2S, &case);
    assert_eq!(brief(std::slice::from_ref(&state)), ["info not-offered"]);
    assert_eq!(cause(&state), "records.not-offered:c2s");
}

#[test]
fn a_root_target_for_direct_tls_forbids_the_fallback() {
    // XEP-0368 §3.
    let mut case = empty();
    publish(&mut case, Service::XmppsClient, 0, ".");
    let state = one(&C2S, &case);
    assert_eq!(brief(std::slice::from_ref(&state)), ["crit none-published"]);
    assert!(
        state.message.contains("forbids the fallback"),
        "{}",
        state.message
    );
}

#[test]
fn info_when_only_direct_tls_is_published() {
    let mut case = sound();
    withdraw(&mut case, Service::XmppServer);
    let state = one(&S2S, &case);
    assert_eq!(
        brief(std::slice::from_ref(&state)),
        ["info only-direct-tls _xmpp-server._tcp.example.org"]
    );
    // Not while nobody knows what is there.
    unanswered(&mut case, Service::XmppServer, Failure::TimedOut);
    assert_eq!(
        states(&S2S, &case),
        ["error lookup-failed _xmpp-server._tcp.example.org"]
    );
}

#[test]
fn warn_when_only_the_legacy_record_is_published() {
    let mut case = fallen_back(&[]);
    publish(&mut case, Service::Jabber, 5269, HOST);
    resolve(&mut case, HOST, &[V4]);
    serve(&mut case);
    let state = one(&C2S, &case);
    assert_eq!(brief(std::slice::from_ref(&state)), ["warn only-jabber"]);
    assert_eq!(cause(&state), "records.only-jabber");
    assert!(
        fix(&state).ends_with("Then remove the record _jabber._tcp."),
        "{}",
        fix(&state)
    );
    // It answered as a server: that side's records can name it.
    let state = one(&S2S, &case);
    assert_eq!(brief(std::slice::from_ref(&state)), ["crit none-published"]);
}

#[test]
fn servfail_timeouts_and_bogus_are_kept_apart() {
    let with = |failure| {
        let mut case = only(sound(), Mode::C2s);
        unanswered(&mut case, Service::XmppClient, failure);
        let states = judged(&C2S, &case);
        let state = found(
            &states,
            match failure.is_local() {
                true => "lookup-failed",
                false => "lookup-broken",
            },
        );
        let advice = [vec![fix(state)], snippets(state)].concat().concat();
        assert!(!advice.contains("ublish"), "{advice}");
        (state.status, state.message.clone())
    };
    for (failure, status, words) in [
        (Failure::ServerFailure, Status::Crit, "SERVFAIL"),
        (Failure::Bogus, Status::Crit, "DNSSEC"),
        (Failure::TimedOut, Status::Error, "in time"),
        (Failure::Refused, Status::Error, "REFUSED"),
    ] {
        let (seen, text) = with(failure);
        assert_eq!(seen, status, "{text}");
        assert!(text.contains(words), "{text}");
        assert!(!text.contains("ublish"), "{text}");
    }
}

#[test]
fn what_was_not_looked_at_is_not_said_to_resolve() {
    let mut case = sound();
    case.observation.left_out.push(LeftOut {
        what: LeftOutWhat::Records {
            service: Service::XmppClient,
        },
        count: 9,
        bound: 32,
    });
    publish(&mut case, Service::XmppClient, 5222, "late.example.org");
    let message = one(&C2S, &case).message;
    assert!(
        message.ends_with("those that were looked at resolve."),
        "{message}"
    );
    assert_eq!(lookup(&mut case, Service::XmppClient).records.len(), 2);
}

#[test]
fn targets_beyond_the_bound_may_resolve_where_the_others_do_not() {
    let mut case = sound();
    unresolvable(&mut case, HOST, LookupStatus::NoName);
    assert_eq!(one(&C2S, &case).status, Status::Crit);
    case.observation.left_out.push(LeftOut {
        what: LeftOutWhat::Hosts {
            service: Some(Service::XmppClient),
        },
        count: 8,
        bound: 32,
    });
    assert_eq!(one(&C2S, &case).status, Status::Warn);
}
