//! Literal observations for tests: a sound deployment, then changed.

use std::net::{IpAddr, SocketAddr};

use checker_kit::contract::State;
use checker_kit::dns::Failure;
use checker_kit::rule::Rule;
use checker_kit::shared::tls_probes::{Address, Issue, Link, Probe, Severity};
use checker_kit::state::{Meta, word};
use checker_kit::tcp::TcpError;
use checker_kit::tls::{AltName, CertificateFacts, KeyFacts, TlsFacts};
use checker_stream::failure::{FailureCause, ProbeFailure};
use checker_stream::features::{Feature, Features, StartTls};
use checker_stream::header::Header;
use checker_stream::method::Method;
use checker_stream::ns;
use checker_stream::side::Side;
use checker_stream::step::{Step, StepTime};
use checker_stream::stream_error::StreamError;
use checker_stream::transcript::Transcript;

use crate::case::Case;
use crate::domain::Domain;
use crate::mode::Mode;
use crate::observation::{
    AddressLookup, Endpoint, HostLookup, LookupStatus, Observation, Origin, SCHEMA, Service,
    SrvLookup, SrvRecord, Target,
};
use crate::related::TlsFindings;

pub(crate) const DOMAIN: &str = "example.org";
pub(crate) const HOST: &str = "xmpp.example.org";
pub(crate) const V4: &str = "192.0.2.1";
pub(crate) const V6: &str = "2001:db8::1";
/// When the deployments are looked at: 2026-01-15T12:00:00Z.
pub(crate) const NOW: i64 = 1_768_478_400;
pub(crate) const DAY: i64 = 86_400;

/// The four services of one host, on both families, as they should be.
pub(crate) fn sound() -> Case {
    let mut case = empty();
    for (service, port) in [
        (Service::XmppClient, 5222),
        (Service::XmppsClient, 5223),
        (Service::XmppServer, 5269),
        (Service::XmppsServer, 5270),
    ] {
        publish(&mut case, service, port, HOST);
    }
    resolve(&mut case, HOST, &[V6, V4]);
    serve(&mut case);
    case
}

/// A domain that exists, without any record.
pub(crate) fn empty() -> Case {
    let services = Service::ALL.into_iter().map(|service| SrvLookup {
        service,
        status: LookupStatus::NoName,
        authentic: false,
        aliases: Vec::new(),
        ttl: None,
        records: Vec::new(),
    });
    let observation = Observation {
        schema: SCHEMA,
        domain: Domain {
            ascii: DOMAIN.into(),
            unicode: DOMAIN.into(),
            note: None,
        },
        mode: Mode::Both,
        timeout_seconds: 10.0,
        max_duration_seconds: 60.0,
        presented: None,
        from: "checker.invalid".into(),
        started_at: "2026-01-15T12:00:00Z".into(),
        started_at_seconds: NOW,
        duration_micros: 240_000,
        services: services.collect(),
        fallback: Vec::new(),
        hosts: Vec::new(),
        endpoints: Vec::new(),
        targets: Vec::new(),
        left_out: Vec::new(),
    };
    Case::new(observation, TlsFindings::default(), NOW)
}

/// A domain without records whose own addresses are tried instead.
pub(crate) fn fallen_back(addresses: &[&str]) -> Case {
    let mut case = empty();
    case.observation.fallback = vec![Side::Client, Side::Server];
    resolve(&mut case, DOMAIN, addresses);
    serve(&mut case);
    case
}

/// Only one side was looked at.
pub(crate) fn only(mut case: Case, mode: Mode) -> Case {
    case.observation.mode = mode;
    case.mode = mode;
    let covered = |service: Service| service.side().is_none_or(|side| mode.covers(side));
    case.observation
        .services
        .retain(|lookup| covered(lookup.service));
    case.observation
        .endpoints
        .retain(|endpoint| mode.covers(endpoint.side));
    case.observation
        .targets
        .retain(|target| mode.covers(target.side));
    case.observation.fallback.retain(|side| mode.covers(*side));
    case
}

/// Adds a record; [`serve`] makes endpoints of it.
pub(crate) fn publish(case: &mut Case, service: Service, port: u16, target: &str) {
    let lookup = lookup(case, service);
    lookup.status = LookupStatus::Found;
    lookup.ttl = Some(3600);
    lookup.records.push(SrvRecord {
        priority: 5,
        weight: 0,
        port,
        target: target.into(),
    });
}

/// Takes the records of a service away, and the endpoints that come from them.
pub(crate) fn withdraw(case: &mut Case, service: Service) {
    let lookup = lookup(case, service);
    lookup.status = LookupStatus::NoName;
    lookup.records.clear();
    drop_endpoints(case, |endpoint| endpoint.service() == service);
}

