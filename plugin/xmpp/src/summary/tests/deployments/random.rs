//! Deployments with several faults at once, the same for the same seed.

use checker_kit::clock::rfc3339;
use checker_kit::dns::Failure;
use checker_kit::shared::tls_probes::{Issue, Probe, Severity};
use checker_stream::side::Side;

use super::changes::{Select, changes};
use crate::case::Case;
use crate::mode::Mode;
use crate::observation::{Endpoint, LookupStatus, Service};
use crate::testing::{
    DAY, DOMAIN, HOST, NOW, V4, V6, all, certificate, empty, login, of, only, optional_starttls,
    port, publish, report, resolve, serve, unanswered, unresolvable, v6,
};

/// A second host, and one that is not there.
const OTHER: &str = "other.example.org";
const GONE: &str = "gone.example.org";
/// The services with their usual ports.
const SERVICES: [(Service, u16); 4] = [
    (Service::XmppClient, 5222),
    (Service::XmppsClient, 5223),
    (Service::XmppServer, 5269),
    (Service::XmppsServer, 5270),
];
/// Sets of endpoints that share a fault.
const SETS: [Select; 7] = [
    all,
    v6,
    |endpoint| !v6(endpoint),
    |endpoint| of(Side::Client)(endpoint),
    |endpoint| of(Side::Server)(endpoint),
    |endpoint| port(5222)(endpoint),
    |endpoint| endpoint.host() == OTHER,
];

/// Numbers that look random (splitmix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn one_in(&mut self, number: u64) -> bool {
        self.next().is_multiple_of(number)
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let at = self.next() % items.len() as u64;
        &items[usize::try_from(at).unwrap()]
    }
}

/// The deployment of a seed, with its name.
pub(super) fn deployment(seed: u64) -> (String, Case) {
    let mut random = Random(seed);
    let mut case = published(&mut random);
    serve(&mut case);
    if random.one_in(8) {
        let (service, _) = *random.pick(&SERVICES);
        let failure = *random.pick(&[Failure::TimedOut, Failure::ServerFailure, Failure::Limit]);
        unanswered(&mut case, service, failure);
    }
    looked_at(&mut random, &mut case);
    let mut told = Vec::new();
    for _ in 0..random.next() % 3 {
        let set = *random.pick(&SETS);
        told.push(spoil(&mut random, &mut case, set));
    }
    if random.one_in(12) {
        let mode = *random.pick(&[Mode::C2s, Mode::S2s]);
        case = only(case, mode);
    }
    (format!("seed {seed}, {told:?}"), case)
}

/// What the zone says.
fn published(random: &mut Random) -> Case {
    let mut case = empty();
    let addresses: [&[&str]; 5] = [&[V6, V4], &[V6, V4], &[V4], &[V6], &["10.0.0.1", V4]];
    let of_host: &&[&str] = random.pick(&addresses);
    resolve(&mut case, HOST, of_host);
    resolve(&mut case, OTHER, &["192.0.2.2", "2001:db8::2"]);
    let leave_out = *random.pick(&[None, None, Some(Side::Client), Some(Side::Server)]);
    let only_direct = random.one_in(10);
    for (service, port) in SERVICES {
        let side = service.side();
        let is_direct = matches!(service, Service::XmppsClient | Service::XmppsServer);
        if (side == leave_out && random.one_in(2)) || (only_direct && !is_direct) {
            continue;
        }
        if random.one_in(5) && is_direct {
            continue;
        }
        let target = *random.pick(&[HOST, HOST, HOST, OTHER]);
        publish(&mut case, service, port, target);
        if random.one_in(6) {
            publish(&mut case, service, port, OTHER);
        }
        if random.one_in(12) {
            publish(&mut case, service, port, GONE);
        }
        if random.one_in(25) {
            publish(&mut case, service, 0, ".");
        }
    }
    unresolvable(&mut case, GONE, LookupStatus::NoName);
    for side in [Side::Client, Side::Server] {
        let services = case.observation.services.iter();
        let mut of_side = services.filter(|lookup| lookup.service.side() == Some(side));
        // RFC 6120 §3.2.2
        if of_side.all(|lookup| lookup.records.is_empty()) {
            case.observation.fallback.push(side);
        }
    }
    if !case.observation.fallback.is_empty() {
        match random.one_in(3) {
            true => unresolvable(&mut case, DOMAIN, LookupStatus::NoData),
            false => resolve(&mut case, DOMAIN, &["192.0.2.3"]),
        }
    }
    case
}

/// What a TLS checker says: nothing, that it failed, or what is wrong with the
/// certificate at some ports.
fn looked_at(random: &mut Random, case: &mut Case) {
    if random.one_in(6) {
        case.tls.missing = Some("it crashed".into());
        return;
    }
    if random.one_in(6) {
        return;
    }
    report(case, |_| {});
    let faults = [
        None,
        None,
        Some("expired"),
        Some("expires-soon"),
        Some("name-mismatch"),
        Some("unknown-issuer"),
    ];
    let Some(code) = *random.pick(&faults) else {
        return;
    };
    let everywhere = random.one_in(2);
    let spoilt = |port: u16| everywhere || port == 5222 || port == 5269;
    let end = match code {
        "expired" => NOW - 5 * DAY,
        "expires-soon" => NOW + 2 * DAY,
        _ => NOW + 60 * DAY,
    };
    for endpoint in &mut case.observation.endpoints {
        if spoilt(endpoint.port)
            && let Some(tls) = &mut endpoint.transcript.tls
        {
            tls.certificate = Some(certificate("b2", end));
        }
    }
    for probe in case.tls.probes.values_mut() {
        if spoilt(probe.port.unwrap_or_default()) {
            spoil_certificate(probe, code, end);
        }
    }
}

fn spoil_certificate(probe: &mut Probe, code: &str, end: i64) {
    let (severity, rule, kind) = match code {
        "expired" => (Severity::Crit, "tls.expiry", "expired"),
        "expires-soon" => (Severity::Crit, "tls.expiry", "expires-soon"),
        "name-mismatch" => (Severity::Crit, "tls.hostname_match", "wrong-name"),
        _ => (Severity::Crit, "tls.chain_validity", "untrusted-root"),
    };
    probe.issues.push(Issue {
        severity,
        code: code.to_owned(),
        message: format!("The certificate is not as it should be: {code}."),
        fix: None,
        rule: Some(rule.to_owned()),
        cause: Some(format!("certificate.{kind}:{}", "b2".repeat(8))),
    });
    for address in &mut probe.addresses {
        address.certificate_sha256 = Some("b2".repeat(32));
        address.not_after = rfc3339(end);
        address.hostname_match = Some(code != "name-mismatch");
        address.chain_valid = Some(code != "unknown-issuer" && code != "expired");
    }
    probe.hostname_match = Some(code != "name-mismatch");
    probe.chain_valid = Some(code != "unknown-issuer" && code != "expired");
}

/// Something happens to endpoints; which of the changes it was.
fn spoil(random: &mut Random, case: &mut Case, set: Select) -> usize {
    let mut changes = changes();
    changes.push(Box::new(|endpoint: &mut Endpoint| {
        let mut clear = optional_starttls();
        clear.mechanisms = login(&["PLAIN"]).mechanisms;
        endpoint.transcript.features_before_tls = Some(clear);
    }));
    let at = usize::try_from(random.next() % changes.len() as u64).unwrap();
    for endpoint in &mut case.observation.endpoints {
        if set(endpoint) {
            changes[at](endpoint);
        }
    }
    at
}
