//! Finds out by the DNS alone what there is to look at: the SRV records.
//!
//! Addresses are left to the collection: entries need hosts and ports, and
//! what is asked here need not be asked again there.

pub mod candidates;
pub mod plan;

use std::time::Duration;

use checker_kit::clock;
use checker_kit::contract::Entry;
use checker_kit::dns::{RecordType, lookup};
use futures_util::future::join_all;

use crate::entries;
use crate::mode::Mode;
use crate::observation::{Service, SrvLookup};
use crate::settings::Settings;
use crate::timer::Timer;
use candidates::Candidates;
use plan::Plan;

/// Asks for all services of the sides that are looked at, at once.
pub async fn discover(settings: &Settings) -> Plan {
    let started_at_seconds = clock::wall_seconds();
    let timer = Timer::begin(settings.schedule, Duration::ZERO);
    let deadline = timer.lookups();
    let services = join_all(services(settings.mode).map(async |service| {
        let name = format!("{}.{}", service.labels(), settings.domain.ascii);
        SrvLookup::of(service, lookup(&name, RecordType::SRV, deadline).await)
    }))
    .await;
    Plan::new(settings, started_at_seconds, timer.elapsed(), services)
}

/// What is known so far for other checkers.
pub fn entries(settings: &Settings, plan: &Plan) -> Vec<Entry> {
    let candidates = Candidates::of(&settings.domain.ascii, settings.mode, &plan.services);
    let targets = candidates.targets().into_list();
    entries::publish(&settings.domain, &targets, &plan.services)
}

fn services(mode: Mode) -> impl Iterator<Item = Service> {
    Service::ALL
        .into_iter()
        .filter(move |service| match service.side() {
            Some(side) => mode.covers(side),
            None => mode != Mode::None,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_services_of_the_sides_are_asked_for() {
        let asked = |mode| services(mode).collect::<Vec<_>>();
        assert_eq!(asked(Mode::Both), Service::ALL);
        assert_eq!(
            asked(Mode::C2s),
            [Service::XmppClient, Service::XmppsClient, Service::Jabber]
        );
        assert!(asked(Mode::None).is_empty());
    }
}