/// The question for a service could not be answered.
pub(crate) fn unanswered(case: &mut Case, service: Service, failure: Failure) {
    withdraw(case, service);
    lookup(case, service).status = LookupStatus::Failed(failure);
}

pub(crate) fn lookup(case: &mut Case, service: Service) -> &mut SrvLookup {
    let mut services = case.observation.services.iter_mut();
    services.find(|lookup| lookup.service == service).unwrap()
}

/// What the DNS says of a host's addresses.
pub(crate) fn resolve(case: &mut Case, name: &str, addresses: &[&str]) {
    let of = |v6: bool| {
        let parsed = addresses.iter().map(|text| text.parse::<IpAddr>().unwrap());
        let addresses: Vec<IpAddr> = parsed.filter(|address| address.is_ipv6() == v6).collect();
        AddressLookup {
            status: match addresses.is_empty() {
                true => LookupStatus::NoData,
                false => LookupStatus::Found,
            },
            authentic: false,
            aliases: Vec::new(),
            addresses,
        }
    };
    let host = HostLookup {
        name: name.into(),
        a: of(false),
        aaaa: of(true),
    };
    case.observation.hosts.retain(|known| known.name != name);
    case.observation.hosts.push(host);
}

/// A host whose addresses could not be found.
pub(crate) fn unresolvable(case: &mut Case, name: &str, status: LookupStatus) {
    resolve(case, name, &[]);
    let host = case.observation.hosts.last_mut().unwrap();
    host.a.status = status;
    host.aaaa.status = status;
    drop_endpoints(case, |endpoint| endpoint.origins[0].host == name);
}

/// Makes sound endpoints of all records, or of the fallback, anew.
pub(crate) fn serve(case: &mut Case) {
    let mut tried: Vec<(Side, Method, u16, Origin)> = Vec::new();
    for lookup in &case.observation.services {
        for record in lookup.real() {
            let side = lookup.service.side().unwrap_or(Side::Server);
            let origin = Origin {
                priority: record.priority,
                weight: record.weight,
                service: Some(lookup.service),
                host: record.target.clone(),
            };
            tried.push((side, lookup.service.method(), record.port, origin));
        }
    }
    for side in &case.observation.fallback {
        let origin = Origin {
            priority: 0,
            weight: 0,
            service: None,
            host: DOMAIN.into(),
        };
        tried.push((*side, Method::StartTls, side.default_port(), origin));
    }
    // As they are tried: by side, direct TLS first.
    tried.sort_by_key(|(side, method, ..)| (*side, std::cmp::Reverse(*method)));
    case.observation.endpoints.clear();
    case.observation.targets.clear();
    for (side, method, port, origin) in tried {
        let addresses: Vec<IpAddr> = case
            .observation
            .host(&origin.host)
            .map(|host| host.addresses().collect())
            .unwrap_or_default();
        for address in addresses {
            let remote = SocketAddr::new(address, port);
            let mut endpoint = Endpoint::unvisited(remote, side, method);
            endpoint.origins = vec![origin.clone()];
            endpoint.transcript = transcript(side, method);
            case.observation.endpoints.push(endpoint);
            let reference = format!("{}:{port}", origin.host);
            let taken = |target: &Target| {
                target.r#ref == reference && (target.side, target.method) != (side, method)
            };
            let target = Target {
                r#ref: match case.observation.targets.iter().any(taken) {
                    true => format!("{reference}#{}-{}", side.word(), method.label()),
                    false => reference.clone(),
                },
                host: origin.host.clone(),
                port,
                side,
                method,
            };
            if !case.observation.targets.contains(&target) {
                case.observation.targets.push(target);
            }
        }
    }
}

fn drop_endpoints(case: &mut Case, gone: impl Fn(&Endpoint) -> bool) {
    case.observation
        .endpoints
        .retain(|endpoint| !gone(endpoint));
    let endpoints = &case.observation.endpoints;
    case.observation.targets.retain(|target| {
        endpoints
            .iter()
            .any(|endpoint| endpoint.port == target.port && endpoint.origins[0].host == target.host)
    });
}

/// Changes the endpoints that `select` picks.
pub(crate) fn change(
    case: &mut Case,
    select: impl Fn(&Endpoint) -> bool,
    change: impl Fn(&mut Endpoint),
) {
    let endpoints = case.observation.endpoints.iter_mut();
    let mut changed = 0;
    for endpoint in endpoints.filter(|endpoint| select(endpoint)) {
        change(endpoint);
        changed += 1;
    }
    assert_ne!(changed, 0, "no endpoint is meant");
}

/// All endpoints.
pub(crate) fn all(_: &Endpoint) -> bool {
    true
}

/// Those of a port.
pub(crate) fn port(port: u16) -> impl Fn(&Endpoint) -> bool {
    move |endpoint| endpoint.port == port
}

