//! From hosts to addresses to endpoints.

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;

use checker_kit::dns::{Answer, lookup};
use checker_kit::gate::{CONNECTIONS_PER_ADDRESS, Gate};
use futures_util::stream::{FuturesUnordered, StreamExt};

use super::answers::{Answers, Family, Whose};
use super::key::Key;
use super::turns;
use super::visit::Visitor;
use crate::discovery::candidates::Candidates;
use crate::observation::Endpoint;
use crate::timer::Timer;

/// What was found on the way.
pub(super) struct Walked {
    /// The addresses.
    pub(super) answers: Answers,
    /// The endpoints, in no order, as yet without their origins.
    pub(super) endpoints: Vec<Endpoint>,
}

/// Something that was waited for.
enum Event<'a> {
    Resolved(&'a str, Family, Answer),
    Visited(Box<Endpoint>),
}

type Waiting<'a> = Pin<Box<dyn Future<Output = Event<'a>> + 'a>>;

/// Looks all hosts up and visits each endpoint as soon as it has a place.
pub(super) async fn walk(candidates: &Candidates, visitor: &Visitor<'_>, timer: &Timer) -> Walked {
    let gate = Gate::new(CONNECTIONS_PER_ADDRESS);
    let mut waiting: FuturesUnordered<Waiting<'_>> = FuturesUnordered::new();
    for host in candidates.hosts.keys() {
        for family in Family::ALL {
            waiting.push(Box::pin(async move {
                let answer = lookup(host, family.record_type(), timer.lookups()).await;
                Event::Resolved(host, family, answer)
            }));
        }
    }
    let mut walked = Walked {
        answers: Answers::default(),
        endpoints: Vec::new(),
    };
    let mut begun = BTreeSet::new();
    while let Some(event) = waiting.next().await {
        let (host, family, answer) = match event {
            Event::Visited(endpoint) => {
                walked.endpoints.push(*endpoint);
                continue;
            }
            Event::Resolved(host, family, answer) => (host, family, answer),
        };
        walked.answers.add(host, family, answer);
        for key in turns::chosen(candidates, &walked.answers) {
            if begun.contains(&key) {
                continue;
            }
            match walked.answers.whose(key.address, candidates.hosts.len()) {
                Whose::NotKnown => continue,
                Whose::Nobodys => {
                    walked
                        .endpoints
                        .push(Endpoint::of_nobody(key.remote(), key.side, key.method))
                }
                Whose::ItsServers => waiting.push(Box::pin(visit(visitor, &gate, timer, key))),
            }
            begun.insert(key);
        }
    }
    walked
}

/// Visits an endpoint when it is its turn at its address.
async fn visit<'a>(visitor: &Visitor<'_>, gate: &Gate, timer: &Timer, key: Key) -> Event<'a> {
    let endpoint = match gate.enter(key.address, timer.end()).await {
        Some(_pass) => visitor.visit(key).await,
        None => Endpoint {
            out_of_time: true,
            ..Endpoint::unvisited(key.remote(), key.side, key.method)
        },
    };
    Event::Visited(Box::new(endpoint))
}
