//! Many deployments with something wrong, judged once for all tests: each fault
//! by itself, and several at once as a seeded generator throws them together.

mod changes;
mod random;

use std::sync::LazyLock;

use checker_kit::checker::Summary;
use checker_kit::contract::State;
use checker_kit::dns::Failure;
use checker_stream::side::Side;

use super::states;
use crate::case::Case;
use crate::mode::Mode;
use crate::observation::{LookupStatus, Service};
use crate::summary::summary;
use crate::testing::{
    DOMAIN, HOST, V4, V6, all, change, empty, expire, fallen_back, of, only, port, publish, report,
    resolve, serve, sound, unanswered, unresolvable, v6, withdraw,
};
use changes::{Select, changes};

/// How many deployments the generator makes.
const RANDOM: u64 = 240;

/// A deployment with what is said of it.
pub(crate) struct Judged {
    /// What is wrong, for messages of tests.
    pub(crate) name: String,
    pub(crate) case: Case,
    pub(crate) states: Vec<State>,
    pub(crate) summary: Summary,
}

/// Deployments: each change to each set of endpoints, with and without a look
/// at certificates; and what the DNS does.
fn deployments() -> Vec<(String, Case)> {
    let sets: [(&str, Select); 6] = [
        ("all", all),
        ("v6", v6),
        ("c2s", |endpoint| of(Side::Client)(endpoint)),
        ("s2s", |endpoint| of(Side::Server)(endpoint)),
        ("5223", |endpoint| port(5223)(endpoint)),
        ("5269", |endpoint| port(5269)(endpoint)),
    ];
    let mut deployments: Vec<(String, Case)> = Vec::new();
    for (number, how) in changes().iter().enumerate() {
        for (name, set) in sets {
            for looked_at in [false, true] {
                let mut case = sound();
                if looked_at {
                    report(&mut case, |_| {});
                }
                change(&mut case, set, how);
                deployments.push((format!("change {number} of {name}, {looked_at}"), case));
            }
        }
    }
    deployments.extend(dns());
    assert!(deployments.len() > 200, "{}", deployments.len());
    deployments.extend((0..RANDOM).map(random::deployment));
    deployments
}

pub(super) fn dns() -> Vec<(String, Case)> {
    let mut bare = fallen_back(&[V6, V4]);
    report(&mut bare, |_| {});
    let mut deployments = vec![
        ("bare".to_owned(), bare),
        ("empty".to_owned(), empty()),
        ("sound".to_owned(), sound()),
        ("fallen back".to_owned(), fallen_back(&[V6, V4])),
        ("one side".to_owned(), only(sound(), Mode::S2s)),
        ("nothing".to_owned(), only(sound(), Mode::None)),
    ];
    for failure in [
        Failure::TimedOut,
        Failure::ServerFailure,
        Failure::Bogus,
        Failure::Limit,
    ] {
        for service in Service::ALL {
            let mut case = sound();
            unanswered(&mut case, service, failure);
            deployments.push((format!("{failure} for {}", service.labels()), case));
        }
        let mut case = sound();
        unresolvable(&mut case, HOST, LookupStatus::Failed(failure));
        deployments.push((format!("{failure} for the host"), case));
    }
    let mut nowhere = fallen_back(&[]);
    unresolvable(&mut nowhere, DOMAIN, LookupStatus::NoName);
    deployments.push(("nonexistent".into(), nowhere));
    let mut records = sound();
    publish(&mut records, Service::XmppClient, 0, ".");
    publish(&mut records, Service::XmppClient, 0, HOST);
    publish(&mut records, Service::XmppServer, 5269, "192.0.2.7");
    withdraw(&mut records, Service::XmppsClient);
    deployments.push(("records".into(), records));
    for addresses in [[V4].as_slice(), &[V6], &["10.0.0.1", V4]] {
        let mut case = sound();
        resolve(&mut case, HOST, addresses);
        serve(&mut case);
        deployments.push((format!("{addresses:?}"), case));
    }
    let mut expired = sound();
    report(&mut expired, expire);
    deployments.push(("expired".into(), expired));
    let mut failed = sound();
    failed.tls.missing = Some("it crashed".into());
    deployments.push(("the TLS checker failed".into(), failed));
    deployments
}

/// Every deployment, judged and summarized once for all tests.
pub(crate) static JUDGED: LazyLock<Vec<Judged>> = LazyLock::new(|| {
    let judged = deployments().into_iter().map(|(name, case)| {
        let states = states(&case);
        let summary = summary(&case, &states);
        Judged {
            name,
            case,
            states,
            summary,
        }
    });
    judged.collect()
});

/// The deployment of a seed.
pub(super) fn random(seed: u64) -> (String, Case) {
    random::deployment(seed)
}