/// Those of a side.
pub(crate) fn of(side: Side) -> impl Fn(&Endpoint) -> bool {
    move |endpoint| endpoint.side == side
}

/// Those over IPv6.
pub(crate) fn v6(endpoint: &Endpoint) -> bool {
    endpoint.address.is_ipv6()
}

/// What is seen of a sound endpoint.
fn transcript(side: Side, method: Method) -> Transcript {
    let in_clear = method == Method::StartTls;
    let steps: &[Step] = match in_clear {
        true => &[
            Step::Connect,
            Step::Stream,
            Step::StartTls,
            Step::Tls,
            Step::Features,
        ],
        false => &[Step::Connect, Step::Tls, Step::Features],
    };
    Transcript {
        steps: steps
            .iter()
            .map(|step| StepTime {
                step: *step,
                micros: 20_000,
            })
            .collect(),
        header_before_tls: in_clear.then(|| header(side)),
        features_before_tls: in_clear.then(starttls),
        tls: Some(tls()),
        header: Some(header(side)),
        features: Some(match side {
            Side::Client => login(&[
                "SCRAM-SHA-256-PLUS",
                "SCRAM-SHA-256",
                "SCRAM-SHA-1-PLUS",
                "SCRAM-SHA-1",
                "PLAIN",
            ]),
            Side::Server => Features {
                dialback: true,
                ..Features::default()
            },
        }),
        ..Transcript::default()
    }
}

pub(crate) fn header(side: Side) -> Header {
    Header {
        id: Some("1".into()),
        from: Some(DOMAIN.into()),
        version: Some("1.0".into()),
        content_namespace: Some(side.content_namespace().into()),
        dialback: side == Side::Server,
        ..Header::default()
    }
}

/// Features in clear that require STARTTLS.
pub(crate) fn starttls() -> Features {
    Features {
        list: vec![feature("starttls", ns::STARTTLS)],
        starttls: Some(StartTls {
            required_flag: true,
            mandatory: true,
        }),
        ..Features::default()
    }
}

/// Features in clear that do not require STARTTLS.
pub(crate) fn optional_starttls() -> Features {
    Features {
        starttls: Some(StartTls {
            required_flag: false,
            mandatory: false,
        }),
        ..starttls()
    }
}

/// Features with a login by these mechanisms, and channel binding announced.
pub(crate) fn login(mechanisms: &[&str]) -> Features {
    Features {
        list: vec![feature("mechanisms", ns::SASL)],
        mechanisms: mechanisms.iter().map(|name| (*name).to_owned()).collect(),
        channel_bindings: Some(vec!["tls-exporter".into()]),
        ..Features::default()
    }
}

fn feature(name: &str, namespace: &str) -> Feature {
    Feature {
        name: name.into(),
        namespace: namespace.into(),
        required: false,
    }
}

/// What TLS agreed on, with a certificate that ends in 60 days.
pub(crate) fn tls() -> TlsFacts {
    TlsFacts {
        version: "TLSv1.3".into(),
        cipher_suite: "TLS_AES_128_GCM_SHA256".into(),
        group: Some("x25519".into()),
        alpn: None,
        signature_scheme: None,
        signature: None,
        client_certificate: None,
        chain_length: 2,
        certificate: Some(certificate("a1", NOW + 60 * DAY)),
    }
}

/// A certificate for the domain.
pub(crate) fn certificate(sha256: &str, not_after: i64) -> CertificateFacts {
    CertificateFacts {
        subject: format!("CN={DOMAIN}"),
        issuer: "CN=Lab CA".into(),
        self_issued: false,
        serial: "01".into(),
        not_before: not_after - 90 * DAY,
        not_after,
        not_before_text: checker_kit::clock::rfc3339(not_after - 90 * DAY).unwrap(),
        not_after_text: checker_kit::clock::rfc3339(not_after).unwrap(),
        names: vec![AltName::Dns(DOMAIN.into())],
        names_left_out: 0,
        key: KeyFacts {
            algorithm: "ECDSA".into(),
            bits: 256,
        },
        signature_algorithm: "ecdsa-with-SHA256".into(),
        extended_key_usage: None,
        is_ca: false,
        sha256: sha256.repeat(32),
    }
}

/// The endpoint fails at a step; what came before it stays.
pub(crate) fn fail(step: Step, cause: FailureCause) -> impl Fn(&mut Endpoint) {
    move |endpoint| {
        let transcript = &mut endpoint.transcript;
        transcript.steps.retain(|time| time.step <= step);
        if step <= Step::Stream {
            transcript.header_before_tls = None;
            transcript.features_before_tls = None;
        }
        if step <= Step::Tls {
            transcript.tls = None;
        }
        transcript.header = None;
        transcript.features = None;
        transcript.failure = Some(ProbeFailure::new(step, cause.clone()));
    }
}

/// The connection is refused.
pub(crate) fn refuse(endpoint: &mut Endpoint) {
    fail(Step::Connect, FailureCause::Tcp(TcpError::Refused))(endpoint);
}

/// Nothing answers the connection.
pub(crate) fn swallow(endpoint: &mut Endpoint) {
    fail(Step::Connect, FailureCause::TimedOut)(endpoint);
}

/// The address is everybody's own machine: it was not connected to.
pub(crate) fn nobodys(endpoint: &mut Endpoint) {
    let origins = std::mem::take(&mut endpoint.origins);
    *endpoint = Endpoint {
        origins,
        ..Endpoint::of_nobody(endpoint.remote(), endpoint.side, endpoint.method)
    };
}

/// The server ends the stream with a stream error.
pub(crate) fn stream_error(step: Step, condition: &str, text: &str) -> impl Fn(&mut Endpoint) {
    let error = StreamError {
        text: (!text.is_empty()).then(|| text.into()),
        ..StreamError::of(condition)
    };
    fail(step, FailureCause::StreamError(error))
}

/// The states of a rule.
pub(crate) fn judged(rule: &Rule<Case>, case: &Case) -> Vec<State> {
    rule.findings(case).into_iter().map(State::from).collect()
}

/// The states in short: `warn refused 192.0.2.1:5222`, without the rule's name.
pub(crate) fn brief(states: &[State]) -> Vec<String> {
    let brief = states.iter().map(|state| {
        let code = state.code.strip_prefix(&state.rule).unwrap();
        let subject = state.subject.as_deref().unwrap_or_default();
        let text = format!("{} {} {subject}", word(state.status), &code[1..]);
        text.trim_end().to_owned()
    });
    brief.collect()
}

/// The one state with this finding.
pub(crate) fn found<'a>(states: &'a [State], finding: &str) -> &'a State {
    let code = |state: &&State| state.code == format!("{}.{finding}", state.rule);
    let found: Vec<&State> = states.iter().filter(code).collect();
    match found.as_slice() {
        [only] => only,
        others => panic!("{} times {finding}: {states:#?}", others.len()),
    }
}

/// What the state says to do.
pub(crate) fn fix(state: &State) -> String {
    Meta::read(state).fix
}

/// The texts to copy of a state, labels in front.
pub(crate) fn snippets(state: &State) -> Vec<String> {
    let snippets = Meta::read(state).snippets.into_iter();
    snippets
        .map(|one| format!("{}: {}", one.label, one.text))
        .collect()
}

/// What the TLS checker says of a certificate that has expired.
pub(crate) fn expire(probe: &mut Probe) {
    probe.issues = vec![Issue {
        severity: Severity::Crit,
        code: "expired".into(),
        message: "The certificate expired.".into(),
        fix: None,
        rule: Some("tls.expiry".into()),
        cause: Some("certificate.expired:a1".into()),
    }];
    for address in &mut probe.addresses {
        address.not_after = Some("2026-01-10T00:00:00Z".into());
    }
}

/// A TLS checker reports on all targets that nothing is wrong, `change` aside.
pub(crate) fn report(case: &mut Case, change: impl Fn(&mut Probe)) {
    let observation = &case.observation;
    let probes = observation.targets.iter().map(|target| {
        let endpoints = observation.endpoints.iter();
        let of_target = endpoints.filter(|one| observation.targets_of(one).any(|of| of == target));
        let mut probe = Probe {
            host: Some(target.host.clone()),
            port: Some(target.port),
            endpoint: Some(target.r#ref.clone()),
            tls_version: Some("TLSv1.3".into()),
            cipher_suite: Some("TLS_AES_128_GCM_SHA256".into()),
            hostname_match: Some(true),
            chain_valid: Some(true),
            addresses: of_target
                .map(|endpoint| looked_at(endpoint.address))
                .collect(),
            ..Probe::default()
        };
        change(&mut probe);
        (target.r#ref.clone(), probe)
    });
    case.tls.probes = probes.collect();
}

fn looked_at(address: IpAddr) -> Address {
    Address {
        address,
        tls_version: Some("TLSv1.3".into()),
        certificate_sha256: Some("a1".repeat(32)),
        hostname_match: Some(true),
        chain_valid: Some(true),
        not_after: checker_kit::clock::rfc3339(NOW + 60 * DAY),
        chain: vec![
            Link {
                subject: Some(format!("CN={DOMAIN}")),
                issuer: Some("CN=Lab CA".into()),
                not_after: checker_kit::clock::rfc3339(NOW + 60 * DAY),
            },
            Link {
                subject: Some("CN=Lab CA".into()),
                issuer: Some("C=XX, O=Lab, CN=Lab Root".into()),
                not_after: checker_kit::clock::rfc3339(NOW + 600 * DAY),
            },
        ],
    }
}
